"""Composition, on a small configuration of its own: folders, options, what users may not do, values."""

from __future__ import annotations

from pathlib import Path

import pytest
from hydra.core.global_hydra import GlobalHydra

from sim.config.compose import Sources, compose_primary, config_root, fact_key, forbidden_keys, resolve
from sim.config.faults import BadConfig
from sim.data import facts


def put(folder: Path, **files: str) -> Path:
    """Write YAML files; `plan__mine` becomes plan/mine.yaml."""
    for name, text in files.items():
        file = folder / (name.replace("__", "/") + ".yaml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return put(
        tmp_path / "own",
        run="defaults: [{shock: none}, {plan: wait}, _self_]\nseed: 1\n",
        compare="defaults: [run, {override plan: act}, _self_]\nplans: [wait, act]\n",
        shock__none="size: 0\n",
        shock__surge="size: 1\nstart: full\n",
        plan__wait="says: wait\nreception: {buffer: 1, use: 0.9}\n",
        plan__act="says: act\nreception: {buffer: 2, use: 0.8}\n",
    )


def refused(sources: Sources, **choices: str) -> str:
    with pytest.raises(BadConfig) as caught:
        compose_primary(sources, "run", choices)
    return str(caught.value)


@pytest.mark.unit
def test_groups_and_options_come_from_the_folders(own: Path, tmp_path: Path) -> None:
    mine = put(tmp_path / "mine", plan__act="says: mine\n", plan__third="says: third\n")
    sources = Sources.of([mine], own)
    assert sources.groups == ("plan", "shock")
    assert {name: file.parent.parent.name for name, file in sources.options("plan").items()} == {
        "act": "mine",
        "third": "mine",
        "wait": "own",
    }


@pytest.mark.unit
def test_composition_takes_defaults_and_choices(own: Path) -> None:
    sources = Sources.of([], own)
    assert compose_primary(sources, "run", {}).choices == {"shock": "none", "plan": "wait"}
    chosen = compose_primary(sources, "run", {"plan": "act"})
    assert chosen.data["plan"]["says"] == "act"
    assert compose_primary(sources, "compare", {}).data["plans"] == ["wait", "act"]


@pytest.mark.unit
def test_a_users_file_wins_and_may_build_on_ours(own: Path, tmp_path: Path) -> None:
    first = put(tmp_path / "first", plan__act="says: first\n")
    second = put(
        tmp_path / "second",
        plan__act="says: second\n",
        plan__more="defaults: [wait, _self_]\nreception: {buffer: 9}\n",
    )
    sources = Sources.of([first, second], own)
    assert compose_primary(sources, "run", {"plan": "act"}).data["plan"] == {"says": "first"}
    more = compose_primary(sources, "run", {"plan": "more"}).data["plan"]
    assert more == {"says": "wait", "reception": {"buffer": 9, "use": 0.9}}


@pytest.mark.unit
def test_a_file_may_be_named_with_what_it_ends_in(own: Path, tmp_path: Path) -> None:
    mine = put(
        tmp_path / "mine",
        compare="defaults: [run.yaml, {override plan: more.yaml}, _self_]\n",
        plan__more="defaults: [wait.yaml, act.yaml, _self_]\nreception: {use: 0.5}\n",
    )
    found = compose_primary(Sources.of([mine], own), "compare", {})
    assert found.choices == {"shock": "none", "plan": "more"}
    assert found.data["plan"] == {"says": "act", "reception": {"buffer": 2, "use": 0.5}}


@pytest.mark.unit
def test_a_users_primary_configuration_wins(own: Path, tmp_path: Path) -> None:
    mine = put(tmp_path / "mine", run="defaults: [{shock: none}, {plan: act}, _self_]\nseed: 7\n")
    put(mine, plan__third="says: third\n")
    sources = Sources.of([mine], own)
    assert compose_primary(sources, "run", {}).data["seed"] == 7
    assert compose_primary(sources, "compare", {"plan": "third"}).data["plan"] == {"says": "third"}


@pytest.mark.unit
def test_a_surrounding_use_of_hydra_is_left_as_it_was(own: Path) -> None:
    from hydra import compose, initialize_config_dir

    with initialize_config_dir(str(own), version_base="1.3"):
        before = GlobalHydra.instance().hydra
        compose_primary(Sources.of([], own), "run", {})
        assert GlobalHydra.instance().hydra is before
        assert compose("run").seed == 1


@pytest.mark.failure
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reception: {_target_: os.system, command: ls}", "never runs code"),
        ("reception: [{a: {_partial_: true}}]", "reception.0.a._partial_"),
        ("hydra: {run: {dir: x}}", "never runs code"),
        ("# @package _global_\nseed: 5", "sets keys of plan only"),
        ("# @package shock\nsize: 5", "sets keys of plan only"),
        ("defaults: [wait, {override /shock: surge}, _self_]", "override"),
        ("defaults: [{override /hydra/launcher: x}]", "hydra"),
        ("defaults: [wiat, _self_]", "defaults = 'wiat': there is no such option in group plan (nearest: wait"),
        ("defaults: ['${oc.env:HOME}']", "nothing is filled in"),
        ("defaults: [bad]", "without end"),
        ("defaults: [code_bad.yaml, _self_]", "code_bad.yaml: reception._target_"),
        ("defaults: [wiat.yaml, _self_]", "= 'wiat': there is no such option in group plan (nearest: wait"),
        ("a: !!python/object/apply:os.system [ls]", "not YAML that can be used"),
        ("a: [1,", "not YAML that can be used"),
        ("a: 1\na: 2", "duplicate key"),
        ("3", "int"),
    ],
)
def test_a_faulty_file_of_a_user_is_refused(own: Path, tmp_path: Path, text: str, said: str) -> None:
    mine = put(tmp_path / "mine", plan__bad=text + "\n", plan__code_bad="reception: {_target_: os.system}\n")
    message = refused(Sources.of([mine], own), plan="bad")
    assert said in message
    assert "bad" in message


@pytest.mark.failure
def test_a_file_that_is_not_utf_8_is_refused_by_its_path(own: Path, tmp_path: Path) -> None:
    mine = put(tmp_path / "mine", plan__bad="", plan__builds="defaults: [bad, _self_]\n")
    (mine / "plan" / "bad.yaml").write_bytes(b"a: 1\nbj\xf8rn: 1\n")
    said = f"{mine / 'plan' / 'bad.yaml'}: line 2 is not UTF-8 (save the file as UTF-8)"
    assert said in refused(Sources.of([mine], own), plan="bad")
    assert said in refused(Sources.of([mine], own), plan="builds")


@pytest.mark.failure
def test_every_file_that_cannot_be_used_is_told_at_once(own: Path, tmp_path: Path) -> None:
    mine = put(tmp_path / "mine", plan__bad="defaults: [lost, _self_]\n", plan__lost="a: [1,\n", shock__odd="a: 1\n")
    (mine / "shock" / "odd.yaml").write_bytes(b"\xf8")
    message = refused(Sources.of([mine], own), plan="bad", shock="odd")
    assert "lost.yaml line 2: this is not YAML" in message
    assert "odd.yaml: line 1 is not UTF-8" in message


@pytest.mark.failure
def test_folders_that_cannot_be_used_are_all_named(own: Path, tmp_path: Path) -> None:
    put(tmp_path / "plain", thing="a: 1\n")
    with pytest.raises(BadConfig) as caught:
        Sources.of([tmp_path / "nowhere", tmp_path / "plain"], own)
    assert "there is no such folder" in str(caught.value)
    assert "holds no folder of a known group" in str(caught.value)


@pytest.mark.failure
def test_an_unknown_option_names_the_nearest(own: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "plan").mkdir(parents=True)
    (mine / "plan" / "late.yml").write_text("a: 1\n", encoding="utf-8")
    sources = Sources.of([mine], own)
    assert sources.unknown_option("plan", "act") is None
    assert "nearest: wait" in str(sources.unknown_option("plan", "wiat"))
    assert "must be called late.yaml" in str(sources.unknown_option("plan", "late"))


@pytest.mark.unit
def test_facts_and_other_interpolations_become_values() -> None:
    key, known = next(iter(facts().items()))
    data = {"a": f"${{fact:{key}}}", "b": ["${a}", 1], "c": {"d": "${b.1}"}, "e": None}
    plain, faults = resolve(data)
    assert faults == []
    assert plain == {"a": known.value, "b": [known.value, 1], "c": {"d": 1}, "e": None}
    assert isinstance(plain["a"], int) == known.value.is_integer()
    assert fact_key(data["a"]) == key


@pytest.mark.failure
def test_every_value_that_cannot_be_resolved_is_a_fault() -> None:
    data = {"a": "${fact:no.such.fact}", "b": ["???", "${nope}"], "c": 1}
    plain, faults = resolve(data)
    assert plain == {"a": None, "b": [None, None], "c": 1}
    assert [fault.path for fault in faults] == ["a", "b.0", "b.1"]
    assert "nearest" in faults[0].rule


@pytest.mark.failure
@pytest.mark.parametrize(
    "text",
    ["${oc.env:HOME}", "at ${ oc.env : HOME }", "${fact:${oc.env:HOME}}", "${${name}:HOME}", "${hydra:runtime.cwd}"],
)
def test_nothing_of_the_machine_is_filled_in(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "secret")
    plain, faults = resolve({"name": "oc.env", "a": {"b": [text]}})
    assert plain == {"name": "oc.env", "a": {"b": [None]}}
    assert [fault.path for fault in faults] == ["a.b.0"]
    assert "only ${fact:KEY} and ${key} can be filled in" in faults[0].rule
    assert "secret" not in str(faults[0])


@pytest.mark.failure
def test_forbidden_keys_are_found_at_any_depth() -> None:
    data = {"a": [{"_target_": 1}, {"b": {"hydra": 2, "c": 3}}]}
    assert [fault.path for fault in forbidden_keys(data)] == ["a.0._target_", "a.1.b.hydra"]


@pytest.mark.unit
def test_the_own_configuration_holds_the_primary_ones_and_touches_only_its_groups() -> None:
    root = config_root()
    assert {"run.yaml", "compare.yaml"} <= {path.name for path in root.glob("*.yaml")}
    for file in root.glob("*/*.yaml"):
        text = file.read_text(encoding="utf-8")
        assert "@package" not in text, file
        assert "override " not in text.split("\n\n")[0], file
