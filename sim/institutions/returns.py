"""Returns: those with a duty to leave (utreiseplikt) go, one way or another, and some come back.

Ways out: assisted (IOM), forced (PU, with a queue for its capacity), Dublin transfer, without address, and a
long stay of those who can hardly be returned. Also those who give up while undecided, and settled holders of
temporary permits.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import simpy

from sim.chance.draws import Chance
from sim.chance.laws import draw, exponential, pick, whole_days
from sim.config.base import Law
from sim.config.casework import CaseworkConfig
from sim.config.population import GROUPS
from sim.engine.calendar import Calendar
from sim.engine.kernels import PLAIN, Kernels
from sim.engine.process import every
from sim.institutions.collective import SETTLED, UNSETTLED
from sim.institutions.horizon import noted_days
from sim.institutions.office import NOBODY, Desk
from sim.institutions.partners import Decides, Hosts, Lodges
from sim.institutions.phases import Phase
from sim.institutions.population import NO_DAY, Population
from sim.institutions.staff import working_permille
from sim.institutions.states import Case
from sim.institutions.waits import residual_days, survival

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Way = tuple[IntArray, IntArray]  # channel and days by household

CHANNELS: tuple[str, ...] = ("assisted", "forced", "unknown", "long", "dublin", "withdrawn", "ceased")
ASSISTED, FORCED, UNKNOWN, LONG, DUBLIN, WITHDRAWN, CEASED = range(len(CHANNELS))
_OWN = (ASSISTED, FORCED, UNKNOWN, LONG)
DAYS_PER_YEAR = 365.25
_WAITING = int(Case.REFUSED_WAITING)
_RETURNED, _LEFT = int(Case.RETURNED), int(Case.LEFT)
PER_PERSON = 100  # the police's capacity is counted in hundredths of a person
_NEVER = 2**30


class Returns:
    """Those who leave the country.

    `casework` is set after construction, since each of the two sends households to the other.

    Attributes
    ----------
    channel : way out of each household with a duty to leave, index into `CHANNELS`, int64[n]
    back_persons : persons who came back by day, int64[days]
    """

    casework: Decides

    def __init__(
        self,
        config: CaseworkConfig,
        population: Population,
        calendar: Calendar,
        chance: Chance,
        reception: Lodges,
        municipalities: Hosts,
        kernels: Kernels = PLAIN,
    ) -> None:
        self._config = config.returns
        self._population, self._chance = population, chance
        self._reception, self._municipalities = reception, municipalities
        n = population.n
        self._laws: dict[int, Law] = {
            ASSISTED: self._config.assisted.days,
            FORCED: self._config.forced.days,
            UNKNOWN: self._config.unknown.days,
            LONG: self._config.long.days,
            DUBLIN: self._config.dublin_days,
        }
        self._shares = np.array([getattr(self._config, CHANNELS[c]).share for c in _OWN])
        self.channel = np.zeros(n, dtype=np.int64)
        self._u_channel, again_channel = population.keyed_pair(chance, "return_channel")
        self._u_days, again_days = population.keyed_pair(chance, "return_days")
        u_back, u_back_days = population.keyed_pair(chance, "return_back")
        self._comes_back: BoolArray = u_back < self._config.come_back_share
        self._own, self._dublin, self._again = population.once(
            "return_ways", lambda: self._ways(again_channel, again_days)
        )
        cases = np.arange(len(Case))
        self._settled = np.isin(cases, SETTLED)
        self._holds = self._settled | np.isin(cases, UNSETTLED)
        self._silent = np.isin(np.arange(len(CHANNELS)), (UNKNOWN, WITHDRAWN))  # channels that end in `LEFT`
        self._back_days = population.once(
            "return_back_days",
            lambda: np.maximum(whole_days(draw(self._config.come_back_days, u_back_days), 0.5), 1),
        )
        self._stay_days = population.once("return_stay_days", self._stays)
        self._due_day = np.full(n, NO_DAY, dtype=np.int64)
        self._back_day = np.full(n, NO_DAY, dtype=np.int64)
        self._cease_day = np.full(n, _NEVER, dtype=np.int64)
        self._came_back = np.zeros(n, dtype=np.bool_)
        self._noted_days = noted_days(calendar.days)
        self._delays = kernels.delays(noted_days(calendar.days), ("due", "back", "cease"))
        self._police = Desk(n)
        capacity = round(self._config.forced_persons_per_working_day * PER_PERSON)
        self._capacity = [capacity if permille else 0 for permille in working_permille(config, calendar)]
        self.back_persons = np.zeros(calendar.days, dtype=np.int64)

    def start(self, env: simpy.Environment) -> None:
        """Register the daily work."""
        every(env, self.work, Phase.RETURNS)

    def receive(self, rows: IntArray, day: int, dublin: bool = False) -> None:
        """Take households with a duty to leave from today; `dublin` if they are to be transferred.

        Minors alone are not returned before they come of age; they may go without address.
        """
        if not rows.size:
            return
        new = rows[self._population.case.state[rows] != _WAITING]
        if new.size:
            self._population.case.move(new, _WAITING)
        self._go_later(rows, self._dublin if dublin else self._own, day)

    def resume(self, rows: IntArray) -> None:
        """Take households with a duty to leave on the first day: channel and wait given the time passed.

        The longer someone has stayed, the likelier a long channel: each share is weighted with its law's
        survival.
        """
        if not rows.size:
            return
        elapsed = -self._population.stamps["decided"][rows].astype(np.float64)
        weights = np.stack(
            [share * survival(self._laws[c], elapsed) for c, share in zip(_OWN, self._shares, strict=True)]
        )
        upper = np.cumsum(weights, axis=0)
        # so long that no law says so: the channel of the long stay
        channel = np.where(upper[-1] > 0.0, (upper <= self._u_channel[rows] * upper[-1]).sum(axis=0), LONG)
        self.channel[rows] = channel
        u, days = self._u_days[rows], np.zeros(rows.size)
        for c in _OWN:
            here = np.flatnonzero(channel == c)
            days[here] = residual_days(self._laws[c], u[here], elapsed[here])
        deadline = np.where(channel == UNKNOWN, 0.0, self._config.minimum_days)
        least = np.maximum(deadline - elapsed, 1.0)
        due = np.maximum(whole_days(days, 0.5), np.ceil(least).astype(np.int64))
        self._due_day[rows] = due
        self._delays.later("due", rows, due)

    def withdrawn(self, rows: IntArray, day: int) -> None:
        """Take households whose case is withdrawn or closed: they leave today, and for good.

        Who is away for a while and comes back before the case is closed never left it.
        """
        if not rows.size:
            return
        self.channel[rows] = WITHDRAWN
        self._leave(rows, day)

    def watch_permits(self, rows: IntArray, day: int) -> None:
        """Take note of households granted a permit: some will leave the country one day (ceased permits).

        The time is exponential, so it does not matter that the clock starts with the permit and not with the
        move: those who are settled by then leave from their municipality, the others from where they wait.
        """
        due = day + self._stay_days[rows]
        inside = due < self._noted_days
        if np.count_nonzero(inside):
            rows, due = rows[inside], due[inside]
            self._cease_day[rows] = due
            self._delays.later("cease", rows, due)

    def protection_ended(self, rows: IntArray, day: int) -> None:
        """Take settled households whose temporary permit ended today: they leave sooner."""
        if not rows.size:
            return
        u = self._population.keyed_rows(self._chance, "return_ceased", rows, 1)
        due = day + np.maximum(whole_days(draw(self._config.after_end_days, u), 0.5), 1)
        sooner = due < self._cease_day[rows]
        rows, due = rows[sooner], due[sooner]
        self._cease_day[rows] = due
        self._delays.later("cease", rows, due)

    def work(self, day: int) -> None:
        """Let those go whose day it is, and take back those who come back."""
        leaving = self._come_due(day)
        capacity = self._capacity[day]
        if capacity and self._police.pending[0]:
            done = self._police.work([capacity])
            if done.size:
                done = done[self._population.case.state[done] == _WAITING]
                leaving = np.concatenate([leaving, done]) if leaving.size else done
        ceased = self._cease(day)
        if ceased.size:
            leaving = np.concatenate([leaving, ceased]) if leaving.size else ceased
        if leaving.size:
            self._leave(leaving, day)
        self._come_back(day)

    def _ways(self, u_channel: FloatArray, u_days: FloatArray) -> tuple[Way, Way, Way]:
        """Draw channel and days of each household: its own way out, that by transfer, and its second one."""
        own = pick(self._u_channel, np.cumsum(self._shares))
        dublin = np.where(self._u_channel < self._config.dublin_unknown_share, UNKNOWN, DUBLIN)
        return (
            (own, self._days_to_go(own, self._u_days)),
            (dublin, self._days_to_go(dublin, self._u_days)),
            self._another_way(np.flatnonzero(self._comes_back), u_channel, u_days),
        )

    def _days_to_go(self, channel: IntArray, u: FloatArray) -> IntArray:
        """Days from the duty to leave until each household's channel opens, at least 1."""
        days = np.ones(channel.size)
        for c in np.unique(channel).tolist():
            here = channel == c
            least = 1.0 if c in (DUBLIN, UNKNOWN) else self._config.minimum_days
            days[here] = np.maximum(draw(self._laws[c], u[here]), least)
        return whole_days(days, 0.5)

    def _another_way(
        self, rows: IntArray, u_channel: FloatArray, u_days: FloatArray
    ) -> tuple[IntArray, IntArray]:
        """Draw the second way out of those who come back: any but without address; 0 for all others."""
        shares = self._shares.copy()
        shares[UNKNOWN] = 0.0
        channel, days = np.zeros((2, u_channel.size), dtype=np.int64)
        channel[rows] = pick(u_channel[rows], np.cumsum(shares))
        days[rows] = self._days_to_go(channel[rows], u_days[rows])
        return channel, days

    def _go_later(self, rows: IntArray, way: tuple[IntArray, IntArray], day: int) -> None:
        """Enter the day on which each household's channel opens; `way` is channel and days by household."""
        channel, days = way
        self.channel[rows] = channel[rows]
        due = day + days[rows]
        minors = self._population.unaccompanied[rows] & (self.channel[rows] != UNKNOWN)
        if np.count_nonzero(minors):
            due[minors] = np.maximum(due[minors], self._population.of_age_day(rows[minors]))
        self._due_day[rows] = due
        self._delays.later("due", rows, due)

    def _come_due(self, day: int) -> IntArray:
        """Return who leaves of those whose day has come; who is to be forced waits for the police first."""
        due = self._delays.due("due", day)
        if not due.size:
            return NOBODY
        valid = (self._population.case.state[due] == _WAITING) & (self._due_day[due] == day)
        rows: IntArray = due[valid]
        if not rows.size:
            return NOBODY
        forced = self.channel[rows] == FORCED
        if np.count_nonzero(forced):
            queued = rows[forced]
            self._police.push(queued, PER_PERSON * self._population.size[queued])
            rows = rows[~forced]
        return rows

    def _leave(self, rows: IntArray, day: int) -> None:
        """Let households go: first their bed, then their case."""
        population, channel = self._population, self.channel[rows]
        self._reception.release(rows, day)
        channels = channel.tolist()
        if UNKNOWN in channels or WITHDRAWN in channels:
            silent = self._silent[channel]
            lost = rows[silent]
            population.case.move(lost, _LEFT)
            if lost.size < rows.size:
                population.case.move(rows[~silent], _RETURNED)
            if UNKNOWN in channels:
                self._expect_back(rows[channel == UNKNOWN], day)
        else:
            population.case.move(rows, _RETURNED)
        population.stamps["left"][rows] = day

    def _expect_back(self, rows: IntArray, day: int) -> None:
        """Enter the day on which some of those without address will come back; each does so once at most."""
        back = rows[self._comes_back[rows] & ~self._came_back[rows]]
        if back.size:
            due = day + self._back_days[back]
            self._back_day[back] = due
            self._delays.later("back", back, due)

    def _come_back(self, day: int) -> None:
        """Take back households that left without address: into their duty to leave, and into a place."""
        rows = self._delays.due("back", day)
        if not rows.size:
            return
        population = self._population
        rows = rows[(population.case.state[rows] == _LEFT) & (self._back_day[rows] == day)]
        if not rows.size:
            return
        self._came_back[rows] = True
        population.stamps["left"][rows] = NO_DAY
        self.back_persons[day] += sum(population.size[rows].tolist())
        population.case.move(rows, _WAITING)
        self._go_later(rows, self._again, day)
        self._reception.request(rows, day)

    def _cease(self, day: int) -> IntArray:
        """Let settled holders of permits leave the country; return those who do so before they settle."""
        rows = self._delays.due("cease", day)
        if not rows.size:
            return NOBODY
        population = self._population
        rows = rows[self._holds.take(population.case.state[rows]) & (self._cease_day[rows] == day)]
        if not rows.size:
            return NOBODY
        self.casework.permits_ceased(rows, day)
        self.channel[rows] = CEASED
        settled = self._settled.take(population.case.state[rows])
        gone: IntArray = rows[settled]
        if not gone.size:
            return np.asarray(rows)
        before: IntArray = rows[~settled]
        placed = gone[population.municipality[gone] >= 0]
        if placed.size:
            self._municipalities.leave(placed, day)
        population.case.move(gone, _RETURNED)
        population.stamps["left"][gone] = day
        return before

    def _stays(self) -> IntArray:
        """Days from a permit to leaving the country, exponential by group; never for the rest."""
        years = np.full(len(GROUPS), np.inf)
        for name, mean in self._config.departure_years.items():
            years[GROUPS.index(name)] = mean
        mean_days = years[self._population.group] * DAYS_PER_YEAR
        unit = exponential(self._population.keyed(self._chance, "return_ceased"), 1.0)
        return np.minimum(np.maximum(whole_days(unit * mean_days, 0.5), 1), _NEVER)
