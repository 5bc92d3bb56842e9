"""Which municipalities somebody speaks of: by number, by name, by county, or all of them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from sim.config.faults import BadConfig, Fault
from sim.data import municipalities
from sim.data.reading import read

MOST_NEAR = 4  # names told where one is not known
FORMER = "former_numbers.csv"
Kind = Literal["municipality", "county", "nation"]


@dataclass(frozen=True)
class Area:
    """A municipality, a county or the nation.

    Attributes
    ----------
    name, number : as known in 2024; empty for the nation
    numbers : of its municipalities, four digits each
    people : inhabitants on 1 January 2024, persons
    """

    kind: Kind
    name: str
    number: str
    numbers: tuple[str, ...]
    people: int


def area(number: str | None, name: str | None, county: str | None) -> Area:
    """Return what is asked for; the nation if nothing is.

    Raises
    ------
    BadConfig : for what is not known, with the nearest names; for a name that several have; and where number, name
        and county do not speak of the same
    """
    faults: list[Fault] = []
    by_number = None if number is None else _numbered(number, faults)
    by_name = None if name is None else _named(name, by_number, faults)
    of_county = None if county is None else _county(county, faults)
    if by_number is not None and by_name is not None and by_number != by_name:
        rule = f"is not {_told(by_number)}"
        faults.append(Fault("name", name, rule, f"leave one out; {name} is {_told(by_name)}"))
    row = by_number if by_number is not None else by_name
    if row is not None and of_county is not None:
        home = str(municipalities().county_number[row])
        if home != of_county:
            rule = f"{_told(row)} lies in {_county_name(home)}"
            faults.append(Fault("county", county, rule, "leave county out for one municipality"))
    if faults:
        raise BadConfig(faults)
    table = municipalities()
    if row is not None:
        found = str(table.number[row])
        return Area("municipality", str(table.name[row]), found, (found,), int(table.population[row]))
    if of_county is not None:
        rows = np.flatnonzero(table.county_number == of_county)
        numbers = tuple(str(each) for each in table.number[rows])
        return Area("county", _county_name(of_county), of_county, numbers, int(table.population[rows].sum()))
    return Area("nation", "", "", tuple(str(each) for each in table.number), int(table.population.sum()))


def _numbered(number: str, faults: list[Fault]) -> int | None:
    known = [str(each) for each in municipalities().number]
    if number in known:
        return known.index(number)
    now = _former().get(number)
    if now is not None:
        place = _told(known.index(now))
        faults.append(Fault("number", number, "is no number since 1 January 2024", f"{place} has it now"))
        return None
    near = [each for each in (number.zfill(4),) if each in known] or difflib.get_close_matches(number, known, MOST_NEAR)
    hint = f"nearest: {', '.join(_told(known.index(each)) for each in near)}" if near else "four digits, such as '0301'"
    faults.append(Fault("number", number, "is no municipality of 2024", hint))
    return None


def _named(name: str, by_number: int | None, faults: list[Fault]) -> int | None:
    names = [each.casefold() for each in municipalities().name.tolist()]
    rows = [row for row, each in enumerate(names) if each == name.casefold()]
    if by_number in rows:
        return by_number
    if len(rows) > 1:
        places = " or ".join(f"number={municipalities().number[row]} ({municipalities().county[row]})" for row in rows)
        faults.append(Fault("name", name, "is the name of several municipalities", f"say which: {places}"))
        return None
    if rows:
        return rows[0]
    near = difflib.get_close_matches(name.casefold(), names, MOST_NEAR, cutoff=0.5)
    hint = f"nearest: {', '.join(_told(names.index(each)) for each in near)}" if near else "see municipalities.csv"
    if name.casefold() in _counties():
        hint = f"write county={name}"
    faults.append(Fault("name", name, "is no municipality of 2024", hint))
    return None


def _county(county: str, faults: list[Fault]) -> str | None:
    known = _counties()
    if county in known.values():
        return county
    if county.casefold() in known:
        return known[county.casefold()]
    near = difflib.get_close_matches(county.casefold(), list(known), MOST_NEAR, cutoff=0.5)
    names = near or list(known)
    hint = f"{'nearest' if near else 'known'}: {', '.join(_county_name(known[each]) for each in names)}"
    faults.append(Fault("county", county, "is no county of 2024", hint))
    return None


@cache
def _counties() -> dict[str, str]:
    table = municipalities()
    pairs = zip(table.county.tolist(), table.county_number.tolist(), strict=True)
    return {name.casefold(): number for name, number in pairs}


def _county_name(number: str) -> str:
    table = municipalities()
    return str(table.county[np.flatnonzero(table.county_number == number)[0]])


@cache
def _former() -> dict[str, str]:
    rows = read(FORMER, ("number", "now", "until", "source", "confidence"))
    return {row.text("number"): row.text("now") for row in rows}


def _told(row: int) -> str:
    table = municipalities()
    return f"{table.name[row]} ({table.number[row]})"
