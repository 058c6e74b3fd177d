"""`312 documents waiting, about 6 minutes`: from what is due, the gap and the time of one document."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from mostek.core import forecast, lease, work
from mostek.core.forecast import Forecast
from mostek.core.models import Connection, Document, Heartbeat, User
from mostek.lib import clock
from tests.core.deliveries import deliver, private_sale


@pytest.fixture
def twelve(client, publigo, wfirma):
    for number in range(12):
        deliver(client, publigo, private_sale(number))
    work.read_events()


def of_the_one() -> Forecast | None:
    return forecast.of(Connection.objects.get())


def said(language: str) -> str:
    foreseen = of_the_one()
    assert foreseen is not None
    with translation.override(language):
        return forecast.words(foreseen)


def test_nothing_is_said_when_nothing_waits(connection):
    assert of_the_one() is None


def test_no_time_is_said_before_one_was_measured(twelve):
    assert of_the_one() == Forecast(12)
    assert said("en") == "12 documents waiting"


def test_it_is_what_is_due_times_a_call_and_the_gap(twelve):
    Connection.objects.update(call_seconds=2, gap=18)
    assert of_the_one() == Forecast(12, seconds=240)
    assert said("en") == "12 documents waiting, about 4 minutes"
    assert said("pl") == "Czeka 12 dokumentów, około 4 minut"


def test_a_pause_is_said_instead_of_a_time(twelve):
    Connection.objects.update(
        call_seconds=2, resume_at=clock.now() + timedelta(seconds=301), pause_code="throttled"
    )
    assert said("pl") == "Czeka 12 dokumentów, po 12:06"
    assert said("en") == "12 documents waiting, after 12:06"


def test_a_gap_between_two_calls_is_no_pause(twelve):
    Connection.objects.update(
        call_seconds=2, gap=3, resume_at=clock.now() + timedelta(seconds=3), pause_code=""
    )
    assert of_the_one() == Forecast(12, seconds=60)


def test_what_has_its_turn_later_is_said_so(twelve):
    Connection.objects.update(call_seconds=2)
    Document.objects.update(due_at=clock.now() + timedelta(minutes=10))
    assert said("en") == "12 documents waiting, after 12:10"


@pytest.mark.parametrize("trouble", [{"health": "needs_you"}, {"is_on": False}])
def test_no_time_is_said_where_a_person_has_to_act(twelve, trouble):
    Connection.objects.update(call_seconds=2, **trouble)
    assert of_the_one() == Forecast(12)


def test_the_time_of_a_document_is_measured_as_they_are_sent(twelve, wfirma):
    """The clock moves by two seconds with each call, as it would if each took two."""
    app = wfirma.app.wsgi_app

    def slow(environ, start_response):
        clock.advance(timedelta(seconds=2))
        return app(environ, start_response)

    wfirma.app.wsgi_app = slow
    work.step()
    assert Connection.objects.get().call_seconds == pytest.approx(2, abs=0.01)
    assert Connection.objects.get().served_at == clock.now()


@pytest.mark.parametrize(
    ("foreseen", "pl", "en"),
    [
        (
            Forecast(1, seconds=5),
            "Czeka 1 dokument, mniej niż minuta",
            "1 document waiting, less than a minute",
        ),
        (
            Forecast(3, seconds=60),
            "Czekają 3 dokumenty, około 1 minuty",
            "3 documents waiting, about 1 minute",
        ),
        (
            Forecast(22, seconds=130),
            "Czekają 22 dokumenty, około 2 minut",
            "22 documents waiting, about 2 minutes",
        ),
        (
            Forecast(112, seconds=360),
            "Czeka 112 dokumentów, około 6 minut",
            "112 documents waiting, about 6 minutes",
        ),
        (
            Forecast(9, seconds=7300),
            "Czeka 9 dokumentów, około 2 godzin",
            "9 documents waiting, about 2 hours",
        ),
    ],
)
def test_both_languages_count_as_people_do(foreseen, pl, en):
    for language, words in (("pl", pl), ("en", en)):
        with translation.override(language):
            assert forecast.words(foreseen) == words


def test_the_panel_and_doctor_say_it(twelve, capsys):
    Connection.objects.update(call_seconds=30)
    Heartbeat.objects.create(worker="host:1", at=clock.now())
    one = Connection.objects.get()
    owner = User.objects.create_user("anna", "anna@example.com", "trzy-zwykle-slowa")
    one.members.add(owner)
    page = Client(headers={"accept-language": "pl"})
    page.force_login(owner)
    for address in ("/", f"/settings/integrations/wfirma/{one.pk}/"):
        assert "Czeka 12 dokumentów, około 6 minut" in page.get(address).content.decode(), address

    with suppress(SystemExit):  # whatever else it found
        call_command("doctor", "--offline", "--json")
    found = json.loads(capsys.readouterr().out)
    told = [one["facts"] for one in found if one["facts"]]
    assert told == [{"waiting": 12, "seconds": 360, "after": None}]

    with lease.held(one.pk):
        pass  # a turn without a call changes nothing of the figures
    assert Connection.objects.get().call_seconds == 30
    Document.objects.update(state="issued", due_at=None)
    assert "Czeka" not in page.get(f"/settings/integrations/wfirma/{one.pk}/").content.decode()
