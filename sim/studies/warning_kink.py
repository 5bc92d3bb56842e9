"""The kink of early warning: the days of warning beyond which more of it buys less, or nothing (METHODS B3).

In the fluid world a week more of warning raises the breaking point by more and more until the free places last for
what is left of the lead; from there on it buys only what the rate of building gives. So the kink lies where the gain a
week falls behind that of the best step. A breaking point is known to a bracket, and so the gain of a step to an
interval: a step is *behind* where that interval lies below the best one's, and it buys *nothing* where it holds 0 or
less. The step in which the kink lies mixes both gains and may be counted to either side: the kink is bounded by the
begin of the last step that is not behind, and by the end of the one that follows, or its begin if that buys nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

import pandas as pd

KINK, NOTHING, FALLS, OPEN, BEYOND, UNTOLD = "kink", "nothing", "falls", "open", "beyond", "untold"
COLUMNS = ("plan", "state", "low", "high", "best_low", "best_high", "beyond_low", "beyond_high")
WEEK = 7


class Step(NamedTuple):
    """What a week more of warning adds to the size survived, between two numbers of days: an interval."""

    first: float
    then: float
    low: float
    high: float


def kinks(points: pd.DataFrame, plans: Sequence[str]) -> pd.DataFrame:
    """Return a row a plan, columns `COLUMNS`.

    state: kink (it lies between low and high days of warning), nothing (no number of days that was tried survives more
    than the fewest, which is `high`), falls (the same, and less is survived with `high` days than with `low`; beyond_*
    is the gain a week between these), open (up to the most days, a week buys as much as ever, so that a kink would lie
    beyond `low`), beyond (from `high` days on every size that was tried is survived, so that nothing is known beyond
    `low`, the number of days before it), untold (fewer than three numbers of days, steps too small for the brackets, or
    all beyond the sizes tried). best_*: gain a week of the step that buys most, times the shock; beyond_*: gain a week
    from `high` to the most days, or of the last step where these are the same. NaN where there is none.

    Parameters
    ----------
    points : plan, days, survives, breaks, a row a breaking point; -inf and inf beyond the range
    """
    rows = [(plan, *_kink(list(_known(points[points["plan"] == plan])))) for plan in plans]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _known(points: pd.DataFrame) -> Iterator[tuple[float, float, float]]:
    for row in points.dropna(subset=["survives", "breaks"]).sort_values("days").to_dict("records"):
        yield float(row["days"]), float(row["survives"]), float(row["breaks"])


def _step(first: tuple[float, float, float], then: tuple[float, float, float]) -> Step:
    weeks = (then[0] - first[0]) / WEEK
    return Step(first[0], then[0], (then[1] - first[2]) / weeks, (then[2] - first[1]) / weeks)


def _kink(known: Sequence[tuple[float, float, float]]) -> tuple[object, ...]:
    none = (math.nan,) * 4
    steps = [_step(*pair) for pair in pairwise(known)]
    if len(steps) < 2:
        return (UNTOLD, math.nan, math.nan, *none)
    best = max(steps, key=lambda each: each.low)
    if best.low <= 0.0:
        within = all(math.isfinite(end) for each in known for end in each)
        rises = any(_step(known[0], each).low > 0.0 for each in known[1:])
        level = within and not rises
        fall = min((_step(*pair) for pair in combinations(known, 2)), key=lambda each: each.high)
        if fall.high < 0.0 and not rises:
            return FALLS, fall.first, fall.then, math.nan, math.nan, fall.low, fall.high
        return (NOTHING, math.nan, known[0][0], *none) if level else (UNTOLD, math.nan, math.nan, *none)
    last = max(number for number, each in enumerate(steps) if each.high >= best.low and each.high > 0.0)
    if last == len(steps) - 1:
        if math.isinf(known[-1][2]):
            first = 1 + max(number for number, each in enumerate(known) if math.isfinite(each[2]))
            return BEYOND, known[first - 1][0], known[first][0], best.low, best.high, math.nan, math.nan
        if math.isinf(steps[last].high):
            return (UNTOLD, math.nan, math.nan, *none)
        return OPEN, steps[last].first, math.nan, best.low, best.high, math.nan, math.nan
    behind = steps[last + 1]
    place = last + 2 if behind.low > 0.0 else last + 1
    high = known[place][0]
    beyond = behind if high == known[-1][0] else _step(known[place], known[-1])
    return KINK, steps[last].first, high, best.low, best.high, beyond.low, beyond.high
