"""A question that holds a plan or a start of the user's own is carried to another server as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.views.english import ENGLISH
from sim.web import carried, work
from sim.web.reading import read
from sim.web.site import Site
from tests.support.staged import Stage, plain, stage_of

FORM = {"plan": "do_nothing", "shock": "mass_flight", "replications": "2", "horizon_days": "200", "shock.size": "1.5"}
PLAN = b"defaults: [agreement_2018, _self_]\nname: ours\nsays: As agreed, and more.\nreception: {buffer_places: 777}\n"
START = b"kind,status,where,group,persons,elapsed_days\nplaces,,arrival,,900,\n"


@pytest.fixture
def other(tmp_path: Path, small: Path) -> Iterator[Stage]:
    """A server of somebody else."""
    yield from stage_of(Site(tmp_path / "other"), small)


def asked_here(stage: Stage) -> tuple[str, str]:
    """Ask with a plan and a start of one's own; return the address and the file of the question."""
    files = {"plan_upload": ("p.yaml", PLAN), "start_upload": ("s.csv", START)}
    answer = stage.client.post("/ask", data={**FORM, "do": "check"}, files=files, follow_redirects=False)
    where = answer.headers["location"]
    assert "own_plan=" in where
    assert "start_file=" in where
    page = stage.client.get(where)
    assert ENGLISH.say("web_link_own") in page.text
    return where, stage.client.get(where.replace("/?", "/question?", 1)).text


@pytest.mark.repeat
def test_a_question_with_a_plan_of_ones_own_shows_the_same_comparison_on_another_server(
    stage: Stage, other: Stage, site: Site, tmp_path: Path
) -> None:
    where, file = asked_here(stage)
    assert other.client.get(where).status_code == 422, "the link alone does not open there"
    sent = {"question_upload": ("q.json", file.encode())}
    opened = other.client.post("/ask", data={"plan": "reactive", "do": "check"}, files=sent, follow_redirects=False)
    assert opened.headers["location"] == where
    assert other.client.get(where).status_code == 200
    other.go.set()
    ran = other.client.post("/ask", data={"do": "run"}, files=sent, follow_redirects=False)
    question = ran.headers["location"].partition("?")[2]
    other.until(question, "done")
    stage.answered(question)
    here, there = (each.client.get(f"/comparison?{question}").text for each in (stage, other))
    assert "ours" in plain(there)
    assert plain(here).replace(str(site.folder), "") == plain(there).replace(str(tmp_path / "other"), "")
    found = [(name, text) for name, text in carried.opened(file.encode(), site) if name]
    keys = {work.key(read(found, each).question, each) for each in (site, Site(tmp_path / "other"))}
    assert len(keys) == 1, "the same runs have the same name on both"


@pytest.mark.failure
def test_a_plan_that_is_there_under_its_name_is_told_beside_the_field(stage: Stage) -> None:
    _, file = asked_here(stage)
    data = json.loads(file)
    for each in data["files"].values():
        each["text"] = each["text"].replace("name: ours", "name: reactive").replace('name: "ours"', "name: reactive")
    sent = {"question_upload": ("q.json", json.dumps(data).encode())}
    answer = stage.client.post("/ask", data=FORM, files=sent)
    assert answer.status_code == 422
    assert 'id="question_upload-fault"' in answer.text
    assert "a plan of that name is there already" in answer.text


@pytest.mark.failure
def test_only_what_the_question_names_is_kept_and_no_more_files_than_one_asks_with(stage: Stage, site: Site) -> None:
    def sent(count: int) -> int:
        text = START.decode()
        files = {f"{at:016x}": {"kind": "start", "text": text.replace("900", str(at))} for at in range(count)}
        data = json.dumps({"beredt_question": 1, "query": "plan=do_nothing&shock=none", "files": files}).encode()
        upload = {"question_upload": ("q.json", data)}
        return stage.client.post("/ask", data={"do": "check"}, files=upload, follow_redirects=False).status_code

    before = sorted(site.folder.rglob("uploads/*"))
    assert sent(3) == 303
    assert sent(carried.MOST_FILES + 1) == 422
    assert sorted(site.folder.rglob("uploads/*")) == before


@pytest.mark.failure
@pytest.mark.parametrize(
    "data",
    [b"{", b"[]", b"1" * 5000, b"[" * 100_000, b"\xff\xfe", b'{"beredt_question": 1}', b'{"beredt_question": 2}',
     b'{"beredt_question": 1, "query": "a=1", "files": {"x": {"kind": "exe", "text": ""}}}',
     b'{"beredt_question": 1, "query": "a=1", "files": {"x": {"kind": "plan", "text": "\\ud800"}}}',
     b'{"beredt_question": 1, "query": 5, "files": {}}', b"x" * 1_200_000],
)  # fmt: skip
def test_what_is_no_question_is_refused(shared: Stage, data: bytes) -> None:
    answer = shared.client.post("/ask", data={"do": "check"}, files={"question_upload": ("q.json", data)})
    assert answer.status_code == 422
    assert 'id="question_upload-fault"' in answer.text


FILES = st.dictionaries(
    st.text(max_size=16),
    st.fixed_dictionaries({"kind": st.sampled_from(["plan", "start", "x"]), "text": st.text(max_size=60)}),
    max_size=2,
)
QUERIES = st.sampled_from(["", "plan=do_nothing", "own_plan=x", "plan_upload=x&shock=a", "a&b=%f", "start_file=../x"])


@pytest.mark.invariant
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUERIES | st.text(max_size=30), FILES)
def test_no_question_breaks_the_page(shared: Stage, query: str, files: dict[str, Any]) -> None:
    data = json.dumps({"beredt_question": 1, "query": query, "files": files}).encode()
    answer = shared.client.post("/ask", data={"do": "check"}, files={"question_upload": ("q.json", data)})
    assert answer.status_code in (200, 422), (query, files, plain(answer.text)[:500])
