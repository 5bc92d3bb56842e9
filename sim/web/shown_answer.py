"""The answer of a comparison on one page: what breaks, when and how badly, what plans buy and cost whom, how sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from sim.run_result import CompareResult
from sim.statistics import share
from sim.studies.compare import Comparison
from sim.views import answers, broken, pairs, standing, summary
from sim.views.headline import headline
from sim.views.words import Words, capital
from sim.web.shown_blocks import Block, Line, Tile, Tiles, in_english, table, told

CRITERIA = ("no_roof", "without_place")
"""Of these the first that the runs were held against is told of in the first tile."""
RANGED = ("settled_within_183", "cost_total")
"""Figures that have a tile each, beside the shortage and the need."""


def answer(result: CompareResult, shock: str, words: Words) -> Iterator[Block]:
    """Yield the blocks of one shock."""
    study, manifest = result.study, result.manifest
    yield told(_short(study, shock, manifest, words), words.say("headline_head"))
    yield Tiles(list(_tiles(study, shock, words)), answers.ranges(study, shock, words))
    yield table(
        words.say("question_breaks"), broken.heads(study, shock, words), _named(broken.rows(study, shock, words)),
        broken.note(study, shock, words), words=broken.WORDS,
    )  # fmt: skip
    bought = list(pairs.trades(study, shock, words))
    if bought:
        where = words.say("shown_where", title=words.say("web_view_drivers"))
        yield told([*bought, words.say("trade_note", where=where)], words.say("question_buys"), listed=True)
    notes = list(answers.notes(study, shock, words))
    if notes:
        yield told(notes, words.say("head_notes"), listed=True)


def _named(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the rows, each with the name in its first cell that stands in the first row of several only."""
    named, name = [], ""
    for first, *rest in rows:
        name = first or name
        named.append([name, *rest])
    return named


def rests(result: CompareResult, words: Words) -> Iterator[Block]:
    """Yield what the answer rests on, once for all shocks."""
    manifest = result.manifest
    yield told(
        [
            f"{summary.uncertainty(result.study, words)} {words.say('baseline')}",
            words.say("shown_assumed", count=len(manifest["warned_facts"]), title=words.say("web_view_drivers")),
            standing.parameter_kinds(manifest, words),
            standing.in_short(manifest, words),
            words.say("valid_never"),
            words.say("not_validated"),
        ],
        words.say("question_rests"),
    )


def _short(study: Comparison, shock: str, manifest: Any, words: Words) -> Iterator[str]:
    """Yield the three to five sentences, and before them what of the shock the runs do not meet."""
    yield from headline(study, shock, words, local=False)
    yield summary.length(study, shock, manifest["replications"], words)
    if manifest["failures"]:
        total = manifest["replications"] * len(manifest["scenarios"])
        yield words.say("failed_runs", failed=len(manifest["failures"]), total=total)


def chosen(study: Comparison, shock: str, manifest: Any, words: Words) -> Block:
    """Say from what state the runs begin, under which shock and with which plans, and how many come."""
    lines = [*summary.chosen(study, shock, manifest, words), answers.start(study, shock, words)]
    block = told([*lines, answers.arrivals(study, shock, words)], words.say("question_start"), listed=True)
    configs = [each["config"] for each in manifest["scenarios"] if each["shock"] == shock]
    kinds = [config.get(kind, {}) for config in configs for kind in ("start", "shock", "plan")]
    return in_english(block, [str(kind["says"]).rstrip(".") for kind in kinds if kind.get("says")], words)


def _tiles(study: Comparison, shock: str, words: Words) -> Iterator[Tile]:
    plans = study.results.plans_of(shock)
    for criterion in CRITERIA:
        lines = [line for plan in plans if (line := _often(study, shock, plan, criterion, words))]
        if lines:
            yield Tile(capital(words.name("criterion", criterion)), lines)
            break
    yield Tile(_heading(study, "peak_need", words), [_peak(study, shock, plan, words) for plan in plans])
    for metric in RANGED:
        lines = [line for plan in plans if (line := _figure(study, shock, plan, metric, words))]
        if lines:
            yield Tile(_heading(study, metric, words), lines)


def _often(study: Comparison, shock: str, plan: str, criterion: str, words: Words) -> Line | None:
    """Say in how many runs a criterion breaks, from when on and for how long."""
    rows = answers.of(study.breaks, shock, plan)
    rows = rows[rows["criterion"] == criterion]
    if rows.empty:
        return None
    row = rows.iloc[0]
    hits, runs = int(row["hits"]), int(row["runs"])
    value = words.say("shown_k_of_n", k=hits, n=runs)
    chance = words.say("shown_chance", chance=words.chance(share(hits, runs)))
    if not hits:
        return Line(words.name("plan", plan), value, chance)
    when = words.span(row["first_day"], row["first_earliest"], row["first_latest"])
    days, worst = words.number(row["days_mean"]), words.worst(criterion, row["worst_mean"])
    note = words.say("shown_tile_break", when=when, days=days, worst=worst, chance=chance)
    return Line(words.name("plan", plan), value, note)


def _peak(study: Comparison, shock: str, plan: str, words: Words) -> Line:
    row = answers.of(study.peaks, shock, plan).iloc[0]
    when = words.span(row["median_date"], row["earliest"], row["latest"])
    told = words.say("shown_tile_peak", when=when, places=words.number(row["places"]))
    return _ranged(plan, row, "persons", told, words)


def _ranged(plan: str, row: pd.Series[Any], unit: str, told: str, words: Words) -> Line:
    """Write a mean in large, and in small its range where the runs differ, in how many of them it is, and what more."""
    low, high = (words.bare(row[end], unit) for end in ("low", "high"))
    notes = [words.say("shown_tile_range", low=low, high=high)] if low != high else []
    return Line(words.name("plan", plan), words.bare(row["mean"], unit), "; ".join([*notes, *([told] if told else [])]))


def _figure(study: Comparison, shock: str, plan: str, metric: str, words: Words) -> Line | None:
    """Write one headline figure with its range; of money also who pays most of it."""
    every = answers.of(study.side_by_side, shock, plan)
    rows, most = every[every["metric"] == metric], int(every["runs"].max())
    if rows.empty:
        return None
    row = rows.iloc[0]
    told = "" if row["runs"] == most else words.say("shown_k_of_n", k=row["runs"], n=most)
    if metric == "cost_total":
        noks = {str(name): float(nok) for name, nok in every.set_index("metric")["mean"].items()}
        told = words.say("shown_tile_payers", payers=pairs.payers(noks, words, sign=False, most=2))
    return _ranged(plan, row, str(row["unit"]), told, words)


def _heading(study: Comparison, metric: str, words: Words) -> str:
    units: pd.Series[str] = study.side_by_side.drop_duplicates("metric").set_index("metric")["unit"]
    return words.metric_unit(metric, str(units[metric]))
