"""What is sent is not lost on the way: faults, languages, files, buttons, files of the user's that are being mended."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from sim.runs.files import NoSpace
from sim.views.bokmal import BOKMAL
from sim.web import forms, uploads
from sim.web.address import MOST
from sim.web.app import application
from sim.web.reading import read
from sim.web.safety import Guard
from sim.web.site import Site

HERE = "http://127.0.0.1"
FORM = {"plan": ["do_nothing", "agreement_2018"], "shock": "mass_flight", "replications": "2", "horizon_days": "90"}


class Idle:
    """A process that is asked for nothing."""

    alive = True
    asked = 0

    def give(self, ask: object) -> None:
        Idle.asked += 1

    def told(self) -> None:
        raise EOFError

    def end(self) -> None:
        self.alive = False


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = application(Site(tmp_path_factory.mktemp("served")), Idle)
    with TestClient(app, base_url=HERE, headers={"accept-language": "nb"}) as client:
        yield client


def turn(page: str, code: str) -> str:
    """Return the address to which the form of a page is sent where another language is chosen."""
    (found,) = re.findall(rf'<button class="plain" form="form" formaction="([^"]*)" lang="{code}"', page)
    return unescape(found)


@pytest.mark.failure
@pytest.mark.parametrize("body", [b"--x", b""])
def test_a_form_that_says_nothing_runs_nothing(client: TestClient, body: bytes) -> None:
    before = Idle.asked
    answer = client.post(
        "/ask", content=body, headers={"content-type": "multipart/form-data; boundary=x"}, follow_redirects=False
    )
    assert (answer.status_code, Idle.asked) == (422, before)
    assert "ingenting ble sendt" in answer.text


@pytest.mark.failure
def test_only_the_button_that_runs_runs(client: TestClient) -> None:
    before = Idle.asked
    for more, where in (({}, "/"), ({"do": "set"}, "/"), ({"do": "check"}, "/"), ({"do": "x"}, "/")):
        answer = client.post("/ask", data={**FORM, **more, "lang": "nb"}, follow_redirects=False)
        assert (answer.status_code, urlsplit(answer.headers["location"]).path) == (303, where)
        asked = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
        assert asked["shock"] == "mass_flight"
        assert asked.get("do") == ("check" if more == {"do": "check"} else None)
    assert Idle.asked == before
    assert "Ingen feil er funnet" in client.post("/ask", data={**FORM, "do": "check"}).text


@pytest.mark.failure
def test_the_link_to_another_language_opens_what_was_sent_faults_and_all(client: TestClient) -> None:
    form = {**FORM, "shock.size": "mange", "seed": "7"}
    for do in ("run", "check", "set"):
        page = client.post("/ask", data={**form, "do": do})
        assert page.status_code == 422
        other = client.get(turn(page.text, "en"))
        assert (other.status_code, '<html lang="en">' in other.text) == (422, True)
        assert 'value="mange"' in other.text
        assert 'value="7"' in other.text
        assert 'value="mange"' in client.get(turn(other.text, "nb")).text


@pytest.mark.failure
def test_a_page_with_faults_says_so_in_its_title(client: TestClient) -> None:
    pages = (("/", "nb", "Feil: "), ("/plan/do_nothing", "en", "Error: "), ("/values", "nb", "Feil: "))
    for path, code, start in pages:
        page = client.get(f"{path}?seed=x&lang={code}").text
        assert re.findall("<title>(.*?)</title>", page, re.DOTALL)[0].strip().startswith(start)
        assert start not in re.findall("<title>(.*?)</title>", client.get(f"{path}?lang={code}").text, re.DOTALL)[0]


@pytest.mark.failure
def test_more_than_an_address_can_hold_is_told_on_the_form_and_nothing_is_lost(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "plans.agreement_2018.reception.buffer_places"
    form = {**FORM, name: "801", "do": "run"}
    where = client.post("/ask", data={**form, "do": "check"}, follow_redirects=False).headers["location"]
    monkeypatch.setattr("sim.web.pages.MOST", len(where) - 10)
    before = Idle.asked
    page = client.post("/ask", data=form)
    assert (page.status_code, Idle.asked) == (422, before)
    assert "enn en adresse rommer" in re.findall(r'<p id="changes-fault".*?</p>', page.text, re.DOTALL)[0]
    assert f'<input type="hidden" name="{name}" value="801">' in page.text


@pytest.mark.unit
def test_an_address_of_the_form_is_never_refused_by_what_guards_the_page() -> None:
    most = inspect.signature(Guard).parameters["most_query"].default
    assert most - MOST >= len("/study/municipality/progress?lang=nb&county=42&sort=-persons_settled&number=0301") * 2


@pytest.mark.failure
@pytest.mark.parametrize("code", ["nb", "en"])
def test_a_file_that_is_too_large_is_told_beside_its_field_in_the_language(client: TestClient, code: str) -> None:
    form = {**FORM, "seed": "7", "lang": code, "do": "run"}
    page = client.post("/ask", data=form, files={"start_upload": ("x.csv", b"x" * 1_000_001)})
    assert page.status_code == 422
    beside = re.findall(r'<p id="start-fault".*?</p>', page.text, re.DOTALL)[0]
    assert {"nb": "filen er på 1001 kB; det tas høyst 1000", "en": "the file has 1001 kB; at most 1000"}[code] in beside
    assert 'value="7"' in page.text


@pytest.mark.failure
@pytest.mark.parametrize(("code", "words"), [("nb", "gå tilbake"), ("en", "go back")])
def test_a_form_that_is_too_large_is_told_on_a_page_with_a_way_back(client: TestClient, code: str, words: str) -> None:
    parts = (b"x" * 100_000 for _ in range(20))  # no length is named
    head = {"content-type": "multipart/form-data; boundary=x", "accept-language": code}
    page = client.post("/ask", content=parts, headers=head)
    assert (page.status_code, f'<html lang="{code}">' in page.text) == (413, True)
    assert words in page.text
    assert f'<a href="/?lang={code}">' in page.text


@pytest.mark.failure
def test_a_full_disk_is_told_on_the_form(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise NoSpace("no space left on device")

    monkeypatch.setattr(uploads, "write_whole", full)
    own = b"defaults: [reactive, _self_]\nname: mine\nsays: My own\n"
    page = client.post("/ask", data={**FORM, "seed": "7", "do": "run"}, files={"plan_upload": ("x.yaml", own)})
    assert page.status_code == 422
    assert BOKMAL.say("forms_fault_no_space") in page.text
    assert 'value="7"' in page.text


@pytest.mark.unit
def test_where_files_are_chosen_it_is_said_which_buttons_send_them(client: TestClient) -> None:
    assert client.get("/").text.count(BOKMAL.say("forms_files_sent")) == 3


@pytest.mark.failure
def test_a_number_is_sent_as_it_was_typed_and_enter_checks(client: TestClient) -> None:
    for path in ("/", "/plan/agreement_2018", "/values/reception"):
        text = client.get(path).text
        assert 'type="number"' not in text, "a browser sends nothing of what it does not understand"
        first = re.findall(r"<button[^>]*>", text)[0]
        assert 'form="form"' in first
        assert "formaction" not in first, "what Enter does"
        assert 'name="do"' in first
        assert 'tabindex="-1"' in first


@pytest.mark.unit
def test_a_page_of_a_question_says_all_that_is_asked_by_the_names_of_the_form(client: TestClient) -> None:
    told = set()
    for more, part in (
        ("", "kjøringer av hver plan: 2, hver på 90 dager"),
        ("&replications=3", "kjøringer av hver plan: 3"),
        ("&plans.do_nothing.reception.buffer_places=77", "reception"),
        ("&shock.size=2", "Størrelse, ganger formen: 2"),
        ("&criteria=strict", "Endret: Kriterier for hva som brytes: "),
    ):
        asked = f"shock=mass_flight&plan=do_nothing&horizon_days=90{'' if 'repl' in more else '&replications=2'}{more}"
        page = client.get(f"/comparison?{asked}&lang=nb").text
        (line,) = re.findall(r"<p>([^<]*masseflukt[^<]*)</p>", page)
        if part == "reception":
            assert ": 77" in line
            assert "buffer_places" not in line
        else:
            assert part in line
        told.add(line)
    assert len(told) == 5


@pytest.mark.failure
def test_faults_are_summed_up_by_the_labels_of_their_fields(client: TestClient) -> None:
    page = client.get("/?replications=5000&plan=nobody&start=nowhere&lang=nb").text
    summary = re.findall(r'<div class="faults".*?</div>', page, re.DOTALL)[0]
    named = [" ".join(each.split()) for each in re.findall(r'<a href="#[^"]*">(.*?)</a>', summary, re.DOTALL)]
    assert sorted(set(named)) == ["Kjøringer av hver plan", "Planer", "Start"]


@pytest.mark.failure
def test_a_faulty_file_of_the_users_throws_nothing_else_away(tmp_path: Path) -> None:
    broken, plan = tmp_path / "mine" / "shock" / "myshock.yaml", tmp_path / "mine" / "plan" / "own.yaml"
    for file in (broken, plan):
        file.parent.mkdir(parents=True)
    shock, own = "defaults: [mass_flight, _self_]\nsays: x\n", "defaults: [reactive, _self_]\nname: own\n"
    broken.write_text("defaults: [mass_flight\n", encoding="utf-8")
    plan.write_text(own, encoding="utf-8")
    site = Site(tmp_path, (str(tmp_path / "mine"),))
    asked = [
        ("start", "2022-01-01"), ("shock", "myshock"), ("plan", "own"), ("plan", "do_nothing"), ("replications", "7"),
        ("horizon_days", "300"), ("shock.size", "2"), ("plans.own.reception.buffer_places", "3"),
        ("reception.contracts.transit.permit.mean", "20"),
    ]  # fmt: skip
    changes = {name: float(text) for name, text in asked[-3:]}

    def sent() -> list[tuple[str, str]]:
        """What the page would send, mended or not."""
        found = read(asked, site)
        page = forms.front(found, site, BOKMAL, found.faults)
        chosen = [(kind, each.value) for kind in ("shock", "start") for each in page[f"{kind}s"] if each.chosen]
        plans = [("plan", each["choice"].value) for each in page["plans"] if each["choice"].chosen]
        shown = [(each.name, each.text) for each in (*page["settings"], *page["shock_fields"], *page["mix"])]
        return [*chosen, *plans, *shown, *page["hidden"]]

    found = read(asked, site)
    assert found.faults
    assert (found.question.start, found.question.shock) == ("2022-01-01", "myshock")
    assert found.question.plans == ("own", "do_nothing")
    assert found.question.settings == {"replications": 7, "horizon_days": 300}
    again = sent()
    broken.write_text(shock, encoding="utf-8")
    mended = read(again, site)
    assert (mended.faults, mended.question.changes) == ((), changes)
    assert (mended.question.start, mended.question.shock) == ("2022-01-01", "myshock")

    plan.write_text(own.replace("]", ""), encoding="utf-8")
    found = read(asked, site)
    assert found.faults
    assert set(found.question.changes) == {"shock.size", "reception.contracts.transit.permit.mean"}
    again = sent()
    plan.write_text(own, encoding="utf-8")
    assert read(again, site).question.changes == changes
