"""The identity of a run in the tables."""

from __future__ import annotations

from typing import NamedTuple


class RunKey(NamedTuple):
    """Shock, plan and replication: what the first three columns of every table hold."""

    shock: str
    plan: str
    replication: int

    def __str__(self) -> str:
        return f"{self.shock}/{self.plan}/{self.replication}"
