"""`beredt breakpoint`: the largest shock each plan survives, as an interval, and what breaks first there."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

import pandas as pd
from pydantic import Field, model_validator

from sim.config.asked import Asked, StudySettings
from sim.config.base import Name, Section
from sim.config.edited import with_values
from sim.config.faults import BadConfig, Fault, nearest
from sim.decisions.breakpoint_search import SIZE, Seen, Sought, cell_of, question_of, search, settle
from sim.decisions.effort import Work, told
from sim.decisions.study import Standing, Study, StudyRuns, told_by_part, words_of
from sim.studies import breakpoint_tables as tables
from sim.studies.breakpoint import Search, ranks
from sim.studies.breakpoint_pairs import compared, neighbours
from sim.studies.breakpoint_rehearsal import runs_of
from sim.studies.breakpoint_tables import FOUND
from sim.studies.shock_shape import cut_off, stretched
from sim.views import breakpoint as views
from sim.views.answer import Answer
from sim.views.breakpoint_words import Cut, cut_short, per_cent
from sim.views.rows import each_of
from sim.views.said import said

Axis = Literal["duration", "warning"]
WEEK = 7
FUTURES_BEFORE = 10
"""Futures in which the places are looked at that stand when the shock comes; our choice."""
PLACES = ["plan", "replication", "size", "date", "value"]
"""Columns of those places: the day before the shock, and usable places, emergency included."""
PLAN_AGAINST = {"duration": "bp_plan_duration", "warning": "bp_plan_warning"}
KEYS_OF_AXIS = {"duration": "shock.components", "warning": "shock.warning_days"}


class Against(Section):
    """A second axis, against which the breaking point is found."""

    axis: Axis | None = Field(
        description="duration: the weeks of the shock's shape are stretched; warning: days of first signs; null: none"
    )
    values: tuple[Annotated[float, Field(ge=0.0)], ...] = Field(
        description="duration: times the weeks of the shock; warning: whole days"
    )

    @model_validator(mode="after")
    def _fits(self) -> Against:
        if self.axis is not None and not self.values:
            raise ValueError(f"values: name the values of {self.axis}, such as [1,2]")
        if len(set(self.values)) < len(self.values):
            raise ValueError("values: each must stand once")
        if self.axis == "duration" and 0.0 in self.values:
            raise ValueError("values: a duration must be above 0")
        if self.axis == "warning" and any(each != int(each) for each in self.values):
            raise ValueError("values: a warning is a whole number of days")
        return self


class BreakpointSettings(StudySettings):
    """What is asked."""

    plans: tuple[Name, ...] = Field(min_length=1, description="plans, each with a breaking point of its own")
    criterion: Name = Field(description="what must not break: a criterion of the group criteria")
    p: Annotated[float, Field(gt=0.0, lt=1.0)] = Field(description="share of futures that may break, share")
    low: Annotated[float, Field(ge=0.0)] = Field(description="smallest size tried, times the shock")
    high: Annotated[float, Field(gt=0.0)] = Field(description="largest size tried, times the shock")
    tolerance: Annotated[float, Field(ge=0.001, le=0.5)] = Field(
        description="widest bracket of a breaking point, as a share of the size"
    )
    against: Against

    @model_validator(mode="after")
    def _fits(self) -> BreakpointSettings:
        if self.low >= self.high:
            raise ValueError(f"low: {self.low:g} must be below high {self.high:g}")
        twice = sorted({each for each in self.plans if self.plans.count(each) > 1})
        if twice:
            raise ValueError(f"plans: {', '.join(twice)} stands more than once")
        return self

    @property
    def values(self) -> tuple[float, ...]:
        """Values of the second axis; one that is no number where there is none."""
        return self.against.values if self.against.axis is not None else (float("nan"),)


def carry_out(asked: Asked[BreakpointSettings], runs: StudyRuns, standing: Standing) -> Answer:
    """Search, and tell what was found.

    Raises
    ------
    BadConfig : if no plan has a breaking point in the range
    NothingLeft : if no future is left of any plan
    """
    work = _work(asked)
    seen = search(work, asked.settings.criterion, runs)
    cells = [(each.cell, each.search) for each in work]
    _check_answered(asked, tables.points(cells))
    pairs = _compared(asked, work, runs, seen)
    points = tables.points(cells)
    first = [
        tables.firsts(each.cell, breaks, pd.concat(seen[each.name(breaks)], ignore_index=True))
        for each, breaks, state in zip(work, points["breaks"], points["state"], strict=True)
        if state == FOUND
    ]
    firsts = pd.concat(first, ignore_index=True) if first else pd.DataFrame(columns=list(tables.FIRST_COLUMNS))
    one_axis = asked.settings.against.axis is None
    places = _places_before(work, points, runs) if one_axis else pd.DataFrame(columns=PLACES)
    found = views.Found(points, tables.curve(cells), tables.each_future(cells), firsts, pairs, places)
    along = {} if one_axis else tables.along(points)
    question = question_of(work, asked.settings.criterion, asked.settings.against.axis, runs.asked_for, _cut(work))
    return views.answer(found, question, along, standing.manifest, words_of(asked))


def _places_before(work: Sequence[Sought], points: pd.DataFrame, runs: StudyRuns) -> pd.DataFrame:
    """Return the places that stand when the shock comes, a row a plan and future; columns PLACES.

    All plans meet a shock of one size, the smallest that breaks one of them: what stands before it depends on the
    signs of it. No row of one plan alone, or where the shock begins in the first week.
    """
    breaks, first = points.loc[points["state"] == FOUND, "breaks"], work[0].loaded.scenario.start.date
    days = (work[0].cell.onset - first).days
    if len(work) < 2 or breaks.empty or days < WEEK:
        return pd.DataFrame(columns=PLACES)
    size = float(breaks.min())
    until = {each.cell.plan: with_values(each.loaded, {SIZE: size, "horizon_days": days}) for each in work}
    found = runs.of("before", until, min(FUTURES_BEFORE, work[0].search.futures), keep=("weekly:all",))
    rows = found.table("weekly", "series = 'places'")
    rows = rows[rows["date"] == rows["date"].max()].reset_index(drop=True)
    return pd.DataFrame({"size": size, **{name: rows[name] for name in PLACES if name != "size"}})[PLACES]


def _compared(
    asked: Asked[BreakpointSettings], work: Sequence[Sought], runs: StudyRuns, seen: Seen
) -> pd.DataFrame:
    """Hold plans against each other at sizes between their breaking points; nothing along a second axis."""
    settings = asked.settings
    if settings.against.axis is not None:
        return compared([], {})
    by_plan = {each.cell.plan: each for each in work}
    pairs = list(neighbours(tables.points([(each.cell, each.search) for each in work]), settings.low, settings.high))
    at = {(plan, pair.size): by_plan[plan] for pair in pairs for plan in pair[:2] if not math.isnan(pair.size)}
    settle([(each, size) for (_, size), each in at.items()], settings.criterion, runs, "pairs", seen)
    search(work, settings.criterion, runs, "after", seen)  # where these runs make a bracket another
    return compared(pairs, {plan: each.search for plan, each in by_plan.items()})


def _work(asked: Asked[BreakpointSettings]) -> list[Sought]:
    """Load every plan at every value of the second axis.

    Raises
    ------
    BadConfig : with every fault of the question
    """
    settings = asked.settings
    faults = list(_faults(asked))
    work = []
    for plan in settings.plans:
        for value in settings.values:
            words = (f"plan={plan}", *_axis_words(asked, value)) if not faults else (f"plan={plan}",)
            try:
                loaded = asked.load(*words, f"{SIZE}={settings.high}")
            except BadConfig as bad:
                faults += bad.faults
                break
            sizes = Search(settings.low, settings.high, settings.tolerance, settings.replications, settings.p)
            work.append(Sought(cell_of(plan, value, loaded), loaded, sizes))
    if faults:
        raise BadConfig(faults)
    return work


def _axis_words(asked: Asked[BreakpointSettings], value: float) -> tuple[str, ...]:
    """Changes that set the second axis to a value."""
    axis = asked.settings.against.axis
    if axis is None:
        return ()
    if axis == "warning":
        return (f"shock.warning_days={int(value)}",)
    shock = asked.load().scenario.shock
    return tuple(f"shock.components.{number}.points={points}" for number, points in stretched(shock, value).items())


def _faults(asked: Asked[BreakpointSettings]) -> Iterator[Fault]:
    """Yield what makes the question senseless, beside what a scenario itself finds."""
    settings, scenario = asked.settings, asked.load().scenario
    known = scenario.criteria.criteria
    if settings.criterion not in known:
        where = f"is no criterion of criteria={scenario.criteria.name}"
        yield Fault("criterion", settings.criterion, where, nearest(settings.criterion, known))
    axis = settings.against.axis
    taken = {SIZE: "the sizes are searched between low and high"}
    if axis is not None:
        taken[KEYS_OF_AXIS[axis]] = f"is set by against.axis={axis}"
    for word in (*settings.words, *asked.added):
        key, _, value = word.lstrip("+~").partition("=")
        for mine, why in taken.items():
            if key == mine or key.startswith(f"{mine}."):
                yield Fault(key, value, why, "leave this word out")
    shock = scenario.shock
    if not shock.components:
        yield Fault("shock", shock.name, "has nothing that a size could multiply", "choose another: beredt show shock")
    elif shock.origin is not None:
        yield Fault("shock.origin", shock.origin, "a shock that ends on an origin has size 1 only", "leave it out")
    elif scenario.days <= ((first := _first_change(asked)) - scenario.start.date).days:
        yield Fault("horizon_days", scenario.days, f"ends before the shock, on {first}", "give a longer one")
    elif axis == "duration" and not stretched(shock, 1.0):
        rule = f"{shock.name} has no shape whose weeks could be stretched"
        yield Fault("against.axis", axis, rule, "choose a shock with one, such as autumn_surge")


def _first_change(asked: Asked[BreakpointSettings]) -> dt.date:
    """First day on which the shock changes arrivals."""
    scenario = asked.load(f"{SIZE}={asked.settings.high}").scenario
    start = scenario.start.date
    return scenario.shock.first_change(start) or scenario.shock.onset_date(start)


def _cut(work: Sequence[Sought]) -> tuple[Cut, ...]:
    """Return where runs end before the shock does, once for each value of the second axis."""
    found = {}
    for each in work:
        cut = cut_off(each.loaded.scenario)
        if cut is not None:
            found[f"{each.cell.against}"] = Cut(each.cell.against, *cut)
    return tuple(found.values())


def _check_answered(asked: Asked[BreakpointSettings], points: pd.DataFrame) -> None:
    """Raise BadConfig if no plan breaks within the range; that runs failed is no fault of the question."""
    if points["state"].isin([FOUND, tables.LOST]).any():
        return
    settings = asked.settings
    ends = f"between {settings.low:g} and {settings.high:g} times the shock"
    seen = "; ".join(
        f"{row.plan}{'' if pd.isna(row.against) else f' at {row.against:g}'} "
        + (f"fails at {settings.low:g} already" if row.state == tables.FAILS else f"survives {settings.high:g}")
        for row in each_of(points)
    )
    if (points["state"] == tables.FAILS).all():
        hint = "choose another criterion, a higher p, or a start at ease such as start=2024_as_came"
    elif (points["state"] == tables.SURVIVES).all():
        hint = f"raise high, choose another criterion, or let the runs last longer than {_days(asked)} days"
    else:
        hint = "move low and high, or choose another criterion"
    raise BadConfig([Fault("criterion", settings.criterion, f"has no breaking point {ends}: {seen}", hint)])


def _days(asked: Asked[BreakpointSettings]) -> int:
    return asked.load().scenario.days


def work_of(asked: Asked[BreakpointSettings]) -> Iterator[Work]:
    """Count the runs, which are made by rounds."""
    work = _work(asked)
    yield Work(*_runs(asked.settings, len(work)), work[0].loaded.scenario.days)


def _runs(settings: BreakpointSettings, cells: int) -> tuple[int, int]:
    """Return how many runs a search for so many breaking points takes, at least and at most."""
    least, most = runs_of(settings.low, settings.high, settings.tolerance, settings.replications, settings.p)
    tested = 0 if settings.against.axis is not None else 2 * (cells - 1) * settings.replications  # both of a pair
    return cells * least, cells * most + tested


def plan_of(asked: Asked[BreakpointSettings]) -> Iterator[str]:
    """Say what would be run."""
    words = words_of(asked)
    work = _work(asked)
    settings, scenario = asked.settings, work[0].loaded.scenario
    least, most = _runs(settings, len(work))
    yield words.say(
        "bp_plan_plans",
        plans=words.listed([words.name("plan", plan) for plan in settings.plans]),
        shock=words.name("shock", scenario.shock.name),
        start=scenario.start.name,
    )
    if settings.against.axis is not None:
        values = words.listed([words.figures_of(value) for value in settings.values])
        yield words.say(PLAN_AGAINST[settings.against.axis], values=values)
    yield words.say(
        "bp_plan_sizes",
        criterion=words.name("criterion", settings.criterion),
        p=words.number(settings.p, "share"),
        low=words.figures_of(settings.low),
        high=words.figures_of(settings.high),
        tolerance=words.number(settings.tolerance, "share"),
    )
    yield words.say(
        "bp_plan_runs",
        futures=settings.replications,
        least=words.count(least),
        most=words.count(most),
        days=scenario.days,
        takes=told(least, most, scenario.days, settings.workers, words),
    )
    yield from cut_short(_cut(work), settings.against.axis, words)
    found = ranks(settings.replications, settings.p)
    if found.why and found.low is None:
        yield words.say("bp_plan_no_low", why=said("too_few", found.why, words))
    elif found.why:
        why = said("too_few", found.why, words)
        yield words.say("bp_plan_confidence", why=why, confidence=per_cent(found.confidence))


HELP = """\
usage: beredt breakpoint [key=value ...] [--config-dir DIR]

Find the largest shock that each plan survives, as an interval, and what breaks first just above it. Futures are the
same for every plan and size; sizes are searched by bisection, and only the runs that decide are made.

settings
  'plans=[a,b]'         plans ([do_nothing,agreement_2018,options_and_frames])
  criterion=NAME        what must not break (no_roof: people without a bed); see beredt show criteria default
  p=0.1                 share of futures in which it may break
  low=0 high=3          smallest and largest size, times the shock
  tolerance=0.02        widest bracket of the answer, as a share of it
  against.axis=duration 'against.values=[0.5,1,2]'
                        the breaking point at several durations: times the weeks of the shock
  against.axis=warning 'against.values=[0,14,45]'
                        the same at several days of warning
  replications=N        futures (30)
  workers=N  out=DIR  progress=false  language=nb (told in Bokmål, from the same runs)

Any other word is a change of every run: shock=mass_flight start=2015-01-01 horizon_days=500 criteria=strict

examples
  beredt breakpoint 'plans=[agreement_2018,options_and_frames]' criterion=without_place
  beredt breakpoint 'plans=[do_nothing,agreement_2018]' replications=3 p=0.34 tolerance=0.2 horizon_days=355
                        a small trial, of a minute or two: three futures, of which one may break
"""

STUDY = Study(
    "breakpoint",
    HELP,
    BreakpointSettings,
    carry_out,
    plan_of,
    work_of,
    {"plan": "the plans stand in plans=[...]"},
    cut=told_by_part,
)
