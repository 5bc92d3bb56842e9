"""Rows of `targets`, the view of one year they are made from, and how a figure is judged."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.config.regime import RegimeConfig
from sim.config.targets import TargetsConfig, TimeTarget
from sim.institutions.evaluation_inputs import (
    NEVER,
    BoolArray,
    CentreChange,
    EvaluationInputs,
    HouseholdColumns,
    IntArray,
    Revision,
    YearFigures,
)

DIGITS = 9
NOTHING_DUE = "nothing of the kind happened this year"
NO_YARDSTICK = "no yardstick"
"""What `met` says of a figure that nothing is held against."""


@dataclass(frozen=True)
class Row:
    """A row of `targets` without its year; `value` is None where there is none.

    `met` is yes or no; or, where nothing is judged, "no yardstick" (the figure is held against nothing),
    "nothing due" (nothing of the kind happened) or "not modelled" (the clause lies outside the model).
    """

    clause: str
    measure: str
    value: float | None
    unit: str
    met: str
    why: str


@dataclass(frozen=True)
class YearView:
    """One calendar year of the inputs: days `first` to `last` (31 December), both included."""

    inputs: EvaluationInputs
    targets: TargetsConfig
    regime: RegimeConfig
    year: int
    first: int
    last: int

    @property
    def figures(self) -> YearFigures:
        """Figures of the year."""
        return self.inputs.years[self.year]

    @cached_property
    def people(self) -> HouseholdColumns:
        """Households that this year or the one before may be about: not settled long ago nor decided later."""
        longest = max(365, *(target.within_days for target in self.targets.times))
        return self.inputs.households.since(self.first - longest, self.last)

    @cached_property
    def settled(self) -> BoolArray:
        """Households settled by agreement in the year, bool[n]."""
        return self.people.agreed & self.inside(self.people.settled)

    def inside(self, days: IntArray) -> BoolArray:
        """Days that lie in the year."""
        return np.asarray((days >= self.first) & (days <= self.last))

    @cached_property
    def changes(self) -> list[CentreChange]:
        """Centres opened or closed in the year."""
        return [each for each in self.inputs.centre_changes if self.first <= each.day <= self.last]

    @cached_property
    def revisions(self) -> list[Revision]:
        """Revisions of the need in the year."""
        return [each for each in self.inputs.revisions if self.first <= each.day <= self.last]


def row(clause: str, measure: str, value: float | None, unit: str, met: bool, why: str) -> Row:
    """Make a row; NaN counts as no value. Values are rounded so that a limit met exactly is met."""
    return Row(clause, measure, _number(value), unit, "yes" if met else "no", why)


def figure(clause: str, measure: str, value: float | None, unit: str, why: str) -> Row:
    """Make a row of a figure that is held against nothing."""
    return Row(clause, measure, _number(value), unit, NO_YARDSTICK, why)


def nothing_due(clause: str, measure: str, unit: str, why: str = NOTHING_DUE) -> Row:
    """Say that there was nothing to judge."""
    return Row(clause, measure, None, unit, "nothing due", why)


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else round(float(value), DIGITS)


def at_least(clause: str, measure: str, value: float | None, limit: float, unit: str, why: str) -> Row:
    """Judge a figure that should not be below a limit; without a value there is nothing to judge."""
    if value is None or math.isnan(value):
        return nothing_due(clause, measure, unit)
    return row(clause, measure, value, unit, round(value, DIGITS) >= limit, f"{why}: at least {_limit(limit, unit)}")


def at_most(clause: str, measure: str, value: float | None, limit: float, unit: str, why: str) -> Row:
    """Judge a figure that should not be above a limit; without a value there is nothing to judge."""
    if value is None or math.isnan(value):
        return nothing_due(clause, measure, unit)
    return row(clause, measure, value, unit, round(value, DIGITS) <= limit, f"{why}: at most {_limit(limit, unit)}")


def _limit(limit: float, unit: str) -> str:
    """Write a limit as its figure is written: shares in per cent."""
    return f"{100.0 * limit:g} %" if unit == "share" else f"{limit:g}"


def not_modelled(clause: str, measure: str, why: str) -> Row:
    """Say that a clause is outside the model."""
    return Row(clause, measure, None, "", "not modelled", why)


def within(view: YearView, target: TimeTarget) -> float | None:
    """Share of the persons settled in the year who moved within the target's time."""
    people = view.people
    rows = view.settled & people.of_groups(target.groups) & (people.decided != NEVER)
    return people.share(people.settled - people.decided <= target.within_days, rows)


def due_within(view: YearView, target: TimeTarget) -> float | None:
    """Share of those whose time ran out in the year who had moved by then; those waiting had not."""
    people = view.people
    due = view.inside(people.decided + target.within_days) & (people.decided != NEVER)
    due &= people.of_groups(target.groups) & (people.agreed | (people.settled == NEVER))
    moved = (people.settled != NEVER) & (people.settled - people.decided <= target.within_days)
    return people.share(moved, due)


def dialogue_row(clause: str, view: YearView) -> Row:
    """Judge the share of openings and closings with dialogue before them."""
    days = view.targets.yardsticks.dialogue_days
    changes = view.changes
    share = sum(each.dialogue_days >= days for each in changes) / len(changes) if changes else None
    why = f"openings and closings with {days} days of talks with the host before notice is given, our yardstick"
    return at_least(clause, "share_with_dialogue", share, 1.0, "share", why)
