from __future__ import annotations

import pytest

from mostek.core.models import Document
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
    from mostek.core import work
    from tests.core.deliveries import deliver, private_sale

    publigo.connection.members.add(anna)
    from django.test import Client

    deliver(Client(), publigo, private_sale())
    work.step()
    return Document.objects.get()


def test_the_pdf_comes_straight_from_wfirma(page, issued):
    answer = page.get(f"/documents/{issued.pk}/pdf/")
    assert answer["content-type"] == "application/pdf"
    assert answer["content-disposition"] == 'inline; filename="FV-1-11-2026.pdf"'
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize("fault", ["maintenance", "refused", "http:502"])
def test_when_wfirma_has_a_break_the_page_says_that_the_document_is_safe(fault, page, issued, wfirma):
    wfirma.faults.on(fault, times=5)
    answer = page.get(f"/documents/{issued.pk}/pdf/")
    text = answer.content.decode()
    assert answer.status_code == 503
    assert f"Dokument {issued.number} jest bezpieczny w wFirma." in text
    assert "Spróbuj za chwilę." in text
    # A break of reading is nothing that a document waits for.
    assert "dokument czeka" not in text
    assert "czy dokument powstał" not in text


def test_a_lost_permission_names_the_path_in_wfirma(page, issued, wfirma):
    wfirma.faults.on("missing_permission", times=5)
    text = page.get(f"/documents/{issued.pk}/pdf/").content.decode()
    assert "Ustawienia ➔ Inne ➔ Użytkownicy" in text


def test_the_documents_of_two_firms_do_not_mix(page, anna, bogdan, wfirma, noon):
    make_firm(anna)
    theirs = make_working_connection(wfirma, company_name="Obca")
    theirs.members.add(bogdan)
    make_document(make_order(make_source(theirs)), number="FV OBCA", wfirma_id="99")
    assert "FV OBCA" not in page.get("/documents/").content.decode()
