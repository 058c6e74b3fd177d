"""A server of one's own: what it does with a connection is up to the test."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def serving(handle: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server of one connection at a time that does what `handle` says to each."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def serve() -> None:
        while not stopped.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    handle(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stopped.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def whole_request(connection: socket.socket) -> bytes:
    received = b""
    while not received.endswith(b"}"):
        more = connection.recv(65536)
        if not more:
            break
        received += more
    return received


def drip(pieces: bytes, pause: float = 0.05) -> Callable[[socket.socket], None]:
    def handle(connection: socket.socket) -> None:
        whole_request(connection)
        for byte in pieces:
            connection.sendall(bytes([byte]))
            time.sleep(pause)

    return handle


def saying(
    body: bytes, status: str = "200 OK", kind: str = "application/json"
) -> Callable[[socket.socket], None]:
    """Read the whole call, answer with `body`, close."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"

    def handle(connection: socket.socket) -> None:
        whole_request(connection)
        connection.sendall(head.encode() + body)

    return handle
