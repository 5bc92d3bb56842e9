"""Baselines against cases written out by hand, and against the published history."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.data import fact, series
from sim.studies.baselines import (
    Arrivals,
    Pair,
    arrivals_known,
    drift,
    outflow_share_month,
    pairs,
    persistence,
    planned,
    planning_figure,
)
from sim.studies.intake import reception_intake, reception_share
from sim.studies.scores import DAYS_A_MONTH, HORIZONS

FIRST = dt.date(2015, 1, 1)


def after(days: int) -> dt.date:
    return FIRST + dt.timedelta(days=days)


def steady(persons: float, days: int = 1000) -> Arrivals:
    return Arrivals(FIRST, np.full(days, persons))


@pytest.mark.unit
def test_pairs_are_all_origins_and_later_targets_in_a_bin() -> None:
    dates = [after(0), after(30), after(100), after(400)]
    assert pairs(dates) == (
        Pair(0, 2, 100, "3 months"),
        Pair(0, 3, 400, "12 months"),
        Pair(1, 3, 370, "12 months"),
        Pair(2, 3, 300, "12 months"),
    )  # from 30 to 100 it is 70 days, too few for about three months


@pytest.mark.unit
def test_persistence_and_drift_by_hand() -> None:
    dates = [after(0), after(10), after(110)]
    chosen = [Pair(0, 2, 110, "3 months"), Pair(1, 2, 100, "3 months")]
    assert persistence([500.0, 480.0, 100.0], chosen).tolist() == [500.0, 480.0]
    # from 500 to 480 in ten days: two a day, 200 less after a hundred; nothing stands before the first point
    found = drift(dates, [500.0, 480.0, 100.0], chosen)
    assert np.isnan(found[0])
    assert found[1] == 280.0
    assert drift(dates, [500.0, 400.0, 100.0], chosen)[1] == 0.0  # never fewer than nobody


@pytest.mark.unit
def test_drift_never_looks_past_its_origin() -> None:
    dates, values = [after(0), after(10), after(110), after(200)], np.array([500.0, 480.0, 100.0, 7.0])
    chosen = [Pair(1, 2, 100, "3 months"), Pair(1, 3, 190, "6 months")]
    poisoned = np.where(np.arange(4) > 1, 1e9, values)
    assert drift(dates, values, chosen).tolist() == drift(dates, poisoned, chosen).tolist()


@pytest.mark.theory
def test_arrivals_known_day_by_day() -> None:
    # half a month at 19 % a month keeps 0.9 of those there: (1 - 0.19)^(1/2)
    days = 365.25 / 24.0
    stay = 0.81 ** (1.0 / DAYS_A_MONTH)
    assert stay**days == pytest.approx(0.9)
    persons = np.arange(1.0, 41.0)
    stock = 1000.0
    for who_came in persons[11:31]:  # the days after the origin up to the target
        stock = stock * stay + who_came
    found = arrivals_known(1000.0, Arrivals(FIRST, persons), after(10), after(30), 0.19)
    assert found == pytest.approx(stock, rel=1e-12)


@pytest.mark.theory
def test_arrivals_known_settles_where_as_many_leave_as_come() -> None:
    level = 10.0 / (1.0 - 0.93 ** (1.0 / DAYS_A_MONTH))
    assert arrivals_known(level, steady(10.0), FIRST, after(900), 0.07) == pytest.approx(level)
    assert arrivals_known(0.0, steady(10.0), FIRST, after(900), 0.07) == pytest.approx(
        level * (1.0 - 0.93 ** (900 / DAYS_A_MONTH))
    )
    assert arrivals_known(100.0, steady(10.0), FIRST, after(30), 0.0) == 400.0
    assert arrivals_known(100.0, steady(10.0), FIRST, FIRST, 0.07) == 100.0


@pytest.mark.unit
def test_the_planning_figure_stands_in_for_arrivals() -> None:
    # 1,000 planned for 2015, 400 came by 31 January: 600 are left for 334 days
    so_far = Arrivals(FIRST, np.concatenate([np.full(31, 400.0 / 31.0), np.full(900, 1e6)]))
    left = planned({2015: 1000.0}, so_far, after(30), dt.date(2015, 12, 31))
    assert left.first_day == after(31)
    assert left.persons == pytest.approx(np.full(334, 600.0 / 334.0))
    found = planning_figure(50.0, {2015: 1000.0}, so_far, after(30), dt.date(2015, 12, 31), 0.0)
    assert found == pytest.approx(650.0)
    # more came than planned: nobody more is expected; the next year has its own figure, 2017 that of 2016
    late = planned({2015: 300.0, 2016: 732.0}, so_far, after(30), dt.date(2017, 3, 1))
    assert late.persons[:334].tolist() == [0.0] * 334
    assert late.persons[334:700] == pytest.approx(np.full(366, 2.0))
    assert late.persons[700:] == pytest.approx(np.full(365, 732.0 / 365.0))


@pytest.mark.unit
def test_a_planning_figure_at_new_year_is_that_of_the_new_year() -> None:
    eve = dt.date(2015, 12, 31)
    found = planned({2015: 10.0, 2016: 366.0}, steady(1e6), eve, dt.date(2016, 2, 1))
    assert found.first_day == dt.date(2016, 1, 1)
    assert found.persons == pytest.approx(np.full(366, 1.0))


@pytest.mark.failure
def test_baselines_refuse_what_they_do_not_know() -> None:
    with pytest.raises(ValueError, match="known from 2015-01-01 to 2015-01-10"):
        arrivals_known(1.0, steady(1.0, 10), FIRST, after(10), 0.07)
    with pytest.raises(ValueError, match="arrivals are known from"):
        arrivals_known(1.0, steady(1.0, 10), after(-2), after(3), 0.07)
    with pytest.raises(ValueError, match="outflow_share"):
        arrivals_known(1.0, steady(1.0), FIRST, after(3), 1.0)
    with pytest.raises(ValueError, match="no planning figure for 2015"):
        planned({2016: 10.0}, steady(1.0), FIRST, after(9))


@pytest.mark.backtest
def test_the_outflow_is_that_of_2014() -> None:
    year = {
        name: next(point.value for point in series("balance_2014_2018", name) if point.date.year == 2014)
        for name in ("settled_from_centres", "other_exits", "residents_start", "residents_end")
    }
    left = year["settled_from_centres"] + year["other_exits"]
    share = left / 12.0 / ((year["residents_start"] + year["residents_end"]) / 2.0)
    assert outflow_share_month() == round(share, 2) == fact("baseline.outflow_share_month").value


@pytest.mark.backtest
@pytest.mark.parametrize("year", [2014, 2015, 2016, 2017, 2018])
def test_intake_is_that_of_the_yearly_balance(year: int) -> None:
    published = next(p.value for p in series("balance_2014_2018", "intake") if p.date.year == year)
    assert reception_intake(year, year).persons.sum() == pytest.approx(published, rel=0.01)
    assert 0.94 < reception_share(year) < 0.98


PRESS = {
    dt.date(2016, 1, 31): 29_000.0,
    dt.date(2016, 5, 31): 24_243.0,
    dt.date(2017, 1, 26): 13_000.0,
    dt.date(2017, 4, 24): 9_924.0,
    dt.date(2017, 5, 1): 9_728.0,
    dt.date(2017, 8, 20): 8_300.0,
    dt.date(2017, 8, 31): 7_500.0,
    dt.date(2017, 11, 19): 5_900.0,
    dt.date(2018, 3, 18): 4_364.0,
    dt.date(2018, 10, 31): 3_930.0,
}
"""Residents by UDI in the press of the day (NTB, NPK, Norway Today; May 2016 Paul Chaffey)."""


@pytest.mark.backtest
def test_arrivals_known_on_the_residents_of_2015_to_2018() -> None:
    """A stock-flow study of 16 counts found 1,400, 2,200 and 2,000 persons with 12, 21 and 28 overlapping pairs.

    It did not say which distances it took. Of the 20 counts here, a fifth to either side gives about as many pairs
    and errors that lie within a fifth of its own.
    """
    counted = {
        point.date: point.value
        for point in series("reception_stock", "residents_in_reception_centres")
        if dt.date(2015, 8, 1) <= point.date < dt.date(2019, 1, 1)
    }
    residents = dict(sorted((counted | PRESS).items()))
    assert len(residents) == 20
    dates, values = list(residents), np.array(list(residents.values()))
    intake = reception_intake(2015, 2018)
    chosen = pairs(dates)
    forecast = np.array(
        [arrivals_known(values[each.origin], intake, dates[each.origin], dates[each.target]) for each in chosen]
    )
    truth = values[[each.target for each in chosen]]
    naive = np.abs(persistence(values, chosen) - truth)
    errors = {}
    for horizon in HORIZONS:
        here = np.array([each.horizon == horizon.name for each in chosen])
        error = np.abs(forecast - truth)[here]
        errors[horizon.name] = (len(error), error.mean())
        assert naive[here].mean() > 3.0 * error.mean()  # persistence is far easier to beat
    assert [n for n, _ in errors.values()] == [11, 22, 35]
    assert errors["3 months"][1] == pytest.approx(1_400.0, rel=0.2)
    assert errors["6 months"][1] == pytest.approx(2_200.0, rel=0.05)
    assert errors["12 months"][1] == pytest.approx(2_000.0, rel=0.1)
