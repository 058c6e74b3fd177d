"""Whatever a valid input says, there is one answer, it adds up, and it has the shape of the contract."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from mostek.tax import form
from mostek.tax.decide import decide
from tests.tax.after import values_of
from tests.tax.cases import EXAMPLE

KINDS = [
    "DIGITAL",
    "EBOOK",
    "BOOK",
    "LIVE_EVENT_ONLINE",
    "ONSITE_EVENT",
    "CONSULTING",
    "GOODS",
    "VOUCHER_SPV",
]
COUNTRIES = [*["PL"] * 8, "DE", "FR", "GR", "ES", "PT", "FI", "AT", "GB", "US", "CH", "MC", "AX"]
NUMBERS = [
    None,
    None,
    "",
    "5260250274",
    "5260250275",
    "DE136695976",
    "GR094259216",
    "XI980780684",
    "12-34",
    "PL!",
]
ZIPS = ["", "00-001", "35001", "9000-001", "BT1 1AA", "22100", "6691", "97400"]
COUNTRY = st.sampled_from(COUNTRIES)
DAYS = st.integers(0, 900).map(lambda n: (date(2025, 1, 1) + timedelta(days=n)).isoformat())
GROSZE = st.integers(0, 2_000_000).map(lambda n: f"{Decimal(n) / 100:.2f}")
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


def maybe(strategy):
    return st.none() | strategy


def optional(**keys):
    return st.fixed_dictionaries({}, optional=keys)


PRODUCT = optional(
    kind=st.sampled_from([*KINDS, *KINDS, "VOUCHER_MPV"]),
    vat_rate=st.sampled_from(["23", "8", "5", "0", "zw"]),
    exempt_basis=st.sampled_from([None, "art. 43 ust. 1 pkt 28"]),
    gtu=st.sampled_from([None, "GTU_12"]),
    lump_sum_rate=st.sampled_from([None, "8.5"]),
    oss_service_type=st.sampled_from([None, "SE"]),
    oss_rate=st.sampled_from([{}, {"DE": "7", "FI": "13.5"}]),
    needs_cash_register=st.booleans(),
    annex_15=st.booleans(),
    art_28l=st.booleans(),
    place=COUNTRY,
)
KSEF = optional(
    enabled=st.booleans(),
    consumers=st.booleans(),
    monthly_relief=st.booleans(),
    outside_this_month=GROSZE,
    relief_lost=st.booleans(),
)
SELLER = st.fixed_dictionaries(
    {"vat_status": st.sampled_from(["active", "active", "exempt_113"])},
    optional={
        "exempt_basis": st.sampled_from([None, "art. 113 ust. 9"]),
        "vat_ue": st.booleans(),
        "oss": st.sampled_from(["registered", "registered", "below_threshold", "none"]),
        "eu_consumer_sales_net_pln": st.sampled_from(["0.00", "33000.00", "41990.00", "50000.00"]),
        "cash_register": st.sampled_from(["none", "online"]),
        "ksef": KSEF,
        "consumer_document": st.sampled_from(["receipt", "invoice", "on_request"]),
        "income_tax": st.sampled_from(["lump_sum", "linear"]),
        "default_product": PRODUCT,
    },
)
VIES = st.sampled_from([None, *[{"valid": True}] * 4, {"valid": False}, {"unavailable": True}])
BUYER = st.fixed_dictionaries(
    {"country": COUNTRY},
    optional={
        "name": TEXT,
        "company": st.booleans(),
        "wants_invoice": st.booleans(),
        "tax_id": st.sampled_from(NUMBERS),
        "vies": VIES,
        "business_proof": st.sampled_from([None, "", "rejestr"]),
        "zip": st.sampled_from(ZIPS),
    },
)
LOCATION = st.just({}) | optional(
    billing=maybe(COUNTRY), ip=maybe(COUNTRY), payment=maybe(COUNTRY), phone=maybe(COUNTRY)
)
QUANTITY = st.sampled_from(["1", "1", "2", "3", "0.5", "1.3333", "7.000001"])
LINE = st.tuples(st.sampled_from([None, "a", "b"]), GROSZE, QUANTITY, st.integers(0, 100), TEXT)


@st.composite
def inputs(draw):
    """A valid input. Most of the time its amounts add up, also for net prices at the Polish rate."""
    found = draw(
        st.fixed_dictionaries(
            {"today": DAYS, "seller": SELLER, "products": st.fixed_dictionaries({"a": PRODUCT, "b": PRODUCT})}
        )
    )
    lines, total = [], Decimal(0)
    for product, price, quantity, percent, name in draw(st.lists(LINE, min_size=1, max_size=4)):
        whole = Decimal(price) * Decimal(quantity)
        discount = (whole * percent / 100).quantize(Decimal("0.01")) if percent % 3 == 0 else Decimal(0)
        discount = min(discount, whole.quantize(Decimal("0.01"), "ROUND_DOWN"))
        lines.append(
            {
                "product": product,
                "name": f"x{name}",
                "unit_price": price,
                "quantity": quantity,
                "discount": f"{discount:.2f}",
            }
        )
        total += (whole - discount).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    charges = [{"amount": amount} for amount in draw(st.lists(GROSZE, max_size=2))]
    total += sum(Decimal(charge["amount"]) for charge in charges)
    prices = draw(st.sampled_from(["gross", "gross", "net"]))
    if prices == "net":
        total = (total * draw(st.sampled_from([Decimal("1.23"), Decimal(1)]))).quantize(
            Decimal("0.01"), "ROUND_HALF_UP"
        )
    state = draw(st.sampled_from([*["paid"] * 8, "unpaid", "partly"]))
    found["sale"] = {
        "reference": "r",
        "currency": draw(st.sampled_from(["PLN", "EUR", "USD"])),
        "prices": prices,
        "total": f"{total + draw(st.sampled_from([Decimal(0)] * 9 + [Decimal('0.01')])):.2f}",
        "lines": lines,
        "charges": charges,
        "buyer": draw(BUYER),
        "location": draw(LOCATION),
        "payment": {"state": state, "on_delivery": draw(st.sampled_from([*[False] * 5, True]))},
        "paid_on": draw(DAYS) if state != "unpaid" else None,
        "supplied_on": draw(maybe(DAYS)),
        "shipped_from": draw(st.sampled_from([*[None] * 8, "PL", "DE"])),
        "ship_to": draw(
            maybe(st.fixed_dictionaries({"country": COUNTRY}, optional={"zip": st.sampled_from(ZIPS)}))
        ),
        "receipt": draw(
            st.sampled_from([*[None] * 6, {"number": "1", "tax_id": True}, {"number": "1", "tax_id": False}])
        ),
        "rate_pln": draw(st.sampled_from([None, "4.2513"])),
        "recipient": draw(st.sampled_from([None, {"name": "Szkoła", "role": "8"}])),
    }
    return found


VALID = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def answer(obj):
    found = form.read(obj)
    return decide(found.sale, found.seller, found.products, found.today)


def keys_of(example_answer):
    return set(json.loads(json.dumps(example_answer)))


DOCUMENT = keys_of(form.to_json(answer(EXAMPLE))["document"])
LINE_KEYS = {"name", "quantity", "unit_price", "vat", "gtu", "lump_sum_rate"}
TYPES = {
    *("normal", "bill", "receipt_normal", "receipt_bill", "receipt_fiscal_normal", "receipt_fiscal_bill"),
    *("proforma", "proforma_bill"),
}


@VALID
@given(inputs())
def test_every_valid_input_has_an_answer_of_the_contracts_shape(obj):
    out = json.loads(json.dumps(form.to_json(answer(obj))))
    event(out["decision"])
    expected = {"issue": {"document"}, "hold": {"question"}, "nothing": set()}[out["decision"]]
    assert set(out) == {"decision", "reasons", "warnings"} | expected
    for sentence in [*out["reasons"], *out["warnings"]]:
        assert set(sentence) == {"code", "pl", "en", "basis"}
        assert sentence["pl"]
        assert sentence["en"]
    if out["decision"] == "hold":
        assert set(out["question"]) == {"code", "pl", "en", "choices"}
        assert all(set(choice) == {"code", "pl", "en"} for choice in out["question"]["choices"])
        assert out["question"]["choices"]
    else:
        assert out["reasons"], "every decision says why"
    if out["decision"] == "issue":
        check_document(out["document"])


def check_document(document):
    assert set(document) == DOCUMENT
    assert document["type"] in TYPES
    assert document["lines"]
    assert document["totals"]
    assert all(set(line) == LINE_KEYS for line in document["lines"])
    foreign = any(isinstance(line["vat"], dict) for line in document["lines"])
    assert foreign is (document["oss"] is not None)
    assert (document["issue_by"] is not None) is (document["type"] in ("normal", "bill"))
    assert document["ksef"] == "outside" or document["type"] in ("normal", "bill")
    if document["type"].endswith("bill"):
        assert {line["vat"] for line in document["lines"]} == {None}
    for line in document["lines"]:
        assert line["gtu"] is None or (document["type"] == "normal" and not foreign)


@VALID
@given(inputs())
def test_a_document_adds_up_to_what_the_buyer_pays(obj):
    decision = answer(obj)
    draft = decision.document
    if draft is None:
        return
    for row in draft.totals:
        assert row.net + row.tax == row.gross
        assert row.tax >= 0
    assert len({str(row.vat) for row in draft.totals}) == len(draft.totals)
    assert draft.net == sum(row.net for row in draft.totals)
    assert draft.tax == sum(row.tax for row in draft.totals)
    assert draft.net + draft.tax == draft.total == Decimal(obj["sale"]["total"])
    listed = sum(line.unit_price * line.quantity for line in draft.lines)
    assert listed == (draft.total if draft.price_type == "brutto" else draft.net)
    assert all(line.unit_price > 0 for line in draft.lines)


@VALID
@given(inputs())
def test_the_same_input_gives_the_same_answer_and_is_left_alone(obj):
    before = deepcopy(obj)
    assert answer(obj) == answer(deepcopy(obj))
    assert obj == before


@VALID
@given(inputs())
def test_what_is_stored_reads_back_as_it_was(obj):
    found = form.read(obj)
    stored = json.loads(json.dumps(form.sale_to_json(found.sale)))
    assert form.sale_from_json(stored) == found.sale
    assert form.sale_to_json(form.sale_from_json(stored)) == stored
    assert form.seller_from_json(json.loads(json.dumps(form.seller_to_json(found.seller)))) == found.seller
    for product in found.products.values():
        assert form.product_from_json(json.loads(json.dumps(form.product_to_json(product)))) == product
    draft = answer(obj).document
    if draft is not None:
        assert form.draft_from_json(json.loads(json.dumps(form.draft_to_json(draft)))) == draft


@VALID
@given(inputs())
def test_a_business_never_gets_less_than_the_law_asks(obj):
    """A required invoice has the day by which it is due, and no consumer's document is required in KSeF."""
    decision = answer(obj)
    if decision.document is not None and decision.document.ksef == "required":
        buyer = obj["sale"]["buyer"]
        assert buyer.get("company") or buyer.get("tax_id") or buyer.get("business_proof")


@VALID
@given(inputs(), st.randoms(use_true_random=False))
def test_the_order_of_lines_never_changes_the_decision_or_the_totals(obj, random):
    other = deepcopy(obj)
    random.shuffle(other["sale"]["lines"])
    first, second = answer(obj), answer(other)
    assert (first.decision, totals_of(first)) == (second.decision, totals_of(second))


@VALID
@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=2, max_size=5), GROSZE, st.data())
def test_a_charge_goes_to_the_same_rates_in_any_order(products, charge, data):
    """Lines of equal worth share a charge that cannot be split evenly: the grosz must not go to the first."""
    other = data.draw(st.permutations(products))
    assert totals_of(charged(products, charge)) == totals_of(charged(other, charge))


def charged(products, charge):
    obj = deepcopy(EXAMPLE)
    obj["products"] = {
        name: {"kind": "DIGITAL", "vat_rate": rate} for name, rate in {"a": "23", "b": "8", "c": "5"}.items()
    }
    obj["sale"]["lines"] = [{"product": name, "name": name, "unit_price": "10.00"} for name in products]
    obj["sale"]["charges"] = [{"name": "Dostawa", "amount": charge}]
    obj["sale"]["total"] = f"{10 * len(products) + Decimal(charge):.2f}"
    return answer(obj)


def totals_of(decision):
    rows = decision.document.totals if decision.document else ()
    return {str(row.vat): (row.net, row.tax, row.gross) for row in rows}


@VALID
@given(inputs())
def test_no_number_of_an_answer_is_a_float(obj):
    assert not any(isinstance(value, float) for value in values_of(answer(obj)))
    assert not any(isinstance(value, float) for value in values_of(form.read(obj)))
