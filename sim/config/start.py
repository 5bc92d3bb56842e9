"""The system on the first day: from published anchors, from a user's own file, or empty."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from sim.config.base import Name, Persons, Section, Share, WholeDays, WholePersons
from sim.config.faults import first_few
from sim.config.population import GROUPS
from sim.data import Anchor as PublishedAnchor
from sim.data import start_anchors

STATUSES: tuple[str, ...] = (
    "unregistered",
    "undecided",
    "appeal",
    "duty_to_leave",
    "not_asked",
    "mapping",
    "ready",
    "allocated",
)
WHERES: tuple[str, ...] = (
    "arrival",
    "transit",
    "ordinary",
    "minors",
    "care",
    "emergency",
    "centres",
    "private",
)
CENTRE_TYPES: tuple[str, ...] = ("arrival", "transit", "ordinary", "minors", "care", "emergency")
MOST_PERSONS = 1_000_000  # of one row
MOST_DAYS = 7305  # twenty years
START_COLUMNS = ("kind", "status", "where", "group", "persons", "elapsed_days")


class Anchor(Section):
    """Persons of one group in one status and place on the first day."""

    status: str = Field(description="one of " + ", ".join(STATUSES))
    where: str = Field(description="one of " + ", ".join(WHERES) + "; centres: spread over UDI's centres")
    group: str = Field(description="group of the population")
    persons: WholePersons
    low: WholePersons | None = Field(None, description="low end of the judged band, persons")
    high: WholePersons | None = Field(None, description="high end of the judged band, persons")
    elapsed_days: WholeDays = Field(description="mean days already spent in this status")

    @model_validator(mode="after")
    def _known(self) -> Anchor:
        for name, known in (("status", STATUSES), ("where", WHERES), ("group", GROUPS)):
            if getattr(self, name) not in known:
                raise ValueError(f"{name} {getattr(self, name)!r} is unknown; known: {list(known)}")
        return self


class PermitSplit(Section):
    """How permit holders are spread over steps that no publication tells apart; shares sum to 1."""

    mapping: Share
    ready: Share
    allocated: Share
    private_not_asked: Share = Field(description="of those living privately: share who have not asked yet")

    @model_validator(mode="after")
    def _sums(self) -> PermitSplit:
        total = self.mapping + self.ready + self.allocated
        if abs(total - 1.0) > 1e-6:
            raise ValueError(f"mapping, ready and allocated must sum to 1, sum to {total:g}")
        return self


class StepDays(Section):
    """Days that earlier steps took for households already there; they only set stamps."""

    registration: WholeDays = Field(description="from arrival to registration")
    decision_collective: WholeDays = Field(description="from registration to permit, collective protection")
    decision: WholeDays = Field(description="from registration to decision, all others")
    appeal: WholeDays = Field(description="from refusal to the final refusal")
    mapping: WholeDays = Field(description="from permit to ready")
    queue: WholeDays = Field(description="from ready to allocated")


class StartSettlement(Section):
    """The settlement year that is under way on the first day."""

    requested: WholePersons = Field(
        description="places the municipalities were asked for this year (anmodning)"
    )
    requested_minors: WholePersons = Field(description="of these, places for unaccompanied minors")
    voted: WholePersons = Field(description="places already voted (vedtak) on the first day")
    settled_year_before: WholePersons | None = Field(
        None, description="persons settled the year before, the pace until votes are in; null: as many as requested"
    )
    recorded: bool = Field(description="whether the request by municipality is the recorded one of that year")

    @model_validator(mode="after")
    def _fits(self) -> StartSettlement:
        if self.requested_minors > self.requested:
            raise ValueError(f"requested_minors {self.requested_minors} is above requested {self.requested}")
        return self


class StartConfig(Section):
    """State of the system on `date`."""

    name: Name
    says: str = Field(description="what this start is, in a sentence")
    date: dt.date = Field(description="first day of the run")
    table: str | None = Field(
        None, description="name of the start in the table of anchors (sim/data/start_anchors.csv)"
    )
    permit_split: PermitSplit
    waited_days: WholeDays | None = Field(
        None,
        description="mean days individual permit holders to be settled have waited; null: as in the table of anchors",
    )
    steps: StepDays
    anchors: list[Anchor] = Field(default_factory=list, description="stocks on the first day")
    places: dict[str, WholePersons] = Field(default_factory=dict, description="places by type of centre")
    settlement: StartSettlement
    world: dict[Name, Name] = Field(
        default_factory=dict,
        description="options of other groups that belong to this time, used unless others are chosen",
    )
    persons_per_week: dict[str, Persons] | None = Field(
        None, description="trailing level of arrivals by group; null: from the published series before `date`"
    )
    draw_within_bands: bool = Field(
        False, description="draw each stock within its band anew in each replication"
    )
    history_days: WholeDays = Field(
        1095, gt=0, description="days of historical arrivals that households are taken from"
    )
    settled_before: bool = Field(
        True, description="whether grants and costs of people settled before the run are counted"
    )
    file: Path | None = Field(None, description="the user's own CSV: " + ",".join(START_COLUMNS))

    path: Path | None = Field(None, description="folder of a saved run to go on from; null: none")
    day: dt.date | None = Field(None, description="day of the saved state, the first that is run")
    replication: Annotated[int, Field(ge=0)] | None = Field(
        None, description="saved replication that all go on from; null: each from its own"
    )

    @field_validator("path")
    @classmethod
    def _from_anywhere(cls, value: Path | None) -> Path | None:
        """Return the path for workers in another folder too."""
        return None if value is None else value.absolute()

    @model_validator(mode="after")
    def _goes_on(self) -> StartConfig:
        if (self.path is None) != (self.day is None):
            raise ValueError("path and day belong together: the folder of a saved run and the day of its state")
        if self.replication is not None and self.path is None:
            raise ValueError("replication names a saved replication: give path and day too")
        return self

    @model_validator(mode="after")
    def _places(self) -> StartConfig:
        unknown = sorted(set(self.places) - set(CENTRE_TYPES))
        if unknown:
            raise ValueError(f"places names unknown centre types {unknown}; known: {list(CENTRE_TYPES)}")
        if self.persons_per_week is not None:
            strange = sorted(set(self.persons_per_week) - set(GROUPS))
            if strange:
                raise ValueError(f"persons_per_week names unknown groups {strange}; known: {list(GROUPS)}")
        return self


_STATUS_OF_MEASURE = {
    "undecided": "undecided",
    "appeal": "appeal",
    "duty_to_leave": "duty_to_leave",
    "closed_other": "duty_to_leave",
    "permit_not_to_settle": "not_asked",
    "sent_to_municipality": "allocated",
    "allocated": "allocated",
}


def anchors_of_table(
    name: str, split: dict[str, float], waited_days: int | None = None
) -> list[dict[str, object]]:
    """Turn the published anchors of a start into stocks by status.

    Permit holders to be settled are spread over mapping, ready and allocated by `split` (keys of
    `PermitSplit`), unless the table counts the allocated itself; those living privately over not asked and
    ready. `waited_days` takes the place of the table's elapsed time where these are of the individual group.
    """
    rows = start_anchors(name)
    counted = any(row.measure == "allocated" for row in rows)
    out: list[dict[str, object]] = []

    def add(row: PublishedAnchor, status: str, share: float) -> None:
        waiting = row.measure == "permit_to_settle" and row.group == "individual"
        out.append(
            {
                "status": status,
                "where": row.lodging,
                "group": row.group,
                "persons": round(row.persons * share),
                "low": round(row.low * share),
                "high": round(row.high * share),
                "elapsed_days": waited_days if waiting and waited_days is not None else row.mean_elapsed_days,
            }
        )

    for row in rows:
        if row.measure != "permit_to_settle":
            add(row, _STATUS_OF_MEASURE[row.measure], 1.0)
        elif row.lodging == "private":
            add(row, "not_asked", split["private_not_asked"])
            add(row, "ready", 1.0 - split["private_not_asked"])
        else:
            steps = ("mapping", "ready") if counted else ("mapping", "ready", "allocated")
            whole = sum(split[step] for step in steps)
            for step in steps:
                add(row, step, split[step] / whole)
    return out


def read_start_file(path: Path) -> tuple[list[dict[str, object]], dict[str, int]]:
    """Read a user's start CSV.

    Columns: kind (stock or places), status, where, group, persons, elapsed_days. Rows of kind `places` use
    `where` for the type of centre and `persons` for its places; the other columns stay empty.

    Returns
    -------
    Raw anchors (for `StartConfig.anchors`) and places by type.

    Raises
    ------
    ValueError with every fault of the file, one a line, if it is empty, lacks a column, or holds a number
    that is not whole and at least 0.
    """
    if path.is_dir():
        raise ValueError(f"{path}: is a folder; give the path of a CSV with columns {', '.join(START_COLUMNS)}")
    if not path.is_file():
        raise ValueError(f"{path}: no such file; give the path of a CSV with columns {', '.join(START_COLUMNS)}")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: is not UTF-8 text; save it as CSV UTF-8 ({error.reason})") from error
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in START_COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        semicolons = ""
        if ";" in text.split("\n", 1)[0]:
            semicolons = "; the columns are parted by semicolons: commas are needed"
        needed = f"needed: {', '.join(START_COLUMNS)}"
        raise ValueError(f"{path}: columns missing: {', '.join(missing)}; {needed}{semicolons}")
    rows = list(reader)
    if not rows:
        raise ValueError(f"{path}: holds no rows; give at least one stock, or choose start=empty")
    faults: list[str] = []
    anchors: list[dict[str, object]] = []
    places: dict[str, int] = {}

    def whole(line: int, name: str, text: str | None, most: int) -> int:
        try:
            value = int((text or "").strip())
        except ValueError:
            faults.append(f"{path} line {line}: {name} {text!r} is not a whole number")
            return 0
        if value < 0:
            faults.append(f"{path} line {line}: {name} {value} is negative; a stock is 0 or more")
        if value > most:
            faults.append(f"{path} line {line}: {name} {value} is above {most}, which is beyond all sense")
        return value

    def known(line: int, name: str, text: str, names: tuple[str, ...]) -> str:
        if text not in names:
            faults.append(f"{path} line {line}: {name} {text!r} is unknown; known: {', '.join(names)}")
        return text

    for line, row in enumerate(rows, start=2):
        words = {name: (row[name] or "").strip() for name in ("kind", "status", "where", "group")}
        kind, where = words["kind"], words["where"]
        persons = whole(line, "persons", row["persons"], MOST_PERSONS)
        if kind == "places":
            known(line, "where", where, CENTRE_TYPES)
            if where in places:
                faults.append(f"{path} line {line}: places of {where!r} stand twice; give one line a type")
            places[where] = persons
        elif kind == "stock":
            anchors.append(
                {
                    "status": known(line, "status", words["status"], STATUSES),
                    "where": known(line, "where", where, WHERES),
                    "group": known(line, "group", words["group"], GROUPS),
                    "persons": persons,
                    "elapsed_days": whole(line, "elapsed_days", row["elapsed_days"], MOST_DAYS),
                }
            )
        else:
            faults.append(f"{path} line {line}: kind {kind!r} is neither stock nor places")
    if anchors and not any(places.values()) and any(anchor["where"] != "private" for anchor in anchors):
        faults.append(f"{path}: persons live in centres, but there is no line of kind places")
    if faults:
        raise ValueError("\n".join(first_few(faults)))
    return anchors, places
