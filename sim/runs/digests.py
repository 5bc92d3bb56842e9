"""Digests of many scenarios that have most of their sections in common: each section is written out once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence

from sim.config.base import Section
from sim.config.schema import Scenario
from sim.runs.keys import digest_of_texts, text_of

TEXTS_KEPT = 256  # sections whose text is kept


class Digests:
    """Says which scenarios are the same, as a whole or but for their plan."""

    def __init__(self) -> None:
        self._texts: OrderedDict[int, tuple[Section, str]] = OrderedDict()

    def scenario(self, scenario: Scenario) -> str:
        """Return what `sim.runs.keys.scenario_digest` returns."""
        return digest_of_texts({name: self._text(name, scenario) for name in Scenario.model_fields})

    def worlds(self, scenarios: Iterable[Scenario]) -> list[int]:
        """Number the worlds of scenarios, all but the plan, as they come; the same world has the same number."""
        numbers: dict[bytes, int] = {}
        return [numbers.setdefault(self._world(scenario), len(numbers)) for scenario in scenarios]

    def _world(self, scenario: Scenario) -> bytes:
        parts = (self._text(name, scenario) for name in Scenario.model_fields if name != "plan")
        return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).digest()

    def _text(self, name: str, scenario: Scenario) -> str:
        value = getattr(scenario, name)
        if not isinstance(value, Section):
            return text_of(name, value)
        held = self._texts.get(id(value))
        if held is None:
            held = self._texts[id(value)] = value, text_of(name, value.model_dump(mode="json"))
            if len(self._texts) > TEXTS_KEPT:
                self._texts.popitem(last=False)
        self._texts.move_to_end(id(value))
        return held[1]


def by_world(scenarios: Sequence[Scenario]) -> list[tuple[int, int]]:
    """Return (position, number of its world) of every scenario, those of one world side by side."""
    worlds = Digests().worlds(scenarios)
    return [(at, worlds[at]) for at in sorted(range(len(worlds)), key=worlds.__getitem__)]
