"""What a run says where something was published: the one place where published and modelled series meet.

A stock is read on its day, straight between the ends of weeks. A flow is the sum over its period, the weeks at
both ends shared by days. A mean wait is of those who moved in the period: over a whole year from the permit, over
a part of one from the day on which they asked for a municipality, as it was published in 2022. What the run does
not reach is NaN.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.data.observed import Point
from sim.tables import RunTables

FloatArray = NDArray[np.float64]

ALL, COLLECTIVE = "all", "collective"
DAYS_PER_MONTH = 365.25 / 12
STAGE = "decided_to_settled"
QUOTA = "resettlement"
WAITERS = ("individual", "collective", "minors_15_17", "minors_under_15", "evacuees")
"""Groups whose wait for a municipality is told: all but the quota, which waits abroad."""


@dataclass(frozen=True)
class Term:
    """One weekly series of one group, taken `sign` times."""

    series: str
    group: str = ALL
    sign: float = 1.0


@dataclass(frozen=True)
class Match:
    """The sum of weekly series that a published series is held against.

    Attributes
    ----------
    terms : summed; stocks of the day or flows of the period
    since_start : flows summed from the start of the run to the day, added to a stock
    over : if given, the sum of these by which the sum of `terms` is divided
    """

    terms: tuple[Term, ...]
    since_start: tuple[Term, ...] = ()
    over: tuple[Term, ...] = ()


def _all(*series: str) -> Match:
    return Match(tuple(Term(name) for name in series))


def _ukraine(*series: str) -> Match:
    return Match(tuple(Term(name, COLLECTIVE) for name in series))


_PERMITS = (Term("decisions", COLLECTIVE), Term("refused", COLLECTIVE, -1.0))

_ANY: Mapping[str, Match] = {
    "residents": _all("residents"),
    "residents_collective": _ukraine("residents"),
    "residents_emergency": _all("residents_emergency"),
    "waiting": _all("waiting_settlement_in_reception"),
    "waiting_unassigned": _all("mapping", "ready"),
    "undecided_or_appeal": _all("awaiting_decision_in_reception", "appealing_in_reception"),
    "duty_to_leave": _all("refused_waiting_in_reception"),
    "places": _all("places"),
    "places_with_arrival": _all("places", "places_arrival"),
    "places_ordinary": Match((Term("places"), Term("places_emergency", sign=-1.0))),
    "places_emergency": _all("places_emergency"),
    "decisions": _all("decisions"),
    "settled": _all("settled"),
    "settled_from_reception": _all("settled_from_reception"),
    "moved": _ukraine("settled"),
    "permit_not_moved": Match((), since_start=(*_PERMITS, Term("settled", COLLECTIVE, -1.0))),
    "settled_or_agreed": Match((Term("allocated", COLLECTIVE),), since_start=(Term("settled", COLLECTIVE),)),
    "private_share": Match(
        (Term("living_privately", COLLECTIVE),),
        over=tuple(Term(name, COLLECTIVE) for name in ("living_privately", "residents", "residents_care")),
    ),
    "wait_permit_to_move": Match(
        (Term("waited_days"),), over=(Term("settled"), Term("settled", QUOTA, -1.0))
    ),
}
MATCHES: Mapping[str, Mapping[str, Match]] = {
    "2015": {
        **_ANY,
        "undecided": _all("waiting_registration", "awaiting_decision"),
        "permits": Match((Term("decisions"), Term("refused", sign=-1.0))),
    },
    "2022": {
        **_ANY,
        "undecided": _ukraine("awaiting_decision"),
        "permits": Match(_PERMITS),
    },
}
"""By episode and published series.

In 2015 everyone who came counted as an applicant; from 2022 applications were counted at registration, and
permits and undecided are of those with collective protection. Permits not moved are permits less moves, as published:
those who found a home by themselves or left with a permit stay counted, and nobody had one at the start of 2022.
"""


def _terms() -> set[Term]:
    matches = [match for of_episode in MATCHES.values() for match in of_episode.values()]
    return {term for match in matches for term in (*match.terms, *match.since_start, *match.over)}


SERIES_READ: tuple[str, ...] = tuple(sorted({term.series for term in _terms()}))
GROUPS_READ: tuple[str, ...] = tuple(sorted({term.group for term in _terms()}))
"""Weekly series and groups that `modelled` may read; no others are needed."""


class _Weeks:
    """Weekly series of one scenario as arrays, read once each."""

    def __init__(self, weekly: pd.DataFrame) -> None:
        groups = weekly["group"].isin(GROUPS_READ) & weekly["series"].isin(SERIES_READ)
        self._parts = dict(list(weekly[groups].groupby(["series", "group"], observed=True)))
        self._blocks: dict[tuple[str, str], FloatArray] = {}
        self.replications = replications(weekly)
        stamps = pd.DatetimeIndex(np.sort(weekly["date"].unique()))
        ends: list[dt.date] = [stamp.date() for stamp in stamps]
        self.ends = np.array([end.toordinal() for end in ends], dtype=np.float64)
        self.before = float(_first_day(ends[0]).toordinal() - 1)

    def reach(self, point: Point) -> bool:
        """Tell whether the runs cover the whole period of a point."""
        first = point.period_start or point.date
        return self.before < first.toordinal() and point.date.toordinal() <= self.ends[-1]

    def block(self, term: Term) -> FloatArray:
        """Values [replication, week]; KeyError if the tables lack the series."""
        key = (term.series, term.group)
        if key not in self._blocks:
            if key not in self._parts:
                raise KeyError(f"the weekly table has no series {term.series!r} for group {term.group!r}")
            wide = self._parts[key].pivot(index="replication", columns="date", values="value")
            self._blocks[key] = wide.sort_index().sort_index(axis=1).to_numpy(dtype=np.float64)
        return self._blocks[key]

    def on(self, terms: Sequence[Term], day: dt.date) -> FloatArray:
        """Sum of stocks on a day [replication], straight between ends of weeks; NaN outside them."""
        at = float(day.toordinal())
        if not self.ends[0] <= at <= self.ends[-1]:
            return np.full(len(self.replications), np.nan)
        right = int(np.searchsorted(self.ends, at))
        left = max(right - 1, 0)
        span = self.ends[right] - self.ends[left]
        share = (at - self.ends[left]) / span if span else 1.0
        total = np.zeros(len(self.replications))
        for term in terms:
            values = self.block(term)
            total += term.sign * ((1.0 - share) * values[:, left] + share * values[:, right])
        return total

    def during(self, terms: Sequence[Term], first: dt.date | None, last: dt.date) -> FloatArray:
        """Sum of flows from the first day (None: the start of the run) to the last [replication]."""
        begin = self.before if first is None else float(first.toordinal() - 1)
        end = float(last.toordinal())
        if begin < self.before or end > self.ends[-1]:
            return np.full(len(self.replications), np.nan)
        edges = np.concatenate([[self.before], self.ends])
        shares = np.clip((end - edges[:-1]) / np.diff(edges), 0.0, 1.0)
        shares -= np.clip((begin - edges[:-1]) / np.diff(edges), 0.0, 1.0)
        total = np.zeros(len(self.replications))
        for term in terms:
            total += term.sign * (self.block(term) @ shares)
        return total


def _first_day(sunday: dt.date) -> dt.date:
    """Return the first day of the first week: runs begin on the first of a month, so that week may be short."""
    first = sunday.replace(day=1)
    monday = sunday - dt.timedelta(days=6)
    return max(first, monday)


def _matched(weeks: _Weeks, point: Point) -> FloatArray:
    """Return what weekly series say of a point [replication]."""
    match = MATCHES[point.episode][point.series]

    def total(terms: Sequence[Term]) -> FloatArray:
        if point.period_start is None:
            return weeks.on(terms, point.date)
        return weeks.during(terms, point.period_start, point.date)

    values = total(match.terms)
    if match.since_start:
        values += weeks.during(match.since_start, None, point.date)
    if match.over:
        under = total(match.over)
        values = np.divide(values, under, out=np.full_like(values, np.nan), where=under > 0)
    return values


def _is_year(point: Point) -> bool:
    year = point.date.year
    return (point.period_start, point.date) == (dt.date(year, 1, 1), dt.date(year, 12, 31))


def _yearly(waits: pd.DataFrame, runs: Sequence[int], point: Point, groups: Sequence[str]) -> pd.DataFrame:
    """Rows of the stage in the year of a point."""
    rows = (waits["stage"] == STAGE) & (waits["year"] == point.date.year)
    return waits[rows & waits["group"].isin(groups) & waits["replication"].isin(runs)]


def _wait(weeks: _Weeks, waits: pd.DataFrame, point: Point) -> FloatArray:
    """Mean months until the move, of those who moved in the period [replication]."""
    if not _is_year(point):
        return _matched(weeks, point) / DAYS_PER_MONTH
    rows = _yearly(waits, weeks.replications, point, WAITERS)
    return _weighted(rows, "mean_days", "n", weeks.replications) / DAYS_PER_MONTH


def _within_half_a_year(weeks: _Weeks, waits: pd.DataFrame, point: Point) -> FloatArray:
    """Share that moved within 183 days of the permit, of those whose day 183 fell in the year [replication]."""
    if not _is_year(point):
        return np.full(len(weeks.replications), np.nan)
    rows = _yearly(waits, weeks.replications, point, (ALL,))
    return _weighted(rows, "within_183", "due_183", weeks.replications)


def _weighted(rows: pd.DataFrame, value: str, weight: str, runs: Sequence[int]) -> FloatArray:
    known = rows[rows[value].notna()]
    parts = (known[value] * known[weight]).groupby(known["replication"]).sum()
    whole = known[weight].groupby(known["replication"]).sum()
    found: FloatArray = (parts / whole.where(whole > 0)).reindex(list(runs)).to_numpy(dtype=np.float64)
    return found


_OF_WAITS: Mapping[str, Callable[[_Weeks, pd.DataFrame, Point], FloatArray]] = {
    "wait_permit_to_move": _wait,
    "share_within_six_months": _within_half_a_year,
}


def replications(weekly: pd.DataFrame) -> tuple[int, ...]:
    """Return the replications in a weekly table, rising: the rows of `modelled`."""
    return tuple(int(each) for each in np.sort(weekly["replication"].unique()))


def modelled(weekly: pd.DataFrame, waits: pd.DataFrame, points: Sequence[Point]) -> FloatArray:
    """Return what runs of one scenario say of each point, in the unit of the point.

    Parameters
    ----------
    weekly, waits : tables as written, of one shock and plan; further columns are left alone

    Returns
    -------
    float64[replication, point], replications rising; NaN where the run does not reach or cannot tell

    Raises
    ------
    KeyError : if the weekly table lacks a series that a point needs
    """
    weeks = _Weeks(weekly)
    values = np.full((len(weeks.replications), len(points)), np.nan)
    for column, point in enumerate(points):
        if not weeks.reach(point):
            continue
        if point.series in _OF_WAITS:
            values[:, column] = _OF_WAITS[point.series](weeks, waits, point)
        else:
            values[:, column] = _matched(weeks, point)
    return values


def frames(runs: Sequence[RunTables]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the weekly and waits tables of runs made in memory; the replication is the place in the sequence."""
    weekly = [
        pd.DataFrame(
            {
                "replication": number,
                "date": pd.DatetimeIndex(run.weekly.dates),
                "series": series,
                "group": group,
                "value": run.weekly.of(series, group),
            }
        )
        for number, run in enumerate(runs)
        for series in SERIES_READ
        for group in GROUPS_READ
        if _is_written(run, series, group)
    ]
    waits = [pd.DataFrame({"replication": number, **run.waits}) for number, run in enumerate(runs)]
    return pd.concat(weekly, ignore_index=True), pd.concat(waits, ignore_index=True)


def _is_written(run: RunTables, series: str, group: str) -> bool:
    weekly = run.weekly
    if weekly.defined is None:
        return True
    return bool(weekly.defined[weekly.series.index(series), weekly.groups.index(group)])
