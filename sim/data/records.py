"""The records the loader hands out: frozen, typed, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

FACT_KINDS = ("rule", "estimated", "assumed")
EPISODES = ("2015", "2022")
"""The two shocks that are told again: 2015 to 2018, and 2022 to August 2024."""
BOTH, NO_EPISODE = "both", "none"
CONFIDENCES = ("official", "reported", "recalled", "assumed")
GROUPS = ("individual", "collective", "minors_15_17", "minors_under_15")
LODGINGS = ("centres", "private", "care")
CENTRE_TYPES = ("arrival", "transit", "ordinary", "minors", "care", "emergency")
CASE_MEASURES = (
    "undecided", "permit_to_settle", "sent_to_municipality", "allocated", "permit_not_to_settle",
    "appeal", "duty_to_leave", "closed_other",
)  # fmt: skip
DECIDERS = ("UDI", "IMDi", "PU", "Bufdir", "Government", "Storting", "municipality", "UNE")
ARRIVAL_FLAGS = ("observed", "yearly_times_season", "derived")


@dataclass(frozen=True)
class Fact:
    """One number about Norway.

    Attributes
    ----------
    value : in `unit`
    low, high : range in `unit`, None where none is known; `low <= value <= high`
    year : year, month or span to which the value belongs, as text
    kind : rule (law, contract, price), estimated (measured or derived) or assumed
    confidence : official, reported, recalled or assumed; the last two are never calibrated on
    warn : must be shown wherever the value is shown, blank if nothing to warn about
    window : episode in whose days figures lie that the value was read from or set by, both, or none; blank for a rule
    """

    key: str
    value: float
    low: float | None
    high: float | None
    unit: str
    year: str
    kind: str
    source: str
    confidence: str
    note: str
    warn: str
    window: str

    @property
    def windows(self) -> tuple[str, ...]:
        """Episodes that the value was found in: held against one of them, it is in sample."""
        return EPISODES if self.window == BOTH else (self.window,) if self.window in EPISODES else ()


@dataclass(frozen=True)
class Municipalities:
    """The 357 municipalities (kommuner) of 2024, in order of number; every array has shape (357,).

    Attributes
    ----------
    number : four digits with leading zero, the key; two names occur twice
    population, population_2025 : persons on 1 January 2024 and 2025 (SSB, table 07459)
    area_km2 : land and fresh water, km2
    lat, lon : degrees WGS84 of the municipal centre (GeoNames)
    centrality : SSB class, 1 most central to 6 least
    requested_2024, requested_2025 : places asked for by IMDi; 2025 as lowered in summer
    decided_2024, decided_2025 : places voted, NaN where no vote is listed
    settled_2024 : persons, NaN where IMDi hides the number
    settled_suppressed_2024 : True where it is hidden (mostly 1 to 4 persons)
    """

    number: NDArray[np.str_]
    name: NDArray[np.str_]
    county_number: NDArray[np.str_]
    county: NDArray[np.str_]
    population: NDArray[np.int64]
    population_2025: NDArray[np.int64]
    area_km2: NDArray[np.float64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    centrality: NDArray[np.int64]
    requested_2024: NDArray[np.float64]
    decided_2024: NDArray[np.float64]
    settled_2024: NDArray[np.float64]
    requested_2025: NDArray[np.float64]
    decided_2025: NDArray[np.float64]
    settled_suppressed_2024: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.number)

    def index(self, number: str) -> int:
        """Return the row of a municipality number; raise KeyError if there is none."""
        found = np.flatnonzero(self.number == number)
        if not len(found):
            raise KeyError(f"no municipality {number!r}; four digits of 2024, such as '0301'")
        return int(found[0])


@dataclass(frozen=True)
class Anchor:
    """A stock on a start date: persons by state of the case, lodging and group.

    Attributes
    ----------
    persons, low, high : persons; the range is a judged 90 % band
    mean_elapsed_days : mean days already spent in the state
    """

    start: str
    measure: str
    lodging: str
    group: str
    persons: float
    low: float
    high: float
    mean_elapsed_days: float
    source: str
    confidence: str
    note: str


@dataclass(frozen=True)
class StartPlaces:
    """Places of one centre type on a start date; care centres stand outside the published total.

    Attributes
    ----------
    places, low, high : usable places
    residents : persons living there, summing over types to the anchors of the lodging
    """

    start: str
    type: str
    places: float
    low: float
    high: float
    residents: float
    source: str
    confidence: str
    note: str


@dataclass(frozen=True)
class Lever:
    """A measure, the body that decides it and the days on which the law allows it."""

    name: str
    decided_by: str
    in_force_from: date
    in_force_to: date | None
    law: str
    source: str
    note: str

    def in_force(self, day: date) -> bool:
        """Say whether the measure may be used on `day`; the last day of force is not included."""
        return self.in_force_from <= day and (self.in_force_to is None or day < self.in_force_to)


@dataclass(frozen=True)
class Described:
    """One column or series of an output table.

    Attributes
    ----------
    column_or_series : its name; a series is a value of the column `series`
    role : column or series
    kind : key or value for a column; flow (of the period) or stock (at its end) for a series
    """

    table: str
    column_or_series: str
    role: str
    kind: str
    unit: str
    definition: str


@dataclass(frozen=True)
class Quota:
    """Resettled refugees of a year: places granted by the Storting and persons who came, None if unknown."""

    year: int
    places: float | None
    arrivals: float | None
    source: str
    confidence: str


@dataclass(frozen=True)
class Point:
    """One value of a published series; `date` is the day of a stock or the first day of a period."""

    period: str
    date: date
    series: str
    value: float
    low: float | None
    high: float | None
    unit: str
    source: str
    confidence: str
    note: str
