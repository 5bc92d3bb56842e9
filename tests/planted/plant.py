"""Plant defects, one at a time, in a copy of the tree, and see which test kills each (METHODS V4).

    python tests/planted/plant.py                    all of them, two at a time
    python tests/planted/plant.py --only mapping     those whose name holds a word
    python tests/planted/plant.py --list             their names

Prints a line for each defect with the first test that failed and the seconds it took. The tests must pass on the
tree as it is. Exit code 1 if a defect survives, no longer fits the code, or breaks it so that no test runs.
"""

from __future__ import annotations

import argparse
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("sim", "configs", "tests", "benchmarks", "docs", "notebooks", "pyproject.toml", "README.md")
WORKERS = 2
LONGEST_SECONDS = 600
FAILED = re.compile(r"^FAILED (\S+)", re.MULTILINE)
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.planted.defects import DEFECTS, Defect  # noqa: E402 - the root has to be on the path first


@dataclass(frozen=True)
class Outcome:
    """What became of a defect: `killer` is the test that failed, or empty; `fault` says why it could not be tried."""

    defect: Defect
    killer: str
    fault: str
    seconds: float

    @property
    def killed(self) -> bool:
        """Whether a test saw it."""
        return bool(self.killer) and not self.fault


class Tree:
    """A copy of the tree that defects are planted in, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._planted = 0
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, folder / name)

    def write(self, path: Path, text: str) -> None:
        """Write a file with a time of its own, so that no compiled file of before is taken for it."""
        path.write_text(text, encoding="utf-8")
        self._planted += 1
        later = time.time() + 10 * self._planted
        os.utime(path, (later, later))

    def try_out(self, defect: Defect) -> Outcome:
        """Plant a defect, run its tests until one fails, and take it out again."""
        began = time.perf_counter()
        path = self.folder / defect.file
        sound = path.read_text(encoding="utf-8") if path.exists() else ""
        found = sound.count(defect.old)
        if found != 1:
            return Outcome(defect, "", f"its text occurs {found} times in {defect.file}", 0.0)
        self.write(path, sound.replace(defect.old, defect.new))
        try:
            code, said = self.run_tests(defect.tests)
        finally:
            self.write(path, sound)
        seconds = time.perf_counter() - began
        failed = FAILED.findall(said)
        if failed:
            return Outcome(defect, failed[0], "", seconds)
        if code == 0:
            return Outcome(defect, "", "", seconds)
        return Outcome(defect, "", f"pytest ended with {code}: {said[-400:]}", seconds)

    def run_tests(self, tests: Sequence[str]) -> tuple[int, str]:
        """Run tests in the copy until one fails; exit code and what was said."""
        try:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", "-q", "-x", "-rf", "--no-header", "--tb=no",
                 "-p", "no:cacheprovider", "-m", "not slow", *tests],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(self.folder), "PYTEST_ADDOPTS": ""},
                capture_output=True,
                text=True,
                timeout=LONGEST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return -1, f"not done after {LONGEST_SECONDS} s"
        return done.returncode, done.stdout + done.stderr


def plant(defects: Sequence[Defect], workers: int = WORKERS) -> tuple[list[Outcome], list[str]]:
    """Try out defects.

    Returns
    -------
    Outcomes in the order of `defects`, and the tests that fail without any defect.
    """
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        trees: queue.Queue[Tree] = queue.Queue()
        for number in range(workers):
            trees.put(Tree(Path(folder) / str(number)))

        def in_a_tree(defect: Defect) -> Outcome:
            tree = trees.get()
            try:
                outcome = tree.try_out(defect)
            finally:
                trees.put(tree)
            print(_line(outcome), flush=True)
            return outcome

        with ThreadPoolExecutor(workers) as pool:
            outcomes = list(pool.map(in_a_tree, defects))
        return outcomes, _failing_anyway(trees.get(), outcomes)


def _failing_anyway(tree: Tree, outcomes: Sequence[Outcome]) -> list[str]:
    """Of the tests that killed, those that fail in the tree as it is: their kills say nothing."""
    killers = sorted({outcome.killer for outcome in outcomes if outcome.killer})
    if not killers:
        return []
    code, said = tree.run_tests(["--maxfail=1000", *killers])
    return FAILED.findall(said) or ([] if code == 0 else [said[-400:]])


def _line(outcome: Outcome) -> str:
    said = outcome.killer or outcome.fault or "SURVIVED"
    return f"{outcome.defect.name:62.62} {outcome.seconds:6.1f} s  {said}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Plant, print the table of kills, and give the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="a word in the name of the defects to try")
    parser.add_argument("--workers", type=int, default=WORKERS, help="defects tried at a time")
    parser.add_argument("--list", action="store_true", help="print the names and try nothing")
    chosen = parser.parse_args(arguments)
    defects = [each for each in DEFECTS if chosen.only in each.name]
    if chosen.list:
        print("\n".join(f"{each.name}  ({each.file})" for each in defects))
        return 0
    began = time.perf_counter()
    outcomes, anyway = plant(defects, chosen.workers)
    killed = sum(outcome.killed for outcome in outcomes)
    print(f"\n{killed} of {len(outcomes)} planted defects killed in {time.perf_counter() - began:.0f} s")
    for test in anyway:
        print(f"fails without any defect: {test}")
    for outcome in outcomes:
        if not outcome.killed:
            print(f"NOT KILLED: {outcome.defect.name}: {outcome.fault or 'no test saw it'}")
    return 0 if killed == len(outcomes) and not anyway else 1


if __name__ == "__main__":
    raise SystemExit(main())
