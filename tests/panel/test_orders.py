from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from mostek.core.models import Attempt, Connection, Document, Event, Order
from mostek.lib import clock
from mostek.panel import paging, search, states
from tests.panel.conftest import (
    held,
    make_connection,
    make_document,
    make_firm,
    make_order,
    make_source,
    signed_in,
)

QUESTION = {
    "code": "buyer.tax_id",
    "pl": "NIP ma błędną cyfrę kontrolną. Jak wystawić dokument?",
    "en": "The NIP has a wrong check digit. How should the document be issued?",
    "choices": [{"code": "person", "pl": "jak dla osoby prywatnej", "en": "as to a private person"}],
}


@pytest.fixture
def source(anna):
    return make_source(make_connection(anna))


def waiting(**columns):
    return held(**{"reason": "", "state": Document.State.PENDING, **columns})


def held_order(source, external_id="held", **columns):
    decision = {"decision": "hold", "question": QUESTION, "reasons": [], "warnings": []}
    return make_order(source, external_id, verdict="hold", decision=decision, **columns)


def one_of_each(source) -> dict[str, Order]:
    """An order in every state that a list can show."""
    orders = {}
    for state in Document.State.values:
        orders[state] = make_order(source, state)
        columns = {} if state == "issued" else waiting(state=state)
        make_document(orders[state], **columns)
    orders["nothing"] = make_order(source, "nothing", verdict="nothing")
    orders["held-order"] = held_order(source, "asked")
    orders["pending-order"] = make_order(source, "fresh")
    revised = make_order(source, "revised", revision=2)
    make_document(revised, **waiting(state="cancelled", reference="mo-old"))
    make_document(revised, revision=2)
    orders["issued-revised"] = revised
    return orders


def rows(answer) -> list[str]:
    return [order.external_id for order in answer.context["page"].rows]


@pytest.mark.parametrize("state", search.ORDER_STATES)
def test_a_filter_shows_exactly_the_orders_that_say_so(state, page, source):
    one_of_each(source)
    shown = rows(page.get("/orders/", {"state": state}))
    orders = Order.objects.prefetch_related("documents")
    assert shown
    assert sorted(shown) == sorted(one.external_id for one in orders if states.of_order(one).code == state)


def test_every_state_is_a_word_a_shape_and_a_colour(page, source):
    one_of_each(source)
    text = page.get("/orders/").content.decode()
    for word in ("wystawiony", "czeka", "wysyłanie", "nieznany wynik", "do decyzji", "anulowany"):
        assert re.search(rf"</span>\s*{word}</span>", text)
    assert 'class="state state-held"><span class="shape"' in text


@pytest.mark.parametrize(
    "words",
    ["żaneta", "ŻANETA ŁĄKA", "łąka", "zaneta@EXAMPLE.com", "4102", "PAR", "mo-4102", "  żaneta   łąka "],
)
def test_a_search_finds_by_name_email_id_and_number(words, page, source):
    found = make_order(source, "4102")
    make_document(found, reference="mo-4102")
    make_order(source, "9", buyer_name="Piotr Nowak", buyer_email="piotr@example.com")
    assert rows(page.get("/orders/", {"q": words})) == ["4102"]


def test_a_search_for_something_else_says_how_to_go_on(page, source):
    make_order(source)
    text = page.get("/orders/", {"q": "100%_"}).content.decode()
    assert "Nic nie znaleziono" in text
    assert 'value="100%_"' in text


def test_pages_go_by_key_and_nothing_is_shown_twice_or_skipped(page, source):
    made = [make_order(source, str(number)).external_id for number in range(paging.SIZE * 2 + 10)]
    seen, query = [], ""
    while True:
        answer = page.get(f"/orders/{query}")
        seen += rows(answer)
        if not query:
            make_order(source, "late")  # a sale that comes while somebody turns the pages
        query = answer.context["page"].older
        if not query:
            break
    assert seen == made[::-1]
    back = page.get(f"/orders/{answer.context['page'].newer}")
    assert rows(back) == made[::-1][paging.SIZE : paging.SIZE * 2]


@pytest.mark.parametrize("key", ["x", "-1", "9" * 40, "٣"])
def test_a_damaged_page_key_shows_the_first_page(key, page, source):
    make_order(source)
    assert rows(page.get("/orders/", {"before": key})) == ["4102"]


def test_turning_pages_keeps_the_search(page, source):
    for number in range(paging.SIZE + 1):
        make_order(source, str(number))
    older = page.get("/orders/", {"q": "żaneta", "state": "pending"}).context["page"].older
    assert "q=%C5%BCaneta" in older
    assert "state=pending" in older


def test_before_the_first_sale_the_list_explains_itself(page, anna):
    text = page.get("/orders/").content.decode()
    assert "Nie ma jeszcze sprzedaży" in text
    assert 'href="/sources/"' in text


def test_a_list_costs_the_same_few_queries_however_long(page, source, django_assert_max_num_queries):
    for number in range(30):
        make_document(make_order(source, str(number)), reference=f"mo-x{number}", wfirma_id=str(number))
    with django_assert_max_num_queries(16):
        page.get("/orders/")


def test_an_order_shows_what_was_sold_and_why_in_the_language_of_the_reader(anna):
    firm = make_firm(anna)
    polish = signed_in(anna).get(f"/orders/{firm.order.pk}/").content.decode()
    english = signed_in(anna, "en").get(f"/orders/{firm.order.pk}/").content.decode()
    assert "1\N{NO-BREAK SPACE}234,56\N{NO-BREAK SPACE}zł" in polish
    assert "Kupujący prywatny z Polski." in polish
    assert "Private buyer in Poland." in english
    assert "Kupujący prywatny" not in english
    assert "art. 106b ustawy o VAT" in polish
    assert firm.document.number in polish


def test_the_timeline_tells_the_whole_road_in_order(page, source):
    at = clock.now()
    order = make_order(source, received_at=at)
    document = make_document(order, planned_at=at, email_requested=True)
    event = {"source": source, "body": b"", "body_digest": "", "state": "read", "order": order}
    Event.objects.create(**event, key="a", received_at=at, reason="order.new", repeats=2)
    tries = [
        ("add", "outcome_unknown"),
        ("look", "absent"),
        ("look", "throttled.maintenance"),
        ("look", "issued"),
    ]
    for number, (action, outcome) in enumerate(tries):
        Attempt.objects.create(
            document=document,
            action=action,
            epoch=1,
            opened_at=at + timedelta(seconds=number),
            closed_at=at + timedelta(seconds=number + 1),
            outcome=outcome,
        )

    entries = page.get(f"/orders/{order.pk}/").context["entries"]

    assert [entry.text for entry in entries] == [
        "Wpłynęła opłacona sprzedaż: Publigo.",
        "Decyzja: wystawić dokument.",
        "Przygotowano: paragon na 1\N{NO-BREAK SPACE}234,56\N{NO-BREAK SPACE}zł.",
        "wFirma nie potwierdziła, czy dokument powstał.",
        "Sprawdzono w wFirma: dokumentu nie ma.",
        "Sprawdzono w wFirma, bez jasnej odpowiedzi.",
        f"Znaleziono w wFirma i rozpoznano jako tę sprzedaż: {document.number}.",
    ]
    assert entries[0].note == "To samo zgłoszenie przyszło ponownie, 2 razy. Nic się nie podwoiło."
    assert entries[5].note == "wFirma ma przerwę techniczną."
    assert entries[-1].note == "wFirma wysyła dokument na adres zaneta@example.com."


def test_an_open_attempt_says_that_it_goes_on(page, source):
    document = make_document(make_order(source), **waiting(state="sending"))
    Attempt.objects.create(document=document, action="add", epoch=1, opened_at=clock.now())
    entries = page.get(f"/orders/{document.order_id}/").context["entries"]
    assert entries[-1].text == "Trwa wysyłanie do wFirma."
    assert b'data-refresh="3"' in page.get(f"/orders/{document.order_id}/").content


def test_a_question_is_shown_with_its_answers_and_nothing_is_sent(page, source):
    order = held_order(source)
    text = page.get(f"/orders/{order.pk}/").content.decode()
    assert "NIP ma błędną cyfrę kontrolną" in text
    assert "jak dla osoby prywatnej" in text
    assert "Zdecyduj ponownie" in text


def decidable(source, **buyer) -> Order:
    """A sale as the pipeline records it, with a decision that is out of date."""
    sale = {
        "reference": "publigo-1",
        "currency": "PLN",
        "total": "100.00",
        "paid_on": "2026-11-23",
        "buyer": {"country": "PL", "name": "Jan Lis", **buyer},
        "lines": [{"name": "Kurs", "unit_price": "100.00"}],
    }
    return held_order(source, sale=sale, total="100.00")


def test_deciding_again_plans_the_document_once_the_rules_agree(page, source):
    order = decidable(source)
    source.connection.seller = {"vat_status": "active", "consumer_document": "receipt"}
    source.connection.save()
    for _ in range(2):
        page.post(f"/orders/{order.pk}/decide/")
    assert Document.objects.get(order=order).state == "pending"


def test_deciding_again_without_news_changes_nothing(page, source):
    order = decidable(source, company=True, wants_invoice=True, tax_id="1234567890")
    text = page.post(f"/orders/{order.pk}/decide/", follow=True).content.decode()
    assert "Mostek nadal potrzebuje odpowiedzi. Nic nie wysłano." in text
    assert not Document.objects.filter(order=order).exists()


def test_what_wfirma_refused_can_be_issued_again_from_the_order(page, source):
    document = make_document(make_order(source), **held(detail={"said": "theirs", "fields": []}))
    text = page.get(f"/orders/{document.order_id}/").content.decode()
    assert "Wystaw ponownie" in text
    assert f'action="/documents/{document.pk}/release/"' in text
    assert text.index("wFirma nie przyjęła niektórych danych.") < text.index("theirs")

    page.post(f"/documents/{document.pk}/release/")
    document.refresh_from_db()
    assert (document.state, document.reason) == ("cancelled", "revised")
    document.order.refresh_from_db()
    assert document.order.revision == 2, "the sale was decided anew"


@pytest.mark.parametrize("reason", ["found.different", "found.twice"])
def test_what_may_stand_in_wfirma_offers_no_second_try(reason, page, source):
    found = [{"id": "7", "number": "FV 9/2026", "total": "12.00", "date": "2026-11-20"}]
    document = make_document(make_order(source), **held(reason=reason, detail={"found": found}))
    text = page.get(f"/orders/{document.order_id}/").content.decode()
    assert "Wystaw ponownie" not in text
    assert "FV 9/2026" in text

    told = page.post(f"/documents/{document.pk}/release/", follow=True).content.decode()
    document.refresh_from_db()
    assert document.state == "held"
    assert "Nic nie wysłano" in told


def step_of(page: Client, order: Order):
    return page.get(f"/orders/{order.pk}/").context["step"]


def test_the_one_next_step_follows_the_state(page, source):
    connection = source.connection
    document = make_document(make_order(source), **waiting())
    assert step_of(page, document.order).title == "Dokument czeka na swoją kolej."

    connection.health, connection.health_code = Connection.Health.NEEDS_YOU, "auth.token"
    connection.save()
    step = step_of(page, document.order)
    assert (step.title, step.label) == ("wFirma nie przyjmuje już naszego dostępu.", "Napraw połączenie")
    assert step.url == f"/settings/integrations/wfirma/{connection.pk}/keys/"

    connection.health, connection.health_code, connection.company_id = Connection.Health.NEW, "", ""
    connection.save()
    step = step_of(page, document.order)
    assert (step.label, step.url) == (
        "Dokończ połączenie",
        f"/settings/integrations/wfirma/{connection.pk}/company/",
    )

    connection.is_on = False
    connection.save()
    assert step_of(page, document.order).url == "/settings/integrations/"

    Document.objects.update(state="unknown")
    assert step_of(page, document.order).tone == "amber"

    Document.objects.update(
        state="issued", reason="differs", differences=[{"field": "vat", "asked": "8", "got": "23"}]
    )
    assert "inaczej" in step_of(page, document.order).title

    Document.objects.update(differences=[], reason="")
    assert step_of(page, document.order) is None


AT = datetime(2026, 11, 23, 20, 40, tzinfo=UTC)  # 21:40 in Warsaw


@pytest.mark.parametrize("address", ["/", "/settings/integrations/", "order"])
def test_while_wfirma_asks_for_a_break_each_page_says_why_and_until_when(page, source, address):
    document = make_document(make_order(source), **waiting(due_at=AT))
    Connection.objects.update(pause_code="throttled.maintenance", resume_at=AT + timedelta(minutes=8))
    address = f"/orders/{document.order_id}/" if address == "order" else address
    with clock.held(AT):
        text = page.get(address).content.decode()
    assert "wFirma ma przerwę techniczną." in text
    assert "Następna próba o 21:48." in text
    assert "Zwykle trwa to kilka sekund" not in text
    with clock.held(AT + timedelta(minutes=9)):
        assert "przerwę techniczną" not in page.get(address).content.decode()


def test_a_document_that_was_put_off_says_when_it_is_tried_again(page, source):
    document = make_document(
        make_order(source), **waiting(reason="not_sent", due_at=AT + timedelta(minutes=2))
    )
    with clock.held(AT):
        assert "Następna próba o 21:42." in step_of(page, document.order).text


def test_an_unknown_outcome_says_when_it_is_looked_for_and_waits_for_the_break_to_end(page, source):
    document = make_document(
        make_order(source), **waiting(state=Document.State.UNKNOWN, due_at=AT + timedelta(minutes=1))
    )
    with clock.held(AT):
        assert "Następne sprawdzenie o 21:41." in step_of(page, document.order).text
        Connection.objects.update(pause_code="throttled", resume_at=AT + timedelta(minutes=5))
        assert "Następne sprawdzenie o 21:45." in step_of(page, document.order).text
        Connection.objects.update(health="needs_you", health_code="auth.ip")
        assert step_of(page, document.order).label == "Napraw połączenie"
