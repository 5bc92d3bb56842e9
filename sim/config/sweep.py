"""What a sweep runs: keys and the values they take by turns, combined into points; and how it is carried out.

Every value of the configuration can be swept, options of groups too. `grid` combines every value with every
other, `zip` takes values of several keys side by side, `sample` spreads points over ranges.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

from pydantic import Field, ValidationInfo, field_validator, model_validator

from sim.config.base import Section
from sim.config.faults import NO_VALUE, Fault
from sim.config.job import Kernels, outside_the_days
from sim.config.overrides import MOST_POINTS, Swept, given_twice
from sim.config.precision import AUTO, Precision, Replications, at_most
from sim.config.schema import Scenario

Scalar: TypeAlias = str | int | float | bool | None
Keys: TypeAlias = dict[str, list[Any]]
Kept: TypeAlias = Literal[
    "headlines",
    "weekly",
    "weekly:all",
    "municipality_month",
    "municipality_year",
    "centre_events",
    "plan_events",
    "waits",
    "money",
    "targets",
    "breaks",
    "households",
    "allocation",
]
"""A table of a run, `weekly:all` for the weekly rows of all groups together, `headlines` for a row a metric."""


class Spread(Section):
    """How the values of one sampled key are spread: over a range, or over single values alike."""

    low: int | float | None = Field(None, description="lowest value, unit of the key")
    high: int | float | None = Field(None, description="highest value, unit of the key")
    scale: Literal["linear", "log"] = Field(
        "linear", description="log: factors rather than differences are alike"
    )
    whole: bool = Field(False, description="whole numbers only, both ends included")
    choices: Annotated[list[Any], Field(min_length=1)] | None = Field(
        None, description="single values, all alike"
    )

    @model_validator(mode="after")
    def _fits(self) -> Spread:
        if self.choices is not None:
            if self.low is not None or self.high is not None or self.scale != "linear" or self.whole:
                raise ValueError("choices take neither low, high, scale nor whole")
            return self
        if self.low is None or self.high is None:
            raise ValueError("give low and high, or choices")
        if self.low >= self.high:
            raise ValueError(f"low {self.low} must be below high {self.high}")
        if self.scale == "log" and self.low <= 0:
            raise ValueError(f"a log scale needs a low above 0, not {self.low}")
        if self.whole and not (float(self.low).is_integer() and float(self.high).is_integer()):
            raise ValueError(f"whole numbers need whole ends, not {self.low} and {self.high}")
        return self

    def values(self, shares: Iterable[float]) -> list[Any]:
        """Return the values at these shares (0 to below 1) of the spread."""
        if self.choices is not None:
            last = len(self.choices) - 1
            return [self.choices[min(int(share * (last + 1)), last)] for share in shares]
        assert self.low is not None, "the validator saw to it"
        assert self.high is not None, "the validator saw to it"
        # each whole number owns an interval of its own length on the scale
        low, high = (self.low - 0.5, self.high + 0.5) if self.whole else (self.low, self.high)
        if self.scale == "log":
            ratio = math.log(high / low)
            found = [low * math.exp(share * ratio) for share in shares]
        else:
            found = [low + share * (high - low) for share in shares]
        if self.whole:
            return [min(max(math.floor(value + 0.5), int(self.low)), int(self.high)) for value in found]
        return [min(max(value, float(self.low)), float(self.high)) for value in found]


class Sample(Section):
    """Points spread evenly over several keys at once."""

    method: Literal["latin_hypercube", "sobol"] = Field(
        description="latin_hypercube: each key evenly by itself; sobol: scrambled, evenly together"
    )
    points: Annotated[int, Field(ge=1, le=MOST_POINTS)] = Field(description="number of points")
    seed: Annotated[int, Field(ge=0, lt=2**63)] = Field(1, description="seed of the sample, no unit")
    keys: Annotated[dict[str, Spread], Field(min_length=1)] = Field(description="spread of each dotted key")

    @model_validator(mode="after")
    def _power_of_two(self) -> Sample:
        if self.method == "sobol" and self.points & (self.points - 1):
            below = 1 << (self.points.bit_length() - 1)
            raise ValueError(f"sobol wants a power of two: points {below} or {2 * below}, not {self.points}")
        return self

    def rows(self) -> list[tuple[Any, ...]]:
        """Return the points, a value for each key; the same for the same seed."""
        import numpy as np
        from scipy.stats import qmc

        generator = np.random.default_rng(self.seed)
        if self.method == "sobol":
            engine = qmc.Sobol(len(self.keys), scramble=True, seed=generator)
        else:
            engine = qmc.LatinHypercube(len(self.keys), seed=generator)
        shares = engine.random(self.points)
        columns = [
            spread.values(shares[:, index].tolist()) for index, spread in enumerate(self.keys.values())
        ]
        return list(zip(*columns, strict=True))


class SweepBlock(Section):
    """The `sweep:` block: the product of its parts."""

    grid: Keys = Field(default_factory=dict, description="values of each key; every one with every other")
    zip: list[Keys] = Field(
        default_factory=list, description="blocks of keys whose values go side by side: equally long lists"
    )
    sample: Sample | None = Field(None, description="points spread over ranges")


class Executor(Section):
    """Where the runs are carried out."""

    kind: Literal["serial", "process", "dask"] = Field(
        description="one by one, in processes here, or on a cluster"
    )
    scheduler: Annotated[str, Field(pattern=r"^[a-z]+://.+$")] | None = Field(
        description="address of a running Dask scheduler, tcp://host:port; null: a cluster on this machine"
    )
    shared_folder: bool = Field(
        description="whether workers see the folder of the results and write there themselves"
    )
    chunk_seconds: Annotated[float, Field(gt=0.0, le=3600.0)] = Field(
        description="work handed out at a time, seconds"
    )

    @field_validator("scheduler")
    @classmethod
    def _of_dask(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("kind", "dask") != "dask":
            raise ValueError("a scheduler needs executor.kind=dask")
        return value


class SweepSettings(Section):
    """How a sweep is carried out: nothing here changes a run."""

    name: str = Field(description="name of the sweep, the first part of its folder")
    replications: Replications = Field(
        description="runs of each point, each with its luck; auto: as many as `precision` takes"
    )
    workers: Annotated[int, Field(ge=1, le=512)] | None = Field(description="processes at work; null: one a core")
    kernels: Kernels = Field(description="code that does the counting; the results are the same bit for bit")
    executor: Executor
    keep: tuple[Kept, ...] = Field(description="what is kept of each run")
    out: Annotated[str, Field(min_length=1)] | None = Field(
        description="folder the sweep's own folder is made in; null: outputs/sweeps/ here"
    )
    progress: bool = Field(description="whether progress is shown")
    precision: Precision | None = Field(None, description="when replications are enough, if they are auto")

    @property
    def replications_at_most(self) -> int:
        """The replications; where they are auto, those at which it ends in any case."""
        return at_most(self.replications, self.precision)

    @model_validator(mode="after")
    def _auto_has_rules(self) -> SweepSettings:
        if self.replications == AUTO and self.precision is None:
            raise ValueError("precision: must be given where replications is auto")
        if self.replications == AUTO and "headlines" not in self.keep:
            raise ValueError("keep: must hold headlines where replications is auto")
        return self

    @field_validator("name")
    @classmethod
    def _names_a_folder(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", value):
            raise ValueError("must be made of small letters, digits, - and _ and begin with a letter or digit")
        return value

    @field_validator("keep")
    @classmethod
    def _once(cls, value: tuple[Kept, ...]) -> tuple[Kept, ...]:
        if not value:
            raise ValueError("must name what is kept of each run, such as [headlines,breaks]")
        twice = sorted({name for name in value if value.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands more than once")
        return value


class SweepFile(SweepSettings):
    """The keys of `sweep.yaml` that belong to no scenario."""

    sweep: SweepBlock


@dataclass(frozen=True)
class Point:
    """One point of a sweep.

    Attributes
    ----------
    number : place in the design, from 0
    shock, plan, start : options chosen; a shock may bring its start
    values : value of each swept key, as given; a list or a mapping as JSON
    scenario : what is run
    """

    number: int
    shock: str
    plan: str
    start: str
    values: Mapping[str, Scalar]
    scenario: Scenario


@dataclass(frozen=True)
class SweepJob:
    """What `sweep` was asked for, valid in full.

    Attributes
    ----------
    name : name of the sweep
    axes : swept keys: those of the command line, then those of `grid`, `zip` and `sample`
    points : the design; the last key of the last part changes fastest
    settings : how to carry it out
    overrides : as given on the command line
    config_dirs : the user's folders
    sampled : those of `axes` that `sample` spreads over ranges
    remarks : what is valid and perhaps not meant, found while loading
    facts : fact key by dotted path of the value that is taken from it; `GROUP=OPTION` stands before the keys
        of a group that is swept
    left_out : runs that are not asked for: number of the point, and replication
    """

    name: str
    axes: tuple[str, ...]
    points: tuple[Point, ...]
    settings: SweepSettings
    overrides: tuple[str, ...] = ()
    config_dirs: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    sampled: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    left_out: frozenset[tuple[int, int]] = frozenset()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is valid and perhaps not meant, a sentence each: keys, files, starts, shocks outside, a swept seed."""
        seeds = "seed is swept: each seed is a point with luck of its own, and points of different seeds share none"
        lines = outside_the_days((point.shock, point.scenario) for point in self.points)
        if "seed" in self.axes:
            lines = (*lines, f"{seeds}; more luck for every point is replications=N")
        most = self.settings.replications_at_most
        repeated = dict.fromkeys(point.scenario.parameters.repeated(most) for point in self.points)
        return (*given_twice(self.overrides), *self.remarks, *lines, *filter(None, repeated))

    @property
    def starts(self) -> Mapping[str, tuple[str, ...]]:
        """The shocks that begin from each start, where starts differ by shock and are not swept; empty elsewhere."""
        found: dict[str, dict[str, None]] = {}
        for point in self.points:
            found.setdefault(point.start, {})[point.shock] = None
        differ = len(found) > 1 and "start" not in self.axes
        return {start: tuple(shocks) for start, shocks in found.items()} if differ else {}


class Value(NamedTuple):
    """A value of a swept key.

    Attributes
    ----------
    plain : as given
    shown : the same where it is a single value, else as JSON
    mark : equal for values that are the same to a scenario: 1 and 1.0 are, 1 and true are not
    """

    plain: Any
    shown: Scalar
    mark: Any


def value_of(plain: Any) -> Value:
    """Return a plain value with how it is shown and told apart."""
    if isinstance(plain, list | tuple | dict):
        text = json.dumps(plain, default=str)
        return Value(plain, text, ("json", text))
    return Value(plain, plain, ("bool", plain) if isinstance(plain, bool) else plain)


@dataclass(frozen=True)
class Part:
    """Keys that take their values together; a design is the product of its parts."""

    axes: tuple[Swept, ...]
    rows: tuple[tuple[Value, ...], ...]


class Design:
    """The parts of a sweep, and what is wrong with them; `lost` is whether a word was refused that may sweep a key."""

    def __init__(
        self, words: Sequence[Swept], block: SweepBlock, groups: Iterable[str], lost: bool = False
    ) -> None:
        self.faults: list[Fault] = []
        self.parts: list[Part] = []
        self._groups = frozenset(groups)
        self._grid(words)
        self._grid([Swept(f"sweep.grid.{key}", key, tuple(values)) for key, values in block.grid.items()])
        for index, columns in enumerate(block.zip):
            self._side_by_side(index, columns)
        self._sample(block.sample)
        self.axes = tuple(axis for part in self.parts for axis in part.axes)
        self._same_key()
        if not self.parts and not self.faults and not lost:
            hint = "write shock=a,b or plan.reception.buffer_places=0,500, or a grid in the sweep block"
            self.faults.append(Fault("sweep", NO_VALUE, "is empty: no key takes several values", hint))
        self.count = math.prod(len(part.rows) for part in self.parts)
        if self.count > MOST_POINTS:
            rule = f"would have {self.count:,} points, at most {MOST_POINTS:,} are taken"
            self.faults.append(Fault("sweep", NO_VALUE, rule, "a sample needs fewer than a grid"))

    def rows(self) -> Iterator[tuple[Value, ...]]:
        """Go through the points: a value for each of `axes`; the last part changes fastest."""
        for rows in product(*(part.rows for part in self.parts)):
            yield tuple(value for row in rows for value in row)

    def _grid(self, axes: Iterable[Swept]) -> None:
        for axis in axes:
            if axis.values:
                values = self._values(axis)
                self.parts.append(Part((axis,), tuple((value,) for value in values)))
            else:
                self.faults.append(Fault(axis.where, NO_VALUE, "holds no value"))

    def _side_by_side(self, index: int, columns: Mapping[str, list[Any]]) -> None:
        where = f"sweep.zip.{index}"
        lengths = {key: len(values) for key, values in columns.items()}
        if len(set(lengths.values())) > 1:
            told = ", ".join(f"{key} {length}" for key, length in lengths.items())
            self.faults.append(Fault(where, NO_VALUE, f"needs lists that are equally long: {told} values"))
        elif not any(lengths.values()):
            self.faults.append(Fault(where, NO_VALUE, "holds no value"))
        else:
            axes = tuple(Swept(f"{where}.{key}", key, tuple(values)) for key, values in columns.items())
            self.parts.append(Part(axes, tuple(zip(*(self._values(axis) for axis in axes), strict=True))))

    def _sample(self, sample: Sample | None) -> None:
        if sample is None:
            return
        rows = sample.rows()
        axes = tuple(
            Swept(f"sweep.sample.keys.{key}", key, values)
            for key, values in zip(sample.keys, zip(*rows, strict=True), strict=True)
        )
        self.parts.append(Part(axes, tuple(zip(*(self._values(axis) for axis in axes), strict=True))))

    def _values(self, axis: Swept) -> list[Value]:
        """Return the values of an axis; options are names, so text."""
        named = axis.key in self._groups
        return [value_of(str(value) if named and value is not None else value) for value in axis.values]

    def _same_key(self) -> None:
        """A key is swept once, and not together with keys below it."""
        first: dict[str, str] = {}
        for axis in self.axes:
            if axis.key in first:
                rule = f"{axis.key} is swept already, by {first[axis.key]}"
                self.faults.append(Fault(axis.where, NO_VALUE, rule))
                continue
            first[axis.key] = axis.where
        for axis in self.axes:
            above = axis.key.split(".")
            for length in range(1, len(above)):
                key = ".".join(above[:length])
                if key in first and key not in self._groups:
                    self.faults.append(
                        Fault(axis.where, NO_VALUE, f"lies below {key}, which is swept as well")
                    )
