"""The question that holds an order, with everything a person can do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mostek.core.models import Order, Product
from mostek.core.overlay import charge_name, lay, listed
from mostek.panel.forms.answer import AnswerForm
from mostek.panel.templatetags.mostek import said
from mostek.tax import form as tax_form
from mostek.tax.amounts import line_amount
from mostek.tax.sale import Sale

# Answers that are given elsewhere, or by waiting.
ELSEWHERE = frozenset({"complete_product", "change_profile", "wait", "ask_vies"})


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to do: a form with its button, or a link, or only a sentence. `links` are (address, label)."""

    code: str
    label: str
    help: str = ""
    form: AnswerForm | None = None
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the arithmetic shown with questions about amounts."""

    text: str
    amount: Decimal
    quantity: Decimal | None = None
    price: Decimal | None = None
    discount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Arithmetic:
    steps: tuple[Step, ...]
    listed: Decimal
    total: Decimal

    @property
    def gap(self) -> Decimal:
        return self.total - self.listed


def asked(order: Order) -> dict[str, Any]:
    """The question as it stands in the decision; empty where nothing is asked."""
    if order.verdict != Order.Verdict.HOLD:
        return {}
    return dict((order.decision or {}).get("question") or {})


def as_it_is_now(order: Order) -> Sale:
    """The sale with the answers that were given before."""
    answers = order.answers.filter(taken_back_at=None).order_by("pk")
    sale = tax_form.sale_from_json(order.sale)
    return lay(sale, answers, order.source.options, asks=order.asks, other_name=order.other_name).sale


def options(order: Order, typed: AnswerForm | None = None) -> list[Option]:
    """`typed`: an answer that could not be taken, to be shown again as it was typed."""
    question = asked(order)
    if not question:
        return []
    sale = as_it_is_now(order)
    found = []
    for choice in question.get("choices", []):
        code = choice["code"]
        if code in ELSEWHERE:
            found.append(_elsewhere(code, said(choice), order))
            continue
        label = said(choice)
        if question["code"] == "place.shipped_from_abroad" and code == "correct_sale":
            label = _("The goods leave from Poland")
        fresh = typed if typed and typed.choice == code else answer_form(order, question["code"], code, sale)
        found.append(Option(code, label, HELP.get(code, str)(), fresh))
    return found


def answer_form(order: Order, question: str, choice: str, sale: Sale, data: Any = None) -> AnswerForm:
    name = charge_name(order.source.options)
    return AnswerForm(data, question=question, choice=choice, sale=sale, charge=name)


HELP = {
    "treat_as_consumer": lambda: _("No tax number on the document; VAT as for a private buyer."),
    "issue_by_hand": lambda: _("Mostek issues nothing for this sale. It can be undone here."),
    "nothing": lambda: _("The sale stays without a document. It can be undone here."),
}


def _elsewhere(code: str, label: str, order: Order) -> Option:
    connection = order.source.connection
    if code == "complete_product":
        return Option(code, label, _("This sale is decided again once it is saved."), links=_products(order))
    if code == "change_profile":
        link = (reverse("panel:seller", args=[connection.pk]), label)
        return Option(code, label, _("Then decide again."), links=(link,))
    if code == "ask_vies":
        return Option(code, label, _("Mostek asks VIES by itself and decides once it has an answer."))
    return Option(code, label, _("The sale stays here; a change from its source is taken in by itself."))


def _products(order: Order) -> tuple[tuple[str, str], ...]:
    codes = {line.get("product") for line in order.sale.get("lines", [])}
    rows = Product.objects.filter(connection=order.source.connection, code__in=codes - {None})
    links = tuple((reverse("panel:product", args=[one.pk]), str(one)) for one in rows.order_by("name"))
    return links or ((reverse("panel:seller", args=[order.source.connection_id]), _("Seller's profile")),)


def arithmetic(order: Order) -> Arithmetic | None:
    """How the amounts add up, for the questions that ask about them."""
    if not str(asked(order).get("code", "")).startswith(("amounts.", "payment.")):
        return None
    sale = as_it_is_now(order)
    return Arithmetic(tuple(_steps(sale)), listed(sale.lines, sale.charges), sale.total)


def _steps(sale: Sale) -> Iterator[Step]:
    for line in sale.lines:
        yield Step(line.name, line_amount(line), line.quantity, line.unit_price, line.discount or None)
    for charge in sale.charges:
        if charge.amount:
            yield Step(charge.name, charge.amount)
