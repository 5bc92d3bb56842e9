"""Delays by day, and the day that is already emptied."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.delays import DelayError, Delays


def rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


@pytest.mark.unit
def test_rows_come_out_on_their_day_in_order_of_insertion() -> None:
    delays = Delays(10, ("talk", "move"))
    delays.later("talk", rows(7, 8), 3)
    delays.later("talk", rows(1, 2, 3), rows(3, 2, 3))
    delays.later("move", rows(9), 3)
    assert delays.due("talk", 2).tolist() == [2]
    assert delays.due("talk", 3).tolist() == [7, 8, 1, 3]
    assert delays.due("move", 3).tolist() == [9]
    assert delays.due("talk", 4).dtype == np.int64


@pytest.mark.unit
def test_a_zero_delay_is_kept_if_the_day_is_still_open() -> None:
    delays = Delays(10, ("talk",))
    delays.due("talk", 4)
    delays.later("talk", rows(1), 5)
    assert delays.due("talk", 5).tolist() == [1]


@pytest.mark.unit
def test_rare_readers_miss_nobody() -> None:
    delays = Delays(10, ("talk",))
    delays.later("talk", rows(1, 2, 3, 4), rows(6, 0, 3, 3))
    assert delays.due("talk", 6).tolist() == [2, 3, 4, 1]


@pytest.mark.unit
def test_only_what_lies_beyond_the_horizon_is_dropped() -> None:
    delays = Delays(4, ("talk",))
    delays.later("talk", rows(1, 2, 3), rows(3, 4, 10**9))
    delays.later("talk", rows(4), 4)
    assert [delays.due("talk", day).tolist() for day in range(4)] == [[], [], [], [1]]


@pytest.mark.failure
def test_an_emptied_day_is_refused() -> None:
    delays = Delays(10, ("talk",))
    delays.due("talk", 4)
    with pytest.raises(DelayError, match="talk: day 4 is already emptied"):
        delays.later("talk", rows(1), 4)
    with pytest.raises(DelayError, match="talk: day 2 is already emptied"):
        delays.later("talk", rows(1, 2), rows(5, 2))
    with pytest.raises(DelayError, match="talk: day -1 is already emptied"):
        delays.later("talk", rows(1), -1)
    with pytest.raises(DelayError, match="talk: day 4 is already emptied"):
        delays.due("talk", 4)
    delays.later("talk", rows(), 0)
    with pytest.raises(KeyError):
        delays.later("walk", rows(1), 6)
    with pytest.raises(ValueError, match="zip"):
        delays.later("talk", rows(1, 2), rows(6))


@pytest.mark.invariant
@given(entries=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 14)), max_size=60))
def test_everybody_comes_out_once_or_lies_beyond(entries: list[tuple[int, int]]) -> None:
    """Entries are (day put, days later); nobody is lost, doubled or early."""
    delays = Delays(12, ("talk",))
    out: dict[int, int] = {}
    for day in range(12):
        for number, (put, later) in enumerate(entries):
            if put == day:
                delays.later("talk", rows(number), rows(day + later))
        for number in delays.due("talk", day).tolist():
            assert number not in out
            out[number] = day
    assert out == {number: put + later for number, (put, later) in enumerate(entries) if put + later < 12}
