"""The targets of a back-test against what its runs gave: wanted, measured, met, and where it is worst."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.config.backtest import LEAST_KEPT
from sim.data.standing import Gate
from sim.studies.backtest_scores import RAW
from sim.studies.backtest_table import PATH, SCORED
from sim.studies.scores import LEAST, half_time, peak

COLUMNS = (
    "label", "episode", "series", "statistic", "first", "last", "years", "unit", "limit", "measured", "met", "few", "n",
    "where", "why", "in_sample",
)  # fmt: skip
"""Columns of the table of gates; `limit` of skill is THIN at least; `met` is yes, no, cannot (why says so), given (no
test), not_run, or no_figures: it was run, and the history has no figure of its days. `years` is YEAR or YEAR-YEAR where
its name needs them; `few` is figures or runs where there are too few of them to say that it is met, or missed."""
YES, NO, CANNOT, GIVEN, NOT_RUN, NO_FIGURES = "yes", "no", "cannot", "given", "not_run", "no_figures"
SKILL = re.compile(r"skill_(?P<baseline>[a-z_]+)_(?P<months>\d+)")
THIN = 0.05
"""Skill up to which the model is no better than a baseline, however low the target: our choice, made after the first
back-test. Pairs overlap, so that no honest interval of skill can be given in its place."""
NEAR = 1.5
"""Up to so many times the error that is allowed a miss may be the luck of too few figures or runs; our choice."""
FEW_FIGURES, FEW_RUNS = "figures", "runs"
ROUNDING = 1e-9
"""What lies no further beyond its limit than this lies at it."""
AROUND = 3
"""Scored figures that a peak takes at least, the highest and one on either side of it."""
TRAJECTORY = ("peak_date", "peak_height", "half_date")


class Measured(NamedTuple):
    """What a gate measures: a value or why there is none, figures behind it, and where it is worst."""

    value: float | None
    n: int
    where: str = ""
    why: str = ""


def verdicts(
    gates: Sequence[Gate],
    points: pd.DataFrame,
    scores: pd.DataFrame,
    in_sample: Collection[tuple[str, str, str]] = (),
    ran: Collection[tuple[str, str]] = (),
) -> pd.DataFrame:
    """Return the table of gates, a row a gate, columns COLUMNS.

    Parameters
    ----------
    points : as `points_table` gives them
    scores : as `score_table` gives them
    in_sample : column, episode and series of what numbers of the model were read from
    ran : column and episode of what was run, whether it has points or not
    """
    rows = []
    years = _years(gates)
    runs = points.groupby(["label", "episode"])["n"].max()
    for gate in gates:
        here = (points["label"] == gate.label) & (points["episode"] == gate.episode)
        if not here.any() and (gate.label, gate.episode) in ran:
            found, met = Measured(None, 0, why="the history has no figure of it"), NO_FIGURES
        elif not here.any():
            found, met = Measured(None, 0, why="not run"), NOT_RUN
        else:
            found = measure(gate, points[here & (points["series"] == gate.series)], scores)
            met = CANNOT if found.value is None else YES if _met(gate, found.value) else NO
            met = GIVEN if gate.given else met
        few = _few(gate, found, met, int(runs.get((gate.label, gate.episode), 0)))
        rows.append(
            (
                gate.label, gate.episode, gate.series, gate.statistic, gate.first, gate.last, years[gate], gate.unit,
                _limit(gate), np.nan if found.value is None else found.value, met, few, found.n, found.where, found.why,
                (gate.label, gate.episode, gate.series) in in_sample,
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def measure(gate: Gate, points: pd.DataFrame, scores: pd.DataFrame) -> Measured:
    """Return what a gate measures in the points of its column, episode and series."""
    of_skill = SKILL.fullmatch(gate.statistic)
    if of_skill is not None:
        return _skill(gate, of_skill, scores)
    days = points["date"].between(pd.Timestamp(gate.first), pd.Timestamp(gate.last))
    scored = points[days & (points["use"] == SCORED)]
    if scored.empty:
        return Measured(None, 0, why="no published figure to score")
    absent = scored.loc[scored["median"].isna(), "date"]
    if not absent.empty:
        return Measured(None, len(scored), why=f"the runs give nothing for {absent.min():%Y-%m-%d}")
    if gate.statistic in ("peak_days", "peak_relative"):
        return _peak(gate.statistic, points[days], scored)
    return _STATISTICS[gate.statistic](scored)


def _met(gate: Gate, value: float) -> bool:
    return value > _limit(gate) if gate.unit == "skill" else value <= gate.limit + ROUNDING


def _few(gate: Gate, found: Measured, met: str, runs: int) -> str:
    """Return of what there is too little to say that a gate is met, or missed by little: figures, runs, or nothing.

    Nothing is blank. A miss by more than NEAR stands however few they are.
    """
    near = met == NO and found.value is not None and _error(gate, found.value) <= NEAR * _error(gate, _limit(gate))
    if met != YES and not near:
        return ""
    return FEW_FIGURES if found.n < LEAST else FEW_RUNS if runs < LEAST_KEPT else ""


def _error(gate: Gate, value: float) -> float:
    """Return an error, of skill that of the model as a share of that of the baseline."""
    return 1.0 - value if gate.unit == "skill" else value


def _years(gates: Sequence[Gate]) -> Mapping[Gate, str]:
    """Return the years of each gate where its name needs them, else nothing.

    That is where they are not all of its episode, or where the series has gates of the kind over other days too. Skill
    is never looked for in some years only.
    """
    found = {}
    for gate in gates:
        spans = {(each.first, each.last) for each in gates if _kind(each) == _kind(gate)}
        others = [each for each in gates if each.episode == gate.episode]
        first, last = gate.first.year, gate.last.year
        whole = (first, last) == (min(each.first.year for each in others), max(each.last.year for each in others))
        told = gate.unit != "skill" and (len(spans) > 1 or not whole)
        found[gate] = (f"{first}" if first == last else f"{first}-{last}") if told else ""
    return found


def _kind(gate: Gate) -> tuple[str, str, str]:
    return gate.episode, gate.series, gate.statistic


def _limit(gate: Gate) -> float:
    return max(gate.limit, THIN) if gate.unit == "skill" else gate.limit


def _skill(gate: Gate, asked: re.Match[str], scores: pd.DataFrame) -> Measured:
    wanted = {
        "label": gate.label, "episode": gate.episode, "series": gate.series, "score": "skill", "scale": RAW,
        "baseline": asked["baseline"], "horizon": f"{asked['months']} months",
    }  # fmt: skip
    rows = scores[np.logical_and.reduce([scores[name] == value for name, value in wanted.items()])]
    if rows.empty:  # why there are no scores at all stands with the first of them
        wanted |= {"score": "crps", "baseline": ""}
        rows = scores[np.logical_and.reduce([scores[name] == value for name, value in wanted.items()])]
    if rows.empty:
        return Measured(None, 0, why="no pairs")
    row = rows.iloc[0]
    value = None if np.isnan(row["value"]) or row["score"] != "skill" else float(row["value"])
    return Measured(value, int(row["n"]), why=str(row["why"]))


def _relative(scored: pd.DataFrame) -> pd.Series[float]:
    return (scored["median"] - scored["observed"]).abs() / scored["observed"]


def _named(scored: pd.DataFrame, at: int) -> str:
    row = scored.iloc[at]
    return f"{row['date']:%Y-%m-%d}: {_figure(row['median'])} for {_figure(row['observed'])}"


def _figure(value: float) -> str:
    """Write a figure whole from 100 up, in three figures below: never as a power of ten."""
    return f"{round(value):,}" if abs(value) >= 100.0 else f"{value:.3g}"


def _worst(scored: pd.DataFrame) -> Measured:
    errors = _relative(scored).to_numpy()
    at = int(errors.argmax())
    return Measured(float(errors[at]), len(errors), _named(scored, at))


def _but_one(scored: pd.DataFrame) -> Measured:
    """The second worst, which is the worst but for one; of one figure alone there is none to leave out."""
    errors = _relative(scored).to_numpy()
    if len(errors) == 1:
        return _worst(scored)
    at = int(np.argsort(errors)[-2])
    return Measured(float(errors[at]), len(errors), _named(scored, at))


def _median(scored: pd.DataFrame) -> Measured:
    errors = _relative(scored)
    return Measured(float(errors.median()), len(errors))


def _absolute(scored: pd.DataFrame) -> Measured:
    errors = (scored["median"] - scored["observed"]).abs().to_numpy()
    at = int(errors.argmax())
    return Measured(float(errors[at]), len(errors), _named(scored, at))


_STATISTICS: Mapping[str, Callable[[pd.DataFrame], Measured]] = {
    "worst_relative": _worst,
    "worst_relative_but_one": _but_one,
    "median_relative": _median,
    "worst_absolute": _absolute,
}


def _peak(statistic: str, points: pd.DataFrame, scored: pd.DataFrame) -> Measured:
    """Compare the peak of the median path by week with the highest published figure."""
    path = points[(points["use"] == PATH) & points["median"].notna()].sort_values("date")
    if path.empty:
        return Measured(None, len(scored), why="the runs give no path by week")
    scored = scored.sort_values("date")
    if not _has_peak(scored):
        why = f"a peak takes at least {AROUND} scored figures, the highest and one on either side of it"
        return Measured(None, len(scored), why=why)
    mine = peak([day.date() for day in path["date"]], path["median"])
    theirs = peak([day.date() for day in scored["date"]], scored["observed"])
    where = f"{mine.date}: {_figure(mine.height)} for {theirs.date}: {_figure(theirs.height)}"
    if statistic == "peak_days":
        return Measured(float(abs((mine.date - theirs.date).days)), len(scored), where)
    return Measured(abs(mine.height - theirs.height) / theirs.height, len(scored), where)


def _has_peak(scored: pd.DataFrame) -> bool:
    """Whether scored figures, by date, are enough to tell a peak from an end."""
    return len(scored) >= AROUND and 0 < int(scored["observed"].to_numpy().argmax()) < len(scored) - 1


def trajectories(points: pd.DataFrame) -> pd.DataFrame:
    """Return of each column, episode and stock the peak and the day of half of it, published and of the median path.

    A stock whose published figures tell no peak, as gates have it, is left out.

    Returns
    -------
    columns label, episode, series, n (published figures), peak_observed, peak_date_observed, half_date_observed,
    peak_median, peak_date_median, half_date_median; a date is missing where half is never reached
    """
    rows = []
    stocks = points[(points["kind"] == "stock") & points["origin"].isna()]
    for (label, episode, series), mine in stocks.groupby(["label", "episode", "series"], sort=False):
        seen = mine[(mine["use"] == SCORED)].sort_values("date")
        path = mine[(mine["use"] == PATH) & mine["median"].notna()].sort_values("date")
        if not _has_peak(seen) or path.empty:
            continue
        row: dict[str, object] = {"label": label, "episode": episode, "series": series, "n": len(seen)}
        for name, dates, values in (
            ("observed", seen["date"], seen["observed"]),
            ("median", path["date"], path["median"]),
        ):
            days = [day.date() for day in dates]
            top, half = peak(days, values), half_time(days, values)
            row |= {f"peak_{name}": top.height, f"peak_date_{name}": top.date, f"half_date_{name}": half}
        rows.append(row)
    return pd.DataFrame(rows)
