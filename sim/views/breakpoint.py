"""Breaking points in sentences and tables for people; the figures stand in `breakpoint_figures`.

Tables are those of `sim.studies.breakpoint_tables`, whose columns are written down there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim import statistics
from sim.views.answer import Answer, Shown
from sim.views.breakpoint_figures import figures
from sim.views.breakpoint_words import (
    FAILS,
    FOUND,
    LOST,
    SURVIVES,
    TENTHS,
    Question,
    against,
    cut_short,
    end,
    often,
    per_cent,
    plan,
    size,
)
from sim.views.english import ENGLISH
from sim.views.rows import each_of
from sim.views.said import said
from sim.views.words import Words

HEADS = {"duration": "bp_head_against_duration", "warning": "bp_head_against_warning"}
ALONG: Mapping[str, Mapping[str, str]] = {
    "duration": {
        "falls": "bp_falls_duration",
        "level": "bp_level_duration",
        "rises": "bp_rises_duration",
        "both": "bp_both_duration",
        "outside": "bp_outside_duration",
    },
    "warning": {
        "rises": "bp_rises_warning",
        "level": "bp_level_warning",
        "falls": "bp_falls_warning",
        "both": "bp_both_warning",
        "outside": "bp_outside_warning",
    },
}
"""Sentences on how breaking points go along each second axis; what is looked for first stands first."""


@dataclass(frozen=True)
class Found:
    """The tidy tables of the search.

    Attributes
    ----------
    places : that stand the day before the shock; empty along a second axis
    """

    points: pd.DataFrame
    curve: pd.DataFrame
    futures: pd.DataFrame
    first: pd.DataFrame
    pairs: pd.DataFrame
    places: pd.DataFrame


def answer(
    found: Found,
    question: Question,
    along: Mapping[str, str],
    manifest: Mapping[str, Any],
    words: Words = ENGLISH,
) -> Answer:
    """Return the answer: the plan that survives most first.

    Parameters
    ----------
    along : how the points of each plan go along the second axis, as `breakpoint_tables.along` has it; empty without one
    """
    order = found.points.assign(_size=found.points["survives"].clip(lower=-1.0)).sort_values(
        ["_size", "plan"], ascending=[False, True], kind="stable"
    )
    says = [_point(row, question, words) for row in each_of(order)]
    says += cut_short(question.cut, question.axis, words)
    says += _pairs(found.pairs, words)
    says += _places(found.places, [str(row.plan) for row in each_of(order)], words)
    says += _along(along, question, words)
    meaning = said("says_criterion", question.says, words)
    says.append(words.say("bp_what", criterion=words.name("criterion", question.criterion), says=meaning))
    says += [_first(row, found.first, question, words) for row in each_of(order) if row.state == FOUND]
    says += _at_ease(found.first, question, words)
    return Answer(
        title=words.say("bp_title", shock=words.name("shock", question.shock)),
        says=tuple(says),
        shown=tuple(_shown(found, question, words)),
        tables={
            "breaking_points": found.points, "curve": found.curve, "futures": found.futures, "first": found.first,
            "pairs": found.pairs, "places_before": found.places,
        },
        pictures=tuple(figures(_left(found.points), found.curve, question, manifest, words)),
        sure=tuple(sure(found.points, question, words)),
    )  # fmt: skip


def _point(row: Any, question: Question, words: Words) -> str:
    name = {"plan": plan(row.plan, words), "against": against(row.against, question.axis, words)}
    if row.state == LOST:
        return words.say("bp_lost_all", **name)
    tolerated = allowed(row)
    if row.state == FAILS:
        key = "bp_fails" if question.low else "bp_fails_none"
        broke = f"{row.broke_breaks:.0f}" if not math.isnan(row.broke_breaks) else words.say("bp_some")
        low = size(question.low, words)
        return words.say(key, **name, broke=broke, futures=row.futures, low=low, tolerated=tolerated)
    if row.state == SURVIVES:
        high, broke = size(question.high, words), f"{row.broke_survives:.0f}"
        return words.say("bp_survives", **name, high=high, broke=broke, futures=row.futures)
    return words.say(
        "bp_found",
        **name,
        size=size(row.survives, words),
        amount=_amount(row, words),
        held=_held(row, words),
        often=often(question.p, words),
        interval=_interval(row, question, words),
        breaks=size(row.breaks, words),
        broke=f"{row.broke_breaks:.0f}",
        futures=row.futures,
    )


def _held(row: Any, words: Words) -> str:
    """Write in how many futures nothing breaks at the size survived: as many as seen, or where not all are known more.

    A search that has found enough that hold looks at no others.
    """
    if math.isnan(row.broke_survives):
        return words.say("bp_at_least", held=int(row.futures) - int(allowed(row)))
    return f"{row.futures - row.broke_survives:.0f}"


def _places(places: pd.DataFrame, order: Sequence[str], words: Words) -> Iterator[str]:
    """Say how many places each plan has when the shock comes, where that differs: some were closed before."""
    middle = places.groupby("plan")["value"].median()
    if middle.nunique() < 2:
        return
    parts = [
        words.say("bp_places_part", plan=plan(name, words), places=words.number(middle[name]))
        for name in order
        if name in middle.index
    ]
    date, at = words.date(places["date"].iloc[0]), size(float(places["size"].iloc[0]), words)
    futures = int(places["replication"].nunique())
    yield words.say("bp_places", date=date, size=at, futures=futures, parts=words.listed(parts))


def _left(points: pd.DataFrame) -> pd.DataFrame:
    """Points of which a future is left."""
    return points[points["state"] != LOST]


def allowed(row: Any) -> str:
    """How many futures may break."""
    return f"{math.floor(row.futures * row.tolerated + TENTHS)}"


def _amount(row: Any, words: Words) -> str:
    if math.isnan(row.persons):
        return ""
    key = "bp_amount" if math.isnan(row.week) else "bp_amount_week"
    return words.say(key, persons=words.about(row.persons), week="" if math.isnan(row.week) else words.about(row.week))


def _interval(row: Any, question: Question, words: Words) -> str:
    if row.confidence == 0.0:
        return words.say("bp_interval_none")
    confidence, high = per_cent(row.confidence), end(row.high, question, words)
    if math.isnan(row.low):
        return words.say("bp_interval_above", confidence=confidence, high=high)
    amount = ""
    if math.isfinite(row.persons_low) and math.isfinite(row.persons_high):
        amount = words.say("bp_interval_persons", low=words.about(row.persons_low), high=words.about(row.persons_high))
    return words.say("bp_interval", confidence=confidence, low=end(row.low, question, words), high=high, amount=amount)


def _pairs(pairs: pd.DataFrame, words: Words) -> Iterator[str]:
    """Say of neighbours in the order whether one survives more than the other."""
    tested = int(pairs["p"].notna().sum())
    for row in each_of(pairs):
        both = words.listed([plan(row.first, words), plan(row.second, words)])
        if math.isnan(row.p):
            yield words.say("bp_pair_untested", plans=both)
            continue
        ends = sorted(((row.first_alone, row.first), (row.second_alone, row.second)))
        (least, better), (most, worse) = ((f"{count:.0f}", plan(name, words)) for count, name in ends)
        fields = {"size": size(row.size, words), "futures": row.futures, "most": most, "least": least}
        fields |= {"better": better, "worse": worse, "plans": both}
        if row.told:
            yield words.say("bp_pair_told", at_once=_at_once(tested, words), **fields)
        else:
            yield words.say("bp_pair_untold", at_once=_at_once(tested, words), needed=_fewest(tested), **fields)


def _at_once(tested: int, words: Words) -> str:
    return words.say("bp_pair_at_once", count=tested) if tested > 1 else ""


def _fewest(tested: int) -> int:
    """Fewest futures that must differ, all the same way, for a pair to be told; the first of several."""
    count = 1
    while statistics.sign_test([1] * count) > (1.0 - statistics.CONFIDENCE) / max(tested, 1):
        count += 1
    return count


def _along(along: Mapping[str, str], question: Question, words: Words) -> Iterator[str]:
    for how, key in ALONG.get(question.axis or "", {}).items():
        plans = [plan(name, words) for name, each in along.items() if each == how]
        if plans:
            yield words.say(key, plans=words.listed(plans))


def _of_point(first: pd.DataFrame, row: Any) -> pd.DataFrame:
    value = float(row.against)
    same = first["against"].isna() if math.isnan(value) else first["against"] == value
    return first.loc[(first["plan"] == str(row.plan)) & same]


def _first(row: Any, first: pd.DataFrame, question: Question, words: Words) -> str:
    name = {"plan": plan(row.plan, words), "against": against(row.against, question.axis, words)}
    mine = _of_point(first, row)
    told = _already(mine, words)
    mine = mine[mine["broke"] > 0]
    if mine.empty:
        return words.say("bp_first_nothing", **name, size=size(row.breaks, words)) + told
    top = next(each_of(mine))
    said = words.say(
        "bp_first",
        **name,
        size=size(row.breaks, words),
        criterion=words.name("criterion", str(top.criterion)),
        hits=top.first_in,
        futures=top.futures,
        span=words.span(top.median, top.earliest, top.latest),
    )
    asked = mine[mine["criterion"] == question.criterion]
    if top.criterion == question.criterion or asked.empty:
        return said + told
    other = next(each_of(asked))
    then = words.say(
        "bp_first_asked",
        start=said,
        criterion=words.name("criterion", question.criterion),
        hits=other.broke,
        futures=other.futures,
        span=words.span(other.median, other.earliest, other.latest),
    )
    return then + told


def _already(mine: pd.DataFrame, words: Words) -> str:
    """Say what was broken before the onset, behind what breaks first; nothing if nothing was."""
    parts = [
        words.say(
            "bp_already_part",
            criterion=words.name("criterion", str(row.criterion)),
            hits=_of(row.already, row.futures, words),
        )
        for row in each_of(mine[mine["already"] > 0])
    ]
    return " " + words.say("bp_already", parts="; ".join(parts)) if parts else ""


def _at_ease(first: pd.DataFrame, question: Question, words: Words) -> Iterator[str]:
    """Say of the criterion asked that what was broken before the shock counts, and of others that nothing is told."""
    if first.empty:
        return
    before = first[first["already"] > 0].sort_values("already", kind="stable").groupby("criterion", sort=False)
    parts = []
    for row in each_of(before.last().reset_index()):
        said = {
            "criterion": words.name("criterion", str(row.criterion)), "hits": _of(row.already, row.futures, words),
        }  # fmt: skip
        if row.criterion == question.criterion:
            yield words.say("bp_at_ease_asked", **said)
        else:
            parts.append(words.say("bp_already_part", **said))
    if parts:
        yield words.say("bp_at_ease", start=words.name("start", question.start), criteria=words.listed(parts))


def _shown(found: Found, question: Question, words: Words) -> Iterator[Shown]:
    yield from points_shown(_left(found.points), question, words)
    yield from _firsts_shown(found.first, question, words)


def _key(axis: str | None) -> list[str]:
    return ["bp_head_plan", *([HEADS[axis]] if axis else [])]


def points_shown(left: pd.DataFrame, question: Question, words: Words) -> Iterator[Shown]:
    """Show the breaking points of which a future is left; nothing if there is none."""
    axis = question.axis
    heads = ["bp_head_size", "bp_head_interval", "bp_head_persons", "bp_head_week", "bp_head_broke"]
    cells = []
    if left.empty:
        return
    for row in each_of(left):
        cells.append((
            plan(row.plan, words),
            *([words.figures_of(row.against)] if axis else []),
            end(row.survives, question, words) if row.state != SURVIVES else end(math.inf, question, words),
            _ends(row, question, words),
            "-" if not math.isfinite(row.persons) else words.about(row.persons),
            "-" if not math.isfinite(row.week) else words.about(row.week),
            "-" if math.isnan(row.broke_breaks) else _of(row.broke_breaks, row.futures, words),
        ))  # fmt: skip
    sample = next(each_of(left))
    yield Shown(
        words.say("bp_table"),
        tuple(words.say(each) for each in (*_key(axis), *heads)),
        tuple(cells),
        words.say("bp_table_note", allowed=allowed(sample), futures=sample.futures),
    )


def _firsts_shown(first: pd.DataFrame, question: Question, words: Words) -> Iterator[Shown]:
    axis = question.axis
    cells = [
        (
            plan(row.plan, words),
            *([words.figures_of(row.against)] if axis else []),
            words.name("criterion", str(row.criterion)),
            size(row.size, words),
            f"{row.first_in}",
            f"{row.broke}",
            words.span(row.median, row.earliest, row.latest, lines=True) if row.broke else "-",
            f"{row.already}",
        )
        for row in each_of(first)
    ]
    heads = [
        "bp_head_criterion",
        "bp_head_at",
        "bp_head_first_in",
        "bp_head_broke_in",
        "bp_head_day",
        "bp_head_already",
    ]
    if cells:
        yield Shown(
            words.say("bp_first_table"),
            tuple(words.say(each) for each in (*_key(axis), *heads)),
            tuple(cells),
            words.say("bp_first_note", futures=int(first["futures"].max())),
            words=len(_key(axis)) + 1,
        )


def _of(hits: float, futures: int, words: Words) -> str:
    return words.say("bp_of", hits=f"{hits:.0f}", futures=futures)


def _ends(row: Any, question: Question, words: Words) -> str:
    if row.confidence == 0.0:
        return "-"
    high = end(row.high, question, words)
    low = "-" if math.isnan(row.low) else end(row.low, question, words)
    return words.say("bp_ends", low=low, high=high)


def sure(points: pd.DataFrame, question: Question, words: Words) -> Iterator[str]:
    """Say how sure breaking points are: runs, interval, what was checked, and what was lost."""
    sample = next(each_of(_left(points) if len(_left(points)) else points))
    yield words.say(
        "bp_runs",
        runs=words.count(question.runs),
        futures=sample.futures,
        first=words.date(question.first),
        days=question.days,
    )
    if sample.confidence:
        confidence = per_cent(sample.confidence)
        yield words.say("bp_sure_interval", confidence=confidence, tolerance=words.number(question.tolerance, "share"))
    if question.why:
        yield words.say("bp_sure_few", why=said("too_few", question.why, words))
    yield from _told_from_p(points, question, words)
    checked = int(points["checked"].sum())
    bad = points[points["not_monotone"] > 0]
    if len(bad):
        parts = _counted(bad, "not_monotone", question, words)
        yield words.say("bp_monotone", checked=checked, bad=int(bad["not_monotone"].sum()), plans=parts)
    elif checked:
        yield words.say("bp_monotone_all", checked=checked)
    lost = points[points["lost"] > 0]
    if len(lost):
        yield words.say("bp_lost", parts=_counted(lost, "lost", question, words))
    yield words.say("bp_assumed", start=words.name("start", question.start))


def _counted(points: pd.DataFrame, column: str, question: Question, words: Words) -> str:
    """Say a count of each breaking point."""
    parts = (
        (plan(row.plan, words), against(row.against, question.axis, words), getattr(row, column))
        for row in each_of(points)
    )
    return "; ".join(words.say("bp_counted", plan=name, against=at, count=count) for name, at, count in parts)


def _told_from_p(points: pd.DataFrame, question: Question, words: Words) -> Iterator[str]:
    """Say at which ends of which intervals the share that breaks cannot be told from p (METHODS B1)."""
    parts, held = [], 0
    for row in each_of(points[points["state"] == FOUND]):
        for name, hits, excludes in (
            ("bp_lower", row.broke_low, row.excludes_low),
            ("bp_upper", row.broke_high, row.excludes_high),
        ):
            if math.isnan(hits):
                continue
            if excludes:
                held += 1
                continue
            label = {"plan": plan(row.plan, words), "against": against(row.against, question.axis, words)}
            parts.append(
                words.say("bp_wilson_part", **label, end=words.say(name), hits=f"{hits:.0f}", futures=row.futures)
            )
    p = words.number(question.p, "share")
    if parts:
        yield words.say("bp_wilson_not", p=p, parts=", ".join(parts), needed=_needed(question.p))
    elif held:
        yield words.say("bp_wilson_both", p=p)


def _needed(p: float) -> int:
    """Fewest futures of which none breaks that tell a share from p."""
    count = 1
    while statistics.share_interval(0, count)[1] >= p:
        count += 1
    return count
