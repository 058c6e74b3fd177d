"""A platform's own doors: try the keys, enter our address there, take over its names of products, cut over."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mostek.core import pull, receive
from mostek.core.models import Product, Source
from mostek.lib import clock, points
from mostek.sources import registry
from mostek.sources.adapter import Access, Finding, NeedsYou, NotNow

log = logging.getLogger("mostek.shop")


def examine(source: Source) -> tuple[Finding, ...]:
    """Each key with a read; the names of the products come with it. Trouble is a finding, not an error."""
    puller = registry.puller(source.kind)
    if puller is None:
        return ()
    try:
        with pull.access(source) as access:
            found = puller.examine(access)
            if all(one.ok for one in found):
                take_names(source, access)
    except (NeedsYou, NotNow) as error:
        return (Finding(error.code, False),)
    if all(one.ok for one in found):
        pull.schedule(source)
    return found


def register(source: Source) -> Finding:
    registrar = registry.registrar(source.kind)
    if registrar is None:
        raise ValueError(source.kind)
    try:
        with pull.access(source) as access:
            return registrar.register(access, access.address)
    except (NeedsYou, NotNow) as error:
        return Finding(error.code, False)


def take_names(source: Source, access: Access) -> None:
    """Names as the shop has them, with those of the variants. Without them everything else works all the same."""
    lister = registry.lister(source.kind)
    if lister is None:
        return
    try:
        name_products(source, lister.products(access))
    except (NeedsYou, NotNow) as error:
        log.warning("source %s: no names of products (%s)", source.pk, error.code)


def name_products(source: Source, names: Mapping[str, str]) -> None:
    """What was never sold yet can be described beforehand; what a person said of a product stays."""
    rows = Product.objects.filter(connection=source.connection_id, code__in=list(names))
    known = {row.code: row for row in rows}
    for code, name in sorted(names.items()):
        name = name[:300]
        if code in known and name and known[code].name != name:
            Product.objects.filter(pk=known[code].pk).update(name=name)
        elif code not in known and len(code) <= 100:
            Product.objects.get_or_create(
                connection_id=source.connection_id, code=code, defaults={"name": name}
            )


def cut_over(source: Source, moment: datetime) -> int:
    """Issue what was paid from `moment` on. Orders that change sides are decided again; says how many did.

    In one transaction: an order left on the wrong side would be found by nobody.
    """
    with transaction.atomic():
        row = Source.objects.select_for_update().get(pk=source.pk)
        before, row.issue_from = row.issue_from, moment
        row.save(update_fields=["issue_from"])
        first, last = sorted([before or row.created_at, moment])
        moved = list(row.orders.filter(paid_at__gte=first, paid_at__lt=last).order_by("pk"))
        for order in moved:
            receive.decide_again(order)
    points.reach("shop.cut_over")
    return len(moved)


def ask_now(source: Source, *, since: datetime | None = None) -> bool:
    """Have the worker ask at once; with `since`, for everything from that moment on. False: it cannot be asked."""
    return pull.schedule(source, since=min(since, clock.now()) if since else None)
