"""Changes of a loaded scenario that words cannot make."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from sim.config.asked import Loaded
from sim.config.edited import number_at, with_values, without_measures
from sim.config.faults import BadConfig
from sim.config.load import load


def loaded(*words: str, shock: str = "autumn_surge") -> Loaded:
    job = load("run", ("start=empty", f"shock={shock}", *words), ())
    return Loaded(next(iter(job.scenarios.values())), words, job.facts, job.warnings)


def measures(of: Loaded) -> list[str]:
    return [each.measure.measure for each in of.scenario.plan.measures]


@pytest.mark.unit
def test_measures_are_taken_out_of_the_ladder_and_the_rest_of_the_plan_stays():
    whole = loaded("plan=options_and_frames")
    less = without_measures(whole, ["emergency_frames", "supplementary_request"])
    assert measures(less) == [
        name for name in measures(whole) if name not in ("emergency_frames", "supplementary_request")
    ]
    assert less.scenario.plan.reception.buffer_places == whole.scenario.plan.reception.buffer_places
    assert "emergency_frames" in measures(whole)
    assert less.words == whole.words


@pytest.mark.unit
def test_standing_parts_of_a_plan_are_switched_off_and_a_measure_of_the_same_lever_is_taken_out():
    whole = loaded(
        "plan=reactive", "plan.municipalities.incentive=per_unused_place",
        "plan.casework.priority=quick_refusals_first",
        "plan.municipalities.urge_preparedness=0.5", "plan.municipalities.standby_dwellings_per_1000=0.2",
    )  # fmt: skip
    standing = {each.measure.measure for each in whole.scenario.plan.standing}
    assert standing == {"incentive_unused_place", "quick_refusals_first", "urge_preparedness", "standby_dwellings"}
    assert not list(without_measures(whole, measures(whole)).scenario.plan.measures)
    kept = without_measures(whole, ["quick_refusals_first"]).scenario.plan
    assert kept.casework.priority == "ordinary"
    assert kept.municipalities.incentive == "per_unused_place"
    agreed = without_measures(loaded("plan=agreement_2018"), ["urge_preparedness"]).scenario.plan
    assert "urge_preparedness" not in {each.measure.measure for each in agreed.measures}


@pytest.mark.failure
def test_a_measure_that_the_plan_does_not_have_is_named():
    with pytest.raises(KeyError, match="no_such"):
        without_measures(loaded("plan=reactive"), ["no_such"])


@pytest.mark.unit
def test_values_are_set_at_dotted_paths_and_validated():
    whole = loaded()
    changed = with_values(whole, {"shock.size": 0.0, "settlement.moves.0.days": {"law": "fixed", "mean": 3.0}})
    assert changed.scenario.shock.size == 0.0
    assert changed.scenario.settlement.moves[0].days.mean == 3.0
    assert changed.scenario.settlement.moves[1] == whole.scenario.settlement.moves[1]
    assert whole.scenario.shock.size == 1.0
    assert with_values(whole, {"horizon_days": 90}).scenario.days == 90
    with pytest.raises(ValidationError):
        with_values(whole, {"shock.size": -1.0})
    for path in ("shock.siz", "nothing.at", "settlement.moves.9.days", "settlement.moves.x.days"):
        with pytest.raises(KeyError):
            with_values(whole, {path: 1.0})


@pytest.mark.unit
def test_what_was_changed_is_written_down_as_plain_data_beside_the_words():
    whole = loaded("plan=options_and_frames")
    assert whole.changed == {}
    day = "09-01"
    changed = with_values(whole, {"shock.size": 0.5, "shock.onset": day})
    less = without_measures(without_measures(changed, ["emergency_frames"]), ["supplementary_request"])
    assert less.changed == {
        "shock.size": 0.5, "shock.onset": "09-01", "without_measures": ["emergency_frames", "supplementary_request"],
    }  # fmt: skip
    assert json.loads(json.dumps(less.changed)) == less.changed
    again = without_measures(with_values(loaded(*less.words), {"shock.size": 0.5, "shock.onset": day}),
                             less.changed["without_measures"])  # fmt: skip
    assert again.scenario == less.scenario


@pytest.mark.unit
def test_numbers_stay_whole_and_what_the_shock_sets_gives_way():
    whole = loaded(shock="tired_system")
    path, value = next((path, each) for path, each in whole.scenario.shock.sets.items() if isinstance(each, float))
    assert number_at(whole.scenario, path) == value
    changed = with_values(whole, {path: value / 2.0, "seed": 7.0})
    assert number_at(changed.scenario, path) == value / 2.0
    assert changed.changed == {path: value / 2.0, "seed": 7}
    assert isinstance(changed.changed["seed"], int)
    for wrong in ("casework.priority", "casework.july_capacity_facto", "shock"):
        with pytest.raises(KeyError):
            number_at(changed.scenario, wrong)


@pytest.mark.unit
def test_what_the_shock_sets_in_a_part_that_is_put_whole_gives_way_too():
    whole = loaded(shock="tired_system")
    path = "municipalities.votes_factor"
    part = whole.scenario.municipalities.model_dump()
    assert part["votes_factor"] == whole.scenario.shock.sets[path] == 0.77
    changed = with_values(whole, {"municipalities": {**part, "votes_factor": 0.5}})
    assert number_at(changed.scenario, path) == 0.5
    assert changed.scenario.shock.sets[path] == 0.5
    without = {name: value for name, value in part.items() if name != "votes_factor"}
    with pytest.raises(ValidationError, match="votes_factor"):
        with_values(whole, {"municipalities": without})


@pytest.mark.unit
def test_what_is_written_down_of_a_part_is_dropped_where_the_whole_is_put_after_it():
    once = with_values(loaded(), {"shock.size": 0.5, "settlement.moves.0.days": {"law": "fixed", "mean": 3.0}})
    moves = [each.model_dump() for each in once.scenario.settlement.moves]
    twice = with_values(once, {"settlement.moves": moves})
    assert set(twice.changed) == {"shock.size", "settlement.moves"}
    assert twice.scenario == once.scenario


@pytest.mark.unit
def test_a_value_put_into_a_whole_that_was_put_before_is_written_down_in_it():
    part = loaded().scenario.municipalities.model_dump()
    once = with_values(loaded(), {"municipalities": {**part, "votes_factor": 0.5}, "shock.size": 0.5})
    twice = with_values(once, {"municipalities.votes_factor": 0.6, "seed": 7})
    assert set(twice.changed) == {"municipalities", "shock.size", "seed"}
    assert twice.changed["municipalities"]["votes_factor"] == 0.6
    assert once.changed["municipalities"]["votes_factor"] == 0.5
    kept = json.loads(json.dumps(twice.changed))
    assert with_values(loaded(), kept).scenario == twice.scenario


@pytest.mark.failure
@pytest.mark.parametrize("first", ["municipalities", "municipalities.votes_factor"])
def test_a_value_and_the_part_that_it_lies_in_are_refused_together(first):
    whole = loaded()
    both = {"municipalities": whole.scenario.municipalities.model_dump(), "municipalities.votes_factor": 0.5}
    values = {first: both[first], **both}
    with pytest.raises(BadConfig, match=r"municipalities\.votes_factor.*lies in municipalities, which is put whole"):
        with_values(whole, values)
