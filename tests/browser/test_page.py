"""The page in a real browser: keyboard, accessibility, nothing from elsewhere, narrow screens, print, links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.slow]
SMALL = "shock=mass_flight&plan=do_nothing&plan=agreement_2018&replications=2&horizon_days=120"
VIEWS = (
    "answer", "arrivals", "need", "waiting", "targets", "costs", "municipalities", "timeline", "regret", "drivers",
)  # fmt: skip
SETTLED = 7
"""Column of the table of municipalities that tells persons settled, from 0."""
NARROW = {"width": 320, "height": 640}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def findings(page: Page) -> list[str]:
    """Run axe-core on the page; return what it finds."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
    assert len(found["passes"]) > 10, "axe looked at nothing"
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]


def answered(page: Page, language: str = "en") -> None:
    """Open the small comparison and run it unless it is there."""
    page.goto(f"/comparison?{SMALL}&lang={language}")
    button = page.locator('form[action^="/run"] button')
    if button.count():
        button.click()
    page.wait_for_selector("nav.views", timeout=120_000)


@pytest.fixture
def noted(page: Page) -> list[str]:
    """What the browser complains of: scripts that fail, styles that the policy stops."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    return told


@pytest.mark.behaviour
@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize(
    "path", ["/", "/plan/options_and_frames", "/values", "/values/casework", "/results", "/nowhere"]
)
def test_pages_where_a_question_is_made_have_no_finding_and_fit_a_narrow_screen(
    page: Page, noted: list[str], path: str, language: str
) -> None:
    page.goto(f"{path}?lang={language}")
    assert page.locator("html").get_attribute("lang") == language
    assert findings(page) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert [each for each in noted if "404" not in each] == []


@pytest.mark.behaviour
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_an_answer_has_no_finding_and_fits_a_narrow_screen(
    page: Page, noted: list[str], view: str
) -> None:
    answered(page)
    page.goto(f"/comparison/{view}?{SMALL}&lang=nb")
    assert page.locator("nav.views").first.locator('a[aria-current="page"]').count() == 1
    assert findings(page) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert noted == []


@pytest.mark.behaviour
def test_a_comparison_is_asked_and_read_by_keyboard_alone(page: Page) -> None:
    page.goto("/?lang=en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    names = _tabbed(page, 200)
    order = [names.index(name) for name in ("plan", "base", "shock", "shock.size", "start", "replications", "do")]
    assert order == sorted(order), names
    page.locator("#replications").focus()
    page.keyboard.type("--5")
    page.keyboard.press("Enter")  # in a field: checks, and loses nothing
    page.wait_for_selector(".faults:focus")
    assert page.title().startswith("Error: ")
    assert page.locator("#replications").input_value() == "--5"
    page.locator("#replications").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("2")
    _reach(page, "horizon_days")
    page.keyboard.type("60")
    page.keyboard.press("Enter")
    page.wait_for_selector('[role="status"]')
    assert "/plan/" not in page.url
    assert page.locator("#replications").input_value() == "2"
    _reach(page, "do")
    assert page.evaluate("document.activeElement.value") == "run"
    page.keyboard.press("Enter")
    page.wait_for_selector("nav.views", timeout=120_000)
    page.locator("nav.views a").nth(2).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/comparison/need"))


def _reach(page: Page, name: str) -> None:
    """Press Tab until a field is reached."""
    assert _tabbed(page, 200, name)[-1] == name


def _tabbed(page: Page, most: int, last: str = "do") -> list[str]:
    """Press Tab through the page and return the names of the fields that are reached."""
    names = []
    for _ in range(most):
        page.keyboard.press("Tab")
        names.append(str(page.evaluate("document.activeElement.name || document.activeElement.id || ''")))
        if names[-1] == last:
            break
    return names


@pytest.mark.behaviour
def test_a_slider_and_its_number_go_together(page: Page) -> None:
    page.goto("/?lang=en")
    slider, number = page.locator('.pair input[type="range"]').first, page.locator(".pair input.number").first
    number.fill("2")
    assert slider.input_value() == "2"
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert float(number.input_value()) > 2.0


@pytest.mark.behaviour
def test_a_slider_and_its_number_go_together_where_decimals_have_a_comma(page: Page) -> None:
    page.goto("/?lang=nb")
    slider, number = page.locator('.pair input[type="range"]').first, page.locator(".pair input.number").first
    number.fill("2,5")
    assert slider.input_value() == "2.5"
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert re.fullmatch(r"2,\d+", number.input_value())
    page.locator("button.plain").click()
    page.wait_for_url(re.compile("lang=en"))
    assert re.fullmatch(r"2\.\d+", page.locator(".pair input.number").first.input_value())


@pytest.mark.behaviour
@pytest.mark.parametrize("path", ["/", "/plan/municipal_standby", "/values/casework", f"/study/brief?{SMALL}"])
def test_enter_in_a_field_does_not_change_the_language(page: Page, path: str) -> None:
    page.goto(f"{path}{'&' if '?' in path else '?'}lang=nb")
    page.locator("main input.number").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.locator("main").wait_for()
    assert page.locator("html").get_attribute("lang") == "nb"


@pytest.mark.behaviour
def test_the_number_of_runs_follows_the_form(page: Page, noted: list[str]) -> None:
    page.goto(f"/?{SMALL}&lang=en")
    told = page.locator("[data-told]")
    assert told.inner_text().startswith("This makes 4 runs and 480 simulated days")
    page.locator("#replications").fill("5")
    page.locator("[data-told]", has_text="This makes 10 runs and 1,200").wait_for()
    page.locator('[name="plan"][type="checkbox"]:not(:checked)').first.check()
    page.locator("[data-told]", has_text="This makes 15 runs").wait_for()
    page.locator("#replications").fill("x")
    page.locator("[data-told]", has_text="is mended").wait_for()
    assert noted == []


@pytest.mark.behaviour
def test_a_job_shows_progress_and_can_be_cancelled(page: Page) -> None:
    page.goto(f"/comparison?{SMALL.replace('replications=2', 'replications=200')}&lang=en")
    page.locator('form[action^="/run"] button').click()
    page.wait_for_selector("[data-progress]")
    page.get_by_text(" of 400 runs done").wait_for(timeout=60_000)
    page.locator('form[action^="/cancel"] button').click()
    page.wait_for_selector("h1:has-text('Cancelled')")


@pytest.mark.behaviour
def test_a_link_restores_the_question(page: Page) -> None:
    page.goto(f"/?{SMALL}&shock.size=2.5&plans.agreement_2018.reception.buffer_places=900&lang=en")
    assert page.locator('[name="shock.size"]').input_value() == "2.5"
    assert page.locator('[name="plan"]:checked').count() == 2
    assert page.locator("#shock").input_value() == "mass_flight"
    assert page.locator("body").inner_text().count("900") >= 1


@pytest.mark.behaviour
def test_a_table_of_municipalities_is_sorted_in_place(page: Page) -> None:
    answered(page)
    page.goto(f"/comparison/municipalities?{SMALL}&lang=en")
    table = page.locator("table[data-sort]").first
    head = table.locator("thead th").nth(SETTLED)
    assert head.get_attribute("aria-sort") == "descending"
    down = _column(table)
    assert len(down) > 300
    assert down == sorted(down, reverse=True)
    head.locator("a").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert _column(table) == sorted(down)
    assert "sort=" not in page.url, "sorted in place, without another page"


@pytest.mark.behaviour
def test_the_script_sorts_as_the_server_does_and_what_has_no_figure_stands_last_either_way(page: Page) -> None:
    answered(page)
    page.goto(f"/comparison/municipalities?{SMALL}&lang=en")
    table = page.locator("table[data-sort]").first
    for column in (1, SETTLED):
        for _ in range(2):
            link = table.locator("thead th").nth(column).locator("a")
            link.click()
            mine = table.locator("tbody th").all_inner_texts()
            way = table.locator("thead th").nth(column).get_attribute("aria-sort")
            sign = "-" if way == "descending" else ""
            name = "name" if column == 1 else "settled"
            other = page.context.new_page()
            other.goto(f"/comparison/municipalities?{SMALL}&lang=en&sort={sign}{name}")
            assert other.locator("table[data-sort] tbody th").all_inner_texts() == mine, (name, way)
            other.close()
    cells = table.locator(f"tbody tr:nth-child(n+3):nth-child(-n+4) > :nth-child({SETTLED + 1})")
    cells.evaluate_all("cells => cells.forEach(cell => { cell.dataset.value = ''; cell.textContent = '-'; })")
    for _ in range(2):
        table.locator("thead th").nth(SETTLED).locator("a").click()
        shown = table.locator(f"tbody tr > :nth-child({SETTLED + 1})").all_inner_texts()
        assert shown[-2:] == ["-", "-"]


@pytest.mark.behaviour
@pytest.mark.parametrize("verb", ["breakpoint", "brief"])
def test_the_settings_of_a_study_have_no_finding_and_tell_how_long_it_takes_as_they_are_changed(
    page: Page, noted: list[str], verb: str
) -> None:
    page.goto(f"/study/{verb}?{SMALL.replace('=120', '=400')}&lang=nb")
    page.locator("[data-told]", has_text=" min ").wait_for(timeout=120_000)
    before = page.locator("[data-told]").inner_text()
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")
    assert findings(page) == []
    page.locator("[id='study.replications']").fill("77")
    page.locator('input[name="told"][value*="study.replications=77"]').wait_for(state="attached", timeout=60_000)
    assert page.locator("[data-told]", has_text=" min ").inner_text() != before
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.locator("[id='study.replications']").focus()
    page.keyboard.press("Enter")  # in a field: tells, and starts nothing
    page.wait_for_url(re.compile("study.replications=77"))
    assert page.locator("[id='study.replications']").input_value() == "77"
    assert noted == []


@pytest.mark.behaviour
def test_the_answers_kept_have_no_finding_and_one_is_removed_by_keyboard(page: Page, noted: list[str]) -> None:
    answered(page)
    page.goto("/results?lang=nb")
    before = page.locator("tbody tr").count()
    assert before >= 1
    assert findings(page) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.locator("tbody button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector('[role="status"]')
    assert page.locator("tbody tr").count() == before - 1
    assert noted == []


def _column(table: Locator) -> list[float]:
    """Return the numbers of the column of persons settled, from the top."""
    cells = table.locator(f"tbody tr > :nth-child({SETTLED + 1})")
    script = "cells => cells.map(cell => cell.dataset.value).filter(value => value !== undefined && value !== '')"
    return [float(value) for value in cells.evaluate_all(script)]


@pytest.mark.behaviour
def test_the_answer_and_the_report_print_to_pdf(page: Page, tmp_path: Any) -> None:
    answered(page)
    page.goto(f"/comparison/need?{SMALL}&lang=en")
    assert page.pdf()[:5] == b"%PDF-"
    with page.expect_download() as download:
        page.evaluate(f"window.location.href = '/report?{SMALL}&lang=nb'")
    report = tmp_path / "report.html"
    download.value.save_as(report)
    page.goto(report.as_uri())
    assert page.locator("html").get_attribute("lang") == "nb"
    assert findings(page) == []
    assert len(page.pdf()) > 50_000
