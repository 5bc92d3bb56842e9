"""Breaking points that are known by pencil, asked of the engine (METHODS B2)."""

from __future__ import annotations

import pytest

from sim.config.load import load
from sim.national import run
from tests.support import fluid
from tests.support.fluid import CASES, Fluid

WITHIN = 0.02
IDS = [f"{case.places}-{case.per_week}-{case.lead_weeks}-{case.weeks}" for case in CASES]


@pytest.mark.unit
def test_the_formula_gives_the_values_of_the_note():
    assert [round(case.breaks_at, 3) for case in CASES] == [63.077, 66.667, 30.769, 50.0]


@pytest.mark.theory
@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_engine_breaks_within_two_per_cent_of_the_formula(case: Fluid, tmp_path):
    folder = fluid.folder(case, tmp_path)

    def broken(size: float) -> bool:
        words = (*fluid.words(case), "plan=fluid", f"shock.size={size}")
        (scenario,) = load("run", words, [folder]).scenarios.values()
        found = run(scenario, 0).breaks
        return found["first_date"][list(found["criterion"]).index("no_roof")] is not None

    assert not broken(case.breaks_at_size * (1.0 - WITHIN))
    assert broken(case.breaks_at_size * (1.0 + WITHIN))
