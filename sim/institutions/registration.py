"""Registration: the police immigration unit (PU) registers those who have arrived, first come first served.

Only households that sleep at the arrival centre, privately or in another place the police serve can be
registered there: when the arrival centre is full, the others wait, however much capacity is idle. Surge sites
reach everyone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import simpy

from sim.chance.draws import Chance
from sim.chance.laws import draw, whole_days
from sim.config.casework import RegistrationConfig
from sim.engine.agenda import Agenda
from sim.engine.calendar import Calendar
from sim.engine.process import every
from sim.engine.queues import serve
from sim.institutions.office import NOBODY
from sim.institutions.partners import Decides, Lodges
from sim.institutions.phases import Phase
from sim.institutions.population import Population
from sim.institutions.states import LODGING_NAMES, Case, Lodging
from sim.institutions.switches import check_later
from sim.plans.protocol import Lever, Need, Order

IntArray = npt.NDArray[np.int64]

_NOT_ARRIVED, _UNREGISTERED = int(Case.NOT_ARRIVED), int(Case.UNREGISTERED)
_AWAITING = int(Case.AWAITING_DECISION)
_OWN_HOME = (int(Lodging.PRIVATE), int(Lodging.MUNICIPAL))


class Registration:
    """Those who have arrived and are not registered.

    Attributes
    ----------
    registered_persons : persons registered by day, int64[days]
    late_health_checks : persons whose health check passed its limit that day, int64[days]
    """

    def __init__(
        self,
        config: RegistrationConfig,
        population: Population,
        calendar: Calendar,
        agenda: Agenda,
        chance: Chance,
        casework: Decides,
        reception: Lodges,
    ) -> None:
        self._config = config
        self._population = population
        self._casework, self._reception = casework, reception
        work = config.minutes_per_household + config.minutes_per_person * population.size
        self._left = np.maximum(whole_days(work, 0.5), 1)
        stay = whole_days(
            draw(config.stay_days, population.keyed(chance, "registration_stay")),
            population.keyed(chance, "registration_stay", 1),
        )
        self._stay_days: IntArray = np.clip(stay, 1, config.stay_max_days)
        self._check_days = whole_days(
            draw(config.health_check_days, population.keyed(chance, "registration_health")), 0.5
        )
        self._longest_check_days = int(self._check_days.max(initial=0))
        self._served = np.isin(np.array(LODGING_NAMES), config.lodgings)
        self._waiting: IntArray = NOBODY
        self._own_home = np.isin(np.arange(len(LODGING_NAMES)), _OWN_HOME)
        self._minutes_per_person = (
            config.minutes_per_person + config.minutes_per_household / config.persons_per_household
        )
        self._minutes = round(config.officers * config.minutes_per_officer)
        self._site_minutes = 0
        self._surge_days = 0
        self.registered_persons = np.zeros(calendar.days, dtype=np.int64)
        self.late_health_checks = np.zeros(calendar.days, dtype=np.int64)
        agenda.on("registration.posts", self._add_minutes)
        agenda.on("registration.sites", self._add_site_minutes)
        self._levers: list[Lever] = [
            CapacityLever(
                "decentralised_registration", "persons a day", "registration.sites", self, agenda,
                config.site_lead_days, self._minutes_per_person, math.floor(config.site_persons_max),
            ),
            CapacityLever(
                "police_posts", "posts", "registration.posts", self, agenda,
                config.post_lead_days, config.minutes_per_officer, math.floor(config.posts_max),
            ),
        ]  # fmt: skip
        self.ordered_minutes = self._minutes

    def start(self, env: simpy.Environment) -> None:
        """Register the daily work."""
        every(env, self.work, Phase.REGISTRATION)

    def receive(self, rows: IntArray, day: int) -> None:
        """Take households that arrive today; those still `NOT_ARRIVED` are entered as unregistered."""
        if not rows.size:
            return
        new = rows[self._population.case.state[rows] == _NOT_ARRIVED]
        if new.size:
            self._population.stamps["arrived"][new] = day
            self._population.case.move(new, _UNREGISTERED)
        self._waiting = np.concatenate([self._waiting, rows])

    def resume(self, rows: IntArray) -> None:
        """Take households unregistered on the first day, oldest first."""
        self._waiting = rows[np.lexsort((rows, self._population.stamps["arrived"][rows]))]

    def backlog_persons(self) -> int:
        """Persons arrived and not registered."""
        return int(self._population.size[self._waiting].sum())

    def persons_per_day(self) -> float:
        """Persons that can be registered on a day, surge sites included."""
        return (self._minutes + self._site_minutes) / self._minutes_per_person

    @property
    def minutes_per_day(self) -> int:
        """Minutes of registration that officers are paid for on a day; surge sites have a price of their own."""
        return self._minutes

    def take_surge_days(self) -> int:
        """Days with surge sites since this was last asked."""
        days, self._surge_days = self._surge_days, 0
        return days

    def missing_minutes(self, need: Need) -> float:
        """Minutes a day still missing for the registrations that are needed, those ordered deducted."""
        return max(need.registrations_per_day * self._minutes_per_person - self.ordered_minutes, 0.0)

    def levers(self) -> list[Lever]:
        """Levers `decentralised_registration` and `police_posts`."""
        return list(self._levers)

    def work(self, day: int) -> None:
        """Register for a day: surge sites first take those whom the arrival centre cannot, then help it."""
        rows = self._waiting
        self._surge_days += self._site_minutes > 0
        if not rows.size:
            return
        self._note_late(rows, day)
        here = self._served[self._population.lodging.state[rows]]
        own, site = self._minutes, self._site_minutes
        done = NOBODY
        if site:
            elsewhere = rows[~here]
            count, spent = serve(elsewhere, self._left, site)
            done = elsewhere[:count]
            own += site - spent
        served = rows[here]
        count, _ = serve(served, self._left, own)
        if count:
            done = np.concatenate([done, served[:count]]) if done.size else served[:count]
        if done.size == rows.size:
            self._waiting = NOBODY
            self._register(rows, day)
        elif done.size:
            gone = self._left[rows] == 0
            done = rows[gone]  # in order of arrival again
            self._waiting = rows[~gone]
            self._register(done, day)

    def _register(self, rows: IntArray, day: int) -> None:
        """Hand registered households over to casework, and on from the arrival centre."""
        population = self._population
        arrived = population.stamps["arrived"]
        population.stamps["registered"][rows] = day
        population.case.move(rows, _AWAITING)
        self.registered_persons[day] += sum(population.size[rows].tolist())
        if day - arrived[rows[0]] + self._longest_check_days > self._config.health_check_limit_days:
            self._note_late_checks(rows, day)
        self._casework.receive(rows, day)
        lodged = rows[~self._own_home[population.lodging.state[rows]]]
        if lodged.size:
            self._reception.leave_arrival_centre(lodged, day + self._stay_days[lodged])

    def _note_late_checks(self, rows: IntArray, day: int) -> None:
        """Count those registered in time whose health check will come too late."""
        limit = self._config.health_check_limit_days
        waited = day - self._population.stamps["arrived"][rows]
        late = rows[(waited <= limit) & (waited + self._check_days[rows] > limit)]
        self.late_health_checks[day] += int(self._population.size[late].sum())

    def _note_late(self, rows: IntArray, day: int) -> None:
        """Of those who wait, count those whose limit ended yesterday without a health check."""
        first = day - self._config.health_check_limit_days - 1
        arrived = self._population.stamps["arrived"]
        if arrived[rows[0]] <= first:
            self.late_health_checks[day] += int(self._population.size[rows[arrived[rows] == first]].sum())

    def _add_minutes(self, target: int, amount: int, day: int) -> None:
        self._minutes += amount

    def _add_site_minutes(self, target: int, amount: int, day: int) -> None:
        self._site_minutes += amount


@dataclass
class CapacityLever:
    """More registration: surge sites (amount in persons a day) or extra officers (amount in posts).

    Attributes
    ----------
    effect : effect of the dated book, its amount in minutes a day
    lead_days : least days from order to effect
    minutes_per_unit : minutes a day that one unit of the amount brings
    at_most : units that can be had in all
    ordered : units ordered and not given back
    """

    name: str
    unit: str
    effect: str
    registration: Registration
    agenda: Agenda
    lead_days: int
    minutes_per_unit: float
    at_most: int
    ordered: int = 0
    _of_order: dict[tuple[str, int], int] = field(default_factory=dict)

    def gap(self, need: Need) -> int:
        """Units still missing for the registrations a day that are needed, at most what can still be had."""
        if self.minutes_per_unit <= 0.0:
            return 0
        missing = math.ceil(self.registration.missing_minutes(need) / self.minutes_per_unit - 1e-9)
        return max(min(missing, self.at_most - self.ordered), 0)

    def apply(self, order: Order) -> None:
        """Enter the capacity after the least lead time; ValueError if `effective_day` is not after `day`."""
        check_later(order)
        units = min(order.amount, self.at_most - self.ordered)
        if units <= 0:
            return
        self._of_order[(order.measure, order.firing)] = units
        self._change(units, self._first_day(order), order.day)

    def effect_day(self, order: Order) -> int | None:
        """First day of the capacity of an order; None if none was left to be had."""
        return self._first_day(order) if (order.measure, order.firing) in self._of_order else None

    def reverse(self, order: Order, day: int, dialogue_days: int) -> None:
        """Enter the end of the capacity of an order, never before it came."""
        units = self._of_order.pop((order.measure, order.firing), 0)
        if units:
            self._change(-units, max(day + 1 + dialogue_days, self._first_day(order)), day)

    def _first_day(self, order: Order) -> int:
        return max(order.effective_day, order.day + self.lead_days)

    def _change(self, units: int, on: int, today: int) -> None:
        minutes = round(units * self.minutes_per_unit)
        self.agenda.add(on, self.effect, 0, minutes, today=today)
        self.ordered += units
        self.registration.ordered_minutes += minutes
