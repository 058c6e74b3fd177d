from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostek.wfirma import reply
from mostek.wfirma.errors import (
    AuthLost,
    FieldError,
    OutcomeUnknown,
    Rejected,
    Throttled,
    WfirmaError,
)

from .examples import (
    ISSUED_XML,
    REFUSED_BUYER_AND_LINE,
    REFUSED_CONTRACTOR,
    REFUSED_CONTRACTOR_XML,
    REFUSED_OSS,
    issued,
)
from .fakes import ok


def read(body: Any, *, http: int = 200, content_type: str = "application/json", **kwargs: Any) -> reply.Reply:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return reply.read(http, content_type, raw, **({"is_write": True} | kwargs))


def failure(body: Any, **kwargs: Any) -> WfirmaError:
    with pytest.raises(WfirmaError) as caught:
        read(body, **kwargs)
    return caught.value


def test_it_takes_the_records_and_not_the_paging_among_them():
    answer = read(
        ok("invoices", [issued(), issued(id="2")], limit="20", page=1, total="2"), module="invoices"
    )
    assert [record["id"] for record in answer.records] == ["300100200", "2"]
    assert (answer.limit, answer.page, answer.total) == (20, 1, 2)


def test_ids_and_amounts_are_text_whether_they_came_as_numbers_or_strings():
    answer = read(b'{"invoices":{"0":{"invoice":{"id":5,"total":10.10,"x":null}}},"status":{"code":"OK"}}')
    assert answer.records == ({"id": "5", "total": "10.10", "x": ""},)


@pytest.mark.parametrize(
    "branch",
    [
        {"0": {"invoice": {"id": "1"}}},
        {"invoice": {"id": "1"}},
        [{"invoice": {"id": "1"}}],
        {"0": {"invoice": {"id": "1"}}, "parameters": {"total": "1"}},
    ],
)
def test_it_reads_every_spelling_of_a_collection(branch: Any):
    assert read({"invoices": branch, "status": {"code": "OK"}}).records == ({"id": "1"},)


def test_it_reads_the_irregular_plural_of_series():
    answer = read({"series": {"0": {"series": {"id": "72"}}}, "status": {"code": "OK"}}, module="series")
    assert answer.records == ({"id": "72"},)


def test_it_reads_xml_with_nested_records_of_the_same_name():
    answer = read(ISSUED_XML, content_type="text/xml", module="invoices")
    (record,) = answer.records
    assert record["id"] == "300100200"
    assert [line["invoicecontent"]["name"] for line in record["invoicecontents"].values()] == [
        "Kurs",
        "E-book",
    ]


def test_it_ignores_branches_it_does_not_know():
    answer = read({"metainfo": {"a": {"b": "c"}}, **ok("invoices", [issued()])}, module="invoices")
    assert len(answer.records) == 1


def test_it_reads_behind_a_byte_order_mark_and_an_api_wrapper():
    body = b"\xef\xbb\xbf" + json.dumps({"api": ok("invoices", [issued()])}).encode()
    assert len(read(body).records) == 1


def test_it_hands_over_a_pdf_as_it_is():
    assert read(b"%PDF-1.7 ...", content_type="application/pdf").content == b"%PDF-1.7 ..."


@pytest.mark.parametrize("body", [REFUSED_CONTRACTOR, REFUSED_CONTRACTOR_XML])
def test_it_reads_field_errors_of_both_formats(body: Any):
    error = failure(body)
    assert isinstance(error, Rejected)
    assert error.code == "rejected.fields"
    assert [(item.path, item.field) for item in error.fields] == [("", "nip"), ("", "zip")]
    assert error.fields[1].message == "Niepoprawny format kodu pocztowego."


def test_it_finds_field_errors_at_every_depth_and_says_where():
    error = failure(REFUSED_BUYER_AND_LINE, action="add")
    assert isinstance(error, Rejected)
    assert error.fields == (
        FieldError("contractor", "name", "Pole nie może być puste"),
        FieldError("invoicecontents.1", "name", "Treść nie moze być pusta"),
    )


def test_it_finds_oss_errors_on_the_node_that_was_never_sent():
    error = failure(REFUSED_OSS, action="add")
    assert isinstance(error, Rejected)
    assert [(item.path, item.field) for item in error.fields] == [
        ("vat_moss_detail", "type"),
        ("vat_moss_detail", "evidence1_type"),
    ]


def test_an_error_whose_record_has_an_id_may_stand_in_the_books():
    error = failure({"invoices": {"0": issued()}, "status": {"code": "ERROR"}}, action="add")
    assert isinstance(error, OutcomeUnknown)
    assert error.code == "unknown.error_with_id"


def test_a_bare_auth_means_wrong_keys():
    error = failure(b"AUTH", content_type="text/html")
    assert isinstance(error, AuthLost)
    assert error.code == "auth.token"


@pytest.mark.parametrize("word", [b"OK", b"ERROR", b"FATAL", b"NOT FOUND"])
def test_no_other_bare_word_proves_anything(word: bytes):
    assert isinstance(failure(word), OutcomeUnknown)


@pytest.mark.parametrize(
    ("body", "http", "code"),
    [
        (b"", 200, "unknown.empty"),
        (b" \r\n ", 200, "unknown.empty"),
        (b"<html><h1>PHP Error</h1></html>", 200, "unknown.html"),
        (b"<!DOCTYPE html><p>Przerwa", 200, "unknown.html"),
        (b"<html>", 502, "unknown.http_5xx"),
        (b"", 500, "unknown.http_5xx"),
        (b'{"invoices":{"0":{"invoice":{"id":"1"}}}', 200, "unknown.unreadable"),
        (b"[1,2]", 200, "unknown.unreadable"),
        (b'"OK"', 200, "unknown.unreadable"),
        (b'{"invoices":{}}', 200, "unknown.unreadable"),
        (b'{"status":null}', 200, "unknown.unreadable"),
        (b'{"status":{"code":null}}', 200, "unknown.unreadable"),
        (b'{"status":{"code":"OK"},"status":{"code":"ERROR"}}', 200, "unknown.unreadable"),
        (b'{"status":{"code":"OK","x":NaN}}', 200, "unknown.unreadable"),
        (b"\xff\xfe{}", 200, "unknown.unreadable"),
        (b"[" * 100_000, 200, "unknown.unreadable"),
        (b"<a>" * 50 + b"</a>" * 50, 200, "unknown.unreadable"),
        (b"", 302, "unknown.empty"),
        (b'{"status":{"code":"OK"}}', 500, "unknown.contradiction"),
        (b'{"status":{"code":"ERROR"}}', 500, "unknown.http_5xx"),
    ],
)
def test_what_cannot_be_read_leaves_the_outcome_open(body: bytes, http: int, code: str):
    error = failure(body, http=http, content_type="text/plain")
    assert isinstance(error, OutcomeUnknown)
    assert error.code == code
    assert error.http_status == http


def test_entities_are_not_expanded():
    bomb = b'<!DOCTYPE a [<!ENTITY b "OK">]><api><status><code>&b;</code></status></api>'
    assert isinstance(failure(bomb), OutcomeUnknown)


@pytest.mark.parametrize(
    ("http", "kind", "code"),
    [
        (401, AuthLost, "auth.token"),
        (403, AuthLost, "auth.forbidden"),
        (429, Throttled, "throttled.requests"),
    ],
)
def test_an_http_status_speaks_where_there_is_no_envelope(http: int, kind: type, code: str):
    error = failure(b"<html>go away", http=http)
    assert isinstance(error, kind)
    assert error.code == code


def test_a_wish_to_retry_later_is_honoured_within_reason():
    assert failure(b"", http=429, retry_after="120").wait == 120
    assert failure(b"", http=429, retry_after="99999999").wait == 3600
    assert failure(b"", http=429, retry_after="Wed, 21 Oct").wait == 60


def test_a_maintenance_answer_is_believed_with_a_server_error_too():
    error = failure({"status": {"code": "OUT OF SERVICE"}}, http=503)
    assert isinstance(error, Throttled)


def test_texts_for_people_carry_no_address_and_no_key():
    error = failure(
        {"status": {"code": "ERROR", "message": "<b>Zły</b> adres anna@example.com, klucz " + "a1" * 16}}
    )
    assert error.detail == "Zły adres …@…, klucz …"


@given(
    st.integers(100, 599),
    st.text(max_size=30),
    st.binary(max_size=300) | st.text(max_size=300).map(str.encode),
    st.booleans(),
)
def test_arbitrary_bytes_give_a_reply_or_one_of_the_five_errors(
    http: int, content_type: str, body: bytes, is_write: bool
):
    try:
        answer = reply.read(http, content_type, body, is_write=is_write, module="invoices", action="find")
    except (AuthLost, Rejected, Throttled, OutcomeUnknown):
        return
    assert answer.total is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["0", "1", "api", "invoices", "invoice", "status", "code", "errors", "error"])
            | st.sampled_from(["message", "field", "parameters", "total", "id", "id_external"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["OK", "ERROR", "FATAL", "?", ""]))
def test_answers_of_any_shape_give_a_reply_or_one_of_the_five_errors(tree: Any, code: str):
    body = {"invoices": tree, "status": {"code": code}}
    try:
        answer = read(body, action="add", module="invoices")
    except (AuthLost, Rejected, Throttled, OutcomeUnknown):
        return
    assert code == "OK"
    assert all(isinstance(record, dict) for record in answer.records)


XML_TAGS = ["api", "status", "code", "invoices", "invoice", "id", "parameters", "total", "errors", "error"]


@given(st.recursive(st.text(max_size=5), lambda inner: st.lists(st.tuples(st.sampled_from(XML_TAGS), inner))))
def test_xml_of_any_shape_gives_a_reply_or_one_of_the_five_errors(tree: Any):
    def spell(node: Any) -> str:
        if isinstance(node, str):
            return node.replace("<", "").replace("&", "")
        return "".join(f"<{tag}>{spell(inner)}</{tag}>" for tag, inner in node)

    body = f"<api>{spell(tree)}<status><code>OK</code></status></api>".encode("utf-8", "replace")
    try:
        reply.read(200, "text/xml", body, is_write=True, module="invoices", action="add")
    except (AuthLost, Rejected, Throttled, OutcomeUnknown):
        return
