"""Loading: compose by Hydra, change by overrides, validate by pydantic; all faults of all of it in one message."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.config import plan_faults
from sim.config.base import Name, Section
from sim.config.compose import Composed, Sources, compose_primary, fact_key, forbidden_keys, resolve
from sim.config.faults import NO_VALUE, BadConfig, Fault, nearest
from sim.config.fields import Fields, dotted, leaves
from sim.config.overrides import Change, Sorted, apply_change, sort_overrides
from sim.config.schema import Scenario
from sim.config.start import read_start_file
from sim.config.validate import validate
from sim.data import levers

Verb = Literal["run", "compare"]
Pair = tuple[str, str]
"""Name of the shock and name of the plan."""


class Settings(Section):
    """How a command is carried out: nothing here changes a result, but for the number of replications."""

    replications: Annotated[int, Field(ge=1, le=10_000)] = Field(
        description="runs of each scenario, each with its luck"
    )
    workers: Annotated[int, Field(ge=1, le=512)] | None = Field(
        description="processes at work; null: one a core"
    )
    out: Annotated[str, Field(min_length=1)] | None = Field(
        description="folder of the results; null: outputs/ here"
    )
    overwrite: bool = Field(description="whether an earlier result in `out` may be replaced")
    households: bool = Field(description="whether the table of households is written (large)")
    progress: bool = Field(description="whether progress is shown")


class CompareSettings(Settings):
    """The same for `compare`, with what is compared."""

    shocks: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(description="shocks, names of options")
    plans: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="plans, the first is the base"
    )


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
    """

    verb: Verb
    shocks: tuple[str, ...]
    plans: tuple[str, ...]
    scenarios: Mapping[Pair, Scenario]
    settings: Settings
    overrides: tuple[str, ...] = ()
    config_dirs: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def runs(self) -> int:
        """Number of runs: shocks times plans times replications."""
        return len(self.scenarios) * self.settings.replications

    @property
    def run_days(self) -> int:
        """Days simulated, over all runs."""
        return sum(scenario.days for scenario in self.scenarios.values()) * self.settings.replications

    def identity(self, shock: str, plan: str) -> str:
        """Return a hash of the validated scenario, 12 hex digits; equal for equal worlds, plans and seeds."""
        text = json.dumps(
            self.scenarios[shock, plan].model_dump(mode="json"), sort_keys=True, allow_nan=False
        )
        return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def load(
    verb: Verb,
    overrides: Iterable[str] = (),
    config_dirs: Iterable[str | Path] = (),
    early: Sequence[Fault] = (),
    also: Callable[[Settings], Iterable[Fault]] | None = None,
) -> Job:
    """Compose, change and validate everything a command needs.

    Parameters
    ----------
    overrides : in Hydra's grammar, such as `shock=minors` or `plan.reception.buffer_places=500`
    config_dirs : folders of the user, searched before Beredt's own
    early : faults found before, reported with those found here
    also : finds more faults in valid settings, such as a folder that cannot be written

    Raises
    ------
    BadConfig with every fault of `early`, of the overrides, of the files and of the values.
    """
    texts, folders = tuple(overrides), tuple(str(folder) for folder in config_dirs)
    try:
        sources = Sources.of(folders)
    except BadConfig as bad:
        raise BadConfig([*early, *bad.faults]) from None
    return _Loader(verb, texts, folders, sources, list(early)).job(also)


class _Loader:
    """One loading; gathers faults on the way."""

    def __init__(
        self,
        verb: Verb,
        texts: tuple[str, ...],
        folders: tuple[str, ...],
        sources: Sources,
        faults: list[Fault],
    ) -> None:
        self.verb: Verb = verb
        self.texts = texts
        self.folders = folders
        self.sources = sources
        self.faults = faults
        self.several = verb == "compare"
        self.settings_model = CompareSettings if self.several else Settings
        self.fields = Fields(Scenario, self.settings_model)
        self.given: Sorted = sort_overrides(texts, sources, self.several)
        self.faults.extend(self.given.faults)
        self.found = _Found(self.several)
        self._own_defaults: dict[str, Any] | None = None

    def job(self, also: Callable[[Settings], Iterable[Fault]] | None) -> Job:
        """Load."""
        try:
            base = compose_primary(self.sources, self.verb, self.given.choices)
        except BadConfig as bad:
            raise BadConfig([*self.faults, *bad.faults]) from bad
        settings = self._settings(base)
        if settings is not None and also is not None:
            self.faults.extend(also(settings))
        shocks = self._chosen("shock", base, settings)
        plans = self._chosen("plan", base, settings)
        self._check_scopes(shocks, plans)
        worlds = {name: self._compose("shock", name, base) for name in shocks}
        schemes = {name: self._compose("plan", name, base) for name in plans}
        good_worlds = {name: world for name, world in worlds.items() if world is not None} or {"": base}
        good_schemes = {name: scheme for name, scheme in schemes.items() if scheme is not None} or {"": base}
        scenarios: dict[Pair, Scenario] = {}
        facts: dict[str, str] = {}
        for shock, world in good_worlds.items():
            for plan, scheme in good_schemes.items():
                data = {**copy.deepcopy(world.data), "plan": copy.deepcopy(scheme.data["plan"])}
                self._change(data, (shock, plan))
                for name in self.settings_model.model_fields:
                    data.pop(name, None)
                facts.update(_facts_used(data, (shock, plan) if self.several else None))
                scenario = self._scenario(data, (shock, plan), {**world.data, "plan": scheme.data["plan"]})
                if scenario is not None:
                    scenarios[shock, plan] = scenario
        self.faults.extend(self.found.told())
        if self.faults or settings is None:
            raise BadConfig(self.faults)
        return Job(self.verb, shocks, plans, scenarios, settings, self.texts, self.folders, facts)

    def _settings(self, base: Composed) -> Settings | None:
        names = self.settings_model.model_fields
        data = {name: base.data[name] for name in names if name in base.data}
        for change in self.given.changes:
            if change.path[0] in names and not change.only:
                fault = apply_change(data, change, self.fields)
                if fault is not None:
                    self.faults.append(fault)
        plain, faults = resolve(data)
        checked = validate(self.settings_model, plain, self.fields, [lambda: base.data])
        self.faults.extend([*faults, *checked.faults])
        return checked.value

    def _chosen(self, group: str, base: Composed, settings: Settings | None) -> tuple[str, ...]:
        if not isinstance(settings, CompareSettings):
            return (base.choices[group],)
        names = settings.shocks if group == "shock" else settings.plans
        key = f"{group}s"
        for name in dict.fromkeys(names):
            fault = self.sources.unknown_option(group, name, key)
            if fault is not None:
                self.faults.append(fault)
            if names.count(name) > 1:
                self.faults.append(Fault(key, name, f"stands {names.count(name)} times"))
        known = self.sources.options(group)
        return tuple(name for name in dict.fromkeys(names) if name in known)

    def _check_scopes(self, shocks: tuple[str, ...], plans: tuple[str, ...]) -> None:
        for change in self.given.changes:
            names = plans if change.path[0] == "plan" else shocks
            if change.only and change.only not in names:
                group = change.path[0]
                hint = nearest(change.only, names)
                self.faults.append(
                    Fault(change.text, NO_VALUE, f"{change.only!r} is not among the {group}s", hint)
                )

    def _compose(self, group: str, name: str, base: Composed) -> Composed | None:
        """Compose with one option of `group`; a shock that brings its own start gets it, unless one was chosen."""
        try:
            composed = base
            if base.choices[group] != name:
                composed = compose_primary(self.sources, self.verb, {**self.given.choices, group: name})
            start = (
                composed.data["shock"].get("start") if isinstance(composed.data.get("shock"), dict) else None
            )
            if group == "shock" and start is not None and "start" not in self.given.choices:
                fault = self.sources.unknown_option("start", str(start), "shock.start")
                if fault is not None:
                    raise BadConfig([fault])
                choices = {**self.given.choices, "start": str(start)}
                if not self.several or base.choices[group] != name:
                    choices[group] = name
                composed = compose_primary(self.sources, self.verb, choices)
        except BadConfig as bad:
            self.faults.extend(bad.faults)
            return None
        return composed

    def _scenario(self, data: dict[str, Any], pair: Pair, unchanged: dict[str, Any]) -> Scenario | None:
        """Resolve and validate; None if there are faults, here or in the changes before."""
        plain, faults = resolve(data)
        faults += forbidden_keys(plain)
        faults += _start_file_faults(plain)

        @cache
        def as_composed() -> dict[str, Any]:
            return resolve(unchanged)[0]

        checked = validate(Scenario, plain, self.fields, [as_composed, self._defaults])
        found = [
            *faults,
            *(fault for fault in checked.faults if fault.path not in {other.path for other in faults}),
        ]
        if checked.value is not None:
            found += [fault for fault in cross_faults(checked.value) if not checked.concerns(fault.path)]
        self.found.add(pair, found)
        return None if found else checked.value

    def _defaults(self) -> dict[str, Any]:
        """Return the default configuration of Beredt itself: no choices, no changes, no files of the user."""
        if self._own_defaults is None:
            composed = compose_primary(Sources(self.sources.own), self.verb, {})
            self._own_defaults = resolve(composed.data)[0]
        return self._own_defaults

    def _change(self, data: dict[str, Any], pair: Pair) -> None:
        """Make the changes of the command line, and those the shock makes in the world, in place.

        The shock's own come after changes of the shock and before all others, so that the user has the last word.
        """
        names = self.settings_model.model_fields
        mine = [
            change
            for change in self.given.changes
            if change.path[0] not in names and change.only in ("", *pair)
        ]
        first = [change for change in mine if change.path[0] == "shock"]
        faults = [fault for change in first if (fault := apply_change(data, change, self.fields))]
        shock = data.get("shock")
        sets = shock.get("sets") if isinstance(shock, dict) else None
        known: dict[str, Change] = {}
        for key, value in sets.items() if isinstance(sets, dict) else ():
            change = Change(f"{key}={value}", tuple(str(key).split(".")), "change", value)
            if change.path[0] in ("plan", "shock"):
                faults.append(
                    Fault(f"shock.sets.{key}", value, "a shock changes the world, not the plan or itself")
                )
                continue
            fault = apply_change(data, change, self.fields)
            if fault is not None:
                faults.append(Fault(f"shock.sets.{key}", value, fault.rule, fault.hint))
            else:
                known[key] = change
        for change in mine:
            if change not in first:
                fault = apply_change(data, change, self.fields)
                if fault is not None:
                    faults.append(fault)
        if isinstance(shock, dict) and sets is not None and not isinstance(sets, dict):
            faults.append(Fault("shock.sets", sets, "must be a mapping of dotted keys to values"))
            shock["sets"] = {}
        if isinstance(shock, dict) and isinstance(sets, dict):
            shock["sets"] = {key: _value_at(data, change.path) for key, change in known.items()}
        self.found.add(pair, faults)


class _Found:
    """Faults of all pairs of shock and plan, told once for each plan, shock or whole."""

    def __init__(self, several: bool) -> None:
        self._several = several
        self._by_fault: dict[tuple[str, str, str], tuple[Fault, dict[Pair, None]]] = {}
        self._pairs: dict[Pair, None] = {}

    def add(self, pair: Pair, faults: Iterable[Fault]) -> None:
        self._pairs[pair] = None
        for fault in faults:
            key = (fault.path, repr(fault.value), fault.rule)
            self._by_fault.setdefault(key, (fault, {}))[1][pair] = None

    def told(self) -> list[Fault]:
        """Return each fault once; a fault of some plans or shocks only says which."""
        told = []
        for fault, pairs in self._by_fault.values():
            group = fault.path.split(".", 1)[0]
            if not self._several or len(pairs) == len(self._pairs):
                told.append(fault)
            elif group in ("plan", "shock"):
                names = dict.fromkeys(pair[group == "plan"] for pair in pairs)
                rest = fault.path[len(group) :]
                told += [
                    Fault(f"{group}s.{name}{rest}", fault.value, fault.rule, fault.hint) for name in names
                ]
            else:
                shocks = dict.fromkeys(shock for shock, _ in pairs)
                plans = dict.fromkeys(plan for _, plan in pairs)
                where = f"with shock {', '.join(shocks)} and plan {', '.join(plans)}"
                told.append(
                    Fault(fault.path, fault.value, fault.rule, "; ".join(filter(None, [where, fault.hint])))
                )
        return told


def cross_faults(scenario: Scenario) -> list[Fault]:
    """Return the faults that only show between groups: the plan beside prices, levers and the days of the run."""
    first = scenario.start.date
    last = first + dt.timedelta(days=scenario.days)
    return plan_faults.check(scenario.plan, scenario.prices, levers(), (first, last))


def _start_file_faults(plain: dict[str, Any]) -> list[Fault]:
    """Return the faults of the user's start file; where there are any, take the file out of `plain`."""
    start = plain.get("start")
    if not isinstance(start, dict) or not isinstance(start.get("file"), str):
        return []
    try:
        read_start_file(Path(start["file"]))
    except (ValueError, OSError) as error:
        start["file"] = None
        return [Fault("start.file", NO_VALUE, line) for line in str(error).splitlines()]
    return []


def _value_at(data: Any, path: Sequence[str]) -> Any:
    for key in path:
        data = data[int(key)] if isinstance(data, list) else data[key]
    return data


def _facts_used(data: Mapping[str, Any], pair: Pair | None) -> dict[str, str]:
    """Return the fact key by dotted path of each value that is one fact; `pair` names plan and shock in the path."""
    found = {}
    for path, value in leaves(data):
        key = fact_key(value)
        if key is not None:
            head: tuple[str | int, ...] = path[:1]
            if pair is not None and path[0] in ("shock", "plan"):
                head = (f"{path[0]}s", pair[path[0] == "plan"])
            found[dotted((*head, *path[1:]))] = key
    return found
