"""Where shops keep the NIP and the wish for an invoice: WooCommerce has no field for either, each plug-in its own.

Looked for in this order; the keys that a seller enters come before all of them. The same table stands in
docs/*/platforms/woocommerce.md, and a test compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mostek.sources.woocommerce.payload import Meta


@dataclass(frozen=True, slots=True)
class Known:
    """A key of `meta_data`, what writes it, and where that can be looked up."""

    key: str
    by: str
    source: str = "seen in themes of shops"


WP_DESK = "https://www.wpdesk.pl/docs/fakturownia-woocommerce-docs/"
FLEXIBLE_INVOICES = "https://wordpress.org/plugins/flexible-invoices/"
FLEXIBLE_FIELDS = "https://wordpress.org/plugins/flexible-checkout-fields/"
DEVIKIT = "https://wordpress.org/plugins/invoicing-integration-for-wfirma-and-woocommerce/"
POLSKI = "https://polski.wppoland.com/"
EU_VAT_NUMBER = "https://woocommerce.com/products/eu-vat-number/"
EU_VAT_ASSISTANT = "https://wordpress.org/plugins/woocommerce-eu-vat-assistant/"
EU_UK_VAT = "https://wordpress.org/plugins/eu-vat-for-woocommerce/"

# BaseLinker has no keys of its own: it reads `_billing_nip`, and takes a NIP for the wish.
NIP = (
    Known("_billing_nip", "WP Desk (Fakturownia, wFirma, iFirma, inFakt), Devikit, Polski", WP_DESK),
    Known("_billing_vat_number", "Flexible Invoices, EU VAT Number", FLEXIBLE_INVOICES),
    Known("_polski_billing_nip", "Polski", POLSKI),
    Known("_vat_number", "EU VAT Number (older)", EU_VAT_NUMBER),
    Known("vat_number", "EU VAT Assistant", EU_VAT_ASSISTANT),
    Known("_billing_eu_vat_number", "EU/UK VAT, Booster", EU_UK_VAT),
    Known("_billing_tax_no", "theme"),
    Known("_billing_tax_id", "theme"),
    Known("_billing_vat", "theme"),
    Known("billing_nip", "theme"),
    Known("nip_number", "theme"),
    Known("_nip", "theme"),
    Known("nip", "theme"),
    Known("NIP", "theme"),
)

INVOICE = (
    Known("_billing_faktura", "WP Desk (Fakturownia, wFirma, iFirma, inFakt)", WP_DESK),
    Known("_billing_invoice_ask", "Flexible Invoices", FLEXIBLE_INVOICES),
    Known("_billing_want_invoice", "Devikit (wFirma, inFakt, Fakturownia)", DEVIKIT),
    Known("_billing_chce_fakture_vat", "Flexible Checkout Fields", FLEXIBLE_FIELDS),
    Known("_billing_chce_fakture", "Flexible Checkout Fields", FLEXIBLE_FIELDS),
    Known("_billing_faktura_vat", "theme"),
    Known("_billing_invoice", "theme"),
    Known("_invoice_request", "theme"),
    Known("billing_faktura", "theme"),
    Known("faktura", "theme"),
)

# The block checkout keeps the additional field `<namespace>/<name>` under `_wc_billing/…`, `_wc_other/…`.
# Reference: https://developer.woocommerce.com/docs/block-development/extensible-blocks/cart-and-checkout-blocks/additional-checkout-fields/
BLOCKS = ("_wc_billing/", "_wc_other/")
BLOCK_NIP = {"nip", "billing_nip", "nip_number", "vat", "vat_id", "vat_number", "tax_id", "tax_no"}
BLOCK_NIP |= {"billing_vat_number", "billing_tax_no"}
BLOCK_INVOICE = {"faktura", "faktura_vat", "invoice", "invoice_ask", "invoice_request", "want_invoice"}
BLOCK_INVOICE |= {"chce_fakture", "chce_fakture_vat", "billing_faktura", "billing_want_invoice"}

YES = {"1", "yes", "true", "on", "tak", "faktura", "invoice"}
NO = {"0", "no", "false", "off", "nie", "paragon", "receipt"}

# What payment plug-ins write when the money was not real.
TEST_MARKS = {"_wcpay_mode": {"test"}, "_ppcp_paypal_payment_mode": {"sandbox"}}

# Where the buyer's address on the Internet was, as WooCommerce EU VAT Number notes it.
IP_COUNTRY = "_customer_ip_country"


def nip_of(metas: Iterable[Meta], options: Mapping[str, Any]) -> str:
    """What was typed as the number; "" if nothing with a digit in it was."""
    said = _found(metas, _own(options, "nip_keys"), NIP, BLOCK_NIP)
    return next((value for value in said if any(map(str.isdigit, value))), "")


def wish_of(metas: Iterable[Meta], options: Mapping[str, Any]) -> bool | None:
    """Whether the buyer asked for an invoice; None where nobody asked the buyer."""
    for value in _found(metas, _own(options, "invoice_keys"), INVOICE, BLOCK_INVOICE):
        if value.casefold() in YES | NO:
            return value.casefold() in YES
    return None


def is_test(metas: Iterable[Meta]) -> bool:
    return any(_word(one.value).casefold() in TEST_MARKS.get(one.key, ()) for one in metas)


def ip_country(metas: Iterable[Meta]) -> str:
    return next((_word(one.value).upper() for one in metas if one.key == IP_COUNTRY), "")


def _own(options: Mapping[str, Any], name: str) -> list[str]:
    return [key.strip() for key in str(options.get(name) or "").split(",") if key.strip()]


def _found(metas: Iterable[Meta], own: list[str], known: tuple[Known, ...], block: set[str]) -> Iterable[str]:
    """Values in the order of the keys. A key that stands twice counts with what was written last."""
    values = {one.key: _word(one.value) for one in metas}
    for key in (*own, *(one.key for one in known)):
        if key in values:
            yield values[key]
    for key, value in values.items():
        if key.startswith(BLOCKS) and key.rpartition("/")[2].lower().replace("-", "_") in block:
            yield value


def _word(value: Any) -> str:
    """PHP's true is 1; what is no single value says nothing."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None or isinstance(value, dict | list) else " ".join(str(value).split())
