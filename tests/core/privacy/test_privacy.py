"""Buyers' data go when the law no longer wants them; numbers, totals and proofs stay."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mostek.core import work
from mostek.core.models import Connection, Document, Event, Mailing, Order, PrivacyRecord, Refund, User
from mostek.core.privacy import anonymise, blank, buyer, periods
from mostek.lib import clock
from mostek.tax import form
from tests.core.deliveries import COMPANY, deliver, private_sale
from tests.core.test_secrets import rows
from tests.panel.conftest import held, make_connection, make_document, make_order, make_proof, make_source

LATER = datetime(2033, 1, 2, 12, tzinfo=UTC)
MARKS = ("lucja", "Łucja", "Źdźbło", "Śliska", "00-127")


def run(command, *arguments):
    out = StringIO()
    call_command(command, *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def leaks(marks=MARKS):
    """In any column of any row; JSON may hold letters as escapes. Bodies are bytes: they are looked at beside."""
    texts = [rows(), *(bytes(one.body).decode() for one in Event.objects.all())]
    texts += [json.dumps([one.sale, one.decision], ensure_ascii=False) for one in Order.objects.all()]
    texts += [json.dumps(one.content, ensure_ascii=False) for one in Document.objects.all()]
    escaped = {json.dumps(mark)[1:-1] for mark in marks}
    return [mark for mark in (*marks, *escaped) if any(mark in text for text in texts)]


@pytest.fixture
def sold(client, publigo, wfirma):
    """A private buyer, issued."""
    deliver(client, publigo, private_sale())
    work.step()
    return Order.objects.get()


@pytest.fixture
def shop(db, noon):
    return make_source(make_connection(User.objects.create_user("anna")))


def test_nothing_goes_before_its_period_is_over(sold):
    with clock.held(datetime(2032, 12, 31, 12, tzinfo=UTC)):
        counts = json.loads(run("anonymise", "--json"))
    assert counts["anonymised"] == 0
    assert set(leaks()) >= {"Łucja", "lucja"}


def test_after_it_no_row_names_the_buyer_and_numbers_and_totals_stay(sold):
    before = Document.objects.get()
    with clock.held(LATER):
        counts = json.loads(run("anonymise", "--json"))
    assert counts["anonymised"] == 1
    assert leaks() == []
    after, order = Document.objects.get(), Order.objects.get()
    for name in ("number", "reference", "total", "currency", "issued_on", "wfirma_id", "state"):
        assert getattr(after, name) == getattr(before, name)
    assert after.content["draft"]["totals"] == before.content["draft"]["totals"]
    assert form.sale_from_json(order.sale).total == Decimal("199.00")
    assert order.paid_day == "2026-11-23"


def test_a_firm_goes_as_well_for_many_are_one_person(client, publigo, wfirma):
    deliver(client, publigo, COMPANY)
    work.step()
    with clock.held(LATER):
        run("anonymise")
    assert leaks(("1111111111", "Przykład sp. z o.o.")) == []


def test_it_may_be_stopped_begun_again_and_run_twice(shop):
    for number in range(5):
        make_document(make_order(shop, str(number)))

    def stop(done):
        raise KeyboardInterrupt

    with clock.held(LATER):
        anonymise.BATCH, batch = 2, anonymise.BATCH
        try:
            with pytest.raises(KeyboardInterrupt):
                anonymise.run(periods.latest_cutoff(), progress=stop)
            assert Order.objects.exclude(anonymised_at=None).count() == 2
            assert anonymise.run(periods.latest_cutoff())["anonymised"] == 3
        finally:
            anonymise.BATCH = batch
        assert anonymise.run(periods.latest_cutoff())["anonymised"] == 0
    assert [one.counts["anonymised"] for one in PrivacyRecord.objects.order_by("pk")] == [2, 3]


@pytest.mark.parametrize("state", ["pending", "sending", "unknown", "held"])
def test_what_is_open_is_never_touched(shop, state):
    make_document(make_order(shop), **held(state=state))
    with clock.held(LATER):
        assert anonymise.run(periods.latest_cutoff())["open"] == 1
    assert Order.objects.get().buyer_name == "Żaneta Łąka"


def test_orders_that_wait_for_an_answer_or_have_changed_are_open(shop):
    make_order(shop, "1", verdict=Order.Verdict.HOLD)
    make_document(make_order(shop, "2", changed_after_issue=True))
    with clock.held(LATER):
        counts = anonymise.run(periods.latest_cutoff())
    assert (counts["open"], counts["anonymised"]) == (2, 0)


def test_vat_of_other_countries_keeps_them_for_ten_years(shop):
    order = make_order(shop)
    content = {"draft": {"oss": {"country": "DE"}}, "sale": order.sale}
    make_document(order, content=content)
    with clock.held(LATER):
        assert anonymise.run(periods.latest_cutoff())["kept_longer"] == 1
    with clock.held(LATER.replace(year=2037)):
        assert anonymise.run(periods.latest_cutoff())["anonymised"] == 1


def test_a_dry_run_only_counts(sold):
    with clock.held(LATER):
        counts = json.loads(run("anonymise", "--json", "--dry-run"))
    assert (counts["anonymised"], counts["dry_run"]) == (1, True)
    assert "Łucja" in leaks()
    assert not PrivacyRecord.objects.exists()


def test_e_mails_that_were_sent_go_and_one_that_waits_keeps_its_order_open(shop):
    document = make_document(make_order(shop))
    mailing = Mailing.objects.create(
        document=document, cause="person", email="zaneta@example.com", text="Żaneta", asked_at=clock.now()
    )
    with clock.held(LATER):
        assert anonymise.run(periods.latest_cutoff())["open"] == 1
        mailing.done_at = clock.now()
        mailing.save()
        assert anonymise.run(periods.latest_cutoff())["anonymised"] == 1
    mailing.refresh_from_db()
    assert (mailing.email, mailing.text) == ("", "")


def test_a_day_later_than_the_law_allows_is_refused(shop):
    with pytest.raises(CommandError, match="2020-01-01"):
        run("anonymise", "--before", "2026-01-01")
    with pytest.raises(CommandError, match="nie / not"):
        run("anonymise", "--before", "1.1.2020")


def test_an_earlier_day_takes_less(shop):
    make_document(make_order(shop))
    with clock.held(LATER):
        assert json.loads(run("anonymise", "--json", "--before", "2026-11-23"))["anonymised"] == 0
        assert json.loads(run("anonymise", "--json", "--before", "2026-11-24"))["anonymised"] == 1


def test_messages_without_an_order_go_and_unread_ones_stay(shop):
    for state in ("ignored", "failed", "received"):
        Event.objects.create(
            source=shop, key=state, body=b"lucja", body_digest="", received_at=clock.now(), state=state
        )
    with clock.held(LATER):
        assert anonymise.run(periods.latest_cutoff())["events"] == 1
    assert sorted(one.state for one in Event.objects.all() if bytes(one.body)) == ["failed", "received"]


def test_differences_of_buyers_go_from_old_proofs(shop):
    change = ["contractor.name", "Łucja Źdźbło", "Lucja"]
    make_proof(
        shop.connection, findings=[{"code": "proof.changed", "changes": [change, ["total", "1.00", "2.00"]]}]
    )
    with clock.held(LATER):
        anonymise.run(periods.latest_cutoff())
    proof = shop.connection.proofs.get()
    assert proof.findings[0]["changes"] == [["contractor.name", "–", "–"], ["total", "1.00", "2.00"]]


def test_the_same_sale_told_again_does_not_bring_the_buyer_back(sold, client, publigo):
    with clock.held(LATER):
        run("anonymise")
        deliver(client, publigo, private_sale(payment_method="blik"))
        work.step()
    assert leaks() == []
    assert Order.objects.get().changed_after_issue is False
    assert Document.objects.count() == 1


def test_an_export_holds_everything_and_notes_nobody(sold):
    Refund.objects.create(
        source=sold.source,
        external_id=sold.external_id,
        refund_id="1",
        order=sold,
        reason="bo tak",
        received_at=clock.now(),
    )
    found = json.loads(run("buyer", "export", "LUCJA@example.com"))
    (order,) = found["orders"]
    assert order["sale"]["buyer"]["name"] == "Łucja Źdźbło"
    assert json.loads(order["messages"][0]["body"])["biling_address"]["street"] == "Śliska"
    assert order["documents"][0]["number"] == Document.objects.get().number
    assert order["refunds"][0]["reason"] == "bo tak"
    record = PrivacyRecord.objects.get()
    assert (record.action, record.counts) == ("export", {"orders": 1})


@pytest.mark.parametrize("typed", ["1111111111", "PL1111111111", "111-111-11-11"])
def test_a_firm_is_found_by_its_tax_number_however_it_is_typed(client, publigo, wfirma, typed):
    deliver(client, publigo, COMPANY)
    work.step()
    assert len(json.loads(run("buyer", "export", typed))["orders"]) == 1


def test_erasing_takes_what_may_go_and_says_until_when_the_rest_stays(sold):
    (told,) = json.loads(run("buyer", "erase", "lucja@example.com", "--json"))
    assert (told["outcome"], told["kept_until"]) == ("kept", "2032-12-31")
    assert "art. 112" in told["basis"]
    assert leaks(("lucja@example.com",)) == []
    assert bytes(Event.objects.get().body) == b""
    assert Order.objects.get().buyer_name == "Łucja Źdźbło"
    assert PrivacyRecord.objects.get().counts == {"kept": 1}


def test_what_was_erased_on_request_goes_with_the_rest_in_time(sold):
    run("buyer", "erase", "lucja@example.com")
    with clock.held(LATER):
        run("anonymise")
    assert leaks() == []


def test_without_a_document_everything_goes_at_once(shop):
    make_order(shop, verdict=Order.Verdict.NOTHING)
    (one,) = buyer.erase(shop.connection, "zaneta@example.com")
    assert one.outcome == "erased"
    assert leaks(("Żaneta", "zaneta")) == []


def test_an_open_order_is_left_alone_and_said_to_be(shop):
    make_document(make_order(shop), **held())
    text = run("buyer", "erase", "zaneta@example.com")
    assert "sprawa jest otwarta" in text
    assert Order.objects.get().buyer_email == "zaneta@example.com"


def test_a_dry_run_of_an_erasure_changes_nothing(shop):
    make_document(make_order(shop))
    assert "2032-12-31" in run("buyer", "erase", "zaneta@example.com", "--dry-run")
    assert Order.objects.get().buyer_email == "zaneta@example.com"


def test_a_buyer_of_another_company_is_not_touched(shop):
    other = make_source(Connection.objects.create(name="Inna", created_at=clock.now()))
    make_document(make_order(shop))
    make_document(make_order(other))
    with pytest.raises(CommandError, match="--connection"):
        run("buyer", "erase", "zaneta@example.com")
    run("buyer", "erase", "zaneta@example.com", "--connection", str(other.connection_id))
    assert Order.objects.get(source=shop).buyer_email == "zaneta@example.com"
    assert Order.objects.get(source=other).buyer_email == ""


def test_a_needle_is_taken_out_of_sentences_however_deep_they_lie():
    given = {"a": ["Faktura dla Jan Kos", {"b": "Jan Kos, 5260250274"}], "n": 1}
    assert blank.scrubbed(given, {"Jan Kos", "5260250274"}) == {"a": ["Faktura dla –", {"b": "–, –"}], "n": 1}


def test_the_period_is_counted_from_the_later_of_payment_and_supply(shop):
    order = make_order(shop)
    order.sale["supplied_on"] = "2027-01-02"
    assert periods.keep_until(order, []).isoformat() == "2033-12-31"
    assert timedelta(0) < periods.moment_of(periods.latest_cutoff()) - datetime(2019, 12, 31, tzinfo=UTC)
