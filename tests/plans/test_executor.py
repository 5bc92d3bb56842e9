from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields

import numpy as np
import pytest
import simpy

from sim.engine.process import run
from sim.plans.executor import COLUMNS, Executor
from sim.plans.measures import Foreseen
from sim.plans.protocol import Need, Observation, Order
from tests.plans.plan_support import FakeLever, carried_out, executor, measure, observed, plan

FULL = {"residents": 990}
EMPTY = {"residents": 300}


def log(made: Executor) -> list[tuple[str, int, str, int, int]]:
    return [(row.measure, row.firing, row.event, row.day, row.size) for row in made.events]


@pytest.mark.unit
def test_story_of_one_measure() -> None:
    """Full for three days: the gap is ordered and opens ten days later; then empty: it is undone."""
    order = measure(when={"signal": "reception_use", "above": 0.92, "for_days": 3}, review_every_days=5)
    lever = FakeLever("emergency_frames", held=900)
    days = [FULL] * 6 + [{"residents": 990, "places_ordered": 90}] * 9 + [EMPTY] * 10
    made = carried_out(plan(order), [lever], days)
    assert log(made) == [
        ("emergency_frames", 1, "fired", 5, 90),
        ("emergency_frames", 1, "decided", 5, 90),
        ("emergency_frames", 1, "effective", 15, 90),
        ("emergency_frames", 1, "reversed", 15, 90),
    ]
    fired = made.events[0]
    assert (fired.decided_by, fired.signal, fired.seen, fired.threshold) == (
        "UDI",
        "reception_use",
        0.99,
        0.92,
    )
    assert lever.reversed == [(1, 15, 0)]


@pytest.mark.unit
def test_table_matches_the_dictionary() -> None:
    made = carried_out(plan(measure()), [FakeLever("emergency_frames", held=900)], [FULL] * 20)
    table = made.table()
    assert tuple(table) == COLUMNS
    assert {len(column) for column in table.values()} == {len(made.events)}
    assert [str(each) for each in table["date"][:2]] == ["2024-01-01", "2024-01-01"]


@pytest.mark.pairing
def test_plan_that_never_fires_leaves_no_trace() -> None:
    lever = FakeLever("emergency_frames")
    made = carried_out(plan(measure()), [lever], [{}] * 400)
    assert made.events == []
    assert lever.orders == []
    assert lever.reversed == []


@pytest.mark.unit
def test_orders_the_gap_less_what_is_ordered_already() -> None:
    """The need stays the same, so after the first order nothing is missing."""
    lever = FakeLever("emergency_frames", held=800)
    made = carried_out(plan(measure()), [lever], [FULL] * 30)
    assert [(order.day, order.amount) for order in lever.orders] == [(0, 190)]
    assert made.events[-1].event == "effective"


@pytest.mark.unit
def test_caps_by_week_and_in_all() -> None:
    order = measure(order={"amount": "gap", "at_most_per_week": 100}, max_places=250)
    lever = FakeLever("emergency_frames", held=0)
    carried_out(plan(order), [lever], [FULL] * 40)
    assert [(each.day, each.amount) for each in lever.orders] == [(0, 100), (7, 100), (14, 50)]
    assert [each.firing for each in lever.orders] == [1, 2, 3]


@pytest.mark.unit
def test_switch_goes_on_once_and_comes_back_after_being_undone() -> None:
    order = measure(
        "simplified_mapping",
        order={"amount": "switch"},
        decided_by="IMDi",
        when={"signal": "mapping_backlog_days", "above": 60, "for_days": 2},
        reverse={"when": {"signal": "mapping_backlog_days", "below": 5, "for_days": 3}, "dialogue_days": 4},
    )
    lever = FakeLever("simplified_mapping", "switch")
    busy, idle = {"mapping": 2000}, {"mapping": 40}
    made = carried_out(plan(order), [lever], [busy] * 20 + [idle] * 10 + [busy] * 5)
    assert [each.day for each in lever.orders] == [1, 31]
    assert lever.reversed == [(1, 22, 4)]
    assert [row.day for row in made.events if row.event == "effective"] == [11]


@pytest.mark.unit
def test_hysteresis_keeps_a_measure_between_its_thresholds() -> None:
    order = measure(order={"amount": 50})
    lever = FakeLever("emergency_frames")
    between = {"residents": 800}
    carried_out(plan(order), [lever], [FULL] + [between, {"residents": 930}] * 50)
    assert len(lever.reversed) == 0


@pytest.mark.unit
def test_number_is_ordered_each_time_the_condition_comes_true() -> None:
    order = measure(order={"amount": 50}, reverse={"never": "because the test says so"}, limit=120)
    lever = FakeLever("emergency_frames")
    carried_out(plan(order), [lever], ([FULL] * 4 + [EMPTY] * 3) * 4)
    assert [(each.day, each.amount) for each in lever.orders] == [(0, 50), (7, 50), (14, 20)]


@pytest.mark.unit
def test_time_limit_and_renewal_while_the_condition_holds() -> None:
    order = measure(order={"amount": 50}, reverse={"after_days": 5})
    lever = FakeLever("emergency_frames")
    carried_out(plan(order), [lever], [FULL] * 40)
    assert lever.reversed == [(1, 15, 0), (2, 30, 0)]
    assert [each.day for each in lever.orders] == [0, 15, 30]


@pytest.mark.unit
def test_dated_measures_fire_on_their_date_and_once() -> None:
    once = measure(order={"amount": 50}, when={"date": "2024-01-05"}, reverse={"after_days": 3})
    always = measure("densification", order={"amount": 7}, when={"always": True}, reverse={"after_days": 3})
    window = measure(
        "unit_price_places",
        when={"date": "2024-01-04", "until": "2024-01-08"},
        review_every_days=3,
        order={"amount": "gap", "at_most": 10},
        reverse={"never": "because the test says so"},
    )
    levers = [
        FakeLever("emergency_frames"),
        FakeLever("densification"),
        FakeLever("unit_price_places", held=0),
    ]
    made = carried_out(plan(once, always, window), levers, [FULL] * 60)
    assert [each.day for each in levers[0].orders] == [4]
    assert [each.day for each in levers[1].orders] == [0]
    assert [each.day for each in levers[2].orders] == [3, 6]
    assert made.events[0].signal == ""
    assert (made.events[0].seen, made.events[0].threshold) == (0.0, 0.0)


@pytest.mark.unit
def test_decision_takes_its_time_and_is_sized_when_taken() -> None:
    order = measure(decision_days=6, when={"signal": "reception_use", "above": 0.92})
    lever = FakeLever("emergency_frames", held=900)
    days = [FULL] * 3 + [{"residents": 960}] * 10
    made = carried_out(plan(order), [lever], days)
    assert log(made)[:2] == [
        ("emergency_frames", 1, "fired", 0, 90),
        ("emergency_frames", 1, "decided", 6, 60),
    ]
    assert (lever.orders[0].day, lever.orders[0].effective_day) == (6, 16)


@pytest.mark.unit
def test_only_whole_orders_that_are_surplus_are_undone_newest_first() -> None:
    order = measure(
        order={"amount": "gap", "at_most_per_week": 100},
        max_places=300,
        when={"date": "2024-01-01", "until": "2024-01-20"},
        reverse={"when": {"signal": "reception_use", "below": 0.8}, "dialogue_days": 30},
    )
    lever = FakeLever("emergency_frames", held=0)
    fewer = {"residents": 950, "places": 1200}
    made = carried_out(plan(order), [lever], [FULL] * 28 + [fewer])  # all three stand open from day 24 on
    assert lever.reversed == [(3, 28, 30), (2, 28, 30)]  # 250 are surplus: two orders of 100
    assert sum(row.event == "reversed" for row in made.events) == 2


@pytest.mark.unit
def test_measures_share_one_surplus_last_of_the_ladder_first() -> None:
    """300 places too many: the later measure gives up its 200, the earlier one has 150 and keeps them."""
    undo = {"when": {"signal": "reception_use", "below": 0.8}}
    first = measure("unit_price_places", when={"date": "2024-01-01", "until": "2024-01-02"}, reverse=undo)
    second = measure("emergency_frames", when={"date": "2024-01-01", "until": "2024-01-02"}, reverse=undo)
    closing = measure(
        "close_places",
        when={"signal": "reception_use", "below": 0.8},
        reverse={"never": "places given up must be ordered anew"},
    )
    levers = [
        FakeLever("unit_price_places", missing=lambda need: 150, held=0),
        FakeLever("emergency_frames", missing=lambda need: 200, held=0),
        FakeLever("close_places", missing=lambda need: 300, held=0),
    ]
    days = [FULL] * 12 + [{"residents": 900, "places": 1200}]  # both stand open from day 10 on
    carried_out(plan(first, second, closing), levers, days)
    assert [len(lever.reversed) for lever in levers] == [0, 1, 0]
    assert [order.amount for order in levers[2].orders] == [100]


@pytest.mark.unit
def test_budget_can_stop_priced_orders() -> None:
    order = measure(price="emergency_place")
    for within, orders in ((False, 1), (True, 0)):
        lever = FakeLever("emergency_frames", held=900)
        carried_out(plan(order, within_appropriation=within), [lever], [FULL | {"budget_left_nok": -1.0}] * 9)
        assert len(lever.orders) == orders


@pytest.mark.pairing
def test_neighbouring_plans_order_nearly_the_same() -> None:
    """Thresholds 0.92 and 0.90 under a slow rise: the order-up-to level makes up for the days between."""
    rise = [{"residents": 850 + 4 * day, "arrivals_7d": 98, "arrivals_previous_7d": 98} for day in range(60)]
    totals = []
    for threshold in (0.92, 0.90):
        lever = FakeLever("emergency_frames", held=1000)
        carried_out(plan(measure(when={"signal": "reception_use", "above": threshold})), [lever], rise)
        totals.append(sum(order.amount for order in lever.orders))
    assert totals[0] == totals[1] > 0


def weather(seed: int, days: int) -> list[dict[str, float]]:
    """Figures that wander enough to make measures fire and be undone."""
    generator = np.random.default_rng(seed)
    level = 900 + np.cumsum(generator.normal(0, 30, days))
    return [
        {
            "residents": int(max(x, 0)),
            "arrivals_7d": int(generator.integers(20, 200)),
            "long_wait_share": float(generator.random()),
        }
        for x in level
    ]


LADDER = (
    measure(
        "unit_price_places",
        when={"signal": "reception_use", "above": 0.9, "for_days": 2},
        price="unit_price_place",
    ),
    measure("emergency_frames", order={"amount": "gap", "at_most_per_week": 60}, decision_days=3),
    measure(
        "densification",
        order={"amount": 25},
        reverse={"after_days": 9},
        when={
            "any": [{"signal": "long_wait_trend", "above": 0.5}, {"signal": "weekly_growth", "above": 1.8}]
        },
    ),
)


def levers() -> list[FakeLever]:
    return [FakeLever(name) for name in ("unit_price_places", "emergency_frames", "densification")]


@pytest.mark.pairing
@pytest.mark.parametrize("poisoned_from", [1, 90, 250, 399])
def test_decisions_do_not_see_the_future(poisoned_from: int) -> None:
    """Garbage from a day on leaves every decision before it as it was, bit for bit."""
    days = weather(4, 400)
    poison = {field.name: math.nan for field in fields(Observation) if field.name != "day"}
    clean, dirty = levers(), levers()
    first = carried_out(plan(*LADDER), clean, days)
    second = carried_out(plan(*LADDER), dirty, days[:poisoned_from])
    third = executor(plan(*LADDER), levers(), days[:poisoned_from] + [poison] * (400 - poisoned_from))
    for day in range(poisoned_from):
        third.sense(day)
        third.decide(day)
    before = [row for row in log(first) if row[3] < poisoned_from]
    assert before == log(second) == log(third)
    assert len(log(first)) > 20


@pytest.mark.repeat
def test_same_again() -> None:
    days = weather(5, 300)
    assert log(carried_out(plan(*LADDER), levers(), days)) == log(carried_out(plan(*LADDER), levers(), days))
    other = carried_out(plan(*LADDER), levers(), days, seed=2)
    assert log(other) == log(carried_out(plan(*LADDER), levers(), days, seed=2))


@pytest.mark.invariant
@pytest.mark.parametrize("seed", range(6))
def test_every_order_is_fired_decided_then_effective_then_undone(seed: int) -> None:
    made = carried_out(plan(*LADDER), levers(), weather(seed, 300))
    stories: dict[tuple[str, int], dict[str, int]] = {}
    for row in made.events:
        stories.setdefault((row.measure, row.firing), {})[row.event] = row.day
    assert stories
    for story in stories.values():
        assert "fired" in story
        assert story.get("decided", 300) >= story["fired"]
        if "effective" in story:
            assert story["effective"] > story["decided"]
        if "reversed" in story:
            assert story["reversed"] >= story["decided"]


@pytest.mark.behaviour
def test_foresight_has_places_ready_on_the_day_and_lets_them_go() -> None:
    wanted = np.concatenate([np.full(60, 800.0), np.full(40, 1300.0), np.full(60, 700.0)])
    quiet = np.zeros(160)
    order = measure(
        when={"always": True},
        reverse={"when": {"always": True}},
        lead_days={"law": "uniform", "low": 4, "high": 12},
        order={"amount": "gap", "at_most": 100},
    )
    lever = FakeLever("emergency_frames", held=1000)
    usable = [1000]

    def days() -> Iterator[dict[str, float]]:
        while True:
            yield {"residents": 0, "places": usable[-1], "places_ordered": lever.held - usable[-1]}

    source = days()
    made = executor(
        plan(order, hypothetical=True, foresight=True),
        [lever],
        [{}] * 160,
        foreseen=Foreseen(wanted, quiet, quiet, quiet),
    )
    made._observe = lambda day: observed(day, **next(source))
    for day in range(160):
        came = sum(each.amount for each in lever.orders if each.effective_day <= day)
        gone = sum(lever.orders[firing - 1].amount for firing, when, _ in lever.reversed if when < day)
        usable.append(1000 + came - gone)
        made.sense(day)
        made.decide(day)
        assert usable[-1] >= wanted[day]
    assert usable[-1] == 1000
    assert max(usable) == 1300


@pytest.mark.unit
def test_registers_two_daily_turns() -> None:
    lever = FakeLever("emergency_frames", held=900)
    made = executor(plan(measure()), [lever], [FULL] * 5)
    env = simpy.Environment()
    made.start(env, 21, 23)
    run(env, 5)
    assert len(made.history) == 5
    assert [each.day for each in lever.orders] == [0]


@pytest.mark.failure
def test_what_cannot_be_carried_out_is_told_at_once() -> None:
    tried = plan(measure(), measure("densification"), measure("close_places", reverse=None))
    switches = [FakeLever("densification", "switch"), FakeLever("close_places")]
    with pytest.raises(ValueError, match="no institution offers") as caught:
        executor(tried, switches, [{}])
    text = str(caught.value)
    assert "plan.reception.ladder.1.order.amount: densification is a switch, got gap" in text
    assert "plan.reception.ladder.2: says nothing about how it is undone" in text


@pytest.mark.failure
def test_foresight_and_schedule_belong_together() -> None:
    quiet = np.zeros(3)
    seer = plan(foresight=True, hypothetical=True)
    with pytest.raises(ValueError, match="needs a schedule"):
        executor(seer, [], [{}] * 3)
    with pytest.raises(ValueError, match="must not be given"):
        executor(plan(), [], [{}] * 3, foreseen=Foreseen(quiet, quiet, quiet, quiet))


@pytest.mark.behaviour
def test_places_that_come_in_three_months_are_no_beds_for_next_week() -> None:
    """A tender for all that is missing takes 80 days; the emergency measure still orders the gap."""
    tender = measure(
        "open_tender",
        when={"date": "2024-01-01"},
        order={"amount": 500},
        lead_days={"law": "fixed", "mean": 80},
        reverse={"never": "because the test says so"},
    )
    shared: list[int] = [900]

    class Shared(FakeLever):
        """Two levers that deduct all that either of them has ordered."""

        def gap(self, need: Need) -> int:
            return max(round(need.places) - shared[0], 0)

        def apply(self, order: Order) -> None:
            super().apply(order)
            shared[0] += order.amount

    levers_of = [Shared("open_tender"), Shared("emergency_frames")]
    carried_out(plan(tender, measure()), levers_of, [FULL] * 30)
    assert [(each.day, each.amount) for each in levers_of[1].orders] == [(0, 90)]
    carried_out(
        plan(measure(), tender), soon := [Shared("open_tender"), Shared("emergency_frames")], [FULL] * 3
    )
    assert soon[1].orders == []  # the tender of before is known to the lever and not to this plan


@pytest.mark.unit
def test_repeated_number_is_ordered_at_every_review() -> None:
    order = measure(
        order={"amount": 90, "repeat": True},
        when={"date": "2024-01-03", "until": "2024-01-20"},
        review_every_days=7,
        reverse={"never": "because the test says so"},
        max_places=300,
    )
    lever = FakeLever("emergency_frames", held=10_000)
    carried_out(plan(order), [lever], [{}] * 40)
    assert [(each.day, each.amount) for each in lever.orders] == [(2, 90), (7, 90), (14, 90)]


class LateFake(FakeLever):
    """A lever whose first order works a fortnight after the day it was meant for, and the others never."""

    def effect_day(self, order: Order) -> int | None:
        return order.effective_day + 14 if order.firing == 1 else None


@pytest.mark.unit
def test_effective_is_the_day_on_which_the_ordered_thing_works() -> None:
    """Time until it is undone runs from that day, or from the day ordered where nothing ever works."""
    order = measure(order={"amount": 50}, reverse={"after_days": 5})
    lever = LateFake("emergency_frames")
    made = carried_out(plan(order), [lever], [FULL] * 45)
    assert [(row.firing, row.event, row.day) for row in made.events] == [
        (1, "fired", 0),
        (1, "decided", 0),
        (1, "effective", 24),
        (1, "reversed", 29),
        (2, "fired", 29),
        (2, "decided", 29),
        (2, "reversed", 44),
        (3, "fired", 44),
        (3, "decided", 44),
    ]


class Sitting(FakeLever):
    """A lever of a body that decides on days 20 to 40 only, and not on anything asked for after day 30."""

    def decided_on(self, asked: int, earliest: int) -> int | None:
        return None if asked > 30 or earliest > 40 else max(earliest, 20)


@pytest.mark.behaviour
def test_what_cannot_be_decided_in_time_is_not_asked_for() -> None:
    """A proposal waits for the body that decides to sit; after its last day nobody proposes anything."""
    for first, decided in ((3, 20), (15, 21), (30, 36), (31, None)):
        order = measure(decision_days=6, when={"signal": "reception_use", "above": 0.92})
        lever = Sitting("emergency_frames", held=900)
        made = carried_out(plan(order), [lever], [{}] * first + [FULL] * 60)
        asked = [event.day for event in made.events if event.event == "fired"][:1]
        assert [each.day for each in lever.orders][:1] == ([] if decided is None else [decided])
        assert asked == ([] if decided is None else [first])
