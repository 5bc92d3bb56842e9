"""What must hold in every world at every event: persons, households, places and money (METHODS 1.4, H1; O14)."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from sim.config.population import GROUPS
from sim.config.schema import Scenario
from sim.institutions.accounts import GRANT_ITEMS
from sim.institutions.population import NO_DAY
from sim.institutions.states import Case
from sim.national import Nation
from sim.outcome import tables_of
from sim.tables import RunTables
from tests.support.audit import Audit
from tests.support.nation import built, run_through
from tests.support.worlds import World, small_worlds

BEFORE_SETTLEMENT = (
    Case.UNREGISTERED, Case.AWAITING_DECISION, Case.APPEALING, Case.REFUSED_WAITING, Case.NOT_ASKED,
    Case.MAPPING, Case.READY, Case.ALLOCATED,
)  # fmt: skip


SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@pytest.mark.invariant
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # a world that fails is printed as drawn, not shrunk for minutes
    suppress_health_check=SLOW_IS_FINE,
)
@given(small_worlds())
def test_nothing_is_made_or_lost_in_any_small_world(world: World) -> None:
    audited(world.scenario)


@pytest.mark.invariant
@pytest.mark.slow
@settings(max_examples=200, deadline=None, database=None, suppress_health_check=SLOW_IS_FINE)
@given(small_worlds())
def test_nothing_is_made_or_lost_in_many_small_worlds(world: World) -> None:
    audited(world.scenario)


def audited(scenario: Scenario) -> tuple[Nation, Audit]:
    """Run a world with the auditor at every event, and check what is left of it at the end."""
    nation = built(scenario)
    audit = Audit(nation)
    run_through(nation, audit)
    nation.records.recount(nation.calendar.days - 1)
    tables = tables_of(nation, households=True)
    tables.check()
    flows_are_the_steps(tables, audit)
    money_adds_up(nation, tables)
    nights_are_stays(nation, audit)
    return nation, audit


def flows_are_the_steps(tables: RunTables, audit: Audit) -> None:
    """The weekly flows sum to the steps that the auditor saw."""
    steps, weekly = audit.steps, tables.weekly
    seen = {
        "registered": steps[Case.UNREGISTERED, Case.AWAITING_DECISION],
        "returned": steps[:, Case.RETURNED].sum(),
        "left": steps[:, Case.LEFT].sum() - steps[Case.LEFT].sum(),
        "settled": steps[:, Case.SETTLED].sum(),
        "self_settled": steps[:, Case.SELF_SETTLED].sum(),
    }
    assert {name: int(weekly.of(name).sum()) for name in seen} == {k: int(v) for k, v in seen.items()}


def money_adds_up(nation: Nation, tables: RunTables) -> None:
    """The table is the ledger; what one payer transfers another receives; nothing is paid back for nothing."""
    ledger = nation.economy.ledger
    money = tables.money
    assert round(sum(money["nok"]) * 100) == ledger.total() == int(ledger.array.sum())
    by_item: dict[str, int] = defaultdict(int)
    for item, nok in zip(money["item"], money["nok"], strict=True):
        by_item[item] += round(nok * 100)
    assert by_item["grants_received"] == -sum(by_item[item] for item in GRANT_ITEMS)
    assert by_item["host_compensation_received"] == -by_item["host_compensation"]
    received = {"grants_received", "host_compensation_received"}
    assert all(ore >= 0 for item, ore in by_item.items() if item not in received)


def nights_are_stays(nation: Nation, audit: Audit) -> None:
    """Little's law as an identity: nights counted day by day are the lengths of stays cut at the horizon.

    It holds to the person for registration; and for all the way to settlement or exit, unless people come back,
    whose absence the stamps no longer show.
    """
    people = nation.population
    applied = ~np.isin(
        people.group, [GROUPS.index(name) for name in ("resettlement", "family_reunification")]
    )
    came = applied & (people.case.state != Case.NOT_ARRIVED)
    assert stay(nation, came, "arrived", ("registered",)) == audit.nights[:, Case.UNREGISTERED].sum()
    if audit.steps[Case.LEFT].sum() == 0:
        inside = audit.nights[:, list(BEFORE_SETTLEMENT)].sum()
        assert stay(nation, came, "arrived", ("settled", "left")) == inside


def stay(nation: Nation, rows: npt.NDArray[np.bool_], first: str, last: tuple[str, ...]) -> int:
    """Person-nights from one stamp to the first of others, inside the run."""
    people, days = nation.population, nation.calendar.days
    begun = np.maximum(people.stamps[first], 0)
    ends = np.stack([np.where(people.stamps[name] > NO_DAY, people.stamps[name], days) for name in last])
    end = np.clip(ends.min(axis=0), 0, days)
    return int((np.maximum(end - begun, 0) * people.size)[rows].sum())
