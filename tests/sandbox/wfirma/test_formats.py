from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from tests.sandbox.wfirma.desk import BUYER, Desk, invoice, line

XML = """<api><invoices><invoice><type>normal</type><price_type>brutto</price_type>
<contractor><name>Zażółć</name><tax_id_type>none</tax_id_type><zip>00-001</zip><city>Łódź</city></contractor>
<invoicecontents>
<invoicecontent><name>Kurs</name><count>2</count><price>123.00</price><vat>23</vat></invoicecontent>
<invoicecontent><name>Książka</name><count>1</count><price>49.00</price><vat>5</vat></invoicecontent>
</invoicecontents></invoice></invoices></api>"""


def test_it_speaks_xml_by_default(desk: Desk) -> None:
    answer = desk.raw("/invoices/add", XML.encode(), inputFormat=None, outputFormat=None)
    tree = ElementTree.fromstring(answer.content)
    assert answer.headers["content-type"].startswith("application/xml")
    assert tree.findtext("status/code") == "OK"
    assert tree.findtext("invoices/invoice/total") == "295.00"
    names = [node.text for node in tree.findall("invoices/invoice/invoicecontents/invoicecontent/name")]
    assert names == ["Kurs", "Książka"]


def test_it_takes_xml_and_answers_json(desk: Desk) -> None:
    answer = desk.ask("/invoices/add", XML.encode(), inputFormat=None)
    assert answer["invoices"]["0"]["invoice"]["contractor_detail"]["city"] == "Łódź"


def test_it_answers_in_the_format_of_the_input_unless_told(desk: Desk) -> None:
    assert desk.raw("/companies/get", outputFormat=None).json()["status"]["code"] == "OK"


def test_it_ignores_input_format_spelt_wrongly_and_reads_json_as_xml(desk: Desk) -> None:
    query = {"inputFormat": None, "outputFormat": None, "input_format": "json", "output_format": "json"}
    answer = desk.raw("/invoices/add", invoice(), **query)
    assert ElementTree.fromstring(answer.content).findtext("status/code") == "INPUT ERROR"
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "shape",
    [
        lambda record: {"invoices": {"0": {"invoice": record}}},
        lambda record: {"invoices": {"invoice": record}},
        lambda record: {"invoices": [{"invoice": record}]},
        lambda record: {"api": {"invoices": [{"invoice": record}]}},
        lambda record: {"api": {"invoices": {"0": {"invoice": record}}}},
    ],
)
def test_it_takes_every_shape_seen_in_the_wild(desk: Desk, shape: object) -> None:
    record = invoice()["invoices"]["0"]["invoice"]
    assert desk.ask("/invoices/add", shape(record))["status"]["code"] == "OK"  # type: ignore[operator]


@pytest.mark.parametrize("lines", [[{"invoicecontent": line()}], {"invoicecontent": line()}])
def test_it_takes_lines_as_wrappers_or_alone(desk: Desk, lines: object) -> None:
    assert desk.add(invoicecontents=lines)["total"] == "123.00"


def test_lines_sent_as_one_array_lose_what_is_in_them(desk: Desk) -> None:
    record = desk.add(invoicecontents={"invoicecontent": [line(), line()]})
    contents = [one["invoicecontent"] for one in record["invoicecontents"].values()]
    assert [(one["name"], one["price"]) for one in contents] == [("", "0.00"), ("", "0.00")]


@pytest.mark.parametrize(
    "body", [b"{", b"<api>", b"[1]", b'"text"', b"<!DOCTYPE x [<!ENTITY a 'b'>]><api>&a;</api>"]
)
def test_it_refuses_what_it_cannot_read(desk: Desk, body: bytes) -> None:
    kind = "json" if body[:1] != b"<" else "xml"
    assert desk.ask("/invoices/add", body, inputFormat=kind)["status"]["code"] == "INPUT ERROR"


def test_it_reads_no_document_type(desk: Desk) -> None:
    body = b"<!DOCTYPE api><api><invoices><parameters><limit>1</limit></parameters></invoices></api>"
    assert desk.ask("/invoices/find", body, inputFormat="xml")["status"]["code"] == "INPUT ERROR"
    assert desk.ask("/invoices/find", body[14:], inputFormat="xml")["status"]["code"] == "OK"


def test_an_unknown_module_is_answered_in_xml_only(desk: Desk) -> None:
    answer = desk.raw("/vat_moss_details/add", {})
    assert ElementTree.fromstring(answer.content).findtext("status/code") == "CONTROLLER NOT FOUND"


def test_an_unknown_action_is_answered_as_asked(desk: Desk) -> None:
    assert desk.ask("/invoices/publish/") == {"status": {"code": "ACTION NOT FOUND"}}


def test_it_hardly_looks_at_the_method(desk: Desk) -> None:
    query = "?inputFormat=json&oauth_version=2&company_id=111222"
    headers = {"Authorization": f"Bearer {desk.token}"}
    for method in ("GET", "POST", "PATCH", "DELETE"):
        answer = desk.http.request(method, f"/companies/get/{query}", headers=headers)
        assert answer.json()["status"]["code"] == "OK"


def test_numbers_in_paging_and_false_errors_can_be_switched_on(desk: Desk) -> None:
    desk.books.settings.numeric_paging = True
    desk.books.settings.errors_as_false = True
    assert desk.find()["invoices"]["parameters"] == {"limit": 20, "page": 1, "total": 0}
    assert desk.add()["errors"] is False


def test_text_survives_both_ways(desk: Desk) -> None:
    name = "Zażółć gęślą <jaźń> & \"spółka\" – 'test' €"
    record = desk.add(contractor={**BUYER, "name": name})
    assert record["contractor_detail"]["name"] == name
    answer = desk.raw(f"/invoices/get/{record['id']}", outputFormat="xml")
    assert ElementTree.fromstring(answer.content).findtext(".//contractor_detail/name") == name
    assert json.loads(desk.raw(f"/invoices/get/{record['id']}").content)["status"] == {"code": "OK"}
