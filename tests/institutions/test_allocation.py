"""Allocation: priority, ties, nearness, services, dwellings, and what never happens."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.allocation import allocate
from sim.institutions.preferences import CHOICES, Preferences, distances_km
from sim.institutions.reach import FEW
from sim.institutions.states import Case
from tests.support.settlement_world import SettlementWorld, settlement_config

HOST = 200


def world_with(
    counts: dict[tuple[int, str], int], *, offers: int, minors: int = 0, **more: Any
) -> SettlementWorld:
    """A world on its first day with the same open places and many dwellings everywhere."""
    world = SettlementWorld(counts, 30, hosts=(HOST,), **more)
    municipalities = world.municipalities
    book = municipalities.year
    book.answered[:] = True
    book.voted[:] = offers
    book.voted_minors[:] = minors
    book.realised[:] = 1.0
    book.opened = 1.0
    municipalities.dwellings[:] = 10**6
    return world


def rounds(
    world: SettlementWorld, ready: np.ndarray | None = None, lease: np.ndarray | None = None
) -> np.ndarray:
    """Place everybody in one round, all of them in the host's centre; municipality of each, -1 for none."""
    population = world.population
    rows = np.arange(population.n)
    population.site[:] = 0
    placed = world.settlement.allocation.round(
        rows,
        np.zeros(len(rows), dtype=np.int64) if ready is None else ready,
        population.unaccompanied.copy(),
        np.full(len(rows), -1) if lease is None else lease,
        2024,
    )
    where = np.full(len(rows), -1)
    where[placed.rows] = placed.municipality
    return where


def plain(world: SettlementWorld) -> SettlementWorld:
    """Nobody is tied or has special needs."""
    world.population.tied_to[:] = -1
    world.population.special_needs[:] = False
    return world


@pytest.mark.unit
def test_everybody_goes_to_the_host_municipality_while_there_is_room() -> None:
    world = plain(world_with({(0, "individual"): 50}, offers=10_000))
    assert set(rounds(world)) == {HOST}


@pytest.mark.unit
def test_minors_stay_near_when_the_host_is_full() -> None:
    world = plain(world_with({(0, "minors_15_17"): 60}, offers=0, minors=20))
    where = rounds(world)
    table = world.table
    km = distances_km(table.lat, table.lon)[HOST]
    near = np.sort(km)[12]
    assert (where == HOST).sum() == 20
    assert (km[where] <= near + 1e-3).all(), "all within the twelve nearest"


@pytest.mark.unit
def test_ties_come_before_the_host() -> None:
    world = plain(world_with({(0, "individual"): 20}, offers=10_000))
    world.population.tied_to[:5] = 17
    where = rounds(world)
    assert set(where[:5]) == {17}
    assert set(where[5:]) == {HOST}


@pytest.mark.unit
def test_special_needs_only_where_the_services_fit() -> None:
    world = plain(world_with({(0, "individual"): 200}, offers=10_000))
    world.population.special_needs[:60] = True
    world.municipalities.service_ok[:] = False
    world.municipalities.service_ok[[3, 40]] = True
    where = rounds(world)
    assert set(where[:60]) <= {3, 40}
    world.municipalities.service_ok[:] = False
    world.municipalities.refresh()
    assert (rounds(world)[:60] == -1).all()


@pytest.mark.unit
def test_a_household_larger_than_any_offer_stays() -> None:
    sizes = np.array([6, 2, 1], dtype=np.int64)
    world = plain(world_with({(0, "individual"): 3}, offers=3, sizes=sizes))
    where = rounds(world)
    assert where[0] == -1
    assert (where[1:] >= 0).all()


@pytest.mark.unit
def test_a_municipality_without_a_dwelling_of_the_size_is_skipped() -> None:
    sizes = np.array([1, 4], dtype=np.int64)
    world = plain(world_with({(0, "individual"): 2}, offers=100, sizes=sizes))
    world.municipalities.dwellings[:, 2] = 0
    world.municipalities.dwellings[7, 2] = 1
    where = rounds(world)
    assert where.tolist() == [HOST, 7]
    assert world.municipalities.dwellings[7, 2] == 0


@pytest.mark.unit
def test_minors_go_first_then_families_then_others_and_waiting_raises() -> None:
    bonus = settlement_config().bonus_days
    sizes = np.array([2, 2, 2], dtype=np.int64)
    world = plain(world_with({(0, "individual"): 3}, offers=0, sizes=sizes))
    world.municipalities.year.voted[HOST] = 2
    population = world.population
    world.settlement.allocation._bonus[:] = [bonus["others"], bonus["families"], bonus["others"]]
    assert rounds(world).tolist() == [-1, HOST, -1]
    world.municipalities.year.used[:] = 0
    waited = np.array([0, 0, -bonus["families"] - 1])
    assert rounds(world, ready=waited).tolist() == [-1, -1, HOST], "whoever waits rises"
    assert population.n == 3


@pytest.mark.behaviour
def test_nobody_starves_behind_a_stream_of_families() -> None:
    counts = {(0, "individual"): 30} | {(day, "collective"): 3 for day in range(1, 300)}
    world = SettlementWorld(counts, 700, private_share={0: 0.0})
    for year in (2024, 2025):
        book = world.municipalities.book(year)
        book.answered[:] = True
        book.voted[:] = 6
    world.run()
    first = (
        (world.population.arrival_day == 0) & (world.population.size <= 5) & ~world.population.special_needs
    )
    assert (world.population.case.state[first] != Case.READY).all()


@pytest.mark.unit
def test_a_lease_takes_a_place_in_its_municipality_and_no_dwelling() -> None:
    world = plain(world_with({(0, "individual"): 4}, offers=10))
    lease = np.array([33, 33, -1, -1])
    before = world.municipalities.dwellings.sum()
    where = rounds(world, lease=lease)
    assert set(where[:2]) == {33}
    assert world.municipalities.dwellings.sum() == before - 2
    assert world.municipalities.year.used[33] >= world.population.size[:2].sum()


@pytest.mark.theory
def test_looking_first_who_could_fit_changes_nothing_but_the_time() -> None:
    """Above a few households wishes are cleared of what is full; the plain kernel must give the same."""
    counts = {(0, "individual"): FEW * 3}
    world = plain(world_with(counts, offers=2))
    rng = np.random.default_rng(4)
    municipalities = world.municipalities
    municipalities.dwellings[:] = rng.integers(0, 3, municipalities.dwellings.shape)
    municipalities.year.voted[:] = rng.integers(0, 9, municipalities.n)
    municipalities.refresh()
    offers, dwellings = municipalities.offers.copy(), municipalities.dwellings.copy()
    where = rounds(world)
    allocation, population = world.settlement.allocation, world.population
    order = np.argsort(-allocation._bonus, kind="stable")
    room = np.minimum(offers, dwellings @ np.array([1, 3, 8]))
    expected = np.full(population.n, -1)
    expected[order] = allocate(
        population.size[order],
        population.special_needs[order],
        allocation.dwelling_class[order],
        allocation.lists.wishes[order],
        offers,
        dwellings,
        municipalities.service_ok,
        municipalities.fallback_order(room),
    )
    listed = allocation.lists.made
    assert listed.sum() > FEW
    same = where[listed] == expected[listed]
    assert same.mean() > 0.99, "those beyond the window may differ, the others not"


@pytest.mark.invariant
def test_never_above_offers_and_whole_households_in_random_rounds() -> None:
    rng = np.random.default_rng(11)
    for trial in range(20):
        n = int(rng.integers(1, 900))
        world = world_with({(0, "individual"): n}, offers=0, seed=trial)
        municipalities = world.municipalities
        municipalities.year.voted[:] = rng.integers(0, 6, municipalities.n)
        municipalities.dwellings[:] = rng.integers(0, 3, municipalities.dwellings.shape)
        municipalities.refresh()
        offers, dwellings = municipalities.offers.copy(), municipalities.dwellings.copy()
        where = rounds(world)
        placed = where >= 0
        used = np.bincount(where[placed], world.population.size[placed], municipalities.n)
        assert (used <= offers).all()
        assert (municipalities.offers == offers - used).all()
        taken = dwellings - municipalities.dwellings
        assert (taken >= 0).all()
        assert taken.sum() == placed.sum(), "one dwelling a household"


@pytest.mark.unit
def test_lists_hold_tie_and_host_first_and_never_depend_on_what_others_took() -> None:
    table = SettlementWorld({}, 2).table
    preferences = Preferences(table.lat, table.lon, 12)
    preferences.weigh(table.population.astype(np.float64))
    u = np.random.default_rng(1).random((5, CHOICES))
    tied, host = np.array([-1, 9, -1, 9, -1]), np.array([50, 50, -1, -1, 50])
    lists = preferences.choose(tied, host, np.array([2, 2, 2, 2, 5]), u)
    assert lists[:, 0].tolist()[:2] == [50, 9]
    assert lists[1, 1] == 50
    assert lists[3, 0] == 9
    assert (lists >= 0).all()
    near = set(preferences.nearest[50].tolist())
    assert set(lists[4, 1:].tolist()) <= near
    assert set(lists[0, 1:3].tolist()) <= near
    drawn = np.searchsorted(np.cumsum(table.population), u[2] * table.population.sum(), side="right")
    assert lists[2].tolist() == drawn.tolist()


@pytest.mark.unit
def test_distances_are_those_of_the_map() -> None:
    table = SettlementWorld({}, 2).table
    km = distances_km(table.lat, table.lon)
    oslo, bergen, tromsoe = (table.index(number) for number in ("0301", "4601", "5501"))
    assert km[oslo, bergen] == pytest.approx(305, abs=5)
    assert km[oslo, tromsoe] == pytest.approx(1150, abs=15)
    assert (km == km.T).all()
    assert (np.diag(km) == 0).all()
