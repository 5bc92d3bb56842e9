"""Progress: plain lines with the time left, a bar in a terminal, silence on demand."""

from __future__ import annotations

import io

import pytest

from sim.runs.progress import duration, progress, seconds_left
from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH

TEXTS = ENGLISH.sentences


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.unit
def test_plain_lines_tell_how_far_and_how_long() -> None:
    stream, clock = io.StringIO(), Clock()
    with progress(8, "compare", TEXTS, stream=stream, clock=clock) as told:
        for done in range(1, 9):
            clock.now += 2.0
            told(done, 8, int(done > 6))
    assert stream.getvalue().splitlines() == [
        "compare: 2 of 8 runs in 4 s, about 12 s left",
        "compare: 4 of 8 runs in 8 s, about 8 s left",
        "compare: 6 of 8 runs in 12 s, about 4 s left",
        "compare: 8 of 8 runs, 1 failed in 16 s, done",
    ]


@pytest.mark.unit
def test_slow_runs_are_told_by_the_clock() -> None:
    stream, clock = io.StringIO(), Clock()
    with progress(1000, "run", TEXTS, stream=stream, clock=clock) as told:
        clock.now = 11.0
        told(1, 1000, 0)
        clock.now = 220.0
        told(20, 1000, 0)
    assert stream.getvalue().splitlines() == [
        "run: 1 of 1000 runs in 11 s",
        "run: 20 of 1000 runs in 3 min 40 s, about 2 h 59 min left",
    ]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("done", "total", "left"), [(1, 4, None), (2, 4, 10.0), (8, 90, None), (9, 90, 90.0), (19, 10_000, None)]
)
def test_no_time_is_told_before_enough_runs_are_done(done: int, total: int, left: float | None) -> None:
    assert seconds_left(done, total, 10.0) == left


@pytest.mark.unit
def test_no_progress_is_shown_if_it_is_not_wanted() -> None:
    stream = io.StringIO()
    with progress(2, "run", TEXTS, show=False, stream=stream) as told:
        told(2, 2, 0)
    assert stream.getvalue() == ""


@pytest.mark.unit
def test_a_terminal_gets_a_bar_with_the_time_left() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with progress(4, "compare", TEXTS, stream=stream) as told:
        told(2, 4, 1)
    assert "compare" in stream.getvalue()
    assert "left" in stream.getvalue()


@pytest.mark.unit
@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0 s"), (61.0, "1 min 1 s"), (7260.0, "2 h 1 min")])
def test_durations_are_written_as_people_say_them(seconds: float, text: str) -> None:
    assert duration(seconds, TEXTS) == text


@pytest.mark.unit
def test_runs_in_steps_are_told_with_the_step_and_the_most_there_can_be() -> None:
    stream, clock = io.StringIO(), Clock()
    with progress(300, "run", TEXTS, stream=stream, clock=clock, steps=True) as told:
        for done, total in ((20, 35), (35, 70), (70, 70)):
            clock.now += 20.0
            told(done, total, 0)
    assert stream.getvalue().splitlines() == [
        "run: 20 of 35 runs of this step (at most 300) in 20 s, about 15 s left of it",
        "run: 35 of 70 runs of this step (at most 300) in 40 s, about 40 s left of it",
        "run: 70 of 70 runs of this step (at most 300) in 1 min 0 s, done",
    ]


@pytest.mark.unit
def test_progress_is_told_in_the_words_that_are_given() -> None:
    stream, clock = io.StringIO(), Clock()
    with progress(8, "compare", BOKMAL.sentences, stream=stream, clock=clock) as told:
        for done in (2, 4, 8):
            clock.now += 4000.0
            told(done, 8, int(done > 2))
    assert stream.getvalue().splitlines() == [
        "compare: 2 av 8 kjøringer på 1 t 6 min, om lag 3 t 20 min igjen",
        "compare: 4 av 8 kjøringer, 1 mislyktes på 2 t 13 min, om lag 2 t 13 min igjen",
        "compare: 8 av 8 kjøringer, 1 mislyktes på 3 t 20 min, ferdig",
    ]
    stream = io.StringIO()
    with progress(300, "run", BOKMAL.sentences, stream=stream, clock=clock, steps=True) as told:
        clock.now += 20.0
        told(20, 35, 0)
    line = "run: 20 av 35 kjøringer i dette trinnet (høyst 300) på 20 s, om lag 15 s igjen av det"
    assert stream.getvalue().splitlines() == [line]


@pytest.mark.unit
def test_the_bar_of_a_terminal_is_in_the_words_that_are_given() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for steps in (False, True):
        stream = Terminal()
        with progress(4, "compare", BOKMAL.sentences, stream=stream, steps=steps) as told:
            told(2, 4, 1)
        shown = stream.getvalue()
        assert "kjøringer" in shown
        assert "runs" not in shown
        assert "left" not in shown
