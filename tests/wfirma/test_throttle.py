from __future__ import annotations

from mostek.wfirma.throttle import Pace, recovered, slowed


def test_waits_double_up_to_a_quarter_of_an_hour():
    pace, waits = Pace(), []
    for _ in range(6):
        pace, wait = slowed(pace)
        waits.append(wait)
    assert waits == [60, 120, 240, 480, 900, 900]


def test_the_wish_of_the_other_side_is_the_least():
    assert slowed(Pace(), 300)[1] == 300
    assert slowed(Pace(level=4), 300)[1] == 900


def test_five_successes_take_back_one_refusal():
    pace = Pace(level=2)
    for _ in range(5):
        pace = recovered(pace)
    assert pace == Pace(level=1)
    assert recovered(Pace()) == Pace()


def test_a_refusal_forgets_the_successes_before_it():
    assert slowed(Pace(level=1, good=4))[0] == Pace(level=2, good=0)
