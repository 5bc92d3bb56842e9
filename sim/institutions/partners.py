"""What the case-handling institutions ask of the others: their side of each conversation."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]


class TakesPermits(Protocol):
    """Settlement (IMDi)."""

    def granted(self, rows: IntArray, day: int) -> None:
        """Take over households that got a permit today."""

    def protection_ended(self, rows: IntArray, day: int) -> None:
        """Let go of households, granted but not settled, whose permit ends; their case changes after this."""

    def came_of_age(self, rows: IntArray, day: int) -> None:
        """Settle minors as adults from now on."""


class Lodges(Protocol):
    """Reception (UDI)."""

    def leave_arrival_centre(self, rows: IntArray, from_day: IntArray) -> None:
        """Find registered households a place elsewhere, each from its day on."""

    def request(self, rows: IntArray, day: int) -> None:
        """Find households that came back a place."""

    def release(self, rows: IntArray, day: int) -> None:
        """End the lodging of households that leave."""

    def came_of_age(self, rows: IntArray, day: int) -> None:
        """Lodge minors as adults from now on."""


class Hosts(Protocol):
    """Municipalities."""

    def leave(self, rows: IntArray, day: int) -> None:
        """Let settled households go."""


class Decides(Protocol):
    """Casework (UDI), as others see it."""

    def receive(self, rows: IntArray, day: int) -> None:
        """Take registered households as new cases."""

    def receive_back(self, rows: IntArray, day: int) -> None:
        """Take households whose case is to be judged anew."""

    def permits_ceased(self, rows: IntArray, day: int) -> None:
        """Take note that holders of permits leave the country; called before their case is changed."""


class Reviews(Protocol):
    """Appeals (UNE)."""

    def receive(self, rows: IntArray, day: int) -> None:
        """Take refused households that appeal."""


class SendsHome(Protocol):
    """Returns (PU, IOM)."""

    def receive(self, rows: IntArray, day: int, dublin: bool = False) -> None:
        """Take households with a duty to leave."""

    def withdrawn(self, rows: IntArray, day: int) -> None:
        """Take households that give up while undecided."""

    def watch_permits(self, rows: IntArray, day: int) -> None:
        """Take note of households granted a permit today: some will leave the country one day."""

    def protection_ended(self, rows: IntArray, day: int) -> None:
        """Take settled households whose temporary permit has ended."""
