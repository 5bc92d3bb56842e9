"""What each measure of a plan bought: sentences, tables and figures; and, beside it, what made the year deviate."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sim.views import standing as standing_lines
from sim.views.answer import SHORTAGE, Answer, Shown
from sim.views.causes import cause_picture, cause_sentences, cause_shown, cause_tables
from sim.views.english import ENGLISH
from sim.views.parts import (
    ROW_INCHES,
    WIDTH,
    Game,
    Part,
    bar_rows,
    cell,
    label,
    least_shown,
    metric_name,
    scaled,
    shown_size,
    size,
    step,
)
from sim.views.picture import Picture
from sim.views.style import BLACK, GREY, grid, new_figure, notes
from sim.views.words import Words, small

MOST_TOLD = 5  # parts named in a sentence
ROUGH = 10  # pairs of orders below which parts are called rough; our choice
LITTLE = 0.25  # share of the figure without any measure below which only its change is drawn


@dataclass(frozen=True)
class Seen:
    """What is told of a plan.

    Attributes
    ----------
    size : of the shock
    first, days : first day and days of the runs
    asked_for : runs asked for of each scenario
    alone : metric, unit, measure, effect, low, high, told: the plan less the plan without the measure
    players : measures of each part of the plan
    unused : measures that no run used
    causes, year : of the deviation of that year; None if not asked for
    better : by figure which way is better: lower, higher or neither
    """

    plan: str
    shock: str
    size: float
    first: dt.date
    days: int
    asked_for: int
    bought: Game
    alone: pd.DataFrame
    players: Mapping[str, tuple[str, ...]]
    unused: tuple[str, ...]
    causes: Game | None
    year: int | None
    better: Mapping[str, str]

    def total(self, metric: str) -> Mapping[str, Any]:
        """Return what the whole plan changes of a figure."""
        return self.bought.of(metric)[1]


def answer(seen: Seen, manifest: Mapping[str, Any], words: Words = ENGLISH) -> Answer:
    """Return the answer of `beredt attribute`; `manifest` holds what the model rests on."""
    last = seen.first + dt.timedelta(days=seen.days - 1)
    title = words.say(
        "attr_title", plan=words.name("plan", seen.plan), shock=words.name("shock", seen.shock),
        size=words.figures_of(seen.size),
        first=words.date(seen.first), last=words.date(last),
    )  # fmt: skip
    foot = standing_lines.in_short(manifest, words)
    tables = {
        "parts": seen.bought.parts, "totals": seen.bought.totals, "parts_by_run": seen.bought.by_run,
        "without": seen.alone, "players": players_table(seen.players),
    }  # fmt: skip
    says, shown = [*_says(seen, words)], [*_shown(seen, words)]
    pictures = [_waterfall(seen, metric, foot, words) for metric in seen.bought.metrics]
    sure = [*_sure(seen, words)]
    if seen.causes is not None and seen.year is not None:
        says += cause_sentences(seen.causes, seen.year, words)
        shown.append(cause_shown(seen.causes, seen.year, words))
        pictures.append(cause_picture(seen.causes, seen.year, foot, words))
        sure.append(words.say("cause_sure", runs=seen.causes.runs, year=seen.year))
        tables |= cause_tables(seen.causes)
    return Answer(title, tuple(says), tuple(shown), tables, tuple(pictures), tuple(sure))


def players_table(players: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Return player, measure: which measures each part of the plan holds."""
    rows = [(player, measure) for player, measures in players.items() for measure in measures]
    return pd.DataFrame(rows, columns=["player", "measure"])


def part_name(code: str, words: Words) -> str:
    """Name a part of a plan: a group of measures, or a measure by itself."""
    return words.names["part"].get(code) or words.name("measure", code)


def change(value: float, unit: str, words: Words) -> str:
    """Write a change as so much less or more."""
    if value == 0.0:
        return words.say("attr_same")
    return words.say("attr_less" if value < 0.0 else "attr_more", size=size(abs(value), unit, words))


def between(low: float, high: float, unit: str, words: Words) -> str:
    """Write the interval of a change in the same way, from its smaller end to its larger."""
    if low >= 0.0 or high <= 0.0:
        ends = sorted((abs(low), abs(high)))
        key = "attr_between_more" if high > 0.0 else "attr_between_less"
        return words.say(key, low=size(ends[0], unit, words), high=size(ends[1], unit, words))
    return words.say("attr_between", low=size(-low, unit, words), high=size(high, unit, words))


def _says(seen: Seen, words: Words) -> Iterator[str]:
    for number, metric in enumerate(seen.bought.metrics):
        parts, total = seen.bought.of(metric)
        if not any((total["low"], total["high"], *(row.part for row in parts))):
            fields = {"metric": metric_name(metric, words), "plan": words.name("plan", seen.plan)}
            every = size(total["all"], str(total["unit"]), words)
            yield words.say("attr_total_same", all=every, runs=seen.bought.runs, **fields)
            continue
        sentence = _total(seen, metric, total, words)
        yield words.say("attr_first", total=sentence, parts=_mostly(parts, total, seen.bought, words))
        unsure = [part_name(row.player, words) for row in parts if not row.told]
        if number == 0 and unsure and len(unsure) < len(parts):
            name, runs = metric_name(metric, words), seen.bought.runs
            yield words.say("attr_not_told", metric=name, runs=runs, names=words.listed(unsure))
        yield from _harm(seen, metric, parts, words)
    if any(row["unit"] == "NOK" for row in map(seen.total, seen.bought.metrics)):
        yield words.say("note_free_nights")
    first = seen.bought.metrics[0]
    alone = seen.alone[(seen.alone["metric"] == first) & seen.alone["told"]]
    if len(alone):
        row = alone.iloc[int(alone["effect"].abs().to_numpy().argmax())]
        unit = str(row["unit"])
        yield words.say(
            "attr_dear", name=words.name("measure", str(row["measure"])), metric=metric_name(first, words),
            change=change(float(row["effect"]), unit, words),
            between=between(float(row["low"]), float(row["high"]), unit, words),
        )  # fmt: skip
    if seen.unused:
        names = words.listed([words.name("measure", name) for name in seen.unused])
        yield words.say("attr_unused", runs=seen.asked_for, names=names)


def _total(seen: Seen, metric: str, total: Mapping[str, Any], words: Words) -> str:
    """Say what the whole plan changes, with its interval, and whether that is better or worse."""
    unit, low, high = str(total["unit"]), float(total["low"]), float(total["high"])
    figures = words.figures(total["none"], total["all"])
    fields = {
        "metric": metric_name(metric, words), "none": size(total["none"], unit, words, figures),
        "all": size(total["all"], unit, words, figures), "plan": words.name("plan", seen.plan),
        "change": change(total["total"], unit, words), "runs": seen.bought.runs,
    }  # fmt: skip
    way = seen.better[metric]
    verdict = ""
    if way != "neither" and low <= 0.0 <= high and low < high:
        verdict = words.say("attr_undecided")
    elif unit == "NOK" and total["total"] < 0.0 and (doubt := _cheaper(seen, words)):
        verdict = doubt
    elif way != "neither" and total["total"] != 0.0:
        verdict = words.say("attr_better" if (total["total"] > 0.0) == (way == "higher") else "attr_worse")
    return words.say("attr_total", between=between(low, high, unit, words), verdict=verdict, **fields)


def _cheaper(seen: Seen, words: Words) -> str:
    """Say why a plan that costs less may be no gain: more are without a place, or nothing is known of them."""
    short = [metric for metric in seen.bought.metrics if metric in SHORTAGE]
    if not short:
        return words.say("attr_cheaper_unknown")
    for metric in short:
        total = seen.total(metric)
        if total["total"] > 0.0:
            more = size(float(total["total"]), str(total["unit"]), words)
            return words.say("attr_cheaper", short=more, metric=small(metric_name(metric, words)))
    return ""


def _harm(seen: Seen, metric: str, parts: Sequence[Part], words: Words) -> Iterator[str]:
    """Say which measure it is of a part that raises the shortage, as far as leaving each out alone tells it."""
    if metric not in SHORTAGE:
        return
    for row in parts:
        members = seen.players[row.player]
        if not row.told or row.part <= 0.0 or len(members) < 2:
            continue
        fields = {"part": part_name(row.player, words), "metric": small(metric_name(metric, words))}
        alone = seen.alone[(seen.alone["metric"] == metric) & seen.alone["measure"].isin(members)]
        told = alone[alone["told"].astype(bool)]
        raised = told[told["effect"] > 0.0].sort_values("effect", ascending=False, kind="stable")
        if len(raised):
            each = [
                words.say(
                    "attr_harm_part", name=words.name("measure", str(one["measure"])),
                    change=change(float(one["effect"]), row.unit, words),
                    between=between(float(one["low"]), float(one["high"]), row.unit, words),
                )
                for one in raised.to_dict("records")
            ]  # fmt: skip
            yield words.say("attr_harm", measures=words.listed(each), **fields)
            continue
        key = "attr_harm_no_singles" if alone.empty else "attr_harm_chance" if told.empty else "attr_harm_lowers"
        why = words.say(key, runs=seen.bought.runs) if key == "attr_harm_chance" else words.say(key)
        yield words.say("attr_harm_unknown", why=why, **fields)


def _mostly(parts: Sequence[Part], total: Mapping[str, Any], game: Game, words: Words) -> str:
    """Name the largest parts that can be told from nothing, and of how many orders they are."""
    drawn = {"orders": words.about(2 * game.pairs), "every": words.about(math.factorial(len(parts)))}
    told = [row for row in parts if row.told]
    if not told:
        none = "attr_none_told_drawn" if game.pairs else "attr_none_told"
        sentence = words.say(none, runs=game.runs, **(drawn if game.pairs else {}))
        if parts[0].part == 0.0:
            return sentence
        largest = {"name": part_name(parts[0].player, words), "change": change(parts[0].part, parts[0].unit, words)}
        return f"{sentence} {words.say('attr_largest', **largest)}"
    along = [row for row in told if row.part * total["total"] > 0.0]
    against = [row for row in told if row.part * total["total"] <= 0.0]
    texts = []
    for row in along[:MOST_TOLD]:
        share = words.say("attr_share", percent=words.written(f"{100.0 * row.part / total['total']:.0f}"))
        fields = {"name": part_name(row.player, words), "change": change(row.part, row.unit, words)}
        texts.append(words.say("attr_mostly_part", share=share, **fields))
    key = "attr_mostly_rough" if game.pairs < ROUGH else "attr_mostly_drawn"
    listed = words.listed(texts)
    of_it = words.say(key, parts=listed, **drawn) if game.pairs else words.say("attr_mostly", parts=listed)
    sentences = [of_it] if texts else []
    if against:
        others = [f"{part_name(row.player, words)} {change(row.part, row.unit, words)}" for row in against[:MOST_TOLD]]
        sentences.append(words.say("attr_against", parts=words.listed(others)))
    return " ".join(sentences)


def _pairs(key: str, pairs: int, words: Words) -> dict[str, str]:
    """Say what intervals hold beside the luck of runs, and in the sentence `key` what the error of the orders is."""
    if pairs == 0:
        return {"orders": "", "pairs": ""}
    one = pairs == 1
    error = words.say("attr_pair") if one else words.say("attr_pairs", pairs=pairs)
    return {"orders": words.say("attr_no_orders" if one else "attr_and_orders"), "pairs": words.say(key, error=error)}


def _shown(seen: Seen, words: Words) -> Iterator[Shown]:
    game = seen.bought
    for metric in game.metrics:
        parts, total = game.of(metric)
        unit = str(total["unit"])
        drawn = ("attr_col_orders",) if game.pairs else ()
        heads = ("attr_col_part", "attr_col_what", "attr_col_size", *drawn, "attr_col_last")
        columns = tuple(words.say(key, unit=words.bare_unit(unit)) for key in heads)
        empty = ("",) * (len(heads) - 3)
        rows = [(words.say("attr_row_none"), "", words.bare(total["none"], unit), *empty)]
        for row in parts:
            members = words.listed([words.name("measure", each) for each in seen.players[row.player]])
            least = least_shown(total)
            error = "-" if row.still else words.bare(shown_size(row.orders_se, least), unit)
            last = cell(row.last, row.last_low, row.last_high, unit, words, least=least)
            own = cell(row.part, row.low, row.high, unit, words, row.told, least)
            own = words.say("attr_still", size=own) if row.still else own
            rows.append((part_name(row.player, words), members, own, *((error,) if drawn else ()), last))
        rows.append((words.say("attr_row_all"), "", words.bare(total["all"], unit), *empty))
        note = words.say("attr_parts_note", runs=game.runs, **_pairs("attr_note_pairs", game.pairs, words))
        note += words.say("attr_still_note") if any(row.still for row in parts) else ""
        yield Shown(words.say("attr_parts", metric=metric_name(metric, words)), columns, tuple(rows), note, words=2)
    if len(seen.alone):
        yield _singles(seen, words)


def _singles(seen: Seen, words: Words) -> Shown:
    units = dict(zip(seen.alone["metric"], seen.alone["unit"], strict=True))
    columns = [words.say("attr_col_measure")]
    columns += [
        words.say("attr_col_effect", metric=metric_name(metric, words), unit=words.bare_unit(unit))
        for metric, unit in units.items()
    ]
    least = {metric: least_shown(seen.bought.of(metric)[1]) for metric in units}
    rows = []
    for measure in dict.fromkeys(seen.alone["measure"]):
        of_measure = seen.alone[seen.alone["measure"] == measure]
        cells = [
            cell(effect, low, high, units[metric], words, told, least[metric])
            for metric, effect, low, high, told in of_measure[["metric", "effect", "low", "high", "told"]].itertuples(
                index=False, name=None
            )
        ]
        rows.append((words.name("measure", measure), *cells))
    note = words.say("attr_singles_note", runs=seen.bought.runs)
    return Shown(words.say("attr_singles"), tuple(columns), tuple(rows), note)


def _waterfall(seen: Seen, metric: str, foot: str, words: Words) -> Picture:
    """Draw the way from no measure to the plan; of a figure that changes little, only the change is drawn."""
    game = seen.bought
    parts, total = game.of(metric)
    unit, name = str(total["unit"]), metric_name(metric, words)
    figure = new_figure(WIDTH, ROW_INCHES * (len(parts) + 2) + 1.9)
    axes = grid(figure, 1, 1)[0][0]
    names = [part_name(row.player, words) for row in parts]
    labels = [words.say("attr_row_none"), *names, words.say("attr_row_all")]
    none, everything = float(total["none"]), float(total["all"])
    only_change = abs(everything - none) < LITTLE * abs(none)
    base = none if only_change else 0.0
    at = none - base
    _whole(axes, 0, at, words.bare(none, unit), unit)
    for place, row in enumerate(parts, 1):
        step(axes, place, at, row, unit, words, least_shown(total))
        at += row.part
    _whole(axes, len(parts) + 1, everything - base, words.bare(everything, unit), unit)
    fields = {"metric": name, "unit": words.bare_unit(unit)}
    axis = words.say("attr_fig_axis_change", **fields) if only_change else words.say("attr_fig_axis", **fields)
    bar_rows(axes, labels, axis)
    title = words.say("attr_fig", metric=name, plan=words.name("plan", seen.plan))
    axes.set_title(title, fontsize=10, loc="left")
    still = words.say("attr_fig_still") if any(row.still for row in parts) else ""
    note = words.say("attr_fig_note", runs=game.runs, **_pairs("attr_fig_pairs", game.pairs, words))
    notes(figure, note, still, foot)
    top = parts[:MOST_TOLD]
    largest = words.listed([f"{part_name(row.player, words)} {change(row.part, unit, words)}" for row in top])
    text = words.say(
        "attr_fig_text", metric=name, shock=words.name("shock", seen.shock), plan=words.name("plan", seen.plan),
        none=size(total["none"], unit, words), all=size(total["all"], unit, words), parts=largest,
    )  # fmt: skip
    return Picture(f"parts_{metric}", title, figure, text, game.parts[game.parts["metric"] == metric])


def _whole(axes: Axes, place: int, value: float, text: str, unit: str) -> None:
    axes.barh(place, scaled(value, unit), color=GREY, edgecolor=BLACK, linewidth=0.6, height=0.6)
    label(axes, place, max(scaled(value, unit), 0.0), text)


def _sure(seen: Seen, words: Words) -> Iterator[str]:
    game = seen.bought
    yield words.say("attr_sure_runs", runs=game.runs, scenarios=game.scenarios)
    if game.runs < seen.asked_for:
        yield words.say("attr_sure_lost", lost=seen.asked_for - game.runs, asked=seen.asked_for)
    rough = words.say("attr_sure_rough") if game.pairs < ROUGH else ""
    drawn = words.say("attr_sure_pair" if game.pairs == 1 else "attr_sure_orders", pairs=game.pairs, rough=rough)
    yield drawn if game.pairs else words.say("attr_sure_exact")
    yield words.say("attr_sure_out")
