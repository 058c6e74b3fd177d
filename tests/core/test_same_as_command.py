"""What the pipeline stored for a sale is what `mostek decide` prints for it: for each kind of answer."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, time
from typing import Any

import pytest

from mostek.core import work
from mostek.lib import clock
from mostek.tax import command
from tests.core.sales import tell
from tests.tax.test_vectors import DATA, contract_input


def warsaw_noon(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(12), clock.WARSAW)


def kinds():
    """The first vector of each kind: type of document with its VAT codes, question, or reason for nothing."""
    found = {}
    for vector in DATA["vectors"]:
        expected = vector["expect"]
        codes = [str(row[0]) for row in expected.get("totals", [])]
        kind = (expected.get("hold"), expected.get("nothing"), expected.get("type"), str(sorted(codes)))
        # The pipeline asks VIES itself, so a sale that waits for VIES does not wait here.
        if expected.keys() & {"hold", "nothing", "type"} and "vies" not in expected.get("hold", ""):
            found.setdefault(kind, vector)
    return list(found.values())


@pytest.mark.parametrize("vector", kinds(), ids=lambda vector: vector["id"])
def test_the_command_prints_what_the_pipeline_stored(shop, wfirma, vector):
    whole = contract_input(vector)
    connection = shop.connection
    connection.products.all().delete()
    connection.seller = whole["seller"]
    connection.save()
    for code, description in whole["products"].items():
        connection.products.create(
            code=code, name=code, is_described=True, description=description, first_sold_at=clock.now()
        )
    with clock.held(warsaw_noon(vector["today"])):
        order = tell(shop, whole["sale"])
        work.step()
        order.refresh_from_db()
    whole["sale"] = order.sale
    out = io.StringIO()
    assert command.run("-", False, io.StringIO(json.dumps(whole)), out) == 0
    printed: dict[str, Any] = json.loads(out.getvalue())
    assert printed == order.decision
    assert printed.get("document", {}).get("type") == vector["expect"].get("type")
