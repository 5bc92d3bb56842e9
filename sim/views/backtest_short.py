"""What a back-test says in short beside its verdicts: how far off what is given is, and how much its bands hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pandas as pd

from sim.views.standing import gate_name, sizes
from sim.views.words import Words

GIVEN = "given"
TOLD: Mapping[str, tuple[str, ...]] = {"reconstruction": ("decisions", "permits")}
"""Series that the runs of a column are told as they stand, so that their scores test nothing."""
TAIL = 0.05
"""Chance of a new run to lie beyond either end of a band of 90 %."""
ROUNDING = 1e-9
FURTHEST: Mapping[str, int] = {"as_known": 3}
"""Counts of an episode named by column for how far off they are where no target is on their level, 1 of other columns;
our choice."""
COUNTS = ("persons", "places")
Key = tuple[str, str, str]


def given_series(gates: pd.DataFrame, scores: pd.DataFrame) -> Mapping[Key, str]:
    """Return how much of each scored series a column is given, by column, episode and series: `given` or `partly`.

    It is given in part where only some of the targets on its figures are marked so.
    """
    found: dict[Key, str] = {}
    for key, rows in gates.groupby(["label", "episode", "series"], sort=False):
        marked = rows["met"] == GIVEN
        if marked.any():
            found[_key(key)] = GIVEN if marked.all() else "partly"
    for key, _ in scores.groupby(["label", "episode", "series"], sort=False):
        label, _, series = _key(key)
        if series in TOLD.get(label, ()):
            found[_key(key)] = GIVEN
    return found


def short_lines(
    tables: Mapping[str, pd.DataFrame], labels: Collection[str], words: Words
) -> Iterator[tuple[str, list[str]]]:
    """Yield heading and parts: what the runs are given and how far off it is all the same, then the bands."""
    gates = tables["gates"]
    given = gates[(gates["met"] == GIVEN) & gates["measured"].notna()]
    parts = [_given(row, words) for row in given.itertuples()]
    if parts:
        yield words.say("bt_given_head"), parts
    yield from _bands(tables, labels, words)
    yield from _far(tables, labels, words)


def is_far(row: Any) -> bool:
    """Whether what the runs are given is further off than was wanted."""
    return bool(row.measured > row.limit)


def derived_share(points: pd.DataFrame) -> Mapping[tuple[str, str], float]:
    """Return by episode and series which share of the scored figures was worked out from published ones."""
    figures = points[points["use"] == "score"].drop_duplicates(["episode", "series", "date", "period_start"])
    shares = figures.groupby(["episode", "series"], as_index=False)["derived"].mean()
    keys = zip(shares["episode"].astype(str), shares["series"].astype(str), strict=True)
    return dict(zip(keys, shares["derived"].astype(float), strict=True))


def _key(key: Any) -> Key:
    label, episode, series = (str(each) for each in key)
    return label, episode, series


def _given(row: Any, words: Words) -> str:
    far = is_far(row)
    measured, limit = sizes(row.statistic, row.measured, row.limit, not far, words)
    return words.say(
        "bt_given_far" if far else "bt_given_near",
        label=words.name("label", row.label),
        series=words.name("published", row.series),
        episode=row.episode,
        n=row.n,
        statistic=gate_name(row.statistic, row.years, words),
        measured=measured,
        limit=limit,
    )


def _bands(
    tables: Mapping[str, pd.DataFrame], labels: Collection[str], words: Words
) -> Iterator[tuple[str, list[str]]]:
    """Say how many of the figures lie in their band of 90 %, a column each, and on how few runs bands rest."""
    points = tables["points"]
    told = given_series(tables["gates"], tables["scores"])
    keys = zip(points["label"], points["episode"].astype(str), points["series"], strict=True)
    tests = pd.Series([told.get(key) != GIVEN for key in keys], index=points.index, dtype=bool)
    scored = points[tests & (points["use"] == "score") & points["median"].notna()]
    parts, runs = [], []
    for label in labels:
        mine = scored[scored["label"] == label]
        if mine.empty:
            continue
        name, most = words.name("label", label), int(mine["n"].max())
        banded = mine[mine["low90"].notna()]
        if banded.empty:
            parts.append(words.say("bt_bands_none", label=name, runs=most))
            continue
        hits = int(banded["observed"].between(banded["low90"], banded["high90"]).sum())
        parts.append(words.say("bt_bands_part", label=name, hits=hits, n=len(banded), runs=most))
        runs.append(most)
    if parts:
        yield words.say("bt_bands", parts="; ".join(parts)), []
    if runs:
        beyond = int((min(runs) + 1) * TAIL + ROUNDING) - 1
        yield words.say("bt_bands_runs", runs=min(runs), beyond=beyond or words.say("bt_bands_no_run")), []


def _far(
    tables: Mapping[str, pd.DataFrame], labels: Collection[str], words: Words
) -> Iterator[tuple[str, list[str]]]:
    """Say of each column where the median is furthest from a figure of a series whose level has no target there.

    Of each episode counts, and what is no count, shares and months, each by itself. What the runs are told is left out.
    """
    gates, points = tables["gates"], tables["points"]
    of_level = gates[~gates["statistic"].str.startswith("skill_")]
    keys = list(zip(points["label"], points["episode"].astype(str), points["series"], strict=True))
    judged = set(zip(of_level["label"], of_level["episode"].astype(str), of_level["series"], strict=True))
    judged |= {key for key in keys if key[2] in TOLD.get(key[0], ())}
    free = pd.Series([key not in judged for key in keys], index=points.index, dtype=bool)
    shown = points[free & points["use"].isin(("score", "band"))]
    off = (shown["median"] - shown["observed"]).abs()
    kind = shown["unit"].mask(shown["unit"].isin(COUNTS), COUNTS[0])
    ranked = shown.assign(off=off, of=kind).dropna(subset=["off"]).sort_values("off", ascending=False, kind="stable")
    told = []
    for label in labels:
        mine = ranked[ranked["label"] == label].drop_duplicates(["episode", "series"])
        place = mine.groupby(["episode", "of"]).cumcount()
        if mine.empty:
            continue
        most = mine["of"].eq(COUNTS[0]).map({True: FURTHEST.get(label, 1), False: 1})
        named = mine[place < most].sort_values("episode", kind="stable")
        if len(named):
            parts = "; ".join(_furthest(row, words) for row in named.itertuples())
            told.append(words.say("bt_far_of", label=words.name("label", label), parts=parts))
    if told:
        yield words.say("bt_far"), told


def _furthest(row: Any, words: Words) -> str:
    return words.say(
        "bt_far_part" if pd.isna(row.origin) else "bt_far_seen",
        series=words.name("published", row.series),
        episode=row.episode,
        origin=words.date(row.origin),
        date=words.date(row.date),
        model=_level(row.median, row.unit, words),
        figure=_level(row.observed, row.unit, words),
        kind=words.say("bt_derived_word" if row.derived else "bt_published"),
    )


def _level(value: float, unit: str, words: Words) -> str:
    """Write a count in three figures, anything else with its unit."""
    return words.about(value) if unit in COUNTS else words.with_unit(words.number(value, unit), unit)
