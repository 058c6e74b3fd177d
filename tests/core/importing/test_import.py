"""A file of sales, from its bytes to documents: once, twice, three times."""

from __future__ import annotations

import tracemalloc
from datetime import date
from typing import Any

import pytest

from mostek.core import work
from mostek.core.importing import run, take
from mostek.core.models import Document, Event, Import, Order, Product
from mostek.lib import clock, points
from mostek.sources.file import mapping
from mostek.sources.file.gather import gather, group
from mostek.sources.file.table import read_table
from tests.core.importing.files import bring, check, make_source, row, sheet


@pytest.fixture
def source(connection: Any) -> Any:
    return make_source(connection)


def issue() -> None:
    for _ in range(20):
        work.step()


def test_the_same_file_three_times_doubles_nothing_and_shows_what_changed(source, wfirma):
    first = bring(source, sheet(row(1), row(2), row(3)))
    assert first.counted("new") == 3
    issue()
    assert len(wfirma.documents) == 3

    second = bring(source, sheet(row(1), row(2), row(3), row(4)))
    assert (second.counted("same"), second.counted("new")) == (3, 1)
    assert Event.objects.count() == 4

    # 2 has its document, 4 not yet.
    third = bring(source, sheet(row(1), row(2, "249,00"), row(3), row(4, "99,00")))
    counted = {name: third.counted(name) for name in ("same", "new", "revised", "changed", "failed")}
    assert counted == {"same": 2, "new": 0, "revised": 1, "changed": 1, "failed": 0}
    told = {
        one.external_id: (one.outcome, {name: (old, new) for name, old, new in one.changes})
        for one in third.rows.all()
    }
    assert told["2"][0] == "changed"
    assert told["2"][1]["total"] == ("199.00", "249.00")
    assert told["4"][0] == "revised"
    assert Order.objects.get(external_id="2").changed_after_issue
    issue()
    assert Order.objects.count() == 4
    assert len(wfirma.documents) == 4
    assert sorted(one.total for one in Document.objects.filter(state="issued")) == sorted([199, 199, 199, 99])

    fourth = bring(source, sheet(row(1), row(2, "249,00"), row(3), row(4, "99,00")))
    assert fourth.counted("same") == 4


def test_what_was_changed_and_changed_back_is_told_again(source):
    bring(source, sheet(row(1, "100,00")))
    bring(source, sheet(row(1, "200,00")))
    back = bring(source, sheet(row(1, "100,00")))
    assert back.counted("revised") == 1
    assert Order.objects.get().total == 100
    assert bring(source, sheet(row(1, "100,00"))).counted("same") == 1


def test_the_check_stores_nothing_and_says_what_the_import_then_does(source):
    bring(source, sheet(row(1), row(2)))
    issue()
    before = (Event.objects.count(), Order.objects.count(), Document.objects.count(), Product.objects.count())
    content = sheet(row(1), row(2, "1,00"), row(3), row(4, "dużo"), row(5, currency="XYZ"))
    one = check(source, content)
    assert (Event.objects.count(), Order.objects.count(), Document.objects.count()) == before[:3]
    assert Product.objects.count() == before[3]
    assert one.state == Import.State.CHECKED
    foreseen = {name: one.counted(name) for name in ("new", "same", "revised", "changed", "failed")}
    assert foreseen == {"new": 1, "same": 1, "revised": 0, "changed": 1, "failed": 2}
    assert one.counted("issue") == 1
    assert [sale["order"] for sale in one.preview] == ["1", "2", "3"]
    assert one.preview[0]["type"] == "normal"

    take.begin(one)
    run.run(one.pk)
    one.refresh_from_db()
    assert {name: one.counted(name) for name in foreseen} == foreseen
    assert bytes(one.content) == b""


def test_a_bad_row_says_row_column_and_value_and_stops_no_other(source):
    one = bring(source, sheet(row(1), row(2, "12 34"), row(3, country="Polandia"), row(4)))
    assert (one.counted("new"), one.counted("failed")) == (2, 2)
    told = [(each.row, each.column, each.value, each.code) for each in one.rows.filter(outcome="failed")]
    assert told == [
        (3, "Razem brutto", "12 34", "amount"),
        (4, "Kraj", "Polandia", "country"),
    ]


def test_a_sale_that_another_source_brought_is_not_taken_again(source, publigo, client):
    from tests.core.deliveries import deliver, private_sale

    deliver(client, publigo, private_sale(5001))
    work.read_events()
    one = bring(source, sheet(row(5001, email="lucja@example.com"), row(5002)))
    assert (one.counted("known"), one.counted("new")) == (1, 1)
    assert one.rows.get(outcome="known").order.source == publigo


@pytest.mark.parametrize("at", range(1, 4))
def test_a_worker_killed_between_two_slices_is_followed_by_one_that_goes_on(source, at, wfirma):
    class Killed(BaseException):
        pass

    reached = []

    def kill(name: str) -> None:
        reached.append(name)
        if reached.count("import.stored") == at:
            raise Killed

    one = check(source, sheet(*(row(number) for number in range(35))))
    take.begin(one)
    with points.hooked(kill), pytest.raises(Killed):
        run.run(one.pk)
    one.refresh_from_db()
    assert one.position == 10 * at
    Import.objects.update(claim="of the dead", claimed_until=clock.now() + run.CLAIM)
    assert not run.run(one.pk)
    clock.advance(run.CLAIM * 2)
    assert run.run(one.pk)
    one.refresh_from_db()
    assert (one.state, one.counted("new"), Order.objects.count()) == ("done", 35, 35)
    assert Event.objects.count() == 35


def test_a_worker_that_was_frozen_stores_nothing_when_it_wakes(source):
    one = check(source, sheet(*(row(number) for number in range(25))))
    take.begin(one)

    def take_away(name: str) -> None:
        if name == "import.stored":
            Import.objects.update(claim="of another")

    with points.hooked(take_away):
        run.run(one.pk)
    assert Order.objects.count() == 10
    assert Import.objects.get().position == 10


def test_ten_thousand_rows_are_read_in_bounded_memory():
    content = sheet(*(row(number) for number in range(10_000)))
    tracemalloc.start()
    try:
        table = read_table(content)
        plan, _ = mapping.propose(table.columns, None)
        groups = group(table, plan)
        sales = sum(1 for one in gather(table, plan, groups, date(2026, 11, 23)) if one.incoming)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sales == 10_000
    assert peak < 40 * len(content)
