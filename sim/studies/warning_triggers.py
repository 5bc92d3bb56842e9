"""How well triggers tell a shock from its absence: hits, misses, false alarms, lead times, and what that is worth.

A trigger is looked at in a window from the first signs of the shock on, before which a future with the shock and its
twin without it are the same. It *hits* if it fires in the window of a future with the shock and has not fired by then
in the twin, *misses* if not, and gives a *false alarm* if it fires in the window of the twin. What it is worth to act
on it counts every firing with the shock, since whoever acts does not see the twin.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim import statistics
from sim.statistics import share_interval

SHOCK, CALM = "shock", "calm"
FIRINGS = ("plan", "measure", "future", "replication", "fired", "date", "days", "fired_before", "hit")
SCORES = (
    "plan", "measure", "shocks", "fires", "hits", "misses", "hit_low", "hit_high", "calms", "false_alarms", "false_low",
    "false_high", "early", "lead_median", "lead_earliest", "lead_latest", "value", "value_low", "value_high",
    "best_value",
)  # fmt: skip
BEST = ("plan", "tried", "told", "measure", "equals", "hits", "shocks", "low", "high")


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
    the window, of which nothing is counted; hit: with the shock, and not by that day in the twin. Futures of which
    one of both runs failed are left out.
    """
    orders = events[events["event"] == "fired"]
    orders = orders.assign(days=window.days(orders["date"]) if len(orders) else pd.Series(dtype=int))
    within = orders[(orders["days"] >= -window.before) & (orders["days"] <= window.after)]
    lane = ["measure", "future", "replication"]
    first = within.groupby(lane, observed=True)["days"].min()
    earlier = set(orders.loc[orders["days"] < -window.before, lane].itertuples(index=False, name=None))
    both = {replication for future, replication in runs if future == SHOCK} & {
        replication for future, replication in runs if future == CALM
    }
    rows = []
    for measure in measures:
        for future, replication in runs:
            if replication not in both:
                continue
            key = (measure, future, replication)
            days, twin = (float(first.get((measure, each, replication), np.nan)) for each in (future, CALM))
            fired = not math.isnan(days)
            date = pd.Timestamp(window.onset) + pd.Timedelta(days=days) if fired else pd.NaT
            hit = future == SHOCK and fired and not twin <= days
            rows.append((plan, *key, fired, date, days, key in earlier, hit))
    return pd.DataFrame(rows, columns=list(FIRINGS))


def scores(found: pd.DataFrame, costs: Costs) -> pd.DataFrame:
    """Return how each trigger did, columns `SCORES`.

    fires counts futures in which it fires with the shock, whatever the twin does; hit_* and false_* are intervals of
    the shares of hits and of false alarms (95 %, `statistics.share_interval`); early counts hits on the first day of
    the shock or before; lead_* are days from the onset to the first firing over the hits, negative before it, NaN
    without hits. value is the relative economic value at the given costs, best_value that at a cost-loss ratio equal
    to the base rate, which is the share that fires with the shock less that without it.
    """
    rows = []
    for (plan, measure), mine in found.groupby(["plan", "measure"], sort=False):
        with_shock, calm = mine[mine["future"] == SHOCK], mine[mine["future"] == CALM]
        if with_shock.empty or calm.empty:
            continue
        fires, hits, alarms = (int(each.sum()) for each in (with_shock["fired"], with_shock["hit"], calm["fired"]))
        days = with_shock.loc[with_shock["hit"], "days"]
        leads = (days.median(), days.min(), days.max()) if len(days) else (np.nan, np.nan, np.nan)
        rows.append(
            (
                plan, measure, len(with_shock), fires, hits, len(with_shock) - hits,
                *share_interval(hits, len(with_shock)), len(calm), alarms, *share_interval(alarms, len(calm)),
                int((days <= 0).sum()), *leads, *value_interval(fires, len(with_shock), alarms, len(calm), costs),
                (fires - alarms) / len(calm),  # one division: equals stay equal
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(SCORES))


def best(found: pd.DataFrame, scored: pd.DataFrame) -> pd.DataFrame:
    """Return which trigger of each plan tells the shock best, if futures can tell, columns `BEST`.

    tried: triggers of the plan, also those that never fired; measure: of the one that fires in most futures more with
    the shock than without it, of equals the earliest; told: whether it is told from every other by sign tests in pairs
    of futures (Holm's method, 95 %); equals: how many do as well, itself too; hits, shocks: of it; low,
    high: interval of that share, wide enough for all that were tried at once.

    Parameters
    ----------
    found : as `firings` returns it
    scored : the same, as `scores` returns it
    """
    rows = []
    for plan, mine in scored.groupby("plan", sort=False):
        order = mine.assign(_lead=mine["lead_median"].fillna(np.inf))
        order = order.sort_values(["best_value", "_lead"], ascending=[False, True], kind="stable")
        top = order.iloc[0]
        equals = int((order["best_value"] == top["best_value"]).sum())
        gains = _gains(found[found["plan"] == plan])
        others = [name for name in gains.columns if name != top["measure"]]
        tests = [statistics.sign_test(gains[top["measure"]] - gains[name]) for name in others]
        told = all(rejected for rejected, _ in statistics.holm(tests))
        hits, shocks = int(top["hits"]), int(top["shocks"])
        ends = share_interval(hits, shocks, len(mine))
        rows.append((plan, len(mine), told, top["measure"], equals, hits, shocks, *ends))
    return pd.DataFrame(rows, columns=list(BEST))


def _gains(found: pd.DataFrame) -> pd.DataFrame:
    """Return by replication and measure 1 if it fires with the shock alone, -1 without it alone, else 0."""
    fired = found.assign(fired=found["fired"].astype(int))
    shock, calm = (
        fired[fired["future"] == future].pivot(index="replication", columns="measure", values="fired")
        for future in (SHOCK, CALM)
    )
    return shock - calm


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
    """Return the value with an interval put together from those of both shares (R. G. Newcombe, Stat. Med. 1998).

    Parameters
    ----------
    hits : futures with the shock in which is acted
    alarms : futures without it in which is acted
    """
    rates = hits / shocks, alarms / calms
    value = economic_value(*rates, costs)
    _, of_hits, of_alarms = _weights(costs)
    hit_low, hit_high = share_interval(hits, shocks)
    false_low, false_high = share_interval(alarms, calms)
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
