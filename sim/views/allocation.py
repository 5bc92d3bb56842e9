"""Rules of allocation in words, tables and a figure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.statistics import RUNS_FOR_T
from sim.views import standing
from sim.views.answer import Answer, Shown
from sim.views.english import ENGLISH
from sim.views.picture import Picture
from sim.views.style import grid, look, new_figure, notes, title
from sim.views.words import Words

RULE, TIGHT = "scenario", 0.99  # share of the bound from which on a better rule can gain hardly anything
KIND = "allocation_measure"
TITLE_LETTERS = 40  # that fit above a panel


@dataclass(frozen=True)
class Found:
    """What the study found: tables of `sim.studies.allocation`."""

    measures: pd.DataFrame
    means: pd.DataFrame
    differences: pd.DataFrame
    bounds: pd.DataFrame
    prices: pd.DataFrame
    shares: pd.DataFrame


@dataclass(frozen=True)
class Question:
    """What was asked.

    Attributes
    ----------
    rules : by name, the first is the one the others are held against
    banded : rules with a band per inhabitant, and the same without
    weighed : rules that weigh kinds of arrival
    shown : municipalities in the table of prices
    """

    rules: tuple[str, ...]
    banded: tuple[tuple[str, str], ...]
    weighed: tuple[str, ...]
    shown: int
    replications: int
    bound_replications: int


def answer(found: Found, question: Question, manifest: Mapping[str, Any], words: Words = ENGLISH) -> Answer:
    """Return the answer."""
    tables = {
        "runs": found.measures,
        "means": found.means,
        "differences": found.differences,
        "hindsight": found.bounds,
        "prices": found.prices,
        "municipalities": _by_municipality(found.shares),
    }
    sure = (
        words.say("al_sure_runs", runs=question.replications),
        words.say("al_sure_bound"),
        words.say("al_sure_weights"),
    )
    picture = _picture(found, question, manifest, words)
    shown = (*_shown(found, question, words),)
    return Answer(words.say("al_title"), (*_says(found, question, words),), shown, tables, (picture,), sure)


def _says(found: Found, question: Question, words: Words) -> Iterator[str]:
    first = question.rules[0]
    yield _hindsight(found.bounds, first, words)
    for rule in question.rules[1:]:
        yield _against(found.differences, rule, first, words)
    for rule, free in question.banded:
        yield words.say("al_fair", sentence=_against(found.differences, rule, free, words))
    if question.weighed:
        yield words.say("al_weighed", rules=words.listed([_name(each, words) for each in question.weighed]))


def _hindsight(bounds: pd.DataFrame, rule: str, words: Words) -> str:
    """Say how near the first rule comes to the best, and what that means."""
    rows = bounds[bounds[RULE] == rule]
    allocated, bound = float(rows["allocated"].mean()), float(rows["bound"].mean())
    gap = words.about(max(bound - allocated, 0.0))
    tight = bound <= 0.0 or allocated / bound >= TIGHT
    few = len(rows) < RUNS_FOR_T
    key = "al_bound_few" if few else "al_bound_tight" if tight else "al_bound_loose"
    figures = words.figures(bound, allocated)
    return words.say(
        "al_bound",
        bound=words.about(bound, figures),
        runs=words.say("al_one" if len(rows) == 1 else "al_many", runs=len(rows)),
        rule=_name(rule, words),
        allocated=words.about(allocated, figures),
        share=words.written(f"{float(rows['share'].mean()) * 100.0:.1f} %"),
        left=words.say(key, gap=gap),
    )


def _against(differences: pd.DataFrame, rule: str, against: str, words: Words) -> str:
    """Say what tells two rules apart."""
    rows = differences[(differences[RULE] == rule) & (differences["against"] == against)]
    both = {"rule": _name(rule, words), "against": _name(against, words)}
    if len(rows) and (rows["verdict"] == "same").all():
        return words.say("al_against_same", **both)
    told, runs = rows[rows["told_apart"]], int(rows["runs"].max()) if len(rows) else 0
    if runs < RUNS_FOR_T:
        return words.say("al_against_few", runs=runs, least=RUNS_FOR_T, **both)
    if told.empty:
        return words.say("al_against_none", runs=runs, **both)
    parts = [_part(row, words) for row in told.to_dict("records")]
    text = words.listed(parts) if len(told) == len(rows) else words.say("al_rest", parts=words.listed(parts))
    return words.say("al_against", parts=text, **both)


def _part(row: Mapping[Any, Any], words: Words) -> str:
    unit, size = str(row["unit"]), float(row["difference"])
    return words.say(
        "al_part_told",
        name=words.name(KIND, str(row["measure"])),
        way=words.say("al_more" if size > 0.0 else "al_less"),
        size=words.number(abs(size)),
        unit=words.name("unit", unit),
        low=words.bare(float(row["low"]), "", sign=True),
        high=words.bare(float(row["high"]), "", sign=True),
    )


def _shown(found: Found, question: Question, words: Words) -> Iterator[Shown]:
    measures = list(dict.fromkeys(found.means["measure"]))
    units = dict(zip(found.means["measure"], found.means["unit"], strict=True))
    cells = found.means.set_index([RULE, "measure"])
    rows = []
    for each in measures:
        values = [cells.loc[(rule, each)] if (rule, each) in cells.index else None for rule in question.rules]
        name = words.say("al_column_measure", name=words.name(KIND, each), unit=words.name("unit", units[each]))
        rows.append((name, *(_interval(value, words) if value is not None else "-" for value in values)))
    columns = (words.say("al_head_measure"), *(_name(each, words) for each in question.rules))
    yield Shown(words.say("al_means"), columns, tuple(rows), _means_note(question, words))
    yield _shares(found.bounds, question, words)
    pairs = [
        (
            words.say("al_pair", rule=_name(row[RULE], words), against=_name(row["against"], words)),
            words.say("al_column_measure", name=words.name(KIND, row["measure"]), unit=words.name("unit", row["unit"])),
            words.bare(row["difference"], "", sign=True),
            _ends(float(row["low"]), float(row["high"]), words),
            words.say("al_yes" if row["told_apart"] else "al_no"),
        )
        for row in found.differences.to_dict("records")
    ]
    columns = tuple(
        words.say(key)
        for key in ("al_head_pair", "al_head_measure", "al_head_difference", "al_head_interval", "al_head_told")
    )
    yield Shown(words.say("al_differences"), columns, tuple(pairs), words.say("al_differences_note"), words=2)
    for rule in question.rules:
        dear = found.prices[found.prices[RULE] == rule].head(question.shown)
        if len(dear):
            places = tuple(
                (
                    f"{row['name']} ({row['municipality_number']})",
                    words.written(f"{row['price']:.2f}"),
                    words.written(f"{row['price_minors']:.2f}"),
                )
                for row in dear.to_dict("records")
            )
            heads = [words.say(key) for key in ("al_head_place", "al_head_price", "al_head_price_minors")]
            note = words.say("al_prices_note", rule=_name(rule, words))
            yield Shown(f"{words.say('al_prices')}: {_name(rule, words)}", tuple(heads), places, note)


def _means_note(question: Question, words: Words) -> str:
    """Say what the means are, with an interval or why there is none, and what is counted."""
    few = question.replications < RUNS_FOR_T
    what = words.say("al_means_few" if few else "al_means_many", runs=question.replications, least=RUNS_FOR_T)
    return words.say("al_means_note", what=what)


def _shares(bounds: pd.DataFrame, question: Question, words: Words) -> Shown:
    means = bounds.groupby(RULE)[["allocated", "bound", "share"]].mean()
    rows = tuple(
        (
            _name(rule, words),
            words.number(float(means["allocated"][rule])),
            words.number(float(means["bound"][rule])),
            words.written(f"{float(means['share'][rule]) * 100.0:.2f} %"),
        )
        for rule in question.rules
        if rule in means.index
    )
    heads = (
        words.say("al_column_rule"),
        *(words.say(key) for key in ("al_head_allocated", "al_head_bound", "al_head_share")),
    )
    many = question.bound_replications
    looked = words.say("al_first_one" if many == 1 else "al_first_many", runs=many)
    return Shown(words.say("al_shares"), heads, rows, words.say("al_shares_note", looked=looked))


def _picture(found: Found, question: Question, manifest: Mapping[str, Any], words: Words) -> Picture:
    """A panel a figure, a dot with its interval a rule."""
    means = found.means
    measures = list(dict.fromkeys(means["measure"]))
    columns = 3
    lines = int(np.ceil(len(measures) / columns))
    figure = new_figure(11.0, 0.8 + lines * (1.0 + 0.35 * len(question.rules)))
    axes = [each for row in grid(figure, lines, columns) for each in row]
    texts = []
    for each, panel in zip(measures, axes, strict=False):
        rows = means[means["measure"] == each].set_index(RULE)
        unit = words.name("unit", str(rows["unit"].iloc[0]))
        name = words.say("al_column_measure", name=words.name(KIND, each), unit=unit)
        said = []
        for at, rule in enumerate(question.rules):
            if rule not in rows.index:
                continue
            mean, low, high = (float(rows[column][rule]) for column in ("mean", "low", "high"))
            seen = look(at)
            if np.isfinite([low, high]).all():
                panel.plot([low, high], [at, at], color=seen.colour, linewidth=1.4)
            panel.plot([mean], [at], color=seen.colour, marker=seen.marker, linestyle="none")
            said.append(words.say("al_figure_rule", rule=_name(rule, words), mean=words.number(mean)))
        panel.set_title(textwrap.fill(name, TITLE_LETTERS), fontsize=8.5, loc="left")
        panel.xaxis.set_major_locator(MaxNLocator(5))
        panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words.written(f"{value:,g}")))
        panel.set_yticks(range(len(question.rules)), [_name(rule, words) for rule in question.rules])
        panel.set_ylim(len(question.rules) - 0.5, -0.5)
        texts.append(words.say("al_figure_part", name=name, rules=", ".join(said)))
    for panel in axes[len(measures) :]:
        panel.set_visible(False)
    title(figure, words.say("al_figure"))
    few = question.replications < RUNS_FOR_T
    note = words.say("al_figure_few" if few else "al_figure_note", runs=question.replications, least=RUNS_FOR_T)
    notes(figure, note, words.say("al_sure_weights"), standing.in_short(manifest, words))
    text = words.say("al_figure_text", parts="; ".join(texts))
    return Picture("rules", words.say("al_figure"), figure, text, means)


def _interval(row: Any, words: Words) -> str:
    low, high = float(row["low"]), float(row["high"])
    if not np.isfinite([low, high]).all():
        return words.bare(float(row["mean"]), "")
    return words.ranged(float(row["mean"]), low, high)


def _ends(low: float, high: float, words: Words) -> str:
    """Write an interval of a difference; a dash where one run has none."""
    if not np.isfinite([low, high]).all():
        return "-"
    return f"{words.bare(low, '', sign=True)} … {words.bare(high, '', sign=True)}"


def _by_municipality(shares: pd.DataFrame) -> pd.DataFrame:
    """Return persons allocated per 1,000 inhabitants by rule and municipality, mean of the runs."""
    keys = [RULE, "municipality_number"]
    return shares.groupby(keys, sort=False)[["population", "per_1000", "mean"]].mean().reset_index()


def _name(rule: str, words: Words) -> str:
    return words.name("allocation_rule", rule)
