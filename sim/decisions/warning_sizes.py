"""The largest shock that a plan survives, by days of warning: the search of `beredt breakpoint`, once for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sim.config.asked import Asked, Loaded
from sim.decisions.study import AXIS, StudyRuns
from sim.decisions.warning_runs import tried_days
from sim.studies.breakpoint import Search

if TYPE_CHECKING:
    from sim.decisions.warning import WarningSettings

COLUMNS = ("plan", "days", "runs", "survives", "breaks", "low", "high", "confidence")


@dataclass(frozen=True)
class _Cell:
    """A plan with days of warning, and its search."""

    plan: str
    days: int
    loaded: Loaded
    search: Search

    def label(self, size: float) -> str:
        """Name of its scenario at a size."""
        return f"{self.plan}, {self.days} days, size {size:g}"

    def at(self, size: float) -> Loaded:
        """Return its scenario at a size."""
        update = {"size": size, "warning_days": self.days}
        scenario = self.loaded.scenario
        shock = scenario.shock.model_copy(update=update)
        words = (*self.loaded.words, *(f"shock.{key}={value}" for key, value in update.items()))
        changed = scenario.model_copy(update={"shock": shock})
        return Loaded(changed, words, self.loaded.facts, self.loaded.warnings)


def sizes(asked: Asked[WarningSettings], loaded: Mapping[str, Loaded], runs: StudyRuns) -> pd.DataFrame:
    """Search, and return a row a plan and number of days, columns `COLUMNS`.

    survives is the largest size at which no more than the tolerated share of futures fails, breaks the smallest at
    which more do: NaN beyond the range of sizes. low and high bound the breaking point at `confidence`, NaN where so
    few futures give no such end.
    """
    settings = asked.settings
    low, high = settings.breaking_sizes
    cells = [
        _Cell(
            plan,
            days,
            loaded[plan],
            Search(low, high, settings.breaking_width, settings.replications, settings.breaking_share),
        )
        for plan in settings.plans
        for days in tried_days(settings.days, loaded[plan].scenario.plan)
    ]
    turn = 0
    while todo := {each.label(size): (each, size, who) for each in cells for size, who in each.search.next().items()}:
        turn += 1
        found = runs.of(
            f"sizes-{turn}",
            {label: each.at(size) for label, (each, size, _) in todo.items()},
            keep=("breaks",),
            only={label: who for label, (_, _, who) in todo.items()},
        )
        table = found.table("breaks", f"criterion = '{settings.criterion}'")
        failed = {(found.names[each.ref.point], each.ref.replication) for each in found.failed}
        for label, (each, size, who) in todo.items():
            rows = table[(table[AXIS] == label) & table["replication"].isin(who)]
            broke = dict(zip(rows["replication"].tolist(), rows["first_date"].notna().tolist(), strict=True))
            each.search.take(size, broke, [future for name, future in failed if name == label])
    return pd.DataFrame([_row(each) for each in cells], columns=list(COLUMNS))


def _row(cell: _Cell) -> tuple[object, ...]:
    search, ranks = cell.search, cell.search.ranks
    middle = search.bracket(ranks.middle) if search.kept else (float("-inf"), float("inf"))
    low = search.bracket(ranks.low)[0] if ranks.low is not None else float("nan")
    high = search.bracket(ranks.high)[1] if ranks.high is not None else float("nan")
    known = [each if abs(each) != float("inf") else float("nan") for each in (*middle, low, high)]
    return (cell.plan, cell.days, len(search.kept), *known, ranks.confidence)
