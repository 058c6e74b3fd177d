"""What wFirma's webhooks send: queued by an action, delivered from a thread or when a test says so."""

from __future__ import annotations

import heapq
import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, tostring

import httpx2

from mostek.sandbox.wfirma import render
from mostek.sandbox.wfirma.envelope import Many, Record, fill, plain
from mostek.sandbox.wfirma.records import Invoice, Webhook

if TYPE_CHECKING:
    from mostek.sandbox.wfirma.actions.call import Call
    from mostek.sandbox.wfirma.state import Books

TIMEOUT_SECONDS = 10.0
KEPT = 10_000  # letters that nobody fetches, as in tests that do not ask for them

Send = Callable[[str, bytes, str], tuple[int, str]]
"""url, body, content type → HTTP status and text; status 0 when nobody answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    webhook_id: int
    url: str
    body: bytes
    content_type: str
    key: str
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    letter: Letter
    status: int
    answer: str
    accepted: bool


class Post:
    """One per books. `deliver` carries what is due; `carrying` does so in the background, over HTTP."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self._queue: list[tuple[datetime, int, Letter]] = []
        self._number = itertools.count()
        self._changed = threading.Condition()

    def put(self, call: Call, webhook: Webhook, invoice: Invoice | None, *, layout: str = "") -> None:
        letter = write(call, webhook, invoice, layout or call.settings.webhook_layout)
        self._put(letter, call.moment + timedelta(seconds=call.settings.webhook_seconds))

    def announce(self, call: Call, event: str, invoice: Invoice) -> None:
        """To every active webhook of the company for this event, as the faults of the call will have it."""
        wrong = call.tampering
        copies = 0 if wrong.hook_lost else 2 if wrong.hook_duplicated else 1
        for row in list(call.ledger.webhooks.values()):
            if row.company_id != invoice.company_id or row.event != event or row.active != "1":
                continue
            layout = "wrong" if wrong.hook_wrong_layout else call.settings.webhook_layout
            letter = write(call, row, invoice, layout)
            late = call.settings.webhook_seconds + wrong.hook_late
            for _ in range(copies):
                self._put(letter, call.moment + timedelta(seconds=late))

    def deliver(self, send: Send) -> list[Sent]:
        """Everything that is due by the clock of the books, in order. A letter refused comes back later."""
        done = []
        while (letter := self._take()) is not None:
            status, answer = send(letter.url, letter.body, letter.content_type)
            accepted = self._settle(letter, status, answer)
            done.append(Sent(letter, status, answer, accepted))
        return done

    def waiting(self) -> int:
        with self._changed:
            return len(self._queue)

    def clear(self) -> None:
        with self._changed:
            self._queue.clear()

    @contextmanager
    def carrying(self) -> Iterator[None]:
        """A thread that delivers over HTTP for as long as the block lasts."""
        stop = threading.Event()
        carrier = threading.Thread(target=self._carry, args=(stop,), name="post", daemon=True)
        carrier.start()
        try:
            yield
        finally:
            stop.set()
            with self._changed:
                self._changed.notify_all()
            carrier.join(TIMEOUT_SECONDS + 1)

    def _carry(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.deliver(send_over_http)
            with self._changed:
                if not stop.is_set():
                    self._changed.wait(self._pause())

    def _pause(self) -> float | None:
        """Seconds until the next letter is due; None while there is none."""
        if not self._queue:
            return None
        return max(0.01, (self._queue[0][0] - self.books.clock()).total_seconds())

    def _put(self, letter: Letter, due: datetime) -> None:
        with self._changed:
            if len(self._queue) < KEPT:
                heapq.heappush(self._queue, (due, next(self._number), letter))
            self._changed.notify_all()

    def _take(self) -> Letter | None:
        with self._changed:
            if not self._queue or self._queue[0][0] > self.books.clock():
                return None
            return heapq.heappop(self._queue)[2]

    def _settle(self, letter: Letter, status: int, answer: str) -> bool:
        settings, now = self.books.settings, self.books.clock()
        accepted = status == 200 and (settings.webhook_acknowledgement == "status" or _says(answer, letter))
        if accepted:
            with self.books.acting() as ledger:
                if row := ledger.webhooks.get(letter.webhook_id):
                    row.last_done_time = now
        elif letter.tries < settings.webhook_repeats:
            again = Letter(**{**_fields(letter), "tries": letter.tries + 1})
            self._put(again, now + timedelta(seconds=settings.webhook_repeat_seconds))
        return accepted


def write(call: Call, webhook: Webhook, invoice: Invoice | None, layout: str) -> Letter:
    tree: dict[str, Any] = {"metainfo": metainfo(webhook, call.moment)}
    if layout == "wrong":
        tree["object"] = {"kind": "invoice"}
    elif invoice is not None:
        record = render.invoice(invoice, call.settings, call.moment, on_add=False)
        tree |= dict(record) if layout == "flat" else {"invoices": Many("invoice", [record])}
    is_json = webhook.data_type == "json"
    return Letter(
        webhook_id=webhook.id,
        url=webhook.url,
        body=_json(tree) if is_json else _xml(tree),
        content_type=f"application/{webhook.data_type}",
        key=webhook.key,
    )


def metainfo(webhook: Webhook, moment: datetime) -> Record:
    return {
        "company_id": str(webhook.company_id),
        "created": render.text(moment),
        "webhook_event": webhook.event,
        "webhook_id": str(webhook.id),
        "webhook_key": webhook.key,
    }


def _json(tree: dict[str, Any]) -> bytes:
    """The collection is an array here, not numbered: `invoices: [{"invoice": {…}}]`."""
    shown = {
        name: [{value.singular: plain(one)} for one in value.records]
        if isinstance(value, Many) and name == "invoices"
        else plain(value)
        for name, value in tree.items()
    }
    return json.dumps(shown, ensure_ascii=False).encode()


def _xml(tree: Record) -> bytes:
    api = Element("api")
    fill(api, tree)
    written: bytes = tostring(api, encoding="UTF-8", xml_declaration=True)
    return written


def _says(answer: str, letter: Letter) -> bool:
    try:
        told = json.loads(answer)
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("webhook_key") == letter.key


def _fields(letter: Letter) -> dict[str, Any]:
    return {name: getattr(letter, name) for name in Letter.__slots__}


def send_over_http(url: str, body: bytes, content_type: str) -> tuple[int, str]:
    try:
        # No proxy from the environment: the receiver usually lives on this very machine.
        with httpx2.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            answer = client.post(url, content=body, headers={"Content-Type": content_type})
        return answer.status_code, answer.text[:4_000]
    except (httpx2.HTTPError, httpx2.InvalidURL):
        return 0, ""
