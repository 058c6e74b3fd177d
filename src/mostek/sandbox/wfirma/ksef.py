"""What the fields about KSeF say at a moment."""

from __future__ import annotations

from datetime import datetime

from mostek.sandbox.wfirma.records import Invoice

REFUSED = "error"  # guess: wFirma does not document its words for a state


def field(row: Invoice, name: str, moment: datetime) -> str | datetime:
    if not row.ksef_at or row.ksef_at > moment:
        return ""
    if row.ksef_rejected:
        return REFUSED if name == "ksef_status" else ""
    answers = {"ksef_status": "ok", "ksef_reference_number": row.ksef_reference}
    return answers.get(name, row.ksef_at)
