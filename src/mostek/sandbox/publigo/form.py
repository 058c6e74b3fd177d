"""The checkout form under Publigo's field names, and its rules as far as they are known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from stdnum.pl import nip as polish_nip

from mostek.sandbox.publigo.order import GATEWAYS, Buyer, CartItem, Checkout, InvoiceData, Shipping
from mostek.sandbox.publigo.settings import Settings

PREFIX = "bpmj_edd_invoice_data_invoice_"
WANTS_INVOICE = PREFIX + "check"
BUYER_TYPE = PREFIX + "type"
COUNTRY = "billing_country"

REMEMBERED = (
    BUYER_TYPE,
    *(PREFIX + name for name in ("person_name", "company_name", "nip", "street", "building_number")),
    *(PREFIX + name for name in ("apartment_number", "postcode", "city")),
    COUNTRY,
)

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def read_checkout(
    values: Mapping[str, str], cart: tuple[CartItem, ...], settings: Settings
) -> tuple[Checkout, dict[str, str]]:
    """The checkout as typed, and a complaint per field; the first is of use only if there is no second."""
    text = {name: value.strip() for name, value in values.items()}
    errors = _check_buyer(text)
    invoice = None
    if settings.invoices and (settings.force_invoice or text.get(WANTS_INVOICE)):
        invoice = _read_invoice(text, settings)
        errors |= _check_invoice(text, invoice, settings)
    try:
        fee = read_amount(text.get("fee", ""))
    except ValueError:
        fee, errors["fee"] = Decimal(0), "Wpisz kwotę, na przykład 13,99."
    checkout = Checkout(
        cart=cart,
        buyer=Buyer(
            first_name=text.get("edd_first", ""),
            last_name=text.get("edd_last", ""),
            email=text.get("edd_email", ""),
            phone=text.get("phone_no", ""),
        ),
        invoice=invoice,
        payment_method=text.get("payment-mode", ""),
        discount_code=text.get("edd-discount", ""),
        fee=fee,
        shipping=_read_shipping(text),
        comment=text.get("order_comment", ""),
    )
    return checkout, errors


def read_amount(typed: str) -> Decimal:
    """`13,99`, `13.99`, empty for nothing. Raises ValueError."""
    try:
        amount = Decimal(re.sub(r"\s", "", typed).replace(",", ".") or "0")
    except InvalidOperation as problem:
        raise ValueError(typed) from problem
    if not amount.is_finite() or amount < 0 or amount != round(amount, 2):
        raise ValueError(typed)
    return amount


def _read_invoice(text: Mapping[str, str], settings: Settings) -> InvoiceData:
    # All fields are taken, whichever buyer type was chosen: that is how both names get into one order.
    return InvoiceData(
        person_name=text.get(PREFIX + "person_name", ""),
        company_name=text.get(PREFIX + "company_name", ""),
        nip=text.get(PREFIX + "nip", ""),
        street=text.get(PREFIX + "street", ""),
        building_number=text.get(PREFIX + "building_number", ""),
        apartment_number=text.get(PREFIX + "apartment_number", ""),
        postcode=text.get(PREFIX + "postcode", ""),
        city=text.get(PREFIX + "city", ""),
        country=text.get(COUNTRY, "PL") if settings.foreign_sale else "",
    )


def _read_shipping(text: Mapping[str, str]) -> Shipping | None:
    if not text.get("delivery_type"):
        return None
    return Shipping(
        type=text["delivery_type"],
        phone=text.get("phone_no", ""),
        street=text.get("delivery_street", ""),
        building_number=text.get("delivery_building_number", ""),
        postal_code=text.get("delivery_postal_code", ""),
        city=text.get("delivery_city", ""),
        parcel_locker_point=text.get("parcel_locker_point", ""),
    )


def _check_buyer(text: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    if not _EMAIL.fullmatch(text.get("edd_email", "")):
        errors["edd_email"] = "Wpisz adres e-mail."
    if not text.get("edd_first"):
        errors["edd_first"] = "Wpisz imię."
    if not text.get("edd_last"):
        errors["edd_last"] = "Wpisz nazwisko."
    if text.get("payment-mode") not in GATEWAYS:
        errors["payment-mode"] = "Wybierz metodę płatności."
    return errors


def _check_invoice(text: Mapping[str, str], invoice: InvoiceData, settings: Settings) -> dict[str, str]:
    errors = {}
    polish = invoice.country in ("", "PL")
    if settings.invoices_for_persons and text.get(BUYER_TYPE) == "person":
        if len(invoice.person_name) < 3 or len(invoice.person_name.split()) < 2:
            errors["person_name"] = "Wpisz imię i nazwisko."
    else:
        if not invoice.company_name:
            errors["company_name"] = "Wpisz nazwę firmy."
        if not invoice.nip or len(invoice.nip) > 15:
            errors["nip"] = "Wpisz NIP, najwyżej 15 znaków."
        elif polish and not settings.skip_nip_check and not is_nip(invoice.nip):
            errors["nip"] = "Ten NIP jest nieprawidłowy."
    if len(invoice.street) < 3:
        errors["street"] = "Wpisz ulicę, co najmniej 3 znaki."
    if polish and len(invoice.postcode) < 5:
        errors["postcode"] = "Wpisz kod pocztowy, co najmniej 5 znaków."
    if len(invoice.city) < 3:
        errors["city"] = "Wpisz miejscowość, co najmniej 3 znaki."
    return {PREFIX + name: complaint for name, complaint in errors.items()}


def is_nip(typed: str) -> bool:
    """The checksum of ten digits, with any two letters before them."""
    return bool(polish_nip.is_valid(re.sub(r"^[A-Za-z]{2}", "", typed)))
