"""Rules of allocation in the rounds: what each puts first, and what none may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from sim.institutions.allocation_rules import Band, Circles
from sim.institutions.preferences import distances_km
from sim.institutions.states import Case
from tests.support.settlement_world import SettlementWorld, settlement_config

HOST = 200
RULES = ("proportional", "priority", "lp")
WIDENING = [{"after_days": 60, "within_km": 40.0}, {"after_days": 120, "within_km": None}]


def rules(**changes: Any) -> dict[str, Any]:
    """Settings of settlement with these of the allocation changed."""
    return {"settlement": settlement_config(**{f"allocation__{name}": value for name, value in changes.items()})}


def world_with(counts: Mapping[tuple[int, str], int], offers: int, minors: int = 0, **more: Any) -> SettlementWorld:
    """A world on its first day, the same open places and many dwellings everywhere, nobody tied or special."""
    world = SettlementWorld(counts, 30, hosts=(HOST,), **more)
    opened(world, offers, minors)
    world.population.tied_to[:] = -1
    world.population.special_needs[:] = False
    world.population.site[:] = 0
    return world


def opened(world: SettlementWorld, offers: int, minors: int = 0) -> None:
    book = world.municipalities.year
    book.answered[:] = True
    book.voted[:] = offers
    book.voted_minors[:] = minors
    book.realised[:] = 1.0
    book.opened = 1.0
    world.municipalities.dwellings[:] = 10**6


def one_round(world: SettlementWorld, ready: np.ndarray | None = None) -> np.ndarray:
    """Place everybody; municipality of each, -1 for none."""
    population = world.population
    rows = np.arange(population.n)
    placed = world.settlement.allocation.round(
        rows,
        np.zeros(len(rows), dtype=np.int64) if ready is None else ready,
        population.unaccompanied.copy(),
        np.full(len(rows), -1),
        2024,
    )
    where = np.full(len(rows), -1)
    where[placed.rows] = placed.municipality
    return where


@pytest.mark.unit
def test_what_is_set_by_default_is_the_rule_there_always_was() -> None:
    config = settlement_config().allocation
    assert (config.rule, config.special_circles, config.fairness_band_per_1000) == ("proportional", [], None)
    assert (config.nationality_weights, config.weigh_nationality, config.ledger) == (None, False, False)


@pytest.mark.invariant
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("bound", [{}, {"fairness_band_per_1000": 1.0, "special_circles": WIDENING}])
def test_no_rule_goes_above_places_or_dwellings_or_splits_a_household(rule: str, bound: dict[str, Any]) -> None:
    rng = np.random.default_rng(5)
    for trial in range(6):
        counts = {(0, "individual"): int(rng.integers(1, 700)), (0, "minors_15_17"): int(rng.integers(0, 60))}
        world = SettlementWorld(counts, 30, hosts=(HOST, 3), seed=trial, **rules(rule=rule, **bound))
        opened(world, 0)
        world.population.site[:] = np.arange(world.population.n) % 2
        municipalities, population = world.municipalities, world.population
        municipalities.year.voted[:] = rng.integers(0, 6, municipalities.n)
        municipalities.year.voted_minors[:] = rng.integers(0, 2, municipalities.n)
        municipalities.dwellings[:] = rng.integers(0, 3, municipalities.dwellings.shape)
        municipalities.today = 100
        municipalities.refresh()
        offers, minors = municipalities.offers.copy(), municipalities.offers_minors.copy()
        dwellings = municipalities.dwellings.copy()
        where = one_round(world)
        alone = population.unaccompanied
        for chosen, before, after in (
            (~alone, offers, municipalities.offers), (alone, minors, municipalities.offers_minors),
        ):  # fmt: skip
            placed = chosen & (where >= 0)
            used = np.bincount(where[placed], population.size[placed], municipalities.n).astype(np.int64)
            assert (used <= before).all()
            assert (after == before - used).all()
        taken = dwellings - municipalities.dwellings
        assert (taken >= 0).all()
        assert taken.sum() == ((where >= 0) & ~alone).sum(), "one dwelling a household"
        if not bound:
            special = population.special_needs & (where >= 0)
            assert municipalities.service_ok[where[special]].all()


@pytest.mark.repeat
def test_the_linear_program_gives_the_same_every_time() -> None:
    first, second = (
        one_round(world_with({(0, "individual"): 300, (0, "minors_15_17"): 30}, 1, 1, **rules(rule="lp")))
        for _ in range(2)
    )
    assert (first == second).all()


@pytest.mark.behaviour
def test_the_linear_program_keeps_places_with_services_for_those_who_need_them() -> None:
    """The host alone has the services: by the lists whoever comes first fills it."""
    sizes = np.ones(40, dtype=np.int64)
    found = {}
    for rule in ("proportional", "lp"):
        world = world_with({(0, "individual"): 40}, 20, sizes=sizes, **rules(rule=rule))
        world.municipalities.service_ok[:] = False
        world.municipalities.service_ok[HOST] = True
        world.population.special_needs[20:] = True
        world.settlement.allocation._bonus[:] = 0
        where = one_round(world)
        found[rule] = int((where >= 0).sum())
    assert found == {"proportional": 20, "lp": 40}


@pytest.mark.unit
def test_priority_puts_special_needs_first_and_then_the_longest_wait_whatever_the_family() -> None:
    sizes = np.ones(3, dtype=np.int64)
    places = {}
    for name, special in (("alike", False), ("special", True)):
        world = world_with({(0, "individual"): 3}, 0, sizes=sizes, **rules(rule="priority"))
        world.municipalities.year.voted[HOST] = 1
        world.municipalities.service_ok[HOST] = True
        world.settlement.allocation._bonus[:] = [0, 300, 0]
        world.population.special_needs[2] = special
        places[name] = one_round(world, np.array([-200, -100, 0])).tolist()
    assert places == {"alike": [HOST, -1, -1], "special": [-1, -1, HOST]}


@pytest.mark.behaviour
def test_minors_go_home_first_and_near_it_when_that_is_full() -> None:
    world = world_with({(0, "minors_15_17"): 40}, 0, 8, **rules(rule="lp"))
    where = one_round(world)
    km = distances_km(world.table.lat, world.table.lon)[HOST]
    assert (where == HOST).sum() == 8
    nearest = set(np.argsort(km, kind="stable")[:5].tolist())
    assert set(where.tolist()) == nearest, "forty in the five nearest with eight places each"


@pytest.mark.behaviour
def test_minors_with_special_needs_are_not_kept_out_by_others() -> None:
    world = world_with({(0, "minors_15_17"): 20}, 0, 0, **rules(rule="lp"))
    far = int(distances_km(world.table.lat, world.table.lon)[HOST].argmax())
    world.municipalities.year.voted_minors[[HOST, far]] = 10
    world.municipalities.service_ok[:] = False
    world.municipalities.service_ok[HOST] = True
    world.population.special_needs[10:] = True
    where = one_round(world)
    assert (where[10:] == HOST).all()
    assert (where[:10] == far).all()


@pytest.mark.unit
def test_circles_widen_with_the_wait() -> None:
    table = SettlementWorld({}, 2).table
    km = distances_km(table.lat, table.lon)
    circles = Circles(rules(special_circles=WIDENING)["settlement"].allocation, km)
    assert circles.level(np.array([0, 59, 60, 119, 120, 900])).tolist() == [0, 0, 1, 1, 2, 2]
    service = np.zeros(len(table), dtype=bool)
    service[HOST] = True
    assert circles.served(0, service).tolist() == service.tolist()
    assert circles.served(1, service).tolist() == (km[HOST] <= 40.0).tolist()
    assert circles.served(2, service).all()


@pytest.mark.behaviour
@pytest.mark.parametrize("rule", RULES)
def test_who_has_waited_long_with_special_needs_may_go_further(rule: str) -> None:
    sizes = np.ones(3, dtype=np.int64)
    world = world_with({(0, "individual"): 3}, 5, sizes=sizes, **rules(rule=rule, special_circles=WIDENING))
    world.population.special_needs[:] = True
    world.municipalities.service_ok[:] = False
    world.municipalities.service_ok[HOST] = True
    world.municipalities.year.voted[HOST] = 0
    world.municipalities.today = 130
    where = one_round(world, np.array([130, 60, 0]))
    km = distances_km(world.table.lat, world.table.lon)[HOST]
    assert where[0] == -1
    assert 0 <= where[1] != HOST
    assert km[where[1]] <= 40.0
    assert where[2] >= 0


def longest_wait_of_special_needs(load: float, **changes: Any) -> int:
    """Days, in a year in which others come at `load` of the places, and one municipality has the services."""
    places, weeks = 14, 40
    day_rate = places * load / 7.0
    counts = {(day, "individual"): int((day + 1) * day_rate) - int(day * day_rate) for day in range(7 * weeks)}
    counts = {key: count for key, count in counts.items() if count}
    total = sum(counts.values())
    world = SettlementWorld(
        counts, 7 * weeks, hosts=(HOST,), private_share={0: 0.0}, sizes=np.ones(total, dtype=np.int64),
        **rules(ledger=True, **changes),
    )  # fmt: skip
    world.population.tied_to[:] = -1
    world.population.special_needs[:] = np.arange(total) % 15 == 0
    municipalities = world.municipalities
    municipalities.service_ok[:] = False
    municipalities.service_ok[HOST] = True
    municipalities.dwellings[:] = 10**6
    book = municipalities.year
    book.realised[:] = 1.0

    def refresh() -> None:
        """Two places a week in the municipality that has the services, the others in five more."""
        passed = municipalities.today // 7 + 1
        municipalities.offers[:] = 0
        municipalities.offers[[HOST, 1, 2, 3, 4, 5]] = np.array([2, 3, 3, 2, 2, 2]) * passed
        municipalities.offers -= book.used
        np.maximum(municipalities.offers, 0, out=municipalities.offers)

    vars(municipalities)["refresh"] = refresh
    world.run()
    ledger = world.settlement.allocation.ledger
    assert ledger is not None
    return max(quarter.longest_special for quarter in ledger._quarters.values())


@pytest.mark.behaviour
@pytest.mark.parametrize(("rule", "loads"), [("priority", (0.7, 0.95, 1.0, 1.3)), ("lp", (0.7, 0.95, 1.0))])
def test_the_longest_wait_with_special_needs_is_bounded_as_others_come_near_the_capacity(
    rule: str, loads: tuple[float, ...]
) -> None:
    waits = [longest_wait_of_special_needs(load, rule=rule) for load in loads]
    assert max(waits) <= 21, waits


@pytest.mark.behaviour
def test_circles_bound_the_longest_wait_where_the_queue_alone_does_not() -> None:
    never = longest_wait_of_special_needs(1.6)
    widens = longest_wait_of_special_needs(1.6, special_circles=[{"after_days": 28, "within_km": None}])
    assert never > 49, never
    assert widens <= 28 + 14, widens


@pytest.mark.invariant
@pytest.mark.parametrize("rule", RULES)
def test_nobody_lies_above_the_band_and_what_was_held_back_is_there_again(rule: str) -> None:
    band = 0.5
    world = world_with({(0, "individual"): 1500}, 40, **rules(rule=rule, fairness_band_per_1000=band))
    municipalities = world.municipalities
    people = municipalities.people
    for _ in range(3):
        one_round(world)
        used = municipalities.year.used
        assert (used / people <= used.sum() / people.sum() + band / 1000.0 + 1e-9).all()
        assert (municipalities.offers == 40 - used).all()
    free = world_with({(0, "individual"): 1500}, 40, **rules(rule=rule))
    one_round(free)
    used = free.municipalities.year.used
    assert (used / people > used.sum() / people.sum() + band / 1000.0).any(), "without a band some are above"


@pytest.mark.unit
def test_a_band_counts_by_inhabitants() -> None:
    band = Band(rules(fairness_band_per_1000=1.0)["settlement"].allocation, np.array([1000, 3000]))
    used = np.array([4, 0])
    assert band.room(used).tolist() == [0, 6], "the mean is 1 a thousand"
    assert band.below(used).tolist() == [False, False]
    assert band.below(np.array([12, 0])).tolist() == [False, True]


@pytest.mark.behaviour
def test_weights_by_kind_of_arrival_count_only_when_they_are_given() -> None:
    counts = {(0, "individual"): 30, (0, "collective"): 30}
    sizes = np.ones(60, dtype=np.int64)
    placed = {}
    for name, changes in (
        ("alike", {}), ("weighed", {"nationality_weights": {"collective": 3.0}, "weigh_nationality": True}),
    ):  # fmt: skip
        world = world_with(counts, 0, sizes=sizes, **rules(rule="lp", **changes))
        world.municipalities.year.voted[HOST] = 30
        world.settlement.allocation._bonus[:] = 0
        where = one_round(world, np.where(world.population.group == world.population.group_index("collective"), 0, -5))
        placed[name] = int((where[world.population.group == world.population.group_index("collective")] >= 0).sum())
    assert placed == {"alike": 0, "weighed": 30}


@pytest.mark.invariant
@pytest.mark.parametrize("rule", RULES)
def test_the_ledger_holds_what_the_rounds_did(rule: str) -> None:
    counts = {(day, "individual"): 2 for day in range(0, 120, 3)}
    counts |= {(day, "minors_15_17"): 1 for day in range(0, 90, 9)}
    world = SettlementWorld(counts, 200, private_share={0: 0.0}, **rules(rule=rule, ledger=True))
    book = world.municipalities.book(2024)
    book.answered[:] = True
    book.voted[:] = 3
    book.voted_minors[:] = 1
    world.run()
    allocation, population = world.settlement.allocation, world.population
    assert allocation.ledger is not None
    rows = allocation.ledger.table(world.table.number.tolist(), world.municipalities.service_ok)
    sums: dict[str, float] = {}
    for series, size, value in zip(rows["series"], rows["size"], rows["value"], strict=True):
        times = size if series.startswith("ready") else 1
        sums[series] = sums.get(series, 0.0) + times * value
    allocated = int(world.settlement.allocated_persons.sum())
    assert sums["taken"] + sums["taken_minors"] == allocated > 0
    became = sum(sums.get(name, 0.0) for name in ("ready", "ready_special", "ready_minors", "ready_minors_special"))
    waiting = int(population.size[population.case.state == Case.READY].sum())
    assert became == allocated + waiting
    prices = [v for s, v in zip(rows["series"], rows["value"], strict=True) if s == "shadow_price"]
    assert rule == "lp" or not prices
