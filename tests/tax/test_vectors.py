"""The vectors of the law reference. Where one follows a ruling of the contract instead, its note says so."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mostek.tax import form_after, written_after
from mostek.tax.correct import correct
from mostek.tax.correction import Original
from mostek.tax.decide import decide
from mostek.tax.decrease import oss_return_due
from mostek.tax.filing import identify_in_jpk, is_late, may_be_dated
from mostek.tax.form import read, to_json
from mostek.tax.request import answer_request

DATA = json.loads((Path(__file__).parent / "data" / "vectors.json").read_text(encoding="utf-8"))


def named(part):
    return pytest.mark.parametrize("vector", DATA[part], ids=lambda vector: vector["id"])


def contract_input(vector):
    """Lines of a vector are [product, unit price, quantity, discount]; the rest patches a plain sale."""
    sale = {"reference": vector["id"], "currency": "PLN", "paid_on": "2026-11-23", **vector["sale"]}
    sale["lines"] = [
        dict(zip(["product", "unit_price", "quantity", "discount"], line, strict=False), name=line[0])
        for line in sale["lines"]
    ]
    sale.setdefault("total", f"{sum(map(amount, sale['lines'])):.2f}")
    return {
        "today": vector["today"],
        "seller": DATA["sellers"][vector["seller"]] | vector.get("seller_patch", {}),
        "products": DATA["products"],
        "sale": sale,
    }


def amount(line):
    return Decimal(line["unit_price"]) * Decimal(line.get("quantity", "1")) - Decimal(
        line.get("discount", "0")
    )


def facts(answer):
    document = answer.get("document", {})
    lines = document.get("lines", [])
    return {
        **document,
        "totals": [
            [row[key] for key in ("vat", "net", "tax", "gross")] for row in document.get("totals", [])
        ],
        "gtu": [line["gtu"] for line in lines],
        "lump": [line["lump_sum_rate"] for line in lines],
        "prices": [line["unit_price"] for line in lines],
        "warnings": [warning["code"] for warning in answer["warnings"]],
    }


@named("vectors")
def test_it_decides_as_the_law_reference_says(vector):
    found = read(contract_input(vector))
    answer = to_json(decide(found.sale, found.seller, found.products, found.today))
    expected = vector["expect"]
    if "hold" in expected:
        assert (answer["decision"], answer.get("question", {}).get("code")) == ("hold", expected["hold"])
    elif "nothing" in expected:
        assert (answer["decision"], answer["reasons"][-1]["code"]) == ("nothing", expected["nothing"])
    else:
        assert answer["decision"] == "issue", answer
        got = facts(answer)
        assert {key: got[key] for key in expected} == expected


def sold(vector):
    """The sale, seller and products of the vector that this one follows."""
    found = next(one for one in DATA["vectors"] if one["id"] == vector["of"])
    if "sold_on" in vector:
        day = vector["sold_on"]
        found = found | {"sale": found["sale"] | {"paid_on": day, "supplied_on": day}}
    return read(contract_input(found))


def totals_of(rows):
    return [[row[key] for key in ("vat", "net", "tax", "gross")] for row in rows]


@named("corrections")
def test_it_corrects_as_the_law_reference_says(vector):
    found = sold(vector)
    draft = decide(found.sale, found.seller, found.products, found.today).document
    original = Original(
        draft=draft, buyer=found.sale.buyer, sold_on=found.today, **vector.get("original", {})
    )
    event, today = form_after.event_from_json(vector["event"]), date.fromisoformat(vector["today"])
    out = written_after.correction_to_json(correct(original, (), event, found.seller, today))
    got = {**out, "totals": totals_of(out["difference"])}
    got["lines"] = [[line["position"], line["quantity"], line["unit_price"]] for line in out["lines"]]
    got["new"] = totals_of((out["replacement"] or {}).get("totals", []))
    got["counts"] = {key: out["counts"][key] for key in vector["expect"].get("counts", {})}
    assert {key: got[key] for key in vector["expect"]} == vector["expect"]


@named("requests")
def test_it_answers_requests_as_the_law_reference_says(vector):
    found = sold(vector)
    request = form_after.request_from_json(vector["request"])
    out = written_after.requested_to_json(answer_request(request, found.sale, found.seller, found.products))
    got = {
        **facts(out),
        **{key: out[key] for key in ("decision", "right_until", "act_by")},
        "question": out.get("question", {}).get("code"),
        "reason": out["reasons"][-1]["code"],
    }
    assert {key: got[key] for key in vector["expect"]} == vector["expect"]


FILING = {
    "may_be_dated": may_be_dated,
    "is_late": is_late,
    "identify_in_jpk": identify_in_jpk,
    "oss_return_due": oss_return_due,
}
DAYS = {"issued_on", "uploaded_on", "today", "day"}


@named("filing")
def test_it_files_as_the_law_reference_says(vector):
    given = {
        key: date.fromisoformat(value) if key in DAYS else value for key, value in vector["given"].items()
    }
    answer = FILING[vector["asks"]](**given)
    assert (answer.isoformat() if isinstance(answer, date) else answer) == vector["expect"]


@pytest.mark.parametrize("part", ["vectors", "corrections", "requests", "filing"])
def test_every_vector_has_a_name_of_its_own(part):
    ids = [vector["id"] for vector in DATA[part]]
    assert len(ids) == len(set(ids))


def test_the_vectors_are_exactly_those_of_the_law_reference():
    """A letter at the end marks a variant."""
    parts = ("vectors", "corrections", "requests", "filing")
    ids = {re.fullmatch(r"([VT]\d+)[A-Z]?", one["id"])[1] for part in parts for one in DATA[part]}
    assert ids == {f"V{n:02}" for n in range(1, 82)} | {f"T{n}" for n in range(1, 21)}
