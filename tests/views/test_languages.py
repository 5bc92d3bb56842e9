"""Every language says the same: the same sentences with the same fields, the same names, its own numbers and dates."""

import csv
import datetime as dt
import importlib
import re
import string
from pathlib import Path

import pandas as pd
import pytest

import sim.views
from sim.statistics import share
from sim.views import style
from sim.views.bokmal import BOKMAL
from sim.views.bokmal_clauses import NAMES_OF_CLAUSES_NB
from sim.views.bokmal_options import NAMES_OF_OPTIONS_NB
from sim.views.bokmal_says import NAMES_OF_SAYS_NB
from sim.views.bokmal_tables import NAMES_OF_TABLES_NB
from sim.views.english import ENGLISH
from sim.views.figures import date_axis, number_axis
from sim.views.languages import LANGUAGES, language

FOLDER = Path(sim.views.__file__).parent
ROOT = FOLDER.parent.parent
OTHERS = [each for each in LANGUAGES.values() if each is not ENGLISH]
PARTS = {path.stem.removeprefix("english_") for path in FOLDER.glob("english_*.py")}
MIRRORED = sorted(part for part in PARTS if (FOLDER / f"bokmal_{part}.py").exists())
TOLD = (NAMES_OF_CLAUSES_NB, NAMES_OF_OPTIONS_NB, NAMES_OF_SAYS_NB, NAMES_OF_TABLES_NB)
BY_CODE = {"unit", "plan", "shock", "start", *(kind for kinds in TOLD for kind in kinds)}
"""Kinds of which English shows the code or the text itself, so that another language names more."""


def _fields(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def _marked(sentence):
    """Return the commands, files and settings that stand in backticks; names do so too, and are translated."""
    return {text for text in re.findall(r"`([^`]+)`", sentence) if re.search(r"[./=_]", text)}


def _tables(module):
    return {name: table for name, table in vars(module).items() if name.isupper() and isinstance(table, dict)}


@pytest.mark.invariant
@pytest.mark.parametrize("words", OTHERS, ids=lambda words: words.code)
def test_a_sentence_has_the_same_fields_and_commands_in_every_language(words):
    assert len(words.sentences) > 300
    assert [key for key in words.sentences if key not in ENGLISH.sentences] == []
    for key, sentence in words.sentences.items():
        assert _fields(sentence) == _fields(ENGLISH.sentences[key]), key
        assert _marked(sentence) == _marked(ENGLISH.sentences[key]), key
        assert sentence.strip(), key


@pytest.mark.invariant
@pytest.mark.parametrize("part", MIRRORED)
def test_a_part_of_the_catalogue_has_every_table_and_key_in_bokmal_and_is_put_in(part):
    tongues = ("english", "bokmal")
    english, bokmal = (_tables(importlib.import_module(f"sim.views.{tongue}_{part}")) for tongue in tongues)
    assert {f"{name}_NB" for name in english} == set(bokmal)
    for name, table in english.items():
        mirror = bokmal[f"{name}_NB"]
        if name.startswith("NAMES"):
            assert set(table) - BY_CODE == set(mirror) - BY_CODE
            assert all(mirror[kind].items() <= BOKMAL.names[kind].items() for kind in mirror)
            continue
        assert set(table) == set(mirror)
        if set(table) <= set(ENGLISH.sentences):  # not of names that a table of names takes in
            assert mirror.items() <= BOKMAL.sentences.items()


@pytest.mark.invariant
@pytest.mark.parametrize("words", OTHERS, ids=lambda words: words.code)
def test_kinds_and_codes_of_names_are_the_same_in_every_language(words):
    assert set(words.names) - BY_CODE <= set(ENGLISH.names)
    for kind in set(words.names) & set(ENGLISH.names) - {"one"}:  # what is counted has words of its own
        lacking = set(ENGLISH.names[kind]) - set(words.names[kind])
        more = set(words.names[kind]) - set(ENGLISH.names[kind])
        assert (lacking, more if kind not in BY_CODE else set()) == (set(), set()), kind
    assert words.names["criterion_unit"] == ENGLISH.names["criterion_unit"], "units are codes, named by `unit`"


@pytest.mark.invariant
def test_the_bokmal_catalogue_is_whole():
    assert set(BOKMAL.sentences) == set(ENGLISH.sentences)
    assert set(BOKMAL.names) - BY_CODE == set(ENGLISH.names) - BY_CODE
    units = [f"{{n}} {BOKMAL.unit(each)}" for each in BOKMAL.names["criterion_unit"].values()]
    said = " ".join([*BOKMAL.sentences.values(), *units])
    assert [many for many in BOKMAL.names["one"] if not re.search(rf"\{{\w+\}} {many}\b", said)] == []


@pytest.mark.invariant
def test_no_unit_plan_shock_or_start_that_is_delivered_meets_the_reader_as_its_english_code():
    with (FOLDER.parent / "data" / "dictionary.csv").open(encoding="utf-8", newline="") as file:
        units = {row["unit"] for row in csv.DictReader(file)}
    for path in sorted((FOLDER.parent / "data" / "facts").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            units |= {row["unit"] for row in csv.DictReader(file) if "unit" in row}
    assert len(units) > 50
    of_no_number = {each for each in units if each.startswith("as ")} | {"text"}
    assert sorted(units - of_no_number - set(BOKMAL.names["unit"])) == []
    for kind in ("plan", "shock", "start"):
        delivered = {path.stem for path in (ROOT / "configs" / kind).glob("*.yaml")}
        assert delivered == set(BOKMAL.names[kind])


@pytest.mark.unit
def test_a_language_is_had_by_its_code():
    assert {code: words.code for code, words in LANGUAGES.items()} == {"en": "en", "nb": "nb"}
    assert language("nb") is BOKMAL
    assert language("en") is ENGLISH
    assert {words.code: words.sentences["language_code"] for words in LANGUAGES.values()} == {"en": "en", "nb": "nb"}


@pytest.mark.failure
def test_a_language_that_there_is_not_is_an_error_that_names_those_there_are():
    with pytest.raises(KeyError, match="'sv' is none of en, nb"):
        language("sv")


@pytest.mark.unit
@pytest.mark.parametrize(("english", "bokmal"), [("1,234.5", "1\u00a0234,5"), ("-3", "\u22123"), ("+0.5", "+0,5")])
def test_a_number_is_turned_into_the_marks_of_the_language(english, bokmal):
    assert ENGLISH.written(english) == english
    assert BOKMAL.written(english) == bokmal


@pytest.mark.unit
@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "", "0"),
        (-0.0, "", "0"),
        (3.14159, "days", "3,1"),
        (0.0314, "", "0,031"),
        (27_000.4, "persons", "27\u00a0000"),
        (-1234.0, "", "\u22121\u00a0234"),
        (0.0345, "share", "3,5 %"),
        (1_234_567_890.0, "NOK", "1\u00a0235 mill."),
    ],
)
def test_bokmal_writes_numbers_with_a_fixed_space_a_comma_and_a_minus_sign(value, unit, text):
    assert BOKMAL.number(value, unit) == text


@pytest.mark.unit
def test_every_way_to_write_a_number_takes_the_marks_of_the_language():
    assert BOKMAL.count(1_234_567) == "1\u00a0234\u00a0567"
    assert BOKMAL.figures_of(-0.034561, 3) == "\u22120,0346"
    assert BOKMAL.plain(-0.5) == "\u22120,5"
    assert BOKMAL.ratio(3.26) == "3,3"
    assert BOKMAL.ratio(1234.0) == "1\u00a0234"
    assert BOKMAL.about(1_234_567.0) == "1,2 mill."
    assert BOKMAL.about(-35_031.0) == "\u221235\u00a0000"
    assert BOKMAL.bare(1_250e6, "NOK", sign=True) == "+1\u00a0250"
    assert BOKMAL.ranged(-1.5, -2_000.0, 0.25) == "\u22121,5 (\u22122\u00a0000 til 0,2)"
    assert BOKMAL.apart(0.99996, 1.0, "share") == "99,996 %"
    assert BOKMAL.apart(1234.04, 1234.0) == "1\u00a0234,04"
    assert BOKMAL.chance(share(0, 600)) == "høyst 0,5 %"
    assert BOKMAL.chance(share(600, 600)) == "minst 99,5 %"
    assert BOKMAL.share(share(15, 30)) == "i 15 av 30 kjøringer (sannsynlighet 33 % til 67 %)"


@pytest.mark.unit
def test_money_and_units_stand_behind_the_number_in_bokmal():
    assert BOKMAL.with_unit(BOKMAL.number(1_235e6, "NOK"), "NOK") == "1\u00a0235 mill. kr"
    assert BOKMAL.bare_unit("NOK") == "mill. kr"
    assert BOKMAL.worst("no_roof", 1200.0) == "1\u00a0200 personer"
    assert BOKMAL.worst("no_roof", 1.0) == "1 person"
    assert BOKMAL.worst("minors_in_adult_centre", 1.0) == "1 enslig mindreårig"
    assert BOKMAL.worst("long_waits", 0.43) == "43 %"
    assert BOKMAL.metric_unit("wait_allocated_to_settled", "days").endswith("for dem som kom så langt")


@pytest.mark.unit
def test_bokmal_dates():
    months = ["jan.", "feb.", "mars", "april", "mai", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "des."]
    assert [BOKMAL.date(dt.date(2026, month, 5)) for month in range(1, 13)] == [f"5. {name} 2026" for name in months]
    assert BOKMAL.date(pd.Timestamp("2026-11-05")) == "5. nov. 2026"
    assert BOKMAL.date(pd.NaT) == "-"
    first, last = dt.date(2024, 8, 1), dt.date(2026, 3, 4)
    assert [BOKMAL.year(year, first, last) for year in (2024, 2025, 2026)] == [
        "2024 fra 1. aug.",
        "2025",
        "2026 til 4. mars",
    ]
    assert BOKMAL.span(first, first, last) == "1. aug. 2024 (median; 1. aug. 2024 til 4. mars 2026)"


@pytest.mark.unit
def test_an_axis_names_months_in_the_words_of_the_language():
    axes = style.grid(style.new_figure(3.0, 2.0), 1, 1)[0][0]
    style.period(axes, [dt.date(2026, 2, 10), dt.date(2026, 10, 20)])
    date_axis(axes, BOKMAL)
    axes.set_ylim(0, 4_000)
    number_axis(axes, BOKMAL)
    axes.figure.canvas.draw()
    assert [label.get_text() for label in axes.get_xticklabels()] == ["mars", "mai", "juli", "sep.", "nov."]
    assert "3\u00a0200" in [label.get_text() for label in axes.get_yticklabels()]
    assert BOKMAL.dated("2026-Feb") == "2026-feb."
