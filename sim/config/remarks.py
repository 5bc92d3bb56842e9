"""What is valid and perhaps not meant: files that hide others, starts that cannot be, measures of past days."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sim.config.files import entries_of, file_of, read_yaml
from sim.config.population import UNACCOMPANIED
from sim.config.start import CENTRE_TYPES, Anchor, StartConfig
from sim.config.when import AllOf, AnyOf, OnDate, When

if TYPE_CHECKING:
    from sim.config.compose import Sources
    from sim.config.schema import Scenario

SHARED = ("arrival", "transit", "ordinary", "emergency")
"""Types of centre that stocks of `centres` are spread over."""
LIVE_IN = {"minors": UNACCOMPANIED, "care": ("minors_under_15",)}
"""Groups that centres for children are for."""
CHILDREN = {"minors": "in centres for minors of 15 to 17", "care": "in care centres, for minors under 15"}


def of_files(sources: Sources, primary: str, chosen: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Tell of the user's files that are used: those named as one of Beredt's own, and those that others overrule.

    Parameters
    ----------
    primary : name of the primary configuration
    chosen : group and option of all that is chosen
    """
    told: dict[str, None] = {}
    seen: set[str] = set()
    waiting = [*(f"{group}/{option}" for group, option in reversed(list(chosen))), primary]
    while waiting:
        place = waiting.pop()
        file = file_of(sources, place)
        if place in seen or file is None or sources.own in file.parents:
            continue
        seen.add(place)
        data = read_yaml(file)
        if "/" in place and (sources.own / f"{place}.yaml").is_file():
            group, option = place.split("/", 1)
            told[f"{group} {option} is your own, {file}, and takes the place of the one that Beredt brings"] = None
        entries = data.get("defaults") if isinstance(data, dict) else None
        if isinstance(entries, list) and "_self_" in entries[:-1]:
            after = ", ".join(str(entry) for entry in entries[entries.index("_self_") + 1 :])
            told[f"{file}: defaults: _self_ stands before {after}, which overrules this file; put _self_ last"] = None
        waiting += [below for _, below in entries_of(data, place, {})]
    return tuple(told)


def of_starts(starts: Iterable[StartConfig]) -> tuple[str, ...]:
    """Tell of starts without places for children alone, and of stocks of a user's file that cannot be."""
    told: dict[str, None] = {}
    for start in {id(each): each for each in starts}.values():
        if start.path is not None:
            continue  # its stocks are those of a run
        lacking = [where for kind, where in CHILDREN.items() if not start.places.get(kind)]
        if lacking:
            name = start.name if start.file is None else f"{start.name} with {start.file}"
            told[
                f"start {name} has no places {' and none '.join(lacking)}: "
                "children who come alone live elsewhere until a plan orders some"
            ] = None
        if start.file is not None:
            told.update(dict.fromkeys(_of_stocks(start.file, start)))
    return tuple(told)


def of_plans(scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """Tell of plans with measures whose days are over before a run begins, as in the practice of another shock."""
    told: dict[str, None] = {}
    for scenario in scenarios:
        first, ladder = scenario.start.date, tuple(scenario.plan.ladder)
        over = [each.measure.measure for each in ladder if _is_over(each.measure.when, first)]
        if over:
            told[
                f"plan {scenario.plan.name}: {len(over)} of its {len(ladder)} measures stand for days before {first}, "
                f"the first of the run, and are never ordered: {', '.join(over)}"
            ] = None
    return tuple(told)


def _is_over(when: When, day: dt.date) -> bool:
    """Whether a condition can hold on no day from this one on, by its dates."""
    if isinstance(when, OnDate):
        return when.until is not None and when.until <= day
    if isinstance(when, AllOf):
        return any(_is_over(part, day) for part in when.all)
    return isinstance(when, AnyOf) and all(_is_over(part, day) for part in when.any)


def _of_stocks(file: Path, start: StartConfig) -> Iterator[str]:
    rows = list(zip(_stock_lines(file), start.anchors, strict=True))
    for where in CENTRE_TYPES:
        yield from _crowded(file, where, start.places.get(where, 0), [row for row in rows if row[1].where == where])
    if any(anchor.where == "centres" for _, anchor in rows):
        shared = sum(start.places.get(kind, 0) for kind in SHARED)
        here = [row for row in rows if row[1].where in (*SHARED, "centres")]
        yield from _crowded(file, "centres", shared, here)
    for line, anchor in rows:
        if anchor.persons and anchor.group not in LIVE_IN.get(anchor.where, (anchor.group,)):
            groups = ", ".join(LIVE_IN[anchor.where])
            yield f"{file} line {line}: {anchor.group} do not belong in {anchor.where}, which is for {groups}"


def _crowded(file: Path, where: str, places: int, rows: list[tuple[int, Anchor]]) -> Iterator[str]:
    """Tell on which line the persons of a type of centre become more than its places, and how many they are in all."""
    persons = 0
    for line, anchor in rows:
        persons += anchor.persons
        if persons > places:
            total = sum(each.persons for _, each in rows)
            yield f"{file} line {line}: {total:,} persons in {where} are more than its {places:,} places"
            return


def _stock_lines(file: Path) -> list[int]:
    """Lines of the rows of kind stock, in the order of the anchors that were read from them."""
    rows = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    return [line for line, row in enumerate(rows, start=2) if (row["kind"] or "").strip() == "stock"]
