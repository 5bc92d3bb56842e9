"""The dated book."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.agenda import Agenda, AgendaError


@pytest.mark.unit
def test_effects_happen_on_their_day_in_order_of_entry() -> None:
    agenda, log = Agenda(), []
    agenda.on("open", lambda target, amount, day: log.append(("open", target, amount, day)))
    agenda.on("hire", lambda target, amount, day: log.append(("hire", target, amount, day)))
    agenda.add(2, "hire", 0, 5, today=-1)
    agenda.add(1, "open", 7, 100, today=0)
    agenda.add(2, "open", 8, 50, today=0)
    for day in range(4):
        agenda.run(day)
    assert log == [("open", 7, 100, 1), ("hire", 0, 5, 2), ("open", 8, 50, 2)]


@pytest.mark.unit
def test_an_effect_may_enter_another_and_the_book_can_be_saved() -> None:
    agenda, log = Agenda(), []

    def stage(target: int, amount: int, day: int) -> None:
        log.append((day, target))
        if amount > 1:
            agenda.add(day + 2, "stage", target, amount - 1, today=day)

    agenda.on("stage", stage)
    agenda.add(0, "stage", 3, 3, today=-1)
    agenda.run(0)
    assert agenda.pending() == [(2, "stage", 3, 2)]
    assert json.loads(json.dumps(agenda.pending())) == [[2, "stage", 3, 2]]
    agenda.run(7)
    assert log == [(0, 3), (2, 3), (4, 3)]
    assert agenda.pending() == []


@pytest.mark.failure
def test_today_and_the_past_are_refused() -> None:
    agenda = Agenda()
    agenda.on("open", lambda target, amount, day: None)
    with pytest.raises(AgendaError, match="open for day 5 is too late: today is day 5"):
        agenda.add(5, "open", 0, 1, today=5)
    agenda.run(6)
    with pytest.raises(AgendaError, match="open for day 6 is too late: today is day 6"):
        agenda.add(6, "open", 0, 1, today=2)


@pytest.mark.failure
def test_an_effect_has_exactly_one_hand() -> None:
    agenda = Agenda()
    agenda.on("open", print)
    with pytest.raises(AgendaError, match="effect 'open' already has a handler"):
        agenda.on("open", print)
    agenda.add(1, "close", 0, 1, today=0)
    with pytest.raises(AgendaError, match="nobody carries out 'close', due on day 1"):
        agenda.run(1)


@pytest.mark.invariant
@given(entries=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5), st.integers(-9, 9)), max_size=40))
def test_every_entry_is_carried_out_once_on_its_day(entries: list[tuple[int, int, int]]) -> None:
    agenda, log = Agenda(), []
    agenda.on("effect", lambda target, amount, day: log.append((day, target, amount)))
    for day, target, amount in entries:
        agenda.add(day, "effect", target, amount, today=-1)
    for day in range(21):
        agenda.run(day)
    assert log == sorted(entries, key=lambda entry: entry[0])
