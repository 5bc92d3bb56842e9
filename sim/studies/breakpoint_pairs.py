"""Which of two plans survives more: tested in common futures, at one size between their breaking points.

A future is the same people and luck under either plan. At a size between the two breaking points it breaks under one
of them alone, under both, or under neither; if the plans were alike, either of them would be the one that breaks alone
as often as the other. That is tested (exact sign test), and by Holm's method where there are several pairs: those of
neighbours in the order of the breaking points.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from sim import statistics
from sim.studies.breakpoint import Search, rounded
from sim.studies.breakpoint_tables import FAILS, LOST, SURVIVES

COLUMNS = ("first", "second", "size", "futures", "first_alone", "second_alone", "both", "p", "told")


class Pair(NamedTuple):
    """Two plans, the one that survives more first, and the size at which they are held against each other."""

    first: str
    second: str
    size: float


def neighbours(points: pd.DataFrame, low: float, high: float) -> Iterator[Pair]:
    """Yield neighbours in the order of their breaking points; the size is NaN where no size tried lies between them.

    Parameters
    ----------
    points : as `breakpoint_tables.points` has them, a row a plan
    low, high : smallest and largest size tried
    """
    known = points[points["state"] != LOST].sort_values(["survives", "plan"], ascending=[False, True], kind="stable")
    for first, second in pairwise(known.itertuples(index=False)):
        states = {str(first.state), str(second.state)}
        beyond = states in ({FAILS}, {SURVIVES})
        size = rounded((_middle(first, low, high) + _middle(second, low, high)) / 2.0)
        yield Pair(str(first.plan), str(second.plan), math.nan if beyond else size)


def _middle(row: object, low: float, high: float) -> float:
    ends = (float(getattr(row, name)) for name in ("survives", "breaks"))
    return sum(min(max(each, low), high) for each in ends) / 2.0


def compared(pairs: Sequence[Pair], searches: Mapping[str, Search]) -> pd.DataFrame:
    """Return a row a pair, columns `COLUMNS`.

    futures are those known at the size under both; X_alone: of these, the ones that break under X and not under the
    other; p of the sign test of those; told: whether it holds by Holm's method over all pairs that were tested. NaN and
    False where there is no size to test at, or no future.
    """
    frame = pd.DataFrame([_row(pair, searches) for pair in pairs], columns=list(COLUMNS))
    tested = frame.index[frame["p"].notna()]
    answers = statistics.holm([float(each) for each in frame.loc[tested, "p"]])
    told = {place for place, (rejected, _) in zip(tested, answers, strict=True) if rejected}
    return frame.assign(told=[place in told for place in frame.index])


def _row(pair: Pair, searches: Mapping[str, Search]) -> tuple[object, ...]:
    none = (*pair, 0, math.nan, math.nan, math.nan, math.nan, False)
    if math.isnan(pair.size):
        return none
    first, second = (searches[plan].known(pair.size) for plan in (pair.first, pair.second))
    common = sorted(set(first) & set(second))
    if not common:
        return none
    differences = [int(first[each]) - int(second[each]) for each in common]
    both = sum(first[each] and second[each] for each in common)
    alone = (differences.count(1), differences.count(-1))
    return (*pair, len(common), *alone, both, statistics.sign_test(differences), False)
