"""What happened: applications by month, published series and the resettlement quota."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.data.reading import read
from sim.data.records import ARRIVAL_FLAGS, CONFIDENCES, Point, Quota

POINT_COLUMNS = tuple(field.name for field in fields(Point))


@cache
def _monthly() -> dict[str, list[tuple[tuple[int, int], float, str]]]:
    found: dict[str, list[tuple[tuple[int, int], float, str]]] = {}
    columns = ("month", "series", "persons", "flag", "source", "confidence")
    for row in read("series/arrivals_monthly.csv", columns):
        row.text("source")
        row.choice("confidence", CONFIDENCES)
        one = (row.month("month"), row.number("persons", 0), row.choice("flag", ARRIVAL_FLAGS))
        into = found.setdefault(row.text("series"), [])
        if into and into[-1][0] >= one[0]:
            raise row.fail("months of a series must rise")
        into.append(one)
    return found


def monthly_arrivals(series: str) -> tuple[list[tuple[int, int]], NDArray[np.float64], list[str]]:
    """Return applications by month of asylum_total, individual, collective or unaccompanied_minors.

    asylum_total is everyone until February 2022. From then individual is citizens of other countries than
    Ukraine and collective Ukrainians (from 2024: applicants for temporary protection). Unaccompanied minors
    are a part of asylum_total and individual. Months without data are left out: gaps after August 2024.

    Returns
    -------
    months : (year, month), rising
    persons : shape (months,)
    flags : observed, yearly_times_season (a year spread over months) or derived
    """
    known = _monthly()
    if series not in known:
        raise KeyError(f"no series {series!r} of arrivals; there are {', '.join(known)}")
    rows = known[series]
    return [row[0] for row in rows], np.array([row[1] for row in rows]), [row[2] for row in rows]


@cache
def series(table: str, name: str) -> tuple[Point, ...]:
    """Return one series of a tidy file of `series/`, by date; raise KeyError if there is none."""
    names: dict[str, list[Point]] = {}
    for row in read(f"series/{table}.csv", POINT_COLUMNS):
        low, value, high = row.maybe("low"), row.number("value"), row.maybe("high")
        row.within(low, value, high)
        point = Point(
            row.text("period"), row.day("date"), row.text("series"), value, low, high, row.text("unit"),
            row.text("source"), row.choice("confidence", CONFIDENCES), row.raw("note"),
        )  # fmt: skip
        names.setdefault(point.series, []).append(point)
    if name not in names:
        raise KeyError(f"no series {name!r} in {table}; there are {', '.join(names)}")
    return tuple(sorted(names[name], key=lambda point: point.date))


def quota(year: int) -> Quota:
    """Return places and arrivals of resettled refugees in a year; raise KeyError outside the known years."""
    points = {
        name: {point.date.year: point for point in series("quota_yearly", f"resettlement_{name}")}
        for name in ("quota", "arrivals")
    }
    places, arrivals = points["quota"].get(year), points["arrivals"].get(year)
    best = arrivals or places
    if best is None:
        known = sorted({*points["quota"], *points["arrivals"]})
        raise KeyError(f"no quota for {year}; known for {known[0]} to {known[-1]}")
    came = arrivals.value if arrivals else None
    return Quota(year, places.value if places else None, came, best.source, best.confidence)
