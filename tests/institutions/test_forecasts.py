"""Forecasts: the historical error, four a year and monthly in a crisis, first signs, no future."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from pydantic import ValidationError

from sim.chance.draws import Chance
from sim.config.information import InformationConfig
from sim.config.population import PopulationConfig
from sim.engine.calendar import Calendar
from sim.institutions.arrival_past import history
from sim.institutions.forecasts import Forecasts, Publication
from sim.institutions.signs import WEEKS_PER_YEAR, PublishedArrivals
from tests.support.casework_world import information_config, plain

FloatArray = npt.NDArray[np.float64]
BEFORE = 156
FIRST = dt.date(2024, 1, 1)


def weeks(days: int, per_week: float = 200.0) -> FloatArray:
    return np.full(BEFORE + (days + 728) // 7, per_week)


def make(
    option: str = "historical",
    days: int = 730,
    total: FloatArray | None = None,
    ahead: FloatArray | None = None,
    first: dt.date = FIRST,
    replication: int = 0,
    **changes: Any,
) -> Forecasts:
    config = information_config(option, {key.replace("__", "."): value for key, value in changes.items()})
    return Forecasts(
        config,
        Calendar(first, days),
        Chance(1, replication),
        weeks(days) if total is None else total,
        BEFORE,
        np.zeros(days) if ahead is None else ahead,
    )


def surge(days: int, onset: int, size: float = 3000.0, length: int = 20) -> tuple[FloatArray, FloatArray]:
    """A plateau of `size` persons a week on a base of 200, and the same as seen 14 days ahead."""
    total = weeks(days)
    first = BEFORE + onset // 7
    total[first : first + length] += size
    ahead = np.zeros(days)
    ahead[max(onset - 14, 0) : onset - 14 + 7 * length] = size
    return total, ahead


def past(first: dt.date, days: int) -> FloatArray:
    """Published applications a week around `first`."""
    config = PopulationConfig.model_validate(plain("population", "norway"))
    span = 7 * BEFORE + days + 728
    daily = history(first - dt.timedelta(days=7 * BEFORE), span, config.under_15_share).sum(axis=0)
    whole: FloatArray = daily[: span // 7 * 7].reshape(-1, 7).sum(axis=1)
    return whole


def errors(forecasts: Forecasts, total: FloatArray, from_day: int, to_day: int) -> list[float]:
    """Log errors of the planning figures published in a span of days."""
    cumulated = np.concatenate([[0.0], np.cumsum(total)])

    def persons(first: float, last: float) -> float:
        at = np.interp([first / 7 + BEFORE, last / 7 + BEFORE], np.arange(cumulated.size), cumulated)
        return float(at[1] - at[0])

    return [
        math.log(each.planning / persons(each.day, each.day + 365))
        for each in forecasts.table
        if from_day <= each.day < to_day
    ]


# when


@pytest.mark.unit
def test_four_forecasts_in_a_calm_year_on_the_budget_days() -> None:
    calendar = Calendar(FIRST, 730)
    dates = [calendar.date(each.day) for each in make().table if each.day >= 0]
    assert [(date.month, date.day) for date in dates] == [(month, 15) for month in (1, 3, 6, 10)] * 2


@pytest.mark.unit
def test_one_is_in_force_on_the_first_day_and_the_latest_counts() -> None:
    forecasts = make()
    assert forecasts.latest(0).day < 0
    table = forecasts.table
    for day in range(730):
        latest = forecasts.latest(day)
        assert latest.day <= day
        assert not any(latest.day < each.day <= day for each in table)


@pytest.mark.unit
def test_a_publication_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        make().latest(0).planning = 1.0  # that it cannot be set is the point


@pytest.mark.behaviour
def test_forecasts_are_monthly_while_published_arrivals_grow() -> None:
    total, ahead = surge(730, 200)
    table = make(total=total, ahead=ahead).table
    crisis = [each.day for each in table if each.occasion == "crisis"]
    assert crisis
    assert min(crisis) > 200
    assert max(crisis) < 200 + 140 + 5 * 31
    months = {Calendar(FIRST, 730).date(each.day).month for each in table if 215 < each.day < 360}
    assert months == {8, 9, 10, 11, 12}


# how wrong


@pytest.mark.theory
def test_perfect_information_is_the_truth() -> None:
    total, ahead = surge(730, 200)
    forecasts = make("perfect", total=total, ahead=ahead)
    assert errors(forecasts, total, -400, 730) == pytest.approx([0.0] * len(forecasts.table), abs=1e-9)
    assert all(each.low == each.planning == each.high for each in forecasts.table)


@pytest.mark.theory
def test_unbiased_forecasts_are_right_on_average_in_rise_and_fall() -> None:
    total, ahead = surge(730, 200)
    ratios = []
    for replication in range(150):
        found = errors(make("unbiased", total=total, ahead=ahead, replication=replication), total, 0, 600)
        ratios.append(np.exp(found[:8]))
    mean = np.mean(ratios, axis=0)
    assert mean == pytest.approx(np.ones_like(mean), abs=4 * 0.24 / math.sqrt(150))


@pytest.mark.theory
def test_rest_of_the_error_has_its_spread_and_lingers() -> None:
    def quiet(replication: int) -> Forecasts:
        return make(replication=replication, crisis__least_per_week=1e6)  # no forecasts between the four

    found = np.array([errors(quiet(r), weeks(730), -365, 730) for r in range(250)])
    assert found.std() == pytest.approx(0.24, rel=0.08)
    lag = np.mean([np.corrcoef(found[:, i], found[:, i + 1])[0, 1] for i in range(found.shape[1] - 1)])
    assert lag == pytest.approx(0.6, abs=0.06)


@pytest.mark.backtest
def test_rise_of_2015_is_missed_less_and_less() -> None:
    total = past(dt.date(2014, 6, 1), 1100)
    day = {name: (date - dt.date(2014, 6, 1)).days for name, date in (
        ("winter", dt.date(2014, 12, 1)), ("june", dt.date(2015, 6, 1)), ("september", dt.date(2015, 9, 10)),
        ("october", dt.date(2015, 10, 10)))}  # fmt: skip
    before, during = [], []
    for replication in range(40):
        forecasts = make(days=1100, total=total, first=dt.date(2014, 6, 1), replication=replication)
        before.append(np.mean(errors(forecasts, total, day["winter"], day["june"])))
        during.append(np.mean(errors(forecasts, total, day["june"], day["october"])))
    assert -1.25 < np.mean(before) < -0.8  # 11,000 planned, 31,145 came: -1.04
    assert -0.8 < np.mean(during) < -0.1  # 16,000 and 23,000: -0.67 and -0.30


@pytest.mark.backtest
def test_fall_of_2016_is_missed_on_the_high_side_as_it_was() -> None:
    first = dt.date(2014, 6, 1)
    total = past(first, 1100)
    span = [(date - first).days for date in (dt.date(2015, 12, 1), dt.date(2016, 7, 1))]
    squares, signs, later = [], [], []
    for replication in range(40):
        forecasts = make(days=1100, total=total, first=first, replication=replication)
        found = np.array(errors(forecasts, total, *span))
        squares.append(np.mean(found**2))
        signs.append((found > 0).all())
        later += errors(forecasts, total, (dt.date(2017, 1, 1) - first).days, 1100)
    assert 1.7 < math.sqrt(np.mean(squares)) < 2.6  # 2.15 for the four planning figures for 2016
    assert all(signs)
    assert np.sqrt(np.mean(np.square(later))) < 0.6


@pytest.mark.unit
def test_persistence_says_that_the_last_weeks_go_on() -> None:
    total, ahead = surge(730, 203)
    forecasts = make("persistence", total=total, ahead=ahead, data__spread_by_age=[0.0])
    in_surge = forecasts.latest(203 + 120)
    assert in_surge.planning == pytest.approx(3200.0 * WEEKS_PER_YEAR, rel=1e-9)
    assert forecasts.latest(190).planning == pytest.approx(200.0 * WEEKS_PER_YEAR, rel=1e-9)
    assert not any(forecasts.warning(day) for day in range(730))


@pytest.mark.unit
def test_late_information_is_the_same_sixty_days_later() -> None:
    total, ahead = surge(730, 200)
    total = np.concatenate([total, np.full(12, 200.0)])
    now, late = make(total=total, ahead=ahead), make("late", total=total, ahead=ahead)
    mine = {each.day: each.planning for each in now.table}
    both = [each for each in late.table if each.day - 60 in mine and each.day > 0]
    assert len(both) > 8
    # errors linger: the tables agree once the first forecasts, which only one of them has, are forgotten
    for each in both[4:]:
        assert each.planning == pytest.approx(mine[each.day - 60], rel=0.2)
        assert each.data_day == each.day - 60 - 3
    index_now, warning_now = now.by_day
    index_late, warning_late = late.by_day
    onset_now, onset_late = np.argmax(warning_now > 0), np.argmax(warning_late > 0)
    assert onset_late - onset_now == 60
    assert np.argmax(index_late > 5) - np.argmax(index_now > 5) == 60


@pytest.mark.unit
def test_range_is_wide_while_a_change_shows() -> None:
    total, ahead = surge(730, 200)
    table = make(total=total, ahead=ahead).table
    calm = next(each for each in reversed(table) if each.day < 180)
    wild = next(each for each in table if each.day > 240)
    assert calm.high / calm.low == pytest.approx(1.67 / 0.67)
    assert wild.high / wild.low == pytest.approx(2.0 / 0.33)
    assert all(each.low <= each.planning <= each.high for each in table)


# what is known when


@pytest.mark.unit
def test_neighbours_and_warnings_run_ahead_of_the_onset() -> None:
    total, ahead = surge(730, 200)
    forecasts = make(total=total, ahead=ahead, warning__index_spread=0.0, warning__warning_spread=0.0)
    assert [forecasts.neighbours(day) for day in (0, 185, 186)] == pytest.approx([1.0, 1.0, 16.0], rel=0.02)
    assert [forecasts.warning(day) for day in (0, 185, 186, 190)] == [0.0, 0.0, 3000.0, 3000.0]


@pytest.mark.pairing
@pytest.mark.parametrize("option", ["historical", "unbiased", "persistence", "late"])
def test_data_of_weeks_to_come_are_never_seen(option: str) -> None:
    """Planners' data: nothing after a day changes what was counted by then."""
    config = information_config(option)
    total = past(dt.date(2015, 1, 1), 700)
    changed = total.copy()
    cut = 300
    changed[BEFORE + (cut + 1) // 7 :] = 7.0
    one, two = (PublishedArrivals(config.data, Chance(1, 0), each, BEFORE) for each in (total, changed))
    for day in (0, 50, 299):
        for span in (1, 3, 8, 52):
            assert one.per_week(day, span) == two.per_week(day, span)
    assert one.per_week(cut + 40, 3) != two.per_week(cut + 40, 3)


@pytest.mark.pairing
def test_truth_after_the_year_ahead_changes_no_forecast() -> None:
    total, ahead = surge(730, 200)
    other = total.copy()
    other[BEFORE + (100 + 366) // 7 + 1 :] = 9.0
    one, two = make(total=total, ahead=ahead), make(total=other, ahead=ahead)
    assert [each for each in one.table if each.day <= 100] == [each for each in two.table if each.day <= 100]


@pytest.mark.pairing
def test_a_longer_horizon_adds_forecasts_and_changes_none() -> None:
    long_total, long_ahead = surge(900, 200)
    short = make(days=600, total=long_total, ahead=long_ahead[:600])
    long = make(days=900, total=long_total, ahead=long_ahead)
    assert short.table == long.table[: len(short.table)]
    assert short.by_day[0].tolist() == long.by_day[0][:600].tolist()


@pytest.mark.repeat
def test_same_luck_same_table() -> None:
    assert make(replication=3).table == make(replication=3).table
    assert make(replication=3).table != make(replication=4).table


@pytest.mark.unit
def test_a_fixed_table_says_exactly_what_it_was_given() -> None:
    source = make()
    index, warning = source.by_day
    table = [Publication(5, 20.0, 10.0, 30.0, "budget", 2), Publication(-9, 7.0, 3.0, 9.0, "budget", -12)]
    forecasts = Forecasts.from_table(table, index, warning)
    assert [forecasts.latest(day).planning for day in (0, 4, 5, 700)] == [7.0, 7.0, 20.0, 20.0]
    assert forecasts.latest(5).planning_per_week == pytest.approx(20.0 / 52.18, rel=1e-3)
    assert forecasts.neighbours(3) == source.neighbours(3)
    copy = Forecasts.from_table(source.table, *source.by_day)
    assert copy.table == source.table


@pytest.mark.failure
def test_too_short_a_future_and_a_table_without_a_beginning_are_refused() -> None:
    with pytest.raises(ValueError, match="forecasts need"):
        make(total=weeks(730)[:-60])
    with pytest.raises(ValueError, match="on or before day 0"):
        Forecasts.from_table([Publication(5, 20.0, 10.0, 30.0, "budget", 2)], np.ones(9), np.zeros(9))


@pytest.mark.failure
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"publication_months": [6, 3]}, "must rise"),
        ({"error.missed_rise": [[3, 0.5], [0, 1.0]]}, "rising months"),
        ({"errors": "clairvoyant"}, "clairvoyant"),
        ({"range.calm_high": 0.5}, "calm_high"),
    ],
)
def test_configuration_names_what_is_wrong(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        InformationConfig.model_validate(plain("information", "historical", changes))


@pytest.mark.unit
@pytest.mark.parametrize("option", ["historical", "perfect", "unbiased", "persistence", "late"])
def test_every_option_gives_a_table(option: str) -> None:
    total, ahead = surge(400, 100)
    forecasts = make(option, days=400, total=total, ahead=ahead)
    assert all(0.0 <= each.low <= each.planning <= each.high for each in forecasts.table)
    assert all(forecasts.neighbours(day) > 0.0 for day in range(400))
