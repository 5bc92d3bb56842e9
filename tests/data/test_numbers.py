"""No number about Norway stands outside the facts, and no fact stands there unused."""

from __future__ import annotations

import ast
import fnmatch
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import sim
from sim.config.fields import leaves
from sim.data import facts
from tests.support.choices import CODE, COMPARED, CONFIG, OWN, PLAIN, WORDS

ROOT = Path(sim.__file__).parent
CONFIGS = ROOT.parent / "configs"
MODULES = [*sorted((ROOT / "institutions").glob("*.py")), *sorted((ROOT / "plans").glob("*.py")), ROOT / "national.py"]
ORDERED = ("phases.py", "states.py")  # nothing but the order of things


def numbers_of_config(folder: Path) -> Iterator[tuple[str, str, Any]]:
    """File, key and value of every number that is written out."""
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        group = name.rsplit("/", 1)[-1] if name in OWN else name.split("/", 1)[0]
        for keys, value in leaves(yaml.safe_load(path.read_text(encoding="utf-8"))):
            if isinstance(value, int | float) and not isinstance(value, bool) and "defaults" not in keys:
                yield name, ".".join(str(key) for key in (group, *keys)), value


def kinds_of(key: str) -> set[str]:
    return {kind for kind, patterns in CONFIG for each in patterns.split() if fnmatch.fnmatchcase(key, each)}


def undeclared(folder: Path) -> list[str]:
    """Numbers that are of no declared kind, or of the kind neutral and neither 0 nor 1."""
    return [
        f"{name}: {key} is {value}"
        for name, key, value in numbers_of_config(folder)
        if not (kinds := kinds_of(key)) or (kinds == {"neutral"} and value not in (0, 1))
    ]


def literals(source: str) -> set[float]:
    """Numbers of a module; indices and powers (2**30) say nothing."""
    tree = ast.parse(source)
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        for part in _skipped(node)
        for inner in ast.walk(part)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and id(node) not in skipped
    }


def _skipped(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.Subscript):
        return [node.slice]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return [node]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        return [*node.args]
    return []


@pytest.mark.invariant
def test_every_number_of_the_configuration_is_a_fact_or_a_declared_choice() -> None:
    assert {kind for kind, _ in CONFIG} == set(WORDS)
    assert undeclared(CONFIGS) == []
    keys = {key for _, key, _ in numbers_of_config(CONFIGS)}
    idle = [each for _, patterns in CONFIG for each in patterns.split() if not fnmatch.filter(keys, each)]
    assert idle == [], "declared, but nothing is of that name"


@pytest.mark.failure
@pytest.mark.parametrize(
    ("group", "line"),
    [
        ("municipalities", "times: {vote_days: {law: fixed, mean: 84}}"),
        ("settlement", "asking_deadline_days: 183"),
        ("regime", "need_day: 15"),
        ("targets", "times: [{within_days: 183}]"),
        ("start", "settlement: {requested: 37000}"),
        ("casework", "july_capacity_factor: 0.4"),
        ("prices", "keys: {ordinary_place: {used: 450}}"),
    ],
)
def test_a_new_number_about_norway_is_caught(tmp_path: Path, group: str, line: str) -> None:
    (tmp_path / group).mkdir()
    (tmp_path / group / "norway.yaml").write_text(line, encoding="utf-8")
    assert len(undeclared(tmp_path)) == 1


@pytest.mark.invariant
@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_every_number_of_the_code_is_plain_or_declared(path: Path) -> None:
    if path.name in ORDERED:
        return
    found = literals(path.read_text(encoding="utf-8")) - PLAIN
    assert found == set(CODE.get(path.name, {})) - PLAIN


@pytest.mark.failure
def test_a_new_number_of_the_code_is_caught() -> None:
    assert literals("SCHOOL_STARTS = 8\nBIG = 2**30\nx = row[3]\n") - PLAIN == {8}


@pytest.mark.invariant
def test_every_fact_is_used() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in CONFIGS.rglob("*.yaml"))
    used = set(re.findall(r"\$\{fact:([^}]+)\}", text))
    code = "".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py"))
    used |= set(re.findall(r'fact\("([^"]+)"\)', code))
    unused = [key for key in facts() if key not in used]
    assert [key for key in unused if not any(fnmatch.fnmatchcase(key, each) for each in COMPARED)] == []
    assert all(fnmatch.filter(unused, each) for each in COMPARED)
