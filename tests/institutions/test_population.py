"""Arrivals: containment of shocks, identity of households, compositions, start states."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import sim
from sim.chance.draws import Chance
from sim.config.population import GROUPS
from sim.config.schema import Scenario
from sim.data import fact, monthly_arrivals
from sim.engine.books import Books
from sim.institutions import arrival_past, arrival_rates
from sim.institutions.arrival_past import history
from sim.institutions.arrival_rates import build_rates
from sim.institutions.population import NO_MEMBER, Households, Population, arriving_households
from sim.institutions.register import draw_register, populate
from sim.institutions.start import build_start
from tests.support.scenarios import changed, load_scenario

SHOCKS = sorted(path.stem for path in (Path(sim.__file__).parents[1] / "configs" / "shock").glob("*.yaml"))


def households(*overrides: str, seed: int = 1) -> set[tuple[int, int, int, int]]:
    """Identities of all arriving households of a scenario."""
    scenario = load_scenario(["horizon_days=500", *overrides])
    found = arriving_households(build_rates(scenario), scenario.population, Chance(seed, 0))
    return identities(found)


def identities(found: Households) -> set[tuple[int, int, int, int]]:
    return set(
        zip(
            found.source.tolist(),
            found.arrival_day.tolist(),
            found.group.tolist(),
            found.ordinal.tolist(),
            strict=True,
        )
    )


@pytest.mark.pairing
def test_a_larger_shock_contains_the_smaller() -> None:
    small = households("shock=autumn_surge", "shock.size=0.5")
    large = households("shock=autumn_surge", "shock.size=1.3")
    assert small < large


@pytest.mark.pairing
def test_a_larger_drop_is_contained_in_the_smaller() -> None:
    small = {h for h in households("shock=drop", "shock.size=0.5") if h[0] == 0}
    large = {h for h in households("shock=drop", "shock.size=1.0") if h[0] == 0}
    assert large < small


@pytest.mark.pairing
def test_a_shock_of_size_zero_or_after_the_horizon_is_the_baseline() -> None:
    baseline = households("shock=none")
    assert households("shock=autumn_surge", "shock.size=0") == baseline
    assert households("shock=autumn_surge", "shock.onset=2027-08-01") == baseline


@pytest.mark.pairing
def test_a_longer_horizon_adds_only_later_arrivals() -> None:
    short, long = households(), households("horizon_days=700")
    assert short == {h for h in long if h[1] < 500}


@pytest.mark.unit
def test_replayed_history_sums_to_the_published_year() -> None:
    scenario = load_scenario(["start=2015-01-01", "shock=replay_2015", "horizon_days=365"])
    rates = build_rates(scenario)
    applicants = [i for i, name in enumerate(GROUPS) if name not in ("resettlement", "family_reunification")]
    total = rates.baseline[applicants].sum() + sum(part[applicants].sum() for part in rates.added)
    assert total == pytest.approx(31_115, abs=60)  # Eurostat monthly sum, rounded to 5 a month


def applicants_by_month(scenario: Scenario, replication: int) -> npt.NDArray[np.int64]:
    """Persons who apply by calendar month, by the register of a run."""
    chance = Chance(scenario.seed, replication)
    found = arriving_households(build_rates(scenario, replication), scenario.population, chance).sorted()
    people = Population(found, scenario.population, {}, chance, Books)
    outside = [GROUPS.index(name) for name in ("resettlement", "family_reunification")]
    mine = ~np.isin(people.group, outside)
    dates = np.datetime64(scenario.start.date) + people.arrival_day[mine]
    months = (dates.astype("datetime64[M]") - np.datetime64(scenario.start.date, "M")).astype(int)
    return np.bincount(months, people.size[mine]).astype(np.int64)


@pytest.mark.theory
@pytest.mark.parametrize("replication", [0, 1, 2])
def test_as_many_apply_in_a_replay_of_history_as_were_counted(replication: int) -> None:
    scenario = load_scenario(["start=2015-01-01", "shock=replay_2015", "horizon_days=1461"])
    came = applicants_by_month(scenario, replication)
    months, persons, _ = monthly_arrivals("asylum_total")
    counted = [count for (year, _), count in zip(months, persons, strict=True) if 2015 <= year <= 2018]
    assert np.abs(came - np.array(counted)).max() <= 12  # persons: two sources of three groups, a household each
    assert came.sum() == pytest.approx(40_770, abs=12)


@pytest.mark.behaviour
@pytest.mark.parametrize("words", [["shock.size=1.2"], ["shock.origin=2015-06-01"], ["shock.onset=2015-03-01"]])
def test_what_is_not_history_is_left_to_chance(words: list[str]) -> None:
    given = load_scenario(["start=2015-01-01", "shock=replay_2015", "horizon_days=365", *words])
    came = [applicants_by_month(given, replication) for replication in range(2)]
    assert np.abs(came[0] - came[1])[6:].max() > 40
    if given.shock.origin is not None:
        assert np.abs(came[0] - came[1])[:5].max() <= 24


@pytest.mark.theory
def test_households_of_recorded_history_have_the_sizes_of_their_group() -> None:
    scenario = load_scenario(["start=2015-01-01", "shock=replay_2015", "horizon_days=1461"])
    sizes = []
    for replication in range(3):
        chance = Chance(scenario.seed, replication)
        found = arriving_households(build_rates(scenario), scenario.population, chance).sorted()
        people = Population(found, scenario.population, {}, chance, Books)
        sizes.append(people.size[(people.group == GROUPS.index("individual"))])
    all_sizes = np.concatenate(sizes)
    standard_error = all_sizes.std() / np.sqrt(all_sizes.size)
    mean = scenario.population.groups["individual"].mean_size
    assert abs(all_sizes.mean() - mean) < 3.9 * standard_error


@pytest.mark.unit
def test_nobody_applies_for_collective_protection_before_the_invasion() -> None:
    past = history(dt.date(2022, 1, 1), 120, 0.2)
    assert past[GROUPS.index("collective"), :54].sum() == 0.0
    assert past[GROUPS.index("collective"), 54:].sum() > 5_000


@pytest.mark.unit
def test_a_leap_day_is_a_day_like_others() -> None:
    rates = build_rates(load_scenario(["start=2024-01-01", "shock=none", "horizon_days=100"]))
    leap, before = rates.baseline[0, 59], rates.baseline[0, 58]
    assert dt.date(2024, 1, 1) + dt.timedelta(days=59) == dt.date(2024, 2, 29)
    assert leap == before > 0


@pytest.mark.theory
def test_counts_have_the_mean_and_spread_of_the_law() -> None:
    scenario = load_scenario(["shock=none", "horizon_days=364", "start=2024-01-01"])
    rates = build_rates(scenario)
    group = GROUPS.index("collective")
    size = scenario.population.groups["collective"].mean_size
    weekly = rates.baseline[group].reshape(52, 7).sum(axis=1) / size
    counts = []
    for replication in range(120):
        found = arriving_households(rates, scenario.population, Chance(5, replication))
        days = found.arrival_day[found.group == group]
        counts.append(np.bincount(days // 7, minlength=52)[:52])
    counts_array = np.array(counts, dtype=float)
    z = (counts_array.mean(axis=0) - weekly) / (counts_array.std(axis=0, ddof=1) / np.sqrt(120))
    assert np.abs(z).max() < 4.2  # 52 weeks at 3.9 standard errors each, widened for the t law of 119 df
    cv = scenario.population.weekly_spread
    expected = weekly + (cv * weekly) ** 2
    ratio = (counts_array.var(axis=0, ddof=1) / expected).mean()
    # a sample variance over 119 df has a relative s.d. near sqrt(2/119) = 0.13; over 52 weeks 0.018
    assert ratio == pytest.approx(1.0, abs=3.9 * 0.02)


@pytest.mark.invariant
@pytest.mark.parametrize("start", ["2015-01-01", "2022-01-01", "2024-01-01", "full_house"])
def test_start_stocks_are_met_to_the_person(start: str) -> None:
    scenario = load_scenario([f"start={start}", "shock=none", "horizon_days=30"])
    rows = build_start(scenario.start, scenario.population, Chance(1, 0))
    wanted = {}
    for anchor in scenario.start.anchors:
        wanted[anchor.group] = wanted.get(anchor.group, 0) + anchor.persons
    for name, persons in wanted.items():
        assert rows.size[rows.households.group == GROUPS.index(name)].sum() == persons
    assert (rows.size > 0).all()
    assert len(identities(rows.households)) == rows.size.size
    assert (rows.households.arrival_day < 0).all()


@pytest.mark.unit
def test_elapsed_waits_have_the_anchors_mean() -> None:
    scenario = load_scenario(["start=2015-01-01", "shock=none", "horizon_days=30"])
    rows = build_start(scenario.start, scenario.population, Chance(1, 0))
    permit = np.isin(rows.case, (6, 7, 8)) & (rows.households.group == 0)
    mean = (rows.elapsed_days * rows.size)[permit].sum() / rows.size[permit].sum()
    assert mean == pytest.approx(183, rel=0.06)


@pytest.mark.unit
def test_births_follow_the_groups() -> None:
    scenario = load_scenario(["shock=none", "horizon_days=800"])
    chance = Chance(3, 0)
    found = arriving_households(build_rates(scenario), scenario.population, chance).sorted()
    people = Population(found, scenario.population, {}, chance, Books)
    assert ((people.birth_day != NO_MEMBER).sum(axis=1) == people.size).all()
    older = people.group == GROUPS.index("minors_15_17")
    ages = (people.arrival_day - people.birth_day[:, 0])[older] / 365.25
    assert ages.min() >= 15.0
    assert ages.max() <= 18.01
    assert (people.size[people.unaccompanied] == 1).all()
    collective = people.group == GROUPS.index("collective")
    share = people.children[collective].sum() / people.size[collective].sum()
    assert 0.31 < share < 0.39  # children were 31 to 36 percent of Ukrainian arrivals 2022-2023


@pytest.mark.unit
def test_fewer_live_privately_from_the_day_on_which_the_share_falls() -> None:
    changes = {"since": dt.date(2022, 6, 1), "share": 0.0}
    key = "population.groups.collective.private_share_from"
    scenario = changed(load_scenario(["start=2022-01-01", "shock=replay_2022", "horizon_days=300"]), {key: [changes]})
    chance = Chance(1, 0)
    people = populate(scenario, draw_register(scenario, build_rates(scenario), chance), chance, None)
    collective = people.group == GROUPS.index("collective")
    day = (dt.date(2022, 6, 1) - dt.date(2022, 1, 1)).days
    early, late = (
        people.private_at_arrival[collective & (people.arrival_day >= 0) & when]
        for when in (people.arrival_day < day, people.arrival_day >= day)
    )
    assert early.mean() == pytest.approx(fact("path.private.share_ukr").value, abs=0.02)
    assert len(late) > 1000
    assert not late.any()


@pytest.mark.failure
def test_days_on_which_the_private_share_changes_must_rise() -> None:
    step = {"since": dt.date(2022, 6, 1), "share": 0.2}
    scenario = load_scenario(["shock=none", "horizon_days=30"])
    with pytest.raises(ValueError, match="private_share_from must have rising dates"):
        changed(scenario, {"population.groups.collective.private_share_from": [step, step]})


@pytest.mark.invariant
def test_what_came_before_the_start_does_not_know_what_comes_after(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_scenario(["start=2022-01-01", "shock=none", "horizon_days=100"])
    rates = build_rates(scenario)
    published = arrival_past.monthly_arrivals

    def otherwise(series: str) -> tuple[tuple[tuple[int, int], ...], np.ndarray, tuple[object, ...]]:
        months, persons, notes = published(series)
        after = np.array([month >= (2022, 1) for month in months])
        return months, np.where(after, 10.0 * persons + 1_000.0, persons), notes

    monkeypatch.setattr(arrival_past, "monthly_arrivals", otherwise)
    changed = build_rates(scenario)
    weeks = arrival_rates.DAYS_BEFORE // 7
    assert np.array_equal(changed.before, rates.before)
    assert np.array_equal(changed.total_by_week[:weeks], rates.total_by_week[:weeks])
    assert np.array_equal(changed.baseline, rates.baseline)


@pytest.mark.unit
def test_the_level_before_the_start_is_what_was_published_of_the_last_twelve_weeks() -> None:
    quick = ["start=2024-01-01", "shock=mass_flight", "shock.onset=01-01", "horizon_days=100"]
    rates = build_rates(load_scenario(quick))
    first = arrival_rates.DAYS_BEFORE // 7
    assert rates.before.sum() * 84 == pytest.approx(rates.total_by_week[first - 12 : first].sum())
    given = build_rates(load_scenario(["start=full_house", "shock=none", "horizon_days=100"]))
    assert given.before.sum() * 7 == pytest.approx(1_200.0)


@pytest.mark.invariant
@pytest.mark.parametrize("shock", SHOCKS)
def test_a_shock_is_there_from_the_first_day_on_which_arrivals_are_not_those_of_the_baseline(shock: str) -> None:
    scenario = load_scenario(["start=2024-01-01", f"shock={shock}", "shock.onset=2024-03-05", "horizon_days=700"])
    calm = scenario.model_copy(update={"shock": scenario.shock.model_copy(update={"size": 0.0})})
    with_shock, without = (
        rates.baseline + sum(rates.added, np.zeros_like(rates.baseline)) for rates in map(build_rates, (scenario, calm))
    )
    differ = np.flatnonzero((with_shock != without).any(axis=0))
    first = scenario.start.date + dt.timedelta(days=int(differ[0])) if differ.size else None
    assert scenario.first_change == first
    assert calm.first_change is None
    if shock == "drop":
        assert first == dt.date(2024, 3, 5) + dt.timedelta(days=26 * 7)
