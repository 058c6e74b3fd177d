"""The register of returns and complaints (*ewidencja zwrotów i reklamacji*): refunds of sales without an invoice.

A table as the proof writes it: one row per refund and VAT rate, by the day of the refund.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mostek.core.correct import chain
from mostek.core.models import Connection, Correction
from mostek.core.proof import sheet
from mostek.core.proof.differ import vat_name
from mostek.core.proof.ours import Month

FILE = "zwroty"


def entries(connections: QuerySet[Connection], month: Month) -> list[Correction]:
    """Those of the month by the day of the refund. Nothing is told of before it happens."""
    begin, _end = month.moments()
    rows = Correction.objects.filter(
        order__source__connection__in=connections, state=Correction.State.REGISTERED, told_at__gte=begin
    )
    rows = rows.select_related("order__source__connection", "root").order_by("pk")
    return [row for row in rows if month.has(date.fromisoformat(row.event_day()))]


def write(connections: QuerySet[Connection], month: Month) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(
        [
            _("Number in the register"),
            _("Day of the refund"),
            _("Document of the sale"),
            _("Day of the sale"),
            _("Order"),
            _("Goods or service"),
            _("Value of the whole sale, gross"),
            _("VAT rate"),
            _("Refund, net"),
            _("Refund, VAT"),
            _("Refund, gross"),
            _("Currency"),
            _("Reason"),
            _("Legal basis"),
            _("Company"),
        ]
    )
    for number, row in enumerate(entries(connections, month), start=1):
        for cells in _rows(number, row):
            table.writerow([sheet.cell(one) for one in cells])
    return "\N{BYTE ORDER MARK}".encode() + out.getvalue().encode()


def _rows(number: int, row: Correction) -> Iterator[list[Any]]:
    plan, root, order = row.plan, row.root, row.order
    named = [old["name"] for old, new in zip(row.before, chain.after_of(row), strict=True) if old != new]
    basis = "; ".join(one["basis"] for one in plan["reasons"] if one.get("basis"))
    for difference in plan["difference"]:
        yield [
            str(number),
            date.fromisoformat(row.event_day()),
            root.number,
            order.paid_day or "",
            order.number or order.external_id,
            ", ".join(named),
            root.total,
            vat_name(difference["vat"]),
            *(-Decimal(difference[name]) for name in ("net", "tax", "gross")),
            root.currency,
            plan["description"],
            basis,
            order.source.connection.company_name or order.source.connection.name,
        ]
