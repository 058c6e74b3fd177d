"""The sandbox with the run's clock: its tokens grow old and its documents are listed late by the same time."""

from __future__ import annotations

import sys

from mostek.chaos.hook import end_with_parent, told_by_environment
from mostek.sandbox.app import create_sandbox
from mostek.sandbox.server import serve


def main(port: int) -> None:
    end_with_parent()
    pace, _ = told_by_environment()
    pace.keep()
    serve(create_sandbox(), "127.0.0.1", port)


if __name__ == "__main__":
    main(int(sys.argv[1]))
