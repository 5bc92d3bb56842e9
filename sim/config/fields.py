"""What the schema says about a dotted key: its unit, its description, the values it takes, its neighbours.

Works on the JSON schema of a pydantic model, walked beside the data. A *node* is a plain JSON-schema mapping;
a key can have several where the schema allows alternatives (a law or nothing, one of several measures).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

Node = Mapping[str, Any]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Field:
    """What the schema says about one key.

    Attributes
    ----------
    nodes : the alternatives the key may hold, references resolved; empty if the schema does not know the key
    description : text of the key itself, empty if there is none
    unit : unit of its number, empty if there is none
    """

    nodes: tuple[Node, ...]
    description: str = ""
    unit: str = ""

    @property
    def types(self) -> frozenset[str]:
        """JSON types allowed: number, integer, string, boolean, null, array, object; empty for anything."""
        if any("type" not in node and "enum" not in node and "const" not in node for node in self.nodes):
            return frozenset()
        found: set[str] = set()
        for node in self.nodes:
            if "type" in node:
                found.add(node["type"])
            else:
                found.update(_json_type(value) for value in node.get("enum", [node.get("const")]))
        return frozenset(found)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the keys known below this one."""
        return tuple(dict.fromkeys(name for node in self.nodes for name in node.get("properties", {})))


class Fields:
    """The keys of one model, or of several whose keys stand side by side."""

    def __init__(self, *models: type[BaseModel]) -> None:
        schemas = [model.model_json_schema() for model in models]
        self._definitions: dict[str, Node] = {}
        for schema in schemas:
            self._definitions.update(schema.get("$defs", {}))
        self._root = Field(tuple(node for schema in schemas for node in self._plain(schema)))

    def at(self, path: Sequence[str | int]) -> Field:
        """Return the field at `path`; it has no nodes if the schema does not know the path."""
        field = self._root
        for key in path:
            field = self._child(field, key)
        return field

    def declares(self, path: Sequence[str | int], there: int = 0) -> bool:
        """Whether the schema names every key of `path` after the first `there`, which are known to be there.

        Free keys of a mapping and items of a list are not named by the schema.
        """
        field = self.at(path[:there])
        for key in path[there:]:
            if str(key) not in field.names:
                return False
            field = self._child(field, key)
        return bool(path)

    def wrong_types(self, data: Any, above: Path = ()) -> Iterator[tuple[Path, Any, str]]:
        """Find true/false and text given where only a number fits, and text given as a number.

        `above` are the keys down to `data`. Yields the path, the value and the rule that it breaks.
        """
        for path, value in leaves(data, above):
            if not isinstance(value, bool | str):
                continue
            types = self.at(path).types
            if not types & {"number", "integer"}:
                continue
            number = "a whole number" if "number" not in types else "a number"
            if isinstance(value, bool) and "boolean" not in types:
                yield path, value, f"must be {number}, not true or false"
            elif isinstance(value, str) and "string" not in types:
                yield path, value, f"must be {number}, not text"

    def _child(self, field: Field, key: str | int) -> Field:
        found: list[Node] = []
        for node in field.nodes:
            if str(key) in node.get("properties", {}):
                found.append(node["properties"][str(key)])
            elif isinstance(node.get("additionalProperties"), Mapping):
                found.append(node["additionalProperties"])
            elif "patternProperties" in node:
                patterns = node["patternProperties"].items()
                found.extend(below for pattern, below in patterns if re.search(pattern, str(key)))
            elif str(key).isdecimal():
                front = node.get("prefixItems", [])
                if int(key) < len(front):
                    found.append(front[int(key)])
                elif isinstance(node.get("items"), Mapping):
                    found.append(node["items"])
        plain = tuple(alternative for node in found for alternative in self._plain(node))
        return Field(plain, _first(found, plain, "description"), _first(found, plain, "unit"))

    def _plain(self, node: Node) -> Iterator[Node]:
        """Follow references and alternatives down to plain nodes."""
        if "$ref" in node:
            yield from self._plain(self._definitions[str(node["$ref"]).rsplit("/", 1)[-1]])
            return
        alternatives = [part for word in ("anyOf", "oneOf", "allOf") for part in node.get(word, [])]
        if not alternatives:
            yield node
        for part in alternatives:
            yield from self._plain(part)


@cache
def fields_of(*models: type[BaseModel]) -> Fields:
    """Return the keys of these models, made once."""
    return Fields(*models)


def leaves(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Go through the single values of nested mappings and lists; empty ones count as values."""
    if isinstance(data, Mapping) and data:
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list) and data:
        for index, value in enumerate(data):
            yield from leaves(value, (*path, index))
    else:
        yield path, data


def dotted(path: Sequence[str | int]) -> str:
    """Write a path as the command line does: a.b.0.c."""
    return ".".join(str(key) for key in path)


def _first(given: Sequence[Node], plain: Sequence[Node], word: str) -> str:
    for node in (*given, *plain):
        text = node.get(word)
        if isinstance(text, str) and (word != "description" or node in given):
            return text
    return ""


def _json_type(value: Any) -> str:
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string")):
        if isinstance(value, kind):
            return name
    return "null"
