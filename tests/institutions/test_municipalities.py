"""Municipalities: answers, the year, dwellings, services, who lives there, levers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from sim.chance.draws import Chance
from sim.config.dwellings import size_class
from sim.config.municipalities import MunicipalitiesConfig
from sim.data import municipalities as municipality_table
from sim.engine.agenda import AgendaError
from sim.institutions.municipal_accounts import CATEGORIES, FOLLOWED, GRANT_CATEGORIES
from sim.institutions.municipal_answers import Answers
from sim.institutions.municipal_dwellings import Dwellings, spread_by_weight
from sim.institutions.municipal_services import Services
from sim.institutions.states import Case
from sim.plans.protocol import Lever, Need, Order
from tests.support.settlement_world import (
    SettlementWorld,
    changed,
    municipalities_config,
    raw,
    regime_config,
    settlement_config,
    steady,
)

TABLE = municipality_table()
REQUESTED = TABLE.requested_2024.astype(np.int64)
NOBODY = np.zeros(len(TABLE), dtype=np.bool_)
NEED = Need(0, 0, 0, 0, 0, 0, 0, 0)


def votes(
    factor: float = 1.0,
    seed: int = 1,
    prepared: np.ndarray = NOBODY,
    incentive: bool = False,
    **changes: object,
) -> np.ndarray:
    """Votes on `factor` times the request of 2024."""
    answers = Answers(municipalities_config(**changes), TABLE, Chance(seed, 0))
    asked = np.floor(REQUESTED * factor).astype(np.int64)
    return answers.votes(asked, asked * 1000.0 / TABLE.population, 2024, 0, prepared, incentive)


def lever(world: SettlementWorld, name: str) -> Lever:
    return next(each for each in world.municipalities.levers() if each.name == name)


def order(each: Lever, day: int, amount: int = 1, firing: int = 0) -> Order:
    return Order(each.name, each.name, firing, day, day + 1, amount, None, 0)


def voted_world(days: int = 400, total: int = 20_000, **more: Any) -> SettlementWorld:
    """A year with all votes known on the first day and nobody to settle."""
    world = SettlementWorld({}, days, estimate=steady(total), **more)
    world.committee.resume_year(total, total // 50, total, False, total // 2)
    return world


@pytest.mark.theory
def test_votes_follow_the_law_of_2024_in_all_and_by_centrality() -> None:
    drawn = np.array([votes(seed=seed) for seed in range(1, 13)])
    asked = REQUESTED > 0
    ratio = drawn[:, asked] / REQUESTED[asked]
    assert drawn.sum() / (12 * REQUESTED.sum()) == pytest.approx(0.77, abs=0.015)
    assert np.percentile(ratio, 5) == pytest.approx(0.33, abs=0.06)
    assert np.percentile(ratio, 50) == pytest.approx(0.75, abs=0.03)
    assert (ratio == 1.0).mean() == pytest.approx(0.39, abs=0.03)
    assert (ratio > 1.0).mean() == pytest.approx(0.03, abs=0.02)
    for number, expected in enumerate((0.986, 0.826, 0.726, 0.746, 0.737, 0.711), start=1):
        rows = TABLE.centrality == number
        assert drawn[:, rows].sum() / (12 * REQUESTED[rows].sum()) == pytest.approx(expected, abs=0.035)


@pytest.mark.theory
def test_with_full_weight_on_its_own_answer_each_municipality_votes_as_it_did() -> None:
    drawn = votes(acceptance__own_weight=1.0)
    known = np.isfinite(TABLE.decided_2024)
    assert np.abs(drawn - TABLE.decided_2024)[known].mean() < 0.1


@pytest.mark.behaviour
def test_the_accepted_share_falls_with_the_request_per_inhabitant() -> None:
    shares = [
        votes(factor).sum() / np.floor(REQUESTED * factor).sum()
        for factor in (0.15, 0.35, 0.5, 1.0, 2.0, 4.0)
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.93, "0.98 of a request of 5,350 in 2019"
    assert shares[1] == pytest.approx(0.872, abs=0.05)
    assert shares[2] == pytest.approx(0.892, abs=0.05)


@pytest.mark.behaviour
def test_plans_pay_and_the_world_factor_move_votes_as_they_should() -> None:
    base = votes().sum()
    assert votes(prepared=~NOBODY).sum() > base
    assert votes(incentive=True).sum() > base
    assert votes(votes_factor=0.77).sum() == pytest.approx(0.77 * base, rel=0.02)
    reluctant = municipalities_config("reluctant")
    assert reluctant.votes_factor < 1.0
    assert reluctant.acceptance == municipalities_config().acceptance


@pytest.mark.behaviour
def test_in_2022_and_2023_nine_tenths_were_voted_of_what_got_three_quarters_in_2024() -> None:
    """35,499 voted of 38,000 by 3 October 2023; 28,327 of 36,985 in 2024."""
    answers = Answers(municipalities_config(), TABLE, Chance(1, 0))
    per_1000 = REQUESTED * 1000.0 / TABLE.population
    share = {
        year: answers.votes(REQUESTED, per_1000, year, 0, NOBODY, False).sum() / REQUESTED.sum()
        for year in (2021, 2022, 2023, 2024)
    }
    assert share[2022] == pytest.approx(0.934, abs=0.03)
    assert share[2023] == pytest.approx(0.934, abs=0.03)
    assert share[2021] == pytest.approx(0.77, abs=0.04)
    assert share[2024] == pytest.approx(0.77, abs=0.04)


@pytest.mark.pairing
def test_planners_reckon_next_years_votes_by_the_willingness_of_this_year() -> None:
    def expected(next_year: float) -> int:
        willing = municipalities_config(acceptance__refused_in={2025: next_year})
        world = voted_world(municipalities=willing)
        world.municipalities.ask(2025, REQUESTED, np.zeros_like(REQUESTED), 0, "ordinary")
        return world.municipalities.votes_expected(2025)

    assert expected(0.1) == expected(1.0) > 0


@pytest.mark.pairing
def test_a_vote_answers_to_who_asks_whom_and_when_and_to_nothing_else() -> None:
    answers = Answers(municipalities_config(), TABLE, Chance(1, 0))
    per_1000 = REQUESTED * 1000.0 / TABLE.population
    first = answers.votes(REQUESTED, per_1000, 2026, 0, NOBODY, False)
    other = REQUESTED.copy()
    other[5] = 0
    per_other = per_1000.copy()
    per_other[5] = 0.0
    second = answers.votes(other, per_other, 2026, 0, NOBODY, False)
    assert (np.delete(first, 5) == np.delete(second, 5)).all()
    assert (first != answers.votes(REQUESTED, per_1000, 2026, 1, NOBODY, False)).any()
    assert (first != answers.votes(REQUESTED, per_1000, 2027, 0, NOBODY, False)).any()


@pytest.mark.unit
def test_once_the_quick_estimates_are_in_planners_reckon_with_them() -> None:
    """What is said of minors is left out; before the estimates the mean of the like is all there is."""
    world = SettlementWorld({}, 60, estimate=steady(0.0))
    towns = world.municipalities
    world.run(1)
    minors = np.where(REQUESTED > 50, 5, 0)
    request = towns.ask(2024, REQUESTED, minors, 1, "ordinary")
    mean = towns.votes_expected(2024)
    assert mean == pytest.approx(towns.answers.usual_ratio * (REQUESTED - minors).sum(), rel=0.02)
    world.run(30)
    assert (request.said[REQUESTED > 0] >= 0).all()
    waiting = request.open & (request.others > 0)
    said = (request.said * request.others / np.maximum(request.others + request.minors, 1))[waiting]
    assert waiting.sum() > 200
    assert towns.votes_expected(2024) == int(said.sum())
    assert said.sum() == pytest.approx(request.votes[waiting].sum(), rel=0.1), "an estimate knows the vote"
    towns.requests.reduce_unanswered(2024, 0.5)
    assert (request.said <= request.others + request.minors)[waiting].all()
    assert 0 < towns.votes_expected(2024) <= request.others[waiting].sum()


@pytest.mark.unit
def test_minors_get_a_home_or_none_from_about_the_share_of_municipalities() -> None:
    answers = Answers(municipalities_config(), TABLE, Chance(3, 0))
    asked = np.full(len(TABLE), 6, dtype=np.int64)
    given = answers.votes_minors(asked, 2026, 0, NOBODY)
    assert set(given) == {0, 6}
    assert given.mean() / 6 == pytest.approx(0.548, abs=0.08)
    assert answers.votes_minors(asked, 2026, 0, ~NOBODY).sum() > given.sum()


@pytest.mark.unit
def test_the_estimate_comes_in_days_and_the_vote_by_the_council_calendar() -> None:
    answers = Answers(municipalities_config(), TABLE, Chance(1, 0))
    estimate, vote = answers.days("ordinary", 2026, 0, NOBODY)
    assert estimate.mean() == pytest.approx(6, abs=0.5)
    slow = vote > 30
    assert vote[slow].mean() == pytest.approx(84, abs=4)
    assert slow.mean() == pytest.approx(0.85, abs=0.05), "the others have delegated it"
    assert (vote >= estimate).all()
    _, urgent = answers.days("supplementary", 2022, 1, NOBODY)
    assert (urgent <= 14).mean() == pytest.approx(275 / 356, abs=0.07), "275 of 356 within two weeks in 2022"
    assert answers.days("ordinary", 2026, 0, ~NOBODY)[1].mean() < vote.mean()
    with pytest.raises(ValueError, match="must be one of"):
        answers.days("friendly", 2026, 0, NOBODY)


@pytest.mark.unit
def test_recorded_votes_are_used_when_asked_for() -> None:
    world = SettlementWorld(
        {}, 600, municipalities=municipalities_config("recorded"), estimate=steady(37_000)
    )
    world.committee.resume_year(37_000, 610, 0, True, 33_420)
    world.run(150)
    book = world.municipalities.year
    assert int((book.voted + book.voted_minors).sum()) == 28_340
    assert (book.binding == -1).all(), "recorded votes are not cut"
    world.run(500)
    book = world.municipalities.year
    asked = book.requested > 0
    recorded = np.nan_to_num(TABLE.decided_2025).astype(np.int64)
    assert (book.voted + book.voted_minors)[asked & book.answered].sum() == recorded[
        asked & book.answered
    ].sum()


@pytest.mark.unit
def test_places_open_through_the_year_in_lumps_and_never_above_the_vote() -> None:
    world = voted_world()
    municipalities, rules = world.municipalities, world.municipalities.config.year
    book = municipalities.year
    agreed = book.agreed.copy()
    opened = []
    for month in range(1, 13):
        world.run(world.calendar.day(dt.date(2024, month, 1)) + 1)
        assert (municipalities.offers <= agreed).all()
        opened.append(int(municipalities.offers.sum()))
    expected = np.array(rules.profile) * (agreed * book.realised).sum()
    assert np.abs(np.array(opened) - expected).max() < 0.03 * agreed.sum()
    assert opened == sorted(opened)
    assert (municipalities.offers == np.floor(agreed * book.realised + 1e-9)).all(), (
        "December opens what is real"
    )
    world.run(370)
    lapsed = municipalities.lapsed[2024]
    assert lapsed.sum() == agreed.sum() + book.agreed_minors.sum(), "nobody came: all lapsed"
    assert municipalities.offers.sum() < 0.12 * agreed.sum(), "the new year begins anew"


@pytest.mark.unit
def test_until_the_vote_a_municipality_keeps_the_pace_of_last_year() -> None:
    world = SettlementWorld({}, 200, estimate=steady(12_000))
    world.committee.resume_year(12_000, 200, 0, False, 12_000)
    book = world.municipalities.year
    world.run(2)
    waiting = ~book.answered
    assert waiting.mean() > 0.7
    pace = world.municipalities.config.year.interim_month_share
    assert world.municipalities.offers[waiting].sum() == pytest.approx(
        pace * book.interim[waiting].sum(), rel=0.2
    )
    assert (world.municipalities.offers[book.requested == 0] == 0).all()


@pytest.mark.unit
def test_a_vote_below_what_was_used_covers_what_was_used() -> None:
    world = SettlementWorld({}, 30)
    book = world.municipalities.year
    book.used[:] = 4
    book.voted[:] = 3
    book.answered[:] = True
    world.municipalities.refresh()
    assert (book.agreed == 4).all()
    assert (world.municipalities.offers == 0).all()


@pytest.mark.unit
def test_some_agree_to_more_once_their_vote_is_used() -> None:
    world = voted_world(municipalities=municipalities_config(year__later_share=0.5))
    book = world.municipalities.year
    book.used[:] = book.voted
    world.run(40)
    more = book.extra > 0
    assert more.mean() == pytest.approx(0.5, abs=0.1)
    assert (book.extra[more] == np.ceil(book.voted[more] * 0.2)).all()


@pytest.mark.unit
def test_when_they_agree_to_more_is_a_setting() -> None:
    for enough, agree in ((0.5, True), (0.8, False)):
        changes = municipalities_config(year__later_share=1.0, year__later_used_share=enough)
        world = voted_world(municipalities=changes)
        book = world.municipalities.year
        book.used[:] = np.floor(0.7 * book.voted * book.realised)
        world.run(20)
        large = book.voted > 100
        assert (book.extra[large] > 0).all() == agree


@pytest.mark.unit
def test_services_cut_a_vote_and_the_one_that_binds_is_named() -> None:
    tight = {
        "services__limits__school": {"per_person": 0.25, "limit_per_1000": 0.2},
        "services__floor_persons": 2,
    }
    world = voted_world(municipalities=municipalities_config(**tight), total=30_000)
    summary = world.municipalities.summary(2024)
    assert summary.cut_by["school"] > 200
    assert summary.offered.sum() < 12_000
    loose = voted_world(total=30_000).municipalities.summary(2024)
    assert loose.cut_by["school"] < 30


@pytest.mark.unit
def test_who_comes_outside_the_request_leaves_less_room_in_services() -> None:
    config = municipalities_config().services
    services = Services(config, np.arange(4), np.full(4, 1000), np.array([1, 2, 3, 6]), Chance(1, 0))
    room, _ = services.limit(np.zeros(4, dtype=np.bool_), np.array([0, 5, 0, 10**6]))
    free, _ = services.limit(np.zeros(4, dtype=np.bool_), np.zeros(4, dtype=np.int64))
    assert room[1] == max(free[1] - 5, config.floor_persons)
    assert room[3] == config.floor_persons
    wide, _ = services.limit(np.ones(4, dtype=np.bool_), np.zeros(4, dtype=np.int64))
    assert (wide >= free).all()


@pytest.mark.unit
def test_special_services_are_central() -> None:
    special = SettlementWorld({}, 2).municipalities.service_ok
    shares = [special[TABLE.centrality == number].mean() for number in range(1, 7)]
    assert shares[0] == 1.0
    assert shares[-1] < 0.25
    assert np.mean(shares[:3]) > np.mean(shares[3:])


@pytest.mark.theory
def test_dwellings_come_on_average_after_the_lead_time() -> None:
    raw_config = changed(raw("municipalities"), {"dwellings__lead_days": {"law": "fixed", "mean": 40}})
    config = MunicipalitiesConfig.model_validate(raw_config).dwellings
    housing = Dwellings(
        config, np.arange(300), np.zeros(300, dtype=np.int64), np.zeros(300, dtype=np.bool_), Chance(1, 0)
    )
    housing.new_year(2024)
    housing.free[:] = 0
    places = np.full(300, 40, dtype=np.int64)
    wanted = np.ceil(40 * config.per_place * housing.mix / housing.persons).sum() * 300
    found = [int(housing.seek(places, 7, 1.0).sum()) for _ in range(200)]
    days = np.average(7 * np.arange(200), weights=found)
    assert sum(found) == pytest.approx(wanted, rel=0.02)
    assert days == pytest.approx(40, rel=0.2)
    assert (housing.free <= np.ceil(40 * config.per_place * housing.mix / housing.persons)).all(), (
        "no more than sought"
    )


@pytest.mark.behaviour
def test_dwellings_are_sought_before_the_places_they_are_for_open() -> None:
    """All that is open is taken in April, so only the places of May can be looked for; and they have dwellings."""
    world = voted_world(total=20_000)
    municipalities = world.municipalities
    may = world.calendar.day(dt.date(2024, 5, 1))
    world.run(may - 26)
    municipalities.year.used[:] = municipalities.open_target()
    municipalities.dwellings[:] = 0
    before = municipalities.housing.found.sum()
    world.run(may)
    found = int(municipalities.housing.found.sum() - before)
    assert municipalities.open_target().sum() == municipalities.year.used.sum(), "nothing is open yet"
    world.run(may + 1)
    opened = int(municipalities.offers.sum())
    needed = opened * (municipalities.housing.mix / municipalities.housing.persons).sum()
    assert opened > 1_000
    assert 0.4 * needed < found < 2.0 * needed


@pytest.mark.unit
def test_what_is_planned_is_open_at_once_and_later_by_the_profile_and_the_next_years_votes() -> None:
    world = voted_world(total=20_000)
    municipalities = world.municipalities
    profile, year = municipalities.config.year.profile, municipalities.year
    real = int((year.agreed * year.realised).sum())

    def planned(day: int, days: int) -> int:
        return int(municipalities.planned_within(day, np.full(municipalities.n, days)).sum())

    world.run(world.calendar.day(dt.date(2024, 4, 10)) + 1)
    today = world.calendar.day(dt.date(2024, 4, 10))
    assert planned(today, 0) == municipalities.open_target().sum() - year.used.sum()
    assert planned(today, 60) == pytest.approx(profile[5] * real, rel=0.05), "10 April and 60 days: June"
    year.used[:] = municipalities.open_target()
    assert planned(today, 60) == pytest.approx((profile[5] - profile[3]) * real, rel=0.05)
    assert (municipalities.planned_within(today, np.full(municipalities.n, 400)) <= year.left() + year.agreed).all()

    world.run(world.calendar.day(dt.date(2024, 12, 10)) + 1)
    today = world.calendar.day(dt.date(2024, 12, 10))
    year.used[:] = year.agreed
    following = municipalities.book(2025)
    following.voted[:] = 0
    following.answered[:] = False
    assert planned(today, 40) == 0, "nobody looks for dwellings for a year before the vote"
    following.voted[:], following.answered[:] = 100, True
    assert planned(today, 40) == pytest.approx(profile[0] * (100 * following.realised).sum(), rel=0.1)
    assert planned(today, 70) == pytest.approx(profile[1] * (100 * following.realised).sum(), rel=0.1)


@pytest.mark.behaviour
def test_a_municipality_that_is_stopped_looks_for_no_more_dwellings() -> None:
    world = voted_world(total=20_000).run(100)
    municipalities = world.municipalities
    municipalities.year.halted[:] = True
    assert municipalities.planned_within(100, np.full(municipalities.n, 60)).sum() == 0


@pytest.mark.behaviour
def test_prepared_municipalities_find_dwellings_sooner_and_a_slow_message_delays_them() -> None:
    config = municipalities_config().dwellings

    def found(prepared: bool, pace: float) -> int:
        flags = np.full(200, prepared)
        housing = Dwellings(config, np.arange(200), np.zeros(200, dtype=np.int64), flags, Chance(1, 0))
        housing.new_year(2024)
        housing.free[:] = 0
        return sum(int(housing.seek(np.full(200, 30), 7, pace).sum()) for _ in range(4))

    assert found(True, 1.0) > found(False, 1.0) > found(False, 0.5)


@pytest.mark.unit
def test_size_classes_and_splitting_by_weight() -> None:
    assert size_class(np.array([1, 2, 3, 4, 9])).tolist() == [0, 1, 1, 2, 2]
    assert spread_by_weight(10, np.array([1.0, 1.0, 1.0])).tolist() == [4, 3, 3]
    assert spread_by_weight(5, np.zeros(3)).tolist() == [0, 0, 0]
    assert spread_by_weight(0, np.ones(3)).tolist() == [0, 0, 0]
    assert spread_by_weight(7, np.array([[0.0, 2.0], [5.0, 0.0]])).sum() == 7


@pytest.mark.theory
def test_a_quarter_has_moved_on_after_five_years_and_from_remote_to_central() -> None:
    counts = {(0, "individual"): 20_000}
    world = SettlementWorld(counts, 1900, private_share={0: 0.0})
    population, municipalities = world.population, world.municipalities
    rows = np.arange(population.n)
    votes_2024 = np.nan_to_num(TABLE.decided_2024)
    where = np.searchsorted(np.cumsum(votes_2024), (rows + 0.5) / len(rows) * votes_2024.sum())
    world._by_day[:] = 0
    population.case.move(rows, Case.SETTLED)
    population.municipality[rows] = where
    municipalities.homes.settle(rows, where, 0)
    world.run(1860)
    flows = municipalities.monthly
    moved = flows["moved_out"][:61].sum() / population.size.sum()
    assert moved == pytest.approx(0.25, abs=0.025)
    assert flows["moved_in"].sum() == flows["moved_out"].sum()
    net = (flows["moved_in"] - flows["moved_out"]).sum(axis=0)
    assert net[TABLE.centrality <= 2].sum() > 0
    assert net[TABLE.centrality >= 5].sum() < 0


@pytest.mark.invariant
def test_residents_are_those_who_came_less_those_who_went() -> None:
    counts = {
        (day, group): 4
        for day in range(150)
        for group in ("individual", "family_reunification", "minors_15_17")
    }
    world = SettlementWorld(counts, 700, estimate=steady(4000))
    world.committee.resume_year(8000, 800, 8000, False, 6000)
    world.run(400)
    population, municipalities = world.population, world.municipalities
    leaving = np.flatnonzero(population.case.state == Case.SETTLED)[:100]
    municipalities.homes.leave(leaving, 400)
    population.case.move(leaving, Case.RETURNED)
    assert (population.municipality[leaving] == -1).all()
    world.run()
    municipalities.close_month(699)
    flows = municipalities.monthly
    here = np.isin(population.case.state, [Case.SETTLED, Case.SELF_SETTLED, Case.JOINED_FAMILY])
    counted = np.bincount(population.municipality[here], population.size[here], municipalities.n)
    came = sum(flows[name].sum(axis=0) for name in ("settled", "self_settled", "joined_family", "moved_in"))
    went = flows["moved_out"].sum(axis=0) + flows["left"].sum(axis=0)
    assert (came - went == counted).all()
    assert (municipalities.accounts.residents.sum(axis=0) == counted).all()
    assert flows["left"].sum() == population.size[leaving].sum()
    assert flows["joined_family"].sum() == world.persons(Case.JOINED_FAMILY)
    alone = here & population.unaccompanied
    assert municipalities.accounts.minors.sum() == alone.sum()


@pytest.mark.unit
def test_categories_sum_to_persons_and_go_by_age_on_the_day() -> None:
    counts = {(0, group): 300 for group in ("individual", "collective", "minors_15_17", "minors_under_15")}
    world = SettlementWorld(counts, 10)
    population, accounts = world.population, world.municipalities.accounts
    rows = np.arange(population.n)
    kinds = accounts.categories(rows, np.zeros(population.n, dtype=np.int64))
    assert (kinds[:, :GRANT_CATEGORIES].sum(axis=1) == population.size).all()
    single, adult, child, alone, elderly, small, learner, special = (
        kinds[:, i] for i in range(len(CATEGORIES))
    )
    assert (alone == population.unaccompanied).all()
    assert (child[~population.unaccompanied] == population.children[~population.unaccompanied]).all()
    assert (single <= (population.size == 1)).all()
    assert (elderly <= single + adult).all()
    assert (small <= child).all()
    assert (learner <= single + adult + alone).all()
    assert (special == population.special_needs).all()
    later = accounts.categories(rows, np.full(population.n, 18 * 366))
    assert later[population.unaccompanied, 3].sum() == population.unaccompanied.sum(), (
        "who came alone counts as such"
    )
    assert later[~population.unaccompanied, 2].sum() == 0


@pytest.mark.unit
def test_pupils_are_counted_by_the_school_year_of_their_birth_year() -> None:
    world = SettlementWorld({(0, "collective"): 400}, 420, private_share={0: 0.0})
    population, municipalities = world.population, world.municipalities
    rows = np.arange(population.n)
    world._by_day[:] = 0
    population.case.move(rows, Case.SETTLED)
    population.municipality[rows] = 7
    municipalities.homes.settle(rows, np.full(population.n, 7), 0)
    municipalities.accounts.fold()
    born = np.array(
        [world.calendar.date(int(day)).year for day in population.birth_day[population.birth_day < 2**29]]
    )
    for day in (0, world.calendar.day(dt.date(2024, 8, 1))):
        school_year = 2024 if world.calendar.date(day).month >= 8 else 2023
        ages = school_year - born
        assert municipalities.accounts.pupils(day)[7] == ((ages >= 6) & (ages <= 15)).sum()
        assert municipalities.accounts.kindergarten(day)[7] == ((ages >= 1) & (ages <= 5)).sum()


@pytest.mark.invariant
def test_grants_never_leave_a_cohort_that_has_nobody() -> None:
    counts = {(day, group): 5 for day in range(300) for group in ("individual", "collective")}
    eager = municipalities_config(secondary__within_5_years=[0.9] * 6)
    world = SettlementWorld(counts, 700, municipalities=eager, estimate=steady(9000))
    world.committee.resume_year(12_000, 100, 12_000, False, 9000)
    world.run(500)
    leaving = np.flatnonzero(world.population.case.state == Case.SETTLED)[::3]
    world.municipalities.homes.leave(leaving, 500)
    world.population.case.move(leaving, Case.RETURNED)
    world.run()
    accounts = world.municipalities.accounts
    accounts.fold()
    months = len(world.calendar.months)
    cohorts = np.zeros((months, world.municipalities.n, len(FOLLOWED)), dtype=np.int64)
    moves = 0
    for month in range(months):
        for name in ("settled", "self_settled", "joined_family"):
            cohorts[month] += accounts.flows[name][month][:, FOLLOWED]
        where, category, settled, persons = accounts.grant_moves(month)
        np.add.at(cohorts, (settled, where, category), persons)
        moves += len(where)
        assert (cohorts >= 0).all()
    assert moves > 500
    here = np.isin(world.population.case.state, [Case.SETTLED, Case.SELF_SETTLED])
    assert cohorts[:, :, :GRANT_CATEGORIES].sum() == world.population.size[here].sum()


@pytest.mark.unit
def test_family_joins_where_it_is_tied_and_once() -> None:
    world = SettlementWorld({(0, "family_reunification"): 50}, 60)
    world.population.tied_to[:10] = 42
    world.run(1)
    assert (world.population.municipality[:10] == 42).all()
    assert world.persons(Case.JOINED_FAMILY) == world.population.size.sum()
    world.municipalities.homes.join_family(np.arange(50), 1)
    assert world.municipalities.monthly["joined_family"].sum() == world.population.size.sum()


@pytest.mark.behaviour
def test_urging_makes_plans_in_the_keenest_and_answers_come_sooner() -> None:
    world = SettlementWorld({}, 300, estimate=steady(12_000))
    world.committee.resume_year(12_000, 200, 0, False, 8000)
    plain = SettlementWorld({}, 300, estimate=steady(12_000))
    plain.committee.resume_year(12_000, 200, 0, False, 8000)
    urge = lever(world, "urge_preparedness")
    before = world.municipalities.prepared.copy()
    assert urge.gap(NEED) == pytest.approx(80, abs=6)
    firing = order(urge, 0, 60)
    urge.apply(firing)
    world.run(60)
    municipalities = world.municipalities
    assert municipalities.prepared_share == pytest.approx(0.6, abs=0.07)
    assert municipalities.prepared[before].all()
    assert municipalities.plans_made.sum() == (municipalities.prepared & ~before).sum()
    plain.run(250)
    world.run(250)
    assert municipalities.year.voted.sum() > plain.municipalities.year.voted.sum()
    urge.reverse(firing, 250, 10)
    world.run(270)
    assert (municipalities.prepared == before).all()


@pytest.mark.unit
def test_standby_dwellings_are_held_in_prepared_municipalities_and_given_up_again() -> None:
    world = SettlementWorld({}, 60)
    municipalities = world.municipalities
    standby = lever(world, "standby_dwellings")
    before = municipalities.dwellings.copy()
    firing = order(standby, 0, 1000)
    standby.apply(firing)
    assert standby.gap(Need(0, 0, 0, 0, 0, 0, 0, 1e5)) > 0
    world.run(2)
    held = municipalities.housing.standby
    assert held.sum() == 1000
    assert held[~municipalities.prepared].sum() == 0
    assert (municipalities.dwellings.sum() - before.sum()) == 1000
    standby.reverse(firing, 2, 20)
    world.run(30)
    assert municipalities.housing.standby.sum() == 0
    assert municipalities.dwellings.sum() == before.sum()


@pytest.mark.unit
def test_unused_places_are_paid_within_the_request_while_the_scheme_is_in_force() -> None:
    for on in (True, False):
        world = voted_world()
        if on:
            scheme = lever(world, "incentive_unused_place")
            scheme.apply(order(scheme, 0))
            assert scheme.gap(NEED) == 0
        world.run(380)
        book = world.municipalities.book(2024)
        expected = np.minimum(book.agreed, book.others).sum() if on else 0
        assert world.municipalities.paid_unused.sum() == expected
        assert world.municipalities.paid_unused[11].sum() == expected, "in December"


@pytest.mark.unit
def test_a_stop_takes_what_is_beyond_the_need_from_the_largest_and_pays_for_it() -> None:
    world = voted_world(regime=regime_config("agreement_2026"))
    municipalities, book = world.municipalities, world.municipalities.year
    agreed = int(book.agreed.sum())
    stop = lever(world, "municipal_stop")
    assert stop.gap(NEED) == max(agreed - 19_600, 0) + max(int(book.agreed_minors.sum()) - 400, 0)
    world.committee.consider(2024, 0, 10_000, 100)
    gap = stop.gap(NEED)
    assert gap == (agreed - 9900) + (int(book.agreed_minors.sum()) - 100)
    left = book.left()
    stop.apply(order(stop, 20, gap))
    assert stop.gap(NEED) == 0
    world.run(30)
    assert municipalities.paid_stopped.sum() == gap
    assert book.agreed.sum() == 9900
    assert book.agreed_minors.sum() == 100
    assert book.halted[np.argmax(left)]
    assert (municipalities.offers[book.halted] == 0).all()
    stop.reverse(order(stop, 20, gap), 30, 5)
    world.run(40)
    assert book.agreed.sum() == agreed
    assert not book.halted.any()


@pytest.mark.unit
def test_a_stop_sends_back_those_not_yet_answered_for() -> None:
    slow = settlement_config(answer_days={"law": "fixed", "mean": 30}, withdrawn_share=0.0)
    world = SettlementWorld({(0, "individual"): 200}, 200, settlement=slow, estimate=steady(20_000))
    world.committee.resume_year(20_000, 0, 20_000, False, 10_000)
    world.run(50)
    allocated = world.persons(Case.ALLOCATED)
    assert allocated > 100
    population = world.population
    mine = population.case.state == Case.ALLOCATED
    answered = int(population.size[mine & (population.stamps["allocated"] + 30 <= 50)].sum())
    world.municipalities.stop(0, 10**6, 50)
    assert world.persons(Case.ALLOCATED) == answered
    assert world.municipalities.offers.sum() == 0


@pytest.mark.unit
def test_a_slow_message_slows_the_opening_of_places_and_is_paid() -> None:
    plain, slow = voted_world(), voted_world()
    message = lever(slow, "slow_message")
    message.apply(order(message, 40))
    for world in (plain, slow):
        world.run(250)
    delayed = slow.municipalities.paid_slowed.sum()
    assert delayed > 0
    difference = plain.municipalities.offers.sum() - slow.municipalities.offers.sum()
    assert difference == pytest.approx(delayed, rel=0.12)


@pytest.mark.failure
def test_what_cannot_be_is_refused() -> None:
    world = SettlementWorld({}, 30)
    with pytest.raises(ValueError, match="minors must lie between"):
        world.municipalities.ask(2024, np.full(357, 1), np.full(357, 2), 0, "ordinary")
    with pytest.raises(ValueError, match="above 0"):
        lever(world, "standby_dwellings").apply(order(lever(world, "standby_dwellings"), 0, 0))
    world.run(20)
    with pytest.raises(AgendaError):
        lever(world, "slow_message").apply(order(lever(world, "slow_message"), 3))


@pytest.mark.failure
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"year__profile": [0.1] * 12}, "profile must rise to 1"),
        ({"acceptance__quantiles": [[0.0, 1.0], [1.0, 0.5]]}, "quantiles must rise"),
        ({"dwellings__mix": [0.5, 0.5, 0.5]}, "mix must sum to 1"),
        ({"dwellings__persons": [1.0, 1.0, 4.0]}, "persons must rise"),
        ({"secondary__within_5_years": [0.1]}, "at least 6"),
        ({"votes_factor": -1}, "greater than or equal to 0"),
    ],
)
def test_bad_settings_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        MunicipalitiesConfig.model_validate(changed(raw("municipalities"), change))


@pytest.mark.unit
def test_the_month_is_told_as_it_ends_and_the_year_is_summed_up() -> None:
    world = SettlementWorld({(day, "individual"): 3 for day in range(100)}, 200, estimate=steady(8000))
    world.sites.occupy(np.array([0, 0, 1]), np.array([5, 6, 7]))
    world.committee.resume_year(8000, 100, 2000, False, 6000)
    world.run()
    world.municipalities.close_month(199)
    monthly = world.municipalities.monthly
    assert all(values.shape == (7, 357) for values in monthly.values())
    assert all(np.issubdtype(values.dtype, np.integer) for values in monthly.values())
    assert monthly["host_residents"][6].sum() == 18
    assert monthly["host_residents"][6, world.sites.owner[0]] == 11
    assert (monthly["offered"].sum(axis=1) > 0).all()
    assert monthly["requested"][0].sum() == 8000
    summary = world.municipalities.summary(2024)
    assert summary.requested.sum() == 8000
    assert summary.asked == (summary.requested > 0).sum()
    assert summary.answered <= summary.asked
    assert 40 < summary.answer_days < 110
    assert summary.used == int(
        world.municipalities.year.used.sum() + world.municipalities.year.used_minors.sum()
    )
    assert summary.estimated > 0
    assert world.municipalities.above_request(2024).sum() == 0


@pytest.mark.unit
def test_a_start_inside_the_year_counts_what_has_opened_as_used() -> None:
    world = SettlementWorld({}, 60, start=dt.date(2024, 7, 1))
    world.committee.resume_year(10_000, 100, 10_000, False, 8000)
    world.run(2)
    book, profile = world.municipalities.year, world.municipalities.config.year.profile
    assert book.used.sum() == pytest.approx(profile[5] * book.agreed.sum(), rel=0.05)
    opened = (profile[6] - profile[5]) * book.agreed.sum()
    assert world.municipalities.offers.sum() == pytest.approx(opened, rel=0.6)
    assert world.municipalities.offers_left == int(book.left().sum())


@pytest.mark.unit
def test_planners_see_what_is_to_come_across_new_year() -> None:
    world = voted_world(total=12_000)
    municipalities = world.municipalities
    world.run(100)
    assert municipalities.offers_to_come(90) == 0, "all votes are in"
    world.run(310)
    assert municipalities.offers_to_come(90) >= 0
    world.run(330)
    assert municipalities.offers_to_come(90) == pytest.approx(0.14 * 0.9 * 12_000, rel=0.35)


@pytest.mark.behaviour
@pytest.mark.parametrize(("share", "least", "most"), [(1.0, 25.0, 60.0), (0.3, 7.0, 18.0), (0.0, 0.0, 0.0)])
def test_dwellings_are_looked_for_ahead_by_a_share_of_the_time_to_find_one(
    share: float, least: float, most: float
) -> None:
    config = municipalities_config().dwellings.model_copy(update={"ahead_share": share})
    dwellings = Dwellings(config, np.arange(len(TABLE)), TABLE.population, NOBODY, Chance(1, 0))
    dwellings.new_year(2024)
    assert least <= dwellings.days_ahead.mean() <= most
    municipalities = voted_world(total=20_000).run(20).municipalities
    open_now = municipalities.planned_within(20, 0 * dwellings.days_ahead).sum()
    sought = municipalities.planned_within(20, dwellings.days_ahead).sum()
    assert (sought > open_now) == (share > 0.0)
