"""The queue: order, progress, cancel, what a process that dies leaves, and results that outlive the server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue as Line

import pytest

from sim.config.faults import BadConfig
from sim.runs.outdir import MANIFEST
from sim.web.queue import GONE, MOST_REMEMBERED, OVERDUE, Full, Queue, State
from sim.web.runner import DONE, FAILED, FAULT, PROGRESS, Ask, Told

WAIT_SECONDS = 10.0


class Played:
    """A process whose jobs tell what the test puts into its line; None ends it as if it had died."""

    def __init__(self) -> None:
        self.line: Line[Told | None] = Line()
        self.given: list[Ask] = []
        self.alive = True

    def give(self, ask: Ask) -> None:
        if not self.alive:
            raise BrokenPipeError
        self.given.append(ask)

    def told(self) -> Told:
        told = self.line.get()
        if told is None:
            self.alive = False
            raise EOFError
        if told.kind == DONE:
            folder = self.given[-1].folder
            folder.mkdir(parents=True)
            (folder / MANIFEST).write_text("{}")
        return told

    def end(self) -> None:
        if self.alive:
            self.alive = False
            self.line.put(None)


class Stage:
    """A queue with the processes it has started so far."""

    def __init__(self, folder: Path, most: int, seconds: float) -> None:
        self.processes: list[Played] = []
        self.queue = Queue(folder, most, seconds, self._start)

    def _start(self) -> Played:
        self.processes.append(Played())
        return self.processes[-1]

    def ask(self, key: str) -> None:
        self.queue.submit(Ask(key, "compare", (), (), self.queue.folder(key)))

    def tell(self, *told: Told | None) -> None:
        end = time.monotonic() + WAIT_SECONDS
        while not (self.processes[-1].alive and self.processes[-1].given):
            assert time.monotonic() < end, "no process was given a job"
            time.sleep(0.005)
        for each in told:
            self.processes[-1].line.put(each)

    def until(self, key: str, holds: Callable[[State], bool]) -> State:
        end = time.monotonic() + WAIT_SECONDS
        while not holds(state := self.queue.state(key)):
            assert time.monotonic() < end, state
            time.sleep(0.005)
        return state

    def becomes(self, key: str, status: str) -> State:
        return self.until(key, lambda state: state.status == status)


@contextmanager
def staged(folder: Path, most: int = 5, seconds: float = 600.0) -> Iterator[Stage]:
    stage = Stage(folder, most, seconds)
    try:
        yield stage
    finally:
        stage.queue.close()
    assert not stage.queue._thread.is_alive()


@pytest.mark.unit
def test_jobs_are_done_in_the_order_they_came_and_each_knows_its_place(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        for key in ("a", "b", "c"):
            stage.ask(key)
        stage.becomes("a", "running")
        assert [stage.queue.state(key).place for key in ("b", "c")] == [1, 2]
        stage.tell(Told(PROGRESS, (1, 4, 0)))
        seen = stage.until("a", lambda state: state.done == 1)
        assert (seen.total, seen.failed, seen.seconds_left) == (4, 0, None)
        stage.tell(Told(DONE), Told(DONE), Told(DONE))
        stage.becomes("c", "done")
        assert [ask.key for ask in stage.processes[0].given] == ["a", "b", "c"]
        assert stage.queue.state("a").folder == tmp_path / "a"


@pytest.mark.unit
def test_a_question_that_is_answered_or_waits_is_not_queued_again(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        stage.ask("a")
        stage.ask("a")
        stage.tell(Told(DONE))
        stage.becomes("a", "done")
        stage.ask("a")
        assert stage.queue.state("a").status == "done"
        assert len(stage.processes[0].given) == 1


@pytest.mark.failure
def test_one_more_than_may_wait_is_refused_and_the_others_stand(tmp_path: Path) -> None:
    with staged(tmp_path, most=2) as stage:
        stage.ask("a")
        stage.becomes("a", "running")
        stage.ask("b")
        with pytest.raises(Full):
            stage.ask("c")
        assert stage.queue.state("c").status == "none"
        assert stage.queue.state("b").status == "waiting"


@pytest.mark.unit
def test_cancel_takes_one_out_of_the_queue_or_ends_the_one_at_work_and_the_next_goes_on(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        for key in ("a", "b", "c"):
            stage.ask(key)
        stage.becomes("a", "running")
        stage.queue.cancel("b")
        assert stage.queue.state("b").status == "cancelled"
        stage.queue.cancel("a")
        assert stage.queue.state("a").status == "cancelled"
        stage.becomes("c", "running")
        stage.until("c", lambda state: len(stage.processes) > 1)
        stage.tell(Told(DONE))
        stage.becomes("c", "done")
        assert len(stage.processes) == 2, "the process that was ended has one other in its place"
        stage.ask("a")
        stage.becomes("a", "running")


@pytest.mark.failure
def test_a_job_that_ends_while_it_is_cancelled_takes_no_other_with_it(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        for key in ("a", "b"):
            stage.ask(key)
        stage.becomes("a", "running")
        dying, seen = stage.processes[0], []
        ended = dying.end

        def slow_end() -> None:  # the answer is on its way when the signal is
            seen.append(stage.queue.state("a").status)
            dying.line.put(Told(DONE))
            time.sleep(0.2)
            ended()

        dying.end = slow_end
        stage.queue.cancel("a")
        assert seen[0] == "running", "a page that asks meanwhile is told no end"
        assert stage.queue.state("a").status == "done"
        stage.becomes("b", "running")
        stage.tell(Told(PROGRESS, (1, 2, 0)))
        stage.until("b", lambda state: state.done == 1)
        assert [len(each.given) for each in stage.processes] == [1, 1]


@pytest.mark.failure
def test_a_job_that_is_stopped_is_ended_with_the_process_it_had(tmp_path: Path) -> None:
    """The answer comes, and the next job has a process of its own, before the one that stops gets to end anything."""
    with staged(tmp_path) as stage:
        for key in ("a", "b"):
            stage.ask(key)
        stage.becomes("a", "running")
        held, reading = stage.processes[0].end, threading.Event()

        def end() -> None:
            if threading.current_thread() is asking:
                stage.processes[0].line.put(Told(DONE))
                reading.wait(WAIT_SECONDS)
            held()

        stage.processes[0].end = end
        asking = threading.Thread(target=stage.queue.cancel, args=("a",))
        asking.start()
        stage.becomes("b", "running")
        stage.tell(Told(PROGRESS, (1, 2, 0)))
        stage.until("b", lambda state: state.done == 1)
        reading.set()
        asking.join(WAIT_SECONDS)
        stage.tell(Told(DONE))
        stage.becomes("b", "done")


@pytest.mark.failure
def test_a_job_that_is_stopped_at_once_is_given_up_at_once(tmp_path: Path) -> None:
    """Also where it is stopped between its turn and its process: so it is tried many times."""
    with staged(tmp_path) as stage:
        for number in range(200):
            key = f"k{number}"
            stage.ask(key)
            if number % 2:
                stage.becomes(key, "running")
            stopping = threading.Thread(target=stage.queue.cancel, args=(key,), daemon=True)
            stopping.start()
            stopping.join(WAIT_SECONDS)
            assert not stopping.is_alive(), f"cancel number {number} hangs"
            assert stage.queue.state(key).status == "cancelled"


@pytest.mark.failure
def test_what_cannot_be_started_or_read_fails_its_job_alone(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        stage.ask("a")
        stage.becomes("a", "running")
        start, stage.queue._start = stage.queue._start, _no_room
        stage.tell(None)
        stage.becomes("a", "failed")
        stage.ask("b")
        assert stage.becomes("b", "failed").message == GONE
        stage.queue._start = start
        stage.ask("c")
        stage.becomes("c", "running")
        stage.processes[-1].line.put("no answer")
        assert "AttributeError" in stage.becomes("c", "failed").message
        stage.ask("d")
        stage.becomes("d", "running")


def _no_room() -> Played:
    raise OSError(12, "Cannot allocate memory")


@pytest.mark.unit
def test_a_job_that_takes_longer_than_it_may_is_stopped(tmp_path: Path) -> None:
    with staged(tmp_path, seconds=0.2) as stage:
        stage.ask("a")
        stage.ask("b")
        assert stage.becomes("a", "failed").message == OVERDUE
        assert stage.becomes("b", "failed").message == OVERDUE


@pytest.mark.failure
def test_a_second_server_on_the_folder_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        stage.ask("a")
        stage.becomes("a", "running")
        (tmp_path / ".a.1234.partial").mkdir()
        with pytest.raises(BadConfig, match="is being run by process"):
            Queue(tmp_path, 5, 600.0, Played)
        assert (tmp_path / ".a.1234.partial").is_dir()
        stage.tell(Told(DONE))
        stage.becomes("a", "done")
    with staged(tmp_path) as stage:
        assert stage.queue.state("a").status == "done"


@pytest.mark.unit
def test_what_is_asked_again_while_it_is_being_stopped_is_done(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        stage.ask("a")
        stage.becomes("a", "running")
        process = stage.processes[0]
        ended = process.end

        def ask_and_end() -> None:
            stage.ask("a")
            ended()

        process.end = ask_and_end
        stage.queue.cancel("a")
        stage.becomes("a", "running")
        stage.tell(Told(DONE))
        stage.becomes("a", "done")


@pytest.mark.failure
def test_a_process_that_dies_fails_its_job_alone(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        stage.ask("a")
        stage.ask("b")
        stage.becomes("a", "running")
        stage.tell(None)
        assert stage.becomes("a", "failed").message == GONE
        stage.becomes("b", "running")
        assert [len(each.given) for each in stage.processes] == [1, 1]


@pytest.mark.failure
@pytest.mark.parametrize("kind", [FAULT, FAILED])
def test_why_a_job_failed_is_kept_and_it_can_be_asked_again(tmp_path: Path, kind: str) -> None:
    with staged(tmp_path) as stage:
        stage.ask("a")
        stage.tell(Told(kind, message="why"))
        state = stage.becomes("a", "failed")
        assert (state.message, state.fault) == ("why", kind == FAULT)
        stage.ask("a")
        stage.becomes("a", "running")


@pytest.mark.unit
def test_what_is_finished_is_there_for_the_next_server_and_what_was_half_done_is_not(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        stage.ask("a")
        stage.tell(Told(DONE))
        stage.becomes("a", "done")
    (tmp_path / ".b.1234.partial").mkdir()
    with staged(tmp_path) as stage:
        assert stage.queue.state("a").status == "done"
        assert stage.queue.state("b").status == "none"
        assert not list(tmp_path.glob(".*.partial"))


@pytest.mark.failure
def test_what_is_called_after_a_job_and_fails_stops_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_room() -> None:
        raise PermissionError("the folder cannot be read")

    with staged(tmp_path) as stage:
        stage.queue.after_each(no_room)
        for key in ("one", "two"):
            stage.ask(key)
            stage.becomes(key, "running")
            stage.tell(Told(DONE))
            stage.becomes(key, "done")
    assert capsys.readouterr().err.count("PermissionError: the folder cannot be read") == 2


@pytest.mark.unit
def test_of_jobs_that_failed_only_the_last_are_remembered(tmp_path: Path) -> None:
    with staged(tmp_path, most=2) as stage:
        for number in range(MOST_REMEMBERED + 2):
            stage.ask(f"k{number}")
            stage.tell(Told(FAULT, message="no"))
            stage.becomes(f"k{number}", "failed")
        assert stage.queue.state("k0").status == "none"
        assert stage.queue.state("k2").status == "failed"


@pytest.mark.unit
def test_many_ask_at_once_and_every_one_is_answered(tmp_path: Path) -> None:
    with staged(tmp_path, most=40) as stage:
        threads = [threading.Thread(target=stage.ask, args=(f"k{number}",)) for number in range(20)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        stage.tell(*[Told(DONE)] * 20)
        for number in range(20):
            stage.becomes(f"k{number}", "done")
