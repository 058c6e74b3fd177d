"""`POST /api/v1/bulk/sales`: each sale by itself, safe to repeat."""

from __future__ import annotations

import pytest

from mostek.api.bulk import AT_MOST
from mostek.core import work
from mostek.core.models import Document, Event, Order
from tests.api.test_sales import SALE


def sale(number: int, **changes: object) -> dict[str, object]:
    return SALE | {"reference": f"B-{number}"} | changes


def statuses(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["status"] for one in answer.json()["results"]]


def test_each_sale_is_an_event_and_gets_its_document(caller, wfirma):
    answer = caller.post("bulk/sales", {"sales": [sale(number) for number in range(3)]})
    assert statuses(answer) == ["created"] * 3
    assert [one["sale"]["reference"] for one in answer.json()["results"]] == ["B-0", "B-1", "B-2"]
    assert Event.objects.count() == 3
    work.step()
    assert len(wfirma.documents) == 3


def test_the_same_request_again_makes_nothing_new(caller, wfirma):
    body = {"sales": [sale(1), sale(2)]}
    first = caller.post("bulk/sales", body).json()
    work.step()
    again = caller.post("bulk/sales", body).json()
    assert (again["created"], again["existed"], again["failed"]) == (0, 2, 0)
    assert [one["reference"] for one in again["results"]] == [one["reference"] for one in first["results"]]
    assert Event.objects.count() == Order.objects.count() == Document.objects.count() == 2


def test_a_sale_that_was_posted_by_itself_is_known_to_a_bulk(caller):
    caller.post("sales", sale(1))
    assert statuses(caller.post("bulk/sales", {"sales": [sale(1), sale(2)]})) == ["existed", "created"]


def test_the_same_sale_twice_in_one_request_is_one_sale(caller):
    assert statuses(caller.post("bulk/sales", {"sales": [sale(1), sale(1)]})) == ["created", "existed"]
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"reference": "B-2"},
        "text",
        None,
        [],
        sale(2, total=199.0),
        sale(2, surprise=1),
        sale(2, reference="x" * 101),
        sale(2, buyer={"country": "PL", "name": "\ud800"}),
    ],
)
def test_one_bad_sale_spoils_no_other(caller, bad):
    answer = caller.post("bulk/sales", {"sales": [sale(1), bad, sale(3)]})
    assert statuses(answer) == ["created", "failed", "created"]
    problem = answer.json()["results"][1]["problem"]
    assert problem["status"] in (400, 422)
    assert problem["pl"]
    assert problem["en"]
    assert sorted(Order.objects.values_list("external_id", flat=True)) == ["B-1", "B-3"]


def test_a_change_after_the_document_left_fails_alone(caller, wfirma):
    caller.post("bulk/sales", {"sales": [sale(1)]})
    work.step()
    changed = sale(1, total="99.00", lines=[{"name": "Kurs fotografii", "unit_price": "99.00"}])
    answer = caller.post("bulk/sales", {"sales": [changed, sale(2)]})
    assert statuses(answer) == ["failed", "created"]
    assert answer.json()["results"][0]["problem"]["code"] == "changed_after_issue"


@pytest.mark.parametrize("body", [{}, {"sales": []}, {"sales": {}}, {"sales": [1], "more": 1}])
def test_a_request_that_is_no_list_of_sales_is_refused_as_a_whole(caller, body):
    answer = caller.post("bulk/sales", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "body.fields")
    assert not Event.objects.exists()


def test_more_than_the_stated_number_is_refused_before_any_is_taken(caller):
    answer = caller.post("bulk/sales", {"sales": [{}] * (AT_MOST + 1)})
    assert answer.status_code == 422
    assert str(AT_MOST) in answer.json()["errors"][0]["en"]


def test_a_source_that_is_off_takes_no_bulk(caller, source):
    source.is_on = False
    source.save()
    assert caller.post("bulk/sales", {"sales": [sale(1)]}).json()["code"] == "off"
