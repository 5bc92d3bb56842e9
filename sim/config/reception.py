"""How reception works: contracts, opening and closing, hosts, placement, private lodging, care."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.config.base import Factor, Law, Name, Persons, Places, Section, Share, Weight, WholeDays
from sim.config.population import GROUPS

CentreKind = Literal["arrival", "transit", "ordinary", "minors", "care", "emergency"]
Whole = Annotated[int, Field(ge=0)]

NEEDED_CONTRACTS: tuple[str, ...] = (
    "arrival",
    "basic",
    "care",
    "care_purchase",
    "care_reserve",
    "contingency",
    "emergency",
    "minors",
    "municipal_order",
    "transit",
    "variable",
)


class ContractTerms(Section):
    """Terms of one type of contract between the state and the operator of a centre."""

    says: str = Field(description="what the contract is, with the Norwegian term")
    kind: CentreKind = Field(description="type of centre it is for")
    price: Name = Field(description="key of the price of a fixed place")
    unit_price: Name = Field(description="key of the price of a place paid only when used (stykkprisplass)")
    fixed_share: Share = Field(description="share of places that are fixed: paid whether used or not")
    centre_places: Annotated[Places, Field(gt=0)] = Field(description="usual size of a centre, places")
    minimum_places: Annotated[Places, Field(gt=0)] = Field(
        description="smallest centre that is opened, places"
    )
    lock_days: WholeDays = Field(description="days after signing before which the contract cannot end")
    notice_days: WholeDays = Field(description="days of notice to the operator")
    length_days: Annotated[WholeDays, Field(gt=0)] = Field(
        description="days of one contract period; it is renewed for as long if nobody gives notice"
    )
    longest_days: WholeDays | None = Field(
        None, description="days after opening when the centre must close; null: none"
    )
    run_down_days: Annotated[WholeDays, Field(gt=0)] = Field(
        description="days from notice to closing, if the contract does not end before"
    )
    forced_moves: bool = Field(
        True, description="whether residents are moved out before closing (no: closes when empty)"
    )
    permit: Law = Field(description="days from signing to the use permit (brukstillatelse)")
    stage_shares: Annotated[list[Share], Field(min_length=1)] = Field(
        description="share of the places in each stage"
    )
    stage_interval_days: WholeDays = Field(description="days between stages")
    staff: Literal["operators", "bufetat", "none"] = Field(description="pool that the staff come from")
    staff_weight: Factor = Field(1.0, description="staff a place needs, ordinary place = 1")

    @model_validator(mode="after")
    def _consistent(self) -> ContractTerms:
        if abs(sum(self.stage_shares) - 1.0) > 1e-6:
            raise ValueError(f"stage_shares must sum to 1, sum to {sum(self.stage_shares):g}")
        if self.minimum_places > self.centre_places:
            raise ValueError(
                f"minimum_places {self.minimum_places} is above centre_places {self.centre_places}"
            )
        return self


class RunningCentres(Section):
    """Places that can be added in ordinary centres already running."""

    unit_price_share: Share = Field(description="unit-price places that can be called off, per place signed")
    option_share: Share = Field(
        description="option places (opsjonsplasser) that can be called off, per place signed"
    )
    densification_share: Share = Field(
        description="places added by denser use of rooms (fortetting), per place signed"
    )
    unit_price_lag: Law = Field(description="days from call-off to open unit-price places")
    option_lag: Law = Field(description="days from call-off to open option places")
    densification_lag: Law = Field(description="days from agreement to denser use")
    staff_weight: Factor = Field(description="staff an added place needs, ordinary place = 1")
    give_up_days: WholeDays = Field(description="days of notice to give up places added in a running centre")


class StaffPoolConfig(Section):
    """Staff that operators can find: what limits how fast places open."""

    places_per_week: Annotated[Places, Field(gt=0)] = Field(
        description="places that can be staffed a week, nationally"
    )
    ready_days: WholeDays = Field(description="days of such staffing that stand ready before a surge")
    moved_share: Share = Field(0.0, description="staff of closed places who go to openings that wait, share")


class MarketConfig(Section):
    """What suppliers offer."""

    places: Annotated[Places, Field(gt=0)] = Field(description="places that suppliers can offer in all")
    bids_per_contract: Factor = Field(description="bids for each contract when no such place is taken")


class HostsConfig(Section):
    """Where centres lie, and what the host municipality (vertskommune) may decide."""

    population_exponent: Factor = Field(description="weight of a municipality = population to this power")
    centrality_weights: Annotated[list[Weight], Field(min_length=6, max_length=6)] = Field(
        description="weight by centrality class 1 to 6"
    )
    arrival_municipality: Annotated[str, Field(pattern=r"^\d{4}$")] = Field(
        description="number of the municipality of the national arrival centre"
    )
    refused_share: Share = Field(0.0, description="share of proposed sites refused by the host")
    delayed_share: Share = Field(0.0, description="share of proposed sites delayed by the host")
    delay: Law = Field(description="days a delayed site is late")
    refused_of_influenced: Share = Field(
        description="of the sites touched by the plan's host-influence option, share refused (others delayed)"
    )

    @model_validator(mode="after")
    def _shares(self) -> HostsConfig:
        if self.refused_share + self.delayed_share > 1.0:
            total = self.refused_share + self.delayed_share
            raise ValueError(f"refused_share + delayed_share must be at most 1, is {total:g}")
        if not any(self.centrality_weights):
            raise ValueError("centrality_weights must not all be 0")
        return self


class PlacementConfig(Section):
    """How households are given places."""

    arrival_limit_nights: Annotated[WholeDays, Field(gt=0)] = Field(
        description="longest stay in the arrival centre, nights"
    )
    transit_share: dict[str, Share] = Field(
        description="share of households sent to transit centres, by group; else 0"
    )
    transit_stay: Law = Field(description="days in a transit centre")
    transit_wait_days: Annotated[WholeDays, Field(gt=0)] = Field(
        description="days of waiting in the arrival centre for transit before an ordinary centre will do"
    )
    transfers_cap: Whole = Field(
        description="moves between centres after which a household is not moved for backfill"
    )
    overcrowding_share: Share = Field(
        description="last resort: persons above places in a regular centre, per place"
    )
    emergency_limit_days: Annotated[WholeDays, Field(gt=0)] = Field(
        description="days in emergency accommodation beyond which it counts as long"
    )
    start_emergency_days: Annotated[WholeDays, Field(gt=0)] = Field(
        description="days in emergency accommodation of those there at the start: even from 0 to this"
    )

    @model_validator(mode="after")
    def _groups(self) -> PlacementConfig:
        _known_groups("transit_share", self.transit_share)
        return self


class PrivateConfig(Section):
    """Living privately (privatboende) before settlement."""

    seek_reception_week: dict[str, Share] = Field(
        description="share of households a week that ask for a place in reception, by group; else 0"
    )
    amot_price: Name = Field(description="key of the price of alternative placement (AMOT)")
    amot_month_days: Annotated[WholeDays, Field(gt=0)] = Field(description="days of a month of AMOT places")

    @model_validator(mode="after")
    def _groups(self) -> PrivateConfig:
        _known_groups("seek_reception_week", self.seek_reception_week)
        if any(share >= 1.0 for share in self.seek_reception_week.values()):
            raise ValueError("seek_reception_week must be below 1 a week")
        return self


class ClosingConfig(Section):
    """How centres close."""

    kinds: list[CentreKind] = Field(description="types in which places are closed, first to last")
    clearing_days: WholeDays = Field(description="days before closing when residents are told to move")


class CareConfig(Section):
    """Care centres (omsorgssentre) for unaccompanied minors under 15, run or bought by Bufetat."""

    reserve_places: Places = Field(description="places held in reserve that can be taken into use")
    staff: StaffPoolConfig = Field(description="staff of care centres")


class StartPortfolio(Section):
    """The synthetic portfolio on the first day; its places sum to the published totals."""

    basic_share: Share = Field(description="share of ordinary places on basic contracts (level 1)")
    signed_days: Annotated[WholeDays, Field(gt=0)] = Field(
        description="age of contracts: even from 0 to this, days"
    )
    emergency_signed_days: Annotated[WholeDays, Field(gt=0)] = Field(
        description="age of emergency contracts: even from 0 to this, days"
    )


class ReceptionConfig(Section):
    """The reception system outside any plan."""

    name: Name
    contracts: dict[Name, ContractTerms] = Field(description="types of contract")
    running: RunningCentres
    operators: StaffPoolConfig
    market: MarketConfig
    hosts: HostsConfig
    placement: PlacementConfig
    private: PrivateConfig
    closing: ClosingConfig
    care: CareConfig
    start: StartPortfolio
    permit_exemption_factor: Share = Field(
        description="permit time under an exemption from the Planning and Building Act, over the normal"
    )
    amot_household_limit: Persons = Field(description="largest household taken into AMOT, persons")

    @model_validator(mode="after")
    def _contracts(self) -> ReceptionConfig:
        missing = sorted(set(NEEDED_CONTRACTS) - set(self.contracts))
        if missing:
            raise ValueError(f"contracts missing: {missing}")
        return self


def _known_groups(name: str, shares: dict[str, float]) -> None:
    strange = sorted(set(shares) - set(GROUPS))
    if strange:
        raise ValueError(f"{name} names unknown groups {strange}; known: {list(GROUPS)}")
