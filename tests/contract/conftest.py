"""One kit per registered platform; a platform without one fails the suite."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from mostek.core import issue, pull, work
from mostek.lib import clock
from mostek.sources import registry
from tests.contract.kit import Kit


@pytest.fixture(params=sorted(registry.KINDS))
def kit(request: pytest.FixtureRequest) -> Kit:
    made: Kit = import_module(f"tests.contract.kits.{request.param}").Kit()
    return made


@pytest.fixture
def source(kit: Kit, connection: Any) -> Iterator[Any]:
    """The platform connected to a company that gives private buyers receipts, its pull answered by the kit."""
    if kit.is_brought:
        pytest.skip(f"{kit.kind} is brought by a person")
    from mostek.core.models import Source

    made = Source.objects.create(
        connection=connection, kind=kit.kind, name=kit.kind, created_at=clock.now(), **kit.columns()
    )
    kit.admit(made)
    if not registry.platform(kit.kind).pulls:
        yield made
        return
    with pull.over(kit.transport()):
        yield made


class Bridge:
    """The Source and what reaches it."""

    def __init__(self, kit: Kit, source: Any, client: Any) -> None:
        self.kit, self.source, self.client = kit, source, client
        if kit.completes:
            pull.schedule(source)

    def send(self, push: Any) -> Any:
        return self.kit.send(self.client, self.source, push)

    def deliver(self, order: str, what: str = "sale") -> None:
        """By the push if there is one for it, else by the pull; and read."""
        if what in self.kit.pushes:
            answer = self.send(self.kit.push(order, what))
            assert answer.status_code in self.kit.accepted | {409}, answer.content
        else:
            self.pull()
        self.read()

    def pull(self) -> None:
        assert pull.schedule(self.source)
        pull.run(self.source.pk)

    def read(self) -> None:
        while work.read_events() or (self.kit.completes and self._completed()):
            pass

    def _completed(self) -> bool:
        """Whether a push has asked for a pull, which has now run."""
        is_due = bool(pull.due())
        pull.run_due()
        return is_due

    def issue(self) -> None:
        """What came without its buyer waits a little for its push; here the push is lost."""
        work.read_events()
        clock.advance(issue.GRACE)
        for _ in range(20):
            work.step()

    def order(self, external_id: str) -> Any:
        return self.source.orders.get(external_id=external_id)


@pytest.fixture
def bridge(kit: Kit, source: Any, client: Any, wfirma: Any) -> Bridge:
    return Bridge(kit, source, client)
