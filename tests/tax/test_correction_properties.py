"""Whatever is refunded in whatever order, the grosze add up and nothing goes below zero."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from mostek.sandbox.wfirma import amounts as booking
from mostek.sandbox.wfirma.vat_codes import polish
from mostek.tax import form_after, written_after
from mostek.tax.amounts import total_row
from mostek.tax.correct import correct
from mostek.tax.correction import Original, PricedLine, PriceMistake, Refund, RefundLine
from mostek.tax.decision import ForeignRate, Oss
from mostek.tax.remainder import PRICES, line_amount, lines_left, rows
from tests.tax.after import ANNA, FIRM, KIM, RELIEF, SELLER, SOLD, drafted, priced, values_of

GROSZE = st.integers(1, 300_000).map(lambda n: Decimal(n) / 100)
VAT = ["23", "8", "5", "0", "ZW", "NP"]
GERMANY = ForeignRate(country="DE", rate="19")
LINES = st.lists(
    st.tuples(GROSZE, st.sampled_from(VAT), st.sampled_from(["1", "1", "1", "2", "3", "7"])),
    min_size=1,
    max_size=4,
)
MANY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def originals(draw, price_types=("brutto", "brutto", "netto")):
    lines = [priced(price, vat, quantity) for price, vat, quantity in draw(LINES)]
    type = draw(st.sampled_from(["normal", "normal", "receipt_normal", "receipt_fiscal_normal", "bill"]))
    buyer, oss = ANNA, None
    if type == "bill":
        lines = [replace(line, vat=None) for line in lines]
    elif type == "normal" and draw(st.booleans()):
        lines = [replace(line, vat=GERMANY) for line in lines]
        oss, buyer = Oss(country="DE", type="SE", evidence=("A", "B")), KIM
    elif type == "normal":
        buyer = draw(st.sampled_from([ANNA, FIRM]))
    draft = drafted(*lines, type=type, price_type=draw(st.sampled_from(price_types)), oss=oss)
    return Original(draft=draft, buyer=buyer, sold_on=SOLD, in_ksef=draw(st.booleans()))


AMOUNTS = GROSZE.map(lambda amount: {"amount": amount})
PART = st.tuples(st.integers(0, 3), st.sampled_from(["1", "2", None]), GROSZE)


@st.composite
def refunds(draw, id):
    """Of an amount, of lines, or of the rest; some of more than there is."""
    on = SOLD + timedelta(days=draw(st.integers(0, 500)))
    parts = draw(st.lists(PART, max_size=3, unique_by=lambda part: part[0]))
    lines = tuple(
        RefundLine(position=position, quantity=Decimal(quantity))
        if quantity
        else RefundLine(position=position, amount=amount)
        for position, quantity, amount in parts
    )
    amount = draw(st.none() | GROSZE) if not lines else None
    return Refund(id=id, on=on, amount=amount, lines=lines)


EVENTS = st.integers(1, 6).flatmap(lambda n: st.tuples(*(refunds(f"r-{i}") for i in range(n))))


def chain_of(original, events, seller=SELLER):
    chain = []
    for one in events:
        chain.append(correct(original, chain, one, seller, one.on))
    return chain


def by_code(totals):
    found = defaultdict(lambda: [Decimal(0)] * 3)
    for row in totals:
        found[row.vat] = [a + b for a, b in zip(found[row.vat], (row.net, row.tax, row.gross), strict=True)]
    return {vat: sums for vat, sums in found.items() if any(sums)}


@MANY
@given(originals(), EVENTS)
def test_original_and_differences_are_what_remains_and_none_goes_below_zero(original, events):
    chain = chain_of(original, events)
    for count in range(1, len(chain) + 1):
        left = lines_left(original.draft, chain[:count])
        assert all(line.quantity >= 0 and line.unit_price >= 0 for line in left)
        now = rows(left, original.draft.price_type)
        assert all(min(row.net, row.tax, row.gross) >= 0 for row in now)
        differences = [row for found in chain[:count] for row in found.difference]
        assert by_code([*original.draft.totals, *differences]) == by_code(now)


@MANY
@given(originals(), EVENTS)
def test_each_difference_adds_up_and_takes_away(original, events):
    for found in chain_of(original, events):
        event(found.action)
        for row in found.difference:
            assert row.net + row.tax == row.gross
            assert max(row.net, row.tax, row.gross) <= 0
        assert found.net == sum(row.net for row in found.difference)
        assert found.tax == sum(row.tax for row in found.difference)
        assert found.net + found.tax == found.total == sum(row.gross for row in found.difference)


@MANY
@given(originals(), EVENTS)
def test_an_amount_is_refunded_to_the_grosz_or_a_person_is_asked(original, events):
    for one, found in zip(events, chain_of(original, events), strict=True):
        if one.amount is not None and found.difference:
            assert found.total == -one.amount
        if found.action == "hold":
            assert found.question.choices
            assert not found.lines


@MANY
@given(originals(), EVENTS)
def test_a_full_refund_ends_at_zero_in_every_row(original, events):
    chain = chain_of(original, [*events, Refund(id="rest", on=date(2028, 1, 1))])
    left = lines_left(original.draft, chain)
    assert all(line_amount(line) == 0 for line in left)
    differences = [row for found in chain for row in found.difference]
    assert by_code([*original.draft.totals, *differences]) == {}


@MANY
@given(originals(price_types=("brutto",)), EVENTS)
def test_with_gross_prices_any_amount_up_to_the_rest_can_be_refunded(original, events):
    for one, found in zip(events, chain_of(original, events), strict=True):
        if one.amount is not None and found.action == "hold":
            assert found.question.code == "correction.too_much"


@MANY
@given(originals(), GROSZE, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(original, amount, random):
    shuffled = list(original.draft.lines)
    random.shuffle(shuffled)
    other = replace(original, draft=replace(original.draft, lines=tuple(shuffled)))
    one = Refund(id="r", on=SOLD, amount=amount)
    first, second = (correct(each, (), one, SELLER, SOLD) for each in (original, other))
    assert by_code(first.difference) == by_code(second.difference)
    assert (first.action, first.counts, first.ksef) == (second.action, second.counts, second.ksef)


@MANY
@given(originals(), EVENTS)
def test_every_line_of_a_correction_is_in_whole_grosze(original, events):
    """wFirma rounds per line, so quantity times price has to be exact."""
    for found in chain_of(original, events):
        for line in found.lines:
            assert line.quantity * line.unit_price == round(line.quantity * line.unit_price, 2)


@MANY
@given(originals(), EVENTS, st.sampled_from([SELLER, RELIEF]))
def test_a_chain_is_stored_and_read_back_as_it_was(original, events, seller):
    stored = json.loads(json.dumps(written_after.original_to_json(original)))
    assert form_after.original_from_json(stored) == original
    for one, found in zip(events, chain_of(original, events, seller), strict=True):
        told = json.loads(json.dumps(written_after.event_to_json(one)))
        assert form_after.event_from_json(told) == one
        kept = json.loads(json.dumps(written_after.correction_to_json(found)))
        assert form_after.correction_from_json(kept) == found


@MANY
@given(originals(), EVENTS)
def test_every_answer_says_why_in_both_languages_and_holds_no_float(original, events):
    for found in chain_of(original, events):
        assert bool(found.reasons) is (found.question is None)
        for sentence in (*found.reasons, *found.warnings):
            assert sentence.pl
            assert sentence.en
            assert "{" not in sentence.pl + sentence.en
        assert not any(isinstance(value, float) for value in values_of(found))


@MANY
@given(originals(), GROSZE, st.integers(0, 3))
def test_a_corrected_price_gives_the_totals_of_that_price(original, price, position):
    mistake = PriceMistake(id="p", on=SOLD, lines=(PricedLine(position=position, unit_price=price),))
    found = correct(original, (), mistake, SELLER, SOLD)
    if found.lines:
        line = lines_left(original.draft, [found])[position]
        prices = PRICES[original.draft.price_type]
        assert line.unit_price == price
        assert found.total != 0
        assert total_row(line.vat, line_amount(line), prices).gross <= found.remaining


@MANY
@given(originals(), EVENTS)
def test_the_stand_in_for_wfirma_counts_the_same_differences(original, events):
    """Two programs that share no line: ours plans the difference, the other books it."""
    draft = original.draft
    if draft.type == "bill" or draft.oss:
        return
    before = booked(draft.lines, draft.price_type)
    chain = chain_of(original, events)
    for count, found in enumerate(chain, start=1):
        after = booked(lines_left(draft, chain[:count]), draft.price_type)
        assert (found.net, found.tax, found.total) == tuple(
            getattr(after, key) - getattr(before, key) for key in ("netto", "tax", "brutto")
        )
        before = after


def booked(lines, price_type):
    priced_lines = [
        booking.PricedLine(line.quantity, line.unit_price, Decimal(0), polish(line.vat).id) for line in lines
    ]
    return booking.document_amounts(priced_lines, price_type)[0]
