"""The verb *receive*: keep what a Source says, then make an Order of it."""

from __future__ import annotations

import hashlib
import logging
import re
import traceback
from dataclasses import replace
from typing import cast

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from mostek.core import (
    counters,
    hurry,
    issue,
    overlay,
    products,
    refunds,
    shadow,
    silence,
    standing,
    vies_check,
    wake,
)
from mostek.core.correct import chain
from mostek.core.correct import plan as correct_plan
from mostek.core.models import Attempt, Document, Event, Order, Source
from mostek.lib import clock, points
from mostek.sources import registry
from mostek.sources.adapter import BadBody, Cancelled, Context, Ignored, Incoming, Leg, Refund, Told
from mostek.tax import form
from mostek.tax.decide import decide
from mostek.tax.decision import Decision, Reason
from mostek.tax.sale import Sale

log = logging.getLogger("mostek.receive")

AT_ONCE = 500  # held orders decided again within one request
WITHDRAWN = {"state": Document.State.CANCELLED, "reason": "revised", "due_at": None}


class OtherBody(Exception):
    """The same key came with another body: somebody re-used an identity."""


def store(source: Source, key: str, body: bytes, leg: Event.Leg = Event.Leg.PUSH) -> tuple[Event, bool]:
    """Insert the Event, or find the one with this key. Raises OtherBody. The caller answers after this returns."""
    digest = hashlib.sha256(body).hexdigest()
    try:
        with transaction.atomic():
            event = Event.objects.create(
                source=source, key=key, body=body, body_digest=digest, leg=leg, received_at=clock.now()
            )
            wake.tell()
        points.reach("receive.stored")
        return event, True
    except IntegrityError:
        event = Event.objects.get(source=source, key=key)
    if event.body_digest != digest:
        raise OtherBody(key)
    Event.objects.filter(pk=event.pk).update(repeats=F("repeats") + 1)
    return event, False


def refuse(source: Source, code: str) -> None:
    """Count what was turned away; nothing else of it is kept."""
    Source.objects.filter(pk=source.pk).update(
        refused=F("refused") + 1, last_refused_at=clock.now(), last_refused_code=code
    )
    log.warning("source %s refused a delivery: %s", source.pk, code)


def store_unreadable(source: Source, body: bytes, error: BadBody) -> None:
    """The signature was right, so a sale may be lost in it: it is kept for a person, though it was refused."""
    key = f"unreadable:{hashlib.sha256(body).hexdigest()}"
    event, _ = store(source, key, body)
    _finish(event, Event.State.FAILED, error.code, error.detail)


def read(event: Event) -> None:
    """Event → Order and, if one is owed, Document; all in one transaction, once."""
    adapter = registry.adapter(event.source.kind)
    leg = cast(Leg, str(event.leg))
    day = clock.warsaw_date(event.received_at)
    context = Context(day, event.source.options, leg, event.received_at, event.key)
    try:
        told = checked(adapter.parse(bytes(event.body), context))
    except BadBody as error:
        _finish(event, Event.State.FAILED, error.code, error.detail)
        return
    if isinstance(told, Ignored):
        _finish(event, Event.State.IGNORED, told.code, told.detail)
        hurry.after(event, told, told.code)
        return
    with transaction.atomic():
        if _finish(event, Event.State.READ):
            order: Order | None
            if isinstance(told, Incoming):
                order, what = record(event.source, told, event)
            else:
                order, what = take_back(event.source, told, event)
            Event.objects.filter(pk=event.pk).update(order=order, reason=what)
            if order is not None and order.is_forgotten:
                Event.objects.filter(pk=event.pk).update(body=b"", detail="")
            silence.note(event, order, is_new=what == "order.new")
            hurry.after(event, told, what)
    points.reach("receive.read")


def checked(told: Told) -> Told:
    """What is stored must be readable again, for as long as it is kept: the strict form is the one border."""
    if isinstance(told, Incoming):
        try:
            form.sale_from_json(form.sale_to_json(told.sale))
        except form.BadInput as error:
            raise BadBody("body.fields", ", ".join(one.path for one in error.errors)) from error
    elif isinstance(told, Refund) and told.amount is not None and told.amount <= 0:
        raise BadBody("body.fields", "amount")
    return told


def fail(event: Event, error: Exception) -> None:
    """An error nobody foresaw: a person looks, the body is kept, the queue goes on."""
    # Not the message: a database's may quote the row, and that is a buyer's.
    where = traceback.extract_tb(error.__traceback__)[-1]
    log.error(
        "event %s could not be read: %s at %s:%s",
        event.pk,
        type(error).__name__,
        where.filename,
        where.lineno,
    )
    _finish(event, Event.State.FAILED, "internal", type(error).__name__)


def _finish(event: Event, state: Event.State, reason: str = "", detail: str = "") -> bool:
    """Only the first of two readers changes the row, and on PostgreSQL the second waits here for it."""
    changed = Event.objects.filter(pk=event.pk, state=Event.State.RECEIVED).update(
        state=state, reason=reason, detail=detail
    )
    return bool(changed)


def record(source: Source, incoming: Incoming, event: Event | None = None) -> tuple[Order, str]:
    """New sale → Order; the same again → seen; changed → a new revision, unless a Document has already left."""
    # One reader per Source at a time, so that two events of a new order do not both make it.
    Source.objects.select_for_update().get(pk=source.pk)
    went_back = [refunds.keep(source, one, event) for one in incoming.refunds]
    order = Order.objects.select_for_update().filter(source=source, external_id=incoming.external_id).first()
    if order is None:
        order = Order(source=source, external_id=incoming.external_id, received_at=clock.now())
        order.paid_at = incoming.paid_at or (event.received_at if event else order.received_at)
        what = _write(order, incoming, incoming.sale, "order.new")
    else:
        what = _compare(order, incoming)
    refunds.link(order)
    if any(went_back) or what in ("order.new", "order.revised"):
        what = _undo(order) or what
    return order, what


def _compare(order: Order, incoming: Incoming) -> str:
    """What a telling of a known order means, and the order changed by it where it may be."""
    if incoming.told_at and order.told_at and incoming.told_at < order.told_at:
        return "order.stale"
    if order.is_forgotten or (incoming.is_partial and not order.is_partial):
        # A list that does not know the buyer confirms the order; of money it knows as much as anybody. Nor may one
        # that knows the buyer bring back what was erased.
        same = (incoming.sale.total, incoming.sale.currency) == (order.total, order.currency)
        return "order.seen" if same else _changed_after_issue(order)
    told = vies_check.keep(order.sale, same_days(order, incoming))
    is_same = order.sale == form.sale_to_json(told) and order.is_partial == incoming.is_partial
    # Called off and then paid after all: the telling is the same, its time is not.
    is_back = _is_undone(order) and incoming.told_at is not None and order.told_at != incoming.told_at
    if is_same and not is_back:
        return "order.seen"
    if _is_issued_by_hand(order) or not _withdraw(order, incoming.sale):
        return "order.seen" if is_same else _changed_after_issue(order)
    _overtake(order, form.sale_from_json(order.sale), incoming.sale)
    order.revision += 1
    return _write(order, incoming, told, "order.revised")


def _write(order: Order, incoming: Incoming, told: Sale, what: str) -> str:
    """The order as it is told now, decided and planned."""
    before = form.sale_from_json(order.sale) if order.pk else None
    order.number = incoming.number
    order.sale = form.sale_to_json(told)
    order.buyer_name, order.buyer_email = incoming.sale.buyer.name[:300], incoming.sale.buyer.email[:254]
    order.total, order.currency = incoming.sale.total, incoming.sale.currency
    order.told_at = incoming.told_at or order.told_at
    order.is_partial, order.asks = incoming.is_partial, incoming.asks
    order.other_name = incoming.other_name[:300]
    settle(order, told)
    products.count_sold(order, before, incoming.sale)
    return what


def _changed_after_issue(order: Order) -> str:
    Order.objects.filter(pk=order.pk).update(changed_after_issue=True)
    return "order.changed_after_issue"


def take_back(
    source: Source, told: Refund | Cancelled, event: Event | None = None
) -> tuple[Order | None, str]:
    """A refund or a cancellation by itself. Without its order it waits for it."""
    Source.objects.select_for_update().get(pk=source.pk)
    is_new = refunds.keep(source, told, event)
    order = Order.objects.select_for_update().filter(source=source, external_id=told.external_id).first()
    if order is None:
        return None, "refund.early"
    refunds.link(order)
    return order, (_undo(order) if is_new else "") or "order.seen"


def _undo(order: Order) -> str:
    """Money went back. All of it, and nothing has left: nothing is issued. Else a correction is planned, now or as soon
    as the document is issued; "" where none went back."""
    if not refunds.standing(order):
        correct_plan.plan(order)
        return ""
    if refunds.whole(order) is not None:
        if _is_undone(order):
            return "order.undone"
        if not _is_issued_by_hand(order) and _withdraw(order, form.sale_from_json(order.sale)):
            order.revision += 1
            settle(order, form.sale_from_json(order.sale))
            return "order.undone"
    if _is_issued_by_hand(order):
        Order.objects.filter(pk=order.pk).update(changed_after_issue=True)
    correct_plan.plan(order)
    return "order.refunded"


def _is_undone(order: Order) -> bool:
    return any(reason["code"] in refunds.UNDONE for reason in order.decision.get("reasons", ()))


def same_days(order: Order, incoming: Incoming) -> Sale:
    """A Source that gives no days of its own has those of the first arrival: telling it again moves no tax date."""
    if not incoming.days_of_arrival:
        return incoming.sale
    first = form.sale_from_json(order.sale)
    return replace(incoming.sale, paid_on=first.paid_on, supplied_on=first.supplied_on)


def _is_issued_by_hand(order: Order) -> bool:
    """A person has taken it over: the document may stand in wFirma already."""
    return order.answers.filter(taken_back_at=None, choice="issue_by_hand").exists()


def _overtake(order: Order, before: Sale, after: Sale) -> None:
    """Answers about what has changed hold no longer; their questions are asked again if they still matter."""
    for answer in order.answers.filter(taken_back_at=None):
        if not overlay.still_holds(answer, before, after):
            answer.taken_back_at = clock.now()
            answer.save(update_fields=["taken_back_at"])


def _withdraw(order: Order, sale: Sale) -> bool:
    """Take back what was planned for the order. False if any of it may already be in wFirma.

    Once the sale is paid, its invoice is due whatever became of the pro forma: one that has left stays, one that
    has not is no longer needed.
    """
    if chain.begun(order):
        return False
    if sale.payment.state != "unpaid":
        order.documents.filter(kind=Document.Kind.PROFORMA, state=Document.State.PENDING).update(**WITHDRAWN)
    count = live_documents(order, sale).count()
    return _surely_not_sent(order, sale).update(**WITHDRAWN) == count


def _surely_not_sent(order: Order, sale: Sale) -> QuerySet[Document]:
    """What was refused, or never left. What was once in doubt has been looked for, and where wFirma named something
    at once, a person has to look."""
    waiting = live_documents(order, sale).filter(
        state__in=[Document.State.PENDING, Document.State.HELD], wfirma_id=""
    )
    return waiting.exclude(attempts__action=Attempt.Action.LOOK).exclude(reason__startswith="found.")


def may_change(order: Order, sale: Sale) -> bool:
    """Whether telling the order anew as `sale` would revise it, as things stand; else it is only marked."""
    if _is_issued_by_hand(order) or chain.begun(order):
        return False
    return _surely_not_sent(order, sale).count() == live_documents(order, sale).count()


def live_documents(order: Order, sale: Sale) -> QuerySet[Document]:
    """What stands in the way of another document for this sale. A pro forma does, until the sale is paid."""
    live = order.documents.exclude(state=Document.State.CANCELLED)
    return live if sale.payment.state == "unpaid" else live.exclude(kind=Document.Kind.PROFORMA)


def settle(order: Order, sale: Sale) -> None:
    """Decide and plan, with what people have answered. Inside the transaction of the caller."""
    answers = order.answers.filter(taken_back_at=None).order_by("pk") if order.pk else ()
    laid = overlay.lay(sale, answers, order.source.options, asks=order.asks, other_name=order.other_name)
    laid = replace(laid, sale=vies_check.recall(order, laid.sale))
    decision = shadow.keep_back(order, decide_for(order, laid))
    order.verdict = Order.Verdict(decision.decision)
    order.decision = form.to_json(decision)
    order.decided_at = clock.now()
    order.save()
    vies_check.note(order, laid.sale, decision)
    if decision.document is not None:
        document = issue.plan(order, decision.document)
        if laid.sale != sale:
            document.content["sale"] = form.sale_to_json(laid.sale)
            document.save(update_fields=["content"])


def decide_again(order: Order) -> None:
    """After somebody has said more: decided anew, unless a Document of it may already stand in wFirma."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        sale = form.sale_from_json(order.sale)
        if _withdraw(order, sale):
            order.revision += 1
            settle(order, sale)
            vies_check.hurry(order)
    points.reach("receive.decided")


def issue_again(document: Document) -> bool:
    """A person has mended the cause of a refusal: what is certainly not in wFirma is decided and planned anew."""
    in_doubt = document.attempts.filter(action=Attempt.Action.LOOK).exists() or chain.begun(document.order)
    if document.state != Document.State.HELD or in_doubt or not re.match(issue.RELEASABLE, document.reason):
        return issue.release(document)
    decide_again(document.order)
    return True


def issue_all_again(documents: QuerySet[Document]) -> int:
    """The same for many, the oldest first and at most `AT_ONCE`; says how many went."""
    return sum(issue_again(one) for one in documents.order_by("pk")[:AT_ONCE])


def decide_waiting(orders: QuerySet[Order]) -> int:
    """Decide the held ones of these again; says how many of them wait no longer."""
    held = orders.filter(verdict=Order.Verdict.HOLD)
    waiting = list(held.order_by("pk")[:AT_ONCE])
    for order in waiting:
        decide_again(order)
    return (
        len(waiting)
        - Order.objects.filter(pk__in=[order.pk for order in waiting], verdict=Order.Verdict.HOLD).count()
    )


def decide_for(order: Order, laid: overlay.Laid) -> Decision:
    """The rules' decision on the sale as people have left it, and what it adds to the seller's sums."""
    connection, sale = order.source.connection, laid.sale
    seller = counters.counted(form.seller_from_json(connection.profile), connection, without=order)
    catalogue = products.known_products(connection, sale)
    known = {
        code: form.product_from_json(product.description)
        for code, product in catalogue.items()
        if product.is_described
    }
    lines = (replace(line, product=line.product if line.product in known else None) for line in sale.lines)
    sale = replace(sale, lines=tuple(lines))
    settled = standing.verdict(order, laid)
    if settled is not None:
        decision = settled
    else:
        decision = decide(sale, seller, known, clock.warsaw_date())
        missing = (product.name or code for code, product in catalogue.items() if code not in known)
        warnings = products.without_decided(decision.warnings, laid.sale, catalogue)
        decision = replace(
            decision,
            reasons=(*laid.reasons, *decision.reasons),
            warnings=(*warnings, *map(undescribed, missing)),
        )
    counters.count(order, decision, sale, seller, known)
    return decision


def undescribed(name: str) -> Reason:
    return Reason(
        code="product.not_described",
        pl=f"Produkt „{name}” nie jest jeszcze opisany, więc ma ustawienia domyślne.",
        en=f"The product “{name}” has not been described yet, so it takes the default settings.",
    )
