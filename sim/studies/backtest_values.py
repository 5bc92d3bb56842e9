"""What the runs of a store say at the published dates, case by case, a few replications at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.config.sweep import Kept
from sim.data.observed import Point
from sim.runs.query import asking
from sim.runs.store import Scan, Store
from sim.studies.history_series import GROUPS_READ, SERIES_READ, modelled

KEEP: tuple[Kept, ...] = ("weekly", "waits")
"""What is kept of each run: published series are found in these tables."""
AT_ONCE = 25
"""Replications read at a time, so that a case of many fits the memory."""
Ask = Callable[[str], pa.Table]


def values_of(
    store: Store, scan: Scan, replications: int, points: Sequence[Sequence[Point]]
) -> list[NDArray[np.float64]]:
    """Return for each point of the design the model's figures, of shape (runs that are there, published points).

    Parameters
    ----------
    replications : asked for; runs of more than these are left out
    points : the published figures that each point of the design is compared with
    """
    with asking(store, scan) as ask:
        return [_of_case(ask, case, replications, wanted) for case, wanted in enumerate(points)]


def _of_case(ask: Ask, case: int, replications: int, points: Sequence[Point]) -> NDArray[np.float64]:
    rows = [np.empty((0, len(points)))]
    for first in range(0, replications, AT_ONCE):
        here = f"point = {case} AND replication BETWEEN {first} AND {min(first + AT_ONCE, replications) - 1}"
        read = f"{here} AND series IN {_listed(SERIES_READ)} AND \"group\" IN {_listed(GROUPS_READ)}"
        weekly, waits = _frame(ask, "weekly", read), _frame(ask, "waits", here)
        if not weekly.empty:
            rows.append(modelled(weekly, waits, points))
    return np.concatenate(rows)


def _listed(names: Iterable[str]) -> str:
    return f"({', '.join(repr(name) for name in names)})"


def _frame(ask: Ask, table: str, where: str) -> pd.DataFrame:
    sql = f"SELECT * EXCLUDE (point, shock, plan, start, grade, transfer, episode, origin) FROM {table} WHERE {where}"
    found: pd.DataFrame = ask(sql).to_pandas(date_as_object=False)
    return found
