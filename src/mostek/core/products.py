"""What is sold and what has been said about it: gaps, and how much of each thing was sold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from mostek.core.models import Connection, Order, Product
from mostek.lib import clock
from mostek.tax.amounts import line_amount
from mostek.tax.decision import Reason
from mostek.tax.gtu import USUALLY_HAVE_GTU
from mostek.tax.sale import Sale
from mostek.tax.seller import Seller
from mostek.tax.warning import warning

# In the order in which they matter.
GAPS = ("undescribed", "exempt_basis", "gtu", "lump_sum")


def gaps(product: Product, seller: Seller) -> tuple[str, ...]:
    """What the seller has not said yet, for the documents this seller issues."""
    if not product.is_described:
        return ("undescribed",)
    said = product.description
    found = []
    if said.get("vat_rate") == "zw" and not said.get("exempt_basis") and seller.vat_status == "active":
        found.append("exempt_basis")
    # "No GTU" is a decision: the key is there, and empty. Without the key nothing was decided.
    if "gtu" not in said and seller.vat_status == "active" and said.get("kind") in USUALLY_HAVE_GTU:
        found.append("gtu")
    if not said.get("lump_sum_rate") and seller.income_tax == "lump_sum":
        found.append("lump_sum")
    return tuple(found)


def known_products(connection: Connection, sale: Sale) -> dict[str, Product]:
    """The catalogue's entries for this sale; what is sold for the first time gets one, not yet described."""
    found: dict[str, Product] = {}
    # In the order of their codes: two sales of the same new things must not wait for each other.
    for line in sorted(sale.lines, key=lambda one: one.product or ""):
        if line.product is not None and line.product not in found:
            found[line.product], _ = Product.objects.get_or_create(
                connection=connection,
                code=line.product,
                defaults={"name": line.name[:300], "first_sold_at": clock.now()},
            )
    return found


def without_decided(
    warnings: Iterable[Reason], sale: Sale, catalogue: Mapping[str, Product]
) -> tuple[Reason, ...]:
    """The rules cannot tell "no GTU" from "nothing said"; the catalogue can, and drops that warning."""
    decided: set[Reason] = set()
    open_: set[Reason] = set()
    for line in sale.lines:
        product = catalogue.get(line.product or "")
        says_none = product is not None and product.is_described and "gtu" in product.description
        (decided if says_none else open_).add(warning("product.gtu_missing", product=line.name))
    return tuple(one for one in warnings if one not in decided - open_)


def count_sold(order: Order, before: Sale | None, after: Sale) -> None:
    """Keep the counts of what this sale is made of; a changed sale counts as what it is now."""
    codes = sorted(
        {line.product for line in (*(before.lines if before else ()), *after.lines) if line.product}
    )
    was, now = (amounts(before), amounts(after)) if before else ({}, amounts(after))
    # Locked in the order of their codes, so that two sales of the same things do not wait for each other.
    rows = Product.objects.select_for_update().filter(connection=order.source.connection, code__in=codes)
    for product in rows.order_by("code"):
        product.sales += (product.code in now) - (product.code in was)
        sold: defaultdict[str, Decimal] = defaultdict(Decimal)
        for currency, amount in product.sold.items():
            sold[currency] = Decimal(amount)
        if before is not None:
            sold[before.currency] -= was.get(product.code, Decimal(0))
        sold[after.currency] += now.get(product.code, Decimal(0))
        product.sold = {currency: str(amount) for currency, amount in sold.items() if amount}
        product.save(update_fields=["sales", "sold"])


def amounts(sale: Sale) -> dict[str, Decimal]:
    """Product code → what its lines cost after discount, in the sale's currency and kind of price."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in sale.lines:
        if line.product:
            found[line.product] += line_amount(line)
    return dict(found)


def waiting_orders(product: Product) -> list[Order]:
    """Held orders with this product whose question it may answer, the oldest first; there are never many."""
    held = Order.objects.filter(source__connection=product.connection, verdict=Order.Verdict.HOLD)
    return [
        order
        for order in held.order_by("pk")[:500]
        if any(line.get("product") == product.code for line in order.sale.get("lines", ()))
        and any(choice["code"] == "complete_product" for choice in order.decision["question"]["choices"])
    ]
