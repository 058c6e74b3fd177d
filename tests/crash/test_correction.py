"""A correction on the road of all documents: wherever its worker dies or freezes, one refund is one correction."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections as databases
from django.test import Client

from mostek.core import work
from mostek.core.models import Connection, Document
from tests.core.deliveries import deliver, private_sale
from tests.core.refunds import refund
from tests.crash.roads import ADD, ROADS, Stage, freeze_at, kill_at
from tests.crash.test_matrix import everywhere

pytestmark = pytest.mark.django_db(transaction=True)

GONE = ["booked and listed", "booked, reply lost, listed late", "cut before it was read"]
SHORT = GONE if databases["default"].vendor == "sqlite" else GONE[:1]


class Back(Stage):
    """The sale is issued before anything happens; what is told is its refund, which goes by itself."""

    def set_out(self, road: str) -> None:
        super().set_out("booked and listed")
        Connection.objects.update(corrections="refunds")
        deliver(Client(), self.source, private_sale(self.number))
        work.step()
        for name, match in ROADS[road]:
            self.wfirma.faults.on(name, times=1, match=match)
        assert all(match == ADD for _, match in ROADS[road])

    def tell(self) -> None:
        refund(self.source, "r1", "50.00", order=str(self.number))

    def documents(self) -> Any:
        return super().documents().filter(kind="correction")

    def booked(self) -> list[Any]:
        references = self.documents().values_list("reference", flat=True)
        return [one for one in self.wfirma.documents if one.id_external in references]

    def check(self, road: str) -> None:
        (booked,) = self.booked()
        document = self.documents().get()
        assert (document.state, document.reason, document.differences) == ("issued", "", [])
        assert document.wfirma_id == str(booked.id)
        assert document.total == booked.total == -50
        original = Document.objects.get(order=document.order, kind="invoice")
        parent = next(one for one in self.wfirma.documents if str(one.id) == original.wfirma_id)
        assert (parent.corrections, booked.parent_id) == (1, parent.id)


@pytest.fixture
def stage(wfirma: Any, noon: None, publigo: Any) -> Back:
    return Back(wfirma, publigo)


@pytest.mark.parametrize("road", SHORT)
def test_wherever_a_worker_dies_one_refund_is_one_correction(stage: Back, road: str) -> None:
    everywhere(stage, road, kill_at)


@pytest.mark.parametrize("road", SHORT[:2])
def test_wherever_a_worker_freezes_one_refund_is_one_correction(stage: Back, road: str) -> None:
    everywhere(stage, road, freeze_at)


def test_a_sale_has_one_document_of_its_own_all_the_while(stage: Back) -> None:
    everywhere(stage, "booked and listed", kill_at)
    sales = Document.objects.exclude(kind="correction").exclude(state="cancelled")
    assert sales.count() == sales.values("order").distinct().count()
