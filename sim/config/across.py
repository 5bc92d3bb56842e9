"""Faults that only show across groups: days of the run, names that must stand elsewhere, numbers beyond all sense."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sim.config import plan_faults
from sim.config.faults import Fault, nearest
from sim.config.fields import dotted, leaves
from sim.config.schema import LONGEST_DAYS, Scenario
from sim.data import levers, municipalities

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Years in which a run may start."""
LARGEST = 1e12
"""Largest number that means something in any unit used here: a thousand billion kroner."""
LARGEST_SHOCK = 100.0
"""Largest size of a shock: beyond a hundred times a shape, the register of persons fits no memory."""


def cross_faults(scenario: Scenario) -> list[Fault]:
    """Return all faults across groups of a scenario whose groups are each valid."""
    too_large = list(_numbers(scenario))
    faults = [*too_large]
    first = scenario.start.date
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        rule = f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}"
        return [*faults, Fault("start.date", str(first), rule)]
    days = scenario.days
    if not 0 < days <= LONGEST_DAYS:
        rule = f"would give {days} days to simulate, must be 1 to {LONGEST_DAYS}"
        return [
            *faults,
            Fault("shock.onset", str(scenario.onset), rule, "move the onset, or set horizon_days"),
        ]
    faults += _names(scenario)
    if not too_large:
        dates = (first, first + dt.timedelta(days=days))
        faults += plan_faults.check(scenario.plan, scenario.prices, levers(), dates)
    return faults


def _numbers(scenario: Scenario) -> Iterator[Fault]:
    for path, value in leaves(scenario.model_dump(mode="json")):
        if isinstance(value, int | float) and not abs(value) <= LARGEST and path != ("seed",):
            yield Fault(dotted(path), value, f"must be at most {LARGEST:g} either way")
    if scenario.shock.size > LARGEST_SHOCK:
        yield Fault("shock.size", scenario.shock.size, f"must be at most {LARGEST_SHOCK:g}")


def _names(scenario: Scenario) -> Iterator[Fault]:
    """Price keys that reception uses must stand in prices; municipalities must exist."""
    keys = scenario.prices.keys
    for path, value in leaves(scenario.reception.model_dump(mode="json")):
        if isinstance(value, str) and str(path[-1]).endswith("price") and value not in keys:
            key = f"reception.{dotted(path)}"
            yield Fault(key, value, "there is no such price key", nearest(value, keys))
    number = scenario.reception.hosts.arrival_municipality
    if number not in municipalities().number:
        rule = "there is no municipality of that number"
        way_out = "four digits of 2024, such as '0301'"
        yield Fault("reception.hosts.arrival_municipality", number, rule, way_out)
