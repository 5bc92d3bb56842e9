"""What is handed out opens as what it is: true numbers, no formula, the same bytes, a plan that can be handed in."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shlex
from dataclasses import replace
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sim import api
from sim.config.plan import Plan
from sim.config.spoken import spoken
from sim.results import paths
from sim.run_result import RunResult, open_result
from sim.runs.manifest import read
from sim.views.bokmal import BOKMAL
from sim.views.command import command_line
from sim.views.english import ENGLISH
from sim.views.figures import SUNDAY
from sim.web import downloads
from sim.web.downloads import harmless, parquet, plan_file, table_csv, workbook
from sim.web.sheets import SHEETS, sheet
from sim.web.site import Site
from sim.web.uploads import keep_plan
from tests.support.staged import QUESTION, Stage

EVIL = '=HYPERLINK("http://example.org","x")'


@pytest.fixture(scope="module")
def result(small: Path) -> RunResult:
    return open_result(small)


@pytest.fixture(scope="module")
def book(result: RunResult) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook(result, BOKMAL).content))


def rows(result: RunResult, code: str, norwegian: bool) -> list[list[str]]:
    text = table_csv(result, code, BOKMAL, norwegian).content.decode("utf-8-sig" if norwegian else "utf-8")
    return list(csv.reader(io.StringIO(text), delimiter=";" if norwegian else ","))


@pytest.mark.unit
def test_the_workbook_has_a_sheet_a_table_and_says_first_that_its_figures_are_simulated(book: Any) -> None:
    assert book.sheetnames == ["Om filen", *BOKMAL.names["files_sheet"].values()]
    said = [row[0] for row in book["Om filen"].iter_rows(values_only=True)]
    assert said[1].startswith("Alle tall er simulert.")
    assert "masseflukt" in str([*book["Om filen"].values])
    for page in book.worksheets[1:]:
        assert page.freeze_panes == "A2"
        assert page.column_dimensions["A"].width >= 9
        assert all(cell.value and cell.font.bold for cell in page[1])


@pytest.mark.unit
def test_what_was_moved_in_a_plan_stands_in_the_workbook_and_beside_the_command(small: Path) -> None:
    manifest = read(small)
    value = {"path": ["reception", "buffer_places"], "measure": "", "before": 500, "after": 3000, "unit": "places"}
    manifest["scenarios"][1] |= {"moved": {"plan": "agreement_2018", "values": [value]}}
    moved = RunResult(small, manifest)
    said = "avtalen fra 2018: buffer av plasser fra 500 til 3\u00a0000 plasser"
    about = openpyxl.load_workbook(io.BytesIO(workbook(moved, BOKMAL).content))["Om filen"]
    assert ("Endret i", said) in [row[:2] for row in about.values]
    assert ["Endret i", said] in rows(moved, "provenance", True)
    assert "Endret i" not in {row[0] for row in rows(RunResult(small, read(small)), "provenance", True)}


@pytest.mark.unit
def test_numbers_and_dates_of_the_workbook_are_such_and_those_of_the_study(book: Any, result: RunResult) -> None:
    head, *lines = book["Nøkkeltall"].values
    table = pd.DataFrame(lines, columns=head)
    for each in result.metrics.itertuples():
        row = table[(table["Kode"] == each.metric) & (table["Plan"] == BOKMAL.name("plan", each.plan))]
        assert row["Snitt"].item() == pytest.approx(each.mean)
        assert row["Høy"].item() == pytest.approx(each.high)
    share = next(cell.row for cell in book["Nøkkeltall"]["I"] if cell.value == "settled_within_183")
    assert book["Nøkkeltall"].cell(share, 5).number_format == "0.0 %"
    day = book["Hva brytes"]["I2"]
    assert day.is_date
    assert day.value.date() == result.breaks["earliest"][0].date()
    weeks = [row[2] for row in book["Uke for uke"].iter_rows(min_row=2, values_only=True)]
    assert all(isinstance(week, dt.datetime) for week in weeks)
    oslo = next(book["Kommuner"].iter_rows(min_row=2))
    assert (oslo[0].value, oslo[0].data_type, oslo[5].value) == ("0301", "s", 717710)
    net = [row[13] for row in book["Kommuner"].iter_rows(min_row=2, values_only=True)]
    assert min(net) < 0, "a negative number stays one"
    costs = sum(row[3] for row in book["Kostnader"].iter_rows(min_row=2, values_only=True))
    assert costs == pytest.approx(result.costs["nok"].sum())


@pytest.mark.unit
def test_no_week_of_arrivals_is_cut_short_and_each_is_the_mean_of_its_runs(result: RunResult) -> None:
    frame = sheet(result, "weekly", ENGLISH).frame
    for plan in result.results.plans_of("mass_flight"):
        mine = frame[(frame["code"] == "arrivals") & (frame["plan"] == ENGLISH.name("plan", plan))]
        assert set(pd.DatetimeIndex(mine["week"]).day_of_week) == {SUNDAY}
        dates, values = paths(result.results.weekly("arrivals"), "mass_flight", plan)
        assert len(mine) == len(dates) - 1 == 28, "the last has three days"
        assert list(mine["mean"]) == pytest.approx(list(values.mean(axis=0)[:-1]))
    need = frame[frame["code"] == "need"]
    assert pd.DatetimeIndex(need["week"]).max() == dates[-1], "a state stands for its day"


@pytest.mark.unit
def test_what_is_settled_of_a_municipality_is_a_year_wherever_it_is_told(result: RunResult) -> None:
    frame = sheet(result, "municipalities", BOKMAL).frame
    oslo = frame[frame["number"] == "0301"].iloc[0]
    assert oslo["settled_per_1000"] == pytest.approx(1000 * oslo["settled"] / 717_710 / (200 / 365.25))
    made = sheet(result, "municipalities", BOKMAL)
    assert "Bosatt per 1 000 innbyggere i året" in made.headings
    assert "færre enn fem personer" in made.says


@pytest.mark.unit
def test_what_a_target_is_held_against_is_in_the_language() -> None:
    row = {"shock": "x", "plan": "lean", "measure": "m", "unit": "days", "why": "within 14 days: at most 4"}
    made = SimpleNamespace(targets=pd.DataFrame([row]), results=SimpleNamespace(shocks=["x"]))
    assert list(sheet(made, "targets", BOKMAL).frame["why"]) == ["innen 14 dager: høyst 4"]


@pytest.mark.unit
def test_assumptions_and_where_it_is_from_are_whole(book: Any, result: RunResult) -> None:
    warned = result.manifest["warned_facts"]
    given_rows = list(book["Forutsetninger"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in given_rows] == [each["key"] for each in warned]
    assert [row[8] for row in given_rows] == [BOKMAL.names["warning"][each["warn"]] for each in warned]
    assert [row[7] for row in given_rows] == [BOKMAL.names["source"][each["source"]] for each in warned]
    told = dict(book["Hvor tallene er fra"].iter_rows(min_row=2, values_only=True))
    assert told["Frø for alle tilfeldigheter"] == result.manifest["seed"]
    assert told["Versjon av numpy"] == result.manifest["versions"]["numpy"]
    asked = [word for word in result.manifest["command"] if not word.startswith(("progress=", "language="))]
    assert shlex.split(told["Kommando som gir det samme igjen"]) == [*asked, "language=nb"]


@pytest.mark.repeat
def test_the_same_result_gives_the_same_bytes(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def both() -> list[bytes]:
        result = open_result(small)
        return [workbook(result, ENGLISH).content, table_csv(result, "weekly", ENGLISH, True).content]

    first = both()
    later = SimpleNamespace(datetime=_Later, timezone=dt.timezone)  # of this module alone
    monkeypatch.setattr("openpyxl.writer.excel.datetime", later)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert both() == first


class _Later(dt.datetime):
    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
        return dt.datetime(2033, 3, 3, tzinfo=tz)


@pytest.mark.unit
@pytest.mark.parametrize("code", SHEETS)
def test_a_csv_holds_what_the_sheet_holds(result: RunResult, code: str) -> None:
    frame = sheet(result, code, BOKMAL).frame
    plain, excel = rows(result, code, False), rows(result, code, True)
    assert plain[0] == list(frame.columns)
    assert len(plain) == len(excel) == len(frame) + 1
    for one, other in zip(plain[1:], excel[1:], strict=True):
        for a, b in zip(one, other, strict=True):
            assert a == b or a.replace(".", ",") == b or (a, b) in (("true", "ja"), ("false", "nei"))


@pytest.mark.unit
def test_norwegian_excel_opens_a_csv_as_columns_and_numbers(result: RunResult) -> None:
    content = table_csv(result, "municipalities", BOKMAL, True).content
    assert content.startswith(b"\xef\xbb\xbfNummer;Kommune;")
    assert b"\r\n0301;Oslo;Oslo;" in content
    net = [row[-1] for row in rows(result, "municipalities", True)[1:]]
    assert all(float(each.replace(",", ".")) is not None for each in net)
    assert any(each.startswith("-") for each in net), "a negative number stays one"
    assert not any("e" in each for each in net), "no exponent"
    exact = [float(row[-1]) for row in rows(result, "municipalities", False)[1:]]
    assert exact == list(sheet(result, "municipalities", BOKMAL).frame["cost_less_grants_nok"])


@pytest.mark.failure
@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\N{FULLWIDTH EQUALS SIGN}1", EVIL]
)
def test_text_that_a_spreadsheet_would_take_for_a_formula_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(f"a{text}") == f"a{text}"
    page = openpyxl.Workbook().active
    downloads._write(page["A1"], text)
    downloads._write(page["A2"], -1.5)
    assert page["A1"].data_type == "s"
    downloads._write(page["A3"], "#N/A")
    assert (page["A2"].value, page["A2"].data_type) == (-1.5, "n")
    assert page["A3"].data_type == "s", "nor for an error"


@pytest.mark.invariant
@given(st.text(max_size=8) | st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_no_cell_is_a_formula_and_every_number_is_itself(value: str | int | float) -> None:
    for norwegian in (True, False):
        text = downloads._cell(value, BOKMAL, norwegian)
        if isinstance(value, str):
            assert not text.lstrip().startswith(tuple("=+-@"))
        else:
            assert float(text.replace(",", ".")) == value


@pytest.mark.failure
def test_the_text_of_a_result_is_no_formula_wherever_it_stands(small: Path) -> None:
    manifest = read(small)
    manifest["warned_facts"][0] |= {"source": EVIL, "warn": "@x\x00", "used_at": ["-a"]}
    manifest["plans"] = [*manifest["plans"], "=1+1"]
    manifest["versions"] = {**manifest["versions"], "=1+1": "+2"}
    result = RunResult(small, manifest)
    seen = [
        cell
        for page in openpyxl.load_workbook(io.BytesIO(workbook(result, ENGLISH).content))
        for row in page.iter_rows()
        for cell in row
    ]
    assert [cell.value for cell in seen if cell.data_type == "f"] == []
    assert {f"'{EVIL}", "'@x", "'-a", "'=1+1", "'+2"} <= {cell.value for cell in seen}
    assert f"'{EVIL}" in rows(result, "assumptions", True)[1]
    assert workbook(result, ENGLISH).name == "beredt-mass_flight-3.xlsx"


@pytest.mark.unit
def test_a_stored_table_is_handed_out_as_it_lies_there(result: RunResult) -> None:
    assert set(downloads.stored_tables(result)) >= {"weekly", "waits", "money", "municipality_year"}
    frame = pd.read_parquet(io.BytesIO(parquet(result, "weekly").content))
    assert len(frame) == len(result.table("weekly"))


@pytest.mark.failure
@pytest.mark.parametrize("name", ["", "../manifest", "households", "weekly.parquet", "/etc/passwd"])
def test_nothing_but_a_stored_table_is_handed_out(result: RunResult, name: str) -> None:
    with pytest.raises(KeyError):
        parquet(result, name)
    with pytest.raises(KeyError):
        table_csv(result, name, ENGLISH, True)
    with pytest.raises(KeyError):
        plan_file(result, name, Site(Path()), ENGLISH)


@pytest.mark.invariant
def test_a_plan_that_is_handed_out_and_in_again_gives_the_same_scenario(result: RunResult, site: Site) -> None:
    out = plan_file(result, "agreement_2018", site, BOKMAL)
    assert out.name == "agreement_2018_own.yaml"
    kept = keep_plan(out.content, site)
    words = spoken({"plans": [kept.name], "shocks": ["mass_flight"], "replications": 2, "horizon_days": 200})
    again = api.load("compare", words, [kept.folder]).scenarios["mass_flight", kept.name].model_dump(mode="json")
    run = next(each["config"] for each in result.manifest["scenarios"] if each["plan"] == "agreement_2018")
    again["plan"]["name"], again["plan"]["says"] = run["plan"]["name"], run["plan"]["says"]
    assert again == run
    own = plan_file(replace(result, manifest=_with(result, kept.file)), kept.name, site, ENGLISH)
    assert keep_plan(own.content, site) == kept, "an own plan keeps its name"


def _with(result: RunResult, file: Path) -> dict[str, Any]:
    plan = Plan.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))).model_dump(mode="json")
    manifest: dict[str, Any] = json.loads(json.dumps(result.manifest))
    manifest["scenarios"] = [{"plan": plan["name"], "config": {"plan": plan}}]
    return manifest


@pytest.mark.unit
def test_a_name_that_others_have_is_made_another() -> None:
    assert downloads.free_name("mine", ["yours"]) == "mine"
    assert downloads.free_name("mine", ["mine"]) == "mine_own"
    assert downloads.free_name("mine", ["mine", "mine_own"]) == "mine_own_2"
    assert len(downloads.free_name("a" * 60, ["a" * 60])) <= 60


@pytest.mark.unit
@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["beredt", "compare", "plans=['a','b']"], """beredt compare "plans=['a','b']\""""),
        (["beredt", "x=1", "--config-dir", "/a b"], 'beredt x=1 --config-dir "/a b"'),
        (["beredt", "x='$HOME'"], """beredt 'x='"'"'$HOME'"'"''"""),
        (["beredt", 'x="a`b`"'], """beredt 'x="a`b`"'"""),
    ],
)
def test_a_command_is_one_line_that_a_shell_takes_as_it_was(words: list[str], line: str) -> None:
    assert command_line(words) == line
    assert shlex.split(line) == words


@pytest.mark.behaviour
@pytest.mark.parametrize("code", ["en", "nb"])
def test_the_command_is_the_same_wherever_it_is_shown_and_asks_the_same(shared: Stage, code: str) -> None:
    paths = ("comparison", "comparison/drivers", "download/command", "report", "municipality/0301")
    texts = {path: unescape(shared.client.get(f"/{path}?{QUESTION}&lang={code}").text) for path in paths}
    found = {path: set(re.findall(r"beredt compare [^`<\n]*", text)) for path, text in texts.items()}
    (line,) = found["download/command"]
    for path in ("comparison", "comparison/drivers", "report"):
        assert found[path] == {line}, path
    words = shlex.split(line)
    assert not [word for word in words if word.startswith("progress=")]
    assert ("language=nb" in words) == (code == "nb")
    asked = api.load("compare", words[2:])
    assert asked.settings.replications == 2
    assert {scenario.days for scenario in asked.scenarios.values()} == {200}
