"""The real process that does jobs: it tells what is wrong and goes on, and leaves nothing half-written when ended."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sim import api
from sim.runs.outdir import MANIFEST
from sim.web.runner import DONE, FAULT, PROGRESS, STARTED, Ask, Runner, Told

MEMORY = 8 * 2**30
WAIT_SECONDS = 60.0


def last(runner: Runner) -> Told:
    """Return what is told when a job has ended."""
    while (told := runner.told()).kind in (STARTED, PROGRESS):
        pass
    return told


@pytest.mark.failure
def test_a_faulty_job_is_told_and_the_next_is_done(tmp_path: Path) -> None:
    runner = Runner(MEMORY)
    try:
        runner.give(Ask("a", "brief", ("plan='nonsense'",), (), tmp_path / "a"))
        told = last(runner)
        assert told.kind == FAULT
        assert "nonsense" in told.message
        words = ["plans=[do_nothing]", "start=empty", "shocks=[none]", "replications=1", "horizon_days=14"]
        job = api.load("compare", words)
        runner.give(Ask("b", "compare", (), (), tmp_path / "b", job))
        assert last(runner).kind == DONE
        assert (tmp_path / "b" / MANIFEST).is_file()
    finally:
        runner.end()
    assert not runner.alive


@pytest.mark.behaviour
def test_kernels_are_compiled_before_the_first_job_and_none_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "compiled"))  # as after an installation: nothing is stored
    runner = Runner(MEMORY)
    try:
        runner.give(Ask("a", "brief", ("plan='nonsense'",), (), tmp_path / "a"))
        assert runner.told().kind == STARTED
        stored = {path.name for path in (tmp_path / "compiled").rglob("*.nbc")}
        assert last(runner).kind == FAULT
        job = api.load("compare", ["replications=1", "horizon_days=548"])
        runner.give(Ask("b", "compare", (), (), tmp_path / "b", job))
        assert last(runner).kind == DONE
        assert stored, "something is compiled"
        assert {path.name for path in (tmp_path / "compiled").rglob("*.nbc")} == stored
    finally:
        runner.end()


@pytest.mark.failure
@pytest.mark.slow
def test_a_process_that_is_ended_in_a_job_leaves_nothing_half_written(tmp_path: Path) -> None:
    runner = Runner(MEMORY)
    job = api.load("compare", ["plans=[do_nothing]", "replications=200", "horizon_days=700"])
    runner.give(Ask("a", "compare", (), (), tmp_path / "a", job))
    until = time.monotonic() + WAIT_SECONDS
    while not list(tmp_path.glob(".a.*.partial")):
        assert time.monotonic() < until, "no job begins"
        time.sleep(0.05)
    runner.end()
    assert not runner.alive
    assert list(tmp_path.iterdir()) == []
    with pytest.raises((EOFError, OSError)):
        list(iter(runner.told, None))
