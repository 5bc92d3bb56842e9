"""Sweeps from start to end: the design that is written, and how far a sweep stands."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace

import pytest

from sim.config.faults import BadConfig
from sim.config.load_sweep import load_sweep
from sim.runs import branch
from sim.runs.branch import State
from sim.runs.refs import RunRef
from sim.sweeps import SweepResult, check_past, design_of, open_for, run_sweep, standing, starts_told
from tests.support import swept
from tests.support.scenarios import load_scenario


@pytest.mark.unit
def test_the_design_keeps_numbers_as_numbers_and_mixed_values_as_text(monkeypatch):
    monkeypatch.setattr("sim.sweeps.Digests", lambda: SimpleNamespace(scenario=lambda scenario: f"digest {scenario}"))
    values = [
        {"whole": 1, "mixed": 1, "real": 1, "none": None, "flag": True, "text": "a"},
        {"whole": 2, "mixed": "two", "real": 2.5, "none": 3, "flag": False, "text": "b"},
    ]
    points = [
        SimpleNamespace(number=k, shock="s", plan="p", start="t", values=row, scenario=k)
        for k, row in enumerate(values)
    ]
    table = design_of(points, list(values[0]))
    assert table.column_names == ["point", "shock", "plan", "start", *values[0], "config_digest"]
    assert table.drop(["point", "shock", "plan", "start", "config_digest"]).to_pylist() == [
        {"whole": 1, "mixed": "1", "real": 1.0, "none": None, "flag": True, "text": "a"},
        {"whole": 2, "mixed": "two", "real": 2.5, "none": 3, "flag": False, "text": "b"},
    ]
    assert table.column("config_digest").to_pylist() == ["digest 0", "digest 1"]


@pytest.mark.unit
def test_starts_that_shocks_bring_stand_in_the_design_and_are_told(tmp_path):
    job = load_sweep(["shock=autumn_surge,drop", "plan=reactive", f"out={tmp_path}"])
    starts = design_of(job.points, job.axes).column("start").to_pylist()
    assert starts[1] == "full_house" != starts[0]
    assert job.starts == {starts[0]: ("autumn_surge",), "full_house": ("drop",)}
    assert f"{starts[0]} (autumn_surge), full_house (drop)" in starts_told(job)
    assert load_sweep(["shock=autumn_surge,drop", "start=empty", "plan=reactive"]).starts == {}
    assert load_sweep(["start=empty,full_house", "plan=reactive"]).starts == {}


@pytest.mark.unit
def test_standing_counts_what_is_asked_for_now(tmp_path):
    swept.sweep(tmp_path, "executor.kind=serial")
    few = swept.sweep(tmp_path, "executor.kind=serial", "replications=2")
    found = standing(few.folder)
    assert (found.done, found.wanted, found.left, found.driver) == (12, 12, 0, None)
    more = swept.sweep(tmp_path, "executor.kind=serial", "replications=4", of="fails")
    assert more.failed == ()
    assert (standing(more.folder).done, standing(more.folder).left) == (24, 0)


@pytest.mark.unit
def test_an_interrupted_sweep_until_precise_says_how_many_runs_are_left_at_least(tmp_path):
    words = ("start=empty", "shock=none", "horizon_days=60", "plan=reactive,agreement_2018")
    store = open_for(load_sweep([*words, "replications=auto", f"out={tmp_path}"]))
    first_round = store.manifest["meta"]["first_round"]
    found = standing(store.folder)
    assert (found.wanted, found.left, found.or_more) == (2 * first_round, 2 * first_round, True)
    assert first_round >= 30
    reports = {str(point): {"replications": count} for point, count in enumerate((40, 35))}
    (store.folder / "precision.json").write_text(json.dumps(reports), encoding="utf-8")
    assert (standing(store.folder).wanted, standing(store.folder).or_more) == (75, False)


@pytest.mark.failure
def test_runs_that_fail_are_tried_once_a_command(tmp_path):
    result = swept.sweep(tmp_path, "executor.kind=serial", of="fails")
    assert {each.ref for each in result.failed} == {RunRef(1, 1), RunRef(4, 1)}
    assert standing(result.folder).left == 0


@pytest.mark.failure
def test_points_that_cannot_go_on_from_a_saved_run_are_told_before_anything_is_made(tmp_path):
    words = ("start=empty", "shock=none", "plan=do_nothing", "horizon_days=60")
    past = tmp_path / "past"
    branch.run(load_scenario(words), 0, saving=branch.Saving(past, (dt.date(2024, 1, 20),)))
    goes_on = ("start=from_run", f"start.path={past}", "start.day=2024-01-20", "plan=do_nothing,reactive")
    job = load_sweep([*goes_on, "replications=2", f"out={tmp_path / 'out'}", "executor.kind=serial"])
    with pytest.raises(BadConfig, match=r"has no state of replication 1 on 2024-01-20: there are 0-2024-01-20") as told:
        run_sweep(job, lambda total: lambda *numbers: None)
    assert len(told.value.faults) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.unit
def test_a_state_that_many_points_go_on_from_is_read_once(tmp_path, monkeypatch):
    words = ("start=empty", "shock=none", "plan=do_nothing", "horizon_days=60")
    branch.run(load_scenario(words), 0, saving=branch.Saving(tmp_path, (dt.date(2024, 1, 20),)))
    goes_on = ("start=from_run", f"start.path={tmp_path}", "start.day=2024-01-20", "plan=do_nothing,reactive")
    job = load_sweep([*goes_on, "plan.reception.buffer_places=0,1000,2000", "replications=1"])
    read, times = State.read, []
    monkeypatch.setattr(State, "read", lambda *of: times.append(of) or read(*of))
    check_past(job)
    assert len(times) == 1


@pytest.mark.unit
def test_more_replications_of_a_past_extend_the_sweep_of_its_futures(tmp_path):
    past, out = tmp_path / "past", tmp_path / "out"
    words = ("start=empty", "shock=none", "horizon_days=60")

    def save(replication: int, plan: str = "do_nothing") -> None:
        saving = branch.Saving(past, (dt.date(2024, 1, 20),))
        branch.run(load_scenario((*words, f"plan={plan}")), replication, saving=saving)

    def sweep(replications: int) -> tuple[SweepResult, str]:
        goes_on = ("start=from_run", f"start.path={past}", "start.day=2024-01-20", "plan=do_nothing,reactive")
        job = load_sweep([*goes_on, f"replications={replications}", f"out={out}", "executor.kind=serial"])
        told: list[str] = []
        result = run_sweep(job, lambda total: lambda *numbers: None, swept.model(), told.append)
        return result, next(line for line in told if " to do" in line)

    save(0)
    first, _ = sweep(1)
    save(1)
    more, told = sweep(2)
    assert (more.folder, more.done, told) == (first.folder, 4, "2 of 4 runs are done, 2 to do")
    (past / "states" / "1-2024-01-20.json").unlink()
    assert sweep(1)[1] == "2 of 2 runs are done, 0 to do"
    assert standing(more.folder).damaged == ()
    head = past / "states" / "0-2024-01-20.json"
    head.write_text(head.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert sweep(1)[1] == "0 of 2 runs are done, 2 to do"
    save(0, "agreement_2018")
    assert sweep(1)[0].folder != first.folder


@pytest.mark.unit
def test_the_manifest_holds_what_every_scenario_can_be_made_from_and_no_more(tmp_path):
    words = ("shock=drop,minors", "plan=reactive,agreement_2018", "shock.size=0.5,1", "seed=7")
    job = load_sweep([*words, f"out={tmp_path}"])
    folder = open_for(job).folder
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    assert len(text) < 120_000
    meta = json.loads(text)["meta"]
    assert meta["config"]["seed"] == 7
    assert len(meta["choices"]) == 3
    assert set(meta["warned_facts"]) <= set(job.facts.values())
    for point in job.points:
        of = [each for each in meta["choices"] if each["options"] == {"shock": point.shock, "plan": point.plan}]
        config = {**meta["config"], **(of[0]["config"] if of else {})}
        config["shock"] = {**config["shock"], "size": point.values["shock.size"]}
        assert config == point.scenario.model_dump(mode="json")
