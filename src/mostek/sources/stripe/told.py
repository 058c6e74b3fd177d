"""What an object of Stripe's says of a sale.

One payment is one Order. With an invoice behind it the Order bears the invoice's id, else the payment intent's, else
(nothing was paid) the session's. So a session with an invoice is told by its invoice, and a bare payment by itself
only when neither stands behind it, which the pull alone can know.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from mostek.lib.clock import warsaw_date
from mostek.sources.adapter import BadBody, Context, Ignored, Incoming, Refund, Told
from mostek.sources.stripe import buyer, lines
from mostek.sources.stripe.moments import moment
from mostek.sources.stripe.money import to_amount
from mostek.sources.stripe.payload import (
    Charge,
    Details,
    Dispute,
    Event,
    Intent,
    Invoice,
    Refunded,
    Session,
    read,
)
from mostek.tax.sale import Payment, Sale, ShipTo

INCOMPLETE = "sale.incomplete"


@dataclass(frozen=True, slots=True)
class Heard:
    """A paid sale, whichever object told it. `paid_at` in seconds; `charge` where the pull has brought it."""

    external_id: str
    total: Decimal
    currency: str
    details: Details
    labels: buyer.Told
    listed: lines.Listed
    paid_at: int
    is_whole: bool
    number: str = ""
    charge: Charge | None = None
    ship_to: ShipTo | None = None


def of_session(event: Event, context: Context) -> Told:
    session = read(Session, event.data.object)
    if session.mode == "setup":
        return Ignored("stripe.nothing_sold")
    if session.payment_status not in ("paid", "no_payment_required"):
        return Ignored("stripe.not_paid", session.payment_status)
    if session.is_invoiced:
        return Ignored("stripe.by_invoice")
    total = to_amount(session.amount_total, session.currency)
    metadata = [session.metadata, *([session.intent.metadata] if session.intent else [])]
    heard = Heard(
        external_id=session.intent_id or session.id,
        total=total,
        currency=session.currency,
        details=buyer.details_of(session),
        labels=buyer.read_labels(session.custom_fields, metadata, context.options),
        listed=lines.of_session(session, total, context.options),
        paid_at=event.created,
        is_whole=context.leg == "pull" and session.is_whole,
        number=session.client_reference_id,
        charge=session.intent.latest_charge if session.intent else None,
        ship_to=buyer.to_destination(session),
    )
    return to_incoming(event, heard, context)


def of_invoice(event: Event, context: Context) -> Told:
    """What was due is what was paid: the balance of a customer that Stripe keeps has been taken off before."""
    invoice = read(Invoice, event.data.object)
    if invoice.status not in ("paid", ""):
        return Ignored("stripe.not_paid", invoice.status)
    total, session = to_amount(invoice.amount_due, invoice.currency), invoice.session
    metadata = [invoice.metadata, invoice.subscription_metadata, *([session.metadata] if session else [])]
    heard = Heard(
        external_id=invoice.id,
        total=total,
        currency=invoice.currency,
        details=details_of(invoice),
        labels=buyer.read_labels(session.custom_fields if session else (), metadata, context.options),
        listed=lines.of_invoice(invoice, total, context.options),
        paid_at=paid_at(event, invoice),
        is_whole=context.leg == "pull" and invoice.is_whole,
        number=invoice.number,
        ship_to=buyer.to_destination(session) if session else None,
    )
    return to_incoming(event, heard, context)


def paid_at(event: Event, invoice: Invoice) -> int:
    """A test clock is moved into the future; the documents of a test stay in the present."""
    said = invoice.transitions.paid_at if invoice.transitions else None
    return event.created if said is None or invoice.test_clock else said


def details_of(invoice: Invoice) -> Details:
    """What stands on the invoice; what it leaves open was said in the session."""
    asked = buyer.details_of(invoice.session) if invoice.session else Details()
    return Details(
        name=invoice.customer_name or asked.name,
        business_name=asked.business_name,
        email=invoice.customer_email or asked.email,
        address=invoice.customer_address or asked.address,
        tax_ids=invoice.customer_tax_ids or asked.tax_ids,
    )


def of_intent(event: Event, context: Context) -> Told:
    """A payment without a session and without an invoice. Only the pull can tell that it is one."""
    intent = read(Intent, event.data.object)
    if intent.invoice or not context.options.get("bare_payments"):
        return Ignored("stripe.by_invoice" if intent.invoice else "stripe.bare_payment")
    if context.leg != "pull":
        return Ignored("stripe.asking", asks_now=True)
    total, charge = to_amount(intent.amount_received, intent.currency), intent.latest_charge
    details = (charge.billing_details if charge else None) or Details()
    heard = Heard(
        external_id=intent.id,
        total=total,
        currency=intent.currency,
        details=details.model_copy(update={"email": details.email or intent.receipt_email}),
        labels=buyer.read_labels((), [intent.metadata], context.options),
        listed=(lines.only(total, context.options, intent.description), ()),
        paid_at=event.created,
        is_whole=True,
        charge=charge,
    )
    return to_incoming(event, heard, context)


def to_incoming(event: Event, heard: Heard, context: Context) -> Incoming:
    """A message does not say what was bought: the sale is held with a question until the pull has asked."""
    day = warsaw_date(moment(heard.paid_at))
    listed, charges = heard.listed
    method = heard.charge.payment_method_details if heard.charge else None
    card = method.card.country if method and method.card else ""
    sale = Sale(
        reference=f"stripe-{heard.external_id}",
        paid_on=day,
        supplied_on=day,
        currency=heard.currency.upper(),
        total=heard.total,
        buyer=buyer.to_buyer(heard.details, heard.labels, context.options),
        lines=listed,
        charges=charges,
        location=buyer.to_location(heard.details, card),
        payment=Payment(method=method.type if method else "card"),
        ship_to=heard.ship_to,
    )
    return Incoming(
        external_id=heard.external_id,
        sale=sale,
        number=heard.number[:100],
        paid_at=moment(heard.paid_at),
        told_at=moment(event.created),
        asks="" if heard.is_whole or not heard.total else INCOMPLETE,
        is_partial=not heard.is_whole,
    )


def of_refund(event: Event, context: Context) -> Told:
    return to_refund(read(Refunded, event.data.object))


def to_refund(refund: Refunded) -> Told:
    """Only what has certainly gone back: a refund that is under way may still fail."""
    if refund.status != "succeeded":
        return Ignored("stripe.refund_not_done", refund.status)
    return Refund(
        external_id=sale_of(refund),
        refund_id=refund.id,
        amount=to_amount(refund.amount, refund.currency),
        currency=refund.currency.upper(),
        on=warsaw_date(moment(refund.created)) if refund.created else None,
        reason=refund.reason,
    )


def of_charge(event: Event, context: Context) -> Told:
    """`charge.refunded` names no refund, except in versions before 2022-11-15: there the newest stands first."""
    charge = read(Charge, event.data.object)
    if not charge.refunds:
        return Ignored("stripe.asking", asks_now=True)
    known = {"invoice": charge.invoice, "payment_intent": charge.payment_intent, "charge": charge.id}
    return to_refund(charge.refunds[0].model_copy(update=known))


def of_dispute(event: Event, context: Context) -> Told:
    dispute = read(Dispute, event.data.object)
    if dispute.status != "lost":
        return Ignored("stripe.dispute_not_lost", dispute.status)
    return Refund(
        external_id=sale_of(dispute),
        refund_id=dispute.id,
        amount=to_amount(dispute.amount, dispute.currency),
        currency=dispute.currency.upper(),
        on=warsaw_date(moment(event.created)),
        reason=dispute.reason,
    )


def sale_of(back: Refunded | Dispute) -> str:
    found = back.invoice or back.payment_intent or back.charge
    if not found:
        raise BadBody("body.fields", "payment_intent")
    return found
