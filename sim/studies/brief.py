"""What a director and a minister need on one page: need against places that can be opened, roofs, and who must decide.

Places that can be opened are reckoned from the plan itself, as if all its measures on places were ordered on one day,
as far as their limits, the operators' staff and the market go: an upper end, whatever triggers would do.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sim import statistics
from sim.config.criteria import Criterion
from sim.config.plan import Measure, Plan
from sim.config.reception import ReceptionConfig
from sim.results import middle_date
from sim.studies.breaking import first_breaks

WEEK = 7  # days
ADD_PLACES = (
    "unit_price_places", "option_places", "densification", "emergency_frames", "mini_competition", "open_tender",
    "level3_contingency",
)  # fmt: skip
"""Levers that add ordinary or emergency places of UDI."""
ADD_MINORS = ("minors_places", "care_reserve", "care_purchase")
"""Levers that add places for unaccompanied minors, of 15 to 17 and under 15."""
SERIES = ("residents", "no_roof", "places", "places_arrival")
"""Weekly series of which need and places are made."""
POLITICAL = ("Government", "Storting")
"""Bodies whose decision takes more than an agency's own."""


@dataclass(frozen=True)
class Openable:
    """What one measure adds when it is ordered on the first day.

    Attributes
    ----------
    measure, decided_by : as in the plan
    lead_days : mean time from the order to the first beds, decision, contract and opening, days
    places_a_week : most that can be ordered in a week, places
    most : most in all, places; None: no limit
    """

    measure: str
    decided_by: str
    lead_days: float
    places_a_week: float
    most: int | None

    def after(self, days: int) -> float:
        """Places that stand so many days after the first order."""
        left = days - self.lead_days
        if left < 0:
            return 0.0
        ordered = self.places_a_week * (math.floor(left / WEEK) + 1)
        return ordered if self.most is None else min(ordered, float(self.most))

    def but_for(self, ordered: float) -> Openable:
        """Return the same with no more than the rest of its limit, where so many places are ordered already."""
        return self if self.most is None else replace(self, most=max(0, round(self.most - ordered)))


@dataclass(frozen=True)
class Supply:
    """What operators can open in all, whoever orders it.

    Attributes
    ----------
    ready : places that can be staffed at once
    a_week : more that can be staffed each week, places
    market : most places that can be contracted in all, those that stand among them
    """

    ready: float
    a_week: float
    market: float

    @classmethod
    def of(cls, reception: ReceptionConfig) -> Supply:
        """Return that of a world."""
        rate = float(reception.operators.places_per_week)
        return cls(rate * reception.operators.ready_days / WEEK, rate, float(reception.market.places))

    def after(self, days: int, wanted: float, taken: float) -> float:
        """Places that stand so many days after the first order, of those wanted beside those that are taken."""
        return min(wanted, self.ready + self.a_week * days / WEEK, max(0.0, self.market - taken))


def openable(plan: Plan, levers: Collection[str] = ADD_PLACES) -> tuple[Openable, ...]:
    """Return the measures of a plan that add places by one of these levers, in the order of its ladder."""
    reception = plan.reception
    return tuple(
        Openable(each.measure, each.decided_by, _lead(each, reception.opening_days), rate, each.most)
        for each in reception.ladder
        if each.lever_name in levers and (rate := _a_week(each, reception.review_every_days)) > 0.0
    )


def ordered_before(events: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return what is decided before a day and not undone by then, a row an order.

    Parameters
    ----------
    events : plan_events of one scenario

    Returns
    -------
    replication, measure, size, opens (first day on which something of it works; NaT where that is not in the run)
    """
    key = ["replication", "measure", "firing"]
    dated = events.assign(date=pd.to_datetime(events["date"]))
    orders = dated[(dated["event"] == "decided") & (dated["date"] < pd.Timestamp(day))]
    for event, column in (("effective", "opens"), ("reversed", "undone")):
        dates = dated.loc[dated["event"] == event, [*key, "date"]].rename(columns={"date": column})
        orders = orders.merge(dates, how="left", on=key)
    standing = orders[~(orders["undone"] < pd.Timestamp(day))]
    return standing[["replication", "measure", "size", "opens"]].reset_index(drop=True)


def usually_ordered(before: pd.DataFrame, runs: int) -> dict[str, float]:
    """Return, by measure, the median over runs of what `ordered_before` tells; runs without an order count as 0."""
    sums = before.groupby(["measure", "replication"])["size"].sum()
    found = {}
    for measure, mine in sums.groupby(level="measure"):
        values = np.zeros(runs)
        values[: len(mine)] = mine.to_numpy()
        found[str(measure)] = float(np.median(values))
    return found


def openable_table(measures: Sequence[Openable]) -> pd.DataFrame:
    """Return the same as a table: measure, decided_by, lead_days, places_a_week, most; infinite where unlimited."""
    rows = [
        (
            each.measure,
            each.decided_by,
            each.lead_days,
            each.places_a_week,
            math.inf if each.most is None else each.most,
        )
        for each in measures
    ]
    return pd.DataFrame(rows, columns=["measure", "decided_by", "lead_days", "places_a_week", "most"])


def _lead(measure: Measure, opening_days: float) -> float:
    opening = opening_days if measure.opening_days is None else measure.opening_days
    return measure.decision_days + measure.lead_days.average_days + opening


def _a_week(measure: Measure, review_days: int) -> float:
    """Return the most that is ordered in a week: infinite where neither order nor limit bound it."""
    order, every = measure.order, measure.review_every_days or review_days
    if order.at_most_per_week is not None:
        return float(order.at_most_per_week)
    size = order.at_most if order.amount == "gap" else order.amount
    if isinstance(size, int):
        return size * WEEK / every
    return math.inf if measure.most is None else float(measure.most)


def need_and_places(
    weekly: pd.DataFrame,
    measures: Sequence[Openable],
    supply: Supply,
    day: dt.date,
    weeks: int,
    before: pd.DataFrame,
) -> pd.DataFrame:
    """Return a row a week: need, what stands in the runs, and what could stand if all was ordered on `day`.

    Parameters
    ----------
    weekly : replication, date, series, value of residents, no_roof, places, places_arrival; one scenario
    measures : with the limits of the plan
    weeks : how many
    before : of `ordered_before`

    Returns
    -------
    week (0 is the last Sunday by `day`), date, runs, need, need_low, need_high (median and pointwise range, as
    `statistics.pointwise` has it, persons), places (median of the runs, arrival centre included), short_in_runs (runs
    in which need is above their own places), without_bed (median, persons), bedless (runs with anybody without a bed),
    standing (median of what is left without a new order, see `left_without_orders`), openable (median of that and what
    plan and operators could add by then, and no less than the run's own places; nothing is added by week 0), short
    (runs in which need is above their own of those)

    Raises
    ------
    ValueError : if no week of the runs ends by `day`
    """
    wide = {
        name: rows.pivot(index="date", columns="replication", values="value").sort_index()
        for name, rows in weekly[weekly["series"].isin(SERIES)].groupby("series", sort=False)
    }
    bedless = wide["no_roof"]
    need = wide["residents"] + bedless
    places = wide["places"] + wide["places_arrival"]
    at = int(need.index.searchsorted(pd.Timestamp(day), side="right")) - 1
    if at < 0:
        raise ValueError(f"no week of the runs ends by {day}")
    until = at + min(weeks + 1, len(need) - at)
    need, places, bedless = need.iloc[at:until], places.iloc[at:until], bedless.iloc[at:until]
    mine = before[before["measure"].isin([each.measure for each in measures])]
    standing = left_without_orders(places, mine)
    ordered = mine.groupby(["replication", "measure"])["size"].sum()
    could = pd.DataFrame(
        {run: _could(standing[run], places[run], measures, supply, day, ordered) for run in places.columns}
    )
    rows = []
    for week, date in enumerate(need.index):
        needed = need.loc[date].dropna()
        low, high = statistics.pointwise(needed.to_numpy()[:, None])
        rows.append(
            {
                "week": week,
                "date": date,
                "runs": len(needed),
                "need": float(needed.median()),
                "need_low": float(low[0]),
                "need_high": float(high[0]),
                "places": float(places.loc[date].median()),
                "short_in_runs": int((need.loc[date] > places.loc[date]).sum()),
                "without_bed": float(bedless.loc[date].median()),
                "bedless": int((bedless.loc[date] > 0).sum()),
                "standing": float(standing.loc[date].median()),
                "openable": float(could.loc[date].median()),
                "short": int((need.loc[date] > could.loc[date]).sum()),
            }
        )
    return pd.DataFrame(rows)


def left_without_orders(places: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return what is left of the places of the first week without a new order, by week and run.

    What closes is gone. What more there is than the week before counts as far as orders of `before` have opened since
    the first week and are not counted yet; the rest is of new orders.

    Parameters
    ----------
    places : a row a week's end, a column a run
    before : replication, size, opens
    """
    found = {}
    for run, mine in places.items():
        orders = before[(before["replication"] == run) & (before["opens"] > places.index[0])]
        opened = [float(orders.loc[orders["opens"] <= date, "size"].sum()) for date in places.index]
        path = mine.to_numpy(dtype=np.float64)
        left, counted = [path[0]], 0.0
        for week in range(1, len(path)):
            came = min(max(path[week] - path[week - 1], 0.0), opened[week] - counted)
            counted += came
            left.append(min(path[week], left[-1] + came))
        found[run] = left
    return pd.DataFrame(found, index=places.index)


def _could(
    standing: pd.Series[float],
    places: pd.Series[float],
    measures: Sequence[Openable],
    supply: Supply,
    day: dt.date,
    ordered: pd.Series[float],
) -> pd.Series[float]:
    """Return what could stand in a run at each week's end, if all its measures were ordered on `day`."""
    left = [each.but_for(float(ordered.get((places.name, each.measure), 0.0))) for each in measures]
    found = []
    for date, stands, mine in zip(places.index, standing, places, strict=True):
        days = (date - pd.Timestamp(day)).days
        added = supply.after(days, sum(each.after(days) for each in left), stands) if days > 0 else 0.0
        found.append(max(stands + added, mine))
    return pd.Series(found, index=places.index)


def order_by(table: pd.DataFrame, measures: Sequence[Openable]) -> pd.DataFrame:
    """Return, a row a measure on places, the last day to order it so that its first beds stand when they are needed.

    Needed from the first week in which the upper end of the need is above the places still standing then. Columns:
    measure, decided_by, lead_days, needed_from, order_by; no row where the need stays within them.
    """
    beyond = table[table["need_high"] > table["standing"]]
    return _last_days(measures, None if beyond.empty else beyond["date"].iloc[0])


def minors_by(misplaced: pd.DataFrame, measures: Sequence[Openable], day: dt.date, limit: float) -> pd.DataFrame:
    """Return the same of measures for unaccompanied minors, whose places are needed where they lack their own.

    Needed from the first week's end from `day` on at which the upper end of those in centres for adults is above
    `limit`, persons. Those under 15 and those of 15 to 17 are one number there, so that every measure is told as needed
    from the same day, whichever of the two its places are for.

    Parameters
    ----------
    misplaced : replication, date, value: unaccompanied minors in centres for adults; one scenario
    """
    rows = misplaced[misplaced["date"] >= pd.Timestamp(day)]
    wide = rows.pivot(index="date", columns="replication", values="value").sort_index()
    for date, values in zip(wide.index, wide.to_numpy(dtype=np.float64), strict=True):
        if statistics.pointwise(values[~np.isnan(values)][:, None])[1][0] > limit:
            return _last_days(measures, date)
    return _last_days(measures, None)


def _last_days(measures: Sequence[Openable], needed: pd.Timestamp | None) -> pd.DataFrame:
    """Return the rows of `order_by`; none where nothing is needed."""
    columns = ["measure", "decided_by", "lead_days", "needed_from", "order_by"]
    if needed is None:
        return pd.DataFrame(columns=columns)
    rows = [
        (each.measure, each.decided_by, each.lead_days, needed, needed - pd.Timedelta(days=math.ceil(each.lead_days)))
        for each in measures
    ]
    return pd.DataFrame(rows, columns=columns).sort_values(["order_by", "measure"], kind="stable", ignore_index=True)


def told_breaks(
    breaks: pd.DataFrame, weekly: pd.DataFrame, criteria: Mapping[str, Criterion], day: dt.date, runs: int
) -> pd.DataFrame:
    """Return the first breaks, and what became of those before `day`, read from the ends of the weeks.

    Parameters
    ----------
    breaks : replication, criterion, first_date, days, worst; one scenario
    weekly : replication, date, series, value; series of the criteria, as far as there are
    criteria : what each of them is
    runs : runs there are

    Returns
    -------
    as `first_breaks`, and most (worst of the runs in which it breaks, before `day` or after), first_ever (first day of
    those before `day`), still, again, again_date (of those before `day`: runs in which it is so at the last week's end
    by `day`; in which it is not, and is again at a later one and the weeks' ends it takes; the median of those; NaN
    where there is no weekly series)
    """
    found = first_breaks(breaks, day, runs)
    rows = breaks.assign(first_date=pd.to_datetime(breaks["first_date"])).dropna(subset="first_date")
    more = []
    for name in found["criterion"]:
        mine, judged = rows[rows["criterion"] == name], criteria[str(name)]
        before = mine[mine["first_date"] < pd.Timestamp(day)]
        more.append(
            {
                "most": float(mine["worst"].max() if judged.above is not None else mine["worst"].min()),
                "first_ever": before["first_date"].min(),
                **came_back(weekly, judged, day, list(before["replication"])),
            }
        )
    return pd.concat([found, pd.DataFrame(more)], axis=1)


def came_back(
    weekly: pd.DataFrame, criterion: Criterion, day: dt.date, runs: Sequence[int]
) -> dict[str, Any]:
    """Return still, again, again_date of some runs, as `told_breaks` tells them; NaN and NaT without the series."""
    rows = weekly[(weekly["series"] == criterion.series) & weekly["replication"].isin(list(runs))]
    if not runs:
        return {"still": 0.0, "again": 0.0, "again_date": pd.NaT}
    wide = rows.pivot(index="date", columns="replication", values="value").sort_index()
    at = int(wide.index.searchsorted(pd.Timestamp(day), side="right")) - 1
    if at < 0:
        return {"still": math.nan, "again": math.nan, "again_date": pd.NaT}
    met = wide > criterion.above if criterion.above is not None else wide < criterion.below
    ends = math.ceil(criterion.for_days / WEEK)
    spell = met.iloc[at + 1 :].rolling(ends).sum().shift(1 - ends) == ends
    spell = spell.loc[:, ~met.iloc[at] & spell.any()]
    dates: Any = spell.idxmax() if spell.size else pd.Series(dtype="datetime64[ns]")
    return {
        "still": float(met.iloc[at].sum()),
        "again": float(len(dates)),
        "again_date": middle_date(dates) if len(dates) else pd.NaT,
    }


def emergency_use(weekly: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return date, persons: the median in emergency accommodation in the first week, and in the last by `day`."""
    rows = weekly[(weekly["series"] == "residents_emergency") & (weekly["date"] <= pd.Timestamp(day))]
    middle = rows.groupby("date")["value"].median()
    return middle.iloc[[0, -1]].rename_axis("date").reset_index(name="persons")


def bedless_peak(weekly: pd.DataFrame, day: dt.date) -> tuple[pd.Timestamp, float]:
    """Return the week's end from `day` on at which most are without a bed, and how many: medians of the runs."""
    rows = weekly[(weekly["series"] == "no_roof") & (weekly["date"] >= pd.Timestamp(day))]
    middle = rows.groupby("date")["value"].median()
    at = int(middle.to_numpy().argmax())
    return pd.Timestamp(middle.index[at]), float(middle.iloc[at])


def cost_since(money: pd.DataFrame, day: dt.date, committed: str, runs: Sequence[int]) -> float:
    """Return the mean that the state pays from the month of `day` to the end of its year, NOK."""
    rows = money[(money["payer"] != "municipalities") & (money["month"] != committed)]
    rows = rows[(rows["month"] >= f"{day:%Y-%m}") & (rows["month"] <= f"{day:%Y}-12")]
    return float(rows["nok"].sum()) / len(runs)


def yearly_cost(money: pd.DataFrame, committed: str, runs: Sequence[int]) -> pd.DataFrame:
    """Return payer, year, mean, low, high: NOK booked in each year, mean of the runs and its 95 % interval.

    The row `total` sums the payers of the state; municipalities are apart, since grants to them are costs of the state.

    Parameters
    ----------
    money : replication, month, payer, item, nok; one scenario
    committed : the month of what falls due after the horizon, whose year is told by that name
    runs : replications that ended well
    """
    rows = money.assign(year=money["month"].where(money["month"] == committed, money["month"].str[:4]))
    state = rows[rows["payer"] != "municipalities"].assign(payer="total")
    both = pd.concat([rows, state])
    sums = both.groupby(["payer", "year", "replication"])["nok"].sum().unstack()
    sums = sums.reindex(columns=list(runs)).fillna(0.0)
    found = []
    for (payer, year), values in zip(sums.index.to_list(), sums.to_numpy(), strict=True):
        mean, half = statistics.mean_interval(values)
        found.append({"payer": payer, "year": year, "mean": mean, "low": mean - half, "high": mean + half})
    return pd.DataFrame(found)


def exit_costs(money: pd.DataFrame, item: str, committed: str, runs: Sequence[int]) -> pd.DataFrame:
    """Return when (period, after), mean, low, high: cost of places given up before their notice ends, NOK.

    Parameters
    ----------
    item : how the names of such items begin
    """
    rows = money[money["item"].str.startswith(item)]
    rows = rows.assign(when=np.where(rows["month"] == committed, "after", "period"))
    found = []
    for when in ("period", "after"):
        sums = rows[rows["when"] == when].groupby("replication")["nok"].sum().reindex(list(runs), fill_value=0.0)
        mean, half = statistics.mean_interval(sums.to_numpy())
        found.append({"when": when, "mean": mean, "low": mean - half, "high": mean + half})
    return pd.DataFrame(found)


def political(events: pd.DataFrame, plan: Plan, day: dt.date, runs: int) -> pd.DataFrame:
    """Return the measures of a plan that the Government or the Storting decides, and when they are called for.

    Parameters
    ----------
    events : plan_events of one scenario

    Returns
    -------
    measure, decided_by, hits (runs in which it is first decided on `day` or later), already (runs in which it was
    before), median_date, earliest, latest of hits, runs
    """
    return pd.DataFrame(
        list(_political(events, plan, day)),
        columns=["measure", "decided_by", "hits", "already", "median_date", "earliest", "latest"],
    ).assign(runs=runs)


def _political(events: pd.DataFrame, plan: Plan, day: dt.date) -> Iterator[tuple[object, ...]]:
    decided = events[events["event"] == "decided"]
    first = decided.assign(date=pd.to_datetime(decided["date"])).groupby(["measure", "replication"])["date"].min()
    for placed in plan.measures:
        measure = placed.measure
        if measure.decided_by not in POLITICAL:
            continue
        mine = first.loc[first.index.get_level_values("measure") == measure.measure]
        later = mine[mine >= pd.Timestamp(day)]
        middle = middle_date(later) if len(later) else pd.NaT
        yield measure.measure, measure.decided_by, len(later), len(mine) - len(later), middle, later.min(), later.max()
