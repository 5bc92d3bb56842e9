"""A back-test: which runs are made of each episode and grade, as lists of changes, and how they are carried out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from sim.config.base import Name, Section
from sim.config.job import Kernels
from sim.config.ledger import EPISODE_WORDS
from sim.config.schema import Scenario

Grade = Literal["reconstruction", "rules", "as_known"]
Transfer = Literal["free", "ledger"]
GRADES: tuple[Grade, ...] = ("reconstruction", "rules", "as_known")
PLACEHOLDER = "{origin}"
"""Stands for the day of the origin in the words of as_known."""

Episode = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]
Words = tuple[str, ...]
COUNTS = ("replications", "other_replications", "known_replications")


LEAST_KEPT = 19
"""Fewest replications of a back-test that can be kept: between the lowest and the highest lie 90 %."""


class EpisodeRuns(Section):
    """The days of an episode, and the changes that make a run of it."""

    first: dt.date = Field(description="first day of its runs")
    last: dt.date = Field(description="last day on which anything published is compared")
    words: Words = Field(description="changes as on the command line, beside its start, shock and plan")

    @model_validator(mode="after")
    def _in_order(self) -> EpisodeRuns:
        if self.first >= self.last:
            raise ValueError(f"first {self.first} must be before last {self.last}")
        return self


class Origins(Section):
    """The days from which `as_known` looks ahead."""

    every_months: Annotated[int, Field(ge=1, le=12)] = Field(description="months from one origin to the next")
    months_ahead: Annotated[int, Field(ge=1, le=36)] = Field(description="months that its runs look ahead")


class BacktestSettings(Section):
    """How a back-test is carried out, and the runs that it is made of."""

    name: Name = Field(description="name of the folder of the results")
    episodes: tuple[Episode, ...] = Field(description="episodes")
    grades: tuple[Grade, ...] = Field(description="what is given to the model")
    transfer: tuple[Transfer, ...] = Field(description="rules of one shock on the other: free, or with the ledger")
    replications: Annotated[int, Field(ge=1, le=100_000)] = Field(description="runs of rules, each with its luck")
    other_replications: Annotated[int, Field(ge=1, le=100_000)] = Field(
        description="runs of reconstruction and transfer, each with its luck; no more than of rules"
    )
    known_replications: Annotated[int, Field(ge=1, le=100_000)] = Field(
        description="runs of each origin of as_known, each with its luck; no more than of rules"
    )
    data: Annotated[str, Field(min_length=1)] | None = Field(
        description="CSV with a history of your own; null: the published one"
    )
    out: Annotated[str, Field(min_length=1)] | None = Field(
        description="folder of the results; null: outputs/backtest/NAME here"
    )
    overwrite: bool = Field(description="whether the answer to another question in that folder may be replaced")
    workers: Annotated[int, Field(ge=1, le=512)] | None = Field(description="processes at work; null: one a core")
    kernels: Kernels = Field(description="code that does the counting; the results are the same bit for bit")
    progress: bool = Field(description="whether progress is shown")
    freeze: bool = Field(description="whether the lines `validated for` of every report are taken from this one")
    frozen: dict[Episode, Annotated[str, Field(min_length=1)] | None] = Field(
        description="folder of the calibration on each episode, whose parameters are frozen; null: central ones"
    )
    of_episode: dict[Episode, EpisodeRuns] = Field(description="days and changes of each episode")
    of_grade: dict[Grade, Words] = Field(description="changes of each grade")
    origins: Origins
    of_transfer: dict[Transfer, Words] = Field(
        description="changes of a transfer, beside those of the ledger of dated switches"
    )

    @field_validator("episodes", "grades", "transfer")
    @classmethod
    def _once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        twice = sorted({name for name in value if value.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands more than once")
        return value

    @property
    def counts(self) -> dict[str, int]:
        """Replications by the name of the setting."""
        return {name: getattr(self, name) for name in COUNTS}

    @model_validator(mode="after")
    def _known(self) -> BacktestSettings:
        if not self.episodes:
            raise ValueError("episodes: must name at least one")
        if not self.grades and not self.transfer:
            raise ValueError("grades: must name at least one, or transfer must")
        if self.freeze and self.data is not None:
            raise ValueError("freeze: only a back-test against the published history can be kept, not one of data=FILE")
        if self.freeze:
            self._whole()
        known = ", ".join(name for name in self.of_episode if name in EPISODE_WORDS)
        unknown = [name for name in self.episodes if name not in self.of_episode or name not in EPISODE_WORDS]
        if unknown:
            raise ValueError(f"episodes: there is no episode {', '.join(unknown)}, only {known}")
        lacking: dict[str, list[str]] = {
            "of_grade": [name for name in self.grades if name not in self.of_grade],
            "of_transfer": [name for name in self.transfer if name not in self.of_transfer],
        }
        for group, missing in lacking.items():
            if missing:
                raise ValueError(f"{group}: has no changes for {', '.join(missing)}")
        return self

    def _whole(self) -> None:
        """Raise ValueError where a mere try is to be kept: every report would print it."""
        left_out = [
            f"{name} without {', '.join(missing)}"
            for name, asked, all_of in (
                ("grades", self.grades, self.of_grade), ("transfer", self.transfer, self.of_transfer),
                ("episodes", self.episodes, self.of_episode),
            )
            if (missing := [each for each in all_of if each not in asked])
        ]  # fmt: skip
        if left_out:
            raise ValueError(f"freeze: only a whole back-test can be kept, not {'; '.join(left_out)}")
        if min(self.replications, self.other_replications, self.known_replications) < LEAST_KEPT:
            raise ValueError(f"freeze: takes at least {LEAST_KEPT} replications, the fewest with a 90 % band")


@dataclass(frozen=True)
class Case:
    """Runs of one kind: what they are given, and the scenario.

    Attributes
    ----------
    grade : reconstruction, rules or as_known; a transfer is of grade rules
    transfer : free or ledger, empty for none
    origin : day from which as_known looks ahead, None elsewhere
    words : the changes that make the scenario, as on the command line of `run`
    facts : key of the fact behind each value of the scenario that is one, by dotted path
    """

    grade: Grade
    transfer: str
    episode: str
    origin: dt.date | None
    words: Words
    scenario: Scenario
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def fitted(self) -> tuple[str, ...]:
        """Keys drawn from a calibration on its own episode; what a transfer draws was fitted on the other one."""
        return () if self.transfer else tuple(self.scenario.parameters.draws)

    @property
    def label(self) -> str:
        """Name of the column it stands in: a grade, or transfer_free, transfer_ledger."""
        return f"transfer_{self.transfer}" if self.transfer else self.grade

    @property
    def store(self) -> str:
        """Name of the store its runs are in: rules, others or known."""
        return "known" if self.origin is not None else "rules" if self.label == "rules" else "others"


@dataclass(frozen=True)
class BacktestJob:
    """What `backtest` was asked for, valid in full.

    Attributes
    ----------
    cases : every kind of run
    points : the published figures of the episodes, as `sim.data.observed` reads them
    added : changes of the command line, made in every run
    """

    settings: BacktestSettings
    cases: tuple[Case, ...]
    points: tuple[Any, ...]
    overrides: Words = ()
    added: Words = ()
    config_dirs: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def last_day(self, episode: str) -> dt.date:
        """Return the last day of an episode on which any case is compared."""
        runs = self.settings.of_episode[episode]
        days = max((case.scenario.days for case in self.cases if case.episode == episode), default=1)
        return min(runs.last, runs.first + dt.timedelta(days=days - 1))

    def compared(self, case: Case) -> tuple[Any, ...]:
        """Return the published figures a case is compared with: those of its days, and after its origin."""
        runs = self.settings.of_episode[case.episode]
        first = case.origin or runs.first - dt.timedelta(days=1)
        last = min(runs.last, runs.first + dt.timedelta(days=case.scenario.days - 1))
        mine = (each for each in self.points if each.episode == case.episode)
        return tuple(each for each in mine if first < (each.period_start or each.date) and each.date <= last)

    def of_any(self) -> tuple[Any, ...]:
        """Return the published figures that any case is compared with, in their order."""
        found = {each for case in self.cases for each in self.compared(case)}
        return tuple(each for each in self.points if each in found)

    def stores(self) -> Iterator[tuple[str, tuple[Case, ...], int]]:
        """Give the name of each store, the cases in it, and the runs of each."""
        asked = self.settings
        counts = {
            "rules": asked.replications,
            "others": min(asked.replications, asked.other_replications),
            "known": min(asked.replications, asked.known_replications),
        }
        for name, replications in counts.items():
            mine = tuple(case for case in self.cases if case.store == name)
            if mine:
                yield name, mine, replications

    @property
    def runs(self) -> int:
        """Runs in all."""
        return sum(len(cases) * replications for _, cases, replications in self.stores())
