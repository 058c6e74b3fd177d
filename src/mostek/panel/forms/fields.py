"""Fields for what people paste and type: identifiers, secrets, amounts."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostek.tax.amounts import round_half_up

LARGEST = Decimal("9999999999.99")


def cleaned(text: str) -> tuple[str, int, int]:
    """The text without blanks and invisible characters, and how many of each were taken out.

    No key of wFirma or Publigo has a blank in it, and the ones that copying adds cannot be seen.
    """
    kept: list[str] = []
    blanks = hidden = 0
    for character in text:
        if character.isspace() or unicodedata.category(character) == "Zs":
            blanks += 1
        elif unicodedata.category(character) in {"Cc", "Cf", "Co", "Cn", "Cs"}:
            hidden += 1
        else:
            kept.append(character)
    return "".join(kept), blanks, hidden


def removed_note(label: str, blanks: int, hidden: int) -> str:
    """What was taken out, in words; empty if nothing was."""
    parts = []
    if blanks:
        parts.append(ngettext("%(count)s space", "%(count)s spaces", blanks) % {"count": blanks})
    if hidden:
        parts.append(
            ngettext("%(count)s invisible character", "%(count)s invisible characters", hidden)
            % {"count": hidden}
        )
    if not parts:
        return ""
    return _("Removed from “%(field)s”: %(what)s.") % {"field": label, "what": ", ".join(parts)}


def masked(secret: str) -> str:
    """`••••1234`; a short secret shows nothing of itself."""
    return "••••" + (secret[-4:] if len(secret) >= 12 else "")


class PastedField(forms.CharField):
    """`note` tells what was removed from the last value."""

    note = ""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}))
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        text, blanks, hidden = cleaned(str(value or ""))
        self.note = removed_note(str(self.label), blanks, hidden)
        return text


class SecretPastedField(PastedField):
    """Never sent back to the browser. `keep` says what is stored; left empty, that stays."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "widget",
            forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}, render_value=False),
        )
        super().__init__(**options)

    def keep(self, stored: str) -> None:
        if stored:
            self.required = False
            saved = _("%(mask)s saved; leave empty to keep it.") % {"mask": masked(stored)}
            self.help_text = f"{saved} {self.help_text}".strip()


class AmountField(forms.CharField):
    """`1 234,56` or `1234.56` → Decimal; not negative, at most two decimals. None when left empty."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        text = "".join(str(super().clean(value)).split()).removesuffix("zł").replace(",", ".")
        if not text:
            return None
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or not 0 <= amount <= LARGEST:
            raise forms.ValidationError(_("Enter an amount, for example 199,00."))
        if amount != round_half_up(amount):
            raise forms.ValidationError(_("Enter an amount with at most two decimals."))
        return round_half_up(amount)


def typed_amount(amount: Decimal) -> str:
    """As people type it here."""
    return f"{round_half_up(amount)}".replace(".", ",")
