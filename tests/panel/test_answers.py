"""A held order asks its question on its page; the answer is taken there."""

from __future__ import annotations

import json

import pytest

from mostek.core import receive
from mostek.core.models import Order
from tests.panel.conftest import make_connection, make_source, signed_in

SALE = {
    "reference": "A-1",
    "paid_on": "2026-11-23",
    "currency": "PLN",
    "total": "199.00",
    "buyer": {
        "name": "Akademia Sp. z o.o.",
        "company": True,
        "wants_invoice": True,
        "tax_id": "5260250275",
        "country": "PL",
    },
    "lines": [{"name": "Kurs fotografii", "unit_price": "199.00"}],
}


@pytest.fixture
def source(anna):
    return make_source(make_connection(anna), kind="rest", name="REST")


def sell(source, **changes) -> Order:
    sale = {**SALE, **changes}
    event, _ = receive.store(source, sale["reference"], json.dumps(sale).encode())
    receive.read(event)
    return Order.objects.get(source=source, external_id=sale["reference"])


def respond(page, order, choice, follow=True, **fields):
    question = (order.decision.get("question") or {}).get("code", "")
    typed = {f"{choice}-{name}": value for name, value in fields.items()}
    return page.post(
        f"/orders/{order.pk}/answer/", {"question": question, "choice": choice, **typed}, follow=follow
    )


def test_the_page_asks_with_a_button_for_every_choice(page, source):
    order = sell(source)
    text = page.get(f"/orders/{order.pk}/").content.decode()
    assert "<h2>NIP 5260250275 jest błędny. Jaki jest poprawny?</h2>" in text
    for choice in ("correct_number", "treat_as_consumer", "nothing"):
        assert f'name="choice" value="{choice}"' in text
    assert 'value="5260250275"' in text


def test_the_right_nip_leads_to_a_document_and_the_time_line_says_who_gave_it(page, source):
    order = sell(source)
    text = respond(page, order, "correct_number", tax_id="526-025-02-74").content.decode()
    assert "Odpowiedź zapisana. Dokument zaraz zostanie wystawiony." in text
    assert "anna odpowiada: Poprawny numer: 5260250274." in text
    assert order.documents.get().content["sale"]["buyer"]["tax_id"] == "5260250274"


def test_a_number_that_is_wrong_again_is_shown_at_its_field_with_what_was_typed(page, source):
    order = sell(source)
    answer = respond(page, order, "correct_number", tax_id="1234567890")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Ten numer jest błędny: nie zgadza się cyfra kontrolna." in text
    assert 'value="1234567890"' in text
    assert not order.answers.exists()


def test_amounts_are_shown_as_a_calculation(page, source):
    buyer = {"name": "Anna", "country": "PL", "wants_invoice": True}
    lines = [{"name": "Kurs", "unit_price": "99.50", "quantity": "2"}]
    order = sell(source, total="150.00", lines=lines, buyer=buyer)
    text = page.get(f"/orders/{order.pk}/").content.decode()
    for shown in ("2 × 99,50", "199,00", "150,00", "49,00", "Różnica"):
        assert shown in text.replace("\N{NO-BREAK SPACE}", " ")
    respond(page, order, "correct_sale", total="150,00 zł")
    assert str(order.documents.get().total) == "150.00"


@pytest.mark.parametrize("typed", ["", "dużo", "-5", "1,005", "NaN", "1e30"])
def test_what_is_no_amount_is_not_taken(typed, page, source):
    order = sell(source, total="150.00")
    assert respond(page, order, "correct_sale", total=typed).status_code == 422
    assert not order.answers.exists()


def test_nothing_can_be_taken_back_on_the_page(page, source):
    order = sell(source)
    text = respond(page, order, "nothing").content.decode()
    assert "Zamknięte odpowiedzią, bez dokumentu" in text
    text = page.post(f"/orders/{order.pk}/undo/", follow=True).content.decode()
    assert "Odpowiedź została cofnięta." in text
    assert "Jaki jest poprawny?" in text
    assert "Już nie obowiązuje: Bez dokumentu" in text


def test_a_question_that_somebody_answered_meanwhile_is_not_answered_twice(page, source):
    order = sell(source)
    respond(page, order, "treat_as_consumer")
    text = respond(page, order, "nothing").content.decode()
    assert "To pytanie jest już nieaktualne." in text
    assert order.documents.count() == order.answers.count() == 1


def test_an_answer_can_become_a_rule_and_the_source_shows_it(page, source):
    buyer = {**SALE["buyer"], "tax_id": None}
    order = sell(source, buyer=buyer)
    respond(page, order, "treat_as_consumer", always="on")
    source.refresh_from_db()
    assert source.options["rules"] == ["consumer_without_nip"]
    assert sell(source, reference="A-2", buyer=buyer).verdict == "issue"

    text = page.get(f"/sources/{source.pk}/").content.decode()
    assert "Firmę, która nie podała NIP-u, traktuj jak konsumenta" in text
    page.post(f"/sources/{source.pk}/", {"name": "REST", "is_on": "on"})
    source.refresh_from_db()
    assert source.options["rules"] == []


def test_a_rule_is_offered_only_where_it_makes_sense(page, source):
    text = page.get(f"/orders/{sell(source).pk}/").content.decode()
    assert "Zawsze tak rób" not in text


def test_the_inbox_leads_to_the_question(page, source):
    order = sell(source)
    text = page.get("/inbox/").content.decode()
    assert f'<a class="button little" href="/orders/{order.pk}/">Odpowiedz' in text


def test_a_neighbour_cannot_answer(bogdan, source):
    order = sell(source)
    assert respond(signed_in(bogdan), order, "nothing").status_code == 404
    assert signed_in(bogdan).post(f"/orders/{order.pk}/undo/").status_code == 404
    assert not order.answers.exists()


def test_everything_is_said_in_english_too(anna, source):
    order = sell(source, total="150.00")
    client = signed_in(anna, "en")
    text = client.get(f"/orders/{order.pk}/").content.decode()
    assert "How much did the buyer pay?" in text
    text = respond(client, order, "issue_by_hand").content.decode()
    assert "anna answered: A person issues the document in wFirma" in text
