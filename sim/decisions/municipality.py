"""The sheet for the contingency plan of a municipality, a county or the nation."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import BeforeValidator, Field

from sim.config.across import cross_faults
from sim.config.areas import Area, area
from sim.config.asked import Asked, Loaded, StudySettings
from sim.config.base import Section
from sim.config.edited import with_values
from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.config.fields import fields_of
from sim.config.files import read_yaml
from sim.config.municipalities import OwnMunicipality
from sim.config.prices import CATEGORIES, PricesConfig
from sim.config.validate import validate
from sim.data import fact, municipalities
from sim.decisions.causes import fewest_faults
from sim.decisions.effort import Work
from sim.decisions.municipality_published import published
from sim.decisions.study import ScenarioRuns, Standing, Study, StudyRuns, words_of
from sim.studies import municipality as pure
from sim.studies import municipality_money as money
from sim.studies.municipality import Range
from sim.studies.municipality_money import PersonPrices
from sim.views import municipality as view
from sim.views.answer import Answer

VERB = "municipality"
AS_IS, WITH, WITHOUT = "as_it_is", "with_plan", "without_plan"
OWN_KEY = "municipalities.own"
OWN_HINT = "lines such as vote_share: 0.8, as beredt municipality --help shows them"
COUNTED = (
    "asked", "asked_minors", "voted", "voted_minors", "agreed", "agreed_minors", "settled", "settled_minors",
    "settled_children", "settled_small_children", "settled_learners", "settled_special_needs", "outside_net",
    "dwellings_1", "dwellings_2_3", "dwellings_4", "pupils", "kindergarten", "grant_nok", "cost_nok",
    "committed_grant_nok", "committed_cost_nok",
)  # fmt: skip
"""Columns of municipality_year that are summed over the municipalities of the sheet."""
HELP = """usage: beredt municipality [WORD ...] [--config-dir DIR]

The sheet for the contingency plan of one municipality (kommune): persons asked for and settled by month, dwellings
by size and staff with the day to begin, pupils, kindergarten, doctors, unaccompanied minors and special needs, grants
against costs over five years, what it costs that the need falls, centres that open and close, and what a
contingency plan changes. The model is not validated for any single municipality: plan by the range.

  number=3205          all four digits of 2024 (0301 is Oslo); or
  name=Lillestrøm      its name; where two have the same, say the number
  county=Akershus      a county by name or number; with none of the three the sheet is of the nation
  own=my_town.yaml     what the municipality knows of itself, in place of what is drawn for it, each as you like:
                         vote_share: 0.8            share of every request that it votes, as far as services allow, and
                                                    that it takes at most before the vote
                         persons_a_year: 60         persons a year that its services allow by agreement
                         answer_days: 30            days from a request to the vote
                         dwellings: [10, 5, 2]      free on the first day, for 1, 2-3, and 4 or more persons
                         standby: 4                 held ready beside these
                         dwelling_lead_days: 60     days to find one, before what a contingency plan shortens
                         prepared: true             whether it has a contingency plan
                       for several, a list of such entries, each with its number: "3205" in quotation marks
  summary=council      one page for the municipal council
  replications=25      runs of each of three scenarios, three at least: as it is, with a contingency plan, without one
  language=nb          told in Bokmål, from the same runs

Any other word changes every run, such as shock=double, plan=do_nothing or horizon_days=731. A year that
is run in part is told as such. All settings stand in configs/municipality.yaml.

  beredt municipality number=3205
  beredt municipality name=Vardø own=vardo.yaml summary=council

A small trial first, of a year and three runs: about a minute, and its ranges are only those of three runs.

  beredt municipality number=3205 replications=3 horizon_days=366
"""


def _digits(value: Any) -> Any:
    """Read a number that YAML took for one as its digits; a leading zero is not put before them."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class MunicipalitySettings(StudySettings):
    """What the sheet is of, and what it reckons with."""

    name: Annotated[str, Field(pattern=r"^[^/\\]+$")] = Field(
        description="name of a municipality; `municipality` where number or county say it, or for the nation"
    )
    number: Annotated[str | None, BeforeValidator(_digits)] = Field(description="municipality, four digits of 2024")
    county: Annotated[str | None, BeforeValidator(_digits)] = Field(description="county, name or two digits")
    own: Annotated[str, Field(min_length=1)] | None = Field(
        description="YAML file of what municipalities know of themselves"
    )
    summary: Literal["full", "council"] = Field(description="full sheet, or one page for the municipal council")
    level: Annotated[float, Field(gt=0.0, lt=1.0)] = Field(description="share of the runs between low and high")
    cash_years: Annotated[int, Field(ge=1, le=10)] = Field(description="calendar years of grants and costs, years")
    persons_a_post: Annotated[float, Field(gt=0.0)] = Field(
        description="persons settled in twelve months that one post follows up, persons"
    )
    hire_days: Annotated[int, Field(ge=0)] = Field(description="days from the decision to hire to the first day, days")
    standby_per_1000: Annotated[float, Field(ge=0.0)] = Field(
        description="dwellings held ready by a prepared municipality, per 1,000 inhabitants"
    )

    def files(self) -> tuple[str, ...]:
        """What municipalities say of themselves."""
        return () if self.own is None else (self.own,)


class _OwnFile(Section):
    own: list[OwnMunicipality] = Field(description="what municipalities know of themselves")


def _asked_area(settings: MunicipalitySettings) -> Area:
    """Return the one area that is asked for; BadConfig where it is not known, or a county is named beside a town."""
    name = None if settings.name == VERB else settings.name
    found = area(settings.number, name, settings.county)
    if settings.county is not None and found.kind != "county":
        rule = "one sheet is of a municipality or of a county, not of both"
        hint = f"leave {'name' if settings.number is None else 'number'} out, or county"
        raise BadConfig([Fault("county", settings.county, rule, hint)])
    return found


def _place(asked: Asked[MunicipalitySettings]) -> Area:
    """Return what the sheet is of; BadConfig where it is not known, with too few runs as well."""
    try:
        return _asked_area(asked.settings)
    except BadConfig as bad:
        raise BadConfig([*bad.faults, *fewest_faults(asked.settings.replications)]) from None


def _own_stated(asked: Asked[MunicipalitySettings], place: Area) -> list[OwnMunicipality]:
    """Return what municipalities say of themselves, of the file over that of the configuration."""
    file = asked.settings.own
    stated = {each.number: each for each in asked.load().scenario.municipalities.own}
    if file is None:
        return list(stated.values())
    given = [word for word in asked.added if word.lstrip("+").startswith(OWN_KEY)]
    if given:
        raise BadConfig([Fault(OWN_KEY, given[0].partition("=")[2], "is said in own=FILE too", "say it in one place")])
    if not Path(file).is_file():
        raise BadConfig([Fault("own", file, "there is no such file", OWN_HINT)])
    data = read_yaml(Path(file))
    if data is None or isinstance(data, str):
        rule = "must be lines of name: value, with a colon" if data else "is empty"
        raise BadConfig([Fault(file, data or NO_VALUE, rule, OWN_HINT)])
    if isinstance(data, dict) and place.kind == "municipality":
        data = [{"number": place.number} | data]
    if not isinstance(data, list):
        rule = "a mapping" if place.kind == "municipality" else "a list of entries, each with its number"
        raise BadConfig([Fault(file, type(data).__name__, f"must be {rule}", OWN_HINT)])
    checked = validate(_OwnFile, {"own": data}, fields_of(_OwnFile), [lambda: {"own": []}])
    faults = [replace(fault, path=f"{file}: {fault.path}") for fault in checked.faults]
    others = sorted({str(each.number) for each in checked.value.own} - set(place.numbers)) if checked.value else []
    if others and not faults:
        faults.append(Fault(file, ", ".join(others), "is outside the sheet", "ask for a larger area, or leave it out"))
    if faults or checked.value is None:
        raise BadConfig(faults)
    return list((stated | {each.number: each for each in checked.value.own}).values())


def _changed(loaded: Loaded, own: Sequence[OwnMunicipality]) -> Loaded:
    """Return the scenario with these own values, all checked once more."""
    changed = with_values(loaded, {OWN_KEY: [each.model_dump() for each in own]})
    faults = cross_faults(changed.scenario)
    if faults:
        raise BadConfig(faults)
    return changed


def _scenarios(asked: Asked[MunicipalitySettings], place: Area) -> dict[str, Loaded]:
    """Return the scenarios: as it is, and every municipality of the sheet with and without a contingency plan."""
    faults = list(fewest_faults(asked.settings.replications))
    try:
        own = _own_stated(asked, place)
    except BadConfig as bad:
        raise BadConfig([*faults, *bad.faults]) from None
    if faults:
        raise BadConfig(faults)
    loaded = asked.load()
    table, known = municipalities(), {each.number: each for each in own}
    others = [each for each in own if each.number not in place.numbers]
    ready, not_ready = list(others), list(others)
    for number in place.numbers:
        entry = known.get(number) or OwnMunicipality(number=number)
        people = int(table.population[table.index(number)])
        standby = round(asked.settings.standby_per_1000 * people / 1000)
        ready.append(entry.model_copy(update={"prepared": True, "standby": max(standby, entry.standby or 0)}))
        not_ready.append(entry.model_copy(update={"prepared": False, "standby": None}))
    lists = {AS_IS: own, WITH: ready, WITHOUT: not_ready}
    return {name: _changed(loaded, each) for name, each in lists.items()}


def carry_out(asked: Asked[MunicipalitySettings], runs: StudyRuns, standing: Standing) -> Answer:
    """Do the runs, and write the sheet from what they say of the municipalities asked for."""
    settings, place = asked.settings, _place(asked)
    scenarios = _scenarios(asked, place)
    base = scenarios.pop(AS_IS)
    here = runs.of("as-it-is", {AS_IS: base}, keep=("municipality_month", "municipality_year", "centre_events"))
    pairs = runs.of("preparedness", scenarios, keep=("municipality_year",))
    where = _where(place)
    years = _years(here, AS_IS, where)
    months = here.sql(
        f"select replication, month, series, sum(value) as value from municipality_month where {where} "
        f"and replication < {here.replications} group by all order by series, month, replication"
    ).astype({"month": str, "series": str})
    done = sorted(int(each) for each in years["replication"].unique())
    within = Range(settings.level if len(done) >= _fewest(settings.level) else 1.0)
    in_run = sorted({int(str(month)[:4]) for month in months["month"]})
    first = base.scenario.start.date
    last = first + dt.timedelta(days=base.scenario.days - 1)
    whole = pure.whole_years(first, last) or in_run
    prices = _prices(base.scenario.prices, in_run[0])
    falls_by = -fact("settle.revision_ratio_em_2017").value
    tables = {
        "months": pure.by_month(months[months["series"].isin(pure.MONTHLY)], within),
        "years": pure.by_year(years, months, in_run, within),
        "quarters": pure.by_quarter(
            months, years, _lead(base, place), settings.persons_a_post, settings.hire_days, within
        ),
        "hosts": pure.hosting(here.table("centre_events", where), done),
        "cash": money.cash(years, settings.cash_years, within),
        "falling": money.falling(years, months, whole, falls_by, prices, within),
        "prepared": money.prepared(_years(pairs, WITHOUT, where), _years(pairs, WITH, where), in_run),
    }
    facts = view.SheetFacts(
        place=place.name, number=place.number, kind=place.kind, people=place.people, towns=len(place.numbers),
        runs=len(done), level=within.level, lead_days=_lead(base, place), hire_days=settings.hire_days,
        persons_a_post=settings.persons_a_post, falls_by=falls_by, in_run=tuple(in_run),
        whole=tuple(whole), first_day=first, last_day=last,
        price_year=base.scenario.prices.price_year, shock=base.scenario.shock.name, plan=base.scenario.plan.name,
        served_per_1000=_served(base, place), served_spread=base.scenario.municipalities.services.spread,
        own=tuple(_told_own(base, place)), own_lead_days=_own_lead(base, place),
        published=tuple(each for each in published(place.numbers) if each.year in in_run),
        standby_per_1000=settings.standby_per_1000,
    )  # fmt: skip
    return view.sheet(settings.summary, facts, tables, standing.manifest, words_of(asked))


def _fewest(level: float) -> int:
    """Return the runs from which a run lies outside the range at either end; with fewer the range is all of them."""
    return math.ceil(round(2.0 / (1.0 - level), 9))


def _where(place: Area) -> str:
    numbers = ", ".join(f"'{number}'" for number in place.numbers)
    return f"municipality_number in ({numbers})"


def _years(found: ScenarioRuns, scenario: str, where: str) -> pd.DataFrame:
    """Return replication, year, answer_days (mean of those who answered) and the sums of the sheet's municipalities."""
    sums = ", ".join(f"cast(sum({name}) as double) as {name}" for name in COUNTED)
    return found.sql(
        f"select replication, year, avg(answer_days) as answer_days, {sums} from municipality_year where {where} "
        f"and scenario = '{scenario}' and replication < {found.replications} group by all order by replication, year"
    )


def _own_lead(loaded: Loaded, place: Area) -> int | None:
    """Return the days to find a dwelling that the one municipality of the sheet states; None if it states none."""
    own = next((each for each in loaded.scenario.municipalities.own if (each.number,) == place.numbers), None)
    return None if own is None else own.dwelling_lead_days


def _lead(loaded: Loaded, place: Area) -> int:
    """Return the days to find a dwelling: the municipality's own, or the mean of the law."""
    law = loaded.scenario.municipalities.dwellings
    own = next((each for each in loaded.scenario.municipalities.own if (each.number,) == place.numbers), None)
    stated = _own_lead(loaded, place)
    days = law.lead_days.average_days if stated is None else float(stated)
    if own is not None and own.prepared:
        days *= law.prepared_lead_factor
    return math.ceil(days)


def _served(loaded: Loaded, place: Area) -> float:
    """Return newcomers a year per 1,000 inhabitants that the tightest service takes in the model on average.

    Endless where the one municipality of the sheet says itself what its services allow, which then holds.
    """
    towns = loaded.scenario.municipalities
    if any((each.number,) == place.numbers and each.persons_a_year is not None for each in towns.own):
        return math.inf
    limits = (each for each in towns.services.limits.values() if each.per_person > 0.0)
    return min((each.limit_per_1000 / each.per_person for each in limits), default=math.inf)


def _told_own(loaded: Loaded, place: Area) -> Iterable[str]:
    """Say what the municipalities of the sheet know of themselves, as it was written."""
    for each in loaded.scenario.municipalities.own:
        if each.number in place.numbers:
            values = each.model_dump(exclude={"number"}, exclude_none=True)
            told = ", ".join(f"{name}: {json.dumps(value)}" for name, value in values.items())
            yield told if place.kind == "municipality" else f"{each.number}: {told}"


def _prices(prices: PricesConfig, year: int) -> PersonPrices:
    """Return what one more settled person brings and costs, NOK of the price year."""
    rates = {kind: [prices.ore(each) / 100 for each in prices.grants.integration[kind]] for kind in CATEGORIES}
    municipal = prices.municipal
    cost = {
        kind: sum(each) / municipal.coverage(year) * municipal.profile[0] for kind, each in rates.items()
    }
    minors = prices.ore(prices.grants.minors_17_20) / 100
    sunk, known = prices.ore(municipal.unused_place) / 100, fact("price.unused_place_cost")
    low, high = known.low or known.value, known.high or known.value
    others = [kind for kind in CATEGORIES if kind != "unaccompanied_minor"]
    return PersonPrices(
        grant={kind: rates[kind][0] for kind in others},
        next_grant={kind: rates[kind][1] for kind in others},
        cost={kind: cost[kind] for kind in others},
        minor_grant=rates["unaccompanied_minor"][0] + minors,
        next_minor_grant=rates["unaccompanied_minor"][1],
        minor_cost=cost["unaccompanied_minor"] + minors / municipal.minors_coverage,
        sunk=(sunk, sunk * low / known.value, sunk * high / known.value),
        paid_unused=prices.ore(prices.grants.unused_place) / 100,
    )


def plan_of(asked: Asked[MunicipalitySettings]) -> Iterable[str]:
    """Say of what the sheet is, and what would be run."""
    words = words_of(asked)
    place = _place(asked)
    scenarios = _scenarios(asked, place)
    told = f"{place.name} ({place.number})" if place.name else words.say("mu_plan_nation")
    key = "mu_plan_towns" if len(place.numbers) > 1 else "mu_plan_place"
    yield words.say(key, place=told, towns=len(place.numbers), people=words.count(place.people))
    yield from (words.say("mu_plan_own", values=line) for line in _told_own(scenarios[AS_IS], place))
    yield words.say(
        "mu_plan_runs", scenarios=len(scenarios), runs=asked.settings.replications,
        days=words.count(scenarios[AS_IS].scenario.days), names=", ".join(scenarios),
    )  # fmt: skip


def work_of(asked: Asked[MunicipalitySettings]) -> Iterator[Work]:
    """Count the runs."""
    scenarios = _scenarios(asked, _place(asked))
    runs = len(scenarios) * asked.settings.replications
    yield Work(runs, runs, scenarios[AS_IS].scenario.days)


STUDY = Study(VERB, HELP, MunicipalitySettings, carry_out, plan_of, work_of)
