import hashlib
import json

import pytest

from sim import api
from sim.config.faults import BadConfig
from sim.runs.execute import Model
from tests.support import synthetic

MODEL = Model(synthetic.prepare, synthetic.run)


def _digests(folder):
    files = (folder / "tables").iterdir()
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.unit
def test_compare_fills_a_folder_and_gives_data_frames(tmp_path, capsys):
    out = tmp_path / "result"
    result = api.compare(synthetic.made_up_job(), out, model=MODEL)
    assert {path.name for path in out.iterdir()} == {"tables", "figures", "summary.md", "manifest.json"}
    assert len(list((out / "figures").iterdir())) == 5
    assert list(tmp_path.iterdir()) == [out]
    assert result.exit_code == 0
    assert set(result.differences["plan"]) == {"buffer"}
    assert set(result.breaks["plan"]) == {"lean", "buffer"}
    assert len(result.table("breaks")) == 2 * 3 * 3
    assert result.summary.startswith("# Plans compared under surge")
    result.show()
    assert "buffer minus lean" in capsys.readouterr().out


@pytest.mark.unit
def test_run_without_a_folder_keeps_the_result_as_long_as_it_is_held(capsys):
    result = api.run_scenario(synthetic.made_up_job("run", ("lean",)), model=MODEL)
    folder = result.folder
    assert result.peaks["runs"].tolist() == [3]
    assert len(result.costs) > 0
    assert len(result.targets) == 4
    assert result.metrics["range"].iloc[0] == "median and full range of 3 runs"
    result.show()
    assert capsys.readouterr().out.startswith("lean under surge")
    del result
    assert not folder.exists()


@pytest.mark.unit
def test_a_stored_result_opens_again(tmp_path):
    api.compare(synthetic.made_up_job(), tmp_path / "r", model=MODEL)
    again = api.open_result(tmp_path / "r")
    assert isinstance(again, api.CompareResult)
    assert len(again.differences)


@pytest.mark.repeat
def test_the_same_job_gives_the_same_tables_with_one_worker_or_two(tmp_path):
    for name, workers in (("a", 1), ("b", 1), ("c", 2)):
        api.compare(synthetic.made_up_job(workers=workers), tmp_path / name, model=MODEL)
    assert _digests(tmp_path / "a") == _digests(tmp_path / "b") == _digests(tmp_path / "c")


@pytest.mark.failure
def test_failed_runs_are_told_and_the_rest_is_compared(tmp_path):
    model = Model(synthetic.prepare, synthetic.run_fails)
    result = api.compare(synthetic.made_up_job(), tmp_path / "r", model=model)
    assert result.exit_code == 3
    assert [(row["plan"], row["replication"]) for row in result.failures] == [("buffer", 1)]
    assert set(result.differences["runs"]) == {2}
    assert json.loads((tmp_path / "r" / "manifest.json").read_text())["failures"][0]["stage"] == "run"


@pytest.mark.failure
def test_if_every_run_fails_there_is_a_folder_that_says_so(tmp_path, capsys):
    model = Model(synthetic.prepare_fails, synthetic.run)
    job = synthetic.made_up_job("run", ("buffer",))
    result = api.run_scenario(job, tmp_path / "r", model=model)
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
            api.compare(synthetic.made_up_job(workers=workers), tmp_path / "r", interrupt, MODEL)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.failure
def test_a_folder_with_a_result_is_never_overwritten_silently(tmp_path):
    api.run_scenario(synthetic.made_up_job("run", ("lean",)), tmp_path / "r", model=MODEL)
    before = _digests(tmp_path / "r")
    with pytest.raises(BadConfig, match="holds an earlier result"):
        api.run_scenario(synthetic.made_up_job("run", ("twin",)), tmp_path / "r", model=MODEL)
    assert _digests(tmp_path / "r") == before


@pytest.mark.failure
def test_a_folder_without_a_manifest_is_no_result(tmp_path):
    with pytest.raises(FileNotFoundError):
        api.open_result(tmp_path)
