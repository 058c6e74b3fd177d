"""Exports of platforms, known by their headers.

Each names the page that describes it and says how far its headers are known. What is not known stays open, and a
person chooses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mostek.sources.file.target import plain


@dataclass(frozen=True, slots=True)
class Export:
    """`marks`: headers that are all there. `columns`: target → headers, the first that exists counts."""

    kind: str
    name: str
    page: str
    known_from: str
    marks: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dates: str = ""
    zone: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)


SHOPIFY = Export(
    kind="shopify",
    name="Shopify, orders",
    page="https://help.shopify.com/en/manual/orders/manage-orders/exporting-orders",
    known_from="public samples of the file",
    marks=("Name", "Financial Status", "Lineitem name", "Lineitem price"),
    columns={
        "order": ("Name",),
        "status": ("Financial Status",),
        "paid": ("Paid at",),
        "total": ("Total",),
        "currency": ("Currency",),
        "name": ("Billing Name", "Shipping Name"),
        "company": ("Billing Company",),
        "email": ("Email",),
        "street": ("Billing Street", "Billing Address1"),
        "zip": ("Billing Zip",),
        "city": ("Billing City",),
        "country": ("Billing Country", "Shipping Country"),
        "product": ("Lineitem sku",),
        "line_name": ("Lineitem name",),
        "quantity": ("Lineitem quantity",),
        "unit_price": ("Lineitem price",),
        "discount": ("Discount Amount",),
        "shipping": ("Shipping",),
        "payment": ("Payment Method",),
        "refunded": ("Refunded Amount",),
    },
)
STRIPE = Export(
    kind="stripe",
    name="Stripe, payments",
    page="https://support.stripe.com/questions/exporting-a-report-of-all-transactions",
    known_from="public samples of the file",
    marks=("id", "Amount", "Currency", "Status", "Customer Email"),
    columns={
        "order": ("PaymentIntent ID", "id"),
        "status": ("Status",),
        "paid": ("Created date (UTC)", "Created (UTC)"),
        "total": ("Amount",),
        "currency": ("Currency",),
        "name": ("Card Name", "Customer Description"),
        "email": ("Customer Email",),
        "street": ("Card Address Line1",),
        "street_more": ("Card Address Line2",),
        "zip": ("Card Address Zip",),
        "city": ("Card Address City",),
        "country": ("Card Address Country",),
        "line_name": ("Description",),
        "refunded": ("Amount Refunded",),
        "payment": ("Payment Source Type",),
    },
    zone="UTC",
)
WOOCOMMERCE = Export(
    kind="woocommerce",
    name="WooCommerce, orders",
    page="https://woocommerce.com/document/import-and-export-of-woocommerce-orders/",
    known_from="the documentation for the order, a guess for `item_…`",
    marks=("order_number", "order_total", "billing_first_name", "billing_country"),
    columns={
        "order": ("order_id", "order_number"),
        "number": ("order_number",),
        "status": ("status", "order_status"),
        "paid": ("paid_date", "date_paid"),
        "total": ("order_total",),
        "currency": ("order_currency",),
        "first_name": ("billing_first_name",),
        "last_name": ("billing_last_name",),
        "company": ("billing_company",),
        "tax_id": ("billing_nip", "_billing_nip", "billing_vat_number", "vat_number"),
        "email": ("billing_email", "customer_email"),
        "street": ("billing_address_1",),
        "street_more": ("billing_address_2",),
        "zip": ("billing_postcode",),
        "city": ("billing_city",),
        "country": ("billing_country",),
        "product": ("item_sku", "item_product_id"),
        "line_name": ("item_name",),
        "quantity": ("item_quantity",),
        "line_total": ("item_total",),
        "line_tax": ("item_total_tax",),
        "shipping": ("shipping_total",),
        "shipping_tax": ("shipping_tax_total",),
        "payment": ("payment_method_title", "payment_method"),
        "refunded": ("refunded_total",),
    },
    dates="mdy",
)
# Publigo sells through Easy Digital Downloads; these are the English headers of that plug-in's export of payments.
# Publigo publishes no description of its own, so whether it keeps or translates them is not known.
PUBLIGO = Export(
    kind="publigo",
    name="Publigo, orders",
    page="https://easydigitaldownloads.com/docs/exporting-data/",
    known_from="the English headers of Easy Digital Downloads, on which it is built",
    marks=("Payment ID", "Payment Number", "Email", "Amount", "Payment Method", "Date", "Status"),
    columns={
        "order": ("Payment ID",),
        "number": ("Payment Number",),
        "status": ("Status",),
        "paid": ("Date",),
        "total": ("Amount",),
        "currency": ("Currency",),
        "first_name": ("First Name",),
        "last_name": ("Last Name",),
        "email": ("Email",),
        "street": ("Address",),
        "street_more": ("Address (Line 2)",),
        "zip": ("Zip / Postal Code",),
        "city": ("City",),
        "country": ("Country",),
        "line_name": ("Products (Verbose)", "Products"),
        "payment": ("Payment Method",),
    },
)
EXPORTS = (SHOPIFY, WOOCOMMERCE, STRIPE, PUBLIGO)
BY_KIND = {one.kind: one for one in EXPORTS}


def recognise(columns: tuple[str, ...]) -> Export | None:
    titles = {plain(title) for title in columns}
    return next((one for one in EXPORTS if all(plain(mark) in titles for mark in one.marks)), None)


def columns_of(export: Export, titles: tuple[str, ...]) -> dict[str, str]:
    """Target → the header as this file writes it. An exact one before one that only reads alike."""
    alike: dict[str, str] = {}
    for title in titles:
        alike.setdefault(plain(title), title)
    found: dict[str, str] = {}
    for target, wanted in export.columns.items():
        title = next((one for one in wanted if one in titles), "")
        title = title or next((alike[plain(one)] for one in wanted if plain(one) in alike), "")
        if title and title not in found.values():
            found[target] = title
    return found
