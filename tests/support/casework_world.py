"""A small world around case handling: registration, casework, appeals, returns; the others only record."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import simpy
from omegaconf import OmegaConf

from sim.chance.draws import Chance
from sim.config.casework import CaseworkConfig
from sim.config.compose import register_resolver
from sim.config.information import InformationConfig
from sim.config.population import GROUPS, PopulationConfig
from sim.data.given import GivenDecisions
from sim.engine.agenda import Agenda
from sim.engine.books import AuditedBooks, Books
from sim.engine.calendar import Calendar
from sim.engine.process import every, run
from sim.institutions.appeals import Appeals
from sim.institutions.casework import Casework
from sim.institutions.phases import Phase
from sim.institutions.population import Households, Population
from sim.institutions.registration import Registration
from sim.institutions.returns import Returns
from sim.institutions.states import Case, Lodging
from sim.plans.protocol import Lever, Need, Order

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
MONDAY = dt.date(2024, 1, 1)
IntArray = npt.NDArray[np.int64]
NOTHING = Need(
    places=0.0,
    minors_places=0.0,
    care_places=0.0,
    arrival_beds=0.0,
    registrations_per_day=0.0,
    mappings_per_day=0.0,
    decisions_per_day=0.0,
    offers=0.0,
)


@cache
def _plain(group: str, option: str) -> dict[str, Any]:
    """Values of `configs/<group>/<option>.yaml` with the file it builds on, facts put in."""
    register_resolver()
    own = OmegaConf.load(CONFIGS / group / f"{option}.yaml")
    for name in own.pop("defaults", []):
        if name != "_self_":
            own = OmegaConf.merge(OmegaConf.create(_plain(group, name)), own)
    values: dict[str, Any] = OmegaConf.to_container(own, resolve=True)
    return values


def plain(group: str, option: str, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The same as a fresh copy, with dotted keys changed; list items by number."""
    values = copy.deepcopy(_plain(group, option))
    for key, value in (changes or {}).items():
        *path, last = key.split(".")
        node: Any = values
        for part in path:
            node = node[int(part)] if isinstance(node, list) else node[part]
        if isinstance(node, list):
            node[int(last)] = value
        else:
            node[last] = value
    return values


def casework_config(option: str = "norway", changes: Mapping[str, Any] | None = None) -> CaseworkConfig:
    return CaseworkConfig.model_validate(plain("casework", option, changes))


def information_config(option: str, changes: Mapping[str, Any] | None = None) -> InformationConfig:
    return InformationConfig.model_validate(plain("information", option, changes))


def fixed(value: float) -> dict[str, object]:
    """A law that always gives `value`."""
    return {"law": "fixed", "mean": value}


# Every law fixed, every share 0 or 1: a world in which dates can be worked out by hand.
PLAIN: dict[str, Any] = {
    "month_factors": [1.0] * 12,
    "registration.officers": 1000,
    "registration.stay_days": fixed(3),
    "registration.health_check_days": fixed(1),
    "staff.caseworkers": 1,
    "staff.minutes_per_day": 100,
    "collective.renewal_minutes": 0,
    "appeals.minutes": fixed(100),
    "appeals.minutes_per_day": 100_000,
    "appeals.minimum_days": fixed(30),
    "appeals.overturn_share": 0.0,
    "appeals.send_back_share": 0.0,
    "minors.representative_days": fixed(10),
    "minors.assessed_share": 0.0,
    "minors.assessment_days": fixed(20),
    "minors.found_adult_share": 0.0,
    "returns.assisted": {"share": 1.0, "days": fixed(40)},
    "returns.forced": {"share": 0.0, "days": fixed(30)},
    "returns.unknown": {"share": 0.0, "days": fixed(20)},
    "returns.long": {"share": 0.0, "days": fixed(900)},
    "returns.dublin_days": fixed(14),
    "returns.dublin_unknown_share": 0.0,
    "returns.come_back_share": 0.0,
    "returns.come_back_days": fixed(10),
    "returns.departure_years": {},
    **{f"tracks.{t}.minutes": fixed(100) for t in range(5)},
    **{f"tracks.{t}.minutes_per_extra_adult": 0 for t in range(5)},
    **{f"tracks.{t}.minimum_days": fixed(2) for t in range(5)},
    "priority.sure": {},
    "tracks.3.in_hand_days": 0.0,
    **{f"tracks.{t}.appeal_share": 0.0 for t in range(5)},
    **{f"groups.{name}.withdrawals_per_month": 0.0 for name in ("individual", "collective", "evacuees")},
    **{f"groups.minors_{name}.withdrawals_per_month": 0.0 for name in ("15_17", "under_15")},
    "groups.individual.tracks": {"ordinary": 1.0},
    "groups.individual.grants": {"ordinary": 1.0, "dublin": 0.0, "fast": 1.0, "forty_eight_hours": 0.0},
    "groups.collective.grants": {"collective": 1.0, "ordinary": 1.0},
    "groups.minors_15_17.tracks": {"ordinary": 1.0},
    "groups.minors_15_17.grants": {"ordinary": 1.0, "collective": 1.0},
    "groups.minors_under_15.tracks": {"ordinary": 1.0},
    "groups.minors_under_15.grants": {"ordinary": 1.0, "collective": 1.0},
    "groups.evacuees.grants": {"fast": 1.0},
}


@dataclass(frozen=True)
class Some:
    """Some alike households."""

    n: int = 1
    group: str = "individual"
    day: int = 0
    size: int = 1
    source: int = 0


def register(some: Iterable[Some], seed: int = 1, books: type[Books] = AuditedBooks) -> Population:
    """Build a register of these households, in order of arrival day."""
    taken: dict[tuple[int, int, int], int] = {}
    rows: list[tuple[int, int, int, int, int]] = []
    for each in some:
        key = (each.source, each.day, GROUPS.index(each.group))
        for _ in range(each.n):
            ordinal = taken.get(key, 0)
            taken[key] = ordinal + 1
            rows.append((each.day, each.source, key[2], ordinal, each.size))
    rows.sort()
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    households = Households(columns[1], columns[0], columns[2], columns[3])
    config = PopulationConfig.model_validate(plain("population", "norway"))
    population = Population(households, config, {}, Chance(seed, 0), books, sizes=columns[4])
    population.private_at_arrival[:] = False
    return population


@dataclass
class Reception:
    """Records what it is told; gives a bed in the arrival centre to everyone while `beds` last."""

    population: Population
    beds: int = 10**9
    log: list[tuple[str, list[int], int]] = field(default_factory=list)
    leave_days: dict[int, int] = field(default_factory=dict)

    def arrive(self, rows: IntArray, day: int) -> None:
        for row in rows.tolist():
            if self.beds > 0:
                self.beds -= 1
                self.population.lodging.move(np.array([row]), Lodging.ARRIVAL)

    def leave_arrival_centre(self, rows: IntArray, from_day: IntArray) -> None:
        self.leave_days.update(zip(rows.tolist(), from_day.tolist(), strict=True))

    def request(self, rows: IntArray, day: int) -> None:
        self.log.append(("request", rows.tolist(), day))
        self.population.lodging.move(rows, Lodging.ORDINARY)

    def release(self, rows: IntArray, day: int) -> None:
        state = self.population.case.state[rows]
        assert not np.isin(state, (Case.RETURNED, Case.LEFT)).any(), (
            "the bed must be released before the case moves"
        )
        self.log.append(("release", rows.tolist(), day))
        self.population.lodging.move(rows, Lodging.NONE)

    def came_of_age(self, rows: IntArray, day: int) -> None:
        self.log.append(("came_of_age", rows.tolist(), day))


@dataclass
class Settlement:
    """Records permits; settles `wait` days later."""

    population: Population
    wait: int = 10**6
    log: list[tuple[str, list[int], int]] = field(default_factory=list)
    _moves: dict[int, list[IntArray]] = field(default_factory=dict)

    def granted(self, rows: IntArray, day: int) -> None:
        self.log.append(("granted", rows.tolist(), day))
        self.population.case.move(rows, Case.READY)
        self._moves.setdefault(day + self.wait, []).append(rows)

    def protection_ended(self, rows: IntArray, day: int) -> None:
        self.log.append(("protection_ended", rows.tolist(), day))

    def came_of_age(self, rows: IntArray, day: int) -> None:
        self.log.append(("came_of_age", rows.tolist(), day))

    def move(self, day: int) -> None:
        for rows in self._moves.pop(day, []):
            rows = rows[self.population.case.state[rows] == Case.READY]
            self.population.case.move(rows, Case.SETTLED)
            self.population.municipality[rows] = 7


@dataclass
class Municipalities:
    """Records who leaves."""

    log: list[tuple[str, list[int], int]] = field(default_factory=list)

    def leave(self, rows: IntArray, day: int) -> None:
        self.log.append(("leave", rows.tolist(), day))


class World:
    """Everything wired as in the nation, for a given register."""

    def __init__(
        self,
        population: Population,
        days: int,
        config: CaseworkConfig | None = None,
        first: dt.date = MONDAY,
        seed: int = 1,
        minors_collective: Mapping[int, float] | None = None,
        settle_after: int = 10**6,
        beds: int = 10**9,
        given: Sequence[GivenDecisions] = (),
    ) -> None:
        self.config = config or casework_config(changes=PLAIN)
        self.population = population
        self.calendar = Calendar(first, days)
        self.agenda = Agenda()
        chance = Chance(seed, 0)
        self.reception = Reception(population, beds)
        self.settlement = Settlement(population, settle_after)
        self.municipalities = Municipalities()
        self.returns = Returns(
            self.config, population, self.calendar, chance, self.reception, self.municipalities
        )
        self.appeals = Appeals(self.config, population, self.calendar, chance, self.settlement, self.returns)
        self.casework = Casework(
            self.config,
            population,
            self.calendar,
            self.agenda,
            chance,
            self.settlement,
            self.appeals,
            self.returns,
            self.reception,
            minors_collective,
            given,
        )
        self.returns.casework = self.appeals.casework = self.casework
        self.registration = Registration(
            self.config.registration,
            population,
            self.calendar,
            self.agenda,
            chance,
            self.casework,
            self.reception,
        )
        self._first = np.searchsorted(population.arrival_day, np.arange(days + 1)).tolist()
        self.checks: list[str] = []

    def run(self, check: bool = False) -> World:
        env = simpy.Environment()
        every(env, self.agenda.run, Phase.BOOK)
        every(env, self._arrive, Phase.ARRIVALS)
        for institution in (self.registration, self.casework, self.appeals, self.returns):
            institution.start(env)
        every(env, self.settlement.move, Phase.EXITS)
        if check:
            every(env, self._check, Phase.COUNT)
        run(env, self.calendar.days)
        return self

    def lever(self, name: str) -> Lever:
        found = [*self.registration.levers(), *self.casework.levers()]
        return next(lever for lever in found if lever.name == name)

    def _arrive(self, day: int) -> None:
        rows = np.arange(self._first[day], self._first[day + 1])
        if rows.size:
            self.reception.arrive(rows, day)
            self.registration.receive(rows, day)

    def _check(self, day: int) -> None:
        """Recount what casework carries along: persons pending, and minutes of those who wait."""
        population, casework = self.population, self.casework
        pending = population.case.state == Case.AWAITING_DECISION
        desk = casework._desk
        for t, name in enumerate(casework.tracks.names):
            mine = pending & (casework.track == t)
            assert casework.pending_persons()[name] == population.size[mine].sum(), (day, name)
            waiting = mine & (desk.ticket % 2 == 1)
            assert desk.pending[t] == desk.left[waiting].sum(), (day, name)
        assert not (~pending & (desk.ticket % 2 == 1)).any(), (
            f"day {day}: a household without open case waits"
        )


def order(
    lever: str, amount: int = 1, day: int = 0, effective: int = 1, firing: int = 1, measure: str = "measure"
) -> Order:
    return Order(
        measure=measure,
        lever=lever,
        firing=firing,
        day=day,
        effective_day=effective,
        amount=amount,
        price=None,
        lock_days=0,
    )


def stamps(population: Population, name: str) -> list[int]:
    values: list[int] = population.stamps[name].tolist()
    return values
