"""A small world around settlement: permits by the day, centres as plain beds, all 357 municipalities."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import simpy
from omegaconf import OmegaConf

from sim.chance.draws import Chance
from sim.config.compose import register_resolver
from sim.config.municipalities import MunicipalitiesConfig
from sim.config.population import GROUPS, PopulationConfig
from sim.config.regime import RegimeConfig
from sim.config.settlement import SettlementConfig
from sim.data import municipalities as municipality_table
from sim.data.given import GivenVotes
from sim.engine.agenda import Agenda
from sim.engine.books import AuditedBooks, Books
from sim.engine.calendar import Calendar
from sim.engine.process import every, run
from sim.engine.sites import Sites
from sim.institutions.committee import Committee, NeedEstimate
from sim.institutions.municipalities import Municipalities
from sim.institutions.phases import Phase
from sim.institutions.population import Households, Population
from sim.institutions.settlement import Settlement
from sim.institutions.states import Case, Lodging

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
IntArray = npt.NDArray[np.int64]


@cache
def raw(group: str, option: str = "norway") -> dict[str, Any]:
    """Values of `configs/<group>/<option>.yaml` with the files it builds on, facts put in."""
    register_resolver()
    own = OmegaConf.load(CONFIGS / group / f"{option}.yaml")
    below = [name for name in own.pop("defaults", []) if name != "_self_"]
    for name in below:
        own = OmegaConf.merge(OmegaConf.create(raw(group, name)), own)
    values = OmegaConf.to_container(own, resolve=True)
    assert isinstance(values, dict)
    return {str(key): value for key, value in values.items()}


def changed(values: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with some keys changed: a__b=c changes a.b."""
    new = copy.deepcopy(dict(values))
    for path, value in changes.items():
        *above, last = path.split("__")
        node = new
        for key in above:
            node = node[key]
        node[last] = value
    return new


def settlement_config(**changes: Any) -> SettlementConfig:
    return SettlementConfig.model_validate(changed(raw("settlement"), changes))


def municipalities_config(option: str = "norway", **changes: Any) -> MunicipalitiesConfig:
    return MunicipalitiesConfig.model_validate(changed(raw("municipalities", option), changes))


def regime_config(option: str = "agreement_2018", **changes: Any) -> RegimeConfig:
    return RegimeConfig.model_validate(changed(raw("regime", option), changes))


def households(counts: Mapping[tuple[int, str], int]) -> Households:
    """Households by (arrival day, group) and number."""
    keys = sorted(counts, key=lambda key: (key[0], GROUPS.index(key[1])))
    day = np.repeat([key[0] for key in keys], [counts[key] for key in keys])
    group = np.repeat([GROUPS.index(key[1]) for key in keys], [counts[key] for key in keys])
    ordinal = np.concatenate([np.arange(counts[key]) for key in keys]) if keys else np.zeros(0)
    columns = (np.zeros(len(day)), day, group, ordinal)
    return Households(*(np.asarray(column, dtype=np.int64) for column in columns))


class Beds:
    """Reception as settlement sees it: somebody lets go of households, and the place is gone."""

    def __init__(self, population: Population) -> None:
        self.population = population
        self.released = 0

    def release(self, rows: IntArray, day: int) -> None:
        self.population.lodging.move(rows, Lodging.NONE)
        self.population.site[rows] = -1
        self.released += len(rows)


def steady(persons: float) -> Callable[[int, int], NeedEstimate]:
    """An estimate that never changes."""
    return lambda day, year: NeedEstimate(0.0, persons, 0.0, persons * 0.02)


class SettlementWorld:
    """Permits on arrival, settlement, municipalities, committee; `hosts` are municipalities with a centre."""

    def __init__(
        self,
        counts: Mapping[tuple[int, str], int] | Households,
        days: int,
        *,
        start: dt.date = dt.date(2024, 1, 1),
        settlement: SettlementConfig | None = None,
        municipalities: MunicipalitiesConfig | None = None,
        regime: RegimeConfig | None = None,
        hosts: tuple[int, ...] = (0, 50, 120, 200, 300),
        estimate: Callable[[int, int], NeedEstimate] | None = None,
        private_share: Mapping[int, float] | None = None,
        sizes: IntArray | None = None,
        every_days: int = 7,
        check: bool = False,
        seed: int = 1,
        given: Sequence[GivenVotes] = (),
    ) -> None:
        self.days = days
        self.calendar = Calendar(start, days)
        self.chance = Chance(seed, 0)
        self.agenda = Agenda()
        self.table = municipality_table()
        found = counts if isinstance(counts, Households) else households(counts)
        books = AuditedBooks if check else Books
        config = PopulationConfig.model_validate(raw("population"))
        self.population = Population(found, config, dict(private_share or {}), self.chance, books, sizes)
        self.sites = Sites()
        for host in hosts:
            self.sites.add(int(Lodging.ORDINARY), 10**6, owner=host)
        self.municipalities = Municipalities(
            municipalities or municipalities_config(),
            self.table,
            self.population,
            self.calendar,
            self.agenda,
            self.chance,
            self.sites,
            given,
        )
        self.beds = Beds(self.population)
        self.settlement = Settlement(
            settlement or settlement_config(),
            self.population,
            self.municipalities,
            self.calendar,
            self.agenda,
            self.chance,
            every_days,
            self.beds,
            self.sites,
        )
        self.committee = Committee(
            regime or regime_config(),
            self.table,
            self.municipalities,
            self.calendar,
            self.agenda,
            estimate or steady(20_000.0),
        )
        self._by_day = np.searchsorted(self.population.arrival_day, np.arange(days + 1))
        self._quota = Population.group_index("resettlement")
        self._family = Population.group_index("family_reunification")
        self.env = simpy.Environment()
        every(self.env, self.agenda.run, Phase.BOOK)
        every(self.env, self._permits, Phase.CASEWORK)
        self.municipalities.start(self.env)
        self.settlement.start(self.env)
        self.committee.start()

    def _permits(self, day: int) -> None:
        """Everybody gets a permit on the day of arrival."""
        rows = np.arange(self._by_day[day], self._by_day[day + 1])
        group = self.population.group[rows]
        self.settlement.quota_arrived(rows[group == self._quota], day)
        self.municipalities.homes.join_family(rows[group == self._family], day)
        rows = rows[(group != self._quota) & (group != self._family)]
        if not len(rows):
            return
        private = self.population.private_at_arrival[rows]
        self.population.lodging.move(rows[private], Lodging.PRIVATE)
        housed = rows[~private]
        self.population.lodging.move(housed, Lodging.ORDINARY)
        self.population.site[housed] = housed % max(self.sites.n, 1)
        self.population.stamps["arrived"][rows] = day
        self.population.stamps["decided"][rows] = day
        self.settlement.granted(rows, day)

    def run(self, until: int | None = None) -> SettlementWorld:
        """Run up to a day (default all)."""
        run(self.env, self.days if until is None else until)
        return self

    def persons(self, *cases: Case) -> int:
        """Persons in some cases."""
        return int(
            self.population.size[np.isin(self.population.case.state, [int(case) for case in cases])].sum()
        )
