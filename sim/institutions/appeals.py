"""Appeals: the appeals board (UNE) goes through refusals, first come first served."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import simpy

from sim.chance.draws import Chance
from sim.chance.laws import draw, whole_days
from sim.config.casework import CaseworkConfig, DatedFactor
from sim.engine.calendar import Calendar
from sim.engine.delays import Delays
from sim.engine.process import every
from sim.institutions.horizon import noted_days
from sim.institutions.office import Desk
from sim.institutions.partners import Decides, SendsHome, TakesPermits
from sim.institutions.phases import Phase
from sim.institutions.population import Population
from sim.institutions.staff import PERMILLE, working_permille
from sim.institutions.states import Case

IntArray = npt.NDArray[np.int64]

_AWAITING, _APPEALING = int(Case.AWAITING_DECISION), int(Case.APPEALING)


class Appeals:
    """The cases before UNE.

    `casework` is set after construction, since each of the two sends cases to the other; it is needed only
    where `send_back_share` is above 0.

    Attributes
    ----------
    decided_persons, granted_persons : persons by day, int64[days]
    """

    casework: Decides

    def __init__(
        self,
        config: CaseworkConfig,
        population: Population,
        calendar: Calendar,
        chance: Chance,
        settlement: TakesPermits,
        returns: SendsHome,
    ) -> None:
        self._config = config.appeals
        self._population = population
        self._settlement, self._returns = settlement, returns
        self._work = np.maximum(
            whole_days(draw(self._config.minutes, population.keyed(chance, "appeal_work")), 0.5), 1
        )
        u_least, u_whole = population.keyed_pair(chance, "appeal_minimum")
        self._least_days = whole_days(draw(self._config.minimum_days, u_least), u_whole)
        self._pace = _pace(self._config.pace, calendar)
        self._u_outcome = population.keyed(chance, "appeal_outcome")
        minutes = round(self._config.minutes_per_day)
        self._minutes = [minutes * permille // PERMILLE for permille in working_permille(config, calendar)]
        self._sent_back = np.zeros(population.n, dtype=np.bool_)
        self._desk = Desk(population.n)
        self._delays = Delays(noted_days(calendar.days), ("ready",))
        self.decided_persons = np.zeros(calendar.days, dtype=np.int64)
        self.granted_persons = np.zeros(calendar.days, dtype=np.int64)

    def start(self, env: simpy.Environment) -> None:
        """Register the daily work."""
        every(env, self.work, Phase.APPEALS)

    def receive(self, rows: IntArray, day: int) -> None:
        """Take households refused today, in case `APPEALING`; a minor alone has no final answer before coming of age.

        Nobody is sent to a country where none cares for them (fact ret.limited_permit_ends): until then they hold a
        permit that ends that day. Those before UNE on the first day are taken as of age.
        """
        ready = day + whole_days(self._pace[day] * self._least_days[rows], 0.5)
        minors = self._population.unaccompanied[rows]
        if np.count_nonzero(minors):
            ready[minors] = np.maximum(ready[minors], self._population.of_age_day(rows[minors]))
        self._delays.later("ready", rows, ready)

    def resume(self, rows: IntArray) -> None:
        """Take households before UNE on the first day: what is left of their least time, in order."""
        ready = self._population.stamps["decided"][rows] + self._least_days[rows]
        order = np.lexsort((rows, ready))
        self._delays.later("ready", rows[order], np.maximum(ready[order], 0))

    def minutes_over(self, day: int, days: int) -> int:
        """Minutes of case work of some days from `day` on."""
        return sum(self._minutes[day : day + days])

    def pending_persons(self) -> int:
        """Persons whose appeal is not decided."""
        return int(self._population.size[self._population.case.state == _APPEALING].sum())

    def work(self, day: int) -> None:
        """Do one day's work; on days off nothing moves."""
        minutes = self._minutes[day]
        if not minutes:
            return
        rows = self._delays.due("ready", day)
        if rows.size:
            self._desk.push(rows, self._work[rows])
        done = self._desk.work([minutes])
        if done.size:
            done = done[self._population.case.state[done] == _APPEALING]
        if done.size:
            self._decide(done, day)

    def _decide(self, rows: IntArray, day: int) -> None:
        """Overturn, send back (once) or uphold, by each household's own draw."""
        population, config = self._population, self._config
        u = self._u_outcome[rows]
        granted = u < config.overturn_share
        back = ~granted & (u < config.overturn_share + config.send_back_share) & ~self._sent_back[rows]
        self.decided_persons[day] += sum(population.size[rows].tolist())
        yes, again, no = rows[granted], rows[back], rows[~granted & ~back]
        if yes.size:
            population.stamps["decided"][yes] = day
            self.granted_persons[day] += sum(population.size[yes].tolist())
            self._returns.watch_permits(yes, day)
            self._settlement.granted(yes, day)
        if again.size:
            self._sent_back[again] = True
            population.case.move(again, _AWAITING)
            self.casework.receive_back(again, day)
        if no.size:
            self._returns.receive(no, day)


def _pace(steps: Sequence[DatedFactor], calendar: Calendar) -> list[float]:
    """Return the factor on the least time of an appeal that comes in on each day."""
    pace = np.ones(calendar.days)
    for step in steps:
        pace[max(calendar.day(step.since), 0) :] = step.factor
    return pace.tolist()
