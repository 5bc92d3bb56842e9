"""Faults that only show across groups: days of the run, names that must stand elsewhere, numbers beyond all sense."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from sim.config import plan_faults
from sim.config.drawn import draw_faults
from sim.config.faults import Fault, nearest
from sim.config.fields import dotted, leaves
from sim.config.reception import ReceptionConfig
from sim.config.schema import LONGEST_DAYS, Scenario
from sim.data import levers, municipalities
from sim.data.given import votes_until

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Years in which a run may start."""
LARGEST = 1e12
"""Largest number that means something in any unit used here: a thousand billion kroner."""
OF_A_VOTE = ("vote_share", "persons_a_year", "answer_days")
"""What municipalities can state of their votes."""
LARGEST_SHOCK = 100.0
"""Largest size of a shock: beyond a hundred times a shape, the register of persons fits no memory."""

Model = TypeVar("Model", bound=BaseModel)


def cross_faults(scenario: Scenario) -> list[Fault]:
    """Return all faults across groups of a scenario whose groups are each valid."""
    return CrossCheck().faults(scenario)


class CrossCheck:
    """Finds faults across groups in scenarios that share groups; what was found in a group is remembered."""

    def __init__(self) -> None:
        self._found: plan_faults.Known = {}
        self._measures: plan_faults.Known = {}
        self._like: dict[int, tuple[BaseModel, BaseModel]] = {}

    def follow(self, section: BaseModel, like: BaseModel, values: Iterable[Any]) -> None:
        """Note that a group is like another but for `values`; where those are sound numbers, so is the group.

        What `like` is free of, `section` is free of as well then, and it need not be searched.
        """
        if all(isinstance(value, int | float) and not _too_large(value) for value in values):
            self._like[id(section)] = (section, like)

    def faults(self, scenario: Scenario) -> list[Fault]:
        """Return all faults across groups of a scenario whose groups are each valid."""
        too_large = self._numbers(scenario)
        faults = [*too_large]
        dates = _days(scenario, faults)
        faults += _origin(scenario, dates)
        faults += _own_votes(scenario, dates)
        reception, prices, plan = scenario.reception, scenario.prices, scenario.plan
        keys = tuple(prices.keys)
        faults += self._of_section(("names", keys), reception, lambda each: list(_names(each, keys)))
        if scenario.parameters.draws and not faults:
            faults += self._of_section(("draws",), scenario.parameters, lambda _: list(draw_faults(scenario)))
        if not any(fault.path.startswith("plan.") for fault in too_large):
            key = ("plan", dates, id(plan), keys)
            found = self._found.get(key)
            if found is None:
                of_plan = plan_faults.check(plan, prices, levers(), dates, self._measures)
                found = self._found[key] = ((plan,), of_plan)
            faults += found[1]
        return faults

    def _numbers(self, scenario: Scenario) -> list[Fault]:
        faults: list[Fault] = []
        for name in Scenario.model_fields:
            section = getattr(scenario, name)
            if isinstance(section, BaseModel):
                faults += self._of_section(("numbers",), section, partial(_large_numbers, name))
            elif name != "seed" and _too_large(section):
                faults.append(Fault(name, section, _LARGE_RULE))
        if scenario.shock.size > LARGEST_SHOCK:
            faults.append(Fault("shock.size", scenario.shock.size, f"must be at most {LARGEST_SHOCK:g}"))
        return faults

    def _of_section(
        self, what: tuple[object, ...], section: Model, find: Callable[[Model], list[Fault]]
    ) -> list[Fault]:
        """Return what `find` finds in this very object, or in the one it is like if that is free of faults."""
        like = self._like.get(id(section))
        if like is not None and not self._of_section(what, like[1], cast(Callable[[BaseModel], list[Fault]], find)):
            return []
        key = (*what, id(section))
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = ((section,), find(section))  # kept, so that no other takes its place
        return found[1]


def _days(scenario: Scenario, faults: list[Fault]) -> plan_faults.Dates | None:
    """Return the first day and the day after the last, or None where these are faulty, which is noted."""
    first = scenario.start.date
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        rule = f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}"
        faults.append(Fault("start.date", str(first), rule))
        return None
    days = scenario.days
    if not 0 < days <= LONGEST_DAYS:
        rule = f"would give {days} days to simulate, must be 1 to {LONGEST_DAYS}"
        way_out = "move the onset, or set horizon_days"
        faults.append(Fault("shock.onset", str(scenario.onset), rule, way_out, plan_faults.DAYS))
        return None
    return first, first + dt.timedelta(days=days)


def _origin(scenario: Scenario, dates: plan_faults.Dates | None) -> list[Fault]:
    """Return the fault of an origin that means nothing in this run: the replay on other dates, or a day too late."""
    origin, replayed = scenario.shock.origin, scenario.shock.components
    if origin is None or dates is None:
        return []
    if scenario.parameters.draws:
        rule = "cannot stand with drawn parameters: they agree with what came later"
        return [Fault("shock.origin", str(origin), rule, "leave parameters=central")]
    if scenario.onset != replayed[0].history_from:
        first = replayed[0].history_from
        rule = f"must stand with a replay on its own dates; it begins on {scenario.onset}, its history on {first}"
        return [Fault("shock.origin", str(origin), rule, "start the run on or before the first day of the history")]
    if origin >= dates[1]:
        rule = f"must lie before the end of the run, {dates[1]}"
        return [Fault("shock.origin", str(origin), rule, "set horizon_days")]
    return []


def _own_votes(scenario: Scenario, dates: plan_faults.Dates | None) -> list[Fault]:
    """Return the fault of votes that municipalities state themselves in years whose published votes are given."""
    own = scenario.municipalities.own
    stated = sorted(each.number for each in own if any(getattr(each, name) is not None for name in OF_A_VOTE))
    if not stated or dates is None or scenario.given.votes != "published":
        return []
    run = range(dates[0].year, (dates[1] - dt.timedelta(days=1)).year + 1)
    years = sorted({each.year for each in votes_until(scenario.shock.origin)} & set(run))
    if not years:
        return []
    rule = f"cannot hold in {', '.join(map(str, years))}, whose published votes are given"
    way_out = f"set given.votes=modelled, or leave {', '.join(OF_A_VOTE)} out"
    return [Fault("municipalities.own", ", ".join(stated), rule, way_out)]


_LARGE_RULE = f"must be at most {LARGEST:g} either way"


def _too_large(value: Any) -> bool:
    return isinstance(value, int | float) and not abs(value) <= LARGEST


def _large_numbers(name: str, section: BaseModel) -> list[Fault]:
    return [
        Fault(f"{name}.{dotted(path)}", value, _LARGE_RULE)
        for path, value in leaves(section.model_dump(mode="json"))
        if _too_large(value)
    ]


def _names(reception: ReceptionConfig, keys: Collection[str]) -> Iterator[Fault]:
    """Price keys that reception uses must stand in prices; municipalities must exist."""
    for path, value in leaves(reception.model_dump(mode="json")):
        if isinstance(value, str) and str(path[-1]).endswith("price") and value not in keys:
            key = f"reception.{dotted(path)}"
            yield Fault(key, value, "there is no such price key", nearest(value, keys))
    number = reception.hosts.arrival_municipality
    if number not in municipalities().number:
        rule = "there is no municipality of that number"
        way_out = "four digits of 2024, such as '0301'"
        yield Fault("reception.hosts.arrival_municipality", number, rule, way_out)
