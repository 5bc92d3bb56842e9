"""The verb evaluate: the yearly evaluation of the agreement, as a document."""

from __future__ import annotations

from collections.abc import Iterator

from sim.config.asked import Asked, Loaded
from sim.config.faults import BadConfig
from sim.config.targets import TargetsConfig
from sim.decisions.causes import (
    CAUSES,
    CauseSettings,
    fewest_faults,
    game_of,
    share_causes,
    until,
    whole_years,
    work_of_causes,
    year_faults,
)
from sim.decisions.effort import Work
from sim.decisions.study import Standing, Study, StudyRuns, words_of
from sim.studies import evaluate
from sim.views import evaluate as views
from sim.views.answer import Answer

HELP = """\
usage: beredt evaluate [settings] [changes] [--config-dir DIR]

The yearly evaluation of the agreement between KS and the state, as a document: need against offered places for
the coming year, the share settled within the targets, the causes of deviation, whether the purpose is met, and
every clause with the number of futures in which it is met - or that it is not modelled.

settings
  year=YEAR               calendar year that is evaluated; the first whole one of the run
  causes=false            leave out the causes of deviation (most of the time goes there)
  cause_replications=N    runs of each of the 32 sets of causes (5)
  replications=N          runs of the plan (30)
  workers=W, out=DIR, progress=false, language=nb (told in Bokmål, from the same runs)
  Any other word is a change of the runs: plan=options_and_frames regime=agreement_2026 horizon_days=731 ...

examples
  beredt evaluate plan=options_and_frames shock.size=0.5
  beredt evaluate causes=false replications=3       a trial of about a minute, without the causes
"""
GROUPS_OF_7_3 = ("minors_under_15", "minors_15_17")


class EvaluateSettings(CauseSettings):
    """What is evaluated."""


def carry_out(asked: Asked[EvaluateSettings], runs: StudyRuns, standing: Standing) -> Answer:
    """Run the plan to the end of the year, and write the evaluation."""
    settings = asked.settings
    loaded = _checked(asked)
    scenario = loaded.scenario
    year = settings.year or whole_years(scenario)[0]
    found = runs.of("year", {scenario.plan.name: until(loaded, year)}, keep=("headlines", "targets"))
    targets = found.table("targets", f"year = {year}")
    done = sorted({int(each) for each in targets["replication"]})
    causes = None
    if settings.causes:
        causes = game_of(share_causes(runs, loaded, year, settings))
    by_clause = evaluate.clauses(targets, done)
    seen = views.Seen(
        year=year,
        plan=scenario.plan.name,
        shock=scenario.shock.name,
        size=scenario.shock.size,
        regime=scenario.regime.name,
        targets=scenario.targets.name,
        runs=len(done),
        asked_for=settings.replications,
        clauses=by_clause,
        in_time=evaluate.in_time(by_clause, limits(scenario.targets)),
        need=evaluate.need_and_offers(targets, done),
        causes=causes,
    )
    return views.answer(seen, standing.manifest, words_of(asked))


def plan_of(asked: Asked[EvaluateSettings]) -> Iterator[str]:
    """Say what would be run."""
    words = words_of(asked)
    settings = asked.settings
    loaded = _checked(asked)
    year = settings.year or whole_years(loaded.scenario)[0]
    days = until(loaded, year).scenario.days
    plan = loaded.scenario.plan.name
    yield words.say("eval_plan_runs", year=year, runs=settings.replications, plan=plan, days=days)
    if settings.causes:
        yield words.say("eval_plan_causes", scenarios=2 ** len(CAUSES), runs=settings.cause_replications)


def work_of(asked: Asked[EvaluateSettings]) -> Iterator[Work]:
    """Count the runs."""
    settings, loaded = asked.settings, _checked(asked)
    days = until(loaded, settings.year or whole_years(loaded.scenario)[0]).scenario.days
    yield Work(settings.replications, settings.replications, days)
    yield from work_of_causes(loaded, settings)


def limits(targets: TargetsConfig) -> dict[str, float]:
    """Return the share that is to be reached by each measure that says who was settled in time."""
    found = {"share_special_needs_in_time": targets.yardsticks.special_share}
    for each in targets.times:
        found[f"share_settled_within_target_{each.name}"] = each.share
        found[f"share_of_due_settled_in_time_{each.name}"] = each.share
        found |= {f"share_in_time_{group}": each.share for group in GROUPS_OF_7_3 if group in each.groups}
    return found


def _checked(asked: Asked[EvaluateSettings]) -> Loaded:
    """Return the scenario; BadConfig with all that is wrong with the question."""
    settings, loaded = asked.settings, asked.load()
    faults = list(year_faults(loaded.scenario, settings.year))
    if settings.causes:
        faults += fewest_faults(settings.cause_replications, "cause_replications")
    if faults:
        raise BadConfig(faults)
    return loaded


STUDY = Study("evaluate", HELP, EvaluateSettings, carry_out, plan_of, work_of)
