"""Contracts, staged opening behind permits and staff, closing with notice, and the place-days of it all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.chance.draws import Chance
from sim.config.reception import StaffPoolConfig
from sim.engine.agenda import AgendaError
from sim.institutions.contracts import centre_sizes
from sim.institutions.hosts import CentreEvents, HostChoice
from sim.institutions.operators import DAYS_PER_WEEK, StaffPool
from sim.institutions.place_days import PlaceDays, Tier, Use
from sim.institutions.portfolio_levers import portfolio_levers
from sim.institutions.states import CENTRE_KINDS, Lodging
from sim.plans.protocol import Need, Order, Parts
from tests.support.reception_world import HOSTS, World, reception_config

AT_ONCE = {"law": "fixed", "mean": 0}
ORDINARY, EMERGENCY = Lodging.ORDINARY, Lodging.EMERGENCY
MANY_STAFF = {"places_per_week": 700_000, "ready_days": 7}


def quick(**changes: Any) -> Any:
    """Permits at once and staff without end, so that days are plain."""
    return reception_config(
        contracts__variable__permit=AT_ONCE,
        contracts__emergency__permit=AT_ONCE,
        operators=MANY_STAFF,
        **changes,
    )


def empty_world(days: int = 400, places: dict[Lodging, int] | None = None, **changes: Any) -> World:
    return World({}, places or {}, days, config=quick(**changes))


def need(places: float = 0, minors: float = 0, care: float = 0, beds: float = 0) -> Need:
    return Need(places, minors, care, beds, 0.0, 0.0, 0.0, 0.0)


def place_days(world: World) -> dict[str, list[int]]:
    totals = world.portfolio.fold_place_days()
    return {key: row.tolist() for key, row in zip(totals.keys, totals.place_days, strict=True)}


# ---- orders and opening


@pytest.mark.unit
def test_an_order_opens_in_thirds_after_signing() -> None:
    world = empty_world(60)
    world.at(3, lambda day: world.portfolio.order("emergency", 150, day + 10, day)).run(30)
    assert world.log() == [
        ("emergency-0001", 13, "announced", 0),
        ("emergency-0001", 14, "opened", 50),
        ("emergency-0001", 17, "places_changed", 100),
        ("emergency-0001", 21, "places_changed", 150),
    ]
    assert world.series("places_emergency")[12:23] == [0, 0, 50, 50, 50, 100, 100, 100, 100, 150, 150]


@pytest.mark.unit
def test_an_order_takes_effect_when_its_first_stage_opens() -> None:
    """Signed on day 13 and open on day 14; what waits longer for its permit takes effect later."""
    world = World({}, {}, 200, config=quick(contracts__arrival__permit={"law": "fixed", "mean": 40}))
    levers = {lever.name: lever for lever in portfolio_levers(world.portfolio)}
    seen: list[tuple[int | None, int | None]] = []
    placed = [
        Order(name, name, 1, 3, 13, 150, None, 0) for name in ("emergency_frames", "second_arrival_centre")
    ]
    for each in placed:
        world.at(3, lambda day, each=each: levers[each.lever].apply(each))
    for day in (13, 14, 52, 53):
        world.at(day, lambda _: seen.append(tuple(levers[each.lever].effect_day(each) for each in placed)))
    world.run()
    assert seen == [(None, None), (14, None), (14, None), (14, 53)]


@pytest.mark.unit
def test_parts_of_an_order_are_what_stays_open_and_what_is_to_come() -> None:
    """From the signing through the thirds of its opening to the notice; a firing that ordered nothing has none."""
    world = empty_world(120)
    seen: list[Parts] = []
    world.at(3, lambda day: world.portfolio.order("emergency", 150, 13, day, measure="frames", firing=1))
    world.at(3, lambda day: world.portfolio.order("emergency", 90, 13, day, measure="frames", firing=2))
    for day in (4, 13, 14, 17, 21, 30, 31):
        world.at(day, lambda _: seen.append(world.portfolio.parts("frames", 1)))
    world.at(30, lambda day: world.portfolio.reverse("frames", 1, day, 0)).run()
    assert seen == [(0, 150), (0, 150), (50, 100), (100, 50), (150, 0), (150, 0), (0, 0)]
    assert world.portfolio.parts("frames", 2) == (90, 0)
    assert world.portfolio.parts("frames", 3) == (0, 0)


@pytest.mark.unit
def test_parts_of_added_places_leave_out_those_given_up_since() -> None:
    world = empty_world(60, {ORDINARY: 300}, running__unit_price_lag={"law": "fixed", "mean": 5})
    lever = next(one for one in portfolio_levers(world.portfolio) if one.name == "option_places")
    placed = Order("options", lever.name, 1, 0, 3, 30, None, 0)
    seen: list[Parts] = []
    lever.apply(placed)
    for day in (2, 25, 40):
        world.at(day, lambda _: seen.append(lever.parts(placed)))
    world.at(30, lambda day: world.portfolio.close((int(ORDINARY),), 20, day, 0)).run()
    assert seen == [(0, 30), (30, 0), (10, 0)]


@pytest.mark.unit
def test_the_pipeline_counts_what_is_ordered_and_not_open() -> None:
    world = empty_world(60)
    seen: list[tuple[int, int]] = []
    world.at(3, lambda day: world.portfolio.order("emergency", 150, day + 10, day))
    for day in (2, 3, 12, 14, 17, 21):
        world.at(
            day,
            lambda _: seen.append((world.portfolio.pipeline(EMERGENCY), world.portfolio.lasting(EMERGENCY))),
        )
    world.run()
    assert seen == [(0, 0), (150, 0), (150, 0), (100, 50), (50, 100), (0, 150)]


@pytest.mark.unit
def test_an_order_below_the_smallest_centre_is_rounded_up() -> None:
    world = empty_world(60)
    world.at(0, lambda day: world.portfolio.order("emergency", 5, 5, day)).run()
    assert world.portfolio.lasting(EMERGENCY) == 70


@pytest.mark.failure
def test_bad_orders_are_refused() -> None:
    world = empty_world(60)
    with pytest.raises(ValueError, match="unknown contract 'tent'"):
        world.portfolio.order("tent", 10, 5, 0)
    with pytest.raises(ValueError, match="above 0"):
        world.portfolio.order("emergency", 0, 5, 0)
    with pytest.raises(AgendaError, match="too late"):
        world.portfolio.order("emergency", 100, 5, 5)
    with pytest.raises(ValueError, match="fixed places"):
        world.portfolio.add_places(Tier.FIXED, 10, 5, 0)
    with pytest.raises(ValueError, match=r"0 \.\. 1"):
        world.portfolio.set_host_influence(1.5)
    with pytest.raises(ValueError, match="unknown centre event"):
        CentreEvents().add(0, 0, "vanished", 3, 0, 0)


@pytest.mark.invariant
@given(st.integers(0, 5000), st.sampled_from(["emergency", "variable", "minors", "care", "contingency"]))
def test_sizes_of_centres_sum_and_are_even(places: int, contract: str) -> None:
    terms = reception_config().contracts[contract]
    sizes = centre_sizes(places, terms)
    assert sum(sizes) == places
    assert not sizes or max(sizes) - min(sizes) <= 1
    assert places < terms.minimum_places or min(sizes, default=terms.minimum_places) >= terms.minimum_places


@pytest.mark.invariant
@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(CENTRE_KINDS), st.integers(0, 3000)))
def test_the_first_portfolio_sums_exactly(places: dict[Lodging, int]) -> None:
    world = empty_world(1, places)
    for kind in CENTRE_KINDS:
        assert world.portfolio.lasting(kind) == places.get(kind, 0) == world.portfolio.usable(kind)
        assert world.portfolio.sites.totals(kind)[0] == places.get(kind, 0)
    assert all(entry.signed_day < 0 for entry in world.portfolio.centres)


@pytest.mark.behaviour
def test_big_orders_open_slower() -> None:
    config = reception_config(contracts__emergency__permit=AT_ONCE)
    days = []
    for places in (500, 5000):
        world = World({}, {}, 120, config=config)
        world.portfolio.order("emergency", places, 5, 0)
        world.run()
        opened = world.series("places_emergency")
        days.append(opened.index(places))
    assert days[0] < 20 < days[1]
    assert days[1] == pytest.approx(5 + (5000 / 1100 - 1) * 7, abs=8)


@pytest.mark.behaviour
def test_an_exemption_shortens_permits() -> None:
    law = {"law": "fixed", "mean": 40}
    opened = []
    for exempt in (False, True):
        world = World(
            {}, {}, 120, config=reception_config(contracts__variable__permit=law, operators=MANY_STAFF)
        )
        lever = next(
            one for one in portfolio_levers(world.portfolio) if one.name == "building_permit_exemption"
        )
        assert lever.gap(need()) == 1
        if exempt:
            lever.apply(Order("exempt", lever.name, 1, 0, 2, 1, None, 0))
            assert lever.gap(need()) == 0
        world.portfolio.order("variable", 150, 10, 0)
        world.run()
        opened.append(next(day for _, day, event, _ in world.log() if event == "opened"))
    assert opened == [50, 22]


@pytest.mark.unit
def test_places_in_running_centres_are_capped_by_room_and_given_back() -> None:
    world = empty_world(120, {ORDINARY: 300})
    portfolio = world.portfolio
    assert portfolio.addable(Tier.UNIT) == 60
    assert portfolio.addable(Tier.OPTION) == 30
    portfolio.add_places(Tier.UNIT, 500, 3, 0, measure="more", firing=1)
    assert portfolio.addable(Tier.UNIT) == 0
    world.at(10, lambda day: portfolio.reverse("more", 1, day, 0)).run()
    usable = world.series("places_ordinary")
    assert usable[2] == 300
    assert usable[9] == 360
    assert usable[-1] == 300
    assert portfolio.addable(Tier.UNIT) == 60
    assert portfolio.pipeline(ORDINARY) == 0


# ---- staff


@pytest.mark.theory
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 400)), min_size=1, max_size=12), st.integers(7, 900)
)
def test_staff_pool_agrees_with_a_day_by_day_queue(orders: list[tuple[int, int]], per_week: int) -> None:
    """Exact recursion: a stock of staff, filled by per_week / 7 a day up to a week's worth, used in order."""
    pool = StaffPool(StaffPoolConfig(places_per_week=per_week, ready_days=7))
    orders = sorted(orders, key=lambda order: order[0])
    got = [pool.book(places, day)[1] for day, places in orders]
    stock, waiting, expected = 7 * per_week, [], []
    todo = [(day, places * DAYS_PER_WEEK) for day, places in orders]
    for day in range(20_000):
        waiting += [places for at, places in todo if at == day]
        while waiting and waiting[0] <= stock:
            stock -= waiting.pop(0)
            expected.append(day)
        if len(expected) == len(orders):
            break
        if waiting:
            waiting[0], stock = waiting[0] - stock, 0
            stock += per_week
        else:
            stock = min(stock + per_week, 7 * per_week)
    assert [max(ready, day) for ready, (day, _) in zip(got, orders, strict=True)] == expected


@pytest.mark.unit
def test_staff_of_a_cancelled_opening_go_to_the_next() -> None:
    pool = StaffPool(StaffPoolConfig(places_per_week=70, ready_days=0))
    first, ready = pool.book(100, 0)
    second, later = pool.book(100, 0)
    assert (ready, later) == (10, 20)
    assert pool.waiting(0) == 190
    assert pool.release(first, 4) == [(second, 14)]
    assert pool.release(first, 4) == []
    assert pool.release(second, 30) == []


@pytest.mark.unit
def test_staff_of_closed_places_go_to_those_first_in_the_queue() -> None:
    """Half of them follow, and where nobody waits they are gone."""
    pool = StaffPool(StaffPoolConfig(places_per_week=70, ready_days=0, moved_share=0.5))
    first, _ = pool.book(100, 0)
    second, _ = pool.book(100, 0)
    assert pool.free(100, 4) == [(first, 5), (second, 15)]
    assert pool.free(200, 5) == [(second, 5)]
    assert pool.waiting(5) == 0.0
    assert pool.free(200, 6) == []
    assert pool.book(70, 6)[1] == 13


@pytest.mark.invariant
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 400), st.booleans()), min_size=1, max_size=14),
    st.integers(7, 900),
)
def test_staff_that_are_freed_delay_nobody_and_staff_no_more_than_they_are(
    steps: list[tuple[int, int, bool]], per_week: int
) -> None:
    """Booked work is done by the pace of the pool and by those freed, and by nobody else."""
    pool = StaffPool(StaffPoolConfig(places_per_week=per_week, ready_days=7, moved_share=1.0))
    ready: dict[int, int] = {}
    for day, places, frees in sorted(steps):
        if frees:
            before = pool.waiting(day - 1)
            for ticket, earlier in pool.free(places, day):
                assert day <= earlier <= ready[ticket]
                ready[ticket] = earlier
            assert before - places - 1e-9 <= pool.waiting(day - 1) <= before
        else:
            ticket, ready[ticket] = pool.book(places, day)


@pytest.mark.invariant
@pytest.mark.parametrize("given_up", [0, 8, 30, 45])
@pytest.mark.parametrize("contract", ["variable", "minors"])
def test_staff_that_are_freed_are_those_that_were_found(
    monkeypatch: pytest.MonkeyPatch, contract: str, given_up: int
) -> None:
    """From the first booking to the last closing, whether places go with their centre or before it."""
    found: list[float] = []
    freed: list[float] = []
    book, free = StaffPool.book, StaffPool.free

    def booked(pool: StaffPool, places: float, day: int) -> tuple[int, int]:
        found.append(places)
        return book(pool, places, day)

    def let_go(pool: StaffPool, places: float, day: int) -> list[tuple[int, int]]:
        freed.append(places)
        return free(pool, places, day)

    monkeypatch.setattr(StaffPool, "book", booked)
    monkeypatch.setattr(StaffPool, "free", let_go)
    world = empty_world(400, contracts__minors__permit=AT_ONCE)
    portfolio = world.portfolio
    portfolio.order(contract, 100, 1, 0, measure="centres", firing=1)
    world.at(50, lambda day: portfolio.add_places(Tier.UNIT, 20, day + 1, day, measure="more", firing=1))
    world.at(50, lambda day: portfolio.add_places(Tier.DENSE, 9, day + 1, day, measure="more", firing=2))
    kinds = (int(ORDINARY), int(Lodging.MINORS))
    world.at(90, lambda day: portfolio.close(kinds, given_up, day, 0))
    world.at(130, lambda day: portfolio.reverse("centres", 1, day, 0)).run()
    assert sum(portfolio.lasting_by_kind) == 0
    assert all(portfolio.sites.closed[: len(portfolio.centres)])
    assert sum(found) > 0.0
    assert sum(freed) == pytest.approx(sum(found))


@pytest.mark.unit
def test_places_asked_back_are_those_that_were_added() -> None:
    """Closed as surplus before, they are not taken from the centres' own contracts a second time."""
    world = empty_world(120, {ORDINARY: 300}, running__unit_price_lag={"law": "fixed", "mean": 5})
    portfolio = world.portfolio
    portfolio.add_places(Tier.UNIT, 40, 3, 0, measure="more", firing=1)
    world.at(30, lambda day: portfolio.close((int(ORDINARY),), 10, day, 0))
    world.at(50, lambda day: portfolio.reverse("more", 1, day, 0)).run()
    usable = world.series("places_ordinary")
    assert (usable[29], usable[49], usable[-1]) == (340, 330, 300)
    assert portfolio.addable(Tier.UNIT) == 60


@pytest.mark.behaviour
def test_ordered_centres_open_sooner_when_emergency_centres_close() -> None:
    """Operators short of staff run both: those who emptied a hotel open the ordinary centre that waits for them."""

    def ordinary_places(moved_share: float) -> list[int]:
        staff = {"places_per_week": 70, "ready_days": 0, "moved_share": moved_share}
        config = reception_config(
            contracts__variable__permit=AT_ONCE, contracts__emergency__permit=AT_ONCE, operators=staff
        )
        world = World({}, {EMERGENCY: 600}, 90, config=config)
        world.portfolio.order("variable", 600, 1, 0)
        seen: list[int] = []
        for day in (15, 40, 80):
            world.at(day, lambda day: seen.append(world.portfolio.usable(ORDINARY)))
        world.at(2, lambda day: world.portfolio.close((int(EMERGENCY),), 600, day, 0)).run()
        return seen

    kept, moved = ordinary_places(0.0), ordinary_places(0.5)
    assert kept[0] == moved[0] > 0  # nothing has closed by then
    assert moved[1] > 1.2 * kept[1]
    assert kept[2] == moved[2] == 600


@pytest.mark.behaviour
def test_vacancy_and_bids_follow_the_orders() -> None:
    world = World({}, {ORDINARY: 5000}, 60, config=reception_config(contracts__emergency__permit=AT_ONCE))
    before = (world.portfolio.staff_vacancy(0), world.portfolio.supplier_bids())
    world.portfolio.order("emergency", 8000, 5, 0)
    assert world.portfolio.supplier_bids() < before[1]
    world.run(10)
    assert before[0] == 0.0 < world.portfolio.staff_vacancy(9) < 1.0


# ---- closing


@pytest.mark.unit
def test_notice_then_closing_then_exit_until_the_lock_ends() -> None:
    world = empty_world(200)
    world.portfolio.order("emergency", 150, 5, 0, measure="frames", firing=1)
    world.at(30, lambda day: world.portfolio.reverse("frames", 1, day, 4)).run(60)
    events = [row for row in world.portfolio.events.rows() if row[1] > 20]
    centre = world.portfolio.centres[0]
    assert [(row[1], row[2], row[5], row[6], row[7]) for row in events] == [
        (35, "notice", 150, 21, 4),
        (35, "intake_stopped", 150, 21, 4),
        (56, "closed", 0, 25, 4),
    ]
    assert centre.paid_until == 5 + 90
    world.run()
    opened = 50 * (9 - 6) + 100 * (13 - 9) + 150 * (56 - 13)
    assert place_days(world)["emergency_place"] == [0, opened, 150 * (95 - 56), 0]
    assert world.portfolio.lasting(EMERGENCY) == 0


@pytest.mark.unit
@pytest.mark.parametrize(("notice_day", "paid_until"), [(20, 245), (120, 245), (200, 320)])
def test_ordinary_contracts_are_locked_and_have_notice(notice_day: int, paid_until: int) -> None:
    world = empty_world(400)
    world.portfolio.order("variable", 150, 5, 0, measure="more", firing=1)
    world.at(notice_day - 1, lambda day: world.portfolio.reverse("more", 1, day, 0)).run()
    assert world.portfolio.centres[0].paid_until == paid_until


@pytest.mark.unit
def test_an_order_can_lock_longer() -> None:
    world = empty_world(400)
    world.portfolio.order("emergency", 150, 5, 0, measure="frames", firing=1, lock_days=170)
    world.at(30, lambda day: world.portfolio.reverse("frames", 1, day, 0)).run()
    assert world.portfolio.centres[0].paid_until == 175


@pytest.mark.unit
def test_reversing_before_signing_costs_nothing() -> None:
    world = empty_world(60)
    world.portfolio.order("emergency", 450, 20, 0, measure="frames", firing=1)
    world.portfolio.order("emergency", 150, 20, 0, measure="frames", firing=2)
    world.at(10, lambda day: world.portfolio.reverse("frames", 1, day, 0)).run()
    assert world.portfolio.lasting(EMERGENCY) == 150
    assert world.portfolio.pipeline(EMERGENCY) == 0


@pytest.mark.unit
def test_reversing_between_signing_and_opening_pays_the_whole_contract() -> None:
    world = empty_world(200, contracts__emergency__stage_interval_days=30)
    world.portfolio.order("emergency", 150, 5, 0, measure="frames", firing=1)
    world.at(10, lambda day: world.portfolio.reverse("frames", 1, day, 0)).run()
    assert [event for _, _, event, _ in world.log()] == [
        "announced", "opened", "notice", "intake_stopped", "closed",
    ]  # fmt: skip
    assert world.portfolio.pipeline(EMERGENCY) == 0
    used, empty, leaving, _ = place_days(world)["emergency_place"]
    assert (used, empty, leaving) == (0, 50 * (32 - 6), 150 * (95 - 32))


@pytest.mark.invariant
@settings(max_examples=30, deadline=None)
@given(st.integers(1, 4000), st.integers(0, 60))
def test_closing_never_exceeds_the_surplus(surplus: int, dialogue: int) -> None:
    world = empty_world(250, {ORDINARY: 1500, EMERGENCY: 900})
    world.at(3, lambda day: world.portfolio.close((EMERGENCY, ORDINARY), surplus, day, dialogue)).run(5)
    left = world.portfolio.lasting(ORDINARY) + world.portfolio.lasting(EMERGENCY)
    assert 2400 - left <= surplus
    assert left <= 2400 - surplus + 170 or left == 0
    world.run()
    assert world.portfolio.usable(ORDINARY) + world.portfolio.usable(EMERGENCY) == left


@pytest.mark.unit
def test_free_unit_price_places_go_first_then_the_dearest_then_the_least_committed() -> None:
    world = empty_world(100, {ORDINARY: 300, EMERGENCY: 320})
    portfolio = world.portfolio
    world.at(3, lambda day: portfolio.close((ORDINARY,), 40, day, 0)).run(6)
    assert {event for _, _, event, _ in world.log()} == {"places_changed"}
    assert portfolio.lasting(ORDINARY) == 260
    commitments = [
        (portfolio._closing._rank(centre, 10)[1], centre)
        for centre in portfolio.sites.of_kind(EMERGENCY).tolist()
    ]
    world.at(9, lambda day: portfolio.close((EMERGENCY,), 160, day, 0)).run(12)
    assert [centre for centre, entry in enumerate(portfolio.centres) if entry.leaving] == [
        min(commitments)[1]
    ]


@pytest.mark.unit
def test_a_full_centre_goes_into_overtime_until_its_residents_have_left() -> None:
    world = World({(0, "collective"): 60}, {EMERGENCY: 160}, 700, config=quick(), stay_days=60)
    world.at(20, lambda day: world.portfolio.close((EMERGENCY,), 160, day, 0)).run()
    events = [(day, event) for name, day, event, _ in world.log() if name == "emergency-0001"]
    overtime = next(day for day, event in events if event == "overtime")
    closed = next(day for day, event in events if event == "closed")
    crowded, lodged = world.series("overcrowded"), world.series("residents_emergency")
    assert overtime < closed
    assert all(crowded[day] == lodged[day] > 0 for day in range(overtime, closed - 1))
    assert crowded[closed] == 0
    assert world.series("places_emergency")[overtime] == 0


@pytest.mark.unit
def test_what_the_law_allows_for_half_a_year_closes_by_itself() -> None:
    world = empty_world(400)
    world.portfolio.order("municipal_order", 50, 5, 0)
    world.run()
    days = {event: day for _, day, event, _ in world.log()}
    assert days["opened"] == 6
    assert days["closed"] == 5 + 180


# ---- money


@pytest.mark.invariant
@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 80), st.integers(0, 40), st.integers(0, 20), st.integers(0, 130)),
        min_size=1,
        max_size=6,
    ),
    st.integers(1, 5),
)
def test_place_days_add_up(centres: list[tuple[int, int, int, int]], days: int) -> None:
    """Every person is in a used place; fixed places are used or empty; nothing else is paid."""
    book = PlaceDays(len(HOSTS.number))
    for number, (fixed, unit, option, _) in enumerate(centres):
        centre = book.add_centre("fixed", "unit", number % 3, for_minors=False)
        for tier, places in ((Tier.FIXED, fixed), (Tier.UNIT, unit), (Tier.OPTION, option)):
            book.set_places(centre, tier, places)
    occupied = np.array([row[3] for row in centres])
    for _ in range(days):
        book.count(occupied)
    totals = book.fold()
    by_key = dict(zip(totals.keys, totals.place_days.tolist(), strict=True))
    assert by_key["fixed"][Use.USED] + by_key["unit"][Use.USED] == days * occupied.sum()
    assert by_key["fixed"][Use.USED] + by_key["fixed"][Use.EMPTY] == days * sum(row[0] for row in centres)
    assert by_key["unit"][Use.EMPTY] == 0
    assert totals.host_place_days.sum() == days * sum(sum(row[:3]) for row in centres)
    assert book.fold().place_days.sum() == 0


@pytest.mark.unit
def test_a_new_price_holds_from_its_day_and_a_centre_without_price_is_left_out() -> None:
    book = PlaceDays(1)
    first = book.add_centre("ordinary_place", "unit_price_place", 0, for_minors=False)
    arrival = book.add_centre(None, None, 0, for_minors=False)
    book.set_places(first, Tier.UNIT, 10)
    book.set_places(arrival, Tier.FIXED, 10)
    book.count(np.array([4, 3]))
    book.set_price(first, Tier.UNIT, "special")
    book.count(np.array([5, 3]))
    totals = book.fold()
    assert dict(zip(totals.keys, totals.place_days[:, Use.USED].tolist(), strict=True)) == {
        "ordinary_place": 0,
        "unit_price_place": 4,
        "special": 5,
    }


@pytest.mark.unit
def test_commitments_after_the_last_day() -> None:
    world = empty_world(60)
    world.portfolio.order("emergency", 150, 5, 0)
    world.run()
    keys, days = world.portfolio.committed_place_days(59)
    assert keys == ("emergency_place",)
    assert days[0, Use.EXIT] == 150 * (95 - 60)


# ---- hosts


@pytest.mark.pairing
def test_the_same_ordinal_lies_in_the_same_place_under_every_plan() -> None:
    small, large = empty_world(60), empty_world(60)
    small.portfolio.order("emergency", 320, 5, 0, measure="frames", firing=1)
    large.portfolio.order("variable", 600, 4, 0, measure="tender", firing=1)
    large.portfolio.order("emergency", 1600, 9, 0, measure="other", firing=3)
    names = [
        [entry.name for entry in world.run().portfolio.centres if entry.name.startswith("emergency")]
        for world in (small, large)
    ]
    assert len(names[0]) == 2
    assert names[0] == names[1][:2]


@pytest.mark.pairing
def test_more_influence_touches_more_of_the_same_sites() -> None:
    choice = HostChoice(reception_config().hosts, HOSTS, Chance(5, 0))
    refused: list[set[int]] = []
    touched: list[set[int]] = []
    for share in (0.0, 0.3, 0.8):
        choice.influence_share = share
        answers = {ordinal: choice.answer(ORDINARY, ordinal) for ordinal in range(400)}
        refused.append({n for n, answer in answers.items() if answer.refused})
        touched.append({n for n, answer in answers.items() if answer.refused or answer.delay_days})
    assert refused[0] == touched[0] == set()
    assert refused[0] < refused[1] < refused[2]
    assert touched[1] < touched[2]
    assert len(touched[2]) == pytest.approx(320, abs=40)


@pytest.mark.behaviour
def test_influence_costs_places_and_is_counted() -> None:
    opened, lost = [], []
    for share in (0.0, 1.0):
        world = empty_world(60)
        world.portfolio.set_host_influence(share)
        world.portfolio.order("variable", 1500, 5, 0)
        world.run()
        opened.append(world.portfolio.lasting(ORDINARY))
        lost.append(world.portfolio.refused_places)
        assert world.portfolio.pipeline(ORDINARY) + opened[-1] + lost[-1] == 1500
    assert opened[0] == 1500
    assert opened[1] < 600
    assert lost[1] > 300
    assert {"refused", "delayed"} <= {event for _, _, event, _ in world.log()}
    assert world.portfolio.delayed_place_days > 0


@pytest.mark.unit
def test_the_arrival_centre_lies_in_its_municipality() -> None:
    world = empty_world(1, {Lodging.ARRIVAL: 1000})
    assert world.portfolio.name(0) == "arrival-0001 (Råde)"


# ---- levers


@pytest.mark.unit
def test_gaps_count_what_is_ordered_and_are_never_negative() -> None:
    world = empty_world(60, {ORDINARY: 1000, Lodging.MINORS: 100, Lodging.ARRIVAL: 300})
    levers = {lever.name: lever for lever in portfolio_levers(world.portfolio)}
    wanted = need(places=1500, minors=160, beds=200)
    assert levers["emergency_frames"].gap(wanted) == 400
    assert levers["minors_places"].gap(wanted) == 60
    assert levers["second_arrival_centre"].gap(wanted) == 0
    assert levers["unit_price_places"].gap(wanted) == 200
    assert levers["close_places"].gap(wanted) == 0
    levers["emergency_frames"].apply(Order("frames", "emergency_frames", 1, 2, 9, 300, None, 0))
    assert levers["emergency_frames"].gap(wanted) == levers["mini_competition"].gap(wanted) == 100
    assert levers["close_places"].gap(need(places=600, minors=160)) == 500
    levers["close_places"].apply(Order("close", "close_places", 1, 2, 9, 450, None, 0))
    assert levers["close_places"].gap(need(places=600, minors=160)) == 50
    with pytest.raises(ValueError, match="cannot be reversed"):
        levers["close_places"].reverse(Order("close", "close_places", 1, 2, 9, 450, None, 0), 10, 0)


@pytest.mark.failure
@pytest.mark.parametrize("place", range(12))
def test_no_lever_acts_today(place: int) -> None:
    world = empty_world(60, {ORDINARY: 1000})
    lever = portfolio_levers(world.portfolio)[place]
    with pytest.raises(ValueError, match="after"):
        lever.apply(Order("m", lever.name, 1, 5, 5, 10, None, 0))


@pytest.mark.invariant
@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["order", "add", "close", "reverse"]),
            st.integers(1, 60),
            st.integers(1, 900),
            st.integers(0, 20),
        ),
        max_size=12,
    )
)
def test_books_of_the_portfolio_agree_after_any_decisions(decisions: list[tuple[str, int, int, int]]) -> None:
    """Places by kind equal those of the sites; nothing stays in the pipeline; each notice ends in closing."""
    world = World({}, {ORDINARY: 600, EMERGENCY: 200}, 900)
    portfolio = world.portfolio
    for number, (what, day, places, dialogue) in enumerate(decisions):
        contract = ("emergency", "variable")[places % 2]

        def decide(
            today: int,
            what: str = what,
            n: int = number,
            p: int = places,
            d: int = dialogue,
            c: str = contract,
        ) -> None:
            if what == "order":
                portfolio.order(c, p, today + 1 + d, today, measure="m", firing=n)
            elif what == "add":
                portfolio.add_places(
                    (Tier.UNIT, Tier.OPTION, Tier.DENSE)[p % 3],
                    p,
                    today + 1 + d,
                    today,
                    measure="m",
                    firing=n,
                )
            elif what == "close":
                portfolio.close((EMERGENCY, ORDINARY), p, today, d)
            else:
                portfolio.reverse("m", max(n - 1, 0), today, d)

        world.at(day, decide)
    world.run()
    sites = portfolio.sites
    for kind in (ORDINARY, EMERGENCY):
        places, _ = sites.totals(kind)
        assert portfolio.pipeline(kind) == 0
        assert portfolio.usable(kind) == portfolio.lasting(kind) == places
        assert places >= 0
    noticed = {row[0] for row in portfolio.events.rows() if row[2] == "notice"}
    closed = {row[0] for row in portfolio.events.rows() if row[2] == "closed"}
    assert noticed == closed
    assert portfolio.closing_ordered() == 0
