"""Forecasts of a replayed shock are off as those that were published: in sign and size, by year foretold."""

from __future__ import annotations

import datetime as dt
import math
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from sim.chance.draws import Chance
from sim.config.schema import Scenario
from sim.data import Vintage, vintages
from sim.engine.calendar import Calendar
from sim.institutions.arrival_rates import DAYS_BEFORE, build_rates
from sim.institutions.foretold import foretold
from sim.institutions.signs import PublishedArrivals
from tests.support.scenarios import load_scenario

FloatArray = npt.NDArray[np.float64]
REPLICATIONS = 40
NEAREST_DAYS = 40  # a monthly forecast, at most, from the published one
DAYS = {2015: 1461, 2022: 974}


@cache
def world(year: int, information: str = "historical") -> Scenario:
    return load_scenario(
        (f"start={year}-01-01", f"shock=replay_{year}", f"plan=practice_{year}", f"horizon_days={DAYS[year]}",
         f"information={information}")
    )  # fmt: skip


@cache
def generated(shock: int, target: int, published: dt.date) -> FloatArray:
    """Log errors of the year's total in the forecast nearest to a published one, a replication each."""
    scenario = world(shock)
    calendar, rates = Calendar(scenario.start.date, scenario.days), build_rates(scenario)
    truth = PublishedArrivals(scenario.information.data, Chance(1, 0), rates.total_by_week, DAYS_BEFORE // 7)
    first, last = calendar.day(dt.date(target, 1, 1)), calendar.day(dt.date(target + 1, 1, 1))
    year = truth.true_persons(first, last)
    day = calendar.day(published)
    found = []
    for replication in range(REPLICATIONS):
        table = foretold(scenario, calendar, Chance(1, replication), rates, None).table
        nearest = min(table, key=lambda each: abs(each.day - day))
        if abs(nearest.day - day) > NEAREST_DAYS:
            continue
        come = truth.true_persons(first, nearest.day) if nearest.day > first else 0.0
        left = min(last - nearest.day, 365) / 365
        found.append(math.log((come + nearest.planning * left) / year))
    assert len(found) > REPLICATIONS / 2
    return np.array(found)


def published(shock: int, target: int) -> list[tuple[Vintage, float, FloatArray]]:
    """Each vintage for a year with its log error, and those of the generator."""
    rows = [each for each in vintages() if each.target_year == target]
    return [
        (each, math.log(each.planning_figure / each.outcome), generated(shock, target, each.published))
        for each in rows
        if each.outcome is not None
    ]


@pytest.mark.backtest
def test_the_rise_of_2015_is_under_forecast_and_less_and_less() -> None:
    rows = published(2015, 2015)[:3]  # 11,000, 16,000 and 23,000; at last 33,000 was said, when most had come
    errors = [error for _, error, _ in rows]
    means = [float(found.mean()) for _, _, found in rows]
    assert [round(each, 2) for each in errors] == [-1.04, -0.67, -0.3]
    assert means == sorted(means)
    assert np.abs(np.subtract(means, errors)).max() < 0.35
    assert all((found < 0.0).mean() > 0.9 for _, _, found in rows[:2])


@pytest.mark.backtest
def test_all_forecasts_for_2016_are_far_too_high() -> None:
    rows = published(2015, 2016)
    assert len(rows) == 4
    for _, error, found in rows:
        assert 1.1 < error < 2.9
        assert (found > 0.5).all()
        assert found.mean() == pytest.approx(error, abs=0.45)


@pytest.mark.backtest
@pytest.mark.parametrize("target", [2022, 2023])
def test_forecasts_for_2022_and_2023_are_near(target: int) -> None:
    rows = published(2022, target)
    squares = []
    for _, error, found in rows:
        assert abs(error) < 0.6
        assert abs(found.mean()) < 0.3
        assert np.mean(np.abs(found) < 0.6) > 0.9
        squares.append(float(np.mean(found**2)))
    assert 0.1 < math.sqrt(np.mean(squares)) < 0.4  # 0.24 for the published ones


@pytest.mark.behaviour
def test_a_rise_that_comes_slowly_is_never_sudden() -> None:
    """The rise of 2015 is foretold as if nothing were ever sudden, that of 2022 is not."""
    for year, alike in ((2015, True), (2022, False)):
        scenario = world(year)
        error = scenario.information.error.model_copy(update={"sudden_at": 1e6})
        other = scenario.model_copy(
            update={"information": scenario.information.model_copy(update={"error": error})}
        )
        calendar, rates = Calendar(scenario.start.date, scenario.days), build_rates(scenario)
        one, two = (foretold(each, calendar, Chance(1, 0), rates, None).table for each in (scenario, other))
        assert (one == two) is alike


@pytest.mark.backtest
@pytest.mark.parametrize("shock", [2015, 2022])
def test_the_nowcast_beats_the_last_week_that_is_complete_and_its_interval_covers(shock: int) -> None:
    """Of the latest week: filled up for late reports, against the last week that needs no filling up."""
    scenario = world(shock)
    data, rates = scenario.information.data, build_rates(scenario)
    spread, complete = data.spread_by_age[0], data.spread_by_age.index(0.0)
    inside, nowcast, naive = [], [], []
    luck = np.random.Generator(np.random.PCG64(1)).standard_normal(200)
    for replication in range(20):
        arrivals = PublishedArrivals(data, Chance(1, replication), rates.total_by_week, DAYS_BEFORE // 7)
        for day in range(70, 70 + 7 * 60, 7):
            truth = arrivals.true_persons(day - 7, day)
            told = arrivals.per_week(day, 1)
            inside.append(abs(math.log(told / truth)) < 1.645 * spread)
            draws = told * np.exp(spread * luck)
            spaced = np.abs(draws[:, None] - draws[None, :]).sum() / (2 * draws.size * (draws.size - 1))
            nowcast.append(np.abs(draws - truth).mean() - spaced)  # CRPS
            naive.append(abs(arrivals.true_persons(day - 7 - 7 * complete, day - 7 * complete) - truth))
    assert 0.85 < np.mean(inside) < 0.95
    assert np.mean(nowcast) < np.mean(naive)
