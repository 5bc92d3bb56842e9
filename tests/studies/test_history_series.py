"""Published series against modelled ones, by hand on small tables and on a short run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
import pytest

from sim.data.observed import SERIES, Point, observed_points
from sim.data.records import EPISODES
from sim.dictionary import TABLES
from sim.national import prepare, run
from sim.studies.history_series import (
    DAYS_PER_MONTH,
    GROUPS_READ,
    MATCHES,
    SERIES_READ,
    frames,
    modelled,
    replications,
)
from sim.tables import RunTables
from tests.support.scenarios import load_scenario

SUNDAYS = ("2015-01-04", "2015-01-11", "2015-01-18", "2015-01-21")
"""Ends of the weeks of a run from 1 January, a Thursday, to the 21st, a Wednesday."""
NO_WAITS = pd.DataFrame(columns=["replication", "group", "stage", "year", "n", "mean_days", "within_183", "due_183"])


def weekly(*of: tuple[str, str, Sequence[float]], replication: int = 0) -> pd.DataFrame:
    """A weekly table: series, group and the value of each week."""
    return pd.DataFrame(
        [
            {"replication": replication, "date": pd.Timestamp(date), "series": name, "group": group, "value": value}
            for name, group, values in of
            for date, value in zip(SUNDAYS, values, strict=True)
        ]
    )


def point(name: str, date: str, start: str | None = None, episode: str = "2015") -> Point:
    kind, unit = SERIES[name].kind, SERIES[name].unit
    first = dt.date.fromisoformat(start) if start else None
    return Point(episode, name, dt.date.fromisoformat(date), first, 1.0, kind, unit, 0.0, "score", "test", "")


def one(table: pd.DataFrame, *points: Point, waits: pd.DataFrame = NO_WAITS) -> list[float]:
    values = modelled(table, waits, points)
    assert values.shape == (1, len(points))
    return [float(each) for each in values[0]]


RESIDENTS = weekly(("residents", "all", (700.0, 1400.0, 1400.0, 800.0)))


@pytest.mark.unit
@pytest.mark.parametrize(
    ("date", "value"),
    [
        ("2015-01-04", 700.0),
        ("2015-01-05", 800.0),
        ("2015-01-10", 1300.0),
        ("2015-01-20", 1000.0),
        ("2015-01-21", 800.0),
        ("2015-01-03", np.nan),
        ("2015-01-22", np.nan),
        ("2014-12-31", np.nan),
    ],
)
def test_a_stock_is_read_on_its_day_straight_between_ends_of_weeks(date: str, value: float) -> None:
    assert one(RESIDENTS, point("residents", date)) == pytest.approx([value], nan_ok=True)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("start", "date", "value"),
    [
        ("2015-01-01", "2015-01-21", 4 + 70 + 14 + 30),
        ("2015-01-01", "2015-01-01", 1),
        ("2015-01-04", "2015-01-05", 1 + 10),
        ("2015-01-11", "2015-01-18", 10 + 14),
        ("2015-01-20", "2015-01-21", 20),
        ("2014-12-31", "2015-01-21", np.nan),
        ("2015-01-01", "2015-01-22", np.nan),
    ],
)
def test_a_flow_is_the_sum_over_its_days_and_the_first_and_last_week_may_be_short(
    start: str, date: str, value: float
) -> None:
    table = weekly(("settled", "all", (4.0, 70.0, 14.0, 30.0)))
    assert one(table, point("settled", date, start)) == pytest.approx([value], nan_ok=True)


@pytest.mark.unit
def test_first_instance_permits_are_decisions_less_refusals_of_all_in_2015_and_of_ukrainians_in_2022() -> None:
    flows = [("decisions", 70.0), ("refused", 21.0)]
    table = weekly(
        *((name, "all", (value,) * 4) for name, value in flows),
        *((name, "collective", (value / 7.0,) * 4) for name, value in flows),
    )
    spans = ("2015-01-11", "2015-01-05")
    assert one(table, point("permits", *spans), point("permits", *spans, episode="2022")) == [49.0, 7.0]


@pytest.mark.unit
def test_permits_not_moved_on_are_permits_less_moves_whatever_became_of_them() -> None:
    """100 of 120 decisions are permits, 30 moved by agreement; 25 who found a home by themselves stay counted."""
    table = weekly(
        ("decisions", "collective", (20.0, 100.0, 0.0, 0.0)),
        ("refused", "collective", (5.0, 15.0, 0.0, 0.0)),
        ("settled", "collective", (0.0, 10.0, 20.0, 0.0)),
        ("self_settled", "collective", (0.0, 25.0, 0.0, 0.0)),
    )
    dates = ("2015-01-11", "2015-01-18")
    assert one(table, *(point("permit_not_moved", date, episode="2022") for date in dates)) == [90.0, 70.0]


@pytest.mark.unit
def test_who_waits_for_registration_counts_as_undecided_in_2015_only() -> None:
    table = weekly(
        ("waiting_registration", "all", (5.0,) * 4),
        ("awaiting_decision", "all", (20.0,) * 4),
        ("awaiting_decision", "collective", (15.0,) * 4),
    )
    asked = [point("undecided", "2015-01-11", episode=each) for each in EPISODES]
    assert one(table, *asked) == [25.0, 15.0]


@pytest.mark.unit
def test_shares_and_totals_since_the_start_are_made_of_several_series() -> None:
    table = weekly(
        ("living_privately", "collective", (30.0,) * 4),
        ("residents", "collective", (60.0,) * 4),
        ("residents_care", "collective", (10.0,) * 4),
        ("allocated", "collective", (7.0, 14.0, 21.0, 21.0)),
        ("settled", "collective", (1.0, 7.0, 7.0, 3.0)),
    )
    day = "2015-01-12"
    assert one(
        table, point("private_share", day, episode="2022"), point("settled_or_agreed", day, episode="2022")
    ) == pytest.approx([0.3, 15.0 + 1.0 + 7.0 + 1.0])


@pytest.mark.unit
def test_a_share_of_nobody_is_not_a_number() -> None:
    table = weekly(
        *((name, "collective", (0.0,) * 4) for name in ("living_privately", "residents", "residents_care"))
    )
    assert np.isnan(one(table, point("private_share", "2015-01-12", episode="2022"))).all()


def whole_year(*of: tuple[str, int, float, float, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Weekly and waits tables that cover 2015; group, n, mean_days, within_183, due_183."""
    dates = [*pd.date_range("2015-01-04", "2015-12-27", freq="7D"), pd.Timestamp("2015-12-31")]
    table = pd.DataFrame(
        {"replication": 0, "date": dates, "series": "settled", "group": "all", "value": 1.0}
    )
    names = ("group", "n", "mean_days", "within_183", "due_183")
    rows = [
        {"replication": 0, "stage": stage, "year": year, **dict(zip(names, each, strict=True))}
        for each in of
        for stage in ("decided_to_settled", "decided_to_ready")
        for year in (2015, 2016)
    ]
    waits = pd.DataFrame(rows)
    other = (waits["stage"] != "decided_to_settled") | (waits["year"] != 2015)
    waits.loc[other, "mean_days"] = 9999.0
    return table, waits


@pytest.mark.unit
def test_the_wait_of_a_year_is_of_all_who_moved_but_the_quota_weighted_by_persons() -> None:
    table, waits = whole_year(
        ("all", 500, 60.0, 0.8, 40),
        ("individual", 300, 90.0, 0.5, 30),
        ("minors_15_17", 100, 130.0, 0.9, 10),
        ("resettlement", 100, 20.0, 1.0, 10),
        ("collective", 0, np.nan, np.nan, 0),
    )
    year = ("2015-12-31", "2015-01-01")
    found = one(
        table, point("wait_permit_to_move", *year), point("share_within_six_months", *year),
        point("share_within_six_months", "2015-06-30", "2015-01-01"), waits=waits,
    )  # fmt: skip
    assert found[:2] == pytest.approx([100.0 / DAYS_PER_MONTH, 0.8])
    assert np.isnan(found[2])


@pytest.mark.unit
def test_the_wait_of_a_year_that_is_not_over_is_not_told() -> None:
    table, waits = whole_year(("individual", 300, 90.0, 0.5, 30))
    table = table[table["date"] < pd.Timestamp("2015-12-31")]
    year = ("2015-12-31", "2015-01-01")
    assert np.isnan(one(table, point("wait_permit_to_move", *year), waits=waits)).all()


@pytest.mark.unit
def test_the_wait_of_a_part_of_a_year_is_days_waited_over_persons_who_moved_without_the_quota() -> None:
    table = weekly(
        ("waited_days", "all", (0.0, 3000.0, 0.0, 0.0)),
        ("settled", "all", (9.0, 130.0, 9.0, 9.0)),
        ("settled", "resettlement", (9.0, 30.0, 9.0, 9.0)),
    )
    found = one(table, point("wait_permit_to_move", "2015-01-11", "2015-01-05", episode="2022"))
    assert found == pytest.approx([30.0 / DAYS_PER_MONTH])


@pytest.mark.unit
def test_rows_are_replications_in_rising_order_whatever_the_order_of_the_table() -> None:
    table = pd.concat([weekly(("residents", "all", (float(n),) * 4), replication=n) for n in (12, 3, 7)])
    shuffled = table.sample(frac=1.0, random_state=1)
    assert replications(shuffled) == (3, 7, 12)
    assert modelled(shuffled, NO_WAITS, [point("residents", "2015-01-12")]).tolist() == [[3.0], [7.0], [12.0]]


@pytest.mark.failure
def test_a_table_without_the_series_or_with_two_plans_is_refused() -> None:
    with pytest.raises(KeyError, match="no series 'places' for group 'all'"):
        one(RESIDENTS, point("places", "2015-01-12"))
    with pytest.raises(ValueError, match="duplicate"):
        one(pd.concat([RESIDENTS, RESIDENTS]), point("residents", "2015-01-12"))


@pytest.mark.invariant
def test_every_published_series_is_matched_by_series_of_the_dictionary() -> None:
    for episode in EPISODES:
        assert {*MATCHES[episode], "share_within_six_months"} == set(SERIES)
    assert set(SERIES_READ) <= set(TABLES["weekly"].series)
    flows = {name for name, series in TABLES["weekly"].series.items() if series.unit.endswith("/week")}
    for matches in MATCHES.values():
        for name, match in matches.items():
            read = {term.series for term in match.terms}
            assert read <= flows if SERIES[name].period else not read & flows, name


@cache
def spring_2022() -> RunTables:
    scenario = load_scenario(("start=2022-01-01", "shock=replay_2022", "plan=practice_2022", "horizon_days=181"))
    return run(scenario, 0, prepare(scenario))


@pytest.mark.behaviour
def test_a_run_says_something_of_every_point_that_it_reaches() -> None:
    """Half a year of 2022: all points to 30 June and no others, none of them beyond belief."""
    tables = spring_2022()
    table, waits = frames([tables, tables])
    points = [each for each in observed_points() if each.episode == "2022"]
    values = modelled(table, waits, points)
    reached = np.array([each.date <= dt.date(2022, 6, 30) for each in points])
    assert values.shape == (2, len(points))
    assert (np.isfinite(values) == reached).all()
    assert reached.sum() > 30
    np.testing.assert_array_equal(values[0], values[1])
    scored = [i for i, each in enumerate(points) if reached[i] and each.use == "score" and each.value >= 1000]
    ratios = np.array([values[0, i] / points[i].value for i in scored])
    assert len(ratios) >= 12
    assert ((ratios > 0.4) & (ratios < 2.5)).all()
    assert set(GROUPS_READ) <= set(tables.weekly.groups)


@pytest.mark.invariant
def test_those_in_reception_by_case_are_the_residents_and_each_a_part_of_its_case() -> None:
    """All who sleep in a centre are undecided, on appeal, obliged to leave, waiting to move or not registered."""
    weeks = spring_2022().weekly
    inside = [
        weeks.of(f"{name}_in_reception")
        for name in ("awaiting_decision", "appealing", "refused_waiting", "waiting_settlement")
    ]
    for name in ("awaiting_decision", "appealing", "refused_waiting", "waiting_settlement"):
        assert (weeks.of(f"{name}_in_reception") <= weeks.of(name)).all()
    housed = weeks.of("residents") + weeks.of("residents_care")
    rest = housed - sum(inside)
    assert (rest >= 0).all()
    assert (rest <= weeks.of("waiting_registration") + weeks.of("not_asked")).all()
    assert (weeks.of("settled_from_reception") <= weeks.of("settled")).all()
    assert 0 < weeks.of("settled_from_reception").sum() < weeks.of("settled").sum()
