"""Monthly series and yearly figures of the municipalities, as others read them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.engine.sites import Sites
from sim.institutions.municipal_accounts import Accounts
from sim.institutions.municipal_year import YearBook

IntArray = npt.NDArray[np.int64]

STOCKS = (
    "requested",
    "offered",
    "dwellings_free",
    "standby_dwellings",
    "pupils",
    "kindergarten",
    "host_residents",
)
FLOWS = ("settled", "self_settled", "moved_in", "moved_out", "joined_family", "left")
MONTHLY = (*STOCKS, *FLOWS)
"""Series of every month: stocks at its end, and flows of persons in it."""
PAID = ("unused", "stopped", "slowed")
"""Places that the state pays for though nobody came: lapsed, taken back, told to wait."""


@dataclass(frozen=True)
class YearSummary:
    """A settlement year in figures, persons or places unless said otherwise.

    Attributes
    ----------
    requested, offered : asked for and voted, supplements and later agreements included, minors included [m]
    requested_minors, offered_minors : the same for unaccompanied minors, country
    estimated : quick estimates, country
    used, lapsed : places allocated; agreed places that nobody was sent to, so far
    asked, answered : municipalities asked, and with a vote
    answer_days : mean days from request to vote; NaN without a vote
    cut_by : municipalities whose vote was cut, by service
    """

    requested: IntArray
    offered: IntArray
    requested_minors: int
    offered_minors: int
    estimated: int
    used: int
    lapsed: int
    asked: int
    answered: int
    answer_days: float
    cut_by: dict[str, int]


def summary(book: YearBook, services: tuple[str, ...]) -> YearSummary:
    """Sum up a year's book; `services` name what may cut a vote."""
    agreed = np.where(book.answered, book.agreed + book.agreed_minors, 0)
    used = int(book.used.sum() + book.used_minors.sum())
    days = book.answer_days[book.answer_days >= 0]
    return YearSummary(
        book.requested,
        agreed,
        int(book.minors.sum()),
        int(book.agreed_minors[book.answered].sum()),
        int(book.estimated.sum()),
        used,
        int(np.maximum(agreed - book.used - book.used_minors, 0).sum()),
        int((book.requested > 0).sum()),
        int(book.answered.sum()),
        float(days.mean()) if len(days) else float("nan"),
        {name: int((book.binding == place).sum()) for place, name in enumerate(services)},
    )


class MunicipalSeries:
    """What is noted at the end of every month.

    Attributes
    ----------
    stocks : dict of int64[months, m] by name of `STOCKS`
    paid : dict of int64[months, m] by name of `PAID`, places
    plans_made : int64[months, m], contingency plans made in the month
    """

    def __init__(self, months: int, n: int) -> None:
        self.n = n
        shape = (months, n)
        self.stocks = {name: np.zeros(shape, dtype=np.int64) for name in STOCKS}
        self.paid = {name: np.zeros(shape, dtype=np.int64) for name in PAID}
        self.plans_made = np.zeros(shape, dtype=np.int64)

    def note(self, month: int, **stocks: IntArray) -> None:
        """Note stocks [m] by name; the last note of a month holds."""
        for name, values in stocks.items():
            self.stocks[name][month] = values

    def note_hosts(self, month: int, sites: Sites) -> None:
        """Note who lives in the centres of each municipality, persons."""
        owner = sites.owner
        hosted = owner >= 0
        residents = np.bincount(owner[hosted], sites.occupied[hosted], self.n)
        self.note(month, host_residents=residents.astype(np.int64))

    def monthly(self, accounts: Accounts) -> dict[str, IntArray]:
        """All series by name of `MONTHLY`, each int64[months, m]."""
        return self.stocks | {name: accounts.persons(name) for name in FLOWS}
