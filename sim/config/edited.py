"""Change a scenario that is already loaded, where words of the command line cannot: the rest of it stays as it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from pydantic_core import to_jsonable_python

from sim.config.asked import Loaded
from sim.config.plan import SECTIONS, Plan
from sim.config.schema import Scenario

STANDING: Mapping[str, tuple[str, Any]] = {
    "quick_refusals_first": ("casework.priority", "ordinary"),
    "urge_preparedness": ("municipalities.urge_preparedness", 0.0),
    "standby_dwellings": ("municipalities.standby_dwellings_per_1000", 0.0),
    "incentive_unused_place": ("municipalities.incentive", "none"),
}
"""Where in a plan each of its standing parts is switched on, and the value that switches it off."""
WITHOUT = "without_measures"
"""Names what was taken out of the plan, among the changes."""


def edited(loaded: Loaded, update: Mapping[str, Any], changes: Mapping[str, Any]) -> Loaded:
    """Return the scenario with parts of it replaced, and the changes written down beside those made before."""
    scenario = loaded.scenario.model_copy(update=update)
    return replace(loaded, scenario=scenario, changed={**loaded.changed, **to_jsonable_python(changes)})


def with_values(loaded: Loaded, values: Mapping[str, Any]) -> Loaded:
    """Return the scenario with other values at dotted paths; parts of the world that are changed are validated anew.

    Parameters
    ----------
    values : by dotted path, the number of an item of a list among them, such as settlement.eras.0.persons_per_day

    Raises
    ------
    KeyError : if there is no such value
    pydantic.ValidationError : if a value is not valid
    """
    scenario = loaded.scenario
    tops = dict.fromkeys(path.partition(".")[0] for path in values)
    changed: dict[str, Any] = {}
    for top in tops:
        if top not in Scenario.model_fields:
            raise KeyError(f"a scenario has no {top!r}")
        of_top = {path.partition(".")[2]: value for path, value in values.items() if path.partition(".")[0] == top}
        part = getattr(scenario, top)
        if "" in of_top:  # the value itself
            changed[top] = of_top[""]
            continue
        data = part.model_dump()
        for path, value in of_top.items():
            _put(data, path.split("."), value, f"{top}.{path}")
        changed[top] = type(part).model_validate(data)
    return edited(loaded, changed, values)


def without_measures(loaded: Loaded, names: Collection[str]) -> Loaded:
    """Return the scenario with some measures taken out of its plan, standing parts too.

    Raises
    ------
    KeyError : naming the measures that the plan does not have
    """
    plan = loaded.scenario.plan
    missing = sorted(set(names) - {each.measure.measure for each in plan.measures})
    if missing:
        raise KeyError(f"plan {plan.name} has no measure {missing}")
    out = sorted({*loaded.changed.get(WITHOUT, ()), *names})
    return edited(loaded, {"plan": _less(plan, names)}, {WITHOUT: out} if out else {})


def _less(plan: Plan, names: Collection[str]) -> Plan:
    on = {each.measure.measure for each in plan.standing}
    sections: dict[str, Any] = {}
    for name in SECTIONS:
        section = getattr(plan, name)
        kept = tuple(each for each in section.ladder if each.measure not in names)
        off = {
            path.partition(".")[2]: value
            for measure, (path, value) in STANDING.items()
            if measure in names and measure in on and path.partition(".")[0] == name
        }
        sections[name] = section.model_copy(update={"ladder": kept, **off})
    return plan.model_copy(update=sections)


def _put(data: Any, path: list[str], value: Any, told: str) -> None:
    """Set a value in nested dicts and lists."""
    *way, last = path
    try:
        for each in way:
            data = data[int(each)] if isinstance(data, list | tuple) else data[each]
        if isinstance(data, list):
            data[int(last)] = value
        elif last in data:
            data[last] = value
        else:
            raise KeyError(last)
    except (KeyError, IndexError, ValueError, TypeError):
        raise KeyError(f"a scenario has no value {told}") from None
