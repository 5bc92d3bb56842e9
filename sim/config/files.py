"""The user's files of YAML: reading them, and going through those that a composition takes, before Hydra does."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from sim.config.faults import NO_VALUE, BadConfig, Fault

if TYPE_CHECKING:
    from sim.config.compose import Sources

MOST_VALUES = 100_000
"""Of a file of YAML; our choice. Ours hold some hundreds."""


def read_text(file: Path) -> str:
    """Return the text of a file; raise BadConfig if it cannot be read or is not UTF-8."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        rule = f"line {line} is not UTF-8"
        raise BadConfig([Fault(str(file), NO_VALUE, rule, "save the file as UTF-8")]) from error
    except OSError as error:
        raise BadConfig([Fault(str(file), NO_VALUE, f"cannot be read: {error.strerror}")]) from error


def read_yaml(file: Path) -> Any:
    """Return what a file of YAML holds; raise BadConfig if it cannot be read."""
    text = read_text(file)
    try:
        if "*" in text and _held(yaml.compose(text, yaml.SafeLoader), {}) > MOST_VALUES:
            rule = f"holds more than {MOST_VALUES} values with all that its aliases (*NAME) stand for"
            raise BadConfig([Fault(str(file), NO_VALUE, rule, "write what is meant once")])
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadConfig([yaml_fault(error, str(file))]) from error
    except ValueError as error:  # a date that no calendar has
        raise BadConfig([Fault(str(file), NO_VALUE, f"this is not YAML that can be used: {error}")]) from error


def _held(node: yaml.Node | None, known: dict[int, float]) -> float:
    """Return how many values a node holds, what it names elsewhere counted each time; one within itself has no end."""
    if node is None or isinstance(node, yaml.ScalarNode):
        return 1.0
    if id(node) not in known:
        known[id(node)] = math.inf  # until it is counted
        parts = [part for pair in node.value for part in (pair if isinstance(pair, tuple) else (pair,))]
        known[id(node)] = 1.0 + sum(_held(part, known) for part in parts)
    return known[id(node)]


def yaml_fault(error: yaml.YAMLError, file: str = "") -> Fault:
    """Return the fault of a text that is no YAML, with its place."""
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or " ".join(str(error).split())
    place = file or (mark.name if mark is not None else "YAML")
    line = f" line {mark.line + 1}" if mark is not None else ""
    return Fault(f"{place}{line}", NO_VALUE, f"this is not YAML that can be used: {what}")


def bare(name: str) -> str:
    """Return the name of a file without `.yaml`, with which `defaults` may name it too."""
    return name.removesuffix(".yaml")


def check_files(sources: Sources, primary: str, choices: Mapping[str, str]) -> None:
    """Read the primary configuration and the user's files it takes, and those that these build on.

    Raises
    ------
    BadConfig with every file that cannot be read, and every entry of `defaults` that names none.
    """
    faults: list[Fault] = []
    seen: set[str] = set()
    waiting = [primary, *(f"{group}/{option}" for group, option in choices.items())]
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        file = file_of(sources, place)
        if file is None or ("/" in place and sources.own in file.parents):
            continue
        try:
            data = read_yaml(file)
        except BadConfig as bad:
            faults += bad.faults
            continue
        for entry, named in entries_of(data, place, choices):
            if "${" in named:
                rule = "names of files stand as they are, nothing is filled in"
                faults.append(Fault(f"{file}: defaults", entry, rule))
            elif file_of(sources, named) is None:
                group, _, option = named.rpartition("/")
                fault = sources.unknown_option(group, option, f"{file}: defaults") if group else None
                faults.append(fault or Fault(f"{file}: defaults", entry, "there is no such file"))
            else:
                waiting.append(named)
    if faults:
        raise BadConfig(faults)


def file_of(sources: Sources, place: str) -> Path | None:
    """Return the file of a place such as plan/reactive, the user's first; None if there is none."""
    files = (folder / f"{place}.yaml" for folder in (*sources.user, sources.own))
    return next((file for file in files if file.is_file()), None)


def entries_of(data: Any, place: str, choices: Mapping[str, str]) -> Iterator[tuple[Any, str]]:
    """Go through the entries of `defaults` and the places they name, such as plan/reactive."""
    group = place.rpartition("/")[0]
    defaults = data.get("defaults") if isinstance(data, dict) else None
    for entry in defaults if isinstance(defaults, list) else ():
        if isinstance(entry, str) and entry != "_self_":
            word = bare(entry.split("@")[0])
            yield entry, word.lstrip("/") if word.startswith("/") or not group else f"{group}/{word}"
        elif isinstance(entry, dict) and len(entry) == 1:
            key, value = next(iter(entry.items()))
            other = str(key).split()[-1].lstrip("/") if str(key).split() else ""
            if "${" in str(value):
                yield entry, str(value)
            elif other in choices:
                continue  # another was chosen
            elif not group and value is not None and "@" not in other and "hydra" not in other:
                yield entry, bare(f"{other}/{value}")
