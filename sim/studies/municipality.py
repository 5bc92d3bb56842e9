"""The sheet of a municipality, pure: what is asked for, settled and needed by month, quarter and year, with its range.

What goes in are sums over the municipalities of the sheet, a row a run: `months` with the columns replication, month
(YYYY-MM), series, value; `years` with replication, year and the columns of the table municipality_year; `events` with
replication and the columns of centre_events. Ranges are by month, quarter or year by themselves (pointwise): between
`low` and `high` lies the middle share of the runs that `level` says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.statistics import share as share_of

Floats = NDArray[np.float64]
KEYS = ["replication", "year"]
SIZES = ("dwellings_1", "dwellings_2_3", "dwellings_4")
MONTHLY = ("requested", "offered", "settled", "self_settled", "dwellings_free", "pupils")
"""Series of a month that the sheet shows: asked, agreed (offered), dwellings and pupils are levels at its end."""
YEARLY = (
    "asked", "voted", "agreed", "settled", "self_settled", "other_net", "living_there", "asked_minors", "voted_minors",
    "agreed_minors", "settled_minors", "settled_special_needs", "settled_small_children", "settled_learners",
    "pupils", "kindergarten", *SIZES,
)  # fmt: skip
FEW = 5
"""Persons under which a figure of a small group is marked."""
QUARTER = 3


@dataclass(frozen=True)
class Range:
    """Which part of the runs a range holds: `level` 0.8 is from the 10th to the 90th percentile."""

    level: float

    def of(self, values: Floats) -> dict[str, float]:
        """Return mean, low, middle and high over the first axis, the runs."""
        out = (1.0 - self.level) / 2.0
        low, middle, high = np.quantile(values, [out, 0.5, 1.0 - out])
        return {"mean": float(values.mean()), "low": float(low), "middle": float(middle), "high": float(high)}


def whole_years(first: dt.date, last: dt.date) -> list[int]:
    """Return the calendar years of which a run from `first` to `last` holds every day."""
    begins = first.year + (first > dt.date(first.year, 1, 1))
    ends = last.year - (last < dt.date(last.year, 12, 31))
    return list(range(begins, ends + 1))


def by_month(months: pd.DataFrame, within: Range) -> pd.DataFrame:
    """Return month, series, mean, low, middle, high, runs, few: whether the middle is under 5."""
    rows = [
        {"month": month, "series": series, **within.of(values.to_numpy()), "runs": len(values)}
        for (series, month), values in months.groupby(["series", "month"], sort=True)["value"]
    ]
    return _marked(pd.DataFrame(rows, columns=["month", "series", "mean", "low", "middle", "high", "runs"]))


def by_year(years: pd.DataFrame, months: pd.DataFrame, in_run: Sequence[int], within: Range) -> pd.DataFrame:
    """Return year, measure, mean, low, middle, high, runs, few, for the years of the run.

    Measures are `YEARLY`, among them self_settled, of the months; other_net: all others who came outside the request,
    to family or from other municipalities, less those who left; living_there: all who came in the run less those who
    left, at the end of the year; and answer_days, over the runs with an answer.
    """
    wide = years[years["year"].isin(in_run)].sort_values(KEYS)
    alone = months[months["series"] == "self_settled"]
    of_year = alone.groupby(["replication", alone["month"].str[:4].astype(int)])["value"].sum()
    on_their_own = of_year.reindex(pd.MultiIndex.from_frame(wide[KEYS]), fill_value=0.0).to_numpy(dtype=np.float64)
    came = wide["settled"] + wide["outside_net"]
    wide = wide.assign(
        self_settled=on_their_own,
        other_net=wide["outside_net"] - on_their_own,
        living_there=came.groupby(wide["replication"]).cumsum(),
    )
    rows = []
    for year, part in wide.groupby("year"):
        for measure in YEARLY:
            values = part[measure].to_numpy(dtype=np.float64)
            rows.append({"year": year, "measure": measure, **within.of(values), "runs": len(values)})
        days = part["answer_days"].dropna().to_numpy(dtype=np.float64)
        if len(days):
            rows.append({"year": year, "measure": "answer_days", **within.of(days), "runs": len(days)})
    return _marked(pd.DataFrame(rows, columns=["year", "measure", "mean", "low", "middle", "high", "runs"]))


def _marked(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(few=rows["middle"] < FEW)


def by_quarter(
    months: pd.DataFrame, years: pd.DataFrame, lead_days: int, persons_a_post: float, hire_days: int, within: Range
) -> pd.DataFrame:
    """Return what a quarter needs and when to begin with it.

    Columns: quarter (its first day), measure, mean, low, middle, high, runs, few, begin_by. Measures are the dwellings
    of each size that households move into in the quarter (those of a year spread over its months as the persons are
    settled), and posts: persons settled in the twelve months to its end over `persons_a_post`.

    Parameters
    ----------
    lead_days : days to find a dwelling; begin_by is the first day of the quarter less these
    hire_days : the same for staff
    """
    settled = months[months["series"] == "settled"].pivot(index="replication", columns="month", values="value")
    of_month = settled.to_numpy(dtype=np.float64)
    names = [str(each) for each in settled.columns]
    year_of = np.array([int(name[:4]) for name in names])
    needs = {size: np.zeros_like(of_month) for size in SIZES}
    for year, part in years.groupby("year"):
        here = year_of == year
        if not here.any():
            continue
        part = part.set_index("replication").loc[settled.index]
        total = of_month[:, here].sum(axis=1)
        share = np.divide(of_month[:, here].T, total, out=np.zeros_like(of_month[:, here].T), where=total > 0.0).T
        for size in SIZES:
            needs[size][:, here] = share * part[size].to_numpy(dtype=np.float64)[:, None]
    cumulated = of_month.cumsum(axis=1)
    before = np.hstack([np.zeros((len(of_month), 12)), cumulated])[:, : of_month.shape[1]]
    posts = (cumulated - before) / persons_a_post
    rows = []
    for first in range(0, len(names), QUARTER):
        last = min(first + QUARTER, len(names))
        day = dt.date(int(names[first][:4]), int(names[first][5:]), 1)
        for size in SIZES:
            values = needs[size][:, first:last].sum(axis=1)
            rows.append((day, size, within.of(values), len(values), day - dt.timedelta(days=lead_days)))
        values = posts[:, last - 1]
        rows.append((day, "posts", within.of(values), len(values), day - dt.timedelta(days=hire_days)))
    frame = pd.DataFrame(
        [
            {"quarter": day, "measure": measure, **found, "runs": runs, "few": found["middle"] < FEW, "begin_by": begin}
            for day, measure, found, runs, begin in rows
        ]
    )
    return frame.sort_values(["measure", "quarter"], kind="stable", ignore_index=True)


def hosting(events: pd.DataFrame, runs: Sequence[int]) -> pd.DataFrame:
    """Return what hosts see of centres: event, hits (runs with at least one), runs, low, high, mean, and the notice.

    low and high: interval of the chance of at least one (`statistics.share`); mean: events a run; notice_low,
    notice_middle, notice_high: least, median and most days from the host being told to the event, NaN where none is.
    """
    rows = []
    for event in ("opened", "closed"):
        found = events[(events["event"] == event) & events["replication"].isin(runs)]
        hits = int(found["replication"].nunique())
        chance = share_of(hits, len(runs))
        days = found["notice_days"].to_numpy(dtype=np.float64)
        notice = [float(days.min()), float(np.median(days)), float(days.max())] if len(days) else [np.nan] * 3
        rows.append((event, hits, len(runs), chance.low, chance.high, len(found) / len(runs), *notice))
    columns = ["event", "hits", "runs", "low", "high", "mean", "notice_low", "notice_middle", "notice_high"]
    return pd.DataFrame(rows, columns=columns)
