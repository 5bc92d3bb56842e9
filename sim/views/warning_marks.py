"""Triggers and last days in sentences and tables, for `beredt warning`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.statistics import share_interval
from sim.views.answer import Shown
from sim.views.warning import Context, Told
from sim.views.warning_figures import decide_by_lanes, trigger_lanes
from sim.views.words import Words

DECIDES, NEVER_ORDERED, NO_MATTER = "decides", "never_ordered", "does_not_decide"
EVERY = "every_measure"
"""Stands for all measures of the plan, withheld together."""


@dataclass(frozen=True)
class Triggers:
    """How triggers did; tables as `sim.studies.warning_triggers` makes them.

    Attributes
    ----------
    cost_loss, base_rate : for which the economic value holds
    before, after : days around the first day of the shock in which a firing counts, from the first signs on
    """

    scores: pd.DataFrame
    best: pd.DataFrame
    firings: pd.DataFrame
    plans: tuple[str, ...]
    cost_loss: float
    base_rate: float
    before: int
    after: int


@dataclass(frozen=True)
class Deadlines:
    """By when to decide; tables as `sim.studies.warning_deadlines` makes them.

    Attributes
    ----------
    size : of the shock
    limit : futures that may fail
    allowed : the same, without those that fail with the plan as it is
    needed : whether more fail without any measure
    before : days before the shock from which on the plan's own triggers are told
    plan_fails, nothing_fails : of `runs` futures, those that fail with the plan as it is, and without any measure
    standing : measures of the plan that hold throughout and have no day
    """

    plan: str
    size: float
    limit: int
    allowed: int
    needed: bool
    step_days: int
    before: int
    table: pd.DataFrame
    tried: pd.DataFrame
    runs: int
    plan_fails: int
    nothing_fails: int
    standing: tuple[str, ...] = ()


def triggers(found: Triggers, context: Context) -> Told:
    """Tell how triggers did, the best of each plan in a sentence."""
    words = context.words
    chosen = {"ratio": words.figures_of(found.cost_loss), "rate": words.figures_of(found.base_rate)}
    window = {"before": found.before, "after": found.after}
    says = [sentence for plan in found.plans for sentence in _best(found, plan, chosen, words)]
    heads = tuple(
        words.say(key)
        for key in (
            "warning_head_plan",
            "warning_head_measure",
            "warning_head_hits",
            "warning_head_false",
            "warning_head_lead",
            "warning_head_value",
        )
    )
    fired = found.scores[(found.scores["hits"] > 0) | (found.scores["false_alarms"] > 0)]
    rows = tuple(_score(row, words) for _, row in fired.iterrows())
    idle = found.scores.drop(fired.index)
    early = _fired_before(found.firings)
    note = " ".join((words.say("warning_triggers_note", **window, **chosen), *_silent(idle, early, words)))
    return Told(
        tuple(says),
        (Shown(words.say("warning_triggers_heading"), heads, rows, note, words=2),),
        {"triggers": found.scores, "trigger_best": found.best, "trigger_firings": found.firings},
        tuple(
            trigger_lanes(fired[fired["plan"] == plan], found.firings, (found.before, found.after), context)
            for plan in found.plans
            if (fired["plan"] == plan).any()
        ),
        (words.say("warning_triggers_sure", **window, **chosen),),
    )


def _fired_before(firings: pd.DataFrame) -> set[tuple[str, str]]:
    """Return plan and measure of what fired before the days that count, in some future."""
    rows = firings[firings["fired_before"].astype(bool)]
    return {(str(plan), str(measure)) for plan, measure in zip(rows["plan"], rows["measure"], strict=True)}


def _silent(idle: pd.DataFrame, early: set[tuple[str, str]], words: Words) -> Iterator[str]:
    """Name the triggers that did not fire in the days that count; those that had fired before them apart."""
    keys = [(str(plan), str(measure)) for plan, measure in zip(idle["plan"], idle["measure"], strict=True)]
    for sentence, mine in (
        ("warning_triggers_never", [each for each in keys if each not in early]),
        ("warning_triggers_before", [each for each in keys if each in early]),
    ):
        if mine:
            names = [words.name("measure", measure) for measure in dict.fromkeys(measure for _, measure in mine)]
            yield words.say(sentence, measures=words.listed(names))


def _best(found: Triggers, plan: str, chosen: dict[str, str], words: Words) -> Iterator[str]:
    """Tell which trigger tells the shock best, or that these futures cannot tell."""
    named = {"plan": words.name("plan", plan)}
    best = found.best[found.best["plan"] == plan]
    if best.empty:
        yield words.say("warning_trigger_none", **named)
        return
    top = best.iloc[0]
    row = found.scores[(found.scores["plan"] == plan) & (found.scores["measure"] == top["measure"])].iloc[0]
    fields = {**named, "tried": int(top["tried"]), "measure": words.name("measure", str(top["measure"]))}
    if row["best_value"] <= 0.0 or not row["hits"]:
        yield words.say("warning_trigger_blind", before=found.before, after=found.after, **fields)
        return
    fields |= {
        "hits": int(top["hits"]), "shocks": int(top["shocks"]), "alarms": int(row["false_alarms"]),
        "calms": int(row["calms"]), "lead": _lead(row, words),
        **{end: f"{top[end] * 100:.0f}" for end in ("low", "high")},
    }  # fmt: skip
    if top["told"]:
        value = {name: words.written(f"{row[name]:.2f}") for name in ("value", "value_low", "value_high")}
        key = "warning_trigger_best" if top["tried"] > 1 else "warning_trigger_only"
        yield words.say(key, **fields, **value, **chosen)
        return
    key = "warning_trigger_equals" if top["equals"] > 1 else "warning_trigger_first"
    yield words.say(key, equals=int(top["equals"]), **fields)


def _lead(row: pd.Series[Any], words: Words) -> str:
    """Say when it fired against the first day of the shock."""
    median = float(row["lead_median"])
    key = "warning_lead_before" if median < 0 else "warning_lead_after"
    ends = [words.written(f"{float(row[name]):+.0f}") for name in ("lead_earliest", "lead_latest")]
    return words.say(key, days=f"{abs(median):.0f}", earliest=ends[0], latest=ends[1])


def _score(row: pd.Series[Any], words: Words) -> tuple[str, ...]:
    rates = [
        words.say(
            "warning_rate",
            hits=int(row[count]), runs=int(row[of]),
            low=f"{row[f'{name}_low'] * 100:.0f}", high=f"{row[f'{name}_high'] * 100:.0f}",
        )
        for count, of, name in (("hits", "shocks", "hit"), ("false_alarms", "calms", "false"))
    ]  # fmt: skip
    lead = "-"
    if pd.notna(row["lead_median"]):
        days = [words.written(f"{float(row[f'lead_{name}']):+.0f}") for name in ("median", "earliest", "latest")]
        lead = words.say("with_range", mean=days[0], low=days[1], high=days[2])
    worth = [words.written(f"{row[name]:.2f}") for name in ("value", "value_low", "value_high")]
    value = words.say("with_range", mean=worth[0], low=worth[1], high=worth[2])
    names = (words.name("plan", str(row["plan"])), words.name("measure", str(row["measure"])))
    return (*names, *rates, lead, value)


def decide_by(found: Deadlines, context: Context) -> Told:
    """Tell by when each measure must be decided, earliest first."""
    words, table = context.words, found.table
    says = list(_decide_says(found, context))
    if not found.needed:
        return Told(tuple(says), (), {"decide_by": table, "decide_by_tried": found.tried}, (), ())
    heads = tuple(
        words.say(key)
        for key in (
            "warning_head_measure",
            "warning_head_body",
            "warning_head_own",
            "warning_head_decide_by",
            "warning_head_holds",
            "warning_head_too_late",
            "warning_head_late",
            "warning_head_unordered",
            "warning_head_without",
        )
    )
    rows = tuple(_deadline(row, words) for _, row in table[table["verdict"] != NEVER_ORDERED].iterrows())
    fields = {
        "plan": words.name("plan", found.plan), "size": words.figures_of(found.size), "limit": found.limit,
        "runs": found.runs,
        "criterion": words.name("criterion", context.criterion), "step": found.step_days,
        "before": found.before,
    }  # fmt: skip
    note = words.say("warning_decide_note", **fields)
    return Told(
        tuple(says),
        (Shown(words.say("warning_decide_heading", **fields), heads, rows, note, words=2),),
        {"decide_by": table, "decide_by_tried": found.tried},
        (decide_by_lanes(table, found.plan, found.size, found.step_days, context),),
        (words.say("warning_decide_sure", **fields),),
    )


def _decide_says(found: Deadlines, context: Context) -> Iterator[str]:
    words, table = context.words, found.table
    criterion = words.name("criterion", context.criterion)
    fields = {"plan": words.name("plan", found.plan), "size": words.figures_of(found.size), "criterion": criterion}
    ends = {"fails": found.plan_fails, "runs": found.runs, "nothing": found.nothing_fails}
    holds = found.plan_fails <= found.allowed
    if not found.needed and holds and found.nothing_fails <= found.allowed:
        low, high = (f"{100.0 * end:.0f}" for end in share_interval(found.nothing_fails, found.runs))
        yield words.say("warning_decide_needless", **ends, allowed=found.allowed, low=low, high=high, **fields)
        return
    if not found.needed:
        key = "warning_decide_few" if holds else "warning_decide_vain"
        yield words.say(key, **ends, allowed=found.allowed, **fields)
        return
    if not holds:
        yield words.say("warning_decide_weak", **ends, allowed=found.allowed, limit=found.limit, **fields)
    deciding = table[table["verdict"] == DECIDES]
    for _, row in deciding.iterrows():
        yield _decides(row, found, fields, words)
    if (deciding["measure"] == EVERY).all():
        yield words.say("warning_decide_none", runs=found.runs, **fields)
    if holds:
        yield words.say("warning_decide_base", **ends, **fields)
    if found.standing:
        names = [words.name("measure", each) for each in found.standing]
        yield words.say("warning_decide_standing", measures=words.listed(names), **fields)
    for verdict, key in ((NO_MATTER, "warning_decide_no_matter"), (NEVER_ORDERED, "warning_decide_never")):
        names = [words.name("measure", str(each)) for each in table.loc[table["verdict"] == verdict, "measure"]]
        if names:
            yield words.say(key, measures=words.listed(names), **fields)


def _decides(row: pd.Series[Any], found: Deadlines, fields: Mapping[str, str], words: Words) -> str:
    """Say by when one measure must be decided, what happens later, and when the plan itself triggers it."""
    own = ""
    if row["own_runs"]:
        spare = (row["decide_by"] - row["own_median"]).days
        key = "warning_decide_before" if spare > 0 else "warning_decide_after" if spare < 0 else "warning_decide_then"
        own = words.say(key, own=words.date(row["own_median"]), days=abs(spare))
    later = "warning_decide_later" if pd.notna(row["too_late"]) else "warning_decide_end"
    chances = {name: _counted(row, name, words, "warning_decide_count") for name in ("holds", "late", "without")}
    return words.say(
        "warning_decide_every" if row["measure"] == EVERY else "warning_decide",
        body=words.name("body", str(row["decided_by"])),
        measure=words.name("measure", str(row["measure"])),
        date=words.date(row["decide_by"]),
        holds=chances["holds"],
        later=words.say(later, date=words.date(row["too_late"]), **chances) + _unordered(row, words),
        futures=words.say(
            "warning_decide_futures",
            count=int(row["futures"]),
            first=words.date(row["future_first"]),
            last=words.date(row["future_last"]),
        )
        if row["futures"]
        else "",
        own=own,
        **fields,
    ).strip()


def _unordered(row: pd.Series[Any], words: Words) -> str:
    """Say in how many of the futures that fail after the last day nothing was ordered any more."""
    if pd.isna(row["too_late"]):
        return ""
    idle, late = int(row["late_unordered"]), int(row["late_fails"]) - int(row["plan_fails"])
    if not idle:
        return words.say("warning_decide_unordered_none")
    return words.say("warning_decide_unordered_all" if idle >= late else "warning_decide_unordered_some", idle=idle)


def _deadline(row: pd.Series[Any], words: Words) -> tuple[str, ...]:
    names = (words.name("measure", str(row["measure"])), words.name("body", str(row["decided_by"])))
    own = words.span(row["own_median"], row["own_first"], row["own_last"], lines=True) if row["own_runs"] else "-"
    without = _counted(row, "without", words)
    if row["verdict"] == NO_MATTER:
        return (*names, own, words.say("warning_no_matter"), "-", "-", "-", "-", without)
    dates = words.date(row["decide_by"]), words.date(row["too_late"])
    late, idle = _counted(row, "late", words), "-" if pd.isna(row["too_late"]) else str(int(row["late_unordered"]))
    return (*names, own, dates[0], _counted(row, "holds", words), dates[1], late, idle, without)


def _counted(row: pd.Series[Any], name: str, words: Words, key: str = "warning_rate") -> str:
    """Write k of n futures with Wilson's interval."""
    hits, runs = int(row[f"{name}_fails"]), int(row["runs"])
    return words.say(
        key, hits=hits, runs=runs, low=f"{row[f'{name}_low'] * 100:.0f}",
        high=f"{row[f'{name}_high'] * 100:.0f}",
    )  # fmt: skip
