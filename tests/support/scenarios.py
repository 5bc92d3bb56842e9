"""Scenarios of tests: loaded as a user would load them, then changed value by value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sim.config.load import load
from sim.config.schema import Scenario

QUIET = ("start=empty", "shock=none", "plan=do_nothing", "horizon_days=120")
"""Nobody there, nobody acts: what small worlds are made from."""


def load_scenario(overrides: Iterable[str]) -> Scenario:
    """Load one scenario of `beredt run` with overrides in Hydra's grammar."""
    return _loaded(tuple(overrides))


@cache
def _loaded(overrides: tuple[str, ...]) -> Scenario:
    (scenario,) = load("run", overrides).scenarios.values()
    return scenario


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """A copy with values at dotted keys replaced, checked anew; a number in a key is a place in a list."""
    values = scenario.model_dump()
    for key, value in changes.items():
        *above, last = key.split(".")
        node: Any = values
        for step in above:
            node = node[int(step)] if isinstance(node, list | tuple) else node[step]
        if isinstance(node, list):
            node[int(last)] = value
        else:
            if last not in node and above and above[-1] not in OPEN_TABLES:
                raise KeyError(f"{key}: there is no such key")
            node[last] = value
    return Scenario.model_validate(values)


OPEN_TABLES = frozenset(
    {
        "places", "persons_per_week", "quota_from", "seek_reception_week", "transit_share", "grants", "tracks",
        "settled_departure_years", "bonus_days",
    }
)  # fmt: skip
"""Tables whose keys are names of the user's own: a change may add one."""


def fixed(days: float) -> dict[str, Any]:
    """A law that always gives the same days."""
    return {"law": "fixed", "mean": days}


def anchor(status: str, where: str, group: str, persons: int, elapsed_days: int = 0) -> dict[str, Any]:
    """Persons who are there on the first day."""
    return {
        "status": status, "where": where, "group": group, "persons": persons, "elapsed_days": elapsed_days,
    }  # fmt: skip


def measure(lever: str, **changes: Any) -> dict[str, Any]:
    """A measure of a plan: ordered on the first day and never undone, if nothing else is said."""
    return {
        "measure": lever,
        "decided_by": "UDI",
        "when": {"always": True},
        "order": {"amount": "switch"},
        "lead_days": fixed(1),
        "reverse": {"never": "a test of its own"},
    } | changes
