"""Daily series."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt


class History:
    """Named series of one number a day; NaN where nothing was set.

    Parameters
    ----------
    names
        Series; an unknown one raises KeyError.
    days
        Length of the run.
    """

    def __init__(self, names: Iterable[str], days: int) -> None:
        self._series = {name: np.full(days, np.nan) for name in names}

    def set(self, day: int, name: str, value: float) -> None:
        """Write the value of a day; whole numbers are exact up to 2**53."""
        self._series[name][day] = value

    def get(self, name: str) -> npt.NDArray[np.float64]:
        """Give a series [day]; the array itself, not a copy."""
        return self._series[name]

    @property
    def names(self) -> tuple[str, ...]:
        """All series, in the order they were named."""
        return tuple(self._series)
