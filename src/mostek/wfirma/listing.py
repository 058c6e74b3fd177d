"""The documents of some days, page by page: what stands in wFirma, whoever put it there.

A page is believed only when it says how many there are and shows documents of these days alone: a list that ignores
the filter, or is merely empty, proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mostek.wfirma.issued import record_to_issued
from mostek.wfirma.lookup import proves_nothing
from mostek.wfirma.reply import Reply
from mostek.wfirma.values import Issued

PAGE = 100  # the most that wFirma gives at once


@dataclass(frozen=True, slots=True)
class Listing:
    """One page; `total` counts the documents of all pages at this moment."""

    invoices: tuple[Issued, ...]
    total: int


def list_by_day(
    find: Callable[[Mapping[str, Any]], Reply], first: date, last: date, page: int, *, size: int = PAGE
) -> Listing:
    """Page `page` (from 1) of the documents dated `first` to `last`, in the order in which they were made.

    By id, so that what is issued while pages are read comes at the end and moves nothing.
    """
    reply = find(
        {
            "limit": str(size),
            "page": str(page),
            "conditions": [_condition("ge", first), _condition("le", last)],
            "order": [{"asc": "id"}],
        }
    )
    if reply.module != "invoices" or reply.content or reply.total is None:
        raise proves_nothing("no statement about the number of documents")
    if reply.total == 0 and not reply.only_paging:
        raise proves_nothing("more documents than stated")
    found = [record_to_issued(record) for record in reply.records]
    invoices = tuple(one for one in found if one is not None)
    if len(invoices) < len(found) or any(one.type is None or one.total is None for one in invoices):
        raise proves_nothing("a document without id, type or total")
    if any(one.date is None or not first <= one.date <= last for one in invoices):
        raise proves_nothing("the filter was ignored")
    return Listing(invoices, reply.total)


def _condition(operator: str, day: date) -> dict[str, Any]:
    return {"condition": {"field": "date", "operator": operator, "value": day.isoformat()}}
