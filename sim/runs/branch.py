"""Futures from one past: save the state of a run on a day, and let other runs go on from there.

A state is two files: NAME.npz holds arrays, and among them, as text, what they mean; NAME.json says of which
run and day it is, and with which code and data it was made. Reading one runs nothing that stands in it.

A future is built like any run, from its own scenario; then what had changed in the saved run by that day is
laid over it (`sim.runs.graph`), and its days begin there. So it has the same past, and its own plan, shock,
horizon and luck from that day on. What was published before the day stays as it was published.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sim import data, national
from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.config.plan import PlacedMeasure, Plan
from sim.config.saved import FORMAT, STATES, differences, read_head, state_name
from sim.config.schema import Scenario
from sim.config.shock import ShockConfig
from sim.engine.kernels import PLAIN, Kernels
from sim.national import Nation, Past
from sim.runs.execute import kernels_named
from sim.runs.files import write_whole
from sim.runs.graph import Before
from sim.runs.keys import code_digest, scenario_digest
from sim.runs.overlay import Overlay, OverlayError
from sim.tables import RunTables

IDENTITY = ("source", "arrival_day", "group", "ordinal")
_CHANGES = "changes"


class StateError(ValueError):
    """A saved state that cannot be used, and why."""


@dataclass(frozen=True)
class Saving:
    """Where states are written, and of which days."""

    folder: Path
    dates: tuple[dt.date, ...]


def run(
    scenario: Scenario,
    replication: int,
    prepared: national.Prepared | None = None,
    *,
    saving: Saving | None = None,
    kernels: Kernels = PLAIN,
    **options: Any,
) -> RunTables:
    """Run one replication as `sim.national.run` does, from a saved state if the scenario's start names one.

    Parameters
    ----------
    saving : folder in which states are written, and their days; that changes no table
    kernels, options : as of `sim.national.run`

    Raises
    ------
    StateError : if the state cannot be read or is not one of this scenario's past
    """
    start = scenario.start
    if start.path is None or start.day is None:
        begun, past = _nothing, None
    else:
        source = replication if start.replication is None else start.replication
        state = State.read(Path(start.path), source, start.day, kernels.name)
        if saving is not None and source != replication:
            raise StateError("a run that goes on with another luck than its past cannot be saved in its turn")
        past = Past(state.day, source)
        begun = partial(_go_on, state)
    told = {"replication": replication, "kernels": kernels.name}
    drive = partial(_drive, begun, saving, told, past.day if past is not None else 0)
    return national.run(scenario, replication, prepared, past=past, drive=drive, kernels=kernels, **options)


def _drive(
    begun: Callable[[Nation], None],
    saving: Saving | None,
    told: Mapping[str, Any],
    first: int,
    nation: Nation,
) -> None:
    """Run a nation's days, saving its state on the way."""
    env = nation.begin(first)
    if saving is None:
        begun(nation)
    else:
        before = Before(nation)
        begun(nation)
        for date in sorted(saving.dates):
            day = nation.calendar.day(date)
            if not first < day < nation.calendar.days:
                raise StateError(f"{date} is not a day within the run")
            nation.until(env, day)
            State.of(nation, before, day, told).write(saving.folder)
        del before
    nation.until(env, nation.calendar.days)
    nation.finish()


def _nothing(nation: Nation) -> None:
    """A run from its first day has nothing to take over."""


def _go_on(state: State, nation: Nation) -> None:
    state.lay_over(nation)


@dataclass(frozen=True)
class State:
    """The state of a run at the beginning of a day.

    Attributes
    ----------
    head : of which run and day, and with what it was made
    arrays : the arrays by name
    """

    head: Mapping[str, Any]
    arrays: Mapping[str, npt.NDArray[Any]]

    @property
    def day(self) -> int:
        """The first day that is not yet run."""
        return int(self.head["day"])

    @classmethod
    def of(cls, nation: Nation, before: Before, day: int, told: Mapping[str, Any]) -> State:
        """Take the state of a nation of which `before` remembers how it was built; `told` goes into its head."""
        changes = before.changes()
        arrays = {f"value {kind}": array for kind, array in changes.plain.arrays().items()}
        meaning = [[[n, *of] for n, of in changes.reached.items()], changes.acts, changes.made]
        text = json.dumps(meaning, separators=(",", ":"))
        arrays[_CHANGES] = np.frombuffer(text.encode(), dtype=np.uint8)
        population = nation.population
        there = int(np.searchsorted(population.arrival_day, day))
        for name in IDENTITY:
            arrays[f"household {name}"] = getattr(population, name)[:there]
        index, announced = nation.forecasts.by_day
        arrays["published index"], arrays["published warning"] = index[:day], announced[:day]
        head = {
            "format": FORMAT,
            "date": nation.calendar.date(day).isoformat(),
            "day": day,
            **told,
            "digests": {"code": code_digest(), "data": data.digest()},
            "scenario_digest": scenario_digest(nation.scenario),
            "measures": [_measure(placed) for placed in nation.scenario.plan.measures],
            "publications": [
                [each.day, each.planning, each.low, each.high, each.occasion, each.data_day]
                for each in nation.forecasts.table
                if each.day < day
            ],
            "scenario": nation.scenario.model_dump(mode="json"),
        }
        return cls(head, arrays)

    def write(self, folder: Path) -> Path:
        """Write the two files whole or not at all; return the one that says what the state is."""
        places = folder / STATES
        name = state_name(self.head["replication"], self.head["date"])
        content = io.BytesIO()
        np.savez_compressed(content, **dict(self.arrays))  # type: ignore[arg-type]  # names of arrays only
        head = {**self.head, "sha256": hashlib.sha256(content.getvalue()).hexdigest()}
        write_whole(places / f"{name}.npz", content.getvalue())
        path = places / f"{name}.json"
        write_whole(path, (json.dumps(head, indent=1, ensure_ascii=False) + "\n").encode())
        return path

    @classmethod
    def read(cls, folder: Path, replication: int, date: dt.date, kernels: str = "plain") -> State:
        """Read a state; StateError if it is not there, damaged, or made by another version or other kernels."""
        try:
            head = read_head(folder, replication, date)
        except ValueError as error:
            raise StateError(str(error)) from None
        path = folder / STATES / f"{state_name(replication, date.isoformat())}.npz"
        for name, now in (("code", code_digest()), ("data", data.digest())):
            if head["digests"][name] != now:
                raise StateError(
                    f"{path.with_suffix('.json')} was made by another version of Beredt: its {name} is "
                    f"{head['digests'][name][:12]}, here {now[:12]}; run the past again to save it anew"
                )
        if head["kernels"] != kernels:
            raise StateError(f"{path} was made with kernels={head['kernels']}, and needs them to go on from")
        try:
            content = path.read_bytes()
        except OSError as error:
            raise StateError(f"{path} cannot be read: {error.strerror}") from None
        if hashlib.sha256(content).hexdigest() != head["sha256"]:
            raise StateError(f"{path} is damaged: it is not what was saved; run the past again to save it anew")
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as stored:
                return cls(head, {name: stored[name] for name in stored.files})
        except (ValueError, OSError, zipfile.BadZipFile) as error:
            raise StateError(f"{path} is damaged: {error}") from None

    def lay_over(self, nation: Nation) -> None:
        """Give a nation that was built and not yet run this state, on the day of its `Past`."""
        faults = past_faults(self.head, nation.scenario)
        if faults:
            raise StateError("; ".join(str(fault) for fault in faults))
        self._check_households(nation)
        reached, acts, made = json.loads(self.arrays[_CHANGES].tobytes())
        values = {
            name.removeprefix("value "): array for name, array in self.arrays.items() if name.startswith("value ")
        }
        plan = _NewPlan(self.head, nation.scenario.plan)
        try:
            Overlay(nation, {n: (parent, step) for n, parent, step in reached}, acts, made, values, plan.place).lay()
        except OverlayError as error:
            raise StateError(f"the state of {self.head['date']} does not fit this run: {error}") from error
        for books in (nation.population.case, nation.population.lodging):
            books.renew(0)  # of those who are still to come there may be others
            books.check()
        publications = [type(nation.forecasts.table[0])(*each) for each in self.head["publications"]]
        nation.forecasts.keep_past(
            self.day,
            publications,
            self.arrays["published index"].tolist(),
            self.arrays["published warning"].tolist(),
        )
        nation.turn_luck()

    def _check_households(self, nation: Nation) -> None:
        """See that those who came before the day are the same; tell the first who is not."""
        population = nation.population
        saved = np.stack([self.arrays[f"household {name}"] for name in IDENTITY], axis=1)
        there = int(np.searchsorted(population.arrival_day, self.day))
        here = np.stack([getattr(population, name)[:there] for name in IDENTITY], axis=1)
        same = min(len(saved), len(here))
        other = np.flatnonzero((saved[:same] != here[:same]).any(axis=1))
        if not other.size and len(saved) == len(here):
            return
        row = int(other[0]) if other.size else same
        days = [int(rows[row, 1]) for rows in (saved, here) if row < len(rows)]
        date = nation.calendar.date(min(days))
        raise StateError(
            f"the past is another one: before {self.head['date']} {len(saved)} households were there in the saved "
            f"run and {len(here)} in this one, and they differ from {date} on; a shock may differ only from "
            f"{self.head['date']} on"
        )


class _NewPlan:
    """Where the standing orders of the saved run's plan are in the plan of this one."""

    def __init__(self, head: Mapping[str, Any], plan: Plan) -> None:
        now = [_measure(placed) for placed in plan.measures]
        place = {(each["name"], each["lever"]): (number, each) for number, each in enumerate(now)}
        self._changed = head["scenario"]["plan"] != plan.model_dump(mode="json")
        self._now: dict[int, int] = {}
        self._anew: set[tuple[int, str]] = set()
        for number, each in enumerate(head["measures"]):
            found = place.get((each["name"], each["lever"]))
            if found is not None:
                self._now[number] = found[0]
                self._anew |= {(number, part) for part in ("fires", "undoes") if found[1][part] != each[part]}

    def place(self, names: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """Say where an object is: as `Overlay` asks for it."""
        if not self._changed:
            return None
        if names[:2] == ("scenario", "plan") and len(names) > 2:
            return ()
        if names[:2] != ("executor", "_states") or len(names) < 3:
            return None
        number = names[2]
        if number not in self._now or (len(names) > 3 and (number, names[3]) in self._anew):
            return ()
        return (*names[:2], self._now[number]) if len(names) == 3 else None


def _measure(placed: PlacedMeasure) -> dict[str, Any]:
    """What tells whether a measure of another plan is the same one."""
    measure = placed.measure
    whole = measure.model_dump(mode="json")
    reverse = whole.get("reverse") or {}
    return {
        "name": measure.measure,
        "lever": measure.lever_name,
        "fires": whole.get("when"),
        "undoes": reverse.get("when"),
    }


def past_faults(head: Mapping[str, Any], scenario: Scenario) -> list[Fault]:
    """Return what in a scenario would have changed the past of a saved state, and a day outside the run."""
    day = int(head["day"])
    faults = [
        Fault(path, now, f"was {was!r} in the saved run, and the past cannot be changed", "leave it as it was")
        for path, was, now in differences(head["scenario"], scenario.model_dump(mode="json"))
    ]
    faults += _shock_faults(ShockConfig.model_validate(head["scenario"]["shock"]), scenario, day)
    if not 0 < day < scenario.days:
        last = scenario.start.date + dt.timedelta(days=scenario.days - 1)
        rule = f"is not within the run, which ends on {last}"
        faults.append(Fault("start.day", head["date"], rule, f"horizon_days={day + 1} or more"))
    return faults


def _shock_faults(was: ShockConfig, scenario: Scenario, day: int) -> list[Fault]:
    """Return what another shock would have changed before the day, as far as it can be told without its people."""
    start, now = scenario.start.date, scenario.shock
    date = start + dt.timedelta(days=day)
    begun = [
        bool(shock.components) and shock.size > 0.0 and shock.onset_date(start) < date for shock in (was, now)
    ]
    if begun[0] != begun[1]:
        which, verb = (was, "began") if begun[0] else (now, "would have begun")
        rule = f"shock {which.name} {verb} on {which.onset_date(start)}, before {date}: the past is another one"
        return [Fault("shock", now.name, rule, "a shock may differ only from the day of the state on")]
    faults = []
    if begun[0]:
        for number, (old, new) in enumerate(zip(was.components, now.components, strict=False)):
            for name in ("enters", "private_share", "mix"):
                if getattr(old, name) != getattr(new, name):
                    rule = f"was {getattr(old, name)!r} in the saved run, and the shock began before {date}"
                    faults.append(Fault(f"shock.components.{number}.{name}", getattr(new, name), rule))
    revised = [_revision(shock, start, date) for shock in (was, now)]
    if revised[0] != revised[1]:
        rule = f"the need for minors was revised before {date} in one way, and cannot have been in another"
        faults.append(Fault("shock.minors_need_factor", now.minors_need_factor, rule))
    return faults


def _revision(shock: ShockConfig, start: dt.date, before: dt.date) -> tuple[dt.date, float] | None:
    """When and by what a shock revises the need for minors, if that is before a day."""
    first = shock.minors_revised_from(start)
    return (first, shock.minors_need_factor) if shock.minors_need_factor != 1.0 and first < before else None


def check(scenarios: Iterable[Scenario], replications: int, kernels: str = "plain") -> None:
    """Raise BadConfig if a scenario that goes on from a saved run cannot: before anything is run.

    Each state is read once, however many scenarios go on from it.
    """
    faults: list[Fault] = []
    used = kernels_named(kernels)

    @cache
    def read(folder: str, number: int, day: dt.date) -> Mapping[str, Any]:
        return State.read(Path(folder), number, day, used).head

    for scenario in scenarios:
        start = scenario.start
        if start.path is None or start.day is None:
            continue
        numbers = range(replications) if start.replication is None else [start.replication]
        try:
            heads = [read(start.path, number, start.day) for number in numbers]
        except StateError as error:
            faults.append(Fault("start.path", NO_VALUE, str(error)))
            continue
        for head in {each["scenario_digest"]: each for each in heads}.values():  # most states are of one scenario
            faults += past_faults(head, scenario)
    if faults:
        raise BadConfig(list({(fault.path, fault.rule): fault for fault in faults}.values()))


def listed(folder: Path) -> list[dict[str, Any]]:
    """Return what a manifest says of the states in a folder of results."""
    found = []
    for path in sorted((folder / STATES).glob("*.json")):
        head = json.loads(path.read_text(encoding="utf-8"))
        names = ("replication", "date", "sha256", "digests", "scenario_digest")
        found.append({"file": f"{STATES}/{path.stem}.npz", **{name: head[name] for name in names}})
    return found
