"""Ask a store in SQL: a view a kept table, joined to the design, over the runs that are done, each once.

DuckDB works in memory and reads the parts in place. Only what reads is taken, and only files of the store can
be read.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from sim.config.faults import BadConfig, Fault
from sim.runs.keep import HEADLINES, schema_of
from sim.runs.parts import CONFIG_DIGEST, PARTS, RUNS, RUNS_SCHEMA
from sim.runs.store import SUMMARY, Scan, Store

MEMORY = "400MB"
LARGEST_ANSWER_BYTES, ROWS_AT_ONCE = 200_000_000, 100_000
LESS = "ask for less at once: name columns, one series, sums, or a LIMIT"
SETTINGS: Mapping[str, str] = {
    "memory_limit": f"'{MEMORY}'",
    "python_enable_replacements": "false",  # a name means a table of the store, never a variable of Python
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
HELD = "held"
"""The schema of what views are made of, out of sight of who asks which tables there are."""
READING = ("SELECT", "EXPLAIN")
"""Kinds of statements that read; DESCRIBE, SUMMARIZE and SHOW count as SELECT."""
NO_TABLE = re.compile(r"Table with name (\S+) does not exist")
SUMMED = b"beredt_runs"
"""Under this name the metadata of a summary, or of splits, holds the digest of the runs that it is of."""
FAILED_SCHEMA = pa.schema(
    [
        ("point", pa.int32()),
        ("replication", pa.int32()),
        ("stage", pa.string()),
        ("message", pa.string()),
        ("trace", pa.string()),
    ]
)


def query(folder: Path, sql: str) -> pa.Table:
    """Return the answer to one statement that reads.

    Tables are `design`, `runs`, `failed`, `summary` (where it is of the runs that are there now) and those that the
    store keeps, such as `headlines` and `weekly`. All begin with point and the columns of the design; a column of the
    design that a table has too is called design_NAME there.

    Raises
    ------
    BadConfig : if there is no store, if the statement is wrong, or if it does more than read
    """
    store = Store.open(folder)
    return answer(store, store.scan(), sql)


def answer(store: Store, scan: Scan, sql: str) -> pa.Table:
    """Return the answer of a store of which it is known what it holds; see `query`."""
    with asking(store, scan) as ask:
        return ask(sql)


@contextmanager
def asking(store: Store, scan: Scan) -> Iterator[Callable[[str], pa.Table]]:
    """Give what answers statements, for more than one: the views are made once."""
    with tempfile.TemporaryDirectory(prefix="beredt-query-") as own, duckdb.connect(":memory:") as base:
        spill, link = Path(own) / "spill", Path(own) / "store"
        link.symlink_to(store.folder.absolute())
        _settle(base, spill, link)
        _make_views(base, store, scan, link)
        base.execute("SET lock_configuration = true")
        yield partial(_ask, base, store, _why_no_summary(store, scan))


def _ask(base: duckdb.DuckDBPyConnection, store: Store, why_no_summary: str, sql: str) -> pa.Table:
    try:
        _check_reading(base, sql)
        return _gathered(base.sql(sql).to_arrow_reader(ROWS_AT_ONCE), sql)
    except duckdb.OutOfMemoryException as error:
        raise BadConfig([Fault("sql", sql, f"needs more memory than {MEMORY}", LESS)]) from error
    except duckdb.IOException as error:
        hint = "parts may have been put together just now: ask again; or one is damaged: give the sweep's command again"
        raise BadConfig([Fault("sql", sql, str(error), hint)]) from error
    except duckdb.CatalogException as error:
        summary = () if why_no_summary else ("summary",)
        hint = f"tables: {', '.join(('design', RUNS, 'failed', *store.tables, *summary))}"
        absent = NO_TABLE.search(str(error))
        if absent is not None and absent[1].lower() == "summary":
            hint = f"{why_no_summary}; {hint}"
        rule = str(error) if absent is None else f"there is no table {absent[1]}"  # what DuckDB guesses misleads
        raise BadConfig([Fault("sql", sql, rule, hint)]) from error
    except duckdb.Error as error:
        raise BadConfig([Fault("sql", sql, str(error))]) from error


def _gathered(reader: pa.RecordBatchReader, sql: str) -> pa.Table:
    """Put the rows of an answer together as long as they fit the memory."""
    batches, size = [], 0
    for batch in reader:
        batches.append(batch)
        size += batch.nbytes
        if size > LARGEST_ANSWER_BYTES:
            rule = f"has an answer of more than {LARGEST_ANSWER_BYTES / 1e6:,.0f} MB"
            raise BadConfig([Fault("sql", sql, rule, LESS)])
    return pa.Table.from_batches(batches, reader.schema)


def _check_reading(base: duckdb.DuckDBPyConnection, sql: str) -> None:
    kinds = [statement.type.name for statement in base.extract_statements(sql)]
    if len(kinds) != 1:
        raise BadConfig([Fault("sql", sql, f"must be one statement, got {len(kinds)}")])
    if kinds[0] not in READING:
        hint = "SELECT, FROM, WITH, DESCRIBE, SUMMARIZE or EXPLAIN; PIVOT needs its values named with IN"
        raise BadConfig([Fault("sql", sql, "must only read", hint)])


def _settle(base: duckdb.DuckDBPyConnection, spill: Path, link: Path) -> None:
    """Set limits: memory, and no file outside of the store."""
    own = {
        "temp_directory": _text(str(spill)),
        "allowed_directories": _files((link, link.resolve())),
        "enable_external_access": "false",
    }
    for name, value in {**SETTINGS, **own}.items():
        base.execute(f"SET {name} = {value}")


def _make_views(base: duckdb.DuckDBPyConnection, store: Store, scan: Scan, link: Path) -> None:
    """Make a view a table; `link` leads to the folder of the store by a name without [, ? and *."""
    base.execute(f"CREATE SCHEMA {HELD}")
    _load(base, "design", store.design)
    own = {chunk.mark: refs for chunk, refs in scan.counted()}
    doubled = [chunk.mark for chunk in scan.chunks if len(own[chunk.mark]) < len(chunk.refs)]
    rows = [
        (*ref, key, seconds)
        for chunk in scan.chunks
        for ref, key, seconds in zip(chunk.refs, chunk.keys, chunk.seconds, strict=True)
        if ref in own[chunk.mark]
    ]
    _load(base, f"{HELD}.runs", _table(rows, RUNS_SCHEMA))
    _load(
        base,
        f"{HELD}.failed",
        _table(((*each.ref, each.stage, each.message, each.trace) for each in scan.failed), FAILED_SCHEMA),
    )
    _view(base, store, RUNS, f"{HELD}.runs", RUNS_SCHEMA.names)
    _view(base, store, "failed", f"{HELD}.failed", FAILED_SCHEMA.names)
    again = [(chunk.mark.name, *ref) for chunk in scan.chunks for ref in chunk.refs if ref not in own[chunk.mark]]
    schema = pa.schema([("name", pa.string()), ("point", pa.int32()), ("replication", pa.int32())])
    _load(base, f"{HELD}.again", _table(again, schema))
    for table in store.tables:
        folder = link / PARTS / table
        clean = [folder / chunk.mark.name for chunk in scan.chunks if chunk.mark not in doubled]
        other = [folder / mark.name for mark in doubled]
        _view(base, store, table, _source(base, table, clean, other), schema_of(table).names)
    if not _why_no_summary(store, scan):
        columns = pq.read_schema(store.folder / SUMMARY).names
        _view(base, store, "summary", f"read_parquet({_files([link / SUMMARY])})", columns)


def _why_no_summary(store: Store, scan: Scan) -> str:
    """Say why a store has no summary of the runs that are there; empty if it has."""
    if HEADLINES not in store.keep:
        return f"a sweep that keeps no {HEADLINES} has no summary"
    try:
        of = (pq.read_schema(store.folder / SUMMARY).metadata or {}).get(SUMMED, b"").decode()
    except FileNotFoundError:
        return "the summary is written when the sweep's command has done its runs"
    except (OSError, pa.ArrowException):
        return "the summary is damaged: give the sweep's command again"
    if of != scan.digest:
        return "the summary is of other runs than are there now: give the sweep's command again, which renews it"
    return ""


def _source(base: duckdb.DuckDBPyConnection, table: str, clean: Sequence[Path], doubled: Sequence[Path]) -> str:
    """Return what a view selects from: the parts of chunks, without runs that an earlier chunk holds already."""
    sources = []
    if clean:
        sources.append(f"SELECT * FROM read_parquet({_files(clean)}, hive_partitioning = false)")
    if doubled:
        sources.append(
            "SELECT * EXCLUDE (filename) FROM "
            f"read_parquet({_files(doubled)}, hive_partitioning = false, filename = true) AS part "
            f"WHERE NOT EXISTS (SELECT 1 FROM {HELD}.again AS again WHERE again.name = parse_filename(part.filename) "
            "AND again.point = part.point AND again.replication = part.replication)"
        )
    if not sources:
        _load(base, f"{HELD}.{table}", _plain(schema_of(table)).empty_table())
        return f"{HELD}.{table}"
    return f"({' UNION ALL '.join(sources)})"


def _view(base: duckdb.DuckDBPyConnection, store: Store, table: str, source: str, columns: Iterable[str]) -> None:
    """Make a view that begins with point and the columns of the design; then come those of the table."""
    own = [name for name in columns if name != "point"]
    taken = {name.lower() for name in ("point", *own)}
    swept = [name for name in store.design.column_names if name not in ("point", CONFIG_DIGEST)]
    selected = ["rows.point"]
    for name in swept:
        shown = f"design_{name}" if name.lower() in taken else name
        selected.append(f"design.{_name(name)} AS {_name(shown)}")
    selected += [f"rows.{_name(name)}" for name in own]
    base.execute(
        f"CREATE VIEW {_name(table)} AS SELECT {', '.join(selected)} "
        f"FROM {source} AS rows JOIN design ON design.point = rows.point"
    )


def _load(base: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    """Put a table of Arrow into the memory of DuckDB."""
    base.register("_arrow", rows)
    base.execute(f"CREATE TABLE {name} AS SELECT * FROM _arrow")
    base.unregister("_arrow")


def _table(rows: Iterable[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table(
        [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema=schema
    )


def _plain(schema: pa.Schema) -> pa.Schema:
    """Return a schema with text in place of categories."""
    return pa.schema(
        [pa.field(each.name, pa.string()) if pa.types.is_dictionary(each.type) else each for each in schema]
    )


def _files(paths: Iterable[Path]) -> str:
    return f"[{', '.join(_text(str(path)) for path in paths)}]"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
