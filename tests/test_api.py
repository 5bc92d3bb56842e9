import hashlib
import json
from dataclasses import replace

import pytest

import sim
from sim import api
from sim.config.faults import BadConfig
from sim.config.precision import Precision
from sim.runs.execute import Model
from tests.support import synthetic

MODEL = Model(synthetic.prepare, synthetic.run)


def _digests(folder):
    files = (folder / "tables").iterdir()
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.unit
def test_compare_fills_a_folder_and_gives_data_frames(tmp_path, capsys):
    out = tmp_path / "result"
    result = api.carry_out(synthetic.made_up_job(), out, model=MODEL)
    files = {"summary.md", "municipalities.csv", "manifest.json"}
    assert {path.name for path in out.iterdir()} == {"tables", "figures", *files}
    assert {path.suffix for path in (out / "figures").iterdir()} == {".png", ".svg", ".csv"}
    assert len(list((out / "figures").iterdir())) == 3 * 7
    assert list(tmp_path.iterdir()) == [out]
    assert result.exit_code == 0
    assert set(result.differences["plan"]) == {"buffer"}
    assert set(result.breaks["plan"]) == {"lean", "buffer"}
    assert len(result.table("breaks")) == 2 * 3 * 3
    assert result.summary.startswith("# Plans compared under surge")
    result.show()
    assert "buffer instead of lean buys" in capsys.readouterr().out


@pytest.mark.unit
def test_run_without_a_folder_keeps_the_result_as_long_as_it_is_held(capsys):
    result = api.carry_out(synthetic.made_up_job("run", ("lean",)), model=MODEL)
    folder = result.folder
    assert result.peaks["runs"].tolist() == [3]
    assert len(result.costs) > 0
    assert len(result.targets) == 4
    assert result.metrics["range"].iloc[0] == "mean and full range of 3 runs"
    result.show()
    assert capsys.readouterr().out.startswith("lean under surge")
    del result
    assert not folder.exists()


@pytest.mark.unit
def test_a_stored_result_opens_again(tmp_path):
    api.carry_out(synthetic.made_up_job(), tmp_path / "r", model=MODEL)
    again = api.open_result(tmp_path / "r")
    assert isinstance(again, api.CompareResult)
    assert len(again.differences)


@pytest.mark.repeat
def test_the_same_job_gives_the_same_tables_with_one_worker_or_two(tmp_path):
    for name, workers in (("a", 1), ("b", 1), ("c", 2)):
        api.carry_out(synthetic.made_up_job(workers=workers), tmp_path / name, model=MODEL)
    assert _digests(tmp_path / "a") == _digests(tmp_path / "b") == _digests(tmp_path / "c")


@pytest.mark.failure
def test_failed_runs_are_told_and_the_rest_is_compared(tmp_path):
    model = Model(synthetic.prepare, synthetic.run_fails)
    result = api.carry_out(synthetic.made_up_job(), tmp_path / "r", model=model)
    assert result.exit_code == 3
    assert [(row["plan"], row["replication"]) for row in result.failures] == [("buffer", 1)]
    assert set(result.differences["runs"]) == {2}
    assert json.loads((tmp_path / "r" / "manifest.json").read_text())["failures"][0]["stage"] == "run"


@pytest.mark.failure
def test_if_every_run_fails_there_is_a_folder_that_says_so(tmp_path, capsys):
    model = Model(synthetic.prepare_fails, synthetic.run)
    job = synthetic.made_up_job("run", ("buffer",))
    result = api.carry_out(job, tmp_path / "r", model=model)
    assert result.exit_code == 3
    assert "No run ended well" in result.summary
    result.show()
    assert "No run ended well" in capsys.readouterr().out


@pytest.mark.failure
def test_an_interrupt_leaves_nothing_at_all(tmp_path):
    def interrupt(done, total, failed):
        if done == 3:
            raise KeyboardInterrupt

    for workers in (1, 2):
        with pytest.raises(KeyboardInterrupt):
            api.carry_out(synthetic.made_up_job(workers=workers), tmp_path / "r", interrupt, MODEL)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.failure
def test_a_folder_with_a_result_is_never_overwritten_silently(tmp_path):
    api.carry_out(synthetic.made_up_job("run", ("lean",)), tmp_path / "r", model=MODEL)
    before = _digests(tmp_path / "r")
    with pytest.raises(BadConfig, match="holds an earlier result"):
        api.carry_out(synthetic.made_up_job("run", ("twin",)), tmp_path / "r", model=MODEL)
    assert _digests(tmp_path / "r") == before


@pytest.mark.failure
def test_a_folder_without_a_manifest_is_no_result(tmp_path):
    with pytest.raises(FileNotFoundError):
        api.open_result(tmp_path)


def _precision(**changes):
    absolute = dict.fromkeys(("persons", "person_days", "place_days", "days", "share", "centres", "nok"))
    rules = {"half_width": 0.5, "absolute": absolute, "of_scale": 0.0, "of_level": 0.0, "unseen": 0.9}
    rules |= {"minimum": 4, "cap": 30, "look_ahead": 2}
    return Precision.model_validate(rules | changes)


@pytest.mark.repeat
def test_replications_found_by_precision_give_the_tables_of_that_number(tmp_path):
    auto = synthetic.made_up_job("run", ("lean",), "auto", precision=_precision(half_width=0.25))
    found = api.carry_out(auto, tmp_path / "auto", model=MODEL)
    used = found.precision["replications"]
    assert 6 < used < 30
    assert found.precision["enough"]
    assert found.manifest["replications"] == used
    assert found.precision["decided_by"]["since"] > 4
    named = api.carry_out(synthetic.made_up_job("run", ("lean",), used), tmp_path / "named", model=MODEL)
    assert named.precision == {}
    assert _digests(tmp_path / "auto") == _digests(tmp_path / "named")


@pytest.mark.repeat
def test_precision_of_a_comparison_does_not_ask_how_many_work(tmp_path):
    for name, replications, workers in (("one", "auto", 1), ("two", "auto", 2), ("named", 9, 1)):
        job = synthetic.made_up_job(replications=replications, workers=workers, precision=_precision(cap=9))
        result = api.carry_out(job, tmp_path / name, model=MODEL)
        if replications == "auto":
            assert (result.precision["replications"], result.precision["enough"]) == (9, False)
            assert {row["against"] for row in result.precision["figures"]} == {"", "lean"}
            missed = [row for row in result.precision["figures"] if not row["reached"]]
            assert {row["plan"] for row in missed} == {"buffer"}
            assert result.precision["decided_by"] in missed
    assert _digests(tmp_path / "one") == _digests(tmp_path / "two") == _digests(tmp_path / "named")


@pytest.mark.unit
def test_progress_in_rounds_counts_every_run_once_and_ends_at_all(tmp_path):
    told = []
    job = synthetic.made_up_job("run", ("lean",), "auto", precision=_precision(half_width=0.25))
    result = api.carry_out(job, tmp_path / "r", lambda *numbers: told.append(numbers), MODEL)
    used = result.manifest["replications"]
    assert [done for done, _, _ in told] == list(range(1, used + 1))
    assert all(done < total for done, total, _ in told[:-1])
    assert told[-1] == (used, used, 0)


@pytest.mark.failure
def test_failed_runs_do_not_stop_the_rounds(tmp_path):
    job = synthetic.made_up_job(replications="auto", precision=_precision(cap=8))
    result = api.carry_out(job, tmp_path / "r", model=Model(synthetic.prepare, synthetic.run_fails))
    assert [(row["plan"], row["replication"]) for row in result.failures] == [("buffer", 1)]
    runs = {row["plan"] + row["against"]: row["runs"] for row in result.precision["figures"]}
    assert runs == {"lean": 8, "buffer": 7, "bufferlean": 7}


@pytest.mark.failure
def test_if_every_run_fails_the_rounds_end_at_the_first(tmp_path):
    job = synthetic.made_up_job("run", ("buffer",), "auto", precision=_precision())
    result = api.carry_out(job, tmp_path / "r", model=Model(synthetic.prepare_fails, synthetic.run))
    assert (result.precision["replications"], result.precision["figures"]) == (6, [])
    assert len(result.failures) == 6


@pytest.mark.failure
def test_an_interrupt_between_rounds_leaves_nothing(tmp_path):
    def interrupt(done, total, failed):
        if done == 6:
            raise KeyboardInterrupt

    job = synthetic.made_up_job("run", ("lean",), "auto", workers=2, precision=_precision(half_width=0.01))
    with pytest.raises(KeyboardInterrupt):
        api.carry_out(job, tmp_path / "r", interrupt, MODEL)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.unit
def test_what_the_command_changed_stands_in_the_title(tmp_path, capsys):
    job = replace(synthetic.made_up_job(), overrides=("shock.size=3", "plans.buffer.reception.x=1", "seed=5"))
    result = api.carry_out(job, tmp_path / "r", model=MODEL)
    title = "under surge (size: 3 times): buffer with reception › x: 1"
    assert result.summary.startswith(f"# Plans compared {title}\n")
    result.show()
    assert f"Plans side by side {title}\n=" in capsys.readouterr().out


@pytest.mark.unit
def test_python_values_ask_for_the_same_as_the_words_of_the_command_line(tmp_path):
    """One plan is changed by its own buffer; tables, figures and command are those of the words."""
    result = sim.compare(
        ["do_nothing", "reactive"],
        shock="minors",
        start="empty",
        changes={"plans.reactive.reception.buffer_places": 300, "shock.size": 0.5},
        replications=2,
        horizon_days=28,
        workers=1,
        out=tmp_path / "asked",
    )
    words = [
        "plans=[do_nothing,reactive]", "shocks=[minors]", "start=empty", "replications=2", "horizon_days=28",
        "workers=1", "progress=false", "plans.reactive.reception.buffer_places=300", "shock.size=0.5",
    ]  # fmt: skip
    api.carry_out(api.load("compare", words), tmp_path / "said")
    assert _digests(tmp_path / "asked") == _digests(tmp_path / "said")
    assert api.load("compare", result.manifest["overrides"]).scenarios == api.load("compare", words).scenarios
    assert set(result.figures) == {path.stem for path in (tmp_path / "said" / "figures").iterdir()}
    assert all(figure.axes for figure in result.figures.values())
    assert set(result.differences["plan"]) == {"reactive"}


@pytest.mark.unit
def test_one_scenario_is_run_from_python_without_a_folder(capfd):
    result = sim.run("reactive", start="empty", horizon_days=14, replications=1, workers=1, seed=7)
    assert result.manifest["scenarios"][0]["config"]["seed"] == 7
    assert len(result.table("weekly")) > 0
    assert result.metrics["plan"].unique().tolist() == ["reactive"]
    assert "run:" not in capfd.readouterr().err, "a call shows no progress unless it is asked for"


@pytest.mark.failure
def test_every_fault_of_a_call_is_told_at_once():
    with pytest.raises(BadConfig) as bad:
        sim.run("reactiv", "minor", replications=0, changes={"plan.reception.bufer_places": 1})
    assert {fault.path for fault in bad.value.faults} >= {"plan", "shock", "replications"}
    with pytest.raises(AttributeError, match="no attribute 'simulate'"):
        _ = sim.simulate


@pytest.mark.failure
def test_what_another_verb_wrote_is_no_result_of_a_run(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({"verb": "brief"}), encoding="utf-8")
    with pytest.raises(ValueError, match="holds what beredt brief wrote"):
        sim.open_result(tmp_path)
