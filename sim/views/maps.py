"""Municipalities on the map and in a list, never on the map alone."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from sim.results import Results
from sim.statistics import Spread, spread
from sim.views import local, style
from sim.views.english import ENGLISH
from sim.views.picture import Picture
from sim.views.words import Words

MOST_LISTED = 15
NORWAY = (-95_000.0, 1_130_000.0, 6_430_000.0, 7_950_000.0)  # west, east, south, north of the map, metres
OSLOFJORD = (200_000.0, 330_000.0, 6_540_000.0, 6_720_000.0)  # west, east, south, north of the inset, metres
EQUATOR_RADIUS, FLATTENING = 6_378_137.0, 1 / 298.257222101  # metres; GRS 80, the ellipsoid of EPSG:25833
SCALE, FALSE_EASTING, MERIDIAN = 0.9996, 500_000.0, 15.0  # UTM zone 33
CLASSES = (3.0, 6.0, 10.0, 15.0)
"""Where one class ends and the next begins, persons per 1,000 inhabitants a year: fixed, so that maps of any question
can be compared. Our choice."""
COLOURS: tuple[str, ...] = tuple(to_hex(colormaps["cividis"](x)) for x in (1.0, 0.75, 0.5, 0.25, 0.0))
SIZES: tuple[float, ...] = (14.0, 21.0, 29.0, 38.0, 48.0)
"""From few to many: dark last, and larger, so that classes differ without their colour. Square points."""
NEAREST_METRES, NEAREST_INSET_METRES = 2_000.0, 500.0
"""Points of a border that lie nearer than this cannot be seen apart: on the map, and in its inset."""

Line = NDArray[np.float64]
"""Points of a border, shape (points, 2): east and north, metres, EPSG:25833."""


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


@dataclass(frozen=True)
class Map:
    """What maps of one shock are drawn from.

    Attributes
    ----------
    places : by number: name, lat, lon, and inhabitants where shares are drawn
    seen : by (plan, number): persons settled, over the runs
    borders : lines of the user's own
    """

    places: pd.DataFrame
    seen: Mapping[tuple[str, str], Spread]
    borders: Sequence[Line]
    words: Words

    def told(self, plan: str, number: str, per: float | None = None) -> str:
        """Say of a municipality its name, persons settled with the range of the runs, and those per 1,000 a year."""
        name, found = str(self.places.loc[number, "name"]), self.seen.get((plan, number))
        if found is None:
            return self.words.say("places_map_missing", name=name)
        persons = self.words.ranged(found.mean, found.low, found.high)
        if per is None:
            return self.words.say("places_map_told", name=name, persons=persons)
        return self.words.say("places_map_told_per", name=name, persons=persons, per=self.words.plain(per))


def municipalities(
    results: Results,
    shock: str,
    plans: Sequence[str],
    places: pd.DataFrame,
    series: str = "settled",
    words: Words = ENGLISH,
    known: dt.date | None = None,
    borders: Sequence[Line] = (),
) -> Picture:
    """Draw persons settled: circles on a map a plan, all of one scale, and the largest municipalities by plan.

    Parameters
    ----------
    places : number (four digits), name, lat, lon: a row a municipality
    borders : lines of the user's own, to be drawn beneath
    """
    totals, means = _totals(results, shock, plans, places, series)
    listed = means.sort_values([plans[0], "name"], ascending=[False, True]).head(MOST_LISTED)
    figure = style.new_figure(5.2 + 4.2 * len(plans), 5.6)
    *panels, right = figure.subplots(1, len(plans) + 1, width_ratios=[*[1.0] * len(plans), 1.25])
    largest = max(1.0, float(means[list(plans)].max().max()))
    shown = Map(places.set_index("number"), _spreads(totals), borders, words)
    titles: dict[str, list[str]] = {}
    for place, (panel, plan) in enumerate(zip(panels, plans, strict=True)):
        titles |= _map(panel, shown, means, plan, largest, f"bubbles{place}")
    style.tidy(right)
    _dots(right, totals, listed, plans, words)
    title = words.under("fig_municipalities", shock, known)
    style.title(figure, title)
    text = words.say("fig_municipalities_text", parts=words.shown([_text(means, plan, words) for plan in plans]))
    table = means.reset_index()[["number", *plans, "name"]]
    return Picture("municipalities", title, figure, text, table, titles=titles)


def per_thousand(
    results: Results,
    shock: str,
    plans: Sequence[str],
    places: pd.DataFrame,
    years: float,
    series: str = "settled",
    words: Words = ENGLISH,
    known: dt.date | None = None,
    borders: Sequence[Line] = (),
) -> Picture:
    """Draw persons settled per 1,000 inhabitants a year: a map a plan, a dot a municipality, in one of five classes.

    Parameters
    ----------
    places : number (four digits), name, lat, lon, inhabitants: a row a municipality
    years : that the period lasts
    """
    totals, means = _totals(results, shock, plans, places, series)
    where = places.set_index("number")
    people = where["inhabitants"].astype(np.float64)
    rates = where[["name"]].assign(
        **{plan: local.per_thousand(means[plan].reindex(where.index), people, years) for plan in plans}
    )
    figure = style.new_figure(4.6 * len(plans), 6.2)
    panels = figure.subplots(1, len(plans), squeeze=False)[0]
    shown = Map(where, _spreads(totals), borders, words)
    titles: dict[str, list[str]] = {}
    for place, (panel, plan) in enumerate(zip(panels, plans, strict=True)):
        titles |= _classes(panel, shown, rates[plan], plan, f"classes{place}")
    figure.legend(
        handles=_legend(bool(rates[list(plans)].isna().any().any()), words), loc="outside lower left", ncols=3,
        fontsize=8, frameon=False, title=words.say("places_per_1000_axis"), title_fontsize=8, alignment="left",
    )  # fmt: skip
    title = words.under("places_per_1000", shock, known)
    style.title(figure, title)
    parts = [_text_of_classes(rates, plan, words) for plan in plans]
    text = words.say("places_per_1000_text", parts=words.shown(parts))
    return Picture("per_1000", title, figure, text, rates.reset_index()[["number", "name", *plans]], titles=titles)


def class_of(rate: float) -> int:
    """Return the class of persons per 1,000 inhabitants a year, 0 to 4; a limit belongs to the class above it."""
    return int(np.searchsorted(CLASSES, rate, side="right"))


def class_names(words: Words) -> tuple[str, ...]:
    """Name the five classes."""
    limits = [words.plain(limit) for limit in CLASSES]
    between = (words.say("places_class_between", low=low, high=high) for low, high in itertools.pairwise(limits))
    return (words.say("places_class_under", high=limits[0]), *between, words.say("places_class_over", low=limits[-1]))


def _totals(
    results: Results, shock: str, plans: Sequence[str], places: pd.DataFrame, series: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what each run settles in a municipality, and the means: a row a municipality, a column a plan."""
    totals = results.municipality_totals(series)
    totals = totals[totals["shock"] == shock]
    means = totals.groupby(["plan", "municipality_number"], sort=False)["value"].mean().unstack("plan")
    means = means.reindex(columns=list(plans)).join(places.set_index("number"), how="left")
    return totals, means.rename_axis(index="number")


def _spreads(totals: pd.DataFrame) -> dict[tuple[str, str], Spread]:
    groups = totals.groupby(["plan", "municipality_number"], sort=False)["value"]
    return {(str(plan), str(number)): spread(values.to_numpy()) for (plan, number), values in groups}


def _map(
    axes: Axes, shown: Map, means: pd.DataFrame, plan: str, largest: float, gid: str
) -> dict[str, list[str]]:
    """Draw one plan; the area of a circle is its persons as a share of `largest`. Return what each circle is."""
    persons = means[plan].reindex(shown.places.index).fillna(0.0)
    order = persons[persons > 0.0].sort_values(ascending=False, kind="stable")  # the small ones lie on top
    titles = {}
    for panel, scale, end in _panels(axes, shown, shown.words.say("fig_map", plan=shown.words.name("plan", plan))):
        east, north, numbers = _within(panel, shown, list(order.index))
        every = _within(panel, shown, list(shown.places.index))
        panel.scatter(*every[:2], s=1.5 * scale, color=style.GREY, linewidths=0)
        panel.scatter(
            east,
            north,
            s=260.0 * order[numbers].to_numpy(dtype=np.float64) / largest * scale,
            color=style.BLUE,
            alpha=0.45,
            edgecolors=style.DARK_BLUE,
            linewidths=0.5,
            gid=f"{gid}{end}",
        )
        titles[f"{gid}{end}"] = [shown.told(plan, number) for number in numbers]
    return titles


def _classes(axes: Axes, shown: Map, rates: pd.Series[float], plan: str, gid: str) -> dict[str, list[str]]:
    """Draw one plan, a dot a municipality in the colour of its class; those without a figure are hatched."""
    titles = {}
    every = rates.reindex(shown.places.index)
    order = every.sort_values(kind="stable", na_position="first")  # the dark ones lie on top
    for panel, scale, end in _panels(axes, shown, shown.words.name("plan", plan)):
        for kind, numbers in (("missing", order[order.isna()].index), ("", order[order.notna()].index)):
            east, north, inside = _within(panel, shown, list(numbers))
            if not inside:
                continue
            if kind:
                panel.scatter(
                    east, north, s=np.full(len(inside), SIZES[1] * scale), facecolors="white", edgecolors=style.GREY,
                    hatch="//////", linewidths=0.5, gid=f"{gid}{end}{kind}",
                )  # fmt: skip
            else:
                classes = [class_of(float(every[number])) for number in inside]
                colours, sizes = [COLOURS[each] for each in classes], [scale * SIZES[each] for each in classes]
                panel.scatter(east, north, s=sizes, c=colours, edgecolors=style.BLACK, linewidths=0.35,
                              gid=f"{gid}{end}")  # fmt: skip
            rate = [None if kind else float(every[number]) for number in inside]
            told = [shown.told(plan, number, per) for number, per in zip(inside, rate, strict=True)]
            titles[f"{gid}{end}{kind}"] = told
    return titles


def _panels(axes: Axes, shown: Map, title: str) -> tuple[tuple[Axes, float, str], ...]:
    """Lay out a map with its inset and borders; return each panel, how much larger its marks are, and its ending."""
    inset = axes.inset_axes((0.5, 0.01, 0.52, 0.5))
    for panel, limits, nearest in ((axes, NORWAY, NEAREST_METRES), (inset, OSLOFJORD, NEAREST_INSET_METRES)):
        panel.set_aspect("equal")
        panel.set_xticks([])
        panel.set_yticks([])
        panel.set_xlim(*limits[:2])
        panel.set_ylim(*limits[2:])
        lines = [thinned(line, nearest) for line in shown.borders if _meets(line, limits)]
        if lines:
            panel.add_collection(LineCollection(lines, colors=style.GREY, linewidths=0.3, zorder=0), autolim=False)
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axes.indicate_inset_zoom(inset, edgecolor=style.GREY)
    inset.set_title(shown.words.say("fig_map_inset"), fontsize=8)
    axes.set_title(title, fontsize=9, loc="left")
    return (axes, 1.0, ""), (inset, 1.6, "i")


def _points(shown: Map, numbers: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rows = shown.places.loc[list(numbers)]
    return utm33(rows["lat"].to_numpy(), rows["lon"].to_numpy())


def _within(
    panel: Axes, shown: Map, numbers: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[str]]:
    """Return east, north and number of the municipalities that lie in a panel."""
    east, north = _points(shown, numbers)
    (west, end), (south, top) = panel.get_xlim(), panel.get_ylim()
    inside = (east >= west) & (east <= end) & (north >= south) & (north <= top)
    return east[inside], north[inside], [number for number, there in zip(numbers, inside, strict=True) if there]


def thinned(line: Line, nearest: float) -> Line:
    """Leave out points of a line nearer than so many metres to the last one kept; its ends stay."""
    kept = [0]
    for index in range(1, len(line) - 1):
        if np.hypot(*(line[index] - line[kept[-1]])) >= nearest:
            kept.append(index)
    return line[[*kept, len(line) - 1]]


def _meets(line: Line, limits: tuple[float, float, float, float]) -> bool:
    (west, south), (east, north) = line.min(axis=0), line.max(axis=0)
    return bool(west <= limits[1] and east >= limits[0] and south <= limits[3] and north >= limits[2])


def _legend(missing: bool, words: Words) -> list[Line2D | Patch]:
    marks: list[Line2D | Patch] = [
        Line2D([], [], marker="o", linestyle="none", markersize=size**0.5, markeredgewidth=0.35, color=colour,
               markeredgecolor=style.BLACK, label=name)
        for colour, size, name in zip(COLOURS, SIZES, class_names(words), strict=True)
    ]  # fmt: skip
    if missing:
        label = words.say("places_class_missing")
        marks.append(Patch(facecolor="white", edgecolor=style.GREY, hatch="//////", label=label))
    return marks


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


def _text_of_classes(rates: pd.DataFrame, plan: str, words: Words) -> str:
    """Say how many municipalities are in each class, and which settles most."""
    known = rates[plan].dropna()
    if known.empty:
        return words.say("places_per_1000_none", plan=words.name("plan", plan))
    counts = np.bincount([class_of(float(rate)) for rate in known], minlength=len(COLOURS))
    parts = [f"{name}: {words.count(int(count))}" for name, count in zip(class_names(words), counts, strict=True)]
    most = str(known.idxmax())
    return words.say(
        "places_per_1000_part", plan=words.name("plan", plan), parts=", ".join(parts), name=rates.loc[most, "name"],
        value=words.plain(float(known.max())),
    )  # fmt: skip
