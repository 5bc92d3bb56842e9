"""A back-test as text: the short answer, targets with verdicts, scores; the same for the console and `summary.md`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from sim.views.backtest_sample import sample_counts, sample_lines
from sim.views.backtest_short import derived_share, given_series, is_far, short_lines
from sim.views.command import command_line
from sim.views.console import make_console
from sim.views.english import ENGLISH
from sim.views.pairs import markdown
from sim.views.picture import Picture
from sim.views.rows import each_of
from sim.views.standing import bullets, gate_name, of_lines, parameter_kinds, size, sizes, time_ahead
from sim.views.words import Words

LABELS = ("reconstruction", "rules", "as_known", "transfer_free", "transfer_ledger")
"""Columns, always all of them."""
LEAST = 8  # pairs with a score
MISSED_FEW = {"figures": "bt_missed_few_figures", "runs": "bt_missed_few_runs"}
VERDICTS = {
    "yes": "bt_met", "no": "bt_not_met", "cannot": "bt_cannot", "not_run": "bt_not_run", "no_figures": "bt_no_figures",
}  # fmt: skip
ROWS = {"given": "bt_row_given", "partly": "bt_row_partly"}
BASELINES = ("persistence", "drift", "arrivals_known", "planning_figure")


def _groups(frame: pd.DataFrame, *keys: str) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    """Go through the groups of a frame in its order, with their keys as text."""
    for found, rows in frame.groupby(list(keys), sort=False):
        yield tuple(str(each) for each in (found if isinstance(found, tuple) else (found,))), rows


def print_backtest(
    tables: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, Any],
    console: Console | None = None,
    words: Words = ENGLISH,
) -> None:
    """Print what the model may be used for, then the targets, then the scores."""
    console = console or make_console()
    console.rule(_title(manifest, words), align="left", characters="=")
    for line in _head(manifest, words):
        console.print(line)
    console.print(f"\n{words.say('bt_short')}\n")
    for line in _short(tables, manifest, words):
        console.print(line)
    for title, rows, heads, note in _sections(tables, words, whole=False):
        console.print(f"\n{title}\n")
        if not rows:
            console.print(note)
            continue
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
        for place, head in enumerate(heads):
            widest = max(len(part) for part in (*head.split("\n"), *(row[place] for row in rows)))
            table.add_column(head, no_wrap=place > 0, min_width=widest if place else None)
        for row in rows:
            table.add_row(*row)
        console.print(table)
        console.print(note)
    console.print("")
    console.print(sample_counts(manifest, words))
    console.print(words.say("bt_more"))


def summary(
    tables: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, Any],
    pictures: Sequence[tuple[str, Picture]] = (),
    words: Words = ENGLISH,
) -> str:
    """Return `summary.md` of a back-test."""
    return "\n".join(_lines(tables, manifest, pictures, words)).rstrip() + "\n"


def _lines(
    tables: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, Any],
    pictures: Sequence[tuple[str, Picture]],
    words: Words,
) -> Iterator[str]:
    yield f"# {_title(manifest, words)}"
    yield ""
    yield " ".join(_head(manifest, words))
    yield from ("", f"## {words.say('bt_short')}", "")
    yield from _short(tables, manifest, words)
    for title, rows, heads, note in _sections(tables, words, whole=True):
        yield from ("", f"## {title}", "")
        if rows:
            yield from (markdown(heads), markdown(["---"] * len(heads)), *(markdown(row) for row in rows), "")
        yield note
    missed = list(_missed(tables["gates"], words))
    if missed:
        yield from ("", f"## {words.say('bt_worst')}", "")
        yield from (f"- {line}" for line in missed)
    paths = list(_paths(tables, words))
    if paths:
        yield from ("", f"## {words.say('bt_path')}", "")
        yield from (*(f"- {line}" for line in paths), "", words.say("bt_path_note"))
    if pictures:
        yield from ("", f"## {words.say('question_figures')}", "")
        for path, picture in pictures:
            yield from (f"![{picture.text}]({path})", "")
    yield from ("", f"## {words.say('bt_sample')}", "")
    yield from sample_lines(manifest, words)
    again = words.say("again", command=command_line(manifest["command"]))
    yield from ("", f"## {words.say('question_again')}", "", again)


def _short(tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Say what the model may be used for, how far off what is given is, and how much the bands hold."""
    yield from bullets(of_lines(manifest["lines"], words))
    yield from bullets(short_lines(tables, LABELS, words))


def _title(manifest: Mapping[str, Any], words: Words) -> str:
    """Name what the model is held against: what was published, or a history of the user's own."""
    own = manifest["settings"]["data"]
    return words.say("bt_title") if own is None else words.say("bt_title_own", file=Path(own).name)


def _head(manifest: Mapping[str, Any], words: Words) -> Iterator[str]:
    if manifest["settings"]["data"] is not None:
        yield words.say("bt_own", file=manifest["settings"]["data"])
    parts = [
        words.say(f"bt_runs_{name}", count=count, origins=manifest["origins"])
        for name, count in manifest["replications"].items()
    ]
    yield words.say("bt_runs", episodes=words.listed(manifest["episodes"]), parts=", ".join(parts))
    missing = [words.name("label", label) for label in LABELS if label not in manifest["labels"]]
    if missing:
        yield words.say("bt_missing", labels=words.listed(missing))
    if manifest["failures"]:
        yield words.say("bt_failed", failed=len(manifest["failures"]), wanted=manifest["runs"])
    told = [words.say("bt_frozen_file", **each) for each in manifest["frozen"]]
    for each in manifest["alike"]:
        yield words.say("bt_alike", **each)
    yield words.say("bt_frozen", told="; ".join(told) or words.say("bt_frozen_none"))
    yield parameter_kinds(manifest, words)


def _sections(
    tables: Mapping[str, pd.DataFrame], words: Words, whole: bool
) -> Iterator[tuple[str, list[list[str]], list[str], str]]:
    """Yield title, rows, heads and note of the tables of targets and of scores."""
    names = [words.name("label", label) for label in LABELS]
    derived = derived_share(tables["points"])
    gates = list(_targets(tables["gates"], derived, words))
    heads = ["", "n", *(name if whole else name.replace(", ", "\n") for name in names)]
    note = words.say("bt_targets_note")
    if (tables["gates"]["met"] == "no_figures").any():
        note = f"{note} {words.say('bt_no_figures_note')}"
    yield words.say("bt_targets"), gates, heads, note
    simple = [words.name("baseline_short", each) for each in BASELINES]
    heads = ["", "n", "CRPS", "WIS", "relative", "50 %", "90 %", *simple]
    given = given_series(tables["gates"], tables["scores"])
    rows = list(_scores(tables["scores"], given, derived, words, whole))
    notes = [words.say("bt_scores_note")] if rows else []
    notes += [*_unscored(tables["scores"], words)] if whole or not rows else []
    yield words.say("bt_scores"), rows, heads, " ".join([*notes, *_bands(tables["points"], words)])


def _bands(points: pd.DataFrame, words: Words) -> Iterator[str]:
    """Say of each series without any score how many of its figures were published and how many derived."""
    figures = points[points["use"] != "path"].drop_duplicates(["episode", "series", "date", "period_start"])
    for (episode, series), mine in _groups(figures, "episode", "series"):
        if (mine["use"] == "band").any() and not (mine["use"] == "score").any():
            derived = int(mine["derived"].sum())
            named = {"series": words.name("published", series), "episode": episode}
            yield words.say("bt_band", **named, derived=derived, published=len(mine) - derived)


def _series(series: str, episode: str, derived: Mapping[tuple[str, str], float], words: Words) -> str:
    """Name a series of an episode, and say if its figures were derived from published ones."""
    name = f"{words.name('published', series)} {episode}"
    share = derived.get((episode, series), 0.0)
    return words.say("bt_all_derived" if share == 1.0 else "bt_partly_derived", series=name) if share else name


def _targets(gates: pd.DataFrame, derived: Mapping[tuple[str, str], float], words: Words) -> Iterator[list[str]]:
    """Yield a row a target: what, n, and a cell a column; before them a row that names the series.

    A series of which nothing was run is left out.
    """
    gates = gates.assign(window=gates["first"].astype(str) + gates["statistic"])
    for (episode, series), mine in _groups(gates, "episode", "series"):
        if (mine["met"] == "not_run").all():
            continue
        yield [_series(series, episode, derived, words), *[""] * (len(LABELS) + 1)]
        for _, rows in _groups(mine, "window"):
            by_label = {row.label: row for row in each_of(rows)}
            one = rows.iloc[0]
            name = gate_name(one["statistic"], one["years"], words)
            cells = [_cell(by_label.get(label), words) for label in LABELS]
            yield [f"  {name}", str(rows["n"].max() or "-"), *cells]


def _cell(row: Any, words: Words) -> str:
    if row is None:
        return "-"
    if row.met in ("cannot", "not_run", "no_figures"):
        return words.say(VERDICTS[row.met])
    if row.met == "given":
        measured = "-" if pd.isna(row.measured) else size(row.statistic, row.measured, words)
        return words.say("bt_given_no" if is_far(row) else "bt_given", measured=measured)
    measured, limit = sizes(row.statistic, row.measured, row.limit, row.met != "no", words)
    mark = "*" if row.in_sample else ""
    few = words.say("bt_few") if row.few else ""
    return f"{words.say(VERDICTS[row.met])}{few} {measured.replace(' days', ' d')} ({limit.split(' ')[0]}){mark}"


def _missed(gates: pd.DataFrame, words: Words) -> Iterator[str]:
    """Say of each target that is missed or cannot be judged by how much, where, and why."""
    for row in each_of(gates):
        if row.met not in ("no", "cannot"):
            continue
        named = {
            "label": words.name("label", row.label),
            "series": words.name("published", row.series),
            "episode": row.episode,
            "statistic": gate_name(row.statistic, row.years, words),
        }
        if row.met == "cannot":
            yield words.say("bt_cannot_row", **named, why=row.why)
            continue
        measured, limit = sizes(row.statistic, row.measured, row.limit, False, words)
        yield words.say(
            "bt_missed_row",
            **named,
            measured=measured,
            limit=limit,
            where=f" ({row.where})" if row.where else "",
            few=words.say(MISSED_FEW[row.few]) if row.few else "",
        )


def _scores(
    scores: pd.DataFrame,
    given: Mapping[tuple[str, str, str], str],
    derived: Mapping[tuple[str, str], float],
    words: Words,
    whole: bool,
) -> Iterator[list[str]]:
    """Yield rows by series, each with a row that names it; on the console horizons only where arrivals are known."""
    columns = 6 + len(BASELINES)
    for (episode, series), mine in _groups(scores, "episode", "series"):
        rows = []
        by_arrivals = (mine["baseline"] == BASELINES[-1]).any()
        for (label, horizon), one in _groups(mine, "label", "horizon"):
            raw = {(row.score, row.baseline): row for row in each_of(one[one["scale"] == "raw"])}
            log = {row.score: row for row in each_of(one[(one["scale"] == "log") & (one["baseline"] == "")])}
            first = raw[("crps", "")]
            if pd.isna(first.value) or (not whole and horizon != "all" and not by_arrivals):
                continue
            name = f"  {words.name('label', label)}, {time_ahead(str(horizon), words)}"
            told = given.get((label, episode, series))
            name = words.say(ROWS[told], name=name) if told else name
            figures = int(raw[("figures", "")].value)
            n = str(first.n) if figures == first.n else f"{first.n} ({figures})"
            rows.append([name, n, *_row(raw, log, words)])
        if rows:
            yield [_series(series, episode, derived, words), *[""] * columns]
            yield from rows


def _unscored(scores: pd.DataFrame, words: Words) -> Iterator[str]:
    """Name in a sentence the series with too few pairs to score; of one that is scored in part, where it is not."""
    crps = scores[(scores["score"] == "crps") & (scores["scale"] == "raw") & (scores["baseline"] == "")]
    parts = []
    for (episode, series), mine in _groups(crps, "episode", "series"):
        if mine["value"].notna().all():
            continue
        lacking = [] if mine["value"].isna().all() else list(_lacking(mine, words))
        name = f"{words.name('published', series)} {episode}"
        parts.append(words.say("bt_unscored_part", name=name, parts="; ".join(lacking)) if lacking else name)
    if parts:
        yield words.say("bt_unscored", least=LEAST, parts="; ".join(parts))


def _lacking(crps: pd.DataFrame, words: Words) -> Iterator[str]:
    """Name the horizons that cannot be scored, with their columns where it is not all of them."""
    found: dict[tuple[str, ...], list[str]] = {}
    labels = dict.fromkeys(crps["label"])
    for (label,), mine in _groups(crps, "label"):
        without = mine.loc[mine["value"].isna(), "horizon"]
        if len(without):
            horizons = () if len(without) == len(mine) else tuple(time_ahead(str(each), words) for each in without)
            found.setdefault(horizons, []).append(words.name("label", label))
    for horizons, names in found.items():
        ahead, of = words.listed(horizons), words.listed(names)
        all_of_them = len(names) == len(labels)
        yield of if not horizons else ahead if all_of_them else words.say("bt_unscored_of", horizons=ahead, labels=of)


def _row(raw: Mapping[tuple[str, str], Any], log: Mapping[str, Any], words: Words) -> list[str]:
    return [
        _amount(raw.get(("crps", "")), words),
        _amount(raw.get(("wis", "")), words),
        _figure(log.get("crps"), ".3f", words),
        _coverage(raw.get(("coverage_50", "")), words),
        _coverage(raw.get(("coverage_90", "")), words),
        *(_figure(raw.get(("skill", each)), ".2f", words) for each in BASELINES),
    ]


def _figure(row: Any, form: str, words: Words) -> str:
    return "-" if row is None or pd.isna(row.value) else words.written(format(row.value, form))


def _amount(row: Any, words: Words) -> str:
    if row is None or pd.isna(row.value):
        return "-"
    return words.about(row.value) if abs(row.value) >= 10 else words.figures_of(row.value, 2)


def _coverage(row: Any, words: Words) -> str:
    if row is None or pd.isna(row.value):
        return "-"
    shares = {"mean": row.value, "low": row.low, "high": row.high}
    return words.say("bt_coverage", **{name: f"{value * 100:.0f}" for name, value in shares.items()})


def _paths(tables: Mapping[str, pd.DataFrame], words: Words) -> Iterator[str]:
    points = tables["points"]
    found = points[(points["use"] == "score") & points["derived"]]
    derived = set(zip(found["episode"], found["series"], found["date"], strict=True))
    for row in each_of(tables["trajectories"]):
        at_top = (row.episode, row.series, pd.Timestamp(row.peak_date_observed))
        yield words.say(
            "bt_path_row",
            label=words.name("label", row.label),
            series=words.name("published", row.series),
            episode=row.episode,
            origin=words.say("bt_derived" if at_top in derived else "bt_published"),
            mine=words.about(row.peak_median),
            date=words.date(row.peak_date_median),
            theirs=words.about(row.peak_observed),
            seen=words.date(row.peak_date_observed),
            half=words.say("bt_never") if pd.isna(row.half_date_median) else words.date(row.half_date_median),
            half_seen=words.say("bt_never") if pd.isna(row.half_date_observed) else words.date(row.half_date_observed),
        )
