"""A national run with compiled kernels gives the tables of a plain one, to the last bit."""

from __future__ import annotations

import pytest

from sim.config.load import load
from sim.engine.kernels import kernels
from sim.national import run
from sim.sharing import share
from tests.support.digest import of_run


@pytest.mark.repeat
@pytest.mark.parametrize("plan", ["do_nothing", "options_and_frames", "perfect_foresight"])
def test_tables_are_the_same_with_compiled_kernels(plan: str) -> None:
    words = ("shock=autumn_surge", "shock.onset=2024-01-08", "shock.size=2", "horizon_days=75", f"plan={plan}")
    (scenario,) = load("run", list(words)).scenarios.values()
    plain = of_run(run(scenario, 1, households=True))
    compiled = kernels("compiled")
    assert of_run(run(scenario, 1, households=True, kernels=compiled)) == plain
    shared = share(scenario, 1)
    for _ in range(2):
        assert of_run(run(scenario, 1, households=True, shared=shared, kernels=compiled)) == plain
