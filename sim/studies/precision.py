"""How many replications are enough: so many that every headline figure is known to its half-width, and stays so.

The rule is that of Hoad, Robinson and Davies (J. Operational Research Society 61, 2010): the half-width of the
t interval of the mean is at most a share of the mean, and remains so for a while of further replications. Near
zero a share of the mean is out of reach and beside the point; there a half-width in the unit of the figure is
enough. Each interval stands for its own figure; they are not widened for the number of figures.

A figure that is the same in every run has no interval: what a run in which it differs would bring is not known.
Enough are then so many runs that it differs in a small share of them at most, which is told in place of a width.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.runs.headlines import headlines
from sim.runs.keys import RunKey
from sim.statistics import CONFIDENCE, runs_for_quantile
from sim.studies import metrics
from sim.studies.running import running
from sim.tables import RunTables

FROM_HUNDRED = 100  # replications from which the look-ahead grows with their number
SMALLEST_ROUND = 0.1  # share of the replications done that a further round has at least
Why = Literal["share", "absolute", "scale", "level", "alike", "wide", "few", "look_ahead"]
"""Why a figure is known well enough (share of its mean, absolute, share of its scale or level) or is not.

alike: the same in every run, in enough of them or not yet; wide: the interval is too wide; few: fewer than two runs
have a value; look_ahead: narrow enough, not long enough.
"""


class Figure(NamedTuple):
    """One number that is wanted: a headline figure under a shock and plan, or `plan` minus `against`."""

    metric: str
    shock: str = ""
    plan: str = ""
    against: str = ""


@dataclass(frozen=True)
class Rules:
    """When a figure is known well enough.

    Attributes
    ----------
    half_width : of the t interval, as a share of |mean|
    absolute : half-width by unit of a figure that is enough near zero, in that unit
    of_scale : half-width that is enough near zero, as a share of the largest mean of a figure of that unit under
        the shock; 0 for none
    of_level : half-width that is enough for a difference between plans, as a share of the larger of the two
        figures; 0 for none: plans that differ little would else take very many replications
    unseen : share of runs in which a figure may differ, unseen, that is the same in every run so far
    minimum : replications from which the rule is asked
    cap : replications after which it ends in any case
    look_ahead : replications for which the rule must go on to hold; above 100 that many of each hundred
    confidence : of the interval
    """

    half_width: float = 0.05
    absolute: Mapping[str, float] = field(default_factory=dict)
    of_scale: float = 0.0
    of_level: float = 0.0
    unseen: float = 0.05
    minimum: int = 30
    cap: int = 1000
    look_ahead: int = 5
    confidence: float = CONFIDENCE

    def ahead(self, replications: int) -> int:
        """Return for how many more replications the rule must hold once it does."""
        if replications <= FROM_HUNDRED:
            return self.look_ahead
        return self.look_ahead * replications // FROM_HUNDRED

    @property
    def alike(self) -> int:
        """Runs that are enough where a figure is the same in all of them."""
        return runs_for_quantile(1.0 - self.unseen, self.confidence, two_sided=False)

    @property
    def first_round(self) -> int:
        """Replications that are needed in any case."""
        return min(self.minimum + self.ahead(self.minimum), self.cap)


@dataclass(frozen=True)
class Judged:
    """What is known of one figure.

    Attributes
    ----------
    runs : those that have a value
    half_width : infinite where it is not known
    wanted : the half-width that is enough
    since : replications from which on it was narrow enough, None if it is not
    unseen : largest share of runs in which it differs from the one value it has in all of these; None if it has more
    """

    figure: Figure
    unit: str
    runs: int
    mean: float
    half_width: float
    wanted: float
    since: int | None
    reached: bool
    why: Why
    unseen: float | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether the replications are enough, and how many to do next.

    Attributes
    ----------
    enough : every figure is known well enough and stayed so
    replications : those done
    next : those to do in the next round; 0 if they are enough, the cap is reached, or no run has a figure
    figures : what is known of each
    """

    enough: bool
    replications: int
    next: int
    figures: tuple[Judged, ...]

    @property
    def decided_by(self) -> Judged | None:
        """The figure that was narrow enough last, or the widest of those that are not."""
        if not self.figures:
            return None
        return max(self.figures, key=lambda each: (each.since is None, each.since or _excess(each)))

    @property
    def missed(self) -> tuple[Judged, ...]:
        """The figures that are not known well enough."""
        return tuple(each for each in self.figures if not each.reached)


def decide(values: Mapping[Figure, ArrayLike], rules: Rules) -> Verdict:
    """Judge every figure by its values so far.

    Parameters
    ----------
    values : value by replication, in their order, all of one length; NaN where a run has none

    Raises
    ------
    ValueError : if the lengths differ
    """
    paths = {figure: np.asarray(row, dtype=np.float64) for figure, row in values.items()}
    paths = {figure: row for figure, row in paths.items() if not np.isnan(row).all()}
    if not paths:
        return Verdict(False, max((len(np.asarray(row)) for row in values.values()), default=0), 0, ())
    lengths = {len(row) for row in paths.values()}
    if len(lengths) > 1:
        raise ValueError(f"figures of {sorted(lengths)} replications: each needs a value or NaN for every one")
    done = lengths.pop()
    scales = _Scales({figure: abs(float(np.nanmean(row))) for figure, row in paths.items()})
    figures = tuple(_judge(figure, row, rules, scales) for figure, row in paths.items())
    since = [each.since for each in figures]
    latest = None if None in since else max(each for each in since if each is not None)
    enough = latest is not None and done >= latest + rules.ahead(latest)
    further = 0 if enough else min(_further(figures, latest, done, rules), rules.cap - done)
    return Verdict(enough, done, max(0, further), figures)


def _judge(
    figure: Figure, row: NDArray[np.float64], rules: Rules, scales: _Scales
) -> Judged:
    """Hold the interval after each number of replications from the minimum on against what is wanted."""
    unit = metrics.metric(figure.metric).unit
    runs, mean, half, alike = running(row, rules.confidence)
    near_zero: dict[Why, float] = {
        "absolute": rules.absolute.get(unit, 0.0),
        "scale": rules.of_scale * scales.of_unit(figure.shock, unit),
        "level": rules.of_level * scales.level(figure),
    }
    wanted = np.maximum(rules.half_width * np.abs(mean), max(near_zero.values()))
    wrong = np.flatnonzero(~np.where(alike, runs >= rules.alike, half <= wanted))
    first = max(int(wrong[-1]) + 2 if wrong.size else 1, rules.minimum)
    since = first if first <= len(row) else None
    reached = since is not None and since + rules.ahead(since) <= len(row)
    enough: dict[Why, float] = {"share": rules.half_width * abs(float(mean[-1])), **near_zero}
    why: Why = max(enough, key=lambda name: enough[name])
    if alike[-1] and runs[-1] > 1:
        why = "alike"
    elif not reached:
        why = "look_ahead" if since is not None else "few" if runs[-1] < 2 else "wide"
    unseen = 1.0 - (1.0 - rules.confidence) ** (1.0 / int(runs[-1])) if why == "alike" else None
    return Judged(
        figure, unit, int(runs[-1]), float(mean[-1]), float(half[-1]), float(wanted[-1]), since, reached, why, unseen
    )


class _Scales:
    """What is large and small, by the means of the figures so far.

    Parameters
    ----------
    means : |mean| of every figure; differences have no say
    """

    def __init__(self, means: Mapping[Figure, float]) -> None:
        self._means = means
        self._units: dict[tuple[str, str], float] = {}
        for figure, mean in means.items():
            if not figure.against:
                key = figure.shock, metrics.metric(figure.metric).unit
                self._units[key] = max(self._units.get(key, 0.0), mean)

    def of_unit(self, shock: str, unit: str) -> float:
        """Return the largest mean of a figure of that unit under the shock."""
        return self._units.get((shock, unit), 0.0)

    def level(self, figure: Figure) -> float:
        """Return the larger of the two figures of a difference; 0 for a figure that is none."""
        if not figure.against:
            return 0.0
        both = (figure._replace(plan=plan, against="") for plan in (figure.plan, figure.against))
        return max(self._means.get(each, 0.0) for each in both)


def _further(figures: Sequence[Judged], latest: int | None, done: int, rules: Rules) -> int:
    """Return the replications still missing, by how far the widest interval is from what is wanted.

    Never more than were done, because the spread is not yet well known, and never so few that rounds are many.
    """
    if latest is not None:
        return latest + rules.ahead(latest) - done
    least = max(1, rules.look_ahead, int(SMALLEST_ROUND * done))
    open_yet = [each for each in figures if each.since is None]
    excess = max((_excess(each) for each in open_yet if each.unseen is None), default=1.0)
    if not excess * excess * done < 2 * done:
        return max(least, done)
    alike = rules.alike if any(each.unseen is not None for each in open_yet) else 0
    wanted = max(int(np.ceil(excess * excess * done)), alike, rules.minimum, done)
    return min(max(least, wanted + rules.ahead(wanted) - done), max(least, done))


def _excess(judged: Judged) -> float:
    """How many times wider an interval is than wanted; infinite where nothing but certainty would do."""
    if judged.half_width <= judged.wanted:
        return 1.0
    return judged.half_width / judged.wanted if judged.wanted > 0.0 else np.inf


class Tally:
    """The headline figures of the runs so far, of every shock and plan, and of the differences between plans.

    Parameters
    ----------
    pairs : (shock, plan) of every scenario, in order
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._pairs = tuple(pairs)
        self._values: dict[Figure, dict[int, float]] = {}

    def add(self, key: RunKey, tables: RunTables) -> None:
        """Count a run; they may come in any order."""
        figures = headlines(tables)
        for what in metrics.METRICS:
            if what.name in figures:
                figure = Figure(what.name, key.shock, key.plan)
                self._values.setdefault(figure, {})[key.replication] = figures[what.name]

    def values(self, replications: int) -> dict[Figure, NDArray[np.float64]]:
        """Return the value by replication of each figure, in one order whatever the order in which runs came."""
        found: dict[Figure, NDArray[np.float64]] = {}
        plans: dict[str, list[str]] = {}
        for shock, plan in self._pairs:
            plans.setdefault(shock, []).append(plan)
        for shock, names in plans.items():
            for what in metrics.METRICS:
                for plan in names:
                    known = self._values.get(Figure(what.name, shock, plan))
                    if known:
                        row = np.full(replications, np.nan)
                        row[list(known)] = list(known.values())
                        found[Figure(what.name, shock, plan)] = row
                for against, plan in combinations(names, 2):
                    a, b = (found.get(Figure(what.name, shock, name)) for name in (against, plan))
                    if a is not None and b is not None:
                        found[Figure(what.name, shock, plan, against)] = b - a
        return found


def report(verdict: Verdict, rules: Rules) -> dict[str, Any]:
    """Return a verdict as plain values, for the manifest; a half-width that is infinite is None."""
    decided = verdict.decided_by
    return {
        "replications": verdict.replications,
        "enough": verdict.enough,
        "rules": {**asdict(rules), "absolute": dict(rules.absolute)},
        "decided_by": None if decided is None else _plain(decided),
        "figures": [_plain(each) for each in verdict.figures],
    }


def _plain(judged: Judged) -> dict[str, Any]:
    row = asdict(judged)
    del row["figure"]
    for name in ("half_width", "wanted"):
        row[name] = row[name] if np.isfinite(row[name]) else None
    return {**judged.figure._asdict(), **row}
