"""Loading: compose by Hydra, change by overrides, validate by pydantic; all faults in one message."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.config.across import cross_faults
from sim.config.compose import Composed, Sources, compose_primary, fact_key, forbidden_keys, resolve
from sim.config.faults import NO_VALUE, BadConfig, Fault, nearest
from sim.config.fields import dotted, fields_of, leaves
from sim.config.job import CompareSettings, Found, Job, Pair, Settings, Verb
from sim.config.overrides import Change, Sorted, apply_change, sort_overrides
from sim.config.parameters import drawn_keys, table_faults
from sim.config.plainly import plain
from sim.config.remarks import of_files, of_plans, of_starts
from sim.config.saved import saved_past, saving_faults
from sim.config.schema import Scenario
from sim.config.shock import onset_date
from sim.config.start import START_COLUMNS, read_start_file
from sim.config.sweep import SweepFile
from sim.config.validate import Checked, Model, validate


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
    BadConfig with every fault of `early`, of the overrides, of the files and of the values, told plainly.
    """
    texts, folders = tuple(overrides), tuple(str(folder) for folder in config_dirs)
    try:
        sources = Sources.of(folders, early=early)
        return _Loading(verb, texts, folders, sources, list(early)).job(also)
    except BadConfig as bad:
        raise plain(bad) from None


SETTINGS: Mapping[str, type[BaseModel]] = {"run": Settings, "compare": CompareSettings, "sweep": SweepFile}
"""What each command takes beside a scenario."""
BEFORE_SETS = ("shock", "start", "horizon_days")
"""Sections whose changes come before what the shock sets: they decide whether it does."""


class Loader:
    """What all loading shares: composing, changing and checking by one primary configuration."""

    def __init__(
        self,
        primary: str,
        texts: tuple[str, ...],
        sources: Sources,
        faults: list[Fault],
        settings_model: type[BaseModel],
    ) -> None:
        self.primary = primary
        self.sources = sources
        self.faults = faults
        self.settings_model = settings_model
        self.fields = fields_of(Scenario, settings_model)
        self.given: Sorted = sort_overrides(texts, sources, primary == "compare", primary == "sweep")
        self.faults.extend(self.given.faults)
        self._own_defaults: dict[str, Any] | None = None

    def composed(self, choices: Mapping[str, str]) -> Composed:
        """Compose; a start that belongs to a time of its own brings its world where none is chosen."""
        composed = compose_primary(self.sources, self.primary, choices)
        start = composed.data.get("start")
        if isinstance(start, dict) and "path" in start:
            return self._from_run(composed, start, choices)
        world = start.get("world") if isinstance(start, dict) else None
        if not isinstance(world, dict):
            return composed
        mine = {str(group): str(option) for group, option in world.items() if group not in self.given.choices}
        faults = [
            self.sources.unknown_option(group, option, f"start.world.{group}")
            for group, option in mine.items()
        ]
        found = [fault for fault in faults if fault is not None]
        if found:
            raise BadConfig(found)
        return compose_primary(self.sources, self.primary, {**choices, **mine}) if mine else composed

    def _from_run(self, composed: Composed, start: dict[str, Any], choices: Mapping[str, str]) -> Composed:
        """Put the scenario of a saved run in the place of all that is not chosen."""
        mine = [change for change in self.given.changes if change.path[0] == "start" and len(change.path) == 2]
        named = {change.path[1]: change.value for change in mine}
        past = saved_past({**start, **named})
        chosen = {*choices, *(("shock", "plan") if self.primary == "compare" else ())}
        taken = {name: past[name] for name in past if name not in chosen}
        data = {**composed.data, **taken, "start": {**past["start"], **start}}
        names = {name: str(past[name]["name"]) for name in ("shock", "plan") if name not in chosen}
        return Composed(data, {**composed.choices, **names})

    def composed_with(self, group: str, name: str, base: Composed) -> Composed:
        """Compose with an option of `group`; a shock with its own start gets it, unless one was chosen."""
        composed = base
        if base.choices[group] != name:
            composed = self.composed({**self.given.choices, group: name})
        shock = composed.data.get("shock")
        start = shock.get("start") if isinstance(shock, dict) else None
        if group == "shock" and start is not None and "start" not in self.given.choices:
            fault = self.sources.unknown_option("start", str(start), "shock.start")
            if fault is not None:
                raise BadConfig([fault])
            choices = {**self.given.choices, "start": str(start), group: name}
            composed = self.composed(choices)
        return composed

    @property
    def beside(self) -> tuple[Path, ...]:
        """Folders where a file that a start names is looked for first: those of the user's starts."""
        given = [*(change.key for change in self.given.changes), *(axis.key for axis in self.given.swept)]
        return () if "start.file" in given else tuple(folder / "start" for folder in self.sources.user)

    def defaults(self) -> dict[str, Any]:
        """Return the default configuration of Beredt itself: no choices, no changes, no files of the user."""
        if self._own_defaults is None:
            composed = compose_primary(Sources(self.sources.own), self.primary, {})
            self._own_defaults = resolve(composed.data)[0]
        return self._own_defaults

    def changed(self, data: dict[str, Any], pair: Pair, in_force: bool | None = None) -> list[Fault]:
        """Make the changes of the command line, and those the shock makes in the world, in place.

        The shock's own come after changes of the shock, the start and the horizon, and before all others: the
        user has the last word. A shock of size 0, or one that begins after the run, changes nothing.
        `in_force` says so beforehand where it is known; None reads it off the data.
        """
        names = self.settings_model.model_fields
        mine = [
            change
            for change in self.given.changes
            if change.path[0] not in names and change.only in ("", pair[change.path[0] == "plan"])
        ]
        mine.sort(key=lambda change: change.path[0] not in BEFORE_SETS)
        first = sum(change.path[0] in BEFORE_SETS for change in mine)
        faults = self.apply(data, mine[:first])
        sets, set_faults = _sets(data)
        if never_begins(data) if in_force is None else not in_force:
            sets = []
        for change in sets:
            fault = apply_change(data, change, self.fields)
            if fault is not None:
                set_faults.append(Fault(f"shock.sets.{change.key}", change.value, fault.rule, fault.hint))
        faults += set_faults + self.apply(data, mine[first:])
        if isinstance(data.get("shock"), dict) and "sets" in data["shock"]:
            wrong = {fault.path for fault in set_faults}
            known = [change for change in sets if f"shock.sets.{change.key}" not in wrong]
            data["shock"]["sets"] = {change.key: value_at(data, change.path) for change in known}
        return faults

    def apply(self, data: dict[str, Any], changes: Iterable[Change]) -> list[Fault]:
        """Make changes in place; return the faults of those that cannot be made."""
        faults = (self._of_another_verb(change) or apply_change(data, change, self.fields) for change in changes)
        return [fault for fault in faults if fault is not None]

    def overdrawn(self, draws: Collection[str]) -> Iterator[Fault]:
        """Find words of the command line that change nothing, since the value is drawn for each run."""
        words = [*((change.text, change.key) for change in self.given.changes)]
        words += [(f"{axis.key} in {axis.where}", axis.key) for axis in self.given.swept]
        for text, key in words:
            taken = [each for each in draws if f"{each}.".startswith(f"{key}.")]
            if taken:
                rule = f"{', '.join(taken)} is drawn for each run by parameters.path, so this would be lost"
                yield Fault(text, NO_VALUE, rule, "leave it out, or take that column out of the table of draws")

    def settled(
        self, model: type[Model], data: Mapping[str, Any], *composed: Callable[[], dict[str, Any]], where: str = ""
    ) -> Checked[Model]:
        """Resolve and validate settings; each path that has a fault, all of which are noted, is told once.

        Parameters
        ----------
        composed : the same settings before changes, and others to fall back on, as `validate` takes them
        where : part of them that the user fills freely, so that forbidden keys are looked for in it; "" for none
        """
        plain, faults = resolve(data)
        faults += forbidden_keys(plain.get(where), where) if where else ()
        checked = validate(model, plain, self.fields, composed)
        told = {fault.path for fault in faults}
        self.faults.extend([*faults, *(fault for fault in checked.faults if fault.path not in told)])
        return checked

    def _of_another_verb(self, change: Change) -> Fault | None:
        """Return the fault of a setting that other commands have and this one has not."""
        head = change.path[0]
        if head in self.settings_model.model_fields or head in Scenario.model_fields:
            return None
        verbs = [f"beredt {verb}" for verb, model in SETTINGS.items() if head in model.model_fields]
        if not verbs:
            return None
        return Fault(change.key, change.value, f"{head} is a setting of {' and '.join(verbs)} only")


class _Loading(Loader):
    """One loading for run or compare; gathers faults on the way."""

    def __init__(
        self,
        verb: Verb,
        texts: tuple[str, ...],
        folders: tuple[str, ...],
        sources: Sources,
        faults: list[Fault],
    ) -> None:
        self.several = verb == "compare"
        self.settings_type = CompareSettings if self.several else Settings
        super().__init__(verb, texts, sources, faults, self.settings_type)
        self.verb: Verb = verb
        self.texts = texts
        self.folders = folders
        self.found = Found(self.several)

    def job(self, also: Callable[[Settings], Iterable[Fault]] | None) -> Job:
        """Load."""
        base, lost = self._base()
        checked = self._settings(base)
        settings = checked.value
        if settings is not None and also is not None and not checked.concerns("out"):
            self.faults.extend(also(settings))
        if not base.choices:  # a primary file of the user's own that composes nothing
            hint = "begin it with `defaults:` as Beredt's own does, or leave the file out"
            self.faults.append(Fault(f"{self.primary}.yaml", NO_VALUE, "holds no list of defaults", hint))
            raise BadConfig(self.faults)
        shocks = self._chosen("shock", base, settings)
        plans = self._chosen("plan", base, settings)
        if not checked.concerns("shocks") and not checked.concerns("plans"):
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
                self.found.add((shock, plan), self.changed(data, (shock, plan)))
                for name in self.settings_model.model_fields:
                    data.pop(name, None)
                facts.update(facts_used(data, (shock, plan) if self.several else None))
                scenario = self._scenario(data, (shock, plan), {**world.data, "plan": scheme.data["plan"]})
                if scenario is not None:
                    scenarios[shock, plan] = scenario
        self.faults.extend(fault for fault in self.found.told() if fault.path.split(".")[0] not in lost)
        if settings is not None and settings.save_state is not None:
            self.faults.extend(saving_faults(settings.save_state, scenarios.values()))
        if self.faults or settings is None:
            raise BadConfig(self.faults)
        chosen = [choice for world in good_worlds.values() for choice in world.choices.items() if choice[0] != "plan"]
        chosen += [("plan", scheme.choices["plan"]) for scheme in good_schemes.values()]
        starts = of_starts(scenario.start for scenario in scenarios.values())
        remarks = (*of_files(self.sources, self.primary, chosen), *starts, *of_plans(scenarios.values()))
        return Job(self.verb, shocks, plans, scenarios, settings, self.texts, self.folders, facts, remarks)

    def _base(self) -> tuple[Composed, set[str]]:
        """Compose what is chosen; where that has faults, which are noted, the rest, and name the groups left out."""
        try:
            return self.composed(self.given.choices), set()
        except BadConfig as bad:
            of_all = bad.faults
        good: dict[str, str] = {}
        of_one: list[Fault] = []
        for group, option in self.given.choices.items():
            try:
                self.composed({group: option})
                good[group] = option
            except BadConfig as bad:
                of_one += bad.faults
        self.faults.extend(of_one or of_all)
        try:
            return self.composed(good), set(self.given.choices) - set(good)
        except BadConfig as bad:
            self.faults.extend(bad.faults)
        return compose_primary(Sources(self.sources.own), self.primary, {}), set(self.sources.groups)

    def _settings(self, base: Composed) -> Checked[CompareSettings] | Checked[Settings]:
        names = self.settings_type.model_fields
        data = {name: base.data[name] for name in names if name in base.data}
        mine = [change for change in self.given.changes if change.path[0] in names and not change.only]
        self.faults.extend(self.apply(data, mine))
        return self.settled(self.settings_type, data, lambda: base.data)

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
        """Compose with an option of `group`; None if that has faults, which are noted."""
        try:
            return self.composed_with(group, name, base)
        except BadConfig as bad:
            self.faults.extend(bad.faults)
            return None

    def _scenario(self, data: dict[str, Any], pair: Pair, unchanged: dict[str, Any]) -> Scenario | None:
        """Resolve and validate; None if there are faults, here or in the changes before."""
        plain, faults = resolve(data)
        faults += forbidden_keys(plain)
        faults += [*start_file_faults(plain, self.beside), *table_faults(plain)]

        @cache
        def as_composed() -> dict[str, Any]:
            return resolve(unchanged)[0]

        try:
            checked = validate(Scenario, plain, self.fields, [as_composed, self.defaults])
            told = {fault.path for fault in faults}
            faults += [fault for fault in checked.faults if fault.path not in told]
            if checked.value is not None:
                faults += [fault for fault in cross_faults(checked.value) if not checked.doubts(fault)]
                faults += self.overdrawn(checked.value.parameters.draws)
        except OverflowError as error:
            faults.append(Fault("scenario", NO_VALUE, f"holds a number too large to reckon with: {error}"))
        self.found.add(pair, faults)
        return None if faults else checked.value


def never_begins(data: Mapping[str, Any]) -> bool:
    """Whether the shock has size 0 or begins after the last day; what cannot be read is told elsewhere."""
    shock, start, days = data.get("shock"), data.get("start"), data.get("horizon_days")
    if not isinstance(shock, dict) or not isinstance(start, dict):
        return False
    if shock.get("size") == 0:
        return True
    try:
        first = dt.date.fromisoformat(str(start.get("date")))
        onset = onset_date(str(shock.get("onset")), first)
    except ValueError:
        return False
    return isinstance(days, int) and (onset - first).days >= days


def _sets(data: Mapping[str, Any]) -> tuple[list[Change], list[Fault]]:
    """Return what the shock changes in the world, as changes, and what is wrong with it."""
    shock = data.get("shock")
    sets = (shock.get("sets") or {}) if isinstance(shock, dict) else {}
    if not isinstance(sets, dict):
        return [], [Fault("shock.sets", sets, "must be a mapping of dotted keys to values")]
    changes, faults = [], []
    for key, value in sets.items():
        change = Change(f"{key}={value}", tuple(str(key).split(".")), "change", value)
        if change.path[0] in ("plan", "shock"):
            rule = "a shock changes the world, not the plan or itself"
            faults.append(Fault(f"shock.sets.{key}", value, rule))
        else:
            changes.append(change)
    return changes, faults


def start_file_faults(plain: dict[str, Any], beside: Sequence[Path]) -> list[Fault]:
    """Find the user's start file and return its faults; where there are any, take the file out of `plain`.

    Parameters
    ----------
    plain : plain values; a file found in a folder of `beside` is written there with its whole path
    beside : folders it is looked for in before the working folder
    """
    start = plain.get("start")
    if not isinstance(start, dict) or start.get("file") is None:
        return []
    if not isinstance(start["file"], str):
        fault = Fault("start.file", start["file"], "must be the path of a CSV")
        start["file"] = None
        return [fault]
    places = [*(folder / start["file"] for folder in beside), Path(start["file"])]
    file = next((place for place in places if place.exists()), None)
    if file is None:
        looked = ", ".join(str(place.absolute()) for place in dict.fromkeys(places))
        rule = f"{start['file']}: no such file; looked for {looked}"
        start["file"] = None
        return [Fault("start.file", NO_VALUE, rule, f"give the path of a CSV with columns {', '.join(START_COLUMNS)}")]
    start["file"] = str(file)
    try:
        read_start_file(file)
    except (ValueError, OSError) as error:
        start["file"] = None
        return [Fault("start.file", NO_VALUE, line) for line in str(error).splitlines()]
    return []


def value_at(data: Any, path: Sequence[str]) -> Any:
    """Return the value at a path that is there."""
    for key in path:
        data = data[int(key)] if isinstance(data, list) else data[key]
    return data


def facts_used(data: Mapping[str, Any], pair: Pair | None) -> dict[str, str]:
    """Return the fact key by dotted path of each value that is one fact; `pair` names the shock and plan.

    Values that are drawn for each run are taken from no fact any more.
    """
    found = {}
    drawn = drawn_keys(data.get("parameters"))
    for path, value in leaves(data):
        key = fact_key(value)
        if key is not None and dotted(path) not in drawn:
            head: tuple[str | int, ...] = path[:1]
            if pair is not None and path[0] in ("shock", "plan"):
                head = (f"{path[0]}s", pair[path[0] == "plan"])
            found[dotted((*head, *path[1:]))] = key
    return found
