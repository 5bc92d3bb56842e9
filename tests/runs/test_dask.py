"""Sweeps on Dask: the same rows as everywhere else, and schedulers and workers that are not there."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError
from types import SimpleNamespace

import pytest

from sim.config.faults import BadConfig
from sim.runs import dask_executor
from sim.runs.executors import executor
from sim.runs.keys import code_digest
from sim.runs.pool import ClusterLost
from sim.runs.refs import RunRef
from tests.runs.test_pool import dies_of, double
from tests.support import swept

DASK = "executor.kind=dask"


class NobodyComes:
    """A client of a scheduler whose first worker comes late, or never."""

    def __init__(self, ever: bool = True) -> None:
        self.ever = ever
        self.waited: list[float | None] = []

    def wait_for_workers(self, count, timeout=None):
        self.waited.append(timeout)
        if len(self.waited) == 1 or not self.ever:
            raise TimeoutError


@pytest.mark.failure
def test_a_scheduler_without_workers_is_told_of_and_waited_for():
    pytest.importorskip("distributed")
    told, client = [], NobodyComes()
    settings = swept.settings(DASK, "executor.scheduler=tcp://127.0.0.1:9").executor
    executor(settings, 1, told.append)._await_a_worker(client)
    assert client.waited == [dask_executor.WORKER_SECONDS, dask_executor.LAST_WORKER_SECONDS]
    assert told == ["tcp://127.0.0.1:9 has no workers; waiting at most 5 minutes: dask worker tcp://127.0.0.1:9"]
    never = NobodyComes(ever=False)
    with pytest.raises(ClusterLost, match=r"no worker came to tcp://127\.0\.0\.1:9; what is done is kept"):
        executor(settings, 1, told.append)._await_a_worker(never)


@pytest.mark.failure
@pytest.mark.parametrize("error", [asyncio.CancelledError, CancelledError])
def test_a_scheduler_that_breaks_off_while_it_is_asked_is_told_as_lost(error):
    pytest.importorskip("distributed")

    def breaks_off(*of, **options):
        raise error

    where = executor(swept.settings(DASK, "executor.scheduler=tcp://127.0.0.1:9").executor, 1)
    where._dask = SimpleNamespace(Client=breaks_off, comm=where._dask.comm)
    with pytest.raises(ClusterLost, match=r"scheduler at tcp://127\.0\.0\.1:9 is lost; what is done is kept"):
        list(where(double, [(1,)]))


@pytest.mark.failure
def test_a_client_that_comes_when_nobody_waits_any_more_is_closed(monkeypatch):
    go, closed = threading.Event(), threading.Event()

    def comes_late(*of, **options):
        go.wait(60)
        return SimpleNamespace(close=closed.set)

    monkeypatch.setattr(dask_executor, "ANSWER_SECONDS", 0.0)
    with pytest.raises(BadConfig, match="does not answer"):
        dask_executor._answered(SimpleNamespace(Client=comes_late), "tcp://127.0.0.1:9")
    assert not closed.is_set()
    go.set()
    assert closed.wait(20)


@pytest.fixture
def cluster():
    """A scheduler and two workers, each a process of its own, as on another machine."""
    yield from _cluster(swept.ROOT)


def _cluster(package):
    """Start a scheduler and two workers that have the package of this folder; end them afterwards."""
    pytest.importorskip("distributed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    environment = os.environ | {"PYTHONPATH": str(package), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}

    def begin(*words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
            cwd=package,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    scheduler = begin("dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    workers = [begin("dask_worker", address, "--nthreads", "1", "--no-dashboard") for _ in range(2)]
    yield address, scheduler, workers
    for program in (*workers, scheduler):
        if program.poll() is None:
            os.killpg(program.pid, signal.SIGKILL)
        program.wait(20)


@pytest.mark.repeat
def test_a_cluster_of_this_machine_gives_the_same_rows(tmp_path, unbroken):
    pytest.importorskip("distributed")
    result = swept.sweep(tmp_path, DASK, "workers=2")
    assert (result.done, result.exit_code) == (swept.RUNS, 0)
    swept.assert_equal(result.folder, unbroken)


@pytest.mark.repeat
def test_workers_that_do_not_see_the_folder_give_the_same_rows(tmp_path, unbroken, cluster):
    address, *_ = cluster
    result = swept.sweep(tmp_path, DASK, f"executor.scheduler='{address}'", "executor.shared_folder=false")
    swept.assert_equal(result.folder, unbroken)


@pytest.mark.failure
def test_a_worker_of_a_cluster_that_is_killed_costs_no_run(tmp_path, unbroken, cluster):
    address, _, workers = cluster
    program = swept.start("slow", tmp_path, DASK, f"executor.scheduler='{address}'", "executor.chunk_seconds=0.15")
    swept.wait_for_parts(tmp_path, 2, program)
    os.killpg(workers[0].pid, signal.SIGKILL)
    out, told = program.communicate(timeout=90)
    assert program.returncode == 0, told
    assert "18 of 18 runs are there" in out
    (folder,) = tmp_path.iterdir()
    swept.assert_equal(folder, unbroken)


@pytest.mark.failure
def test_a_scheduler_that_is_lost_is_told_and_what_is_done_is_kept(tmp_path, unbroken, cluster):
    address, scheduler, _ = cluster
    program = swept.start("slow", tmp_path, DASK, f"executor.scheduler='{address}'", "executor.chunk_seconds=0.15")
    swept.wait_for_parts(tmp_path, 2, program)
    os.killpg(scheduler.pid, signal.SIGKILL)
    _, told = program.communicate(timeout=90)
    assert program.returncode == 130, told
    again = "start it and give the same command again"
    lost = f"beredt: interrupted: the Dask scheduler at {address} is lost; what is done is kept: {again}"
    assert [line for line in told.splitlines() if "warning" not in line] == [lost]
    assert swept.parts(tmp_path) >= 2
    swept.assert_equal(swept.sweep(tmp_path, "executor.kind=serial").folder, unbroken)


@pytest.mark.failure
@pytest.mark.slow
def test_runs_that_kill_their_worker_are_given_up_and_no_other(tmp_path):
    pytest.importorskip("distributed")
    result = swept.sweep(tmp_path, DASK, "workers=2", of="dies")
    assert {each.ref: each.stage for each in result.failed} == {RunRef(1, 1): "worker", RunRef(4, 1): "worker"}
    assert (result.done, result.exit_code) == (swept.RUNS - 2, 3)


@pytest.fixture
def other_cluster(tmp_path):
    """The same with workers whose code is another by a line."""
    shutil.copytree(swept.ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "sim" / "tables.py").open("a") as file:
        file.write("# another version\n")
    yield from _cluster(tmp_path)


@pytest.mark.failure
def test_workers_of_another_version_are_refused_with_both_named(tmp_path, other_cluster):
    address, *_ = other_cluster
    with pytest.raises(BadConfig) as told:
        swept.sweep(tmp_path / "out", DASK, f"executor.scheduler='{address}'")
    (fault,) = told.value.faults
    pattern = rf"worker tcp://\S+ has another version of Beredt: its code is [0-9a-f]{{8}}, here {code_digest()[:8]}"
    assert re.fullmatch(pattern, fault.rule)
    assert (fault.path, fault.value) == ("executor.scheduler", address)
    assert swept.parts(tmp_path / "out") == 0


@pytest.mark.unit
def test_a_running_cluster_counts_its_own_workers(cluster):
    address, *_ = cluster
    where = executor(swept.settings(DASK, f"executor.scheduler='{address}'").executor, 64)
    taken = []

    def chunks():
        for number in range(8):
            taken.append(where.workers)
            yield (number,)

    assert len(list(where(double, chunks()))) == 8
    assert set(taken) <= {1, 2}
    assert where.workers == 2


@pytest.mark.failure
def test_an_item_that_kills_workers_is_found(cluster):
    address, *_ = cluster
    settings = swept.settings(DASK, f"executor.scheduler='{address}'").executor
    answers = list(executor(settings, None)(dies_of, [tuple(range(start, start + 8)) for start in (0, 8, 16)]))
    assert sorted(number for chunk, _ in answers for number in chunk) == list(range(24))
    assert [chunk for chunk, answer in answers if answer is None] == [(13,)]


@pytest.mark.failure
@pytest.mark.parametrize("how", ["nobody is there", "silent", "no scheduler"])
def test_a_scheduler_that_does_not_answer_is_told_in_time(tmp_path, how):
    pytest.importorskip("distributed")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        if how != "nobody is there":
            other.listen()
        if how == "no scheduler":
            threading.Thread(target=lambda: other.accept()[0].sendall(b"HTTP/1.1 400 Bad Request"), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(BadConfig, match=r"executor\.scheduler.*does not answer"):
            swept.sweep(tmp_path, DASK, f"executor.scheduler='tcp://127.0.0.1:{other.getsockname()[1]}'")
        assert time.monotonic() - began < 3 * dask_executor.ANSWER_SECONDS  # a busy machine is given time


@pytest.mark.failure
def test_without_the_extra_the_line_that_installs_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadConfig, match=r"pip install 'beredt\[cluster\]'"):
        executor(swept.settings(DASK).executor, 1)


@pytest.mark.unit
def test_here_and_on_dask_a_chunk_has_the_same_answer():
    pytest.importorskip("distributed")
    chunks = [(1, 2), (3,), (4, 5, 6)]
    here, there = (
        sorted(executor(swept.settings(f"executor.kind={kind}").executor, 1)(double, chunks))
        for kind in ("serial", "dask")
    )
    assert here == there == [(chunk, double(chunk)) for chunk in chunks]
