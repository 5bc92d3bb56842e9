"""Sweeps that are killed, interrupted, or run out of disk: the same command does the rest, and nothing is lost."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.support import swept

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
SMALL_CHUNKS = ("executor.chunk_seconds=0.15",)


def _ends(program: subprocess.Popen[str], code: int) -> tuple[str, str]:
    out, told = program.communicate(timeout=120)
    assert program.returncode == code, told
    assert "Traceback" not in told
    return out, told


def _folder(out: Path) -> Path:
    (folder,) = out.iterdir()
    return folder


def _finish(out: Path, unbroken: Path) -> None:
    """Give the same command again and check that it ends well, as if nothing had been."""
    result = swept.sweep(out, "executor.kind=serial")
    assert (result.done, result.exit_code) == (swept.RUNS, 0)
    swept.assert_equal(result.folder, unbroken)
    assert not list(result.folder.rglob("*.tmp"))


@pytest.mark.failure
@pytest.mark.parametrize("kind", ["serial", "process"])
def test_a_driver_that_is_killed_loses_nothing(tmp_path, unbroken, kind):
    program = swept.start("slow", tmp_path, *SMALL_CHUNKS, f"executor.kind={kind}", "workers=2")
    swept.wait_for_parts(tmp_path, 2, program)
    os.kill(program.pid, signal.SIGKILL)
    program.communicate(timeout=60)
    assert 2 <= swept.parts(tmp_path) < swept.RUNS
    _finish(tmp_path, unbroken)


@pytest.mark.failure
def test_a_worker_that_is_killed_costs_no_run(tmp_path, unbroken):
    program = swept.start("slow", tmp_path, *SMALL_CHUNKS, "workers=2")
    swept.wait_for_parts(tmp_path, 2, program)
    for worker in swept.workers_of(program.pid)[:1]:
        os.kill(worker, signal.SIGKILL)
    out, _ = _ends(program, 0)
    assert "18 of 18 runs are there" in out
    swept.assert_equal(_folder(tmp_path), unbroken)


@pytest.mark.failure
@pytest.mark.slow
def test_kill_at_fifty_moments_and_the_same_command_ends_as_if_unbroken(tmp_path, unbroken):
    luck = random.Random(20261125)
    killed = ended = 0
    out = tmp_path / "sweep"
    for _ in range(50):
        program = swept.start("slow", out, *SMALL_CHUNKS, "workers=2")
        swept.wait_for_parts(out, luck.randrange(swept.parts(out), swept.parts(out) + 3), program)
        time.sleep(luck.uniform(0.0, 0.15))
        if program.poll() is None and luck.random() < 0.3:
            for worker in swept.workers_of(program.pid)[-1:]:
                os.kill(worker, signal.SIGKILL)
            time.sleep(luck.uniform(0.0, 0.3))
        killed += program.poll() is None
        program.kill()
        program.communicate(timeout=60)
        assert program.returncode in (0, -signal.SIGKILL)
        if program.returncode == 0:
            swept.assert_equal(_folder(out), unbroken)
            ended += 1
            shutil.rmtree(out)
    assert killed >= 30
    _finish(out, unbroken)


@pytest.mark.failure
def test_an_interrupt_ends_with_130_and_keeps_what_is_done(tmp_path, unbroken):
    program = swept.start("slow", tmp_path, *SMALL_CHUNKS, "workers=2", start_new_session=True)
    swept.wait_for_parts(tmp_path, 2, program)
    began = time.monotonic()
    os.killpg(program.pid, signal.SIGINT)  # as a terminal does: workers get it too
    _, told = _ends(program, 130)
    assert time.monotonic() - began < 10
    assert "what is done is kept, the same command goes on" in told
    assert 2 <= swept.parts(tmp_path) < swept.RUNS
    _finish(tmp_path, unbroken)


@pytest.mark.failure
def test_a_second_driver_is_refused_with_who_is_at_work(tmp_path, monkeypatch):
    monkeypatch.setenv(swept.NOTES, str(tmp_path))
    out = tmp_path / "sweep"
    program = swept.start("waits", out, "executor.chunk_seconds=0.001", "executor.kind=serial")
    swept.wait_for_parts(out, 1, program)
    _, told = _ends(swept.start("run", out), 2)
    (tmp_path / "go").touch()
    assert f"is being run by process {program.pid} on " in told
    out, _ = _ends(program, 0)
    assert "18 of 18" in out


def _little_room() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, 6_000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


@pytest.mark.failure
@pytest.mark.parametrize("kind", ["serial", "process"])
def test_a_file_that_may_not_grow_is_told_and_loses_nothing(tmp_path, unbroken, kind):
    words = ("replications=1", f"executor.kind={kind}", "workers=2", "executor.chunk_seconds=0.001")
    assert swept.sweep(tmp_path, "executor.kind=serial", *words[:1]).done == 6
    larger = (f"executor.kind={kind}", "workers=2", "executor.chunk_seconds=30")
    _, told = _ends(swept.start("run", tmp_path, *larger, preexec_fn=_little_room), 1)
    assert told.count("no room for ") == 1
    assert "make room and give the same command again" in told
    assert swept.parts(tmp_path) >= 1
    _finish(tmp_path, unbroken)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 320 kB, where this user may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=320k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here; the test of files that may not grow stands in")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.failure
@pytest.mark.parametrize("words", [("executor.kind=serial",), ("workers=2", "executor.shared_folder=false")])
def test_a_full_disk_is_told_and_with_room_the_same_command_ends(small_disk, unbroken, words):
    words = (*words, "executor.chunk_seconds=0.001")
    _, told = _ends(swept.start("run", small_disk, *words), 1)
    assert told.count("no room for ") == 1
    assert 1 <= swept.parts(small_disk) < swept.RUNS
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    _finish(small_disk, unbroken)
