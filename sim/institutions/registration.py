"""Registration: the police immigration unit (PU) registers those who have arrived, first come first served.

Only households that sleep at the arrival centre, privately or in another place the police serve can be
registered there: when the arrival centre is full, the others wait, however much capacity is idle. Surge sites
reach everyone.
"""

from __future__ import annotations

import math
from collections import defaultdict
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
    due_health_checks : persons of whom it was settled that day whether their health check (for tuberculosis)
        comes within its limit: at registration, or when the limit ends before that, int64[days]
    late_health_checks : of these, persons whose health check comes too late, int64[days]
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
        u_stay, u_whole = population.keyed_pair(chance, "registration_stay")
        stay = whole_days(draw(config.stay_days, u_stay), u_whole)
        self._stay_days: IntArray = np.clip(stay, 1, config.stay_max_days)
        self._check_days = whole_days(
            draw(config.health_check_days, population.keyed(chance, "registration_health")), 0.5
        )
        self._longest_check_days = int(self._check_days.max(initial=0))
        self._served = np.isin(np.array(LODGING_NAMES), config.lodgings)
        self._waiting: IntArray = NOBODY
        self._persons_since: defaultdict[int, int] = defaultdict(int)  # who waits, by day of arrival
        self._backlog = 0
        self._own_home = np.isin(np.arange(len(LODGING_NAMES)), _OWN_HOME)
        self._minutes_per_person = (
            config.minutes_per_person + config.minutes_per_household / config.persons_per_household
        )
        self._minutes = round(config.officers * config.minutes_per_officer)
        self._site_minutes = 0
        self._surge_days = 0
        self.registered_persons = np.zeros(calendar.days, dtype=np.int64)
        self.due_health_checks = np.zeros(calendar.days, dtype=np.int64)
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
        population = self._population
        new = rows[population.case.state[rows] == _NOT_ARRIVED]
        if new.size:
            population.stamps["arrived"][new] = day
            population.case.move(new, _UNREGISTERED)
        self._waiting = np.concatenate([self._waiting, rows]) if self._waiting.size else rows
        if new.size == rows.size:
            persons = sum(population.size[rows].tolist())
            self._persons_since[day] += persons
            self._backlog += persons
        else:
            self._count(rows, 1)

    def resume(self, rows: IntArray) -> None:
        """Take households unregistered on the first day, oldest first."""
        self._waiting = rows[np.lexsort((rows, self._population.stamps["arrived"][rows]))]
        self._count(rows, 1)

    def backlog_persons(self) -> int:
        """Persons arrived and not registered."""
        return self._backlog

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

    @property
    def health_check_limit_days(self) -> int:
        """Days from arrival within which the health check is to come."""
        return self._config.health_check_limit_days

    def levers(self) -> list[Lever]:
        """Levers `decentralised_registration` and `police_posts`."""
        return list(self._levers)

    def work(self, day: int) -> None:
        """Register for a day: surge sites first take those whom the arrival centre cannot, then help it."""
        rows = self._waiting
        self._surge_days += self._site_minutes > 0
        if not rows.size:
            return
        self._note_late(day)
        here = self._served.take(self._population.lodging.state[rows])
        own, site = self._minutes, self._site_minutes
        done = NOBODY  # places in the line of those who are registered
        if site:
            others = (~here).nonzero()[0]
            count, spent = serve(rows[others], self._left, site)
            own += site - spent
            done = others[:count]
        reached = here.nonzero()[0]
        if reached.size:
            count, _ = serve(rows[reached], self._left, own)
            if done.size:
                done = np.concatenate((done, reached[:count]))
                done.sort()  # in order of arrival again
            else:
                done = reached[:count]
        if done.size == rows.size:
            self._waiting = NOBODY
            self._register(rows, day)
        elif done.size:
            stays = np.ones(rows.size, dtype=np.bool_)
            stays[done] = False
            self._waiting = rows[stays]
            self._register(rows[done], day)

    def _register(self, rows: IntArray, day: int) -> None:
        """Hand registered households over to casework, and on from the arrival centre."""
        population = self._population
        arrived = population.stamps["arrived"]
        population.stamps["registered"][rows] = day
        population.case.move(rows, _AWAITING)
        if self._waiting.size:
            persons = self._count(rows, -1)
        else:  # nobody is left
            persons, self._backlog = self._backlog, 0
            self._persons_since.clear()
        self.registered_persons[day] += persons
        if day - arrived[rows[0]] + self._longest_check_days > self._config.health_check_limit_days:
            self._note_checks(rows, day)
        else:
            self.due_health_checks[day] += persons
        self._casework.receive(rows, day)
        home = self._own_home.take(population.lodging.state[rows])
        lodged = rows[~home] if np.count_nonzero(home) else rows
        if lodged.size:
            self._reception.leave_arrival_centre(lodged, day + self._stay_days[lodged])

    def _note_checks(self, rows: IntArray, day: int) -> None:
        """Count those registered before their limit ends, and of them those whose check comes after it."""
        limit = self._config.health_check_limit_days
        waited = day - self._population.stamps["arrived"][rows]
        rows, waited = rows[waited <= limit], waited[waited <= limit]
        late = rows[waited + self._check_days[rows] > limit]
        self.due_health_checks[day] += int(self._population.size[rows].sum())
        self.late_health_checks[day] += int(self._population.size[late].sum())

    def _note_late(self, day: int) -> None:
        """Of those who wait, count those whose limit ended yesterday without a health check."""
        persons = self._persons_since.pop(day - self._config.health_check_limit_days - 1, 0)
        if persons:
            self.due_health_checks[day] += persons
            self.late_health_checks[day] += persons

    def _count(self, rows: IntArray, sign: int) -> int:
        """Add households to those who wait (sign 1), or take them off (-1); return their persons."""
        since, persons = self._persons_since, 0
        arrived = self._population.stamps["arrived"][rows].tolist()
        for day, some in zip(arrived, self._population.size[rows].tolist(), strict=True):
            since[day] += sign * some
            persons += some
        self._backlog += sign * persons
        return persons

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
