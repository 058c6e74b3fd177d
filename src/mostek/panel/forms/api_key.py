"""A new key of the REST API: what it is called and what it may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mostek.core.models import ApiKey

Scope = ApiKey.Scope

SCOPES: dict[str, Promise] = {
    Scope.SALES_WRITE: _("report sales"),
    Scope.SALES_READ: _("read sales and what became of them"),
    Scope.REFUNDS_WRITE: _("report refunds"),
    Scope.DOCUMENTS_READ: _("read documents and their PDFs"),
    Scope.PRODUCTS_READ: _("read products"),
    Scope.PRODUCTS_WRITE: _("describe products"),
}


class ApiKeyForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the key"),
        max_length=100,
        help_text=_("Which program uses it, so that you know later which one to revoke."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("The key may"),
        choices=list(SCOPES.items()),
        initial=list(SCOPES),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the key may do.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="key_%s")
