"""The resolved configuration behind the points of a sweep, as its manifest holds it: what is alike stands once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sim import data
from sim.config.base import Section
from sim.config.sweep import Point


def resolved(points: Iterable[Point], axes: Iterable[str]) -> dict[str, Any]:
    """Return the configuration that the points of a sweep are made from, as plain values.

    With the columns of the design every scenario can be made again: a point is the configuration of its options,
    changed in the values that the design has for it.

    Returns
    -------
    config : the whole scenario of the first point
    choices : for each other choice of the options that are swept, these options, and the groups that are not as in
        `config` at the first point that has them
    """
    named = tuple(axes)
    found: dict[str, Any] = {"config": {}, "choices": []}
    groups: list[str] = []
    base: dict[str, Any] = {}
    seen = set()
    for point in points:
        here = {name: getattr(point.scenario, name) for name in type(point.scenario).model_fields}
        if not base:
            base, found["config"] = here, point.scenario.model_dump(mode="json")
            groups = [axis for axis in named if isinstance(here.get(axis), Section)]
        options = {group: point.values[group] for group in groups}
        if tuple(options.values()) in seen:
            continue
        seen.add(tuple(options.values()))
        other = {name: _plain(value) for name, value in here.items() if value != base[name]}
        if other:
            found["choices"].append({"options": options, "config": other})
    return found


def warned(used: Mapping[str, str]) -> list[str]:
    """Return the keys of the facts used that carry a warning; the table of facts says what they are and why.

    Parameters
    ----------
    used : fact key by dotted path of the value taken from it
    """
    return sorted(key for key in set(used.values()) if data.fact(key).warn)


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if isinstance(value, Section) else value
