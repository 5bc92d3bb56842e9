"""Rules of allocation held against each other on the same futures: what each run did, differences, prices of places."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.data import municipalities
from sim.statistics import RUNS_FOR_T, compare_runs, holm, mean_interval
from sim.studies.allocation_bound import ALL, TAKEN, hindsight

RULE = "scenario"
HEADLINES = ("settled", "waiting_at_end", "wait_ready_to_allocated")
"""Figures that every run has."""
MEASURES: tuple[tuple[str, str, str], ...] = (
    ("settled", "persons", "higher"),
    ("waiting_at_end", "persons", "lower"),
    ("wait_ready_to_allocated", "days", "lower"),
    ("longest_wait", "days", "lower"),
    ("longest_wait_special", "days", "lower"),
    ("uneven", "persons per 1,000 inhabitants", "lower"),
)
"""Name, unit and which way is better."""
PER = 1000.0  # inhabitants


def of_runs(headlines: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return scenario, replication, measure, value.

    Parameters
    ----------
    headlines : scenario, replication, metric, value, of `HEADLINES` at least
    table : the kept table `allocation`

    Longest waits are those from the second quarter on, where there is one: the first quarter has those who waited
    before the run began. `uneven` is the mean distance of a municipality from the national mean of persons
    allocated per 1,000 inhabitants, weighted by inhabitants.
    """
    known = headlines[headlines["metric"].isin(HEADLINES)].rename(columns={"metric": "measure"})
    parts = [known[[RULE, "replication", "measure", "value"]]]
    later = table[table["quarter"] > table["quarter"].min()]
    for name in ("longest_wait", "longest_wait_special"):
        waits = (later if len(later) else table).query("series == @name")
        worst = waits.groupby([RULE, "replication"], sort=False)["value"].max().reset_index()
        parts.append(worst.assign(measure=name)[[RULE, "replication", "measure", "value"]])
    shares = per_inhabitant(table)
    shares["distance"] = (shares["per_1000"] - shares["mean"]).abs() * shares["population"]
    sums = shares.groupby([RULE, "replication"], sort=False)[["distance", "population"]].sum()
    uneven = (sums["distance"] / sums["population"]).rename("value").reset_index()
    parts.append(uneven.assign(measure="uneven")[[RULE, "replication", "measure", "value"]])
    return pd.concat(parts, ignore_index=True)


def per_inhabitant(table: pd.DataFrame) -> pd.DataFrame:
    """Return scenario, replication, municipality_number, population, per_1000, mean: persons allocated in the run.

    Every municipality is there, those that were given nobody too; `mean` is that of the country.
    """
    facts = municipalities()
    people = pd.DataFrame({"municipality_number": [str(each) for each in facts.number], "population": facts.population})
    taken = table[table["series"].isin(TAKEN)]
    persons = taken.groupby([RULE, "replication", "municipality_number"], sort=False)["value"].sum()
    runs = table[[RULE, "replication"]].drop_duplicates()
    every = runs.merge(people, how="cross").merge(
        persons.rename("persons").reset_index(), how="left", on=[RULE, "replication", "municipality_number"]
    )
    every["persons"] = every["persons"].fillna(0.0)
    every["per_1000"] = every["persons"] / every["population"] * PER
    total = every.groupby([RULE, "replication"])[["persons", "population"]].transform("sum")
    every["mean"] = total["persons"] / total["population"] * PER
    return every[[RULE, "replication", "municipality_number", "population", "per_1000", "mean"]]


def bounds(table: pd.DataFrame, replications: int, widens: dict[str, bool]) -> pd.DataFrame:
    """Return scenario, replication, allocated, bound, share: what was reached of the bound with hindsight.

    Parameters
    ----------
    replications : the first so many are looked at
    widens : of each scenario, whether circles widen for special needs
    """
    rows = []
    chosen = table[table["replication"] < replications]
    for key, part in chosen.groupby([RULE, "replication"], sort=False):
        rule, replication = key
        found = hindsight(part, widens[str(rule)])
        rows.append((str(rule), int(str(replication)), found.allocated, found.bound, found.share))
    return pd.DataFrame(rows, columns=[RULE, "replication", "allocated", "bound", "share"])


def means(measures: pd.DataFrame, rules: list[str]) -> pd.DataFrame:
    """Return scenario, measure, unit, runs, mean, low, high: t intervals of 95 %, NaN below `RUNS_FOR_T` runs."""
    rows = []
    for rule in rules:
        for measure, unit, _ in MEASURES:
            values = _values(measures, rule, measure).dropna()
            if len(values):
                mean, half = mean_interval(values.to_numpy())
                half = half if len(values) >= RUNS_FOR_T else np.nan
                rows.append((rule, measure, unit, len(values), mean, mean - half, mean + half))
    return pd.DataFrame(rows, columns=[RULE, "measure", "unit", "runs", "mean", "low", "high"])


def differences(measures: pd.DataFrame, pairs: list[tuple[str, str]]) -> pd.DataFrame:
    """Return scenario, against, measure, unit, better, runs, difference, low, high, told_apart, verdict.

    `difference` is scenario minus against over runs of the same luck; which are told apart is settled over all
    pairs and measures together (Holm, 5 %), and the interval is at the confidence that goes with it. Fewer than
    `RUNS_FOR_T` runs have no interval (NaN) and tell nothing apart.
    """
    found = []
    for rule, against in pairs:
        for measure, unit, better in MEASURES:
            both = pd.concat([_values(measures, against, measure), _values(measures, rule, measure)], axis=1).dropna()
            if len(both):
                pair = compare_runs(both.iloc[:, 0].to_numpy(), both.iloc[:, 1].to_numpy())
                found.append((rule, against, measure, unit, better, both, pair))
    decided = holm([each[-1].p if each[-1].runs >= RUNS_FOR_T else 1.0 for each in found])
    rows = []
    for (rule, against, measure, unit, better, both, _), (rejected, confidence) in zip(found, decided, strict=True):
        pair = compare_runs(both.iloc[:, 0].to_numpy(), both.iloc[:, 1].to_numpy(), confidence)
        low, high = (pair.low, pair.high) if pair.runs >= RUNS_FOR_T else (np.nan, np.nan)
        good = (pair.mean > 0.0) == (better == "higher")
        verdict = "same" if pair.identical else "undecided" if not rejected else "better" if good else "worse"
        rows.append(
            (rule, against, measure, unit, better, pair.runs, pair.mean, low, high, rejected, verdict)
        )
    names = [
        RULE, "against", "measure", "unit", "better", "runs", "difference", "low", "high", "told_apart", "verdict",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def prices(table: pd.DataFrame) -> pd.DataFrame:
    """Return scenario, municipality_number, name, price, price_minors: mean over quarters and runs, dearest first.

    Only rules that work by a linear program have prices; a quarter without a row of it counts as 0.
    """
    facts = municipalities()
    names = {str(number): str(name) for number, name in zip(facts.number, facts.name, strict=True)}
    quarters = table.groupby(RULE)[["replication", "quarter"]].apply(lambda rows: len(rows.drop_duplicates()))
    found = table[table["series"].isin(("shadow_price", "shadow_price_minors")) & (table["municipality_number"] != ALL)]
    sums = found.pivot_table(
        index=[RULE, "municipality_number"], columns="series", values="value", aggfunc="sum", observed=True
    )
    sums = sums.reindex(columns=["shadow_price", "shadow_price_minors"]).fillna(0.0).reset_index()
    many = sums[RULE].map(quarters).to_numpy(dtype=np.float64)
    frame = pd.DataFrame(
        {
            RULE: sums[RULE].astype(str),
            "municipality_number": sums["municipality_number"].astype(str),
            "name": sums["municipality_number"].astype(str).map(names),
            "price": sums["shadow_price"].to_numpy() / many,
            "price_minors": sums["shadow_price_minors"].to_numpy() / many,
        }
    )
    order = [RULE, "price", "municipality_number"]
    return frame.sort_values(order, ascending=[True, False, True], kind="stable").reset_index(drop=True)


def _values(measures: pd.DataFrame, rule: str, measure: str) -> pd.Series[float]:
    rows = measures[(measures[RULE] == rule) & (measures["measure"] == measure)]
    return rows.set_index("replication")["value"].sort_index()
