"""What may make a year deviate, and how each cause is switched off: its part of the world as it was to be expected.

The five causes are those that the parties' yearly evaluation speaks of. A swap changes values of the world that exist
in its configuration, none of the plan; what amply means is a setting of the study.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from typing import Annotated, Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from sim.config.asked import Loaded, StudySettings
from sim.config.base import Section
from sim.config.edited import with_values
from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.config.municipalities import CENTRALITY_CLASSES
from sim.config.schema import Scenario
from sim.decisions.effort import Work
from sim.decisions.study import NothingLeft, StudyRuns
from sim.statistics import RUNS_FOR_T
from sim.studies.attribute import Coalition, Shared, design, share_out
from sim.views.parts import Game

Key = TypeVar("Key", bound=Hashable)
FEWEST = RUNS_FOR_T  # runs that an interval takes
Swap = Mapping[str, Any]


class Ample(Section):
    """What is so much that it never binds."""

    capacity_factor: Annotated[float, Field(gt=1.0, le=1000.0)] = Field(
        description="staff, mapping and services, multiple of what the world has"
    )
    dwellings_per_1000: Annotated[float, Field(gt=0.0, le=200.0)] = Field(
        description="free dwellings on the first day, per 1,000 inhabitants"
    )
    places: Mapping[str, Annotated[int, Field(ge=0, le=400_000)]] = Field(
        description="places of the first day by type of centre"
    )


def arrivals(scenario: Scenario, ample: Ample) -> Swap:
    """The shock does not come: arrivals go on as before it."""
    return {"shock.size": 0.0}


def processing(scenario: Scenario, ample: Ample) -> Swap:
    """Registration, decisions, appeals and mapping have staff for all; the least time of each step stays."""
    casework, settlement, times = scenario.casework, scenario.settlement, ample.capacity_factor
    return {
        "casework.registration.officers": casework.registration.officers * times,
        "casework.staff.caseworkers": casework.staff.caseworkers * times,
        "casework.appeals.minutes_per_day": casework.appeals.minutes_per_day * times,
        "settlement.simplified_persons_per_day": settlement.simplified_persons_per_day * times,
    } | {
        f"settlement.eras.{number}.persons_per_day": era.persons_per_day * times
        for number, era in enumerate(settlement.eras)
    }


def offers(scenario: Scenario, ample: Ample) -> Swap:
    """Municipalities vote all that they are asked for, on the day after, make it real, and their services bear it."""
    at_once = {"law": "fixed", "mean": 1.0}
    limits = scenario.municipalities.services.limits
    times = ("vote_days", "urgent_vote_days", "delegated_days")
    return {
        "municipalities.answers": "modelled",
        "municipalities.votes_factor": 1.0,
        "municipalities.minors_votes_factor": 1.0,
        "municipalities.acceptance.by_centrality": [1.0] * CENTRALITY_CLASSES,
        "municipalities.acceptance.quantiles": [(0.0, 1.0), (1.0, 1.0)],
        "municipalities.acceptance.refused_in": {},
        "municipalities.year.realised_mean": 1.0,
        "municipalities.year.realised_sd": 0.0,
        "municipalities.services.special_share": [1.0] * CENTRALITY_CLASSES,
        "start.settlement.voted": scenario.start.settlement.requested,
    } | {f"municipalities.times.{name}": at_once for name in times} | {
        f"municipalities.services.limits.{name}.limit_per_1000": each.limit_per_1000 * ample.capacity_factor
        for name, each in limits.items()
    }


def housing(scenario: Scenario, ample: Ample) -> Swap:
    """A dwelling stands ready for everyone allocated, who moves as soon as those do who bring a lease."""
    settlement = scenario.settlement
    return {
        "municipalities.dwellings.stock_per_1000": ample.dwellings_per_1000,
        "municipalities.dwellings.lead_days": {"law": "fixed", "mean": 1.0},
    } | {
        f"settlement.moves.{number}.days": settlement.agreed_move_days.model_dump()
        for number in range(len(settlement.moves))
    }


def reception(scenario: Scenario, ample: Ample) -> Swap:
    """Centres of every type have places for all from the first day on."""
    return {"start.places": dict(scenario.start.places) | dict(ample.places)}


CAUSES: Mapping[str, Callable[[Scenario, Ample], Swap]] = {
    "arrivals": arrivals,
    "processing": processing,
    "offers": offers,
    "housing": housing,
    "reception": reception,
}
"""The causes, in their order, each with its swap."""


GAP = "need_minus_settled"
"""Row of `targets`: need in force on 31 December less persons settled by agreement in the year."""
SHORTAGE = "person_days_without_place"
CAUSE_METRICS: Mapping[str, str] = {GAP: "persons", SHORTAGE: "person-days"}
AS_SIMULATED = "as simulated"


class CauseSettings(StudySettings):
    """What a study of causes asks beside its own."""

    year: Annotated[int, Field(ge=1900, le=2200)] | None = Field(
        description="calendar year that is judged; null: the first whole year of the run"
    )
    causes: bool = Field(description="whether the causes of deviation are looked for")
    cause_replications: Annotated[int, Field(ge=1, le=100_000)] = Field(description="runs of each set of causes")
    ample: Ample = Field(description="what is so much that it never binds")


def whole_years(scenario: Scenario) -> list[int]:
    """Calendar years that lie in the run from the first day to the last."""
    first, last = scenario.start.date, scenario.start.date + dt.timedelta(days=scenario.days - 1)
    return [
        year
        for year in range(first.year, last.year + 1)
        if first <= dt.date(year, 1, 1) and dt.date(year, 12, 31) <= last
    ]


def year_faults(scenario: Scenario, year: int | None) -> Iterator[Fault]:
    """Yield why there is no such year to judge."""
    years = whole_years(scenario)
    last = scenario.start.date + dt.timedelta(days=scenario.days - 1)
    if not years:
        rule = f"no whole calendar year lies in the run, which goes from {scenario.start.date} to {last}"
        yield Fault("horizon_days", scenario.horizon_days or NO_VALUE, rule, "give a longer horizon_days")
    elif year is not None and year not in years:
        rule = f"is no whole year of the run, which goes from {scenario.start.date} to {last}"
        yield Fault("year", year, rule, f"whole years: {', '.join(map(str, years))}; or another horizon_days")


def until(loaded: Loaded, year: int) -> Loaded:
    """Return the scenario cut after 31 December of a year: nothing later has a bearing on it."""
    days = (dt.date(year, 12, 31) - loaded.scenario.start.date).days + 1
    return with_values(loaded, {"horizon_days": days})


def work_of_causes(loaded: Loaded, settings: CauseSettings) -> Iterator[Work]:
    """Count the runs of all sets of causes; none where they are not looked for."""
    if settings.causes:
        runs = 2 ** len(CAUSES) * settings.cause_replications
        yield Work(runs, runs, until(loaded, settings.year or whole_years(loaded.scenario)[0]).scenario.days)


def swapped(loaded: Loaded, causes: Collection[str], ample: Ample) -> Loaded:
    """Return the scenario with some causes switched off."""
    scenario = loaded.scenario
    chosen = [CAUSES[cause](scenario, ample) for cause in CAUSES if cause in causes]
    return with_values(loaded, {path: value for values in chosen for path, value in values.items()})


def share_causes(runs: StudyRuns, loaded: Loaded, year: int, settings: CauseSettings) -> Shared:
    """Run all 32 sets of causes to the end of the year, and share out what came of them.

    In a coalition are the causes that are as simulated; the others are as was to be expected. The value of none is what
    is left of a figure with all five as expected.

    Raises
    ------
    NothingLeft : if fewer than `FEWEST` runs ended well
    """
    names, replications = tuple(CAUSES), settings.cause_replications
    plan = design(len(names), pairs=1, seed=0, exact_up_to=len(names))
    cut = until(loaded, year)
    labels = {each: _label(names, each) for each in plan.coalitions}
    scenarios = {
        labels[each]: swapped(cut, [name for player, name in enumerate(names) if player not in each], settings.ample)
        for each in plan.coalitions
    }
    found = runs.of("causes", scenarios, replications, keep=("headlines", "targets"))
    judged = found.table("targets", f"year = {year} and measure = '{GAP}'")
    gaps = judged.pivot(index="replication", columns="scenario", values="value")
    frames = {
        GAP: gaps.reindex(index=range(replications), columns=list(scenarios)).astype(float),
        SHORTAGE: found.wide(SHORTAGE),
    }
    values, kept = values_of(frames, labels, bool(found.failed))
    return share_out(plan, values, CAUSE_METRICS, names, kept)


def values_of(
    frames: Mapping[str, pd.DataFrame], labels: Mapping[Key, str], failed: bool
) -> tuple[dict[str, dict[Key, NDArray[np.float64]]], tuple[int, ...]]:
    """Return the value of each scenario, such as a coalition, by metric, and which runs: those that all ended well.

    Parameters
    ----------
    frames : by metric, a row a replication and a column a scenario; NaN where a run failed or has no such value
    failed : whether any run did

    Raises
    ------
    BadConfig : if fewer than `FEWEST` runs have a value of some metric
    NothingLeft : if fewer than `FEWEST` runs are left
    """
    needed = list(dict.fromkeys(labels.values()))
    whole = pd.DataFrame({metric: frame[needed].notna().all(axis=1) for metric, frame in frames.items()})
    kept = [int(each) for each in whole.index[whole.all(axis=1)]]
    if len(kept) < FEWEST:
        lacking = [metric for metric in frames if whole[metric].sum() < FEWEST]
        if failed and len(lacking) in (0, len(frames)):
            ended = f"only {len(kept)} of {len(whole)} runs ended well under every scenario"
            raise NothingLeft(f"{ended}, and an interval takes {FEWEST}")
        rule = f"has a value under every scenario in fewer than {FEWEST} runs, which an interval takes"
        raise BadConfig([Fault("metrics", metric, rule, "leave it out") for metric in lacking or frames])
    values = {
        metric: {each: frame.loc[kept, label].to_numpy(dtype=np.float64) for each, label in labels.items()}
        for metric, frame in frames.items()
    }
    return values, tuple(kept)


def fewest_faults(replications: int, key: str = "replications") -> Iterator[Fault]:
    """Yield why so few runs cannot tell an interval."""
    if replications < FEWEST:
        yield Fault(key, replications, f"an interval takes at least {FEWEST} runs", f"{key}=5")


def _label(names: Sequence[str], coalition: Coalition) -> str:
    """Name a scenario by what is as expected in it."""
    swaps = [name for player, name in enumerate(names) if player not in coalition]
    return f"expected: {', '.join(swaps)}" if swaps else AS_SIMULATED


def game_of(shared: Shared) -> Game:
    """Return what was shared out as a view reads it."""
    plan, runs = shared.design, len(shared.replications)
    return Game(shared.parts, shared.totals, shared.by_run, runs, len(plan.orders) // 2, len(plan.coalitions))
