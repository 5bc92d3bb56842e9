"""README and docs: every command of ours in them is one that can be given, with the files that the page shows."""

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
from sim.data import validated
from sim.decisions.verbs import STUDIES, study_named
from sim.runs import manifest
from sim.views.standing import bullets, validated_lines

ROOT = Path(__file__).resolve().parents[1]
README, DOCS = ROOT / "README.md", ROOT / "docs"
PAGES = [README, *sorted(DOCS.rglob("*.md"))]
BACK_TEST, SWEEPS, STARTS, RESULTS = (DOCS / f"{name}.md" for name in ("back_test", "sweeps", "own_start", "results"))
FENCED = re.compile(r"^```(?P<kind>\w*)(?: (?P<name>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
START_FILE = "today.csv"
SMALL = ["replications=1", "horizon_days=14", "workers=1", "progress=false", "overwrite=true"]
HOW_TOS = ("add_a_plan", "add_a_shock", "my_municipality", "own_start")


def blocks(kind: str, *pages: Path) -> list[str]:
    """Return the blocks of a kind of these pages; of all, if none is named."""
    texts = [page.read_text(encoding="utf-8") for page in pages or PAGES]
    return [block["text"] for text in texts for block in FENCED.finditer(text) if block["kind"] == kind]


def commands(*pages: Path) -> list[str]:
    """Return what follows `beredt` in every line of a shell that calls it."""
    lines = [line for block in blocks("sh", *pages) for line in block.splitlines()]
    parts = [part.strip() for line in lines for part in line.split(" && ")]
    called = [part.removeprefix(".venv/bin/") for part in parts]
    return [part.removeprefix("beredt").strip() for part in called if part.startswith("beredt ")]


def put(page: Path, folder: Path) -> None:
    """Write the files that a page shows: YAML named in its first line, CSV in the head of its block."""
    for block in FENCED.finditer(page.read_text(encoding="utf-8")):
        name = block["text"].splitlines()[0].removeprefix("# ") if block["kind"] == "yaml" else block["name"]
        if name:
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block["text"], encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with `outputs` as in a checkout, into which `put` writes the files of a page."""
    (tmp_path / "outputs").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def named(page: Path) -> str:
    return page.relative_to(ROOT).with_suffix("").as_posix()


def once() -> dict[tuple[str, ...], tuple[Path, str]]:
    """Return every command with a page that shows it: with the page's own files each time, else once."""
    found: dict[tuple[str, ...], tuple[Path, str]] = {}
    for page in PAGES:
        for each in commands(page):
            words = shlex.split(each, comments=True)
            own = "--config-dir" in words or any(Path(word).suffix in (".yaml", ".csv") for word in words)
            found.setdefault((*words, *([named(page)] if own else [])), (page, each))
    return found


GIVEN = [pytest.param(page, each, id=f"{named(page)}: {each}") for page, each in once().values()]
SHOWN = [
    pytest.param(DOCS / f"{name}.md", each, id=f"{name}: {each}")
    for name in HOW_TOS
    for each in commands(DOCS / f"{name}.md")
    if each.split()[0] in ("run", "compare")
]


@pytest.mark.unit
def test_no_command_of_the_readme_or_the_docs_is_passed_over() -> None:
    lines = [line for page in PAGES for line in page.read_text(encoding="utf-8").splitlines()]
    shown = [line for line in lines if line.startswith("beredt ") or "bin/beredt compare" in line]
    assert len(commands()) == len(shown) >= 50
    assert {shlex.split(command)[0] for command in commands()} == set(cli._VERBS)


@pytest.mark.failure
@pytest.mark.parametrize(("page", "command"), GIVEN)
def test_every_command_of_the_readme_and_the_docs_can_be_given(
    page: Path, command: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(page, folder)
    given = cli.parse(shlex.split(command, comments=True))
    assert given.bad == []
    if "start=from_run" in given.words:
        before = next(other for other in commands(page) if "save_state=" in other)
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
    elif given.verb in ("show", "check", "describe"):
        dirs = [word for each in given.config_dirs for word in ("--config-dir", each)]
        assert cli.main([given.verb, *given.words, *dirs]) == cli.DONE
    else:  # status, query, report and serve ask of what is there
        most = {"status": (1,), "query": (2,), "report": (1, 2), "serve": (0, 1, 2)}
        assert len(given.words) in most[given.verb]
        assert cli.main([given.verb, "--help"]) == cli.DONE
    capsys.readouterr()


@pytest.mark.repeat
@pytest.mark.parametrize(("page", "command"), SHOWN)
def test_what_the_how_tos_run_runs_small(
    page: Path, command: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command as it stands, but for one run of two weeks."""
    put(page, folder)
    words = [word for word in shlex.split(command, comments=True) if not word.startswith("replications=")]
    assert cli.main([*words, *SMALL]) == cli.DONE
    capsys.readouterr()


@pytest.mark.unit
@pytest.mark.parametrize("page", PAGES, ids=named)
def test_what_a_page_points_to_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [each.split("#")[0] for each in re.findall(r"\]\(([^)]+)\)", text) if "://" not in each]
    assert [each for each in links if not (page.parent / each).exists()] == []
    for code in blocks("python", page):
        compile(code, str(page), "exec")


@pytest.mark.unit
def test_pictures_are_shown_told_and_small() -> None:
    folder = DOCS / "pictures"
    pictures = {path.name for path in folder.glob("*.png")}
    assert len(pictures) == 3
    assert set(re.findall(r"# (\S+\.png)", (folder / "README.md").read_text(encoding="utf-8"))) == pictures
    shown = re.findall(r"\]\((\S+\.png)\)", README.read_text(encoding="utf-8"))
    assert {Path(each).name for each in shown} == pictures
    assert all(path.stat().st_size < 150_000 for path in folder.iterdir())


@pytest.mark.unit
def test_the_questions_to_the_tables_are_answered(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [text for text in blocks("python", RESULTS) if "duckdb" in text]
    result = folder / "outputs" / "flight"
    short = ["start=empty", "shock=none", "plan=do_nothing", "replications=1", "horizon_days=20"]
    carry_out(load("run", [*short, "workers=1", "progress=false"]), result, None)
    capsys.readouterr()
    exec("\n".join(asked), {})
    assert capsys.readouterr().out.count("plan") == len(asked) == 2


@pytest.mark.repeat
def test_what_is_called_from_python_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The block as it stands, but for fewer and shorter runs, and one process."""
    (text,) = [block for block in blocks("python", RESULTS) if "sim.compare" in block]
    monkeypatch.chdir(tmp_path)
    small = text.replace("replications=10, horizon_days=450", "replications=1, horizon_days=28, workers=1")
    words = '["replications=3", "horizon_days=230", "workers=1", "progress=false"]'
    small = small.replace('["replications=10"]', words)
    assert small.count("workers=1") == 2
    found: dict[str, Any] = {}
    exec(compile(small, str(RESULTS), "exec"), found)
    assert len(found["result"].breaks)
    assert (tmp_path / "need.svg").stat().st_size > 1000


@pytest.mark.failure
def test_the_files_that_are_shown_are_ones_that_can_be_used(folder: Path) -> None:
    for page in (README, SWEEPS, STARTS):
        put(page, folder)
    assert len(load_sweep([], ["mine"]).points) > 1
    (by_yaml,) = load("run", ["plan=our_plan", "start=our_start"], ["mine"]).scenarios.values()
    (by_word,) = load("run", [f"start.file={START_FILE}"]).scenarios.values()
    assert by_yaml.start.anchors == by_word.start.anchors
    assert by_yaml.start.places == by_word.start.places


FOUND = re.compile(r"(?<=<!-- validated: from sim/data/validated.csv -->\n).*?(?=<!-- end -->)", re.DOTALL)


def held(page: Path, between: re.Pattern[str], wanted: str) -> None:
    """Hold a block that is kept in a page; BEREDT_RENEW=1 writes it anew: read the difference."""
    text = page.read_text(encoding="utf-8")
    if os.environ.get("BEREDT_RENEW"):
        page.write_text(between.sub(lambda _: wanted, text), encoding="utf-8")
    assert between.findall(page.read_text(encoding="utf-8")) == [wanted]


@pytest.mark.snapshot
def test_the_docs_say_for_what_the_model_was_validated() -> None:
    """Every line that was kept, no other."""
    lines = list(bullets(validated_lines({"validated": manifest.validated()})))
    held(BACK_TEST, FOUND, "\n".join(["", *lines, "", ""]))


COUNTS = re.compile(r"(?<=<!-- counts: from sim/data/validated.csv -->\n).*?(?=<!-- end -->)", re.DOTALL)
GRADES = {
    "reconstruction": "told arrivals, decisions and votes",
    "rules": "told arrivals and votes",
    "as_known": "told what was known on the day",
    "transfer_free": "rules and parameters of the other shock",
    "transfer_ledger": "the same, with the dated changes of rules",
}


@pytest.mark.snapshot
def test_the_defence_counts_what_was_met_and_missed() -> None:
    lines = validated()
    assert {each.label for each in lines} == set(GRADES)
    rows = ["| runs are | met, in sample | met out of sample | met on too few figures | missed |",
            "| --- | ---: | ---: | ---: | ---: |"]  # fmt: skip
    for label, says in GRADES.items():
        of_grade = [each for each in lines if each.label == label]
        counts = [
            sum(each.verdict == "yes" and each.in_sample for each in of_grade),
            sum(each.verdict == "yes" and not each.in_sample for each in of_grade),
            sum(each.verdict in ("few", "runs") for each in of_grade),
            sum(each.verdict == "no" for each in of_grade),
        ]
        rows.append(f"| {says} | {' | '.join(map(str, counts))} |")
    held(DOCS / "defence.md", COUNTS, "\n".join(["", *rows, "", ""]))


@pytest.mark.invariant
def test_the_docs_name_every_key_that_cannot_be_drawn() -> None:
    text = BACK_TEST.read_text(encoding="utf-8")
    (refused,) = re.findall(r"and are refused: (.*?)\. A run saved", text)
    assert set(re.findall(r"`([a-z_.]+)`", refused)) == {*REFUSED, *REFUSED_KEYS}
