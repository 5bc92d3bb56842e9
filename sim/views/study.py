"""What views know of a study: its tables, by name; who made them and how is not their business."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from sim.results import Results


class Moved(Protocol):
    """The levers of a plan that were moved."""

    @property
    def plan(self) -> str:
        """The plan that it was made of."""

    @property
    def values(self) -> Sequence[Mapping[str, Any]]:
        """A mapping a lever: path below the plan, measure (empty for none), before, after and unit."""

    @property
    def added(self) -> Sequence[str]:
        """Measures that only this plan has."""

    @property
    def removed(self) -> Sequence[str]:
        """Measures that only the plan has that it was made of."""

    @property
    def reordered(self) -> Sequence[Mapping[str, str]]:
        """A mapping a measure that stands behind others now: measure, after (empty for the first)."""


class Change(Protocol):
    """A change of a value by the command."""

    @property
    def text(self) -> str:
        """As it was written, below its start, shock or plan, or with its group."""

    @property
    def unit(self) -> str:
        """Unit of the schema, empty for none."""

    @property
    def takes(self) -> str:
        """What the value is: day, code (of the schema), name (of what is told elsewhere) or text; else empty."""


class Study(Protocol):
    """The answers for every shock and plan of a result, as data frames.

    Views are given one by whoever asks for them. `differences` is empty where no plans are compared.
    """

    @property
    def results(self) -> Results:
        """The stored tables."""

    @property
    def onsets(self) -> Mapping[str, dt.date]:
        """First day on which each shock changes arrivals, where it does."""

    @property
    def origins(self) -> Mapping[str, tuple[str, str]]:
        """What the runs under each shock start from, where it is known: kind and the user's file."""

    @property
    def changes(self) -> Mapping[tuple[str, str], Mapping[str, Sequence[Change]]]:
        """What the command changed by (shock, plan): of the start, shock, plan and world."""

    @property
    def past(self) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        """What of the past the runs are told by (shock, plan), as plain values; empty where that is nothing."""

    @property
    def not_decided(self) -> pd.DataFrame:
        """A row a shock and plan whose decisions are given: date, mean, low, high of persons not decided by then."""

    @property
    def unshocked(self) -> Collection[str]:
        """Shocks of size 0, which are none."""

    @property
    def periods(self) -> Mapping[str, tuple[dt.date, dt.date]]:
        """First and last day of the runs under each shock."""

    @property
    def moved(self) -> Mapping[tuple[str, str], Moved]:
        """Levers of plans that stand elsewhere than in the plans these were made of, by (shock, plan)."""

    @property
    def cut(self) -> Mapping[str, tuple[dt.date, dt.date]]:
        """Last day of the runs and that of the shock, where the runs end before it is over, by shock."""

    @property
    def times(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Name, within_days and share of each national time target, by shock; empty where they are not known."""

    @property
    def arrivals_before(self) -> Mapping[str, pd.DataFrame | None]:
        """What was published of arrivals before the runs of each shock; None where nothing was."""

    def regrets(self, shock: str) -> pd.DataFrame:
        """Return a row a figure and plan: what it loses against the best plan of the same luck; empty of one plan."""

    @property
    def headline(self) -> tuple[str, ...]:
        """Names of the headline figures."""

    @property
    def side_by_side(self) -> pd.DataFrame:
        """A row a shock, plan and metric: unit, better, runs, mean, median, low, high, range."""

    @property
    def breaks(self) -> pd.DataFrame:
        """A row a shock, plan and criterion, in the order in which they break."""

    @property
    def peaks(self) -> pd.DataFrame:
        """A row a shock and plan: each run's own peak of need, and the peaks of the curves."""

    @property
    def bedless(self) -> pd.DataFrame:
        """A row a shock and plan: when most people are without a bed."""

    @property
    def need_bands(self) -> pd.DataFrame:
        """A row a shock, plan, kind of band (pointwise, whole path) and week of the need: level, low, high."""

    @property
    def arrivals(self) -> pd.DataFrame:
        """A row a shock, plan and calendar year: persons who came."""

    @property
    def start_state(self) -> pd.DataFrame:
        """A row a shock and series: residents, places and who waits for a municipality after a week."""

    @property
    def still_waiting(self) -> pd.DataFrame:
        """A row a shock, plan and stage: persons in it at the end."""

    @property
    def targets(self) -> pd.DataFrame:
        """A row a shock, plan, year, clause and measure."""

    @property
    def cost_by_payer_and_year(self) -> pd.DataFrame:
        """A row a shock, plan, payer and year: mean NOK of a run."""

    @property
    def cost_ranges(self) -> pd.DataFrame:
        """A row a shock, plan and year: range over runs of what all payers pay together."""

    @property
    def differences(self) -> pd.DataFrame:
        """A row a shock, metric and pair of plans, `plan` minus `against`."""
