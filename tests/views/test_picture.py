"""What a drawing holds beside what is seen: the names of its parts, its colours, and what a pointer is told."""

import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from sim.results import Results, municipality_places
from sim.views import style
from sim.views.picture import MOST_STRIPS, Hover, Picture, strips
from sim.views.write import pictures
from tests.support import synthetic

PLANS = ["lean", "buffer"]


def _picture(*hovers, draw=lambda axes: None):
    figure = style.new_figure(4.0, 3.0)
    axes = figure.subplots()
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 100)
    draw(axes)
    return Picture("made", "Made", figure, "made up", pd.DataFrame(), tuple(each(axes) for each in hovers))


def _rectangles(svg):
    number = r"([-\d.]+)"
    size = f'<rect x="{number}" y="{number}" width="{number}" height="{number}" fill-opacity="0">'
    found = re.findall(f"{size}<title>(.*?)</title>", svg)
    return [(*map(float, each[:4]), each[4]) for each in found]


@pytest.mark.unit
def test_a_pointer_finds_its_text_where_the_numbers_are_drawn():
    made = _picture(lambda axes: Hover(axes, "left", (0, 5), (0, 100)), lambda axes: Hover(axes, "right", (5, 10)))
    (x, y, width, height, left), (x2, y2, width2, height2, right) = _rectangles(made.svg())
    assert (left, right) == ("left", "right")
    assert x + width == pytest.approx(x2, abs=0.2)
    assert width == pytest.approx(width2, abs=0.2)
    assert (y, height) == (y2, height2), "no height is the whole of the panel"
    inside = made.figure.axes[0].get_position()
    assert x == pytest.approx(inside.x0 * 4.0 * 72, abs=0.2)
    assert y == pytest.approx((1.0 - inside.y1) * 3.0 * 72, abs=0.2)


@pytest.mark.unit
def test_what_lies_outside_the_panel_is_cut_off():
    made = _picture(lambda axes: Hover(axes, "wide", (-50, 50)))
    ((x, _, width, _, _),) = _rectangles(made.svg())
    inside = made.figure.axes[0].get_position()
    assert (x, x + width) == (pytest.approx(inside.x0 * 288, abs=0.2), pytest.approx(inside.x1 * 288, abs=0.2))


@pytest.mark.unit
def test_the_text_is_escaped_and_the_drawing_stays_whole_xml():
    svg = _picture(lambda axes: Hover(axes, 'a < b & "c"', (0, 5))).svg()
    titles = ElementTree.fromstring(svg).findall(".//{*}title")
    assert [title.text for title in titles] == ['a < b & "c"']


@pytest.mark.unit
def test_nothing_is_added_where_a_pointer_is_told_nothing():
    assert "fill-opacity" not in _picture().svg()


@pytest.mark.unit
def test_many_dates_share_few_strips_that_leave_no_gap():
    figure = style.new_figure(4.0, 3.0)
    axes = figure.subplots()
    dates = pd.date_range("2024-01-07", periods=157, freq="W")
    found = strips(axes, dates, [str(day.date()) for day in dates])
    assert len(found) <= MOST_STRIPS
    assert [a.x[1] for a in found[:-1]] == [b.x[0] for b in found[1:]]
    assert found[0].text == "2024-01-07"


@pytest.mark.unit
def test_names_are_those_of_the_picture_and_colours_stay_colours():
    svg = _picture(draw=lambda axes: axes.bar([1], [5], color="#e69f00", hatch="//")).svg()
    assert 'fill="#e69f00"' in svg, "the ground of a hatched bar"
    names = set(re.findall(r'\bid="([^"]+)"', svg))
    assert all(name.startswith("made-") for name in names)
    assert set(re.findall(r'href="#([^"]+)"', svg)) | set(re.findall(r"url\(#([^)]+)\)", svg)) <= names


@pytest.mark.unit
def test_need_waiting_and_costs_tell_a_pointer_their_numbers(tmp_path):
    results = Results(synthetic.write(tmp_path / "made", tuple(PLANS), 3))
    drawn = {each.name: each for each in pictures(results, "surge", PLANS, municipality_places())}
    assert re.search(r"Week to 7 Jan 2024: need [\d,]+ .*, places [\d,]+", drawn["need_against_places"].hovers[0].text)
    assert "persons" in drawn["waiting_by_stage"].hovers[0].text
    told = [each.text for each in drawn["cost_by_payer_and_year"].hovers]
    assert "IMDi (grants), 2024: 540 million NOK" in told
    for name in ("need_against_places", "waiting_by_stage", "cost_by_payer_and_year"):
        assert len(_rectangles(drawn[name].svg())) == len(drawn[name].hovers) > 0
