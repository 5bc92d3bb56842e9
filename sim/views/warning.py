"""The answer of `beredt warning` in sentences and tables, a part after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.views import standing
from sim.views.answer import Answer, Shown
from sim.views.english import ENGLISH
from sim.views.picture import Picture
from sim.views.rows import records
from sim.views.warning_figures import outcome_by_days
from sim.views.words import Words

SHORTAGE, PEAK, COST = "person_days_without_place", "peak_without_place", "cost_total"
Row = Mapping[str, Any]
"""A row of a table, by column."""
UNITS = {SHORTAGE: "person-days", PEAK: "persons", COST: "NOK"}


@dataclass(frozen=True)
class Context:
    """What all parts were asked about.

    Attributes
    ----------
    shock, size, onset : the shock, and its first day
    validated : what the model rests on, as a manifest holds it
    """

    replications: int
    criterion: str
    shock: str
    size: float
    onset: dt.date
    validated: Mapping[str, Any]
    words: Words = ENGLISH

    def below(self, *texts: str) -> tuple[str, ...]:
        """Return the notes that stand under a figure."""
        return (*texts, standing.in_short(self.validated, self.words))


@dataclass(frozen=True)
class Told:
    """What one part has to say; as `Answer` holds it."""

    says: tuple[str, ...]
    shown: tuple[Shown, ...]
    tables: Mapping[str, pd.DataFrame]
    pictures: tuple[Picture, ...]
    sure: tuple[str, ...]


@dataclass(frozen=True)
class Cut:
    """Parts whose runs end before the shock does: their last day, and that of the shock."""

    parts: tuple[str, ...]
    until: dt.date
    ends: dt.date


@dataclass(frozen=True)
class Days:
    """What days of warning change; tables as `sim.studies.warning` makes them.

    Attributes
    ----------
    blind : plans that read no warning, of which only the first and the last number of days was run
    same, changed : those of them of which every future is the same with either, and those of which some future is not;
        of others too few runs ended well to know
    """

    levels: pd.DataFrame
    steps: pd.DataFrame
    chances: pd.DataFrame
    plans: tuple[str, ...]
    blind: tuple[str, ...]
    same: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Information:
    """What better or worse information changes against `base`."""

    levels: pd.DataFrame
    chances: pd.DataFrame
    plans: tuple[str, ...]
    base: str


def cut_short(cut: Sequence[Cut], words: Words) -> Iterator[str]:
    """Say which parts do not see the whole shock."""
    for each in cut:
        parts = words.listed([words.name("warning_part", part) for part in each.parts])
        yield words.say("warning_cut", parts=parts, until=words.date(each.until), ends=words.date(each.ends))


def together(found: Sequence[Told], cut: Sequence[Cut], context: Context) -> Answer:
    """Put the parts together, the most important sentence of each first, then what was not seen."""
    words = context.words
    first = [part.says[0] for part in found]
    rest = [sentence for part in found for sentence in part.says[1:]]
    sure = words.say("warning_sure", runs=context.replications)
    return Answer(
        words.say("warning_title", shock=words.name("shock", context.shock)),
        (*first, *cut_short(cut, words), *rest),
        tuple(each for part in found for each in part.shown),
        {name: table for part in found for name, table in part.tables.items()},
        tuple(each for part in found for each in part.pictures),
        tuple(dict.fromkeys((sure, *(sentence for part in found for sentence in part.sure)))),
    )


def days(found: Days, context: Context) -> Told:
    """Tell what days of warning change."""
    words = context.words
    seeing = [plan for plan in found.plans if plan not in found.blind]
    others = [plan for plan in found.blind if plan not in found.same]
    says = [sentence for plan in (*seeing, *others) for sentence in _days_of(found, plan, context)]
    for key, plans in (("warning_blind", found.same), ("warning_blind_changed", found.changed)):
        if plans:
            says.append(words.say(key, plans=words.listed([words.name("plan", each) for each in plans])))
    shown = (_levels_table(found.levels, found.chances, context),)
    tables = {
        "days": _named(found.levels, "days"), "months": found.steps, "days_criterion": _named(found.chances, "days"),
    }  # fmt: skip
    pictures = (outcome_by_days(found, context),)
    return Told(tuple(says), shown, tables, pictures, (words.say("warning_days_sure"),))


def _days_of(found: Days, plan: str, context: Context) -> Iterator[str]:
    """Tell of one plan what the most warning saves against the least, and what a month does on the way."""
    words, named = context.words, context.words.name("plan", plan)
    rows = _rows(found.levels, plan)
    arms = sorted({arm for _, arm in rows})
    if not rows:
        yield words.say("warning_days_lost", plan=named)
        return
    if len(arms) < 2:
        yield words.say("warning_days_few", plan=named)
        return
    if all(row["mean"] == 0.0 for (metric, _), row in rows.items() if metric == SHORTAGE):
        yield words.say("warning_days_nobody", plan=named)
        return
    last, base = arms[-1], arms[0]
    shortage = rows[SHORTAGE, last]
    fields = {"plan": named, "days": last, "base": base, "runs": int(shortage["runs"])}
    if pd.isna(shortage["difference"]):
        yield words.say("warning_days_few", plan=named)
    elif not shortage["told"]:
        yield words.say("warning_days_untold", interval=_interval(shortage, SHORTAGE, words), **fields)
    else:
        key = "warning_days_saves" if shortage["difference"] < 0 else "warning_days_brings"
        change, cost = _change(shortage, SHORTAGE, words), _cost(rows[COST, last], words)
        yield words.say(key, change=change, cost=cost, **fields)
    steps = found.steps[(found.steps["plan"] == plan) & (found.steps["metric"] == SHORTAGE)]
    parts = [
        words.say(
            "warning_month_part",
            first=int(row["from_days"]),
            then=int(row["to_days"]),
            change=_span(row["a_month"], row["a_month_low"], row["a_month_high"], SHORTAGE, words, signed=True),
        )
        for _, row in steps.iterrows()
    ]
    if parts:
        yield words.say("warning_month", plan=named, parts=words.listed(parts))
    chances = found.chances[found.chances["plan"] == plan].set_index("arm")
    if base in chances.index and last in chances.index:
        counts = [
            words.say("warning_chance_part", days=arm, hits=int(row["hits"]), runs=int(row["runs"]))
            for arm, row in chances.iterrows()
        ]
        criterion = words.name("criterion", context.criterion)
        yield words.say("warning_chance", plan=named, criterion=criterion, parts=words.listed(counts))


def information(found: Information, context: Context) -> Told:
    """Tell what better or worse information changes."""
    words = context.words
    says = [_information_of(found, plan, context) for plan in found.plans]
    worth = found.levels[found.levels["arm"] != found.base]
    ends = {"value_low": -worth["difference_high"], "value_high": -worth["difference_low"]}
    worth = worth.assign(value=-worth["difference"], **ends)
    table = worth[["plan", "arm", "metric", "runs", "value", "value_low", "value_high", "p", "told"]]
    return Told(
        tuple(says),
        (_worth_table(table, found.chances, found.base, context),),
        {
            "information": _named(found.levels, "information"),
            "information_value": _named(table, "information"),
            "information_criterion": _named(found.chances, "information"),
        },
        (),
        (words.say("warning_information_sure", base=words.name("known", found.base)),),
    )


def _information_of(found: Information, plan: str, context: Context) -> str:
    """Tell what perfect information, or the first that is held against the base, is worth to a plan."""
    words = context.words
    arms = [arm for arm in dict.fromkeys(found.levels["arm"]) if arm != found.base]
    if not arms:
        return words.say("warning_information_lost", plan=words.name("plan", plan))
    arm = "perfect" if "perfect" in arms else arms[0]
    rows = _rows(found.levels, plan)
    names = {
        "plan": words.name("plan", plan), "known": words.name("known", arm), "base": words.name("known", found.base),
    }  # fmt: skip
    if (SHORTAGE, arm) not in rows or pd.isna(rows[SHORTAGE, arm]["difference"]):
        return words.say("warning_information_few", **names)
    shortage, money = rows[SHORTAGE, arm], rows[COST, arm]
    fields = {**names, "runs": int(shortage["runs"]), "cost": _cost(money, words)}
    if not shortage["told"]:
        return words.say("warning_information_untold", interval=_interval(shortage, SHORTAGE, words), **fields)
    key = "warning_information_saves" if shortage["difference"] < 0 else "warning_information_brings"
    return words.say(key, change=_change(shortage, SHORTAGE, words), **fields)


def _change(row: Row, metric: str, words: Words) -> str:
    """Write the size of a difference, without its sign, with its interval."""
    sign = -1.0 if row["difference"] < 0 else 1.0
    low, high = sorted((sign * row["difference_low"], sign * row["difference_high"]))
    return _span(sign * row["difference"], low, high, metric, words)


def _interval(row: Row, metric: str, words: Words) -> str:
    if pd.isna(row["difference"]):
        return words.say("warning_no_interval")
    low, high = (_number(row[f"difference_{end}"], metric, words, signed=True) for end in ("low", "high"))
    unit = words.bare_unit(UNITS[metric]) if metric == COST else words.unit(UNITS[metric])
    return words.say("warning_interval", low=low, high=high, unit=unit)


def _cost(row: Row, words: Words) -> str:
    if pd.isna(row["difference"]) or not row["told"]:
        if row["difference_low"] == row["difference_high"] == 0.0:
            return words.say("warning_cost_same")
        return words.say("warning_cost_untold", interval=_interval(row, COST, words))
    key = "warning_cost_less" if row["difference"] < 0 else "warning_cost_more"
    return words.say(key, change=_change(row, COST, words))


def _span(mean: float, low: float, high: float, metric: str, words: Words, signed: bool = False) -> str:
    texts = [_number(each, metric, words, signed) for each in (mean, low, high)]
    if texts[0] == texts[1] == texts[2]:
        return texts[0]
    return words.say("with_range", mean=texts[0], low=texts[1], high=texts[2])


def _number(value: float, metric: str, words: Words, signed: bool = False) -> str:
    text = words.about(value / 1e6 if metric == COST else value)
    return f"+{text}" if signed and value > 0 else text


def _rows(levels: pd.DataFrame, plan: object) -> dict[tuple[str, Any], Row]:
    """Return the rows of a plan by metric and arm."""
    return {(str(row["metric"]), row["arm"]): row for row in records(levels[levels["plan"] == plan])}


def _named(table: pd.DataFrame, arm: str) -> pd.DataFrame:
    """Return a tidy table with the arm under its own name."""
    return table.rename(columns={"arm": arm})


def _levels_table(levels: pd.DataFrame, chances: pd.DataFrame, context: Context) -> Shown:
    """Show how many futures fail, means and differences of shortage and cost, a row a plan and number of days."""
    words, rows = context.words, []
    for plan in dict.fromkeys(levels["plan"]):
        found, failed = _rows(levels, plan), _failed(chances, plan, words)
        for arm in dict.fromkeys(arm for _, arm in found):
            cells = [words.name("plan", str(plan)), str(arm), failed[arm]]
            for metric in (SHORTAGE, COST):
                row = found[metric, arm]
                cells.append(_span(row["mean"], row["low"], row["high"], metric, words))
            rows.append((*cells, *(_difference(found[metric, arm], metric, words) for metric in (SHORTAGE, COST))))
    heads = tuple(
        words.say(key)
        for key in (
            "warning_head_plan", "warning_head_days", "warning_head_failed", "warning_head_person_days_without_place",
            "warning_head_cost_total", "warning_head_less", "warning_head_money",
        )
    )  # fmt: skip
    note = words.say("warning_levels_note", criterion=words.name("criterion", context.criterion))
    heading = words.say("warning_days_heading", size=words.figures_of(context.size))
    return Shown(heading, heads, tuple(rows), note, words=2)


def _failed(chances: pd.DataFrame, plan: object, words: Words) -> dict[Any, str]:
    """Write by arm in how many futures the criterion failed, with Wilson's interval."""
    return {
        row["arm"]: words.say(
            "warning_rate", hits=row["hits"], runs=row["runs"], low=f"{row['low'] * 100:.0f}",
            high=f"{row['high'] * 100:.0f}",
        )
        for row in records(chances[chances["plan"] == plan])
    }  # fmt: skip


def _worth_table(table: pd.DataFrame, chances: pd.DataFrame, base: str, context: Context) -> Shown:
    """Show the value of information: what it saves, in person-days and money."""
    words, rows = context.words, []
    for plan in dict.fromkeys(table["plan"]):
        found, failed = _rows(table, plan), _failed(chances, plan, words)
        for arm in dict.fromkeys(arm for _, arm in found):
            cells = [_worth(found[metric, arm], metric, words) for metric in (SHORTAGE, COST)]
            rows.append((words.name("plan", str(plan)), words.name("known", str(arm)), failed[arm], *cells))
    heads = tuple(
        words.say(key)
        for key in (
            "warning_head_plan",
            "warning_head_known",
            "warning_head_failed",
            "warning_head_worth",
            "warning_head_worth_money",
        )
    )
    heading = words.say("warning_worth_heading", base=words.name("known", base))
    note = words.say("warning_worth_note", criterion=words.name("criterion", context.criterion))
    return Shown(heading, heads, tuple(rows), note, words=2)


def _worth(row: Row, metric: str, words: Words) -> str:
    if pd.isna(row["value"]):
        return words.say("warning_few")
    return _span(row["value"], row["value_low"], row["value_high"], metric, words, signed=True)


def _difference(row: Row, metric: str, words: Words) -> str:
    if pd.isna(row["difference"]):
        return words.say("warning_few")
    if pd.isna(row["p"]):
        return words.say("warning_base")
    low, high = row["difference_low"], row["difference_high"]
    return _span(row["difference"], low, high, metric, words, signed=True)
