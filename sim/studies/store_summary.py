"""The figures of a sweep by point, with intervals that say what they are; and a store as data frames.

Intervals of quantiles go from one order statistic to another, with ranks by the binomial law: they hold whatever
the law of the figure. Where too few runs are there for one, there is none, and its label says why. Shares have
Wilson's interval, 3/n at the ends.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim import statistics
from sim.runs.files import write_whole
from sim.runs.keep import HEADLINES
from sim.runs.query import SUMMED, answer, asking
from sim.runs.remarks import remarks
from sim.runs.store import SUMMARY, Scan, Store
from sim.statistics import CONFIDENCE, runs_for_quantile
from sim.studies.metrics import metric
from sim.studies.store_uncertainty import uncertainty

ROWS_AT_ONCE = 1_000_000
BREAKS, BROKE = "breaks", "broke_"
"""Metrics broke_CRITERION are shares of runs: those in which the criterion of `breaks` was met at all."""
P95 = 0.95

SCHEMA = pa.schema(
    [
        pa.field("point", pa.int32(), False),
        pa.field("metric", pa.string(), False),
        pa.field("unit", pa.string(), False),
        pa.field("n", pa.int32(), False),
        *(pa.field(name, pa.float64()) for name in ("mean", "min", "max", "median", "median_low", "median_high")),
        pa.field("median_label", pa.string()),
        *(pa.field(name, pa.float64()) for name in ("p95", "p95_low", "p95_high")),
        pa.field("p95_label", pa.string()),
        pa.field("p95_bound", pa.float64()),
        pa.field("p95_bound_label", pa.string()),
        pa.field("hits", pa.int32()),
        *(pa.field(name, pa.float64()) for name in ("share", "share_low", "share_high")),
        pa.field("share_label", pa.string()),
    ]
)
"""A row a point and metric. Figures have no hits and shares, shares of runs nothing between n and hits."""


@cache
def ranks(n: int, q: float, two_sided: bool = True) -> tuple[int, int] | None:
    """Return the ranks, from 1, of the order statistics around the q-quantile of n; None if n is too small."""
    return statistics.quantile_interval(np.arange(n), q, CONFIDENCE, two_sided).ranks


def summarise(store: Store, scan: Scan) -> pa.Table:
    """Return the summary of a store: a row a point and metric, over the runs that are done."""
    parts = []
    with asking(store, scan) as ask:
        if HEADLINES in store.keep:
            for first, last in _batches(store, scan):
                where = f"WHERE point BETWEEN {first} AND {last}"
                parts.append(_figures(ask(f"SELECT point, metric, value FROM {HEADLINES} {where}")))
        if BREAKS in store.keep:
            parts.append(
                _shares(
                    ask(
                        f"SELECT point, criterion, count(*) AS n, count(first_date) AS hits FROM {BREAKS} "
                        "GROUP BY ALL ORDER BY point, criterion"
                    )
                )
            )
    return pa.concat_tables([SCHEMA.empty_table(), *parts]).sort_by([("point", "ascending"), ("metric", "ascending")])


def write_summary(store: Store, scan: Scan) -> Path:
    """Write the summary of a store into its folder, in the place of an earlier one; return the file."""
    sink = pa.BufferOutputStream()
    pq.write_table(summarise(store, scan).replace_schema_metadata({SUMMED: scan.digest.encode()}), sink)
    write_whole(store.folder / SUMMARY, sink.getvalue().to_pybytes())
    return store.folder / SUMMARY


def _batches(store: Store, scan: Scan) -> Iterator[tuple[int, int]]:
    """Yield (first, last) points of batches with about ROWS_AT_ONCE headline figures, if points are alike."""
    points = store.design.num_rows
    rows = sum(chunk.parts[HEADLINES].rows for chunk in scan.chunks)
    size = max(1, points * ROWS_AT_ONCE // max(rows, 1))
    for first in range(0, points, size):
        yield first, min(first + size, points) - 1


def _figures(rows: pa.Table) -> pa.Table:
    """Sum up rows of point, metric, value."""
    if rows.num_rows == 0:
        return SCHEMA.empty_table()
    names = rows.column("metric").combine_chunks().dictionary_encode()
    codes = names.indices.to_numpy().astype(np.int64)
    point = rows.column("point").to_numpy().astype(np.int64)
    values = rows.column("value").to_numpy()
    cell = point * len(names.dictionary) + codes
    order = np.lexsort((values, cell))
    cell, values = cell[order], values[order]
    start = np.flatnonzero(np.concatenate(([True], cell[1:] != cell[:-1])))
    count = np.diff(np.concatenate((start, [len(cell)])))
    table: dict[str, Any] = {
        "point": cell[start] // len(names.dictionary),
        "metric": names.dictionary.take(pa.array(cell[start] % len(names.dictionary))),
        "n": count,
        "mean": np.add.reduceat(values, start) / count,
        "min": values[start],
        "max": values[start + count - 1],
        "median": (values[start + (count - 1) // 2] + values[start + count // 2]) / 2.0,
        **_intervals(values, start, count),
    }
    return _table(table | {"unit": [metric(name).unit for name in table["metric"].to_pylist()]})


def _intervals(values: NDArray[np.float64], start: NDArray[np.int64], count: NDArray[np.int64]) -> dict[str, Any]:
    """Return the columns of intervals; `values` are sorted within each cell, which begins at `start`."""
    numbers = {
        name: np.full(len(start), np.nan)
        for name in ("median_low", "median_high", "p95", "p95_low", "p95_high", "p95_bound")
    }
    labels = {name: np.full(len(start), "", object) for name in ("median_label", "p95_label", "p95_bound_label")}
    for n in np.unique(count).tolist():
        cells = np.flatnonzero(count == n)
        at = start[cells]
        for name, q in (("median", 0.5), ("p95", P95)):
            found = ranks(n, q)
            labels[f"{name}_label"][cells] = _label(name, n, q, found)
            if found is not None:
                numbers[f"{name}_low"][cells] = values[at + found[0] - 1]
                numbers[f"{name}_high"][cells] = values[at + found[1] - 1]
        bound = ranks(n, P95, False)
        labels["p95_bound_label"][cells] = _bound_label(n, bound)
        if bound is not None:
            numbers["p95_bound"][cells] = values[at + bound[1] - 1]
            numbers["p95"][cells] = _quantile(values, at, n, P95)
    shown = {name: pa.array(column, mask=np.isnan(column)) for name, column in numbers.items()}
    return {**shown, **{name: column.tolist() for name, column in labels.items()}}


def _quantile(values: NDArray[np.float64], at: NDArray[np.int64], n: int, q: float) -> NDArray[np.float64]:
    """Return the sample quantile of n sorted values from each of `at`, between order statistics by their distance."""
    place = q * (n - 1)
    below = int(place)
    low, high = values[at + below], values[at + min(below + 1, n - 1)]
    return np.asarray(low + (high - low) * (place - below))


def _label(name: str, n: int, q: float, found: tuple[int, int] | None) -> str:
    what = "median" if name == "median" else "95th percentile"
    if found is None:
        return f"no 95 % interval of the {what}: {n} of {runs_for_quantile(q)} runs"
    return f"95 % interval of the {what}: values {found[0]} and {found[1]} of {n} in order"


def _bound_label(n: int, bound: tuple[int, int] | None) -> str:
    if bound is None:
        return f"no 95 % bound of the 95th percentile: {n} of {runs_for_quantile(P95, two_sided=False)} runs"
    return f"95 % bound of the 95th percentile from above: value {bound[1]} of {n} in order"


def _shares(rows: pa.Table) -> pa.Table:
    """Sum up rows of point, criterion, n, hits."""
    hits, runs = rows.column("hits").to_pylist(), rows.column("n").to_pylist()
    shares = [_share(k, n) for k, n in zip(hits, runs, strict=True)]
    return _table(
        {
            "point": rows.column("point"),
            "metric": [f"{BROKE}{name}" for name in rows.column("criterion").to_pylist()],
            "unit": ["share of runs"] * len(shares),
            "n": runs,
            "hits": hits,
            "share": [share.value for share in shares],
            "share_low": [share.low for share in shares],
            "share_high": [share.high for share in shares],
            "share_label": [
                f"95 % interval of the share: {'Wilson' if 0 < share.hits < share.runs else 'rule of three'}"
                for share in shares
            ],
        }
    )


@cache
def _share(hits: int, runs: int) -> statistics.Share:
    return statistics.share(hits, runs)


def _table(columns: dict[str, Any]) -> pa.Table:
    """Return rows of the summary, with nothing in the columns that are not given."""
    rows = len(columns["metric"])
    arrays = []
    for field in SCHEMA:
        given = columns.get(field.name)
        if given is None:
            arrays.append(pa.nulls(rows, field.type))
        elif isinstance(given, pa.Array | pa.ChunkedArray):
            arrays.append(given.cast(field.type))
        else:
            arrays.append(pa.array(given, field.type))
    return pa.table(arrays, schema=SCHEMA)


class SweepResults:
    """A store as data frames, read when they are asked for; it shows what was there when it was opened."""

    def __init__(self, store: Store, scan: Scan) -> None:
        self.store = store
        self.scan = scan

    def query(self, sql: str) -> pd.DataFrame:
        """Return the answer to a statement that reads; see `sim.runs.query.query`."""
        return _frame(answer(self.store, self.scan, sql))

    def table(self, name: str) -> pd.DataFrame:
        """Return a whole table that is kept, a row with its point and what was swept; errors as of `query`."""
        quoted = name.replace('"', '""')
        return self.query(f'SELECT * FROM "{quoted}"')

    @cached_property
    def design(self) -> pd.DataFrame:
        """A row a point: its number, shock, plan, and what was swept."""
        return _frame(self.store.design)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """The runs that are done, with their keys and seconds."""
        return self.table("runs").sort_values(["point", "replication"], ignore_index=True)

    @cached_property
    def failed(self) -> pd.DataFrame:
        """The runs that failed and have not succeeded since: stage, message, trace."""
        return self.table("failed")

    @cached_property
    def headlines(self) -> pd.DataFrame:
        """The headline figures, a row a run and metric."""
        return self.table(HEADLINES).sort_values(["point", "replication"], kind="stable", ignore_index=True)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """The figures by point and metric, of the runs that are done; what was swept stands before them."""
        design = self.design.drop(columns="config_digest")
        return design.merge(_frame(summarise(self.store, self.scan)), on="point", suffixes=("_swept", ""))

    @cached_property
    def uncertainty(self) -> pd.DataFrame:
        """Of a sweep with a sample: how much of each figure's spread is not knowing the inputs, how much chance."""
        return uncertainty(self.store, self.scan)


def open_store(folder: Path | str) -> SweepResults:
    """Open the folder of a sweep, outputs/sweeps/NAME-HASH, to read it; BadConfig if there is none.

    Warns where parts are damaged, runs are left, or another version made it.
    """
    store = Store.open(Path(folder))
    scan = store.scan()
    for line in remarks(store, scan):
        warnings.warn(line, stacklevel=4)  # where `sim.open_store` is called
    return SweepResults(store, scan)


def _frame(rows: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = rows.to_pandas(date_as_object=False)
    return frame
