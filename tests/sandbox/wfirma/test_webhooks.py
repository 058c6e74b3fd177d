from __future__ import annotations

import json
import time
from typing import Any

import httpx2
import pytest

from mostek.sandbox.app import create_sandbox
from mostek.sandbox.server import running
from tests.sandbox.test_server import Stage, answer
from tests.sandbox.wfirma.desk import Desk, invoice

HOOK = {"url": "https://mostek.example/hooks/k", "event": "invoice/add", "data_type": "json"}


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.use("jan@demo.example", ["invoices-read", "invoices-write", "webhooks-read", "webhooks-write"])
    return desk


def add(desk: Desk, **fields: str) -> dict[str, Any]:
    body = desk.raw("/webhooks/add", {"webhooks": {"0": {"webhook": {**HOOK, **fields}}}}).json()
    found: dict[str, Any] = body["webhooks"]["0"]["webhook"]
    return found


class Receiver:
    """What an address hears, and what it answers."""

    def __init__(self, status: int = 200, answer: str | None = None) -> None:
        self.status, self.answer = status, answer
        self.heard: list[bytes] = []

    def __call__(self, url: str, body: bytes, content_type: str) -> tuple[int, str]:
        self.heard.append(body)
        if self.answer is not None or not content_type.endswith("json"):
            return self.status, self.answer or ""
        return self.status, json.dumps({"webhook_key": json.loads(body)["metainfo"]["webhook_key"]})


def test_a_webhook_is_added_found_edited_and_deleted(desk: Desk) -> None:
    added = add(desk)
    assert (added["url"], added["event"], added["active"]) == (HOOK["url"], "invoice/add", "1")
    assert desk.raw("/webhooks/find").json()["webhooks"]["parameters"]["total"] == "1"
    got = desk.raw(f"/webhooks/get/{added['id']}").json()["webhooks"]["0"]["webhook"]
    assert got["metainfo"]["webhook_id"] == added["id"]
    changed = {"webhooks": {"0": {"webhook": {"url": "https://neu.example/k"}}}}
    assert desk.raw(f"/webhooks/edit/{added['id']}", changed).json()["status"]["code"] == "OK"
    assert desk.books.ledger.webhooks[int(added["id"])].url == "https://neu.example/k"
    assert desk.raw(f"/webhooks/delete/{added['id']}").json()["status"]["code"] == "OK"
    assert desk.raw(f"/webhooks/delete/{added['id']}").json()["status"]["code"] == "NOT FOUND"


@pytest.mark.parametrize(
    ("field", "value"), [("url", ""), ("url", "mostek"), ("event", "invoice/born"), ("data_type", "csv")]
)
def test_what_cannot_be_a_webhook_is_refused(desk: Desk, field: str, value: str) -> None:
    assert "id" not in add(desk, **{field: value})
    assert desk.books.ledger.webhooks == {}


def test_reading_and_writing_have_scopes_of_their_own(desk: Desk) -> None:
    desk.use("jan@demo.example", ["webhooks-read"])
    assert desk.raw("/webhooks/find").json()["status"]["code"] == "OK"
    assert desk.raw("/webhooks/add", {"webhooks": {}}).json()["status"]["code"] == "DENIED SCOPE REQUESTED"


def test_a_new_document_is_told_once_with_its_reference(desk: Desk) -> None:
    added, receiver = add(desk), Receiver()
    desk.raw("/invoices/add", invoice(id_external="mo-1"))
    (sent,) = desk.books.post.deliver(receiver)
    assert sent.accepted
    told = json.loads(receiver.heard[0])
    assert told["metainfo"]["webhook_event"] == "invoice/add"
    assert told["invoices"][0]["invoice"]["id_external"] == "mo-1"
    assert desk.books.ledger.webhooks[int(added["id"])].last_done_time is not None
    assert desk.books.post.deliver(receiver) == []


def test_the_other_layout_and_xml_are_there_to_be_tried(desk: Desk) -> None:
    add(desk), add(desk, data_type="xml")
    desk.books.settings.webhook_layout = "flat"
    desk.raw("/invoices/add", invoice(id_external="mo-2"))
    receiver = Receiver()
    desk.books.post.deliver(receiver)
    assert json.loads(receiver.heard[0])["id_external"] == "mo-2"
    assert b"<id_external>mo-2</id_external>" in receiver.heard[1]


def test_another_event_and_a_switched_off_webhook_are_told_nothing(desk: Desk) -> None:
    add(desk, event="payments/add"), add(desk, active="0")
    desk.raw("/invoices/add", invoice())
    assert desk.books.post.waiting() == 0


def test_who_does_not_acknowledge_hears_again_and_then_no_more(desk: Desk) -> None:
    add(desk)
    desk.raw("/invoices/add", invoice())
    receiver = Receiver(answer="ok")
    for _ in range(5):
        desk.books.post.deliver(receiver)
        desk.pass_time(60)
    assert len(receiver.heard) == 1 + desk.books.settings.webhook_repeats
    desk.books.settings.webhook_acknowledgement = "status"
    desk.raw("/invoices/add", invoice())
    assert desk.books.post.deliver(receiver)[0].accepted


@pytest.mark.parametrize(
    ("fault", "now", "later"),
    [
        ("hook_lost", 0, 0),
        ("hook_duplicated", 2, 2),
        ("hook_late:30", 0, 1),
        ("hook_wrong_layout", 1, 1),
    ],
)
def test_each_fault_of_the_post(desk: Desk, fault: str, now: int, later: int) -> None:
    add(desk)
    desk.faults.on(fault)
    desk.raw("/invoices/add", invoice(id_external="mo-3"))
    receiver = Receiver()
    desk.books.post.deliver(receiver)
    assert len(receiver.heard) == now
    desk.pass_time(31)
    desk.books.post.deliver(receiver)
    assert len(receiver.heard) == later
    assert all((b"mo-3" in body) == (fault != "hook_wrong_layout") for body in receiver.heard)


def test_a_deleted_document_is_gone_and_stays_gone(desk: Desk) -> None:
    desk.raw("/invoices/add", invoice())
    (id,) = desk.books.ledger.invoices
    assert desk.raw(f"/invoices/delete/{id}").json()["invoices"]["0"]["invoice"]["id"] == str(id)
    assert desk.books.ledger.invoices == {}
    assert desk.raw(f"/invoices/delete/{id}").json()["status"]["code"] == "NOT FOUND"
    desk.books.settings.deleted_again = "INPUT ERROR"
    assert desk.raw(f"/invoices/delete/{id}").json()["status"]["code"] == "INPUT ERROR"


def test_what_went_to_ksef_cannot_be_deleted(desk: Desk) -> None:
    next(iter(desk.books.ledger.companies.values())).ksef = True
    desk.raw("/invoices/add", invoice())
    (id,) = desk.books.ledger.invoices
    refused = desk.raw(f"/invoices/delete/{id}").json()
    assert refused["status"]["code"] == "ERROR"
    assert "KSeF" in refused["status"]["message"]


@pytest.mark.socket
def test_the_server_delivers_over_http_in_the_background() -> None:
    heard: list[bytes] = []

    def wsgi(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read()
        heard.append(body)
        return answer(
            start_response, json.dumps({"webhook_key": json.loads(body)["metainfo"]["webhook_key"]}).encode()
        )

    sandbox = create_sandbox()
    query = "inputFormat=json&outputFormat=json&oauth_version=2&company_id=111222"
    with running(sandbox) as base, running(Stage(wsgi)) as receiver, sandbox.books.post.carrying():
        scopes = ["invoices-write", "webhooks-write"]
        token = httpx2.post(f"{base}/-/tokens", json={"scopes": scopes}).json()["access_token"]
        with httpx2.Client(headers={"Authorization": f"Bearer {token}"}) as client:
            hook = {"webhooks": {"0": {"webhook": {**HOOK, "url": receiver}}}}
            client.post(f"{base}/wfirma/webhooks/add?{query}", json=hook)
            client.post(f"{base}/wfirma/invoices/add?{query}", json=invoice(id_external="mo-9"))
        (row,) = sandbox.books.ledger.webhooks.values()
        for _ in range(100):
            if row.last_done_time:
                break
            time.sleep(0.05)
    assert row.last_done_time is not None
    assert b"mo-9" in heard[0]
