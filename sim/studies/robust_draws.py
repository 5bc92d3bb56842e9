"""Rows of values of what is assumed, spread over ranges so that the halves of one tell little of another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd

from sim.config.sweep import Sample, Spread

TRIES = 200
"""Samples of which the one whose halves are least alike is taken; our choice."""
DIGITS = 6
"""Figures of a drawn value, so that it can be written as a word of the command line."""
Method = Literal["latin_hypercube", "sobol"]


def spawned(seed: int, number: int) -> int:
    """Return seed number 0, 1, 2 ... of those that a seed spawns; seeds of 53 bits, which every reader writes exactly.

    Seeds found by addition would be shared with the next seed, so that a study repeated to check it would not be new.
    """
    state = np.random.SeedSequence(seed, spawn_key=(number,)).generate_state(1, np.uint64)
    return int(state[0]) >> 11


def drawn_rows(spreads: Mapping[str, Spread], rows: int, method: Method, seed: int) -> pd.DataFrame:
    """Return row, parameter, value: `rows` rows named draw-1, draw-2 ..., a value of each parameter in each.

    Of `TRIES` samples with seeds spawned from `seed` the first is taken in which the halves of any two parameters
    share rows the most evenly, since few rows else make two parameters one.

    Raises
    ------
    ValueError : if sobol is asked for rows that are no power of two
    """
    found: list[tuple[float, int, list[tuple[float, ...]]]] = []
    for number in range(TRIES if len(spreads) > 1 else 1):
        sample = Sample(method=method, points=rows, seed=spawned(seed, number), keys=dict(spreads))
        values = sample.rows()
        found.append((likeness(np.array(values, dtype=float)), number, values))
        if found[-1][0] == 0.0:
            break
    _, _, chosen = min(found, key=lambda each: each[:2])
    return pd.DataFrame(
        [
            (f"draw-{number}", key, float(f"{value:.{DIGITS}g}"))
            for number, row in enumerate(chosen, 1)
            for key, value in zip(spreads, row, strict=True)
        ],
        columns=["row", "parameter", "value"],
    )


def likeness(values: np.ndarray) -> float:
    """Return the largest correlation between the halves of two columns, 0 for one column."""
    side = np.sign(values - np.median(values, axis=0))
    size = np.sqrt((side**2).sum(axis=0))
    alike = np.abs(side.T @ side) / np.maximum(np.outer(size, size), 1.0)
    np.fill_diagonal(alike, 0.0)
    return round(float(alike.max(initial=0.0)), 9)
