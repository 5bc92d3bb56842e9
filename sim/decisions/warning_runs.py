"""The runs that three parts of `beredt warning` share: days, information and triggers; and what is read from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from sim.config.asked import Asked, Loaded
from sim.config.edited import with_values
from sim.config.plan import Measure, Plan
from sim.config.shock import ShockConfig
from sim.config.when import SignalIs, leaves
from sim.decisions.study import AXIS, ScenarioRuns, StudyRuns
from sim.studies import warning as study
from sim.studies import warning_triggers as marks
from sim.views import warning as views
from sim.views.warning_marks import Triggers

if TYPE_CHECKING:
    from sim.decisions.warning import WarningSettings

LOSSES = ("person_days_without_place", "peak_without_place", "cost_total")
WARNED_BY = frozenset({"warning", "neighbours_arrivals"})
"""Signals that come of first signs."""
STEP = "warning"


class Case(NamedTuple):
    """A scenario of these parts.

    Attributes
    ----------
    days : of warning
    known : option of information
    calm : whether the shock is left out
    """

    plan: str
    days: int
    known: str
    calm: bool = False

    @property
    def label(self) -> str:
        """Name of the scenario."""
        return f"{self.plan}, {self.days} days, {self.known}{', no shock' if self.calm else ''}"


@dataclass(frozen=True)
class Outcomes:
    """What the runs left, by case."""

    cases: tuple[Case, ...]
    runs: ScenarioRuns

    def values(self, arms: Mapping[Case, object]) -> pd.DataFrame:
        """Return plan, arm, replication, metric, value of the losses of these cases."""
        rows = self.runs.headlines(*LOSSES)
        return self._named(rows, arms)[["plan", "arm", "replication", "metric", "value"]]

    def broken(self, arms: Mapping[Case, object], criterion: str) -> pd.DataFrame:
        """Return plan, arm, replication, criterion, broke of these cases."""
        rows = self.runs.table("breaks", f"criterion = '{criterion}'")
        rows = self._named(rows, arms).assign(broke=lambda each: each["first_date"].notna())
        return rows[["plan", "arm", "replication", "criterion", "broke"]].astype({"criterion": str})

    def _named(self, rows: pd.DataFrame, arms: Mapping[Case, object]) -> pd.DataFrame:
        labels = {case.label: case for case in arms}
        rows = rows[rows[AXIS].isin(labels)]
        cases = [labels[str(each)] for each in rows[AXIS]]
        arm = pd.Series([arms[each] for each in cases], rows.index)
        return rows.assign(plan=[each.plan for each in cases], arm=arm)


def wanted(parts: Sequence[str]) -> bool:
    """Whether any of the parts that share their runs is asked for."""
    return bool({"days", "information", "triggers"} & set(parts))


def reads_warnings(plan: Plan) -> bool:
    """Whether anything that a plan does can depend on first signs."""
    return plan.reception.expects == "warning" or any(
        isinstance(leaf, SignalIs) and leaf.signal in WARNED_BY
        for placed in plan.measures
        for leaf in _conditions(placed.measure)
    )


def with_trigger(plan: Plan) -> tuple[str, ...]:
    """Return the measures of a plan that wait for a signal."""
    return tuple(
        placed.measure.measure
        for placed in plan.ladder
        if any(isinstance(leaf, SignalIs) for leaf in leaves(placed.measure.when))
    )


def _conditions(measure: Measure) -> Iterator[object]:
    yield from leaves(measure.when)
    if measure.reverse is not None and measure.reverse.when is not None:
        yield from leaves(measure.reverse.when)


def tried_days(days: Sequence[int], plan: Plan) -> tuple[int, ...]:
    """Return the days of warning that are run: of a plan that reads no warnings the first and the last will do."""
    return tuple(days) if reads_warnings(plan) else (days[0], days[-1])


def scenarios(asked: Asked[WarningSettings], loaded: Mapping[str, Loaded]) -> dict[Case, Loaded]:
    """Return every scenario of these parts, none twice."""
    found: dict[Case, Loaded] = {}
    for case in _cases(asked.settings, loaded):
        found.setdefault(case, _loaded(asked, loaded[case.plan], case))
    return found


def _cases(settings: WarningSettings, loaded: Mapping[str, Loaded]) -> Iterator[Case]:
    base = settings.known[0]
    for plan in settings.plans if wanted(settings.parts) else ():
        own = loaded[plan].scenario.shock.warning_days
        if "days" in settings.parts:
            for days in tried_days(settings.days, loaded[plan].scenario.plan):
                yield Case(plan, days, base)
        if "information" in settings.parts:
            for known in settings.known:
                yield Case(plan, own, known)
        if "triggers" in settings.parts:
            yield from (Case(plan, own, base), Case(plan, own, base, True))


def _loaded(asked: Asked[WarningSettings], base: Loaded, case: Case) -> Loaded:
    """Change the shock after all words, those of the user too."""
    if case.known != asked.settings.known[0]:
        base = asked.load(f"plan={case.plan}", f"information={case.known}")
    values: dict[str, float] = {"shock.warning_days": case.days}
    return with_values(base, values | ({"shock.size": 0.0} if case.calm else {}))


def outcomes(asked: Asked[WarningSettings], loaded: Mapping[str, Loaded], runs: StudyRuns) -> Outcomes | None:
    """Do the runs of these parts; None if none of them is asked for."""
    every = scenarios(asked, loaded)
    if not every:
        return None
    named = {case.label: each for case, each in every.items()}
    return Outcomes(tuple(every), runs.of(STEP, named, keep=("headlines", "breaks", "plan_events")))


def days(asked: Asked[WarningSettings], loaded: Mapping[str, Loaded], found: Outcomes) -> views.Days:
    """Return what days of warning change."""
    settings = asked.settings
    arms: dict[Case, object] = {
        case: case.days
        for case in found.cases
        if case.known == settings.known[0] and not case.calm and case.days in settings.days
    }
    values = found.values(arms)
    broken = found.broken(arms, settings.criterion)
    plans, base = settings.plans, settings.days[0]
    blind = tuple(plan for plan in plans if not reads_warnings(loaded[plan].scenario.plan))
    seeing = [plan for plan in plans if plan not in blind]
    levels = study.levels(values, plans, settings.days, base)
    return views.Days(
        levels,
        study.steps(values, seeing, settings.days),
        study.chances(broken, plans, settings.days, base),
        plans,
        blind,
        tuple(plan for plan in blind if study.unchanged(levels, plan)),
        tuple(plan for plan in blind if study.changed(levels, plan)),
    )


def information(asked: Asked[WarningSettings], found: Outcomes) -> views.Information:
    """Return what better or worse information changes."""
    settings = asked.settings
    arms: dict[Case, object] = {
        case: case.known for case in found.cases if not case.calm and case.days == _own(asked, found, case.plan)
    }
    plans, base = settings.plans, settings.known[0]
    values, broken = found.values(arms), found.broken(arms, settings.criterion)
    return views.Information(
        study.levels(values, plans, settings.known, base),
        study.chances(broken, plans, settings.known, base),
        plans,
        base,
    )


def triggers(asked: Asked[WarningSettings], loaded: Mapping[str, Loaded], found: Outcomes) -> Triggers:
    """Return how the triggers of each plan did."""
    settings = asked.settings
    parts = []
    for plan in settings.plans:
        scenario = loaded[plan].scenario
        window = marks.Window(
            scenario.shock.onset_date(scenario.start.date), _before(asked, scenario.shock), settings.look_after
        )
        own = scenario.shock.warning_days
        futures = {
            Case(plan, own, settings.known[0], calm).label: marks.CALM if calm else marks.SHOCK
            for calm in (False, True)
        }
        ended = found.runs.table("headlines", "metric = 'cost_total'")
        ended = ended[ended[AXIS].isin(futures)]
        runs = [(futures[str(name)], int(each)) for name, each in zip(ended[AXIS], ended["replication"], strict=True)]
        events = found.runs.table("plan_events", "event = 'fired'")
        events = events[events[AXIS].isin(futures)].astype({"measure": str, "event": str})
        events = events.assign(future=events[AXIS].astype(str).map(futures))
        parts.append(marks.firings(events, plan, with_trigger(scenario.plan), runs, window))
    firings = pd.concat(parts, ignore_index=True)
    costs = marks.Costs(settings.cost_loss, settings.base_rate)
    scores = marks.scores(firings, costs)
    return Triggers(
        scores,
        marks.best(firings, scores),
        firings,
        settings.plans,
        settings.cost_loss,
        settings.base_rate,
        _before(asked, loaded[settings.plans[0]].scenario.shock),
        settings.look_after,
    )


def _before(asked: Asked[WarningSettings], shock: ShockConfig) -> int:
    """Return from how many days before the shock on firings count: not before its first signs."""
    return min(asked.settings.look_before, shock.warning_days)


def _own(asked: Asked[WarningSettings], found: Outcomes, plan: str) -> int:
    """Return the days of warning of the shock itself: those of the case with other information."""
    return next(case.days for case in found.cases if case.plan == plan and case.known != asked.settings.known[0])
