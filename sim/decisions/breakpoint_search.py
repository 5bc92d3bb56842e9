"""The search for breaking points, for every study that asks for one: rounds of runs, until all is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sim.config.asked import Loaded
from sim.config.edited import with_values
from sim.decisions.study import AXIS, NothingLeft, ScenarioRuns, StudyRuns
from sim.studies.breakpoint import Search, ranks
from sim.studies.breakpoint_tables import Cell
from sim.studies.shock_shape import persons, week_peak
from sim.views.breakpoint_words import Cut, Question

SIZE = "shock.size"
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Seen:
    """What a search ran.

    Attributes
    ----------
    breaks : `breaks` of the runs of each scenario, by its name, a part a round
    rounds : the runs of each round
    """

    breaks: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    rounds: list[ScenarioRuns] = field(default_factory=list)


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
    seen = Seen() if seen is None else seen
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
        keep=("breaks", "weekly:all"),
        only={name: who for name, (_, _, who) in named.items()},
    )
    seen.rounds.append(found)
    table = found.table("breaks")
    failed = {(found.names[each.ref.point], each.ref.replication) for each in found.failed}
    for name, (each, size, who) in named.items():
        rows = table[(table[AXIS] == name) & table["replication"].isin(who)]
        seen.breaks.setdefault(name, []).append(rows)
        mine = rows[rows["criterion"] == criterion]
        broke = dict(zip(mine["replication"].tolist(), mine["first_date"].notna().tolist(), strict=True))
        each.search.take(size, broke, [future for label, future in failed if label == name])


def places_before(sought: Sequence[Sought], seen: Seen) -> pd.DataFrame:
    """Return the places that stand in the last whole week before the shock, a row a plan and future.

    Columns plan, replication, date (the Sunday that ends the week) and value (places), of the smallest size that was
    run of a future: before the shock only what a plan expects can differ between sizes. No row of a shock that begins
    in the first week.
    """
    parts = []
    for each in sought:
        sizes = {each.name(size): size for size in each.search.broke}
        for found in seen.rounds:
            names = [name for name in found.names if name in sizes]
            if names:
                week = f"date >= '{each.cell.onset - WEEK}' and date < '{each.cell.onset}'"
                rows = found.table("weekly", f"series = 'places' and {week}")
                rows = rows[rows[AXIS].isin(names)]
                parts.append(rows.assign(plan=each.cell.plan, size=rows[AXIS].map(sizes)))
    columns = ["plan", "replication", "date", "value"]
    if not parts:
        return pd.DataFrame(columns=columns)
    rows = pd.concat(parts, ignore_index=True).sort_values(["plan", "replication", "size"], kind="stable")
    return rows.drop_duplicates(["plan", "replication"])[columns].reset_index(drop=True)
