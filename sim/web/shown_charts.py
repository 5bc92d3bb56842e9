"""The pages of a result that are built around a chart: arrivals, need, waiting, targets, costs, measures, hosts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pandas as pd

from sim.run_result import CompareResult
from sim.studies import municipal_totals
from sim.studies.compare import Comparison
from sim.views import answers, pairs, past
from sim.views.said import said
from sim.views.targets_met import clock
from sim.views.titles import shock_name
from sim.views.words import SCALES, Words
from sim.views.write import came, drawers, judged
from sim.web.shown_blocks import Block, Table, figures, table, to_studies, told

PAYER = "cost_"
BEHIND = ("exit_cost", "committed_cost", "municipal_net_all_years")
"""Figures of money beside those of each payer, in the order of their table."""
HOSTED = (
    "settled", "self_settled", "waiting_at_end", "cost_municipalities", "municipal_net_all_years", "churn_centres",
    "closing_notice_days", "opening_notice_days",
)  # fmt: skip
"""Figures of the table of totals."""


def arrived(result: CompareResult, words: Words) -> Iterator[Block]:
    """Yield the fan of arrivals, a panel a shock, and how many come by year."""
    study = result.study
    yield from figures(partial(came, study, words), words)
    for shock in study.results.shocks:
        lines = [answers.arrivals(study, shock, words), *past.lines(study, shock, words), words.say("baseline")]
        title = shock_name(study, shock, words, brief=True) if len(study.results.shocks) > 1 else ""
        yield told([*lines, answers.ranges(study, shock, words)], title)


def needed(result: CompareResult, shock: str, words: Words) -> Iterator[Block]:
    """Yield need against places with the share of runs short of them, and each plan's peak in words."""
    study = result.study
    yield from figures(drawers(study, shock, words)["need_against_places"], words)
    lines = [
        words.say("plan_bold", plan=words.name("plan", plan), text=answers.peak(study, shock, plan, words))
        for plan in study.results.plans_of(shock)
    ]
    yield told(lines, words.say("head_peak"), listed=True)
    yield told([words.say("note_place"), answers.ranges(study, shock, words)])


def waited(result: CompareResult, shock: str, words: Words) -> Iterator[Block]:
    """Yield who waits in which stage, how long those waited who got through, and how many moved in time."""
    study = result.study
    plans = study.results.plans_of(shock)
    yield from figures(drawers(study, shock, words)["waiting_by_stage"], words)
    lines = [
        words.say("plan_bold", plan=words.name("plan", plan), text=answers.late(study, shock, plan, words))
        for plan in plans
    ]
    yield told(lines, words.say("head_waiting"), listed=True)
    stages = [str(name) for name in dict.fromkeys(study.still_waiting["stage"])]
    heads = [words.say("col_stage")]
    for plan in plans:
        named = words.name("plan", plan)
        heads += [words.say(f"shown_wait_{each}", plan=named) for each in ("days", "left")]
    rows = [[words.name("stage", stage), *_stage(study, shock, stage, words)] for stage in stages]
    yield table(words.say("shown_wait_table"), heads, rows, answers.ranges(study, shock, words))
    notes = list(answers.notes(study, shock, words))
    if notes:
        yield told(notes, words.say("head_notes"), listed=True)


def _stage(study: Comparison, shock: str, stage: str, words: Words) -> Iterator[str]:
    """Yield for each plan the mean days of a stage, of those who ended it, and who is in it at the end."""
    for plan in study.results.plans_of(shock):
        yield answers.figure(study, shock, plan, f"wait_{stage}", words) or "-"
        left = answers.of(study.still_waiting, shock, plan)
        left = left[left["stage"] == stage]
        yield words.ranged(*left.iloc[0][["waiting", "low", "high"]]) if len(left) else "-"


def in_time(result: CompareResult, shock: str, words: Words) -> Iterator[Block]:
    """Yield the share within the national time targets, and all measures of the agreement that are held to a limit."""
    study = result.study
    plans = study.results.plans_of(shock)
    drawn = list(figures(judged(study, shock, words)["targets_met"], words))
    yield from drawn
    lines = [
        words.say("plan_bold", plan=words.name("plan", plan), text=answers.late(study, shock, plan, words))
        for plan in plans
    ]
    none = [] if drawn else [words.say("shown_targets_none"), clock(study.times[shock], words)]
    yield told([*none, *lines], listed=True)
    yield clauses(study, shock, words)


def clauses(study: Comparison, shock: str, words: Words) -> Table:
    """Write what is held against a yardstick of the agreement: figure, and in how many runs it was met, by plan."""
    plans = study.results.plans_of(shock)
    rows = study.targets
    rows = rows[(rows["shock"] == shock) & (rows["judged"] > 0)] if len(rows) else rows
    heads = [words.say(key) for key in ("col_clause", "shown_col_measure", "shown_col_why", "shown_col_year")]
    heads += [words.name("plan", plan) for plan in plans]
    written = []
    for (year, clause, measure), part in rows.groupby(["year", "clause", "measure"], sort=False) if len(rows) else ():
        mine = {str(row["plan"]): row for _, row in part.iterrows()}
        written.append(
            [
                words.name("clause", str(clause)),
                words.target(str(measure)),
                _against(part, words),
                words.year(int(str(year)), *study.periods[shock]),
                *(_met(mine[plan], words) if plan in mine else "-" for plan in plans),
            ]
        )
    note = words.say("shown_clauses_note") if written else words.say("no_targets")
    return table(words.say("head_targets"), heads, written, note, words=4, folded=bool(written))


def _against(rows: pd.DataFrame, words: Words) -> str:
    """Say what a measure is held against, and how far; by plan where that differs."""
    found = {words.name("plan", str(row["plan"])): said("why", str(row["why"]), words) for _, row in rows.iterrows()}
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    return "; ".join(words.say("shown_why_of", plan=plan, why=why) for plan, why in found.items())


def _met(row: pd.Series[Any], words: Words) -> str:
    met = words.say("shown_met", k=row["met"], n=row["judged"])
    unit = str(row["unit"])
    if pd.isna(row["mean"]) or unit.startswith("1 yes"):
        return met
    value = words.ranged(float(row["mean"]), float(row["low"]), float(row["high"]), unit)
    shown = words.bare_unit(unit) if unit in SCALES else words.name("unit", unit)
    return f"{value} {shown}".rstrip() + f"; {met}"


def paid(result: CompareResult, shock: str, words: Words) -> Iterator[Block]:
    """Yield the cost by payer and year, and in a table the difference of each plan from the first, with intervals."""
    study = result.study
    plans = study.results.plans_of(shock)
    yield from figures(drawers(study, shock, words)["cost_by_payer_and_year"], words)
    bought = list(pairs.trades(study, shock, words))
    if bought:
        yield told(bought, words.say("question_buys"), listed=True)
    payers = [str(name) for name in dict.fromkeys(study.side_by_side["metric"]) if str(name).startswith(PAYER)]
    metrics = ["cost_total", *(name for name in payers if name != "cost_total"), *BEHIND]
    heads, rows = pairs.beside(study, shock, plans, metrics, words)
    note = words.say("table_note" if len(plans) > 1 else "table_note_one")
    yield table(words.say("shown_cost_table"), heads, rows, f"{note} {words.say('cost_note')}")
    yield told(answers.notes(study, shock, words), words.say("head_notes"), listed=True)


def timed(result: CompareResult, shock: str, words: Words) -> Iterator[Block]:
    """Yield when each plan's measures were triggered, in effect and undone; decide-by dates are another study's."""
    study = result.study
    yield from figures(drawers(study, shock, words)["timeline_of_measures"], words)
    yield told([words.say("shown_timeline_decide")])
    yield to_studies(("warning",), words)


def hosted(result: CompareResult, shock: str, words: Words) -> Iterator[Block]:
    """Yield the map of persons settled with totals of all municipalities, and the way to each municipality's own."""
    study = result.study
    plans = study.results.plans_of(shock)
    yield from figures(drawers(study, shock, words)["municipalities"], words)
    lines = [
        words.say("plan_bold", plan=words.name("plan", plan), text=answers.hosts(study, shock, plan, words))
        for plan in plans
    ]
    yield told(lines, words.say("question_municipalities"), listed=True)
    heads, rows = asked(study, shock, words)
    label = answers.ranges(study, shock, words)
    note = f"{words.say('shown_asked_note')} {asked_note(study, shock, words)} {label}"
    yield table(words.say("shown_asked_table"), heads, rows, note, words=2)
    heads, rows = pairs.beside(study, shock, plans, HOSTED, words)
    note = words.say("table_note" if len(plans) > 1 else "table_note_one")
    yield table(words.say("shown_hosts_table"), heads, rows, note)


def asked(study: Comparison, shock: str, words: Words) -> tuple[list[str], list[list[str]]]:
    """Return (heads, rows): of all municipalities by year and plan what was asked for, voted, agreed and settled."""
    totals, period = municipal_totals.by_year(study.results, shock), study.periods[shock]
    heads = [words.say(key) for key in ("shown_col_year", "col_plan")]
    heads += [words.say(f"shown_asked_{name}") for name in municipal_totals.COUNTED]
    cut = [words.year(year, *period) for year in sorted({int(each) for each in totals["year"]})]
    cut = [year for year in cut if not year.isdigit()]
    if cut:
        at = len(heads) - len(municipal_totals.COUNTED) + municipal_totals.COUNTED.index("settled")
        heads[at] = words.say("shown_asked_settled_part", parts=", ".join(cut))
    rows = []
    for (year, plan), part in totals.groupby(["year", "plan"], sort=False):
        cells = [words.ranged(row["mean"], row["low"], row["high"]) for row in part.to_dict("records")]
        rows.append([str(year), words.name("plan", str(plan)), *cells])
    return heads, rows


def asked_note(study: Comparison, shock: str, words: Words) -> str:
    """Say that requests are of whole calendar years, which are not added up, and what is settled of the runs."""
    first, last = study.periods[shock]
    return words.say("places_asked_note", first=words.date(first), last=words.date(last))
