"""The short answer to the three questions: what breaks, what plans buy and cost, one's own municipality."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sim.views import answers, moved, pairs
from sim.views.broken import BEDLESS
from sim.views.local import FILE
from sim.views.study import Study
from sim.views.words import MOST_SHOWN, Words

GAINS = ("person_days_without_place", "days_without_place", "peak_without_place", "settled")
"""Of these, and then of all that can be bought, the first that a plan betters is told, and the first it worsens."""

HARMS = ("children_in_emergency", "minors_in_adult_centre", "emergency_over_90_days", "over_arrival_limit")
"""Criteria of what is done to people who do have a bed, the gravest first; our choice."""
MOST_HARMS = 2
"""Of these so many are told, whether plans differ in them or not; our choice."""


def headline(study: Study, shock: str, words: Words, local: bool = True) -> Iterator[str]:
    """Yield its sentences; of many plans the first few. `local` says whether the file of municipalities is named."""
    plans, begins = study.results.plans_of(shock), study.onsets.get(shock)
    if begins is not None and begins > study.periods[shock][1]:
        yield words.say("shock_not_met", onset=words.date(begins))
    if shock in study.cut:
        until, ends = map(words.date, study.cut[shock])
        yield words.say("answer_cut", until=until, ends=ends, shock=words.name("shock", shock))
    yield from moved.short(study, shock, plans, words)
    yield from _breaks(study, shock, plans, words)
    yield from _trades(study, shock, plans, words)
    if local:
        yield words.say("headline_local", file=FILE)


def _breaks(study: Study, shock: str, plans: list[str], words: Words) -> Iterator[str]:
    runs = study.breaks.loc[study.breaks["shock"] == shock, "runs"]
    means = words.say("headline_means") if runs.max() > 1 else ""  # said once
    bedless = [part for plan in plans if (part := _bedless(study, shock, plan, words))]
    if bedless and not answers.any_breaks(study, shock, BEDLESS):
        yield words.say("headline_all_in_beds")
    elif bedless:
        yield words.say("headline_bedless", means=means, parts=words.shown(bedless))
        means = ""
    harms = _harms(study, shock, plans, words)
    if harms:
        yield words.say("headline_harm", means=means, parts="; ".join(harms))
    groups: dict[str, list[str]] = {}
    for plan in plans:
        rows = answers.of(study.breaks, shock, plan)
        if len(rows) and rows.iloc[0]["after"]:
            first, name = rows.iloc[0], words.name("plan", plan)
            told = first["criterion"] == BEDLESS or len(plans) > MOST_SHOWN
            date = words.date(first["median_date"])
            part = name if told else words.say("headline_first_plan", plan=name, date=date)
            if first["after"] < first["runs"]:
                part = words.say("headline_first_runs", part=part, k=first["after"], n=first["runs"])
            groups.setdefault(str(first["criterion"]), []).append(part)
    parts = [
        words.say("headline_first_part", criterion=words.name("criterion", name), plans=", ".join(some))
        for name, some in groups.items()
    ]
    if parts:
        met = answers.onset(study, shock) is not None
        yield words.say("headline_first" if met else "headline_first_start", parts="; ".join(parts))


def _bedless(study: Study, shock: str, plan: str, words: Words) -> str:
    """Say from when, how long and how many are without a bed; empty where no criterion asks for it."""
    rows = answers.of(study.breaks, shock, plan)
    rows = rows[rows["criterion"] == BEDLESS]
    if rows.empty:
        return ""
    row, name = rows.iloc[0], words.name("plan", plan)
    if row["hits"] == 0:
        return words.say("headline_never", plan=name)
    some = "" if row["hits"] == row["runs"] else words.say("headline_in_runs", k=row["hits"], n=row["runs"])
    text = words.say(
        "headline_bedless_part", plan=name, date=words.date(row["first_day"]), runs=some,
        days=words.number(row["days_mean"]), worst=words.number(row["worst_mean"]),
    )  # fmt: skip
    peak = answers.of(study.bedless, shock, plan)
    return text if peak.empty else words.say("headline_around", text=text, date=words.date(peak["median_date"].iloc[0]))


def _harms(study: Study, shock: str, plans: list[str], words: Words) -> list[str]:
    """Say how many are harmed at the worst under each plan, mean of its runs, by the gravest criteria any breaks."""
    rows = study.breaks[(study.breaks["shock"] == shock) & study.breaks["plan"].isin(plans)]
    parts = []
    for name in [each for each in HARMS if answers.any_breaks(study, shock, each)][:MOST_HARMS]:
        worst = rows[rows["criterion"] == name].set_index("plan")
        first, *others = [plan for plan in plans if plan in worst.index]
        told = {
            plan: words.say("headline_harm_plan", plan=words.name("plan", plan), worst=words.number(mean))
            for mean, plan in sorted((float(worst["worst_mean"][plan]), plan) for plan in (first, *others))
        }
        key, fields = "headline_harm_part", {"plans": words.listed([told[plan] for plan in (first, *others)])}
        if len(told) > MOST_SHOWN:
            least, *_, most = told.values()
            key, fields = "headline_harm_between", {"least": least, "most": most}
        elif others and worst.loc[others, "worst_low"].min() > worst.loc[first, "worst_high"]:
            rest = words.listed([told[plan] for plan in others])
            key, fields = "headline_harm_rises", {"first": told[first], "others": rest}
        parts.append(words.say(key, criterion=words.name("criterion", name), **fields))
    return parts


def _trades(study: Study, shock: str, plans: list[str], words: Words) -> Iterator[str]:
    first = plans[0]
    if len(plans) == 1:
        means = answers.of(study.side_by_side, shock, first).set_index("metric")["mean"]
        payers = pairs.payers({str(name): float(nok) for name, nok in means.items()}, words, sign=False, most=1)
        yield words.say("headline_cost", size=words.bare(means["cost_total"], "NOK"), payers=payers)
        return
    if study.differences.empty:
        return
    parts = []
    for plan in plans[1:]:
        rows = pairs.of_pair(study, shock, first, plan)
        told = rows[rows["told_apart"].astype(bool)]
        parts.append(
            words.say(
                "headline_trade",
                plan=words.name("plan", plan),
                traded=words.say("headline_one") if (rows["runs"] == 1).all() else _traded(told, words),
                cost=_cost(rows, told.set_index("metric"), words),
            )
        )
    yield words.say("headline_trades", first=words.name("plan", first), parts=words.shown(parts))


def _traded(told: pd.DataFrame, words: Words) -> str:
    """Say what a plan betters and what it worsens, the first of each; nothing only where there is neither."""
    gain, loss = (_first(told, verdict, words) for verdict in ("better", "worse"))
    if gain and loss:
        return words.say("headline_gain_and_loss", gain=gain, loss=loss)
    if gain or loss:
        return words.say("headline_gain" if gain else "headline_loss", size=gain or loss)
    return words.say("headline_no_gain")


def _first(told: pd.DataFrame, verdict: str, words: Words) -> str:
    """Write the first difference of this verdict with its size, and of how many; empty where there is none."""
    some = pairs.bought(told, verdict).set_index("metric")
    if some.empty:
        return ""
    metric = next(name for name in (*GAINS, *some.index) if name in some.index)
    difference = float(some["difference"][metric])
    text = words.say(
        pairs.more_or_fewer(difference),
        size=pairs.size(abs(difference), str(some["unit"][metric]), words),
        what=words.name("trade", metric),
    )
    if len(some) == 1:
        return text
    key = "headline_first_gain" if verdict == "better" else "headline_first_loss"
    return words.say(key, size=text, count=len(some))


def _cost(every: pd.DataFrame, told: pd.DataFrame, words: Words) -> str:
    if "cost_total" not in told.index:
        return pairs.undecided_cost(every, "headline_cost", words)
    noks = {str(name): float(nok) for name, nok in told["difference"].items()}
    size = pairs.money_change(noks["cost_total"], words)
    payers = pairs.payers(noks, words, sign=True, most=1)
    return words.say("headline_cost_more", size=size, payers=payers) if payers else size
