"""Turns come in the order of phases, and within a phase in the order of registration."""

from __future__ import annotations

import pytest
import simpy

from sim.engine.process import PHASES_PER_DAY, daily, every, on_days, run, tick, wait_at_every_turn


@pytest.mark.unit
def test_phases_order_the_day() -> None:
    env, log = simpy.Environment(), []
    every(env, lambda day: log.append(("late", day, env.now)), 5)
    every(env, lambda day: log.append(("early", day, env.now)), 1)
    every(env, lambda day: log.append(("every second day", day, env.now)), 3, every_days=2, first_day=1)
    run(env, 3)
    assert log == [
        ("early", 0, 1),
        ("late", 0, 5),
        ("early", 1, 33),
        ("every second day", 1, 35),
        ("late", 1, 37),
        ("early", 2, 65),
        ("late", 2, 69),
    ]


@pytest.mark.unit
def test_ties_follow_registration_and_not_rhythm() -> None:
    """SimPy alone would run the monthly act first: its timeout was set long before."""
    env, log = simpy.Environment(), []
    every(env, lambda day: log.append(("daily", day)), 4)
    every(env, lambda day: log.append(("rare", day)), 4, every_days=3)
    every(env, lambda day: log.append(("late comer", day)), 4, first_day=2)
    run(env, 4)
    assert log == [
        ("daily", 0),
        ("rare", 0),
        ("daily", 1),
        ("daily", 2),
        ("late comer", 2),
        ("daily", 3),
        ("rare", 3),
        ("late comer", 3),
    ]


@pytest.mark.unit
@pytest.mark.parametrize("every_turn", [False, True])
def test_several_acts_of_one_process_keep_their_place_among_others(every_turn: bool) -> None:
    """Whether it goes on at once or waits, the order of acts is the same; a tie goes by registration."""
    env, log = simpy.Environment(), []
    every(env, lambda day: log.append(("first", day)), 7)
    daily(env, [(lambda day, at=at: log.append((at, day)), at) for at in (2, 3, 5, 7, 9)])
    every(env, lambda day: log.append(("rare", day)), 5, every_days=2, first_day=1)
    if every_turn:
        wait_at_every_turn(env)
    run(env, 2)
    assert log == [
        *[(2, 0), (3, 0), (5, 0), ("first", 0), (7, 0), (9, 0)],
        *[(2, 1), (3, 1), (5, 1), ("rare", 1), ("first", 1), (7, 1), (9, 1)],
    ]


@pytest.mark.unit
def test_an_act_can_have_days_of_its_own() -> None:
    env, log = simpy.Environment(), []
    on_days(env, lambda day: log.append((day, env.now)), 4, [0, 3, 4, 9])
    run(env, 6)
    assert log == [(0, tick(0, 4)), (3, tick(3, 4)), (4, tick(4, 4))]


@pytest.mark.unit
def test_a_run_may_go_on() -> None:
    env, log = simpy.Environment(), []
    every(env, log.append, 31)
    run(env, 2)
    run(env, 4)
    assert log == [0, 1, 2, 3]
    assert env.now == tick(4, 0) == 4 * PHASES_PER_DAY


@pytest.mark.unit
def test_a_fault_in_an_act_stops_the_run() -> None:
    env = simpy.Environment()
    every(env, lambda day: 1 // (2 - day), 0)
    with pytest.raises(ZeroDivisionError):
        run(env, 5)


@pytest.mark.failure
def test_impossible_turns_are_refused() -> None:
    env = simpy.Environment()
    with pytest.raises(ValueError, match="phase must lie in"):
        every(env, print, 32)
    with pytest.raises(ValueError, match="every_days must be >= 1"):
        every(env, print, 0, every_days=0)
    with pytest.raises(ValueError, match="must rise within the day"):
        daily(env, [(print, 3), (print, 3)])
    with pytest.raises(ValueError, match="at least one day"):
        on_days(env, print, 0, [])
    run(env, 2)
    with pytest.raises(ValueError, match="first turn at tick 3 is past"):
        every(env, print, 3)
