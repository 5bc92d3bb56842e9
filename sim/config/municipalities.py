"""The municipalities: what they answer, when, what housing and services they have, who moves on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.config.base import Factor, Law, Section, Share, WholeDays, WholePersons
from sim.data import municipalities

CENTRALITY_CLASSES = 6
ByCentrality = Annotated[list[Share], Field(min_length=CENTRALITY_CLASSES, max_length=CENTRALITY_CLASSES)]
Rates = Annotated[list[Factor], Field(min_length=CENTRALITY_CLASSES, max_length=CENTRALITY_CLASSES)]
BySize = Annotated[list[Factor], Field(min_length=3, max_length=3)]


class Acceptance(Section):
    """The vote as a share of the request."""

    by_centrality: ByCentrality = Field(description="mean share of the request voted, SSB classes 1 to 6")
    usual_per_1000: Rates = Field(
        description="request per 1,000 inhabitants at which those shares were seen, classes 1 to 6"
    )
    quantiles: Annotated[list[tuple[Share, Factor]], Field(min_length=2)] = Field(
        description="law of vote over request across municipalities: (share of municipalities, ratio), rising"
    )
    refusal_elasticity: Factor = Field(
        description="elasticity of the refused share to the request per inhabitant over the usual, no unit"
    )
    refused_in: dict[int, Factor] = Field(
        description="refused share in calendar years that differ, by year, multiple of the usual one"
    )
    own_weight: Share = Field(
        description="weight of a municipality's own recorded answer of 2024 against chance"
    )
    prepared_refusal_factor: Factor = Field(description="refused share of a prepared municipality, factor")
    incentive_refusal_factor: Factor = Field(description="refused share while unused places are paid, factor")
    estimate_cv: Factor = Field(
        description="spread of the quick estimate around the later vote, coefficient of variation"
    )

    @model_validator(mode="after")
    def _rising(self) -> Acceptance:
        shares = [share for share, _ in self.quantiles]
        ratios = [ratio for _, ratio in self.quantiles]
        if shares[0] != 0.0 or shares[-1] != 1.0 or shares != sorted(set(shares)) or ratios != sorted(ratios):
            raise ValueError("quantiles must rise from share 0 to share 1, with ratios that never fall")
        if ratios[1] > 1.0:
            raise ValueError("quantiles must give some share of the municipalities a ratio of at most 1")
        return self


class AnswerTimes(Section):
    """When municipalities answer a request."""

    estimate_days: Law = Field(description="days to the quick estimate")
    vote_days: Law = Field(description="days to the council's vote in the ordinary round")
    urgent_vote_days: Law = Field(description="days to the vote on an urgent or supplementary request")
    delegated_share: Share = Field(description="share of municipalities where the vote is delegated")
    delegated_days: Law = Field(description="days to the vote where it is delegated")
    prepared_days_factor: Factor = Field(description="time to answer of a prepared municipality, factor")


class SettlementYear(Section):
    """How voted places open through the year."""

    profile: Annotated[list[Share], Field(min_length=12, max_length=12)] = Field(
        description="share of the year's places open in each month, cumulated, rising to 1"
    )
    realised_mean: Share = Field(description="mean share of the vote that a municipality makes real")
    realised_sd: Factor = Field(description="spread of that share across municipalities, standard deviation")
    later_share: Share = Field(
        description="share of municipalities that agree to more once their vote is used"
    )
    later_extra: Factor = Field(description="what they then add, share of their vote")
    later_used_share: Share = Field(
        description="share of the places they can make real that is used when they agree to more"
    )
    interim_month_share: Share = Field(
        description="places kept open a month before the year's vote, share of those settled the year before"
    )
    lump: Annotated[int, Field(ge=1, le=50)] = Field(
        description="places are opened this many at a time, persons"
    )
    slow_factor: Factor = Field(
        description="pace of opening places and finding dwellings after a slow message, factor"
    )

    @model_validator(mode="after")
    def _rising(self) -> SettlementYear:
        if self.profile != sorted(self.profile) or abs(self.profile[-1] - 1.0) > 1e-9:
            raise ValueError(f"profile must rise to 1, got {self.profile}")
        return self


class Dwellings(Section):
    """Dwellings by size: for 1, 2-3, and 4 or more persons."""

    stock_per_1000: Factor = Field(description="free dwellings at the start, per 1,000 inhabitants")
    mix: BySize = Field(
        description="share of persons a municipality plans for in each size of dwelling, sums to 1"
    )
    persons: BySize = Field(description="persons in a dwelling of each size")
    per_place: Factor = Field(description="dwellings sought, as a multiple of what the open places need")
    follow_need: Share = Field(description="weight of the sizes now waiting against the planned mix")
    lead_days: Law = Field(description="mean days to find a dwelling in a municipality, over municipalities")
    ahead_share: Share = Field(
        description="share of that time by which dwellings are sought before voted places open; 0: once they are open"
    )
    prepared_lead_factor: Factor = Field(
        description="time to find a dwelling in a prepared municipality, factor"
    )
    returned_share: Share = Field(
        description="share of dwellings that the municipality keeps when people move out"
    )

    @model_validator(mode="after")
    def _sums(self) -> Dwellings:
        if abs(sum(self.mix) - 1.0) > 1e-6:
            raise ValueError(f"mix must sum to 1, sums to {sum(self.mix):g}")
        if any(a >= b for a, b in zip(self.persons, self.persons[1:], strict=False)) or self.persons[0] < 1.0:
            raise ValueError(f"persons must rise from at least 1, got {self.persons}")
        return self


class Service(Section):
    """One service that limits how many newcomers a municipality can take in a year."""

    per_person: Share = Field(description="users among newcomers, share of persons")
    limit_per_1000: Factor = Field(description="new users a year that can be served, per 1,000 inhabitants")


class Services(Section):
    """Services as limits (tjenester)."""

    limits: dict[str, Service] = Field(
        description="services by name: school, kindergarten, general_practitioner, staff"
    )
    spread: Factor = Field(description="spread of limits across municipalities, coefficient of variation")
    floor_persons: WholePersons = Field(
        description="newcomers a year that every municipality can serve, persons"
    )
    prepared_factor: Factor = Field(description="limits of a prepared municipality, factor")
    special_share: ByCentrality = Field(
        description="share of municipalities with services for particularly demanding needs, classes 1 to 6"
    )


class SecondaryMoves(Section):
    """Moves on to another municipality after settlement (sekundærflytting)."""

    within_5_years: ByCentrality = Field(
        description="share of households that have left after five years, classes 1 to 6"
    )
    pull: Rates = Field(description="weight of each class as destination, per inhabitant")


class Ages(Section):
    """Ages that put a settled person in a service."""

    adult: int = Field(description="age of majority, years")
    small_child: int = Field(description="last age at settlement with the kindergarten grant, years")
    kindergarten: tuple[int, int] = Field(description="first and last age, years turned in the calendar year")
    school: tuple[int, int] = Field(description="first and last age, years turned in the calendar year")
    learner: tuple[int, int] = Field(
        description="first and last age with a right to Norwegian training, years"
    )
    elderly: int = Field(description="first age counted as elderly, years")
    school_year_month: Annotated[int, Field(ge=1, le=12)] = Field(
        description="month in which school and kindergarten years begin, month of the year"
    )


Count = Annotated[int, Field(ge=0, json_schema_extra={"unit": "dwellings"})]


class OwnMunicipality(Section):
    """What one municipality knows of itself, in place of what is drawn for it; null leaves that as it is."""

    number: Annotated[str, Field(pattern=r"^[0-9]{4}$")] = Field(description="four digits, in quotation marks")
    vote_share: Share | None = Field(
        None,
        description="share of every request that it votes, as far as services allow; before the vote it takes no more",
    )
    persons_a_year: WholePersons | None = Field(
        None, description="persons a year that its services allow by agreement, in places agreed later too, persons"
    )
    answer_days: Annotated[WholeDays, Field(le=400)] | None = Field(
        None, description="days from a request to its vote"
    )
    dwellings: Annotated[list[Count], Field(min_length=3, max_length=3)] | None = Field(
        None, description="free dwellings on the first day, for 1, 2-3, and 4 or more persons"
    )
    standby: Count | None = Field(None, description="dwellings held ready beside these from the first day")
    dwelling_lead_days: Annotated[int, Field(ge=1, json_schema_extra={"unit": "days"})] | None = Field(
        None, description="mean days to find a dwelling, before what a contingency plan shortens"
    )
    prepared: bool | None = Field(None, description="whether it has a contingency plan, whatever others do")

    @model_validator(mode="after")
    def _known(self) -> OwnMunicipality:
        if self.number not in municipalities().number:
            raise ValueError(f"there is no municipality {self.number!r}; four digits of 2024, such as '0301'")
        return self


class MunicipalitiesConfig(Section):
    """How the 357 municipalities (kommuner) behave."""

    answers: Literal["modelled", "recorded"] = Field(
        description="modelled: votes from the law below; recorded: the votes of 2024 and 2025 in those years"
    )
    votes_factor: Factor = Field(description="votes as a share of what they would be, factor")
    minors_votes_factor: Share = Field(
        description="share of the request for unaccompanied minors that is voted"
    )
    prepared_share: Share = Field(
        description="share of municipalities with a contingency plan on the first day"
    )
    acceptance: Acceptance
    times: AnswerTimes
    year: SettlementYear
    dwellings: Dwellings
    services: Services
    secondary: SecondaryMoves
    ages: Ages
    review_days: WholeDays = Field(
        gt=0, description="days between the municipalities' reviews of their housing"
    )
    own: list[OwnMunicipality] = Field(
        default=[], description="what single municipalities know of themselves; empty: all is drawn"
    )

    @model_validator(mode="after")
    def _once(self) -> MunicipalitiesConfig:
        numbers = [each.number for each in self.own]
        twice = sorted({number for number in numbers if numbers.count(number) > 1})
        if twice:
            raise ValueError(f"own names {', '.join(twice)} more than once")
        return self
