"""The `order_paid` body. Reference: https://poznaj.publigo.pl/articles/220466-jak-zdefiniowa-wasny-webhook"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mostek.lib.clock import WARSAW
from mostek.sandbox.publigo.php import php_int, php_json

if TYPE_CHECKING:
    from mostek.sandbox.publigo.order import InvoiceData, Line, Order
    from mostek.sandbox.publigo.settings import Settings

PAID_LABEL = {"pl": "Zakończone", "en": "Complete"}


def order_to_body(order: Order, settings: Settings) -> bytes:
    """The bytes that are signed and sent. The order of keys follows the published example."""
    payload: dict[str, object] = {"id": order.id}
    if settings.newer_fields:
        payload["user_id"] = order.user_id
    payload |= {
        # A label in the language of the site, not a code.
        "status": PAID_LABEL[settings.language],
        "currency": order.currency,
        # Named completed, holds the creation time; local time of the site, without a zone.
        "date_completed": order.created.astimezone(WARSAW).strftime("%Y-%m-%d %H:%M:%S"),
        "total": float(order.total),
        "payment_method": order.payment_method,
    }
    if settings.newer_fields:
        payload["url_params"] = [
            {"product_id": line.id, "details": line.name, "external_id": None} for line in order.lines
        ]
    payload["items"] = [_item(line) for line in order.lines]
    payload["customer"] = {
        "first_name": order.buyer.first_name,
        "last_name": order.buyer.last_name,
        "email": order.buyer.email,
    }
    # One "l" in the name: it is theirs. Sent only when somebody asked for an invoice.
    if order.invoice and (order.invoice.person_name or order.invoice.company_name):
        payload["biling_address"] = _address(order.invoice, with_country=settings.foreign_sale)
    if settings.newer_fields and order.shipping:
        payload["delivery"] = _delivery(order)
    additional = {"phone_no": order.buyer.phone, "order_comment": order.comment}
    if any(additional.values()):
        payload["additional_fields"] = {name: text for name, text in additional.items() if text}
    return php_json(payload)


def _item(line: Line) -> dict[str, object]:
    return {
        "name": line.name,
        "id": line.id,
        "price_id": line.price_id,
        "quantity": line.quantity,
        "discount": float(line.discount),
        "subtotal": float(line.subtotal),
        "price": float(line.price),
    }


def _address(invoice: InvoiceData, *, with_country: bool) -> dict[str, object]:
    address: dict[str, object] = {}
    if invoice.person_name:
        address["person_name"] = invoice.person_name
    if invoice.company_name:
        address["company_name"] = invoice.company_name
        address["tax_id"] = invoice.nip
    address |= {"street": invoice.street, "building_number": invoice.building_number}
    # Cast to a number by the sender: 5A arrives as 5, A5 does not arrive.
    if apartment := php_int(invoice.apartment_number):
        address["apartment_number"] = apartment
    address |= {"postal": invoice.postcode, "city": invoice.city}
    address["country_code"] = invoice.country if with_country else ""
    return address


def _delivery(order: Order) -> dict[str, object]:
    shipping = order.shipping
    if shipping is None:
        return {}
    return {
        "type": shipping.type,
        "phone": shipping.phone or order.buyer.phone,
        "street": shipping.street,
        "building_number": shipping.building_number,
        "apartment_number": shipping.apartment_number,
        "postal_code": shipping.postal_code,
        "city": shipping.city,
        "parcel_locker_point": shipping.parcel_locker_point,
    }
