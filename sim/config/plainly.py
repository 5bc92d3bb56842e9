"""Faults in the words of those who write YAML.

What a run gives does not depend on it: a scenario that is not refused is the same with it and without.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from sim.config.faults import BadConfig, Fault
from sim.config.fields import Fields, fields_of
from sim.config.schema import Scenario

BUDGET = "prices.budget.appropriation"
NO_BUDGET = "is a budget of nothing, which pays for no place: must be above 0 kroner"
BUDGET_HINT = (
    f"write '{BUDGET}={{mnok: AMOUNT, year: YEAR OF ITS PRICES}}', or null: the cost of what stands and a margin"
)
MAPPING = "must be a mapping of keys to values"
OF_PYDANTIC = ("Value error, ", "Assertion failed, ")
_DATE = re.compile(r"datetime\.date\((\d+), (\d+), (\d+)\)")
_ONE_OF_SEVERAL = re.compile(r"^(plan|shock)s\.[^.]+\.")


class _Shown(str):
    """A value already turned into text; shown without quotation marks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def plain(bad: BadConfig) -> BadConfig:
    """Return the same faults: days as they are written in YAML, keys named where a mapping is wanted, no Python."""
    told = BadConfig(_plain(fault) for fault in bad.faults)
    told.runs = bad.runs
    return told


def named(fault: Fault, fields: Fields, own: Mapping[str, Any]) -> Fault:
    """Name the keys that are known where a mapping was wanted; `own` are values in force where keys are free."""
    if fault.rule != MAPPING or fault.hint:
        return fault
    path = _ONE_OF_SEVERAL.sub(r"\1.", fault.path).split(".")
    names = fields.at(path).names
    if names:
        return Fault(fault.path, fault.value, fault.rule, f"its keys: {', '.join(names)}")
    node: Any = own
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None
    if not isinstance(node, Mapping) or not node:
        return fault
    hint = f"known: {', '.join(map(str, node))}; one more is written {fault.path}={{NAME: VALUE}}"
    return Fault(fault.path, fault.value, fault.rule, hint)


def _plain(fault: Fault) -> Fault:
    value, rule = fault.value, fault.rule
    for phrase in OF_PYDANTIC:
        rule = rule.removeprefix(phrase)
    if "datetime.date(" in repr(value):
        value = _Shown(_DATE.sub(_day, repr(value)))
    of_budget = fault.path in (BUDGET, f"{BUDGET}.nok", f"{BUDGET}.mnok")
    if of_budget and isinstance(value, int | float) and not isinstance(value, bool) and value <= 0:
        return Fault(fault.path, value, NO_BUDGET, BUDGET_HINT)
    if fault.path == BUDGET and rule == MAPPING:
        return Fault(fault.path, value, rule, BUDGET_HINT)
    return named(Fault(fault.path, value, rule, fault.hint, fault.reads), _scenario(), {})


def _day(found: re.Match[str]) -> str:
    year, month, day = (int(part) for part in found.groups())
    return f"{year:04d}-{month:02d}-{day:02d}"


def _scenario() -> Fields:
    model: type[BaseModel] = Scenario
    return fields_of(model)
