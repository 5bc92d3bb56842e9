"""Who brought about what: Shapley values of the players of a game, run for run, with both of their errors.

Players are measures of a plan, or causes of a deviation; a coalition is a set of them, and its value a figure of every
run. A player's part is the mean, over orders in which the players come in, of what it adds when its turn comes. Parts
sum to the value of all less the value of none. With few players every order counts (exact); with many some orders are
drawn, in pairs of an order and its reverse, so that who comes late in one comes early in the other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from sim import statistics
from sim.chance.draws import Chance
from sim.config.prices import PAYERS
from sim.runs.headlines import COST, WAIT, WEEK_DAYS
from sim.studies import metrics

Floats = NDArray[np.float64]
Coalition = frozenset[int]
Values = Mapping[Coalition, Floats]
"""Value of each coalition, shape (runs,)."""

WAITING = "waiting_person_days"
"""Person-days from arrival to the move to a municipality: of a stock at week's end, times the days of its week."""
WAITING_SERIES = ("waiting_registration", "awaiting_decision", "waiting_settlement")
CLOSE = 1e-9  # largest gap between the parts and the total, as a share of the largest value
PART_COLUMNS = (
    "metric", "unit", "player", "part", "low", "high", "p", "told", "orders_se", "last", "last_low", "last_high",
)  # fmt: skip


@dataclass(frozen=True)
class Design:
    """Which coalitions are looked at.

    Attributes
    ----------
    players : how many; they are numbered from 0
    orders : drawn orders in which they come in, each followed by its reverse; empty if the values are exact
    """

    players: int
    orders: tuple[tuple[int, ...], ...]

    @property
    def exact(self) -> bool:
        """Whether all coalitions are looked at."""
        return not self.orders

    @property
    def everyone(self) -> Coalition:
        """The coalition of all."""
        return frozenset(range(self.players))

    @cached_property
    def coalitions(self) -> tuple[Coalition, ...]:
        """All that are needed, none first, by size and then by number; those of one player left out among them."""
        found = {frozenset[int](), self.everyone}
        found |= {self.everyone - {player} for player in range(self.players)}
        if self.exact:
            sizes = range(self.players + 1)
            found |= {frozenset(each) for size in sizes for each in combinations(range(self.players), size)}
        for order in self.orders:
            found |= {frozenset(order[:size]) for size in range(self.players)}
        return tuple(sorted(found, key=lambda each: (len(each), sorted(each))))


def design(players: int, pairs: int, seed: int, exact_up_to: int) -> Design:
    """Choose coalitions: all of few players, or those of drawn pairs of orders where that takes fewer.

    Parameters
    ----------
    pairs : orders drawn, each with its reverse; no two pairs are the same
    exact_up_to : players up to which all coalitions are looked at in any case
    """
    if players < 1:
        raise ValueError("a game needs a player")
    if players <= exact_up_to:
        return Design(players, ())
    drawn: dict[tuple[int, ...], None] = {}
    luck, most, number = Chance(seed, 0), math.factorial(players), 0
    while len(drawn) < min(2 * pairs, most):
        uniform = luck.uniform("study_resample", number, np.arange(players))
        order = tuple(int(each) for each in np.argsort(uniform, kind="stable"))
        drawn.setdefault(order)
        drawn.setdefault(order[::-1])
        number += 1
    sampled = Design(players, tuple(drawn))
    whole = Design(players, ())
    return whole if len(whole.coalitions) <= len(sampled.coalitions) else sampled


@dataclass(frozen=True)
class Parts:
    """Parts of the players of one game.

    Attributes
    ----------
    by_run : shape (players, runs), mean over the orders
    by_order : shape (orders, players, runs), each drawn order before its reverse; None where the values are exact
    last : shape (players, runs), what each adds when all others are there: with all less without it
    total : shape (runs,), value of all less value of none
    """

    by_run: Floats
    by_order: Floats | None
    last: Floats
    total: Floats

    @property
    def by_pair(self) -> Floats | None:
        """Means of each drawn order and its reverse, shape (pairs, players, runs)."""
        return None if self.by_order is None else (self.by_order[0::2] + self.by_order[1::2]) / 2.0

    @property
    def still(self) -> NDArray[np.bool_]:
        """Which change nothing wherever they were looked at, in any run, where not every order was; shape (players,).

        That they change nothing elsewhere either is not known: one may stand in for another that is always there.
        """
        if self.by_order is None:
            return np.zeros(len(self.by_run), dtype=bool)
        moved: NDArray[np.bool_] = (self.by_order != 0.0).any(axis=(0, 2)) | (self.last != 0.0).any(axis=1)
        return ~moved

    @property
    def orders_se(self) -> Floats:
        """Standard error of each part's mean that comes of the orders drawn, shape (players,).

        0 where the values are exact. The runs are the same under every order, so their luck is not in it. It is the
        larger of that over pairs and that over single orders, and no less than the root mean square of these over the
        players: a few orders may by luck all give a player the same.
        """
        if self.by_order is None or self.by_pair is None:
            return np.zeros(len(self.by_run))
        error: NDArray[np.float64] = _standard_error(self.by_order)
        if len(self.by_pair) > 1:
            error = np.maximum(error, _standard_error(self.by_pair))
        least: NDArray[np.float64] = np.maximum(error, np.sqrt(np.mean(error**2)))
        return least


def shapley(plan: Design, values: Values) -> Parts:
    """Return the parts of a game.

    Raises
    ------
    KeyError : if the value of a coalition is missing
    ArithmeticError : if the parts do not sum to the total within `CLOSE` of the largest value
    """
    everyone, nobody = values[plan.everyone], values[frozenset()]
    last = np.array([everyone - values[plan.everyone - {player}] for player in range(plan.players)])
    total = everyone - nobody
    if plan.exact:
        by_order, by_run = None, _exact(plan.players, values)
    else:
        by_order = np.array([_added(order, values) for order in plan.orders])
        by_run = by_order.mean(axis=0)
    gap = np.abs(by_run.sum(axis=0) - total).max()
    largest = max(float(np.abs(each).max()) for each in values.values())
    if not gap <= CLOSE * max(largest, 1.0):  # neither of NaN
        raise ArithmeticError(f"the parts miss the total by {gap:g}")
    return Parts(by_run, by_order, last, total)


def _standard_error(by_draw: Floats) -> Floats:
    """Of the mean over what was drawn, shape (players,)."""
    means = by_draw.mean(axis=2)
    return np.asarray(means.std(axis=0, ddof=1) / math.sqrt(len(means)))


def joint(part: Floats, error: float, orders: int) -> tuple[float, float, float]:
    """Return the ends of the t interval (95 %) of a part's mean and p that it is 0, by runs and by orders drawn.

    NaN and 1 where orders were drawn and fewer than `RUNS_FOR_T`: so few allow no interval.

    Parameters
    ----------
    part : shape (runs,)
    error : standard error that comes of the orders
    orders : how many were drawn; 0 if the values are exact
    """
    runs = len(part)
    found = statistics.compare_runs(np.zeros(runs), part)
    if orders == 0 or error == 0.0 or runs == 1:
        return found.low, found.high, found.p
    if orders < statistics.RUNS_FOR_T:
        return np.nan, np.nan, 1.0
    both = math.hypot(float(part.std(ddof=1)) / math.sqrt(runs), error)
    freedom = min(runs, orders) - 1  # the fewer of the two: never too narrow
    half = float(special.stdtrit(freedom, 0.975)) * both
    return found.mean - half, found.mean + half, 2.0 * float(special.stdtr(freedom, -abs(found.mean) / both))


def _added(order: Sequence[int], values: Values) -> Floats:
    """What each player adds in one order, shape (players, runs)."""
    parts = np.zeros((len(order), len(values[frozenset()])))
    for place, player in enumerate(order):
        parts[player] = values[frozenset(order[: place + 1])] - values[frozenset(order[:place])]
    return parts


def _exact(players: int, values: Values) -> Floats:
    """Mean over all orders, by the weight of each coalition that a player may find."""
    parts = np.zeros((players, len(values[frozenset()])))
    whole = math.factorial(players)
    for player in range(players):
        others = [each for each in range(players) if each != player]
        for size in range(players):
            weight = math.factorial(size) * math.factorial(players - size - 1) / whole
            for found in map(frozenset, combinations(others, size)):
                parts[player] += weight * (values[found | {player}] - values[found])
    return parts


def parts_table(metric: str, unit: str, names: Sequence[str], parts: Parts) -> pd.DataFrame:
    """Return a row a player.

    Columns: metric, unit, player; part, low, high: mean of its part over the runs and its t interval (95 %, each by
    itself, of the luck of runs and of the orders drawn), in the unit, NaN where there is none: of too few orders, and
    of what changed nothing wherever drawn orders looked, whose only error would be borrowed from the others; p: of the
    test that it is 0, by the same error; told: whether it is told from 0 after Holm over the players; orders_se:
    standard error from the orders drawn alone (0: exact); last, last_low, last_high: what it adds when all others are
    there, mean and interval.
    """
    nothing = np.zeros(parts.by_run.shape[1])
    orders = 0 if parts.by_order is None else len(parts.by_order)
    errors = parts.orders_se
    found = [
        (np.nan, np.nan, 1.0) if still else joint(part, float(error), orders)
        for part, error, still in zip(parts.by_run, errors, parts.still, strict=True)
    ]
    last = [statistics.compare_runs(nothing, part) for part in parts.last]
    told = statistics.holm([p for _, _, p in found])
    means = [float(part.mean()) for part in parts.by_run]
    rows = [
        (metric, unit, name, mean, *ends, hit, error, only.mean, only.low, only.high)
        for name, mean, ends, (hit, _), error, only in zip(names, means, found, told, errors, last, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(PART_COLUMNS))


def total_row(metric: str, unit: str, nobody: Floats, everyone: Floats) -> dict[str, object]:
    """Return the figure with none and with all of the players, and what lies between.

    Keys: metric, unit, runs; none, all, all_low, all_high: means of the value of none and of all, and the t interval
    (95 %) of the latter; total, low, high: of all less none, run for run.
    """
    total = statistics.compare_runs(nobody, everyone)
    mean, half = statistics.mean_interval(everyone)
    return {
        "metric": metric, "unit": unit, "runs": total.runs, "none": total.mean_a, "all": mean, "all_low": mean - half,
        "all_high": mean + half, "total": total.mean, "low": total.low, "high": total.high,
    }  # fmt: skip


def runs_table(metric: str, names: Sequence[str], replications: Sequence[int], parts: Parts) -> pd.DataFrame:
    """Return metric, player, replication, part: the parts run for run."""
    rows = [
        (metric, name, replication, float(value))
        for name, of_player in zip(names, parts.by_run, strict=True)
        for replication, value in zip(replications, of_player, strict=True)
    ]
    return pd.DataFrame(rows, columns=["metric", "player", "replication", "part"])


@dataclass(frozen=True)
class Shared:
    """Figures shared out among players.

    Attributes
    ----------
    design : which coalitions were looked at
    replications : runs that are in it
    parts : as `parts_table`, a row a metric and player
    totals : a row a metric, as `total_row`
    by_run : as `runs_table`
    """

    design: Design
    replications: tuple[int, ...]
    parts: pd.DataFrame
    totals: pd.DataFrame
    by_run: pd.DataFrame


def share_out(
    plan: Design,
    values: Mapping[str, Values],
    units: Mapping[str, str],
    names: Sequence[str],
    replications: tuple[int, ...],
) -> Shared:
    """Share each metric out among the players; `values` and `units` are by metric, `names` those of the players."""
    parts, totals, by_run = [], [], []
    for metric, of_metric in values.items():
        found = shapley(plan, of_metric)
        parts.append(parts_table(metric, units[metric], names, found))
        totals.append(total_row(metric, units[metric], of_metric[frozenset()], of_metric[plan.everyone]))
        by_run.append(runs_table(metric, names, replications, found))
    return Shared(plan, replications, pd.concat(parts, ignore_index=True), pd.DataFrame(totals),
                  pd.concat(by_run, ignore_index=True))  # fmt: skip


def singles_table(
    everyone: Mapping[str, Floats], without: Mapping[str, Mapping[str, Floats]], units: Mapping[str, str]
) -> pd.DataFrame:
    """Return what each measure adds when all others are there, a row a metric and measure.

    Columns: metric, unit, measure; effect, low, high: value of the plan less that without the measure, mean and t
    interval (95 %, each by itself); p, told: of the test that it is 0, told after Holm over the measures.

    Parameters
    ----------
    everyone : by metric, value of the whole plan, shape (runs,)
    without : by metric and measure, value of the plan without it, shape (runs,)
    """
    rows = []
    for metric, of_plan in everyone.items():
        found = {name: statistics.compare_runs(value, of_plan) for name, value in without[metric].items()}
        told = statistics.holm([each.p for each in found.values()])
        rows += [
            (metric, units[metric], name, each.mean, each.low, each.high, each.p, hit)
            for (name, each), (hit, _) in zip(found.items(), told, strict=True)
        ]
    return pd.DataFrame(rows, columns=["metric", "unit", "measure", "effect", "low", "high", "p", "told"])


def known_metrics() -> tuple[str, ...]:
    """Return the names of all figures that can be shared out."""
    return (
        WAITING,
        *(each.name for each in metrics.METRICS),
        *(f"{WAIT}{stage}" for stage in metrics.STAGES),
        *(f"{COST}{payer}" for payer in PAYERS),
    )


def unit_of(metric: str) -> str:
    """Return the unit of a figure; KeyError if it is not known."""
    if metric not in known_metrics():
        raise KeyError(f"no metric {metric!r} that can be shared out")
    return "person-days" if metric == WAITING else metrics.metric(metric).unit


def better_of(metric: str) -> metrics.Better:
    """Return which way of a figure is better."""
    return "lower" if metric == WAITING else metrics.metric(metric).better


def waiting(weekly: pd.DataFrame) -> pd.Series[float]:
    """Return the person-days waited from arrival to the move, by scenario and replication.

    Parameters
    ----------
    weekly : scenario, replication, date, series, value of `WAITING_SERIES`
    """
    keys = ["scenario", "replication"]
    stock = weekly.groupby([*keys, "date"], sort=False, observed=True)["value"].sum().reset_index()
    stock = stock.sort_values([*keys, "date"], kind="stable")
    before = pd.to_datetime(stock["date"]).groupby([stock[each] for each in keys], observed=True).shift()
    days = ((pd.to_datetime(stock["date"]) - before) / pd.Timedelta(days=1)).fillna(WEEK_DAYS)
    total: pd.Series[float] = stock.assign(value=stock["value"] * days).groupby(keys, observed=True)["value"].sum()
    return total
