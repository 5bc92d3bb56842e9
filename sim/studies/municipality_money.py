"""The money of a municipality's sheet, pure: cash by year, a need that falls, and what preparedness changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.statistics import compare_runs, holm
from sim.studies.municipality import Range

MOST_YEARS = "all years"
PAIRED = ("answer_days", "voted", "settled", "cost_nok", "grant_nok")
"""Measures of the years of the run that are compared with and without a contingency plan."""


@dataclass(frozen=True)
class PersonPrices:
    """What one more settled person brings and costs, NOK of the price year; those of a place in kroner once.

    Attributes
    ----------
    grant : integration grant of the calendar year of settlement, by kind: single_adult, adult_in_family, child
    cost : cost of the twelve months after the move, by kind
    minor_grant, minor_cost : grant and cost of an unaccompanied minor a year
    sunk : cost sunk in a place made ready and not used: best value, low, high
    paid_unused : what the state paid for such a place when it did
    """

    grant: Mapping[str, float]
    cost: Mapping[str, float]
    minor_grant: float
    minor_cost: float
    sunk: tuple[float, float, float]
    paid_unused: float


def cash(years: pd.DataFrame, count: int, within: Range) -> pd.DataFrame:
    """Return year, part (grants, costs, net), mean, low, middle, high, runs, after_run: mean that falls after the run.

    For `count` calendar years from the first, and all of them together as the year "all years". Grants less costs is
    net, taken run by run. What falls after the run is of those settled by then: nobody is settled later.
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
            found = within.of(each["whole"].to_numpy(dtype=np.float64))
            rows.append({"year": year, "part": part, **found, "runs": len(each), "after_run": each["after"].mean()})
    return pd.DataFrame(rows)


def falling(
    years: pd.DataFrame, in_run: Sequence[int], falls_by: float, prices: PersonPrices, within: Range
) -> pd.DataFrame:
    """Return what it costs that the need falls by a share once places are ready.

    Columns: year, measure, mean, low, middle, high, runs.

    It is reckoned of the year of the run with most voted places on average, run by run, as if nobody came to that
    share of them: `places` and `places_minors` that stand empty; `grants_lost` of the first year; `costs_saved` of
    twelve months; `sunk` in places made ready (its low and high are those of the assumed price, at the middle of the
    places); `left_alone`, what all that comes to, and `paid_for` if unused places are paid as in 2022. `stays` is the
    cost of the first whole year after the run for all who live there already: it falls for nobody.

    Persons who do not come are taken to be like those of the year: single adults, adults in families and children as
    settled, unaccompanied minors by their own places.
    """
    part = years[years["year"].isin(in_run)]
    year = max(in_run, key=lambda each: float(part[part["year"] == each]["voted"].mean()))
    here = part[part["year"] == year].sort_values("replication").reset_index(drop=True)
    minors = falls_by * here["voted_minors"].to_numpy(dtype=np.float64)
    others = falls_by * (here["voted"] - here["voted_minors"]).to_numpy(dtype=np.float64)
    shares = _shares(part)
    grants = others * _each(shares, prices.grant) + minors * prices.minor_grant
    saved = others * _each(shares, prices.cost) + minors * prices.minor_cost
    places = others + minors
    sunk = places * prices.sunk[0]
    alone = saved - grants - sunk
    next_year = years[years["year"] == max(in_run) + 1]
    measures = {
        "places": places, "places_minors": minors, "grants_lost": grants, "costs_saved": saved, "sunk": sunk,
        "left_alone": alone, "paid_for": alone + places * prices.paid_unused,
    }  # fmt: skip
    if len(next_year):
        measures["stays"] = next_year["committed_cost_nok"].to_numpy(dtype=np.float64)
    found = {name: within.of(values) for name, values in measures.items()}
    low, high = (found["places"]["middle"] * price for price in prices.sunk[1:])
    found["sunk"] |= {"low": low, "high": high}
    return pd.DataFrame([{"year": year, "measure": name, **each, "runs": len(here)} for name, each in found.items()])


def _shares(years: pd.DataFrame) -> dict[str, float]:
    """Share of single adults, adults in families and children among those settled, minors left out; all runs."""
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
    (by Holm's procedure over the measures together).
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
        chances.append(found.p)
        rows.append((measure, found.mean_a, found.mean_b, found.mean, found.low, found.high, found.runs))
    frame = pd.DataFrame(rows, columns=["measure", "without", "with", "difference", "low", "high", "runs"])
    return frame.assign(told_apart=[told for told, _ in holm(chances)])


def _by_run(years: pd.DataFrame, measure: str, in_run: Sequence[int]) -> pd.Series:
    part = years[years["year"].isin(in_run)]
    grouped = part.groupby("replication")[measure]
    result: pd.Series = grouped.mean().dropna() if measure == "answer_days" else grouped.sum()
    return result.astype(np.float64)
