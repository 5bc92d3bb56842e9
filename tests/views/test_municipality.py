"""How the sheet of a municipality writes its figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from sim.views.english import ENGLISH
from sim.views.english_municipality import MUNICIPALITY
from sim.views.municipality import SheetFacts, few_settled, wide
from sim.views.municipality_figures import label
from sim.views.municipality_tables import _cash_year, month_end, part_of, quarter_end, span


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


FACTS = SheetFacts(
    place="Here", number="3205", kind="municipality", people=1000, towns=1, runs=3, level=1.0, lead_days=40,
    hire_days=120, persons_a_post=20.0, standby_per_1000=0.3, falls_by=0.36, in_run=(2024, 2025), whole=(2025,),
    first_day=dt.date(2024, 3, 1), last_day=dt.date(2025, 12, 31), price_year=2024, shock="none", plan="do_nothing",
    limits={}, own=(),
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
