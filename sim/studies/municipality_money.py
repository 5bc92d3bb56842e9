"""The money of a municipality's sheet, pure: cash by year, a need that falls, and what preparedness changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.statistics import RUNS_FOR_T, compare_runs, holm
from sim.studies.municipality import Floats, Range

MOST_YEARS = "all years"
PAIRED = ("answer_days", "agreed", "settled", "cost_nok", "grant_nok")
"""Measures of the years of the run that are compared with and without a contingency plan."""


@dataclass(frozen=True)
class PersonPrices:
    """What one more settled person brings and costs, NOK of the price year; those of a place in kroner once.

    Attributes
    ----------
    grant, next_grant : integration grant of the calendar year of settlement, earned in full whatever the month, and of
        the year after it, earned day by day, by kind: single_adult, adult_in_family, child
    cost : cost of the twelve months from the move, by kind
    minor_grant, next_minor_grant, minor_cost : the same of an unaccompanied minor; twelve months of the grant for
        minors are in `minor_grant`
    sunk : cost sunk in a place made ready and not used: best value, low, high
    paid_unused : what the state paid for such a place when it did
    """

    grant: Mapping[str, float]
    next_grant: Mapping[str, float]
    cost: Mapping[str, float]
    minor_grant: float
    next_minor_grant: float
    minor_cost: float
    sunk: tuple[float, float, float]
    paid_unused: float


def cash(years: pd.DataFrame, count: int, within: Range) -> pd.DataFrame:
    """Return year, part (grants, costs, net), mean, low, middle, high, runs, in_run, after_run.

    For `count` calendar years from the first, and all of them together as the year "all years". Grants less costs is
    net, taken run by run. in_run and after_run are the middle of what falls due to the last day of the run and after
    it; what falls after it is of those settled by then: nobody is settled later.
    """
    first = int(years["year"].min())
    chosen = years[years["year"] < first + count]
    sums = {
        "grants": (chosen["grant_nok"] + chosen["committed_grant_nok"], chosen["committed_grant_nok"]),
        "costs": (chosen["cost_nok"] + chosen["committed_cost_nok"], chosen["committed_cost_nok"]),
    }
    sums["net"] = (sums["grants"][0] - sums["costs"][0], sums["grants"][1] - sums["costs"][1])
    rows = []
    for part, (whole, after) in sums.items():
        frame = chosen[["replication", "year"]].assign(whole=whole, after=after)
        groups = [(str(year), each) for year, each in frame.groupby("year")]
        groups.append((MOST_YEARS, frame.groupby("replication", as_index=False)[["whole", "after"]].sum()))
        for year, each in groups:
            total, later = (each[name].to_numpy(dtype=np.float64) for name in ("whole", "after"))
            parts = {"in_run": np.median(total - later), "after_run": np.median(later)}
            rows.append({"year": year, "part": part, **within.of(total), "runs": len(each), **parts})
    return pd.DataFrame(rows)


def falling(
    years: pd.DataFrame,
    months: pd.DataFrame,
    whole: Sequence[int],
    falls_by: float,
    prices: PersonPrices,
    within: Range,
) -> pd.DataFrame:
    """Return what it costs that the need falls by a share once places are ready.

    Columns: year, measure, mean, low, middle, high, runs.

    It is reckoned of the whole year with most agreed places on average, run by run, as if nobody came to that share
    of them: `places` and `places_minors` that stand empty; `grants_lost` and `costs_saved` of the twelve months from
    the move: the grant of the first calendar year, and of the second as many months as lie within them; `sunk` in
    places made ready; `left_alone`, what all that comes to, and `paid_for` if unused places are paid as in 2022. The
    ranges of these three hold the runs and the assumed price of a place. `stays` is the cost of the first whole year
    after the run for all who live there by its end: it falls for nobody.

    Persons who do not come are taken to be like those of the year: single adults, adults in families and children as
    settled in it, unaccompanied minors by their own places; and to have moved in the months in which others did.

    Parameters
    ----------
    months : replication, month, series, value; persons settled are read
    whole : calendar years that can be chosen; those after the last month are after the run
    """
    part = years[years["year"].isin(whole)]
    year = max(whole, key=lambda each: float(part[part["year"] == each]["agreed"].mean()))
    here = part[part["year"] == year].sort_values("replication").reset_index(drop=True)
    minors = falls_by * here["agreed_minors"].to_numpy(dtype=np.float64)
    others = falls_by * (here["agreed"] - here["agreed_minors"]).to_numpy(dtype=np.float64)
    shares, later = _shares(here), _into_next_year(months, year)
    grant = _each(shares, prices.grant) + later * _each(shares, prices.next_grant)
    grants = others * grant + minors * (prices.minor_grant + later * prices.next_minor_grant)
    saved = others * _each(shares, prices.cost) + minors * prices.minor_cost
    places = others + minors
    measures = {"places": places, "places_minors": minors, "grants_lost": grants, "costs_saved": saved}
    found = {name: within.of(values) for name, values in measures.items()}
    sunk = [places * price for price in prices.sunk]
    paid = places * prices.paid_unused
    found["sunk"] = _within_both(within, *sunk)
    best, least, most = (saved - grants - each for each in sunk)
    found["left_alone"] = _within_both(within, best, most, least)
    found["paid_for"] = _within_both(within, best + paid, most + paid, least + paid)
    after = years[years["year"] == int(str(months["month"].max())[:4]) + 1]
    if len(after):
        found["stays"] = within.of(after["committed_cost_nok"].to_numpy(dtype=np.float64))
    return pd.DataFrame([{"year": year, "measure": name, **each, "runs": len(here)} for name, each in found.items()])


def _within_both(within: Range, best: Floats, low: Floats, high: Floats) -> dict[str, float]:
    """Return mean and middle at the best price, the low end at the price that is lowest for it, and the high end."""
    return {**within.of(best), "low": within.of(low)["low"], "high": within.of(high)["high"]}


def _into_next_year(months: pd.DataFrame, year: int) -> float:
    """Share of a calendar year that the twelve months from the move reach into it, mean of those settled in `year`.

    Who moves in January reaches none of it, who moves in December eleven months. With nobody settled all months of
    the run in the year count alike.
    """
    of_month = months[months["series"] == "settled"].groupby("month")["value"].sum()
    persons = of_month[[month for month in of_month.index if int(str(month)[:4]) == year]]
    before = np.array([int(str(month)[5:]) - 1 for month in persons.index]) / 12.0
    weights = persons.to_numpy(dtype=np.float64)
    return float(np.average(before, weights=weights if weights.sum() > 0.0 else None))


def _shares(years: pd.DataFrame) -> dict[str, float]:
    """Share of single adults, adults in families and children among those settled, minors left out; all runs.

    With nobody settled all are taken to be single adults.
    """
    persons = float((years["settled"] - years["settled_minors"]).sum())
    if persons <= 0.0:
        return {"single_adult": 1.0, "adult_in_family": 0.0, "child": 0.0}
    children = float(years["settled_children"].sum()) / persons
    single = min(float(years["dwellings_1"].sum()) / persons, 1.0 - children)
    return {"single_adult": single, "adult_in_family": 1.0 - children - single, "child": children}


def _each(shares: Mapping[str, float], amounts: Mapping[str, float]) -> float:
    return sum(share * amounts[kind] for kind, share in shares.items())


def prepared(years_without: pd.DataFrame, years_with: pd.DataFrame, in_run: Sequence[int]) -> pd.DataFrame:
    """Return what a contingency plan changes over the run, pairs of the same luck.

    Columns: measure, without, with, difference, low, high (t interval of the mean difference, 95 %), runs, told_apart
    (by Holm's procedure over the measures together; fewer pairs than `RUNS_FOR_T` tell nothing apart).
    answer_days is the mean over the years with an answer; the others are sums over the years of the run.
    """
    rows, chances = [], []
    both = sorted(set(years_without["replication"]) & set(years_with["replication"]))
    for measure in PAIRED:
        a, b = (_by_run(each, measure, in_run) for each in (years_without, years_with))
        common = [run for run in both if run in a.index and run in b.index]
        if not common:
            continue
        found = compare_runs(a.loc[common].to_numpy(), b.loc[common].to_numpy())
        chances.append(found.p if found.runs >= RUNS_FOR_T else 1.0)
        rows.append((measure, found.mean_a, found.mean_b, found.mean, found.low, found.high, found.runs))
    frame = pd.DataFrame(rows, columns=["measure", "without", "with", "difference", "low", "high", "runs"])
    return frame.assign(told_apart=[told for told, _ in holm(chances)])


def _by_run(years: pd.DataFrame, measure: str, in_run: Sequence[int]) -> pd.Series:
    part = years[years["year"].isin(in_run)]
    grouped = part.groupby("replication")[measure]
    result: pd.Series = grouped.mean().dropna() if measure == "answer_days" else grouped.sum()
    return result.astype(np.float64)
