"""Runs that go on from the saved state of another: the same to the last bit where nothing is changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim import api
from sim.config.faults import BadConfig
from sim.config.load import load
from sim.config.schema import Scenario
from sim.config.start import StartConfig
from sim.engine.kernels import kernels
from sim.institutions.portfolio import RECEPTION_KINDS
from sim.institutions.states import LODGING_NAMES
from sim.national import Nation, prepare
from sim.runs import branch
from sim.runs.branch import Saving, State, StateError
from sim.runs.graph import Before
from sim.runs.keys import code_digest
from sim.tables import RunTables
from tests.support.digest import of_run
from tests.support.scenarios import load_scenario

SMALL = ("start=empty", "shock=none", "plan=do_nothing", "horizon_days=60")
DAY = dt.date(2024, 1, 20)


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def saved(folder: Path, overrides: Sequence[str], *days: dt.date) -> RunTables:
    """Run with states of these days saved in a folder."""
    return branch.run(load_scenario(overrides), 0, households=True, saving=Saving(folder, days))


@cache
def whole(overrides: tuple[str, ...], replication: int = 0) -> dict[str, str]:
    """Digests of the tables of a run that is not broken."""
    return of_run(branch.run(load_scenario(overrides), replication, households=True))


def future(folder: Path, day: dt.date, overrides: Sequence[str] = ()) -> Scenario:
    """Load the scenario of a run that goes on from a day."""
    words = ("start=from_run", f"start.path={folder}", f"start.day={day}", *overrides)
    (scenario,) = load("run", words).scenarios.values()
    return scenario


def continued(folder: Path, day: dt.date, *overrides: str, replication: int = 0) -> RunTables:
    return branch.run(future(folder, day, overrides), replication, households=True)


@pytest.mark.repeat
@pytest.mark.parametrize(
    ("overrides", "days"),
    [
        (
            (f"plan={plan}", "shock=mass_flight", "shock.onset=2024-09-02", "horizon_days=400"),
            ("2024-08-14", "2024-09-03", "2025-01-01"),
        )
        for plan in ("do_nothing", "agreement_2018", "early_warning")
    ]
    + [
        (
            ("start=2022-01-01", "shock=replay_2022", "plan=practice_2022", "horizon_days=420"),
            ("2022-02-25", "2022-06-15", "2023-01-01"),
        )
    ],
    ids=["do_nothing", "agreement_2018", "early_warning", "practice_2022"],
)
def test_a_run_that_goes_on_from_a_state_equals_the_unbroken_one(
    tmp_path: Path, overrides: tuple[str, ...], days: tuple[str, ...]
) -> None:
    dates = [date(day) for day in days]
    assert of_run(saved(tmp_path, overrides, *dates)) == whole(overrides)  # to save changes nothing
    for day in dates:
        assert of_run(continued(tmp_path, day)) == whole(overrides), day


CALM = ("plan=agreement_2018", "shock=none", "information.errors=persistence", "information.warning.used=false")


@pytest.mark.repeat
def test_another_shock_after_the_day_equals_the_unbroken_run_with_that_shock(tmp_path: Path) -> None:
    saved(tmp_path, (*CALM, "horizon_days=120"), date("2024-03-15"))
    shock = ("shock=mass_flight", "shock.onset=2024-03-15", "horizon_days=260")
    unbroken = whole((*CALM[:1], *CALM[2:], *shock))
    assert of_run(continued(tmp_path, date("2024-03-15"), *shock)) == unbroken
    assert whole((*CALM, "horizon_days=260")) != unbroken


@pytest.mark.repeat
def test_a_longer_run_goes_on_from_a_shorter_one(tmp_path: Path) -> None:
    words = ("shock=mass_flight", "plan=agreement_2018")
    saved(tmp_path, (*words, "horizon_days=130"), date("2024-05-05"))
    assert of_run(continued(tmp_path, date("2024-05-05"), "horizon_days=420")) == whole((*words, "horizon_days=420"))


@pytest.mark.repeat
def test_a_future_is_itself_a_past_that_others_go_on_from(tmp_path: Path) -> None:
    words = ("shock=mass_flight", "plan=early_warning", "horizon_days=200")
    first, second = date("2024-02-10"), date("2024-06-01")
    saved(tmp_path, words, first)
    branch.run(future(tmp_path, first), 0, saving=Saving(tmp_path / "second", (second,)))
    assert of_run(continued(tmp_path / "second", second)) == whole(words)


@pytest.mark.repeat
def test_compiled_kernels_go_on_as_well(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    words, day = ("shock=mass_flight", "plan=agreement_2018", "horizon_days=160"), date("2024-04-10")
    compiled = kernels("compiled")
    branch.run(load_scenario(words), 0, kernels=compiled, saving=Saving(tmp_path, (day,)))
    assert of_run(branch.run(future(tmp_path, day), 0, households=True, kernels=compiled)) == whole(words)
    with pytest.raises(BadConfig, match="made with kernels=compiled"):
        branch.check([future(tmp_path, day)], 1)


def weeks_before(tables: RunTables, day: dt.date) -> int:
    return int((tables.weekly.dates < np.datetime64(day)).sum())


@pytest.mark.pairing
def test_another_luck_begins_on_the_day_and_leaves_the_past_as_it_was(tmp_path: Path) -> None:
    words, day = ("shock=mass_flight", "plan=agreement_2018", "horizon_days=300"), date("2024-04-15")
    mother = saved(tmp_path, words, day)
    scenario = future(tmp_path, day, ("start.replication=0",))
    same, other = (branch.run(scenario, number, households=True) for number in (0, 1))
    assert of_run(same) == of_run(mother)
    past = weeks_before(mother, day)
    assert np.array_equal(other.weekly.values[:past], mother.weekly.values[:past])
    assert not np.array_equal(other.weekly.values[past], mother.weekly.values[past])
    assert of_run(other) == of_run(branch.run(scenario, 1, households=True))
    own = branch.run(load_scenario(words), 1)
    at = own.weekly.series.index("arrivals")
    assert np.array_equal(other.weekly.values[past + 1 :, at], own.weekly.values[past + 1 :, at])


@pytest.mark.pairing
@pytest.mark.parametrize("plan", ["do_nothing", "early_warning", "options_and_frames"])
def test_another_plan_acts_from_the_day_on_and_leaves_the_past_as_it_was(tmp_path: Path, plan: str) -> None:
    words, day = ("shock=mass_flight", "plan=agreement_2018", "horizon_days=300"), date("2024-04-15")
    mother = saved(tmp_path, words, day)
    found = continued(tmp_path, day, f"plan={plan}")
    found.check()
    past = weeks_before(mother, day)
    assert np.array_equal(found.weekly.values[:past], mother.weekly.values[:past])
    assert not np.array_equal(found.weekly.values, mother.weekly.values)
    names = ("measure", "date", "event")
    events, before = (
        list(zip(*(tables.plan_events[name] for name in names), strict=True)) for tables in (found, mother)
    )
    assert [each for each in events if each[1] < day] == [each for each in before if each[1] < day]
    new = {each[0] for each in events if each[1] >= day and each[2] == "fired"}
    known = {placed.measure.measure for placed in load_scenario((f"plan={plan}",)).plan.measures}
    assert new <= known


PASTS = ("do_nothing", "reactive", "early_warning")


@pytest.fixture(scope="module")
def pasts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a state of 20 March of each past, 80 days after an empty start."""
    folder = tmp_path_factory.mktemp("pasts")
    for past in PASTS:
        saved(folder / past, ("start=empty", f"plan={past}", "shock=none", "horizon_days=110"), date("2024-03-20"))
    return folder


@pytest.mark.pairing
@pytest.mark.parametrize("past", PASTS)
@pytest.mark.parametrize("plan", PASTS)
def test_every_plan_goes_on_from_every_past(pasts: Path, past: str, plan: str) -> None:
    day = date("2024-03-20")
    scenario = future(pasts / past, day, (f"plan={plan}",))
    state = State.read(pasts / past, 0, day)
    nation = Nation(scenario, 0, prepare(scenario))
    env = nation.begin(state.day)
    state.lay_over(nation)
    nation.until(env, scenario.horizon_days)
    nation.finish()
    published = nation.executor.history
    assert [each.day for each in published] == list(range(scenario.horizon_days))
    night = nation.reception.history
    residents = sum(night.get(f"residents_{LODGING_NAMES[kind]}") for kind in RECEPTION_KINDS)
    assert [each.residents for each in published] == residents.tolist()
    decided = nation.casework.decided_persons
    assert [each.decisions_28d for each in published] == [
        int(decided[max(0, each.day - 27) : each.day + 1].sum()) for each in published
    ]


@pytest.mark.pairing
def test_what_was_published_before_the_day_stays_as_it_was(tmp_path: Path) -> None:
    words, day = ("plan=agreement_2018", "shock=none", "information.errors=perfect"), date("2024-05-01")
    saved(tmp_path, (*words, "horizon_days=200"), day)
    scenario = future(tmp_path, day, ("shock=mass_flight", "shock.onset=2024-05-02"))
    nation = Nation(scenario, 0, prepare(scenario))
    told = nation.forecasts.latest(nation.calendar.day(day) - 1).planning
    nation.begin(nation.calendar.day(day))
    State.read(tmp_path, 0, day).lay_over(nation)
    mother = Nation(load_scenario((*words, "horizon_days=200")), 0, prepare(load_scenario(words)))
    last = nation.calendar.day(day) - 1
    assert nation.forecasts.latest(last) == mother.forecasts.latest(last)
    assert told > 1.5 * nation.forecasts.latest(last).planning
    later = nation.calendar.day(date("2024-12-01"))
    assert nation.forecasts.latest(later) == Nation(scenario, 0, prepare(scenario)).forecasts.latest(later)


# bad input


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    saved(folder, SMALL, DAY)
    return folder


def copied(small: Path, to: Path) -> Path:
    """Copy a state, to be damaged; return the file that says what it is."""
    (to / "states").mkdir()
    for path in (small / "states").iterdir():
        (to / "states" / path.name).write_bytes(path.read_bytes())
    return to / "states" / f"0-{DAY}.json"


@pytest.mark.failure
def test_a_damaged_state_is_refused(small: Path, tmp_path: Path) -> None:
    head = copied(small, tmp_path)
    arrays = head.with_suffix(".npz")
    whole_file = arrays.read_bytes()
    arrays.write_bytes(whole_file[:-200])
    with pytest.raises(StateError, match=r"0-2024-01-20\.npz is damaged"):
        State.read(tmp_path, 0, DAY)
    arrays.write_bytes(whole_file[:500] + bytes([whole_file[500] ^ 1]) + whole_file[501:])
    with pytest.raises(StateError, match="is damaged"):
        State.read(tmp_path, 0, DAY)
    arrays.unlink()
    with pytest.raises(StateError, match="cannot be read"):
        State.read(tmp_path, 0, DAY)
    head.write_text(head.read_text(encoding="utf-8")[:-100], encoding="utf-8")
    with pytest.raises(StateError, match=r"0-2024-01-20\.json is damaged"):
        State.read(tmp_path, 0, DAY)


@pytest.mark.failure
@pytest.mark.parametrize("what", ["code", "data"])
def test_a_state_of_another_version_is_refused(small: Path, tmp_path: Path, what: str) -> None:
    path = copied(small, tmp_path)
    head = json.loads(path.read_text(encoding="utf-8"))
    assert head["digests"]["code"] == code_digest()
    head["digests"][what] = "0" * 64
    path.write_text(json.dumps(head), encoding="utf-8")
    with pytest.raises(BadConfig, match=f"another version of Beredt: its {what} is 000000000000"):
        branch.check([future(tmp_path, DAY)], 1)


@pytest.mark.failure
def test_a_day_that_is_not_saved_tells_which_are(small: Path) -> None:
    with pytest.raises(BadConfig, match="has no state on 2024-02-01: there are 0-2024-01-20"):
        future(small, date("2024-02-01"))
    with pytest.raises(BadConfig, match="has no state of replication 1"):
        branch.check([future(small, DAY)], 2)
    branch.check([future(small, DAY, ("start.replication=0",))], 2)


@pytest.mark.failure
def test_path_and_day_must_be_given(small: Path) -> None:
    with pytest.raises(BadConfig, match=r"start\.path"):
        load("run", ("start=from_run",))
    with pytest.raises(BadConfig, match=r"start\.day"):
        load("run", ("start=from_run", f"start.path={small}", "start.day=soon"))
    start = future(small, DAY).start.model_dump()
    with pytest.raises(ValueError, match="path and day belong together"):
        StartConfig.model_validate({**start, "day": None})
    with pytest.raises(ValueError, match="replication names a saved replication"):
        StartConfig.model_validate({**start, "path": None, "day": None, "replication": 1})


@pytest.mark.failure
def test_a_day_after_the_horizon_is_refused(small: Path) -> None:
    with pytest.raises(BadConfig, match="is not within the run, which ends on 2024-01-10"):
        branch.check([future(small, DAY, ("horizon_days=10",))], 1)
    with pytest.raises(BadConfig, match="save_state"):
        load("run", (*SMALL, "save_state=2024-03-01"))
    with pytest.raises(BadConfig, match="one scenario at a time"):
        load("compare", ("save_state=2024-03-01",))
    with pytest.raises(StateError, match="is not a day within the run"):
        branch.run(load_scenario(SMALL), 0, saving=Saving(small, (date("2025-01-01"),)))


@pytest.mark.failure
@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        (("casework.staff.caseworkers=77",), r"casework\.staff\.caseworkers = 77.*the past cannot be changed"),
        (("seed=5",), r"seed = 5: was 1 in the saved run"),
        (("+start.places.transit=100",), r"start\.places\.transit"),
        (("shock=mass_flight", "shock.onset=2024-01-10"), "would have begun on 2024-01-10, before 2024-01-20"),
    ],
    ids=["world", "seed", "start", "shock"],
)
def test_another_past_is_refused_with_what_differs(small: Path, overrides: tuple[str, ...], told: str) -> None:
    scenario = future(small, DAY, overrides)
    with pytest.raises(BadConfig, match=told):
        branch.check([scenario], 1)
    with pytest.raises(StateError, match=told):
        branch.run(scenario, 0)


@pytest.mark.failure
def test_other_people_before_the_day_are_refused(tmp_path: Path) -> None:
    words = ("start=empty", "shock=mass_flight", "shock.onset=2024-01-08", "plan=do_nothing", "horizon_days=60")
    saved(tmp_path, words, DAY)
    scenario = future(tmp_path, DAY, ("shock.size=2",))
    branch.check([scenario], 1)  # it cannot be told before the people are drawn
    with pytest.raises(StateError, match=r"households were there in the saved run .* differ from 2024-01-"):
        branch.run(scenario, 0)


@pytest.mark.failure
def test_a_state_runs_nothing_that_stands_in_it(small: Path) -> None:
    state = State.read(small, 0, DAY)
    reached, acts, made = json.loads(state.arrays["changes"].tobytes())
    made.append(["object", "os:system", [["command", "true"]]])
    acts.append(["set", reached[0][0], ["attr", "extra"], {"new": len(made) - 1}])
    text = np.frombuffer(json.dumps([reached, acts, made]).encode(), dtype=np.uint8)
    bad = State(state.head, {**state.arrays, "changes": text})
    scenario = future(small, DAY)
    nation = Nation(scenario, 0, prepare(scenario))
    nation.begin(state.day)
    with pytest.raises(StateError, match="os:system is no record of Beredt"):
        bad.lay_over(nation)


# the command


@pytest.mark.unit
def test_the_command_saves_states_and_names_them_in_the_manifest(tmp_path: Path) -> None:
    out, again = tmp_path / "past", tmp_path / "future"
    first = api.carry_out(
        load("run", (*SMALL, "replications=2", "workers=2", f"save_state={DAY}", "progress=false")), out
    )
    assert [each["file"] for each in first.manifest["states"]] == [
        f"states/{number}-{DAY}.npz" for number in (0, 1)
    ]
    assert all(each["digests"] == first.manifest["digests"] for each in first.manifest["states"])
    words = ("start=from_run", f"start.path={out}", f"start.day={DAY}", "replications=2", "workers=1", "progress=false")
    second = api.carry_out(load("run", words), again)
    assert second.failures == []
    assert second.manifest["shocks"] == ["none"]
    for path in (out / "tables").glob("*.parquet"):
        assert path.read_bytes() == (again / "tables" / path.name).read_bytes(), path.name


@pytest.mark.unit
def test_shock_and_plan_are_those_of_the_saved_run_unless_others_are_chosen(small: Path) -> None:
    assert future(small, DAY).plan.name == "do_nothing"
    assert future(small, DAY, ("plan=early_warning",)).plan.name == "early_warning"
    words = ("start=from_run", f"start.path={small}", f"start.day={DAY}")
    job = load("compare", (*words, "plans=[agreement_2018,early_warning]", "shocks=[autumn_surge]"))
    assert list(job.scenarios) == [("autumn_surge", "agreement_2018"), ("autumn_surge", "early_warning")]
    assert [scenario.plan.name for scenario in job.scenarios.values()] == ["agreement_2018", "early_warning"]
    assert {scenario.shock.name for scenario in job.scenarios.values()} == {"autumn_surge"}
    assert {scenario.horizon_days for scenario in job.scenarios.values()} == {60}


@pytest.mark.unit
def test_all_that_a_run_holds_is_of_a_kind_that_can_be_saved() -> None:
    scenario = load_scenario(("plan=practice_2022", "start=2022-01-01", "shock=replay_2022"))
    nation = Nation(scenario, 0, prepare(scenario))
    nation.begin()
    before = Before(nation)
    assert before.changes().acts == []
