"""The table of outcomes, row by row: produced for real, carried out by the worker, told in both languages."""

from __future__ import annotations

import ast
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

import mostek
from mostek.core import issue, lease, messages, outcomes, tokens, wire, work
from mostek.core.models import Connection, Document
from mostek.lib import clock
from mostek.wfirma import codes
from mostek.wfirma import transport as calls
from mostek.wfirma import wire as sockets
from mostek.wfirma.client import Client
from mostek.wfirma.errors import WfirmaError
from mostek.wfirma.transport import ApiKeys, Transport
from tests.core.deliveries import deliver, private_sale
from tests.wfirma.sockets import drip, saying, serving, whole_request

ROOT = Path(__file__).parent.parent.parent
ROWS = {row.name: row for row in outcomes.table()}

# Rows that the sandbox plays: name → its fault.
FAULTS = {
    **{
        name: name for name in ROWS if name.startswith("status:") and name not in ("status:ERROR", "status:*")
    },
    "status:sentence": "status:Nie znaleziono obiektu. Wybrany zasób nie istnieje lub został usunięty.",
    "status:*": "status:LIMIT OF TOMORROW",
    **{name: name for name in ROWS if name.startswith("http:")},
    "answer:empty": "empty_body",
    "answer:html": "http:404",
    "answer:http_5xx": "html_500",
    "answer:ok_without_id": "ok_without_id",
    "error:brak autoryzacji w ksef": "ksef_unauthorised",
    "error:wysyłki wsadowej do ksef": "ksef_batch",
    "error:fields": "refuse_validation",
    "error:bare": "status:ERROR",
}


def envelope(code: str, message: str = "", **invoice: object) -> bytes:
    tree = {"status": {"code": code, "message": message}}
    return json.dumps({"invoices": {"0": {"invoice": invoice}}, **tree} if invoice else tree).encode()


CUT = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n" + envelope("OK")
NO_END = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + b" " * 500

# Rows that a socket of ours plays: name → what the server does with the connection.
SERVERS: dict[str, Callable[[socket.socket], object]] = {
    "answer:unreadable": saying(b"surprise", kind="text/plain"),
    "answer:contradiction": saying(envelope("OK"), status="404 Not Found"),
    "answer:error_with_id": saying(envelope("ERROR", id="77")),
    "status:ERROR": saying(envelope("ERROR", "Coś poszło nie tak.")),
    "error:rodzajem ewidencji są księgi rachunkowe": saying(
        envelope("ERROR", "Nie można modyfikować, gdy rodzajem ewidencji są księgi rachunkowe")
    ),
    "error:schematu księgowego": saying(envelope("ERROR", "Nie wybrano schematu księgowego.")),
    "error:stock": saying(envelope("ERROR", "Stan magazynowy jest za mały")),
    "wire:read_timeout": lambda one: (whole_request(one), time.sleep(1)),
    "wire:deadline": drip(NO_END, 0.02),
    "wire:reset": whole_request,
    "wire:truncated": drip(CUT, 0),
    "wire:too_large": saying(b" " * 5000),
}


def refusing() -> str:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        return f"http://127.0.0.1:{gone.getsockname()[1]}"


@contextmanager
def deaf() -> Iterator[str]:
    """A server whose queue is full: nobody is refused, nobody is let in."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def busy_pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """All connections that our client may open, which is one here, are in use."""
    monkeypatch.setattr(sockets, "LIMITS", httpx2.Limits(max_connections=1, max_keepalive_connections=1))
    monkeypatch.setattr(sockets, "POOL_SECONDS", 0.2)
    with serving(drip(NO_END, 0.01)) as base, wire.over(None):  # type: ignore[arg-type]
        request = wire.http().build_request("POST", base, content=b"{}")
        held = wire.http().send(request, stream=True)
        yield base
        held.close()


@contextmanager
def playing(name: str, wfirma, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """From here on a call meets what the row says."""
    monkeypatch.setattr(sockets, "CONNECT_SECONDS", 0.3)
    if name in ("wire:read_timeout", "wire:write_timeout"):
        monkeypatch.setattr(sockets, "READ_SECONDS", 0.3)
    if name == "wire:deadline":
        monkeypatch.setattr(calls, "DEADLINE_SECONDS", 0.3)
    if name == "wire:too_large":
        monkeypatch.setattr(sockets, "MAX_REPLY_BYTES", 1000)
    with ExitStack() as stack:
        if name in FAULTS:
            wfirma.faults.on(FAULTS[name], probability=1.0, match="invoices/add")
        elif name == "wire:unexpected":
            broken = httpx2.MockTransport(lambda request: 1 / 0)  # type: ignore[arg-type, return-value]
            stack.enter_context(wire.over(broken))
        elif name == "line:pool":
            settings.WFIRMA_API_URL = stack.enter_context(busy_pool(monkeypatch))
        else:
            settings.WFIRMA_API_URL = stack.enter_context(_address(name))
            stack.enter_context(wire.over(None))  # type: ignore[arg-type] # real sockets
        yield


@contextmanager
def _address(name: str) -> Iterator[str]:
    match name:
        case "line:dns":
            yield "http://wfirma.invalid"
        case "line:refused":
            yield refusing()
        case "line:connect":
            yield "gopher://127.0.0.1"
        case "line:connect_timeout":
            with deaf() as base:
                yield base
        case "line:tls":
            with serving(lambda one: one.sendall(b"plain words")) as base:
                yield base.replace("http:", "https:")
        case _:
            with serving(SERVERS[name]) as base:  # type: ignore[arg-type]
                yield base


ALONE = {"line:stale", "wire:write", "wire:write_timeout"}  # each has a test of its own below


def settled() -> tuple[Document, Connection]:
    return Document.objects.get(), Connection.objects.get()


@pytest.mark.socket
@pytest.mark.parametrize("name", sorted(set(ROWS) - ALONE))
def test_the_worker_does_what_the_row_says(name, client, publigo, wfirma, settings, monkeypatch):
    deliver(client, publigo, private_sale())
    row = ROWS[name]
    with playing(name, wfirma, settings, monkeypatch):
        work.step()
    document, connection = settled()
    then = row.next
    assert (document.state, document.reason) == (then.state, then.reason)
    assert wfirma.documents == [] or name in ("answer:empty", "answer:ok_without_id")
    if then.needs_you:
        assert (connection.health, connection.health_code) == ("needs_you", then.reason)
        assert wfirma.count("oauth2/token") == (1 if then.reason == "auth.token" else 0)
        return
    assert document.due_at == (None if then.delay is None else clock.now() + then.delay)
    assert connection.resume_at == (clock.now() + then.pause if then.pause else None)
    assert connection.health == "ready"


def test_standing_still_before_the_wire_is_the_row_stale(client, publigo, wfirma, connection):
    class Frozen(Client):
        def invoice_add(self, payload, *, before_wire=None):
            clock.advance(lease.START_WITHIN + timedelta(seconds=1))
            return super().invoice_add(payload, before_wire=before_wire)

    deliver(client, publigo, private_sale())
    work.read_events()
    with lease.held(connection.pk) as held:
        issue.send(Document.objects.get(), Frozen(tokens.transport(connection), connection.company_id), held)
    document, _ = settled()
    then = ROWS["line:stale"].next
    assert (document.state, document.reason) == (then.state, then.reason)
    assert document.due_at == clock.now() + then.delay


@pytest.mark.socket
@pytest.mark.parametrize("name", ["wire:write", "wire:write_timeout"])
def test_a_call_that_is_only_half_written_is_its_row(name, monkeypatch):
    """A body larger than any buffer, to a server that reads nothing of it, or hangs up."""
    monkeypatch.setattr(sockets, "WRITE_SECONDS", 0.3)

    def hang_up(connection: socket.socket) -> None:
        connection.recv(10)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")

    handle = hang_up if name == "wire:write" else lambda connection: time.sleep(1)
    keys = ApiKeys("access-key-1", "secret-key-1", "app-key-1")
    with serving(handle) as base, sockets.new_http() as http, pytest.raises(WfirmaError) as caught:
        Transport(base, keys, http=http).call("invoices", "add", body={"x": "y" * 30_000_000}, company_id="1")
    assert outcomes.after(caught.value, tries=1) == ROWS[name].next


def test_xml_where_json_was_asked_is_read(client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    wfirma.faults.on("xml_instead", match="invoices/add")
    work.step()
    assert Document.objects.get().state == "issued"


def test_a_bare_word_counts_as_its_code(client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    wfirma.faults.on("bare_auth", probability=1.0, match="invoices/add")
    work.step()
    assert settled()[1].health_code == ROWS["status:AUTH"].next.reason


def test_what_is_unknown_is_never_sent_again_before_it_was_looked_for():
    """Also what nobody has thought of yet."""
    for row in ROWS.values():
        if row.verdict.kind == "unknown":
            assert row.next.state == "unknown"
    tomorrow = codes.status_verdict("SOMETHING NEW", action="add", is_write=True)
    assert outcomes.after(codes.to_error(tomorrow), 1).state == "unknown"
    assert outcomes.after(ZeroDivisionError(), 1).state == "unknown"


@pytest.mark.parametrize("name", sorted(ROWS))
@pytest.mark.parametrize("language", ["pl", "en"])
def test_each_row_has_a_sentence_and_a_step(name, language):
    message = messages.of(ROWS[name].next.reason, language=language)
    assert message.happened
    assert message.step
    assert message.happened != messages.of("internal", language=language).happened


def test_the_pages_say_row_by_row_what_the_code_says():
    ended = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "outcomes"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr


# Codes of other calls: tokens, look-ups, lists and PDFs. None of them is about a document being made.
ELSEWHERE = {"oauth.py", "lookup.py"}
OTHER_CALLS = {"unknown.malformed", "unknown.not_a_pdf", "throttled.execution_time", "rejected.not_found"}


def test_no_code_is_made_outside_the_table():
    known = {row.next.reason for row in ROWS.values()} | OTHER_CALLS
    for file in (Path(mostek.__file__).parent / "wfirma").glob("*.py"):
        if file.name in ELSEWHERE:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                kind, dot, rest = node.value.partition(".")
                if (
                    dot
                    and rest.isidentifier()
                    and kind in ("not_sent", "throttled", "auth", "rejected", "unknown")
                ):
                    assert node.value in known, f"{file.name}: {node.value} has no row"
