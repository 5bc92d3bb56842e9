"""The stored tables of a result as data frames, for studies and views alike."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sim.data import municipalities
from sim.dictionary import TABLES
from sim.runs.writer import read_table

RUN = ["shock", "plan", "replication"]


class Results:
    """Read-only view of FOLDER/tables; each table is read once, when it is asked for.

    Parameters
    ----------
    folder : folder of a result
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._frames: dict[str, pd.DataFrame] = {}
        self._groups: dict[str, pa.Table] = {}
        self._weekly: dict[tuple[str, str], pd.DataFrame] = {}

    def table(self, name: str) -> pd.DataFrame:
        """Return a whole table; categories come as text, dates as timestamps."""
        if name not in self._frames:
            self._frames[name] = _frame(read_table(self.folder, name))
        return self._frames[name]

    def weekly(self, series: str, group: str = "all") -> pd.DataFrame:
        """Return one weekly series with a row a run and week: shock, plan, replication, date, value."""
        if (series, group) not in self._weekly:
            if group not in self._groups:
                self._groups[group] = read_table(
                    self.folder,
                    "weekly",
                    columns=[*RUN, "date", "series", "value"],
                    filters=[("group", "==", group)],
                )
            everything = self._groups[group]
            rows = everything.filter(pc.field("series") == series).drop_columns("series")
            if rows.num_rows == 0 and (everything.num_rows or series not in TABLES["weekly"].series):
                raise KeyError(f"no weekly series {series!r} for group {group!r} in {self.folder}")
            self._weekly[series, group] = _frame(rows)
        return self._weekly[series, group]

    def days(self, shock: str) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Return the last day of the first and of the last week under a shock."""
        weekly = self.weekly("residents")
        dates = pd.DatetimeIndex(weekly.loc[weekly["shock"] == shock, "date"])
        return dates.min(), dates.max()

    def need(self) -> pd.DataFrame:
        """Return persons who need a bed from UDI, by week: residents and those without a roof."""
        frame = self.weekly("residents").copy()
        frame["value"] += self.weekly("no_roof")["value"].to_numpy()
        return frame

    def all_places(self) -> pd.DataFrame:
        """Return usable places of UDI by week, arrival centre included."""
        frame = self.weekly("places").copy()
        frame["value"] += self.weekly("places_arrival")["value"].to_numpy()
        return frame

    def municipality_totals(self, series: str) -> pd.DataFrame:
        """Return shock, plan, replication, municipality_number, value: a series summed over the months."""
        keys = [*RUN, "municipality_number"]
        rows = read_table(
            self.folder, "municipality_month", columns=[*keys, "value"], filters=[("series", "==", series)]
        )
        sums = rows.unify_dictionaries().group_by(keys, use_threads=False).aggregate([("value", "sum")])
        return _frame(sums.rename_columns([*keys, "value"]))

    @cached_property
    def runs(self) -> pd.MultiIndex:
        """Every run that was written, in the order of the tables."""
        return pd.MultiIndex.from_frame(self.weekly("residents")[RUN].drop_duplicates())

    @property
    def shocks(self) -> list[str]:
        """Names of the shocks, in the order in which they were asked for."""
        return list(dict.fromkeys(self.runs.get_level_values("shock")))

    def plans_of(self, shock: str) -> list[str]:
        """Names of the plans that have a run under a shock, in order; the first is compared against."""
        return list(dict.fromkeys(plan for name, plan, _ in self.runs if name == shock))

    @property
    def plans(self) -> list[str]:
        """Names of the plans, in the order in which they were asked for."""
        return list(dict.fromkeys(self.runs.get_level_values("plan")))


def _frame(table: Any) -> pd.DataFrame:
    """Convert, with plain text instead of categories, whose levels differ between runs."""
    frame: pd.DataFrame = table.to_pandas(date_as_object=False)
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.CategoricalDtype):
            frame[name] = frame[name].astype(object)
    return frame


def paths(weekly: pd.DataFrame, shock: str, plan: str) -> tuple[pd.DatetimeIndex, NDArray[np.float64]]:
    """Return (dates, values) of one weekly series under one plan; values have shape (replications, weeks)."""
    rows = weekly[(weekly["shock"] == shock) & (weekly["plan"] == plan)]
    wide = rows.pivot(index="replication", columns="date", values="value")
    return pd.DatetimeIndex(wide.columns), wide.to_numpy(dtype=np.float64)


def middle_date(dates: pd.Series[pd.Timestamp]) -> pd.Timestamp:
    """Return the lower median of dates, a date that occurred."""
    return dates.sort_values().iloc[(len(dates) - 1) // 2]


def municipality_places() -> pd.DataFrame:
    """Return number, name, lat, lon (degrees) of the municipalities of 2024, a row each."""
    known = municipalities()
    return pd.DataFrame({"number": known.number, "name": known.name, "lat": known.lat, "lon": known.lon})
