"""The scenario of one replication, where parameters are drawn: the values of its row, validated anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from sim.config.faults import NO_VALUE, Fault
from sim.config.schema import Scenario


def with_draws(scenario: Scenario, replication: int) -> Scenario:
    """Return the scenario with the values of a replication's row; the same one if nothing is drawn.

    What a shock changes in the world gives way to a drawn value, as it does to a change on the command line.

    Raises
    ------
    KeyError : if a key is not there
    pydantic.ValidationError : if a value does not fit
    """
    row = scenario.parameters.row(replication)
    if not row:
        return scenario
    central = scenario.parameters.model_copy(update={"values": "central", "path": None, "draws": {}})
    return with_values(scenario.model_copy(update={"parameters": central}), row)


def with_values(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return the scenario with other numbers at these dotted keys, whole ones where they were whole.

    Raises
    ------
    KeyError : if a key is not there, or holds no number
    pydantic.ValidationError : if a value does not fit
    """
    plain = _lists(scenario.model_dump())
    for key, value in values.items():
        node, last = _place(plain, key)
        node[last] = int(value) if isinstance(node[last], int) and float(value).is_integer() else value
        if key in plain["shock"]["sets"]:
            plain["shock"]["sets"][key] = node[last]
    return Scenario.model_validate(plain)


def number_at(scenario: Scenario, key: str) -> float | None:
    """Return the number at a dotted key; KeyError if there is none."""
    node, last = _place(_lists(scenario.model_dump()), key)
    found: float | None = node[last]
    return found


def draw_faults(scenario: Scenario) -> Iterator[Fault]:
    """Find keys that are not there, and lines whose values do not fit, each rule once."""
    known = True
    for key in scenario.parameters.draws:
        try:
            _place(scenario.model_dump(), key)
        except KeyError:
            known = False
            yield Fault("parameters.path", key, "there is no such number in the scenario", "columns are dotted keys")
    seen: set[str] = set()
    for number in range(scenario.parameters.rows if known else 0):
        try:
            with_draws(scenario, number)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                where = ".".join(str(part) for part in detail["loc"])
                rule = f"line {number + 2}, {where}: {detail['msg']}"
                if detail["msg"] not in seen:
                    seen.add(detail["msg"])
                    yield Fault("parameters.path", NO_VALUE, rule)


def _lists(node: Any) -> Any:
    """Return plain values with lists in the place of tuples, so that their items can be changed."""
    if isinstance(node, dict):
        return {key: _lists(value) for key, value in node.items()}
    return [_lists(value) for value in node] if isinstance(node, list | tuple) else node


def _place(plain: dict[str, Any], key: str) -> tuple[Any, Any]:
    """Return the mapping or list that holds a number, and its key or place; KeyError if there is none."""
    node: Any = plain
    last: Any = None
    parts = key.split(".")
    for depth, part in enumerate(parts):
        if isinstance(node, list):
            if not part.isdecimal() or int(part) >= len(node):
                raise KeyError(key)
            last = int(part)
        elif isinstance(node, dict):
            last = part if part in node else int(part) if part.isdecimal() else part
            if last not in node:
                raise KeyError(key)
        else:
            raise KeyError(key)
        if depth < len(parts) - 1:
            node = node[last]
    if isinstance(node[last], bool) or not isinstance(node[last], int | float | None):
        raise KeyError(key)
    return node, last
