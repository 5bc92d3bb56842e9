"""What stands beside a number: what it may be, as it is taken, and its unit as a person would say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim import api
from sim.config.across import LARGEST_SHOCK
from sim.config.compose import Sources
from sim.config.faults import BadConfig
from sim.config.job import Job
from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH
from sim.views.words import Words
from sim.web import forms, levers, studies, work
from sim.web.fields import allowed, field, unit
from sim.web.levers import Lever, text_of
from sim.web.question import Question, defaults
from sim.web.reading import read
from sim.web.settings import settings_of
from sim.web.site import Site

WORDS = pytest.mark.parametrize("words", [ENGLISH, BOKMAL], ids=lambda words: words.code)


def known() -> list[Lever]:
    """Every number of a world, of all plans, and of all studies."""
    sources = Sources.of()
    found = [*levers.world(sources, "2024-01-01", "double").levers.values()]
    for plan in sources.options("plan"):
        found += levers.plan_levers(sources, "2024-01-01", plan).values()
    job: Job = api.load("compare", ())
    scenario = next(iter(job.scenarios.values()))
    for verb in studies.OFFERED:
        for each in settings_of(verb, scenario, ("do_nothing", "agreement_2018"), sources).values():
            found += each.levers
    return [each for each in found if each.kind in ("number", "whole", "mixed")]


def made(lever: Lever, words: Words) -> tuple[str, str]:
    shown = field(lever, lever.value, "", words, [])
    return " ".join(part.text for part in shown.label), shown.unit.text


@pytest.mark.unit
@WORDS
def test_the_size_of_a_shock_says_the_most_that_is_taken(words: Words, tmp_path: Path) -> None:
    site = Site(tmp_path)
    fields = forms.front(read([("plan", "do_nothing")], site), site, words)["shock_fields"]
    told = " ".join(each.text for each in next(each for each in fields if each.name == "shock.size").helps)
    assert {"en": "0 to 100.", "nb": "0 til 100."}[words.code] in told
    (fault,) = read([("shock.size", "101")], site).faults
    assert (fault.path, fault.rule) == ("shock.size", "must be at most 100")
    usual = vars(defaults(Sources.of()))
    work.job(Question(**{**usual, "changes": {"shock.size": LARGEST_SHOCK}, "settings": {"replications": 1}}), site)
    with pytest.raises(BadConfig):
        api.load("compare", [f"shock.size={LARGEST_SHOCK + 1}"])


@pytest.mark.unit
@WORDS
def test_the_settings_of_a_comparison_say_what_they_may_be(words: Words, tmp_path: Path) -> None:
    site = Site(tmp_path)
    shown = forms.front(read([], site), site, words)["settings"]
    told = {each.name: each.helps[-1].text for each in shown}
    to = {"en": "to", "nb": "til"}[words.code]
    assert told["replications"] == f"1 {to} 1000."
    assert told["horizon_days"] == f"1 {to} 7305."
    assert told["seed"].startswith(f"0 {to} 1")


@pytest.mark.unit
@WORDS
def test_sizes_that_a_study_tries_say_the_most_that_is_taken(words: Words) -> None:
    found = {each.key: allowed(each, words) for each in known()}
    for name in ("study.low", "study.high", "study.breaking_sizes"):
        assert found[name].endswith("100.")


@pytest.mark.invariant
@WORDS
def test_no_number_is_so_many_factor_and_no_label_says_its_unit_twice(words: Words) -> None:
    for each in known():
        label, told = made(each, words)
        assert told not in ("factor", "faktor"), each.key
        assert not told or told.lower() not in label.lower(), (label, told)


@pytest.mark.unit
def test_a_unit_is_that_of_the_value_where_the_schema_says_factor() -> None:
    found = {each.key: each for each in known()}
    standby = found["plans.municipal_standby.municipalities.standby_dwellings_per_1000"]
    assert unit(standby, BOKMAL).text == "boliger per 1 000 innbyggere"
    assert unit(found["municipalities.dwellings.stock_per_1000"], BOKMAL).text == "boliger per 1 000 innbyggere"
    assert unit(found["casework.staff.caseworkers"], BOKMAL).text == "stillinger"
    assert unit(found["casework.month_factors.6"], BOKMAL).text == "ganger"
    assert unit(found["casework.month_factors.6"], ENGLISH).text == "times"


@pytest.mark.unit
def test_a_number_beyond_what_any_may_be_is_not_told_as_a_power_of_ten() -> None:
    assert [each.key for each in known() if "e+" in allowed(each, ENGLISH)] == []
    assert text_of(levers.LARGEST) == "1000000000000000"


@pytest.mark.unit
def test_what_was_changed_is_told_with_its_unit(tmp_path: Path) -> None:
    site, key = Site(tmp_path), "plans.agreement_2018.municipalities.standby_dwellings_per_1000"
    asked = read([("plan", "agreement_2018"), (key, "0.6"), ("shock.warning_days", "9")], site).question
    told = forms.told(asked, site, BOKMAL)
    assert "0,6 boliger per 1\u00a0000 innbyggere" in told.replace("1 000", "1\u00a0000")
    assert "=" not in told
