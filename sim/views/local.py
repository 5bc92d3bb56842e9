"""One's own municipality: a file for a spreadsheet, a row a municipality and plan."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from sim.results import Results
from sim.statistics import spread

FILE = "municipalities.csv"
PER = 1_000.0
DAYS_A_YEAR = 365.25
KEYS = ["shock", "plan", "municipality_number"]


def years(first: dt.date, last: dt.date) -> float:
    """Return how many years a period lasts, both days counted."""
    return ((last - first).days + 1) / DAYS_A_YEAR


def per_thousand(settled: Any, inhabitants: Any, lasting: Any) -> Any:
    """Return persons settled per 1,000 inhabitants a year, of those settled in so many years; numbers or columns."""
    return PER * settled / (inhabitants * lasting)


def table(results: Results, places: pd.DataFrame) -> pd.DataFrame:
    """Return number, name, shock, plan, runs, and sums over the period: means, with the range of those settled.

    Columns beside the keys: settled, settled_low, settled_high, self_settled (persons), cost_nok, grant_nok,
    cost_less_grants_nok (NOK).

    Parameters
    ----------
    places : number (four digits) and name: a row a municipality
    """
    settled = results.municipality_totals("settled").groupby(KEYS, sort=False)["value"]
    seen = {keys: spread(values.to_numpy()) for keys, values in settled}
    frame = pd.DataFrame(
        [(*keys, each.runs, each.mean, each.low, each.high) for keys, each in seen.items()],
        columns=[*KEYS, "runs", "settled", "settled_low", "settled_high"],
    )
    for series in ("self_settled", "cost_nok", "grant_nok"):
        means = results.municipality_totals(series).groupby(KEYS, sort=False)["value"].mean()
        frame = frame.merge(means.rename(series).reset_index(), on=KEYS, how="left")
    frame["cost_less_grants_nok"] = frame["cost_nok"] - frame["grant_nok"]
    named = frame.rename(columns={"municipality_number": "number"}).merge(
        places[["number", "name"]], on="number", how="left"
    )
    order = ["number", "name", *(name for name in named.columns if name not in ("number", "name"))]
    return named[order].sort_values("number", kind="stable", ignore_index=True)


def write(results: Results, places: pd.DataFrame, folder: Path) -> Path:
    """Write FOLDER/municipalities.csv and return its path."""
    path = folder / FILE
    table(results, places).to_csv(path, index=False, float_format="%.1f", lineterminator="\n")
    return path
