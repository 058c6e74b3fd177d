from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from mostek.lib import clock
from mostek.sandbox.publigo.order import (
    Buyer,
    CartItem,
    Checkout,
    CheckoutError,
    InvoiceData,
    Order,
    Product,
    Shipping,
    Variant,
)
from mostek.sandbox.publigo.shop import Shop
from mostek.sandbox.publigo.webhook import sign
from tests.sandbox.publigo.conftest import URL, Receiver

DATA = Path(__file__).parent / "data"

JAN = Buyer(first_name="Jan", last_name="Testowy", email="jan@example.com")
EBOOK = Checkout(cart=(CartItem(id=90),), buyer=JAN)
COMPANY = InvoiceData(
    company_name="Przykład sp. z o.o.",
    nip="1111111111",
    street="Testowa",
    building_number="12a",
    apartment_number="5",
    postcode="00-001",
    city="Warszawa",
    country="PL",
)


def sent(order: Order) -> dict[str, Any]:
    return json.loads(order.calls[-1].body)  # type: ignore[no-any-return]


def test_a_company_order_is_sent_in_the_bytes_of_the_published_example(receiver: Receiver) -> None:
    course = Product(
        id=77,
        name="Kurs fotografii",
        price=Decimal("299.00"),
        variants=(Variant(price_id=2, name="Z opieką", price=Decimal("299.00")),),
    )
    album = Product(id=81, name="Album", price=Decimal("49.00"))
    shop = Shop(key="demo-licence-key", products=(course, album), transport=receiver)
    shop.settings = replace(shop.settings, foreign_sale=True)
    shop.add_webhook(URL)

    shop.place(
        Checkout(
            cart=(
                CartItem(id=77, price_id=2, discount=Decimal("49.00")),
                CartItem(id=81, quantity=2),
            ),
            buyer=Buyer(
                first_name="Anna", last_name="Przykładowa", email="anna@example.com", phone="48600000000"
            ),
            invoice=COMPANY,
            payment_method="tpay_gateway",
            fee=Decimal("13.99"),
            created=datetime(2026, 3, 14, 8, 21, 7, tzinfo=UTC),
        )
    )

    [request] = receiver.requests
    assert request.content == (DATA / "company.json").read_bytes()
    assert request.headers["x-wpidea-signature"] == sign(request.content, "demo-licence-key")


def test_a_private_order_is_sent_in_the_bytes_of_the_published_example(receiver: Receiver) -> None:
    ebook = Product(id=90, name="E-book", price=Decimal("99.00"))
    shop = Shop(key="k", products=(ebook,), transport=receiver)
    shop.place(EBOOK)
    shop.add_webhook(URL)
    with clock.held(datetime(2026, 3, 14, 9, 0, tzinfo=UTC)):
        order = shop.place(EBOOK)

    assert order.id == 4103
    assert receiver.requests[0].content == (DATA / "private.json").read_bytes()


def test_no_invoice_asked_for_means_no_address(shop: Shop) -> None:
    assert "biling_address" not in sent(shop.place(EBOOK))


def test_both_names_are_sent_when_the_form_sent_both(shop: Shop) -> None:
    order = shop.place(replace(EBOOK, invoice=replace(COMPANY, person_name="Anna Przykładowa")))
    address = sent(order)["biling_address"]
    assert (address["person_name"], address["company_name"]) == ("Anna Przykładowa", "Przykład sp. z o.o.")


def test_a_person_has_no_tax_id_even_if_the_form_sent_one(shop: Shop) -> None:
    order = shop.place(replace(EBOOK, invoice=InvoiceData(person_name="Jan Testowy", nip="1111111111")))
    assert "tax_id" not in sent(order)["biling_address"]


@pytest.mark.parametrize(("typed", "sent_as"), [("5A", 5), ("12/3", 12), ("A5", None), ("", None)])
def test_a_flat_number_is_cast_to_an_integer(shop: Shop, typed: str, sent_as: int | None) -> None:
    order = shop.place(replace(EBOOK, invoice=replace(COMPANY, apartment_number=typed)))
    assert sent(order)["biling_address"].get("apartment_number") == sent_as


@pytest.mark.parametrize(("foreign_sale", "country"), [(False, ""), (True, "DE")])
def test_the_country_is_sent_only_with_foreign_sale_on(shop: Shop, foreign_sale: bool, country: str) -> None:
    shop.settings = replace(shop.settings, foreign_sale=foreign_sale)
    order = shop.place(replace(EBOOK, invoice=replace(COMPANY, country="DE")))
    assert sent(order)["biling_address"]["country_code"] == country


def test_the_total_carries_fees_that_no_line_explains(shop: Shop) -> None:
    payload = sent(shop.place(replace(EBOOK, fee=Decimal("13.99"))))
    assert payload["total"] == 62.99
    assert [item["price"] for item in payload["items"]] == [49]


def test_a_free_order_is_sent_too_and_offers_no_invoice(shop: Shop) -> None:
    payload = sent(shop.place(replace(EBOOK, discount_code="gratis", invoice=COMPANY)))
    assert (payload["total"], payload["payment_method"]) == (0, "manual")
    assert "biling_address" not in payload


def test_the_status_is_a_label_in_the_language_of_the_site(shop: Shop) -> None:
    shop.settings = replace(shop.settings, language="en")
    assert sent(shop.place(EBOOK))["status"] == "Complete"


def test_the_day_is_told_in_local_time_without_a_zone(shop: Shop) -> None:
    order = shop.place(replace(EBOOK, created=datetime(2026, 7, 31, 22, 30, tzinfo=UTC)))
    assert sent(order)["date_completed"] == "2026-08-01 00:30:00"


def test_the_newer_keys_are_sent_only_when_switched_on(shop: Shop) -> None:
    checkout = replace(EBOOK, shipping=Shipping(type="inpost", parcel_locker_point="WAW01A"))
    assert {"user_id", "url_params", "delivery"}.isdisjoint(sent(shop.place(checkout)))
    shop.settings = replace(shop.settings, newer_fields=True)
    payload = sent(shop.place(checkout))
    assert payload["delivery"]["parcel_locker_point"] == "WAW01A"
    assert payload["url_params"][0]["product_id"] == 90
    assert isinstance(payload["user_id"], int)


def test_an_error_of_the_receiver_is_never_retried(shop: Shop, receiver: Receiver) -> None:
    receiver.status = 500
    order = shop.place(EBOOK)
    assert len(receiver.requests) == 1
    assert [call.outcome for call in order.calls] == ["swallowed"]
    assert shop.order(order.id) == order


def test_every_active_url_gets_one_post_and_a_paused_one_none(shop: Shop, receiver: Receiver) -> None:
    second = shop.add_webhook("https://second.example/")
    paused = shop.add_webhook("https://paused.example/")
    shop.set_webhook_active(paused.id, False)
    shop.place(EBOOK)
    assert [str(request.url) for request in receiver.requests] == [URL, second.url]


def test_a_url_that_is_already_there_is_silently_left_alone(shop: Shop) -> None:
    shop.add_webhook(URL)
    assert [webhook.url for webhook in shop.webhooks()] == [URL]


def test_sending_again_sends_the_same_bytes(shop: Shop, receiver: Receiver) -> None:
    order = shop.place(EBOOK)
    shop.notify(order.id)
    first, second = receiver.requests
    assert first.content == second.content
    assert first.headers["x-wpidea-signature"] == second.headers["x-wpidea-signature"]


@pytest.mark.parametrize("times", [0, 2])
def test_a_webhook_can_be_lost_or_doubled_on_purpose(shop: Shop, receiver: Receiver, times: int) -> None:
    order = shop.place(EBOOK, deliveries=times)
    assert len(receiver.requests) == len(order.calls) == times
    assert shop.order(order.id) is not None


@pytest.mark.parametrize(
    "checkout",
    [
        replace(EBOOK, cart=()),
        replace(EBOOK, cart=(CartItem(id=1),)),
        replace(EBOOK, cart=(CartItem(id=77),)),
        replace(EBOOK, cart=(CartItem(id=90, price_id=1),)),
        replace(EBOOK, cart=(CartItem(id=90, quantity=0),)),
        replace(EBOOK, cart=(CartItem(id=90, discount=Decimal("49.01")),)),
        replace(EBOOK, discount_code="NIEMA"),
    ],
)
def test_an_order_that_cannot_be_priced_is_not_taken(
    shop: Shop, receiver: Receiver, checkout: Checkout
) -> None:
    with pytest.raises(CheckoutError):
        shop.place(checkout)
    assert shop.orders() == []
    assert receiver.requests == []


def test_a_discount_code_lowers_every_line(shop: Shop) -> None:
    cart = (CartItem(id=77, price_id=1), CartItem(id=90, quantity=3))
    order = shop.place(replace(EBOOK, cart=cart, discount_code="RABAT10"))
    assert [line.price for line in order.lines] == [Decimal("179.10"), Decimal("132.30")]
    assert order.total == Decimal("311.40")


def test_orders_are_paged_newest_first(shop: Shop) -> None:
    ids = [shop.place(EBOOK).id for _ in range(5)]
    assert [order.id for order in shop.orders(limit=2)] == [ids[4], ids[3]]
    assert [order.id for order in shop.orders(before=ids[3], limit=2)] == [ids[2], ids[1]]


def test_it_survives_a_restart_as_it_was(shop: Shop, tmp_path: Path) -> None:
    shop.settings = replace(shop.settings, foreign_sale=True)
    order = shop.place(replace(EBOOK, invoice=COMPANY, fee=Decimal("13.99")))
    shop.save(tmp_path / "shop.json")

    again = Shop.load(tmp_path / "shop.json")

    assert again.orders() == [order]
    assert (again.key, again.settings, again.webhooks()) == (shop.key, shop.settings, shop.webhooks())
    assert again.products() == shop.products()
    assert again.place(EBOOK, deliveries=0).id == order.id + 1


def test_no_order_number_is_used_twice_even_after_a_reset(shop: Shop) -> None:
    first = shop.place(EBOOK)
    shop.reset()
    assert shop.orders() == []
    assert shop.place(EBOOK).id == first.id + 1


def test_many_buyers_at_once_get_orders_of_their_own(shop: Shop, receiver: Receiver) -> None:
    def buy() -> None:
        for _ in range(20):
            shop.place(EBOOK)

    threads = [threading.Thread(target=buy) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent_ids = [json.loads(request.content)["id"] for request in receiver.requests]
    assert len(set(sent_ids)) == len(sent_ids) == len(shop.orders()) == 100


def test_the_receiver_may_ask_the_shop_while_it_is_being_told() -> None:
    """The lock is not held during delivery, or this would hang."""
    asked = threading.Event()

    def receive(request: httpx2.Request) -> httpx2.Response:
        other = threading.Thread(target=lambda: (shop.orders(), asked.set()))
        other.start()
        other.join(5)
        return httpx2.Response(200)

    shop = Shop.seed(transport=httpx2.MockTransport(receive))
    shop.add_webhook(URL)
    shop.place(EBOOK)
    assert asked.is_set()
