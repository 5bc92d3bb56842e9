from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chance.draws import Chance
from sim.config.base import Law
from sim.config.plan import Measure
from sim.plans.measures import (
    Foreseen,
    drawn_lead_days,
    horizon_days,
    need_foreseen,
    need_from,
    need_of,
    order_size,
    promised_days,
    surplus,
    upper_days,
)
from tests.plans.plan_support import measure, observed, plan


def made(**changed: object) -> Measure:
    return Measure.model_validate(measure() | changed)


@pytest.mark.unit
def test_need_by_hand() -> None:
    """850 persons + (20 - 10 a day) x 14 days = 990; over 0.9, plus 100."""
    tried = plan(reception__target_use=0.9, reception__buffer_places=100)
    seen = observed(0, arrivals_7d=140, arrivals_previous_7d=140)
    assert need_from(seen, tried, 14.0).places == pytest.approx(990 / 0.9 + 100)
    without = need_from(observed(0, no_roof=30, nights_over_limit=20), tried, 0.0).places
    assert without == pytest.approx(900 / 0.9 + 100)


@pytest.mark.unit
def test_children_who_wait_for_a_place_of_their_kind_need_one() -> None:
    tried = plan(reception__target_use=0.9)
    seen = observed(0, residents_minors=0, waiting_minors=90, residents_care=9, waiting_care=18)
    need = need_from(seen, tried, 0.0)
    assert need.minors_places == pytest.approx(90 / 0.9)
    assert need.care_places == pytest.approx(27 / 0.9)


@pytest.mark.unit
def test_a_fall_to_come_makes_no_place_needless() -> None:
    """More leave than come, and those here now still need their places."""
    tried = plan(reception__target_use=0.9, reception__buffer_places=100)
    seen = observed(0, arrivals_7d=0, arrivals_previous_7d=0)
    assert seen.exits_28d > 0
    assert need_from(seen, tried, 60.0).places == pytest.approx(850 / 0.9 + 100)


@pytest.mark.unit
def test_those_who_need_no_place_are_left_out() -> None:
    """Half live privately; a fifth are unaccompanied, a fifth of these under 15 and so Bufetat's."""
    tried = plan(reception__under_15_share=0.2)
    seen = observed(
        0,
        arrivals_7d=700,
        arrivals_previous_7d=700,
        arrivals_28d=2800,
        exits_28d=0,
        private_28d=1400,
        unaccompanied_28d=560,
    )
    need = need_from(seen, tried, 10.0)
    assert need.places == pytest.approx(850 + 10 * (100 * 0.5 - 4))
    assert need.minors_places == pytest.approx(40 + 10 * 16)
    assert need.care_places == pytest.approx(10 + 10 * 4)
    assert need.arrival_beds == pytest.approx(50 * tried.reception.arrival_stay_days)


@pytest.mark.unit
def test_information_that_a_plan_uses() -> None:
    seen = observed(0, plan_persons_per_week=140.0, warning_persons_per_week=350.0)
    needs = [
        need_from(seen, plan(reception__expects=expects), 10.0).places
        for expects in ("recent", "forecast", "warning")
    ]
    assert needs == pytest.approx([850, 950, 1250])


@pytest.mark.unit
def test_other_needs() -> None:
    tried = plan(registration__clear_backlog_days=10, casework__clear_backlog_days=100)
    seen = observed(
        0, registration_backlog=200, awaiting_decision=1000, mapping=280, ready=50, offers_left=400
    )
    need = need_from(seen, tried, 5.0)
    assert need.registrations_per_day == pytest.approx(10 + 20)
    assert need.decisions_per_day == pytest.approx(10 + 10)
    assert need.mappings_per_day == pytest.approx(200 / 28 + 280 / 28)
    assert need.offers == pytest.approx(600 + 280 + 50 - 400)


@pytest.mark.unit
def test_horizon_is_lead_time_and_one_interval_between_reviews() -> None:
    order = measure(lead_days={"law": "lognormal", "mean": 20, "cv": 0.5}, review_every_days=7)
    tried = plan(order)
    seen = observed(0, arrivals_7d=140, arrivals_previous_7d=140)
    assert need_of(next(iter(tried.ladder)), tried, seen, None).places == pytest.approx(850 + 27 * 10)


@pytest.mark.unit
def test_opening_of_places_is_reckoned_with_where_there_are_places() -> None:
    own = measure(opening_days=3)
    tried = plan(measure("densification"), own, reception__opening_days=14.0)
    other = plan(casework__ladder=[measure("hire_caseworkers")], reception__opening_days=14.0)
    found = [promised_days(each, tried) for each in tried.ladder]
    assert found == [24.0, 13.0]
    assert [promised_days(each, other) for each in other.ladder] == [10.0]
    assert [horizon_days(each, other) for each in other.ladder] == [17.0]


@pytest.mark.unit
def test_foresight_looks_as_far_as_the_slowest_delivery() -> None:
    schedule = np.zeros(100)
    schedule[30] = 2000.0
    quiet = np.zeros(100)
    foreseen = Foreseen(schedule, quiet, quiet, quiet)
    tried = plan()
    assert need_foreseen(observed(0), tried, foreseen, 29.0).places == 0.0
    assert need_foreseen(observed(0), tried, foreseen, 29.5).places == 2000.0
    assert need_foreseen(observed(30), tried, foreseen, 50.0).places == 0.0  # today is past
    assert need_foreseen(observed(99), tried, foreseen, 50.0).places == 0.0
    assert upper_days(Law(law="fixed", mean=9)) == 9.0
    assert upper_days(Law(law="uniform", low=3, high=8)) == 8.0
    assert upper_days(Law(law="exponential", mean=10)) == pytest.approx(46.05, abs=0.01)


@pytest.mark.unit
def test_surplus_leaves_out_what_is_closing_already() -> None:
    tried = plan()
    need = need_from(observed(0, residents=500), tried, 0.0)
    assert surplus("places", observed(0, places=1000, places_ordered=50), need) == 550
    assert surplus("places", observed(0, places=1000, places_ordered=50, places_closing=500), need) == 50
    assert surplus("places", observed(0, places=400), need) == 0
    assert surplus("care", observed(0, places_care=30), need) == 20
    assert surplus("minors", observed(0, places_minors=60, places_minors_closing=5), need) == 15
    assert surplus("arrival", observed(0, arrival_beds=500), need) == 460


@pytest.mark.unit
@pytest.mark.parametrize(
    ("rule", "limit", "gap", "standing", "last_week", "wanted"),
    [
        ({"amount": "gap"}, None, 340, 0, 0, 340),
        ({"amount": "gap"}, None, -5, 0, 0, 0),
        ({"amount": "gap", "at_most": 200}, None, 340, 0, 0, 200),
        ({"amount": "gap", "at_most_per_week": 900}, None, 2000, 5000, 700, 200),
        ({"amount": "gap", "at_most_per_week": 900}, None, 2000, 5000, 900, 0),
        ({"amount": "gap"}, 4000, 2000, 3500, 0, 500),
        ({"amount": "gap"}, 4000, 2000, 4000, 0, 0),
        ({"amount": 750}, None, 0, 0, 0, 750),
        ({"amount": 750}, 1000, 0, 500, 0, 500),
        ({"amount": "switch"}, None, 1, 0, 0, 1),
        ({"amount": "switch"}, None, 0, 0, 0, 0),
        ({"amount": "switch"}, None, 1, 1, 0, 0),
    ],
)
def test_order_size(
    rule: dict[str, object], limit: int | None, gap: int, standing: int, last_week: int, wanted: int
) -> None:
    assert order_size(made(order=rule, limit=limit), gap, standing, last_week) == wanted


@pytest.mark.invariant
@given(
    st.integers(-5000, 20000),
    st.integers(0, 9000),
    st.integers(0, 3000),
    st.integers(1, 3000),
    st.integers(1, 3000),
    st.integers(1, 9000),
)
def test_order_never_breaks_a_cap(
    gap: int, standing: int, last_week: int, most: int, weekly: int, limit: int
) -> None:
    rule = {"amount": "gap", "at_most": most, "at_most_per_week": weekly}
    size = order_size(made(order=rule, limit=limit), gap, standing, last_week)
    assert 0 <= size <= max(gap, 0)
    assert size <= most
    assert size == 0 or (size + last_week <= weekly and size + standing <= limit)


@pytest.mark.pairing
def test_lead_times_are_keyed_by_measure_and_firing() -> None:
    law = {"law": "lognormal", "mean": 20, "cv": 0.6}
    one, other = made(lead_days=law), made(measure="densification", lead_days=law)
    chance = Chance(3, 0)
    first = [drawn_lead_days(one, firing, chance) for firing in range(1, 30)]
    assert first == [drawn_lead_days(one, firing, Chance(3, 0)) for firing in range(1, 30)]
    assert first != [drawn_lead_days(other, firing, chance) for firing in range(1, 30)]
    assert first != [drawn_lead_days(one, firing, Chance(3, 1)) for firing in range(1, 30)]
    changed = made(lead_days=law, when={"signal": "no_roof", "above": 2}, order={"amount": 3})
    assert first == [drawn_lead_days(changed, firing, chance) for firing in range(1, 30)]


@pytest.mark.theory
def test_lead_times_follow_their_law_and_never_act_today() -> None:
    chance = Chance(5, 0)
    lognormal = made(lead_days={"law": "lognormal", "mean": 14, "p95": 28})
    drawn = np.array([drawn_lead_days(lognormal, firing, chance) for firing in range(4000)])
    assert drawn.mean() == pytest.approx(14.0, abs=3.9 * drawn.std() / np.sqrt(4000))
    assert 0.94 < (drawn <= 28.5).mean() < 0.965
    nothing = made(lead_days={"law": "fixed", "mean": 0})
    assert {drawn_lead_days(nothing, firing, chance) for firing in range(50)} == {1}
    assert {drawn_lead_days(made(), firing, chance) for firing in range(50)} == {10}
