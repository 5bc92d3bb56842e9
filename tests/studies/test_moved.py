import pytest

from sim.config.load import load
from sim.studies.moved import moved
from sim.web.uploads import plan_text

PLANS = "plans=[agreement_2018,options_and_frames]"


def _moved(*words, dirs=()):
    return dict(moved(load("compare", [PLANS, "horizon_days=200", *words], dirs)))


@pytest.mark.unit
def test_a_lever_is_told_with_where_it_stood_and_the_measure_that_it_is_of():
    found = _moved("plans.options_and_frames.reception.buffer_places=3000",
                   "plans.options_and_frames.reception.ladder.0.max_places=5000")  # fmt: skip
    assert set(found) == {("autumn_surge", "options_and_frames")}
    told = found["autumn_surge", "options_and_frames"]
    assert told.plan == "options_and_frames"
    assert told.values == [
        {"path": ["reception", "buffer_places"], "measure": "", "before": 1500, "after": 3000, "unit": "places"},
        {
            "path": ["reception", "ladder", "0", "max_places"], "measure": "unit_price_places", "before": 4000,
            "after": 5000, "unit": "",
        },
    ]  # fmt: skip


@pytest.mark.unit
def test_a_change_of_every_plan_is_told_of_those_that_it_changes_and_of_the_world_none():
    found = _moved("plan.reception.buffer_places=1500", "shock.size=0.5", "casework.july_capacity_factor=0.5")
    assert set(found) == {("autumn_surge", "agreement_2018")}, "the other plan has as many already"
    assert _moved("shock.size=0.5") == {}


@pytest.mark.unit
def test_a_copy_of_a_plan_is_held_against_the_plan_that_it_is_named_by(tmp_path):
    plan = load("run", ["plan=agreement_2018"]).scenarios["autumn_surge", "agreement_2018"].plan
    mine = plan.model_copy(
        update={"name": "agreement_2018_own", "reception": plan.reception.model_copy(update={"buffer_places": 700})}
    )
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "agreement_2018_own.yaml").write_text(plan_text(mine), encoding="utf-8")
    words = ["plans=[do_nothing,agreement_2018_own]", "horizon_days=200"]
    found = dict(moved(load("compare", words, [tmp_path])))
    told = found["autumn_surge", "agreement_2018_own"]
    assert told.plan == "agreement_2018"
    assert [(each["path"], each["after"]) for each in told.values] == [(["reception", "buffer_places"], 700)]


@pytest.mark.failure
def test_of_a_plan_that_is_valid_only_as_changed_nothing_is_told(tmp_path):
    text = plan_text(load("run", ["plan=do_nothing"]).scenarios["autumn_surge", "do_nothing"].plan)
    (tmp_path / "plan").mkdir()
    broken = text.replace("do_nothing", "mine").replace("target_use: ", "target_use: 4")
    assert broken != text
    (tmp_path / "plan" / "mine.yaml").write_text(broken, encoding="utf-8")
    words = ["plans=[mine]", "horizon_days=200", "plans.mine.reception.target_use=0.9"]
    assert dict(moved(load("compare", words, [tmp_path]))) == {}
