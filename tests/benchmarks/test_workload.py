"""The reference workload is what its table says, and gives the same answer every time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.workload import AREAS, DAYS, QUOTA_DAYS, Workload, area_edges, run_columns

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.unit
def test_people_come_as_the_table_says() -> None:
    people = Workload(55_000).people
    n = len(people.day)
    assert abs(n - 55_000) < 4 * np.sqrt(55_000)
    surge = ((people.day >= 365) & (people.day < 548)).sum() - 182.5 * 5_000 / 365
    assert abs(surge - 30_000) < 4 * np.sqrt(32_500)
    assert people.granted.mean() == pytest.approx(0.7, abs=0.01)
    assert people.priority[people.granted].mean() == pytest.approx(0.2, abs=0.01)
    assert not people.priority[~people.granted].any()
    assert people.registration_days.mean() == pytest.approx(0.5, rel=0.02)
    assert people.exit_days[people.granted].mean() == pytest.approx(14.0, rel=0.02)
    assert people.exit_days[~people.granted].mean() == pytest.approx(120.0, rel=0.03)
    assert np.bincount(people.area, minlength=AREAS).argmax() == AREAS - 1


@pytest.mark.unit
def test_quotas_are_whole_and_keep_their_running_sum() -> None:
    quotas = Workload(55_000).quotas()
    days = np.arange(QUOTA_DAYS, DAYS, QUOTA_DAYS)
    assert quotas.shape == (len(days), AREAS)
    assert quotas.min() >= 0
    monthly = np.where((days >= 731) & (days <= 1460), 1_050, 350)
    short = np.cumsum(monthly) - np.cumsum(quotas.sum(axis=1))
    assert short.min() >= 0
    assert short.max() <= AREAS
    assert area_edges()[-1] == 1.0


@pytest.mark.repeat
def test_the_answer_does_not_depend_on_the_hash_seed() -> None:
    script = "from benchmarks.workload import *; print(run_columns(Workload(2000, 5, 1)))"
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "random")
    }  # fmt: skip
    assert answers == {f"{run_columns(Workload(2000, 5, 1))}\n"}


@pytest.mark.pairing
def test_a_larger_workload_contains_the_smaller_one() -> None:
    """Counts by inversion of the same uniforms: nobody is renumbered when more come."""
    small, large = Workload(10_000).people, Workload(11_000).people
    fewer = np.bincount(small.day, minlength=DAYS)
    more = np.bincount(large.day, minlength=DAYS)
    assert np.all(more >= fewer)
    keep = large.ordinal < fewer[large.day]
    for column in ("day", "ordinal", "registration_days", "decision_days", "exit_days", "granted", "area"):
        assert np.array_equal(getattr(large, column)[keep], getattr(small, column)), column
