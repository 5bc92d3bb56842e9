"""Parts of a store: what a chunk of runs leaves, written so that it counts as a whole or not at all.

A chunk has a part a table, parts/TABLE/part-HASH.parquet, and a part parts/runs/part-HASH.parquet, written last:
that one is the mark that the chunk is done. It names the runs, and the size and digest of the other parts. HASH
is that of the runs, by point, replication and key, so that a chunk written again takes its own place.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.config.faults import BadConfig, Fault
from sim.runs.files import write_whole
from sim.runs.keep import REF_FIELDS, KeptRun, encode_table, gather, keep_run
from sim.runs.keys import Version, digest, run_key
from sim.runs.refs import FailedRun, FinishedRun, RunRef
from sim.runs.states import States

PARTS, RUNS, FAILED, DESIGN = "parts", "runs", "failed", "design.parquet"
CONFIG_DIGEST = "config_digest"
"""The column of the design that holds the digest of each point's scenario."""
RUNS_SCHEMA = pa.schema(
    [*REF_FIELDS, pa.field("run_key", pa.string(), False), pa.field("seconds", pa.float64(), False)]
)
NOTE = b"beredt"
"""Under this name the metadata of a runs part holds what it knows of the other parts."""
HEAD_BYTES = 8

KeyOf = Callable[[RunRef], str]


class DamagedPart(Exception):  # noqa: N818 - the name says what is wrong
    """A part, or bytes that were sent, are not what was written."""


@dataclass(frozen=True)
class Stamp:
    """What is known of a part when it has been written; `time` is that of the file, ns."""

    rows: int
    bytes: int
    digest: str
    time: int


@dataclass(frozen=True)
class Chunk:
    """A chunk that is marked as done: the mark, its runs and their seconds, and its parts by table."""

    mark: Path
    refs: tuple[RunRef, ...]
    keys: tuple[str, ...]
    seconds: tuple[float, ...]
    parts: Mapping[str, Stamp]

    def path(self, table: str) -> Path:
        """Return where the part of a table stands."""
        return self.mark.parent.parent / table / self.mark.name


def part_name(runs: Iterable[tuple[RunRef, str]]) -> str:
    """Return the file name of the parts of a chunk, by its runs and their keys; two points may share a key."""
    named = sorted(f"{ref.point}-{ref.replication}-{key}" for ref, key in runs)
    return f"part-{digest(chr(10).join(named).encode())}.parquet"


@dataclass(frozen=True)
class PartWriter:
    """Writes chunks into a store, or packs them to be sent to who can. Small, and can be pickled.

    Attributes
    ----------
    folder : of the store
    keep : names of what is kept of each run
    version : of the program that the store is made by
    """

    folder: Path
    keep: tuple[str, ...]
    version: Version

    def write(self, finished: Sequence[FinishedRun[RunRef]], failed: Sequence[FailedRun[RunRef]]) -> None:
        """Write a chunk into the folder; errors as of `accept`."""
        self.accept(self.encode(finished, failed))

    def encode(self, finished: Sequence[FinishedRun[RunRef]], failed: Sequence[FailedRun[RunRef]]) -> bytes:
        """Pack a chunk; a run of which the tables cannot be kept counts as failed in the stage tables."""
        runs, bad = self.kept(finished)
        return self.pack(runs, (*failed, *bad))

    def pack(self, runs: Sequence[KeptRun], failed: Sequence[FailedRun[RunRef]]) -> bytes:
        """Pack a chunk of runs of which it is taken already what is kept."""
        tables: dict[str, tuple[int, bytes]] = {}
        for table in runs[0].tables if runs else ():
            rows = gather(table, runs)
            tables[table] = (rows.num_rows, encode_table(table, rows))
        head = json.dumps(
            {
                "runs": [[*run.ref, run.seconds] for run in runs],
                "failed": [_plain(each) for each in failed],
                "tables": [[name, rows, len(part), digest(part)] for name, (rows, part) in tables.items()],
            }
        ).encode()
        size = len(head).to_bytes(HEAD_BYTES, "big")
        return b"".join((size, head, *(part for _, part in tables.values())))

    def accept(self, data: bytes) -> None:
        """Write a chunk that was packed; one that is there already, whole, is left as it is.

        Raises
        ------
        NoSpace : if there is no room; the chunk then does not count
        DamagedPart : if the bytes are not those that were packed
        """
        head, parts = _unpacked(data)
        runs = {RunRef(point, replication): seconds for point, replication, seconds in head["runs"]}
        if runs:
            self.write_chunk(runs, parts)
        for each in head["failed"]:
            ref = RunRef(each["point"], each["replication"])
            if ref not in runs:
                write_whole(failed_path(self.folder, ref), json.dumps(each, indent=1, ensure_ascii=False).encode())
        for ref in runs:
            failed_path(self.folder, ref).unlink(missing_ok=True)

    def check_seen(self) -> None:
        """Raise BadConfig if the folder of the store is not seen from here."""
        if not (self.folder / DESIGN).is_file():
            rule = f"a worker on {socket.gethostname()} does not see the folder of the results, {self.folder}"
            hint = "add executor.shared_folder=false, and the results travel over the network"
            raise BadConfig([Fault("executor.shared_folder", True, rule, hint)])

    def keys(self) -> KeyOf:
        """Return what gives the key of a run of this store, and raises KeyError if there is none."""
        configs, states = _config_digests(self.folder), States.read(self.folder)

        def key_of(ref: RunRef) -> str:
            if not 0 <= ref.point < len(configs):
                raise KeyError(f"the design in {self.folder} has no point {ref.point}")
            return run_key(self.version, configs[ref.point].as_py(), ref.replication, states.state(ref))

        return key_of

    def kept(self, finished: Sequence[FinishedRun[RunRef]]) -> tuple[list[KeptRun], list[FailedRun[RunRef]]]:
        """Return what is kept of each run, once, and the runs of which that cannot be."""
        runs: dict[RunRef, KeptRun] = {}
        bad: list[FailedRun[RunRef]] = []
        for run in finished:
            if run.ref in runs:
                continue
            try:
                runs[run.ref] = keep_run(run, self.keep)
            except Exception as error:
                bad.append(FailedRun.of(run.ref, "tables", error))
        return list(runs.values()), bad

    def write_chunk(self, runs: Mapping[RunRef, float], parts: Mapping[str, tuple[int, bytes]]) -> None:
        """Write the parts of a chunk, {table: (rows, content)}, and then its mark; errors as of `accept`.

        Parameters
        ----------
        runs : the runs of the chunk and the seconds each took
        """
        key_of = self.keys()
        keys = [key_of(ref) for ref in runs]
        folder, name = self.folder / PARTS, part_name(zip(runs, keys, strict=True))
        mark = folder / RUNS / name
        if mark.exists() and _whole(mark, key_of):
            return
        stamps = {}
        for table, (rows, content) in parts.items():
            path = folder / table / name
            write_whole(path, content)
            stamps[table] = Stamp(rows, len(content), digest(content), path.stat().st_mtime_ns)
        write_whole(mark, _mark(list(runs), keys, list(runs.values()), stamps))


def failed_path(folder: Path, ref: RunRef) -> Path:
    """Return where the record of a failed run stands."""
    return folder / FAILED / f"{ref.point}-{ref.replication}.json"


def read_failed(path: Path) -> FailedRun[RunRef]:
    """Read the record of a failed run; one that cannot be read still names its run."""
    point, replication = path.stem.split("-")
    ref = RunRef(int(point), int(replication))
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return FailedRun(ref, found["stage"], found["message"], found["trace"])
    except (ValueError, KeyError, TypeError):
        return FailedRun(ref, "unknown", f"failed; its record {path.name} cannot be read")


def read_chunk(mark: Path, key_of: KeyOf) -> Chunk:
    """Read the mark of a chunk.

    Raises
    ------
    DamagedPart : if it is cut off or altered, or belongs to another sweep
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(mark.read_bytes()))
        rows, note = file.read(use_threads=False), json.loads(file.metadata.metadata[NOTE])
        refs = tuple(map(RunRef, rows.column("point").to_pylist(), rows.column("replication").to_pylist()))
        keys, seconds = rows.column("run_key").to_pylist(), rows.column("seconds").to_pylist()
        parts = {name: Stamp(**stamp) for name, stamp in note["parts"].items()}
        sound = note["digest"] == _mark_digest(refs, keys, seconds, parts)
    except (OSError, pa.ArrowException, ValueError, KeyError, TypeError) as error:
        raise DamagedPart(f"{mark} cannot be read") from error
    if not sound:
        raise DamagedPart(f"{mark} was altered")
    try:
        own = all(key == key_of(ref) for ref, key in zip(refs, keys, strict=True))
    except KeyError:
        own = False
    if not own or mark.name != part_name(zip(refs, keys, strict=True)):
        raise DamagedPart(f"{mark} belongs to another sweep")
    return Chunk(mark, refs, tuple(keys), tuple(seconds), parts)


def wrong_parts(chunk: Chunk, full: bool = False) -> Iterator[Path]:
    """Yield the parts of a chunk that are missing, cut off or altered.

    Content is read where size or time are not those noted, or everywhere if `full`.
    """
    for table, stamp in chunk.parts.items():
        path = chunk.path(table)
        try:
            found = path.stat()
            right = found.st_size == stamp.bytes
            if right and (full or found.st_mtime_ns != stamp.time):
                right = digest(path.read_bytes()) == stamp.digest
        except OSError:
            right = False
        if not right:
            yield path


def _whole(mark: Path, key_of: KeyOf) -> bool:
    try:
        return not any(wrong_parts(read_chunk(mark, key_of)))
    except DamagedPart:
        return False


def _unpacked(data: bytes) -> tuple[dict[str, Any], dict[str, tuple[int, bytes]]]:
    at = HEAD_BYTES + int.from_bytes(data[:HEAD_BYTES], "big")
    try:
        head: dict[str, Any] = json.loads(data[HEAD_BYTES:at])
        parts = {}
        for name, rows, size, wanted in head["tables"]:
            parts[name] = (rows, data[at : at + size])
            at += size
            if digest(parts[name][1]) != wanted:
                raise DamagedPart(f"what was sent of {name} was altered on the way")
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedPart("what was sent cannot be read") from error
    return head, parts


def _mark(refs: Sequence[RunRef], keys: Sequence[str], seconds: Sequence[float], parts: Mapping[str, Stamp]) -> bytes:
    note = {
        "parts": {name: vars(stamp) for name, stamp in parts.items()},
        "digest": _mark_digest(refs, keys, seconds, parts),
    }
    columns = [[ref.point for ref in refs], [ref.replication for ref in refs], list(keys), list(seconds)]
    arrays = [pa.array(values, field.type) for values, field in zip(columns, RUNS_SCHEMA, strict=True)]
    schema = RUNS_SCHEMA.with_metadata({NOTE: json.dumps(note).encode()})
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), sink)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _mark_digest(
    refs: Iterable[RunRef], keys: Iterable[str], seconds: Iterable[float], parts: Mapping[str, Stamp]
) -> str:
    stamps = {name: vars(stamp) for name, stamp in sorted(parts.items())}
    return digest(json.dumps([[*refs], [*keys], [*seconds], stamps], sort_keys=True).encode())


def _plain(failed: FailedRun[RunRef]) -> dict[str, Any]:
    return {
        **failed.ref._asdict(),
        "stage": failed.stage,
        "message": failed.message,
        "trace": failed.trace,
    }


def _config_digests(folder: Path) -> pa.Array:
    return _read_digests(folder, (folder / DESIGN).stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read_digests(folder: Path, time: int) -> pa.Array:
    return pq.read_table(folder / DESIGN, columns=[CONFIG_DIGEST]).column(0).combine_chunks()
