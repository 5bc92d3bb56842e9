import pytest

from sim.config.load import load
from sim.studies.moved import Moved, moved
from sim.web.uploads import plan_text


def _moved(*words, dirs=(), plans="[agreement_2018,options_and_frames]"):
    return dict(moved(load("compare", [f"plans={plans}", "horizon_days=200", *words], dirs)))


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


def _plan(name):
    return load("run", [f"plan={name}"]).scenarios["autumn_surge", name].plan


def _with_ladder(folder, plan, ladder):
    """Tell what is moved in a copy of a plan whose reception has these measures."""
    reception = plan.reception.model_copy(update={"ladder": tuple(ladder)})
    mine = plan.model_copy(update={"name": f"{plan.name}_own", "reception": reception})
    (folder / "plan").mkdir()
    (folder / "plan" / f"{mine.name}.yaml").write_text(plan_text(mine), encoding="utf-8")
    return _moved(dirs=[folder], plans=f"[do_nothing,{mine.name}]")["autumn_surge", mine.name]


@pytest.mark.unit
def test_a_measure_that_is_taken_out_moves_no_lever_of_those_behind_it(tmp_path):
    plan = _plan("agreement_2018")
    first, *others = plan.reception.ladder
    assert _with_ladder(tmp_path, plan, others) == Moved("agreement_2018", removed=[first.measure])


@pytest.mark.unit
def test_a_measure_that_is_put_in_is_told_and_a_lever_behind_it_of_its_own_measure(tmp_path):
    plan = _plan("agreement_2018")
    first, second, *others = plan.reception.ladder
    extra = (
        _plan("options_and_frames")
        .reception.ladder[0]
        .model_copy(update={"measure": "more_places", "lever": "unit_price_places"})
    )
    wider = second.model_copy(update={"max_places": 12345})
    found = _with_ladder(tmp_path, plan, [extra, first, wider, *others])
    assert (found.added, found.removed, found.reordered) == (["more_places"], [], [])
    assert [(each["path"], each["measure"], each["before"], each["after"]) for each in found.values] == [
        (["reception", "ladder", "2", "max_places"], second.measure, second.max_places, 12345)
    ]


@pytest.mark.unit
def test_measures_in_another_order_move_no_lever_and_as_few_are_told_as_stand_elsewhere(tmp_path):
    plan = _plan("agreement_2018")
    first, second, third, *others = plan.reception.ladder
    found = _with_ladder(tmp_path, plan, [second, *others[:2], third, *others[2:], first])
    last = others[-1].measure
    told = [{"measure": third.measure, "after": others[1].measure}, {"measure": first.measure, "after": last}]
    assert found == Moved("agreement_2018", reordered=told)


@pytest.mark.unit
def test_of_a_ladder_without_measures_those_of_the_other_are_told_by_name():
    plan = "options_and_frames"
    names = [each.measure for each in _plan(plan).reception.ladder]
    found = _moved(f"plans.{plan}.reception.ladder=[]")["autumn_surge", plan]
    assert found == Moved(plan, removed=names)


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
