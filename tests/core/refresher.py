"""A process that asks for a client of one Connection: `python -m tests.core.refresher PK`, as worker or panel do.

With `die` it is killed right after wFirma's token answer arrived, before anything of it is stored.
"""

from __future__ import annotations

import os
import signal
import sys

import django
import httpx2


class DieAfterTokens(httpx2.HTTPTransport):
    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = super().handle_request(request)
        if request.url.path.endswith("/oauth2/token"):
            response.read()
            os.kill(os.getpid(), signal.SIGKILL)
        return response


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(pk: int, *, die: bool) -> None:
    from mostek.core import tokens, wire
    from mostek.core.models import Connection

    connection = Connection.objects.get(pk=pk)
    say("ready")
    sys.stdin.readline()
    if die:
        with wire.over(DieAfterTokens()):
            tokens.client(connection)
    companies = tokens.client(connection).companies()
    say(str(len(companies)))


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), die="die" in sys.argv)
