"""The form of a source: what every one has, and what its platform declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mostek.core import overlay
from mostek.core.models import Connection, Source, User
from mostek.lib import clock
from mostek.panel.forms.fields import PastedField, SecretPastedField
from mostek.sources import registry
from mostek.sources.platform import Field, Words

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Connection]
else:
    ModelChoiceField = forms.ModelChoiceField

# Rule → its label and its help.
RULES = {
    overlay.CONSUMER_WITHOUT_NIP: (
        gettext_lazy("Treat a company that gave no NIP as a private buyer"),
        gettext_lazy("Otherwise Mostek asks about each such order that wants an invoice."),
    ),
    overlay.CHARGE_AS_DISCOUNT: (
        gettext_lazy("Treat a negative charge as a discount"),
        gettext_lazy("Otherwise Mostek asks about each such order."),
    ),
    overlay.COMPANY_OF_TWO_NAMES: (
        gettext_lazy("Where a company and a person are named, the company buys"),
        gettext_lazy("Otherwise Mostek asks about each such order."),
    ),
    overlay.PERSON_OF_TWO_NAMES: (
        gettext_lazy("Where a company and a person are named, the person buys"),
        gettext_lazy("Choose at most one of the two."),
    ),
    overlay.PRIVATE_WHEN_NOT_TOLD: (
        gettext_lazy("Treat an order whose message was lost as a private buyer's"),
        gettext_lazy(
            "The list of orders does not say who bought. Otherwise Mostek asks about each such order."
        ),
    ),
}


class CompanyField(ModelChoiceField):
    def label_from_instance(self, connection: Connection) -> str:
        return connection.company_name or connection.name


def name_of(kind: str) -> str:
    return registry.platform(kind).name if kind in registry.KINDS else kind


def words(said: Words) -> str:
    return said.en if (get_language() or "pl").startswith("en") else said.pl


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Source
        fields = ["name", "connection", "is_on"]
        field_classes = {"connection": CompanyField}
        labels = {
            "name": gettext_lazy("Name"),
            "connection": gettext_lazy("Company in wFirma"),
            "is_on": gettext_lazy("Take sales from this source"),
        }
        help_texts = {
            "name": gettext_lazy("So that you can tell sources apart, for example the name of the shop.")
        }

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.platform = registry.platform(self.instance.kind)
        for one in self.platform.fields:
            self.fields[one.name] = self._field(one)
        for rule in self.platform.rules:
            label, help_text = RULES[rule]
            self.fields[rule] = forms.BooleanField(
                label=label,
                help_text=help_text,
                required=False,
                initial=rule in self.instance.options.get("rules", []),
            )
        if self.platform.writes_back:
            self.fields["writes_back"] = forms.BooleanField(
                label=_("Write the number of the document at the order in the shop"),
                help_text=_("With the link and the KSeF number.") + " " + words(self.platform.write_right),
                required=False,
                initial=self.instance.writes_back,
            )
        if self.instance.pk is None and self.platform.own_wfirma:
            self.fields["former"] = forms.BooleanField(
                label=_("So far %(name)s's own wFirma integration issues the documents")
                % {"name": self.platform.name},
                help_text=_(
                    "Then sales wait until you confirm that it is off, so that none gets two documents. "
                    "Leave it empty for a shop without that integration."
                ),
                required=False,
                initial=True,
            )
        self._choose_company(user)
        own = [one.name for one in self.platform.fields]
        rules = [*self.platform.rules, "writes_back"]
        self.order_fields(["name", "connection", *own, "former", *rules, "is_on"])

    def _choose_company(self, user: User) -> None:
        mine = Connection.objects.visible_to(user).order_by("name")
        field = cast(ModelChoiceField, self.fields["connection"])
        field.queryset = mine
        field.empty_label = _("Choose the company")
        if self.instance.pk is not None or mine.count() == 1:
            # Documents of a source already carry its company: it does not move to another one.
            del self.fields["connection"]
            if self.instance.pk is None:
                self.instance.connection = mine.get()

    def _field(self, one: Field) -> forms.Field:
        said: dict[str, Any] = {"label": words(one.label), "help_text": words(one.help)}
        if one.secret:
            stored = self.instance.secret if one.name == "secret" else self.instance.keys.get(one.name, "")
            secret = SecretPastedField(required=one.required, **said)
            secret.keep(stored)
            return secret
        current = self.instance.options.get(one.name)
        if one.sort == "flag":
            return forms.BooleanField(required=False, initial=bool(current), **said)
        said |= {"required": one.required, "initial": current or one.default}
        return AddressField(**said) if one.sort == "address" else forms.CharField(max_length=100, **said)

    def save(self, commit: bool = True) -> Source:
        if self.instance.pk is None:
            self.instance.created_at = clock.now()
        options, keys = dict(self.instance.options), dict(self.instance.keys)
        for one in self.platform.fields:
            value = self.cleaned_data[one.name]
            if one.name == "secret":
                self.instance.secret = value or self.instance.secret
            elif one.secret:
                keys |= {one.name: value} if value else {}
            else:
                options[one.name] = value if one.sort == "flag" else (value.strip() or one.default)
        kept = [rule for rule in self.platform.rules if self.cleaned_data[rule]]
        if kept or "rules" in options:
            options["rules"] = kept
        self.instance.options = {name: value for name, value in options.items() if value not in ("", None)}
        self.instance.keys = keys
        self.instance.writes_back = bool(self.cleaned_data.get("writes_back"))
        if not self.instance.writes_back:
            self.instance.write_trouble, self.instance.write_trouble_since = "", None
        saved: Source = super().save(commit)
        return saved


class AddressField(PastedField):
    """The address of a shop: its scheme and name, whatever page of it was copied; `https` where none was typed."""

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if not typed:
            return ""
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise forms.ValidationError(_("Enter an address, for example https://courses.example.com."))
        return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
