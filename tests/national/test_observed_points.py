"""The two shocks as they were, votes given: what was published against the model, within declared bounds.

One replication each. The bounds are what the mechanisms must hold, not what the figures happen to be.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import pytest

from sim.data.observed import Point, observed_points
from sim.national import prepare, run
from sim.studies.history_series import frames, modelled
from sim.tables import RunTables
from tests.support.scenarios import load_scenario

EPISODES = {
    "2015": ("start=2015-01-01", "shock=replay_2015", "plan=practice_2015", "horizon_days=1461"),
    "2022": ("start=2022-01-01", "shock=replay_2022", "plan=practice_2022", "horizon_days=730"),
}


@cache
def tables(episode: str) -> RunTables:
    scenario = load_scenario([*EPISODES[episode], "given=votes"])
    return run(scenario, 0, prepare(scenario))


@cache
def told(episode: str) -> dict[Point, float]:
    """What the run says of each observed point that it reaches."""
    points = [point for point in observed_points() if point.episode == episode]
    values = modelled(*frames([tables(episode)]), points)[0]
    return {point: float(value) for point, value in zip(points, values, strict=True) if not np.isnan(value)}


@pytest.mark.backtest
@pytest.mark.parametrize(
    ("episode", "series", "last", "bound"),
    [
        ("2015", "residents", "2017-12-31", 0.15),
        ("2015", "settled_from_reception", "2017-12-31", 0.25),
        ("2015", "wait_permit_to_move", "2018-12-31", 0.25),
        ("2022", "settled", "2023-12-31", 0.15),
        ("2022", "permit_not_moved", "2022-12-31", 0.30),
        ("2022", "residents", "2023-12-31", 0.30),
    ],
)
def test_a_series_stays_within_its_bound_at_every_point(episode: str, series: str, last: str, bound: float) -> None:
    found = {
        point.date: value / point.value - 1.0
        for point, value in told(episode).items()
        if point.series == series and point.use != "report" and point.date <= dt.date.fromisoformat(last)
    }
    assert len(found) >= 2
    assert {date: off for date, off in found.items() if abs(off) > bound} == {}


@pytest.mark.backtest
@pytest.mark.parametrize(
    ("series", "date", "bound"),
    [
        ("undecided", "2015-12-31", 0.15),
        ("undecided", "2016-12-31", 0.25),
        ("waiting", "2015-12-31", 0.25),
        ("waiting", "2018-12-31", 0.30),
        ("duty_to_leave", "2015-12-31", 0.30),
        ("duty_to_leave", "2017-11-19", 0.35),
        ("share_within_six_months", "2018-12-31", 0.20),
        ("places_emergency", "2015-11-15", 0.20),
    ],
)
def test_people_of_2015_stand_where_they_were_counted(series: str, date: str, bound: float) -> None:
    found = [
        value / point.value - 1.0
        for point, value in told("2015").items()
        if (point.series, point.date) == (series, dt.date.fromisoformat(date))
    ]
    assert len(found) == 1
    assert abs(found[0]) <= bound


@pytest.mark.backtest
def test_decisions_fall_in_2017_because_fewer_cases_are_left_not_by_a_date() -> None:
    scenario = load_scenario([*EPISODES["2015"], "given=votes"])
    assert max(step.since for step in scenario.casework.capacity) < dt.date(2017, 1, 1)
    quarters = {
        point.date: (value, point.value)
        for point, value in told("2015").items()
        if point.series == "decisions" and point.use == "score" and point.date.year == 2017
    }
    of_model = [value for _, (value, _) in sorted(quarters.items())]
    assert len(of_model) == 4
    assert of_model == sorted(of_model, reverse=True)
    assert of_model[-1] < 0.45 * of_model[0]
    assert sum(of_model) == pytest.approx(sum(seen for _, seen in quarters.values()), rel=0.2)


def peak(episode: str, *series: str, group: str = "all", until: str | None = None) -> tuple[dt.date, float]:
    weekly = tables(episode).weekly
    total = np.sum([weekly.of(name, group) for name in series], axis=0)
    if until is not None:
        total = np.where(weekly.dates <= np.datetime64(until), total, 0.0)
    at = int(total.argmax())
    return weekly.dates[at].astype("datetime64[D]").item(), float(total[at])


@pytest.mark.backtest
def test_residents_of_2015_peak_within_a_month_and_a_tenth() -> None:
    day, height = peak("2015", "residents")
    assert abs((day - dt.date(2015, 11, 30)).days) <= 31
    assert height == pytest.approx(32_000, rel=0.10)


@pytest.mark.backtest
def test_the_spring_of_2022_peaks_within_a_month() -> None:
    undecided, _ = peak("2022", "awaiting_decision", group="collective", until="2022-08-31")
    assert abs((undecided - dt.date(2022, 4, 22)).days) <= 31
    waiting, height = peak("2022", "not_asked", "mapping", "ready", "allocated", group="collective", until="2022-08-31")
    assert abs((waiting - dt.date(2022, 6, 1)).days) <= 31
    assert height == pytest.approx(12_027, rel=0.20)


@pytest.mark.backtest
def test_fewer_ukrainians_live_privately_after_the_first_months() -> None:
    weekly = tables("2022").weekly
    private, centres = (weekly.of(name, "collective") for name in ("living_privately", "residents"))
    share = private / np.maximum(private + centres, 1.0)
    at = {date: float(share[weekly.dates.searchsorted(np.datetime64(date))]) for date in ("2022-04-24", "2023-06-25")}
    assert at["2022-04-24"] > 0.42
    assert at["2023-06-25"] < 0.32
