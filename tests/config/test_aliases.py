"""A file of YAML that means nothing, or more than any file can, is refused before anything goes through it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim import cli
from sim.config.faults import BadConfig
from sim.config.files import MOST_VALUES, read_yaml

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.failure
@pytest.mark.parametrize(
    "text", [BOMB, BOMB.replace("[", "{k: [").replace("]", "]}"), "a: &a [*a]\n", "a: &a {b: *a}\n"]
)
def test_what_grows_beyond_all_sense_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bomb.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadConfig, match=f"holds more than {MOST_VALUES} values with all that its aliases"):
        read_yaml(file)


@pytest.mark.failure
def test_a_date_that_no_calendar_has_is_a_fault_of_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "robust.yaml").write_text("losses: 2024-13-45\n", encoding="utf-8")
    with pytest.raises(BadConfig, match="this is not YAML that can be used: month must be in"):
        read_yaml(tmp_path / "robust.yaml")
    assert cli.main(["check", "robust", "--config-dir", str(tmp_path)]) == 2
    assert "not YAML that can be used" in " ".join(capsys.readouterr().err.split())


@pytest.mark.unit
def test_aliases_of_sense_are_taken(tmp_path: Path) -> None:
    file = tmp_path / "plain.yaml"
    file.write_text("a: &a {b: 1}\nc: [*a, *a]\nd: {<<: *a, e: 2}\n", encoding="utf-8")
    assert read_yaml(file) == {"a": {"b": 1}, "c": [{"b": 1}, {"b": 1}], "d": {"b": 1, "e": 2}}


@pytest.mark.failure
def test_a_plan_and_what_a_municipality_knows_are_read_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plan").mkdir()
    for file in (tmp_path / "plan" / "bomb.yaml", tmp_path / "own.yaml"):
        file.write_text(BOMB, encoding="utf-8")
    assert cli.main(["check", "run", "plan=bomb", "--config-dir", str(tmp_path)]) == 2
    assert cli.main(["check", "municipality", "number=3205", f"own={tmp_path / 'own.yaml'}"]) == 2
    assert " ".join(capsys.readouterr().err.split()).count("write what is meant once") == 2
