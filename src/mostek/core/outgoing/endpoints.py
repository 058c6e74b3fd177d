"""What a person does with the addresses that hear of documents."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from mostek.core import wake
from mostek.core.models import Connection, Delivery, Endpoint, Source, User
from mostek.core.models.outgoing import new_secret
from mostek.core.outgoing import events
from mostek.lib import clock, points

State = Delivery.State

BOTH_SIGN = timedelta(hours=24)


def add(connection: Connection, url: str, listens: list[str]) -> Endpoint:
    """Its secret is shown once, by the caller."""
    return Endpoint.objects.create(connection=connection, url=url, events=listens, created_at=clock.now())


def rotate(endpoint: Endpoint) -> str:
    """A new secret, to be shown once; for a day the former one signs as well."""
    fresh = new_secret()
    with transaction.atomic():
        locked = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
        locked.former_secret, locked.former_until = locked.secret, clock.now() + BOTH_SIGN
        locked.secret = fresh
        locked.save(update_fields=["secret", "former_secret", "former_until"])
    points.reach("outgoing.rotated")
    return fresh


def switch(endpoint: Endpoint, *, on: bool) -> None:
    """On again: what waited meanwhile, and what had failed, goes now."""
    now = clock.now()
    unsent = Delivery.objects.filter(endpoint=endpoint).exclude(state=State.DELIVERED)
    with transaction.atomic():
        Endpoint.objects.filter(pk=endpoint.pk).update(
            is_on=on, trouble="", failures=0, failing_since=None, resume_at=None
        )
        if on:
            unsent.exclude(event=events.TEST).update(state=State.WAITING, due_at=now, tries=0)
        else:
            unsent.filter(state=State.WAITING).update(due_at=None)
        wake.tell()
    points.reach("outgoing.switched")


def test(endpoint: Endpoint) -> None:
    """One message that means nothing; tried once."""
    events.enqueue(endpoint, events.TEST, {"sent_by": "Mostek"}, about=secrets.token_hex(8))


def resend(delivery: Delivery) -> bool:
    """The same message once more, under the same id, whether it arrived or not. False where nothing may be sent."""
    if delivery.endpoint is not None and not delivery.endpoint.is_on:
        return False
    Delivery.objects.filter(pk=delivery.pk).update(
        state=State.WAITING, due_at=clock.now(), tries=0, claim="", claimed_until=None
    )
    Endpoint.objects.filter(deliveries=delivery).update(resume_at=None)
    wake.tell()
    return True


def write_again(source: Source) -> int:
    """What could not be written into the platform goes again; says how many."""
    failed = Delivery.objects.filter(source=source).exclude(state=State.DELIVERED)
    count = failed.update(state=State.WAITING, due_at=clock.now(), tries=0)
    Source.objects.filter(pk=source.pk).update(write_resume_at=None)
    wake.tell()
    return count


def counted(user: User) -> QuerySet[Endpoint]:
    """With `waiting` and `failed`, numbers of their messages."""
    mine = Endpoint.objects.visible_to(user).select_related("connection")
    rows: QuerySet[Endpoint] = mine.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=State.WAITING)),
        failed=Count("deliveries", filter=Q(deliveries__state=State.FAILED)),
    )
    return rows.order_by("connection", "pk")
