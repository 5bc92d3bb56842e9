"""What is said and drawn of a tornado that is known: both name the same, and both say by which rule."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.studies import sensitivity
from sim.views import sensitivity as views

METRIC, UNIT = "waiting_at_end", "persons"
MANIFEST = {"validated": {"lines": []}}
LUCK = np.array([4800.0, 5100.0, 4950.0, 5200.0])
WILD, SURE, NEAR, IDLE = (
    np.array([9000.0, -8000.0, 8500.0, -6000.0]), np.array([-700.0, -701.0, -699.0, -700.0]),
    np.array([40.0, 90.0, 60.0, 120.0]), np.array([3.0, -2.0, 2.0, -3.0]),
)  # fmt: skip
SAYS = {"wild": "Arrivals before", "sure": "Days to move", "near": "Free dwellings", "idle": "Work of registering"}


def _seen(runs: int = 4) -> views.Seen:
    moves = {"wild": WILD, "near": NEAR, "idle": IDLE, "sure": SURE}
    ends = {
        name: {"low": pd.Series((LUCK + move)[:runs]), "high": pd.Series((LUCK - move)[:runs])}
        for name, move in moves.items()
    }
    ranges = pd.DataFrame(columns=["assumption", "path", "fact", "kind", "unit", "low", "value", "high", "warning"])
    tornado = sensitivity.tornado(METRIC, pd.Series(LUCK[:runs]), ends)
    return views.Seen(
        "agreement_2018", "autumn_surge", SAYS, ranges, {METRIC: UNIT}, tornado, pd.DataFrame(), runs, 1, 0, (), False
    )


@pytest.mark.unit
def test_text_and_picture_name_the_same_driver_first_and_say_by_which_rule():
    answer = views.answer(_seen(), MANIFEST)
    assert "it is moved most by: Days to move, from" in answer.says[0]
    assert "Holm over all 8 changes" in answer.says[0]
    (picture,) = answer.pictures
    axes = picture.figure.axes[0]
    labels = [each.get_text() for each in axes.get_yticklabels()][::-1]  # the first on top
    assert labels[0] == "* Days to move"
    assert not any(each.startswith("*") for each in labels[1:])
    assert labels[1] == "Arrivals before"
    under = " ".join(picture.figure.get_supxlabel().split())
    assert "Holm over all 8 changes" in under
    assert "95 % t intervals of each change by itself" in under
    assert axes.xaxis.get_major_formatter()(-10000.0).endswith("10,000")


@pytest.mark.unit
def test_what_its_own_interval_alone_tells_is_not_said_to_move_nothing():
    says = views.answer(_seen(), MANIFEST).says
    (perhaps,) = [each for each in says if each.startswith("Perhaps")]
    assert "Free dwellings" in perhaps
    (nothing,) = [each for each in says if each.startswith("Moves nothing")]
    assert nothing == "Moves nothing that 4 futures can tell from chance: Arrivals before; Work of registering."


@pytest.mark.unit
def test_sizes_in_sentences_have_no_more_figures_than_tell_them_apart():
    says = views.answer(_seen(), MANIFEST).says
    assert "from 4,310 to 5,710 persons over its range (central values: 5,010 persons" in says[0]
    assert "Free dwellings (5,090 to 4,940 persons)" in says[1]


@pytest.mark.unit
def test_two_futures_name_no_driver_and_draw_no_whisker():
    answer = views.answer(_seen(2), MANIFEST)
    assert "2 futures are too few to tell any change from chance, which takes 3" in answer.says[0]
    (picture,) = answer.pictures
    assert not picture.figure.axes[0].lines[1:], "the line at 0 alone"
    assert not picture.figure.axes[0].collections
    assert "No whiskers" in picture.figure.get_supxlabel()
    table = answer.shown[0]
    assert {row[4] for row in table.rows} == {"-"}
