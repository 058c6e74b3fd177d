"""The shapes of the API for its OpenAPI description. Bodies are checked elsewhere, and strictly."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from mostek.api.bulk import AT_MOST
from mostek.api.paging import LARGEST, LIMIT
from mostek.core.models import ApiKey, Document, Order, Pdf, Refund
from mostek.sources.rest.adapter import LONGEST
from mostek.tax.sale import Line, Sale
from mostek.tax.seller import Product

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
WHOLE: Schema = {"type": "integer"}
NAME: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST}
AMOUNT: Schema = {"type": "string", "pattern": r"^-?\d{1,13}(\.\d{1,8})?$", "examples": ["199.00"]}
DAY: Schema = {"type": "string", "format": "date"}


def nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def named(name: str) -> Schema:
    """One of `COMPONENTS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def choice(values: list[str]) -> Schema:
    return {"type": "string", "enum": values}


def record(fields: dict[str, Schema], *optional: str) -> Schema:
    """An answer: these fields and no others."""
    required = [name for name in fields if name not in optional]
    return {"type": "object", "properties": fields, "required": required, "additionalProperties": False}


def of_value(value: type) -> Schema:
    """A value of the rules, with its parts in place: no reference to anything outside itself."""
    schema = TypeAdapter(value).json_schema(mode="serialization")
    parts = schema.pop("$defs", {})
    resolved: Schema = _in_place(schema, parts)
    return resolved


def _in_place(node: Any, parts: dict[str, Any]) -> Any:
    match node:
        case {"$ref": reference}:
            return _in_place(parts[reference.rpartition("/")[2]], parts)
        case dict():
            return {key: _in_place(value, parts) for key, value in node.items()}
        case list():
            return [_in_place(value, parts) for value in node]
    return node


def sale_posted() -> Schema:
    schema = of_value(Sale)
    schema["properties"]["number"] = TEXT | {
        "description": "The order's number as the buyer knows it, where it differs from `reference`."
    }
    return schema


SALES_POSTED = {
    "type": "object",
    "properties": {
        "sales": {"type": "array", "minItems": 1, "maxItems": AT_MOST, "items": named("PostedSale")}
    },
    "required": ["sales"],
    "additionalProperties": False,
}
REFUND_POSTED = {
    "type": "object",
    "properties": {
        "sale": NAME | {"description": "The `reference` of the sale; it may be posted later."},
        "id": NAME | {"description": "Your id of this refund, one for ever within the sale."},
        "amount": nullable(AMOUNT)
        | {"description": "Gross. Absent or null: all that has not gone back yet."},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "on": nullable(DAY),
        "reason": {"type": "string", "maxLength": 300},
        "lines": listed(named("Line")) | {"description": "What came back, as lines of a sale."},
    },
    "required": ["sale", "id"],
    "additionalProperties": False,
}
PRODUCT_POSTED = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 300},
        "description": of_value(Product),
    },
    "required": ["description"],
    "additionalProperties": False,
}

REASON = record({"code": TEXT, "pl": TEXT, "en": TEXT, "basis": nullable(TEXT)})
QUESTION = {"type": "object", "required": ["code", "pl", "en", "choices"]}
WORDS = record({"text": TEXT, "step": TEXT})
DOCUMENT_FIELDS: dict[str, Schema] = {
    "reference": TEXT | {"maxLength": 32},
    "kind": choice(Document.Kind.values),
    "state": choice(Document.State.values),
    "reason": nullable(TEXT),
    "message": record({"pl": WORDS, "en": WORDS}),
    "number": nullable(TEXT),
    "issued_on": nullable(DAY),
    "total": AMOUNT,
    "currency": TEXT,
    "pdf": nullable({"type": "string", "format": "uri"}),
}
DOCUMENT = record(DOCUMENT_FIELDS)
DOCUMENT_IN_FULL = record(
    {
        **DOCUMENT_FIELDS,
        "sale": TEXT,
        "pdf_kind": nullable(choice(Pdf.Kind.values)),
        "pdf_link": nullable({"type": "string", "format": "uri"}),
        "pdf_link_until": nullable(DAY),
    }
)
REFUND_FIELDS: dict[str, Schema] = {
    "id": TEXT,
    "kind": choice(Refund.Kind.values),
    "amount": nullable(AMOUNT),
    "currency": nullable(TEXT),
    "on": nullable(DAY),
    "reason": TEXT,
    "lines": listed({"type": "object"}),
}
REFUND = record({**REFUND_FIELDS, "sale": TEXT, "outcome": TEXT})
SALE = record(
    {
        "reference": TEXT,
        "number": nullable(TEXT),
        "revision": WHOLE,
        "total": AMOUNT,
        "currency": TEXT,
        "decision": choice(Order.Verdict.values),
        "reasons": listed(named("Reason")),
        "warnings": listed(named("Reason")),
        "question": nullable(QUESTION),
        "changed_after_issue": FLAG,
        "document": nullable(named("Document")),
        "documents": listed(named("Document")),
        "refunds": listed(record(REFUND_FIELDS)),
    }
)
PROBLEM = record(
    {
        "type": {"type": "string", "format": "uri"},
        "title": TEXT,
        "status": WHOLE,
        "code": TEXT,
        "pl": TEXT,
        "en": TEXT,
        "detail": TEXT,
        "scope": choice(ApiKey.Scope.values),
        "errors": listed(record({"code": TEXT, "path": TEXT, "pl": TEXT, "en": TEXT})),
    },
    "detail",
    "scope",
    "errors",
)
RESULTS = record(
    {
        "results": listed(
            record(
                {
                    "index": WHOLE,
                    "reference": nullable(TEXT),
                    "status": choice(["created", "existed", "failed"]),
                    "sale": nullable(named("Sale")),
                    "problem": nullable(named("Problem")),
                }
            )
        ),
        "created": WHOLE,
        "existed": WHOLE,
        "failed": WHOLE,
    }
)
PRODUCT = record(
    {
        "code": TEXT,
        "name": TEXT,
        "description": nullable(named("ProductDescription")),
        "gaps": listed(TEXT),
        "sales": WHOLE,
        "sold": {"type": "object", "additionalProperties": AMOUNT},
    }
)
FETCHING = record({"reference": TEXT, "pdf": choice(["fetching"])})


COMPONENTS: dict[str, Schema] = {
    "PostedSale": sale_posted(),
    "PostedSales": SALES_POSTED,
    "PostedRefund": REFUND_POSTED,
    "PostedProduct": PRODUCT_POSTED,
    "Line": of_value(Line),
    "ProductDescription": of_value(Product),
    "Reason": REASON,
    "Sale": SALE,
    "Document": DOCUMENT,
    "DocumentInFull": DOCUMENT_IN_FULL,
    "Refund": REFUND,
    "Results": RESULTS,
    "Product": PRODUCT,
    "Fetching": FETCHING,
    "Problem": PROBLEM,
}


def page(name: str, schema: Schema) -> Schema:
    return record({name: listed(schema), "next": nullable(TEXT)})


def header(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "header", "required": False, "schema": schema, "description": description}


def query(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def in_path(name: str, description: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": NAME, "description": description}


IDEMPOTENCY_KEY = header(
    "Idempotency-Key",
    TEXT | {"maxLength": 200},
    "The same key with the same body gets the same answer, with another body 409.",
)
PREFER = header("Prefer", TEXT, "`wait=5`: wait up to so many seconds (at most 10) for the PDF.")
INTERIM = query("interim", FLAG, "`true`: an interim print will do.")
PAGING = [
    query(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": LIMIT},
        "How many on a page.",
    ),
    query("cursor", {"type": "string", "pattern": r"^[1-9]\d{0,17}$"}, "`next` of the page before."),
]


def operation(
    answers: dict[int, tuple[str, Schema]],
    problems: tuple[int, ...] = (),
    *,
    body: Schema | None = None,
    parameters: list[Schema] | None = None,
) -> dict[str, Any]:
    """What django-ninja cannot know of a function that makes its own answer. Every address may answer 400 to 403."""
    responses: dict[Any, Any] = {
        status: {"description": said, "content": {"application/json": {"schema": schema}}}
        for status, (said, schema) in answers.items()
    }
    for status in (400, 401, 403, *problems, 500):
        content = {"application/problem+json": {"schema": named("Problem")}}
        responses[status] = {"description": "A problem after RFC 9457.", "content": content}
    extra: dict[str, Any] = {"responses": responses}
    if body is not None:
        extra["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    if parameters:
        extra["parameters"] = parameters
    return extra
