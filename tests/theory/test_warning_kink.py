"""The value of early warning that is known by pencil, asked of the engine (METHODS B3).

With free places F, a lead of L weeks, a rate of building g a week and a shock of D weeks, w weeks of warning make the
lead L - w. The breaking point is F/(L - w) as long as that lead is longer than F/g, then g + (F - g (L - w))/D: each
week is worth more than the last until w = L - F/g, and from there on only g/D.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from sim.config.load import load
from sim.national import run
from tests.support import fluid
from tests.support.fluid import Fluid

FREE, RATE, LEAD, WEEKS = 800, 160, 12, 26
KINK = LEAD - FREE / RATE  # after 7 weeks
WITHIN = 0.02


def _case(warning: int) -> Fluid:
    return Fluid(FREE, RATE, LEAD, WEEKS, warning)


def _formula(warning: int) -> float:
    """Return the breaking point of B3, persons a week."""
    lead = LEAD - warning
    return FREE / lead if warning < KINK else RATE + (FREE - RATE * lead) / WEEKS


@pytest.mark.unit
def test_the_fluid_world_breaks_where_the_note_says_and_bends_at_the_kink():
    points = [_case(warning).breaks_at for warning in range(LEAD)]
    assert points == pytest.approx([_formula(warning) for warning in range(LEAD)])
    gains = [then - first for first, then in pairwise(points)]
    before, after = gains[: int(KINK)], gains[int(KINK) :]
    assert before == sorted(before)
    assert before[-1] > 25.0
    assert after == pytest.approx([RATE / WEEKS] * len(after))


@pytest.mark.theory
@pytest.mark.parametrize("warning", [0, 4, 6, 7, 9, 11])
def test_the_engine_breaks_where_the_formula_says_on_both_sides_of_the_kink(warning, tmp_path):
    case = _case(warning)
    folder = fluid.folder(case, tmp_path)

    def broken(per_week: float) -> bool:
        size = case.breaks_at_size * per_week / case.breaks_at
        words = (*fluid.words(case), "plan=fluid", f"shock.size={size}")
        (scenario,) = load("run", words, [folder]).scenarios.values()
        found = run(scenario, 0).breaks
        return found["first_date"][list(found["criterion"]).index("no_roof")] is not None

    assert not broken(_formula(warning) * (1.0 - WITHIN))
    assert broken(_formula(warning) * (1.0 + WITHIN))
