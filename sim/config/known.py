"""A scenario as it was known on a day: nothing that was decided or read later is left in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sim.config.plan import SECTIONS, Measure, Plan, Reverse
from sim.config.population import GROUPS
from sim.config.schema import Scenario
from sim.config.when import AllOf, AnyOf, OnDate, When
from sim.data import Switch, switches

UNDECIDED = "not decided by the day up to which the shock is known"
STEPS = {
    "casework.capacity": ("factor",),
    "casework.appeals.pace": ("factor",),
    "casework.collective.states": ("state",),
    "settlement.moves": ("days", "mean"),
    **{f"population.groups.{name}.private_share_from": ("share",) for name in GROUPS},
}
"""Lists of what changes by date, and where a step of each has its size."""


def as_known(scenario: Scenario) -> Scenario:
    """Return a scenario without what was decided or read from `shock.origin` on; itself where that is null.

    A switch of the ledger that stands in the scenario goes by the ledger: what was not known with its size is what it
    was before, or its step is left out. Of all else, what is dated later is left out: measures of the plan, days on
    which measures end or are undone, and steps of what changes by date (decision capacity, pace of appeals, collective
    protection, private lodging, time to move in, mapping, resettlement quotas). The last that was in force goes on.
    Measures that signals begin stay.
    """
    origin = scenario.shock.origin
    if origin is None:
        return scenario
    unknown = [each for each in switches() if each.before and not known(each, origin)]
    for each in unknown:
        if each.carrier == "value" and not any(each.what.startswith(steps) for steps in STEPS):
            scenario = _changed(scenario, each.what.split("."), partial(_before, each))
    for path, size in STEPS.items():
        scenario = _changed(scenario, path.split("."), partial(_steps, path, size, origin))
    quotas = {year: persons for year, persons in scenario.population.quota_from.items() if year <= origin.year}
    scenario = _changed(scenario, ("population", "quota_from"), lambda _: quotas)
    scenario = _changed(scenario, ("settlement", "eras"), partial(_eras, origin))
    return scenario.model_copy(update={"plan": _plan(scenario.plan, origin)})


def known(switch: Switch, origin: dt.date) -> bool:
    """Whether a switch of the ledger belongs to a run as known on a day: it and its size were told before."""
    return max(switch.announced, switch.size_known) < origin


def _before(switch: Switch, value: Any) -> Any:
    """Return what was before a switch, where its value stands."""
    return switch.value_before if value == switch.value else value


def _steps(path: str, size: Sequence[str], origin: dt.date, steps: list[Any]) -> list[Any]:
    """Keep the steps by date that were known; the first time to move in holds before its day too and stays."""
    rows = [each for each in switches() if each.what.startswith(path)]
    kept = []
    for step in steps:
        value = step
        for name in size:
            value = getattr(value, name)
        row = next((each for each in rows if each.in_force == step.since and each.value == value), None)
        if step.since < origin if row is None else known(row, origin):
            kept.append(step)
    return kept or (steps[:1] if path == "settlement.moves" else [])


def _eras(origin: dt.date, eras: list[Any]) -> list[Any]:
    return [eras[0], *(era for era in eras[1:] if dt.date(era.from_year, 1, 1) < origin)]


def _changed(node: Any, path: Sequence[str], change: Callable[[Any], Any]) -> Any:
    """Return a copy of a section or table with one value changed; itself where a table has no such key."""
    if not path:
        return change(node)
    first, rest = path[0], path[1:]
    if isinstance(node, dict):
        return {key: _changed(value, rest, change) if str(key) == first else value for key, value in node.items()}
    return node.model_copy(update={first: _changed(getattr(node, first), rest, change)})


def _plan(plan: Plan, origin: dt.date) -> Plan:
    update = {}
    for name in SECTIONS:
        section = getattr(plan, name)
        kept = tuple(_measure(each, origin) for each in section.ladder if _begins(each.when) < origin)
        update[name] = section.model_copy(update={"ladder": kept})
    return plan.model_copy(update=update)


def _measure(measure: Measure, origin: dt.date) -> Measure:
    """Take away the dates from `origin` on, on which a measure ends or is undone."""
    reverse = measure.reverse
    if reverse is not None and reverse.when is not None and _begins(reverse.when) >= origin:
        reverse = Reverse(never=UNDECIDED)
    return measure.model_copy(update={"when": _open(measure.when, origin), "reverse": reverse})


def _begins(when: When) -> dt.date:
    """First day on which dates let a condition hold."""
    if isinstance(when, OnDate):
        return when.date
    if isinstance(when, AllOf):
        return max(_begins(part) for part in when.all)
    if isinstance(when, AnyOf):
        return min(_begins(part) for part in when.any)
    return dt.date.min


def _open(when: When, origin: dt.date) -> When:
    """Let a condition that a later date ends go on."""
    if isinstance(when, OnDate) and when.until is not None and when.until >= origin:
        return OnDate(date=when.date, until=None)
    if isinstance(when, AllOf):
        return AllOf(all=tuple(_open(part, origin) for part in when.all))
    if isinstance(when, AnyOf):
        return AnyOf(any=tuple(_open(part, origin) for part in when.any if _begins(part) < origin))
    return when
