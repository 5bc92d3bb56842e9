"""What is said of last days and of triggers, from counts written down by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from sim.runs.manifest import validated
from sim.studies.warning_deadlines import Search, deadlines, tried
from sim.studies.warning_triggers import CALM, SHOCK, Costs, Window, best, firings, scores
from sim.views.warning import Context
from sim.views.warning_marks import Deadlines, Triggers, decide_by, triggers

CONTEXT = Context(20, "no_roof", "autumn_surge", 1.0, dt.date(2024, 8, 1), {"validated": validated()})


def decided(plan_fails: int, nothing_fails: int, allowed: int = 2) -> tuple[str, ...]:
    """Tell of 20 futures in which the plan and no measure at all fail so often; no day was searched."""
    orders = pd.DataFrame({"measure": [], "replication": [], "date": pd.to_datetime([])})
    limit = plan_fails + allowed
    found = Deadlines(
        plan="early_warning", size=1.0, limit=limit, allowed=allowed, needed=nothing_fails > limit, step_days=7,
        before=90, table=deadlines(list[Search](), [], {}, orders), tried=tried([]), runs=20, plan_fails=plan_fails,
        nothing_fails=nothing_fails,
    )  # fmt: skip
    return decide_by(found, CONTEXT).says


@pytest.mark.unit
def test_no_measure_is_needed_only_where_the_plan_holds_and_nothing_at_all_holds():
    (holds,) = decided(1, 2)
    assert "no measure is needed. Without any of its measures, people without a bed in 2 of 20 futures" in holds
    assert "with all of them in 1, and 2 are let pass" in holds
    (vain,) = decided(10, 11)
    assert "does not hold a shock of size 1: people without a bed in 10 of 20 futures with every measure" in vain
    assert "in 11 with none" in vain
    assert "smaller shock" in vain
    (few,) = decided(1, 3)
    assert "in 3 of 20 futures without any measure, in 1 with every measure" in few
    for told in (vain, few):
        assert "no measure is needed" not in told


@pytest.mark.unit
def test_that_the_plan_itself_fails_is_said_before_its_last_days():
    weak, *_ = decided(3, 20)
    assert "does not hold a shock of size 1 by itself: people without a bed in 3 of 20 futures" in weak
    assert "where 2 are let pass" in weak
    assert "in 5 at most" in weak
    assert not any("by itself" in each for each in decided(2, 20))


@pytest.mark.unit
def test_triggers_that_fired_before_the_days_that_count_are_not_told_as_silent():
    onset, names = CONTEXT.onset, ["emergency_frames", "options", "municipal_agreements"]
    rows = [(SHOCK, 0, names[0], onset), (SHOCK, 1, names[1], onset - dt.timedelta(days=50))]
    events = pd.DataFrame(rows, columns=["future", "replication", "measure", "date"]).assign(event="fired")
    runs = [(future, replication) for future in (SHOCK, CALM) for replication in range(3)]
    found = firings(events, "early_warning", names, runs, Window(onset, 10, 20))
    scored = scores(found, Costs(0.2, 0.1))
    plans = ("early_warning",)
    told = triggers(Triggers(scored, best(found, scored), found, plans, 0.2, 0.1, 10, 20), CONTEXT)
    note = told.shown[0].note
    silent, early = note.partition("Triggers that fired neither")[2].split("Left out too, as they fired before")
    words = CONTEXT.words
    assert words.name("measure", names[2]) in silent
    assert words.name("measure", names[1]) not in silent
    assert words.name("measure", names[1]) in early
