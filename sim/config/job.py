"""A job: what a command asks for, once it is valid in full."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from sim.config.base import Name, Section
from sim.config.faults import Fault
from sim.config.overrides import given_twice
from sim.config.past import past_warnings
from sim.config.precision import AUTO, Precision, Replications, at_most
from sim.config.schema import Scenario

Verb = Literal["run", "compare"]
Kernels = Literal["plain", "compiled", "auto"]
Language = Literal["en", "nb"]
Pair = tuple[str, str]
"""Name of the shock and name of the plan."""


class Settings(Section):
    """How a command is carried out: nothing here changes a result, but for the number of replications."""

    replications: Replications = Field(
        description="runs of each scenario, each with its luck; auto: as many as `precision` takes"
    )
    precision: Precision | None = Field(None, description="when replications are enough, if they are auto")
    workers: Annotated[int, Field(ge=1, le=512)] | None = Field(description="processes at work; null: one a core")
    kernels: Kernels = Field(description="code that does the counting; the results are the same bit for bit")
    out: Annotated[str, Field(min_length=1)] | None = Field(description="folder of the results; null: outputs/ here")
    overwrite: bool = Field(description="whether an earlier result in `out` may be replaced")
    households: bool = Field(description="whether the table of households is written (large)")
    progress: bool = Field(description="whether progress is shown")
    save_state: dt.date | None = Field(None, description="day whose state is saved, to go on from; null: none")
    language: Language = Field("en", description="language of what is told: en English, nb Bokmål")

    @model_validator(mode="after")
    def _auto_has_rules(self) -> Settings:
        if self.replications == AUTO and self.precision is None:
            raise ValueError("precision: must be given where replications is auto")
        return self

    @property
    def replications_at_most(self) -> int:
        """The replications; where they are auto, those at which it ends in any case."""
        return at_most(self.replications, self.precision)


class CompareSettings(Settings):
    """The same for `compare`, with what is compared."""

    shocks: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(description="shocks, names of options")
    plans: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(description="plans, the first is the base")

    @field_validator("save_state")
    @classmethod
    def _of_one_run(cls, value: dt.date | None) -> dt.date | None:
        if value is not None:
            raise ValueError("states are saved by `beredt run`, one scenario at a time")
        return value


@dataclass(frozen=True)
class Job:
    """What a command asks for, valid in full.

    Attributes
    ----------
    verb : run or compare
    shocks, plans : names of options, in the order asked for; the first plan is the base of comparison
    scenarios : one for each shock and plan
    settings : how to carry it out
    overrides : as given on the command line
    config_dirs : the user's folders
    facts : fact key by dotted path of the value that is taken from it, for the values that still are
    remarks : what is valid and perhaps not meant, found while loading
    """

    verb: Verb
    shocks: tuple[str, ...]
    plans: tuple[str, ...]
    scenarios: Mapping[Pair, Scenario]
    settings: Settings
    overrides: tuple[str, ...] = ()
    config_dirs: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def runs(self) -> int:
        """Number of runs: shocks times plans times replications; the most there can be where these are auto."""
        return len(self.scenarios) * self.settings.replications_at_most

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is valid and perhaps not meant, a sentence each: of keys given twice, files, starts and shocks."""
        outside = outside_the_days((pair[0], scenario) for pair, scenario in self.scenarios.items())
        drawn = (each.parameters.repeated(self.settings.replications_at_most) for each in self.scenarios.values())
        repeated = dict.fromkeys(filter(None, drawn))
        past = past_warnings(self.scenarios.values())
        return (*given_twice(self.overrides), *self.remarks, *outside, *past, *repeated)

    @property
    def run_days(self) -> int:
        """Days simulated, over all runs; as of `runs`."""
        return sum(scenario.days for scenario in self.scenarios.values()) * self.settings.replications_at_most


def outside_the_days(scenarios: Iterable[tuple[str, Scenario]]) -> tuple[str, ...]:
    """Tell of each shock, by its name, that begins before the first day or after the last, once a day of onset."""
    found: dict[str, None] = {}
    for shock, scenario in scenarios:
        first = scenario.start.date
        last = first + dt.timedelta(days=scenario.days - 1)
        if not scenario.shock.components or scenario.shock.size == 0.0:
            continue
        if scenario.onset > last:
            found[f"shock {shock} begins on {scenario.onset}, after the last day {last}: no run meets it"] = None
        elif scenario.onset < first:
            found[
                f"shock {shock} begins on {scenario.onset}, before the first day {first}: "
                "runs meet only what is left of it"
            ] = None
    return tuple(found)


class Found:
    """Faults of all pairs of shock and plan, told once for each plan, for each shock, or for all."""

    def __init__(self, several: bool) -> None:
        self._several = several
        self._by_fault: dict[tuple[str, str, str], tuple[Fault, dict[Pair, None]]] = {}
        self._pairs: dict[Pair, None] = {}

    def add(self, pair: Pair, faults: Iterable[Fault]) -> None:
        """Note the faults of a pair, which counts as seen even if there are none."""
        self._pairs[pair] = None
        for fault in faults:
            key = (fault.path, repr(fault.value), fault.rule)
            self._by_fault.setdefault(key, (fault, {}))[1][pair] = None

    def told(self) -> list[Fault]:
        """Return each fault once; a fault of some plans or shocks only says which."""
        told = []
        for fault, pairs in self._by_fault.values():
            group = fault.path.split(".", 1)[0]
            if self._several and group in ("plan", "shock"):
                names = self._names(pairs, group)
                of_all = len(names) > 1 and names == self._names(self._pairs, group)
                heads = [group] if of_all else [f"{group}s.{name}" if name else group for name in names]
                rest = fault.path[len(group) :]
                told += [Fault(f"{head}{rest}", fault.value, fault.rule, fault.hint) for head in heads]
            elif len(pairs) == len(self._pairs):
                told.append(fault)
            else:
                shocks, plans = self._names(pairs, "shock"), self._names(pairs, "plan")
                where = f"with shock {', '.join(shocks)} and plan {', '.join(plans)}"
                hint = "; ".join(filter(None, [where, fault.hint]))
                told.append(Fault(fault.path, fault.value, fault.rule, hint))
        return told

    @staticmethod
    def _names(pairs: Iterable[Pair], group: str) -> list[str]:
        return list(dict.fromkeys(pair[group == "plan"] for pair in pairs))
