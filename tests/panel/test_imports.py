"""The pages of a file: what is asked, what is shown, what may be done when."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mostek.core import work
from mostek.core.models import Import, Order
from tests.core.importing.files import row, sheet
from tests.panel.conftest import make_firm, signed_in


@pytest.fixture
def firm(anna, noon):
    return make_firm(anna)


def upload(page, firm, content, name="sprzedaż.csv"):
    return page.post(
        reverse("panel:source_import", args=[firm.file.pk]), {"file": SimpleUploadedFile(name, content)}
    )


def test_a_file_goes_from_its_upload_to_its_orders(page, firm):
    answer = upload(page, firm, sheet(row(1), row(2, "12 34")))
    one = Import.objects.latest("pk")
    assert answer.url == reverse("panel:import_plan", args=[one.pk])
    form = page.get(answer.url).context["form"]
    given = {name: field.initial or "" for name, field in form.fields.items()}
    shown = reverse("panel:import", args=[one.pk])
    assert page.post(answer.url, given).url == shown
    assert b"<progress" in page.get(shown).content
    work.step()
    text = page.get(shown).content.decode()
    assert "Kolumna „Razem brutto”, „12 34”" in text
    assert "1 sprzedaż do importu" in text
    page.post(reverse("panel:import_start", args=[one.pk]))
    page.post(reverse("panel:import_start", args=[one.pk]))
    work.step()
    assert Order.objects.filter(source=firm.file).count() == 1
    assert "Plik zaimportowany" in page.get(shown).content.decode()
    failed = page.get(reverse("panel:import_failed", args=[one.pk]))
    assert "12 34" in failed.content.decode("utf-8-sig")
    # What it was told of the columns holds for the next file as well.
    upload(page, firm, sheet(row(3)))
    assert Import.objects.latest("pk").plan["version"] == 1


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0xx", b"PK\x03\x04", b"a;b\n"])
def test_a_file_that_cannot_be_read_says_so_at_its_field(anna, firm, content, language):
    answer = upload(signed_in(anna, language), firm, content)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_what_is_not_said_of_the_columns_is_asked_for(page, firm):
    upload(page, firm, b"a;b\n1;2\n")
    one = Import.objects.latest("pk")
    answer = page.post(reverse("panel:import_plan", args=[one.pk]), {"currency_fixed": "talary"})
    assert answer.status_code == 422
    assert "currency_fixed" in answer.context["form"].errors
    answer = page.post(reverse("panel:import_plan", args=[one.pk]), {"currency_fixed": "zł"})
    assert {"order", "paid", "total", "country", "line_name"} <= set(answer.context["form"].errors)


def test_a_cell_that_would_be_a_formula_is_text_in_the_download(page, firm):
    upload(page, firm, sheet(row(1, total="=2+2", name="@SUM(A1)")))
    one = Import.objects.latest("pk")
    form = page.get(reverse("panel:import_plan", args=[one.pk])).context["form"]
    page.post(
        reverse("panel:import_plan", args=[one.pk]),
        {name: field.initial or "" for name, field in form.fields.items()},
    )
    work.step()
    text = page.get(reverse("panel:import_failed", args=[one.pk])).content.decode("utf-8-sig")
    assert "'=2+2" in text
    assert "'@SUM(A1)" in text


def test_the_template_can_be_downloaded(page):
    assert "Numer zamówienia" in page.get(reverse("panel:source_template")).content.decode("utf-8-sig")
