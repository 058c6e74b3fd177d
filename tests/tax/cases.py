"""The contract's example, and small changes to it."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

from mostek.tax.decide import decide
from mostek.tax.form import read, to_json

DATA = Path(__file__).parent / "data"
EXAMPLE = json.loads((DATA / "example_input.json").read_text(encoding="utf-8"))
COURSE = EXAMPLE["products"]["77:2"]
FIRM = {"name": "Firma sp. z o.o.", "company": True, "tax_id": "5260250274", "country": "PL"}
GERMAN_FIRM = {"name": "Muster GmbH", "company": True, "tax_id": "DE136695976", "country": "DE"}
VIES_VALID = {"valid": True, "checked_on": "2026-11-23", "proof": "WAPIAAAAY"}


def example(seller=None, buyer=None, product=None, **sale):
    """The example with patches. `buyer` and `lines` replace; a new unit price becomes the total."""
    changed = deepcopy(EXAMPLE)
    changed["seller"] |= seller or {}
    changed["products"]["77:2"] = {"kind": "DIGITAL", "vat_rate": "23", **product} if product else COURSE
    if buyer is not None:
        changed["sale"]["buyer"] = buyer
        changed["sale"].pop("location")
    changed["sale"] |= sale
    return changed


def priced(price, quantity="1", discount="0.00", product="77:2", name="Kurs"):
    return {
        "product": product,
        "name": name,
        "quantity": quantity,
        "unit_price": price,
        "discount": discount,
    }


def decided(obj):
    found = read(obj)
    return to_json(decide(found.sale, found.seller, found.products, found.today))


def decided_example(**patches):
    return decided(example(**patches))


def held_by(answer):
    return answer["question"]["code"] if answer["decision"] == "hold" else answer


def kind_of(answer):
    return answer["document"]["type"] if answer["decision"] == "issue" else answer


def codes(answer, key="warnings"):
    return [one["code"] for one in answer[key]]
