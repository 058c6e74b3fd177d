from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from mostek.core.models import Connection
from mostek.panel.forms.fields import PastedField, SecretPastedField
from mostek.wfirma.values import Series


class _KeysForm(forms.ModelForm):  # type: ignore[type-arg]
    """Half-done state is kept: what is filled in is saved, what is missing is asked for only when it is needed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.required = False
            if isinstance(field, SecretPastedField):
                field.keep(getattr(self.instance, name))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name, field in self.fields.items():
            if isinstance(field, SecretPastedField) and not values.get(name):
                values[name] = getattr(self.instance, name)
        return values

    def notes(self) -> list[str]:
        return [field.note for field in self.fields.values() if isinstance(field, PastedField) and field.note]

    def require_all(self) -> bool:
        """Before a call to wFirma: complain about every empty field. True when all are there."""
        for name in self.fields:
            if not self.cleaned_data.get(name):
                self.add_error(name, _("Fill in this field."))
        return not self.errors


class ClientForm(_KeysForm):
    client_id = PastedField(label="ID klienta", max_length=100)
    client_secret = SecretPastedField(label="Hasło klienta", max_length=500)

    class Meta:
        model = Connection
        fields = ["client_id", "client_secret"]


class ApiKeysForm(_KeysForm):
    access_key = SecretPastedField(label="accessKey", max_length=500)
    secret_key = SecretPastedField(label="secretKey", max_length=500)
    app_key = SecretPastedField(label="appKey", max_length=500)

    class Meta:
        model = Connection
        fields = ["access_key", "secret_key", "app_key"]


class CompanyForm(forms.Form):
    """Choose from what wFirma lists, or type the number; never the first one by itself."""

    company = PastedField(label=_("Company"), required=False, max_length=20)
    company_id = PastedField(
        label="ID firmy",
        required=False,
        max_length=20,
        help_text=_("In wFirma it stands in Ustawienia beside the company's name, as (ID: …)."),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        typed = values.get("company_id") or ""
        if not typed and not values.get("company"):
            self.add_error("company_id", _("Choose a company from the list or type its number."))
        elif typed and not typed.isdecimal():
            self.add_error("company_id", _("The number has digits only, for example 123456."))
        values["chosen"] = typed or values.get("company")
        return values


SERIES_LABELS = {
    "normal": _("VAT invoices"),
    "bill": _("Invoices without VAT"),
    "receipt_normal": _("Receipts"),
    "receipt_bill": _("Receipts"),
    "receipt_fiscal_normal": _("Fiscal receipts"),
    "receipt_fiscal_bill": _("Fiscal receipts"),
    "correction": _("Corrections"),
}


def types_of(seller: dict[str, Any]) -> list[str]:
    """The document types this seller may need a series for. An exempt seller still issues VAT invoices under OSS."""
    suffix, invoices = (
        ("normal", ["normal"]) if seller.get("vat_status") == "active" else ("bill", ["bill", "normal"])
    )
    fiscal = [f"receipt_fiscal_{suffix}"] if seller.get("cash_register") == "online" else []
    return [*invoices, f"receipt_{suffix}", *fiscal, "correction"]


CORRECTIONS = [
    ("none", _("I approve each one")),
    ("consumers", _("When all the money goes back to a private person, without asking me")),
    ("refunds", _("After every refund, without asking me")),
]


class NumberingForm(forms.ModelForm):  # type: ignore[type-arg]
    """E-mails, receipts, numbering series.

    With `series=None` wFirma did not tell its series: they are typed if `by_hand`, else left alone.
    """

    receipts = forms.BooleanField(label=_("Also issue receipts"), required=False)
    email_when = forms.ChoiceField(
        label=_("When does the e-mail leave?"),
        required=False,
        choices=[
            ("issued", _("At once, together with the document")),
            ("ksef", _("With invoices that go to KSeF: after their KSeF number")),
        ],
    )

    class Meta:
        model = Connection
        fields = [
            *("email_invoices", "email_receipts", "email_when", "email_subject", "email_text"),
            *("corrections", "send_gtu", "gtu_by_good", "goods_scopes"),
        ]
        labels = {
            "email_invoices": _("Send invoices by e-mail automatically"),
            "email_receipts": _("Send receipts by e-mail automatically"),
            "corrections": _("Corrections after refunds"),
            "email_subject": _("Subject of the e-mail"),
            "email_text": _("Text of the e-mail"),
            "send_gtu": _("Put GTU codes on the lines of invoices"),
            "gtu_by_good": _("Where wFirma drops them, link a good that has the code"),
            "goods_scopes": _("The application has the scopes goods-read and goods-write"),
        }
        help_texts = {
            "email_invoices": _("wFirma sends each invoice to the buyer as soon as it is issued."),
            "email_receipts": _("wFirma sends each receipt to the buyer as soon as it is issued."),
            "corrections": _(
                "What is approved by itself, you never see before it is issued. Mistakes in the buyer or the price are "
                "always approved by a person."
            ),
            "email_subject": _("Leave it empty for wFirma's own subject."),
            "email_text": _(
                "Leave it empty for wFirma's own text. {number}, {order}, {total} and {ksef} are replaced with what "
                "they stand for. Own words take one more call for each document."
            ),
            "send_gtu": _(
                "Mostek looks each time whether wFirma kept the code. Switch it off if you set GTU in wFirma."
            ),
            "gtu_by_good": _(
                "Only once wFirma has been seen to drop a code. Mostek adds one entry per product to wFirma's "
                "catalogue of goods; name, price and VAT stay those of the order."
            ),
            "goods_scopes": _(
                "Needed only for that. Mostek asks for them at the next consent; if the application does not have "
                "them, wFirma refuses it."
            ),
        }

    field_order = [
        "email_invoices",
        "email_receipts",
        "email_when",
        "email_subject",
        "email_text",
        "receipts",
        "corrections",
        "send_gtu",
        "gtu_by_good",
        "goods_scopes",
    ]

    def __init__(
        self, *args: Any, series: tuple[Series, ...] | None, by_hand: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.asks_scopes = self.instance.auth == Connection.Auth.OAUTH2
        if not self.asks_scopes:
            del self.fields["goods_scopes"]
        self.fields["corrections"] = forms.ChoiceField(
            label=self.fields["corrections"].label,
            help_text=self.fields["corrections"].help_text,
            choices=CORRECTIONS,
            required=False,  # a form that does not have it changes nothing
            widget=forms.RadioSelect,
            initial=self.instance.corrections,
        )
        receipts = self.fields["receipts"]
        receipts.initial = self.instance.seller.get("consumer_document") == "receipt"
        receipts.help_text = _(
            "A private buyer who did not ask for an invoice gets a receipt as proof of the sale. The same setting "
            "as in the seller's profile."
        )
        self.types = types_of(self.instance.seller) if series is not None or by_hand else []
        for type_ in self.types:
            saved = str(self.instance.series.get(type_) or "")
            field = _series_id() if series is None else _series_choice(type_, series, saved)
            field.label, field.initial, field.required = SERIES_LABELS[type_], saved, False
            self.fields[f"series_{type_}"] = field

    def clean_email_when(self) -> str:
        return str(self.cleaned_data["email_when"] or self.instance.email_when)

    def series_fields(self) -> list[forms.BoundField]:
        return [self[f"series_{type_}"] for type_ in self.types]

    def save(self, commit: bool = True) -> Connection:
        seller = dict(self.instance.seller)
        if self.cleaned_data["receipts"]:
            seller["consumer_document"] = "receipt"
        elif seller.get("consumer_document", "receipt") == "receipt":
            seller["consumer_document"] = "on_request"
        self.instance.seller = seller
        series = dict(self.instance.series)
        for type_ in self.types:
            series[type_] = self.cleaned_data[f"series_{type_}"]
        self.instance.series = {type_: id_ for type_, id_ in series.items() if id_}
        if commit:
            columns = list(self._meta.fields or [])
            self.instance.save(update_fields=[*columns, "seller", "series"])
        saved: Connection = self.instance
        return saved


def _series_choice(type_: str, series: tuple[Series, ...], saved: str) -> forms.Field:
    """Of the right type only. One that was saved stays on offer, though wFirma may have hidden it since."""
    known = [(one.id, one.name) for one in series if one.type == type_]
    if saved and saved not in {id_ for id_, _name in known}:
        known.append((saved, saved))
    return forms.ChoiceField(choices=[("", _("wFirma's default series")), *known])


def _series_id() -> forms.Field:
    digits = RegexValidator(r"^\d+$", _("The number has digits only, for example 123456."))
    return PastedField(max_length=20, validators=[digits])
