"""Small plans, observations and levers for the tests of plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf

from sim.chance.draws import Chance
from sim.config.compose import register_resolver
from sim.config.plan import Plan
from sim.engine.calendar import Calendar
from sim.plans.executor import Executor
from sim.plans.measures import Foreseen
from sim.plans.protocol import Need, Observation, Order

CONFIGS = Path(__file__).resolve().parents[2] / "configs"

QUIET: dict[str, float] = {
    "residents": 850,
    "places": 1000,
    "arrival_beds": 500,
    "arrival_beds_free": 400,
    "registration_per_day": 50.0,
    "arrivals_7d": 70,
    "arrivals_previous_7d": 70,
    "arrivals_28d": 280,
    "exits_28d": 280,
    "plan_persons_per_week": 70.0,
    "neighbours_index": 1.0,
    "residents_minors": 40,
    "places_minors": 50,
    "residents_care": 10,
    "places_care": 20,
    "awaiting_decision": 300,
    "decisions_28d": 280,
    "supplier_bids": 3.0,
    "mapping": 100,
    "mapped_per_day": 20.0,
    "permits_28d": 200,
    "permits_expected_90d": 600.0,
    "offers_left": 1000,
    "need_current": 3000.0,
    "need_notified": 3000.0,
    "need_minors_current": 100.0,
    "need_minors_notified": 100.0,
    "budget_left_nok": 1e9,
    "spent_per_day_nok": 1e6,
}


def load(name: str) -> Any:
    """Read one of our own YAML files below configs/, what it builds on and facts resolved."""
    register_resolver()
    return OmegaConf.to_container(_with_defaults(CONFIGS / name), resolve=True)


def _with_defaults(path: Path) -> Any:
    """Read a file, laid over the neighbours that its `defaults` name."""
    own = OmegaConf.load(path)
    names = [each for each in own.pop("defaults", []) if each != "_self_"]
    return OmegaConf.merge(*(_with_defaults(path.with_name(f"{each}.yaml")) for each in names), own)


def observed(day: int, **changed: float) -> Observation:
    """A quiet day's observation with some figures changed."""
    values: dict[str, Any] = {field.name: 0 for field in fields(Observation)} | QUIET | changed | {"day": day}
    return Observation(**values)


def measure(name: str = "emergency_frames", **changed: Any) -> dict[str, Any]:
    """A measure as YAML would give it."""
    return {
        "measure": name,
        "decided_by": "UDI",
        "when": {"signal": "reception_use", "above": 0.92},
        "order": {"amount": "gap"},
        "lead_days": {"law": "fixed", "mean": 10},
        "reverse": {"when": {"signal": "reception_use", "below": 0.7}},
    } | changed


def plan(*ladder: dict[str, Any], **changed: Any) -> Plan:
    """A plan with a ladder in reception; `reception__x=...` changes a key of a section."""
    raw: dict[str, Any] = load("plan/do_nothing.yaml") | {"name": "tried", "says": "a plan of a test"}
    raw["reception"] |= {"ladder": list(ladder), "target_use": 1.0, "review_every_days": 1}
    for key, value in changed.items():
        section, _, inner = key.partition("__")
        if inner:
            raw[section] |= {inner: value}
        else:
            raw[section] = value
    return Plan.model_validate(raw)


class FakeLever:
    """A lever that remembers what it was told and counts its orders as pipeline."""

    def __init__(
        self,
        name: str,
        unit: str = "places",
        missing: Callable[[Need], float] | None = None,
        held: int = 1000,
    ) -> None:
        self.name, self.unit = name, unit
        self._missing = missing or (lambda need: need.places)
        self.held = held
        self.orders: list[Order] = []
        self.reversed: list[tuple[int, int, int]] = []

    def gap(self, need: Need) -> int:
        if self.unit == "switch":
            return 0 if len(self.orders) > len(self.reversed) else 1
        return max(round(self._missing(need)) - self.held, 0)

    def apply(self, order: Order) -> None:
        if order.effective_day <= order.day:
            raise ValueError("acts today")
        self.orders.append(order)
        self.held += order.amount

    def reverse(self, order: Order, day: int, dialogue_days: int) -> None:
        self.reversed.append((order.firing, day, dialogue_days))
        self.held -= order.amount


def executor(
    tried: Plan,
    levers: list[FakeLever],
    days: list[dict[str, float]],
    start: dt.date = dt.date(2024, 1, 1),
    seed: int = 1,
    foreseen: Foreseen | None = None,
) -> Executor:
    """Make an executor that sees one row of changed figures a day."""
    return Executor(
        tried,
        {lever.name: lever for lever in levers},
        Calendar(start, len(days)),
        Chance(seed, 0),
        lambda day: observed(day, **days[day]),
        foreseen,
    )


def carried_out(tried: Plan, levers: list[FakeLever], days: list[dict[str, float]], **how: Any) -> Executor:
    """Carry a plan out over all days."""
    made = executor(tried, levers, days, **how)
    for day in range(len(days)):
        made.sense(day)
        made.decide(day)
    return made
