"""An unpaid sale gets a pro forma; once it is paid, its invoice, whatever became of the pro forma."""

from __future__ import annotations

from typing import Any

import pytest

from mostek.core import work
from mostek.core.models import Document
from tests.api.test_sales import SALE

UNPAID: dict[str, Any] = {**SALE, "paid_on": None, "payment": {"state": "unpaid"}}


@pytest.fixture
def post(client, api_key):
    def send(sale: dict[str, Any], key: str):
        headers = {"authorization": f"Bearer {api_key}", "idempotency-key": key}
        return client.post("/api/v1/sales", sale, content_type="application/json", headers=headers)

    return send


def kinds_and_states() -> list[tuple[str, str]]:
    return list(Document.objects.order_by("pk").values_list("kind", "state"))


def test_an_issued_pro_forma_stays_and_the_invoice_follows(post, wfirma):
    assert post(UNPAID, "k-1").json()["document"]["kind"] == "proforma"
    work.step()
    answer = post(SALE, "k-2")
    assert (answer.status_code, answer.json()["document"]["kind"]) == (200, "invoice")
    work.step()
    assert kinds_and_states() == [("proforma", "issued"), ("invoice", "issued")]
    assert [one.type for one in wfirma.documents] == ["proforma", "normal"]


def test_a_pro_forma_that_has_not_left_is_withdrawn(post, wfirma):
    post(UNPAID, "k-1")
    post(SALE, "k-2")
    work.step()
    assert kinds_and_states() == [("proforma", "cancelled"), ("invoice", "issued")]
    assert [one.type for one in wfirma.documents] == ["normal"]


def test_a_paid_sale_never_gets_a_second_invoice(post, wfirma):
    post(UNPAID, "k-1")
    work.step()
    post(SALE, "k-2")
    work.step()
    again = post({**SALE, "buyer": {**SALE["buyer"], "name": "Anna Inna"}}, "k-3")
    assert (again.status_code, again.json()["code"]) == (409, "changed_after_issue")
    work.step()
    assert len(wfirma.documents) == 2


def test_an_unpaid_sale_that_changes_after_its_pro_forma_gets_no_second_one(post, wfirma):
    post(UNPAID, "k-1")
    work.step()
    again = post({**UNPAID, "buyer": {**SALE["buyer"], "name": "Anna Inna"}}, "k-2")
    assert again.status_code == 409
    work.step()
    assert [one.type for one in wfirma.documents] == ["proforma"]
