"""What single municipalities know of themselves, in place of what would be drawn for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from sim.config.municipalities import OwnMunicipality

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
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
