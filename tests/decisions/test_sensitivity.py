"""The verb sensitivity as a user meets it, with two assumptions and short runs of the nation."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

from sim import cli
from sim.config.asked import load_study
from sim.decisions import sensitivity

SHORT = ("start=2024_as_came", "shock=none", "horizon_days=40", "replications=2", "trajectories=2", "workers=1",
         "progress=false", "metrics=[waiting_at_end]")  # fmt: skip


def own(tmp_path: Path, **assumptions: dict) -> str:
    """A folder with a sensitivity.yaml that names these assumptions only."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "sensitivity.yaml").write_text(yaml.safe_dump({"assumptions": assumptions}), encoding="utf-8")
    return f"--config-dir={folder}"


MOVE = {"says": "Days from agreement to move", "facts": ["settle.model.move_days_2023"]}
TALK = {"says": "Days to the talk", "facts": ["settle.model.talk_days_2022"]}
UNUSED = {"says": "Number of the shock", "facts": ["shock.evacuation.persons_per_week"]}


@pytest.mark.behaviour
def test_both_parts_are_told_with_ranges_and_what_was_not_used(tmp_path, capsys):
    out = tmp_path / "out"
    folder = own(tmp_path, move=MOVE, talk=TALK, unused=UNUSED)
    assert cli.main(["sensitivity", *SHORT, folder, f"out={out}"]) == 0
    told = capsys.readouterr().out
    for part in ("Days from agreement to move", "One at a time", "All at once", "Not used in this run, so not moved"):
        assert part in told
    tornado = pd.read_parquet(out / "tornado.parquet")
    assert set(tornado["assumption"]) == {"move", "talk"}
    ranges = pd.read_parquet(out / "ranges.parquet").set_index("path")
    assert ranges.loc["settlement.moves.2.days.mean", ["low", "value", "high"]].to_list() == [37.0, 49.0, 67.0]
    assert len(pd.read_parquet(out / "morris.parquet")) == 2
    assert {path.name for path in (out / "figures").glob("*.svg")} == {
        "tornado_waiting_at_end.svg", "morris_waiting_at_end.svg",
    }  # fmt: skip


@pytest.mark.unit
def test_a_position_moves_every_value_of_its_facts_together(tmp_path):
    asked = load_study("sensitivity", sensitivity.SensitivitySettings, SHORT)
    moving, unused = sensitivity._moving(asked, asked.load())
    assert not unused
    assert moving["mapping_talk"].words(0.0) == (
        "settlement.eras.1.talk_days.mean=5.0", "settlement.eras.2.talk_days.mean=5.0",
    )  # fmt: skip
    pace = "plan.reception.ladder.1.order.at_most_per_week"
    assert moving["emergency_pace"].words(1.0) == (f"{pace}=1100",)  # whole places
    assert asked.load(*moving["officers"].words(1.0)).scenario.casework.registration.officers == 60
    assert asked.load(*moving["mapping_talk"].words(1.0)).scenario.settlement.eras[2].talk_days.mean == 30.0


@pytest.mark.failure
def test_what_cannot_be_moved_is_told_at_once(tmp_path, capsys):
    folder = own(tmp_path, a={"says": "Nothing so", "facts": ["settle.model.move_day"]}, b=MOVE)
    assert cli.main(["sensitivity", *SHORT, folder, f"out={tmp_path / 'out'}"]) == 2
    told = capsys.readouterr().err
    assert "there is no such fact" in told
    assert "settle.model.move_days_2" in told
    words = ["metrics=[waiting_at_en]", "levels=5", "replications=1"]
    assert cli.main(["sensitivity", *SHORT, *words, f"out={tmp_path / 'out'}"]) == 2
    told = capsys.readouterr().err
    for part in ("waiting_at_end", "must be even: 4 or 6"):
        assert part in told


@pytest.mark.failure
def test_one_assumption_alone_or_no_salib_is_a_fault_with_the_way_out(tmp_path, capsys, monkeypatch):
    folder = own(tmp_path, move=MOVE, unused=UNUSED)
    assert cli.main(["check", "sensitivity", *SHORT, folder]) == 2
    assert "only 1 of the assumptions is used in this run" in capsys.readouterr().err
    monkeypatch.setattr("sim.decisions.sensitivity.find_spec", lambda name: None)
    assert cli.main(["check", "sensitivity", *SHORT, "parts=[tornado,morris]"]) == 2
    assert "pip install 'beredt[design]'" in capsys.readouterr().err


@pytest.mark.behaviour
def test_without_salib_the_default_does_the_tornado_alone_and_says_so(tmp_path, capsys, monkeypatch):
    folder, out = own(tmp_path, move=MOVE, talk=TALK), tmp_path / "out"
    monkeypatch.setattr("sim.decisions.sensitivity.find_spec", lambda name: None)
    words = ("start=2024_as_came", "shock=none", "horizon_days=20", "replications=2", "workers=1", "progress=false")
    assert cli.main(["check", "sensitivity", *words, folder]) == 0
    told = capsys.readouterr().out
    assert "tornado: 10 runs" in told
    assert "Random walks (Morris) were left out" in told
    assert "morris:" not in told
    assert cli.main(["sensitivity", *words, folder, f"out={out}"]) == 0
    assert "pip install 'beredt[design]'" in capsys.readouterr().out
    assert (out / "tornado.csv").is_file()
    assert not (out / "morris.csv").exists()


@pytest.mark.unit
def test_only_those_named_move_and_a_wrong_name_is_a_fault(capsys):
    assert cli.main(["check", "sensitivity", *SHORT, "parts=[tornado]", "among=[move,officers]"]) == 0
    told = capsys.readouterr().out
    assert "tornado: 10 runs" in told
    assert "mapping_talk" not in told
    assert cli.main(["check", "sensitivity", *SHORT, "among=[mov,officers]"]) == 2
    assert "among: no such assumption: mov (nearest: move" in capsys.readouterr().err


@pytest.mark.failure
def test_a_figure_that_is_not_there_is_answered_with_those_that_are(capsys):
    assert cli.main(["check", "sensitivity", *SHORT, "metrics=[nonsense]"]) == 2
    told = capsys.readouterr().err
    assert "there is no figure nonsense (there are " in told
    assert "person_days_without_place" in told


@pytest.mark.failure
@pytest.mark.parametrize("part", ["tornado", "morris"])
def test_a_figure_that_has_no_value_in_any_run_is_a_fault_of_the_question(part, tmp_path, capsys):
    # nobody is followed for half a year in forty days
    words = [*SHORT[:-1], "metrics=[waiting_at_end,settled_within_183]", f"parts=[{part}]", "among=[move,officers]"]
    assert cli.main(["sensitivity", *words, f"out={tmp_path / 'out'}"]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "settled_within_183" in told
    assert "leave it out" in told
    assert "waiting_at_end" not in told
