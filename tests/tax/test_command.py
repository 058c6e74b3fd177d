from __future__ import annotations

import io
import json

import pytest

from mostek.tax.command import main, run
from tests.tax.cases import DATA, EXAMPLE, decided, example


def ran(text, *, lines=False):
    out = io.StringIO()
    return run("-", lines, io.StringIO(text), out), out.getvalue()


def error_of(text):
    code, out = ran(text)
    assert code == 2
    return json.loads(out)["error"]


def test_it_prints_the_decision_and_ends_well():
    code, out = ran(json.dumps(EXAMPLE))
    assert code == 0
    assert json.loads(out) == decided(EXAMPLE)
    assert "Kupujący prywatny" in out


def test_it_reads_a_file(capsys):
    assert main([str(DATA / "example_input.json")]) == 0
    assert json.loads(capsys.readouterr().out) == decided(EXAMPLE)


@pytest.mark.parametrize(
    "buyer", [{"country": "PL", "tax_id": "5260250275"}, {"country": "PL", "name": "Nikt"}]
)
def test_holding_and_nothing_are_answers_not_errors(buyer):
    code, out = ran(json.dumps(example(buyer=buyer, seller={"consumer_document": "on_request"})))
    assert code == 0
    assert json.loads(out)["decision"] in ("hold", "nothing")


def test_bad_input_ends_with_2_and_one_error():
    obj = example()
    obj["sale"]["buyer"]["tax_id"] = 5260250274
    error = error_of(json.dumps(obj))
    assert (error["code"], error["path"]) == ("wrong_type", "sale.buyer.tax_id")
    assert error["pl"]
    assert error["en"]


@pytest.mark.parametrize(
    "text", ["", "{", "[1] 2", '{"today": NaN}', '{"today": 1, "today": 2}', "[" * 100_000, "1" * 5000]
)
def test_what_is_not_json_is_bad_input(text):
    assert error_of(text)["code"] == "not_json"


def test_a_file_that_is_not_there_is_bad_input(tmp_path):
    out = io.StringIO()
    assert run(str(tmp_path / "none.json"), False, io.StringIO(), out) == 2
    assert json.loads(out.getvalue())["error"]["code"] == "unreadable"


def test_a_file_that_is_not_utf_8_is_bad_input(tmp_path):
    (tmp_path / "latin.json").write_bytes(b"\xb3\xf3d\xbc")
    out = io.StringIO()
    assert run(str(tmp_path / "latin.json"), False, io.StringIO(), out) == 2


def test_with_lines_it_answers_each_line_in_order_and_goes_on_after_a_bad_one():
    objects = [example(reference="a"), {"today": 1}, example(buyer={"country": "PL", "tax_id": "x"})]
    code, out = ran("\r\n".join(map(json.dumps, objects)) + "\n\n", lines=True)
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert [answer.get("decision", "error") for answer in answers] == ["issue", "error", "hold"]


def test_good_lines_end_with_0():
    assert ran(json.dumps(EXAMPLE) + "\n" + json.dumps(EXAMPLE), lines=True)[0] == 0


def test_a_terminal_that_cannot_show_polish_gets_escapes():
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    run("-", False, io.StringIO(json.dumps(EXAMPLE)), out)
    out.flush()
    assert json.loads(raw.getvalue()) == decided(EXAMPLE)
