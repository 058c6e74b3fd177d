"""Who is told by e-mail, and at what hour the rest of a day is summed up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostek.core.models import AlertAddress, AlertSettings, Connection

MANY = 20  # addresses of one Connection


class AddressForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = AlertAddress
        fields = ["email", "language"]
        labels = {"email": gettext_lazy("E-mail"), "language": gettext_lazy("Language")}

    def __init__(self, data: Any = None, *, connection: Connection, email: str = "") -> None:
        super().__init__(data, instance=AlertAddress(connection=connection), initial={"email": email})
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label, choices=settings.LANGUAGES, initial="pl"
        )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        there = AlertAddress.objects.filter(connection=self.instance.connection)
        if there.filter(email=email).exists():
            raise forms.ValidationError(_("This address is on the list already."))
        if there.count() >= MANY:
            raise forms.ValidationError(_("There are enough addresses: remove one first."))
        return email


class HourForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = AlertSettings
        fields = ["digest_hour"]

    def __init__(self, data: Any = None, *, instance: AlertSettings) -> None:
        super().__init__(data, instance=instance)
        self.fields["digest_hour"] = forms.TypedChoiceField(
            label=_("Hour of the daily summary"),
            help_text=_(
                "Warsaw time. It comes only when something has changed, and on Mondays while a matter is open."
            ),
            choices=[(hour, f"{hour}:00") for hour in range(24)],
            coerce=int,
        )
