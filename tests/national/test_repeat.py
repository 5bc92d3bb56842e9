"""The same command gives the same tables: twice, with one or two workers, under any hash seed, replications alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (
    "plan=options_and_frames", "shock=autumn_surge", "shock.onset=2024-01-08", "shock.size=2", "horizon_days=50",
    "replications=2", "seed=11", "households=true",
)  # fmt: skip
TABLES = {
    "weekly", "municipality_month", "municipality_year", "centre_events", "plan_events", "waits", "money", "targets",
    "breaks", "households",
}  # fmt: skip


def digests(workers: int, hash_seed: str, *more: str) -> dict[str, str]:
    """Run the command in a process of its own; digest of each table by name."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.digest", "run", str(workers), *COMMAND, *more],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def first() -> dict[str, str]:
    return digests(1, "0")


@pytest.mark.repeat
def test_all_tables_are_there(first: dict[str, str]) -> None:
    assert set(first) == TABLES


@pytest.mark.repeat
@pytest.mark.parametrize(
    ("workers", "hash_seed"), [(2, "1"), (1, "random")], ids=["two_workers", "any_hash_seed"]
)
def test_the_same_command_gives_the_same_tables(first: dict[str, str], workers: int, hash_seed: str) -> None:
    assert digests(workers, hash_seed) == first


@pytest.mark.repeat
def test_another_seed_gives_other_tables(first: dict[str, str]) -> None:
    other = digests(1, "0", "seed=12", "replications=1")
    assert {"weekly", "households", "waits"} <= {
        name for name, digest in other.items() if digest != first[name]
    }
