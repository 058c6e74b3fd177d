from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from mostek.sandbox.app import Sandbox, create_sandbox
from mostek.sandbox.publigo.order import Buyer, CartItem, Checkout
from mostek.sandbox.server import running
from tests.sandbox.test_server import Stage, echo

EBOOK = Checkout(
    cart=(CartItem(id=90),),
    buyer=Buyer(first_name="Jan", last_name="Testowy", email="jan@example.com"),
)


@pytest.fixture
def sandbox() -> Sandbox:
    return create_sandbox()


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[httpx2.Client]:
    with httpx2.Client(
        transport=httpx2.WSGITransport(app=sandbox.wsgi), base_url="http://sandbox", follow_redirects=True
    ) as client:
        yield client


def test_the_landing_page_says_what_this_is_in_both_languages(client: httpx2.Client) -> None:
    page = client.get("/").text
    assert "to nie jest wFirma ani Publigo" in page
    assert "not wFirma, not Publigo" in page
    assert "This stands in for wFirma" in page


@pytest.mark.parametrize(
    "path", ["/publigo/", "/publigo/admin/", "/wfirma/", "/-/", "/-/publigo/", "/static/sandbox.css"]
)
def test_every_part_answers_where_it_is_mounted(client: httpx2.Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_links_stay_inside_the_mount(client: httpx2.Client) -> None:
    assert 'href="/publigo/static/sandbox.css"' in client.get("/publigo/").text
    assert client.get("/publigo/static/sandbox.css").status_code == 200


def test_the_stand_in_for_wfirma_refuses_a_stranger_as_the_real_one_does(client: httpx2.Client) -> None:
    answer = client.post("/wfirma/invoices/find", params={"inputFormat": "json", "outputFormat": "json"})
    assert answer.status_code == 200
    assert "AUTH" in answer.text


def test_what_a_test_does_to_the_state_a_client_sees_at_once(sandbox: Sandbox, client: httpx2.Client) -> None:
    order = sandbox.shop.place(EBOOK)
    assert client.get(f"/-/publigo/orders/{order.id}").json()["total"] == "49.00"


def test_the_state_survives_a_restart(tmp_path: Path) -> None:
    folder = tmp_path / "not yet there"
    before = create_sandbox(folder)
    before.shop.add_webhook("https://mostek.example/hook")
    order = before.shop.place(EBOOK, deliveries=0)
    before.save()

    after = create_sandbox(folder)

    assert after.shop.orders() == [order]
    assert after.shop.key == before.shop.key
    assert after.books.ledger == before.books.ledger


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    create_sandbox().save()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.socket
def test_a_sale_reaches_a_receiver_over_a_real_socket(sandbox: Sandbox) -> None:
    with running(sandbox) as base, running(Stage(echo)) as receiver:
        sandbox.shop.add_webhook(receiver)
        answer = httpx2.post(f"{base}/-/publigo/orders", json={})
    [call] = answer.json()["calls"]
    assert (call["status"], call["outcome"]) == (200, "accepted")
    assert call["answer"] == call["body"]
    assert json.loads(call["body"])["id"] == answer.json()["id"]


@pytest.mark.socket
@pytest.mark.parametrize("fault", ["reset_before", "lost_reply", "truncated"])
def test_a_broken_call_ends_its_connection_and_the_next_call_works(sandbox: Sandbox, fault: str) -> None:
    find = "/wfirma/invoices/find?inputFormat=json&outputFormat=json"
    with running(sandbox) as base, httpx2.Client(base_url=base) as client:
        assert client.post(find).status_code == 200
        sandbox.faults.on(fault)
        with pytest.raises(httpx2.TransportError):
            client.post(find)
        assert client.post(find).status_code == 200


@pytest.mark.socket
def test_stopping_the_server_saves_the_state(tmp_path: Path) -> None:
    sandbox = create_sandbox(tmp_path)
    with running(sandbox) as base:
        order = httpx2.post(f"{base}/-/publigo/orders", json={"deliveries": 0}).json()
    assert [kept.id for kept in create_sandbox(tmp_path).shop.orders()] == [order["id"]]
