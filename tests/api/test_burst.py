"""Many clients at once, each saying everything twice."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client

from mostek.core import work
from mostek.core.models import Document, Event, Order
from tests.api.test_sales import SALE

SALES, CLIENTS = 200, 8


@pytest.mark.django_db(transaction=True)
def test_200_sales_posted_by_8_clients_each_twice_are_200_documents(api_key, wfirma):
    def post(number: int) -> tuple[int, int]:
        body = json.dumps(SALE | {"reference": f"B-{number}"})
        headers = {"authorization": f"Bearer {api_key}", "idempotency-key": f"b-{number}"}
        try:
            answer: Any = Client().post(
                "/api/v1/sales", body, content_type="application/json", headers=headers
            )
            return number, answer.status_code
        finally:
            database.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(post, [number for number in range(SALES) for _ in range(2)]))
    assert {status for _, status in answers} == {201}
    assert Event.objects.count() == Order.objects.count() == SALES

    for _ in range(SALES):
        if not Document.objects.exclude(state="issued").exists():
            break
        work.step()
    assert Document.objects.filter(state="issued").count() == SALES
    assert len(wfirma.documents) == SALES
    assert len({one.id_external for one in wfirma.documents}) == SALES
    assert wfirma.count("invoices/add") == SALES
