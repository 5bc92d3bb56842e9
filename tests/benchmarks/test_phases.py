"""Workload W with compiled phases is workload W, to the last stamp."""

from __future__ import annotations

import numpy as np
import pytest
import simpy

from benchmarks.phases import PhaseModel
from benchmarks.workload import DAYS, ColumnModel, People, Workload
from sim.engine.books import BooksError
from sim.engine.kernels import PLAIN, kernels
from sim.engine.process import run

COMPILED = kernels("compiled")
STAMPS = ("registering", "asked", "deciding", "decided", "called", "settled", "occupancy", "emergency")


@pytest.mark.repeat
@pytest.mark.parametrize(("persons", "seed"), [(600, 2), (3_000, 5), (20_000, 1)])
def test_every_stamp_is_the_same(persons: int, seed: int) -> None:
    plain, compiled = ColumnModel(Workload(persons, seed)), PhaseModel(Workload(persons, seed), COMPILED)
    for model in (plain, compiled):
        env = simpy.Environment()
        model.start(env)
        run(env, DAYS)
        model.fold(DAYS)
    for name in STAMPS:
        one, two = getattr(plain, name), getattr(compiled, name)
        assert one.dtype == two.dtype, name
        assert one.tobytes() == two.tobytes(), name
    for books in ("case", "bed"):
        one, two = getattr(plain, books), getattr(compiled, books)
        assert one.state.tobytes() == two.state.tobytes(), books
        assert one.stock[:, 0].tolist() == two.stock.tolist(), books
    assert plain.outcome() == compiled.outcome()


@pytest.mark.repeat
def test_the_same_people_are_drawn() -> None:
    work = Workload(20_000, 3)
    plain, compiled = People.drawn(work, PLAIN), People.drawn(work, COMPILED)
    for name, column in vars(plain).items():
        other: np.ndarray = getattr(compiled, name)
        assert column.dtype == other.dtype, name
        assert column.tobytes() == other.tobytes(), name


@pytest.mark.failure
def test_a_row_moved_behind_the_back_of_the_books_is_found() -> None:
    model = PhaseModel(Workload(500, 1), COMPILED)
    model.case.state[7] = 3
    with pytest.raises(BooksError, match=r"state NOT_ARRIVED: flows give \d+ persons, register \d+"):
        model.check(0)
