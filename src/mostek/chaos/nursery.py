"""Loaded by the fork server before it makes the first worker: a worker is then born in milliseconds."""

from __future__ import annotations

import django

import mostek.chaos.worker  # noqa: F401 (what the children will run)
from mostek.chaos.hook import end_with_parent

end_with_parent()
django.setup()
