"""Loading a sweep: every point is the scenario that `load` gives, and all faults of all points come at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config import compose as composing
from sim.config.faults import BadConfig, Fault
from sim.config.fields import dotted, leaves
from sim.config.load import load
from sim.config.load_sweep import load_sweep
from sim.config.sweep import Point, SweepJob


def word(key: str, value: Any) -> str:
    """Write a value as a word of the command line."""
    if isinstance(value, str) and value.startswith(("[", "{")):
        return f"{key}={value}".replace(chr(34), "")
    return f"{key}='{value}'" if isinstance(value, str) else f"{key}={written(value)}"


def written(value: Any) -> str:
    """Write a number, true, false or null as YAML does."""
    return json.dumps(value)


def alone(point: Point, texts: Sequence[str] = (), folders: Sequence[Path] = ()) -> Any:
    """Return the scenario that a run gets with the values of a point."""
    words = [word(key, value) for key, value in point.values.items()]
    return load("run", [*texts, *words], folders).scenarios[point.shock, point.plan]


def faults(*overrides: str, config_dirs: Sequence[Path] = ()) -> list[str]:
    with pytest.raises(BadConfig) as caught:
        load_sweep(overrides, config_dirs)
    return [str(fault) for fault in caught.value.faults]


def check_points(job: SweepJob, every: int, texts: Sequence[str] = (), folders: Sequence[Path] = ()) -> None:
    """Compare with `load`, whose scenarios are validated as a whole."""
    for point in job.points[::every]:
        expected = alone(point, texts, folders)
        assert point.scenario == expected, point.values
        assert point.scenario.model_fields_set == expected.model_fields_set
        assert point.scenario.model_dump_json() == expected.model_dump_json()


@pytest.mark.unit
def test_words_give_the_product_and_each_point_is_what_a_run_gets() -> None:
    words = [
        "shock=autumn_surge,minors",
        "plan=reactive,do_nothing",
        "plan.reception.buffer_places=range(0,3000,1000)",
    ]
    job = load_sweep([*words, "seed=5", "replications=7", "name=small"])
    assert job.axes == ("shock", "plan", "plan.reception.buffer_places")
    assert [point.number for point in job.points] == list(range(12))
    assert job.points[4].values == {
        "shock": "autumn_surge",
        "plan": "do_nothing",
        "plan.reception.buffer_places": 1000,
    }
    assert (job.points[4].shock, job.points[4].plan) == ("autumn_surge", "do_nothing")
    assert (job.name, job.settings.replications, job.settings.keep[0]) == ("small", 7, "headlines")
    check_points(job, 1, ["seed=5"])


@pytest.mark.unit
@pytest.mark.parametrize(
    "words",
    [
        ["shock=tired_system,drop", "shock.size=0.0,1.0", "municipalities.votes_factor=0.5,0.9"],
        ["shock=tired_system", "horizon_days=100,900", "casework.july_capacity_factor=0.1,0.2"],
        [
            "start=2022-01-01,2024-01-01",
            "shock=replay_2022,minors",
            "start.settlement.requested=100000,120000",
        ],
        ["casework=glob(practice*)", "casework.july_capacity_factor=choice(0.4,1.0)", "seed=1,2"],
        ["shock=minors", "shock.onset=2024-05-01,2030-01-01", "shock.components.0.private_share=0.1,null"],
        ["plan.reception.ladder.0.lead_days={law:fixed,mean:3,p95:null},{law:fixed,mean:4,p95:null}"],
        ["population.groups.individual.private_share=${fact:population.private.individual},0.5"],
        ["shock=tired_system", "shock.size=0.0,2.0", "plan.reception.target_use=0.8,0.9"],
    ],
)
def test_any_value_can_be_swept(words: list[str]) -> None:
    fixed = [text for text in words if "," not in text and "glob" not in text]
    check_points(load_sweep(words), 1, fixed)


def near(value: Any) -> list[Any]:
    """Other values of a key, mostly valid ones."""
    if isinstance(value, bool):
        return [True, False]
    if isinstance(value, int):
        return [value, value + 1]
    return [value, value * 0.99, value * 1.01] if value else [0.0]


@pytest.mark.invariant
@pytest.mark.parametrize("seed", range(3))
def test_random_points_equal_full_validation_and_so_do_their_faults(seed: int) -> None:
    """Keys of all sections, some with a value that is wrong, against `load`, which validates the whole."""
    luck = np.random.default_rng(seed)
    fixed = [("shock=tired_system", "shock=minors")[seed % 2], "plan=options_and_frames"]
    scenario = next(iter(load("run", fixed).scenarios.values()))
    known = [
        (dotted(path), value)
        for path, value in leaves(scenario.model_dump(mode="json"))
        if isinstance(value, int | float)
        and path[:2] not in (("shock", "sets"), ("start", "anchors"), ("start", "places"))
    ]
    for _ in range(4):
        axes = {known[place][0]: near(known[place][1]) for place in luck.choice(len(known), 3, replace=False)}
        if luck.random() < 0.5:
            next(iter(axes.values())).append(luck.choice([-1.0, 1e13]).item())
        block = ", ".join(f"{key}: [{', '.join(map(written, values))}]" for key, values in axes.items())
        said: set[tuple[str, str]] = set()
        expected = []
        for values in product(*axes.values()):
            try:
                job = load("run", [*fixed, *map(word, axes, values)])
            except BadConfig as bad:
                said |= {(fault.path, fault.rule) for fault in bad.faults}
            else:
                expected += job.scenarios.values()
        if said:
            with pytest.raises(BadConfig) as caught:
                load_sweep([*fixed, f"sweep.grid={{{block}}}"])
            assert {(fault.path, fault.rule) for fault in caught.value.faults} == said
        else:
            points = load_sweep([*fixed, f"sweep.grid={{{block}}}"]).points
            assert [point.scenario for point in points] == expected


@pytest.mark.invariant
@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.sampled_from(["minors", "drop", "none"]), min_size=1, max_size=2, unique=True),
    st.lists(st.integers(0, 3000), min_size=1, max_size=4, unique=True),
    st.lists(st.tuples(st.integers(1, 900), st.integers(0, 9)), min_size=1, max_size=3, unique=True),
    st.sampled_from([1, 2, 4]),
)
def test_each_point_of_any_block_has_exactly_its_values(
    shocks: list[str], places: list[int], pairs: list[tuple[int, int]], count: int
) -> None:
    side = f"[{{horizon_days: {[days for days, _ in pairs]}, seed: {[seed for _, seed in pairs]}}}]"
    sample = f"{{method: sobol, points: {count}, keys: {{shock.size: {{low: 0.5, high: 2}}}}}}"
    grid = f"{{shock: [{','.join(shocks)}], plan.reception.buffer_places: {places}}}"
    job = load_sweep([f"sweep={{grid: {grid}, zip: {side}, sample: {sample}}}", "plan=reactive"])
    assert len(job.points) == len(shocks) * len(places) * len(pairs) * count
    assert len({tuple(point.values.values()) for point in job.points}) == len(job.points)
    for number, point in enumerate(job.points):
        scenario, values = point.scenario, point.values
        assert point.number == number
        assert point.shock == scenario.shock.name == values["shock"]
        assert scenario.plan.reception.buffer_places == values["plan.reception.buffer_places"]
        assert (scenario.horizon_days, scenario.seed) == (values["horizon_days"], values["seed"])
        assert scenario.shock.size == values["shock.size"]
    order = [tuple(point.values.values()) for point in job.points]
    again = load_sweep(job.overrides)
    assert [tuple(point.values.values()) for point in again.points] == order


@pytest.mark.unit
def test_each_choice_of_options_is_composed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    composed: list[tuple[str, ...]] = []
    real = composing.compose

    def counting(primary: str, overrides: list[str], **rest: Any) -> Any:
        composed.append(tuple(overrides))
        return real(primary, overrides=overrides, **rest)

    monkeypatch.setattr(composing, "compose", counting)
    composing._composed.cache_clear()
    job = load_sweep(["plan=reactive,do_nothing", "shock=minors,none,double", "seed=range(0,20)"])
    assert len(job.points) == 120
    assert len(composed) == len(set(composed)) == 1 + 3 + 1  # ours, each shock, the other plan


@pytest.mark.unit
def test_a_users_sweep_file_and_values_that_only_the_sweep_gives(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "mine.yaml").write_text(
        "defaults: [reactive, _self_]\nname: mine\nreception: {buffer_places: '???', "
        "buffer_care_places: '${plan.reception.buffer_minors_places}'}\n",
        encoding="utf-8",
    )
    (tmp_path / "sweep.yaml").write_text(
        "defaults: [run.yaml, override plan: mine, _self_]\nname: mine\nsweep:\n  grid:\n    start: [2024-01-01]\n"
        "    plan.reception.buffer_places: [10, '${fact:plan.arrival_stay_days}']\n"
        "    plan.reception.buffer_minors_places: [1, 2]\n  zip: null\n",
        encoding="utf-8",
    )
    job = load_sweep(["precision.cap=40"], [tmp_path])
    assert (job.name, job.settings.precision.cap, job.settings.executor.kind) == ("mine", 40, "process")
    assert len(job.points) == 4
    check_points(job, 1, ["plan=mine"], [tmp_path])
    assert [point.scenario.plan.reception.buffer_care_places for point in job.points] == [1, 2, 1, 2]


@pytest.mark.unit
def test_lists_and_mappings_are_shown_as_json() -> None:
    job = load_sweep(["plan.casework.priority=ordinary,quick_refusals_first", "plan.casework.ladder=[]"])
    assert [point.values for point in job.points] == [
        {"plan.casework.priority": "ordinary"},
        {"plan.casework.priority": "quick_refusals_first"},
    ]
    points = "shock.components.0.points=[[0,100],[4,100]],[[0,200],[4,200]]"
    job = load_sweep(["shock=minors", points])
    assert job.points[1].values == {"shock.components.0.points": "[[0, 200], [4, 200]]"}
    assert job.points[1].scenario.shock.components[0].points == [(0.0, 200.0), (4.0, 200.0)]


@pytest.mark.unit
def test_the_facts_behind_values_that_are_not_swept_are_known() -> None:
    key = "population.groups.individual.private_share"
    job = load_sweep(["plan=reactive,options_and_frames", f"{key}=0.1,0.2"])
    assert key not in job.facts
    assert "population.groups.collective.private_share" in job.facts
    assert job.facts["plan=reactive.reception.arrival_stay_days"] == "plan.arrival_stay_days"


@pytest.mark.unit
def test_a_shock_outside_the_days_is_warned_of() -> None:
    job = load_sweep(["shock=minors", "horizon_days=30,1000"])
    assert len(job.warnings) == 1
    assert "after the last day" in job.warnings[0]


@pytest.mark.unit
def test_a_key_given_twice_is_warned_of() -> None:
    key = "plan.reception.buffer_places"
    job = load_sweep(["plan=reactive,do_nothing", "replications=2", f"{key}=1", "replications=3", f"{key}=700"])
    assert job.warnings == (
        "replications is given twice: 3 counts, 2 does not",
        f"{key} is given twice: 700 counts, 1 does not",
    )


@pytest.mark.failure
def test_unknown_keys_and_options_are_told_with_the_nearest_and_the_points() -> None:
    assert faults("shock=minors,mnors", "plan.reception.bufer_places=1,2", "recption.x=1,2", "foo=1") == [
        "foo = 1: unknown key 'foo' (points 0, 1, 2 and 1 more)",
        "plan.reception.bufer_places: unknown key 'bufer_places' "
        "(points 0, 1, 2 and 1 more; nearest: buffer_places, buffer_care_places, buffer_minors_places)",
        "recption.x: unknown key 'recption' (points 0, 1, 2 and 1 more; nearest: reception, precision, replications)",
        "shock = 'mnors': there is no such option in group shock (points 4, 5, 6 and 1 more; nearest: minors)",
    ]


@pytest.mark.failure
def test_wrong_values_are_told_once_with_the_points_they_concern() -> None:
    assert faults("plan.reception.buffer_places='5',-1,-2,-3,-4,1e15,3", "seed=1,-1", "audit=2") == [
        "audit = 2: must be true or false, unable to interpret input",
        "plan.reception.buffer_places = '5': must be a whole number, not text (points 0, 1)",
        "seed = -1: must be greater than or equal to 0 (points 1, 3, 5 and 4 more)",
        "plan.reception.buffer_places: must be greater than or equal to 0 (values -1, -2, -3 and 1 more; "
        "points 2, 3, 4 and 5 more)",
        "plan.reception.buffer_places = 1000000000000000: must be at most 1e+12 either way (points 10, 11)",
    ]


@pytest.mark.failure
def test_faults_across_groups_are_told_of_each_point() -> None:
    told = faults(
        "horizon_days=100,400",
        "start.date=1990-01-01,2024-01-01",
        "reception.hosts.arrival_municipality='0301','9999'",
    )
    assert any(
        line.startswith("start.date = '1990-01-01': must lie in the years 2000 to 2100 (points 0")
        for line in told
    )
    assert any("9999" in line and "there is no municipality of that number" in line for line in told)


@pytest.mark.failure
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "sweep: is empty"),
        (["seed=1,1"], "points are the same: 0 and 1 (seed=1)"),
        (["seed=shuffle(1,2)"], "a shuffled sweep would have other points each time"),
        (["seed=interval(0,1)"], "an interval holds no single values"),
        (["~seed=1,2"], "a key cannot be taken out by turns"),
        (["+plan=reactive,do_nothing"], "this group is already in the scenario"),
        (["plan=glob(zz*)"], "fits no option of that group"),
        (["plan.name=glob(*)"], "glob chooses options of a group"),
        (["seed=range(0,10,0)"], "the step of a range must not be 0"),
        (["seed=range(5,1)"], "holds no value"),
        (["seed=range(0,2000)", "horizon_days=range(1,2000)"], "would have 3,998,000 points"),
        (["seed=range(0,100001)"], "seed=range(0,100001): holds 100,001 values; a sweep takes at most 100,000 points"),
        (["seed=range(0,1e12)"], "holds 1,000,000,000,000 values; a sweep takes at most 100,000 points"),
        (["seed=range(0,inf)"], "holds values without end; a sweep takes at most 100,000 points"),
        (["seed=range(9,-1e9,-1)"], "holds 1,000,000,009 values"),
        (["replications=1,2"], "replications is a setting of the whole sweep"),
        (["executor.kind=serial,dask"], "executor is a setting of the whole sweep"),
        (["households=true", "seed=1,2"], "households = True: households is a setting of beredt run and"),
        (["plan=reactive", "sweep.grid.plan=[do_nothing]"], "plan is chosen as well: plan=reactive"),
        (["seed=3", "seed=1,2"], "seed is set as well: seed=3"),
        (["seed=1,2", "sweep.grid.seed=[1]"], "seed is swept already, by seed=1,2"),
        (["shock.sets={a:1},{a:2}"], "what a shock sets cannot be swept"),
        (["start=from_run", "start.path=a,b"], "the past of a run cannot be swept"),
        (["start=from_run", "start.path=x", "start.day=2024-01-01,2024-01-02"], "the past of a run cannot be swept"),
        (["plan._target_=1,2"], "this key is refused"),
        (["sweep.grid={a._target_: [1]}"], "this key is refused"),
        (["plan={_target_:os.system},reactive"], "this key is refused"),
        (["plan.reception.target_use='${fact:no.such}',0.5"], "no fact 'no.such'"),
        (["sweep.grd=1"], "unknown key 'grd' (nearest: grid)"),
        (
            ["sweep.sample={method: sobol, points: 5, keys: {seed: {low: 0, high: 9}}}"],
            "points 4 or 8, not 5",
        ),
        (["seed=1,2", "keep=[weekly,weekly]"], "keep: weekly stands more than once"),
        (["seed=1,2", "executor.kind=cloud"], "must be 'serial', 'process' or 'dask'"),
        (["seed=1,2", "replications=many"], "replications"),
        (["start@x=1,2"], "packages (@) are not taken here"),
        (["plan/x=1,2"], "there is no such group"),
    ],
)
def test_what_makes_no_sweep_is_refused(words: list[str], said: str) -> None:
    told = faults(*words)
    assert sum(said in line for line in told) == 1, told


@pytest.mark.failure
def test_the_ranges_of_a_sample_are_checked_against_the_keys() -> None:
    keys = {
        "plan.reception.buffer_places": "{low: -5, high: 10}",
        "plan.reception.target_use": "{low: 0.5, high: 3}",
        "shock": "{low: 1, high: 2}",
        "audit": "{low: 0, high: 1}",
    }
    text = ", ".join(f"{key}: {spread}" for key, spread in keys.items())
    head = "sweep.sample.keys"
    assert faults(f"sweep.sample={{method: sobol, points: 8, keys: {{{text}}}}}") == [
        f"{head}.plan.reception.buffer_places: plan.reception.buffer_places takes whole numbers only (add whole: true)",
        f"{head}.plan.reception.buffer_places.low = -5: "
        "plan.reception.buffer_places must be greater than or equal to 0",
        f"{head}.plan.reception.target_use.high = 3: plan.reception.target_use must be less than or equal to 1.0",
        f"{head}.shock: shock takes names, not numbers (write choices: [...])",
        f"{head}.audit: audit takes no numbers (write choices: [...])",
    ]


@pytest.mark.failure
def test_a_key_that_the_shock_itself_sets_before_the_user_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shock").mkdir()
    sets = "sets: {start.settlement.voted: 5, population.trailing_days: 30}\n"
    text = f"defaults: [minors, _self_]\nname: own\n{sets}"
    (tmp_path / "shock" / "own.yaml").write_text(text, encoding="utf-8")
    told = faults("shock=own", "start.settlement.voted=1,2", config_dirs=[tmp_path])
    assert told == ["start.settlement.voted=1,2: the shock itself sets start.settlement.voted, after all"]
    words = ["shock=own", "population.trailing_days=10,20", "shock.size=0.0,1.0"]
    check_points(load_sweep(words, [tmp_path]), 1, words[:1], [tmp_path])


@pytest.mark.failure
def test_faults_of_plain_changes_are_told_beside_those_of_the_design() -> None:
    told = faults(
        "seed=1,1", "sweep.zip=[{a.b: [1], c.d: [1,2]}]", "casework.july_capacity_factor=-1", "replications=0"
    )
    assert [line.split(" ")[0] for line in told] == [
        "replications",
        "sweep.zip.0:",
        "casework.july_capacity_factor",
    ]


@pytest.mark.failure
def test_early_faults_and_those_of_the_settings_come_with_the_others() -> None:
    early = [Fault("--config-dir", "x", "is told first")]
    with pytest.raises(BadConfig) as caught:
        load_sweep(
            ["seed=-1,2"], early=early, also=lambda settings: [Fault("out", settings.out, "is told as well")]
        )
    assert [fault.path for fault in caught.value.faults] == ["--config-dir", "out", "seed"]
    with pytest.raises(BadConfig) as caught:
        load_sweep(["seed=-1,2"], ["/no/such/folder"], early=early)
    assert [fault.path for fault in caught.value.faults] == ["--config-dir", "--config-dir"]


@pytest.mark.failure
def test_a_place_in_a_list_that_is_not_there_is_told() -> None:
    assert faults("casework.tracks.30.appeal_share=0.1,0.2") == [
        "casework.tracks.30.appeal_share: unknown key '30' (casework.tracks holds 5 entries, counted from 0)"
    ]


@pytest.mark.failure
@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("", ("must begin with defaults: [run, _self_]",)),
        ("defaults: [_self_]", ("must begin with defaults: [run, _self_]",)),
        ("defaults: [runn, _self_]", ("must begin with defaults", "= 'runn': there is no such file (nearest: run")),
        ("defaults: [run, mine, _self_]", ("= 'mine': there is no such file",)),
    ],
)
def test_a_sweep_file_that_does_not_build_on_run_is_told_with_its_name(tmp_path, first, said):
    file = tmp_path / "sweep.yaml"
    file.write_text(f"{first}\nname: own\nsweep: {{grid: {{plan: [reactive, do_nothing]}}}}\n")
    with pytest.raises(BadConfig) as told:
        load_sweep([], [tmp_path])
    assert len(told.value.faults) == len(said)
    for fault, part in zip(told.value.faults, said, strict=True):
        assert str(fault).startswith(str(file))
        assert part in str(fault)


@pytest.mark.failure
def test_a_scheduler_without_dask_is_refused():
    words = ["plan=reactive,do_nothing", "executor.scheduler=tcp://127.0.0.1:8786"]
    with pytest.raises(BadConfig, match=r"executor\.scheduler = 'tcp://127\.0\.0\.1:8786': a scheduler needs executor"):
        load_sweep(words)
    assert load_sweep([*words, "executor.kind=dask"]).settings.executor.scheduler is not None


@pytest.mark.failure
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["seed=range(10,0,5)"], ["seed=range(10,0,5): holds no value"]),
        (["seed=1,2", "keep=[]"], ["keep: must name what is kept of each run, such as [headlines,breaks]"]),
        (
            ["seed=1,2", "name=../../x"],
            ["name = '../../x': must be made of small letters, digits, - and _ and begin with a letter or digit"],
        ),
    ],
)
def test_one_mistake_is_one_fault_in_plain_words(words, said):
    with pytest.raises(BadConfig) as told:
        load_sweep(words)
    assert [str(fault) for fault in told.value.faults] == said


@pytest.mark.unit
def test_a_swept_seed_is_warned_of():
    assert "seed is swept: each seed is a point" in load_sweep(["seed=1,2", "shock=none"]).warnings[0]
    assert load_sweep(["plan=reactive,do_nothing", "shock=none"]).warnings == ()
