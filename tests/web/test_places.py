"""Municipalities on the page: classes that are always the same, marks that tell, a table that sorts without script."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree as Xml

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.config.faults import BadConfig
from sim.data import municipalities
from sim.results import Results, municipality_places
from sim.run_result import CompareResult, open_result
from sim.views import maps
from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH
from sim.views.hover import SVG, with_titles
from sim.web import places
from sim.web.boundaries import boundaries
from sim.web.shown_blocks import View
from sim.web.site import Site
from sim.web.templates import Templates
from tests.support import synthetic

PLANS = ["do_nothing", "agreement_2018"]
RING = [[10.0, 59.0], [11.0, 59.0], [11.0, 60.0], [10.0, 59.0]]


def of(path: str, **own: str) -> str:
    return f"{path}?plan=x&{urlencode(own)}"


@pytest.fixture(scope="module")
def result(small: Path) -> Any:
    return open_result(small)


def listed(result: CompareResult, site: Site, **own: str) -> dict[str, Any]:
    return places.table(result, ENGLISH, of, own, places.drawn_maps(result, ENGLISH, site))


def column(made: dict[str, Any], name: str) -> list[Any]:
    index = places.COLUMNS.index(name)
    return [row[index].text if name in places.TEXT else row[index].value for row in made["rows"]]


def geojson(tmp_path: Path, data: Any) -> Path:
    file = tmp_path / "borders.geojson"
    file.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return file


def polygon(*rings: Any, kind: str = "Polygon", **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **more, "features": [
        {"type": "Feature", "properties": None, "geometry": {"type": kind, "coordinates": list(rings)}}]}  # fmt: skip


@pytest.mark.unit
def test_the_table_holds_what_the_stored_tables_tell(result: CompareResult, site: Site) -> None:
    made = listed(result, site)
    assert len(made["rows"]) == 357
    oslo = next(row for row in made["rows"] if row[0].text == "0301")
    settled = result.results.municipality_totals("settled")
    mine = settled[(settled["municipality_number"] == "0301") & (settled["plan"] == PLANS[0])]["value"]
    assert oslo[7].value == mine.mean()
    assert oslo[7].text == f"{ENGLISH.plain(mine.mean())} ({mine.min():,.0f} to {mine.max():,.0f})"
    years = result.table("municipality_year")
    years = years[(years["municipality_number"] == "0301") & (years["plan"] == PLANS[0]) & (years["year"] == 2024)]
    assert [oslo[4].value, oslo[5].value] == [years["asked"].mean(), years["agreed"].mean()]
    assert oslo[6].value == (years["asked"] - years["agreed"]).clip(lower=0).mean() > 0
    assert min(column(made, "unmet")) == 0.0, "more than is asked for makes up for nothing elsewhere"
    assert oslo[8].value == pytest.approx(1000 * mine.mean() / 717_710 / (200 / 365.25))
    assert oslo[1].href == "/municipality/0301?plan=x&"
    assert sum(column(made, "settled")) == pytest.approx(settled[settled["plan"] == PLANS[0]]["value"].sum() / 2)


@pytest.mark.unit
def test_what_was_not_agreed_to_in_one_year_is_not_counted_again_in_the_next(
    result: CompareResult, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = result.table("municipality_year")
    now = frame[frame["year"] == 2024]
    doubled = pd.concat([now.assign(year=2023, asked=7.0, agreed=0.0), frame])
    monkeypatch.setattr(type(result), "table", lambda self, name: doubled)
    made = listed(result, site)
    oslo = next(row for row in made["rows"] if row[0].text == "0301")
    mine = now[(now["municipality_number"] == "0301") & (now["plan"] == PLANS[0])]
    assert [oslo[4].value, oslo[5].value] == [mine["asked"].mean(), mine["agreed"].mean()]
    assert oslo[6].value == (mine["asked"] - mine["agreed"]).clip(lower=0).mean()
    titles = [each.title for each in made["columns"]]
    assert titles[4:7] == ["Asked for, persons, 2024", "Places agreed, 2024", "Not agreed, places, 2024"]
    assert "not added up over years" in made["notes"][0]
    assert "fewer than five persons" in made["notes"][-1]


@pytest.mark.unit
def test_the_table_sorts_by_links_and_each_turns_round_when_followed_again(result: CompareResult, site: Site) -> None:
    made = listed(result, site)
    assert column(made, "settled") == sorted(column(made, "settled"), reverse=True)
    for index, name in enumerate(places.COLUMNS):
        once = listed(result, site, sort=dict(parse_qsl(urlsplit(made["columns"][index].href).query))["sort"])
        link = once["columns"][index]
        twice = listed(result, site, sort=dict(parse_qsl(urlsplit(link.href).query))["sort"])
        assert link.sort in ("ascending", "descending")
        assert [each.sort for each in once["columns"] if each.sort] == [link.sort]
        assert twice["columns"][index].sort == {"ascending": "descending", "descending": "ascending"}[link.sort]
        values = column(once, name)
        if name not in places.TEXT:
            assert values == sorted(values, reverse=link.sort == "descending")


@pytest.mark.unit
def test_norwegian_names_stand_in_norwegian_order() -> None:
    names = ["Ås", "Øyer", "Ærø", "Åmli", "Zz", "Alta", "Kárášjohka", "Karmøy", "Karlsøy"]
    right = ["Alta", "Kárášjohka", "Karlsøy", "Karmøy", "Zz", "Ærø", "Øyer", "Åmli", "Ås"]
    assert sorted(names, key=places._alphabetical) == right


@pytest.mark.unit
def test_a_county_and_a_plan_are_chosen_by_links_that_keep_the_rest(result: CompareResult, site: Site) -> None:
    made = listed(result, site, sort="name", county="15", do=PLANS[1])
    known = municipalities()
    assert len(made["rows"]) == (known.county_number == "15").sum()
    assert set(column(made, "county")) == {"Møre og Romsdal"}
    assert [current for _, _, current in made["plans"]] == [False, True]
    assert [name for name, _, current in made["counties"] if current] == ["Møre og Romsdal"]
    asked = dict(parse_qsl(urlsplit(made["columns"][3].href).query))
    assert (asked["county"], asked["do"], asked["sort"]) == ("15", PLANS[1], "-inhabitants")
    assert "agreement 2018, Møre og Romsdal" in made["caption"]


@pytest.mark.failure
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["sort", "county", "do"]), st.text(max_size=12)))
def test_what_an_address_says_that_is_not_there_counts_as_not_said(
    result: CompareResult, site: Site, own: dict[str, str]
) -> None:
    drawn = places.drawn_maps(result, ENGLISH, site)
    assert places.table(result, ENGLISH, of, own, drawn)["rows"] == listed(result, site)["rows"]


@pytest.mark.unit
def test_the_page_of_a_municipality_tells_each_plan_by_year_and_leads_to_its_study(result: CompareResult) -> None:
    made = places.municipality(result, "0301", ENGLISH, of)
    year = made["tables"][0]
    assert year.heads == ["What", "do nothing", "agreement 2018"]
    frame = result.table("municipality_year")
    for plan, cell in zip(PLANS, year.rows[places.YEARLY.index("settled")][1:], strict=True):
        rows = frame[(frame["municipality_number"] == "0301") & (frame["plan"] == plan) & (frame["year"] == 2024)]
        assert cell == f"{ENGLISH.plain(rows['settled'].mean())} ({rows['settled'].min()} to {rows['settled'].max()})"
        net = (rows["cost_nok"] - rows["grant_nok"]).mean()
        told = year.rows[places.YEARLY.index("net")][1 + PLANS.index(plan)]
        assert told.startswith(ENGLISH.plain(net / 1e6))
    assert len(made["tables"]) == 2, "one year, and what falls due later"
    assert [row[0] for row in made["tables"][1].rows][:2] == ["2024", "2025"], "of 2024 what is left of it"
    assert made["study"] == "/study/municipality?plan=x&number=0301"
    assert len(made["hosts"]) == 2
    with pytest.raises(KeyError):
        places.municipality(result, "9999", ENGLISH, of)
    assert len(places.numbers()) == 357


class _Tags(HTMLParser):
    """Counts tags, and notes what an unknown reader would stumble on."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.unit
@pytest.mark.parametrize("words", [ENGLISH, BOKMAL], ids=["en", "nb"])
def test_the_pages_are_whole_escaped_and_readable_by_all(result: CompareResult, site: Site, words: Any) -> None:
    around = {
        "say": words.say, "words": words, "lang": words.code, "languages": [], "path_of": of, "asked": "<b>",
        "views": [("a", "/", True)], "take": [], "deeper": [], "command": "",
    }  # fmt: skip
    templates = Templates()._environment
    view = View("municipalities", "Municipalities", [])
    made = places.table(result, words, of, {}, places.drawn_maps(result, words, site))
    for name, fields in (
        ("municipalities.html", {"view": view, **made}),
        ("municipality.html", places.municipality(result, "4601", words, of)),
    ):
        page = templates.get_template(name).render(**around, **fields)
        tags = _Tags()
        tags.feed(page)
        seen = [tag for tag, _ in tags.found]
        assert "<b>" not in page
        assert seen.count("h1") == 1
        assert seen.count("caption") == seen.count("table") > 0
        assert all("scope" in attrs for tag, attrs in tags.found if tag == "th")
        assert all(attrs.get("aria-label") for _, attrs in tags.found if attrs.get("class") == "wide")
        assert "style" not in seen
        assert "<script>" not in page
        assert not re.search(r"\bnan\b", re.sub(r"<[^>]*>", "", page))
        ids = [attrs["id"] for _, attrs in tags.found if attrs.get("id")]
        assert len(ids) == len(set(ids))
    assert len(templates.get_template("municipalities.html").render(**around, view=view, **made)) < 800_000


# the maps


@pytest.mark.unit
@pytest.mark.parametrize(
    ("rate", "expected"), [(0.0, 0), (2.99, 0), (3.0, 1), (5.9, 1), (6.0, 2), (10.0, 3), (14.99, 3), (15.0, 4), (99, 4)]
)
def test_classes_are_fixed(rate: float, expected: int) -> None:
    assert maps.class_of(rate) == expected
    assert len(maps.class_names(BOKMAL)) == len(maps.COLOURS) == len(set(maps.COLOURS)) == 5
    assert maps.class_names(BOKMAL)[1] == "3 til under 6"


def where(dropped: str = "") -> pd.DataFrame:
    known = municipalities()
    frame = municipality_places().assign(inhabitants=known.population)
    return frame[frame["number"] != dropped]


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return Results(synthetic.write(tmp_path_factory.mktemp("made_up") / "up", ("lean", "buffer"), 4))


def circles(svg: str, group: str) -> list[Any]:
    return list(Xml.fromstring(svg).find(f".//*[@id='{group}']").iter(f"{{{SVG}}}circle"))


@pytest.mark.unit
def test_each_circle_tells_its_name_persons_and_range(made_up: Results) -> None:
    shock = made_up.shocks[0]
    drawn = maps.municipalities(made_up, shock, ["lean", "buffer"], municipality_places())
    totals = made_up.municipality_totals("settled")
    mine = totals[(totals["plan"] == "lean") & (totals["municipality_number"] == "0301")]["value"]
    svg = drawn.svg()
    marks = circles(svg, "municipalities-bubbles0")
    told = [mark.find(f"{{{SVG}}}title").text for mark in marks]
    oslo = f"Oslo: {ENGLISH.ranged(mine.mean(), mine.min(), mine.max())} persons"
    assert told.count(oslo) == 1
    assert [float(mark.get("r")) for mark in marks] == sorted((float(mark.get("r")) for mark in marks), reverse=True)
    assert circles(svg, "municipalities-bubbles1i"), "the inset tells too"
    assert len(circles(svg, "municipalities-bubbles1i")) < len(marks)
    assert svg == maps.municipalities(made_up, shock, ["lean", "buffer"], municipality_places()).svg()


@pytest.mark.unit
def test_a_dot_has_the_colour_of_its_class_and_one_without_a_figure_is_hatched(made_up: Results) -> None:
    shock = made_up.shocks[0]
    here = where()
    here.loc[here["number"] == "4601", "inhabitants"] = np.nan  # so that Bergen has no figure
    drawn = maps.per_thousand(made_up, shock, ["lean"], here, 0.5, words=BOKMAL)
    svg = drawn.svg()
    table = drawn.table.set_index("number")["lean"]
    colour = {
        mark.find(f"{{{SVG}}}title").text.split(":")[0]: re.search(r"fill: (#\w+)", mark.get("style"))[1]
        for mark in circles(svg, "per_1000-classes0")
    }
    names = dict(zip(here["number"], here["name"], strict=True))
    settles = set(made_up.municipality_totals("settled")["municipality_number"]) - {"4601"}
    assert "0301" in settles
    assert {number for number in table.index if table[number] == table[number]} == settles
    assert colour == {names[each]: maps.COLOURS[maps.class_of(table[each])] for each in settles}
    people = dict(zip(here["number"], here["inhabitants"], strict=True))
    totals = made_up.municipality_totals("settled")
    oslo = totals[(totals["plan"] == "lean") & (totals["municipality_number"] == "0301")]["value"].mean()
    assert table["0301"] == pytest.approx(1000 * oslo / people["0301"] / 0.5)
    missing = circles(svg, "per_1000-classes0missing")
    assert len(missing) == 357 - len(settles)
    told = [mark.find(f"{{{SVG}}}title").text for mark in missing]
    assert sum(text.endswith(": ingen tall") for text in told) == 357 - len(settles) - 1
    assert next(text for text in told if text.startswith("Bergen: ")).endswith("personer"), "the share is not known"
    hatched = Xml.fromstring(svg).find(".//*[@id='per_1000-classes0missing']").get("style")
    pattern = re.search(r"url\(#(per_1000-\w+)\)", hatched)[1]
    assert Xml.fromstring(svg).find(f".//{{{SVG}}}pattern[@id='{pattern}']") is not None
    assert "ingen tall" in [each.get_text() for each in drawn.figure.legends[0].get_texts()]
    assert "3 til under 6" in drawn.text


@pytest.mark.failure
def test_titles_that_do_not_fit_the_marks_are_an_error() -> None:
    svg = f'<svg xmlns="{SVG}"><g id="a"><defs><path d="M 0 0"/></defs><path d="M 0 1 C 1 0 2 1 1 2"/></g></svg>'
    assert "<title>&lt;x&gt;</title>" in with_titles(svg, {"a": ["<x>"]}).replace("svg:", "")
    for titles in ({"a": []}, {"a": ["x", "y"]}, {"b": ["x"]}):
        with pytest.raises(ValueError, match="marks"):
            with_titles(svg, titles)


@pytest.mark.unit
def test_borders_of_the_users_own_are_drawn_where_they_lie(made_up: Results, tmp_path: Path) -> None:
    lines = boundaries(geojson(tmp_path, polygon(RING)))
    assert len(lines) == 1
    assert lines[0].shape == (4, 2)
    drawn = maps.municipalities(made_up, made_up.shocks[0], ["lean"], municipality_places(), borders=lines)
    found = [each for axes in drawn.figure.axes for each in axes.collections if len(each.get_paths()) == 1
             and type(each).__name__ == "LineCollection"]  # fmt: skip
    assert len(found) == 1
    assert np.allclose(found[0].get_segments()[0], lines[0])
    inset = drawn.figure.axes[0].child_axes[0]
    assert any(type(each).__name__ == "LineCollection" for each in inset.collections)


@pytest.mark.unit
def test_a_border_is_thinned_to_what_can_be_seen() -> None:
    line = np.column_stack([np.linspace(0, 10_000, 101), np.zeros(101)])
    assert list(maps.thinned(line, 2_000.0)[:, 0]) == [0, 2_000, 4_000, 6_000, 8_000, 10_000]
    assert len(maps.thinned(line[:2], 2_000.0)) == 2


@pytest.mark.unit
def test_degrees_and_metres_give_the_same_lines(tmp_path: Path) -> None:
    degrees = np.array(RING)
    metres = np.column_stack(maps.utm33(degrees[:, 1], degrees[:, 0]))
    for told, ring in (
        ("", RING), ("urn:ogc:def:crs:OGC:1.3:CRS84", RING), ("EPSG:4326", RING), ("EPSG:4258", RING),
        ("", metres.tolist()), ("urn:ogc:def:crs:EPSG::25833", metres.tolist()),
    ):  # fmt: skip
        crs = {"crs": {"type": "name", "properties": {"name": told}}} if told else {}
        assert np.allclose(boundaries(geojson(tmp_path, polygon(ring, **crs)))[0], metres), told


@pytest.mark.unit
def test_polygons_multipolygons_and_bare_geometries_are_read_and_points_left_out(tmp_path: Path) -> None:
    high = [[*point, 120.5] for point in RING]
    many = polygon([RING, RING], [RING], kind="MultiPolygon")
    many["features"] += [
        {"type": "Feature", "geometry": None},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [10, 60]}},
        {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [high]}]},
    ]
    assert len(boundaries(geojson(tmp_path, many))) == 4
    assert len(boundaries(geojson(tmp_path, {"type": "Polygon", "coordinates": [RING]}))) == 1


@pytest.mark.failure
@pytest.mark.parametrize(
    ("data", "rule"),
    [
        ("", "is no JSON"),
        ("{", "is no JSON: .* in line 1"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "is no GeoJSON"),
        ({"type": "Topology"}, "unknown type 'Topology'"),
        ({"type": "FeatureCollection"}, "without a list of features"),
        ({"type": "FeatureCollection", "features": [3]}, "feature 1 is no feature"),
        ({"type": "FeatureCollection", "features": []}, "holds no polygon"),
        (polygon(3), "fewer than 4 points"),
        (polygon(RING[:3]), "fewer than 4 points"),
        (polygon([["10", 59], *RING]), "a point that is not two numbers"),
        (polygon([[True, 59], *RING]), "a point that is not two numbers"),
        (polygon([[float("nan"), 59], *RING]), "a point that is not two numbers"),
        (polygon([[10**400, 59], *RING]), "a point that is not two numbers"),
        (polygon([[10], *RING]), "a point that is not two numbers"),
        (polygon(RING, kind="MultiPolygon"), "a ring of fewer than 4 points"),
        ({"type": "Polygon", "coordinates": 3}, "without lists of points"),
        (polygon([[north, east] for east, north in RING]), "has north before east"),
        (polygon([[east + 80, north] for east, north in RING]), "outside Norway"),
        (polygon([[6e6, 1e7], *RING]), "outside Norway"),
        (polygon(RING, crs={"properties": {"name": "EPSG:25832"}}), "has the coordinates of EPSG:25832"),
        (polygon(RING, crs={"properties": {"name": "EPSG:25833"}}), "outside Norway"),
    ],
)
def test_faults_of_a_file_of_borders_are_told_plainly(tmp_path: Path, data: Any, rule: str) -> None:
    file = geojson(tmp_path, data)
    with pytest.raises(BadConfig, match=rule) as caught:
        boundaries(file)
    assert caught.value.faults[0].path == "boundaries borders.geojson"


@pytest.mark.failure
def test_a_page_without_the_borders_it_was_given_says_why(result: CompareResult, site: Site, tmp_path: Path) -> None:
    for file, rule in ((tmp_path / "none.geojson", "cannot be read"), (geojson(tmp_path, "{"), "is no JSON")):
        made = listed(result, replace(site, boundaries=file))
        assert rule in made["fault"]
        assert made["bubbles"]
        assert len(made["drawn"]) == 1
    good = listed(result, replace(site, boundaries=geojson(tmp_path, polygon(RING))))
    assert (good["fault"], good["bubbles"]) == ("", False)
    assert [each.name for each in good["drawn"]] == ["municipalities", "per_1000"]
