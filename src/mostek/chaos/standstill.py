"""How long nobody wrote for a Connection after its writer had died at work: it should be about one lease."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Standstills:
    """`spans` in seconds of this machine, good to the pace at which `watch` is called."""

    spans: list[float] = field(default_factory=list)
    _buried: int = 0
    _orphaned: list[tuple[int, int, float]] = field(
        default_factory=list
    )  # connection, epoch, time of the death

    def watch(self, graves: Sequence[tuple[int, float]], now: float) -> None:
        """`graves`: (pid, when) of every worker that died, in their order."""
        from mostek.core.models import Connection

        rows = Connection.objects.values_list("pk", "lease_epoch", "lease_owner")
        owners = {pk: (epoch, owner) for pk, epoch, owner in rows}
        for orphan in list(self._orphaned):
            pk, epoch, died_at = orphan
            if owners[pk][0] != epoch:
                self.spans.append(now - died_at)
                self._orphaned.remove(orphan)
        for pid, died_at in graves[self._buried :]:
            for pk, (epoch, owner) in owners.items():
                if f":{pid}:" in owner and _has_work(pk):
                    self._orphaned.append((pk, epoch, died_at))
        self._buried = len(graves)


def _has_work(connection: int) -> bool:
    """Else nobody would want its lease, and it would stand still for want of work."""
    from mostek.core.models import Connection, Document
    from mostek.lib import clock

    due = Document.objects.filter(state__in=("pending", "sending", "unknown"), due_at__lte=clock.now())
    return (
        Connection.objects.get(pk=connection).is_open(clock.now())
        and due.filter(connection=connection).exists()
    )
