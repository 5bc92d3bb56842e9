"""`beredt robust` with made-up tables in which one assumed value decides which of two plans is best."""

from __future__ import annotations

import json
from functools import cache

import pandas as pd
import pytest

from sim import api, cli
from sim.config.asked import Asked, load_study
from sim.config.edited import put
from sim.config.load import load
from sim.decisions.robust import STUDY
from sim.decisions.robust_question import RobustSettings, question
from sim.decisions.study import NothingLeft
from sim.runs.execute import Model
from sim.runs.keys import scenario_digest
from sim.tables import RunTables
from tests.support import synthetic

STAFF = "casework.staff.caseworkers"
TURNS = 70  # posts from which on the other plan is best: the middle of the range
WEEKS = 60
SMALL = (
    "plans=[reactive,agreement_2018]", "shocks=[autumn_surge,none]", f"assumed=[{STAFF},reception.market.places]",
    "draws=4", "replications=2", "workers=1", "kernels=plain", "progress=false", "horizon_days=60",
    "thresholds.peak_without_place=5000", "thresholds.person_days_without_place=null",
)  # fmt: skip


def _prepare(scenario):
    first = scenario.plan.name == "reactive"
    return "buffer" if first == (scenario.casework.staff.caseworkers < TURNS) else "lean"


def _run(scenario, replication, places) -> RunTables:
    return synthetic.run_tables(places, replication, WEEKS, scenario.seed)


def _fails(scenario, replication, places) -> RunTables:
    if scenario.plan.name == "reactive" and scenario.shock.name == "none" and replication == 1:
        raise ArithmeticError("3 persons are lost")
    return _run(scenario, replication, places)


def _one_plan_fails(scenario, replication, places) -> RunTables:
    if scenario.plan.name == "reactive":
        raise ArithmeticError("3 persons are lost")
    return _run(scenario, replication, places)


def _always_fails(scenario, replication, places) -> RunTables:
    raise ArithmeticError("3 persons are lost")


def _done(out, *words, run=_run):
    return api.study("robust", (*SMALL, f"out={out}", *words), model=Model(_prepare, run), tell=lambda line: None)


@cache
def _asked(*words) -> Asked[RobustSettings]:
    return load_study("robust", RobustSettings, (*SMALL, *words), refused=STUDY.refused)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return _done(tmp_path_factory.mktemp("robust") / "out")


@pytest.mark.behaviour
def test_the_answer_names_the_assumption_that_changes_the_best_plan_with_its_warning(result):
    changes = result.table("changes")
    mine = changes[(changes["metric"] == "person_days_without_place") & (changes["criterion"] == "mean")]
    told = mine[mine["shock"] == "all"].set_index("parameter")
    assert (told.loc[STAFF, "best_low"], told.loc[STAFF, "best_high"]) == ("reactive", "agreement_2018")
    assert told.loc[STAFF, "low_to"] < TURNS <= told.loc[STAFF, "high_from"]
    sentence = next(each for each in result.answer.says if "changes the best plan" in each)
    for part in ("Person-days without a place", "reactive up to", "but agreement 2018 from", "caseworkers"):
        assert part in sentence
    assert "assumed: not for budgets" in sentence
    other = told.loc["reception.market.places"]
    assert not other["clear"]  # what it seems to change, the other values of its rows do


@pytest.mark.behaviour
def test_the_folder_holds_every_table_and_figure_with_what_they_rest_on(result):
    folder = result.folder
    tables = ("losses", "criteria", "targets", "pairs", "changes", "front", "stability", "parameters", "draws")
    assert all((folder / f"{name}.parquet").is_file() for name in tables)
    figures = {path.stem for path in (folder / "figures").iterdir()}
    assert figures == {"front", "changes", *(f"regret_{metric}" for metric in _asked().settings.losses)}
    summary = (folder / "summary.md").read_text(encoding="utf-8")
    assert "40 runs: 2 plans in 10 scenarios" in summary
    assert "all targets" in summary
    assert "shock autumn_surge begins on 2024-08-01, after the last day" in summary
    for picture in result.answer.pictures:
        under = " ".join(picture.figure.get_supxlabel().split())  # the width breaks lines
        assert "40 runs, 10 scenarios" in under
        assert "assumed or warned of" in under
        assert "Nothing is validated out of sample" in under
    assert result.exit_code == 0


@pytest.mark.behaviour
def test_regret_and_targets_are_those_of_the_runs(result):
    losses = result.table("losses")
    mine = losses[losses["metric"] == "person_days_without_place"]
    wide = mine.pivot(index=["shock", "row"], columns="plan", values="value")
    regret = mine.pivot(index=["shock", "row"], columns="plan", values="regret")
    assert (regret.min(axis=1) == 0.0).all()
    assert (wide.sub(wide.min(axis=1), axis=0) - regret).abs().to_numpy().max() < 1e-6
    targets = result.table("targets")
    assert targets[targets["target"] == "all"]["runs"].tolist() == [20, 20, 10, 10, 10, 10]


@pytest.mark.pairing
def test_plans_and_shocks_share_their_luck_and_rows_have_each_their_own():
    def of(*words):
        seeds: dict[str, set[int]] = {}
        for _, _, row, loaded in question(_asked(*words)).scenarios():
            seeds.setdefault(row, set()).add(loaded.scenario.seed)
        assert all(len(each) == 1 for each in seeds.values())
        assert len(set.union(*seeds.values())) == len(seeds) == 5
        return set.union(*seeds.values())

    assert of("seed=7") & set(range(100)) == {7}  # the central row has the seed that was asked for
    assert not of("seed=7") & of("seed=8")


@pytest.mark.unit
def test_the_words_of_a_scenario_and_what_was_changed_give_it_again():
    what = question(_asked())
    plan, shock, row, loaded = list(what.scenarios())[-1]
    assert (plan, shock, row) == ("agreement_2018", "none", "draw-4")
    job = load("run", loaded.words)
    (undrawn,) = job.scenarios.values()
    assert {"seed", STAFF} < set(loaded.changed)
    again = put(undrawn, loaded.changed)[0]
    assert scenario_digest(again) == scenario_digest(loaded.scenario) != scenario_digest(undrawn)
    drawn = what.draws[(what.draws["row"] == "draw-4") & (what.draws["parameter"] == STAFF)]["value"].iloc[0]
    assert again.casework.staff.caseworkers == drawn


@pytest.mark.unit
def test_a_fact_is_drawn_wherever_it_is_taken():
    what = question(_asked("assumed=[fact:settle.model.private_never_asks]", "plans=[do_nothing,reactive]"))
    *_, loaded = list(what.scenarios())[-1]
    assert loaded.scenario.settlement.never_asks_share == loaded.scenario.regime.need.settle_alone_share
    assert loaded.scenario.settlement.never_asks_share == what.draws["value"].iloc[-1]
    assert what.parameters["value"].tolist() == [0.26]


@pytest.mark.unit
def test_a_shock_with_a_start_of_its_own_gets_it_unless_another_is_chosen(capsys):
    words = (*SMALL, "shocks=[none,drop]", "assumed=[]")
    assert cli.main(["check", "robust", *words]) == 0
    assert "drop begins from its own start, full_house" in capsys.readouterr().out
    what = question(_asked("shocks=[none,drop]", "assumed=[]"))
    assert {shock: base.scenario.start.name for (_, shock), base in what.bases.items()} == {
        "none": "2024_as_came", "drop": "full_house",
    }  # fmt: skip
    chosen = question(_asked("shocks=[none,drop]", "assumed=[]", "start=empty"))
    assert {base.scenario.start.name for base in chosen.bases.values()} == {"empty"}
    assert chosen.own_starts == {}


@pytest.mark.unit
def test_check_counts_one_shock_and_names_no_unit_where_there_is_none(capsys):
    words = (*SMALL, "shocks=[none]", "assumed=[information.warning.warning_spread]")
    assert cli.main(["check", "robust", *words]) == 0
    told = capsys.readouterr().out
    assert "one of 1 shock under" in told
    assert "drawn: information.warning.warning_spread, 0.1 to 0.6, else" in told


@pytest.mark.behaviour
def test_two_drawn_rows_are_said_to_be_too_few(tmp_path):
    says = _done(tmp_path / "out", "draws=2").answer.says
    assert any("cannot be said from 2 rows of them: it takes 4 or more" in each for each in says)
    assert any("Person-days without a place: the two plans can" in each for each in says)


@pytest.mark.failure
def test_every_fault_is_told_at_once_with_exit_code_2(capsys):
    words = (
        "plans=[reactive]", "shocks=[]", "losses=[happiness,self_settled]", "+thresholds.peak_of_need=3",
        "thresholds.cost_total=0", "+alike.joy=1", "draws=1",
    )  # fmt: skip
    assert cli.main(["check", "robust", *SMALL, *words]) == 2
    told = capsys.readouterr().err
    for part in (
        "names fewer than two plans", "names no shock", "happiness: is no metric", "self_settled: is a metric of which",
        "peak_of_need: is no metric (nearest: peak_need", "thresholds.cost_total = 0", "is a budget of nothing",
        "joy: is no metric", "draws none of what is assumed",
    ):  # fmt: skip
        assert part in told


@pytest.mark.failure
def test_faults_of_plans_shocks_targets_and_what_is_drawn(capsys):
    words = (
        "plans=[reactive,reactiv,reactive]", "thresholds.peak_without_place=null", "casework.staff.caseworkers=40",
        "assumed=[casework.staff.caseworkers,casework.staff.happiness,fact:no.such,plan.reception.buffer_places,seed]",
    )  # fmt: skip
    assert cli.main(["check", "robust", *SMALL, *words]) == 2
    told = capsys.readouterr().err
    for part in (
        "reactive stands more than once", "reactiv", "sets no target", "is drawn, so this would be lost",
        "casework.staff.happiness: there is no such number", "fact:no.such: is a fact that none",
        "plan.reception.buffer_places: is decided, not assumed", "seed: has no range in the table of facts",
    ):  # fmt: skip
        assert part in told


@pytest.mark.failure
def test_failed_runs_are_left_out_under_every_plan_and_told(tmp_path):
    result = _done(tmp_path / "out", "assumed=[]", run=_fails)
    assert result.exit_code == 3
    assert any("1 future was left out under every plan" in each for each in result.answer.says)
    targets = result.table("targets").set_index(["plan", "shock", "target"])["runs"]
    assert targets["reactive", "none", "all"] == targets["agreement_2018", "none", "all"] == 1
    assert targets["agreement_2018", "autumn_surge", "all"] == 2
    with pytest.raises(NothingLeft):
        _done(tmp_path / "all", "assumed=[]", run=_always_fails)
    nothing = _done(tmp_path / "none", "assumed=[]", run=_one_plan_fails)
    assert nothing.exit_code == 3
    assert nothing.answer.says == ("No future has a value for every plan, so that nothing can be said.",)


@pytest.mark.behaviour
def test_targets_that_nobody_or_everybody_meets_are_told(tmp_path):
    nobody = _done(tmp_path / "a", "assumed=[]", "+thresholds.peak_need=1")
    assert "No plan meets all targets in any of 4 futures" in nobody.answer.says[0]
    everybody = _done(tmp_path / "b", "assumed=[]", "thresholds.peak_without_place=1000000")
    assert "Every plan meets all targets in all 4 futures" in everybody.answer.says[0]
    assert any("No assumed value was drawn" in each for each in everybody.answer.says)
    assert "an interval takes more rows of values than 1" in "".join(everybody.answer.says)
    assert "each replication one observation" in "".join(everybody.answer.sure)


@pytest.mark.repeat
def test_the_same_command_gives_the_same_bytes(result, tmp_path):
    again = _done(tmp_path / "out")
    for name in ("criteria.parquet", "changes.csv", "targets.csv", "figures/front.png"):
        assert (again.folder / name).read_bytes() == (result.folder / name).read_bytes(), name
    manifests = [json.loads((each.folder / "manifest.json").read_text(encoding="utf-8")) for each in (result, again)]
    assert manifests[0]["scenarios"] == manifests[1]["scenarios"]
    assert pd.read_parquet(result.folder / "draws.parquet").equals(again.table("draws"))
