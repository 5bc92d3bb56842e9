from __future__ import annotations

import datetime as dt
import math
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.config.prices import CATEGORIES, OFFICES, PAYERS, Amount, PricesConfig
from sim.engine.agenda import Agenda
from sim.engine.calendar import Calendar
from sim.institutions.accounts import (
    GRANT_ITEMS,
    ITEMS,
    MUNICIPALITIES,
    Commitments,
    GrantMoves,
    MonthActivity,
    Rates,
    cost_behind,
    place_entries,
    share_of,
)
from sim.institutions.economy import (
    ORE,
    Budget,
    Economy,
    SupplementaryAppropriation,
    days_in_month,
    year_days,
)
from sim.institutions.settled_before import KINDS, Settled
from sim.plans.protocol import Need, Order
from tests.plans.plan_support import load

M = 3
NOBODY = np.zeros(M, dtype=np.int64)
NO_NEED = Need(0, 0, 0, 0, 0, 0, 0, 0)


def prices() -> PricesConfig:
    return PricesConfig.model_validate(load("prices/norway.yaml"))


PRICES = prices()
RATES = Rates(PRICES)
KEYS = tuple(PRICES.keys)


def activity(days: int = 31, **changed: Any) -> MonthActivity:
    """A month in which nothing happens, with some of it changed."""
    nobody = np.zeros(M, dtype=np.int64)
    values: dict[str, Any] = {field.name: nobody for field in fields(MonthActivity)}
    values |= {
        "days": days,
        "place_keys": KEYS,
        "place_days": np.zeros((len(KEYS), 4), dtype=np.int64),
        "host_place_days": np.zeros((M, 2), dtype=np.int64),
        "arrival_centre_days": 0,
        "registered": 0,
        "registration_surge_days": 0,
        "staff_minutes": {},
        "moves": GrantMoves.none(),
        "settled": np.zeros((M, len(CATEGORIES)), dtype=np.int64),
    }
    return MonthActivity(**(values | changed))


def economy(
    months: list[MonthActivity], start: dt.date = dt.date(2024, 1, 1), before: Settled | None = None
) -> Economy:
    """Close as many months as are given, run by its own daily turns."""
    days = sum(each.days for each in months)
    rest = iter(months)
    made = Economy(PRICES, Calendar(start, days), Agenda(), before or Settled.nobody(M), lambda day: next(rest))
    for day in range(days):
        made.turn(day)
    return made


def year(year: int, **first: Any) -> list[MonthActivity]:
    """Twelve months; the first one has what is given."""
    lengths = [days_in_month(dt.date(year, month, 1)) for month in range(1, 13)]
    return [activity(days, **(first if at == 0 else {})) for at, days in enumerate(lengths)]


def booked(made: Economy, item: str, month: int | None = None) -> int:
    rows = made.ledger.array[:-1] if month is None else made.ledger.array[month]
    return int(rows[..., ITEMS.index(item)].sum())


def nobody_left() -> Commitments:
    nothing = np.zeros(M, dtype=np.int64)
    no_years = np.zeros((0, M), dtype=np.int64)
    places = np.zeros((len(KEYS), 4), dtype=np.int64)
    return Commitments(KEYS, places, nothing, nothing, no_years, no_years, nothing, nothing)


def settled(municipality: int, category: str, persons: int) -> np.ndarray[Any, Any]:
    table = np.zeros((M, len(CATEGORIES)), dtype=np.int64)
    table[municipality, CATEGORIES.index(category)] = persons
    return table


@pytest.mark.unit
def test_prices_are_brought_to_the_price_year() -> None:
    old = Amount(nok=781.0, year=2015)
    assert PRICES.ore(old) == round(781.0 * 133.6 / 100.0 * 100)
    assert PRICES.ore(Amount(mnok=105.3, year=2024)) == 10_530_000_000
    used, empty, leaving, standby = PRICES.place_ore("emergency_place")
    assert (used, empty) == (round(65000 * 133.6 / 122.8), round(55600 * 133.6 / 122.8))
    assert leaving == empty
    assert standby == 0
    assert 0.8 < empty / used < 1.0


@pytest.mark.failure
def test_prices_that_cannot_be_used() -> None:
    raw = load("prices/norway.yaml")
    for spoil, where in (
        ({"index": {2024: 133.6}}, "index lacks"),
        ({"price_year": 2030}, "index lacks"),
        ({"staff": {}}, "offices"),
        ({"host": raw["host"] | {"base": {"year": 2024}}}, "exactly one of nok and mnok"),
        ({"grants": raw["grants"] | {"integration": {}}}, "categories"),
        ({"municipal": raw["municipal"] | {"profile": [0.5, 0.2, 0.1, 0.1, 0.2]}}, "sum to 1"),
    ):
        with pytest.raises(ValidationError, match=where):
            PricesConfig.model_validate(raw | spoil)


@pytest.mark.unit
def test_place_days_by_key() -> None:
    days = np.zeros((len(KEYS), 4), dtype=np.int64)
    days[KEYS.index("emergency_place")] = [10, 5, 2, 0]
    days[KEYS.index("unit_price_place")] = [3, 7, 0, 40]
    found = {(payer, item): ore for payer, item, ore in place_entries(KEYS, days, RATES)}
    used, empty, leaving, _ = PRICES.place_ore("emergency_place")
    assert found == {
        ("state_UDI", "emergency_used"): 10 * used,
        ("state_UDI", "emergency_empty"): 5 * empty,
        ("state_UDI", "exit_cost"): 2 * leaving,
        ("state_UDI", "places_used"): 3 * 48000,
        ("state_UDI", "standby_fee"): 40 * 2500,
    }


@pytest.mark.unit
def test_agencies() -> None:
    month = activity(
        31,
        arrival_centre_days=31,
        registered=100,
        registration_surge_days=10,
        staff_minutes={"casework": 101400, "registration": 50700},
    )
    made = economy([month])
    assert booked(made, "arrival_centre_standing") == PRICES.ore(PRICES.arrival_centre) * 31 // 366
    assert booked(made, "registration_person") == 100 * PRICES.ore(PRICES.registration_person)
    assert booked(made, "registration_surge") == PRICES.ore(PRICES.registration_surge) * 10 // 366
    assert booked(made, "staff_casework") == 115000000
    assert booked(made, "staff_registration") == 65000000
    police = made.ledger.array[0, PAYERS.index("state_police")].sum()
    assert police == sum(
        booked(made, item) for item in ("registration_person", "registration_surge", "staff_registration")
    )


@pytest.mark.unit
def test_integration_grant_runs_through_five_calendar_years() -> None:
    """Ten single adults settled in January 2024: year 1 at once, years 2 to 5 day by day in 2025 to 2028."""
    months = [*year(2024, settled=settled(1, "single_adult", 10))]
    for later in range(2025, 2030):
        months += year(later)
    made = economy(months)
    rates = RATES.integration[CATEGORIES.index("single_adult")]
    assert (
        booked(made, "integration_grant_year_1", 0)
        == 10 * rates[0]
        == booked(made, "integration_grant_year_1")
    )
    for grant_year in range(2, 6):
        item = f"integration_grant_year_{grant_year}"
        first = 12 * (grant_year - 1)
        whole = int(made.ledger.array[first : first + 12, :, ITEMS.index(item)].sum())
        assert whole == booked(made, item)
        assert 0 <= 10 * rates[grant_year - 1] - whole < 12  # rounded down to the øre each month
    assert made.grant_ore[:, 1].sum() == made.grant_ore.sum()
    assert booked(made, "grants_received", 60) == 0  # the sixth year


@pytest.mark.unit
def test_grant_follows_those_who_move_and_ends_with_those_who_leave() -> None:
    moves = GrantMoves(
        np.array([0, 2, 0]),
        np.array([0, 0, 0]),
        np.array([0, 0, 0]),
        np.array([-4, 4, -6]),
    )
    months = [*year(2024, settled=settled(0, "single_adult", 10)), *year(2025, moves=moves)]
    made = economy(months)
    assert made.grant_ore[12:, 0].sum() == 0
    assert abs(int(made.grant_ore[12:, 2].sum()) - 4 * int(RATES.integration[0, 1])) < 12
    gone = GrantMoves(np.array([0]), np.array([0]), np.array([0]), np.array([-1]))
    with pytest.raises(ValueError, match="more settled persons leave"):
        economy([*year(2024), activity(31, moves=gone)])


@pytest.mark.unit
def test_those_settled_before_the_run_bring_their_later_years() -> None:
    before = GrantMoves(np.array([1, 1]), np.array([2, 2]), np.array([-12, -61]), np.array([5, 7]))
    made = economy(year(2024, moves=before))
    assert abs(booked(made, "integration_grant_year_2") - 5 * int(RATES.integration[2, 1])) < 12
    assert booked(made, "integration_grant_year_1") == 0


@pytest.mark.theory
def test_five_years_of_cost_are_five_years_of_grant_over_coverage() -> None:
    months = [*year(2024, settled=settled(0, "child", 100))]
    for later in range(2025, 2030):
        months += year(later)
    made = economy(months)
    grant = 100 * int(RATES.integration[CATEGORIES.index("child")].sum())
    cost = booked(made, "settlement_cost")
    assert cost == pytest.approx(grant / PRICES.municipal.coverage(2024), rel=1e-6)
    assert made.coverage(2030) != made.coverage(2030)  # nothing left: not a number
    first = int(made.ledger.array[:12, :, ITEMS.index("settlement_cost")].sum())
    assert first / cost == pytest.approx(PRICES.municipal.profile[0], rel=1e-6)


@pytest.mark.unit
def test_grants_given_once_and_what_they_cover() -> None:
    one = np.array([1, 0, 0])
    made = economy(
        [
            activity(
                31,
                elderly=one,
                kindergarten=2 * one,
                special_needs=100 * one,
                learners=5 * one,
                compensated_places=3 * one,
                above_request=4 * one,
                unused_places=6 * one,
            )
        ]
    )
    grants = PRICES.grants
    assert booked(made, "elderly_grant") == PRICES.ore(grants.elderly)
    assert booked(made, "kindergarten_grant") == 2 * PRICES.ore(grants.kindergarten)
    assert booked(made, "unused_place_compensation") == 3 * PRICES.ore(grants.unused_place)
    assert booked(made, "above_request_grant") == 4 * PRICES.ore(grants.above_request)
    assert booked(made, "unused_place_cost") == 6 * PRICES.ore(PRICES.municipal.unused_place)
    yearly = (
        share_of(np.array([100 * PRICES.ore(grants.disability_year)]), grants.disability_year_share)
        * 31
        // 366
    )
    assert booked(made, "disability_grant") == 15 * PRICES.ore(grants.disability_once) + int(yearly[0])
    training = 5 * PRICES.ore(grants.norwegian_person) + PRICES.ore(grants.norwegian_base) * 31 // 366
    assert booked(made, "norwegian_training_grant") == training
    assert booked(made, "norwegian_training_cost") == int(cost_behind(np.array([training]), 0.771)[0])


@pytest.mark.unit
def test_small_base_up_to_three_learners() -> None:
    made = economy([activity(31, learners=np.array([3, 4, 0]))])
    grants = PRICES.grants
    base = [
        PRICES.ore(grants.norwegian_base_small) * 31 // 366,
        PRICES.ore(grants.norwegian_base) * 31 // 366,
    ]
    person = PRICES.ore(grants.norwegian_person)
    assert made.grant_ore[0].tolist() == [3 * person + base[0], 4 * person + base[1], 0]


@pytest.mark.unit
def test_minors_cost_less_than_their_grant_and_hosts_more() -> None:
    made = economy(
        [
            activity(
                31,
                minors_days_to_16=np.array([0, 2 * 31, 0]),
                minors_days_17_20=np.array([0, 3 * 31, 0]),
                host_place_days=np.array([[3100, 0], [0, 620], [0, 0]]),
            )
        ]
    )
    grant = booked(made, "minors_grant_to_16") + booked(made, "minors_grant_17_20")
    assert booked(made, "minors_grant_to_16") == 2 * PRICES.ore(PRICES.grants.minors_to_16) * 31 // 366
    assert booked(made, "minors_cost") == pytest.approx(grant / 1.17, rel=1e-6)
    assert made.host_coverage(2024) == pytest.approx(0.65, abs=0.06)
    assert made.cost_ore[0, 0] > made.grant_ore[0, 0] > 0
    assert made.grant_ore[0, 2] == 0


@pytest.mark.unit
def test_what_falls_due_after_the_run_stands_apart() -> None:
    """Settled on the last day of June 2024: the rest of five years is committed."""
    months = year(2024, settled=settled(0, "adult_in_family", 10))[:6]
    made = economy(months)
    days = np.zeros((len(KEYS), 4), dtype=np.int64)
    days[KEYS.index("ordinary_place")] = [0, 0, 900, 0]
    years = np.array([[0, 13, 0], [0, 7, 0]])
    left = replace(
        nobody_left(), place_days=days, minors_to_16=np.array([0, 10, 0]),
        minors_years_to_16=years, minors_years_17_20=np.zeros_like(years),
    )  # fmt: skip
    made.commit(left)
    rates = RATES.integration[CATEGORIES.index("adult_in_family")]
    assert booked(made, "integration_grant_year_1", -1) == 0
    for grant_year in range(2, 6):
        assert booked(made, f"integration_grant_year_{grant_year}", -1) == 10 * rates[grant_year - 1]
    assert booked(made, "exit_cost", -1) == 900 * 40500
    assert booked(made, "minors_grant_to_16", -1) == (
        PRICES.ore(PRICES.grants.minors_to_16) * 10 * 184 // 366 + PRICES.ore(PRICES.grants.minors_to_16) * 20
    )  # the rest of ten persons' year, and twenty whole years
    minors = np.array([booked(made, "minors_grant_to_16", -1)])
    assert booked(made, "minors_cost", -1) == cost_behind(minors, PRICES.municipal.minors_coverage)[0], "rounded once"
    more = made.committed[2025].cost_ore[1] - made.committed[2026].cost_ore[1]
    a_minor = PRICES.ore(PRICES.grants.minors_to_16) / PRICES.municipal.minors_coverage
    assert more == pytest.approx(6 * a_minor, abs=2), "13 persons in the first whole year and 7 in the second"
    whole = booked(made, "settlement_cost") + booked(made, "settlement_cost", -1)
    assert whole == pytest.approx(10 * rates.sum() / 0.92, rel=1e-6)
    table = made.table()
    assert set(table["month"]) == {f"2024-{month:02d}" for month in range(1, 7)} | {"committed"}


@pytest.mark.invariant
def test_committed_and_booked_make_the_same_as_a_longer_run() -> None:
    few = np.array([0, 0, 7])
    first = year(2024, settled=settled(2, "single_adult", 7), special_needs=100 * few, learners=few)
    short = economy(first)
    short.commit(nobody_left())
    months = list(first)
    for later in range(2025, 2030):
        months += year(later)
    long = economy(months)
    for item in (
        "integration_grant_year_3",
        "grants_received",
        "settlement_cost",
        "disability_grant",
        "norwegian_training_grant",
        "norwegian_training_cost",
        "extra_cost",
    ):
        assert booked(short, item) + booked(short, item, -1) == pytest.approx(booked(long, item), abs=3000)


@pytest.mark.invariant
def test_a_run_cut_inside_a_month_owes_the_rest_of_it() -> None:
    few = np.array([0, 5, 0])
    whole = activity(31, settled=settled(1, "child", 5), special_needs=100 * few, learners=few)
    short = economy([replace(whole, days=11)])
    short.commit(nobody_left())
    months = [whole, *year(2024)[1:]]
    for later in range(2025, 2030):
        months += year(later)
    long = economy(months)
    for item in ("disability_grant", "norwegian_training_grant", "settlement_cost"):
        assert booked(short, item) + booked(short, item, -1) == pytest.approx(booked(long, item), abs=3000)


@pytest.mark.unit
def test_disability_and_training_grants_follow_those_who_move() -> None:
    moves = GrantMoves(
        np.array([0, 2, 0, 2]),
        np.array([KINDS.index("special_needs")] * 2 + [KINDS.index("learner")] * 2),
        np.array([0, 0, 0, 0]),
        np.array([-100, 100, -4, 4]),
    )
    here = np.array([1, 0, 0])
    made = economy(
        [
            activity(31, settled=settled(0, "single_adult", 100), special_needs=100 * here, learners=4 * here),
            activity(29, moves=moves),
        ]
    )
    assert made.grant_ore[1, 0] == 0
    grants = PRICES.grants
    yearly = int(
        share_of(np.array([100 * PRICES.ore(grants.disability_year)]), grants.disability_year_share)[0]
    )
    base = PRICES.ore(grants.norwegian_base) * 29 // 366
    assert made.grant_ore[1].tolist() == [0, 0, yearly * 29 // 366 + base]


@pytest.mark.unit
def test_places_left_unused_at_the_end_are_owed() -> None:
    made = economy([activity(31)])
    left = replace(nobody_left(), unused_places=np.array([3, 0, 4]), compensated_places=np.array([2, 0, 0]))
    made.commit(left)
    assert booked(made, "unused_place_cost", -1) == 7 * PRICES.ore(PRICES.municipal.unused_place)
    assert booked(made, "unused_place_compensation", -1) == 2 * PRICES.ore(PRICES.grants.unused_place)


counts = st.integers(0, 5000)


@pytest.mark.invariant
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_money_is_conserved_to_the_ore(data: st.DataObject) -> None:
    """Transfers cancel out, the table sums to the ledger, municipalities' rows sum to the national ones."""
    draw = data.draw

    def by_municipality() -> Any:
        return np.array(draw(st.lists(counts, min_size=M, max_size=M)), dtype=np.int64)

    names = (
        "elderly",
        "kindergarten",
        "special_needs",
        "learners",
        "minors_days_to_16",
        "minors_days_17_20",
        "unused_places",
        "compensated_places",
        "above_request",
        "standby_dwelling_days",
        "contingency_plans",
    )
    months = [
        activity(
            days,
            place_days=np.array(
                draw(st.lists(counts, min_size=4 * len(KEYS), max_size=4 * len(KEYS)))
            ).reshape(-1, 4),
            host_place_days=np.stack([by_municipality(), by_municipality()], axis=1),
            settled=np.stack([by_municipality() for _ in CATEGORIES], axis=1),
            registered=draw(counts),
            arrival_centre_days=days,
            staff_minutes=dict.fromkeys(OFFICES, draw(counts)),
            **{name: by_municipality() for name in names},
        )
        for days in (31, 29, 31)
    ]
    made = economy(months)
    made.commit(nobody_left())
    array = made.ledger.array
    for paid, received in (
        (GRANT_ITEMS, "grants_received"),
        (("host_compensation",), "host_compensation_received"),
    ):
        out = sum(int(array[..., ITEMS.index(item)].sum()) for item in paid)
        assert out == -int(array[..., ITEMS.index(received)].sum())
    table = made.table()
    assert sum(round(nok * ORE) for nok in table["nok"]) == made.ledger.total()
    purse = array[:-1, PAYERS.index(MUNICIPALITIES)]
    assert int(purse.sum()) == int(made.cost_ore.sum() - made.grant_ore.sum())
    assert array.dtype == np.int64


@pytest.mark.unit
def test_zero_activity_costs_nothing() -> None:
    made = economy(year(2024))
    made.commit(nobody_left())
    assert made.ledger.total() == 0
    assert made.table()["nok"] == []
    assert math.isnan(made.coverage(2024))


@pytest.mark.unit
def test_appropriation_by_rule_and_what_is_left() -> None:
    calendar = Calendar(dt.date(2024, 1, 1), 800)
    budget = Budget(PRICES, calendar)
    assert math.isnan(budget.left_nok(5))
    budget.close(30, 31, 31 * 100_00)  # 100 NOK a day
    assert budget.appropriated[2024] == round(366 * 100_00 * 1.1)
    assert budget.left_nok(30) == pytest.approx(366 * 110 - 3100)
    assert budget.left_nok(40) == pytest.approx(366 * 110 - 4100)
    assert budget.short_nok(30) == 0.0
    budget.close(59, 29, 29 * 200_00)
    assert budget.short_nok(59) == pytest.approx(200 * (366 - 59) - (366 * 110 - 3100 - 5800))
    last = calendar.day(dt.date(2024, 12, 31))
    budget.close(last, 306, 306 * 50_00)
    assert budget.appropriated[2025] == round(365 * 50_00 * 1.1)
    assert budget.left_nok(last + 10) == pytest.approx(365 * 55 - 500)
    assert budget.spent[2024] == 3100_00 + 5800_00 + 15300_00


@pytest.mark.unit
def test_supplementary_appropriation() -> None:
    calendar, agenda = Calendar(dt.date(2024, 1, 1), 400), Agenda()
    budget = Budget(PRICES, calendar)
    lever = SupplementaryAppropriation(budget, agenda)
    lever.look(3)
    assert lever.gap(NO_NEED) == 0
    budget.close(30, 31, 31 * 10_000_000_00)  # ten million a day
    budget.close(59, 29, 29 * 20_000_000_00)
    lever.look(59)
    missing = math.ceil(budget.short_nok(59) / 1e6)
    assert lever.gap(NO_NEED) == missing > 0
    order = Order("more", lever.name, 1, 59, 61, missing, None, 0)
    lever.apply(order)
    assert lever.gap(NO_NEED) == 0
    agenda.run(61)
    assert lever.gap(NO_NEED) == 0
    assert budget.short_nok(59) == pytest.approx(0.0, abs=1e-3)
    lever.reverse(order, 70, 0)
    agenda.run(71)
    assert lever.gap(NO_NEED) == missing


@pytest.mark.unit
@pytest.mark.parametrize(
    ("asked", "days", "voted"),
    [
        (dt.date(2024, 3, 1), 30, dt.date(2024, 3, 31)),
        (dt.date(2024, 6, 18), 1, dt.date(2024, 6, 19)),  # the last before summer of a leap year
        (dt.date(2024, 6, 18), 2, dt.date(2024, 10, 1)),
        (dt.date(2024, 8, 20), 30, dt.date(2024, 10, 1)),
        (dt.date(2025, 8, 20), 30, dt.date(2025, 10, 2)),
        (dt.date(2025, 11, 20), 30, dt.date(2025, 12, 20)),
        (dt.date(2025, 11, 21), 30, None),
        (dt.date(2025, 12, 26), 30, None),
        (dt.date(2025, 12, 26), 0, None),
    ],
)
def test_the_storting_votes_on_the_money_of_a_year_before_christmas_and_not_in_summer(
    asked: dt.date, days: int, voted: dt.date | None
) -> None:
    calendar = Calendar(dt.date(2024, 1, 1), 800)
    lever = SupplementaryAppropriation(Budget(PRICES, calendar), Agenda())
    day = calendar.day(asked)
    assert lever.decided_on(day, day + days) == (None if voted is None else calendar.day(voted))


@pytest.mark.unit
@pytest.mark.parametrize(
    "changed", [{"spring_ends": 280}, {"autumn_ends": 270}, {"autumn_begins": 0}, {"autumn_ends": 366}]
)
def test_a_calendar_of_votes_must_be_in_order(changed: dict[str, int]) -> None:
    raw = load("prices/norway.yaml")
    with pytest.raises(ValidationError):
        PricesConfig.model_validate(raw | {"budget": raw["budget"] | changed})


@pytest.mark.unit
def test_days() -> None:
    assert (year_days(2024), year_days(2025)) == (366, 365)
    assert [days_in_month(dt.date(2024, month, 15)) for month in (1, 2, 4, 12)] == [31, 29, 30, 31]
