"""The verb backtest as a user meets it, with short runs of the nation and with models that fail."""

from __future__ import annotations

import errno
import json
import shlex
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import sim.data
from sim import cli
from sim.cli_words import failed_told
from sim.config.load_backtest import load_backtest
from sim.data import standing
from sim.runs import keys, manifest
from sim.runs.execute import national_model
from sim.runs.refs import FailedRun, RunRef
from sim.sweeps import national_model as of_sweeps
from sim.views.english import ENGLISH
from sim.views.standing import in_short, of_lines, validated_lines
from tests.engine.test_imports import MAY_KNOW

ONE = ("backtest", "grades=[rules]", "episodes=[2015]", "transfer=[]", "workers=1", "progress=false")
SHORT = "horizon_days=120"
KEPT = {
    "verdict": "yes", "label": "rules", "episode": "2015", "series": "residents", "horizons": "6 months", "n": 20,
    "measured": "worst_relative=0.1<=0.2; skill_drift_6=0.5>0.3", "model": "abc", "made": "2026-01-02",
    "in_sample": False, "runs": 200, "fitted": "2015",
}  # fmt: skip


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short back-test of one replication."""
    out = tmp_path_factory.mktemp("backtest") / "out"
    assert cli.main([*ONE, SHORT, "replications=1", f"out={out}"]) == 0
    return out


@pytest.mark.behaviour
def test_a_back_test_leaves_tables_figures_and_a_summary_with_all_columns(done):
    found = {path.name for path in done.iterdir()}
    assert {"points.parquet", "scores.parquet", "gates.parquet", "baselines.parquet", "summary.md"} <= found
    points = pd.read_parquet(done / "points.parquet")
    assert points.loc[points["use"] != "path", "median"].notna().any()
    summary = (done / "summary.md").read_text(encoding="utf-8")
    assert "Not run: reconstruction; as known; transfer, free; and transfer, ledger." in summary
    assert "Parameters: central ones in every column" in summary
    for name in ("reconstruction", "rules", "as known", "transfer, free", "transfer, ledger"):
        assert f" {name} |" in summary
    assert "No score, for want of 8 pairs with as many different figures: " in summary
    told = json.loads((done / "manifest.json").read_text(encoding="utf-8"))
    (case,) = told["cases"]
    assert (case["label"], case["runs"]) == ("rules", 1)
    assert "given=votes" in case["words"]
    assert sum(told["parameters"].values()) == len(sim.data.facts())
    assert told["model"] == keys.model_digest()
    assert list((done / "figures").glob("*.png"))


@pytest.mark.repeat
def test_more_replications_go_on_where_the_first_ended(done, capsys):
    assert cli.main([*ONE, SHORT, "replications=2", f"out={done}"]) == 0
    assert "1 of 2 runs are done, 1 to do" in capsys.readouterr().out
    scores = pd.read_parquet(done / "scores.parquet")
    assert scores.loc[scores["score"] == "crps", "why"].str.startswith("cannot score (n = ").any()


@pytest.mark.failure
def test_an_interrupt_keeps_what_is_done_and_the_same_command_goes_on(tmp_path, capsys, monkeypatch):
    real = of_sweeps("plain")
    count = []

    def run(scenario, replication, prepared, shared=None):
        if len(count) == 1:
            raise KeyboardInterrupt
        count.append(replication)
        return real.run(scenario, replication, prepared)

    words = [*ONE, "horizon_days=60", "replications=2", f"out={tmp_path / 'out'}"]
    monkeypatch.setattr("sim.backtests.CHUNK_SECONDS", 0.01)
    monkeypatch.setattr("sim.sweeps.national_model", lambda kernels: replace(national_model(kernels), run=run))
    assert cli.main(words) == 130
    assert "what is done is kept, the same command goes on" in capsys.readouterr().err
    monkeypatch.undo()
    assert cli.main(words) == 0
    assert "1 of 2 runs are done, 1 to do" in capsys.readouterr().out


@pytest.mark.failure
def test_failed_runs_are_told_and_give_exit_code_3(tmp_path, capsys, monkeypatch):
    real = of_sweeps("plain")

    def run(scenario, replication, prepared, shared=None):
        if replication == 1:
            raise ArithmeticError("3 persons are lost")
        return real.run(scenario, replication, prepared)

    monkeypatch.setattr("sim.sweeps.national_model", lambda kernels: replace(national_model(kernels), run=run))
    assert cli.main([*ONE, "horizon_days=60", "replications=2", f"out={tmp_path / 'out'}"]) == 3
    told = capsys.readouterr()
    assert "1 of 2 runs failed; the figures are those of the others" in told.out
    assert "store rules, point 0, replication 1, stage run: ArithmeticError: 3 persons are lost" in told.err


@pytest.mark.failure
def test_a_folder_that_cannot_be_made_is_told_before_any_run(tmp_path, capsys, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("sim.runs.outdir.tempfile.TemporaryDirectory", refuse)
    for check in ([], ["check"]):
        assert cli.main([*check, *ONE, SHORT, f"out={tmp_path / 'out'}"]) == 2
        assert f"nothing can be written in {tmp_path}: Read-only file system" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.failure
def test_a_folder_of_others_is_left_alone(tmp_path, capsys):
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    assert cli.main([*ONE, SHORT, f"out={tmp_path}"]) == 2
    assert "holds files that no back-test wrote: letter.txt" in capsys.readouterr().err


HEAD = "episode,series,date,period_start,value,kind,unit,precision,use,source,note"


def history(folder: Path, *rows: str) -> Path:
    file = folder / "mine.csv"
    file.write_text("\n".join([HEAD, *(f"2015,{each},score,own," for each in rows), ""]), encoding="utf-8")
    return file


@pytest.mark.failure
def test_the_answer_to_another_question_or_of_more_runs_is_replaced_only_where_that_is_said(done, tmp_path, capsys):
    folder = shutil.copytree(done, tmp_path / "out")
    file = history(tmp_path, "residents,2015-02-28,,8000,stock,persons,10")
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    many = f"replications={told['settings']['replications']}"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    others = ([many, f"data={file}"], [many, "seed=9"], [many, "horizon_days=100"], [many, "grades=[reconstruction]"])
    for words in others:
        for check in (["check"], []):
            assert cli.main([*check, *ONE, SHORT, *words, f"out={folder}"]) == 2
            refused = capsys.readouterr().err
            assert "holds the answer to another question: beredt backtest 'grades=[rules]' 'episodes=[2015]'" in refused
            assert "overwrite=true" in refused
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    same = [*ONE, SHORT, many, f"out={folder}"]
    for words in ([], ["workers=2"], ["other_replications=50"], [f"data={file}", "overwrite=true"]):
        assert cli.main(["check", *same, *words]) == 0, words
    assert cli.main(["check", *same, "replications=9"]) == 0
    told["settings"]["replications"] = 9
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    capsys.readouterr()
    assert cli.main(same) == 2
    assert "holds the answer of more runs, replications=9: " in capsys.readouterr().err
    del told["question"]
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    assert cli.main(same) == 2
    assert "an earlier version, which does not name its question: " in capsys.readouterr().err


@pytest.mark.repeat
def test_an_answer_that_is_replaced_leaves_its_runs(done, tmp_path, capsys):
    folder = shutil.copytree(done, tmp_path / "out")
    file = history(tmp_path, "residents,2015-02-28,,8000,stock,persons,10")
    stores = {path.name for path in (folder / "runs").iterdir()}
    many = f"replications={json.loads((folder / 'manifest.json').read_text())['settings']['replications']}"
    assert cli.main([*ONE, SHORT, many, f"data={file}", "overwrite=true", f"out={folder}"]) == 0
    told = capsys.readouterr().out
    assert ", 0 to do" in told
    assert "mine.csv" in (folder / "summary.md").read_text(encoding="utf-8").splitlines()[0]
    assert {path.name for path in (folder / "runs").iterdir()} >= stores


@pytest.mark.unit
def test_a_check_tells_what_a_history_is_too_short_to_judge(tmp_path, capsys):
    days = ("01-31", "02-28", "03-31", "04-30", "05-31", "06-30", "07-31", "08-31")
    residents = [f"residents,2015-{day},,8000,stock,persons,10" for day in days]
    undecided = [f"undecided,2015-{day},,8000,stock,persons,10" for day in days[:3]]
    waiting = ["waiting,2015-01-31,,8000,stock,persons,10"]
    check = ["check", *ONE, f"out={tmp_path / 'out'}"]
    assert cli.main([*check, f"data={history(tmp_path, *residents, *undecided, *waiting)}"]) == 0
    told = capsys.readouterr().err
    takes = "as it takes 8 pairs with as many different figures, of"
    assert f"no score, {takes} undecided of 2015 (3), waiting of 2015 (1)\n" in told
    assert f"no score 3 months ahead, {takes} residents of 2015 (5)\n" in told
    assert f"no score 12 months ahead, {takes} residents of 2015 (0)\n" in told
    assert "no peak" not in told, "of undecided and waiting of 2015 none is looked for"
    assert "nothing can be scored" not in told
    assert cli.main([*check, f"data={history(tmp_path, *residents[:2])}"]) == 0
    assert "no peak, as it takes 3 scored figures, of residents of 2015 (2)\n" in capsys.readouterr().err
    assert cli.main([*check, f"data={history(tmp_path, *waiting)}"]) == 0
    told = capsys.readouterr()
    assert "nothing can be scored" in told.err
    assert told.out.endswith("1 published figure and 0 derived from published ones, 1 of them compared, 1 scored\n")
    assert cli.main(check) == 0
    assert "warning" not in capsys.readouterr().err, "our own figures outside the days are shown only"


@pytest.mark.unit
def test_check_tells_what_would_be_run_and_help_answers(capsys):
    assert cli.main(["check", *ONE, SHORT]) == 0
    told = capsys.readouterr().out
    assert "nothing was run. The back-test: 200 runs, results in outputs/backtest/backtest\n" in told
    assert "rules 2015: horizon_days=120 start=2015-01-01" in told
    assert cli.main(["backtest", "--help"]) == 0
    assert "grades, always shown together" in capsys.readouterr().out


@pytest.mark.unit
def test_words_of_a_check_can_be_pasted_and_what_is_scored_is_compared(capsys):
    words = ["check", "backtest", "grades=[]", "episodes=[2022]", "transfer=[ledger]", "horizon_days=200"]
    assert cli.main(words) == 0
    told = capsys.readouterr().out
    (line,) = [each for each in told.splitlines() if each.startswith("  transfer_ledger 2022: ")]
    job = load_backtest(words[2:])
    assert shlex.split(line.partition(": ")[2]) == list(job.cases[0].words)
    assert "'casework.capacity=[{" in line
    compared = job.compared(job.cases[0])
    assert 0 < len(compared) < len(job.points)
    assert max(each.date for each in compared) <= date(2022, 7, 19)
    scored = sum(each.use == "score" for each in compared)
    derived = sum(each.source.startswith("derived") for each in job.points)
    assert 0 < derived < len(job.points)
    assert f"{len(job.points) - derived} published figures and {derived} derived from published ones, " in told
    assert f"{len(compared)} of them compared, {scored} scored" in told


@pytest.mark.failure
def test_a_history_that_lies_outside_the_runs_is_refused_before_them(tmp_path, capsys):
    head = "episode,series,date,period_start,value,kind,unit,precision,use,source,note"
    row = "2022,residents,2026-01-31,,14000,stock,persons,10,score,own,"
    (tmp_path / "own.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    words = ["grades=[rules]", "episodes=[2022]", "transfer=[]", "replications=1", f"data={tmp_path / 'own.csv'}"]
    assert cli.main(["backtest", *words, f"out={tmp_path / 'out'}"]) == 2
    assert "holds no figure of the days that are run, 2022-01-01 to 2024-08-31" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.unit
def test_figures_of_what_is_no_longer_compared_are_taken_away(done, tmp_path):
    folder = shutil.copytree(done, tmp_path / "out")
    (folder / "figures" / "backtest_2015_moved.png").write_bytes(b"old")
    assert cli.main([*ONE, SHORT, "replications=2", "overwrite=true", f"out={folder}"]) == 0
    names = {path.name for path in (folder / "figures").iterdir()}
    assert "backtest_2015_moved.png" not in names
    assert names == {path.name for path in (done / "figures").iterdir()}


@pytest.mark.unit
def test_figures_are_told_on_which_episodes_parameters_were_fitted(done, tmp_path, monkeypatch):
    from sim import backtests

    told = []
    monkeypatch.setattr(backtests, "backtest_figures", lambda *tables, fitted, ran: iter(told.append(fitted) or ()))
    tables = {name: pd.read_parquet(done / f"{name}.parquet") for name in backtests.TABLES}
    found = json.loads((done / "manifest.json").read_text(encoding="utf-8"))
    found["frozen"] = [{"episode": "2015", "file": "fit", "digest": "abc"}]
    backtests._write(tmp_path, tables, found)
    assert told == [["2015"]]


@pytest.mark.unit
@pytest.mark.parametrize("store", ["", "rules"])
def test_of_many_failed_runs_the_first_are_told_and_how_many_more(store):
    failed = [(store, FailedRun(RunRef(2, number), "run", "3 persons are lost")) for number in range(7)]
    told = list(failed_told(failed, Path("out/failed"), ENGLISH))
    assert told[0] == "beredt: 7 runs failed; the same command tries them again"
    place = "store rules, " if store else ""
    assert told[1] == f"  {place}point 2, replication 0, stage run: 3 persons are lost"
    assert told[-1] == "  and 2 more in out/failed"
    assert len(told) == 7
    assert list(failed_told([], Path("out"), ENGLISH)) == []
    first = next(failed_told(failed[:1], Path("out"), ENGLISH))
    assert first == "beredt: 1 run failed; the same command tries it again"


@pytest.mark.failure
def test_a_back_test_against_a_history_of_ones_own_is_not_kept(tmp_path, capsys):
    head = "episode,series,date,period_start,value,kind,unit,precision,use,source,note"
    (tmp_path / "own.csv").write_text(
        f"{head}\n2015,residents,2015-02-01,,14000,stock,persons,10,score,own,\n", encoding="utf-8"
    )
    words = [*ONE, "horizon_days=40", "replications=1", f"data={tmp_path / 'own.csv'}", "freeze=true"]
    before = (standing.ROOT / standing.VALIDATED).read_bytes()
    assert cli.main([*words, f"out={tmp_path / 'out'}"]) == 2
    assert "only a back-test against the published history can be kept" in capsys.readouterr().err
    assert not (tmp_path / "out").exists(), "told before anything is run"
    assert (standing.ROOT / standing.VALIDATED).read_bytes() == before


@pytest.mark.unit
def test_lines_are_kept_read_again_and_say_of_which_model_they_are(tmp_path, monkeypatch):
    line = standing.Validated(**{**KEPT, "made": date(2026, 1, 2), "model": keys.model_digest()})
    assert standing.validated(standing.keep_validated([line], tmp_path).parent) == (line,)
    assert standing.validated(standing.keep_validated([], tmp_path).parent) == ()
    monkeypatch.setattr("sim.runs.manifest.data.validated", lambda: (line,))
    kept = {"validated": manifest.validated()}
    assert kept["validated"]["same_model"]
    model = keys.model_digest()[:8]
    version, fitted, runs, missing, met = (heading for heading, _ in validated_lines(kept))
    assert version == f"Found on 2 Jan 2026; stands for this version of the model ({model}), which makes the same runs."
    assert "To repeat it, give `beredt calibrate episode=2015` first, then `beredt backtest frozen.2015=" in fitted
    assert runs == "Found from so many runs of each case: rules 200."
    assert missing.startswith("Not run: reconstruction; as known; transfer, free; and transfer, ledger.")
    assert met.startswith("Validated for ")
    assert in_short(kept).startswith("Validated for: residents of UDI centres 2015 (")
    monkeypatch.setattr("sim.runs.manifest.model_digest", lambda: "other")
    first, *_ = (heading for heading, _ in validated_lines({"validated": manifest.validated()}))
    assert "another version of the model" in first, "before what it warns of"
    short = in_short({"validated": manifest.validated()})
    assert short.startswith("With an earlier version of the model: Validated for: ")
    monkeypatch.setattr("sim.runs.manifest.data.validated", lambda: (replace(line, fitted="central"),))
    told = "\n".join(heading for heading, _ in validated_lines({"validated": manifest.validated()}))
    assert "Found with central values of all parameters" in told
    assert "calibrate" not in told
    ((nothing, _),) = validated_lines({"validated": {**manifest.validated(), "lines": []}})
    assert nothing.startswith("No back-test has been kept")


@pytest.mark.unit
def test_what_is_met_in_sample_is_not_validated():
    inside = KEPT | {"in_sample": True}
    (nothing, none), (heading, (part,)) = of_lines([inside])
    assert (nothing, none) == ("Nothing is validated out of sample.", [])
    assert heading.startswith("Targets met in sample (numbers of the model were read from these same figures: that")
    assert "sample" not in part
    both = [heading for heading, _ in of_lines([inside, inside | {"label": "as_known"}, KEPT])]
    assert both[0].startswith("Validated for what follows")
    assert both[1] == heading
    assert both[2] == "Targets met in sample, of forecasts from what is known on the day:", "explained once"
    missed = inside | {"verdict": "no", "measured": "worst_relative=0.3<=0.2"}
    _, (heading, _) = of_lines([missed])
    assert heading.startswith("Targets missed even in sample, of what follows")
    kept = {"validated": {"lines": [inside], "same_model": True}}
    assert in_short(kept) == (
        "Nothing is validated out of sample. Targets met in sample: residents of UDI centres 2015 (what follows from "
        "given arrivals and votes, in the years its own numbers are from). Not for budgets, nor for a single centre "
        "or municipality."
    )
    kept["validated"]["lines"] = [inside, KEPT | {"label": "as_known"}]
    assert in_short(kept).startswith(
        "Validated for: residents of UDI centres 2015 (forecasts from what is known on the day). Targets met in sample:"
    )


@pytest.mark.unit
def test_what_cannot_be_told_says_all_that_was_measured():
    measured = "worst_relative@2015-2018=0.057<=0.2 n=1 few=figures; worst_relative@2018=-<=0.2 n=0; "
    measured += "median_relative=0.1<=0.08 n=1 few=runs"
    _, (heading, (part,)) = of_lines([KEPT | {"verdict": "cannot", "horizons": "", "n": 1, "measured": measured}])
    assert heading.startswith("Cannot be told of what follows from")
    assert part == (
        "residents of UDI centres 2015 (n = 1): worst point 2015 to 2018 5.7 %, on too few figures to tell; median "
        "error 10 %, wanted 8 %, by too few runs to tell; not known: worst point 2018"
    )


@pytest.mark.unit
def test_lines_name_the_use_the_series_the_horizon_and_how_many_figures():
    peak = KEPT | {"measured": "peak_days@2022=10<=31"}
    ((_, (part,)),) = of_lines([peak])
    assert part.endswith("day of the peak 2022 10 days")
    (heading, (part,)), = of_lines([KEPT])
    assert heading == "Validated for what follows from given arrivals and votes, in the years its own numbers are from:"
    assert part.startswith("residents of UDI centres 2015 6 months ahead (n = 20): worst point 10 %")
    skills = ("persistence_6=0.5", "planning_figure_12=0.5", "persistence_12=0.01", "persistence_3=-0.2")
    thin = KEPT | {"measured": "; ".join(f"skill_{each}>0.05" for each in skills)}
    (_, (part,)), = of_lines([thin])
    assert part.endswith(
        "(n = 20): skill 6 months, persistence 0.50; not so: skill 12 months, persistence 0.01, no better than it "
        "(wanted > 0.05); skill 3 months, persistence -0.20, worse than it (wanted > 0.05)"
    ), "a horizon at which one baseline is not beaten is not told as held"
    missed = KEPT | {"verdict": "no", "measured": "worst_relative=0.3<=0.2; skill_drift_6=0.5>0.3"}
    _, (heading, (part,)) = of_lines([missed])
    assert heading.startswith("Not validated for")
    assert part.endswith("worst point 30 %, wanted 20 %; skill holds 6 months ahead")


@pytest.mark.unit
def test_a_line_gives_the_n_of_the_horizons_it_names_and_not_the_largest_of_all():
    skills = ["persistence_3=0.5>0.05 n=9", "persistence_6=-0.2>0.05 n=25", "persistence_12=0.4>0.05 n=15"]
    skills.append("planning_figure_12=0.4>0.05 n=12")

    def part(horizons, *levels, **changed):
        measured = "; ".join([*levels, *(f"skill_{each}" for each in skills)])
        *_, (_, (told,)) = of_lines([KEPT | {"n": 25, "horizons": horizons, "measured": measured, **changed}])
        return told

    assert "3 months ahead (n = 9): skill 3 months" in part("3 months")
    assert "3 months and 12 months ahead (n = 9 and 12)" in part("3 months; 12 months"), "the fewest of a horizon"
    level = ("worst_relative=0.1<=0.2 n=20", "worst_relative=0.1<=0.2 n=2")
    assert "3 months ahead (n = 20; pairs 9): worst point 10 %" in part("3 months", *level)
    missed = part("", level[0].replace("0.1", "0.3"), verdict="no")
    assert "(n = 20; pairs 25): worst point 30 %, wanted 20 %; skill 6 months" in missed
    none = KEPT | {"verdict": "cannot", "n": 0, "in_sample": True, "measured": "worst_relative=-<=0.2 n=0"}
    *_, (heading, (told,)) = of_lines([none])
    assert "2015 (no figure to score): not known: worst point" in told
    assert "in sample" not in heading, "without figures"


@pytest.mark.unit
def test_targets_met_by_too_few_runs_are_told_apart():
    _, (heading, (part,)) = of_lines([KEPT | {"verdict": "runs"}])
    assert heading.startswith("Targets met, by too few runs to say, of what follows")
    assert "worst point 10 %" in part


@pytest.mark.unit
@pytest.mark.parametrize(
    ("statistic", "measured", "limit", "told"),
    [
        ("worst_relative", 0.3004, 0.3, "30.04 %, wanted 30 %"),
        ("worst_absolute", 0.104, 0.1, "10.4 points, wanted 10 points"),
        ("worst_absolute", 0.10004, 0.1, "10.004 points, wanted 10 points"),
        ("peak_days", 31.2, 31.0, "31.2 days, wanted 31 days"),
        ("worst_relative", 0.365, 0.3, "36 %, wanted 30 %"),
        ("worst_relative", 0.0303, 0.03, "3.03 %, wanted 3 %"),
        ("peak_days", 12.0, 11.9, "12.0 days, wanted 11.9 days"),
        ("worst_relative", 0.0303, 0.0302, "3.03 %, wanted 3.02 %"),
    ],
)
def test_what_fails_by_a_hair_is_told_with_as_many_digits_as_that_takes(statistic, measured, limit, told):
    line = KEPT | {"verdict": "no", "measured": f"{statistic}={measured}<={limit:.3g}"}
    _, (_, (part,)) = of_lines([line])
    assert told in part


@pytest.mark.unit
def test_a_grade_that_was_run_is_told_to_the_figures(done, tmp_path, monkeypatch):
    from sim import backtests

    told = []
    monkeypatch.setattr(backtests, "backtest_figures", lambda *tables, fitted, ran: iter(told.append(ran) or ()))
    tables = {name: pd.read_parquet(done / f"{name}.parquet") for name in backtests.TABLES}
    backtests._write(tmp_path, tables, json.loads((done / "manifest.json").read_text(encoding="utf-8")))
    assert told == [{("rules", "2015")}]


@pytest.mark.unit
def test_check_warns_of_an_episode_with_nothing_to_compare(tmp_path, capsys):
    head = "episode,series,date,period_start,value,kind,unit,precision,use,source,note"
    days = ("2022,residents,2022-02-01", "2015,residents,2026-02-01")
    rows = [f"{each},,14000,stock,persons,10,score,own," for each in days]
    (tmp_path / "own.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    words = ["check", "backtest", "grades=[rules]", "transfer=[]", f"data={tmp_path / 'own.csv'}"]
    assert cli.main(words) == 0
    told = capsys.readouterr().err
    assert "nothing of 2015 is compared: there is no figure of it from 2015-01-01 to " in told
    assert "nothing of 2022" not in told


@pytest.mark.failure
def test_of_a_history_with_many_faults_the_first_are_told(tmp_path, capsys):
    head = "episode,series,date,period_start,value,kind,unit,precision,use,source,note"
    rows = "\n".join(["2015,residents,2015-02-31,,14000,stock,persons,10,score,own,"] * 30)
    (tmp_path / "own.csv").write_text(f"{head}\n{rows}\n", encoding="utf-8")
    assert cli.main(["backtest", *ONE[1:], f"data={tmp_path / 'own.csv'}"]) == 2
    told = capsys.readouterr().err
    assert told.count("own.csv, line ") == 10
    assert "and 20 more faults of this table" in told


@pytest.mark.invariant
def test_the_digest_of_the_model_is_of_what_a_run_is_made_by_and_what_it_is_held_against_is_no_part_of_it(monkeypatch):
    below = list(MAY_KNOW)[: list(MAY_KNOW).index("runs")]
    assert sorted(keys.MODEL) == sorted(below)
    from sim.data import loader

    plain = sim.data.digest()
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: b"x" if path.name in loader.AFTERWARDS else real(path))
    assert sim.data.digest.__wrapped__() == plain
    monkeypatch.setattr(Path, "read_bytes", lambda path: b"x" if path.name == "given_votes.csv" else real(path))
    assert sim.data.digest.__wrapped__() != plain


@pytest.mark.unit
def test_a_sweep_says_what_its_figures_rest_on(tmp_path):
    from tests.support import swept

    words = ["sweep", *swept.WORDS, "replications=1", f"out={tmp_path}", "executor.kind=serial"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.sweeps.national_model", lambda kernels: swept.model())
        assert cli.main(words) == 0
        assert cli.main(words) == 0, "the store takes the summary as its own"
    (folder,) = tmp_path.iterdir()
    text = (folder / "summary.md").read_text(encoding="utf-8")
    assert "6 points over plan and plan.reception.buffer_places; 6 of 6 runs are there." in text
    kinds = manifest.parameter_kinds()
    assert f"Parameters: {kinds['rule']} are fixed by rule, {kinds['estimated']} estimated from data" in text
    assert "What it is validated for" in text
