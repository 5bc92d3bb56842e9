from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from pydantic import ValidationError

from sim.config.criteria import SERIES, CriteriaConfig, Criterion
from sim.engine.calendar import Calendar
from sim.institutions.criteria import breaks, spells
from tests.plans.plan_support import load

MUST = {
    "no_roof",
    "without_place",
    "over_arrival_limit",
    "emergency_over_90_days",
    "children_in_emergency",
    "minors_in_adult_centre",
    "registration_backlog",
    "long_waits",
    "offers_short_of_ready",
}


def one(**changed: object) -> CriteriaConfig:
    criterion = {"says": "x", "series": "no_roof", "above": 0.0, "for_days": 3} | changed
    return CriteriaConfig.model_validate({"name": "tried", "says": "x", "criteria": {"tried": criterion}})


@pytest.mark.unit
@pytest.mark.parametrize("name", ["default", "strict"])
def test_our_criteria_name_known_series(name: str) -> None:
    config = CriteriaConfig.model_validate(load(f"criteria/{name}.yaml"))
    assert config.name == name
    assert set(config.criteria) >= MUST
    assert {each.series for each in config.criteria.values()} <= set(SERIES)


@pytest.mark.behaviour
def test_strict_breaks_whenever_default_does() -> None:
    loose, strict = (
        CriteriaConfig.model_validate(load(f"criteria/{name}.yaml")) for name in ("default", "strict")
    )
    for name, criterion in loose.criteria.items():
        other = strict.criteria[name]
        assert other.series == criterion.series
        assert other.for_days <= criterion.for_days
        assert other.above is not None
        assert criterion.above is not None
        assert other.above <= criterion.above


@pytest.mark.unit
def test_first_date_days_and_worst() -> None:
    values = np.array([0, 5, 5, 0, 1, 2, 9, 1, 0, 7, 7, 7, 0, 30], dtype=float)
    calendar = Calendar(dt.date(2024, 1, 1), 14)
    (found,) = breaks({"no_roof": values}, one(), calendar)
    assert found.first_date == dt.date(2024, 1, 5)
    assert found.days == 4 + 3
    assert found.worst == 30.0
    (never,) = breaks({"no_roof": values}, one(for_days=5), calendar)
    assert (never.first_date, never.days, never.worst) == (None, 0, 30.0)
    (low,) = breaks({"no_roof": values}, one(above=None, below=1, for_days=1), calendar)
    assert (low.first_date, low.days, low.worst) == (dt.date(2024, 1, 1), 4, 0.0)


@pytest.mark.unit
def test_nan_is_no_break_but_all_nan_is_refused() -> None:
    calendar = Calendar(dt.date(2024, 1, 1), 4)
    (found,) = breaks({"no_roof": np.array([1, np.nan, 1, 1])}, one(for_days=2), calendar)
    assert (found.first_date, found.days) == (dt.date(2024, 1, 3), 2)
    with pytest.raises(ValueError, match="holds no value"):
        breaks({"no_roof": np.full(4, np.nan)}, one(), calendar)


@pytest.mark.failure
def test_missing_series_is_named() -> None:
    with pytest.raises(KeyError, match="tried"):
        breaks({"overcrowded": np.zeros(3)}, one(), Calendar(dt.date(2024, 1, 1), 3))
    with pytest.raises(ValidationError):
        Criterion.model_validate({"says": "x", "series": "no_roof", "for_days": 1})


@pytest.mark.invariant
def test_spells_agree_with_counting_by_hand() -> None:
    generator = np.random.default_rng(2)
    for _ in range(50):
        met = generator.random(60) < 0.6
        for shortest in (1, 2, 4):
            found = spells(met, shortest)
            inside = np.zeros(60, dtype=bool)
            for first, end in found:
                assert met[first:end].all()
                assert end - first >= shortest
                assert first == 0 or not met[first - 1]
                assert end == 60 or not met[end]
                inside[first:end] = True
            longest = run = 0
            for day in np.flatnonzero(met & ~inside):
                run = run + 1 if day and met[day - 1] and not inside[day - 1] else 1
                longest = max(longest, run)
            assert longest < shortest
