"""A small world around reception: arrivals, a plain registration, exits; no casework, settlement, plan."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import simpy
from omegaconf import OmegaConf

from sim.chance.draws import Chance
from sim.config.compose import register_resolver
from sim.config.population import GROUPS, PopulationConfig
from sim.config.reception import ReceptionConfig
from sim.engine.agenda import Agenda
from sim.engine.books import AuditedBooks, Books
from sim.engine.process import every, run
from sim.institutions.care import Care
from sim.institutions.hosts import Hosts
from sim.institutions.phases import Phase
from sim.institutions.population import Households, Population
from sim.institutions.portfolio import Portfolio
from sim.institutions.reception import Reception
from sim.institutions.states import Case, Lodging

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
IntArray = npt.NDArray[np.int64]
NAMES = ("Oslo", "Bodø", "Lierne", "Vardø", "Råde")
HOSTS = Hosts(
    ("0301", "1804", "5042", "5634", "3112"),
    NAMES,
    np.array([700_000, 53_000, 1_300, 1_900, 7_500]),
    np.array([1, 3, 6, 6, 3]),
)


@cache
def raw(group: str) -> dict[str, Any]:
    """Values of `configs/<group>/norway.yaml`, facts put in."""
    register_resolver()
    values = OmegaConf.to_container(OmegaConf.load(CONFIGS / group / "norway.yaml"), resolve=True)
    assert isinstance(values, dict)
    return {str(key): value for key, value in values.items()}


def reception_config(**changes: Any) -> ReceptionConfig:
    """The configuration of Norway with some keys changed: a__b=c changes a.b."""
    values = copy.deepcopy(raw("reception"))
    for path, value in changes.items():
        *above, last = path.split("__")
        node = values
        for key in above:
            node = node[key]
        node[last] = value
    return ReceptionConfig.model_validate(values)


def households(counts: Mapping[tuple[int, str], int]) -> Households:
    """Households by (arrival day, group) and number."""
    rows = [
        (0, day, GROUPS.index(group), ordinal)
        for (day, group), number in sorted(
            counts.items(), key=lambda item: (item[0][0], GROUPS.index(item[0][1]))
        )
        for ordinal in range(number)
    ]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return Households(*columns.T)


class World:
    """Reception with arrivals by (day, group), a daily limit of registration, exponential stays."""

    def __init__(
        self,
        counts: Mapping[tuple[int, str], int],
        places: Mapping[Lodging, int],
        days: int,
        *,
        config: ReceptionConfig | None = None,
        registered_a_day: int = 10**9,
        stay_days: float = 200.0,
        arrival_stay: int = 2,
        sizes: IntArray | None = None,
        check: bool = True,
        seed: int = 1,
    ) -> None:
        self.days = days
        self.config = config or reception_config()
        self.chance = Chance(seed, 0)
        population = PopulationConfig.model_validate(raw("population"))
        books = AuditedBooks if check else Books
        self.population = Population(households(counts), population, {}, self.chance, books, sizes)
        self.agenda = Agenda()
        self.portfolio = Portfolio(self.config, HOSTS, self.agenda, self.chance, {"emergency_place": 650.0})
        self.portfolio.open_start(places)
        self.care = Care(self.config, self.portfolio)
        self.reception = Reception(
            self.config, self.population, self.portfolio, self.agenda, self.chance, days
        )
        self.registered_a_day = registered_a_day
        self.absent: int | None = None
        self._decisions: dict[int, list[Callable[[int], None]]] = {}
        self.arrival_stay = arrival_stay
        self._check = check
        u = self.population.keyed(self.chance, "reference_workload")
        self.stay = np.ceil(-stay_days * np.log(u)).astype(np.int64)
        self._by_day = np.searchsorted(self.population.arrival_day, np.arange(days + 1))
        self._exits = np.argsort(self.population.arrival_day + self.stay, kind="stable")
        self._exit_days = (self.population.arrival_day + self.stay)[self._exits]
        self.env = simpy.Environment()
        every(self.env, self.agenda.run, Phase.BOOK)
        every(self.env, self._arrive, Phase.ARRIVALS)
        every(self.env, self._register, Phase.REGISTRATION)
        every(self.env, self._leave, Phase.EXITS)
        self.reception.start(self.env)
        every(self.env, self._decide, Phase.TRIGGERS)
        if check:
            every(self.env, self.reception.check, Phase.RECORDER)

    def at(self, day: int, decide: Callable[[int], None]) -> World:
        """Decide something at the end of a day: `decide(day)`."""
        self._decisions.setdefault(day, []).append(decide)
        return self

    def run(self, until: int | None = None) -> World:
        """Run up to a day (default all)."""
        run(self.env, self.days if until is None else until)
        return self

    def series(self, name: str) -> list[int]:
        """A daily series up to today."""
        values = self.reception.history.get(name)
        return [int(value) for value in values if not np.isnan(value)]

    def lodging(self, kind: Lodging) -> int:
        """Persons in a kind of lodging."""
        return int(self.population.size[self.population.lodging.state == kind].sum())

    def log(self, centre: int | None = None) -> list[tuple[str, int, str, int]]:
        """Events as (centre, day, event, places)."""
        return [
            (self.portfolio.name(row[0]).split(" ")[0], row[1], row[2], row[5])
            for row in self.portfolio.events.rows()
            if centre is None or row[0] == centre
        ]

    def _decide(self, day: int) -> None:
        for decide in self._decisions.pop(day, ()):
            decide(day)

    def _arrive(self, day: int) -> None:
        rows = np.arange(self._by_day[day], self._by_day[day + 1])
        rows = rows[rows != self.absent] if self.absent is not None else rows
        if not len(rows):
            return
        self.population.case.move(rows, Case.UNREGISTERED)
        private = self.population.private_at_arrival[rows]
        self.reception.live_privately(rows[private], day)
        self.reception.arrive(rows[~private], day)

    def _register(self, day: int) -> None:
        arrived = np.arange(self._by_day[day + 1])
        case, lodging = self.population.case.state[arrived], self.population.lodging.state[arrived]
        rows = arrived[
            (case == Case.UNREGISTERED) & np.isin(lodging, (Lodging.ARRIVAL, Lodging.PRIVATE, Lodging.CARE))
        ]
        rows = rows[np.cumsum(self.population.size[rows]) <= self.registered_a_day]
        if len(rows):
            self.population.case.move(rows, Case.AWAITING_DECISION)
            self.reception.leave_arrival_centre(rows, np.full(len(rows), day + self.arrival_stay))

    def _leave(self, day: int) -> None:
        low, high = np.searchsorted(self._exit_days, (day, day + 1))
        rows = np.sort(self._exits[low:high])
        rows = rows[np.isin(self.population.case.state[rows], (Case.UNREGISTERED, Case.AWAITING_DECISION))]
        if len(rows):
            self.reception.release(rows, day)
            self.population.case.move(rows, Case.SETTLED)
