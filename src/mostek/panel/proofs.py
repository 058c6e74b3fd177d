"""The last proof of each company, for the overview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mostek.core.models import Proof, User
from mostek.core.proof import words
from mostek.core.proof.ours import Month
from mostek.lib import clock


@dataclass(frozen=True, slots=True)
class Summary:
    pk: int
    company: str
    name: str
    tone: str
    sentence: str
    finished_at: datetime | None


def latest(user: User) -> list[Summary]:
    """Of this month; in its first days, and as long as something is open there, of the month before too."""
    this = Month.of(clock.warsaw_date())
    rows = Proof.objects.visible_to(user).filter(is_current=True, month__gte=this.before.first)
    light = rows.select_related("connection").defer("pairs", "findings", "checked", "to_check", "others")
    return [
        Summary(
            one.pk,
            one.connection.company_name or one.connection.name,
            words.month(one.month),
            "green" if one.is_clean else "orange",
            words.sentence_of(one),
            one.finished_at,
        )
        for one in light.order_by("connection__name", "-month")
        if one.month == this.first or (one.signed_at is None and not one.is_clean)
    ]
