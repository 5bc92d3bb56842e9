"""Prices, grants and rates (priser, tilskudd, satser): every amount with the year of its prices."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated, Literal

from pydantic import Field, PositiveFloat, model_validator

from sim.config.base import SOURCE_NOTE, Factor, Minutes, Name, Nok, Persons, Section, Share

PAYERS: tuple[str, ...] = (
    "state_UDI",
    "state_police",
    "state_IMDi",
    "state_Bufdir",
    "state_UNE",
    "municipalities",
)
"""Who pays: four agencies of the state, the appeals board, and the municipalities together."""

GRANT_YEARS = 5
"""The integration grant is paid for the calendar year of settlement and the four after it (IMDi)."""

CATEGORIES: tuple[str, ...] = ("single_adult", "adult_in_family", "child", "unaccompanied_minor")
"""Categories of settled persons with a rate of their own (single adults get more in the first year)."""

OFFICES: tuple[str, ...] = ("registration", "casework", "mapping", "allocation", "appeals")

Kind = Literal["places", "emergency", "minors", "arrival", "care", "amot"]
Payer = Literal["state_UDI", "state_police", "state_IMDi", "state_Bufdir", "state_UNE", "municipalities"]
Year = Annotated[int, Field(ge=1990, le=2100)]


class Amount(Section):
    """An amount in kroner (`nok`) or million kroner (`mnok`), in the prices of `year`."""

    nok: Nok | None = Field(None, description="amount, NOK")
    mnok: Nok | None = Field(None, description="amount, million NOK")
    year: Year = Field(description="year of the prices")

    @model_validator(mode="after")
    def _one(self) -> Amount:
        if (self.nok is None) == (self.mnok is None):
            raise ValueError("give exactly one of nok and mnok")
        return self

    @property
    def kroner(self) -> Decimal:
        """The amount, NOK of its own year."""
        if self.nok is not None:
            return Decimal(repr(self.nok))
        return Decimal(repr(self.mnok)) * 1_000_000


class Appropriation(Amount):
    """An amount that pays for something; see `BudgetPrices`."""

    nok: Annotated[Nok, Field(gt=0.0)] | None = Field(None, description="amount, NOK")
    mnok: Annotated[Nok, Field(gt=0.0)] | None = Field(None, description="amount, million NOK")


class PlacePrice(Section):
    """What one place costs a day under one kind of contract. Plans name it by its key, never by its price."""

    says: str = Field(description="the contract, in a sentence")
    payer: Payer = Field(description="who pays")
    kind: Kind = Field(description="which items of the ledger it is booked on")
    year: Year = Field(description="year of the prices")
    used: Nok = Field(ge=0.0, description="a place somebody sleeps in, NOK a day")
    empty: Nok = Field(ge=0.0, description="a usable place nobody sleeps in, NOK a day")
    exit: Nok = Field(ge=0.0, description="a closed place still paid until lock or notice ends, NOK a day")
    standby: Nok = Field(
        0.0, ge=0.0, description="fee for the right to call a place off (opsjon, beredskap), NOK a day"
    )


class Grants(Section):
    """State grants to municipalities (tilskudd)."""

    integration: dict[str, tuple[Amount, ...]] = Field(
        description="integration grant (integreringstilskudd) by category, grant years 1 to 5, per person"
    )
    elderly: Amount = Field(description="per person of 60 or more at settlement (eldretilskudd), once")
    kindergarten: Amount = Field(description="per child of 0 to 5 at settlement (barnehagetilskudd), once")
    disability_once: Amount = Field(description="disability grant 1, per person it is given for, once")
    disability_once_share: Share = Field(
        description="share of persons with special needs who get disability grant 1"
    )
    disability_year: Amount = Field(description="disability grant 2, mean per person it is given for, a year")
    disability_year_share: Share = Field(
        description="share of persons with special needs who get disability grant 2"
    )
    minors_to_16: Amount = Field(description="unaccompanied minor to the year of turning 16, a year")
    minors_17_20: Amount = Field(description="unaccompanied minor from 17 to the year of turning 20, a year")
    norwegian_person: Amount = Field(
        description="Norwegian training (norskopplæring), per learner, first year"
    )
    norwegian_base_small: Amount = Field(description="base for a municipality with few learners, a year")
    norwegian_base: Amount = Field(description="base for a municipality with more learners, a year")
    minors_last_age_to_16: int = Field(
        ge=0, description="last age of the higher grant for minors, years turned in the calendar year"
    )
    minors_last_age: int = Field(
        ge=0, description="last age of the lower grant for minors, years turned in the calendar year"
    )
    norwegian_small_up_to: int = Field(
        ge=0, description="learners up to which the small base is paid, persons"
    )
    unused_place: Amount = Field(description="offered and unused place within the request, once")
    above_request: Amount = Field(description="person settled above the first request, once")

    @model_validator(mode="after")
    def _complete(self) -> Grants:
        if set(self.integration) != set(CATEGORIES):
            raise ValueError(f"integration needs exactly the categories {list(CATEGORIES)}")
        for category, years in self.integration.items():
            if len(years) != GRANT_YEARS:
                raise ValueError(f"integration.{category} needs {GRANT_YEARS} years, got {len(years)}")
        return self


class MunicipalCosts(Section):
    """What settlement and hosting cost municipalities, by the share that grants cover."""

    integration_coverage: dict[Year, PositiveFloat] = Field(
        description="integration grant over cost, share, by the first year of settlement it holds for"
    )
    minors_coverage: PositiveFloat = Field(description="grant for unaccompanied minors over cost, share")
    norwegian_coverage: PositiveFloat = Field(description="grants for Norwegian training over cost, share")
    host_coverage: PositiveFloat = Field(description="host compensation over host cost, share")
    host_minors_coverage: PositiveFloat = Field(description="the same for centres for minors, share")
    profile: tuple[Share, ...] = Field(
        description="share of the five-year cost in each 12 months since settlement"
    )
    unused_place: Amount = Field(description="cost sunk in a place prepared and not used, once")
    standby_dwelling: Amount = Field(description="a dwelling held ready, a month")
    contingency_plan: Amount = Field(description="making and costing a contingency plan, once")

    @model_validator(mode="after")
    def _sums(self) -> MunicipalCosts:
        if len(self.profile) != GRANT_YEARS or abs(sum(self.profile) - 1.0) > 1e-9:
            raise ValueError(f"profile needs {GRANT_YEARS} shares that sum to 1, got {list(self.profile)}")
        if not self.integration_coverage:
            raise ValueError("integration_coverage needs at least one year")
        return self

    def coverage(self, year: int) -> float:
        """Share of the integration cost that the grant covers for those settled in `year`."""
        known = [first for first in sorted(self.integration_coverage) if first <= year]
        return self.integration_coverage[known[-1] if known else min(self.integration_coverage)]


class SettledYear(Section):
    """Persons settled in one calendar year before the run."""

    persons: Persons = Field(description="settled in the year, persons")
    single_adults: Share = Field(description="of these, single adults")
    minors: Share = Field(description="of these, unaccompanied minors")
    spread: Literal["population", "settled_2024"] = Field(
        description="what they are spread over the municipalities by"
    )

    @model_validator(mode="after")
    def _fits(self) -> SettledYear:
        if self.single_adults + self.minors > 1.0 + 1e-9:
            raise ValueError("single_adults and minors must not sum to more than 1")
        return self


class SettledBefore(Section):
    """Persons settled before the run, whose grants and costs still run in it."""

    years: dict[Year, SettledYear] = Field(
        min_length=1, description="by calendar year; one that is not listed counts as the nearest listed"
    )
    children: Share = Field(description="children, of persons settled in families")
    special_needs: Share = Field(description="persons with particularly demanding needs, of all settled")
    minors_turn: dict[int, Share] = Field(
        description="unaccompanied minors by the age they turned in the year of settlement; shares sum to 1"
    )

    @model_validator(mode="after")
    def _sums(self) -> SettledBefore:
        if abs(sum(self.minors_turn.values()) - 1.0) > 1e-9:
            raise ValueError(f"minors_turn must sum to 1, sums to {sum(self.minors_turn.values()):g}")
        return self

    def year(self, year: int) -> SettledYear:
        """What is known of a year, or of the nearest one that is listed (the earlier of two)."""
        return self.years[min(sorted(self.years), key=lambda each: abs(each - year))]


class HostPrices(Section):
    """Host compensation (vertskommunetilskudd), paid by UDI to municipalities with a centre."""

    base: Amount = Field(description="per host municipality, a year")
    place: Amount = Field(description="per ordinary or emergency place, a year")
    place_minors: Amount = Field(description="per place for minors of 15 to 17 or in care centres, a year")


class StaffPrice(Section):
    """Cost of paid working time of one office."""

    payer: Payer = Field(description="who pays")
    post_year: Amount = Field(description="one full-time post with its share of overhead, a year")


DayOfYear = Annotated[int, Field(ge=1, le=365)]


class BudgetPrices(Section):
    """The appropriation (bevilgning) for reception, by rule: the network as it stands, and a margin."""

    margin: Factor = Field(description="share added to the cost of the standing network, share of that cost")
    appropriation: Appropriation | None = Field(None, description="appropriation of every year instead of the rule")
    spring_ends: DayOfYear = Field(description="last day before summer with a vote on money, day of the year")
    autumn_begins: DayOfYear = Field(description="first day after summer with a vote, day of the year")
    autumn_ends: DayOfYear = Field(description="last day of the year with a vote on its money, day of the year")

    @model_validator(mode="after")
    def _in_order(self) -> BudgetPrices:
        if not self.spring_ends < self.autumn_begins <= self.autumn_ends:
            raise ValueError(
                "spring_ends must be before autumn_begins, and that not after autumn_ends, "
                f"got {self.spring_ends}, {self.autumn_begins}, {self.autumn_ends}"
            )
        return self


class PricesConfig(Section):
    """All money of a scenario, brought to one price year by one index."""

    says: SOURCE_NOTE
    price_year: Year = Field(description="all tables are in prices of this year")
    index: dict[Year, PositiveFloat] = Field(description="consumer price index by year, 2015 = 100")
    keys: dict[Name, PlacePrice] = Field(description="price keys of places")
    arrival_centre: Amount = Field(description="standing cost of the national arrival centre, a year")
    registration_person: Amount = Field(description="variable cost of one registration")
    registration_surge: Amount = Field(
        description="cost of decentralised registration while it is in use, a year"
    )
    grants: Grants
    municipal: MunicipalCosts
    settled_before: SettledBefore
    host: HostPrices
    staff: dict[str, StaffPrice] = Field(description="paid time by office")
    minutes_per_year: Minutes = Field(
        gt=0.0, description="working minutes of a full-time post, minutes a year"
    )
    work_minutes: dict[str, Minutes] = Field(
        description="working time on one person mapped and on one person allocated, minutes"
    )
    budget: BudgetPrices

    @model_validator(mode="after")
    def _index_reaches(self) -> PricesConfig:
        missing = sorted(self._years() - set(self.index))
        if missing:
            raise ValueError(f"the index lacks the price years {missing}")
        if set(self.staff) != set(OFFICES):
            raise ValueError(f"staff needs exactly the offices {list(OFFICES)}")
        if set(self.work_minutes) != {"mapping", "allocation"}:
            raise ValueError("work_minutes needs exactly the keys mapping and allocation")
        return self

    def _years(self) -> set[int]:
        """All years that some amount is given in, and the price year."""
        found = {self.price_year} | {price.year for price in self.keys.values()}
        pending: list[object] = [
            self.arrival_centre, self.registration_person, self.registration_surge, self.grants,
            self.municipal, self.host, self.budget, *self.staff.values(),
        ]  # fmt: skip
        while pending:
            part = pending.pop()
            if isinstance(part, Amount):
                found.add(part.year)
            elif isinstance(part, Section):
                pending.extend(getattr(part, name) for name in type(part).model_fields)
            elif isinstance(part, dict):
                pending.extend(part.values())
            elif isinstance(part, tuple):
                pending.extend(part)
        return found

    def factor(self, year: int) -> Decimal:
        """Factor that brings prices of `year` to the price year, no unit."""
        return Decimal(repr(self.index[self.price_year])) / Decimal(repr(self.index[year]))

    def ore(self, amount: Amount) -> int:
        """The amount in whole øre of the price year; halves go to the even øre."""
        return whole_ore(amount.kroner * self.factor(amount.year))

    def nok_per_day(self) -> dict[str, float]:
        """Price of a used place by key, NOK a day of the price year."""
        return {key: self.place_ore(key)[0] / 100 for key in self.keys}

    def place_ore(self, key: str) -> tuple[int, int, int, int]:
        """Øre a day of the price year for a place used, empty, closed and still paid, on standby."""
        price = self.keys[key]
        factor = self.factor(price.year)
        kroner = (price.used, price.empty, price.exit, price.standby)
        used, empty, leaving, standby = (whole_ore(Decimal(repr(each)) * factor) for each in kroner)
        return used, empty, leaving, standby


def whole_ore(kroner: Decimal) -> int:
    """Kroner to whole øre."""
    return int((kroner * 100).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
