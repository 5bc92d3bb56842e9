import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sim.runs.execute import Job, Model, _chunks, execute
from sim.runs.keys import RunKey
from sim.runs.refs import FailedRun, FinishedRun
from tests.support import synthetic

ROOT = Path(__file__).resolve().parents[2]
PLANS = ("lean", "buffer")


def _jobs(replications=3):
    return [Job(RunKey("surge", plan, r), i) for r in range(replications) for i, plan in enumerate(PLANS)]


def _scenarios(mark=""):
    return [synthetic.MadeUpScenario(plan, mark) for plan in PLANS]


def _outcomes(model, workers, mark="", replications=3, progress=None):
    found = execute(_jobs(replications), _scenarios(mark), model, workers, progress)
    return {outcome.ref: outcome for outcome in found}


@pytest.mark.repeat
def test_one_process_and_two_give_the_same_tables():
    here = _outcomes(Model(synthetic.prepare, synthetic.run), 1)
    there = _outcomes(Model(synthetic.prepare, synthetic.run), 2)
    assert here.keys() == there.keys() == {job.key for job in _jobs()}
    for key, outcome in here.items():
        assert isinstance(outcome, FinishedRun)
        assert np.array_equal(outcome.tables.weekly.values, there[key].tables.weekly.values)
        assert outcome.tables.money == there[key].tables.money


@pytest.mark.unit
def test_progress_counts_every_run_and_every_failure():
    seen = []
    _outcomes(
        Model(synthetic.prepare, synthetic.run_fails), 1, progress=lambda *numbers: seen.append(numbers)
    )
    assert seen == [(1, 6, 0), (2, 6, 0), (3, 6, 0), (4, 6, 1), (5, 6, 1), (6, 6, 1)]


@pytest.mark.failure
@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_fails_is_data_and_stops_no_other(workers):
    outcomes = _outcomes(Model(synthetic.prepare, synthetic.run_fails), workers)
    failed = outcomes.pop(RunKey("surge", "buffer", 1))
    assert isinstance(failed, FailedRun)
    assert (failed.stage, failed.message) == ("run", "ArithmeticError: 3 persons are lost")
    assert "run_fails" in failed.trace
    assert all(isinstance(outcome, FinishedRun) for outcome in outcomes.values())


@pytest.mark.failure
def test_a_start_that_cannot_be_prepared_fails_its_own_runs_only():
    outcomes = _outcomes(Model(synthetic.prepare_fails, synthetic.run), 1)
    stages = {(key.plan, getattr(outcome, "stage", "done")) for key, outcome in outcomes.items()}
    assert stages == {("lean", "done"), ("buffer", "prepare")}


@pytest.mark.failure
def test_tables_that_do_not_match_fail_the_run():
    outcomes = _outcomes(Model(synthetic.prepare, synthetic.run_gives_nan), 1)
    failed = [outcome for outcome in outcomes.values() if isinstance(outcome, FailedRun)]
    assert [(each.ref.replication, each.stage) for each in failed] == [(1, "tables"), (1, "tables")]
    assert "must be finite" in failed[0].message


@pytest.mark.failure
def test_a_worker_that_is_killed_once_costs_no_run(tmp_path):
    outcomes = _outcomes(Model(synthetic.prepare, synthetic.run_dies_once), 2, mark=str(tmp_path / "died"))
    assert (tmp_path / "died").exists()
    assert len(outcomes) == 6
    assert all(isinstance(outcome, FinishedRun) for outcome in outcomes.values())


@pytest.mark.failure
def test_a_run_that_kills_every_worker_is_given_up_alone():
    outcomes = _outcomes(Model(synthetic.prepare, synthetic.run_dies), 2)
    failed = {key: outcome for key, outcome in outcomes.items() if isinstance(outcome, FailedRun)}
    assert {key: outcome.stage for key, outcome in failed.items()} == {RunKey("surge", "buffer", 1): "worker"}
    assert len(outcomes) == 6


@pytest.mark.failure
def test_no_worker_is_no_number_of_workers():
    with pytest.raises(ValueError, match="workers is 0, must be at least 1"):
        _outcomes(Model(synthetic.prepare, synthetic.run), 0)


@pytest.mark.failure
def test_closing_the_iterator_stops_workers_at_once(tmp_path):
    before = set(multiprocessing.active_children())
    model = Model(synthetic.prepare, synthetic.run_fails)
    outcomes = execute(_jobs(8), _scenarios(), model, 2)
    next(outcomes)
    began = time.monotonic()
    outcomes.close()
    assert time.monotonic() - began < 10.0
    assert set(multiprocessing.active_children()) == before


SLOW = """
import sys
from sim.runs.execute import Job, Model, execute
from sim.runs.keys import RunKey
from tests.support import synthetic
if __name__ == "__main__":
    jobs = [Job(RunKey("surge", "lean", r), 0) for r in range(4)]
    scenarios = [synthetic.MadeUpScenario("lean", sys.argv[1])]
    try:
        list(execute(jobs, scenarios, Model(synthetic.prepare, synthetic.run_slowly), 2))
    except KeyboardInterrupt:
        sys.exit(130)
"""


def _slow_command(tmp_path):
    """Start a program whose two workers never end; return it and the ids of the workers once they work."""
    script = tmp_path / "slow.py"
    script.write_text(SLOW)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    program = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "mark")], env=environment, stderr=subprocess.PIPE
    )
    for _ in range(300):
        workers = [int(path.name.removeprefix("mark-")) for path in tmp_path.glob("mark-*")]
        if len(workers) == 2:
            return program, workers
        time.sleep(0.1)
    program.kill()
    raise AssertionError("the workers never began")


def _gone(process: int) -> bool:
    """True once a process has ended, waiting at most ten seconds; a zombie counts as ended."""
    for _ in range(100):
        status = Path(f"/proc/{process}/stat")
        if not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


@pytest.mark.failure
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_workers_end_with_the_program(tmp_path, sign, code):
    program, workers = _slow_command(tmp_path)
    program.send_signal(sign)
    _, told = program.communicate(timeout=20)
    assert program.returncode == code
    assert b"Traceback" not in told
    assert all(_gone(worker) for worker in workers)


@pytest.mark.unit
def test_runs_of_the_same_luck_stay_together_but_for_the_last_round():
    chunks = [[(job.key.replication, job.key.plan) for job in chunk] for chunk in _chunks(_jobs(5), 2)]
    assert chunks == [
        [(0, "lean"), (0, "buffer")],
        [(1, "lean"), (1, "buffer")],
        [(2, "lean")],
        [(3, "lean")],
        [(4, "lean")],
        [(2, "buffer")],
        [(3, "buffer")],
        [(4, "buffer")],
    ]


@pytest.mark.parametrize(("replications", "workers"), [(1, 1), (1, 8), (4, 3), (7, 2)])
@pytest.mark.invariant
def test_every_job_is_in_one_chunk(replications, workers):
    jobs = [job for chunk in _chunks(_jobs(replications), workers) for job in chunk]
    assert sorted(job.key for job in jobs) == sorted(job.key for job in _jobs(replications))
