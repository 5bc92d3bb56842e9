import datetime as dt

import pandas as pd
import pytest

from sim.data import monthly_arrivals
from sim.studies.arrivals_before import before


def _persons(series, year, month):
    months, persons, _ = monthly_arrivals(series)
    return dict(zip(months, persons, strict=True))[year, month]


@pytest.mark.unit
def test_a_month_is_told_in_persons_a_week_of_all_applicants():
    row = before(dt.date(2024, 1, 1)).iloc[-1]
    assert (row["first"], row["last"]) == (pd.Timestamp(2023, 12, 1), pd.Timestamp(2023, 12, 31))
    both = _persons("individual", 2023, 12) + _persons("collective", 2023, 12)
    assert row["value"] == pytest.approx(both / 31 * 7)


@pytest.mark.unit
def test_before_the_war_the_total_is_everyone():
    row = before(dt.date(2016, 1, 1), months=1).iloc[0]
    assert row["value"] == pytest.approx(_persons("asylum_total", 2015, 12) / 31 * 7)


@pytest.mark.invariant
@pytest.mark.parametrize("start", [dt.date(2015, 1, 1), dt.date(2022, 1, 1), dt.date(2024, 6, 15), dt.date(2026, 3, 1)])
def test_nothing_is_shown_that_was_not_over_at_the_start(start):
    found = before(start)
    assert (found["last"] < pd.Timestamp(start)).all()
    assert found["first"].is_monotonic_increasing


@pytest.mark.unit
def test_months_without_a_figure_are_left_out_and_not_made_up():
    found = before(dt.date(2025, 7, 1), months=12)
    assert pd.Timestamp(2024, 12, 1) not in set(found["first"]), "of 2024 individual applications end in August"
    assert pd.Timestamp(2024, 8, 1) in set(found["first"])
