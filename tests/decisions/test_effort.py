"""How long runs take is told for the processes that would be at work."""

from __future__ import annotations

import pytest

from sim.config.asked import load_study
from sim.decisions import effort
from sim.decisions.effort import Work
from sim.decisions.verbs import study_named
from sim.views.english import ENGLISH


@pytest.mark.unit
@pytest.mark.parametrize(
    ("workers", "cores", "said"),
    [
        (None, 4, "about 3 to 6 min with 4 processes at work"),
        (None, 1, "about 12 to 24 min with 1 process at work"),
        (1, 4, "about 12 to 24 min with 1 process at work"),
        (8, 4, "about 2 to 3 min with 8 processes at work"),
    ],
)
def test_times_are_told_for_the_processes_that_would_be_at_work(monkeypatch, workers, cores, said) -> None:
    """Of 600 to 1,200 runs of a year, 1.2 seconds each."""
    monkeypatch.setattr(effort, "cores", lambda: cores)
    assert effort.told(600, 1200, 365, workers, ENGLISH).startswith(said)


@pytest.mark.unit
def test_work_of_several_kinds_is_added_up_with_what_runs_take_beside_their_days(monkeypatch) -> None:
    monkeypatch.setattr(effort, "cores", lambda: 2)
    parts = [Work(100, 200, 730), Work(10, 10, 365, 60.0)]  # 2 to 4 minutes, and 5 of sixty seconds and 0.1 of days
    assert effort.told_of(parts, None, ENGLISH).startswith("about 7 to 9 min with 2 processes")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("verb", "words", "runs", "days"),
    [
        ("brief", ["replications=7"], (7, 7), 731),
        ("municipality", ["replications=4", "horizon_days=400"], (12, 12), 400),
        ("evaluate", ["causes=false", "replications=9"], (9, 9), 366),
        ("evaluate", ["replications=9", "cause_replications=5"], (9 + 160, 9 + 160), 366),
        ("allocation", ["replications=5", "among=[proportional,priority]"], (10, 10), 550),
        ("sensitivity", ["parts=[tornado]", "among=[move,refusal]", "replications=2"], (10, 10), 550),
        ("robust", ["assumed=[]", "draws=0", "plans=[do_nothing,reactive]", "shocks=[autumn_surge]"], (4, 4), 550),
        ("warning", ["parts=[days]", "plans=[early_warning]", "days=[0,45]", "replications=3"], (6, 6), 450),
        ("attribute", ["plan=agreement_2018", "causes=false", "singles=false", "replications=3"], (96, 96), 450),
    ],
)
def test_every_study_counts_its_runs(verb, words, runs, days) -> None:
    study = study_named(verb)
    work = list(study.work_of(load_study(verb, study.settings, words)))
    assert (sum(each.least for each in work), sum(each.most for each in work)) == runs
    assert work[0].days == days


@pytest.mark.unit
@pytest.mark.parametrize("verb", ["breakpoint", "warning"])
def test_a_search_counts_the_runs_that_it_says_it_would_make(verb) -> None:
    study = study_named(verb)
    parts = ["parts=[breaking_point]"] if verb == "warning" else []
    asked = load_study(verb, study.settings, ["plans=[early_warning]", *parts])
    (work,) = study.work_of(asked)
    assert f"about {work.least} to {work.most} runs of {work.days} days" in " ".join(study.plan_of(asked))
