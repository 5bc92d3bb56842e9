"""The forms: every field with its label, unit, bounds, source and faults, in both languages, and sent back whole."""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.config import catalogue
from sim.config.compose import Sources
from sim.config.faults import BadConfig, Fault
from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH
from sim.web import forms, levers, uploads, work
from sim.web.fields import Said, field
from sim.web.levers import text_of
from sim.web.question import query
from sim.web.reading import FILES, read
from sim.web.site import Site
from tests.support.formed import Page

CHANGED = [
    ("shock", "mass_flight"),
    ("plan", "do_nothing"),
    ("plan", "agreement_2018"),
    ("shock.size", "2"),
    ("seed", "3"),
    ("plans.agreement_2018.reception.buffer_places", "800"),
    ("plans.agreement_2018.hypothetical", "true"),
    ("reception.contracts.transit.permit.mean", "20"),
    ("criteria", "strict"),
    ("shock.warning_days", "40"),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def fill(place):
    """Fill a template as the application does."""
    loader = PackageLoader("sim.web", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(version="0", release="0")

    def filled(name, pairs, words, *which, site=place, **more):
        found = read(pairs, site)
        fields = getattr(forms, name)(*which, found, site, words, **more)
        around = {
            "say": words.say,
            "words": words,
            "lang": words.code,
            "languages": [],
            "path_of": lambda path, **own: f"{path}?{query(found.question)}",
            "own_files": bool(found.question.own_plans),
        }
        return environment.get_template(f"{name}.html").render(**around, **fields)

    return filled


PAGES = [
    ("front",),
    ("plan", "agreement_2018"),
    ("plan", "options_and_frames"),
    ("values", "reception"),
    ("values", "shock"),
]


@pytest.mark.invariant
@pytest.mark.parametrize("words", [ENGLISH, BOKMAL], ids=lambda words: words.code)
@pytest.mark.parametrize("which", PAGES, ids="-".join)
def test_every_field_has_a_label_and_what_describes_it_once(fill, which, words):
    page = Page(fill(which[0], CHANGED, words, *which[1:]))
    ids = Counter(each["id"] for each in page.found if "id" in each)
    assert [name for name, count in ids.items() if count > 1] == []
    labelled = {each.get("for") for each in page.all("label")}
    fields = [each for tag in ("input", "select", "textarea") for each in page.all(tag) if each.get("type") != "hidden"]
    assert len(fields) > 4
    for each in fields:
        if each.get("type") == "range":
            assert each["aria-labelledby"] in ids
            assert "name" not in each
        else:
            assert each["id"] in labelled
    for each in page.found:
        for name in each.get("aria-describedby", "").split():
            assert name in ids, each
    assert [each for each in page.found if "style" in each or any(name.startswith("on") for name in each)] == []
    assert all(each["text"].strip() for each in page.all("label"))


@pytest.mark.invariant
@pytest.mark.parametrize("which", PAGES, ids="-".join)
def test_a_form_that_is_sent_untouched_asks_the_same(fill, place, which):
    asked = read(CHANGED, place).question
    page = Page(fill(which[0], CHANGED, ENGLISH, *which[1:]))
    again = read(page.pairs(), place)
    assert again.faults == ()
    assert again.question.changes == asked.changes
    if which == ("plan", "options_and_frames"):  # whose levers are opened is compared too
        assert again.question.plans == (*asked.plans, "options_and_frames")
    else:
        assert again.question == asked


@pytest.mark.unit
def test_a_slider_and_its_number_say_the_same_within_the_bounds_of_the_schema(fill):
    page = Page(fill("plan", CHANGED, BOKMAL, "agreement_2018"))
    name = "plans.agreement_2018.reception.target_use"
    number = page.by_id(name)
    assert (number["type"], number["value"], number["inputmode"]) == ("text", "0,85", "decimal")
    (slider,) = [each for each in page.all("input") if each.get("aria-labelledby") == f"{name}-label"]
    assert (slider["type"], slider["value"], slider["min"], slider["max"]) == ("range", "0.85", "0.5", "1")
    assert page.by_id(f"{name}-label")["text"] == "Andel av plassene som planlegges brukt (andel, 0 til 1)"
    told = page.by_id(f"{name}-help")["text"]
    assert "Over 0, til 1. Sannsynlig: 0,8 til 0,9. Uten endring: 0,85" in told
    assert "Kilde: Statsråden, skriftlig svar 15:1398 (2015–2016)" in told
    changed = page.by_id("plans.agreement_2018.reception.buffer_places")
    assert changed["value"] == "800"
    sliders = [
        each["aria-labelledby"].removesuffix("-label") for each in page.all("input") if each.get("type") == "range"
    ]
    tails = {each.removeprefix("plans.agreement_2018.") for each in sliders}
    assert set(forms.MAIN) <= tails
    ladder = {each.split(".", 3)[3] for each in tails if ".ladder." in each}
    assert {"max_places", "order.at_most", "lead_days.mean", "when.above"} <= ladder


@pytest.mark.unit
def test_every_value_of_the_plan_is_a_field_or_is_told(fill, place):
    page = Page(fill("plan", CHANGED, ENGLISH, "agreement_2018"))
    known = levers.plan_levers(Sources.of(), "2024-01-01", "agreement_2018", (("criteria", "strict"),))
    names = {each.get("name") for each in page.found}
    assert [key for key, each in known.items() if each.kind != "said" and key not in names] == []
    assert len(page.all("dt")) == sum(each.kind == "said" and each.value is not None for each in known.values())


@pytest.mark.unit
def test_the_warning_of_a_fact_stands_at_its_field(fill):
    text = fill("plan", [], ENGLISH, "options_and_frames")
    page = Page(text)
    told = page.by_id("plans.options_and_frames.reception.ladder.0.max_places-help")["text"]
    assert "Warning: assumed: not for budgets" in told
    assert "2016; assumed, assumed" in told


@pytest.mark.invariant
@pytest.mark.parametrize("which", [*PAGES, ("values", "")], ids="-".join)
def test_text_that_is_there_in_english_only_is_marked_on_a_bokmal_page(fill, which):
    pages = {words.code: Page(fill(which[0], CHANGED, words, *which[1:])) for words in (ENGLISH, BOKMAL)}
    assert [each for each in pages["en"].found if each.get("lang") not in (None, "en")] == []
    assert [each for each in pages["en"].found if each.get("lang") == "en" and each["tag"] != "html"] == []
    english = {text for text, _ in pages["en"].said if re.search("[a-zæøå]{2}", text)}
    assert len(english) > 10
    assert {text for text, lang in pages["nb"].said if lang == "nb"} & english - SAME == set()


SAME = {"Beredt", "Start", "Signal", "lognormal", "UDI", "Bufdir", "IMDi"}
"""Words that are the same in both languages."""


@pytest.mark.invariant
def test_sliders_and_the_front_page_have_bokmal_labels(fill):
    for which in (("front",), ("plan", "options_and_frames"), ("plan", "agreement_2018")):
        page = Page(fill(which[0], [], BOKMAL, *which[1:]))
        ids = {each["aria-labelledby"] for each in page.all("input") if each.get("type") == "range"}
        labels = [
            each for each in page.found if each.get("id") in ids or (which == ("front",) and each["tag"] == "label")
        ]
        assert len(labels) > 5
        english = [each for each in page.found if each.get("lang") == "en" and "label" in each["inside"]]
        if which == ("front",):
            assert english == []
        for each in english:
            assert not any(each["text"] in label["text"] for label in labels), each["text"]


@pytest.mark.failure
def test_every_fault_stands_beside_its_field_with_what_was_given(fill, place):
    pairs = [
        ("shock.size", "many"),
        ("seed", "-1"),
        ("plans.agreement_2018.reception.target_use", "<b>2"),
        ("plan", "nobody"),
        ("plan", "agreement_2018"),
        ("reception.contracts.transit.permit.mean", "-1"),
        ("shock.mix.individual", "50"),
    ]
    found = read(pairs, place).faults
    page = Page(fill("front", pairs, BOKMAL, faults=found))
    assert {each["id"] for each in page.found if "fault" in each.get("class", "").split()} == {
        f"{name}-fault" for name in (*dict(pairs), "plan") if name != "shock.mix.individual"
    } | {"shock.mix-fault"}
    assert page.by_id("shock.size-fault")["text"] == "many: må være et tall, som 1 234,5 eller 1234.5"
    wrong = page.by_id("plans.agreement_2018.reception.target_use")
    assert (wrong["value"], wrong["aria-invalid"]) == ("<b>2", "true")
    assert "shock.size-fault" in page.by_id("shock.size")["aria-describedby"].split()
    links = [each["href"] for each in page.all("a") if each["href"].startswith("#")]
    assert len(links) == len(found) + 1  # and the way to the content
    for each in links:
        page.by_id(each.removeprefix("#"))


@pytest.mark.failure
def test_what_the_model_refuses_stands_beside_the_fields_it_is_about(fill, place):
    name = "plans.agreement_2018.reception.ladder.0.order.at_most"
    pairs = [(name, "900000")]
    with pytest.raises(BadConfig) as error:
        work.job(read(pairs, place).question, place)
    for which in (("front",), ("plan", "agreement_2018")):
        more = {"faults": error.value.faults} if which == ("front",) else {}
        page = Page(fill(which[0], pairs, BOKMAL, *which[1:], **more))
        assert page.by_id(name)["value"] == "900000"
        assert "må ikke være over grensen på 4000" in page.by_id(f"{name}-fault")["text"]
        assert not [text for text, lang in page.said if "over grensen" in text and lang == "en"]


@pytest.mark.failure
def test_a_fault_that_nobody_put_into_bokmal_is_marked_as_english(fill):
    told = Fault("seed", 3, "must be as nobody foresaw", "leave it out")
    page = Page(fill("front", [], BOKMAL, faults=[told]))
    assert {lang for text, lang in page.said if "nobody foresaw" in text} == {"en"}
    assert "3: must be as nobody foresaw (leave it out)" in page.by_id("seed-fault")["text"]


@pytest.mark.unit
def test_a_question_that_was_checked_says_what_would_be_run(fill, place):
    page = Page(fill("front", [*CHANGED, ("replications", "2"), ("horizon_days", "200")], BOKMAL, checked=True))
    (told,) = [each["text"] for each in page.all("div") if each.get("role") == "status"]
    assert "Kjøringene ville gått fra 1. jan. 2024 til 18. juli 2024" in told
    assert (
        "Dette gir 4 kjøringer og 800 simulerte dager; det tas høyst 400\u00a0000 dager." in page.all("main")[0]["text"]
    )


@pytest.mark.unit
def test_the_front_page_offers_what_there_is(fill):
    page = Page(fill("front", CHANGED, BOKMAL))
    starts = [each["value"] for each in page.all("input") if each.get("name") == "start"]
    assert "from_run" not in starts
    assert "2024-01-01" in starts
    boxes = [each for each in page.all("input") if each.get("name") == "plan" and each["type"] == "checkbox"]
    assert [each["value"] for each in boxes if "checked" in each] == ["do_nothing", "agreement_2018"]
    assert len(boxes) == len(Sources.of().options("plan"))
    assert "sammenligningsgrunnlag" in page.all("label")[0]["text"]
    assert {each.get("formaction") for each in page.all("button")} >= {"/plan/agreement_2018", "/values", "/"}
    assert [each.get("value") for each in page.all("button") if each.get("name") == "do"] == ["check", "run", "check"]
    assert {each["name"] for each in page.all("input") if each.get("type") == "file"} == set(FILES)
    assert "250 personer om dagen i fem uker" in page.by_id("shock-help")["text"]
    said = page.all("main")[0]["text"]
    assert "avtalen fra 2018 › " in said  # what else is changed, and how it is taken back
    undo = [each["href"] for each in page.all("a") if each["text"] == "Angre"]
    assert len(undo) == 4
    assert all(len(read(parse_qsl(each.split("?")[1])[:-1], Site(Path())).question.changes) == 5 for each in undo)


@pytest.mark.unit
def test_what_is_reset_is_the_plan_or_the_group_alone(place):
    found = read(CHANGED, place)
    of_plan = forms.plan("agreement_2018", found, place, ENGLISH)
    of_group = forms.values("criteria", found, place, ENGLISH)
    left = [
        set(read(parse_qsl(each["reset"].split("?")[1])[:-1], place).question.changes) for each in (of_plan, of_group)
    ]
    gone = {key for key in found.question.changes if key.startswith("plans.")}
    assert left == [set(found.question.changes) - gone, set(found.question.changes) - {"criteria"}]


@pytest.mark.unit
def test_an_upload_is_offered_as_long_as_it_is_ticked(fill, tmp_path):
    site = Site(tmp_path)
    says = "<script>alert(1)</script>"
    plan = uploads.keep_plan(f"defaults: [reactive, _self_]\nname: mine\nsays: {says}\n".encode(), site)
    text = fill("front", [("plan", "do_nothing"), ("own_plan", plan.digest)], ENGLISH, site=site)
    assert says not in text
    page = Page(text)
    (box,) = [each for each in page.all("input") if each.get("name") == "own_plan"]
    assert (box["value"], box["type"], "checked" in box) == (plan.digest, "checkbox", True)
    assert read(page.pairs(), site).question == read([("plan", "do_nothing"), ("own_plan", plan.digest)], site).question
    unticked = [pair for pair in page.pairs() if pair[0] != "own_plan"]
    assert read(unticked, site).question.own_plans == ()


@pytest.mark.unit
def test_what_is_not_there_is_none(place):
    found = read([], place)
    assert forms.plan("nobody", found, place, ENGLISH) is None
    assert forms.values("nothing", found, place, ENGLISH) is None


@pytest.mark.unit
def test_the_first_page_is_light(fill):
    assert len(fill("front", [], BOKMAL).encode()) < 60_000


@pytest.mark.invariant
def test_every_slider_holds_the_value_it_stands_beside(place):
    sources = Sources.of()
    known = {**levers.world(sources, "2024-01-01", "double").levers}
    for plan in sources.options("plan"):
        known.update(levers.plan_levers(sources, "2024-01-01", plan))
    for lever in known.values():
        made = field(lever, lever.value, text_of(lever.value), BOKMAL, [], slider=True)
        if made.slider is not None and lever.value is not None:
            low, high, step = map(float, made.slider)
            assert low <= lever.value <= high
            assert low < high
            assert step > 0


@pytest.mark.unit
def test_text_has_no_language_of_its_own_where_the_page_speaks_it():
    assert Said.english("x", ENGLISH).lang == ""
    assert Said.english("x", BOKMAL).lang == "en"


def _foreign(found, notes):
    """Return what of the fields of levers stands in English on a page in Bokmål."""
    for lever in found:
        made = field(lever, lever.value, "", BOKMAL, [], note=notes.get(lever.key, ""), signal="reception_use")
        said = [*made.label, made.shown]
        if lever.kind != "said":  # of which no more is shown
            said += [made.unit, *made.helps, made.source, made.warning]
            said += [part for each in made.choices for part in (each.name, each.says)]
        elif lever.value is None:
            continue
        yield from (each.text for each in said if each is not None and each.lang == "en")


@pytest.mark.invariant
@pytest.mark.parametrize("group", forms.GROUPS)
def test_no_english_is_left_on_the_values_of_a_group_that_are_delivered(group):
    sources = Sources.of()
    for option in catalogue.options(sources, group):
        assert forms.sentence(group, BOKMAL, option.says).lang == "", option.says
        if (group, option.name) == ("start", "from_run"):
            continue  # not chosen by name
        asked = {"start": "2024-01-01", "shock": "none", group: option.name}
        choices = () if group in ("start", "shock") else ((group, option.name),)
        world = levers.world(sources, asked["start"], asked["shock"], choices)
        notes = {f"{group}.{key}": text for key, text in levers.notes(sources, group, option.name).items()}
        own = [lever for key, lever in world.levers.items() if key.startswith(f"{group}.") and key not in forms.SHOCK]
        assert own, option.name
        assert sorted(set(_foreign(own, notes))) == [], option.name


@pytest.mark.invariant
@pytest.mark.parametrize("plan", sorted(Sources.of().options("plan")))
def test_no_english_is_left_on_the_levers_of_a_plan_that_is_delivered(plan):
    sources = Sources.of()
    found = levers.plan_levers(sources, "2024-01-01", plan)
    notes = {f"plans.{plan}.{key}": text for key, text in levers.notes(sources, "plan", plan).items()}
    assert len(notes) > 5
    assert sorted(set(_foreign(found.values(), notes))) == []


@pytest.mark.unit
def test_what_a_user_wrote_beside_a_value_is_marked_as_english_and_shown_as_it_stands():
    lever = levers.world(Sources.of(), "2024-01-01", "none").levers["reception.contracts.transit.permit.mean"]
    made = field(lever, lever.value, "20", BOKMAL, [], note="days, as my neighbour told me")
    assert Said("days, as my neighbour told me", "en") in made.helps
    assert made.source is not None
    assert made.source.lang == ""
