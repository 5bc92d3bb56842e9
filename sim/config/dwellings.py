"""Classes of dwelling for refugees, by the largest household that each takes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

CLASSES = 3
CLASS_LIMITS = (1, 3)  # largest household in the first and the second class; the rest take the third
CHAINS: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    ((0,), (0, 1)),
    ((2,), (2,)),
    ((1, 2), (1, 2)),
    ((0, 1, 2), (0, 1, 2)),
)
"""Households of these classes fit into no more dwellings than there are of those: a class takes its own or the next
larger one, so these four say all."""


def size_class(sizes: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """Class of dwelling for households of these sizes: 0 for one person, 1 for two or three, 2 for more."""
    return np.searchsorted(np.array(CLASS_LIMITS), sizes, side="left").astype(np.int64)
