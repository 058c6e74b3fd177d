"""Originals and events for the tests of what comes after the sale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal

from mostek.tax.amounts import total_rows
from mostek.tax.correct import correct
from mostek.tax.correction import Original, PricedLine, PriceMistake, Refund, RefundLine
from mostek.tax.decision import Draft, DraftLine, ForeignRate, Oss
from mostek.tax.remainder import PRICES
from mostek.tax.sale import Buyer
from mostek.tax.seller import Ksef, Seller

SOLD = date(2026, 11, 23)
TODAY = date(2026, 12, 2)
SELLER = Seller(vat_status="active")
ANNA = Buyer(country="PL", name="Anna Przykładowa", street="Testowa 1", zip="00-001", city="Warszawa")
FIRM = Buyer(country="PL", name="Firma sp. z o.o.", company=True, tax_id="5260250274")
KIM = Buyer(country="FI", name="Kim Muster")
FINLAND = ForeignRate(country="FI", rate="25.5")
RELIEF = Seller(vat_status="active", ksef=Ksef(monthly_relief=True))


def priced(price, vat="23", quantity="1", name="Kurs"):
    return DraftLine(name=name, quantity=Decimal(quantity), unit_price=Decimal(price), vat=vat)


def drafted(*lines, type="normal", price_type="brutto", **more):
    totals = total_rows([(one.vat, one.quantity * one.unit_price) for one in lines], PRICES[price_type])
    net, tax, total = (sum(getattr(row, key) for row in totals) for key in ("net", "tax", "gross"))
    return Draft(
        type=type,
        currency="PLN",
        price_type=price_type,
        lines=lines,
        totals=totals,
        net=net,
        tax=tax,
        total=total,
        **more,
    )


def original(*lines, buyer=ANNA, issued=True, in_ksef=False, sold_on=SOLD, **more):
    draft = drafted(*(lines or (priced("199.00"),)), **more)
    return Original(draft=draft, buyer=buyer, sold_on=sold_on, issued=issued, in_ksef=in_ksef)


def finnish(**more):
    oss = Oss(country="FI", type="SE", evidence=("A", "B"))
    return original(priced("100.00", FINLAND), buyer=KIM, oss=oss, **more)


def refund(amount=None, *, id="r-1", on=TODAY, **more):
    return Refund(id=id, on=on, amount=amount and Decimal(amount), **more)


def pieces(position, quantity, **more):
    line = RefundLine(position=position, quantity=Decimal(quantity))
    return refund(lines=(line,), **more)


def given_back(*amounts, **more):
    lines = tuple(RefundLine(position=p, amount=Decimal(amount)) for p, amount in amounts)
    return refund(lines=lines, **more)


def should_cost(position, price, **more):
    line = PricedLine(position=position, unit_price=Decimal(price))
    return PriceMistake(id="p-1", on=TODAY, lines=(line,), **more)


def corrected(first, *events, seller=SELLER, today=TODAY):
    """All corrections of the chain, in order."""
    chain = []
    for event in events:
        chain.append(correct(first, chain, event, seller, today))
    return chain


def one(first, event, **more):
    (found,) = corrected(first, event, **more)
    return found


def sums(found):
    return tuple(str(amount) for amount in (found.net, found.tax, found.total))


def reasons(found):
    return [why.code for why in found.reasons]


def after(found):
    return [(line.position, str(line.quantity), str(line.unit_price)) for line in found.lines]


def values_of(value):
    """Every number and text inside a frozen value."""
    if is_dataclass(value):
        for one in fields(value):
            yield from values_of(getattr(value, one.name))
    elif isinstance(value, (tuple, Mapping)):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from values_of(one)
    else:
        yield value
