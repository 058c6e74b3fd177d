"""GTU through goods, for a wFirma that does not keep it on lines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mostek.core import connections, goods, issue, lease, tokens, work
from mostek.core.models import Connection, Document, Good
from mostek.lib import clock
from mostek.sandbox.wfirma import oauth
from mostek.tax.decision import DraftLine
from mostek.wfirma.errors import OutcomeUnknown
from tests.core.sales import POLISH_FIRM, line, sale, tell

HELPS = ("issued", "")
DROPPED = ("issued", "gtu_unconfirmed")


@pytest.fixture
def dropping(shop, wfirma):
    """A company with the extended warehouse, whose lines lose their GTU; the consent has both scopes."""
    allow(wfirma, shop.connection, "goods-read", "goods-write")
    company = wfirma.books.ledger.companies[int(shop.connection.company_id)]
    company.warehouse_type = "extended"
    wfirma.books.settings.line_gtu = "ignored"
    return shop


def allow(wfirma: Any, connection: Any, *more: str) -> None:
    """A new consent with these scopes beside the five."""
    with wfirma.books.acting() as ledger:
        application = next(iter(ledger.applications.values()))
        grant = oauth.make_grant(
            wfirma.books, application, ledger.user_of("jan@demo.example"), [*application.scopes, *more]
        )
        connection.access_token = oauth.make_access_token(wfirma.books, grant)
    connection.refresh_token = grant.refresh_token
    connection.save(update_fields=["access_token", "refresh_token"])


def sell(shop: Any, number: int, *lines: dict[str, Any], **changes: Any) -> Document:
    order = tell(shop, sale(POLISH_FIRM, *lines, reference=f"A-{number}", **changes))
    work.step()
    return Document.objects.get(order=order)


def known_to_drop(shop: Any) -> None:
    Connection.objects.filter(pk=shop.connection.pk).update(gtu_dropped_at=clock.now())


def state(document: Document) -> tuple[str, str]:
    document.refresh_from_db()
    return document.state, document.reason


def catalogue(wfirma: Any) -> list[tuple[str, str]]:
    return [(one.name, one.gtu) for one in wfirma.books.ledger.goods.values()]


def the_connection() -> Connection:
    return Connection.objects.get()


def test_the_first_document_warns_the_next_goes_through_a_good_and_then_one_call_is_enough(dropping, wfirma):
    first = sell(dropping, 1)
    assert state(first) == DROPPED
    assert the_connection().gtu_dropped_at == clock.now()
    assert wfirma.calls.counts() == {"invoices/add": 1}

    second = sell(dropping, 2)
    assert state(second) == HELPS
    assert catalogue(wfirma) == [("Kurs fotografii", "GTU_12")]
    assert wfirma.documents[1].lines[0].gtu == "GTU_12"

    wfirma.calls.clear()
    for number in (3, 4, 5):
        assert state(sell(dropping, number)) == HELPS
    assert wfirma.calls.counts() == {"invoices/add": 3}


def test_the_good_changes_neither_name_nor_price_nor_vat(dropping, wfirma):
    known_to_drop(dropping)
    sell(dropping, 1)
    document = sell(dropping, 2, line("50.00", name="Kurs malarstwa"))
    (booked,) = wfirma.documents[1].lines
    assert state(document) == HELPS
    assert (booked.name, str(booked.price), booked.vat_code_id) == ("Kurs malarstwa", "50.00", 222)
    assert booked.good_id == wfirma.documents[0].lines[0].good_id


def test_each_product_has_a_good_of_its_own_and_lines_without_gtu_have_none(dropping, wfirma):
    known_to_drop(dropping)
    describe_more = {"kind": "DIGITAL", "vat_rate": "23", "gtu": "GTU_12"}
    dropping.connection.products.create(
        code="talk", name="Rozmowa", is_described=True, description=describe_more, first_sold_at=clock.now()
    )
    document = sell(
        dropping, 1, line("119.00"), line("49.00", "ebook", "E-book"), line("80.00", "talk", "Rozmowa")
    )
    assert state(document) == HELPS
    assert catalogue(wfirma) == [("Kurs fotografii", "GTU_12"), ("Rozmowa", "GTU_12")]
    assert [bool(one.good_id) for one in wfirma.documents[0].lines] == [True, False, True]


def test_what_is_sold_without_a_product_shares_a_good_per_code(dropping, wfirma):
    known_to_drop(dropping)
    dropping.connection.seller["default_product"] = {"kind": "DIGITAL", "vat_rate": "23", "gtu": "GTU_12"}
    dropping.connection.save()
    sell(dropping, 1, line("10.00", None, "Raz"))
    sell(dropping, 2, line("20.00", None, "Dwa"))
    assert catalogue(wfirma) == [("GTU_12", "GTU_12")]


def test_a_good_of_before_is_found_and_not_added_again(dropping, wfirma):
    known_to_drop(dropping)
    sell(dropping, 1)
    Good.objects.all().delete()
    assert state(sell(dropping, 2)) == HELPS
    assert len(catalogue(wfirma)) == 1
    assert wfirma.count("goods/add") == 1


@pytest.mark.parametrize("fault", ["lost_reply", "truncated", "ok_without_id", "empty_body"])
def test_a_good_whose_answer_was_lost_is_found_again(dropping, wfirma, fault):
    known_to_drop(dropping)
    wfirma.faults.on(fault, match="goods/add")
    assert state(sell(dropping, 1)) == HELPS
    assert len(catalogue(wfirma)) == wfirma.count("goods/add") == 1


def test_while_an_add_may_still_appear_nobody_adds_another(dropping, wfirma):
    known_to_drop(dropping)
    wfirma.faults.on("reset_before", match="goods/add")
    assert state(sell(dropping, 1)) == DROPPED
    clock.advance(timedelta(seconds=60))
    connections.ready(the_connection().pk)  # a person wants it at once
    assert state(sell(dropping, 2)) == DROPPED
    assert wfirma.count("goods/add") == 1
    clock.advance(lease.SETTLE + timedelta(seconds=1))
    assert state(sell(dropping, 3)) == HELPS
    assert len(catalogue(wfirma)) == 1


def test_a_worker_killed_after_its_add_leaves_a_good_that_the_next_one_finds(dropping, wfirma):
    known_to_drop(dropping)
    sell(dropping, 1)
    Good.objects.update(wfirma_id="", asked_at=clock.now())  # the answer came to nobody
    assert state(sell(dropping, 2)) == HELPS
    assert len(catalogue(wfirma)) == 1
    assert Good.objects.get().asked_at is None


def test_two_workers_do_not_add_two_goods_for_one_code(dropping, wfirma):
    """The first was frozen inside its call for longer than its lease; the second finds nothing and waits."""
    known_to_drop(dropping)
    order = tell(dropping, sale(POLISH_FIRM))
    document = Document.objects.get(order=order)
    pk = dropping.connection.pk
    first = lease.take(pk, "first")
    assert first is not None
    kept = Good.objects.create(connection_id=pk, code=goods.code_of("course", "GTU_12"), gtu="GTU_12")
    clock.advance(lease.LEASE + timedelta(seconds=1))
    Good.objects.filter(pk=kept.pk).update(asked_at=clock.now())  # as the first committed it
    second = lease.take(pk, "second")
    assert second is not None
    client = tokens.client(the_connection(), second)
    with pytest.raises(OutcomeUnknown):
        goods.add(kept, {}, client, second)
    assert wfirma.count("goods/add") == 0
    with pytest.raises(lease.LeaseLost):
        goods.add(kept, {}, client, first)
    assert issue.send(document, client, second)
    assert state(document) == DROPPED


def test_a_worker_that_lost_its_lease_neither_adds_nor_holds(dropping, wfirma):
    known_to_drop(dropping)
    order = tell(dropping, sale(POLISH_FIRM))
    document = Document.objects.get(order=order)
    first = lease.take(dropping.connection.pk, "first")
    clock.advance(lease.LEASE + timedelta(seconds=1))
    lease.take(dropping.connection.pk, "second")
    with pytest.raises(lease.LeaseLost):
        issue.send(document, tokens.client(the_connection(), first), first)
    assert state(document) == ("pending", "")
    assert wfirma.count("goods/add") == 0


def test_without_the_scope_documents_go_out_as_before_and_it_is_said_once_a_day(dropping, wfirma):
    known_to_drop(dropping)
    allow(wfirma, dropping.connection)
    for number in (1, 2, 3):
        assert state(sell(dropping, number)) == DROPPED
    assert wfirma.count("goods/find") == 1
    assert (the_connection().health, the_connection().goods_refused) == ("ready", "goods.scope")
    clock.advance(timedelta(hours=25))
    sell(dropping, 4)
    assert wfirma.count("goods/find") == 2


def test_a_new_consent_with_the_scopes_is_tried_at_once(dropping, wfirma):
    known_to_drop(dropping)
    allow(wfirma, dropping.connection)
    sell(dropping, 1)
    allow(wfirma, dropping.connection, "goods-read", "goods-write")
    connections.ready(dropping.connection.pk)
    assert state(sell(dropping, 2)) == HELPS
    assert the_connection().goods_refused == ""


@pytest.mark.parametrize(
    ("fault", "match", "reason"),
    [
        ("missing_permission", "goods/find", "goods.permission"),
        ("http:403", "goods/find", "goods.permission"),
        ("missing_scope", "goods/add", "goods.scope"),
        ("refuse_validation", "goods/add", "goods.rejected"),
        ("status:ACTION NOT FOUND", "goods/find", "goods.rejected"),
        ("html_500", "goods/find", "goods.unknown"),
        ("status:FATAL", "goods/add", "goods.unknown"),
    ],
)
def test_no_trouble_with_goods_keeps_a_document_from_being_issued(dropping, wfirma, fault, match, reason):
    known_to_drop(dropping)
    wfirma.faults.on(fault, match=match)
    assert state(sell(dropping, 1)) == DROPPED
    assert (the_connection().goods_refused, the_connection().health) == (reason, "ready")


@pytest.mark.parametrize("fault", ["status:AUTH", "limit", "maintenance", "refused"])
def test_trouble_of_the_whole_connection_waits_as_always(dropping, wfirma, fault):
    known_to_drop(dropping)
    wfirma.faults.on(fault, match="goods/find")
    document = sell(dropping, 1)
    assert (document.state, the_connection().goods_refused) == ("pending", "")
    clock.advance(timedelta(minutes=10))
    work.step()
    assert state(document) == HELPS


@pytest.mark.parametrize("unknown_good", ["error", "ignored"])
def test_a_good_that_was_deleted_in_wfirma_is_made_anew(dropping, wfirma, unknown_good):
    known_to_drop(dropping)
    sell(dropping, 1)
    wfirma.books.ledger.goods.clear()
    wfirma.books.settings.unknown_good = unknown_good
    second, third = sell(dropping, 2), sell(dropping, 3)
    assert second.state == "issued"
    assert state(third) == HELPS
    assert len(catalogue(wfirma)) == 1
    assert len(wfirma.documents) == 3


def test_a_good_that_wfirma_refuses_on_lines_is_left_out(dropping, wfirma):
    """Say, because somebody made it one of the stock: the document is refused once and goes out without it."""
    known_to_drop(dropping)
    sell(dropping, 1)
    (good,) = wfirma.books.ledger.goods.values()
    good.type = "good"
    document = sell(dropping, 2)
    work.step()
    assert state(document) == DROPPED
    assert the_connection().goods_refused == "goods.no_effect"
    assert len(wfirma.documents) == 2


def test_another_refusal_of_a_document_with_a_good_is_held_as_always(dropping, wfirma):
    known_to_drop(dropping)
    sell(dropping, 1)
    wfirma.faults.on("refuse_validation", match="invoices/add")
    assert state(sell(dropping, 2)) == ("held", "rejected.fields")
    assert Good.objects.get().wfirma_id


def test_a_company_without_the_extended_warehouse_gets_one_good_and_the_truth(dropping, wfirma):
    known_to_drop(dropping)
    wfirma.books.ledger.companies[int(dropping.connection.company_id)].warehouse_type = "simple"
    assert state(sell(dropping, 1)) == DROPPED
    clock.advance(timedelta(days=3))
    assert state(sell(dropping, 2)) == DROPPED
    assert the_connection().goods_refused == "goods.gtu_not_kept"
    assert wfirma.count("goods/add") == 1


def test_a_good_that_takes_the_place_of_the_line_is_an_alarm_and_the_last_one(dropping, wfirma):
    known_to_drop(dropping)
    sell(dropping, 1)
    wfirma.books.settings.linked_good = "overrides"
    second = sell(dropping, 2, line("50.00", name="Kurs malarstwa"))
    assert second.reason == "differs"
    assert {"name", "total", "vat.222"} <= {one["field"] for one in second.differences}
    assert state(sell(dropping, 3, line("50.00", name="Kurs malarstwa"))) == DROPPED
    assert wfirma.documents[2].lines[0].good_id == 0


def test_an_answer_without_gtu_is_confirmed_by_the_linked_good(dropping, wfirma):
    wfirma.books.settings.line_gtu_shown = False
    assert state(sell(dropping, 1)) == DROPPED
    assert state(sell(dropping, 2)) == HELPS


def test_a_good_that_does_not_pass_its_code_on_is_given_up(dropping, wfirma):
    known_to_drop(dropping)
    sell(dropping, 1)
    next(iter(wfirma.books.ledger.goods.values())).gtu = ""
    assert state(sell(dropping, 2)) == DROPPED
    assert the_connection().goods_refused == "goods.no_effect"


def test_a_line_that_keeps_its_gtu_ends_the_matter(dropping, wfirma):
    known_to_drop(dropping)
    allow(wfirma, dropping.connection)
    sell(dropping, 1)
    wfirma.books.settings.line_gtu = "kept"
    assert state(sell(dropping, 2)) == HELPS
    assert (the_connection().gtu_dropped_at, the_connection().goods_refused) == (None, "")


@pytest.mark.parametrize("column", ["gtu_by_good", "send_gtu"])
def test_the_seller_can_do_without(dropping, wfirma, column):
    known_to_drop(dropping)
    Connection.objects.update(**{column: False})
    document = sell(dropping, 1)
    assert document.state == "issued"
    assert catalogue(wfirma) == []
    assert wfirma.calls.counts() == {"invoices/add": 1}


def test_a_document_whose_reply_was_lost_is_adopted_with_the_good_it_was_sent_with(dropping, wfirma):
    known_to_drop(dropping)
    wfirma.faults.on("lost_reply", match="invoices/add")
    document = sell(dropping, 1)
    assert document.state == "unknown"
    Good.objects.update(wfirma_id="999")
    clock.advance(timedelta(seconds=10))
    work.step()
    assert state(document) == HELPS
    assert len(wfirma.documents) == 1


def test_what_was_absent_is_sent_again_with_a_good_that_is_still_there(dropping, wfirma):
    known_to_drop(dropping)
    sell(dropping, 1)
    wfirma.books.ledger.goods.clear()
    wfirma.faults.on("status:NOT FOUND", match="invoices/add")  # as it may say of the good
    document = sell(dropping, 2)
    assert document.state == "unknown"
    for _ in range(4):
        clock.advance(timedelta(minutes=6))
        work.step()
    assert state(document) == HELPS
    assert len(catalogue(wfirma)) == 1


def test_the_code_is_short_and_the_same_for_ever():
    assert goods.code_of("course", "GTU_12") == "mo-12-" + goods.code_of("course", "GTU_12")[6:]
    assert len(goods.code_of("x" * 100, "GTU_07")) == 16
    codes = {goods.code_of(product, gtu) for product in ("", "a", "b") for gtu in ("GTU_01", "GTU_12")}
    assert len(codes) == 6


def test_a_quantity_in_the_name_does_not_hide_the_product():
    def named(name: str) -> DraftLine:
        return DraftLine(name=name, quantity=1, unit_price=1, vat="23")

    assert goods.is_from(named("Kurs × 3"), "Kurs")
    assert not goods.is_from(named("Kurs malarstwa"), "Kurs")
