"""Change a scenario that is already there, where words of the command line cannot: the rest of it stays as it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic_core import to_jsonable_python

from sim.config.faults import BadConfig, Fault
from sim.config.plan import SECTIONS, Plan
from sim.config.schema import Scenario

if TYPE_CHECKING:
    from sim.config.asked import Loaded

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
    """Return the scenario with other values at dotted paths, written down among its changes; raises as `put` does.

    The changes can be put again in any order: what was put whole before is written down with the values put into it.
    """
    scenario, plain = put(loaded.scenario, values)
    before = {key: value for key, value in loaded.changed.items() if not any(_within(key, path) for path in plain)}
    inner = {path: next((key for key in before if _within(path, key)), None) for path in plain}
    data = _lists(scenario.model_dump())
    for key in {key for key in inner.values() if key is not None}:
        node, last = _place(data, key)
        before[key] = to_jsonable_python(node[last])
    alone = {path: value for path, value in plain.items() if inner[path] is None}
    return replace(loaded, scenario=scenario, changed={**before, **alone})


def put(scenario: Scenario, values: Mapping[str, Any]) -> tuple[Scenario, dict[str, Any]]:
    """Return the scenario with other values at dotted paths, validated anew, and the values as plain data.

    Numbers are whole where they were whole. What a shock sets in the world gives way, as it does to a change on the
    command line: to a part that is put whole, too.

    Parameters
    ----------
    values : by dotted path, the number of an item of a list among them, such as settlement.eras.0.persons_per_day

    Raises
    ------
    BadConfig : if a value and the part that it lies in are both put, so that one of them would be lost
    KeyError : if there is no such value
    pydantic.ValidationError : if a value is not valid
    """
    faults = [
        Fault(inner, values[inner], f"lies in {outer}, which is put whole beside it", "put it there, or leave one out")
        for inner in values
        for outer in values
        if inner != outer and _within(inner, outer)
    ]
    if faults:
        raise BadConfig(faults)
    data = _lists(scenario.model_dump())
    sets = data["shock"]["sets"]
    plain: dict[str, Any] = {}
    for path, value in values.items():
        node, last = _place(data, path)
        whole = _is_number(value) and isinstance(node[last], int) and float(value).is_integer()
        node[last] = int(value) if whole else value
        plain[path] = to_jsonable_python(node[last])
        for key in [key for key in sets if _within(key, path)]:
            try:
                inner, at = _place(data, key)
            except KeyError:  # what is put whole is without it
                del sets[key]
            else:
                sets[key] = inner[at]
    return Scenario.model_validate(data), plain


def number_at(scenario: Scenario, path: str) -> float | None:
    """Return the number at a dotted path, None where it is null; KeyError if there is no such number."""
    node, last = _place(_lists(scenario.model_dump()), path)
    found: float | None = node[last]
    if found is not None and not _is_number(found):
        raise KeyError(path)
    return found


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


def _within(path: str, whole: str) -> bool:
    """Whether a dotted path is that of a part of the scenario, or lies in it."""
    return f"{path}.".startswith(f"{whole}.")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _lists(node: Any) -> Any:
    """Return plain values with lists in the place of tuples, so that their items can be changed."""
    if isinstance(node, dict):
        return {key: _lists(value) for key, value in node.items()}
    return [_lists(value) for value in node] if isinstance(node, list | tuple) else node


def _place(plain: dict[str, Any], path: str) -> tuple[Any, Any]:
    """Return the mapping or list that holds a value, and its key or place; KeyError if there is none."""
    node: Any = {"": plain}
    last: Any = ""
    for part in path.split("."):
        node = node[last]
        if isinstance(node, list) and part.isdecimal() and int(part) < len(node):
            last = int(part)
        elif isinstance(node, dict) and part in node:
            last = part
        elif isinstance(node, dict) and part.isdecimal() and int(part) in node:
            last = int(part)
        else:
            raise KeyError(path)
    return node, last
