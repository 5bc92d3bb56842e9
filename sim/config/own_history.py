"""A history of the user's own: what its file is, in plain words, and what of its figures is perhaps not meant."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sim.config.faults import first_few
from sim.data.observed import COLUMNS, ObservedError, Point, observed_points

WIDE = ("utf-16", (b"\xff\xfe", b"\xfe\xff"))
"""The other encoding that spreadsheets write, and how its files begin."""
GUESSED = "cp1252"
"""What a file is read as that is not UTF-8, to show the letter that was meant."""
SAVED_ANEW = "save it anew as CSV UTF-8"
SEPARATORS = {";": "semicolons", "\t": "tabs"}
LINE_END = re.compile(rb"\r\n|\r|\n")
TOO_LARGE = 10.0
"""Times the largest published figure of the same unit, of all series, from which a figure is doubted. A history of
one's own is of the same country and years, so it may count other groups or longer periods than what was published, but
hardly ten times as many; a slip of the unit makes a thousand times. Our choice."""
Key = tuple[str, str, dt.date, dt.date | None]


def read_history(path: Path) -> tuple[Point, ...]:
    """Return the figures of a file of the user's own, as `sim.data.observed` reads them.

    Raises
    ------
    ObservedError : if it is no CSV with commas in UTF-8, or a line breaks a rule; all faults at once
    """
    wrong = [f"{path.name}, {fault}" for fault in _of_another_kind(path)]
    if wrong:
        raise ObservedError(wrong)
    return observed_points(path)


def remarks(path: Path, points: Iterable[Point], days: Mapping[str, tuple[dt.date, dt.date]]) -> Iterator[str]:
    """Tell of figures of a file that is valid which are not compared, or are far too large, with their lines.

    Parameters
    ----------
    days : first and last day that is compared, by episode
    """
    mine, lines = tuple(points), _lines(path)
    for episode, (first, last) in days.items():
        outside = [each for each in mine if each.episode == episode and not within(each, first, last)]
        if outside:
            count = "1 figure" if len(outside) == 1 else f"{len(outside)} figures"
            rule = f"of {episode} not compared, as not of {first} to {last}"
            yield f"{path.name}: {count} {rule}: {_listed(outside, lines)}"
    largest: dict[str, float] = {}
    for each in observed_points():
        largest[each.unit] = max(each.value, largest.get(each.unit, 0.0))
    for unit, most in largest.items():
        large = [each for each in mine if each.unit == unit and each.value > TOO_LARGE * most]
        if large:
            told = f"over {TOO_LARGE:g} times as much as any published figure, {most:,.6g} {unit}; is the unit right?"
            yield f"{path.name}: {told} {_listed(large, lines, value=True)}"


def within(point: Point, first: dt.date, last: dt.date) -> bool:
    """Say whether all of the day or period of a figure lies within these days."""
    return first <= (point.period_start or point.date) and point.date <= last


def _listed(points: Iterable[Point], lines: Mapping[Key, int], value: bool = False) -> str:
    """Name figures with their lines; of many the first."""
    told = [
        f"line {lines[_key(each)]} ({each.series} of {each.date}{f', {each.value:,.12g}' if value else ''})"
        for each in sorted(points, key=lambda each: lines[_key(each)])
    ]
    shown = first_few(told)
    if len(shown) < len(told):
        shown[-1] = f"and {len(told) - len(shown) + 1} more"
    return ", ".join(shown)


def _key(point: Point) -> Key:
    return point.episode, point.series, point.date, point.period_start


def _lines(path: Path) -> dict[Key, int]:
    """Return the line of each figure of a file that is valid."""
    found: dict[Key, int] = {}
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.reader(handle)
        next(reader)
        for values in reader:
            row = dict(zip(COLUMNS, values, strict=True))
            start = dt.date.fromisoformat(row["period_start"]) if row["period_start"] else None
            key = (row["episode"], row["series"], dt.date.fromisoformat(row["date"]), start)
            found[key] = reader.line_num
    return found


def _of_another_kind(path: Path) -> Iterator[str]:
    """Say in what a file is no CSV with commas in UTF-8; a file that cannot be read is left to its reader."""
    try:
        raw = path.read_bytes()
    except OSError:
        return
    encoding, begins = WIDE
    faults = []
    if raw.startswith(begins):
        faults.append(f"line 1: the text is UTF-16, which some programs call Unicode; UTF-8 is wanted ({SAVED_ANEW})")
        text = raw.decode(encoding, errors="replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode(GUESSED, errors="replace")
            faults.append(_not_utf_8(raw))
    if not text.strip("\ufeff \r\n\t"):
        yield "line 1: the file is empty"
        return
    yield from faults
    head = text.splitlines()[0]
    for separator, name in SEPARATORS.items():
        if head.count(separator) > head.count(","):
            wanted = "commas are wanted, with dates as 2015-12-31 and a point in numbers, 12.5"
            hint = "spreadsheets set to Norwegian write semicolons, 31.12.2015 and 12,5: change all three"
            yield f"line 1: columns are separated by {name}; {wanted} ({hint})"


def _not_utf_8(raw: bytes) -> str:
    """Name the line with the first letter that is not UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len(LINE_END.findall(raw[: error.start])) + 1
        letter = raw[error.start : error.start + 1].decode(GUESSED, errors="replace")
        return f"line {line}: a letter, perhaps {letter}, is not written in UTF-8 ({SAVED_ANEW})"
    raise AssertionError("only called for what is not UTF-8")
