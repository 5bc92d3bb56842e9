"""How large a shock is at size 1, and the same shock stretched in time."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from itertools import pairwise

from sim.config.schema import Scenario
from sim.config.shock import Component, ShockConfig

DAYS_PER_WEEK = 7


def persons(shock: ShockConfig) -> float:
    """Return how many persons the shock adds at size 1; what it says itself where it is not all shapes, else NaN."""
    if shapes := _shapes(shock):
        return sum(
            (week - start) * (rate + other) / 2.0
            for each in shapes
            for (start, rate), (week, other) in pairwise(each.points)
        )
    return math.nan if shock.persons_expected is None else shock.persons_expected


def week_peak(shock: ShockConfig) -> float:
    """Return the most persons in a week at size 1; NaN where it is not all shapes."""
    shapes = _shapes(shock)
    ends = [each.delay_days + DAYS_PER_WEEK * week for each in shapes for week, _ in each.points]
    if not ends:
        return math.nan
    by_day = [sum(_rate(each, day + 0.5) for each in shapes) / DAYS_PER_WEEK for day in range(math.ceil(max(ends)))]
    weeks = [sum(by_day[day : day + DAYS_PER_WEEK]) for day in range(max(len(by_day) - DAYS_PER_WEEK, 0) + 1)]
    return max(weeks)


def stretched(shock: ShockConfig, factor: float) -> dict[int, list[list[float]]]:
    """Return the points of each shape by number of its component, their weeks times a factor."""
    return {
        number: [[week * factor, rate] for week, rate in each.points]
        for number, each in enumerate(shock.components)
        if each.kind == "shape"
    }


def _shapes(shock: ShockConfig) -> list[Component]:
    """All components if they are shapes, else none."""
    found = list(shock.components)
    return found if all(each.kind == "shape" for each in found) else []


def _rate(shape: Component, day: float) -> float:
    """Persons a week on a day after the onset of the shock."""
    week = (day - shape.delay_days) / DAYS_PER_WEEK
    for (start, rate), (end, other) in pairwise(shape.points):
        if start <= week < end:
            return rate + (other - rate) * (week - start) / (end - start)
    return 0.0


def last_day(shock: ShockConfig, start: dt.date) -> dt.date:
    """Return the last day of a shock whose streams end, in a run that starts on `start`."""
    onset = shock.onset_date(start)
    return onset + dt.timedelta(days=max((_length(each) for each in shock.components), default=1) - 1)


def cut_off(scenario: Scenario) -> tuple[dt.date, dt.date] | None:
    """Return the last day of a run and that of its shock, where the run ends before the shock is over; else None."""
    shock, start = scenario.shock, scenario.start.date
    if not shock.components or shock.size == 0.0:
        return None
    until, ends = start + dt.timedelta(days=scenario.days - 1), last_day(shock, start)
    return (until, ends) if until < ends else None


def met_and_cut(scenarios: Mapping[tuple[str, str], Scenario]) -> dict[str, tuple[dt.date, dt.date]]:
    """Return the same days by shock, of shocks that runs meet and do not see the end of; scenarios by (shock, plan)."""
    found = {shock: (each, cut_off(each)) for (shock, _), each in scenarios.items()}
    return {shock: cut for shock, (each, cut) in found.items() if cut is not None and each.onset <= cut[0]}


def _length(each: Component) -> int:
    """Days from the onset of the shock to the end of one of its streams.

    A scale that takes arrivals away to its end is told to the day from which on it lasts: nothing more is to come.
    """
    if each.history_from is not None and each.history_to is not None:
        return each.delay_days + (each.history_to - each.history_from).days + 1
    points = list(each.points)
    while each.kind == "scale" and len(points) > 1 and max(points[-1][1], points[-2][1]) < 1.0:
        points.pop()
    return each.delay_days + math.ceil(DAYS_PER_WEEK * points[-1][0])
