"""How the sheet of a municipality writes its figures."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.views.english import ENGLISH
from sim.views.english_municipality import MUNICIPALITY
from sim.views.municipality import mostly_chance
from sim.views.municipality_figures import label
from sim.views.municipality_tables import span


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
    ("low", "middle", "high", "chance"),
    [(280.0, 300.0, 330.0, False), (200.0, 300.0, 360.0, True), (40.0, 45.0, 48.0, True), (48.0, 50.0, 52.0, False)],
)
def test_a_sheet_of_few_persons_or_wide_ranges_says_that_it_is_chance(low, middle, high, chance):
    usual = {"measure": "settled", "low": 290.0, "middle": 300.0, "high": 310.0}
    years = pd.DataFrame([usual, {"measure": "settled", "low": low, "middle": middle, "high": high}])
    assert mostly_chance(years) is chance


@pytest.mark.unit
def test_no_sheet_of_one_municipality_or_county_goes_without_its_warning():
    for kind in ("municipality", "county"):
        assert "Not validated for a single" in MUNICIPALITY[f"mu_title_{kind}"]
        assert "not validated for a single municipality" in MUNICIPALITY[f"mu_caution_{kind}"]
