"""What a decided document says beside its lines, in words."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostek.panel.forms.answer import country_name
from mostek.panel.templatetags.mostek import day

TYPES: dict[str, str | Promise] = {
    "normal": pgettext_lazy("kind of document", "invoice"),
    "bill": pgettext_lazy("kind of document", "invoice without VAT"),
    "receipt_normal": gettext_lazy("receipt (proof of sale)"),
    "receipt_bill": gettext_lazy("receipt (proof of sale)"),
    "receipt_fiscal_normal": gettext_lazy("fiscal receipt"),
    "receipt_fiscal_bill": gettext_lazy("fiscal receipt"),
    "proforma": pgettext_lazy("kind of document", "pro forma"),
    "proforma_bill": pgettext_lazy("kind of document", "pro forma"),
}
ANNOTATIONS: dict[str, str | Promise] = {
    "reverse_charge": gettext_lazy("reverse charge"),
    "split_payment": gettext_lazy("split payment"),
    "invoice_to_receipt": gettext_lazy("invoice to a receipt"),
}
KSEF: dict[str, str | Promise] = {
    "required": gettext_lazy("goes there, as the law requires"),
    "voluntary": gettext_lazy("goes there, as the profile says"),
}


def facts(draft: dict[str, Any]) -> list[tuple[str, str]]:
    """Label and text, in the order of interest; only what this document has."""
    found = []
    notes = [annotation(one) for one in draft.get("annotations") or ()]
    if notes:
        found.append((_("Annotations"), ", ".join(notes)))
    if oss := draft.get("oss"):
        found.append(("OSS", f"{country_name(oss['country'])}, {oss['type']}"))
    if draft.get("ksef") in KSEF:
        found.append(("KSeF", str(KSEF[draft["ksef"]])))
    if draft.get("issue_by"):
        found.append((_("To be issued by"), day(draft["issue_by"])))
    if rate := draft.get("exchange_rate"):
        words = _("%(table)s of %(day)s") % {"table": rate["table"], "day": day(rate["date"])}
        found.append((_("Exchange rate"), words))
    return found


def annotation(code: str) -> str:
    if code.startswith("exempt:"):
        return _("exempt: %(basis)s") % {"basis": code.removeprefix("exempt:")}
    return str(ANNOTATIONS.get(code, code))
