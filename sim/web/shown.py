"""The ten views of a comparison, as pages are made of them: a title and blocks, in the language of `words`.

Nothing is reckoned here that the tables and the studies do not hold, and every sentence is that of the summary where
the summary has one. A view is made anew each time; whoever serves it keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from sim.run_result import CompareResult
from sim.views.titles import comparison_title, shock_name
from sim.views.words import Words
from sim.web import shown_answer, shown_charts, shown_deeper
from sim.web.shown_blocks import Block, Figure, Line, Links, Sentences, Table, Tile, Tiles, View, told

__all__ = [
    "VIEWS", "Block", "Figure", "Line", "Links", "Sentences", "Table", "Tile", "Tiles", "View", "view",
]  # fmt: skip

OfShock = Callable[[CompareResult, str, Words], Iterator[Block]]
OfAll = Callable[[CompareResult, Words], Iterator[Block]]


def _each_shock(made: OfShock, result: CompareResult, words: Words) -> Iterator[Block]:
    """Yield the blocks of each shock, under its name where there are several."""
    study = result.study
    for shock in study.results.shocks:
        if len(study.results.shocks) > 1:
            yield told([], shock_name(study, shock, words, brief=True))
        yield from made(result, shock, words)


def _answer(result: CompareResult, words: Words) -> Iterator[Block]:
    yield from _each_shock(shown_answer.answer, result, words)
    for shock in result.study.results.shocks:
        yield shown_answer.chosen(result.study, shock, result.manifest, words)
    yield from shown_answer.rests(result, words)


_MADE: Mapping[str, OfAll] = {
    "answer": _answer,
    "arrivals": shown_charts.arrived,
    "need": partial(_each_shock, shown_charts.needed),
    "waiting": partial(_each_shock, shown_charts.waited),
    "targets": partial(_each_shock, shown_charts.in_time),
    "costs": partial(_each_shock, shown_charts.paid),
    "municipalities": partial(_each_shock, shown_charts.hosted),
    "timeline": partial(_each_shock, shown_charts.timed),
    "regret": partial(_each_shock, shown_deeper.regretted),
    "drivers": shown_deeper.driving,
}
VIEWS: tuple[str, ...] = tuple(_MADE)
"""Names of the views, in the order in which a planner asks: the answer first."""


def view(name: str, result: CompareResult, words: Words) -> View:
    """Return one view of a result, drawn.

    Raises
    ------
    KeyError : if there is no view of that name
    """
    if name not in _MADE:
        raise KeyError(f"no view {name!r}; there are {', '.join(VIEWS)}")
    study = result.study
    if study.results.runs.empty:
        return View(name, words.say("no_result_title"), [told([words.say("no_runs")])])
    title = comparison_title(study, study.results.shocks, "title_compare", words, brief=True)
    blocks = list(_MADE[name](result, words))
    if name != "answer":
        blocks.append(told([words.say("shown_foot", runs=result.manifest["replications"])]))
        title = words.say("shown_page", view=words.say(f"web_view_{name}"), title=title)
    return View(name, title, blocks)
