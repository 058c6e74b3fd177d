"""GTU codes and the lump-sum rate of a line, and what is missing there."""

from __future__ import annotations

from mostek.tax.decision import Reason
from mostek.tax.seller import Seller
from mostek.tax.vat import Taxed
from mostek.tax.warning import warning

# Education, advice and marketing are GTU_12 (JPK-REG § 10 ust. 3); books, e-books and most goods have none.
USUALLY_HAVE_GTU = frozenset({"DIGITAL", "LIVE_EVENT_ONLINE", "ONSITE_EVENT", "CONSULTING"})


def gtu_of(line: Taxed, document_type: str) -> str | None:
    """Only on invoices that enter the JPK record: not on receipts, bills and OSS documents."""
    return line.supply.item.product.gtu if enters_jpk(line, document_type) else None


def enters_jpk(line: Taxed, document_type: str) -> bool:
    return document_type == "normal" and not line.oss and line.vat is not None


def lump_sum_of(line: Taxed, seller: Seller) -> str | None:
    return line.supply.item.product.lump_sum_rate if seller.income_tax == "lump_sum" else None


def gaps(line: Taxed, document_type: str, seller: Seller) -> tuple[Reason, ...]:
    product, name = line.supply.item.product, line.supply.item.line.name
    found = []
    if enters_jpk(line, document_type) and product.gtu is None and product.kind in USUALLY_HAVE_GTU:
        found.append(warning("product.gtu_missing", product=name))
    if seller.income_tax == "lump_sum" and product.lump_sum_rate is None:
        found.append(warning("product.lump_sum_missing", product=name))
    return tuple(found)
