"""The verb brief: one page for a director or a minister."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

import pandas as pd
from pydantic import Field, field_validator

from sim.config.asked import Asked, Loaded, StudySettings
from sim.config.base import Name
from sim.config.faults import BadConfig, Fault, nearest
from sim.config.sweep import Kept
from sim.decisions.effort import Work
from sim.decisions.study import Standing, Study, StudyRuns, words_of
from sim.runs.headlines import EXIT_ITEM
from sim.studies import brief
from sim.tables import COMMITTED
from sim.views import brief as views
from sim.views.answer import Answer
from sim.views.brief_shown import Seen, unseen, weeks_cut
from sim.views.command import day as written_day

HELP = """\
usage: beredt brief [summary=director|minister] [settings] [changes] [--config-dir DIR]

One page about one plan under one shock, as seen from one day.

  director   whether people lack a bed and whether the places that could be opened in the next 13 weeks would cover
             it, what breaks first, by when each measure must be ordered, and what places given up will cost
  minister   whether all will have a roof, children and minors alone, cost by year, and what needs the Government
             or the Storting, and when
The council of a municipality has a sheet of its own: beredt municipality summary=council.

settings
  as_of=DATE        day from which is looked ahead (the first day of the shock)
  weeks=N           weeks looked ahead (13; 104 at most)
  roof=CRITERION    who counts as without a roof (no_roof)
  replications=N    runs, each with its own luck (59)
  workers=W, out=DIR, progress=false, language=nb (told in Bokmål, from the same runs)
  Any other word is a change of the runs: plan=options_and_frames shock=mass_flight ...

examples
  beredt brief summary=minister plan=options_and_frames shock.size=1.5
  beredt brief replications=3 horizon_days=450      a trial of about a minute; chances take the 59 runs
"""
MOST_WEEKS = 104
"""Weeks that can be looked ahead."""
KEEP: tuple[Kept, ...] = ("headlines", "breaks", "weekly:all", "money", "plan_events")


class BriefSettings(StudySettings):
    """What a brief asks."""

    summary: Literal["director", "minister"] = Field(description="for whom the page is")
    as_of: dt.date | None = Field(description="day from which is looked ahead; null: the first of the shock")
    weeks: Annotated[int, Field(ge=1, le=MOST_WEEKS)] = Field(description="weeks looked ahead, weeks")
    roof: Name = Field(description="criterion that says who is without a roof")
    children: tuple[Name, ...] = Field(description="criteria on children")

    @field_validator("children")
    @classmethod
    def _once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < len(value):
            raise ValueError("names a criterion more than once")
        return value


def carry_out(asked: Asked[BriefSettings], runs: StudyRuns, standing: Standing) -> Answer:
    """Run the plan and write the page."""
    settings = asked.settings
    loaded = asked.load()
    day = _checked(asked, loaded)
    plan = loaded.scenario.plan
    found = runs.of("brief", {plan.name: loaded}, keep=KEEP)
    criteria = loaded.scenario.criteria.criteria
    read = {*brief.SERIES, views.MINORS, "residents_emergency", *(each.series for each in criteria.values())}
    named = ", ".join(f"'{name}'" for name in sorted(read))
    weekly = found.table("weekly", f"series in ({named})")
    money, events = found.table("money"), found.table("plan_events")
    done = sorted(weekly["replication"].unique())
    measures, before = brief.openable(plan), brief.ordered_before(events, day)
    supply = brief.Supply.of(loaded.scenario.reception)
    places = brief.need_and_places(weekly, measures, supply, day, settings.weeks, before)
    usual = brief.usually_ordered(before, len(done))
    alone = brief.openable(plan, brief.ADD_MINORS)
    misplaced = weekly[weekly["series"] == views.MINORS]
    limit = criteria[views.MINORS].above if views.MINORS in criteria else None
    seen = Seen(
        summary=settings.summary,
        plan=plan.name,
        shock=loaded.scenario.shock.name,
        day=day,
        most_weeks=MOST_WEEKS,
        runs=len(done),
        roof=settings.roof,
        roof_days=criteria[settings.roof].for_days,
        children=settings.children,
        places=places,
        openable=_left(measures, usual),
        order_by=brief.order_by(places, measures),
        minors=_left(alone, usual),
        minors_by=brief.minors_by(misplaced, alone, day, limit or 0.0),
        breaks=brief.told_breaks(found.table("breaks"), weekly, criteria, day, len(done)),
        peak=brief.bedless_peak(weekly, day),
        emergency=brief.emergency_use(weekly, day),
        cost=brief.yearly_cost(money, COMMITTED, done),
        cost_since=brief.cost_since(money, day, COMMITTED, done),
        exits=brief.exit_costs(money, EXIT_ITEM, COMMITTED, done),
        first=loaded.scenario.start.date,
        last=loaded.scenario.start.date + dt.timedelta(days=loaded.scenario.days - 1),
        political=brief.political(events, plan, day, len(done)),
        weeks=settings.weeks,
    )
    return views.answer(seen, standing.manifest, words_of(asked))


def _left(measures: Sequence[brief.Openable], usual: Mapping[str, float]) -> pd.DataFrame:
    """Return measures as a table, with what is left of their limits after what is usually ordered by the day."""
    return brief.openable_table([each.but_for(usual.get(each.measure, 0.0)) for each in measures])


def plan_of(asked: Asked[BriefSettings]) -> Iterator[str]:
    """Say what would be run."""
    words = words_of(asked)
    settings, loaded = asked.settings, asked.load()
    day, scenario = _checked(asked, loaded), loaded.scenario
    yield words.say("brief_plan_runs", runs=settings.replications, plan=scenario.plan.name, days=scenario.days)
    page = "brief_plan_director" if settings.summary == "director" else "brief_plan_minister"
    yield words.say(page, weeks=settings.weeks, day=written_day(day, words))
    last = scenario.start.date + dt.timedelta(days=scenario.days - 1)
    if days := unseen(day, settings.weeks, last):
        yield weeks_cut(settings.weeks, days, last, words)


def work_of(asked: Asked[BriefSettings]) -> Iterator[Work]:
    """Count the runs."""
    loaded = asked.load()
    _checked(asked, loaded)
    yield Work(asked.settings.replications, asked.settings.replications, loaded.scenario.days)


def _checked(asked: Asked[BriefSettings], loaded: Loaded) -> dt.date:
    """Return the day from which is looked ahead; BadConfig with all that is wrong with the question."""
    scenario, settings = loaded.scenario, asked.settings
    known = scenario.criteria.criteria
    faults = [
        Fault(key, name, "there is no such criterion", nearest(name, known))
        for key, name in (("roof", settings.roof), *(("children", each) for each in settings.children))
        if name not in known
    ]
    first, last = scenario.start.date, scenario.start.date + dt.timedelta(days=scenario.days - 1)
    day = settings.as_of or scenario.first_change or first
    if not first + dt.timedelta(days=6) <= day < last:
        rule = f"must lie in the run, from {first + dt.timedelta(days=6)} to the day before {last}"
        faults.append(Fault("as_of", day, rule, "give another day, or another horizon_days"))
    if not brief.openable(scenario.plan) and settings.summary == "director":
        hint = "for a plan without measures see beredt run"
        faults.append(Fault("plan", scenario.plan.name, "has no measure that adds places", hint))
    if faults:
        raise BadConfig(faults)
    return day


STUDY = Study("brief", HELP, BriefSettings, carry_out, plan_of, work_of)
