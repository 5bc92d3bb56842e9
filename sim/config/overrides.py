"""Changes from the command line, in Hydra's grammar, sorted into choices of options and changes of values.

Hydra stops at the first fault; here every fault of every override is collected.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import ChoiceSweep, Glob, Override, OverrideType, RangeSweep
from hydra.errors import HydraException

from sim.config.compose import FORBIDDEN_KEYS, Sources, forbidden_keys
from sim.config.faults import NO_VALUE, Fault, nearest
from sim.config.fields import Fields, dotted

How = Literal["change", "add", "force", "delete"]
_HOW: dict[OverrideType, How] = {
    OverrideType.CHANGE: "change",
    OverrideType.ADD: "add",
    OverrideType.FORCE_ADD: "force",
    OverrideType.DEL: "delete",
}
_SEVERAL = {"plan": "plans", "shock": "shocks"}
"""Groups of which `compare` takes several options, and the key that lists them."""
MOST_POINTS = 100_000
"""Most points of a sweep, and so most values of one key: they are checked in some seconds."""

_ABSENT = object()


@dataclass(frozen=True)
class Change:
    """A change of one value.

    Attributes
    ----------
    text : the override as it was written
    path : keys down to the value
    how : change (the key is there), add (it is not), force (either), delete
    value : plain value, lists and mappings included; for delete the value that must stand there, or None
    only : name of the one plan or shock that is changed, empty for all
    """

    text: str
    path: tuple[str, ...]
    how: How
    value: Any
    only: str = ""

    @property
    def key(self) -> str:
        """The dotted key."""
        return dotted(self.path)


@dataclass(frozen=True)
class Swept:
    """A key and the values it takes by turns in a sweep.

    Attributes
    ----------
    where : the word of the command line, or the dotted key of the block, in which it stands
    key : dotted key of the scenario, or the name of a group
    values : plain values, names of options for a group
    how : as for a change
    """

    where: str
    key: str
    values: tuple[Any, ...]
    how: How = "change"


@dataclass
class Sorted:
    """All overrides of a command: options by group, changes, what is swept, and the faults."""

    choices: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    swept: list[Swept] = field(default_factory=list)


def sort_overrides(texts: Iterable[str], sources: Sources, several: bool, sweeps: bool = False) -> Sorted:
    """Parse overrides and sort them.

    Parameters
    ----------
    texts : as written, such as `shock=minors`, `plan.reception.buffer_places=500`, `+a.b=1`
    several : whether plans and shocks are lists, as in `compare`; then `plans.NAME.X` changes one plan only
    sweeps : whether a key may take several values by turns, as in `plan=a,b`
    """
    found = Sorted()
    parser = OverridesParser.create()
    for text in texts:
        try:
            override = parser.parse_override(_quoted(text))
        except HydraException as error:
            found.faults.append(_grammar_fault(text, error))
            continue
        fault = _refused(text, override, sources, sweeps)
        if fault is not None:
            found.faults.append(fault)
        elif override.is_sweep_override():
            swept = _swept(text, override, sources)
            if isinstance(swept, Fault):
                found.faults.append(swept)
            else:
                found.swept.append(swept)
        elif override.key_or_group in sources.groups:
            fault = _choose(found, override, sources, several)
            if fault is not None:
                found.faults.append(fault)
        else:
            found.changes.append(_change(text, override, several))
    return found


def _quoted(text: str) -> str:
    """Put a plain value with letters such as æ, ø and å in quotation marks, which Hydra's grammar asks for."""
    key, equals, value = text.partition("=")
    plain = all(letter.isalnum() or letter in " ._-/" for letter in value)
    return f"{key}{equals}'{value}'" if plain and not value.isascii() else text


def given_twice(texts: Iterable[str]) -> tuple[str, ...]:
    """Tell of each key that is given a second value which one counts; mappings may each bring keys of their own."""
    first: dict[str, str] = {}
    told = []
    for text in texts:
        key, _, value = text.lstrip("+").partition("=")
        if first.get(key, value) != value and not value.startswith("{"):
            told.append(f"{key} is given twice: {value} counts, {first[key]} does not")
        first[key] = value
    return tuple(told)


def apply_change(data: dict[str, Any], change: Change, fields: Fields) -> Fault | None:
    """Change one value of composed data in place, by Hydra's rules; return the fault if that cannot be done.

    A key that the schema declares counts as present where the YAML leaves it to its default. A mapping is
    merged into a mapping, anything else replaces what was there.
    """
    depth = known_depth(data, change.path)
    there = depth == len(change.path)
    merges = isinstance(change.value, dict | list)
    if change.how == "add" and there and not merges:
        return Fault(change.key, change.value, "there is already such a key", f"write {change.text[1:]}")
    if not there and (
        change.how == "delete" or (change.how == "change" and not fields.declares(change.path, depth))
    ):
        return _unknown_key(data, change, depth, fields)
    node: Any = data
    for index, key in enumerate(change.path[:-1]):
        if index >= depth or not isinstance(_get(node, key), dict | list):
            if isinstance(node, list) or _get(node, key) not in (None, _ABSENT):
                return _unknown_key(data, change, min(depth, index + 1), fields)
            node[key] = {}
        node = _get(node, key)
    last = _key(node, change.path[-1])
    if isinstance(node, list) and not there:
        return _unknown_key(data, change, depth, fields)
    if change.how == "delete":
        if change.value is not None and change.value != node[last]:
            rule = f"the value there is {node[last]!r}"
            return Fault(f"~{change.key}", change.value, rule, f"write ~{change.key}")
        del node[last]
    elif there and isinstance(change.value, dict) and isinstance(node[last], dict):
        node[last] = _merged(node[last], change.value)
    else:
        node[last] = change.value
    return None


def _grammar_fault(text: str, error: HydraException) -> Fault:
    key, equals, value = text.partition("=")
    if text.startswith("-"):
        return Fault(
            text, NO_VALUE, "there is no such option", "settings are written key=value, without dashes"
        )
    if not equals and key.strip():
        return Fault(
            text, NO_VALUE, "a value is missing", f"write {text}=VALUE, or ~{text} to take the key out"
        )
    why = " ".join(str(error).split("\nSee")[0].split())
    hint = ""
    if value and _parses(f"{key}=1"):
        hint = f"put quotation marks round the value: '{key}=\"{value}\"'"
    return Fault(text, NO_VALUE, f"is not an override in Hydra's grammar: {why}", hint)


def _parses(text: str) -> bool:
    try:
        OverridesParser.create().parse_override(text)
    except HydraException:
        return False
    return True


def _refused(text: str, override: Override, sources: Sources, sweeps: bool) -> Fault | None:
    """Return the fault of an override that is understood but not taken at all."""
    key = override.key_or_group
    parts = key.replace("/", ".").split(".")
    if not key or not all(parts):
        return Fault(text, NO_VALUE, "the key is missing", "overrides are written key=value")
    value = None if override.is_sweep_override() else override.value()
    if FORBIDDEN_KEYS & set(parts) or any(forbidden_keys(value)):
        return Fault(text, NO_VALUE, "this key is refused: configuration is data and never runs code")
    if override.is_sweep_override() and not sweeps:
        name = key.split(".")[0]
        plural = _SEVERAL.get(name, name)
        return Fault(text, NO_VALUE, "sweeps are not taken here", f"a list is written '{plural}=[a,b]'")
    if override.package is not None:
        return Fault(text, NO_VALUE, "packages (@) are not taken here", f"write {key}=...")
    if "/" in key:
        return Fault(key, value, "there is no such group", nearest(key, sources.groups))
    return None


def _swept(text: str, override: Override, sources: Sources) -> Swept | Fault:
    """Return the values of a sweep word, or why it is not taken."""
    key, given = override.key_or_group, override._value
    group = key in sources.groups
    if override.is_interval_sweep():
        hint = f"write sweep.sample.keys.{key}={{low: ..., high: ...}}, or range(low,high,step)"
        return Fault(text, NO_VALUE, "an interval holds no single values", hint)
    if isinstance(given, ChoiceSweep | RangeSweep) and given.shuffle:
        rule = "a shuffled sweep would have other points each time"
        return Fault(text, NO_VALUE, rule, "leave shuffle out: the order changes no result")
    if isinstance(given, RangeSweep) and given.step == 0:
        return Fault(text, NO_VALUE, "the step of a range must not be 0", "write range(low,high,step)")
    if isinstance(given, RangeSweep):
        too_many = _too_many(text, given)
        if too_many is not None:
            return too_many
    if override.is_delete():
        return Fault(text, NO_VALUE, "a key cannot be taken out by turns", "name the values it takes")
    if group and override.type != OverrideType.CHANGE:
        return Fault(text, NO_VALUE, "this group is already in the scenario", f"write {text.lstrip('+')}")
    if isinstance(given, Glob):
        if not group:
            return Fault(text, NO_VALUE, "glob chooses options of a group", nearest(key, sources.groups))
        values: list[Any] = given.filter(list(sources.options(key)))
        if not values:
            names = ", ".join(sources.options(key))
            return Fault(text, NO_VALUE, "fits no option of that group", f"known: {names}")
    else:
        try:
            values = [Override._convert_value(value) for value in override.sweep_iterator()]
        except (HydraException, ValueError, ArithmeticError) as error:
            return Fault(text, NO_VALUE, f"cannot be counted out: {error}")
    if not values:
        return Fault(text, NO_VALUE, "holds no value")
    if any(forbidden for value in values for forbidden in forbidden_keys(value)):
        return Fault(text, NO_VALUE, "this key is refused: configuration is data and never runs code")
    return Swept(text, key, tuple(values), _HOW[override.type or OverrideType.CHANGE])


def _too_many(text: str, given: RangeSweep) -> Fault | None:
    """Return the fault of a range with more values than a sweep takes points, counted before it is counted out."""
    assert given.start is not None, "the grammar gives it"
    assert given.stop is not None, "the grammar gives it"
    span, step = given.stop - given.start, given.step
    steps = -(-span // step) if isinstance(span, int) and isinstance(step, int) else span / step
    if steps <= MOST_POINTS:
        return None
    endless = isinstance(steps, float) and not math.isfinite(steps)
    size = "values without end" if endless else f"{math.ceil(steps):,} values"
    rule = f"holds {size}; a sweep takes at most {MOST_POINTS:,} points"
    return Fault(text, NO_VALUE, rule, "take a larger step, or spread points over the range by sweep.sample")


def _choose(found: Sorted, override: Override, sources: Sources, several: bool) -> Fault | None:
    group, value = override.key_or_group, override.value()
    if override.is_delete():
        return Fault(
            f"~{group}", NO_VALUE, "a scenario needs every group", f"choose another with {group}=NAME"
        )
    if override.is_add() or override.is_force_add():
        return Fault(group, value, "this group is already in the scenario", f"write {group}={value}")
    if several and group in _SEVERAL:
        listed = value if isinstance(value, list) else [value]
        hint = f"write '{_SEVERAL[group]}=[{','.join(str(item) for item in listed)}]'"
        return Fault(group, value, f"compare takes several: {_SEVERAL[group]}", hint)
    if isinstance(value, list | dict):
        hint = f"to compare several: beredt compare '{_SEVERAL[group]}=[a,b]'" if group in _SEVERAL else ""
        return Fault(group, value, "one option must be chosen", hint)
    option = str(value)
    if group in found.choices and found.choices[group] != option:
        return Fault(group, option, f"is chosen twice: first {found.choices[group]}")
    fault = sources.unknown_option(group, option)
    if fault is None:
        found.choices[group] = option
    return fault


def _change(text: str, override: Override, several: bool) -> Change:
    path = tuple(override.key_or_group.split("."))
    only = ""
    if several and len(path) > 2 and path[0] in _SEVERAL.values():
        group = next(group for group, plural in _SEVERAL.items() if plural == path[0])
        only = path[1]
        path = (group, *path[2:])
    if override.type is None or override.type not in _HOW:
        raise AssertionError(f"an override of type {override.type} is neither a change nor a choice")
    return Change(text, path, _HOW[override.type], override.value(), only)


def _key(node: Any, key: str) -> Any:
    """Return `key` as the node writes it: an index of a list, or a number where the mapping has that."""
    if isinstance(node, list):
        return int(key)
    whole = int(key) if key.isdecimal() else None
    return whole if key not in node and whole in node else key


def _get(node: Any, key: str) -> Any:
    """Return the value below `key`, or _ABSENT."""
    if isinstance(node, list):
        return node[int(key)] if key.isdecimal() and int(key) < len(node) else _ABSENT
    return node.get(_key(node, key), _ABSENT) if isinstance(node, dict) else _ABSENT


def own_path(data: dict[Any, Any], path: Sequence[str]) -> None:
    """Copy what lies along `path`, so that a change there leaves other owners of the same data alone."""
    node: Any = data
    for key in path[:-1]:
        below = _get(node, key)
        if not isinstance(below, dict | list):
            return
        node[_key(node, key)] = below = below.copy()
        node = below


def known_depth(data: Any, path: Sequence[str]) -> int:
    """Return the number of keys at the front of `path` that are there."""
    for depth, key in enumerate(path):
        data = _get(data, key)
        if data is _ABSENT:
            return depth
    return len(path)


def _merged(old: dict[Any, Any], new: dict[Any, Any]) -> dict[Any, Any]:
    merged = dict(old)
    for key, value in new.items():
        inner = merged.get(key)
        both = isinstance(inner, dict) and isinstance(value, dict)
        merged[key] = _merged(inner, value) if both and isinstance(inner, dict) else value
    return merged


def _unknown_key(data: dict[str, Any], change: Change, depth: int, fields: Fields) -> Fault:
    above, wrong = change.path[:depth], change.path[min(depth, len(change.path) - 1)]
    node: Any = data
    for key in above:
        node = _get(node, key)
    if isinstance(node, list):
        hint = f"{dotted(above)} holds {len(node)} entries, counted from 0"
    elif isinstance(node, dict):
        hint = nearest(wrong, [*map(str, node), *fields.at(above).names])
        elsewhere = _elsewhere(data, change.path[-1], change.key)
        if elsewhere and not hint.startswith("nearest"):
            hint = f"nearest: {elsewhere}"
    else:
        hint = f"{dotted(above)} holds a single value"
    shown = NO_VALUE if change.how == "delete" else change.value
    return Fault(change.key, shown, f"unknown key {wrong!r}", hint)


def _elsewhere(data: Any, last: str, key: str, path: str = "") -> str:
    """Return the dotted key of the first place that has a key called `last`, or an empty text."""
    for name, value in data.items() if isinstance(data, dict) else ():
        below = f"{path}.{name}" if path else str(name)
        if name == last and below != key:
            return below
        inner = _elsewhere(value, last, key, below)
        if inner:
            return inner
    return ""
