from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostek.tax.form import sale_from_json, seller_from_json
from mostek.tax.form_after import request_from_json
from mostek.tax.request import Request, answer_request, right_until
from mostek.tax.sale import Buyer, FiscalReceipt
from mostek.tax.seller import Product
from mostek.tax.written_after import request_to_json, requested_to_json

COURSE = {"c": Product(gtu="GTU_12")}
SELLER = seller_from_json({"vat_status": "active"})
TILL = replace(SELLER, cash_register="online")
FIRM = Buyer(country="PL", name="Firma sp. z o.o.", company=True, tax_id="5260250274")


def sold(day="2026-08-10", country="PL", **more):
    return sale_from_json(
        {
            "reference": "r",
            "currency": "PLN",
            "paid_on": day,
            "total": "246.00",
            "lines": [{"product": "c", "name": "Kurs", "unit_price": "246.00"}],
            "buyer": {"country": country, "name": "Anna Przykładowa"},
            **more,
        }
    )


def asked(day, sale=None, seller=SELLER, **more):
    request = Request(asked_on=date.fromisoformat(day), **more)
    return answer_request(request, sale or sold(), seller, COURSE)


def test_the_last_day_of_the_right_still_counts():
    found = asked("2026-11-30")
    assert found.right_until == date(2026, 11, 30)
    assert found.decision.document.issue_by == date(2026, 12, 15)
    assert found.decision.reasons[-1].code == "request.in_time"
    assert not [w for w in found.decision.warnings if w.code == "deadline.passed"]


def test_a_day_later_the_seller_is_asked_and_may_agree():
    late = asked("2026-12-01")
    assert (late.decision.decision, late.decision.question.code) == ("hold", "request.lapsed")
    agreed = asked("2026-12-01", agreed=True)
    assert agreed.decision.document.type == "normal"
    assert agreed.decision.reasons[-1].code == "request.late_agreed"
    assert agreed.decision.document.issue_by == date(2026, 12, 16)


def test_the_day_is_the_laws_and_the_seller_acts_before_the_holidays():
    found = asked("2026-12-10", sold("2026-11-23"))
    assert found.decision.document.issue_by == date(2026, 12, 25)
    assert found.act_by == date(2026, 12, 23)


def test_asked_in_the_month_of_the_sale_it_is_due_as_any_invoice():
    assert asked("2026-11-25", sold("2026-11-23")).decision.document.issue_by == date(2026, 12, 15)


def test_the_right_runs_from_the_later_of_supply_and_payment():
    assert right_until(sold("2026-08-10", supplied_on="2026-09-02"), date(2026, 10, 1)) == date(2026, 12, 31)
    assert right_until(sold("2026-11-30"), date(2026, 12, 1)) == date(2027, 2, 28)


def test_a_consumer_with_a_fiscal_receipt_gets_the_invoice_to_it():
    found = asked("2026-12-02", sold("2026-11-23"), TILL, document="receipt_fiscal_normal")
    document = found.decision.document
    assert (document.type, document.annotations) == ("normal", ("invoice_to_receipt",))
    assert document.issue_by == date(2026, 12, 17)


def test_a_firm_with_a_receipt_without_nip_is_refused():
    found = asked("2026-12-02", sold("2026-11-23"), TILL, document="receipt_fiscal_normal", buyer=FIRM)
    assert found.decision.decision == "nothing"
    assert found.decision.reasons[-1].code == "document.receipt_without_nip"


def test_a_receipt_of_the_sale_wins_over_what_the_type_would_say():
    sale = replace(sold("2026-11-23"), buyer=FIRM, receipt=FiscalReceipt(number="W1", tax_id=True))
    found = asked("2026-12-02", sale, TILL, document="receipt_fiscal_normal")
    assert found.decision.reasons[-1].code == "document.receipt_is_invoice"


@pytest.mark.parametrize("document", ["normal", "bill"])
def test_who_has_an_invoice_gets_no_second_one(document):
    found = asked("2026-12-02", document=document)
    assert (found.decision.decision, found.decision.reasons[-1].code) == ("nothing", "request.has_invoice")


def test_a_proof_of_sale_is_not_counted_beside_the_invoice():
    found = asked("2026-08-12", document="receipt_normal")
    assert "request.record_exists" in [warning.code for warning in found.decision.warnings]


def test_a_business_never_loses_the_invoice_it_is_owed():
    found = asked("2027-03-01", buyer=FIRM)
    assert (found.decision.document.type, found.right_until) == ("normal", None)
    assert found.decision.document.issue_by == date(2026, 9, 15)
    assert "deadline.passed" in [warning.code for warning in found.decision.warnings]


def test_an_exempt_seller_owes_a_firm_an_invoice_only_in_time():
    exempt = replace(SELLER, vat_status="exempt_113", exempt_basis="art. 113 ust. 1")
    assert asked("2026-11-30", seller=exempt, buyer=FIRM).decision.document.type == "bill"
    assert asked("2026-12-01", seller=exempt, buyer=FIRM).decision.question.code == "request.lapsed"


def test_a_wish_that_raises_a_question_is_held_with_it():
    found = asked("2026-08-12", buyer=replace(FIRM, tax_id="5260250275"))
    assert found.decision.question.code == "buyer.nip_wrong"


@given(
    st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    st.integers(0, 200),
    st.none() | st.sampled_from(["receipt_normal", "receipt_fiscal_normal", "normal"]),
    st.none() | st.just(FIRM),
    st.booleans(),
)
def test_no_request_is_late_within_three_months_nor_in_time_after_four(day, days, document, buyer, agreed):
    sale, on = sold(day.isoformat()), day + timedelta(days=days)
    request = Request(asked_on=on, document=document, buyer=buyer, agreed=agreed)
    found = answer_request(request, sale, SELLER, COURSE)
    lapsed = found.decision.question is not None and found.decision.question.code == "request.lapsed"
    assert not (lapsed and days <= 89)
    if found.right_until and days > 124 and not agreed:
        assert lapsed
    if found.act_by:
        assert found.act_by <= found.decision.document.issue_by
    assert request_from_json(json.loads(json.dumps(request_to_json(request)))) == request
    assert json.loads(json.dumps(requested_to_json(found)))["decision"] == found.decision.decision
