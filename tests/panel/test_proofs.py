"""The month in one line of zeros, on the page, in the inbox and on the overview."""

from __future__ import annotations

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from mostek.core.models import Connection, Proof
from mostek.lib import clock
from tests.panel.conftest import make_connection, make_firm, make_proof

DELETED = {
    "counts": {"paid": 2, "documented": 1, "unexplained": 1, "ours": 2, "listed": 1},
    "findings": [{"code": "proof.deleted", "number": "PAR 9/11/2026", "wfirma_id": "9", "about": "4102"}],
    "to_look_at": 1,
}


@pytest.fixture
def connection(anna):
    return make_connection(anna, company_name="Akademia")


def test_a_clean_month_is_one_green_line(page, connection):
    make_proof(connection)
    text = page.get("/proof/").content.decode()
    assert (
        "1 opłacona sprzedaż = 1 dokument, sumy zgodne, 0 brakujących, 0 podwójnych, 0 niewyjaśnionych"
        in text
    )
    assert "tone-green" in text


def test_a_difference_is_told_with_its_step_and_stands_in_the_inbox(page, connection):
    proof = make_proof(connection, **DELETED)
    text = page.get(f"/proof/{proof.pk}/").content.decode()
    assert "Dokumentu PAR 9/11/2026 nie ma już w wFirma." in text
    assert "Wystaw dokument ręcznie w wFirma" in text
    inbox = page.get("/inbox/").content.decode()
    assert "Dokumentu PAR 9/11/2026 nie ma już w wFirma." in inbox
    assert f"/proof/{proof.pk}/" in inbox
    assert "2 opłacone sprzedaże ≠ 1 dokument" in page.get("/").content.decode()


def test_a_month_never_read_and_one_that_failed_are_not_zeros(page, connection):
    text = page.get("/proof/").content.decode()
    assert "jeszcze niesprawdzone" in text
    assert "0 brakujących" not in text
    failed = make_proof(
        connection,
        state="failed",
        is_current=False,
        counts={},
        error="unknown.http_5xx",
        error_detail="HTTP 500",
    )
    for address in ("/proof/", f"/proof/{failed.pk}/"):
        text = page.get(address).content.decode()
        assert "brakujących" not in text
    assert "To nie znaczy, że był pusty" in text
    assert page.get(f"/proof/{failed.pk}/csv/").status_code == 404


def test_the_last_finished_proof_stays_when_a_newer_one_fails(page, connection):
    make_proof(connection)
    make_proof(connection, state="failed", is_current=False, counts={}, error="throttled.maintenance")
    text = page.get("/proof/").content.decode()
    assert "1 opłacona sprzedaż = 1 dokument" in text
    assert "Ostatnie sprawdzenie nie odczytało wFirma" in text


def test_check_now_asks_once(page, connection):
    wanted = {"connection": connection.pk, "month": f"{clock.warsaw_date():%Y-%m}"}
    first, second = page.post("/proof/ask/", wanted), page.post("/proof/ask/", wanted)
    proof = Proof.objects.get()
    assert first["location"] == second["location"] == f"/proof/{proof.pk}/"
    assert proof.asked_by.username == "anna"
    assert "Trwa sprawdzanie" in page.get(f"/proof/{proof.pk}/").content.decode()


@pytest.mark.parametrize("month", ["2999-01", "x", "", "2026-13"])
def test_a_month_that_is_none_is_not_read(page, connection, month):
    assert page.post("/proof/ask/", {"connection": connection.pk, "month": month}).status_code == 404
    assert not Proof.objects.exists()


def test_a_neighbours_month_cannot_be_read(page, connection, bogdan):
    theirs = make_firm(bogdan).connection
    asked = page.post("/proof/ask/", {"connection": theirs.pk, "month": f"{clock.warsaw_date():%Y-%m}"})
    assert asked.status_code == 404
    assert theirs.proofs.count() == 1


def test_a_connection_that_does_not_work_is_not_asked(page, connection):
    Connection.objects.update(health="needs_you")
    answer = page.post(
        "/proof/ask/", {"connection": connection.pk, "month": f"{clock.warsaw_date():%Y-%m}"}, follow=True
    )
    assert "Połączenie teraz nie działa" in answer.content.decode()
    assert not Proof.objects.exists()


def test_signing_asks_once_more_and_is_shown(page, connection):
    proof = make_proof(connection)
    assert "Tego nie można cofnąć" in page.get(f"/proof/{proof.pk}/sign/").content.decode()
    assert Proof.objects.get().signed_at is None
    text = page.post(f"/proof/{proof.pk}/sign/", {"note": "Gotowe."}, follow=True).content.decode()
    assert "Zatwierdzone" in text
    assert "Gotowe." in text
    assert Proof.objects.get().signed_by.username == "anna"


def test_signing_with_open_differences_needs_a_reason_and_clears_the_inbox(page, connection):
    proof = make_proof(connection, **DELETED)
    refused = page.post(f"/proof/{proof.pk}/sign/", {"note": " "})
    assert refused.status_code == 422
    assert "dlaczego otwarte różnice są w porządku" in refused.content.decode()
    page.post(f"/proof/{proof.pk}/sign/", {"note": "Usunięty na prośbę nabywcy."})
    assert "PAR 9/11/2026" not in page.get("/inbox/").content.decode()


def test_files_have_names_and_are_kept_from_caches(page, connection):
    proof = make_proof(connection, **DELETED)
    for ending, begin in (("csv", b"\xef\xbb\xbf"), ("pdf", b"%PDF-")):
        answer = page.get(f"/proof/{proof.pk}/{ending}/")
        assert answer.content.startswith(begin)
        assert answer["Content-Disposition"].endswith(
            f'{clock.warsaw_date():%Y-%m}-{connection.pk}.{ending}"'
        )
        assert "private" in answer["Cache-Control"]


def test_a_new_installation_is_told_what_comes(page):
    assert "Nie ma jeszcze czego porównać" in page.get("/proof/").content.decode()


def test_the_list_asks_the_database_as_often_for_many_months(page, connection, anna):
    def asked():
        with CaptureQueriesContext(database) as queries:
            page.get("/proof/")
        return len(queries)

    page.get("/proof/")
    make_proof(connection, month="2026-01-01", signed_by=anna, signed_at=clock.now())
    once = asked()
    for month in range(2, 12):
        make_proof(connection, month=f"2026-{month:02d}-01", signed_by=anna, signed_at=clock.now())
    assert asked() == once
