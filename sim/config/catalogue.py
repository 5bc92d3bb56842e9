"""What can be chosen: groups, their options, one option whole with unit, source and warning of its values."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import yaml
from pydantic import BaseModel

from sim.config.compose import Sources, compose_primary, fact_key, resolve
from sim.config.faults import BadConfig, Fault, nearest
from sim.config.fields import Path, dotted, fields_of, leaves
from sim.config.files import bare, read_text, read_yaml
from sim.config.schema import Scenario
from sim.data import Fact, fact


@dataclass(frozen=True)
class Group:
    """A group: what it is about, its options, and the one that `beredt run` takes by itself."""

    name: str
    says: str
    options: tuple[str, ...]
    default: str


@dataclass(frozen=True)
class Option:
    """An option of a group; `own` says whether it is the user's."""

    group: str
    name: str
    says: str
    file: FilePath
    own: bool


@dataclass(frozen=True)
class Value:
    """One value of an option.

    Attributes
    ----------
    key : dotted key below the group
    value : as the model gets it
    unit : unit, empty if the schema names none
    says : description in the schema
    note : remark beside the value in the YAML, with unit or source
    fact : the fact it is taken from, None if it is not
    """

    key: str
    value: Any
    unit: str
    says: str
    note: str
    fact: Fact | None


def groups(sources: Sources) -> list[Group]:
    """Return all groups in the order of the scenario."""
    defaults = compose_primary(Sources(sources.own), "run", {}).choices
    ranks = {name: rank for rank, name in enumerate(Scenario.model_fields)}
    names = sorted(sources.groups, key=lambda name: ranks.get(name, len(ranks)))
    return [Group(name, _about(name), tuple(sources.options(name)), defaults.get(name, "")) for name in names]


def options(sources: Sources, group: str) -> list[Option]:
    """Return the options of a group; raise BadConfig if there is none, or a file cannot be read."""
    if group not in sources.groups:
        raise BadConfig([_no_group(sources, group)])
    found: list[Option] = []
    faults: list[Fault] = []
    for name, file in sources.options(group).items():
        try:
            found.append(_option(sources, group, name, file))
        except BadConfig as bad:
            faults += bad.faults
    if faults:
        raise BadConfig(faults)
    return found


def whole(sources: Sources, group: str, name: str) -> tuple[Option, list[Value]]:
    """Return an option and all its values; raise BadConfig if there is none of that name, or it is faulty."""
    if group not in sources.groups:
        raise BadConfig([_no_group(sources, group)])
    fault = sources.unknown_option(group, name)
    if fault is not None:
        raise BadConfig([fault])
    data = compose_primary(sources, "run", {group: name}).data
    plain, faults = resolve(data)
    if faults:
        raise BadConfig(faults)
    fields, notes = fields_of(Scenario), _notes(sources, group, name)
    keys = {dotted(path): fact_key(value) for path, value in leaves(data[group])}
    values = []
    for path, value in _rows(plain[group], data[group]):
        key = dotted(path)
        if key in ("name", "says"):
            continue
        field = fields.at((group, *path))
        used = keys.get(key)
        values.append(
            Value(key, value, field.unit, field.description, notes.get(key, ""), fact(used) if used else None)
        )
    return _option(sources, group, name, sources.options(group)[name]), values


def _no_group(sources: Sources, group: str) -> Fault:
    return Fault("show", group, "there is no such group", nearest(group, sources.groups))


def _rows(plain: Any, raw: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Go through the values beside what they were composed of; a list of plain numbers or names is one."""
    if isinstance(plain, dict) and plain:
        for key, value in plain.items():
            yield from _rows(value, raw.get(key) if isinstance(raw, dict) else None, (*path, key))
    elif isinstance(plain, list) and _apart(plain, raw):
        for index, value in enumerate(plain):
            yield from _rows(value, raw[index] if isinstance(raw, list) else None, (*path, index))
    else:
        yield path, plain


def _apart(plain: list[Any], raw: Any) -> bool:
    """Whether the entries of a list must be shown one by one."""
    return any(isinstance(entry, dict) for entry in plain) or any(fact_key(value) for _, value in leaves(raw))


def _about(group: str) -> str:
    """Return the first line of the documentation of a group's model."""
    field = Scenario.model_fields.get(group)
    model = field.annotation if field is not None else None
    if not isinstance(model, type) or not issubclass(model, BaseModel):
        return ""
    return (model.__doc__ or "").strip().splitlines()[0].rstrip(".")


def _option(sources: Sources, group: str, name: str, file: FilePath) -> Option:
    data, text = read_yaml(file), read_text(file)
    says = data.get("says") if isinstance(data, Mapping) else None
    if not isinstance(says, str):
        remark = itertools.takewhile(lambda line: line.startswith("#"), text.splitlines())
        says = " ".join(line.lstrip("# ") for line in remark).split(". ")[0].rstrip(".")
    return Option(
        group, name, " ".join(says.split()), file, any(folder in file.parents for folder in sources.user)
    )


def _notes(sources: Sources, group: str, name: str) -> dict[str, str]:
    """Return the remark on the line of each key, of the option's file and of those it builds on."""
    file = sources.options(group).get(name)
    if file is None:
        return {}
    data, text = read_yaml(file), read_text(file)
    found: dict[str, str] = {}
    for base in (data.get("defaults") or []) if isinstance(data, dict) else []:
        if isinstance(base, str) and bare(base) not in ("_self_", name):
            found.update(_notes(sources, group, bare(base)))
    lines = text.splitlines()
    for key, line in _lines(yaml.compose(text, yaml.SafeLoader)):
        _, mark, remark = lines[line].partition(" #")
        if mark:
            found[key] = remark.strip()
    return found


def _lines(node: Any, path: str = "") -> Iterator[tuple[str, int]]:
    """Go through the single values of a YAML document with the line on which each ends."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, f"{path}.{key.value}" if path else str(key.value))
    elif isinstance(node, yaml.SequenceNode):
        if node.flow_style:
            yield path, node.end_mark.line
        for index, value in enumerate(node.value):
            yield from _lines(value, f"{path}.{index}")
    elif isinstance(node, yaml.ScalarNode):
        yield path, node.end_mark.line
