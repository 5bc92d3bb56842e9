"""Carrying a sweep out: the same rows from every executor, in whatever pieces, and runs that fail."""

from __future__ import annotations

import dataclasses
import json
import tracemalloc
from types import SimpleNamespace

import pytest

from sim.config.load_sweep import load_sweep
from sim.runs.digests import Digests
from sim.runs.keys import scenario_digest
from sim.runs.refs import RunRef
from sim.runs.store import Store
from sim.runs.sweep import MOST_IN_A_CHUNK, Item, _Chunks, carry_out, to_do
from sim.sweeps import run_sweep, standing
from tests.support import swept

FAILED = {RunRef(1, 1), RunRef(4, 1)}  # two plans with BAD places, replication 1


@pytest.mark.repeat
@pytest.mark.parametrize("words", [("executor.kind=serial", "executor.chunk_seconds=0.001"), ("workers=2",)])
def test_every_executor_and_size_of_chunk_gives_the_same_rows(tmp_path, unbroken, words):
    swept.assert_equal(swept.sweep(tmp_path, *words).folder, unbroken)


@pytest.mark.repeat
def test_parts_that_are_sent_are_those_that_workers_write(tmp_path, unbroken):
    result = swept.sweep(tmp_path, "workers=2", "executor.shared_folder=false")
    swept.assert_equal(result.folder, unbroken)


@pytest.mark.repeat
def test_more_replications_extend_a_sweep_and_fewer_leave_it_as_it_is(tmp_path, unbroken):
    few = swept.sweep(tmp_path, "executor.kind=serial", "replications=1")
    assert (few.done, few.wanted) == (6, 6)
    all_of_it = swept.sweep(tmp_path, "executor.kind=serial")
    swept.assert_equal(all_of_it.folder, unbroken)
    told = []
    again = swept.sweep(tmp_path, "executor.kind=serial", "replications=2", told=told)
    assert (again.done, again.wanted, again.exit_code) == (12, 12, 0)
    assert "12 of 12 runs are done, 0 to do" in told
    swept.assert_equal(again.folder, unbroken)


@pytest.mark.failure
@pytest.mark.parametrize(
    ("of", "stage", "said"),
    [
        ("prepare_fails", "prepare", "ValueError: the start has no beds"),
        ("fails", "run", "ArithmeticError: 3 persons are lost"),
        ("gives_nan", "tables", "must be finite"),
    ],
)
def test_a_run_that_fails_stops_no_other_and_is_tried_again(tmp_path, unbroken, of, stage, said):
    words = ("executor.kind=serial",)
    result = swept.sweep(tmp_path, *words, of=of)
    lost = {RunRef(point, r) for point in (1, 4) for r in range(3)} if stage == "prepare" else FAILED
    assert swept.refs(result.failed) == lost
    assert (result.exit_code, result.done) == (3, swept.RUNS - len(lost))
    assert {each.stage for each in result.failed} == {stage}
    assert all(said in each.message for each in result.failed)
    again = swept.sweep(tmp_path, *words, of=of)
    assert (swept.refs(again.failed), again.exit_code) == (lost, 3)
    mended = swept.sweep(tmp_path, *words)
    assert (mended.failed, mended.exit_code) == ((), 0)
    swept.assert_equal(mended.folder, unbroken)


@pytest.mark.failure
def test_runs_that_kill_their_worker_are_given_up_and_no_other(tmp_path, unbroken):
    result = swept.sweep(tmp_path, "workers=2", of="dies")
    assert {each.ref: each.stage for each in result.failed} == dict.fromkeys(FAILED, "worker")
    assert (result.exit_code, result.done) == (3, swept.RUNS - 2)
    swept.assert_equal(swept.sweep(tmp_path, "executor.kind=serial").folder, unbroken)


@pytest.mark.failure
def test_a_first_run_that_kills_its_worker_is_no_worker_that_does_not_start(tmp_path):
    result = swept.sweep(tmp_path, "workers=1", of="dies_first")
    assert swept.refs(result.failed) == {RunRef(0, r) for r in (0,)}
    assert result.done == swept.RUNS - 1


@pytest.mark.failure
def test_failures_of_replications_not_asked_for_are_not_told(tmp_path):
    assert swept.sweep(tmp_path, "executor.kind=serial", of="fails").exit_code == 3
    result = swept.sweep(tmp_path, "executor.kind=serial", "replications=1", of="fails")
    assert (result.failed, result.exit_code, result.done) == ((), 0, 6)


@pytest.mark.failure
@pytest.mark.parametrize("what", ["cut", "altered", "mark", "gone"])
def test_a_damaged_part_is_told_set_aside_and_done_again(tmp_path, unbroken, what):
    folder = swept.sweep(tmp_path, "executor.kind=serial").folder
    part = sorted((folder / "parts" / ("runs" if what == "mark" else "headlines")).glob("part-*.parquet"))[0]
    whole = part.read_bytes()
    if what == "gone":
        part.unlink()
    elif what == "altered":
        part.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])
    else:
        part.write_bytes(whole[: len(whole) // 2])
    told = []
    result = swept.sweep(tmp_path, "executor.kind=serial", told=told)
    assert len(result.set_aside) == 1
    assert any("damaged" in line and part.name in line for line in told)
    assert (result.exit_code, result.done) == (0, swept.RUNS)
    if what != "gone":
        assert (folder / "parts" / "damaged").is_dir()
    swept.assert_equal(folder, unbroken)


@pytest.mark.failure
def test_parts_damaged_while_the_sweep_runs_are_done_again_in_the_same_command(tmp_path, unbroken, monkeypatch):
    scan, scans = Store.scan, []

    def damaging(store, full=False):
        scans.append(store)
        if len(scans) == 2:
            sorted((store.folder / "parts" / "headlines").glob("part-*.parquet"))[0].write_bytes(b"x")
        return scan(store, full)

    monkeypatch.setattr(Store, "scan", damaging)
    result = swept.sweep(tmp_path, "executor.kind=serial")
    assert (result.done, result.exit_code, len(result.set_aside)) == (swept.RUNS, 0, 1)
    monkeypatch.undo()
    swept.assert_equal(result.folder, unbroken)


@pytest.mark.failure
def test_runs_that_are_seen_late_are_not_done_again(tmp_path, monkeypatch):
    scan, scans, rounds = Store.scan, [], []

    def late(store, full=False):
        scans.append(scan(store, full))
        return scans[0] if len(scans) in (2, 3) else scans[-1]

    def counted(items, *of, **named):
        rounds.append(len(items))
        return carry_out(items, *of, **named)

    monkeypatch.setattr(Store, "scan", late)
    monkeypatch.setattr("sim.sweeps.carry_out", counted)
    monkeypatch.setattr("sim.sweeps.PAUSES", (0.0, 0.0, 0.0))
    result = swept.sweep(tmp_path, "executor.kind=serial")
    assert (result.done, result.exit_code, rounds) == (swept.RUNS, 0, [swept.RUNS])


@pytest.mark.repeat
def test_points_with_the_same_scenario_are_told_of_and_lose_no_runs(tmp_path):
    for name in ("a", "b"):
        path = tmp_path / "mine" / "plan" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"defaults: [reactive, _self_]\nreception: {{buffer_places: {ord(name)}}}\n", encoding="utf-8")
    words = ("start=empty", "shock=none", "horizon_days=60", "plan=a,b", "plan.reception.buffer_places=0,500")
    how = ("replications=2", f"out={tmp_path}", "executor.kind=serial", "executor.chunk_seconds=0.000001")
    job = load_sweep([*words, *how], [tmp_path / "mine"])
    told = []
    result = run_sweep(job, lambda total: lambda *numbers: None, swept.model(), told.append)
    assert (result.done, result.wanted, result.exit_code) == (8, 8, 0)
    assert any(line.startswith("points 0 and 2 are the same scenario") for line in told)


@pytest.mark.unit
def test_points_of_one_world_stand_together_whatever_the_order_of_the_keys():
    job = load_sweep(["start=empty", "plan=reactive,agreement_2018", "shock=none,drop", "horizon_days=60"])
    items = to_do([point.scenario for point in job.points], [2] * 4, frozenset({RunRef(2, 0)}))
    assert [(item.ref, item.world) for item in items] == [
        ((0, 0), 0), ((1, 0), 1), ((3, 0), 1), ((0, 1), 0), ((2, 1), 0), ((1, 1), 1), ((3, 1), 1),
    ]  # fmt: skip
    shocks = [point.shock for point in job.points]
    assert shocks == ["none", "drop", "none", "drop"]


@pytest.mark.unit
def test_digests_by_section_are_those_of_whole_scenarios():
    job = load_sweep(["start=empty", "plan=reactive,practice_2022", "shock=drop,minors", "seed=1,2"])
    digests = Digests()
    for point in job.points:
        assert digests.scenario(point.scenario) == scenario_digest(point.scenario)


def _items(count, worlds=1):
    return [Item(RunRef(k, 0), None, k // worlds) for k in range(count)]


def _sizes(items, seconds_a_run, workers=2, seconds=1.0):
    chunks, sizes, seen = _Chunks(items, seconds, lambda: workers), [], []
    for chunk in chunks:
        sizes.append(len(chunk))
        seen += chunk
        chunks.learn(len(chunk), len(chunk) * seconds_a_run)
    assert seen == list(items)
    return sizes


@pytest.mark.unit
def test_chunks_take_about_a_second_and_shrink_at_the_end():
    sizes = _sizes(_items(2000), 0.05)
    assert sizes[0] == 1
    assert set(sizes[1:80]) <= {19, 20}
    assert sizes[-1] == 1
    assert sorted(sizes[-8:], reverse=True) == sizes[-8:]
    assert max(_sizes(_items(5000), 1e-6)) == MOST_IN_A_CHUNK
    assert set(_sizes(_items(20), 30.0)) == {1}


@pytest.mark.unit
def test_chunks_end_with_a_world_where_that_does_not_double_them():
    sizes = _sizes(_items(400, worlds=2), 1.0)
    assert sizes[1:50] == [2] * 49
    assert max(_sizes(_items(400, worlds=50), 1.0)) <= 2


@pytest.mark.unit
def test_a_slow_first_run_does_not_make_chunks_small_for_long():
    chunks = _Chunks(_items(100_000), 1.0, lambda: 2)
    sizes = []
    for chunk, _ in zip(chunks, range(40), strict=False):
        chunks.learn(len(chunk), 5.0 if not sizes else len(chunk) * 0.01)
        sizes.append(len(chunk))
    assert sizes[-1] > 90


@pytest.mark.unit
def test_a_hundred_thousand_runs_to_do_take_little_memory():
    scenario = load_sweep(["start=empty", "seed=1,2"]).points[0].scenario
    tracemalloc.start()
    items = to_do([scenario] * 100, [1000] * 100, frozenset())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(items) == 100_000
    assert peak < 30e6


@pytest.mark.unit
def test_the_size_is_told_after_two_runs_and_is_about_right(tmp_path):
    told = []
    result = swept.sweep(tmp_path, "executor.kind=serial", "replications=20", "keep=[headlines,weekly]", told=told)
    line = next(line for line in told if line.startswith("all will take about"))
    assert "(headlines, weekly of each run)" in line
    assert result.done == 120
    number, unit = line.removeprefix("all will take about ").split()[:2]
    size = float(number.replace(",", "")) * {"kB": 1e3, "MB": 1e6}[unit]
    assert 0.7 < size / standing(result.folder).size_bytes < 2.0


@pytest.mark.unit
def test_the_size_that_is_told_stays_as_a_sweep_is_extended(tmp_path):
    sizes = []
    swept.sweep(tmp_path, "executor.kind=serial", "replications=10", "keep=[headlines,weekly]")
    for out in (tmp_path, tmp_path / "new"):
        told = []
        swept.sweep(out, "executor.kind=serial", "replications=20", "keep=[headlines,weekly]", told=told)
        line = next(line for line in told if line.startswith("all will take about"))
        number, unit = line.removeprefix("all will take about ").split()[:2]
        sizes.append(float(number.replace(",", "")) * {"kB": 1e3, "MB": 1e6}[unit])
    assert 0.9 < sizes[0] / sizes[1] < 1.1


@pytest.mark.unit
def test_the_manifest_names_the_command_and_how_it_was_done(tmp_path):
    folder = swept.sweep(tmp_path, "executor.kind=serial").folder
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    meta, [command] = manifest["meta"], manifest["commands"]
    assert command["command"][:3] == ["beredt", "sweep", "start=empty"]
    assert (command["replications"], command["executor"]["kind"]) == (3, "serial")
    assert dataclasses.is_dataclass(swept.sweep(tmp_path))
    assert SimpleNamespace(**meta).axes == ["plan", "plan.reception.buffer_places"]
