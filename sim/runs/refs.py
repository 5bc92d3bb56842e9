"""What a sweep calls its runs: a point of the design and a replication, and how a run ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sim.tables import RunTables


class RunRef(NamedTuple):
    """A run of a sweep: the number of its point in the design, and its replication, both from 0."""

    point: int
    replication: int


@dataclass(frozen=True)
class FinishedRun:
    """A run that ended well, and the seconds it took."""

    ref: RunRef
    tables: RunTables
    seconds: float


@dataclass(frozen=True)
class FailedRun:
    """A run that failed: the stage (prepare, run, tables, worker), the message, and the trace if there is one."""

    ref: RunRef
    stage: str
    message: str
    trace: str = ""
