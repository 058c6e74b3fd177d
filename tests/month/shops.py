"""How each platform sells what was drawn. A new one is a function and a line here: its kit knows the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx2

from mostek.lib.clock import warsaw_date
from mostek.sandbox.publigo import order as publigo
from mostek.sandbox.shopify import order as shopify
from mostek.sandbox.stripe import objects as stripe
from mostek.sandbox.woocommerce import order as woocommerce
from mostek.tax.sale import Buyer, Location
from tests.month.draw import COUNTRIES, Sale


def _publigo(kit: Any, sale: Sale) -> str:
    kit._set(currency=sale.currency, foreign_sale=True)
    firm = sale.buyer == "firm"
    invoice = publigo.InvoiceData(
        company_name="Żuraw sp. z o.o." if firm else "",
        nip=sale.nip if firm else "",
        person_name="" if firm else "Łucja Źdźbło",
        **_address(sale, "building_number", "postcode"),
    )
    checkout = publigo.Checkout(
        cart=(publigo.CartItem(id=90, price=sale.total),),
        buyer=publigo.Buyer(first_name="Łucja", last_name="Źdźbło", email="lucja@example.com"),
        invoice=None if sale.buyer == "consumer" else invoice,
    )
    return str(kit.shop.place(checkout, deliveries=0).id)


def _woocommerce(kit: Any, sale: Sale) -> str:
    firm = sale.buyer == "firm"
    buyer = woocommerce.Buyer(company="Żuraw sp. z o.o." if firm else "", **_address(sale, "", "postcode"))
    purchase = woocommerce.Purchase(
        things=(woocommerce.Thing(price=sale.total),),
        buyer=buyer,
        nip=sale.nip if firm else "",
        wants_invoice=sale.buyer in ("firm", "person"),
        currency=sale.currency,
    )
    return str(kit.shop.sell(purchase)["id"])


def _shopify(kit: Any, sale: Sale) -> str:
    firm = sale.buyer == "firm"
    attributes = {"NIP": sale.nip} if firm else {"Faktura": "tak"} if sale.buyer == "person" else {}
    purchase = shopify.Purchase(
        things=(shopify.Thing(price=sale.total),),
        buyer=shopify.Buyer(company="Żuraw sp. z o.o." if firm else "", **_address(sale, "", "zip")),
        attributes=attributes,
        currency=sale.currency,
    )
    return str(kit.shop.sell(purchase).id)


def _stripe(kit: Any, sale: Sale) -> str:
    where = _address(sale, "", "postal_code")
    address = {"line1": where.pop("street"), "line2": None, **where}
    session = kit.account.sell(
        stripe.Purchase(
            cart=(stripe.CartItem(amount=int(sale.total * 100)),),
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


def _brought(kit: Any, sale: Sale) -> str:
    """A row of a file, or what a person types: the sale as Mostek keeps it then."""
    order = kit.sell(total=str(sale.total), currency=sale.currency)
    firm = sale.buyer == "firm"
    buyer = Buyer(
        name="Żuraw sp. z o.o." if firm else "Łucja Źdźbło",
        company=firm,
        tax_id=sale.nip if firm else "",
        wants_invoice=sale.buyer in ("firm", "person"),
        email="lucja@example.com",
        **_address(sale, "", "zip"),
    )
    told, day = kit.sales[order], warsaw_date()
    content = replace(
        told.sale, buyer=buyer, paid_on=day, supplied_on=day, location=Location(billing=sale.country)
    )
    kit.sales[order] = replace(told, sale=content, paid_at=sale.at)
    return str(order)


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
    "file": _brought,
    "hand": _brought,
}
HOSTS = {"publigo.sandbox": "publigo", "woocommerce.sandbox": "woocommerce", "stripe.sandbox": "stripe"}
HOSTS |= {"contract.myshopify.com": "shopify"}


class Platforms(httpx2.BaseTransport):
    """All platforms behind one transport, by their hosts."""

    def __init__(self, kits: dict[str, Any]) -> None:
        self.behind = {host: kits[kind].transport() for host, kind in HOSTS.items() if kind in kits}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self.behind[request.url.host].handle_request(request)
