"""The page from outside: ask, wait, cancel, read, take away, upload, and what is said of bad input."""

from __future__ import annotations

import io
import re
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.web.runner import FAILED, FAULT, Told
from sim.web.shown import VIEWS
from sim.web.site import Limits, Site
from tests.support.staged import HERE, QUESTION, WAIT_SECONDS, Stage, plain, stage_of


@pytest.mark.unit
def test_a_form_that_is_sent_queues_the_work_and_leads_to_its_page(stage: Stage) -> None:
    form = {"plan": ["do_nothing", "agreement_2018"], "shock": "mass_flight", "replications": "2",
            "horizon_days": "200", "shock.size": "1.5", "lang": "nb", "do": "run"}  # fmt: skip
    answer = stage.client.post("/ask", data=form, follow_redirects=False)
    assert answer.status_code == 303
    where = answer.headers["location"]
    assert where.startswith("/comparison?")
    assert "shock.size=1.5" in where
    assert "lang=nb" in where
    page = stage.client.get(where)
    assert '<html lang="nb">' in page.text
    assert "data-progress" in page.text
    stage.go.set()
    stage.until(where.split("?")[1], "done")
    assert "nav" in stage.client.get(where).text


@pytest.mark.unit
def test_check_only_runs_nothing_and_says_how_much_it_would_be(stage: Stage) -> None:
    form = {"plan": ["do_nothing"], "shock": "mass_flight", "replications": "2", "horizon_days": "100", "do": "check"}
    answer = stage.client.post("/ask", data=form)
    assert answer.status_code == 200
    assert 'role="status"' in answer.text
    assert stage.client.get("/progress?shock=mass_flight&plan=do_nothing&replications=2&horizon_days=100").json()[
        "status"
    ] == "none"


@pytest.mark.unit
def test_a_link_to_what_was_not_run_here_offers_to_run_it(stage: Stage) -> None:
    page = stage.client.get(f"/comparison?{QUESTION}")
    assert "not been run here" in page.text
    assert 'action="/run?' in page.text


@pytest.mark.unit
def test_cancel_stops_the_work_and_the_page_says_so(stage: Stage) -> None:
    stage.client.post(f"/run?{QUESTION}", follow_redirects=False)
    stage.until(QUESTION, "running")
    answer = stage.client.post(f"/cancel?{QUESTION}")
    assert "Cancelled" in answer.text
    assert stage.until(QUESTION, "cancelled")["over"] is True
    stage.answered()


@pytest.mark.unit
def test_the_second_in_the_queue_is_told_its_place(stage: Stage) -> None:
    other = QUESTION.replace("replications=2", "replications=3")
    for question in (QUESTION, other):
        stage.client.post(f"/run?{question}", follow_redirects=False)
    stage.until(QUESTION, "running")
    assert stage.client.get(f"/progress?{other}").json()["status"] == "waiting"
    assert "Jobs before this one: 1." in stage.client.get(f"/comparison?{other}").text
    stage.go.set()
    stage.until(other, "done")


@pytest.mark.failure
def test_more_jobs_than_may_wait_are_refused_kindly(tmp_path: Path, small: Path) -> None:
    site = Site(tmp_path, limits=Limits(jobs=1))
    for stage in stage_of(site, small):
        stage.client.post(f"/run?{QUESTION}", follow_redirects=False)
        answer = stage.client.post(f"/run?{QUESTION.replace('=200', '=201')}", follow_redirects=False)
        assert answer.status_code == 503
        assert "Too many jobs" in answer.text


@pytest.mark.failure
@pytest.mark.parametrize(
    ("told", "status", "words"),
    [
        (Told(FAULT, message="start.file: cannot be read"), 422, "start.file: cannot be read"),
        (Told(FAILED, message="Traceback <b>x</b>"), 500, "Traceback &lt;b&gt;x&lt;/b&gt;"),
        (Told(FAILED, message="memory"), 500, "More memory"),
    ],
)
def test_why_a_job_failed_is_said(stage: Stage, told: Told, status: int, words: str) -> None:
    stage.ends.append(told)
    stage.go.set()
    stage.client.post(f"/run?{QUESTION}", follow_redirects=False)
    stage.until(QUESTION, "failed")
    answer = stage.client.get(f"/comparison?{QUESTION}")
    assert answer.status_code == status
    assert words in answer.text


@pytest.mark.failure
def test_every_fault_of_a_form_stands_beside_its_field_and_nothing_is_lost(stage: Stage) -> None:
    form = {"plan": ["do_nothing", "nonsense"], "shock": "mass_flight", "replications": "many", "shock.size": "-1",
            "horizon_days": "300", "<script>": "x"}  # fmt: skip
    answer = stage.client.post("/ask", data=form)
    assert answer.status_code == 422
    for field in ("replications", "shock.size", "plan"):
        assert f'id="{field}-fault"' in answer.text, field
    assert 'value="many"' in answer.text
    assert "<script>x" not in answer.text
    assert "there is no such value" in answer.text


@pytest.mark.unit
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_view_of_an_answer_is_shown_in_both_languages(shared: Stage, view: str, language: str) -> None:
    page = shared.client.get(f"/comparison/{view}?{QUESTION}&lang={language}")
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    tabs = re.findall(r"<nav.*?</nav>", page.text, re.DOTALL)[0]
    assert tabs.count("<a ") == len(VIEWS)
    assert tabs.count('aria-current="page"') == 1
    assert "<script src=" in page.text
    assert page.text.count("<script") == 1
    assert not re.search(r'(?:src|href|action)="https?:', page.text)
    assert "<style" not in page.text
    assert len(plain(page.text)) > 500


@pytest.mark.unit
@pytest.mark.parametrize("kind", ["xlsx", "csv", "parquet"])
def test_an_answer_can_be_taken_away(shared: Stage, kind: str) -> None:
    answer = shared.client.get(f"/download/{kind}?{QUESTION}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    if kind == "xlsx":
        assert zipfile.is_zipfile(io.BytesIO(answer.content))
    if kind == "csv":
        assert answer.content.startswith((b"\xef\xbb\xbf", b"PK"))


@pytest.mark.unit
def test_a_plan_that_is_taken_away_can_be_brought_back_as_ones_own(shared: Stage) -> None:
    text = shared.client.get(f"/download/plan?{QUESTION}&do=agreement_2018").text
    own = re.sub(r"(?m)^name: .*$", "name: ours", text)
    form = {"plan": "do_nothing", "shock": "mass_flight", "replications": "2", "horizon_days": "200", "do": "check"}
    answer = shared.client.post("/ask", data=form, files={"plan_upload": ("x.yaml", own.encode())})
    assert answer.status_code == 200, plain(answer.text)[:2000]
    assert "ours" in answer.text


@pytest.mark.failure
def test_a_bad_upload_is_told_fault_by_fault_beside_its_field(shared: Stage) -> None:
    form = {"plan": "do_nothing", "shock": "mass_flight"}
    bad = b"name: ours\nsays: x\nhypothetical: maybe\nreception: {buffer_places: -5}\n_target_: os.system\n"
    answer = shared.client.post("/ask", data=form, files={"plan_upload": ("../../etc/passwd", bad)})
    assert answer.status_code == 422
    assert "reception.buffer_places" in answer.text
    assert "_target_" in answer.text
    assert "/etc/passwd" not in answer.text


@pytest.mark.unit
def test_the_report_is_one_file_that_asks_nothing_of_others(shared: Stage) -> None:
    answer = shared.client.get(f"/report?{QUESTION}&lang=nb")
    assert answer.status_code == 200
    assert '<html lang="nb">' in answer.text
    assert not re.search(r'(?:src|href)="(?!data:|#)', answer.text)
    assert answer.text.count("<figure>") >= 5
    assert f"{HERE}/comparison?shock=mass_flight&amp;" in answer.text


@pytest.mark.unit
def test_the_number_of_runs_is_told_of_what_the_form_holds_now(shared: Stage) -> None:
    form = {"plan": ["do_nothing", "reactive"], "shock": "mass_flight", "replications": "7", "horizon_days": "100"}
    told = shared.client.post("/size?lang=en", data={**form, "plan_upload": "p.yaml"}).json()["size"]
    assert told.startswith("This makes 14 runs and 1,400 simulated days")
    faulty = shared.client.post("/size?lang=nb", data={**form, "replications": "x"})
    assert faulty.status_code == 200
    assert faulty.json()["size"].startswith("Hvor mange kjøringer det blir, sies når")
    page = shared.client.get("/?plan=do_nothing&replications=7&horizon_days=100")
    assert 'data-size="/size?' in page.text
    assert "This makes 7 runs" in plain(page.text), "without the script it is told when the form is sent"


@pytest.mark.unit
def test_a_municipality_has_its_page(shared: Stage) -> None:
    answer = shared.client.get(f"/municipality/3205?{QUESTION}")
    assert answer.status_code == 200
    assert "Lillestrøm" in answer.text
    assert "/study/municipality?" in answer.text


@pytest.mark.unit
def test_a_study_of_the_same_world_is_offered_of_each_plan_and_shown_like_the_other_pages(stage: Stage) -> None:
    page = stage.client.get(f"/study/attribute?{QUESTION}&lang=nb")
    assert page.status_code == 200
    assert 'action="/study/attribute/set?' in page.text
    assert "of=agreement_2018" in page.text
    assert stage.client.get(f"/study/attribute?{QUESTION}&of=nonsense").status_code == 404
    stage.go.set()
    refused = stage.client.post(f"/study/attribute/run?{QUESTION}&of=agreement_2018", follow_redirects=False)
    assert refused.status_code == 422, "no whole calendar year lies in the runs, which is told before the job"
    question = f"{QUESTION.replace('=200', '=400')}&lang=nb&of=agreement_2018"
    answer = stage.client.post(f"/study/attribute/run?{question}", follow_redirects=False)
    assert answer.headers["location"].startswith("/study/attribute?")
    end = time.monotonic() + WAIT_SECONDS
    while not stage.client.get(f"/study/attribute/progress?{question}").json()["over"]:
        assert time.monotonic() < end
        time.sleep(0.02)
    shown = stage.client.get(f"/study/attribute?{question}").text
    assert '<html lang="nb">' in shown
    assert "beredt.css" in shown
    assert "<style" not in shown
    assert 'href="/comparison?' in shown


@pytest.mark.failure
def test_a_study_of_many_years_is_refused_before_it_waits(shared: Stage) -> None:
    page = shared.client.get(f"/study/robust?{QUESTION.replace('=200', '=2000')}")
    assert page.status_code == 422
    assert "at most 1461" in page.text
    assert "/study/robust/run" not in page.text


@pytest.mark.behaviour
def test_a_fault_of_the_question_is_named_where_a_study_refuses_it_and_leads_to_its_form(shared: Stage) -> None:
    question = QUESTION.replace("mass_flight", "autumn_surge")  # after the last of 200 days
    page = shared.client.get(f"/study/breakpoint?{question}&do=check&lang=nb")
    assert page.status_code == 422
    assert "Simulerte dager: " in plain(page.text)
    assert "horizon_days:" not in plain(page.text)
    assert "Endre spørsmålet</a>" in page.text


@pytest.mark.failure
@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/comparison/nonsense", "/plan/nonsense", "/values/nonsense", "/download/exe", "/study/run",
     "/municipality/0000", "/static/../app.py", "/static/%2e%2e/app.py", "/municipality/..%2f..%2fetc"],
)  # fmt: skip
def test_an_address_that_leads_nowhere_says_so(shared: Stage, path: str) -> None:
    answer = shared.client.get(f"{path}?{QUESTION}")
    assert answer.status_code == 404
    assert "content-security-policy" in answer.headers


@pytest.mark.failure
@pytest.mark.parametrize("path", ["/comparison", "/comparison/need", "/progress", "/report", "/download/xlsx",
                                  "/study/robust", "/municipality/3205"])  # fmt: skip
def test_a_question_with_faults_is_told_wherever_it_is_asked(shared: Stage, path: str) -> None:
    answer = shared.client.get(f"{path}?shock=nonsense&replications=0")
    assert answer.status_code == 422
    assert "nonsense" in answer.text


TEXTS = st.text(max_size=40) | st.sampled_from(
    ["", "-1", "1e999", "nan", "../../etc/passwd", "${oc.env:HOME}", "<script>alert(1)</script>", "null", "9" * 60,
     "[a,b]", "{_target_: os.system}", "true", "2024-13-40", "\x00", "' or 1=1", "=cmd()"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["plan", "shock", "start", "replications", "horizon_days", "seed", "shock.size", "shock.onset", "shock.duration",
     "shock.warning_days", "shock.mix.ordinary", "own_plan", "start_file", "base", "do", "lang", "county", "sort",
     "plans.agreement_2018.reception.buffer_places", "reception.operators.places_per_week", "regime", "out", "workers",
     "start.file", "parameters.path", "hydra.run.dir", "config_dirs"]
)  # fmt: skip


@pytest.mark.failure
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES | st.text(max_size=20), TEXTS), max_size=6))
def test_no_form_breaks_the_page(shared: Stage, pairs: list[tuple[str, str]]) -> None:
    fields: dict[str, list[str]] = {}
    for name, value in [*pairs, ("do", "check")]:
        fields.setdefault(name, []).append(value)
    answer = shared.client.post("/ask", data=fields)
    assert answer.status_code in (200, 422), (pairs, plain(answer.text)[:500])
    assert "<script>alert" not in answer.text


@pytest.mark.failure
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from(["plan_upload", "start_upload", "question_upload"]))
def test_no_upload_breaks_the_page(shared: Stage, data: bytes, field: str) -> None:
    form = {"plan": "do_nothing", "do": "check"}
    answer = shared.client.post("/ask", data=form, files={field: ("x", data)})
    assert answer.status_code in (200, 422), plain(answer.text)[:500]



@pytest.mark.failure
@pytest.mark.parametrize(
    ("headers", "language", "said"),
    [
        ({"host": "evil.example", "accept-language": "nb"}, "", "Denne tjeneren svarer bare denne maskinen"),
        ({"host": "evil.example", "accept-language": "en"}, "", "This server answers this machine only"),
        ({"origin": "http://evil.example"}, "nb", "Skjema fra andre sider tas ikke imot"),
        ({"content-length": "99999999"}, "nb", "Filen eller skjemaet er større enn denne siden tar imot"),
        ({"content-type": "text/plain; charset=utf-16"}, "en", "Only text in UTF-8 is taken"),
    ],
)
def test_a_refusal_is_a_page_of_the_site_in_the_language_of_the_visitor(
    stage: Stage, headers: dict[str, str], language: str, said: str
) -> None:
    asked = f"/ask?plan=%3Cb%3Eevil&{'&'.join(['x=1', f'lang={language}'] if language else ['x=1'])}"
    answer = stage.client.post(asked, content=b"x", headers=headers)
    assert answer.status_code in (403, 413, 415, 421)
    assert said in answer.text
    lang = language or headers["accept-language"]
    assert f'<html lang="{lang}">' in answer.text
    assert "evil" not in answer.text, "nothing that was sent comes back"
    assert answer.headers["x-frame-options"] == "DENY"
    assert f'href="/?lang={lang}"' in answer.text


@pytest.mark.failure
def test_faults_are_told_in_bokmal_beside_the_field(stage: Stage) -> None:
    plan = b"name: mine\nsays: x\ndefaults: [reactive, _self_]\nreception: {buffer_places: many}\n"
    answer = stage.client.post("/ask?lang=nb", data={"do": "check"}, files={"plan_upload": ("p.yaml", plan)})
    assert answer.status_code == 422
    assert "plan.reception.buffer_places: må være et helt tall, ikke tekst" in answer.text
    assert not re.findall(r'lang="en">[^<]*must', answer.text)
    refused = stage.client.get(f"/study/brief?{QUESTION.replace('=200', '=3000')}&lang=nb")
    assert "er mer enn en studie på siden tar: høyst 1461" in refused.text
    assert 'lang="en">horizon_days' not in refused.text
