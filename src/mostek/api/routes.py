"""REST in: the addresses under `/api/v1/` and their OpenAPI description."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer
from pydantic import TypeAdapter

import mostek
from mostek.api import sales
from mostek.api.problems import problem
from mostek.core.models import Source
from mostek.sources import rest
from mostek.tax.sale import Sale


class ApiKey(HttpBearer):
    """`Authorization: Bearer mostek_…`, one key per Source; only its digest is stored."""

    def authenticate(self, request: HttpRequest, token: str) -> Source | None:
        return Source.objects.filter(api_key_digest=rest.digest(token), kind="rest").first()


api = NinjaAPI(
    title="Mostek",
    version=mostek.__version__,
    description="Post a paid sale, get one document in wFirma. The body is the `sale` of `mostek decide`.",
    auth=ApiKey(),
    docs_url=None,
)


def _sale_schema() -> dict[str, Any]:
    """The sale, with its parts in place: an OpenAPI file without references to anything outside itself."""
    schema = TypeAdapter(Sale).json_schema(mode="serialization")
    parts = schema.pop("$defs", {})
    resolved: dict[str, Any] = _in_place(schema, parts)
    resolved["properties"]["number"] = {
        "type": "string",
        "description": "The order's number as the buyer knows it, where it differs from `reference`.",
    }
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


BODY = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": _sale_schema()}}},
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "schema": {"type": "string", "maxLength": 200},
            "description": "The same key with the same body gets the same answer, with another body 409.",
        }
    ],
}


@api.post("/sales", summary="Report a paid sale", openapi_extra=BODY)
def post_sale(request: HttpRequest) -> HttpResponse:
    return sales.post_sale(request, request.auth)  # type: ignore[attr-defined]


@api.get("/sales/{reference}", summary="What became of a sale")
def get_sale(request: HttpRequest, reference: str) -> HttpResponse:
    return sales.get_sale(request.auth, reference)  # type: ignore[attr-defined]


@api.exception_handler(AuthenticationError)
def unauthorised(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem("auth")
