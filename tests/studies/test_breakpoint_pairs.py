"""Which of two plans survives more, on breaking sizes written down by hand."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from sim.studies import breakpoint_tables as tables
from sim.studies.breakpoint import Search
from sim.studies.breakpoint_pairs import Pair, compared, neighbours
from sim.studies.breakpoint_rehearsal import runs_of

LOW, HIGH = 0.0, 3.0


def searched(sizes: Sequence[float], p: float, tolerance: float = 0.1) -> Search:
    """Search among futures that break from these sizes on."""
    search = Search(LOW, HIGH, tolerance, len(sizes), p)
    while todo := search.next():
        for size, who in todo.items():
            search.take(size, {each: size >= sizes[each] for each in who})
    return search


def held(p: float, tolerance: float = 0.1, **plans: Sequence[float]) -> pd.DataFrame:
    """Search each plan, then run what is asked for between neighbours, as the verb does."""
    searches = {name: searched(sizes, p, tolerance) for name, sizes in plans.items()}
    cells = [
        (tables.Cell(name, math.nan, math.nan, math.nan, dt.date(2024, 8, 1)), each) for name, each in searches.items()
    ]
    pairs = list(neighbours(tables.points(cells), LOW, HIGH))
    for pair in pairs:
        for name in pair[:2]:
            if not math.isnan(pair.size):
                who = searches[name].ask(pair.size)
                searches[name].take(pair.size, {each: pair.size >= plans[name][each] for each in who})
    return compared(pairs, searches)


WEAK, STRONG = [0.31, 0.33, 0.35, 0.335, 0.32, 0.30], [0.5, 0.6, 0.51, 0.57, 0.54, 0.45]
"""So few that the breaking points have no lower end, and yet no future of the one lies within those of the other."""


@pytest.mark.unit
def test_points_without_a_lower_end_are_told_apart_by_the_futures_themselves():
    row = held(0.2, strong=STRONG, weak=WEAK).iloc[0]
    assert (row["first"], row["second"]) == ("strong", "weak")
    assert max(WEAK) <= row["size"] < min(STRONG)
    assert (row["futures"], row["first_alone"], row["second_alone"], row["both"]) == (6, 0, 6, 0)
    assert row["p"] == pytest.approx(2 / 2**6)
    assert row["told"]


@pytest.mark.unit
def test_plans_that_are_alike_are_not_told_apart():
    row = held(0.2, one=STRONG, other=STRONG[::-1]).iloc[0]
    assert row["futures"] == 6
    assert row["first_alone"] == row["second_alone"]
    assert (row["p"], row["told"]) == (1.0, False)


@pytest.mark.unit
def test_of_several_pairs_each_must_be_clearer():
    """Six futures that all differ tell one pair (p 0.031), and not the first of two (0.025)."""
    found = held(0.2, strong=[4.0 * each for each in WEAK], middle=STRONG, weak=WEAK)
    assert list(found["p"]) == [pytest.approx(2 / 2**6)] * 2
    assert list(found["told"]) == [False, False]


@pytest.mark.unit
def test_what_lies_beyond_the_sizes_tried_is_not_tested_and_what_lies_there_alone_is():
    none, all_of_it = [9.0] * 6, [0.0] * 6
    found = held(0.2, never=none, nor=none, weak=WEAK, always=all_of_it, too=all_of_it)
    pairs = list(zip(found["first"], found["second"], strict=True))
    assert pairs == [("never", "nor"), ("nor", "weak"), ("weak", "always"), ("always", "too")]
    assert found["p"].isna().tolist() == [True, False, False, True]
    assert list(found["second_alone"][1:3]) == [6, 6]
    assert not found["told"].iloc[[0, 3]].any()


@pytest.mark.unit
def test_a_plan_of_which_no_future_is_left_has_no_neighbour():
    lost = Search(LOW, HIGH, 0.1, 6, 0.2)
    lost.lost = set(range(6))
    cell = tables.Cell("lost", math.nan, math.nan, math.nan, dt.date(2024, 8, 1))
    points = tables.points([(cell, lost)])
    assert list(neighbours(points, LOW, HIGH)) == []
    assert compared([Pair("a", "b", math.nan)], {})["told"].tolist() == [False]


def _chosen(one: np.ndarray, other: np.ndarray, p: float) -> pd.DataFrame:
    """Hold two plans against each other at a size between the points that the same futures gave, without a search."""
    searches = {}
    rank = int(p * len(one))  # sizes at which more than so many break
    points = [float(np.sort(each)[rank]) for each in (one, other)]
    size = sum(points) / 2.0
    for name, breaks in (("one", one), ("other", other)):
        searches[name] = Search(LOW, HIGH, 0.1, len(breaks), p)
        searches[name].take(size, {future: bool(size >= at) for future, at in enumerate(breaks)})
    order = ("one", "other") if points[0] >= points[1] else ("other", "one")
    return compared([Pair(*order, size)], searches)


@pytest.mark.theory
def test_plans_whose_futures_follow_one_law_are_told_apart_in_one_of_twenty_at_most():
    """The size between them is chosen by what was seen; the error stays within its limit all the same."""
    luck, told, tries = np.random.default_rng(5), 0, 400
    for _ in range(tries):
        one, other = 0.5 * np.exp(0.2 * luck.normal(size=(2, 40)))
        told += int(_chosen(one, other, 0.5)["told"].iloc[0])
    assert 1 <= told <= tries / 20  # counts are whole, so the rate lies below 0.05; half the p would tell 28


@pytest.mark.unit
def test_the_runs_that_are_told_before_are_about_those_of_a_search():
    least, most = runs_of(LOW, HIGH, 0.02, 30, 0.1)
    sizes = [0.4 + 0.01 * ((11 * k) % 30) for k in range(30)]
    took = sum(len(each) for each in searched(sizes, 0.1, 0.02).broke.values())
    assert 0.8 * least <= took <= 1.2 * most
    assert most < 0.3 * 30 * len(range(25))
    assert runs_of(LOW, HIGH, 0.1, 1, 0.1)[1] <= 10
