"""The PDF of a document: fetched by the writer when somebody wants it, checked, kept, labelled."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mostek.core import connections, download, lease, work
from mostek.core.models import Connection, Document, Pdf
from mostek.lib import clock
from tests.core.deliveries import deliver, private_sale


@pytest.fixture
def document(publigo: Any, wfirma: Any) -> Any:
    """An invoice to a private buyer that stands in the sandbox's wFirma; its company does not use KSeF."""
    deliver(Client(), publigo, private_sale())
    work.step()
    return Document.objects.get()


@pytest.fixture
def through_ksef(document: Any, wfirma: Any) -> Any:
    """The same as an invoice that KSeF has to number, which it does in a minute."""
    Document.objects.update(
        content=document.content | {"draft": document.content["draft"] | {"ksef": "required"}}
    )
    with wfirma.books.acting() as ledger:
        (row,) = ledger.invoices.values()
        row.ksef_at = wfirma.books.clock() + timedelta(minutes=1)
        row.ksef_reference = "5260250274-20261123-0123456789AB-CD"
    document.refresh_from_db()
    return document


def pdf_of(document: Any) -> Pdf:
    return Pdf.objects.get(document=document)


def test_nobody_fetches_what_nobody_wants(document, wfirma):
    clock.advance(timedelta(hours=1))
    work.step()
    assert wfirma.count("invoices/download") == 0


def test_asking_calls_nobody_and_the_worker_fetches_it_once(document, wfirma):
    for _ in range(3):
        download.ask(document)
    assert wfirma.count("invoices/download") == 0
    for _ in range(3):
        work.step()
    assert wfirma.count("invoices/download") == 1
    row = pdf_of(document)
    content = bytes(row.content or b"")
    assert content.startswith(b"%PDF-")
    assert row.digest == hashlib.sha256(content).hexdigest()
    assert (row.kind, row.fetched_at, row.due_at) == (Pdf.Kind.DOCUMENT, clock.now(), None)


def test_a_final_one_is_never_fetched_again_by_itself(document, wfirma):
    download.ask(document)
    work.step()
    clock.advance(timedelta(days=3))
    download.ask(document)
    work.step()
    assert wfirma.count("invoices/download") == 1


def test_a_person_may_have_it_fetched_once_more(document, wfirma):
    download.ask(document)
    work.step()
    download.ask(document, anew=True)
    work.step()
    assert wfirma.count("invoices/download") == 2


def test_while_another_writer_holds_the_connection_nothing_is_fetched(document, wfirma):
    download.ask(document)
    held = lease.take(document.connection_id, "other")
    work.step()
    assert wfirma.count("invoices/download") == 0
    assert held is not None
    lease.release(held)
    work.step()
    assert wfirma.count("invoices/download") == 1


@pytest.mark.parametrize(
    "fault", ["http:200", "html_500", "empty_body", "http:502", "truncated", "status:FATAL"]
)
def test_what_is_no_pdf_is_never_kept_and_is_fetched_again(fault, document, wfirma):
    wfirma.faults.on(fault, match="invoices/download", times=1)
    download.ask(document)
    work.step()
    row = pdf_of(document)
    assert (row.kind, row.content) == ("", None)
    assert row.code
    clock.advance(timedelta(minutes=1))
    work.step()
    assert pdf_of(document).kind == Pdf.Kind.DOCUMENT
    assert pdf_of(document).code == ""


def test_it_gives_up_after_some_tries_and_begins_anew_when_somebody_asks(document, wfirma):
    wfirma.faults.on("html_500", match="invoices/download", times=50)
    download.ask(document)
    for _ in range(20):
        clock.advance(timedelta(minutes=16))
        work.step()
    assert wfirma.count("invoices/download") == download.TRIES
    assert download.obstacle(pdf_of(document)) == "pdf.unreadable"
    wfirma.faults.clear()
    download.ask(document)
    work.step()
    assert pdf_of(document).kind == Pdf.Kind.DOCUMENT


def test_a_broken_print_does_not_stop_the_documents(document, publigo, wfirma):
    wfirma.faults.on("html_500", match="invoices/download", times=50)
    download.ask(document)
    deliver(Client(), publigo, private_sale(2))
    work.step()
    assert Document.objects.filter(state=Document.State.ISSUED).count() == 2
    assert Connection.objects.get().resume_at is None


def test_a_missing_right_is_said_and_leaves_the_connection_ready(document, wfirma):
    wfirma.faults.on("missing_scope", match="invoices/download", times=1)
    download.ask(document)
    work.step()
    row = pdf_of(document)
    assert (row.code, row.due_at) == ("auth.scope", None)
    assert Connection.objects.get().health == Connection.Health.READY


def test_a_limit_slows_the_whole_connection_down(document, wfirma):
    wfirma.faults.on("limit", match="invoices/download", times=1)
    download.ask(document)
    work.step()
    assert Connection.objects.get().resume_at is not None
    clock.advance(timedelta(minutes=2))
    work.step()
    assert pdf_of(document).kind == Pdf.Kind.DOCUMENT


def test_a_token_that_died_early_is_renewed_and_the_pdf_comes(document, wfirma):
    wfirma.faults.on("token_expired", match="invoices/download", times=1)
    download.ask(document)
    work.step()
    work.step()
    assert pdf_of(document).kind == Pdf.Kind.DOCUMENT


def test_a_document_that_was_deleted_in_wfirma_has_no_pdf(document, wfirma):
    with wfirma.books.acting() as ledger:
        ledger.invoices.clear()
    download.ask(document)
    work.step()
    assert (pdf_of(document).code, pdf_of(document).due_at) == ("pdf.gone", None)


def test_the_confirmation_before_ksef_is_interim_and_replaced_by_the_invoice(through_ksef, wfirma):
    download.ask(through_ksef)
    work.step()
    interim = pdf_of(through_ksef)
    assert interim.kind == Pdf.Kind.INTERIM
    assert interim.due_at is not None
    for _ in range(4):
        clock.advance(timedelta(minutes=1))
        work.step()
    final = pdf_of(through_ksef)
    assert (final.kind, final.due_at) == (Pdf.Kind.DOCUMENT, None)
    assert final.digest != interim.digest


def test_an_interim_one_is_not_asked_after_for_ever(through_ksef, wfirma):
    with wfirma.books.acting() as ledger:
        (row,) = ledger.invoices.values()
        row.ksef_at = wfirma.books.clock() + timedelta(days=9)
    download.ask(through_ksef)
    for _ in range(20):
        clock.advance(timedelta(minutes=16))
        work.step()
    assert wfirma.count("invoices/download") == download.TRIES
    download.ask(through_ksef)
    work.step()
    assert wfirma.count("invoices/download") == download.TRIES + 1


def test_a_seller_without_ksef_needs_no_number(through_ksef, wfirma):
    Connection.objects.update(seller=through_ksef.connection.seller | {"ksef": {"enabled": False}})
    download.ask(through_ksef)
    work.step()
    assert pdf_of(through_ksef).kind == Pdf.Kind.DOCUMENT
    assert wfirma.count("invoices/get") == 0


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"is_on": False}, "pdf.connection_off"),
        ({"health": Connection.Health.NEEDS_YOU, "health_code": "auth.refresh_dead"}, "auth.refresh_dead"),
    ],
)
def test_a_connection_that_may_not_be_called_is_named_as_the_obstacle(columns, code, document, wfirma):
    Connection.objects.update(**columns)
    row = download.ask(Document.objects.get())
    work.step()
    assert wfirma.count("invoices/download") == 0
    assert download.obstacle(row) == code
    connections.ready(document.connection_id)
    Connection.objects.update(is_on=True)
    work.step()
    assert pdf_of(document).kind == Pdf.Kind.DOCUMENT
