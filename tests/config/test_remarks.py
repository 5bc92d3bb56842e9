"""What is valid and perhaps not meant is told: files that hide others or are overruled, starts that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.config.load import load
from sim.config.load_sweep import load_sweep

HEAD = "kind,status,where,group,persons,elapsed_days\nplaces,,arrival,,1000,\nplaces,,ordinary,,9000,\n"
CHILDREN = "places,,minors,,60,\nplaces,,care,,20,\n"


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def stocks(tmp_path: Path, *rows: str) -> list[str]:
    """Load a start with these rows from line 6 on, and return what is told of it, without the file."""
    file = written(tmp_path / "today.csv", HEAD + CHILDREN + "\n".join(rows))
    return [line.removeprefix(f"{file} ") for line in load("run", [f"start.file={file}"]).warnings]


@pytest.mark.failure
def test_measures_whose_days_are_over_before_the_first_day_are_warned_of() -> None:
    """The practice of one shock on another; on its own nothing is said, nor of days that come after the last."""
    (line,) = load("run", ["start=2022-01-01", "shock=replay_2022", "plan=practice_2015"]).warnings
    assert "plan practice_2015: " in line
    assert "measures stand for days before 2022-01-01, the first of the run, and are never ordered: " in line
    assert "unit_price_places, emergency_frames, tender_7500" in line
    for words in (
        ["start=2015-01-01", "shock=replay_2015", "plan=practice_2015"],
        ["start=2015-01-01", "shock=replay_2015", "plan=practice_2022"],
    ):
        assert load("run", words).warnings == ()
    (line,) = load_sweep(["start=2022-01-01", "shock=replay_2022", "plan=practice_2015,do_nothing"]).warnings
    assert "practice_2015" in line


@pytest.mark.failure
def test_a_start_without_places_for_children_is_warned_of(tmp_path: Path) -> None:
    neither = written(tmp_path / "neither.csv", HEAD)
    no_care = written(tmp_path / "no_care.csv", HEAD + "places,,minors,,60,\nplaces,,care,,0,\n")
    both = written(tmp_path / "both.csv", HEAD + CHILDREN)
    (line,) = load("run", [f"start.file={neither}"]).warnings
    assert "has no places in centres for minors of 15 to 17 and none in care centres" in line
    assert str(neither) in line
    (line,) = load("run", [f"start.file={no_care}"]).warnings
    assert "has no places in care centres" in line
    assert load("run", [f"start.file={both}"]).warnings == ()
    assert load("run").warnings == ()
    told = load_sweep([f"start.file={both},{neither},{no_care}", "seed=1,2"]).warnings
    assert [path.name for path in (neither, no_care) if any(str(path) in line for line in told)] == [
        "neither.csv",
        "no_care.csv",
    ]


@pytest.mark.failure
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["ordinary,individual,9000", "ordinary,collective,1"], "line 7: 9,001 persons in ordinary are more than its"),
        (["emergency,individual,1"], "line 6: 1 persons in emergency are more than its 0 places"),
        (["centres,individual,9000", "arrival,individual,999", "centres,individual,2"], "line 8: 10,001 persons in c"),
        (["minors,individual,50"], "line 6: individual do not belong in minors, which is for minors_15_17"),
        (["care,minors_15_17,20"], "line 6: minors_15_17 do not belong in care, which is for minors_under_15"),
    ],
)
def test_stocks_that_cannot_be_are_told_with_their_line(tmp_path: Path, rows: list[str], said: str) -> None:
    (line,) = stocks(tmp_path, *(f"stock,undecided,{row},1" for row in rows))
    assert line.startswith(said)


@pytest.mark.unit
def test_stocks_that_just_fit_are_passed_over(tmp_path: Path) -> None:
    fits = (("ordinary", "individual", 9000), ("minors", "minors_15_17", 60), ("care", "minors_under_15", 20))
    assert stocks(tmp_path, *(f"stock,undecided,{where},{group},{n},1" for where, group, n in fits)) == []
    assert stocks(tmp_path, "stock,undecided,private,minors_15_17,99,1", "stock,undecided,care,individual,0,1") == []


@pytest.mark.unit
def test_an_own_option_with_the_name_of_one_of_ours_is_told(tmp_path: Path) -> None:
    text = "defaults: [options_and_frames, _self_]\nname: agreement_2018\nsays: Mine\n"
    file = written(tmp_path / "plan" / "agreement_2018.yaml", text)
    said = f"plan agreement_2018 is your own, {file}, and takes the place of the one that Beredt brings"
    assert load("run", ["plan=agreement_2018"], [tmp_path]).warnings == (said,)
    assert load_sweep(["plan=reactive,agreement_2018"], [tmp_path]).warnings == (said,)
    built = "defaults: [agreement_2018, _self_]\nname: built\nsays: On mine\n"
    written(tmp_path / "plan" / "built.yaml", built)
    assert load("compare", ["plans=[do_nothing,built]"], [tmp_path]).warnings == (said,)
    assert load("compare", ["plans=[do_nothing,reactive]"], [tmp_path]).warnings == ()


@pytest.mark.unit
def test_a_file_that_others_overrule_is_told(tmp_path: Path) -> None:
    rest = "name: first\nsays: Mine\nreception: {buffer_places: 10}\n"
    file = written(tmp_path / "plan" / "first.yaml", f"defaults: [_self_, options_and_frames]\n{rest}")
    job = load("run", ["plan=first"], [tmp_path])
    said = f"{file}: defaults: _self_ stands before options_and_frames, which overrules this file; put _self_ last"
    assert job.warnings == (said,)
    (scenario,) = job.scenarios.values()
    assert scenario.plan.reception.buffer_places != 10
    written(file, f"defaults: [options_and_frames, _self_]\n{rest}")
    assert load("run", ["plan=first"], [tmp_path]).warnings == ()
