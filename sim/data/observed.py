"""What was published of the two shocks: every point with its date, its precision and what it may be used for.

A file of the user's own has the same columns, in this order, in UTF-8 with commas between them:

episode
    2015 or 2022.
series
    One of `SERIES`.
date
    Day of a stock, last day of the period of a flow or a mean; YYYY-MM-DD.
period_start
    First day of the period of a flow or a mean; blank for a stock.
value
    Published value, at least 0; a share is at most 1.
kind
    stock, flow, mean or share.
unit
    persons, places, months or share.
precision
    Half-width of what the published figure leaves open (rounding, day unknown, derivation), in the unit.
use
    score (held against the model), band (shown as a band of twice the precision, no score) or report (shown).
source
    Who published it, and when; `derived: ...` for what was not published but worked out from figures that were.
note
    May be blank.
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from sim.data.reading import ROOT, DataError, Row
from sim.data.records import EPISODES

KINDS = ("stock", "flow", "mean", "share")
USES = ("score", "band", "report")
FILE = ROOT / "observed.csv"
DERIVED = "derived"
"""How the source of a figure begins that was worked out from others."""
HEADER_LINE, FIRST_LINE = 1, 2
MONTHS = 12
T = TypeVar("T")


@dataclass(frozen=True)
class Series:
    """What the values of a series are: its kind and unit, and whether they are of a day or of a period."""

    kind: str
    unit: str
    period: bool


_PERSONS = Series("stock", "persons", period=False)
_FLOW = Series("flow", "persons", period=True)
_PLACES = Series("stock", "places", period=False)
SERIES: Mapping[str, Series] = MappingProxyType(
    {
        "residents": _PERSONS,
        "residents_collective": _PERSONS,
        "residents_emergency": _PERSONS,
        "undecided": _PERSONS,
        "undecided_or_appeal": _PERSONS,
        "waiting": _PERSONS,
        "waiting_unassigned": _PERSONS,
        "duty_to_leave": _PERSONS,
        "permit_not_moved": _PERSONS,
        "settled_or_agreed": _PERSONS,
        "places": _PLACES,
        "places_with_arrival": _PLACES,
        "places_ordinary": _PLACES,
        "places_emergency": _PLACES,
        "permits": _FLOW,
        "decisions": _FLOW,
        "moved": _FLOW,
        "settled": _FLOW,
        "settled_from_reception": _FLOW,
        "wait_permit_to_move": Series("mean", "months", period=True),
        "share_within_six_months": Series("share", "share", period=True),
        "private_share": Series("share", "share", period=False),
    }
)
"""The published series by name.

residents are those of UDI's centres (asylmottak), care centres for children under 15 apart. undecided are
applicants without a decision in the first instance, wherever they live; from 2022 those for collective protection.
waiting (venter på bosetting), undecided_or_appeal and duty_to_leave (utreiseplikt) live in centres.
waiting_unassigned have no municipality yet. permit_not_moved, moved and private_share are of those with
collective protection (kollektiv beskyttelse). places are without the arrival centre (ankomstsenter).
settled_or_agreed counts from the start of the episode those settled and those with a municipality.
"""


@dataclass(frozen=True)
class Point:
    """One published value.

    Attributes
    ----------
    date : day of a stock, last day of the period of a flow or mean
    period_start : first day of the period, None for a stock
    value, precision : in `unit`; the truth is taken to lie within `precision` of `value`
    use : score, band or report
    """

    episode: str
    series: str
    date: dt.date
    period_start: dt.date | None
    value: float
    kind: str
    unit: str
    precision: float
    use: str
    source: str
    note: str

    @property
    def derived(self) -> bool:
        """Whether it was not published itself, but worked out from figures that were: its source says so first."""
        return self.source.startswith(DERIVED)


COLUMNS = tuple(field.name for field in fields(Point))


class ObservedError(DataError):
    """Raised when a file of points breaks rules; the message names every one of them, a line each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def observed_points(path: Path | None = None) -> tuple[Point, ...]:
    """Return the points in order of episode, series, date and start of period.

    Parameters
    ----------
    path : a file of the user's own; None is the file of the package

    Raises
    ------
    ObservedError : if a line breaks a rule (unknown word, no date, negative, period missing or the wrong way
        round), a point stands twice, a figure has two values, or a month is missing between two months of a
        monthly series. All faults at once; nothing is filled in.
    """
    return _package() if path is None else _read(path)


@cache
def _package() -> tuple[Point, ...]:
    return _read(FILE)


def _read(path: Path) -> tuple[Point, ...]:
    faults: list[str] = []
    lines: list[tuple[int, Point]] = []
    unread: list[Row] = []
    for row in _rows(path, faults):
        found = _point(row, faults)
        if found is not None:
            lines.append((row.line, found))
        else:
            unread.append(row)
    faults += _twice(path.name, lines)
    faults += _missing_months(path.name, lines, unread)
    if faults:
        raise ObservedError(sorted(faults, key=_line_of))
    points = [point for _, point in lines]
    return tuple(sorted(points, key=lambda each: (each.episode, each.series, each.date, _start(each))))


def _line_of(fault: str) -> int:
    return int(fault.split(", line ", 1)[1].split(":", 1)[0])


def _start(point: Point) -> dt.date:
    return point.period_start or point.date


def _rows(path: Path, faults: list[str]) -> Iterator[Row]:
    """Yield the rows that have the right number of fields; write down why the others have not."""
    name = path.name
    try:
        handle = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise ObservedError([f"{name}: cannot be read: {error.strerror}"]) from None
    with handle:
        reader = csv.reader(handle, strict=True)
        try:
            header = tuple(next(reader, ()))
            if header != COLUMNS:
                rule = f"header is {','.join(header)}, must be {','.join(COLUMNS)}"
                faults.append(f"{name}, line {HEADER_LINE}: {rule}")
                return
            rows = 0
            for values in reader:
                rows += 1
                if len(values) == len(COLUMNS):
                    yield Row(name, reader.line_num, dict(zip(COLUMNS, values, strict=True)))
                else:
                    rule = f"{len(values)} fields, must be {len(COLUMNS)}"
                    faults.append(f"{name}, line {reader.line_num}: {rule}")
        except csv.Error as error:
            faults.append(f"{name}, line {reader.line_num}: not CSV: {error}")
            return
        except UnicodeDecodeError as error:
            faults.append(f"{name}, line {HEADER_LINE}: not all of the file is UTF-8: {error}")
            return
        if not rows:
            faults.append(f"{name}, line {FIRST_LINE}: no rows")


def _tried(faults: list[str], get: Callable[..., T], *arguments: object) -> T | None:
    """Return what a getter of a row returns; None if it refuses, and then its reason is written down."""
    try:
        return get(*arguments)
    except DataError as error:
        faults.append(str(error))
        return None


def _point(row: Row, faults: list[str]) -> Point | None:
    """Return the point of a row; None if it breaks rules, each of which is written down."""
    before = len(faults)
    episode = _tried(faults, row.choice, "episode", EPISODES)
    name = _tried(faults, row.choice, "series", tuple(SERIES))
    date = _tried(faults, row.day, "date")
    blank = row.raw("period_start") == ""
    period_start = None if blank else _tried(faults, row.day, "period_start")
    value = _tried(faults, row.number, "value", 0.0)
    kind = _tried(faults, row.choice, "kind", KINDS)
    unit = _tried(faults, row.text, "unit")
    precision = _tried(faults, row.number, "precision", 0.0)
    use = _tried(faults, row.choice, "use", USES)
    source = _tried(faults, row.text, "source")
    if episode and name and date and value is not None and kind and unit and precision is not None and use and source:
        faults += [] if len(faults) > before else _at_odds(row, SERIES[name], blank)
        if len(faults) == before:
            return Point(
                episode, name, date, period_start, value, kind, unit, precision, use, source, row.raw("note")
            )
    return None


def _at_odds(row: Row, series: Series, blank: bool) -> Iterator[str]:
    """Name what does not go together in a row whose fields are each in order."""
    name = row.raw("series")
    for column, must in (("kind", series.kind), ("unit", series.unit)):
        if row.raw(column) != must:
            yield str(row.fail(f"{column} is {row.raw(column)!r}, must be {must} for {name}"))
    if series.period == blank:
        rule = "must be given" if blank else "must be blank"
        yield str(row.fail(f"period_start {rule} for {name}"))
    elif not blank and row.day("period_start") > row.day("date"):
        yield str(row.fail(f"period_start {row.raw('period_start')} is after date {row.raw('date')}"))
    if series.kind == "share" and row.number("value") > 1.0:
        yield str(row.fail(f"value is {row.raw('value')}, must be at most 1, as {name} is a share"))


def _twice(name: str, lines: list[tuple[int, Point]]) -> Iterator[str]:
    """Name each line whose point stands already, as the same figure or as a revised one."""
    first: dict[tuple[str, str, dt.date, dt.date], tuple[int, float]] = {}
    for line, point in lines:
        key = (point.episode, point.series, _start(point), point.date)
        if key not in first:
            first[key] = (line, point.value)
            continue
        there, value = first[key]
        what = f"{point.series} of {point.date}"
        if value == point.value:
            yield f"{name}, line {line}: {what} stands already in line {there}"
        else:
            yield (
                f"{name}, line {line}: {what} is {point.value:g}, but {value:g} in line {there}: a revised figure; "
                "keep the one that was meant"
            )


def _missing_months(name: str, lines: list[tuple[int, Point]], unread: Iterable[Row] = ()) -> Iterator[str]:
    """Name each line before which a month is missing in a monthly series.

    Monthly are flows and means of whole months, and stocks at the ends of months if most of them follow each
    other by one month. What stands in `unread`, lines with faults of their own, is not missing: the month if its date
    can be read, else any month of its series; where that has no name that is known, of every series.
    """
    there = {(name if name in SERIES else "", _month_of(row)) for row in unread for name in [row.raw("series")]}
    doubted = {series for series, month in there if month is None}
    monthly: dict[tuple[str, str], dict[int, tuple[int, Point]]] = {}
    for line, point in lines:
        start = point.period_start or point.date.replace(day=1)
        if start == point.date.replace(day=1) and (point.date + dt.timedelta(days=1)).day == 1:
            month = MONTHS * point.date.year + point.date.month - 1
            monthly.setdefault((point.episode, point.series), {}).setdefault(month, (line, point))
    for (_, series), found in monthly.items():
        months = sorted(found)
        steps = [(a, b) for a, b in itertools.pairwise(months)]
        together = sum(b == a + 1 for a, b in steps)
        if not SERIES[series].period and together <= len(steps) // 2:
            continue
        for a, b in steps if not doubted & {series, ""} else ():
            gone = [month for month in range(a + 1, b) if not there & {(series, month), ("", month)}]
            if gone:
                missing = ", ".join(f"{month // MONTHS}-{month % MONTHS + 1:02d}" for month in gone)
                yield f"{name}, line {found[b][0]}: {series} is monthly, and before it is missing: {missing}"


def _month_of(row: Row) -> int | None:
    """Return the number of the month that a row is of; None if its date cannot be read."""
    try:
        day = dt.date.fromisoformat(row.raw("date"))
    except ValueError:
        return None
    return MONTHS * day.year + day.month - 1
