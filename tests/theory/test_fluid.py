"""Breaking points that are known by pencil, asked of the whole program (METHODS B2 and B4)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sim.config.asked import load_study
from sim.decisions.breakpoint import STUDY, BreakpointSettings
from sim.decisions.study import run_study
from tests.support import fluid
from tests.support.fluid import CASES, Fluid

WITHIN = 0.02
IDS = [f"{case.places}-{case.per_week}-{case.lead_weeks}-{case.weeks}" for case in CASES]
ONE = ("words=[]", "criterion=no_roof", "replications=1", "p=0.5", "tolerance=0.01", "workers=1", "progress=false")
"""One future of many people: there is next to no chance in it."""


def points(case: Fluid, where: Path, *words: str, plans: tuple[tuple[str, Fluid], ...] = ()) -> pd.DataFrame:
    """Ask `beredt breakpoint` for the breaking points in the fluid world."""
    folder = fluid.folder(case, where / "configs", plans)
    named = f"plans=[{','.join(['fluid', *(name for name, _ in plans)])}]"
    asked = load_study(
        "breakpoint",
        BreakpointSettings,
        (*fluid.words(case), *ONE, named, f"out={where / 'out'}", *words),
        [folder],
        refused=STUDY.refused,
    )
    return run_study(STUDY, asked, lambda total: _nothing, tell=lambda line: None).table("breaking_points")


def _nothing(done: int, total: int, failed: int) -> None:
    """Take no notice."""


@pytest.mark.unit
def test_the_formula_gives_the_values_of_the_note():
    assert [round(case.breaks_at, 3) for case in CASES] == [63.077, 66.667, 30.769, 50.0]


@pytest.mark.theory
@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_breaking_point_is_that_of_the_formula_within_two_per_cent(case: Fluid, tmp_path):
    (found,) = points(case, tmp_path, "low=0.2", "high=1").itertuples()
    assert found.survives == pytest.approx(case.breaks_at_size, rel=WITHIN)
    assert found.breaks == pytest.approx(case.breaks_at_size, rel=WITHIN)


@pytest.mark.theory
@pytest.mark.slow
def test_the_frontier_by_duration_falls_and_a_plan_that_builds_more_lies_above(tmp_path):
    case, factors = Fluid(800, 60, 12, 16), (0.25, 0.5, 1.0)
    more = replace(case, per_week=120)
    words = ("against.axis=duration", f"against.values={list(factors)}", "low=0.5", "high=2.2")
    found = points(case, tmp_path, *words, plans=(("more", more),)).set_index(["plan", "against"])
    for name, each in (("fluid", case), ("more", more)):
        sizes = [found.loc[(name, factor), "survives"] for factor in factors]
        assert sizes == sorted(sizes, reverse=True)
        for factor, size in zip(factors, sizes, strict=True):
            stretched = replace(each, weeks=int(factor * case.weeks))
            assert size == pytest.approx(stretched.breaks_at_size, rel=WITHIN)
    assert (found.loc["more", "breaks"] >= found.loc["fluid", "survives"]).all()
