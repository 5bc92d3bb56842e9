import pytest

from sim.studies.changed import changed


@pytest.mark.unit
def test_changes_of_values_are_told_by_what_they_change():
    words = ["shock=drop", "shock.size=3", "plan.reception.buffer_places=0", "start.voted=9", "replications=4", "out=x"]
    found = changed([*words, "casework.july_capacity_factor=0.5", "regime=agreement_2016", "seed=3"], "drop", "mine")
    assert found == {
        "start": ("voted=9",),
        "shock": ("size=3",),
        "plan": ("reception.buffer_places=0",),
        "world": ("casework.july_capacity_factor=0.5", "regime=agreement_2016"),
    }


@pytest.mark.unit
def test_a_key_of_one_plan_or_shock_holds_for_it_only_and_the_last_value_holds():
    words = ["plans.reactive.a.b=1", "plan.a.b=2", "plan.a.b=3", "+shocks.drop.size=0", "~plan.c", "plans=[x,reactive]"]
    assert changed(words, "drop", "reactive")["plan"] == ("a.b=1", "~c")
    assert changed(words, "drop", "x")["plan"] == ("a.b=3", "~c")
    assert changed(words, "drop", "x")["shock"] == ("size=0",)
    assert changed(words, "surge", "x")["shock"] == ()


@pytest.mark.unit
def test_what_is_told_in_its_own_sentence_is_not_told_twice():
    words = ["start.file=today.csv", "start.path=past", "start.day=2024-08-01", "horizon_days=90"]
    assert not any(changed(words, "drop", "x").values())
