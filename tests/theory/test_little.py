"""Little's law as an identity: person-days in a state are the sum of stays, both ends cut (METHODS O14)."""

from __future__ import annotations

import numpy as np
import pytest
import simpy

from benchmarks.workload import DAYS, Case, ColumnModel, Phase, Workload
from sim.engine.process import every, run


@pytest.mark.theory
def test_person_days_equal_the_sum_of_stays() -> None:
    work = Workload(4_000, seed=3)
    env, model = simpy.Environment(), ColumnModel(work)
    stocks = np.zeros((DAYS, len(Case)), dtype=np.int64)

    def note(day: int) -> None:
        model.case.fold()
        stocks[day] = model.case.stock[:, 0]

    model.start(env)
    every(env, note, Phase.BOOKS)
    run(env, DAYS)

    def stays(entered: np.ndarray, left: np.ndarray) -> int:
        """Sum the nights from entry to exit, cut at the end of the run."""
        begun = entered >= 0
        end = np.where(left >= 0, left, DAYS)
        return int((end - entered)[begun].sum())

    assert stocks[:, Case.DECIDING].sum() == stays(model.asked, model.decided)
    assert stocks[:, Case.MOVING].sum() == stays(model.called, np.where(model.called >= 0, model.settled, -1))
    granted = np.where(model.people.granted, model.decided, -1)
    assert stocks[:, Case.GRANTED].sum() == stays(granted, model.called)
    inside = stocks[:, Case.UNREGISTERED : Case.GONE].sum()
    assert inside == stays(model.people.day.astype(np.int64), model.settled)
    assert model.occupancy.sum() > 0
    np.testing.assert_array_equal(stocks.sum(axis=1), len(model.people.day))
