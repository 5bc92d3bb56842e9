"""How the sheet of a municipality writes its figures."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.dates import num2date

from sim.views import style
from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH
from sim.views.english_municipality import MUNICIPALITY
from sim.views.municipality import SheetFacts, _prepared, _says, few_settled, wide
from sim.views.municipality_figures import _months, assumed, label, to_ticks
from sim.views.municipality_tables import _cash_year, month_end, part_of, posts_of, quarter_end, span


@pytest.mark.unit
def test_a_range_is_written_in_whole_persons_and_few_are_marked():
    row = {"low": 1.2, "middle": 3.4, "high": 8.6, "few": True}
    assert span(row, ENGLISH) == "3 (1 to 9)*"
    assert span({**row, "few": False}, ENGLISH, whole=False) == "3.4 (1.2 to 8.6)"
    assert span({"low": 7.0, "middle": 7.0, "high": 7.0, "few": False}, ENGLISH) == "7"


@pytest.mark.unit
def test_the_range_says_what_it_holds():
    assert label(0.8, 25, ENGLISH) == "10th to 90th percentile of 25 runs"
    assert label(0.9, 59, ENGLISH) == "5th to 95th percentile of 59 runs"
    assert label(1.0, 4, ENGLISH).startswith("full range of 4 runs")


@pytest.mark.unit
def test_what_is_assumed_is_told_alike_under_figures_and_in_the_text():
    told = [(ENGLISH, "to find a dwelling, ", "0.3 dwellings"), (BOKMAL, "for å finne en bolig, ", "0,3 boliger")]
    for words, lead, standby in told:
        assert lead + standby in assumed(FACTS, words)
        own = assumed(replace(FACTS, own_lead_days=60), words)
        assert lead not in own
        assert f", {standby}" in own


@pytest.mark.unit
@pytest.mark.parametrize(
    ("low", "middle", "high", "few", "far"),
    [
        (280.0, 300.0, 330.0, False, False),
        (200.0, 300.0, 360.0, False, True),
        (40.0, 45.0, 48.0, True, False),
        (48.0, 50.0, 52.0, False, False),
    ],
)
def test_few_persons_and_wide_ranges_are_known(low, middle, high, few, far):
    usual = {"measure": "settled", "low": 290.0, "middle": 300.0, "high": 310.0}
    years = pd.DataFrame([usual, {"measure": "settled", "low": low, "middle": middle, "high": high}])
    assert (few_settled(years), wide(years)) == (few, far)


MONTHS = ["2024-03", "2024-04", "2024-05"]
FACTS = SheetFacts(
    place="Here", number="3205", kind="municipality", people=1000, towns=1, runs=3, level=1.0, lead_days=40,
    hire_days=120, persons_a_post=20.0, standby_per_1000=0.3, falls_by=0.36, in_run=(2024, 2025), whole=(2025,),
    first_day=dt.date(2024, 3, 1), last_day=dt.date(2025, 12, 31), price_year=2024, shock="none", plan="do_nothing",
    served_per_1000=30.0, served_spread=0.3, own=(),
)  # fmt: skip


@pytest.mark.unit
def test_a_month_and_a_quarter_that_are_run_in_part_say_so():
    may = dt.date(2025, 5, 1)
    cut = replace(FACTS, first_day=dt.date(2024, 3, 5), last_day=dt.date(2025, 5, 9))
    assert part_of("2025-05", may, month_end(may), FACTS, ENGLISH) == "2025-05"
    assert part_of("2025-05", may, month_end(may), cut, ENGLISH) == "2025-05 (to 9 May)"
    first = dt.date(2024, 3, 1)
    assert part_of("1 Mar 2024", first, quarter_end(first), cut, ENGLISH) == "1 Mar 2024 (from 5 Mar)"
    assert quarter_end(dt.date(2024, 12, 1)) == dt.date(2025, 2, 28)


@pytest.mark.unit
def test_years_of_the_cash_say_until_when_anybody_is_settled():
    cut = replace(FACTS, last_day=dt.date(2025, 5, 9))
    assert [_cash_year(year, FACTS, ENGLISH) for year in ("2024", "2025", "2026", "all years")] == [
        "2024 from 1 Mar", "2025", "2026, nobody settled", "all years",
    ]  # fmt: skip
    assert [_cash_year(year, cut, ENGLISH) for year in ("2025", "2026")] == [
        "2025, settled to 9 May", "2026, nobody settled",
    ]  # fmt: skip


@pytest.mark.unit
def test_no_sheet_of_one_municipality_or_county_goes_without_its_warning():
    for kind in ("municipality", "county"):
        assert "Not validated for a single" in MUNICIPALITY[f"mu_title_{kind}"]
        assert "not validated for a single municipality" in MUNICIPALITY[f"mu_caution_{kind}"]


@pytest.mark.unit
def test_posts_that_lack_some_of_their_twelve_months_say_at_least():
    row = {"low": 1.0, "middle": 2.5, "high": 4.0}
    told = {
        quarter: posts_of({**row, "quarter": quarter}, replace(FACTS, last_day=dt.date(2025, 11, 30)), ENGLISH)
        for quarter in (dt.date(2024, 9, 1), dt.date(2024, 12, 1), dt.date(2025, 9, 1), dt.date(2025, 10, 1))
    }
    assert list(told.values()) == ["at least 2.5 (1 to 4)", "2.5 (1 to 4)", "2.5 (1 to 4)", "at least 2.5 (1 to 4)"]


@pytest.mark.unit
def test_no_pair_of_runs_is_told():
    assert "no pair of runs ended well" in _prepared(FACTS, pd.DataFrame({"told_apart": []}), ENGLISH)


@pytest.mark.unit
@pytest.mark.parametrize(("low", "high"), [(0.0, 332.0), (-47.0, 253.0), (0.0, 0.0), (0.0, 0.4), (0.0, 31_000.0)])
def test_an_axis_ends_at_ticks_beyond_the_data(low, high):
    panel = style.grid(style.new_figure(4.0, 3.0), 1, 1)[0][0]
    to_ticks(panel, low, high)
    bottom, top = panel.get_ylim()
    assert bottom <= low
    assert top > high
    assert (bottom, top) == (panel.get_yticks()[0], panel.get_yticks()[-1])
    assert low < 0.0 or bottom == 0.0


@pytest.mark.unit
def test_a_month_is_drawn_within_itself():
    row = {"low": 1.0, "middle": 2.0, "high": 3.0}
    rows = [{"month": month, "series": name, **row} for month in MONTHS for name in ("requested", "settled")]
    picture = _months(FACTS, pd.DataFrame(rows), "Here", (), ENGLISH)
    for panel in picture.figure.axes:
        (line,) = [line for line in panel.lines if line.get_marker() == "o"]
        assert [str(day)[:7] for day in num2date(line.get_xdata(orig=False))] == MONTHS


@pytest.mark.unit
@pytest.mark.parametrize(
    ("asked", "served", "told"), [(10.0, 30.0, False), (16.0, 30.0, True), (16.0, math.inf, False)]
)
def test_services_that_may_hold_votes_down_are_told(asked, served, told):
    """Of 1,000 inhabitants 30 a year are served on average, by chance half of it or less."""
    values = {"low": 1.0, "middle": 2.0, "high": asked, "few": True}
    years = pd.DataFrame([{"year": 2024, "measure": name, **values} for name in ("asked", "voted", "settled")])
    says = _says(replace(FACTS, served_per_1000=served, whole=(2024,)), {"years": years}, ENGLISH)
    sentences = [next(says) for _ in range(3 + told)]
    assert ("they may hold the votes down" in sentences[-1]) == told
    if told:
        assert "As many as 16 a year are asked for, and in the model services here take some 30" in sentences[-1]
