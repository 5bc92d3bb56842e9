"""A published request is told as published, beside the model's; days that are past and own figures say so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from sim.decisions.municipality_published import published
from sim.views.english import ENGLISH
from sim.views.municipality import _asked, _lead, _sure
from sim.views.municipality_published import beside
from sim.views.municipality_tables import YEARLY, _quarters, _years
from tests.views.test_municipality import FACTS

LILLESTRØM = tuple(published(["3205"]))


def table(asked_2024: float = 300.0) -> pd.DataFrame:
    rows = []
    for year, middle in ((2024, asked_2024), (2025, 120.0)):
        spread = 0.0 if year == 2024 else 10.0
        for name in ("asked", "voted", "settled"):
            value = middle if name == "asked" else middle + 1.0
            wide = spread if name == "asked" else 10.0
            rows.append({"year": year, "measure": name, "low": value - wide, "middle": value, "high": value + wide})
    return pd.DataFrame(rows)


FULL = replace(FACTS, first_day=dt.date(2024, 1, 1), published=LILLESTRØM, shock="none")


@pytest.mark.unit
def test_what_was_published_is_read_by_municipality_and_summed():
    first, second = LILLESTRØM
    assert (first.year, first.requested, first.voted, first.settled) == (2024, 300, 300, 244)
    assert (second.year, second.requested, second.voted, second.settled) == (2025, 105, 115, None)
    both = published(["3205", "0301"])[0]
    assert (both.requested, both.voted, both.settled) == (1950, 1948, 1783)
    hidden = published(["1811", "3205"])[0]
    assert (hidden.requested, hidden.settled) == (330, None), "Bindal's number is hidden"


@pytest.mark.unit
def test_a_published_request_is_no_result_of_the_model():
    told = _asked(table(), FULL, ENGLISH)
    assert told.startswith("IMDi asked for 300 for 2024 (published). To be reckoned with are requests to settle 120 (")
    other = _asked(table(asked_2024=290.0), FULL, ENGLISH)
    assert "published" not in other
    assert "290 for 2024" in other


@pytest.mark.unit
def test_what_was_voted_and_settled_stands_beside_the_model():
    first, second = beside(table(), FULL, ENGLISH)
    assert "Published of 2024, as it came: 300 asked for, 300 voted and 244 settled (IMDi" in first
    assert "301 (291 to 311) voted and 301 (291 to 311) settled." in first
    assert "105 asked for and 115 voted (IMDi, Nøkkeltall bosetting 2025)" in second
    shown = _years(FULL, table(), ENGLISH, YEARLY)
    assert ("as published: persons settled", "244", "-") in shown.rows


@pytest.mark.unit
def test_a_run_within_one_year_says_that_the_request_stays():
    cut = replace(FULL, in_run=(2024,), last_day=dt.date(2024, 10, 26), published=LILLESTRØM[:1])
    first, last = beside(table(), cut, ENGLISH)
    assert first.endswith("settled by 26 Oct 2024, when the run ends.")
    assert "the request of 2024 was sent before it begins" in last
    assert "supplementary request" in last


@pytest.mark.unit
@pytest.mark.parametrize(
    ("stated", "days", "told"),
    [
        (None, 36, "36 days"),
        (60, 36, "60 days (yours), 36 with the contingency plan that you say you have,"),
        (60, 60, "60 days (yours)"),
    ],
)
def test_days_to_find_a_dwelling_say_whose_they_are(stated, days, told):
    facts = replace(FULL, own_lead_days=stated, lead_days=days)
    assert _lead(facts, ENGLISH) == told
    assumed = next(line for line in _sure(facts, ENGLISH) if line.startswith("Assumed beside the facts"))
    assert ("days to find a dwelling" in assumed) == (stated is None)


@pytest.mark.unit
@pytest.mark.parametrize(("begin", "marked"), [(dt.date(2023, 11, 22), True), (dt.date(2024, 1, 1), False)])
def test_days_before_the_run_begins_are_marked_in_the_table(begin, marked):
    row = {"quarter": dt.date(2024, 1, 1), "low": 1.0, "middle": 2.0, "high": 3.0, "few": False, "begin_by": begin}
    names = ("dwellings_1", "dwellings_2_3", "dwellings_4", "posts")
    shown = _quarters(FULL, pd.DataFrame([{**row, "measure": name} for name in names]), ENGLISH)
    day = "22 Nov 2023†" if marked else "1 Jan 2024"
    assert [shown.rows[0][4], shown.rows[0][6]] == [day, day]
    assert ("† before the run begins on 1 Jan 2024" in shown.note) == marked
