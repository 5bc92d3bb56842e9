"""The ledger of dated switches is what the practice of each episode has, and can be taken out."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from sim.config.base import Law
from sim.config.ledger import episode_words, transfer_words
from sim.config.schema import Scenario
from sim.data import DataError, Switch, fact, switches
from sim.data.ledger import read_switches
from sim.data.records import EPISODES
from sim.data.standing import found_in
from tests.support.scenarios import load_scenario

OTHER = {"2015": "2022", "2022": "2015"}


@cache
def scenario(*words: str) -> Scenario:
    return load_scenario(words)


def transfer(rules: str, on: str, ledger: bool) -> Scenario:
    return scenario(*transfer_words(rules, on, ledger))


def of(episode: str, carrier: str) -> list[Switch]:
    return [each for each in switches() if (each.episode, each.carrier) == (episode, carrier)]


def moving(world: Scenario, day: dt.date) -> Law:
    """Time to move in of those allocated on a day."""
    return [step.days for step in world.settlement.moves if step.since <= day][-1]


@pytest.mark.invariant
@pytest.mark.parametrize("episode", EPISODES)
def test_an_episode_with_its_ledger_is_that_episode_as_its_options_have_it(episode: str) -> None:
    """So that no switch can stand in the options with other dates or sizes than in the ledger."""
    assert transfer(episode, episode, True) == scenario(*episode_words(episode), "given=votes")


@pytest.mark.invariant
@pytest.mark.parametrize("episode", EPISODES)
def test_measures_of_the_plan_fire_on_the_day_they_were_announced_and_work_from_the_first_day(episode: str) -> None:
    placed = {each.measure.measure: each for each in scenario(*episode_words(episode)).plan.ladder}
    for each in of(episode, "measure"):
        measure = placed[each.after].measure
        assert f"plan.{placed[each.after].section}.ladder" == each.what
        assert measure.when.model_dump()["date"] == each.announced, each.key
        days = measure.decision_days + measure.lead_days.average_days
        assert each.announced + dt.timedelta(days) == each.in_force, each.key
    of_rules = {each.after for each in of(episode, "measure")}
    for section in ("casework", "settlement", "municipalities"):
        names = {name for name, each in placed.items() if each.section == section}
        assert names <= of_rules, f"a measure of {section} stands in no row of the ledger"


@pytest.mark.invariant
def test_every_time_to_move_in_stands_in_the_ledger_but_the_first() -> None:
    moves = scenario(*episode_words("2022")).settlement.moves
    rows = [(each.in_force, each.value_before, each.value) for each in of("2022", "move")]
    assert rows == [(b.since, a.days.mean, b.days.mean) for a, b in pairwise(moves)]


@pytest.mark.behaviour
@pytest.mark.parametrize("on", EPISODES)
def test_a_free_transfer_has_no_switch_and_one_with_the_ledger_has_all(on: str) -> None:
    free, dated = (transfer(OTHER[on], on, ledger) for ledger in (False, True))
    assert free.given.votes == "modelled"
    assert dated.given.votes == "published"
    assert free.casework.capacity == []
    lists = {"casework.capacity": (free.casework.capacity, dated.casework.capacity)}
    if on == "2015":
        lists["casework.appeals.pace"] = free.casework.appeals.pace, dated.casework.appeals.pace
    for what, (none, steps) in lists.items():
        assert none == []
        assert [step.since for step in steps] == [each.in_force for each in of(on, "capacity") if each.what == what]
    assert {each.what for each in of(on, "capacity")} == set(lists)
    measures = {each.after for each in of(on, "measure")}
    assert not measures & {each.measure.measure for each in free.plan.ladder}
    assert measures <= {each.measure.measure for each in dated.plan.ladder}
    assert free.plan.reception == dated.plan.reception == scenario(*episode_words(on)).plan.reception


@pytest.mark.behaviour
def test_collective_protection_and_private_lodging_are_switches_of_2022() -> None:
    free, dated = (transfer("2015", "2022", ledger) for ledger in (False, True))
    assert free.casework.collective.states == []
    assert [(step.since, step.state) for step in dated.casework.collective.states] == [
        (dt.date(2022, 3, 11), "active")
    ]
    shares = [each.population.groups["collective"].private_share for each in (free, dated)]
    assert shares == [fact("population.private.individual").value, fact("path.private.share_ukr").value]
    later = [each.population.groups["collective"].private_share_from[0].share for each in (free, dated)]
    assert later == [fact("population.private.individual").value, fact("path.private.share_ukr_later").value]


@pytest.mark.behaviour
def test_that_individual_cases_are_set_aside_is_a_switch_of_2022() -> None:
    """Rules of 2015 keep most case-workers on them, which collective cases that go first cannot take."""
    sure = [transfer("2015", "2022", ledger).casework.priority.sure["ordinary"] for ledger in (False, True)]
    assert sure == [fact("casework.sure_2015.ordinary").value, fact("casework.sure.ordinary").value]
    assert sure[0] > 2 * sure[1]


@pytest.mark.behaviour
@pytest.mark.parametrize("on", EPISODES)
@pytest.mark.parametrize("ledger", [False, True])
def test_a_transfer_keeps_the_rules_it_comes_from(on: str, ledger: bool) -> None:
    rules = OTHER[on]
    moved, home = transfer(rules, on, ledger), scenario(*episode_words(rules))
    assert moved.settlement.era(int(on)).talk_days == home.settlement.era(int(rules)).talk_days
    assert moving(moved, dt.date(int(on) + 2, 1, 1)) == moving(home, dt.date(int(rules), 1, 1))
    assert moved.casework.groups == home.casework.groups
    without = {"pace": []}  # a switch
    assert moved.casework.appeals.model_copy(update=without) == home.casework.appeals.model_copy(update=without)
    assert moved.start.date.year == int(on)


@pytest.mark.behaviour
def test_of_another_plan_only_measures_of_that_name_are_taken_out() -> None:
    """Places are those of the plan in use, not of the practice of the episode."""
    free = load_scenario(transfer_words("2015", "2022", False, plan="reactive"))
    plain = load_scenario(episode_words("2022", plan="reactive"))
    switched = {each.after for each in of("2022", "measure")}
    assert [each.measure for each in free.plan.ladder] == [
        each.measure for each in plain.plan.ladder if each.measure.measure not in switched
    ]


@pytest.mark.unit
def test_sizes_read_from_what_came_out_are_not_known_before() -> None:
    outcome = {each.key: each.size_known for each in switches() if each.size_known > each.announced}
    assert outcome == {
        "decisions_2016": dt.date(2017, 3, 1),
        **{f"une_{year}": dt.date(year + 1, 3, 1) for year in range(2015, 2019)},
        "decisions_2022_march": dt.date(2022, 3, 31),
        "decisions_2022_april": dt.date(2022, 7, 31),
        "decisions_2022_summer": dt.date(2023, 2, 28),
        "private_lodging": dt.date(2022, 5, 31),
        "private_lodging_later": dt.date(2022, 9, 6),
        "private_to_reception": dt.date(2022, 9, 6),
        "moves_2022": dt.date(2022, 9, 30),
        "moves_2023": dt.date(2023, 10, 3),
        "dwellings_2022": dt.date(2024, 1, 31),
        "willing_2022": dt.date(2023, 10, 3),
        "willing_2023": dt.date(2023, 10, 3),
    }


FITTED = {"staff_2015", "dwellings_2015", "staff_2022", "individual_set_aside"}
"""Sizes of what the rules in use begin with: read from what came out, and in every run of their episode."""


@pytest.mark.invariant
def test_what_was_read_from_a_published_series_was_known_after_it_began() -> None:
    read = {each.key for each in switches() if each.after.removeprefix("fact:") in found_in()}
    early = {each.key for each in switches() if each.key in read and each.size_known <= each.in_force}
    assert early == FITTED
    assert all(each.before == "" for each in switches() if each.key in FITTED), "nothing could be put back"


@pytest.mark.unit
def test_no_switch_of_the_ledger_is_in_force_before_it_was_announced_but_those_seen_only_afterwards() -> None:
    late = {each.key for each in switches() if each.announced > each.in_force}
    assert late == {
        "votes_2022", "willing_2022", "private_lodging", "private_lodging_later", "private_to_reception",
    }  # fmt: skip


HEADER = "key,episode,carrier,what,before,after,in_force,announced,size_known,kind,source,confidence,note\n"
GOOD = "one,2015,value,seed,1,2,2016-01-01,2016-01-01,2016-01-01,rule,a,official,\n"


@pytest.mark.failure
@pytest.mark.parametrize(
    ("line", "told"),
    [
        (GOOD, "key one stands twice"),
        ("two,2018,value,seed,1,2,2016-01-01,2016-01-01,2016-01-01,rule,a,official,\n", "must be one of 2015, 2022"),
        ("two,2015,law,seed,1,2,2016-01-01,2016-01-01,2016-01-01,rule,a,official,\n", "must be one of value, capacity"),
        ("two,2015,value,seed,1,,2016-01-01,2016-01-01,2016-01-01,rule,a,official,\n", "after must not be blank"),
        ("two,2015,value,seed,1,2,2016-01-01,,2016-01-01,rule,a,official,\n", "must be a date"),
        ("two,2015,value,seed,1,2,2016-01-01,2016-02-01,2016-01-01,rule,a,official,\n", "must not be before announced"),
    ],
)
def test_a_bad_row_of_the_ledger_is_named_with_its_line(tmp_path: Path, line: str, told: str) -> None:
    (tmp_path / "switches.csv").write_text(HEADER + GOOD + line, encoding="utf-8")
    with pytest.raises(DataError, match=r"switches.csv, line 3") as caught:
        read_switches(tmp_path)
    assert told in str(caught.value)
