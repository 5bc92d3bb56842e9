"""Put small chunks of a store together: long runs leave a chunk each, and thousands of files are slow to ask.

The large chunk is written before the small ones go, mark first: wherever that is broken off, every run is there,
some perhaps twice, which counts once; the next time what is there twice goes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sim.runs.keep import decode_table, encode_table, together
from sim.runs.parts import Chunk
from sim.runs.store import Scan, Store

LARGE_RUNS, LARGE_ROWS = 256, 1_000_000
"""Runs, or rows of the largest table, from which a chunk is large; chunks of half of both or more stay as they are."""


def compact(store: Store, scan: Scan) -> Scan:
    """Put small chunks together, and return what the store holds then. The caller holds the lock, and nobody writes.

    Raises
    ------
    NoSpace : if there is no room for both the small chunks and the large one; the small ones then stay
    """
    small = [chunk for chunk in _without_doubled(scan.chunks) if 2 * _share(chunk) < 1.0]
    changed = False
    for group in _groups(sorted(small, key=lambda chunk: chunk.refs)):
        if len(group) > 1:
            _join(store, group)
            changed = True
    return store.scan() if changed or scan.doubled else scan


def _share(chunk: Chunk) -> float:
    """Size of a chunk over that of a large one."""
    rows = max((stamp.rows for stamp in chunk.parts.values()), default=0)
    return max(len(chunk.refs) / LARGE_RUNS, rows / LARGE_ROWS)


def _groups(chunks: Iterable[Chunk]) -> Iterator[list[Chunk]]:
    group: list[Chunk] = []
    size = 0.0
    for chunk in chunks:
        if group and size + _share(chunk) > 1.0:
            yield group
            group, size = [], 0.0
        group.append(chunk)
        size += _share(chunk)
    yield group


def _join(store: Store, group: list[Chunk]) -> None:
    parts = {}
    for table in store.tables:
        rows = together([decode_table(table, chunk.path(table)) for chunk in group])
        parts[table] = (rows.num_rows, encode_table(table, rows))
    runs = {ref: seconds for chunk in group for ref, seconds in zip(chunk.refs, chunk.seconds, strict=True)}
    store.writer().write_chunk(runs, parts)
    for chunk in group:
        _remove(chunk)


def _without_doubled(chunks: Iterable[Chunk]) -> list[Chunk]:
    """Remove chunks whose every run others hold, small ones first; return those of which no run is there twice."""
    left = sorted(chunks, key=lambda chunk: (len(chunk.refs), chunk.mark.name))
    times = Counter(ref for chunk in left for ref in chunk.refs)
    kept = []
    for chunk in left:
        if all(times[ref] > 1 for ref in chunk.refs):
            times.subtract(chunk.refs)
            _remove(chunk)
        else:
            kept.append(chunk)
    return [chunk for chunk in kept if all(times[ref] == 1 for ref in chunk.refs)]


def _remove(chunk: Chunk) -> None:
    chunk.mark.unlink(missing_ok=True)
    for table in chunk.parts:
        chunk.path(table).unlink(missing_ok=True)
