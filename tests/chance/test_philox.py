"""The generator gives the published words, whichever way it is called."""

from __future__ import annotations

import numpy as np
import pytest

from sim.chance.philox import BLOCK, philox4x32_10, philox_words

ONES = 0xFFFFFFFF

# Known answers published with the generator (Random123 distribution, kat_vectors, philox4x32 10).
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES, ONES, ONES), (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.unit
@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_known_answers(counter: tuple[int, ...], key: tuple[int, int], words: tuple[int, ...]) -> None:
    assert philox_words(counter, *key) == words
    assert tuple(int(word) for word in philox4x32_10(*counter, *key)) == words


@pytest.mark.unit
def test_arrays_equal_integers_across_a_block_border() -> None:
    index = np.arange(BLOCK - 3, BLOCK + 4)
    arrays = philox4x32_10(np.arange(BLOCK + 4), 7, 8, 9, 10, 11)
    for row in index.tolist():
        assert philox_words((row, 7, 8, 9), 10, 11) == tuple(int(array[row]) for array in arrays)


@pytest.mark.unit
def test_counters_broadcast() -> None:
    words = philox4x32_10(np.arange(3)[:, None], np.arange(5)[None, :], 0, 0, 1, 2)
    assert [word.shape for word in words] == [(3, 5)] * 4
    assert int(words[2][1, 4]) == philox_words((1, 4, 0, 0), 1, 2)[2]
