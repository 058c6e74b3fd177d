"""Each trouble once, when it begins; the rest of a day in one digest."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.mail.backends import locmem

from mostek.core.alerts import mail, rounds, tell
from mostek.core.models import Alert, AlertAddress, AlertSettings, Connection, Delivery, Document, Mail
from mostek.core.outgoing import endpoints
from mostek.lib import clock
from tests.panel.conftest import held, make_connection, make_document, make_order

HOUR = timedelta(hours=1)


def fail(shop, number):
    return make_document(make_order(shop, str(number)), **held())


def needs_you(works, code="auth.token"):
    Connection.objects.filter(pk=works.pk).update(
        health=Connection.Health.NEEDS_YOU, health_code=code, health_since=clock.now()
    )


def works_again(works):
    Connection.objects.filter(pk=works.pk).update(health=Connection.Health.READY, health_code="")


def subjects():
    return [one.subject for one in outbox.outbox]


def test_a_day_with_500_failures_gives_one_alert_and_one_digest(shop, told):
    for hour in range(24):
        for number in range(20 if hour < 20 else 25):
            fail(shop, f"{hour}-{number}")
        rounds.go()
        clock.advance(HOUR)
    assert Document.objects.filter(state="held").count() == 500

    first, second = outbox.outbox
    assert first.subject == "Mostek: Coś czeka na decyzję. Liczba spraw: 20. (Kursy)"
    assert "otwarte sprawy: 1" in second.subject
    assert "Liczba spraw: 425." in second.body  # at eight in the morning
    assert Alert.objects.count() == 1
    assert Alert.objects.get().most == 500


def test_the_next_day_of_the_same_brings_one_digest_and_no_alert(shop, told):
    fail(shop, 1)
    rounds.go()
    for number in range(2, 14):
        fail(shop, number)
        clock.advance(4 * HOUR)
        rounds.go()
    assert [one.kind for one in Mail.objects.order_by("pk")] == ["alert", "digest", "digest"]


def test_nothing_new_is_summed_up_on_mondays_alone(shop, told):
    fail(shop, 1)  # on a Monday
    for _ in range(2 * 15):
        rounds.go()
        clock.advance(12 * HOUR)
    kinds = [
        (one.kind, clock.warsaw_date(one.created_at).isoweekday()) for one in Mail.objects.order_by("pk")
    ]
    assert kinds == [("alert", 1), ("digest", 2), ("digest", 1), ("digest", 1)]


def test_what_is_over_is_told_in_the_next_digest_and_then_no_more(shop, told):
    document = fail(shop, 1)
    rounds.go()
    Document.objects.filter(pk=document.pk).update(state="issued")
    for _ in range(6):
        clock.advance(12 * HOUR)
        rounds.go()
    assert subjects()[1:] == ["Mostek: nie ma już otwartych spraw (Kursy)"]
    assert "Zakończone: " in outbox.outbox[1].body


def test_a_trouble_that_comes_back_is_told_again(works, told):
    needs_you(works)
    rounds.go()
    works_again(works)
    rounds.go()
    clock.advance(7 * HOUR)
    needs_you(works)
    rounds.go()
    assert len(outbox.outbox) == 2


def test_a_trouble_that_comes_and_goes_does_not_mail_each_time(works, told):
    for _ in range(10):
        needs_you(works)
        rounds.go()
        works_again(works)
        clock.advance(timedelta(minutes=5))
        rounds.go()
    assert len(outbox.outbox) == 1


def test_one_that_came_back_within_the_pause_and_stays_is_told_after_it(works, told):
    needs_you(works)
    rounds.go()
    works_again(works)
    rounds.go()
    clock.advance(HOUR)
    needs_you(works)
    rounds.go()
    assert len(outbox.outbox) == 1
    clock.advance(5 * HOUR)
    rounds.go()
    assert len(outbox.outbox) == 2


def test_two_workers_that_look_at_once_tell_once(shop, told):
    fail(shop, 1)
    rounds.look.look()
    rounds.look.look()
    (alert,) = Alert.objects.select_related("connection")
    tell._announce(alert, [told])
    tell._announce(alert, [told])
    assert Mail.objects.count() == 1


def test_a_message_names_the_trouble_the_step_and_a_link_in_the_language_of_its_reader(works, told, settings):
    AlertAddress.objects.create(connection=works, email="bob@example.com", language="en")
    needs_you(works)
    rounds.go()
    polish, english = sorted(outbox.outbox, key=lambda one: one.to)
    assert polish.subject == "Mostek: Połączenie z wFirma wymaga uwagi. (Kursy)"
    assert "wFirma nie przyjmuje już naszego dostępu." in polish.body
    assert "Kliknij Generuj i wyraź zgodę jeszcze raz." in polish.body
    assert "Od: 23.11.2026, 12:00." in polish.body
    link = f"{settings.MOSTEK_URL}/settings/integrations/wfirma/{works.pk}/"
    assert link in polish.body
    assert "wFirma no longer accepts our access." in english.body
    ((html, kind),) = english.alternatives
    assert kind == "text/html"
    assert f'<a href="{link}">' in html
    assert '<html lang="en">' in html


def test_each_company_tells_its_own_people(works, told, owner):
    other = make_connection(owner, name="Inna")
    AlertAddress.objects.create(connection=other, email="ewa@example.com")
    needs_you(other)
    rounds.go()
    assert [one.to for one in outbox.outbox] == [["ewa@example.com"]]


def test_a_programme_that_listens_gets_one_signed_message_and_counts_as_somebody(works, settings):
    settings.MOSTEK_SMTP = {}
    endpoints.add(works, "https://shop.example/hook", ["document.issued"])
    listens = endpoints.add(works, "https://shop.example/alerts", ["alert.opened"])
    needs_you(works)
    rounds.go()
    clock.advance(HOUR)
    rounds.go()
    (message,) = Delivery.objects.all()
    assert (message.endpoint, message.event) == (listens, "alert.opened")
    assert message.payload["data"]["alert"]["condition"] == "alert.needs_you"
    assert "Generuj" in message.payload["data"]["alert"]["next_step"]


def test_it_waits_for_somebody_to_tell(works, settings):
    settings.MOSTEK_SMTP = {"host": "mail.example.com"}
    needs_you(works)
    rounds.go()
    assert Alert.objects.get().announced_at is None
    AlertAddress.objects.create(connection=works, email="anna@example.com")
    rounds.go()
    assert len(outbox.outbox) == 1


def test_without_a_mail_server_nothing_counts_as_told(works, told, settings):
    settings.MOSTEK_SMTP = {}
    needs_you(works)
    rounds.go()
    assert not Mail.objects.exists()
    assert Alert.objects.get().told_at is None


def test_the_hour_of_the_digest_is_that_of_the_connection(works, shop, told):
    AlertSettings.objects.create(connection=works, digest_hour=15)
    fail(shop, 1)
    rounds.go()
    clock.advance(2 * HOUR)
    rounds.go()
    assert len(outbox.outbox) == 1
    clock.advance(HOUR)
    rounds.go()
    assert len(outbox.outbox) == 2


class Down(locmem.EmailBackend):
    """A mail server that is not there."""

    def send_messages(self, messages):
        raise ConnectionRefusedError

    def open(self):
        raise smtplib.SMTPAuthenticationError(535, b"no")


def here(name):
    return f"{__name__}.{name}"


def test_a_mail_server_that_is_down_is_tried_again_at_growing_intervals(works, told, settings):
    up, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, here("Down")
    needs_you(works)
    rounds.go()
    pauses = []
    for _ in range(4):
        row = Mail.objects.get()
        pauses.append(row.due_at - clock.now())
        clock.advance(row.due_at - clock.now())
        mail.send_due()
    assert pauses == [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
    assert Mail.objects.get().code == "mail.unreachable"
    assert Alert.objects.get().told_at is None

    settings.EMAIL_BACKEND = up
    clock.advance(3 * HOUR)
    mail.send_due()
    assert len(outbox.outbox) == 1
    assert Alert.objects.get().told_at == clock.now()


def test_it_is_given_up_after_three_days(works, told, settings):
    settings.EMAIL_BACKEND = here("Down")
    needs_you(works)
    rounds.look.look()
    tell.announce()
    for _ in range(16):
        mail.send_due()
        clock.advance(6 * HOUR)
    row = Mail.objects.get()
    assert (row.due_at, row.sent_at) == (None, None)
    assert row.tries < 20


class Dies(locmem.EmailBackend):
    """It takes the message, and the worker is killed before it can note that down."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise KeyboardInterrupt


def test_who_dies_after_sending_sends_it_again_and_never_not_at_all(works, told, settings):
    up, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, here("Dies")
    needs_you(works)
    with pytest.raises(KeyboardInterrupt):
        rounds.go()
    assert len(outbox.outbox) == 1
    settings.EMAIL_BACKEND = up
    rounds.go()
    assert len(outbox.outbox) == 1  # the claim still holds
    clock.advance(mail.CLAIM + timedelta(seconds=1))
    rounds.go()
    assert len(outbox.outbox) == 2
    rounds.go()
    assert len(outbox.outbox) == 2


def test_a_test_message_is_sent_at_once_and_tried_once(works, told, settings):
    tell.send_test(works, told)
    assert rounds.Watch().is_due()
    settings.EMAIL_BACKEND = here("Down")
    mail.send_due()
    assert Mail.objects.get().due_at is None


def test_the_connection_to_the_mail_server_is_examined_without_sending(settings):
    assert mail.examine() == ""
    settings.EMAIL_BACKEND = here("Down")
    assert mail.examine() == "mail.login"
