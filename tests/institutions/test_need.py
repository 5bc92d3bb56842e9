"""The estimate of a settlement year's need: what goes in, what must not, and that it never looks ahead."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace as Known
from typing import Any

import numpy as np
import pytest

from sim.config.population import GROUPS
from sim.config.regime import NeedRules
from sim.engine.calendar import Calendar
from sim.institutions.need import Need
from sim.institutions.states import Case, Lodging
from tests.support.settlement_world import SettlementWorld, regime_config

STOCKS = ("mapping", "ready", "not_asked", "allocated", "awaiting_decision", "waiting_registration")
NEW_YEAR_BUT_46_DAYS = 319  # 15 November 2024
YEAR = 365.25


def world(**known: Any) -> Known:
    """All that the estimate may know, in plain numbers; two tracks."""
    values = {
        "stocks": {},
        "per_day": 0.0,
        "decided_a_day": 0,
        "planning": 0.0,
        "pending": [0, 0],
        "intake": [0.0, 0.0],
        "share": [1.0, 1.0],
        "abroad": 0,
        "offers_left": 0,
        "quota": 0.0,
        "private": 0.0,
        "alone_share": 0.0,
        "faster": 2.0,
        "settle_alone": 0.0,
        "settled": 0,
        "settled_minors": 0,
        "allocated_minors": 0,
    } | known
    return Known(**values)


def estimator(w: Known, minors_factor: float = 1.0) -> Need:
    calendar = Calendar(dt.date(2024, 1, 1), 600)
    stock = np.zeros((len(Case), len(GROUPS)), dtype=np.int64)
    stock[Case.AWAITING_DECISION, GROUPS.index("individual")] = round(1000 * (1 - w.alone_share))
    stock[Case.AWAITING_DECISION, GROUPS.index("minors_15_17")] = round(1000 * w.alone_share)
    stock[Case.ALLOCATED, GROUPS.index("minors_under_15")] = w.allocated_minors
    lodging = np.full(1000, int(Lodging.ORDINARY))
    lodging[: round(1000 * w.private)] = Lodging.PRIVATE
    population: Any = Known(
        case=Known(state=np.full(1000, int(Case.AWAITING_DECISION)), stock=stock),
        lodging=Known(state=lodging),
        size=np.ones(1000, dtype=np.int64),
    )
    settled = np.array([w.settled, 0]), np.array([0, w.settled_minors])
    casework: Any = Known(
        permits_expected_90d=90.0 * w.per_day,
        decided_persons=np.full(600, w.decided_a_day),
        tally=Known(pending=w.pending),
        expected=Known(granted_share=w.share, intake_per_week=w.intake),
    )
    towns: Any = Known(offers_left=w.offers_left, accounts=Known(settled_in=lambda year: settled))
    settlement: Any = Known(quota_waiting=w.abroad)
    records: Any = Known(stocks=dict.fromkeys(STOCKS, 0) | w.stocks)
    forecasts: Any = Known(latest=lambda day: Known(planning=w.planning))
    return Need(
        NeedRules(faster_decisions=w.faster, settle_alone_share=w.settle_alone),
        {2020: w.quota},
        dt.date(2024, 11, 1),
        minors_factor,
        population,
        calendar,
        casework,
        settlement,
        towns,
        forecasts,
        records,
    )


@pytest.mark.unit
def test_the_running_year_counts_those_done_those_waiting_and_the_pace_to_new_year() -> None:
    w = world(
        stocks={"mapping": 100, "ready": 200, "not_asked": 50, "allocated": 30},
        per_day=10.0,
        settled=700,
        abroad=20,
        quota=YEAR,
    )
    seen = estimator(w).estimate(NEW_YEAR_BUT_46_DAYS, 2024)
    assert seen.waiting == 700 + 30 + 100 + 200 + 50 + 20
    assert seen.permits == pytest.approx(47 * 10.0)
    assert seen.quota == pytest.approx(47.0)


@pytest.mark.unit
def test_minors_who_are_settled_or_allocated_stay_in_the_need_for_minors() -> None:
    """Else the need for minors would fall month by month, as they are settled, and be revised for nothing."""
    early = estimator(world(stocks={"ready": 1000}, alone_share=0.2))
    late = estimator(
        world(
            stocks={"ready": 250, "allocated": 250},
            settled=400,
            settled_minors=100,
            allocated_minors=50,
            alone_share=0.2,
        )
    )
    first, then = (each.estimate(NEW_YEAR_BUT_46_DAYS, 2024) for each in (early, late))
    assert first.persons == then.persons == 1000
    assert first.minors == then.minors == pytest.approx(200.0)


@pytest.mark.unit
def test_those_settled_in_the_latest_days_are_counted_before_the_month_is_over() -> None:
    """Else the need of the 15th would lack half a month of settlement: they are no longer among the waiting."""
    settling = SettlementWorld({(0, "individual"): 40, (0, "minors_15_17"): 10}, 200)
    people, towns = settling.population, settling.municipalities
    need = estimator(world())
    need._municipalities, need._calendar = towns, settling.calendar
    rows = np.arange(people.n)
    settling.run(75)  # 15 March 2024
    towns.homes.settle(rows, np.full(people.n, 7), 74)
    alone = people.unaccompanied
    assert need._settled_in(2024) == (people.size.sum(), people.size[alone].sum())


@pytest.mark.unit
def test_who_comes_too_late_to_be_decided_is_next_years_waiting_not_its_permits() -> None:
    """A wait of 100 days: those of the last 100 days are still pending at the end, whoever is ahead of them."""
    w = world(stocks={"awaiting_decision": 5000}, decided_a_day=50, planning=20_000, pending=[5000, 0])
    seen = estimator(w).estimate(NEW_YEAR_BUT_46_DAYS, 2025)
    left = 5000 - 47 * 50
    assert seen.permits == pytest.approx(left + 20_000 * (1 - 100 / YEAR))


@pytest.mark.unit
def test_after_a_surge_the_shares_granted_are_those_of_who_waits_and_who_comes_now() -> None:
    """Not those of the year behind, when nearly all decisions were grants of collective protection."""
    surge = {
        "stocks": {"awaiting_decision": 10_000},
        "decided_a_day": 100,
        "planning": 30_000,
        "share": [0.5, 1.0],
    }
    as_before = world(pending=[0, 10_000], intake=[0.0, 500.0], **surge)
    others = world(pending=[10_000, 0], intake=[500.0, 0.0], **surge)
    before, now = (estimator(w).estimate(NEW_YEAR_BUT_46_DAYS, 2025).permits for w in (as_before, others))
    assert now == pytest.approx(0.5 * before)


@pytest.mark.unit
def test_no_more_permits_are_reckoned_with_than_a_multiple_of_the_pace_allows() -> None:
    crowd = {"stocks": {"awaiting_decision": 1000}, "decided_a_day": 10, "planning": 100_000}
    for faster in (1.5, 2.0):
        seen = estimator(world(faster=faster, pending=[1000, 0], **crowd)).estimate(319, 2025)
        assert seen.permits == pytest.approx(faster * 10 * YEAR)


@pytest.mark.unit
def test_the_pace_is_that_of_days_that_are_over() -> None:
    """The committee meets before the day's cases are decided: today's nought is no part of the pace."""
    crowd = world(decided_a_day=10, planning=100_000, pending=[0, 0])
    need = estimator(crowd)
    for day, seen in ((0, 0.0), (1, 10.0), (319, 10.0)):
        need._casework.decided_persons[:] = 10
        need._casework.decided_persons[day:] = 0
        assert need.estimate(day, 2025).permits == pytest.approx(2.0 * seen * YEAR)


@pytest.mark.unit
def test_those_who_will_never_ask_need_no_place() -> None:
    facts = {"stocks": {"not_asked": 1000}, "per_day": 10.0, "private": 0.5}
    all_ask = estimator(world(**facts)).estimate(319, 2024)
    some_do = estimator(world(settle_alone=0.26, **facts)).estimate(319, 2024)
    assert (all_ask.waiting, some_do.waiting) == (1000.0, pytest.approx(740.0))
    assert some_do.permits == pytest.approx((1 - 0.26 * 0.5) * all_ask.permits)


@pytest.mark.unit
def test_the_revision_of_the_need_for_minors_holds_from_its_day() -> None:
    w = world(stocks={"ready": 1000}, alone_share=0.2)
    for day, expected in ((304, 200.0), (305, 128.0)):  # 31 October and 1 November
        assert estimator(w, 0.64).estimate(day, 2024).minors == pytest.approx(expected)


@pytest.mark.unit
def test_a_year_without_anybody_needs_nothing() -> None:
    seen = estimator(world(pending=[0, 0])).estimate(319, 2025)
    assert seen.persons == 0


@pytest.mark.backtest
def test_the_need_of_2016_and_2023_is_of_the_size_that_was_published() -> None:
    """From what was published in the autumn before; a quarter off at most.

    2016: 33,000 planned, 24,000 pending, 3,479 waiting at New Year, quota 3,000: the need was set to 18,000. Of
    22,800 decided in 2016 12,871 were granted; the pace (50 a day) lies between that of January 2016, 35, and
    of the year, 62. 2023: 40,000 planned, 2,300 pending, 8,000 with a permit and not moved, of whom some 3,000
    had not asked, quota 2,000: 35,000 to 38,000 were asked for.
    """
    autumn_2015 = world(
        stocks={"awaiting_decision": 24_000, "ready": 3479},
        decided_a_day=50,
        planning=33_000,
        pending=[24_000, 0],
        intake=[1000.0, 0.0],
        share=[0.56, 1.0],
        quota=3000.0,
        settle_alone=0.26,
        private=0.03,
    )
    assert estimator(autumn_2015).estimate(319, 2025).persons == pytest.approx(18_000, rel=0.25)
    autumn_2022 = world(
        stocks={"awaiting_decision": 2300, "ready": 5000, "not_asked": 3000},
        per_day=80.0,
        decided_a_day=80,
        planning=40_000,
        pending=[0, 2300],
        intake=[0.0, 600.0],
        share=[0.56, 0.97],
        quota=2000.0,
        settle_alone=0.26,
        private=0.27,
        offers_left=8000,
    )
    assert estimator(autumn_2022).estimate(319, 2025).persons == pytest.approx(36_500, rel=0.25)


@pytest.mark.unit
def test_the_numbers_come_from_facts() -> None:
    rules = regime_config().need
    assert (rules.faster_decisions, rules.settle_alone_share) == (2.0, 0.26)
