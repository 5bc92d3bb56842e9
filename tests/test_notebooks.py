"""The notebooks run at a small size, with `import sim` and plain libraries alone; they are stored without output."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sim

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MAY_IMPORT = {"sim", "pandas", "matplotlib"} | set(sys.stdlib_module_names)


def cells(path: Path, kind: str = "code") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == kind]


def code(path: Path) -> str:
    return "\n".join("".join(cell["source"]) for cell in cells(path))


@pytest.mark.unit
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_without_output(path: Path) -> None:
    assert cells(path)
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells(path))


@pytest.mark.unit
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_called_is_the_interface(path: Path) -> None:
    tree = ast.parse(code(path))
    imported = [
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    ]  # fmt: skip
    assert {name.split(".")[0] for name in imported} <= MAY_IMPORT
    assert [name for name in imported if name.startswith("sim.")] == []
    called = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sim"
    }
    assert called <= {*sim.__all__, "__file__"}


@pytest.mark.unit
def test_a_notebook_leads_to_the_next_and_each_is_reached() -> None:
    text = "".join("".join(cell["source"]) for path in NOTEBOOKS for cell in cells(path, "markdown"))
    reached = {path.name for path in NOTEBOOKS if f"({path.name})" in text}
    assert reached == {path.name for path in NOTEBOOKS} - {"first_run.ipynb"}


@pytest.mark.behaviour
@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_runs(path: Path, tmp_path: Path) -> None:
    """In a process and a folder of its own, small."""
    script = tmp_path / f"{path.stem}.py"
    script.write_text(code(path), encoding="utf-8")
    settings = os.environ | {"BEREDT_SMALL": "1", "MPLBACKEND": "Agg", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, cwd=tmp_path, env=settings)
    assert done.returncode == 0, done.stderr
