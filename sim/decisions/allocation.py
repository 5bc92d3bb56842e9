"""`beredt allocation`: rules of allocation to municipalities, on the same futures, and how near each comes to the best.

The rules are those of `settlement.allocation`; each scenario keeps what its rounds could have used, from which the
bound with hindsight is worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import Field

from sim.config.asked import Asked, Loaded, StudySettings
from sim.config.base import Name
from sim.config.faults import BadConfig, Fault, nearest
from sim.data import municipalities
from sim.decisions.effort import Work
from sim.decisions.study import NothingLeft, Standing, Study, StudyRuns, words_of
from sim.studies import allocation as tables
from sim.views import allocation as views
from sim.views.answer import Answer

KEEP_LEDGER = "settlement.allocation.ledger=true"
LP_SECONDS_A_DAY, BOUND_SECONDS = 0.02, 5.0
"""Seconds of one core that the linear program takes for a day of a run, and the bound with hindsight for a run, as
measured once; a smaller machine takes longer."""


class AllocationSettings(StudySettings):
    """What is asked."""

    among: tuple[Name, ...] = Field(description="rules that are compared; the others are held against the first")
    rules: dict[Name, tuple[str, ...]] = Field(description="rules by name, each with the words that make it")
    bound_replications: Annotated[int, Field(ge=1, le=1000)] = Field(
        description="runs of each rule for which the bound with hindsight is worked out"
    )
    prices_shown: Annotated[int, Field(ge=1, le=len(municipalities()))] = Field(
        description="municipalities in the table of prices"
    )


def carry_out(asked: Asked[AllocationSettings], runs: StudyRuns, standing: Standing) -> Answer:
    """Run every rule, and tell how they differ and what they leave.

    Raises
    ------
    BadConfig : if there are not two rules, two are the same, or a rule's words are wrong
    NothingLeft : if fewer than two rules have a run that ended well
    """
    scenarios = _scenarios(asked)
    found = runs.of("rules", scenarios, keep=("headlines", "allocation"))
    table = found.table("allocation")
    rules = [name for name in scenarios if name in set(table[tables.RULE])]
    if len(rules) < 2:
        raise NothingLeft("fewer than two rules have a run that ended well, so there is nothing to compare")
    measures = tables.of_runs(found.headlines(*tables.HEADLINES), table)
    widens = {name: bool(each.scenario.settlement.allocation.special_circles) for name, each in scenarios.items()}
    held = [(name, rules[0]) for name in rules[1:]]
    fair = [pair for pair in _banded(scenarios) if pair not in held and set(pair) <= set(rules)]
    return views.answer(
        views.Found(
            measures=measures,
            means=tables.means(measures, rules),
            differences=tables.differences(measures, [*held, *fair]),
            bounds=tables.bounds(table, asked.settings.bound_replications, widens),
            prices=tables.prices(table),
            shares=tables.per_inhabitant(table),
        ),
        views.Question(
            rules=tuple(rules),
            banded=tuple(_banded(scenarios)),
            weighed=tuple(n for n, each in scenarios.items() if each.scenario.settlement.allocation.weigh_nationality),
            shown=asked.settings.prices_shown,
            replications=found.replications,
            bound_replications=min(asked.settings.bound_replications, found.replications),
        ),
        standing.manifest,
        words_of(asked),
    )


def plan_of(asked: Asked[AllocationSettings]) -> Iterable[str]:
    """Say what would be run."""
    words = words_of(asked)
    scenarios, settings = _scenarios(asked), asked.settings
    yield words.say("al_plan_rules", rules=len(scenarios), runs=settings.replications)
    for name, each in scenarios.items():
        rule = each.scenario.settlement.allocation
        band = rule.fairness_band_per_1000
        if band is None:
            yield words.say("al_plan_rule", name=name, rule=rule.rule)
        else:
            yield words.say("al_plan_banded", name=name, rule=rule.rule, band=words.figures_of(band))
    yield words.say("al_plan_bound", runs=min(settings.bound_replications, settings.replications))


def work_of(asked: Asked[AllocationSettings]) -> Iterator[Work]:
    """Count the runs: those with a linear program take more time, and so does the bound of each rule."""
    scenarios, runs = _scenarios(asked), asked.settings.replications
    bounds = min(asked.settings.bound_replications, runs)
    for each in scenarios.values():
        days = each.scenario.days
        more = LP_SECONDS_A_DAY * days if each.scenario.settlement.allocation.rule == "lp" else 0.0
        yield Work(runs, runs, days, more + BOUND_SECONDS * bounds / runs)


def _scenarios(asked: Asked[AllocationSettings]) -> dict[str, Loaded]:
    """Load every rule; all faults at once."""
    rules, among = asked.settings.rules, list(asked.settings.among)
    faults = [
        Fault("among", name, "is no rule", nearest(name, rules) or f"there are {', '.join(rules)}")
        for name in among
        if name not in rules
    ]
    if len(among) < 2:
        faults.append(Fault("among", among, "names fewer than two rules: there is nothing to compare"))
    if len(set(among)) < len(among):
        faults.append(Fault("among", among, "names a rule twice"))
    found: dict[str, Loaded] = {}
    for name in dict.fromkeys(each for each in among if each in rules):
        words = rules[name]
        try:
            found[name] = asked.load(KEEP_LEDGER, *words)
        except BadConfig as bad:
            faults += [Fault(f"rules.{name}: {each.path}", each.value, each.rule, each.hint) for each in bad.faults]
    if not all(each.scenario.settlement.allocation.ledger for each in found.values()):
        faults.append(Fault("settlement.allocation.ledger", False, "must be true here", "leave the word out"))
    names = list(found)
    for at, name in enumerate(names):
        twin = next((other for other in names[:at] if found[other].scenario == found[name].scenario), None)
        if twin is not None:
            faults.append(Fault(f"rules.{name}", list(rules[name]), f"is the same as {twin}", "leave one of them out"))
    if faults:
        raise BadConfig(faults)
    return found


def _banded(scenarios: dict[str, Loaded]) -> Iterator[tuple[str, str]]:
    """Yield (rule with a band, the same rule without): what fairness costs shows between them."""
    for name, each in scenarios.items():
        rule = each.scenario.settlement.allocation
        if rule.fairness_band_per_1000 is None:
            continue
        free = rule.model_copy(update={"fairness_band_per_1000": None})
        for other, loaded in scenarios.items():
            if loaded.scenario.settlement.allocation == free:
                yield name, other


HELP = """usage: beredt allocation [SETTING=VALUE ...] [GROUP=OPTION ...] [GROUP.KEY=VALUE ...]

Which municipality a household gets that is ready: rules held against each other on the same futures, how far each
stays below the best that hindsight allows, and where one place more would be worth most.

Settings (defaults: configs/allocation.yaml)
  among=[proportional,lp]          rules that are compared; the others are held against the first
  rules={mine: ["WORD", "WORD"]}   one more rule, named by you, beside those there are
  replications=6                   futures of each rule
  bound_replications=3             futures for which the bound with hindsight is worked out
  prices_shown=10                  municipalities in the table of prices
  workers, kernels, out, progress, name, words, language (nb: told in Bokmål, from the same runs)

Words of a rule
  settlement.allocation.rule=proportional | priority | lp
  settlement.allocation.special_circles=[{after_days: 90, within_km: 50}, {after_days: 180, within_km: null}]
  settlement.allocation.fairness_band_per_1000=2
  settlement.allocation.near_weight, balance_weight, waiting_weight (lp)

examples
  beredt allocation 'among=[proportional,lp]'
  # a small trial, less than a minute
  beredt allocation 'among=[proportional,priority]' replications=3 bound_replications=1 horizon_days=365
"""

STUDY = Study("allocation", HELP, AllocationSettings, carry_out, plan_of, work_of)
