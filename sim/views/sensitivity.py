"""What a sensitivity study says: sentences, tables, a tornado and the effects of random walks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from sim.statistics import RUNS_FOR_T
from sim.views import standing, style
from sim.views.answer import Answer, Shown
from sim.views.english import ENGLISH
from sim.views.picture import Picture
from sim.views.rows import records
from sim.views.said import said
from sim.views.words import Words

STRONGEST = 8  # assumptions in a figure
TOLD = 3  # assumptions named in a sentence after the first


@dataclass(frozen=True)
class Seen:
    """What a study found; tables as `sim.studies.sensitivity` describes them.

    Attributes
    ----------
    says : plain name of each assumption
    metrics : unit of each figure, the first one orders the answer
    lost : walks left out
    unused : plain names of what does not occur in the run
    no_walks : whether walks were left out for want of what they need
    """

    plan: str
    shock: str
    says: Mapping[str, str]
    ranges: pd.DataFrame
    metrics: Mapping[str, str]
    tornado: pd.DataFrame
    morris: pd.DataFrame
    replications: int
    walk_replications: int
    lost: int
    unused: tuple[str, ...]
    no_walks: bool


def answer(seen: Seen, manifest: Mapping[str, Any], words: Words = ENGLISH) -> Answer:
    """Write sentences, tables and figures."""
    own = {name: said("says_assumption", each, words) for name, each in seen.says.items()}
    seen = replace(seen, says=own, unused=tuple(said("says_assumption", each, words) for each in seen.unused))
    says: list[str] = []
    sure: list[str] = []
    pictures: list[Picture] = []
    shown: list[Shown] = []
    tables = {"ranges": seen.ranges}
    for metric in seen.metrics if len(seen.tornado) else ():
        rows = _of(seen.tornado, metric)
        says += _told(seen, metric, rows, words)
        shown.append(_tornado_table(seen, metric, rows, words))
        pictures.append(_tornado_picture(seen, metric, rows, manifest, words))
        tables["tornado"] = seen.tornado
    for metric in seen.metrics if len(seen.morris) else ():
        rows = _of(seen.morris, metric)
        says.append(_walked(seen, metric, rows, words))
        shown.append(_morris_table(seen, metric, rows, words))
        pictures.append(_morris_picture(seen, metric, rows, manifest, words))
        tables["morris"] = seen.morris
    if len(seen.tornado):
        sure.append(_sure_tornado(seen, words))
    if len(seen.morris):
        sure.append(words.say("sens_sure_morris", runs=seen.walk_replications))
    if seen.lost:
        sure.append(words.say("sens_lost", lost=seen.lost))
    if seen.no_walks:
        sure.append(words.say("sens_no_walks"))
    if seen.unused:
        sure.append(words.say("sens_unused", parts="; ".join(seen.unused)))
    sure.append(words.say("sens_sure_ranges"))
    shown.append(_ranges_table(seen, words))
    title = words.say("sens_title", **_names(seen, words))
    return Answer(title, tuple(says), tuple(shown), tables, tuple(pictures), tuple(sure))


def _names(seen: Seen, words: Words) -> dict[str, str]:
    return {"plan": words.name("plan", seen.plan), "shock": words.name("shock", seen.shock)}


def _of(frame: pd.DataFrame, metric: str) -> list[dict[str, Any]]:
    return records(frame[frame["metric"] == metric])


def _ends(rows: list[dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the rows by assumption and end, the strongest first."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["assumption"], {})[row["end"]] = row
    return {name: ends for name, ends in found.items() if len(ends) == 2}


def _told(seen: Seen, metric: str, rows: list[dict[str, Any]], words: Words) -> Iterator[str]:
    unit = seen.metrics[metric]
    ends = _ends(rows)
    moved = [name for name, both in ends.items() if _is_told(both)]
    first = next(iter(ends))
    runs = {"runs": ends[first]["low"]["runs"], "count": len(rows)}

    middle = float(ends[first]["low"]["central"])

    def span(name: str) -> dict[str, str]:
        both = [float(ends[name][end]["value"]) for end in ("low", "high")]
        low, high = (_said(value, unit, words, *both, middle) for value in both)
        return {"says": seen.says[name], "low": low, "high": words.with_unit(high, unit)}

    def named(names: list[str]) -> str:
        """Name assumptions, the first few with how far the figure goes."""
        spans = [words.say("sens_part", **span(name)) for name in names[:TOLD]]
        return "; ".join([*spans, *(seen.says[name] for name in names[TOLD:])])

    if runs["runs"] < RUNS_FOR_T:
        yield words.say("sens_few", metric=words.metric(metric), least=RUNS_FOR_T, **runs, **span(first))
        return
    if not moved:
        yield words.say("sens_none", metric=words.metric(metric), **runs, **span(first))
    else:
        around = [float(row["value"]) for row in ends[first].values()]
        central = words.with_unit(_said(middle, unit, words, *around), unit)
        yield words.say("sens_first", metric=words.metric(metric), central=central, **runs, **span(first))
    if moved[1:]:
        yield words.say("sens_next", parts=named(moved[1:]))
    close = [name for name in ends if name not in moved and any(_alone(row) for row in ends[name].values())]
    if close:
        yield words.say("sens_close", parts=named(close), **runs)
    still = [seen.says[name] for name in ends if name not in moved and name not in close]
    if moved and still:
        yield words.say("sens_nothing", parts="; ".join(still), **runs)


def _said(value: float, unit: str, words: Words, *beside: float) -> str:
    """Write a size in a sentence, to as many figures as show how far it lies from those beside it."""
    return words.number(value, unit) if unit == "share" else words.about(value, words.figures(value, *beside))


def _is_told(both: Mapping[str, Mapping[str, Any]]) -> bool:
    """Say whether a change at an end is told from chance, as tornado tables have it: after Holm over all of them."""
    return any(row["told_apart"] for row in both.values())


def _alone(row: Mapping[str, Any]) -> bool:
    """Say whether the interval of a change by itself leaves out 0."""
    return bool(row["low"] > 0.0 or row["high"] < 0.0)


def _sure_tornado(seen: Seen, words: Words) -> str:
    if seen.replications < RUNS_FOR_T:
        return words.say("sens_sure_few", runs=seen.replications, least=RUNS_FOR_T)
    return words.say("sens_sure_tornado", runs=seen.replications)


def _effect(seen: Seen, row: Mapping[str, Any], unit: str, words: Words) -> str:
    """Name an assumption with its mean effect and interval."""
    return words.say(
        "sens_walk_part",
        says=seen.says[row["assumption"]],
        effect=words.with_unit(_said(row["effect"], unit, words), unit),
        low=_said(row["low"], unit, words),
        high=_said(row["high"], unit, words),
    )


def _walked(seen: Seen, metric: str, rows: list[dict[str, Any]], words: Words) -> str:
    unit = seen.metrics[metric]
    parts = [_effect(seen, row, unit, words) for row in rows[:TOLD]]
    return words.say("sens_walks", walks=rows[0]["walks"], metric=words.metric(metric), parts="; ".join(parts))


def _tornado_table(seen: Seen, metric: str, rows: list[dict[str, Any]], words: Words) -> Shown:
    unit = seen.metrics[metric]
    cells = tuple(
        (
            seen.says[row["assumption"]],
            words.say("sens_low" if row["end"] == "low" else "sens_high"),
            words.bare(row["value"], unit),
            words.bare(row["difference"], unit, sign=True),
            words.say("chance_some", low=words.bare(row["low"], unit), high=words.bare(row["high"], unit))
            if np.isfinite(row["low"])
            else "-",
            words.say("sens_yes" if row["told_apart"] else "sens_no"),
        )
        for row in rows
    )
    heads = tuple(words.say("sens_head_tornado").split("|"))
    heading = f"{words.say('sens_table_tornado', metric=words.metric(metric))}, {words.bare_unit(unit)}"
    central = words.bare(rows[0]["central"], unit)
    return Shown(heading, heads, cells, words.say("sens_note_tornado", central=central, count=len(rows)), words=2)


def _morris_table(seen: Seen, metric: str, rows: list[dict[str, Any]], words: Words) -> Shown:
    unit = seen.metrics[metric]
    cells = tuple(
        (
            seen.says[row["assumption"]],
            words.bare(row["effect"], unit),
            words.say("chance_some", low=words.bare(row["low"], unit), high=words.bare(row["high"], unit)),
            words.bare(row["signed"], unit, sign=True),
            words.bare(row["spread"], unit),
        )
        for row in rows
    )
    heads = tuple(words.say("sens_head_morris").split("|"))
    heading = f"{words.say('sens_table_morris', metric=words.metric(metric))}, {words.bare_unit(unit)}"
    return Shown(heading, heads, cells, words.say("sens_note_morris"))


def _ranges_table(seen: Seen, words: Words) -> Shown:
    cells = tuple(
        (
            seen.says[str(row["assumption"])],
            str(row["path"]),
            *(words.figures_of(row[name]) for name in ("low", "value", "high")),
            words.name("unit", str(row["unit"])) or str(row["unit"]),
            words.name("fact_kind", str(row["kind"])),
        )
        for row in records(seen.ranges)
    )
    heads = tuple(words.say("sens_head_ranges").split("|"))
    return Shown(words.say("sens_table_ranges"), heads, cells, words.say("sens_note_ranges"), words=2)


def _note(runs: str, whiskers: str, manifest: Mapping[str, Any], words: Words) -> str:
    return words.say("sens_fig_note", runs=runs, whiskers=whiskers, valid=standing.in_short(manifest, words))


def _tornado_picture(
    seen: Seen, metric: str, rows: list[dict[str, Any]], manifest: Mapping[str, Any], words: Words
) -> Picture:
    unit = seen.metrics[metric]
    ends = dict(list(_ends(rows).items())[:STRONGEST])
    names = list(ends)[::-1]
    figure = style.new_figure(8.0, 1.8 + 0.42 * len(names))
    axes = style.grid(figure, 1, 1)[0][0]
    axes.grid(True, axis="x", color="#dddddd", linewidth=0.6)
    scale = words.scale(unit)
    looks = {"low": (style.SKY, "///"), "high": (style.ORANGE, "")}
    for end, (colour, hatch) in looks.items():
        mine = [ends[name][end] for name in names]
        size = np.array([row["difference"] for row in mine]) * scale
        around = np.abs(np.array([[row["difference"] - row["low"], row["high"] - row["difference"]] for row in mine]).T)
        known = np.isfinite(around).all()
        place = np.arange(len(names)) + (0.19 if end == "low" else -0.19)
        axes.barh(
            place, size, 0.36, xerr=around * scale if known else None, color=colour, hatch=hatch,
            edgecolor=style.BLACK, linewidth=0.6, capsize=2,
        )  # fmt: skip
    axes.axvline(0.0, color=style.BLACK, linewidth=0.9)
    labels = [words.say("sens_fig_told", says=seen.says[name]) if _is_told(ends[name]) else seen.says[name]
              for name in names]  # fmt: skip
    axes.set_yticks(range(len(names)), labels, fontsize=8)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words.written(f"{value:,.6g}")))
    axes.set_xlabel(words.say("sens_fig_x", unit=words.bare_unit(unit)), fontsize=8)
    handles = [
        Patch(
            facecolor=colour,
            hatch=hatch,
            edgecolor=style.BLACK,
            label=words.say("sens_fig_low" if end == "low" else "sens_fig_high"),
        )
        for end, (colour, hatch) in looks.items()
    ]
    legend = figure.legend(handles=handles, fontsize=7.5, frameon=False, loc="outside upper right")
    title = words.say("sens_fig_tornado", metric=words.metric(metric), **_names(seen, words)).replace("\n", ", ")
    style.title(figure, title, legend)
    runs = words.say("sens_fig_runs_tornado", runs=seen.replications, count=len(names), all=len(seen.says))
    few = seen.replications < RUNS_FOR_T
    whiskers = words.say("sens_fig_few", least=RUNS_FOR_T) if few else words.say("sens_fig_holm", changes=len(rows))
    style.notes(figure, _note(runs, whiskers, manifest, words))
    parts = [
        words.say(
            "sens_fig_text_part",
            says=seen.says[name],
            **{
                end: words.with_unit(_said(ends[name][end]["difference"], unit, words), unit) for end in ("low", "high")
            },
        )
        for name in ends
    ]
    text = words.say("sens_fig_text", parts=words.shown(parts))
    return Picture(f"tornado_{metric}", title, figure, text, pd.DataFrame(rows))


def _morris_picture(
    seen: Seen, metric: str, rows: list[dict[str, Any]], manifest: Mapping[str, Any], words: Words
) -> Picture:
    unit = seen.metrics[metric]
    strongest = rows[:STRONGEST][::-1]
    figure = style.new_figure(8.0, 1.8 + 0.34 * len(strongest))
    axes = style.grid(figure, 1, 1)[0][0]
    axes.grid(True, axis="x", color="#dddddd", linewidth=0.6)
    scale = words.scale(unit)
    effect = np.array([row["effect"] for row in strongest]) * scale
    low, high = (np.array([row[end] for row in strongest]) * scale for end in ("low", "high"))
    axes.errorbar(
        effect, range(len(strongest)), xerr=[effect - low, high - effect], fmt="o", color=style.DARK_BLUE, capsize=3
    )
    axes.set_yticks(range(len(strongest)), [seen.says[row["assumption"]] for row in strongest], fontsize=8)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words.written(f"{value:,.6g}")))
    axes.set_xlabel(words.say("sens_fig_effect", unit=words.bare_unit(unit)), fontsize=8)
    title = words.say("sens_fig_morris", metric=words.metric(metric), **_names(seen, words))
    figure.suptitle(title, fontsize=10, x=0.01, ha="left")
    runs = words.say("sens_fig_runs_morris", walks=rows[0]["walks"], runs=seen.walk_replications)
    style.notes(figure, _note(runs, words.say("sens_fig_whiskers"), manifest, words))
    parts = [_effect(seen, row, unit, words) for row in strongest[::-1]]
    text = words.say("sens_fig_text_morris", parts=words.shown(parts))
    return Picture(f"morris_{metric}", title.replace("\n", ", "), figure, text, pd.DataFrame(rows))
