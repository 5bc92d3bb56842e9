"""The page of a brief in sentences, for a director or a minister."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sim import statistics
from sim.tables import COMMITTED
from sim.views.answer import Answer, Shown
from sim.views.brief_shown import (
    Seen,
    breaks_table,
    cost_picture,
    cost_table,
    orders_table,
    persons,
    places_picture,
    places_table,
    weeks_cut,
    year_named,
)
from sim.views.english import ENGLISH
from sim.views.picture import Picture
from sim.views.rows import records
from sim.views.words import Words, capital

WEEK = 7  # days
MINORS = "minors_in_adult_centre"
"""Criterion, and series, of unaccompanied minors for whom there is no place of their own."""


def answer(seen: Seen, manifest: Mapping[str, Any], words: Words = ENGLISH) -> Answer:
    """Write the page."""
    names = {"plan": words.name("plan", seen.plan), "shock": words.name("shock", seen.shock)}
    head = "brief_title_director" if seen.summary == "director" else "brief_title_minister"
    title = words.say(head, day=words.date(seen.day), **names)
    label = words.say("brief_range_all" if seen.runs < statistics.RUNS_FOR_P95 else "brief_range_most", runs=seen.runs)
    roof = _roof(seen, words)
    if seen.summary == "director":
        places = tuple(_places(seen, words))
        says = (
            roof, *places, *_orders(seen, words), *_minors(seen, words), *_first(seen, words), _exits(seen, words)
        )  # fmt: skip
        shown: tuple[Shown, ...] = (
            places_table(seen, label, words), orders_table(seen, words), breaks_table(seen, words)
        )  # fmt: skip
        pictures: tuple[Picture, ...] = (places_picture(seen, label, " ".join(places), manifest, words),)
        orders = pd.concat([each for each in (seen.order_by, seen.minors_by) if len(each)] or [seen.order_by])
        tables = {"need_and_places": seen.places, "order_by": orders, "exit_costs": seen.exits}
    else:
        says = (
            roof, *_children(seen, words), *_minors(seen, words), *_cost(seen, words), *_political(seen, words)
        )  # fmt: skip
        shown = (breaks_table(seen, words), cost_table(seen, words))
        pictures = (cost_picture(seen, manifest, words),)
        tables = {"cost": seen.cost, "political": seen.political}
    sure = [words.say("brief_sure_runs", runs=seen.runs)]
    sure += [words.say("brief_sure_band", label=label)] if seen.summary == "director" else []
    sure.append(words.say("brief_sure_assumed"))
    return Answer(title, says, shown, {**tables, "breaks": seen.breaks}, pictures, tuple(sure))


def _futures(hits: int, runs: int, words: Words) -> str:
    key = "brief_natural" if hits else "brief_none"
    return words.say(key, hits=hits, runs=runs, chance=words.chance(statistics.share(hits, runs)))


def _places(seen: Seen, words: Words) -> Iterator[str]:
    """Say whether what could stand would cover the need, and when what stands is passed."""
    table = seen.places
    last, weeks = words.date(table["date"].iloc[-1]), len(table) - 1
    if seen.unseen_days:
        yield weeks_cut(seen.weeks, seen.unseen_days, seen.last, words)
    yield from _lacking_now(seen, words)
    key, row = _worst_week(table.iloc[1:])
    yield words.say(
        key,
        day=words.date(seen.day),
        last=last,
        date=words.date(row["date"]),
        need=persons(row["need"], words),
        low=persons(row["need_low"], words),
        high=persons(row["need_high"], words),
        places=persons(row["places"], words),
        openable=persons(row["openable"], words),
        lacking=persons(row["without_bed"], words),
        in_runs=int(row["short_in_runs"]),
        hits=int(row["short"]),
        runs=int(row["runs"]),
    )
    yield from _beyond(seen, words)
    beyond = table[table["need_high"] > table["standing"]]
    if beyond.empty:
        fewest = table.iloc[int((table["standing"] - table["need_high"]).to_numpy().argmin())]
        key = "brief_places_now_enough_one" if weeks == 1 else "brief_places_now_enough"
    else:
        fewest, key = beyond.iloc[0], "brief_places_now"
    yield words.say(
        key, first=words.date(table["date"].iloc[0]), places=persons(table["places"].iloc[0], words), weeks=weeks,
        date=words.date(fewest["date"]), standing=persons(fewest["standing"], words),
        high=persons(fewest["need_high"], words),
    )  # fmt: skip


def _beyond(seen: Seen, words: Words) -> Iterator[str]:
    """Say what comes after the weeks looked ahead, and how to look as far: with more weeks, or from a later day."""
    table, first, (peak, most) = seen.places, _roof_row(seen)["median_date"], seen.peak
    key, then = ("brief_cover_peak", peak) if most > 0 else ("brief_cover_beyond", first)
    last = table["date"].iloc[-1]
    if not then > last:
        return
    enough = math.ceil((then - table["date"].iloc[0]).days / WEEK)
    if enough <= seen.most_weeks:
        way = words.say("brief_cover_weeks", weeks=enough)
    else:
        later = seen.day + dt.timedelta(days=WEEK * math.ceil((then - last).days / WEEK))
        day = min(later, seen.last - dt.timedelta(days=1))
        way = words.say("brief_cover_later", most=seen.most_weeks, day=words.date(day))
    yield words.say(key, last=words.date(last), date=words.date(then), persons=persons(most, words), way=way)


def _lacking_now(seen: Seen, words: Words) -> Iterator[str]:
    """Say where places are too few in the week before the day, when nothing that is ordered on it can stand."""
    row = seen.places.iloc[0]
    if row["short_in_runs"]:
        yield words.say(
            "brief_lacking_now",
            date=words.date(row["date"]),
            day=words.date(seen.day),
            places=persons(row["places"], words),
            need=persons(row["need"], words),
            low=persons(row["need_low"], words),
            high=persons(row["need_high"], words),
            in_runs=int(row["short_in_runs"]),
            runs=int(row["runs"]),
            lacking=persons(row["without_bed"], words),
        )


def _worst_week(table: pd.DataFrame) -> tuple[str, Any]:
    """Return the sentence that says whether what could stand covers the need, and the week that it tells.

    Parameters
    ----------
    table : weeks from the day on
    """
    short = table[table["short"] > 0]
    if len(short):
        return "brief_cover_not", short.iloc[0]
    if table["bedless"].any():
        return "brief_cover_all", table.iloc[int((table["need"] - table["places"]).to_numpy().argmax())]
    return "brief_cover_unneeded", table.iloc[int((table["places"] - table["need_high"]).to_numpy().argmin())]


def _orders(seen: Seen, words: Words) -> Iterator[str]:
    for row in records(seen.order_by):
        late = row["order_by"] < pd.Timestamp(seen.day)
        said = words.say(
            "brief_order_late" if late else "brief_order_by",
            measure=words.name("measure", row["measure"]),
            body=words.name("brief_body", row["decided_by"]),
            date=words.date(row["order_by"]),
            needed=words.date(row["needed_from"]),
            days=f"{row['lead_days']:.0f}",
        )
        yield capital(said)


def _minors(seen: Seen, words: Words) -> Iterator[str]:
    """Say by when places for unaccompanied minors must be ordered, or that the plan has no measure for them.

    Of those who lack places of their own the ages are not told apart, and so not whose order it takes.
    """
    row = _by_criterion(seen).get(MINORS)
    if row is None or not row["hits"] + row["already"]:
        return
    if seen.minors.empty:
        share = _futures(int(row["hits"] + row["already"]), seen.runs, words)
        yield words.say("brief_minors_none", criterion=words.name("criterion", MINORS), share=share)
    elif len(seen.minors_by):
        parts = [
            words.say(
                "brief_minors_late" if each["order_by"] < pd.Timestamp(seen.day) else "brief_minors_by",
                body=words.name("brief_body", each["decided_by"]), measure=words.name("measure", each["measure"]),
                date=words.date(each["order_by"]), days=f"{each['lead_days']:.0f}",
            )
            for each in records(seen.minors_by)
        ]  # fmt: skip
        needed = words.date(seen.minors_by["needed_from"].iloc[0])
        yield words.say("brief_minors", needed=needed, parts="; ".join(parts))
        if seen.minors_by["decided_by"].nunique() > 1:
            yield words.say("brief_minors_ages")


def _first(seen: Seen, words: Words) -> Iterator[str]:
    """Name the most frequent first break from the day on, and what was broken before it."""
    rows = records(seen.breaks)
    day = words.date(seen.day)
    row = rows[0]
    if not row["hits"]:
        key = "brief_first_no_other" if any(each["already"] for each in rows) else "brief_first_none"
        chance = words.chance(statistics.share(0, seen.runs))
        yield words.say(key, day=day, runs=seen.runs, chance=chance)
    else:
        yield words.say(
            "brief_first",
            day=day,
            criterion=words.name("criterion", row["criterion"]),
            share=_futures(int(row["first_in"]), seen.runs, words),
            when=_span(row, words),
        )
    before = [
        words.say(
            "brief_already_part",
            criterion=words.name("criterion", each["criterion"]),
            hits=each["already"],
            runs=seen.runs,
            first=words.date(each["first_ever"]),
            after=_after(each, seen, words),
        )
        for each in rows
        if each["already"]
    ]
    if before:
        yield words.say("brief_already", day=day, parts="; ".join(before))
        yield from _emergency(seen, words)


def _after(row: Mapping[str, Any], seen: Seen, words: Words) -> str:
    """Say of what was broken before the day in how many runs it still is, and in how many it comes back."""
    if math.isnan(row["still"]):
        return ""
    key = "brief_back" if row["again"] else "brief_not_back"
    date = words.date(row["again_date"])
    return words.say(key, day=words.date(seen.day), still=int(row["still"]), again=int(row["again"]), date=date)


def _emergency(seen: Seen, words: Words) -> Iterator[str]:
    """Say who lived in emergency accommodation as the runs began, where anybody did."""
    then, now = records(seen.emergency)
    if then["persons"] > 0:
        yield words.say(
            "brief_emergency",
            first=words.date(seen.first),
            then=words.date(then["date"]),
            many=persons(then["persons"], words),
            now=words.date(now["date"]),
            few=persons(now["persons"], words),
        )


def _span(row: Mapping[str, Any], words: Words) -> str:
    return words.span(row["median_date"], row["earliest"], row["latest"])


def _exits(seen: Seen, words: Words) -> str:
    rows = {row["when"]: row for row in records(seen.exits)}
    if not any(row["mean"] for row in rows.values()):
        return words.say("brief_exit_none")
    fields = {"last": words.date(seen.last)}
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
    return words.say("brief_when_later" if row["already"] else "brief_when", when=_span(row, words))


def _before(row: Mapping[str, Any], seen: Seen, words: Words) -> str:
    """Say how many of the futures were broken before the day, and what became of it."""
    if not row["already"]:
        return ""
    after = _after(row, seen, words)
    return words.say("brief_before", hits=int(row["already"]), day=words.date(seen.day), after=after)


def _roof_row(seen: Seen) -> dict[str, Any]:
    return _by_criterion(seen)[seen.roof]


def _roof(seen: Seen, words: Words) -> str:
    """Say whether all have a roof: a break before the day counts too, since the runs tell its first day only."""
    row = _roof_row(seen)
    either = int(row["hits"] + row["already"])
    fields = {
        "criterion": words.name("criterion", seen.roof),
        "share": _futures(either, seen.runs, words),
        "day": words.date(seen.day),
        "last": words.date(seen.last),
        "on_end": words.with_unit(str(seen.roof_days), "days"),
    }
    if not either:
        return words.say("brief_roof_all", **fields)
    before, when = _before(row, seen, words), _when(row, words)
    return words.say("brief_roof_some", **fields, before=before, when=when, **_size(row, seen.roof, words))


def _size(row: Any, criterion: str, words: Words) -> dict[str, str]:
    worst, most = (words.worst(criterion, row[name]) for name in ("worst", "most"))
    return {"worst": worst, "most": most, "days": f"{row['days']:.0f}"}


def _children(seen: Seen, words: Words) -> Iterator[str]:
    rows = _by_criterion(seen)
    for name in seen.children:
        row = rows[name]
        criterion = words.name("criterion", name)
        either = int(row["hits"] + row["already"])
        fields = {
            "criterion": capital(criterion),
            "share": _futures(either, seen.runs, words),
        }
        if not either:
            yield words.say("brief_children_none", **fields)
            continue
        before, when = _before(row, seen, words), _when(row, words)
        yield words.say("brief_children", **fields, before=before, when=when, **_size(row, name, words))


def _cost(seen: Seen, words: Words) -> Iterator[str]:
    total = seen.cost[seen.cost["payer"] == "total"]
    years = total[total["year"] != COMMITTED]
    first = years.iloc[0]
    more = "".join(
        words.say(
            "brief_cost_more",
            cost=words.number(row["mean"], "NOK"),
            year=year_named(seen, row["year"], words),
            since=_since(seen, row["year"], words),
        )
        for row in records(years.iloc[1:])
    )
    low, high = (words.bare(first[end], "NOK") for end in ("low", "high"))
    cost = words.number(first["mean"], "NOK")
    year, since = year_named(seen, first["year"], words), _since(seen, first["year"], words)
    yield words.say("brief_cost", cost=cost, low=low, high=high, year=year, more=more, since=since)
    for row in records(total[total["year"] == COMMITTED]):
        low, high = (words.bare(row[end], "NOK") for end in ("low", "high"))
        cost, last = words.number(row["mean"], "NOK"), words.date(seen.last)
        yield words.say("brief_committed", cost=cost, low=low, high=high, last=last)


def _since(seen: Seen, year: str, words: Words) -> str:
    """Say what of a year's cost is paid from the day on, where the day is in that year and not in its first month."""
    begins = max(seen.first, dt.date(seen.day.year, 1, 1))
    if int(year) != seen.day.year or seen.day.month == begins.month:
        return ""
    return words.say(
        "brief_cost_since", cost=words.number(seen.cost_since, "NOK"), month=words.months[seen.day.month - 1],
        year=seen.day.year,
    )  # fmt: skip


def _political(seen: Seen, words: Words) -> Iterator[str]:
    if seen.political.empty:
        yield words.say("brief_political_no_measure")
    for row in records(seen.political):
        measure = words.name("measure", row["measure"])
        fields = {
            "body": words.name("brief_body", row["decided_by"]),
            "measure": measure,
            "share": _futures(int(row["hits"]), seen.runs, words),
            "before": words.say("brief_before", hits=int(row["already"]), day=words.date(seen.day), after="")
            if row["already"]
            else "",
        }
        if row["hits"]:
            yield capital(words.say("brief_political", **fields, when=_span(row, words)))
        else:
            yield words.say("brief_political_none", **{**fields, "measure": capital(measure)})
