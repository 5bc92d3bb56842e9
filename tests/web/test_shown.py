"""The ten views of a comparison: what each holds, that the pages of them are well formed, and both languages."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sim.run_result import CompareResult, open_result
from sim.views import answers
from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH
from sim.views.headline import headline
from sim.views.languages import LANGUAGES
from sim.views.picture import BY_ROW
from sim.web import shown, shown_blocks, shown_charts
from sim.web.shown import VIEWS, Figure, Links, Sentences, Table, Tiles, view

SHOCK, PLANS = "mass_flight", ("do_nothing", "agreement_2018")
VOID = {"meta", "link", "br", "img", "use", "path", "rect"}


@pytest.fixture(scope="session")
def result(small: Path) -> CompareResult:
    return open_result(small)


@pytest.fixture(scope="session")
def made(result):
    return {name: view(name, result, ENGLISH) for name in VIEWS}


@pytest.fixture(scope="session")
def spoken(result):
    return {name: view(name, result, BOKMAL) for name in VIEWS}


def _of(kind, page):
    return [block for block in page.blocks if isinstance(block, kind)]


def _said(page):
    return " ".join(str(line) for block in _of(Sentences, page) for line in block.lines)


def _page(page, words):
    """Fill the template of a view in the frame of the site, as the site does."""
    environment = Environment(loader=PackageLoader("sim.web", "templates"), autoescape=True, undefined=StrictUndefined)
    name = "answer.html" if page.name == "answer" else "view.html"
    return environment.get_template(name).render(
        view=page, words=words, say=words.say, lang=words.code, path_of=lambda path, **changed: f"{path}?shock=x",
        languages=[("en", "English", "/"), ("nb", "Norsk", "/")], version="0", release="0",
        views=[(words.say(f"web_view_{each}"), f"/comparison/{each}", each == page.name) for each in VIEWS],
        asked="<a plan>", own_files=True, take=[("Report", "/report")], deeper=[("Warning", "/study/warning")],
        command="beredt compare",
    )  # fmt: skip


class _Nested(HTMLParser):
    """Notes elements that are closed in another order than they were opened, and every identifier."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.labels += found.get("aria-labelledby", "").split() + found.get("aria-describedby", "").split()
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


@pytest.mark.unit
def test_there_are_ten_views_the_answer_first():
    assert VIEWS == (
        "answer", "arrivals", "need", "waiting", "targets", "costs", "municipalities", "timeline", "regret", "drivers",
    )  # fmt: skip


@pytest.mark.unit
def test_the_figures_of_the_pages_are_those_that_the_folder_and_its_report_have(small, made):
    shown = {figure.name for page in made.values() for figure in _of(Figure, page)}
    assert shown == {path.stem for path in (small / "figures").glob("*.png")}
    assert {"arrivals", "targets_met", "regret"} < shown


@pytest.mark.failure
def test_an_unknown_view_names_those_that_there_are(result):
    with pytest.raises(KeyError, match="no view 'map'; there are answer, arrivals"):
        view("map", result, ENGLISH)


@pytest.mark.unit
def test_the_answer_begins_with_the_sentences_of_the_summary(result, made):
    first = _of(Sentences, made["answer"])[0]
    said = [Markup.escape(line) for line in headline(result.study, SHOCK, ENGLISH, local=False)]
    assert "before" in first.lines[0], "the runs end before the shock is over"
    assert first.lines[: len(said)] == said
    assert 3 <= len(first.lines) - 1 <= 5
    assert "municipalities.csv" not in _said(made["answer"]), "a page has no file beside it"


@pytest.mark.unit
def test_tiles_tell_counts_of_runs_before_chances_and_means_with_their_range(result, made):
    (tiles,) = _of(Tiles, made["answer"])
    often = tiles.tiles[0].lines
    assert [line.name for line in often] == ["do nothing", "agreement 2018"]
    assert all(re.fullmatch(r"[012] of 2 runs", line.value) for line in often)
    row = answers.of(result.study.peaks, SHOCK, "do_nothing").iloc[0]
    peak = tiles.tiles[1].lines[0]
    assert peak.value == f"{row['mean']:,.0f}"
    assert f"range {row['low']:,.0f} to {row['high']:,.0f}" in peak.note
    assert "full range of 2 runs" in tiles.note


@pytest.mark.unit
def test_the_answer_says_what_was_validated_and_what_is_assumed(result, made):
    said = _said(made["answer"])
    assert f"Of the values used, {len(result.manifest['warned_facts'])} carry a warning" in said
    assert "were never back-tested" in said
    assert "Do not use the figures for a budget" in said


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("arrivals", "arrivals"), ("need", "need_against_places"), ("waiting", "waiting_by_stage"),
        ("costs", "cost_by_payer_and_year"), ("municipalities", "municipalities"),
        ("timeline", "timeline_of_measures"), ("regret", "regret"),
    ],
)  # fmt: skip
def test_a_view_has_its_figure_with_a_name_words_and_numbers(made, name, figure):
    (drawn,) = _of(Figure, made[name])
    assert drawn.name == figure
    assert f'aria-labelledby="{figure}-text"' in drawn.svg or f'aria-describedby="{figure}-text"' in drawn.svg
    assert len(drawn.text) > 60
    assert len(drawn.table) > 0


@pytest.mark.unit
def test_views_lead_on_to_the_studies_that_answer_more(made):
    assert _of(Links, made["timeline"])[0].links[0][0] == "/study/warning"
    assert "/study/robust" in [path for path, _ in _of(Links, made["regret"])[0].links]
    assert "/study/sensitivity" in [path for path, _ in _of(Links, made["drivers"])[0].links]


@pytest.mark.unit
def test_the_page_of_regret_says_which_plan_looks_better_than_it_is(result, monkeypatch):
    monkeypatch.setattr("sim.views.answers.unregistered", lambda study, shock, words: iter(["Many still wait."]))
    assert "Many still wait." in _of(Sentences, view("regret", result, ENGLISH))[0].lines


@pytest.mark.unit
def test_costs_have_the_difference_from_the_first_plan_with_its_interval_by_payer(result, made):
    (costs,) = _of(Table, made["costs"])
    assert costs.heads[-1] == "agreement 2018 minus do nothing"
    names = [row[0] for row in costs.rows]
    assert len(names) == len(set(names))
    assert {"Cost in the period, million NOK", "Cost to UDI, million NOK"} <= set(names)
    row = result.study.differences.set_index(["metric", "plan"]).loc[("cost_state_UDI", "agreement_2018")]
    told = costs.rows[names.index("Cost to UDI, million NOK")][-1]
    assert told.startswith(ENGLISH.bare(row["difference"], "NOK", sign=True))
    assert "to" in told or "same" in told


@pytest.mark.unit
def test_requests_of_a_whole_year_do_not_stand_under_the_days_of_the_run(result, made):
    asked = next(each for each in _of(Table, made["municipalities"]) if each.title.startswith("Asked of all"))
    assert {row[0] for row in asked.rows} == {"2024"}
    assert asked.heads[2:] == ["Asked for", "Voted", "Agreed", "Settled (2024 to 18 Jul)", "Not agreed"]
    assert "for the whole calendar year" in asked.note
    assert "not added up over years" in asked.note


@pytest.mark.unit
def test_a_target_stands_beside_what_it_is_held_against(result):
    row = {"shock": SHOCK, "year": 2024, "clause": "3.1", "measure": "lost_places", "unit": "places", "judged": 10,
           "met": 0, "mean": 0.0, "low": 0.0, "high": 0.0}  # fmt: skip
    of_both = [{**row, "plan": plan, "why": "within 14 days, our yardstick: at most 4"} for plan in PLANS]
    apart = [{**row, "measure": "x", "plan": plan, "why": why}
             for plan, why in zip(PLANS, ("everyone has a bed", "met if the need was met all the same"), strict=True)]
    study = SimpleNamespace(results=result.results, periods=result.study.periods, targets=pd.DataFrame(of_both + apart))
    made = shown_charts.clauses(study, SHOCK, BOKMAL)
    assert made.heads[2] == "Krav"
    first, second = (each[2] for each in made.rows)
    assert first == "innen 14 dager, vår målestokk: høyst 4"
    names = [BOKMAL.name("plan", plan) for plan in PLANS]
    assert second == f"{names[0]}: alle har seng; {names[1]}: nådd om behovet likevel ble dekket"


@pytest.mark.unit
def test_the_numbers_behind_a_figure_are_as_good_as_the_figure():
    share, money = {"metric": "settled_within_183", "unit": "share"}, {"metric": "cost_total", "unit": "NOK"}
    frame = pd.DataFrame([
        {"plan": "do_nothing", "better": "higher", "mean": 0.082, **share},
        {"plan": "agreement_2018", "better": "lower", "mean": 2_340_000.0, **money},
    ])  # fmt: skip
    told = shown_blocks._written(frame, BOKMAL, {"mean": BY_ROW})
    assert list(told["Snitt"]) == ["8,2", "2,3"]
    assert list(told["Enhet"]) == ["%", "mill. kr"]
    assert list(told["Best er"]) == ["høyest", "lavest"]
    frame = pd.DataFrame({"target": ["all_6_months"], "mean": [0.718], "stage": ["waiting_registration"],
                          "earliest": pd.Series([dt.datetime(2024, 1, 1)], dtype=object), "do_nothing": [3.04],
                          "latest": [pd.NaT]})  # fmt: skip
    told = shown_blocks._written(frame, BOKMAL, {"mean": "share"})
    assert list(told.iloc[0]) == ["alle, 6 måneder", "72 %", "Venter på registrering", "1. jan. 2024", "3,0", "-"]
    assert list(told.columns)[4] == BOKMAL.name("plan", "do_nothing")


@pytest.mark.invariant
def test_numbers_behind_the_figures_hold_no_code_and_no_english(spoken):
    for name, page in spoken.items():
        for figure in _of(Figure, page):
            cells = [*figure.table.columns, *(str(cell) for cell in figure.table.to_numpy().ravel())]
            left = re.compile(r"_|00:00|\b(lower|higher|months|waiting|nothing|agreement)\b")
            assert not [cell for cell in cells if left.search(cell)], name
    heads = _of(Figure, spoken["arrivals"])[0].table.columns
    assert "Uke eller måned til" in heads


@pytest.mark.unit
def test_the_command_that_gives_it_again_can_be_read(made):
    again = next(each for each in _of(Sentences, made["drivers"]) if "again" in each.title)
    text = " ".join(map(str, again.lines))
    assert "##" not in text
    assert "beredt compare" in str(again.lines[0])
    assert "'&quot;'" not in text.replace("&#39;", "'")


@pytest.mark.unit
def test_drivers_count_the_parameters_by_kind_and_list_what_carries_a_warning(result, made):
    tables = {table.title: table for table in _of(Table, made["drivers"])}
    kinds = {row[0]: row[1] for row in tables["Parameters by kind"].rows}
    assert kinds["Assumed, with a range"] == str(result.manifest["parameters"]["assumed"])
    each = tables["Each value that carries a warning"]
    assert len(each.rows) == len(result.manifest["warned_facts"])
    assert each.folded


@pytest.mark.unit
def test_every_view_but_the_answer_says_how_many_runs_and_what_ranges_do_not_hold(made):
    for name in VIEWS[1:]:
        assert "2 runs of each plan with the same luck" in str(made[name].blocks[-1].lines[0])
        assert "not how wrong its assumed values may be" in str(made[name].blocks[-1].lines[0])


@pytest.mark.invariant
@pytest.mark.parametrize("name", VIEWS)
def test_the_pages_are_well_formed_and_every_figure_is_described_on_them(made, spoken, name):
    for page, words in ((made[name], ENGLISH), (spoken[name], BOKMAL)):
        text = _page(page, words)
        found = _Nested()
        found.feed(text)
        assert (found.faults, found.open) == ([], [])
        assert set(found.labels) <= set(found.ids)
        assert len(found.ids) == len(set(found.ids))
        assert "&lt;a plan&gt;" in text
        assert "<script>" not in text
        assert "onclick" not in text
        assert re.search(r"<th[^>]*></th>", text) is None, "a head that says nothing"


@pytest.mark.invariant
@pytest.mark.parametrize("name", VIEWS)
def test_bokmal_has_the_same_blocks_and_its_own_marks(made, spoken, name):
    assert [block.kind for block in spoken[name].blocks] == [block.kind for block in made[name].blocks]
    assert spoken[name].title != made[name].title
    words = " ".join([_said(spoken[name]), *(figure.text for figure in _of(Figure, spoken[name]))])
    known = " ".join([_said(made[name]), *(figure.text for figure in _of(Figure, made[name]))])
    assert words != known
    own = re.sub(r'<code>.*?</code>|<span lang="en">.*?</span>', "", words)
    assert not re.search(r"\b(runs|weeks|persons|the|under which)\b", own)


@pytest.mark.unit
def test_text_of_a_file_is_escaped_and_only_our_marks_are_kept():
    assert str(shown_blocks.marked("**a** <b> `c` ![x](http://y)")) == (
        "<strong>a</strong> &lt;b&gt; <code>c</code> ![x](http://y)"
    )


@pytest.mark.unit
def test_one_plan_has_nothing_to_regret_and_no_difference(result):
    class Alone:
        def __getattr__(self, name):
            return getattr(result.study.results, name)

        def plans_of(self, shock):
            return list(PLANS[:1])

    study = type(result.study)(Alone(), *result._known)
    one = type("One", (), {"study": study, "manifest": result.manifest})()
    assert "nothing to regret" in _said(view("regret", one, ENGLISH))
    assert _of(Table, view("costs", one, ENGLISH))[0].heads == ["Figure", "do nothing"]
    assert view("answer", one, ENGLISH).blocks
    assert view("drivers", one, ENGLISH).blocks


@pytest.mark.unit
def test_regret_says_that_a_file_of_how_plans_are_judged_was_not_used(result, made):
    faults = [{"path": "losses", "rule": "names no metric", "hint": ""}]
    manifest = {**result.manifest, "regret": {**result.manifest["regret"], "faults": faults}}
    other = type("Other", (), {"study": result.study, "manifest": manifest})()
    assert "(losses: names no metric)" in _said(view("regret", other, ENGLISH))
    assert "robust.yaml" not in _said(made["regret"])


@pytest.mark.unit
def test_every_language_of_the_catalogue_has_every_title():
    for words in LANGUAGES.values():
        assert len({words.say(f"web_view_{name}") for name in VIEWS}) == len(shown.VIEWS)


@pytest.mark.unit
def test_shares_of_a_figure_are_written_in_per_cent() -> None:
    table = pd.DataFrame({"share_short": [0.0, 0.25, 1.0], "places_mean": [1.0, 2.0, 3.0]})
    written = shown_blocks._written(table, BOKMAL, {"share_short": "share"})
    assert list(written.iloc[:, 0]) == ["0 %", "25 %", "100 %"]
    assert list(written.iloc[:, 1]) == ["1", "2", "3"]
