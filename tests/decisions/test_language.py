"""The answer of a study in Bokmål: from the same runs, in the same folder, with the numbers of the language."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

import pytest

from sim import cli
from sim.config.asked import load_study
from sim.config.faults import BadConfig
from sim.decisions.study import folder_of, question_of, world_of
from sim.decisions.verbs import STUDIES, study_named
from sim.report.page import page
from tests.support import breaking

FOREIGN = re.compile(r"\b(the|of|and|with|which|runs|futures|between|from)\b")
"""Words that no Bokmål sentence has; names of settings and commands are taken out before."""
CODES = re.compile(r"  \w+: \w+")
"""A line of codes, such as a rule and its name in the settings."""
FEW = "replications=12"
SMALL = {"municipality": ("number=3205",)}
"""What a verb cannot do without."""


def _prose(text: str) -> str:
    """Return a summary without commands, settings, paths and the back-test's codes."""
    return re.sub(r"`[^`]*`|\(figures/[^)]*\)|\S*[=_]\S*", "", text)


@pytest.mark.behaviour
def test_asked_again_in_bokmal_nothing_is_run_anew_and_the_answer_is_told_in_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(breaking.LOG, str(tmp_path / "log"))
    folder = tmp_path / "out"
    english = breaking.done(folder, FEW)
    told = (folder / "summary.md").read_text(encoding="utf-8")
    lines = (tmp_path / "log").read_text(encoding="utf-8").count("\n")
    bokmal = breaking.done(folder, FEW, "language=nb")
    assert (tmp_path / "log").read_text(encoding="utf-8").count("\n") == lines > 0
    assert english.table("breaking_points").equals(bokmal.table("breaking_points")), "numbers of tables are the same"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["language"], english.manifest["language"]) == ("nb", "en")
    assert manifest["question"] == english.manifest["question"]
    summary = (folder / "summary.md").read_text(encoding="utf-8")
    assert "**Kort sagt.**" in summary
    assert re.search(r"tåler opptil 1,0\d+ ganger", summary)
    assert re.search(r"survives up to 1\.0\d+ times", told)
    assert FOREIGN.findall(_prose(summary)) == []
    assert len(FOREIGN.findall(_prose(told))) > 50, "so that English would be seen"
    bokmal.show()
    shown = capsys.readouterr().out
    assert FOREIGN.findall(_prose(shown)) == []
    assert re.search(r"1,0\d", shown)
    again = breaking.done(folder, FEW, "language=en")
    assert again.answer.says == english.answer.says
    assert (folder / "summary.md").read_text(encoding="utf-8").replace(" language=en", "") == told


@pytest.mark.unit
@pytest.mark.parametrize("verb", sorted(STUDIES))
def test_every_study_says_what_it_would_run_in_bokmal_for_the_same_question(verb):
    study = study_named(verb)
    told = {}
    for code in ("en", "nb"):
        asked = load_study(verb, study.settings, (*SMALL.get(verb, ()), f"language={code}"))
        told[code] = (folder_of(asked), question_of(asked), [*study.plan_of(asked), *world_of(study, asked)])
    assert told["en"][:2] == told["nb"][:2], "the language is no part of the question, nor of the folder"
    english, bokmal = told["en"][2], told["nb"][2]
    assert len(english) == len(bokmal)
    assert [line for line in english if line in bokmal and not CODES.fullmatch(line)] == []
    assert FOREIGN.findall(_prose("\n".join(bokmal))) == []


@pytest.mark.invariant
def test_no_study_calls_a_view_in_english_whatever_was_asked():
    folder = Path(cli.__file__).parent / "decisions"
    names = "ENGLISH.names"  # codes of stages
    found = [
        f"{path.name}: {line.strip()}"
        for path in sorted(folder.glob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if "ENGLISH" in line and "import" not in line and names not in line
    ]
    assert found == []


@pytest.mark.invariant
@pytest.mark.parametrize("verb", sorted(STUDIES))
def test_every_study_hands_its_language_to_its_view(verb):
    assert "words_of(asked)" in inspect.getsource(study_named(verb).carry_out)


@pytest.mark.failure
def test_a_language_that_there_is_not_is_a_fault(tmp_path):
    with pytest.raises(BadConfig, match="language"):
        breaking.asked("language=sv")


@pytest.mark.behaviour
def test_a_report_of_an_answer_is_in_its_language_and_says_how_to_have_the_other(tmp_path, capsys):
    folder = tmp_path / "out"
    breaking.done(folder, "replications=10", "language=nb")
    text = page(folder)
    assert '<html lang="nb">' in text
    assert cli.main(["report", str(folder)]) == cli.DONE
    assert '<html lang="nb">' in (folder / "report.html").read_text(encoding="utf-8")
    assert cli.main(["report", str(folder), "language=nb"]) == cli.DONE
    capsys.readouterr()
    assert cli.main(["report", str(folder), "language=en"]) == cli.INPUT_FAULT
    error = capsys.readouterr().err
    assert "was written down in Bokmål" in error
    assert "no run is done anew" in error
    assert "beredt breakpoint" in error
    assert "language=en" in error
    assert "language=nb" not in error.split("no run is done anew")[1]
