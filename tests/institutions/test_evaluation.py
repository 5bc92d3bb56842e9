from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.config.regime import RegimeConfig
from sim.config.targets import TargetsConfig
from sim.engine.calendar import Calendar
from sim.institutions.clause_rows import Row
from sim.institutions.evaluation import COLUMNS, evaluate, full_years, table
from sim.institutions.evaluation_inputs import (
    NEVER,
    CentreChange,
    Decision,
    EvaluationInputs,
    HealthChecks,
    HouseholdColumns,
    Revision,
    Waiting,
    YearFigures,
)
from tests.plans.plan_support import load

CALENDAR = Calendar(dt.date(2024, 1, 1), 731)
ADULTS, FAMILIES, OLDER, YOUNGER = range(4)

CLAUSES = {
    "purpose",
    "premise, 2.5",
    "result goal A",
    "result goal B",
    "1.1",
    "1.2",
    "1.3",
    "1.4",
    "1.5",
    "1.6, 8.1, 8.2",
    "1.7",
    "1.8, 3.2",
    "1.9",
    "2.1, 2.2",
    "2.3",
    "2.6, 3.3, 9.1",
    "2.4",
    "3.1",
    "3.4, 5.1, 6.2",
    "4.1",
    "5.2",
    "5.3",
    "5.4",
    "5.5, 7.2",
    "6.1, 7.1",
    "6.3",
    "6.4, 7.2",
    "7.3",
    "evaluation",
    "Nasjonalt utvalg",
    "information",
    "economy",
    "term",
}
"""Every row of the table of the agreement's clauses; 1.8, 3.2 and 8.1, 8.2 stand with their neighbours."""

NOT_MODELLED = {
    ("purpose", "introduction_outcomes"),
    ("2.6, 3.3, 9.1", "cooperation"),
    ("information", "agreement_made_known"),
    ("economy", "compensation_of_KS"),
}


def targets(name: str = "storting_2018") -> TargetsConfig:
    return TargetsConfig.model_validate(load(f"targets/{name}.yaml"))


def regime(name: str = "agreement_2018") -> RegimeConfig:
    return RegimeConfig.model_validate(load(f"regime/{name}.yaml"))


def households(*rows: dict[str, Any]) -> HouseholdColumns:
    """Households; what is not given is an adult alone who has not got anywhere."""
    usual = {
        "size": 1,
        "group": ADULTS,
        "special": False,
        "agreed": True,
        "decided": 0,
        "ready": NEVER,
        "allocated": NEVER,
        "settled": NEVER,
        "municipality": -1,
        "host": -1,
        "distance_km": math.nan,
        "tied_to": -1,
    }
    full = [usual | row for row in rows] or [usual | {"decided": NEVER}]
    return HouseholdColumns(**{name: np.array([row[name] for row in full]) for name in usual})


def figures(**changed: Any) -> YearFigures:
    usual: dict[str, Any] = {
        "need": 300.0,
        "need_minors": 10.0,
        "need_next": 300.0,
        "offered_next": 300.0,
        "requested": np.array([100, 100, 100]),
        "offered": np.array([100, 100, 100]),
        "requested_minors": 10,
        "offered_minors": 10,
        "requested_special": 5,
        "offered_special": 5,
        "settled_agreed": np.array([100, 100, 100]),
        "asked": 3,
        "answered": 3,
        "answer_days": 60.0,
        "prepared_share": 0.5,
        "dwellings_free": 20,
        "households_allocated": 10,
        "sites_proposed": 10,
        "sites_influenced": 1,
        "places_lost": 100,
        "figures_delay_days": 7.0,
        "coverage": 1.01,
        "host_coverage": 1.0,
        "appropriated_nok": 1e9,
        "spent_nok": 9e8,
        "waiting": Waiting(0, 0, 0, 0, 0),
    }
    return YearFigures(**(usual | changed))


def inputs(**changed: Any) -> EvaluationInputs:
    usual: dict[str, Any] = {
        "households": households(),
        "years": {2024: figures(), 2025: figures()},
        "revisions": (),
        "centre_changes": (),
        "decisions": (),
        "long_wait_share": np.full(731, 0.05),
        "no_roof": np.zeros(731),
        "health_checks": HealthChecks(np.full(731, 10), np.zeros(731, dtype=np.int64), 14),
        "population": np.array([1000, 1000, 1000]),
        "county": np.array([0, 0, 1]),
    }
    return EvaluationInputs(**(usual | changed))


def rows(given: EvaluationInputs, year: int = 2024, **how: Any) -> dict[tuple[str, str], Row]:
    found = evaluate(given, how.get("targets", targets()), how.get("regime", regime()), CALENDAR)
    return {(row.clause, row.measure): row for each, row in found if each == year}


@pytest.mark.unit
def test_every_clause_has_a_row_and_only_the_marked_ones_are_not_modelled() -> None:
    found = rows(inputs())
    assert {clause for clause, _ in found} == CLAUSES
    assert {key for key, row in found.items() if row.met == "not modelled"} == NOT_MODELLED


@pytest.mark.unit
@pytest.mark.parametrize("name", ["storting_2013", "storting_2016", "storting_2018"])
@pytest.mark.parametrize("rules", ["agreement_2016", "agreement_2018", "agreement_2026"])
def test_rows_are_unique_finite_and_explained(name: str, rules: str) -> None:
    found = evaluate(inputs(), targets(name), regime(rules), CALENDAR)
    keys = [(year, row.clause, row.measure) for year, row in found]
    assert len(set(keys)) == len(keys)
    for _, row in found:
        assert row.why
        assert row.met in ("yes", "no", "no yardstick", "nothing due", "not modelled")
        assert row.value is None or math.isfinite(row.value)
    columns = table(found)
    assert tuple(columns) == COLUMNS
    assert {len(column) for column in columns.values()} == {len(found)}


@pytest.mark.unit
def test_figures_held_against_nothing_are_not_called_met() -> None:
    """Counts and causes are figures; what has no earlier year to be held against is one too."""
    found = rows(inputs(households=households({"size": 2, "settled": 100})))
    without = {measure for (_, measure), row in found.items() if row.met == "no yardstick"}
    assert without == {
        "bodies_with_decisions",
        "informed_without_duty",
        "need_next_year",
        "offered_next_year",
        "share_in_host_all",
        "share_in_host_minors",
        "host_events",
        "redistribution_trigger_total",
        "redistribution_trigger_minors",
        "days_of_binding_stage",
        "mean_days_mapping",
        "mean_days_allocation",
        "mean_days_housing",
        *(f"cause_{name}" for name in ("not_asked", "mapping", "offers_short", "places_do_not_fit", "housing")),
        "cause_fewer_to_settle_than_estimated",
    }
    assert found["1.1", "days_to_measure"].met == "nothing due"
    no_duty = rows(inputs(), regime=regime("agreement_2016"))["5.2", "changes_to_inform_of"]
    assert (no_duty.value, no_duty.met) == (None, "no yardstick")


@pytest.mark.unit
def test_only_full_years() -> None:
    assert full_years(CALENDAR) == [2024, 2025]
    assert full_years(Calendar(dt.date(2024, 1, 1), 730)) == [2024]
    assert full_years(Calendar(dt.date(2024, 7, 1), 60)) == []
    assert full_years(Calendar(dt.date(2024, 7, 1), 184)) == [2024]
    with pytest.raises(KeyError, match="2025"):
        evaluate(inputs(years={2024: figures()}), targets(), regime(), CALENDAR)


@pytest.mark.unit
def test_goal_a_need_and_time() -> None:
    people = households(
        {"size": 4, "group": FAMILIES, "settled": 92},
        {"size": 1, "settled": 93},
        {"size": 2, "settled": 183},
        {"size": 3, "settled": 184},
        {"size": 9, "settled": 200, "agreed": False},
        {"size": 5, "decided": 10},
    )
    given = inputs(households=people, years={2024: figures(need=301.0), 2025: figures()})
    found = rows(given)
    need = found["result goal A", "need_minus_settled"]
    assert (need.value, need.met) == (1.0, "no")
    share = found["result goal A", "share_settled_within_target_all_6_months"]
    assert (share.value, share.met) == (0.7, "no")
    due = found["result goal A", "share_of_due_settled_in_time_all_6_months"]
    assert due.value == round(7 / 15, 9)  # the five who wait count, those who settled alone do not
    early = rows(given, targets=targets("storting_2013"))
    assert early["result goal A", "share_settled_within_target_families_3_months"].met == "yes"
    adults = early["result goal A", "share_settled_within_target_adults_6_months"]
    assert (adults.value, adults.met) == (0.5, "no")


@pytest.mark.unit
def test_exactly_at_a_limit_is_met() -> None:
    people = households({"size": 9, "settled": 100}, {"size": 1, "settled": 300})
    row = rows(inputs(households=people))["result goal A", "share_settled_within_target_all_6_months"]
    assert (row.value, row.met) == (0.9, "yes")


@pytest.mark.unit
def test_causes_sum_to_what_is_missing() -> None:
    waiting = Waiting(not_asked=20, mapping=30, ready_no_offer=40, ready_offer=5, allocated=15)
    year = figures(need=450.0, waiting=waiting)
    found = rows(inputs(years={2024: year, 2025: figures()}))
    causes = [row.value for (_, measure), row in found.items() if measure.startswith("cause_")]
    assert len(causes) == 6
    assert sum(value or 0.0 for value in causes) == pytest.approx(450.0 - 300.0, abs=1e-9)
    assert found["evaluation", "cause_fewer_to_settle_than_estimated"].value == 450 - 300 - 110
    assert found["evaluation", "purpose_met"].met == "no"


@pytest.mark.unit
def test_municipalities_are_never_given_more_than_they_agreed_to() -> None:
    over = figures(offered=np.array([100, 90, 200]))
    row = rows(inputs(years={2024: over, 2025: figures()}))["premise, 2.5", "settled_above_agreed"]
    assert (row.value, row.met) == (10.0, "no")
    taken = replace(over, taken=np.array([90, 90, 90]))  # ten moved in who were allocated the year before
    row = rows(inputs(years={2024: taken, 2025: figures()}))["premise, 2.5", "settled_above_agreed"]
    assert (row.value, row.met) == (0.0, "yes")


@pytest.mark.unit
def test_duty_to_inform_at_more_than_ten_percent() -> None:
    """Exactly 10 percent triggers the committee's mandate and not IMDi's duty."""
    exact = Revision(100, 1000.0, 1100.0, 100.0, 100.0, NEVER)
    found = rows(inputs(revisions=(exact,)))
    assert found["5.2", "changes_to_inform_of"].value == 0.0
    assert found["5.2", "changes_to_inform_of"].met == "yes"
    assert found["Nasjonalt utvalg", "redistribution_trigger_total"].value == 1.0
    assert found["Nasjonalt utvalg", "redistribution_trigger_minors"].value == 0.0
    more = replace(exact, new=1100.5)
    assert rows(inputs(revisions=(more,)))["5.2", "changes_to_inform_of"].met == "no"
    told = replace(more, informed_day=120)
    found = rows(inputs(revisions=(told,)))
    assert found["5.2", "changes_to_inform_of"].met == "yes"
    assert found["5.2", "longest_days_to_inform"].value == 20.0
    assert found["3.1", "days_left_at_revision"].value == 365 - 100
    old = rows(inputs(revisions=(exact,)), regime=regime("agreement_2016"))
    assert old["Nasjonalt utvalg", "redistribution_trigger_total"].value == 0.0  # 750 persons then


@pytest.mark.unit
def test_long_waits_alarm_and_measure() -> None:
    rising = np.linspace(0.0, 0.4, 731)
    found = rows(inputs(long_wait_share=rising), 2025)
    assert found["1.1", "long_wait_trend"].met == "no"
    assert found["1.1", "days_to_measure"].met == "no"
    alarm = 28 * 11  # the twelfth reading, in 2024: the alarm still sounds in 2025
    late = (Decision(alarm + 70, "mapping_staff", "UDI", "long_wait_trend"),)
    assert rows(inputs(long_wait_share=rising, decisions=late), 2025)["1.1", "days_to_measure"].met == "no"
    other = (Decision(alarm + 5, "emergency_frames", "UDI", "reception_use"),)
    assert rows(inputs(long_wait_share=rising, decisions=other), 2025)["1.1", "days_to_measure"].value is None
    soon = (Decision(alarm + 40, "mapping_staff", "UDI", "long_wait_trend"),)
    row = rows(inputs(long_wait_share=rising, decisions=soon), 2025)["1.1", "days_to_measure"]
    assert (row.value, row.met) == (40.0, "yes")
    assert rows(inputs(long_wait_share=rising, decisions=soon))["1.1", "days_to_measure"].value == 40.0
    calm = rows(inputs(), 2025)
    assert calm["1.1", "days_to_measure"].why == "no alarm this year"


@pytest.mark.unit
def test_hosts_are_told_and_talked_with() -> None:
    changes = (
        CentreChange(40, True, 0, 150, 35, 20),
        CentreChange(90, False, 1, 150, 5, 0),
        CentreChange(400, False, 1, 900, 0, 0),
    )
    found = rows(inputs(centre_changes=changes))
    assert found["result goal B", "median_notice_days_opening"].met == "yes"
    assert found["result goal B", "median_notice_days_closing"].value == 5.0
    assert found["6.1, 7.1", "share_with_dialogue"].value == 0.5
    assert found["6.3", "shortest_warning_days"].met == "no"
    notice, talks = found["result goal B", "median_notice_days_closing"], found["result goal B", "share_with_dialogue"]
    assert notice.why.startswith("from telling the host to the closing, talks or none")
    assert "days of talks with the host before notice is given" in talks.why
    assert talks.why.endswith("at least 100 %")  # as the share is written
    assert "_" not in found["1.3", "request_spread"].why
    assert rows(inputs())["6.3", "share_warned_early"].value is None


@pytest.mark.unit
def test_near_the_host_and_particular_municipalities() -> None:
    people = households(
        {"settled": 60, "municipality": 0, "host": 0, "distance_km": 0.0, "tied_to": 0},
        {"settled": 60, "municipality": 1, "host": 0, "distance_km": 50.0, "tied_to": 0},
        {"settled": 60, "municipality": 2, "host": 0, "distance_km": 400.0, "group": YOUNGER},
        {"settled": 60, "municipality": 2, "host": -1},
    )
    found = rows(inputs(households=people))
    assert found["5.5, 7.2", "share_near_all"].value == round(2 / 3, 9)
    assert found["5.5, 7.2", "share_in_host_all"].value == round(1 / 3, 9)
    assert found["5.5, 7.2", "share_near_minors"].met == "no"
    assert found["6.4, 7.2", "share_in_particular"].value == 0.5
    assert found["7.3", "share_in_time_minors_under_15"].value == 1.0


@pytest.mark.unit
def test_stages_and_the_one_that_binds() -> None:
    people = households({"decided": 10, "ready": 20, "allocated": 100, "settled": 130, "size": 2})
    found = rows(inputs(households=people))
    assert found["1.4", "mean_days_mapping"].value == 10.0
    assert found["1.4", "days_of_binding_stage"].value == 80.0
    assert "allocation" in found["1.4", "days_of_binding_stage"].why
    assert found["5.4", "mean_days_permit_to_allocation"].value == 90.0
    next_year = households(
        {"decided": 10, "ready": 20, "allocated": 100, "settled": 130},
        {"decided": 400, "ready": 405, "allocated": 520, "settled": 530},
    )
    later = rows(inputs(households=next_year), 2025)
    assert later["1.4", "mean_days_mapping"].met == "yes"
    assert later["1.4", "mean_days_allocation"].met == "no"
    assert later["5.4", "mean_days_permit_to_allocation"].met == "no"
    assert later["5.4", "mean_days_permit_to_allocation"].why == "the year before: at most 90"


@pytest.mark.unit
def test_those_allocated_before_the_run_are_no_earlier_year() -> None:
    people = households(
        {"decided": -60, "ready": -50, "allocated": -10, "settled": 40},
        {"decided": 10, "ready": 20, "allocated": 100, "settled": 130},
    )
    found = rows(inputs(households=people))
    assert found["1.4", "mean_days_allocation"].why == "no earlier year to compare with"
    row = found["5.4", "mean_days_permit_to_allocation"]
    assert (row.value, row.met) == (90.0, "yes")  # against 143 days of 2011-2012, not the 50 of those who had not moved
    assert row.why.startswith("no earlier year to compare with: 4.7 months of 2011-2012: at most ")


@pytest.mark.unit
def test_money_and_ground_for_talks() -> None:
    year = figures(spent_nok=1.2e9, need=400.0, coverage=0.92, host_coverage=math.nan)
    found = rows(inputs(years={2024: year, 2025: figures()}))
    assert found["economy", "spent_above_appropriation"].value == pytest.approx(2e8)
    assert found["economy", "spent_above_appropriation"].met == "no"
    assert found["term", "need_above_offered"].value == 100.0
    assert found["1.8, 3.2", "grant_coverage"].met == "no"
    assert found["4.1", "host_coverage"].value is None


@pytest.mark.unit
def test_empty_year_has_nothing_to_judge_and_says_why() -> None:
    nothing = figures(
        need=0.0,
        requested=np.zeros(3, int),
        offered=np.zeros(3, int),
        settled_agreed=np.zeros(3, int),
        asked=0,
        answered=0,
        answer_days=math.nan,
        requested_minors=0,
        requested_special=0,
        sites_proposed=0,
        sites_influenced=0,
        households_allocated=0,
        need_next=math.nan,
        offered_next=math.nan,
    )
    found = rows(inputs(years={2024: nothing, 2025: nothing}))
    for key in (
        ("2.4", "answer_share_all"),
        ("1.2", "share_of_sites_influenced"),
        ("evaluation", "gap_next_year"),
    ):
        assert found[key].value is None
        assert (found[key].met, found[key].why) == ("nothing due", "nothing of the kind happened this year")


@pytest.mark.behaviour
def test_better_year_is_never_judged_worse() -> None:
    """More offers, more dialogue and quicker moves turn no met clause into an unmet one."""
    slow = households(
        *(
            {
                "size": 2,
                "decided": 5 * i,
                "ready": 5 * i + 40,
                "allocated": 5 * i + 150,
                "settled": 5 * i + 160 + i,
            }
            for i in range(30)
        )
    )
    quick = households(
        *(
            {
                "size": 2,
                "decided": 5 * i,
                "ready": 5 * i + 10,
                "allocated": 5 * i + 60,
                "settled": 5 * i + 80 + i,
            }
            for i in range(30)
        )
    )
    worse = rows(
        inputs(
            households=slow,
            years={
                2024: figures(offered=np.array([80, 80, 80]), settled_agreed=np.array([80, 80, 80])),
                2025: figures(),
            },
        )
    )
    better = rows(inputs(households=quick))
    for key, row in worse.items():
        if row.met == "yes":
            assert better[key].met == "yes", key
