"""Sweeps from start to end: the design that is written, and how far a sweep stands."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sim.runs.refs import RunRef
from sim.sweeps import design_of, standing
from tests.support import swept


@pytest.mark.unit
def test_the_design_keeps_numbers_as_numbers_and_mixed_values_as_text(monkeypatch):
    monkeypatch.setattr("sim.sweeps.Digests", lambda: SimpleNamespace(scenario=lambda scenario: f"digest {scenario}"))
    values = [
        {"whole": 1, "mixed": 1, "real": 1, "none": None, "flag": True, "text": "a"},
        {"whole": 2, "mixed": "two", "real": 2.5, "none": 3, "flag": False, "text": "b"},
    ]
    points = [SimpleNamespace(number=k, shock="s", plan="p", values=row, scenario=k) for k, row in enumerate(values)]
    table = design_of(points, list(values[0]))
    assert table.column_names == ["point", "shock", "plan", *values[0], "config_digest"]
    assert table.drop(["point", "shock", "plan", "config_digest"]).to_pylist() == [
        {"whole": 1, "mixed": "1", "real": 1.0, "none": None, "flag": True, "text": "a"},
        {"whole": 2, "mixed": "two", "real": 2.5, "none": 3, "flag": False, "text": "b"},
    ]
    assert table.column("config_digest").to_pylist() == ["digest 0", "digest 1"]


@pytest.mark.unit
def test_standing_counts_what_is_asked_for_now(tmp_path):
    swept.sweep(tmp_path, "executor.kind=serial")
    few = swept.sweep(tmp_path, "executor.kind=serial", "replications=2")
    found = standing(few.folder)
    assert (found.done, found.wanted, found.left, found.driver) == (12, 12, 0, None)
    more = swept.sweep(tmp_path, "executor.kind=serial", "replications=4", of="fails")
    assert more.failed == ()
    assert (standing(more.folder).done, standing(more.folder).left) == (24, 0)


@pytest.mark.failure
def test_runs_that_fail_are_tried_once_a_command(tmp_path):
    result = swept.sweep(tmp_path, "executor.kind=serial", of="fails")
    assert {each.ref for each in result.failed} == {RunRef(1, 1), RunRef(4, 1)}
    assert standing(result.folder).left == 0
