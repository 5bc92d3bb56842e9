"""All planted defects are killed; and there are enough of them, in every institution."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.planted.defects import ACTORS, DEFECTS, ENGINE, Defect

ROOT = Path(__file__).resolve().parents[2]
ACTORS_NAMED = (
    "registration", "casework", "appeals", "returns", "reception", "private lodging", "care", "portfolio",
    "settlement", "mapping", "committee", "municipalities", "forecasts", "publication", "economy", "evaluation",
    "records", "plans",
)  # fmt: skip


@pytest.mark.unit
def test_every_institution_has_a_defect_of_its_own() -> None:
    assert len(DEFECTS) >= 20
    assert len(ENGINE) >= 12
    assert {each.name.split(":")[0] for each in ACTORS} >= set(ACTORS_NAMED)
    assert len({each.name for each in DEFECTS}) == len(DEFECTS)


@pytest.mark.unit
@pytest.mark.parametrize("defect", DEFECTS, ids=lambda each: each.name)
def test_a_defect_fits_the_code_and_its_tests_are_there(defect: Defect) -> None:
    """A defect that no longer fits would be no defect at all: keep `defects.py` in step with the code."""
    assert (ROOT / defect.file).read_text(encoding="utf-8").count(defect.old) == 1
    for test in defect.tests:
        file, _, name = test.partition("::")
        assert f"def {name}" in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.invariant
@pytest.mark.slow
def test_every_planted_defect_is_killed() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/planted/plant.py")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
