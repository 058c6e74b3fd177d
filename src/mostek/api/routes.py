"""REST in: the addresses under `/api/v1/` and their OpenAPI description."""

from __future__ import annotations

import logging
import traceback

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

import mostek
from mostek.api import bulk, documents, products, refunds, sales, schemas
from mostek.api.door import ApiKey
from mostek.api.problems import Wrong, problem
from mostek.api.schemas import named, operation
from mostek.core.models import Source
from mostek.core.models.api_key import ApiKey as Key

log = logging.getLogger("mostek.api")

Scope = Key.Scope

api = NinjaAPI(
    title="Mostek",
    version=mostek.__version__,
    description="Post a paid sale, get one document in wFirma. The body is the `sale` of `mostek decide`.",
    docs_url=None,
    openapi_extra={"components": {"schemas": schemas.COMPONENTS}},
)


def of(request: HttpRequest) -> Source:
    """The Source whose key was sent."""
    source: Source = request.auth  # type: ignore[attr-defined]
    return source


SALE_TAKEN = {200: ("It was there.", named("Sale")), 201: ("It is new.", named("Sale"))}
WRITES = (409, 413, 415, 422)


@api.post(
    "/sales",
    summary="Report a paid sale",
    auth=ApiKey(Scope.SALES_WRITE),
    openapi_extra=operation(
        SALE_TAKEN, WRITES, body=named("PostedSale"), parameters=[schemas.IDEMPOTENCY_KEY]
    ),
)
def post_sale(request: HttpRequest) -> HttpResponse:
    return sales.post_sale(request, of(request))


@api.get(
    "/sales",
    summary="The sales of this source, the newest first",
    auth=ApiKey(Scope.SALES_READ),
    openapi_extra=operation(
        {200: ("A page.", schemas.page("sales", named("Sale")))}, (422,), parameters=schemas.PAGING
    ),
)
def list_sales(request: HttpRequest) -> HttpResponse:
    return sales.list_sales(request, of(request))


@api.post(
    "/bulk/sales",
    summary="Report many sales, each answered by itself",
    auth=ApiKey(Scope.SALES_WRITE),
    openapi_extra=operation(
        {200: ("What became of each.", named("Results"))}, (413, 415, 422), body=named("PostedSales")
    ),
)
def post_sales(request: HttpRequest) -> HttpResponse:
    return bulk.post_sales(request, of(request))


@api.get(
    "/sales/{path:reference}",
    summary="What became of a sale",
    auth=ApiKey(Scope.SALES_READ),
    openapi_extra=operation({200: ("The sale.", named("Sale"))}, (404,)),
)
def get_sale(request: HttpRequest, reference: str) -> HttpResponse:
    return sales.get_sale(of(request), reference)


@api.post(
    "/refunds",
    summary="Report money that went back to the buyer",
    auth=ApiKey(Scope.REFUNDS_WRITE),
    openapi_extra=operation(
        {200: ("It was there.", named("Refund")), 201: ("It is new.", named("Refund"))},
        WRITES,
        body=named("PostedRefund"),
    ),
)
def post_refund(request: HttpRequest) -> HttpResponse:
    return refunds.post_refund(request, of(request))


@api.get(
    "/documents/{reference}",
    summary="The state of a document, and the link to its PDF",
    auth=ApiKey(Scope.DOCUMENTS_READ),
    openapi_extra=operation({200: ("The document.", named("DocumentInFull"))}, (404,)),
)
def get_document(request: HttpRequest, reference: str) -> HttpResponse:
    return documents.get_document(of(request), reference)


PDF = operation(
    {202: ("It is being fetched: ask again after `Retry-After`.", named("Fetching"))},
    (404, 409, 503),
    parameters=[schemas.PREFER, schemas.INTERIM],
)
PDF["responses"][200] = {
    "description": "The PDF. `Mostek-Pdf` says whether it is the document or an interim print.",
    "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
}


@api.get(
    "/documents/{reference}/pdf",
    summary="The PDF of a document",
    auth=ApiKey(Scope.DOCUMENTS_READ),
    openapi_extra=PDF,
)
def get_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    return documents.get_pdf(request, of(request), reference)


@api.get(
    "/products",
    summary="What is sold, the newest first",
    auth=ApiKey(Scope.PRODUCTS_READ),
    openapi_extra=operation(
        {200: ("A page.", schemas.page("products", named("Product")))}, (422,), parameters=schemas.PAGING
    ),
)
def list_products(request: HttpRequest) -> HttpResponse:
    return products.list_products(request, of(request))


@api.get(
    "/products/{path:code}",
    summary="One product",
    auth=ApiKey(Scope.PRODUCTS_READ),
    openapi_extra=operation({200: ("The product.", named("Product"))}, (404,)),
)
def get_product(request: HttpRequest, code: str) -> HttpResponse:
    return products.get_product(of(request), code)


@api.put(
    "/products/{path:code}",
    summary="Say what a product is",
    auth=ApiKey(Scope.PRODUCTS_WRITE),
    openapi_extra=operation(
        {200: ("It was there.", named("Product")), 201: ("It is new.", named("Product"))},
        (413, 415, 422),
        body=named("PostedProduct"),
    ),
)
def put_product(request: HttpRequest, code: str) -> HttpResponse:
    return products.put_product(request, of(request), code)


@api.exception_handler(Wrong)
def wrong(request: HttpRequest, error: Wrong) -> HttpResponse:
    return error.answer()


@api.exception_handler(AuthenticationError)
def unauthorised(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem("auth", headers={"WWW-Authenticate": "Bearer"})


@api.exception_handler(ValidationError)
@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem("bad_request")


@api.exception_handler(Exception)
def unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    """Without the message: a database's may quote the row, and that is a buyer's."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    log.error(
        "%s %s failed: %s at %s:%s",
        request.method,
        request.resolver_match.route if request.resolver_match else "",
        type(error).__name__,
        where.filename,
        where.lineno,
    )
    return problem("internal")
