"""Ticks of axes that write their numbers by themselves, and measures of a back-test, in the marks of a language."""

from __future__ import annotations

import pytest

from sim.views import standing, style
from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH
from sim.views.words import Words


def _ticks(words: Words) -> list[str]:
    figure = style.new_figure(4.0, 3.0)
    axes = style.grid(figure, 1, 1)[0][0]
    axes.plot([-1.5, 0.0, 1.5], [0.0, 0.5, 1.0])
    style.ticks(figure, words)
    figure.canvas.draw()
    return [label.get_text() for label in (*axes.get_xticklabels(), *axes.get_yticklabels())]


@pytest.mark.unit
def test_ticks_have_the_decimal_mark_of_the_language() -> None:
    english, bokmal = _ticks(ENGLISH), _ticks(BOKMAL)
    assert "0.5" in english
    assert "0,5" in bokmal
    assert "\u22120,5" in bokmal
    assert [each.replace(".", ",") for each in english] == bokmal


@pytest.mark.unit
def test_names_on_an_axis_stay_as_they_are() -> None:
    figure = style.new_figure(4.0, 3.0)
    axes = style.grid(figure, 1, 1)[0][0]
    axes.set_yticks([0, 1], ["a.b, c-d", "x"])
    style.ticks(figure, BOKMAL)
    figure.canvas.draw()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a.b, c-d", "x"]


@pytest.mark.unit
@pytest.mark.parametrize("statistic", ["median_relative", "worst_absolute", "skill_persistence_6", "peak_days"])
@pytest.mark.parametrize(("measured", "limit"), [(0.0303342801, 0.03), (0.25, 0.2), (1.04999, 1.05)])
def test_a_measure_and_its_limit_are_told_alike_in_both_languages(
    statistic: str, measured: float, limit: float
) -> None:
    english = standing.sizes(statistic, measured, limit, False, ENGLISH)
    bokmal = standing.sizes(statistic, measured, limit, False, BOKMAL)
    assert english[0] != english[1]
    numbers = [[text.split()[0] for text in each] for each in (english, bokmal)]
    assert [text.replace(".", ",") for text in numbers[0]] == numbers[1]


@pytest.mark.unit
def test_a_horizon_is_named_in_the_language() -> None:
    assert standing.time_ahead("3 months", ENGLISH) == "3 months"
    assert standing.time_ahead("3 months", BOKMAL) == "3 måneder"
    assert standing.time_ahead("all", ENGLISH) == "all"
    assert standing.time_ahead("all", BOKMAL) == "alle"
