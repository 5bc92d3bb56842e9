"""A bed from the first night, moves between kinds of centre, grades of failure, and the books behind them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.chance.laws import draw
from sim.config.base import Law
from sim.config.population import GROUPS
from sim.institutions import placement as placement_module
from sim.institutions.reception import SERIES
from sim.institutions.reception_start import under_way
from sim.institutions.states import FAILURES, Case, Lodging
from sim.plans.protocol import Need, Order
from tests.support.reception_world import World, raw, reception_config

ARRIVAL, TRANSIT, ORDINARY = Lodging.ARRIVAL, Lodging.TRANSIT, Lodging.ORDINARY
MINORS, CARE, EMERGENCY = Lodging.MINORS, Lodging.CARE, Lodging.EMERGENCY
AMPLE = dict.fromkeys((ARRIVAL, TRANSIT, ORDINARY, MINORS, CARE, EMERGENCY), 5000)
FOREVER = 10_000.0


def config(transit: float = 0.0, overcrowding: float = 0.0, seek: float = 0.0, **changes: Any) -> Any:
    """Norway, without transit, overcrowding and requests from private lodging unless asked for."""
    return reception_config(
        placement__transit_share={"individual": transit},
        placement__overcrowding_share=overcrowding,
        private__seek_reception_week={"collective": seek, "individual": seek},
        **changes,
    )


def world(
    counts: dict[tuple[int, str], int],
    places: dict[Lodging, int],
    days: int,
    *,
    sizes: list[int] | None = None,
    stay_days: float = FOREVER,
    **options: Any,
) -> World:
    made = World(
        counts,
        places,
        days,
        config=options.pop("config", None) or config(),
        sizes=None if sizes is None else np.array(sizes, dtype=np.int64),
        stay_days=stay_days,
        **options,
    )
    made.population.private_at_arrival[:] = False
    return made


# ---- the path


@pytest.mark.unit
def test_a_bed_on_the_first_night_and_a_move_after_registration() -> None:
    run = world({(0, "individual"): 4}, {ARRIVAL: 50, ORDINARY: 50}, 12, sizes=[1, 2, 3, 4]).run()
    assert run.series("residents_arrival") == [10, 10, 10, *[0] * 9]
    assert run.series("residents_ordinary") == [0, 0, 0, *[10] * 9]
    assert all(run.series(name) == [0] * 12 for name in FAILURES)


@pytest.mark.unit
def test_some_go_through_transit_and_stay_there_for_their_time() -> None:
    fixed = config(transit=1.0, placement__transit_stay={"law": "fixed", "mean": 5})
    run = world({(0, "individual"): 3}, AMPLE, 12, sizes=[1, 1, 1], config=fixed).run()
    assert run.series("residents_transit") == [0, 0, 0, 3, 3, 3, 3, 3, 0, 0, 0, 0]
    assert run.series("residents_ordinary") == [0] * 8 + [3] * 4


@pytest.mark.unit
def test_children_alone_go_to_care_and_to_centres_for_minors() -> None:
    run = world({(0, "minors_under_15"): 2, (0, "minors_15_17"): 3}, AMPLE, 6).run()
    assert run.series("residents_care") == [2] * 6
    assert run.series("residents_arrival") == [3, 3, 3, 0, 0, 0]
    assert run.series("residents_minors") == [0, 0, 0, 3, 3, 3]
    assert run.series("minors_in_adult_centre") == [0] * 6


@pytest.mark.unit
def test_the_series_of_history_are_those_promised() -> None:
    run = world({(0, "individual"): 1}, AMPLE, 3).run()
    assert run.reception.history.names == SERIES
    assert all(len(run.series(name)) == 3 for name in SERIES)


# ---- what fails, in grades


@pytest.mark.unit
def test_a_full_arrival_centre_sends_to_a_waiting_hotel_then_nobody_has_a_roof() -> None:
    run = world(
        {(0, "individual"): 10},
        {ARRIVAL: 4, EMERGENCY: 3, TRANSIT: 100},
        5,
        sizes=[1] * 10,
        registered_a_day=2,
        config=config(transit=1.0),
    ).run()
    assert run.series("residents_arrival") == [4, 4, 4, 4, 4]
    assert run.series("residents_emergency") == [3, 3, 3, 3, 2]
    assert run.series("no_roof") == [3, 3, 3, 1, 0]
    assert run.series("residents_transit") == [0, 0, 0, 2, 4]


@pytest.mark.unit
def test_a_bed_anywhere_before_no_bed() -> None:
    run = world({(0, "individual"): 4}, {ARRIVAL: 1, ORDINARY: 9}, 20, sizes=[1] * 4, registered_a_day=1)
    run.at(1, lambda day: registered_on_the_spot(run, np.array([3]), day)).run()
    assert run.series("no_roof") == [0] * 20
    assert run.series("residents_ordinary")[:5] == [3, 3, 3, 3, 3]
    assert run.series("residents_ordinary")[-1] == 4
    assert run.reception.placement.transfers.tolist() == [1, 2, 2, 0]
    assert not run.reception.placement.wants.any()


def registered_on_the_spot(run: World, rows: np.ndarray[Any, Any], day: int) -> None:
    """What surge sites do with people who never saw the arrival centre."""
    run.population.case.move(rows, Case.AWAITING_DECISION)
    run.reception.leave_arrival_centre(rows, np.full(len(rows), day))


@pytest.mark.unit
def test_those_in_a_waiting_hotel_keep_their_place_in_the_queue() -> None:
    counts = {(0, "individual"): 3, (1, "individual"): 2}
    places = {ARRIVAL: 1, EMERGENCY: 2, TRANSIT: 9}
    through = config(transit=1.0)
    run = world(counts, places, 16, sizes=[1] * 5, registered_a_day=1, config=through).run()
    assert run.population.lodging.state.tolist() == [int(TRANSIT)] * 5
    assert run.reception.placement.since.tolist() == [3, 6, 9, 12, 15]
    assert run.series("no_roof") == [0, 2, 2, 1, 1, 1, *[0] * 10]


@pytest.mark.unit
def test_full_transit_holds_people_in_the_arrival_centre_for_a_time() -> None:
    held = config(
        transit=1.0, placement__transit_wait_days=4, placement__transit_stay={"law": "fixed", "mean": 90}
    )
    places = {ARRIVAL: 9, TRANSIT: 2, ORDINARY: 50}
    run = world({(0, "individual"): 6}, places, 10, sizes=[1] * 6, config=held).run()
    assert run.series("residents_transit") == [0, 0, 0, *[2] * 7]
    assert run.series("residents_arrival") == [6, 6, 6, 4, 4, 4, 4, 0, 0, 0]
    assert run.series("residents_ordinary") == [0] * 7 + [4] * 3


@pytest.mark.unit
def test_people_done_in_the_arrival_centre_make_room_if_others_wait() -> None:
    counts = {(0, "individual"): 4, (5, "individual"): 3}
    run = world(counts, {ARRIVAL: 4, EMERGENCY: 2}, 9, sizes=[1] * 7).run()
    assert run.series("residents_emergency") == [0, 0, 0, 0, 0, 2, 2, 2, 2]
    assert run.series("no_roof")[5:] == [1, 1, 1, 1]
    quiet = world({(0, "individual"): 4}, {ARRIVAL: 4, EMERGENCY: 2}, 9, sizes=[1] * 4).run()
    assert quiet.series("residents_emergency") == [0] * 9


@pytest.mark.unit
def test_nights_over_the_limit_start_with_the_22nd() -> None:
    run = world({(0, "individual"): 2}, {ARRIVAL: 10}, 30, sizes=[2, 1], registered_a_day=0).run()
    assert run.series("over_arrival_limit") == [0] * 21 + [3] * 9


@pytest.mark.unit
def test_the_longest_stay_in_the_arrival_centre_counts_from_the_first_night() -> None:
    """Registered on day 10 with fifteen days planned from then: out after 21 nights, not after 25."""
    run = world(
        {(0, "individual"): 2}, {ARRIVAL: 9, ORDINARY: 9}, 30, sizes=[2, 1], registered_a_day=0, arrival_stay=15
    )
    run.at(9, lambda day: setattr(run, "registered_a_day", 9)).run()
    assert run.series("residents_arrival") == [3] * 21 + [0] * 9
    assert run.series("over_arrival_limit") == [0] * 30


@pytest.mark.unit
def test_long_stays_in_emergency_accommodation_are_counted_and_forgotten_on_leaving() -> None:
    run = world({(0, "individual"): 2}, {EMERGENCY: 10}, 110, sizes=[2, 1], registered_a_day=0)
    run.at(100, lambda day: run.reception.release(np.array([0]), day))
    run.at(100, lambda day: run.population.case.move(np.array([0]), Case.LEFT)).run()
    assert run.series("emergency_over_90_days") == [0] * 90 + [3] * 11 + [1] * 9


@pytest.mark.unit
def test_children_in_emergency_accommodation_and_minors_among_adults() -> None:
    counts = {(0, "collective"): 30, (0, "minors_15_17"): 3, (0, "minors_under_15"): 2}
    run = world(counts, {EMERGENCY: 500}, 3).run()
    accompanied = int(run.population.children[~run.population.unaccompanied].sum())
    assert accompanied > 0
    assert run.series("children_in_emergency") == [accompanied + 5] * 3
    assert run.series("minors_in_adult_centre") == [5] * 3


@pytest.mark.unit
def test_minors_without_a_place_of_their_own_are_moved_when_there_is_one() -> None:
    run = world({(0, "minors_15_17"): 4}, {ARRIVAL: 2, ORDINARY: 10, EMERGENCY: 10, MINORS: 1}, 40)
    run.at(10, lambda day: run.portfolio.order("minors", 40, 11, day)).run()
    wrong = run.series("minors_in_adult_centre")
    assert wrong[0] == 2
    assert wrong[-1] == 0
    assert run.lodging(MINORS) == 4


@pytest.mark.unit
def test_care_overflows_to_centres_for_minors_and_back() -> None:
    run = world({(0, "minors_under_15"): 3, (1, "minors_15_17"): 1}, {CARE: 1, MINORS: 9, ARRIVAL: 5}, 70)
    run.at(5, lambda day: run.portfolio.order("care_purchase", 6, 6, day)).run()
    assert run.series("residents_care")[0] == 1
    assert run.series("residents_minors")[0] == 2
    assert run.series("residents_care")[-1] == 3
    assert run.series("minors_in_adult_centre") == [0] * 70


@pytest.mark.unit
def test_overcrowding_is_the_last_resort_before_no_roof() -> None:
    run = world(
        {(0, "individual"): 30}, {ARRIVAL: 20}, 4, sizes=[1] * 30, config=config(overcrowding=0.2)
    ).run()
    assert run.series("overcrowded")[0] == 4
    assert run.series("no_roof")[0] == 6
    assert run.series("residents_arrival")[0] == 24


@pytest.mark.behaviour
def test_no_arrivals_no_failures() -> None:
    run = world({}, {}, 30).run()
    assert all(sum(run.series(name)) == 0 for name in SERIES)


@pytest.mark.behaviour
def test_more_emergency_places_leave_fewer_without_a_roof() -> None:
    counts = {(day, "individual"): 12 for day in range(40)}
    nights = [
        sum(
            world(counts, {ARRIVAL: 60, ORDINARY: 200, EMERGENCY: places}, 80, stay_days=150)
            .run()
            .series("no_roof")
        )
        for places in (0, 100, 300, 900)
    ]
    assert nights == sorted(nights, reverse=True)
    assert nights[0] > 0 == nights[-1]


# ---- queues


@pytest.mark.unit
def test_whole_households_first_come_first_served_and_small_ones_may_pass() -> None:
    sizes = [4, 5, 2, 1]
    run = world({(0, "individual"): 4}, {ARRIVAL: 8}, 3, sizes=sizes).run(1)
    assert run.population.lodging.state.tolist() == [int(ARRIVAL), 0, int(ARRIVAL), int(ARRIVAL)]
    assert run.series("no_roof") == [5]


@pytest.mark.unit
def test_a_household_that_left_gets_no_place_later() -> None:
    run = world({(0, "individual"): 3}, {ARRIVAL: 1}, 20, sizes=[1] * 3, registered_a_day=0)
    gone = np.array([1])
    run.at(2, lambda day: run.reception.release(gone, day)).at(
        2, lambda day: run.population.case.move(gone, Case.LEFT)
    )
    run.at(4, lambda day: run.portfolio.order("arrival", 100, 5, day)).run()
    assert run.population.lodging.state.tolist() == [int(ARRIVAL), 0, int(ARRIVAL)]
    assert run.series("no_roof")[:6] == [2, 2, 2, 1, 1, 1]
    assert run.series("no_roof")[-1] == 0


@pytest.mark.unit
def test_who_comes_back_is_queued_anew_not_at_the_old_place() -> None:
    run = world({(0, "individual"): 3}, {ARRIVAL: 1}, 60, sizes=[1] * 3, registered_a_day=0)
    gone = np.array([1])
    placement = run.reception.placement

    def away(day: int) -> None:
        run.reception.release(gone, day)
        run.reception.request(gone, day)

    run.at(2, away).run(4)
    assert placement.ticket[1] > placement.ticket[2]
    assert run.series("no_roof") == [2, 2, 2, 2]
    run.reception.release(np.array([0]), 4)
    run.population.case.move(np.array([0]), Case.LEFT)
    run.run(6)
    assert run.population.lodging.state.tolist() == [0, 0, int(ARRIVAL)]


@pytest.mark.unit
def test_nobody_is_moved_for_backfill_beyond_the_cap() -> None:
    run = world({(0, "individual"): 2}, {EMERGENCY: 9, ARRIVAL: 9}, 60, sizes=[1, 1])
    run.reception.placement.transfers[0] = 3
    run.at(5, lambda day: run.portfolio.close((ARRIVAL,), 9, day, 0))
    run.at(20, lambda day: run.portfolio.order("variable", 150, 21, day)).run()
    assert (run.reception.placement.transfers <= 4).all()


@pytest.mark.unit
def test_requests_of_those_who_have_a_bed_change_nothing() -> None:
    run = world({(0, "individual"): 2}, {ARRIVAL: 9}, 6, sizes=[1, 1], registered_a_day=0)
    run.at(2, lambda day: run.reception.request(np.array([0, 1]), day)).run()
    assert run.series("residents_arrival") == [2] * 6
    assert not run.reception.placement.wants.any()


# ---- birthdays


@pytest.mark.unit
def test_birthdays_move_children_on() -> None:
    run = world({(0, "minors_15_17"): 1, (0, "minors_under_15"): 1}, AMPLE, 30)
    birth = run.population.birth_day

    def turn(day: int, row: int, years: int) -> None:
        birth[row, 0] = day - int(np.ceil(years * 365.25))
        run.reception.came_of_age(np.array([row]), day)

    run.at(10, lambda day: turn(day, 0, 18)).at(15, lambda day: turn(day, 1, 15)).run()
    assert run.series("residents_minors")[9:18] == [1, 1, 0, 0, 0, 0, 0, 1, 1]
    assert run.series("residents_ordinary")[10:12] == [0, 1]
    assert run.series("residents_care")[14:17] == [1, 1, 0]
    assert run.series("minors_in_adult_centre") == [0] * 30


@pytest.mark.unit
def test_who_is_judged_to_be_an_adult_is_no_minor_in_an_adult_centre() -> None:
    run = world({(0, "minors_15_17"): 2}, {ORDINARY: 9, EMERGENCY: 9}, 12)
    run.at(4, lambda day: run.reception.came_of_age(np.array([1]), day)).run()
    assert run.series("minors_in_adult_centre") == [2] * 4 + [2] + [1] * 7


# ---- private lodging and AMOT


@pytest.mark.theory
def test_the_same_share_asks_for_a_place_every_week() -> None:
    run = World({(0, "collective"): 4000}, AMPLE, 3, config=reception_config(), check=False)
    private = run.reception.private
    patience = private.patience
    weekly = reception_config().private.seek_reception_week["collective"]
    assert patience.min() >= 1
    for weeks in (1, 10, 40):
        still = float((patience > 7 * weeks).mean())
        expected = (1.0 - weekly) ** weeks
        assert still == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 4000))


@pytest.mark.unit
def test_living_privately_is_no_exit() -> None:
    run = World({(0, "collective"): 60}, AMPLE, 200, config=config(seek=0.1), stay_days=FOREVER)
    at_first = int(run.population.size[run.population.private_at_arrival].sum())
    run.run()
    private = run.series("living_privately")
    assert private[0] == at_first > 0
    assert private[-1] < 0.2 * at_first
    assert private == sorted(private, reverse=True)
    assert private[-1] + run.series("residents_ordinary")[-1] == int(run.population.size.sum())


@pytest.mark.unit
def test_who_asks_keeps_the_private_bed_until_there_is_a_place() -> None:
    run = World({(0, "collective"): 60}, {ARRIVAL: 500}, 60, config=config(seek=0.5), stay_days=FOREVER).run()
    assert run.series("no_roof") == [0] * 60
    private = run.population.private_at_arrival
    assert run.series("living_privately")[-1] == int(run.population.size[private].sum())
    assert run.reception.placement.waiting(ORDINARY) > 0


@pytest.mark.unit
def test_amot_takes_some_each_month_private_first_and_is_paid_by_person() -> None:
    run = World(
        {(0, "collective"): 60},
        {ARRIVAL: 50, EMERGENCY: 500},
        100,
        config=config(seek=0.5),
        stay_days=FOREVER,
    )
    lever = run.reception.amot
    need = Need(0, 0, 0, 0, 0, 0, 0, 0)
    order = Order("amot", "amot", 1, 20, 25, 10, None, 0)
    run.at(20, lambda day: lever.apply(order))
    run.at(21, lambda day: gaps.append(lever.gap(need)))
    run.at(70, lambda day: lever.reverse(order, day, 0))
    gaps: list[int] = []
    run.run()
    housed = run.series("in_amot")
    assert housed[24] == 0
    assert 8 <= housed[26] <= 10
    assert 16 <= housed[56] <= 20
    assert housed[-1] == housed[70]
    first = np.flatnonzero(run.population.lodging.state == Lodging.MUNICIPAL)
    assert run.population.private_at_arrival[first].all()
    assert gaps[0] > 0
    totals = run.portfolio.fold_place_days()
    assert totals.place_days[totals.keys.index("amot_place"), 0] == sum(housed)


# ---- invariants on small random systems

SMALL = st.builds(
    dict,
    counts=st.dictionaries(
        st.tuples(st.integers(0, 25), st.sampled_from(GROUPS[:4])), st.integers(1, 9), max_size=14
    ),
    places=st.fixed_dictionaries(
        {kind: st.integers(0, 25) for kind in (ARRIVAL, TRANSIT, ORDINARY, MINORS, CARE, EMERGENCY)}
    ),
    registered=st.integers(0, 12),
    stay=st.floats(2, 60),
    closings=st.lists(
        st.tuples(st.integers(1, 50), st.sampled_from((ARRIVAL, ORDINARY, EMERGENCY, TRANSIT))), max_size=3
    ),
    orders=st.lists(
        st.tuples(st.integers(1, 40), st.sampled_from(("emergency", "variable", "minors"))), max_size=3
    ),
    overcrowding=st.sampled_from((0.0, 0.3)),
    seed=st.integers(0, 1000),
)


def small_world(system: dict[str, Any]) -> World:
    run = World(
        system["counts"],
        system["places"],
        80,
        config=config(transit=0.6, overcrowding=system["overcrowding"], seek=0.3),
        registered_a_day=system["registered"],
        stay_days=system["stay"],
        seed=system["seed"],
    )
    for day, kind in system["closings"]:
        run.at(day, lambda today, kind=kind: run.portfolio.close((kind,), 20, today, 0))
    for day, contract in system["orders"]:
        run.at(day, lambda today, contract=contract: run.portfolio.order(contract, 20, today + 1, today))
    return run


@pytest.mark.invariant
@settings(max_examples=60, deadline=None)
@given(SMALL)
def test_books_beds_and_counters_hold_every_day(system: dict[str, Any]) -> None:
    """The world recounts at the end of every day; persons present are lodged, private or without a roof."""
    run = small_world(system).run()
    present = np.isin(run.population.case.state, (Case.UNREGISTERED, Case.AWAITING_DECISION))
    lodged = sum(
        run.reception.residents(kind) for kind in (ARRIVAL, TRANSIT, ORDINARY, MINORS, CARE, EMERGENCY)
    )
    placement = run.reception.placement
    total = lodged + placement.persons[Lodging.PRIVATE] + placement.no_roof
    assert total == int(run.population.size[present].sum())
    if system["overcrowding"] == 0.0 and not system["closings"]:
        assert run.series("overcrowded") == [0] * 80
    assert (run.portfolio.sites.occupied >= 0).all()


@pytest.mark.theory
@settings(max_examples=40, deadline=None)
@given(SMALL)
def test_short_cuts_give_the_same_as_the_kernel(system: dict[str, Any]) -> None:
    """One by one or in arrays, at first sight or by the placement kernel: the same places for everybody."""
    quick = small_world(system).run()
    patch = pytest.MonkeyPatch()
    with patch.context() as context:
        context.setattr(placement_module, "_FEW", 0)
        slow = small_world(system).run()
    assert quick.population.site.tolist() == slow.population.site.tolist()
    assert all(quick.series(name) == slow.series(name) for name in SERIES)


@pytest.mark.pairing
def test_one_household_less_changes_nobody_else_when_all_is_ample() -> None:
    counts = {(day, group): 3 for day in range(0, 60, 2) for group in GROUPS[:4]}
    runs = []
    for absent in (None, 40):
        run = World(counts, AMPLE, 100, config=config(transit=0.5, seek=0.2))
        run.absent = absent
        runs.append(run.run())
    first, second = (run.reception.placement for run in runs)
    others = np.arange(runs[0].population.n) != 40
    assert first.site[others].tolist() == second.site[others].tolist()
    assert first.since[others].tolist() == second.since[others].tolist()
    case = [run.population.case.state[40] for run in runs]
    assert case[0] != Case.NOT_ARRIVED
    assert case[1] == Case.NOT_ARRIVED


@pytest.mark.pairing
def test_a_longer_horizon_changes_no_earlier_day() -> None:
    counts = {(day, "individual"): 6 for day in range(50)}
    places = {ARRIVAL: 40, TRANSIT: 20, ORDINARY: 100, EMERGENCY: 30}
    short, long = (World(counts, places, days, config=reception_config()).run() for days in (60, 120))
    assert all(short.series(name) == long.series(name)[:60] for name in SERIES)


# ---- the first day


def start_world(places: dict[Lodging, int], rows: dict[str, int], days: int = 60, **options: Any) -> World:
    return World({(-30, group): number for group, number in rows.items()}, places, days, **options)


def enter(run: World, kinds: dict[Lodging, int], case: Case = Case.AWAITING_DECISION) -> None:
    rows = np.arange(run.population.n)
    run.population.case.move(rows, case)
    start = 0
    for kind, number in kinds.items():
        run.reception.lodge_start(rows[start : start + number], kind)
        start += number
    run.reception.resume(rows)


@pytest.mark.unit
def test_the_first_day_lodges_all_and_resumes_their_stays() -> None:
    places = {ARRIVAL: 60, TRANSIT: 80, ORDINARY: 200, EMERGENCY: 90}
    run = start_world(places, {"individual": 120}, config=reception_config(), stay_days=FOREVER)
    enter(run, {ARRIVAL: 20, TRANSIT: 30, ORDINARY: 40, EMERGENCY: 20, Lodging.PRIVATE: 10})
    placement = run.reception.placement
    assert all(run.reception.residents(kind) <= places[kind] for kind in places)
    lodged = np.isin(run.population.lodging.state, list(places))
    assert (placement.since[lodged] <= 0).all()
    run.reception.check(-1)
    run.run()
    assert run.lodging(ARRIVAL) == 0
    assert run.lodging(EMERGENCY) == 0  # all of them wait for the right place, and it is there
    assert 0 < run.lodging(TRANSIT) < 40


@pytest.mark.unit
def test_more_residents_than_places_at_the_start_are_lodged_and_counted() -> None:
    run = start_world({ORDINARY: 20}, {"individual": 30}, config=config(), stay_days=FOREVER)
    enter(run, {ORDINARY: 30})
    run.run(2)
    persons = int(run.population.size.sum())
    assert run.series("residents_ordinary") == [persons] * 2
    assert run.series("overcrowded") == [persons - 20] * 2


@pytest.mark.failure
def test_a_start_without_any_centre_says_so() -> None:
    run = start_world({}, {"individual": 3})
    run.population.case.move(np.arange(3), Case.AWAITING_DECISION)
    with pytest.raises(ValueError, match="no centre of kind MINORS, nor any other, for 3 households"):
        run.reception.lodge_start(np.arange(3), MINORS)


@pytest.mark.theory
@pytest.mark.parametrize(
    ("law", "mean"),
    [
        (Law(law="fixed", mean=30), 30.0),
        (Law(law="exponential", mean=30), 60.0),
        (Law(law="lognormal", mean=35, cv=0.7), 35 * (1 + 0.7**2)),
    ],
)
def test_stays_under_way_are_longer_in_proportion(law: Law, mean: float) -> None:
    """A stay met on a given day has mean E[T^2] / E[T] = mean * (1 + cv^2)."""
    u = (np.arange(20_000) + 0.5) / 20_000
    assert under_way(law, u).mean() == pytest.approx(mean, rel=0.02)
    assert draw(law, u).mean() <= under_way(law, u).mean() + 1e-9


@pytest.mark.repeat
def test_the_same_run_twice() -> None:
    counts = {(day, group): 2 for day in range(40) for group in GROUPS[:4]}
    places = {ARRIVAL: 30, TRANSIT: 20, ORDINARY: 60, EMERGENCY: 20, MINORS: 10, CARE: 5}
    first, second = (World(counts, places, 90).run() for _ in range(2))
    assert all(first.series(name) == second.series(name) for name in SERIES)
    assert first.log() == second.log()


@pytest.mark.failure
@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("placement__transit_share", {"nobody": 0.5}),
        ("private__seek_reception_week", {"collective": 1.0}),
        ("hosts__centrality_weights", [0, 0, 0, 0, 0, 0]),
        ("contracts__basic__stage_shares", [0.5, 0.4]),
        ("contracts__basic__minimum_places", 5000),
        ("placement__overcrowding_share", -0.1),
        ("contracts", {"basic": {}}),
    ],
)
def test_bad_values_are_refused(path: str, value: object) -> None:
    assert raw("reception")["name"] == "norway"
    with pytest.raises(ValueError, match="validation error"):
        reception_config(**{path: value})
