"""What the columns of a file mean: one choice for each thing that Mostek has to know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from mostek.core.importing import words
from mostek.sources.file.mapping import Plan, fixed_value
from mostek.sources.file.target import TARGETS, Target
from mostek.sources.file.values import BadValue


class FileForm(forms.Form):
    file = forms.FileField(
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].label = _("File with sales")
        self.fields["file"].help_text = _("CSV or Excel (.xlsx), up to 10 MB and 20 000 rows.")


class PlanForm(forms.Form):
    """`shape` as `core.importing.take` keeps it. `plan()` is what the person has said."""

    def __init__(self, data: Any = None, *, shape: dict[str, Any], plan: Plan) -> None:
        super().__init__(data)
        self.titles, self.plan_before = shape["columns"], plan
        samples = dict(zip(self.titles, shape["samples"], strict=True))
        choices = [("", _("– not in the file –")), *((str(i), title) for i, title in enumerate(self.titles))]
        for one in TARGETS:
            title = plan.columns.get(one.name, "")
            self.fields[one.name] = forms.ChoiceField(
                label=words.target(one.name),
                choices=choices,
                required=False,
                initial=str(self.titles.index(title)) if title in self.titles else "",
                help_text=_("For example: %(samples)s") % {"samples": ", ".join(samples[title])}
                if samples.get(title)
                else "",
            )
            if one.can_be_fixed:
                self.fields[f"{one.name}_fixed"] = self._fixed(one, plan)
        self.fields["paid_words"] = forms.CharField(
            label=_("Statuses that mean paid"),
            required=False,
            max_length=200,
            initial=plan.paid,
            help_text=_(
                "Separated by commas. The usual ones, paid and completed for example, are known already."
            ),
        )
        self.fields["dates"] = forms.ChoiceField(
            label=_("Dates such as 03/11/2026"),
            required=False,
            initial=plan.dates,
            choices=[
                ("", _("refuse those with two meanings")),
                ("dmy", _("the day first")),
                ("mdy", _("the month first")),
            ],
        )
        self.fields["zone"] = forms.ChoiceField(
            label=_("Hours without a zone"),
            required=False,
            initial=plan.zone,
            choices=[("", _("Polish time")), ("UTC", "UTC")],
        )

    def _fixed(self, one: Target, plan: Plan) -> forms.Field:
        examples = {"currency": "PLN", "country": "PL", "line_name": _("Online course")}
        return forms.CharField(
            label=_("%(what)s, the same for the whole file") % {"what": words.target(one.name)},
            required=False,
            max_length=200,
            initial=plan.fixed.get(one.name, ""),
            help_text=_("Where the file does not say it. For example: %(example)s")
            % {"example": examples[one.name]},
        )

    def needed(self) -> Iterator[forms.BoundField]:
        """What no import can do without, first."""
        for one in TARGETS:
            if one.is_needed or one.name == "total":
                yield self[one.name]
                if one.can_be_fixed:
                    yield self[f"{one.name}_fixed"]

    def others(self) -> Iterator[forms.BoundField]:
        for one in TARGETS:
            if not one.is_needed and one.name != "total":
                yield self[one.name]
        yield from (self[name] for name in ("paid_words", "dates", "zone"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for one in TARGETS:
            typed = given.get(f"{one.name}_fixed", "").strip()
            if typed:
                try:
                    given[f"{one.name}_fixed"] = fixed_value(one.name, typed)
                except BadValue as error:
                    self.add_error(f"{one.name}_fixed", str(words.ROWS[error.code]))
        if not self.errors:
            for name in self.plan().missing():
                self.add_error(name, _("Say which column this is."))
        return given

    def plan(self) -> Plan:
        given = self.cleaned_data
        columns = {one.name: self.titles[int(given[one.name])] for one in TARGETS if given.get(one.name)}
        fixed = {one.name: given[f"{one.name}_fixed"] for one in TARGETS if given.get(f"{one.name}_fixed")}
        return Plan(columns, fixed, given["dates"], given["zone"], given["paid_words"].strip())
