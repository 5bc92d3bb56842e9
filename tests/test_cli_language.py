"""The command line in Bokmål: faults, checks, warnings, progress and how a command ended, and English as it was."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim import cli
from sim.cli_words import failed_told, faults_told, hindered, replaced_told, spoken
from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.config.plainly import plain
from sim.decisions.study import NothingLeft
from sim.decisions.verbs import STUDIES
from sim.runs.files import NoSpace
from sim.runs.outdir import MANIFEST
from sim.runs.refs import FailedRun, RunRef
from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH
from sim.views.faulted import in_words
from tests.support.sentences import texts

ROOT = Path(__file__).resolve().parents[1]
FOREIGN = re.compile(r"\b(the|of|and|with|which|runs|between|from|are|must|there|is|give|no|one|not)\b")
"""Words that no Bokmål sentence has; commands, paths and settings are taken out before."""
CODES = re.compile(r"`[^`]*`|'[^']*'|\S*[=_/]\S*")


def _foreign(text: str) -> list[str]:
    return FOREIGN.findall(CODES.sub("", text))


@pytest.mark.unit
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "en"),
        (("shock=drop", "language=nb"), "nb"),
        (("language='nb'",), "nb"),
        (("+language=nb",), "nb"),
        (("language=nb", "seed=x", "language=en"), "en"),
        (("language=nb", "language=sv"), "en"),
        (("language=",), "en"),
        (("own_language=nb",), "en"),
    ],
)
def test_the_language_is_found_in_the_words_alone(words: tuple[str, ...], code: str) -> None:
    assert spoken(words).code == code


@pytest.mark.unit
@pytest.mark.parametrize("line", [
    ("compare", "plan=nosuch", "horizon_days=x", "seed=-1", "out={tmp}/not/there", "replications=0"),
    ("run", "shock=nosuch", "plan.reception.buffer_places=-5", "--foo", "--config-dir={tmp}/none"),
    ("breakpoint", "plans=[reactive,reactive]", "replications=0", "out={tmp}/file/x"),
    ("check", "robust", "nosuch=1", "draws=x"),
    ("check", "serve", "x"),
    ("check", "robuste"),
    ("municipality", "number=3205", "county=Akershus"),
    ("municipality", "name=Lillestrøm", "county=Akershus"),
    ("show", "plan", "reactive", "more"),
    ("describe", "nosuch", "model", "out={tmp}"),
    ("report", "{tmp}", "out={tmp}"),
    ("report", "{tmp}", "out={tmp}/not/there"),
    ("report", "{tmp}"),
    ("serve", "port=x", "results_mb=-1", "boundaries={tmp}/none"),
    ("status", "a", "b", "full=perhaps"),
    ("comparr", "--foo", "--config-dir"),
    ("plan=x", "--foo"),
], ids=" ".join)  # fmt: skip
def test_faults_are_told_in_the_language_of_the_line_and_english_stays(
    line: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    asked = [word.format(tmp=tmp_path) for word in line]
    code = cli.INPUT_FAULT
    at = len(asked) - (asked[-1] == "--config-dir")  # which takes the word behind it for a folder
    assert cli.main([*asked[:at], "language=nb", *asked[at:]]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert _foreign(told.err) == []
    assert cli.main(asked) == code
    english = capsys.readouterr()
    assert english.out == ""
    assert len(_foreign(english.err)) > 0, "so that English would be seen"


@pytest.mark.unit
def test_faults_are_told_with_the_marks_of_the_language_and_in_english_whole_for_want_of_words() -> None:
    bad = BadConfig(
        [
            Fault("seed", -1, "must be greater than or equal to 0"),
            Fault("own", "fil 1\N{NO-BREAK SPACE}018.csv", "there is no such file", "a hint that nobody knows"),
            Fault("file.yaml", NO_VALUE, "is empty"),
        ]
    )
    assert faults_told(bad, BOKMAL).splitlines() == [
        "3 feil i det som er oppgitt; ingenting ble kjørt",
        "  seed = -1: må være 0 eller mer",
        "  own = 'fil 1\\xa0018.csv': there is no such file (a hint that nobody knows)",
        "  file.yaml: er tom",
    ]
    bad.runs = 12_345
    head = faults_told(bad, BOKMAL).splitlines()[0]
    assert head.endswith("de 12\N{NO-BREAK SPACE}345 kjøringene som måtte til for å se det, er tatt vare på")
    for runs in (0, 12_345):
        for faults in (bad.faults, bad.faults[:1]):
            some = BadConfig(faults)
            some.runs = runs
            assert faults_told(some, ENGLISH) == str(plain(some))


@pytest.mark.unit
def test_a_language_that_there_is_not_is_told_in_english_with_the_other_faults(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["check", "run", "language=sv", "seed=-1"]) == cli.INPUT_FAULT
    told = capsys.readouterr().err
    assert "2 faults in the input" in told
    assert "language = 'sv': must be 'en' or 'nb'" in told
    assert "seed = -1: must be greater than or equal to 0" in told


@pytest.mark.unit
@pytest.mark.parametrize("verb", ["run", "compare", *STUDIES])
def test_a_check_is_told_in_the_language(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ["check", verb, *(["number=3205"] if verb == "municipality" else [])]
    assert cli.main([*asked, "language=nb"]) == cli.DONE
    told = capsys.readouterr().out
    assert told.startswith("Ingen feil ble funnet; ingenting ble kjørt.")
    assert "No fault" not in told
    assert not re.search(r"\d{4}-\d{2}-\d{2}", CODES.sub("", told)), "days are written as people write them"
    assert _foreign(re.sub(r"(?m)^  [\w, ]+  |: \w+$", "", told)) == []


@pytest.mark.unit
def test_a_check_says_everything_of_the_runs_in_the_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / MANIFEST).write_text('{"command": ["beredt", "run", "seed=2"]}', encoding="utf-8")
    asked = ["check", "run", "shock=autumn_surge", "replications=auto", "horizon_days=400", "workers=2"]
    assert cli.main([*asked, f"out={out}", "overwrite=true", "language=nb"]) == cli.DONE
    told = " ".join(capsys.readouterr().out.split())
    assert "400 dager fra 1. jan. 2024 til 3. feb. 2025, sjokket begynner 1. aug. 2024, scenario" in told
    assert re.search(r"kjøringer høyst (\d+) = 1 sjokk x 1 plan x \1 kjøringer startverdi 1 prosesser 2 fakta", told)
    assert told.endswith(f"overwrite=true: et tidligere resultat i {out} blir erstattet, det fra: beredt run seed=2")
    (out / MANIFEST).write_text("[]", encoding="utf-8")
    untold = f"et tidligere resultat i {out} blir erstattet; kommandoen står ikke i manifest.json der"
    assert replaced_told(out, BOKMAL) == f"overwrite=true: {untold}"
    english = replaced_told(out, ENGLISH)
    assert english.endswith("will be replaced, whose manifest.json does not tell its command")
    assert replaced_told(tmp_path / "none", BOKMAL) == ""


@pytest.mark.unit
def test_warnings_of_a_study_are_told_in_the_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ["check", "brief", "seed=2", "seed=3"]
    assert cli.main([*asked, "language=nb"]) == cli.DONE
    told = capsys.readouterr().err
    assert told.startswith("beredt: advarsel: ")
    assert _foreign(told) == []
    assert cli.main(asked) == cli.DONE
    assert capsys.readouterr().err.startswith("beredt: warning: ")


@pytest.mark.unit
def test_failed_runs_are_told_in_the_language() -> None:
    failed = [("runde-1", FailedRun(RunRef(2, 7), "run", "ValueError: x"))] * 7
    assert list(failed_told(failed, Path("out/failed"), BOKMAL)) == [
        "beredt: 7 kjøringer mislyktes; samme kommando prøver dem igjen",
        *["  lager runde-1, punkt 2, kjøring 7, trinn run: ValueError: x"] * 5,
        "  og 2 til i out/failed",
    ]
    one = list(failed_told([("", failed[0][1])], Path("out"), BOKMAL))
    assert one[0] == "beredt: 1 kjøring mislyktes; samme kommando prøver den igjen"
    assert one[1] == "  punkt 2, kjøring 7, trinn run: ValueError: x"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (NothingLeft(), "ingen kjøring endte godt, så det er ingenting å fortelle"),
        (
            NoSpace("no room for a.parquet (full): what was done before it is kept; make room and give the same "
                    "command again"),
            "ikke plass til a.parquet (full): det som var gjort før det, er tatt vare på; gjør plass, og gi samme "
            "kommando igjen",
        ),
        (NoSpace("of which nobody knows"), "of which nobody knows"),
    ],
)  # fmt: skip
def test_what_ends_a_command_before_its_time_is_told_in_the_language(error: Exception, told: str) -> None:
    assert hindered(error, BOKMAL) == told
    assert hindered(error, ENGLISH) == str(error)


INTERRUPTED = {
    "run": ("sim.api.carry_out", "avbrutt; ingenting ble skrevet"),
    "brief": (
        "sim.decisions.study.run_study",
        "avbrutt; det som er gjort, er tatt vare på, og samme kommando går videre",
    ),
    "check": ("sim.cli_show.print_job", "avbrutt"),
}  # fmt: skip


@pytest.mark.failure
@pytest.mark.parametrize("verb", INTERRUPTED)
def test_an_interrupt_is_told_in_the_language(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    place, told = INTERRUPTED[verb]

    def interrupt(*given: object, **named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(place, interrupt)
    asked = [verb, *(["run"] if verb == "check" else []), "progress=false"]
    assert cli.main([*asked, "language=nb"]) == cli.INTERRUPTED
    assert capsys.readouterr().err == f"beredt: {told}\n"
    assert cli.main(asked) == cli.INTERRUPTED
    assert capsys.readouterr().err.startswith("beredt: interrupted")


@pytest.mark.failure
def test_a_fault_of_the_program_is_told_in_the_language_with_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*given: object, **named: object) -> None:
        raise RuntimeError("it broke")

    monkeypatch.setattr("sim.api.carry_out", broken)
    out = tmp_path / "out"
    assert cli.main(["run", "progress=false", f"out={out}", "language=nb"]) == cli.PROGRAM_FAULT
    assert capsys.readouterr().err == f"beredt: feil i programmet: RuntimeError: it broke; loggen er {out}/fault.log\n"


@pytest.mark.behaviour
def test_progress_and_the_last_line_of_a_run_are_in_the_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    asked = ["run", "horizon_days=30", "replications=2", "workers=1", f"out={out}", "language=nb"]
    assert cli.main(asked) == cli.DONE
    told = capsys.readouterr()
    assert re.search(r"(?m)^run: 2 av 2 kjøringer på \d+ s, ferdig$", told.err)
    assert told.out.endswith(f"resultater: {out}\n")
    assert cli.main(["report", str(out), "language=nb"]) == cli.DONE
    assert capsys.readouterr().out == f"rapport: {out / 'report.html'}\n"


MADE = [*sorted((ROOT / "sim").glob("cli*.py")), *(ROOT / "sim" / "runs" / f"{name}.py" for name in ("outdir", "lock"))]
"""Modules that make faults of their own."""


@pytest.mark.invariant
@pytest.mark.parametrize("file", MADE, ids=lambda file: file.name)
def test_every_fault_of_the_command_line_has_bokmal(file: Path) -> None:
    lacking = [
        text
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Fault"
        for part in node.args[2:4]
        for _, text in texts(part)
        if in_words(text.replace("{}", "x1"), BOKMAL) is None
    ]
    assert lacking == []


@pytest.mark.unit
@pytest.mark.parametrize(
    "asked", [("--help",), ("run", "seed=-1"), ("run", "seed=-1", "language=nb"), ("check", "run", "language=nb")]
)
def test_help_faults_and_checks_need_no_library_of_tables_or_figures(asked: tuple[str, ...], tmp_path: Path) -> None:
    script = (
        "import sys; from sim import cli\n"
        f"cli.main({list(asked)!r})\n"
        "print([m for m in ('pandas', 'scipy', 'matplotlib', 'pyarrow', 'rich') if m in sys.modules])"
    )
    command, env = [sys.executable, "-c", script], {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path, env=env)
    assert done.stdout.splitlines()[-1] == "[]"
