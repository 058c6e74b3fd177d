"""What Stripe says and what it means."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostek.lib import clock
from mostek.sources.adapter import BadBody, BadSignature, Ignored, Refund
from mostek.sources.stripe.adapter import ADAPTER
from mostek.sources.stripe.lines import to_line
from mostek.sources.stripe.money import to_amount
from mostek.tax.amounts import line_amount
from mostek.tax.sale import Charge, Line
from tests.sources.stripe.bodies import event, incoming, parse

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BODY = b'{"id":"evt_1","object":"event"}'
# printf '1795435200.{"id":"evt_1","object":"event"}' | openssl dgst -sha256 -hmac whsec_test
SIGNATURE = "166750e2eaeb92687e2a0f0bbc5aebd6c6331ead9b1bc2f6bb833a886ea7db94"


@pytest.fixture(autouse=True)
def _noon():
    with clock.held(NOON):
        yield


def verify(header: str, secret: str = "whsec_test", body: bytes = BODY) -> None:
    ADAPTER.verify(secret, {"stripe-signature": header}, body)


def test_the_signature_of_a_known_body_and_secret_is_known():
    verify(f"t=1795435200,v1={SIGNATURE}")
    with pytest.raises(BadSignature):
        verify(f"t=1795435200,v1={SIGNATURE}", body=BODY + b" ")
    with pytest.raises(BadSignature):
        verify(f"t=1795435201,v1={SIGNATURE}")


def test_one_good_signature_of_several_is_enough_whichever_secret_is_older():
    verify(f"t=1795435200,v1={'0' * 64},v1={SIGNATURE},v0={'1' * 64}")
    verify(f"t=1795435200,v1={SIGNATURE}", "whsec_new whsec_test")
    verify(f"t=1795435200, v1={SIGNATURE}", "whsec_test,whsec_new")


def test_the_test_scheme_v0_opens_nothing():
    with pytest.raises(BadSignature):
        verify(f"t=1795435200,v0={SIGNATURE}")


@pytest.mark.parametrize(
    "header",
    [
        *(
            "",
            "t=1795435200",
            f"v1={SIGNATURE}",
            f"t=,v1={SIGNATURE}",
            f"t=²,v1={SIGNATURE}",
            "t=1795435200,v1=",
        ),
        *(f"t=1795435200,t=1795435200,v1={SIGNATURE}", f"t=1795435200;v1={SIGNATURE}", "t=1795435200,v1=ł"),
    ],
)
def test_what_is_no_signature_is_none(header):
    with pytest.raises(BadSignature):
        verify(header)


@pytest.mark.parametrize("secret", ["", " ", ","])
def test_without_a_secret_nothing_is_signed(secret):
    with pytest.raises(BadSignature):
        verify(f"t=1795435200,v1={SIGNATURE}", secret)


@pytest.mark.parametrize(("seconds", "is_good"), [(300, True), (301, False), (-300, True), (-301, False)])
def test_a_good_signature_lasts_five_minutes_and_says_so(seconds, is_good):
    with clock.held(datetime.fromtimestamp(1795435200 + seconds, UTC)):
        if is_good:
            verify(f"t=1795435200,v1={SIGNATURE}")
            return
        with pytest.raises(BadSignature) as refused:
            verify(f"t=1795435200,v1={SIGNATURE}")
    assert refused.value.code == "signature.time"


def test_a_wrong_signature_does_not_say_that_it_is_old():
    with pytest.raises(BadSignature) as refused:
        verify(f"t=1,v1={SIGNATURE}")
    assert refused.value.code == "signature.secret"


def test_a_whole_checkout_is_read_with_its_discounts_shipping_and_nip():
    told = incoming(event("checkout_whole"))
    sale = told.sale
    assert (told.external_id, told.number, told.is_partial, told.asks) == ("pi_1Example", "K-1007", False, "")
    assert (sale.total, sale.currency, sale.paid_on) == (Decimal("547.00"), "PLN", date(2026, 11, 23))
    course, album = sale.lines
    assert (course.product, course.unit_price, course.discount) == (
        "KURS-1",
        Decimal("299.00"),
        Decimal("50.00"),
    )
    assert (album.product, album.quantity, album.unit_price) == ("prod_album", Decimal(2), Decimal("149.00"))
    assert sale.charges == (Charge(name="Kurier", amount=Decimal("15.00")),)
    assert (sale.buyer.company, sale.buyer.name, sale.buyer.tax_id) == (
        True,
        "Przykład sp. z o.o.",
        "526-104-08-28",
    )
    assert (sale.buyer.street, sale.buyer.zip, sale.buyer.country) == ("Testowa 12a m. 5", "00-001", "PL")
    assert sale.ship_to
    assert sale.ship_to.zip == "80-001"
    assert sale.payment.method == "blik"


def test_a_message_without_lines_is_a_question_and_the_same_order():
    told = incoming(event("checkout_completed"), "push")
    assert (told.external_id, told.is_partial, told.asks) == ("pi_1Example", True, "sale.incomplete")
    assert told.sale.total == Decimal("547.00")
    assert told.sale.buyer == incoming(event("checkout_whole")).sale.buyer


@pytest.mark.parametrize(
    "changes",
    [{"invoice": "in_1"}, {"mode": "subscription"}, {"invoice_creation": {"enabled": True}}],
    ids=["invoice", "subscription", "invoice to come"],
)
def test_a_checkout_with_an_invoice_is_told_by_the_invoice_alone(changes):
    for leg in ("push", "pull"):
        assert parse(event("checkout_completed", **changes), leg) == Ignored("stripe.by_invoice")


def test_money_under_way_is_no_sale_until_it_has_come():
    assert parse(event("checkout_completed", payment_status="unpaid")) == Ignored("stripe.not_paid", "unpaid")
    later = event("checkout_completed") | {"type": "checkout.session.async_payment_succeeded"}
    assert incoming(later).external_id == "pi_1Example"


def test_a_tax_id_of_checkout_goes_before_the_sellers_own_field():
    details = event("checkout_whole")["data"]["object"]["customer_details"]
    numbers = [{"type": "gb_vat", "value": "GB123456789"}, {"type": "eu_vat", "value": "PL7740001454"}]
    told = incoming(event("checkout_whole", customer_details={**details, "tax_ids": numbers}))
    assert told.sale.buyer.tax_id == "PL7740001454"


@pytest.mark.parametrize(
    ("key", "options"), [("NIP", {}), ("tax_id", {}), ("mojnip", {"nip_fields": "Mój NIP"})]
)
def test_a_nip_in_the_metadata_counts_under_its_usual_names_and_chosen_ones(key, options):
    labels = {key if key != "mojnip" else "mój-nip": "5261040828"}
    told = incoming(event("checkout_whole", custom_fields=[], metadata=labels), **options)
    assert (told.sale.buyer.tax_id, told.sale.buyer.company) == ("5261040828", True)


def test_a_private_buyer_asks_for_an_invoice_only_by_saying_so():
    private = event("checkout_whole", custom_fields=[])
    assert not incoming(private).sale.buyer.wants_invoice
    assert incoming(private, invoice_for_all=True).sale.buyer.wants_invoice
    private["data"]["object"]["metadata"] = {"faktura": "TAK"}
    assert incoming(private).sale.buyer.wants_invoice


def test_an_invoice_keeps_its_periods_its_tax_and_what_is_below_zero():
    told = incoming(event("invoice_paid"))
    sale = told.sale
    assert (told.external_id, told.number, sale.total) == ("in_1Example", "ABCD-0002", Decimal("96.00"))
    plan = sale.lines[0]
    assert plan.unit_price == Decimal("123.00")
    assert plan.name.endswith("(23.11.2026–23.12.2026)")
    assert [one.amount for one in sale.charges] == [Decimal("-27.00")]
    assert (sale.buyer.tax_id, sale.buyer.name) == ("PL5261040828", "Firma Przykładowa")
    assert told.paid_at == datetime.fromtimestamp(1795429950, UTC)


def test_an_invoice_of_an_older_version_is_read_as_well():
    told = incoming(event("invoice_paid_2023"))
    line = told.sale.lines[0]
    assert (line.product, line.unit_price, line.discount) == ("prod_klub", Decimal("59.00"), Decimal("10.00"))
    assert told.sale.total == Decimal("49.00")
    assert told.sale.buyer.tax_id == "5261040828"


def test_what_a_balance_has_paid_is_below_zero_and_asked_about():
    told = incoming(event("invoice_paid_2023", amount_due=4000, starting_balance=-900))
    assert (told.sale.total, [one.amount for one in told.sale.charges]) == (
        Decimal("40.00"),
        [Decimal("-9.00")],
    )


def test_the_answers_in_the_checkout_of_a_subscription_belong_to_its_invoices():
    session = event("checkout_completed", mode="subscription")["data"]["object"]
    told = incoming(event("invoice_paid", customer_tax_ids=[], session=session))
    assert (told.sale.buyer.tax_id, told.sale.buyer.name) == ("526-104-08-28", "Przykład sp. z o.o.")


def test_a_test_clock_dates_nothing_into_the_future():
    told = incoming(event("invoice_paid", test_clock="clock_1", status_transitions={"paid_at": 1900000000}))
    assert told.sale.paid_on == date(2026, 11, 23)


def test_a_refund_names_its_order_and_itself():
    told = parse(event("refund_created"), "push")
    assert told == Refund(
        external_id="pi_1Example",
        refund_id="re_1Example",
        amount=Decimal("50.00"),
        currency="PLN",
        on=date(2026, 11, 23),
        reason="requested_by_customer",
    )
    behind = parse(event("refund_created", invoice="in_1Example"))
    assert isinstance(behind, Refund)
    assert behind.external_id == "in_1Example"


@pytest.mark.parametrize("status", ["pending", "requires_action", "failed", "canceled"])
def test_a_refund_that_is_not_done_is_none(status):
    assert parse(event("refund_created", status=status)) == Ignored("stripe.refund_not_done", status)


def test_a_charge_that_was_refunded_names_no_refund_unless_it_is_of_an_old_version():
    charge: dict[str, Any] = {
        "object": "charge",
        "id": "ch_1",
        "payment_intent": "pi_1",
        "amount_refunded": 900,
    }
    said = event("refund_created") | {"type": "charge.refunded", "data": {"object": charge}}
    assert parse(said, "push") == Ignored("stripe.asking", asks_now=True)
    one = {"id": "re_2", "amount": 900, "currency": "pln", "status": "succeeded"}
    charge["refunds"] = {"object": "list", "data": [one, {**one, "id": "re_1", "amount": 100}]}
    told = parse(said, "push")
    assert isinstance(told, Refund)
    assert (told.external_id, told.refund_id, told.amount) == ("pi_1", "re_2", Decimal("9.00"))


def test_only_a_lost_dispute_takes_money_back():
    told = parse(event("dispute_closed"))
    assert isinstance(told, Refund)
    assert (told.external_id, told.refund_id, told.amount) == (
        "pi_1Example",
        "du_1Example",
        Decimal("547.00"),
    )
    assert parse(event("dispute_closed", status="won")) == Ignored("stripe.dispute_not_lost", "won")


def test_test_mode_and_live_mode_do_not_mix():
    live, test = event("checkout_whole"), event("checkout_whole") | {"livemode": False}
    assert parse(test) == Ignored("stripe.test_mode")
    assert parse(live, test_mode=True) == Ignored("stripe.live_mode")
    assert incoming(test, test_mode=True).sale == incoming(live).sale


def test_a_source_takes_its_own_account_alone():
    foreign = event("checkout_whole") | {"account": "acct_1"}
    assert parse(foreign) == Ignored("stripe.other_account", "acct_1")
    assert parse(event("checkout_whole"), account="acct_1") == Ignored("stripe.other_account", "")
    assert incoming(foreign, account="acct_1")


def test_a_thin_event_says_what_to_choose():
    with pytest.raises(BadBody, match=r"stripe\.thin"):
        parse({"id": "evt_1", "object": "v2.core.event", "type": "v1.invoice.paid"}, "push")


@pytest.mark.parametrize(
    ("minor", "currency", "amount"),
    [
        *((19900, "pln", "199.00"), (500, "jpy", "500.00"), (5120, "kwd", "5.12"), (5125, "kwd", "5.125")),
        *((500, "isk", "5.00"), (1, "eur", "0.01"), (0, "pln", "0.00")),
    ],
)
def test_the_decimals_follow_the_currency(minor, currency, amount):
    assert to_amount(minor, currency) == Decimal(amount)


@pytest.mark.parametrize("currency", ["ugx", "", "p", "12a", "zł!"])
def test_an_amount_is_not_guessed(currency):
    with pytest.raises(BadBody, match=r"stripe\.currency"):
        to_amount(500, currency)


@given(
    amount=st.integers(0, 10**7),
    quantity=st.integers(1, 50),
    share=st.integers(0, 100),
    rate=st.sampled_from([0, 5, 8, 23]),
    on_top=st.booleans(),
)
def test_a_line_costs_what_was_paid_for_it(amount, quantity, share, rate, on_top):
    before = amount * quantity
    taken_off = before * share // 100
    left = before - taken_off
    cost = left + (round(left * rate / 100) if on_top else 0)
    line = to_line(
        "p",
        "Kurs",
        quantity,
        before=to_amount(before, "pln"),
        taken_off=to_amount(taken_off, "pln"),
        cost=to_amount(cost, "pln"),
    )
    assert isinstance(line, Line)
    assert line_amount(line) == to_amount(cost, "pln")
    assert line.discount >= 0
    assert line.unit_price == line.unit_price.quantize(Decimal("0.01"))
