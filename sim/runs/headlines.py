"""The headline figures of one run, straight from its tables: what a sweep keeps of a run at the least.

The figures are those of `sim.studies.metrics`, which has them for a folder of results; see there for what
they mean. A stage that does not occur in the run has no figure; a payer for whom nothing is booked has cost 0.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.config.prices import PAYERS
from sim.tables import COMMITTED, RunTables, Weekly

WEEK_DAYS = 7
CHURN_DAYS = 365  # opened, and closed again within twelve months
EXIT_ITEM = "exit"  # items of the ledger whose name begins so: places paid after they were closed
TARGET_STAGE = "decided_to_settled"
WAIT = "wait_"  # wait_STAGE: mean days of a stage
COST = "cost_"  # cost_PAYER: accrued by a payer


def headlines(tables: RunTables) -> dict[str, float]:
    """Return {metric: value} of a run; a metric that has no meaning in it is left out."""
    return {
        name: float(value)
        for part in (_weekly(tables.weekly), _waits(tables), _money(tables), _centres(tables))
        for name, value in part
    }


def _weekly(weekly: Weekly) -> Iterator[tuple[str, float]]:
    days = np.diff(weekly.dates).astype("timedelta64[D]").astype(np.int64)
    yield "days_without_place", weekly.of("days_without_place").sum()
    yield "person_days_without_place", weekly.of("person_days_without_place").sum()
    yield "peak_without_place", weekly.of("without_place").max()
    yield "peak_need", (weekly.of("residents") + weekly.of("no_roof")).max()
    yield "emergency_person_days", (weekly.of("residents_emergency") * np.concatenate(([WEEK_DAYS], days))).sum()
    yield "empty_place_days", weekly.of("place_days_empty").sum()
    yield "settled", weekly.of("settled").sum()
    yield "self_settled", weekly.of("self_settled").sum()


def _waits(tables: RunTables) -> Iterator[tuple[str, float]]:
    waits = tables.waits
    ended: dict[str, float] = defaultdict(float)
    days: dict[str, float] = defaultdict(float)
    due = hits = at_end = under = 0.0
    last_year = int(str(tables.weekly.dates[-1].astype("datetime64[Y]")))
    names = ("group", "stage", "year", "n", "mean_days", "within_183", "due_183", "waiting", "open_183")
    for group, stage, year, n, mean, within, due_183, waiting, open_183 in zip(
        *(waits[name] for name in names), strict=True
    ):
        if group != "all":
            continue
        ended[stage] += n
        days[stage] += 0.0 if mean is None else mean * n
        if stage == TARGET_STAGE:
            due += due_183
            hits += 0.0 if within is None else within * due_183
            if year == last_year:
                at_end, under = waiting, open_183
    for stage, n in ended.items():
        if n > 0:
            yield f"{WAIT}{stage}", days[stage] / n
    if due > 0:
        yield "settled_within_183", hits / due
    yield "waiting_at_end", at_end
    yield "waiting_under_183", under


def _money(tables: RunTables) -> Iterator[tuple[str, float]]:
    columns = tables.money
    nok: NDArray[np.float64] = np.asarray(columns["nok"], np.float64)
    committed = np.array([month == COMMITTED for month in map(str, columns["month"])], bool)
    exits = np.array([item.startswith(EXIT_ITEM) for item in columns["item"]], bool)
    payers = np.array(columns["payer"], object)
    yield "cost_total", nok[~committed].sum()
    yield "exit_cost", nok[exits & ~committed].sum()
    yield "committed_cost", nok[committed].sum()
    yield "municipal_net_all_years", nok[payers == "municipalities"].sum()
    for payer in PAYERS:
        yield f"{COST}{payer}", nok[(payers == payer) & ~committed].sum()


def _centres(tables: RunTables) -> Iterator[tuple[str, float]]:
    opened: dict[str, list[dt.date]] = defaultdict(list)
    closed: dict[str, list[dt.date]] = defaultdict(list)
    notice: dict[str, list[float]] = {"opened": [], "closed": []}
    events = tables.centre_events
    for event, centre, date, days in zip(
        *(events[name] for name in ("event", "centre", "date", "notice_days")), strict=True
    ):
        if event in notice:
            notice[event].append(days)
            (opened if event == "opened" else closed)[centre].append(_date(date))
    yield "churn_centres", sum(_churns(first, closed.get(centre, [])) for centre, first in opened.items())
    for name, event in (("closing_notice_days", "closed"), ("opening_notice_days", "opened")):
        if notice[event]:
            yield name, sum(notice[event]) / len(notice[event])


def _churns(opened: list[dt.date], closed: list[dt.date]) -> bool:
    return any(0 <= (end - first).days <= CHURN_DAYS for first in opened for end in closed)


def _date(value: dt.date | np.datetime64) -> dt.date:
    if isinstance(value, np.datetime64):
        day: dt.date = value.astype("datetime64[D]").item()
        return day
    return value
