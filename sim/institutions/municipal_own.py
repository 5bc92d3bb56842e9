"""What single municipalities know of themselves, in place of what would be drawn for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from sim.config.municipalities import OwnMunicipality

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
T = TypeVar("T", bound=np.generic)


class Own:
    """Own values by municipality; where there is none, what is drawn stays as it is.

    Parameters
    ----------
    stated : what is known, at most one entry a municipality
    key : number of each municipality [m]
    """

    def __init__(self, stated: Sequence[OwnMunicipality], key: IntArray) -> None:
        place = {number: row for row, number in enumerate(key.tolist())}
        self._n = len(key)
        self._at: dict[str, tuple[list[int], list[Any]]] = {}
        for each in stated:
            for name, value in each.model_dump(exclude={"number"}, exclude_none=True).items():
                rows, values = self._at.setdefault(name, ([], []))
                rows.append(place[int(each.number)])
                values.append(value)

    def over(self, name: str, drawn: npt.NDArray[T]) -> npt.NDArray[T]:
        """Return what was drawn [m, ...] with own values in their places; the same array if there is none."""
        if name not in self._at:
            return drawn
        rows, values = self._at[name]
        changed = drawn.copy()
        changed[rows] = values
        return changed

    def part(self, name: str, whole: IntArray, drawn: IntArray) -> IntArray:
        """Return what was drawn [m], and where a share is stated that share of `whole`, to the nearest person."""
        if name not in self._at:
            return drawn
        rows, values = self._at[name]
        changed = drawn.copy()
        changed[rows] = np.rint(whole[rows] * np.asarray(values, dtype=np.float64)).astype(np.int64)
        return changed

    def of(self, *names: str) -> BoolArray:
        """Return which municipalities state at least one of these [m]."""
        stated = np.zeros(self._n, dtype=np.bool_)
        for name in names:
            stated[self._at[name][0] if name in self._at else []] = True
        return stated

    def most(self, name: str, taken: IntArray, wanted: IntArray) -> IntArray:
        """Return what is wanted [m], and where a limit is stated no more than that leaves beside what is taken."""
        if name not in self._at:
            return wanted
        rows, values = self._at[name]
        changed = wanted.copy()
        changed[rows] = np.minimum(wanted[rows], np.maximum(np.asarray(values, dtype=np.int64) - taken[rows], 0))
        return changed

    def pace(
        self, others: IntArray, minors: IntArray, asked: IntArray, asked_minors: IntArray
    ) -> tuple[IntArray, IntArray]:
        """Bound the pace until a vote is in, persons a year of others and of minors [m], by what would be voted.

        Parameters
        ----------
        others, minors : pace as it would be
        asked, asked_minors : the request that is known
        """
        minors = np.minimum(minors, self.part("vote_share", asked_minors, minors))
        minors = self.most("persons_a_year", np.zeros_like(minors), minors)
        others = np.minimum(others, self.part("vote_share", asked, others))
        return self.most("persons_a_year", minors, others), minors
