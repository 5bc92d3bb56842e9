"""What a sweep keeps of each run: whole tables, weekly rows of everybody only, or the headline figures.

Rows are named by point and replication; what a point is stands in the design. Tables that have a column
`series` are sorted by it, with a row group a series, so that who asks for one series reads that part only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.config.faults import BadConfig, Fault, nearest
from sim.dictionary import RUN_KEYS, TABLES, TableError
from sim.runs.headlines import headlines
from sim.runs.refs import FinishedRun, RunRef
from sim.runs.writer import COMPRESSION, arrow_schema, columns_of
from sim.tables import RunTables, Weekly

HEADLINES = "headlines"
WEEKLY_ALL = "weekly:all"
EVERYBODY = "all"
NAMES: tuple[str, ...] = (HEADLINES, "breaks", WEEKLY_ALL, *(name for name in TABLES if name != "breaks"))
"""Everything that can be kept, in the order in which a store lists it."""
SMALLEST_GROUP = 1000
"""Rows a row group has at least where series are apart: a smaller one costs more in the footer than it spares."""
REF_FIELDS = (pa.field("point", pa.int32(), False), pa.field("replication", pa.int32(), False))


def kept(names: Iterable[str]) -> tuple[str, ...]:
    """Return what is to be kept, each once, in one order.

    Raises
    ------
    BadConfig : with every name that is not known, nothing to keep, or weekly rows asked for in two ways
    """
    wanted = list(names)
    faults = [
        Fault("sweep.keep", name, "is nothing that can be kept", nearest(str(name), NAMES))
        for name in wanted
        if name not in NAMES
    ]
    if not wanted:
        faults.append(Fault("sweep.keep", [], "is empty: nothing would be left of the runs", "headlines is the least"))
    if "weekly" in wanted and WEEKLY_ALL in wanted:
        faults.append(Fault("sweep.keep", wanted, "names weekly rows twice", "weekly holds weekly:all"))
    if faults:
        raise BadConfig(faults)
    return tuple(name for name in NAMES if name in wanted)


def table_of(name: str) -> str:
    """Return the table in which a kept name ends: `weekly:all` is a part of `weekly`."""
    return name.split(":")[0]


def schema_of(table: str) -> pa.Schema:
    """Return the schema of a kept table: point and replication, then the columns of the dictionary."""
    if table == HEADLINES:
        fields = [
            pa.field("metric", pa.dictionary(pa.int32(), pa.string()), False),
            pa.field("value", pa.float64(), False),
        ]
    else:
        fields = [field.remove_metadata() for field in list(arrow_schema(table))[len(RUN_KEYS) :]]
    return pa.schema([*REF_FIELDS, *fields])


@dataclass(frozen=True)
class KeptRun:
    """What is kept of one run, by table, rows in the order of the run's tables."""

    ref: RunRef
    seconds: float
    tables: Mapping[str, pa.Table]


def keep_run(run: FinishedRun[RunRef], names: Sequence[str]) -> KeptRun:
    """Return what is kept of a run.

    Raises
    ------
    TableError : if the run does not have a table that is to be kept
    """
    return KeptRun(run.ref, run.seconds, {table_of(name): _table(name, run.ref, run.tables) for name in names})


def gather(table: str, runs: Sequence[KeptRun]) -> pa.Table:
    """Return one table of several runs in one, sorted by series if it has them, then by run."""
    return together([run.tables[table] for run in runs])


def together(tables: Sequence[pa.Table]) -> pa.Table:
    """Return kept tables in one, sorted by series if they have them, otherwise one after the other."""
    rows = pa.concat_tables(tables).unify_dictionaries().combine_chunks()
    if "series" not in rows.column_names or rows.num_rows == 0:
        return rows
    series = rows.column("series").combine_chunks()
    if isinstance(series, pa.ChunkedArray):
        series = series.chunk(0)
    rank = pc.rank(series.dictionary, tiebreaker="first").to_numpy().astype(np.int16)
    order = np.argsort(rank[series.indices.to_numpy()], kind="stable")
    return rows.take(pa.array(order))


def encode_table(table: str, rows: pa.Table) -> bytes:
    """Return a table as a Parquet file in memory."""
    return _encoded(rows, _row_groups(rows))


def _encoded(rows: pa.Table, groups: Iterable[tuple[int, int]]) -> bytes:
    sink = pa.BufferOutputStream()
    keys = [name for name in ("point", "series", "metric", "group") if name in rows.column_names]
    with pq.ParquetWriter(
        sink, rows.schema, compression=COMPRESSION, write_statistics=keys, store_schema=False
    ) as file:
        for start, length in groups:
            file.write_table(rows.slice(start, length), row_group_size=max(1, length))
    content: bytes = sink.getvalue().to_pybytes()
    return content


def decode_table(table: str, path: Path) -> pa.Table:
    """Read what `encode_table` made."""
    rows, schema = pq.ParquetFile(path).read(use_threads=False), schema_of(table)
    columns = [
        rows.column(field.name).dictionary_encode() if pa.types.is_dictionary(field.type) else rows.column(field.name)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def bytes_beforehand(two: Sequence[KeptRun], runs: int, runs_a_part: int) -> dict[str, int]:
    """Return by table about how many bytes `runs` runs like these two will take; rather more than less.

    What the second adds to the first is counted for each run, the rest of the first, such as names, once a part, and
    what a table takes more in two row groups than in one for each further group.
    """
    told = {}
    for table in two[0].tables:
        first, rows = two[0].tables[table], gather(table, two)
        one, both = (len(_encoded(each, [(0, each.num_rows)])) for each in (first, rows))
        series = len(pc.unique(first.column("series"))) if "series" in first.column_names else 1
        half = first.num_rows // 2
        split = len(_encoded(first, [(0, half), (half, first.num_rows - half)])) if half else one
        parts = further = 0
        for at in range(0, runs, max(1, runs_a_part)):
            here = min(runs - at, runs_a_part) * first.num_rows
            parts += 1
            further += min(series, max(1, here // SMALLEST_GROUP)) - 1
        told[table] = runs * (both - one) + parts * max(0, 2 * one - both) + further * max(0, split - one)
    return told


def _table(name: str, ref: RunRef, tables: RunTables) -> pa.Table:
    table = table_of(name)
    schema = schema_of(table)
    rows, columns = _columns(name, tables)
    refs = {"point": ref.point, "replication": ref.replication}
    arrays = {key: pa.array(np.full(rows, value, np.int32)) for key, value in refs.items()} | columns
    return pa.Table.from_arrays([arrays[field.name] for field in schema], schema=schema)


def _columns(name: str, tables: RunTables) -> tuple[int, dict[str, Any]]:
    if name == HEADLINES:
        figures = headlines(tables)
        names = pa.array(list(figures), pa.string()).dictionary_encode()
        return len(figures), {"metric": names, "value": pa.array(list(figures.values()), pa.float64())}
    if name == WEEKLY_ALL:
        return columns_of("weekly", replace(tables, weekly=_of_everybody(tables.weekly)))
    if getattr(tables, name) is None:
        raise TableError(f"{name} is to be kept, and the run has no such table")
    return columns_of(name, tables)


def _of_everybody(weekly: Weekly) -> Weekly:
    at = [weekly.groups.index(EVERYBODY)]
    defined = None if weekly.defined is None else weekly.defined[:, at]
    return Weekly(weekly.dates, weekly.series, (EVERYBODY,), weekly.values[:, :, at], defined)


def _row_groups(rows: pa.Table) -> list[tuple[int, int]]:
    """Return (first row, rows) of each row group: one a series, small ones together, or one in all."""
    if "series" not in rows.column_names or rows.num_rows == 0:
        return [(0, rows.num_rows)]
    codes = rows.column("series").chunk(0).indices.to_numpy()
    groups, first = [], 0
    for after in (*(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes)):
        if after - first >= SMALLEST_GROUP or after == len(codes):
            groups.append((first, after - first))
            first = after
    return groups
