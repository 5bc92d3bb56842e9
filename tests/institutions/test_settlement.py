"""Settlement: asking, mapping as an office, allocation to move, the first day, levers, spring 2022."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config.settlement import SettlementConfig
from sim.data import fact
from sim.institutions.population import NO_DAY, Population
from sim.institutions.settlement import COMES_OF_AGE_DAYS
from sim.institutions.states import Case, Lodging
from sim.plans.protocol import Lever, Need, Order
from tests.support.settlement_world import (
    SettlementWorld,
    changed,
    households,
    municipalities_config,
    raw,
    settlement_config,
    steady,
)

MOVE = {"since": "2022-01-01", "days": {"law": "fixed", "mean": 5}, "source": "test"}
NEED = Need(0, 0, 0, 0, 0, 0, 0, 0)
FIXED = {"law": "fixed", "mean": 0}


def eras(**changes: object) -> list[dict[str, object]]:
    """One era for all years, with some keys changed."""
    era = dict(raw("settlement")["eras"][1])
    return [era | {"from_year": 1990} | changes]


def order(lever: Lever, day: int, amount: int = 1, firing: int = 0) -> Order:
    return Order(lever.name, lever.name, firing, day, day + 1, amount, None, 0)


def lever(world: SettlementWorld, name: str) -> Lever:
    levers = [*world.settlement.levers(), *world.municipalities.levers(), *world.committee.levers()]
    return next(each for each in levers if each.name == name)


def ample(world: SettlementWorld) -> SettlementWorld:
    """Give every municipality more than enough of everything for the whole run."""
    municipalities = world.municipalities
    for year in {year for year, _ in world.calendar.months}:
        book = municipalities.book(year)
        book.voted[:] = 10**6
        book.voted_minors[:] = 10**6
        book.answered[:] = True
        book.realised[:] = 1.0
    municipalities.dwellings[:] = 10**6
    municipalities.service_ok[:] = True
    municipalities.refresh()
    return world


@pytest.mark.unit
def test_the_office_maps_exactly_its_persons_a_day_in_order_of_permit() -> None:
    config = settlement_config(eras=eras(persons_per_day=25, talk_days=FIXED))
    world = SettlementWorld({(0, "individual"): 800}, 30, settlement=config).run()
    mapping = world.settlement.mapping
    assert mapping.mapped_persons[1:30].sum() == pytest.approx(25 * 29, abs=10)
    in_row = np.cumsum(mapping.mapped_persons)
    assert (in_row <= 25 * np.arange(1, 31)).all()
    assert (in_row > 25 * np.arange(1, 31) - 8).all(), "partly mapped households keep what was spent on them"
    ready = world.population.stamps["ready"]
    housed = ~world.population.private_at_arrival
    assert (np.diff(np.where(ready[housed] == NO_DAY, 10**6, ready[housed])) >= 0).all()


@pytest.mark.unit
def test_a_fractional_capacity_is_spent_over_time() -> None:
    config = settlement_config(eras=eras(persons_per_day=2.5, talk_days=FIXED))
    world = SettlementWorld({(0, "minors_15_17"): 400}, 100, settlement=config).run()
    assert int(world.settlement.mapping.mapped_persons.sum()) == 250


@pytest.mark.unit
def test_private_lodgers_ask_in_time_or_settle_themselves_at_the_deadline() -> None:
    world = ample(SettlementWorld({(0, "collective"): 2000}, 400)).run()
    population = world.population
    private = population.private_at_arrival
    alone = population.case.state == Case.SELF_SETTLED
    assert alone[~private].sum() == 0
    share = alone[private].sum() / private.sum()
    assert share == pytest.approx(settlement_config().never_asks_share, abs=0.05)
    assert set(population.stamps["settled"][alone]) == {183}
    asked = population.stamps["asked"][private & ~alone]
    assert asked.max() <= 183
    wanted = fact("settle.private_ask_delay_days").value
    assert asked.mean() == pytest.approx(wanted, abs=5)  # hardly cut at the deadline
    assert (population.lodging.state[alone] == Lodging.NONE).all()


@pytest.mark.unit
def test_moves_are_counted_by_where_they_came_from_and_how_long_they_waited_since_they_asked() -> None:
    """Private lodgers move from no centre and wait from the day they ask; the quota comes from abroad."""
    world = ample(SettlementWorld({(0, "collective"): 400, (0, "resettlement"): 60}, 400, check=True)).run()
    population, stamps = world.population, world.population.stamps
    quota = population.group == population.group_index("resettlement")
    moved = population.case.state == Case.SETTLED
    housed, private = moved & ~quota & ~population.private_at_arrival, moved & population.private_at_arrival
    assert quota[moved].any()
    assert private.any()
    assert world.settlement.moved_from_centres.sum() == population.size[housed].sum() > 0
    on = np.zeros(400, dtype=np.int64)
    for rows in (housed, private):
        waited = stamps["settled"][rows] - stamps["asked"][rows]
        np.add.at(on, stamps["settled"][rows], waited * population.size[rows])
    assert (stamps["asked"][private] > stamps["decided"][private]).any()
    assert world.settlement.waited_days.tolist() == on.tolist()


@pytest.mark.unit
def test_four_stamps_stand_in_order_and_lodging_ends_with_the_move() -> None:
    world = ample(SettlementWorld({(day, "individual"): 6 for day in range(60)}, 300, check=True)).run()
    population = world.population
    settled = population.case.state == Case.SETTLED
    assert settled.mean() > 0.9
    stamps = [
        population.stamps[name][settled] for name in ("decided", "asked", "ready", "allocated", "settled")
    ]
    for before, after in pairwise(stamps):
        assert (before <= after).all()
    assert (population.lodging.state[settled] == Lodging.NONE).all()
    assert (population.municipality[settled] >= 0).all()


@pytest.mark.behaviour
def test_spring_2022_offers_stand_unused_until_mapping_is_simplified() -> None:
    start = dt.date(2022, 1, 1)
    permits = {3: 2200, 4: 6760, 5: 5770, 6: 2780}
    counts: dict[tuple[int, str], int] = {}
    for day in range(181):
        date = start + dt.timedelta(day)
        if date >= dt.date(2022, 3, 12):
            spread = 20 if date.month == 3 else 30
            counts[(day, "collective")] = round(permits[date.month] / spread / 2.07)
        counts[(day, "individual")] = 1
    world = SettlementWorld(counts, 181, start=start, estimate=steady(8000))
    world.committee.resume_year(5500, 141, 4000, False, 4489)
    request = world.calendar.day(dt.date(2022, 3, 18))
    simplified = world.calendar.day(dt.date(2022, 4, 25))
    lever(world, "supplementary_request").apply(
        order(lever(world, "supplementary_request"), request - 1, 29_500)
    )
    lever(world, "simplified_mapping").apply(order(lever(world, "simplified_mapping"), simplified - 1))
    world.run(simplified)
    allocated = world.settlement.allocated_persons
    april = allocated[simplified - 28 : simplified].sum()
    ukrainians = world.population.group == Population.group_index("collective")
    moved = world.population.stamps["settled"][ukrainians] <= world.calendar.day(dt.date(2022, 4, 22))
    moved &= world.population.case.state[ukrainians] == Case.SETTLED
    assert 100 < int(world.population.size[ukrainians][moved].sum()) < 420, "210 by 22 April"
    assert world.municipalities.offers.sum() > 3000, "places stand open"
    assert world.persons(Case.MAPPING) > 4 * world.persons(Case.READY), "mapping holds people back"
    world.run()
    may = allocated[simplified + 1 : simplified + 29].sum()
    assert may >= 4 * april
    assert allocated.sum() < world.municipalities.year.agreed.sum()


@pytest.mark.unit
def test_resettlement_refugees_wait_outside_the_country_until_they_move_in() -> None:
    counts = {(0, "resettlement"): 40}
    world = SettlementWorld(counts, 200, check=True).run(60)
    assert (
        world.persons(Case.NOT_ARRIVED) == world.settlement.quota_waiting == int(world.population.size.sum())
    )
    ample(world).run()
    population = world.population
    assert world.settlement.quota_waiting == 0
    assert (population.case.state == Case.SETTLED).all()
    assert (population.stamps["arrived"] == population.stamps["settled"]).all()
    assert (population.stamps["ready"] == 0).all()
    assert world.beds.released == 0


@pytest.mark.unit
def test_a_paused_quota_is_held_back_and_comes_when_the_pause_ends() -> None:
    world = ample(SettlementWorld({(20, "resettlement"): 10}, 300))
    pause = lever(world, "quota_pause")
    assert pause.gap(NEED) == 1
    firing = order(pause, 1)
    pause.apply(firing)
    assert pause.gap(NEED) == 0, "ordered"
    world.run(150)
    assert world.settlement.quota_waiting == int(world.population.size.sum())
    pause.reverse(firing, 150, 10)
    world.run()
    assert world.population.stamps["allocated"].min() >= 160


@pytest.mark.unit
def test_an_allocation_taken_back_keeps_its_place_and_opens_the_offer() -> None:
    config = settlement_config(withdrawn_share=1.0, eras=eras(talk_days=FIXED, persons_per_day=1000))
    world = ample(SettlementWorld({(0, "individual"): 50}, 120, settlement=config, check=True)).run()
    population = world.population
    assert world.persons(Case.SETTLED) == 0
    assert world.settlement.withdrawn_persons.sum() > 0
    ready = population.stamps["ready"]
    assert (ready[population.case.state == Case.READY] <= 1).all(), "the old place in the queue"
    held = population.size[population.case.state == Case.ALLOCATED].sum()
    assert world.municipalities.year.used.sum() == held
    back = population.case.state == Case.READY
    assert (population.municipality[back] == -1).all()


@pytest.mark.unit
def test_a_new_attempt_has_new_luck() -> None:
    world = SettlementWorld({(0, "individual"): 3000}, 10)
    luck, rows = world.settlement._luck, np.arange(3000)
    first, second, third = (luck.is_withdrawn(rows, np.full(3000, k)) for k in (1, 2, 3))
    for drawn in (first, second, third):
        assert drawn.mean() == pytest.approx(0.03, abs=0.015)
    assert not (first & second & third).any()


@pytest.mark.unit
def test_when_protection_ends_waiting_households_are_let_go_and_their_places_opened() -> None:
    world = ample(SettlementWorld({(day, "collective"): 20 for day in range(40)}, 200, check=True)).run(60)
    population = world.population
    waiting = np.flatnonzero(np.isin(population.case.state, [5, 6, 7, 8]))
    used = int(world.municipalities.year.used.sum())
    held = int(population.size[population.case.state == Case.ALLOCATED].sum())
    world.settlement.protection_ended(waiting, 60)
    population.case.move(waiting, Case.REFUSED_WAITING)
    assert world.municipalities.year.used.sum() == used - held
    settled = world.persons(Case.SETTLED)
    world.run()
    assert world.persons(Case.SETTLED) == settled
    assert world.persons(Case.REFUSED_WAITING) == population.size[waiting].sum()


@pytest.mark.unit
def test_a_household_that_left_unseen_gives_its_place_back_on_the_day_of_its_move() -> None:
    world = ample(SettlementWorld({(0, "individual"): 30}, 300)).run(45)
    population = world.population
    gone = np.flatnonzero(population.case.state == Case.ALLOCATED)
    assert len(gone)
    population.case.move(gone, Case.LEFT)
    world.run()
    assert world.persons(Case.LEFT) == population.size[gone].sum()
    assert world.municipalities.year.used.sum() == world.persons(Case.SETTLED, Case.ALLOCATED)


@pytest.mark.unit
def test_minors_who_turn_18_while_waiting_become_ordinary_adults() -> None:
    world = SettlementWorld({(0, "minors_15_17"): 300}, 400, estimate=steady(0.0))
    for year in (2024, 2025):
        book = world.municipalities.book(year)
        book.voted[:] = 10**6
        book.answered[:] = True
    world.municipalities.dwellings[:] = 10**6
    world.run()
    population = world.population
    of_age = 400 - population.birth_day[:, 0] >= COMES_OF_AGE_DAYS + 40
    young = 400 - population.birth_day[:, 0] < COMES_OF_AGE_DAYS
    settled = population.case.state == Case.SETTLED
    assert settled[of_age & ~population.special_needs & ~population.private_at_arrival].mean() > 0.8
    assert not settled[young].any(), "no place for minors was offered"
    assert world.municipalities.year.used_minors.sum() == 0


@pytest.mark.unit
def test_direct_settlement_empties_the_queue_and_leaves_mapping_out() -> None:
    config = settlement_config(eras=eras(persons_per_day=1, talk_days=FIXED), never_asks_share=1.0)
    counts = {(day, "individual"): 10 for day in range(40)}
    world = SettlementWorld(counts, 60, settlement=config).run(20)
    assert world.persons(Case.READY) < 30
    direct = lever(world, "direct_settlement")
    direct.apply(order(direct, 20))
    world.run(45)
    assert world.persons(Case.MAPPING) <= 30
    world.run()
    assert world.persons(Case.MAPPING) == 0


@pytest.mark.unit
def test_more_staff_raise_capacity_and_leave_when_reversed() -> None:
    world = SettlementWorld({}, 40, start=dt.date(2022, 1, 1))
    staff = lever(world, "mapping_staff")
    need = Need(0, 0, 0, 0, 0, 100, 0, 0)
    ordinary = raw("settlement")["eras"][1]["persons_per_day"]
    assert staff.gap(need) == 100 - ordinary
    firing = order(staff, 3, 40)
    staff.apply(firing)
    assert staff.gap(need) == 60 - ordinary, "what is ordered is deducted"
    world.run(10)
    assert world.settlement.mapping.capacity == ordinary + 40
    assert staff.gap(need) == 60 - ordinary
    staff.reverse(firing, 10, 5)
    world.run()
    assert world.settlement.mapping.capacity == ordinary


@pytest.mark.failure
def test_a_lever_never_acts_today_and_nobody_moves_without_reception() -> None:
    world = ample(SettlementWorld({(0, "individual"): 5}, 200))
    switch = lever(world, "simplified_mapping")
    with pytest.raises(ValueError, match="must be after"):
        switch.apply(Order("x", "x", 0, 5, 5, 1, None, 0))
    world.settlement.reception = None
    with pytest.raises(RuntimeError, match="reception is not set"):
        world.run()


@pytest.mark.failure
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"eras": []}, "at least 1"),
        ({"bonus_days": {"minors": 1}}, "bonus_days needs exactly"),
        ({"eras": [*eras(), *eras()]}, "rise strictly"),
        ({"moves": []}, "at least 1"),
        ({"moves": [MOVE, MOVE]}, "rising dates"),
    ],
)
def test_bad_settings_are_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SettlementConfig.model_validate(changed(raw("settlement"), changes))


@pytest.mark.behaviour
def test_time_to_move_in_follows_the_day_of_allocation_within_a_run() -> None:
    later = MOVE | {"since": dt.date(2024, 2, 1), "days": {"law": "fixed", "mean": 40}}
    config = settlement_config(
        moves=[MOVE, later], answer_days=FIXED, withdrawn_share=0.0, agreed_self_settlement_share=0.0
    )
    counts = {(day, "individual"): 20 for day in range(0, 120, 4)}
    world = ample(SettlementWorld(counts, 250, settlement=config)).run()
    allocated, settled = (world.population.stamps[name] for name in ("allocated", "settled"))
    done = (settled != NO_DAY) & (world.population.case.state == Case.SETTLED)
    change = world.calendar.day(dt.date(2024, 2, 1))
    took = settled[done] - allocated[done]
    early = allocated[done] < change
    assert early.any()
    assert (~early).any()
    assert set(took[early]) == {5}
    assert set(took[~early]) == {40}


@pytest.mark.unit
def test_the_era_of_the_start_date_sets_capacity_and_times() -> None:
    config = settlement_config()
    assert [config.era(year).from_year for year in (2010, 2015, 2021, 2022, 2024)] == [
        2015,
        2015,
        2015,
        2022,
        2023,
    ]
    early = SettlementWorld({}, 5, start=dt.date(2022, 1, 1)).settlement.mapping
    assert early.capacity == config.eras[1].persons_per_day
    assert SettlementWorld({}, 5).settlement.mapping.capacity == config.simplified_persons_per_day


@pytest.mark.unit
def test_the_first_day_resumes_every_status_with_the_wait_that_is_left() -> None:
    world = ample(SettlementWorld(households({(0, "individual"): 4000}), 500))
    world._by_day[:] = 0  # nobody is granted: all are there on the first day
    population = world.population
    rows = np.arange(population.n)
    part = rows % 4
    stamps = population.stamps
    stamps["decided"][:] = -100
    population.lodging.move(rows[part == 0], Lodging.PRIVATE)
    population.lodging.move(rows[part != 0], Lodging.ORDINARY)
    for number, case in enumerate((Case.NOT_ASKED, Case.MAPPING, Case.READY, Case.ALLOCATED)):
        population.case.move(rows[part == number], case)
    stamps["allocated"][rows[part == 3]] = -30
    world.settlement.resume(rows)
    assert (population.municipality[part == 3] >= 0).all()
    world.run()
    assert world.persons(Case.NOT_ASKED, Case.MAPPING, Case.READY, Case.ALLOCATED) == 0
    assert stamps["asked"][rows[(part == 0) & (stamps["asked"] != NO_DAY)]].max() <= 83, (
        "six months less 100 days"
    )
    rest = stamps["settled"][rows[part == 3]]
    fresh = world.settlement._luck.move(0, rows[part == 3]) + world.settlement._luck.answer[rows[part == 3]]
    assert rest.mean() > fresh.mean() - 30, "who has waited long waits longer still: residual, not fresh"
    assert (stamps["ready"][rows[part == 2]] == -100).all(), "the elapsed wait is kept"


@pytest.mark.behaviour
def test_holders_of_a_limited_permit_stay_in_reception_while_private_lodgers_ask() -> None:
    """A tenth of those in a centre may be settled after a year; nobody counts them as waiting for a municipality."""
    world = ample(SettlementWorld(households({(0, "individual"): 2000}), 400))
    world._by_day[:] = 0
    population = world.population
    rows = np.arange(population.n)
    private = rows % 2 == 0
    population.stamps["decided"][:] = -100
    population.lodging.move(rows[private], Lodging.PRIVATE)
    population.lodging.move(rows[~private], Lodging.ORDINARY)
    population.case.move(rows, Case.NOT_ASKED)
    world.settlement.resume(rows)
    world.run()
    limited = population.case.state == Case.NOT_ASKED
    assert not limited[private].any()
    assert 0.86 < limited[~private].mean() < 0.93


@pytest.mark.pairing
def test_one_household_more_changes_nobody_else_when_all_is_ample() -> None:
    counts = {(day, "individual"): 5 for day in range(100)} | {(day, "minors_15_17"): 1 for day in range(100)}
    config = settlement_config(eras=eras(persons_per_day=10**6))
    many = municipalities_config(secondary__within_5_years=[0.9] * 6)

    def run(extra: bool) -> tuple[dict[tuple[int, ...], tuple[int, ...]], SettlementWorld]:
        found = counts | ({(50, "individual"): 6} if extra else {})
        world = ample(SettlementWorld(found, 400, settlement=config, municipalities=many, hosts=(50,))).run()
        p = world.population
        p.site[:] = -1
        names = ("asked", "ready", "allocated", "settled")
        history = zip(*(p.stamps[name].tolist() for name in names), p.municipality.tolist(), strict=True)
        identity = zip(p.arrival_day.tolist(), p.group.tolist(), p.ordinal.tolist(), strict=True)
        return dict(zip(identity, history, strict=True)), world

    base, _ = run(False)
    more, _ = run(True)
    added = set(more) - set(base)
    assert len(added) == 1
    differing = [key for key in base if base[key] != more[key]]
    assert differing == []


@pytest.mark.repeat
def test_the_same_world_twice_is_the_same() -> None:
    def run() -> tuple[list[int], list[int]]:
        world = SettlementWorld({(day, "collective"): 8 for day in range(200)}, 365)
        world.committee.resume_year(6000, 100, 1000, False, 5000)
        world.run()
        return world.population.stamps["settled"].tolist(), world.population.municipality.tolist()

    assert run() == run()


@pytest.mark.pairing
def test_a_longer_horizon_leaves_the_earlier_path_as_it_was() -> None:
    def run(days: int) -> list[int]:
        world = SettlementWorld({(day, "individual"): 6 for day in range(120)}, days)
        world.committee.resume_year(4000, 50, 500, False, 3000)
        return world.run(150).population.stamps["allocated"].tolist()

    assert run(150) == run(400)


@pytest.mark.invariant
@settings(max_examples=12, deadline=None)
@given(
    daily=st.integers(0, 14),
    minors=st.integers(0, 3),
    quota=st.integers(0, 3),
    requested=st.integers(100, 9000),
    voted=st.integers(0, 3000),
    withdrawn=st.floats(0, 0.5),
    every_days=st.integers(1, 20),
    seed=st.integers(0, 10**6),
)
def test_nobody_is_lost_and_nothing_is_taken_above_what_is_agreed(
    daily: int,
    minors: int,
    quota: int,
    requested: int,
    voted: int,
    withdrawn: float,
    every_days: int,
    seed: int,
) -> None:
    counts = {}
    for day in range(0, 150):
        for group, number in (("individual", daily), ("minors_15_17", minors), ("resettlement", quota)):
            if number:
                counts[(day, group)] = number
    config = settlement_config(withdrawn_share=withdrawn)
    world = SettlementWorld(
        counts,
        420,
        settlement=config,
        check=True,
        seed=seed,
        every_days=every_days,
        estimate=steady(requested),
    )
    world.committee.resume_year(requested, requested // 20, min(voted, requested), False, requested // 2)
    world.run()
    population, municipalities = world.population, world.municipalities
    population.case.check()
    population.lodging.check()
    for book in municipalities.years.values():
        assert (book.used <= book.agreed).all()
        assert (book.used >= 0).all()
        assert (book.used_minors >= 0).all()
        assert (book.used_minors <= book.agreed_minors).all()
        after_vote = book.answered & (book.voted >= book.interim)
        assert (book.used[after_vote] <= (book.voted + book.extra)[after_vote]).all()
    assert (municipalities.offers >= 0).all()
    assert (municipalities.dwellings >= 0).all()
    gone = np.isin(population.case.state, [Case.SETTLED, Case.SELF_SETTLED])
    assert (population.lodging.state[gone] == Lodging.NONE).all()
    flows = municipalities.monthly
    assert flows["settled"].sum() == world.persons(Case.SETTLED)
    assert flows["self_settled"].sum() == world.persons(Case.SELF_SETTLED)


@pytest.mark.unit
def test_the_share_of_long_waits_counts_persons_in_reception() -> None:
    world = SettlementWorld({(0, "individual"): 20, (190, "individual"): 20}, 220).run(184)
    assert world.settlement.long_wait_share == 0.0
    world.run()
    population = world.population
    waiting = np.isin(population.case.state, [6, 7, 8]) & (population.lodging.state == Lodging.ORDINARY)
    old = waiting & (population.stamps["decided"] == 0)
    expected = population.size[old].sum() / population.size[waiting].sum()
    assert world.settlement.long_wait_share == pytest.approx(expected)
    assert 0 < expected < 1
