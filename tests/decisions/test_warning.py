"""`beredt warning` as a whole: with a model that takes no time, and in a fluid world whose last day is known."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
import pytest
import yaml

from sim import api, cli
from sim.config.asked import Loaded, load_study
from sim.config.faults import BadConfig
from sim.config.load import load
from sim.config.plan import Plan
from sim.decisions.warning import WarningSettings
from sim.decisions.warning_decide import NO_LADDER, NOTHING, ends
from sim.decisions.warning_runs import reads_warnings, with_trigger
from sim.runs.execute import Model
from sim.tables import RunTables
from tests.support import breaking, fluid, synthetic
from tests.support.fluid import PER_SIZE, Fluid

SMALL = ("replications=3", "workers=1", "progress=false", "horizon_days=300")
SHARED = ("parts=[days,information,triggers]", "plans=[agreement_2018,early_warning]", "days=[0,30]",
          "known=[historical,perfect]")  # fmt: skip


def _prepare(scenario):
    """Share what the made-up runs depend on: a plan that reads warnings is better off the more it is warned."""
    warned = scenario.shock.warning_days if scenario.plan.reception.expects == "warning" else 0
    informed = 100 if scenario.information.errors == "perfect" else 0
    return warned * 20 + informed, scenario.shock.size == 0.0


def _run(scenario, replication, shared, more=None) -> RunTables:
    places, calm = shared
    tables = synthetic.run_tables("buffer", replication, 40)
    for series, scale in (("without_place", 1.0), ("person_days_without_place", 7.0)):
        at = tables.weekly.series.index(series)
        tables.weekly.values[:, at, 0] = (tables.weekly.values[:, at, 0] + (500.0 - places) * scale).clip(0)
    dates = tables.plan_events["date"]
    dates[:] = [each + dt.timedelta(60) for each in dates]  # the first one before the first signs, the other after
    if calm:
        for name in tables.plan_events:
            tables.plan_events[name] = []
    return tables


MODEL = Model(_prepare, _run)


def _study(*words, model=MODEL, **options):
    return api.study("warning", [*SMALL, *words], model=model, tell=lambda line: None, **options)


@pytest.mark.behaviour
def test_three_parts_share_their_runs_and_tell_what_they_found(tmp_path):
    told = []
    result = api.study(
        "warning", [*SMALL, *SHARED, f"out={tmp_path / 'out'}"], model=MODEL, tell=told.append
    )
    assert result.exit_code == 0
    # agreement: 0 and 30 days, 14 days, 14 perfect, 14 without shock; the same of early_warning
    assert told == ["warning: 10 scenarios, 3 runs of each"]
    days = result.table("days").set_index(["plan", "days", "metric"])
    shortage = "person_days_without_place"
    assert days.loc[("early_warning", 30, shortage), "difference"] < 0.0
    assert days.loc[("agreement_2018", 30, shortage), "difference"] == 0.0
    worth = result.table("information_value").set_index(["plan", "information", "metric"])
    assert worth.loc[("agreement_2018", "perfect", shortage), "value"] > 0.0
    scores = result.table("triggers").set_index(["plan", "measure"])
    row = scores.loc[("early_warning", "emergency_frames")]
    assert (row["hits"], row["shocks"], row["false_alarms"], row["value"]) == (3, 3, 0, pytest.approx(1.0))
    assert scores.loc[("early_warning", "unit_price_places"), "hits"] == 0
    tried = list(result.table("triggers")["plan"]).count("early_warning")
    summary = (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")
    for part in (
        "agreement 2018: no rule of the plan reads first signs",
        "early warning: 30 days of warning instead of 0 save",
        "a month's more warning changes person-days",
        "3 futures cannot tell which of them tells the shock best",
        "fire in 3 of 3 futures (",
        f"for all {tried} at once",
        "it fires in 0 of 3 without the shock",
        "What it is validated for",
    ):
        assert part in summary
    assert {each.name for each in (tmp_path / "out" / "figures").glob("*.png")} == {
        "outcome_by_days_of_warning.png", "triggers_agreement_2018.png", "triggers_early_warning.png",
    }  # fmt: skip


@pytest.mark.theory
def test_the_last_day_is_that_on_which_places_are_needed_less_the_lead(tmp_path):
    """Free places last 400 / 48.7 weeks, 57.5 days, give or take a day; new ones open six weeks after the order."""
    case = Fluid(places=400, per_week=100, lead_weeks=6, weeks=20)
    folder = fluid.folder(case, tmp_path / "world")
    words = [each for each in fluid.words(case) if not each.startswith("information=")]
    result = api.study(
        "warning",
        [
            *words, "words=[]", "parts=[decide_by]", "known=[perfect]", "decide_plan=fluid", "decide_words=[]",
            f"shock.size={48.7 / PER_SIZE}", "step_days=1", "tolerance=0", "replications=2", "workers=1",
            "progress=false", f"out={tmp_path / 'out'}",
        ],
        [folder],
        tell=lambda line: None,
    )  # fmt: skip
    onset = dt.date.fromisoformat(fluid.START) + dt.timedelta(days=7 * case.onset_week)
    table = result.table("decide_by").set_index("measure")
    tried = result.table("decide_by_tried")
    needed = tried.loc[tried["until"].isna(), "first_date"].min()  # first night without a bed if nothing is ordered
    assert (needed - pd.Timestamp(onset)).days == pytest.approx(57.5, abs=1.5)
    for measure in ("emergency_frames", "every_measure"):
        assert table.loc[measure, "decide_by"] == needed - pd.Timedelta(weeks=case.lead_weeks)
        assert table.loc[measure, "verdict"] == "decides"
        assert table.loc[measure, "too_late"] - table.loc[measure, "decide_by"] == pd.Timedelta(days=1)
        assert (table.loc[measure, "plan_fails"], table.loc[measure, "without_fails"]) == (0, 2)
        assert table.loc[measure, "future_first"] == table.loc[measure, "decide_by"]
        assert table.loc[measure, "late_unordered"] == 0  # the rule still fires: these orders do come too late
    told = result.answer.says[0] + result.answer.says[1]
    assert f"may be held back until {table.loc['emergency_frames', 'decide_by'].day} " in told
    assert "must decide" not in told
    assert "where the order comes too late" in told
    assert "in 0 of 2 futures (0 to 100 %)" in told
    assert "the last day seen to hold in them lies between" in told


@pytest.mark.theory
def test_a_rule_whose_condition_has_passed_is_told_apart_from_an_order_that_comes_too_late(tmp_path):
    """A rule that may fire in the first week only orders nothing when it is held back by more than that."""
    case = Fluid(places=400, per_week=100, lead_weeks=6, weeks=20)
    folder = fluid.folder(case, tmp_path / "world")
    words = [each for each in fluid.words(case) if not each.startswith("information=")]
    onset = dt.date.fromisoformat(fluid.START) + dt.timedelta(days=7 * case.onset_week)
    path = folder / "plan" / "fluid.yaml"
    plan = yaml.safe_load(path.read_text(encoding="utf-8"))
    (measure,) = plan["reception"]["ladder"]
    passed = {"until": (onset + dt.timedelta(days=3)).isoformat(), "date": fluid.START}
    measure["when"] = {"all": [measure["when"], passed]}
    measure["order"] = {"amount": 2000 * fluid.SCALE}
    path.write_text(yaml.safe_dump(plan), encoding="utf-8")
    result = api.study(
        "warning",
        [
            *words, "words=[]", "parts=[decide_by]", "known=[perfect]", "decide_plan=fluid", "decide_words=[]",
            f"shock.size={48.7 / PER_SIZE}", "step_days=1", "tolerance=0", "replications=2", "workers=1",
            "progress=false", f"out={tmp_path / 'out'}",
        ],
        [folder],
        tell=lambda line: None,
    )  # fmt: skip
    row = result.table("decide_by").set_index("measure").loc["emergency_frames"]
    assert (row["late_fails"], row["late_unordered"]) == (2, 2)
    assert "that does not tell that an order would come too late" in result.answer.says[0] + result.answer.says[1]


@pytest.mark.unit
def test_no_measure_at_all_leaves_no_standing_part_either():
    """Parts that always hold go with the rest, and stay where only the ladders are withheld."""
    (scenario,) = load("run", ["plan=municipal_standby"]).scenarios.values()
    loaded = Loaded(scenario, ("plan=municipal_standby",), {}, ())
    found = ends(loaded)
    assert [each.measure.measure for each in found[NOTHING].scenario.plan.measures] == []
    left = {each.measure.measure for each in found[NO_LADDER].scenario.plan.measures}
    assert {"urge_preparedness", "standby_dwellings"} <= left
    assert list(found[NO_LADDER].scenario.plan.ladder) == []


@pytest.mark.failure
def test_everything_that_is_wrong_with_the_question_is_told_at_once():
    with pytest.raises(BadConfig) as bad:
        _study(
            "plans=[agreement_2018,agreement_2018,perfect_foresight]", "days=[30,0,400]", "criterion=no_rof",
            "known=[historical,perfct]", "decide_plan=do_nothing", "breaking_sizes=[2,1]",
        )  # fmt: skip
    told = str(bad.value)
    for part in (
        "names one of them twice", "must rise", "there is no such criterion (nearest: no_roof", "perfct",
        "has no measure on a ladder", "is told the need in advance", "days = 400: begins before the runs",
    ):  # fmt: skip
        assert part in told


@pytest.mark.failure
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("plans=[]",), "names no plan"),
        (("days=[0]",), "needs two numbers or more"),
        (("known=[historical]",), "needs two or more to compare"),
        (("shock=none",), "there is nothing to warn of"),
        (("shock.size=0",), "there is nothing to warn of"),
        (("horizon_days=100",), "ends before the shock"),
        (("measures=[emergency_frame]",), "is no measure of early_warning (nearest: emergency_frames"),
        (("plans=[do_nothing]",), "have no measure with a trigger"),
        (("plan=reactive",), "the plans stand in plans=[...]"),
        (("information=perfect",), "stands in known=[...]"),
        (("tolerance=1",), "tolerance = 1"),
        (("decide_plan=nobody",), "there is no such option in group plan"),
    ],
)
def test_a_question_without_sense_is_refused_with_a_way_out(words, told, capsys):
    few = {"plans": "[agreement_2018]", "known": "[historical,perfect]"}  # fewer to load
    given = {word.partition("=")[0] for word in words}
    assert cli.main(["warning", *SMALL, *(f"{key}={few[key]}" for key in few if key not in given), *words]) == 2
    assert told in capsys.readouterr().err


def _always(plan: str) -> Model:
    """Made-up runs that fail whatever is decided if they are lean, and hold without any measure otherwise."""
    return Model(_prepare, lambda scenario, replication, shared, more=None: synthetic.run_tables(plan, replication))


@pytest.mark.failure
def test_a_criterion_that_fails_whatever_is_decided_is_refused(tmp_path):
    words = ("parts=[decide_by]", f"out={tmp_path / 'out'}", "tolerance=0", "criterion=without_place")
    with pytest.raises(BadConfig, match="no day can be told") as bad:
        _study(*words, model=_always("lean"))
    assert "decide_words=[" in str(bad.value)


@pytest.mark.behaviour
def test_that_no_measure_is_needed_is_an_answer(tmp_path):
    words = ("parts=[decide_by]", f"out={tmp_path / 'out'}", "tolerance=0", "criterion=without_place")
    result = _study(*words, model=_always("buffer"))
    assert result.exit_code == 0
    assert len(result.answer.says) == 2
    assert "no measure is needed. Without any of its measures" in result.answer.says[0]
    assert "in 0 of 3 futures (0 to 100 %), with all of them in 0, and 0 are let pass" in result.answer.says[0]
    assert "before the shock does" in result.answer.says[1]  # 300 days
    assert result.table("decide_by").empty
    assert (tmp_path / "out" / "summary.md").exists()


@pytest.mark.unit
def test_plans_that_read_first_signs_are_known_by_their_rules():
    def plan(name: str) -> Plan:
        return next(iter(load("run", [f"plan={name}"]).scenarios.values())).plan

    assert reads_warnings(plan("early_warning"))
    first = load_study("warning", WarningSettings).settings.plans[0]
    assert reads_warnings(plan(first)), "the first answer is of a plan to which warning means nothing"
    assert not reads_warnings(plan("options_and_frames"))
    assert with_trigger(plan("do_nothing")) == ()
    assert "urge_preparedness" not in with_trigger(plan("agreement_2018"))
    assert "emergency_frames" in with_trigger(plan("agreement_2018"))


@pytest.mark.behaviour
def test_check_tells_what_would_be_run(capsys):
    assert cli.main(["check", "warning", "workers=2"]) == 0
    told = capsys.readouterr().out
    assert "days, information and triggers: 11 scenarios, 6 runs of each, 450 days long: about" in told
    assert re.search(r"about \d+ to \d+ runs of 365 days, by rounds: about \d", told)
    assert re.search(r"by when to decide: early warning at size 0.8, each of up to \d+ measures withheld", told)
    assert told.count(" min with 2 processes at work") == 3
    assert "before the shock does" not in told


@pytest.mark.theory
def test_the_breaking_point_by_days_of_warning_is_that_of_the_formula(tmp_path):
    """800 free places, twelve weeks of lead: 800 / 12 a week is survived without warning, 800 / 6 with six weeks.

    With seven weeks the free places last for the rest of the lead, and more warning buys what is built in it alone.
    """
    case = Fluid(places=800, per_week=160, lead_weeks=12, weeks=26, warning_weeks=9)
    folder = fluid.folder(case, tmp_path / "world")
    words = [each for each in fluid.words(case) if not each.startswith("information=")]
    result = api.study(
        "warning",
        [
            *words, "words=[]", "parts=[breaking_point]", "plans=[fluid]", "days=[0,42,49,63]", "known=[perfect]",
            "replications=1", "breaking_sizes=[0.6,1.8]", "breaking_width=0.02", "breaking_words=[]", "workers=1",
            "progress=false", f"out={tmp_path / 'out'}",
        ],
        [folder],
        tell=lambda line: None,
    )  # fmt: skip
    found = result.table("breaking_point").set_index("days")
    for days in found.index:
        formula = Fluid(800, 160, 12, 26, days // 7).breaks_at
        assert found.loc[days, "survives"] * PER_SIZE == pytest.approx(formula, rel=0.03)
        assert found.loc[days, "breaks"] / found.loc[days, "survives"] <= 1.021
    kink = result.table("kinks").iloc[0]
    assert (kink["state"], kink["low"], kink["high"]) == ("kink", 42, 63)
    says = " ".join(result.answer.says)
    assert "the largest shock it survives" in says
    assert "beyond 42 to 63 days, more warning buys less" in says
    assert [each.name for each in result.answer.pictures] == ["frontier"]


def _breaks(scenario, replication, world, more=None) -> RunTables:
    """Break at a size that grows by a tenth a week of warning up to four weeks; one future fails."""
    if replication == breaking.FAILS_IN:
        raise ArithmeticError("3 persons are lost")
    plan, size, weeks = world
    days = min(scenario.shock.warning_days, 28) if reads_warnings(scenario.plan) else 0
    return breaking.tables(replication, size, breaking.breaks_at(plan, replication, weeks) * (1.0 + 0.1 * days / 7.0))


@pytest.mark.behaviour
def test_the_kink_is_named_and_what_was_checked_and_lost_is_told(tmp_path):
    result = _study(
        "parts=[days,breaking_point]", "plans=[early_warning,agreement_2018]", "days=[0,14,28,45]", "replications=12",
        "breaking_width=0.02", f"out={tmp_path / 'out'}", model=Model(breaking.prepare, _breaks),
    )  # fmt: skip
    assert result.exit_code == 3
    points = result.table("breaking_point")
    assert list(points["days"]) == [0, 14, 28, 45, 0]
    assert list(points["lost"]) == [1] * 5
    assert points["survives"].notna().all()
    found = points.set_index(["plan", "days"])["survives"]
    assert found["early_warning", 28] == pytest.approx(1.4 * found["early_warning", 0], rel=0.03)
    kink = result.table("kinks").set_index("plan").loc["early_warning"]
    assert (kink["state"], kink["low"], kink["high"]) == ("kink", 14, 28)
    sizes = [each for each in result.manifest["scenarios"] if " x " in each["scenario"]]
    assert all({"shock.size", "shock.warning_days"} <= set(each["changed"]) for each in sizes)
    summary = (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")
    for part in (
        "**In short.** early warning: beyond 14 to 28 days, more warning buys nothing",
        "with at most 1 of 11 futures failing, the largest shock it survives is",
        "so that it was not searched with more",
        "was seen in",
        "left out: early warning with 0 days of warning 1;",
    ):
        assert part in summary
    assert "nan" not in summary
