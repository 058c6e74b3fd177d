"""Corrections in the proof of a month: compared both ways, and summed with what they correct."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from mostek.core.correct import approve
from mostek.core.models import Order
from mostek.core.proof.value import sums_of
from tests.core.proof.conftest import codes, numbers
from tests.core.refunds import agree, person, refund, settle
from tests.core.sales import POLISH_FIRM, sale, tell
from tests.core.test_corrections import THREE, corrections, wrong_nip


@pytest.fixture
def sold(shop: Any, wfirma: Any) -> Order:
    order = tell(shop, sale(POLISH_FIRM, *THREE))
    settle()
    return order


def test_the_proof_names_what_waits_and_is_zero_when_all_is_issued(shop, sold, wfirma, prove):
    refund(shop, "r1", "50.00", "Kurs B")
    assert (codes(prove()), numbers(prove())) == (["correction_due"], (0, 0, 1))
    agree()
    settle()
    refund(shop, "r2")
    agree()
    settle()
    refund(shop, "r3")
    proof = prove()
    assert (codes(proof), numbers(proof)) == ([], (0, 0, 0))
    assert sum((row.gross for row in sums_of(proof.sums)), Decimal(0)) == 0
    assert sum((row.their_gross for row in sums_of(proof.sums)), Decimal(0)) == 0
    assert all(row.is_equal for row in sums_of(proof.sums))
    assert proof.counts["besides"] == 2


def test_the_proof_finds_a_correction_that_wfirma_has_no_more_or_has_otherwise(shop, sold, wfirma, prove):
    refund(shop, "r1", "50.00", "Kurs B")
    agree()
    settle()
    (booked,) = corrections(wfirma)
    booked.total = Decimal("-49.00")
    assert "changed" in codes(prove())
    del wfirma.books.ledger.invoices[booked.id]
    assert "deleted" in codes(prove())


def test_the_proof_sees_a_pair_for_a_wrong_nip_as_one_sale(shop, sold, wfirma, prove):
    told, seen = wrong_nip(sold)
    approve.correct_mistake(sold, told, person(), seen)
    settle()
    proof = prove()
    assert (codes(proof), numbers(proof)) == ([], (0, 0, 0))
    assert (proof.counted("paid"), proof.counted("documented")) == (1, 1)
