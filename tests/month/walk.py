"""One company through the month: sold, told, issued, proven, and compared with what was drawn."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

from django.test import Client, override_settings
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from mostek.core import answer, pull, receive, wire, work
from mostek.core.models import Document, Event, Order, Source, User
from mostek.core.proof import scan, words
from mostek.core.proof.ours import Month as Days
from mostek.core.proof.value import counts_of, sums_of
from mostek.lib import clock
from mostek.sandbox.control.calls import CallLog
from mostek.sandbox.control.faults import Faults
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.vies import app as vies_app
from mostek.sandbox.wfirma.app import create_app
from mostek.sandbox.wfirma.state import Books
from mostek.sources import stored
from tests.conftest import Wfirma, make_connection
from tests.month.draw import FIRST, Sale, draw
from tests.month.shops import SELL, Platforms

BATCH = 20  # sales between two looks of the worker
SELLER = {
    "vat_status": "active",
    "oss": "registered",
    "consumer_document": "receipt",
    "income_tax": "scale",
}


@dataclass
class Result:
    orders: int
    seed: int
    paid: Counter[str] = field(default_factory=Counter)
    due: int = 0
    wrong: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    sums: list[dict[str, Any]] = field(default_factory=list)
    sentence: str = ""
    calls: dict[str, int] = field(default_factory=dict)
    answered: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        bad = ("missing", "doubled", "unexplained", "on_its_way")
        return not self.wrong and bool(self.counts) and not any(self.counts[name] for name in bad)

    def as_json(self) -> dict[str, Any]:
        return {
            "orders": self.orders,
            "seed": self.seed,
            "by_source": dict(self.paid),
            "due": self.due,
            "wrong": self.wrong,
            "proof": self.counts,
            "sums": self.sums,
            "sentence": self.sentence,
            "answered": self.answered,
            "calls": self.calls,
            "seconds": round(self.seconds, 1),
            "clean": self.is_clean,
        }


class Month:
    """One company, its sources, and everything that happens to them until the proof."""

    def __init__(
        self, wfirma: Any, connection: Any, kits: dict[str, Any], tell: Callable[[str], None]
    ) -> None:

        self.wfirma, self.connection, self.kits, self.tell = wfirma, connection, kits, tell
        self.http = Client(SERVER_NAME="localhost")
        self.expected: dict[tuple[str, str], Sale] = {}
        self.answered = 0
        self.person = User.objects.create_user("anna", "anna@example.com", None)
        self.sources = {
            kind: Source.objects.create(
                connection=connection, kind=kind, name=kind, created_at=clock.now(), **kit.columns()
            )
            for kind, kit in kits.items()
        }
        for kind, source in self.sources.items():
            kits[kind].admit(source)

    def run(self, sales: list[Sale]) -> None:

        for source in self.sources.values():
            pull.schedule(source)
        for turn, sale in enumerate(sales, 1):
            clock.advance(max(sale.at - clock.now(), timedelta(0)))
            self.sell(sale)
            if turn % BATCH == 0:
                self.work()
                self.tell(f"{turn} of {len(sales)} sold, {len(self.wfirma.documents)} documents")
        clock.advance(timedelta(hours=1))
        self.work()
        self.take_back()
        for _ in range(4):  # what only a list told of waits a little for its message
            self.work()
            clock.advance(timedelta(minutes=40))

    def sell(self, sale: Sale) -> None:
        kit = self.kits[sale.source]
        order = SELL[sale.source](kit, sale)
        self.expected[sale.source, order] = sale
        tellings = [kit.push(order)] if sale.told else []
        if sale.change is not None:
            kit.change(order, str(sale.change))
            # An old telling may come last, where the platform's own stamp tells that it is old.
            tellings = (
                [kit.push(order, "change"), *tellings]
                if sale.old_version_last
                else [*tellings, kit.push(order, "change")]
            )
        if sale.undone:
            kit.refund(order)
            tellings.append(kit.push(order, "refund")) if "refund" in kit.pushes else None
        for push in tellings if sale.told else ():
            for _ in range(sale.copies):
                self.bring(sale.source, push) if kit.is_brought else self.push(sale.source, push)

    def push(self, kind: str, push: Any) -> None:
        kit = self.kits[kind]
        answer = kit.send(self.http, self.sources[kind], kit.again(push))
        assert answer.status_code in kit.accepted | {200, 201, 202, 409}, answer.content

    def bring(self, kind: str, push: Any) -> None:
        """As an import, or the form for one sale, keeps it."""
        receive.store(self.sources[kind], stored.key_of(push.body), push.body, Event.Leg.FILE)

    def take_back(self) -> None:
        """Sales that are refunded after their document was issued."""
        for (kind, order), sale in self.expected.items():
            kit = self.kits[kind]
            if sale.returned:
                kit.refund(order)
                if "refund" in kit.pushes:
                    kit.send(self.http, self.sources[kind], kit.push(order, "refund"))

    def work(self) -> None:
        """Until nothing moves; then the person answers what was asked."""
        self.step()
        self.answer()
        self.step()

    def answer(self) -> None:
        """Stripe tells the country of the card, and here all cards are Polish: whose word counts, a person says."""

        asked = "place.evidence_differs"
        held = Order.objects.filter(verdict="hold", decision__question__code=asked)
        for order in held.select_related("source"):
            country = self.expected[order.source.kind, order.external_id].country
            value = {"country": country}
            answer.give(order, self.person, question=asked, choice="choose_country", value=value)
            self.answered += 1

    def step(self) -> None:

        before = None
        while before != (
            before := (Document.objects.filter(state="pending").count(), len(self.wfirma.documents))
        ):
            work.step()

    def prove(self) -> Any:

        proof = scan.ask(self.connection, Days.of(clock.warsaw_date(FIRST)))
        while proof.state == "reading":
            work.step()
            proof.refresh_from_db()
            clock.advance(timedelta(seconds=5))
        return proof

    def compare(self, result: Result) -> None:
        """wFirma's books with what was drawn, order by order; nothing of Mostek's is asked."""

        documents = [one for one in self.wfirma.documents if one.type != "correction"]
        shown = {one.id_external: one for one in documents}
        if len(shown) != len(documents):
            result.wrong.append("a reference stands on two documents")
        keys = Order.objects.values_list("source__kind", "external_id", "pk")
        orders = {(kind, external_id): pk for kind, external_id, pk in keys}
        held = Order.objects.filter(verdict="hold").values_list("pk", "decision__question__code")
        asked, references = dict(held), {}
        for pk, reference in Document.objects.values_list("order", "reference"):
            references.setdefault(pk, []).append(reference)
        for key, sale in self.expected.items():
            found = [shown.pop(one) for one in references.get(orders.get(key, 0), ()) if one in shown]
            amounts = [(Decimal(one.total), one.currency) for one in found]
            wanted = [] if sale.due is None else [(sale.due, sale.currency)]
            if amounts != wanted:
                why = asked.get(orders.get(key, 0)) or "no question"
                result.wrong.append(f"{' '.join(key)} {sale.buyer}: {amounts} instead of {wanted}, {why}")
            result.due += sale.due is not None
        result.wrong += [f"nobody's document: {one}" for one in shown]


def run(
    orders: int, seed: int, tell: Callable[[str], None] = lambda _: None, *, returned: float = 0
) -> Result:
    """Django is set up and its database empty. The clock is held for as long as it lasts."""

    began = time.monotonic()
    kits = {kind: import_module(f"tests.contract.kits.{kind}").Kit() for kind in SELL}
    sales = draw(seed, orders, kits, returned)
    result = Result(orders, seed, Counter(sale.source for sale in sales))
    with ExitStack() as stack:
        stack.enter_context(clock.held(FIRST - timedelta(hours=1)))
        wfirma, connection = stack.enter_context(company())
        stack.enter_context(pull.over(Platforms(kits)))
        month = Month(wfirma, connection, kits, tell)
        month.run(sales)
        proof = month.prove()
        if proof.state != "done":
            result.wrong.append(f"the proof failed: {proof.error} {proof.error_detail}")
            return result
        month.compare(result)
        counts = counts_of(proof.counts)
        result.counts = {name: getattr(counts, name) for name in counts.__slots__}
        result.sentence = words.sentence_of(proof)
        result.sums = [_sum(row) for row in sums_of(proof.sums)]
        result.answered = month.answered
        result.calls = dict(wfirma.calls.counts())
    result.seconds = time.monotonic() - began
    return result


def _sum(row: Any) -> dict[str, Any]:
    ours = {"kind": row.kind, "currency": row.currency, "vat": row.vat, "documents": row.documents}
    return ours | {"gross": str(row.gross), "in_wfirma": str(row.their_gross), "equal": row.is_equal}


@contextmanager
def company() -> Iterator[tuple[Any, Any]]:
    """Books of wFirma's stand-in in this process, and a Connection to them that works."""

    books, faults, calls = Books(), Faults(), CallLog()
    wfirma = Wfirma(create_app(books, faults, calls), books, faults, calls)
    both = DispatcherMiddleware(wfirma.app, {"/vies": vies_app.create_app(wfirma.vies, clock.now)})
    here = "http://wfirma.sandbox"
    given = {
        "WFIRMA_API_URL": here,
        "WFIRMA_LOGIN_URL": here,
        "VIES_URL": f"{here}/vies",
        "ALLOWED_HOSTS": ["*"],
    }
    with override_settings(**given), wire.over(SandboxTransport(both)):
        yield wfirma, make_connection(wfirma, seller=SELLER)
