"""The sheet of a municipality through its verb, with made-up tables and with the model."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sim import cli
from sim.config.asked import Asked, load_study
from sim.config.faults import BadConfig
from sim.decisions import municipality
from sim.decisions.municipality import AS_IS, STUDY, WITH, WITHOUT, MunicipalitySettings, plan_of
from sim.decisions.study import StudyResult, run_study
from sim.runs.execute import Model
from sim.statistics import RUNS_FOR_T
from tests.support import swept

QUICK = ("start=empty", "shock=none", "horizon_days=60", "workers=1", "progress=false")


def asked(*words: str) -> Asked[MunicipalitySettings]:
    return load_study("municipality", MunicipalitySettings, words)


def done(*words: str, model: Model | None = None) -> StudyResult:
    return run_study(STUDY, asked(*QUICK, *words), lambda total: _nothing, model or swept.model(), lambda line: None)


def _nothing(done: int, total: int, failed: int) -> None:
    """Take no notice."""


def figure(table: pd.DataFrame, column: str, **where: object) -> float:
    for name, wanted in where.items():
        table = table[table[name] == wanted]
    assert len(table) == 1
    return float(table[column].iloc[0])


@pytest.mark.unit
def test_the_sheet_of_made_up_tables_has_values_reckoned_by_hand(tmp_path):
    """A municipality is asked for 20 persons and one more a run; with 3 runs the middle is 21, the range all of it."""
    result = done("number=0301", "replications=3", f"out={tmp_path / 'out'}")
    assert result.exit_code == 0
    years, cash = result.table("years"), result.table("cash")
    assert figure(years, "middle", measure="asked", year=2024) == 21.0
    assert [figure(years, end, measure="settled", year=2024) for end in ("low", "high")] == [10, 12]
    assert figure(years, "mean", measure="answer_days", year=2024) == 60.0
    assert figure(cash, "middle", part="net", year="2024") == pytest.approx(2e6 - 2.5e6)
    assert figure(cash, "middle", part="net", year="2026") == pytest.approx(1e6 - 4e5)
    assert figure(cash, "middle", part="net", year="all years") == pytest.approx(-2 * 5e5 + 6e5)
    hosts = result.table("hosts")
    assert figure(hosts, "hits", event="opened") == 3, "the made-up centres lie in Oslo"
    text = (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")
    title = text.splitlines()[0]
    assert title.startswith("# Oslo (0301)")
    assert "Not validated for a single municipality" in title
    assert "requests to settle 21 (20 to 22) for 2024 as known on 29 Feb 2024" in text
    assert "1,650 asked for, 1,648 voted and 1,539 settled (IMDi, Nøkkeltall bosetting 2024)" in text
    assert "A run within one year cannot show what more is asked for" in text
    assert "places voted are 15 (14 to 16) for 2024" in text
    assert "11 (10 to 12) in 2024 to 29 Feb" in text
    assert "To 29 Feb 2024 the net is NOK -1 m; NOK 0.6 m falls after it" in text
    for part in ("full range of 3 runs", "(pointwise)", "What it is validated for", "36 %"):
        assert part in text
    for part in ("| 2024 to 29 Feb |", "| 2024, settled to 29 Feb |", "| 2026, nobody settled |", "2024-02 |"):
        assert part in text
    assert "in prices of 2024 and not discounted" in text
    assert "the model settles nobody after that day" in text
    assert "1 Jan 2024 to 29 Feb 2024 together" in text
    assert {path.name for path in (tmp_path / "out" / "figures").iterdir()} == {
        f"{name}{suffix}"
        for name in ("persons_by_month", "cash_by_year", "dwellings_by_quarter")
        for suffix in (".png", ".svg", ".csv")
    }


@pytest.mark.unit
def test_votes_and_agreed_places_stand_side_by_side(tmp_path):
    """In the made-up tables a municipality votes 14 places and one more a run, and agrees to one more than that."""
    result = done("number=0301", "replications=3", "summary=council", f"out={tmp_path / 'out'}")
    years = result.table("years")
    assert figure(years, "middle", measure="voted", year=2024) == 15.0
    assert figure(years, "middle", measure="agreed", year=2024) == 16.0
    assert figure(result.table("falling"), "middle", measure="places") == pytest.approx(0.36 * 16, abs=0.1)
    text = (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")
    assert "| Places voted | 15 (14 to 16) |" in text
    assert "| Places agreed | 16 (15 to 17) |" in text


@pytest.mark.behaviour
def test_the_assumed_limit_of_services_gives_way_to_what_the_municipality_states(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text("persons_a_year: 60\n", encoding="utf-8")
    served = []
    for words in ((), (f"own={file}",)):
        question = asked("number=3205", *words)
        place = municipality._asked_area(question.settings)
        served.append(municipality._served(municipality._scenarios(question, place)[AS_IS], place))
    assert served == [30.0, math.inf]


@pytest.mark.failure
def test_votes_of_its_own_in_a_year_of_published_votes_are_refused(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text("vote_share: 0.5\n", encoding="utf-8")
    with pytest.raises(BadConfig, match="cannot hold in 2024, whose published votes are given"):
        list(plan_of(asked("number=3205", f"own={file}", "given=votes")))


@pytest.mark.invariant
def test_the_sheet_of_the_nation_is_the_sum_of_its_municipalities(tmp_path):
    """In the made-up tables each of ten municipalities has the same years."""
    nation = done("replications=3", f"out={tmp_path / 'nation'}")
    one = done("name=Oslo", "replications=3", f"out={tmp_path / 'one'}")
    for measure in ("asked", "settled", "dwellings_1", "living_there"):
        whole, part = (figure(each.table("years"), "middle", measure=measure, year=2024) for each in (nation, one))
        assert whole == 10 * part > 0
    months = nation.table("months")
    assert figure(months, "middle", month="2024-02", series="settled") > figure(
        one.table("months"), "middle", month="2024-02", series="settled"
    )


@pytest.mark.unit
def test_one_page_for_the_council_says_the_same_with_fewer_tables(tmp_path):
    full = done("number=0301", "replications=3", f"out={tmp_path / 'full'}")
    page = done("number=0301", "replications=3", "summary=council", f"out={tmp_path / 'page'}")
    assert page.answer.says == full.answer.says
    assert len(page.answer.shown) == 2 < len(full.answer.shown)
    assert [picture.name for picture in page.answer.pictures] == ["persons_by_month"]
    assert page.answer.title == f"{full.answer.title} (one page for the council)"
    assert set(page.answer.tables) == set(full.answer.tables)


@pytest.mark.failure
def test_runs_that_failed_are_told_and_left_out(tmp_path):
    words = ("number=0301", "replications=3", f"out={tmp_path / 'out'}", f"plan.reception.buffer_places={swept.BAD}")
    result = done(*words, model=swept.model("fails"))
    assert result.exit_code == 3
    assert figure(result.table("years"), "runs", measure="asked", year=2024) == 2
    assert "3 of 9 runs failed" in (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")


@pytest.mark.behaviour
def test_own_values_come_from_a_file_and_the_plan_is_switched_for_this_municipality_alone(tmp_path):
    file = tmp_path / "vardø.yaml"
    file.write_text("vote_share: 0.5\nanswer_days: 10\nstandby: 3\n", encoding="utf-8")
    question = asked("name=Vardø", f"own={file}")
    place = municipality._asked_area(question.settings)
    made = {name: each.scenario.municipalities.own for name, each in municipality._scenarios(question, place).items()}
    assert [entry.model_dump(exclude_none=True) for entry in made[AS_IS]] == [
        {"number": "5634", "vote_share": 0.5, "answer_days": 10, "standby": 3}
    ]
    assert (made[WITH][0].prepared, made[WITH][0].standby, made[WITH][0].answer_days) == (True, 3, 10)
    assert (made[WITHOUT][0].prepared, made[WITHOUT][0].standby) == (False, None)
    assert len(made[WITH]) == 1
    assert any("vote_share: 0.5" in line for line in plan_of(question))
    lillestrom = asked("number=3205")
    ready = municipality._scenarios(lillestrom, municipality._asked_area(lillestrom.settings))[WITH]
    assert ready.scenario.municipalities.own[0].standby == round(0.3 * 94_201 / 1000)


@pytest.mark.failure
@pytest.mark.parametrize(
    ("content", "words", "told"),
    [
        ("vote_share: 1.5\ncapacity: 3\n", ("number=3205",), ("vote_share", "capacity")),
        ("[1, 2", ("number=3205",), ("this is not YAML",)),
        ("vote_share: 0,8\n", ("number=3205",), ("vote_share = '0,8': must be a number", "with a point: 0.8")),
        ("vote_share;0.8\nprepared;true\n", ("number=3205",), ("name: value, with a colon",)),
        ("", ("number=3205",), ("is empty",)),
        ("- {number: '0301', prepared: true}\n", ("number=3205",), ("0301", "is outside the sheet")),
        ("prepared: true\n", ("county=32",), ("must be a list of entries",)),
        ("prepared: true\n", ("number=3205", "municipalities.own=[]"), ("is said in own=FILE too",)),
        (None, ("number=3205",), ("there is no such file",)),
    ],
)
def test_what_is_wrong_with_the_own_file_is_told(tmp_path, content, words, told):
    file = tmp_path / "own.yaml"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(BadConfig) as bad:
        list(plan_of(asked(f"own={file}", *words)))
    for part in told:
        assert part in str(bad.value)


@pytest.mark.failure
def test_an_unknown_municipality_ends_with_two_before_anything_is_run(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["municipality", "name=Lilestrøm", "progress=false"]) == 2
    assert "nearest: Lillestrøm (3205)" in capsys.readouterr().err
    assert cli.main(["check", "municipality", "number=0301", "summary=minister"]) == 2
    assert "summary" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.unit
def test_check_says_of_what_the_sheet_is_and_the_help_shows_the_own_file(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["check", "municipality", "number=3205"]) == 0
    told = capsys.readouterr().out
    assert "Lillestrøm (3205): 94,201 inhabitants" in told
    assert "3 scenarios, 25 runs of each, 1,096 days" in told
    assert "dwellings: [10, 5, 2]" in municipality.HELP
    assert cli.main(["check", "municipality", "county=Finnmark"]) == 0
    assert "Finnmark (56): 18 municipalities, 75,053 inhabitants" in capsys.readouterr().out


@pytest.mark.unit
def test_the_help_shows_a_small_trial_that_can_be_given():
    trial = municipality.HELP.rstrip().splitlines()[-1].split()[2:]
    assert trial == ["number=3205", "replications=3", "horizon_days=366"]
    assert "3 scenarios, 3 runs of each, 366 days" in list(plan_of(asked(*trial)))[-1]
    assert "runs of each of three scenarios, three at least" in municipality.HELP
    assert RUNS_FOR_T == 3


@pytest.mark.failure
def test_too_few_runs_are_refused_before_anything_is_run():
    with pytest.raises(BadConfig, match="an interval takes at least 3 runs"):
        list(plan_of(asked("number=3205", "replications=2")))


@pytest.mark.failure
def test_two_pairs_that_are_left_have_no_interval_and_none_is_told(tmp_path):
    words = ("number=0301", f"out={tmp_path / 'out'}", f"plan.reception.buffer_places={swept.BAD}")
    result = done(*words, "replications=3", model=swept.model("fails"))
    assert result.exit_code == 3
    assert set(result.table("prepared")["runs"]) == {2}
    assert not result.table("prepared")["told_apart"].any()
    text = (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")
    assert "| Places agreed | 16 | 16 | 0 | - | no |" in text


@pytest.mark.failure
def test_a_number_without_its_leading_zero_is_no_municipality():
    with pytest.raises(BadConfig, match=r"number = '301': is no municipality of 2024 \(nearest: Oslo \(0301\)\)"):
        list(plan_of(asked("number=301")))
    assert next(iter(plan_of(asked("number=0301")))).startswith("Oslo (0301)")


@pytest.mark.unit
def test_the_sheet_says_what_would_not_add_up_unsaid(tmp_path):
    """Requests that fall, more settled than voted, medians side by side: each is told, and no room of services is."""
    done("number=0301", "replications=3", f"out={tmp_path / 'out'}")
    text = (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")
    for part in (
        "those who have not voted are then asked for fewer",
        "Persons settled may be more than the places of a year",
        "A municipality may vote more than it is asked for",
        "columns and rows need not add up to one another",
        "| Joined family or moved here, less those who left |",
        "assumed, not known: the tightest of them holds votes back at some 30 newcomers a year per 1,000 inhabitants",
    ):
        assert part in text
    for part in ("Room", "Came outside the request", "so far", "of those settled in it"):
        assert part not in text


@pytest.mark.behaviour
def test_a_plan_brings_the_answer_sooner_and_the_sheet_of_a_county_sums_its_own(tmp_path, monkeypatch):
    """With the model: three runs of 120 days. Oslo is a county of one municipality."""
    words = ("horizon_days=120", "shock=none", "replications=3", "workers=1", "progress=false")
    results = []
    for word in ("county=Oslo", "number=0301"):
        question = asked(*words, word, f"out={tmp_path / word.partition('=')[0]}")
        results.append(run_study(STUDY, question, lambda total: _nothing, None, lambda line: None))
    county, town = results
    for name in ("years", "months", "cash", "falling", "prepared"):
        pd.testing.assert_frame_equal(county.table(name), town.table(name))
    prepared = town.table("prepared")
    assert figure(prepared, "difference", measure="answer_days") < 0.0
    cash = town.table("cash")
    assert set(cash["year"]) == {"2024", "2025", "2026", "2027", "2028", "all years"}
    net = cash[cash["part"] == "net"].set_index("year")["mean"]
    assert net["all years"] == pytest.approx(net.drop("all years").sum())
    assert figure(cash, "mean", part="costs", year="2027") > 0.0, "those settled by then still cost"


@pytest.mark.failure
@pytest.mark.parametrize("town", ["number=3205", "name=Lillestrøm"])
def test_a_municipality_and_its_county_are_not_both_taken(town, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    asked, key = ["check", "municipality", town, "county=Akershus"], town.partition("=")[0]
    assert cli.main(asked) == cli.INPUT_FAULT
    told = f"one sheet is of a municipality or of a county, not of both (leave {key} out, or county)"
    assert f"county = 'Akershus': {told}" in capsys.readouterr().err
    assert cli.main([*asked, "language=nb"]) == cli.INPUT_FAULT
    told = f"ett ark er for en kommune eller for et fylke, ikke for begge (utelat {key}, eller county)"
    assert told in capsys.readouterr().err
    assert cli.main(["check", "municipality", "county=Akershus"]) == cli.DONE
