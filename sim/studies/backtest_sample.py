"""Which numbers of the model were found in the very years they are held against, by column of a back-test.

It follows from the facts that the scenarios of a column take their values from, and from the window of each, and from
the votes and decisions that they are given; only which published series each was read from is told by hand
(`found_in.csv`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sim.config.backtest import Case
from sim.config.past import told_past
from sim.data import facts, switches
from sim.data.ledger import FACT
from sim.data.observed import SERIES

COUNT_AND_JUDGE = ("prices", "criteria", "targets")
"""Parts of a scenario that change no published series: they price what happens, or judge it."""


@dataclass(frozen=True)
class InSample:
    """What a column of a back-test holds of the episode that it is scored on.

    Attributes
    ----------
    label : a grade, transfer_free or transfer_ledger
    facts : keys of the facts in use that were found in the days of the episode, and of the votes and decisions given
        that were read from a published series, sorted
    series : published series that some of them were read from, sorted
    scored : of the facts, those read from a series of the back-test
    fitted : dotted keys drawn from a calibration on the episode, sorted
    """

    label: str
    episode: str
    facts: tuple[str, ...]
    series: tuple[str, ...]
    scored: tuple[str, ...]
    fitted: tuple[str, ...]


def in_sample(cases: Iterable[Case], read_from: Mapping[str, Collection[str]]) -> tuple[InSample, ...]:
    """Return of each column and episode what it holds of the episode, in the order of the cases.

    Parameters
    ----------
    read_from : series that a fact, votes or decisions were read from; `found_in` of the data
    """
    columns: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        columns.setdefault((case.label, case.episode), []).append(case)
    found = []
    for (label, episode), mine in columns.items():
        numbers = set().union(*(found_in_window({**each.facts, **switched(each)}, episode) for each in mine))
        used = sorted(numbers.union(*(given_of_window(each).intersection(read_from) for each in mine)))
        fitted = sorted(set().union(*(each.fitted for each in mine)))
        series = set(SERIES) if fitted else set().union(*(read_from.get(key, ()) for key in used))
        scored = tuple(key for key in used if read_from.get(key))
        found.append(InSample(label, episode, tuple(used), tuple(sorted(series)), scored, tuple(fitted)))
    return tuple(found)


def switched(case: Case) -> dict[str, str]:
    """Return the facts that a transfer takes from the ledger of its episode, by the switch they are the size of.

    Without the ledger these are what single values were before; steps by date are then not there at all. The time to
    move in is that of the rules, with the ledger too.
    """
    mine = [each for each in switches() if each.episode == case.episode] if case.transfer else []
    if case.transfer == "ledger":
        sizes = {f"ledger.{each.key}": each.after for each in mine if each.carrier in ("value", "capacity")}
    else:
        sizes = {f"ledger.{each.key}": each.before for each in mine if each.carrier == "value"}
    return {path: size.removeprefix(FACT) for path, size in sizes.items() if size.startswith(FACT)}


def found_in_window(used: Mapping[str, str], episode: str) -> set[str]:
    """Return the facts among those used that were found in the days of an episode.

    Parameters
    ----------
    used : fact key by dotted path of the value taken from it; what only counts or judges is left out
    """
    known = facts()
    living = {key for path, key in used.items() if path.partition(".")[0] not in COUNT_AND_JUDGE}
    return {key for key in living if episode in known[key].windows}


def given_of_window(case: Case) -> set[str]:
    """Return the keys, by table and year, of the votes and decisions of its own days that a case is given.

    None where it looks ahead: what it is given was published before the day that it looks ahead from.
    """
    if case.origin is not None:
        return set()
    told = told_past(case.scenario)
    spans = ((int(each["first"][:4]), int(each["last"][:4])) for each in told.get("decisions", ()))
    return {f"given_votes.{year}" for year in told.get("votes", ())}.union(
        f"given_decisions.{year}" for first, last in spans for year in range(first, last + 1)
    )


def marks(found: Iterable[InSample]) -> frozenset[tuple[str, str, str]]:
    """Return column, episode and series of every target that a number was read from."""
    return frozenset((each.label, each.episode, series) for each in found for series in each.series)
