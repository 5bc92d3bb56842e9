import pytest

from sim.studies.changed import Change, changed


@pytest.mark.unit
def test_changes_of_values_are_told_by_what_they_change():
    words = ["shock=drop", "shock.size=3", "plan.reception.buffer_places=0", "start.voted=9", "replications=4", "out=x"]
    found = changed([*words, "casework.july_capacity_factor=0.5", "regime=agreement_2016", "seed=3"], "drop", "mine")
    assert found == {
        "start": (Change("voted=9"),),
        "shock": (Change("size=3", "factor"),),
        "plan": (Change("reception.buffer_places=0", "places"),),
        "world": (Change("casework.july_capacity_factor=0.5", "factor"), Change("regime=agreement_2016")),
    }


@pytest.mark.unit
@pytest.mark.parametrize(
    ("word", "unit", "takes"),
    [
        ("reception.permit_exemption_factor=0.5", "share 0-1", ""),
        ("targets.yardsticks.large_change_places=9", "persons", ""),
        ("shock.onset='2025-09-01'", "", "day"),
        ("start.date=2025-09-01", "", "day"),
        ("plan.name=2026-02-30", "", "text"),
        ("plan.says='a plan'", "", "text"),
        ("prices.keys.ordinary_place.payer=state_UDI", "", "code"),
        ("reception.private.amot_price=my_price", "", "name"),
        ("start.no_such_thing=2025-09-01", "", ""),
    ],
)
def test_the_schema_says_what_a_changed_value_is(word, unit, takes):
    (change,) = (each for kind in changed([word], "drop", "x").values() for each in kind)
    assert (change.unit, change.takes) == (unit, takes)


@pytest.mark.unit
def test_a_key_of_one_plan_or_shock_holds_for_it_only_and_the_last_value_holds():
    words = ["plans.reactive.a.b=1", "plan.a.b=2", "plan.a.b=3", "+shocks.drop.size=0", "~plan.c", "plans=[x,reactive]"]
    assert _texts(words, "drop", "reactive", "plan") == ["a.b=1", "~c"]
    assert _texts(words, "drop", "x", "plan") == ["a.b=3", "~c"]
    assert _texts(words, "drop", "x", "shock") == ["size=0"]
    assert _texts(words, "surge", "x", "shock") == []


def _texts(words, shock, plan, kind):
    return [each.text for each in changed(words, shock, plan)[kind]]


@pytest.mark.unit
def test_what_is_told_in_its_own_sentence_is_not_told_twice():
    words = ["start.file=today.csv", "start.path=past", "start.day=2024-08-01", "horizon_days=90"]
    assert not any(changed(words, "drop", "x").values())
