"""Exact identities of whole runs: person-nights are stays, paid nights are slept nights (METHODS O14, I6)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sim.config.schema import Scenario
from sim.institutions.place_days import Tier
from sim.institutions.states import Case
from sim.national import Nation
from sim.outcome import tables_of
from tests.support.nation import at_end_of_day, built, nights_by_case, run_through
from tests.support.scenarios import changed, load_scenario

SURGE = (
    "start=2024-01-01", "shock=autumn_surge", "shock.onset=2024-01-20", "shock.size=0.5", "plan=options_and_frames",
)  # fmt: skip
NO_WAY_BACK: dict[str, Any] = {
    "casework.returns.come_back_share": 0.0,
    "casework.returns.departure_years": {},
    "casework.appeals.send_back_share": 0.0,
    "casework.appeals.overturn_share": 0.0,
    "settlement.withdrawn_share": 0.0,
}
"""Each stage is passed once, so that its first and last stamps are those of the stay."""

OUT = ("settled", "returned", "left")
STAGES: tuple[tuple[str, tuple[str, ...], tuple[Case, ...]], ...] = (
    ("arrived", ("registered",), (Case.UNREGISTERED,)),
    ("registered", ("decided", *OUT), (Case.AWAITING_DECISION,)),
    ("decided", ("ready", *OUT), (Case.APPEALING, Case.REFUSED_WAITING, Case.NOT_ASKED, Case.MAPPING)),
    ("ready", ("allocated", *OUT), (Case.READY,)),
    ("allocated", OUT, (Case.ALLOCATED,)),
)
"""First stamp, stamps that end it, and the cases it is made of."""


def days_of(column: list[Any], start: np.datetime64) -> npt.NDArray[np.float64]:
    """Dates as days from the start; NaN where there is none."""
    return np.array(
        [np.nan if each is None else (np.datetime64(each, "D") - start).astype(int) for each in column]
    )


@pytest.mark.theory
def test_person_nights_in_every_stage_are_the_stays_of_the_households() -> None:
    """Little's law as an identity, both ends cut at the window, from the published table of households."""
    scenario = changed(load_scenario((*SURGE, "horizon_days=200")), NO_WAY_BACK)
    nation = built(scenario)
    seen, nights = nights_by_case(nation)
    run_through(nation, seen)
    households = tables_of(nation, households=True).households
    assert households is not None
    start = np.datetime64(scenario.start.date, "D")
    stamps = {name: days_of(list(households[name]), start) for name in ("arrived", *dict.fromkeys(_names()))}
    size = np.asarray(households["size"], dtype=np.int64)
    group = np.asarray(list(households["group"]))
    applied = ~np.isin(group, ("resettlement", "family_reunification"))
    for first, ends, cases in STAGES:
        begun = stamps[first]
        last = np.nanmin(
            np.stack([*(stamps[name] for name in ends), np.full(size.size, float(scenario.days))]), axis=0
        )
        rows = applied & ~np.isnan(begun)
        stays = np.clip(last, 0, scenario.days) - np.clip(begun, 0, scenario.days)
        assert int((np.maximum(stays, 0) * size)[rows].sum()) == nights[:, list(cases)].sum(), first
        assert nights[:, list(cases)].sum() > 1_000


def _names() -> list[str]:
    return [name for first, ends, _ in STAGES for name in (first, *ends)]


@pytest.mark.theory
def test_the_published_mean_wait_is_that_of_the_households() -> None:
    """The table of waits, by hand from the table of households."""
    nation = built(load_scenario((*SURGE, "horizon_days=120")))
    run_through(nation)
    tables = tables_of(nation, households=True)
    households, waits = tables.households, tables.waits
    assert households is not None
    start = np.datetime64(nation.calendar.start, "D")
    size = np.asarray(households["size"], dtype=np.int64)
    first, last = (days_of(list(households[name]), start) for name in ("arrived", "registered"))
    with np.errstate(invalid="ignore"):
        ended = ~np.isnan(first) & (last >= 0)
    rows = [
        i for i, (stage, group) in enumerate(zip(waits["stage"], waits["group"], strict=True))
        if stage == "arrived_to_registered" and group == "all"
    ]  # fmt: skip
    assert len(rows) == 1
    days, weight = (last - first)[ended], size[ended]
    assert waits["n"][rows[0]] == weight.sum()
    assert waits["mean_days"][rows[0]] == pytest.approx((days * weight).sum() / weight.sum(), rel=1e-12)
    outside = np.isin(list(households["group"]), ("resettlement", "family_reunification"))
    left = np.array([day is not None for day in households["left"]])
    due = (first >= 0) & (first + 90 <= 119) & ~outside & (ended | ~left)
    in_time = due & ended & (last - first <= 90)
    assert waits["due_90"][rows[0]] == size[due].sum() > 0
    assert waits["within_90"][rows[0]] == pytest.approx(size[in_time].sum() / size[due].sum(), rel=1e-12)


# money


def one_krone(scenario: Scenario, used: float, empty: float) -> Scenario:
    """Let every place cost so many kroner of the price year a night in use and empty, and nothing else."""
    keys = {
        name: key.model_dump()
        | {"year": scenario.prices.price_year, "used": used, "empty": empty, "exit": 0.0, "standby": 0.0}
        for name, key in scenario.prices.keys.items()
    }
    return changed(scenario, {"prices.keys": keys})


@pytest.mark.theory
@pytest.mark.parametrize(("used", "empty", "suffix"), [(1.0, 0.0, "_used"), (0.0, 1.0, "_empty")])
def test_at_one_krone_a_night_the_bill_is_the_nights(used: float, empty: float, suffix: str) -> None:
    """Nights counted bed by bed each evening against the ledger at the end, over openings and closings."""
    scenario = one_krone(load_scenario((*SURGE, "horizon_days=130")), used, empty)
    nation = built(scenario)
    counted = [0]
    watchers = [
        at_end_of_day(day, lambda: _count(nation, counted, used > 0.0)) for day in range(scenario.days)
    ]

    def seen(tick: int) -> None:
        day = tick // 32
        if day < len(watchers):
            watchers[day](tick)

    run_through(nation, seen)
    money = tables_of(nation, households=False).money
    bill = sum(
        nok for item, nok, month in zip(money["item"], money["nok"], money["month"], strict=True)
        if item.endswith(suffix) and month != "committed"
    )  # fmt: skip
    assert round(bill) == counted[0] > 100_000


def _count(nation: Nation, counted: list[int], slept: bool) -> None:
    """Add tonight's nights in centres with a price: slept, or fixed places that stand empty."""
    sites = nation.portfolio.sites
    priced = np.array([centre.price != "" for centre in nation.portfolio.centres])
    fixed = nation.portfolio.place_days.open[Tier.FIXED, : sites.n]
    empty = np.maximum(fixed - np.minimum(sites.occupied, fixed), 0)
    counted[0] += int((sites.occupied if slept else empty)[priced].sum())
