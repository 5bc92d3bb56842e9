"""The frozen file of observed points, and a file of the user's own."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from pathlib import Path

import pytest

from sim.data import series
from sim.data.observed import COLUMNS, SERIES, ObservedError, Point, observed_points
from sim.data.records import EPISODES

WINDOWS = {
    "2015": (dt.date(2015, 1, 1), dt.date(2018, 12, 31)),
    "2022": (dt.date(2022, 1, 1), dt.date(2024, 8, 31)),
}


def of(episode: str, name: str, use: str = "score") -> list[Point]:
    return [each for each in observed_points() if (each.episode, each.series, each.use) == (episode, name, use)]


def row(**changes: str) -> dict[str, str]:
    """A row of decisions by month that breaks no rule, but for the changes."""
    whole = {
        "episode": "2015", "series": "decisions", "date": "2016-01-31", "period_start": "2016-01-01", "value": "821",
        "kind": "flow", "unit": "persons", "precision": "5", "use": "score", "source": "own count", "note": "",
    }  # fmt: skip
    return {**whole, **changes}


def month(number: int, value: str = "800") -> dict[str, str]:
    last = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31}[number]
    return row(period_start=f"2016-{number:02d}-01", date=f"2016-{number:02d}-{last}", value=value)


def own(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "mine.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def refused(path: Path) -> tuple[str, ...]:
    with pytest.raises(ObservedError) as caught:
        observed_points(path)
    assert str(caught.value) == "\n".join(caught.value.faults)
    return caught.value.faults


@pytest.mark.invariant
def test_only_points_inside_the_episodes_are_scored_and_every_series_is_there() -> None:
    points = observed_points()
    for each in points:
        first, last = WINDOWS[each.episode]
        inside = first <= (each.period_start or each.date) and each.date <= last
        assert inside or each.use != "score", each
    assert {each.series for each in points} == set(SERIES)
    assert {each.episode for each in points} == set(EPISODES)


@pytest.mark.invariant
def test_no_figure_is_scored_that_is_itself_known_to_no_better_than_a_quarter() -> None:
    vague = [each for each in observed_points() if each.precision > 0.25 * each.value]
    assert [each for each in vague if each.use == "score"] == []
    assert len(vague) >= 4


@pytest.mark.invariant
def test_no_figure_of_the_package_contradicts_the_series_it_was_taken_from() -> None:
    """Whoever mends a series and forgets the frozen file, or the other way round, is told."""
    residents = {each.date: each.value for each in series("reception_stock", "residents_in_reception_centres")}
    taken = [each for use in ("score", "report") for each in of("2015", "residents", use) if each.date in residents]
    assert len(taken) >= 14
    assert all(each.value == residents[each.date] for each in taken)
    grants = {each.date: each.value for each in series("protection_stock", "temporary_protection_grants")}
    permits = {each.period_start: each.value for each in of("2022", "permits")}
    assert permits == grants
    settled = {each.date: each.value for each in series("settlement_yearly", "settled_total")}
    years = [
        each
        for episode, use in (("2015", "report"), ("2022", "score"))
        for each in of(episode, "settled", use)
        if each.date.month == 12
    ]
    assert len(years) == 6
    assert all(each.value == settled[each.period_start or each.date] for each in years)
    waits = {each.date: each.value for each in series("settlement_yearly", "mean_wait_permit_to_settlement")}
    assert {each.period_start: each.value for each in of("2015", "wait_permit_to_move")}.items() <= waits.items()


@pytest.mark.unit
def test_what_contradicts_itself_is_shown_and_not_scored() -> None:
    """Late 2015 and spring 2022: figures of another scope, or registered late."""
    shown = {(each.series, each.date) for each in observed_points() if each.use == "report"}
    assert ("waiting", dt.date(2015, 11, 23)) in shown
    assert ("settled", dt.date(2015, 11, 23)) in shown
    assert ("settled", dt.date(2022, 5, 19)) in shown
    assert not of("2022", "residents")
    assert len(of("2022", "residents", "band")) == 29
    assert max(of("2022", "undecided"), key=lambda each: each.value).date == dt.date(2022, 4, 22)
    assert max(of("2022", "permit_not_moved"), key=lambda each: each.value).date == dt.date(2022, 6, 1)


@pytest.mark.unit
def test_moves_of_2022_and_2023_add_up_to_what_was_published_for_the_years() -> None:
    moved = of("2022", "moved")
    assert sum(each.value for each in moved if each.date.year == 2022) == 27_058
    assert sum(each.value for each in moved if each.date.year == 2023) == 29_811
    for before, after in itertools.pairwise(moved):
        assert after.period_start == before.date + dt.timedelta(days=1)


@pytest.mark.unit
def test_a_file_of_ones_own_is_taken_as_it_is(tmp_path: Path) -> None:
    stock = row(series="residents", period_start="", date="2016-07-03", value="20000", kind="stock")
    points = observed_points(own(tmp_path, month(2), month(1, "0"), stock))
    assert [(each.series, each.date.isoformat(), each.value) for each in points] == [
        ("decisions", "2016-01-31", 0.0),
        ("decisions", "2016-02-29", 800.0),
        ("residents", "2016-07-03", 20000.0),
    ]
    assert points[2].period_start is None


@pytest.mark.failure
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"value": "-1"}, "value is '-1', must be a number of at least 0"),
        ({"value": ""}, "value is '', must be a number of at least 0"),
        ({"value": "1 200"}, "value is '1 200', must be a finite number"),
        ({"date": "2016-02-30"}, "date is '2016-02-30', must be a date YYYY-MM-DD"),
        ({"date": "31.01.2016"}, "date is '31.01.2016', must be a date YYYY-MM-DD"),
        ({"period_start": ""}, "period_start must be given for decisions"),
        ({"period_start": "2016-02-01"}, "period_start 2016-02-01 is after date 2016-01-31"),
        ({"episode": "2019"}, "episode is '2019', must be one of 2015, 2022"),
        ({"series": "decision"}, "series is 'decision', must be one of residents,"),
        ({"kind": "stock"}, "kind is 'stock', must be flow for decisions"),
        ({"unit": "cases"}, "unit is 'cases', must be persons for decisions"),
        ({"precision": "-2"}, "precision is '-2', must be a number of at least 0"),
        ({"use": "yes"}, "use is 'yes', must be one of score, band, report"),
        ({"source": " "}, "source must not be blank"),
        (
            {"series": "private_share", "kind": "share", "unit": "share", "period_start": "", "value": "57"},
            "value is 57, must be at most 1, as private_share is a share",
        ),
        (
            {"series": "residents", "kind": "stock"},
            "period_start must be blank for residents",
        ),
    ],
)
def test_a_bad_field_is_named_with_its_line(tmp_path: Path, changes: dict[str, str], fault: str) -> None:
    (told,) = refused(own(tmp_path, month(2), row(**changes)))
    assert told.startswith(f"mine.csv, line 3: {fault}")


@pytest.mark.failure
def test_a_missing_month_a_duplicate_and_a_revised_figure_are_named_with_their_lines_at_once(tmp_path: Path) -> None:
    rows = [month(1), month(2), month(2), month(5), month(1, "790"), row(value="-3")]
    told = refused(own(tmp_path, *rows))
    assert told == (
        "mine.csv, line 4: decisions of 2016-02-29 stands already in line 3",
        "mine.csv, line 5: decisions is monthly, and before it is missing: 2016-03, 2016-04",
        "mine.csv, line 6: decisions of 2016-01-31 is 790, but 800 in line 2: a revised figure; keep the one that "
        "was meant",
        "mine.csv, line 7: value is '-3', must be a number of at least 0",
    )


@pytest.mark.failure
def test_a_month_whose_line_has_a_fault_of_its_own_is_not_missing(tmp_path: Path) -> None:
    bad_value = own(tmp_path, month(1), month(2, "9 876"), month(4))
    assert [fault.split(": ", 1)[1] for fault in refused(bad_value)] == [
        "value is '9 876', must be a finite number",
        "decisions is monthly, and before it is missing: 2016-03",
    ]
    bad_date = own(tmp_path, month(1), month(2) | {"date": "2016-02-31"}, month(3))
    (told,) = refused(bad_date)
    assert "date is '2016-02-31'" in told
    (told,) = refused(own(tmp_path, month(1), month(2) | {"series": "decision"}, month(3)))
    assert "series is 'decision'" in told


@pytest.mark.failure
def test_a_month_is_missed_in_stocks_only_if_they_come_month_by_month(tmp_path: Path) -> None:
    def stock(date: str) -> dict[str, str]:
        return row(series="residents", kind="stock", period_start="", date=date)

    seldom = [stock(date) for date in ("2015-08-31", "2015-12-31", "2016-12-31")]
    assert len(observed_points(own(tmp_path, *seldom))) == 3
    monthly = [stock(date) for date in ("2015-08-31", "2015-09-30", "2015-10-31", "2015-12-31")]
    assert refused(own(tmp_path, *monthly)) == (
        "mine.csv, line 5: residents is monthly, and before it is missing: 2015-11",
    )


@pytest.mark.failure
@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "mine.csv, line 1: header is , must be episode,series,"),
        ("episode;series;date\n", "mine.csv, line 1: header is episode;series;date, must be episode,series,"),
        (",".join(COLUMNS) + "\n", "mine.csv, line 2: no rows"),
        (",".join(COLUMNS) + "\n2015,decisions\n", "mine.csv, line 2: 2 fields, must be 11"),
        (",".join(COLUMNS) + '\n2015,"deci\n', "mine.csv, line 2: not CSV: "),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, content: str, fault: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(content, encoding="utf-8")
    (told,) = refused(path)
    assert told.startswith(fault)


@pytest.mark.failure
def test_a_file_that_is_not_there_or_not_in_utf_8_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csv") == ("none.csv: cannot be read: No such file or directory",)
    path = own(tmp_path, month(1), row(source="kilde på norsk"))
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    (told,) = refused(path)
    assert told.startswith("mine.csv, line 1: not all of the file is UTF-8")
