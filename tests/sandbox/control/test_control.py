from __future__ import annotations

from typing import Any

import pytest

from mostek.sandbox.control.app import create_app
from mostek.sandbox.control.faults import NAMES
from tests.sandbox.wfirma.desk import Desk, invoice


class Control:
    def __init__(self) -> None:
        self.desk = Desk()
        self.client = create_app(self.desk.books, self.desk.faults, self.desk.calls).test_client()

    def __getattr__(self, method: str) -> Any:
        def send(path: str, body: Any = None) -> Any:
            answer = self.client.open(path, method=method.upper(), json=body)
            assert answer.status_code == 200, answer.text
            return answer.get_json()

        return send


@pytest.fixture
def control() -> Control:
    return Control()


def test_reset_brings_back_the_seed(control: Control) -> None:
    control.desk.add()
    control.post("/faults", {"name": "lost_reply", "times": 3})
    control.post("/reset")
    assert control.get("/invoices") == {"total": 0, "invoices": []}
    assert control.get("/faults")["faults"] == []
    assert control.get("/calls")["total"] == 0


def test_the_seed_can_be_changed_in_parts_and_survives_a_reset(control: Control) -> None:
    control.post(
        "/seed",
        {
            "companies": [{"vat_payer": False}],
            "application": {"redirect_uri": "https://a.example/cb", "client_secret": "s" * 32},
            "users": [{"login": "ola@demo.example", "permissions": ["income_view"]}],
            "settings": {"access_token_seconds": 5},
        },
    )
    control.post("/reset")
    ledger = control.desk.books.ledger
    [application] = ledger.applications.values()
    assert (application.redirect_uri, application.client_secret) == ("https://a.example/cb", "s" * 32)
    assert [company.vat_payer for company in ledger.companies.values()] == [False, False]
    assert ledger.companies[111222].nip == "9876543210"
    ola = ledger.user_of("ola@demo.example")
    assert ola is not None
    assert ola.permissions == {"income_view"}
    assert ledger.settings.access_token_seconds == 5


def test_ids_are_the_same_after_every_reset(control: Control) -> None:
    first = control.desk.add()["id"]
    control.post("/reset")
    desk = control.desk
    desk.application = next(iter(desk.books.ledger.applications.values()))
    desk.use("jan@demo.example")
    assert desk.add()["id"] == first


def test_an_unknown_part_of_the_seed_is_refused(control: Control) -> None:
    answer = control.client.post("/seed", json={"settings": {"acces_token_seconds": 5}})
    assert answer.status_code == 422
    assert control.client.post("/seed", json=[1]).status_code == 400


def test_the_call_log_shows_what_was_asked_and_what_hit(control: Control) -> None:
    control.post("/faults", {"name": "maintenance"})
    control.desk.raw("/invoices/add", invoice(id_external="ref-1"))
    control.desk.raw("/invoices/add", invoice(id_external="ref-2"))
    log = control.get("/calls")
    assert log["counts"] == {"invoices/add": 2}
    first, second = log["calls"]
    assert (first["fault"], first["http_status"]) == ("maintenance", 200)
    assert (second["reference"], second["company_id"], second["status_code"]) == ("ref-2", 111222, "OK")
    control.delete("/calls")
    assert control.get("/calls")["counts"] == {}


def test_documents_are_shown_with_their_mails(control: Control) -> None:
    control.desk.faults.on("late_find:60")
    control.desk.add(auto_send=1, id_external="ref-1")
    shown = control.get("/invoices")
    assert shown["total"] == 1
    [document] = shown["invoices"]
    assert (document["id_external"], document["company_id"]) == ("ref-1", 111222)
    assert [mail["to"] for mail in document["emails"]] == ["biuro@firma.example"]
    assert control.client.get(f"/invoices/{document['id']}.pdf").data.startswith(b"%PDF-")
    assert control.client.get("/invoices/1.pdf").status_code == 404
    assert len(control.get("/emails")["emails"]) == 1


def test_faults_are_switched_on_listed_and_cleared(control: Control) -> None:
    control.post("/faults", {"name": "slow:2", "probability": 0.5, "match": "invoices/*"})
    [fault] = control.get("/faults")["faults"]
    assert (fault["name"], fault["probability"], fault["times"]) == ("slow:2", 0.5, None)
    control.delete("/faults")
    assert control.get("/faults")["faults"] == []
    for wrong in ({"name": "nonsense"}, {"name": "slow:2", "times": "many"}, {}):
        assert control.client.post("/faults", json=wrong).status_code == 422


def test_an_application_is_created_verified_or_changed(control: Control) -> None:
    made = control.post("/application", {"name": "Sklep", "redirect_uri": "https://s.example/cb"})
    assert (made["status"], len(made["client_id"]), len(made["client_secret"])) == ("verified", 32, 32)
    changed = control.post("/application", {"name": "Sklep", "ip": "203.0.113.9"})
    assert (changed["id"], changed["client_secret"]) == (made["id"], made["client_secret"])
    assert (changed["ip"], changed["redirect_uri"]) == ("203.0.113.9", "https://s.example/cb")


def test_consent_can_be_given_without_a_browser(control: Control) -> None:
    application = control.desk.application
    asked = {
        "client_id": application.client_id,
        "redirect_uri": application.redirect_uri,
        "scope": "invoices-write",
        "state": "s",
    }
    given = control.post("/consent", asked)
    assert given["location"] == f"{application.redirect_uri}?code={given['code']}&state=s"
    assert control.client.post("/consent", json={**asked, "scope": "x"}).status_code == 400


def test_tokens_can_be_had_without_consent(control: Control) -> None:
    given = control.post("/tokens", {"scopes": ["invoices-read"]})
    control.desk.token = given["access_token"]
    assert control.desk.ask("/invoices/find")["status"]["code"] == "OK"
    assert control.desk.ask("/contractors/find")["status"]["code"] == "DENIED SCOPE REQUESTED"
    assert control.client.post("/tokens", json={"login": "nobody"}).status_code == 400


def test_settings_change_without_starting_again(control: Control) -> None:
    control.desk.add()
    answer = control.client.patch("/settings", json={"check_ip": True})
    assert answer.get_json()["check_ip"] is True
    assert control.get("/invoices")["total"] == 1
    assert control.client.patch("/settings", json={"nonsense": 1}).status_code == 422


def test_the_page_shows_and_switches(control: Control) -> None:
    control.desk.add(auto_send=1, id_external="ref-1")
    page = control.client.post("/faults", data={"name": "lost_reply"}, follow_redirects=True).text
    for shown in (
        "To nie jest wFirma",
        "lost_reply",
        "FV 1/10/2026",
        "ref-1",
        "invoices/add",
        "biuro@firma.example",
    ):
        assert shown in page
    assert all(f'<option value="{name}">{name}: ' in page for name in NAMES)
    page = control.client.post("/page/clear-faults", follow_redirects=True).text
    assert "Żadna usterka nie jest włączona" in page
    assert "Brak dokumentów" in control.client.post("/page/reset", follow_redirects=True).text
