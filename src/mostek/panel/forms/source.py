from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from mostek.core.models import Connection, Source, User
from mostek.core.overlay import CHARGE_AS_DISCOUNT, CONSUMER_WITHOUT_NIP
from mostek.lib import clock
from mostek.panel.forms.fields import SecretPastedField

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Connection]
else:
    ModelChoiceField = forms.ModelChoiceField


class CompanyField(ModelChoiceField):
    def label_from_instance(self, connection: Connection) -> str:
        return connection.company_name or connection.name


RULES = (CONSUMER_WITHOUT_NIP, CHARGE_AS_DISCOUNT)
NAMES = {"publigo": "Publigo", "rest": "REST API"}
DEFAULT_CHARGE = "Koszt dostawy"


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A source of any kind; what only one kind has is added by its subclass."""

    consumer_without_nip = forms.BooleanField(
        label=_("Treat a company that gave no NIP as a private buyer"),
        required=False,
        help_text=_("Otherwise Mostek asks about each such order that wants an invoice."),
    )
    charge_as_discount = forms.BooleanField(
        label=_("Treat a negative charge as a discount"),
        required=False,
        help_text=_("Otherwise Mostek asks about each such order."),
    )

    class Meta:
        model = Source
        fields = ["name", "connection", "is_on"]
        field_classes = {"connection": CompanyField}
        labels = {
            "name": _("Name"),
            "connection": _("Company in wFirma"),
            "is_on": _("Take sales from this source"),
        }
        help_texts = {"name": _("So that you can tell sources apart, for example the name of the shop.")}

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        for rule in RULES:
            self.fields[rule].initial = rule in self.instance.options.get("rules", [])
        mine = Connection.objects.visible_to(user).order_by("name")
        field = cast(ModelChoiceField, self.fields["connection"])
        field.queryset = mine
        field.empty_label = _("Choose the company")
        if self.instance.pk is not None or mine.count() == 1:
            # Documents of a source already carry its company: it does not move to another one.
            del self.fields["connection"]
            if self.instance.pk is None:
                self.instance.connection = mine.get()

    def save(self, commit: bool = True) -> Source:
        if self.instance.pk is None:
            self.instance.created_at = clock.now()
        kept = [rule for rule in RULES if self.cleaned_data[rule]]
        if kept or "rules" in self.instance.options:
            self.instance.options = {**self.instance.options, "rules": kept}
        saved: Source = super().save(commit)
        return saved


class PubligoForm(SourceForm):
    secret = SecretPastedField(
        label="Klucz API",
        required=False,
        help_text=_(
            "In Publigo: Narzędzia ➔ Klucz API. It shows Mostek that a sale really comes from your shop."
        ),
    )
    charge_name = forms.CharField(
        label=_("Name of the extra charge on the document"),
        max_length=100,
        required=False,
        help_text=_(
            "Publigo sends the delivery cost only inside the total. This is what its line is called."
        ),
    )

    field_order = ["name", "connection", "secret", "charge_name", *RULES, "is_on"]

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        cast(SecretPastedField, self.fields["secret"]).keep(self.instance.secret)
        self.fields["charge_name"].initial = self.instance.options.get("charge_name") or DEFAULT_CHARGE

    def save(self, commit: bool = True) -> Source:
        if self.cleaned_data["secret"]:
            self.instance.secret = self.cleaned_data["secret"]
        name = self.cleaned_data["charge_name"].strip() or DEFAULT_CHARGE
        self.instance.options = {**self.instance.options, "charge_name": name}
        return super().save(commit)


FORMS: dict[str, type[SourceForm]] = {"publigo": PubligoForm, "rest": SourceForm}
