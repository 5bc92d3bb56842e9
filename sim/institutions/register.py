"""Who is in a run: drawn from the start and the rates of arrival, and turned into columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance, TurningChance
from sim.chance.shared import Drawn
from sim.config.population import UNACCOMPANIED
from sim.config.schema import Scenario
from sim.engine.books import AuditedBooks, Books
from sim.institutions.arrival_rates import ArrivalRates
from sim.institutions.population import Households, Population, arriving_households, joined
from sim.institutions.start import StartRows, build_start

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Register:
    """Who is there at the start and who will arrive, and `sizes` of the former (0 for the latter)."""

    start: StartRows
    everyone: Households
    sizes: IntArray


def draw_register(scenario: Scenario, rates: ArrivalRates, chance: Chance, day: int = 0) -> Register:
    """Draw the households of a run; from `day` on those of the later luck, if luck turns on that day."""
    start = build_start(scenario.start, scenario.population, chance)
    arriving = arriving_households(rates, scenario.population, chance)
    if isinstance(chance, TurningChance):
        later = arriving_households(rates, scenario.population, chance.later)
        early = arriving.taken(np.flatnonzero(arriving.arrival_day < day))
        arriving = joined([early, later.taken(np.flatnonzero(later.arrival_day >= day))])
    everyone = joined([start.households, arriving])
    order = everyone.order()
    sizes = np.concatenate([start.size, np.zeros(arriving.group.size, dtype=np.int64)])[order]
    return Register(start, everyone.taken(order), sizes)


def populate(
    scenario: Scenario, register: Register, chance: Chance, drawn: Drawn | None, day: int = 0
) -> Population:
    """Build the columns of all households; who comes from `day` on has the later luck, if luck turns then."""
    private = {
        number: component.private_share
        for number, component in enumerate(scenario.shock.components, start=1)
        if component.private_share is not None
    }
    private_from = {
        name: [((step.since - scenario.start.date).days, step.share) for step in group.private_share_from]
        for name, group in scenario.population.groups.items()
    }
    books = AuditedBooks if scenario.audit else Books
    newcomers = None
    if isinstance(chance, TurningChance):
        newcomers = int(np.searchsorted(register.everyone.arrival_day, day)), chance.later
    return Population(
        register.everyone,
        scenario.population,
        private,
        chance,
        books,
        register.sizes,
        drawn,
        newcomers,
        private_from,
    )


def minors_collective(scenario: Scenario) -> dict[int, float]:
    """Share of unaccompanied minors who come under collective protection, by source of arrivals."""
    shares = {}
    for number, component in enumerate(scenario.shock.components, start=1):
        accompanied = {name: share for name, share in component.mix.items() if name not in UNACCOMPANIED}
        total = sum(accompanied.values())
        if total > 0.0:
            shares[number] = accompanied.get("collective", 0.0) / total
    return shares
