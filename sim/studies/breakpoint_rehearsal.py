"""How many runs a search for a breaking point takes, about: it is done on made-up futures, which cost nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sim.studies.breakpoint import Search

SPREADS = (0.05, 0.25)
"""How far the sizes at which futures break lie from their middle, as a share of it: the alike and the unlike."""
PLACE = 0.3
"""Where that middle lies between the ends of the range; our choice."""
STRIDE = 7
"""Futures are not in the order of their sizes: each is this many places from the one before, where that visits all."""


def runs_of(low: float, high: float, tolerance: float, futures: int, p: float) -> tuple[int, int]:
    """Return the runs of a search where futures are alike and where they are not, the smaller first."""
    middle = low + PLACE * (high - low)
    counts = [_runs(Search(low, high, tolerance, futures, p), _sizes(middle, spread, futures)) for spread in SPREADS]
    return min(counts), max(counts)


def _sizes(middle: float, spread: float, futures: int) -> list[float]:
    stride = STRIDE if futures % STRIDE else 1
    places = [(stride * each % futures + 0.5) / futures for each in range(futures)]
    return [middle * (1.0 + spread * (2.0 * place - 1.0)) for place in places]


def _runs(search: Search, sizes: Sequence[float]) -> int:
    count = 0
    while todo := search.next():
        for size, who in todo.items():
            count += len(who)
            search.take(size, {each: size >= sizes[each] for each in who})
    return count
