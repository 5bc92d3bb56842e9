"""Time and processes: tick = day * 32 + phase.

Phases fix the order inside a day. Two acts in the same phase of the same day run in the order they were
registered, whatever their rhythms: SimPy alone would run first the one whose timeout was set first.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any

import simpy
from simpy.events import Event, Process

PHASES_PER_DAY = 32


def tick(day: int, phase: int) -> int:
    """Give the tick of a phase in a day; ValueError unless 0 <= phase < 32."""
    if not 0 <= phase < PHASES_PER_DAY:
        message = f"phase must lie in 0 .. {PHASES_PER_DAY - 1}, got {phase}"
        raise ValueError(message)
    return day * PHASES_PER_DAY + phase


def environment(first_day: int = 0) -> simpy.Environment:
    """Make an environment that begins with a day; turns of earlier days are left out, not run late."""
    env = simpy.Environment(tick(first_day, 0))
    vars(env)["first_day"] = first_day
    return env


def _first_day(env: simpy.Environment) -> int:
    """First day of the environment, 0 unless `environment` made it begin later."""
    day: int = vars(env).get("first_day", 0)
    return day


class _Turn(Event):
    """The next turn of a process, scheduled again and again.

    It is ordered among the events of its tick by the process's own rank, which stands where SimPy has priority.
    """

    def __init__(self, env: simpy.Environment) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None


def every(
    env: simpy.Environment, act: Callable[[int], object], phase: int, every_days: int = 1, first_day: int = 0
) -> Process:
    """Register a process that calls `act(day)` in one phase of every n-th day.

    Parameters
    ----------
    env
        The environment, not yet past the first turn.
    act
        What is done; its answer is not used.
    phase
        0 <= phase < 32.
    every_days
        Days between turns; ValueError if < 1.
    first_day
        Day of the first turn; ValueError if its tick is already past.
    """
    if every_days < 1:
        message = f"every_days must be >= 1, got {every_days}"
        raise ValueError(message)
    missed = max(_first_day(env) - first_day, 0)
    first_day += -(-missed // every_days) * every_days
    rank = _rank(env, first_day, phase)
    return env.process(_turns(env, act, itertools.count(first_day, every_days), phase, rank))


def on_days(env: simpy.Environment, act: Callable[[int], object], phase: int, days: Sequence[int]) -> Process:
    """Register a process that calls `act(day)` in one phase of the days named, as `every` does.

    `days` ascend; ValueError if there is none or the tick of the first is already past.
    """
    if not days:
        raise ValueError("a process needs at least one day to act on")
    left = [day for day in days if day >= _first_day(env)]
    rank = _rank(env, left[0] if left else _first_day(env), phase)
    return env.process(_turns(env, act, left, phase, rank))


def daily(env: simpy.Environment, acts: Sequence[tuple[Callable[[int], object], int]]) -> Process:
    """Register one process that calls several acts every day, each as (act, phase); the phases must rise.

    Between acts it waits for its turn only if somebody else has one before or in the next act's phase; else it
    goes on at once, with the environment's clock still at the act before (unless `wait_at_every_turn`).
    """
    if any(later <= earlier for (_, earlier), (_, later) in itertools.pairwise(acts)):
        raise ValueError("the phases of one process must rise within the day")
    return env.process(_days(env, acts, _rank(env, _first_day(env), acts[0][1])))


def wait_at_every_turn(env: simpy.Environment) -> None:
    """Make every act an event of its own, so that whoever steps through the events sees what each has done."""
    vars(env)["waits_at_every_turn"] = True


def _rank(env: simpy.Environment, first_day: int, phase: int) -> int:
    """Give the next process its place in the order of registration, after a look at its first turn."""
    first = tick(first_day, phase)
    if first < env.now:
        message = f"first turn at tick {first} is past: it is now {env.now}"
        raise ValueError(message)
    registered: int = vars(env).get("acts_registered", 0) + 1
    vars(env)["acts_registered"] = registered
    return registered


def _turns(
    env: simpy.Environment, act: Callable[[int], object], days: Iterable[int], phase: int, rank: int
) -> Generator[Event, None, None]:
    turn = _Turn(env)
    now = int(env.now)
    schedule: Any = env.schedule  # SimPy's heap takes any integer as a rank
    for day in days:
        due = day * PHASES_PER_DAY + phase
        turn.callbacks = []
        schedule(turn, rank, due - now)
        yield turn
        now = due
        act(day)


def _days(
    env: simpy.Environment, acts: Sequence[tuple[Callable[[int], object], int]], rank: int
) -> Generator[Event, None, None]:
    turn = _Turn(env)
    now = int(env.now)
    schedule: Any = env.schedule  # as above
    peek = env.peek
    for start in itertools.count(tick(_first_day(env), 0), PHASES_PER_DAY):
        goes_on = False  # each day begins with a turn
        for act, phase in acts:
            due = start + phase
            if not (goes_on and peek() > due):
                turn.callbacks = []
                schedule(turn, rank, due - now)
                yield turn
                now, goes_on = due, "waits_at_every_turn" not in vars(env)
            act(start // PHASES_PER_DAY)


def run(env: simpy.Environment, days: int) -> None:
    """Run all turns of days 0 to `days` - 1."""
    env.run(until=tick(days, 0))
