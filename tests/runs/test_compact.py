"""Small chunks are put together without losing or doubling a run, wherever that is broken off."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.runs import compact as compacting
from sim.runs import store as storing
from sim.runs.compact import compact
from sim.runs.files import NoSpace
from sim.runs.query import query
from sim.runs.refs import RunRef
from sim.runs.store import Store
from tests.support import sweeps

CHUNKS = [[(point, replication)] for replication in range(3) for point in range(4)]
ALL = {RunRef(*chunk[0]) for chunk in CHUNKS}
ORDERS = (("weekly", "series, date"), ("headlines", "metric"), ("breaks", "criterion"), ("runs", "run_key"))


class Broken(BaseException):
    """Stands for what ends a process at once."""


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch):
    monkeypatch.setattr(compacting, "LARGE_RUNS", 5)


def answers(store: Store) -> list[list[dict]]:
    return [
        query(store.folder, f"SELECT * FROM {table} ORDER BY point, replication, {order}").to_pylist()
        for table, order in ORDERS
    ]


@pytest.mark.repeat
def test_put_together_a_store_gives_the_same_answers_from_fewer_parts(tmp_path):
    store = sweeps.filled(tmp_path, CHUNKS)
    before, size = answers(store), store.scan().bytes
    with store.lock():
        scan = compact(store, store.scan())
    assert sorted(len(chunk.refs) for chunk in scan.chunks) == [2, 5, 5]
    assert (scan.done, scan.doubled, scan.damaged) == (ALL, 0, ())
    assert scan.bytes < size
    assert scan.seconds == 0.25 * len(ALL)
    assert answers(store) == before
    assert len(list((store.folder / "parts" / "weekly").iterdir())) == 3


@pytest.mark.failure
@pytest.mark.parametrize("moment", ["read_chunk", "wrong_parts"])
def test_a_store_that_is_read_while_it_is_put_together_is_whole(tmp_path, monkeypatch, moment):
    store = sweeps.filled(tmp_path, CHUNKS)
    reader, look = Store.open(store.folder), getattr(storing, moment)

    def late(*of):
        monkeypatch.setattr(storing, moment, look)
        with store.lock():
            compact(store, store.scan())
        return look(*of)

    monkeypatch.setattr(storing, moment, late)
    scan = reader.scan()
    assert (scan.done, scan.damaged, scan.doubled) == (ALL, (), 0)
    assert len(scan.chunks) == 3


@pytest.mark.repeat
def test_chunks_that_are_large_enough_stay(tmp_path):
    store = sweeps.filled(tmp_path, [[(0, r) for r in range(4)], [(1, r) for r in range(6)], [(2, 0)]])
    before = sweeps.tree(store.folder)
    with store.lock():
        scan = store.scan()
        assert compact(store, scan) is scan
    assert sweeps.tree(store.folder) == before


@pytest.mark.unit
def test_many_rows_make_a_chunk_large_too(tmp_path, monkeypatch):
    store = sweeps.filled(tmp_path, CHUNKS[:4])
    rows = max(stamp.rows for stamp in store.scan().chunks[0].parts.values())
    monkeypatch.setattr(compacting, "LARGE_ROWS", 2.5 * rows)
    with store.lock():
        assert [len(chunk.refs) for chunk in compact(store, store.scan()).chunks] == [2, 2]


@pytest.mark.unit
def test_what_is_there_twice_goes_if_another_chunk_holds_all_of_it(tmp_path):
    store = sweeps.filled(tmp_path, [*CHUNKS[:4], [(0, 0), (1, 0), (2, 0)], [(2, 0), (3, 0), (0, 1)]])
    before = answers(store)
    with store.lock():
        scan = compact(store, store.scan())
    assert scan.done == {RunRef(point, 0) for point in range(4)} | {RunRef(0, 1)}
    assert scan.doubled == 1
    assert sorted(len(chunk.refs) for chunk in scan.chunks) == [3, 3]
    assert answers(store) == before


@pytest.mark.failure
def test_broken_off_at_any_step_every_run_is_there_and_the_next_time_ends_it(tmp_path):
    wanted, after, ended = None, 0, False
    while not ended:
        store = sweeps.filled(tmp_path / f"broken-{after}", CHUNKS[:6])
        wanted = wanted or answers(store)
        left = [after]

        def guarded(do, left=left):
            def step(*args, **kwargs):
                if left[0] == 0:
                    raise Broken
                left[0] -= 1
                return do(*args, **kwargs)

            return step

        with store.lock():
            scan = store.scan()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("sim.runs.files.os.replace", guarded(os.replace))
                patch.setattr(Path, "unlink", guarded(Path.unlink))
                try:
                    compact(store, scan)
                    ended = True
                except Broken:
                    pass
        assert answers(store) == wanted
        with store.lock():
            scan = compact(store, store.scan())
        assert (len(scan.done), scan.doubled, scan.damaged) == (6, 0, ())
        assert answers(store) == wanted
        after += 1
    assert after > 10


@pytest.mark.failure
def test_without_room_the_small_chunks_stay(tmp_path, monkeypatch):
    store = sweeps.filled(tmp_path, CHUNKS)
    before = sweeps.tree(store.folder)

    def full(source, target):
        raise OSError(28, "No space left on device")

    with store.lock():
        monkeypatch.setattr("sim.runs.files.os.replace", full)
        with pytest.raises(NoSpace):
            compact(store, store.scan())
    assert sweeps.tree(store.folder) == before
