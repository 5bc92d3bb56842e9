"""The folder of a sweep: made once, opened again, refused where it is another's, and looked through."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.config.faults import BadConfig
from sim.runs.files import NoSpace
from sim.runs.outdir import MANIFEST
from sim.runs.refs import RunRef
from sim.runs.store import Store
from tests.support import sweeps

CHUNKS = [[(0, 0), (1, 0)], [(2, 0), (3, 0)], [(0, 1), (1, 1)]]
ALL = {RunRef(*ref) for chunk in CHUNKS for ref in chunk}


def reopened(root: Path, **changes: object) -> Store:
    given = {"job_name": "buffers", "design": sweeps.design(), "version": sweeps.VERSION, "keep": sweeps.KEEP}
    return Store.create_or_open(root, **(given | changes))


OTHER_AXIS = ["point", "shock", "plan", "shock.size", "config_digest"]


def relabelled(column: str, name: str) -> pa.Table:
    """The same scenarios, with another name in a column of labels."""
    design = sweeps.design()
    return design.set_column(design.column_names.index(column), column, [[name] * design.num_rows])


@pytest.mark.unit
def test_a_store_is_made_and_opened_again_with_what_it_holds(tmp_path):
    store = sweeps.filled(tmp_path / "outputs" / "sweeps", CHUNKS)
    assert store.folder.name.startswith("buffers-")
    assert reopened(tmp_path / "outputs" / "sweeps").folder == store.folder
    assert reopened(tmp_path / "outputs" / "sweeps").scan().done == ALL
    assert Store.open(store.folder).design.to_pylist() == sweeps.design().to_pylist()
    assert store.scan().seconds == 0.25 * 6
    assert store.scan().bytes > 1000
    assert json.loads((store.folder / MANIFEST).read_text(encoding="utf-8"))["points"] == 4


@pytest.mark.unit
def test_the_folder_is_named_by_name_scenarios_and_what_is_kept_but_not_by_replications(tmp_path):
    names = {
        store.folder.name
        for store in (
            reopened(tmp_path),
            reopened(tmp_path, meta={"replications": 500}),
            reopened(tmp_path, keep=("weekly:all", "breaks", "headlines", "breaks")),
        )
    }
    assert len(names) == 1
    others = {
        store.folder.name
        for store in (
            reopened(tmp_path, job_name="other"),
            reopened(tmp_path, design=sweeps.design(3)),
            reopened(tmp_path, keep=("headlines",)),
            reopened(tmp_path, design=sweeps.design().rename_columns(OTHER_AXIS)),
            reopened(tmp_path, design=relabelled("plan", "mine")),
            reopened(tmp_path, design=relabelled("shock", "mine")),
        )
    }
    assert len(names | others) == 7


@pytest.mark.unit
def test_more_replications_are_written_down_when_the_lock_is_taken(tmp_path):
    sweeps.filled(tmp_path, CHUNKS)
    more = reopened(tmp_path, meta={"replications": 500})
    assert Store.open(more.folder).manifest["meta"] == {"replications": 3}
    with more.lock():
        assert Store.open(more.folder).manifest["meta"] == {"replications": 500}
        assert more.scan().done == ALL


@pytest.mark.unit
def test_every_command_that_fills_a_store_is_noted_beside_those_before(tmp_path):
    for kernels in ("plain", "compiled"):
        store = reopened(tmp_path, command={"kernels": kernels, "versions": {"pandas": "2"}})
        with store.lock():
            pass
    commands = Store.open(store.folder).manifest["commands"]
    assert [each["kernels"] for each in commands] == ["plain", "compiled"]
    assert all(each["began"] and each["versions"] for each in commands)


@pytest.mark.failure
@pytest.mark.parametrize(
    ("what", "said"), [("code", "its code is eeeeeeee"), ("data", "its data is eeeeeeee"), ("libraries", "it has eeee")]
)
def test_a_folder_made_by_another_version_is_refused_and_untouched(tmp_path, what, said):
    store = sweeps.store(tmp_path, version=sweeps.VERSION._replace(**{what: "e" * 64}))
    before = sweeps.tree(tmp_path)
    with pytest.raises(BadConfig, match=rf"made by another version of Beredt \({said}") as told:
        reopened(tmp_path)
    assert "another name" in str(told.value)
    assert sweeps.tree(tmp_path) == before
    assert Store.open(store.folder).manifest["digests"][what] == "e" * 64


@pytest.mark.failure
def test_another_format_another_result_and_a_broken_manifest_are_refused_and_untouched(tmp_path):
    store = sweeps.filled(tmp_path, CHUNKS)
    manifest = json.loads((store.folder / MANIFEST).read_text(encoding="utf-8"))
    for content, said in (
        (json.dumps(manifest | {"format": 99}), "another version of Beredt"),
        (json.dumps({"verb": "run"}), "not a sweep"),
        ("[]", "cannot be read"),
        ("{", "cannot be read"),
    ):
        (store.folder / MANIFEST).write_text(content, encoding="utf-8")
        before = sweeps.tree(tmp_path)
        for opened in (lambda: reopened(tmp_path), lambda: Store.open(store.folder)):
            with pytest.raises(BadConfig, match=said):
                opened()
        assert sweeps.tree(tmp_path) == before


@pytest.mark.failure
def test_a_folder_with_another_sweep_or_with_strange_files_is_refused(tmp_path):
    store = sweeps.filled(tmp_path, CHUNKS)
    name = reopened(tmp_path / "elsewhere", keep=("headlines",)).folder.name
    shutil.copytree(store.folder, tmp_path / name)
    with pytest.raises(BadConfig, match="holds another sweep, buffers"):
        reopened(tmp_path, keep=("headlines",))
    strange = tmp_path / "strange" / name
    strange.mkdir(parents=True)
    (strange / "thesis.docx").write_text("x", encoding="utf-8")
    with pytest.raises(BadConfig, match=r"did not write: thesis\.docx"):
        reopened(tmp_path / "strange", keep=("headlines",))
    assert [path.name for path in strange.iterdir()] == ["thesis.docx"]
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / name).write_text("x", encoding="utf-8")
    with pytest.raises(BadConfig, match="cannot be used"):
        reopened(taken, keep=("headlines",))


@pytest.mark.failure
@pytest.mark.parametrize("name", ["a/b", "..", "", ".hidden", "a b"])
def test_a_name_that_is_no_name_of_a_folder_is_refused(tmp_path, name):
    with pytest.raises(BadConfig, match=r"sweep\.name"):
        reopened(tmp_path, job_name=name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.failure
@pytest.mark.parametrize(
    ("design", "said"),
    [
        (sweeps.design().drop_columns("config_digest"), "no column config_digest"),
        (sweeps.design().slice(1), "numbered from 0"),
    ],
)
def test_a_design_that_does_not_name_its_points_is_a_fault_of_the_program(tmp_path, design, said):
    with pytest.raises(ValueError, match=said):
        reopened(tmp_path, design=design)


@pytest.mark.failure
def test_a_making_that_was_broken_off_is_done_again(tmp_path, monkeypatch):
    def no_room(folder, manifest):
        raise NoSpace("no room")

    with monkeypatch.context() as patch:
        patch.setattr("sim.runs.store._write_manifest", no_room)
        with pytest.raises(NoSpace):
            reopened(tmp_path)
    [folder] = tmp_path.iterdir()
    with pytest.raises(BadConfig, match="holds a sweep whose command stopped before its manifest was written"):
        Store.open(folder)
    assert reopened(tmp_path).folder == folder


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def alter(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.failure
@pytest.mark.parametrize("harm", [cut, alter, empty, Path.unlink])
@pytest.mark.parametrize("table", ["weekly", "headlines", "runs"])
def test_a_harmed_part_is_found_set_aside_and_its_runs_done_again(tmp_path, harm, table):
    store = sweeps.filled(tmp_path, CHUNKS)
    chunk = next(each for each in store.scan().chunks if RunRef(2, 0) in each.refs)
    before = sweeps.tree(store.folder)
    harm(chunk.path(table))
    without = {RunRef(*ref) for each in (CHUNKS[0], CHUNKS[2]) for ref in each}
    assert store.scan().done == without
    gone_mark = harm is Path.unlink and table == "runs"
    assert store.scan().damaged == (() if gone_mark else (chunk.path(table),))
    with store.lock():
        scan = store.scan()
        assert scan.done == without
        if not gone_mark:
            [damaged] = scan.damaged
            assert damaged.exists() == (harm is not Path.unlink)
            if damaged.exists():
                assert damaged.parent == store.folder / "parts" / "damaged"
        assert not chunk.mark.exists()
        store.writer().write(sweeps.chunk(CHUNKS[1]), [])
        assert store.scan().done == ALL
        assert store.scan().damaged == ()
    after = {path: digest for path, digest in sweeps.tree(store.folder).items() if "damaged" not in path}
    marks = {path for path in before if path.startswith("parts/runs/")}  # hold times, which differ
    assert {path: after[path] for path in after if path not in marks} == {
        path: before[path] for path in before if path not in marks
    }


@pytest.mark.failure
def test_a_part_altered_under_its_old_time_is_found_by_a_full_look(tmp_path):
    store = sweeps.filled(tmp_path, CHUNKS)
    chunk = store.scan().chunks[0]
    path = chunk.path("weekly")
    time = path.stat().st_mtime_ns
    alter(path)
    os.utime(path, ns=(time, time))
    assert store.scan().damaged == ()
    assert store.scan(full=True).damaged == (path,)


@pytest.mark.unit
def test_a_copied_store_whose_files_have_other_times_is_whole(tmp_path):
    store = sweeps.filled(tmp_path, CHUNKS)
    for path in (store.folder / "parts").rglob("*.parquet"):
        os.utime(path, (1, 1))
    assert store.scan().done == ALL


@pytest.mark.failure
def test_the_same_part_damaged_twice_is_set_aside_twice(tmp_path):
    store = sweeps.filled(tmp_path, CHUNKS[:1])
    with store.lock():
        for _ in range(2):
            cut(store.scan().chunks[0].path("weekly"))
            assert store.scan().done == frozenset()
            store.writer().write(sweeps.chunk(CHUNKS[0]), [])
    assert len(list((store.folder / "parts" / "damaged").glob("weekly-*"))) == 2


@pytest.mark.failure
def test_a_chunk_of_another_sweep_does_not_count(tmp_path):
    store = sweeps.filled(tmp_path / "a", CHUNKS[:1])
    other = Store.create_or_open(
        tmp_path / "b", "buffers", sweeps.design(), sweeps.VERSION._replace(code="x"), sweeps.KEEP
    )
    other.writer().write(sweeps.chunk(CHUNKS[1]), [])
    for path in (other.folder / "parts").rglob("part-*.parquet"):
        target = store.folder / path.relative_to(other.folder)
        target.write_bytes(path.read_bytes())
    assert store.scan().done == {RunRef(*ref) for ref in CHUNKS[0]}
    assert [path.parent.name for path in store.scan().damaged] == ["runs"]


@pytest.mark.unit
def test_runs_that_are_there_twice_count_once(tmp_path):
    store = sweeps.filled(tmp_path, [*CHUNKS, [(1, 0), (2, 0)], [(3, 1)]])
    scan = store.scan()
    assert scan.done == ALL | {RunRef(3, 1)}
    assert scan.doubled == 2
    counted = [ref for _, refs in scan.counted() for ref in refs]
    assert sorted(counted) == sorted(scan.done)


@pytest.mark.failure
def test_a_record_of_failure_left_by_a_broken_writer_goes_when_the_run_is_done(tmp_path):
    store = sweeps.filled(tmp_path, CHUNKS)
    record = store.folder / "failed" / "0-0.json"
    record.write_text("{}", encoding="utf-8")
    assert store.scan().failed == ()
    assert record.exists()
    with store.lock():
        assert store.scan().failed == ()
    assert not record.exists()


@pytest.mark.failure
def test_a_design_that_was_lost_is_named_and_mended_by_the_command_of_the_sweep(tmp_path):
    store = sweeps.filled(tmp_path, CHUNKS)
    cut(store.folder / "design.parquet")
    with pytest.raises(BadConfig, match="missing or damaged"):
        Store.open(store.folder)
    with reopened(tmp_path).lock():
        pass
    assert Store.open(store.folder).scan().done == ALL


@pytest.mark.failure
def test_what_is_no_store_is_refused(tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(BadConfig, match="not the folder of a sweep"):
            Store.open(folder)


@pytest.mark.unit
def test_swept_values_keep_their_columns(tmp_path):
    store = sweeps.store(tmp_path)
    assert pq.read_schema(store.folder / "design.parquet").field("plan.reception.buffer_places").type == pa.int64()


@pytest.mark.failure
def test_a_full_disk_loses_nothing_and_the_same_command_goes_on_when_there_is_room(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here; the size of a file is limited in test_parts")

    def fill(store: Store, done: set[RunRef]) -> None:
        for replication in range(1000):
            store.writer().write(sweeps.chunk([(0, replication), (1, replication)]), [])
            done |= {RunRef(0, replication), RunRef(1, replication)}

    told = r"no room for .*: what was done before it is kept; make room and give the same command again"
    try:
        store, done = sweeps.store(disk), set()
        with pytest.raises(NoSpace, match=told):
            fill(store, done)
        assert done
        assert store.scan(full=True).done == done
        assert store.scan(full=True).damaged == ()
        subprocess.run(["mount", "-o", "remount,size=1m", str(disk)], check=True)
        with reopened(disk).lock():
            store.writer().write(sweeps.chunk([(0, 5000)]), [])
            assert store.scan(full=True).done == done | {RunRef(0, 5000)}
    finally:
        subprocess.run(["umount", str(disk)], check=True)
