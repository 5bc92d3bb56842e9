"""Columns that contradict each other are found, though the books agree."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.institutions.records import GhostError
from sim.institutions.states import Case, Lodging
from sim.national import Nation
from tests.support.nation import built, run_through
from tests.support.scenarios import load_scenario

Spoil = Callable[[Nation, int], None]


def _settled(nation: Nation, row: int) -> None:
    nation.population.case.state[row] = Case.SETTLED


def _privately_settled(nation: Nation, row: int) -> None:
    nation.population.case.state[row] = Case.LEFT
    nation.population.lodging.state[row] = Lodging.PRIVATE
    nation.population.site[row] = -1


def _without_a_bed(nation: Nation, row: int) -> None:
    nation.population.lodging.state[row] = Lodging.NONE


def _elsewhere(nation: Nation, row: int) -> None:
    nation.population.lodging.state[row] = Lodging.TRANSIT


def _uncounted(nation: Nation, row: int) -> None:
    nation.population.lodging.state[row] = Lodging.NONE
    nation.population.site[row] = -1


@pytest.mark.failure
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_settled, "sleeps in a centre but has no open case"),
        (_privately_settled, "is settled, gone or not come, and still lodged"),
        (_without_a_bed, "has a bed without a centre, or a centre without a bed"),
        (_elsewhere, "sleeps in another kind of centre than its lodging says"),
        (_uncounted, "the register"),
    ],
)
def test_ghosts_are_refused(spoil: Spoil, said: str) -> None:
    nation = built(load_scenario(("start=2024-01-01", "shock=none", "plan=do_nothing", "horizon_days=7")))
    run_through(nation)
    last = nation.calendar.days - 1
    nation.records._cross_check(last)
    row = int(np.flatnonzero(nation.population.lodging.state == Lodging.ORDINARY)[0])
    spoil(nation, row)
    with pytest.raises(GhostError, match=said):
        nation.records._cross_check(last)
