"""Claims a planner would make, as one-sided tests of paired differences over replications; and limiting cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from sim.config.population import GROUPS
from sim.config.schema import Scenario
from sim.national import prepare, run
from sim.outcome import tables_of
from sim.tables import RunTables
from tests.support.nation import finished
from tests.support.scenarios import QUIET, changed, fixed, load_scenario, measure
from tests.support.worlds import AMPLE, with_ladder

FloatArray = npt.NDArray[np.float64]
FEW, MANY = 3, 5
"""Replications where the difference is plain, and where it is not."""
ALPHA = 0.01
Figure = Callable[[RunTables], float]

SURGE = (
    "start=2024-01-01",
    "shock=autumn_surge",
    "shock.onset=2024-05-01",
    "horizon_days=290",
    "plan=early_warning",
)


@cache
def runs(
    overrides: tuple[str, ...], changes: tuple[tuple[str, Any], ...] = (), replications: int = FEW
) -> list[RunTables]:
    """Run replications 0, 1, ... of a scenario."""
    return replicated(changed(load_scenario(overrides), dict(changes)), replications)


def replicated(scenario: Scenario, replications: int = FEW) -> list[RunTables]:
    prepared = prepare(scenario)
    return [run(scenario, replication, prepared) for replication in range(replications)]


def assert_more(figure: Figure, here: list[RunTables], there: list[RunTables], factor: float = 1.0) -> None:
    """The figure is larger `here` than `there` (times a factor), pair by pair, at one in a hundred."""
    one, two = (np.array([figure(tables) for tables in each]) for each in (here, there))
    differences = one - factor * two
    assert differences.std() > 0.0 or differences.min() > 0.0, (one, two)
    if differences.std() > 0.0:
        t = differences.mean() / (differences.std(ddof=1) / np.sqrt(differences.size))
        assert t > stats.t.ppf(1.0 - ALPHA, differences.size - 1), (one, two)


def person_weeks(*names: str) -> Figure:
    return lambda tables: float(sum(tables.weekly.of(name).sum() for name in names))


def empty_place_weeks(tables: RunTables) -> float:
    weekly = tables.weekly
    return float(np.maximum(weekly.of("places") - weekly.of("residents"), 0.0).sum())


def spent_on(*items: str) -> Figure:
    def figure(tables: RunTables) -> float:
        money = tables.money
        return sum(nok for item, nok in zip(money["item"], money["nok"], strict=True) if item.endswith(items))

    return figure


def mean_wait(stage: str) -> Figure:
    def figure(tables: RunTables) -> float:
        waits = tables.waits
        rows = [
            i for i, (name, group) in enumerate(zip(waits["stage"], waits["group"], strict=True))
            if name == stage and group == "all" and waits["n"][i]
        ]  # fmt: skip
        weight = np.array([waits["n"][i] for i in rows], dtype=np.float64)
        return float((np.array([waits["mean_days"][i] for i in rows]) * weight).sum() / weight.sum())

    return figure


# what money buys


def with_buffer(places: int) -> list[RunTables]:
    return runs((*SURGE, f"plan.reception.buffer_places={places}"), replications=MANY)


@pytest.mark.behaviour
def test_a_larger_buffer_means_fewer_without_a_place_and_more_empty_places() -> None:
    assert_more(person_weeks("without_place"), with_buffer(0), with_buffer(5000), factor=1.1)
    assert_more(empty_place_weeks, with_buffer(5000), with_buffer(0))


@pytest.mark.behaviour
@pytest.mark.parametrize("plan", ["agreement_2018", "options_and_frames"])
def test_a_plan_holds_its_buffer_before_the_surge_comes(plan: str) -> None:
    """No trigger has to fire first: places stand ready ahead, so fewer are without one and more stand empty."""
    surge = ("start=2024-01-01", "shock=autumn_surge", "horizon_days=300", f"plan={plan}")
    none, large = (
        runs((*surge, f"plan.reception.buffer_places={places}"), replications=8) for places in (0, 4000)
    )
    assert_more(places_before_the_surge, large, none, factor=1.1)
    assert_more(person_weeks("without_place"), none, large)
    assert_more(empty_place_weeks, large, none, factor=1.5)


def places_before_the_surge(tables: RunTables) -> float:
    return float(tables.weekly.of("places")[:30].mean())


@pytest.mark.behaviour
def test_a_larger_buffer_of_a_plan_is_paid_for_as_empty_places_and_not_as_exit() -> None:
    """Through the default horizon: the places that are held more are emergency places, and they are not given up."""
    surge = ("start=2024-01-01", "shock=autumn_surge", "plan=options_and_frames")
    none, large = (runs((*surge, f"plan.reception.buffer_places={places}"), replications=2) for places in (0, 8000))
    for less, more in zip(none, large, strict=True):
        assert person_weeks("without_place")(more) < 0.5 * person_weeks("without_place")(less)
        assert person_weeks("place_days_empty")(more) > 1.5 * person_weeks("place_days_empty")(less)
        assert spent_on("_empty", "exit_cost")(more) > 1.3 * spent_on("_empty", "exit_cost")(less)
        kept = more.weekly.of("places_emergency")[-1] - less.weekly.of("places_emergency")[-1]
        assert kept > 4000
        dearer = spent_on("_empty")(more) - spent_on("_empty")(less)
        assert abs(spent_on("exit_cost")(more) - spent_on("exit_cost")(less)) < 0.1 * dearer


@pytest.mark.behaviour
def test_a_larger_buffer_means_a_larger_exit_cost() -> None:
    """A plan that orders up to its need, come what may, and gives up what stands empty after the surge."""
    frames = measure(
        "emergency_frames",
        order={"amount": "gap"},
        price="emergency_place",
        lead_days=fixed(7),
        reverse={"when": {"signal": "reception_use", "below": 0.8, "for_days": 14}},
    )
    surge = (
        "start=2024-01-01",
        "shock=autumn_surge",
        "shock.onset=2024-01-15",
        "shock.size=0.4",
        "horizon_days=240",
    )
    none, some = (
        replicated(
            with_ladder(
                load_scenario((*surge, "plan=do_nothing", f"plan.reception.buffer_places={places}")), frames
            ),
            MANY,
        )
        for places in (0, 3000)
    )
    assert_more(empty_place_weeks, some, none, factor=1.2)
    assert_more(spent_on("exit_cost"), some, none)


@cache
def dropped(plan: str) -> list[RunTables]:
    return runs(("shock=drop", f"plan={plan}", "horizon_days=290"))


@pytest.mark.behaviour
def test_a_drop_punishes_the_maximum_plan() -> None:
    """When the need goes away, the plan that keeps everything pays for empty places and owes the most at the end."""
    assert_more(empty_place_weeks, dropped("static_maximum"), dropped("agreement_2018"), factor=1.5)
    assert_more(
        spent_on("_empty", "exit_cost"), dropped("static_maximum"), dropped("agreement_2018"), factor=1.5
    )


@pytest.mark.behaviour
def test_a_drop_to_the_end_of_the_default_horizon_never_needs_the_maximum_plan() -> None:
    """Three years after its onset: nobody lacks a place without it, need was highest in the first, and it costs."""
    none, most = (runs(("shock=drop", f"plan={plan}"), replications=1)[0] for plan in ("do_nothing", "static_maximum"))
    need = none.weekly.of("residents") + none.weekly.of("without_place")
    assert person_weeks("without_place")(none) == 0.0
    assert need.argmax() < 52
    assert need[-52:].max() < 0.9 * need.max()
    assert sum(most.money["nok"]) > 1.1 * sum(none.money["nok"])


@pytest.mark.behaviour
def test_a_larger_shock_leaves_more_without_a_place() -> None:
    larger = runs((*SURGE, "plan.reception.buffer_places=0", "shock.size=1.4"))
    assert_more(person_weeks("without_place"), larger, with_buffer(0)[:FEW], factor=1.1)


@pytest.mark.behaviour
def test_more_officers_shorten_the_queue_for_registration() -> None:
    """Where there are beds enough at the arrival centre, so that only officers are short."""
    few, many = (
        runs(
            (
                "start=2024-01-01",
                "shock=mass_flight",
                "shock.onset=2024-01-10",
                "plan=do_nothing",
                "horizon_days=110",
            ),
            (("casework.registration.officers", officers), ("reception.placement.arrival_limit_nights", 90)),
        )
        for officers in (25, 60)
    )
    assert_more(person_weeks("waiting_registration"), few, many, factor=1.5)
    assert_more(mean_wait("arrived_to_registered"), few, many, factor=1.2)


@pytest.mark.behaviour
def test_more_votes_shorten_the_wait_for_a_municipality() -> None:
    few, many = (
        runs(
            ("start=2024-01-01", "shock=none", "plan=do_nothing", "horizon_days=240",
             f"municipalities.votes_factor={v}")
        )
        for v in (0.35, 1.0)
    )  # fmt: skip
    assert_more(mean_wait("ready_to_allocated"), few, many, factor=1.05)
    assert_more(person_weeks("ready"), few, many, factor=1.3)
    assert_more(person_weeks("settled"), many, few, factor=1.2)


@pytest.mark.behaviour
def test_more_case_workers_leave_fewer_undecided() -> None:
    """Where UDI keeps no work in hand, so that only case-workers are short."""
    few, many = (
        runs(
            ("start=2024-01-01", "shock=none", "plan=do_nothing", "horizon_days=150"),
            (("casework.staff.caseworkers", staff), ("casework.tracks.3.in_hand_days", 0.0)),
        )
        for staff in (40, 160)
    )
    assert_more(person_weeks("awaiting_decision"), few, many, factor=1.1)
    assert_more(person_weeks("decisions"), many, few, factor=1.2)


# limits

NOBODY: Mapping[str, Any] = {
    "start.persons_per_week": dict.fromkeys(GROUPS, 0.0),
    "population.quota_from": {2010: 0.0},
    "population.family_reunification_per_week": 0.0,
}
PLACES_NOT_PERSONS = {"places", "places_arrival", "places_emergency", "requested", "offered"}


@pytest.mark.behaviour
@pytest.mark.parametrize("plan", ["do_nothing", "agreement_2018", "options_and_frames"])
def test_without_arrivals_nothing_flows(plan: str) -> None:
    scenario = changed(
        load_scenario(("start=empty", "shock=none", f"plan={plan}", "horizon_days=120")), NOBODY
    )
    tables = run(scenario, 0, households=True)
    weekly = tables.weekly
    for name in weekly.series:
        assert name in PLACES_NOT_PERSONS or not weekly.of(name).any(), name
    assert weekly.of("places_arrival").min() == 1000  # the arrival centre of an empty start
    assert tables.households is not None
    assert len(tables.households["household"]) == len(tables.waits["n"]) == 0
    paid_for_persons = ("_used", "grant_year_1", "registration_person", "settlement_cost")
    assert spent_on(*paid_for_persons)(tables) == 0.0
    assert not tables.municipality_month.values[:, :, tables.municipality_month.series.index("settled")].any()


@pytest.mark.behaviour
def test_with_unlimited_places_nobody_is_without_a_roof() -> None:
    """Not even in the worst weeks of two shocks at once, and nobody waits for a bed to be registered."""
    plenty = dict.fromkeys(("arrival", "transit", "ordinary", "minors", "care"), 300000)
    scenario = changed(
        load_scenario(
            ("start=2024-01-01", "shock=double", "shock.size=2", "plan=do_nothing", "horizon_days=200")
        ),
        {"start.table": None, "start.places": plenty, "casework.registration.officers": 5_000},
    )
    tables = run(scenario, 0)
    for name in ("no_roof", "overcrowded", "without_place", "minors_in_adult_centre", "residents_emergency"):
        assert not tables.weekly.of(name).any(), name
    rows = [i for i, stage in enumerate(tables.waits["stage"]) if stage == "arrived_to_registered"]
    assert rows
    assert max(tables.waits["p90"][i] for i in rows) == 1.0  # a bed tonight, registered tomorrow


@pytest.mark.behaviour
def test_with_everything_ample_waits_are_the_delays_alone() -> None:
    """Zero waiting where nothing is short: every stage lasts as long as its law says, no longer."""
    exact = {
        "settlement.eras.2.talk_days": fixed(5),
        "settlement.eras.2.simplified": False,
        "settlement.answer_days": fixed(2),
        "settlement.moves": [{"since": dt.date(2011, 1, 1), "days": fixed(9), "source": "test"}],
        "settlement.withdrawn_share": 0.0,
        "plan.settlement.allocation_every_days": 1,
        "population.quota_from": {2020: 0},
    }
    nobody_private = {
        f"population.groups.{name}.private_share": 0.0 for name in load_scenario(QUIET).population.groups
    }
    tables = run(changed(load_scenario(QUIET), {**AMPLE, **exact, **nobody_private}), 0)
    lasts = {
        "arrived_to_registered": 1,
        "decided_to_ready": 5,
        "ready_to_allocated": 0,
        "allocated_to_settled": 11,
    }
    waits = tables.waits
    seen = set()
    for i, stage in enumerate(waits["stage"]):
        if stage in lasts and waits["group"][i] in ("all", "individual", "collective") and waits["n"][i]:
            assert (waits["p10"][i], waits["p90"][i]) == (lasts[stage], lasts[stage]), stage
            seen.add(stage)
    assert seen == set(lasts)


@pytest.mark.behaviour
def test_places_given_up_are_paid_to_the_end_of_their_lock() -> None:
    """Ordered, locked for 120 days and given up after 10: from the last day of each centre on it is exit cost."""
    price = {"year": 2024, "used": 1.0, "empty": 1.0, "exit": 1.0, "standby": 0.0}
    bare = changed(load_scenario((*QUIET, "horizon_days=150")), NOBODY)
    key = bare.prices.keys["emergency_place"].model_dump() | price | {"year": bare.prices.price_year}
    frames = measure(
        "emergency_frames",
        order={"amount": 300},
        price="emergency_place",
        lock_days=120,
        reverse={"after_days": 10},
    )
    nation = finished(with_ladder(changed(bare, {"prices.keys.emergency_place": key}), frames))
    closed = {row[0]: row[1] for row in nation.portfolio.events.rows() if row[2] == "closed"}
    signed, given_up = 1, 11
    assert len(closed) == 2
    assert min(closed.values()) > given_up
    nights = sum(
        nation.portfolio.centres[centre].places_signed * (signed + 120 - day)
        for centre, day in closed.items()
    )
    tables = tables_of(nation, households=False)
    assert spent_on("exit_cost")(tables) == nights > 20_000
    assert spent_on("emergency_used")(tables) == 0.0


NO_CHILDRENS_PLACES = """kind,status,where,group,persons,elapsed_days
places,,arrival,,1000,
places,,ordinary,,9000,
stock,undecided,ordinary,individual,3000,200
stock,ready,ordinary,collective,2500,40
stock,not_asked,private,collective,1500,60
"""


@pytest.mark.behaviour
@pytest.mark.parametrize(
    "plan", ["agreement_2018", "early_warning", "municipal_standby", "options_and_frames", "reactive"]
)
def test_a_start_without_places_for_children_makes_every_plan_that_watches_their_use_order_some(
    plan: str, tmp_path: Path
) -> None:
    file = tmp_path / "today.csv"
    file.write_text(NO_CHILDRENS_PLACES, encoding="utf-8")
    scenario = load_scenario((f"start.file={file}", f"plan={plan}", "shock=none", "horizon_days=75"))
    events = run(scenario, 0).plan_events
    fired = {
        measure: signal
        for measure, event, signal in zip(events["measure"], events["event"], events["signal"], strict=True)
        if event == "fired"
    }
    assert fired["minors_places"] == "minors_use"
    assert "care_use" in (fired.get("care_reserve"), fired.get("care_purchase"))
