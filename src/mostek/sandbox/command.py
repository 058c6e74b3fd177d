"""`mostek sandbox`: the stand-in for wFirma and the small Publigo shop, alone."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from mostek.lib.ports import is_open


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="mostek sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument(
        "--data", type=Path, help="folder that keeps its state between starts; none: nothing is kept"
    )
    options = parser.parse_args(arguments)
    try:
        from mostek.sandbox.app import create_sandbox
        from mostek.sandbox.server import serve
    except ModuleNotFoundError as missing:
        print(f"The sandbox needs {missing.name}. Install it: pip install 'mostek[sandbox]'", file=sys.stderr)
        return 2
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # httpx2 logs whole addresses, and a webhook's is a secret.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    if is_open(options.port, options.host):
        print(f"Port {options.port} is taken. Choose another one with --port.", file=sys.stderr)
        return 1
    base = f"http://{options.host}:{options.port}"
    print(
        f"wFirma (sandbox): {base}/wfirma/   Publigo (sandbox): {base}/publigo/   control: {base}/-/",
        flush=True,
    )
    try:
        sandbox = create_sandbox(options.data)
        with sandbox.books.post.carrying():
            serve(sandbox, options.host, options.port)
    except OSError as error:
        print(
            f"Port {options.port} cannot be used: {error.strerror}. Choose another one with --port.",
            file=sys.stderr,
        )
        return 1
    return 0
