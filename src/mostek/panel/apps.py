from __future__ import annotations

from django import forms
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PanelConfig(AppConfig):
    name = "mostek.panel"
    label = "panel"

    def ready(self) -> None:
        """One wording for what is left empty, in every form of the panel."""
        forms.Field.default_error_messages = {
            **forms.Field.default_error_messages,
            "required": _("Fill in this field."),
        }
        forms.ChoiceField.default_error_messages = {
            **forms.ChoiceField.default_error_messages,
            "required": _("Choose an answer."),
        }
