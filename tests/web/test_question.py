"""A question is read from a form or an address, written back, and handed to the model; no text goes further."""

import dataclasses
import re
import shlex
from functools import cache
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim import api
from sim.cli import main
from sim.config.compose import Sources
from sim.config.faults import BadConfig, Fault
from sim.runs.keys import scenario_digest
from sim.views.command import command_again
from sim.views.english import ENGLISH
from sim.web import levers, uploads, work
from sim.web.question import Question, query
from sim.web.reading import read
from sim.web.site import Limits, Site

OURS = Sources.of()
STARTS, SHOCKS = ("2024-01-01", "full_house"), ("autumn_surge", "minors", "drop", "none")
PLANS = ("do_nothing", "agreement_2018", "options_and_frames", "reactive")
QUICK = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
NAMES = {name for group in OURS.groups for name in OURS.options(group)}


def pairs_of(text):
    return parse_qsl(text, keep_blank_values=True)


def paths(found):
    return [fault.path for fault in found.faults]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("served"))


@pytest.mark.unit
def test_nothing_said_asks_what_the_command_asks(place):
    found = read([], place)
    assert found.faults == ()
    assert found.question == Question(
        "2024-01-01", "autumn_surge", ("do_nothing", "agreement_2018", "options_and_frames")
    )
    assert query(found.question) == ""
    plain = api.load("compare")
    asked = work.job(found.question, place)
    assert {pair: scenario_digest(each) for pair, each in asked.scenarios.items()} == {
        pair: scenario_digest(each) for pair, each in plain.scenarios.items()
    }


@pytest.mark.unit
def test_only_what_differs_is_written_in_a_fixed_order(place):
    pairs = [
        ("shock.size", "2.0"),
        ("seed", "7"),
        ("shock.warning_days", "14"),
        ("plan", "reactive"),
        ("plan", "do_nothing"),
        ("shock", "autumn_surge"),
        ("start", "2024-01-01"),
        ("replications", "3"),
        ("plans.reactive.reception.buffer_places", "10"),
        ("plans.reactive.hypothetical", "false"),
        ("criteria", "default"),
    ]
    wanted = (
        "plan=reactive&plan=do_nothing&replications=3&seed=7&plans.reactive.reception.buffer_places=10&shock.size=2"
    )
    assert query(read(pairs, place).question) == wanted
    assert query(read(pairs[::-1], place).question).replace("plan=do_nothing&plan=reactive", "") == wanted.replace(
        "plan=reactive&plan=do_nothing", ""
    )


@pytest.mark.unit
def test_a_shock_brings_its_start_and_another_can_be_chosen(place):
    assert read([("shock", "drop")], place).question.start == "full_house"
    chosen = read([("shock", "drop"), ("start", "2024-01-01")], place).question
    assert (chosen.start, query(chosen)) == ("2024-01-01", "start=2024-01-01&shock=drop")


@pytest.mark.unit
def test_the_base_comes_first_and_a_form_with_no_plan_ticked_says_so(place):
    pairs = [("plan", ""), ("plan", "do_nothing"), ("plan", "reactive"), ("base", "reactive")]
    assert read(pairs, place).question.plans == ("reactive", "do_nothing")
    assert paths(read([("plan", "")], place)) == ["plan"]
    assert paths(read([("plan", "reactive"), ("base", "do_nothing")], place)) == ["base"]


@pytest.mark.unit
def test_a_form_filled_for_one_shock_is_no_change_of_another(place):
    held = {
        key: levers.text_of(each.value) for key, each in levers.world(OURS, "2024-01-01", "autumn_surge").levers.items()
    }
    form = [(key, text) for key, text in held.items() if key.startswith("shock.")]
    form += [("start", "2024-01-01"), ("shown_start", "2024-01-01"), ("shown_shock", "autumn_surge")]
    assert read([*form, ("shock", "autumn_surge")], place).question.changes == {}
    other = read([*form, ("shock", "drop")], place)
    assert (other.faults, other.question.changes, other.question.start) == ((), {}, "full_house")
    moved = [(name, "3" if name == "shock.size" else text) for name, text in form]
    assert read([*moved, ("shock", "drop")], place).question.changes == {"shock.size": 3.0}


@pytest.mark.unit
def test_a_form_filled_for_one_set_of_values_is_no_change_of_another(place):
    shown = levers.world(OURS, "2024-01-01", "autumn_surge").levers
    form = [
        (key, levers.text_of(each.value))
        for key, each in shown.items()
        if key.startswith("criteria.") and each.kind != "said"
    ]
    found = read([*form, ("shown_criteria", "default"), ("criteria", "strict")], place)
    assert (found.faults, found.question.changes) == ((), {"criteria": "strict"})


@pytest.mark.unit
def test_what_was_changed_of_a_plan_goes_with_it(place):
    pairs = [("plan", "do_nothing"), ("plans.reactive.reception.buffer_places", "10")]
    assert read(pairs, place).question.changes == {}


@pytest.mark.unit
def test_composition_and_duration_become_changes_of_every_stream(place):
    mix = {"individual": "50", "collective": "50", "minors_15_17": "0", "minors_under_15": "0"}
    pairs = [
        ("shock", "minors"),
        ("shock.duration", "2"),
        *((f"shock.mix.{group}", text) for group, text in mix.items()),
    ]
    shock = next(iter(work.job(read(pairs, place).question, place).scenarios.values())).shock
    for stream in shock.components:
        assert {group: share for group, share in stream.mix.items() if share} == {"individual": 0.5, "collective": 0.5}
        assert stream.points[-1][0] == 24.0


@pytest.mark.failure
def test_all_faults_are_told_at_once_by_field(place):
    pairs = [
        ("start", "from_run"),
        ("shock", "flood"),
        ("plan", "nobody"),
        ("replications", "0"),
        ("horizon_days", "1.5"),
        ("seed", "x"),
        ("shock.size", "-1"),
        ("shock.onset", "soon"),
        ("plans.agreement_2018.reception.target_use", "2"),
        ("reception.colour", "red"),
        ("_target_", "os.system"),
        ("own_plan", "../../etc"),
        ("start_file", "0" * 16),
        ("criteria", "kind"),
        ("plan", "do_nothing"),
        ("plan", "agreement_2018"),
        ("criteria", "strict"),
        ("a" * 300, "1"),
    ]
    found = read(pairs, place)
    assert sorted(set(paths(found))) == sorted(
        {name if len(name) < 300 else "a" * 200 for name, _ in pairs} - {"plan"} | {"plan"}
    )
    assert found.question.plans == ("do_nothing", "agreement_2018")


@pytest.mark.failure
@pytest.mark.parametrize(
    ("pairs", "path"),
    [
        ([("shock.mix.individual", "50")], "shock.mix"),
        ([("shock", "none"), ("shock.mix.individual", "50")], "shock.mix.individual"),
        ([("shock", "replay_2015"), ("shock.duration", "2")], "shock.duration"),
        ([("plan", name) for name in (*PLANS, "early_warning")], "plan"),
        ([("seed", "1"), ("seed", "2")], "seed"),
        ([("shock.size", "1" * 201)], "shock.size"),
    ],
)
def test_what_cannot_be_asked_is_a_fault(place, pairs, path):
    assert paths(read(pairs, place)) == [path]


@pytest.mark.failure
@pytest.mark.parametrize(
    ("pairs", "path"),
    [
        (
            [("start", "2022-01-01"), ("plan", "municipal_standby"), ("plans.municipal_standby.hypothetical", "false")],
            "plans.municipal_standby.",
        ),
        (
            [("plans.agreement_2018.reception.ladder.0.order.at_most", "900000")],
            "plans.agreement_2018.reception.ladder.0.",
        ),
        ([("shock", "mass_flight"), ("shock.onset", "2015-01-01"), ("shock.origin", "2015-02-01")], "shock"),
        ([("population.groups.individual.household_size.0", "1")], "population.groups.individual.household_size.0"),
        ([("replications", "1000"), ("horizon_days", "7305")], "replications"),
    ],
)
def test_what_the_model_refuses_is_told_by_field(place, pairs, path):
    found = read(pairs, place)
    assert found.faults == ()
    with pytest.raises(BadConfig) as error:
        work.job(found.question, place)
    assert [fault.path for fault in error.value.faults if not fault.path.startswith(path)] == []


@pytest.mark.unit
def test_faults_of_the_model_get_the_names_of_fields():
    asked = Question(
        "2024-01-01", "minors", ("reactive", "do_nothing"), {}, {"plans.reactive.reception.target_use": 0.5}
    )

    def named(path):
        return [each.path for each in work._of_field(Fault(path, 1, "is bad"), asked)]

    assert named("plan.reception.target_use") == ["plans.reactive.reception.target_use"]
    assert named("plan.reception.buffer_places") == [f"plans.{name}.reception.buffer_places" for name in asked.plans]
    assert named("plans.reactive.says") == ["plans.reactive.says"]
    assert named("shocks.minors.components.1.mix") == named("shock.components.0.mix.individual") == ["shock.mix"]
    assert named("shocks.minors.components.0.points") == ["shock.duration"]
    assert named("shocks.minors.warning_days") == ["shock.warning_days"]
    assert named("shocks.minors") == named("shocks") == ["shock"]
    assert named("plan.reception") == ["plans.reactive.reception.target_use"]
    assert named("plans") == ["plan"]
    assert named("start.file") == ["start_file"]


@pytest.mark.repeat
def test_the_key_is_of_the_runs_and_not_of_how_they_are_asked_for(place):
    def key(*pairs):
        return work.key(read([("plan", "do_nothing"), ("plan", "reactive"), *pairs], place).question, place)

    assert re.fullmatch("[0-9a-f]{16}", key())
    assert key() == key(("replications", "30"), ("seed", "1"), ("shock.size", "1.0"))
    others = [key(("seed", "2")), key(("replications", "2")), key(("base", "reactive")), key(("shock.size", "2"))]
    assert len({key(), *others}) == 5


@pytest.mark.repeat
def test_the_command_asks_the_same(place, capsys):
    asked = read(
        [
            ("plan", "reactive"),
            ("shock", "minors"),
            ("shock.duration", "1.5"),
            ("shock.mix.individual", "35"),
            ("shock.mix.minors_15_17", "50"),
            ("plans.reactive.reception.ladder.0.order.at_most", "100"),
            ("replications", "2"),
        ],
        place,
    ).question
    said, _ = work.words(asked, place)
    words = shlex.split(command_again(["beredt", "compare", *said], ENGLISH))
    assert words[:2] == ["beredt", "compare"]
    assert not [word for word in words if word.startswith(("progress=", "language="))]
    again = api.load("compare", words[2:])
    assert [scenario_digest(each) for each in again.scenarios.values()] == [
        scenario_digest(each) for each in work.job(asked, place).scenarios.values()
    ]
    assert main(["check", *words[1:]]) == 0
    assert "No fault was found" in capsys.readouterr().out


@pytest.mark.unit
def test_uploads_are_chosen_by_their_digest_alone(tmp_path):
    site = Site(tmp_path)
    plan = uploads.keep_plan(b"defaults: [reactive, _self_]\nname: mine\nsays: My own\n", site)
    start = uploads.keep_start(b"kind,status,where,group,persons,elapsed_days\nplaces,,arrival,,300,\n", site)
    found = read([("own_plan", plan.digest), ("plan", "do_nothing"), ("start_file", start.digest)], site)
    assert (found.faults, found.question.plans) == ((), ("do_nothing", "mine"))
    assert read(pairs_of(query(found.question)), site).question == found.question
    said, folders = work.words(found.question, site)
    assert folders == (str(plan.folder),)
    assert f"start.file='{start.file}'" in said
    assert set(work.job(found.question, site).plans) == {"do_nothing", "mine"}
    assert paths(read([("own_plan", start.digest)], site)) == ["own_plan"]
    assert paths(read([("start_file", plan.digest)], site)) == ["start_file"]


@pytest.mark.unit
def test_the_users_folder_is_a_source_and_its_faults_are_told(tmp_path):
    (tmp_path / "mine" / "plan").mkdir(parents=True)
    (tmp_path / "mine" / "plan" / "own.yaml").write_text("defaults: [reactive, _self_]\nname: own\n", encoding="utf-8")
    site = Site(tmp_path, (str(tmp_path / "mine"),))
    found = read([("plan", "own"), ("plans.own.reception.buffer_places", "3")], site)
    assert (found.faults, found.question.changes) == ((), {"plans.own.reception.buffer_places": 3})
    (tmp_path / "mine" / "plan" / "own.yaml").write_text("defaults: [reactive\n", encoding="utf-8")
    assert read([("plan", "own"), ("plans.own.reception.buffer_places", "3")], site).faults
    assert paths(read([], Site(tmp_path, (str(tmp_path / "gone"),)))) == ["--config-dir"]


@pytest.mark.unit
def test_what_is_taken_at_most_is_of_the_site(tmp_path):
    site = Site(tmp_path, limits=Limits(plans=1, run_days=300))
    assert paths(read([("plan", "reactive"), ("plan", "do_nothing")], site)) == ["plan"]
    with pytest.raises(BadConfig, match="replications"):
        work.job(read([("plan", "reactive")], site).question, site)


def values(lever):
    """Values that a lever may be changed to."""
    low = lever.low if lever.low is not None else lever.above if lever.above is not None else -1e6
    high = lever.high if lever.high is not None else lever.below if lever.below is not None else 1e6
    found = {
        "number": st.floats(low, high, exclude_min=lever.above is not None, exclude_max=lever.below is not None),
        "whole": st.integers(int(low) + (lever.above is not None), int(high) - (lever.below is not None)),
        "choice": st.sampled_from(lever.options or ("",)),
        "truth": st.booleans(),
        "day": st.dates().map(lambda day: day.isoformat()),
    }.get(lever.kind, st.sampled_from(lever.options or ("",)))
    return st.one_of(found, st.none()) if lever.may_lack else found


@st.composite
def questions(draw):
    shock = draw(st.sampled_from(SHOCKS))
    start = draw(st.sampled_from(STARTS))
    plans = tuple(draw(st.lists(st.sampled_from(PLANS), min_size=1, max_size=4, unique=True)))
    known = dict(levers.world(OURS, start, shock).levers)
    for plan in plans:
        known.update(levers.plan_levers(OURS, start, plan))
    free = sorted(key for key, each in known.items() if each.kind != "said" and not key.startswith("shock.mix."))
    keys = draw(st.lists(st.sampled_from(free), max_size=6, unique=True))
    changes = {key: draw(values(known[key])) for key in keys}
    mix = [key for key in known if key.startswith("shock.mix.")]
    if mix and draw(st.booleans()):
        cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=len(mix) - 1, max_size=len(mix) - 1)))
        shares = [after - before for before, after in zip([0, *cuts], [*cuts, 100], strict=True)]
        changes |= dict(zip(mix, map(float, shares), strict=True))
    changes = {key: value for key, value in changes.items() if value != known[key].value}
    names = {"replications": st.integers(1, 1000), "horizon_days": st.integers(1, 7305), "seed": st.integers(0, 10**15)}
    chosen = {name: draw(each) for name, each in names.items() if draw(st.booleans())}
    return Question(start, shock, plans, chosen, changes)


@pytest.mark.invariant
@QUICK
@given(asked=questions())
def test_a_question_is_read_back_from_its_address(place, asked):
    found = read(pairs_of(query(asked)), place)
    assert found.faults == ()
    assert found.question == asked
    assert query(found.question) == query(asked)


NASTY = st.sampled_from(
    [
        "${oc.env:HOME}",
        "hydra.run.dir=x",
        "'",
        '"',
        "\\",
        "a,b",
        "[1,2]",
        "{a: 1}",
        "choice(1,2)",
        "../../etc/passwd",
        "null",
        "_target_",
        "1\n2",
        "glob(*)",
        "true",
        "2024-01-01",
        "3",
        "0.5",
        "",
        "drop",
        "gap",
        "reactive",
    ]
)
KEYS = st.sampled_from(
    [
        "start",
        "shock",
        "plan",
        "base",
        "seed",
        "replications",
        "horizon_days",
        "own_plan",
        "start_file",
        "shock.size",
        "shock.onset",
        "shock.mix.individual",
        "shock.duration",
        "criteria",
        "prices",
        "plans.reactive.reception.buffer_places",
        "plans.reactive.reception.ladder.0.when.signal",
        "plans.reactive.reception.ladder.0.price",
        "plans.reactive.says",
        "plans.reactive.reception.ladder.0.order.amount",
        "plans.reactive.reception.ladder.0.lead_days.law",
        "plans.reactive.reception.expects",
        "plans.reactive.hypothetical",
        "reception.contracts.transit.permit.mean",
        "start.file",
        "start.table",
        "shown_shock",
        "shock.sets.a",
        "parameters.path",
    ]
)


@cache
def names_of_values():
    """Names that a value may have, by the schema and the rules of plans."""
    known = [levers.world(OURS, "2024-01-01", "autumn_surge").levers]
    known += [levers.plan_levers(OURS, "2024-01-01", plan) for plan in PLANS]
    return {option for table in known for lever in table.values() for option in lever.options}


NUMBERS, NAME = r"[-0-9.,e\[\]]+", r"'[^'\\\s$]*'"
SAFE = re.compile(
    rf"[a-z][a-zA-Z0-9_.]*=(?:{NAME}|{NUMBERS}|true|false|null|\[{NAME}(?:,{NAME})*\]|\{{(?:[a-z_0-9]+:[-0-9.e]+,?)+\}})"
)


@pytest.mark.invariant
@settings(deadline=None, max_examples=400)
@given(
    pairs=st.lists(
        st.tuples(st.one_of(KEYS, st.text(max_size=30), NASTY), st.one_of(NASTY, st.text(max_size=30))), max_size=8
    ),
    named=st.booleans(),
)
def test_nothing_raises_and_no_text_of_a_form_is_handed_to_the_model(place, pairs, named):
    pairs = [*([("plan", "reactive")] if named else []), *pairs]
    handed = []

    def spy(verb, words, folders):
        handed.append((verb, words, folders))
        raise BadConfig([Fault("start", 1, "is not loaded in this test")])

    found = read(pairs, place)
    assert all(isinstance(fault.path, str) for fault in found.faults)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "load", spy)
        work._job.cache_clear()
        with pytest.raises(BadConfig, match="is not loaded"):
            work.job(found.question, place)
    work._job.cache_clear()
    ((verb, words, folders),) = handed
    assert (verb, folders) == ("compare", ())
    for word in words:
        assert SAFE.fullmatch(word), word
        for name in re.findall(r"'([^']*)'", word):
            assert name in NAMES or re.fullmatch(r"\d{4}-\d\d-\d\d", name) or name in names_of_values(), word


@pytest.mark.unit
def test_a_question_does_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        read([], Site(None)).question.start = "x"
