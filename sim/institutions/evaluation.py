"""The parties' yearly evaluation: the agreement's clauses as rows of `targets`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from sim.config.regime import RegimeConfig
from sim.config.targets import TargetsConfig
from sim.engine.calendar import Calendar
from sim.institutions import clauses_goals as goals
from sim.institutions import clauses_parties as parties
from sim.institutions.clause_rows import Row, YearView
from sim.institutions.evaluation_inputs import EvaluationInputs

CLAUSES: tuple[Callable[[YearView], Iterator[Row]], ...] = (
    goals.purpose,
    goals.premise,
    goals.goal_a,
    goals.goal_b,
    goals.long_waits,
    goals.host_influence,
    goals.request_criteria,
    goals.stages,
    goals.special_needs,
    goals.housing,
    goals.distribution,
    parties.coverage,
    parties.preparedness,
    parties.cooperation,
    parties.predictability,
    parties.figures_in_time,
    parties.duty_to_inform,
    parties.permit_to_allocation,
    parties.nearness,
    parties.dialogue,
    parties.mapping,
    parties.minors_under_15,
    parties.evaluation,
    parties.committee,
    parties.economy,
    parties.term,
)
"""Every clause of the agreement, in its order; a function may give the rows of neighbouring clauses."""

COLUMNS = ("year", "clause", "measure", "value", "unit", "met", "why")


def full_years(calendar: Calendar) -> list[int]:
    """Calendar years whose turn lies in the run: 31 December is simulated."""
    last = calendar.date(calendar.days - 1)
    end = last.year if (last.month, last.day) == (12, 31) else last.year - 1
    return list(range(calendar.date(0).year, end + 1))


def evaluate(
    inputs: EvaluationInputs, targets: TargetsConfig, regime: RegimeConfig, calendar: Calendar
) -> list[tuple[int, Row]]:
    """Judge every clause at every turn of the year.

    Raises
    ------
    KeyError : naming the full years for which there are no figures
    """
    years = full_years(calendar)
    missing = [year for year in years if year not in inputs.years]
    if missing:
        raise KeyError(f"no figures for the years {missing}")
    rows: list[tuple[int, Row]] = []
    for year in years:
        first = max(calendar.day(dt.date(year, 1, 1)), 0)
        last = calendar.day(dt.date(year, 12, 31))
        view = YearView(inputs, targets, regime, year, first, last)
        rows += [(year, row) for clause in CLAUSES for row in clause(view)]
    return rows


def table(rows: list[tuple[int, Row]]) -> dict[str, list[object]]:
    """The columns of `targets`, the run's own keys left out; a value is None where there is none."""
    columns: dict[str, list[object]] = {
        name: [getattr(row, name) for _, row in rows] for name in COLUMNS if name != "year"
    }
    return {"year": [year for year, _ in rows], **columns}
