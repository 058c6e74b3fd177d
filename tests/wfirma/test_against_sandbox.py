"""The contract between the client and the sandbox, in this process and over a socket."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from mostek.tax.decision import ForeignRate
from mostek.tax.sale import Recipient
from mostek.wfirma import codes, oauth
from mostek.wfirma.errors import AuthLost, NotSent, OutcomeUnknown, Rejected, Throttled, WfirmaError
from mostek.wfirma.payload import good_to_payload
from mostek.wfirma.readback import differences
from mostek.wfirma.vat import POLISH, foreign_ids, polish_ids

from .rooms import SMALL_COMPANY, Room, in_process, over_a_socket
from .sales import FIRM, GERMAN, OSS, PERSON, TODAY, draft, line, payload, sale
from .test_codes import EXPECTED

REFERENCE = "mst-0001"


@pytest.fixture(params=[in_process, pytest.param(over_a_socket, marks=pytest.mark.socket)])
def room(request: pytest.FixtureRequest) -> Iterator[Room]:
    with request.param() as opened:
        yield opened


def body(*args: Any, **changes: Any) -> dict[str, Any]:
    """A body without a series of our own: the sandbox numbers by its default one."""
    return payload(*args, **{"series_id": None} | changes)


def failure(room: Room, fault: str, **how: Any) -> WfirmaError:
    room.faults.on(fault, match="invoices/add", **how)
    with pytest.raises(WfirmaError) as caught:
        room.client().invoice_add(body())
    return caught.value


def test_one_call_issues_numbers_and_mails_a_document(room: Room):
    issued = room.client().invoice_add(body())
    assert issued.number == "FV 1/11/2026"
    assert (issued.total, issued.paymentstate, issued.auto_send) == (Decimal("246.00"), "paid", True)
    assert differences(body(), issued) == ()
    assert room.calls.counts() == {"invoices/add": 1}
    with room.books.acting() as ledger:
        assert [email.to for email in ledger.emails] == [FIRM.email]


def test_an_issued_document_is_found_and_read_by_its_reference(room: Room):
    client = room.client()
    issued = client.invoice_add(body())
    (found,) = client.invoices_by_reference(REFERENCE, "normal")
    assert (found.id, found.total, found.id_external) == (issued.id, issued.total, REFERENCE)
    assert client.invoices_by_reference(REFERENCE, "proforma") == ()
    assert client.invoices_by_reference("mst-0002", "normal") == ()
    whole = client.invoice_get(issued.id)
    assert differences(body(), whole) == ()
    assert whole.lines is not None
    assert [one.name for one in whole.lines] == ["Kurs online"]


@pytest.mark.parametrize(
    ("fault", "how"),
    [
        ("lost_reply", {}),
        ("truncated", {}),
        ("empty_body", {}),
        ("ok_without_id", {}),
        ("http:502", {"committed": True}),
        ("http:504", {"committed": True}),
        ("http:200", {"committed": True}),
        ("html_500", {"committed": True}),
        ("status:FATAL", {"committed": True}),
        ("status:TOTAL EXECUTION TIME LIMIT EXCEEDED", {"committed": True}),
        ("status:NOT FOUND", {"committed": True}),
        ("status:NOBODY KNOWS", {"committed": True}),
    ],
)
def test_what_was_booked_without_a_clear_answer_is_unknown_and_then_found(
    room: Room, fault: str, how: dict[str, Any]
):
    assert isinstance(failure(room, fault, **how), OutcomeUnknown)
    (found,) = room.client().invoices_by_reference(REFERENCE, "normal")
    assert differences(body(), found) == ()
    assert room.booked() == 1
    assert room.calls.counts()["invoices/add"] == 1


@pytest.mark.parametrize("fault", ["reset_before", "html_500", "http:503", "http:200", "status:FATAL"])
def test_what_was_not_booked_without_a_clear_answer_is_unknown_and_then_absent(room: Room, fault: str):
    assert isinstance(failure(room, fault), OutcomeUnknown)
    assert room.client().invoices_by_reference(REFERENCE, "normal") == ()
    assert room.booked() == 0


def test_an_answer_slower_than_the_timeout_is_unknown_and_found_later(room: Room):
    room.faults.on("slow:1.5", match="invoices/add")
    started = time.monotonic()
    with pytest.raises(OutcomeUnknown) as caught:
        room.transport().call("invoices", "add", body=body(), company_id="111222", timeout=0.3)
    assert caught.value.code == "unknown.timeout"
    assert time.monotonic() - started < 1.2
    for _ in range(250):
        if room.booked():
            break
        time.sleep(0.02)
    assert len(room.client().invoices_by_reference(REFERENCE, "normal")) == 1


def test_nobody_listening_means_that_nothing_was_sent():
    with in_process() as room:
        assert isinstance(failure(room, "refused"), NotSent)
        assert room.booked() == 0


def test_an_answer_in_xml_is_as_good(room: Room):
    room.faults.on("xml_instead", match="invoices/*", times=2)
    client = room.client()
    assert differences(body(), client.invoice_add(body())) == ()
    assert len(client.invoices_by_reference(REFERENCE, "normal")) == 1


def test_absence_in_xml_is_as_good(room: Room):
    room.faults.on("xml_instead", match="invoices/find")
    assert room.client().invoices_by_reference(REFERENCE, "normal") == ()


@pytest.mark.parametrize("status", sorted(codes.STATUS))
def test_every_status_code_becomes_its_error(room: Room, status: str):
    kind, code, wait = EXPECTED[status]
    error = failure(room, f"status:{status}")
    assert (type(error), error.code, getattr(error, "wait", None)) == (kind, code, wait)
    assert room.booked() == 0


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("maintenance", Throttled, "throttled.maintenance"),
        ("snapshot_lock", Throttled, "throttled.snapshot_lock"),
        ("limit", Throttled, "throttled.requests"),
        ("http:429", Throttled, "throttled.requests"),
        ("bare_auth", AuthLost, "auth.token"),
        ("token_expired", AuthLost, "auth.token"),
        ("token_revoked", AuthLost, "auth.token"),
        ("wrong_ip", AuthLost, "auth.permission"),
        ("missing_permission", AuthLost, "auth.permission"),
        ("missing_scope", AuthLost, "auth.scope"),
        ("http:403", AuthLost, "auth.forbidden"),
        ("ksef_unauthorised", Rejected, "rejected.ksef_not_authorised"),
        ("ksef_batch", Throttled, "throttled.ksef_batch"),
        ("refuse_validation", Rejected, "rejected.fields"),
    ],
)
def test_every_trouble_with_a_name_becomes_its_error(room: Room, fault: str, kind: type, code: str):
    error = failure(room, fault)
    assert (type(error), error.code) == (kind, code)
    assert room.booked() == 0


def test_a_refused_buyer_is_explained_by_field(room: Room):
    with pytest.raises(Rejected) as caught:
        room.client().invoice_add(body(sale(replace(FIRM, tax_id="1234567890", zip="123"))))
    assert {(error.path, error.field) for error in caught.value.fields} == {
        ("contractor", "nip"),
        ("contractor", "zip"),
    }
    assert room.booked() == 0


@pytest.mark.parametrize(
    ("fault", "fields"),
    [
        ("reference_dropped", ["id_external"]),
        ("payment_dropped", ["paymentstate"]),
        ("auto_send_dropped", ["auto_send"]),
        ("receiver_dropped", ["contractor_receiver"]),
        ("vat_dropped", ["vat", "vat.222", "vat.222.tax", "vat.224"]),
    ],
)
def test_what_was_lost_in_silence_is_seen_on_reading_back(room: Room, fault: str, fields: list[str]):
    sent = body(sale(recipient=Recipient(name="Oddział", zip="30-002", city="Kraków")), draft(line("5")))
    room.faults.on(fault, match="invoices/add")
    issued = room.client().invoice_add(sent)
    found = {difference.field for difference in differences(sent, issued)}
    assert found
    assert found <= set(fields)


def test_a_document_that_is_listed_late_is_absent_until_then(room: Room):
    room.faults.on("late_find:30", match="invoices/add")
    client = room.client()
    client.invoice_add(body())
    assert client.invoices_by_reference(REFERENCE, "normal") == ()
    room.pass_time(31)
    assert len(client.invoices_by_reference(REFERENCE, "normal")) == 1


def test_a_third_party_stays_on_the_document(room: Room):
    sent = body(sale(recipient=Recipient(name="Oddział", zip="30-002", city="Kraków")))
    issued = room.client().invoice_add(sent)
    assert issued.receiver is True
    assert differences(sent, issued) == ()


def test_two_rates_on_net_prices_come_out_as_computed(room: Room):
    lines = (line(price="398.37", quantity="2"), line("5", price="46.67", quantity="1"))
    sent = body(None, draft(*lines, price_type="netto", total=Decimal("1028.99")))
    issued = room.client().invoice_add(sent)
    assert issued.total == Decimal("1028.99")
    assert differences(sent, issued) == ()


def test_a_receipt_for_a_private_person_without_an_address_is_issued(room: Room):
    sent = body(sale(PERSON), draft(type="receipt_normal"))
    issued = room.client().invoice_add(sent)
    assert issued.type == "receipt_normal"
    assert differences(sent, issued) == ()


def test_a_seller_without_vat_issues_bills(room: Room):
    sent = body(None, draft(line(None), type="bill", annotations=("exempt:art. 113 ust. 1",)))
    issued = room.client(SMALL_COMPANY).invoice_add(sent)
    assert issued.type == "bill"
    assert differences(sent, issued) == ()


def test_foreign_rates_are_resolved_and_booked_as_asked(room: Room):
    client = room.client()
    vat_codes, countries = client.vat_codes(), client.countries()
    assert len(vat_codes) > 100
    assert len(countries) > 200
    assert polish_ids(vat_codes) == POLISH
    ids = foreign_ids(vat_codes, countries, TODAY)
    assert ids[("DE", "19")] == "617"
    german = draft(
        line(ForeignRate(country="DE", rate="19"), price="119.00", quantity="1"),
        oss=OSS,
        currency="EUR",
        total=Decimal(119),
    )
    sent = body(sale(GERMAN), german, vat_ids=ids)
    issued = client.invoice_add(sent)
    assert (issued.netto, issued.tax, issued.currency) == (Decimal(100), Decimal(19), "EUR")
    assert differences(sent, issued) == ()


def test_a_firm_abroad_is_booked_without_vat(room: Room):
    firm = replace(GERMAN, company=True, tax_id="DE 136 695 976")
    sent = body(sale(firm), draft(line("NPUE"), annotations=("reverse_charge",)))
    issued = room.client().invoice_add(sent)
    assert (issued.tax, issued.buyer_nip) == (Decimal(0), "DE136695976")
    assert differences(sent, issued) == ()


def test_the_companies_of_the_user_are_listed(room: Room):
    companies = room.client(None).companies()
    assert [(one.id, one.vat_payer) for one in companies] == [("111222", True), ("111223", False)]
    assert room.client().company().id == "111222"
    with pytest.raises(AuthLost) as caught:
        room.client(None).invoice_add(body())
    assert caught.value.code == "auth.company"


def test_a_document_is_mailed_again_and_printed(room: Room):
    client = room.client()
    issued = client.invoice_add(body(auto_send=False))
    assert issued.number in client.invoice_send(issued.id, "ktos@firma.example")
    assert client.invoice_download(issued.id).startswith(b"%PDF-")
    with pytest.raises(Rejected) as caught:
        client.invoice_download("999")
    assert caught.value.code == "rejected.not_found"


def test_a_buyer_is_added_found_and_changed(room: Room):
    client = room.client()
    buyer = body()["invoices"]["0"]["invoice"]["contractor"]
    added = client.contractor_add(buyer)
    assert [one.id for one in client.contractor_find(nip="1234563218")] == [added.id]
    assert client.contractor_find(email="nobody@example.com") == ()
    client.contractor_edit(added.id, {"city": "Łódź"})
    assert client.contractor_get(added.id).city == "Łódź"


def exchange(room: Room, code: str, **changes: str) -> oauth.Tokens:
    given = {
        "client_id": room.application.client_id,
        "client_secret": room.application.client_secret,
        "redirect_uri": room.application.redirect_uri,
    }
    return oauth.exchange(room.http, room.base, code=code, **given | changes)


def refresh(room: Room, token: str) -> oauth.Tokens:
    return oauth.refresh(
        room.http,
        room.base,
        client_id=room.application.client_id,
        client_secret=room.application.client_secret,
        refresh_token=token,
    )


def test_a_code_becomes_tokens_once(room: Room):
    code = room.consent()
    tokens = exchange(room, code)
    assert tokens.expires_in == 3600
    with pytest.raises(AuthLost) as caught:
        exchange(room, code)
    assert caught.value.code == "auth.code_refused"
    with pytest.raises(AuthLost) as caught:
        exchange(room, room.consent(), client_secret="wrong")
    assert caught.value.code == "auth.client"


def test_a_refresh_kills_the_old_token(room: Room):
    first = exchange(room, room.consent())
    second = refresh(room, first.refresh_token)
    assert second.refresh_token != first.refresh_token
    with pytest.raises(AuthLost) as caught:
        refresh(room, first.refresh_token)
    assert caught.value.code == "auth.refresh_dead"
    assert refresh(room, second.refresh_token).access_token


def test_a_lost_answer_to_a_refresh_may_have_cost_the_token(room: Room):
    first = exchange(room, room.consent())
    room.faults.on("lost_reply", match="oauth2/token")
    with pytest.raises(OutcomeUnknown):
        refresh(room, first.refresh_token)
    with pytest.raises(AuthLost):
        refresh(room, first.refresh_token)


def test_a_good_is_added_found_by_its_code_and_read(room: Room):
    with room.books.acting() as ledger:
        for application in ledger.applications.values():
            application.scopes = [*application.scopes, "goods-read", "goods-write"]
        ledger.settings.good_gtu = "any"
    client = room.client()
    assert client.goods_by_code("mo-12-abc") == ()
    added = client.good_add(good_to_payload("mo-12-abc", "Kurs online", "GTU_12", line(), "brutto"))
    assert (added.code, added.name, added.gtu) == ("mo-12-abc", "Kurs online", "GTU_12")
    assert client.goods_by_code("mo-12-abc") == (added,) == (client.good_get(added.id),)
    with room.books.acting() as ledger:
        ledger.goods.clear()
    with pytest.raises(Rejected) as caught:
        client.good_get(added.id)
    assert caught.value.code == "rejected.not_found"


def test_without_their_scope_goods_are_a_matter_of_the_consent(room: Room):
    with pytest.raises(AuthLost) as caught:
        room.client().goods_by_code("mo-12-abc")
    assert caught.value.code == "auth.scope"
