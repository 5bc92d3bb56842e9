"""The answers of each plan in sentences: the start, what breaks first, the peak, who waits, what hosts see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pandas as pd

from sim.statistics import RUNS_FOR_P95, pointwise_label, share
from sim.views.past import drawn_from
from sim.views.study import Study
from sim.views.words import Words

UNREGISTERED = 500  # persons still unregistered at the end from which on the reader is told; our choice


def of(frame: pd.DataFrame, shock: str, plan: str) -> pd.DataFrame:
    """Return the rows of one shock and plan."""
    return frame[(frame["shock"] == shock) & (frame["plan"] == plan)]


def ranges(study: Study, shock: str, words: Words) -> str:
    """Say what numbers and brackets are."""
    label = range_label(study, shock, words)
    if not label:
        return words.say("ranges_one")
    many = study.peaks.loc[study.peaks["shock"] == shock, "runs"].max() >= RUNS_FOR_P95
    return words.say("ranges", label=label, rare=words.say("ranges_rare") if many else "")


def range_label(study: Study, shock: str, words: Words) -> str:
    """Say which range is shown; plans may differ in the number of their runs. Empty for one run."""
    rows = study.peaks[study.peaks["shock"] == shock]
    if rows["runs"].max() <= 1:
        return ""
    labels = zip(rows["range"], rows["runs"], strict=True)
    return " / ".join(dict.fromkeys(range_name(str(label), int(runs), words) for label, runs in labels))


def range_name(label: str, runs: int, words: Words) -> str:
    """Say in the words of the language which range it is that `statistics` labels so."""
    if runs == 1:
        return words.say("range_one")
    whole = runs < RUNS_FOR_P95 or label != pointwise_label(runs)
    return words.say("eval_range_all" if whole else "eval_range_most", runs=runs)


def start(study: Study, shock: str, words: Words) -> str:
    """Say in what state the runs begin, as it is known from the end of their first week."""
    rows = study.start_state[study.start_state["shock"] == shock].set_index("series")
    parts = {str(name): words.ranged(row["mean"], row["low"], row["high"]) for name, row in rows.iterrows()}
    date = words.date(rows["date"].iloc[0])
    text = words.say("start", first=words.date(study.periods[shock][0]), date=date, **parts)
    kind, file = study.origins.get(shock, ("estimate", ""))
    text += " " + words.say(f"origin_{kind}", file=file)
    begins = study.onsets.get(shock)
    if begins is not None and begins > study.periods[shock][1]:
        text += " " + words.say("shock_not_met", onset=words.date(begins))
    return text


def onset(study: Study, shock: str) -> dt.date | None:
    """Return the first day of a shock that the runs meet, or None: of one that begins with them, a replay, too."""
    day, (first, last) = study.onsets.get(shock), study.periods[shock]
    return day if day is not None and first < day <= last else None


def arrivals(study: Study, shock: str, words: Words) -> str:
    """Say how many come in each year, which no plan changes."""
    rows = of(study.arrivals, shock, study.results.plans_of(shock)[0])
    first, last = study.periods[shock]
    parts = [
        words.say(
            "arrivals_part",
            year=words.year(row["year"], first, last),
            persons=words.ranged(row["mean"], row["low"], row["high"]),
        )
        for _, row in rows.iterrows()
    ]
    told = study.past.get((shock, study.results.plans_of(shock)[0]), {})
    return f"{words.say('arrivals', parts=words.listed(parts))} {drawn_from(told, words)}".rstrip()


def breaks(study: Study, shock: str, plan: str, words: Words) -> str:
    """Say what the shock finds broken, and what breaks first from then on, when, and in how many runs."""
    rows = of(study.breaks, shock, plan)
    if rows.empty:
        return words.say("no_breaks")
    begins = onset(study, shock)
    found = []
    for column, key in (("at_start", "breaks_at_start"), ("before", "breaks_before")):
        some = rows[rows[column] > 0]
        if len(some):
            found.append(words.say(key, criteria=_criteria(some, column, words), onset=words.date(begins)))
    return " ".join([*found, _first_break(rows, bool(found), words.date(begins) if begins else "", words)])


def any_breaks(study: Study, shock: str, criterion: str) -> bool:
    """Return whether a criterion breaks in any run of any plan."""
    rows = study.breaks[(study.breaks["shock"] == shock) & (study.breaks["criterion"] == criterion)]
    return bool((rows["hits"] > 0).any())


def _criteria(rows: pd.DataFrame, column: str, words: Words) -> str:
    """Name criteria, each with its number of runs where those are not all."""
    named = []
    for _, row in rows.iterrows():
        name = words.name("criterion", str(row["criterion"]))
        if row[column] < row["runs"]:
            name = words.say("named_in_runs", name=name, k=row[column], n=row["runs"])
        named.append(name)
    return words.listed(named)


def _first_break(rows: pd.DataFrame, found: bool, onset: str, words: Words) -> str:
    first = rows.iloc[0]
    runs, after = int(first["runs"]), int(first["after"])
    since = words.say("since_shock", onset=onset) if onset else words.say("since_start") if found else ""
    if after == 0:
        key = "breaks_nothing_one" if runs == 1 else "breaks_nothing"
        more = words.say("nothing_more" if found else "nothing_at_all")
        return words.say(key, nothing=more, since=since, runs=runs, chance=words.chance(share(0, runs)))
    return words.say(
        "breaks_first" if first["first_in"] == runs else "breaks_first_often",
        since=since,
        criterion=words.name("criterion", str(first["criterion"])),
        share=words.share(share(after, runs)),
        first=int(first["first_in"]),
        runs=runs,
        when=words.span(first["median_date"], first["earliest"], first["latest"]),
    )


def peak(study: Study, shock: str, plan: str, words: Words) -> str:
    """Say how high the need goes: the range of each run's own peak, not the peak of a range."""
    row = of(study.peaks, shock, plan).iloc[0]
    text = words.say(
        "peak",
        persons=words.ranged(row["mean"], row["low"], row["high"]),
        median=words.say("peak_median", median=words.number(row["median"])) if row["runs"] > 1 else "",
        date=words.span(row["median_date"], row["earliest"], row["latest"]),
        places=words.number(row["places"]),
    )
    if row["median_date"].date() == study.periods[shock][1]:
        text += " " + words.say("peak_at_end")
    short = figure(study, shock, plan, "peak_without_place", words)
    if short is not None:
        text += " " + words.say("peak_short", persons=short)
    worst = of(study.bedless, shock, plan)
    if len(worst):
        when = words.span(*worst.iloc[0][["median_date", "earliest", "latest"]])
        text += " " + words.say("peak_bedless", when=when)
    if pd.notna(row["bound_95"]):
        text += " " + words.say("peak_bound", bound=words.number(row["bound_95"]))
        if row["p95_why"]:
            text += " " + words.say("peak_p95_none", runs=row["runs"])
        else:
            ends = {name: words.number(row[f"p95_{name}"]) for name in ("low", "high")}
            text += " " + words.say("peak_p95", **ends)
    return text


def figure(study: Study, shock: str, plan: str, metric: str, words: Words) -> str | None:
    """Write one headline figure with its range, and its runs if not all have it; None where it has no meaning."""
    row = _row(study, shock, plan, metric)
    if row is None:
        return None
    return _of_runs(words.ranged(row["mean"], row["low"], row["high"], row["unit"]), row, words)


def cell(study: Study, shock: str, plan: str, metric: str, words: Words) -> str:
    """Write one headline figure for a table, with its median between the ends of its range; a dash for none."""
    row = _row(study, shock, plan, metric)
    if row is None:
        return "-"
    mean, low, median, high = (words.bare(row[name], row["unit"]) for name in ("mean", "low", "median", "high"))
    text = mean if mean == low == high else words.say("cell_spread", mean=mean, low=low, median=median, high=high)
    return _of_runs(text, row, words)


def _row(study: Study, shock: str, plan: str, metric: str) -> pd.Series[Any] | None:
    """Return the row of a figure, and as `most` the runs of the figure that most have; None if there is none."""
    every = of(study.side_by_side, shock, plan)
    rows = every[every["metric"] == metric].assign(most=every["runs"].max())
    return None if rows.empty else rows.iloc[0]


def _of_runs(text: str, row: pd.Series[Any], words: Words) -> str:
    return text if row["runs"] == row["most"] else words.say("figure_in_runs", text=text, k=row["runs"], n=row["most"])


def late(study: Study, shock: str, plan: str, words: Words) -> str:
    """Say how many moved in time, those who still wait included, and how many wait at the end."""
    waiting, fresh, within = (
        figure(study, shock, plan, name, words)
        for name in ("waiting_at_end", "waiting_under_183", "settled_within_183")
    )
    if within is None:
        return words.say("late_none", waiting=waiting)
    return words.say("late", within=within, waiting=waiting, open=fresh)


def hosts(study: Study, shock: str, plan: str, words: Words) -> str:
    """Say what a plan means for municipalities: persons settled, money, and centres that come and go."""
    said = {
        name: figure(study, shock, plan, name, words)
        for name in ("settled", "self_settled", "churn_centres", "cost_municipalities")
    }
    net = said.pop("cost_municipalities")
    money = words.say("hosts_no_cost") if net is None else words.say("hosts_cost", net=net)
    return words.say("hosts_line", notice=_notice(study, shock, plan, words), money=money, **said)


def _notice(study: Study, shock: str, plan: str, words: Words) -> str:
    """Say how long before it hosts hear of a closing, and in how many runs there is one, if not in all."""
    row = _row(study, shock, plan, "closing_notice_days")
    if row is None:
        return words.say("hosts_no_closing")
    notice = words.say("hosts_notice", days=words.ranged(row["mean"], row["low"], row["high"], row["unit"]))
    if row["runs"] == row["most"]:
        return notice
    return words.say("hosts_notice_runs", notice=notice, k=row["runs"], n=row["most"])


def unregistered(study: Study, shock: str, words: Words) -> Iterator[str]:
    """Say under which plans many still wait to be registered at the end, and so seem faster and cheaper."""
    plans = study.results.plans_of(shock)
    queue = study.still_waiting
    queue = queue[(queue["shock"] == shock) & (queue["stage"] == "arrived_to_registered")].set_index("plan")
    left = [plan for plan in plans if plan in queue.index and queue["waiting"][plan] >= UNREGISTERED]
    if left:
        parts = [
            words.say(
                "note_queue_part",
                plan=words.name("plan", plan),
                persons=words.ranged(queue["waiting"][plan], queue["low"][plan], queue["high"][plan]),
            )
            for plan in left
        ]
        yield words.say("note_queue", parts=words.listed(parts))


def notes(study: Study, shock: str, words: Words) -> Iterator[str]:
    """Explain figures that a planner would not expect and that the model has a reason for."""
    plans = study.results.plans_of(shock)
    yield from unregistered(study, shock, words)
    rows = study.side_by_side[study.side_by_side["shock"] == shock]
    mean = rows.set_index(["metric", "plan"])["mean"]
    if any(mean.get(("person_days_without_place", plan), 0.0) > 0.0 for plan in plans):
        yield words.say("note_free_nights")
    if any(mean.get(("committed_cost", plan), 0.0) != 0.0 for plan in plans):
        yield words.say("note_committed", name=words.metric("committed_cost"), last=words.date(study.periods[shock][1]))
    below = [plan for plan in plans if mean.get(("cost_municipalities", plan), 0.0) < 0.0]
    if below:
        yield words.say("note_grants", plans=words.listed([words.name("plan", plan) for plan in below]))
