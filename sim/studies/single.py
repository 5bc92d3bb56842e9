"""What one scenario shows: what breaks first and when, the peak, the waits, the targets, and who pays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim import statistics
from sim.results import RUN, Results, middle_date, paths
from sim.runs.headlines import WEEK_DAYS
from sim.studies import arrivals_before, bands, metrics, regret
from sim.studies.breaking import breaking
from sim.studies.changed import Change
from sim.studies.moved import Moved

PLAN = ["shock", "plan"]


@dataclass(frozen=True)
class Single:
    """The answers for every shock and plan of a result, as data frames; computed when asked for.

    Attributes
    ----------
    onsets : first day on which each shock changes arrivals, where it does: what was broken before is told apart
    starts : first day of the runs under each shock; where none is given, six days before the first Sunday
    origins : what the runs under each shock start from, as `origin` tells; where none is given, an estimate
    changes : what the command changed of the files, by (shock, plan), as `changed` tells
    unshocked : shocks of size 0, which are none
    past : what of the past runs are told by (shock, plan), as `sim.config.past.told_past` has it
    times : name, within_days and share of each national time target, by shock
    moved : levers of plans that stand elsewhere than in the plans these were made of, by (shock, plan)
    cut : last day of the runs and that of the shock, where they meet it and end before it is over, by shock
    limits : what plans are judged by when one is held against the best of the same luck
    """

    results: Results
    onsets: Mapping[str, dt.date] = field(default_factory=dict)
    starts: Mapping[str, dt.date] = field(default_factory=dict)
    origins: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    changes: Mapping[tuple[str, str], Mapping[str, Sequence[Change]]] = field(default_factory=dict)
    unshocked: Collection[str] = ()
    past: Mapping[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    times: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    limits: regret.Limits = field(default_factory=regret.limits)
    moved: Mapping[tuple[str, str], Moved] = field(default_factory=dict)
    cut: Mapping[str, tuple[dt.date, dt.date]] = field(default_factory=dict)

    @cached_property
    def periods(self) -> Mapping[str, tuple[dt.date, dt.date]]:
        """First and last day of the runs under each shock."""
        periods = {}
        for shock in self.results.shocks:
            week, last = (day.date() for day in self.results.days(shock))
            periods[shock] = (self.starts.get(shock, week - dt.timedelta(WEEK_DAYS - 1)), last)
        return periods

    @cached_property
    def arrivals_before(self) -> Mapping[str, pd.DataFrame | None]:
        """What was published of arrivals before the runs of each shock, as `arrivals_before` has it.

        None where the start is made up.
        """
        made_up = {shock for shock, (kind, _) in self.origins.items() if kind == "made_up"}
        return {
            shock: None if shock in made_up else arrivals_before.before(self.periods[shock][0])
            for shock in self.results.shocks
        }

    def regrets(self, shock: str) -> pd.DataFrame:
        """Return what each plan loses against the best of the same luck, as `regret.table`; empty of one plan."""
        return regret.table(self.run_metrics, shock, self.results.plans_of(shock), self.limits)

    @cached_property
    def run_metrics(self) -> pd.DataFrame:
        """Shock, plan, replication, metric, value."""
        return metrics.run_metrics(self.results)

    @cached_property
    def side_by_side(self) -> pd.DataFrame:
        """Return a row a shock, plan and metric.

        Columns beside the key: unit, better, runs, mean, median, low, high, range; p95_low, p95_high: the 95 %
        interval of the 95th percentile by order statistics, None below 72 runs, and p95_why: why there is none.
        """
        rows = []
        for (shock, plan, name), part in self.run_metrics.groupby([*PLAN, "metric"], sort=False):
            what, spread = metrics.metric(str(name)), statistics.spread(part["value"].to_numpy())
            rows.append(
                {
                    "shock": shock,
                    "plan": plan,
                    "metric": name,
                    "unit": what.unit,
                    "better": what.better,
                    **_of_spread(spread),
                    **_p95(part["value"]),
                }
            )
        return pd.DataFrame(rows)

    @cached_property
    def breaks(self) -> pd.DataFrame:
        """A row a shock, plan and criterion, in the order in which they break; columns as `breaking` says.

        A shock that begins after the last day is none, and of one that begins with the runs nothing is before it.
        """
        firsts = {shock: first for shock, (first, _) in self.periods.items()}
        lasts = {shock: last for shock, (_, last) in self.periods.items()}
        met = {each: day for each, day in self.onsets.items() if each in lasts and firsts[each] < day <= lasts[each]}
        return breaking(self.results, met, firsts)

    @cached_property
    def peaks(self) -> pd.DataFrame:
        """Return a row a shock and plan: each run's own peak of need, and the week it came.

        Columns beside the key: runs, mean, median, low, high, range (persons), earliest, median_date, latest, and
        places: mean over runs of the usable places in the week of the run's peak; bound_95: what the 95th
        percentile does not exceed, with 95 % confidence, None below 59 runs; p95_low, p95_high, p95_why as of
        `side_by_side`. The peak of a curve is none of these and lower, because runs peak in different weeks:
        curve_median and curve_high are the peaks of the median and of the upper edge of the pointwise band.
        """
        needs = self.results.need()
        peaks = metrics.peaks(self.results).merge(
            self.results.all_places().rename(columns={"value": "places"}), on=[*RUN, "date"]
        )
        rows = []
        for (shock, plan), part in peaks.groupby(PLAN, sort=False):
            spread = statistics.spread(part["value"].to_numpy())
            curves = paths(needs, str(shock), str(plan))[1]
            rows.append(
                {
                    "shock": shock,
                    "plan": plan,
                    **_of_spread(spread),
                    "earliest": part["date"].min(),
                    "median_date": middle_date(part["date"]),
                    "latest": part["date"].max(),
                    "places": float(part["places"].mean()),
                    "bound_95": statistics.quantile_upper_bound(part["value"].to_numpy()),
                    **_p95(part["value"]),
                    "curve_median": float(np.median(curves, axis=0).max()),
                    "curve_high": float(bands.pointwise(curves).high.max()),
                }
            )
        return pd.DataFrame(rows)

    @cached_property
    def bedless(self) -> pd.DataFrame:
        """Return a row a shock and plan: the week in which each run has most people without a bed.

        Columns beside the key: hits (runs that have any), earliest, median_date, latest; no row where none has.
        """
        weekly = self.results.weekly("no_roof")
        worst = weekly.loc[weekly.groupby(RUN, sort=False)["value"].idxmax()]
        worst = worst[worst["value"] > 0.0]
        rows = [
            {
                "shock": shock,
                "plan": plan,
                "hits": len(part),
                "earliest": part["date"].min(),
                "median_date": middle_date(part["date"]),
                "latest": part["date"].max(),
            }
            for (shock, plan), part in worst.groupby(PLAN, sort=False)
        ]
        return pd.DataFrame(rows, columns=[*PLAN, "hits", "earliest", "median_date", "latest"])

    @cached_property
    def need_bands(self) -> pd.DataFrame:
        """Return shock, plan, kind, level, runs, stay, date, low, high: bands of the need, a row a week.

        kind is "pointwise" or "whole path"; the second has no rows where there are too few runs. stay: of the
        runs, those that lie inside the pointwise band in every week. Nobody is below nobody: low is at least 0.
        """
        needs = self.results.need()
        parts = []
        for shock in self.results.shocks:
            for plan in self.results.plans_of(shock):
                dates, values = paths(needs, shock, plan)
                for band in (bands.pointwise(values), bands.whole_path(values)):
                    if band is not None:
                        part = pd.DataFrame({"date": dates, "low": band.low.clip(0.0), "high": band.high})
                        keys = {"shock": shock, "plan": plan, "kind": band.kind, "level": band.level}
                        stay = bands.stay_inside_pointwise(values)
                        parts.append(part.assign(**keys, runs=band.runs, stay=stay))
        columns = [*PLAN, "kind", "level", "runs", "stay", "date", "low", "high"]
        return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)

    @cached_property
    def arrivals(self) -> pd.DataFrame:
        """Return shock, plan, year, runs, mean, median, low, high, range: persons who came, by calendar year."""
        weekly = self.results.weekly("arrivals")
        sums = weekly.assign(year=weekly["date"].dt.year).groupby([*RUN, "year"], sort=False)["value"].sum()
        rows = [
            {"shock": shock, "plan": plan, "year": int(str(year)), **_spread(part)}
            for (shock, plan, year), part in sums.groupby([*PLAN, "year"], sort=False)
        ]
        return pd.DataFrame(rows)

    @cached_property
    def not_decided(self) -> pd.DataFrame:
        """Return shock, plan, date, mean, low, high: persons given as decided who are not by the last week given."""
        rows = []
        for (shock, plan), told in self.past.items():
            if told.get("decisions") and plan in self.results.plans_of(shock):
                last = pd.Timestamp(max(each["last"] for each in told["decisions"]))
                weekly = self.results.weekly("decisions_not_made")
                mine = weekly[(weekly["shock"] == shock) & (weekly["plan"] == plan)]
                date = mine.loc[mine["date"] <= max(last, mine["date"].min()), "date"].max()
                spread = _spread(mine.loc[mine["date"] == date, "value"])
                rows.append({"shock": shock, "plan": plan, "date": date, **spread})
        return pd.DataFrame(rows, columns=[*PLAN, "date", "mean", "low", "high"])

    @cached_property
    def start_state(self) -> pd.DataFrame:
        """Return shock, series, date, runs, mean, median, low, high, range: the state at the end of the first week.

        Series: residents, all_places, waiting_settlement; over the runs of all plans, which start alike.
        """
        rows = []
        for series, weekly in (
            ("residents", self.results.weekly("residents")),
            ("all_places", self.results.all_places()),
            ("waiting_settlement", self.results.weekly("waiting_settlement")),
        ):
            for shock, part in weekly.groupby("shock", sort=False):
                first = part["date"].min()
                values = part.loc[part["date"] == first, "value"]
                rows.append({"shock": shock, "series": series, "date": first, **_spread(values)})
        return pd.DataFrame(rows)

    @cached_property
    def still_waiting(self) -> pd.DataFrame:
        """Return shock, plan, stage, waiting, low, high: persons in a stage at the end, mean and range of runs."""
        found = metrics.still_waiting(self.results)
        keys = [*RUN, "stage"]
        every = self.results.runs.to_frame(index=False).merge(found[["stage"]].drop_duplicates(), how="cross")
        filled = every.merge(found[[*keys, "waiting"]], on=keys, how="left").fillna({"waiting": 0.0})
        rows = []
        for (shock, plan, stage), part in filled.groupby([*PLAN, "stage"], sort=False):
            spread = statistics.spread(part["waiting"].to_numpy())
            ends = {"waiting": spread.mean, "low": spread.low, "high": spread.high}
            rows.append({"shock": shock, "plan": plan, "stage": stage, **ends})
        return pd.DataFrame(rows, columns=[*PLAN, "stage", "waiting", "low", "high"])

    @property
    def headline(self) -> tuple[str, ...]:
        """Names of the headline figures."""
        return tuple(each.name for each in metrics.METRICS)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Differences between plans; none are told of plans each for itself."""
        return pd.DataFrame(columns=["shock", "metric", "against", "plan"])

    @cached_property
    def targets(self) -> pd.DataFrame:
        """Return a row a shock, plan, year, clause and measure.

        Columns beside the key: runs, judged (runs in which it was met or not), met (runs in which it was),
        modelled, mean, median, low, high, unit, why.
        """
        rows = []
        table = self.results.table("targets")
        for keys, part in table.groupby([*PLAN, "year", "clause", "measure"], sort=False):
            values = part["value"].dropna().to_numpy(dtype=np.float64)
            spread = statistics.spread(values) if values.size else None
            rows.append(
                {
                    **dict(zip([*PLAN, "year", "clause", "measure"], keys, strict=True)),
                    "runs": len(part),
                    "judged": int(part["met"].isin(["yes", "no"]).sum()),
                    "met": int((part["met"] == "yes").sum()),
                    "modelled": bool((part["met"] != "not modelled").any()),
                    "mean": spread.mean if spread else None,
                    "median": spread.median if spread else None,
                    "low": spread.low if spread else None,
                    "high": spread.high if spread else None,
                    "unit": part["unit"].iloc[0],
                    "why": part["why"].mode().iloc[0],
                }
            )
        return pd.DataFrame(rows)

    @cached_property
    def cost_by_payer_and_year(self) -> pd.DataFrame:
        """Return shock, plan, payer, year (or "committed"), nok: means over runs, which add up."""
        money = self.results.table("money")
        money = money.assign(year=money["month"].str.split("-").str[0])
        runs = self.results.runs.to_frame(index=False).groupby(PLAN, sort=False).size().rename("runs")
        sums = money.groupby([*PLAN, "payer", "year"], sort=False)["nok"].sum().reset_index()
        sums = sums.merge(runs.reset_index(), on=PLAN)
        return sums.assign(nok=sums["nok"] / sums["runs"]).drop(columns="runs")

    @cached_property
    def cost_ranges(self) -> pd.DataFrame:
        """Return shock, plan, year (or "committed", or "total"), low, high: NOK of all payers, range over runs."""
        money = self.results.table("money")
        years = money.assign(year=money["month"].str.split("-").str[0])
        rows = []
        every = pd.concat([years, money.assign(year="total")])
        for (shock, plan, year), part in every.groupby([*PLAN, "year"], sort=False):
            sums = part.groupby("replication", sort=False)["nok"].sum()
            spread = statistics.spread(sums.to_numpy())
            rows.append({"shock": shock, "plan": plan, "year": year, "low": spread.low, "high": spread.high})
        return pd.DataFrame(rows, columns=[*PLAN, "year", "low", "high"])


def _spread(values: pd.Series[float]) -> dict[str, object]:
    """Return runs, mean, median, low, high and the label of the range."""
    found = statistics.spread(values.to_numpy())
    ends = {"mean": found.mean, "median": found.median, "low": found.low, "high": found.high}
    return {"runs": found.runs, **ends, "range": found.label}


def _of_spread(spread: statistics.Spread) -> dict[str, Any]:
    return {
        "runs": spread.runs,
        "mean": spread.mean,
        "median": spread.median,
        "low": spread.low,
        "high": spread.high,
        "range": spread.label,
    }


def _p95(values: pd.Series[float]) -> dict[str, object]:
    """Return the interval of the 95th percentile, or why there is none."""
    found = statistics.quantile_interval(values.to_numpy())
    return {"p95_low": found.low, "p95_high": found.high, "p95_why": found.why}
