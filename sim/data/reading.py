"""Reading of data files, row by row: a malformed row is refused with file, line and rule."""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent


class DataError(ValueError):
    """Raised when a data file breaks a rule; the message names file, line and rule."""


class Row:
    """One row of a data file; every getter raises DataError when the field breaks its rule."""

    def __init__(self, file: str, line: int, fields: Mapping[str, str]) -> None:
        self.file = file
        self.line = line
        self._fields = fields

    def fail(self, rule: str) -> DataError:
        """Return the error that names this row and the rule it breaks."""
        return DataError(f"{self.file}, line {self.line}: {rule}")

    def raw(self, column: str) -> str:
        """Return the field as text, blank allowed."""
        return self._fields[column]

    def text(self, column: str) -> str:
        """Return the field as text; it must not be blank."""
        value = self._fields[column]
        if not value.strip():
            raise self.fail(f"{column} must not be blank")
        return value

    def choice(self, column: str, allowed: Collection[str]) -> str:
        """Return the field; it must be one of `allowed`."""
        value = self._fields[column]
        if value not in allowed:
            raise self.fail(f"{column} is {value!r}, must be one of {', '.join(allowed)}")
        return value

    def maybe(self, column: str) -> float | None:
        """Return the field as a finite number, None if blank."""
        value = self._fields[column]
        if value == "":
            return None
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise self.fail(f"{column} is {value!r}, must be a finite number")
        return number

    def number(self, column: str, minimum: float = -math.inf) -> float:
        """Return the field as a finite number of at least `minimum`."""
        number = self.maybe(column)
        if number is None or number < minimum:
            raise self.fail(f"{column} is {self._fields[column]!r}, must be a number of at least {minimum:g}")
        return number

    def whole(self, column: str) -> int:
        """Return the field as a whole number of at least 0."""
        number = self.number(column, 0)
        if number != int(number):
            raise self.fail(f"{column} is {self._fields[column]!r}, must be a whole number")
        return int(number)

    def day(self, column: str) -> date:
        """Return the field as a date, YYYY-MM-DD."""
        try:
            return date.fromisoformat(self._fields[column])
        except ValueError:
            raise self.fail(f"{column} is {self._fields[column]!r}, must be a date YYYY-MM-DD") from None

    def month(self, column: str) -> tuple[int, int]:
        """Return the field as (year, month), from YYYY-MM."""
        value = self._fields[column]
        year, _, month = value.partition("-")
        if not (len(value) == 7 and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12):
            raise self.fail(f"{column} is {value!r}, must be a month YYYY-MM")
        return int(year), int(month)

    def within(self, low: float | None, value: float, high: float | None) -> None:
        """Check `low <= value <= high`; low and high must both be there or both be missing."""
        if (low is None) != (high is None):
            raise self.fail("low and high must both be given or both be blank")
        if low is not None and high is not None and not low <= value <= high:
            raise self.fail(f"low <= value <= high fails: {low:g} <= {value:g} <= {high:g}")


def read(name: str, columns: tuple[str, ...], root: Path = ROOT) -> Iterator[Row]:
    """Read one file with exactly these columns.

    Parameters
    ----------
    name : path below `root`, with forward slashes
    columns : the header, in order

    Raises
    ------
    DataError : if the file is missing or empty, the header differs, or a row has another number of fields
    """
    path = root / name
    try:
        handle = path.open(encoding="utf-8", newline="")
    except FileNotFoundError:
        raise DataError(f"{name}: the file is missing") from None
    with handle:
        reader = csv.reader(handle, strict=True)
        header = tuple(next(reader, ()))
        if header != columns:
            raise DataError(f"{name}, line 1: header is {','.join(header)}, must be {','.join(columns)}")
        rows = 0
        try:
            for fields in reader:
                if len(fields) != len(columns):
                    rule = f"{len(fields)} fields, must be {len(columns)}"
                    raise DataError(f"{name}, line {reader.line_num}: {rule}")
                rows += 1
                yield Row(name, reader.line_num, dict(zip(columns, fields, strict=True)))
        except csv.Error as error:
            raise DataError(f"{name}, line {reader.line_num}: not CSV: {error}") from None
    if not rows:
        raise DataError(f"{name}, line 2: no rows")
