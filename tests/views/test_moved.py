import pytest

from sim.results import Results
from sim.studies.changed import Change
from sim.studies.compare import Comparison
from sim.studies.moved import Moved
from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH
from sim.views.headline import headline
from sim.views.moved import moved, origin
from sim.views.summary import summary
from sim.views.titles import comparison_title
from tests.support import synthetic
from tests.views.test_summary import _manifest

PLANS = ("lean", "buffer")
BUFFER = {"path": ["reception", "buffer_places"], "measure": "", "before": 500, "after": 3000, "unit": "places"}
WIDE = [
    BUFFER,
    {"path": ["reception", "target_use"], "measure": "", "before": 0.85, "after": 0.925, "unit": "share 0-1"},
    {"path": ["reception", "ladder", "0", "max_places"], "measure": "unit_price_places", "before": None,
     "after": 4000, "unit": ""},
    {"path": ["hypothetical"], "measure": "", "before": False, "after": True, "unit": ""},
    {"path": ["settlement", "ladder", "1", "when", "date"], "measure": "quota_pause", "before": "2024-03-01",
     "after": "2024-05-01", "unit": ""},
]  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return Results(synthetic.write(tmp_path_factory.mktemp("made") / "up", PLANS, 2))


def _study(results, **of):
    return Comparison(results, moved={("surge", plan): told for plan, told in of.items()})


@pytest.mark.unit
def test_a_lever_is_told_by_its_name_from_what_to_what_and_in_which_unit(results):
    told = moved(_study(results, lean=Moved("lean", WIDE)), "surge", "lean", ENGLISH)
    assert told[:4] == [
        "buffer of places from 500 to 3,000 places",
        "share of places planned to be in use from 85 % to 92.5 %",
        "unit-price places › most places at a time from none to 4,000",
        "may use what the law did not allow from no to yes",
    ]
    assert told[4].endswith("from 1 Mar 2024 to 1 May 2024")
    spoken = moved(_study(results, lean=Moved("lean", WIDE)), "surge", "lean", BOKMAL)
    assert spoken[1].endswith("fra 85 % til 92,5 %")
    assert spoken[4].endswith("fra 1. mars 2024 til 1. mai 2024")


@pytest.mark.unit
def test_measures_that_came_went_or_changed_places_are_told_a_clause_each_before_the_levers(results):
    other = Moved("lean", [BUFFER], ["minors_places"], ["care_reserve", "open_tender"],
                  [{"measure": "care_purchase", "after": ""},
                   {"measure": "close_places", "after": "care_purchase"}])  # fmt: skip
    study = _study(results, lean=other)
    assert moved(study, "surge", "lean", ENGLISH) == [
        "added to the measures: places for minors",
        "removed from the measures: care reserve opened and open tender",
        "moved in the order of measures: care places bought (now first) and places closed (now after "
        "care places bought)",
        "buffer of places from 500 to 3,000 places",
    ]
    assert [each.partition(":")[0] for each in moved(study, "surge", "lean", BOKMAL)][:3] == [
        "lagt til i tiltakene", "tatt ut av tiltakene", "flyttet i rekkefølgen av tiltak",
    ]  # fmt: skip


@pytest.mark.unit
def test_the_short_answer_begins_with_what_was_changed_of_which_plan_the_first_few_of_it(results):
    study = _study(results, buffer=Moved("buffer", WIDE))
    first = next(iter(headline(study, "surge", ENGLISH)))
    assert first.startswith("Changed in buffer: buffer of places from 500 to 3,000 places; ")
    assert first.endswith("; 2 more.")
    own = _study(results, buffer=Moved("lean", [BUFFER]))
    assert next(iter(headline(own, "surge", ENGLISH))).startswith("Changed in buffer, made of lean: buffer of places")
    assert origin(own, "surge", "buffer", BOKMAL) == "buffer, laget av lean"
    both = _study(results, buffer=Moved("buffer", [BUFFER]), lean=Moved("lean", [BUFFER]))
    said = list(headline(both, "surge", ENGLISH))
    assert said[0] == "Changed in every plan: buffer of places from 500 to 3,000 places."
    assert not said[1].startswith("Changed")
    assert not next(iter(headline(_study(results), "surge", ENGLISH))).startswith("Changed")


@pytest.mark.unit
def test_the_summary_has_every_lever_in_words_and_the_title_no_key(results):
    keys = {("surge", "buffer"): {"plan": (Change("reception.buffer_places=3000", "places"),)}}
    study = Comparison(results, changes=keys, moved={("surge", "buffer"): Moved("buffer", WIDE)})
    manifest = _manifest(PLANS, 2)
    for each in manifest["scenarios"]:
        each["config"]["plan"] = {"says": "A plan"}
    text = summary(study, manifest)
    line = next(each for each in text.splitlines() if each.startswith("- Plan buffer: A plan."))
    assert line.count("; ") == len(WIDE) - 1
    assert "buffer_places=" not in text
    assert comparison_title(study, ["surge"], "title_compare", ENGLISH).endswith("buffer with changed values")


@pytest.mark.unit
def test_a_value_that_is_no_factor_is_told_in_its_own_unit(results):
    standby = {"path": ["municipalities", "standby_dwellings_per_1000"], "measure": "", "before": 0.3, "after": 0.6,
               "unit": "factor"}  # fmt: skip
    told = moved(_study(results, lean=Moved("lean", [standby])), "surge", "lean", BOKMAL)
    assert told[0].endswith("fra 0,3 til 0,6 boliger per 1 000 innbyggere")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("after", "unit", "told"),
    [
        ("2026-02-30", "", "to 2026-02-30"),
        ("2026-02-20", "", "to 20 Feb 2026"),
        ("my_price", "", "to my_price"),
        (2.5, "factor", "to 2.5"),
        (123456789012.0, "", "to 123456789012"),
    ],
)
def test_a_lever_is_told_as_it_stands_and_in_no_unit_that_is_guessed(results, after, unit, told):
    lever = {"path": ["casework", "posts"], "measure": "", "before": None, "after": after, "unit": unit}
    assert moved(_study(results, lean=Moved("lean", [lever])), "surge", "lean", ENGLISH)[0].endswith(told)
