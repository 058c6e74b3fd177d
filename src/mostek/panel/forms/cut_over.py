"""From which minute on Mostek issues the documents of a source."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostek.core.models import Source
from mostek.lib import clock
from mostek.lib.clock import WARSAW

FORMAT = "%Y-%m-%dT%H:%M"


class CutOverForm(forms.Form):
    issue_from = forms.DateTimeField(
        label=gettext_lazy("Mostek issues documents from"),
        help_text=gettext_lazy(
            "Warsaw time. What was paid before is shown and gets no document from Mostek."
        ),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=FORMAT),
        input_formats=[FORMAT, "%Y-%m-%dT%H:%M:%S"],
    )
    since = forms.DateField(
        label=gettext_lazy("Show orders since"),
        help_text=gettext_lazy("Optional. Mostek asks the platform for older orders, to look at."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, source: Source, is_guided: bool = False) -> None:
        """`is_guided`: on the page of moving over, where this minute is the usual answer until one was saved."""
        known = source.issue_from or source.created_at
        begin = timezone.localtime(
            clock.now() if is_guided and source.former_since is None else known, WARSAW
        )
        super().__init__(data, initial={"issue_from": begin.strftime(FORMAT)})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, begin = cleaned.get("since"), cleaned.get("issue_from")
        if since and begin and since > begin.date():
            self.add_error("since", _("This day is after the moment above."))
        return cleaned

    def moment(self) -> datetime:
        return cast(datetime, self.cleaned_data["issue_from"])

    def history(self) -> datetime | None:
        day = self.cleaned_data.get("since")
        return datetime(day.year, day.month, day.day, tzinfo=WARSAW) if day else None
