"""Votes that are given: exact totals, split by population, on their days, whatever was asked for."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from sim.data import GivenVotes, given_votes
from sim.data.given import read_given_votes
from sim.data.reading import DataError
from tests.support.settlement_world import SettlementWorld, steady

START = dt.date(2016, 1, 1)


def row(year: int, first: str, last: str, places: int, minors: int = 0) -> GivenVotes:
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return GivenVotes(year, *days, days[1], places, minors, "published", "a test", "official", "")


ROWS = (
    row(2016, "2015-12-01", "2016-02-10", 9_000, 500),
    row(2016, "2016-06-01", "2016-06-30", 1_001, 1),
    row(2017, "2016-11-01", "2017-01-31", 7_000, 70),
)


def world(*given: GivenVotes, asked: int = 12_000, days: int = 500) -> SettlementWorld:
    made = SettlementWorld({}, days, start=START, estimate=steady(20_000.0), given=given)
    made.committee.resume_year(asked, asked // 50, asked // 2, False, 6_000)
    return made


def voted(w: SettlementWorld, year: int) -> tuple[int, int]:
    book = w.municipalities.book(year)
    return int((book.voted + book.voted_minors).sum()), int(book.voted_minors.sum())


@pytest.mark.invariant
def test_the_votes_of_each_year_are_the_given_total_whatever_was_asked_for() -> None:
    for asked in (4_000, 30_000):
        w = world(*ROWS, asked=asked)
        w.run(140)
        assert voted(w, 2016) == (9_000, 500)
        assert (w.municipalities.year.agreed + w.municipalities.year.agreed_minors).sum() == 9_000
        w.run()
        assert voted(w, 2016) == (10_001, 501)
        assert voted(w, 2017) == (7_000, 70)


@pytest.mark.invariant
def test_the_votes_are_split_by_population() -> None:
    w = world(*ROWS).run(60)
    book, people = w.municipalities.book(2016), w.table.population
    assert np.abs(book.voted - 8_500 * people / people.sum()).max() <= 1.0
    assert np.abs(book.voted_minors - 500 * people / people.sum()).max() <= 1.0


@pytest.mark.behaviour
def test_the_votes_come_in_over_the_days_of_their_row() -> None:
    w = world(*ROWS)
    assert 2_000 < voted(w, 2016)[0] < 7_000  # the first month of the row lies before the first day
    w.run(20)
    half = voted(w, 2016)[0]
    w.run(42)
    assert half < voted(w, 2016)[0] == 9_000
    assert voted(w, 2017) == (0, 0)


@pytest.mark.invariant
def test_votes_given_for_later_change_nothing_before() -> None:
    def seen(*given: GivenVotes) -> list[int]:
        w = world(*given)
        found = []
        for day in range(10, 152, 10):  # to 30 May
            w.run(day)
            towns = w.municipalities
            found += [int(towns.offers.sum()), towns.offers_left, towns.offers_to_come(90), *voted(w, 2017)]
        return found

    poisoned = tuple(
        dataclasses.replace(each, places=50_000, minors=900) if each.first_day > dt.date(2016, 5, 31) else each
        for each in ROWS
    )
    assert seen(*ROWS) == seen(*poisoned)
    assert seen(*ROWS) != seen(*(dataclasses.replace(each, places=50_000) for each in ROWS))


@pytest.mark.behaviour
def test_all_given_votes_are_made_real_and_nobody_agrees_to_more() -> None:
    w = world(ROWS[0], days=366).run()
    book = w.municipalities.book(2016)
    assert w.municipalities.open_target().sum() == 8_500
    assert not book.extra.any()


@pytest.mark.behaviour
def test_a_year_without_given_votes_is_answered_as_ever() -> None:
    w, plain = world(ROWS[2], days=200).run(), world(days=200).run()
    assert voted(w, 2016) == voted(plain, 2016)
    assert voted(w, 2016)[0] > 6_000


@pytest.mark.unit
def test_the_published_votes_are_those_of_the_series() -> None:
    sums = {year: sum(each.places for each in given_votes() if each.year == year) for year in range(2015, 2025)}
    assert {year: places for year, places in sums.items() if places} == {
        2015: 11_342 - 2_970 + 2_079,
        2016: 16_523 - (3_479 - 1_400) + (3_975 - 1_751),
        2017: round(10_915 - 345 + 1_218 * (10_915 - 345) / (12_522 - 1_218)) - (3_975 - 1_751) + 510,
        2018: 4_903 - 510 + 350,
        2022: 35_000,
        2023: 35_499,
        2024: 28_340,
    }
    until = dt.date(2022, 4, 1)
    assert sum(each.places for each in given_votes() if each.year == 2022 and each.last_day <= until) == 23_292


HEADER = "year,first_day,last_day,published,places,minors,kind,source,confidence,note\n"


@pytest.mark.failure
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2016,2016-02-01,2016-01-01,2016-02-01,10,1,published,a,official,", "last_day must not be before first_day"),
        ("2016,2016-01-01,2016-02-01,2016-02-01,10,11,published,a,official,", "minors 11 must not be above places 10"),
        ("2016,2016-01-01,2016-02-01,2016-01-31,10,1,published,a,official,", "published must not be before last_day"),
        ("2016,2016-01-01,2016-02-01,2016-02-01,-10,1,published,a,official,", "at least 0"),
        ("2016,2016-01-41,2016-02-01,2016-02-01,10,1,published,a,official,", "must be a date"),
        ("2016,2016-01-01,2016-02-01,2016-02-01,10,1,guess,a,official,", "must be one of published, derived"),
    ],
)
def test_a_bad_row_of_votes_is_named_with_its_line(tmp_path: Path, line: str, told: str) -> None:
    (tmp_path / "given_votes.csv").write_text(HEADER + line + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"given_votes.csv, line 2") as caught:
        read_given_votes(tmp_path)
    assert told in str(caught.value)
