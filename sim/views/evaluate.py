"""The yearly evaluation of the agreement as a document: sentences, a table a section, and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from sim.statistics import RUNS_FOR_P95, share
from sim.views import standing as standing_lines
from sim.views.answer import Answer, Shown
from sim.views.causes import cause_picture, cause_sentences, cause_shown, cause_tables
from sim.views.english import ENGLISH
from sim.views.parts import ROW_INCHES, WIDTH, Game
from sim.views.picture import Picture
from sim.views.said import said
from sim.views.style import BLACK, BLUE, HATCHES, VERMILLION, grid, new_figure, notes
from sim.views.words import Words, capital

SECTIONS: Mapping[str, str] = {
    "purpose": "eval_head_purpose",
    "goal_a": "eval_head_goal_a",
    "goal_b": "eval_head_goal_b",
    "common": "eval_head_common",
    "ks": "eval_head_ks",
    "ministries": "eval_head_ministries",
    "directorates": "eval_head_directorates",
    "turn": "eval_head_turn",
    "other": "eval_head_other",
}
"""Heading of each section of the document, in order."""
NOT_MODELLED = "not modelled"
VERDICTS = ("met in all", "met in some", "met in none")
"""States of a figure that is judged."""
YES_OR_NO = "1 yes, 0 no"
UNITLESS = ("", "ratio")
THOUSAND = 1e-3
FLOW_LOOKS = {"need": 0, "requested": 1, "offered": 1, "settled": 2, "need_next": 0, "offered_next": 1}
"""Row of the hatches by flow: needs, places and persons look alike among themselves."""


class Clause(NamedTuple):
    """A row of the clauses."""

    section: str
    clause: str
    measure: str
    unit: str
    runs: int
    mean: float
    low: float
    high: float
    judged: int
    met: int
    state: str
    why: str
    varies: bool


class Reached(NamedTuple):
    """A share settled in time."""

    measure: str
    mean: float
    low: float
    high: float
    judged: int
    met: int
    target: float


class Flow(NamedTuple):
    """Need or places."""

    flow: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Seen:
    """What is evaluated.

    Attributes
    ----------
    runs, asked_for : runs that ended well, and all
    clauses : section, clause, measure, unit, runs, mean, low, high, judged, met, state, why, varies and more
    in_time : measure, mean, low, high, judged, met, target
    need : flow, mean, low, high
    causes : of the deviation; None if not asked for
    """

    year: int
    plan: str
    shock: str
    size: float
    regime: str
    targets: str
    runs: int
    asked_for: int
    clauses: pd.DataFrame
    in_time: pd.DataFrame
    need: pd.DataFrame
    causes: Game | None

    @property
    def rows(self) -> list[Clause]:
        """The clauses, in order."""
        return [Clause(*each) for each in self.clauses[list(Clause._fields)].itertuples(index=False, name=None)]

    @property
    def reached(self) -> list[Reached]:
        """Shares settled in time."""
        return [Reached(*each) for each in self.in_time[list(Reached._fields)].itertuples(index=False, name=None)]

    @property
    def flows(self) -> list[Flow]:
        """Need and places."""
        return [Flow(*each) for each in self.need[list(Flow._fields)].itertuples(index=False, name=None)]

    def row(self, measure: str) -> Clause | None:
        """Return the first clause with a measure; None if there is none."""
        return next((each for each in self.rows if each.measure == measure), None)


def answer(seen: Seen, manifest: Mapping[str, Any], words: Words = ENGLISH) -> Answer:
    """Return the answer of `beredt evaluate`; `manifest` holds what the model rests on."""
    title = words.say(
        "eval_title", year=seen.year, plan=words.name("plan", seen.plan), shock=words.name("shock", seen.shock),
        size=words.figures_of(seen.size),
    )  # fmt: skip
    foot = standing_lines.in_short(manifest, words)
    says, sure = [*_says(seen, words)], [*_sure(seen, words)]
    shown = [*_need_shown(seen, words), *_time_shown(seen, words)]
    pictures = [*_need_picture(seen, foot, words), *_time_picture(seen, foot, words)]
    tables = {"clauses": seen.clauses, "in_time": seen.in_time, "need": seen.need}
    if seen.causes is not None:
        says += cause_sentences(seen.causes, seen.year, words)
        shown.append(cause_shown(seen.causes, seen.year, words))
        pictures.append(cause_picture(seen.causes, seen.year, foot, words))
        sure.append(words.say("cause_sure", runs=seen.causes.runs, year=seen.year))
        tables |= cause_tables(seen.causes)
    shown += [*_sections(seen, words), *_verdict(seen, words)]
    return Answer(title, tuple(says), tuple(shown), tables, tuple(pictures), tuple(sure))


def often(met: int, judged: int, words: Words) -> str:
    """Say in how many futures something is met."""
    if not judged:
        return words.say("eval_often_never")
    key = "eval_often_all" if met == judged else "eval_often_none" if met == 0 else "eval_often_some"
    return words.say(key, met=met, runs=judged)


def range_name(runs: int, words: Words) -> str:
    """Say which range is shown of so many runs."""
    return words.say("eval_range_all" if runs < RUNS_FOR_P95 else "eval_range_most", runs=runs)


def _says(seen: Seen, words: Words) -> Iterator[str]:
    purpose, gap, beds = (seen.row(each) for each in ("purpose_met", "need_minus_settled", "nights_without_bed"))
    if purpose is not None and gap is not None:
        yield words.say(
            "eval_purpose", often=often(purpose.met, purpose.judged, words), year=seen.year, gap=words.about(gap.mean),
            low=words.about(gap.low), high=words.about(gap.high), need_often=often(gap.met, gap.judged, words),
        )  # fmt: skip
    if beds is not None:
        yield words.say(
            "eval_beds", nights=words.about(beds.mean), low=words.about(beds.low), high=words.about(beds.high),
            often=often(beds.met, beds.judged, words),
        )  # fmt: skip
    for each in seen.reached:
        yield words.say(
            "eval_in_time", measure=capital(words.target(each.measure)), value=words.number(each.mean, "share"),
            low=words.number(each.low, "share"), high=words.number(each.high, "share"),
            target=words.number(each.target, "share"), often=often(each.met, each.judged, words),
        )  # fmt: skip
    flows = {each.flow: each for each in seen.flows}
    if {"need_next", "offered_next"} <= set(flows):
        need, offered = flows["need_next"], flows["offered_next"]
        yield words.say(
            "eval_next", need=words.about(need.mean), need_low=words.about(need.low), need_high=words.about(need.high),
            offered=words.about(offered.mean), offered_low=words.about(offered.low),
            offered_high=words.about(offered.high),
        )  # fmt: skip
    else:
        yield words.say("eval_next_none", runs=seen.runs)
    yield _counted(seen, words)


def _counted(seen: Seen, words: Words) -> str:
    states = [each.state for each in seen.rows]
    judged = [each for each in states if each.startswith("met in ")]
    return words.say(
        "eval_clauses", judged=len(judged), all=states.count("met in all"), some=states.count("met in some"),
        none=states.count("met in none"), bare=states.count("no yardstick"), due=states.count("nothing due"),
        out=states.count(NOT_MODELLED),
    )  # fmt: skip


def _need_shown(seen: Seen, words: Words) -> Iterator[Shown]:
    rows = tuple(
        (capital(words.name("need_flow", each.flow)), words.ranged(each.mean, each.low, each.high))
        for each in seen.flows
    )
    columns = (words.say("eval_col_flow"), words.say("eval_col_mean"))
    note = words.say("eval_need_note", range=capital(range_name(seen.runs, words)))
    if rows:
        yield Shown(words.say("eval_need_head"), columns, rows, note)


def _time_shown(seen: Seen, words: Words) -> Iterator[Shown]:
    rows = tuple(
        (
            capital(words.target(each.measure)),
            words.say("eval_percent", text=words.ranged(each.mean, each.low, each.high, "share")),
            words.number(each.target, "share"),
            words.say("eval_met", met=each.met, judged=each.judged),
        )
        for each in seen.reached
    )
    keys = ("eval_col_measure", "eval_col_value", "eval_col_target", "eval_col_reached")
    note = words.say("eval_time_note", range=capital(range_name(seen.runs, words)))
    if rows:
        yield Shown(words.say("eval_time_head"), tuple(words.say(key) for key in keys), rows, note)


def _sections(seen: Seen, words: Words) -> Iterator[Shown]:
    keys = ("eval_col_clause", "eval_col_figure", "eval_col_why", "eval_col_value", "eval_col_met")
    columns = tuple(words.say(key) for key in keys)
    note = words.say("eval_section_note")  # under the first
    for section, head in SECTIONS.items():
        rows = [each for each in seen.rows if each.section == section and each.state != NOT_MODELLED]
        if rows:
            yield Shown(words.say(head), columns, tuple(_cells(each, words) for each in rows), note, words=3)
            note = ""
    out = [each for each in seen.rows if each.state == NOT_MODELLED]
    if out:
        rows_out = tuple(
            (words.name("eval_clause", each.clause), capital(words.target(each.measure)), said("why", each.why, words))
            for each in out
        )
        heads = tuple(words.say(key) for key in ("eval_col_clause", "eval_out_col", "eval_col_why"))
        yield Shown(words.say("eval_out_head"), heads, rows_out, words.say("eval_out_note"), words=3)


def _verdict(seen: Seen, words: Words) -> Iterator[Shown]:
    """Count what is met, section by section and in all."""
    states = {
        section: [each.state for each in seen.rows if each.section == section and each.state != NOT_MODELLED]
        for section in SECTIONS
    }
    counted = [(words.say(SECTIONS[section]), found) for section, found in states.items() if found]
    counted.append((words.say("eval_verdict_all"), [each for found in states.values() for each in found]))
    rows = tuple(
        (head, *(str(found.count(state)) for state in VERDICTS), str(sum(each not in VERDICTS for each in found)))
        for head, found in counted
    )
    keys = ("eval_verdict_section", "eval_verdict_every", "eval_verdict_some", "eval_verdict_none", "eval_verdict_bare")
    purpose = seen.row("purpose_met")
    note = words.say("eval_verdict_note")
    if purpose is not None:
        note = f"{words.say('eval_verdict', often=often(purpose.met, purpose.judged, words))} {note}"
    yield Shown(words.say("eval_verdict_head"), tuple(words.say(key) for key in keys), rows, note)


def _cells(row: Clause, words: Words) -> tuple[str, ...]:
    value = words.ranged(row.mean, row.low, row.high, row.unit) if row.runs else "-"
    if row.unit == YES_OR_NO:
        value = "-"  # how often it is met says it all
    elif row.unit == "share" and row.runs:
        value = words.say("eval_percent", text=value)
    elif row.unit not in UNITLESS and row.runs:
        value = words.say("eval_with_unit", text=value, unit=words.bare_unit(row.unit))
    met = words.say("eval_met", met=row.met, judged=row.judged) if row.judged else words.name("met_state", row.state)
    why = said("why", row.why, words)
    why = words.say("eval_varies", why=why) if row.varies else why
    return words.name("eval_clause", row.clause), capital(words.target(row.measure)), why, value, met


def _need_picture(seen: Seen, foot: str, words: Words) -> Iterator[Picture]:
    flows = seen.flows
    if not flows:
        return
    figure = new_figure(WIDTH, ROW_INCHES * len(flows) + 1.9)
    axes = grid(figure, 1, 1)[0][0]
    for place, each in enumerate(flows):
        colour, hatch = HATCHES[FLOW_LOOKS[each.flow]]
        axes.barh(place, each.mean * THOUSAND, color=colour, hatch=hatch, edgecolor=BLACK, linewidth=0.6, height=0.6)
        axes.plot([each.low * THOUSAND, each.high * THOUSAND], [place, place], color=BLACK, linewidth=1.2)
        right = max(each.mean, each.high) * THOUSAND
        axes.annotate(words.about(each.mean), (right, place), xytext=(4, 0), textcoords="offset points", va="center",
                      fontsize=8)  # fmt: skip
    axes.set_yticks(range(len(flows)), [words.name("need_flow", each.flow) for each in flows])
    axes.invert_yaxis()
    axes.grid(False, axis="y")
    axes.use_sticky_edges = False
    axes.margins(x=0.12, y=0.02)
    axes.set_xlabel(words.say("eval_fig_need_axis"), fontsize=8)
    title = words.say("eval_fig_need", year=seen.year)
    axes.set_title(title, fontsize=10, loc="left")
    notes(figure, words.say("eval_fig_need_note", range=range_name(seen.runs, words)), foot)
    parts = words.listed([f"{words.name('need_flow', each.flow)} {words.about(each.mean)}" for each in flows])
    text = words.say("eval_fig_need_text", year=seen.year, parts=parts)
    yield Picture("need_and_places", title, figure, text, seen.need)


def _time_picture(seen: Seen, foot: str, words: Words) -> Iterator[Picture]:
    reached = seen.reached
    if not reached:
        return
    figure = new_figure(WIDTH, ROW_INCHES * len(reached) + 1.9)
    axes = grid(figure, 1, 1)[0][0]
    for place, each in enumerate(reached):
        low, mean, high, target = (100.0 * value for value in (each.low, each.mean, each.high, each.target))
        axes.plot([low, high], [place, place], color=BLUE, linewidth=1.4)
        axes.plot([mean], [place], color=BLUE, marker="o", markersize=6, linestyle="none")
        axes.plot([target, target], [place - 0.32, place + 0.32], color=VERMILLION, linewidth=2.2)
        text = words.say("eval_met", met=each.met, judged=each.judged)
        axes.annotate(text, (1.01, place), xycoords=("axes fraction", "data"), va="center", fontsize=8)
    axes.set_yticks(range(len(reached)), [words.target(each.measure) for each in reached])
    axes.set_ylim(len(reached) - 0.5, -0.5)
    axes.margins(x=0.06)
    axes.set_xlabel(words.say("eval_fig_time_axis"), fontsize=8)
    title = words.say("eval_fig_time", year=seen.year)
    axes.set_title(title, fontsize=10, loc="left")
    notes(figure, words.say("eval_fig_time_note", range=range_name(seen.runs, words)), foot)
    parts = [
        words.say(
            "eval_fig_time_part", measure=words.target(each.measure), value=words.number(each.mean, "share"),
            target=words.number(each.target, "share"),
        )
        for each in reached
    ]
    text = words.say("eval_fig_time_text", year=seen.year, parts="; ".join(parts))
    yield Picture("in_time", title, figure, text, seen.in_time)


def _sure(seen: Seen, words: Words) -> Iterator[str]:
    yield words.say("eval_sure_runs", runs=seen.runs, range=range_name(seen.runs, words))
    if seen.runs < seen.asked_for:
        yield words.say("eval_sure_lost", lost=seen.asked_for - seen.runs, asked=seen.asked_for)
    most = share(0, seen.runs).high
    key = "eval_sure_shares" if most < 1.0 else "eval_sure_few"
    yield words.say(key, runs=seen.runs, most=words.number(most, "share"))
    yield words.say("eval_sure_rules", regime=seen.regime, targets=seen.targets)
