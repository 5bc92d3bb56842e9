"""The README: every command of ours in it is one that can be given, with the files it shows beside it."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from sim import cli
from sim.api import carry_out
from sim.config.asked import load_study
from sim.config.load import load
from sim.config.load_backtest import load_backtest
from sim.config.load_calibrate import load_calibrate
from sim.config.load_sweep import load_sweep
from sim.config.parameters import REFUSED, REFUSED_KEYS
from sim.decisions.verbs import STUDIES, study_named
from sim.runs import manifest
from sim.views.standing import bullets, validated_lines

README = Path(__file__).resolve().parents[1] / "README.md"
FENCED = re.compile(r"^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
START_FILE = "today.csv"


def blocks(kind: str) -> list[str]:
    return [block["text"] for block in FENCED.finditer(README.read_text(encoding="utf-8")) if block["kind"] == kind]


def commands() -> list[str]:
    """Return what follows `beredt` in every line of a shell that calls it."""
    parts = [part.strip() for block in blocks("sh") for line in block.splitlines() for part in line.split(" && ")]
    called = [part.removeprefix(".venv/bin/") for part in parts]
    return [part.removeprefix("beredt").strip() for part in called if part.startswith("beredt ")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the README shows, each named in its first line, and the CSV."""
    for text in blocks("yaml"):
        file = tmp_path / text.splitlines()[0].removeprefix("# ")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (table,) = blocks("csv")
    (tmp_path / START_FILE).write_text(table, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.unit
def test_no_command_of_the_readme_is_passed_over() -> None:
    text = README.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("beredt ") or "bin/beredt compare" in line]
    assert len(commands()) == len(lines) >= 15
    assert {shlex.split(command)[0] for command in commands()} == set(cli._VERBS)


@pytest.mark.failure
@pytest.mark.parametrize("command", commands())
def test_every_command_of_the_readme_can_be_given(
    command: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = cli.parse(shlex.split(command, comments=True))
    assert given.bad == []
    if "start=from_run" in given.words:
        before = next(other for other in commands() if "save_state=" in other)
        saved = re.sub(r"replications=\d+", "replications=1 horizon_days=214 workers=1 progress=false", before)
        past = load("run", shlex.split(saved, comments=True)[1:])
        carry_out(past, folder / "past", None)
    if given.verb in ("run", "compare"):
        assert load("run" if given.verb == "run" else "compare", given.words, given.config_dirs).scenarios
    elif given.verb == "sweep":
        assert load_sweep(given.words, given.config_dirs).points
    elif given.verb == "backtest":
        assert load_backtest(given.words, given.config_dirs).cases
    elif given.verb == "calibrate":
        assert load_calibrate(given.words, given.config_dirs).parameters
    elif given.verb in STUDIES:
        study = study_named(given.verb)
        asked = load_study(given.verb, study.settings, given.words, given.config_dirs, refused=study.refused)
        assert list(study.plan_of(asked))
    elif given.verb in ("show", "check"):
        assert cli.main([given.verb, *given.words]) == cli.DONE
    else:  # status, query and report ask of what is there
        assert len(given.words) in {"status": (1,), "query": (2,), "report": (1, 2)}[given.verb]
        assert cli.main([given.verb, "--help"]) == cli.DONE
    capsys.readouterr()


@pytest.mark.unit
def test_the_questions_to_the_tables_are_answered(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [text for text in blocks("python") if "duckdb" in text]
    result = folder / "outputs" / "flight"
    result.parent.mkdir()
    short = ["start=empty", "shock=none", "plan=do_nothing", "replications=1", "horizon_days=20"]
    carry_out(load("run", [*short, "workers=1", "progress=false"]), result, None)
    capsys.readouterr()
    exec("\n".join(asked), {})
    assert capsys.readouterr().out.count("plan") == len(asked) == 2


@pytest.mark.repeat
def test_what_is_called_from_python_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The block as it stands, but for fewer and shorter runs, and one process."""
    (text,) = [block for block in blocks("python") if "sim.compare" in block]
    monkeypatch.chdir(tmp_path)
    small = text.replace("replications=10, horizon_days=450", "replications=1, horizon_days=28, workers=1")
    words = '["replications=3", "horizon_days=230", "workers=1", "progress=false"]'
    small = small.replace('["replications=10"]', words)
    assert small.count("workers=1") == 2
    found: dict[str, Any] = {}
    exec(compile(small, "README.md", "exec"), found)
    assert len(found["result"].breaks)
    assert (tmp_path / "need.svg").stat().st_size > 1000


@pytest.mark.failure
def test_the_files_that_the_readme_shows_are_ones_that_can_be_used(folder: Path) -> None:
    job = load_sweep([], ["mine"])
    assert len(job.points) > 1
    (by_yaml,) = load("run", ["plan=our_plan", "start=our_start"], ["mine"]).scenarios.values()
    (by_word,) = load("run", [f"start.file={START_FILE}"]).scenarios.values()
    assert by_yaml.start.anchors == by_word.start.anchors
    assert by_yaml.start.places == by_word.start.places


FOUND = re.compile(r"(?<=<!-- validated: from sim/data/validated.csv -->\n).*?(?=<!-- end -->)", re.DOTALL)


@pytest.mark.snapshot
def test_the_readme_says_for_what_the_model_was_validated() -> None:
    """Every line that was kept, no other; after a new back-test was kept: BEREDT_RENEW=1, and read the difference."""
    lines = list(bullets(validated_lines({"validated": manifest.validated()})))
    wanted = "\n".join(["", *lines, "", ""])
    text = README.read_text(encoding="utf-8")
    if os.environ.get("BEREDT_RENEW"):
        README.write_text(FOUND.sub(lambda _: wanted, text), encoding="utf-8")
    assert FOUND.findall(README.read_text(encoding="utf-8")) == [wanted]


@pytest.mark.invariant
def test_the_readme_names_every_key_that_cannot_be_drawn() -> None:
    text = README.read_text(encoding="utf-8")
    (refused,) = re.findall(r"and are refused: (.*?)\. A run saved", text)
    assert set(re.findall(r"`([a-z_.]+)`", refused)) == {*REFUSED, *REFUSED_KEYS}
