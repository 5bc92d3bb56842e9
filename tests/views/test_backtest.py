"""The text of a back-test: a snapshot of targets and scores, to be read as a difference.

To renew it after a change that is meant: BEREDT_RENEW=1 python -m pytest tests/views/test_backtest.py
"""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.backtests import judge
from sim.data.observed import Point
from sim.data.standing import found_in
from sim.studies.backtest_gates import _figure
from sim.studies.backtest_lines import lines
from sim.studies.backtest_sample import in_sample
from sim.studies.backtest_table import Told, with_paths
from sim.views.backtest import print_backtest, summary
from sim.views.console import make_console
from tests.studies.test_backtest import Made

SNAPSHOT = Path(__file__).parent / "snapshots" / "backtest.md"
DAYS = [day.date() for day in pd.date_range("2015-08-31", periods=24, freq="ME")]


def history() -> list[Point]:
    """Residents who rise to New Year and fall, and settlement of two years."""
    rise = [14_000.0, 18_000, 24_000, 29_000, 30_000, *(30_000.0 * 0.94**k for k in range(1, 20))]
    found = [
        Point("2015", "residents", day, None, float(round(value)), "stock", "persons", 50.0, "score", "own", "")
        for day, value in zip(DAYS, rise, strict=True)
    ]
    for year, value in ((2015, 8_000.0), (2016, 11_000.0)):
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        found.append(
            Point("2015", "settled_from_reception", last, first, value, "flow", "persons", 50.0, "score", "own", "")
        )
    return found


def cases(points: list[Point]) -> list[Told]:
    """Rules 4 to 12 % too high, and as known from two origins, too low the further ahead."""
    luck = np.linspace(1.04, 1.12, 20)[:, None]
    path = {each.date: each.value for each in points if each.series == "residents"}
    known = np.array(sorted(day.toordinal() for day in path))
    height = np.array([path[day] for day in sorted(path)])
    seen = with_paths(points, dt.date(2015, 1, 1), dt.date(2017, 7, 31))
    level = [
        np.interp(each.date.toordinal(), known, height) if each.kind == "stock" else each.value for each in seen
    ]
    told = [Told(Made("rules"), tuple(seen), np.array(level) * luck)]
    for origin in (dt.date(2015, 10, 1), dt.date(2016, 1, 1)):
        after = [each for each in points if each.kind == "stock" and 0 < (each.date - origin).days <= 365]
        ahead = np.array([1.0 - (each.date - origin).days / 2_000 for each in after])
        values = np.array([each.value for each in after]) * ahead * luck
        told.append(Told(Made("as_known", origin=origin), tuple(after), values))
    return told


@pytest.fixture(scope="module")
def found():
    """Tables and manifest of the made-up back-test."""
    points = history()
    told = cases(points)
    tables = judge(told, points)
    judged = lines(tables["gates"], tables["points"], "model", dt.date(2026, 1, 2), [])
    manifest = {
        "labels": ["rules", "as_known"], "episodes": ["2015"], "replications": {"rules": 20, "known": 20}, "origins": 2,
        "settings": {"data": None}, "failures": [], "runs": 60,
        "alike": [], "frozen": [], "command": ["beredt", "backtest"],
        "in_sample": [vars(each) for each in in_sample((each.case for each in told), found_in())],
        "parameters": {"rule": 3, "estimated": 5, "assumed": 7},
        "lines": [{**vars(each), "made": each.made.isoformat()} for each in judged],
    }  # fmt: skip
    return tables, manifest


@pytest.mark.snapshot
def test_summary_of_a_back_test(found):
    text = summary(*found)
    if os.environ.get("BEREDT_RENEW"):
        SNAPSHOT.write_text(text, encoding="utf-8")
    assert text == SNAPSHOT.read_text(encoding="utf-8")


@pytest.mark.unit
def test_the_console_fits_its_width_and_begins_with_the_short_answer(found):
    file = io.StringIO()
    print_backtest(*found, console=make_console(file))
    printed = file.getvalue()
    assert max(map(len, printed.splitlines())) <= 110
    assert "…" not in printed
    order = [printed.index(f"\n{head}\n") for head in ("In short", "Targets", "Scores")]
    assert order == sorted(order)
    for name in ("reconstruction", "as known", "not run"):
        assert name in printed
    assert "(2015): worst point" not in printed, "misses stand in the short answer, and whole in the summary"
    assert "e+0" not in printed


@pytest.mark.unit
def test_what_was_run_and_has_no_figure_in_a_history_of_ones_own_is_not_told_as_not_run(found):
    tables, manifest = found
    assert "no figures" not in summary(*found)
    gates = tables["gates"].assign(met=tables["gates"]["met"].replace("not_run", "no_figures"))
    assert (gates["met"] == "no_figures").any()
    told = summary({**tables, "gates": gates}, manifest)
    assert "| no figures |" in told
    assert "No figures: it was run, and the history has no figures of it in those days." in told
    assert "| not run |" not in told


@pytest.mark.unit
def test_a_history_of_ones_own_is_named_in_title_and_first_line(found):
    tables, manifest = found
    own = {**manifest, "settings": {"data": "mine/ours.csv"}}
    title, _, head, *_ = summary(tables, own).splitlines()
    assert title == "# Back-test: the model beside ours.csv, a history of your own"
    assert head.startswith("Held against mine/ours.csv, not against the published figures")
    file = io.StringIO()
    print_backtest(tables, own, console=make_console(file))
    assert "the model beside ours.csv" in file.getvalue()
    assert "ours.csv" not in summary(*found)


@pytest.mark.unit
def test_a_peak_of_one_year_says_of_which(found):
    tables, manifest = found
    gates = tables["gates"].assign(met=tables["gates"]["met"].replace("not_run", "no_figures"))
    text = summary({**tables, "gates": gates}, manifest)
    assert "|   day of the peak 2022 |" in text
    assert "|   day of the peak |" in text, "over the whole episode of 2015"
    assert "a peak is the highest of that year" in text


@pytest.mark.unit
def test_what_was_not_run_or_cannot_be_scored_has_no_rows(found):
    text = summary(*found)
    targets, scores = (text.split(f"\n## {head}\n")[1].split("\n## ")[0] for head in ("Targets", "Scores"))
    assert "2022" not in targets.split("\nEach cell")[0]
    assert "|  | n | CRPS" in scores
    assert "cannot score" not in scores
    assert (
        "No score, for want of 8 pairs with as many different figures: residents of UDI centres 2015 (3 months, 6 "
        "months and 12 months of as known); settled from reception 2015."
    ) in scores
    tables, manifest = found
    few = tables["scores"][tables["scores"]["series"] != "residents"]
    without = summary({**tables, "scores": few}, manifest).split("\n## Scores\n")[1].split("\n## ")[0]
    assert without.strip() == (
        "No score, for want of 8 pairs with as many different figures: settled from reception 2015."
    ), "no heads without a row"


@pytest.mark.unit
def test_what_too_few_figures_or_runs_say_has_a_question_mark(found):
    tables, manifest = found
    assert "| ok? 8 % (10) |" in summary(*found)
    gates = tables["gates"].assign(few="runs")
    text = summary({**tables, "gates": gates}, manifest)
    assert "| NO? -1.89 (0.05)* |" in text
    assert "skill 3 months, arrivals -1.89, wanted 0.05; by too few runs to tell." in text


@pytest.mark.unit
def test_a_series_without_a_score_tells_what_was_published_and_what_derived(found):
    tables, manifest = found
    rows = tables["points"][tables["points"]["use"] == "score"].head(3).assign(series="places", use="band")
    rows["derived"] = [True, True, False]
    more = {**tables, "points": pd.concat([tables["points"], rows])}
    text = summary(more, manifest)
    assert "No score for places 2015: 1 of the counts shown were published, 2 are derived from other figures" in text
    assert "No score for" not in summary(tables, manifest)


@pytest.mark.unit
def test_a_large_figure_is_written_whole():
    assert (_figure(10_657.4), _figure(1_234_567.0), _figure(0.1234), _figure(99.94)) == (
        "10,657", "1,234,567", "0.123", "99.9",
    )  # fmt: skip
