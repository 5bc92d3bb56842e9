"""The verb attribute: what each measure of a plan bought, and what made the year deviate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, field_validator

from sim.config.asked import Asked, Loaded
from sim.config.base import Name
from sim.config.edited import without_measures
from sim.config.faults import BadConfig, Fault, nearest
from sim.config.plan import Plan
from sim.config.sweep import Kept
from sim.data import levers
from sim.decisions.causes import (
    CAUSES,
    CauseSettings,
    fewest_faults,
    game_of,
    share_causes,
    values_of,
    whole_years,
    work_of_causes,
    year_faults,
)
from sim.decisions.effort import Work
from sim.decisions.study import ScenarioRuns, Standing, Study, StudyRuns, words_of
from sim.studies import attribute
from sim.studies.attribute import WAITING, WAITING_SERIES, Coalition, Design, design
from sim.views import attribute as views
from sim.views.answer import Answer

HELP = """\
usage: beredt attribute [settings] [changes] [--config-dir DIR]

What the measures of a plan bought - persons without a place, waiting, money - as parts that sum to the whole
effect of the plan (Shapley values, all runs on the same luck); and what made the year deviate from its need:
arrivals, processing, municipal offers, housing or reception.

settings
  metrics=[A,B]           figures that are shared out (see configs/attribute.yaml)
  groups.NAME=[A,B]       measures that are taken out together, by name or lever; groups=null: each by itself
  exact_up_to=N           parts of a plan up to which all coalitions are run (5)
  permutation_pairs=N     orders of more parts that are drawn, each with its reverse (5)
  singles=false           leave out the runs without each single measure of a group
  causes=false            leave out the causes of deviation
  cause_replications=N    runs of each of the 32 sets of causes (5)
  year=YEAR               calendar year of the causes; the first whole one of the run
  replications=N, workers=W, out=DIR, progress=false, language=nb (told in Bokmål, from the same runs)
  Any other word is a change of the runs: plan=agreement_2018 shock=mass_flight horizon_days=731 ...

examples
  beredt attribute plan=agreement_2018 shock.size=0.7
  # a small trial, about a minute on two cores
  beredt attribute plan=agreement_2018 causes=false singles=false replications=3 \\
      horizon_days=300 'metrics=[person_days_without_place,cost_total]'
"""
PLAN, NOTHING = "the plan", "no measure"
KEEP: tuple[Kept, ...] = ("headlines", "weekly:all", "plan_events")


class AttributeSettings(CauseSettings):
    """What is shared out among whom."""

    metrics: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(description="figures that are shared out")
    groups: Mapping[Name, Annotated[tuple[Name, ...], Field(min_length=1)]] | None = Field(
        description="measures that are taken out together, by name or lever; null: each by itself"
    )
    exact_up_to: Annotated[int, Field(ge=1, le=10)] = Field(
        description="measures or groups up to which all coalitions are run"
    )
    permutation_pairs: Annotated[int, Field(ge=1, le=1000)] = Field(
        description="orders of more than those that are drawn, each with its reverse"
    )
    permutation_seed: Annotated[int, Field(ge=0, lt=2**63)] = Field(description="seed of those orders")
    singles: bool = Field(description="whether the plan is run without each single measure of a group too")

    @field_validator("metrics")
    @classmethod
    def _once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < len(value):
            raise ValueError("names a metric more than once")
        return value


def carry_out(asked: Asked[AttributeSettings], runs: StudyRuns, standing: Standing) -> Answer:
    """Run the plan whole and in parts, and share its effect out."""
    settings = asked.settings
    loaded = _checked(asked)
    plan = loaded.scenario.plan
    names = [each.measure.measure for each in plan.measures]
    whole = runs.of("plan", {PLAN: loaded, NOTHING: without_measures(loaded, names)}, keep=KEEP)
    fired = set(whole.table("plan_events", f"scenario = '{PLAN}'")["measure"])
    grouped = grouped_measures(plan, settings.groups or {})
    players = {part: measures for part, measures in grouped.items() if fired.intersection(measures)}
    if not players:
        rule = f"none of its {len(names)} measures was used in {settings.replications} runs: nothing to share out"
        raise BadConfig([Fault("plan", plan.name, rule, "give a larger shock, such as shock.size=2")])
    drawn = design(len(players), settings.permutation_pairs, settings.permutation_seed, settings.exact_up_to)
    labels = {each: _label(players, each) for each in drawn.coalitions}
    rest = {
        labels[each]: without_measures(loaded, _others(names, players, each))
        for each in drawn.coalitions
        if labels[each] not in (PLAN, NOTHING)
    }
    many = [name for group in players.values() if len(group) > 1 for name in group if name in fired]
    singles = many if settings.singles else []
    rest |= {_single(name): without_measures(loaded, [name]) for name in singles}
    parted = runs.of("measures", rest, keep=("headlines", "weekly:all")) if rest else None
    frames = {
        metric: pd.concat([_frame(each, metric) for each in (whole, parted) if each is not None], axis=1)
        for metric in settings.metrics
    }
    keys = labels | {name: _single(name) for name in singles}
    values, kept = values_of(frames, keys, bool(runs.failed))
    units = {metric: attribute.unit_of(metric) for metric in settings.metrics}
    coalitions = {metric: {each: of_metric[each] for each in labels} for metric, of_metric in values.items()}
    bought = attribute.share_out(drawn, coalitions, units, tuple(players), kept)
    without = {metric: _without(of_metric, drawn, players, singles) for metric, of_metric in values.items()}
    everyone = {metric: of_metric[drawn.everyone] for metric, of_metric in values.items()}
    alone = attribute.singles_table(everyone, without, units)
    year = settings.year or whole_years(loaded.scenario)[0] if settings.causes else None
    causes = None
    if year is not None:
        causes = share_causes(runs, loaded, year, settings)
    scenario = loaded.scenario
    seen = views.Seen(
        plan=plan.name,
        shock=scenario.shock.name,
        size=scenario.shock.size,
        first=scenario.start.date,
        days=scenario.days,
        asked_for=settings.replications,
        bought=game_of(bought),
        alone=alone,
        players=players,
        unused=tuple(name for name in names if name not in fired),
        causes=None if causes is None else game_of(causes),
        year=year,
        better={metric: attribute.better_of(metric) for metric in settings.metrics},
    )
    return views.answer(seen, standing.manifest, words_of(asked))


def plan_of(asked: Asked[AttributeSettings]) -> Iterator[str]:
    """Say what would be run, at most: measures that turn out not to be used take no runs."""
    words = words_of(asked)
    settings = asked.settings
    loaded = _checked(asked)
    names = [each.measure.measure for each in loaded.scenario.plan.measures]
    players = grouped_measures(loaded.scenario.plan, settings.groups or {})
    exact, scenarios = _coalitions(loaded, settings)
    said = {"plan": loaded.scenario.plan.name, "measures": len(names), "parts": len(players)}
    if exact:
        yield words.say("attr_plan_exact", **said)
    else:
        yield words.say("attr_plan_drawn", pairs=settings.permutation_pairs, **said)
    yield words.say("attr_plan_most", scenarios=scenarios, days=loaded.scenario.days, runs=settings.replications)
    if settings.causes:
        year = settings.year or whole_years(loaded.scenario)[0]
        runs = settings.cause_replications
        yield words.say("attr_plan_causes", year=year, scenarios=2 ** len(CAUSES), runs=runs)


def work_of(asked: Asked[AttributeSettings]) -> Iterator[Work]:
    """Count the runs, as many as there are if every measure is used."""
    settings, loaded = asked.settings, _checked(asked)
    runs = _coalitions(loaded, settings)[1] * settings.replications
    yield Work(runs, runs, loaded.scenario.days)
    yield from work_of_causes(loaded, settings)


def grouped_measures(plan: Plan, groups: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the measures of each part of the plan, in the order of the plan.

    Parameters
    ----------
    groups : names of measures or of levers, by name of the group; a measure in none is a part by itself
    """
    lever = {each.measure.measure: each.measure.lever_name for each in plan.measures}
    by_name = {name: group for group, members in groups.items() for name in members}
    found: dict[str, list[str]] = {}
    for name in lever:
        found.setdefault(by_name.get(name, by_name.get(lever[name], name)), []).append(name)
    return {group: tuple(members) for group, members in found.items()}


def _coalitions(loaded: Loaded, settings: AttributeSettings) -> tuple[bool, int]:
    """Return whether all coalitions of the parts are run, and how many scenarios there are with those of singles."""
    players = grouped_measures(loaded.scenario.plan, settings.groups or {})
    drawn = design(len(players), settings.permutation_pairs, settings.permutation_seed, settings.exact_up_to)
    singles = sum(len(group) for group in players.values() if len(group) > 1) if settings.singles else 0
    return drawn.exact, len(drawn.coalitions) + singles


def _checked(asked: Asked[AttributeSettings]) -> Loaded:
    """Return the scenario; BadConfig with all that is wrong with the question."""
    settings, loaded = asked.settings, asked.load()
    plan = loaded.scenario.plan
    faults = list(fewest_faults(settings.replications))
    if not plan.measures:
        hint = "choose a plan with measures, such as plan=options_and_frames"
        faults.append(Fault("plan", plan.name, "has no measure: there is nothing to share out", hint))
    for name in settings.metrics:
        if name not in attribute.known_metrics():
            known = attribute.known_metrics()
            hint = nearest(name, known) or f"there are {', '.join(known)}"
            faults.append(Fault("metrics", name, "is no metric that can be shared out", hint))
    named_so = {each.measure.measure for each in plan.measures}
    named_so |= {each.measure.lever_name for each in plan.measures} | set(levers())
    groups = settings.groups or {}
    named = Counter(name for members in groups.values() for name in members)
    for name, times in named.items():
        if name not in named_so:
            rule = f"is no measure of plan {plan.name}, and no lever"
            faults.append(Fault("groups", name, rule, nearest(name, named_so)))
        if times > 1:
            faults.append(Fault("groups", name, "stands in more than one group", "~groups.NAME takes one out"))
    for name in groups:
        if name in named_so and name not in groups[name]:
            faults.append(Fault("groups", name, "is the name of a measure that is not in this group", "rename it"))
    if settings.causes:
        faults += year_faults(loaded.scenario, settings.year)
        faults += fewest_faults(settings.cause_replications, "cause_replications")
    if faults:
        raise BadConfig(faults)
    return loaded


def _frame(found: ScenarioRuns, metric: str) -> pd.DataFrame:
    """Return a metric with a row a replication and a column a scenario; runs that failed are NaN."""
    if metric != WAITING:
        return found.wide(metric)
    named = ", ".join(f"'{each}'" for each in WAITING_SERIES)
    sums = attribute.waiting(found.table("weekly", f"series in ({named})"))
    return sums.unstack("scenario").reindex(index=range(found.replications), columns=list(found.names))


def _without(
    values: Mapping[Any, NDArray[np.float64]], drawn: Design, players: Mapping[str, tuple[str, ...]], singles: list[str]
) -> dict[str, NDArray[np.float64]]:
    """Return the value of the plan without each single measure that is known."""
    found = {name: values[name] for name in singles}
    for number, group in enumerate(players.values()):
        if len(group) == 1:
            found[group[0]] = values[drawn.everyone - {number}]
    return {name: found[name] for group in players.values() for name in group if name in found}


def _others(names: list[str], players: Mapping[str, tuple[str, ...]], coalition: Coalition) -> list[str]:
    """Measures that are not in a coalition, those of parts that were never used among them."""
    inside = {name for number, group in enumerate(players.values()) if number in coalition for name in group}
    return [name for name in names if name not in inside]


def _label(players: Mapping[str, tuple[str, ...]], coalition: Coalition) -> str:
    if not coalition:
        return NOTHING
    if len(coalition) == len(players):  # parts that are never used leave no trace
        return PLAN
    return "only " + " + ".join(name for number, name in enumerate(players) if number in coalition)


def _single(name: str) -> str:
    return f"without {name}"


STUDY = Study("attribute", HELP, AttributeSettings, carry_out, plan_of, work_of)
