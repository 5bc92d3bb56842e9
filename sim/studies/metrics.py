"""The headline figures of each run: shortage and over-capacity, waiting, settlement, money, churn and notice.

A metric is one number a run. Days and person-days without a place and empty place-days are counted night by
night; other stocks are known at week's end and count for the days since the week before. A metric that has
no meaning in a run (the wait of a stage nobody ended, the notice of closings where none closed) has no row
for that run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sim.config.prices import PAYERS
from sim.results import RUN, Results
from sim.runs.headlines import CHURN_DAYS, COST, EXIT_ITEM, TARGET_STAGE, WAIT, WEEK_DAYS
from sim.tables import COMMITTED

Better = Literal["lower", "higher", "neither"]


@dataclass(frozen=True)
class Metric:
    """What a metric means: its unit, and which way is better for those who wait or pay."""

    name: str
    unit: str
    better: Better


METRICS: tuple[Metric, ...] = (
    Metric("days_without_place", "days", "lower"),
    Metric("person_days_without_place", "person-days", "lower"),
    Metric("peak_without_place", "persons", "lower"),
    Metric("peak_need", "persons", "lower"),
    Metric("emergency_person_days", "person-days", "lower"),
    Metric("empty_place_days", "place-days", "lower"),
    Metric("settled", "persons", "higher"),
    Metric("self_settled", "persons", "neither"),
    Metric("settled_within_183", "share", "higher"),
    Metric("waiting_at_end", "persons", "lower"),
    Metric("waiting_under_183", "persons", "neither"),
    Metric("cost_total", "NOK", "lower"),
    Metric("exit_cost", "NOK", "lower"),
    Metric("committed_cost", "NOK", "lower"),
    Metric("churn_centres", "centres", "lower"),
    Metric("closing_notice_days", "days", "higher"),
    Metric("opening_notice_days", "days", "higher"),
)
STAGES = (
    "arrived_to_registered", "registered_to_decided", "decided_to_ready", "ready_to_allocated", "allocated_to_settled",
    "decided_to_settled",
)  # fmt: skip
KNOWN: tuple[str, ...] = (
    *(each.name for each in METRICS), *(f"{WAIT}{stage}" for stage in STAGES), *(f"{COST}{payer}" for payer in PAYERS),
)  # fmt: skip
"""Metrics that a run has, those by stage and by payer among them."""
NET_OF_GRANTS = ("cost_municipalities", "municipal_net_all_years")
"""Grants come first and costs later, so a cut-off period gives no verdict."""


def metric(name: str) -> Metric:
    """Return what a metric means; those by stage and by payer are made from their names."""
    for each in METRICS:
        if each.name == name:
            return each
    if name.startswith(WAIT):
        return Metric(name, "days", "lower")
    if name in NET_OF_GRANTS:
        return Metric(name, "NOK", "neither")
    if name.startswith(COST):
        return Metric(name, "NOK", "lower")
    raise KeyError(f"no metric {name!r}")


def run_metrics(results: Results) -> pd.DataFrame:
    """Return shock, plan, replication, metric, value: one row a run and metric that has a meaning in it."""
    columns = {
        name: values
        for source in (_shortage, _settlement, _waits, _money, _centres)
        for name, values in source(results)
    }
    parts = [values.dropna().rename("value").reset_index().assign(metric=name) for name, values in columns.items()]
    frame = pd.concat(parts, ignore_index=True)
    return frame[[*RUN, "metric", "value"]]


def peaks(results: Results) -> pd.DataFrame:
    """Return shock, plan, replication, date, value: each run's own peak of need and its week."""
    need = results.need()
    at = need.groupby(RUN, sort=False)["value"].idxmax()
    return need.loc[at, [*RUN, "date", "value"]].reset_index(drop=True)


def _total(weekly: pd.DataFrame) -> pd.Series[float]:
    return weekly.groupby(RUN, sort=False)["value"].sum()


def _total_days(weekly: pd.DataFrame) -> pd.Series[float]:
    """Sum of a stock at week's end times the days of its week; only the last week can be short."""
    days = weekly.groupby(RUN, sort=False)["date"].diff().dt.days.fillna(WEEK_DAYS)
    return _total(weekly.assign(value=weekly["value"] * days))


def _peak(weekly: pd.DataFrame) -> pd.Series[float]:
    return weekly.groupby(RUN, sort=False)["value"].max()


def _shortage(results: Results) -> Iterator[tuple[str, pd.Series[float]]]:
    yield "days_without_place", _total(results.weekly("days_without_place"))
    yield "person_days_without_place", _total(results.weekly("person_days_without_place"))
    yield "peak_without_place", _peak(results.weekly("without_place"))
    yield "peak_need", _peak(results.need())
    yield "emergency_person_days", _total_days(results.weekly("residents_emergency"))
    yield "empty_place_days", _total(results.weekly("place_days_empty"))


def _settlement(results: Results) -> Iterator[tuple[str, pd.Series[float]]]:
    yield "settled", _total(results.weekly("settled"))
    yield "self_settled", _total(results.weekly("self_settled"))


def _waits(results: Results) -> Iterator[tuple[str, pd.Series[float]]]:
    """Mean waits of those who ended a stage; of the stage of the target also what became of all.

    The share within the limit is of everyone whose clock ran that long in the run, those who still waited
    included; who waits at the end and has not waited that long is counted apart.
    """
    waits = results.table("waits")
    waits = waits[waits["group"] == "all"]
    weighted = waits.assign(
        days=(waits["mean_days"] * waits["n"]).fillna(0.0),
        hits=(waits["within_183"] * waits["due_183"]).fillna(0.0),
    )
    for stage, rows in weighted.groupby("stage", sort=False):
        sums = rows.groupby(RUN, sort=False)[["n", "days", "hits", "due_183"]].sum()
        yield f"{WAIT}{stage}", (sums["days"] / sums["n"]).where(sums["n"] > 0)
        if stage == TARGET_STAGE:
            yield "settled_within_183", (sums["hits"] / sums["due_183"]).where(sums["due_183"] > 0)
    at_end = still_waiting(results)
    at_end = at_end[at_end["stage"] == TARGET_STAGE].set_index(RUN)
    yield "waiting_at_end", _filled(at_end["waiting"].astype(float), results)
    yield "waiting_under_183", _filled(at_end["open_183"].astype(float), results)


def still_waiting(results: Results) -> pd.DataFrame:
    """Return shock, plan, replication, stage, waiting, open_183: persons in each stage at the end of a run."""
    waits = results.table("waits")
    waits = waits[waits["group"] == "all"]
    ends = results.weekly("residents").groupby(RUN, sort=False)["date"].max().dt.year.rename("end")
    waits = waits.merge(ends.reset_index(), on=RUN)
    return waits.loc[waits["year"] == waits["end"], [*RUN, "stage", "waiting", "open_183"]]


def _money(results: Results) -> Iterator[tuple[str, pd.Series[float]]]:
    money = results.table("money")
    accrued = money[money["month"] != COMMITTED]
    exits = accrued["item"].str.startswith(EXIT_ITEM)
    for name, rows in (
        ("cost_total", accrued),
        ("exit_cost", accrued[exits]),
        ("committed_cost", money[money["month"] == COMMITTED]),
        ("municipal_net_all_years", money[money["payer"] == "municipalities"]),
        *((f"{COST}{payer}", accrued[accrued["payer"] == payer]) for payer in PAYERS),
    ):
        yield name, _filled(rows.groupby(RUN, sort=False)["nok"].sum(), results)


def _filled(values: pd.Series[float], results: Results) -> pd.Series[float]:
    """Give 0 to runs in which nothing was booked."""
    return values.reindex(results.runs, fill_value=0.0)


def _centres(results: Results) -> Iterator[tuple[str, pd.Series[float]]]:
    events = results.table("centre_events")
    opened = events[events["event"] == "opened"]
    closed = events[events["event"] == "closed"]
    both = opened.merge(closed, on=[*RUN, "centre"], suffixes=("", "_closed"))
    days = (both["date_closed"] - both["date"]).dt.days
    churn = both[(days >= 0) & (days <= CHURN_DAYS)]
    yield "churn_centres", _filled(churn.groupby(RUN, sort=False)["centre"].nunique().astype(float), results)
    yield "closing_notice_days", closed.groupby(RUN, sort=False)["notice_days"].mean()
    yield "opening_notice_days", opened.groupby(RUN, sort=False)["notice_days"].mean()
