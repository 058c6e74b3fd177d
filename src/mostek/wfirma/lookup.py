"""Is the document there? The one question on which "never two, never none" rests.

Absence is believed only when wFirma states it: OK, our branch, `total` 0 and no record. An answer that is
merely empty, that ignores the filter or that contradicts itself proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mostek.wfirma.errors import OutcomeUnknown
from mostek.wfirma.issued import record_to_issued
from mostek.wfirma.reply import Reply
from mostek.wfirma.values import Issued

REFERENCE_LENGTH = 32  # wFirma cuts `id_external` here, in silence
PAGE = 20
MAX_PAGES = 10


def find_by_reference(
    find: Callable[[Mapping[str, Any]], Reply], reference: str, type: str | None
) -> tuple[Issued, ...]:
    """Only the reference is asked of wFirma. The type is compared here: one condition less to go wrong."""
    stored = reference[:REFERENCE_LENGTH].strip()
    if not stored:
        raise ValueError("an empty reference finds everything")
    found: list[Issued] = []
    for page in range(1, MAX_PAGES + 1):
        reply = find(_parameters(stored, page))
        found.extend(_hits(reply, stored))
        if len(found) >= _total(reply, seen=len(found)):
            return tuple(hit for hit in found if type is None or hit.type == type)
    raise proves_nothing("too many hits")


def _parameters(stored: str, page: int) -> dict[str, Any]:
    condition = {"field": "id_external", "operator": "eq", "value": stored}
    return {"limit": str(PAGE), "page": str(page), "conditions": {"condition": condition}}


def _total(reply: Reply, *, seen: int) -> int:
    if reply.module != "invoices" or reply.content or reply.total is None:
        raise proves_nothing("no statement about the number of hits")
    if seen < reply.total and not reply.records:
        raise proves_nothing("fewer records than stated")
    if seen > reply.total or (reply.total == 0 and not reply.only_paging):
        raise proves_nothing("more records than stated")
    return reply.total


def _hits(reply: Reply, stored: str) -> list[Issued]:
    hits = []
    for record in reply.records:
        hit = record_to_issued(record)
        if hit is None or hit.id_external is None or hit.type is None:
            raise proves_nothing("a hit without id, reference or type")
        # The database compares without case. Anything further off means that the filter was not applied at
        # all,
        # and then the document may be on another page.
        if hit.id_external.casefold() != stored.casefold():
            raise proves_nothing("the filter was ignored")
        hits.append(hit)
    return hits


def proves_nothing(why: str) -> OutcomeUnknown:
    return OutcomeUnknown("unknown.lookup", why)
