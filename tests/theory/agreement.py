"""The two-sided rule of every theory test (METHODS V1), and the formulas compared with."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Z = 3.9
"""Standard errors: about 1e-4 false alarms for each comparison."""

WIDTH = 0.08
"""Widest half-width Z * SE that still counts as evidence, as a share of the value."""


def agree(
    replications: npt.ArrayLike, theta: float, width: float = WIDTH, scale: float | None = None
) -> None:
    """Assert that the mean of independent replications is theta, and that the test could have told otherwise.

    Parameters
    ----------
    replications
        One value from each independent replication.
    theta
        Exact value.
    width
        Widest half-width, as a share of `scale`.
    scale
        What the half-width is compared with, default theta.
    """
    values = np.asarray(replications, dtype=np.float64)
    error = float(values.std(ddof=1)) / math.sqrt(len(values))
    mean = float(values.mean())
    size = abs(theta if scale is None else scale)
    assert abs(mean - theta) <= Z * error, (
        f"mean {mean:.6g}, exact {theta:.6g}, {(mean - theta) / error:+.1f} SE"
    )
    assert Z * error <= width * size, f"half-width {Z * error:.3g} is too wide for {size:.6g}"


def erlang_b(servers: int, load: float) -> float:
    """Give the share blocked with no queue, by the recursion."""
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Give the share that waits."""
    blocked = erlang_b(servers, load)
    return servers * blocked / (servers - load * (1.0 - blocked))


def erlang_wait(servers: int, rate: float) -> float:
    """Give the mean wait of M/M/c with service mean 1."""
    return erlang_c(servers, rate) / (servers - rate)


def cobham(servers: int, rates: tuple[float, ...]) -> list[float]:
    """Give the mean wait by class, first class first, not interrupted, common service mean 1."""
    remaining = erlang_c(servers, sum(rates)) / servers
    waits = []
    before = 0.0
    for rate in rates:
        after = before + rate / servers
        waits.append(remaining / ((1.0 - before) * (1.0 - after)))
        before = after
    return waits
