"""Arrows only go down: what each room may know. The engine knows no country and little else."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = {"simpy", "numpy", "sim"}
STANDARD = set(sys.stdlib_module_names)

MAY_KNOW: dict[str, tuple[str, ...]] = {
    "data": (),
    "config": ("data",),
    "chance": (),
    "engine": ("chance",),
    "plans": ("engine", "chance", "config"),
    "institutions": ("engine", "chance", "config", "data", "plans.protocol"),
    "dictionary": ("data",),
    "tables": ("dictionary",),
    "stage_waits": ("institutions", "config"),
    "outcome": ("institutions", "config", "engine", "tables", "stage_waits"),
    "sharing": ("chance", "config"),
    "national": (
        "outcome", "sharing", "tables", "dictionary", "institutions", "plans", "engine", "chance", "config", "data",
    ),
    "runs": ("national", "sharing", "tables", "dictionary", "config", "data", "engine", "chance"),
    "statistics": (),
    "results": ("runs.writer", "dictionary", "data"),
    "studies": ("results", "statistics", "tables", "dictionary", "runs", "config", "data", "chance"),
    "views": ("results", "statistics", "tables", "dictionary"),
    "sweeps": ("studies", "runs", "config", "data"),
    "backtests": ("sweeps", "studies", "views", "runs", "config", "data"),
    "calibrations": ("sweeps", "studies", "runs", "config", "data"),
    "decisions": ("sweeps", "studies", "views", "statistics", "tables", "runs", "config", "data"),
    "describe": (
        "decisions.verbs", "studies.metrics", "stage_waits", "dictionary", "institutions", "config", "data",
        "chance.purposes",
    ),
    "run_result": ("studies", "views", "results", "runs"),
    "jobs": ("run_result", "studies", "views", "runs", "config"),
    "report": ("run_result", "views", "runs", "config"),
    "api": ("jobs", "run_result", "decisions", "sweeps", "studies", "views", "runs", "config", "national"),
    "web": (
        "api", "jobs", "run_result", "report", "decisions", "studies", "views", "results", "statistics", "tables",
        "dictionary", "runs", "config", "data",
    ),
    "cli_words": ("views", "runs", "config"),
    "cli_show": ("cli_words", "views", "runs", "config", "data"),
    "cli_sweep": ("cli_words", "api", "sweeps", "views", "runs", "config"),
    "cli_backtest": ("cli_words", "backtests", "views", "runs", "config"),
    "cli_calibrate": ("calibrations", "studies", "views", "runs", "config", "data"),
    "cli_study": ("cli_words", "decisions", "views", "runs", "config"),
    "cli_help": ("decisions.verbs",),
    "cli_report": ("report", "views", "config"),
    "cli_serve": ("web", "config"),
    "cli_describe": ("describe", "runs.files", "config"),
    "cli": (
        "cli_help", "cli_words", "decisions.verbs", "cli_study", "api", "cli_show", "cli_sweep", "cli_backtest",
        "cli_calibrate", "cli_describe", "cli_report", "cli_serve", "views", "runs", "config",
    ),
    "__main__": ("cli",),
    "__init__": ("api",),
}  # fmt: skip
"""Rooms and single modules of `sim`, from the bottom up, and what of the others each may import.

Of plans, institutions know the words they share; views know tables, and are given what studies found.
"""
TYPES_ONLY = {("outcome", "national")}
"""Named in annotations only, never imported when a run is made."""


def imported(path: Path) -> set[str]:
    """Give the modules a file imports; `from a import b` names both a and a.b."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if module == "sim" or (module.startswith("sim.") and (ROOT / module.replace(".", "/")).is_dir()):
                names |= {f"{module}.{alias.name}" for alias in node.names}
            else:
                names.add(module)
    return names


def files(room: str) -> list[Path]:
    """The modules of a room, or the one module of that name."""
    one = ROOT / "sim" / f"{room}.py"
    return [one] if one.exists() else sorted((ROOT / "sim" / room).rglob("*.py"))


@pytest.mark.unit
def test_every_room_has_its_rule_and_arrows_only_go_down() -> None:
    found = {path.stem for path in (ROOT / "sim").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert found == set(MAY_KNOW)
    order = list(MAY_KNOW)
    for room, others in MAY_KNOW.items():
        for other in others:
            if room != "__init__":
                assert order.index(other.split(".")[0]) < order.index(room), f"{room} may know {other}"


@pytest.mark.unit
@pytest.mark.parametrize("room", list(MAY_KNOW))
def test_rooms_know_only_what_they_may(room: str) -> None:
    for path in files(room):
        for name in imported(path):
            if not name.startswith("sim."):
                continue
            inside = name.removeprefix("sim.")
            if (room, inside.split(".")[0]) in TYPES_ONLY:
                assert f"if TYPE_CHECKING:\n    from {name} import" in path.read_text(encoding="utf-8")
                continue
            allowed = (room, *MAY_KNOW[room])
            assert any(inside == each or inside.startswith(each + ".") for each in allowed), (
                f"{path.name} of {room} imports {name}"
            )


@pytest.mark.unit
@pytest.mark.parametrize("room", ["engine", "chance"])
def test_the_lowest_rooms_need_few_libraries(room: str) -> None:
    for path in files(room):
        for name in imported(path):
            top = name.split(".")[0]
            extra = {"numba"} if path.name == "compiled.py" else set()
            assert top in LIBRARIES | STANDARD | extra, f"{path.name} imports {name}"
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
        "import sim.engine.books, sim.engine.kernels, sim.chance.laws\n"
        "print([m for m in ('pandas', 'scipy', 'matplotlib', 'hydra', 'pydantic', 'numba') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
