"""YAML of somebody else as plain values, and plain values as YAML: nothing but text, numbers, true, false and null.

Values are told apart as Hydra does, so that a file means the same here and in a folder of the command line. What could
run code, name a file or grow beyond its own size is refused before anything is made of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from sim.config.compose import fact_key
from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.config.files import yaml_fault

MOST_DEPTH = 20
"""Levels of nesting; a plan has eight. Our choice."""
MOST_NODES = 4_000
"""Keys, values, lists and mappings of a file; the largest plan that Beredt brings has a thousand. Our choice."""
MOST_ITEMS = 60
"""Items of one list; the longest ladder that Beredt brings has 15. Our choice."""
MOST_LETTERS = 2_000
"""Letters of one value. Our choice."""
MOST_BITS = 63
"""Of a whole number."""
FLOAT = re.compile(
    r"""^(?:
     [-+]?[0-9]+(?:_[0-9]+)*\.[0-9_]*(?:[eE][-+]?[0-9]+)?
    |[-+]?[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+)
    |\.[0-9]+(?:_[0-9]+)*(?:[eE][-+][0-9]+)?
    |[-+]?\.(?:inf|Inf|INF)
    |\.(?:nan|NaN|NAN))$""",
    re.VERBOSE,
)
"""Numbers as Hydra reads them: 1e5 is one, which plain YAML 1.1 takes for text."""
NUMBER_TAG = "tag:yaml.org,2002:float"
DAY_TAG = "tag:yaml.org,2002:timestamp"
TEXT_TAG = "tag:yaml.org,2002:str"
PACKAGE = re.compile(r"^#\s*@package\b", re.MULTILINE)
_NO_FILLING = "only ${fact:KEY} can be filled in"


def read_plain(text: str, name: str) -> Any:
    """Return the values of a text of YAML.

    Parameters
    ----------
    name : what the text is called where something is wrong with it

    Raises
    ------
    BadConfig : if it is no YAML, or more than plain values
    """
    try:
        return yaml.load(text, Loader=_Reader)
    except yaml.YAMLError as error:
        raise BadConfig([yaml_fault(error, name)]) from None
    except (ValueError, OverflowError) as error:
        raise BadConfig([Fault(name, NO_VALUE, f"holds a number that cannot be read: {error}")]) from None


def write_plain(data: Mapping[str, Any]) -> str:
    """Return plain values as YAML that Hydra and `read_plain` read as they are."""
    return str(yaml.dump(data, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=110))


def text_faults(data: Any, path: str) -> Iterator[tuple[tuple[str | int, ...], Fault]]:
    """Find text that asks for what is not in the file, cannot be shown, or is too long: keys and the fault.

    Parameters
    ----------
    path : dotted key of `data`
    """
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(data, ())]
    while waiting:
        node, keys = waiting.pop()
        if isinstance(node, Mapping):
            waiting += [(value, (*keys, key)) for key, value in node.items()]
        elif isinstance(node, list):
            waiting += [(value, (*keys, index)) for index, value in enumerate(node)]
        elif isinstance(node, str):
            rule = _of_text(node)
            if rule:
                where = ".".join([path, *map(str, keys)])
                yield keys, Fault(where, node, rule, "write the value itself" if rule == _NO_FILLING else "")


def _of_text(text: str) -> str:
    if "${" in text and fact_key(text) is None:
        return _NO_FILLING
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text if letter not in "\n\t"):
        return "holds letters that cannot be shown"
    return ""


class _Reader(yaml.SafeLoader):
    """Reads one document, within bounds; what has an anchor is never repeated, and no value has a tag."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = self._nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML has types for some of its parts
        self._nodes += 1
        if isinstance(event, yaml.AliasEvent):
            raise self._refused("a value that stands elsewhere (*NAME) is not taken: write it out", event)
        if getattr(event, "tag", None) is not None:
            raise self._refused("a tag (!...) is not taken: text, numbers, true, false and null need none", event)
        if self._nodes > MOST_NODES:
            raise self._refused(f"more than {MOST_NODES} values", event)
        if self._depth >= MOST_DEPTH:
            raise self._refused(f"more than {MOST_DEPTH} levels of nesting", event)
        if isinstance(event, yaml.ScalarEvent) and len(event.value) > MOST_LETTERS:
            raise self._refused(f"a value of more than {MOST_LETTERS} letters", event)
        self._depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1

    def compose_sequence_node(self, anchor: Any) -> yaml.SequenceNode:
        node: yaml.SequenceNode = super().compose_sequence_node(anchor)
        if len(node.value) > MOST_ITEMS:
            raise self._refused(f"a list of more than {MOST_ITEMS} items", node)
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.tag != TEXT_TAG:
                raise self._refused("a key must be text", key)
            if _of_text(key.value):
                raise self._refused(f"this key cannot be used: {_of_text(key.value)}", key)
            if key.value in seen:
                raise self._refused(f"the key {key.value!r} stands twice", key)
            seen.add(key.value)
        return dict(super().construct_mapping(node, deep))

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        value = int(super().construct_yaml_int(node))
        if value.bit_length() > MOST_BITS:
            raise self._refused("a number beyond all sense", node)
        return value

    @staticmethod
    def _refused(problem: str, at: Any) -> yaml.MarkedYAMLError:
        return yaml.MarkedYAMLError(problem=problem, problem_mark=at.start_mark)


class _Writer(yaml.SafeDumper):
    """Writes text so that it is text to `_Reader` too."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _without_days(resolvers: Mapping[Any, list[tuple[str, Any]]]) -> dict[Any, list[tuple[str, Any]]]:
    return {first: [row for row in rows if row[0] != DAY_TAG] for first, rows in resolvers.items()}


_Reader.yaml_implicit_resolvers = _without_days(yaml.SafeLoader.yaml_implicit_resolvers)
_Reader.add_implicit_resolver(NUMBER_TAG, FLOAT, list("-+0123456789."))
_Reader.add_constructor("tag:yaml.org,2002:int", _Reader.construct_yaml_int)
_Writer.add_implicit_resolver(NUMBER_TAG, FLOAT, list("-+0123456789."))
