"""Forecasts of arrivals as published, what was known of them on a day, and how far they were off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path

from sim.data.reading import ROOT, read
from sim.data.records import CONFIDENCES

SERIES = ("asylum_total", "collective")
DATED = ("day", "month", "season", "year", "none")
"""How well the day of publication is known; `known_by` is the latest day it can be."""
REGIMES = ("rising", "falling", "near", "any")
_DECEMBER = 12


@dataclass(frozen=True)
class Vintage:
    """A published forecast: `planning_figure`, `low`, `high` and `outcome` in persons a year.

    Attributes
    ----------
    published : day of publication, the likeliest where it is not known
    dated : how well that day is known
    known_by : latest day of publication; None if it is not dated: then it only tells how far forecasts were off
    """

    series: str
    target_year: int
    published: date
    dated: str
    known_by: date | None
    planning_figure: float
    low: float | None
    high: float | None
    outcome: float | None
    source: str
    confidence: str
    note: str


@dataclass(frozen=True)
class ForecastError:
    """How far planning figures were off, for origins from `first_year` to `last_year` in one regime.

    Attributes
    ----------
    mean, spread : of the logarithm of outcome over planning figure; `spread` is that of one more forecast
    n, targets : forecasts it is taken from, and the years they foretold; none of the shock that the origins lie in
    """

    first_year: int
    last_year: int
    regime: str
    mean: float
    spread: float
    n: int
    targets: str
    source: str
    confidence: str
    note: str


def read_vintages(root: Path = ROOT) -> tuple[Vintage, ...]:
    """Read the forecasts; raise DataError where a day and how well it is known do not fit together."""
    found = []
    for row in read("series/forecast_vintages.csv", tuple(field.name for field in fields(Vintage)), root):
        low, figure, high = row.maybe("low"), row.number("planning_figure", 0), row.maybe("high")
        row.within(low, figure, high)
        published, dated = row.day("published"), row.choice("dated", DATED)
        known_by = row.day("known_by") if row.raw("known_by") else None
        if (known_by is None) != (dated == "none"):
            raise row.fail("known_by must be given unless dated is none")
        if known_by is not None and (known_by < published or (dated == "day" and known_by != published)):
            raise row.fail(f"known_by {known_by} must be published {published}, or later where the day is not known")
        found.append(
            Vintage(
                row.choice("series", SERIES), row.whole("target_year"), published, dated, known_by,
                figure, low, high, row.maybe("outcome"),
                row.text("source"), row.choice("confidence", CONFIDENCES), row.raw("note"),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda each: each.published))


@cache
def _vintages() -> tuple[Vintage, ...]:
    return read_vintages()


def vintages(published_until: date | None = None) -> tuple[Vintage, ...]:
    """Return the published forecasts in order of publication.

    With `published_until` only those that were out by that day, in order of `known_by`, with the outcome blank
    unless its year was over. Those without a date are left out then.
    """
    every = _vintages()
    if published_until is None:
        return every
    known = [each for each in every if each.known_by is not None and each.known_by <= published_until]
    return tuple(
        each if date(each.target_year, _DECEMBER, 31) < published_until else replace(each, outcome=None)
        for each in sorted(known, key=lambda each: (each.known_by, each.published))
    )


def refuse_later(rows: Iterable[Vintage], origin: date) -> None:
    """Raise ValueError that names every forecast that was not out by `origin`, or whose day is not known."""
    late = [
        f"{each.series} for {each.target_year}: {each.planning_figure:,.0f}, "
        + ("date not known" if each.known_by is None else f"known by {each.known_by}")
        for each in rows
        if each.known_by is None or each.known_by > origin
    ]
    if late:
        raise ValueError(f"not published by {origin}: " + "; ".join(late))


def read_forecast_errors(root: Path = ROOT) -> tuple[ForecastError, ...]:
    """Read the errors of forecasts."""
    return tuple(
        ForecastError(
            row.whole("first_year"), row.whole("last_year"), row.choice("regime", REGIMES), row.number("mean"),
            row.number("spread", 0), row.whole("n"), row.text("targets"),
            row.text("source"), row.choice("confidence", CONFIDENCES), row.raw("note"),
        )
        for row in read("forecast_errors.csv", tuple(field.name for field in fields(ForecastError)), root)
    )  # fmt: skip


@cache
def _forecast_errors() -> tuple[ForecastError, ...]:
    return read_forecast_errors()


def forecast_error(origin: date, regime: str) -> ForecastError:
    """Return how far forecasts are off for an origin in a regime; raise KeyError for years that no row covers."""
    for each in _forecast_errors():
        if each.first_year <= origin.year <= each.last_year and each.regime in (regime, "any"):
            return each
    raise KeyError(f"no errors of forecasts for {regime} arrivals in {origin.year}")
