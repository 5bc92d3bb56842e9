"""What breaks, and whether the shock found it broken already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from sim import statistics
from sim.results import Results, middle_date

PLAN = ["shock", "plan"]
COLUMNS = (
    *PLAN, "criterion", "runs", "hits", "at_start", "before", "after", "first_in", "earliest", "median_date",
    "latest", "first_day", "first_earliest", "first_latest", "days_mean", "worst_mean", "worst_low", "worst_high",
)  # fmt: skip
FIRST_COLUMNS = (
    "criterion", "hits", "already", "first_in", "low", "high", "median_date", "earliest", "latest", "days", "worst",
)  # fmt: skip


def breaking(results: Results, onsets: Mapping[str, dt.date], first_days: Mapping[str, dt.date]) -> pd.DataFrame:
    """Return a row a shock, plan and criterion, in the order in which they break once the shock is there.

    A run counts once for a criterion, by the first day on which it was broken. Columns beside the key: runs;
    hits: runs in which it broke; of these at_start (broken on the first day), before (later, and before the
    shock) and after (on its first day or later; where no shock is known, later than the first day); first_in:
    runs in which no other criterion of `after` was earlier; earliest, median_date, latest of `after`;
    first_day, first_earliest, first_latest: median and ends over all hits, whenever they came; days_mean, worst_mean,
    worst_low, worst_high over all runs.

    Parameters
    ----------
    onsets : first day of a shock, where it is known
    first_days : first day of the runs under a shock
    """
    table = results.table("breaks").copy()
    table["first_date"] = pd.to_datetime(table["first_date"])
    start, onset = (pd.to_datetime(table["shock"].map(dict(days))) for days in (first_days, onsets))
    table["at_start"] = table["first_date"] <= start
    table["before"] = ~table["at_start"] & (table["first_date"] < onset)
    table["later"] = table["first_date"].mask(table["at_start"] | table["before"])
    first = table.groupby([*PLAN, "replication"], sort=False)["later"].transform("min")
    table["is_first"] = table["later"].notna() & (table["later"] == first)
    rows = [_row(keys, part) for keys, part in table.groupby([*PLAN, "criterion"], sort=False)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["_rank"] = 2 * (frame["hits"] == 0) + (frame["after"] == 0)
    frame["_order"] = frame.groupby(PLAN, sort=False).ngroup()
    frame = frame.sort_values(
        ["_order", "_rank", "first_in", "median_date", "criterion"],
        ascending=[True, True, False, True, True],
        kind="stable",
    )
    return frame.drop(columns=["_rank", "_order"]).reset_index(drop=True)


def _row(keys: tuple[object, ...], part: pd.DataFrame) -> dict[str, object]:
    later, worst = part["later"].dropna(), statistics.spread(part["worst"].to_numpy())
    hits = part["first_date"].dropna()
    return {
        **dict(zip([*PLAN, "criterion"], keys, strict=True)),
        "runs": len(part),
        "hits": len(hits),
        "at_start": int(part["at_start"].sum()),
        "before": int(part["before"].sum()),
        "after": len(later),
        "first_in": int(part["is_first"].sum()),
        "earliest": later.min() if len(later) else pd.NaT,
        "median_date": middle_date(later) if len(later) else pd.NaT,
        "latest": later.max() if len(later) else pd.NaT,
        "first_day": middle_date(hits) if len(hits) else pd.NaT,
        "first_earliest": hits.min() if len(hits) else pd.NaT,
        "first_latest": hits.max() if len(hits) else pd.NaT,
        "days_mean": float(part["days"].mean()),
        "worst_mean": worst.mean,
        "worst_low": worst.low,
        "worst_high": worst.high,
    }


def first_breaks(breaks: pd.DataFrame, day: dt.date, runs: int) -> pd.DataFrame:
    """Return, a row a criterion, in how many runs it breaks from `day` on, and in how many as the first of all.

    A run tells the first day of a criterion only: one that was broken before `day` may still be, or be again, so it is
    counted apart and never as holding.

    Parameters
    ----------
    breaks : replication, criterion, first_date, days, worst; one scenario
    runs : runs there are

    Returns
    -------
    criterion, hits (runs in which it first breaks on `day` or later), already (runs in which it did before), first_in
    (of hits: no other criterion from `day` on was earlier), low, high (share of runs with either, 95 %), median_date,
    earliest, latest (of hits; NaT where there is none), days, worst (means over the runs with either; of the whole
    run); the most frequent first break comes first, of equals the more frequent, then the earlier
    """
    rows = breaks.assign(first_date=pd.to_datetime(breaks["first_date"]))
    rows["later"] = rows["first_date"].where(rows["first_date"] >= pd.Timestamp(day))
    rows["is_first"] = rows["later"].notna() & (rows["later"] == rows.groupby("replication")["later"].transform("min"))
    found = []
    for criterion in rows["criterion"].drop_duplicates():
        mine = rows[(rows["criterion"] == criterion) & rows["first_date"].notna()]
        share = statistics.share(len(mine), runs)
        dates = mine["later"].dropna()
        found.append(
            {
                "criterion": criterion,
                "hits": len(dates),
                "already": len(mine) - len(dates),
                "first_in": int(mine["is_first"].sum()),
                "low": share.low,
                "high": share.high,
                "median_date": middle_date(dates) if len(dates) else pd.NaT,
                "earliest": dates.min(),
                "latest": dates.max(),
                "days": float(mine["days"].mean()),
                "worst": float(mine["worst"].mean()),
            }
        )
    dates_of = dict.fromkeys(("earliest", "median_date", "latest"), "datetime64[ns]")
    frame = pd.DataFrame(found, columns=list(FIRST_COLUMNS)).astype(dates_of)
    order = ["first_in", "hits", "median_date", "criterion"]
    return frame.sort_values(order, ascending=[False, False, True, True], ignore_index=True)
