"""What Shopify's bodies mean, and where they mislead."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mostek.sources.adapter import BadBody, BadSignature, Cancelled, Context, Ignored, Incoming, Refund
from mostek.sources.shopify.adapter import ADAPTER
from mostek.sources.shopify.fields import is_nip
from mostek.tax.amounts import line_amount

BODIES = Path(__file__).parent / "bodies"
ARRIVED = date(2026, 11, 23)
SHOP = {"address": "https://przyklad.myshopify.com"}


def body(name: str, **changes: Any) -> bytes:
    return json.dumps(json.loads((BODIES / f"{name}.json").read_text()) | changes).encode()


def parse(raw: bytes, leg: Any = "push", key: str = "", **options: Any) -> Any:
    return ADAPTER.parse(raw, Context(ARRIVED, SHOP | options, leg, key=key))


def key(topic: str = "orders/paid", shop: str = "przyklad.myshopify.com", test: str = "live") -> str:
    return f"{topic}|{shop}|{test}|digest"


def bag(amount: str, currency: str = "PLN") -> dict[str, Any]:
    shop = {"amount": "1.00", "currency_code": "PLN"}
    return {"shop_money": shop, "presentment_money": {"amount": amount, "currency_code": currency}}


def line(**changes: Any) -> dict[str, Any]:
    plain = {"id": 1, "name": "Kurs", "quantity": 1, "current_quantity": 1, "price_set": bag("100.00")}
    return plain | {"product_id": 90, "variant_id": 901} | changes


def order(*lines: dict[str, Any], total: str, **changes: Any) -> bytes:
    bare = {"shipping_lines": [], "total_tip_received": "0.00", "note_attributes": []}
    sums = {"total_price_set": bag(total), "current_total_price_set": bag(total)}
    return body("order_webhook", line_items=list(lines), **(bare | sums | changes))


def refund(amount: str, **changes: Any) -> dict[str, Any]:
    money = {"kind": "refund", "status": "success", "amount": amount, "currency": "PLN"}
    plain = {"id": 7, "order_id": 1, "created_at": "2026-11-23T12:00:00+01:00", "refund_line_items": []}
    return plain | {"transactions": [money]} | changes


def summed(sale: Any) -> Decimal:
    return sum(map(line_amount, sale.lines), Decimal(0)) + sum(one.amount for one in sale.charges)


def test_both_spellings_say_the_same_sale():
    pushed, pulled = parse(body("order_webhook")), parse(body("order_graphql"), leg="pull")
    assert pushed.sale == pulled.sale
    assert (pushed.told_at, pushed.number, pushed.external_id) == (
        pulled.told_at,
        "#9999",
        "820982911946154508",
    )


def test_lines_discounts_shipping_and_the_tip_add_up():
    sale = parse(body("order_webhook")).sale
    shirts, course = sale.lines
    assert (shirts.product, shirts.quantity, shirts.unit_price, shirts.discount) == (
        "788032119674292922:457924702",
        2,
        Decimal("149.00"),
        Decimal("29.93"),
    )
    assert course.product == "788032119674292923"
    assert [(one.name, one.amount) for one in sale.charges] == [("Kurier", 15), ("Napiwek", 15)]
    assert summed(sale) == sale.total == Decimal("388.00")


def test_the_company_and_its_nip_come_from_address_and_details():
    buyer = parse(body("order_webhook")).sale.buyer
    assert (buyer.name, buyer.tax_id, buyer.company) == ("Przykład sp. z o.o.", "123-456-32-18", True)
    assert (buyer.wants_invoice, buyer.street, buyer.country) == (True, "Testowa 12 m. 5", "PL")


def test_a_nip_in_the_field_for_the_company_is_a_nip():
    address = {
        "first_name": "Anna",
        "last_name": "Przykładowa",
        "company": "PL 1234563218",
        "country_code": "PL",
    }
    buyer = parse(order(line(), total="100.00", billing_address=address)).sale.buyer
    assert (buyer.name, buyer.tax_id, buyer.company) == ("Anna Przykładowa", "PL 1234563218", True)
    assert not is_nip("1234563219")


def test_a_buyer_who_wants_no_invoice_is_a_person():
    said = [{"name": "faktura", "value": "nie"}, {"name": "NIP", "value": "1234563218"}]
    buyer = parse(order(line(), total="100.00", note_attributes=said)).sale.buyer
    assert (buyer.company, buyer.tax_id, buyer.wants_invoice) == (False, None, False)


def test_a_name_of_the_sellers_own_for_the_nip_comes_first():
    said = [{"name": "Identyfikator", "value": "5261040828"}, {"name": "NIP", "value": "1234563218"}]
    raw = order(line(), total="100.00", note_attributes=said)
    assert parse(raw, nip_keys="identyfikator").sale.buyer.tax_id == "5261040828"


def test_a_gift_card_as_payment_is_no_discount():
    sale = parse(body("order_webhook")).sale
    assert sale.total == Decimal("388.00")
    assert "gift_card" in sale.payment.method


def test_a_gift_card_that_is_sold_stands_on_no_document():
    card = line(id=2, name="Karta", gift_card=True, price_set=bag("50.00"))
    assert parse(order(card, total="50.00")).code == "shopify.gift_cards"
    sale = parse(order(line(), card, total="150.00")).sale
    assert ([one.name for one in sale.lines], sale.total, summed(sale)) == (["Kurs"], 100, 100)
    assert parse(order(line(), card, total="150.00"), taxes_gift_cards=True).sale.total == 150


@pytest.mark.parametrize("status", ["pending", "authorized", "voided", "expired", "unpaid"])
def test_what_is_not_paid_is_ignored(status):
    assert parse(body("order_webhook", financial_status=status)) == Ignored("shopify.not_paid", status)


def test_a_part_of_the_payment_holds_the_sale():
    assert parse(body("order_webhook", financial_status="partially_paid")).sale.payment.state == "partly"


def test_the_buyers_currency_counts():
    raw = order(
        line(price_set=bag("25.00", "EUR")),
        total="25.00",
        total_price_set=bag("25.00", "EUR"),
        current_total_price_set=bag("25.00", "EUR"),
    )
    sale = parse(raw).sale
    assert (sale.currency, sale.total, sale.lines[0].unit_price) == ("EUR", 25, 25)


def test_prices_without_tax_become_what_was_paid():
    taxed = line(
        quantity=3, current_quantity=3, price_set=bag("10.00"), tax_lines=[{"price_set": bag("6.90")}]
    )
    sale = parse(order(taxed, total="36.90", taxes_included=False)).sale
    assert summed(sale) == sale.total == Decimal("36.90")


def test_what_an_edit_took_off_is_not_sold():
    gone = line(id=2, name="Album", current_quantity=0, price_set=bag("40.00"))
    taken = refund("0.00", transactions=[], refund_line_items=[])
    raw = order(line(), gone, total="140.00", current_total_price_set=bag("100.00"), refunds=[taken])
    told = parse(raw)
    assert ([one.name for one in told.sale.lines], told.sale.total, told.refunds) == (["Kurs"], 100, ())


def test_what_went_back_was_sold_all_the_same():
    row = {"quantity": 1, "line_item": {"id": 1, "name": "Kurs"}, "subtotal_set": bag("100.00")}
    back = refund("100.00", refund_line_items=[row])
    raw = order(
        line(quantity=2, current_quantity=1),
        total="200.00",
        current_total_price_set=bag("100.00"),
        financial_status="partially_refunded",
        refunds=[back | {"order_id": 820982911946154508}],
    )
    told = parse(raw)
    assert (told.sale.total, told.sale.lines[0].quantity) == (200, 2)
    assert (told.refunds[0].refund_id, told.refunds[0].amount) == ("7", 100)
    assert told.refunds[0].lines[0].unit_price == 100


def test_an_amount_that_went_back_without_goods_leaves_the_sale_as_it_was():
    for left in ("100.00", "70.00"):
        raw = order(line(), total="100.00", current_total_price_set=bag(left), refunds=[refund("30.00")])
        told = parse(raw)
        assert (told.sale.total, told.sale.charges, told.refunds[0].amount) == (100, (), 30)


def test_a_refund_says_what_came_back_and_on_which_day_in_warsaw():
    told = parse(body("refund_webhook"))
    assert isinstance(told, Refund)
    assert (told.external_id, told.refund_id) == ("820982911946154508", "890088186047892319")
    assert (told.amount, told.currency, told.on) == (Decimal("134.04"), "PLN", date(2026, 11, 24))
    assert [(one.product, one.unit_price) for one in told.lines] == [
        ("788032119674292922:457924702", Decimal("134.04"))
    ]


@pytest.mark.parametrize("status", ["pending", "failure", "error"])
def test_money_that_has_not_gone_back_is_no_refund(status):
    money = {"kind": "refund", "status": status, "amount": "10.00", "currency": "PLN"}
    assert parse(body("refund_webhook", transactions=[money])) == Ignored("shopify.nothing_returned")


def test_a_cancelled_order_was_called_off():
    told = parse(body("order_webhook", cancelled_at="2026-11-23T11:00:00+01:00", cancel_reason="customer"))
    assert isinstance(told, Cancelled)
    assert (told.on, told.reason) == (date(2026, 11, 23), "customer")


def test_test_orders_are_passed_over_unless_the_source_is_for_trials():
    assert parse(body("order_webhook", test=True)) == Ignored("shopify.test")
    assert parse(body("order_webhook"), key=key(test="test")) == Ignored("shopify.test")
    assert isinstance(parse(body("order_webhook", test=True), takes_tests=True), Incoming)


def test_a_message_of_another_shop_with_the_same_app_is_no_sale():
    with pytest.raises(BadBody) as refused:
        parse(body("order_webhook"), key=key(shop="inny.myshopify.com"))
    assert refused.value.code == "shopify.other_shop"
    assert isinstance(parse(body("order_webhook"), key=key()), Incoming)


def test_an_order_that_is_paid_days_later_has_the_day_of_its_payment():
    paid = body("order_webhook", updated_at="2026-11-27T09:00:00+01:00")
    assert parse(paid, key=key("orders/paid")).sale.paid_on == date(2026, 11, 27)
    # An old order that is only packed today was not paid today.
    assert parse(paid, key=key("orders/updated")).sale.paid_on == date(2026, 11, 23)


def test_a_company_profile_is_known_in_full_to_the_pull_alone():
    pushed = parse(order(line(), total="100.00", company={"id": 5, "location_id": 6}))
    assert pushed.is_partial
    location = {"taxSettings": {"taxRegistrationId": "1234563218"}}
    entity = {"company": {"name": "Profil sp. z o.o."}, "location": location}
    pulled = parse(body("order_graphql", purchasingEntity=entity, customAttributes=[]), leg="pull")
    assert (pulled.is_partial, pulled.sale.buyer.tax_id, pulled.sale.buyer.name) == (
        False,
        "1234563218",
        "Profil sp. z o.o.",
    )


def test_the_key_says_what_only_the_headers_do_and_not_the_number_of_the_delivery():
    raw = body("order_webhook")
    said = {"x-shopify-topic": "orders/paid", "x-shopify-shop-domain": "Przyklad.myshopify.com"}
    first = ADAPTER.event_key(said | {"x-shopify-webhook-id": "a", "x-shopify-test": "true"}, raw)
    assert first == ADAPTER.event_key(said | {"x-shopify-webhook-id": "b", "x-shopify-test": "true"}, raw)
    assert first.startswith("orders/paid|przyklad.myshopify.com|test|")


def test_the_signature_is_base64_of_the_digest_of_the_raw_bytes():
    given = "XJJz9Fk5oZ2P0JZkq0lX0aYb0mY2yZ8r0vUq2Gm3Q0k="
    with pytest.raises(BadSignature):
        ADAPTER.verify("hush", {"x-shopify-hmac-sha256": given}, b'{"id":1}')
    # printf '{"id":1}' | openssl dgst -sha256 -hmac hush -binary | base64
    ADAPTER.verify(
        "hush", {"x-shopify-hmac-sha256": "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="}, b'{"id":1}'
    )
