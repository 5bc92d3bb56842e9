"""The settlement years of each municipality as a table: asked, answered, settled, housed, paid, and what is due."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.calendar import Calendar
from sim.institutions.accounts import Books
from sim.institutions.municipal_accounts import CATEGORIES
from sim.institutions.municipal_series import FLOWS
from sim.institutions.municipalities import Municipalities

IntArray = npt.NDArray[np.int64]

ORE = 100.0
KINDS = {
    "settled_minors": "unaccompanied_minor",
    "settled_children": "child",
    "settled_small_children": "small_child",
    "settled_learners": "learner",
    "settled_special_needs": "special_needs",
}
"""Columns of persons settled by agreement, by the category they count."""
DWELLINGS = ("dwellings_1", "dwellings_2_3", "dwellings_4")
OUTSIDE = {"self_settled": 1, "joined_family": 1, "moved_in": 1, "moved_out": -1, "left": -1}
"""Flows outside the request, with their sign."""
NOT_ANSWERED = -1


def table(
    towns: Municipalities, calendar: Calendar, grant: IntArray, cost: IntArray, committed: Mapping[int, Books]
) -> dict[str, list[Any] | npt.NDArray[Any]]:
    """Make the columns, a row a calendar year and municipality.

    Years after the run are there as long as something is due in them.

    Parameters
    ----------
    grant, cost : by month of the run and municipality, øre
    committed : grants and costs after the run of those settled by then, by calendar year
    """
    numbers = [str(number) for number in towns.table.number]
    in_run = sorted({year for year, _ in calendar.months})
    due = [year for year in sorted(committed) if _any(committed[year])]
    years = sorted({*in_run, *due})
    parts = [_year(towns, calendar, year, grant, cost, committed.get(year)) for year in years]
    columns: dict[str, list[Any] | npt.NDArray[Any]] = {
        "municipality_number": numbers * len(years),
        "year": np.repeat(np.array(years, dtype=np.int64), len(numbers)),
    }
    answered = np.concatenate([part.pop("answer_days") for part in parts])
    columns["answer_days"] = [None if days == NOT_ANSWERED else days for days in answered.tolist()]
    return columns | {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _year(
    towns: Municipalities, calendar: Calendar, year: int, grant: IntArray, cost: IntArray, due: Books | None
) -> dict[str, npt.NDArray[Any]]:
    months = [index for index, (each, _) in enumerate(calendar.months) if each == year]
    accounts, nothing = towns.accounts, np.zeros(towns.n, dtype=np.int64)
    book = towns.years.get(year)
    settled = accounts.flows["settled"][months].sum(axis=0, dtype=np.int64)
    of_flow = {name: accounts.persons(name)[months].sum(axis=0) for name in FLOWS}
    homes = accounts.households[months].sum(axis=0, dtype=np.int64)
    stocks = towns.series.stocks
    return {
        "answer_days": nothing + NOT_ANSWERED if book is None else book.answer_days,
        "asked": nothing if book is None else book.requested,
        "asked_minors": nothing if book is None else book.minors,
        "voted": nothing if book is None else book.voted + book.voted_minors,
        "voted_minors": nothing if book is None else book.voted_minors,
        "agreed": nothing if book is None else np.where(book.answered, book.agreed + book.agreed_minors, 0),
        "agreed_minors": nothing if book is None else np.where(book.answered, book.agreed_minors, 0),
        "settled": of_flow["settled"],
        **{name: settled[:, CATEGORIES.index(kind)] for name, kind in KINDS.items()},
        "outside_net": sum(sign * of_flow[name] for name, sign in OUTSIDE.items()),
        **{name: homes[:, place] for place, name in enumerate(DWELLINGS)},
        "pupils": stocks["pupils"][months[-1]] if months else nothing,
        "kindergarten": stocks["kindergarten"][months[-1]] if months else nothing,
        "grant_nok": grant[months].sum(axis=0) / ORE,
        "cost_nok": cost[months].sum(axis=0) / ORE,
        "committed_grant_nok": (nothing if due is None else due.grant_ore) / ORE,
        "committed_cost_nok": (nothing if due is None else due.cost_ore) / ORE,
    }


def _any(books: Books) -> bool:
    return bool(books.grant_ore.any() or books.cost_ore.any())
