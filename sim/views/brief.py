"""The page of a brief: sentences, tables and a figure, for a director or a minister."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim import statistics
from sim.tables import COMMITTED
from sim.views import standing, style
from sim.views.answer import Answer, Shown
from sim.views.english import ENGLISH
from sim.views.figures import date_axis, number_axis
from sim.views.picture import Picture
from sim.views.rows import records
from sim.views.words import Words


@dataclass(frozen=True)
class Seen:
    """What the page is made of; tables as `sim.studies.brief` describes them."""

    summary: str
    plan: str
    shock: str
    day: dt.date
    runs: int
    roof: str
    children: tuple[str, ...]
    places: pd.DataFrame
    openable: pd.DataFrame
    order_by: pd.DataFrame
    breaks: pd.DataFrame
    cost: pd.DataFrame
    exits: pd.DataFrame
    political: pd.DataFrame
    first: dt.date
    last: dt.date


def answer(seen: Seen, manifest: Mapping[str, Any], words: Words = ENGLISH) -> Answer:
    """Write the page."""
    names = {"plan": words.name("plan", seen.plan), "shock": words.name("shock", seen.shock)}
    head = "brief_title_director" if seen.summary == "director" else "brief_title_minister"
    title = words.say(head, day=words.date(seen.day), **names)
    label = statistics.pointwise_label(seen.runs).partition(" and ")[2]
    if seen.summary == "director":
        says = (*_places(seen, words), *_orders(seen, words), _first(seen, words), _exits(seen, words))
        shown: tuple[Shown, ...] = (_places_table(seen, label, words), _orders_table(seen, words))
        pictures: tuple[Picture, ...] = (_places_picture(seen, label, manifest, words),)
        tables = {"need_and_places": seen.places, "order_by": seen.order_by, "exit_costs": seen.exits}
    else:
        says = (_roof(seen, words), *_children(seen, words), *_cost(seen, words), *_political(seen, words))
        shown = (_breaks_table(seen, words), _cost_table(seen, words))
        pictures = (_cost_picture(seen, manifest, words),)
        tables = {"cost": seen.cost, "political": seen.political}
    sure = [words.say("brief_sure_runs", runs=seen.runs)]
    sure += [words.say("brief_sure_band", label=label)] if seen.summary == "director" else []
    sure.append(words.say("brief_sure_assumed"))
    return Answer(title, says, shown, {**tables, "breaks": seen.breaks}, pictures, tuple(sure))


def _chance(hits: int, runs: int, words: Words) -> str:
    share = statistics.share(hits, runs)
    percent = [words.number(each, "share") for each in (share.low, share.high)]
    if hits == 0:
        return words.say("chance_none", high=percent[1])
    if hits == runs:
        return words.say("chance_all", low=percent[0])
    return words.say("chance_some", low=percent[0], high=percent[1])


def _futures(hits: int, runs: int, words: Words) -> str:
    key = "brief_natural" if hits else "brief_none"
    return words.say(key, hits=hits, runs=runs, chance=_chance(hits, runs, words))


def _persons(value: float) -> str:
    return f"{value:,.0f}"


def _places(seen: Seen, words: Words) -> Iterator[str]:
    table = seen.places
    short = table[table["short"] > 0]
    tightest = int((table["openable"] - table["need_high"]).to_numpy().argmin())
    row = short.iloc[0] if len(short) else table.iloc[tightest]
    fields = {
        "date": words.date(row["date"]),
        "need": _persons(row["need"]),
        "low": _persons(row["need_low"]),
        "high": _persons(row["need_high"]),
        "openable": _persons(row["openable"]),
    }
    if len(short):
        when = words.with_unit(str(int(row["week"])), "weeks")
        yield words.say("brief_place_short", when=when, hits=int(row["short"]), runs=int(row["runs"]), **fields)
    else:
        yield words.say("brief_place_enough", weeks=len(table) - 1, **fields)
    now = {"day": words.date(seen.day), "places": _persons(table["places"].iloc[0])}
    beyond = table[table["need_high"] > table["places"].iloc[0]]
    if beyond.empty:
        yield words.say("brief_places_now_enough", weeks=len(table) - 1, **now)
    else:
        yield words.say("brief_places_now", date=words.date(beyond["date"].iloc[0]), **now)


def _orders(seen: Seen, words: Words) -> Iterator[str]:
    for row in records(seen.order_by):
        late = row["order_by"] < pd.Timestamp(seen.day)
        yield words.say(
            "brief_order_late" if late else "brief_order_by",
            measure=words.name("measure", row["measure"]),
            body=row["decided_by"],
            date=words.date(row["order_by"]),
            days=f"{row['lead_days']:.0f}",
        )


def _first(seen: Seen, words: Words) -> str:
    """Name the most frequent first break from the day on, and what was broken before it."""
    rows = records(seen.breaks)
    before = [
        words.say(
            "brief_already_part",
            criterion=words.name("criterion", row["criterion"]),
            hits=row["already"],
            runs=seen.runs,
        )
        for row in rows
        if row["already"]
    ]
    day = words.date(seen.day)
    told = words.say("brief_already", day=day, parts=words.listed(before)) if before else ""
    row = rows[0]
    if not row["hits"]:
        key = "brief_first_no_other" if before else "brief_first_none"
        said = words.say(key, day=day, runs=seen.runs, chance=_chance(0, seen.runs, words))
    else:
        said = words.say(
            "brief_first",
            criterion=words.name("criterion", row["criterion"]),
            share=_futures(int(row["first_in"]), seen.runs, words),
            **_dates(row, words),
        )
    return f"{said} {told}".strip()


def _dates(row: Any, words: Words) -> dict[str, str]:
    return {
        "date": words.date(row["median_date"]),
        "earliest": words.date(row["earliest"]),
        "latest": words.date(row["latest"]),
    }


def _exits(seen: Seen, words: Words) -> str:
    rows = {row["when"]: row for row in records(seen.exits)}
    if not any(row["mean"] for row in rows.values()):
        return words.say("brief_exit_none")
    fields = {}
    for when in ("period", "after"):
        row = rows[when]
        fields[when] = words.number(row["mean"], "NOK")
        fields[f"{when}_range"] = _money_range(row, words)
    return words.say("brief_exit", **fields)


def _money_range(row: Any, words: Words) -> str:
    low, high = (words.bare(row[end], "NOK") for end in ("low", "high"))
    return words.say("chance_some", low=low, high=high)


def _by_criterion(seen: Seen) -> dict[str, dict[str, Any]]:
    return {row["criterion"]: row for row in records(seen.breaks)}


def _when(row: Mapping[str, Any], words: Words) -> str:
    """Say when it first breaks, where it does from the day on; of the other futures where some were broken before."""
    if not row["hits"]:
        return ""
    return words.say("brief_when_later" if row["already"] else "brief_when", **_dates(row, words))


def _roof(seen: Seen, words: Words) -> str:
    """Say whether all have a roof: a break before the day counts too, since the runs tell its first day only."""
    row = _by_criterion(seen)[seen.roof]
    either = int(row["hits"] + row["already"])
    fields = {
        "criterion": words.name("criterion", seen.roof),
        "share": _futures(either, seen.runs, words),
        "day": words.date(seen.day),
    }
    if not either:
        return words.say("brief_roof_all", **fields)
    before = words.say("brief_before", hits=int(row["already"]), day=fields["day"]) if row["already"] else ""
    when = _when(row, words)
    return words.say("brief_roof_some", **fields, before=before, when=when, **_size(row, seen.roof, words))


def _size(row: Any, criterion: str, words: Words) -> dict[str, str]:
    return {"worst": words.worst(criterion, row["worst"]), "days": f"{row['days']:.0f}"}


def _children(seen: Seen, words: Words) -> Iterator[str]:
    rows = _by_criterion(seen)
    for name in seen.children:
        row = rows[name]
        criterion = words.name("criterion", name)
        either = int(row["hits"] + row["already"])
        fields = {
            "criterion": criterion[0].upper() + criterion[1:],
            "share": _futures(either, seen.runs, words),
        }
        if not either:
            yield words.say("brief_children_none", **fields)
            continue
        before = words.say("brief_before", hits=int(row["already"]), day=words.date(seen.day)) if row["already"] else ""
        when = _when(row, words)
        yield words.say("brief_children", **fields, before=before, when=when, **_size(row, name, words))


def _year(seen: Seen, year: str, words: Words) -> str:
    """Name a year; of one that the runs cover in part, which part."""
    return words.year(int(year), seen.first, seen.last)


def _cost(seen: Seen, words: Words) -> Iterator[str]:
    total = seen.cost[seen.cost["payer"] == "total"]
    years = total[total["year"] != COMMITTED]
    first = years.iloc[0]
    more = "".join(
        words.say("brief_cost_more", cost=words.number(row["mean"], "NOK"), year=_year(seen, row["year"], words))
        for row in records(years.iloc[1:])
    )
    low, high = (words.bare(first[end], "NOK") for end in ("low", "high"))
    cost = words.number(first["mean"], "NOK")
    yield words.say("brief_cost", cost=cost, low=low, high=high, year=_year(seen, first["year"], words), more=more)
    for row in records(total[total["year"] == COMMITTED]):
        low, high = (words.bare(row[end], "NOK") for end in ("low", "high"))
        yield words.say("brief_committed", cost=words.number(row["mean"], "NOK"), low=low, high=high)


def _political(seen: Seen, words: Words) -> Iterator[str]:
    if seen.political.empty:
        yield words.say("brief_political_no_measure")
    for row in records(seen.political):
        measure = words.name("measure", row["measure"])
        fields = {
            "body": row["decided_by"],
            "measure": measure,
            "share": _futures(int(row["hits"]), seen.runs, words),
            "before": words.say("brief_before", hits=int(row["already"]), day=words.date(seen.day))
            if row["already"]
            else "",
        }
        if row["hits"]:
            yield words.say("brief_political", **fields, **_dates(row, words))
        else:
            yield words.say("brief_political_none", **{**fields, "measure": measure[0].upper() + measure[1:]})


def _places_table(seen: Seen, label: str, words: Words) -> Shown:
    rows = tuple(
        (
            words.date(row["date"]),
            _persons(row["need"]),
            words.say("chance_some", low=_persons(row["need_low"]), high=_persons(row["need_high"])),
            _persons(row["places"]),
            _persons(row["openable"]),
            f"{row['short']}/{row['runs']}",
        )
        for row in records(seen.places)
    )
    heads = tuple(words.say("brief_head_places").split("|"))
    return Shown(words.say("brief_table_places"), heads, rows, words.say("brief_note_places", label=label))


def _orders_table(seen: Seen, words: Words) -> Shown:
    by = {row["measure"]: row["order_by"] for row in records(seen.order_by)}
    rows = tuple(
        (
            words.name("measure", each["measure"]),
            each["decided_by"],
            f"{each['lead_days']:.0f}",
            _persons(each["places_a_week"]) if np.isfinite(each["places_a_week"]) else words.say("brief_no_limit"),
            words.say("brief_no_limit") if not np.isfinite(each["most"]) else _persons(each["most"]),
            words.date(by[each["measure"]]) if each["measure"] in by else words.say("brief_not_needed"),
        )
        for each in records(seen.openable)
    )
    heads = tuple(words.say("brief_head_orders").split("|"))
    return Shown(words.say("brief_table_orders"), heads, rows, words.say("brief_note_orders"), words=2)


def _breaks_table(seen: Seen, words: Words) -> Shown:
    rows = tuple(
        (
            words.name("criterion", row["criterion"]),
            f"{row['hits']}/{seen.runs}",
            f"{row['already']}/{seen.runs}",
            f"{row['first_in']}/{seen.runs}",
            words.date(row["median_date"]),
            f"{row['days']:.0f}" if row["hits"] + row["already"] else "-",
            words.worst(row["criterion"], row["worst"]) if row["hits"] + row["already"] else "-",
        )
        for row in records(seen.breaks)
    )
    heads = tuple(words.say("brief_head_breaks").split("|"))
    heading = words.say("brief_table_breaks", day=words.date(seen.day))
    return Shown(heading, heads, rows, words.say("brief_note_breaks"))


def _payer(name: str, words: Words) -> str:
    return words.say("brief_total") if name == "total" else words.name("payer", name)


def _cost_table(seen: Seen, words: Words) -> Shown:
    years = sorted(seen.cost["year"].unique(), key=lambda year: (year == COMMITTED, year))
    cells = {(row["payer"], row["year"]): (row["mean"], row["low"], row["high"]) for row in records(seen.cost)}
    payers = [*(payer for payer in dict.fromkeys(seen.cost["payer"]) if payer != "total"), "total"]
    rows = []
    for payer in payers:
        row = [_payer(payer, words)]
        for year in years:
            there = (payer, year) in cells
            row.append(words.ranged(*cells[payer, year], unit="NOK") if there else "-")
        rows.append(tuple(row))
    heads = (
        "",
        *(words.say("brief_committed_year") if year == COMMITTED else _year(seen, year, words) for year in years),
    )
    return Shown(words.say("brief_table_cost"), heads, tuple(rows), words.say("brief_note_cost"))


def _note(what: str, seen: Seen, manifest: Mapping[str, Any], words: Words) -> str:
    valid = standing.in_short(manifest, words)
    return words.say("brief_fig_note", runs=seen.runs, what=what, valid=valid)


def _places_picture(seen: Seen, label: str, manifest: Mapping[str, Any], words: Words) -> Picture:
    table = seen.places
    figure = style.new_figure(7.4, 4.0)
    axes = style.grid(figure, 1, 1)[0][0]
    dates = table["date"].to_numpy()
    style.band(axes, dates, table["need_low"], table["need_high"])
    axes.plot(dates, table["need"], color=style.DARK_BLUE, linewidth=1.8)
    axes.plot(dates, table["openable"], color=style.VERMILLION, linestyle=(0, (6, 2)), drawstyle="steps-post")
    axes.plot(dates, table["places"], color=style.BLACK, linestyle=(0, (1, 1.2)), drawstyle="steps-post")
    number_axis(axes)
    date_axis(axes)
    axes.set_ylabel(words.say("brief_fig_places_y"), fontsize=8)
    ends = [
        (float(table["need"].iloc[-1]), words.say("brief_fig_need"), style.DARK_BLUE),
        (float(table["openable"].iloc[-1]), words.say("brief_fig_could"), style.TEXT_VERMILLION),
        (float(table["places"].iloc[-1]), words.say("brief_fig_runs"), style.BLACK),
    ]
    style.label_ends(axes, ends, 3.2)
    names = {"plan": words.name("plan", seen.plan), "shock": words.name("shock", seen.shock)}
    title = words.say("brief_fig_places", **names)
    figure.suptitle(title, fontsize=10, x=0.01, ha="left")
    style.notes(figure, _note(words.say("brief_fig_band", label=label), seen, manifest, words))
    return Picture("brief_places", title, figure, " ".join(_places(seen, words)), table)


def _cost_picture(seen: Seen, manifest: Mapping[str, Any], words: Words) -> Picture:
    total = seen.cost[(seen.cost["payer"] == "total") & (seen.cost["year"] != COMMITTED)]
    figure = style.new_figure(6.0, 3.6)
    axes = style.grid(figure, 1, 1)[0][0]
    means = total["mean"].to_numpy() / 1e6
    half = (total["high"] - total["mean"]).to_numpy() / 1e6
    whisker = half if np.isfinite(half).all() else None
    named = [_year(seen, year, words) for year in total["year"]]
    axes.bar(named, means, yerr=whisker, color=style.SKY, edgecolor=style.BLACK, capsize=4, width=0.6)
    number_axis(axes)
    axes.set_ylabel(words.say("brief_fig_cost_y"), fontsize=8)
    names = {"plan": words.name("plan", seen.plan), "shock": words.name("shock", seen.shock)}
    title = words.say("brief_fig_cost", **names)
    figure.suptitle(title, fontsize=10, x=0.01, ha="left")
    style.notes(figure, _note(words.say("brief_fig_interval"), seen, manifest, words))
    parts = words.listed(
        [f"{year} {words.number(mean * 1e6, 'NOK')}" for year, mean in zip(named, means, strict=True)]
    )
    return Picture("brief_cost", title, figure, words.say("brief_fig_cost_text", parts=parts), total)
