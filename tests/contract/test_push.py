"""What comes in by the push, for every platform."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client

from mostek.core.models import Document, Event, Order, Source
from mostek.lib import clock
from tests.contract.kit import Push

LATER = timedelta(minutes=1)


def needs(kit: Any, *abilities: str) -> None:
    missing = set(abilities) - kit.knows
    if missing:
        pytest.skip(f"{kit.kind} does not say: {', '.join(missing)}")


def test_a_signed_sale_is_kept_and_becomes_one_document(bridge, kit, wfirma):
    order = kit.sell()
    assert bridge.send(kit.push(order)).status_code in kit.accepted
    assert Event.objects.count() == 1
    bridge.issue()
    assert bridge.order(order).total == Decimal("199.00")
    assert len(wfirma.documents) == 1


def test_a_wrong_signature_leaves_nothing(bridge, kit):
    answer = bridge.send(kit.with_wrong_signature(kit.push(kit.sell())))
    assert answer.status_code == 401
    assert not Event.objects.exists()


def test_an_unsigned_sale_leaves_nothing(bridge, kit):
    assert bridge.send(Push(kit.push(kit.sell()).body)).status_code == 401
    assert not Event.objects.exists()


def test_without_a_secret_the_door_is_closed(bridge, kit):
    Source.objects.update(**kit.closed())
    assert bridge.send(kit.push(kit.sell())).status_code == 401
    assert not Event.objects.exists()


def test_the_same_delivery_again_is_the_same_event(bridge, kit, wfirma):
    push = kit.push(kit.sell())
    for _ in range(3):
        assert bridge.send(kit.again(push)).status_code in kit.accepted
        bridge.issue()
    assert Event.objects.get(leg="push").repeats == 2
    assert len(wfirma.documents) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_delivery_many_times_at_once_is_one_document(bridge, kit, source, wfirma):
    push = kit.push(kit.sell())

    def send(_: int) -> int:
        try:
            answer: Any = kit.send(Client(), source, push)
            return int(answer.status_code)
        finally:
            database.close()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(send, range(12))) <= kit.accepted
    bridge.issue()
    told = Event.objects.filter(leg="push").count()
    assert (told, Order.objects.count(), len(wfirma.documents)) == (1, 1, 1)


def test_a_change_before_the_document_left_is_what_is_issued(bridge, kit, wfirma):
    needs(kit, "change")
    order = kit.sell()
    bridge.deliver(order)
    clock.advance(LATER)
    kit.change(order, "249.00")
    bridge.deliver(order, "change")
    bridge.issue()
    assert Document.objects.get(state="issued").total == Decimal("249.00")
    assert len(wfirma.documents) == 1


def test_a_change_after_the_document_left_is_shown_and_issues_nothing(bridge, kit, wfirma):
    needs(kit, "change")
    order = kit.sell()
    bridge.deliver(order)
    bridge.issue()
    clock.advance(LATER)
    kit.change(order, "249.00")
    bridge.deliver(order, "change")
    bridge.issue()
    assert bridge.order(order).changed_after_issue
    assert [one.state for one in Document.objects.all()] == ["issued"]
    assert len(wfirma.documents) == 1


def test_an_old_telling_that_comes_late_changes_nothing(bridge, kit):
    needs(kit, "change")
    if not kit.stamps:
        pytest.skip(f"{kit.kind} does not say how old a telling is")
    order = kit.sell()
    old = kit.push(order)
    clock.advance(LATER)
    kit.change(order, "249.00")
    bridge.deliver(order, "change")
    bridge.send(old)
    bridge.read()
    assert bridge.order(order).total == Decimal("249.00")


def test_what_went_back_before_the_document_left_is_not_issued(bridge, kit, wfirma):
    needs(kit, "refund")
    order = kit.sell()
    bridge.deliver(order)
    assert Document.objects.filter(state="pending").exists()
    clock.advance(LATER)
    kit.refund(order)
    bridge.deliver(order, "refund")
    bridge.issue()
    assert bridge.order(order).verdict == "nothing"
    assert bridge.order(order).refunds.exists()
    assert not wfirma.documents


def test_a_refund_after_the_document_left_is_kept_and_planned_for_once(bridge, kit, wfirma):
    needs(kit, "refund")
    order = kit.sell()
    bridge.deliver(order)
    bridge.issue()
    clock.advance(LATER)
    kit.refund(order)
    bridge.deliver(order, "refund")
    bridge.deliver(order, "refund")
    bridge.issue()
    assert bridge.order(order).corrections.count() == 1
    assert not bridge.order(order).changed_after_issue
    assert bridge.order(order).refunds.count() == 1
    assert len(wfirma.documents) == 1


def test_a_refund_that_comes_before_its_order_waits_for_it(bridge, kit, wfirma):
    needs(kit, "refund")
    if "refund" not in kit.pushes:
        pytest.skip(f"{kit.kind} lists refunds together with their orders")
    order = kit.sell()
    sale = kit.push(order)
    clock.advance(LATER)
    kit.refund(order)
    bridge.deliver(order, "refund")
    bridge.send(sale)
    bridge.issue()
    assert bridge.order(order).verdict == "nothing"
    assert not wfirma.documents


def test_a_refund_of_a_part_is_kept_and_planned_for(bridge, kit, wfirma):
    needs(kit, "part")
    order = kit.sell()
    bridge.deliver(order)
    bridge.issue()
    clock.advance(LATER)
    kit.refund(order, Decimal("50.00"))
    bridge.deliver(order, "refund")
    bridge.issue()
    assert bridge.order(order).refunds.get().amount == Decimal("50.00")
    assert bridge.order(order).corrections.get().plan["total"] == "-50.00"
    assert len(wfirma.documents) == 1


def test_what_was_called_off_before_the_document_left_is_not_issued(bridge, kit, wfirma):
    needs(kit, "cancel")
    order = kit.sell()
    bridge.deliver(order)
    clock.advance(LATER)
    kit.cancel(order)
    bridge.deliver(order, "cancel")
    bridge.issue()
    assert bridge.order(order).verdict == "nothing"
    assert not wfirma.documents


def test_fields_that_nobody_knows_are_no_trouble(bridge, kit):
    if kit.answers_at_once:
        pytest.skip("a form of our own: what is misspelled is refused, not ignored")
    order = kit.sell()
    body = json.loads(kit.push(order).body) | {"a_new_field": {"deep": [1, None]}}
    assert bridge.send(kit.signed(json.dumps(body).encode())).status_code in kit.accepted
    bridge.read()
    assert bridge.order(order).total == Decimal("199.00")


def test_a_huge_body_is_turned_away(bridge, kit, settings):
    settings.MAX_BODY = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    assert bridge.send(kit.signed(b'{"a": "' + b"x" * 3000 + b'"}')).status_code == 413
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'"text"',
        b'{"id": 1',
        b"a:1:{i:0;i:1;}",
        '{"id": "ł"}'.encode("utf-16"),
        '{"id": "ł"}'.encode("iso8859-2"),
        b'{"id": 1e999999999}',
        b"[" * 5000,
        b"\x00",
    ],
    ids=repr,
)
def test_what_cannot_be_read_is_never_an_error_of_ours_and_never_lost(bridge, kit, body):
    answer = bridge.send(kit.signed(body))
    assert answer.status_code < 500
    bridge.read()
    assert not Order.objects.exists()
    kept = list(Event.objects.all())
    assert all(one.state in ("failed", "ignored") and one.reason != "internal" for one in kept)
    assert kept or answer.status_code >= 400


def test_a_sale_for_nothing_needs_no_document(bridge, kit, wfirma):
    order = kit.sell(total="0.00")
    bridge.deliver(order)
    bridge.issue()
    assert bridge.order(order).verdict == "nothing"
    assert not wfirma.documents


def test_a_sale_in_another_currency_keeps_it(bridge, kit, wfirma):
    needs(kit, "currency")
    order = kit.sell(currency="EUR")
    bridge.deliver(order)
    bridge.issue()
    assert bridge.order(order).currency == "EUR"
    assert {one.currency for one in wfirma.documents} <= {"EUR"}


def test_a_buyer_without_data_is_a_receipt_or_a_question_and_no_error(bridge, kit, wfirma):
    order = kit.sell(named=False)
    bridge.deliver(order)
    bridge.issue()
    found = bridge.order(order)
    assert found.verdict in ("issue", "hold")
    assert len(wfirma.documents) == (1 if found.verdict == "issue" else 0)
