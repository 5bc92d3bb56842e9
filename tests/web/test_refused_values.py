"""A value that is refused is told so that a person can mend it: in words, and not longer than it takes to know it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from sim.web.app import application
from sim.web.site import Site
from tests.support.formed import Page
from tests.support.staged import QUESTION, Stage, plain

LONG = "x" * 3000


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(application(Site(tmp_path_factory.mktemp("served"))), base_url="http://127.0.0.1") as client:
        yield client


def uploaded(client: TestClient, code: str, plan: str) -> str:
    files = {"plan_upload": ("p.yaml", plan.encode())}
    answer = client.post("/ask", data={"lang": code, "do": "check", "plan": "do_nothing"}, files=files)
    assert answer.status_code == 422
    return answer.text


@pytest.mark.failure
@pytest.mark.parametrize(
    ("code", "said"),
    [("nb", "små bokstaver fra a til z, sifre, - og _"), ("en", "small letters a to z, digits, - and _")],
)
def test_what_a_name_may_hold_is_told_in_words(client: TestClient, code: str, said: str) -> None:
    page = uploaded(client, code, "defaults: [reactive, _self_]\nname: blåbærplan\nsays: x\n")
    told = Page(page).by_id("plan-fault")["text"]
    assert said in told
    assert "[a-z" not in page
    assert "blåbærplan" in told


@pytest.mark.failure
@pytest.mark.parametrize(("code", "length"), [("nb", "3\u00a0000 tegn"), ("en", "3,000 characters")])
def test_a_long_value_is_told_by_its_beginning_and_its_length(client: TestClient, code: str, length: str) -> None:
    for name in ("shock.size", "seed", "shock", "plan", "base", "own_plan", "start_file", "plans.agreement_2018.name"):
        page = client.post("/ask", data={"lang": code, "plan": "do_nothing", name: LONG}).text
        assert length in page, name
        assert "x" * 61 not in plain(page), name
    for plan in (f"name: {LONG}\nsays: x\n", f"name: mine\nsays: x\n{LONG}: 1\n", f"name: mine\nreception: {LONG}\n"):
        page = uploaded(client, code, f"defaults: [reactive, _self_]\n{plan}")
        assert "x" * 121 not in plain(page), plan[:20]


@pytest.mark.failure
def test_a_long_value_of_a_study_is_told_by_its_beginning_too(shared: Stage) -> None:
    for name in ("study.replications", "study.criterion", "study.nothing"):
        page = shared.client.post(f"/study/breakpoint/set?{QUESTION}&lang=en", data={name: LONG}).text
        assert "3,000 characters" in page, name
        assert "x" * 61 not in plain(page), name
