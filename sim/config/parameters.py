"""Uncertain parameters: the same in every run, or a row of a table of draws for each run."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from sim.config.base import Name, Section
from sim.config.faults import NO_VALUE, Fault, first_few

REFUSED = ("plan", "shock", "parameters", "seed", "horizon_days", "audit", "criteria", "targets")
"""Parts of a scenario that draws never change: what is decided, what happens, how it is judged and run."""
REFUSED_KEYS = ("start.date", "start.table", "start.file", "start.path", "start.day", "start.replication")
DOTTED = re.compile(r"[a-z_]\w*(\.\w+)+")
MOST_ROWS = 100_000


class ParametersConfig(Section):
    """Uncertain parameters: central values, or draws that agree with what was observed."""

    name: Name
    says: str = Field(description="what this is, in a sentence")
    values: Literal["central", "drawn"] = Field(description="central: as the other groups have it; drawn: from `path`")
    path: Path | None = Field(None, description="CSV of draws: a column a dotted key, a row a draw; null: none")
    draws: dict[str, Annotated[list[float], Field(min_length=1)]] = Field(
        default_factory=dict, description="values of each dotted key; run N takes the one at N, then from the front"
    )

    @model_validator(mode="before")
    @classmethod
    def _read(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and raw.get("path") is not None and not raw.get("draws"):
            return {**raw, "draws": read_draws(Path(str(raw["path"])))}
        return raw

    @field_validator("draws")
    @classmethod
    def _fits(cls, value: dict[str, list[float]]) -> dict[str, list[float]]:
        wrong = _refusals(value)
        if len({len(column) for column in value.values()}) > 1:
            wrong.append("every key needs as many draws as the others")
        if wrong:
            raise ValueError("\n".join(wrong))
        return value

    @model_validator(mode="after")
    def _agrees(self) -> ParametersConfig:
        if self.values == "drawn" and not self.draws:
            raise ValueError("path: a table of draws must be given, parameters.path=FILE; `beredt calibrate` makes one")
        if self.values == "central" and self.draws:
            raise ValueError("path: is read where parameters=posterior is chosen")
        return self

    @property
    def rows(self) -> int:
        """Number of draws; 0 where there are none."""
        return len(next(iter(self.draws.values()), ()))

    def repeated(self, replications: int) -> str:
        """Say that there are fewer draws than replications; empty where there are enough or none."""
        if not 0 < self.rows < replications:
            return ""
        file = "the table" if self.path is None else self.path
        return (
            f"parameters: {file} holds {self.rows} draws for {replications} replications; they are taken from the "
            f"front again, so replication {self.rows} has the parameters of replication 0"
        )

    def row(self, replication: int) -> dict[str, float]:
        """Return the values of a replication by dotted key; empty where there are no draws."""
        return {key: column[replication % len(column)] for key, column in self.draws.items()}


_REFUSAL = "plan, shock, seed, days and yardsticks are the same in every run"


def _refusals(keys: Iterable[str]) -> list[str]:
    """Say of each key that cannot be drawn that it cannot."""
    refused = (key for key in keys if key.split(".")[0] in REFUSED or key in REFUSED_KEYS)
    return [f"{key} cannot be drawn: {_REFUSAL}" for key in refused]


def read_draws(path: Path) -> Mapping[str, list[float]]:
    """Read a table of draws.

    Raises
    ------
    ValueError with every fault of the file, one a line
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ValueError(f"{path}: cannot be read: {why}; give a CSV whose columns are dotted keys") from None
    lines = list(csv.reader(text.splitlines()))
    if len(lines) < 2:
        raise ValueError(f"{path}: holds no draws; the first line names the keys, each line after it is a draw")
    names = [name.strip() for name in lines[0]]
    if not any(DOTTED.fullmatch(name) or name in REFUSED for name in names):
        columns = ", ".join(name or "(no name)" for name in names)
        wanted = "each column a dotted key, such as casework.staff.caseworkers, each line a draw"
        raise ValueError(f"{path}: is no table of draws: its columns are {columns}; wanted is {wanted}")
    faults = [f"{path} line 1: {name} stands twice" for name in dict.fromkeys(names) if names.count(name) > 1]
    faults += [f"{path} line 1: column {place} has no name" for place, name in enumerate(names, 1) if not name]
    if len(lines) - 1 > MOST_ROWS:
        faults.append(f"{path}: holds {len(lines) - 1} draws, at most {MOST_ROWS} are taken")
    found: dict[str, list[float]] = {name: [] for name in names}
    for number, line in enumerate(lines[1 : MOST_ROWS + 1], start=2):
        if len(line) != len(names):
            faults.append(f"{path} line {number}: holds {len(line)} values, the first line names {len(names)} keys")
            continue
        for name, word in zip(names, line, strict=True):
            value = _number(word)
            if value is None:
                faults.append(f"{path} line {number}: {name} {word.strip()!r} is not a number")
            else:
                found[name].append(value)
    if faults:
        raise ValueError("\n".join(first_few(faults)))
    return found


def table_faults(plain: dict[str, Any]) -> list[Fault]:
    """Return the faults of the table of draws; where there are any, take it out of `plain`, so that nothing follows."""
    section = plain.get("parameters")
    if not isinstance(section, dict) or section.get("path") is None or section.get("draws"):
        return []
    try:
        wrong = _refusals(read_draws(Path(str(section["path"]))))
    except ValueError as error:
        wrong = str(error).splitlines()
    if wrong:
        plain["parameters"] = {**section, "values": "central", "path": None}
    return [Fault("parameters.path", NO_VALUE, line) for line in wrong]


def drawn_keys(section: Any) -> frozenset[str]:
    """Return the keys that a section as it was composed draws, whose values elsewhere count for nothing."""
    if not isinstance(section, Mapping) or section.get("path") is None:
        return frozenset()
    try:
        return frozenset(section.get("draws") or read_draws(Path(str(section["path"]))))
    except ValueError:  # told where the section is validated
        return frozenset()


def _number(word: str) -> float | None:
    try:
        value = float(word)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
