"""What makes a run what it is: also the content of the past it goes on from, and not where that lies."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sim.config.schema import Scenario
from sim.config.start import StartConfig
from sim.runs.digests import Digests
from sim.runs.keys import Version, libraries, scenario_digest
from tests.support.scenarios import load_scenario

DAY = dt.date(2024, 1, 20)


def going_on(folder: Path, replication: int | None = None) -> Scenario:
    """A scenario that goes on from the states in a folder."""
    scenario = load_scenario(("start=empty", "shock=none", "horizon_days=60"))
    update = {"path": folder, "day": DAY, "replication": replication}
    return scenario.model_copy(update={"start": scenario.start.model_copy(update=update)})


def saved(folder: Path, *contents: str) -> Path:
    """Stand-ins for the heads of saved states, one a replication."""
    (folder / "states").mkdir(parents=True, exist_ok=True)
    for replication, content in enumerate(contents):
        (folder / "states" / f"{replication}-{DAY}.json").write_text(content, encoding="utf-8")
    return folder


@pytest.mark.unit
def test_another_past_in_the_same_folder_makes_other_runs_and_the_same_elsewhere_the_same(tmp_path):
    past, copy = saved(tmp_path / "past", "a", "b"), saved(tmp_path / "copy", "a", "b")
    before = scenario_digest(going_on(past))
    assert Digests().scenario(going_on(past)) == before
    assert scenario_digest(going_on(copy)) == before
    assert scenario_digest(going_on(copy / ".." / "past")) == before
    first = scenario_digest(going_on(past, replication=0))
    saved(past, "a", "c")
    assert scenario_digest(going_on(past)) != before
    assert scenario_digest(going_on(past, replication=0)) == first
    assert scenario_digest(going_on(past, replication=1)) != first


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
