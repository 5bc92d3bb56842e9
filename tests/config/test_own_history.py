"""A history of the user's own: files of another kind, and figures that are perhaps not meant."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sim.config.own_history import TOO_LARGE, read_history, remarks
from sim.data.observed import COLUMNS, ObservedError, observed_points

HEAD = ",".join(COLUMNS)
DAYS = {"2015": (dt.date(2015, 1, 1), dt.date(2018, 12, 31))}


def row(day: str, value: str = "100", series: str = "residents", start: str = "", rest: str = "stock,persons") -> str:
    return f"2015,{series},{day},{start},{value},{rest},1,score,på norsk,"


def written(folder: Path, *rows: str, encoding: str = "utf-8") -> Path:
    file = folder / "mine.csv"
    file.write_bytes("\r\n".join([HEAD, *rows, ""]).encode(encoding))
    return file


def refused(file: Path) -> tuple[str, ...]:
    with pytest.raises(ObservedError) as caught:
        read_history(file)
    return caught.value.faults


def told(file: Path) -> list[str]:
    return list(remarks(file, read_history(file), DAYS))


@pytest.mark.failure
@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf\r\n", b"\xff\xfe", b"\xfe\xff\x00\n"])
def test_an_empty_file_is_called_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mine.csv").write_bytes(content)
    assert refused(tmp_path / "mine.csv") == ("mine.csv, line 1: the file is empty",)


@pytest.mark.failure
def test_other_separators_are_named_with_all_that_a_norwegian_spreadsheet_writes_otherwise(tmp_path: Path) -> None:
    file = written(tmp_path, row("2015-01-31"))
    plain = file.read_text(encoding="utf-8")
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        file.write_text(plain.replace(",", separator), encoding="utf-8")
        (fault,) = refused(file)
        assert fault.startswith(f"mine.csv, line 1: columns are separated by {name}; commas are wanted")
        assert "31.12.2015 and 12,5" in fault


@pytest.mark.failure
def test_a_letter_that_is_not_utf_8_is_named_with_its_own_line_and_beside_the_separator(tmp_path: Path) -> None:
    file = written(tmp_path, row("2015-01-31").replace("å", "a"), row("2015-02-28"), encoding="latin-1")
    assert refused(file) == (
        "mine.csv, line 3: a letter, perhaps å, is not written in UTF-8 (save it anew as CSV UTF-8)",
    )
    file.write_bytes(file.read_bytes().replace(b",", b";"))
    first, second = refused(file)
    assert "perhaps å" in first
    assert "semicolons" in second


@pytest.mark.failure
def test_utf_16_is_called_so(tmp_path: Path) -> None:
    (fault,) = refused(written(tmp_path, row("2015-01-31"), encoding="utf-16"))
    assert fault.startswith("mine.csv, line 1: the text is UTF-16, which some programs call Unicode; UTF-8 is wanted")


@pytest.mark.unit
def test_other_faults_and_good_files_are_those_of_the_reader(tmp_path: Path) -> None:
    file = written(tmp_path, row("2015-01-31"), row("2015-02-30"))
    assert refused(file) == ("mine.csv, line 3: date is '2015-02-30', must be a date YYYY-MM-DD",)
    file = written(tmp_path, row("2015-01-31"), encoding="utf-8-sig")
    assert read_history(file) == observed_points(file)
    assert told(file) == []
    assert refused(tmp_path / "none.csv") == ("none.csv: cannot be read: No such file or directory",)


@pytest.mark.unit
def test_figures_that_are_not_compared_are_told_with_line_and_day(tmp_path: Path) -> None:
    half = row("2015-01-31", series="permits", start="2014-12-15", rest="flow,persons")
    (line,) = told(written(tmp_path, row("2031-01-01"), row("2015-01-31"), row("1899-01-01"), half))
    assert line == (
        "mine.csv: 3 figures of 2015 not compared, as not of 2015-01-01 to 2018-12-31: line 2 (residents of "
        "2031-01-01), line 4 (residents of 1899-01-01), line 5 (permits of 2015-01-31)"
    )
    many = [row(f"19{year}-01-01") for year in range(10, 40)]
    (line,) = told(written(tmp_path, *many))
    assert line.count("line ") == 10
    assert line.endswith(", and 20 more")


@pytest.mark.unit
def test_a_figure_that_no_centres_ever_held_is_doubted_and_a_large_one_is_not(tmp_path: Path) -> None:
    most = max(each.value for each in observed_points() if each.unit == "persons")
    good = row("2015-01-31", f"{most * TOO_LARGE:.0f}")
    assert told(written(tmp_path, good)) == []
    (line,) = told(written(tmp_path, good, row("2015-02-28", "9999999999")))
    assert line.startswith("mine.csv: over 10 times as much as any published figure, ")
    assert line.endswith("is the unit right? line 3 (residents of 2015-02-28, 9,999,999,999)")
