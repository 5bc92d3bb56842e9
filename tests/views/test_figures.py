import datetime as dt

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from sim.results import Results, municipality_places, paths
from sim.runs.keys import RunKey
from sim.runs.writer import TableWriter
from sim.studies.single import Single
from sim.views import answers, style
from sim.views.english import ENGLISH
from sim.views.figures import STAGES, need_against_places, waiting_by_stage, whole_weeks
from sim.views.figures_plan import cost_by_payer_and_year, timeline_of_measures
from sim.views.maps import municipalities, utm33
from sim.views.write import pictures
from tests.support import synthetic

PLANS = ["lean", "buffer", "twin"]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return Results(synthetic.write(tmp_path_factory.mktemp("made") / "up", tuple(PLANS), 6))


@pytest.fixture(scope="module")
def drawn(results):
    return {each.name: each for each in pictures(results, "surge", PLANS, municipality_places())}


def _texts(figure):
    return " ".join(
        text.get_text() for text in figure.findobj(match=lambda artist: hasattr(artist, "get_text"))
    )


@pytest.mark.unit
def test_all_figures_are_drawn_with_words_and_numbers(drawn):
    assert list(drawn) == [
        "need_against_places",
        "waiting_by_stage",
        "cost_by_payer_and_year",
        "timeline_of_measures",
        "municipalities",
    ]
    for picture in drawn.values():
        assert len(picture.text) > 80
        assert len(picture.table) > 0
        assert set(PLANS) & set(picture.table.get("plan", PLANS))
        assert picture.title in _texts(picture.figure)


@pytest.mark.unit
def test_bands_say_that_they_are_pointwise_and_of_how_many_runs(drawn):
    for name in ("need_against_places", "waiting_by_stage"):
        assert "pointwise mean and full range of 6 runs" in _texts(drawn[name].figure)
        assert "pointwise mean and full range of 6 runs" in drawn[name].text


@pytest.mark.unit
def test_every_axis_of_numbers_has_a_unit(drawn):
    labels = {
        "need_against_places": "persons, places",
        "waiting_by_stage": "(persons)",
        "cost_by_payer_and_year": "million NOK",
        "municipalities": "persons in the period",
    }
    for name, label in labels.items():
        assert label in _texts(drawn[name].figure)


@pytest.mark.unit
def test_need_table_holds_what_is_drawn(results):
    table = need_against_places(results, "surge", PLANS).table
    rows = table[table["plan"] == "lean"]
    runs = [synthetic.run_tables("lean", r).weekly for r in range(6)]
    needs = np.array([weekly.of("residents") + weekly.of("no_roof") for weekly in runs])
    assert rows["need_high"].tolist() == needs.max(axis=0).tolist()
    assert rows["need_mean"].tolist() == np.mean(needs, axis=0).tolist()


@pytest.mark.unit
def test_the_peak_told_is_that_of_runs_not_of_the_curve(results):
    text = need_against_places(results, "surge", ["lean"]).text
    peaks = [
        (w.of("residents") + w.of("no_roof")).max()
        for w in (synthetic.run_tables("lean", r).weekly for r in range(6))
    ]
    assert f"peaks at {np.mean(peaks):,.0f} ({min(peaks):,.0f} to {max(peaks):,.0f})" in text


@pytest.mark.unit
def test_costs_in_the_table_are_means_in_million_kroner(results):
    table = cost_by_payer_and_year(results, "surge", PLANS).table
    grant = table[(table["plan"] == "buffer") & (table["payer"] == "state_IMDi")].set_index("year")["mnok"]
    assert grant.to_dict() == {"2024": 540.0, "2025": 135.0}


@pytest.mark.unit
def test_the_timeline_tells_first_times_and_runs(results):
    table = timeline_of_measures(results, "surge", PLANS).table.set_index(["plan", "measure", "event"])
    fired = table.loc[("buffer", "emergency_frames", "fired")]
    assert (fired["hits"], fired["runs"]) == (5, 6)
    assert fired["earliest"] <= fired["median_date"] <= fired["latest"]
    assert "lean: no measure was used" in timeline_of_measures(results, "surge", PLANS).text


@pytest.mark.unit
def test_waiting_shows_the_first_plan_as_a_ghost(results):
    text = waiting_by_stage(results, "surge", PLANS).text
    assert "Dotted: mean of lean." in text
    assert "Dotted" not in waiting_by_stage(results, "surge", ["lean"]).text


@pytest.mark.unit
def test_the_map_never_stands_alone(results):
    figure = municipalities(results, "surge", PLANS, municipality_places()).figure
    assert "Oslo" in _texts(figure)
    assert "around the Oslofjord" in _texts(figure)


@pytest.mark.theory
@pytest.mark.parametrize(
    ("lat", "lon", "east", "north"),
    [
        (0.0, 15.0, 500_000.0, 0.0),
        # length of the meridian to 60 degrees on GRS 80, 6,654,072.819 m (Snyder 1987, table), times 0.9996
        (60.0, 15.0, 500_000.0, 0.9996 * 6_654_072.819),
    ],
)
def test_projection_against_known_points(lat, lon, east, north):
    found = utm33(np.array([lat]), np.array([lon]))
    assert (found[0][0], found[1][0]) == pytest.approx((east, north), abs=0.05)


@pytest.mark.theory
def test_projection_agrees_with_the_series_in_longitude():
    """Snyder's series in the longitude, an independent formula: within a metre up to 10 degrees away."""
    a, e2 = 6_378_137.0, 2 / 298.257222101 - 1 / 298.257222101**2
    lat, lon = (
        np.radians(np.array([58.0, 59.9, 63.4, 69.6, 71.0])),
        np.radians(np.array([-7.0, -4.3, 2.0, 4.0, 10.0])),
    )
    ep2 = e2 / (1 - e2)
    n, t, c = a / np.sqrt(1 - e2 * np.sin(lat) ** 2), np.tan(lat) ** 2, ep2 * np.cos(lat) ** 2
    x = lon * np.cos(lat)
    east = n * (x + (1 - t + c) * x**3 / 6 + (5 - 18 * t + t**2 + 72 * c - 58 * ep2) * x**5 / 120)
    found, _ = utm33(np.degrees(lat), 15.0 + np.degrees(lon))
    assert found == pytest.approx(500_000.0 + 0.9996 * east, abs=1.0)


@pytest.mark.unit
def test_distances_between_towns_are_right():
    """Oslo to Bergen is 305 km and Oslo to Trondheim 392 km as the crow flies."""
    east, north = utm33(np.array([59.9127, 60.3930, 63.4305]), np.array([10.7461, 5.3242, 10.3951]))
    km = np.hypot(east - east[0], north - north[0]) / 1000.0
    assert km[1:] == pytest.approx([305.0, 392.0], abs=3.0)


@pytest.mark.unit
def test_the_band_that_is_drawn_is_the_one_whose_runs_are_counted(many):
    """One pointwise band: the figure, its table and the runs told to stay inside speak of the same."""
    table = need_against_places(many.results, "surge", ["lean"], bands=many.need_bands).table
    bands = many.need_bands[(many.need_bands["plan"] == "lean") & (many.need_bands["kind"] == "pointwise")]
    assert table["need_low"].tolist() == bands["low"].tolist()
    assert table["need_high"].tolist() == bands["high"].tolist()
    _, need = paths(many.results.need(), "surge", "lean")
    inside = (need >= table["need_low"].to_numpy()) & (need <= table["need_high"].to_numpy())
    assert inside.all(axis=1).sum() == bands["stay"].iloc[0]


@pytest.mark.unit
def test_plans_differ_in_dash_and_marker_and_bars_in_hatching():
    assert len({str(look.dash) for look in style.LOOKS}) == len(style.LOOKS)
    assert len({look.marker for look in style.LOOKS}) == len(style.LOOKS)
    assert len({hatch for _, hatch in style.HATCHES}) == len(style.HATCHES)


def _contrast(colour: str) -> float:
    """Contrast against white as WCAG defines it."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 1.05 / (np.dot([0.2126, 0.7152, 0.0722], parts) + 0.05)


@pytest.mark.unit
def test_lines_and_texts_have_contrast_enough():
    for colour in (style.BLUE, style.DARK_BLUE, style.VERMILLION, *(look.colour for look in style.LOOKS)):
        assert _contrast(colour) >= 3.0
    for colour in (style.DARK_BLUE, style.TEXT_VERMILLION):
        assert _contrast(colour) >= 4.5


@pytest.mark.repeat
def test_the_same_picture_gives_the_same_bytes(results, tmp_path):
    files = []
    for name in ("a", "b"):
        files.append(need_against_places(results, "surge", ["lean"]).save(tmp_path / name).read_bytes())
    assert files[0] == files[1]
    assert files[0].startswith(b"\x89PNG")


@pytest.mark.unit
def test_one_plan_one_run_and_no_events_are_drawn_too(tmp_path):
    results = Results(synthetic.write(tmp_path / "one", ("lean",), 1))
    names = [picture.name for picture in pictures(results, "surge", ["lean"], municipality_places())]
    assert len(names) == 5


@pytest.mark.unit
def test_the_day_the_shock_begins_is_marked(results):
    marked = need_against_places(results, "surge", PLANS, onset=dt.date(2024, 5, 1))
    assert "shock begins" in _texts(marked.figure)
    assert "shock begins" not in _texts(need_against_places(results, "surge", PLANS).figure)


@pytest.mark.unit
def test_what_is_known_only_to_a_day_is_titled_so_and_the_day_is_marked(results):
    day = dt.date(2024, 5, 1)
    for picture in pictures(results, "surge", PLANS, municipality_places(), known=day):
        assert picture.title.endswith(", as known on 1 May 2024")
        assert picture.title in " ".join(_texts(picture.figure).split())
        over_time = picture.name in ("need_against_places", "waiting_by_stage", "timeline_of_measures")
        marks = [line for axes in picture.figure.axes for line in axes.lines if list(line.get_xdata()) == [day, day]]
        assert bool(marks) == over_time == ("known to here" in _texts(picture.figure))
    assert "known" not in _texts(need_against_places(results, "surge", PLANS).figure)


@pytest.mark.unit
def test_a_title_does_not_run_into_the_legend(results):
    for draw in (need_against_places, timeline_of_measures):
        figure = draw(results, "surge", ["lean"], onset=dt.date(2024, 4, 1), known=dt.date(2024, 5, 1)).figure
        figure.canvas.draw()
        (title,) = [text for text in figure.texts if "as known" in " ".join(text.get_text().split())]
        (legend,) = figure.legends
        assert not title.get_window_extent().overlaps(legend.get_window_extent())
        assert title.get_window_extent().x1 <= figure.bbox.width


@pytest.mark.unit
def test_a_day_outside_the_plot_is_not_marked_and_leaves_its_limits_alone(results):
    far = need_against_places(results, "surge", PLANS, onset=dt.date(2031, 5, 1)).figure
    near = need_against_places(results, "surge", PLANS).figure
    assert "shock begins" not in _texts(far)
    assert [axes.get_xlim() for axes in far.axes] == [axes.get_xlim() for axes in near.axes]


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return Single(Results(synthetic.write(tmp_path_factory.mktemp("many") / "up", ("lean", "buffer"), 60)))


@pytest.mark.unit
def test_both_bands_of_the_need_are_labelled_and_told(many):
    picture = need_against_places(many.results, "surge", ["lean", "buffer"], bands=many.need_bands)
    shown = " ".join(_texts(picture.figure).split())
    for said in (
        "pointwise: range in each week by itself",
        "whole path: range for all weeks at once",
        "each run's own peak: mean and range",
        "pointwise mean and 5th to 95th percentile of 60 runs",
        "whole path, 90 % of new runs stay between these lines in every week",
    ):
        assert said in shown
    stay = many.need_bands.groupby("plan")["stay"].first()
    assert f"buffer {stay['buffer']} of 60 runs" in shown
    table = picture.table[picture.table["plan"] == "lean"]
    assert (table["need_path_high"] >= table["need_high"]).all()
    assert (table["need_path_low"] <= table["need_low"]).all()


@pytest.mark.unit
def test_of_the_full_range_it_is_told_how_many_runs_stay_within_that_of_the_others(many, tmp_path):
    study = Single(Results(synthetic.write(tmp_path / "thirty", ("lean",), 30)))
    picture = need_against_places(study.results, "surge", ["lean"], bands=study.need_bands)
    shown = " ".join(_texts(picture.figure).split())
    stay = study.need_bands["stay"].iloc[0]
    assert 0 < stay < 30
    assert "mean and full range of 30 runs" in shown
    assert f"that of the others, as a new run would be, stay inside in every week: lean {stay} of 30 runs." in shown
    assert "Inside the pointwise band" not in shown, "all runs lie inside their own full range"
    assert "Inside the pointwise band in every week" in " ".join(
        _texts(need_against_places(many.results, "surge", ["lean"], bands=many.need_bands).figure).split()
    )


@pytest.mark.unit
def test_from_59_runs_on_the_reader_is_told_what_has_its_full_range(many, results):
    said = "(mean and 5th to 95th percentile of 60 runs; of what happens too seldom for that, all of the runs)."
    assert answers.ranges(many, "surge", ENGLISH).endswith(said)
    assert answers.ranges(Single(results), "surge", ENGLISH).endswith("(mean and full range of 6 runs).")


@pytest.mark.unit
def test_the_bands_and_the_peaks_differ_by_more_than_colour(many):
    axes = need_against_places(many.results, "surge", ["lean"], bands=many.need_bands).figure.axes[0]
    dashes = {line.get_linestyle() if line.is_dashed() is False else "dashed" for line in axes.lines}
    assert len(dashes) > 1
    edges = [line for line in axes.lines if line._unscaled_dash_pattern == (0, (6, 2, 1, 2))]
    assert len(edges) == 2
    markers = [line for line in axes.lines if line.get_marker() == "D"]
    assert [line.get_ydata()[0] for line in markers] == [many.peaks.set_index("plan").at["lean", "mean"]]


@pytest.mark.unit
def test_the_text_beside_a_figure_is_short_whatever_the_number_of_plans(results, drawn):
    every = list(drawn.values())
    every.append(need_against_places(results, "surge", [*PLANS, *PLANS]))
    for picture in every:
        assert len(picture.text.split()) < 80, picture.name
    assert "and 3 more plans" in every[-1].text


@pytest.mark.unit
def test_a_week_that_the_period_cuts_short_is_not_drawn_as_a_point():
    dates = pd.DatetimeIndex(["2024-01-07", "2024-01-14", "2024-01-16"])
    kept, values = whole_weeks(dates, np.array([[1.0, 2.0, 9.0]]))
    assert kept.tolist() == dates[:2].tolist()
    assert values.tolist() == [[1.0, 2.0]]
    alone, _ = whole_weeks(dates[2:], np.array([[9.0]]))
    assert len(alone) == 1


@pytest.mark.unit
def test_a_year_cut_short_is_labelled_so_under_its_bar(results):
    period = (dt.date(2024, 1, 1), dt.date(2025, 2, 23))
    figure = cost_by_payer_and_year(results, "surge", ["lean"], period=period).figure
    labels = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert labels == ["2024", "2025\nto 23 Feb"]
    assert "Below zero" in _texts(figure)


@pytest.mark.unit
def test_one_run_has_no_band_and_says_so(tmp_path):
    study = Single(Results(synthetic.write(tmp_path / "one", ("lean",), 1)))
    shown = _texts(need_against_places(study.results, "surge", ["lean"], bands=study.need_bands).figure)
    assert "One run: one way that chance may fall, no band." in shown
    assert "pointwise" not in shown


@pytest.mark.unit
def test_with_too_few_runs_the_figure_says_that_there_is_no_whole_path_band(results):
    bands = Single(results).need_bands
    picture = need_against_places(results, "surge", PLANS, bands=bands)
    assert "No whole-path band: 6 runs are too few for one." in " ".join(_texts(picture.figure).split())
    assert "whole path: range" not in _texts(picture.figure)
    assert picture.table["need_path_high"].isna().all()


@pytest.mark.unit
@pytest.mark.parametrize("plans", [["lean"], ["lean", "buffer"]])
def test_notes_stay_inside_the_figure(many, plans):
    places = municipality_places()
    for picture in pictures(many.results, "surge", plans, places, bands=many.need_bands):
        figure = picture.figure
        figure.canvas.draw()
        for note in (figure._supxlabel, figure._suptitle, *figure.legends):
            if note is not None:
                assert note.get_window_extent().x1 <= figure.bbox.x1, picture.name


@pytest.mark.unit
def test_a_period_of_one_week_is_drawn_as_points_within_its_own_days(tmp_path):
    key = RunKey("surge", "lean", 0)
    with TableWriter(tmp_path, [key]) as writer:
        writer.add(key, synthetic.run_tables("lean", 0, weeks=4))
    few = Results(tmp_path)
    for name in ("residents", "no_roof", "places", "places_arrival", *STAGES):
        whole = few.weekly(name)
        few._weekly[name, "all"] = whole[whole["date"] == whole["date"].min()].reset_index(drop=True)
    for picture in (need_against_places(few, "surge", ["lean"]), waiting_by_stage(few, "surge", ["lean"])):
        axes = picture.figure.axes[0]
        assert axes.get_xlim()[1] - axes.get_xlim()[0] < 30
        assert any(line.get_marker() in ("o", "s") for line in axes.lines)


@pytest.mark.unit
def test_the_timeline_pairs_the_events_of_one_firing_and_shows_what_lapsed(tmp_path):
    """A trigger that no decision met is not the one that came into effect the year after."""
    names = ("measure", "firing", "event", "date", "decided_by", "signal", "seen", "threshold", "size")
    happened = [
        (1, "fired", dt.date(2024, 3, 1)),
        (2, "fired", dt.date(2024, 9, 1)),
        (2, "decided", dt.date(2024, 10, 1)),
        (2, "effective", dt.date(2024, 10, 2)),
        (3, "fired", dt.date(2024, 12, 1)),
    ]
    rows = [("tender", firing, event, day, "UDI", "use", 0.9, 0.8, 5.0) for firing, event, day in happened]
    keys = [RunKey("surge", "lean", r) for r in range(2)]
    with TableWriter(tmp_path, keys) as writer:
        for key in keys:
            events = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
            tables = synthetic.run_tables("lean", key.replication)
            writer.add(key, synthetic.with_columns(tables, plan_events=events))
    picture = timeline_of_measures(Results(tmp_path), "surge", ["lean"])
    dates = picture.table.set_index("event")["median_date"]
    assert dates["fired"] == pd.Timestamp(2024, 9, 1)
    assert dates["effective"] == pd.Timestamp(2024, 10, 2)
    assert dates["lapsed"] == pd.Timestamp(2024, 3, 1)
    assert "lapsed" in _texts(picture.figure)
    assert "Timeline of measures under surge" in _texts(picture.figure)
