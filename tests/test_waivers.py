"""A check that is switched off on a line says why on that line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("sim", "tests", "benchmarks")
WAIVER = re.compile(r"#\s*(?:noqa\b|type: ?ignore\b|pragma\b).*")
REASONED = re.compile(
    r"# (?:noqa: [A-Z]+\d+ - |type: ignore\[[a-z-]+\]  # (?!fmt)|pragma: no cover - )\w+.*"
)


@pytest.mark.unit
def test_every_waiver_carries_its_reason() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{number}: {found.group()}"
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := WAIVER.search(line)) and not REASONED.match(found.group())
    ]
    assert bare == []


@pytest.mark.unit
def test_tests_hold_no_waiver_of_types_since_mypy_reads_the_package_alone() -> None:
    assert 'packages = ["sim"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    files = [path for path in sorted((ROOT / "tests").rglob("*.py")) if path != Path(__file__)]
    assert [str(path) for path in files if "type: ignore" in path.read_text(encoding="utf-8")] == []
