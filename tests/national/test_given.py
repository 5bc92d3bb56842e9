"""Given votes and decisions in the whole nation: the past is followed, the future stays unseen, luck is kept."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from sim.config.load import load
from sim.institutions.states import Case
from sim.national import Nation, Prepared, prepare, run
from sim.runs import branch
from sim.runs.branch import Saving
from sim.tables import RunTables
from tests.support.digest import of_run
from tests.support.scenarios import load_scenario

SPRING = ("start=2022-01-01", "shock=replay_2022", "plan=practice_2022", "horizon_days=200")
GIVEN = (*SPRING, "given=decisions_and_votes")
MAY = dt.date(2022, 5, 1)


@cache
def followed(*words: str) -> tuple[Nation, RunTables]:
    scenario = load_scenario(words)
    nation = Nation(scenario, 0, prepare(scenario))
    nation.run()
    return nation, run(scenario, 0, households=True)


def decided_by(nation: Nation, day: dt.date) -> int:
    until = nation.calendar.day(day) + 1
    track = nation.casework.track == nation.casework.tracks.collective
    decided = nation.population.stamps["decided"]
    return int(nation.population.size[track & (decided >= 0) & (decided < until)].sum())


@pytest.mark.behaviour
def test_permits_of_spring_2022_follow_the_published_grants() -> None:
    nation, tables = followed(*GIVEN)
    behind = tables.weekly.of("decisions_not_made")
    assert decided_by(nation, dt.date(2022, 6, 30)) + behind[-1] == pytest.approx(2240 + 6760 + 5770 + 2780, rel=0.01)
    assert behind[-1] < 0.02 * (2240 + 6760 + 5770 + 2780)
    assert behind.max() < 2240  # in March more were decided than the model had registered
    assert not followed(*SPRING)[1].weekly.of("decisions_not_made").any()
    granted = tables.weekly.of("granted", "collective")
    assert granted.sum() / tables.weekly.of("decisions", "collective").sum() == pytest.approx(1.0, abs=0.01)


@pytest.mark.behaviour
def test_votes_of_spring_2022_are_the_published_ones() -> None:
    _, tables = followed(*GIVEN)
    week = int(np.searchsorted(tables.weekly.dates, np.datetime64("2022-04-03")))
    assert tables.weekly.of("offered")[week] == pytest.approx(23_292, rel=0.05)  # the last rows begin on 2 April
    assert tables.weekly.of("offered")[-1] == pytest.approx(35_000, rel=0.001)


@pytest.mark.invariant
def test_what_is_given_for_later_changes_nothing_before_nor_any_plan() -> None:
    scenario = load_scenario((*GIVEN[:-2], "horizon_days=150", GIVEN[-1]))
    prepared = prepare(scenario)
    given = prepared.given
    poisoned = dataclasses.replace(
        given,
        votes=tuple(dataclasses.replace(row, places=60_000) if row.first_day >= MAY else row for row in given.votes),
        decisions=tuple(
            dataclasses.replace(row, decided=50, granted=5) if row.first_day >= MAY else row for row in given.decisions
        ),
    )
    assert poisoned != given
    one, two = (run(scenario, 0, Prepared(prepared.rates, each)) for each in (given, poisoned))
    before = one.weekly.dates < np.datetime64(MAY)
    assert before.any()
    assert (one.weekly.values[before] == two.weekly.values[before]).all()
    assert (one.weekly.values[~before] != two.weekly.values[~before]).any()
    for name in ("plan_events", "centre_events"):
        assert _until(getattr(one, name)) == _until(getattr(two, name))


def _until(events: object) -> list[tuple[object, ...]]:
    columns = dict(events)
    rows = zip(*columns.values(), strict=True)
    day = list(columns).index("date")
    return [row for row in rows if np.datetime64(row[day], "D") < np.datetime64(MAY)]


@pytest.mark.pairing
def test_two_plans_have_the_same_votes_and_all_but_the_same_decisions() -> None:
    """The given numbers are the same under every plan, and so is each household's luck."""
    mine, other = (followed(*GIVEN), followed(*GIVEN[:2], "plan=do_nothing", *GIVEN[3:]))
    votes = [each[0].municipalities.book(2022).voted for each in (mine, other)]
    assert (votes[0] == votes[1]).all()
    outcome = [_outcomes(each[0]) for each in (mine, other)]
    both = np.logical_and(*(each >= 0 for each in outcome))
    individual = mine[0].casework.track != mine[0].casework.tracks.collective
    assert (both & individual).sum() > 100
    assert (outcome[0] == outcome[1])[both].mean() > 0.98


def _outcomes(nation: Nation) -> npt.NDArray[np.int64]:
    """1 for households granted, 0 for those refused, -1 for others [households]."""
    case = nation.population.case.state
    yes = np.isin(case, [Case.NOT_ASKED, Case.MAPPING, Case.READY, Case.ALLOCATED, Case.SETTLED, Case.SELF_SETTLED])
    no = np.isin(case, [Case.APPEALING, Case.REFUSED_WAITING, Case.RETURNED])
    decided = nation.population.stamps["decided"] >= 0
    found: npt.NDArray[np.int64] = np.where(decided & yes, 1, np.where(decided & no, 0, -1))
    return found


@pytest.mark.repeat
def test_a_run_that_goes_on_from_a_state_inside_a_period_equals_the_unbroken_one(tmp_path: Path) -> None:
    scenario, day = load_scenario(GIVEN), dt.date(2022, 4, 13)
    unbroken = of_run(branch.run(scenario, 0, households=True, saving=Saving(tmp_path, [day])))
    assert unbroken == of_run(followed(*GIVEN)[1])
    words = ("start=from_run", f"start.path={tmp_path}", f"start.day={day}")
    (future,) = load("run", words).scenarios.values()
    assert of_run(branch.run(future, 0, households=True)) == unbroken
