"""A world without chance to speak of, in which the breaking point is known by pencil (METHODS B2 and B3).

F places are free, d persons a week come for D weeks and nobody leaves. The plan orders g places a week from the day on
which it is warned; they open L weeks later. With w weeks of warning the lead is L - w, and the first bed is missing
where

    d* = F / D                               if D <= L - w
    d* = min{F / (L - w), g + (F - g (L - w)) / D}   else.

It is written as the files and words of a user, so that it goes through the configuration and the engine like any
other question. What makes the country so simple:

* `start=fluid` is the empty start with ordinary places instead of an arrival centre, and no arrivals but the shock's.
  Who finds no arrival centre is sheltered in any place that is free, so that somebody is without a bed exactly when
  more people are there than places.
* Nobody is registered (no officers), so nobody is decided, settled or sent home; nobody withdraws; all come alone.
* An order given on day 0 of the shock is signed L weeks less one day later and opens the next morning, whole, without
  permit or staff: after k days there are F + g/7 (k - 7 L) places, as in the formula. A seventh of g is ordered each
  day, which the limit of g a week lets pass.
* All is `SCALE` times as large as in the formula, and the level of arrivals does not vary by week: what is left is the
  chance of a Poisson stream, less than one per cent of the breaking point.
* A night is enough (`criteria=strict`): with a high rate of building the shortage is over within days, and three nights
  on end would need a larger shock than the formula's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SCALE = 70  # a multiple of 7: whole places a day
PER_SIZE = 100  # persons a week of the formula at size 1
START = "2024-01-01"


@dataclass(frozen=True)
class Fluid:
    """A case of the formula.

    Attributes
    ----------
    places : F, free on the first day
    per_week : g, places a week that the plan can open
    lead_weeks : L, from the order to the first of them
    weeks : D, for which the shock lasts
    warning_weeks : w, before the shock, in which the plan orders already
    """

    places: int
    per_week: int
    lead_weeks: int
    weeks: int
    warning_weeks: int = 0

    @property
    def breaks_at(self) -> float:
        """Persons a week that come when the first bed is missing, d*."""
        lead = self.lead_weeks - self.warning_weeks
        if self.weeks <= lead:
            return self.places / self.weeks
        at_end = self.per_week + (self.places - self.per_week * lead) / self.weeks
        return at_end if lead <= 0 else min(self.places / lead, at_end)

    @property
    def breaks_at_size(self) -> float:
        """The same as a size of the shock."""
        return self.breaks_at / PER_SIZE

    @property
    def onset_week(self) -> int:
        """Weeks from the first day of the run to the shock: room for the warning."""
        return self.warning_weeks + 1

    @property
    def days(self) -> int:
        """Days of the run: to the end of the shock, and a week more."""
        return 7 * (self.onset_week + self.weeks + 1)


CASES = (Fluid(800, 60, 12, 26), Fluid(800, 120, 12, 26), Fluid(800, 120, 30, 26), Fluid(300, 200, 6, 20))
"""The cases of METHODS B2."""


def folder(case: Fluid, where: Path, plans: tuple[tuple[str, Fluid], ...] = ()) -> Path:
    """Write the world as a folder of the user's own, and return it.

    Parameters
    ----------
    plans : more plans beside `fluid`, by name; only how they order is read of their cases
    """
    _write(where / "start" / "fluid.yaml", _start(case))
    _write(where / "shock" / "fluid.yaml", _shock(case))
    for name, each in (("fluid", case), *plans):
        _write(where / "plan" / f"{name}.yaml", _plan(name, each))
    return where


def words(case: Fluid) -> tuple[str, ...]:
    """Return the words of `beredt run` that make the rest of the world, to be used with `folder`."""
    emergency = "reception.contracts.emergency"
    return (
        "start=fluid",
        "criteria=strict",
        "shock=fluid",
        "information=perfect",
        "information.warning.least_per_week=1",
        f"horizon_days={case.days}",
        "population.weekly_spread=0",
        "population.groups.individual.household_size=[1.0]",
        "population.family_reunification_per_week=0",
        "population.quota_from={2012:0}",
        "casework.registration.officers=0",
        "casework.groups.individual.withdrawals_per_month=0",
        "reception.placement.overcrowding_share=0",
        f"{emergency}.permit={{law:fixed,mean:0,p95:null}}",
        f"{emergency}.stage_shares=[1.0]",
        f"{emergency}.staff=none",
        f"{emergency}.centre_places={case.per_week * SCALE}",
        f"{emergency}.length_days=3650",
    )


def _start(case: Fluid) -> dict[str, Any]:
    return {
        "defaults": ["empty", "_self_"],
        "name": "fluid",
        "says": "Empty ordinary places and nobody there",
        "date": START,
        "places": {"arrival": 0, "ordinary": case.places * SCALE},
        "persons_per_week": {},
    }


def _shock(case: Fluid) -> dict[str, Any]:
    return {
        "name": "fluid",
        "says": "As many each week, for some weeks; size is hundreds of persons a week, before the scale",
        "onset": f"{_day(case)}",
        "size": 1.0,
        "warning_days": 7 * case.warning_weeks,
        "components": [
            {
                "kind": "shape",
                "points": [[0, SCALE * PER_SIZE], [case.weeks, SCALE * PER_SIZE]],
                "mix": {"individual": 1.0},
                "private_share": 0.0,
            }
        ],
        "persons_expected": case.weeks * SCALE * PER_SIZE,
    }


def _day(case: Fluid) -> str:
    return (dt.date.fromisoformat(START) + dt.timedelta(days=7 * case.onset_week)).isoformat()


def _plan(name: str, case: Fluid) -> dict[str, Any]:
    a_day = case.per_week * SCALE // 7
    order = {"amount": a_day, "repeat": True, "at_most_per_week": case.per_week * SCALE}
    frames = {
        "measure": "emergency_frames",
        "decided_by": "UDI",
        "when": {"signal": "warning", "above": 0},
        "order": order,
        "review_every_days": 1,
        "lead_days": {"law": "fixed", "mean": 7 * case.lead_weeks - 1},
        "price": "emergency_place",
        "reverse": {"never": "the shock ends with the run"},
    }
    return {
        "defaults": ["do_nothing", "_self_"],
        "name": name,
        "says": "So many places a week, from the warning on",
        "reception": {"ladder": [frames]},
    }


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
