"""A run and a comparison told in Bokmål: the same runs and tables, other words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import sim
from sim import cli

SMALL = ("horizon_days=60", "replications=2", "workers=1", "progress=false")
FOREIGN = re.compile(r"\b(the|of|and|with|which|runs|between|from|are)\b")
"""Words that no Bokmål sentence has; commands, paths and settings are taken out before."""


def _prose(text: str) -> str:
    return re.sub(r"`[^`]*`|\(figures/[^)]*\)|\S*[=_/]\S*", "", text)


def _tables(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "tables").iterdir())}


@pytest.mark.repeat
@pytest.mark.parametrize(
    "asked", [("run", "shock=double"), ("compare", "shocks=[autumn_surge]", "plans=[do_nothing,reactive]")]
)
def test_the_same_runs_are_told_in_either_language(
    asked: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told: dict[str, tuple[str, str]] = {}
    for code in ("en", "nb"):
        folder = tmp_path / code
        assert cli.main([*asked, *SMALL, f"language={code}", f"out={folder}"]) == cli.DONE
        shown = capsys.readouterr().out
        told[code] = shown, (folder / "summary.md").read_text(encoding="utf-8")
        assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["language"] == code
        assert cli.main(["report", str(folder)]) == cli.DONE
        assert f'<html lang="{code}">' in (folder / "report.html").read_text(encoding="utf-8")
        capsys.readouterr()
    assert _tables(tmp_path / "en") == _tables(tmp_path / "nb")
    manifests = [json.loads((tmp_path / code / "manifest.json").read_text(encoding="utf-8")) for code in told]
    assert manifests[0]["scenarios"] == manifests[1]["scenarios"]
    for english, bokmal in zip(told["en"], told["nb"], strict=True):
        assert len(FOREIGN.findall(_prose(english))) > 20, "so that English would be seen"
        assert FOREIGN.findall(_prose(bokmal)) == []
    assert "Kort sagt" in told["nb"][1]
    drawn = [(tmp_path / code / "figures" / "need_against_places.svg").read_text(encoding="utf-8") for code in told]
    assert drawn[0] != drawn[1], "the figures speak the language too"


@pytest.mark.unit
def test_python_is_told_in_the_language_that_it_asks(capsys: pytest.CaptureFixture[str]) -> None:
    result = sim.run("do_nothing", horizon_days=30, replications=1, workers=1, language="nb")
    result.show()
    shown = capsys.readouterr().out
    assert "Største behov" in shown
    assert FOREIGN.findall(_prose(shown)) == []
    assert any("behov" in picture.title.lower() for picture in result.pictures)


@pytest.mark.unit
def test_what_is_perhaps_not_meant_is_told_in_the_language_too(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["check", "run", "shock=autumn_surge", "shock.onset=2024-03-01", "horizon_days=30"]
    assert cli.main([*asked, "language=nb"]) == cli.DONE
    told = "beredt: advarsel: sjokket autumn_surge begynner 1. mars 2024, etter den siste dagen 30. jan. 2024"
    assert told in capsys.readouterr().err
    assert cli.main(asked) == cli.DONE
    assert "beredt: warning: shock autumn_surge begins on 2024-03-01" in capsys.readouterr().err


@pytest.mark.failure
def test_a_language_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "run", "language=sv"]) == cli.INPUT_FAULT
    assert "language = 'sv': must be 'en' or 'nb'" in capsys.readouterr().err
