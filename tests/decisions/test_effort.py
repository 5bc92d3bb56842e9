"""How long runs take is told for the processes that would be at work."""

from __future__ import annotations

import pytest

from sim.decisions import effort
from sim.views.english import ENGLISH


@pytest.mark.unit
@pytest.mark.parametrize(
    ("workers", "cores", "said"),
    [
        (None, 4, "about 3 to 6 min with 4 processes at work"),
        (None, 1, "about 12 to 24 min with 1 process at work"),
        (1, 4, "about 12 to 24 min with 1 process at work"),
        (8, 4, "about 2 to 3 min with 8 processes at work"),
    ],
)
def test_times_are_told_for_the_processes_that_would_be_at_work(monkeypatch, workers, cores, said) -> None:
    """Of 600 to 1,200 runs of a year, 1.2 seconds each."""
    monkeypatch.setattr(effort, "cores", lambda: cores)
    assert effort.told(600, 1200, 365, workers, ENGLISH).startswith(said)
