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
