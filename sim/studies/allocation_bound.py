"""What allocation could have done with hindsight: the most persons that a run's own places could have taken.

A linear program over the quarters of a run, given the table `allocation` of it: everybody who became ready and every
place and dwelling that was open is known from the first day. Households may be split and wait to any quarter, so
no rule can allocate more: the share of this bound that a rule reached is at most 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from sim.config.dwellings import CHAINS, size_class

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

ALL = "all"
HOMES = ("dwellings_small", "dwellings_middle", "dwellings_large")
TAKEN = ("taken", "taken_minors")


@dataclass(frozen=True)
class Hindsight:
    """Persons of a run: allocated, and the most that could have been."""

    allocated: float
    bound: float

    @property
    def share(self) -> float:
        """Share of the bound that was reached; 1 if there was nobody to allocate."""
        return self.allocated / self.bound if self.bound > 0.0 else 1.0


@dataclass(frozen=True)
class Past:
    """A run, as the program needs it.

    Attributes
    ----------
    year : calendar year of each quarter [q]
    size, special, ready : of kinds of household: persons, whether services are needed, households by quarter
        [k], [k], [q, k]
    opened : places opened so far in the year [q, m]
    services : whether special needs may go there [m]
    homes : dwellings there were so far [q, m, 3]; None where they bind nobody
    """

    year: IntArray
    size: IntArray
    special: NDArray[np.bool_]
    ready: FloatArray
    opened: FloatArray
    services: NDArray[np.bool_]
    homes: FloatArray | None


def hindsight(table: pd.DataFrame, widens: bool = False) -> Hindsight:
    """Return what a run allocated and the most it could have.

    Parameters
    ----------
    table : quarter, municipality_number, series, size, value of one run
    widens : whether circles widen for special needs; then they may go everywhere, which is a bound still
    """
    allocated = float(table.loc[table["series"].isin(TAKEN), "value"].sum())
    bound = sum(most(past) for past in _pasts(table, widens))
    return Hindsight(allocated, bound)


def most(past: Past) -> float:
    """Return the most persons that can be allocated; RuntimeError if the program is not solved."""
    quarters, kinds = past.ready.shape
    areas = past.opened.shape[1]
    may = np.zeros((quarters, kinds, areas), dtype=np.bool_)
    may[:] = past.services[None, None, :] | ~past.special[None, :, None]
    may &= past.opened[:, None, :] >= past.size[None, :, None]
    may &= (past.ready.cumsum(axis=0) > 0.0)[:, :, None]
    quarter, kind, area = may.nonzero()
    if not len(quarter):
        return 0.0
    size = past.size.astype(np.float64)
    rows = _Rows(len(quarter))
    for at in range(quarters):
        until = quarter <= at
        rows.add(until, kind, np.ones(len(quarter)), past.ready[: at + 1].sum(axis=0))
        of_year = until & (past.year[quarter] == past.year[at])
        rows.add(of_year, area, size[kind], past.opened[at])
        if past.homes is not None:
            wanted = size_class(past.size[kind])
            for classes, homes in CHAINS:
                some = until & np.isin(wanted, classes)
                rows.add(some, area, np.ones(len(quarter)), past.homes[at][:, list(homes)].sum(axis=1))
    done = linprog(-size[kind], A_ub=rows.matrix(), b_ub=rows.limits(), bounds=(0.0, None), method="highs")
    if done.status != 0:
        raise RuntimeError(f"the bound with hindsight was not found: {done.message}")
    return float(-done.fun)


class _Rows:
    """Rows of a program, gathered block by block."""

    def __init__(self, columns: int) -> None:
        self._columns, self._height = columns, 0
        self._parts: list[tuple[IntArray, IntArray, FloatArray]] = []
        self._limits: list[FloatArray] = []

    def add(self, chosen: NDArray[np.bool_], row: IntArray, value: FloatArray, limits: FloatArray) -> None:
        """Add a block: columns `chosen` stand in the row `row` of it."""
        at = np.flatnonzero(chosen)
        self._parts.append((self._height + row[at], at, value[at]))
        self._limits.append(np.asarray(limits, dtype=np.float64))
        self._height += len(limits)

    def matrix(self) -> Any:
        """Return all rows, sparse."""
        rows, columns, values = (np.concatenate([part[k] for part in self._parts]) for k in range(3))
        return sparse.csr_matrix((values, (rows, columns)), shape=(self._height, self._columns))

    def limits(self) -> FloatArray:
        """Return the limits of all rows."""
        return np.concatenate(self._limits)


def _pasts(table: pd.DataFrame, widens: bool) -> list[Past]:
    """Return the run of others and that of unaccompanied minors: they have places of their own, with housing."""
    quarters = sorted(table["quarter"].unique())
    numbers = sorted(set(table["municipality_number"]) - {ALL})
    year = np.array([int(each.split("-")[0]) for each in quarters], dtype=np.int64)
    services = _grid(table, "special_services", quarters, numbers).max(axis=0, initial=0.0) > 0.0
    if widens:
        services[:] = True
    homes = np.stack([_grid(table, name, quarters, numbers) for name in HOMES], axis=2)
    found = []
    for series, opened, dwellings in (("ready", "opened", homes), ("ready_minors", "opened_minors", None)):
        kinds = [
            (special, int(size))
            for special, name in enumerate((series, f"{series}_special"))
            for size in sorted(table.loc[table["series"] == name, "size"].unique())
        ]
        ready = np.zeros((len(quarters), len(kinds)))
        for at, (special, size) in enumerate(kinds):
            name = f"{series}_special" if special else series
            rows = table[(table["series"] == name) & (table["size"] == size)]
            ready[:, at] = rows.groupby("quarter")["value"].sum().reindex(quarters, fill_value=0.0)
        found.append(
            Past(
                year,
                np.array([size for _, size in kinds], dtype=np.int64),
                np.array([special == 1 for special, _ in kinds], dtype=np.bool_),
                ready,
                _grid(table, opened, quarters, numbers),
                services,
                dwellings,
            )
        )
    return found


def _grid(table: pd.DataFrame, series: str, quarters: list[str], numbers: list[str]) -> FloatArray:
    """Return a series by quarter and municipality, 0 where there is no row [q, m]."""
    rows = table[table["series"] == series]
    wide = rows.pivot_table(index="quarter", columns="municipality_number", values="value", aggfunc="sum")
    grid: FloatArray = wide.reindex(index=quarters, columns=numbers).fillna(0.0).to_numpy(dtype=np.float64)
    return grid
