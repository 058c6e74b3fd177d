"""Sale + draft → the body of one `invoices/add`: buyer inside, paid, e-mailed, with our reference.

wFirma ignores names it does not know and says OK, so every name here is one of its documented ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from mostek.tax.decision import Draft, DraftLine, ForeignRate
from mostek.tax.sale import Sale
from mostek.wfirma.annotations import FISCAL_RECEIPTS, CannotExpress, annotate, oss_details
from mostek.wfirma.contractor import buyer_to_contractor, recipient_to_contractor
from mostek.wfirma.vat import POLISH, VatKey, vat_key

__all__ = [
    "CannotExpress",
    "check_reference",
    "invoice_to_payload",
    "is_business",
    "money",
    "payment_method",
    "plain",
]

RECEIPTS = FISCAL_RECEIPTS | {"receipt_normal", "receipt_bill"}
MAILED = frozenset(
    {
        "normal",
        "bill",
        "proforma",
        "proforma_bill",
        "offer",
        "offer_bill",
        "receipt_normal",
        "receipt_bill",
    }
)
UNIT = "szt."
# The bilingual print; the other ids are the account's own.
POLISH_ENGLISH = 1
TYPES = MAILED | FISCAL_RECEIPTS

# The words of shops and payment gateways → wFirma's five. The longest known word inside a name wins.
METHODS: Mapping[str, str] = {
    "card": "payment_card",
    "karta": "payment_card",
    "stripe": "payment_card",
    "apple_pay": "payment_card",
    "google_pay": "payment_card",
    "cash_on_delivery": "cod",
    "pobranie": "cod",
    "cod": "cod",
    "cash": "cash",
    "gotówka": "cash",
    "compensation": "compensation",
    "kompensata": "compensation",
}


def invoice_to_payload(
    sale: Sale,
    draft: Draft,
    *,
    reference: str,
    issue_date: date,
    auto_send: bool,
    series_id: str | None,
    description: str,
    vat_ids: Mapping[VatKey, str] | None = None,
    due_date: date | None = None,
    send_gtu: bool = False,
    goods: Mapping[int, str] | None = None,
) -> dict[str, Any]:
    """One body for `Client.invoice_add`. `vat_ids` gives the ids of foreign rates (`vat.foreign_ids`).

    `auto_send` asks for the e-mail only where the type allows it and the buyer has an address. `due_date` is
    for unpaid sales (default: the day of issue). `send_gtu` puts `gtu` on lines: not documented on wFirma's
    side, so off. `goods` are ids of goods that carry the GTU, by the number of the line; name, price and VAT stay
    those of the line.
    """
    _check(sale, draft, reference)
    paid = sale.payment.state == "paid"
    settled = sale.paid_on or issue_date
    invoice: dict[str, Any] = {
        "type": draft.type,
        "price_type": draft.price_type,
        "currency": draft.currency,
        "date": issue_date.isoformat(),
        "disposaldate": (sale.supplied_on or settled).isoformat(),
        "paymentmethod": payment_method(sale),
        "paymentdate": (settled if paid else due_date or issue_date).isoformat(),
        "id_external": reference,
        "contractor": buyer_to_contractor(sale.buyer, as_business=is_business(sale, draft)),
        "invoicecontents": {
            str(number): {"invoicecontent": _line(line, vat_ids or {}, send_gtu, (goods or {}).get(number))}
            for number, line in enumerate(draft.lines)
        },
    }
    if paid:
        # At creation, because `payments/add` later does not always turn the state.
        invoice["alreadypaid_initial"] = money(draft.total)
    if series_id:
        invoice["series"] = {"id": int(series_id)}
    if sale.recipient is not None:
        invoice["contractor_receiver"] = recipient_to_contractor(sale.recipient)
    if sale.buyer.country != "PL" and draft.type not in FISCAL_RECEIPTS:
        invoice["translation_language"] = {"id": POLISH_ENGLISH}
    invoice |= _mailing(sale, draft, auto_send)
    invoice |= annotate(sale, draft, description)
    invoice |= oss_details(sale, draft)
    return {"invoices": {"0": {"invoice": invoice}}}


def is_business(sale: Sale, draft: Draft) -> bool:
    """A number makes a business of the buyer, as it does for the rules; under OSS the buyer is a consumer."""
    return bool((sale.buyer.tax_id or "").strip()) and draft.oss is None


def _check(sale: Sale, draft: Draft, reference: str) -> None:
    if draft.type not in TYPES:
        raise CannotExpress("type", draft.type)
    check_reference(reference)
    if not draft.lines:
        raise CannotExpress("lines")
    if draft.type not in RECEIPTS and not sale.buyer.name.strip():
        raise CannotExpress("buyer_name")
    if any(not line.name.strip() for line in draft.lines):
        raise CannotExpress("line_name")
    foreign = any(isinstance(line.vat, ForeignRate) for line in draft.lines)
    if foreign != (draft.oss is not None):
        # wFirma resets the rate to 23 % when one comes without the other.
        raise CannotExpress("oss", "a foreign rate needs OSS details, and they need a foreign rate")


def check_reference(reference: str) -> None:
    if not (reference.isascii() and reference.isprintable() and 0 < len(reference.strip()) <= 32):
        raise CannotExpress("reference", "1 to 32 ASCII characters")


def _line(
    line: DraftLine, vat_ids: Mapping[VatKey, str], send_gtu: bool, good_id: str | None
) -> dict[str, Any]:
    content: dict[str, Any] = {
        "name": line.name.strip(),
        "unit": UNIT,
        "count": plain(line.quantity),
        "price": money(line.unit_price),
        # Otherwise a discount kept with the buyer at wFirma would be taken off.
        "discount": 0,
        "discount_percent": 0,
    }
    if isinstance(line.vat, ForeignRate):
        id = vat_ids.get(vat_key(line.vat.country, line.vat.rate))
        if id is None:
            raise CannotExpress("foreign_rate", f"{line.vat.country} {line.vat.rate}%")
        content["vat_code"] = {"id": int(id)}
    elif line.vat is not None:
        if line.vat not in POLISH:
            raise CannotExpress("vat_code", line.vat)
        content["vat"] = line.vat
    if line.lump_sum_rate:
        content["lumpcode"] = line.lump_sum_rate
    if send_gtu and line.gtu:
        content["gtu"] = line.gtu
    if good_id:
        content["good"] = {"id": int(good_id)}
    return content


def good_to_payload(code: str, name: str, gtu: str, line: DraftLine, price_type: str) -> dict[str, Any]:
    """A good for `Client.good_add` that says of itself what the line says, so that nothing changes if it should win.

    A service, whatever is sold: goods would be counted in the stock and refused when it is empty.
    """
    good = {
        "name": name,
        "code": code,
        "unit": UNIT,
        "type": "service",
        "price_type": price_type,
        price_type: money(line.unit_price),
        "discount": "0",
        "gtu": gtu,
    }
    if isinstance(line.vat, str):
        good["vat"] = line.vat
    return good


def payment_method(sale: Sale) -> str:
    if sale.payment.on_delivery:
        return "cod"
    word = sale.payment.method.strip().lower().replace(" ", "_").replace("-", "_")
    known = [name for name in METHODS if name in word]
    return METHODS[max(known, key=len)] if known else "transfer"


def _mailing(sale: Sale, draft: Draft, auto_send: bool) -> dict[str, Any]:
    wanted = auto_send and bool(sale.buyer.email.strip())
    if draft.type in FISCAL_RECEIPTS:
        # An e-receipt has its own address; the account's settings decide about printing and sending.
        receipt = {"email_to_auto_send": sale.buyer.email.strip()}
        return {"ereceipt_integration_receipt": receipt} if wanted else {}
    return {"auto_send": int(wanted)}


def money(amount: Decimal) -> str:
    """Two decimals, or as many as the price has: wFirma takes them, and rounding would change the total."""
    exponent = amount.normalize().as_tuple().exponent
    if isinstance(exponent, str):
        raise CannotExpress("amount", str(amount))
    return f"{amount:.2f}" if exponent >= -2 else plain(amount)


def plain(number: Decimal) -> str:
    if not number.is_finite():
        raise CannotExpress("amount", str(number))
    return f"{number.normalize():f}"
