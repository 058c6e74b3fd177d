from __future__ import annotations

from datetime import timedelta

import pytest

from mostek.core import download, pdf_link, work
from mostek.core.models import Document, Pdf
from mostek.lib import clock
from tests.conftest import make_connection as make_working_connection
from tests.panel.conftest import held, make_document, make_firm, make_order, make_source


def test_the_list_shows_number_kind_email_and_pdf(page, anna):
    firm = make_firm(anna, email_requested=True)
    text = page.get("/documents/").content.decode()
    assert firm.document.number in text
    assert "paragon, Żaneta Łąka" in text
    assert "zlecony wFirma" in text
    assert f'href="/documents/{firm.document.pk}/pdf/"' in text


@pytest.mark.parametrize("state", ["issued", "held"])
def test_the_list_can_be_narrowed_to_a_state(state, page, anna):
    source = make_source(make_firm(anna).connection)
    make_document(make_order(source, "5000"), **held())
    answer = page.get("/documents/", {"state": state})
    assert {document.state for document in answer.context["page"].rows} == {state}


def test_a_document_that_was_not_issued_has_no_pdf(page, anna):
    firm = make_firm(anna, **held())
    assert page.get(f"/documents/{firm.document.pk}/pdf/").status_code == 404
    assert "/pdf/" not in page.get("/documents/").content.decode()


@pytest.fixture
def issued(anna, wfirma, noon, publigo):
    """A document that really stands in the sandbox's wFirma."""
    from tests.core.deliveries import deliver, private_sale

    publigo.connection.members.add(anna)
    from django.test import Client

    deliver(Client(), publigo, private_sale())
    work.step()
    return Document.objects.get()


def test_the_pdf_is_fetched_by_the_worker_and_then_shown(page, issued, wfirma):
    waits = page.get(f"/documents/{issued.pk}/pdf/")
    assert waits.status_code == 202
    assert waits["refresh"] == "2"
    assert f"Mostek pobiera z wFirma PDF dokumentu {issued.number}." in waits.content.decode()
    assert wfirma.count("invoices/download") == 0
    work.step()
    answer = page.get(f"/documents/{issued.pk}/pdf/")
    assert answer["content-type"] == "application/pdf"
    assert answer["content-disposition"] == 'inline; filename="FV-1-11-2026.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_a_changed_document_is_printed_anew_when_a_person_asks(page, issued, wfirma):
    page.get(f"/documents/{issued.pk}/pdf/")
    work.step()
    said = page.post(f"/documents/{issued.pk}/pdf/again/", follow=True).content.decode()
    assert "PDF jest jeszcze raz pobierany z wFirma." in said
    work.step()
    assert wfirma.count("invoices/download") == 2


def test_the_page_of_the_order_has_the_link_for_the_buyer(page, issued):
    text = page.get(f"/orders/{issued.order_id}/").content.decode()
    assert "Link do PDF dla kupującego" in text
    assert pdf_link.make(issued)[0] in text


@pytest.mark.parametrize("fault", ["html_500", "http:502", "http:200"])
def test_when_wfirma_gives_no_pdf_the_page_says_that_the_document_is_safe(fault, page, issued, wfirma):
    wfirma.faults.on(fault, match="invoices/download", times=50)
    page.get(f"/documents/{issued.pk}/pdf/")
    for _ in range(download.TRIES + 1):
        clock.advance(timedelta(minutes=16))
        work.step()
    Pdf.objects.update(
        asked_at=clock.now()
    )  # somebody else has just asked: nobody is set to work by this look
    answer = page.get(f"/documents/{issued.pk}/pdf/")
    text = answer.content.decode()
    assert answer.status_code == 503
    assert f"Dokument {issued.number} jest bezpieczny w wFirma." in text
    assert "Spróbuj za chwilę." in text
    # A break of reading is nothing that a document waits for.
    assert "dokument czeka" not in text
    assert "czy dokument powstał" not in text


def test_a_lost_permission_names_the_path_in_wfirma(page, issued, wfirma):
    wfirma.faults.on("missing_permission", match="invoices/download", times=1)
    page.get(f"/documents/{issued.pk}/pdf/")
    work.step()
    text = page.get(f"/documents/{issued.pk}/pdf/").content.decode()
    assert "Ustawienia ➔ Inne ➔ Użytkownicy" in text


def test_an_interim_print_is_not_called_the_invoice(page, issued):
    page.get(f"/documents/{issued.pk}/pdf/")
    work.step()
    Pdf.objects.update(kind=Pdf.Kind.INTERIM)
    assert "To nie jest faktura." in page.get(f"/documents/{issued.pk}/pdf/").content.decode()
    shown = page.get(f"/documents/{issued.pk}/pdf/", {"interim": "1"})
    assert shown["content-disposition"] == 'inline; filename="FV-1-11-2026-tymczasowy.pdf"'


def test_the_documents_of_two_firms_do_not_mix(page, anna, bogdan, wfirma, noon):
    make_firm(anna)
    theirs = make_working_connection(wfirma, company_name="Obca")
    theirs.members.add(bogdan)
    make_document(make_order(make_source(theirs)), number="FV OBCA", wfirma_id="99")
    assert "FV OBCA" not in page.get("/documents/").content.decode()
