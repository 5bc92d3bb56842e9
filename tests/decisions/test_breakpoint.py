"""The study of breaking points, on futures whose breaking sizes are known."""

from __future__ import annotations

import json
import re

import pytest

from sim import cli
from sim.config.faults import BadConfig
from sim.decisions.breakpoint import plan_of
from sim.decisions.study import NothingLeft
from tests.support import breaking
from tests.support.breaking import STRONG, WEAK


@pytest.mark.behaviour
def test_each_plan_has_its_breaking_point_with_interval_and_what_breaks_first(tmp_path):
    result = breaking.done(tmp_path)
    assert result.exit_code == 0
    points = result.table("breaking_points").set_index("plan")
    for plan, at in ((WEAK, 0.53), (STRONG, 1.06)):  # the fourth of thirty
        row = points.loc[plan]
        assert row["survives"] < at <= row["breaks"]
        assert row["breaks"] - row["survives"] <= 0.02 * row["breaks"]
        assert row["low"] < at * 0.5 / 0.53
        assert row["high"] >= at * 0.56 / 0.53
        assert (row["futures"], row["broke_survives"], row["broke_breaks"], row["not_monotone"]) == (30, 3, 4, 0)
        assert not row["excludes_low"]  # none of thirty is no less than one in ten
        assert row["excludes_high"]
        assert row["persons"] == pytest.approx(27675 * row["survives"])
    first = result.table("first")
    assert list(first["criterion"]) == ["registration_backlog", "no_roof"] * 2
    assert list(first["first_in"]) == [30, 0] * 2
    assert list(first["broke"]) == [30, 4] * 2
    pair = result.table("pairs").iloc[0]
    assert (pair["first"], pair["second"], pair["second_alone"], pair["first_alone"]) == (STRONG, WEAK, 30, 0)
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "cannot tell which" not in summary
    assert "30 of 30 break under reactive alone, and 0 under agreement 2018 alone" in summary
    assert summary.index(f"**In short.** {STRONG.replace('_', ' ')} survives up to 1.0") > 0
    for part in (
        "in 27 of 30 futures, where 9 of 10 were asked for (90 % interval",
        "what breaks first under reactive is registration far behind, in 30 of 30",
        "it takes 36", "it would take 31 futures", "figures/breaking_points.png", "figures/curve.png",
    ):  # fmt: skip
        assert part in summary
    rows = [line for line in summary.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in rows), "a cell of two lines breaks the table"


@pytest.mark.behaviour
def test_places_that_plans_stand_with_before_the_shock_are_told_where_they_differ(tmp_path):
    result = breaking.done(tmp_path, "replications=20", of="run_places")
    places = result.table("places_before").groupby("plan")["value"]
    size = result.table("breaking_points")["breaks"].min()
    more = round(1000.0 * size)
    assert dict(places.median()) == {WEAK: 4400.0 + more, STRONG: 6200.0 + more}, "at one size, the same for both"
    assert set(places.count()) == {10}
    assert set(result.table("places_before")["size"]) == {size}
    told = f"agreement 2018 has {6200 + more:,} and reactive has {4400 + more:,}"
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert told in summary
    assert "emergency included, the arrival centre not;" in summary


@pytest.mark.repeat
def test_the_same_command_runs_nothing_again_and_gives_the_same_bytes(tmp_path, monkeypatch):
    names = ("summary.md", "breaking_points.csv", "curve.csv", "futures.csv", "first.csv", "figures/curve.png")
    monkeypatch.setenv(breaking.LOG, str(tmp_path / "log"))
    breaking.done(tmp_path / "out")
    first = {name: (tmp_path / "out" / name).read_bytes() for name in names}
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert len(log.splitlines()) == len(set(log.splitlines())), "a run was made twice"
    breaking.done(tmp_path / "out")
    assert (tmp_path / "log").read_text(encoding="utf-8") == log
    assert first == {name: (tmp_path / "out" / name).read_bytes() for name in names}


@pytest.mark.behaviour
def test_only_the_futures_that_decide_are_run(tmp_path, monkeypatch):
    monkeypatch.setenv(breaking.LOG, str(tmp_path / "log"))
    result = breaking.done(tmp_path / "out")
    runs = [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    assert len(runs) == result.manifest["runs"] == result.manifest["done"]
    between = set(result.table("pairs")["size"])  # where all are run, to hold the plans against each other
    before = [each for each in runs if each[3] != 400]  # of both plans to the shock, for the places that stand then
    assert len(before) == 2 * 10
    assert {days for *_, days in before} == {213}
    runs = [each for each in runs if each[1] not in between and each not in before]
    assert len(runs) < 300
    sizes = len({(plan, size) for plan, size, *_ in runs})
    assert len(runs) < 0.5 * sizes * 30


@pytest.mark.behaviour
def test_a_future_that_survives_more_than_what_broke_it_is_told(tmp_path):
    result = breaking.done(tmp_path, of="run_uneven")
    assert result.table("breaking_points")["not_monotone"].sum() >= 1
    assert "it held in all but" in (tmp_path / "summary.md").read_text(encoding="utf-8")


@pytest.mark.behaviour
def test_a_plan_that_always_or_never_breaks_has_its_sentence_beside_one_that_does(tmp_path):
    other = f"plans=[{WEAK},{STRONG},do_nothing]"
    with pytest.raises(BadConfig) as bad:
        breaking.done(tmp_path / "a", other, of="run_firm")
    assert f"{STRONG} survives 3" in str(bad.value)
    assert f"{WEAK} fails at 0 already" in str(bad.value)
    result = breaking.done(tmp_path / "b", "low=0.9", "high=1.2")  # all of WEAK below, STRONG within
    assert list(result.table("breaking_points")["state"]) == ["fails_at_low", "found"]
    assert "reactive survives less than 0.9 times the shock" in (tmp_path / "b/summary.md").read_text(encoding="utf-8")
    result = breaking.done(tmp_path / "c", "high=0.8")
    assert list(result.table("breaking_points")["state"]) == ["found", "survives_all"]
    summary = (tmp_path / "c" / "summary.md").read_text(encoding="utf-8")
    assert "agreement 2018 survives more than 0.8 times the shock, the largest tried" in summary


@pytest.mark.failure
@pytest.mark.parametrize(
    ("of", "way_out"), [("run_never", "raise high, choose another criterion"), ("run_always", "a start at ease")]
)
def test_a_criterion_that_never_or_always_breaks_is_refused(tmp_path, of, way_out):
    with pytest.raises(BadConfig) as bad:
        breaking.done(tmp_path, of=of)
    told = str(bad.value)
    assert "criterion = 'no_roof': has no breaking point between 0 and 3 times the shock" in told
    assert way_out in told
    assert WEAK in told
    assert STRONG in told
    assert not (tmp_path / "summary.md").exists()


@pytest.mark.failure
def test_futures_with_a_failed_run_are_left_out_and_told(tmp_path):
    result = breaking.done(tmp_path, of="run_fails")
    assert result.exit_code == 3
    assert list(result.table("breaking_points")["lost"]) == [1, 1]
    assert list(result.table("breaking_points")["futures"]) == [29, 29]
    assert "reactive 1; agreement 2018 1" in (tmp_path / "summary.md").read_text(encoding="utf-8")


@pytest.mark.failure
def test_every_fault_of_the_settings_is_told_at_once():
    with pytest.raises(BadConfig) as bad:
        breaking.asked("p=1", "low=-1", "plans=[]", "against.axis=height", "tolerance=0")
    for part in ("p = 1", "low = -1", "plans", "against.axis = 'height'", "tolerance = 0"):
        assert part in str(bad.value)
    with pytest.raises(BadConfig, match="must be below high"):
        breaking.asked("low=2", "high=1")


@pytest.mark.failure
def test_every_fault_of_the_question_is_told_at_once(tmp_path):
    with pytest.raises(BadConfig) as bad:
        breaking.done(tmp_path, "criterion=no_rof", "plans=[reactive,reactve]", "shock.size=2")
    for part in (
        "criterion = 'no_rof'",
        "nearest: no_roof",
        "reactve",
        "shock.size = '2'",
        "searched between low and high",
    ):
        assert part in str(bad.value)
    for words, told in (
        (("shock=none",), "nothing that a size could multiply"),
        (("against.axis=warning", "against.values=[0,7]", "shock.warning_days=3"), "is set by against.axis=warning"),
        (("shock=replay_2015", "against.axis=duration", "against.values=[1,2]"), "no shape whose weeks"),
        (("against.axis=warning", "against.values=[0.5]"), "whole number of days"),
        (("against.axis=duration",), "name the values of duration"),
        (("horizon_days=213",), "ends before the shock, on 2024-08-01"),
    ):
        with pytest.raises(BadConfig, match=told):
            breaking.done(tmp_path, *words)


@pytest.mark.behaviour
def test_a_second_axis_gives_a_frontier_that_falls_with_the_duration(tmp_path):
    result = breaking.done(tmp_path, "against.axis=duration", "against.values=[1,0.5,2]", "replications=12")
    points = result.table("breaking_points")
    assert list(points["against"]) == [1.0, 0.5, 2.0] * 2
    for plan, rows in points.groupby("plan"):
        sizes = rows.set_index("against")["survives"]
        assert sizes[0.5] > sizes[1.0] > sizes[2.0], plan
        assert sizes[0.5] == pytest.approx(2.0 * sizes[1.0], rel=0.03)
        assert rows["persons"].max() / rows["persons"].min() == pytest.approx(1.0, rel=0.05)
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "a longer shock is survived at a smaller size only: reactive and agreement 2018." in summary
    assert "figures/frontier.png" in summary


@pytest.mark.behaviour
def test_a_plan_that_reads_no_warning_is_not_said_to_survive_more_with_a_longer_one(tmp_path):
    plans = ("plans=[do_nothing,early_warning]", "against.axis=warning", "replications=12")
    result = breaking.done(tmp_path / "a", *plans, "against.values=[0,7,14]", of="run_warned")
    brackets = result.table("breaking_points").groupby("plan")[["survives", "breaks"]].nunique()
    assert list(brackets.loc["do_nothing"]) == [1, 1]
    summary = (tmp_path / "a" / "summary.md").read_text(encoding="utf-8")
    assert "a larger shock is survived with a longer warning: early warning." in summary
    assert "a longer warning changes nothing that the width of the brackets lets one tell: do nothing." in summary
    breaking.done(tmp_path / "b", *plans, "against.values=[7]", of="run_warned")
    assert "longer warning" not in (tmp_path / "b" / "summary.md").read_text(encoding="utf-8")
    breaking.done(tmp_path / "c", *plans, "against.values=[7,28]", "low=0.58", of="run_warned")
    summary = (tmp_path / "c" / "summary.md").read_text(encoding="utf-8")
    assert "every value lies beyond the sizes tried: do nothing." in summary


@pytest.mark.behaviour
def test_what_was_broken_before_the_shock_is_told(tmp_path):
    result = breaking.done(tmp_path, of="run_before")
    first = result.table("first").set_index(["plan", "criterion"])
    assert list(first.loc[(WEAK, "registration_backlog"), ["already", "broke", "first_in"]]) == [20, 10, 10]
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "Broken already before the shock, so that the shock is not what broke it: registration far behind" in summary
    assert "in 20 of 30" in summary
    assert "at ease for the other criteria only" in summary
    assert "so many at most: registration far behind, in 20 of 30" in summary


@pytest.mark.failure
def test_a_plan_all_of_whose_runs_failed_leaves_the_answer_of_the_others(tmp_path):
    result = breaking.done(tmp_path / "a", of="run_lost")
    assert result.exit_code == 3
    assert list(result.table("breaking_points")["state"]) == ["lost", "found"]
    summary = (tmp_path / "a" / "summary.md").read_text(encoding="utf-8")
    assert "Of reactive nothing can be told: every future has a run that failed or was lost." in summary
    assert "agreement 2018 survives up to 1.0" in summary
    assert "nan" not in summary
    axis = ("against.axis=warning", "against.values=[0,7]", "replications=12")
    assert breaking.done(tmp_path / "b", *axis, of="run_lost").exit_code == 3
    with pytest.raises(NothingLeft) as nothing:
        breaking.done(tmp_path / "c", of="run_none")
    assert len(nothing.value.failed) > 0


@pytest.mark.behaviour
def test_so_few_futures_are_counted_as_they_are_and_a_shock_that_is_cut_is_told(tmp_path):
    small = ("replications=3", "p=0.34", "tolerance=0.2")
    breaking.done(tmp_path / "a", *small, "horizon_days=300")
    summary = (tmp_path / "a" / "summary.md").read_text(encoding="utf-8")
    assert "The runs end on 26 Oct 2024, before the shock does, on 18 Dec 2024" in summary
    assert "futures, where 66 of 100 were asked for" in summary
    assert "cannot tell which of agreement 2018 and reactive survives more" in summary
    assert "it takes 6 on one side and none on the other" in summary
    breaking.done(tmp_path / "b", *small, "horizon_days=353")  # to the last day of the shock
    assert "before the shock does" not in (tmp_path / "b" / "summary.md").read_text(encoding="utf-8")


@pytest.mark.unit
def test_check_tells_the_runs_their_time_and_what_they_cannot_tell(capsys):
    lines = "\n".join(plan_of(breaking.asked("replications=10", "horizon_days=300")))
    assert "there is no lower end" in lines
    assert "before the shock does, on 18 Dec 2024" in lines
    assert cli.main(["check", "breakpoint", "criterion=without_place", "workers=2"]) == 0
    told = capsys.readouterr().out
    assert re.search(r"30 futures; about 3\d\d to [3-5]\d\d runs of 450 days", told)
    assert re.search(r"about \d+ to \d+ min with 2 processes at work", told)
    assert cli.main(["check", "breakpoint", "criterion=nothing_so"]) == 2
