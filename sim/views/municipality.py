"""The sheet of a municipality: its sentences and tables from the tables of the study, for planners or on one page."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.statistics import share
from sim.views import municipality_figures as figures
from sim.views.answer import Answer
from sim.views.english import ENGLISH
from sim.views.municipality_published import Published, as_published, beside
from sim.views.municipality_tables import (
    FEW,
    HERE,
    SIZES,
    Row,
    by,
    of_council,
    posts_of,
    quarter_end,
    span,
    tables_of,
)  # fmt: skip
from sim.views.rows import records
from sim.views.words import Words

Tables = Mapping[str, pd.DataFrame]


SMALL = 50
"""Persons settled a year under which a sheet says that it is mostly chance: some twenty households; our choice."""
WIDE = 0.5
"""Width of the range, as a share of its middle, above which it says so too; our choice."""
NEAR = 0.5
"""Share of what services take on average from which a request says that they may hold votes back; our choice."""
TITLE = {"municipality": "mu_title_municipality", "county": "mu_title_county", "nation": "mu_title_nation"}
CAUTION = {"municipality": "mu_caution_municipality", "county": "mu_caution_county", "nation": "mu_caution_nation"}


@dataclass(frozen=True)
class SheetFacts:
    """Of what the sheet is, and what it rests on.

    Attributes
    ----------
    kind : municipality, county or nation
    people : inhabitants, persons; towns: municipalities of the sheet
    level : share of the runs that a range holds; 1.0: all of them
    falls_by : share by which the need falls
    in_run : calendar years of the run; whole : those of which it holds every day, or all where there is none
    first_day, last_day : of the run
    served_per_1000 : newcomers a year per 1,000 inhabitants that the tightest service takes in the model on average;
        endless where nothing is assumed
    served_spread : spread of that between municipalities, coefficient of variation
    own : what the municipalities of the sheet know of themselves, a text each
    own_lead_days : days to find a dwelling that the municipality states, before its contingency plan; None: none
    published : what was published of the years of the run
    """

    place: str
    number: str
    kind: str
    people: int
    towns: int
    runs: int
    level: float
    lead_days: int
    hire_days: int
    persons_a_post: float
    standby_per_1000: float
    falls_by: float
    in_run: tuple[int, ...]
    whole: tuple[int, ...]
    first_day: dt.date
    last_day: dt.date
    price_year: int
    shock: str
    plan: str
    served_per_1000: float
    served_spread: float
    own: tuple[str, ...]
    own_lead_days: int | None = None
    published: tuple[Published, ...] = ()


def sheet(
    summary: str, facts: SheetFacts, tables: Tables, manifest: Mapping[str, Any], words: Words = ENGLISH
) -> Answer:
    """Return the sheet; `summary` is full or council, one page with the same figures and fewer of them."""
    fields = {"place": facts.place, "number": facts.number, "towns": facts.towns}
    title = words.say(TITLE[facts.kind], **fields)
    pictures = tuple(figures.pictures(facts, tables, manifest, words))
    shown = tables_of(facts, tables, words)
    if summary == "council":
        title, pictures = words.say("mu_council", title=title), pictures[:1]
        shown = of_council(facts, tables, words)
    says, sure = tuple(_says(facts, tables, words)), tuple(_sure(facts, words))
    return Answer(title, says, tuple(shown), dict(tables), pictures, sure)


def _says(facts: SheetFacts, tables: Tables, words: Words) -> Iterator[str]:
    years = tables["years"]
    key = "mu_futures" if facts.level < 1.0 else "mu_all_runs"
    yield words.say(
        "mu_first",
        here=words.say(HERE[facts.kind], place=facts.place),
        people=words.count(facts.people),
        asked=_asked(years, facts, words),
        voted=words.listed(_by_year(years, "voted", facts, words)),
        settled=words.listed(_by_year(years, "settled", facts, words)),
        futures=words.say(key, tenths=words.figures_of(facts.level * 10), runs=facts.runs),
    )
    yield from beside(years, facts, words)
    yield words.say(CAUTION[facts.kind], place=facts.place)
    settled = years[(years["measure"] == "settled") & years["year"].isin(facts.whole)]
    if few_settled(settled):
        yield words.say("mu_chance", few=FEW)
    elif wide(settled):
        yield words.say("mu_wide", few=FEW)
    asked, served = years[years["measure"] == "asked"]["high"].max(), facts.served_per_1000 * facts.people / 1000.0
    if asked > NEAR * served:
        yield words.say("mu_services", asked=words.number(round(asked)), served=words.number(round(served)))
    if facts.own:
        yield words.say("mu_own", values="; ".join(facts.own), start=words.date(facts.first_day))
    yield from _to_begin(facts, tables["quarters"], words)
    yield _cash(facts, tables["cash"], words)
    yield _falling(facts, tables["falling"], words)
    yield _hosts(facts, tables["hosts"], words)
    yield _prepared(facts, tables["prepared"], words)


def _asked(years: pd.DataFrame, facts: SheetFacts, words: Words) -> str:
    """Say for what it was asked, as published, and for what it must reckon with being asked in the model."""
    of_model = years[~((years["measure"] == "asked") & years["year"].isin(as_published(years, facts)))]
    given = [
        words.say("mu_for_year", figure=words.number(each.requested), year=each.year)
        for each in facts.published
        if each.year in as_published(years, facts)
    ]
    told = _by_year(of_model, "asked", facts, words)
    parts = [words.say("mu_asked_published", asked=words.listed(given))] if given else []
    parts += [words.say("mu_asked_model", asked=words.listed(told))] if told else []
    return " ".join(parts)


def few_settled(settled: pd.DataFrame) -> bool:
    """Whether so few are settled in some year that a household more or less shows."""
    return bool((settled["middle"] < SMALL).any())


def wide(settled: pd.DataFrame) -> bool:
    """Whether the range of those settled in some year is wide for its middle."""
    return bool((settled["high"] - settled["low"] > WIDE * settled["middle"]).any())


def _by_year(years: pd.DataFrame, measure: str, facts: SheetFacts, words: Words) -> list[str]:
    rows = records(years[years["measure"] == measure])
    first, last = facts.first_day, facts.last_day
    if measure == "settled":
        return [
            words.say("mu_in_year", figure=span(row, words), year=words.year(row["year"], first, last)) for row in rows
        ]
    told = []
    for row in rows:  # of a whole calendar year, of which the run may hold a part
        part = last < dt.date(int(row["year"]), 12, 31)
        key = "mu_for_year_known" if part else "mu_for_year"
        told.append(words.say(key, figure=span(row, words), year=row["year"], day=words.date(last)))
    return told


def _to_begin(facts: SheetFacts, quarters: pd.DataFrame, words: Words) -> Iterator[str]:
    first = facts.first_day
    homes: dict[dt.date, dict[str, float]] = {}
    for row in records(quarters[quarters["measure"].isin(SIZES)]):
        homes.setdefault(row["quarter"], {})[row["measure"]] = row["middle"]
    quarter = max(homes, key=lambda day: sum(homes[day].values()))
    if sum(homes[quarter].values()) <= 0.0:
        yield words.say("mu_no_dwellings")
    else:
        begin = quarter - dt.timedelta(days=facts.lead_days)
        one, two, four = (words.number(round(homes[quarter][size])) for size in SIZES)
        part = quarter_end(quarter) > facts.last_day
        span_of = words.say("mu_to_end", end=words.date(facts.last_day)) if part else words.say("mu_three_months")
        text = words.say(
            "mu_dwellings", quarter=words.date(quarter), span=span_of, one=one, two=two, four=four,
            lead=_lead(facts, words), begin=words.date(begin),
        )  # fmt: skip
        yield text + (words.say("mu_late") if begin < first else "")
    peak = max(records(quarters[quarters["measure"] == "posts"]), key=lambda row: row["middle"])
    text = words.say(
        "mu_staff", posts=posts_of(peak, facts, words), each=words.number(facts.persons_a_post),
        quarter=words.date(peak["quarter"]), days=facts.hire_days, begin=words.date(peak["begin_by"]),
    )  # fmt: skip
    yield text + (words.say("mu_late") if peak["begin_by"] < first else "")


def _lead(facts: SheetFacts, words: Words) -> str:
    """Say the days to find a dwelling, and what the municipality stated of them."""
    if facts.own_lead_days is None:
        return words.say("mu_lead", days=facts.lead_days)
    key = "mu_lead_own" if facts.own_lead_days == facts.lead_days else "mu_lead_own_planned"
    return words.say(key, stated=facts.own_lead_days, days=facts.lead_days)


def _cash(facts: SheetFacts, cash: pd.DataFrame, words: Words) -> str:
    whole = by(cash[cash["year"] == "all years"], "part")
    years = [str(each) for each in cash["year"].unique() if each != "all years"]
    net = whole["net"]
    return words.say(
        "mu_cash", first=years[0], last=years[-1],
        grants=words.number(whole["grants"]["middle"], "NOK"), costs=words.number(whole["costs"]["middle"], "NOK"),
        net=words.say("mu_range", **{name: words.number(net[name], "NOK") for name in ("middle", "low", "high")}),
        prices=facts.price_year, end=words.date(facts.last_day),
        before=words.number(net["in_run"], "NOK"), after=words.number(net["after_run"], "NOK"),
    )  # fmt: skip


def _falling(facts: SheetFacts, falling: pd.DataFrame, words: Words) -> str:
    rows = by(falling, "measure")
    sunk, alone = rows["sunk"], rows["left_alone"]
    share = words.number(facts.falls_by, "share")
    year = words.year(sunk["year"], facts.first_day, facts.last_day)
    if rows["places"]["high"] <= 0.0:
        return words.say("mu_fall_none", share=share, year=year)
    text = words.say(
        "mu_fall", share=share, year=year,
        places=span(rows["places"], words), sunk=words.number(sunk["middle"], "NOK"),
        low=words.number(sunk["low"], "NOK"), high=words.number(sunk["high"], "NOK"),
        alone=words.say("mu_range", **{name: words.number(alone[name], "NOK") for name in ("middle", "low", "high")}),
    )  # fmt: skip
    if "stays" not in rows:
        return text
    stays = words.number(rows["stays"]["middle"], "NOK")
    end = words.date(facts.last_day)
    return f"{text} {words.say('mu_stays', stays=stays, year=facts.in_run[-1] + 1, end=end)}"


def _hosts(facts: SheetFacts, hosts: pd.DataFrame, words: Words) -> str:
    rows = by(hosts, "event")
    opened, closed = rows["opened"], rows["closed"]
    runs = int(opened["runs"])
    chance = words.chance(share(int(opened["hits"]), runs))
    end = words.date(facts.last_day)
    if not opened["hits"]:
        return words.say("mu_host_none", runs=runs, chance=chance, end=end)
    closing = words.say("mu_host_closing", notice=f"{closed['notice_middle']:.0f}") if closed["hits"] else ""
    return words.say(
        "mu_host_some", hits=int(opened["hits"]), runs=runs, chance=chance, end=end,
        mean=words.number(opened["mean"]), notice=f"{opened['notice_middle']:.0f}", closed=int(closed["hits"]),
        closing=closing,
    )  # fmt: skip


def _prepared(facts: SheetFacts, prepared: pd.DataFrame, words: Words) -> str:
    standby = words.number(facts.standby_per_1000)
    if prepared.empty:
        return words.say("mu_prepared_no_pair")
    parts = [_change(row, words) for row in records(prepared) if row["told_apart"]]
    if not parts:
        return words.say("mu_prepared_nothing", standby=standby, runs=records(prepared)[0]["runs"])
    return words.say("mu_prepared", standby=standby, parts="; ".join(parts))


def _change(row: Row, words: Words) -> str:
    unit = "NOK" if row["measure"].endswith("_nok") else ""
    figures_of = {name: words.number(row[name], unit) for name in ("low", "high")}
    return words.say(
        "mu_change", name=words.name("mu_change", row["measure"]), sign="+" if row["difference"] > 0 else "",
        mean=words.number(row["difference"], unit), **figures_of,
    )  # fmt: skip


def _sure(facts: SheetFacts, words: Words) -> Iterator[str]:
    yield words.say(
        "mu_sure_runs", runs=facts.runs, shock=words.name("shock", facts.shock), plan=words.name("plan", facts.plan),
        end=words.date(facts.last_day),
    )  # fmt: skip
    yield words.say("mu_sure_band", label=figures.label(facts.level, facts.runs, words))
    yield figures.assumed(facts, words)
    if math.isfinite(facts.served_per_1000):
        served, spread = words.number(facts.served_per_1000), words.number(facts.served_spread, "share")
        yield words.say("mu_sure_services", served=served, spread=spread)
    yield words.say("mu_sure_single")
