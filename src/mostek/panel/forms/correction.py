"""What a person types about a document that was issued: the right buyer, the right prices, the right refund."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostek.lib import clock
from mostek.panel.forms.fields import AmountField, typed_amount
from mostek.tax.amounts import round_half_up
from mostek.tax.correction import BuyerMistake, PricedLine, PriceMistake, Refund, RefundLine
from mostek.tax.sale import Buyer

BUYER = ("name", "tax_id", "street", "zip", "city")


class MistakeForm(forms.Form):
    """The buyer as it stands on the document and the price of each line, to be typed over."""

    name = forms.CharField(label=gettext_lazy("Name of the buyer"), max_length=300)
    tax_id = forms.CharField(label="NIP", max_length=30, required=False)
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=200, required=False)
    zip = forms.CharField(label=gettext_lazy("Post code"), max_length=20, required=False)
    city = forms.CharField(label=gettext_lazy("Town"), max_length=100, required=False)

    def __init__(self, data: Any = None, *, buyer: Buyer, lines: Iterable[Mapping[str, Any]]) -> None:
        super().__init__(data, initial={name: getattr(buyer, name) or "" for name in BUYER})
        self.buyer = buyer
        self.prices: dict[str, tuple[int, str]] = {}
        for position, line in enumerate(lines):
            if float(line["quantity"]):
                field = AmountField(label=line["name"], initial=_typed(line["unit_price"]))
                self.fields[f"price_{position}"] = field
                self.prices[f"price_{position}"] = (position, _typed(line["unit_price"]))

    def buyer_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in BUYER]

    def price_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.prices]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not self._is_buyer_changed(values) and not self._changed_prices(values):
            self.add_error(None, _("Nothing is different yet. Type the right data over the wrong ones."))
        elif not self.errors and self._is_buyer_changed(values) and self._changed_prices(values):
            self.add_error(
                None, _("Correct the buyer and the prices one after the other: they are two documents.")
            )
        return values

    def _is_buyer_changed(self, values: Mapping[str, Any]) -> bool:
        return any((values[name] or "") != (getattr(self.buyer, name) or "") for name in BUYER)

    def _changed_prices(self, values: Mapping[str, Any]) -> list[PricedLine]:
        return [
            PricedLine(position=position, unit_price=values[name])
            for name, (position, before) in self.prices.items()
            if values[name] is not None and typed_amount(values[name]) != before
        ]

    def event(self) -> BuyerMistake | PriceMistake:
        values, on = self.cleaned_data, clock.warsaw_date()
        if self._is_buyer_changed(values):
            typed = {name: values[name] for name in BUYER} | {"tax_id": values["tax_id"] or None}
            return BuyerMistake(id="typed", on=on, buyer=replace(self.buyer, **typed))
        return PriceMistake(id="typed", on=on, lines=tuple(self._changed_prices(values)))


class RefundForm(forms.Form):
    """How much went back, of which lines; left empty, nothing of that line."""

    def __init__(self, data: Any = None, *, lines: Iterable[Mapping[str, Any]], prefix: str = "") -> None:
        super().__init__(data, prefix=prefix or None)
        self.positions: dict[str, int] = {}
        for position, line in enumerate(lines):
            if float(line["quantity"]):
                self.fields[f"amount_{position}"] = AmountField(label=line["name"], required=False)
                self.positions[f"amount_{position}"] = position

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(values.values()):
            self.add_error(None, _("Type how much went back, with VAT."))
        return values

    def event(self, cause: str, on: Any) -> Refund:
        parts = (
            RefundLine(position=position, amount=self.cleaned_data[name])
            for name, position in self.positions.items()
            if self.cleaned_data[name]
        )
        return Refund(id=cause, on=on, lines=tuple(parts))


def _typed(price: Any) -> str:
    return typed_amount(round_half_up(forms.DecimalField().clean(price)))
