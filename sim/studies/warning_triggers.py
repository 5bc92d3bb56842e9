"""How well triggers tell a shock from its absence: hits, misses, false alarms, lead times, and what that is worth.

A trigger is looked at in a window around the first day of the shock, in futures with the shock and in the same
futures without it. It *hits* if it fires in the window of a future with the shock, *misses* if not, and gives a
*false alarm* if it fires in the same window without the shock.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim import statistics
from sim.statistics import wilson

SHOCK, CALM = "shock", "calm"
FIRINGS = ("plan", "measure", "future", "replication", "fired", "date", "days", "fired_before")
SCORES = (
    "plan", "measure", "shocks", "hits", "misses", "hit_low", "hit_high", "calms", "false_alarms", "false_low",
    "false_high", "early", "lead_median", "lead_earliest", "lead_latest", "value", "value_low", "value_high",
    "best_value",
)  # fmt: skip


@dataclass(frozen=True)
class Window:
    """Days around the first day of the shock in which a firing counts.

    Attributes
    ----------
    onset : first day of the shock
    before, after : days before and after it; the day `after` is counted in
    """

    onset: dt.date
    before: int
    after: int

    def days(self, dates: pd.Series[pd.Timestamp]) -> pd.Series[int]:
        """Return days from the onset; negative before it."""
        return (pd.to_datetime(dates) - pd.Timestamp(self.onset)).dt.days


@dataclass(frozen=True)
class Costs:
    """What acting and not acting cost whoever decides.

    Attributes
    ----------
    ratio : cost of acting over the loss that acting prevents, above 0 and below 1
    base_rate : chance of a shock in a year, above 0 and below 1
    """

    ratio: float
    base_rate: float


def firings(
    events: pd.DataFrame, plan: str, measures: Sequence[str], runs: Sequence[tuple[str, int]], window: Window
) -> pd.DataFrame:
    """Return the first firing of each measure in the window of each future, columns `FIRINGS`.

    Parameters
    ----------
    events : future, replication, measure, event, date of one plan
    measures : those with a trigger
    runs : (future, replication) of each run that ended well; one in which nothing fired is in no table

    Returns
    -------
    DataFrame in which days counts from the onset, NaN where it did not fire; fired_before tells a firing before
    the window, of which nothing is counted.
    """
    fired = events[events["event"] == "fired"]
    fired = fired.assign(days=window.days(fired["date"]) if len(fired) else pd.Series(dtype=int))
    within = fired[(fired["days"] >= -window.before) & (fired["days"] <= window.after)]
    lane = ["measure", "future", "replication"]
    first = within.groupby(lane, observed=True)["days"].min()
    earlier = set(fired.loc[fired["days"] < -window.before, lane].itertuples(index=False, name=None))
    rows = []
    for measure in measures:
        for future, replication in runs:
            key = (measure, future, replication)
            days = float(first[key]) if key in first.index else np.nan
            date = pd.NaT if math.isnan(days) else pd.Timestamp(window.onset) + pd.Timedelta(days=days)
            rows.append((plan, *key, not math.isnan(days), date, days, key in earlier))
    return pd.DataFrame(rows, columns=list(FIRINGS))


def scores(found: pd.DataFrame, costs: Costs) -> pd.DataFrame:
    """Return how each trigger did, columns `SCORES`.

    hit_* and false_* are Wilson's intervals of hit rate and false-alarm rate (95 %); early counts hits on the first
    day of the shock or before; lead_* are days from the onset to the first firing over the hits, negative before it,
    NaN without hits. value is the relative economic value at the given costs, best_value that at a cost-loss ratio
    equal to the base rate, which is the hit rate less the false-alarm rate.
    """
    rows = []
    for (plan, measure), mine in found.groupby(["plan", "measure"], sort=False):
        with_shock, calm = mine[mine["future"] == SHOCK], mine[mine["future"] == CALM]
        if with_shock.empty or calm.empty:
            continue
        hits, alarms = int(with_shock["fired"].sum()), int(calm["fired"].sum())
        days = with_shock["days"].dropna()
        leads = (days.median(), days.min(), days.max()) if len(days) else (np.nan, np.nan, np.nan)
        rows.append(
            (
                plan, measure, len(with_shock), hits, len(with_shock) - hits, *wilson(hits, len(with_shock)),
                len(calm), alarms, *wilson(alarms, len(calm)), int((days <= 0).sum()), *leads,
                *value_interval(hits, len(with_shock), alarms, len(calm), costs),
                hits / len(with_shock) - alarms / len(calm),
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(SCORES))


def economic_value(hit_rate: float, false_rate: float, costs: Costs) -> float:
    """Return the relative economic value (D. S. Richardson, QJRMS 2000): 1 for perfect warnings, 0 for none.

    Raises
    ------
    ValueError : if a rate, the ratio or the base rate is out of its range
    """
    if not (0.0 <= hit_rate <= 1.0 and 0.0 <= false_rate <= 1.0):
        raise ValueError(f"rates must lie between 0 and 1, got {hit_rate} and {false_rate}")
    constant, of_hits, of_alarms = _weights(costs)
    return constant + of_hits * hit_rate - of_alarms * false_rate


def value_interval(hits: int, shocks: int, alarms: int, calms: int, costs: Costs) -> tuple[float, float, float]:
    """Return the value with an interval put together from both Wilson intervals (R. G. Newcombe, Stat. Med. 1998)."""
    rates = hits / shocks, alarms / calms
    value = economic_value(*rates, costs)
    _, of_hits, of_alarms = _weights(costs)
    hit_low, hit_high = statistics.wilson(hits, shocks)
    false_low, false_high = statistics.wilson(alarms, calms)
    low = math.hypot(of_hits * (rates[0] - hit_low), of_alarms * (false_high - rates[1]))
    high = math.hypot(of_hits * (hit_high - rates[0]), of_alarms * (rates[1] - false_low))
    return value, value - low, min(value + high, 1.0)


def _weights(costs: Costs) -> tuple[float, float, float]:
    """Return constant and weights of hit rate and false-alarm rate, whose difference with the constant is the value."""
    ratio, rate = costs.ratio, costs.base_rate
    if not (0.0 < ratio < 1.0 and 0.0 < rate < 1.0):
        raise ValueError(f"cost-loss ratio {ratio} and base rate {rate} must lie between 0 and 1")
    scale = min(ratio, rate) - rate * ratio
    return (min(ratio, rate) - rate) / scale, rate * (1.0 - ratio) / scale, ratio * (1.0 - rate) / scale
