"""The engine knows no country and little else."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = {"simpy", "numpy", "sim"}
STANDARD = set(sys.stdlib_module_names)


def imported(path: Path) -> set[str]:
    """Give the modules a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.unit
@pytest.mark.parametrize("room", ["engine", "chance"])
def test_rooms_import_only_what_they_may(room: str) -> None:
    allowed = ("sim.chance", "sim.engine") if room == "engine" else ("sim.chance",)
    for path in sorted((ROOT / "sim" / room).glob("*.py")):
        for name in imported(path):
            top = name.split(".")[0]
            assert top in LIBRARIES | STANDARD, f"{path.name} imports {name}"
            assert top != "sim" or name.startswith(allowed), f"{path.name} imports {name}"
            assert top != "random", f"{path.name} imports {name}"


@pytest.mark.unit
def test_the_engine_says_no_word_of_norway() -> None:
    words = ("norw", "municip", "udi", "imdi", "asylum", "mottak", "krone", "bufetat", "settle")
    for path in sorted((ROOT / "sim" / "engine").glob("*.py")):
        text = path.read_text(encoding="utf-8").lower()
        tokens = set("".join(letter if letter.isalpha() else " " for letter in text).split())
        found = [word for word in words if any(token.startswith(word) for token in tokens)]
        assert not found, f"{path.name} says {found}"


@pytest.mark.unit
def test_the_engine_starts_light() -> None:
    """No heavy library comes in with the engine and the chance room."""
    script = (
        "import sys, sim.engine.sites, sim.engine.servers, sim.engine.agenda\n"
        "import sim.engine.books, sim.chance.laws\n"
        "print([m for m in ('pandas', 'scipy', 'matplotlib', 'hydra', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
