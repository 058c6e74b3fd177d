"""Read an answer of wFirma → a `Reply`, or one of the five errors.

wFirma answers errors with HTTP 200, mixes `parameters` among its records, and sometimes answers XML, HTML, a
bare word or nothing when JSON was asked for. All of that ends here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mostek.wfirma.codes import (
    ANSWERS,
    HTTP,
    STATUS,
    normalised,
    refusal_verdict,
    status_verdict,
    to_error,
)
from mostek.wfirma.envelope import Unreadable, entries, parse
from mostek.wfirma.errors import FieldError, WfirmaError
from mostek.wfirma.redact import redact

MAX_FIELD_ERRORS = 100


@dataclass(frozen=True, slots=True)
class Reply:
    """A well-formed OK.

    `records` are the bare records (`{"id": "1", …}`). `page`, `limit`, `total` are there when the answer has
    them: `total == 0` is a statement, `total is None` is none. `only_paging`: our branch holds
    nothing else at all. `content` is the body of a PDF.
    """

    records: tuple[dict[str, Any], ...] = ()
    page: int | None = None
    limit: int | None = None
    total: int | None = None
    only_paging: bool = False
    message: str = ""
    module: str = ""
    http_status: int = 200
    content: bytes = field(default=b"", repr=False)


def read(
    http_status: int,
    content_type: str,
    body: bytes,
    *,
    is_write: bool,
    module: str = "",
    action: str = "",
    retry_after: str = "",
) -> Reply:
    """Raise one of the five errors unless the answer is a well-formed OK (or a PDF).

    With `module`, only the branch of that name counts; new branches may appear beside it at any time.
    """
    if http_status == 200 and body.startswith(b"%PDF-"):
        return Reply(http_status=http_status, content=body)
    try:
        tree = parse(body)
        status, message = _status(tree)
    except Unreadable as error:
        raise _without_envelope(http_status, content_type, body, str(error), retry_after) from None
    if normalised(status) != "OK":
        raise _refused(tree, status, message, http_status, action=action, is_write=is_write)
    if http_status not in (200, 201):
        raise _as("contradiction", f"OK, HTTP {http_status}", http_status)
    return _reply(tree, module, message, http_status)


def _refused(
    tree: dict[str, Any], status: str, message: str, http_status: int, *, action: str, is_write: bool
) -> WfirmaError:
    verdict = status_verdict(status, action=action, is_write=is_write)
    fields: tuple[FieldError, ...] = ()
    if normalised(status) == "ERROR":
        fields = field_errors(tree)
        verdict = refusal_verdict(message, fields)
        if action == "add" and _has_an_id(tree):
            # A refused record is echoed without an id. One with an id stands in the books.
            return _as("error_with_id", redact(message), http_status)
    if http_status >= 500 and verdict.kind == "rejected":
        # A crash after the verdict cannot be told from a crash before it; gate-keepers are believed.
        return _as("http_5xx", redact(f"{status} {message}"), http_status)
    shown = message or "; ".join(item.message for item in fields) or status
    return to_error(verdict, redact(shown), fields=fields, http_status=http_status)


def _without_envelope(
    http_status: int, content_type: str, body: bytes, why: str, retry_after: str
) -> WfirmaError:
    if len(body) < 100 and http_status < 500:
        word = normalised(body.decode("utf-8", "replace").strip("\ufeff \t\r\n"))
        bare = STATUS.get(word)
        if bare is not None and bare.kind in ("auth", "throttled"):
            return to_error(status_verdict(word, action="", is_write=True), word, http_status=http_status)
    verdict = HTTP.get(http_status)
    if verdict is not None:
        if verdict.kind == "throttled" and retry_after.isascii() and retry_after.isdigit():
            verdict = replace(verdict, wait=min(3600.0, max(verdict.wait, float(retry_after[:6]))))
        return to_error(verdict, f"HTTP {http_status}", http_status=http_status)
    return _as(_unreadable(http_status, content_type, body), f"HTTP {http_status}: {why}", http_status)


def _as(answer: str, detail: str, http_status: int) -> WfirmaError:
    return to_error(ANSWERS[answer].verdict, detail, http_status=http_status)


def _unreadable(http_status: int, content_type: str, body: bytes) -> str:
    if http_status >= 500:
        return "http_5xx"
    if not body.strip():
        return "empty"
    start = body[:1000].lower()
    if "html" in content_type.lower() or b"<html" in start or b"<!doctype html" in start:
        return "html"
    return "unreadable"


def _status(tree: dict[str, Any]) -> tuple[str, str]:
    status = tree.get("status")
    if not isinstance(status, dict):
        raise Unreadable("no status")
    code, message = status.get("code"), status.get("message", "")
    if not isinstance(code, str) or not code.strip():
        raise Unreadable("no status code")
    return code, message if isinstance(message, str) else ""


def _reply(tree: dict[str, Any], module: str, message: str, http_status: int) -> Reply:
    name, branch = _branch(tree, module)
    parameters = branch.get("parameters")
    paging = parameters if isinstance(parameters, dict) else {}
    return Reply(
        records=tuple(entries(branch)),
        page=_count(paging.get("page")),
        limit=_count(paging.get("limit")),
        total=_count(paging.get("total")),
        only_paging=branch.keys() == {"parameters"},
        message=redact(message),
        module=name,
        http_status=http_status,
    )


def _branch(tree: dict[str, Any], module: str) -> tuple[str, dict[str, Any]]:
    for name, branch in tree.items():
        if isinstance(branch, dict) and (name == module if module else name != "status"):
            return name, branch
    return "", {}


def _has_an_id(tree: dict[str, Any]) -> bool:
    branches = (branch for name, branch in tree.items() if name != "status")
    return any(record.get("id") not in (None, "", "0") for branch in branches for record in entries(branch))


def _count(value: object) -> int | None:
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > 12:
        return None
    return int(value)


def field_errors(tree: Mapping[str, Any]) -> tuple[FieldError, ...]:
    """Every complaint at every depth, with the way to its record: `contractor`, `invoicecontents.0`, or
    nothing for the document itself. Complaints about OSS details sit on a `vat_moss_detail` that nobody sent.
    """
    found: list[FieldError] = []
    for name, branch in tree.items():
        if name == "status" or not isinstance(branch, dict):
            continue
        for record in entries(branch):
            _collect(record, (), found)
        found.extend(_complaints(branch.get("errors"), ""))
    return tuple(found[:MAX_FIELD_ERRORS])


def _collect(record: Mapping[str, Any], path: tuple[str, ...], found: list[FieldError]) -> None:
    for key, value in record.items():
        if not isinstance(value, dict):
            continue
        if key == "errors":
            found.extend(_complaints(value, ".".join(path)))
        elif key.isdigit():
            for inner in value.values():
                if isinstance(inner, dict):
                    _collect(inner, (*path, key), found)
        else:
            _collect(value, (*path, key), found)


def _complaints(node: object, path: str) -> Iterator[FieldError]:
    if not isinstance(node, dict):
        return
    if isinstance(node.get("message"), str):
        yield FieldError(path, _text(node.get("field")), redact(node["message"]))
        return
    for key, value in node.items():
        if isinstance(value, dict):
            yield from _complaints(value, path)
        elif value and not key.isdigit():
            yield FieldError(path, key, redact(_text(value)))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
