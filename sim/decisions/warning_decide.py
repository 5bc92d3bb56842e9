"""By when each measure of a plan must be decided: it is withheld, until a day or for good, in the same futures."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from sim.config.asked import Asked, Loaded
from sim.config.edited import edited, without_measures
from sim.config.faults import BadConfig, Fault, nearest
from sim.config.plan import SECTIONS, Measure, Plan
from sim.config.when import AllOf, OnDate
from sim.decisions.effort import Work, told_of
from sim.decisions.study import AXIS, NothingLeft, ScenarioRuns, StudyRuns
from sim.studies import warning_deadlines as study
from sim.views.warning_marks import EVERY, Deadlines
from sim.views.words import Words

if TYPE_CHECKING:
    from sim.decisions.warning import WarningSettings

MOST_ENDS = 3  # scenarios that are run first, at most: see `ends`
OWN, NOTHING, NO_LADDER = "the plan as it is", "no measure at all", "none of the measures of its ladders"


def chosen(measures: Sequence[str] | None, plan: Plan) -> tuple[Measure, ...]:
    """Return the measures of the ladders that are withheld."""
    ladder = [placed.measure for placed in plan.ladder]
    return tuple(each for each in ladder if measures is None or each.measure in measures)


def faults(measures: Sequence[str] | None, plan: str, loaded: Loaded) -> Iterator[Fault]:
    """Find what is wrong with the question before any run."""
    names = [placed.measure.measure for placed in loaded.scenario.plan.ladder]
    if not names:
        rule = "has no measure on a ladder: there is nothing to decide"
        yield Fault("decide_plan", plan, rule, "choose a plan with measures, or leave decide_by out of parts=[...]")
        return
    if measures is not None and not measures:
        yield Fault("measures", [], "names no measure", "null takes all")
    for measure in measures or ():
        if measure not in names:
            yield Fault("measures", measure, f"is no measure of {plan}", nearest(measure, names))


def loaded_for(asked: Asked[WarningSettings]) -> Loaded:
    """Return the scenario of the plan whose measures are withheld; BadConfig if it is not valid."""
    settings = asked.settings
    return asked.load(f"plan={settings.decide_plan}", f"information={settings.known[0]}", *settings.decide_words)


def plan_line(asked: Asked[WarningSettings], words: Words) -> str:
    """Say what would be run, and again until the days are found."""
    settings, scenario = asked.settings, loaded_for(asked).scenario
    work = work_of(asked)
    return words.say(
        "warning_plan_decide",
        plan=words.name("plan", settings.decide_plan),
        size=words.figures_of(scenario.shock.size),
        measures=len(chosen(settings.measures, scenario.plan)),
        replications=settings.replications,
        least=words.count(work.least),
        most=words.count(work.most),
        days=scenario.days,
        takes=told_of([work], settings.workers, words),
    )


def work_of(asked: Asked[WarningSettings]) -> Work:
    """Count the runs: two of each future if no measure is needed, and more until all days are found."""
    settings, scenario = asked.settings, loaded_for(asked).scenario
    count, futures = len(chosen(settings.measures, scenario.plan)), settings.replications
    rounds = math.ceil(math.log2(max(scenario.days / settings.step_days, 2.0)))
    return Work(2 * futures, (MOST_ENDS + count + (count + 1) * rounds) * futures, scenario.days)


def withheld(loaded: Loaded, measures: Sequence[str], until: dt.date) -> Loaded:
    """Return the scenario with measures of its ladders held back: from a day on they go by their own conditions."""
    plan = loaded.scenario.plan
    sections = {}
    for name in SECTIONS:
        section = getattr(plan, name)
        ladder = tuple(_held(each, until) if each.measure in measures else each for each in section.ladder)
        sections[name] = section.model_copy(update={"ladder": ladder})
    done = {"withheld": list(measures), "withheld_until": until}
    return edited(loaded, {"plan": plan.model_copy(update=sections)}, done)


def _held(measure: Measure, until: dt.date) -> Measure:
    return measure.model_copy(update={"when": AllOf(all=(OnDate(date=until, until=None), measure.when))})


@dataclass
class Decision:
    """The search for the last days, begun: what fails with the plan as it is, and without any measure, is known.

    Attributes
    ----------
    own, nothing, no_ladder : by replication, when it failed: as it is, without any measure, and without those of its
        ladders, its standing parts left; these have no day of their own. The first two are of the same futures
    allowed : futures that may fail beyond those that fail with the plan as it is
    orders : measure, replication, date of the first time that the plan triggered it
    near : the same from some days before the shock on; what came earlier has other causes
    """

    asked: Asked[WarningSettings]
    runs: StudyRuns
    loaded: Loaded
    own: study.Broken
    nothing: study.Broken
    no_ladder: study.Broken
    allowed: int
    orders: pd.DataFrame
    near: pd.DataFrame
    searches: list[study.Search] = field(default_factory=list)

    def finish(self) -> Deadlines:
        """Withhold each measure, first for good and then until days between, and return what was found."""
        settings, plan = self.asked.settings, self.loaded.scenario.plan
        measures = chosen(settings.measures, plan)
        if self.needed and len(self.orders):
            self._search(measures)
        return self._found(measures)

    def _search(self, measures: Sequence[Measure]) -> None:
        """Withhold each measure that the plan ordered, until the last days are known."""
        settings = self.asked.settings
        ordered = [each.measure for each in measures if each.measure in set(self.orders["measure"])]
        without = self._without(ordered) | {EVERY: self.no_ladder}
        for each in (EVERY, *ordered):
            mine = self.orders if each == EVERY else self.orders[self.orders["measure"] == each]
            days = study.weeks(mine["date"].min().date(), self._last_day, settings.step_days)
            self.searches.append(study.Search(each, days, self.limit, self.own, without[each]))
        turn = 0
        while places := {each.measure: (each, each.next) for each in self.searches if each.next is not None}:
            turn += 1
            asked = {
                name: (search.days[place], search.open(place))
                for name, (search, place) in places.items()
                if place is not None
            }
            broken, idle = self._broken(f"decide-round-{turn}", asked)
            for name, (search, place) in places.items():
                if place is not None:
                    search.tell(place, broken[name], idle[name])

    def _found(self, measures: Sequence[Measure]) -> Deadlines:
        settings, plan = self.asked.settings, self.loaded.scenario.plan
        decided_by = {EVERY: "every", **{each.measure: each.decided_by for each in measures}}
        ordered = set(self.orders["measure"])
        never = [each.measure for each in measures if self.needed and each.measure not in ordered]
        return Deadlines(
            plan=settings.decide_plan,
            size=self.loaded.scenario.shock.size,
            limit=self.limit,
            allowed=self.allowed,
            needed=self.needed,
            step_days=settings.step_days,
            before=settings.look_before,
            table=study.deadlines(self.searches, never, decided_by, self.near),
            tried=study.tried(self.searches),
            runs=len(self.own),
            plan_fails=study.failing(self.own, list(self.own)),
            nothing_fails=study.failing(self.nothing, list(self.nothing)),
            standing=tuple(each.measure.measure for each in plan.standing),
        )

    @property
    def needed(self) -> bool:
        """Whether more futures fail without any measure than are let pass."""
        return study.failing(self.nothing, list(self.nothing)) > self.limit

    @property
    def limit(self) -> int:
        """Futures that may fail."""
        return study.failing(self.own, list(self.own)) + self.allowed

    @property
    def _last_day(self) -> dt.date:
        scenario = self.loaded.scenario
        if scenario.horizon_days is None:
            return scenario.shock.onset_date(scenario.start.date) + dt.timedelta(days=3 * 365)
        return scenario.start.date + dt.timedelta(days=scenario.horizon_days - 1)

    def _without(self, measures: Sequence[str]) -> dict[str, study.Broken]:
        """Withhold each measure for good, in the futures in which the plan triggers it and holds; others stay."""
        who = {
            each: sorted(
                replication
                for replication in self.orders.loc[self.orders["measure"] == each, "replication"].astype(int)
                if replication in self.own and self.own[replication] is None
            )
            for each in measures
        }
        seen, _ = self._broken("decide-without", {each: (None, runs) for each, runs in who.items() if runs})
        return {
            each: {
                **{replication: day for replication, day in self.own.items() if replication not in who[each]},
                **seen.get(each, {}),
            }
            for each in measures
        }

    def _broken(
        self, step: str, asked: Mapping[str, tuple[dt.date | None, Sequence[int]]]
    ) -> tuple[dict[str, study.Broken], dict[str, set[int]]]:
        """Run some futures with a measure withheld until a day, for good if that is None.

        Returns
        -------
        when they failed, and those that failed without the measure having been ordered before
        """
        if not any(who for _, who in asked.values()):
            return {name: {} for name in asked}, {name: set() for name in asked}
        labels = {name: f"{name} {'never' if day is None else f'from {day}'}" for name, (day, _) in asked.items()}
        names = {name: self._names if name == EVERY else [name] for name in asked}
        found = self.runs.of(
            step,
            {
                labels[name]: without_measures(self.loaded, names[name])
                if day is None
                else withheld(self.loaded, names[name], day)
                for name, (day, _) in asked.items()
            },
            keep=("breaks", "plan_events"),
            only={labels[name]: who for name, (_, who) in asked.items()},
        )
        criterion = self.asked.settings.criterion
        failed: dict[str, Mapping[int, dt.date | None]] = {
            name: {
                replication: day
                for replication, day in broken(found, labels[name], criterion, self.loaded).items()
                if replication in who
            }
            for name, (_, who) in asked.items()
        }
        fired = found.table("plan_events", "event = 'fired'").astype({"measure": str})
        idle = {
            name: study.unordered(
                fired[fired[AXIS] == labels[name]], names[name], failed[name]
            )
            for name in asked
        }
        return failed, idle

    @property
    def _names(self) -> list[str]:
        return [placed.measure.measure for placed in self.loaded.scenario.plan.ladder]


def ends(loaded: Loaded) -> dict[str, Loaded]:
    """Return the plan as it is, without any measure, and, if that is another, without those of its ladders alone."""
    plan = loaded.scenario.plan
    ladder = {placed.measure.measure for placed in plan.ladder}
    every = {placed.measure.measure for placed in plan.measures}
    found = {OWN: loaded, NOTHING: without_measures(loaded, every)}
    return found if every == ladder else {**found, NO_LADDER: without_measures(loaded, ladder)}


def begin(asked: Asked[WarningSettings], runs: StudyRuns) -> Decision:
    """Run the plan as it is and without any measure.

    Raises
    ------
    BadConfig : if no measure can make the difference, as the criterion fails with all of them
    NothingLeft : if no future ended well both ways
    """
    settings = asked.settings
    own_loaded = loaded_for(asked)
    found = runs.of("decide", ends(own_loaded), keep=("breaks", "plan_events"))
    own, nothing = (broken(found, name, settings.criterion, own_loaded) for name in (OWN, NOTHING))
    no_ladder = broken(found, NO_LADDER, settings.criterion, own_loaded) if NO_LADDER in found.names else nothing
    common = sorted(set(own) & set(nothing))
    own, nothing = ({each: ends[each] for each in common} for ends in (own, nothing))
    allowed = int(settings.tolerance * len(common) + 1e-9)
    fails, size = study.failing(own, common), own_loaded.scenario.shock.size
    if not common:
        raise NothingLeft(f"no future of {settings.decide_plan} ended well both with its measures and without them")
    if fails + allowed >= len(common):
        rule = (
            f"fails in {fails} of {len(common)} futures of {settings.decide_plan} at shock.size={size:g}, whatever is "
            "decided and when: no day can be told"
        )
        hint = "give a smaller shock in decide_words=[shock.size=...], more replications or a smaller tolerance"
        raise BadConfig([Fault("criterion", settings.criterion, rule, hint)])
    events = found.table("plan_events", "event = 'fired'")
    events = events[events[AXIS] == OWN].astype({"measure": str})
    events = events.assign(date=pd.to_datetime(events["date"]))
    shock, start = own_loaded.scenario.shock, own_loaded.scenario.start.date
    since = pd.Timestamp(shock.onset_date(start)) - pd.Timedelta(days=settings.look_before)
    near = _first(events[events["date"] >= since])
    first_of_all = near.groupby("replication")["date"].min().reset_index().assign(measure=EVERY)
    near = pd.concat([first_of_all, near], ignore_index=True)
    return Decision(asked, runs, own_loaded, own, nothing, no_ladder, allowed, _first(events), near)


def _first(events: pd.DataFrame) -> pd.DataFrame:
    """Return measure, replication, date of the first event of each."""
    return events.groupby(["measure", "replication"])["date"].min().reset_index()


def broken(found: ScenarioRuns, name: str, criterion: str, loaded: Loaded) -> study.Broken:
    """Return by replication the day on whose evening the criterion had failed: the last of the first spell it takes."""
    rows = found.table("breaks", f"criterion = '{criterion}'")
    rows = rows[rows[AXIS] == name]
    nights = dt.timedelta(days=loaded.scenario.criteria.criteria[criterion].for_days - 1)
    dates = pd.to_datetime(rows["first_date"])
    return {
        int(replication): None if pd.isna(date) else date.date() + nights
        for replication, date in zip(rows["replication"], dates, strict=True)
    }

