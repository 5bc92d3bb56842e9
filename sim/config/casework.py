"""Case handling: registration (PU), decisions (UDI), appeals (UNE), returns (PU, IOM)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.config.base import Days, Factor, Law, Minutes, Name, Persons, Section, Share, WholeDays
from sim.config.population import GROUPS, UNACCOMPANIED

CollectiveState = Literal["inactive", "active", "narrowed", "ended"]
COLLECTIVE_STATES: tuple[CollectiveState, ...] = ("inactive", "active", "narrowed", "ended")
SERVED_LODGINGS: tuple[str, ...] = (
    "arrival",
    "transit",
    "ordinary",
    "minors",
    "care",
    "emergency",
    "private",
    "municipal",
)
MONTHS_PER_YEAR = 12
Twelve = Annotated[list[Factor], Field(min_length=MONTHS_PER_YEAR, max_length=MONTHS_PER_YEAR)]


class RegistrationConfig(Section):
    """Registration by the police immigration unit (PU) at the arrival centre and at surge sites."""

    officers: Factor = Field(
        description="officers who register at the arrival centre on a day, full-time posts"
    )
    minutes_per_officer: Minutes = Field(description="minutes of registration an officer does on a day")
    minutes_per_household: Minutes = Field(description="minutes of work on a household whatever its size")
    minutes_per_person: Minutes = Field(description="minutes of work on each person")
    persons_per_household: Factor = Field(
        gt=0, description="persons a household, to turn minutes into persons a day"
    )
    lodgings: list[str] = Field(description="kinds of lodging whose residents the arrival centre registers")
    stay_days: Law = Field(description="days from registration to leaving the arrival centre")
    stay_max_days: WholeDays = Field(ge=1, description="longest stay after registration, days")
    health_check_limit_days: WholeDays = Field(
        description="days from arrival to the tuberculosis check at the latest"
    )
    health_check_days: Law = Field(description="days from registration to the health check")
    site_lead_days: WholeDays = Field(
        description="least days from order to the first registration at a surge site"
    )
    site_persons_max: Persons = Field(
        description="persons a day that all surge sites together can register at most"
    )
    post_lead_days: WholeDays = Field(description="least days from order to an extra officer's first day")
    posts_max: Factor = Field(description="extra officers that can be had at most, posts")

    @model_validator(mode="after")
    def _known(self) -> RegistrationConfig:
        unknown = sorted(set(self.lodgings) - set(SERVED_LODGINGS))
        if unknown:
            raise ValueError(f"lodgings names unknown kinds {unknown}; known: {list(SERVED_LODGINGS)}")
        if self.minutes_per_household + self.minutes_per_person <= 0.0:
            raise ValueError(
                "registration takes time: minutes_per_household and minutes_per_person are both 0"
            )
        return self


class Track(Section):
    """One track (spor) of cases at UDI, with its own work and least time."""

    name: Name
    minutes: Law = Field(
        description="minutes of work on a household with one adult (a law in minutes, not days)"
    )
    minutes_per_extra_adult: Minutes = Field(description="minutes of work on each further adult")
    minimum_days: Law = Field(
        description="days from registration before the case can be decided: interview, inquiries"
    )
    appeal_share: Share = Field(description="share of refused households that appeal to UNE")
    transfer: bool = Field(False, description="whether a refusal means transfer to another country (Dublin)")
    takes_minors: bool = Field(True, description="whether unaccompanied minors may be put on the track")
    usual_days: Days = Field(
        gt=0, description="usual days to a decision; only to guess tracks of those there at the start"
    )
    in_hand_days: Days = Field(
        0.0,
        description="days of work kept in hand: case-workers go to other tasks where the undecided fall below; 0: none",
    )


class GroupCases(Section):
    """How the cases of one group of households fall."""

    tracks: dict[str, Share] = Field(description="share of households on each track, sums to 1")
    grants: dict[str, Share] = Field(description="share of decided households that are granted, by track")
    withdrawals_per_month: Share = Field(
        description="share of undecided households that withdraw or go, a month"
    )

    @model_validator(mode="after")
    def _sums(self) -> GroupCases:
        total = sum(self.tracks.values())
        if abs(total - 1.0) > 1e-6:
            raise ValueError(f"tracks must sum to 1, sums to {total:g}")
        missing = sorted(
            name for name, share in self.tracks.items() if share > 0.0 and name not in self.grants
        )
        if missing:
            raise ValueError(f"grants lacks the tracks {missing}")
        return self


class LearningStep(Section):
    """What a new case-worker gains after some time."""

    after_days: WholeDays = Field(description="days since the first day at work")
    gains_percent: Annotated[int, Field(ge=0, le=100)] = Field(
        description="productivity gained, percentage points"
    )


class StaffConfig(Section):
    """Case-workers (saksbehandlere) of UDI."""

    caseworkers: Factor = Field(description="trained case-workers on the first day, full-time posts")
    minutes_per_day: Minutes = Field(
        description="minutes of case work one trained case-worker does on a working day"
    )
    hire_lead_days: WholeDays = Field(description="least days from order to the first day at work")
    learning: list[LearningStep] = Field(min_length=1, description="how a new case-worker becomes productive")
    move_lead_days: WholeDays = Field(description="least days from order until staff of other tasks begin")
    moved_percent: Annotated[int, Field(ge=0, le=100)] = Field(
        description="productivity of staff moved from other tasks, percent"
    )
    movable: Factor = Field(description="staff that other tasks can spare at most, posts")
    leave_per_year: Share = Field(description="share of case-workers who quit in a year")
    replace_days: WholeDays = Field(description="days until one who quit is replaced by a new one")

    @model_validator(mode="after")
    def _whole(self) -> StaffConfig:
        total = sum(step.gains_percent for step in self.learning)
        if total != 100:
            raise ValueError(f"learning must gain 100 percent in all, gains {total}")
        return self


class DatedFactor(Section):
    """A factor in force from a date on."""

    since: dt.date = Field(description="first day")
    factor: Factor = Field(description="decision capacity, or the time of an appeal, as a factor of its own")


class DatedState(Section):
    """A state of collective protection in force from a date on."""

    since: dt.date = Field(description="first day")
    state: CollectiveState = Field(description="state from that day on")


class PriorityConfig(Section):
    """What each track is sure of, and which is worked on first with what that leaves."""

    rule: str = Field(description="name of the rule in force on the first day")
    rules: dict[str, list[str]] = Field(
        description="tracks from first to last by rule; none: strictly by age of the case"
    )
    sure: dict[str, Share] = Field(
        description="share of the case-workers' minutes a track is sure of if it needs them; left out: none"
    )

    @model_validator(mode="after")
    def _known(self) -> PriorityConfig:
        for name in (self.rule, "quick_refusals_first"):
            if name not in self.rules:
                raise ValueError(f"rules lacks {name!r}; it has {sorted(self.rules)}")
        if sum(self.sure.values()) > 1.0 + 1e-9:
            raise ValueError("shares of sure sum to more than 1")
        return self


class CollectiveConfig(Section):
    """Temporary collective protection (midlertidig kollektiv beskyttelse)."""

    states: list[DatedState] = Field(description="states by date; before the first one: inactive")
    track: str = Field(description="track of those under collective protection")
    otherwise: str = Field(description="track of the same people when it is not in force for them")
    narrowed_share: Share = Field(description="share of new applicants left out when it is narrowed")
    renewal_minutes: Minutes = Field(description="minutes of work to renew one household's permit")
    renewal_days: WholeDays = Field(gt=0, description="days a permit lasts")
    renewal_share_max: Share = Field(description="share of a day's minutes that renewals may take at most")

    @model_validator(mode="after")
    def _ordered(self) -> CollectiveConfig:
        dates = [step.since for step in self.states]
        if dates != sorted(set(dates)):
            raise ValueError("states must have rising dates, none twice")
        return self


class MinorsConfig(Section):
    """What an unaccompanied minor's case waits for before it can be taken."""

    representative_days: Law = Field(
        description="days from registration to the representative (representant)"
    )
    assessed_share: Share = Field(description="share of those of 15 to 17 years whose age is assessed")
    assessment_days: Law = Field(description="days from the representative to the result of the assessment")
    found_adult_share: Share = Field(description="share of those assessed who are found to be adults")


class AppealsConfig(Section):
    """The appeals board (UNE)."""

    minutes_per_day: Minutes = Field(description="minutes of case work on a working day, all staff together")
    minutes: Law = Field(description="minutes of work on a household (a law in minutes, not days)")
    minimum_days: Law = Field(
        description="days from refusal before UNE can decide: deadline, UDI's own review, inquiries"
    )
    pace: list[DatedFactor] = Field(
        default_factory=list,
        description="factor on minimum_days by the day on which an appeal comes in, the last in force holds; empty: 1",
    )
    overturn_share: Share = Field(description="share of appeals that end in a permit")
    send_back_share: Share = Field(description="share of appeals sent back to UDI for a new decision")

    @model_validator(mode="after")
    def _sums(self) -> AppealsConfig:
        if self.overturn_share + self.send_back_share > 1.0:
            raise ValueError("overturn_share + send_back_share exceed 1")
        return self


class Channel(Section):
    """One way out of the country for those with a duty to leave."""

    share: Share = Field(description="share of refused households that go this way")
    days: Law = Field(description="days from the duty to leave to leaving (forced: until the police can act)")


class ReturnsConfig(Section):
    """Ways out: assisted, forced, without address, and those who can hardly be returned."""

    minimum_days: WholeDays = Field(
        ge=1, description="days given to leave (utreisefrist), for all but Dublin cases"
    )
    assisted: Channel
    forced: Channel
    unknown: Channel = Field(description="leaves without giving an address")
    long: Channel = Field(description="can hardly be returned and stays long")
    dublin_days: Law = Field(description="days from a Dublin refusal to the transfer")
    dublin_unknown_share: Share = Field(
        description="share of Dublin refusals that leave without address instead"
    )
    forced_persons_per_working_day: Persons = Field(
        description="former asylum seekers the police can return a working day"
    )
    come_back_share: Share = Field(description="share of those with a duty to leave and without address who come back")
    come_back_days: Law = Field(description="days until they come back")
    departure_years: dict[str, Annotated[float, Field(gt=0, json_schema_extra={"unit": "years"})]] = Field(
        description="mean years from a permit to leaving the country, by group; groups left out stay"
    )
    after_end_days: Law = Field(
        description="days from the end of collective protection to leaving, settled holders"
    )

    @model_validator(mode="after")
    def _sums(self) -> ReturnsConfig:
        total = sum(channel.share for channel in (self.assisted, self.forced, self.unknown, self.long))
        if abs(total - 1.0) > 1e-6:
            raise ValueError(f"shares of assisted, forced, unknown and long must sum to 1, sum to {total:g}")
        if self.assisted.share + self.forced.share + self.long.share <= 0.0:
            raise ValueError(
                "those who come back need another way out: assisted, forced and long all have share 0"
            )
        unknown = sorted(set(self.departure_years) - set(GROUPS))
        if unknown:
            raise ValueError(f"departure_years names unknown groups {unknown}; known: {list(GROUPS)}")
        return self


class CaseworkConfig(Section):
    """How cases are handled, and how fast."""

    says: str = Field(description="what this world of casework is, in a sentence")
    july_capacity_factor: Factor = Field(
        1.0, description="July's decision capacity as a factor of a usual July"
    )
    month_factors: Twelve = Field(description="decision capacity of each month as a factor (holidays)")
    capacity: list[DatedFactor] = Field(
        description="decision capacity by date; before the first one: factor 1"
    )
    registration: RegistrationConfig
    tracks: list[Track] = Field(min_length=1, description="tracks, in the order in which tables list them")
    groups: dict[str, GroupCases] = Field(
        description="cases by group of the population; groups without cases left out"
    )
    staff: StaffConfig
    priority: PriorityConfig
    collective: CollectiveConfig
    minors: MinorsConfig
    paused_by_lever: str = Field(description="track that the lever pause_track pauses")
    appeals: AppealsConfig
    returns: ReturnsConfig

    @model_validator(mode="after")
    def _consistent(self) -> CaseworkConfig:
        names = [track.name for track in self.tracks]
        if len(set(names)) != len(names):
            raise ValueError(f"track names must differ, got {names}")
        if strange := sorted(set(self.priority.sure) - set(names)):
            raise ValueError(f"priority.sure names unknown tracks {strange}; tracks: {names}")
        for place, steps in (("capacity", self.capacity), ("appeals.pace", self.appeals.pace)):
            dates = [step.since for step in steps]
            if dates != sorted(set(dates)):
                raise ValueError(f"{place} must have rising dates, none twice")
        for rule, order in self.priority.rules.items():
            if order and sorted(order) != sorted(names):
                raise ValueError(f"priority.rules.{rule} must name each track once or none, got {order}")
        for place, name in (
            ("collective.track", self.collective.track),
            ("collective.otherwise", self.collective.otherwise),
            ("paused_by_lever", self.paused_by_lever),
        ):
            if name not in names:
                raise ValueError(f"{place} {name!r} is no track; tracks: {names}")
        for group, cases in self.groups.items():
            self._check_group(group, cases, names)
        return self

    def _check_group(self, group: str, cases: GroupCases, names: list[str]) -> None:
        if group not in GROUPS:
            raise ValueError(f"groups names the unknown group {group!r}; known: {list(GROUPS)}")
        strange = sorted((set(cases.tracks) | set(cases.grants)) - set(names))
        if strange:
            raise ValueError(f"groups.{group} names unknown tracks {strange}; tracks: {names}")
        if (
            cases.tracks.get(self.collective.track, 0.0) > 0.0
            and self.collective.otherwise not in cases.grants
        ):
            raise ValueError(
                f"groups.{group}.grants lacks {self.collective.otherwise!r}, used when protection ends"
            )
        if group in UNACCOMPANIED:
            closed = [track.name for track in self.tracks if not track.takes_minors]
            taken = sorted(name for name in closed if cases.tracks.get(name, 0.0) > 0.0)
            if taken:
                raise ValueError(f"groups.{group}: unaccompanied minors are never put on {taken}")
            if "individual" not in self.groups:
                raise ValueError(
                    f"groups.{group} needs groups.individual: some minors are found to be adults"
                )
            needed = {name for name, share in cases.tracks.items() if share > 0.0} | {
                self.collective.otherwise
            }
            missing = sorted(needed - set(self.groups["individual"].grants) - {self.collective.track})
            if missing:
                raise ValueError(
                    f"groups.individual.grants lacks {missing}, needed for minors found to be adults"
                )
