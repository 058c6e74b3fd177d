"""The pages of a document in doubt: everything side by side, three safe things to do, nothing else."""

from __future__ import annotations

import contextlib

import pytest
from django.core.management import call_command

from mostek.core import account_check, lease, witness, work
from mostek.core.models import AccountCheck, Connection, Document, Instruction, Witness
from mostek.lib import clock
from tests.core.deliveries import deliver, private_sale
from tests.core.test_faults import later, the_document
from tests.panel.conftest import held, make_connection, make_document, make_firm, make_order, make_source


@pytest.fixture
def doubt(client, publigo, wfirma, anna, connection):
    """Booked with another buyer on it, so that a person has to compare."""
    connection.members.add(anna)
    deliver(client, publigo, private_sale())
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    work.step()
    with wfirma.books.acting():
        wfirma.documents[0].contractor_detail.name = "Ktoś Inny"
    later(seconds=10)
    assert the_document().reason == "found.different"
    return the_document()


@pytest.fixture
def nothing(client, publigo, wfirma, anna, connection):
    connection.members.add(anna)
    deliver(client, publigo, private_sale())
    wfirma.faults.on("reset_before", times=1, match="invoices/add")
    work.step()
    return the_document()


def at(document, page="undecided"):
    return f"/documents/{document.pk}/{page}/"


def text_of(answer) -> str:
    return answer.content.decode()


def differing(answer) -> list[str]:
    return [row.label for row in answer.context["rows"] if any(cell.differs for cell in row.cells)]


def test_what_was_asked_and_what_was_found_stand_side_by_side(page, doubt, wfirma):
    answer = page.get(at(doubt))
    assert differing(answer) == ["Kupujący"]
    text = text_of(answer)
    for part in ("Łucja Źdźbło", "Ktoś Inny", wfirma.documents[0].fullnumber, doubt.reference, "199,00"):
        assert part in text
    assert "To jest ten dokument" in text
    assert "Sprawdź teraz" in text
    assert "Nie ma go: wystaw" in text


def test_the_inbox_leads_there_and_offers_no_bare_retry(page, doubt):
    (item,) = page.get("/inbox/").context["items"]
    assert (item.url, item.check, item.release) == (at(doubt), at(doubt, "check"), "")
    step = page.get(f"/orders/{doubt.order_id}/").context["step"]
    assert (step.url, step.posts) == (at(doubt), False)


def test_check_now_is_done_by_the_worker_and_the_page_shows_what_came(page, doubt, wfirma):
    answer = page.post(at(doubt, "check"), follow=True)
    assert "Mostek pyta wFirma" in text_of(answer)
    assert answer.context["refresh"]
    with wfirma.books.acting():
        wfirma.documents[0].contractor_detail.name = "Łucja Źdźbło"
    work.step()
    answer = page.get(at(doubt))
    assert "Dokument jest w wFirma i należy do tej sprzedaży." in text_of(answer)
    assert the_document().state == "issued"
    assert "anna: polecenie „Sprawdź teraz”." in text_of(page.get(f"/orders/{doubt.order_id}/"))


def test_an_answer_that_was_overtaken_is_not_the_last_word(page, nothing, wfirma):
    wfirma.faults.on("html_500", times=1, match="invoices/find")
    page.post(at(nothing, "check"))
    later(seconds=5)
    assert "wFirma nie odpowiedziała jasno." in text_of(page.get(at(nothing)))
    Document.objects.update(state="issued", reason="", number="FV 8/11/2026", wfirma_id="8")
    answer = page.get(at(nothing))
    assert answer.context["ended"].message.happened == "Dokument jest w wFirma i należy do tej sprzedaży."
    assert "FV 8/11/2026" in text_of(answer)


def test_a_second_click_asks_for_nothing_new(page, doubt):
    page.post(at(doubt, "check"))
    assert "Mostek już pyta wFirma" in text_of(page.post(at(doubt, "check"), follow=True))
    assert Instruction.objects.count() == 1


def test_the_found_document_is_read_again_compared_and_adopted(page, doubt, wfirma):
    answer = page.get(at(doubt, "adopt"), {"id": wfirma.documents[0].id})
    assert differing(answer) == ["Kupujący"]
    assert "Zaznaczone pola się różnią" in text_of(answer)
    page.post(at(doubt, "adopt"), answer.context["chosen"])
    work.step()
    assert (the_document().state, the_document().reason) == ("issued", "adopted")
    told = Instruction.objects.get()
    assert (told.who.username, told.outcome) == ("anna", "adopted")
    assert told.seen[0]["buyer"] == "Ktoś Inny"
    order = text_of(page.get(f"/orders/{doubt.order_id}/"))
    assert "anna: „To jest ten dokument”." in order
    assert "Człowiek wskazał ten dokument" in order
    assert page.get("/inbox/").context["items"] == []


def test_a_number_seen_in_wfirma_is_looked_up(page, doubt, wfirma):
    answer = page.get(at(doubt, "adopt"), {"number": f"  {wfirma.documents[0].fullnumber.lower()} "})
    assert answer.context["chosen"]["id"] == str(wfirma.documents[0].id)
    missing = page.get(at(doubt, "adopt"), {"number": "FV 404/11/2026"})
    assert "W wFirma nie ma dokumentu o tym numerze." in text_of(missing)
    assert 'value="FV 404/11/2026"' in text_of(missing)
    empty = page.get(at(doubt, "adopt"), {"number": " "}, follow=True)
    assert "Wpisz numer dokumentu" in text_of(empty)


def test_while_wfirma_is_silent_nothing_can_be_compared(page, doubt, wfirma):
    wfirma.faults.on("html_500", match="invoices/get")
    answer = page.get(at(doubt, "adopt"), {"id": wfirma.documents[0].id})
    assert (
        "wFirma nie odpowiedziała czytelnie" in text_of(answer)
        or "wFirma" in answer.context["problem"].happened
    )
    assert "Tak," not in text_of(answer)


@pytest.mark.parametrize("id", ["", "abc", "1; drop", "٣"])
def test_only_a_number_of_wfirma_can_be_adopted(page, doubt, id):
    assert page.post(at(doubt, "adopt"), {"id": id}).status_code == 404
    assert Instruction.objects.count() == 0


def test_issue_says_when_it_is_too_early_and_sends_nothing(page, nothing, wfirma):
    answer = page.get(at(nothing, "issue"))
    assert "Jest za wcześnie" in text_of(answer)
    assert 'name="sure"' not in text_of(answer)
    page.post(at(nothing, "issue"), {"sure": "1"})
    assert Instruction.objects.count() == 0


def test_issue_names_the_risk_and_needs_a_word_of_the_person(page, nothing, wfirma):
    clock.advance(lease.SETTLE)
    answer = page.get(at(nothing, "issue"))
    assert "Jeśli tamten dokument jednak istnieje, powstaną dwa" in text_of(answer)
    assert "zajrzyj do wFirma" not in text_of(answer)
    assert page.post(at(nothing, "issue")).status_code == 422
    assert Instruction.objects.count() == 0

    page.post(at(nothing, "issue"), {"sure": "1"})
    later(seconds=1)
    assert the_document().state == "issued"
    assert len(wfirma.documents) == 1
    assert "anna: „Nie ma go, wystaw”." in text_of(page.get(f"/orders/{nothing.order_id}/"))


def test_issue_is_refused_with_the_reason_when_it_is_there_after_all(page, doubt, wfirma):
    clock.advance(lease.SETTLE)
    page.post(at(doubt, "issue"), {"sure": "1"})
    work.step()
    assert "Dokument jednak jest w wFirma." in text_of(page.get(at(doubt)))
    assert wfirma.count("invoices/add") == 1


def test_on_an_unproved_account_the_reason_and_the_check_are_offered(page, nothing, wfirma):
    Connection.objects.update(lookup_proved_at=None)
    for _ in range(6):
        later(minutes=2)
    (item,) = page.get("/inbox/").context["items"]
    assert "wyszukiwanie na tym koncie nie zostało jeszcze sprawdzone" in item.title
    text = text_of(page.get(at(nothing)))
    assert f"/wfirma/{nothing.connection_id}/account-check/" in text
    assert "zajrzyj do wFirma" in text_of(page.get(at(nothing, "issue")))


def test_what_is_settled_leads_to_the_order(page, anna):
    firm = make_firm(anna)
    for name in ("undecided", "issue"):
        answer = page.get(at(firm.document, name), follow=True)
        assert answer.redirect_chain[-1][0] == f"/orders/{firm.order.pk}/"
    answer = page.post(at(firm.document, "check"), follow=True)
    assert "Nic nie wysłano" in text_of(answer)
    assert Instruction.objects.count() == 0


def test_two_documents_of_one_sale_are_an_alarm_in_the_inbox(page, anna):
    source = make_source(make_connection(anna))
    make_document(make_order(source, "1"), reason="found.twice")
    make_document(make_order(source, "2"), state="cancelled", reason="found.twice", wfirma_id="")
    assert [item.title for item in page.get("/inbox/").context["items"]] == [
        "W wFirma są dwa dokumenty tej samej sprzedaży."
    ] * 2


# Refused together


@pytest.fixture
def refused(anna):
    source = make_source(make_connection(anna, name="Kursy"))
    return [make_document(make_order(source, str(number)), **held()) for number in range(3)]


def reason(group) -> dict[str, str]:
    return {"connection": str(group.connection_id), "reason": group.reason}


def test_what_was_refused_for_one_reason_goes_again_together(page, refused):
    (group,) = page.get("/inbox/").context["groups"]
    assert group.count == 3
    confirm = page.get("/inbox/release/", reason(group))
    assert "Wystawić ponownie 3 dokumenty?" in text_of(confirm)
    assert Document.objects.filter(state="held").count() == 3

    answer = page.post("/inbox/release/", {**reason(group), "upto": confirm.context["upto"]}, follow=True)
    assert "3 dokumenty wróciły do kolejki." in text_of(answer)
    assert not Document.objects.filter(state="held").exists()


def test_no_more_goes_than_was_counted(page, refused):
    (group,) = page.get("/inbox/").context["groups"]
    upto = page.get("/inbox/release/", reason(group)).context["upto"]
    late = make_document(make_order(refused[0].order.source, "late"), **held())
    page.post("/inbox/release/", {**reason(group), "upto": upto})
    assert [one.pk for one in Document.objects.filter(state="held")] == [late.pk]


@pytest.mark.parametrize("why", ["found.different", "found.twice", "absent.again", "", "rejected.other"])
def test_nothing_in_doubt_goes_together(page, refused, why):
    Document.objects.update(reason=why)
    assert all(group.reason.startswith("rejected") for group in page.get("/inbox/").context["groups"])
    if why != "rejected.other":
        given = {"connection": str(refused[0].connection_id), "reason": why}
        answer = page.post("/inbox/release/", given, follow=True)
        assert "Nic nie wysłano" in text_of(answer)
        assert Document.objects.filter(state="held").count() == 3


def test_a_neighbours_refusals_are_neither_counted_nor_sent(page, bogdan, refused):
    Document.objects.all().update(reason="rejected.stock")
    source = make_source(make_connection(bogdan))
    theirs = [make_document(make_order(source, str(number)), **held()) for number in range(2)]
    given = {"connection": str(theirs[0].connection_id), "reason": "rejected.fields"}
    page.post("/inbox/release/", given)
    assert {one.connection_id for one in Document.objects.filter(state="held")} >= {theirs[0].connection_id}
    assert all(
        group.connection_id != theirs[0].connection_id for group in page.get("/inbox/").context["groups"]
    )


# The check of the account, and the reports


def check_page(connection) -> str:
    return f"/settings/integrations/wfirma/{connection.pk}/account-check/"


def test_the_check_says_what_it_does_runs_and_shows_each_step(page, anna, connection, wfirma):
    connection.members.add(anna)
    Connection.objects.update(lookup_proved_at=None)
    text = text_of(page.get(check_page(connection)))
    assert "jedną pro formę na 0,01 zł" in text
    assert "jeszcze sprawdzone" in text
    assert AccountCheck.objects.count() == 0

    answer = page.post(check_page(connection), follow=True)
    assert "Sprawdzenie trwa" in text_of(answer)
    work.step()
    text = text_of(page.get(check_page(connection)))
    for sentence in (
        "Wystawiona próbna pro forma na 0,01 zł.",
        "Pro forma znaleziona po oznaczeniu z Mostka.",
        "Pro forma usunięta.",
        "Wyszukiwanie dokumentów na tym koncie działa.",
        "Zgoda: anna",
    ):
        assert sentence in text
    assert wfirma.documents == []


def test_a_pro_forma_that_stayed_is_in_the_inbox_until_it_is_gone(page, anna, connection, wfirma):
    connection.members.add(anna)
    wfirma.faults.on("status:ACCESS DENIED", times=1, match="invoices/delete")
    page.post(check_page(connection))
    later(seconds=1)
    (left,) = AccountCheck.objects.all()
    (item,) = page.get("/inbox/").context["items"]
    assert left.number in item.title
    page.post(check_page(connection), {"tidy": left.pk})
    later(seconds=1)
    assert page.get("/inbox/").context["items"] == []
    assert wfirma.documents == []


def test_a_neighbours_pro_forma_cannot_be_tidied(page, anna, bogdan):
    theirs = make_firm(bogdan)
    mine = make_firm(anna)
    check = AccountCheck.objects.create(
        connection=theirs.connection,
        company_id="1",
        reference="mo-check-a",
        began_at=clock.now(),
        ended_at=clock.now(),
        wfirma_id="5",
    )
    page.post(check_page(mine.connection), {"tidy": check.pk})
    check.refresh_from_db()
    assert check.ended_at is not None
    assert page.get("/inbox/").context["items"] == []


def test_a_connection_that_does_not_work_yet_is_not_checked(page, anna):
    firm = make_firm(anna)
    Connection.objects.update(health="new")
    assert page.post(check_page(firm.connection)).status_code == 302
    assert AccountCheck.objects.count() == 0


def test_reports_are_switched_on_and_off(page, anna, connection, wfirma):
    connection.members.add(anna)
    address = f"/settings/integrations/wfirma/{connection.pk}/witness/"
    assert "Włącz powiadomienia" in text_of(page.get(address))
    assert not Witness.objects.exists(), "looking changes nothing"
    page.post(address, {"want": "1"})
    work.step()
    text = text_of(page.get(address))
    assert "nie ma zakresów webhooks-read i webhooks-write" in text
    page.post(address, {"want": "0"})
    assert not witness.is_wanted(connection)


def test_the_consent_asks_for_webhooks_only_once_they_are_wanted(page, anna, connection, wfirma):
    connection.members.add(anna)
    keys = f"/settings/integrations/wfirma/{connection.pk}/keys/"
    given = {"client_id": connection.client_id, "client_secret": connection.client_secret, "generate": "1"}
    assert "webhooks" not in page.post(keys, given)["location"]
    witness.want(connection, True)
    assert "webhooks-read%20webhooks-write" in page.post(keys, given)["location"]


def test_the_doctor_says_whether_the_lookup_was_proved(connection, capsys):
    def said() -> str:
        with contextlib.suppress(SystemExit):
            call_command("doctor")
        return capsys.readouterr().out

    assert "Wyszukiwanie dokumentów na tym koncie działa." in said()
    account_check.believe(connection, 400.0)
    assert "dopiero po 400 s" in said()
    Connection.objects.update(lookup_proved_at=None)
    assert "nie zostało jeszcze sprawdzone" in said()
