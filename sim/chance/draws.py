"""Keyed uniforms: who, for what, which time.

A draw is F(seed, replication, purpose, a, b, c, k). The words a, b, c name the one who draws (for a household:
source and group, arrival day, ordinal that day); k counts the uses. Nothing is ever "the next number", so adding,
dropping or reordering draws changes no other draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.chance.philox import MASK, philox4x32_10, philox_words
from sim.chance.purposes import code

FloatArray = npt.NDArray[np.float64]

USES = 2**16
"""Uses k of one purpose by one identity: 0 <= k < USES."""

_FEW = 16
"""Up to this many draws plain integers are quicker than arrays."""

_SCALE = 2.0**-52


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
            return np.asarray(self._one(a, b, c, tag + k))
        wa, wb, wc, use = _word(a), _word(b), _word(c), np.asarray(k)
        if use.size:
            _check_use(int(use.min()), int(use.max()))
        last = (use.astype(np.int64) + tag).astype(np.uint32)
        shape = np.broadcast_shapes(wa.shape, wb.shape, wc.shape, last.shape)
        if int(np.prod(shape)) <= _FEW:
            columns = [word.reshape(-1).tolist() for word in np.broadcast_arrays(wa, wb, wc, last)]
            return np.array([self._one(*row) for row in zip(*columns, strict=True)], dtype=np.float64).reshape(shape)
        k0, k1 = self.key
        r0, r1, _, _ = philox4x32_10(wa, wb, wc, last, k0, k1)
        u = (r0 >> np.uint32(6)).astype(np.float64)
        u *= 2.0**26
        u += r1 >> np.uint32(6)
        u += 0.5
        u *= _SCALE
        return u

    def _one(self, a: int, b: int, c: int, last: int) -> float:
        """Draw one uniform in plain integers; bitwise the same as the array path."""
        k0, k1 = self.key
        r0, r1, _, _ = philox_words((a & MASK, b & MASK, c & MASK, last), k0, k1)
        return (((r0 >> 6) << 26) + (r1 >> 6) + 0.5) * _SCALE


def _word(values: npt.ArrayLike) -> npt.NDArray[np.uint32]:
    """Turn integers into 32-bit words, negatives as two's complement."""
    array = np.asarray(values)
    if array.dtype.kind == "b" or array.dtype.kind not in "iu":
        message = f"identity words must be integers, got {array.dtype}"
        raise ValueError(message)
    if array.dtype.itemsize > 4 and array.size:
        _check_word(int(array.min()), int(array.max()))
    return array.astype(np.uint32)


def _check_word(low: int, high: int) -> None:
    if low < -(2**31) or high > MASK:
        message = f"identity words must lie in -2**31 .. 2**32-1, got {low} .. {high}"
        raise ValueError(message)


def _check_use(low: int, high: int) -> None:
    if low < 0 or high >= USES:
        message = f"use k must lie in 0 .. {USES - 1}, got {low} .. {high}"
        raise ValueError(message)
