"""What `calibrate` is told: the episode, its window and series, the parameters, and how it is carried out."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from sim.config.base import Factor, Name, Section
from sim.config.faults import nearest
from sim.config.job import Kernels
from sim.config.sweep import Executor
from sim.data.observed import SERIES

KNOWN_SERIES = f"known: {', '.join(SERIES)}"


class Moved(Section):
    """A parameter: dotted keys that move together from the low to the high end of their ranges."""

    says: str = Field(description="what it is, in a sentence")
    paths: Annotated[tuple[str, ...], Field(min_length=1)] = Field(description="dotted keys of the scenario")
    carries: bool = Field(
        False, description="whether it holds at another time too: a rule of how things go, not a size of these years"
    )
    low: float | None = Field(None, description="low end in place of the fact's, unit of the key; one key only")
    high: float | None = Field(None, description="high end in place of the fact's, unit of the key; one key only")

    @model_validator(mode="after")
    def _fits(self) -> Moved:
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high belong together")
        if self.low is not None and self.high is not None:
            if self.low >= self.high:
                raise ValueError(f"low {self.low} must be below high {self.high}")
            if len(self.paths) > 1:
                raise ValueError("low and high can be given for a parameter of one key only")
        return self


class Episode(Section):
    """What is run, and the only points that are looked at."""

    words: tuple[str, ...] = Field(description="the run, as on the command line: start, shock, plan, days")
    first: dt.date = Field(description="first day of the window; points before it are never read")
    last: dt.date = Field(description="last day of the window; points after it are never read")
    series: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(description="names of observed series")
    parameters: Annotated[dict[Name, Moved], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits(self) -> Episode:
        if self.first >= self.last:
            raise ValueError(f"first {self.first} must be before last {self.last}")
        paths = [path for each in self.parameters.values() for path in each.paths]
        twice = sorted({path for path in paths if paths.count(path) > 1})
        if twice:
            raise ValueError(f"parameters: {', '.join(twice)} stands more than once")
        return self


def _power_of_two(low: int, description: str) -> int:
    field: int = Field(ge=low, le=2**16, description=f"{description}; a power of two")
    return field


class CalibrateFile(Section):
    """The keys of `calibrate.yaml` that belong to no scenario."""

    episode: str = Field(description="the one that is fitted")
    episodes: Annotated[dict[Name, Episode], Field(min_length=1)] = Field(description="what can be fitted")
    data: Annotated[str, Field(min_length=1)] | None = Field(description="CSV of observed points; null: our own")
    points: int = _power_of_two(16, "positions of the design")
    lucks: Annotated[int, Field(ge=1, le=64)] = Field(description="runs of each position, with luck in common")
    worlds: Annotated[int, Field(ge=0, le=1024)] = Field(description="synthetic worlds for the test of recovery")
    luck_runs: Annotated[int, Field(ge=2, le=1024)] = Field(description="runs that tell how far chance scatters")
    ruled_out: Annotated[float, Field(ge=0.0001, le=0.5)] = Field(
        description="chance that luck and the other errors rule the truth out"
    )
    tolerance: dict[Name, Factor] = Field(description="two s.d. of the model's own miss, by series")
    together_days: Annotated[float, Field(gt=0.0)] = Field(description="days over which a miss keeps to one side")
    sample: int = _power_of_two(256, "positions tried on the emulator at a time")
    draws: Annotated[int, Field(ge=2, le=10000)] = Field(description="rows of the posterior sample")
    design_seed: Annotated[int, Field(ge=0, lt=2**31)] = Field(description="seed of design and emulator, no unit")
    workers: Annotated[int, Field(ge=1, le=512)] | None = Field(description="processes at work; null: one a core")
    kernels: Kernels = Field(description="code that does the counting; the results are the same bit for bit")
    executor: Executor
    out: Annotated[str, Field(min_length=1)] | None = Field(description="folder; null: outputs/calibrate/EPISODE")
    progress: bool = Field(description="whether progress is shown")

    @field_validator("points", "sample")
    @classmethod
    def _even(cls, value: int) -> int:
        if value & (value - 1):
            below = 1 << (value.bit_length() - 1)
            raise ValueError(f"must be a power of two: {below} or {2 * below}")
        return value

    @model_validator(mode="after")
    def _fits(self) -> CalibrateFile:
        wrong = []
        if self.episode not in self.episodes:
            wrong.append(f"episode: {self.episode!r} is unknown; known: {', '.join(self.episodes)}")
        if self.episode in self.episodes:
            unknown = [name for name in self.chosen.series if name not in SERIES]
            where = f"episodes.{self.episode}.series"
            for name in unknown:
                wrong.append(f"{where}: there is no series {name} ({nearest(name, SERIES) or KNOWN_SERIES})")
            known = [name for name in self.chosen.series if name in SERIES]
            lacking = [name for name in known if not self.tolerance.get(name)]
            wrong += [f"tolerance: {name} needs a value above 0" for name in lacking]
        if wrong:
            raise ValueError("\n".join(wrong))
        return self

    @property
    def chosen(self) -> Episode:
        """The episode that is fitted."""
        return self.episodes[self.episode]


@dataclass(frozen=True)
class Setting:
    """One value of the configuration that a parameter sets.

    Attributes
    ----------
    path : dotted key, as in an override
    low, value, high : range and central value, in `unit`
    whole : whether only whole numbers fit
    fact : key of the fact that the range is taken from, empty if it was given
    kind : estimated or assumed, of the fact; given if it was given
    """

    path: str
    low: float
    value: float
    high: float
    unit: str = ""
    whole: bool = False
    fact: str = ""
    kind: str = "given"

    def at(self, position: float) -> float:
        """Return the value at a position: 0 is the low end of the range, 1 the high end."""
        found = self.low + position * (self.high - self.low)
        return float(math.floor(found + 0.5)) if self.whole else found


@dataclass(frozen=True)
class Parameter:
    """What is calibrated: one position, from 0 to 1, that moves one or several settings together."""

    name: str
    says: str
    settings: tuple[Setting, ...]
    carries: bool = False

    @property
    def centre(self) -> float:
        """Position of the central value of the first setting."""
        first = self.settings[0]
        return min(max((first.value - first.low) / (first.high - first.low), 0.0), 1.0)


@dataclass(frozen=True)
class CalibrateJob:
    """What `calibrate` was asked for.

    Attributes
    ----------
    file : the settings
    parameters : with their ranges
    words : the run, as on the command line; the values of a position follow on them
    config_dirs : the user's folders
    """

    file: CalibrateFile
    parameters: tuple[Parameter, ...]
    words: tuple[str, ...]
    config_dirs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name of the calibration and of its store."""
        return f"calibrate-{self.file.episode}"
