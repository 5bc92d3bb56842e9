"""What `beredt robust` is asked: its settings, the ranges of what is drawn, and every scenario of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import pandas as pd
from pydantic import BeforeValidator, Field, ValidationError

from sim import data
from sim.config.asked import Asked, Loaded, StudySettings
from sim.config.base import Section
from sim.config.edited import number_at, with_values
from sim.config.faults import NO_VALUE, BadConfig, Fault, nearest
from sim.config.schema import Scenario
from sim.config.sweep import Spread
from sim.studies.metrics import KNOWN, metric
from sim.studies.regret import Alike, Losses, faults_of, twice, unknown
from sim.studies.robust import CENTRAL
from sim.studies.robust_draws import Method, drawn_rows, spawned

FACT = "fact:"
BY_PAYER = "cost_"
DECIDED = ("plan", "shock", "parameters", "criteria", "targets")
"""Parts that no drawn key may lie in: what is decided, what happens, how it is judged. Facts in a plan may be drawn."""


class Drawn(Section):
    """What is drawn, and between which ends."""

    key: Annotated[str, Field(min_length=1)] = Field(
        description="dotted key of the scenario, or fact:KEY for every place that takes a fact"
    )
    low: float | None = Field(None, description="lowest value, unit of the key; null: that of the fact")
    high: float | None = Field(None, description="highest value, unit of the key; null: that of the fact")


def _named(value: Any) -> Any:
    return {"key": value} if isinstance(value, str) else value


class RobustSettings(StudySettings):
    """What `beredt robust` is asked."""

    plans: tuple[str, ...] = Field(description="options of group plan that are compared")
    shocks: tuple[str, ...] = Field(description="options of group shock that the plans meet")
    held_out: Annotated[float, Field(ge=0.0, lt=1.0)] = Field(
        description="share of the replications that the front is tested on and not found on"
    )
    assumed: tuple[Annotated[Drawn, BeforeValidator(_named)], ...] = Field(
        description="assumed or warned values that are drawn from their ranges"
    )
    draws: Annotated[int, Field(ge=0, le=1000)] = Field(description="rows of drawn values beside the central ones")
    method: Method = Field(description="how they are spread over the ranges")
    draw_seed: Annotated[int, Field(ge=0, lt=2**31)] = Field(description="seed of the drawing, no unit")
    thresholds: dict[str, float | None] = Field(
        description="targets: the most of a metric, or the least where more is better; null: none"
    )
    losses: Losses
    alike: Alike
    worst_share: Annotated[float, Field(gt=0.0, le=1.0)] = Field(
        description="share of the scenarios whose mean stands for the worst"
    )

    @property
    def targets(self) -> dict[str, float]:
        """The thresholds that are set."""
        return {name: limit for name, limit in self.thresholds.items() if limit is not None}

    @property
    def fresh(self) -> int:
        """Replications that are held out: one at least where any are, and never all."""
        if self.held_out == 0.0:
            return 0
        return min(max(1, round(self.held_out * self.replications)), self.replications - 1)


@dataclass(frozen=True)
class Question:
    """The question, checked.

    Attributes
    ----------
    bases : what is loaded of each (plan, shock), nothing drawn
    parameters : a row each of what is drawn: parameter, fact, value, low, high, unit, warn, note
    draws : row, parameter, value
    own_starts : start of each shock that brings one of its own
    """

    settings: RobustSettings
    bases: Mapping[tuple[str, str], Loaded]
    parameters: pd.DataFrame
    draws: pd.DataFrame
    own_starts: Mapping[str, str]

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """(shock, row) of each scenario."""
        rows = (CENTRAL, *self.draws["row"].drop_duplicates())
        return tuple((shock, str(row)) for shock in self.settings.shocks for row in rows)

    def scenarios(self) -> Iterator[tuple[str, str, str, Loaded]]:
        """Yield plan, shock, row and what is run; each row has a seed of its own, the same for all plans and shocks.

        The central row has that of the settings, the others what it spawns. With one seed for all rows they would share
        their few futures, so that no number of rows would tell luck from what a plan does.

        Raises
        ------
        BadConfig : if a drawn value does not fit
        """
        numbers = {row: number for number, row in enumerate(dict.fromkeys(row for _, row in self.cells))}
        for shock, row in self.cells:
            mine = self.draws[self.draws["row"] == row]
            values = dict(zip(mine["parameter"], mine["value"], strict=True))
            for plan in self.settings.plans:
                base = self.bases[plan, shock]
                seed = base.scenario.seed
                changed: dict[str, float] = {"seed": spawned(seed, numbers[row]) if numbers[row] else seed}
                for name, value in values.items():
                    changed |= dict.fromkeys(_places(name, base), float(value))
                yield plan, shock, row, _changed(base, changed)


def _changed(base: Loaded, values: Mapping[str, float]) -> Loaded:
    try:
        return with_values(base, values)
    except ValidationError as error:
        told = "; ".join(str(each["msg"]) for each in error.errors(include_url=False))
        rule = f"a value within its range does not fit: {told}"
        raise BadConfig(
            [Fault("assumed", dict(values), rule, "narrow the range: {key: KEY, low: , high: }")]
        ) from error


def question(asked: Asked[RobustSettings], every: bool = True) -> Question:
    """Check what is asked and load its plans under its shocks.

    Parameters
    ----------
    every : False loads each plan and each shock once only, which is enough to check them

    Raises
    ------
    BadConfig : with every fault
    """
    settings = asked.settings
    faults = [*_faults(settings)]
    bases: dict[tuple[str, str], Loaded] = {}
    own_starts: dict[str, str] = {}
    pairs = list(_pairs(settings, every))
    for plan, shock in pairs:
        try:
            bases[plan, shock], own = _base(asked, plan, shock)
        except BadConfig as bad:
            faults += bad.faults
        else:
            own_starts |= {shock: own} if own else {}
    spreads: dict[str, Spread] = {}
    rows = []
    for drawn in settings.assumed if bases else ():
        known = drawn.key.removeprefix(FACT) in data.facts()
        if known and len(bases) < len(pairs) and not any(_places(drawn.key, base) for base in bases.values()):
            continue  # a plan that could not be loaded might take it
        try:
            spread, row = _range(drawn, bases, asked.added)
        except BadConfig as bad:
            faults += bad.faults
        else:
            spreads[drawn.key] = spread
            rows.append(row)
    if settings.method == "sobol" and settings.draws & (settings.draws - 1):
        faults.append(Fault("draws", settings.draws, "sobol takes a power of two", "take 4, 8 or 16"))
    if faults:
        raise BadConfig(faults)
    columns = ["parameter", "fact", "value", "low", "high", "unit", "warn", "note"]
    drawn_table = pd.DataFrame(columns=["row", "parameter", "value"])
    if spreads:
        drawn_table = drawn_rows(spreads, settings.draws, settings.method, settings.draw_seed)
    return Question(settings, bases, pd.DataFrame(rows, columns=columns), drawn_table, own_starts)


def _pairs(settings: RobustSettings, every: bool) -> Iterable[tuple[str, str]]:
    plans, shocks = dict.fromkeys(settings.plans), dict.fromkeys(settings.shocks)
    return (
        (plan, shock) for i, plan in enumerate(plans) for j, shock in enumerate(shocks) if every or i == 0 or j == 0
    )


def _base(asked: Asked[RobustSettings], plan: str, shock: str) -> tuple[Loaded, str]:
    """Load a plan under a shock, and name the start that the shock brings; empty if it brings none.

    The start of a shock takes the place of that of the settings, not of one that the user chose.
    """
    words = (f"plan={plan}", f"shock={shock}")
    loaded = asked.load(*words)
    own = loaded.scenario.shock.start
    if own is None or any(word.partition("=")[0] == "start" for word in asked.added):
        return loaded, ""
    others = tuple(word for word in asked.settings.words if word.partition("=")[0] != "start")
    if others != asked.settings.words:
        loaded = replace(asked, settings=asked.settings.model_copy(update={"words": others})).load(*words)
    return loaded, own


def _places(key: str, base: Loaded) -> list[str]:
    """Return the dotted keys that a drawn value is put at: its own, or every one that takes its fact."""
    if not key.startswith(FACT):
        return [key]
    return [path for path, fact in base.facts.items() if fact == key.removeprefix(FACT)]


def _range(
    drawn: Drawn, bases: Mapping[tuple[str, str], Loaded], added: Sequence[str]
) -> tuple[Spread, dict[str, Any]]:
    """Return between which values a parameter is drawn, and its row of the table; raise BadConfig if it cannot be."""
    where = f"assumed: {drawn.key}"
    places = [(base, path) for base in bases.values() for path in _places(drawn.key, base)]
    faults = []
    if not drawn.key.startswith(FACT) and drawn.key.partition(".")[0] in DECIDED:
        faults.append(
            Fault(where, NO_VALUE, "is decided, not assumed", "name fact:KEY, or compare plans that differ in it")
        )
    if not places:
        hint = nearest(drawn.key.removeprefix(FACT), {fact for base in bases.values() for fact in base.facts.values()})
        faults.append(Fault(where, NO_VALUE, "is a fact that none of the plans or their world takes", hint))
    faults += [
        Fault(word, NO_VALUE, f"{drawn.key} is drawn, so this would be lost", "take it out of assumed")
        for word in added
        if any(f"{path}.".startswith(f"{word.lstrip('+~').partition('=')[0]}.") for _, path in places if "." in word)
    ]
    if faults:
        raise BadConfig(faults)
    centre, whole = _centre(where, places)
    names = {base.facts[path] for base, path in places if path in base.facts}
    fact = data.fact(names.pop()) if len(names) == 1 else None
    low = drawn.low if drawn.low is not None or fact is None else fact.low
    high = drawn.high if drawn.high is not None or fact is None else fact.high
    if low is None or high is None:
        rule = "has no range in the table of facts"
        raise BadConfig([Fault(where, NO_VALUE, rule, "give one: {key: KEY, low: , high: }")])
    try:
        spread = Spread(low=low, high=high, whole=whole)
    except ValidationError as error:
        raise BadConfig([Fault(where, f"{low:g} to {high:g}", str(error.errors()[0]["msg"]))]) from error
    return spread, {
        "parameter": drawn.key,
        "fact": "" if fact is None else fact.key,
        "value": centre,
        "low": float(low),
        "high": float(high),
        "unit": "" if fact is None else fact.unit,
        "warn": "" if fact is None else fact.warn,
        "note": "" if fact is None else fact.note,
    }


def _centre(where: str, places: Sequence[tuple[Loaded, str]]) -> tuple[float, bool]:
    """Return the number that stands at a place when nothing is drawn, and whether only whole ones may."""
    found = []
    for base, path in places:
        try:
            value = number_at(base.scenario, path)
        except KeyError:
            hint = nearest(path, _numbers(base.scenario))
            raise BadConfig([Fault(where, NO_VALUE, "there is no such number in the scenario", hint)]) from None
        found.append(value)
    told = [each for each in found if each is not None]
    return (float(told[0]) if told else float("nan")), any(isinstance(each, int) for each in told)


def _numbers(scenario: Scenario) -> list[str]:
    """Return the dotted keys of all numbers of a scenario outside what is decided."""
    found = []
    todo: list[tuple[str, Any]] = [("", scenario.model_dump(exclude=set(DECIDED)))]
    while todo:
        key, node = todo.pop()
        inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        todo += [(f"{key}.{name}".lstrip("."), value) for name, value in inside]
        if isinstance(node, int | float) and not isinstance(node, bool):
            found.append(key)
    return sorted(found)


def _faults(settings: RobustSettings) -> Iterator[Fault]:
    """Find what makes no sense in the settings by themselves."""
    if len(set(settings.plans)) < 2:
        yield Fault("plans", list(settings.plans), "names fewer than two plans", "a plan is judged against others")
    if not settings.shocks:
        yield Fault("shocks", [], "names no shock", "shock none is one too: nothing but the baseline")
    keys = [each.key for each in settings.assumed]
    for name, values in {"plans": settings.plans, "shocks": settings.shocks, "assumed": keys}.items():
        yield from twice(name, values)
    if settings.assumed and settings.draws < 2:
        yield Fault("draws", settings.draws, "draws none of what is assumed", "take 4 or more, or assumed=[]")
    yield from faults_of(settings.losses, settings.alike)
    yield from unknown("thresholds", settings.thresholds)
    yield from _target_faults(settings)


def _target_faults(settings: RobustSettings) -> Iterator[Fault]:
    if not settings.targets:
        yield Fault("thresholds", dict(settings.thresholds), "sets no target", "set thresholds.METRIC before the runs")
    for name, limit in settings.targets.items():
        if name not in KNOWN:
            continue
        each, where = metric(name), f"thresholds.{name}"
        if each.unit == "NOK" and limit == 0 and name.startswith(BY_PAYER):
            yield Fault(where, limit, "is a budget of nothing, which no plan meets", "give the NOK of one run, or null")
        elif limit < 0 and each.unit != "NOK":
            yield Fault(where, limit, f"{each.unit} are never below 0")
        elif each.unit == "share" and limit > 1:
            yield Fault(where, limit, "is a share, which is never above 1")
