"""The number of a document, written to its order in the platform."""

from __future__ import annotations

import logging

import httpx2

from mostek.core import pull
from mostek.core.models import Delivery, Source
from mostek.core.outgoing.post import Outcome
from mostek.sources import registry
from mostek.sources.adapter import DocumentNote, NeedsYou, NotNow

log = logging.getLogger("mostek.outgoing")

NO_ORDER = "write.no_order"


def write(delivery: Delivery, source: Source) -> Outcome:
    """Never raises for what the platform does."""
    writer = registry.writer(source.kind)
    if writer is None:
        return Outcome("write.no_place", is_final=True)
    try:
        with pull.access(source) as access:
            writer.write_back(access, DocumentNote(**delivery.payload))
    except NeedsYou as error:
        return Outcome(error.code, is_final=error.code == NO_ORDER, needs_you=error.code != NO_ORDER)
    except NotNow as error:
        return Outcome(error.code, wait=error.wait)
    except (httpx2.HTTPError, OSError):  # an adapter that did not go through `sources.http.call`
        return Outcome("pull.unreachable")
    except Exception as error:
        if type(error).__module__.startswith("django.db"):
            raise
        log.exception("source %s: the adapter stumbled while writing back", source.pk)
        return Outcome("pull.internal")
    return Outcome()
