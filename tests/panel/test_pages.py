"""What holds for every page: headers, headings, labels, both languages, the error pages."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.defaults import server_error

import mostek.panel
from mostek.core.models import Connection
from mostek.panel import urls
from tests.panel.conftest import held, make_document, make_firm, make_order, signed_in

PAGES = sorted(
    pattern.name
    for pattern in urls.urlpatterns
    # A page is what answers GET with HTML and needs no wFirma behind it.
    if pattern.name
    not in {
        *("logout", "language", "connection_add", "connection_switch", "order_decide"),
        *("order_answer", "order_undo", "product_decide"),
        *("document_release", "document_pdf", "source_api_key", "first_run", "login"),
        *("source_woocommerce", "source_woocommerce_back"),
        *("source_pull", "source_examine", "source_register", "source_cut_over"),
        *("source_toggle", "source_issue_here", "source_look", "order_both"),
        *("connect_company", "connection_numbering"),
        *("proof_ask", "proof_csv", "proof_pdf"),
        *("corrections_approve", "corrections_register", "correction_approve", "correction_drop"),
        *("document_check", "document_adopt", "inbox_release"),
        *("document_pdf_again", "document_mail", "document_ksef", "source_api_key_revoke"),
        *("source_shadow_switch", "source_shadow_compare", "source_write_again"),
        *("endpoint_rotate", "endpoint_switch", "endpoint_test", "endpoint_remove", "delivery_resend"),
        *("connection_alert_remove", "connection_alert_test"),
        *("source_template", "import", "import_start", "import_failed"),
    }
)


def address(name, firm):
    nouns = {
        "order": firm.order,
        "source": firm.source,
        "product": firm.product,
        "connect": firm.connection,
        "seller": firm.connection,
        "proof": firm.proof,
        "import": firm.import_,
        "endpoint": firm.endpoint,
        "correction": firm.correction,
        "document": doubtful(firm) if name.startswith("document_") else None,
    }
    if name == "source_import":
        return reverse("panel:source_import", args=[firm.file.pk])
    if name == "source_kind":
        return reverse("panel:source_kind", args=["publigo"])
    pattern = next(one for one in urls.urlpatterns if one.name == name)
    if "pk" not in pattern.pattern.converters:
        return reverse(f"panel:{name}")
    (row,) = [row for noun, row in nouns.items() if name.startswith(noun)]
    return reverse(f"panel:{name}", args=[row.pk])


def doubtful(firm):
    """One that was found and differs, so that its pages have everything on them."""
    found = {"id": "1", "number": "FV 7/11/2026", "type": "normal", "total": "1.00", "currency": "PLN"}
    columns = held(
        reason="found.different", detail={"found": [{**found, "date": "2026-11-20", "buyer": "X"}]}
    )
    order = firm.source.orders.filter(external_id="doubt").first()
    return order.documents.get() if order else make_document(make_order(firm.source, "doubt"), **columns)


class Reader(HTMLParser):
    """Collects what a person with a screen reader depends on."""

    def __init__(self, text):
        super().__init__()
        self.headings, self.fields, self.labels, self.ids = [], [], set(), []
        self.inline, self.tables, self.captions, self.language = [], 0, 0, ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in {"input", "select", "textarea"} and given.get("type") not in {"hidden", "submit"}:
            self.fields.append(given)
        if tag == "label":
            self.labels.add(given.get("for"))
        if "id" in given:
            self.ids.append(given["id"])
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        self.tables += tag == "table"
        self.captions += tag == "caption"
        if tag == "html":
            self.language = given.get("lang")


@pytest.fixture
def firm(anna):
    return make_firm(anna)


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_by_everybody(name, language, anna, firm):
    client = signed_in(anna, language)
    answer = client.get(address(name, firm))
    read = Reader(answer.content.decode())

    assert answer.status_code in {200, 400}  # 400: the way back from wFirma without anything asked
    assert read.language == language
    assert read.headings[0] == 1
    assert read.headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(read.headings, read.headings[1:], strict=False))
    unlabelled = [
        one for one in read.fields if one.get("id") not in read.labels and not one.get("aria-label")
    ]
    assert unlabelled == []
    assert len(read.ids) == len(set(read.ids))
    assert read.inline == []
    assert read.tables == read.captions


@pytest.mark.parametrize("name", PAGES)
def test_a_page_carries_the_headers_that_protect_it(name, anna, firm):
    headers = signed_in(anna).get(address(name, firm)).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "no-cache" in headers["Cache-Control"]


@pytest.mark.parametrize("name", PAGES)
def test_no_secret_is_sent_to_the_browser(name, anna, firm):
    text = signed_in(anna).get(address(name, firm)).content.decode()
    assert "MARKED" not in text
    assert "licence-key" not in text


@pytest.fixture(scope="module")
def polish():
    """Every Polish sentence of the catalogue that differs from its English one."""
    po = Path(mostek.panel.__file__).parent.parent / "locale" / "pl" / "LC_MESSAGES" / "django.po"
    with po.open("rb") as file:
        return {
            entry.string
            for entry in read_po(file)
            if isinstance(entry.string, str) and len(entry.string) > 12 and entry.string != entry.id
        }


@pytest.mark.parametrize("name", PAGES)
def test_an_english_page_has_no_polish_sentence_of_ours_left(name, anna, firm, polish):
    in_polish = signed_in(anna).get(address(name, firm)).content.decode()
    in_english = signed_in(anna, "en").get(address(name, firm)).content.decode()
    assert [sentence for sentence in polish if f">{sentence}<" in in_english] == []
    assert any(sentence in in_polish for sentence in polish)


def test_the_policy_lets_generuj_go_to_wfirma_and_nowhere_else(page, settings):
    settings.WFIRMA_LOGIN_URL = "https://wfirma.pl"
    policy = page.get("/").headers["Content-Security-Policy"]
    (forms,) = [part for part in policy.split("; ") if part.startswith("form-action")]
    assert forms == "form-action 'self' https://wfirma.pl https://*.wfirma.pl"


def test_a_page_that_does_not_exist_says_so_and_leads_on(page):
    answer = page.get("/nie-ma/")
    assert answer.status_code == 404
    assert "Nie ma takiej strony" in answer.content.decode()


def test_the_page_of_an_unforeseen_error_needs_no_database():
    # Without the fixture `db` any query fails this test.
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Mostek" in answer.content.decode()


def test_a_broken_view_shows_the_designed_page_and_no_details(anna, firm):
    Connection.objects.filter(pk=firm.connection.pk).update(seller="not an object")
    client = Client(raise_request_exception=False, headers={"accept-language": "pl"})
    client.force_login(anna)
    answer = client.get(reverse("panel:seller", args=[firm.connection.pk]))
    assert answer.status_code == 500
    assert "Mostek natrafił na błąd, którego nie przewidział" in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
