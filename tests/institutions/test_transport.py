"""The linear program of a round against every way to place a few households, and what it promises of order."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

from sim.config.dwellings import CHAINS
from sim.institutions.allocation_rules import dealt
from sim.institutions.transport import Transport, program, solve, whole

CASES = 500


def problem(
    sizes: list[int], places: list[int], eligible: np.ndarray, worth: np.ndarray | None = None, **more: Any
) -> Transport:
    """Each household a type of its own."""
    households, areas = len(sizes), len(places)
    return Transport(
        size=np.array(sizes, dtype=np.int64),
        count=np.ones(households, dtype=np.int64),
        weight=np.ones(households),
        eligible=eligible,
        worth=np.zeros((households, areas)) if worth is None else worth,
        places=np.array(places, dtype=np.int64),
        key=np.arange(areas),
        **more,
    )


def is_feasible(problem: Transport, households: np.ndarray, slack: float = 1e-6) -> bool:
    """Whether so many households may go where they are put: checked from the problem, not by the solver."""
    size = problem.size[:, None]
    fine = bool((households >= -slack).all() and (households.sum(axis=1) <= problem.count + slack).all())
    fine = fine and bool(((size * households).sum(axis=0) <= np.maximum(problem.places, 0) + slack).all())
    fine = fine and bool((households[~problem.eligible] <= slack).all())
    if problem.wanted is not None and problem.dwellings is not None:
        for classes, homes in CHAINS:
            taken = households[np.isin(problem.wanted, classes)].sum(axis=0)
            fine = fine and bool((taken <= problem.dwellings[:, list(homes)].sum(axis=1) + slack).all())
    return fine


def homes_fit(wanted: tuple[int, ...], homes: tuple[int, ...]) -> bool:
    """Whether households find dwellings, each of its own class or the next larger: every way is tried."""
    if not wanted:
        return True
    first, rest = wanted[0], wanted[1:]
    return any(
        homes[each] > 0 and homes_fit(rest, tuple(free - (k == each) for k, free in enumerate(homes)))
        for each in {first, min(first + 1, 2)}
    )


def most_by_hand(case: Transport) -> int:
    """Most persons that whole households can be placed, going through every way to place them."""
    areas, best = len(case.places), 0
    for ways in product(range(-1, areas), repeat=len(case.size)):
        where = np.array(ways)
        placed = where >= 0
        if not all(case.eligible[i, j] for i, j in enumerate(where) if j >= 0):
            continue
        used = np.bincount(where[placed], case.size[placed], areas)
        persons = int(case.size[placed].sum())
        if persons <= best or (used > case.places).any():
            continue
        if case.wanted is not None and case.dwellings is not None and not all(
            homes_fit(tuple(case.wanted[where == j]), tuple(case.dwellings[j])) for j in range(areas)
        ):
            continue
        best = persons
    return best


@st.composite
def cases(draw: st.DrawFn, largest: int = 6, most: int = 6) -> Transport:
    households, areas = draw(st.integers(1, most)), draw(st.integers(1, 3))
    sizes = draw(st.lists(st.integers(1, largest), min_size=households, max_size=households))
    places = draw(st.lists(st.integers(0, 9), min_size=areas, max_size=areas))
    may = draw(st.lists(st.booleans(), min_size=households * areas, max_size=households * areas))
    worth = draw(st.lists(st.integers(0, 4), min_size=households * areas, max_size=households * areas))
    shape = (households, areas)
    case = problem(sizes, places, np.array(may).reshape(shape), np.array(worth).reshape(shape) / 4.0)
    if draw(st.booleans()):
        homes = draw(st.lists(st.integers(0, 3), min_size=areas * 3, max_size=areas * 3))
        wanted = np.searchsorted([1, 3], case.size, side="left").astype(np.int64)
        case = replace(case, wanted=wanted, dwellings=np.array(homes, dtype=np.int64).reshape(areas, 3))
    return case


def placed(case: Transport, households: np.ndarray) -> float:
    return float((case.size[:, None] * households).sum())


def exact(case: Transport) -> float:
    """Persons that the program places if households stay whole: solved as it stands, for persons alone."""
    cost, matrix, limits, of_type, _ = program(replace(case, worth=np.zeros_like(case.worth)))
    if not len(of_type):
        return 0.0
    found = milp(cost, constraints=LinearConstraint(matrix, -np.inf, limits), integrality=np.ones(len(cost)))
    return float((case.size[of_type] * np.rint(found.x)).sum())


@pytest.mark.theory
@settings(max_examples=CASES, deadline=None, derandomize=True)
@given(cases())
def test_the_program_bounds_every_way_to_place_whole_households_and_equals_the_best_of_them(case: Transport) -> None:
    best, found = most_by_hand(case), solve(case)
    assert exact(case) == best, "whole households in the same program: the best way there is"
    assert found.placed >= best - 1e-6
    assert found.placed <= case.most + 1e-6
    assert is_feasible(case, found.households)
    kept = whole(case, found)
    assert is_feasible(case, kept)
    assert placed(case, kept) <= best


@pytest.mark.theory
@settings(max_examples=CASES, deadline=None, derandomize=True)
@given(cases(largest=1))
def test_for_single_persons_the_program_is_the_best_way(case: Transport) -> None:
    best, found = most_by_hand(case), solve(case)
    assert found.placed == pytest.approx(best, abs=1e-6)
    assert placed(case, whole(case, found)) == best


def with_places(case: Transport, where: int, step: int) -> Transport:
    where %= len(case.places)
    return replace(case, places=np.maximum(case.places + step * (np.arange(len(case.places)) == where), 0))


@pytest.mark.invariant
@settings(max_examples=200, deadline=None, derandomize=True)
@given(cases(), st.integers(0, 2))
def test_one_place_more_never_places_fewer(case: Transport, where: int) -> None:
    assert solve(with_places(case, where, 1)).placed >= solve(case).placed - 1e-6


@pytest.mark.theory
@settings(max_examples=200, deadline=None, derandomize=True)
@given(cases(largest=1), st.integers(0, 2))
def test_a_price_lies_between_what_one_place_more_gives_and_one_fewer_takes(case: Transport, where: int) -> None:
    where %= len(case.places)
    case = replace(case, worth=np.zeros_like(case.worth))
    found = solve(case)
    assert solve(with_places(case, where, 1)).placed - found.placed <= found.price[where] + 1e-6
    if case.places[where]:
        assert found.price[where] <= found.placed - solve(with_places(case, where, -1)).placed + 1e-6


@pytest.mark.unit
def test_a_price_says_how_many_more_one_place_more_would_place() -> None:
    case = problem([2, 2, 2, 2], [4, 9], np.array([[True, False]] * 4))
    found = solve(case)
    assert found.placed == pytest.approx(4.0)
    assert found.price == pytest.approx([1.0, 0.0], abs=0.05)
    more = solve(replace(case, places=np.array([5, 9])))
    assert more.placed - found.placed == pytest.approx(1.0)


@pytest.mark.invariant
@settings(max_examples=200, deadline=None, derandomize=True)
@given(cases(), st.permutations(range(3)))
def test_the_order_of_municipalities_changes_nothing(case: Transport, shuffled: list[int]) -> None:
    order = np.array([each for each in shuffled if each < len(case.places)])
    other = replace(
        case,
        eligible=case.eligible[:, order],
        worth=case.worth[:, order],
        places=case.places[order],
        key=case.key[order],
        dwellings=None if case.dwellings is None else case.dwellings[order],
    )
    first, second = solve(case), solve(other)
    assert second.placed == first.placed
    assert (second.households == first.households[:, order]).all()
    assert (second.price == first.price[order]).all()


@pytest.mark.unit
def test_as_many_as_can_be_come_before_what_they_are_worth() -> None:
    """The first may go to either place, the second to the first alone: the worth of the first must give way."""
    worth = np.array([[1.0, 0.0], [0.0, 0.0]])
    case = problem([1, 1], [1, 1], np.array([[True, True], [True, False]]), worth)
    assert (whole(case, solve(case)) == [[0, 1], [1, 0]]).all()


@pytest.mark.unit
def test_among_ways_to_place_as_many_the_most_even_is_taken() -> None:
    case = replace(
        problem([1] * 4, [4, 4], np.ones((4, 2), dtype=bool)), even=np.array([3.0, 1.0]), balance=0.5
    )
    assert whole(case, solve(case)).sum(axis=0).tolist() == [3, 1]


@pytest.mark.unit
def test_a_household_never_goes_where_it_is_larger_than_all_places() -> None:
    found = solve(problem([5], [3, 4], np.ones((1, 2), dtype=bool)))
    assert found.placed == 0.0
    assert (found.price == 0.0).all()
    full = solve(problem([1], [0], np.ones((1, 1), dtype=bool)))
    assert full.price.tolist() == [1.0], "the first place would be worth a person"


@pytest.mark.failure
def test_feasibility_is_checked_from_the_problem() -> None:
    case = problem([2, 2], [3], np.array([[True], [False]]))
    assert is_feasible(case, np.array([[1], [0]]))
    assert not is_feasible(case, np.array([[2], [0]])), "one household only"
    assert not is_feasible(case, np.array([[0], [1]])), "may not go there"
    assert not is_feasible(replace(case, places=np.array([1])), np.array([[1], [0]])), "too few places"
    homes = replace(case, wanted=np.array([1, 1]), dwellings=np.array([[5, 0, 0]]))
    assert not is_feasible(homes, np.array([[1], [0]])), "no dwelling"


@pytest.mark.unit
def test_places_are_dealt_out_to_the_first_in_the_queue() -> None:
    kind = np.array([1, 0, 1, 1, 0])
    assert dealt(kind, np.array([[0, 1], [1, 1]])).tolist() == [0, 1, 1, -1, -1]
    assert dealt(np.zeros(0, dtype=np.int64), np.zeros((0, 3), dtype=np.int64)).tolist() == []
