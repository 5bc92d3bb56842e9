"""Figures of a back-test: what is drawn is what the tables hold, and nobody needs colour to read it."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.dates import date2num

from sim.views import style
from sim.views.backtest_figures import GRADES, LINES, backtest_figure, backtest_figures
from sim.views.figures import date_axis

DATES = [dt.date(2016, 1, 1), dt.date(2016, 6, 1), dt.date(2016, 12, 31), dt.date(2017, 6, 30)]
LEVELS = [1000.0, 800.0, 600.0, 500.0]


def rows(grade="rules", transfer="own", series="residents", factor=1.1, kind="stock", origin=None, n=200, **changed):
    """Four published points; the median is off by the factor, the bands reach 5 and 20 % around it."""
    made = []
    for date, level in zip(DATES, LEVELS, strict=True):
        middle = level * factor
        made.append(
            {
                "grade": grade, "transfer": transfer, "episode": "2015", "origin": origin, "date": date,
                "period_start": dt.date(date.year, 1, 1) if kind == "flow" else None, "series": series, "kind": kind,
                "unit": "persons", "use": "score", "observed": level, "precision": 50.0, "derived": False, "n": n,
                "median": middle,
                "low50": 0.95 * middle, "high50": 1.05 * middle, "low90": 0.8 * middle, "high90": 1.2 * middle,
            } | changed
        )  # fmt: skip
    return made


def points(*parts):
    return pd.DataFrame([row for part in parts for row in part])


def forecasts(**values):
    return pd.DataFrame(
        [
            {"episode": "2015", "series": "residents", "baseline": name, "origin": DATES[i], "date": DATES[j],
             "value": value + i}
            for name, value in values.items()
            for i in range(4)
            for j in range(i + 1, 4)
        ],
        columns=["episode", "series", "baseline", "origin", "date", "value"],
    )  # fmt: skip


NONE = forecasts()
ALL = forecasts(persistence=700.0, drift=710.0, arrivals_known=720.0, planning_figure=730.0)


def texts(figure):
    found = figure.findobj(match=lambda artist: hasattr(artist, "get_text"))
    return " ".join(" ".join(text.get_text().split()) for text in found)


def dots(axes):
    """Height and fill of the published points of a panel."""
    found = [line for line in axes.lines if line.get_marker() == "o"]
    return {float(y): line.get_markerfacecolor() for line in found for y in line.get_ydata()}


@pytest.mark.unit
def test_three_grades_are_always_shown_together():
    picture = backtest_figure(points(rows("rules")), NONE, "residents", "2015")
    assert [axes.get_title("left") for axes in picture.figure.axes] == ["reconstruction", "rules", "as known"]
    said = [" ".join(text.get_text() for text in axes.texts) for axes in picture.figure.axes]
    assert ["not run" in each for each in said] == [True, False, True]
    assert "reconstruction not run" in picture.text
    assert "as known not run" in picture.text
    for axes in picture.figure.axes:
        assert sorted(dots(axes)) == sorted(LEVELS)


@pytest.mark.unit
def test_a_grade_that_was_run_without_a_figure_to_compare_says_so():
    more = points(rows("rules"), rows("reconstruction", series="undecided"), rows("rules", "free"))
    picture = backtest_figure(more, NONE, "residents", "2015", ran={("as_known", "2022")})
    said = [" ".join(text.get_text() for text in axes.texts) for axes in picture.figure.axes]
    assert ["nothing to compare" in each for each in said][:4] == [True, False, False, False]
    assert ["not run" in each for each in said][:4] == [False, False, True, False]
    assert "reconstruction has nothing to compare" in picture.text
    ran = backtest_figure(points(rows("rules")), NONE, "residents", "2015", ran={("as_known", "2015")})
    assert "as known has nothing to compare" in ran.text
    carried = backtest_figure(points(rows("rules", "free")), NONE, "residents", "2015")
    assert "rules not run" in carried.text, "a transfer is no run of its grade"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("derived", "title"),
    [
        ([False] * 4, "published against the model"),
        ([True, False, False, False], "published and derived figures against the model"),
        ([True] * 4, "derived from published figures, against the model"),
    ],
)
def test_the_title_says_what_of_the_figures_was_derived(derived, title):
    some = [row | {"derived": each} for row, each in zip(rows("rules"), derived, strict=True)]
    assert backtest_figure(points(some), NONE, "residents", "2015").title.endswith(f": {title}")


@pytest.mark.unit
def test_the_text_tells_how_far_off_and_what_the_band_holds():
    rules = rows("rules")
    rules[1] |= {"median": 1200.0, "low90": 900.0, "high90": 1300.0}
    text = backtest_figure(points(rules), NONE, "residents", "2015").text
    assert "rules 10 % in the middle, 50 % at most (1 Jun 2016), 3 of 4 in the 90 % band" in text


@pytest.mark.unit
def test_a_share_is_off_by_points():
    share = {"unit": "share", "observed": 0.5, "median": 0.4, "low90": 0.3, "high90": 0.45, "precision": 0.01}
    picture = backtest_figure(points(rows(**share)), NONE, "residents", "2015")
    assert "rules 10 points in the middle, 10 points at most" in picture.text
    assert picture.figure.axes[0].get_ylabel() == "%"


@pytest.mark.unit
def test_points_without_a_score_are_hollow_and_not_judged():
    band = rows("rules", use="band")
    picture = backtest_figure(points(band), NONE, "residents", "2015")
    assert set(dots(picture.figure.axes[1]).values()) == {"white"}
    assert "rules shown without a score" in picture.text
    assert "published, no score" in texts(picture.figure)
    mixed = rows("rules")
    mixed[0]["use"] = "report"
    found = dots(backtest_figure(points(mixed), NONE, "residents", "2015").figure.axes[1])
    assert found == {1000.0: "white", 800.0: style.BLACK, 600.0: style.BLACK, 500.0: style.BLACK}


@pytest.mark.unit
def test_bars_of_precision_and_both_bands_are_drawn():
    axes = backtest_figure(points(rows("rules")), NONE, "residents", "2015").figure.axes[1]
    ends = {tuple(segment[:, 1]) for bar in axes.collections if hasattr(bar, "get_segments") for segment in
            bar.get_segments()}  # fmt: skip
    assert {(level - 50.0, level + 50.0) for level in LEVELS} <= ends
    drawn = [tuple(np.round(np.asarray(line.get_ydata(), dtype=float), 6)) for line in axes.lines]
    for factor in (0.8, 0.95, 1.0, 1.05, 1.2):
        assert tuple(np.round([factor * 1.1 * level for level in LEVELS], 6)) in drawn


@pytest.mark.unit
def test_baselines_stand_beside_the_grade_that_knows_as_much():
    three = points(*(rows(grade) for grade in GRADES))
    axes = backtest_figure(three, ALL, "residents", "2015").figure.axes
    marks = [{line.get_marker() for line in each.lines} - {"o", "None"} for each in axes]
    of = {name: look["marker"] for name, look in LINES.items()}
    knows = {of["persistence"], of["drift"], of["arrivals_known"]}
    assert marks == [knows, knows, {of["persistence"], of["drift"], of["planning_figure"]}]
    looks = {str(look["linestyle"]) for look in LINES.values()}
    assert len(looks) == len(set(of.values())) == len(LINES) == 4


@pytest.mark.unit
def test_a_panel_without_runs_draws_no_baselines():
    figure = backtest_figure(points(rows("rules"), rows("rules", "free")), ALL, "residents", "2015").figure
    of = {look["marker"] for look in LINES.values()}
    drawn = [bool({line.get_marker() for line in axes.lines} & of) for axes in figure.axes if axes.get_visible()]
    assert drawn == [False, True, False, True]
    assert "planning figure" not in texts(figure).lower(), "it stands beside as known only"
    known = backtest_figure(points(rows("as_known")), ALL, "residents", "2015").figure
    assert "planning figure" in texts(known).lower()


@pytest.mark.unit
def test_a_baseline_is_drawn_from_about_half_a_year_before():
    picture = backtest_figure(points(rows("rules")), ALL, "residents", "2015")
    line = next(each for each in picture.figure.axes[1].lines if each.get_marker() == LINES["persistence"]["marker"])
    # 1 January to 1 June 2016 is 152 days, 1 June to New Year's Eve 213, from there to 30 June 181
    assert line.get_ydata().tolist() == [700.0, 701.0, 702.0]
    assert picture.table["persistence"].tolist()[1:] == [700.0, 701.0, 702.0]


@pytest.mark.unit
def test_what_belongs_to_a_period_stands_in_its_middle():
    flows = rows("rules", kind="flow")[2:3]
    picture = backtest_figure(points(flows), NONE, "residents", "2015")
    dot = next(line for line in picture.figure.axes[1].lines if line.get_marker() == "o")
    middle = (date2num(dt.date(2016, 1, 1)) + date2num(dt.date(2016, 12, 31))) / 2.0
    assert date2num(dot.get_xdata())[0] == pytest.approx(middle)
    assert "stands in its middle" in texts(picture.figure)


@pytest.mark.unit
def test_uncertainty_is_labelled():
    shown = texts(backtest_figure(points(rows("rules"), rows("as_known", n=40)), NONE, "residents", "2015").figure)
    assert "Bands: 40 and 200 replications, each point by itself." in shown
    assert "chance of the model and, as known, of the forecasts of the day; of what its parameters" in shown
    assert "leave open only what draws were frozen for" in " ".join(shown.split())
    assert "90 % of new replications" in shown
    nothing = dict.fromkeys(("low50", "high50", "low90", "high90"), np.nan)
    few = texts(backtest_figure(points(rows("rules", n=2, **nothing)), NONE, "residents", "2015").figure)
    assert "Too few replications for a band: rules 2 (50 %) and rules 2 (90 %)." in few
    assert "of new replications" not in few


@pytest.mark.unit
def test_what_lies_far_above_is_cut_off_and_said():
    picture = backtest_figure(points(rows("rules")), forecasts(drift=90_000.0), "residents", "2015")
    assert picture.figure.axes[0].get_ylim()[1] < 2_000.0
    assert "Cut off at the top: drift." in texts(picture.figure)
    assert "Cut off" not in texts(backtest_figure(points(rows("rules")), ALL, "residents", "2015").figure)


@pytest.mark.unit
def test_each_origin_has_its_own_line():
    origins = [rows("as_known", origin=dt.date(2015, month, 1), factor=1.0 + month / 100.0) for month in (4, 7, 10)]
    picture = backtest_figure(points(*origins), NONE, "residents", "2015")
    lines = {line.get_ydata()[0] for line in picture.figure.axes[2].lines if line.get_color() == style.DARK_BLUE}
    assert lines == {1040.0, 1070.0, 1100.0}
    assert "for each origin the median and the 90 % band" in texts(picture.figure)
    assert "12 of 12 in the 90 % band" in picture.text


@pytest.mark.unit
def test_what_was_carried_over_has_its_own_panels():
    parts = [rows(grade) for grade in GRADES] + [rows("rules", each) for each in ("free", "ledger")]
    picture = backtest_figure(points(*parts), ALL, "residents", "2015")
    shown = texts(picture.figure)
    assert "rules of 2022 and dated switches, central values" in shown
    assert "rules of 2022, central values" in shown
    assert "fitted" not in shown
    titles = [axes.get_title("left") for axes in picture.figure.axes][len(GRADES) : 5]
    assert titles == ["transfer, free", "transfer, ledger"]
    for fitted, values in (("2015", "central values"), ("2022", "values fitted on it")):
        shown = texts(backtest_figure(points(*parts), ALL, "residents", "2015", fitted=[fitted]).figure)
        assert f"rules of 2022, {values}" in shown, "a transfer takes what was fitted on the other episode"
    picture = backtest_figure(points(*parts), ALL, "residents", "2015")
    assert sum(axes.get_visible() for axes in picture.figure.axes) == 5
    assert "2 more panels with the rules of the other shock" in picture.text
    assert len(picture.text.split()) < 110
    assert set(picture.table["transfer"]) == {"own", "free", "ledger"}


@pytest.mark.unit
def test_a_point_that_no_run_reaches_breaks_nothing():
    late = rows("rules")
    late[-1] |= {"median": np.nan, "low50": np.nan, "high50": np.nan, "low90": np.nan, "high90": np.nan}
    picture = backtest_figure(points(late), NONE, "residents", "2015")
    assert "3 of 3 in the 90 % band" in picture.text
    assert len(dots(picture.figure.axes[1])) == 4


@pytest.mark.unit
def test_every_series_of_every_episode_has_its_figure():
    table = points(rows(), rows(series="undecided"), rows(episode="2022"))
    names = [picture.name for picture in backtest_figures(table, ALL)]
    assert names == ["backtest_2015_residents", "backtest_2015_undecided", "backtest_2022_residents"]
    titles = [picture.title for picture in backtest_figures(table, ALL)]
    assert titles[1] == "Undecided at UDI, 2015 to 2018: published against the model"


@pytest.mark.failure
def test_a_series_without_points_is_refused():
    with pytest.raises(ValueError, match="no point of places in 2015"):
        backtest_figure(points(rows()), NONE, "places", "2015")


@pytest.mark.repeat
def test_the_same_tables_give_the_same_bytes(tmp_path):
    files = []
    for name in ("a", "b"):
        picture = backtest_figure(points(rows()), ALL, "residents", "2015")
        files.append(picture.save(tmp_path / name).read_bytes())
    assert files[0] == files[1]


@pytest.mark.unit
def test_a_band_far_above_is_cut_off_too():
    wide = rows("rules")
    wide[0]["high90"] = 50_000.0
    picture = backtest_figure(points(wide), NONE, "residents", "2015")
    assert picture.figure.axes[0].get_ylim()[1] < 2_500.0
    assert "Cut off at the top: 90 % of new replications." in texts(picture.figure)


@pytest.mark.unit
def test_of_several_origins_the_one_nearest_to_half_a_year_is_drawn():
    target = dt.date(2016, 12, 31)
    several = pd.DataFrame(
        {
            "episode": "2015", "series": "residents", "baseline": "persistence", "date": target,
            "origin": [target - dt.timedelta(days=days) for days in (150, 170, 210, 100)],
            "value": [150.0, 170.0, 210.0, 100.0],
        }
    )  # fmt: skip
    table = backtest_figure(points(rows()), several, "residents", "2015").table
    assert table["persistence"].dropna().tolist() == [170.0]


@pytest.mark.unit
def test_bars_of_months_do_not_cover_each_other():
    first = [dt.date(2016 + month // 12, month % 12 + 1, 1) for month in range(37)]
    months = [
        row | {"period_start": start, "date": end - dt.timedelta(days=1)}
        for start, end in pairwise(first)
        for row in rows("rules", kind="flow")[:1]
    ]
    picture = backtest_figure(points(months), NONE, "residents", "2015")
    picture.figure.draw_without_rendering()
    axes = picture.figure.axes[1]
    ends = axes.transData.transform([(date2num(first[k]), 0.0) for k in (0, 1)])
    apart = (ends[1][0] - ends[0][0]) * 72.0 / picture.figure.dpi
    bars = [each for each in axes.collections if hasattr(each, "get_segments")]
    widest = max(float(width) for bar in bars for width in bar.get_linewidths())
    assert 0.4 * apart < widest < apart


@pytest.mark.unit
@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("months", [2, 12, 24, 30, 32, 35, 36, 48, 120])
def test_an_axis_of_any_length_has_a_few_dates(months):
    axes = style.grid(style.new_figure(3.0, 2.0), 1, 1)[0][0]
    style.period(axes, [dt.date(2022, 1, 1), dt.date(2022, 1, 1) + dt.timedelta(days=months * 365 // 12)])
    date_axis(axes)
    assert 2 <= len(axes.get_xticks()) <= 8


@pytest.mark.unit
def test_the_band_of_50_per_cent_is_never_cut_off():
    wide = rows("rules")
    wide[0] |= {"high50": 4_000.0, "high90": 50_000.0}
    picture = backtest_figure(points(wide), NONE, "residents", "2015")
    assert 4_000.0 < picture.figure.axes[0].get_ylim()[1] < 5_000.0
    assert "Cut off at the top: 90 % of new replications." in texts(picture.figure)
    carried = backtest_figure(points(rows("rules"), rows("rules", "free", factor=30.0)), NONE, "residents", "2015")
    assert carried.figure.axes[0].get_ylim()[1] < 2_500.0
    said = "Cut off at the top: median of replications, 50 % of new replications and 90 % of new replications."
    assert said in texts(carried.figure)


@pytest.mark.unit
def test_columns_with_too_few_replications_for_a_band_are_named():
    nothing = dict.fromkeys(("low90", "high90"), np.nan)
    known = rows("as_known", origin=dt.date(2015, 4, 1), n=4, **nothing)
    later = rows("as_known", origin=dt.date(2015, 7, 1), n=4, **nothing)
    shown = texts(backtest_figure(points(rows("rules"), known, later), NONE, "residents", "2015").figure)
    assert "Too few replications for a band: as known 4 (90 %)." in shown
    assert "As known: for each origin the median." in shown
    assert "Too few" not in texts(backtest_figure(points(rows("rules")), NONE, "residents", "2015").figure)


@pytest.mark.unit
def test_published_and_derived_figures_are_told_apart():
    mixed = rows("rules")
    mixed[0] |= {"derived": True, "use": "band"}
    mixed[1] |= {"derived": True}
    mixed[2] |= {"use": "report"}
    figure = backtest_figure(points(mixed), NONE, "residents", "2015").figure
    marks = {
        float(y): (line.get_marker(), line.get_markerfacecolor())
        for line in figure.axes[1].lines
        if line.get_marker() in ("o", "d")
        for y in line.get_ydata()
    }
    assert marks == {1000.0: ("d", "white"), 800.0: ("d", "#000000"), 600.0: ("o", "white"), 500.0: ("o", "#000000")}
    derived = "derived from published figures"
    for said in (f"{derived}, no score", f"{derived}, scored", "published, no score", "published and derived figures"):
        assert said in texts(figure)
    title = backtest_figure(points(rows("rules", derived=True)), NONE, "residents", "2015").title
    assert title == "Residents of UDI centres, 2015 to 2018: derived from published figures, against the model"


@pytest.mark.unit
def test_totals_of_periods_of_different_length_are_drawn_as_rates_over_the_whole_period():
    spans = [
        ("2022-04-23", "2022-04-29", 418.0),
        ("2022-05-17", "2022-06-01", 1540.0),
        ("2022-06-02", "2022-08-10", 11398.0),
    ]
    flows = [
        rows("rules", kind="flow")[0]
        | {"period_start": dt.date.fromisoformat(first), "date": dt.date.fromisoformat(last), "observed": persons,
           "median": persons, "low50": persons, "high50": 1.1 * persons, "low90": persons, "high90": 1.2 * persons}
        for first, last, persons in spans
    ]  # fmt: skip
    figure = backtest_figure(points(flows), ALL, "residents", "2015").figure
    axes = figure.axes[1]
    assert not {line.get_marker() for line in axes.lines} & {look["marker"] for look in LINES.values()}, "totals"
    month = 365.25 / 12.0
    rates = [persons * month / days for persons, days in ((418, 7), (1540, 16), (11398, 70))]
    assert sorted(dots(axes)) == pytest.approx(sorted(rates))
    assert figure.axes[0].get_ylabel() == "persons a month"
    widths = {round(bar.get_width()) for bar in axes.patches}
    assert widths == {6, 15, 69}
    assert "Periods differ in length" in texts(figure)
    even = backtest_figure(points(rows("rules", kind="flow")[2:3]), NONE, "residents", "2015").figure
    assert even.axes[0].get_ylabel() == "persons"
