"""What happened adds up to the published years, and what was not observed says so."""

import csv
from collections import Counter

import numpy as np
import pytest

import sim.data
from sim.data.reading import ROOT


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def yearly(series: str) -> dict[int, float]:
    months, persons, _ = sim.data.monthly_arrivals(series)
    total: Counter[int] = Counter()
    for (year, _month), number in zip(months, persons, strict=True):
        total[year] += number
    return dict(total)


def published_year(series: str, year: int) -> float:
    points = sim.data.series("arrivals_yearly", series)
    return next(point.value for point in points if point.date.year == year)


@pytest.mark.invariant
@pytest.mark.parametrize("year", range(2009, 2022))
def test_months_sum_to_the_published_year(year):
    published = next(
        p.value
        for p in sim.data.series("arrivals_yearly", "asylum_applications_total")
        if p.date.year == year
    )
    tolerance = 0.0 if year < 2012 or year > 2018 else 0.0125  # Eurostat is rounded to 5 and revised
    assert yearly("asylum_total")[year] == pytest.approx(published, rel=tolerance, abs=0.5)


@pytest.mark.invariant
def test_ukrainian_months_meet_every_cumulative_press_point_at_a_month_end():
    months, persons, _ = sim.data.monthly_arrivals("collective")
    sums = dict(zip(months, np.cumsum(persons), strict=True))
    points = sim.data.series(
        "ukraine_cumulative_applications", "cumulative_ukrainian_applications_since_2022"
    )
    ends = [p for p in points if (p.date.month, p.date.day) in ((6, 30), (7, 31), (8, 31), (12, 31))]
    assert len(ends) == 6
    for point in ends:
        assert sums[point.date.year, point.date.month] == pytest.approx(point.value, abs=1), point.period


@pytest.mark.invariant
def test_all_who_asked_in_2022_are_counted_once():
    total = yearly("individual")[2022] + yearly("collective")[2022] + yearly("asylum_total")[2022]
    assert total == 40014


@pytest.mark.invariant
@pytest.mark.parametrize("year", [2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022])
def test_minors_sum_to_the_published_year_and_are_part_of_all(year):
    published = published_year("asylum_applications_unaccompanied_minors", year)
    assert yearly("unaccompanied_minors")[year] == published
    everyone: Counter[tuple[int, int]] = Counter()
    for name in ("asylum_total", "individual"):
        months, persons, _ = sim.data.monthly_arrivals(name)
        everyone.update(dict(zip(months, persons, strict=True)))
    months, minors, _ = sim.data.monthly_arrivals("unaccompanied_minors")
    assert all(number <= everyone[month] for month, number in zip(months, minors, strict=True))


@pytest.mark.unit
def test_what_is_not_observed_says_so():
    months, _, flags = sim.data.monthly_arrivals("asylum_total")
    flag = dict(zip(months, flags, strict=True))
    assert flag[2015, 10] == flag[2019, 4] == flag[2020, 4] == "observed"
    assert flag[2010, 6] == flag[2019, 5] == flag[2021, 12] == "yearly_times_season"
    assert flag[2022, 1] == "derived"
    assert months == sorted(months)
    assert months[0] == (2009, 1)
    assert months[-1] == (2022, 2)


@pytest.mark.behaviour
def test_the_autumn_of_2015_is_heavy():
    months, persons, _ = sim.data.monthly_arrivals("unaccompanied_minors")
    year = {month: number for (y, month), number in zip(months, persons, strict=True) if y == 2015}
    assert sum(year[month] for month in (8, 9, 10, 11)) > 0.7 * sum(year.values())


@pytest.mark.failure
def test_unknown_series_tables_and_starts_name_what_there_is():
    for call, wrong in (
        (sim.data.monthly_arrivals, "asylum"),
        (sim.data.start_anchors, "2019-01-01"),
        (sim.data.start_places, "2019-01-01"),
        (sim.data.dictionary, "weeks"),
    ):
        with pytest.raises(KeyError, match="there are "):
            call(wrong)
    with pytest.raises(KeyError, match="there are "):
        sim.data.series("reception_stock", "residents")


@pytest.mark.unit
def test_vintages_come_in_order_of_publication_and_know_their_outcome():
    vintages = sim.data.vintages()
    assert [v.published for v in vintages] == sorted(v.published for v in vintages)
    of_2015 = [v for v in vintages if v.target_year == 2015]
    assert [v.planning_figure for v in of_2015] == [11000, 16000, 23000, 33000]
    assert {v.outcome for v in of_2015} == {31145}


@pytest.mark.unit
def test_the_quota_of_a_year_has_places_and_arrivals_where_known():
    assert (sim.data.quota(2016).places, sim.data.quota(2016).arrivals) == (3120, 3170)
    assert sim.data.quota(2022).arrivals is None
    assert sim.data.quota(2022).confidence == "recalled"
    with pytest.raises(KeyError, match="2014 to 2025"):
        sim.data.quota(1990)


@pytest.mark.invariant
@pytest.mark.parametrize("path", sorted((ROOT / "series").glob("*.csv")), ids=lambda path: path.stem)
def test_every_row_of_history_has_source_and_confidence(path):
    for row in rows(f"series/{path.name}"):
        assert row["source"].strip()
        assert row["confidence"] in ("official", "reported", "recalled", "assumed")
