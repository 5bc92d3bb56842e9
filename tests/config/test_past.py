"""What of the past a run is told: origin, what is planned then, what is left out, what is given of which days."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.config.faults import BadConfig
from sim.config.load import load
from sim.config.load_sweep import load_sweep
from sim.config.past import told_past

SPRING = ("start=2022-01-01", "shock=replay_2022", "plan=practice_2022", "horizon_days=463")


def told(*words: str) -> dict[str, object]:
    (scenario,) = load("run", words).scenarios.values()
    return told_past(scenario)


@pytest.mark.unit
def test_a_run_that_is_told_nothing_says_nothing() -> None:
    assert told(*SPRING) == {}
    assert load("run", SPRING).warnings == ()


@pytest.mark.unit
def test_an_origin_tells_the_planning_figure_in_force_and_what_is_left_out() -> None:
    found = told(*SPRING, "shock.origin=2022-04-01")
    assert found["origin"] == "2022-04-01"
    assert found["planned"] == [
        {"series": "collective", "year": 2022, "persons": 30_000.0, "published": "2022-03-15"},
    ]  # 60,000 came out on 6 April
    assert {"simplified_mapping", "tender_2023"} <= set(found["left_out"])
    assert len(found["left_out"]) < found["measures"]
    later = told(*SPRING, "shock.origin=2022-07-01")
    assert set(later["left_out"]) < set(found["left_out"])
    assert told("start=2015-01-01", "shock=replay_2015", "shock.origin=2015-10-01")["planned"] == []


@pytest.mark.unit
def test_what_is_given_is_told_with_its_days() -> None:
    found = told(*SPRING, "given=decisions_and_votes")
    assert found["votes"] == [2022, 2023]
    assert {(each["kind"], each["first"], each["last"]) for each in found["decisions"]} == {
        ("individual", "2022-01-01", "2023-03-31"), ("collective", "2022-03-11", "2023-04-08"),
    }  # fmt: skip
    assert found["misplaced"] is False


@pytest.mark.failure
def test_history_under_arrivals_of_other_years_is_warned_of() -> None:
    for words in (
        ("start=2024-01-01", "shock=autumn_surge", "given=decisions_and_votes"),
        ("start=2015-01-01", "shock=replay_2022", "given=votes"),
        ("start=2015-01-01", "shock=replay_2015", "shock.size=2", "given=votes"),
    ):
        assert told(*words)["misplaced"] is True
        assert any("arrivals that are not those of these days" in line for line in load("run", words).warnings)
    for words in (SPRING, ("start=2015-01-01", "shock=replay_2015")):
        assert load("run", [*words, "given=decisions_and_votes"]).warnings == ()
    (line,) = load("run", [*SPRING, "given=votes", "shock.origin=2022-04-01"]).warnings
    assert "no votes were published before 2022-04-01" in line


@pytest.mark.failure
def test_a_word_whose_value_is_drawn_for_each_run_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "draws.csv"
    table.write_text("casework.staff.caseworkers,start.waited_days\n100,30\n110,31\n", encoding="utf-8")
    drawn = ("start=2015-01-01", "shock=replay_2015", "parameters=posterior", f"parameters.path={table}")
    for word in ("casework.staff.caseworkers=20", "casework.staff={caseworkers: 20}"):
        with pytest.raises(BadConfig, match=r"casework\.staff\.caseworkers is drawn for each run"):
            load("run", [*drawn, word])
    with pytest.raises(BadConfig, match="is drawn for each run"):
        load_sweep([*drawn, "casework.staff.caseworkers=20,30"])
    load("run", [*drawn, "casework.july_capacity_factor=0.9"])


@pytest.mark.failure
def test_fewer_draws_than_replications_are_told(tmp_path: Path) -> None:
    table = tmp_path / "draws.csv"
    table.write_text("casework.staff.caseworkers\n100\n110\n", encoding="utf-8")
    drawn = ("parameters=posterior", f"parameters.path={table}")
    assert load("run", [*drawn, "replications=2"]).warnings == ()
    (line,) = load("run", [*drawn, "replications=3"]).warnings
    assert "holds 2 draws for 3 replications" in line
    assert "replication 2 has the parameters of replication 0" in line
    swept = load_sweep([*drawn, "replications=3", "shock=drop,none"])
    assert [line] == [each for each in swept.warnings if "draws" in each]


@pytest.mark.failure
def test_drawn_parameters_cannot_stand_with_an_origin(tmp_path: Path) -> None:
    """They agree with what came after it; and a drawn size would no longer be that of the ledger."""
    file = tmp_path / "draws.csv"
    file.write_text("casework.staff.caseworkers\n100\n110\n", encoding="utf-8")
    words = ["start=2015-01-01", "shock=replay_2015", "parameters=posterior", f"parameters.path={file}"]
    load("run", words)
    with pytest.raises(BadConfig) as caught:
        load("run", [*words, "shock.origin=2015-10-01"])
    assert [(fault.path, "agree with what came later" in fault.rule) for fault in caught.value.faults] == [
        ("shock.origin", True)
    ]
