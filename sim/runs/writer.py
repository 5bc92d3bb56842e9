"""Write the tables of many runs as Parquet, in one order, whatever the order in which runs end."""

from __future__ import annotations

import datetime as dt
import pickle
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.dictionary import ASKED_FOR, TABLES, Column, TableError
from sim.runs.keys import RunKey
from sim.tables import Columns, MunicipalityMonths, RunTables, Weekly

COMPRESSION = "zstd"


def arrow_type(column: Column) -> pa.DataType:
    """Return the Arrow type of a column: categories and months (YYYY-MM) are dictionary encoded."""
    return {
        "date": pa.date32(),
        "month": pa.dictionary(pa.int32(), pa.string()),
        "category": pa.dictionary(pa.int32(), pa.string()),
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
    }[column.kind]


def arrow_schema(table: str) -> pa.Schema:
    """Return the schema of a table; unit and definition travel as metadata of each field."""
    return pa.schema(
        [
            pa.field(
                column.name,
                arrow_type(column),
                nullable=column.nullable,
                metadata={"unit": column.unit, "definition": column.definition},
            )
            for column in TABLES[table].columns
        ]
    )


def to_arrow(key: RunKey, tables: RunTables, checked: bool = False) -> dict[str, pa.Table]:
    """Return every table of one run in long form.

    Parameters
    ----------
    checked : whether `tables.check` has been called already

    Raises
    ------
    TableError : if a table does not match the dictionary
    """
    if not checked:
        tables.check()
    blocks = {name: columns_of(name, tables) for name in TABLES if getattr(tables, name) is not None}
    return {name: _assemble(name, key, rows, columns) for name, (rows, columns) in blocks.items()}


def columns_of(name: str, tables: RunTables) -> tuple[int, dict[str, Any]]:
    """Return the rows of one table of a run, and its columns in Arrow but for those that name the run."""
    if name == "weekly":
        return _weekly(tables.weekly)
    if name == "municipality_month":
        return _municipality_month(tables.municipality_month)
    return _long(name, getattr(tables, name))


def _assemble(name: str, key: RunKey, rows: int, columns: Mapping[str, Any]) -> pa.Table:
    schema = arrow_schema(name)
    keys = {
        "shock": _repeated(key.shock, rows),
        "plan": _repeated(key.plan, rows),
        "replication": pa.array(np.full(rows, key.replication, np.int64)),
    }
    arrays = [(keys | dict(columns))[field.name] for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _repeated(value: str, rows: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int32)), pa.array([value]))


def _coded(codes: NDArray[Any], names: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.int32)), pa.array(list(names), pa.string())
    )


def _dates(values: Any) -> pa.Array:
    """Return date32 from datetime64 of any unit, dates, None and NaT."""
    if isinstance(values, list) and set(map(type, values)) <= {dt.date, type(None)}:
        return pa.array(values, pa.date32())
    return pa.array(np.asarray(values, dtype="datetime64[D]"), pa.date32())


def _weekly(weekly: Weekly) -> tuple[int, dict[str, Any]]:
    """Rows by date, series, group; cells that are not `defined` are left out."""
    weeks, series, groups = weekly.values.shape
    date, name, group = (index.ravel() for index in np.indices((weeks, series, groups), dtype=np.int32))
    values = np.asarray(weekly.values, np.float64).ravel()
    if weekly.defined is not None:
        keep = np.broadcast_to(weekly.defined, weekly.values.shape).ravel()
        date, name, group, values = date[keep], name[keep], group[keep], values[keep]
    return len(values), {
        "date": _dates(weekly.dates).take(pa.array(date)),
        "series": _coded(name, weekly.series),
        "group": _coded(group, weekly.groups),
        "value": pa.array(values),
    }


def _municipality_month(block: MunicipalityMonths) -> tuple[int, dict[str, Any]]:
    """Rows by municipality, month, series."""
    values = np.asarray(block.values, np.float64).transpose(1, 0, 2)
    number, month, name = (index.ravel() for index in np.indices(values.shape, dtype=np.int32))
    return values.size, {
        "municipality_number": _coded(number, block.numbers),
        "month": _coded(month, [str(each) for each in block.months]),
        "series": _coded(name, block.series),
        "value": pa.array(values.ravel()),
    }


def _long(name: str, columns: Columns) -> tuple[int, dict[str, Any]]:
    arrays = {column.name: _array(column, columns[column.name]) for column in TABLES[name].value_columns()}
    return len(next(iter(arrays.values()))), arrays


def _array(column: Column, values: Any) -> pa.Array:
    if column.kind == "date":
        return _dates(values)
    if column.kind in ("category", "month"):
        names = [None if value is None else str(value) for value in values]
        return pa.array(names, pa.string()).dictionary_encode()
    if column.kind == "text":
        return pa.array([str(value) for value in values], pa.string())
    dtype = arrow_type(column)
    if isinstance(values, np.ndarray):
        return pa.array(values.astype(np.int64 if column.kind == "integer" else np.float64))
    return pa.array([None if value is None else dtype.to_pandas_dtype()(value) for value in values], dtype)


class TableWriter:
    """Stream runs into FOLDER/tables/NAME.parquet, one row group a run, in the order of the keys given.

    Runs may be added in any order; those that come before their turn wait on disk. Files get their final
    names only when `close` is called, so that a broken session leaves no half-written table. Use it in
    `with`: an exception removes what was written.

    Parameters
    ----------
    folder : folder of the result; `tables` inside it must not exist
    keys : every run that will come, in the order of the rows

    Raises
    ------
    FileExistsError : if FOLDER/tables exists
    """

    def __init__(self, folder: Path, keys: Sequence[RunKey]) -> None:
        self.final = folder / "tables"
        self.partial = folder / ".tables.partial"
        if self.final.exists():
            raise FileExistsError(f"{self.final} exists already; choose another folder")
        folder.mkdir(parents=True, exist_ok=True)
        if self.partial.exists():
            shutil.rmtree(self.partial)
        self.partial.mkdir()
        if len(set(keys)) < len(keys):
            raise TableError("a run is named twice in the keys of the writer")
        self._turn = iter(keys)
        self._next: RunKey | None = next(self._turn, None)
        self._waiting: dict[RunKey, Path | None] = {}
        self._known = set(keys)
        self._files: dict[str, pq.ParquetWriter] = {}

    def add(self, key: RunKey, tables: RunTables, checked: bool = False) -> None:
        """Write one run, or keep it until its turn; `checked` and errors as of `to_arrow`."""
        self._expect(key)
        if not checked:
            tables.check()
        if key != self._next:
            path = self.partial / f"waiting-{len(self._known)}.pickle"
            path.write_bytes(pickle.dumps(tables, protocol=5))
            self._waiting[key] = path
            return
        self._write(key, tables)
        self._catch_up()

    def skip(self, key: RunKey) -> None:
        """Say that a run failed and will not come."""
        self._expect(key)
        self._waiting[key] = None
        self._catch_up()

    def close(self) -> Path:
        """Finish all files and give them their final names; return the folder of the tables.

        Raises
        ------
        TableError : if a run neither came nor was skipped
        """
        if self._next is not None:
            raise TableError(f"run {self._next} neither came nor was skipped")
        for name in TABLES:
            if name not in self._files and name not in ASKED_FOR:
                self._file(name)
        self._release()
        self.partial.rename(self.final)
        return self.final

    def abandon(self) -> None:
        """Remove everything that was written."""
        self._release()
        shutil.rmtree(self.partial, ignore_errors=True)

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        finished = False
        try:
            if kind is None:
                self.close()
                finished = True
        finally:
            if not finished:
                self.abandon()

    def _expect(self, key: RunKey) -> None:
        if key not in self._known:
            raise TableError(f"run {key} was not announced, or came twice")
        self._known.remove(key)

    def _catch_up(self) -> None:
        while self._next is not None and self._next in self._waiting:
            path = self._waiting.pop(self._next)
            if path is None:
                self._advance()
            else:
                tables: RunTables = pickle.loads(path.read_bytes())
                path.unlink()
                self._write(self._next, tables)

    def _write(self, key: RunKey, tables: RunTables) -> None:
        for name, table in to_arrow(key, tables, checked=True).items():
            self._file(name).write_table(table, row_group_size=max(1, table.num_rows))
        self._advance()

    def _advance(self) -> None:
        self._next = next(self._turn, None)

    def _file(self, name: str) -> pq.ParquetWriter:
        if name not in self._files:
            path = self.partial / f"{name}.parquet"
            self._files[name] = pq.ParquetWriter(path, arrow_schema(name), compression=COMPRESSION)
        return self._files[name]

    def _release(self) -> None:
        for file in self._files.values():
            file.close()
        self._files.clear()


def read_table(
    folder: Path,
    name: str,
    columns: Sequence[str] | None = None,
    filters: Sequence[tuple[str, str, Any]] | None = None,
) -> pa.Table:
    """Read FOLDER/tables/NAME.parquet; `filters` are (column, operator, value), all of which must hold.

    Raises
    ------
    FileNotFoundError : if there is no such table, naming those there are
    """
    path = folder / "tables" / f"{name}.parquet"
    if not path.exists():
        there = ", ".join(sorted(each.stem for each in path.parent.glob("*.parquet"))) or "none"
        raise FileNotFoundError(f"no table {name} in {path.parent}; tables there: {there}")
    return pq.read_table(path, columns=list(columns) if columns else None, filters=filters)
