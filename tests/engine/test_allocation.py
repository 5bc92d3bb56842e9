"""Allocation: whole households, first preference that fits, never above what is offered."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.allocation import allocate, first_in_lane


def allocated(
    households: list[tuple[int, bool, int, list[int]]],
    offers: list[int],
    dwellings: list[list[int]],
    service: list[bool],
    fallback: list[int],
) -> tuple[list[int], list[int], list[list[int]]]:
    """Allocate; give areas, offers left, dwellings left."""
    left, homes = np.array(offers), np.array(dwellings).reshape(len(offers), 3)
    areas = allocate(
        np.array([h[0] for h in households], dtype=np.int64),
        np.array([h[1] for h in households], dtype=np.bool_),
        np.array([h[2] for h in households], dtype=np.int64),
        np.array([h[3] for h in households], dtype=np.int64).reshape(
            len(households), len(households[0][3]) if households else 1
        ),
        left,
        homes,
        np.array(service),
        np.array(fallback, dtype=np.int64),
    )
    return areas.tolist(), left.tolist(), homes.tolist()


@pytest.mark.unit
def test_preferences_then_fallback() -> None:
    ample = [[9, 9, 9]] * 3
    answer = allocated(
        [(2, False, 0, [2, 1]), (2, False, 0, [2, 1]), (2, False, 0, [2, 1]), (2, False, 0, [2, -1])],
        [9, 2, 3], ample, [False] * 3, [1, 0, 2],
    )  # fmt: skip
    assert answer[:2] == ([2, 1, 0, 0], [5, 0, 1])


@pytest.mark.unit
def test_dwellings_of_the_own_class_or_the_next() -> None:
    homes = [[1, 1, 1]]
    households = [(1, False, 0, [0])] * 4 + [(1, False, 2, [0])]
    assert allocated(households, [9], homes, [True], []) == ([0, 0, -1, -1, 0], [6], [[0, 0, 0]])


@pytest.mark.unit
def test_special_needs_only_where_there_is_a_service() -> None:
    households = [(1, True, 0, [0]), (1, False, 0, [0]), (1, True, 0, [1])]
    answer = allocated(households, [5, 5, 5], [[9, 9, 9]] * 3, [False, False, True], [0, 1, 2])
    assert answer[0] == [2, 0, 2]


@pytest.mark.unit
def test_nothing_offered_nothing_allocated() -> None:
    assert allocated([(1, False, 0, [0])], [0], [[9, 9, 9]], [True], [0])[0] == [-1]
    assert allocated([(1, False, 0, [0])], [-4], [[9, 9, 9]], [True], [0])[:2] == ([-1], [-4])
    assert allocated([], [3], [[9, 9, 9]], [True], [0])[0] == []


HOUSEHOLD = st.tuples(
    st.integers(1, 6), st.booleans(), st.integers(0, 2), st.lists(st.integers(-1, 4), min_size=6, max_size=6)
)


@pytest.mark.invariant
@given(
    households=st.lists(HOUSEHOLD, max_size=200),
    offers=st.lists(st.integers(-2, 60), min_size=5, max_size=5),
    dwellings=st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=5, max_size=5),
    service=st.lists(st.booleans(), min_size=5, max_size=5),
    fallback=st.permutations(range(5)),
    tried=st.integers(0, 5),
)
def test_against_a_plain_account(
    households: list[tuple[int, bool, int, list[int]]],
    offers: list[int],
    dwellings: list[list[int]],
    service: list[bool],
    fallback: list[int],
    tried: int,
) -> None:
    """The same answers as a few lines that try every area for every household; nothing below zero."""
    areas, left, homes = allocated(households, offers, dwellings, service, fallback[:tried])
    room, flats = list(offers), [list(row) for row in dwellings]
    for (size, needs, wanted, own), area in zip(households, areas, strict=True):
        expected = -1
        for candidate in [*(choice for choice in own if choice >= 0), *fallback[:tried]]:
            classes = [c for c in (wanted, wanted + 1) if c < 3 and flats[candidate][c] > 0]
            if room[candidate] >= size and classes and (service[candidate] or not needs):
                expected = candidate
                room[candidate] -= size
                flats[candidate][classes[0]] -= 1
                break
        assert area == expected
    assert (left, homes) == (room, flats)
    assert all(new >= min(old, 0) for new, old in zip(left, offers, strict=True))
    assert min(min(row) for row in homes) >= 0


@pytest.mark.unit
def test_first_in_lane() -> None:
    lane = np.array([1, 0, 1, 1, 0, 2])
    quota = np.array([1, 2, 0, 5])
    assert first_in_lane(lane, quota).tolist() == [True, True, True, False, False, False]
    late = np.array([1, 1, 0, 0, 0, 0])
    assert first_in_lane(lane, quota, late).tolist() == [False, False, True, True, True, False]
    assert first_in_lane(lane[:0], quota).tolist() == []


@pytest.mark.invariant
@given(
    lane=st.lists(st.integers(0, 3), max_size=50),
    late=st.lists(st.integers(0, 1), min_size=50, max_size=50),
    quota=st.lists(st.integers(0, 9), min_size=4, max_size=4),
)
def test_first_in_lane_against_a_plain_account(lane: list[int], late: list[int], quota: list[int]) -> None:
    passes = first_in_lane(np.array(lane, dtype=np.int64), np.array(quota), np.array(late[: len(lane)]))
    expected = set()
    for number in range(4):
        members = sorted((late[row], row) for row, own in enumerate(lane) if own == number)
        expected |= {row for _, row in members[: quota[number]]}
    assert {row for row, passed in enumerate(passes.tolist()) if passed} == expected
