"""The tables of one run, in memory: dense arrays where a table is a full grid, columns elsewhere.

This module is the seam between the model, which fills a `RunTables`, and everything that reads results. The
key columns shock, plan and replication are not here: they are added on writing, as a run does not know them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.dictionary import TABLES, Column, Table, TableError

Columns = Mapping[str, Sequence[Any] | NDArray[Any]]
"""Columns of one long table by name, all of one length."""


@dataclass(frozen=True)
class Weekly:
    """The `weekly` table as one block.

    Attributes
    ----------
    dates : shape (weeks,), datetime64[D], the Sundays that end the weeks, or the last day
    series, groups : names of the second and third axis; `groups` holds "all"
    values : shape (weeks, series, groups), persons or places as the dictionary says
    defined : shape (series, groups), False where a series has no meaning for a group and is not written;
        None where all are written
    """

    dates: NDArray[np.datetime64]
    series: tuple[str, ...]
    groups: tuple[str, ...]
    values: NDArray[Any]
    defined: NDArray[np.bool_] | None = None

    def of(self, series: str, group: str = "all") -> NDArray[np.float64]:
        """Return one series, shape (weeks,); raise KeyError with the names there are."""
        for name, names, what in ((series, self.series, "series"), (group, self.groups, "group")):
            if name not in names:
                raise KeyError(f"no weekly {what} {name!r}; there are {', '.join(names)}")
        column = self.values[:, self.series.index(series), self.groups.index(group)]
        return np.asarray(column, dtype=np.float64)


@dataclass(frozen=True)
class MunicipalityMonths:
    """The `municipality_month` table as one block.

    Attributes
    ----------
    months : shape (months,), datetime64[M]
    numbers : four-digit municipality numbers (kommunenummer), shape (municipalities,)
    series : names of the last axis
    values : shape (months, municipalities, series), unit by series as the dictionary says
    """

    months: NDArray[np.datetime64]
    numbers: tuple[str, ...]
    series: tuple[str, ...]
    values: NDArray[Any]


@dataclass(frozen=True)
class RunTables:
    """All tables of one run. Dates are datetime64[D] or `datetime.date`; months datetime64[M] or "YYYY-MM".

    `breaks.first_date` is None (or NaT) and `targets.value` is None where there is none; nothing else may be
    missing. `households` and `allocation` are None unless they were asked for.
    """

    weekly: Weekly
    municipality_month: MunicipalityMonths
    municipality_year: Columns
    centre_events: Columns
    plan_events: Columns
    waits: Columns
    money: Columns
    targets: Columns
    breaks: Columns
    households: Columns | None = None
    allocation: Columns | None = None

    def check(self) -> None:
        """Raise TableError listing everything that does not match the dictionary."""
        faults = _weekly_faults(self.weekly) + _municipality_faults(self.municipality_month)
        for name in LONG_TABLES:
            columns = getattr(self, name)
            if columns is not None:
                faults += _column_faults(TABLES[name], columns)
        if faults:
            raise TableError("; ".join(faults))


MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
COMMITTED = "committed"  # the month of money that falls due after the horizon
LONG_TABLES: tuple[str, ...] = (
    "municipality_year", "centre_events", "plan_events", "waits", "money", "targets", "breaks", "households",
    "allocation",
)  # fmt: skip


def _number_faults(where: str, values: NDArray[Any], minimum: float | None) -> list[str]:
    """Name the first value that is not finite, or below `minimum`."""
    if values.size == 0:
        return []
    numbers = values.astype(np.float64, copy=False)
    if not np.isfinite(numbers).all():
        at = np.argwhere(~np.isfinite(numbers))[0].tolist()
        return [f"{where}: {numbers[tuple(at)]} at {at}, must be finite"]
    if minimum is not None and numbers.min() < minimum:
        at = np.argwhere(numbers < minimum)[0].tolist()
        return [f"{where}: {numbers[tuple(at)]} at {at}, must be at least {minimum:g}"]
    return []


def _series_faults(table: str, series: tuple[str, ...]) -> list[str]:
    known = TABLES[table].series
    faults = [f"{table}: unknown series {name!r}" for name in series if name not in known]
    if len(set(series)) < len(series):
        faults.append(f"{table}: a series is named twice in {series}")
    return faults


def _shape_fault(table: str, values: NDArray[Any], wanted: tuple[int, ...]) -> list[str]:
    if values.shape == wanted:
        return []
    return [f"{table}: values have shape {values.shape}, the axes say {wanted}"]


def _weekly_faults(weekly: Weekly) -> list[str]:
    wanted = (len(weekly.dates), len(weekly.series), len(weekly.groups))
    faults = _series_faults("weekly", weekly.series) + _shape_fault("weekly", weekly.values, wanted)
    if "all" not in weekly.groups:
        faults.append(f"weekly: no group 'all' in {weekly.groups}")
    if weekly.defined is not None and weekly.defined.shape != wanted[1:]:
        faults.append(f"weekly: `defined` has shape {weekly.defined.shape}, must be {wanted[1:]}")
    if len(weekly.dates) > 1 and not (np.diff(weekly.dates) > np.timedelta64(0, "D")).all():
        faults.append("weekly: dates must rise")
    if faults:
        return faults
    for i, name in enumerate(weekly.series):
        block = weekly.values[:, i, :]
        if weekly.defined is not None:
            block = block[:, weekly.defined[i]]
        faults += _number_faults(f"weekly.{name}", block, TABLES["weekly"].series[name].minimum)
    return faults


def _municipality_faults(block: MunicipalityMonths) -> list[str]:
    table = "municipality_month"
    wanted = (len(block.months), len(block.numbers), len(block.series))
    faults = _series_faults(table, block.series) + _shape_fault(table, block.values, wanted)
    faults += [
        f"{table}: municipality number {number!r} must have four digits"
        for number in block.numbers
        if not (len(number) == 4 and number.isdigit())
    ]
    if faults:
        return faults
    for i, name in enumerate(block.series):
        faults += _number_faults(f"{table}.{name}", block.values[:, :, i], TABLES[table].series[name].minimum)
    return faults


def _column_faults(table: Table, columns: Columns) -> list[str]:
    wanted = table.value_columns()
    names = [column.name for column in wanted]
    faults = [f"{table.name}: unknown column {name!r}" for name in columns if name not in names]
    faults += [f"{table.name}: column {name!r} is missing" for name in names if name not in columns]
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        faults.append(f"{table.name}: columns of unequal length {lengths}")
    if faults:
        return faults
    for column in wanted:
        faults += _one_column_faults(table, column, columns[column.name])
    return faults


def _one_column_faults(table: Table, column: Column, values: Sequence[Any] | NDArray[Any]) -> list[str]:
    where = f"{table.name}.{column.name}"
    present = [value for value in values if not _missing(value)] if column.nullable else values
    if not column.nullable and not isinstance(values, np.ndarray) and _any_missing(values):
        return [f"{where}: a value is missing"]
    if column.kind in ("number", "integer"):
        array = np.asarray(present)
        if array.size and array.dtype.kind not in "biuf":
            return [f"{where}: must hold numbers, got {array.dtype}"]
        if column.kind == "integer" and array.dtype.kind == "f" and (array != np.floor(array)).any():
            return [f"{where}: must hold whole numbers"]
        return _number_faults(where, array, column.minimum)
    if column.kind == "date":
        if set(map(type, present)) <= {dt.date}:
            return []
        stamps = np.asarray(present, dtype="datetime64[D]")
        return [f"{where}: a date is missing"] if np.isnat(stamps).any() else []
    if column.kind == "month":
        strange = sorted({str(value) for value in present} - {COMMITTED})
        return [f"{where}: {each!r} is not YYYY-MM" for each in strange if not MONTH.fullmatch(each)]
    if column.allowed:
        strange = sorted(set(map(str, present)) - set(column.allowed))
        if strange:
            return [f"{where}: {', '.join(strange)} not among {', '.join(column.allowed)}"]
    return []


def _any_missing(values: Sequence[Any]) -> bool:
    """True if a value is None or NaT; only where NaT can be are the values looked at one by one."""
    if np.datetime64 in set(map(type, values)):
        return any(_missing(value) for value in values)
    return None in values


def _missing(value: Any) -> bool:
    """True for None and NaT. NaN is not missing but wrong."""
    return value is None or (isinstance(value, np.datetime64) and bool(np.isnat(value)))
