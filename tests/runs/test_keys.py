"""What makes a run what it is: also the content of the past it goes on from, and not where that lies."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from sim.config.schema import Scenario
from sim.config.start import StartConfig
from sim.runs.digests import Digests
from sim.runs.keys import Version, libraries, run_key, scenario_digest
from sim.runs.refs import RunRef
from sim.runs.states import States
from tests.support.scenarios import load_scenario

DAY = dt.date(2024, 1, 20)


def going_on(folder: Path, replication: int | None = None) -> Scenario:
    """A scenario that goes on from the states in a folder."""
    scenario = load_scenario(("start=empty", "shock=none", "horizon_days=60"))
    update = {"path": folder, "day": DAY, "replication": replication}
    return scenario.model_copy(update={"start": scenario.start.model_copy(update=update)})


def saved(folder: Path, *contents: str, scenario: str = "s") -> Path:
    """Stand-ins for the heads of saved states of a scenario, one a replication."""
    (folder / "states").mkdir(parents=True, exist_ok=True)
    names = ("date", "day", "replication", "kernels", "digests", "measures", "publications", "scenario")
    for replication, content in enumerate(contents):
        head = {**dict.fromkeys(names), "format": 1, "sha256": content, "scenario_digest": scenario}
        (folder / "states" / f"{replication}-{DAY}.json").write_text(json.dumps(head), encoding="utf-8")
    return folder


def key(scenario: Scenario, replication: int) -> str:
    """The key of a run of the only point of a sweep."""
    state = States.of([scenario]).state(RunRef(0, replication))
    return run_key(Version("c", "d", "numpy 2"), scenario_digest(scenario), replication, state)


@pytest.mark.unit
def test_another_past_in_the_same_folder_makes_other_runs_and_the_same_elsewhere_the_same(tmp_path):
    past, copy = saved(tmp_path / "past", "a", "b"), saved(tmp_path / "copy", "a", "b")
    before = scenario_digest(going_on(past))
    assert Digests().scenario(going_on(past)) == before
    assert scenario_digest(going_on(copy)) == before
    assert scenario_digest(going_on(copy / ".." / "past")) == before
    assert Digests().scenario(going_on(past, replication=0)) == scenario_digest(going_on(past, replication=0))
    folders = (past, copy, copy / ".." / "past")
    every = {(key(going_on(folder), 0), key(going_on(folder), 1)) for folder in folders}
    assert len(every) == 1
    first, both = scenario_digest(going_on(past, replication=0)), every.pop()
    saved(past, "a", "c")
    assert key(going_on(past), 0) == both[0]
    assert key(going_on(past), 1) not in both
    assert scenario_digest(going_on(past, replication=0)) == first
    assert scenario_digest(going_on(past, replication=1)) != first
    saved(past, "a", "b", scenario="another")
    assert scenario_digest(going_on(past)) != before


@pytest.mark.unit
def test_more_states_of_the_same_past_leave_scenario_and_runs_as_they_are(tmp_path):
    past = saved(tmp_path, "a", "b")
    before = [scenario_digest(going_on(past)), key(going_on(past), 0), key(going_on(past), 1)]
    saved(past, "a", "b", "c")
    assert [scenario_digest(going_on(past)), key(going_on(past), 0), key(going_on(past), 1)] == before
    assert key(going_on(past), 2) not in before


@pytest.mark.unit
def test_a_store_knows_the_states_of_its_runs_also_when_the_past_is_gone(tmp_path):
    past, others = saved(tmp_path / "past", "a", "b"), load_scenario(("start=empty", "shock=none"))
    points = [others, going_on(past), going_on(past, replication=1)]
    States.of(points).write(tmp_path)
    for head in (past / "states").iterdir():
        head.unlink()
    found = States.read(tmp_path)
    assert [found.state(RunRef(point, 1)) == "" for point in range(3)] == [True, False, True]
    assert found.state(RunRef(1, 0)) != found.state(RunRef(1, 1))
    assert States.of(points).after(found) == found
    with pytest.raises(KeyError):
        found.state(RunRef(1, 2))


@pytest.mark.unit
def test_the_folder_of_a_past_is_found_from_any_other_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plain = going_on(Path("past")).start.model_dump(mode="json")
    assert StartConfig.model_validate(plain).path == tmp_path / "past"


@pytest.mark.unit
def test_a_version_says_in_what_another_differs():
    here = Version("c" * 64, "d" * 64, "python 3.11, numpy 2.1")
    assert here.differs(here) == ""
    assert here.differs(here._replace(code="e" * 64)) == "its code is eeeeeeee, here cccccccc"
    assert here.differs(here._replace(data="e" * 64)) == "its data is eeeeeeee, here dddddddd"
    other = here._replace(libraries="python 3.11, numpy 2.3")
    assert here.differs(other) == "it has numpy 2.3, here python 3.11, numpy 2.1"
    assert libraries().startswith("python 3.")
