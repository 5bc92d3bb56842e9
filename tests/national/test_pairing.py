"""Pairing: a change touches only what it should, to the last bit (METHODS M6, M7, F1; DESIGN 4)."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from sim.chance.draws import Chance
from sim.config.population import GROUPS
from sim.config.schema import Scenario
from sim.institutions.forecasts import Forecasts, Publication
from sim.institutions.population import Households, arriving_households, joined
from sim.institutions.states import Case
from sim.national import Nation, Prepared, prepare, run
from sim.tables import RunTables
from tests.support.nation import (
    Identity,
    arrivals_changed,
    at_end_of_day,
    built,
    differing,
    finished,
    histories,
    identities,
    kept,
    run_through,
    with_one_more,
    without,
)
from tests.support.scenarios import QUIET, changed, fixed, load_scenario, measure
from tests.support.worlds import AMPLE, with_ladder

SURGE = ("start=2024-01-01", "shock=autumn_surge", "shock.onset=2024-01-15", "shock.size=1.2")
"""A system under way that is soon short of everything, so that every queue and trigger is at work."""
TOLD = 80
"""Day after which the world is replaced by garbage."""


# one household more or less


@cache
def ample() -> Nation:
    return finished(ample_world())


def ample_world() -> Scenario:
    return changed(load_scenario(QUIET), AMPLE)


@pytest.mark.pairing
def test_the_ample_world_is_ample() -> None:
    """Nobody is short of anything at the end, and all kinds of fates have come true."""
    nation = ample()
    night, towns = nation.reception.history, nation.municipalities
    for name in ("no_roof", "overcrowded", "residents_emergency"):
        assert not night.get(name).any()
    sites = nation.portfolio.sites
    assert (sites.occupied[sites.n - 1 :] * 2 <= sites.places[sites.n - 1 :]).all()
    assert towns.offers.min() > 100
    assert towns.offers_minors.min() > 100
    assert towns.dwellings.min() > 100
    fates = np.bincount(nation.population.case.state, minlength=len(Case))
    wanted = (Case.SETTLED, Case.SELF_SETTLED, Case.RETURNED, Case.LEFT, Case.JOINED_FAMILY, Case.APPEALING)
    assert (fates[list(wanted)] > 20).all()


def one_of(group: str, nth: int = 40) -> Identity:
    """A household of a group that came early enough for much to befall it."""
    mine = [each for each in identities(ample().population) if each[2] == GROUPS.index(group)]
    return mine[min(nth, len(mine) // 3)]


@pytest.mark.pairing
@pytest.mark.parametrize(
    "group", ["individual", "collective", "minors_15_17", "minors_under_15", "resettlement"]
)
def test_one_household_less_changes_nobody_else(group: str) -> None:
    gone = one_of(group)
    nation = built(ample_world(), arrivals=without(gone))
    run_through(nation)
    rest = {who: life for who, life in histories(ample()).items() if who != gone}
    assert histories(nation) == rest


@pytest.mark.pairing
@pytest.mark.parametrize("group", ["individual", "evacuees", "family_reunification"])
def test_one_household_more_changes_nobody_else(group: str) -> None:
    source, day, number, _ = one_of(group)
    guest = (source, day, number, 900)
    nation = built(ample_world(), arrivals=with_one_more(guest))
    run_through(nation)
    found = histories(nation)
    assert found.pop(guest)[1] != Case.NOT_ARRIVED
    assert found == histories(ample())


@pytest.mark.pairing
def test_where_beds_are_scarce_one_household_does_change_others() -> None:
    """The comparison can see: with few beds and officers, others wait longer or shorter for one household less."""
    scarce = changed(
        ample_world(),
        {"start.places": {"arrival": 60, "ordinary": 300, "minors": 20, "care": 5}, "horizon_days": 120,
         "casework.registration.officers": 3},
    )  # fmt: skip
    whole, gone = finished(scarce), one_of("individual", 10)
    nation = built(scarce, arrivals=without(gone))
    run_through(nation)
    assert histories(nation) != {who: life for who, life in histories(whole).items() if who != gone}


# a longer horizon


@pytest.mark.pairing
@pytest.mark.parametrize("plan", ["reactive", "agreement_2018"])
def test_a_longer_horizon_changes_nothing_before_it(plan: str) -> None:
    days = 150
    scenario = load_scenario((*SURGE, f"plan={plan}", f"horizon_days={days}"))
    short = finished(scenario)
    longer = built(changed(scenario, {"horizon_days": days + 90}))
    there: dict[Identity, tuple[int, ...]] = {}
    run_through(longer, at_end_of_day(days - 1, lambda: there.update(histories(longer))))
    assert {who: there[who] for who in identities(short.population)} == histories(short)
    whole_weeks = (short.records.days % 7 == longer.records.days[0] % 7).sum()
    assert whole_weeks >= 20
    np.testing.assert_array_equal(longer.records.values[:whole_weeks], short.records.values[:whole_weeks])
    np.testing.assert_array_equal(longer.economy.ledger.array[:4], short.economy.ledger.array[:4])
    before = [each for each in longer.executor.events if each.day < days]
    assert before == short.executor.events
    assert before


# shocks of nothing


def table_faults(one: Scenario, two: Scenario) -> list[str]:
    return differing(run(one, 0, households=True), run(two, 0, households=True))


@pytest.mark.pairing
@pytest.mark.parametrize(
    "shock",
    [
        "autumn_surge",
        "mass_flight",
        "minors",
        "tired_system",
        "drop",
        "double",
        "evacuation",
        "replay_2022",
    ],
)
@pytest.mark.parametrize("nothing", ["shock.size=0", "shock.onset=2026-06-01"])
def test_a_shock_of_size_zero_or_after_the_horizon_is_the_baseline(shock: str, nothing: str) -> None:
    shocked = load_scenario((*BASELINE, f"shock={shock}", nothing))
    assert differing(baseline(), run(shocked, 0, households=True)) == []


BASELINE = ("start=2024-01-01", "plan=reactive", "horizon_days=45")


@cache
def baseline() -> RunTables:
    return run(load_scenario((*BASELINE, "shock=none")), 0, households=True)


@pytest.mark.pairing
def test_a_shock_inside_the_horizon_is_not_the_baseline() -> None:
    shocked = load_scenario((*BASELINE, "shock=autumn_surge", "shock.onset=2024-01-05"))
    faults = differing(baseline(), run(shocked, 0, households=True))
    assert {"weekly.values", "households", "money"} <= set(faults)


# a plan that never acts


@pytest.mark.pairing
def test_a_plan_whose_trigger_never_fires_is_the_plan_without_it() -> None:
    """Every kind of lever stands in the plan with a condition that is never met; nothing is left of it."""
    bare = load_scenario((*SURGE, "plan=do_nothing", "horizon_days=120"))
    levers = (
        "emergency_frames", "unit_price_places", "close_places", "minors_places", "care_reserve", "amot",
        "second_arrival_centre", "decentralised_registration", "police_posts", "move_caseworkers", "hire_caseworkers",
        "end_collective_protection", "pause_track", "simplified_mapping", "mapping_staff", "supplementary_request",
        "quota_pause", "municipal_stop", "slow_message", "incentive_unused_place", "urge_preparedness",
        "standby_dwellings", "supplementary_appropriation", "building_permit_exemption",
    )  # fmt: skip
    switches = {
        "end_collective_protection", "pause_track", "simplified_mapping", "quota_pause", "slow_message",
        "incentive_unused_place", "building_permit_exemption",
    }  # fmt: skip
    never = {"signal": "reception_use", "above": 50.0}
    ladder = [
        measure(
            lever,
            when=never,
            order={"amount": "switch"} if lever in switches else {"amount": "gap"},
            lead_days={"law": "lognormal", "mean": 20, "cv": 0.5},
            reverse=(
                {"never": "ordered anew"}
                if lever == "close_places"
                else {"when": {"signal": "no_roof", "below": 1}}
            ),
        )
        for lever in levers
    ]
    tried = with_ladder(bare, *ladder)
    assert len(tried.plan.measures) == len(levers)
    assert table_faults(changed(bare, {"plan.hypothetical": True}), tried) == []


# garbage after a day


@dataclasses.dataclass
class Known:
    """What a run had decided and where everybody stood by the end of a day."""

    states: dict[Identity, tuple[int, ...]]
    occupied: list[int]
    places: list[int]
    offers: list[int]
    decisions: list[object]
    weeks: npt.NDArray[np.int64]


def known_by(
    scenario: Scenario, day: int, arrivals: object, prepared: Prepared, forecasts: Forecasts
) -> Known:
    nation = built(
        scenario,
        arrivals=arrivals,
        prepared=prepared,
        forecasts=forecasts,
    )
    found: list[Known] = []

    def note() -> None:
        here = {who: life for who, life in histories(nation).items() if who[1] <= day}
        sites, towns = nation.portfolio.sites, nation.municipalities
        found.append(
            Known(
                here,
                sites.occupied.tolist(),
                sites.places.tolist(),
                [*towns.offers.tolist(), *towns.offers_minors.tolist(), *towns.dwellings.ravel().tolist()],
                [dataclasses.astuple(each) for each in nation.executor.events if each.day <= day],
                nation.records.values[nation.records.days <= day].copy(),
            )
        )

    run_through(nation, at_end_of_day(day, note))
    return found[0]


def published(scenario: Scenario) -> Forecasts:
    """What is published of the future in a scenario, whatever its plan."""
    return built(changed(scenario, {"plan": load_scenario(QUIET).plan.model_dump()})).forecasts


def garbage_after(day: int, scenario: Scenario) -> tuple[object, Prepared, Forecasts]:
    """Other rates, other luck and other identities after a day; what is published up to it stays."""
    real = prepare(scenario)
    forecasts = published(scenario)
    later = np.arange(real.rates.baseline.shape[1]) > day
    rates = dataclasses.replace(
        real.rates,
        baseline=np.where(later, real.rates.baseline * 3.0 + 0.7, real.rates.baseline),
        added=tuple(np.where(later, part * 0.2 + 1.1, part) for part in real.rates.added),
        added_by_day=np.where(later, 77.0, real.rates.added_by_day),
    )

    def arrivals(households: Households) -> Households:
        before = kept(
            arriving_households(real.rates, scenario.population, Chance(scenario.seed, 0)), slice_to(day)
        )
        other = arriving_households(rates, scenario.population, Chance(scenario.seed + 99, 5))
        after = kept(other, other.arrival_day > day)
        return joined([before, dataclasses.replace(after, ordinal=after.ordinal + 50_000)])

    def slice_to(last: int) -> npt.NDArray[np.bool_]:
        return (
            arriving_households(real.rates, scenario.population, Chance(scenario.seed, 0)).arrival_day <= last
        )

    table = [each for each in forecasts.table if each.day <= day]
    table += [Publication(day + 1 + 20 * k, 3.0e5, 1.0, 9.0e5, "crisis", day) for k in range(6)]
    neighbours, warning = forecasts.by_day
    held = Forecasts.from_table(table, np.where(later, 40.0, neighbours), np.where(later, 9_000.0, warning))
    return arrivals, Prepared(rates), held


@pytest.mark.pairing
@pytest.mark.parametrize(
    ("plan", "information"),
    [
        ("options_and_frames", "historical"),
        ("early_warning", "historical"),
        ("agreement_2018", "historical"),
        ("early_warning", "unbiased"),
        ("options_and_frames", "persistence"),
        ("early_warning", "late"),
    ],
)
def test_garbage_after_a_day_leaves_all_until_then_as_it_was(plan: str, information: str) -> None:
    scenario = load_scenario((*SURGE, f"plan={plan}", f"information={information}", "horizon_days=125"))
    real = prepare(scenario)
    arrivals, rates, forecasts = garbage_after(TOLD, scenario)
    truth = known_by(scenario, TOLD, None, real, published(scenario))
    garbage = known_by(scenario, TOLD, arrivals, rates, forecasts)
    assert garbage.decisions == truth.decisions
    assert garbage.states == truth.states
    assert (garbage.occupied, garbage.places, garbage.offers) == (truth.occupied, truth.places, truth.offers)
    np.testing.assert_array_equal(garbage.weeks, truth.weeks)
    decided = [each for each in truth.decisions if each[2] == "decided"]
    assert len(decided) > 5


@pytest.mark.pairing
def test_perfect_foresight_does_see_the_garbage() -> None:
    """The exception: its decisions change before the day from which the world is another."""
    scenario = load_scenario((*SURGE, "plan=perfect_foresight", "horizon_days=125"))
    arrivals, rates, forecasts = garbage_after(TOLD, scenario)

    def decisions(tables: object) -> list[tuple[object, ...]]:
        events = tables.plan_events
        last = np.datetime64("2024-01-01") + TOLD
        rows = zip(*(events[name] for name in ("measure", "firing", "event", "date", "size")), strict=True)
        return [row for row in rows if np.datetime64(row[3]) <= last]

    truth = decisions(run(scenario, 0))
    with arrivals_changed(arrivals):
        other = decisions(run(scenario, 0, rates, forecasts=forecasts))
    assert truth != other


@pytest.mark.pairing
def test_a_replication_has_the_same_luck_whatever_was_run_before() -> None:
    scenario = changed(load_scenario((*SURGE, "plan=reactive", "horizon_days=40")), {"seed": 4})
    alone = run(scenario, 3, households=True)
    prepared = prepare(scenario)
    for replication in (0, 3):
        tables = run(scenario, replication, prepared, households=True)
    assert differing(alone, tables) == []
    assert differing(alone, run(scenario, 2, prepared, households=True)) != []


@pytest.mark.pairing
def test_a_lead_time_is_the_same_whatever_else_the_plan_holds() -> None:
    """Lead times are keyed by the measure and its firing: another measure before it changes no draw."""
    bare = load_scenario((*SURGE, "plan=do_nothing", "horizon_days=30"))
    lead = {"law": "lognormal", "mean": 30, "cv": 0.6}
    own = measure("open_tender", order={"amount": 200}, lead_days=lead)
    other = measure("mini_competition", order={"amount": 300}, lead_days=lead)
    one, two = finished(with_ladder(bare, own)), finished(with_ladder(bare, other, own))
    days = [
        [order.effective_day for order in orders(nation) if order.measure == "open_tender"]
        for nation in (one, two)
    ]
    assert days[0] == days[1]
    assert fixed(1)["mean"] != days[0][0]


def orders(nation: Nation) -> list[object]:
    """Orders in force or on their way."""
    return [each.order for state in nation.executor._states for each in state.standing]
