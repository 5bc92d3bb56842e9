"""What files and the model say of themselves has Bokmål beside it, and only where the English is the one it is for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from sim import data
from sim.views.bokmal import BOKMAL
from sim.views.bokmal_clauses import NAMES_OF_CLAUSES_NB
from sim.views.bokmal_says import NAMES_OF_SAYS_NB
from sim.views.english import ENGLISH
from sim.views.said import is_said, said

ROOT = Path(__file__).parents[2]
CONFIGS = ROOT / "configs"


def _says(group: str) -> Iterator[str]:
    for path in sorted((CONFIGS / group).glob("*.yaml")):
        yield str(yaml.safe_load(path.read_text(encoding="utf-8"))["says"]).rstrip(".")


def _criteria() -> Iterator[str]:
    for path in sorted((CONFIGS / "criteria").glob("*.yaml")):
        found = yaml.safe_load(path.read_text(encoding="utf-8"))["criteria"]
        yield from (str(each["says"]) for each in found.values())


def _assumptions() -> Iterator[str]:
    found = yaml.safe_load((CONFIGS / "sensitivity.yaml").read_text(encoding="utf-8"))["assumptions"]
    yield from (str(each["says"]) for each in found.values())


DELIVERED = {
    **{f"says_{group}": set(_says(group)) for group in ("plan", "shock", "start")},
    "says_criterion": set(_criteria()),
    "says_assumption": set(_assumptions()),
    "warning": {fact.warn for fact in data.facts().values() if fact.warn},
    "source": {fact.source for fact in data.facts().values()},
}


@pytest.mark.invariant
@pytest.mark.parametrize("kind", DELIVERED)
def test_every_sentence_that_is_delivered_has_bokmal_and_no_bokmal_is_left_of_one_that_is_gone(kind: str) -> None:
    assert set(BOKMAL.names[kind]) == DELIVERED[kind]
    assert all(is_said(kind, text, BOKMAL) for text in DELIVERED[kind])


def _whys() -> Iterator[str]:
    """Every text of the modules of clauses that says what a clause is held against, fields as `0`."""
    for name in ("clauses_goals", "clauses_parties", "clause_rows"):
        tree = ast.parse((ROOT / "sim" / "institutions" / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
                last = node.args[-1]
                yield from _texts(last)
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("why", "NOTHING_DUE"):
                yield from _texts(node.value)


CALLS = ("at_least", "at_most", "figure", "row", "not_modelled", "nothing_due")


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(each.value) if isinstance(each, ast.Constant) else _field(each) for each in node.values)


def _field(node: ast.expr) -> str:
    """A value that may stand there: a share where it is written as one."""
    text = ast.unparse(node)
    known = {".0%": "10%", "word": "opening", "limits": "10% or 200 persons"}
    return next((value for part, value in known.items() if part in text), "30")


@pytest.mark.invariant
def test_what_every_clause_is_held_against_has_bokmal() -> None:
    found = {text for text in _whys() if " " in text}
    assert len(found) > 50
    assert sorted(text for text in found if not is_said("why", text, BOKMAL)) == []


@pytest.mark.invariant
def test_a_sentence_with_fields_has_the_same_ones_in_bokmal() -> None:
    for kinds in (NAMES_OF_SAYS_NB, NAMES_OF_CLAUSES_NB):
        for table in kinds.values():
            for english, own in table.items():
                assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", own)), english


@pytest.mark.unit
def test_numbers_and_parts_of_a_sentence_are_in_the_language_too() -> None:
    text = "no earlier year to compare with: 4.7 months of 2011-2012: at most 1,430.5"
    told = "ikke noe tidligere år å sammenligne med: 4,7 måneder i 2011-2012: høyst 1\u00a0430,5"
    assert said("why", text, BOKMAL) == told
    assert said("why", "of those settled, within 183 days: at least 90 %", BOKMAL) == (
        "av de bosatte, innen 183 dager: minst 90 %"
    )
    assert said("why", "changes above 10%; 2 were told of", BOKMAL) == "endringer over 10 %; 2 ble det varslet om"
    over = "plan practice_2015: 3 of its 9 measures stand for days before 2024-01-01, the first of the run, and are "
    over += "never ordered: tents, ships"
    assert "før 1. jan. 2024, kjøringens første" in said("remark", over, BOKMAL)


@pytest.mark.unit
def test_what_a_user_wrote_under_a_name_of_ours_stands_as_it_is() -> None:
    mine = "Benchmark. The system of the first day goes on, but for one centre"
    assert said("says_plan", mine, BOKMAL) == mine
    assert not is_said("says_plan", mine, BOKMAL)
    assert said("no_such_kind", mine, BOKMAL) == mine


@pytest.mark.unit
def test_english_is_left_as_it_is() -> None:
    for kind, texts in DELIVERED.items():
        assert all(said(kind, text, ENGLISH) == text and is_said(kind, text, ENGLISH) for text in texts)
