"""Registration: first come first served where the police reach people; surge sites; late health checks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.config.casework import RegistrationConfig
from sim.engine.books import Books
from sim.institutions.states import Case, Lodging
from tests.support.casework_world import (
    NOTHING,
    PLAIN,
    Some,
    World,
    casework_config,
    order,
    plain,
    register,
    stamps,
)

# ten minutes a person, a hundred minutes a day: ten persons a day
SLOW = PLAIN | {
    "registration.officers": 1,
    "registration.minutes_per_officer": 100,
    "registration.minutes_per_household": 0,
    "registration.minutes_per_person": 10,
    "registration.site_lead_days": 4,
    "registration.site_persons_max": 50,
    "registration.post_lead_days": 2,
    "registration.posts_max": 3,
}


def slow(days: int, *some: Some, beds: int = 10**9, **changes: object) -> World:
    config = casework_config(changes=SLOW | {key.replace("__", "."): value for key, value in changes.items()})
    return World(register(some), days, config, beds=beds)


@pytest.mark.unit
def test_first_come_first_served_and_work_begun_is_carried_over() -> None:
    world = slow(10, Some(size=4), Some(size=4), Some(size=4), Some(size=8, day=1)).run()
    # 40 + 40 minutes and 20 of the third on day 0; its last 20 and all 80 of the fourth on day 1
    assert stamps(world.population, "registered") == [0, 0, 1, 1]
    assert world.registration.registered_persons.tolist()[:3] == [8, 12, 0]
    assert stamps(world.population, "arrived") == [0, 0, 0, 1]


@pytest.mark.unit
def test_a_full_arrival_centre_blocks_registration_while_officers_are_idle() -> None:
    world = slow(10, Some(n=3), Some(day=1), beds=2)
    world.run()
    assert stamps(world.population, "registered")[:2] == [0, 0]
    assert (world.population.case.state[2:] == Case.UNREGISTERED).all()
    assert world.registration.backlog_persons() == 2


@pytest.mark.unit
def test_those_who_live_privately_are_registered_and_not_sent_on() -> None:
    world = slow(5, Some(n=2), beds=1)
    world.population.lodging.move(np.array([1]), Lodging.PRIVATE)
    world.run()
    assert stamps(world.population, "registered") == [0, 0]
    assert list(world.reception.leave_days) == [0]


@pytest.mark.unit
def test_stay_after_registration_is_at_least_a_day_and_at_most_the_limit() -> None:
    law = {"law": "lognormal", "mean": 8, "cv": 2.0}
    world = slow(3, Some(n=400), registration__officers=1000, registration__stay_days=law).run()
    stays = np.array(list(world.reception.leave_days.values()))
    assert stays.min() == 1
    assert stays.max() == world.config.registration.stay_max_days


@pytest.mark.unit
def test_surge_sites_come_after_their_lead_time_and_reach_those_without_a_bed() -> None:
    world = slow(12, Some(n=6), beds=2)
    surge = order("decentralised_registration", amount=3)
    assert world.lever("decentralised_registration").effect_day(surge) is None
    world.lever("decentralised_registration").apply(surge)
    assert world.lever("decentralised_registration").effect_day(surge) == 4
    world.run()
    assert stamps(world.population, "registered") == [0, 0, 4, 4, 4, 5]


@pytest.mark.unit
def test_surge_sites_help_the_arrival_centre_when_nobody_is_elsewhere() -> None:
    world = slow(12, Some(n=30, day=6))
    world.lever("decentralised_registration").apply(order("decentralised_registration", amount=5))
    world.run()
    assert np.bincount(stamps(world.population, "registered")).tolist() == [0] * 6 + [15, 15]
    assert world.registration.take_surge_days() == 8
    assert world.registration.take_surge_days() == 0


@pytest.mark.unit
def test_levers_order_the_gap_less_what_is_ordered_and_what_can_be_had() -> None:
    world = slow(30)
    need = type(NOTHING)(**{**vars(NOTHING), "registrations_per_day": 25.0})
    sites, posts = world.lever("decentralised_registration"), world.lever("police_posts")
    assert (sites.gap(need), posts.gap(need)) == (15, 2)
    first = order("decentralised_registration", amount=12)
    sites.apply(first)
    assert (sites.gap(need), posts.gap(need)) == (3, 1)
    world.agenda.run(4)
    assert world.registration.persons_per_day() == pytest.approx(22.0)
    assert sites.gap(need) == 3
    sites.reverse(first, 5, dialogue_days=3)
    assert sites.gap(need) == 15
    world.agenda.run(8)
    assert world.registration.persons_per_day() == pytest.approx(22.0)
    world.agenda.run(9)
    assert world.registration.persons_per_day() == pytest.approx(10.0)


@pytest.mark.unit
def test_no_more_posts_than_there_are() -> None:
    world = slow(30)
    posts = world.lever("police_posts")
    posts.apply(order("police_posts", amount=2))
    posts.apply(order("police_posts", amount=9, firing=2))
    world.agenda.run(2)
    assert world.registration.persons_per_day() == pytest.approx(40.0)


@pytest.mark.failure
@pytest.mark.parametrize("name", ["decentralised_registration", "police_posts"])
def test_a_lever_never_acts_today(name: str) -> None:
    with pytest.raises(ValueError, match="must be after day 3"):
        slow(9).lever(name).apply(order(name, day=3, effective=3))


@pytest.mark.unit
def test_late_health_checks_are_counted_once_a_household() -> None:
    limit = 14
    world = slow(
        40, Some(n=20, size=8), Some(size=2), registration__health_check_days={"law": "fixed", "mean": 5}
    )
    world.run()
    registered = np.array(stamps(world.population, "registered"))
    late = registered + 5 > limit
    assert late.any()
    assert not late.all()
    assert world.registration.late_health_checks.sum() == world.population.size[late].sum()
    assert world.registration.due_health_checks.sum() == world.population.size.sum()


@pytest.mark.unit
def test_those_unregistered_on_the_first_day_come_first_by_arrival() -> None:
    population = register([Some(day=-3), Some(day=-9), Some(day=-1), Some(day=0)])
    world = World(population, 5, casework_config(changes=SLOW | {"registration.minutes_per_person": 100}))
    rows = np.array([2, 0, 1])
    population.case.move(rows, Case.UNREGISTERED)
    population.stamps["arrived"][rows] = population.arrival_day[rows]
    population.lodging.move(rows, Lodging.ARRIVAL)
    world.registration.resume(rows)
    world.run()
    assert stamps(population, "registered") == [0, 1, 2, 3]


@pytest.mark.theory
def test_backlog_follows_the_day_step_recursion() -> None:
    luck = np.random.default_rng(4)
    sizes = luck.integers(1, 6, 200)
    days = np.sort(luck.integers(0, 60, 200))
    world = World(
        register([Some(day=int(d), size=int(s)) for d, s in zip(days, sizes, strict=True)], books=Books),
        120,
        casework_config(changes=SLOW),
    )
    world.run()
    work, v = np.bincount(days, weights=sizes * 10, minlength=120), 0.0
    registered = np.array(stamps(world.population, "registered"))
    for day in range(120):
        v = max(v + work[day] - 100.0, 0.0)
        unfinished = (
            world.population.size[(world.population.arrival_day <= day) & (registered > day)].sum() * 10
        )
        assert v <= unfinished < v + 60  # the one begun counts whole


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 15), st.integers(1, 8)), min_size=1, max_size=40),
    st.integers(0, 30),
    st.integers(0, 8),
)
@pytest.mark.invariant
def test_nobody_is_registered_twice_or_above_capacity(
    some: list[tuple[int, int]], beds: int, sites: int
) -> None:
    world = slow(25, *(Some(day=day, size=size) for day, size in some), beds=beds)
    if sites:
        world.lever("decentralised_registration").apply(order("decentralised_registration", amount=sites))
    world.run(check=True)
    population = world.population
    done = population.case.state != Case.UNREGISTERED
    capacity = np.cumsum([100 + (10 * sites if day >= 4 else 0) for day in range(25)])
    assert (np.cumsum(world.registration.registered_persons) * 10 <= capacity).all()
    assert world.registration.registered_persons.sum() == population.size[done].sum()
    here = population.lodging.state == Lodging.ARRIVAL
    waits = np.array(stamps(population, "registered"))
    assert (np.diff(waits[here & done]) >= 0).all(), "first come first served among those with a bed"


@pytest.mark.pairing
def test_one_household_less_changes_no_other_when_capacity_is_ample() -> None:
    some = [Some(day=d, size=1 + d % 3, source=d % 2) for d in range(30)]
    whole, less = (
        slow(60, *some, registration__officers=1000),
        slow(60, *some[:-1], registration__officers=1000),
    )
    whole.run()
    less.run()
    assert stamps(whole.population, "registered")[:-1] == stamps(less.population, "registered")
    assert [whole.reception.leave_days[row] for row in range(29)] == list(less.reception.leave_days.values())


@pytest.mark.failure
def test_configuration_refuses_unknown_lodgings_and_work_of_no_minutes() -> None:
    for changes, words in (
        ({"lodgings": ["arrival", "tent"]}, "tent"),
        ({"minutes_per_household": 0, "minutes_per_person": 0}, "registration takes time"),
    ):
        with pytest.raises(ValidationError, match=words):
            RegistrationConfig.model_validate(plain("casework", "norway")["registration"] | changes)
