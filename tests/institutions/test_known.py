"""Runs that know the world up to a day: nothing later enters, and futures are as wide as forecasts were wrong."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from pydantic import ValidationError

import sim.data
from sim.chance.draws import Chance
from sim.config import known as of_config
from sim.config.known import UNDECIDED, as_known
from sim.config.ledger import episode_words
from sim.config.load_backtest import origins
from sim.config.plan import SECTIONS
from sim.config.schema import Scenario
from sim.data import Switch, Vintage, fact, forecast_vintages, given_votes, switches, vintages
from sim.data import given as given_tables
from sim.institutions import arrival_past
from sim.institutions.arrival_rates import DAYS_BEFORE, build_rates
from sim.institutions.given import Given
from sim.institutions.known import COLLECTIVE, SINGLE, joined_path, known_arrivals, planned, regime
from sim.national import Nation, prepare, run
from sim.sharing import share
from sim.studies.backtest_sample import COUNT_AND_JUDGE
from tests.support.nation import differing
from tests.support.scenarios import changed, fixed, load_scenario

FloatArray = npt.NDArray[np.float64]
SHOCKS = {2015: "2015-10-01", 2022: "2022-04-01"}


def known(year: int = 2015, origin: str | None = None, days: int = 400) -> Scenario:
    first = dt.date(year, 1, 1)
    return load_scenario(
        (f"start={first}", f"shock=replay_{year}", f"plan=practice_{year}", "given=votes", f"horizon_days={days}",
         f"shock.origin={origin or SHOCKS[year]}")
    )  # fmt: skip


def future(scenario: Scenario, replication: int, days: int = 365) -> FloatArray:
    origin = scenario.shock.origin
    assert origin is not None
    first = origin - dt.timedelta(days=7)
    error, chance = scenario.information.error, Chance(scenario.seed, replication)
    return known_arrivals(first, origin, 7 + days, scenario.population, error, chance)[:, 7:]


def vintage(target: int, known_by: str | None, figure: float) -> Vintage:
    day = dt.date.fromisoformat(known_by) if known_by else None
    dated = "day" if day else "none"
    published = day or dt.date(2015, 1, 1)
    return Vintage("asylum_total", target, published, dated, day, figure, None, None, None, "told", "official", "")


# ---- what was published


@pytest.mark.unit
@pytest.mark.parametrize(
    ("known_by", "figure", "expected"),
    [
        ("2014-10-07", 3650.0, 3650.0),  # in force: a level of this year and, where there is none, of the next
        (None, 0.0, 365.0),  # none: the level of the year before, one a day
        ("2014-10-07", 150.0, 365.0),  # passed by what has come since New Year
    ],
)
def test_the_planning_figure_in_force_is_the_level_of_the_year_to_come(
    known_by: str | None, figure: float, expected: float
) -> None:
    rows = [vintage(2015, known_by, figure)] if known_by else []
    assert planned(rows, dt.date(2015, 7, 1), np.ones(365)) == pytest.approx(expected)


@pytest.mark.unit
def test_a_figure_for_next_year_counts_for_its_part() -> None:
    this, later = vintage(2015, "2015-02-01", 3650.0), vintage(2015, "2015-03-01", 730.0)
    rows = [later, this, vintage(2016, "2015-06-30", 7300.0)]
    gone = 181  # January to June
    expected = 730.0 * (365 - gone) / 365 + 7300.0 * gone / 365
    assert planned(rows, dt.date(2015, 7, 1), np.ones(365)) == pytest.approx(expected)


@pytest.mark.failure
def test_a_figure_that_was_not_out_is_refused_by_name() -> None:
    rows = [vintage(2015, "2014-10-07", 100.0), vintage(2016, "2015-10-07", 33000.0), vintage(2016, None, 60000.0)]
    with pytest.raises(ValueError, match=r"2015-07-01.*33,000, known by 2015-10-07.*60,000, date not known"):
        planned(rows, dt.date(2015, 7, 1), np.ones(365))


@pytest.mark.invariant
@pytest.mark.parametrize("day", ["2015-10-01", "2016-04-01", "2022-04-01", "2024-01-01"])
def test_what_was_out_by_a_day_has_its_date_and_no_outcome_to_come(day: str) -> None:
    origin = dt.date.fromisoformat(day)
    for each in vintages(origin):
        assert each.known_by is not None
        assert each.published <= each.known_by <= origin
        assert (each.outcome is None) == (each.target_year >= origin.year)
    everything = vintages()
    assert sum(each.known_by is None for each in everything) == 3
    assert len(vintages(dt.date(2030, 1, 1))) == len(everything) - 3


@pytest.mark.invariant
def test_the_law_of_errors_is_read_from_forecasts_of_other_years_than_the_shock() -> None:
    laws = forecast_vintages.read_forecast_errors()
    for law in laws:
        first, _, last = law.targets.partition("-")
        of = [
            (each.target_year, math.log(each.outcome / each.planning_figure))
            for each in vintages()
            if each.outcome and int(first) <= each.target_year <= int(last or first)
        ]
        errors, years = [error for _, error in of], {year for year, _ in of}
        assert not years & set(range(law.first_year, law.last_year + 1))
        assert len(errors) == law.n
        assert law.mean == pytest.approx(np.mean(errors), abs=0.001)
        assert law.spread == pytest.approx(np.std(errors, ddof=1) * math.sqrt(1 + 1 / len(years)), abs=0.001)
    named = {law.regime for law in laws if law.first_year == 2022}
    assert named == {"rising", "falling", "near"}


# ---- futures


@pytest.mark.unit
@pytest.mark.parametrize(("level", "total"), [(10.0, 36500.0), (100.0, 3000.0), (200.0, 300.0), (0.0, 500.0)])
def test_a_path_begins_at_the_level_and_sums_to_the_total(level: float, total: float) -> None:
    season = 1.0 + 0.3 * np.sin(np.arange(500) / 58.0)
    path = joined_path(level, total, season, 30.0)
    assert path[0] == pytest.approx(level)
    assert path[:365].sum() == pytest.approx(total, rel=1e-6)
    assert (path >= 0.0).all()


@pytest.mark.unit
def test_a_rise_and_a_fall_show_in_the_last_four_weeks() -> None:
    flat = np.ones(365)
    rising, falling = flat.copy(), flat.copy()
    rising[-28:], falling[-28:] = 2.0, 0.4
    assert [regime(each, 1.4) for each in (flat, rising, falling, 0.0 * flat)] == ["near", "rising", "falling", "near"]


@pytest.mark.behaviour
def test_futures_are_as_wide_as_forecasts_were_wrong_and_each_replication_has_its_own() -> None:
    scenario = known(2022)
    off = np.array([math.log(future(scenario, n)[COLLECTIVE[0]].sum() / 30000.0) for n in range(200)])
    law = sim.data.forecast_error(dt.date(2022, 4, 1), "rising")
    assert off.mean() == pytest.approx(law.mean, abs=4 * law.spread / math.sqrt(200))
    assert off.std() == pytest.approx(law.spread, rel=0.25)
    assert np.array_equal(future(scenario, 3), future(scenario, 3))
    assert not np.array_equal(future(scenario, 3), future(scenario, 4))


@pytest.mark.behaviour
def test_the_groups_keep_the_mixture_of_the_last_weeks() -> None:
    found = future(known(2015), 0)
    share = found[list(SINGLE[1:])].sum() / found[list(SINGLE)].sum()
    assert share == pytest.approx(0.17, abs=0.02)  # unaccompanied minors of autumn 2015
    assert found[COLLECTIVE[0]].sum() == 0.0


def poison(monkeypatch: pytest.MonkeyPatch, origin: dt.date) -> None:
    """Change every month and every forecast that was not out by the origin."""
    true_months = sim.data.monthly_arrivals

    def months(series: str) -> tuple[list[tuple[int, int]], FloatArray, list[str]]:
        of, persons, flags = true_months(series)
        late = np.array([dt.date(*month, 1) >= origin for month in of])
        return of, np.where(late, 7.0 * persons + 1000.0, persons), flags

    rows = tuple(
        each
        if each.known_by is not None and each.known_by <= origin
        else Vintage(**{**vars(each), "planning_figure": 1.0, "low": None, "high": None})
        for each in forecast_vintages.read_vintages()
    )
    rows = tuple(Vintage(**{**vars(each), "outcome": 5.0}) for each in rows)
    monkeypatch.setattr(arrival_past, "monthly_arrivals", months)
    monkeypatch.setattr(forecast_vintages, "_vintages", lambda: rows)


@pytest.mark.pairing
@pytest.mark.parametrize("year", [2015, 2022])
def test_nothing_published_after_the_origin_is_read(year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = as_known(known(year))
    assert scenario.shock.origin is not None
    rates, middle = build_rates(scenario, 2), build_rates(scenario)
    replay = build_rates(changed(scenario, {"shock.origin": None}))
    poison(monkeypatch, scenario.shock.origin)
    assert not np.array_equal(build_rates(changed(scenario, {"shock.origin": None})).added[0], replay.added[0])
    for known_before, now in ((rates, build_rates(scenario, 2)), (middle, build_rates(scenario))):
        assert np.array_equal(known_before.baseline, now.baseline)
        assert np.array_equal(known_before.added[0], now.added[0])
        assert np.array_equal(known_before.total_by_week, now.total_by_week)


@pytest.mark.pairing
def test_before_the_origin_arrivals_are_those_that_were_recorded() -> None:
    scenario = known(2015)
    replayed = build_rates(changed(scenario, {"shock.origin": None})).total_by_week
    first = DAYS_BEFORE // 7
    sure = first + (dt.date(2015, 9, 1) - dt.date(2015, 1, 1)).days // 7  # the last month has no next one to lean to
    for replication in (0, 1):
        found = build_rates(scenario, replication).total_by_week
        assert found[:sure] == pytest.approx(replayed[:sure], rel=1e-9)


@pytest.mark.pairing
def test_before_the_origin_nobody_is_told_of_the_future_that_is_drawn() -> None:
    scenario = as_known(known(2015, days=300))
    origin = (dt.date(2015, 10, 1) - dt.date(2015, 1, 1)).days
    middle, told = prepare(scenario).rates, []
    for replication in (1, 2):  # two futures, one luck
        made = prepare(scenario)
        made = type(made)(build_rates(scenario, replication), made.given, middle)
        forecasts = Nation(scenario, 0, made).forecasts
        told.append(([each for each in forecasts.table if each.day < origin], forecasts.by_day[1][:origin].tolist()))
        assert any(each.day >= origin for each in forecasts.table)
    assert told[0] == told[1]


@pytest.mark.pairing
@pytest.mark.parametrize("year", [2015, 2022])
def test_until_the_origin_a_run_is_the_same_whatever_comes_after(year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = known(year, days=350)
    origin = np.datetime64(SHOCKS[year])
    one = run(scenario, 1).weekly
    laws = [replace(law, spread=4.0 * law.spread) for law in forecast_vintages.read_forecast_errors()]
    monkeypatch.setattr(forecast_vintages, "_forecast_errors", lambda: laws)
    two = run(scenario, 1).weekly
    before = one.dates < origin
    assert before.sum() > 10
    assert np.array_equal(one.values[before], two.values[before], equal_nan=True)
    assert not np.array_equal(one.values, two.values, equal_nan=True)


def told_later(origin: dt.date) -> list[Switch]:
    """Switches whose size nobody knew by the origin."""
    return [each for each in switches() if max(each.announced, each.size_known) >= origin]


def decided_otherwise(scenario: Scenario, later: list[Switch]) -> Scenario:
    """The same with other decisions from the origin on, and with other sizes of all that was told of later."""
    origin = scenario.shock.origin
    assert origin is not None
    changes: dict[str, Any] = {}
    refused = dict(scenario.municipalities.acceptance.refused_in)
    for each in later:
        if each.carrier == "capacity":
            for n, step in enumerate(at(scenario.model_dump(), each.what)):
                if step["since"] == each.in_force:
                    changes[f"{each.what}.{n}.factor"] = SIZE
        elif each.carrier == "move":
            for n, move in enumerate(scenario.settlement.moves):
                if move.since == each.in_force:
                    changes[f"settlement.moves.{n}.days"] = fixed(SIZE)
        elif "refused_in" in each.what:
            refused[int(each.what[-4:])] = SIZE
        elif each.carrier == "value" and each.episode == str(scenario.start.date.year):
            changes[each.what] = SIZE
    changes["municipalities.acceptance.refused_in"] = refused
    for year in scenario.population.quota_from:
        if year > origin.year:
            changes[f"population.quota_from.{year}"] = 90_000.0
    ladder = [each.model_dump() for each in scenario.plan.reception.ladder]
    late = [each for each in ladder if each["when"].get("date", dt.date.min) >= origin]
    changes["plan.reception.ladder"] = [each for each in ladder if each not in late]
    assert late or origin.year == 2016
    assert len(changes) > 2
    return changed(scenario, changes)


SIZE = 0.31


@pytest.mark.pairing
@pytest.mark.parametrize("origin", ["2015-10-01", "2016-07-01", "2022-04-01", "2022-07-01", "2023-04-01"])
def test_a_poisoned_future_changes_nothing_in_a_whole_run(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Arrivals, forecasts, votes, decisions and all sizes read from the origin on are replaced: to the bit the same."""
    day = dt.date.fromisoformat(origin)
    year = 2015 if day.year < 2020 else 2022
    scenario = known(year, origin, days=(day - dt.date(year, 1, 1)).days + 150)
    clean = run(scenario, 1)
    poison(monkeypatch, day)
    votes = tuple(
        replace(each, places=2 * each.places + 5000) if each.published >= day else each for each in given_votes()
    )
    assert votes != given_votes()
    monkeypatch.setattr(given_tables, "given_votes", lambda: votes)
    later = told_later(day)
    otherwise = decided_otherwise(scenario, later)
    ledger = [replace(each, after=str(SIZE)) if each in later else each for each in switches()]
    monkeypatch.setattr(of_config, "switches", lambda: ledger)
    assert differing(clean, run(otherwise, 1)) == []


@pytest.mark.repeat
def test_a_known_run_is_the_same_alone_and_with_what_is_shared() -> None:
    scenario = known(2015, days=300)
    alone, again = run(scenario, 2), run(scenario, 2, prepare(scenario), shared=share(scenario, 2))
    assert differing(alone, again) == []
    assert differing(alone, run(scenario, 3)) != []


# ---- what was decided


@pytest.mark.unit
def test_what_was_decided_later_is_left_out() -> None:
    scenario = known(2015)
    found = as_known(scenario)
    names = [each.measure for each in found.plan.reception.ladder]
    assert names == ["unit_price_places", "emergency_frames", "tender_7500", "minors_places", "care_purchase"]
    frames = found.plan.reception.ladder[1]
    assert frames.when.until is None
    assert frames.reverse.never == UNDECIDED
    assert [step.since.year for step in found.casework.capacity] == [2015]
    assert len(found.settlement.moves) == 1
    assert all(era.from_year <= 2015 for era in found.settlement.eras)
    assert max(found.population.quota_from) == 2015
    assert as_known(found) == found
    whole = changed(scenario, {"shock.origin": None})
    assert as_known(whole) is whole


@pytest.mark.unit
@pytest.mark.parametrize(
    ("origin", "capacity", "private", "refused", "moves"),
    [
        ("2022-04-01", [1, 3], [], [1.0, 1.0], 1),  # months from which a capacity counts
        ("2022-07-01", [1, 3], [], [1.0, 1.0], 1),  # April's and June's are in force, but their sizes were read later
        ("2022-10-01", [1, 3, 4], [6], [1.0, 1.0], 2),
        ("2023-01-01", [1, 3, 4, 1], [6], [1.0, 1.0], 2),  # that of the new year was in the budget of October
        ("2023-10-01", [1, 3, 4, 6, 1], [6], [1.0, 1.0], 2),
        ("2024-01-01", [1, 3, 4, 6, 1], [6], [0.29, 0.29], 3),
    ],
)
def test_of_the_ledger_stands_what_was_known_with_its_size(
    origin: str, capacity: list[int], private: list[int], refused: list[float], moves: int
) -> None:
    found = as_known(known(2022, origin, days=900))
    assert [step.since.month for step in found.casework.capacity] == capacity
    assert [step.since.month for step in found.population.groups["collective"].private_share_from] == private
    assert list(found.municipalities.acceptance.refused_in.values()) == pytest.approx(refused)
    assert len(found.settlement.moves) == moves
    asks = fact("private.to_reception_week_2022" if private else "private.to_reception_week").value
    assert found.reception.private.seek_reception_week["collective"] == asks
    told = "path.private.share_ukr" if origin > "2022-05-31" else "population.private.individual"
    assert found.population.groups["collective"].private_share == fact(told).value
    assert found.casework.priority.rule == "collective_first"


CUT_BY_OTHER_MEANS = {
    "settlement.eras", "population.quota_from", *(f"plan.{name}.ladder" for name in SECTIONS),
}  # fmt: skip
NOT_CUT = {
    "shock.components": "days of history that are replayed; who comes from the origin on is made anew",
    "municipalities.acceptance.refused_in": "shares by year that are always there; the ledger tells their size",
}


@pytest.mark.invariant
def test_every_list_by_date_is_cut_at_the_origin() -> None:
    """So that none that comes to the scenario later is forgotten, whatever its entries call their day or year."""
    seen, left = set(), set()
    for year in (2015, 2022):
        scenario = known(year)
        origin = scenario.shock.origin
        assert origin is not None
        seen |= {path for path, _ in by_date("", scenario.model_dump())}
        left |= {path for path, days in by_date("", as_known(scenario).model_dump()) if max(days) >= origin}
    seen = {path for path in seen if path.partition(".")[0] not in COUNT_AND_JUDGE}
    assert {"casework.capacity", "settlement.moves", *CUT_BY_OTHER_MEANS} <= seen
    assert seen <= {*of_config.STEPS, *CUT_BY_OTHER_MEANS, *NOT_CUT}
    assert {path for path in left if path.partition(".")[0] not in COUNT_AND_JUDGE} == set(NOT_CUT)


@pytest.mark.unit
def test_a_list_by_date_is_found_by_any_of_its_entries_whatever_these_call_their_day() -> None:
    day = dt.date(2015, 3, 1)
    tree = {
        "a": {"steps": [{"since": day, "factor": 2.0}]}, "b": [{"from_year": 2016, "x": 1}], "c": {2017: 0.5},
        "d": ({"when": {"any": [{"signal": 3}]}}, {"when": {"any": [{"until": day}]}}), "e": [{"beds": 2015}], "f": [],
    }  # fmt: skip
    assert dict(by_date("", tree)) == {
        "a.steps": [day], "b": [dt.date(2016, 1, 1)], "c": [dt.date(2017, 1, 1)], "d": [day],
    }  # fmt: skip


def by_date(path: str, value: Any) -> Iterator[tuple[str, list[dt.date]]]:
    """Paths of lists whose entries hold a day or a year, and of tables by year, with these days."""
    if isinstance(value, dict) and not any(isinstance(key, int) for key in value):
        for key, each in value.items():
            yield from by_date(f"{path}.{key}" if path else key, each)
    elif isinstance(value, dict | list | tuple) and (days := list(days_in("", value))):
        yield path, days


def days_in(name: str, value: Any) -> Iterator[dt.date]:
    """Every day in a value; a year, as a key or under a name that says so, is its first day."""
    if isinstance(value, dt.date):
        yield value
    elif isinstance(value, int) and name.endswith("year"):
        yield dt.date(value, 1, 1)
    elif isinstance(value, dict):
        for key, each in value.items():
            if isinstance(key, int):
                yield dt.date(key, 1, 1)
            yield from days_in(str(key), each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from days_in(name, each)


@pytest.mark.unit
def test_a_switch_of_2022_is_unknown_in_2015() -> None:
    found = as_known(known(2015))
    assert found.casework.collective.states == []
    assert found.municipalities.acceptance.refused_in == {2022: 1.0, 2023: 1.0}
    assert found.population.groups["collective"].private_share == fact("population.private.individual").value


@pytest.mark.unit
@pytest.mark.parametrize("origin", ["2022-04-01", "2022-08-15", "2023-01-01", "2023-02-01"])
def test_steps_of_a_users_own_go_by_their_day(origin: str) -> None:
    """One of the very day is not known, the last one before goes on, and values of a size of their own stay."""
    own = changed(
        known(2022, origin),
        {
            "casework.capacity": [
                {"since": f"2022-{month:02}-01", "factor": 0.5 + month / 100} for month in range(1, 13)
            ] + [{"since": origin if origin > "2023" else "2023-01-15", "factor": 0.2}],
            "municipalities.acceptance.refused_in": {2022: 0.7},
        },
    )  # fmt: skip
    found = as_known(own)
    day = dt.date.fromisoformat(origin)
    assert found.casework.capacity == [step for step in own.casework.capacity if step.since < day]
    assert len(found.casework.capacity) < len(own.casework.capacity) or day > dt.date(2023, 1, 15)
    assert found.municipalities.acceptance.refused_in == {2022: 0.7}


@pytest.mark.invariant
@pytest.mark.parametrize("year", [2015, 2022])
def test_no_size_told_of_later_is_left_on_any_day_looked_ahead_from(year: int) -> None:
    last = dt.date(2018, 12, 31) if year == 2015 else dt.date(2024, 8, 31)
    whole = load_scenario(episode_words(str(year)))
    for origin in origins(dt.date(year, 1, 1), last, 3):
        found = as_known(changed(whole, {"shock.origin": origin}))
        values = found.model_dump()
        for each in told_later(origin):
            if each.carrier == "measure":
                assert each.after not in [measure.measure.measure for measure in found.plan.ladder]
            elif each.carrier in ("capacity", "state", "move"):
                steps = at(values, each.what)
                assert each.in_force not in [step["since"] for step in steps], (origin, each.key)
            elif each.carrier == "value" and "private_share_from" in each.what:
                assert at(values, each.what.removesuffix(".0.share")) == []
            elif each.carrier == "value" and each.before:
                assert at(values, each.what) == each.value_before, (origin, each.key)
        assert all(begins(measure.measure.when.model_dump()) < origin for measure in found.plan.ladder)
        assert all(day < origin for day in days_of(found.plan.model_dump()))
        mine = {measure.measure.measure for measure in found.plan.ladder}
        decided = [each.measure for each in whole.plan.ladder if begins(each.measure.when.model_dump()) < origin]
        assert mine == {each.measure for each in decided}


def at(values: Any, path: str) -> Any:
    for part in path.split("."):
        values = values[int(part) if part.isdecimal() else part]
    return values


def days_of(value: object) -> list[dt.date]:
    if isinstance(value, dict):
        return [day for each in value.values() for day in days_of(each)]
    if isinstance(value, list | tuple):
        return [day for each in value for day in days_of(each)]
    return [value] if isinstance(value, dt.date) else []


def begins(when: dict[str, object]) -> dt.date:
    return max([day for key, value in when.items() if key != "until" for day in days_of(value)], default=dt.date.min)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("origin", "years"),
    [
        ("2015-10-01", set()),
        ("2016-07-01", {2015}),  # the figures behind 2016 came out in the spring after, those behind 2017 in 2019
        ("2017-04-01", {2015, 2016}),
        ("2022-07-01", {2015, 2016, 2017, 2018}),
        ("2023-10-01", {2015, 2016, 2017, 2018, 2022}),
        ("2024-04-01", {2015, 2016, 2017, 2018, 2022, 2023}),
    ],
)
def test_votes_are_given_once_all_of_a_year_were_published(origin: str, years: set[int]) -> None:
    config = known(2015).given
    assert {each.year for each in Given.of(config, dt.date.fromisoformat(origin)).votes} == years


@pytest.mark.failure
@pytest.mark.parametrize(
    "changes",
    [{"shock.origin": "2015-01-01"}, {"shock.origin": "2019-01-01"}, {"shock.size": 2.0}],
)
def test_an_origin_outside_one_whole_replay_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="origin"):
        changed(known(2015), changes)


@pytest.mark.failure
def test_an_origin_needs_a_replay() -> None:
    scenario = load_scenario(("start=2015-01-01", "shock=autumn_surge"))
    with pytest.raises(ValidationError, match="origin needs a shock that is one replay"):
        changed(scenario, {"shock.origin": "2015-10-01"})
