"""Keyed uniforms: who, for what, which time.

A draw is F(seed, replication, purpose, a, b, c, k). The words a, b, c name the one who draws (for a
household: source and group, arrival day, ordinal that day); k counts the uses. Nothing is ever "the next
number", so adding, dropping or reordering draws changes no other draw.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.chance.philox import BLOCK, MASK, UInt32Array, UInt64Array, philox_block, philox_words
from sim.chance.purposes import code

FloatArray = npt.NDArray[np.float64]

USES = 2**16
"""Uses k of one purpose by one identity: 0 <= k < USES."""

_FEW = 16
"""Up to this many draws plain integers are quicker than arrays."""

_SCALE = 2.0**-52
Halves = Callable[..., list[FloatArray]]
_DROP, _BITS = np.uint64(6), np.uint64(26)


@dataclass(frozen=True)
class Chance:
    """The luck of one replication.

    Parameters
    ----------
    seed
        Root seed, any non-negative integer.
    replication
        0, 1, 2 ...; the same under every plan, which is what pairs the plans.
    """

    seed: int
    replication: int
    halves: Halves = field(default_factory=lambda: halves, repr=False, compare=False)
    """Kernel that turns counters into uniforms; a compiled one gives the same bits."""

    @cached_property
    def key(self) -> tuple[int, int]:
        """The two 32-bit key words, from NumPy's seed sequence, whose algorithm is fixed across versions."""
        sequence = np.random.SeedSequence(self.seed, spawn_key=(self.replication,))
        k0, k1 = sequence.generate_state(2, np.uint32).tolist()
        return k0, k1

    def uniform(
        self,
        purpose: str,
        a: npt.ArrayLike,
        b: npt.ArrayLike = 0,
        c: npt.ArrayLike = 0,
        k: npt.ArrayLike = 0,
    ) -> FloatArray:
        """Draw uniforms in the open interval (0, 1), multiples of 2**-52 shifted by half of it.

        Parameters
        ----------
        purpose
            A name in `sim.chance.purposes`; KeyError if it is not there.
        a, b, c
            Identity words, integers in -2**31 .. 2**32 - 1, broadcast; ValueError outside.
        k
            Which use, 0 <= k < 2**16; ValueError outside.

        Returns
        -------
        Array of the broadcast shape (a 0-d array when all are plain integers).
        """
        tag = code(purpose) * USES
        if isinstance(a, int) and isinstance(b, int) and isinstance(c, int) and isinstance(k, int):
            _check_word(min(a, b, c), max(a, b, c))
            _check_use(k, k)
            return np.asarray(self._one(a, b, c, tag, k))
        use = np.asarray(k)
        if use.size:
            _check_use(int(use.min()), int(use.max()))
        words = (_word(a), _word(b), _word(c))
        shape = np.broadcast_shapes(*(word.shape for word in words), use.shape)
        if math.prod(shape) <= _FEW:
            rows = zip(*(word.ravel().tolist() for word in np.broadcast_arrays(*words, use)), strict=True)
            values = [self._one(a, b, c, tag, k) for a, b, c, k in rows]
            return np.array(values, dtype=np.float64).reshape(shape)
        last = (tag + (use >> 1)).astype(np.uint32)
        if use.ndim == 0:
            return self._halves(words, last, shape, (int(use & 1),))[0]
        first, second = self._halves(words, last, shape, (0, 1))
        return np.where(use & 1, second, first)

    def uniform_pair(
        self, purpose: str, a: npt.ArrayLike, b: npt.ArrayLike = 0, c: npt.ArrayLike = 0, pair: int = 0
    ) -> tuple[FloatArray, FloatArray]:
        """Draw uses 2 * pair and 2 * pair + 1 at the cost of one; the same numbers as `uniform` gives."""
        _check_use(2 * pair, 2 * pair + 1)
        words = (_word(a), _word(b), _word(c))
        shape = np.broadcast_shapes(*(word.shape for word in words))
        last = np.asarray(code(purpose) * USES + pair, dtype=np.uint32)
        first, second = self._halves(words, last, shape, (0, 1))
        return first, second

    def uniform_pairs(
        self, purpose: str, a: npt.ArrayLike, b: npt.ArrayLike = 0, c: npt.ArrayLike = 0, pairs: int = 1
    ) -> FloatArray:
        """Draw uses 0 to 2 * pairs - 1 of many in one block [2 * pairs, n]; the same numbers as `uniform` gives.

        a, b and c are integers or arrays of n.
        """
        _check_use(0, 2 * pairs - 1)
        words = (_word(a), _word(b), _word(c))
        (n,) = np.broadcast_shapes(*(word.shape for word in words), (1,))
        drawn = np.empty((2 * pairs, n))
        for pair in range(pairs):
            last = np.asarray(code(purpose) * USES + pair, dtype=np.uint32)
            self.halves((*words, last), n, self.key, (0, 1), drawn[2 * pair : 2 * pair + 2])
        return drawn

    def _halves(
        self,
        words: tuple[UInt32Array, UInt32Array, UInt32Array],
        last: UInt32Array,
        shape: tuple[int, ...],
        which: tuple[int, ...],
    ) -> list[FloatArray]:
        """Give the first (0) or second (1) uniform of each counter, or both, in the broadcast shape."""
        columns = [
            word if word.ndim == 0 else np.broadcast_to(word, shape).reshape(-1) for word in (*words, last)
        ]
        found = self.halves(columns, math.prod(shape), self.key, which)
        return [out.reshape(shape) for out in found]

    def _one(self, a: int, b: int, c: int, tag: int, k: int) -> float:
        """Draw one uniform in plain integers; bitwise the same as the array path."""
        words = philox_words((a & MASK, b & MASK, c & MASK, tag + (k >> 1)), *self.key)
        high, low = words[2:] if k & 1 else words[:2]
        return (((high >> 6) << 26) + (low >> 6) + 0.5) * _SCALE


@dataclass(frozen=True)
class TurningChance(Chance):
    """The luck of one replication up to a day, and that of another from then on.

    Parameters
    ----------
    later
        The luck after `turn`.
    """

    later: Chance = field(kw_only=True)

    @property
    def key(self) -> tuple[int, int]:  # not cached: it changes once
        """The key words of the luck in force."""
        if "turned" in vars(self):
            return self.later.key
        return Chance(self.seed, self.replication).key

    def turn(self) -> None:
        """Let all draws from now on be those of `later`."""
        vars(self)["turned"] = True


def halves(
    columns: Sequence[UInt32Array],
    n: int,
    key: tuple[int, int],
    which: tuple[int, ...],
    out: FloatArray | None = None,
) -> list[FloatArray]:
    """Give the first (0) or second (1) uniform of each of n counters, or both, a block at a time.

    Parameters
    ----------
    columns
        The four counter words, each of n or a single one for all.
    key
        The two key words.
    which
        Halves wanted, in order.
    out
        Where to write them [len(which), n]; default new arrays.
    """
    found = [np.empty(n) for _ in which] if out is None else list(out)
    for start in range(0, n, BLOCK):
        block = slice(start, min(start + BLOCK, n))
        counters = [column if column.ndim == 0 else column[block] for column in columns]
        random = philox_block(counters, block.stop - start, *key)
        for half, row in zip(which, found, strict=True):
            _fraction(random[2 * half], random[2 * half + 1], row[block])
    return found


def _fraction(high: UInt64Array, low: UInt64Array, out: FloatArray) -> None:
    """Join the upper 26 bits of two 32-bit words to numbers in (0, 1); the words are used up."""
    high >>= _DROP
    high <<= _BITS
    low >>= _DROP
    high |= low
    out[:] = high.view(np.int64)
    out += 0.5
    out *= _SCALE


def words(
    a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike
) -> tuple[UInt32Array, UInt32Array, UInt32Array]:
    """Turn identity words into the form in which they are used, once for many draws; checked as in `uniform`."""
    return _word(a), _word(b), _word(c)


def _word(values: npt.ArrayLike) -> UInt32Array:
    """Turn integers into 32-bit words, negatives as two's complement."""
    array = np.asarray(values)
    if array.dtype.kind == "b" or array.dtype.kind not in "iu":
        message = f"identity words must be integers, got {array.dtype}"
        raise ValueError(message)
    if array.dtype.itemsize > 4 and array.size:
        _check_word(int(array.min()), int(array.max()))
    return array.astype(np.uint32, copy=False)


def _check_word(low: int, high: int) -> None:
    if low < -(2**31) or high > MASK:
        message = f"identity words must lie in -2**31 .. 2**32-1, got {low} .. {high}"
        raise ValueError(message)


def _check_use(low: int, high: int) -> None:
    if low < 0 or high >= USES:
        message = f"use k must lie in 0 .. {USES - 1}, got {low} .. {high}"
        raise ValueError(message)
