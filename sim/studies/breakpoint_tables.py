"""What a search for breaking points found, as tidy tables: the points, the curve, each future, what breaks first."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from sim import statistics
from sim.studies.breaking import first_breaks
from sim.studies.breakpoint import Search

FOUND, FAILS, SURVIVES, LOST = "found", "fails_at_low", "survives_all", "lost"
RISES, FALLS, LEVEL, BOTH, OUTSIDE = "rises", "falls", "level", "both", "outside"
"""How breaking points go along the second axis."""
POINT_COLUMNS = (
    "plan", "against", "state", "survives", "breaks", "low", "high", "confidence", "futures", "tolerated",
    "broke_survives", "broke_breaks", "broke_low", "broke_high", "excludes_low", "excludes_high",
    "checked", "not_monotone", "lost", "persons", "persons_low", "persons_high", "week", "week_low", "week_high",
)  # fmt: skip
CURVE_COLUMNS = ("plan", "against", "size", "futures", "run", "broke", "share", "low", "high")
FUTURE_COLUMNS = ("plan", "against", "future", "survives", "breaks")
FIRST_COLUMNS = (
    "plan", "against", "size", "criterion", "futures", "already", "broke", "first_in", "earliest", "median", "latest",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One plan, with what stands against the size of the shock, if anything does.

    Attributes
    ----------
    against : value of the second axis; NaN without one
    persons, week : persons whom the shock adds at size 1, in all and in its peak week; NaN where it is not known
    onset : first day on which the shock changes arrivals
    """

    plan: str
    against: float
    persons: float
    week: float
    onset: dt.date


def points(cells: Sequence[tuple[Cell, Search]]) -> pd.DataFrame:
    """Return a row a cell: the breaking point with its interval, in sizes and in persons.

    Columns: state (found; fails_at_low: more break at the low end of the range than is tolerated; survives_all: not
    more do at its high end; lost: no future is left, and the sizes are NaN); survives, breaks: largest size seen at
    which no more than the tolerated share breaks, and the smallest with more; low, high: the interval, to the outer
    ends of its brackets, -inf and inf where it leaves the range, NaN where so few futures have no such end; broke_X:
    futures that break at X; excludes_X: whether the 95 % interval of that share leaves the tolerated one out; checked:
    answers that were inferred first and run afterwards; not_monotone: futures that survived more than what broke them;
    lost: futures with a run that failed or was lost.
    """
    return pd.DataFrame([_point(cell, search) for cell, search in cells], columns=list(POINT_COLUMNS))


def _point(cell: Cell, search: Search) -> dict[str, object]:
    if not search.kept:
        lost = {"plan": cell.plan, "against": cell.against, "state": LOST, "confidence": 0.0, "tolerated": search.p}
        counts = {"futures": 0, "checked": search.checked, "not_monotone": 0, "lost": len(search.lost)}
        return {
            **dict.fromkeys(POINT_COLUMNS, math.nan),
            "excludes_low": False,
            "excludes_high": False,
            **lost,
            **counts,
        }
    ranks, futures = search.ranks, len(search.kept)
    survives, breaks = search.bracket(ranks.middle)
    low = math.nan if ranks.low is None else search.bracket(ranks.low)[0]
    high = math.nan if ranks.high is None else search.bracket(ranks.high)[1]
    state = FAILS if breaks <= search.low else SURVIVES if math.isinf(breaks) else FOUND
    hits = {
        "survives": _hits(search, survives), "breaks": _hits(search, breaks),
        "low": _hits(search, low), "high": _hits(search, high),
    }  # fmt: skip
    return {
        "plan": cell.plan,
        "against": cell.against,
        "state": state,
        "survives": survives,
        "breaks": breaks,
        "low": low,
        "high": high,
        "confidence": ranks.confidence,
        "futures": futures,
        "tolerated": search.p,
        **{f"broke_{name}": count for name, count in hits.items()},
        "excludes_low": _excludes(hits["low"], futures, search.p, above=False),
        "excludes_high": _excludes(hits["high"], futures, search.p, above=True),
        "checked": search.checked,
        "not_monotone": len(search.not_monotone()),
        "lost": len(search.lost),
        **{
            f"{name}{end}": size * per_size
            for name, per_size in (("persons", cell.persons), ("week", cell.week))
            for end, size in (("", survives), ("_low", low), ("_high", high))
        },
    }


def _hits(search: Search, size: float) -> float:
    count = search.hits(size) if math.isfinite(size) else None
    return math.nan if count is None else float(count)


def _excludes(hits: float, futures: int, p: float, above: bool) -> bool:
    """Whether the interval of the share lies wholly beyond p."""
    if math.isnan(hits):
        return False
    low, high = statistics.share_interval(hits, futures)
    return low > p if above else high < p


def curve(cells: Sequence[tuple[Cell, Search]]) -> pd.DataFrame:
    """Return a row a cell and size at which it is known of every future whether it breaks.

    Columns beside the key: futures, run: how many of them were run at this size, the others follow from other sizes;
    broke, share; low, high: interval of the share at 95 %, for each size by itself (`statistics.share`).
    """
    rows = []
    for cell, search in cells:
        for size in sorted(search.broke):
            hits, futures = search.hits(size), len(search.kept)
            if hits is None or not futures:
                continue
            run = futures - len(search.unseen(size))
            share = statistics.share(hits, futures)
            rows.append((cell.plan, cell.against, size, futures, run, hits, hits / futures, share.low, share.high))
    return pd.DataFrame(rows, columns=list(CURVE_COLUMNS))


def each_future(cells: Sequence[tuple[Cell, Search]]) -> pd.DataFrame:
    """Return a row a cell and future: the largest size seen that it survives, and the smallest that breaks it."""
    parts = [search.brackets().assign(plan=cell.plan, against=cell.against) for cell, search in cells]
    return pd.concat(parts, ignore_index=True)[list(FUTURE_COLUMNS)]


def firsts(cell: Cell, size: float, table: pd.DataFrame) -> pd.DataFrame:
    """Return a row a criterion that breaks from the onset on or was broken before, as `first_breaks` counts them.

    Parameters
    ----------
    table : `breaks` of the runs at this size: replication, criterion, first_date, days, worst
    """
    futures = int(table["replication"].nunique())
    found = first_breaks(table, cell.onset, futures)
    found = found[found["hits"] + found["already"] > 0].rename(columns={"hits": "broke", "median_date": "median"})
    named = found.assign(plan=cell.plan, against=cell.against, size=size, futures=futures)
    return named[list(FIRST_COLUMNS)].reset_index(drop=True)


def along(points: pd.DataFrame) -> Mapping[str, str]:
    """Return for each plan with two values of the second axis or more how its breaking points go along it.

    Two values differ where the bracket of one begins where that of the other has ended: at that size the one survives
    and the other does not. rises, falls: some differ, and all of those in this sense; both: in either sense; level:
    none differs, so that nothing is known but the width of the brackets; outside: none differs, and none lies within
    the sizes tried. A value that fails at the low end, or survives the high one, tells no more than that.
    """
    found = {}
    kept = points[points["state"] != LOST].sort_values("against")
    for plan, part in kept.groupby("plan", sort=False):
        if len(part) < 2:
            continue
        pairs = list(combinations(part[["survives", "breaks"]].to_numpy(dtype=float), 2))
        up, down = any(b[0] >= a[1] for a, b in pairs), any(b[1] <= a[0] for a, b in pairs)
        level = LEVEL if (part["state"] == FOUND).any() else OUTSIDE
        found[str(plan)] = BOTH if up and down else RISES if up else FALLS if down else level
    return found
