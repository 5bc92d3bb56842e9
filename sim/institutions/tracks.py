"""Tracks (spor): on which track each household's case falls, how much work it is, how it would end.

All luck of a household is drawn here, keyed by its identity, so that it is the same under every plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.laws import draw, exponential, whole_days
from sim.config.casework import CaseworkConfig
from sim.config.population import GROUPS, UNACCOMPANIED
from sim.institutions.population import Population

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

NO_TRACK = -1
DAYS_PER_MONTH = 365.25 / 12.0
_OLDER_MINORS = GROUPS.index("minors_15_17")
_MINORS = tuple(GROUPS.index(name) for name in UNACCOMPANIED)


class Tracks:
    """Shares and laws of the tracks, and the draws of every household.

    Parameters
    ----------
    minors_collective
        Share of unaccompanied minors who fall under collective protection, by source of arrivals; a source
        that is left out keeps the shares of the group. Minors come from where the others of their source do.

    Attributes
    ----------
    names : names of the tracks [T], in the order of the configuration
    base : track of each household while collective protection is in force, or `NO_TRACK`, int64[n]
    base_work : minutes of work on that track, int64[n]
    base_least : days from registration until the case can be decided on that track, int64[n]
    adults : persons of 18 years and more at arrival, at least 1, int64[n]
    minors_wait : days from registration until representative and age assessment are done, else 0, int64[n]
    found_adult : whether the age assessment says adult, bool[n]
    patience : days until the household gives up if still undecided, int64[n]
    u_grant, u_appeal : compared with shares that plans or dates may change, float64[n]
    grant_share : share granted [G, T]; nan where a group has no cases on a track
    appeal_share : share of refused households that appeal [T]
    transfer : whether a refusal means transfer to another country [T]
    """

    def __init__(
        self,
        config: CaseworkConfig,
        population: Population,
        chance: Chance,
        minors_collective: Mapping[int, float] | None = None,
    ) -> None:
        self._config = config
        self._population, self._chance = population, chance
        self._group = population.group
        self._source = population.source
        self._minors_collective = minors_collective or {}
        self.names = tuple(track.name for track in config.tracks)
        self.collective = self.names.index(config.collective.track)
        self.otherwise = self.names.index(config.collective.otherwise)
        self.adults: IntArray = np.maximum(population.size - population.children, 1)
        self._u_track = population.keyed(chance, "case_track")
        self._u_work = population.keyed(chance, "case_work")
        self._u_minimum, self._u_whole = population.keyed_pair(chance, "case_minimum")
        self.u_grant = population.keyed(chance, "case_grant").copy()
        self.u_appeal = population.keyed(chance, "case_appeal")
        everyone = np.arange(population.n)
        self.base = population.once(
            "case_base", lambda: self._fall(self._share_rows(everyone), everyone)
        ).copy()
        self.minors_wait, self.found_adult = population.once(
            "case_minors_wait", lambda: self._minors(population, chance)
        )
        self.patience = population.once("case_patience_days", lambda: self._patience(population, chance))
        # work and least days on the own track, and on the other one for those under collective protection
        work = population.once("case_minutes", lambda: self._on_both(everyone, self._minutes))
        least = population.once("case_least_days", lambda: self._on_both(everyone, self._least_days))
        self._work, self._least = (work[0].copy(), work[1].copy()), (least[0].copy(), least[1].copy())
        self.base_work = self._work[0]
        self.base_least = np.maximum(self._least[0], self.minors_wait)
        self.grant_share = np.full((len(GROUPS), len(self.names)), np.nan)
        for name, cases in config.groups.items():
            for track, share in cases.grants.items():
                self.grant_share[GROUPS.index(name), self.names.index(track)] = share
        for g in _MINORS:  # adults found among minors are judged as adults, on whatever track the minor is
            blank = np.isnan(self.grant_share[GROUPS.index("individual")])
            self.grant_share[GROUPS.index("individual"), blank] = self.grant_share[g, blank]
        self.appeal_share = np.array([track.appeal_share for track in config.tracks])
        self.transfer = np.array([track.transfer for track in config.tracks])

    def __len__(self) -> int:
        return len(self.names)

    def work(self, rows: IntArray, tracks: IntArray) -> IntArray:
        """Minutes of work of each household on its track, at least 1; the same draw on every track."""
        return self._drawn(rows, tracks, self._minutes, self._work)

    def minimum_days(self, rows: IntArray, tracks: IntArray) -> IntArray:
        """Days from registration before each case can be decided, representative and assessment included."""
        return np.maximum(self.track_minimum_days(rows, tracks), self.minors_wait[rows])

    def track_minimum_days(self, rows: IntArray, tracks: IntArray) -> IntArray:
        """Days from registration before each case could be decided if it were an adult's."""
        return self._drawn(rows, tracks, self._least_days, self._least)

    def judge_anew(self, rows: IntArray) -> None:
        """Give households the draw of a second decision, once and for all."""
        self.u_grant[rows] = self._population.keyed_rows(self._chance, "case_grant", rows, 1)

    def at_start(self, rows: IntArray, elapsed_days: FloatArray) -> IntArray:
        """Guess the track of households that are undecided after `elapsed_days`, and make it theirs.

        Quick tracks are rarer among those who still wait: each share is weighted with
        exp(-elapsed / usual days).
        """
        usual = np.array([track.usual_days for track in self._config.tracks])
        shares = self._share_rows(rows)
        weights = shares * np.exp(-elapsed_days[:, None] / usual[None, :])
        sums = weights.sum(axis=1, keepdims=True)
        # all weights can underflow after very long waits: then the slowest track that the household can be on
        slowest = np.where(shares > 0.0, usual[None, :], 0.0)
        weights = np.where(sums > 0.0, weights, slowest == slowest.max(axis=1, keepdims=True))
        tracks = self._fall(weights, rows)
        self.base[rows] = tracks
        for columns, of in ((self._work, self._minutes), (self._least, self._least_days)):
            for column, values in zip(columns, self._on_both(rows, of), strict=True):
                column[rows] = values
        self.base_least[rows] = np.maximum(self._least[0][rows], self.minors_wait[rows])
        return tracks

    @cached_property
    def u_narrow(self) -> FloatArray:
        """Draw that says whom narrowed collective protection leaves out, float64[n]."""
        return self._population.keyed(self._chance, "case_narrowed")

    def _on_both(self, rows: IntArray, of: Callable[[int, IntArray], IntArray]) -> tuple[IntArray, IntArray]:
        """Apply `of` on the own track and on the other one; these differ under collective protection only."""
        own = self._by_track(rows, self.base[rows], of)
        under = np.flatnonzero(self.base[rows] == self.collective)
        other = own.copy()
        other[under] = of(self.otherwise, rows[under])
        return own, other

    def _fall(self, weights: FloatArray, rows: IntArray) -> IntArray:
        """Pick a track by each row's weights [n, T]; `NO_TRACK` where all are 0."""
        upper = np.cumsum(weights, axis=1)
        total = upper[:, -1:]
        u = np.minimum(self._u_track[rows], 1.0 - 1e-12)  # so that u * total stays below the total
        chosen = (upper <= u[:, None] * total).sum(axis=1)
        return np.where(total[:, 0] > 0.0, chosen, NO_TRACK).astype(np.int64)

    def _share_rows(self, rows: IntArray) -> FloatArray:
        """Share of each track for each household [n, T]."""
        table = np.zeros((len(GROUPS), len(self.names)))
        for name, cases in self._config.groups.items():
            for track, share in cases.tracks.items():
                table[GROUPS.index(name), self.names.index(track)] = share
        shares: FloatArray = table[self._group[rows]]
        for number, share in self._minors_collective.items():
            for g in _MINORS:
                here = np.flatnonzero((self._source[rows] == number) & (self._group[rows] == g))
                others = table[g].copy()
                others[self.collective] = 0.0
                if others.sum() <= 0.0:
                    others[self.otherwise] = 1.0
                shares[here] = others / others.sum() * (1.0 - share)
                shares[here, self.collective] = share
        return shares

    def _minors(self, population: Population, chance: Chance) -> tuple[IntArray, npt.NDArray[np.bool_]]:
        """Days until a minor's case can be taken, and whether the assessment finds an adult."""
        minors = self._config.minors
        wait = np.zeros(population.n, dtype=np.int64)
        adult = np.zeros(population.n, dtype=np.bool_)
        rows = np.flatnonzero(np.isin(self._group, _MINORS) & (self.base != NO_TRACK))
        if not rows.size:
            return wait, adult

        def u(k: int) -> FloatArray:
            return population.keyed_rows(chance, "case_minors", rows, k)

        days = draw(minors.representative_days, u(0))
        assessed = (u(1) < minors.assessed_share) & (self._group[rows] == _OLDER_MINORS)
        days += np.where(assessed, draw(minors.assessment_days, u(2)), 0.0)
        wait[rows] = whole_days(days, u(3))
        adult[rows] = assessed & (u(4) < minors.found_adult_share)
        return wait, adult

    def _patience(self, population: Population, chance: Chance) -> IntArray:
        """Days until each household gives up, exponential with its group's share a month."""
        rate = np.zeros(len(GROUPS))
        for name, cases in self._config.groups.items():
            rate[GROUPS.index(name)] = cases.withdrawals_per_month / DAYS_PER_MONTH
        rates = rate[self._group]
        unit = exponential(population.keyed(chance, "case_patience"), 1.0)
        days = np.divide(unit, rates, out=np.full(population.n, np.inf), where=rates > 0.0)
        return np.maximum(whole_days(days, 0.5), 1)

    def _drawn(
        self,
        rows: IntArray,
        tracks: IntArray,
        of: Callable[[int, IntArray], IntArray],
        columns: tuple[IntArray, ...],
    ) -> IntArray:
        """Take the numbers drawn in advance where they fit the tracks, and draw them else."""
        base = self.base[rows]
        same = tracks == base
        other = (tracks == self.otherwise) & (base == self.collective)
        if np.count_nonzero(same | other) == rows.size:
            return np.where(same, columns[0][rows], columns[1][rows])
        return self._by_track(rows, tracks, of)

    def _by_track(
        self, rows: IntArray, tracks: IntArray, of: Callable[[int, IntArray], IntArray]
    ) -> IntArray:
        """Apply `of(track, rows)` track by track; 0 for households without one."""
        out = np.zeros(rows.size, dtype=np.int64)
        for t in range(len(self.names)):
            here = np.flatnonzero(tracks == t)
            if here.size:
                out[here] = of(t, rows[here])
        return out

    def _minutes(self, t: int, rows: IntArray) -> IntArray:
        track = self._config.tracks[t]
        minutes = draw(track.minutes, self._u_work[rows]) + track.minutes_per_extra_adult * (
            self.adults[rows] - 1
        )
        return np.maximum(whole_days(minutes, 0.5), 1)

    def _least_days(self, t: int, rows: IntArray) -> IntArray:
        return whole_days(
            draw(self._config.tracks[t].minimum_days, self._u_minimum[rows]), self._u_whole[rows]
        )
