"""The pages of a result that say how far it carries: regret of the plans, and what drives and limits the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from sim.run_result import CompareResult
from sim.views import answers, pairs, standing, summary
from sim.views.precision import precision
from sim.views.refused import refused
from sim.views.regret import best
from sim.views.said import is_said, said
from sim.views.words import Words
from sim.views.write import judged
from sim.web.shown_blocks import Block, Sentences, Table, figures, in_english, marked, table, to_studies, told, under

KINDS = ("rule", "estimated", "assumed")
"""Of parameters, as the manifest counts them."""
ABOUT = ("robust", "breakpoint")
DRIVING = ("sensitivity", "attribute", "robust")


def regretted(result: CompareResult, shock: str, words: Words) -> Iterator[Block]:
    """Yield how much worse than the best plan each does in each run, with ties, and the way to other shocks."""
    study = result.study
    rows = study.regrets(shock)
    if rows.empty:
        yield told([words.say("shown_regret_none")])
    else:
        lines = [best(rows, name, words) for name in dict.fromkeys(rows["metric"])]
        doubts = [*answers.unregistered(study, shock, words), words.say("note_free_nights")]
        yield told([*lines, *doubts], words.say("shown_regret_best_title"), listed=True)
        yield from figures(judged(study, shock, words)["regret"], words)
        if remark := refused(result.manifest, words):
            yield told([remark])
        yield told([words.say("shown_regret_one_shock")])
    yield to_studies(ABOUT, words)


def driving(result: CompareResult, words: Words) -> Iterator[Block]:
    """Yield how precise the figures are, which differences can be told, which values are assumed, and what holds."""
    study, manifest = result.study, result.manifest
    sentences = list(precision(manifest.get("precision", {}), words))
    given = words.say("shown_runs_given", runs=manifest["replications"])
    yield told(sentences or [given], words.say("head_precision"))
    for shock in study.results.shocks:
        plans = study.results.plans_of(shock)
        for heads, rows in pairs.compared(study, shock, words, wide=max(1, len(plans) - 1)):
            title = words.say("head_differences", first=words.name("plan", plans[0]))
            yield table(title, heads, rows, pairs.note(study, shock, words))
        others = list(pairs.other_pairs(study, shock, words))
        if others:
            yield told(others, words.say("other_pairs").rstrip(":"), listed=True)
    yield told([words.say("shown_drivers_limits")], words.say("shown_drivers_title"))
    yield to_studies(DRIVING, words)
    yield _kinds(manifest["parameters"], words)
    yield from _assumed(manifest["warned_facts"], words)
    heading, *criteria = (line for line in summary.criteria(manifest, words) if line)
    says = [each["says"] for scenario in manifest["scenarios"]
            for each in scenario["config"]["criteria"]["criteria"].values()]  # fmt: skip
    yield in_english(told(criteria, heading.rstrip(":"), listed=True), says, words)
    lines = [under(heading, parts) for heading, parts in standing.validated_lines(manifest, words)]
    lines += [marked(words.say(key)) for key in ("valid_never", "not_validated")]
    yield Sentences(lines, words.say("valid_head"), listed=True)
    yield told(summary.again(manifest, words), words.say("question_again"))


def _kinds(counts: Mapping[str, int], words: Words) -> Table:
    """Count the parameters by kind."""
    total = sum(counts[kind] for kind in KINDS)
    rows = [
        [words.say(f"shown_kind_{kind}"), words.count(counts[kind]), words.number(counts[kind] / total, "share")]
        for kind in KINDS
    ]
    heads = [words.say(key) for key in ("shown_col_kind", "shown_col_count", "shown_col_share")]
    return table(words.say("shown_kinds"), heads, rows, words.say("shown_kinds_note"))


def _assumed(facts: Sequence[Mapping[str, Any]], words: Words) -> Iterator[Block]:
    """Yield the values that carry a warning: how many in each part of the model, and each of them."""
    if not facts:
        yield told([words.say("assumed_none")])
        return
    frame = pd.DataFrame(facts)
    frame["part"] = [str(each[0]).split(".")[0] if each else "" for each in frame["used_at"]]
    counts = frame.groupby("part", sort=False).size().sort_values(ascending=False, kind="stable")
    heads = [words.say("shown_col_part"), words.say("shown_col_count")]
    rows = [[words.name("shown_model_part", str(part)), words.count(count)] for part, count in counts.items()]
    yield table(words.say("shown_warned", count=len(facts)), heads, rows, words.say("shown_warned_note"))
    heads = [words.say(key) for key in ("shown_col_key", "shown_col_warning", "shown_col_source", "shown_col_year")]
    heads += [words.say(key) for key in ("shown_col_value", "shown_col_range")]
    told_by = {"warn": "warning", "source": "source", "year": "fact_year"}
    written = [
        [str(row["key"]), *(said(kind, str(row[name]), words) for name, kind in told_by.items()), *_value(row, words)]
        for row in facts
    ]
    foreign = (
        at
        for at, (name, kind) in enumerate(told_by.items(), start=1)
        if name != "year" and not all(is_said(kind, str(row[name]), words) for row in facts)
    )
    every = table(words.say("shown_warned_each"), heads, written, "", words=4, folded=True)
    yield replace(every, english=tuple(foreign))


def _value(row: Mapping[str, Any], words: Words) -> tuple[str, str]:
    """Write a value with its unit, and its range where it has one."""
    value = f"{words.figures_of(row['value'])} {words.name('unit', row['unit'])}".rstrip()
    if row["low"] is None or row["high"] is None:
        return value, "-"
    return value, words.say("between", low=words.figures_of(row["low"]), high=words.figures_of(row["high"]))
