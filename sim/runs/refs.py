"""What a sweep calls its runs, and how a run ended, whatever it is called by."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

from sim.tables import RunTables


class Named(Protocol):
    """What a run is called: a `RunRef` in a sweep, a `sim.runs.keys.RunKey` elsewhere."""

    @property
    def replication(self) -> int:
        """From 0."""


Ref = TypeVar("Ref", bound=Named)


class RunRef(NamedTuple):
    """A run of a sweep: the number of its point in the design, and its replication, both from 0."""

    point: int
    replication: int


@dataclass(frozen=True)
class FinishedRun(Generic[Ref]):
    """A run that ended well, and the seconds it took."""

    ref: Ref
    tables: RunTables
    seconds: float


@dataclass(frozen=True)
class FailedRun(Generic[Ref]):
    """A run that failed: the stage (prepare, run, tables, worker), the message, and the trace if there is one."""

    ref: Ref
    stage: str
    message: str
    trace: str = ""

    @classmethod
    def of(cls, ref: Ref, stage: str, error: BaseException) -> FailedRun[Ref]:
        """Return how an error that was caught ended a run."""
        trace = "".join(traceback.format_exception(error))
        return cls(ref, stage, f"{type(error).__name__}: {error}", trace)
