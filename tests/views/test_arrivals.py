import datetime as dt

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from sim.results import Results
from sim.runs.keys import RunKey
from sim.runs.writer import TableWriter
from sim.views import style
from sim.views.arrivals import Before, arrivals
from sim.views.bokmal import BOKMAL
from tests.support import synthetic

START = dt.date(2024, 1, 1)
PAST = pd.DataFrame(
    {
        "first": [pd.Timestamp(2023, 11, 1), pd.Timestamp(2023, 12, 1)],
        "last": [pd.Timestamp(2023, 11, 30), pd.Timestamp(2023, 12, 31)],
        "value": [400.0, 300.0],
        "observed": [True, False],
    }
)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return Results(synthetic.write(tmp_path_factory.mktemp("made") / "up", ("lean", "buffer"), 8))


@pytest.fixture(scope="module")
def drawn(results):
    return arrivals(results, {"surge": Before(START, dt.date(2024, 6, 1), None, PAST)})


def _texts(figure):
    return " ".join(each.get_text() for each in figure.findobj(match=lambda artist: hasattr(artist, "get_text")))


def _weeks(results):
    rows = results.weekly("arrivals")
    return rows[rows["plan"] == "lean"].pivot(index="replication", columns="date", values="value").to_numpy()


@pytest.mark.unit
def test_the_fan_is_the_median_the_middle_half_and_the_range_of_the_runs(results, drawn):
    runs = drawn.table[drawn.table["published"].isna()]
    values = np.sort(_weeks(results), axis=0)
    assert runs["median"].to_numpy() == pytest.approx(np.median(values, axis=0))
    assert runs["low"].tolist() == values[0].tolist()
    assert runs["high"].tolist() == values[-1].tolist()
    assert runs["quarter_low"].tolist() == values[1].tolist(), "of 8 runs (8 + 1) / 4, so 2 lie below"
    assert runs["quarter_high"].tolist() == values[-2].tolist()


@pytest.mark.unit
def test_the_edges_of_the_range_are_lines_as_a_band_alone_is_too_light(drawn):
    blue = [line for line in drawn.figure.axes[0].get_lines() if to_hex(line.get_color()) == "#0072b2"]
    lines = {tuple(line.get_ydata()) for line in blue}
    runs = drawn.table[drawn.table["published"].isna()]
    assert {tuple(runs["low"]), tuple(runs["high"])} <= lines


@pytest.mark.unit
def test_what_was_published_stands_in_grey_before_the_start_thin_where_it_was_derived(drawn):
    grey = [line for line in drawn.figure.axes[0].get_lines() if to_hex(line.get_color()) == style.GREY]
    grey = [line for line in grey if line.get_linestyle() == "-"]
    assert [line.get_ydata()[0] for line in grey] == [400.0, 300.0]
    assert grey[0].get_linewidth() > grey[1].get_linewidth()
    assert drawn.table["published"].dropna().tolist() == [400.0, 300.0]
    assert "Grey: applications" in drawn.text
    assert "derived" in drawn.text


@pytest.mark.unit
def test_where_nothing_was_published_nothing_is_said_of_it(results):
    bare = arrivals(results, {"surge": Before(START)})
    assert "Grey" not in bare.text
    assert bare.table["published"].isna().all()


@pytest.mark.unit
def test_the_start_of_the_runs_and_of_the_shock_are_marked(drawn):
    assert {"runs start", "shock begins"} <= {text.get_text() for text in drawn.figure.axes[0].texts}
    assert "pointwise full range and range of the middle half of 8 runs" in _texts(drawn.figure).replace("\n", " ")


@pytest.mark.unit
def test_each_shock_has_a_panel_of_the_same_axis(tmp_path):
    keys = [RunKey(shock, "lean", run) for shock in ("surge", "drop") for run in range(3)]
    with TableWriter(tmp_path, keys) as writer:
        for key in keys:
            writer.add(key, synthetic.run_tables("lean", key.replication, seed=5 if key.shock == "surge" else 6))
    both = arrivals(Results(tmp_path), {shock: Before(START) for shock in ("surge", "drop")})
    assert [panel.get_title(loc="left") for panel in both.figure.axes] == ["surge", "drop"]
    assert both.figure.axes[0].get_ylim() == both.figure.axes[1].get_ylim()
    assert set(both.table["shock"]) == {"surge", "drop"}


@pytest.mark.unit
def test_a_pointer_is_told_the_numbers_of_a_week_in_the_language(results, drawn):
    assert drawn.hovers[0].text.startswith("Week to 7 Jan 2024: ")
    assert len(drawn.hovers) <= 40
    other = arrivals(results, {"surge": Before(START)}, BOKMAL)
    assert other.hovers[0].text.startswith("Uka til 7. jan. 2024: ")


@pytest.mark.unit
def test_one_run_is_a_line_that_is_called_one_run(tmp_path):
    one = arrivals(Results(synthetic.write(tmp_path / "made", ("lean",), 1)), {"surge": Before(START)})
    assert "the one run" in {text.get_text() for text in one.figure.legends[0].get_texts()}
    assert one.hovers[0].text == f"Week to 7 Jan 2024: {one.table['median'][0]:,.0f} persons"
    assert "One run: one way that chance may fall" in one.text
