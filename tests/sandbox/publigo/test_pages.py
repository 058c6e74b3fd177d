from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from mostek.sandbox.publigo.app import amount_to_text, create_app
from mostek.sandbox.publigo.order import Buyer, CartItem, Checkout, WebhookCall
from mostek.sandbox.publigo.shop import Shop
from tests.sandbox.publigo.conftest import URL, Receiver

INVOICE = "bpmj_edd_invoice_data_invoice_"
JAN = Buyer(first_name="Jan", last_name="Testowy", email="jan@example.com")
FORM = {
    "edd_email": "anna@example.com",
    "edd_first": "Anna",
    "edd_last": "Przykładowa",
    "payment-mode": "tpay_gateway",
}
COMPANY = FORM | {
    INVOICE + "check": "1",
    INVOICE + "type": "company",
    INVOICE + "company_name": "Przykład sp. z o.o.",
    INVOICE + "nip": "1111111111",
    INVOICE + "street": "Testowa",
    INVOICE + "building_number": "12a",
    INVOICE + "apartment_number": "5A",
    INVOICE + "postcode": "00-001",
    INVOICE + "city": "Warszawa",
}


@pytest.fixture
def buyer(shop: Shop) -> FlaskClient:
    return create_app(shop).test_client()


def buy(buyer: FlaskClient, form: dict[str, str], product: str = "90") -> Any:
    buyer.post("/koszyk", data={"product": product, "quantity": "1"})
    return buyer.post("/zamowienie", data=form)


def last_payload(receiver: Receiver) -> dict[str, Any]:
    return json.loads(receiver.requests[-1].content)  # type: ignore[no-any-return]


def last_call(shop: Shop) -> WebhookCall:
    return shop.orders()[0].calls[-1]


def test_a_buyer_pays_and_reads_the_order_number(buyer: FlaskClient, shop: Shop, receiver: Receiver) -> None:
    assert "Kurs fotografii" in buyer.get("/").text
    assert "Z opieką" in buyer.get("/produkt/77").text

    paid = buy(buyer, FORM, product="77_2")

    [order] = shop.orders()
    thanks = buyer.get(paid.headers["Location"]).text
    assert str(order.id) in thanks
    assert last_payload(receiver)["items"][0] | {"name": ""} == {
        "name": "",
        "id": 77,
        "price_id": 2,
        "quantity": 1,
        "discount": 0,
        "subtotal": 299,
        "price": 299,
    }
    assert "Koszyk jest pusty" in buyer.get("/zamowienie").text


def test_a_company_invoice_reaches_the_webhook(buyer: FlaskClient, receiver: Receiver) -> None:
    assert buy(buyer, COMPANY).status_code == 302
    assert last_payload(receiver)["biling_address"] == {
        "company_name": "Przykład sp. z o.o.",
        "tax_id": "1111111111",
        "street": "Testowa",
        "building_number": "12a",
        "apartment_number": 5,
        "postal": "00-001",
        "city": "Warszawa",
        "country_code": "",
    }


def test_invoice_fields_without_the_wish_for_an_invoice_are_dropped(
    buyer: FlaskClient, receiver: Receiver
) -> None:
    buy(buyer, {name: text for name, text in COMPANY.items() if name != INVOICE + "check"})
    assert "biling_address" not in last_payload(receiver)


def test_a_returning_buyer_sends_the_fields_of_the_other_type_too(
    buyer: FlaskClient, receiver: Receiver
) -> None:
    person = COMPANY | {INVOICE + "type": "person", INVOICE + "person_name": "Anna Przykładowa"}
    del person[INVOICE + "company_name"]
    buy(buyer, COMPANY)

    buyer.post("/koszyk", data={"product": "90"})
    page = buyer.get("/zamowienie").text
    assert 'value="Przykład sp. z o.o."' in page
    buyer.post("/zamowienie", data=person | {INVOICE + "company_name": "Przykład sp. z o.o."})

    address = last_payload(receiver)["biling_address"]
    assert {"person_name", "company_name", "tax_id"} <= address.keys()


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("edd_email", "anna", "Wpisz adres e-mail."),
        ("payment-mode", "gotówka", "Wybierz metodę płatności."),
        ("edd-discount", "NIEMA", "Nie ma takiego kodu rabatowego."),
        ("fee", "dużo", "Wpisz kwotę"),
        ("fee", "-1", "Wpisz kwotę"),
        ("fee", "NaN", "Wpisz kwotę"),
        (INVOICE + "company_name", "", "Wpisz nazwę firmy."),
        (INVOICE + "nip", "1111111112", "Ten NIP jest nieprawidłowy."),
        (INVOICE + "nip", "PL 111-111-11-11-1", "najwyżej 15 znaków"),
        (INVOICE + "street", "ab", "Wpisz ulicę"),
        (INVOICE + "postcode", "0001", "Wpisz kod pocztowy"),
        (INVOICE + "city", "Łó", "Wpisz miejscowość"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_stays_typed(
    buyer: FlaskClient, shop: Shop, field: str, typed: str, complaint: str
) -> None:
    refused = buy(buyer, COMPANY | {field: typed})
    assert refused.status_code == 422
    assert complaint in refused.text
    assert 'value="Przykładowa"' in refused.text
    assert shop.orders() == []


@pytest.mark.parametrize("name", ["Anna", "A", ""])
def test_a_person_needs_two_words_in_the_name(buyer: FlaskClient, name: str) -> None:
    form = COMPANY | {INVOICE + "type": "person", INVOICE + "person_name": name}
    assert "Wpisz imię i nazwisko." in buy(buyer, form).text


def test_a_foreign_number_is_not_checked_at_all(buyer: FlaskClient, shop: Shop, receiver: Receiver) -> None:
    shop.settings = replace(shop.settings, foreign_sale=True)
    form = COMPANY | {"billing_country": "DE", INVOICE + "nip": "nie numer", INVOICE + "postcode": "1"}
    assert buy(buyer, form).status_code == 302
    address = last_payload(receiver)["biling_address"]
    assert (address["country_code"], address["tax_id"]) == ("DE", "nie numer")


def test_the_check_of_the_nip_can_be_switched_off(buyer: FlaskClient, shop: Shop) -> None:
    shop.settings = replace(shop.settings, skip_nip_check=True)
    assert buy(buyer, COMPANY | {INVOICE + "nip": "1111111112"}).status_code == 302


def test_a_forced_invoice_needs_no_wish(buyer: FlaskClient, shop: Shop) -> None:
    shop.settings = replace(shop.settings, force_invoice=True)
    assert "Wpisz nazwę firmy." in buy(buyer, FORM).text


@pytest.mark.parametrize("product", ["77", "90_1", "1", "", "77_x", "x"])
def test_nothing_that_is_not_sold_gets_into_the_cart(buyer: FlaskClient, product: str) -> None:
    assert buyer.post("/koszyk", data={"product": product}).status_code == 400


def test_what_is_in_the_cart_can_be_taken_out(buyer: FlaskClient) -> None:
    buyer.post("/koszyk", data={"product": "90"})
    assert "E-book" in buyer.get("/zamowienie").text
    buyer.post("/koszyk/usun", data={"product": "90"})
    assert "Koszyk jest pusty" in buyer.get("/zamowienie").text


@pytest.mark.parametrize(
    "path", ["/", "/zamowienie", "/admin/zamowienia", "/admin/narzedzia/webhooki", "/nic"]
)
def test_every_page_says_that_this_is_not_publigo(buyer: FlaskClient, path: str) -> None:
    assert "not Publigo" in buyer.get(path).text


@pytest.mark.parametrize(
    ("status", "shown"), [(200, "przyjęty, 200"), (204, "ERROR MAIL, 204"), (500, "przepadł, 500")]
)
def test_the_seller_sees_what_publigo_would_hide(
    buyer: FlaskClient, shop: Shop, receiver: Receiver, status: int, shown: str
) -> None:
    receiver.status = status
    order = shop.place(Checkout(cart=(CartItem(id=90),), buyer=JAN))
    assert shown in buyer.get("/admin/zamowienia").text
    page = buyer.get(f"/admin/zamowienia/{order.id}").text
    assert shown in page
    assert "odpowiedź odbiorcy" in page
    assert "Zako\\u0144czone" in page


def test_the_seller_can_send_the_same_webhook_again(
    buyer: FlaskClient, shop: Shop, receiver: Receiver
) -> None:
    order = shop.place(Checkout(cart=(CartItem(id=90),), buyer=JAN))
    buyer.post(f"/admin/zamowienia/{order.id}/webhook")
    assert receiver.requests[0].content == receiver.requests[1].content
    assert "wysłany 2 razy" in buyer.get("/admin/zamowienia").text


def test_older_orders_are_a_page_further(buyer: FlaskClient, shop: Shop) -> None:
    ids = [shop.place(Checkout(cart=(CartItem(id=90),), buyer=JAN), deliveries=0).id for _ in range(51)]
    assert f"/admin/zamowienia/{ids[0]}" not in buyer.get("/admin/zamowienia").text
    older = buyer.get(f"/admin/zamowienia?before={ids[1]}").text
    assert f"/admin/zamowienia/{ids[0]}" in older
    assert "Starsze" not in older


def test_the_seller_adds_pauses_and_removes_a_webhook(buyer: FlaskClient, shop: Shop) -> None:
    shop.replace_webhooks()
    buyer.post("/admin/narzedzia/webhooki", data={"url": URL, "status": "active"})
    [webhook] = shop.webhooks()
    assert (webhook.url, webhook.active, webhook.event) == (URL, True, "order_paid")

    where = f"/admin/narzedzia/webhooki/{webhook.id}"
    buyer.post(where, data={"action": "pause"})
    assert not shop.webhooks()[0].active
    assert "Wstrzymany" in buyer.get("/admin/narzedzia/webhooki").text
    buyer.post(where, data={"action": "activate"})
    assert shop.webhooks()[0].active
    buyer.post(where, data={"action": "remove"})
    assert shop.webhooks() == []
    assert buyer.post(where, data={"action": "pause"}).status_code == 404


def test_a_new_key_signs_the_next_webhook(buyer: FlaskClient, shop: Shop) -> None:
    assert "demo-licence-key" in buyer.get("/admin/narzedzia/klucz-api").text
    order = shop.place(Checkout(cart=(CartItem(id=90),), buyer=JAN))
    buyer.post("/admin/narzedzia/klucz-api", data={"key": "inny"})
    shop.notify(order.id)
    first, second = shop.orders()[0].calls
    assert first.body == second.body
    assert first.signature != second.signature


def test_the_settings_page_turns_switches_on_and_off(buyer: FlaskClient, shop: Shop) -> None:
    buyer.post("/admin/ustawienia/ksiegowe", data={"currency": "EUR", "language": "en", "foreign_sale": "on"})
    assert shop.settings.foreign_sale
    assert not shop.settings.invoices
    assert 'value="en" selected' in buyer.get("/admin/ustawienia/ksiegowe").text
    buy(buyer, FORM)
    payload = json.loads(last_call(shop).body)
    assert (payload["currency"], payload["status"]) == ("EUR", "Complete")


@pytest.mark.parametrize(
    "wrong", [{"currency": "XXX", "language": "pl"}, {"currency": "PLN", "language": "de"}]
)
def test_settings_that_do_not_exist_are_refused(buyer: FlaskClient, wrong: dict[str, str]) -> None:
    assert buyer.post("/admin/ustawienia/ksiegowe", data=wrong).status_code == 400


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1234.5", "PLN", "1\u00a0234,50\u00a0zł"),
        ("119", "EUR", "119,00\u00a0EUR"),
        ("0", "PLN", "0,00\u00a0zł"),
    ],
)
def test_amounts_are_written_as_people_write_them_here(amount: str, currency: str, text: str) -> None:
    assert amount_to_text(Decimal(amount), currency) == text
