"""The real web application with the run's clock; it kills itself between storing an event and answering."""

from __future__ import annotations

import os

from mostek.chaos.hook import striking, told_by_environment
from mostek.chaos.plan import KILL, WEB, Strike
from mostek.lib import points
from mostek.wsgi import application

__all__ = ["application"]

_pace, _reports, _dies_after = told_by_environment()
_pace.keep()
# One strike for each process: gunicorn makes the next one, which gets its own copy of this.
if _dies_after:
    points.install(striking(f"web-{os.getppid()}", [Strike(WEB, KILL, _dies_after)], _reports))
