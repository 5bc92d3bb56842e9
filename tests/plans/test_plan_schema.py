from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from sim.config.plan import Measure, Plan
from sim.config.plan_faults import check
from sim.config.prices import PricesConfig
from sim.config.when import SIGNALS, AllOf, AnyOf, OnDate, SignalIs, window
from sim.data import levers
from tests.plans.plan_support import CONFIGS, load, measure, plan

YEARS = (dt.date(2024, 1, 1), dt.date(2027, 1, 1))
PLANS = sorted(path.stem for path in (CONFIGS / "plan").glob("*.yaml"))
WANTED = {
    "do_nothing",
    "static_maximum",
    "reactive",
    "perfect_foresight",
    "practice_2015",
    "practice_2022",
    "agreement_2018",
    "options_and_frames",
    "municipal_standby",
    "early_warning",
}


def prices() -> PricesConfig:
    return PricesConfig.model_validate(load("prices/norway.yaml"))


def faults(tried: Plan, dates: tuple[dt.date, dt.date] = YEARS) -> list[str]:
    return [str(each) for each in check(tried, prices(), levers(), dates)]


@pytest.mark.unit
def test_all_plans_are_there() -> None:
    assert set(PLANS) >= WANTED


@pytest.mark.unit
@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("years", [(2015, 2018), (2022, 2025), (2024, 2028)])
def test_every_plan_of_ours_may_be_used(name: str, years: tuple[int, int]) -> None:
    tried = Plan.model_validate(load(f"plan/{name}.yaml"))
    assert tried.name == name
    assert faults(tried, (dt.date(years[0], 1, 1), dt.date(years[1], 12, 31))) == []


@pytest.mark.unit
def test_plans_differ_in_what_they_do() -> None:
    """No plan is another one under a new name."""
    seen = {name: Plan.model_validate(load(f"plan/{name}.yaml")) for name in WANTED}
    bodies = {name: each.model_dump_json(exclude={"name", "says"}) for name, each in seen.items()}
    assert len(set(bodies.values())) == len(WANTED)


@pytest.mark.unit
def test_only_perfect_foresight_sees_ahead_and_says_so() -> None:
    seen = {name: Plan.model_validate(load(f"plan/{name}.yaml")) for name in PLANS}
    assert [name for name, each in seen.items() if each.foresight] == ["perfect_foresight"]
    assert "not a bound" in seen["perfect_foresight"].says


@pytest.mark.unit
def test_round_trip_through_json_keeps_a_plan() -> None:
    for name in PLANS:
        first = Plan.model_validate(load(f"plan/{name}.yaml"))
        assert Plan.model_validate_json(first.model_dump_json()) == first


@pytest.mark.unit
def test_window_of_conditions() -> None:
    early, late = (
        OnDate(date=dt.date(2022, 1, 1), until=dt.date(2022, 7, 1)),
        OnDate(date=dt.date(2022, 6, 1)),
    )
    both = window(AllOf(all=(early, late)))
    assert both == (dt.date(2022, 6, 1), dt.date(2022, 7, 1))
    assert window(AnyOf(any=(early, late))) == (dt.date(2022, 1, 1), dt.date.max)
    never = AllOf(all=(early, OnDate(date=dt.date(2022, 8, 1))))
    assert window(never) is None
    assert window(AllOf(all=(never, SignalIs(signal="no_roof", above=0)))) is None


@pytest.mark.failure
def test_all_faults_are_told_at_once_with_paths() -> None:
    tried = plan(
        measure(reverse=None),
        measure("unit_price_place", decided_by="IMDi"),
        measure("close_places", decided_by="Storting", price="ordinary_plaice"),
        measure("densification", reverse={"when": {"signal": "reception_use", "below": 0.95}}),
    )
    told = faults(tried)
    assert len(told) == 5
    for piece in (
        "plan.reception.ladder.0.reverse: measure emergency_frames must say how it is undone",
        "plan.reception.ladder.1.measure = 'unit_price_place': there is no such lever (nearest: unit_",
        "plan.reception.ladder.2.price = 'ordinary_plaice': there is no such price key (nearest: ord",
        "plan.reception.ladder.2.decided_by = 'Storting': close_places is decided by UDI",
        "plan.reception.ladder.3.reverse.when.below = 0.95: must be at most 0.92",
    ):
        assert any(piece in line for line in told), (piece, told)


@pytest.mark.failure
def test_law_of_the_time_binds_unless_hypothetical() -> None:
    order = measure("section_95a", decided_by="Government", reverse={"after_days": 180})
    for tried, dates, wrong in (
        (plan(order), (dt.date(2024, 7, 1), dt.date(2026, 7, 1)), 0),
        (plan(order), (dt.date(2024, 7, 1), dt.date(2026, 7, 2)), 1),
        (plan(order), (dt.date(2024, 6, 30), dt.date(2026, 1, 1)), 1),
        (plan(order, hypothetical=True), (dt.date(2015, 1, 1), dt.date(2018, 1, 1)), 0),
        (plan(order | {"decision_days": 1}), (dt.date(2024, 6, 30), dt.date(2026, 6, 30)), 0),
    ):
        assert len(faults(tried, dates)) == wrong, (tried.hypothetical, dates)
    when = {"all": [{"date": "2024-07-01", "until": "2026-07-01"}, order["when"]]}
    assert faults(plan(order | {"when": when}), (dt.date(2015, 1, 1), dt.date(2030, 1, 1))) == []


@pytest.mark.failure
def test_other_cross_faults() -> None:
    told = faults(
        plan(
            measure(order={"amount": 500}, limit=400),
            measure(),
            measure(
                "building_permit_exemption",
                decided_by="Government",
                order={"amount": "switch", "at_most": 3},
                reverse={"after_days": 9},
            ),
            foresight=True,
        )
    )
    assert [line.split(":")[0] for line in told] == [
        "plan.hypothetical = False",
        "plan.reception.ladder.1.measure = 'emergency_frames'",
        "plan.reception.ladder.0.order.amount = 500",
        "plan.reception.ladder.2.order.at_most = 3",
    ]


@pytest.mark.failure
@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"when": {"signal": "reception_use", "above": 1, "below": 0}}, "when"),
        ({"when": {"sigal": "reception_use"}}, "when"),
        ({"when": {"signal": "recepton_use", "above": 1}}, "when"),
        ({"when": {"date": "2022-02-01", "until": "2022-02-01"}}, "when"),
        ({"when": {"all": []}}, "when"),
        ({"order": {"amount": 0}}, "order"),
        ({"order": {"amount": "all"}}, "order"),
        ({"reverse": {"never": "ever"}}, "reverse"),
        ({"reverse": {"after_days": 3, "never": "because of a reason"}}, "reverse"),
        ({"lead_days": {"law": "fixed", "days": 3}}, "lead_days"),
        ({"limit": 3, "max_places": 3}, ""),
        ({"places": 3}, "places"),
    ],
)
def test_schema_refuses(changed: dict[str, object], where: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Measure.model_validate(measure() | changed)
    assert any(str(each["loc"][0] if each["loc"] else "") == where for each in caught.value.errors())


@pytest.mark.unit
def test_standing_parts_are_measures() -> None:
    tried = Plan.model_validate(load("plan/municipal_standby.yaml"))
    standing = {each.measure.measure: each.measure.order.amount for each in tried.standing}
    assert standing["urge_preparedness"] == 40
    assert standing["incentive_unused_place"] == "switch"
    dwellings = standing["standby_dwellings"]
    assert isinstance(dwellings, int)
    assert 1500 < dwellings < 1800  # 0.3 for each of some 5.5 million / 1,000
    assert list(plan().standing) == []


@pytest.mark.unit
def test_every_signal_is_described() -> None:
    assert all(", " in text for text in SIGNALS.values())
