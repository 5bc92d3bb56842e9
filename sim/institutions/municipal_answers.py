"""What municipalities answer to a request, and when: the quick estimate and the binding vote.

The vote is a share of the request. Across municipalities the share follows the law seen in 2024 (a third of
the request at the 5th percentile, three quarters at the median, the whole request from two fifths of them),
tilted so that each centrality class keeps its own mean, and tilted again when the request per inhabitant is
larger or smaller than usual, and in years known to have been more willing. Each municipality keeps a part of
its own recorded answer.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.laws import draw, normal_inverse, whole_days
from sim.config.municipalities import MunicipalitiesConfig
from sim.data.records import Municipalities as MunicipalityTable
from sim.institutions.municipal_own import Own

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

RECORDED_YEARS = (2024, 2025)
KINDS = ("ordinary", "urgent", "supplementary")
_LOWEST_RATE = 1e-3  # persons per 1,000 inhabitants: keeps powers finite where nobody is asked
_HIGHEST_DAYS = 400  # days: a vote is never later than this


class Answers:
    """The laws of answers; draws are keyed by (municipality, year, ordinal of the request).

    Attributes
    ----------
    usual_per_1000 : request per 1,000 inhabitants that each municipality is used to [m]
    usual_ratio : vote over request in the whole country at those requests, without minors
    stated : what single municipalities know of themselves
    """

    def __init__(self, config: MunicipalitiesConfig, table: MunicipalityTable, chance: Chance) -> None:
        self._config = config
        self._table = table
        self._chance = chance
        acceptance = config.acceptance
        self.n = len(table)
        self.key: IntArray = np.array([int(number) for number in table.number], dtype=np.int64)
        self.stated = Own(config.own, self.key)
        centrality = table.centrality - 1
        self._mean = np.asarray(acceptance.by_centrality)[centrality]
        recorded = table.requested_2024 * 1000.0 / table.population
        usual = np.asarray(acceptance.usual_per_1000)[centrality]
        self.usual_per_1000: FloatArray = np.where(recorded > 0.0, recorded, usual)
        self._shares = np.array([share for share, _ in acceptance.quantiles])
        self._ratios = np.array([ratio for _, ratio in acceptance.quantiles])
        self._at_most_asked = float(self._shares[np.flatnonzero(self._ratios <= 1.0)[-1]])
        self._tilts = np.exp(np.linspace(math.log(0.004), math.log(12.0), 121))
        grid: FloatArray = (np.arange(2000, dtype=np.float64) + 0.5) / 2000.0
        self._means = np.array([self._quantile(self._warp(grid, tilt)).mean() for tilt in self._tilts])
        weights = np.maximum(table.requested_2024, 0.0)
        self.usual_ratio = float((weights * self._mean).sum() / weights.sum()) * config.votes_factor
        self._own = self._own_scores()
        self._delegated: BoolArray = (
            chance.uniform("municipality_delegated", self.key) < config.times.delegated_share
        )

    def _quantile(self, share: FloatArray) -> FloatArray:
        """Ratio of vote to request at a share of the municipalities."""
        ratio: FloatArray = np.interp(share, self._shares, self._ratios)
        return ratio

    def _warp(self, share: FloatArray, tilt: FloatArray | float) -> FloatArray:
        """Move shares along the law; the few who vote more than asked stay where they are."""
        top = self._at_most_asked
        return np.where(share < top, top * (np.minimum(share, top) / top) ** tilt, share)

    def _tilt(self, mean: FloatArray) -> FloatArray:
        """Exponent on the share that gives the law this mean ratio; larger exponents lower the mean."""
        return np.interp(mean, self._means[::-1], self._tilts[::-1])

    def _own_scores(self) -> FloatArray:
        """Normal score of each one's recorded answer of 2024 within its class; by chance where none."""
        table = self._table
        u = self._chance.uniform("municipality_own", self.key)
        asked = (table.requested_2024 > 0) & np.isfinite(table.decided_2024)
        ratio = np.where(asked, table.decided_2024 / np.where(asked, table.requested_2024, 1.0), np.nan)
        low = np.array(
            [self._share_below(value) if known else 0.0 for value, known in zip(ratio, asked, strict=True)]
        )
        high = np.array(
            [self._share_up_to(value) if known else 1.0 for value, known in zip(ratio, asked, strict=True)]
        )
        tilted = np.clip(low + u * (high - low), 1e-6, 1.0 - 1e-6)
        share = np.where(asked, self._warp(tilted, 1.0 / self._tilt(self._mean)), u)
        return normal_inverse(np.clip(share, 1e-6, 1.0 - 1e-6))

    def _share_below(self, ratio: float) -> float:
        """Share of municipalities whose ratio lies below `ratio`."""
        at = int(np.searchsorted(self._ratios, ratio, side="left"))
        return self._between(at, ratio)

    def _share_up_to(self, ratio: float) -> float:
        """Share of municipalities whose ratio is at most `ratio`."""
        at = int(np.searchsorted(self._ratios, ratio, side="right"))
        return self._between(at, ratio)

    def _between(self, at: int, ratio: float) -> float:
        if at == 0:
            return 0.0
        if at == len(self._ratios):
            return 1.0
        low, high = self._ratios[at - 1], self._ratios[at]
        part = 0.0 if high == low else (ratio - low) / (high - low)
        return float(self._shares[at - 1] + part * (self._shares[at] - self._shares[at - 1]))

    def mean_ratio(self, per_1000: FloatArray, year: int, prepared: BoolArray, incentive: bool) -> FloatArray:
        """Mean vote over request of municipalities like each, at a year's request per 1,000 inhabitants [m]."""
        acceptance = self._config.acceptance
        relative = np.maximum(per_1000, _LOWEST_RATE) / np.maximum(self.usual_per_1000, _LOWEST_RATE)
        refused = (1.0 - self._mean) * relative**acceptance.refusal_elasticity
        refused = refused * acceptance.refused_in.get(year, 1.0)
        refused = refused * np.where(prepared, acceptance.prepared_refusal_factor, 1.0)
        if incentive:
            refused = refused * acceptance.incentive_refusal_factor
        return np.clip(1.0 - refused, self._means[-1], self._means[0])

    def votes(
        self,
        requested: IntArray,
        per_1000: FloatArray,
        year: int,
        ordinal: int,
        prepared: BoolArray,
        incentive: bool,
    ) -> IntArray:
        """Places voted for others than unaccompanied minors, before limits of services.

        Parameters
        ----------
        requested
            Persons asked for in this request [m].
        per_1000
            The whole year's request per 1,000 inhabitants, this one included [m].
        year, ordinal
            The year asked for, and which request of that year, from 0.
        prepared
            Whether the municipality has a contingency plan [m].
        incentive
            Whether unused places are paid.
        """
        weight = self._config.acceptance.own_weight
        news = normal_inverse(self._chance.uniform("municipality_vote", self.key, year, ordinal))
        score = weight * self._own + math.sqrt(1.0 - weight * weight) * news
        share = 0.5 * (1.0 + np.array([math.erf(z / math.sqrt(2.0)) for z in score.tolist()]))
        mean = self.mean_ratio(per_1000, year, prepared, incentive)
        ratio = self._quantile(self._warp(share, self._tilt(mean)))
        ratio = ratio * self._config.votes_factor
        rounding = self._chance.uniform("municipality_vote", self.key, year, ordinal, 1)
        return np.where(ratio == 1.0, requested, np.floor(requested * ratio + rounding)).astype(np.int64)

    def recorded(self, year: int, ordinal: int) -> IntArray | None:
        """Recorded votes, minors included, 0 where none is listed [m]; None if they are not to be used."""
        if self._config.answers != "recorded" or year not in RECORDED_YEARS or ordinal:
            return None
        decided = self._table.decided_2024 if year == RECORDED_YEARS[0] else self._table.decided_2025
        return np.nan_to_num(decided).astype(np.int64)

    def votes_minors(self, requested: IntArray, year: int, ordinal: int, prepared: BoolArray) -> IntArray:
        """Places voted for unaccompanied minors: all or none, as a home is opened or not [m]."""
        refused = 1.0 - self._config.minors_votes_factor
        refuses = refused * np.where(prepared, self._config.acceptance.prepared_refusal_factor, 1.0)
        says_yes = self._chance.uniform("municipality_vote", self.key, year, ordinal, 2) >= refuses
        return np.where(says_yes, requested, 0).astype(np.int64)

    def estimates(self, votes: IntArray, year: int, ordinal: int) -> IntArray:
        """Quick estimate: the later vote, misjudged by a keyed factor with mean 1 [m]."""
        spread = math.sqrt(math.log1p(self._config.acceptance.estimate_cv**2))
        score = normal_inverse(self._chance.uniform("municipality_estimate", self.key, year, ordinal))
        return np.rint(votes * np.exp(spread * score - spread * spread / 2.0)).astype(np.int64)

    def days(self, kind: str, year: int, ordinal: int, prepared: BoolArray) -> tuple[IntArray, IntArray]:
        """Days from the request to the estimate and to the vote [m]; the estimate never comes last.

        Raises ValueError for a kind that is none of ordinary, urgent, supplementary.
        """
        if kind not in KINDS:
            raise ValueError(f"kind of request {kind!r} must be one of {KINDS}")
        times = self._config.times
        keyed = [self._chance.uniform("municipality_calendar", self.key, year, ordinal, k) for k in range(4)]
        law = times.vote_days if kind == "ordinary" else times.urgent_vote_days
        quick = np.minimum(draw(times.delegated_days, keyed[1]), draw(law, keyed[1]))
        vote = np.where(self._delegated, quick, draw(law, keyed[1]))
        vote = vote * np.where(prepared, times.prepared_days_factor, 1.0)
        estimate = np.minimum(whole_days(draw(times.estimate_days, keyed[0]), keyed[2]), _HIGHEST_DAYS)
        answer = self.stated.over("answer_days", np.clip(whole_days(vote, keyed[3]), estimate, _HIGHEST_DAYS))
        return np.minimum(estimate, answer), answer
