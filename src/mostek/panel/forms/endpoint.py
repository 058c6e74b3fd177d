"""An address that hears of documents, and of which events."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostek.core.models import Connection, Endpoint, User
from mostek.core.outgoing import events
from mostek.panel.forms.source import CompanyField

EVENTS = {
    events.ISSUED: gettext_lazy("document.issued: a document was issued"),
    events.HELD: gettext_lazy("document.held: a document waits for a person"),
    events.CORRECTED: gettext_lazy("document.corrected: a correction was issued"),
    events.ALERT: gettext_lazy("alert.opened: something needs attention"),
}


class EndpointForm(forms.Form):
    connection = CompanyField(
        queryset=Connection.objects.none(),
        label=gettext_lazy("Company in wFirma"),
        empty_label=gettext_lazy("Choose the company"),
    )
    url = forms.CharField(
        label=gettext_lazy("Address of the receiver"),
        help_text=gettext_lazy("It has to begin with https and to be reachable from the Internet."),
        max_length=500,
        widget=forms.URLInput(attrs={"spellcheck": "false"}),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("What it hears of"),
        choices=list(EVENTS.items()),
        initial=list(EVENTS),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, user: User, endpoint: Endpoint | None = None) -> None:
        self.endpoint = endpoint
        initial = {"url": endpoint.url, "events": endpoint.events} if endpoint else {}
        super().__init__(data, initial=initial)
        mine = Connection.objects.visible_to(user).order_by("name")
        self.only = endpoint.connection if endpoint else mine.first() if mine.count() == 1 else None
        if self.only is not None:
            del self.fields["connection"]
        else:
            cast(CompanyField, self.fields["connection"]).queryset = mine

    @property
    def company(self) -> Connection:
        return self.only or cast(Connection, self.cleaned_data["connection"])

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        try:
            parts = urlsplit(url)
            has_name = bool(parts.hostname) and parts.port != 0
        except ValueError as error:
            raise forms.ValidationError(_("This is not an address.")) from error
        if not has_name or parts.username or parts.scheme not in ("http", "https"):
            raise forms.ValidationError(_("This is not an address."))
        if parts.scheme != "https" and not settings.ALLOW_PRIVATE:
            raise forms.ValidationError(_("The address has to begin with https."))
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        company = self.only or cleaned.get("connection")
        if company is not None and cleaned.get("url"):
            same = Endpoint.objects.filter(connection=company, url=cleaned["url"]).first()
            if same is not None and same != self.endpoint:
                self.add_error("url", _("This address is on the list already."))
        return cleaned
