"""Levers of the municipalities: contingency plans, standby dwellings, pay for unused places, stop, slow."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from sim.engine.agenda import Agenda
from sim.institutions.dated_levers import Batch, Switch
from sim.institutions.municipal_dwellings import Dwellings
from sim.plans.protocol import Lever, Need

PERCENT = 100


class Levered(Protocol):
    """What the levers need of the municipalities."""

    housing: Dwellings
    incentive: bool
    slow: bool

    @property
    def prepared_share(self) -> float:
        """Share of municipalities with a contingency plan."""

    @property
    def people(self) -> npt.NDArray[np.int64]:
        """Inhabitants [m]."""

    @property
    def surplus(self) -> tuple[int, int]:
        """Agreed places beyond the need, for others and for minors."""

    def set_prepared(self, share: float, day: int) -> None:
        """Set the share with a contingency plan."""

    def set_incentive(self, on: bool) -> None:
        """Begin or stop paying for unused places."""

    def stop(self, firing: int, places: int, day: int) -> None:
        """Take back agreed places."""


def municipal_levers(municipalities: Levered, base_share: float, agenda: Agenda) -> list[Lever]:
    """Make the levers and enter their effects in the dated book; `base_share` have plans to begin with."""
    raised: dict[int, int] = {}

    def urge(firing: int, percent: int, day: int) -> None:
        """Let at least `percent` of municipalities make a plan; negative lets that firing's plans lapse."""
        if percent > 0:
            raised[firing] = percent
        else:
            raised.pop(firing, None)
        municipalities.set_prepared(
            min(max([base_share, *(each / PERCENT for each in raised.values())]), 1.0), day
        )

    def standby(firing: int, dwellings: int, day: int) -> None:
        municipalities.housing.hold_ready(dwellings, municipalities.people)

    def standby_missing(need: Need) -> float:
        housing = municipalities.housing
        persons = float((housing.mix / housing.persons).sum())  # dwellings a person
        return need.offers * persons - float(housing.free.sum())

    def set_slow(on: bool, day: int) -> None:
        municipalities.slow = on

    return [
        Batch(
            "urge_preparedness",
            "per cent of municipalities",
            agenda,
            lambda need: PERCENT * (1.0 - municipalities.prepared_share),
            urge,
        ),
        Batch("standby_dwellings", "dwellings", agenda, standby_missing, standby),
        Switch(
            "incentive_unused_place",
            agenda,
            lambda: municipalities.incentive,
            lambda on, day: municipalities.set_incentive(on),
        ),
        Batch(
            "municipal_stop",
            "places",
            agenda,
            lambda need: sum(municipalities.surplus),
            municipalities.stop,
        ),
        Switch("slow_message", agenda, lambda: municipalities.slow, set_slow),
    ]
