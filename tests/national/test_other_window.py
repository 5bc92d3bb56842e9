"""What is fitted to one shock reads nothing of the other: figures of that can be anything, and no run changes.

The few numbers of the other shock that the common rules hold all the same are named here; a new one fails.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from sim.calibrations import chosen_points
from sim.config.load import load
from sim.config.load_calibrate import load_calibrate
from sim.data import Fact, facts, loader
from sim.data.given import given_decisions, given_votes
from sim.data.history import monthly_arrivals
from sim.data.observed import observed_points
from sim.national import prepare, run
from sim.studies.backtest_sample import COUNT_AND_JUDGE
from sim.tables import RunTables

OTHER = {"2015": "2022", "2022": "2015"}
HELD = {  # in the rules that both shocks have, and at work in a run of the one they were not found in
    "2015": """reg.site_lead_min reception.host_* settle.private_ask_delay_days settle.model.private_never_asks
        settle.model.answer_days settle.model.interim_month_share settle.model.dwelling_stock_per_1000
        settle.model.dwelling_lead_days regime.minors_per_municipality start.split.private_not_asked
        forecast.crisis_months""",
    "2022": """ret.* population.* casework.in_hand_days casework.share.dublin casework.withdraw.minors
        minors.under15_share em.carecentre_size forecast.missed_fall.* forecast.publication_month_*
        cap.centre_size.emergency_mean path.nas.stay_quiet reception.transit_share_individual
        settle.model.dwelling_mix_1 start.split.allocated start.split.ready""",
}
SUM = (  # shares of a whole: they change places, so that they still sum to it
    ("population.season.",), ("population.head_age.minors_15_17.",), ("casework.share_minors.",),
    ("start.split.ready", "start.split.allocated"), ("settle.model.dwelling_mix_",),
)  # fmt: skip


def moved(fact: Fact) -> float:
    """Another value that is allowed: an end of the range, or a tenth less, of whole numbers one more."""
    if fact.low is not None and fact.high is not None and fact.low < fact.high:
        return fact.high if fact.high != fact.value else fact.low
    return fact.value + 1 if fact.value.is_integer() else fact.value * 0.9


def poisoned(keys: Iterable[str]) -> dict[str, Fact]:
    """All facts, those of `keys` with other values."""
    real, wanted = facts(), set(keys)
    found = {key: replace(fact, value=moved(fact)) if key in wanted else fact for key, fact in real.items()}
    for stems in SUM:
        whole = [key for key in real if key.startswith(stems)]
        if wanted & set(whole):
            values = [real[key].value for key in whole]
            found |= {
                key: replace(real[key], value=value) for key, value in zip(whole, [*values[1:], values[0]], strict=True)
            }
    return found


def held(key: str, names: str) -> bool:
    return any(key == name or (name[-1] == "*" and key.startswith(name[:-1])) for name in names.split())


def of_other(words: tuple[str, ...], other: str) -> set[str]:
    """Facts in use that were found in the other shock only."""
    used: Mapping[str, str] = load("run", words).facts
    living = {key for path, key in used.items() if path.partition(".")[0] not in COUNT_AND_JUDGE}
    return {key for key in living if facts()[key].windows == (other,)}


def ran(words: tuple[str, ...]) -> RunTables:
    (scenario,) = load("run", words).scenarios.values()
    return run(scenario, 0, prepare(scenario))


def alike(one: RunTables, other: RunTables) -> bool:
    """Whether everything that a published series is read from is the same to the bit."""
    waits = all(np.array_equal(np.asarray(one.waits[name]), np.asarray(other.waits[name])) for name in one.waits)
    return waits and np.array_equal(one.weekly.values, other.weekly.values, equal_nan=True)


def words_of(episode: str, *more: str) -> tuple[str, ...]:
    """Words of the runs that a calibration makes."""
    return (*load_calibrate([f"episode={episode}"]).words, *more)


def poison(monkeypatch: pytest.MonkeyPatch, keys: Iterable[str], first: dt.date, last: dt.date) -> None:
    """Change facts, and every row of votes, decisions and arrivals that touches the days from `first` to `last`."""
    changed = poisoned(keys)
    votes = tuple(
        replace(row, places=2 * row.places + 1) if row.first_day <= last and row.last_day >= first else row
        for row in given_votes()
    )
    decisions = tuple(
        replace(row, decided=2 * row.decided + 1) if row.first_day <= last and row.last_day >= first else row
        for row in given_decisions()
    )

    def arrivals(series: str) -> tuple[list[tuple[int, int]], npt.NDArray[np.float64], list[str]]:
        months, persons, flags = monthly_arrivals(series)
        inside = [(first.year, first.month) <= month <= (last.year, last.month) for month in months]
        return months, np.where(inside, 2.0 * persons + 1.0, persons), flags

    monkeypatch.setattr(loader, "facts", lambda: changed)
    monkeypatch.setattr("sim.data.given.given_votes", lambda: votes)
    monkeypatch.setattr("sim.data.given.given_decisions", lambda: decisions)
    monkeypatch.setattr("sim.institutions.arrival_past.monthly_arrivals", arrivals)


@pytest.mark.invariant
@pytest.mark.parametrize("episode", ["2015", "2022"])
def test_runs_of_a_calibration_read_nothing_of_the_other_shock(episode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words, other = words_of(episode), load_calibrate([f"episode={OTHER[episode]}"]).file.chosen
    before = ran(words)
    keys = {key for key in of_other(words, OTHER[episode]) if not held(key, HELD[episode])}
    assert len(keys) > 10
    poison(monkeypatch, keys, other.first, other.last)
    assert alike(before, ran(words))


@pytest.mark.behaviour
@pytest.mark.parametrize(
    ("keys", "own"),
    [(("settle.private_ask_delay_days",), False), (("casework.grant_2015.ordinary",), False), ((), True)],
)
def test_that_it_would_be_seen(keys: tuple[str, ...], own: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number of the other shock at work, one of the own shock, or rows of the own shock change the runs."""
    words, chosen = words_of("2015", "horizon_days=240"), load_calibrate(["episode=2015"]).file.chosen
    before = ran(words)
    last = chosen.last if own else chosen.first - dt.timedelta(days=2)
    poison(monkeypatch, keys, chosen.first if own else last, last)
    assert not alike(before, ran(words))


@pytest.mark.invariant
@pytest.mark.parametrize("episode", ["2015", "2022"])
def test_a_calibration_is_held_against_no_figure_of_the_other_shock(episode: str) -> None:
    job = load_calibrate([f"episode={episode}"])
    first, last, points = job.file.chosen.first, job.file.chosen.last, observed_points()
    mine = chosen_points(job, points)
    assert all(point.episode == episode and first <= point.date <= last for point in mine)
    inside = [point.episode == episode and first <= point.date <= last for point in points]
    for here, same in ((False, True), (True, False)):
        changed = [
            replace(point, value=point.value * 3.0 + 1.0) if among == here else point
            for point, among in zip(points, inside, strict=True)
        ]
        assert (chosen_points(job, changed) == mine) == same


@pytest.mark.invariant
def test_numbers_of_the_other_shock_that_are_held_all_the_same_are_in_use() -> None:
    for episode, names in HELD.items():
        used = of_other(words_of(episode), OTHER[episode])
        assert [name for name in names.split() if not any(held(key, name) for key in used)] == []
