"""A chunk counts as a whole or not at all, wherever its writing is broken off."""

from __future__ import annotations

import json
import os
import pickle
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.config.faults import BadConfig
from sim.runs import files
from sim.runs.files import NoSpace, remove_left_over, write_whole
from sim.runs.keys import Version, run_key
from sim.runs.parts import DamagedPart, PartWriter, failed_path, part_name
from sim.runs.refs import RunRef
from sim.runs.store import Store
from sim.runs.sweep import SweepTask
from tests.support import sweeps, swept

CHUNK = [(0, 0), (1, 0)]
ALL = {RunRef(*ref) for ref in CHUNK}
WRITES_FOR_EVER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from sim.runs.store import Store
    from tests.support import sweeps

    store = Store.open(Path(sys.argv[1]))
    print("ready", flush=True)
    for replication in range(int(sys.argv[2]), 10_000):
        chunk = [(point, replication) for point in range(4)]
        store.writer().write(sweeps.chunk(chunk), [])
        print(replication, flush=True)
    """
)
LIMITED = textwrap.dedent(
    """
    import resource, sys
    from pathlib import Path
    from sim.runs.files import NoSpace
    from sim.runs.store import Store
    from tests.support import sweeps

    store = Store.open(Path(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
    try:
        store.writer().write(sweeps.chunk([(0, 1), (1, 1)]), [])
    except NoSpace as error:
        sys.exit(str(error))
    """
)


def content(store: Store, table: str) -> list[dict]:
    """Return the rows of a table over all chunks that count."""
    rows = [row for chunk in store.scan().chunks for row in pq.read_table(chunk.path(table)).to_pylist()]
    return sorted(rows, key=lambda row: json.dumps(row, default=str))


def temporary(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.endswith(files.TEMPORARY)]


@pytest.mark.unit
def test_a_chunk_leaves_a_part_a_table_and_the_mark(tmp_path):
    store = sweeps.filled(tmp_path, [CHUNK])
    [chunk] = store.scan().chunks
    assert set(chunk.refs) == ALL
    assert set(chunk.parts) == {"headlines", "breaks", "weekly"}
    for table, stamp in chunk.parts.items():
        assert pq.read_metadata(chunk.path(table)).num_rows == stamp.rows
        assert chunk.path(table).stat().st_size == stamp.bytes
    mark = pq.read_table(chunk.mark).to_pylist()
    assert [row["seconds"] for row in mark] == [0.25, 0.25]
    digest = sweeps.design()["config_digest"][1].as_py()
    assert mark[1]["run_key"] == run_key(sweeps.VERSION, digest, 0)
    assert temporary(tmp_path) == []


@pytest.mark.unit
def test_a_run_key_depends_on_version_scenario_replication_and_state_and_on_nothing_else():
    here = ("c", "d", "numpy 2")
    versions = [Version(*here), *(Version(*here)._replace(**{name: "x"}) for name in Version._fields)]
    keys = {run_key(version, "s", 0) for version in versions}
    keys |= {run_key(versions[0], *run) for run in (("x", 0), ("s", 1), ("s", 0, "state"))}
    assert len(keys) == 7
    assert run_key(Version(*here), "s", 0) in keys


@pytest.mark.unit
def test_chunks_of_other_points_with_the_same_scenario_have_other_names():
    names = {part_name(runs) for runs in ([(RunRef(0, 0), "a")], [(RunRef(1, 0), "a")], [(RunRef(0, 0), "b")])}
    assert len(names) == 3
    runs = [(RunRef(0, 0), "a"), (RunRef(1, 0), "b")]
    assert part_name(runs) == part_name(runs[::-1])


@pytest.mark.repeat
def test_a_chunk_written_again_takes_its_own_place(tmp_path):
    store = sweeps.filled(tmp_path, [CHUNK])
    before = sweeps.tree(store.folder)
    store.writer().write(sweeps.chunk(CHUNK[::-1]), [])
    assert sweeps.tree(store.folder) == before


@pytest.mark.repeat
def test_sent_as_bytes_a_chunk_leaves_the_same_parts(tmp_path):
    here = sweeps.filled(tmp_path / "a", [CHUNK])
    there = sweeps.store(tmp_path / "b")
    writer = pickle.loads(pickle.dumps(there.writer()))
    there.writer().accept(writer.encode(sweeps.chunk(CHUNK), [sweeps.failure(2, 0)]))
    for table in here.tables:
        assert content(here, table) == content(there, table)
    assert there.scan().failed == (sweeps.failure(2, 0),)


@pytest.mark.failure
def test_a_worker_that_does_not_see_the_folder_says_so_before_it_runs_anything(tmp_path):
    writer = PartWriter(tmp_path / "elsewhere", sweeps.KEEP, sweeps.VERSION)
    with pytest.raises(BadConfig, match=r"does not see the folder of the results.*executor\.shared_folder=false"):
        SweepTask(swept.model(), writer, sends=False, runs=1)(())
    assert SweepTask(swept.model(), writer, sends=True, runs=1)(()).done == ()


@pytest.mark.unit
def test_a_writer_is_small_whatever_the_number_of_points(tmp_path):
    assert len(pickle.dumps(sweeps.store(tmp_path, points=500).writer())) < 1000


@pytest.mark.failure
def test_bytes_that_were_altered_on_the_way_are_refused_and_leave_nothing(tmp_path):
    store = sweeps.store(tmp_path)
    before = sweeps.tree(tmp_path)
    data = store.writer().encode(sweeps.chunk(CHUNK), [])
    for altered in (data[:-1], data[:20], data[:-40] + bytes(40), b""):
        with pytest.raises(DamagedPart, match="sent"):
            store.writer().accept(altered)
    assert sweeps.tree(tmp_path) == before


@pytest.mark.failure
def test_a_run_of_which_nothing_can_be_kept_fails_alone(tmp_path):
    store = sweeps.store(tmp_path, keep=("headlines", "households"))
    store.writer().write(sweeps.chunk(CHUNK), [])
    assert [(each.ref, each.stage) for each in store.scan().failed] == [(RunRef(*ref), "tables") for ref in CHUNK]
    assert "households" in store.scan().failed[0].message
    assert store.scan().done == frozenset()


@pytest.mark.unit
def test_a_failed_run_has_a_record_that_goes_when_it_succeeds(tmp_path):
    store = sweeps.store(tmp_path)
    store.writer().write(sweeps.chunk([(0, 0)]), [sweeps.failure(1, 0)])
    assert json.loads(failed_path(store.folder, RunRef(1, 0)).read_text(encoding="utf-8")) == {
        "point": 1, "replication": 0, "stage": "run", "message": "3 persons are lost", "trace": "Traceback ...",
    }  # fmt: skip
    assert store.scan().failed == (sweeps.failure(1, 0),)
    store.writer().write(sweeps.chunk([(1, 0)]), [])
    assert not failed_path(store.folder, RunRef(1, 0)).exists()
    assert store.scan().done == ALL


@pytest.mark.failure
def test_a_record_of_a_failed_run_that_cannot_be_read_still_names_it(tmp_path):
    store = sweeps.store(tmp_path)
    store.writer().write([], [sweeps.failure(1, 0)])
    failed_path(store.folder, RunRef(1, 0)).write_text("{", encoding="utf-8")
    [failed] = store.scan().failed
    assert failed.ref == RunRef(1, 0)
    assert "cannot be read" in failed.message


@pytest.mark.failure
def test_a_run_of_a_point_that_the_design_does_not_have_is_a_fault_of_the_program(tmp_path):
    with pytest.raises(KeyError, match="no point 7"):
        sweeps.store(tmp_path).writer().write([sweeps.finished(7, 0)], [])


class Broken(BaseException):
    """Stands for what ends a process at once: nothing in the program catches it."""


class Breaks:
    """Lets a number of steps pass, and breaks off before the next; what is left half done stays as it is."""

    def __init__(self, after: int) -> None:
        self.left = after

    def step(self, do):
        def guarded(*args, **kwargs):
            if self.left == 0:
                raise Broken
            self.left -= 1
            return do(*args, **kwargs)

        return guarded


def break_off(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Break off before the n-th open, write to the disk, rename or removal."""
    breaks = Breaks(after)
    for where in ("os.fsync", "os.replace"):
        monkeypatch.setattr(f"sim.runs.files.{where}", breaks.step(getattr(os, where.split(".")[1])))
    monkeypatch.setattr(Path, "open", breaks.step(Path.open))
    monkeypatch.setattr(Path, "unlink", breaks.step(Path.unlink))
    monkeypatch.setattr(Path, "mkdir", breaks.step(Path.mkdir))


@pytest.mark.failure
def test_broken_off_at_any_step_a_chunk_counts_as_a_whole_or_not_at_all(tmp_path):
    wanted = sweeps.filled(tmp_path / "unbroken", [[(2, 0)], CHUNK])
    seen, after, ended = set(), 0, False
    while not ended:
        store = sweeps.filled(tmp_path / f"broken-{after}", [[(2, 0)]])
        store.writer().write([], [sweeps.failure(0, 0)])
        with pytest.MonkeyPatch.context() as patch:
            break_off(patch, after)
            try:
                store.writer().write(sweeps.chunk(CHUNK), [])
                ended = True
            except Broken:
                pass
        scan = store.scan()
        assert scan.damaged == ()
        assert scan.done - {RunRef(2, 0)} in (set(), ALL)
        assert {each.ref for each in scan.failed} == {RunRef(0, 0)} - scan.done
        seen.add(len(scan.done))
        with store.lock():
            store.writer().write(sweeps.chunk(CHUNK), [])
        for table in wanted.tables:
            assert content(store, table) == content(wanted, table)
        after += 1
    assert seen == {1, 3}
    assert after > 20


@pytest.mark.failure
def test_parts_without_a_mark_are_removed_at_the_next_start(tmp_path):
    store = sweeps.filled(tmp_path, [[(2, 0)]])
    before = sweeps.tree(store.folder)
    with pytest.MonkeyPatch.context() as patch:
        break_off(patch, 12)
        with pytest.raises(Broken):
            store.writer().write(sweeps.chunk(CHUNK), [])
    assert sweeps.tree(store.folder) != before
    with store.lock():
        assert store.scan().done == {RunRef(2, 0)}
    left = {path: digest for path, digest in sweeps.tree(store.folder).items() if not path.endswith(files.TEMPORARY)}
    assert left == before


@pytest.mark.failure
@pytest.mark.parametrize("seed", range(6))
def test_a_writer_that_is_killed_loses_at_most_the_chunk_it_was_at(tmp_path, seed):
    store = sweeps.store(tmp_path)
    command = [sys.executable, "-c", WRITES_FOR_EVER, str(store.folder), str(100 * seed)]
    other = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    time.sleep(random.Random(seed).uniform(0.0, 0.4))
    os.kill(other.pid, signal.SIGKILL)
    said = [int(line) for line in other.stdout.read().split()]
    other.wait()
    with store.lock():
        scan = store.scan()
    replications = sorted({ref.replication for ref in scan.done})
    assert scan.damaged == ()
    assert scan.doubled == 0
    assert set(said) <= set(replications)
    assert len(replications) <= len(said) + 1
    assert scan.done == {RunRef(point, replication) for point in range(4) for replication in replications}
    assert temporary(store.folder) == []


@pytest.mark.unit
def test_temporary_files_go_when_their_writer_is_dead_and_stay_while_it_lives(tmp_path, monkeypatch):
    here = files._host()
    dead = subprocess.Popen([sys.executable, "-c", "pass"])
    dead.wait()
    names = {
        "dead": f".part-1.parquet~{here}~{dead.pid}~aa{files.TEMPORARY}",
        "alive": f".part-2.parquet~{here}~{os.getpid()}~bb{files.TEMPORARY}",
        "elsewhere": f".part-3.parquet~other.net~1~cc{files.TEMPORARY}",
        "elsewhere, old": f".part-4.parquet~other.net~1~dd{files.TEMPORARY}",
    }
    for name in names.values():
        (tmp_path / name).write_bytes(b"half")
    os.utime(tmp_path / names["elsewhere, old"], (1, 1))
    removed = {path.name for path in remove_left_over(tmp_path)}
    assert removed == {names["dead"], names["elsewhere, old"]}
    assert {path.name for path in tmp_path.iterdir()} == {names["alive"], names["elsewhere"]}


@pytest.mark.failure
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only here a process that has ended can be told apart")
def test_a_writer_that_has_ended_and_was_not_asked_after_counts_as_dead(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", "pass"], stdout=subprocess.PIPE)
    assert ended.stdout is not None
    ended.stdout.read()  # its end; nobody waits for the process, as where a worker outlives its driver
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    left = tmp_path / f".part-1.parquet~{files._host()}~{ended.pid}~aa{files.TEMPORARY}"
    left.write_bytes(b"half")
    assert remove_left_over(tmp_path) == [left]
    ended.wait()


@pytest.mark.failure
def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_whole(path, b"old")

    def fail(handle):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("sim.runs.files.os.fsync", fail)
    with pytest.raises(OSError, match="Input/output"):
        write_whole(path, b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert path.read_bytes() == b"old"


@pytest.mark.failure
def test_no_room_for_a_part_is_told_in_one_message_and_loses_nothing(tmp_path):
    store = sweeps.filled(tmp_path, [CHUNK])
    before = sweeps.tree(store.folder)
    limit = 1500  # below the size of a weekly part, above that of breaks
    answer = subprocess.run(
        [sys.executable, "-c", LIMITED, str(store.folder), str(limit)], capture_output=True, text=True
    )
    assert answer.returncode == 1
    assert answer.stderr.startswith("no room for ")
    assert "what was done before it is kept" in answer.stderr
    assert "give the same command again" in answer.stderr
    with store.lock():
        assert store.scan().done == ALL
    assert sweeps.tree(store.folder) == before
    store.writer().write(sweeps.chunk([(0, 1), (1, 1)]), [])
    assert store.scan().done == ALL | {RunRef(0, 1), RunRef(1, 1)}


@pytest.mark.unit
def test_no_room_can_be_sent_between_processes():
    assert str(pickle.loads(pickle.dumps(NoSpace("no room for x")))) == "no room for x"
