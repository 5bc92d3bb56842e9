"""What measures bought, and what made a year deviate: through the study, in a world where both are known."""

from __future__ import annotations

import pytest

from sim import api, cli
from sim.config.asked import load_study
from sim.config.edited import without_measures
from sim.config.faults import BadConfig
from sim.decisions.attribute import STUDY, AttributeSettings
from sim.decisions.causes import CAUSES, Ample, swapped
from sim.national import prepare, run
from sim.runs.headlines import headlines
from tests.support import attributed

SMALL = ("replications=3", "cause_replications=3", "workers=1", "kernels=plain", "progress=false")
EACH = ("groups=null", "metrics=[person_days_without_place,waiting_person_days]")


def study(tmp_path, *words: str):
    given = (*SMALL, f"out={tmp_path / 'out'}", *words)
    return api.study("attribute", given, model=attributed.model(), tell=lambda line: None)


def asked(*words: str):
    return load_study("attribute", AttributeSettings, (*SMALL, *words))


@pytest.mark.theory
@pytest.mark.parametrize("how", [("exact_up_to=6",), ("exact_up_to=1", "permutation_pairs=2")])
def test_parts_are_those_that_are_known_and_sum_to_the_total(tmp_path, how):
    result = study(tmp_path, "causes=false", *EACH, *how)
    parts = result.table("parts")
    parts = parts[parts["metric"] == "person_days_without_place"].set_index("player")["part"]
    assert parts.to_dict() == pytest.approx(attributed.mean_of(3))  # a pair of reversed orders shares a pair alike
    total = result.table("totals").set_index("metric").loc["person_days_without_place"]
    assert parts.sum() == pytest.approx(total["all"] - total["none"], abs=1e-9)
    by_run = result.table("parts_by_run")
    last = by_run[(by_run["metric"] == "person_days_without_place") & (by_run["replication"] == 2)]
    assert last.set_index("player")["part"].to_dict() == pytest.approx(attributed.exact(2))
    without = result.table("without").set_index(["metric", "measure"])["effect"]
    alone = attributed.WEEKS * 1.1 * (-300.0 - 40.0)
    assert without["person_days_without_place", "emergency_frames"] == pytest.approx(alone)
    waiting = result.table("totals").set_index("metric").loc["waiting_person_days"]
    assert waiting["total"] == 0.0


@pytest.mark.behaviour
def test_measures_of_a_group_are_taken_out_together_and_unused_ones_are_told(tmp_path):
    result = study(tmp_path, "causes=false", "metrics=[person_days_without_place]", "exact_up_to=6")
    parts = result.table("parts").set_index("player")["part"]
    known = attributed.mean_of(3)
    assert parts["places_in_centres"] == pytest.approx(known["unit_price_places"] + known["option_places"])
    assert parts["emergency_capacity"] == pytest.approx(known["emergency_frames"] + known["level3_contingency"])
    assert set(parts.index) == {"places_in_centres", "emergency_capacity", "places_for_minors"}
    players = result.table("players").groupby("player")["measure"].agg(set)
    assert "second_arrival_centre" in players["emergency_capacity"]  # not used, and in with those of its part
    without = result.table("without").set_index("measure")["effect"]
    assert without["option_places"] == pytest.approx(known["option_places"])
    assert "second_arrival_centre" not in without
    summary = (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")
    assert "Never used in any of 3 runs" in summary
    assert "second arrival centre" in summary


@pytest.mark.theory
def test_causes_are_those_that_are_known_and_sum_to_the_gap_beyond_the_rest(tmp_path):
    result = study(tmp_path, *EACH, "exact_up_to=6")
    causes = result.table("causes")
    gap = causes[causes["metric"] == "need_minus_settled"].set_index("cause")["part"]
    assert gap.to_dict() == pytest.approx({name: 1.01 * size for name, size in attributed.GAPS.items()})
    total = result.table("cause_totals").set_index("metric").loc["need_minus_settled"]
    assert total["none"] == attributed.REST
    assert gap.sum() == pytest.approx(total["all"] - total["none"], abs=1e-9)
    assert any(name.startswith("causes") for name in (each.name for each in (tmp_path / "out" / "figures").iterdir()))


@pytest.mark.failure
def test_a_run_that_failed_is_left_out_everywhere_and_told(tmp_path):
    result = study(tmp_path, "causes=false", *EACH, f"replications={attributed.FAILS + 1}", "exact_up_to=6")
    assert result.exit_code == 3
    assert result.table("totals")["runs"].unique() == [attributed.FAILS]
    parts = result.table("parts").set_index(["metric", "player"])["part"]
    known = attributed.mean_of(attributed.FAILS)
    assert parts["person_days_without_place", "emergency_frames"] == pytest.approx(known["emergency_frames"])
    assert "1 of 8 runs failed" in (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")


@pytest.mark.failure
def test_all_that_is_wrong_with_the_question_is_told_at_once(capsys):
    words = (
        "plan=do_nothing", "replications=1", "metrics=[person_days_without_plac]", "year=2031",
        "groups={a: [no_such, densification], b: [densification]}",
    )  # fmt: skip
    assert cli.main(["check", "attribute", *words]) == 2
    told = capsys.readouterr().err
    for part in (
        "do_nothing", "has no measure", "at least 3 runs", "person_days_without_place", "no_such",
        "stands in more than one group", "is no whole year of the run", "whole years: 2024",
    ):  # fmt: skip
        assert part in told
    assert cli.main(["check", "attribute", "replications=2", "metrics=[nonsense]"]) == 2
    told = capsys.readouterr().err
    assert "at least 3 runs" in told
    assert "metrics = 'nonsense': is no metric that can be shared out (there are waiting_person_days, " in told
    assert cli.main(["check", "attribute", "horizon_days=200"]) == 2
    assert "no whole calendar year" in capsys.readouterr().err
    assert cli.main(["check", "attribute", "horizon_days=200", "causes=false"]) == 0


@pytest.mark.failure
def test_a_figure_that_has_no_value_under_some_scenario_is_refused_by_name(tmp_path):
    with pytest.raises(BadConfig, match=r"wait_decided_to_ready.*fewer than 3 runs"):
        study(tmp_path, "causes=false", "metrics=[person_days_without_place,wait_decided_to_ready]")


@pytest.mark.failure
def test_a_plan_whose_measures_were_not_used_has_nothing_to_share_out(tmp_path, monkeypatch):
    monkeypatch.setattr(attributed, "USED", ())
    with pytest.raises(BadConfig, match="nothing to share out"):
        study(tmp_path, "causes=false")


@pytest.mark.invariant
def test_a_measure_that_is_never_used_leaves_no_trace_and_one_that_is_used_does():
    loaded = asked("horizon_days=40", "plan=options_and_frames").load()
    tables = run(loaded.scenario, 0, prepare(loaded.scenario))
    used = set(map(str, tables.plan_events["measure"]))
    names = [each.measure.measure for each in loaded.scenario.plan.measures]
    idle = [name for name in names if name not in used]
    assert used
    assert idle
    without_idle = without_measures(loaded, idle).scenario
    assert headlines(run(without_idle, 0, prepare(without_idle))) == headlines(tables)
    without_all = without_measures(loaded, names).scenario
    assert not len(run(without_all, 0, prepare(without_all)).plan_events["measure"])


@pytest.mark.behaviour
def test_each_swap_changes_its_own_part_of_the_world_and_never_the_plan():
    loaded = asked("plan=agreement_2018").load()
    ample = asked().settings.ample
    assert isinstance(ample, Ample)
    before = attributed.as_simulated(loaded.scenario)
    assert all(before.values())
    for cause in CAUSES:
        changed = swapped(loaded, [cause], ample).scenario
        after = attributed.as_simulated(changed)
        assert {name for name in before if not after[name]} == {cause}
        assert changed.plan == loaded.scenario.plan


@pytest.mark.behaviour
def test_swaps_do_in_the_nation_what_they_say():
    loaded = asked("horizon_days=366", "plan=agreement_2018").load()
    ample = asked().settings.ample

    def rows(*causes: str):
        scenario = swapped(loaded, causes, ample).scenario
        tables = run(scenario, 0, prepare(scenario))
        found = dict(zip(tables.targets["measure"], tables.targets["value"], strict=True))
        return found | headlines(tables)

    usual, without_shock, staff, votes, homes, beds = rows(), *(rows(cause) for cause in CAUSES)
    assert usual["person_days_without_place"] > 0
    assert beds["person_days_without_place"] == 0
    assert without_shock["person_days_without_place"] == 0
    assert votes["need_above_offered"] < usual["need_above_offered"]
    assert homes["wait_allocated_to_settled"] < 0.5 * usual["wait_allocated_to_settled"]
    assert staff["wait_registered_to_decided"] < usual["wait_registered_to_decided"]


@pytest.mark.unit
@pytest.mark.parametrize("plan", ["options_and_frames", "agreement_2018", "reactive", "practice_2015"])
def test_by_default_a_plan_has_so_few_parts_that_no_order_is_drawn(plan):
    lines = list(STUDY.plan_of(load_study("attribute", AttributeSettings, (f"plan={plan}",))))
    assert lines[0].endswith("all coalitions")


@pytest.mark.unit
def test_the_plan_of_the_study_tells_the_number_of_runs():
    lines = list(STUDY.plan_of(asked("plan=options_and_frames", "groups=null", "permutation_pairs=2")))
    assert "(measures: 18; parts: 18): pairs of orders drawn: 2" in lines[0]
    assert "32 scenarios to 31 December, 3 runs of each" in lines[2]
    assert cli.main(["check", "attribute", "plan=agreement_2018", "shock.size=0.7"]) == 0
