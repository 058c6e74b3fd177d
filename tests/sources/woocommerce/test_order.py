"""What an order of WooCommerce says, and when it says nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mostek.sources.adapter import BadBody, Cancelled, Ignored, Incoming
from tests.sources.woocommerce.orders import ARRIVED, item, metas, order, parse, refunds, sold


def test_the_order_of_the_documentation_is_read_with_all_its_parts():
    told = sold(order())
    sale = told.sale
    assert (told.external_id, told.number) == ("727", "2026/11/727")
    assert sale.total == Decimal("234.98")
    assert [(one.product, one.quantity, one.unit_price, one.discount) for one in sale.lines] == [
        ("93", Decimal(2), Decimal("100.00"), Decimal("10.00")),
        ("22:23", Decimal(1), Decimal("29.99"), Decimal("0.00")),
        ("24", Decimal(1), Decimal("0.00"), Decimal("0.00")),
    ]
    assert [(one.name, one.amount) for one in sale.charges] == [("Kurier", Decimal("14.99"))]
    assert sale.ship_to is not None
    assert (sale.ship_to.country, sale.ship_to.zip) == ("PL", "30-001")


def test_the_company_stands_on_the_invoice_without_entities():
    buyer = sold(order()).sale.buyer
    assert (buyer.name, buyer.company, buyer.wants_invoice) == ("Przykład & Spółka sp. z o.o.", True, True)
    assert (buyer.tax_id, buyer.street, buyer.zip) == ("123-456-32-18", "Testowa 12a lok. 5", "00-001")


def test_the_day_of_payment_is_that_of_warsaw():
    told = sold(order())
    assert told.paid_at == datetime(2026, 11, 22, 23, 28, 7, tzinfo=UTC)
    assert told.sale.paid_on == date(2026, 11, 23)
    assert told.told_at == datetime(2026, 11, 22, 23, 28, 8, tzinfo=UTC)
    assert not told.days_of_arrival


def test_a_paid_order_without_a_day_of_payment_has_that_of_its_arrival():
    told = sold(order(date_paid_gmt=None))
    assert (told.paid_at, told.sale.paid_on, told.days_of_arrival) == (None, date(2026, 11, 25), True)


def test_completing_an_order_does_not_change_the_sale():
    done = order(
        status="completed", date_completed_gmt="2026-11-24T10:00:00", date_modified_gmt="2026-11-24T10:00:00"
    )
    assert sold(done).sale == sold(order()).sale


@pytest.mark.parametrize("status", ["pending", "on-hold", "checkout-draft", "draft", "wc-pending"])
def test_what_is_not_paid_is_passed_over(status):
    assert parse(order(status=status)) == Ignored("woocommerce.not_paid", status.removeprefix("wc-"))


@pytest.mark.parametrize("status", ["cancelled", "failed", "trash"])
def test_what_was_paid_and_called_off_is_told_with_its_time(status):
    told = parse(order(status=status))
    assert told == Cancelled("727", date(2026, 11, 23), status, datetime(2026, 11, 22, 23, 28, 8, tzinfo=UTC))


@pytest.mark.parametrize("status", ["cancelled", "failed", "trash"])
def test_what_was_never_paid_leaves_nothing_behind_when_it_is_called_off(status):
    assert isinstance(parse(order(status=status, date_paid_gmt=None)), Ignored)


def test_a_status_of_the_shops_own_counts_once_it_was_paid():
    assert isinstance(parse(order(status="wyslane")), Incoming)
    assert isinstance(parse(order(status="wyslane", date_paid_gmt=None)), Ignored)


def test_the_seller_chooses_what_counts_as_paid():
    assert isinstance(parse(order(), paid_statuses="completed"), Ignored)
    assert isinstance(parse(order(status="on-hold"), paid_statuses="wc-on-hold, completed"), Incoming)


def test_cash_on_delivery_is_paid_when_it_is_delivered_whatever_day_the_shop_notes():
    told = parse(order(payment_method="cod"))
    assert told == Ignored("woocommerce.not_paid", "processing")
    told = sold(order(payment_method="cod", status="completed", date_completed_gmt="2026-11-27T23:30:00"))
    assert told.sale.paid_on == date(2026, 11, 28)
    assert told.sale.payment.on_delivery


def test_a_deleted_order_is_called_off_at_the_moment_of_the_message():
    assert parse({"id": 727}) == Cancelled("727", date(2026, 11, 25), "deleted", ARRIVED)


def test_a_refund_inside_the_order_has_its_sum_and_its_number():
    told = sold(order(refunds=[{"id": 726, "reason": "Zły rozmiar", "total": "-29.99"}]))
    (refund,) = told.refunds
    assert (refund.refund_id, refund.amount, refund.on) == ("726", Decimal("29.99"), None)
    assert told.sale == sold(order()).sale


def test_a_refund_from_its_own_list_has_its_day_and_lines_too():
    (refund,) = sold(order(refunds=refunds())).refunds
    assert (refund.refund_id, refund.amount, refund.on) == ("726", Decimal("29.99"), date(2026, 11, 24))
    assert [(one.product, one.quantity, one.unit_price) for one in refund.lines] == [
        ("22:23", Decimal(1), Decimal("29.99"))
    ]


def test_the_status_refunded_means_everything_even_where_no_refund_is_listed():
    told = sold(order(status="refunded"))
    assert [(one.refund_id, one.amount) for one in told.refunds] == [("refunded", None)]
    whole = sold(order(status="refunded", refunds=[{"id": 726, "total": "-234.98"}]))
    assert [one.refund_id for one in whole.refunds] == ["726"]


def test_goods_put_back_on_the_shelf_are_no_refund():
    assert not sold(order(refunds=[{"id": 726, "total": "-0.00"}])).refunds


@pytest.mark.parametrize("mark", [("_wcpay_mode", "test"), ("_ppcp_paypal_payment_mode", "sandbox")])
def test_play_money_is_passed_over_unless_it_is_asked_for(mark):
    body = order(meta_data=metas(**dict([mark])))
    assert parse(body) == Ignored("woocommerce.test")
    assert isinstance(parse(body, takes_tests=True), Incoming)


def test_real_money_of_the_same_payment_plug_ins_is_taken():
    assert isinstance(parse(order(meta_data=metas(_wcpay_mode="prod"))), Incoming)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            {"code": "woocommerce_rest_cannot_view", "message": "…", "data": {"status": 401}},
            "woocommerce.no_rights",
        ),
        ({"order": {"id": 727}}, "woocommerce.other_topic"),
        ({"action": "woocommerce_add_to_cart", "arg": 7}, "woocommerce.other_topic"),
        (order(total="dużo"), "body.fields"),
        (order(line_items=[item("1e999999")]), "body.fields"),
        (order(id="abc"), "body.fields"),
        (order(date_modified_gmt="wczoraj"), "body.fields"),
    ],
)
def test_what_cannot_be_read_says_why(body, code):
    with pytest.raises(BadBody) as raised:
        parse(body)
    assert raised.value.code == code


def test_an_error_about_fields_names_no_value():
    with pytest.raises(BadBody) as raised:
        parse(order(total="anna@example.com"))
    assert "anna" not in str(raised.value)


def test_an_order_of_nothing_is_passed_over():
    assert parse(order(line_items=[], shipping_lines=[], total="0.00")) == Ignored(
        "woocommerce.empty", "processing"
    )


def test_php_writes_empty_addresses_as_lists_and_lists_as_objects():
    told = sold(
        order(billing=[], shipping=[], line_items={"3": item("99.00")}, total="99.00", shipping_lines=[])
    )
    assert told.sale.buyer.country == "PL"
    assert told.sale.ship_to is None
    assert len(told.sale.lines) == 1
