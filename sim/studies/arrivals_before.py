"""Applications before the start as they were published, for the chart of arrivals: what is known, not what was run."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from sim.data import monthly_arrivals

MONTHS_BEFORE = 24
"""Months shown before the start; our choice."""
DAYS_OF_WEEK = 7
NEW_SCOPE = (2022, 3)
"""Month from which Ukrainians are counted apart from all others."""
COLUMNS = ("first", "last", "value", "observed")


def before(start: dt.date, months: int = MONTHS_BEFORE) -> pd.DataFrame:
    """Return first, last (days of a month), value (persons a week) and observed, of months that are over at the start.

    observed is False where the figure of a month was derived. A month without a published figure is left out.
    """
    known = {name: _of(name) for name in ("asylum_total", "individual", "collective")}
    rows = []
    for back in range(months, 0, -1):
        number = start.year * 12 + start.month - 1 - back
        month = (number // 12, number % 12 + 1)
        parts = ["individual", "collective"] if month >= NEW_SCOPE else ["asylum_total"]
        if not all(month in known[name] for name in parts):
            continue
        if month < NEW_SCOPE and month in known["collective"]:  # the first days of the war
            parts.append("collective")
        found = [known[name][month] for name in parts]
        first, last = _days(month)
        days = (last - first).days + 1
        value = sum(persons for persons, _ in found) / days * DAYS_OF_WEEK
        rows.append((pd.Timestamp(first), pd.Timestamp(last), value, all(flag == "observed" for _, flag in found)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of(series: str) -> dict[tuple[int, int], tuple[float, str]]:
    months, persons, flags = monthly_arrivals(series)
    return {month: (float(count), flag) for month, count, flag in zip(months, persons, flags, strict=True)}


def _days(month: tuple[int, int]) -> tuple[dt.date, dt.date]:
    first = np.datetime64(f"{month[0]}-{month[1]:02d}", "M")
    day = first.astype("datetime64[D]").astype(dt.date)
    return day, ((first + 1).astype("datetime64[D]") - 1).astype(dt.date)
