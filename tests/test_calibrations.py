"""Calibrations from start to end, with a model that takes no time: recovery, refusal, rejection, resuming."""

from __future__ import annotations

import csv
import datetime as dt
import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import calibrations, cli
from sim.calibrations import Calibrated, Positions, chosen_points, designed, run_calibration
from sim.config.calibrate import CalibrateJob
from sim.config.faults import BadConfig
from sim.config.load import load
from sim.config.load_calibrate import load_calibrate
from sim.config.schema import Scenario
from sim.data.observed import Point
from sim.runs.execute import Model
from sim.studies.calibration.recovery import LEAST_CASES
from sim.tables import RunTables
from sim.views.calibration import summary
from tests.support import synthetic

WEEKS = 12
OWN = """
defaults: [run, _self_]
episode: quick
episodes:
  quick:
    words: [start=2015-01-01, shock=replay_2015, plan=practice_2015, horizon_days=3400]
    first: 2024-01-01
    last: 2024-03-01
    series: [residents, waiting]
    parameters:
      caseworkers: {says: Pace of decisions, paths: [casework.staff.caseworkers]}
      ceiling: {says: Ceiling, paths: [casework.capacity.1.factor]}
      permit_to_move:
        says: Least time
        carries: true
        paths: [settlement.eras.0.talk_days.mean, settlement.moves.0.days.mean]
points: 16
lucks: 1
worlds: 36
luck_runs: 8
sample: 512
draws: 60
tolerance: {residents: 0.02, waiting: 0.02}
executor: {kind: serial, scheduler: null, shared_folder: true, chunk_seconds: 1.0}
progress: false
"""
TRUTH = {
    "casework.staff.caseworkers": 110.0,
    "casework.capacity.1.factor": 2.6,
    "settlement.eras.0.talk_days.mean": 30.0,
}


def levels(caseworkers: float, ceiling: float, days: float) -> np.ndarray:
    """Residents and waiting by week: fewer with more case-workers, and more with longer waits."""
    week = np.arange(WEEKS)
    residents = 29000.0 - 20.0 * (caseworkers - 75.0) * week - 800.0 * (ceiling - 1.9) * (week > 5) + 30.0 * days
    return np.vstack([residents, 500.0 + 40.0 * days + 3.0 * week * ceiling])


def prepare(scenario: Scenario) -> np.ndarray:
    """Work out what does not depend on chance."""
    casework, era = scenario.casework, scenario.settlement.eras[0]
    return levels(casework.staff.caseworkers, casework.capacity[1].factor, float(era.talk_days.mean or 0.0))


def run(scenario: Scenario, replication: int, prepared: np.ndarray, shared: Any = None) -> RunTables:
    """Return made-up tables whose residents and settled say what was prepared, and some luck."""
    tables = synthetic.run_tables("lean", replication, WEEKS)
    weekly = tables.weekly
    values = weekly.values.copy()
    luck = np.random.default_rng([scenario.seed, replication]).normal(0.0, 20.0, (2, WEEKS))
    for name, column in zip(("residents", "mapping"), prepared + luck, strict=True):
        values[:, weekly.series.index(name), 0] = column
    return replace(tables, weekly=replace(weekly, values=values))


def run_fails(scenario: Scenario, replication: int, prepared: np.ndarray, shared: Any = None) -> RunTables:
    """Fail for some seeds."""
    if scenario.seed % 7 == 0:
        raise ValueError("the beds are lost")
    return run(scenario, replication, prepared)


MODEL = Model(prepare, run)


def observe(weekly: pd.DataFrame, waits: pd.DataFrame, points: Sequence[Point]) -> np.ndarray:
    """Read the week that ends on the day of each point."""
    name = {"residents": "residents", "waiting": "mapping"}
    rows = weekly[weekly["group"] == "all"].set_index(["series", "date"])["value"]
    return np.array([[rows[name[each.series], pd.Timestamp(each.date)] for each in points]])


def points(shift: float = 0.0) -> list[Point]:
    found = []
    values = levels(*TRUTH.values()) + np.array([[shift], [0.0]])
    for row, series in enumerate(("residents", "waiting")):
        for week in (1, 3, 5, 7):
            day = dt.date(2024, 1, 7) + dt.timedelta(days=7 * week)
            value = float(values[row, week])
            found.append(Point("quick", series, day, None, value, "stock", "persons", 30.0, "score", "made up", ""))
    return found


@cache
def loaded(*words: str) -> CalibrateJob:
    """Load the settings above with changes."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "calibrate.yaml").write_text(OWN, encoding="utf-8")
        return replace(load_calibrate(words, [folder]), config_dirs=())


def calibrate(
    folder: Path, *words: str, shift: float = 0.0, model: Model = MODEL, told: list[str] | None = None
) -> Calibrated:
    """Carry a calibration out in a folder, on points that are shifted."""
    job = loaded(*words)
    job = replace(job, file=job.file.model_copy(update={"out": str(folder / "found")}))
    told = [] if told is None else told
    return run_calibration(job, points(shift), observe, lambda total: lambda *_: None, told.append, model)


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Calibrated]:
    folder = tmp_path_factory.mktemp("fitted")
    return folder, calibrate(folder)


@pytest.mark.theory
def test_a_planted_truth_is_recovered_and_written_as_draws(fitted: tuple[Path, Calibrated]) -> None:
    _, result = fitted
    assert result.exit_code == 0, result.found["recovery"]
    assert 0.8 <= result.found["recovery"]["share"] <= 0.97
    for parameter in result.found["found"]["parameters"]:
        first = parameter["settings"][0]
        assert first["posterior_low"] <= TRUTH[first["path"]] <= first["posterior_high"]
    with (result.folder / "posterior.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60
    assert list(rows[0]) == [*TRUTH, "settlement.moves.0.days.mean"]
    assert float(rows[0]["casework.staff.caseworkers"]) == pytest.approx(110.0, abs=4.0)
    with (result.folder / "carried.csv").open(encoding="utf-8") as file:
        carried = list(csv.DictReader(file))
    keys = ("settlement.eras.0.talk_days.mean", "settlement.moves.0.days.mean")
    assert carried == [{key: row[key] for key in keys} for row in rows]
    text = summary(result.found)
    assert "May it be believed?" in text
    assert "casework.staff.caseworkers" in text
    assert f"not told of, {100 * result.found['emulator_within']:.1f} % lie within its 90 % intervals" in text
    assert 0.8 < result.found["emulator_within"] < 1.0


@pytest.mark.unit
def test_the_draws_are_taken_by_an_ordinary_run(fitted: tuple[Path, Calibrated]) -> None:
    _, result = fitted
    words = ["start=2015-01-01", "parameters=posterior", f"parameters.path={result.folder / 'posterior.csv'}"]
    scenario = next(iter(load("run", words).scenarios.values()))
    assert scenario.parameters.rows == 60


@pytest.mark.failure
def test_the_same_command_does_nothing_anew_and_reuses_the_certificate(
    fitted: tuple[Path, Calibrated], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, first = fitted
    before = (first.folder / "posterior.csv").read_bytes()

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("recovery was tested again")

    monkeypatch.setattr(calibrations, "recover", never)
    told: list[str] = []
    again = calibrate(folder, told=told)
    assert again.exit_code == 0
    assert any("60 of 60 runs are done, 0 to do" in line for line in told)
    assert (again.folder / "posterior.csv").read_bytes() == before
    with pytest.raises(AssertionError, match="tested again"):
        calibrate(folder, "ruled_out=0.02")


@pytest.mark.failure
def test_without_enough_synthetic_worlds_nothing_is_fitted(tmp_path: Path) -> None:
    told: list[str] = []
    with pytest.raises(BadConfig, match=r"worlds = 20: gives 60 cases .*at least 100 needed \(worlds=34\)"):
        calibrate(tmp_path, "worlds=20", "points=16", told=told)
    assert not told, "refused before the first run"


@pytest.mark.failure
def test_when_recovery_fails_the_real_points_are_not_touched(
    fitted: tuple[Path, Calibrated], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.studies.calibration.recovery.BAND", (0.99, 1.0))
    monkeypatch.setattr(calibrations, "match", lambda *_, **__: pytest.fail("the real points were fitted"))
    result = calibrate(tmp_path)
    assert result.exit_code == 4
    assert "not 99% to 100%" in result.found["recovery"]["why_not"]
    assert "found" not in result.found
    assert not (result.folder / "posterior.csv").exists()
    text = summary(result.found)
    assert text.count("The real points were not fitted") == 1
    assert "What to try first: the usual sizes, points=128" in text
    sizes = {name: [usual, usual] for name, (_, usual) in result.found["sizes"].items()}
    assert "What to try: twice the positions (points=256) or more runs" in summary({**result.found, "sizes": sizes})


@pytest.mark.failure
def test_an_empty_set_is_told_as_a_rejection_with_the_points(tmp_path: Path) -> None:
    calibrate(tmp_path)
    result = calibrate(tmp_path, shift=9000.0)
    assert result.exit_code == 5
    assert result.found["found"]["empty"]
    assert not list(result.folder.glob("*.csv")), "the sample of an earlier fit is left"
    text = summary(result.found)
    assert "The model is rejected" in text
    assert "residents 2024-01-14" in text
    assert "out of reach by themselves" in text.lower()


@pytest.mark.failure
def test_runs_that_fail_keep_it_from_fitting(tmp_path: Path) -> None:
    result = calibrate(tmp_path, model=Model(prepare, run_fails))
    assert (result.exit_code, result.found) == (3, {})
    assert calibrate(tmp_path).exit_code == 0, "the same command does the rest"


@pytest.mark.unit
def test_the_design_has_luck_in_common_and_worlds_have_their_own(tmp_path: Path) -> None:
    job = loaded("lucks=2")
    rows = Positions.of(job).rows()
    seeds = [seed for _, seed in rows]
    assert seeds[:32] == [1, 2] * 16
    assert len(set(seeds[32:])) == 44
    assert set(seeds[32:]).isdisjoint({1, 2})
    folder = tmp_path / "design"
    sweep = designed(job, folder)
    assert len(sweep.points) == 76
    assert sweep.points[-1].scenario.casework.staff.caseworkers == 118.0
    assert sweep.points[65].scenario.seed == seeds[65]
    words = [*job.words, *(f"{path}={value!r}" for path, value in sweep.points[3].values.items())]
    assert next(iter(load("run", words).scenarios.values())) == sweep.points[3].scenario


@pytest.mark.failure
def test_faults_are_told_all_at_once(tmp_path: Path) -> None:
    (tmp_path / "calibrate.yaml").write_text(OWN, encoding="utf-8")
    with pytest.raises(BadConfig) as found:
        load_calibrate(["points=33", "seed=4", "replications=3", "casework.nothing=1", "shock.size=-1"], [tmp_path])
    text = str(found.value)
    for each in ("points = 33: must be a power of two: 32 or 64", "seed=4", "replications=3", "nothing", "shock.size"):
        assert each in text
    with pytest.raises(BadConfig, match="taken from no fact"):
        loaded("casework.staff.caseworkers=100")
    job = loaded("episodes.quick.series=[residents,undecided]", "+tolerance.undecided=0.3")
    with pytest.raises(BadConfig, match="no scored point of undecided"):
        chosen_points(job, points())


@pytest.mark.invariant
def test_both_episodes_are_told_ranges_by_facts_and_windows_that_do_not_meet() -> None:
    one, other = (load_calibrate([f"episode={name}"]) for name in ("2015", "2022"))
    for job in (one, other):
        assert all(setting.fact for parameter in job.parameters for setting in parameter.settings)
        assert set(job.file.chosen.series) <= set(job.file.tolerance)
    assert one.file.chosen.last < other.file.chosen.first
    assert json.dumps(list(one.file.chosen.words)) != json.dumps(list(other.file.chosen.words))


@pytest.mark.unit
def test_check_tells_ranges_points_and_runs_and_help_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "calibrate", "episode=2015", "points=16", "worlds=20", "luck_runs=2"]) == cli.DONE
    told = capsys.readouterr().out
    assert "calibrate 2015: 54 runs" in told
    assert "left out" not in told
    assert "start.waited_days 90 to 270 days, estimated, fact start.waited_2015" in told
    assert cli.main(["calibrate", "--help"]) == cli.DONE
    told = " ".join(capsys.readouterr().out.split())
    assert "4 recovery does not allow a fit, 5 the model is rejected" in told
    least = [-(-LEAST_CASES // len(load_calibrate([f"episode={name}"]).parameters)) for name in ("2015", "2022")]
    assert f"at least {least[0]} worlds on 2015, {least[1]} on 2022" in told


@pytest.mark.failure
def test_a_check_counts_only_what_is_used_and_refuses_what_cannot_be_fitted(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["check", "calibrate", "episode=2015", "points=16", "luck_runs=2"]
    assert cli.main([*words, "worlds=20"]) == cli.DONE
    plain = capsys.readouterr().out.splitlines()[0]
    assert cli.main([*words, "worlds=20", "episodes.2015.last=2018-12-31"]) == cli.DONE
    longer = capsys.readouterr().out.splitlines()[0]
    assert longer.startswith(f"{plain}, ")
    assert longer.endswith("more left out as the runs end on 2017-12-31")
    for worlds in ("worlds=1", "worlds=0"):
        assert cli.main([*words, worlds]) == cli.INPUT_FAULT
        assert "cases of recovery (parameters times worlds), at least 100 needed" in capsys.readouterr().err
    assert cli.main([*words, "episodes.2015.series=[residents,beboere]"]) == cli.INPUT_FAULT
    told = capsys.readouterr().err
    assert "1 fault in the input" in told
    assert "episodes.2015.series: there is no series beboere" in told


@pytest.mark.failure
def test_a_history_of_the_users_own_is_told_its_faults_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(
        "episode,series,date,period_start,value,kind,unit,precision,use,source,note\n"
        "2015,residents,2015-08-31,,-5,stock,persons,10,score,us,\n"
        "2015,residents,2015-02-30,,100,stock,persons,10,score,us,\n",
        encoding="utf-8",
    )
    assert cli.main(["check", "calibrate", f"data={file}"]) == cli.INPUT_FAULT
    told = capsys.readouterr().err
    assert "line 2" in told
    assert "line 3" in told
