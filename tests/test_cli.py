"""The command line: exit codes, one message for all faults, folders, help, and equal tables."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sim import cli
from sim.runs.outdir import LOG, MANIFEST
from sim.views.english import ENGLISH

ROOT = Path(__file__).resolve().parents[1]
HEAVY = (
    "numpy",
    "pandas",
    "scipy",
    "matplotlib",
    "hydra",
    "omegaconf",
    "pydantic",
    "simpy",
    "pyarrow",
    "rich",
)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """Return the lines of a refusal: exit code 2, nothing on standard output, no traceback, one message."""
    code, out, err = told(capsys, *arguments)
    assert code == cli.INPUT_FAULT
    assert out == ""
    assert "Traceback" not in err
    first, *rest = err.splitlines()
    assert first == f"beredt: {len(rest)} fault{'' if len(rest) == 1 else 's'} in the input; nothing was run"
    assert list(Path().iterdir()) == [] or not (Path() / "outputs").exists()
    return rest


def started(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.unit
@pytest.mark.parametrize(
    "words", [["--help"], ["run", "--help"], ["compare", "-h"], ["show", "--help"], ["check", "--help"]]
)
def test_help_tells_the_use(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    code, out, err = told(capsys, *words)
    assert (code, err) == (cli.DONE, "")
    assert "usage: beredt" in out
    assert max(map(len, out.splitlines())) <= 110


@pytest.mark.unit
def test_help_imports_nothing_heavy() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "sim", "--help"]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "sim" in imported
    assert imported.isdisjoint(HEAVY)


@pytest.mark.unit
def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "--version")
    assert code == cli.DONE
    assert out.startswith("beredt")


@pytest.mark.unit
def test_a_command_line_is_taken_apart() -> None:
    command = cli.parse(["run", "a=1", "--config-dir", "x", "~b", "--config-dir=y", "--debug", "+c=2"])
    assert (command.verb, command.words, command.config_dirs, command.debug) == (
        "run",
        ["a=1", "~b", "+c=2"],
        ["x", "y"],
        True,
    )
    assert command.bad == []


@pytest.mark.failure
def test_the_folder_of_a_misspelt_option_is_no_second_fault(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = refused(capsys, "run", "--confg-dir", "mine")
    assert line == "  --confg-dir: there is no such option (nearest: --config-dir)"


@pytest.mark.unit
def test_a_key_given_twice_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = told(capsys, "check", "run", "shock=none", "horizon_days=400", "horizon_days=300")
    assert code == cli.DONE
    assert err == "beredt: warning: horizon_days is given twice: 300 counts, 400 does not\n"


@pytest.mark.failure
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rnu"], "nearest: run"),
        (["seed=1"], "a verb is missing"),
        (["--fast"], "a verb is missing"),
        (["zzz", "--x"], "known: compare, run, show, check"),
    ],
)
def test_a_verb_that_is_not_there(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    code, out, err = told(capsys, *words)
    assert (code, out) == (cli.INPUT_FAULT, "")
    assert said in err


@pytest.mark.failure
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["backtst", "seed=2"], "backtst: there is no verb 'backtst' to check (nearest: backtest)"),
        (["status"], "status: this verb has nothing to check (checked are run, compare, sweep, backtest, "),
        (["shock"], "shock: a value is missing (write shock=VALUE, or ~shock to take the key out)"),
        (["~backtst"], "backtst: unknown key 'backtst'"),
    ],
)
def test_a_verb_that_cannot_be_checked(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    (line,) = refused(capsys, "check", *words)
    assert line.strip().startswith(said)


@pytest.mark.failure
def test_no_word_at_all_gives_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys)
    assert code == cli.INPUT_FAULT
    assert out.startswith("Beredt simulates")


@pytest.mark.failure
def test_every_bad_input_is_told_in_one_message(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The list of the issue, all in one command: each a line, with dotted path, value and rule."""
    Path("stocks.csv").write_text(
        "kind,status,where,group,persons,elapsed_days\nstock,undecided,ordinary,individual,-5,3\n"
        "places,,ordinary,,100,\n",
        encoding="utf-8",
    )
    plan = Path("mine/plan/odd.yaml")
    plan.parent.mkdir(parents=True)
    measure = (
        "{measure: shelter, lever: section_95a, decided_by: Government, when: {always: true},"
        " order: {amount: switch}, lead_days: {law: fixed, mean: 1}}"
    )
    plan.write_text(
        f"defaults: [options_and_frames, _self_]\nname: odd\nreception: {{ladder: [{measure}]}}\n",
        encoding="utf-8",
    )
    lines = refused(
        capsys,
        "run",
        "plan=odd",
        "--config-dir",
        "mine",
        "replications=many",  # wrong type
        "plan.recption.buffer_places=5",  # unknown key
        "seed=-1",  # out of range
        "population.groups.individual.household_size=[0.5,0.4]",  # shares that do not sum to one
        "start.file=stocks.csv",  # a negative stock
        "reception.hosts.arrival_municipality='9999'",  # unknown municipality
        "shock=mass_fligt",  # unknown option
        "out=mine",  # a folder that is not ours
        "--workers=2",
    )
    text = "\n".join(lines)
    for said in (
        "replications = 'many': must be a whole number from 1 to 10000, or auto",
        "plan.recption.buffer_places = 5: unknown key 'recption' (nearest: reception",
        "seed = -1: must be greater than or equal to 0",
        "population.groups.individual: household_size must sum to 1, sums to 0.9",
        "start.file: stocks.csv line 2: persons -5 is negative",
        "reception.hosts.arrival_municipality = '9999': there is no municipality of that number",
        "shock = 'mass_fligt': there is no such option in group shock (nearest: mass_flight",
        "plan.reception.ladder.0.reverse: measure shelter must say how it is undone",
        "section_95a is in force from 2024-07-01",
        "out = 'mine': holds files that Beredt did not write",
        "--workers=2: there is no such option (settings are written without dashes: workers=2)",
    ):
        assert said in text
    assert len(lines) == 11


@pytest.mark.failure
@pytest.mark.parametrize("verb", ["run", "check"])
def test_an_empty_csv_is_refused(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    Path("empty.csv").write_text("", encoding="utf-8")
    (line,) = refused(capsys, verb, "start.file=empty.csv")
    assert line.strip().startswith("start.file: empty.csv")
    Path("head.csv").write_text("kind,status,where,group,persons,elapsed_days\n", encoding="utf-8")
    (line,) = refused(capsys, verb, "start.file=head.csv")
    assert "holds no rows" in line


@pytest.mark.failure
def test_yaml_never_runs_code(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    plan = Path("mine/plan/evil.yaml")
    plan.parent.mkdir(parents=True)
    for text in (
        "reception: {_target_: os.mkdir, path: pwned}",
        "hydra: {callbacks: {x: {_target_: os.mkdir, path: pwned}}}",
        "says: !!python/object/apply:os.mkdir [pwned]",
    ):
        plan.write_text(f"defaults: [options_and_frames, _self_]\nname: evil\n{text}\n", encoding="utf-8")
        (line,) = refused(capsys, "check", "run", "plan=evil", "--config-dir", "mine")
        assert "never runs code" in line or "not YAML that can be used" in line
    assert refused(capsys, "run", "+plan._target_=os.mkdir", "hydra.run.dir=pwned")
    assert not Path("pwned").exists()


@pytest.mark.unit
def test_a_users_plan_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    plan = Path("mine/plan/small.yaml")
    plan.parent.mkdir(parents=True)
    head = "defaults: [options_and_frames, _self_]\nname: small\nsays: A small plan\n"
    text = head + "reception: {buffer_places: 7}\n"
    plan.write_text(text, encoding="utf-8")
    code, out, _ = told(capsys, "check", "plan=small", "--config-dir", "mine", "horizon_days=30")
    assert code == cli.DONE
    assert "small" in out
    code, out, _ = told(capsys, "show", "plan", "--config-dir", "mine")
    assert "A small plan [your own]" in out
    code, out, _ = told(capsys, "show", "plan", "small", "--config-dir", "mine")
    assert "reception.buffer_places = 7 places" in out


@pytest.mark.failure
def test_what_cannot_be_read_is_named_where_options_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path("mine/plan").absolute()
    folder.mkdir(parents=True)
    (folder / "broken.yaml").write_text("a: [1,\n", encoding="utf-8")
    (folder / "latin.yaml").write_bytes(b"says: Bj\xf8rn\n")
    broken, latin = refused(capsys, "show", "plan", "--config-dir", "mine")
    assert broken.strip().startswith(f"{folder / 'broken.yaml'} line 2: this is not YAML that can be used")
    assert latin.strip() == f"{folder / 'latin.yaml'}: line 1 is not UTF-8 (save the file as UTF-8)"
    assert told(capsys, "show", "plan", "reactive", "--config-dir", "mine")[0] == cli.DONE


@pytest.mark.failure
def test_variables_of_the_machine_reach_no_result(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "hush")
    plan = Path("mine/plan/leak.yaml")
    plan.parent.mkdir(parents=True)
    plan.write_text(
        'defaults: [options_and_frames, _self_]\nname: leak\nsays: "${oc.env:SECRET}"\n', encoding="utf-8"
    )
    for words in (
        ["check", "run", "plan=leak", "shock.size=${oc.env:SECRET}", "out=${oc.env:SECRET}", "--config-dir", "mine"],
        ["check", "sweep", "shock.size=1,${oc.env:SECRET}", "name=${oc.env:SECRET}"],
    ):
        lines = refused(capsys, *words)
        assert len(lines) == len(words) - 2 - 2 * ("--config-dir" in words)
        assert all("can be filled in" in line and "hush" not in line for line in lines)


@pytest.mark.unit
def test_check_tells_what_would_be_run(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, "check", "plans=[do_nothing,options_and_frames]", "replications=3", "seed=9")
    assert (code, err) == (cli.DONE, "")
    for said in (
        "compare",
        "6 = 1 shock x 2 plans x 3 replications",
        "1309 days from 2024-01-01",
        "scenario ",
        "MB",
    ):
        assert said in " ".join(out.split())  # lines are wrapped to the terminal
    assert list(Path().iterdir()) == []


@pytest.mark.unit
@pytest.mark.parametrize("verb", ["compare", "brief"])
def test_check_says_which_result_would_be_replaced(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    Path("mine").mkdir()
    manifest = {"verb": verb, "question": "another", "command": ["beredt", verb, "seed=77"]}
    Path("mine/manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    code, out, _ = told(capsys, "check", verb, "out=mine", "overwrite=true")
    assert code == cli.DONE
    assert f"an earlier result in mine will be replaced, that of: beredt {verb} seed=77" in out


@pytest.mark.unit
@pytest.mark.parametrize(
    ("words", "verb"),
    [
        ([], "compare"),
        (["seed=1"], "run"),
        (["plan=do_nothing"], "run"),
        (["plans.do_nothing.reception.buffer_places=1"], "compare"),
        (["run"], "run"),
        (["compare", "seed=1"], "compare"),
    ],
)
def test_check_knows_which_verb_is_meant(capsys: pytest.CaptureFixture[str], words: list[str], verb: str) -> None:
    code, out, _ = told(capsys, "check", *words)
    assert code == cli.DONE
    assert f"verb     {verb}" in out


@pytest.mark.unit
def test_show_goes_from_groups_to_one_option_whole(capsys: pytest.CaptureFixture[str]) -> None:
    from sim.config.compose import Sources

    code, out, _ = told(capsys, "show")
    assert code == cli.DONE
    for group in Sources.of().groups:
        assert f"\n  {group} " in out
        code, listed, _ = told(capsys, "show", group)
        assert code == cli.DONE
        for option in Sources.of().options(group):
            assert f"\n  {option} " in listed
    code, out, _ = told(capsys, "show", "population", "norway")
    for said in (
        "groups.individual.private_share = ",
        " share 0-1",
        "fact population.private.individual",
        "source: ",
        "warning: ",
    ):
        assert said in out


@pytest.mark.failure
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "shok"], "nearest: shock"),
        (["show", "shock", "drp"], "nearest: drop"),
        (["show", "shock", "drop", "more"], "no more"),
        (["show", "--config-dir", "nowhere"], "no such folder"),
        (["run", "--config-dir"], "a folder is missing"),
    ],
)
def test_show_names_what_is_there(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    assert any(said in line for line in refused(capsys, *words))


@pytest.mark.failure
def test_an_earlier_result_is_not_overwritten_silently(capsys: pytest.CaptureFixture[str]) -> None:
    out = Path("out")
    out.mkdir()
    (out / MANIFEST).write_text("{}", encoding="utf-8")
    (line,) = refused(capsys, "run", "out=out")
    assert "overwrite=true" in line
    (out / MANIFEST).rename(out / "other.json")
    (line,) = refused(capsys, "run", "out=out", "overwrite=true")
    assert "Beredt did not write" in line
    (line,) = refused(capsys, "compare", "out=out/other.json")
    assert "is a file" in line
    (line,) = refused(capsys, "check", "run", "out=nowhere/out")
    assert "is not there" in line


def stand_in(monkeypatch: pytest.MonkeyPatch, do: Any) -> None:
    """Put `do` in the place of what carries out a run."""
    import sim.api

    monkeypatch.setattr(sim.api, "carry_out", do)


@pytest.mark.failure
def test_a_fault_of_the_program_is_one_line_and_a_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: object) -> None:
        raise RuntimeError("the sum\nis off")

    stand_in(monkeypatch, fails)
    code, out, err = told(capsys, "run", "out=here")
    assert (code, out) == (cli.PROGRAM_FAULT, "")
    assert err == f"beredt: fault of the program: RuntimeError: the sum is off; the log is {Path('here') / LOG}\n"
    assert "RuntimeError" in (Path("here") / LOG).read_text(encoding="utf-8")
    code, _, err = told(capsys, "run", "out=here", "--debug")
    assert code == cli.PROGRAM_FAULT
    assert "Traceback" in err


@pytest.mark.failure
def test_failed_runs_give_a_code_of_their_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [{"stage": "run"}]
    result = SimpleNamespace(failures=failures, words=ENGLISH, show=lambda: None, manifest={"replications": 30})
    stand_in(monkeypatch, lambda *given: result)
    code, out, err = told(capsys, "run", "out=here")
    assert code == cli.FAILED_RUNS
    assert "results: here" in out
    assert "1 of 30 runs failed" in err


@pytest.mark.failure
def test_an_interrupt_is_told_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*given: object) -> None:
        raise KeyboardInterrupt

    stand_in(monkeypatch, stopped)
    code, _, err = told(capsys, "run", "out=here")
    assert (code, err) == (cli.INTERRUPTED, "beredt: interrupted; nothing was written\n")


@pytest.mark.failure
@pytest.mark.parametrize(("number", "workers"), [(signal.SIGINT, 2), (signal.SIGTERM, 1)])
def test_stopping_leaves_nothing_half_written(number: signal.Signals, workers: int) -> None:
    words = ["shock=none", "replications=400", "horizon_days=60", f"workers={workers}", "out=here", "progress=false"]
    process = started("run", *words)
    try:
        until = time.monotonic() + 30.0  # by then it is in the midst of something, on any machine
        while time.monotonic() < until and not any(Path().glob(".here.*.partial/.tables.partial/*")):
            time.sleep(0.05)
        assert process.poll() is None
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, out, err) == (
        cli.INTERRUPTED,
        "",
        "beredt: interrupted; nothing was written\n",
    )
    assert list(Path().iterdir()) == []


@pytest.mark.repeat
def test_the_same_command_gives_the_same_tables() -> None:
    """Once with one worker, once with two, under different PYTHONHASHSEED."""
    words = ["shock=minors", "replications=2", "horizon_days=90", "seed=3", "progress=false"]
    tables = []
    for workers in (1, 2):
        out = f"with_{workers}"
        process = started("run", *words, f"workers={workers}", f"out={out}", PYTHONHASHSEED=str(workers))
        _, err = process.communicate(timeout=300)
        assert process.returncode == cli.DONE, err
        tables.append({path.name: path.read_bytes() for path in Path(out, "tables").glob("*.parquet")})
    assert len(tables[0]) >= 8
    assert tables[0] == tables[1]


@pytest.mark.failure
def test_a_reader_who_leaves_a_run_is_no_fault_either() -> None:
    process = started("run", "shock=none", "replications=1", "horizon_days=10", "workers=1", "out=here")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    err = process.stderr.read()
    assert process.wait(timeout=120) == cli.DONE
    assert "Traceback" not in err
    assert "Error" not in err
    process.stderr.close()
    assert (Path("here") / MANIFEST).is_file()


@pytest.mark.failure
def test_a_shock_that_no_run_meets_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = told(capsys, "check", "run", "shock=autumn_surge", "shock.onset=2026-01-01", "horizon_days=366")
    assert code == cli.DONE
    assert err == (
        "beredt: warning: shock autumn_surge begins on 2026-01-01, after the last day 2024-12-31: no run meets it\n"
    )
    _, _, err = told(capsys, "check", "run", "shock=autumn_surge", "shock.onset=2023-08-01", "horizon_days=366")
    assert "before the first day 2024-01-01" in err
    assert told(capsys, "check", "run", "shock=none", "shock.onset=2026-01-01", "horizon_days=366")[2] == ""


@pytest.mark.failure
def test_a_reader_that_leaves_is_no_fault() -> None:
    process = started("show", "population", "norway")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    err = process.stderr.read()
    assert process.wait(timeout=60) in (cli.DONE, -signal.SIGPIPE)
    assert "Traceback" not in err
    process.stderr.close()


@pytest.mark.unit
def test_a_check_tells_when_a_shock_first_changes_arrivals(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = told(capsys, "check", "run", "shock=drop", "horizon_days=400")
    assert "shock begins 2024-01-01, arrivals change from 2024-07-01" in " ".join(out.split())
    _, out, _ = told(capsys, "check", "run", "shock=autumn_surge")
    assert "shock begins 2024-08-01, scenario" in " ".join(out.split())
    _, out, _ = told(capsys, "check", "run", "shock.size=0")
    assert "no shock to arrivals" in " ".join(out.split())


@pytest.mark.failure
def test_an_interrupt_of_open_replications_says_what_is_lost(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(job: object, out: Path, progress: Any) -> None:
        for done in range(1, 39):
            progress(done, 70, 0)
        raise KeyboardInterrupt

    stand_in(monkeypatch, stopped)
    code, _, err = told(capsys, "run", "replications=auto", "out=here")
    assert code == cli.INTERRUPTED
    assert "of 70 runs of this step (at most 300) in " in err
    assert err.endswith(
        "beredt: interrupted; nothing was written: the 38 runs done so far are lost (a sweep keeps what is done)\n"
    )
