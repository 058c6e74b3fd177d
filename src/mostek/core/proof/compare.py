"""Both sides of a month, compared both ways: our documents in wFirma's list, the documents of the list with us, and
each paid sale with its document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from mostek.core import issue
from mostek.core.models import Document
from mostek.core.proof import alike, sales
from mostek.core.proof.differ import NOT_SAID, changes, their_vat, whole_amounts
from mostek.core.proof.ours import SALE_KINDS, Ours, about_document
from mostek.core.proof.sums import Sums
from mostek.core.proof.value import Counts, Finding, Pair, Result, count
from mostek.wfirma.values import Issued

PREFIX = "mo-"


@dataclass(slots=True)
class Comparison:
    """What is known so far. `checked`: ids that were looked at alone, `None` where wFirma has it no more."""

    ours: Ours
    listed: Mapping[str, Issued]
    checked: Mapping[str, Issued | None]
    began_at: datetime
    numbers: Mapping[str, int]
    findings: list[Finding] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    sums: Sums = field(default_factory=Sums)
    to_check: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)  # ids in wFirma that belong to a document of ours
    gone: set[int] = field(default_factory=set)  # documents that are not there, or count no more
    there: set[int] = field(
        default_factory=set
    )  # documents not settled with us that wFirma shows all the same
    others: list[Issued] = field(default_factory=list)


def compare(
    ours: Ours,
    listed: tuple[Issued, ...],
    checked: Mapping[str, Issued | None],
    *,
    began_at: datetime,
    numbers: Mapping[str, int],
    both: Mapping[str, Document] = MappingProxyType({}),
) -> Result:
    """The conclusion, or what has to be looked at before there is one. Pure but for reading what was loaded."""
    whole = Comparison(ours, {one.id: one for one in listed}, checked, began_at, numbers)
    for document in ours.dated:
        _look_for(document, whole)
    _read_list(whole)
    by_hand = alike.find(whole.others, numbers, whole.findings, both)
    tally = sales.check(ours, whole, by_hand)
    if whole.to_check:
        return Result(to_check=tuple(dict.fromkeys(whole.to_check)))
    if not whole.sums.are_equal() and not any(one.group != "explained" for one in whole.findings):
        whole.findings.append(Finding(code="proof.sums"))
    counts = Counts(
        **tally,
        earlier=sum(1 for one in whole.findings if one.code == "proof.earlier"),
        besides=sum(1 for one in ours.dated if one.kind not in SALE_KINDS),
        ours=len(ours.dated),
        listed=len(whole.listed),
        others=len(whole.others),
    )
    return Result(
        counts=count(counts, whole.findings),
        sums=whole.sums.rows(),
        others=alike.tally(whole.others),
        findings=tuple(whole.findings),
        pairs=tuple(whole.pairs),
    )


def _look_for(document: Document, whole: Comparison) -> None:
    """A document of ours that should be in the list."""
    whole.sums.add_ours(document)
    id = document.wfirma_id
    found = whole.checked[id] if id in whole.checked else whole.listed.get(id)
    if found is None and id not in whole.checked:
        whole.to_check.append(id)  # issued since, listed late, of another date by now, or gone
        return
    whole.seen.add(id)
    finding = _judge(document, found)
    if finding is not None:
        whole.findings.append(finding)
    counts = found is not None and not found.cancelled
    if not counts:
        whole.gone.add(document.pk)
    if found is not None and counts and whole.ours.month.has(found.date):
        _add_theirs(document, found, whole)
    whole.pairs.append(_pair(document, found if counts else None, finding))


def _judge(document: Document, found: Issued | None) -> Finding | None:
    if found is None:
        return about_document(document, "proof.deleted")
    if found.cancelled:
        return about_document(document, "proof.cancelled")
    changed = changes(document, found)
    return about_document(document, "proof.changed", changes=changed) if changed else None


def _add_theirs(document: Document | None, found: Issued, whole: Comparison) -> None:
    vat = their_vat(document, found)
    if vat is None and found.id not in whole.checked:
        whole.to_check.append(found.id)
        return
    if vat is None:
        vat = {NOT_SAID: whole_amounts(found)}
    kind = document.kind if document is not None else issue.KINDS.get(found.type or "", found.type or "")
    whole.sums.add_theirs(str(kind), found.currency or "", vat)


def _read_list(whole: Comparison) -> None:
    """What the list shows and was not looked for: of ours in another way, or not of ours at all."""
    by_id, by_reference = whole.ours.by_wfirma_id(), whole.ours.by_reference()
    for id, listed in whole.listed.items():
        if id in whole.seen or id in whole.to_check:
            continue
        found = whole.checked.get(id) or listed
        reference = (found.id_external or "").casefold()
        document = by_id.get(id) or by_reference.get(reference)
        if document is None and not reference.startswith(PREFIX):
            whole.others.append(found)
        elif document is None:
            whole.findings.append(_in_wfirma(found, "proof.stranger"))
            _add_theirs(None, found, whole)
        else:
            _also(document, found, whole)


def _also(document: Document, found: Issued, whole: Comparison) -> None:
    """It carries our reference, or an id that we know, but was not looked for: no document of ours has this date."""
    if document.wfirma_id == found.id and whole.ours.month.has(document.issued_on):
        whole.ours.dated.append(document)  # issued between two of our own queries
        _look_for(document, whole)
        return
    if document.wfirma_id == found.id:
        whole.findings.append(about_document(document, "proof.changed", changes=changes(document, found)))
        _add_theirs(document, found, whole)
        return
    wanted = (document.content.get("draft") or {}).get("type")
    if found.type == "correction" and wanted != "correction":
        whole.findings.append(_in_wfirma(found, "proof.correction", document))
        whole.others.append(found)
        return
    if found.cancelled:
        return
    if document.wfirma_id or document.pk in whole.there:
        whole.findings.append(_in_wfirma(found, "proof.doubled", document))
    elif document.state == Document.State.SENDING:
        whole.there.add(document.pk)
        whole.findings.append(_in_wfirma(found, "proof.on_its_way", document))
        return
    else:
        whole.there.add(document.pk)
        whole.findings.append(_in_wfirma(found, "proof.unsettled", document))
    _add_theirs(document, found, whole)


def _pair(document: Document, found: Issued | None, finding: Finding | None) -> Pair:
    order = document.order
    return Pair(
        document=document.pk,
        order=order.pk,
        about=order.number or order.external_id,
        paid_on=order.paid_day or "",
        kind=document.kind,
        number=document.number,
        on=document.issued_on,
        currency=document.currency,
        ours=document.total,
        theirs=found.total if found is not None else None,
        code=finding.code if finding is not None else "",
    )


def _in_wfirma(found: Issued, code: str, document: Document | None = None) -> Finding:
    """About a document in wFirma; `document` is the one of ours that it belongs to."""
    order = document.order if document is not None else None
    return Finding(
        code=code,
        order=order.pk if order is not None else None,
        document=document.pk if document is not None else None,
        wfirma_id=found.id,
        number=found.number,
        about=(order.number or order.external_id) if order is not None else "",
        on=found.date,
        amount=found.total,
        currency=found.currency or "",
        detail=(document.number if document is not None else found.id_external) or "",
    )
