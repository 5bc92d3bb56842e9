"""Whole runs for tests: with other arrivals, watched event by event, and compared household by household."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from unittest import mock

import numpy as np
import numpy.typing as npt
import simpy

from sim.config.schema import Scenario
from sim.engine import process
from sim.institutions import register
from sim.institutions.forecasts import Forecasts
from sim.institutions.population import Households, Population
from sim.national import Nation, Prepared, prepare
from sim.tables import RunTables

IntArray = npt.NDArray[np.int64]
Identity = tuple[int, int, int, int]
Change = Callable[[Households], Households]
Seen = Callable[[int], None]
"""Called after every single event with the tick; day = tick // 32."""


@contextmanager
def arrivals_changed(change: Change) -> Iterator[None]:
    """Let `change` have the households that arrive, before they are given a life."""
    real = register.arriving_households
    with mock.patch.object(
        register, "arriving_households", lambda rates, config, chance: change(real(rates, config, chance))
    ):
        yield


@contextmanager
def each_event(seen: Seen) -> Iterator[None]:
    """Call `seen` after every event of every institution."""

    def run(env: simpy.Environment, days: int) -> None:
        end = process.tick(days, 0)
        process.wait_at_every_turn(env)
        while env.peek() < end:
            env.step()
            seen(int(env.now))

    with mock.patch.object(process, "run", run):
        yield


def built(
    scenario: Scenario,
    replication: int = 0,
    *,
    arrivals: Change | None = None,
    prepared: Prepared | None = None,
    forecasts: Forecasts | None = None,
) -> Nation:
    """Build a nation, on request with other arrivals."""
    with ExitStack() as stack:
        if arrivals is not None:
            stack.enter_context(arrivals_changed(arrivals))
        return Nation(scenario, replication, prepared or prepare(scenario), forecasts=forecasts)


def finished(scenario: Scenario, replication: int = 0, seen: Seen | None = None) -> Nation:
    """Build a nation and run it to its last day."""
    nation = built(scenario, replication)
    run_through(nation, seen)
    return nation


def run_through(nation: Nation, seen: Seen | None = None) -> None:
    """Run a nation to its last day, on request watched."""
    with ExitStack() as stack:
        if seen is not None:
            stack.enter_context(each_event(seen))
        nation.run()


def at_end_of_day(day: int, act: Callable[[], None]) -> Seen:
    """Make a watcher that calls `act` once, when the last event of a day is over."""
    done: list[int] = []

    def seen(tick: int) -> None:
        if (
            tick >= process.tick(day + 1, 0) and not done
        ):  # pragma: no cover - a day without events does not occur
            raise AssertionError(f"day {day} ended without a recorder")
        if tick == process.tick(day, _LAST_PHASE) and not done:
            done.append(day)
            act()

    return seen


_LAST_PHASE = 24  # the recorder


# households

COLUMNS = ("source", "arrival_day", "group", "ordinal")


def identities(people: Households | Population) -> list[Identity]:
    """Identity of each household, in the order of the register."""
    return list(zip(*(getattr(people, name).tolist() for name in COLUMNS), strict=True))


def kept(households: Households, keep: npt.NDArray[np.bool_]) -> Households:
    """Those households for which `keep` holds."""
    return Households(*(getattr(households, each.name)[keep] for each in fields(Households)))


def without(identity: Identity) -> Change:
    """Leave one household out."""

    def change(households: Households) -> Households:
        same = np.ones(households.group.size, dtype=np.bool_)
        for name, value in zip(COLUMNS, identity, strict=True):
            same &= getattr(households, name) == value
        if same.sum() != 1:
            raise ValueError(f"{identity} occurs {same.sum()} times")
        return kept(households, ~same)

    return change


def with_one_more(identity: Identity) -> Change:
    """Add one household that was not there."""

    def change(households: Households) -> Households:
        return Households(
            *(
                np.append(getattr(households, name), value)
                for name, value in zip(COLUMNS, identity, strict=True)
            )
        )

    return change


def histories(nation: Nation) -> dict[Identity, tuple[int, ...]]:
    """All that befell each household: identity -> case, lodging, site, municipality, transfers, stamps."""
    people = nation.population
    columns = [
        people.size,
        people.case.state,
        people.lodging.state,
        people.site,
        people.municipality,
        nation.reception.placement.transfers,
        nation.reception.placement.since,
        *people.stamps.values(),
    ]
    rows = zip(*(np.asarray(column).tolist() for column in columns), strict=True)
    return dict(zip(identities(people), rows, strict=True))


# tables


def differing(one: RunTables, two: RunTables) -> list[str]:
    """Names of the tables of two runs that are not equal to the last bit."""
    found = []
    for name in ("weekly", "municipality_month"):
        left, right = getattr(one, name), getattr(two, name)
        for part in fields(left):
            a, b = getattr(left, part.name), getattr(right, part.name)
            if not np.array_equal(np.asarray(a), np.asarray(b)):
                found.append(f"{name}.{part.name}")
    tables = ("municipality_year", "centre_events", "plan_events", "waits", "money", "targets", "breaks", "households")
    for name in tables:
        a, b = getattr(one, name), getattr(two, name)
        plain = [None if each is None else {k: list(v) for k, v in each.items()} for each in (a, b)]
        if plain[0] != plain[1]:
            found.append(name)
    return found


def nights_by_case(nation: Nation) -> tuple[Seen, IntArray]:
    """A watcher, and what it will have written: persons by case at the end of each day, int64[days, cases].

    The journal of the books is read, not the register.
    """
    books = nation.population.case
    nights = np.zeros((nation.calendar.days, len(books.names)), dtype=np.int64)

    def seen(tick: int) -> None:
        day, phase = divmod(tick, process.PHASES_PER_DAY)
        if phase == _LAST_PHASE:
            moved = books._pending()
            nights[day] = (books.stock + moved.sum(axis=0) - moved.sum(axis=1)).sum(axis=1)

    return seen, nights
