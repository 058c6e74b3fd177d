"""Who is told of what, and when: the page of one Connection."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core import mail as outbox
from django.core.management import call_command

from mostek.core.alerts import rounds
from mostek.core.models import AlertAddress, AlertSettings, Connection, Mail
from tests.panel.conftest import make_connection, signed_in


@pytest.fixture
def one(anna, settings):
    settings.MOSTEK_SMTP = {"host": "mail.example.com"}
    return make_connection(anna, name="Kursy")


def url(one, rest=""):
    return f"/settings/integrations/wfirma/{one.pk}/alerts/{rest}"


def add(page, one, email="ksiegowosc@example.com", language="en"):
    return page.post(url(one), {"what": "address", "email": email, "language": language})


def test_ones_own_address_is_proposed_while_nobody_is_told(page, one, anna):
    text = page.get(url(one)).content.decode()
    assert f'value="{anna.email}"' in text
    assert "Nic nie wymaga uwagi." in text
    assert "Na razie nikt." in text


def test_an_address_is_added_tested_and_removed(page, one):
    assert add(page, one).status_code == 302
    address = AlertAddress.objects.get()
    assert (address.connection, address.language) == (one, "en")
    page.post(url(one, "test/"), {"address": address.pk})
    assert len(outbox.outbox) == 0, "a page never waits for a mail server"
    assert "wiadomość czeka na wysłanie" in page.get(url(one)).content.decode()
    rounds.mail.send_due()
    assert outbox.outbox[0].subject == "Mostek: test message (Kursy)"
    assert "ostatnia wiadomość" in page.get(url(one)).content.decode()
    page.post(url(one, "remove/"), {"address": address.pk})
    assert not AlertAddress.objects.exists()


def test_the_same_address_twice_is_refused_at_the_field(page, one):
    add(page, one)
    answer = add(page, one, email="Ksiegowosc@Example.com")
    assert answer.status_code == 422
    assert "Ten adres jest już na liście." in answer.content.decode()


def test_what_is_no_address_is_refused(page, one):
    assert add(page, one, email="ania").status_code == 422


def test_the_hour_of_the_summary_is_kept(page, one):
    assert page.post(url(one), {"what": "hour", "digest_hour": "17"}).status_code == 302
    assert AlertSettings.objects.get().digest_hour == 17
    assert page.post(url(one), {"what": "hour", "digest_hour": "24"}).status_code == 422


def test_an_open_alert_is_shown_with_its_step_and_link(page, one):
    Connection.objects.update(health="needs_you", health_code="auth.token")
    rounds.go()
    text = page.get(url(one)).content.decode()
    assert "Połączenie z wFirma wymaga uwagi." in text
    assert "Kliknij Generuj" in text
    assert "Nikt nie dostaje powiadomień." in text


def test_without_a_mail_server_the_page_and_the_doctor_say_so(page, one, settings):
    add(page, one)
    settings.MOSTEK_SMTP = {}
    assert "Nie ustawiono serwera poczty." in page.get(url(one)).content.decode()
    page.post(url(one, "test/"), {"address": AlertAddress.objects.get().pk})
    assert not Mail.objects.exists()
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", "--offline", stdout=out)
    assert "! mail: Nie ustawiono serwera poczty." in out.getvalue()


def test_the_doctor_says_why_mail_does_not_leave(page, one):
    add(page, one)
    Mail.objects.create(
        connection=one,
        kind="test",
        to="a@example.com",
        language="pl",
        created_at=rounds.clock.now(),
        code="mail.login",
    )
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", "--offline", stdout=out)
    assert "! mail: Serwer poczty nie przyjął nazwy użytkownika albo hasła." in out.getvalue()


def test_a_neighbours_address_cannot_be_tested_nor_removed(page, one, bogdan):
    theirs = make_connection(bogdan, name="Sąsiad")
    address = AlertAddress.objects.create(connection=theirs, email="bogdan@example.com")
    for action in ("test/", "remove/"):
        assert page.post(url(one, action), {"address": address.pk}).status_code == 404
        assert page.post(url(theirs, action), {"address": address.pk}).status_code == 404
    assert AlertAddress.objects.filter(pk=address.pk).exists()


def test_the_page_speaks_english(anna, one):
    text = signed_in(anna, "en").get(url(one)).content.decode()
    assert "Who is told by e-mail" in text
