"""`beredt warning`: what early warning and information are worth, how triggers do, and by when to decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Annotated, Literal

from pydantic import Field

from sim.config.asked import Asked, Loaded, StudySettings
from sim.config.asked import Words as Changes
from sim.config.base import Factor, Name, Share, WholeDays
from sim.config.faults import BadConfig, Fault, nearest
from sim.decisions import warning_decide, warning_runs, warning_sizes
from sim.decisions.effort import Work, told_of
from sim.decisions.study import Standing, Study, StudyRuns, told_by_part, words_of
from sim.studies.shock_shape import cut_off
from sim.views import warning as views
from sim.views import warning_marks as marks
from sim.views import warning_sizes as sizes
from sim.views.answer import Answer

Part = Literal["breaking_point", "days", "information", "triggers", "decide_by"]
MANY = "or leave the part out of parts=[...]"
Inner = Annotated[float, Field(gt=0.0, lt=1.0, json_schema_extra={"unit": "share 0-1"})]


class WarningSettings(StudySettings):
    """What is asked about warning."""

    parts: Annotated[tuple[Part, ...], Field(min_length=1)] = Field(description="what is asked")
    plans: tuple[Name, ...] = Field(description="plans of all parts but decide_by")
    criterion: Name = Field(description="criterion of the group criteria: what counts as failed")
    days: tuple[WholeDays, ...] = Field(description="days of warning, rising; the first is the base, days")
    known: tuple[Name, ...] = Field(description="options of information; the first is the base")
    breaking_share: Inner = Field(description="share of futures that may fail at the breaking point")
    breaking_sizes: tuple[Factor, Factor] = Field(description="sizes of the shock between which it is sought, times")
    breaking_width: Inner = Field(description="share of its size to which the breaking point is told")
    breaking_words: Changes = Field(description="changes of the runs in which the breaking point is sought")
    look_before: WholeDays = Field(
        description="most days before the shock from which on firing counts, if first signs are there by then, days"
    )
    look_after: WholeDays = Field(description="days after its first day up to which firing counts, days")
    cost_loss: Inner = Field(description="cost of acting over the loss that acting prevents")
    base_rate: Inner = Field(description="chance of such a shock in a year")
    decide_plan: Name = Field(description="plan whose measures are withheld")
    decide_words: Changes = Field(description="changes of the runs with measures withheld")
    measures: tuple[Name, ...] | None = Field(description="measures that are withheld; null: all")
    tolerance: Annotated[Share, Field(lt=1.0)] = Field(description="share of futures that may fail beyond its own")
    step_days: Annotated[WholeDays, Field(ge=1)] = Field(description="days between days that are tried, days")


def carry_out(asked: Asked[WarningSettings], runs: StudyRuns, standing: Standing) -> Answer:
    """Do the runs of the parts that are asked for, and tell what they show."""
    settings, scenarios = asked.settings, loaded(asked)
    base = next(iter(scenarios.values())).scenario
    context = views.Context(
        replications=settings.replications,
        criterion=settings.criterion,
        shock=base.shock.name,
        size=base.shock.size,
        onset=base.shock.onset_date(base.start.date),
        validated=standing.manifest,
        words=words_of(asked),
    )
    decided = None
    if "decide_by" in settings.parts:  # first: its question may make no sense, which its first runs tell
        decided = warning_decide.begin(asked, runs)
    found: list[views.Told] = []
    outcomes = warning_runs.outcomes(asked, scenarios, runs)
    if "breaking_point" in settings.parts:
        found.append(sizes.breaking(warning_sizes.sizes(asked, runs), context))
    if outcomes is not None and "days" in settings.parts:
        found.append(views.days(warning_runs.days(asked, scenarios, outcomes), context))
    if outcomes is not None and "information" in settings.parts:
        found.append(views.information(warning_runs.information(asked, outcomes), context))
    if outcomes is not None and "triggers" in settings.parts:
        found.append(marks.triggers(warning_runs.triggers(asked, scenarios, outcomes), context))
    if decided is not None:
        found.append(marks.decide_by(decided.finish(), context))
    return views.together(found, tuple(_cut(asked, scenarios)), context)


def loaded(asked: Asked[WarningSettings]) -> dict[str, Loaded]:
    """Load every plan that is asked about; raise BadConfig with all that is wrong with the question."""
    found: dict[str, Loaded] = {}
    faults: list[Fault] = []
    known = [f"information={each}" for each in asked.settings.known[:1]]
    for plan in dict.fromkeys(_plans(asked.settings)):
        try:
            found[plan] = asked.load(f"plan={plan}", *known)
        except BadConfig as bad:
            faults += bad.faults
    faults += _settings_faults(asked)
    if "breaking_point" in asked.settings.parts and not faults:
        faults += warning_sizes.faults(asked)
    if found:
        faults += _faults(asked.settings, found)
    if faults:
        raise BadConfig(faults)
    return found


def _plans(settings: WarningSettings) -> Iterator[str]:
    if _of_plans(settings):
        yield from settings.plans
    if "decide_by" in settings.parts:
        yield settings.decide_plan


def _of_plans(settings: WarningSettings) -> bool:
    """Whether any part is asked of every plan."""
    return bool(set(settings.parts) - {"decide_by"})


def by_days(settings: WarningSettings) -> bool:
    """Whether anything is asked by days of warning."""
    return bool({"breaking_point", "days"} & set(settings.parts))


def _settings_faults(asked: Asked[WarningSettings]) -> Iterator[Fault]:
    """Find what is wrong with the settings by themselves, and with options of information."""
    settings = asked.settings
    for key, values in (("parts", settings.parts), ("plans", settings.plans), ("known", settings.known)):
        if len(set(values)) < len(values):
            yield Fault(key, list(values), "names one of them twice", "take one away")
    if _of_plans(settings) and not settings.plans:
        yield Fault("plans", [], "names no plan: there is nothing to compare", f"name one, {MANY}")
    if by_days(settings):
        if len(settings.days) < 2:
            yield Fault("days", list(settings.days), "needs two numbers or more to compare", f"add one, {MANY}")
        elif list(settings.days) != sorted(set(settings.days)):
            yield Fault("days", list(settings.days), "must rise, no number twice", "sort them")
    if not settings.known:
        yield Fault("known", [], "names no information", "the first is what planners know in all other parts")
    if "information" in settings.parts and len(settings.known) == 1:
        yield Fault("known", list(settings.known), "needs two or more to compare", f"add perfect, {MANY}")
    for option in settings.known[1:] if "information" in settings.parts else ():
        try:
            asked.load(f"information={option}")
        except BadConfig as bad:
            yield from bad.faults
    if settings.breaking_sizes[0] >= settings.breaking_sizes[1]:
        yield Fault("breaking_sizes", list(settings.breaking_sizes), "must rise", "give the smaller one first")


def _faults(settings: WarningSettings, found: dict[str, Loaded]) -> Iterator[Fault]:
    """Find what is wrong with the question, now that the scenarios are known."""
    base = next(iter(found.values())).scenario
    known = base.criteria.criteria
    if settings.criterion not in known:
        yield Fault("criterion", settings.criterion, "there is no such criterion", nearest(settings.criterion, known))
    if base.shock.first_change(base.start.date) is None:
        yield Fault("shock", base.shock.name, "never changes arrivals: there is nothing to warn of", "choose another")
        return
    onset = base.shock.onset_date(base.start.date)
    before = (onset - base.start.date).days
    if by_days(settings):
        for days in settings.days:
            if days > before:
                rule = f"begins before the runs: the shock comes {before} days after their first day"
                yield Fault("days", days, rule, "give fewer days, or an earlier start")
    if base.horizon_days is not None and base.horizon_days <= before:
        yield Fault("horizon_days", base.horizon_days, f"ends before the shock, on {onset}", "give a longer one")
    for plan, each in found.items():
        if each.scenario.plan.foresight:
            rule = "is told the need in advance: no warning is worth anything to it"
            yield Fault("plans", plan, rule, "leave it out")
    if "triggers" in settings.parts and not any(
        warning_runs.with_trigger(found[plan].scenario.plan) for plan in settings.plans if plan in found
    ):
        yield Fault("plans", list(settings.plans), "have no measure with a trigger", f"add a plan, {MANY}")
    if "decide_by" in settings.parts and settings.decide_plan in found:
        yield from warning_decide.faults(settings.measures, settings.decide_plan, found[settings.decide_plan])


def _cut(asked: Asked[WarningSettings], scenarios: dict[str, Loaded]) -> Iterator[views.Cut]:
    """Yield the parts whose runs end before the shock does, once for each last day."""
    settings = asked.settings
    found: dict[tuple[dt.date, dt.date], list[str]] = {}
    for part in settings.parts:
        if part == "breaking_point":
            scenario = warning_sizes.loaded_for(asked, settings.plans[0]).scenario
        elif part == "decide_by":
            scenario = warning_decide.loaded_for(asked).scenario
        else:
            scenario = next(iter(scenarios.values())).scenario
        if (cut := cut_off(scenario)) is not None:
            found.setdefault(cut, []).append(part)
    for (until, ends), parts in found.items():
        yield views.Cut(tuple(parts), until, ends)


def plan_of(asked: Asked[WarningSettings]) -> Iterator[str]:
    """Say what would be run."""
    words = words_of(asked)
    settings, scenarios = asked.settings, loaded(asked)
    shared = warning_runs.scenarios(asked, scenarios)
    if shared:
        each = _shared(settings, shared.values())
        yield words.say(
            "warning_plan_shared",
            scenarios=len(shared),
            replications=settings.replications,
            days=each.days,
            takes=told_of([each], settings.workers, words),
        )
    if "breaking_point" in settings.parts:
        yield warning_sizes.plan_line(asked, words)
    if "decide_by" in settings.parts:
        yield warning_decide.plan_line(asked, words)
    yield from views.cut_short(tuple(_cut(asked, scenarios)), words)


def work_of(asked: Asked[WarningSettings]) -> Iterator[Work]:
    """Count the runs of every part."""
    settings = asked.settings
    shared = warning_runs.scenarios(asked, loaded(asked))
    if shared:
        yield _shared(settings, shared.values())
    if "breaking_point" in settings.parts:
        yield warning_sizes.work_of(asked)
    if "decide_by" in settings.parts:
        yield warning_decide.work_of(asked)


def _shared(settings: WarningSettings, scenarios: Collection[Loaded]) -> Work:
    runs = len(scenarios) * settings.replications
    return Work(runs, runs, next(iter(scenarios)).scenario.days)


HELP = """\
usage: beredt warning [key=value ...] [--config-dir DIR]

What are a day of warning and better information worth to a plan, which triggers see a shock coming, and by when
must each measure be decided? Every comparison is made in the same futures.

settings (warning.yaml; any other word is a change of all runs)
  parts=[a,b]           breaking_point, days, information, triggers, decide_by (all)
  plans=[a,b]           plans ([early_warning,agreement_2018])
  days=[0,14]           days of warning; the others are held against the first ([0,14,45,90])
  known=[a,b]           what planners know; the others are held against the first ([historical,perfect]);
                        others are unbiased, persistence and late
  criterion=NAME        what counts as failed (no_roof)
  cost_loss=X           cost of acting over the loss it prevents, for the value of a trigger (0.2)
  base_rate=X           chance of such a shock in a year (0.1)
  decide_plan=NAME      plan whose measures are withheld, one at a time (early_warning)
  decide_words=["a=b"]  changes of those runs (["shock.size=0.8","horizon_days=365"]); each in quotation marks
  measures=[a,b]        which of its measures (all)
  tolerance=X           share of futures that may fail beyond those that fail anyway (0.17)
  breaking_share=X      share of futures that may fail at the breaking point (0.17: one of six)
  breaking_sizes=[a,b]  sizes of the shock between which it is sought ([0.1,2])
  breaking_width=X      share of its size to which it is told (0.05)
  breaking_words=["a=b"]  changes of those runs (["horizon_days=365"])
  replications=N        futures (6)
  workers=N out=DIR progress=false language=nb (told in Bokmål, from the same runs)

examples
  beredt warning
  beredt warning 'parts=[decide_by]' decide_plan=reactive 'decide_words=["shock.size=0.3","horizon_days=365"]'
  beredt warning 'parts=[days]' 'days=[0,30,60]' shock=mass_flight replications=20
  beredt warning 'parts=[days]' 'days=[0,45]' 'plans=[early_warning]' replications=3 horizon_days=365
                        a small trial, of about a minute: six runs
  beredt warning 'parts=[breaking_point]' 'plans=[early_warning]' 'days=[0,14,28,45,60,90]' replications=30
"""

STUDY = Study(
    "warning", HELP, WarningSettings, carry_out, plan_of, work_of,
    {
        "plan": "the plans stand in plans=[...] and decide_plan",
        "information": "what planners know stands in known=[...]",
    },
    cut=told_by_part,
)  # fmt: skip
