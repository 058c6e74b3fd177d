"""wFirma's own webhook as a second witness: heard quickly, believed never, and not needed."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from mostek.core import hints, lease, witness, work
from mostek.core.models import Attempt, Connection, Document, Hint, Witness
from mostek.lib import clock
from tests.conftest import consented
from tests.core.deliveries import deliver, private_sale
from tests.core.test_faults import later, the_document

SCOPES = ("webhooks-read", "webhooks-write")


@pytest.fixture
def allowed(connection, wfirma):
    """A consent that covers webhooks."""
    application = next(iter(wfirma.books.ledger.applications.values()))
    application.scopes = [*application.scopes, *SCOPES]
    for name, value in consented(wfirma).items():
        setattr(connection, name, value)
    connection.save()
    return connection


@pytest.fixture
def heard(allowed, wfirma, client):
    """Registered; `carry` brings what wFirma sends to our door, and gives the answers."""
    witness.want(allowed, True)
    work.step()

    def carry():
        def send(url, body, content_type):
            answer = client.post(urlsplit(url).path, body, content_type=content_type)
            return answer.status_code, answer.content.decode()

        return wfirma.books.post.deliver(send)

    return carry


def hooks(wfirma):
    return list(wfirma.books.ledger.webhooks.values())


def the_witness() -> Witness:
    return Witness.objects.get()


def tell(client, **record):
    body = json.dumps({"metainfo": {"webhook_key": "k"}, "invoices": [{"invoice": record}]})
    return client.post(f"/hooks/wfirma/{the_witness().key}/", body, content_type="application/json")


# Registration


def test_it_is_registered_once_at_an_address_that_nobody_can_guess(heard, wfirma, settings):
    (row,) = hooks(wfirma)
    assert row.url == f"{settings.MOSTEK_URL}/hooks/wfirma/{the_witness().key}/"
    assert (row.event, row.data_type) == ("invoice/add", "json")
    assert len(the_witness().key) >= 20
    witness.want(Connection.objects.get(), True)
    later(seconds=1)
    assert len(hooks(wfirma)) == 1
    assert wfirma.count("webhooks/add") == 1


def test_an_answer_that_was_lost_does_not_register_it_twice(allowed, wfirma):
    wfirma.faults.on("lost_reply", match="webhooks/add")
    witness.want(allowed, True)
    work.step()
    assert the_witness().webhook_id == ""
    later(minutes=2)
    later(minutes=2)
    assert the_witness().webhook_id == str(hooks(wfirma)[0].id)
    assert len(hooks(wfirma)) == 1


def test_a_moved_mostek_registers_its_new_address_and_takes_the_old_one_back(heard, wfirma, settings):
    settings.MOSTEK_URL = "http://nowy.localhost:8000"
    later(seconds=1)
    assert [row.url for row in hooks(wfirma)] == [witness.address(the_witness())]
    assert hooks(wfirma)[0].url.startswith("http://nowy.localhost:8000/")
    calls = wfirma.count("webhooks/find")
    later(minutes=1)
    assert wfirma.count("webhooks/find") == calls


def test_it_can_be_removed_and_then_its_address_is_dead(heard, wfirma, client):
    key = the_witness().key
    witness.want(Connection.objects.get(), False)
    later(seconds=1)
    assert hooks(wfirma) == []
    assert client.post(f"/hooks/wfirma/{key}/", b"{}", content_type="application/json").status_code == 404
    assert the_witness().key != key


def test_foreign_webhooks_are_left_alone(heard, wfirma):
    with wfirma.books.acting() as ledger:
        foreign = hooks(wfirma)[0].model_copy(update={"id": 5, "url": "https://sklep.example/hook"})
        ledger.webhooks[5] = foreign
    witness.want(Connection.objects.get(), False)
    later(seconds=1)
    assert hooks(wfirma) == [foreign]


def test_without_the_scope_it_says_so_and_documents_go_on(client, publigo, wfirma, connection):
    witness.want(connection, True)
    deliver(client, publigo, private_sale())
    work.step()
    assert the_witness().trouble == "witness.scope"
    assert the_document().state == "issued"
    assert Connection.objects.get().health == "ready"
    later(hours=1)
    assert wfirma.count("webhooks/find") == 1, "it waits for the seller"


def test_a_new_consent_tries_again(client, connection, wfirma, allowed):
    Witness.objects.create(connection=allowed, is_wanted=True, trouble="witness.scope")
    witness.try_again(allowed)
    work.step()
    assert len(hooks(wfirma)) == 1


def test_an_address_that_wfirma_cannot_reach_is_not_registered(allowed, wfirma, settings):
    settings.WFIRMA_API_URL = "https://api2.wfirma.pl"
    assert not witness.can_be_reached()
    assert witness.want(allowed, True).trouble == "witness.address"
    settings.MOSTEK_URL = "https://mostek.example.pl"
    assert witness.can_be_reached()


# The door


def test_unknown_keys_are_answered_alike(heard, client):
    answers = [
        client.get("/hooks/wfirma/nobodys/"),
        client.post("/hooks/wfirma/nobodys/", b"x" * 300_000, content_type="text/plain"),
        client.post("/hooks/wfirma/nobodys", b"{}", content_type="application/json"),
    ]
    assert {(one.status_code, one.content) for one in answers} == {(404, answers[0].content)}
    assert client.get(f"/hooks/wfirma/{the_witness().key}/").status_code == 405


def test_what_is_too_large_is_not_read(heard, client):
    body = b"[" * 300_000
    answer = client.post(f"/hooks/wfirma/{the_witness().key}/", body, content_type="application/json")
    assert answer.status_code == 413
    assert Hint.objects.count() == 0


def test_the_answer_acknowledges_and_nothing_is_asked_inside_the_request(heard, client, wfirma):
    before = wfirma.calls.total()
    answer = tell(client, id="1", id_external="mo-x")
    assert answer.json() == {"webhook_key": "k", "status": {"code": "OK"}}
    assert wfirma.calls.total() == before


@pytest.mark.parametrize(
    "body", [b"", b"{", b"<a><b>", b"null", b'"x"', b"\xff\xfe", b'{"invoices": 3}', b'{"id": {"a": 1}}']
)
def test_a_body_of_any_kind_is_answered_and_is_a_hint_without_words(heard, client, body):
    answer = client.post(f"/hooks/wfirma/{the_witness().key}/", body, content_type="application/json")
    assert answer.status_code == 200
    hint = Hint.objects.get()
    assert (hint.wfirma_id, hint.reference) == ("", "")


def test_nothing_but_an_id_and_a_reference_is_kept(heard, client):
    tell(client, id="12", id_external="mo-x", contractor_detail={"name": "Tajny Kupujący"}, total="1.00")
    kept = [str(value) for value in Hint.objects.values().get().values()]
    assert not any("Tajny" in value or "1.00" in value for value in kept)


# What follows


@pytest.mark.parametrize("layout", ["list", "flat"])
def test_doubt_ends_in_seconds(heard, client, publigo, wfirma, layout):
    wfirma.books.settings.webhook_layout = layout
    deliver(client, publigo, private_sale())
    wfirma.faults.on("lost_reply", match="invoices/add")
    wfirma.faults.on("late_find:200")
    work.step()
    assert the_document().state == "unknown"
    (sent,) = heard()
    assert sent.accepted, "in the words that one client was believed for"
    Connection.objects.update(resume_at=None)
    work.step()
    assert the_document().state == "issued", "read by its id, before the list has it"
    assert wfirma.count("invoices/add") == 1


def test_a_hint_without_words_wakes_what_is_in_doubt(heard, client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    wfirma.faults.on("lost_reply", match="invoices/add")
    wfirma.faults.on("hook_wrong_layout")
    work.step()
    heard()
    Connection.objects.update(resume_at=None)
    Document.objects.update(due_at=clock.now() + timedelta(hours=1))
    work.step()
    assert the_document().state == "issued"
    assert Attempt.objects.get(action="look").purpose == "hint"


@pytest.mark.parametrize("fault", ["hook_lost", "hook_duplicated", "hook_late:600", "hook_wrong_layout"])
def test_whatever_the_post_does_there_is_one_document(heard, client, publigo, wfirma, fault):
    wfirma.faults.on(fault)
    wfirma.faults.on("lost_reply", match="invoices/add")
    deliver(client, publigo, private_sale())
    for _ in range(20):
        later(seconds=40)
        heard()
    assert the_document().state == "issued"
    assert len(wfirma.documents) == 1
    assert not Hint.objects.filter(due_at__isnull=False).exists()


def test_hints_about_our_own_documents_cost_no_call(heard, client, publigo, wfirma):
    for number in range(10):
        deliver(client, publigo, private_sale(number))
    work.step()
    heard()
    wfirma.calls.clear()
    for _ in range(5):
        later(seconds=5)
    assert wfirma.calls.total() == 0
    assert set(Hint.objects.values_list("outcome", flat=True)) == {"expected"}


def test_a_lie_moves_nothing(heard, client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    work.read_events()
    Connection.objects.update(is_on=False)
    document = the_document()
    tell(client, id="4711", id_external=document.reference)
    Connection.objects.update(is_on=True)
    work.step()
    assert the_document().state == "issued"
    assert len(wfirma.documents) == 1


def test_a_lie_about_an_absent_document_counts_no_absence(heard, client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    wfirma.faults.on("reset_before", match="invoices/add")
    work.step()
    clock.advance(lease.SETTLE)
    for number in range(8):
        tell(client, id="", id_external=the_document().reference)
        tell(client, id=str(number + 1), id_external=the_document().reference)
        later(seconds=5)
        assert the_document().absences <= 1
        if number < 5:
            assert wfirma.count("invoices/add") == 1


def test_a_flood_costs_one_look_per_document_in_some_seconds(heard, client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    wfirma.faults.on("reset_before", match="invoices/add")
    work.step()
    Document.objects.update(due_at=clock.now() + timedelta(hours=9))
    Connection.objects.update(resume_at=None)
    wfirma.calls.clear()
    for _ in range(50):
        tell(client, id="", id_external=the_document().reference)
        work.step()
    assert wfirma.count("invoices/find") == 1
    for _ in range(20):
        tell(client, id="", id_external=the_document().reference)
        later(seconds=1)
    assert wfirma.count("invoices/find") <= 6
    assert Hint.objects.count() == 1


def test_a_flood_of_invented_ids_fills_nothing_and_spends_little(heard, client, wfirma):
    for number in range(hints.OPEN_AT_MOST + 50):
        tell(client, id=str(number + 1), id_external="")
    assert Hint.objects.count() == hints.OPEN_AT_MOST
    assert the_witness().heard == hints.OPEN_AT_MOST + 50
    wfirma.calls.clear()
    for _ in range(10):
        later(seconds=1)
    assert wfirma.count("invoices/get") <= 6


def test_a_second_document_of_one_sale_raises_the_alarm(heard, client, publigo, wfirma, caplog):
    deliver(client, publigo, private_sale())
    work.step()
    heard()
    with wfirma.books.acting() as ledger:
        twin = wfirma.documents[0].model_copy(update={"id": 900001, "fullnumber": "FV 2/11/2026"})
        ledger.invoices[twin.id] = twin
    tell(client, id="900001", id_external=twin.id_external)
    later(seconds=5)
    assert the_document().reason == "found.twice"
    assert the_document().number != "FV 2/11/2026"
    assert "stands twice in wFirma" in caplog.text


def test_a_document_thought_absent_is_adopted_before_it_is_sent_again(heard, client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    wfirma.faults.on("lost_reply", match="invoices/add")
    work.step()
    Document.objects.update(state="pending", reason="absent", due_at=clock.now())
    heard()
    later(seconds=5)
    assert the_document().state == "issued"
    assert wfirma.count("invoices/add") == 1


def test_what_is_withdrawn_and_stands_in_wfirma_all_the_same_is_an_alarm(heard, client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    wfirma.faults.on("lost_reply", match="invoices/add")
    work.step()
    Document.objects.update(state="cancelled", reason="revised", due_at=None)
    heard()
    later(seconds=10)
    assert (the_document().state, the_document().reason) == ("cancelled", "found.twice")


def test_documents_of_others_in_wfirma_are_read_at_most_once(heard, client, wfirma):
    tell(client, id="1", id_external="sklep-77")
    tell(client, id="2", id_external="")
    for _ in range(5):
        later(seconds=3)
    assert wfirma.count("invoices/get") == 1
    assert sorted(Hint.objects.values_list("outcome", flat=True)) == ["foreign", "rejected.not_found"]


def test_old_hints_are_forgotten(heard, client):
    tell(client, id="1", id_external="sklep-77")
    later(seconds=1)
    clock.advance(hints.KEPT + timedelta(minutes=1))
    tell(client, id="2", id_external="sklep-78")
    later(seconds=1)
    assert Hint.objects.get().reference == "sklep-78"


def test_a_neighbours_reference_means_nothing(heard, client, publigo, wfirma):
    """Hints are looked for among the documents of the connection whose address was called."""
    deliver(client, publigo, private_sale())
    wfirma.faults.on("lost_reply", match="invoices/add")
    work.step()
    other = Connection.objects.create(name="Sąsiad", created_at=clock.now(), health="ready")
    Hint.objects.create(
        connection=other, reference=the_document().reference, arrived_at=clock.now(), due_at=clock.now()
    )
    assert hints._known(Hint.objects.get(connection=other)) == "stranger"
