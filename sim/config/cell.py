"""The points of a sweep that share one choice of options: put together section by section.

A section is validated once for each set of values that its swept keys take. Faults across sections are found
for each point. The result equals `Scenario.model_validate` of the whole.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple, cast

from pydantic import BaseModel, ValidationError, create_model, model_validator

from sim.config.across import CrossCheck
from sim.config.base import Section
from sim.config.compose import fact_key, forbidden_keys, resolve
from sim.config.faults import NO_VALUE, Fault, nearest
from sim.config.fields import leaves
from sim.config.load import BEFORE_SETS, Loader, facts_used, never_begins, start_file_faults, value_at
from sim.config.overrides import Change, How, Swept, apply_change, known_depth, own_path
from sim.config.parameters import table_faults
from sim.config.schema import Scenario
from sim.config.sweep import Value
from sim.config.validate import Checked, validate

SECTIONS: tuple[str, ...] = tuple(Scenario.model_fields)
Row = Sequence[Value]


class Edit(NamedTuple):
    """A swept key.

    Attributes
    ----------
    place : among the axes
    where : the word or the key of the block in which it is swept
    key, path : dotted, and apart
    how : how a value is put in
    """

    place: int
    where: str
    key: str
    path: tuple[str, ...]
    how: How

    @classmethod
    def of(cls, place: int, axis: Swept) -> Edit:
        """Return the edit of an axis."""
        return cls(place, axis.where, axis.key, tuple(axis.key.split(".")), axis.how)

    @property
    def section(self) -> str:
        """Section of the scenario that it changes."""
        return self.path[0]

    def touches(self, path: Sequence[str]) -> bool:
        """Whether it lies at, above or below `path`."""
        return all(mine == other for mine, other in zip(self.path, path, strict=False))


class Part(NamedTuple):
    """A section, validated.

    Attributes
    ----------
    value : the section; with faults it holds spare values, None if that did not help
    faults : what is wrong
    checked : the outcome of validation where there are faults
    there : whether the configuration gives it, rather than the schema
    right : whether `value` can be used
    """

    value: Any
    faults: tuple[Fault, ...] = ()
    checked: Checked[BaseModel] | None = None
    there: bool = True
    right: bool = True


class Cell:
    """The points of one choice of options."""

    def __init__(
        self,
        loader: Loader,
        data: dict[str, Any],
        choices: Mapping[str, str],
        edits: Sequence[Edit],
        cross: CrossCheck,
    ) -> None:
        self.loader = loader
        self.data = data
        self.choices = choices
        self.edits = edits
        self.cross = cross
        self.shock, self.plan, self.start = choices["shock"], choices["plan"], choices["start"]
        self._bases: dict[bool, _Base] = {}
        self._before = copy.deepcopy({name: data[name] for name in BEFORE_SETS if name in data})
        loader.apply(
            self._before, [change for change in loader.given.changes if change.path[0] in BEFORE_SETS]
        )
        self._edits_before = [edit for edit in edits if edit.section in BEFORE_SETS]

    def scenario(self, row: Row) -> tuple[Scenario | None, list[Fault]]:
        """Return the scenario of a point, and its faults; None where there are any that cannot be mended."""
        base = self._base(self._in_force(row))
        parts = base.parts(row)
        faults = [*base.faults, *(fault for part in parts.values() for fault in part.faults)]
        if not all(part.right for part in parts.values()):
            return None, faults
        values = {name: part.value for name, part in parts.items()}
        given = {name for name, part in parts.items() if part.there}
        scenario = Scenario.model_construct(_fields_set=given, **values)
        mended = [part.checked for part in parts.values() if part.checked is not None]
        try:
            found = self.cross.faults(scenario)
        except OverflowError as error:
            faults.append(Fault("scenario", NO_VALUE, f"holds a number too large to reckon with: {error}"))
        else:
            faults += [fault for fault in found if not any(checked.doubts(fault) for checked in mended)]
        return scenario, faults

    def facts(self) -> dict[str, str]:
        """Return the fact key by dotted path of each value that is one fact."""
        base = next(iter(self._bases.values()), None)
        return {} if base is None else facts_used(base.data, None)

    @cached_property
    def as_composed(self) -> dict[str, Any]:
        """The plain values before any change."""
        return resolve(self.data)[0]

    def _base(self, in_force: bool) -> _Base:
        if in_force not in self._bases:
            self._bases[in_force] = _Base(self, in_force)
        return self._bases[in_force]

    def _in_force(self, row: Row) -> bool:
        """Whether the shock changes the world at this point: a shock that never begins does not."""
        shock = self._before.get("shock")
        if not isinstance(shock, dict) or not shock.get("sets"):
            return True
        before = dict(self._before)
        for edit in self._edits_before:
            own_path(before, edit.path)
            apply_change(before, edit_as_change(edit, row), self.loader.fields)
        return not never_begins(before)


class _Base:
    """What the points of a cell have in common, as far as the shock changes the world or does not."""

    def __init__(self, cell: Cell, in_force: bool) -> None:
        self.cell = cell
        self.loader = cell.loader
        self.data = copy.deepcopy(cell.data)
        self.faults = self.loader.changed(self.data, (cell.shock, cell.plan), in_force)
        self.plain, self.missing = resolve(self.data)
        self.whole = any(
            isinstance(value, str) and "${" in value and fact_key(value) is None
            for _, value in leaves(self.data)
        )
        self.faults += forbidden_keys(self.plain)
        shock = self.plain.get("shock")
        sets = shock.get("sets") if isinstance(shock, dict) else None
        self.sets: dict[str, Any] = sets if isinstance(sets, dict) else {}
        self._check_sets()
        known = self.loader.fields.at(()).names
        edited = {edit.section for edit in cell.edits}
        for name, value in self.plain.items():
            if name not in SECTIONS and name not in edited:
                self.faults.append(Fault(name, value, f"unknown key {name!r}", nearest(name, known)))
        self.edits = {name: [edit for edit in cell.edits if edit.section == name] for name in sorted(edited)}
        self.swept_sets = [
            key for key in self.sets if any(edit.touches(key.split(".")) for edit in cell.edits)
        ]
        if self.swept_sets:
            self.edits.setdefault("shock", [])
        self._unknown: dict[Edit, Fault] = {}  # a key that is not there at one point is not there at any
        self._right: dict[str, Any] = {}  # one validated section each, before its values at other points
        self._memo: dict[tuple[str, tuple[Any, ...]], Part] = {}
        self._still = {
            name: self._part(name, self._given(name, self.plain), [], [])
            for name in SECTIONS
            if name not in self.edits and not self.whole
        }

    def parts(self, row: Row) -> dict[str, Part]:
        """Return all sections of a point."""
        if self.whole:
            return self._parts_of_whole(row)
        parts = dict(self._still)
        for name, edits in self.edits.items():
            marks = tuple(row[edit.place].mark for edit in edits)
            sets = self._sets_at(row) if name == "shock" and self.swept_sets else None
            if sets is not None:
                marks = (*marks, *(repr(value) for value in sets.values()))
            part = self._memo.get((name, marks))
            if part is None:
                given, faults = self._edited(name, self.plain, row)
                if sets is not None:
                    given["shock"] = {**given["shock"], "sets": sets}
                part = self._memo[name, marks] = self._part(name, given, faults, edits, row)
            parts[name] = part
        return parts

    def _parts_of_whole(self, row: Row) -> dict[str, Part]:
        """The same where values refer to others by interpolation: nothing is shared between points."""
        data = dict(self.data)
        faults: dict[str, list[Fault]] = {}
        for name in self.edits:
            given, faults[name] = self._edited(name, data, row)
            data.update(given)
        if self.swept_sets:
            data["shock"] = {**data["shock"], "sets": self._sets_at(row)}
        plain, missing = resolve(data)
        parts = {}
        for name in dict.fromkeys((*SECTIONS, *self.edits)):
            early = faults.get(name, []) + [fault for fault in missing if fault.path.split(".")[0] == name]
            parts[name] = self._part(name, self._given(name, plain), early, None)
        return parts

    @staticmethod
    def _given(name: str, plain: Mapping[str, Any]) -> dict[str, Any]:
        return {name: plain[name]} if name in plain else {}

    def _edited(self, name: str, data: Mapping[str, Any], row: Row) -> tuple[dict[str, Any], list[Fault]]:
        """Return a section with the values of a point, and the faults of putting them in."""
        given = self._given(name, data)
        faults = []
        for edit in self.edits[name]:
            if edit in self._unknown:
                faults.append(self._unknown[edit])
                continue
            own_path(given, edit.path)
            change = edit_as_change(edit, row)
            if apply_change(given, change, self.loader.fields) is None:
                continue
            whole = {**data, **given}  # the hint names keys of other sections too
            own_path(whole, edit.path)
            fault = apply_change(whole, change, self.loader.fields)
            if fault is not None:
                faults.append(Fault(fault.path, NO_VALUE, fault.rule, fault.hint))
                if edit.how == "change":
                    self._unknown[edit] = faults[-1]
        return given, faults

    def _part(
        self,
        name: str,
        given: dict[str, Any],
        faults: list[Fault],
        edits: Sequence[Edit] | None,
        row: Row = (),
    ) -> Part:
        """Validate a section; `edits` are those made in a base that is right else, None if nothing is known."""
        if name not in SECTIONS:
            if name in given and not faults:
                known = self.loader.fields.at(()).names
                faults = [Fault(name, given[name], f"unknown key {name!r}", nearest(name, known))]
            return Part(None, tuple(faults), right=False)
        unknown, others = tuple(faults), []
        if edits is not None:
            others += [fault for fault in self._missing_in(name) if not _replaced(fault.path, edits)]
        if name == "start":
            given = (
                {**given, "start": dict(given["start"])} if isinstance(given.get("start"), dict) else given
            )
            others += start_file_faults(given, self.loader.beside)
        if name == "parameters":
            given = {**given}
            others += table_faults(given)
        model = model_of(name)
        if edits is not None and row and not others and self._types_are_right(name, edits, row):
            part = self._quick(name, given, edits, row)
            if part is not None:
                return part._replace(faults=unknown)
        checked = validate(
            model, given, self.loader.fields, [lambda: self.cell.as_composed, self.loader.defaults]
        )
        told = {fault.path for fault in (*unknown, *others)}
        others += [fault for fault in checked.faults if fault.path not in told]
        value = None if checked.value is None else getattr(checked.value, name)
        if not others and name in given:
            self._right.setdefault(name, value)
        right = checked.value is not None
        return Part(value, (*unknown, *others), checked if others else None, name in given, right)

    def _quick(self, name: str, given: dict[str, Any], edits: Sequence[Edit], row: Row) -> Part | None:
        """Validate what lies along the edits only, in a section like one that is right; None if there are faults."""
        right = self._right.get(name)
        if right is None:
            return None
        paths = [edit.path[1:] for edit in edits]
        if name == "shock":
            paths.append(("sets",))
        # a start is made up from other values before it is validated: its parts are no input
        section = given[name] if name == "start" else mixed(right, given[name], paths)
        try:
            checked = model_of(name).model_validate({name: section})
        except ValidationError:
            return None  # validated in full, which tells what is wrong
        value = getattr(checked, name)
        if isinstance(value, BaseModel) and name not in ("start", "shock"):
            self.cell.cross.follow(value, right, [row[edit.place].plain for edit in edits])
        return Part(value)

    def _types_are_right(self, name: str, edits: Sequence[Edit], row: Row) -> bool:
        """Whether no text stands for a number, in the base or in the values of the point."""
        if any(not _replaced(path, edits) for path in self._wrong_in(name)):
            return False
        return not any(
            any(self.loader.fields.wrong_types(row[edit.place].plain, edit.path)) for edit in edits
        )

    @cache  # noqa: B019 - lives as long as the loading
    def _wrong_in(self, name: str) -> list[str]:
        found = self.loader.fields.wrong_types(self._given(name, self.plain))
        return [".".join(map(str, path)) for path, _, _ in found]

    @cache  # noqa: B019 - lives as long as the loading
    def _missing_in(self, name: str) -> list[Fault]:
        return [fault for fault in self.missing if fault.path.split(".")[0] == name]

    def _check_sets(self) -> None:
        """Note what the shock sets and cannot, and swept keys of the shock, start and horizon that it sets."""
        if not self.sets:
            return
        start = self.plain.get("start")
        without_file = {"start": {**start, "file": None}} if isinstance(start, dict) else {}
        try:
            _world({**self.plain, **without_file})
        except ValueError as error:
            lines = [line for line in str(error).splitlines() if line.startswith("shock.sets.")]
            self.faults += [
                Fault(path, NO_VALUE, rule) for path, _, rule in (line.partition(": ") for line in lines)
            ]
        for edit in self.cell.edits:
            own = [key for key in self.sets if edit.section in BEFORE_SETS and edit.touches(key.split("."))]
            if own:
                self.faults.append(Fault(edit.where, NO_VALUE, f"the shock itself sets {own[0]}, after all"))

    def _sets_at(self, row: Row) -> dict[str, Any]:
        """Return what the shock sets, with the values that are swept: those have the last word."""
        sets = dict(self.sets)
        for key in self.swept_sets:
            path = key.split(".")
            given, _ = self._edited(path[0], self.plain, row)
            if known_depth(given, path) == len(path):
                sets[key] = value_at(given, path)
        return sets


def edit_as_change(edit: Edit, row: Row) -> Change:
    """Return the change that an edit makes at a point."""
    return Change(edit.where, edit.path, edit.how, row[edit.place].plain)


@cache
def model_of(name: str) -> type[BaseModel]:
    """Return a model of one section alone, under its name, so that faults have their whole path."""
    field = Scenario.model_fields[name]
    validators: dict[str, Any] = {}
    if name == "start":
        validators["world"] = model_validator(mode="before")(_start_alone)
    definition: Any = {name: (field.annotation, field)}
    return create_model(name, __base__=Section, __validators__=validators, **definition)


def _start_alone(cls: type[BaseModel], raw: Any) -> Any:
    return _world(raw)


def _world(raw: Any) -> Any:
    """What a scenario does with raw values before it validates them."""
    return cast(Callable[[Any], Any], Scenario._world_of_the_shock)(raw)


def mixed(right: Any, raw: Any, paths: Sequence[tuple[str, ...]]) -> Any:
    """Return `raw` along `paths` and what was validated in `right` elsewhere, which is not validated again."""
    if not all(paths):
        return raw
    node: dict[Any, Any] | list[Any]
    if isinstance(right, BaseModel) and isinstance(raw, dict):
        node = {name: getattr(right, name) for name in right.model_fields_set}
    elif isinstance(right, dict) and isinstance(raw, dict) and right.keys() == raw.keys():
        node = dict(right)
    elif isinstance(right, list | tuple) and isinstance(raw, list) and len(right) == len(raw):
        node = list(right)
    else:
        return raw
    for head in dict.fromkeys(path[0] for path in paths):
        if isinstance(raw, list) and not (head.isdecimal() and int(head) < len(raw)):
            return raw
        key: Any = int(head) if isinstance(raw, list) else head
        if isinstance(raw, dict) and (
            head not in raw or (head not in node and not isinstance(right, BaseModel))
        ):
            return raw
        below = [path[1:] for path in paths if path[0] == head]
        there = isinstance(raw, list) or head in node
        node[key] = mixed(node[key], raw[key], below) if there else raw[key]
    return node


def _replaced(path: str, edits: Iterable[Edit]) -> bool:
    return any(path == edit.key or path.startswith(f"{edit.key}.") for edit in edits)
