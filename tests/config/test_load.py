"""Loading on Beredt's own configuration: defaults, changes, shocks that set the world, all faults at once."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from sim.config.compose import Sources
from sim.config.faults import BadConfig
from sim.config.fields import dotted, leaves
from sim.config.job import CompareSettings, Verb
from sim.config.load import load
from sim.config.load_sweep import load_sweep
from sim.data import facts

DEFAULT_PLANS = ("do_nothing", "agreement_2018", "options_and_frames")


def faults(verb: Verb, *overrides: str, config_dirs: tuple[Path, ...] = ()) -> list[str]:
    with pytest.raises(BadConfig) as caught:
        load(verb, overrides, config_dirs)
    return [str(fault) for fault in caught.value.faults]


def mine(folder: Path, plan: str, text: str = "") -> Path:
    """Write a user's plan that builds on one of ours."""
    file = folder / "plan" / f"{plan}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"defaults: [options_and_frames, _self_]\nname: {plan}\n{text}", encoding="utf-8")
    return folder


@pytest.mark.unit
def test_the_default_comparison_is_the_main_job() -> None:
    job = load("compare")
    assert (job.shocks, job.plans, job.runs) == (("autumn_surge",), DEFAULT_PLANS, 90)
    assert isinstance(job.settings, CompareSettings)
    scenario = job.scenarios["autumn_surge", "do_nothing"]
    assert scenario.start.date == dt.date(2024, 1, 1)
    assert scenario.onset == dt.date(2024, 8, 1)
    last = scenario.start.date + dt.timedelta(days=scenario.days - 1)
    assert last in (dt.date(2027, 7, 31), dt.date(2027, 8, 1))


@pytest.mark.unit
def test_every_option_of_every_group_composes_and_validates() -> None:
    """A default comparison of all plans under all shocks, and each other option by itself."""
    options = {group: list(Sources.of().options(group)) for group in Sources.of().groups}
    shocks, plans = options.pop("shock"), options.pop("plan")
    options["start"].remove("from_run")  # needs a saved run: tests/runs/test_branch.py
    options["parameters"].remove("posterior")  # needs a table of draws: tests/config/test_parameters.py
    job = load("compare", [f"shocks=[{','.join(shocks)}]", f"plans=[{','.join(plans)}]"])
    assert {(scenario.shock.name, scenario.plan.name) for scenario in job.scenarios.values()} == set(
        job.scenarios
    )
    for group, names in options.items():
        for name in names:
            scenario = load("run", [f"{group}={name}"]).scenarios["autumn_surge", "agreement_2018"]
            assert getattr(getattr(scenario, group), "name", name) == name


@pytest.mark.unit
def test_changes_reach_the_scenario_and_the_settings() -> None:
    changes = [
        "seed=4",
        "replications=2",
        "horizon_days=90",
        "shock.size=1.5",
        "plan.reception.buffer_places=77",
    ]
    job = load("run", ["shock=minors", *changes, "workers=2", "out=somewhere"])
    scenario = job.scenarios["minors", "agreement_2018"]
    assert (scenario.seed, scenario.days, scenario.shock.size) == (4, 90, 1.5)
    assert scenario.plan.reception.buffer_places == 77
    assert (job.settings.replications, job.settings.workers, job.settings.out) == (2, 2, "somewhere")


@pytest.mark.unit
def test_in_compare_a_change_reaches_all_plans_or_one() -> None:
    changes = ["plan.reception.target_use=0.8", "plans.do_nothing.reception.target_use=0.7"]
    job = load(
        "compare",
        ["plans=[do_nothing,agreement_2018]", "shocks=[none,drop]", *changes, "shocks.drop.size=0.5"],
    )
    used = {pair: scenario.plan.reception.target_use for pair, scenario in job.scenarios.items()}
    sizes = {pair: scenario.shock.size for pair, scenario in job.scenarios.items()}
    assert used == {
        ("none", "do_nothing"): 0.7,
        ("none", "agreement_2018"): 0.8,
        ("drop", "do_nothing"): 0.7,
        ("drop", "agreement_2018"): 0.8,
    }
    assert {pair[0]: size for pair, size in sizes.items()} == {
        "none": sizes["none", "do_nothing"],
        "drop": 0.5,
    }


@pytest.mark.unit
def test_a_shock_brings_its_own_start_unless_one_is_chosen() -> None:
    job = load("compare", ["shocks=[autumn_surge,drop]", "plans=[do_nothing]"])
    assert job.scenarios["autumn_surge", "do_nothing"].start.name == "2024-01-01"
    assert job.scenarios["drop", "do_nothing"].start.name == "full_house"
    chosen = load("run", ["shock=drop", "start=2024-01-01"])
    assert chosen.scenarios["drop", "agreement_2018"].start.name == "2024-01-01"


@pytest.mark.unit
def test_what_a_shock_sets_yields_to_the_user(tmp_path: Path) -> None:
    file = tmp_path / "shock" / "reluctant.yaml"
    file.parent.mkdir()
    sets = "sets: {municipalities.dwellings.none: 1}\n"
    file.write_text("defaults: [minors, _self_]\nname: reluctant\n" + sets, encoding="utf-8")
    assert any(
        "shock.sets.municipalities.dwellings.none" in line
        for line in faults("run", "shock=reluctant", config_dirs=(tmp_path,))
    )
    sets = "sets: {population.weekly_spread: 0.5, population.trailing_days: 30}\n"
    file.write_text("defaults: [minors, _self_]\nname: reluctant\n" + sets, encoding="utf-8")
    job = load("run", ["shock=reluctant", "population.weekly_spread=0.25"], [tmp_path])
    scenario = job.scenarios["reluctant", "agreement_2018"]
    assert (scenario.population.weekly_spread, scenario.population.trailing_days) == (0.25, 30)


@pytest.mark.unit
def test_a_users_plan_builds_on_ours(tmp_path: Path) -> None:
    folder = mine(tmp_path, "small", "reception: {buffer_places: 77}\n")
    job = load("compare", ["plans=[options_and_frames,small]"], [folder])
    ours, theirs = (job.scenarios["autumn_surge", name].plan for name in job.plans)
    assert theirs.reception.buffer_places == 77
    assert theirs.reception.ladder == ours.reception.ladder


@pytest.mark.unit
def test_the_facts_behind_the_values_are_known() -> None:
    job = load("run")
    assert len(job.facts) > 100
    assert set(job.facts.values()) <= set(facts())
    some = "population.groups.individual.private_share"
    assert job.facts[some] == "population.private.individual"
    assert load("run", [f"{some}=0.5"]).facts.get(some) is None


@pytest.mark.unit
def test_equal_commands_give_equal_scenarios() -> None:
    assert load("run", ["seed=3"]).scenarios == load("run", ["seed=3"]).scenarios
    assert load("run", ["seed=3"]).scenarios != load("run", ["seed=4"]).scenarios


@pytest.mark.failure
def test_all_faults_come_at_once_over_all_plans_and_shocks(tmp_path: Path) -> None:
    folder = mine(tmp_path, "odd", "recption: {buffer_places: 1}\n")
    found = faults(
        "compare",
        "plans=[do_nothing,odd,do_noting]",
        "shocks=[drop,mass_fligt]",
        "plan.reception.target_use=7",
        "plans.do_nothing.reception.buffer_places=-4",
        "plans.nobody.reception.buffer_places=4",
        "shocks.drop.size=abc",
        "population.season=[1,2]",
        "populaton.season=1",
        "seed=-1",
        "replications=0",
        "a=b=c",
        config_dirs=(folder,),
    )
    text = "\n".join(found)
    for said in (
        "plans = 'do_noting': there is no such option in group plan (nearest: do_nothing",
        "shocks = 'mass_fligt': there is no such option in group shock (nearest: mass_flight",
        "plans.odd.recption = {'buffer_places': 1}: unknown key 'recption' (nearest: reception",
        "plan.reception.target_use = 7: must be less than or equal to 1",
        "plans.do_nothing.reception.buffer_places = -4: must be greater than or equal to 0",
        "plans.nobody.reception.buffer_places=4: 'nobody' is not among the plans",
        "shocks.drop.size = 'abc': must be a number, not text",
        "population.season = [1, 2]: must have at least 12 items",
        "populaton.season = 1: unknown key 'populaton' (nearest: population",
        "seed = -1: must be greater than or equal to 0",
        "replications = 0: must be greater than or equal to 1",
        "a=b=c: is not an override in Hydra's grammar",
    ):
        assert said in text
    assert len(found) == 12


ODD_LADDER = """\
reception:
  target_use: lots
  ladder:
    - {measure: emergency_frames, decided_by: Storting, when: {signal: nosuch, above: 0.9}, order: {amount: gap},
       lead_days: {law: fixed, mean: 3}, price: gold}
    - {measure: frobnicate, decided_by: UDI, when: {signal: reception_use, above: -2, for_days: -7},
       order: {amount: some, at_most: many}, lead_days: {law: fixed, mean: -3}, reverse: {after_days: 30}}
    - {measure: unit_price_places, decided_by: UDI, when: {signal: reception_use, above: 0.9}, order: {amount: 70},
       max_places: 50, lead_days: {law: lognormal, mean: 3}, reverse: {never: no}}
"""


@pytest.mark.failure
def test_faults_of_types_and_ranges_hide_none_of_meaning(tmp_path: Path) -> None:
    folder = mine(tmp_path, "odd", ODD_LADDER)
    group = "population.groups.individual"
    changes = [f"{group}.household_size=[0.5,0.2]", f"{group}.private_share=-0.2", "start.date=1890-01-01"]
    found = faults("run", "plan=odd", *changes, config_dirs=(folder,))
    ladder = "plan.reception.ladder"
    for said in (
        f"{group}.private_share = -0.2: must be greater than or equal to 0",
        f"{group}: household_size must sum to 1, sums to 0.7",
        "start.date = '1890-01-01': must lie in the years 2000 to 2100",
        "plan.reception.target_use = 'lots': must be a number, not text",
        f"{ladder}.0.when.signal = 'nosuch': there is no such signal",
        f"{ladder}.0.decided_by = 'Storting': emergency_frames is decided by UDI",
        f"{ladder}.0.price = 'gold': there is no such price key",
        f"{ladder}.0.reverse: measure emergency_frames must say how it is undone",
        f"{ladder}.1.measure = 'frobnicate': there is no such lever",
        f"{ladder}.1.when.for_days = -7: must be greater than or equal to 0",
        f"{ladder}.1.order.amount = 'some'",
        f"{ladder}.1.order.at_most = 'many': must be a whole number, not text",
        f"{ladder}.1.lead_days.mean = -3: must be greater than or equal to 0",
        f"{ladder}.2.order.amount = 70: must not be above the limit of 50",
        f"{ladder}.2.lead_days: a lognormal law needs exactly ['cv', 'mean'], got ['mean']",
        f"{ladder}.2.reverse.never = False: must be text",
    ):
        assert [line for line in found if line.startswith(said)], said
    assert len({line.split(" = ")[0].split(": ")[0] for line in found}) == 16


@pytest.mark.invariant
def test_two_faults_are_told_as_each_is_alone() -> None:
    scenario = load("run").scenarios["autumn_surge", "agreement_2018"]
    values = scenario.plan.model_dump(mode="json", exclude_unset=True)
    named = ("decided_by", "price", "signal")
    keys = [
        f"plan.{dotted(path)}" for path, value in leaves(values) if path[-1] in named or isinstance(value, float | int)
    ]
    chance = random.Random(5)
    for _ in range(5):
        one, other = (f"{key}={chance.choice(['zzz', '[3]'])}" for key in chance.sample(keys, 2))
        assert set(faults("run", one, other)) == {*faults("run", one), *faults("run", other)}


@pytest.mark.failure
def test_a_file_that_cannot_be_used_hides_no_other_fault(tmp_path: Path) -> None:
    folder = mine(tmp_path, "broken", "a: [1,\n")
    changes = ["seed=-1", "shock.size=abc", "plan.reception.target_use=lots", "replications=0"]
    found = faults("run", "plan=broken", "start=2022-01-01", *changes, config_dirs=(folder,))
    assert sum("broken.yaml line 4: this is not YAML" in line for line in found) == 1
    assert {line.split(" = ")[0] for line in found if " = " in line} == {"seed", "shock.size", "replications"}
    assert len(found) == 4  # what is changed in a plan that cannot be read is not looked at


@pytest.mark.failure
def test_missing_keys_of_a_plan_hide_none_of_its_measures(tmp_path: Path) -> None:
    file = tmp_path / "plan" / "bare.yaml"
    file.parent.mkdir()
    measure = "{measure: densification, decided_by: IMDi, when: {always: true}, order: {amount: gap}}"
    file.write_text(f"name: bare\nreception: {{ladder: [{measure}]}}\n", encoding="utf-8")
    found = faults("run", "plan=bare", config_dirs=(tmp_path,))
    missing = [line for line in found if line.endswith(": a value must be given here")]
    assert len(missing) == 12
    assert sorted(set(found) - set(missing)) == [
        "plan.reception.ladder.0.decided_by = 'IMDi': densification is decided by UDI",
        "plan.reception.ladder.0.reverse: measure densification must say how it is undone "
        "({when: ..., dialogue_days: n}, {after_days: n} or {never: the reason})",
    ]


@pytest.mark.failure
@pytest.mark.parametrize(
    "change",
    [
        "plan.reception.ladder.0.order.amount=lots",  # its limit is not told against what stands in its place
        "plan.reception.ladder.0.lead_days.law=odd",
        "plan.reception.ladder.0.when=7",
        "plan.reception.ladder=7",
        "population.groups.individual.head_age_share=7",
    ],
)
def test_what_rests_on_a_faulty_value_is_not_told(change: str) -> None:
    found = faults("run", change)
    assert {line.split(" = ")[0].split(": ")[0] for line in found} == {change.split("=")[0]}


@pytest.mark.failure
@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("start.date=1890-01-01", "start.date"),
        ("start.date=9999-12-30", "start.date"),
        ("shock.onset=2010-01-01", "days to simulate"),
        ("shock.onset=02-31", "shock.onset"),
        ("plan.municipalities.standby_dwellings_per_1000=1e308", "must be at most 1e+12"),
        ("shock.size=1e6", "must be at most 100"),
        ("reception.contracts.basic.price=abc", "there is no such price key"),
        ("reception.hosts.arrival_municipality='9999'", "no municipality of that number"),
        ("start.file=7", "must be the path of a CSV"),
        ("shock.sets=3", "shock.sets"),
        ("plan=3", "no such option"),
        ("plans=[do_nothing]", "plans is a setting of beredt compare only"),
        ("~plan.name", "plan.name: a value must be given here"),
        ("seed=nan", "must be a finite number"),
        ("population.weekly_spread=inf", "must be a finite number"),
    ],
)
def test_a_value_that_cannot_be_used_is_one_fault(override: str, said: str) -> None:
    found = faults("run", override)
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.failure
@pytest.mark.parametrize(
    ("verb", "override", "said"),
    [
        ("run", "horizon_days=-5", "horizon_days = -5: must be greater than 0"),
        ("run", "horizon_days=0", "horizon_days = 0: must be greater than 0"),
        ("run", "population.trailing_days=-3", "population.trailing_days = -3: must be greater than 0"),
        ("run", "save_state=yesterday", "save_state = 'yesterday': must be a day, written YYYY-MM-DD"),
        ("compare", "plans=[]", "plans = []: must have at least 1 item, has 0"),
        (
            "run",
            "+plan.reception.ladder.0.foo=3",
            "plan.reception.ladder.0.foo = 3: unknown key 'foo' (known: measure, lever, decided_by, when, order,",
        ),
        ("run", "plan.reception.ladder.0.measure=zzz", "there is no such lever (known: unit_price_places, "),
    ],
)
def test_messages_say_the_whole_rule_at_once(verb: Verb, override: str, said: str) -> None:
    (line,) = faults(verb, override)
    assert said in line


@pytest.mark.failure
@pytest.mark.parametrize(
    "words", [["plans=do_nothing"], ["plans=[]"], ["plans=[do_nothing,do_nothing]"], ["plan=do_nothing"]]
)
def test_lists_of_plans_that_cannot_be_compared(words: list[str]) -> None:
    found = faults("compare", *words)
    assert len(found) == 1
    assert "plan" in found[0]


@pytest.mark.failure
def test_faults_found_elsewhere_are_told_with_the_rest() -> None:
    from sim.config.faults import Fault

    with pytest.raises(BadConfig) as caught:
        load(
            "run",
            ["seed=-1"],
            (),
            [Fault("x", 1, "early")],
            lambda settings: [Fault("out", settings.out, "also")],
        )
    assert [fault.path for fault in caught.value.faults] == ["x", "out", "seed"]


@pytest.mark.failure
def test_an_answer_law_that_always_gives_more_than_asked_is_refused() -> None:
    told = faults("run", "municipalities.acceptance.quantiles=[[0.0,1.1],[1.0,1.5]]")
    assert len(told) == 1
    assert "quantiles must give some share of the municipalities a ratio of at most 1" in told[0]
    load("run", ["municipalities.acceptance.quantiles=[[0.0,0.5],[0.9,1.0],[1.0,1.5]]"])


@pytest.mark.failure
@pytest.mark.parametrize(
    ("verb", "override", "said"),
    [
        ("run", "executor.kind=dask", "executor.kind = 'dask': executor is a setting of beredt sweep only"),
        ("compare", "+keep=[breaks]", "keep = ['breaks']: keep is a setting of beredt sweep only"),
        ("run", "plans=[reactive]", "plans = ['reactive']: plans is a setting of beredt compare only"),
    ],
)
def test_a_setting_of_another_command_says_of_which(verb: Verb, override: str, said: str) -> None:
    assert faults(verb, override) == [said]


@pytest.mark.unit
def test_the_file_of_an_own_start_is_looked_for_beside_it_and_then_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, mine = tmp_path / "here", tmp_path / "mine"
    (mine / "start").mkdir(parents=True)
    here.mkdir()
    monkeypatch.chdir(here)
    text = "defaults: ['2024-01-01', _self_]\nname: our_start\nsays: Ours\nfile: today.csv\n"
    (mine / "start" / "our_start.yaml").write_text(text, encoding="utf-8")
    (fault,) = faults("run", "start=our_start", config_dirs=(mine,))
    assert f"no such file; looked for {mine / 'start' / 'today.csv'}, {here / 'today.csv'} (give" in fault

    def persons(*words: str) -> int:
        (scenario,) = load("run", words, [mine]).scenarios.values()
        points = load_sweep([*words, "seed=1,2"], [mine]).points
        (swept,) = {point.scenario.start.anchors[0].persons for point in points}
        assert swept == scenario.start.anchors[0].persons
        return swept

    row = "kind,status,where,group,persons,elapsed_days\nstock,undecided,private,individual,{},1\n"
    (here / "today.csv").write_text(row.format(11), encoding="utf-8")
    assert persons("start=our_start") == 11
    (mine / "start" / "today.csv").write_text(row.format(22), encoding="utf-8")
    assert persons("start=our_start") == 22
    assert persons("start=our_start", "start.file=today.csv") == 11
    (fault,) = faults("run", "start=our_start", "start.file=other.csv", config_dirs=(mine,))
    assert f"looked for {here / 'other.csv'} (give" in fault
