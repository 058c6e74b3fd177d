"""An approved plan becomes a Document, frozen: from here on it takes the road of all Documents."""

from __future__ import annotations

from typing import Any

from mostek.core import ksef, mailing, wake
from mostek.core.correct import chain
from mostek.core.models import Connection, Correction, Document, Order, User
from mostek.core.reference import make_reference
from mostek.lib import clock
from mostek.tax import form, written_after
from mostek.tax.correction import Correction as Plan

ROLE = "correction"


def owe(row: Correction, plan: Plan, who: User | None) -> Document:
    """Inside the transaction of the caller, who holds the row of the Order. `who` is None for the seller's rule."""
    order, root = row.order, row.root
    document = _correction(row, plan, order, root)
    row.document = document
    if plan.action == "zero_and_new":
        row.replacement = _replacement(plan, order, root, document)
    row.state = Correction.State.APPROVED
    row.who, row.decided_at = who, clock.now()
    row.save()
    wake.tell()
    return document


def _correction(row: Correction, plan: Plan, order: Order, root: Document) -> Document:
    before = chain.last(root)
    connection = root.connection
    sale = dict(root.content["sale"])
    sale["buyer"] = _buyer(row, plan, root)
    amounts = {name: f"{getattr(plan, name):.2f}" for name in ("net", "tax", "total")}
    # In the shape of a draft, so that whoever sums documents need not know what a correction is.
    draft = {
        **root.content["draft"],
        **amounts,
        "type": ROLE,
        "lines": chain.after_of(row),
        "totals": row.plan["difference"],
        "ksef": plan.ksef,
    }
    content: dict[str, Any] = {
        "sale": sale,
        "draft": draft,
        "root_draft": root.content["draft"],
        "plan": row.plan,
        "before": row.before,
        "on": row.event_day(),
        "series_id": connection.series.get(ROLE),
        **_mail(connection, draft, str(sale["buyer"].get("email") or "")),
        "description": "\n".join(filter(None, (plan.description, root.content["description"]))),
        "vat_ids": root.content.get("vat_ids", []),
    }
    number = order.documents.filter(kind=Document.Kind.CORRECTION).count() + 1
    return Document.objects.create(
        order=order,
        connection=connection,
        kind=Document.Kind.CORRECTION,
        revision=number,
        reference=make_reference(order, ROLE, row.cause),
        parent=before,
        content=content,
        total=plan.total,
        currency=root.currency,
        planned_at=clock.now(),
        due_at=clock.now() if before.state == Document.State.ISSUED else None,
    )


def _buyer(row: Correction, plan: Plan, root: Document) -> dict[str, Any]:
    """The right one where only the data are corrected; else the one who stands on the document now."""
    if plan.action == "data" and plan.buyer is not None:
        return written_after.buyer_to_json(plan.buyer)
    return written_after.buyer_to_json(chain.original(root, chain.settled(row.order, root)).buyer)


def _mail(connection: Connection, draft: dict[str, Any], email: str) -> dict[str, Any]:
    """As for an invoice: in the call that issues it, or by one of its own."""
    wanted = connection.email_invoices and bool(email)
    to_ksef = ksef.goes_to_ksef(connection, {"draft": draft})
    after = mailing.apart(connection, goes_to_ksef=to_ksef) if wanted else ""
    return {"auto_send": wanted and not after, "mail_after": after}


def _replacement(plan: Plan, order: Order, root: Document, zero: Document) -> Document:
    """The invoice for the right buyer. It leaves after the correction to zero, never before."""
    if plan.replacement is None or plan.buyer is None:
        raise ValueError("the rules promise the new document and its buyer")
    order.revision += 1
    Order.objects.filter(pk=order.pk).update(revision=order.revision)
    sale = {**root.content["sale"], "buyer": written_after.buyer_to_json(plan.buyer)}
    connection = root.connection
    draft = plan.replacement
    return Document.objects.create(
        order=order,
        connection=connection,
        kind=root.kind,
        revision=order.revision,
        reference=make_reference(order, "sale", order.revision),
        parent=zero,
        content={
            **{
                name: root.content[name]
                for name in ("description", "series_id", "send_gtu")
                if name in root.content
            },
            "sale": sale,
            "draft": form.draft_to_json(draft),
            **_mail(connection, form.draft_to_json(draft), plan.buyer.email),
        },
        total=draft.total,
        currency=draft.currency,
        planned_at=clock.now(),
        due_at=None,
    )


def settle(document: Document) -> None:
    """The Document was issued: what corrects or replaces it may leave. In the transaction that records it."""
    waiting = document.children.filter(state=Document.State.PENDING, due_at=None)
    if waiting.update(due_at=clock.now()):
        wake.tell()
