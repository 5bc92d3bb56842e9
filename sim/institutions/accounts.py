"""What a month costs whom: pure functions from counts to whole øre.

Every transfer is booked twice, as cost of the one who pays and as income (negative) of the municipalities,
so the sum over all payers is what reception and settlement cost the country, and nothing is made or lost on
the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from sim.config.prices import CATEGORIES, GRANT_YEARS, OFFICES, Amount, PricesConfig

IntArray = npt.NDArray[np.int64]
Entry = tuple[str, str, int]

MUNICIPALITIES = "municipalities"
USED, EMPTY, EXIT, STANDBY = range(4)
MONTHS_OF_COST = 12 * GRANT_YEARS
"""Months after the move in which the municipal cost of a settled person is counted."""

PLACE_KINDS = ("places", "emergency", "minors", "arrival", "care", "amot")
INTEGRATION_ITEMS = tuple(f"integration_grant_year_{year}" for year in range(1, GRANT_YEARS + 1))
GRANT_ITEMS: tuple[str, ...] = (
    *INTEGRATION_ITEMS,
    "elderly_grant",
    "kindergarten_grant",
    "disability_grant",
    "norwegian_training_grant",
    "minors_grant_to_16",
    "minors_grant_17_20",
    "unused_place_compensation",
    "above_request_grant",
)
ITEMS: tuple[str, ...] = (
    *(f"{kind}_{use}" for kind in PLACE_KINDS for use in ("used", "empty")),
    "exit_cost",
    "standby_fee",
    "arrival_centre_standing",
    "registration_person",
    "registration_surge",
    *(f"staff_{office}" for office in OFFICES),
    *GRANT_ITEMS,
    "host_compensation",
    "grants_received",
    "host_compensation_received",
    "settlement_cost",
    "extra_cost",
    "norwegian_training_cost",
    "minors_cost",
    "host_cost",
    "unused_place_cost",
    "standby_dwellings",
    "contingency_plans",
)
"""Items of the ledger. Those that end in `_received` are income of the municipalities, booked negative."""

RECEPTION_ITEMS: tuple[str, ...] = (
    *(f"{kind}_{use}" for kind in PLACE_KINDS if kind != "care" for use in ("used", "empty")),
    "exit_cost",
    "standby_fee",
    "arrival_centre_standing",
    "host_compensation",
)
"""Items of UDI that the appropriation for reception must cover."""


@dataclass(frozen=True)
class GrantMoves:
    """Settled persons who come to or leave a municipality after their settlement; arrays of equal length.

    Attributes
    ----------
    municipality, category : rows of the municipality table and of `settled_before.KINDS`
    settled_month : month of settlement counted from the run's first month, negative before it
    persons : added (positive) or gone (negative); a move is two rows, one with each sign
    """

    municipality: IntArray
    category: IntArray
    settled_month: IntArray
    persons: IntArray

    @classmethod
    def none(cls) -> GrantMoves:
        """Nobody."""
        return cls(*(np.zeros(0, dtype=np.int64) for _ in range(4)))


@dataclass(frozen=True)
class MonthActivity:
    """What happened in one month, as counts. M municipalities, K price keys, C categories of settled persons.

    Attributes
    ----------
    days : days of the month that were simulated
    place_keys : price keys [K]
    place_days : place-days used, empty, closed and still paid, on standby, int64[K, 4]
    host_place_days : open place-days by municipality: ordinary and other places; minors and care, int64[M, 2]
    arrival_centre_days : days on which the national arrival centre stood, days
    registered : persons registered
    registration_surge_days : days of decentralised registration
    staff_minutes : paid minutes by office
    settled : persons for whom the grant starts this month (settled by agreement or alone, family), int64[M,
    C]
    moves : settled persons who left or moved on; people settled before the run stay where they are
    elderly, kindergarten, special_needs, learners : of those settled this month: 60 or more, 0 to 5 years,
    with
        particularly demanding needs, of age for Norwegian training, int64[M]
    minors_days_to_16, minors_days_17_20 : days of persons with the grant for unaccompanied minors, int64[M]
    unused_places : places offered and lapsed unused, int64[M]
    compensated_places : of these, places that a scheme in force pays for, int64[M]
    above_request : persons settled above the first request that a scheme in force pays for, int64[M]
    standby_dwelling_days : dwelling-days held ready, int64[M]
    contingency_plans : plans made, int64[M]
    """

    days: int
    place_keys: tuple[str, ...]
    place_days: IntArray
    host_place_days: IntArray
    arrival_centre_days: int
    registered: int
    registration_surge_days: int
    staff_minutes: Mapping[str, int]
    settled: IntArray
    moves: GrantMoves
    elderly: IntArray
    kindergarten: IntArray
    special_needs: IntArray
    learners: IntArray
    minors_days_to_16: IntArray
    minors_days_17_20: IntArray
    unused_places: IntArray
    compensated_places: IntArray
    above_request: IntArray
    standby_dwelling_days: IntArray
    contingency_plans: IntArray


@dataclass(frozen=True)
class Commitments:
    """What is signed or owed at the end of the run and falls due after it.

    Attributes
    ----------
    place_keys, place_days : place-days that locks and notice still bind, as in `MonthActivity`, int64[K, 4]
    minors_to_16, minors_17_20 : persons with the minors' grant for the rest of the calendar year, int64[M]
    minors_years_to_16, minors_years_17_20 : persons with it in each whole year after that, int64[years, M]
    unused_places : places agreed to and not used that lapse with the run's last day, int64[M]
    compensated_places : of these, places that a scheme in force pays for, int64[M]
    """

    place_keys: tuple[str, ...]
    place_days: IntArray
    minors_to_16: IntArray
    minors_17_20: IntArray
    minors_years_to_16: IntArray
    minors_years_17_20: IntArray
    unused_places: IntArray
    compensated_places: IntArray


@dataclass(frozen=True)
class Books:
    """Entries of a month (payer, item, øre), and what each municipality received and bore, øre, int64[M]."""

    entries: list[Entry]
    grant_ore: IntArray
    cost_ore: IntArray


class Rates:
    """All prices in whole øre of the price year, and coverage as exact fractions.

    Attributes
    ----------
    integration : grant by category and grant year, øre a person, int64[C, 5]
    """

    def __init__(self, prices: PricesConfig) -> None:
        self.prices = prices
        self.grants = grants = prices.grants
        self.integration: IntArray = np.array(
            [[prices.ore(amount) for amount in grants.integration[name]] for name in CATEGORIES],
            dtype=np.int64,
        )
        self.minute = {
            office: Fraction(prices.ore(price.post_year)) / Fraction(repr(prices.minutes_per_year))
            for office, price in prices.staff.items()
        }
        self._monthly: dict[int, IntArray] = {}
        self._place = {key: prices.place_ore(key) for key in prices.keys}
        self._known: dict[int, int] = {}

    def ore(self, amount: Amount) -> int:
        """An amount of these prices in whole øre of the price year, worked out once."""
        known = self._known.get(id(amount))
        if known is None:
            known = self._known[id(amount)] = self.prices.ore(amount)
        return known

    def place_ore(self, key: str) -> tuple[int, int, int, int]:
        """Øre a day for a place used, empty, closed and still paid, on standby."""
        return self._place[key]

    def monthly_cost(self, year: int) -> IntArray:
        """Municipal cost of a person settled in `year`, øre, int64[60 months since the move, C].

        Five years of grant over the share it covers, spread by the yearly profile.
        """
        if year not in self._monthly:
            municipal = self.prices.municipal
            coverage = Fraction(repr(municipal.coverage(year)))
            whole = [Fraction(int(total)) / coverage for total in self.integration.sum(axis=1)]
            a_month = [[round(cost * Fraction(repr(share)) / 12) for cost in whole] for share in municipal.profile]
            self._monthly[year] = np.repeat(np.array(a_month, dtype=np.int64), 12, axis=0)
        return self._monthly[year]


def share_of(ore: IntArray, share: float) -> IntArray:
    """A share of amounts, each rounded down to the øre."""
    part = Fraction(repr(share)).limit_denominator(10**6)
    return (ore * part.numerator) // part.denominator


def cost_behind(grant_ore: IntArray, coverage: float) -> IntArray:
    """Cost of which a grant covers the share `coverage`, øre, rounded down."""
    part = Fraction(repr(coverage)).limit_denominator(10**4)
    return (grant_ore * part.denominator) // part.numerator


def part_of_year(ore_a_year: int | IntArray, days: int, year_days: int) -> IntArray:
    """The part of yearly amounts that falls on some days, øre, rounded down."""
    return np.asarray(ore_a_year, dtype=np.int64) * days // year_days


def place_entries(keys: tuple[str, ...], place_days: IntArray, rates: Rates) -> list[Entry]:
    """Cost of places by price key: used, empty, exit, standby.

    A buffer is paid for as empty places, not as exit. Exit is only what a closed place still costs: fixed
    places of ordinary centres (notice is longer than the time to move out), and of any centre closed within its
    lock. Emergency sites past their lock end no earlier than their notice, so they owe nothing; and a place
    that the buffer keeps is not closed at all. A plan whose buffer is of emergency places orders fewer ordinary
    centres, and its exit cost may even fall.
    """
    entries: list[Entry] = []
    for key, counted in zip(keys, place_days.tolist(), strict=True):
        price = rates.prices.keys[key]
        items = (f"{price.kind}_used", f"{price.kind}_empty", "exit_cost", "standby_fee")
        for item, days, ore in zip(items, counted, rates.place_ore(key), strict=True):
            if days and ore:
                entries.append((price.payer, item, days * ore))
    return entries


def agency_entries(activity: MonthActivity, rates: Rates, year_days: int) -> list[Entry]:
    """Cost of the arrival centre, of registration and of paid working time."""
    prices = rates.prices
    standing = rates.ore(prices.arrival_centre) * activity.arrival_centre_days // year_days
    surge = rates.ore(prices.registration_surge) * activity.registration_surge_days // year_days
    entries: list[Entry] = [
        ("state_UDI", "arrival_centre_standing", standing),
        ("state_police", "registration_person", rates.ore(prices.registration_person) * activity.registered),
        ("state_police", "registration_surge", surge),
    ]
    for office, minutes in activity.staff_minutes.items():
        cost = int(rates.minute[office] * minutes)
        entries.append((prices.staff[office].payer, f"staff_{office}", cost))
    return entries


def host_books(activity: MonthActivity, rates: Rates, year_days: int) -> Books:
    """Host compensation, and the cost it covers in part; the base is paid for a whole month with places."""
    prices = rates.prices
    host, municipal = prices.host, prices.municipal
    hosting = activity.host_place_days.sum(axis=1) > 0
    base = np.where(hosting, part_of_year(rates.ore(host.base), activity.days, year_days), 0)
    ordinary = base + activity.host_place_days[:, 0] * rates.ore(host.place) // year_days
    minors = activity.host_place_days[:, 1] * rates.ore(host.place_minors) // year_days
    paid = ordinary + minors
    cost = cost_behind(ordinary, municipal.host_coverage) + cost_behind(
        minors, municipal.host_minors_coverage
    )
    return Books(
        [
            ("state_UDI", "host_compensation", int(paid.sum())),
            (MUNICIPALITIES, "host_compensation_received", -int(paid.sum())),
            (MUNICIPALITIES, "host_cost", int(cost.sum())),
        ],
        paid,
        cost,
    )


def preparation_books(activity: MonthActivity, rates: Rates, year_days: int) -> Books:
    """What municipalities pay to be ready, and what is sunk in places nobody used."""
    municipal = rates.prices.municipal
    unused = activity.unused_places * rates.ore(municipal.unused_place)
    dwellings = (
        activity.standby_dwelling_days * (12 * rates.ore(municipal.standby_dwelling)) // year_days
    )
    plans = activity.contingency_plans * rates.ore(municipal.contingency_plan)
    entries = [
        (MUNICIPALITIES, "unused_place_cost", int(unused.sum())),
        (MUNICIPALITIES, "standby_dwellings", int(dwellings.sum())),
        (MUNICIPALITIES, "contingency_plans", int(plans.sum())),
    ]
    return Books(entries, np.zeros_like(unused), unused + dwellings + plans)


def joined(parts: list[Books]) -> Books:
    """Put the books of several subjects together."""
    return Books(
        [entry for part in parts for entry in part.entries],
        np.sum([part.grant_ore for part in parts], axis=0),
        np.sum([part.cost_ore for part in parts], axis=0),
    )
