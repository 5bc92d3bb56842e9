"""The answer of `beredt robust` in sentences. Tables in, text out; see `sim.studies.robust` for the columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sim.views.answer import Answer
from sim.views.english import ENGLISH
from sim.views.robust_asked import (
    ALL,
    LEAST_TAU,
    MEAN,
    Asked,
    Tables,
    less_short,
    lowest,
    nothing_known,
    of_metric,
    plans_named,
    shocks_counted,
)
from sim.views.robust_figures import pictures
from sim.views.robust_tables import shown
from sim.views.said import said
from sim.views.words import Words, small

MOST_CHANGES = 2
"""Changes of the best plan told in sentences; the table has all."""


def answer(asked: Asked, tables: Tables, manifest: Mapping[str, Any], words: Words = ENGLISH) -> Answer:
    """Tell what was found; without tables, that there is nothing to tell."""
    title = words.say("robust_title", plans=len(asked.plans), scenarios=asked.scenarios)
    if not tables:
        return Answer(title, (words.say("robust_nothing"),), (), {}, (), tuple(_sure(asked, words)))
    return Answer(
        title,
        tuple(_says(asked, tables, words)),
        tuple(shown(asked, tables, words)),
        tables,
        tuple(pictures(asked, tables, manifest, words)),
        tuple(_sure(asked, words)),
    )


def share(row: Mapping[Any, Any], words: Words) -> str:
    """Say in how many futures targets are met."""
    hits, runs = int(row["hits"]), int(row["runs"])
    low, high = (words.number(float(row[end]), "share") for end in ("low", "high"))
    if nothing_known(row):
        return words.say("robust_share_few", hits=hits, runs=runs)
    key = "robust_share_none" if hits == 0 else "robust_share_all" if hits == runs else "robust_share"
    return words.say(key, hits=hits, runs=runs, low=low, high=high)


def _says(asked: Asked, tables: Tables, words: Words) -> Iterator[str]:
    first = asked.losses[0]
    tell, met = _met(tables["targets"], words)
    yield met if tell else f"{_trade(asked, tables, words)} {met}"
    if any(asked.units[metric] == "NOK" for metric in asked.losses):
        yield words.say("note_free_nights")
    for metric in asked.losses:
        yield _regret(asked, tables["criteria"], metric, words)
        if metric == first:
            yield _tail(asked, of_metric(tables["criteria"], metric), metric, words)
    yield _front(asked, tables["front"], words)
    if asked.fresh:
        yield _gap(asked, tables["front"], words)
    for metric in asked.losses:
        yield from _order(tables["stability"], metric, metric == first, words)
    yield from _metrics(tables["stability"], words)
    yield from _changes(asked, tables, words)
    yield _pairs(asked, tables["pairs"], first, words)
    for shock, start in asked.own_starts.items():
        yield words.say("robust_own_start", shock=words.name("shock", shock), start=words.name("start", start))
    if asked.left_out:
        yield words.say("robust_left_out", count=asked.left_out)


def _trade(asked: Asked, tables: Tables, words: Words) -> str:
    """Say what the plan that is best by the first metric has over the one that is best by the second, and its price."""
    if len(asked.losses) < 2:
        return _best_by(asked, tables, asked.losses[0], words)
    first, second = asked.losses[:2]
    means = {metric: of_metric(tables["criteria"], metric).set_index("plan")[MEAN] for metric in (first, second)}
    best, other = (_leaders(asked, means[metric], metric) for metric in (first, second))
    if len(best) == len(asked.plans) or set(best) & set(other):
        return _best_by(asked, tables, first, words)
    plan, against = best[0], other[0]
    gained, paid = (float(means[metric][plan] - means[metric][against]) for metric in (first, second))
    return words.say(
        "robust_trade",
        plan=words.name("plan", plan),
        against=words.name("plan", against),
        first=_change_of(asked, first, gained, words),
        second=_change_of(asked, second, paid, words),
        scenarios=asked.scenarios,
        told=_told_apart(tables["pairs"], first, {plan, against}, words),
    )


def _leaders(asked: Asked, means: pd.Series[float], metric: str) -> list[str]:
    """Return the plans within a tie of the best mean, the best first."""
    losses = (-means if metric in asked.higher else means).sort_values(kind="stable")
    return [str(plan) for plan in losses.index[losses <= losses.iloc[0] + asked.alike.get(metric, 0.0)]]


def _best_by(asked: Asked, tables: Tables, metric: str, words: Words) -> str:
    means = of_metric(tables["criteria"], metric).set_index("plan")[MEAN]
    leaders = _leaders(asked, means, metric)
    named = plans_named(leaders, words)
    value = asked.said(metric, float(means[leaders[0]]), words)
    fields = {"plans": named, "value": value, "metric": small(words.metric(metric)), "scenarios": asked.scenarios}
    against = less_short(asked, tables["criteria"], metric, leaders)
    if against:
        return words.say("robust_best_cost", against=words.name("plan", against), **fields)
    return words.say("robust_best_all" if len(leaders) == len(asked.plans) else "robust_best", **fields)


def _change_of(asked: Asked, metric: str, value: float, words: Words) -> str:
    size = asked.said(metric, abs(value), words)
    key = "robust_less" if value < 0.0 else "robust_more"
    return words.say(key, size=size, metric=small(words.metric(metric)))


def _told_apart(pairs: pd.DataFrame, metric: str, both: set[str], words: Words) -> str:
    """Say where these runs cannot tell a pair of plans apart."""
    rows = of_metric(pairs, metric).to_dict("records")
    told = any(row["told_apart"] for row in rows if {row["plan"], row["against"]} == both)
    return "" if told else words.say("robust_trade_chance")


def _met(targets: pd.DataFrame, words: Words) -> tuple[bool, str]:
    """Return whether the targets tell plans apart, and what is met."""
    mine = targets[targets["shock"] == ALL]
    rows = mine[mine["target"] == ALL].sort_values("hits", ascending=False, kind="stable").to_dict("records")
    most, runs = rows[0]["hits"], rows[0]["runs"]
    ends = {end: words.number(float(rows[0][end]), "share") for end in ("low", "high")}
    if most == 0:
        each = mine[mine["target"] != ALL].groupby("target", sort=False)["hits"].sum()
        hardest = words.metric(str(each.idxmin()))
        if nothing_known(rows[0]):
            return False, words.say("robust_nobody_few", runs=runs, target=small(hardest))
        return False, words.say("robust_nobody", runs=runs, high=ends["high"], target=small(hardest))
    if rows[-1]["hits"] == runs:
        if nothing_known(rows[0]):
            return False, words.say("robust_everybody_few", runs=runs)
        return False, words.say("robust_everybody", runs=runs, low=ends["low"])
    best = [str(row["plan"]) for row in rows if row["hits"] == most]
    if len(best) == len(rows):
        return False, words.say("robust_met_tied_all", share=share(rows[0], words))
    alike: dict[tuple[int, int], list[Mapping[Any, Any]]] = {}
    for row in rows[len(best) :]:
        alike.setdefault((row["hits"], row["runs"]), []).append(row)
    others = "; ".join(
        words.say(
            "robust_met_other",
            plan=plans_named([str(row["plan"]) for row in some], words),
            share=share(some[0], words),
        )
        for some in alike.values()
    )
    if len(best) > 1:
        tied = plans_named(best, words)
        return True, words.say("robust_met_tied", plans=tied, share=share(rows[0], words), others=others)
    return True, words.say("robust_met", plan=words.name("plan", best[0]), share=share(rows[0], words), others=others)


def _regret(asked: Asked, criteria: pd.DataFrame, metric: str, words: Words) -> str:
    rows = of_metric(criteria, metric)
    name = words.metric(metric)
    if rows["max_regret"].max() <= asked.alike.get(metric, 0.0):
        return words.say("robust_regret_none", metric=name)
    least = asked.alike.get(metric, 0.0)
    best, worst = lowest(rows, "max_regret"), lowest(rows.assign(least=-rows["max_regret"]), "least")
    tied = rows[rows["max_regret"] <= best["max_regret"] + least]
    key = "robust_regret_best" if tied["max_regret"].max() <= least else "robust_regret"
    against = less_short(asked, criteria, metric, [str(plan) for plan in tied["plan"]])
    if against:
        key = "robust_regret_cost" if key == "robust_regret_best" else "robust_regret_cost_some"
    return words.say(
        key,
        against=words.name("plan", against) if against else "",
        metric=name,
        plan=plans_named([str(plan) for plan in tied["plan"]], words),
        most=asked.said(metric, float(best["max_regret"]), words),
        high=asked.said(metric, float(best["p90_regret"]), words),
        worst=words.name("plan", str(worst["plan"])),
        worst_most=asked.said(metric, float(worst["max_regret"]), words),
    )


def _tail(asked: Asked, rows: pd.DataFrame, metric: str, words: Words) -> str:
    parts = []
    for row in rows.to_dict("records"):
        plan = words.name("plan", str(row["plan"]))
        value = asked.said(metric, float(row["cvar"]), words)
        if pd.isna(row["cvar_low"]):
            parts.append(words.say("robust_tail_part", value=value, plan=plan))
            continue
        ends = {end: asked.said(metric, float(row[f"cvar_{end}"]), words, unit=False) for end in ("low", "high")}
        parts.append(words.say("robust_tail_part_range", value=value, plan=plan, **ends))
    few = bool(rows["cvar_low"].isna().all())
    interval = words.say("robust_tail_few", rows=asked.rows) if few else words.say("robust_tail_interval")
    return words.say(
        "robust_tail",
        share=words.number(asked.worst_share, "share"),
        parts=words.listed(parts),
        metric=small(words.metric(metric)),
        interval=interval,
    )


def _front(asked: Asked, front: pd.DataFrame, words: Words) -> str:
    rows = front.drop_duplicates("plan").to_dict("records")
    on = [str(row["plan"]) for row in rows if row["on_front"]]
    others = "".join(
        words.say(
            "robust_beaten",
            plan=words.name("plan", str(row["plan"])),
            better=plans_named(str(row["dominators"]), words),
        )
        for row in rows
        if not row["on_front"]
    )
    moved = [str(row["plan"]) for row in rows if asked.fresh and not row["still"]]
    if not asked.fresh:
        fresh = words.say("robust_fresh_none")
    elif moved:
        fresh = words.say("robust_fresh_other", runs=asked.fresh, plans=plans_named(moved, words))
    else:
        fresh = words.say("robust_fresh_same", runs=asked.fresh)
    key = "robust_front_all" if len(on) == len(rows) else "robust_front" if len(on) > 1 else "robust_front_one"
    losses = words.listed([small(words.metric(metric)) for metric in asked.losses])
    return words.say(key, plans=plans_named(on, words), losses=losses, others=others, fresh=fresh)


def _gap(asked: Asked, front: pd.DataFrame, words: Words) -> str:
    parts = []
    for metric in asked.losses:
        rows = of_metric(front[front["on_front"].astype(bool)], metric)
        value = float(rows["gap"].abs().max())
        parts.append(
            words.say("robust_gap_part", value=asked.said(metric, value, words), metric=small(words.metric(metric)))
        )
    return words.say("robust_gap", parts=words.listed(parts))


def _order(stability: pd.DataFrame, metric: str, first: bool, words: Words) -> Iterator[str]:
    """Say whether the order depends on the criterion or the scenarios; of metrics after the first only if it does."""
    rows = of_metric(stability, metric).dropna(subset=["tau"])
    name = words.metric(metric)
    between, halves = rows[rows["kind"] == "criteria"], rows[rows["kind"] == "halves"]
    if between.empty:
        yield words.say("robust_order_none", metric=name)
        return
    least = lowest(between, "tau")
    if round(float(least["tau"]), 2) < LEAST_TAU:
        ways = {way: words.name("judged", str(least[way])) for way in ("first", "second")}
        limits = {"tau": _tau(least["tau"], words), "least": words.figures_of(LEAST_TAU)}
        yield words.say("robust_order", metric=name, **limits, **ways)
    elif first:
        same = round(float(least["tau"]), 2) >= 1.0
        key = "robust_order_same" if same else "robust_order_safe"
        yield words.say(key, metric=name, tau=_tau(least["tau"], words))
    if len(halves) and round(float(halves["tau"].min()), 2) < LEAST_TAU:
        row = lowest(halves, "tau")
        criterion = words.name("judged", str(row["first"]))
        yield words.say("robust_halves", metric=name, tau=_tau(row["tau"], words), criterion=criterion)


def _metrics(stability: pd.DataFrame, words: Words) -> Iterator[str]:
    rows = stability[stability["kind"] == "metrics"].dropna(subset=["tau"])
    low = rows[rows["tau"].round(2) < LEAST_TAU]
    if low.empty:
        return
    least = lowest(low, "tau")
    pair = {way: small(words.metric(str(least[way]))) for way in ("first", "second")}
    yield words.say("robust_metrics", count=len(low), all=len(rows), tau=_tau(least["tau"], words), **pair)


def _changes(asked: Asked, tables: Tables, words: Words) -> Iterator[str]:
    changes, parameters = tables["changes"], tables["parameters"]
    if changes.empty:
        few = words.say("robust_few_draws", draws=asked.draws, least=asked.least_draws)
        yield few if asked.draws else words.say("robust_no_draws")
        return
    mine = changes[(changes["criterion"] == MEAN) & (changes["shock"] == ALL)]
    first = of_metric(mine, asked.losses[0])
    if not first["changed"].any():
        plans = {text for column in ("best_low", "best_high") for text in first[column]}
        name = small(words.metric(asked.losses[0]))
        if len(plans) == 1:
            stays = plans_named(plans.pop(), words)
            yield words.say("robust_change_none", count=len(parameters), metric=name, plans=stays)
        else:
            yield words.say("robust_change_none_mixed", count=len(parameters), metric=name)
    rank = {metric: place for place, metric in enumerate(asked.losses)}
    changed = changes[(changes["criterion"] == MEAN) & changes["changed"].astype(bool)]
    order = changed.assign(
        _all=changed["shock"] != ALL, _metric=changed["metric"].map(rank), _chance=~changed["clear"].astype(bool)
    )
    rows = order.sort_values(["_metric", "_all", "_chance"], kind="stable").drop_duplicates(["parameter", "metric"])
    told = rows.to_dict("records")
    warns = parameters.set_index("parameter")
    for row in told[:MOST_CHANGES]:
        yield _change(row, str(warns.loc[row["parameter"], "warn"]), str(warns.loc[row["parameter"], "unit"]), words)
    if len(told) > MOST_CHANGES:
        yield words.say("robust_change_more", count=len(told) - MOST_CHANGES)


def _change(row: Mapping[Any, Any], warn: str, unit: str, words: Words) -> str:
    shock, same = "", ""
    if row["shock"] != ALL:
        shock = words.say("robust_change_shock", shock=words.name("shock", str(row["shock"])))
    if row["same_rows_as"]:
        others = [words.name("parameter", each) for each in str(row["same_rows_as"]).split(", ")]
        same = words.say("robust_change_same", others=words.listed(others))
    return words.say(
        "robust_change",
        metric=words.metric(str(row["metric"])),
        shock=shock,
        low=plans_named(str(row["best_low"]), words),
        high=plans_named(str(row["best_high"]), words),
        low_to=words.with_unit(words.number(float(row["low_to"])), unit),
        high_from=words.with_unit(words.number(float(row["high_from"])), unit),
        parameter=words.name("parameter", str(row["parameter"])),
        warn=said("warning", warn, words) or words.say("robust_no_warning"),
        clear=words.say("robust_change_clear" if row["clear"] else "robust_change_chance"),
        same=same,
    )


def _pairs(asked: Asked, pairs: pd.DataFrame, metric: str, words: Words) -> str:
    rows = of_metric(pairs, metric)
    told, name = int(rows["told_apart"].astype(bool).sum()), words.metric(metric)
    if rows.empty:
        return words.say("robust_pairs_few", metric=name, unit=asked.unit(words))
    if len(rows) == 1:
        return words.say("robust_pair_told" if told else "robust_pair_alike", metric=name)
    if told == len(rows):
        return words.say("robust_pairs_all", metric=name, count=len(rows))
    alike = [
        words.say(
            "robust_pair", plan=words.name("plan", str(row["plan"])), against=words.name("plan", str(row["against"]))
        )
        for _, row in rows[~rows["told_apart"].astype(bool)].iterrows()
    ]
    return words.say("robust_pairs_some", metric=name, told=told, count=len(rows), pairs=words.shown(alike))


def _sure(asked: Asked, words: Words) -> Iterator[str]:
    yield words.say(
        "robust_sure_runs",
        runs=asked.runs,
        plans=len(asked.plans),
        scenarios=asked.scenarios,
        shocks=shocks_counted(len(asked.shocks), words),
        draws=asked.draws,
        replications=asked.replications,
    )
    yield words.say("robust_sure_scenarios")
    yield words.say("robust_sure_holm", unit=asked.unit(words), share=words.number(asked.worst_share, "share"))
    yield from (said("remark", each, words) for each in asked.remarks)


def _tau(value: float, words: Words) -> str:
    return words.written(f"{value:.2f}")
