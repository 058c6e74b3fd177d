"""What counts as wrong, and what does not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mostek.core.alerts import conditions, letter, look, webhook
from mostek.core.models import Alert, Connection, Document, Event, KsefEntry, Order, Source
from mostek.lib import clock
from tests.panel.conftest import held, make_document, make_order, make_proof

HOUR = timedelta(hours=1)
MARKED = "MARKED-buyer"


def found():
    look.look()
    rows = Alert.objects.filter(closed_at=None).order_by("condition")
    return {one.condition: one.count for one in rows}


def invoice(shop, external_id, issue_by, **columns):
    order = make_order(shop, external_id)
    draft = {"type": "normal", "currency": "PLN", "issue_by": issue_by}
    given = {
        "kind": "invoice",
        "content": {"draft": draft, "sale": order.sale},
        **held(state="pending", reason="", due_at=clock.now()),
    }
    return make_document(order, **{**given, **columns})


def question(shop, external_id, paid_on):
    order = make_order(shop, external_id, verdict=Order.Verdict.HOLD)
    order.sale["paid_on"] = paid_on
    order.save()
    return order


def test_a_connection_that_works_has_no_alert(shop):
    make_document(make_order(shop))
    make_proof(shop.connection)
    assert found() == {}


def test_documents_orders_and_unreadable_messages_wait_for_a_decision(shop):
    make_document(make_order(shop, "1"), **held())
    question(shop, "2", "2026-11-23")
    Event.objects.create(
        source=shop, key="x", body=b"?", body_digest="", received_at=clock.now(), state="failed"
    )
    assert found() == {"alert.held": 3}


def test_an_unknown_outcome_is_told_of_when_it_does_not_settle(shop):
    make_document(
        make_order(shop),
        **held(state="unknown", reason="unknown.timeout", unknown_since=clock.now(), due_at=clock.now()),
    )
    assert found() == {}
    clock.advance(HOUR)
    assert found() == {"alert.unknown": 1}


def test_one_that_a_person_must_settle_is_told_of_at_once(shop):
    make_document(
        make_order(shop),
        **held(state="unknown", reason="absent.unproved", unknown_since=clock.now(), due_at=clock.now()),
    )
    assert found() == {"alert.unknown": 1}


def test_documents_that_wait_for_hours_are_told_of(shop):
    make_document(make_order(shop), **held(state="pending", reason="", due_at=clock.now()))
    assert found() == {}
    clock.advance(6 * HOUR)
    assert found() == {"alert.waiting": 1}


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 12, 14), date(2026, 10, 31)),
        (date(2026, 12, 15), date(2026, 11, 30)),
        (date(2027, 1, 1), date(2026, 11, 30)),
        (date(2027, 1, 15), date(2026, 12, 31)),
    ],
)
def test_an_invoice_is_due_on_the_15th_of_the_month_after_the_payment(day, last):
    assert conditions.paid_until(day) == last


@pytest.mark.parametrize(
    ("day", "expected"), [(11, {}), (12, {"alert.near": 2}), (15, {"alert.near": 2}), (16, {"alert.late": 2})]
)
def test_deadlines_are_told_of_three_days_before_and_when_they_have_passed(shop, day, expected):
    """T1: supply on 2026-11-23, issue by 2026-12-15."""
    connection = shop.connection
    invoice(shop, "1", "2026-12-15")
    invoice(shop, "2", "2027-01-15")
    question(shop, "3", "2026-11-30")
    question(shop, "4", "2026-12-01")
    with clock.held(datetime(2026, 12, day, 11, tzinfo=UTC)):
        told = found()
    assert {code: n for code, n in told.items() if code in ("alert.near", "alert.late")} == expected
    assert connection.alerts.count() == len(told)


def test_receipts_and_issued_invoices_have_no_deadline(shop):
    invoice(shop, "1", "2026-11-15", state="issued", wfirma_id="1", number="FV 1")
    invoice(shop, "2", None, kind="receipt")
    assert found() == {}


def test_a_source_whose_messages_stopped_or_that_refuses_is_told_of(shop):
    Source.objects.filter(pk=shop.pk).update(push_missed=3)
    assert found() == {"alert.silent": 1}
    Source.objects.filter(pk=shop.pk).update(push_missed=0, pull_trouble="publigo.key")
    assert found() == {"alert.silent": 1}
    Source.objects.filter(pk=shop.pk).update(is_on=False)
    assert found() == {}


def test_refused_messages_are_told_of_until_one_comes_through(shop):
    Source.objects.filter(pk=shop.pk).update(refused=1, last_refused_at=clock.now())
    assert found() == {"alert.refused": 1}
    clock.advance(timedelta(minutes=1))
    Event.objects.create(
        source=shop, key="x", body=b"{}", body_digest="", received_at=clock.now(), state="read"
    )
    assert found() == {}


def test_an_invoice_in_trouble_with_ksef_is_told_of(shop):
    document = make_document(make_order(shop))
    entry = KsefEntry.objects.create(
        document=document,
        connection=shop.connection,
        issued_on=clock.warsaw_date(),
        began_at=clock.now(),
        late_at=clock.now(),
    )
    assert found() == {}
    entry.trouble = "ksef.late"
    entry.save()
    assert found() == {"alert.ksef": 1}


def test_a_proof_that_is_not_zero_is_told_of_until_it_is_signed(shop, owner):
    made = make_proof(shop.connection, to_look_at=2)
    assert found() == {"alert.proof": 2}
    made.signed_at, made.signed_by = clock.now(), owner
    made.save()
    assert found() == {}


def test_what_a_person_has_switched_off_is_no_trouble(shop):
    make_document(make_order(shop), **held())
    Connection.objects.update(is_on=False, health=Connection.Health.NEEDS_YOU)
    assert found() == {}


def test_no_buyer_and_no_secret_comes_into_a_message(shop):
    """Marked data in every column that could reach one."""
    connection = shop.connection
    order = make_order(shop, MARKED, number=MARKED, buyer_name=MARKED, buyer_email=f"{MARKED}@example.com")
    make_document(order, **held(detail={"said": MARKED}, content={"sale": {"buyer": MARKED}}))
    Connection.objects.update(
        health="needs_you", health_code="auth.token", health_detail=MARKED, access_token=MARKED
    )
    Source.objects.update(pull_trouble="pull.refused", pull_detail=MARKED, secret=MARKED, keys={"k": MARKED})
    make_proof(connection, to_look_at=1, findings=[{"about": MARKED}])
    look.look()
    alerts = list(Alert.objects.select_related("connection"))
    assert len(alerts) == 4
    letters = [letter.of_alert(one, language) for one in alerts for language in ("pl", "en")]
    letters += [letter.of_digest(connection, alerts, language) for language in ("pl", "en")]
    said = [
        text for one in letters for text in (one.subject, one.text(), one.html(), str(letter.to_json(one)))
    ]
    said += [str(webhook.to_json(one)) for one in alerts]
    assert not [text for text in said if MARKED in text]
    assert letter.from_json(letter.to_json(letters[0])) == letters[0]


def test_every_condition_has_its_words_and_a_link(shop):
    for condition in conditions.CONDITIONS:
        made = Alert(
            connection=shop.connection, condition=condition.code, opened_at=clock.now(), count=3, most=3
        )
        for language in ("pl", "en"):
            (entry,) = letter.of_alert(made, language).entries
            assert entry.title
            assert entry.step
            assert entry.link.startswith("http")


def test_documents_of_all_states_are_found_by_an_index(shop, django_assert_max_num_queries):
    with django_assert_max_num_queries(50):
        look.look()
    assert Document.objects.count() == 0
