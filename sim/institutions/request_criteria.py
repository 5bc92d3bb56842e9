"""Spreading a need over municipalities by criteria (anmodningskriterier)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sim.config.regime import RequestCriteria
from sim.institutions.municipal_dwellings import spread_by_weight

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_BAND_ROUNDS = 50  # rounds until the counties lie inside their band


def weigh(criteria: RequestCriteria, columns: Mapping[str, FloatArray]) -> FloatArray:
    """Share of the need by the criteria's weights, before any limit; sums to 1 [m].

    Raises KeyError for a weight on a column that does not exist.
    """
    total = sum(criteria.weights.values())
    share = np.zeros(len(next(iter(columns.values()))))
    for name, weight in criteria.weights.items():
        if name not in columns:
            raise KeyError(f"criteria weigh {name!r}; there are {sorted(columns)}")
        column = np.maximum(columns[name], 0.0)
        if column.sum() > 0.0:
            share += weight / total * column / column.sum()
    normed: FloatArray = share / share.sum()
    return normed


def distribute(
    persons: int,
    criteria: RequestCriteria,
    columns: Mapping[str, FloatArray],
    population: IntArray,
    county: npt.NDArray[np.str_],
) -> IntArray:
    """Spread a need over municipalities.

    Those below the least population are left out, counties are brought inside their band per inhabitant, at
    most so many are asked, and those asked get at least the least request. If the need is too small for
    that, those with the largest shares are asked.

    Returns
    -------
    Persons by municipality, whole numbers that sum to `persons` [m].
    """
    if persons <= 0:
        return np.zeros(len(population), dtype=np.int64)
    share = np.where(population >= criteria.min_population, weigh(criteria, columns), 0.0)
    share = _inside_band(share / share.sum(), population, county, criteria.county_band)
    most = criteria.asked_at_most or len(share)
    if criteria.min_request:
        most = max(min(most, persons // criteria.min_request), 1)
    share = _largest(share, most)
    return _at_least(persons, share, min(criteria.min_request, persons))


def _largest(share: FloatArray, most: int) -> FloatArray:
    """Keep the `most` largest shares, ties to the lower index; sums to 1 [m]."""
    kept = np.zeros_like(share)
    order = np.lexsort((np.arange(len(share)), -share))[:most]
    kept[order] = share[order]
    normed: FloatArray = kept / kept.sum()
    return normed


def _inside_band(
    share: FloatArray, population: IntArray, county: npt.NDArray[np.str_], band: tuple[float, float]
) -> FloatArray:
    """Scale counties until each one's share per inhabitant over the national one lies inside the band [m]."""
    _, index = np.unique(county, return_inverse=True)
    people = np.bincount(index, population * (share > 0.0))
    people = people / people.sum()
    for _ in range(_BAND_ROUNDS):
        relative = np.bincount(index, share) / np.where(people > 0.0, people, 1.0)
        factor = np.where(
            people > 0.0, np.clip(relative, *band) / np.where(relative > 0.0, relative, 1.0), 1.0
        )
        if np.allclose(factor, 1.0, atol=1e-9):
            break
        share = share * factor[index]
        share = share / share.sum()
    return share


def _at_least(persons: int, share: FloatArray, least: int) -> IntArray:
    """Whole persons by share, none of those asked below `least`; sums to `persons` [m]."""
    asked = share > 0.0
    raised = np.zeros(len(share), dtype=np.bool_)
    weights = share.copy()
    for _ in range(len(share)):
        rest = persons - least * int(raised.sum())
        weights = np.where(asked & ~raised, share, 0.0)
        if rest <= 0 or weights.sum() <= 0.0:
            break
        low = asked & ~raised & (weights * (rest / weights.sum()) < least)
        if not low.any():
            break
        raised |= low
    given = np.where(raised, least, 0).astype(np.int64)
    return given + spread_by_weight(persons - int(given.sum()), weights if weights.sum() > 0.0 else share)


def distribute_minors(
    minors: int, criteria: RequestCriteria, columns: Mapping[str, FloatArray], population: IntArray
) -> IntArray:
    """Ask for unaccompanied minors, a group home's worth in each of the municipalities with most weight [m].

    The number asked is the need over `minors_per_municipality`; parts are even, the largest get the odd ones.
    """
    given = np.zeros(len(population), dtype=np.int64)
    if minors <= 0:
        return given
    share = np.where(population >= criteria.min_population, weigh(criteria, columns), 0.0)
    eligible = int((share > 0.0).sum())
    asked = min(max(round(minors / criteria.minors_per_municipality), 1), eligible)
    order = np.lexsort((np.arange(len(share)), -share))[:asked]
    given[order] = minors // asked
    given[order[: minors % asked]] += 1
    return given
