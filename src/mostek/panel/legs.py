"""How the two legs of a source are: what it tells, and what asking it brings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from mostek.core import messages, pull
from mostek.core.messages import Message
from mostek.core.models import Event, Source, User
from mostek.core.silence import SILENT_AFTER
from mostek.sources import registry


@dataclass(frozen=True, slots=True)
class Legs:
    """`trouble` is what a person has to act on; `passing` what settles by itself."""

    pushed_at: datetime | None
    can_pull: bool
    pulls: bool
    pulled_at: datetime | None
    due_at: datetime | None
    found: int
    is_silent: bool
    is_asking: bool = False
    trouble: Message | None = None
    passing: Message | None = None


def of(source: Source) -> Legs:
    platform = registry.platform(source.kind) if source.kind in registry.KINDS else None
    pushed = source.events.filter(leg=Event.Leg.PUSH).order_by("-id")
    passing = source.pull_code if source.pull_code != source.pull_trouble else ""
    return Legs(
        pushed_at=pushed.values_list("received_at", flat=True).first(),
        can_pull=bool(platform and platform.pulls),
        pulls=source.pull_due_at is not None and pull.is_possible(source),
        pulled_at=source.pulled_at,
        due_at=source.pull_due_at,
        found=source.pulled_new,
        is_silent=source.push_missed >= SILENT_AFTER,
        is_asking=bool(source.pull_claim),
        trouble=messages.of(source.pull_trouble) if source.pull_trouble else None,
        passing=messages.of(passing) if passing else None,
    )


def troubled(user: User) -> QuerySet[Source]:
    """Sources that need a person: the platform refuses, trouble lasts, or the push is silent."""
    rows = Source.objects.visible_to(user).filter(is_on=True)
    refused = ~Q(pull_trouble="") | ~Q(write_trouble="")
    return rows.filter(refused | Q(push_missed__gte=SILENT_AFTER))


def trouble_of(source: Source) -> str:
    is_silent = source.push_missed >= SILENT_AFTER
    return source.pull_trouble or ("push.silent" if is_silent else source.write_trouble)
