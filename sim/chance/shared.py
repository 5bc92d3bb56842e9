"""What runs of the same luck share: arrays made once and handed to each of them, read-only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

Made = TypeVar("Made")


class Drawn:
    """Results of draws, kept by name for the runs of one world, seed and replication.

    Whoever uses one sees to it that a name always stands for the same draws of the same households: nothing
    that answers to a plan may be kept here.
    """

    def __init__(self) -> None:
        self._kept: dict[object, object] = {}

    def once(self, name: object, make: Callable[[], Made]) -> Made:
        """Return what `make` returned when `name` was first asked for; its arrays cannot be written to."""
        if name not in self._kept:
            made = make()
            _protect(made)
            self._kept[name] = made
        kept: Made = self._kept[name]  # type: ignore[assignment]  # one name, one type
        return kept

    def arrays(self) -> dict[object, list[bytes]]:
        """Give the bytes of all arrays by name, to see that a run has not changed them."""
        return {name: [array.tobytes() for array in _arrays(made)] for name, made in self._kept.items()}


def _protect(made: object) -> None:
    for array in _arrays(made):
        array.setflags(write=False)


def _arrays(made: object) -> list[np.ndarray]:
    """Find the arrays in an array, a tuple or the attributes of an object, at any depth."""
    if isinstance(made, np.ndarray):
        return [made]
    inside: list[object] = []
    if isinstance(made, tuple):
        inside = list(made)
    elif hasattr(made, "__dict__"):
        inside = list(vars(made).values())
    return [array for part in inside for array in _arrays(part)]
