"""The system on the first day: households in every status, with the waits they have already behind them.

Stocks come from anchors (published where they exist, else derived or judged); whole households are taken from
the arrivals of the years before, so that their elapsed waits follow the real inflow. They are synthesised:
no register of persons stands behind them.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.laws import pick
from sim.config.population import GROUPS, PopulationConfig
from sim.config.start import Anchor, StartConfig, StepDays
from sim.institutions.arrival_past import history
from sim.institutions.population import NO_DAY, SOURCE_START, Households, Population
from sim.institutions.states import Case, Lodging

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_CASES: dict[str, Case] = {
    "unregistered": Case.UNREGISTERED,
    "undecided": Case.AWAITING_DECISION,
    "appeal": Case.APPEALING,
    "duty_to_leave": Case.REFUSED_WAITING,
    "not_asked": Case.NOT_ASKED,
    "mapping": Case.MAPPING,
    "ready": Case.READY,
    "allocated": Case.ALLOCATED,
}
_LODGINGS: dict[str, Lodging] = {
    "arrival": Lodging.ARRIVAL,
    "transit": Lodging.TRANSIT,
    "ordinary": Lodging.ORDINARY,
    "minors": Lodging.MINORS,
    "care": Lodging.CARE,
    "emergency": Lodging.EMERGENCY,
    "private": Lodging.PRIVATE,
}
_PERMIT = (Case.NOT_ASKED, Case.MAPPING, Case.READY, Case.ALLOCATED)
_ORDINALS_PER_ANCHOR = 200_000
_CENTRES = ("arrival", "transit", "ordinary", "emergency")


@dataclass(frozen=True)
class StartRows:
    """Households present on day 0: identity, size, case, lodging and days spent in the status."""

    households: Households
    size: IntArray
    case: IntArray
    lodging: IntArray
    elapsed_days: IntArray


def build_start(start: StartConfig, config: PopulationConfig, chance: Chance) -> StartRows:
    """Fill each anchor with whole households until its persons are met exactly.

    The last household of an anchor is cut to size. `where: centres` is spread over arrival, transit, ordinary
    and emergency centres in proportion to the places that are left in them.
    """
    days = start.history_days
    past = history(start.date - dt.timedelta(days=days), days, config.under_15_share, until=start.date)
    past = past[:, ::-1]  # index = days before the start
    parts: list[tuple[IntArray, ...]] = []
    free = {name: start.places.get(name, 0) for name in _CENTRES}
    for number, anchor in enumerate(start.anchors):
        persons = _persons(anchor, number, start, chance)
        if persons == 0:
            continue
        group = GROUPS.index(anchor.group)
        size = _sizes(persons, config.groups[anchor.group].household_size, number, chance)
        n = size.size
        before = _days_before(anchor, start.steps)
        elapsed = _elapsed(anchor, number, n, past[group], before, chance)
        parts.append(
            (
                -(elapsed + before) - 1,
                np.full(n, group),
                np.arange(n) + number * _ORDINALS_PER_ANCHOR,
                size,
                np.full(n, int(_CASES[anchor.status])),
                _lodgings(anchor, size, free),
                elapsed,
            )
        )
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        return StartRows(Households(empty, empty, empty, empty), empty, empty, empty, empty)
    day, group_of, ordinal, size, case, lodging, elapsed = (
        np.concatenate([part[i] for part in parts]).astype(np.int64) for i in range(7)
    )
    order = np.lexsort((ordinal, group_of, day))
    households = Households(
        np.full(day.size, SOURCE_START, dtype=np.int64), day[order], group_of[order], ordinal[order]
    )
    return StartRows(households, size[order], case[order], lodging[order], elapsed[order])


def _persons(anchor: Anchor, number: int, start: StartConfig, chance: Chance) -> int:
    """Persons of an anchor: its value, or a draw from the triangle of its band."""
    if not start.draw_within_bands or anchor.low is None or anchor.high is None or anchor.low == anchor.high:
        return anchor.persons
    low, mode, high = float(anchor.low), float(anchor.persons), float(anchor.high)
    u = float(chance.uniform("start_band", number))
    split = (mode - low) / (high - low)
    if u < split:
        return round(low + math.sqrt(u * (high - low) * (mode - low)))
    return round(high - math.sqrt((1.0 - u) * (high - low) * (high - mode)))


def _sizes(persons: int, shares: list[float], number: int, chance: Chance) -> IntArray:
    """Sizes of households whose persons sum to `persons`."""
    u = chance.uniform("start_size", number, np.arange(persons))
    size = pick(u, np.cumsum(shares)) + 1
    total = np.cumsum(size)
    last = int(np.searchsorted(total, persons))
    size = size[: last + 1]
    size[-1] -= int(total[last]) - persons
    return size


def _days_before(anchor: Anchor, steps: StepDays) -> int:
    """Days from arrival to the beginning of the status."""
    decision = steps.decision_collective if anchor.group == "collective" else steps.decision
    match _CASES[anchor.status]:
        case Case.UNREGISTERED:
            return 0
        case Case.AWAITING_DECISION:
            return steps.registration
        case Case.REFUSED_WAITING:
            return steps.registration + decision + steps.appeal
        case Case.READY:
            return steps.registration + decision
        case Case.ALLOCATED:
            return steps.registration + decision + steps.mapping + steps.queue
        case _:
            return steps.registration + decision


def _elapsed(anchor: Anchor, number: int, n: int, past: FloatArray, shift: int, chance: Chance) -> IntArray:
    """Days spent in the status so far: past inflow times an exponential survival with the anchor's mean."""
    days = past.size
    inflow = np.roll(past, -shift)
    inflow[days - shift :] = past.mean()
    inflow = inflow + 0.05 * past.mean() + 1e-9  # a quiet month is thin, never empty
    at = np.arange(days, dtype=np.float64)
    goal = min(float(anchor.elapsed_days), 0.45 * days)

    def weights(rate: float) -> FloatArray:
        weight: FloatArray = inflow * np.exp(np.minimum(-rate * at, 50.0))
        return weight

    low, high = -0.02, 5.0
    for _ in range(60):
        middle = (low + high) / 2.0
        weight = weights(middle)
        if (weight * at).sum() > goal * weight.sum():
            low = middle
        else:
            high = middle
    return pick(chance.uniform("start_elapsed", number, np.arange(n)), np.cumsum(weights((low + high) / 2.0)))


def _lodgings(anchor: Anchor, size: IntArray, free: dict[str, int]) -> IntArray:
    """Kind of lodging of each household; `centres` fills the kinds in proportion to what is free, in turn."""
    if anchor.where != "centres":
        if anchor.where in free:
            free[anchor.where] -= int(size.sum())
        return np.full(size.size, int(_LODGINGS[anchor.where]))
    if anchor.group == "minors_15_17":
        return np.full(size.size, int(Lodging.MINORS))
    if anchor.group == "minors_under_15":
        return np.full(size.size, int(Lodging.CARE))
    early = anchor.status in ("unregistered", "undecided")
    kinds = _CENTRES if early else ("ordinary", "emergency")
    room = np.array([max(free[kind], 0) for kind in kinds], dtype=np.float64)
    if room.sum() <= 0.0:
        room = np.array([1.0 if kind == "ordinary" else 0.0 for kind in kinds])
    edge = np.cumsum(room) / room.sum()
    middle = (np.cumsum(size) - size / 2.0) / size.sum()
    chosen = np.searchsorted(edge, middle, side="left").clip(max=len(kinds) - 1)
    out = np.zeros(size.size, dtype=np.int64)
    for k, kind in enumerate(kinds):
        out[chosen == k] = int(_LODGINGS[kind])
        free[kind] -= int(size[chosen == k].sum())
    return out


def enter_start(population: Population, rows: IntArray, start: StartRows, steps: StepDays) -> None:
    """Put the start's households into their case and give them the stamps of the steps behind them."""
    stamps = population.stamps
    arrival = population.arrival_day[rows]
    stamps["arrived"][rows] = arrival
    registered = start.case != Case.UNREGISTERED
    stamps["registered"][rows[registered]] = arrival[registered] + steps.registration
    begun = -start.elapsed_days - 1
    permit = np.isin(start.case, [int(case) for case in _PERMIT])
    decided_now = permit & (start.case != Case.ALLOCATED)
    stamps["decided"][rows[decided_now]] = begun[decided_now]
    allocated = start.case == Case.ALLOCATED
    stamps["allocated"][rows[allocated]] = begun[allocated]
    stamps["ready"][rows[allocated]] = begun[allocated] - steps.queue
    stamps["decided"][rows[allocated]] = begun[allocated] - steps.queue - steps.mapping
    ready = start.case == Case.READY
    stamps["ready"][rows[ready]] = np.minimum(begun[ready] + steps.mapping, -1)
    asked = permit & (start.case != Case.NOT_ASKED)
    stamps["asked"][rows[asked]] = stamps["decided"][rows[asked]]
    refused = np.isin(start.case, [int(Case.APPEALING), int(Case.REFUSED_WAITING)])
    stamps["decided"][rows[refused]] = begun[refused]
    for case in np.unique(start.case):
        population.case.move(rows[start.case == case], int(case))
    unset = (stamps["decided"][rows] != NO_DAY) & (stamps["decided"][rows] <= stamps["registered"][rows])
    stamps["decided"][rows[unset]] = stamps["registered"][rows[unset]] + 1
