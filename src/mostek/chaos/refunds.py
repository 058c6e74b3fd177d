"""Money that goes back: told of once the document of a sale has left, several times and while anything may die."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mostek.chaos.plan import Sale

AT_ONCE = 50
LEFT = ("sending", "unknown", "issued")


@dataclass
class Refunds:
    """`told`: number of the sale → ids of its refunds. `sources` in the order of the plan."""

    sales: Sequence[Sale]
    sources: Sequence[Any]
    told: dict[int, list[str]] = field(default_factory=dict)

    def tell(self) -> int:
        """Of every sale whose document has left; says how many are still to be told of issued ones."""
        from mostek.core.models import Document

        waiting = {sale.number: sale for sale in self.sales if sale.refunds and sale.number not in self.told}
        numbers = [str(number) for number in waiting]
        gone = Document.objects.filter(order__external_id__in=numbers, state__in=LEFT)
        found = list(gone.values_list("order__external_id", flat=True)[:AT_ONCE])
        for external_id in found:
            self._give_back(waiting[int(external_id)])
        return len(found)

    def _give_back(self, sale: Sale) -> None:
        """Each refund twice: a platform says it by its message and in its list."""
        from django.db import transaction

        from mostek.core import receive
        from mostek.sources.adapter import Refund

        for number, amount in enumerate(sale.refunds * 2):
            told = Refund(str(sale.number), f"r{number % len(sale.refunds)}", amount, sale.currency)
            with transaction.atomic():
                receive.take_back(self.sources[sale.source], told, None)
        self.told[sale.number] = [f"r{number}" for number in range(len(sale.refunds))]
