"""What is said and drawn of rules of allocation, from tables made by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.studies import allocation as tables
from sim.views import allocation as views

MANIFEST = {"validated": {"lines": []}}
RULES = ("proportional", "lp_even")


def _answer(runs: int, looked_at: int, allocated: float = 25_600.0) -> views.Answer:
    measures = pd.DataFrame(
        [
            (rule, run, name, 100.0 + 3.0 * run + shift)
            for rule, shift in zip(RULES, (0.0, 5.0), strict=True)
            for run in range(runs)
            for name, _, _ in tables.MEASURES
        ],
        columns=["scenario", "replication", "measure", "value"],
    )
    bounds = pd.DataFrame(
        [(rule, run, allocated, 25_675.0, allocated / 25_675.0) for rule in RULES for run in range(looked_at)],
        columns=["scenario", "replication", "allocated", "bound", "share"],
    )
    shares = pd.DataFrame(columns=["scenario", "replication", "municipality_number", "population", "per_1000", "mean"])
    found = views.Found(
        measures, tables.means(measures, list(RULES)), tables.differences(measures, [(RULES[1], RULES[0])]), bounds,
        pd.DataFrame(columns=["scenario", "municipality_number", "name", "price", "price_minors"]), shares,
    )  # fmt: skip
    return views.answer(found, views.Question(RULES, (), (), 10, runs, looked_at), MANIFEST)


@pytest.mark.unit
def test_two_futures_are_told_without_interval_and_one_future_is_no_finding():
    answer = _answer(2, 1)
    assert "25,675 persons could have been allocated" in answer.says[0]
    assert "could gain 75 persons there at most; so few futures prove little" in answer.says[0]
    assert "the places decide" not in answer.says[0]
    assert "2 futures are too few to tell a difference from chance, which takes 3" in answer.says[1]
    means, shares, differences = answer.shown
    assert not any("(" in cell for row in means.rows for cell in row[1:])
    assert {row[3] for row in differences.rows} == {"-"}
    assert "Of the first future only." in shares.note
    assert not [line for axes in answer.pictures[0].figure.axes for line in axes.lines if len(line.get_xdata()) > 1]
    assert "too few for intervals" in answer.pictures[0].figure.get_supxlabel()
    assert "the places decide how many are allocated" in _answer(3, 3).says[0]


@pytest.mark.unit
def test_it_is_said_why_more_can_be_settled_than_the_bound_of_those_allocated():
    means = _answer(3, 3).shown[0]
    assert "more than the persons allocated in it, to which the bound belongs" in means.note
    assert means.columns == ("figure", "proportional", "lp even")


@pytest.mark.unit
def test_the_picture_has_a_title_and_no_panel_title_that_is_wider_than_its_panel():
    (picture,) = _answer(3, 3).pictures
    assert picture.figure.get_suptitle() == "Rules of allocation on the same futures"
    picture.figure.draw_without_rendering()
    right = picture.figure.bbox.width
    titles = [axes.title if axes.title.get_text() else axes._left_title for axes in picture.figure.axes]
    assert all(each.get_window_extent().x1 <= right for each in titles)
