"""The largest shock that a plan survives, by days of warning: the search of `beredt breakpoint`, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sim.config.asked import Asked, Loaded
from sim.config.edited import with_values
from sim.config.faults import BadConfig, Fault
from sim.config.plan import Plan
from sim.decisions.breakpoint_search import Sought, cell_of, question_of, search
from sim.decisions.effort import Work, told_of
from sim.decisions.study import StudyRuns
from sim.decisions.warning_runs import reads_warnings
from sim.studies import breakpoint_tables as tables
from sim.studies.breakpoint import Search
from sim.studies.breakpoint_rehearsal import runs_of
from sim.studies.warning_kink import kinks
from sim.views.warning_sizes import Sizes
from sim.views.words import Words

if TYPE_CHECKING:
    from sim.decisions.warning import WarningSettings

STEP = "sizes"


def loaded_for(asked: Asked[WarningSettings], plan: str) -> Loaded:
    """Return the scenario of the search under a plan, at the largest size; BadConfig if it is not valid."""
    settings = asked.settings
    size = f"shock.size={settings.breaking_sizes[1]}"
    return asked.load(f"plan={plan}", f"information={settings.known[0]}", *settings.breaking_words, size)


def sizes(asked: Asked[WarningSettings], runs: StudyRuns) -> Sizes:
    """Find the breaking point of every plan and number of days of warning."""
    settings = asked.settings
    before = runs.asked_for
    loaded = {plan: loaded_for(asked, plan) for plan in settings.plans}
    sought = [
        _sought(settings, plan, days, loaded[plan])
        for plan in settings.plans
        for days in searched(settings.days, loaded[plan].scenario.plan)
    ]
    search(sought, settings.criterion, runs, STEP)
    cells = [(each.cell, each.search) for each in sought]
    points = tables.points(cells).rename(columns={"against": "days"}).astype({"days": int})
    seeing = [plan for plan in settings.plans if reads_warnings(loaded[plan].scenario.plan)]
    question = question_of(sought, settings.criterion, "warning", runs.asked_for - before)
    blind = tuple(plan for plan in settings.plans if plan not in seeing)
    return Sizes(points, kinks(points, seeing), tables.curve(cells), question, blind)


def searched(days: Sequence[int], plan: Plan) -> tuple[int, ...]:
    """Return the days of warning at which a breaking point is searched: of a plan that reads none, the fewest alone."""
    return tuple(days) if reads_warnings(plan) else tuple(days[:1])


def faults(asked: Asked[WarningSettings]) -> Iterator[Fault]:
    """Find what is wrong with the runs of the search."""
    for plan in asked.settings.plans:
        try:
            loaded = loaded_for(asked, plan)
        except BadConfig as bad:
            yield from bad.faults
            continue
        scenario = loaded.scenario
        onset = scenario.shock.onset_date(scenario.start.date)
        if scenario.horizon_days is not None and scenario.horizon_days <= (onset - scenario.start.date).days:
            rule = f"end the runs before the shock, on {onset}"
            yield Fault("breaking_words", list(asked.settings.breaking_words), rule, "give a longer horizon_days")
            return


def plan_line(asked: Asked[WarningSettings], words: Words) -> str:
    """Say what would be searched."""
    settings = asked.settings
    (low, high), work = settings.breaking_sizes, work_of(asked)
    return words.say(
        "warning_plan_sizes",
        points=_points(asked),
        plans=len(settings.plans),
        replications=settings.replications,
        criterion=words.name("criterion", settings.criterion),
        share=words.number(settings.breaking_share, "share"),
        low=words.figures_of(low),
        high=words.figures_of(high),
        width=words.number(settings.breaking_width, "share"),
        least=words.count(work.least),
        most=words.count(work.most),
        days=work.days,
        takes=told_of([work], settings.workers, words),
    )


def work_of(asked: Asked[WarningSettings]) -> Work:
    """Count the runs, which are made by rounds."""
    settings, count = asked.settings, _points(asked)
    each = runs_of(
        *settings.breaking_sizes, settings.breaking_width, settings.replications, settings.breaking_share
    )
    days = loaded_for(asked, settings.plans[0]).scenario.days
    return Work(count * each[0], count * each[1], days)


def _points(asked: Asked[WarningSettings]) -> int:
    """Return how many breaking points are sought: of each plan, one for each number of days that it can tell."""
    days = asked.settings.days
    return sum(len(searched(days, loaded_for(asked, plan).scenario.plan)) for plan in asked.settings.plans)


def _sought(settings: WarningSettings, plan: str, days: int, loaded: Loaded) -> Sought:
    low, high = settings.breaking_sizes
    found = Search(low, high, settings.breaking_width, settings.replications, settings.breaking_share)
    warned = with_values(loaded, {"shock.warning_days": days})
    return Sought(cell_of(plan, days, warned), warned, found)
