"""Loading a sweep: one composition for each choice of options, then every point by an edit of plain data.

A point is the same scenario that `load` gives for the same changes. A section of the scenario is validated
once for each set of values that its keys take, and every point is put together from its sections.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import ge, gt, le, lt
from pathlib import Path
from typing import Any

import yaml

from sim.config.across import CrossCheck
from sim.config.cell import Cell, Edit
from sim.config.compose import FORBIDDEN_KEYS, Composed, Sources, compose_primary, resolve
from sim.config.faults import NO_VALUE, BadConfig, Fault, nearest
from sim.config.fields import Fields, Node
from sim.config.files import bare
from sim.config.job import Settings
from sim.config.load import Loader
from sim.config.overrides import Change, Sorted, Swept
from sim.config.remarks import of_files, of_plans, of_starts
from sim.config.sweep import Design, Point, Sample, SweepFile, SweepJob, SweepSettings
from sim.config.told import Told
from sim.config.validate import Checked

BEGINNING = "defaults: [run, _self_]"


def load_sweep(
    overrides: Iterable[str] = (),
    config_dirs: Iterable[str | Path] = (),
    early: Sequence[Fault] = (),
    also: Callable[[SweepSettings], Iterable[Fault]] | None = None,
) -> SweepJob:
    """Compose, change and validate every point of a sweep.

    Parameters
    ----------
    overrides : in Hydra's grammar, sweeps included, such as `shock=a,b`, `plan=glob(*)`,
        `plan.reception.buffer_places=range(0,3000,500)`, `sweep.sample.points=64`
    config_dirs : folders of the user, searched before Beredt's own; one may hold a `sweep.yaml`
    early : faults found before, reported with those found here
    also : finds more faults in valid settings, such as a folder that cannot be written

    Raises
    ------
    BadConfig with every fault of `early`, of the overrides, of the files, of the design and of all points,
    each told once with the points it concerns.
    """
    texts, folders = tuple(overrides), tuple(str(folder) for folder in config_dirs)
    sources = Sources.of(folders, early=early)
    return _SweepLoading(texts, folders, sources, list(early)).job(also)


class _SweepLoading(Loader):
    """One loading of a sweep; gathers faults on the way."""

    def __init__(
        self, texts: tuple[str, ...], folders: tuple[str, ...], sources: Sources, faults: list[Fault]
    ) -> None:
        super().__init__("sweep", texts, sources, faults, SweepFile)
        self.texts = texts
        self.folders = folders
        self.unfit: set[str] = set()  # swept keys of which a fault is told that leaves no values to try
        self.given.changes = [_in_block(change) for change in self.given.changes]
        self.given.swept = [self._with_facts(axis) for axis in self.given.swept]

    def job(self, also: Callable[[SweepSettings], Iterable[Fault]] | None) -> SweepJob:
        """Load."""
        wrong_defaults = list(self._wrong_defaults())
        if wrong_defaults:
            raise BadConfig([*self.faults, *wrong_defaults])
        try:
            base = self.composed(self.given.choices)
        except BadConfig as bad:
            wrong = [fault for fault in map(self._misplaced, self.given.swept) if fault is not None]
            raise BadConfig([*self.faults, *wrong, *bad.faults]) from bad
        checked = self._settings(base)
        file = checked.value
        if file is None:
            raise BadConfig([*self.faults, *self._faults_of_changes(base)])
        settings = SweepSettings.model_validate(file.model_dump(exclude={"sweep"}))
        if also is not None and not checked.concerns("out"):
            self.faults.extend(also(settings))
        if checked.concerns("sweep"):
            raise BadConfig([*self.faults, *self._faults_of_changes(base)])
        lost = any(fault.path in self.texts for fault in self.faults)
        design = Design(self.given.swept, file.sweep, self.sources.groups, lost)
        self.faults.extend(design.faults)
        for axis in design.axes:
            misplaced = self._misplaced(axis)
            if misplaced is not None:
                self.faults.append(misplaced)
                self.unfit.add(axis.key)
        beyond = dict(_beyond(file.sweep.sample, self.fields, self.sources.groups))
        self.faults.extend(fault for found in beyond.values() for fault in found)
        if design.faults:
            unknown = self._unknown_options(design.axes, beyond)
            raise BadConfig([*self.faults, *unknown, *self._faults_of_changes(base)])
        expansion = Expansion(self, design, self.unfit, beyond)
        points = tuple(expansion.points())
        self.faults.extend(expansion.told.faults(design.count))
        self.faults.extend(self.overdrawn({key for point in points for key in point.scenario.parameters.draws}))
        if not expansion.composed:
            self.faults.extend(self._faults_of_changes(base))
        if self.faults:
            raise BadConfig(self.faults)
        axes = tuple(axis.key for axis in design.axes)
        sampled = () if file.sweep.sample is None else tuple(file.sweep.sample.keys)
        starts = of_starts(point.scenario.start for point in points)
        over = of_plans(point.scenario for point in points)
        remarks = (*of_files(self.sources, self.primary, expansion.choices), *starts, *over)
        facts = expansion.facts()
        return SweepJob(settings.name, axes, points, settings, self.texts, self.folders, facts, sampled, remarks)

    def _wrong_defaults(self) -> Iterator[Fault]:
        """Find what keeps a `sweep.yaml` of the user from being built on `run`; what is no YAML is told elsewhere."""
        name = f"{self.primary}.yaml"
        folders = (*self.sources.user, self.sources.own)
        file = next(folder / name for folder in folders if (folder / name).is_file())
        if file.parent == self.sources.own:
            return
        try:
            data = yaml.safe_load(file.read_text(encoding="utf-8"))
        except (yaml.YAMLError, OSError, ValueError):
            return
        entries = data.get("defaults") if isinstance(data, dict) else None
        names = [bare(entry) for entry in entries if isinstance(entry, str)] if isinstance(entries, list) else []
        if "run" not in names:
            yield Fault(str(file), NO_VALUE, f"must begin with {BEGINNING}", "it builds on run.yaml")
        for entry in names:
            if entry != "_self_" and not any((folder / f"{entry}.yaml").is_file() for folder in folders):
                yield Fault(f"{file}: defaults", entry, "there is no such file", nearest(entry, ("run", "_self_")))

    def _with_facts(self, axis: Swept) -> Swept:
        """Fill in the facts that the values of a word name."""
        plain, faults = resolve({axis.key: list(axis.values)})
        self.faults.extend(Fault(axis.where, fault.value, fault.rule, fault.hint) for fault in faults)
        if faults:
            self.unfit.add(axis.key)
        return Swept(axis.where, axis.key, tuple(plain[axis.key]), axis.how)

    def _settings(self, base: Composed) -> Checked[SweepFile]:
        """Check the settings and the block; what a user's own `sweep.yaml` leaves out is as in ours."""
        names = SweepFile.model_fields
        if any(name not in base.data for name in names):
            own = compose_primary(Sources(self.sources.own), self.primary, {}).data
            base.data.update({name: own[name] for name in names if name not in base.data})
        data = {name: copy.deepcopy(base.data[name]) for name in names}
        mine = [change for change in self.given.changes if change.path[0] in names]
        self.faults.extend(self.apply(data, mine))
        block = data["sweep"]
        if isinstance(block, dict):
            data["sweep"] = {
                name: block[name] for name in block if block[name] is not None or name == "sample"
            }
        return self.settled(SweepFile, data, lambda: base.data, self.defaults, where="sweep")

    def _misplaced(self, axis: Swept) -> Fault | None:
        """Return the fault of a key that is chosen or set as well, that is no key of a run, or is refused."""
        head, *below = axis.key.split(".")
        rule, hint = "", "leave one of the two out"
        fixed = [change.text for change in self.given.changes if change.key == axis.key]
        if FORBIDDEN_KEYS & {head, *below}:
            rule, hint = "this key is refused: configuration is data and never runs code", ""
        elif head in self.settings_model.model_fields:
            rule, hint = f"{head} is a setting of the whole sweep and changes no run", ""
        elif axis.key in self.given.choices:
            rule = f"{axis.key} is chosen as well: {axis.key}={self.given.choices[axis.key]}"
        elif fixed:
            rule = f"{axis.key} is set as well: {fixed[0]}"
        elif head == "shock" and below[:1] == ["sets"]:
            rule, hint = "what a shock sets cannot be swept", "sweep the keys themselves"
        elif axis.key in ("start.path", "start.day"):
            rule, hint = "the past of a run cannot be swept", "go on from one saved state, and sweep what follows"
        return Fault(axis.where, NO_VALUE, rule, hint) if rule else None

    def _unknown_options(self, axes: Sequence[Swept], silent: Collection[str]) -> Iterator[Fault]:
        """Find options that do not exist, where no points can be made to tell it of."""
        for axis in axes:
            for option in axis.values if axis.key in self.sources.groups and axis.key not in silent else ():
                fault = self.sources.unknown_option(axis.key, str(option), axis.where)
                if fault is not None:
                    yield fault

    def _faults_of_changes(self, base: Composed) -> list[Fault]:
        """Return what is wrong with plain changes, where no points can be made to tell it of."""
        cell = Cell(self, _without_settings(base.data), base.choices, [], CrossCheck())
        keys = [change.key for change in self.given.changes]
        _, faults = cell.scenario(())
        return [fault for fault in faults if any(f"{fault.path}.".startswith(f"{key}.") for key in keys)]

    def choosing(self, choices: Mapping[str, str]) -> Loader:
        """Return a loader that has these options chosen as well."""
        other = copy.copy(self)
        other.given = Sorted({**self.given.choices, **choices}, self.given.changes, swept=self.given.swept)
        return other


def _without_settings(data: Mapping[str, Any]) -> dict[str, Any]:
    settings = {*SweepFile.model_fields, *Settings.model_fields}
    return {name: value for name, value in data.items() if name not in settings}


def _in_block(change: Change) -> Change:
    """Take what follows `sweep.grid` or `sweep.sample.keys` for one key."""
    for head in (("sweep", "grid"), ("sweep", "sample", "keys")):
        if change.path[: len(head)] == head and len(change.path) > len(head):
            path = (*head, ".".join(change.path[len(head) :]))
            return Change(change.text, path, "force" if change.how == "change" else change.how, change.value)
    return change


def _beyond(
    sample: Sample | None, fields: Fields, groups: Collection[str]
) -> Iterator[tuple[str, list[Fault]]]:
    """Find sampled keys whose range does not suit them; yields the key and what is wrong."""
    for key, spread in sample.keys.items() if sample is not None else ():
        if spread.choices is not None:
            continue
        where = f"sweep.sample.keys.{key}"
        if key in groups:
            yield key, [Fault(where, NO_VALUE, f"{key} takes names, not numbers", "write choices: [...]")]
            continue
        field = fields.at(key.split("."))
        numbers = [node for node in field.nodes if node.get("type") in ("number", "integer")]
        if not numbers:
            if field.types:
                yield key, [Fault(where, NO_VALUE, f"{key} takes no numbers", "write choices: [...]")]
            continue
        faults = []
        if not spread.whole and all(node["type"] == "integer" for node in numbers):
            faults.append(Fault(where, NO_VALUE, f"{key} takes whole numbers only", "add whole: true"))
        for name, value in (("low", spread.low), ("high", spread.high)):
            rules = [_limit(node, value) for node in numbers]
            if all(rules):
                faults.append(Fault(f"{where}.{name}", value, f"{key} {rules[0]}"))
        if faults:
            yield key, faults


_LIMITS: tuple[tuple[str, str, Callable[[Any, Any], bool]], ...] = (
    ("minimum", "must be greater than or equal to", ge),
    ("exclusiveMinimum", "must be greater than", gt),
    ("maximum", "must be less than or equal to", le),
    ("exclusiveMaximum", "must be less than", lt),
)


def _limit(node: Node, value: int | float | None) -> str:
    """Return the rule of the schema that a number breaks, or an empty text."""
    for name, rule, holds in _LIMITS:
        if name in node and not holds(value, node[name]):
            return f"{rule} {node[name]}"
    return ""


class Expansion:
    """The points of a design, put together and checked.

    Parameters
    ----------
    unfit : keys that are left as they are, as a fault of them is told elsewhere
    silent : keys of whose values faults are told elsewhere
    """

    def __init__(
        self, loader: _SweepLoading, design: Design, unfit: Collection[str], silent: Collection[str]
    ) -> None:
        self.loader = loader
        self.design = design
        self.cross = CrossCheck()
        swept_keys = [axis.key for axis in design.axes if axis.key not in loader.sources.groups]
        self.told = Told(swept_keys, silent)
        groups = loader.sources.groups
        self._chosen = [(index, axis.key) for index, axis in enumerate(design.axes) if axis.key in groups]
        self._edits = [
            Edit.of(place, axis)
            for place, axis in enumerate(design.axes)
            if axis.key not in groups and axis.key not in unfit
        ]
        self._cells: dict[tuple[Any, ...], Cell | None] = {}
        self._cell_faults: dict[tuple[Any, ...], list[Fault]] = {}
        self._plans: dict[Any, dict[str, Any]] = {}
        self._worlds: dict[tuple[Any, ...], Composed] = {}

    @property
    def composed(self) -> bool:
        """Whether any choice of options could be composed."""
        return any(cell is not None for cell in self._cells.values())

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Group and option of all that was composed."""
        return [choice for cell in self._cells.values() if cell is not None for choice in cell.choices.items()]

    def points(self) -> Iterator[Point]:
        """Give the points that are right, in order, and note the faults of the others."""
        keys = [axis.key for axis in self.design.axes]
        seen: dict[tuple[Any, ...], int] = {}
        for number, row in enumerate(self.design.rows()):
            first = seen.setdefault(tuple(value.mark for value in row), number)
            if first != number:
                self.told.same(first, number, keys, row)
                continue
            chosen = tuple(row[index].shown for index, _ in self._chosen)
            cell = self._cell(chosen)
            if cell is None:
                self.told.add(number, self._cell_faults[chosen])
                continue
            scenario, faults = cell.scenario(row)
            values = {key: value.shown for key, value in zip(keys, row, strict=True)}
            self.told.add(number, faults, values)
            if scenario is not None and not faults:
                yield Point(number, cell.shock, cell.plan, cell.start, values, scenario)

    def facts(self) -> dict[str, str]:
        """Return the facts behind the values that are not swept."""
        found: dict[str, str] = {}
        swept = {group for _, group in self._chosen}
        for cell in self._cells.values():
            if cell is None:
                continue
            for path, key in cell.facts().items():
                group, _, rest = path.partition(".")
                if not any(path == edit.key or path.startswith(f"{edit.key}.") for edit in self._edits):
                    found[f"{group}={cell.choices[group]}.{rest}" if group in swept else path] = key
        return found

    def _cell(self, chosen: tuple[Any, ...]) -> Cell | None:
        if chosen not in self._cells:
            try:
                self._cells[chosen] = self._new_cell(chosen)
            except BadConfig as bad:
                self._cells[chosen] = None
                self._cell_faults[chosen] = list(bad.faults)
        return self._cells[chosen]

    def _new_cell(self, chosen: tuple[Any, ...]) -> Cell | None:
        """Compose; a plan is composed once, whatever the other options are."""
        choices = {group: str(option) for (_, group), option in zip(self._chosen, chosen, strict=True)}
        unknown = [self.loader.sources.unknown_option(group, option) for group, option in choices.items()]
        if any(unknown):
            raise BadConfig([fault for fault in unknown if fault is not None])
        loader = self.loader.choosing(choices)
        others = tuple(option for group, option in choices.items() if group != "plan")
        if others not in self._worlds:
            base = loader.composed(loader.given.choices)
            world = loader.composed_with("shock", base.choices["shock"], base)
            self._worlds[others] = Composed({**world.data, "plan": base.data["plan"]}, world.choices)
            self._plans.setdefault(choices.get("plan"), base.data["plan"])
        world = self._worlds[others]
        plan = choices.get("plan", "")
        if plan and plan not in self._plans:
            self._plans[plan] = loader.composed(loader.given.choices).data["plan"]
        scheme = self._plans[plan] if plan else world.data["plan"]
        data = _without_settings({**world.data, "plan": scheme})
        taken = {**world.choices, **choices}
        return Cell(loader, data, taken, self._edits, self.cross)
