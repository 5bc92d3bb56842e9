"""The pictures of the README are those that the program draws now."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support import pictures
from tests.support.pictures import PICTURES, Drawn

AGAIN = "BEREDT_RENEW=1 python -m pytest tests/describe/test_pictures.py -k {name}"


@pytest.mark.snapshot
@pytest.mark.parametrize("drawn", PICTURES, ids=lambda each: each.name)
def test_a_picture_is_of_the_model_and_the_drawing_of_today(drawn: Drawn, tmp_path: Path) -> None:
    """After a change: BEREDT_RENEW=1, which takes minutes, and look at the picture."""
    if os.environ.get("BEREDT_RENEW"):
        pictures.renew(drawn, tmp_path)
    was, now = pictures.kept().get(drawn.name, {}), pictures.now(drawn)
    other = [name for name in pictures.COLUMNS if was.get(name) != now[name]]
    assert not other, f"{drawn.file.name}: another {', '.join(other)}; {AGAIN.format(name=drawn.name)}"


@pytest.mark.unit
def test_every_picture_is_held_and_its_command_stands_beside_it() -> None:
    assert {each.file for each in PICTURES} == set(pictures.FOLDER.glob("*.png"))
    beside = (pictures.FOLDER / "README.md").read_text(encoding="utf-8")
    for each in PICTURES:
        (line,) = [line for line in beside.splitlines() if line.endswith(f"# {each.file.name}")]
        assert line.startswith(f"beredt {each.command} out=")
    assert AGAIN.format(name="need_against_places") in beside


@pytest.mark.unit
def test_other_code_is_another_drawing_and_another_remark_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = PICTURES[0]
    for name in (*drawn.modules, *pictures.SHARED):
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text((pictures.ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    was = pictures.now(drawn)
    monkeypatch.setattr(pictures, "ROOT", tmp_path)
    assert pictures.now(drawn) == was
    copy = tmp_path / pictures.SHARED[1]
    text = copy.read_text(encoding="utf-8")
    copy.write_text(f"# a remark\n{text}\n\n", encoding="utf-8")
    assert pictures.now(drawn) == was
    copy.write_text(f"{text}\nWIDTH = 3\n", encoding="utf-8")
    assert pictures.now(drawn)["drawing"] != was["drawing"]
