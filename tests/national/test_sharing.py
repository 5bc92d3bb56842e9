"""Plans of one replication share what they draw: the tables are the same without, and nothing shared changes."""

from __future__ import annotations

import numpy as np
import pytest

from sim.chance.shared import Drawn
from sim.config.load import load
from sim.config.schema import Scenario
from sim.national import prepare, run
from sim.sharing import Shared, share
from tests.support.digest import of_run

COMMAND = ("shocks=[autumn_surge]", "shock.onset=2024-01-08", "shock.size=2", "horizon_days=45")


@pytest.fixture(scope="module")
def plans() -> dict[str, Scenario]:
    found = load("compare", ["plans=[do_nothing,options_and_frames,perfect_foresight]", *COMMAND]).scenarios
    return {plan: scenario for (_, plan), scenario in found.items()}


@pytest.fixture(scope="module")
def shared(plans: dict[str, Scenario]) -> Shared:
    common = share(plans["do_nothing"], 1)
    run(plans["do_nothing"], 1, shared=common)
    return common


@pytest.mark.repeat
@pytest.mark.parametrize("plan", ["do_nothing", "options_and_frames", "perfect_foresight"])
def test_tables_are_the_same_with_and_without_sharing(
    plans: dict[str, Scenario], shared: Shared, plan: str
) -> None:
    scenario = plans[plan]
    with_it = run(scenario, 1, prepare(scenario), households=True, shared=share(scenario, 1, shared))
    assert of_run(with_it) == of_run(run(scenario, 1, households=True))


@pytest.mark.invariant
def test_a_run_changes_nothing_that_is_shared(plans: dict[str, Scenario], shared: Shared) -> None:
    before = shared.drawn.arrays()
    assert len(before) > 30
    run(plans["options_and_frames"], 1, shared=shared)
    after = shared.drawn.arrays()
    assert {name: after[name] for name in before} == before


@pytest.mark.unit
def test_sharing_begins_anew_with_another_replication_or_world(
    plans: dict[str, Scenario], shared: Shared
) -> None:
    scenario = plans["options_and_frames"]
    assert share(scenario, 1, shared) is shared
    assert share(scenario, 2, shared) is not shared
    other = scenario.model_copy(update={"horizon_days": 40})
    assert share(other, 1, shared) is not shared
    with pytest.raises(ValueError, match="another world or replication"):
        run(other, 1, shared=shared)


@pytest.mark.unit
def test_what_is_drawn_is_made_once_and_cannot_be_written_to() -> None:
    class Luck:
        def __init__(self) -> None:
            self.days = np.arange(3)

    drawn = Drawn()
    pair = drawn.once("pair", lambda: (np.zeros(2), (np.ones(2),)))
    luck = drawn.once("luck", Luck)
    assert drawn.once("luck", Luck) is luck
    for array in (pair[0], pair[1][0], luck.days):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7
