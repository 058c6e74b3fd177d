from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from werkzeug.serving import make_server

from mostek.sandbox.control.faults import Faults, UnknownFault
from tests.sandbox.wfirma.desk import Desk, invoice, line


@pytest.fixture
def desk() -> Desk:
    return Desk()


def documents(desk: Desk) -> int:
    return len(desk.books.ledger.invoices)


@pytest.mark.parametrize(
    ("name", "error", "booked"),
    [
        ("refused", httpx2.ConnectError, 0),
        ("reset_before", httpx2.ReadError, 0),
        ("lost_reply", httpx2.ReadError, 1),
        ("truncated", httpx2.RemoteProtocolError, 1),
        ("slow:60", httpx2.ReadTimeout, 1),
    ],
)
def test_a_broken_connection_is_the_error_a_socket_would_give(
    desk: Desk, name: str, error: type[Exception], booked: int
) -> None:
    desk.faults.on(name)
    with pytest.raises(error):
        desk.raw("/invoices/add", invoice())
    assert documents(desk) == booked
    assert desk.raw("/invoices/add", invoice()).status_code == 200
    entry = desk.calls.entries()[0]
    assert (entry.call, entry.fault) == ("invoices/add", name)


@pytest.mark.parametrize(
    ("name", "status", "body", "booked"),
    [
        ("html_500", 500, "PHP Error", 0),
        ("http:502", 502, "<html>", 0),
        ("status:FATAL", 200, '{"status":{"code":"FATAL"}}', 0),
        ("maintenance", 200, '{"status":{"code":"OUT OF SERVICE"}}', 0),
        ("snapshot_lock", 200, '{"status":{"code":"SNAPSHOT LOCK"}}', 0),
        ("limit", 200, '{"status":{"code":"TOTAL REQUESTS LIMIT EXCEEDED"}}', 0),
        ("missing_scope", 200, '{"status":{"code":"DENIED SCOPE REQUESTED"}}', 0),
        ("missing_permission", 200, '{"status":{"code":"ACCESS DENIED"}}', 0),
        ("wrong_ip", 200, '{"status":{"code":"ACCESS DENIED"}}', 0),
        ("bare_auth", 200, "AUTH", 0),
        ("refuse_validation", 200, "Data musi być w formacie", 0),
        ("ksef_unauthorised", 200, "Brak autoryzacji w KSeF", 0),
        ("ksef_batch", 200, "wysyłki wsadowej", 0),
        ("token_expired", 401, '{"status":{"code":"AUTH"}}', 0),
        ("token_revoked", 401, '{"status":{"code":"AUTH"}}', 0),
        ("empty_body", 200, "", 1),
        ("xml_instead", 200, "<?xml", 1),
        ("slow:1", 200, "FV 1/10/2026", 1),
    ],
)
def test_a_fault_hits_once_and_books_what_it_says(
    desk: Desk, name: str, status: int, body: str, booked: int
) -> None:
    desk.faults.on(name)
    answer = desk.raw("/invoices/add", invoice())
    assert answer.status_code == status
    assert body in answer.text
    assert documents(desk) == booked
    assert desk.faults.active() == []


def test_an_answer_without_id_is_booked_all_the_same(desk: Desk) -> None:
    desk.faults.on("ok_without_id")
    record = desk.add(id_external="ref-1")
    assert "id" not in record
    assert desk.find(("id_external", "eq", "ref-1"))["invoices"]["parameters"]["total"] == "1"


def test_an_error_after_the_work_was_done_can_be_asked_for(desk: Desk) -> None:
    desk.faults.on("http:504", committed=True)
    assert desk.raw("/invoices/add", invoice()).status_code == 504
    assert documents(desk) == 1


def test_a_late_document_is_hidden_from_find_but_not_from_get(desk: Desk) -> None:
    desk.faults.on("late_find:30")
    record = desk.add(id_external="ref-1")
    assert desk.find(("id_external", "eq", "ref-1"))["invoices"]["parameters"]["total"] == "0"
    assert desk.ask(f"/invoices/get/{record['id']}")["status"]["code"] == "OK"
    desk.pass_time(30)
    assert desk.find(("id_external", "eq", "ref-1"))["invoices"]["parameters"]["total"] == "1"


@pytest.mark.parametrize(
    ("name", "sent", "field", "lost", "kept"),
    [
        ("vat_dropped", {"lines": [line(vat="5", price="105")]}, "tax", "19.63", "5.00"),
        ("reference_dropped", {"id_external": "r"}, "id_external", "", "r"),
        ("payment_dropped", {"alreadypaid_initial": "123"}, "paymentstate", "unpaid", "paid"),
        ("auto_send_dropped", {"auto_send": 1}, "auto_send", "0", "1"),
        (
            "receiver_dropped",
            {"contractor_receiver": {"name": "O", "zip": "00-001", "city": "W", "role": "2"}},
            "contractor_receiver",
            {"id": 0},
            {"id": 70010003},
        ),
    ],
)
def test_silent_losses_keep_the_answer_ok(
    desk: Desk, name: str, sent: dict[str, Any], field: str, lost: Any, kept: Any
) -> None:
    desk.faults.on(name)
    assert [desk.add(**sent)[field], desk.add(**sent)[field]] == [lost, kept]


def test_a_revoked_consent_takes_the_refresh_token_with_it(desk: Desk) -> None:
    desk.faults.on("token_revoked")
    desk.raw("/invoices/find")
    assert desk.raw("/invoices/find").status_code == 401
    form = {
        "grant_type": "refresh_token",
        "refresh_token": desk.grant.refresh_token,
        "client_id": desk.application.client_id,
        "client_secret": desk.application.client_secret,
    }
    assert desk.http.post("/oauth2/token", data=form).json()["error"] == "invalid_grant"


def test_a_lost_reply_of_the_token_endpoint_still_rotates(desk: Desk) -> None:
    form = {
        "grant_type": "refresh_token",
        "refresh_token": desk.grant.refresh_token,
        "client_id": desk.application.client_id,
        "client_secret": desk.application.client_secret,
    }
    desk.faults.on("lost_reply", match="oauth2/token")
    with pytest.raises(httpx2.ReadError):
        desk.http.post("/oauth2/token", data=form)
    assert desk.http.post("/oauth2/token", data=form).status_code == 400


def test_faults_wait_for_the_calls_they_match(desk: Desk) -> None:
    desk.faults.on("maintenance", times=2, match="invoices/*")
    codes = [
        desk.ask(path)["status"]["code"]
        for path in ("/companies/get", "/invoices/find", "/invoices/find", "/invoices/find")
    ]
    assert codes == ["OK", "OUT OF SERVICE", "OUT OF SERVICE", "OK"]


def test_waiting_and_another_fault_hit_together(desk: Desk) -> None:
    desk.faults.on("slow:60")
    desk.faults.on("lost_reply")
    with pytest.raises(httpx2.ReadTimeout):
        desk.raw("/invoices/add", invoice())
    assert documents(desk) == 1
    assert desk.faults.active() == []


def test_draws_are_the_same_for_the_same_seed() -> None:
    def draw() -> list[bool]:
        faults = Faults(seed=7)
        faults.on("lost_reply", probability=0.3)
        return [faults.choose("invoices/add").fault is not None for _ in range(200)]

    first = draw()
    assert first == draw()
    assert 30 < sum(first) < 90


@pytest.mark.parametrize("name", ["", "nonsense", "slow", "slow:x", "http:", "status", "lost_reply:3"])
def test_unknown_faults_are_refused(name: str) -> None:
    with pytest.raises(UnknownFault):
        Faults().on(name)


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, desk.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.socket
@pytest.mark.parametrize(("name", "booked"), [("reset_before", 0), ("lost_reply", 1), ("truncated", 1)])
def test_connections_break_on_a_real_socket(
    desk: Desk, address: str, name: str, booked: int, capfd: pytest.CaptureFixture[str]
) -> None:
    desk.faults.on(name)
    query = "inputFormat=json&oauth_version=2&company_id=111222"
    headers = {"Authorization": f"Bearer {desk.token}"}
    with httpx2.Client(base_url=address, headers=headers) as client:
        with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
            client.post(f"/invoices/add?{query}", json=invoice())
        assert documents(desk) == booked
        assert client.post(f"/invoices/add?{query}", json=invoice()).json()["status"]["code"] == "OK"
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.socket
def test_a_slow_reply_times_out_on_a_real_socket_and_is_booked(desk: Desk, address: str) -> None:
    desk.faults.on("slow:0.5")
    query = "inputFormat=json&oauth_version=2&company_id=111222"
    headers = {"Authorization": f"Bearer {desk.token}"}
    with (
        httpx2.Client(base_url=address, headers=headers, timeout=0.1) as client,
        pytest.raises(httpx2.ReadTimeout),
    ):
        client.post(f"/invoices/add?{query}", json=invoice())
    threading.Event().wait(0.8)
    assert documents(desk) == 1
