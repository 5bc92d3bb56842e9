"""Write the figures and the summary of a result into its folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from sim.results import Results, municipality_places
from sim.views import answers, figures, figures_plan, local, maps, past, summary
from sim.views.arrivals import Before, arrivals
from sim.views.english import ENGLISH
from sim.views.picture import Picture
from sim.views.regret import regret
from sim.views.study import Study
from sim.views.targets_met import targets_met
from sim.views.words import Words

FIGURES = "figures"
Drawn = TypeVar("Drawn", Picture, Picture | None)


def pictures(
    results: Results,
    shock: str,
    plans: Sequence[str],
    places: pd.DataFrame,
    words: Words = ENGLISH,
    onset: dt.date | None = None,
    bands: pd.DataFrame | None = None,
    period: tuple[dt.date, dt.date] | None = None,
    known: dt.date | None = None,
) -> Iterator[Picture]:
    """Draw every figure of one shock, which begins on `onset`; `bands`, `period` and `known` as of the figures."""
    for each in _each(results, shock, plans, places, words, onset, bands, period, known).values():
        yield each()


def _each(
    results: Results,
    shock: str,
    plans: Sequence[str],
    places: pd.DataFrame,
    words: Words,
    onset: dt.date | None,
    bands: pd.DataFrame | None,
    period: tuple[dt.date, dt.date] | None,
    known: dt.date | None,
) -> dict[str, Callable[[], Picture]]:
    """Return what draws each figure, by its name, in their order."""
    return {
        "need_against_places": lambda: figures.need_against_places(results, shock, plans, words, onset, bands, known),
        "waiting_by_stage": lambda: figures.waiting_by_stage(results, shock, plans, words, known),
        "cost_by_payer_and_year": lambda: figures_plan.cost_by_payer_and_year(
            results, shock, plans, words, period, known
        ),
        "timeline_of_measures": lambda: figures_plan.timeline_of_measures(results, shock, plans, words, onset, known),
        "municipalities": lambda: maps.municipalities(results, shock, plans, places, words=words, known=known),
    }


def drawers(study: Study, shock: str, words: Words = ENGLISH) -> dict[str, Callable[[], Picture]]:
    """Return what draws each figure of one shock of a result, by its name; of several shocks it ends in its own."""
    results = study.results
    each = _each(
        results, shock, results.plans_of(shock), municipality_places(), words, answers.onset(study, shock),
        study.need_bands, study.periods[shock], past.known_to(study, shock),
    )  # fmt: skip
    return {name: named(draw, study, shock) for name, draw in each.items()}


def judged(study: Study, shock: str, words: Words = ENGLISH) -> dict[str, Callable[[], Picture | None]]:
    """Return what draws the figures that judge plans, by name: None where no time ran out, or with one plan alone."""
    plans, known, rows = study.results.plans_of(shock), past.known_to(study, shock), study.regrets(shock)
    times, period = study.times.get(shock, ()), study.periods[shock]
    return {
        "targets_met": named(
            lambda: targets_met(study.results, shock, plans, times, words, period, known), study, shock
        ),
        "regret": named(
            lambda: (
                None
                if rows.empty
                else regret(rows, shock, plans, words, known, tuple(answers.unregistered(study, shock, words)))
            ),
            study,
            shock,
        ),
    }


def came(study: Study, words: Words = ENGLISH) -> Picture:
    """Draw the arrivals of every shock, a panel each, with what was published before the runs."""
    before = {
        shock: Before(study.periods[shock][0], answers.onset(study, shock), past.known_to(study, shock), published)
        for shock, published in study.arrivals_before.items()
    }
    return arrivals(study.results, before, words)


def named(draw: Callable[[], Drawn], study: Study, shock: str) -> Callable[[], Drawn]:
    """Return what draws the same, its name ending in that of the shock where there are several."""

    def renamed() -> Drawn:
        picture = draw()
        if picture is None or len(study.results.shocks) == 1:
            return picture
        return replace(picture, name=f"{picture.name}-{shock}")

    return renamed


def drawn(study: Study, words: Words = ENGLISH) -> Iterator[Picture]:
    """Draw every figure of a result; of several shocks a picture's name ends in its own."""
    if study.results.runs.empty:
        return
    yield came(study, words)
    for shock in study.results.shocks:
        every = [*drawers(study, shock, words).values(), *judged(study, shock, words).values()]
        yield from (picture for draw in every if (picture := draw()) is not None)


def write_views(study: Study, manifest: Mapping[str, Any], folder: Path, words: Words = ENGLISH) -> list[Picture]:
    """Write figures/*.png, municipalities.csv and summary.md."""
    saved: list[tuple[str, Picture]] = []
    for picture in drawn(study, words):
        path = picture.save(folder / FIGURES)
        saved.append((path.relative_to(folder).as_posix(), picture))
    local.write(study.results, municipality_places(), folder)
    summary.write(folder, summary.summary(study, manifest, saved, words))
    return [picture for _, picture in saved]
