import io

import pytest

from sim.views.console import make_console, print_precision
from sim.views.english import ENGLISH
from sim.views.precision import precision


def _figure(metric="peak_need", against="", reached=True, why="share", **changes):
    row = {"metric": metric, "shock": "surge", "plan": "buffer", "against": against, "unit": "persons", "runs": 85}
    row |= {"mean": 4000.0, "half_width": 150.0, "wanted": 200.0, "since": 80, "reached": reached, "why": why}
    row["unseen"] = None
    return row | changes


def _report(figures, enough, decided):
    rules = {"half_width": 0.05}
    return {"replications": 85, "enough": enough, "rules": rules, "decided_by": decided, "figures": figures}


@pytest.mark.unit
def test_enough_names_the_number_and_the_figure_that_decided():
    decided = _figure(against="lean")
    said = list(precision(_report([_figure(), decided], True, decided), ENGLISH))
    assert said[0].startswith("85 replications were enough: the mean of each of the 2 headline figures")
    assert said[0].count("5 % either way") == 1
    assert said[1] == "Narrow enough last: Peak need for beds from UDI (buffer minus lean), from 80 replications on."


@pytest.mark.unit
def test_at_the_cap_each_figure_that_fell_short_is_named_with_its_reason():
    missed = [
        _figure(reached=False, why="wide", half_width=300.0, since=None),
        _figure(metric="cost_total", unit="NOK", reached=False, why="few", runs=1, half_width=None, since=None),
        _figure(reached=False, why="look_ahead"),
    ]
    said = list(precision(_report([_figure(), *missed], False, missed[0]), ENGLISH))
    assert "After 85 replications, the most that were allowed, 3 of 4" in said[0]
    assert said[1] == (
        "Peak need for beds from UDI (buffer): 4,000 persons, known to 300 persons either way where 200 persons "
        "was asked"
    )
    assert said[2] == "Cost in the period (buffer): only 1 of the runs have a value"
    assert said[3].endswith("but not for long enough")
    many = list(precision(_report([missed[0]] * 11, False, missed[0]), ENGLISH))
    assert (len(many), many[-1]) == (10, "3 more, in `manifest.json`")


@pytest.mark.unit
def test_figures_that_are_the_same_in_every_run_are_counted_with_how_seldom_they_differ():
    alike = [_figure(why="alike", half_width=None, unseen=0.031), _figure(why="alike", half_width=None, unseen=0.046)]
    said = list(precision(_report([_figure(), *alike], True, alike[0]), ENGLISH))
    assert said[-1].startswith("Of these, 2 were the same in every run and have no width: they differ in at most 4.6 %")
    short = _figure(why="alike", reached=False, half_width=None, since=None, runs=40, mean=0.0, unseen=0.07)
    assert "0 persons in all 40 runs, too few" in list(precision(_report([short], False, short), ENGLISH))[1]


@pytest.mark.unit
def test_shocks_are_named_where_there_are_several():
    figures = [_figure(), _figure(shock="minors")]
    said = list(precision(_report(figures, True, figures[1]), ENGLISH))
    assert "(buffer) under minors, from 80" in said[1]


@pytest.mark.unit
def test_a_number_given_by_name_is_not_spoken_of():
    assert list(precision({}, ENGLISH)) == []
    (said,) = precision(_report([], False, None), ENGLISH)
    assert said == "85 replications, of which none has a headline figure."
    file = io.StringIO()
    print_precision({}, make_console(file))
    assert file.getvalue() == ""
    print_precision(_report([_figure()], True, _figure()), make_console(file))
    assert file.getvalue().startswith("\nReplications\n85 replications were enough")
