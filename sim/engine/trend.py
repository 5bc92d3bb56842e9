"""A trend test whose rate of false alarms is known."""

from __future__ import annotations

import math
from collections.abc import Sequence


def mann_kendall(values: Sequence[float]) -> float:
    """Mann-Kendall statistic of a rise, in standard deviations of its law without trend.

    S counts pairs that rise less pairs that fall; its variance is n(n-1)(2n+5)/18, less t(t-1)(2t+5)/18 for
    every tie of t equal values; one is taken off S towards 0 (continuity). NaN with fewer than 4 values or
    a missing one; 0 where all are equal. The law without trend holds for independent readings.
    """
    n = len(values)
    if n < 4 or any(math.isnan(value) for value in values):
        return math.nan
    rises = sum((b > a) - (b < a) for i, a in enumerate(values) for b in values[i + 1 :])
    ties: dict[float, int] = {}
    for value in values:
        ties[value] = ties.get(value, 0) + 1
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties.values())) / 18.0
    if variance <= 0.0 or rises == 0:
        return 0.0
    return (rises - math.copysign(1.0, rises)) / math.sqrt(variance)


def false_alarm_rate(threshold: float, readings: int) -> float:
    """Chance that `mann_kendall` of independent readings without trend and ties lies above the threshold.

    Exact: the number of orders of n values with d falling pairs is a Mahonian number, built up value by
    value.
    """
    counts = [1]
    for k in range(2, readings + 1):
        grown = [0] * (len(counts) + k - 1)
        for d, count in enumerate(counts):
            for added in range(k):
                grown[d + added] += count
        counts = grown
    pairs = readings * (readings - 1) // 2
    sd = math.sqrt(readings * (readings - 1) * (2 * readings + 5) / 18.0)
    total = sum(counts)
    alarms = 0
    for falls, count in enumerate(counts):
        rises = pairs - 2 * falls
        if rises > 0 and (rises - 1) / sd > threshold:
            alarms += count
    return alarms / total
