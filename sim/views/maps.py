"""Municipalities on the map and in a list, never on the map alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from sim.results import Results
from sim.statistics import spread
from sim.views import style
from sim.views.english import ENGLISH
from sim.views.picture import Picture
from sim.views.words import Words

MOST_LISTED = 15
NORWAY = (-95_000.0, 1_130_000.0, 6_430_000.0, 7_950_000.0)  # west, east, south, north of the map, metres
OSLOFJORD = (200_000.0, 330_000.0, 6_540_000.0, 6_720_000.0)  # west, east, south, north of the inset, metres
EQUATOR_RADIUS, FLATTENING = 6_378_137.0, 1 / 298.257222101  # metres; GRS 80, the ellipsoid of EPSG:25833
SCALE, FALSE_EASTING, MERIDIAN = 0.9996, 500_000.0, 15.0  # UTM zone 33


def utm33(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return easting and northing, metres, in UTM zone 33 (EPSG:25833) from degrees.

    Krüger's series to third order in the third flattening; better than a metre in all of Norway.
    """
    n = FLATTENING / (2.0 - FLATTENING)
    radius = EQUATOR_RADIUS / (1.0 + n) * (1.0 + n**2 / 4.0 + n**4 / 64.0)
    alpha = (
        n / 2.0 - 2.0 * n**2 / 3.0 + 5.0 * n**3 / 16.0,
        13.0 * n**2 / 48.0 - 3.0 * n**3 / 5.0,
        61.0 * n**3 / 240.0,
    )
    phi, lam = np.radians(lat), np.radians(np.asarray(lon) - MERIDIAN)
    eccentricity = 2.0 * np.sqrt(n) / (1.0 + n)
    t = np.sinh(np.arctanh(np.sin(phi)) - eccentricity * np.arctanh(eccentricity * np.sin(phi)))
    xi, eta = np.arctan2(t, np.cos(lam)), np.arctanh(np.sin(lam) / np.hypot(1.0, t))
    east, north = eta.copy(), xi.copy()
    for j, a in enumerate(alpha, start=1):
        north += a * np.sin(2 * j * xi) * np.cosh(2 * j * eta)
        east += a * np.cos(2 * j * xi) * np.sinh(2 * j * eta)
    return FALSE_EASTING + SCALE * radius * east, SCALE * radius * north


def municipalities(
    results: Results,
    shock: str,
    plans: Sequence[str],
    places: pd.DataFrame,
    series: str = "settled",
    words: Words = ENGLISH,
    known: dt.date | None = None,
) -> Picture:
    """Draw persons settled: circles on a map a plan, all of one scale, and the largest municipalities by plan.

    Parameters
    ----------
    places : number (four digits), name, lat, lon: a row a municipality
    """
    totals = results.municipality_totals(series)
    totals = totals[totals["shock"] == shock]
    means = totals.groupby(["plan", "municipality_number"], sort=False)["value"].mean().unstack("plan")
    means = means.reindex(columns=list(plans)).join(places.set_index("number"), how="left")
    listed = means.sort_values([plans[0], "name"], ascending=[False, True]).head(MOST_LISTED)
    figure = style.new_figure(5.2 + 4.2 * len(plans), 5.6)
    *panels, right = figure.subplots(1, len(plans) + 1, width_ratios=[*[1.0] * len(plans), 1.25])
    largest = max(1.0, float(means[list(plans)].max().max()))
    for panel, plan in zip(panels, plans, strict=True):
        _map(panel, places, means, plan, largest, words)
    style.tidy(right)
    _dots(right, totals, listed, plans, words)
    title = words.under("fig_municipalities", shock, known)
    style.title(figure, title)
    text = words.say("fig_municipalities_text", parts=words.shown([_text(means, plan, words) for plan in plans]))
    table = means.reset_index().drop(columns=["lat", "lon"])
    return Picture("municipalities", title, figure, text, table)


def _map(
    axes: Axes, places: pd.DataFrame, means: pd.DataFrame, plan: str, largest: float, words: Words
) -> None:
    """Draw one plan; the area of a circle is its persons as a share of `largest`."""
    east, north = utm33(places["lat"].to_numpy(), places["lon"].to_numpy())
    persons = means[plan].reindex(places["number"]).fillna(0.0).to_numpy(dtype=np.float64)
    area = 260.0 * persons / largest
    inset = axes.inset_axes((0.5, 0.01, 0.52, 0.5))
    for panel, scale in ((axes, 1.0), (inset, 1.6)):
        panel.scatter(
            east,
            north,
            s=area * scale,
            color=style.BLUE,
            alpha=0.45,
            edgecolors=style.DARK_BLUE,
            linewidths=0.5,
        )
        panel.scatter(east, north, s=1.5 * scale, color=style.GREY, linewidths=0)
        panel.set_aspect("equal")
        panel.set_xticks([])
        panel.set_yticks([])
    axes.set_xlim(*NORWAY[:2])
    axes.set_ylim(*NORWAY[2:])
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    inset.set_xlim(*OSLOFJORD[:2])
    inset.set_ylim(*OSLOFJORD[2:])
    axes.indicate_inset_zoom(inset, edgecolor=style.GREY)
    inset.set_title(words.say("fig_map_inset"), fontsize=8)
    axes.set_title(words.say("fig_map", plan=words.name("plan", plan)), fontsize=9, loc="left")


def _dots(axes: Axes, totals: pd.DataFrame, listed: pd.DataFrame, plans: Sequence[str], words: Words) -> None:
    step = 0.62 / max(1, len(plans))
    for k, plan in enumerate(plans):
        look = style.look(k)
        rows = totals[totals["plan"] == plan]
        by_number = dict(iter(rows.groupby("municipality_number", sort=False)["value"]))
        for i, number in enumerate(listed.index):
            if number not in by_number:
                continue
            values = by_number[number].to_numpy(dtype=np.float64)
            seen = spread(values)
            height = -i + 0.31 - step * (k + 0.5)
            axes.plot([seen.low, seen.high], [height, height], color=look.colour, linewidth=1.0)
            axes.plot(
                [values.mean()], [height], marker=look.marker, color=look.colour, markersize=4.5,
                linestyle="none", label=words.name("plan", plan) if i == 0 else None,
            )  # fmt: skip
    axes.set_yticks([-i for i in range(len(listed))], [str(name) for name in listed["name"]])
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words.count(value)))
    axes.grid(True, axis="x", color="#dddddd", linewidth=0.6)
    axes.set_xlabel(words.say("fig_municipalities_axis"), fontsize=8)
    axes.set_title(words.say("fig_bars", count=len(listed)), fontsize=9, loc="left")
    if len(plans) > 1:
        axes.legend(fontsize=8, frameon=False, loc="lower right")


def _text(means: pd.DataFrame, plan: str, words: Words) -> str:
    persons = means[plan].fillna(0.0)
    most = str(persons.idxmax())
    return words.say(
        "fig_municipalities_part",
        plan=words.name("plan", plan),
        total=words.number(float(persons.sum())),
        count=int((persons > 0).sum()),
        name=means.loc[most, "name"],
        value=words.number(float(persons.max())),
    )
