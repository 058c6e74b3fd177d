from __future__ import annotations

import pytest

from mostek.core.models import Connection, Document, Event
from mostek.lib import clock
from mostek.panel import inbox
from tests.panel.conftest import held, make_connection, make_document, make_firm, make_order, make_source
from tests.panel.test_orders import held_order


@pytest.fixture
def source(anna):
    return make_source(make_connection(anna))


def matters(page) -> list[str]:
    return [item.title for item in page.get("/inbox/").context["items"]]


def badge(page) -> int:
    return page.get("/sources/").context["inbox_count"]


def test_an_empty_inbox_is_a_pleasure(page, anna):
    make_firm(anna)
    text = page.get("/inbox/").content.decode()
    assert "Nic nie czeka na decyzję" in text
    assert 'class="badge"' not in text


def test_the_most_urgent_comes_first_and_the_badge_counts_them_all(page, source):
    event = {"source": source, "body": b"x", "body_digest": "", "received_at": clock.now()}
    Event.objects.create(**event, key="1", state="failed", reason="body.fields", detail="items.0.price")
    make_order(source, "changed", changed_after_issue=True)
    held_order(source, "question")
    make_document(make_order(source, "refused"), **held())
    make_document(make_order(source, "other"), reason="differs", differences=[{"field": "vat"}])
    source.connection.health, source.connection.health_code = Connection.Health.NEEDS_YOU, "auth.permission"
    source.connection.save()

    assert matters(page) == [
        "Użytkownik wFirma, który wyraził zgodę, nie ma uprawnień do faktur.",
        "wFirma nie przyjęła niektórych danych.",
        "NIP ma błędną cyfrę kontrolną. Jak wystawić dokument?",
        "wFirma zapisała dokument inaczej, niż było w zamówieniu.",
        "Sprzedaż zmieniła się po wystawieniu dokumentu.",
        "W wiadomości brakuje danych albo są niepoprawne: items.0.price.",
    ]
    assert badge(page) == 6


def test_what_settles_by_itself_is_shown_and_not_counted(page, source):
    columns = held(state=Document.State.UNKNOWN, reason="outcome_unknown", unknown_since=clock.now())
    make_document(make_order(source), **columns)
    answer = page.get("/inbox/")
    assert answer.context["items"] == []
    assert "Mostek sprawdza sam" in answer.content.decode()
    assert badge(page) == 0


def test_a_connection_that_is_switched_off_asks_for_nothing(page, source):
    Connection.objects.update(health="needs_you", health_code="auth.token", is_on=False)
    assert badge(page) == 0


def test_only_what_wfirma_certainly_refused_has_a_button(page, source):
    refused = make_document(make_order(source, "1"), **held())
    make_document(make_order(source, "2"), **held(reason="found.different"))
    releases = [item.release for item in page.get("/inbox/").context["items"]]
    assert releases == [f"/documents/{refused.pk}/release/", ""]


def test_a_question_that_was_answered_by_a_document_is_gone(page, source):
    make_document(held_order(source))
    assert badge(page) == 0


def test_a_very_long_inbox_still_opens(page, source):
    for number in range(inbox.SHOWN + 5):
        held_order(source, str(number))
    assert len(matters(page)) == inbox.SHOWN
    assert badge(page) == inbox.SHOWN + 5
