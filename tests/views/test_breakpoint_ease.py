"""What a breaking point says of criteria that were broken before the shock."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest

from sim.views.breakpoint import _at_ease, _held
from sim.views.breakpoint_words import Question
from sim.views.english import ENGLISH

QUESTION = Question(
    "no_roof", "", "autumn_surge", "2024_as_came", dt.date(2024, 1, 1), 365, 0.1, 0.0, 3.0, 0.02, None, 100, ""
)


@pytest.mark.unit
def test_the_criterion_asked_for_is_not_among_those_of_which_nothing_is_said():
    names = ["no_roof", "registration_backlog", "registration_backlog", "overcrowded"]
    first = pd.DataFrame({"criterion": names, "already": [2, 1, 20, 0], "futures": 30})
    asked, others = _at_ease(first, QUESTION, ENGLISH)
    assert "people without a bed, was broken before the shock count as broken" in asked
    assert "2 of 30" in asked
    assert others.endswith("so many at most: registration far behind, in 20 of 30.")
    assert list(_at_ease(first[first["already"] == 0], QUESTION, ENGLISH)) == []


@pytest.mark.unit
@pytest.mark.parametrize(("broke", "said"), [(0.0, "3"), (1.0, "2"), (float("nan"), "at least 2")])
def test_the_futures_that_held_are_those_seen_not_those_asked_for(broke, said):
    row = SimpleNamespace(broke_survives=broke, futures=3, tolerated=0.34)
    assert _held(row, ENGLISH) == said
