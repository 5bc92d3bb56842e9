import io

import pytest
from rich.console import Console

from sim.results import Results
from sim.studies.changed import changed
from sim.studies.compare import Comparison
from sim.studies.single import Single
from sim.views.bokmal import BOKMAL
from sim.views.console import print_comparison, print_single
from sim.views.english import ENGLISH
from sim.views.summary import summary
from sim.views.titles import comparison_title
from tests.support import synthetic
from tests.views.test_summary import _manifest

PLANS = ("lean", "buffer")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return synthetic.write(tmp_path_factory.mktemp("made") / "up", PLANS, 2)


def _changes(lean=(), buffer=(), **every):
    """Return what is changed as a study is given it: of each plan, and of the other kinds."""
    given = [(f"{kind}." if kind != "world" else "", text) for kind, texts in every.items() for text in texts]
    common = [f"{above}{text}" for above, text in given]
    own = {"lean": lean, "buffer": buffer}
    return {("surge", plan): changed([*common, *(f"plan.{text}" for text in own[plan])], "surge", plan) for plan in own}


def _printed(show, study, width=110):
    file = io.StringIO()
    show(study, Console(file=file, width=width, highlight=False, color_system=None))
    return file.getvalue()


@pytest.mark.unit
def test_a_run_is_titled_by_the_shock_and_the_plan_that_were_run(tmp_path):
    changes = _changes(("reception.buffer_places=0",), shock=("size=3",))
    study = Single(Results(synthetic.write(tmp_path / "one", ("lean",), 2)), changes=changes)
    title = "lean (reception › buffer of places: 0 places) under surge (size: 3 times)"
    assert _printed(print_single, study).startswith(f"{title}\n{'=' * len(title)}\n")
    assert summary(study, _manifest(("lean",), 2)).startswith(f"# {title}\n")


@pytest.mark.unit
def test_a_comparison_is_titled_by_what_holds_for_all_and_for_one_plan(folder):
    changes = _changes(("a.b=1",), ("a.b=1", "c=2"), shock=("size=1.5",))
    study = Comparison(Results(folder), changes=changes)
    title = "under surge (size: 1.5 times): every plan with a › b: 1; buffer with c: 2"
    assert _printed(print_comparison, study).startswith(f"Plans side by side {title}\n{'=' * (19 + len(title))}\n")
    assert summary(study, _manifest(PLANS, 2)).startswith(f"# Plans compared {title}\n")
    many = Comparison(Results(folder), changes=_changes(shock=tuple("abcde")))
    assert comparison_title(many, ["surge"], "title_compare", ENGLISH) == "Plans compared under surge (a, b, c, 2 more)"
    brief = comparison_title(study, ["surge"], "title_compare", BOKMAL, brief=True)
    assert "endrede verdier" in brief
    assert "=" not in brief, "the page has the values beside its title"


@pytest.mark.unit
def test_a_title_that_is_too_long_for_its_line_is_not_cut(folder):
    study = Comparison(Results(folder), changes=_changes(("reception.buffer_places=2000",)))
    text = _printed(print_comparison, study, 60)
    assert " ".join(text.split()).startswith(
        "Plans side by side under surge: lean with reception › buffer of places: 2000 places ====="
    )
    assert "…" not in text


@pytest.mark.unit
def test_what_was_changed_stands_beside_start_shock_and_plan(folder):
    changes = _changes(buffer=("c=2",), shock=("size=3",), start=("voted=9",), world=("regime=agreement_2016",))
    manifest = _manifest(PLANS, 2)
    for each in manifest["scenarios"]:
        kinds = ("start", "shock", "plan")
        each["config"].update({kind: {"says": f"A {kind}"} for kind in kinds})
    text = summary(Comparison(Results(folder), changes=changes), manifest)
    assert (
        "- Start: A start. Changed by the command: voted: 9.\n"
        "- Shock: A shock. Changed by the command: size: 3 times.\n"
        "- Plan lean: A plan.\n"
        "- Plan buffer: A plan. Changed by the command: c: 2.\n"
        "- Changed by the command beside these: Rules of the agreement: agreement 2016.\n"
    ) in text


@pytest.mark.unit
def test_a_shock_of_size_0_is_told_to_be_none(tmp_path):
    changes = _changes(shock=("size=0",))
    results = Results(synthetic.write(tmp_path / "one", ("lean",), 2))
    study = Single(results, changes=changes, unshocked={"surge"})
    manifest = _manifest(("lean",), 2)
    manifest["scenarios"][0]["config"]["shock"] = {"says": "Arrivals grow from 100 to 2,500 a week"}
    text = summary(study, manifest)
    assert text.startswith("# lean under surge (size 0: no shock)\n")
    assert "- Shock: none; surge at size 0 changes no arrivals. Changed by the command: size: 0 times.\n" in text
    assert "Arrivals grow" not in text
    assert "The shock most often" not in text
