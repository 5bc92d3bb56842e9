"""Write the figures and the summary of a result into its folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from sim.results import Results, municipality_places
from sim.views import answers, figures, figures_plan, local, maps, past, summary
from sim.views.english import ENGLISH
from sim.views.picture import Picture
from sim.views.study import Study
from sim.views.words import Words

FIGURES = "figures"


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
    yield figures.need_against_places(results, shock, plans, words, onset, bands, known)
    yield figures.waiting_by_stage(results, shock, plans, words, known)
    yield figures_plan.cost_by_payer_and_year(results, shock, plans, words, period, known)
    yield figures_plan.timeline_of_measures(results, shock, plans, words, onset, known)
    yield maps.municipalities(results, shock, plans, places, words=words, known=known)


def drawn(study: Study, words: Words = ENGLISH) -> Iterator[Picture]:
    """Draw every figure of a result; of several shocks a picture's name ends in its own."""
    results, places = study.results, municipality_places()
    for shock in results.shocks:
        plans, onset, period = results.plans_of(shock), answers.onset(study, shock), study.periods[shock]
        known = past.known_to(study, shock)
        for picture in pictures(results, shock, plans, places, words, onset, study.need_bands, period, known):
            yield replace(picture, name=f"{picture.name}-{shock}") if len(results.shocks) > 1 else picture


def write_views(study: Study, manifest: Mapping[str, Any], folder: Path, words: Words = ENGLISH) -> list[Picture]:
    """Write figures/*.png, municipalities.csv and summary.md."""
    saved: list[tuple[str, Picture]] = []
    for picture in drawn(study, words):
        path = picture.save(folder / FIGURES)
        saved.append((path.relative_to(folder).as_posix(), picture))
    local.write(study.results, municipality_places(), folder)
    summary.write(folder, summary.summary(study, manifest, saved, words))
    return [picture for _, picture in saved]
