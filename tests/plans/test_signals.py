from __future__ import annotations

import math

import numpy as np
import pytest

from sim.chance.draws import Chance
from sim.config.when import SIGNALS
from sim.engine.ratio import NO_LIMIT, ratio
from sim.engine.trend import false_alarm_rate, mann_kendall
from sim.plans.protocol import Observation
from sim.plans.signals import READING_DAYS, READINGS, REGISTRY, signal_of
from tests.plans.plan_support import observed, plan


def value(signal: str, **changed: float) -> float:
    return REGISTRY[signal]([observed(0, **changed)])


@pytest.mark.unit
@pytest.mark.parametrize(("pool", "suffix"), [("reception", ""), ("minors", "_minors"), ("care", "_care")])
def test_use_is_that_of_the_places_beyond_the_buffer(pool: str, suffix: str) -> None:
    seen = observed(0, **{f"residents{suffix}": 90, f"places{suffix}": 120})
    for buffer, use in ((0, 0.75), (20, 0.9), (120, NO_LIMIT)):
        reception = plan().reception.model_copy(update={f"buffer{suffix}_places": buffer})
        assert signal_of(f"{pool}_use", reception)([seen]) == use


@pytest.mark.unit
@pytest.mark.parametrize(
    ("pool", "empty", "wanting"),
    [
        ("reception", {"residents": 0, "places": 0}, {"no_roof": 1}),
        ("reception", {"residents": 0, "places": 0}, {"nights_over_limit": 1}),
        ("minors", {"residents_minors": 0, "places_minors": 0}, {"waiting_minors": 1}),
        ("care", {"residents_care": 0, "places_care": 0}, {"waiting_care": 1}),
    ],
)
def test_a_pool_without_places_is_full_as_soon_as_somebody_needs_one(
    pool: str, empty: dict[str, float], wanting: dict[str, float]
) -> None:
    use = signal_of(f"{pool}_use", plan().reception)
    assert use([observed(0, **empty)]) == 0.0
    assert use([observed(0, **empty, **wanting)]) == NO_LIMIT


@pytest.mark.unit
def test_registry_and_definitions_name_the_same() -> None:
    assert set(REGISTRY) == set(SIGNALS)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("signal", "changed", "wanted"),
    [
        ("reception_use", {"residents": 460, "places": 500}, 0.92),
        ("minors_use", {"residents_minors": 45, "places_minors": 50}, 0.9),
        ("minors_use", {"residents_minors": 45, "waiting_minors": 30, "places_minors": 50}, 1.5),
        ("care_use", {"residents_care": 10, "places_care": 8}, 1.25),
        ("care_use", {"residents_care": 7, "waiting_care": 3, "places_care": 8}, 1.25),
        ("emergency_use", {"residents_emergency": 5500, "places_emergency": 16500}, 0.333333333),
        ("free_arrival_beds", {"arrival_beds_free": 12}, 12),
        ("registration_backlog_days", {"registration_backlog": 900, "registration_per_day": 300}, 3),
        ("nights_over_limit", {"nights_over_limit": 7}, 7),
        ("no_roof", {"no_roof": 3}, 3),
        ("arrivals_to_plan", {"arrivals_7d": 210, "plan_persons_per_week": 100}, 2.1),
        ("weekly_growth", {"arrivals_7d": 200, "arrivals_previous_7d": 100}, 2),
        ("warning", {"warning_persons_per_week": 800}, 800),
        ("neighbours_arrivals", {"neighbours_index": 1.7}, 1.7),
        ("unaccompanied_share", {"unaccompanied_28d": 56, "arrivals_28d": 280}, 0.2),
        ("private_share", {"private_28d": 140, "arrivals_28d": 280}, 0.5),
        ("decision_backlog_days", {"awaiting_decision": 600, "decisions_28d": 280}, 60),
        ("mapping_backlog_days", {"mapping": 7000, "mapped_per_day": 25}, 280),
        ("offers_to_permits_90d", {"offers_left": 300, "permits_expected_90d": 600}, 0.5),
        ("need_revision", {"need_current": 3300, "need_notified": 3000}, 0.1),
        ("need_revision", {"need_current": 2700, "need_notified": 3000}, -0.1),
        ("need_revision_minors", {"need_minors_current": 700, "need_minors_notified": 1100}, -0.363636364),
        ("long_wait_share", {"long_wait_share": 0.25}, 0.25),
        ("staff_vacancy", {"staff_vacancy": 0.3}, 0.3),
        ("supplier_bids", {"supplier_bids": 1.5}, 1.5),
        ("budget_days_left", {"budget_left_nok": 9e7, "spent_per_day_nok": 3e6}, 30),
        ("budget_days_left", {"budget_left_nok": -9e7, "spent_per_day_nok": 3e6}, 0),
    ],
)
def test_signal_is_what_its_definition_says(signal: str, changed: dict[str, float], wanted: float) -> None:
    assert value(signal, **changed) == wanted


@pytest.mark.unit
def test_nothing_below_the_line() -> None:
    assert ratio(0, 0) == 0.0
    assert ratio(3, 0) == NO_LIMIT == value("reception_use", residents=3, places=0)
    assert math.isnan(value("need_revision", need_notified=0))
    assert math.isnan(value("warning", warning_persons_per_week=math.nan))


@pytest.mark.unit
def test_exactly_ten_percent_is_not_more_than_ten_percent() -> None:
    """In plain arithmetic 1100 / 1000 - 1 is above 0.1."""
    assert 1100 / 1000 - 1 > 0.1
    for base in (1000, 3000, 5025, 35000, 700):
        assert not value("need_revision", need_current=base * 1.1, need_notified=base) > 0.1
        assert value("need_revision", need_current=base * 1.1 + 1, need_notified=base) > 0.1


def waits(shares: list[float]) -> list[Observation]:
    """A history whose reading days hold the given shares, rubbish in between."""
    days = range((len(shares) - 1) * READING_DAYS + 1)
    return [
        observed(day, long_wait_share=shares[day // READING_DAYS] if day % READING_DAYS == 0 else -9.0)
        for day in days
    ]


@pytest.mark.unit
def test_trend_needs_a_year_of_readings_and_moves_on_reading_days_only() -> None:
    trend = REGISTRY["long_wait_trend"]
    rising = waits([i / 100 for i in range(READINGS)])
    assert math.isnan(trend(rising[:-1]))
    assert trend(rising) == round((66 - 1) / math.sqrt(12 * 11 * 29 / 18), 9)
    later = [*rising, *(observed(len(rising) + i, long_wait_share=0.9) for i in range(READING_DAYS - 1))]
    assert trend(later) == trend(rising)
    assert trend(waits([0.1] * READINGS)) == 0.0
    assert trend(waits([-i / 100 for i in range(READINGS)])) < -4.0


@pytest.mark.theory
def test_mann_kendall_by_hand_and_by_enumeration() -> None:
    """S = 5 - 1 = 4 of 1 3 2 4; with a tie the variance is (4*3*13 - 2*1*9) / 18."""
    assert mann_kendall([1, 3, 2, 4]) == pytest.approx(3 / math.sqrt(4 * 3 * 13 / 18))
    assert mann_kendall([1, 2, 2, 4]) == pytest.approx(4 / math.sqrt((4 * 3 * 13 - 18) / 18))
    from itertools import permutations

    values = [mann_kendall(order) for order in permutations(range(6))]
    for threshold in (0.0, 1.0, 1.645, 2.0):
        share = sum(each > threshold for each in values) / len(values)
        assert false_alarm_rate(threshold, 6) == pytest.approx(share, abs=1e-12)


@pytest.mark.theory
def test_false_alarm_rate_holds_and_what_breaks_it() -> None:
    """Independent readings: the exact rate within 3.9 standard errors; linked readings alarm more often."""
    threshold, looks = 2.0, 4000
    exact = false_alarm_rate(threshold, READINGS)
    assert 0.01 < exact < 0.03
    noise = Chance(7, 0).uniform(
        "arrivals_level", np.arange(looks)[:, None], np.arange(READINGS + 20)[None, :]
    )
    alone = np.mean([mann_kendall(row[-READINGS:].tolist()) > threshold for row in noise])
    assert abs(alone - exact) < 3.9 * math.sqrt(exact * (1 - exact) / looks)
    linked = np.zeros_like(noise)
    for at in range(1, noise.shape[1]):
        linked[:, at] = 0.5 * linked[:, at - 1] + noise[:, at] - 0.5
    together = np.mean([mann_kendall(row[-READINGS:].tolist()) > threshold for row in linked])
    assert exact < together < 0.15


@pytest.mark.theory
def test_trend_is_found_when_there_is_one() -> None:
    """A rise of one standard deviation of the noise over the year is seen more often than not."""
    noise = Chance(8, 0).uniform("arrivals_level", np.arange(1000)[:, None], np.arange(READINGS)[None, :])
    rise = np.linspace(0.0, 1.5, READINGS)
    found = np.mean([mann_kendall((row + rise).tolist()) > 2.0 for row in noise])
    assert found > 0.8
