"""The door for platforms: who may come in, and what stays behind of those who may not."""

from __future__ import annotations

import json

from mostek.core.models import Event, Source
from tests.core.deliveries import COMPANY, deliver, private_sale, signature


def test_it_answers_200_once_the_event_is_stored(client, publigo):
    answer = deliver(client, publigo, COMPANY)
    assert answer.status_code == 200
    event = Event.objects.get()
    assert bytes(event.body) == COMPANY
    assert event.state == "received"


def test_a_wrong_signature_leaves_only_a_counter(client, publigo):
    answer = deliver(client, publigo, COMPANY, **{"x-wpidea-signature": signature(COMPANY, "another key")})
    assert answer.status_code == 401
    assert answer.json()["code"] == "signature"
    assert not Event.objects.exists()
    source = Source.objects.get()
    assert (source.refused, source.last_refused_code) == (1, "signature")


def test_a_missing_signature_is_a_wrong_one(client, publigo):
    assert client.post(f"/in/{publigo.key}/", COMPANY, content_type="application/json").status_code == 401


def test_a_source_without_a_secret_is_a_closed_door(client, publigo):
    Source.objects.update(secret="")
    answer = deliver(client, publigo, COMPANY, **{"x-wpidea-signature": signature(COMPANY, "")})
    assert answer.status_code == 401


def test_the_signature_is_over_the_raw_bytes(client, publigo):
    same_meaning = json.dumps(json.loads(COMPANY)).encode()
    answer = deliver(client, publigo, same_meaning, **{"x-wpidea-signature": signature(COMPANY)})
    assert answer.status_code == 401


def test_a_body_that_is_too_large_is_refused_with_the_reason(client, publigo, settings):
    settings.MAX_BODY = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = deliver(client, publigo, private_sale(padding="x" * 2000))
    assert answer.status_code == 413
    assert not Event.objects.exists()
    assert Source.objects.get().last_refused_code == "too_large"


def test_an_unreadable_body_is_refused_but_kept_for_a_person(client, publigo):
    answer = deliver(client, publigo, b'{"id": 5, "total": ')
    assert answer.status_code == 400
    assert answer.json()["pl"]
    event = Event.objects.get()
    assert (event.state, event.reason) == ("failed", "body.not_json")


def test_a_php_serialised_body_is_refused_clearly(client, publigo):
    answer = deliver(client, publigo, b'a:10:{s:2:"id";i:5;}')
    assert (answer.status_code, answer.json()["code"]) == (400, "publigo.php_serialized")


def test_an_unknown_address_is_not_found_and_a_get_is_not_allowed(client, publigo):
    assert client.post("/in/nobody/", b"{}", content_type="application/json").status_code == 404
    assert client.get(f"/in/{publigo.key}/").status_code == 405


def test_a_body_of_another_event_fails_visibly_and_nothing_else_stops(client, publigo, wfirma):
    from mostek.core import work

    deliver(client, publigo, b'{"course":"Kurs","full_name":"Anna"}')
    deliver(client, publigo, private_sale())
    work.step()
    assert {event.state for event in Event.objects.all()} == {"failed", "read"}
    assert len(wfirma.documents) == 1
