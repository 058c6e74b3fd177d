"""What would be decided for a sale of a file, as things stand. Nothing is stored, nobody is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from mostek.core import counters, overlay, standing
from mostek.core.models import Order, Product, Source
from mostek.lib import clock
from mostek.sources.adapter import Incoming
from mostek.tax import form
from mostek.tax.decide import decide
from mostek.tax.decision import Decision
from mostek.tax.seller import Product as Described
from mostek.tax.seller import Seller


@dataclass(frozen=True, slots=True)
class Foresight:
    """What the rules know of a Source, read once for a whole file."""

    source: Source
    seller: Seller
    products: dict[str, Described]


def of(source: Source) -> Foresight:
    connection = source.connection
    rows = Product.objects.filter(connection=connection).exclude(description={})
    products = {row.code: form.product_from_json(row.description) for row in rows if row.is_described}
    seller = counters.counted(form.seller_from_json(connection.profile), connection)
    return Foresight(source, seller, products)


def foresee(known: Foresight, incoming: Incoming) -> Decision:
    laid = overlay.lay(incoming.sale, (), known.source.options)
    if standing.is_before_cut_over(Order(source=known.source, paid_at=incoming.paid_at)):
        return Decision(decision="nothing", reasons=(standing.BEFORE_CUT_OVER,))
    lines = tuple(
        replace(line, product=line.product if line.product in known.products else None)
        for line in laid.sale.lines
    )
    decision = decide(replace(laid.sale, lines=lines), known.seller, known.products, clock.warsaw_date())
    return replace(decision, reasons=(*laid.reasons, *decision.reasons))


def to_json(incoming: Incoming, decision: Decision, rows: tuple[int, ...]) -> dict[str, Any]:
    """One sale of the preview."""
    told = form.to_json(decision)
    sale = incoming.sale
    return {
        "rows": list(rows),
        "order": incoming.external_id,
        "buyer": sale.buyer.name,
        "tax_id": sale.buyer.tax_id or "",
        "email": sale.buyer.email,
        "total": str(sale.total),
        "currency": sale.currency,
        "paid_on": sale.paid_on.isoformat() if sale.paid_on else "",
        "lines": [f"{line.name} × {line.quantity:f}" for line in sale.lines],
        "decision": told["decision"],
        "type": (told.get("document") or {}).get("type", ""),
        "question": told.get("question"),
        "reasons": told.get("reasons", [])[-1:],
    }
