"""What a person fills in to answer the question that holds a sale: at most one field per answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mostek.core.overlay import RULES, listed
from mostek.panel.forms.fields import AmountField, typed_amount
from mostek.panel.templatetags.mostek import money
from mostek.tax.countries import ISO_CODES, MEMBERS
from mostek.tax.sale import Sale
from mostek.tax.vat_id import clean, read_tax_id

# Countries outside the Union that sales often come from; the others go by their code.
NEIGHBOURS = {
    "AU": gettext_lazy("Australia"),
    "CA": gettext_lazy("Canada"),
    "CH": gettext_lazy("Switzerland"),
    "GB": gettext_lazy("United Kingdom"),
    "NO": gettext_lazy("Norway"),
    "UA": gettext_lazy("Ukraine"),
    "US": gettext_lazy("United States"),
}


def what_to_fill_in(question: str, choice: str) -> str:
    """The name of the one field of this answer; empty where pressing the button says it all."""
    if choice == "correct_sale":
        by_question = {
            "place.country_unknown": "country",
            "buyer.number_of_other_country": "country",
            "place.shipped_from_abroad": "",
            "document.advance": "supplied_on",
        }
        return by_question.get(question, "total")
    fields = {"correct_number": "tax_id", "confirm_business": "proof", "choose_country": "country"}
    return fields.get(choice, "")


class AnswerForm(forms.Form):
    """One answer. `value()` is what `core.answer.give` takes."""

    def __init__(self, data: Any = None, *, question: str, choice: str, sale: Sale, charge: str) -> None:
        super().__init__(data, prefix=choice)
        self.question, self.choice, self.sale = question, choice, sale
        self.name = what_to_fill_in(question, choice)
        if self.name:
            self.fields[self.name] = self._field(charge)
        if (question, choice) in RULES:
            self.fields["always"] = forms.BooleanField(
                label=_("Always do so for this source"),
                required=False,
                help_text=_("It can be undone on the page of the source."),
            )

    def value(self) -> dict[str, Any]:
        if self.choice == "correct_sale" and not self.name:
            return {"shipped_from": "PL"}
        return {self.name: str(self.cleaned_data[self.name])} if self.name else {}

    @property
    def always(self) -> bool:
        return bool(self.cleaned_data.get("always"))

    def clean_tax_id(self) -> str:
        """The rules would ask about a wrong number again, so it is better said at once."""
        typed = clean(self.cleaned_data["tax_id"])
        country = self.sale.buyer.country
        number = read_tax_id(typed, country)
        if number is None or not number.plausible:
            raise forms.ValidationError(_("This number is wrong: its check digit does not match."))
        own = {"PL": "PL", "GR": "EL"}.get(country, country)
        if number.kind != "other" and number.prefix not in {own, "XI"}:
            raise forms.ValidationError(_("This number is of another country than the address."))
        return typed

    def _field(self, charge: str) -> forms.Field:
        match self.name:
            case "total":
                return self._total(charge)
            case "country":
                return forms.ChoiceField(label=_("Country"), choices=self._countries())
            case "supplied_on":
                return forms.DateField(
                    label=_("Day on which the service was done"),
                    initial=self.sale.supplied_on,
                    widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                )
            case "proof":
                return forms.CharField(
                    label=_("What shows that this is a business?"),
                    max_length=200,
                    help_text=_(
                        "For example an entry in a register, the company's page, a written statement."
                    ),
                )
            case _:
                polish = self.sale.buyer.country == "PL"
                label = "NIP" if polish else _("VAT number")
                return forms.CharField(label=label, max_length=30, initial=self.sale.buyer.tax_id or "")

    def _total(self, charge: str) -> forms.Field:
        sale = self.sale
        helps = []
        if self.question == "amounts.do_not_add_up":
            asked = money(listed(sale.lines, sale.charges), sale.currency)
            helps = [
                _("If the lines are right, enter %(amount)s.") % {"amount": asked},
                _("Whatever is left over becomes a charge named “%(name)s”, whatever is short a discount.")
                % {"name": charge},
            ]
        elif self.question == "payment.partly":
            helps = [_("When the whole amount has come. The document will be for it.")]
        elif self.question.startswith("amounts.negative"):
            helps = [_("What is below zero becomes a discount on the other lines.")]
        return AmountField(
            label=_("How much did the buyer pay?"),
            initial=typed_amount(abs(sale.total)),
            help_text=" ".join(helps),
        )

    def _countries(self) -> list[tuple[str, str]]:
        """The ones that the sale names come first, and alone where one of them has to be chosen."""
        where = self.sale.location
        shown = dict.fromkeys(c for c in (where.billing, where.ip, where.payment, where.phone) if c)
        if self.choice == "choose_country":
            return [(code, country_name(code)) for code in shown if code in ISO_CODES]
        named = sorted((country_name(code), code) for code in (*MEMBERS, *NEIGHBOURS))
        rest = sorted(ISO_CODES - MEMBERS.keys() - NEIGHBOURS.keys())
        return [("", "–"), *((code, name) for name, code in named), *((code, code) for code in rest)]


def country_name(code: str) -> str:
    if code in NEIGHBOURS:
        return str(NEIGHBOURS[code])
    pl, en = MEMBERS.get(code, (code, code))
    return pl if get_language() == "pl" else en
