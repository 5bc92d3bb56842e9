"""The tables of a comparison as a planner opens them in a spreadsheet: named in the reader's words, true numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sim.data import municipalities
from sim.results import municipality_places, paths
from sim.run_result import RunResult
from sim.statistics import pointwise
from sim.views import local, moved
from sim.views.command import command_again
from sim.views.figures import whole_weeks
from sim.views.said import said
from sim.views.words import Words

WEEKLY: Mapping[str, str] = {
    "need": "need", "places": "all_places", "arrivals": "arrivals", "no_roof": "no_roof",
    "waiting_settlement": "waiting_settlement",
}  # fmt: skip
"""Weekly series that are told, and where results have them."""
FLOWS = ("arrivals",)
"""Those that count a week: one that the period cuts short would be less for that alone."""
HEADLINE = ("plan", "figure", "unit", "runs", "mean", "median", "low", "high", "code")
BREAKS = (
    "plan", "criterion", "unit", "runs", "hits", "at_start", "before", "after", "earliest", "median_date", "latest",
    "days_mean", "worst_mean", "worst_low", "worst_high", "code",
)  # fmt: skip
TARGETS = (
    "plan", "year", "clause", "measure", "unit", "runs", "judged", "met", "modelled", "mean", "median", "low", "high",
    "why", "code",
)  # fmt: skip
COSTS = ("plan", "payer", "year", "nok", "code")
DIFFERENCES = (
    "figure", "unit", "against", "plan", "runs", "mean_against", "mean_plan", "difference", "diff_low", "diff_high",
    "confidence", "verdict", "runs_needed", "code",
)  # fmt: skip
MUNICIPALITIES = (
    "number", "municipality", "county", "plan", "runs", "inhabitants", "settled", "settled_low", "settled_high",
    "settled_per_1000", "self_settled", "cost_nok", "grant_nok", "cost_less_grants_nok",
)  # fmt: skip
BANDS = ("plan", "series", "week", "mean", "low", "high", "code")
ASSUMPTIONS = ("code", "value", "fact_low", "fact_high", "unit", "of_year", "kind", "source", "warning", "used_at")
PROVENANCE = ("what", "value")


@dataclass(frozen=True)
class Sheet:
    """A table with headings in the reader's words.

    Attributes
    ----------
    code : names it in addresses
    title : of the sheet, 31 letters at most
    says : what it holds, in a sentence
    frame : columns by code
    headings : a heading a column
    """

    code: str
    title: str
    says: str
    frame: pd.DataFrame
    headings: tuple[str, ...]


def sheets(result: RunResult, words: Words) -> list[Sheet]:
    """Return every table of a result; of one shock none names it."""
    return [sheet(result, code, words) for code in SHEETS]


def sheet(result: RunResult, code: str, words: Words) -> Sheet:
    """Return one of `SHEETS`."""
    make, columns = SHEETS[code]
    frame = make(result, words)
    if "shock" in frame.columns and len(result.results.shocks) > 1:
        frame["shock"] = _names(frame["shock"], "shock", words)
        columns = ("shock", *columns)
    frame = frame.reindex(columns=list(columns))
    headings = tuple(words.name("files_column", column) for column in columns)
    return Sheet(code, words.name("files_sheet", code), words.say(f"files_{code}"), frame, headings)


def _headline(result: RunResult, words: Words) -> pd.DataFrame:
    frame = result.metrics
    return _named(frame, words).assign(
        figure=[words.metric(str(code)) for code in frame["metric"]], code=frame["metric"], unit=_units(frame, words)
    )


def _breaks(result: RunResult, words: Words) -> pd.DataFrame:
    frame = result.breaks
    units = words.names["criterion_unit"]
    return _named(frame, words).assign(
        criterion=_names(frame["criterion"], "criterion", words),
        unit=[unit_name(units.get(str(code), ""), words) for code in frame["criterion"]],
        code=frame["criterion"],
    )


def _targets(result: RunResult, words: Words) -> pd.DataFrame:
    frame = result.targets
    if frame.empty:  # no full year in the period
        return pd.DataFrame()
    return _named(frame, words).assign(
        measure=[words.target(str(code)) for code in frame["measure"]], code=frame["measure"],
        unit=_units(frame, words), why=[said("why", str(each), words) for each in frame["why"]],
    )  # fmt: skip


def _costs(result: RunResult, words: Words) -> pd.DataFrame:
    frame = result.costs
    years = [int(year) if str(year).isdigit() else words.say(str(year)) for year in frame["year"]]
    return _named(frame, words).assign(
        payer=_names(frame["payer"], "payer", words), year=pd.Series(years, dtype=object, index=frame.index),
        code=frame["payer"],
    )  # fmt: skip


def _differences(result: RunResult, words: Words) -> pd.DataFrame:
    frame = result.study.differences
    if frame.empty:
        return pd.DataFrame()
    return _named(frame, words).assign(
        figure=[words.metric(str(code)) for code in frame["metric"]], code=frame["metric"], unit=_units(frame, words),
        against=_names(frame["against"], "plan", words), diff_low=frame["low"], diff_high=frame["high"],
        verdict=[words.say(f"verdict_{each}") for each in frame["verdict"]],
    )  # fmt: skip


def _municipalities(result: RunResult, words: Words) -> pd.DataFrame:
    known = municipalities()
    of = pd.DataFrame({"number": known.number, "county": known.county, "inhabitants": known.population})
    frame = local.table(result.results, municipality_places()).merge(of, on="number", how="left")
    years = frame["shock"].map({shock: local.years(*period) for shock, period in result.study.periods.items()})
    per = local.per_thousand(frame["settled"], frame["inhabitants"], years)
    return _named(frame, words).assign(municipality=frame["name"], settled_per_1000=per)


def _bands(result: RunResult, words: Words) -> pd.DataFrame:
    results, parts = result.results, []
    for series, name in WEEKLY.items():
        own = {"need": results.need, "all_places": results.all_places}
        weekly = own[name]() if name in own else results.weekly(name)
        for shock in results.shocks:
            for plan in results.plans_of(shock):
                dates, values = paths(weekly, shock, plan)
                if series in FLOWS:
                    dates, values = whole_weeks(dates, values)
                low, high = pointwise(values)
                week = {"week": dates, "mean": values.mean(axis=0), "low": low, "high": high}
                parts.append(pd.DataFrame(week).assign(shock=shock, plan=plan, code=series))
    frame = pd.concat(parts, ignore_index=True)
    return _named(frame, words).assign(series=_names(frame["code"], "files_series", words))


def _assumptions(result: RunResult, words: Words) -> pd.DataFrame:
    rows = [
        {
            "code": each["key"], "value": each["value"], "fact_low": each["low"], "fact_high": each["high"],
            "unit": words.name("unit", str(each["unit"])), "of_year": each["year"],
            "kind": words.name("files_kind", str(each["kind"])), "source": said("source", str(each["source"]), words),
            "warning": said("warning", str(each["warn"]), words),
            "used_at": ", ".join(each["used_at"]),
        }
        for each in result.manifest["warned_facts"]
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _provenance(result: RunResult, words: Words) -> pd.DataFrame:
    rows = list(provenance(result, words))
    return pd.DataFrame({"what": [row[0] for row in rows], "value": pd.Series([row[1] for row in rows], dtype=object)})


def provenance(result: RunResult, words: Words) -> Iterator[tuple[str, Any]]:
    """Say where the figures are from: what and value."""
    manifest = result.manifest
    yield words.say("report_command"), command_again(manifest["command"], words)
    yield from ((words.say("files_moved"), text) for text in changed(result, words))
    yield words.say("report_seed"), manifest["seed"]
    yield words.say("report_replications"), manifest["replications"]
    yield words.say("files_failed"), len(manifest["failures"])
    yield words.say("files_start"), date.fromisoformat(manifest["start"])
    yield words.say("files_days"), manifest["days"]
    for shock, day in result.onsets.items():
        yield words.say("files_onset", shock=words.name("shock", shock)), day
    for name, digest in manifest["digests"].items():
        yield words.say("report_digest", name=name), digest
    for name, version in manifest["versions"].items():
        yield words.say("files_version", name=name), version


def changed(result: RunResult, words: Words) -> list[str]:
    """Say of each plan with moved levers what was changed in it, from which plan; each once for all shocks."""
    study = result.study
    told = [
        f"{moved.origin(study, shock, plan, words)}: {'; '.join(moved.moved(study, shock, plan, words))}"
        for shock, plan in study.moved
    ]
    return list(dict.fromkeys(told))


def unit_name(unit: str, words: Words) -> str:
    """Name the unit of a plain number; of sums that views write in thousands and millions it is the unit itself."""
    own = words.names["files_unit"]
    return own[unit] if unit in own else words.name("unit", unit)


def _units(frame: pd.DataFrame, words: Words) -> list[str]:
    return [unit_name(str(unit), words) for unit in frame["unit"]]


def _named(frame: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return a copy with the plans named."""
    return frame.assign(plan=_names(frame["plan"], "plan", words))


def _names(codes: pd.Series[Any], kind: str, words: Words) -> list[str]:
    return [words.name(kind, str(code)) for code in codes]


SHEETS: Mapping[str, tuple[Callable[[RunResult, Words], pd.DataFrame], tuple[str, ...]]] = {
    "headline": (_headline, HEADLINE),
    "breaks": (_breaks, BREAKS),
    "targets": (_targets, TARGETS),
    "costs": (_costs, COSTS),
    "differences": (_differences, DIFFERENCES),
    "municipalities": (_municipalities, MUNICIPALITIES),
    "weekly": (_bands, BANDS),
    "assumptions": (_assumptions, ASSUMPTIONS),
    "provenance": (_provenance, PROVENANCE),
}
"""How each table is made, and its columns."""
