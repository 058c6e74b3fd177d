"""A month of sales from every source, drawn from a seed, through the whole road; at its end the proof of the month.

    python benchmarks/month.py [--orders 5000] [--seed 1] [--json]

Everything runs in this process: the platforms' stand-ins (those of `tests/contract/kits`), wFirma's stand-in, a
database of its own that is thrown away, and a worker that is stepped. The clock is held and moved through the month.
Three pushes of ten are lost and found by the pull; others come twice, or as an older version after the newer one; some
sales change or are undone before their document leaves. Refunds of what was issued are corrections: `--returned` is the
share of sales that come back days later, and 0 until corrections are issued.

Two things are compared at the end: what `mostek proof` says of the month, and the books of wFirma's stand-in with what
the generator drew, order by order. The exit code is 0 only if both find nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).parent.parent
FIRST = datetime(2026, 11, 1, 5, tzinfo=UTC)
DAYS, HOURS = 30, 15  # sales come from six in the morning to nine in the evening
BATCH = 20  # sales between two looks of the worker
LOST, TWICE, CHANGED, UNDONE, FREE, EUR = 0.30, 0.15, 0.08, 0.03, 0.03, 0.15
# Who buys, and how often: without an invoice, with one, a firm, a consumer in another country of the EU.
BUYERS = {"consumer": 40, "person": 25, "firm": 20, "abroad": 15}
COUNTRIES = {"DE": "Berlin", "FR": "Paris", "CZ": "Praha", "IT": "Roma", "SE": "Stockholm"}
NIPS = ("5260250274", "7740001454", "5252344078")
SELLER = {
    "vat_status": "active",
    "oss": "registered",
    "consumer_document": "receipt",
    "income_tax": "scale",
}


@dataclass(frozen=True)
class Sale:
    """`told`: pushed, or left to the pull. `change`: the total that it has in the end."""

    at: datetime
    source: str
    total: Decimal
    currency: str
    buyer: str
    country: str
    nip: str
    told: bool
    copies: int
    change: Decimal | None
    undone: bool
    old_version_last: bool
    returned: bool = False

    @property
    def due(self) -> Decimal | None:
        """What its document has to say; None: there is to be none."""
        total = self.change or self.total
        return None if self.undone or not total else total


def draw(seed: int, orders: int, sources: dict[str, Any], returned: float = 0) -> list[Sale]:
    """The same seed, number and sources give the same month."""
    chance = random.Random(seed)
    back = random.Random(f"{seed} returned")
    sales = [_sale(chance, sources) for _ in range(orders)]
    can_return = (sale.due is not None and "refund" in sources[sale.source].knows for sale in sales)
    sales = [
        replace(sale, returned=can and back.random() < returned)
        for sale, can in zip(sales, can_return, strict=True)
    ]
    return sorted(sales, key=lambda sale: sale.at)


def _sale(chance: random.Random, sources: dict[str, Any]) -> Sale:
    source = chance.choice(sorted(sources))
    kit = sources[source]
    minutes = chance.randrange(HOURS * 60)
    at = FIRST + timedelta(days=chance.randrange(DAYS), minutes=minutes, seconds=chance.randrange(60))
    told = source in NEVER_ASKED or chance.random() >= LOST
    total = Decimal(0) if chance.random() < FREE else Decimal(chance.randint(900, 90_000)) / 100
    undone = bool(total) and "refund" in kit.knows and chance.random() < UNDONE
    # Where a refund is learnt by the pull alone, a sale that was pushed has its document before.
    undone = undone and (not told or "refund" in kit.pushes)
    change = "change" in kit.knows and bool(total) and not undone and chance.random() < CHANGED
    buyer = chance.choices(list(BUYERS), list(BUYERS.values()))[0]
    return Sale(
        at=at,
        source=source,
        total=total,
        currency="EUR" if chance.random() < EUR else "PLN",
        buyer=buyer,
        country=chance.choice(sorted(COUNTRIES)) if buyer == "abroad" else "PL",
        nip=chance.choice(NIPS),
        told=told,
        copies=2 if chance.random() < TWICE else 1,
        change=Decimal(chance.randint(900, 90_000)) / 100 if change else None,
        undone=undone,
        old_version_last=kit.stamps and chance.random() < 0.5,
    )


# A new platform is a line here and a way to sell: its kit knows the rest.


def _publigo(kit: Any, sale: Sale) -> str:
    from mostek.sandbox.publigo.order import Buyer, CartItem, Checkout, InvoiceData

    kit._set(currency=sale.currency, foreign_sale=True)
    firm = sale.buyer == "firm"
    invoice = InvoiceData(
        company_name="Żuraw sp. z o.o." if firm else "",
        nip=sale.nip if firm else "",
        person_name="" if firm else "Łucja Źdźbło",
        **_address(sale, "building_number", "postcode"),
    )
    checkout = Checkout(
        cart=(CartItem(id=90, price=sale.total),),
        buyer=Buyer(first_name="Łucja", last_name="Źdźbło", email="lucja@example.com"),
        invoice=None if sale.buyer == "consumer" else invoice,
    )
    return str(kit.shop.place(checkout, deliveries=0).id)


def _woocommerce(kit: Any, sale: Sale) -> str:
    from mostek.sandbox.woocommerce.order import Buyer, Purchase, Thing

    firm = sale.buyer == "firm"
    buyer = Buyer(company="Żuraw sp. z o.o." if firm else "", **_address(sale, "", "postcode"))
    purchase = Purchase(
        things=(Thing(price=sale.total),),
        buyer=buyer,
        nip=sale.nip if firm else "",
        wants_invoice=sale.buyer in ("firm", "person"),
        currency=sale.currency,
    )
    return str(kit.shop.sell(purchase)["id"])


def _shopify(kit: Any, sale: Sale) -> str:
    from mostek.sandbox.shopify.order import Buyer, Purchase, Thing

    firm = sale.buyer == "firm"
    attributes = {"NIP": sale.nip} if firm else {"Faktura": "tak"} if sale.buyer == "person" else {}
    purchase = Purchase(
        things=(Thing(price=sale.total),),
        buyer=Buyer(company="Żuraw sp. z o.o." if firm else "", **_address(sale, "", "zip")),
        attributes=attributes,
        currency=sale.currency,
    )
    return str(kit.shop.sell(purchase).id)


def _stripe(kit: Any, sale: Sale) -> str:
    from mostek.sandbox.stripe.objects import CartItem, Purchase

    where = _address(sale, "", "postal_code")
    address = {"line1": where.pop("street"), "line2": None, **where}
    session = kit.account.sell(
        Purchase(
            cart=(CartItem(amount=int(sale.total * 100)),),
            currency=sale.currency.lower(),
            name="Żuraw sp. z o.o." if sale.buyer == "firm" else "Łucja Źdźbło",
            address=address,
            tax_id=sale.nip if sale.buyer == "firm" else None,
        )
    )
    order = str(session["payment_intent"] or session["id"])
    kit.told[order] = session["id"]
    return order


def _rest(kit: Any, sale: Sale) -> str:
    from mostek.lib.clock import warsaw_date

    reference = kit.sell(total=str(sale.total), currency=sale.currency)
    firm = sale.buyer == "firm"
    buyer = {
        "name": "Żuraw sp. z o.o." if firm else "Łucja Źdźbło",
        "company": firm,
        "tax_id": sale.nip if firm else None,
        "wants_invoice": sale.buyer in ("firm", "person"),
        "email": "lucja@example.com",
        **_address(sale, "", "zip"),
    }
    kit.sales[reference] |= {"buyer": buyer, "paid_on": warsaw_date().isoformat()}
    return str(reference)


def _address(sale: Sale, house: str, code: str) -> dict[str, str]:
    city = COUNTRIES.get(sale.country, "Łódź")
    zip = "10115" if sale.country != "PL" else "00-127"
    street = {"street": "Śliska", house: "7"} if house else {"street": "Śliska 7"}
    return {**street, code: zip, "city": city, "country": sale.country}


SELL: dict[str, Callable[[Any, Sale], str]] = {
    "publigo": _publigo,
    "woocommerce": _woocommerce,
    "stripe": _stripe,
    "shopify": _shopify,
    "rest": _rest,
}
NEVER_ASKED = {"rest"}  # nothing finds what these do not tell
HOSTS = {"publigo.sandbox": "publigo", "woocommerce.sandbox": "woocommerce", "stripe.sandbox": "stripe"}
HOSTS |= {"contract.myshopify.com": "shopify"}


class Platforms(httpx2.BaseTransport):
    """All platforms behind one transport, by their hosts."""

    def __init__(self, kits: dict[str, Any]) -> None:
        self.behind = {host: kits[kind].transport() for host, kind in HOSTS.items() if kind in kits}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self.behind[request.url.host].handle_request(request)


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
        from django.test import Client

        from mostek.core.models import Source, User
        from mostek.lib import clock

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

    def run(self, sales: list[Sale]) -> None:
        from mostek.core import pull
        from mostek.lib import clock

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
                answer = kit.send(self.http, self.sources[sale.source], kit.again(push))
                assert answer.status_code in kit.accepted | {200, 201, 202, 409}, answer.content

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
        from mostek.core import answer
        from mostek.core.models import Order

        asked = "place.evidence_differs"
        held = Order.objects.filter(verdict="hold", decision__question__code=asked)
        for order in held.select_related("source"):
            country = self.expected[order.source.kind, order.external_id].country
            value = {"country": country}
            answer.give(order, self.person, question=asked, choice="choose_country", value=value)
            self.answered += 1

    def step(self) -> None:
        from mostek.core import work
        from mostek.core.models import Document

        before = None
        while before != (
            before := (Document.objects.filter(state="pending").count(), len(self.wfirma.documents))
        ):
            work.step()

    def prove(self) -> Any:
        from mostek.core import work
        from mostek.core.proof import scan
        from mostek.core.proof.ours import Month as Days
        from mostek.lib import clock

        proof = scan.ask(self.connection, Days.of(clock.warsaw_date(FIRST)))
        while proof.state == "reading":
            work.step()
            proof.refresh_from_db()
            clock.advance(timedelta(seconds=5))
        return proof

    def compare(self, result: Result) -> None:
        """wFirma's books with what was drawn, order by order; nothing of Mostek's is asked."""
        from mostek.core.models import Document, Order

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
    from mostek.core import pull
    from mostek.core.proof import words
    from mostek.core.proof.value import counts_of, sums_of
    from mostek.lib import clock

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
    from django.test import override_settings
    from tests.conftest import Wfirma, make_connection
    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    from mostek.core import wire
    from mostek.lib import clock
    from mostek.sandbox.control.calls import CallLog
    from mostek.sandbox.control.faults import Faults
    from mostek.sandbox.inprocess import SandboxTransport
    from mostek.sandbox.vies import app as vies_app
    from mostek.sandbox.wfirma.app import create_app
    from mostek.sandbox.wfirma.state import Books

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


def shown(result: Result) -> str:
    sources = ", ".join(f"{kind} {count}" for kind, count in sorted(result.paid.items()))
    lines = [f"{result.orders} orders ({sources}), {result.due} documents due", result.sentence, ""]
    lines += [
        f"{row['kind']:>10} {row['currency']} {row['vat']:>8} {row['documents']:>6} {row['gross']:>14}"
        f" {row['in_wfirma']:>14}{'' if row['equal'] else '  DIFFERENT'}"
        for row in result.sums
    ]
    calls = ", ".join(f"{name} {count}" for name, count in sorted(result.calls.items()))
    lines += [
        "",
        f"{result.answered} questions were answered by a person",
        f"calls: {calls}",
        *result.wrong[:20],
    ]
    per = result.calls.get("invoices/add", 0) / max(result.due, 1)
    return "\n".join([*lines, f"{per:.3f} calls of invoices/add per document, {result.seconds:.0f} s"])


def _tell(text: str) -> None:
    print(f"\r{text}", end="", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--orders", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--returned", type=float, default=0, help="share of sales refunded after their document"
    )
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"MOSTEK_DATA": folder, "DJANGO_SETTINGS_MODULE": "mostek.settings"}
        import django

        django.setup()
        import logging

        from django.core.management import call_command

        logging.disable(logging.WARNING)
        call_command("migrate", verbosity=0)
        result = run(
            given.orders, given.seed, lambda text: print(f"\r{text}", end="", file=sys.stderr, flush=True)
        )
    print(file=sys.stderr)
    print(json.dumps(result.as_json(), ensure_ascii=False, indent=1) if given.json else shown(result))
    return 0 if result.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
