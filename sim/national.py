"""One run of the nation: every institution built, wired, run day by day, and turned into tables.

`run(scenario, replication)` is pure: the same arguments give the same tables, bit for bit.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import simpy

from sim.chance.draws import Chance, TurningChance
from sim.chance.shared import Drawn
from sim.config.drawn import with_draws
from sim.config.known import as_known
from sim.config.schema import Scenario
from sim.data import municipalities as municipality_table
from sim.engine import process
from sim.engine.agenda import Agenda
from sim.engine.calendar import Calendar
from sim.engine.kernels import PLAIN, Kernels
from sim.institutions.activity import Activity
from sim.institutions.appeals import Appeals
from sim.institutions.arrival_rates import ArrivalRates, build_rates
from sim.institutions.arrivals import Arrivals, Birthdays
from sim.institutions.care import Care
from sim.institutions.casework import Casework
from sim.institutions.committee import Committee, NeedEstimate
from sim.institutions.economy import Economy
from sim.institutions.forecasts import Forecasts
from sim.institutions.foretold import foretold
from sim.institutions.given import Given
from sim.institutions.hosts import Hosts
from sim.institutions.municipalities import Municipalities
from sim.institutions.need import Need
from sim.institutions.phases import Phase
from sim.institutions.population import SOURCE_START
from sim.institutions.portfolio import RECEPTION_KINDS, Portfolio
from sim.institutions.portfolio_levers import portfolio_levers
from sim.institutions.publish import Publisher, Sources, level_before
from sim.institutions.reception import Reception
from sim.institutions.records import WeeklyRecords
from sim.institutions.register import draw_register, minors_collective, populate
from sim.institutions.registration import Registration
from sim.institutions.returns import Returns
from sim.institutions.settled_before import Settled, settled_before
from sim.institutions.settlement import Settlement
from sim.institutions.start import StartRows, enter_start
from sim.institutions.states import FAILURES, LODGING_NAMES, Case, Lodging
from sim.institutions.yearly import Turns
from sim.outcome import tables_of
from sim.plans.executor import Executor
from sim.plans.measures import Foreseen
from sim.plans.protocol import Lever
from sim.sharing import Shared
from sim.tables import RunTables

IntArray = npt.NDArray[np.int64]

UNLIMITED_PLACES = 400_000  # of the first pass of a plan with foresight: more than any shock needs


@dataclass(frozen=True)
class Past:
    """What a run goes on from: the first day that is run, and the replication whose past it has."""

    day: int
    replication: int


@dataclass(frozen=True)
class Prepared:
    """What all replications of a scenario share."""

    rates: ArrivalRates
    given: Given = field(default_factory=Given)
    middle: ArrivalRates | None = None
    """Where the shock is known up to a day only: what forecasts before that day are made from, in place of `rates`."""


def prepare(scenario: Scenario) -> Prepared:
    """Work out what does not depend on chance; where the shock is known up to a day, the future in the middle."""
    scenario = as_known(scenario)
    return Prepared(build_rates(scenario), Given.of(scenario.given, scenario.shock.origin))


def run(
    scenario: Scenario,
    replication: int,
    prepared: Prepared | None = None,
    households: bool = False,
    forecasts: Forecasts | None = None,
    shared: Shared | None = None,
    kernels: Kernels = PLAIN,
    past: Past | None = None,
    drive: Callable[[Nation], None] | None = None,
) -> RunTables:
    """Run one replication.

    Parameters
    ----------
    replication : 0, 1, 2 ...; the same number has the same luck, and draws the same parameters, under every plan
    prepared : from `prepare` of the same scenario, to save time
    households : whether the table of households is kept
    forecasts : what is published of the future, in place of the scenario's own; for tests of foresight
    shared : from `sim.sharing.share` for this run, to save time; the tables are the same without it
    kernels : plain or compiled code, from `sim.engine.kernels`; the tables are the same with both
    past : what the run goes on from, if it does not begin on the first day
    drive : runs the days of the nation, in place of `Nation.run`

    Raises
    ------
    ValueError : if `shared` belongs to another world or replication
    BooksError, GhostError, AssertionError if a recount does not agree
    """
    if scenario.parameters.draws:  # the replication's own world, for which nothing was prepared
        scenario, prepared = with_draws(scenario, replication), None
    if shared is not None and not shared.fits(scenario, replication):
        raise ValueError("what is shared belongs to another world or replication")
    drawn = shared.drawn if shared is not None else None
    prepared = prepared or prepare(scenario)
    if scenario.shock.origin is not None:
        scenario = as_known(scenario)
        prepared = replace(prepared, rates=build_rates(scenario, replication), middle=prepared.rates)
    foreseen = None
    if scenario.plan.foresight:
        foreseen = _first_pass(scenario, replication, prepared, drawn, kernels)
    nation = Nation(
        scenario,
        replication,
        prepared,
        forecasts=forecasts,
        foreseen=foreseen,
        drawn=drawn,
        kernels=kernels,
        past=past,
    )
    (drive or Nation.run)(nation)
    tables = tables_of(nation, households)
    del nation
    gc.collect(0)
    return tables


def _first_pass(
    scenario: Scenario, replication: int, prepared: Prepared, drawn: Drawn | None, kernels: Kernels
) -> Foreseen:
    """Run once with unlimited places, to see what is needed; a benchmark, not a bound."""
    quiet = scenario.plan.model_copy(
        update={"foresight": False}
        | {
            name: getattr(scenario.plan, name).model_copy(update={"ladder": ()})
            for name in ("reception", "registration", "casework", "settlement", "municipalities")
        }
    )
    keep = scenario.plan.model_copy(
        update={"foresight": False, "reception": quiet.reception, "hypothetical": True}
    )
    first = Nation(
        scenario.model_copy(update={"plan": keep}),
        replication,
        prepared,
        extra_places=UNLIMITED_PLACES,
        drawn=drawn,
        kernels=kernels,
    )
    first.run()
    history = first.reception.history

    def nights(name: str) -> npt.NDArray[np.float64]:
        return np.nan_to_num(history.get(f"residents_{name}"))

    return Foreseen(
        places=nights("transit") + nights("ordinary") + nights("minors") + nights("emergency"),
        minors_places=nights("minors"),
        care_places=nights("care"),
        arrival_beds=nights("arrival"),
    )


class Nation:
    """All institutions of one run, wired."""

    def __init__(
        self,
        scenario: Scenario,
        replication: int,
        prepared: Prepared,
        forecasts: Forecasts | None = None,
        foreseen: Foreseen | None = None,
        extra_places: int = 0,
        drawn: Drawn | None = None,
        kernels: Kernels = PLAIN,
        past: Past | None = None,
    ) -> None:
        self.scenario = scenario
        self.calendar = calendar = Calendar(scenario.start.date, scenario.days)
        self.chance = chance = later = Chance(scenario.seed, replication, kernels.halves)
        if past is not None and past.replication != replication:
            chance = TurningChance(scenario.seed, past.replication, kernels.halves, later=later)
            self.chance = chance
        self.agenda = agenda = Agenda()
        self.seeking = frozenset(
            number
            for number, component in enumerate(scenario.shock.components, start=1)
            if component.enters == "with_permit_seeking_place"
        )
        day = past.day if past is not None else 0
        if drawn is None:
            register = draw_register(scenario, prepared.rates, chance, day)
        else:
            register = drawn.once("register", lambda: draw_register(scenario, prepared.rates, chance, day))
        start = register.start
        self.population = population = populate(scenario, register, chance, drawn, day)
        table = municipality_table()

        hosts = Hosts(tuple(table.number), tuple(table.name), table.population, table.centrality)
        self.portfolio = portfolio = Portfolio(
            scenario.reception, hosts, agenda, chance, scenario.prices.nok_per_day(), kernels
        )
        portfolio.set_host_influence(scenario.plan.reception.host_influence)
        self.care = Care(scenario.reception, portfolio)
        self.reception = reception = Reception(
            scenario.reception, population, portfolio, agenda, chance, calendar.days, kernels
        )
        self.municipalities = Municipalities(
            scenario.municipalities,
            table,
            population,
            calendar,
            agenda,
            chance,
            portfolio.sites,
            prepared.given.votes,
        )
        self.settlement = Settlement(
            scenario.settlement,
            population,
            self.municipalities,
            calendar,
            agenda,
            chance,
            scenario.plan.settlement.allocation_every_days,
            reception,
            portfolio.sites,
            kernels,
        )
        self.returns = Returns(
            scenario.casework, population, calendar, chance, reception, self.municipalities.homes, kernels
        )
        self.appeals = Appeals(scenario.casework, population, calendar, chance, self.settlement, self.returns)
        self.casework = Casework(
            scenario.casework,
            population,
            calendar,
            agenda,
            chance,
            self.settlement,
            self.appeals,
            self.returns,
            reception,
            minors_collective(scenario),
            prepared.given.decisions,
            kernels,
        )
        self.appeals.casework = self.casework
        self.returns.casework = self.casework
        self.registration = Registration(
            scenario.casework.registration, population, calendar, agenda, chance, self.casework, reception
        )
        self.arrivals = Arrivals(
            population,
            calendar.days,
            self.seeking,
            self.registration,
            reception,
            self.settlement,
            self.municipalities.homes,
        )
        self.birthdays = Birthdays(population, calendar, (reception, self.casework, self.settlement))
        self.forecasts = forecasts or foretold(scenario, calendar, later, prepared.rates, prepared.middle)
        self.committee = Committee(scenario.regime, table, self.municipalities, calendar, agenda, self._need)
        self._begin(start, extra_places)
        before = Settled.nobody(len(table))
        if scenario.start.settled_before:
            before = settled_before(scenario.prices.settled_before, table, calendar.months[0])
        self.activity = Activity(
            calendar,
            scenario.prices,
            self.registration,
            self.casework,
            self.appeals,
            self.settlement,
            portfolio,
            self.care,
            self.municipalities,
            scenario.plan.municipalities.incentive == "per_extra_place",
            before,
        )
        self.economy = Economy(
            scenario.prices, calendar, agenda, before, self.activity.collect, self.activity.watch
        )
        self.records = WeeklyRecords(
            population, portfolio.sites, calendar, self._totals, (reception.check, self._check_offers)
        )
        self.need = Need(
            scenario.regime.need,
            scenario.population.quota_from,
            scenario.shock.minors_revised_from(scenario.start.date),
            scenario.shock.minors_need_factor,
            population,
            calendar,
            self.casework,
            self.settlement,
            self.municipalities,
            self.forecasts,
            self.records,
        )
        self.sources = Sources(
            self.registration,
            self.casework,
            self.appeals,
            reception,
            portfolio,
            self.settlement,
            self.municipalities,
            self.committee,
            self.forecasts,
            self.economy,
            self.records,
        )
        delay = scenario.information.data.delay_days
        self.turns = Turns(population, calendar, self.sources, float(delay))
        publisher = Publisher(
            population, calendar, self.sources, self.seeking, delay,
            level_before(scenario.population, scenario.start.date, prepared.rates.before)
        )
        self.levers = self._levers()
        self.executor = Executor(scenario.plan, self.levers, calendar, chance, publisher.observe, foreseen)

    def run(self) -> None:
        """Run all days."""
        env = self.begin()
        self.until(env, self.calendar.days)
        self.finish()

    def begin(self, first_day: int = 0) -> simpy.Environment:
        """Register the work of all days from `first_day` on; the days before it are not run."""
        env = process.environment(first_day)
        process.every(env, self.agenda.run, Phase.BOOK)
        for institution in (
            self.arrivals,
            self.birthdays,
            self.registration,
            self.casework,
            self.appeals,
            self.returns,
            self.settlement,
            self.municipalities,
            self.reception,
            self.economy,
            self.records,
            self.turns,
        ):
            institution.start(env)
        self.committee.start()
        self.executor.start(env, Phase.SIGNALS, Phase.TRIGGERS)  # without measures too: others may go on from here
        return env

    def until(self, env: simpy.Environment, day: int) -> None:
        """Run the days before `day` that are not yet run."""
        process.run(env, day)

    def turn_luck(self) -> None:
        """From now on draw with the luck of the run's own replication, if its past had another."""
        if isinstance(self.chance, TurningChance):
            self.chance.turn()

    def finish(self) -> None:
        """Close the books after the last day."""
        self.municipalities.close_month(self.calendar.days - 1)
        self.economy.commit(self.activity.commitments())

    def _begin(self, start: StartRows, extra_places: int) -> None:
        """Put the first day together: centres, households in them and in their cases, the settlement year."""
        population, scenario = self.population, self.scenario
        places = {Lodging[name.upper()]: count for name, count in scenario.start.places.items()}
        if extra_places:
            for kind in (Lodging.ARRIVAL, Lodging.TRANSIT, Lodging.ORDINARY, Lodging.MINORS, Lodging.CARE):
                places[kind] = places.get(kind, 0) + extra_places // 5
        self.reception.open_start(places)
        settled_before = _settled_before(scenario)
        begun = scenario.start.settlement
        self.committee.resume_year(
            begun.requested, begun.requested_minors, begun.voted, begun.recorded, settled_before
        )
        rows = np.flatnonzero(population.source == SOURCE_START)
        if not rows.size:
            return
        enter_start(population, rows, start, scenario.start.steps)
        for kind in np.unique(start.lodging):
            self.reception.lodge_start(rows[start.lodging == kind], Lodging(int(kind)))
        self.reception.resume(rows)
        for institution, cases in (
            (self.registration, (Case.UNREGISTERED,)),
            (self.casework, (Case.AWAITING_DECISION,)),
            (self.appeals, (Case.APPEALING,)),
            (self.returns, (Case.REFUSED_WAITING,)),
            (self.settlement, (Case.NOT_ASKED, Case.MAPPING, Case.READY, Case.ALLOCATED)),
        ):
            mine = rows[np.isin(start.case, [int(case) for case in cases])]
            institution.resume(mine)
            if institution is self.settlement:
                self.casework.resume_permits(mine)

    def _levers(self) -> dict[str, Lever]:
        offered: list[Lever] = [
            *self.registration.levers(),
            *self.casework.levers(),
            *portfolio_levers(self.portfolio),
            self.reception.amot,
            *self.care.levers(),
            *self.settlement.levers(),
            *self.committee.levers(),
            *self.municipalities.levers(),
            *self.economy.levers(),
        ]
        return {lever.name: lever for lever in offered}

    def _need(self, day: int, year: int) -> NeedEstimate:
        return self.need.estimate(day, year)

    def _totals(self, first: int, day: int) -> Mapping[str, int]:
        """Weekly series that are kept for all groups together, of the week from `first` to `day`."""
        history = self.reception.history
        night = {name: int(history.get(name)[day]) for name in FAILURES}
        week = slice(first, day + 1)
        short = history.get("no_roof")[week] + history.get("overcrowded")[week]
        kinds = [LODGING_NAMES[kind] for kind in RECEPTION_KINDS]
        places = sum((history.get(f"places_{kind}")[week] for kind in kinds), np.zeros(day + 1 - first))
        residents = sum((history.get(f"residents_{kind}")[week] for kind in kinds), np.zeros(day + 1 - first))
        book, usable = self.municipalities.year, self.portfolio.usable_by_kind()
        return {
            "places": sum(usable[kind] for kind in RECEPTION_KINDS),
            "places_arrival": usable[Lodging.ARRIVAL],
            "places_emergency": usable[Lodging.EMERGENCY],
            **night,
            "without_place": night["no_roof"] + night["overcrowded"],
            "days_without_place": int((short > 0).sum()),
            "person_days_without_place": int(short.sum()),
            "place_days_empty": int(np.maximum(places - residents, 0.0).sum()),
            "requested": int(book.requested.sum()),
            "offered": int((book.agreed + book.agreed_minors).sum()),
            "settled_from_reception": int(self.settlement.moved_from_centres[week].sum()),
            "waited_days": int(self.settlement.waited_days[week].sum()),
            "decisions_not_made": self.casework.given.behind(day) if self.casework.given else 0,
        }

    def _check_offers(self, day: int) -> None:
        """Nobody is allocated above agreed places; offers and dwellings are never negative."""
        towns = self.municipalities
        book = towns.year
        for name, low in (
            ("offers", towns.offers),
            ("minors' offers", towns.offers_minors),
            ("dwellings", towns.dwellings),
        ):
            if (low < 0).any():
                raise AssertionError(f"{self.calendar.date(day)}: negative {name} in a municipality")
        if (book.used > book.agreed).any() or (book.used_minors > book.agreed_minors).any():
            raise AssertionError(
                f"{self.calendar.date(day)}: a municipality has been sent more than it agreed to"
            )


def _settled_before(scenario: Scenario) -> int:
    """Persons settled in the year before the start, else the request."""
    known = scenario.start.settlement.settled_year_before
    return scenario.start.settlement.requested if known is None else known


__all__ = ["Nation", "Past", "Prepared", "prepare", "run"]
