"""The published description is true: requests made from it get no answer that it does not describe."""

from __future__ import annotations

from typing import Any

import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mostek.core import work
from mostek.wsgi import application
from tests.api.test_sales import SALE


def in_the_transaction_of_the_test(environ: Any, start_response: Any) -> list[bytes]:
    """The end of a request would close the database's connection, and with it the transaction around the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        answer = application(environ, start_response)
        body = list(answer)
        answer.close()
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
    return body


SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", in_the_transaction_of_the_test)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    ignored_auth,
]
# Bounded, and without shrinking: a failing request is short enough to be read as it is.
FEW = settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@SCHEMA.parametrize()
@FEW
def test_no_request_gets_an_answer_that_is_not_described(case: Any, api_key: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {api_key}"}, checks=CHECKS)


def asked(method: str, path: str, key: str, **given: Any) -> Any:
    """The answer, after it was compared with the description."""
    case = SCHEMA[path][method].Case(**given)
    return case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=CHECKS[:-1])


def test_the_answers_on_the_road_of_a_sale_are_as_described(api_key: str, wfirma: Any) -> None:
    sales, documents = "/api/v1/sales", "/api/v1/documents/{reference}"
    bulk = {"sales": [SALE, SALE | {"reference": "A-1002"}, {"reference": "A-1003"}]}
    posted = asked("POST", sales, api_key, body=SALE, media_type="application/json")
    assert posted.status_code == 201
    reference = {"reference": posted.json()["document"]["reference"]}
    assert asked("GET", f"{documents}/pdf", api_key, path_parameters=reference).status_code == 409
    results = asked("POST", "/api/v1/bulk/sales", api_key, body=bulk, media_type="application/json").json()
    assert (results["created"], results["existed"], results["failed"]) == (1, 1, 1)
    work.step()
    assert asked("GET", documents, api_key, path_parameters=reference).json()["pdf_link"]
    assert asked("GET", f"{documents}/pdf", api_key, path_parameters=reference).status_code == 202
    work.step()
    assert asked("GET", f"{documents}/pdf", api_key, path_parameters=reference).status_code == 200
    refund = {"sale": "A-1001", "id": "R-1", "amount": "1.00"}
    assert (
        asked("POST", "/api/v1/refunds", api_key, body=refund, media_type="application/json").status_code
        == 201
    )
    named = {"reference": "A-1001"}
    assert asked("GET", f"{sales}/{{reference}}", api_key, path_parameters=named).json()["refunds"]
    assert len(asked("GET", sales, api_key, query={"limit": "1"}).json()["sales"]) == 1
    described = {"description": {"kind": "EBOOK", "vat_rate": "5"}}
    product = "/api/v1/products/{code}"
    code = {"code": "77:2"}
    put = asked("PUT", product, api_key, path_parameters=code, body=described, media_type="application/json")
    assert put.status_code == 201
    assert (
        asked("GET", product, api_key, path_parameters=code).json()["description"] == described["description"]
    )
