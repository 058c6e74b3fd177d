from __future__ import annotations

from mostek.core.models import Document, Order
from mostek.core.privacy import blank
from tests.core.proof.conftest import codes, numbers


def test_a_month_adds_up_though_its_buyers_are_forgotten(sell, prove):
    sell(1, 2)
    for order in Order.objects.all():
        blank.everything(order, list(order.documents.all()))
    proof = prove()
    assert proof.is_clean, codes(proof)
    assert numbers(proof) == (0, 0, 0)
    assert Document.objects.filter(state="issued").count() == 2
