"""Where more warning buys less, on breaking points of the formula and on some written down by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.studies.warning_kink import BEYOND, FALLS, KINK, NOTHING, OPEN, UNTOLD, kinks
from tests.support.fluid import Fluid

FREE, RATE, LEAD, WEEKS = 800, 160, 12, 26
AT = 7 * (LEAD - FREE // RATE)
"""Days of warning of the kink: seven weeks."""


def _points(sizes: dict[int, float], width: float = 0.01) -> pd.DataFrame:
    """Return brackets of this width, as a share, about breaking sizes by days of warning."""
    rows = [("p", days, size * (1.0 - width / 2.0), size * (1.0 + width / 2.0)) for days, size in sizes.items()]
    return pd.DataFrame(rows, columns=["plan", "days", "survives", "breaks"])


def _kink(points: pd.DataFrame) -> pd.Series:
    return kinks(points, ["p"]).iloc[0]


@pytest.mark.theory
@pytest.mark.parametrize(
    ("weeks", "low", "high"),
    [
        ((0, 4, 6, 7, 9, 11), 42, 63),  # on the grid
        ((0, 2, 4, 6, 9, 11), 28, 63),  # within a step that buys less than the best
        ((0, 3, 5, 8, 10), 35, 70),  # within the step that buys most
        ((0, 6, 8, 11), 42, 77),
        ((1, 7, 8, 9), 7, 56),
    ],
)
def test_the_kink_of_the_formula_lies_within_the_days_that_are_told(weeks, low, high):
    points = _points({7 * w: Fluid(FREE, RATE, LEAD, WEEKS, w).breaks_at for w in weeks}, 0.005)
    found = _kink(points)
    assert found["state"] == KINK
    assert low <= found["low"] < AT <= found["high"] <= high
    assert found["beyond_low"] <= RATE / WEEKS <= found["beyond_high"] < found["best_low"]


@pytest.mark.theory
def test_up_to_the_kink_of_the_formula_none_is_told():
    found = _kink(_points({7 * w: Fluid(FREE, RATE, LEAD, WEEKS, w).breaks_at for w in (0, 2, 4, 6)}))
    assert (found["state"], found["low"]) == (OPEN, 28)
    assert math.isnan(found["high"])


@pytest.mark.unit
def test_what_more_warning_buys_beyond_the_kink_is_nothing_where_brackets_overlap():
    found = _kink(_points({0: 0.5, 14: 0.8, 45: 0.8, 90: 0.802}))
    assert (found["state"], found["low"], found["high"]) == (KINK, 0, 14)
    assert found["beyond_low"] < 0.0 < found["beyond_high"]


@pytest.mark.unit
def test_a_level_line_has_no_kink_and_too_little_is_untold():
    assert tuple(_kink(_points({0: 0.5, 14: 0.5, 45: 0.5}))[["state", "high"]]) == (NOTHING, 0)
    assert _kink(_points({0: 0.5, 14: 0.9}))["state"] == UNTOLD
    assert _kink(_points({0: 0.5, 14: 0.504, 45: 0.508, 90: 0.512}))["state"] == UNTOLD  # rises, but where?
    beyond = _points({0: 2.0, 14: 2.0, 45: 2.0}).assign(survives=2.0, breaks=math.inf)
    assert _kink(beyond)["state"] == UNTOLD
    assert _kink(_points({}))["state"] == UNTOLD
    lost = _points({0: 0.5, 14: 0.8, 45: 0.8, 90: 0.8})
    lost.loc[1, ["survives", "breaks"]] = math.nan
    assert tuple(_kink(lost)[["state", "low", "high"]]) == (KINK, 0, 45)


@pytest.mark.unit
@pytest.mark.parametrize(("sizes", "low", "high"), [((0.5, 0.8, 1.4, 2.0), 45, 90), ((0.5, 0.6, 2.0, 2.0), 14, 45)])
def test_beyond_the_sizes_tried_a_kink_cannot_be_told(sizes, low, high):
    points = _points(dict(zip((0, 14, 45, 90), sizes, strict=True)))
    points.loc[[each == 2.0 for each in sizes], ["survives", "breaks"]] = (2.0, math.inf)
    found = _kink(points)
    assert tuple(found[["state", "low", "high"]]) == (BEYOND, low, high)
    assert found["best_low"] > 0.0


@pytest.mark.unit
def test_less_survived_with_more_warning_is_no_gain_of_nothing():
    found = _kink(_points({0: 0.9, 14: 0.9, 45: 0.5}))
    assert (found["state"], found["high"]) == (FALLS, 45)
    assert found["beyond_low"] < found["beyond_high"] < 0.0
    back = _kink(_points({0: 0.5, 14: 0.9, 45: 0.9, 90: 0.6}))
    assert (back["state"], back["low"], back["high"]) == (KINK, 0, 14)
    assert back["beyond_high"] < 0.0
