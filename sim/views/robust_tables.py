"""The tables for people of `beredt robust`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from sim.views.answer import Shown
from sim.views.robust_asked import (
    ALL,
    LEAST_TAU,
    MEAN,
    Asked,
    Tables,
    lowest,
    nothing_known,
    number,
    of_metric,
    plans_named,
)
from sim.views.said import said
from sim.views.words import Words, small

BEST = "*"


def shown(asked: Asked, tables: Tables, words: Words) -> Iterator[Shown]:
    """Yield every table, in order."""
    yield _targets(asked, tables["targets"], words)
    for metric in asked.losses:
        yield _regret(asked, tables, metric, words)
    yield _front(asked, tables["front"], words)
    if len(tables["changes"]):
        yield _changes(asked, tables, words)
    yield _order(asked, tables["stability"], words)


def limits(asked: Asked, words: Words) -> str:
    """Write the targets."""
    parts = []
    for metric, limit in asked.targets.items():
        key = "robust_target_least" if metric in asked.higher else "robust_target_most"
        parts.append(words.say(key, metric=small(words.metric(metric)), limit=asked.value(metric, limit, words)))
    return words.listed(parts)


def _targets(asked: Asked, targets: pd.DataFrame, words: Words) -> Shown:
    shocks = [shock for shock in asked.shocks if (targets["shock"] == shock).any()]
    columns = [(ALL, ALL), *((shock, ALL) for shock in shocks), *((ALL, name) for name in asked.targets)]
    if len(asked.targets) == 1:
        columns = columns[:-1]
    heads = []
    for shock, target in columns:
        both = words.say("robust_all_targets") if target == ALL else words.metric(target)
        where = words.say("robust_all_shocks") if shock == ALL else words.name("shock", shock)
        heads.append(where if target == ALL and shock != ALL else both)
    cells = {(row["plan"], row["shock"], row["target"]): row for row in targets.to_dict("records")}
    rows = tuple(
        (
            words.name("plan", plan),
            *(_share(cells.get((plan, *column)), column == (ALL, ALL), words) for column in columns),
        )
        for plan in asked.plans
    )
    note = words.say("robust_targets_note", unit=asked.unit(words), targets=limits(asked, words))
    return Shown(words.say("robust_targets_head"), (words.say("robust_col_plan"), *heads), rows, note)


def _share(row: Mapping[Any, Any] | None, with_range: bool, words: Words) -> str:
    if row is None:
        return "-"
    ends = {end: words.number(float(row[end]), "share") for end in ("low", "high")}
    key = "robust_cell_range" if with_range else "robust_cell"
    key = "robust_cell_unknown" if with_range and nothing_known(row) else key
    return words.say(key, hits=int(row["hits"]), runs=int(row["runs"]), **ends)


def by_shock(tables: Tables, metric: str) -> pd.DataFrame:
    """Return the mean regret with a row a plan and a column a shock."""
    rows = of_metric(tables["losses"], metric)
    order = {name: list(dict.fromkeys(rows[name])) for name in ("plan", "shock")}
    wide = rows.pivot_table(index="plan", columns="shock", values="regret", aggfunc="mean")
    return wide.reindex(index=order["plan"], columns=order["shock"])


def _regret(asked: Asked, tables: Tables, metric: str, words: Words) -> Shown:
    wide = by_shock(tables, metric)
    rows = of_metric(tables["criteria"], metric).set_index("plan")
    least = asked.alike.get(metric, 0.0)
    columns = [*(wide[shock] for shock in wide), *(rows[name] for name in ("max_regret", "p90_regret"))]
    cells = []
    for plan in asked.plans:
        cell = [words.name("plan", plan)]
        for values in columns:
            text = asked.bare(metric, float(values[plan]), words)
            cell.append(f"{BEST} {text}" if values[plan] <= values.min() + least else text)
        cell += [asked.bare(metric, number(rows, plan, name), words) for name in (MEAN, "worst")]
        tail = [number(rows, plan, name) for name in ("cvar", "cvar_low", "cvar_high")]
        cell.append(_ranged(asked, metric, tail, words))
        cells.append(tuple(cell))
    heads = [words.name("shock", str(shock)) for shock in wide]
    heads += [words.say(key) for key in ("robust_col_most", "robust_col_high", "robust_col_mean", "robust_col_worst")]
    heads.append(words.say("robust_col_tail", share=words.number(asked.worst_share, "share")))
    refused = ""
    if rows["p90_low"].isna().all():
        refused = words.say("robust_refused")
    unit = words.bare_unit(asked.units[metric]) or asked.units[metric]
    note = words.say("robust_regret_note", alike=asked.tied(metric, words), unit=unit, refused=refused)
    head = words.say("robust_regret_head", metric=words.metric(metric))
    return Shown(head, (words.say("robust_col_plan"), *heads), tuple(cells), note)


def _ranged(asked: Asked, metric: str, told: Sequence[float], words: Words) -> str:
    """Write a value with its interval, alone where there is none."""
    if pd.isna(told[1]):
        return asked.bare(metric, told[0], words)
    mean, low, high = told
    return words.ranged(mean, low, high, asked.units[metric])


def _front(asked: Asked, front: pd.DataFrame, words: Words) -> Shown:
    cells = []
    for plan in asked.plans:
        rows = front[front["plan"] == plan].set_index("metric")
        row = [words.name("plan", plan)]
        for metric in asked.losses:
            value, gap = (number(rows, metric, name) for name in ("value", "gap"))
            text = asked.bare(metric, value, words)
            if asked.fresh:
                text = words.say("robust_front_cell", value=text, gap=words.bare(gap, asked.units[metric], sign=True))
            row.append(text)
        one = rows.iloc[0]
        row.append(words.say("robust_yes" if one["on_front"] else "robust_no"))
        key = (
            "robust_untested"
            if pd.isna(one["still"])
            else "robust_same_place"
            if one["still"]
            else "robust_other_place"
        )
        row.append(words.say(key))
        row.append(plans_named(str(one["dominators"]), words) if one["dominators"] else "-")
        cells.append(tuple(row))
    heads = [words.metric_unit(metric, asked.units[metric]) for metric in asked.losses]
    heads += [words.say(key) for key in ("robust_col_front", "robust_col_fresh", "robust_col_beaten")]
    alike = words.listed(
        [
            words.say("robust_alike_part", value=asked.tied(each, words), metric=small(words.metric(each)))
            for each in asked.losses
        ]
    )
    note = words.say("robust_front_note_none", alike=alike)
    if asked.fresh:
        found = asked.replications - asked.fresh
        note = words.say("robust_front_note", found=found, all=asked.replications, fresh=asked.fresh, alike=alike)
    return Shown(words.say("robust_front_head"), (words.say("robust_col_plan"), *heads), tuple(cells), note)


def change_cell(row: Mapping[Any, Any], words: Words) -> str:
    """Write the best plan in both halves of a range: one text where it is the same."""
    low, high = (plans_named(str(row[name]), words) for name in ("best_low", "best_high"))
    if low == high:
        return words.say("robust_stays", plans=low)
    return words.say("robust_flips" if row["changed"] else "robust_overlap", low=low, high=high)


def parameter(row: Mapping[Any, Any], changes: pd.DataFrame, words: Words) -> str:
    """Name an assumed value; (!) marks one that cannot be told from another."""
    mine = changes.loc[changes["parameter"] == row["parameter"], "same_rows_as"]
    mark = " (!)" if mine.ne("").any() else ""
    return words.name("parameter", str(row["parameter"])) + mark


def of_all(changes: pd.DataFrame) -> pd.DataFrame:
    """Return what changes by the mean over all shocks."""
    return changes[(changes["criterion"] == MEAN) & (changes["shock"] == ALL)]


def _changes(asked: Asked, tables: Tables, words: Words) -> Shown:
    mine = of_all(tables["changes"])
    cells = []
    for row in tables["parameters"].to_dict("records"):
        rows = mine[mine["parameter"] == row["parameter"]].set_index("metric")
        told = {end: words.number(float(row[end])) for end in ("low", "high")}
        cell = [
            parameter(row, mine, words),
            words.say("robust_range", unit=words.unit(str(row["unit"])), **told).rstrip(),
        ]
        cell += [
            change_cell(rows.loc[metric].to_dict(), words) if metric in rows.index else "-" for metric in asked.losses
        ]
        cells.append((*cell, said("warning", str(row["warn"]), words) or words.say("robust_no_warning")))
    heads = [words.say("robust_col_assumed"), words.say("robust_col_range")]
    heads += [words.metric(metric) for metric in asked.losses]
    heads.append(words.say("robust_col_warn"))
    note = words.say("robust_changes_note")
    return Shown(words.say("robust_changes_head"), tuple(heads), tuple(cells), note, words=len(heads))


def _order(asked: Asked, stability: pd.DataFrame, words: Words) -> Shown:
    cells = []
    for metric in asked.losses:
        rows = of_metric(stability, metric)
        cell = [words.metric(metric)]
        for kind in ("criteria", "halves"):
            mine = rows[rows["kind"] == kind].dropna(subset=["tau"])
            if mine.empty:
                cell += ["-", "-"]
                continue
            least = lowest(mine, "tau")
            ways = [words.name("judged", str(least[way])) for way in ("first", "second")]
            told = words.say("robust_and", first=ways[0], second=ways[1]) if kind == "criteria" else ways[0]
            cell += [words.written(f"{least['tau']:.2f}"), told]
        cells.append(tuple(cell))
    keys = ("robust_col_metric", "robust_col_lowest", "robust_col_between", "robust_col_halves", "robust_col_by")
    note = words.say("robust_order_note", least=words.figures_of(LEAST_TAU))
    return Shown(words.say("robust_order_head"), tuple(words.say(key) for key in keys), tuple(cells), note, words=1)
