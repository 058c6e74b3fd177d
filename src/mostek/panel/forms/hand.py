"""One sale, typed: who bought, what, for how much, when it was paid."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostek.core.models import Connection, Product
from mostek.lib import clock
from mostek.panel.forms.answer import NEIGHBOURS, country_name
from mostek.panel.forms.fields import AmountField
from mostek.sources.adapter import Incoming
from mostek.sources.file.values import BadValue, read_currency, read_quantity
from mostek.tax.countries import ISO_CODES, MEMBERS
from mostek.tax.sale import Buyer, Line, Location, Payment, Sale
from mostek.tax.vat_id import clean, read_tax_id

LINES = 5
TOKEN = re.compile(r"[A-Za-z0-9_-]{16}")
PAYMENTS = (
    ("transfer", gettext_lazy("bank transfer")),
    ("card", gettext_lazy("card or online payment")),
    ("cash", gettext_lazy("cash")),
    ("compensation", gettext_lazy("set-off")),
)


def new_token() -> str:
    return secrets.token_urlsafe(12)


class HandForm(forms.Form):
    """`incoming()` is the sale. `token` makes one sale of a form that is sent twice."""

    token = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Who buys"),
        widget=forms.RadioSelect,
        choices=[
            ("person", pgettext_lazy("who buys", "A private person")),
            ("company", pgettext_lazy("who buys", "A company")),
        ],
    )
    name = forms.CharField(label=gettext_lazy("Name, or name of the company"), max_length=300)
    tax_id = forms.CharField(
        label=gettext_lazy("NIP or VAT number"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("Of a company. With it the sale gets an invoice."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("The document is sent there, if sending is switched on."),
    )
    street = forms.CharField(label=gettext_lazy("Street and number"), required=False, max_length=300)
    zip = forms.CharField(label=gettext_lazy("Postcode"), required=False, max_length=20)
    city = forms.CharField(label=gettext_lazy("City"), required=False, max_length=100)
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    wants_invoice = forms.BooleanField(label=gettext_lazy("The buyer asks for an invoice"), required=False)
    paid_on = forms.DateField(
        label=gettext_lazy("Paid on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    payment = forms.ChoiceField(label=gettext_lazy("Payment method"), choices=PAYMENTS)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, initial="PLN")
    number = forms.CharField(
        label=gettext_lazy("Order number"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Your own, if there is one. By it the sale is found."),
    )

    def __init__(self, data: Any = None, *, connection: Connection) -> None:
        start = {"token": new_token(), "kind": "person", "country": "PL", "paid_on": clock.warsaw_date()}
        super().__init__(data, initial=start)
        named = sorted((country_name(code), code) for code in (*MEMBERS, *NEIGHBOURS))
        rest = sorted(ISO_CODES - MEMBERS.keys() - NEIGHBOURS.keys())
        countries = [("PL", country_name("PL"))] + [(code, name) for name, code in named if code != "PL"]
        self.fields["country"].choices = [*countries, *((code, code) for code in rest)]  # type: ignore[attr-defined]
        products = Product.objects.filter(connection=connection).order_by("name", "code")[:500]
        self.names = {one.code: one.name or one.code for one in products}
        for number in range(1, LINES + 1):
            self._add_line(number)

    def _add_line(self, number: int) -> None:
        """Named by its number, so that a screen reader tells them apart."""
        which = {"number": number}
        offered = [("", _("– none of these –")), *self.names.items()]
        self.fields[f"product{number}"] = forms.ChoiceField(
            label=_("Product %(number)s") % which,
            choices=offered,
            required=False,
            help_text=_("VAT and GTU come from its description.") if number == 1 else "",
        )
        self.fields[f"name{number}"] = forms.CharField(
            label=_("Name on the document, line %(number)s") % which, required=False, max_length=300
        )
        self.fields[f"quantity{number}"] = forms.CharField(
            label=_("Quantity, line %(number)s") % which, required=False, max_length=12, initial="1"
        )
        self.fields[f"price{number}"] = AmountField(
            label=_("Gross price of one, line %(number)s") % which, required=False
        )

    def buyer_fields(self) -> Iterator[forms.BoundField]:
        names = ("kind", "name", "tax_id", "email", "street", "zip", "city", "country", "wants_invoice")
        return (self[name] for name in names)

    def payment_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in ("paid_on", "payment", "currency", "number"))

    def line_fields(self) -> list[list[forms.BoundField]]:
        parts = ("product", "name", "quantity", "price")
        return [[self[f"{part}{number}"] for part in parts] for number in range(1, LINES + 1)]

    def clean_token(self) -> str:
        token = str(self.cleaned_data["token"])
        if not TOKEN.fullmatch(token):
            raise forms.ValidationError(_("This form is not whole. Open it again."))
        return token

    def clean_currency(self) -> str:
        try:
            return read_currency(self.cleaned_data["currency"])
        except BadValue as error:
            raise forms.ValidationError(_("This currency is not known. Write it as PLN or EUR.")) from error

    def clean_paid_on(self) -> Any:
        paid_on = self.cleaned_data["paid_on"]
        if paid_on > clock.warsaw_date():
            raise forms.ValidationError(_("The day of payment has not come yet."))
        if paid_on.year < 2000:
            raise forms.ValidationError(_("Enter a day, for example 2026-11-03."))
        return paid_on

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        typed = clean(given.get("tax_id") or "")
        given["tax_id"] = typed
        if given.get("kind") == "company" and typed and given.get("country"):
            number = read_tax_id(typed, given["country"])
            if number is None or not number.plausible:
                self.add_error("tax_id", _("This number is wrong: its check digit does not match."))
        if given.get("kind") == "person" and typed:
            self.add_error("tax_id", _("A private person has none. Choose the company, or leave it empty."))
        self._lines = [line for line in (self._line(number, given) for number in range(1, LINES + 1)) if line]
        if not self._lines and not self.errors:
            self.add_error("name1", _("Enter what was sold."))
        return given

    def _line(self, number: int, given: dict[str, Any]) -> Line | None:
        code, name = given.get(f"product{number}") or "", (given.get(f"name{number}") or "").strip()
        price = given.get(f"price{number}")
        name = name or self.names.get(code, "")
        if not name and price is None:
            return None
        if not name:
            self.add_error(f"name{number}", _("Enter what was sold."))
        if price is None and f"price{number}" not in self.errors:
            self.add_error(f"price{number}", _("Enter an amount, for example 199,00."))
        try:
            quantity = read_quantity(given.get(f"quantity{number}") or "1")
        except BadValue:
            self.add_error(f"quantity{number}", _("This is no quantity above zero."))
            return None
        if not name or price is None:
            return None
        return Line(name=name, unit_price=price, quantity=quantity, product=code or name[:100].strip())

    def incoming(self) -> Incoming:
        """Of a valid form. The day begins the moment of payment: nobody typed an hour."""
        given = self.cleaned_data
        company = given["kind"] == "company"
        sale = Sale(
            reference=f"hand-{given['token']}",
            currency=given["currency"],
            total=sum((_amount(line) for line in self._lines), Decimal(0)),
            lines=tuple(self._lines),
            paid_on=given["paid_on"],
            supplied_on=given["paid_on"],
            buyer=Buyer(
                name=given["name"],
                company=company,
                wants_invoice=given["wants_invoice"] or bool(company and given["tax_id"]),
                tax_id=given["tax_id"] or None if company else None,
                street=given["street"],
                zip=given["zip"],
                city=given["city"],
                country=given["country"],
                email=given["email"],
            ),
            location=Location(billing=given["country"]),
            payment=Payment(method=given["payment"]),
        )
        paid_at = datetime.combine(given["paid_on"], time.min, clock.WARSAW)
        return Incoming(f"hand-{given['token']}", sale, number=given["number"].strip(), paid_at=paid_at)


def _amount(line: Line) -> Decimal:
    return (line.unit_price * line.quantity).quantize(Decimal("0.01"))
