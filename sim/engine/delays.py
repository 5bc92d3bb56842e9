"""Delays: who comes out on which day, in lists by day."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
Rows = npt.NDArray[np.integer]


class DelayError(RuntimeError):
    """A row was put on a day whose list is already emptied: it would be lost."""


class Delays:
    """One list of rows for each named stage and day.

    Parameters
    ----------
    days
        Horizon: rows due on this day or later are dropped.
    names
        Stages; an unknown stage raises KeyError.
    """

    def __init__(self, days: int, names: Sequence[str]) -> None:
        self.days = days
        self._lists = {name: defaultdict[int, "array[int]"](partial(array, "q")) for name in names}
        self._emptied: dict[str, int] = dict.fromkeys(names, -1)

    def later(self, name: str, rows: Rows, day: int | Rows) -> None:
        """Put rows on a day, or each on its own; DelayError if that day is emptied already."""
        lists = self._lists[name]
        emptied = self._emptied[name]
        if not isinstance(day, np.ndarray) or day.ndim == 0:
            when = int(day)
            if when <= emptied and len(rows):
                raise DelayError(refusal(name, when, emptied))
            if when < self.days:
                lists[when].frombytes(rows.astype(np.int64, copy=False).tobytes())
            return
        horizon = self.days
        for row, when in zip(rows.tolist(), day.tolist(), strict=True):
            if emptied < when < horizon:
                lists[when].append(row)
            elif when <= emptied:
                raise DelayError(refusal(name, when, emptied))

    def due(self, name: str, day: int) -> IntArray:
        """Empty the lists up to and including this day: rows by day, then in order of insertion."""
        emptied = self._emptied[name]
        if day <= emptied:
            message = f"{name}: day {day} is already emptied"
            raise DelayError(message)
        self._emptied[name] = day
        lists = self._lists[name]
        rows = lists.pop(day, None)
        if emptied != day - 1:
            for when in range(day - 1, emptied, -1):
                earlier = lists.pop(when, None)
                if earlier is not None:
                    rows = earlier if rows is None else earlier + rows
        return np.frombuffer(rows, dtype=np.int64) if rows else _NOBODY


_NOBODY: IntArray = np.empty(0, dtype=np.int64)


def refusal(name: str, day: int, emptied: int) -> str:
    """Say that a row comes too late."""
    return f"{name}: day {day} is already emptied (up to day {emptied}); put the row on a later day"


delays = Delays
"""As a set of kernels names it."""
