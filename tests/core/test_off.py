"""A source that is switched off still keeps what it is told; it is read when the source is on again."""

from __future__ import annotations

from mostek.core import work
from mostek.core.models import Event, Order, Source
from tests.core.deliveries import deliver, private_sale


def test_what_comes_while_the_source_is_off_waits_and_then_goes_through(client, publigo, wfirma):
    Source.objects.update(is_on=False)
    assert deliver(client, publigo, private_sale()).status_code == 200
    work.step()
    assert Event.objects.get().state == "received"
    assert not Order.objects.exists()

    Source.objects.update(is_on=True)
    work.step()
    assert Event.objects.get().state == "read"
    assert len(wfirma.documents) == 1


def test_a_source_that_is_off_does_not_hold_up_another_one(client, publigo, wfirma):
    Source.objects.update(is_on=False)
    deliver(client, publigo, private_sale(1))
    other = Source.objects.create(
        connection=publigo.connection,
        kind="publigo",
        name="Drugi sklep",
        secret="demo-licence-key",
        created_at=publigo.created_at,
    )
    deliver(client, other, private_sale(2))
    work.step()
    assert [order.source.name for order in Order.objects.all()] == ["Drugi sklep"]
