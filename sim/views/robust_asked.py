"""What the views of `beredt robust` share: what was asked, and how its plans and values are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.views.answer import SHORTAGE
from sim.views.words import Words

LEAST_TAU = 0.6
"""Below this the order of plans is said to depend on the criterion."""
ALL, MEAN, MET = "all", "mean", "share_met"
Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Asked:
    """What was asked, and how it went.

    Attributes
    ----------
    losses : metrics that plans are judged by; the first is told first
    units : of every metric
    higher : metrics of which more is better
    targets : threshold by metric
    alike : difference by metric up to which two plans are tied
    fresh : replications held out
    own_starts : start by shock that brings one
    scenarios, futures, rows : told of, of each plan; `left_out` are not among the futures
    draws, least_draws : rows of drawn values, and how many it takes to see what one of them changes
    warned : facts used that carry a warning
    remarks : what is valid and perhaps not meant, a sentence each
    """

    plans: tuple[str, ...]
    shocks: tuple[str, ...]
    losses: tuple[str, ...]
    units: Mapping[str, str]
    higher: frozenset[str]
    targets: Mapping[str, float]
    alike: Mapping[str, float]
    worst_share: float
    replications: int
    fresh: int
    own_starts: Mapping[str, str]
    left_out: int
    scenarios: int
    rows: int
    futures: int
    draws: int
    least_draws: int
    runs: int
    warned: int
    remarks: tuple[str, ...] = ()

    def unit(self, words: Words) -> str:
        """Name what counts as one observation: a row of values with all its shocks, or with one row a replication."""
        return words.say("robust_unit_row" if self.rows > 1 else "robust_unit_run")

    def value(self, metric: str, value: float, words: Words) -> str:
        """Write a value of a metric with its unit."""
        unit = self.units[metric]
        return words.with_unit(words.number(value, unit), unit)

    def said(self, metric: str, value: float, words: Words, unit: bool = True) -> str:
        """Write a value in a sentence, to three figures; `unit` says whether with its unit."""
        own = self.units[metric]
        text = words.number(value, own) if own in ("NOK", "share") else words.about(value)
        return words.with_unit(text, own) if unit else text

    def bare(self, metric: str, value: float, words: Words) -> str:
        """Write it for a table whose heading names the unit."""
        return words.bare(value, self.units[metric])

    def tied(self, metric: str, words: Words) -> str:
        """Write the difference up to which plans are tied."""
        return self.value(metric, self.alike.get(metric, 0.0), words)


def shocks_counted(count: int, words: Words) -> str:
    """Say how many shocks there are."""
    return words.say("robust_one_shock" if count == 1 else "robust_shocks", count=count)


def plans_named(plans: str | Sequence[str], words: Words) -> str:
    """Name plans; in a table they stand in one text with commas between."""
    each = plans.split(", ") if isinstance(plans, str) else plans
    return words.listed([words.name("plan", plan) for plan in each])


def of_metric(table: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Return the rows of a metric."""
    return table[table["metric"] == metric].reset_index(drop=True)


def number(table: pd.DataFrame, row: Any, column: Any) -> float:
    """Return a number of a table."""
    found: Any = table.loc[row, column]
    return float(found)


def less_short(asked: Asked, criteria: pd.DataFrame, metric: str, plans: Sequence[str]) -> str:
    """Return the plan with the smallest shortage if `metric` is a cost and a plan of these has a larger; else empty.

    Persons without a place cost nothing in the model, so that a plan with more of them looks cheaper than it is.
    """
    short = [each for each in asked.losses if each in SHORTAGE]
    if asked.units[metric] != "NOK" or not short:
        return ""
    means = of_metric(criteria, short[0]).set_index("plan")[MEAN]
    more = means[list(plans)].max() > means.min() + asked.alike.get(short[0], 0.0)
    return str(means.idxmin()) if more else ""


def nothing_known(row: Mapping[Any, Any]) -> bool:
    """Whether the interval of a share holds every share."""
    return float(row["low"]) <= 0.0 and float(row["high"]) >= 1.0


def lowest(rows: pd.DataFrame, column: str) -> Mapping[str, Any]:
    """Return the row with the lowest value of a column, the first of several."""
    found = rows.sort_values(column, kind="stable").to_dict("records")[0]
    return {str(name): value for name, value in found.items()}
