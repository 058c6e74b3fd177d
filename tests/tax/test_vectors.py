"""The vectors of the law reference. Where one follows a ruling of the contract instead, its note says so."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from mostek.tax.decide import decide
from mostek.tax.form import read, to_json

DATA = json.loads((Path(__file__).parent / "data" / "vectors.json").read_text(encoding="utf-8"))


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


@pytest.mark.parametrize("vector", DATA["vectors"], ids=lambda vector: vector["id"])
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


def test_every_vector_has_a_name_of_its_own():
    ids = [vector["id"] for vector in DATA["vectors"]]
    assert len(ids) == len(set(ids))
