"""Taking agreed places back when the need falls: largest first, against compensation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.institutions.municipal_year import YearBook

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Needed = tuple[int, int]


def surplus(book: YearBook, needed: Needed | None) -> tuple[int, int]:
    """Agreed places beyond the year's need, not yet used, for others and for minors; 0 where none is set."""
    if needed is None:
        return 0, 0
    beyond = int(book.agreed.sum()) - needed[0], int(book.agreed_minors.sum()) - needed[1]
    left = int(book.left().sum()), int(book.left_minors().sum())
    return min(max(beyond[0], 0), left[0]), min(max(beyond[1], 0), left[1])


class Stops:
    """What was taken back in the running year, by firing of the measure."""

    def __init__(self) -> None:
        self._taken: dict[int, tuple[IntArray, IntArray]] = {}

    def new_year(self) -> None:
        """Forget the year that has ended: its places have lapsed."""
        self._taken.clear()

    def take(
        self, book: YearBook, firing: int, places: int, needed: Needed | None
    ) -> tuple[BoolArray, BoolArray, IntArray]:
        """Take places back: surplus places for minors first, the rest from those for others.

        Those with most left are stopped first, whole municipalities at a time, the last one in part.

        Returns
        -------
        Municipalities stopped for others and for minors, and places taken [m].
        """
        minors = min(places, surplus(book, needed)[1])
        left, left_minors = book.left(), book.left_minors()
        taken, taken_minors = _largest_first(places - minors, left), _largest_first(minors, left_minors)
        book.stopped += taken
        book.stopped_minors += taken_minors
        stopped = (taken > 0) & (taken == left)
        stopped_minors = (taken_minors > 0) & (taken_minors == left_minors)
        book.halted |= stopped
        book.halted_minors |= stopped_minors
        self._taken[firing] = (taken, taken_minors)
        return stopped, stopped_minors, taken + taken_minors

    def give_back(self, book: YearBook, firing: int) -> None:
        """Undo what a firing took, if it was in this year."""
        if firing not in self._taken:
            return
        taken, taken_minors = self._taken.pop(firing)
        book.stopped -= np.minimum(taken, book.stopped)
        book.stopped_minors -= np.minimum(taken_minors, book.stopped_minors)
        book.halted &= taken == 0
        book.halted_minors &= taken_minors == 0


def _largest_first(places: int, left: IntArray) -> IntArray:
    """Take places from those with most left, each emptied before the next [m]."""
    order = np.argsort(-left, kind="stable")
    before = np.cumsum(left[order]) - left[order]
    taken = np.zeros(len(left), dtype=np.int64)
    taken[order] = np.clip(places - before, 0, left[order])
    return taken
