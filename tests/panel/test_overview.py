from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from mostek.core.models import Connection, Document, Heartbeat
from mostek.lib import clock
from tests.panel.conftest import held, make_connection, make_document, make_firm, make_order, make_source


def verdict(page: Client) -> str:
    return page.get("/").context["verdict"].title


@pytest.fixture
def alive(db):
    return Heartbeat.objects.create(worker="host:1", at=clock.now())


def test_a_new_installation_is_told_what_to_do_first(page):
    text = page.get("/").content.decode()
    assert "wFirma nie jest jeszcze połączona." in text
    assert text.index("Połącz z wFirma") < text.index("Dodaj źródło sprzedaży")
    assert 'action="/settings/integrations/wfirma/"' in text


def test_the_next_first_step_follows_the_last(page, anna):
    connection = make_connection(anna)
    for done in ([True, False, False, False], [True, True, False, False]):
        steps = page.get("/").context["first_steps"]
        assert [step["done"] for step in steps] == done
        assert [step.get("now", False) for step in steps].index(True) == done.index(False)
        connection.seller = {**connection.seller, "oss": "registered"}
        connection.save()
    make_source(connection)
    assert page.get("/").context["first_steps"] == []


def test_all_right_is_one_green_sentence(page, anna, alive):
    make_firm(anna)
    answer = page.get("/")
    assert answer.context["verdict"].title == "Wszystko w porządku."
    assert answer.context["verdict"].tone == "green"


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (1, "1 sprawa czeka na decyzję."),
        (3, "3 sprawy czekają na decyzję."),
        (5, "5 spraw czeka na decyzję."),
    ],
)
def test_matters_to_decide_are_counted_in_good_polish(count, sentence, page, anna, alive):
    source = make_source(make_connection(anna))
    for number in range(count):
        make_document(make_order(source, str(number)), **held(reference=f"mo-{number}"))
    assert verdict(page) == sentence


def test_a_broken_connection_comes_before_everything(page, anna, alive):
    make_firm(anna, **held())
    Connection.objects.update(health="needs_you", health_code="auth.token")
    assert verdict(page) == "Połączenie z wFirma wymaga naprawy."


def test_documents_that_wait_for_a_dead_worker_are_an_alarm(page, anna, alive):
    make_firm(anna, **held(state="pending", reason="", due_at=clock.now()))
    assert verdict(page) == "Wszystko w porządku."
    Heartbeat.objects.update(at=clock.now() - timedelta(minutes=10))
    assert "proces roboczy nie działa" in verdict(page)


def test_today_and_this_month_begin_at_midnight_in_warsaw(page, anna):
    source = make_source(make_connection(anna))
    moments = {
        "yesterday": datetime(2026, 12, 1, 22, 59, tzinfo=UTC),
        "today": datetime(2026, 12, 1, 23, 1, tzinfo=UTC),
        "last month": datetime(2026, 11, 30, 22, 59, tzinfo=UTC),
        "first of the month": datetime(2026, 11, 30, 23, 1, tzinfo=UTC),
    }
    for number, (name, moment) in enumerate(moments.items()):
        make_document(
            make_order(source, name), issued_at=moment, wfirma_id=str(number), reference=f"mo-{number}"
        )
    with clock.held(datetime(2026, 12, 2, 11, 0, tzinfo=UTC)):
        assert page.get("/").context["figures"] == {"today": 1, "month": 3}


def test_a_neighbours_trouble_is_not_mine(page, anna, bogdan, alive):
    make_firm(anna)
    theirs = make_firm(bogdan, **held())
    Connection.objects.filter(pk=theirs.connection.pk).update(health="needs_you", health_code="auth.token")
    Document.objects.filter(pk=theirs.document.pk).update(state="pending")
    assert verdict(page) == "Wszystko w porządku."


def test_until_the_profile_is_saved_the_overview_keeps_asking_for_it(page, anna, alive):
    connection = make_firm(anna).connection
    link = f'href="/settings/seller/{connection.pk}/"'
    assert link in page.get("/").content.decode()
    connection.seller = {**connection.seller, "oss": "none"}
    connection.save()
    assert link not in page.get("/").content.decode()
