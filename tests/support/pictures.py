"""The pictures of the README: which command draws each, and what they were drawn by, so that none grows old unseen."""

from __future__ import annotations

import ast
import csv
import hashlib
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from sim import cli
from sim.runs.keys import model_digest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "pictures"
MADE = FOLDER / "made.csv"
COLUMNS = ("picture", "png", "drawing", "model")
SHARED = ("sim/views/picture.py", "sim/views/style.py")
"""Modules that every picture is drawn by."""


@dataclass(frozen=True)
class Drawn:
    """A picture and what draws it.

    Attributes
    ----------
    command : as the README of the pictures has it, but for its folder
    modules : that draw it, beside the shared ones; the sentences in it are not among them
    """

    name: str
    command: str
    modules: tuple[str, ...]

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return FOLDER / f"{self.name}.png"


PICTURES = (
    Drawn("breaking_points", "breakpoint", ("sim/views/breakpoint_figures.py",)),
    Drawn(
        "need_against_places", "compare start=2024_as_came replications=10 horizon_days=731", ("sim/views/figures.py",)
    ),
    Drawn("persons_by_month", "municipality number=3205", ("sim/views/municipality_figures.py",)),
)  # fmt: skip


def now(drawn: Drawn) -> dict[str, str]:
    """Return the row of a picture as it is now: digests of the file, of what draws it, and of the model."""
    code = "\n".join(_code((ROOT / each).read_text(encoding="utf-8")) for each in (*drawn.modules, *SHARED))
    png = hashlib.sha256(drawn.file.read_bytes()).hexdigest()
    drawing = hashlib.sha256(code.encode()).hexdigest()
    return dict(zip(COLUMNS, (drawn.name, png, drawing, model_digest()), strict=True))


def kept() -> dict[str, dict[str, str]]:
    """Return the rows as they were when the pictures were made, by name."""
    with MADE.open(encoding="utf-8", newline="") as file:
        return {row["picture"]: row for row in csv.DictReader(file)}


def renew(drawn: Drawn, work: Path) -> None:
    """Run the command, which takes minutes, put its picture in the place of the old one, and note what made it."""
    out = work / drawn.name
    assert cli.main([*shlex.split(drawn.command), f"out={out}"]) == cli.DONE
    shutil.copyfile(out / "figures" / f"{drawn.name}.png", drawn.file)
    note(drawn)


def note(drawn: Drawn) -> None:
    """Write down what a picture, which has just been made, was made by."""
    rows = {**(kept() if MADE.is_file() else {}), drawn.name: now(drawn)}
    with MADE.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        written.writeheader()
        written.writerows(rows[name] for name in sorted(rows))


def _code(text: str) -> str:
    """Return a module without what a reader alone sees: remarks, blank lines and docstrings."""
    return ast.dump(_Bare().visit(ast.parse(text)))


class _Bare(ast.NodeTransformer):
    """Takes out text that stands by itself."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        value = node.value
        return None if isinstance(value, ast.Constant) and isinstance(value.value, str) else node
