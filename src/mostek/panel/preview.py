"""What would happen if …: typical sales, decided with the seller's profile as it is now. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from mostek.core import counters
from mostek.core.models import Connection
from mostek.lib import clock
from mostek.panel import drafts
from mostek.tax import form as tax_form
from mostek.tax.decide import decide
from mostek.tax.sale import Buyer, Line, Location, Sale, Vies

PRICE = Decimal("199.00")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One typical sale. `decision` has the shape of `mostek decide`."""

    case: str
    document: str
    decision: dict[str, Any]

    @property
    def draft(self) -> dict[str, Any]:
        return dict(self.decision.get("document") or {})

    @property
    def facts(self) -> list[tuple[str, str]]:
        return drafts.facts(self.draft)


def outcomes(connection: Connection) -> list[Outcome]:
    seller = counters.counted(tax_form.seller_from_json(connection.profile), connection)
    today = clock.warsaw_date()
    found = []
    for case, buyer, price in typical():
        sale = Sale(
            reference="preview",
            currency="PLN",
            total=price,
            paid_on=today,
            supplied_on=today,
            buyer=buyer,
            location=Location(billing=buyer.country),
            lines=(Line(name=_("Your usual product"), unit_price=price),),
        )
        decision = tax_form.to_json(decide(sale, seller, {}, today))
        # What a product still lacks is said on its own page.
        decision["warnings"] = [one for one in decision["warnings"] if not one["code"].startswith("product.")]
        found.append(Outcome(case, document_words(decision), decision))
    return found


def typical() -> Iterator[tuple[str, Buyer, Decimal]]:
    """Who buys, in words, and what it costs."""
    valid = Vies(valid=True, checked_on=clock.warsaw_date())
    german = Buyer(
        country="DE", name="GmbH", company=True, wants_invoice=True, tax_id="DE136695976", vies=valid
    )
    polish = Buyer(country="PL", name="Firma", company=True, wants_invoice=True, tax_id="5260250274")
    yield _("A private buyer in Poland who asks for nothing"), Buyer(country="PL", name="Anna"), PRICE
    asking = Buyer(country="PL", name="Anna", wants_invoice=True)
    yield _("A private buyer in Poland who wants an invoice"), asking, PRICE
    yield _("A company in Poland, with a NIP"), polish, PRICE
    yield _("A private buyer in Germany"), Buyer(country="DE", name="Hans"), PRICE
    yield _("A company in Germany, with a valid VAT number"), german, PRICE
    yield _("A private buyer in the United States"), Buyer(country="US", name="Bill"), PRICE
    yield _("An order for 0.00"), Buyer(country="PL", name="Anna"), Decimal("0.00")


def document_words(decision: dict[str, Any]) -> str:
    match decision["decision"]:
        case "issue":
            return str(drafts.TYPES.get(decision["document"]["type"], decision["document"]["type"]))
        case "nothing":
            return _("no document")
        case _:
            return _("a question for you")
