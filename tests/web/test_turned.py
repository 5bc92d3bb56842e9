"""A page turned into the other language keeps what stands in its form and was not sent yet."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from sim.web.app import application
from sim.web.site import Site
from tests.support.formed import Page
from tests.support.staged import QUESTION, Stage

HERE = "http://127.0.0.1"
PLAN = "plans.agreement_2018.reception"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(application(Site(tmp_path_factory.mktemp("served"))), base_url=HERE) as client:
        yield client


def turned(client: TestClient, page: str, code: str, **typed: str | list[str]) -> httpx.Response:
    """Change fields of the form of a page, and choose the other language."""
    found = Page(page)
    (button,) = [each for each in found.all("button") if each.get("lang") == code]
    assert button["form"] == found.all("form")[-1]["id"]
    sent: dict[str, str | list[str]] = {}
    for name, text in found.pairs():
        sent[name] = [*sent.get(name, []), text]
    return client.post(button["formaction"], data={**sent, "lang": found.all("html")[0]["lang"], **typed})


def held(page: str) -> dict[str, str]:
    return {each["name"]: each.get("value", "") for each in Page(page).all("input") if each.get("type") == "text"}


def ticked(page: str) -> list[str]:
    boxes = (each for each in Page(page).all("input") if each.get("type") == "checkbox" and each["name"] == "plan")
    return [each["value"] for each in boxes if "checked" in each]


@pytest.mark.behaviour
def test_the_form_of_a_question_keeps_what_was_typed_and_ticked(client: TestClient) -> None:
    page = client.get("/?lang=en").text
    plans = ["municipal_standby", "do_nothing"]
    answer = turned(client, page, "nb", plan=["", *plans], base="do_nothing", seed="7", **{"shock.size": "2.5"})
    assert (answer.status_code, Page(answer.text).all("html")[0]["lang"]) == (200, "nb")
    assert sorted(ticked(answer.text)) == sorted(plans)
    assert held(answer.text)["seed"] == "7"
    assert held(answer.text)["shock.size"] == "2,5"
    chosen = [each["value"] for each in Page(answer.text).all("option") if each["select"] == "base"]
    assert chosen[0] == "do_nothing"
    assert answer.url.path == "/"
    back = turned(client, answer.text, "en").text
    assert held(back)["seed"] == "7"
    assert sorted(ticked(back)) == sorted(plans)


@pytest.mark.failure
def test_what_is_wrong_is_kept_too_and_told_in_the_other_language(client: TestClient) -> None:
    page = client.get("/?lang=nb&shock=mass_flight").text
    five = ["do_nothing", "agreement_2018", "municipal_standby", "reactive", "options_and_frames"]
    typed = {"shock.size": "mange", "shock.mix.individual": "70", "seed": "-1", "horizon_days": "9" * 300}
    answer = turned(client, page, "en", plan=["", *five], base="early_warning", **typed)
    assert answer.status_code == 422
    assert {name: held(answer.text)[name] for name in typed} == typed
    assert sorted(ticked(answer.text)) == sorted(five)
    (base,) = [each for each in Page(answer.text).all("option") if each["select"] == "base" and "selected" in each]
    assert base["value"] == "early_warning"
    assert "must be a number" in Page(answer.text).by_id("shock.size-fault")["text"]
    none = turned(client, page, "en", plan="")
    assert ticked(none.text) == []
    again = turned(client, answer.text, "nb")
    assert {name: held(again.text)[name] for name in typed} == typed


@pytest.mark.behaviour
def test_what_was_checked_stays_told_in_the_other_language(client: TestClient) -> None:
    page = client.get("/?plan=do_nothing&do=check&lang=en").text
    assert "No fault was found" in page
    answer = turned(client, page, "nb")
    assert "Ingen feil er funnet" in answer.text
    unchecked = turned(client, client.get("/?plan=do_nothing&lang=en").text, "nb")
    assert "Ingen feil er funnet" not in unchecked.text


@pytest.mark.behaviour
def test_a_file_that_is_chosen_is_kept_where_it_was_sent(client: TestClient) -> None:
    plan = b"defaults: [reactive, _self_]\nname: mine\nsays: x\n"
    form = {"plan": "do_nothing", "shock": "mass_flight", "lang": "en"}
    answer = client.post("/?lang=nb", data=form, files={"plan_upload": ("p.yaml", plan)})
    assert (answer.status_code, Page(answer.text).all("html")[0]["lang"]) == (200, "nb")
    (box,) = [each for each in Page(answer.text).all("input") if each.get("name") == "own_plan"]
    assert "checked" in box
    bad = client.post("/?lang=nb", data=form, files={"plan_upload": ("p.yaml", b"[")})
    assert bad.status_code == 422
    assert "plan-fault" in bad.text


@pytest.mark.behaviour
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/plan/agreement_2018", f"{PLAN}.buffer_places"),
        ("/values/reception", "reception.contracts.transit.permit.mean"),
    ],
)
def test_the_values_of_a_plan_and_of_a_group_are_kept_and_not_taken_yet(
    client: TestClient, path: str, name: str
) -> None:
    page = client.get(f"{path}?plan=do_nothing&seed=3&lang=en").text
    for text, status in (("911", 200), ("mange", 422)):
        answer = turned(client, page, "nb", **{name: text})
        assert (answer.status_code, Page(answer.text).all("html")[0]["lang"]) == (status, "nb")
        assert answer.url.path == path
        assert held(answer.text)[name] == text
        back = [each["href"] for each in Page(answer.text).all("a") if "uten å ta det med" in each["text"]]
        assert back == ["/?plan=do_nothing&seed=3&lang=nb"]
        assert held(turned(client, answer.text, "en").text)[name] == text


@pytest.mark.behaviour
def test_a_plan_that_finds_no_room_keeps_what_was_typed(client: TestClient) -> None:
    asked = "&".join(f"plan={each}" for each in ("do_nothing", "reactive", "municipal_standby", "early_warning"))
    page = client.get(f"/plan/agreement_2018?{asked}&lang=en").text
    answer = turned(client, page, "nb", **{f"{PLAN}.buffer_places": "911"})
    assert held(answer.text)[f"{PLAN}.buffer_places"] == "911"


@pytest.mark.behaviour
def test_the_settings_of_a_study_are_kept(shared: Stage) -> None:
    page = shared.client.get(f"/study/brief?{QUESTION}&of=do_nothing&lang=en").text
    for text, status in (("17", 200), ("mange", 422), ("9" * 300, 422)):
        answer = turned(shared.client, page, "nb", **{"study.replications": text})
        assert (answer.status_code, answer.url.path) == (status, "/study/brief")
        assert Page(answer.text).all("html")[0]["lang"] == "nb"
        assert held(answer.text)["study.replications"] == text
        again = turned(shared.client, answer.text, "en")
        assert held(again.text)["study.replications"] == text
        assert "of=do_nothing" in str(again.url)
    sent = shared.client.post(f"/study/brief/set?{QUESTION}&of=do_nothing&lang=en", data={"study.replications": "x"})
    answer = turned(shared.client, sent.text, "nb")
    assert (answer.url.path, held(answer.text)["study.replications"]) == ("/study/brief", "x")


@pytest.mark.behaviour
def test_a_page_of_faults_of_another_address_turns_as_the_form_that_it_is(client: TestClient) -> None:
    page = client.get("/comparison/need?shock=mass_flight&seed=x&lang=en")
    answer = turned(client, page.text, "nb")
    assert (answer.status_code, answer.url.path, held(answer.text)["seed"]) == (422, "/", "x")


@pytest.mark.unit
@pytest.mark.parametrize("path", ["/values", "/results", "/comparison", "/nowhere"])
def test_where_no_form_is_filled_in_the_language_is_a_link(client: TestClient, path: str) -> None:
    page = Page(client.get(f"{path}?lang=en").text)
    assert [each["tag"] for each in page.found if each.get("lang") == "nb"] == ["a"]
    assert not [each for each in page.all("button") if "enter" in each.get("class", "")]


@pytest.mark.behaviour
def test_numbers_are_shown_and_read_as_the_language_writes_them(client: TestClient) -> None:
    name = f"{PLAN}.buffer_places"
    page = client.get("/plan/agreement_2018?plan=do_nothing&plan=agreement_2018&lang=en").text
    bokmal = turned(client, page, "nb", **{name: "1,234", f"{PLAN}.target_use": "0.825"})
    assert (held(bokmal.text)[name], held(bokmal.text)[f"{PLAN}.target_use"]) == ("1234", "0,825")
    english = turned(client, bokmal.text, "en")
    assert (held(english.text)[name], held(english.text)[f"{PLAN}.target_use"]) == ("1234", "0.825")
    sent = client.post("/ask", data={"lang": "nb", "shock.size": "1,234", "plan": "do_nothing", "seed": "x"})
    assert held(sent.text)["shock.size"] == "1,234"
    other = client.get(f"/?{turn_of(sent.text, 'en')}")
    assert held(other.text)["shock.size"] == "1.234", "the fields in the address are written alike in all languages"


def turn_of(page: str, code: str) -> str:
    (button,) = [each for each in Page(page).all("button") if each.get("lang") == code]
    return button["formaction"].partition("?")[2]


@pytest.mark.behaviour
def test_the_numbers_of_a_study_are_shown_and_read_as_the_language_writes_them(shared: Stage) -> None:
    page = shared.client.get(f"/study/warning?{QUESTION}&lang=nb").text
    assert held(page)["study.breaking_sizes"] == "0,1 2"
    assert held(page)["study.breaking_width"] == "0,05"
    typed = {"study.breaking_sizes": "0,005 2", "study.breaking_width": "0,07"}
    answer = turned(shared.client, page, "en", **typed)
    assert held(answer.text)["study.breaking_sizes"] == "0.005 2"
    assert held(answer.text)["study.breaking_width"] == "0.07"
    refused = turned(shared.client, answer.text, "nb", **{"study.breaking_sizes": "1,2"})
    assert refused.status_code == 422, "two numbers, or one and a part"
    assert "tall med mellomrom mellom" in Page(refused.text).by_id("study.breaking_sizes-fault")["text"]


@pytest.mark.unit
def test_a_bound_is_told_as_the_language_writes_it(client: TestClient) -> None:
    name = f"{PLAN}.target_use"
    page = client.get(f"/plan/agreement_2018?plan=agreement_2018&{name}=1.5&lang=nb").text
    assert "1,5: må være høyst 1" in Page(page).by_id(f"{name}-fault")["text"]
    mixed = client.get("/?shock=mass_flight&shock.mix.individual=12.5&lang=nb").text
    assert "." not in Page(mixed).by_id("shock.mix-fault")["text"]
