"""What a command changed of the start, the shock, the plan and the world: their own words do not say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sim.config.fields import fields_of
from sim.config.schema import Scenario

CHOSEN = ("start", "shock", "plan")
SEVERAL = {"plans": "plan", "shocks": "shock"}
TOLD_ELSEWHERE = {("start", "file"), ("start", "path"), ("start", "day"), ("world", "seed"), ("world", "horizon_days")}
DAYS = ("date", r"^(\d{4}-)?\d{2}-\d{2}$")
"""Formats and patterns of days in the schema."""
OWN_NAME = "name"
"""A name that its user gives; other names point at one that there is."""


class Change(NamedTuple):
    """A change of a value: as it is written, the unit of the schema, and what the value is.

    `takes` is day, code (one of those that the schema has), name (of what is told elsewhere, such as a price), text
    (of the user) or empty: anything else, or unknown.
    """

    text: str
    unit: str = ""
    takes: str = ""


def changed(overrides: Iterable[str], shock: str, plan: str) -> Mapping[str, tuple[Change, ...]]:
    """Return the changes of values that hold for one shock and plan: by start, shock, plan and world.

    A key given twice is told once, as it holds: by its last value, and by that of its own plan before that of all.
    Of the world options of groups are told too; those of the others are names that stand in every title.

    Parameters
    ----------
    overrides : of the command line, in Hydra's grammar, such as `shock.size=3` or `plans.reactive.X=1`
    """
    found: dict[str, dict[str, Change]] = {kind: {} for kind in (*CHOSEN, "world")}
    for text in sorted(overrides, key=lambda each: each.lstrip("+~").split(".")[0] in SEVERAL):
        key, equals, value = text.lstrip("+~").partition("=")
        head, _, rest = key.partition(".")
        if head in SEVERAL:
            head, (name, _, rest) = SEVERAL[head], rest.partition(".")
            if name != {"shock": shock, "plan": plan}[head]:
                continue
        kind, rest = (head, rest) if head in CHOSEN else ("world", key)
        if head not in Scenario.model_fields or not rest or (kind, rest) in TOLD_ELSEWHERE:
            continue
        written = f"~{rest}" if text.startswith("~") else f"{rest}{equals}{value}"
        found[kind][rest] = _change(written, [*([kind] if kind in CHOSEN else []), *rest.split(".")])
    return {kind: tuple(changes.values()) for kind, changes in found.items()}


def _change(written: str, path: list[str]) -> Change:
    """Return a change with what the schema says of its path; nothing of one that it does not know."""
    field = fields_of(Scenario).at(path)
    if not field.types or not field.types <= {"string", "null"}:
        return Change(written, field.unit)
    if any(str(node.get(word)) in DAYS for node in field.nodes for word in ("format", "pattern")):
        return Change(written, field.unit, "day")
    if any(word in node for node in field.nodes for word in ("enum", "const")):
        return Change(written, field.unit, "code")
    points = any("pattern" in node for node in field.nodes) and path[-1] != OWN_NAME
    return Change(written, field.unit, "name" if points else "text")
