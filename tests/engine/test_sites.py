"""Sites and the placement of whole households."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.sites import Sites, SitesError, place

TENT, HOUSE = 3, 4


def two_kinds() -> Sites:
    sites = Sites()
    sites.add(HOUSE, 10, owner=5, opened_day=-3)
    sites.add(TENT, 4)
    sites.add(HOUSE, 6, accepting=False)
    return sites


@pytest.mark.unit
def test_columns_and_rings() -> None:
    sites = two_kinds()
    assert sites.n == 3
    assert sites.kind.tolist() == [HOUSE, TENT, HOUSE]
    assert sites.owner.tolist() == [5, -1, -1]
    assert sites.opened_day.tolist() == [-3, 0, 0]
    assert sites.closing_day.tolist() == [-1, -1, -1]
    assert sites.of_kind(HOUSE).tolist() == [0, 2]
    assert sites.of_kind(9).tolist() == []


@pytest.mark.unit
def test_free_places_and_totals() -> None:
    sites = two_kinds()
    sites.occupy(np.array([0, 0, 2]), np.array([3, 2, 1]))
    assert sites.occupied.tolist() == [5, 0, 1]
    sites.vacate(np.array([0]), np.array([2]))
    assert sites.occupied.tolist() == [3, 0, 1]
    sites.occupy(np.array([0]), np.array([2]))
    assert sites.free(HOUSE).tolist() == [5, 0]
    sites.accepting[2] = True
    assert sites.free(HOUSE).tolist() == [5, 5]
    assert sites.totals(HOUSE) == (16, 6)
    sites.closed[0] = True
    assert sites.free(HOUSE).tolist() == [0, 5]
    assert sites.totals(HOUSE) == (6, 6)
    sites.places[2] = 0
    assert sites.free(HOUSE).tolist() == [0, 0]
    sites.vacate(np.array([0, 2]), np.array([5, 1]))
    assert sites.totals(HOUSE) == (0, 0)
    assert sites.totals(9) == (0, 0)


@pytest.mark.unit
def test_a_ring_grows_and_keeps_its_order() -> None:
    sites = Sites()
    for number in range(200):
        assert sites.add(number % 2, number) == number
    assert sites.of_kind(1).tolist() == list(range(1, 200, 2))
    assert sites.places.tolist() == list(range(200))


@pytest.mark.failure
def test_ghosts_and_unknown_sites_are_refused() -> None:
    sites = two_kinds()
    sites.occupy(np.array([0]), np.array([2]))
    with pytest.raises(SitesError, match="site 0: 3 persons leave, 2 are there"):
        sites.vacate(np.array([0]), np.array([3]))
    for wrong in (-1, 3):
        with pytest.raises(SitesError, match=f"no site {wrong}: there are 3"):
            sites.occupy(np.array([wrong]), np.array([1]))
    with pytest.raises(ValueError, match="places must be >= 0, got -1"):
        sites.add(HOUSE, -1)


def placed(
    sizes: list[int], first: list[int], step: list[int], free: list[int]
) -> tuple[list[int], list[int]]:
    """Place on a ring of sites 100, 101 ...; give the sites and what is left."""
    left = np.array(free, dtype=np.int64)
    ring = np.arange(100, 100 + len(free))
    return place(np.array(sizes), np.array(first), np.array(step), ring, left).tolist(), left.tolist()


@pytest.mark.unit
def test_own_preference_first_then_first_fit() -> None:
    assert placed([2, 2, 2, 2], [7, 7, 7, 7], [1, 1, 1, 1], [2, 2, 2, 2]) == ([103, 100, 101, 102], [0] * 4)
    assert placed([3, 1], [1, 1], [1, 1], [9, 1, 1]) == ([100, 101], [6, 0, 1])


@pytest.mark.unit
def test_a_small_household_passes_a_large_one() -> None:
    assert placed([5, 1, 5], [0, 0, 0], [1, 1, 1], [3, 4]) == ([-1, 100, -1], [2, 4])


@pytest.mark.unit
def test_no_ring_no_place() -> None:
    assert placed([1], [0], [1], []) == ([-1], [])
    assert placed([], [], [], [3]) == ([], [3])
    assert placed([1], [0], [1], [0, 0]) == ([-1], [0, 0])


@pytest.mark.invariant
@given(
    households=st.lists(st.tuples(st.integers(1, 6), st.integers(0, 50), st.integers(1, 7)), max_size=40),
    free=st.lists(st.integers(0, 12), min_size=1, max_size=9),
)
def test_whole_households_never_above_free(households: list[tuple[int, int, int]], free: list[int]) -> None:
    """Each step of the greedy rule, checked against a few lines that scan the whole ring."""
    sites, left = (
        placed(*(list(column) for column in zip(*households, strict=True)), free)
        if households
        else ([], free)
    )
    room = list(free)
    for (size, first, step), site in zip(households, sites, strict=True):
        tries = [first % len(free), (first + step) % len(free), *range(len(free))]
        fits = [position for position in tries if room[position] >= size]
        assert site == (100 + fits[0] if fits else -1)
        if fits:
            room[fits[0]] -= size
    assert room == left
    assert min(left) >= 0
    assert sum(free) - sum(left) == sum(h[0] for h, site in zip(households, sites, strict=True) if site >= 0)


@pytest.mark.pairing
def test_with_ample_places_nobody_else_moves_when_one_is_taken_out() -> None:
    rng = np.random.default_rng(4)
    sizes, first, step = rng.integers(1, 6, 300), rng.integers(0, 10**6, 300), rng.integers(1, 7, 300)
    free = [10**6] * 40
    all_of_them, _ = placed(sizes.tolist(), first.tolist(), step.tolist(), free)
    without = np.delete(np.arange(300), 17)
    fewer, _ = placed(sizes[without].tolist(), first[without].tolist(), step[without].tolist(), free)
    assert fewer == [all_of_them[row] for row in without.tolist()]
