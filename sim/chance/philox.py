"""Philox4x32-10: a counter-based generator, written over arrays.

Ten rounds turn a counter of four 32-bit words and a key of two into four 32-bit words that pass the usual
batteries. A counter is an identity, not a position: any subset of draws can be made in any order.

Source: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011), the 4x32
member with ten rounds; multipliers and key increments as published there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

UInt32Array = npt.NDArray[np.uint32]
UInt64Array = npt.NDArray[np.uint64]
Words = tuple[int, int, int, int]

MULTIPLIER_0 = 0xD2511F53
MULTIPLIER_1 = 0xCD9E8D57
KEY_STEP_0 = 0x9E3779B9
KEY_STEP_1 = 0xBB67AE85
ROUNDS = 10
MASK = 0xFFFFFFFF

BLOCK = 8192
"""Counters handled at a time: the working arrays then stay in the processor's second-level cache."""


def philox4x32_10(
    c0: npt.ArrayLike, c1: npt.ArrayLike, c2: npt.ArrayLike, c3: npt.ArrayLike, k0: int, k1: int
) -> tuple[UInt32Array, UInt32Array, UInt32Array, UInt32Array]:
    """Turn counters into random words.

    Parameters
    ----------
    c0, c1, c2, c3
        Counter words, unsigned 32-bit, broadcast against each other.
    k0, k1
        Key words, 0 <= k < 2**32, the same for all counters.

    Returns
    -------
    Four arrays of the broadcast shape, uniform over 0 .. 2**32 - 1.
    """
    words = np.broadcast_arrays(*(np.asarray(c, dtype=np.uint32) for c in (c0, c1, c2, c3)))
    shape = words[0].shape
    flat = [word.reshape(-1) for word in words]
    n = flat[0].size
    out = np.empty((4, n), dtype=np.uint32)
    for first in range(0, n, BLOCK):
        last = min(first + BLOCK, n)
        out[:, first:last] = philox_block([word[first:last] for word in flat], last - first, k0, k1)
    r0, r1, r2, r3 = (row.reshape(shape) for row in out)
    return r0, r1, r2, r3


def philox_block(words: Sequence[UInt32Array], n: int, k0: int, k1: int) -> UInt64Array:
    """Run the ten rounds on one block of n counters, in 64-bit arrays reused from round to round.

    Parameters
    ----------
    words
        The four counter words, each of n or a single one for all.

    Returns
    -------
    Random words below 2**32 [4, n].
    """
    low32, shift = np.uint64(MASK), np.uint64(32)
    m0, m1 = np.uint64(MULTIPLIER_0), np.uint64(MULTIPLIER_1)
    x = np.empty((4, n), dtype=np.uint64)
    for row, word in zip(x, words, strict=True):
        row[:] = word
    x0, x1, x2, x3 = x
    product_0, product_1 = np.empty_like(x0), np.empty_like(x0)
    for _ in range(ROUNDS):
        np.multiply(x0, m0, out=product_0)
        np.multiply(x2, m1, out=product_1)
        np.right_shift(product_1, shift, out=x0)
        x0 ^= x1
        x0 ^= np.uint64(k0)
        np.right_shift(product_0, shift, out=x2)
        x2 ^= x3
        x2 ^= np.uint64(k1)
        np.bitwise_and(product_1, low32, out=x1)
        np.bitwise_and(product_0, low32, out=x3)
        k0 = (k0 + KEY_STEP_0) & MASK
        k1 = (k1 + KEY_STEP_1) & MASK
    return x


def philox_words(counter: Words, k0: int, k1: int) -> Words:
    """Give the same words for one counter in plain integers: quicker than arrays for a few counters."""
    x0, x1, x2, x3 = counter
    for _ in range(ROUNDS):
        product_0 = x0 * MULTIPLIER_0
        product_1 = x2 * MULTIPLIER_1
        x0 = (product_1 >> 32) ^ x1 ^ k0
        x1 = product_1 & MASK
        x2 = (product_0 >> 32) ^ x3 ^ k1
        x3 = product_0 & MASK
        k0 = (k0 + KEY_STEP_0) & MASK
        k1 = (k1 + KEY_STEP_1) & MASK
    return x0, x1, x2, x3
