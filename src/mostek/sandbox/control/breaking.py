"""Breaking a connection for real: the WSGI layer under the stand-in that resets sockets."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mostek.sandbox.control.faults import ConnectionLost

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BREAK = "mostek.sandbox.break"


@dataclass(frozen=True, slots=True)
class Break:
    """Left in the environ by the application: what to do with the connection instead of replying."""

    sent: bool
    refused: bool = False
    truncated: bool = False


def breaking(app: WSGIApplication) -> WSGIApplication:
    """Let `app` ask for a broken connection through `environ[BREAK]`."""

    def broken(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = app(environ, start_response)
        wanted = environ.get(BREAK)
        if wanted is None:
            return answer
        body = b"".join(answer)
        if wanted.truncated:
            return _half(environ, body)
        _reset(environ)
        raise _lost(environ, wanted)

    return broken


def _half(environ: WSGIEnvironment, body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    _reset(environ)
    raise _lost(environ, Break(sent=True, truncated=True))


def _lost(environ: WSGIEnvironment, wanted: Break) -> Exception:
    if _socket(environ):
        # Servers take this for a client that went away and stay quiet.
        return ConnectionResetError("reset by a fault of the sandbox")
    return ConnectionLost(wanted.sent, refused=wanted.refused, partial=wanted.truncated)


def _socket(environ: WSGIEnvironment) -> socket.socket | None:
    found = environ.get("werkzeug.socket") or environ.get("gunicorn.socket")
    return found if isinstance(found, socket.socket) else None


def _reset(environ: WSGIEnvironment) -> None:
    """Send RST. The server keeps its descriptor, now a pipe to nobody, so its own clean-up stays harmless."""
    connection = _socket(environ)
    if connection is None:
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    near, far = socket.socketpair()
    far.close()
    os.dup2(near.fileno(), connection.fileno())
    near.close()
