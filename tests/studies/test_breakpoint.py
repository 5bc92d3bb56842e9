"""The search for breaking points on breaking sizes written down by hand."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pytest

from sim.config.shock import ShockConfig
from sim.studies import breakpoint_tables as tables
from sim.studies.breakpoint import Ranks, Search, ranks
from sim.studies.breakpoint_tables import Cell
from sim.studies.shock_shape import persons, stretched, week_peak

CELL = Cell("plan", math.nan, 1000.0, 100.0, dt.date(2024, 8, 1))


def searched(sizes: list[float], p: float = 0.1, lost: tuple[int, ...] = (), **how: float) -> Search:
    """Search among futures that break from these sizes on."""
    search = Search(how.get("low", 0.0), how.get("high", 3.0), how.get("tolerance", 0.02), len(sizes), p)
    for _ in range(100):
        todo = search.next()
        if not todo:
            return search
        for size, who in todo.items():
            assert who, "a round without a run"
            assert search.low <= size <= search.high
            seen = {each: size >= sizes[each] for each in who if each not in lost}
            search.take(size, seen, [each for each in who if each in lost])
    raise AssertionError("the search did not end")


def runs(search: Search) -> int:
    """Count the runs."""
    return sum(len(each) for each in search.broke.values())


SPREAD = [0.4 + 0.01 * ((11 * k) % 30) for k in range(30)]
"""0.40, 0.41 ... 0.69, shuffled."""


@pytest.mark.theory
def test_the_quantile_of_known_sizes_lies_in_its_bracket():
    search = searched(SPREAD)
    for rank, size in ((1, 0.40), (4, 0.43), (7, 0.46)):
        below, above = search.bracket(rank)
        assert below < size <= above
        assert above - below <= 0.02 * above
    point = tables.points([(CELL, search)]).iloc[0]
    assert point["survives"] < 0.43 <= point["breaks"]
    assert (point["broke_survives"], point["broke_breaks"]) == (3, 4)
    assert point["low"] < 0.40
    assert point["high"] >= 0.46
    assert (point["state"], point["futures"], point["confidence"]) == ("found", 30, 0.9)
    assert point["persons"] == pytest.approx(1000.0 * point["survives"])
    assert runs(search) < 0.5 * 30 * len(search.broke)


@pytest.mark.theory
@pytest.mark.parametrize("p", [0.05, 0.5, 0.9])
def test_other_shares_are_other_order_statistics(p):
    search = searched(SPREAD, p)
    middle = int(30 * p) + 1
    below, above = search.bracket(middle)
    assert below < sorted(SPREAD)[middle - 1] <= above


@pytest.mark.unit
def test_what_so_few_futures_can_tell():
    few = "{} runs are too few for a 95% interval of the 0.1 quantile: it takes 36"
    assert ranks(36, 0.1) == Ranks(4, 1, 8, 0.95, "")
    assert ranks(30, 0.1) == Ranks(4, 1, 7, 0.90, few.format(30))
    assert ranks(10, 0.1) == Ranks(2, None, 4, 0.95, few.format(10))
    assert ranks(1, 0.1) == Ranks(1, None, None, 0.0, few.format(1))


@pytest.mark.unit
def test_the_interval_covers_the_quantile_as_often_as_it_says():
    """Uniform sizes: the chance that the 10th percentile lies between the ranks, by the binomial law."""
    for futures in (30, 36, 60):
        found = ranks(futures, 0.1)
        terms = [math.comb(futures, k) * 0.1**k * 0.9 ** (futures - k) for k in range(futures + 1)]
        assert sum(terms[found.low : found.high]) >= found.confidence


@pytest.mark.unit
def test_ties_are_one_size():
    search = searched([0.5] * 30)
    below, above = search.bracket(4)
    assert below < 0.5 <= above
    point = tables.points([(CELL, search)]).iloc[0]
    assert (point["broke_survives"], point["broke_breaks"]) == (0, 30)
    assert point["low"] < 0.5 <= point["high"]
    assert point["excludes_high"]


@pytest.mark.unit
def test_all_break_at_once_or_none_at_all():
    fails, survives = searched([0.0] * 30), searched([9.0] * 30)
    found = tables.points([(CELL, fails), (CELL, survives)])
    assert list(found["state"]) == ["fails_at_low", "survives_all"]
    assert list(found["low"]) == [-math.inf, 3.0]
    assert list(found["high"]) == [0.0, math.inf]
    assert max(runs(fails), runs(survives)) <= 60
    some = searched([0.0] * 2 + [9.0] * 28)  # two may, of thirty
    assert tables.points([(CELL, some)]).iloc[0]["state"] == "survives_all"


@pytest.mark.unit
def test_the_ends_of_the_range_and_tiny_sizes_are_found():
    for sizes in ([2.99] * 30, [0.0001] * 30, [0.003 + 0.0001 * k for k in range(30)]):
        below, above = searched(sizes).bracket(4)
        assert below < sizes[3] <= above
    below, above = searched([1.5] * 12, low=1.0, high=2.0, tolerance=0.005).bracket(2)
    assert below < 1.5 <= above <= 1.5 * 1.005 + below - 1.5 + 0.0075


@pytest.mark.unit
def test_futures_with_a_failed_run_count_for_nothing():
    search = searched(SPREAD, lost=(0, 11))
    assert len(search.kept) == 28
    left = sorted(size for future, size in enumerate(SPREAD) if future not in (0, 11))
    below, above = search.bracket(search.ranks.middle)
    assert below < left[search.ranks.middle - 1] <= above


@pytest.mark.unit
def test_a_future_that_survives_more_than_what_broke_it_is_counted():
    search = Search(0.0, 3.0, 0.02, 3, 0.5)
    search.take(1.0, {0: True, 1: True, 2: False})
    search.take(2.0, {1: False, 2: True})
    assert search.not_monotone() == [1]
    assert search.checked == 1
    assert search.hits(2.0) == 2  # the first follows from size 1, the second was seen to survive
    assert search.hits(0.5) is None
    assert list(search.brackets()["breaks"]) == [1.0, 1.0, 2.0]


@pytest.mark.unit
def test_all_futures_are_seen_just_above_the_breaking_point():
    search = searched(SPREAD)
    above = search.bracket(4)[1]
    assert search.unseen(above) == []
    assert search.checked > 0


@pytest.mark.unit
def test_the_curve_has_the_sizes_at_which_all_futures_are_known():
    curve = tables.curve([(CELL, searched(SPREAD))])
    assert list(curve["size"]) == sorted(curve["size"])
    for row in curve.itertuples():
        assert row.broke == sum(size <= row.size for size in SPREAD)
        assert row.low <= row.share <= row.high
        if row.broke in (0, 30):  # the rule of three
            assert (row.low, row.high) == pytest.approx((0.0, 0.1) if row.broke == 0 else (0.9, 1.0))
        assert row.run <= row.futures == 30


@pytest.mark.unit
def test_what_breaks_first_is_counted_from_the_onset_on():
    days = {"a": ("2024-07-01", "2024-08-05", "2024-08-09"), "b": ("2024-08-05", "2024-08-05", None)}
    table = pd.DataFrame(
        [(k, name, day) for name, each in days.items() for k, day in enumerate(each)],
        columns=["replication", "criterion", "first_date"],
    )
    found = tables.firsts(CELL, 0.5, table.assign(days=9, worst=5.0))
    assert list(found["criterion"]) == ["a", "b"]  # a of the first future was there before the shock
    assert list(found["first_in"]) == [2, 2]
    assert list(found["broke"]) == [2, 2]
    assert list(found["already"]) == [1, 0]
    assert list(found["latest"].dt.day) == [9, 5]


@pytest.mark.unit
def test_what_broke_only_before_the_onset_is_broken_already():
    rows = [(0, "a", "2024-07-01"), (1, "a", "2024-07-31"), (0, "b", None), (1, "b", None), (0, "c", "2024-08-01")]
    table = pd.DataFrame(rows, columns=["replication", "criterion", "first_date"])
    found = tables.firsts(CELL, 0.5, table.assign(days=9, worst=5.0))
    assert list(found["criterion"]) == ["c", "a"]
    assert list(found["already"]) == [0, 2]
    assert list(found["broke"]) == [1, 0]
    assert list(found["first_in"]) == [1, 0]
    assert found["median"].isna().tolist() == [False, True]


@pytest.mark.unit
def test_a_shock_in_persons_and_stretched():
    surge = {
        "kind": "shape",
        "points": [[0, 100], [4, 500], [14, 2500], [17, 2500], [20, 150]],
        "mix": {"individual": 1},
    }
    base = {"name": "s", "says": "surge", "onset": "08-01", "warning_days": 0}
    shock = ShockConfig.model_validate({**base, "components": [surge, {**surge, "delay_days": 150}]})
    assert persons(shock) == 2 * 27675
    assert week_peak(shock) == pytest.approx(2500.0)
    assert stretched(shock, 2.0)[1][-1] == [40.0, 150.0]
    replay = {"kind": "replay", "history_from": "2015-08-01", "history_to": "2016-01-31"}
    other = ShockConfig.model_validate({**base, "components": [replay], "persons_expected": 9.0})
    assert (persons(other), stretched(other, 2.0)) == (9.0, {})
    assert math.isnan(week_peak(other))


FAILED, SURVIVED = (-math.inf, 0.0), (3.0, math.inf)
"""Brackets of what fails at the low end of the range and of what survives its high one."""


@pytest.mark.unit
@pytest.mark.parametrize(
    ("brackets", "how"),
    [
        ([(0.5, 0.51), (0.5, 0.51), (0.5, 0.51)], "level"),
        ([(0.5, 0.51), (0.505, 0.515)], "level"),
        ([(0.505, 0.515), (0.5, 0.51)], "level"),
        ([(0.5, 0.51), (0.51, 0.52)], "rises"),
        ([(0.51, 0.52), (0.5, 0.51)], "falls"),
        ([(0.5, 0.51), (0.506, 0.516), (0.512, 0.522)], "rises"),  # neighbours overlap, the ends do not
        ([(0.5, 0.51), (0.7, 0.71), (0.6, 0.61)], "both"),
        ([FAILED, (0.5, 0.51), (0.5, 0.51)], "rises"),
        ([(0.5, 0.51), SURVIVED], "rises"),
        ([SURVIVED, (0.5, 0.51)], "falls"),
        ([FAILED, SURVIVED], "rises"),
        ([FAILED, FAILED], "outside"),
        ([SURVIVED, SURVIVED], "outside"),
        ([(0.5, 0.51)], None),
    ],
)
def test_how_breaking_points_go_along_the_second_axis(brackets, how):
    states = {FAILED: "fails_at_low", SURVIVED: "survives_all"}
    rows = [("a", 7.0 * place, states.get(each, "found"), *each) for place, each in enumerate(brackets)]
    points = pd.DataFrame(rows[::-1], columns=["plan", "against", "state", "survives", "breaks"])
    assert tables.along(points) == ({} if how is None else {"a": how})


@pytest.mark.failure
def test_a_run_that_is_neither_there_nor_failed_is_lost_and_asked_for_no_more():
    search = Search(0.0, 3.0, 0.02, 30, 0.1)
    rounds = 0
    while todo := search.next():
        rounds += 1
        assert rounds < 60, "the search does not end"
        for size, who in todo.items():
            search.take(size, {each: size >= SPREAD[each] for each in who if each != 11})
    assert search.lost == {11}


@pytest.mark.failure
def test_a_plan_all_of_whose_runs_failed_has_a_row_of_its_own():
    found = tables.points([(CELL, searched(SPREAD, lost=tuple(range(30)))), (CELL, searched(SPREAD))])
    assert list(found["state"]) == ["lost", "found"]
    assert list(found["futures"]) == [0, 30]
    assert list(found["lost"]) == [30, 0]
    assert math.isnan(found["survives"][0])
