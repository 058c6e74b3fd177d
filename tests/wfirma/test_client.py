from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostek.wfirma.errors import AuthLost, OutcomeUnknown, Rejected, WfirmaError
from mostek.wfirma.issued import record_to_issued
from mostek.wfirma.values import gtu_code

from .examples import ISSUED, ISSUED_XML, REFERENCE, issued
from .fakes import Wire, client, ok

PAYLOAD = {"invoices": {"0": {"invoice": {"type": "normal"}}}}


def test_an_issued_invoice_is_read_whole():
    invoice = client(Wire(ok("invoices", [issued()]))).invoice_add(PAYLOAD)
    assert invoice.id == "300100200"
    assert invoice.number == "FV 15/10/2026"
    assert (invoice.total, invoice.netto, invoice.tax) == (Decimal("246.00"), Decimal(200), Decimal(46))
    assert (invoice.date, invoice.currency, invoice.paymentstate) == (date(2026, 10, 1), "PLN", "paid")
    assert (invoice.buyer_name, invoice.buyer_nip) == ("Firma Testowa sp. z o.o.", "1234563218")
    assert (invoice.contractor_id, invoice.series_id, invoice.auto_send) == ("70010001", "72", True)
    assert invoice.receiver is False
    assert invoice.parent_id is None
    assert invoice.lines is not None
    assert [(line.name, line.vat_id, line.brutto) for line in invoice.lines] == [
        ("Kurs online", "222", Decimal("246.00"))
    ]
    assert invoice.vat_rows is not None
    assert invoice.vat_rows[0].tax == Decimal("46.00")


def test_an_issued_invoice_is_read_from_xml_too():
    invoice = client(Wire(ISSUED_XML)).invoice_add(PAYLOAD)
    assert (invoice.id, invoice.total, invoice.tax) == ("300100200", Decimal("246.00"), None)
    assert invoice.lines is not None
    assert [line.name for line in invoice.lines] == ["Kurs", "E-book"]


def test_a_document_with_unreadable_amounts_is_still_issued():
    invoice = client(Wire(ok("invoices", [issued(total="?", tax="NaN", date="0000-00-00")]))).invoice_add(
        PAYLOAD
    )
    assert (invoice.id, invoice.total, invoice.tax, invoice.date) == ("300100200", None, None, None)


@pytest.mark.parametrize(
    "answer",
    [
        ok(),
        ok("invoices"),
        ok("invoices", [issued(id="0")]),
        ok("invoices", [issued(id="")]),
        ok("invoices", [issued(id=...)]),
        ok("invoices", [issued(), issued(id="2")]),
        ok("contractors", [{"contractor": {"id": "5"}}]),
        b"%PDF-1.4",
    ],
)
def test_ok_without_exactly_one_id_leaves_the_outcome_open(answer: Any):
    with pytest.raises(OutcomeUnknown):
        client(Wire(answer)).invoice_add(PAYLOAD)


LEAVES = st.text(max_size=6) | st.sampled_from(["0", "1", "9" * 5000, "1e999999", "-0.001", "2026-02-30"])


@given(
    st.dictionaries(
        st.sampled_from(sorted(ISSUED)),
        st.recursive(
            LEAVES,
            lambda inner: st.dictionaries(
                st.sampled_from(["0", "id", "name", "vat_code", "netto", "invoicecontent"]), inner
            ),
            max_leaves=6,
        ),
    )
)
def test_a_record_of_any_shape_is_a_document_or_none(record: dict[str, Any]):
    invoice = record_to_issued(record)
    assert invoice is None or invoice.id == record["id"]


def test_the_reference_is_searched_for_as_wfirma_stores_it():
    wire = Wire(ok("invoices", [], limit="20", page="1", total="0"))
    assert client(wire).invoices_by_reference("r" * 40, "normal") == ()
    parameters = wire.body()["invoices"]["parameters"]
    assert parameters["conditions"] == {
        "condition": {"field": "id_external", "operator": "eq", "value": "r" * 32}
    }
    assert wire.requests[0].method == "POST"


def test_whatever_carries_the_reference_counts_also_in_another_case_of_letters():
    """The database compares without case; evidence that is almost ours is for a person, not to be overlooked."""
    wire = Wire(
        ok(
            "invoices",
            [
                issued(),
                issued(id="2", type="proforma"),
                issued(id="3", id_external=REFERENCE.upper()),
            ],
            limit="20",
            page="1",
            total="3",
        )
    )
    assert [hit.id for hit in client(wire).invoices_by_reference(REFERENCE, "normal")] == ["300100200", "3"]
    assert [hit.id for hit in client(wire).invoices_by_reference(REFERENCE, None)] == ["300100200", "2", "3"]


def test_hits_on_further_pages_are_found():
    first = [issued(id=str(n)) for n in range(1, 21)]
    wire = Wire(
        ok("invoices", first, limit="20", page="1", total="21"),
        ok("invoices", [issued(id="21")], limit="20", page="2", total="21"),
    )
    assert len(client(wire).invoices_by_reference(REFERENCE, "normal")) == 21
    assert wire.body()["invoices"]["parameters"]["page"] == "2"


@pytest.mark.parametrize(
    "answer",
    [
        ok(),
        ok("invoices"),
        {"invoices": [], "status": {"code": "OK"}},
        {"invoices": None, "status": {"code": "OK"}},
        {"invoices": {"parameters": {}}, "status": {"code": "OK"}},
        {"invoices": {"parameters": {"total": ""}}, "status": {"code": "OK"}},
        {"invoices": {"parameters": {"total": None}}, "status": {"code": "OK"}},
        {"contractors": {"parameters": {"total": "0"}}, "status": {"code": "OK"}},
        {"parameters": {"total": "0"}, "status": {"code": "OK"}},
        {"invoices": {"parameters": {"total": False}}, "status": {"code": "OK"}},
        {"invoices": {"0": "", "parameters": {"total": "0"}}, "status": {"code": "OK"}},
        ok("invoices", [], total="1"),
        ok("invoices", [issued()], total="0"),
        ok("invoices", [issued(id_external="another")], total="1"),
        ok("invoices", [issued(id_external="")], total="1"),
        ok("invoices", [issued(id_external=...)], total="1"),
        ok("invoices", [issued(type=...)], total="1"),
        ok("invoices", [issued(id="0")], total="1"),
        b"%PDF-1.4",
        b"",
        b"<html>",
    ],
)
def test_no_answer_but_a_stated_zero_counts_as_absent(answer: Any):
    with pytest.raises(OutcomeUnknown):
        client(Wire(answer)).invoices_by_reference(REFERENCE, "normal")


def test_a_refusal_of_the_search_is_not_absence():
    with pytest.raises(Rejected):
        client(Wire({"status": {"code": "INPUT ERROR"}})).invoices_by_reference(REFERENCE, "normal")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["0", "1", "", REFERENCE, "normal"]),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(["0", "1", "parameters", "total", "page", "invoice", "id", "id_external"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=10,
    )
)
def test_absence_is_reported_only_where_it_is_stated(branch: Any):
    wire = Wire({"invoices": branch, "status": {"code": "OK"}})
    try:
        found = client(wire).invoices_by_reference(REFERENCE, None)
    except WfirmaError:
        return
    if not found:
        assert isinstance(branch, dict)
        assert str(branch["parameters"]["total"]) == "0"


def test_an_empty_reference_is_never_searched_for():
    with pytest.raises(ValueError, match="empty reference"):
        client(Wire(ok())).invoices_by_reference("  ", None)


def test_companies_are_named_by_their_own_id_and_not_by_the_relation():
    company = {"id": 111222, "name": "Moja Firma", "nip": "1234563218", "vat_payer": 1, "tax": "lumpregister"}
    relation = {"user_company": {"id": "5", "right": "admin", "company": company}}
    wire = Wire(ok("user_companies", [relation], limit="100", page="1", total="1"))
    (found,) = client(wire).companies()
    assert (found.id, found.vat_payer, found.tax, found.is_registered) == (
        "111222",
        True,
        "lumpregister",
        None,
    )
    assert "company_id" not in str(wire.requests[0].url)


def test_companies_are_listed_another_way_where_the_scope_does_not_reach():
    wire = Wire(
        {"status": {"code": "DENIED SCOPE REQUESTED"}},
        ok("companies", [{"company": {"id": "7", "name": "A", "vat_payer": "0"}}], total=1),
    )
    (found,) = client(wire).companies()
    assert (found.id, found.vat_payer) == ("7", False)


def test_a_lost_token_is_not_hidden_by_the_other_way():
    with pytest.raises(AuthLost):
        client(Wire({"status": {"code": "AUTH"}})).companies()


def test_the_company_is_asked_for_by_its_id():
    wire = Wire(ok("companies", [{"company": {"id": "111222", "name": "Moja", "vat_payer": "1"}}]))
    assert client(wire).company().vat_payer is True
    assert wire.requests[0].url.path == "/companies/get/111222"
    assert "company_id=111222" in str(wire.requests[0].url)


def test_vat_codes_are_read_to_the_last_page():
    def row(id: int, **more: Any) -> dict[str, Any]:
        return {"vat_code": {"id": str(id), "declaration_country": {"id": 0}, "rate": "23.00"} | more}

    foreign = row(
        617,
        declaration_country={"id": 146},
        rate="19.00",
        vat_code_periods={"0": {"vat_code_period": {"start": "2021-01-01", "stop": "0000-00-00"}}},
    )
    wire = Wire(
        ok("vat_codes", [row(n, code="23") for n in range(222, 322)], limit=100, page=1, total=101),
        ok("vat_codes", [foreign], limit=100, page=2, total=101),
    )
    codes = client(wire).vat_codes()
    assert len(codes) == 101
    assert (codes[0].code, codes[0].country_id) == ("23", "0")
    assert (codes[-1].code, codes[-1].country_id, codes[-1].rate) == ("", "146", Decimal(19))
    assert (codes[-1].start, codes[-1].stop) == (date(2021, 1, 1), None)


def test_a_list_without_our_branch_is_not_an_empty_list():
    with pytest.raises(OutcomeUnknown):
        client(Wire(ok())).series()


def test_a_list_is_read_on_while_pages_are_full_when_no_total_is_given():
    row = {"series": {"id": "72", "name": "FV", "type": "normal", "template": "FV [numer]"}}
    wire = Wire(ok("series", [row] * 100), ok("series", [row] * 3))
    assert len(client(wire).series()) == 103


def test_countries_are_known_by_their_code():
    wire = Wire(
        ok("declaration_countries", [{"declaration_country": {"id": "146", "code": "de"}}], total="1")
    )
    assert [(c.id, c.code) for c in client(wire).countries()] == [("146", "DE")]


def test_a_document_is_queued_for_an_address():
    wire = Wire({"status": {"code": "OK", "message": "Dokument FV 7/2025 został zlecony do wysyłki."}})
    assert "zlecony" in client(wire).invoice_send("5", "a@example.com")
    parameters = wire.body()["invoices"]["parameters"]
    assert {"parameter": {"name": "email", "value": "a@example.com"}} in parameters
    assert wire.requests[0].url.path == "/invoices/send/5"


def test_a_pdf_is_recognised_by_its_first_bytes():
    assert client(Wire(b"%PDF-1.7 x")).invoice_download("5") == b"%PDF-1.7 x"
    with pytest.raises(Rejected):
        client(Wire({"status": {"code": "NOT FOUND"}})).invoice_download("5")
    with pytest.raises(OutcomeUnknown):
        client(Wire(ok())).invoice_download("5")


def test_buyers_are_found_literally_and_never_without_a_condition():
    record = {"contractor": {"id": "7", "name": "Firma", "nip": "1234563218", "tax_id_type": "nip"}}
    wire = Wire(ok("contractors", [record], limit="100", page="1", total="1"))
    (found,) = client(wire).contractor_find(nip="1234563218")
    assert (found.id, found.nip) == ("7", "1234563218")
    with pytest.raises(ValueError, match="nip or email"):
        client(wire).contractor_find()


def test_a_buyer_is_added_and_changed():
    wire = Wire(ok("contractors", [{"contractor": {"id": "7", "name": "Firma"}}]))
    assert client(wire).contractor_add({"name": "Firma"}).id == "7"
    assert wire.body() == {"contractors": {"0": {"contractor": {"name": "Firma"}}}}
    assert client(wire).contractor_edit("7", {"city": "Łódź"}).id == "7"
    assert wire.requests[-1].url.path == "/contractors/edit/7"
    assert client(wire).contractor_get("7").name == "Firma"


def test_an_edit_that_is_refused_with_an_id_in_the_echo_is_a_refusal():
    body = {"contractors": {"0": {"contractor": {"id": "7"}}}, "status": {"code": "ERROR", "message": "Nie"}}
    with pytest.raises(Rejected):
        client(Wire(body)).contractor_edit("7", {"city": ""})


GOOD = {"id": "7", "code": "mo-12-abc", "name": "Kurs", "gtu": "12"}


def goods(found: list[dict[str, str]], total: str) -> dict[str, Any]:
    return ok("goods", [{"good": one} for one in found], limit="100", page="1", total=total)


@pytest.mark.parametrize("written", ["GTU_12", "gtu_12", "12"])
def test_a_gtu_is_one_code_however_it_is_written(written: str):
    (good,) = client(Wire(goods([GOOD | {"gtu": written}], "1"))).goods_by_code("mo-12-abc")
    assert good.gtu == "GTU_12"


@pytest.mark.parametrize(
    ("written", "code"), [("7", "GTU_07"), ("07", "GTU_07"), ("GTU_07", "GTU_07"), ("", "")]
)
def test_a_gtu_of_one_digit_gets_its_zero(written: str, code: str):
    assert gtu_code(written) == code


@pytest.mark.parametrize(
    "answer",
    [
        ok(),
        ok("goods"),
        ok("goods", [{"good": GOOD}]),
        goods([], "1"),
        goods([GOOD], "0"),
        goods([GOOD | {"id": "0"}], "1"),
        goods([GOOD | {"code": "other"}], "1"),
    ],
)
def test_an_answer_that_does_not_state_how_many_goods_there_are_proves_nothing(answer: Any):
    with pytest.raises(OutcomeUnknown):
        client(Wire(answer)).goods_by_code("mo-12-abc")


def test_the_oldest_of_two_goods_with_one_code_comes_first():
    answer = goods([GOOD | {"id": "10"}, GOOD | {"id": "9"}], "2")
    assert [one.id for one in client(Wire(answer)).goods_by_code("mo-12-abc")] == ["9", "10"]


def test_an_empty_code_is_never_looked_for():
    with pytest.raises(ValueError, match="everything"):
        client(Wire(ok())).goods_by_code("")
