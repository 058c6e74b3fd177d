"""`/api/v1/products`: what is sold, and what the seller says about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from mostek.api.body import read_json, read_object
from mostek.api.paging import page_of
from mostek.api.problems import Wrong
from mostek.core import products
from mostek.core.models import Product, Source
from mostek.sources.rest.adapter import LONGEST, is_short_text
from mostek.tax import form
from mostek.tax.fields import Errors, FieldError, filled, refuse_unknown
from mostek.tax.seller import Seller

LONGEST_NAME = 300


def list_products(request: HttpRequest, source: Source) -> HttpResponse:
    """Those of the whole company: its other sources sell them too."""
    seller = form.seller_from_json(source.connection.seller)
    rows = Product.objects.filter(connection=source.connection)
    return page_of(request, rows, "products", lambda row: product_to_json(row, seller))


def get_product(source: Source, code: str) -> HttpResponse:
    row = None
    if is_short_text(code):
        row = Product.objects.filter(connection=source.connection, code=code).first()
    if row is None:
        raise Wrong("not_found")
    return JsonResponse(product_to_json(row, form.seller_from_json(source.connection.seller)))


def put_product(request: HttpRequest, source: Source, code: str) -> HttpResponse:
    """It holds from the next decision on; 201 for a product that has not been sold yet."""
    posted = read_object(read_json(request))
    name, description = _checked(posted, code)
    row, is_new = Product.objects.get_or_create(connection=source.connection, code=code)
    row.name = name or row.name or code
    row.description, row.is_described = description, True
    row.save(update_fields=["name", "description", "is_described"])
    shown = product_to_json(row, form.seller_from_json(source.connection.seller))
    return JsonResponse(shown, status=201 if is_new else 200)


def _checked(posted: dict[str, Any], code: str) -> tuple[str, dict[str, Any]]:
    """Name ("" where it is not given) and description, kept as it was written: without the key `gtu` nothing was said
    about it."""
    errors: Errors = []
    refuse_unknown(posted, ("name", "description"), "", errors)
    name = posted.get("name", "")
    if "name" in posted:
        filled(name, "name", errors)
    if isinstance(name, str) and len(name) > LONGEST_NAME:
        errors.append(_too_long("name", LONGEST_NAME))
    if not is_short_text(code) or not code.strip():
        errors.append(_too_long("code", LONGEST))
    description = posted.get("description")
    try:
        form.product_from_json(description, "description")
    except form.BadInput as error:
        errors.extend(error.errors)
    if errors or not isinstance(description, dict):
        raise Wrong("body.fields", errors=errors)
    return name, description


def _too_long(path: str, longest: int) -> FieldError:
    pl = f"Tu ma być tekst, najwyżej {longest} znaków."
    return FieldError("too_long", path, pl, f"This has to be text of at most {longest} characters.")


def product_to_json(row: Product, seller: Seller) -> dict[str, Any]:
    """`description` is a product of `mostek decide`; null while nobody has said anything."""
    return {
        "code": row.code,
        "name": row.name,
        "description": row.description if row.is_described else None,
        "gaps": list(products.gaps(row, seller)),
        "sales": row.sales,
        "sold": row.sold,
    }
