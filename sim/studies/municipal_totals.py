"""What was asked of all municipalities together, and what came of it, by year and plan."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.results import Results
from sim.statistics import spread

COUNTED = ("asked", "voted", "agreed", "settled", "unmet")
"""Persons or places of a year; unmet: asked for and not agreed to at its end."""
COLUMNS = ("year", "plan", "series", "runs", "mean", "low", "high")


def unmet(frame: pd.DataFrame) -> pd.Series[Any]:
    """Return what was asked for and not agreed to, row by row; what one gives above it makes up for no other."""
    return (frame["asked"] - frame["agreed"]).clip(lower=0)


def last_year(results: Results, shock: str) -> int:
    """Return the last calendar year of the runs: what is not agreed to in one is asked for anew in the next."""
    return results.days(shock)[1].year


def by_year(results: Results, shock: str) -> pd.DataFrame:
    """Return a row a year, plan and series of `COUNTED`: sums over municipalities, mean and range over runs.

    What a municipality gave above what it was asked for makes up for no other.
    """
    frame = results.table("municipality_year")
    frame = frame[(frame["shock"] == shock) & (frame["year"] <= last_year(results, shock))]
    keys = ["year", "plan", "replication"]
    sums = frame.assign(unmet=unmet(frame)).groupby(keys, sort=False)[list(COUNTED)].sum().reset_index()
    rows = []
    for year in sorted(set(sums["year"])):
        for plan in results.plans_of(shock):
            mine = sums[(sums["year"] == year) & (sums["plan"] == plan)]
            for series in COUNTED if len(mine) else ():
                seen = spread(mine[series].to_numpy(dtype=float))
                rows.append((year, plan, series, seen.runs, seen.mean, seen.low, seen.high))
    return pd.DataFrame(rows, columns=list(COLUMNS))
