"""The common threshold of 42 000 PLN for consumers in the Union (art. 28k ust. 2, art. 22a ust. 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mostek.tax.amounts import ZERO, round_half_up
from mostek.tax.decision import Reason
from mostek.tax.place import Supply
from mostek.tax.sale import Sale
from mostek.tax.seller import Product, Seller
from mostek.tax.warning import warning

LIMIT = Decimal("42000.00")
NEAR = LIMIT * 80 / 100
COUNTED = frozenset({"eu_digital", "eu_goods"})


@dataclass(frozen=True, slots=True)
class Position:
    """Where the counter stands with this sale: `crossed` means that the consumer's country taxes it."""

    sum: Decimal
    crossed: bool
    warnings: tuple[Reason, ...] = ()


def count(supplies: Sequence[Supply], sale: Sale, seller: Seller) -> Position:
    """Count the sale that is being decided too. Net is gross without the Polish rate."""
    before = seller.eu_consumer_sales_net_pln
    rate_pln = Decimal(1) if sale.currency == "PLN" else sale.rate_pln
    if rate_pln is None:
        return Position(before, before > LIMIT, (warning("threshold.rate_missing"),))
    net = sum((net_amount(s, sale, seller) for s in supplies if s.treatment in COUNTED), ZERO)
    after = before + round_half_up(net * rate_pln)
    near = (warning("threshold.near", sum=after),) if NEAR <= after <= LIMIT else ()
    return Position(after, after > LIMIT, near)


def net_amount(supply: Supply, sale: Sale, seller: Seller) -> Decimal:
    amount = supply.item.amount
    if sale.prices == "net" or seller.vat_status == "exempt_113":
        return amount
    return round_half_up(amount * 100 / (100 + polish_rate(supply.item.product)))


def polish_rate(product: Product) -> Decimal:
    return Decimal(0) if product.vat_rate == "zw" else Decimal(product.vat_rate)
