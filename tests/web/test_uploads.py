"""What is handed over is checked like any config, and can do nothing but be a plan or a start."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from omegaconf import OmegaConf

from sim import api
from sim.config.compose import Sources, config_root
from sim.config.faults import BadConfig
from sim.config.plan import Plan
from sim.config.spoken import spoken
from sim.web import uploads
from sim.web.plain_yaml import read_plain, write_plain
from sim.web.site import Limits, Site
from sim.web.uploads import Upload, keep_plan, keep_start, plan_text, upload

SHIPPED = sorted(Sources.of().options("plan"))
SMALL = b"name: mine\nsays: More beds held ready\ndefaults: [agreement_2018]\nreception: {buffer_places: 800}\n"
CSV = (
    "kind,status,where,group,persons,elapsed_days\n"
    "stock,undecided,centres,individual,120,30\n"
    "places,,ordinary,,400,\n"
)


def faults(data: bytes, site: Site, keep: Any = keep_plan) -> dict[str, str]:
    """The rule of each dotted key; fails if nothing is wrong."""
    with pytest.raises(BadConfig) as caught:
        keep(data, site)
    return {fault.path: fault.rule for fault in caught.value.faults}


def own(name: str, change: str = "") -> bytes:
    """A shipped plan as it stands in its file, under a name of its own."""
    text = (config_root() / "plan" / f"{name}.yaml").read_text(encoding="utf-8")
    return (text.replace(f"name: {name}", "name: mine", 1) + change).encode()


def scenario_of(kept: Upload, shock: str = "mass_flight") -> Any:
    words = spoken({"plans": ["do_nothing", kept.name], "shocks": [shock], "replications": 1})
    return api.load("compare", words, [kept.folder]).scenarios[shock, kept.name]


@pytest.mark.unit
def test_a_plan_is_kept_as_a_folder_of_configuration_that_runs_take(site: Site) -> None:
    kept = keep_plan(SMALL, site)
    assert kept.folder == site.folder.absolute() / "uploads" / kept.digest
    assert kept.file.relative_to(kept.folder) == Path("plan/mine.yaml")
    assert (kept.name, kept.says) == ("mine", "More beds held ready")
    scenario = scenario_of(kept)
    assert scenario.plan.reception.buffer_places == 800
    shipped = next(iter(api.load("run", ["plan=agreement_2018"]).scenarios.values())).plan
    assert scenario.plan.reception.ladder == shipped.reception.ladder
    assert upload(kept.digest, site) == kept


@pytest.mark.invariant
@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_plan_under_a_name_of_its_own_is_the_same_plan(name: str, site: Site) -> None:
    kept = keep_plan(own(name), site)
    shipped = next(iter(api.load("run", [f"plan={name}", "shock=none"]).scenarios.values())).plan
    again = Plan.model_validate(yaml.safe_load(kept.file.read_text(encoding="utf-8")))
    assert again == shipped.model_copy(update={"name": "mine"})
    assert keep_plan(plan_text(again).encode(), site) == kept


@pytest.mark.invariant
def test_the_same_content_has_the_same_digest_whatever_its_remarks_and_order(site: Site) -> None:
    lines = SMALL.decode().splitlines()
    other = "# a remark\n" + "\n".join([*reversed(lines)]).replace("800", "8_00") + "\n"
    kept = keep_plan(SMALL, site)
    assert keep_plan(other.encode(), site) == kept
    assert keep_plan(SMALL.replace(b"800", b"801"), site).digest != kept.digest
    start = keep_start(CSV.encode(), site)
    assert keep_start(b"\xef\xbb\xbf" + CSV.replace(",", ";").encode(), site) == start
    assert len(list((site.folder / "uploads").iterdir())) == 3


@pytest.mark.failure
def test_every_fault_is_told_by_its_dotted_key(site: Site) -> None:
    found = faults(
        b"name: Mine!\ndefaults: [agreement_2018]\n"
        b"reception: {buffer_places: -1, target_use: '0,9', host_influence: '${oc.env:HOME}', no_such: 1}\n"
        b"casework: {clear_backlog_days: '${fact:no.such}'}\nsettlement: {ladder: 3}\n"
        b"registration: {ladder: ['???']}\n",
        site,
    )
    for key in (
        "name", "reception.buffer_places", "reception.target_use", "reception.host_influence", "reception.no_such",
        "casework.clear_backlog_days", "settlement.ladder", "registration.ladder.0",
    ):  # fmt: skip
        assert f"plan.{key}" in found, key
    assert found["plan.reception.host_influence"] == "only ${fact:KEY} can be filled in"


@pytest.mark.failure
def test_what_only_shows_beside_levers_and_prices_is_told_too_but_not_the_law_of_days_that_are_not_known(
    site: Site,
) -> None:
    old, new = (f"measure: {lever}\n      decided_by: {who}".encode()
                for lever, who in (("open_tender", "UDI"), ("section_95a", "Government")))  # fmt: skip
    kept = keep_plan(own("agreement_2018").replace(old, new), site)
    with pytest.raises(BadConfig, match=r"could fire from 2024-01-01 .* in force from 2024-07-01"):
        api.load("run", spoken({"plan": kept.name}), [kept.folder])
    found = faults(own("agreement_2018").replace(b"price: care_place", b"price: no_price"), site)
    assert list(found.values()) == ["there is no such price key"]
    found = faults(own("agreement_2018").replace(b"decided_by: Bufdir", b"decided_by: UDI", 1), site)
    assert list(found.values()) == ["care_reserve is decided by Bufdir"]
    assert "1e+12" in str(faults(own("agreement_2018").replace(b"limit: 120", b"limit: 9000000000000"), site))


@pytest.mark.failure
@pytest.mark.parametrize("name", [*SHIPPED, "theirs"])
def test_a_plan_has_a_name_of_its_own(name: str, tmp_path: Path) -> None:
    (tmp_path / "own" / "plan").mkdir(parents=True)
    (tmp_path / "own" / "plan" / "theirs.yaml").write_bytes(own("do_nothing").replace(b"name: mine", b"name: theirs"))
    site = Site(tmp_path / "served", (str(tmp_path / "own"),))
    data = own("do_nothing").replace(b"name: mine", f"name: {name}".encode())
    assert faults(data, site) == {"plan.name": "a plan of that name is there already"}
    based = keep_plan(b"name: more\ndefaults: [theirs]\nreception: {buffer_places: 3}\n", site)
    assert yaml.safe_load(based.file.read_text(encoding="utf-8"))["reception"]["buffer_places"] == 3


@pytest.mark.failure
@pytest.mark.parametrize(
    ("text", "key", "rule"),
    [
        ("defaults: [../../etc/passwd]", "plan.defaults", "there is no such option"),
        ("defaults: [no_plan]", "plan.defaults", "there is no such option"),
        ("defaults: [{override /shock: minors}]", "plan.defaults", "must be the name of a plan"),
        ("defaults: [/shock/minors]", "plan.defaults", "there is no such option"),
        ("defaults: ['${fact:cap.utilisation_target}']", "plan.defaults", "there is no such option"),
        ("defaults: agreement_2018", "plan.defaults", "must be a list"),
        ("defaults: [_self_, _self_]", "plan.defaults", "stands twice"),
        ("defaults: [do_nothing,do_nothing,do_nothing,do_nothing,do_nothing,do_nothing,do_nothing,do_nothing,a,b,c]",
         "plan.defaults", "at most 10"),
        ("_target_: os.system", "plan._target_", "never runs code"),
        ("reception: {_target_: os.system}", "plan.reception._target_", "never runs code"),
        ("hydra: {searchpath: [file:///etc]}", "plan.hydra", "never runs code"),
        ("# @package _global_\nsays: x", "plan", "@package"),
        ("says: '${oc.env:HOME}'", "plan.says", "only ${fact:KEY}"),
        ("says: '${name}'", "plan.says", "only ${fact:KEY}"),
        ("says: '${fact:${name}}'", "plan.says", "only ${fact:KEY}"),
        ("says: 'x ${fact:cap.utilisation_target}'", "plan.says", "only ${fact:KEY}"),
        ('says: "a\\0b"', "plan.says", "cannot be shown"),
        ('says: "\\ud800"', "plan.says", "cannot be shown"),
        ("name: " + "a" * 61, "plan.name", "at most 60 letters"),
        ("says: 5", "plan.says", "valid string"),
        ("name: [a]", "plan.name", "text"),
    ],
)  # fmt: skip
def test_nothing_of_hydra_and_nothing_outside_is_reached(text: str, key: str, rule: str, site: Site) -> None:
    given = {line.split(":")[0] for line in text.splitlines()}
    base = "" if "defaults" in given else "defaults: [agreement_2018]\n"
    found = faults((base + ("" if "name" in given else "name: mine\n") + text).encode(), site)
    assert key in found
    assert rule in found[key] or rule == "valid string"
    assert not (site.folder / "uploads").exists()


LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.failure
@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (LAUGHS.encode(), "stands elsewhere"),
        (b"PK\x03\x04 and more", "is a workbook or another archive"),
        (b"says: &a x\nname: *a", "stands elsewhere"),
        (b"a: {<<: {b: 1}}", "a key must be text"),
        (b"x" * 5_000_000, "5000 kB; at most 1000 are taken"),
        (b"says: " + b"x" * 900_000, "more than 2000 letters"),
        (b"a" * 900_000 + b": 1", "not YAML"),
        (b"says: a\0b", "line 1 holds a NUL"),
        (b"name: mine\nsays: \xff", "line 2 is not UTF-8"),
        (b"[" * 900_000, "levels of nesting"),
        (b"{a: " * 200_000, "levels of nesting"),
        (b"- " * 400_000, "levels of nesting"),
        (b"? " * 400_000, "levels of nesting"),
        (b"[" + b"1," * 400_000 + b"]", "more than 4000 values"),
        (b"[" + b"1," * 61 + b"]", "a list of more than 60 items"),
        (b"says: !!python/object/apply:os.system [ls]", "a tag"),
        (b"says: !!python/name:os.system", "a tag"),
        (b"says: !!binary aaaa", "a tag"),
        (b"--- !!map\nname: mine", "a tag"),
        (b"name: mine\nname: yours", "stands twice"),
        (b"name: mine\n---\nname: yours", "another document"),
        (b"1: a", "a key must be text"),
        (b"[a, b]: c", "a key must be text"),
        (b'"\\ud800": 1', "cannot be used"),
        (b"a: " + b"9" * 1_900, "beyond all sense"),
        (b"a: 0x" + b"f" * 1_900, "beyond all sense"),
        (b"a: 1" + b":59" * 600, "beyond all sense"),
        (b"a: 0b_", "cannot be read"),
        (b"", "mapping of keys"),
        (b"- a", "mapping of keys"),
        (b"\tname: x", "not YAML"),
    ],
)
def test_a_file_that_is_more_than_plain_values_is_refused(data: bytes, rule: str, site: Site) -> None:
    assert rule in str(faults(data, site))


@pytest.mark.failure
@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "columns missing"),
        (b"kind,status,where,group,persons,elapsed_days\n", "holds no rows"),
        (b"\0", "NUL"),
        (b"\xff\xfe", "UTF-8"),
        (b"x" * 2_000_000, "2000 kB; at most 1000 are taken"),
        (b"x" * 900_000, "no CSV"),
        (b"kind;a\n" + b"x" * 900_000, "no CSV"),
        (CSV.replace("120", "=1+1").encode(), "start.csv line 2: persons '=1+1' is not a whole number"),
        (CSV.replace("undecided", "=cmd|' /C calc'!A0").encode(), "is unknown"),
        (CSV.replace("ordinary", "@SUM(1)").encode(), "is unknown"),
        (CSV.replace("120", "9" * 5_000).encode(), "not a whole number"),
    ],
)
def test_a_start_with_faults_is_refused(data: bytes, rule: str, site: Site) -> None:
    with pytest.raises(BadConfig) as caught:
        keep_start(data, site)
    assert rule in str(caught.value.faults[0])
    assert "/tmp" not in str(caught.value), "the server's own folders are not told"
    assert {fault.path for fault in caught.value.faults} == {"start.file"}


@pytest.mark.unit
def test_a_start_is_kept_as_a_file_that_runs_start_from(site: Site) -> None:
    more = CSV.replace("elapsed_days\n", "elapsed_days,note\n").replace(",30\n", ",30,=HYPERLINK(1)\n")
    kept = keep_start(more.encode(), site)
    assert kept.file.read_text(encoding="utf-8") == CSV, "only what is read of it is kept"
    assert upload(kept.digest, site) == kept
    assert (kept.kind, kept.name) == ("start", "")
    job = api.load("run", spoken({"start.file": str(kept.file)}))
    start = next(iter(job.scenarios.values())).start
    assert [(each.status, each.persons) for each in start.anchors] == [("undecided", 120)]
    assert start.places == {"ordinary": 400}


@pytest.mark.failure
@pytest.mark.parametrize("digest", ["", "../../../etc", "0123456789abcdeF", f"{0:017x}", "0123456789abcde\n", "*"])
def test_nothing_but_a_digest_is_looked_up(digest: str, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_folder", lambda *_: pytest.fail("looked up"))
    assert upload(digest, site) is None


@pytest.mark.failure
def test_what_is_not_there_or_was_changed_is_none(site: Site) -> None:
    assert upload("0" * 16, site) is None
    for kept in (keep_plan(SMALL, site), keep_start(CSV.encode(), site)):
        kept.file.write_bytes(kept.file.read_bytes() + b"\n")
        assert upload(kept.digest, site) is None
    assert upload(keep_plan(SMALL, site).digest, site) is not None, "it is written again"


@pytest.mark.failure
def test_room_for_uploads_is_bounded_and_what_is_kept_stays(site: Site) -> None:
    small = replace(site, limits=Limits(uploads_bytes=30_000))
    kept = [keep_plan(SMALL, small)]
    refused = []
    for persons in range(20):
        try:
            kept.append(keep_start(CSV.replace("120", str(persons)).encode(), small))
        except BadConfig as bad:
            refused.append(bad.faults[0].rule)
    assert len(kept) == 6, "each counts for a block of the disk at least"
    assert all("no more room for uploads" in rule for rule in refused)
    assert len(refused) == 15
    assert all(upload(each.digest, small) == each for each in kept)
    assert keep_plan(SMALL, small) == kept[0], "what is there already takes no room"


SOUP = st.text(st.sampled_from("{}[]:,-&*!?|>'\"%#@` \n\t\\<=~0127.e_xabnulltrue${}\u00e6\u2028\ufeff"), max_size=120)
PLAN_KEYS = st.sampled_from(
    ["name", "says", "defaults", "reception", "ladder", "when", "any", "all", "measure", "order", "lead_days", "law",
     "_target_", "hydra", "buffer_places", "amount", "reverse", "casework", "date", "signal", "above", "never"]
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.dates().map(str)
    | st.sampled_from(["gap", "${fact:cap.utilisation_target}", "${x}", "???", "reception_use", "lognormal", "mine"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAN_KEYS, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.failure
@FUZZ
@given(st.binary(max_size=200) | SOUP.map(lambda text: text.encode("utf-8")))
@example(b"name: mine\n%YAML 9.9\n---")
@example(b"a: 1__0:_:5")
@example(b"? - ? - ?")
def test_any_bytes_are_an_upload_or_a_fault_of_the_input(site: Site, data: bytes) -> None:
    for keep in (lambda: keep_plan(data, site), lambda: keep_start(data, site)):
        try:
            assert isinstance(keep(), Upload)
        except BadConfig as bad:
            str(bad).encode()


@pytest.mark.failure
@settings(FUZZ, max_examples=60)
@given(st.dictionaries(PLAN_KEYS, VALUES, max_size=6), st.sampled_from(["", "do_nothing", "agreement_2018"]))
def test_any_values_are_an_upload_that_runs_take_or_a_fault_of_the_input(
    site: Site, data: dict[str, Any], base: str
) -> None:
    given_values = {"name": "mine", **data, **({"defaults": [base]} if base else {})}
    try:
        kept = keep_plan(yaml.safe_dump(given_values, allow_unicode=True).encode("utf-8", "surrogatepass"), site)
    except BadConfig as bad:
        str(bad).encode()
    else:
        assert scenario_of(kept).plan.name == kept.name


@pytest.mark.failure
@FUZZ
@given(
    st.lists(
        st.lists(st.sampled_from(["stock", "places", "undecided", "centres", "individual", "5", "-1", "=1", "é", '"'])
                 | st.text(max_size=6), min_size=4, max_size=8),
        max_size=5,
    )
)  # fmt: skip
def test_any_table_is_a_start_or_a_fault_of_the_input(site: Site, rows: list[list[str]]) -> None:
    text = "\n".join([CSV.splitlines()[0], *(",".join(row) for row in rows)])
    try:
        kept = keep_start(text.encode("utf-8", "surrogatepass"), site)
    except BadConfig as bad:
        str(bad).encode()
    else:
        assert set(kept.file.read_text("utf-8")) <= set("abcdefghijklmnopqrstuvwxyz_0123456789,\n")


@pytest.mark.invariant
@FUZZ
@given(st.dictionaries(PLAN_KEYS, VALUES, max_size=4))
@example({"says": "1e5", "name": ["1_0e3", "yes", "null", "0x1f", "2015-09-01", "~", "1.", ".5", "=", "<<", ""]})
def test_what_is_written_is_read_as_it_was_by_us_and_as_hydra_reads_it(data: dict[str, Any]) -> None:
    text = write_plain(data)
    try:
        read = read_plain(text, "x")
    except BadConfig:
        return  # text that is refused, such as a control letter in a key or a number beyond all sense
    assert repr(read) == repr(data)
    assert repr(OmegaConf.to_container(OmegaConf.create(text), resolve=False)) == repr(data)


@pytest.mark.invariant
@pytest.mark.parametrize(
    "text", ["1e5", "1.", ".5", "1_000", "0x1f", "0o7", "010", "yes", "2015-09-01", "2015-99-99", "~", "", "1:30"]
)
def test_values_are_told_apart_as_hydra_does(text: str) -> None:
    assert read_plain(f"a: {text}", "x") == OmegaConf.to_container(OmegaConf.create(f"a: {text}"))
