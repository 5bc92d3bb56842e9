"""What makes a run what it is, told here and nowhere else.

A run is the same as another if these are the same: the version of the program, its scenario, its replication, and
the content of the saved state that it goes on from, wherever that lies. `run_key` is over all of it.

In the tables of one command a run is called by its shock, plan and replication (`RunKey`); in a store by its
point and replication (`sim.runs.refs.RunRef`), and there points with other labels are other points, even where their
scenario is the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from sim import data
from sim.config.compose import config_root
from sim.config.saved import STATES, read_head, state_name
from sim.config.schema import Scenario

PRODUCT = Path(__file__).resolve().parents[1]
LIBRARIES = ("numpy", "scipy", "simpy")
"""What a run computes with; what only reads or shows is not among it."""
SHOWN_DIGITS = 8  # of a digest


class RunKey(NamedTuple):
    """Shock, plan and replication: what the first three columns of every table hold."""

    shock: str
    plan: str
    replication: int

    def __str__(self) -> str:
        return f"{self.shock}/{self.plan}/{self.replication}"


class Version(NamedTuple):
    """What the results of a run depend on beside its scenario: digests of code and data, versions of libraries."""

    code: str
    data: str
    libraries: str

    @classmethod
    def here(cls) -> Version:
        """Return the version of this process."""
        return cls(code_digest(), data.digest(), libraries())

    @classmethod
    def of(cls, digests: Mapping[str, str]) -> Version:
        """Return the version that a manifest names."""
        return cls(*(digests.get(name, "") for name in cls._fields))

    def differs(self, other: Version) -> str:
        """Say in what another one differs from this one, both named; empty if it does not."""
        told = [
            f"its {name} is {theirs[:SHOWN_DIGITS]}, here {mine[:SHOWN_DIGITS]}"
            for name, mine, theirs in zip(self._fields[:2], self[:2], other[:2], strict=True)
            if mine != theirs
        ]
        here = self.libraries.split(", ")
        others = [each for each in other.libraries.split(", ") if each not in here]
        if self.libraries != other.libraries:
            told.append(f"it has {', '.join(others)}, here {self.libraries}")
        return "; ".join(told)


def digest(content: bytes) -> str:
    """Return the BLAKE2b digest of bytes, 32 hexadecimal digits."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


@cache
def code_digest() -> str:
    """Return the SHA-256 of every module of the package, by sorted path; line ends count as one character."""
    total = hashlib.sha256()
    for path in sorted(PRODUCT.rglob("*.py"), key=lambda each: each.relative_to(PRODUCT).as_posix()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{path.relative_to(PRODUCT).as_posix()}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


MODEL = (
    "data", "config", "chance", "engine", "plans", "institutions", "dictionary", "tables", "stage_waits", "outcome",
    "sharing", "national",
)  # fmt: skip
"""Rooms and modules that a run is made by; others read it or show it."""
VERBS_OWN = frozenset(
    f"config/{name}.py"
    for name in (
        "asked", "backtest", "calibrate", "load_backtest", "load_calibrate", "load_sweep", "own_history", "plainly",
        "spoken", "sweep",
    )
)  # fmt: skip
"""Modules of those rooms that only say which runs a verb makes or refuses, how many, and what they are held against."""


@cache
def model_digest() -> str:
    """Return the SHA-256 of the model: the modules of MODEL, the data, and the options of its own configuration."""
    total = hashlib.sha256(data.digest().encode())
    code = [
        path
        for path in PRODUCT.rglob("*.py")
        if path.relative_to(PRODUCT).parts[0].removesuffix(".py") in MODEL
        and path.relative_to(PRODUCT).as_posix() not in VERBS_OWN
    ]
    for root, paths in ((PRODUCT, code), (config_root(), list(config_root().glob("*/*.yaml")))):
        for path in sorted(paths, key=lambda each: each.relative_to(root).as_posix()):
            content = path.read_bytes().replace(b"\r\n", b"\n")
            total.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
            total.update(content)
    return total.hexdigest()


@cache
def libraries() -> str:
    """Return the versions of Python, without its last number, and of LIBRARIES."""
    python = ".".join(platform.python_version_tuple()[:2])
    return ", ".join([f"python {python}", *(f"{name} {metadata.version(name)}" for name in LIBRARIES)])


def what_counts(name: str, plain: Any) -> Any:
    """Return what of the plain values of a section makes the run what it is.

    Of what a start was read from that is the content, and not the place: its table of stocks is in it already, and
    the folder of a saved run is replaced by the digest of the state that is gone on from. Where each replication goes
    on from its own, that is part of the key of each run, and here stands the digest of the past's own scenario.
    Of parameters the draws count, wherever they were read.
    """
    if name == "parameters":
        return plain["draws"]
    if name != "start":
        return plain
    start = {**plain, "file": None}
    if start["path"] is not None:
        folder, replication = Path(start["path"]), start["replication"]
        if replication is None:
            start["path"] = read_head(folder, None, dt.date.fromisoformat(start["day"]))["scenario_digest"]
        else:
            head = folder / STATES / f"{state_name(replication, start['day'])}.json"
            start["path"] = digest(head.read_bytes())  # a head names its arrays' SHA-256
    return start


def text_of(name: str, plain: Any) -> str:
    """Return a section, given as plain values, as text that is the same where it makes the same run."""
    return json.dumps(what_counts(name, plain), sort_keys=True, separators=(",", ":"))


def digest_of_texts(texts: Mapping[str, str]) -> str:
    """Return the SHA-256 of a scenario of which the text of each section is given."""
    inner = ",".join(f"{json.dumps(name)}:{texts[name]}" for name in sorted(texts))
    return hashlib.sha256(f"{{{inner}}}".encode()).hexdigest()


def scenario_digest(scenario: Scenario) -> str:
    """Return the SHA-256 of a validated scenario, seed and saved past included."""
    plain = scenario.model_dump(mode="json")
    return digest_of_texts({name: text_of(name, value) for name, value in plain.items()})


def identity(scenario: Scenario) -> str:
    """Return the digest that names a scenario with the version that runs it."""
    return digest(json.dumps([*Version.here(), scenario_digest(scenario)]).encode())


def run_key(version: Version, scenario: str, replication: int, state: str = "") -> str:
    """Return the key of a run: the same version, scenario, replication and state give the same run.

    Parameters
    ----------
    scenario : its digest
    state : digest of the saved state that this replication has for itself to go on from; empty if it has none
    """
    own = [state] if state else []
    return digest(json.dumps([*version, scenario, replication, *own], separators=(",", ":")).encode())
