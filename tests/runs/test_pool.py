"""Worker processes: every chunk answered once, the guilty found, and memory that does not grow."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.runs.pool import WorkersError, in_processes

ROOT = Path(__file__).resolve().parents[2]


def double(chunk):
    """Double the numbers."""
    return [2 * number for number in chunk]


def dies_of(chunk):
    """Die of the number 13."""
    if 13 in chunk:
        os.kill(os.getpid(), signal.SIGKILL)
    return double(chunk)


def raises(chunk):
    """Raise, as a disk that is full does."""
    raise OSError(28, "No space left on device")


def started(chunk):
    """Tell which process this is."""
    return os.getpid()


def _chunks(count, size):
    return [tuple(range(start, start + size)) for start in range(0, count * size, size)]


def _flat(answers):
    return sorted(number for chunk, _ in answers for number in chunk)


@pytest.mark.unit
def test_each_chunk_is_answered_once_and_taken_as_workers_become_free():
    taken = []

    def chunks():
        for chunk in _chunks(12, 3):
            taken.append(chunk)
            yield chunk

    answers = []
    for chunk, answer in in_processes(double, chunks(), 2):
        answers.append((chunk, answer))
        assert len(taken) <= len(answers) + 4
    assert sorted(answers) == [(chunk, double(chunk)) for chunk in _chunks(12, 3)]


@pytest.mark.unit
def test_nothing_to_do_is_done_at_once():
    assert list(in_processes(double, [], 2)) == []


@pytest.mark.unit
def test_workers_stay_from_chunk_to_chunk():
    assert len({answer for _, answer in in_processes(started, _chunks(20, 1), 2)}) <= 2


@pytest.mark.failure
@pytest.mark.parametrize("size", [1, 2, 32])
def test_an_item_that_kills_its_worker_is_found_and_the_others_are_done(size):
    answers = list(in_processes(dies_of, _chunks(64 // size, size), 2))
    assert _flat(answers) == list(range(64))
    assert [chunk for chunk, answer in answers if answer is None] == [(13,)]


@pytest.mark.failure
def test_one_death_costs_a_few_processes_and_not_one_an_item():
    began = time.monotonic()
    answers = list(in_processes(dies_of, _chunks(2, 200), 1))
    assert _flat(answers) == list(range(400))
    assert len(answers) == 201
    assert time.monotonic() - began < 60


@pytest.mark.failure
def test_an_exception_of_the_task_itself_ends_the_work():
    with pytest.raises(OSError, match="No space left"):
        list(in_processes(raises, _chunks(4, 1), 2))


@pytest.mark.failure
def test_workers_that_do_not_start_are_told(monkeypatch):
    monkeypatch.setattr("sim.runs.pool._start_worker", signal.raise_signal)  # fails on what it is given
    with pytest.raises(WorkersError, match="worker processes do not start"):
        list(in_processes(double, _chunks(4, 1), 2))


@pytest.mark.failure
def test_a_script_without_a_guard_is_told_what_to_do(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from sim.runs.pool import in_processes, WorkersError\n"
        "from tests.runs.test_pool import double\n"
        "try:\n    list(in_processes(double, [(1,)], 1))\n"
        "except WorkersError as error:\n    print(error)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    found = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert 'if __name__ == "__main__"' in found.stdout


def seen(chunk):
    return [os.environ.get("BEREDT_TOLD") for _ in chunk]


@pytest.mark.unit
def test_workers_see_the_environment_as_it_is_when_they_start(monkeypatch):
    for told in ("one", "two"):
        monkeypatch.setenv("BEREDT_TOLD", told)
        assert [answer for _, answer in in_processes(seen, _chunks(2, 1), 1)] == [[told], [told]]


@pytest.mark.unit
@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="looks into /proc")
def test_a_worker_does_not_grow_over_a_thousand_runs(tmp_path, monkeypatch):
    from tests.support import swept  # heavy: not for the workers of the tests above

    monkeypatch.setenv(swept.NOTES, str(tmp_path))
    swept.sweep(tmp_path / "out", "workers=1", "replications=170", of="notes_memory")
    (notes,) = tmp_path.glob("memory-*")
    pages = [int(line) for line in notes.read_text().splitlines()]
    assert len(pages) == 6 * 170
    # the allocator takes some 400 runs to reach its level; from there on less than four pages a run are allowed
    early, late = (sorted(pages[begin : begin + 200])[100] for begin in (400, 800))
    assert late < 1.03 * early


HALF_WAY = """
import multiprocessing, os, threading, time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from sim.runs.pool import _context, _stop
from tests.runs.test_pool import large

if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, _context())
    pool.submit(large)
    while int(Path("/proc/self/io").read_text().split("rchar:")[1].split()[0]) < 60_000_000:
        time.sleep(0.001)
    _stop(multiprocessing.active_children(), pool)
    ended = threading.Thread(target=pool.shutdown, daemon=True)
    ended.start()
    ended.join(20)
    print("hangs" if ended.is_alive() else "came back", flush=True)
    os._exit(0)
"""


def large() -> bytes:
    """Give an answer that takes a while through the pipe."""
    return b"x" * 600_000_000


@pytest.mark.failure
@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="needs to see how much was read: Linux only")
def test_workers_end_also_with_an_answer_half_way_through_the_pipe(tmp_path: Path) -> None:
    """In a process of its own, as a hang would not come back."""
    script = tmp_path / "half_way.py"
    script.write_text(HALF_WAY, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout == "came back\n", done.stdout + done.stderr
