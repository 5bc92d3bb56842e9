"""One driver a folder: who comes second is told who holds it, and a dead holder holds nothing."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sim.config.faults import BadConfig
from sim.runs.files import NoSpace
from sim.runs.lock import LOCK, holder, locked

HOLDS = textwrap.dedent(
    """
    import sys, time
    from pathlib import Path
    from sim.runs.lock import locked
    with locked(Path(sys.argv[1])):
        print("held", flush=True)
        time.sleep(60)
    """
)


def another_driver(folder: Path) -> subprocess.Popen[str]:
    """Start a process that holds the folder, and wait until it does."""
    other = subprocess.Popen([sys.executable, "-c", HOLDS, str(folder)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    return other


@pytest.mark.unit
def test_the_lock_is_given_back_and_can_be_taken_again(tmp_path):
    assert holder(tmp_path) is None
    for _ in range(2):
        with locked(tmp_path):
            assert holder(tmp_path)["pid"] == os.getpid()
        assert holder(tmp_path) is None


@pytest.mark.failure
def test_the_second_driver_is_told_who_holds_the_folder_and_since_when(tmp_path):
    other = another_driver(tmp_path)
    try:
        since = holder(tmp_path)["since"]
        with pytest.raises(BadConfig, match=rf"process {other.pid} on .* since {since[:10]}"), locked(tmp_path):
            pass
        assert holder(tmp_path)["pid"] == other.pid
    finally:
        other.kill()
        other.wait()


@pytest.mark.failure
def test_the_second_in_the_same_process_is_refused_too(tmp_path):
    with locked(tmp_path), pytest.raises(BadConfig, match=f"process {os.getpid()}"), locked(tmp_path):
        pass
    assert holder(tmp_path) is None


@pytest.mark.failure
def test_a_driver_that_was_killed_holds_nothing(tmp_path):
    other = another_driver(tmp_path)
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    assert (tmp_path / LOCK).read_text(encoding="utf-8")
    assert holder(tmp_path) is None
    with locked(tmp_path):
        assert holder(tmp_path)["pid"] == os.getpid()


@pytest.mark.failure
def test_an_error_inside_gives_the_lock_back(tmp_path):
    with pytest.raises(KeyboardInterrupt), locked(tmp_path):
        raise KeyboardInterrupt
    assert holder(tmp_path) is None


@pytest.mark.failure
def test_who_only_looks_does_not_keep_a_driver_out(tmp_path, monkeypatch):
    with locked(tmp_path):
        pass
    looking = os.open(tmp_path / LOCK, os.O_RDWR)
    fcntl.flock(looking, fcntl.LOCK_SH)
    monkeypatch.setattr("sim.runs.lock.time.sleep", lambda seconds: fcntl.flock(looking, fcntl.LOCK_UN))
    with locked(tmp_path):
        assert holder(tmp_path)["pid"] == os.getpid()
    os.close(looking)


@pytest.mark.failure
def test_a_holder_that_does_not_say_who_it_is_still_holds(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.runs.lock.PAUSE_SECONDS", 0.0)
    with locked(tmp_path):
        (tmp_path / LOCK).write_text("", encoding="utf-8")
        assert holder(tmp_path) == {}
        with pytest.raises(BadConfig, match="another process"), locked(tmp_path):
            pass


@pytest.mark.failure
def test_a_file_system_without_locks_is_named(tmp_path, monkeypatch):
    def refuse(handle, how):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("sim.runs.lock.fcntl.flock", refuse)
    with pytest.raises(BadConfig, match="cannot be locked on this file system: No locks"), locked(tmp_path):
        pass


@pytest.mark.failure
def test_no_room_to_say_who_holds_the_folder_is_told(tmp_path, monkeypatch):
    def full(handle, content, at):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("sim.runs.lock.os.pwrite", full)
    with pytest.raises(NoSpace, match=r"no room for .* \(No space left"), locked(tmp_path):
        pass
    assert holder(tmp_path) is None
