"""`mostek proof` and `mostek reconcile`: exit codes, figures and files that scripts and accountants rely on."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from mostek.core import lease, work
from mostek.core.models import Connection, Document, Heartbeat, Order, Proof, User
from mostek.core.proof import conclude, drive, paper, scan, sheet
from mostek.core.proof.value import findings_of
from mostek.lib import clock
from mostek.sandbox.wfirma import by_hand
from tests.conftest import make_connection
from tests.core.deliveries import deliver, private_sale
from tests.core.proof.conftest import NOVEMBER, codes, numbers


def run(command, *arguments):
    """Exit code and what was printed."""
    out = io.StringIO()
    try:
        call_command(command, *arguments, stdout=out, stderr=io.StringIO())
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def test_a_clean_month_ends_with_zero_and_one_sentence(sell):
    sell(1, 2)
    code, text = run("proof", "--month", "2026-11", "--lang", "pl")
    assert code == 0
    assert (
        "listopad 2026: 2 opłacone sprzedaże = 2 dokumenty, sumy zgodne, 0 brakujących, 0 podwójnych, "
        "0 niewyjaśnionych"
    ) in text
    assert (
        "2 paid sales = 2 documents, sums equal, 0 missing, 0 doubled, 0 unexplained"
        in run("proof", "--lang", "en")[1]
    )


def test_a_difference_ends_with_one_and_says_which(sell, wfirma):
    sell(1, 2)
    by_hand.delete(wfirma.books.ledger, wfirma.documents[0].id)
    code, text = run("proof", "--lang", "pl")
    assert code == 1
    assert "2 opłacone sprzedaże ≠ 1 dokument, sumy różne" in text
    assert "FV 1/11/2026 nie ma już w wFirma" in text


def test_json_has_the_numbers(sell):
    sell(1)
    code, text = run("proof", "--json")
    (said,) = json.loads(text)
    assert (code, said["clean"], said["sums_equal"], said["month"]) == (0, True, True, "2026-11")
    assert (said["counts"]["paid"], said["counts"]["missing"]) == (1, 0)


def test_a_month_that_cannot_be_read_ends_with_one(connection, wfirma):
    wfirma.faults.on("status:DENIED SCOPE REQUESTED", times=1, match="invoices/find")
    code, text = run("proof", "--lang", "pl")
    assert code == 1
    assert "Nie udało się odczytać miesiąca z wFirma" in text
    assert "opłacon" not in text


def test_a_connection_that_needs_a_person_is_not_waited_for(connection):
    Connection.objects.update(health="needs_you", health_code="auth.no_consent")
    assert run("proof")[0] == 1
    assert Proof.objects.get().error == "auth.no_consent"


@pytest.mark.parametrize("month", ["2026-13", "11.2026", "2026-11-01", "x"])
def test_a_month_that_is_none_is_refused(connection, month):
    with pytest.raises(CommandError, match="2026-11"):
        run("proof", "--month", month)


def test_files_need_one_connection(connection, wfirma, tmp_path):
    make_connection(wfirma, name="Druga")
    with pytest.raises(CommandError, match="--connection"):
        run("proof", "--csv", str(tmp_path / "x.csv"))
    assert run("proof", "--connection", str(connection.pk), "--csv", str(tmp_path / "x.csv"))[0] == 0
    with pytest.raises(CommandError):
        run("proof", "--connection", "999")


def test_it_waits_while_another_writer_holds_the_lease(sell, connection):
    sell(1)
    taken = lease.take(connection.pk, "another")
    told = []

    def tell(progress):
        told.append(progress.why)
        lease.release(taken)

    proof = drive.drive(scan.ask(connection, NOVEMBER), tell)
    assert (proof.state, told[0], told[-1]) == ("done", "busy", "")


def test_it_lets_documents_go_first_where_a_worker_is_awake(sell, client, publigo, connection):
    sell(1)
    deliver(client, publigo, private_sale(2))
    work.read_events()
    Heartbeat.objects.create(worker="w", at=clock.now())
    told = []

    def tell(progress):
        told.append(progress.why)
        if progress.why:
            work.step()

    proof = drive.drive(scan.ask(connection, NOVEMBER), tell)
    assert (proof.state, told[0], proof.counted("documented")) == ("done", "documents", 2)


def test_reconcile_settles_what_is_unknown_now(sell, wfirma):
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    sell(1)
    assert Document.objects.get().state == "unknown"
    clock.advance(timedelta(seconds=4))
    code, text = run("reconcile", "--lang", "pl")
    assert Document.objects.get().state == "issued"
    assert code == 0
    assert "poszukanych w wFirma: 1, nadal nieznanych: 0" in text


def test_reconcile_never_sends_and_says_what_stays_unknown(sell, wfirma):
    wfirma.faults.on("reset_before", times=1, match="invoices/add")
    sell(1)
    clock.advance(timedelta(seconds=4))
    code, text = run("reconcile", "--json")
    (said,) = json.loads(text)
    assert (code, said["unknown"], said["proof"]["counts"]["missing"]) == (1, 1, 1)
    assert wfirma.count("invoices/add") == 1
    assert Document.objects.get().absences == 0, "an early absence proves nothing"


# For the accountant


def table(proof):
    content = sheet.write(proof)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_table_opens_in_excel_as_it_is_meant(sell, prove, wfirma):
    sell(1, 2)
    by_hand.change(wfirma.books.ledger, wfirma.documents[0], {"total": "99.00"}, clock.now())
    head, first, second = table(prove())
    assert head[0] == "Wynik"
    assert first[:4] == ["niewyjaśnione", "FV 1/11/2026", "2026-11-23", "faktura"]
    assert first[6:10] == ["199,00", "99,00", "-100,00", "PLN"]
    assert "kwota: 199,00 → 99,00" in first[10]
    assert second[0] == "zgodny"


@pytest.mark.parametrize("number", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_no_cell_becomes_a_formula(sell, prove, number):
    sell(1)
    Order.objects.update(number=number)
    _, row = table(prove())
    assert row[4] == f"'{number}"


def test_the_page_says_everything_with_polish_letters(sell, prove, wfirma, connection):
    connection.company_name, connection.company_nip = "Żółta Łąka sp. z o.o.", "5260250274"
    connection.save()
    sell(1, 2)
    by_hand.change(wfirma.books.ledger, wfirma.documents[0], {"name": "Gęślą Jaźń 高"}, clock.now())
    proof = prove()
    user = User.objects.create_user("anna")
    assert conclude.sign(proof, user, "Nazwa poprawiona na prośbę nabywcy.")
    proof.refresh_from_db()
    printed = paper.write(proof)
    if folder := os.environ.get("MOSTEK_SCREENSHOTS"):
        (Path(folder) / "proof.pdf").write_bytes(printed)
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages)
    for said in (
        "Zgodność: listopad 2026",
        "Żółta Łąka sp. z o.o., NIP 5260250274",
        "2 opłacone sprzedaże = 2 dokumenty",
        "Gęślą Jaźń ?",
        "398,00",
        "anna",
        "Nazwa poprawiona",
    ):
        assert said in text, said


# Signing off


def test_what_was_signed_off_stays_so_until_it_changes(sell, prove, wfirma):
    sell(1)
    user = User.objects.create_user("anna")
    document = wfirma.documents[0]
    by_hand.change(wfirma.books.ledger, document, {"total": "99.00"}, clock.now())
    proof = prove()
    assert numbers(proof) == (0, 0, 1)
    assert proof.to_look_at == 1
    assert not conclude.sign(proof, user, "  "), "open findings need a word"
    assert conclude.sign(proof, user, "Rabat uzgodniony z nabywcą.")
    assert not conclude.sign(proof, user, "jeszcze raz")

    again = prove()
    (finding,) = findings_of(again.findings)
    assert (numbers(again), finding.accepted, again.counted("accepted")) == ((0, 0, 0), "anna, 2026-11-23", 1)
    assert again.to_look_at == 0

    by_hand.change(wfirma.books.ledger, document, {"total": "9.00"}, clock.now())
    changed = prove()
    assert (codes(changed), numbers(changed), changed.to_look_at) == (["changed"], (0, 0, 1), 1)
    assert Proof.objects.filter(signed_at__isnull=False).count() == 1, "what was signed is kept"


def test_only_the_newest_finished_proof_can_be_signed(sell, prove, connection):
    user = User.objects.create_user("anna")
    old = prove()
    sell(1)
    new = prove()
    assert new.pk != old.pk
    assert not conclude.sign(old, user, "")
    assert conclude.sign(new, user, "")
