"""A state machine: days pass, anybody pulls any lever at any time and lets go again, and nothing is made or lost."""

from __future__ import annotations

from unittest import mock

import pytest
import simpy
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from sim.engine import process
from sim.institutions.states import Lodging
from sim.national import Nation
from sim.plans.protocol import Lever, Need, Order
from tests.support.audit import Audit
from tests.support.nation import built
from tests.support.scenarios import QUIET, anchor, changed, fixed, load_scenario

DAYS = 100
PLENTY = Need(*[1e5] * 8)
"""A need that no system meets: every lever has a gap."""
KINDS = (Lodging.EMERGENCY, Lodging.ORDINARY, Lodging.TRANSIT, Lodging.MINORS, Lodging.CARE)


class System(RuleBasedStateMachine):
    """A small system under way, with its auditor, and what was ordered of it."""

    @initialize(
        seed=st.integers(0, 1000),
        beds=st.sampled_from((20, 150)),
        officers=st.sampled_from((0.5, 5)),
        staff=st.sampled_from((1, 30)),
    )
    def begin(self, seed: int, beds: int, officers: float, staff: float) -> None:
        """Build it, and stop before the first event."""
        scenario = changed(
            load_scenario(QUIET),
            {
                "horizon_days": DAYS,
                "audit": True,
                "seed": seed,
                "start.places": {"arrival": beds, "transit": beds, "ordinary": 2 * beds, "minors": 10, "care": 3},
                "start.anchors": [
                    anchor("undecided", "centres", "individual", 80, 60),
                    anchor("ready", "ordinary", "collective", 60, 30),
                    anchor("allocated", "private", "collective", 40, 10),
                    anchor("duty_to_leave", "ordinary", "individual", 30, 90),
                    anchor("appeal", "emergency", "minors_15_17", 10, 20),
                ],
                "start.persons_per_week": {
                    "individual": 30, "collective": 40, "minors_15_17": 5, "minors_under_15": 3, "evacuees": 4,
                },
                "start.settlement": {"requested": 900, "requested_minors": 60, "voted": 400, "recorded": False},
                "casework.registration.officers": officers,
                "casework.staff.caseworkers": staff,
                "settlement.withdrawn_share": 0.3,
                "settlement.answer_days": fixed(4),
                "casework.returns.come_back_share": 0.5,
                "casework.returns.come_back_days": fixed(9),
            },
        )  # fmt: skip
        self.nation: Nation = built(scenario)
        self.audit = Audit(self.nation)
        self.levers: dict[str, Lever] = self.nation._levers()
        self.standing: list[tuple[Lever, Order]] = []
        self.orders = 0
        self.today = 0
        held: list[simpy.Environment] = []
        with mock.patch.object(process, "run", lambda env, days: held.append(env)):
            self.nation.run()
        self.env = held[0]
        process.wait_at_every_turn(self.env)

    @rule(days=st.integers(1, 9))
    def pass_days(self, days: int) -> None:
        """Let days pass, audited at every event."""
        last = min(self.today + days, DAYS)
        while self.env.peek() < process.tick(last, 0):
            self.env.step()
            self.audit(int(self.env.now))
        self.today = last

    @precondition(lambda self: 0 < self.today < DAYS)
    @rule(name=st.sampled_from(sorted(
        (
            "unit_price_places", "option_places", "densification", "emergency_frames", "section_95a", "open_tender",
            "minors_places", "care_reserve", "care_purchase", "second_arrival_centre", "amot", "police_posts",
            "decentralised_registration", "hire_caseworkers", "collective_protection", "end_collective_protection",
            "narrow_collective_protection", "quick_refusals_first", "pause_track", "simplified_mapping",
            "mapping_staff", "direct_settlement", "supplementary_request", "quota_pause", "municipal_stop",
            "slow_message", "incentive_unused_place", "urge_preparedness", "standby_dwellings",
        )
    )), amount=st.integers(1, 120), lead=st.integers(1, 12))  # fmt: skip
    def pull(self, name: str, amount: int, lead: int) -> None:
        """Order something, as a plan would: never more than is missing."""
        lever = self.levers[name]
        size = min(amount, lever.gap(PLENTY))
        if size <= 0:
            return
        self.orders += 1
        day = self.today - 1  # yesterday's decisions; nothing of today has happened yet
        order = Order(f"{name}_{self.orders}", name, self.orders, day, day + lead, size, None, 20)
        lever.apply(order)
        self.standing.append((lever, order))

    @precondition(lambda self: self.standing and self.today < DAYS)
    @rule(which=st.integers(0, 20), dialogue=st.integers(0, 6))
    def let_go(self, which: int, dialogue: int) -> None:
        """Undo an order, whether it has taken effect or not."""
        lever, order = self.standing.pop(which % len(self.standing))
        lever.reverse(order, self.today - 1, dialogue)

    @precondition(lambda self: 0 < self.today < DAYS)
    @rule(kind=st.sampled_from(KINDS), places=st.integers(1, 200), dialogue=st.integers(0, 5))
    def close(self, kind: Lodging, places: int, dialogue: int) -> None:
        """Close places, full or not."""
        self.nation.portfolio.close([int(kind)], places, self.today - 1, dialogue)

    def teardown(self) -> None:
        """Let the rest of the days pass and recount everything."""
        if hasattr(self, "env"):
            self.pass_days(DAYS)
            self.nation.records.recount(DAYS - 1)


@pytest.mark.invariant
def test_nothing_is_made_or_lost_whatever_lever_is_pulled_and_let_go() -> None:
    run_state_machine_as_test(
        System,
        settings=settings(
            max_examples=6,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.invariant
@pytest.mark.slow
def test_nothing_is_made_or_lost_however_often_it_is_tried() -> None:
    run_state_machine_as_test(
        System,
        settings=settings(
            max_examples=80, stateful_step_count=30, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
