"""The largest shock that is survived: a search on common luck, and its answer as an interval.

A future is one replication: the same people, luck and world whatever the size of the shock, and a larger shock holds
the smaller one. So each future breaks from a size of its own on, and the share of futures that break at a size is the
distribution of these sizes. The breaking point at probability p is the largest size at which at most that share of the
futures breaks; its interval lies between two of the sorted sizes. Only the futures that decide these are run, by
rounds, until each is known to lie in a bracket that is narrow enough. Nothing is run here.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim import statistics

FloatArray = npt.NDArray[np.float64]
LEVELS = (0.95, 0.90)
"""Confidence of the interval: the first that so many futures can give, which is told."""
PILOTS = 3
"""Futures that tell about where the breaking point lies, before all are run."""
ROUGH = 0.2
"""Width of the bracket that they look for, as a share of the size."""
STEP = 0.05
"""First step from a size that is known towards one that is not, as a share of it; the next is twice as long."""
FLOOR = 0.05
"""Share of the range below which the width of a bracket is no longer measured by its own size."""
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Ranks:
    """Which of the sorted breaking sizes are the answer, from 1.

    Attributes
    ----------
    middle : the first that more than the tolerated share does not survive
    low, high : ends of the interval; None where so few futures have none
    confidence : of the interval, or of the one end that there is; 0 if there is none
    why : what so few futures cannot tell, in the words of the interval that was refused; empty if nothing
    """

    middle: int
    low: int | None
    high: int | None
    confidence: float
    why: str

    @property
    def wanted(self) -> tuple[int, ...]:
        """All of them, each once."""
        return tuple(sorted({rank for rank in (self.low, self.middle, self.high) if rank is not None}))


def ranks(futures: int, p: float) -> Ranks:
    """Return which sorted breaking sizes bound the p-quantile, whatever their law (METHODS A5)."""
    middle = math.floor(futures * p + _ROUNDING) + 1
    places = np.arange(1.0, futures + 1.0)
    first = statistics.quantile_interval(places, p, LEVELS[0])
    for level in LEVELS:
        found = statistics.quantile_interval(places, p, level)
        if found.ranks is not None:
            return Ranks(middle, *found.ranks, level, first.why)
    above = statistics.quantile_interval(places, p, LEVELS[0], two_sided=False)
    if above.ranks is None:
        return Ranks(middle, None, None, 0.0, first.why)
    return Ranks(middle, None, above.ranks[1], LEVELS[0], first.why)


@dataclass
class Search:
    """The search for the breaking point of one plan.

    Attributes
    ----------
    low, high : ends of the range
    tolerance : widest bracket, as a share of the size
    futures : how many there are, from 0
    p : share of futures that may break
    broke : what was seen: size -> future -> whether it broke
    lost : futures of which a run failed, or was asked for and is not there; they count for nothing
    checked : answers that had been inferred from other sizes and were run afterwards
    """

    low: float
    high: float
    tolerance: float
    futures: int
    p: float
    broke: dict[float, dict[int, bool]] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)
    checked: int = 0
    _guess: float | None = None
    _given: dict[float, list[int]] = field(default_factory=dict)

    @property
    def kept(self) -> list[int]:
        """Futures that count."""
        return [future for future in range(self.futures) if future not in self.lost]

    @property
    def ranks(self) -> Ranks:
        """Which sorted sizes are looked for."""
        return ranks(len(self.kept), self.p)

    def take(self, size: float, seen: Mapping[int, bool], failed: Collection[int] = ()) -> None:
        """Take note of what futures did at a size, and of those whose run failed."""
        low, high = self._sizes(list(seen))
        self.checked += int(((low >= size) | (high <= size)).sum())
        self.broke.setdefault(size, {}).update(seen)
        self.lost |= set(failed) | (set(self._given.pop(size, ())) - set(seen))

    def next(self) -> dict[float, list[int]]:
        """Return sizes to run next, each with its futures; empty when all is known that is looked for."""
        self._given = self._next()
        return {size: list(futures) for size, futures in self._given.items()}

    def _next(self) -> dict[float, list[int]]:
        if self._guess is None:
            pilots = self.kept[:PILOTS]
            size = self._next_size(pilots, self._pilot(pilots), ROUGH) if pilots else None
            if size is not None:
                return {size: self._open(pilots, size)}
            self._guess = self._middle_of_pilots(pilots) if pilots else None
        found: dict[float, list[int]] = {}
        busy: list[tuple[float, float]] = []
        for rank in self.ranks.wanted[::-1] if self.kept else ():
            size = self._next_size(self.kept, rank, self.tolerance)
            below, above = self._bracket(self.kept, rank)
            if size is None or any(below < end and start < above for start, end in busy):
                continue  # known, or what another rank asks for tells about it too
            busy.append((below, above))
            found[size] = self._open(self.kept, size)
        return found or self._check()

    def _check(self) -> dict[float, list[int]]:
        """Run all futures just above the breaking point: what was inferred of them is seen, and what breaks first."""
        above = self.bracket(self.ranks.middle)[1] if self.kept else math.inf
        rest = [] if above in (self.low, math.inf) else self.unseen(above)
        return {above: rest} if rest else {}

    def unseen(self, size: float) -> list[int]:
        """Futures that were not run at a size."""
        return [future for future in self.kept if future not in self.broke.get(size, {})]

    def bracket(self, rank: int) -> tuple[float, float]:
        """Return the largest size that fewer than `rank` futures break at, and the smallest that breaks as many.

        -inf: as many break at the low end of the range; inf: fewer break at its high end.
        """
        return self._bracket(self.kept, rank)

    def brackets(self) -> pd.DataFrame:
        """Return future, survives, breaks: the largest size it was seen to survive, the smallest that broke it.

        NaN where it never did. A future that is broken by a size and not by a larger one counts from the former on.
        """
        low, high = self._sizes(self.kept)
        return pd.DataFrame({"future": self.kept, "survives": low, "breaks": high})

    def hits(self, size: float) -> int | None:
        """Return how many futures break at a size, seen or inferred from others; None if that is not known of all."""
        known = self.known(size)
        return sum(known.values()) if len(known) == len(self.kept) else None

    def known(self, size: float) -> dict[int, bool]:
        """Return whether futures break at a size, seen or inferred from others; without those not known."""
        kept, seen = self.kept, self.broke.get(size, {})
        low, high = self._sizes(kept)
        inferred = {each: bool(b <= size) for each, a, b in zip(kept, low, high, strict=True) if a >= size or b <= size}
        return inferred | {each: seen[each] for each in kept if each in seen}

    def ask(self, size: float) -> list[int]:
        """Return the futures to run at a size that is of use beside the search: those not known there."""
        self._given = {size: self._open(self.kept, size)}
        return list(self._given[size])

    def not_monotone(self) -> list[int]:
        """Futures that survived a size after a smaller one had broken them."""
        found = []
        for future in self.kept:
            seen = sorted((size, each[future]) for size, each in self.broke.items() if future in each)
            first = next((size for size, broke in seen if broke), math.inf)
            if any(not broke and size > first for size, broke in seen):
                found.append(future)
        return found

    def _next_size(self, futures: list[int], rank: int, tolerance: float) -> float | None:
        """Return the size that tells most about a rank; None if it is known well enough."""
        if rank > len(futures):
            return None
        below, above = self._bracket(futures, rank)
        if above <= self.low or below >= self.high:
            return None
        nearest = next((each for each in (above, below) if math.isfinite(each)), 0.0)
        narrow = tolerance * max(nearest, FLOOR * (self.high - self.low))
        if above - below <= narrow:
            return None
        if self._guess is None or math.isfinite(above - below):
            size = (max(below, self.low) + min(above, self.high)) / 2.0
        elif below == -math.inf:
            size = self._guess if above == math.inf else above - self._step(above, futures)
        else:
            size = below + self._step(below, futures)
        if below == -math.inf and min(size, (above + self.low) / 2.0) - self.low <= narrow:
            return self.low
        if above == math.inf and self.high - max(size, (below + self.high) / 2.0) <= narrow:
            return self.high
        return rounded(size)

    def _step(self, size: float, futures: list[int]) -> float:
        """Return how far to go on from a size that all were run at: twice as far as it lies from the one before."""
        first = STEP * max(size, FLOOR * (self.high - self.low))
        known = [abs(size - each) for each in self.broke if each != size and self._known(each, futures)]
        return max(first, 2.0 * min(known, default=0.0))

    def _known(self, size: float, futures: list[int]) -> bool:
        seen = self.broke[size]
        return len(seen) > PILOTS or len(futures) <= PILOTS

    def _pilot(self, pilots: list[int]) -> int:
        """Rank among the pilots of the one that lies next to the answer, about."""
        return min(max(math.ceil(self.p * len(pilots)), 1), len(pilots))

    def _middle_of_pilots(self, pilots: list[int]) -> float:
        below, above = self._bracket(pilots, self._pilot(pilots))
        middle = (max(below, self.low) + min(above, self.high)) / 2.0
        return rounded(min(max(middle, self.low), self.high))

    def _open(self, futures: list[int], size: float) -> list[int]:
        """Futures whose answer at a size does not follow from what was seen."""
        low, high = self._sizes(futures)
        return [each for each, a, b in zip(futures, low, high, strict=True) if not (a >= size or b <= size)]

    def _bracket(self, futures: list[int], rank: int) -> tuple[float, float]:
        low, high = self._sizes(futures)
        below = np.sort(np.where(np.isnan(low), -np.inf, low))
        above = np.sort(np.where(np.isnan(high), np.inf, high))
        return float(below[rank - 1]), float(above[rank - 1])

    def _sizes(self, futures: list[int]) -> tuple[FloatArray, FloatArray]:
        """Largest size survived below the first that broke, and that one; NaN where there is none."""
        place = {future: number for number, future in enumerate(futures)}
        low, high = np.full(len(futures), np.nan), np.full(len(futures), np.nan)
        for size in sorted(self.broke):
            for future, broke in self.broke[size].items():
                number = place.get(future)
                if number is None or not math.isnan(high[number]):
                    continue
                (high if broke else low)[number] = size
        return low, high


def rounded(size: float) -> float:
    """Round to five figures, so that a size is the same number in words, names and tables."""
    return float(f"{size:.5g}")
