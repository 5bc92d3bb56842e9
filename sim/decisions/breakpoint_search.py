"""The search for breaking points, for every study that asks for one: rounds of runs, until all is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from sim.config.asked import Loaded
from sim.config.edited import with_values
from sim.decisions.study import AXIS, NothingLeft, StudyRuns
from sim.studies.breakpoint import Search, ranks
from sim.studies.breakpoint_tables import Cell
from sim.studies.shock_shape import persons, week_peak
from sim.views.breakpoint_words import Cut, Question

SIZE = "shock.size"
Seen = dict[str, list[pd.DataFrame]]
"""`breaks` of the runs of each scenario, by its name, a part a round."""


@dataclass(frozen=True)
class Sought:
    """A breaking point that is looked for: a cell, its scenario at any size of the shock, and the search in it."""

    cell: Cell
    loaded: Loaded
    search: Search

    def name(self, size: float) -> str:
        """Name of its scenario at a size."""
        value = "" if pd.isna(self.cell.against) else f" {self.cell.against:g}"
        return f"{self.cell.plan}{value} x {size:g}"


def cell_of(plan: str, against: float, loaded: Loaded) -> Cell:
    """Return the cell of a plan at a value of the second axis, NaN without one; the scenario is at a size above 0."""
    shock, start = loaded.scenario.shock, loaded.scenario.start.date
    onset = shock.first_change(start) or shock.onset_date(start)
    return Cell(plan, against, persons(shock), week_peak(shock), onset)


def question_of(
    sought: Sequence[Sought], criterion: str, axis: str | None, runs: int, cut: tuple[Cut, ...] = ()
) -> Question:
    """Return what was asked, for sentences; the searches differ in their cells only.

    Parameters
    ----------
    axis : duration, warning, or None
    runs : that were made
    cut : where runs end before the shock does
    """
    scenario, asked = sought[0].loaded.scenario, sought[0].search
    return Question(
        criterion=criterion,
        says=scenario.criteria.criteria[criterion].says,
        shock=scenario.shock.name,
        start=scenario.start.name,
        first=scenario.start.date,
        days=scenario.days,
        p=asked.p,
        low=asked.low,
        high=asked.high,
        tolerance=asked.tolerance,
        axis=axis,
        runs=runs,
        why=ranks(asked.futures, asked.p).why,
        cut=cut,
    )


def search(
    sought: Sequence[Sought], criterion: str, runs: StudyRuns, step: str = "round", seen: Seen | None = None
) -> Seen:
    """Go on by rounds until every search has its answer, or no future left; return what broke in each scenario.

    A future with a run that failed, or that was asked for and is not there, is lost to its search.

    Parameters
    ----------
    seen : by earlier rounds; the same is returned, with more

    Raises
    ------
    NothingLeft : if every future is lost to every search
    """
    seen = {} if seen is None else seen
    number = 0
    while todo := [(each, size, who) for each in sought for size, who in each.search.next().items()]:
        number += 1
        _do(todo, criterion, runs, f"{step}-{number}", seen)
    if not any(each.search.kept for each in sought):
        raise NothingLeft("every future has a run that failed or was lost, so there is nothing to tell")
    return seen


def settle(at: Iterable[tuple[Sought, float]], criterion: str, runs: StudyRuns, step: str, seen: Seen) -> None:
    """Run, at these sizes, all futures of which it is not known whether they break there."""
    todo = [(each, size, who) for each, size in at if (who := each.search.ask(size))]
    if todo:
        _do(todo, criterion, runs, step, seen)


def _do(
    todo: Sequence[tuple[Sought, float, list[int]]], criterion: str, runs: StudyRuns, step: str, seen: Seen
) -> None:
    """Do the runs of one round, and take note of them."""
    named = {each.name(size): (each, size, who) for each, size, who in todo}
    found = runs.of(
        step,
        {name: with_values(each.loaded, {SIZE: size}) for name, (each, size, _) in named.items()},
        todo[0][0].search.futures,
        keep=("breaks",),
        only={name: who for name, (_, _, who) in named.items()},
    )
    table = found.table("breaks")
    failed = {(found.names[each.ref.point], each.ref.replication) for each in found.failed}
    for name, (each, size, who) in named.items():
        rows = table[(table[AXIS] == name) & table["replication"].isin(who)]
        seen.setdefault(name, []).append(rows)
        mine = rows[rows["criterion"] == criterion]
        broke = dict(zip(mine["replication"].tolist(), mine["first_date"].notna().tolist(), strict=True))
        each.search.take(size, broke, [future for label, future in failed if label == name])
