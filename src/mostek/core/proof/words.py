"""What a proof says, in the language that is active."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import get_language, gettext_noop, ngettext, pgettext
from django.utils.translation import gettext as _

from mostek.core import issue, messages
from mostek.core.messages import Message
from mostek.core.models import Document, Proof
from mostek.core.proof.differ import NOT_SAID, POLISH_NAMES
from mostek.core.proof.value import Counts, Finding, Sum, counts_of, sums_of

HARD = "\N{NO-BREAK SPACE}"
AMOUNT = re.compile(r"-?[0-9]+\.[0-9]{2}")

WAITING: Mapping[str, str] = {
    "documents": gettext_noop("sales go first: documents are being issued"),
    "paused": gettext_noop("wFirma asks to wait"),
    "busy": gettext_noop("the connection is in use"),
}

# wFirma's names of fields → ours.
FIELDS: Mapping[str, str] = {
    "number": gettext_noop("number"),
    "date": gettext_noop("date"),
    "total": gettext_noop("amount"),
    "currency": gettext_noop("currency"),
    "type": gettext_noop("kind of document"),
    "contractor.name": gettext_noop("buyer"),
    "contractor.nip": gettext_noop("NIP of the buyer"),
    "vat": gettext_noop("VAT rate"),
    "tax": gettext_noop("tax"),
}


def sentence_of(proof: Proof) -> str:
    return sentence(counts_of(proof.counts), all(row.is_equal for row in sums_of(proof.sums)))


def sentence(counts: Counts, are_sums_equal: bool) -> str:
    """`412 paid sales = 412 documents, sums equal, 0 missing, 0 doubled, 0 unexplained`."""
    paid = ngettext("%(count)s paid sale", "%(count)s paid sales", counts.paid) % {"count": counts.paid}
    documents = ngettext("%(count)s document", "%(count)s documents", counts.documented) % {
        "count": counts.documented
    }
    missing = ngettext("%(count)s missing", "%(count)s missing", counts.missing) % {"count": counts.missing}
    doubled = ngettext("%(count)s doubled", "%(count)s doubled", counts.doubled) % {"count": counts.doubled}
    unexplained = ngettext("%(count)s unexplained", "%(count)s unexplained", counts.unexplained) % {
        "count": counts.unexplained
    }
    sign = "=" if counts.paid == counts.documented else "≠"
    sums = _("sums equal") if are_sums_equal else _("sums differ")
    parts = [f"{paid} {sign} {documents}", sums, missing, doubled, unexplained]
    return ", ".join(parts)


def bridge(counts: Counts) -> list[tuple[str, int]]:
    """From the sales that were paid to the documents that wFirma shows; every number can be found there again."""
    missing = counts.paid - counts.documented
    odd = counts.listed - counts.ours - counts.others
    rows = [
        (_("Paid sales of the month that owe a document"), counts.paid),
        (_("without one, or on the way"), -missing),
        (_("their document is dated in another month"), -counts.later),
        (_("documents of the month for sales of another"), counts.earlier),
        (_("pro formas and corrections"), counts.besides),
        (_("Documents of ours dated in the month"), counts.ours),
        (_("Documents that are not of ours"), counts.others),
        (_("twice, unknown or not settled here, less those no longer there"), odd),
        (_("Documents that wFirma shows for the month"), counts.listed),
    ]
    whole = {0, 5, 8}
    return [(label, number) for place, (label, number) in enumerate(rows) if number or place in whole]


def message(finding: Finding) -> Message:
    return messages.of(
        finding.code, number=finding.number or "–", detail=finding.detail or "–", about=finding.about or "–"
    )


def changes(finding: Finding) -> list[tuple[str, str, str]]:
    """Field, with us, in wFirma: as people say it."""
    return [(field_name(field), value(ours), value(theirs)) for field, ours, theirs in finding.changes]


def field_name(field: str) -> str:
    if not field.startswith("vat."):
        return _(FIELDS[field])
    _vat, id, *rest = field.split(".")
    rate = rate_name(POLISH_NAMES.get(id, f"id {id}"))
    return (_("tax at %(rate)s") if rest else _("documents at %(rate)s")) % {"rate": rate}


def value(text: str) -> str:
    return amount(Decimal(text)) if AMOUNT.fullmatch(text) else text


def remark(finding: Finding) -> str:
    """One line, for a list."""
    said = message(finding)
    parts = [said.happened, *(f"{name}: {ours} → {theirs}" for name, ours, theirs in changes(finding))]
    if finding.accepted:
        parts.append(_("signed off: %(who)s") % {"who": finding.accepted})
    return " ".join(parts)


def kind(value: str) -> str:
    names = {
        Document.Kind.INVOICE: pgettext("kind of document", "invoice"),
        Document.Kind.BILL: pgettext("kind of document", "invoice without VAT"),
        Document.Kind.RECEIPT: pgettext("kind of document", "receipt"),
        Document.Kind.PROFORMA: pgettext("kind of document", "pro forma"),
        Document.Kind.CORRECTION: pgettext("kind of document", "correction"),
    }
    return names.get(Document.Kind(value), value) if value in Document.Kind.values else value


def vat(row: Sum) -> str:
    if row.vat == NOT_SAID:
        return _("not said")
    return rate_name(row.vat) if row.vat else "–"


def rate_name(code: str) -> str:
    """`23%`, `zw`, `DE 19%`; an id that nobody explained stays one."""
    return f"{code}%" if code[-1:].isdigit() and not code.startswith("id") else code.lower()


def month(first: date) -> str:
    """`listopad 2026`."""
    name = str(formats.date_format(first, "F Y"))
    return name.lower() if get_language() == "pl" else name


def amount(value: Decimal) -> str:
    """`1 234,56`, in both languages as the documents of this country write it."""
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    whole, _dot, fraction = f"{abs(value):,.2f}".partition(".")
    return f"{sign}{whole.replace(',', HARD)},{fraction}"


def their_type(type: str) -> str:
    """wFirma's type in the words of the panel; one that Mostek never issues stays as wFirma calls it."""
    return kind(str(issue.KINDS[type])) if type in issue.KINDS else type or "–"
