"""Reception (UDI): a bed from the first night, moves on to the right kind of centre, and what fails.

Every day, in this order: dated book; stays that end; residents of closing centres; places in care centres,
centres for minors, the arrival centre, transit, ordinary centres; emergency accommodation and the last resort
for those still without a roof; then moves from wrong kinds of centre to right ones; then the count.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import simpy

from sim.chance.draws import Chance
from sim.chance.laws import draw, whole_days
from sim.config.population import GROUPS
from sim.config.reception import ReceptionConfig
from sim.engine.agenda import Agenda
from sim.engine.history import History
from sim.engine.kernels import PLAIN, Kernels
from sim.engine.process import daily
from sim.engine.queues import Fifo
from sim.institutions.horizon import noted_days
from sim.institutions.phases import Phase
from sim.institutions.place_days import Use
from sim.institutions.placement import ADULT, BACKFILL, FIRST, FROM_15, IN_CENTRE, UNDER_15, Placement
from sim.institutions.population import Population
from sim.institutions.portfolio import Portfolio
from sim.institutions.portfolio_levers import portfolio_levers
from sim.institutions.private_lodging import SEEK, MunicipalPlacement, PrivateLodging
from sim.institutions.reception_start import FirstDay
from sim.institutions.states import CENTRE_KINDS, FAILURES, LODGING_NAMES, Case, Lodging
from sim.plans.protocol import Lever

IntArray = npt.NDArray[np.int64]

SERIES: tuple[str, ...] = (
    *FAILURES,
    "living_privately",
    "in_amot",
    *(f"residents_{LODGING_NAMES[kind]}" for kind in CENTRE_KINDS),
    *(f"places_{LODGING_NAMES[kind]}" for kind in CENTRE_KINDS),
)
"""Daily series of `Reception.history`, persons or places at the end of the day."""

_ELSEWHERE: dict[int, tuple[int, ...]] = {
    Lodging.CARE: (Lodging.MINORS, Lodging.ORDINARY, Lodging.EMERGENCY),
    Lodging.MINORS: (Lodging.ORDINARY, Lodging.EMERGENCY),
    Lodging.ARRIVAL: (Lodging.EMERGENCY, Lodging.ORDINARY),
    Lodging.ORDINARY: (Lodging.EMERGENCY,),
}
"""Where those without a roof go when what they need is full, first to last."""
_NONE, _ARRIVAL, _TRANSIT_KIND, _ORDINARY, _MINORS, _CARE, _EMERGENCY, _PRIVATE, _MUNICIPAL = map(
    int, Lodging
)
_UNREGISTERED = int(Case.UNREGISTERED)
_FOR_MINORS = (_MINORS, _CARE)
_NO_OTHER = (_NONE, _ARRIVAL)  # no wish, or one for the arrival centre
_FIRST_KIND, _LAST_KIND = int(CENTRE_KINDS[0]), int(CENTRE_KINDS[-1])
_LEAVE, _TRANSIT, _TRANSIT_WAIT = "leave", "transit", "transit_wait"
_ARRIVAL_LIMIT, _EMERGENCY_LIMIT = "arrival_limit", "emergency_limit"


class Reception:
    """Houses those who seek protection.

    Attributes
    ----------
    history : daily series, see `SERIES`
    placement : who sleeps where and who waits for what
    portfolio : centres and contracts
    """

    def __init__(
        self,
        config: ReceptionConfig,
        population: Population,
        portfolio: Portfolio,
        agenda: Agenda,
        chance: Chance,
        days: int,
        kernels: Kernels = PLAIN,
    ) -> None:
        self._config = config.placement
        self._amot_price = config.private.amot_price
        self._population = population
        self._chance = chance
        self._case = population.case.state
        self.portfolio = portfolio
        self.placement = Placement(population, portfolio.sites, chance, kernels)
        stages = (_LEAVE, _TRANSIT, _TRANSIT_WAIT, _ARRIVAL_LIMIT, _EMERGENCY_LIMIT, SEEK)
        self._delays = kernels.delays(noted_days(days), stages)
        self.private = PrivateLodging(config, population, self.placement, self._delays, chance)
        self.amot = MunicipalPlacement(config, self.placement, agenda)
        self.history = History(SERIES, days)
        self._columns = [self.history.get(name).data for name in SERIES]  # quick to write cell by cell
        share = np.array([self._config.transit_share.get(name, 0.0) for name in GROUPS])
        self._to_transit = population.keyed(chance, "reception_transit") < share[population.group]
        u, rounding = (population.keyed(chance, "reception_transit_stay", k) for k in (0, 1))
        self._transit_days = np.maximum(whole_days(draw(self._config.transit_stay, u), rounding), 1)
        self._limits = {
            _ARRIVAL_LIMIT: (_ARRIVAL, self._config.arrival_limit_nights),
            _EMERGENCY_LIMIT: (_EMERGENCY, self._config.emergency_limit_days),
        }
        self._first_day = FirstDay(
            self._config, population, self.placement, portfolio, chance, self._transit_days
        )
        self._shelter = {int(want): Fifo() for want in _ELSEWHERE}
        self._fresh: list[tuple[int, IntArray, IntArray]] = []
        self._next_day = 0

    def start(self, env: simpy.Environment) -> None:
        """Register the daily acts."""
        acts = (
            (self._end_stays, Phase.DELAYS),
            (self._drain, Phase.DRAIN),
            (self._fill_care, Phase.CARE),
            (self._fill_minors, Phase.MINORS),
            (self._fill_arrival, Phase.ARRIVAL_PLACES),
            (self._fill_transit, Phase.TRANSIT),
            (self._fill_ordinary, Phase.ORDINARY),
            (self._give_shelter, Phase.EMERGENCY),
            (self._backfill, Phase.BACKFILL),
            (self._count, Phase.COUNT),
        )
        daily(env, acts)

    # what others tell reception

    def arrive(self, rows: IntArray, day: int) -> None:
        """Take households that arrive today and need a bed tonight; children alone under 15 go to Bufetat."""
        under_15 = self.placement.minor[rows] == UNDER_15
        if np.count_nonzero(under_15):
            self._wish(rows[under_15], _CARE)
            rows = rows[~under_15]
        self._wish(rows, _ARRIVAL)

    def live_privately(self, rows: IntArray, day: int) -> None:
        """Take note of households that live privately from today."""
        if len(rows):
            self.private.move_in(rows, day)

    def leave_arrival_centre(self, rows: IntArray, from_day: int | IntArray) -> None:
        """Find registered households a place elsewhere, each from its day on; until then they keep their bed.

        The longest stay counts from the first night in the arrival centre, waiting for registration included:
        whoever reaches it is to leave, whatever stay was planned. Those who are not in the arrival centre but
        waited for it, wait for a place elsewhere at once.
        """
        if not len(rows):
            return
        placement = self.placement
        in_arrival = placement.lodging[rows] == _ARRIVAL
        longest = placement.since[rows] + self._config.arrival_limit_nights
        days = np.maximum(np.minimum(from_day, longest), self._next_day)
        if np.count_nonzero(in_arrival) == len(rows):
            self._delays.later(_LEAVE, rows, days)
            return
        self._delays.later(_LEAVE, rows[in_arrival], days[in_arrival])
        elsewhere = rows[~in_arrival]
        self._wish_next(elsewhere[placement.wants[elsewhere] == _ARRIVAL])

    def request(self, rows: IntArray, day: int) -> None:
        """Find households a place that have come back, or ask for one; those in a centre keep it."""
        lodging = self.placement.lodging[rows]
        free = (self.placement.wants[rows] == 0) & ((lodging == _NONE) | (lodging == _PRIVATE))
        self._wish_right_place(rows[free])

    def release(self, rows: IntArray, day: int) -> None:
        """End the lodging of households, whatever it is, and any wish they have."""
        self.placement.release(rows)

    def came_of_age(self, rows: IntArray, day: int) -> None:
        """Act on the 15th and 18th birthdays of children alone: to a centre for minors, to one for adults."""
        lodging, wants = self.placement.cells.lodging, self.placement.cells.wants
        grown, teens = self.placement.came_of_age(rows, day)
        for grown_up, right in ((grown, _ORDINARY), (teens, _MINORS)):
            there: list[int] = []
            asking: list[int] = []
            leaving: list[int] = []
            for row in grown_up:
                bed, want = lodging[row], wants[row]
                if want in _FOR_MINORS:
                    is_there = bed == right or (bed == _TRANSIT_KIND and right == _ORDINARY)
                    (there if is_there else asking).append(row)
                elif not want and bed in _FOR_MINORS and bed != right:
                    leaving.append(row)
            if there:
                self.placement.drop_wish(np.array(there, dtype=np.int64))
            if asking:
                self._wish(np.array(asking, dtype=np.int64), right)
            if leaving:
                rank = FIRST if right == _ORDINARY else BACKFILL
                self._wish(np.array(leaving, dtype=np.int64), right, rank)

    # what others ask of reception

    def residents(self, kind: int) -> int:
        """Persons in centres of one kind now."""
        return self.placement.persons[kind]

    def arrival_beds_free(self) -> int:
        """Free beds in arrival centres now."""
        return int(self.portfolio.sites.free(Lodging.ARRIVAL).sum())

    def levers(self) -> list[Lever]:
        """What a plan can order of UDI: the portfolio's levers and AMOT."""
        return [*portfolio_levers(self.portfolio), self.amot]

    def check(self, day: int) -> None:
        """Recount everything at the end of `day`; AssertionError names what is off."""
        self.placement.check()
        lodging, since, size = self.placement.lodging, self.placement.since, self.placement.size
        for kind, limit in self._limits.values():
            here = (lodging == kind).nonzero()[0]
            late = here[since[here] <= day - limit]
            counted, kept = int(size[late].sum()), self.placement.late_persons[kind]
            if counted != kept:
                raise AssertionError(
                    f"past the limit in {Lodging(kind).name}: kept {kept} persons, recounted {counted}"
                )

    # the day

    def _end_stays(self, day: int) -> None:
        """Stays that end today, limits passed, and households living privately that ask for a place."""
        self._next_day = day + 1
        cells, due = self.placement.cells, self._delays.due
        lodging, wants, since = cells.lodging, cells.wants, cells.since
        leaving = due(_LEAVE, day)
        if len(leaving):
            here = [row for row in leaving.tolist() if lodging[row] == _ARRIVAL and wants[row] in _NO_OTHER]
            self._wish_next(np.array(here, dtype=np.int64))
        asking = [
            row
            for row in due(_TRANSIT_WAIT, day).tolist()
            if lodging[row] == _ARRIVAL and wants[row] == _TRANSIT_KIND
        ]
        stays = self._transit_days
        for row in due(_TRANSIT, day).tolist():
            if lodging[row] == _TRANSIT_KIND and not wants[row] and since[row] + stays[row] == day:
                asking.append(row)
        asking += self.private.seeking(day)
        if asking:
            self._wish_right_place(np.array(asking, dtype=np.int64))
        for name, (kind, limit) in self._limits.items():
            begun = day - limit
            late = [row for row in due(name, day).tolist() if lodging[row] == kind and since[row] == begun]
            if late:
                self.placement.mark_late(np.array(late, dtype=np.int64))

    def _drain(self, day: int) -> None:
        """Residents of closing centres ask for another place; those still there at the end, for any roof."""
        for centre in self.portfolio.take_clearing():
            rows = np.flatnonzero(self._population.site == centre)
            waits_for_arrival = self.placement.wants[rows] == _ARRIVAL
            self._wish_right_place(rows[~waits_for_arrival], FIRST)
        for centre in self.portfolio.take_full():
            rows = np.flatnonzero((self._population.site == centre) & (self.placement.wants > 0))
            rows = rows[np.argsort(self.placement.ticket[rows], kind="stable")]
            self._wish(rows[self.placement.wants[rows] == _TRANSIT_KIND], _ORDINARY, FIRST)
            for want, queue in self._shelter.items():
                these = rows[self.placement.wants[rows] == want]
                queue.push(these, self.placement.ticket[these])
        self.portfolio.settle_overtime(day)

    def _fill_care(self, day: int) -> None:
        self.placement.serve(_CARE, FIRST, day)

    def _fill_minors(self, day: int) -> None:
        self.placement.serve(_MINORS, FIRST, day)

    def _fill_arrival(self, day: int) -> None:
        self._watch(self.placement.serve(_ARRIVAL, FIRST, day), _ARRIVAL, day)

    def _fill_transit(self, day: int) -> None:
        rows = self.placement.serve(_TRANSIT_KIND, FIRST, day)
        if len(rows):
            self._delays.later(_TRANSIT, rows, day + self._transit_days[rows])

    def _fill_ordinary(self, day: int) -> None:
        self.placement.serve(_ORDINARY, FIRST, day)
        self.amot.take(day)

    def _give_shelter(self, day: int) -> None:
        """Find any roof for those without one, and for those living privately who ask.

        Then room is made in the arrival centre if people wait for it. Beds that today's moves have freed in the
        arrival centre are given first.
        """
        placement = self.placement
        if placement.has_entries(_ARRIVAL):
            self._fill_arrival(day)
        for want, rows, tickets in self._fresh:
            lodging = placement.lodging[rows]
            still = (placement.ticket[rows] == tickets) & ((lodging == _NONE) | (lodging == _PRIVATE))
            self._shelter[want].push(rows[still], tickets[still])
        self._fresh.clear()
        for want, queue in self._shelter.items():
            if not len(queue):
                continue
            for kind in _ELSEWHERE[want]:
                if len(queue):
                    free = placement.sites.free(kind)
                    rows = placement.serve_queue(queue, kind, free, day, keep_wish=True)
                    self._sheltered(rows, want, kind, day)
            if len(queue):
                free = self._overcrowding(want)
                rows = placement.serve_queue(queue, want, free, day, only_roofless=True)
                self._watch(rows, want, day)
                if len(rows):
                    self.portfolio.expect_crowding()
        if placement.has_entries(_ARRIVAL):
            self._unblock_arrival(day)

    def _sheltered(self, rows: IntArray, want: int, kind: int, day: int) -> None:
        """Keep the place in the queue for the arrival centre; others wait where they are for their kind."""
        self._watch(rows, kind, day)
        if want != _ARRIVAL and len(rows):
            self._wish_backfill(rows, want)

    def _overcrowding(self, kind: int) -> IntArray:
        """Persons that regular centres can take above their places, as the last resort [ring]."""
        sites = self.portfolio.sites
        ring = sites.of_kind(kind)
        most = (sites.places[ring] * (1.0 + self._config.overcrowding_share)).astype(np.int64)
        free: IntArray = np.maximum(most - sites.occupied[ring], 0) * sites.accepting[ring]
        return free

    def _unblock_arrival(self, day: int) -> None:
        """Move some who are done in the arrival centre to emergency places if people wait for a bed."""
        placement = self.placement
        free = placement.sites.free(_EMERGENCY)
        if not free.sum():
            return
        rows = (placement.lodging == _ARRIVAL).nonzero()[0]
        wants = placement.wants[rows]
        rows = rows[(wants > 0) & (wants != _ARRIVAL)]
        goes = (placement.minor[rows] == ADULT) | placement.late[rows]  # children alone only past the limit
        rows = rows[goes]
        if not len(rows):
            return
        rows = rows[placement.ticket[rows].argsort(kind="stable")]
        rows = rows[placement.size[rows].cumsum() <= placement.waiting(_ARRIVAL)]
        queue = Fifo()
        queue.push(rows, placement.ticket[rows])
        moved = placement.serve_queue(queue, _EMERGENCY, free, day, keep_wish=True)
        self._watch(moved, _EMERGENCY, day)
        self._wish_by_age(moved)

    def _backfill(self, day: int) -> None:
        for kind in (_CARE, _MINORS, _ORDINARY):
            self.placement.serve(kind, BACKFILL, day)

    def _count(self, day: int) -> None:
        placement, portfolio, sites = self.placement, self.portfolio, self.portfolio.sites
        portfolio.place_days.count(sites.occupied)
        persons = placement.persons
        if persons[_MUNICIPAL]:
            portfolio.place_days.book(self._amot_price, Use.USED, persons[_MUNICIPAL])
        values = (
            placement.no_roof,
            placement.late_persons[_ARRIVAL],
            portfolio.overcrowded(),
            placement.late_persons[_EMERGENCY],
            placement.children_in_emergency,
            placement.minors_in_adult_centre,
            persons[_PRIVATE],
            persons[_MUNICIPAL],
            *persons[_FIRST_KIND : _LAST_KIND + 1],
            *portfolio.usable_by_kind()[_FIRST_KIND : _LAST_KIND + 1],
        )
        for column, value in zip(self._columns, values, strict=True):
            column[day] = value

    # wishes

    def _wish(self, rows: IntArray, kind: int, rank: int | None = None) -> None:
        """Write a wish; without a rank it is for backfill where they sleep in emergency accommodation."""
        if not len(rows):
            return
        beds = self.placement.lodging[rows].tolist()
        if rank is None and _EMERGENCY in beds:
            in_emergency = self.placement.lodging[rows] == _EMERGENCY
            self._wish_backfill(rows[in_emergency], kind)
            rows = rows[~in_emergency]
            if not len(rows):
                return
        if rank is None and kind in beds:  # there already, for want of the place they waited for
            there = self.placement.lodging[rows] == kind
            self.placement.drop_wish(rows[there])
            rows = rows[~there]
            if not len(rows):
                return
        tickets = self.placement.wish(rows, kind, FIRST if rank is None else rank)
        if (_NONE in beds or _PRIVATE in beds) and kind in self._shelter:
            self._fresh.append((kind, rows, tickets))

    def _wish_backfill(self, rows: IntArray, kind: int) -> None:
        """Wait for the right kind of centre in the wrong one, unless moved too often already."""
        stays = self.placement.transfers[rows] >= self._config.transfers_cap
        if np.count_nonzero(stays):
            self.placement.drop_wish(rows[stays])
            rows = rows[~stays]
        if len(rows):
            self.placement.wish(rows, kind, BACKFILL)

    def _wish_right_place(self, rows: IntArray, rank: int | None = None) -> None:
        """Wish for the kind of centre that each household should live in."""
        if not len(rows):
            return
        unregistered = (self._case[rows] == _UNREGISTERED) & (self.placement.minor[rows] != UNDER_15)
        if np.count_nonzero(unregistered):
            self._wish(rows[unregistered], _ARRIVAL, rank)
            rows = rows[~unregistered]
        self._wish_by_age(rows, rank)

    def _wish_by_age(self, rows: IntArray, rank: int | None = None) -> None:
        minor = self.placement.minor[rows]
        if not np.count_nonzero(minor):
            self._wish(rows, _ORDINARY, rank)
            return
        for stage, kind in ((UNDER_15, _CARE), (FROM_15, _MINORS), (ADULT, _ORDINARY)):
            self._wish(rows[minor == stage], kind, rank)

    def _wish_next(self, rows: IntArray) -> None:
        """Wish for a place after registration: transit for some in the arrival centre, else their kind."""
        if not len(rows):
            return
        transit = self._to_transit[rows]
        if np.count_nonzero(transit):
            transit &= (self.placement.lodging[rows] == _ARRIVAL) & (self.placement.minor[rows] == ADULT)
            self._wish(rows[transit], _TRANSIT_KIND)
            patience = self._next_day - 1 + self._config.transit_wait_days
            self._delays.later(_TRANSIT_WAIT, rows[transit], patience)
            rows = rows[~transit]
        self._wish_by_age(rows)

    def _watch(self, rows: IntArray, kind: int, day: int) -> None:
        """Note the day on which a stay that begins today passes the limit of its kind."""
        if kind == _ARRIVAL:
            self._delays.later(_ARRIVAL_LIMIT, rows, day + self._config.arrival_limit_nights)
        elif kind == _EMERGENCY:
            self._delays.later(_EMERGENCY_LIMIT, rows, day + self._config.emergency_limit_days)

    # the first day

    def open_start(self, places: Mapping[Lodging, int]) -> None:
        """Open the synthetic portfolio of the first day; places by kind sum exactly."""
        self.portfolio.open_start(places)

    def lodge_start(self, rows: IntArray, kind: Lodging) -> None:
        """Lodge households that are there on day 0 in a kind of lodging, see `FirstDay.lodge`."""
        self._first_day.lodge(rows, kind)

    def resume(self, rows: IntArray) -> None:
        """Take up households that are there on day 0: what is left of their stays, and their wishes."""
        placement = self.placement
        lodging, since = placement.lodging[rows], placement.since[rows]
        arrival = rows[lodging == _ARRIVAL]
        registered = arrival[self._case[arrival] != _UNREGISTERED]
        self._delays.later(_LEAVE, registered, self._first_day.days_to_leave(registered))
        transit = rows[lodging == _TRANSIT_KIND]
        self._delays.later(_TRANSIT, transit, placement.since[transit] + self._transit_days[transit])
        for name, (kind, limit) in self._limits.items():
            here = lodging == kind
            due = since[here] + limit
            placement.mark_late(rows[here][due < 0])
            self._delays.later(name, rows[here][due >= 0], due[due >= 0])
        self.private.wait(rows[lodging == _PRIVATE], -1)
        right = np.array([_ORDINARY, _MINORS, _CARE])[placement.minor[rows]]
        wrong = (lodging == _EMERGENCY) | ((right != _ORDINARY) & (lodging != right))
        wrong &= IN_CENTRE[lodging] & (lodging != _ARRIVAL)
        displaced = rows[wrong][np.argsort(since[wrong], kind="stable")]
        waits = (lodging == _NONE) | ((lodging == _EMERGENCY) & (self._case[rows] == _UNREGISTERED))
        self._wish_by_age(displaced[self._case[displaced] != _UNREGISTERED], BACKFILL)
        self._wish_right_place(rows[waits], FIRST)
