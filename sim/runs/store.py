"""The store of a sweep: a folder that holds its design, what is kept of each run, and which runs failed.

    NAME-HASH/manifest.json         what is swept, with which configuration, code and data
    NAME-HASH/design.parquet        a row a point: its number, shock, plan, what is swept, digest of its scenario
    NAME-HASH/parts/TABLE/          what chunks of runs left (see `sim.runs.parts`)
    NAME-HASH/parts/damaged/        parts that were found cut off or altered; their runs are done again
    NAME-HASH/failed/               a record a run that failed and has not succeeded since
    NAME-HASH/states.json           of a sweep that goes on from saved runs: digest of the state of each replication
    NAME-HASH/summary.parquet       figures by point, written at the end, with the digest of the runs they are of
    NAME-HASH/uncertainty.parquet   of a sweep with a sample: what of each figure's spread is not knowing the inputs
    NAME-HASH/summary.md            what was run, in words, and for what the model was validated
    NAME-HASH/precision.json        how many replications each point took and why, where they were auto

HASH is over the name, the whole design and what is kept. Replications are not in it, so that a sweep can be extended.
A store is filled by one version of the program; `commands` in its manifest names every command that filled it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.config.faults import BadConfig, Fault
from sim.runs.files import remove_left_over, write_whole
from sim.runs.keep import kept, table_of
from sim.runs.keys import SHOWN_DIGITS, Version, digest
from sim.runs.lock import LOCK, locked, now
from sim.runs.outdir import LOG, MANIFEST
from sim.runs.parts import (
    CONFIG_DIGEST,
    DESIGN,
    FAILED,
    PARTS,
    RUNS,
    Chunk,
    DamagedPart,
    PartWriter,
    read_chunk,
    read_failed,
    wrong_parts,
)
from sim.runs.refs import FailedRun, RunRef
from sim.runs.states import STATES_JSON, States

FORMAT = 2
KIND = "sweep"
DAMAGED = "damaged"
SUMMARY = "summary.parquet"
UNCERTAINTY = "uncertainty.parquet"
PRECISION = "precision.json"
IN_WORDS = "summary.md"
OWN = {MANIFEST, DESIGN, PARTS, FAILED, SUMMARY, UNCERTAINTY, PRECISION, IN_WORDS, LOCK, LOG, STATES_JSON}
SHOWN_INSIDE = 8
LOOKS = 5
"""Times in all that a store is looked at while another process puts its chunks together."""
NAME = re.compile(r"[\w.+-]{1,100}")


@dataclass(frozen=True)
class Scan:
    """What a store holds.

    Attributes
    ----------
    done : runs that ended well and are there whole
    failed : runs that failed and have not succeeded since
    damaged : parts that are missing, cut off or altered: where they were set aside, or where they stand
    chunks : the chunks that are there whole
    doubled : runs that are there more than once; they count once
    """

    done: frozenset[RunRef]
    failed: tuple[FailedRun[RunRef], ...]
    damaged: tuple[Path, ...]
    chunks: tuple[Chunk, ...]
    doubled: int

    @property
    def seconds(self) -> float:
        """Seconds of work in the runs that are there."""
        return sum(sum(chunk.seconds) for chunk in self.chunks)

    @property
    def bytes(self) -> int:
        """Size of what is kept of them."""
        return sum(stamp.bytes for chunk in self.chunks for stamp in chunk.parts.values())

    @property
    def digest(self) -> str:
        """Digest of which runs are there, under which a summary of them is known."""
        return digest(json.dumps(sorted(self.done)).encode())

    def counted(self) -> Iterator[tuple[Chunk, frozenset[RunRef]]]:
        """Yield each chunk with those of its runs that an earlier one does not hold already."""
        seen: set[RunRef] = set()
        for chunk in self.chunks:
            own = frozenset(chunk.refs) - seen
            seen |= own
            yield chunk, own


class Store:
    """The folder of a sweep. Made by `create_or_open` to fill it, by `open` to read it."""

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        self.folder = folder
        self.manifest = dict(manifest)
        self.keep: tuple[str, ...] = tuple(manifest["keep"])
        self._held = False
        self._meta: dict[str, Any] | None = None
        self._command: dict[str, Any] = {}
        self._design: pa.Table | None = None
        self._states = States()

    @classmethod
    def create_or_open(
        cls,
        root: Path,
        job_name: str,
        design: pa.Table,
        version: Version,
        keep: Iterable[str],
        meta: Mapping[str, Any] | None = None,
        command: Mapping[str, Any] | None = None,
        saved: States | None = None,
    ) -> Store:
        """Make the store of a sweep in `root`, or open the one that is there.

        Parameters
        ----------
        design : a row a point, in order; has the columns point (0, 1, ...) and config_digest
        version : of the program
        meta : more for the manifest; written anew when the lock is taken
        command : what is noted of this command when it takes the lock, beside those before it
        saved : the saved states that its runs go on from, as they are now

        Raises
        ------
        BadConfig : if the folder cannot be used: made by another version, another sweep, strange files
        """
        names = kept(keep)
        _check_design(design)
        if not NAME.fullmatch(job_name) or job_name.startswith("."):
            rule = "must be a name of letters, digits and . + - _ only"
            raise BadConfig([Fault("sweep.name", job_name, rule)])
        whole = _identity(job_name, design, names)
        place = root / f"{job_name}-{whole[:SHOWN_DIGITS]}"
        wanted = {
            "format": FORMAT,
            "kind": KIND,
            "name": job_name,
            "hash": whole,
            "digests": version._asdict(),
            "keep": list(names),
            "points": design.num_rows,
            "made": now(),
            "meta": dict(meta or {}),
            "commands": [],
        }
        try:
            there = _read_manifest(place)
            if there is None:
                there = _make(place, wanted, design)
        except OSError as error:
            hint = "give another folder with out=DIR"
            raise BadConfig([Fault("out", str(place), f"cannot be used: {error.strerror}", hint)]) from error
        _check_same(place, there, wanted)
        store = cls(place, there)
        store._meta = wanted["meta"]
        store._command = dict(command or {})
        store._design = design
        store._states = saved or States()
        return store

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Open the store of a sweep to read it, whatever version of the program made it.

        Raises
        ------
        BadConfig : if there is no store
        """
        manifest = _read_manifest(folder, "folder") if folder.is_dir() else None
        if manifest is None:
            raise BadConfig([_no_sweep(folder)])
        _check_kind(folder, manifest, "folder")
        store = cls(folder, manifest)
        _check_file(store)
        return store

    @property
    def name(self) -> str:
        """Name of the sweep."""
        return str(self.manifest["name"])

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that are kept."""
        return tuple(table_of(name) for name in self.keep)

    @property
    def design(self) -> pa.Table:
        """The design: a row a point."""
        if self._design is None:
            self._design = pq.read_table(self.folder / DESIGN)
        return self._design

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder; what writers that are dead have left half done is removed.

        Raises
        ------
        BadConfig : if another process holds it, with its process, machine and since when
        """
        with locked(self.folder):
            self._held = True
            try:
                remove_left_over(self.folder)
                self._remove_unmarked()
                self._renew()
                yield
            finally:
                self._held = False

    def note(self, **meta: Any) -> None:
        """Put more into the manifest's `meta`; only for who holds the lock."""
        if any(self.manifest["meta"].get(name) != value for name, value in meta.items()):
            self.manifest["meta"] = {**self.manifest["meta"], **meta}
            _write_manifest(self.folder, self.manifest)

    def writer(self) -> PartWriter:
        """Return what workers write with."""
        return PartWriter(self.folder.absolute(), self.keep, Version.of(self.manifest["digests"]))

    def scan(self, full: bool = False) -> Scan:
        """Look at what is there, by the marks of the chunks and the size and time of their parts.

        Who holds the lock sets damaged parts aside; others only look, and look anew where chunks went meanwhile: those
        were put together.

        Parameters
        ----------
        full : read the content of every part
        """
        for _ in range(LOOKS):
            chunks, damaged, gone = self._look(full)
            if not gone:
                break
        refs = [ref for chunk in chunks for ref in chunk.refs]
        done = frozenset(refs)
        return Scan(done, self._failed(done), tuple(damaged), tuple(chunks), len(refs) - len(done))

    def _look(self, full: bool) -> tuple[list[Chunk], list[Path], int]:
        """Return the chunks that are whole, the parts that are damaged, and how many chunks went while it looked."""
        key_of = self.writer().keys()
        chunks: list[Chunk] = []
        damaged: list[Path] = []
        gone = 0
        for mark in sorted((self.folder / PARTS / RUNS).glob("part-*.parquet")):
            try:
                chunk = read_chunk(mark, key_of)
                wrong = list(wrong_parts(chunk, full))
            except DamagedPart:
                wrong = [mark]
            if not wrong:
                chunks.append(chunk)
            elif self._held:
                damaged += self._set_aside(mark, wrong)
            elif mark.exists():
                damaged += wrong
            else:
                gone += 1
        return chunks, damaged, gone

    def _failed(self, done: frozenset[RunRef]) -> tuple[FailedRun[RunRef], ...]:
        found = []
        for path in (self.folder / FAILED).glob("[0-9]*-[0-9]*.json"):
            failed = read_failed(path)
            if failed.ref not in done:
                found.append(failed)
            elif self._held:
                path.unlink(missing_ok=True)
        return tuple(sorted(found, key=lambda each: each.ref))

    def _set_aside(self, mark: Path, wrong: Iterable[Path]) -> list[Path]:
        """Move all parts of a damaged chunk away, the mark first; return where those that are wrong are now."""
        aside = self.folder / PARTS / DAMAGED
        aside.mkdir(exist_ok=True)
        others = {self.folder / PARTS / table / mark.name for table in self.tables}
        moved: dict[Path, Path] = {}
        for path in (mark, *sorted(others)):
            if path.exists():
                moved[path] = _free(aside / f"{path.parent.name}-{path.name}")
                os.replace(path, moved[path])
        return [moved.get(path, path) for path in wrong]

    def _remove_unmarked(self) -> None:
        """Remove parts whose chunk never came to its end: its runs are done again, in other chunks perhaps."""
        marked = {path.name for path in (self.folder / PARTS / RUNS).glob("part-*.parquet")}
        for table in self.tables:
            for path in (self.folder / PARTS / table).glob("part-*.parquet"):
                if path.name not in marked:
                    path.unlink(missing_ok=True)

    def _renew(self) -> None:
        """Put manifest, design and states right, where the sweep was asked for again, or its design is lost."""
        self._states.after(States.read(self.folder)).write(self.folder)
        if self._meta is not None:
            commands = self.manifest["commands"]
            if self._command:
                commands = [*commands, {"began": now(), **self._command}]
            if (self._meta, commands) != (self.manifest["meta"], self.manifest["commands"]):
                self.manifest.update(meta=self._meta, commands=commands)
                _write_manifest(self.folder, self.manifest)
        if self._design is not None and not _design_is_right(self.folder, self.manifest):
            self.manifest["design_digest"] = _write_design(self.folder, self._design)
            _write_manifest(self.folder, self.manifest)


def _identity(name: str, design: pa.Table, keep: Iterable[str]) -> str:
    """Return the digest that a folder is named by."""
    columns = [[column, design.column(column).to_pylist()] for column in design.column_names]
    return digest(json.dumps([name, columns, list(keep)]).encode())


def _check_design(design: pa.Table) -> None:
    """Raise ValueError if the design does not number its points, or does not name their scenarios."""
    missing = {"point", CONFIG_DIGEST} - set(design.column_names)
    if missing:
        raise ValueError(f"the design has no column {', '.join(sorted(missing))}")
    if design.column("point").to_pylist() != list(range(design.num_rows)):
        raise ValueError("the points of the design must be numbered from 0, in order")


def _make(folder: Path, manifest: dict[str, Any], design: pa.Table) -> dict[str, Any]:
    """Make the folder; the manifest comes last, so that a folder that has one is whole."""
    if folder.exists():
        strange = sorted(path.name for path in folder.iterdir() if path.name not in OWN and path.name[0] != ".")
        if strange:
            rule = f"holds files that Beredt did not write: {', '.join(strange[:3])}"
            raise BadConfig([Fault("out", str(folder), rule, "give another folder")])
    (folder / PARTS / RUNS).mkdir(parents=True, exist_ok=True)
    (folder / FAILED).mkdir(exist_ok=True)
    manifest = manifest | {"design_digest": _write_design(folder, design)}
    _write_manifest(folder, manifest)
    return manifest


def _write_design(folder: Path, design: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    pq.write_table(design, sink)
    content: bytes = sink.getvalue().to_pybytes()
    write_whole(folder / DESIGN, content)
    return digest(content)


def _design_is_right(folder: Path, manifest: Mapping[str, Any]) -> bool:
    try:
        return digest((folder / DESIGN).read_bytes()) == str(manifest["design_digest"])
    except OSError:
        return False


def _write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write it, a line an entry, and a line an entry of `meta`."""
    plain = partial(json.dumps, ensure_ascii=False, allow_nan=False)
    entries = {name: plain(value) for name, value in manifest.items()}
    entries["meta"] = _lines({name: plain(value) for name, value in manifest["meta"].items()}, 2)
    write_whole(folder / MANIFEST, f"{_lines(entries, 1)}\n".encode())


def _lines(entries: Mapping[str, str], indent: int) -> str:
    """Put JSON texts together, a line each."""
    space = " " * indent
    inner = ",\n".join(f"{space}{json.dumps(name)}: {text}" for name, text in entries.items())
    return f"{{\n{inner}\n{space[1:]}}}"


def _read_manifest(folder: Path, named: str = "out") -> dict[str, Any] | None:
    """Return the manifest, None if there is none; raise BadConfig, naming the folder so, if it cannot be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict):
        raise BadConfig([Fault(named, str(folder / MANIFEST), "cannot be read", "give another folder")])
    return manifest


def _no_sweep(folder: Path) -> Fault:
    """Return the fault of a folder that has no manifest, with what it may be instead."""
    if (folder / DESIGN).exists() and (folder / PARTS).is_dir():
        rule = "holds a sweep whose command stopped before its manifest was written"
        return Fault("folder", str(folder), rule, "give the command again: it goes on in this folder")
    inside = sorted(path.parent.name for path in folder.glob(f"*/{MANIFEST}") if (path.parent / PARTS).is_dir())
    hint = "give the folder of a sweep, outputs/sweeps/NAME-HASH"
    if inside:
        more = f" and {len(inside) - SHOWN_INSIDE} more" if len(inside) > SHOWN_INSIDE else ""
        hint = f"sweeps in it: {', '.join(inside[:SHOWN_INSIDE])}{more}"
    return Fault("folder", str(folder), "is not the folder of a sweep", hint)


def _check_kind(folder: Path, manifest: Mapping[str, Any], named: str = "out") -> None:
    if manifest.get("kind") != KIND:
        raise BadConfig([Fault(named, str(folder), "holds another result, not a sweep", "give another folder")])
    if manifest.get("format") != FORMAT:
        raise BadConfig([_other_version(folder, f"has format {manifest.get('format')}, this one has {FORMAT}")])


def _check_same(folder: Path, there: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Raise BadConfig unless the folder holds this sweep, made by this code with this data."""
    _check_kind(folder, there)
    other = Version.of(wanted["digests"]).differs(Version.of(there["digests"]))
    if other:
        raise BadConfig([_other_version(folder, other)])
    if there["hash"] != wanted["hash"]:
        hint = "give another folder, or leave out=DIR away"
        raise BadConfig([Fault("out", str(folder), f"holds another sweep, {there['name']}", hint)])


def _other_version(folder: Path, how: str) -> Fault:
    hint = "go on with the version that made it, give the sweep another name, or move the folder away"
    return Fault("sweep", str(folder), f"was made by another version of Beredt ({how})", hint)


def _check_file(store: Store) -> None:
    if not _design_is_right(store.folder, store.manifest):
        hint = "give the command of the sweep again, which mends it"
        raise BadConfig([Fault("folder", str(store.folder / DESIGN), "is missing or damaged", hint)])


def _free(path: Path) -> Path:
    """Return a path at which nothing stands yet, by a number after the name."""
    count, target = 1, path
    while target.exists():
        count += 1
        target = path.with_name(f"{path.stem}-{count}{path.suffix}")
    return target
