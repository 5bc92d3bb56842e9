"""What binds every rule of allocation: circles that widen for special needs, and the band per inhabitant.

And the rule `lp`: the round as a transport problem (`transport.py`), for those within reach of the places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.config.allocation import AllocationConfig
from sim.config.population import GROUPS
from sim.institutions.transport import Transport, proposed, solve, whole

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


class Circles:
    """Where those with particularly demanding needs may go, by how long they have been ready.

    Attributes
    ----------
    count : circles beyond the municipalities that have the services
    """

    def __init__(self, config: AllocationConfig, km: npt.NDArray[np.float32]) -> None:
        self._after = np.array([each.after_days for each in config.special_circles], dtype=np.int64)
        self._within = [each.within_km for each in config.special_circles]
        self._km = km
        self.count = len(self._within)

    def level(self, waited: IntArray) -> IntArray:
        """Circle that is open to those who have been ready so many days; 0: where the services are."""
        return self._after.searchsorted(waited, side="right").astype(np.int64)

    def served(self, level: int, service_ok: BoolArray) -> BoolArray:
        """Municipalities of a circle [m]."""
        if level == 0:
            return service_ok
        within = self._within[level - 1]
        if within is None:
            return np.ones(len(service_ok), dtype=np.bool_)
        near: BoolArray = service_ok | (self._km[:, service_ok] <= within).any(axis=1)
        return near


class Band:
    """How many persons a municipality may be given at most, so that none lies above the band around the mean.

    The mean is that before the round: it only rises in a round, so what is kept to it is kept to the later one too.
    The lower side cannot be forced, as the places are the municipalities' own: who lies below it comes first among
    those that are tried when a household's own list is full.
    """

    def __init__(self, config: AllocationConfig, people: IntArray) -> None:
        band = config.fairness_band_per_1000
        self.on = band is not None
        self._band = 0.0 if band is None else band / 1000.0
        self._people = people.astype(np.float64)

    def room(self, used: IntArray) -> IntArray:
        """Persons each may still be given [m]; `used`: persons allocated in the year so far [m]."""
        mean = float(used.sum()) / float(self._people.sum())
        room = np.floor(self._people * (mean + self._band) + 1e-9) - used
        return np.maximum(room, 0.0).astype(np.int64)

    def below(self, used: IntArray) -> BoolArray:
        """Whether each lies below the band [m]."""
        mean = float(used.sum()) / float(self._people.sum())
        low: BoolArray = used < self._people * (mean - self._band)
        return low


class LinearRule:
    """The rule `lp`.

    Parameters
    ----------
    number, county, people : of the municipalities [m]
    km : between them [m, m]

    Attributes
    ----------
    price : of a place in the last round, for others and for minors: weighted persons that one more would place [2, m]
    """

    def __init__(
        self,
        config: AllocationConfig,
        number: Sequence[str],
        county: Sequence[str],
        people: IntArray,
        km: npt.NDArray[np.float32],
    ) -> None:
        self._near, self._balance = config.near_weight, config.balance_weight
        self._waiting = config.waiting_weight
        self._step_days, self._most_steps = config.waiting_step_days, config.waiting_steps
        weights = config.nationality_weights or {}
        self._weights = np.array([weights.get(group, 1.0) for group in GROUPS])
        self._weighed = config.nationality_weights is not None
        self._key = np.array([int(each) for each in number], dtype=np.int64)
        self._people = people.astype(np.float64)
        names = sorted(set(county))
        self._county = np.array([names.index(each) for each in county], dtype=np.int64)
        far = float(km.max()) or 1.0
        self._nearness = 1.0 - km.astype(np.float64) / far
        self._of_county = np.stack(
            [
                np.average(self._nearness[self._county == each], axis=0, weights=self._people[self._county == each])
                for each in range(len(names))
            ]
        )
        self.price: FloatArray = np.zeros((2, len(people)))

    def _steps(self, waited: IntArray) -> IntArray:
        """Steps of waiting that count [h]; 0 for all where waiting has no weight."""
        steps = np.clip(waited // self._step_days, 0, self._most_steps)
        return steps if self._waiting > 0.0 else np.zeros_like(steps)

    def minors(
        self, home: IntArray, special: BoolArray, waited: IntArray, places: IntArray, served: BoolArray
    ) -> IntArray:
        """Give unaccompanied minors places: as many as can be, then at home, then near it.

        Parameters
        ----------
        home : municipality of the tie, else of the centre, -1 for none [h], in order of priority
        waited : days ready [h]
        places : for minors [m]
        served : municipalities with services for special needs [m]

        Returns
        -------
        Municipality of each, -1 for none [h].
        """
        kinds, kind, count = _kinds(home, special, self._steps(waited))
        at, needs, steps = kinds
        known = at >= 0
        worth = np.where(known[:, None], self._nearness[np.maximum(at, 0)] * 0.5, 0.0)
        worth[known, at[known]] = 1.0
        problem = Transport(
            size=np.ones(len(count), dtype=np.int64),
            count=count,
            weight=1.0 + self._waiting * steps,
            eligible=served[None, :] | (needs == 0)[:, None],
            worth=worth,
            places=places,
            key=self._key,
        )
        found = solve(problem)
        self.price[1] = found.price
        return dealt(kind, whole(problem, found))

    def others(
        self,
        size: IntArray,
        special: BoolArray,
        wanted: IntArray,
        group: IntArray,
        host: IntArray,
        waited: IntArray,
        places: IntArray,
        dwellings: IntArray,
        served: BoolArray,
        used: IntArray,
    ) -> IntArray:
        """Propose a municipality for each household.

        As many persons as can be, more for who has waited; then near their county, and evenly by inhabitants.

        Parameters
        ----------
        size, special, wanted, group, host, waited : of the households in order of priority [h]
        places, dwellings, served, used : of the municipalities [m], [m, 3], [m], [m]

        Returns
        -------
        Municipality of each, -1 for none [h]; some too many to fit together, as households are whole.
        """
        county = np.where(host >= 0, self._county[np.maximum(host, 0)], -1)
        who = group if self._weighed else np.zeros_like(size)
        kinds, kind, count = _kinds(special, size, county + 1, self._steps(waited), who)
        needs, persons, origin, steps, who = kinds
        first_wanted = np.zeros(len(count), dtype=np.int64)
        first_wanted[kind] = wanted
        near = np.where((origin > 0)[:, None], self._of_county[np.maximum(origin - 1, 0)], 0.0)
        most = min(int(places.sum()), int(size.sum()))
        weight = 1.0 + self._waiting * steps
        even = self._people * ((used.sum() + most) / self._people.sum()) - used
        problem = Transport(
            size=persons,
            count=count,
            weight=weight * self._weights[who] if self._weighed else weight,
            eligible=served[None, :] | (needs == 0)[:, None],
            worth=self._near * near,
            places=places,
            key=self._key,
            wanted=first_wanted,
            dwellings=dwellings,
            even=even,
            balance=self._balance,
        )
        found = solve(problem)
        self.price[0] = found.price
        return dealt(kind, proposed(problem, found))


def _kinds(*columns: npt.NDArray[Any]) -> tuple[IntArray, IntArray, IntArray]:
    """Return the different rows of some columns [columns, t], the one of each household [h], and how many [t]."""
    table = np.stack([np.asarray(column, dtype=np.int64) for column in columns])
    kinds, kind, count = np.unique(table, axis=1, return_inverse=True, return_counts=True)
    return kinds, kind.reshape(-1), count.astype(np.int64)


def dealt(kind: IntArray, households: IntArray) -> IntArray:
    """Deal the places of each kind out to its households, the first in the queue first.

    Parameters
    ----------
    kind : of each household, in order of priority [h]
    households : how many of a kind go to each municipality [t, m]

    Returns
    -------
    Municipality of each, -1 for none [h].
    """
    where = np.full(len(kind), -1, dtype=np.int64)
    order = np.argsort(kind, kind="stable")
    starts = np.searchsorted(kind[order], np.arange(len(households)))
    for number, row in enumerate(households):
        areas = np.repeat(np.arange(len(row)), row)
        where[order[starts[number] : starts[number] + len(areas)]] = areas
    return where
