"""What of the past runs are told, in sentences: up to which day they know, what is drawn after it, what is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from sim.views.study import Study
from sim.views.words import Words

MOST_NAMED = 5  # measures named of those that are left out; the manifest has all


def lines(study: Study, shock: str, words: Words) -> Iterator[str]:
    """Yield what the runs under a shock are told, each sentence once; where decisions are given, how many failed."""
    told: dict[str, None] = {}
    for plan in study.results.plans_of(shock):
        past = study.past.get((shock, plan), {})
        told.update(dict.fromkeys(of_scenario(past, plan, words)))
        rows = study.not_decided
        for _, row in rows[(rows["shock"] == shock) & (rows["plan"] == plan)].iterrows():
            persons = words.ranged(row["mean"], row["low"], row["high"])
            told[words.say("past_not_decided", persons=persons, date=words.date(row["date"]))] = None
    yield from told


def of_scenario(past: Mapping[str, Any], plan: str, words: Words) -> Iterator[str]:
    """Yield what one scenario is told, as `told_past` has it; nothing where it is told nothing."""
    if "origin" in past:
        yield words.say("past_known", **_known(past, words))
        names = [words.name("measure", name) for name in past["left_out"]]
        left = len(names) - MOST_NAMED
        named = words.listed([*names[:MOST_NAMED], *([words.say("past_more", count=left)] if left > 0 else [])])
        yield words.say(
            "past_left_out" if names else "past_none_left_out",
            plan=words.name("plan", plan), origin=_date(past["origin"], words), count=len(names),
            measures=past["measures"], names=named,
        )  # fmt: skip
    parts = list(_given(past, words))
    if parts:
        yield words.say("past_given", parts=words.listed(parts))
        if past["misplaced"]:
            yield words.say("past_misplaced")
    lacking = [words.name("given", name) for name in ("votes", "decisions") if name in past and not past[name]]
    if lacking:
        until = words.say("past_by", origin=_date(past["origin"], words)) if "origin" in past else ""
        yield words.say("past_not_given", names=words.listed(lacking), until=until)


def known_to(study: Study, shock: str) -> dt.date | None:
    """Return the day from which on the runs under a shock are not told what came; None where they are told all."""
    origins = (study.past.get((shock, plan), {}).get("origin") for plan in study.results.plans_of(shock))
    return next((dt.date.fromisoformat(day) for day in origins if day), None)


def drawn_from(past: Mapping[str, Any], words: Words) -> str:
    """Say from which day on arrivals are drawn; empty where none are."""
    return words.say("past_arrivals", origin=_date(past["origin"], words)) if "origin" in past else ""


def _known(past: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Return the fields of what is known up to which day."""
    origin = dt.date.fromisoformat(past["origin"])
    figures = [
        words.say(
            "past_figure", series=words.name("planned", each["series"]), year=each["year"],
            persons=words.number(each["persons"]), date=_date(each["published"], words),
        )
        for each in past["planned"]
    ]  # fmt: skip
    return {
        "day": words.date(origin - dt.timedelta(days=1)),
        "origin": words.date(origin),
        "figures": words.say("past_figures", figures="; ".join(figures)) if figures else words.say("past_no_figure"),
    }


def _given(past: Mapping[str, Any], words: Words) -> Iterator[str]:
    if past.get("votes"):
        yield words.say("past_votes", years=words.listed([str(year) for year in past["votes"]]))
    kinds: dict[str, list[str]] = {}
    for each in past.get("decisions", ()):
        days = words.say("past_days", first=_date(each["first"], words), last=_date(each["last"], words))
        kinds.setdefault(each["kind"], []).append(days)
    for kind, stretches in kinds.items():
        yield words.say("past_decisions", kind=words.name("decided", kind), days=words.listed(stretches))


def _date(day: str, words: Words) -> str:
    return words.date(dt.date.fromisoformat(day))
