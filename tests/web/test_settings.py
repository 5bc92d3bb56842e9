"""Studies on the page have settings: a form made from the schema, in the address, and a time that is told first."""

from __future__ import annotations

import math
import re
import time
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim import api
from sim.config.compose import Sources
from sim.config.faults import Fault
from sim.config.job import Job
from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH
from sim.views.words import Words
from sim.web import settings_form, studies
from sim.web.address import MOST
from sim.web.levers import Lever
from sim.web.safety import MOST_QUERY
from sim.web.settings import MOST_NUMBERS, PREFIX, Setting, read, settings_of
from sim.web.site import Limits, Site
from tests.support.staged import QUESTION, WAIT_SECONDS, Stage, plain, stage_of

PLANS = ("do_nothing", "agreement_2018")
STUDY = f"/study/brief?{QUESTION}"


@pytest.fixture(scope="module")
def known() -> dict[str, dict[str, Setting]]:
    job: Job = api.load("compare", ())
    scenario = next(iter(job.scenarios.values()))
    return {verb: settings_of(verb, scenario, PLANS, Sources.of()) for verb in studies.OFFERED}


@pytest.mark.unit
@pytest.mark.parametrize("words", [ENGLISH, BOKMAL], ids=lambda words: words.code)
def test_every_setting_has_a_label_in_the_language_of_the_page_and_the_first_are_those_that_matter_most(
    known: dict[str, dict[str, Setting]], words: Words
) -> None:
    for verb, found in known.items():
        form = settings_form.form(verb, read(found, {}), words, ())
        assert [each.name.removeprefix(PREFIX) for each in form["main"]] == list(settings_form.MAIN[verb]), verb
        shown = [field for block in (*form["main"], *form["rest"]) for field in block.fields]
        assert len({field.name for field in shown}) == sum(len(each.levers) for each in found.values())
        for field in shown:
            assert field.label[0].text, field.name
            assert not field.label[0].lang, field.name
            assert not any(each.name.lang for each in field.choices), field.name
        for block in form["rest"]:
            assert block.legend or len(block.fields) == 1


@pytest.mark.invariant
def test_all_settings_of_a_study_changed_fit_beside_the_longest_question(known: dict[str, dict[str, Setting]]) -> None:
    room = MOST_QUERY - MOST
    fixed = "/study/municipality/progress?lang=nb&do=settings&number=0301&county=42&sort=-persons_settled&of="
    for verb, found in known.items():
        levers = [(lever, each.listed) for each in found.values() for lever in each.levers]
        given = {lever.key: _other(lever, listed) for lever, listed in levers}
        chosen = read(found, given)
        assert not chosen.faults, verb
        assert len(chosen.changes) == len(levers), verb
        assert len(fixed) + 100 + len(urlencode(chosen.own())) < room, verb


def _other(lever: Lever, listed: bool) -> str:
    """A value that is not the usual one, as long as such values are; of a list as many as are taken."""
    if lever.kind == "truth":
        return "false" if lever.value else "true"
    if lever.options:
        return max((each for each in lever.options if each != lever.value), key=len)
    if lever.kind == "day":
        return "2031-12-31"
    least = 0.0 if lever.least is None else lever.least
    most = min(least + 1_000_000, math.inf if lever.most is None else lever.most)
    number = least + (most - least) * 0.987654
    text = str(round(number)) if lever.kind == "whole" else f"{number:.7g}"
    return " ".join([text] * (MOST_NUMBERS if listed else 1))


@pytest.mark.unit
def test_no_setting_names_a_file_or_words_of_the_command_line(known: dict[str, dict[str, Setting]]) -> None:
    keys = {key.split(".")[0] for found in known.values() for key in found}
    assert not keys & {"own", "out", "words", "decide_words", "breaking_words", "rules", "assumed", "groups", "name"}
    assert all(lever.kind != "said" for found in known.values() for each in found.values() for lever in each.levers)


@pytest.mark.unit
def test_what_is_changed_is_typed_and_goes_to_the_study_and_what_is_as_in_the_file_does_not(
    known: dict[str, dict[str, Setting]],
) -> None:
    given = {
        "study.replications": "1 000", "study.days": "0 30, 60", "study.parts.days": "true",
        "study.parts.triggers": "false", "study.base_rate": "0.1", "study.decide_plan": "do_nothing",
    }  # fmt: skip
    chosen = read(known["warning"], given)
    assert chosen.faults == ()
    assert chosen.asked() == {
        "replications": 1000, "parts": ["breaking_point", "days", "information", "decide_by"], "days": [0, 30, 60],
        "decide_plan": "do_nothing",
    }  # fmt: skip
    assert chosen.own()["study.days"] == "0 30 60"
    assert read(known["warning"], chosen.own()).asked() == chosen.asked()
    robust = read(known["robust"], {"study.thresholds.peak_without_place": "", "study.losses.peak_need": "true"})
    assert robust.asked()["thresholds.peak_without_place"] is None
    assert robust.asked()["losses"][-1] == "peak_need"
    assert read(known["breakpoint"], {"study.against.axis": "warning", "study.against.values": "0; 14"}).asked() == {
        "against.axis": "warning", "against.values": [0.0, 14.0],
    }  # fmt: skip


@pytest.mark.failure
def test_what_is_wrong_is_told_beside_its_field(known: dict[str, dict[str, Setting]]) -> None:
    given = {
        "study.replications": "1001", "study.days": "0,14,45", "study.criterion": "nonsense", "study.out": "/tmp/x",
        "study.breaking_sizes": " ".join(["1"] * 13), "study.tolerance": "x" * 300,
    }  # fmt: skip
    chosen = read(known["warning"], given)
    assert {each.path for each in chosen.faults} == set(given)
    assert chosen.changes == {}
    made = settings_form.form("warning", chosen, BOKMAL, chosen.faults)
    fields = {field.name: field for block in (*made["main"], *made["rest"]) for field in block.fields}
    assert "høyst 1000" in fields["study.replications"].faults[0].text
    assert "mellomrom" in fields["study.days"].faults[0].text
    assert made["open"]
    told = chosen.of_study(Fault("parts", [], "must not be empty"))
    assert told.path == "study.parts"
    assert chosen.of_study(Fault("shock", "x", "is none")).path == "shock"


@pytest.mark.unit
def test_the_time_is_told_before_a_study_is_started_and_settings_stand_in_the_address(stage: Stage) -> None:
    page = stage.client.get(STUDY)
    assert page.status_code == 200
    assert ENGLISH.say("settings_size_unsaid") in page.text
    to = re.search(r'action="(/study/brief/set[^"]*)"', page.text)
    assert to is not None
    path = to.group(1).replace("&amp;", "&")
    form = {"study.replications": "7", "study.summary": "minister", "study.weeks": "13", "do": "run"}
    answer = stage.client.post(path, data=form, follow_redirects=False)
    where = answer.headers["location"]
    assert parse_qs(urlsplit(where).query)["study.replications"] == ["7"]
    assert "study.weeks" not in where, "as in the file"
    told = stage.client.get(where)
    assert "About 7 runs of 200 days: about 1 min" in plain(told.text)
    assert 'value="7"' in told.text
    bokmal = re.search(r'formaction="([^"]*lang=nb[^"]*)"', told.text)
    assert bokmal is not None
    assert "study.replications=7" in bokmal.group(1), "the other language asks the same"
    size = stage.client.post(path.replace("/set", "/size"), data=form).json()
    assert size["size"] in plain(told.text)
    stage.go.set()
    began = stage.client.post(path, data={**form, "told": size["told"]}, follow_redirects=False)
    assert began.headers["location"].startswith("/study/brief?")
    assert "do=" not in began.headers["location"]
    waits = began.headers["location"].replace("/study/brief?", "/study/brief/progress?")
    end = time.monotonic() + WAIT_SECONDS
    while not stage.client.get(waits).json()["over"]:
        assert time.monotonic() < end
        time.sleep(0.02)
    done = stage.client.get(began.headers["location"])
    assert ENGLISH.say("settings_change") in done.text
    assert ENGLISH.say("settings_title") in stage.client.get(STUDY).text, "with other settings it is another answer"
    same = f"{STUDY}&study.summary=minister&study.replications=7.0&study.weeks=13"
    assert ENGLISH.say("settings_change") in stage.client.get(same).text, "written otherwise it is the same"


@pytest.mark.failure
def test_a_study_of_too_many_days_is_refused_before_it_waits(site: Site, small: Path) -> None:
    for few in stage_of(Site(site.folder, limits=Limits(study_days=5_000)), small):
        answer = few.client.post(f"/study/brief/set?{QUESTION}&lang=nb", data={"do": "run", "told": ""})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "11\u00a0800 simulerte dager" in answer.text


@pytest.mark.failure
def test_a_study_of_which_the_most_runs_would_be_too_many_is_refused(site: Site, small: Path) -> None:
    """To find the last day of a decision takes 2,400 simulated days here at least, and 139,200 at most."""
    others = ("breaking_point", "days", "information", "triggers")
    asked = f"/study/warning?{QUESTION}&{'&'.join(f'study.parts.{name}=false' for name in others)}"
    for few in stage_of(Site(site.folder, limits=Limits(study_days=20_000)), small):
        assert few.client.get(f"{asked}&do=check").status_code == 422
    for many in stage_of(Site(site.folder), small):
        assert many.client.get(f"{asked}&do=check").status_code == 200


@pytest.mark.failure
def test_no_button_starts_or_stops_a_study_with_settings_that_are_wrong_or_too_many(site: Site, small: Path) -> None:
    own = f"{QUESTION}&study.replications=abc&study.summary=zzz"
    for few in stage_of(Site(site.folder, limits=Limits(study_days=5_000)), small):
        for path in (f"run?{own}", f"cancel?{own}", f"run?{QUESTION}&study.replications=1000"):
            answer = few.client.post(f"/study/brief/{path}", follow_redirects=False)
            assert answer.status_code == 422, path
        assert few.client.get(f"/study/brief/progress?{own}").status_code == 422
        assert few.client.get(f"/study/brief/progress?{QUESTION}").json()["status"] == "none"
        assert ENGLISH.say("kept_none") in few.client.get("/results").text


@pytest.mark.failure
def test_a_fault_of_the_study_stands_beside_its_field(shared: Stage) -> None:
    page = shared.client.get(f"/study/breakpoint?{QUESTION}&study.low=4")
    assert page.status_code == 422
    assert "must be below high 3" in plain(page.text)
    page = shared.client.get(f"/study/brief?{QUESTION}&study.as_of=1999-01-01&do=check")
    assert page.status_code == 422
    assert 'id="study.as_of-fault"' in page.text


NAMES = st.sampled_from(["study.replications", "study.days", "study.parts.days", "study.against.axis", "study.out",
                         "study.thresholds.cost_total", "study.metrics.cost_total", "study.as_of", "told",
                         "study."])  # fmt: skip
TEXTS = st.sampled_from(["", "5", "-1", "1e400", "true", "${oc.env:HOME}", "'a'", "0 14", "nan", "_target_", "1,5"])


@pytest.mark.invariant
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(studies.OFFERED), st.dictionaries(NAMES | st.text(max_size=12), TEXTS | st.text(max_size=20)))
def test_no_setting_breaks_a_page(shared: Stage, verb: str, fields: dict[str, str]) -> None:
    fields = {name: value for name, value in fields.items() if name not in ("of", "number", "lang", "do")}
    answer = shared.client.post(f"/study/{verb}/set?{QUESTION}", data={**fields, "do": "check"}, follow_redirects=False)
    assert answer.status_code in (303, 422), (verb, fields, plain(answer.text)[:500])
    own = urlencode({name: value for name, value in fields.items() if name.startswith(PREFIX)})
    page = shared.client.get(f"/study/{verb}?{QUESTION}&{own}")
    assert page.status_code in (200, 422)
