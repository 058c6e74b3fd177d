"""`GET /api/v1/documents/…` and what a sale says of its documents."""

from __future__ import annotations

import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from mostek.core import pdf_link, work
from mostek.core.models import Connection, Document, Pdf
from mostek.lib import clock
from tests.api.test_sales import SALE


@pytest.fixture
def reference(caller, wfirma) -> str:
    """Of an issued document."""
    posted = caller.post("sales", SALE).json()["document"]["reference"]
    work.step()
    return str(posted)


def test_a_sale_tells_of_its_documents_with_words_in_both_languages(caller, wfirma):
    posted = caller.post("sales", SALE).json()
    assert posted["document"]["message"]["en"]["text"] == "The document waits for its turn."
    assert posted["document"]["pdf"] is None
    work.step()
    (document,) = caller.get("sales/A-1001").json()["documents"]
    assert document["number"] == "FV 1/11/2026"
    assert document["issued_on"] == "2026-11-23"
    assert document["message"]["pl"]["text"] == "Dokument jest wystawiony w wFirma."
    assert document["pdf"].endswith(f"/api/v1/documents/{document['reference']}/pdf")


def test_what_a_person_has_to_do_comes_before_the_state(caller, wfirma):
    Connection.objects.update(health=Connection.Health.NEEDS_YOU, health_code="auth.refresh_dead")
    message = caller.post("sales", SALE).json()["document"]["message"]
    assert message["pl"]["step"]
    assert message["pl"]["step"] != "Nie trzeba nic robić."


def test_a_held_document_says_why_and_what_next(caller, wfirma):
    wfirma.faults.on("refuse_validation", match="invoices/add")
    caller.post("sales", SALE)
    work.step()
    document = caller.get("sales/A-1001").json()["document"]
    assert (document["state"], document["reason"]) == ("held", "rejected.fields")
    assert document["message"]["en"]["step"]


def test_a_held_sale_shows_its_question(caller):
    body = caller.post("sales", SALE | {"total": "198.00"}).json()
    assert (body["decision"], body["document"], body["documents"]) == ("hold", None, [])
    assert body["question"]["pl"]


def test_a_reference_with_a_slash_is_found(caller):
    caller.post("sales", SALE | {"reference": "2026/11/1"})
    assert caller.get("sales/2026/11/1").json()["reference"] == "2026/11/1"
    assert caller.get("sales/2026%2F11%2F1").status_code == 200


def test_a_document_is_found_by_its_reference(caller, reference):
    body = caller.get(f"documents/{reference}").json()
    assert (body["reference"], body["sale"], body["state"]) == (reference, "A-1001", "issued")
    assert (body["pdf_kind"], body["pdf_link_until"]) == (None, "2026-12-23")


def test_the_list_goes_on_where_the_page_before_ended(caller):
    for number in range(5):
        caller.post("sales", SALE | {"reference": f"L-{number}"})
    found, cursor = [], ""
    while True:
        page = caller.get(f"sales?limit=2{cursor}").json()
        found += [one["reference"] for one in page["sales"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == ["L-4", "L-3", "L-2", "L-1", "L-0"]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "cursor=-1", "cursor=9e9", "cursor=" + "9" * 40]
)
def test_a_page_that_cannot_be_is_refused(caller, query):
    assert caller.get(f"sales?{query}").status_code == 422


def test_the_pdf_is_fetched_on_demand_and_then_served_from_here(caller, reference, wfirma):
    first = caller.get(f"documents/{reference}/pdf")
    assert (first.status_code, first.json()["pdf"]) == (202, "fetching")
    assert int(first["retry-after"]) >= 1
    assert wfirma.count("invoices/download") == 0
    work.step()
    for _ in range(2):
        answer = caller.get(f"documents/{reference}/pdf")
        assert (answer.status_code, answer["content-type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF-")
        assert answer["mostek-pdf"] == "document"
    assert wfirma.count("invoices/download") == 1


@pytest.mark.django_db(transaction=True)
def test_a_caller_may_have_us_wait_for_the_worker(caller, reference):
    timer = threading.Timer(0.3, lambda: (work.step(), close()))
    timer.start()
    try:
        answer = caller.get(f"documents/{reference}/pdf", prefer="respond-async, wait=10")
    finally:
        timer.join()
    assert answer.status_code == 200


def close() -> None:
    from django.db import connection

    connection.close()


def test_an_interim_print_is_given_to_who_asks_for_just_that(caller, reference, wfirma):
    document = Document.objects.get()
    Document.objects.update(
        content=document.content | {"draft": document.content["draft"] | {"ksef": "required"}}
    )
    with wfirma.books.acting() as ledger:
        (row,) = ledger.invoices.values()
        row.ksef_at = wfirma.books.clock() + timedelta(minutes=1)
    caller.get(f"documents/{reference}/pdf")
    work.step()
    refused = caller.get(f"documents/{reference}/pdf")
    assert (refused.status_code, refused.json()["code"]) == (409, "pdf.interim")
    assert refused["retry-after"]
    given = caller.get(f"documents/{reference}/pdf?interim=true")
    assert (given.status_code, given["mostek-pdf"]) == (200, "interim")
    assert "interim" in given["content-disposition"]


def test_a_document_that_waits_has_no_pdf_yet(caller):
    reference = caller.post("sales", SALE).json()["document"]["reference"]
    assert caller.get(f"documents/{reference}/pdf").json()["code"] == "pdf.not_issued"
    assert not Pdf.objects.exists()


def test_what_keeps_the_pdf_from_coming_is_said(caller, reference, wfirma):
    Connection.objects.update(is_on=False)
    answer = caller.get(f"documents/{reference}/pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, "pdf.failed")
    assert "switched off" in answer.json()["detail"]
    assert "wyłączona" in answer.json()["pl"]


@pytest.mark.parametrize(
    "path", ["sales/A-1001", "documents/{}", "documents/{}/pdf", "documents/{}/pdf?interim=true"]
)
def test_a_neighbours_key_finds_nothing(neighbour, reference, path):
    assert neighbour.get(path.format(reference)).status_code == 404
    assert not Pdf.objects.exists()


def test_a_neighbours_lists_are_empty(caller, neighbour, reference):
    caller.put("products/77:1", {"description": {}})
    assert neighbour.get("sales").json() == {"sales": [], "next": None}
    assert neighbour.get("products").json() == {"products": [], "next": None}


# The link without a login.


def link_of(caller, reference: str) -> str:
    return urlsplit(caller.get(f"documents/{reference}").json()["pdf_link"]).path


def test_the_link_opens_the_pdf_without_a_login(caller, reference, wfirma):
    path = link_of(caller, reference)
    stranger = Client(headers={"accept-language": "pl"})
    waits = stranger.get(path)
    assert waits.status_code == 202
    assert waits["refresh"]
    assert "Pobieranie PDF" in waits.content.decode()
    work.step()
    answer = stranger.get(path)
    assert answer["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer["x-robots-tag"] == "noindex"
    assert answer["cache-control"] == "private, no-store"


def test_the_link_names_nobody(caller, reference):
    path = link_of(caller, reference)
    for word in ("Anna", "anna", "example", "A-1001", reference, "FV"):
        assert word not in path


def test_the_link_is_the_same_all_day(caller, reference):
    first = link_of(caller, reference)
    clock.advance(timedelta(hours=3))
    assert link_of(caller, reference) == first


@pytest.mark.parametrize(("language", "words"), [("pl", "Ten link wygasł"), ("en", "This link has expired")])
def test_an_expired_link_says_so(caller, reference, language, words):
    path = link_of(caller, reference)
    clock.advance(pdf_link.LASTS)
    assert Client().get(path).status_code == 202
    clock.advance(timedelta(days=1))
    answer = Client(headers={"accept-language": language}).get(path)
    assert answer.status_code == 410
    assert words in answer.content.decode()


def test_a_changed_link_opens_nothing(caller, reference):
    path = link_of(caller, reference)
    changed = path[:6] + ("A" if path[6] != "A" else "B") + path[7:]
    answer = Client(headers={"accept-language": "en"}).get(changed)
    assert answer.status_code == 404
    assert "This link does not work" in answer.content.decode()


def test_a_token_signed_for_something_else_opens_nothing(reference):
    from django.core import signing

    token = signing.Signer(salt="other").sign_object([Document.objects.get().pk, "2099-01-01"])
    assert Client().get(f"/pdf/{token}/").status_code == 404


def test_the_buyer_is_told_that_an_interim_print_is_not_the_invoice(caller, reference, wfirma):
    path = link_of(caller, reference)
    Client().get(path)
    work.step()
    Pdf.objects.update(kind=Pdf.Kind.INTERIM)
    page = Client(headers={"accept-language": "pl"}).get(path)
    assert page["content-type"].startswith("text/html")
    assert "To nie jest faktura" in page.content.decode()
    print_ = Client(headers={"accept-language": "pl"}).get(f"{path}?interim=1")
    assert "tymczasowy" in print_["content-disposition"]


def test_a_stranger_learns_nothing_of_the_sellers_trouble(caller, reference):
    Connection.objects.update(
        health=Connection.Health.NEEDS_YOU, health_code="auth.refresh_dead", health_detail="DETAIL"
    )
    answer = Client(headers={"accept-language": "pl"}).get(link_of(caller, reference))
    assert answer.status_code == 503
    assert "jest bezpieczny w wFirma" in answer.content.decode()
    assert "DETAIL" not in answer.content.decode()
