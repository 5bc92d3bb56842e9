"""People settled before the run: counts by year, kind, municipality and month, and what they bring."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim.config.prices import CATEGORIES, PricesConfig
from sim.data import fact, municipalities
from sim.institutions.accounts import ITEMS, MONTHS_OF_COST, Rates
from sim.institutions.economy import Economy, days_in_month
from sim.institutions.settled_before import (
    KINDS,
    LEARNER,
    MINOR,
    MONTHS_BEFORE,
    N_CATEGORIES,
    SPECIAL_NEEDS,
    Settled,
    settled_before,
)
from tests.institutions.test_economy import activity, economy
from tests.plans.plan_support import load

PRICES = PricesConfig.model_validate(load("prices/norway.yaml"))
TABLE = municipalities()
GRANTS_LATER = [f"integration_grant_year_{year}" for year in range(2, 6)]


def seeded(first: tuple[int, int]) -> Settled:
    return settled_before(PRICES.settled_before, TABLE, first)


def quiet(start: dt.date, n_months: int) -> list[Any]:
    """As many months in which nobody is settled, for all municipalities."""
    nobody = np.zeros(len(TABLE), dtype=np.int64)
    out = []
    for at in range(n_months):
        date = dt.date(start.year + (start.month - 1 + at) // 12, (start.month - 1 + at) % 12 + 1, 1)
        month = activity(days_in_month(date))
        changed = {
            name: np.zeros((len(TABLE), *value.shape[1:]), dtype=np.int64)
            for name, value in vars(month).items()
            if isinstance(value, np.ndarray) and name not in ("place_days", "moves")
        }
        out.append(activity(month.days, **(changed | {"elderly": nobody})))
    return out


def run_off(first: tuple[int, int], years: int) -> Economy:
    start = dt.date(*first, 1)
    return economy(quiet(start, 12 * years), start, seeded(first))


def of_year(made: Economy, items: list[str], year: int) -> int:
    return sum(made.year_total(year, "state_IMDi", item) for item in items)


@pytest.mark.unit
def test_the_years_sum_to_what_was_published() -> None:
    persons = seeded((2024, 1)).persons
    assert persons.shape == (MONTHS_BEFORE, len(TABLE), len(KINDS))
    by_year = persons[:, :, :N_CATEGORIES].reshape(5, 12, -1).sum(axis=(1, 2)).tolist()
    keys = ["cohort.settled_2019", *(f"settle.settled_{year}" for year in range(2020, 2024))]
    assert by_year == [fact(key).value for key in keys]
    assert (persons >= 0).all()
    assert persons[:, :, LEARNER].sum() == persons[:, :, :2].sum()
    assert 0 < persons[:, :, SPECIAL_NEEDS].sum() < 0.04 * persons[:, :, :N_CATEGORIES].sum()
    months = persons[-12:, :, :N_CATEGORIES].sum(axis=(1, 2))
    assert months.max() - months.min() < 0.1 * months.mean()


@pytest.mark.unit
def test_a_start_inside_a_year_takes_the_months_gone_by() -> None:
    persons = seeded((2023, 7)).persons[:, :, :N_CATEGORIES]
    half = int(persons[-6:].sum())
    assert half == pytest.approx(fact("settle.settled_2023").value / 2, rel=0.05)
    assert persons[-18:-6].sum() == fact("settle.settled_2022").value
    minors = sum(int(each.sum()) for each in seeded((2023, 7)).minors.values())
    assert minors == seeded((2023, 7)).persons[:, :, MINOR].sum()


@pytest.mark.unit
def test_an_unlisted_year_counts_as_the_nearest() -> None:
    persons = seeded((2028, 1)).persons[:, :, :N_CATEGORIES].reshape(5, 12, -1).sum(axis=(1, 2)).tolist()
    assert persons[2:] == [12596, 12596, 12596]


@pytest.mark.failure
def test_shares_that_do_not_fit() -> None:
    raw = load("prices/norway.yaml")
    spoilt = dict(raw["settled_before"]) | {"minors_turn": {15: 0.5}}
    with pytest.raises(ValidationError, match="minors_turn must sum to 1"):
        PricesConfig.model_validate(raw | {"settled_before": spoilt})
    years = {2023: raw["settled_before"]["years"][2023] | {"single_adults": 0.999}}
    with pytest.raises(ValidationError, match="must not sum to more than 1"):
        PricesConfig.model_validate(raw | {"settled_before": raw["settled_before"] | {"years": years}})


@pytest.mark.theory
def test_the_cohorts_run_off_over_five_years() -> None:
    """Nobody arrives: every grant year is the settled of its year times the rate, and then there is nothing."""
    made = run_off((2024, 1), 6)
    persons = seeded((2024, 1)).persons[:, :, :N_CATEGORIES].reshape(5, 12, len(TABLE), -1).sum(axis=(1, 2))
    rates = Rates(PRICES).integration
    for year in range(2024, 2030):
        by_hand = 0
        for grant_year in range(2, 6):
            settled = year - grant_year + 1
            if 2019 <= settled <= 2023:
                by_hand += int(persons[settled - 2019] @ rates[:, grant_year - 1])
        booked = of_year(made, GRANTS_LATER, year)
        assert booked == pytest.approx(by_hand, abs=4 * 12 * len(TABLE))
        assert (booked == 0) == (year >= 2028)
    months = range(72)
    weights = {year: Rates(PRICES).monthly_cost(year) for year in range(2019, 2024)}
    cohorts = seeded((2024, 1)).persons[:, :, :N_CATEGORIES].sum(axis=1)
    cost = sum(
        int(cohorts[slot] @ weights[2019 + slot // 12][month + MONTHS_OF_COST - slot])
        for month in months
        for slot in range(month + 1, MONTHS_BEFORE)
    )
    item = ITEMS.index("settlement_cost")
    assert int(made.ledger.array[..., item].sum()) == pytest.approx(cost, rel=1e-6)
    assert not made.ledger.array[60:72, :, item].any()
    assert of_year(made, ["integration_grant_year_1"], 2024) == 0
    assert of_year(made, ["disability_grant", "norwegian_training_grant"], 2024) > 0
    assert of_year(made, ["norwegian_training_grant"], 2025) == 0


@pytest.mark.theory
def test_the_level_is_that_of_published_payments() -> None:
    """Years 2 to 5 as paid in 2023; what was paid for those settled in 2023 in the year they came."""
    now = PRICES.factor(2023) * 100 * 10**9
    paid = float(now) * fact("pay.integration_y2_5_2023").value
    made = run_off((2023, 1), 1)
    assert of_year(made, GRANTS_LATER, 2023) == pytest.approx(paid, rel=0.15)
    came = seeded((2024, 1)).persons[-12:, :, :N_CATEGORIES].sum(axis=(0, 1))
    first = int(came @ Rates(PRICES).integration[:, 0])
    assert first == pytest.approx(float(now) * fact("pay.integration_y1_2023").value, rel=0.15)
    assert of_year(run_off((2024, 1), 1), GRANTS_LATER, 2024) > paid


@pytest.mark.theory
def test_the_level_of_2022_falls_short_by_a_quarter() -> None:
    """The low ends of the two facts are what was paid in 2022: years 2 to 5 were then of the small cohorts before."""
    now = float(PRICES.factor(2022) * 100 * 10**9)
    later = of_year(run_off((2022, 1), 1), GRANTS_LATER, 2022) / (now * fact("pay.integration_y2_5_2023").low)
    assert 0.7 < later < 0.8
    came = seeded((2023, 1)).persons[-12:, :, :N_CATEGORIES].sum(axis=(0, 1))
    first = int(came @ Rates(PRICES).integration[:, 0])
    assert first == pytest.approx(now * fact("pay.integration_y1_2023").low, rel=0.15)


@pytest.mark.unit
def test_minors_come_of_age() -> None:
    before = seeded((2024, 1))
    low, high = PRICES.grants.minors_last_age_to_16, PRICES.grants.minors_last_age
    counted = [int(before.minors_turning(year, 0, high).sum()) for year in range(2024, 2031)]
    assert counted == sorted(counted, reverse=True)
    assert counted[0] > 0 == counted[-1]
    assert before.minors_turning(2024, 0, low).sum() < before.minors_turning(2024, low + 1, high).sum()


@pytest.mark.unit
def test_categories_are_those_of_the_prices() -> None:
    assert KINDS[:N_CATEGORIES] == CATEGORIES
