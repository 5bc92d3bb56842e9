"""The committee: need, distribution, revision, the duty to inform, and the supplementary request."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config.regime import RegimeConfig
from sim.institutions.committee import NeedEstimate, moved_at_least, moved_more_than
from sim.institutions.request_criteria import distribute, weigh
from sim.plans.protocol import Need, Order
from tests.support.settlement_world import SettlementWorld, changed, raw, regime_config, steady

NEED = Need(0, 0, 0, 0, 0, 0, 0, 0)


def informed(world: SettlementWorld, *estimates: int, minors: int = 100) -> list[int]:
    """Days on which IMDi informs when the estimate takes these values, one a week, from 10,000."""
    world.committee.resume_year(10_000, 100, 0, False, 8000)
    year = world.calendar.start.year
    for week, persons in enumerate(estimates):
        world.committee.consider(year, 7 * week, persons, minors)
    return [notice.day // 7 for notice in world.committee.notices]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("after", "informs", "revises"),
    [
        (10_000, False, False),
        (10_999, False, False),
        (11_000, False, True),
        (11_001, True, True),
        (9_001, False, False),
        (9_000, False, True),
        (8_999, True, True),
    ],
)
def test_exactly_ten_per_cent_revises_and_does_not_inform(after: int, informs: bool, revises: bool) -> None:
    world = SettlementWorld({}, 60)
    assert bool(informed(world, after)) is informs
    assert bool(world.committee.revisions) is revises


@pytest.mark.invariant
@settings(max_examples=200, deadline=None)
@given(before=st.integers(0, 10**6), after=st.integers(0, 10**6), per_mille=st.integers(1, 999))
def test_the_two_thresholds_differ_only_at_the_boundary(before: int, after: int, per_mille: int) -> None:
    share = per_mille / 1000
    more, least = moved_more_than(after, before, share), moved_at_least(after, before, share)
    assert more <= least
    if more != least:
        assert abs(after - before) * 1000 == before * per_mille


@pytest.mark.unit
def test_information_is_measured_from_what_was_last_told_and_comes_with_a_lag() -> None:
    world = SettlementWorld({}, 60)
    assert informed(world, 10_900, 11_500, 12_000, 12_650, 12_651) == [1, 4], (
        "12,650 is exactly ten per cent up"
    )
    first = world.committee.notices[0]
    assert (first.before, first.after) == (10_000, 11_500)
    assert first.published_day - first.day == regime_config().inform_lag_days
    assert world.committee.running(0).notified == 12_651
    assert world.committee.running(0).current == 12_650, "the committee acts at ten per cent, and it had"


@pytest.mark.unit
def test_minors_alone_make_the_committee_act_and_not_imdi() -> None:
    world = SettlementWorld({}, 60)
    assert informed(world, 10_000, minors=110) == []
    (revision,) = world.committee.revisions
    assert revision.why == "minors"


@pytest.mark.unit
def test_the_agreement_of_2016_counts_persons_and_has_no_duty_to_inform() -> None:
    world = SettlementWorld({}, 60, regime=regime_config("agreement_2016"))
    assert informed(world, 10_749, minors=249) == []
    assert not world.committee.revisions
    assert informed(world, 10_750, minors=100) == []
    assert [each.why for each in world.committee.revisions] == ["total"]
    world.committee.consider(2024, 30, 10_750, 250)
    assert world.committee.revisions[-1].why == "minors"


@pytest.mark.unit
def test_a_cut_in_need_cuts_what_is_not_yet_answered_and_an_advisory_committee_cuts_nothing() -> None:
    for option, cuts in (("agreement_2018", True), ("agreement_2026", False)):
        world = SettlementWorld({}, 90, regime=regime_config(option))
        world.committee.resume_year(10_000, 100, 0, False, 8000)
        world.run(10)
        book = world.municipalities.year
        answered = int(book.requested[book.answered].sum())
        world.committee.consider(2024, 10, 6000, 60)
        left = int(book.requested.sum())
        assert (left < 10_000) is cuts
        assert answered == int(book.requested[book.answered].sum()), "an answer stands"
        if cuts:
            assert world.committee.revisions[-1].places_cut == 10_000 - left
            assert left == pytest.approx(answered + 0.6 * (10_000 - answered), rel=0.05)


@pytest.mark.unit
def test_the_years_cycle_sets_need_before_summer_and_sends_letters_in_november() -> None:
    seen: list[tuple[dt.date, int]] = []

    def estimate(day: int, year: int) -> NeedEstimate:
        seen.append((world.calendar.date(day), year))
        return NeedEstimate(1000.0, 8000.0, 1000.0, 200.0)

    world = SettlementWorld({}, 800, estimate=estimate)
    world.committee.resume_year(10_000, 100, 10_000, False, 8000)
    world.run(250)
    assert world.committee.needs[2025].current == 10_000
    assert not world.municipalities.book(2025).requested.any()
    world.run(330)
    assert world.municipalities.book(2025).requested.sum() == 10_000
    assert world.municipalities.book(2025).minors.sum() == 200
    (letters,) = [each for each in world.municipalities.requests.all if each.year == 2025]
    assert world.calendar.date(letters.day) == dt.date(2024, 11, 15)
    reviews = {date for date, year in seen if year == 2024 and date.year == 2024}
    assert {date.day for date in reviews} == {1}
    world.run()
    assert world.municipalities.year.year == 2026
    assert world.municipalities.year.requested.sum() == 10_000


@pytest.mark.unit
def test_letters_that_should_have_gone_before_the_start_go_at_once() -> None:
    world = SettlementWorld({}, 40, start=dt.date(2024, 12, 10))
    world.committee.resume_year(10_000, 100, 9000, False, 8000)
    world.run(5)
    assert world.municipalities.book(2025).requested.sum() == 20_000


@pytest.mark.unit
def test_criteria_spread_a_need_without_losing_a_person() -> None:
    committee = SettlementWorld({}, 2).committee
    for persons, minors in ((0, 0), (7, 0), (500, 30), (5500, 141), (37_000, 610), (100_000, 4000)):
        for name, (requested, of_minors) in committee.compare(persons, minors).items():
            criteria = committee.config.criteria_sets[name]
            assert requested.sum() == persons, name
            assert of_minors.sum() == minors
            assert (of_minors <= requested).all()
            others = requested - of_minors
            asked = others[others > 0]
            if persons >= 1000:
                assert asked.min() >= criteria.min_request
                assert (others[committee.table.population < criteria.min_population] == 0).all()
            if criteria.asked_at_most:
                assert (others > 0).sum() <= criteria.asked_at_most


@pytest.mark.unit
def test_criteria_keep_counties_inside_their_band_and_follow_their_weights() -> None:
    committee = SettlementWorld({}, 2).committee
    table = committee.table
    wide = (
        regime_config()
        .criteria_sets["recorded_2024"]
        .model_copy(update={"weights": {"request_2024": 1.0}, "min_request": 0, "county_band": (0.0, 99.0)})
    )
    columns = committee.indicators()
    as_recorded = distribute(37_000, wide, columns, table.population, table.county_number)
    assert np.abs(as_recorded - table.requested_2024).max() <= 1
    narrow = wide.model_copy(update={"county_band": (0.8, 1.25)})
    banded = distribute(37_000, narrow, columns, table.population, table.county_number)
    _, county = np.unique(table.county_number, return_inverse=True)
    relative = np.bincount(county, banded) / np.bincount(county, table.population)
    relative /= banded.sum() / table.population.sum()
    assert relative.min() >= 0.79
    assert relative.max() <= 1.26


@pytest.mark.unit
def test_the_users_own_table_can_be_weighed_and_an_unknown_column_is_refused() -> None:
    committee = SettlementWorld({}, 2).committee
    results = np.zeros(len(committee.table))
    results[:50] = 1.0
    own = (
        regime_config()
        .criteria_sets["population"]
        .model_copy(update={"weights": {"employment": 1.0}, "min_request": 0, "county_band": (0.0, 99.0)})
    )
    requested, _ = committee.distribution(1000, 0, own, {"employment": results})
    assert requested[:50].sum() == 1000
    with pytest.raises(KeyError, match="employment"):
        weigh(own, committee.indicators())


@pytest.mark.unit
def test_in_a_crisis_everybody_is_asked() -> None:
    world = SettlementWorld({}, 60, regime=regime_config(criteria="larger_2018"))
    world.committee.resume_year(5500, 141, 4000, False, 4489)
    assert (world.municipalities.year.requested > 0).sum() < 200
    lever = world.committee.levers()[0]
    lever.apply(Order("x", lever.name, 0, 10, 20, 29_500, None, 0))
    world.run(30)
    book = world.municipalities.year
    assert (book.requested > 0).sum() == 357
    assert book.requested.sum() == 35_000
    request = world.municipalities.requests.all[-1]
    assert (request.kind, request.ordinal, request.day) == ("supplementary", 1, 20)
    assert request.minors.sum() == round(29_500 * 141 / 5500)


@pytest.mark.unit
def test_a_supplementary_request_buys_the_gap_less_what_is_to_come() -> None:
    world = SettlementWorld({}, 400, estimate=steady(60_000))
    world.committee.resume_year(10_000, 100, 10_000, False, 8000)
    world.committee.consider(2024, 0, 60_000, 600)
    world.run(60)
    lever = world.committee.levers()[0]
    need = Need(0, 0, 0, 0, 0, 0, 0, 5000)
    gap = lever.gap(need)
    assert gap == pytest.approx(5000 / world.municipalities.answers.usual_ratio, abs=2)
    lever.apply(Order("x", lever.name, 0, 60, 65, gap, None, 0))
    assert lever.gap(need) == 0, "ordered"
    world.run(66)
    assert lever.gap(need) < 0.45 * gap, "asked for: votes are expected"
    world.run(120)
    assert lever.gap(NEED) == 0


@pytest.mark.unit
def test_a_request_never_passes_the_need_by_more_than_the_rule() -> None:
    for rule, most in ((1.2, 2000), (1.0, 0)):
        world = SettlementWorld({}, 60, regime=regime_config(request_over_need=rule))
        world.committee.resume_year(10_000, 100, 10_000, False, 8000)
        lever = world.committee.levers()[0]
        assert lever.gap(Need(0, 0, 0, 0, 0, 0, 0, 10**6)) == pytest.approx(most, abs=1)


@pytest.mark.unit
def test_nothing_is_asked_for_next_year_before_its_letters() -> None:
    """From 2 November it is too late for this year; the letters of 15 November ask for the whole need."""
    much = Need(0, 0, 0, 0, 0, 0, 0, 10**6)
    world = SettlementWorld({}, 420, estimate=steady(10_000))
    world.committee.resume_year(5_000, 100, 5_000, False, 8000)
    lever = world.committee.levers()[0]
    gaps = {}
    for date in (dt.date(2024, 11, 10), dt.date(2024, 11, 20)):
        world.run(world.calendar.day(date) + 1)
        gaps[date.day] = lever.gap(much)
    assert gaps[10] == 0.0
    rule = world.committee.config.request_over_need
    assert gaps[20] == pytest.approx((rule - 1.0) * 10_000, abs=2)


@pytest.mark.unit
def test_a_supplement_just_before_new_year_is_for_the_next_year() -> None:
    world = SettlementWorld({}, 420)
    world.committee.resume_year(10_000, 100, 10_000, False, 8000)
    world.run(335)
    before = int(world.municipalities.book(2025).requested.sum())
    lever = world.committee.levers()[0]
    lever.apply(Order("x", lever.name, 0, 335, 340, 3000, None, 0))
    world.run(345)
    assert world.municipalities.book(2025).requested.sum() == before + 3000
    assert world.municipalities.book(2024).requested.sum() == 10_000


@pytest.mark.unit
def test_the_recorded_request_of_2024_is_used_by_municipality() -> None:
    world = SettlementWorld({}, 120, estimate=steady(37_000))
    world.committee.resume_year(37_000, 610, 0, True, 33_420)
    book, table = world.municipalities.year, world.table
    assert (book.requested == table.requested_2024).all()
    assert book.minors.sum() == pytest.approx(610, abs=30)
    assert not book.answered.any()
    world.run(75)
    assert book.answered[book.requested > 0].mean() > 0.9, "votes come in January to March"
    assert int(book.voted.sum() + book.voted_minors.sum()) == pytest.approx(28_340, rel=0.06)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("requested", "voted"), [(5500, 4000), (12_740, 5700), (38_000, 35_000), (10_000, 10_000)]
)
def test_votes_known_on_the_first_day_are_met(requested: int, voted: int) -> None:
    world = SettlementWorld({}, 120)
    world.committee.resume_year(requested, requested // 50, voted, False, 5000)
    book = world.municipalities.year
    known = int(book.voted.sum() + book.voted_minors.sum())
    assert known <= voted
    assert known >= voted - max(0.05 * voted, requested // 50 + 400)


@pytest.mark.failure
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"criteria": "none_such"}, "is not among"),
        ({"criteria_sets__population__weights": {"population": 0.0}}, "weight above 0"),
        ({"criteria_sets__recorded_2024__weights": {"results": 1.0}}, "known are"),
        ({"criteria_sets__population__county_band": [1.1, 2.0]}, "must contain 1"),
        ({"need_month": 13}, "less than or equal to 12"),
    ],
)
def test_bad_rules_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        RegimeConfig.model_validate(changed(raw("regime", "agreement_2018"), change))


@pytest.mark.unit
def test_the_three_periods_can_be_read() -> None:
    names = ("agreement_2016", "agreement_2018", "agreement_2026")
    assert [regime_config(name).name for name in names] == list(names)
    assert [regime_config(name).advisory for name in names] == [False, False, True]
