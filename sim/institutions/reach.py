"""Who is within reach of the open places, so that a long queue is not gone through for a few places."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.config.dwellings import CLASS_LIMITS
from sim.config.population import LARGEST_HOUSEHOLD
from sim.engine.allocation import DWELLING_CLASSES

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

MOST_PERSONS = np.array([*CLASS_LIMITS, LARGEST_HOUSEHOLD])  # persons a dwelling of each class can hold
FEW = 150  # households: up to this many the kernel is quicker than looking who could fit
LARGEST_LOOKED_AT = 12  # persons: larger households count as this large when it is asked whether they fit
WINDOW_FACTOR = 1.5  # persons looked at, as a multiple of the open places
WINDOW_EXTRA = 100  # and so many more persons


def within_reach(
    size: IntArray,
    special: BoolArray,
    wanted: npt.NDArray[np.integer],
    offers: IntArray,
    dwellings: IntArray,
    service: BoolArray,
) -> tuple[IntArray | slice, IntArray]:
    """Return who could fit somewhere and is within reach of the places, all if few; and the room there is [m].

    Parameters
    ----------
    size, special, wanted : persons, needs and class of dwelling of households in order of priority [h]
    offers, dwellings, service : open places [m], free dwellings [m, 3], and where special needs may go [m]
    """
    if len(size) <= FEW:
        return slice(None), offers
    room = np.minimum(offers, dwellings @ MOST_PERSONS)
    fits = _fits_somewhere(offers, _housed(dwellings), service)
    kind = (np.minimum(size, LARGEST_LOOKED_AT) * DWELLING_CLASSES + wanted) * 2 + special
    window = fits.ravel()[kind].nonzero()[0]
    reach = _reach(size[window], special[window], int(room.sum()), int(room[service].sum()))
    return window[reach], room


def _housed(dwellings: IntArray) -> BoolArray:
    """Whether a household of each class finds a dwelling of its own or the next larger class [m, 3]."""
    there = dwellings > 0
    there[:, :-1] |= there[:, 1:].copy()
    return there


def _fits_somewhere(offers: IntArray, housed: BoolArray, service: BoolArray) -> BoolArray:
    """Whether any municipality could take a household: by size, class of dwelling, needs [s, 3, 2]."""
    within = np.stack((housed, housed & service[:, None]), axis=2)
    most = (offers[:, None, None] * within).max(axis=0)
    fits: BoolArray = np.arange(LARGEST_LOOKED_AT + 1)[:, None, None] <= most
    return fits


def _reach(size: IntArray, special: BoolArray, offered: int, offered_special: int) -> BoolArray:
    """Households within reach of the open places; special needs by the places that serve them [h]."""
    reach = ~special
    upto = (size * reach).cumsum()
    reach[upto.searchsorted(offered * WINDOW_FACTOR + WINDOW_EXTRA, side="right") + 1 :] = False
    chosen = special.nonzero()[0]
    if len(chosen):
        before = size[chosen].cumsum() - size[chosen]
        reach[chosen] = before <= offered_special * WINDOW_FACTOR + WINDOW_EXTRA
    return reach
