"""Validation of plain values by the schema, in several rounds, so that one fault does not hide another.

Pydantic checks the relations between values only where the values themselves are right. So after each round
what was found is put right from a spare configuration, and the rest is checked again.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.config.faults import NO_VALUE, Fault, nearest
from sim.config.fields import Fields, Path, dotted

ROUNDS = 12
"""Most rounds of checking; each puts right one layer of faults."""
Spare = Callable[[], Mapping[str, Any]]
"""Gives plain values that are expected to be right, when they are needed."""
_NAMED_LINE = re.compile(r"(?P<path>[a-z_]\w*(\.[\w\-]+)*): (?P<rule>.+)")
_PLAIN_WORDS = (
    (r"a valid (list|tuple|array)", "a list, such as [a,b]"),
    (r"a valid dictionary or (instance of \w+|object to extract fields from)", "a mapping of keys to values"),
    (r"a valid dictionary", "a mapping of keys to values"),
    (r"a valid integer", "a whole number"),
    (r"a valid number", "a number"),
    (r"a valid boolean", "true or false"),
    (r"a valid string", "text"),
    (r" after validation, not (\d+)", r", has \1"),
)
"""Words of pydantic and what they mean to somebody who writes YAML."""
_COMMA = re.compile(r"-?\d+,\d+")
"""A number as it is written in Norwegian."""
_NONE = object()

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Checked(Generic[Model]):
    """Outcome of validation.

    Attributes
    ----------
    value : the model; with faults it holds spare values in their place, None if that did not help either
    faults : what is wrong with the input
    mended : where spare values stand
    """

    value: Model | None
    faults: tuple[Fault, ...] = ()
    mended: tuple[Path, ...] = ()

    def doubts(self, fault: Fault) -> bool:
        """Whether a fault found in the value rests on a spare value, so that it says nothing about the input."""
        return any(self.concerns(key) for key in (fault.path, *fault.reads))

    def concerns(self, key: str) -> bool:
        """Whether a dotted key lies above, at or below a place where a spare value stands."""
        parts = key.split(".")
        return any(
            all(str(done) == part for done, part in zip(path, parts, strict=False)) for path in self.mended
        )


def validate(
    model: type[Model], given: Mapping[str, Any], fields: Fields, spares: Sequence[Spare]
) -> Checked[Model]:
    """Validate plain values and return the model, or all faults.

    Parameters
    ----------
    given : plain nested mappings and lists; not changed
    fields : what the schema says about keys, for hints
    spares : configurations to put faults right from, tried in this order; the last should hold no fault
    """
    data = copy.deepcopy(dict(given))
    faults: list[Fault] = []
    mended: list[Path] = []
    tried: dict[Path, int] = {}
    for path, value, rule in list(fields.wrong_types(data)):
        hint = f"with a point: {value.replace(',', '.')}" if _COMMA.fullmatch(str(value)) else ""
        faults.append(Fault(dotted(path), value, rule, hint))
        mended.append(_mend(data, path, spares, tried) or path)
    for _ in range(ROUNDS):
        try:
            value = model.model_validate(data)
        except ValidationError as error:
            details = error.errors(include_url=False)
        else:
            return Checked(value, tuple(faults), tuple(mended))
        moved = False
        here: set[Path] = set()  # a value that fits none of several types is told once, and put right once
        for detail in details:
            path = _path_of(data, detail)
            if not _doubtful(detail, path, fields, mended):
                faults.extend(_told(detail, path, fields, model))
            if path in here:
                continue
            here.add(path)
            if detail["type"] == "extra_forbidden":
                done = path if _take_out(data, path) else None
            else:
                done = _mend(data, path, spares, tried)
            moved = moved or done is not None
            mended.append(done or path)
        if not moved:
            break
    return Checked(None, tuple(faults), tuple(mended))


def _doubtful(detail: ErrorDetails, path: Path, fields: Fields, mended: Sequence[Path]) -> bool:
    """Whether a fault rests on a value that was put right, so that it says nothing about the input.

    A relation between values rests on those that its text names; on all below it where it names none.
    """
    if not path:
        return False
    rests_on = [path]
    if detail["type"] in ("value_error", "assertion_error"):
        words = set(re.findall(r"\w+", detail["msg"]))
        rests_on = [(*path, name) for name in fields.at(path).names if name in words] or rests_on
    return any(place == other[: len(place)] for place in rests_on for other in mended)


def _path_of(data: Any, detail: ErrorDetails) -> Path:
    """Return the keys down to the fault, without the names pydantic puts in for alternatives of a type.

    Such a name may also be a key (`signal` of a condition). The right path leads to the value pydantic was given.
    """
    loc, missing = detail["loc"], detail["type"] == "missing"
    best: tuple[tuple[bool, int], Path] = ((False, -1), ())
    for path in _paths(data, loc[:-1] if missing else loc):
        rank = (_at(data, path) == detail["input"], len(path))
        if rank > best[0]:
            best = (rank, path)
    return (*best[1], loc[-1]) if missing else best[1]


def _paths(data: Any, loc: Path) -> Iterator[Path]:
    """Go through the paths in `data` that leave out some of the keys of `loc`."""
    if not loc:
        yield ()
        return
    below = _below(data, loc[0])
    if below is not _NONE:
        for path in _paths(below, loc[1:]):
            yield (loc[0], *path)
    yield from _paths(data, loc[1:])


def _below(node: Any, key: str | int) -> Any:
    if isinstance(node, Mapping):
        if key in node:
            return node[key]
        # pydantic names keys of mappings as text, YAML may hold them as numbers
        return next((value for name, value in node.items() if str(name) == str(key)), _NONE)
    if isinstance(node, list) and isinstance(key, int) and key < len(node):
        return node[key]
    return _NONE


def _mend(data: dict[str, Any], path: Path, spares: Sequence[Spare], tried: dict[Path, int]) -> Path | None:
    """Put the value at `path` right from the first spare not yet tried there.

    Where that cannot be done, what lies around it is put right, the smallest part first: an entry of a list
    from another one, a section, the whole group. Returns the path that was put right, or None.
    """
    for length in range(len(path), 0, -1):
        part = path[:length]
        for index in range(tried.get(part, -1) + 1, len(spares)):
            tried[part] = index
            right = _spared(spares[index](), part)
            if right is _NONE:
                done = part == path and _take_out(data, part)
            else:
                done = right != _at(data, part) and _put(data, part, right)
            if done:
                return part
    return None


def _spared(whole: Any, path: Path) -> Any:
    """Return the value of a spare at `path`; of a list that is shorter, that of its last entry."""
    for key in path:
        if isinstance(whole, list) and whole and isinstance(key, int):
            key = min(key, len(whole) - 1)
        whole = _below(whole, key)
    return whole


def _at(data: Any, path: Path) -> Any:
    for key in path:
        data = _below(data, key)
    return data


def _put(data: Any, path: Path, value: Any) -> bool:
    node = _at(data, path[:-1])
    if isinstance(node, dict):
        node[next((name for name in node if str(name) == str(path[-1])), path[-1])] = copy.deepcopy(value)
        return True
    if isinstance(node, list) and isinstance(path[-1], int) and path[-1] < len(node):
        node[path[-1]] = copy.deepcopy(value)
        return True
    return False


def _take_out(data: Any, path: Path) -> bool:
    node = _at(data, path[:-1])
    if not isinstance(node, dict):
        return False
    return node.pop(path[-1], _NONE) is not _NONE


def _told(detail: ErrorDetails, path: Path, fields: Fields, model: type[BaseModel]) -> Iterator[Fault]:
    """Write the faults of one pydantic error; a validator may name several, a line each with its path."""
    kind, text = detail["type"], detail["msg"]
    if kind == "extra_forbidden":
        names = fields.at(path[:-1]).names
        hint = nearest(str(path[-1]), names) or (f"known: {', '.join(names)}" if names else "")
        yield Fault(dotted(path), detail["input"], f"unknown key {path[-1]!r}", hint)
    elif kind == "missing":
        yield Fault(dotted(path), NO_VALUE, "a value must be given here")
    elif kind in ("value_error", "assertion_error"):
        text = text.split(", ", 1)[1] if ", " in text else text
        whole = isinstance(detail["input"], dict | list)
        for line in text.splitlines():
            named = _NAMED_LINE.fullmatch(line.strip())
            if not path and named and named["path"].split(".")[0] in model.model_fields:
                yield Fault(named["path"], NO_VALUE, named["rule"])
            elif line.strip():
                yield Fault(dotted(path) or "scenario", NO_VALUE if whole else detail["input"], line.strip())
    elif kind.startswith("date"):
        yield Fault(dotted(path), detail["input"], "must be a day, written YYYY-MM-DD")
    else:
        rule = re.sub(r"^(Input|Value|String|Number|List|Tuple) should", "must", text)
        for pattern, plain in _PLAIN_WORDS:
            rule = re.sub(pattern, plain, rule)
        yield Fault(dotted(path) or "scenario", detail["input"], rule, _way_out(kind, detail["input"], text))


def _way_out(kind: str, value: Any, text: str) -> str:
    if kind == "literal_error":
        close = nearest(str(value), re.findall(r"'([^']+)'", text))
        return close if close.startswith("nearest") else ""
    if kind == "string_type" and isinstance(value, int | float) and not isinstance(value, bool):
        return f"put quotation marks round it: '{value}'"
    return ""
