"""By when a measure must be decided: the last day until which its rule may be held back and the plan still holds.

A measure that is withheld until a day is decided from that day on if the plan's own conditions for it hold then, or
come to hold again; before that the run is the one without it. So a later day may fail because the condition has
passed and nothing is ordered any more, which does not say that an order would come too late: these are told apart.
The chance of failing is taken to grow with that day, in the same futures throughout, so that the last day on which it
stays within the limit is found by halving.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sim import statistics
from sim.results import middle_date

DECIDES, NEVER_ORDERED, NO_MATTER = "decides", "never_ordered", "does_not_decide"
DEADLINES = (
    "measure", "decided_by", "verdict", "own_runs", "own_first", "own_median", "own_last", "runs", "plan_fails",
    "without_fails", "without_low", "without_high", "decide_by", "holds_fails", "holds_low", "holds_high", "too_late",
    "late_fails", "late_low", "late_high", "late_unordered", "futures", "future_first", "future_last",
)  # fmt: skip
TRIED = ("measure", "until", "replication", "broke", "first_date")
Broken = Mapping[int, dt.date | None]
"""By replication the day on whose evening the criterion had failed for good, None where it did not."""


def unordered(fired: pd.DataFrame, measures: Collection[str], broken: Broken) -> set[int]:
    """Return the futures that failed although none of these measures had been ordered up to then.

    Parameters
    ----------
    fired : measure, replication, date of orders
    """
    mine = fired[fired["measure"].isin(list(measures))]
    first = pd.to_datetime(mine["date"]).groupby(mine["replication"]).min()
    return {
        replication
        for replication, day in broken.items()
        if day is not None and not (replication in first.index and first[replication].date() <= day)
    }


def failing(broken: Broken, common: Sequence[int]) -> int:
    """Return in how many of these futures the criterion failed."""
    return sum(broken[each] is not None for each in common)


@dataclass
class Search:
    """The search for the last day of one measure.

    Parameters
    ----------
    days : on which it may be tried, in order; until the first of them the plan does without it anyway
    limit : futures that may fail
    own : what fails under the plan as it is
    without : what fails if the measure is withheld throughout

    Attributes
    ----------
    tried : what was seen, by place in `days` and future
    idle : by place, futures that failed there without the measure having been ordered before
    holds, fails : last place at which no more than `limit` futures fail, and the first known at which more do; the
        number of days where that is only without the measure
    """

    measure: str
    days: Sequence[dt.date]
    limit: int
    own: Broken
    without: Broken
    tried: dict[int, dict[int, dt.date | None]] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)
    idle: dict[int, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with what is known without a run.

        A future that fails without the measure by some day fails as well if the measure is withheld until that day or
        a later one: until then the two are the same run, and an order never takes effect on its own day.
        """
        self.holds = 0
        self.fails = next((place for place in range(len(self.days)) if self.count(place) > self.limit), len(self.days))

    @property
    def kept(self) -> list[int]:
        """Futures that ended well in all that was tried."""
        return sorted((set(self.own) & set(self.without)) - self.lost)

    @property
    def decides(self) -> bool:
        """Whether the plan fails without the measure."""
        return failing(self.without, self.kept) > self.limit

    @property
    def next(self) -> int | None:
        """Place in `days` that should be tried next; None once the last day is found, or there is none to find."""
        if not self.decides or self.fails - self.holds <= 1:
            return None
        return (self.holds + self.fails) // 2

    def open(self, place: int) -> list[int]:
        """Return the futures of which it does not follow from what was seen whether they fail at a place."""
        found = {each: self.future(each) for each in self.kept}
        return [each for each, (last, first) in found.items() if last < place < first]

    def count(self, place: int) -> int:
        """Return how many futures are known to fail at a place; at the number of days, without the measure."""
        return sum(self.future(each)[1] <= place for each in self.kept)

    def unordered(self, place: int) -> int:
        """Return in how many of the futures that fail at a place the measure was not ordered any more before that.

        Where it was not with an earlier day, it is not with this one: the two are the same run.
        """
        first = {each: self.future(each)[1] for each in self.kept}
        return sum(at <= place and each in self.idle.get(at, set()) for each, at in first.items())

    def tell(self, place: int, broken: Broken, idle: Collection[int] = ()) -> None:
        """Take in what the open futures did with the measure withheld until the day at `place`.

        A future that is missing failed as a run, and is left out from here on.
        """
        self.lost |= set(self.open(place)) - set(broken)
        self.tried.setdefault(place, {}).update(broken)
        self.idle.setdefault(place, set()).update(idle)
        if self.count(place) <= self.limit:
            self.holds = max(self.holds, place)
        else:
            self.fails = min(self.fails, place)

    def future(self, replication: int) -> tuple[int, int]:
        """Return (last place that holds, first that fails) of one future, as far as is known.

        One that holds without the measure holds at every place: more than all of them is the first that fails. One
        that fails under the plan as it is fails at the first place already.
        """
        if self.own[replication] is not None:
            return -1, 0
        day, beyond = self.without[replication], len(self.days)
        if day is None:
            return beyond, beyond + 1
        seen = {place: broken[replication] for place, broken in self.tried.items() if replication in broken}
        sure = next((place for place, each in enumerate(self.days) if each >= day), beyond)
        first = min([sure, *(place for place, failed in seen.items() if failed is not None)])
        last = max([0, *(place for place, failed in seen.items() if failed is None and place < first)])
        return last, first


def weeks(first: dt.date, last: dt.date, step: int) -> list[dt.date]:
    """Return days from `first` to `last`, `step` days apart."""
    count = (last - first).days // step + 1
    return [first + dt.timedelta(days=step * k) for k in range(max(count, 0))]


def deadlines(
    searches: Sequence[Search], idle: Sequence[str], decided_by: Mapping[str, str], orders: pd.DataFrame
) -> pd.DataFrame:
    """Return a row a measure, columns `DEADLINES`: those that decide first, by their date.

    Parameters
    ----------
    searches : of measures that the plan decided in some future
    idle : measures that it decided in none
    orders : measure, replication, date on which the plan as it is triggers it, of runs in which it does

    Returns
    -------
    DataFrame in which own_* are the dates of `orders`, over the own_runs futures that have one;
    plan_fails, without_fails, holds_fails, late_fails count futures that fail as it is, without the measure, with it
    withheld until decide_by, and, at least, until too_late, the next day; *_low, *_high are Wilson's interval.
    late_unordered counts those of late_fails in which the measure was not ordered any more before it failed.
    futures are those that hold with the plan and fail without the measure; future_first and future_last are the
    first and last of their own last days, as far as they were tried.
    """
    rows = [_row(search, decided_by, orders) for search in searches]
    rows += [_idle(measure, decided_by) for measure in idle]
    frame = pd.DataFrame(rows, columns=list(DEADLINES))
    order = {DECIDES: 0, NO_MATTER: 1, NEVER_ORDERED: 2}
    frame = frame.assign(_order=frame["verdict"].map(order), _date=pd.to_datetime(frame["decide_by"]))
    frame = frame.sort_values(["_order", "_date"], kind="stable")
    return frame.drop(columns=["_order", "_date"]).reset_index(drop=True)


def tried(searches: Sequence[Search]) -> pd.DataFrame:
    """Return all that was tried, columns `TRIED`: until is the day, NaT where the measure was withheld throughout."""
    rows = []
    for search in searches:
        found = [(pd.Timestamp(search.days[place]), broken) for place, broken in sorted(search.tried.items())]
        for until, broken in (*found, (pd.NaT, search.without)):
            rows += [
                (search.measure, until, replication, day is not None, pd.NaT if day is None else pd.Timestamp(day))
                for replication, day in sorted(broken.items())
            ]
    return pd.DataFrame(rows, columns=list(TRIED))


def _idle(measure: str, decided_by: Mapping[str, str]) -> dict[str, object]:
    return {"measure": measure, "decided_by": decided_by[measure], "verdict": NEVER_ORDERED, "own_runs": 0}


def _row(search: Search, decided_by: Mapping[str, str], orders: pd.DataFrame) -> dict[str, object]:
    common = search.kept
    own = pd.to_datetime(orders.loc[(orders["measure"] == search.measure), "date"])
    without = statistics.share(failing(search.without, common), len(common))
    row: dict[str, object] = {
        "measure": search.measure,
        "decided_by": decided_by[search.measure],
        "verdict": DECIDES if search.decides else NO_MATTER,
        "own_runs": len(own),
        "own_first": own.min(),
        "own_median": middle_date(own) if len(own) else pd.NaT,
        "own_last": own.max(),
        "runs": len(common),
        "plan_fails": failing(search.own, common),
        "without_fails": without.hits,
        "without_low": without.low,
        "without_high": without.high,
    }
    return row | (_found(search, common) if search.decides else {})


def _found(search: Search, common: Sequence[int]) -> dict[str, object]:
    holds = statistics.share(search.count(search.holds), len(common))
    late = statistics.share(search.count(search.fails), len(common))
    mine = [each for each in common if search.own[each] is None and search.without[each] is not None]
    last = [search.days[search.future(each)[0]] for each in mine]
    fails = search.days[search.fails] if search.fails < len(search.days) else None
    return {
        "decide_by": pd.Timestamp(search.days[search.holds]),
        "holds_fails": holds.hits,
        "holds_low": holds.low,
        "holds_high": holds.high,
        "too_late": pd.NaT if fails is None else pd.Timestamp(fails),
        "late_fails": late.hits,
        "late_low": late.low,
        "late_high": late.high,
        "late_unordered": 0 if fails is None else search.unordered(search.fails),
        "futures": len(mine),
        "future_first": pd.Timestamp(min(last)) if last else pd.NaT,
        "future_last": pd.Timestamp(max(last)) if last else pd.NaT,
    }
