"""Named sites with places, and the placement of whole households."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
Rows = npt.NDArray[np.integer]
BoolArray = npt.NDArray[np.bool_]

_FIRST_ROOM = 64
_COLUMNS: dict[str, tuple[type[np.generic], int]] = {
    "kind": (np.int8, 0),
    "places": (np.int32, 0),
    "occupied": (np.int32, 0),
    "accepting": (np.bool_, 0),
    "owner": (np.int32, -1),
    "opened_day": (np.int32, -1),
    "closing_day": (np.int32, -1),
    "closed": (np.bool_, 0),
}


class SitesError(RuntimeError):
    """A site number that does not exist, or more leave a site than are in it."""


def free_places(ring: IntArray, places: Rows, occupied: Rows, accepting: BoolArray, closed: BoolArray) -> IntArray:
    """Count free places along a ring [r] from columns by site: 0 where closed, not accepting or over-full."""
    room = places.take(ring) - occupied.take(ring)
    room *= accepting.take(ring) > closed.take(ring)
    free: IntArray = np.maximum(room, 0).astype(np.int64)
    return free


class Sites:
    """Sites as columns [n]; a new site is a new row, and a closed one keeps its row.

    Columns are views: read and write their elements, but fetch the column again after `add`.

    Parameters
    ----------
    free_places : from a set of kernels; the same counts with each

    Attributes
    ----------
    cells : the columns places, occupied and accepting once more, quick to read and write one by one
    """

    def __init__(self, free_places: Callable[..., IntArray] = free_places) -> None:
        self.n = 0
        self._free_places = free_places
        self._columns = {
            name: np.full(_FIRST_ROOM, fill, dtype=dtype) for name, (dtype, fill) in _COLUMNS.items()
        }
        self._rings: dict[int, IntArray] = {}
        self._open_cells()

    def _open_cells(self) -> None:
        columns = self._columns
        self.cells = columns["places"].data, columns["occupied"].data, columns["accepting"].data

    def add(
        self, kind: int, places: int, owner: int = -1, opened_day: int = 0, *, accepting: bool = True
    ) -> int:
        """Add a site and give its number; ValueError if places < 0.

        Parameters
        ----------
        kind
            Kind of site, the owner's own code.
        places
            Persons it has room for.
        owner
            Index of the area it lies in, -1 if none.
        opened_day
            Day it opens or opened.
        accepting
            Whether it takes newcomers.
        """
        if places < 0:
            message = f"places must be >= 0, got {places}"
            raise ValueError(message)
        site = self.n
        if site == len(self._columns["kind"]):
            for name, column in self._columns.items():
                dtype, fill = _COLUMNS[name]
                self._columns[name] = np.concatenate([column, np.full(len(column), fill, dtype=dtype)])
            self._open_cells()
        columns = self._columns
        columns["kind"][site] = kind
        columns["places"][site] = places
        columns["owner"][site] = owner
        columns["opened_day"][site] = opened_day
        columns["accepting"][site] = accepting
        self.n = site + 1
        ring = self._rings.get(kind)
        self._rings[kind] = np.array([site]) if ring is None else np.append(ring, site)
        return site

    @property
    def kind(self) -> npt.NDArray[np.int8]:
        """Kind of each site [n]."""
        return self._columns["kind"][: self.n]

    @property
    def places(self) -> npt.NDArray[np.int32]:
        """Persons each site has room for now [n]."""
        return self._columns["places"][: self.n]

    @property
    def occupied(self) -> npt.NDArray[np.int32]:
        """Persons in each site [n]."""
        return self._columns["occupied"][: self.n]

    @property
    def accepting(self) -> npt.NDArray[np.bool_]:
        """Whether each site takes newcomers [n]."""
        return self._columns["accepting"][: self.n]

    @property
    def owner(self) -> npt.NDArray[np.int32]:
        """Index of the area of each site, -1 if none [n]."""
        return self._columns["owner"][: self.n]

    @property
    def opened_day(self) -> npt.NDArray[np.int32]:
        """Day each site opened [n]."""
        return self._columns["opened_day"][: self.n]

    @property
    def closing_day(self) -> npt.NDArray[np.int32]:
        """Day each site closes, -1 if none is set [n]."""
        return self._columns["closing_day"][: self.n]

    @property
    def closed(self) -> npt.NDArray[np.bool_]:
        """Whether each site is closed for good [n]."""
        return self._columns["closed"][: self.n]

    def occupy(self, ids: Rows, sizes: Rows) -> None:
        """Count households into their sites; SitesError for a number outside 0 .. n - 1."""
        self._add_persons(ids, sizes, 1)

    def vacate(self, ids: Rows, sizes: Rows) -> None:
        """Count households out of their sites; SitesError if more leave a site than are in it."""
        self._add_persons(ids, sizes, -1)

    def _add_persons(self, ids: Rows, sizes: Rows, sign: int) -> None:
        _, occupied, _ = self.cells
        n = self.n
        for site, size in zip(ids.tolist(), sizes.tolist(), strict=True):
            if not 0 <= site < n:
                message = f"no site {site}: there are {n}"
                raise SitesError(message)
            persons = occupied[site] + sign * size
            if persons < 0:
                message = f"site {site}: {size} persons leave, {occupied[site]} are there"
                raise SitesError(message)
            occupied[site] = persons

    def of_kind(self, kind: int) -> IntArray:
        """Give the ring of a kind: sites in order of creation, closed ones included. Do not write to it."""
        ring = self._rings.get(kind)
        return np.empty(0, dtype=np.int64) if ring is None else ring

    def free(self, kind: int) -> IntArray:
        """Count free places along the ring of a kind: 0 where closed, not accepting or over-full."""
        columns = self._columns
        return self._free_places(
            self.of_kind(kind), columns["places"], columns["occupied"], columns["accepting"], columns["closed"]
        )

    def totals(self, kind: int) -> tuple[int, int]:
        """Sum places (closed sites left out) and persons over a kind."""
        ring = self.of_kind(kind)
        columns = self._columns
        places = columns["places"][ring] * ~columns["closed"][ring]
        return int(places.sum()), int(columns["occupied"][ring].sum())


def place(sizes: Rows, first_probe: Rows, step: Rows, ring: IntArray, free: IntArray) -> IntArray:
    """Give whole households places.

    Parameters
    ----------
    sizes
        Persons in each household, in order of priority [h].
    first_probe, step
        Each household's own keyed integers, >= 0 [h]: it tries ring position first_probe, then first_probe
        + step (both modulo the ring), and only then the first along the ring that has room.
    ring
        Site numbers [r].
    free
        Free places along the ring [r]; written: what is left.

    Returns
    -------
    Site number of each household, -1 if it fits nowhere [h]. Never above `free`. A small household may pass
    a large one that fits nowhere, so "more places never hurt anyone" holds on average only.
    """
    n, length = len(sizes), len(ring)
    sites = np.full(n, -1, dtype=np.int64)
    total = int(free.sum()) if n else 0
    if total <= 0:
        return sites
    room: list[int] = free.tolist()
    open_positions: list[int] = free.nonzero()[0].tolist()
    n_open = len(open_positions)
    largest = max(room)
    pointer = [0] * (largest + 1)
    left, found, numbers = free.data, sites.data, ring.data  # cells: quick to read and write one by one
    households = zip(sizes.tolist(), first_probe.tolist(), step.tolist(), strict=True)
    for index, (size, first, jump) in enumerate(households):
        if size > largest:
            continue
        position = first % length
        if room[position] < size:
            position = (first + jump) % length
            if room[position] < size:
                at = pointer[size]
                while at < n_open and room[open_positions[at]] < size:
                    at += 1
                pointer[size] = at
                if at == n_open:
                    largest = size - 1
                    continue
                position = open_positions[at]
        room[position] -= size
        left[position] -= size
        found[index] = numbers[position]
        total -= size
        if total <= 0:
            break
    return sites
