"""Which saved state each run of a sweep goes on from, where every replication goes on from its own.

The digest of that state is part of the key of the run, and not of its scenario: more replications of the past give
more runs, and leave those that are there as they are. The store of such a sweep holds the digests in `states.json`,
so that it can be read where the past is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.config.saved import STATES
from sim.config.schema import Scenario
from sim.runs.files import write_whole
from sim.runs.keys import digest
from sim.runs.refs import RunRef

STATES_JSON = "states.json"


@dataclass(frozen=True)
class States:
    """Digests of saved states.

    Attributes
    ----------
    past : for each point the number of the past whose states its replications go on from, None if there is none
    digests : for each past the digest of its state by replication
    """

    past: tuple[int | None, ...] = ()
    digests: tuple[Mapping[int, str], ...] = ()

    @classmethod
    def of(cls, scenarios: Iterable[Scenario]) -> States:
        """Look which states there are now for the points of a sweep."""
        numbers: dict[tuple[str, str], int] = {}
        past: list[int | None] = []
        for scenario in scenarios:
            start = scenario.start
            if start.path is None or start.day is None or start.replication is not None:
                past.append(None)
            else:
                past.append(numbers.setdefault((str(start.path), start.day.isoformat()), len(numbers)))
        return cls(tuple(past), tuple(_there(Path(folder), day) for folder, day in numbers)) if numbers else cls()

    def state(self, ref: RunRef) -> str:
        """Return the digest of the state a run goes on from, empty if none; KeyError if it is not known."""
        number = self.past[ref.point] if self.past else None
        return "" if number is None else self.digests[number][ref.replication]

    def after(self, earlier: States) -> States:
        """Return these with the earlier ones of replications that the past no longer has."""
        if earlier.past != self.past:
            return self
        both = zip(earlier.digests, self.digests, strict=True)
        return States(self.past, tuple({**was, **now} for was, now in both))

    def write(self, folder: Path) -> None:
        """Leave them in the folder of a store, if any point goes on from saved states."""
        if self.digests:
            write_whole(folder / STATES_JSON, json.dumps({"past": self.past, "digests": self.digests}).encode())

    @classmethod
    def read(cls, folder: Path) -> States:
        """Return what the store in a folder holds; none where there is nothing that can be read."""
        try:
            return _parsed((folder / STATES_JSON).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return cls()  # the runs of such a store then have other keys than their marks say, and are told


@lru_cache(maxsize=4)
def _parsed(text: str) -> States:
    found: dict[str, Any] = json.loads(text)
    return States(
        tuple(found["past"]),
        tuple({int(number): text for number, text in each.items()} for each in found["digests"]),
    )


def _there(folder: Path, day: str) -> dict[int, str]:
    """Return the digest of every head of a day; it names the SHA-256 of its arrays."""
    heads = (folder / STATES).glob(f"[0-9]*-{day}.json")
    return {int(path.name.partition("-")[0]): digest(path.read_bytes()) for path in heads}
