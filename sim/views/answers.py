"""The answers in sentences: what breaks first, the peak, what plans buy, what cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sim.statistics import share
from sim.views.study import Study
from sim.views.words import Words


def of(frame: pd.DataFrame, shock: str, plan: str) -> pd.DataFrame:
    """Return the rows of one shock and plan."""
    return frame[(frame["shock"] == shock) & (frame["plan"] == plan)]


def breaks(study: Study, shock: str, plan: str, words: Words) -> str:
    """Say what breaks first, when, and in how many of the runs."""
    rows = of(study.breaks, shock, plan)
    if rows.empty:
        return words.say("no_breaks")
    begun = rows[rows["before_shock"].astype(bool)]
    before = ""
    if len(begun):
        named = ", ".join(words.name("criterion", str(name)) for name in begun["criterion"])
        onset = study.onsets.get(shock)
        key = "breaks_at_start" if onset is None else "breaks_before"
        before = words.say(key, criteria=named, onset=words.date(onset)) + " "
    first = rows.iloc[0]
    if first["hits"] == 0 or first["before_shock"]:
        key = "breaks_nothing_more" if before else "breaks_none"
        runs = int(first["runs"])
        return before + words.say(key, runs=runs, chance=words.chance(share(0, runs)))
    return before + words.say(
        "breaks_first" if first["first_in"] == first["runs"] else "breaks_first_often",
        criterion=words.name("criterion", str(first["criterion"])),
        share=words.share(share(int(first["hits"]), int(first["runs"]))),
        first=int(first["first_in"]),
        runs=int(first["runs"]),
        when=words.span(first["median_date"], first["earliest"], first["latest"]),
    )


def arrivals(study: Study, shock: str, words: Words) -> str:
    """Say how many come in each year, which no plan changes."""
    rows = of(study.arrivals, shock, study.results.plans_of(shock)[0])
    parts = [
        words.say(
            "arrivals_part" if row["low"] == row["high"] else "arrivals_range",
            year=row["year"],
            median=words.number(row["median"]),
            low=words.number(row["low"]),
            high=words.number(row["high"]),
        )
        for _, row in rows.iterrows()
    ]
    first, last = (words.date(day) for day in study.results.days(shock))
    return words.say("arrivals", parts=", ".join(parts), first=first, last=last)


def peak(study: Study, shock: str, plan: str, words: Words) -> str:
    """Say how high the need goes: the range of each run's own peak, not the peak of a range."""
    row = of(study.peaks, shock, plan).iloc[0]
    text = words.say(
        "peak_one" if row["runs"] == 1 else "peak",
        median=words.number(row["median"]),
        low=words.number(row["low"]),
        high=words.number(row["high"]),
        label=row["range"],
        date=words.span(row["median_date"], row["earliest"], row["latest"]),
        places=words.number(row["places"]),
    )
    if pd.notna(row["bound_95"]):
        text += " " + words.say("peak_bound", bound=words.number(row["bound_95"]))
        if row["p95_why"]:
            text += " " + words.say("peak_p95_none", runs=row["runs"])
        else:
            ends = {name: words.number(row[f"p95_{name}"]) for name in ("low", "high")}
            text += " " + words.say("peak_p95", **ends)
    return text


def buys(study: Study, shock: str, plan: str, words: Words) -> str:
    """Say in one line what a plan buys and costs: medians over runs."""
    medians = of(study.side_by_side, shock, plan).set_index("metric")["median"]

    def millions(name: str) -> str:
        return words.number(float(medians[name]) / 1e6)

    return words.say(
        "buys_line",
        plan=words.name("plan", plan),
        short=words.number(float(medians["person_days_without_place"])),
        empty=words.number(float(medians["empty_place_days"])),
        cost=millions("cost_total"),
        exit=millions("exit_cost"),
        committed=millions("committed_cost"),
    )


def late(study: Study, shock: str, plan: str, words: Words) -> str:
    """Say how many moved in time, those who still wait included, and how many wait at the end."""
    medians = of(study.side_by_side, shock, plan).set_index("metric")["median"]
    waiting = words.number(float(medians["waiting_at_end"]))
    if "settled_within_183" not in medians.index:
        return words.say("late_none", waiting=waiting)
    within = float(medians["settled_within_183"])
    return words.say(
        "late_most" if within < 0.5 else "late",
        within=words.with_unit(words.number(within, "share"), "share"),
        waiting=waiting,
        open=words.number(float(medians["waiting_under_183"])),
    )


def hosts(study: Study, shock: str, plan: str, words: Words) -> str:
    """Say what a plan means for municipalities: persons settled, and centres that come and go."""
    medians = of(study.side_by_side, shock, plan).set_index("metric")["median"]
    notice = words.say("hosts_no_closing")
    if "closing_notice_days" in medians.index:
        notice = words.say("hosts_notice", days=words.number(float(medians["closing_notice_days"])))
    return words.say(
        "hosts_line",
        settled=words.number(float(medians["settled"])),
        alone=words.number(float(medians["self_settled"])),
        churn=words.number(float(medians["churn_centres"])),
        notice=notice,
    )


def headline_pairs(study: Study, shock: str) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield (against, plan, rows of `differences`) for each pair of plans, headline figures only."""
    if study.differences.empty:
        return
    rows = study.differences
    rows = rows[(rows["shock"] == shock) & rows["metric"].isin(study.headline)]
    for (against, plan), part in rows.groupby(["against", "plan"], sort=False):
        yield str(against), str(plan), part


def pairs(study: Study, shock: str, words: Words) -> Iterator[str]:
    """Say for each pair of plans which headline figures tell them apart, or that none does."""
    for against, plan, rows in headline_pairs(study, shock):
        yield pair(against, plan, rows, words)
        yield from pairing_warning(against, plan, rows, words)


def pair(against: str, plan: str, rows: pd.DataFrame, words: Words) -> str:
    """Say which headline figures tell two plans apart, or that none does."""
    both = {"plan": words.name("plan", plan), "against": words.name("plan", against)}
    if rows["identical"].all():
        return words.say("pair_identical", **both)
    if not rows["told_apart"].any():
        return words.say("pair_alike", runs=int(rows["runs"].max()), metrics=len(rows), **both)
    detail = "; ".join(_detail(rows, words))
    told_apart = int(rows["told_apart"].sum())
    return words.say("pair_apart", told_apart=told_apart, metrics=len(rows), detail=detail, **both)


def pairing_warning(against: str, plan: str, rows: pd.DataFrame, words: Words) -> Iterator[str]:
    """Warn where sharing luck made a difference vary more."""
    harmed = rows[~rows["pairing_helped"].astype(bool)]
    if len(harmed):
        both = {"plan": words.name("plan", plan), "against": words.name("plan", against)}
        yield words.say("pairing_warning", names=names(harmed, words), **both)


def _detail(rows: pd.DataFrame, words: Words) -> Iterator[str]:
    for key, verdicts in (
        ("pair_better", ["better"]),
        ("pair_worse", ["worse"]),
        ("pair_other", ["more", "less"]),
        ("pair_not", ["alike"]),
    ):
        some = rows[rows["verdict"].isin(verdicts)]
        if len(some):
            yield words.say(key, names=names(some, words))


def names(rows: pd.DataFrame, words: Words) -> str:
    """Name the metrics of rows, one after the other."""
    named = [words.metric(str(name)) for name in rows["metric"]]
    return ", ".join(name[0].lower() + name[1:] for name in named)
