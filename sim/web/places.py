"""Municipalities on the page: the map in classes, a table that sorts, and a page for each, by plan and year."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from sim.config.faults import BadConfig
from sim.data import municipalities
from sim.results import municipality_places
from sim.run_result import CompareResult
from sim.statistics import share, spread
from sim.studies import municipal_totals
from sim.views import local, maps
from sim.views.words import Words
from sim.web.boundaries import boundaries
from sim.web.shown_blocks import Figure, Table, figures
from sim.web.shown_blocks import table as sheet
from sim.web.shown_charts import asked_note
from sim.web.site import Site

Of = Callable[..., str]
"""Writes an address with the same question: of(path, sort="settled")."""
PATH = "/comparison/municipalities"
TEXT = ("number", "name", "county")
COLUMNS = (*TEXT, "inhabitants", "asked", "agreed", "unmet", "settled", "per_1000", "net")
ASKED = ("asked", "agreed", "unmet")
"""Columns that are of the last calendar year alone: what is not agreed to in one is asked for anew in the next."""
SORTED = "-settled"
"""How the table stands where the address does not say; a minus is from most to least."""
YEARLY = (
    "asked", "asked_minors", "voted", "agreed", "settled", "settled_minors", "settled_children", "settled_learners",
    "settled_special_needs", "outside_net", "dwellings_1", "dwellings_2_3", "dwellings_4", "pupils", "kindergarten",
    "grant_nok", "cost_nok", "net",
)  # fmt: skip
"""What the page of a municipality tells of each year, in order."""
MONEY = ("grant_nok", "cost_nok", "net")


@dataclass(frozen=True)
class Column:
    """A heading that sorts: its text, the address that sorts by it, and how the table stands by it now, if it does."""

    title: str
    href: str
    sort: str
    number: bool


@dataclass(frozen=True)
class Cell:
    """A cell: its text, and the number that it is sorted by; None for text."""

    text: str
    value: float | None = None
    href: str = ""


@cache
def numbers() -> frozenset[str]:
    """Return the numbers of the municipalities, four digits."""
    return frozenset(str(number) for number in municipalities().number)


@dataclass(frozen=True)
class Maps:
    """The maps of municipalities, drawn.

    Attributes
    ----------
    fault : why the user's borders are not on them; empty where they are, or there are none
    bordered : whether they are
    """

    figures: tuple[Figure, ...]
    fault: str
    bordered: bool


def table(result: CompareResult, words: Words, of: Of, own: Mapping[str, str], drawn: Maps) -> dict[str, Any]:
    """Return what municipalities.html shows beside the view: maps, the table, its filters, and notes.

    Parameters
    ----------
    drawn : as `drawn_maps` gives them
    own : what the address says beside the question: `sort`, a column, after a minus for from most to least;
        `county`, its number; `do`, the plan shown. What is none of these counts as not said.
    """
    shock = result.results.shocks[0]
    plans = result.results.plans_of(shock)
    plan = own["do"] if own.get("do") in plans else plans[0]
    known = _counties()
    county = own["county"] if own.get("county") in known else ""
    column, down = _sorting(own.get("sort", ""))
    frame, year = _frame(result, shock, plan), municipal_totals.last_year(result.results, shock)
    if county:
        frame = frame[frame["county_number"] == county]
    frame = _in_order(frame, column, down)
    said = {
        name: value
        for name, value in (("sort", ("-" if down else "") + column), ("county", county), ("do", plan))
        if value and (name, value) not in (("sort", SORTED), ("do", plans[0]))
    }
    return {
        "drawn": drawn.figures,
        "bubbles": not drawn.bordered,
        "fault": drawn.fault,
        "caption": words.say(
            "places_caption", plan=words.name("plan", plan), count=words.count(len(frame)),
            county=known.get(county, words.say("places_all_counties")),
        ),
        "columns": [_column(name, column, down, words, of, said, year) for name in COLUMNS],
        "rows": [_row(row, words, of) for row in frame.to_dict("records")],
        "plans": [(words.name("plan", each), of(PATH, **{**said, "do": each}), each == plan) for each in plans],
        "counties": [
            (words.say("places_county_all"), of(PATH, **_without(said, "county")), not county),
            *((name, of(PATH, **{**said, "county": number}), number == county) for number, name in known.items()),
        ],
        "notes": [_note(result, shock, words), words.say("places_unknown"), words.say("places_few")],
    }  # fmt: skip


def municipality(result: CompareResult, number: str, words: Words, of: Of) -> dict[str, Any]:
    """Return what municipality.html shows; KeyError for a number that is none of `numbers()`."""
    known = municipalities()
    row = known.index(number)
    name, county = str(known.name[row]), str(known.county[row])
    shock = result.results.shocks[0]
    plans = result.results.plans_of(shock)
    frame = result.table("municipality_year")
    frame = frame[(frame["municipality_number"] == number) & (frame["shock"] == shock)]
    frame = frame.assign(
        net=frame["cost_nok"] - frame["grant_nok"], later=frame["committed_cost_nok"] - frame["committed_grant_nok"]
    )
    first, last = result.study.periods[shock]
    return {
        "place": name,
        "title": words.say("places_title", name=name, number=number, county=county),
        "lines": [words.say("places_people", people=words.count(float(known.population[row]))),
                  words.say("places_caution", name=name), words.say("places_few")],
        "tables": [*(_year(frame, year, plans, (first, last), words) for year in range(first.year, last.year + 1)),
                   *_later(frame, plans, words, last)],
        "hosts": list(_hosts(result, shock, number, plans, words)),
        "study": of("/study/municipality", number=number),
        "study_title": words.say("places_study", name=name),
        "back": of(PATH),
    }  # fmt: skip


@cache
def _counties() -> dict[str, str]:
    """Return the counties by number."""
    known = municipalities()
    return dict(sorted({str(a): str(b) for a, b in zip(known.county_number, known.county, strict=True)}.items()))


def _sorting(text: str) -> tuple[str, bool]:
    """Return the column by which to sort, and whether from most to least."""
    name = text.removeprefix("-")
    text = text if name in COLUMNS else SORTED
    return text.removeprefix("-"), text.startswith("-")


def _frame(result: CompareResult, shock: str, plan: str) -> pd.DataFrame:
    """Return a row a municipality with the columns of the table, and the ends of the range of those settled."""
    known = municipalities()
    frame = pd.DataFrame(
        {
            "number": known.number, "name": known.name, "county": known.county, "inhabitants": known.population,
            "county_number": known.county_number,
        }
    )  # fmt: skip
    totals = local.table(result.results, municipality_places())
    totals = totals[(totals["shock"] == shock) & (totals["plan"] == plan)]
    wanted = ["number", "settled", "settled_low", "settled_high", "cost_less_grants_nok"]
    years = result.table("municipality_year")
    years = years[(years["shock"] == shock) & (years["plan"] == plan)]
    years = years[years["year"] == municipal_totals.last_year(result.results, shock)]
    years = years.assign(unmet=municipal_totals.unmet(years))
    means = years.groupby("municipality_number")[list(ASKED)].mean()
    frame = frame.merge(totals[wanted], on="number", how="left")
    frame = frame.merge(means.rename_axis("number").reset_index(), on="number", how="left")
    frame["net"] = frame["cost_less_grants_nok"]
    frame["per_1000"] = local.per_thousand(frame["settled"], frame["inhabitants"], _years(result, shock))
    return frame


def _years(result: CompareResult, shock: str) -> float:
    """Return how many years the runs under a shock last."""
    return local.years(*result.study.periods[shock])


def _in_order(frame: pd.DataFrame, column: str, down: bool) -> pd.DataFrame:
    """Sort; of equals the name decides, and what has no figure comes last either way."""
    frame = frame.iloc[frame["name"].map(_alphabetical).argsort(kind="stable")]
    keys = frame[column].map(_alphabetical) if column in TEXT else frame[column]
    return frame.loc[keys.sort_values(ascending=not down, kind="stable", na_position="last").index]


def _alphabetical(text: str) -> str:
    """Return a text by which Norwegian names stand in order: æ, ø and å last, other marks left out."""
    last = str(text).lower().translate(str.maketrans("æøå", "{|}"))
    return "".join(each for each in unicodedata.normalize("NFD", last) if not unicodedata.combining(each))


def _column(name: str, by: str, down: bool, words: Words, of: Of, said: Mapping[str, str], year: int) -> Column:
    """Return a heading: one press sorts by it, numbers from most to least, and another turns it round."""
    turned = not down if name == by else name not in TEXT
    sort = ("descending" if down else "ascending") if name == by else ""
    href = of(PATH, **{**_without(said, "sort"), "sort": ("-" if turned else "") + name})
    title = words.name("places_column", name)
    title = words.say("places_in_year", title=title, year=year) if name in ASKED else title
    return Column(title, href, sort, name not in TEXT)


def _without(said: Mapping[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in said.items() if key != name}


def _row(row: Mapping[Any, Any], words: Words, of: Of) -> list[Cell]:
    """Write a row of the table; a dash where there is no figure."""
    link = of(f"/municipality/{row['number']}")
    cells = [Cell(str(row[name]), href=link if name == "name" else "") for name in TEXT]
    for name in COLUMNS[len(TEXT) :]:
        value = row[name]
        if pd.isna(value):
            cells.append(Cell("-", float("nan")))
            continue
        text = words.bare(float(value), "NOK") if name == "net" else words.plain(float(value))
        if name == "settled":
            text = words.ranged(value, row["settled_low"], row["settled_high"])
        cells.append(Cell(text, float(value)))
    return cells


def _note(result: CompareResult, shock: str, words: Words) -> str:
    note = words.say("places_note", year=municipal_totals.last_year(result.results, shock))
    return f"{note} {asked_note(result.study, shock, words)}"


def drawn_maps(result: CompareResult, words: Words, site: Site) -> Maps:
    """Draw the map in classes, and on borders of the user's own, if any, the bubbles too; or say why not."""
    borders: Sequence[maps.Line] = ()
    fault = ""
    if site.boundaries is not None:
        try:
            borders = boundaries(site.boundaries)
        except BadConfig as bad:
            fault = words.say("places_boundaries", fault=str(bad.faults[0]))
    figures = tuple(_drawn(result, result.results.shocks[0], words, borders))
    return Maps(figures, fault, bool(borders))


def _drawn(result: CompareResult, shock: str, words: Words, borders: Sequence[maps.Line]) -> Iterator[Figure]:
    known = municipalities()
    inhabitants = pd.DataFrame({"number": known.number, "inhabitants": known.population})
    where = municipality_places().merge(inhabitants, on="number")
    results, plans = result.results, result.results.plans_of(shock)
    if borders:
        bare = where.drop(columns="inhabitants")
        yield from figures(
            lambda: maps.municipalities(results, shock, plans, bare, words=words, borders=borders), words
        )
    years = _years(result, shock)
    yield from figures(
        lambda: maps.per_thousand(results, shock, plans, where, years, words=words, borders=borders), words
    )


def _year(frame: pd.DataFrame, year: int, plans: Sequence[str], period: tuple[Any, Any], words: Words) -> Table:
    """Write what each plan means in a year, a row a figure."""
    rows = [
        [words.name("places_measure", name), *(_over_runs(frame, year, plan, name, words) for plan in plans)]
        for name in YEARLY
    ]
    heads = [words.name("places_column", "measure"), *(words.name("plan", plan) for plan in plans)]
    title = words.say("places_of_year", year=words.year(year, *period))
    return sheet(title, heads, rows, words.say("places_year_note"))


def _over_runs(frame: pd.DataFrame, year: int, plan: str, name: str, words: Words) -> str:
    """Write the mean of a figure of a year with its range over the runs; a dash where there is none."""
    values = frame.loc[(frame["year"] == year) & (frame["plan"] == plan), name].dropna()
    if values.empty:
        return "-"
    found = spread(values.to_numpy())
    return words.ranged(found.mean, found.low, found.high, "NOK" if name in (*MONEY, "later") else "")


def _later(frame: pd.DataFrame, plans: Sequence[str], words: Words, last: Any) -> Iterator[Table]:
    """Write by year what falls due later, costs less grants, where anything does."""
    due = frame[(frame["committed_cost_nok"] != 0.0) | (frame["committed_grant_nok"] != 0.0)]
    years = sorted({int(year) for year in due["year"]})
    if years:
        rows = [[str(year), *(_over_runs(frame, year, plan, "later", words) for plan in plans)] for year in years]
        heads = [words.name("places_column", "year"), *(words.name("plan", plan) for plan in plans)]
        yield sheet(words.say("places_later", last=words.date(last)), heads, rows)


def _hosts(result: CompareResult, shock: str, number: str, plans: Sequence[str], words: Words) -> Iterator[str]:
    """Say for each plan in how many runs a reception centre opens and closes here."""
    events = result.table("centre_events")
    events = events[(events["shock"] == shock) & (events["municipality_number"] == number)]
    runs = result.results.runs
    for plan in plans:
        mine = events[events["plan"] == plan]
        done = int(((runs.get_level_values("shock") == shock) & (runs.get_level_values("plan") == plan)).sum())
        told = {
            key: words.share(share(mine.loc[mine["event"] == event, "replication"].nunique(), done))
            for key, event in (("opens", "opened"), ("closes", "closed"))
        }
        yield words.say("places_hosts", plan=words.name("plan", plan), **told)
