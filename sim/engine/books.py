"""Books: who is in which state, and the journal from which flows and stocks come.

One method changes state and writes one journal entry. Once a week the journal is folded into flows, which
also carry the stocks forward; an independent recount of the column must give the same stocks.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
StateArray = npt.NDArray[np.int8]


_LANES = 4


class BooksError(RuntimeError):
    """The journal and the register disagree, or a move is impossible."""


class Books:
    """The state of every household, in one of S named states.

    Parameters
    ----------
    names
        State names [S]; a state's number is its place.
    state
        State at the start [N]; kept and written in place.
    size
        Persons in each household [N].
    group
        Group of each household, 0 .. n_groups - 1 [N].
    n_groups
        Number of groups G.
    """

    def __init__(
        self,
        names: tuple[str, ...],
        state: StateArray,
        size: npt.NDArray[np.integer],
        group: npt.NDArray[np.integer],
        n_groups: int,
    ) -> None:
        if not len(state) == len(size) == len(group):
            lengths = f"{len(state)}, {len(size)}, {len(group)}"
            message = f"state, size and group must be equally long, got {lengths}"
            raise ValueError(message)
        self.names = names
        self.state = state
        self.size = size
        self.group = group
        self.n_groups = n_groups
        self._sizes = int(size.max(initial=0)) + 1
        self._lane = group.astype(np.int32) * self._sizes + size.astype(np.int32)
        """Group and size as one small number, so that a recount counts cells and sums no weights; in several
        sets of cells in turn, since equal neighbours would wait for each other."""
        cells = len(names) * n_groups * self._sizes
        for lane in range(1, _LANES):
            self._lane[lane::_LANES] += lane * cells
        self._rows: list[npt.NDArray[np.integer]] = []
        self._from: list[StateArray] = []
        self._to: list[int] = []
        self.stock: IntArray = self.recount()
        """Persons by state and group at the last fold [S, G]."""

    def move(self, rows: npt.NDArray[np.integer], to: int) -> None:
        """Put households into state `to`; they may come from different states.

        Rows must differ from each other, and the array must not be written to afterwards: the journal keeps
        it.
        """
        if len(rows) == 0:
            return
        state = self.state
        self._from.append(state[rows])
        self._rows.append(rows)
        self._to.append(to)
        state[rows] = to

    def fold(self) -> IntArray:
        """Empty the journal.

        Returns
        -------
        Persons moved since the last fold, by state left, state entered and group [S, S, G]. `stock` [S, G],
        persons, is carried forward by the same numbers.
        """
        flows = self._pending()
        self._rows, self._from, self._to = [], [], []
        self.stock += flows.sum(axis=0) - flows.sum(axis=1)
        return flows

    def recount(self) -> IntArray:
        """Count persons by state and group [S, G] from the columns alone, without the journal."""
        s, g, sizes = len(self.names), self.n_groups, self._sizes
        cell = self.state.astype(self._lane.dtype)
        cell *= g * sizes
        cell += self._lane
        households = np.bincount(cell, minlength=_LANES * s * g * sizes).reshape(_LANES, s, g, sizes)
        persons: IntArray = households.sum(axis=0) @ np.arange(sizes)
        return persons

    def renew(self, state: int) -> None:
        """Take the stock of one state from the register, for a run with other households in that state."""
        flows = self._pending()
        carried = self.stock + flows.sum(axis=0) - flows.sum(axis=1)
        self.stock[state] += self.recount()[state] - carried[state]

    def check(self) -> None:
        """Compare journal and recount; BooksError names state, group and both numbers. Folds nothing."""
        flows = self._pending()
        carried = self.stock + flows.sum(axis=0) - flows.sum(axis=1)
        counted = self.recount()
        if not np.array_equal(carried, counted):
            state, group = (int(index) for index in np.argwhere(carried != counted)[0])
            message = (
                f"state {self.names[state]}, group {group}: journal {carried[state, group]} persons, "
                f"register {counted[state, group]}"
            )
            raise BooksError(message)

    def _pending(self) -> IntArray:
        """Sum the open journal to persons by state left, state entered and group [S, S, G]."""
        s, g = len(self.names), self.n_groups
        if not self._rows:
            return np.zeros((s, s, g), dtype=np.int64)
        rows = np.concatenate(self._rows)
        lengths = [len(moved) for moved in self._rows]
        cell = np.concatenate(self._from).astype(np.int64)
        cell *= s
        cell += np.repeat(self._to, lengths)
        cell *= g
        cell += self.group[rows]
        persons = np.bincount(cell, weights=self.size[rows], minlength=s * s * g)  # whole numbers: exact
        return persons.astype(np.int64).reshape(s, s, g)


class AuditedBooks(Books):
    """The same books, verified at every move; for debugging and small tests, since it scans the register."""

    def move(self, rows: npt.NDArray[np.integer], to: int) -> None:
        """Move as `Books.move`; BooksError for a repeated row, an unknown state or a journal that is off."""
        if not 0 <= to < len(self.names):
            message = f"no state {to}: there are {len(self.names)}"
            raise BooksError(message)
        if len(rows):
            if rows.min() < 0 or rows.max() >= len(self.state):
                message = f"rows must lie in 0 .. {len(self.state) - 1}, got {rows.min()} .. {rows.max()}"
                raise BooksError(message)
            if len(np.unique(rows)) != len(rows):
                values, counts = np.unique(rows, return_counts=True)
                message = f"household {values[counts > 1][0]} is moved twice to {self.names[to]} in one move"
                raise BooksError(message)
        super().move(rows, to)
        self.check()
