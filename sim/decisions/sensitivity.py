"""The verb sensitivity: which assumptions the figures of a plan rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, field_validator, model_validator

from sim import data
from sim.config.asked import Asked, Loaded, StudySettings
from sim.config.base import Name, Section
from sim.config.calibrate import Setting
from sim.config.faults import NO_VALUE, BadConfig, Fault, nearest
from sim.config.fields import fields_of
from sim.config.load import value_at
from sim.config.schema import Scenario
from sim.decisions.effort import Work
from sim.decisions.study import NothingLeft, Standing, Study, StudyRuns, words_of
from sim.studies import sensitivity
from sim.studies.metrics import METRICS, metric
from sim.views import sensitivity as views
from sim.views.answer import Answer
from sim.views.said import said

HELP = """\
usage: beredt sensitivity [settings] [changes] [--config-dir DIR]

Which assumptions the figures of a plan rest on. Each moves over the range that its fact has.

  tornado   one assumption at a time, at the low and at the high end of its range, on the same futures
  morris    all at once, in random walks through the ranges: what matters together with others too; left out,
            and said to be, where the extra `design` (SALib) is not installed and `parts` does not ask for it

settings
  parts=[tornado]       one of the two only; both if left out
  metrics=[...]         headline figures; the first one orders the answer
  replications=N        runs of each position of the tornado (8)
  trajectories=N        random walks (10), walk_replications=N runs of each of their positions (1)
  among=[NAME,NAME]     assumptions that move; all if left out
  assumptions.NAME...   what one is: says and facts, see sensitivity.yaml
  workers=W, out=DIR, progress=false, language=nb (told in Bokmål, from the same runs)
  Any other word is a change of the runs: plan=options_and_frames shock=mass_flight ...

examples
  beredt sensitivity plan=options_and_frames 'parts=[tornado]' replications=4
  # a small trial, about a minute
  beredt sensitivity 'parts=[tornado]' 'among=[arrivals_before,move,realised,officers]' replications=4 horizon_days=365
"""
CENTRAL = "central"
INSTALL = "pip install 'beredt[design]', or give parts=[tornado]"
TORNADO, MORRIS = "tornado", "morris"


class Assumption(Section):
    """What moves together from the low to the high end of its range."""

    says: str = Field(min_length=3, description="plain name, a few words")
    facts: Annotated[tuple[str, ...], Field(min_length=1)] = Field(description="keys of facts with a range")


SHOWN_SPANS = 2  # ranges of an assumption that are named before the runs


class SensitivitySettings(StudySettings):
    """What a sensitivity study asks."""

    parts: Annotated[tuple[Literal["tornado", "morris"], ...], Field(min_length=1)] | None = Field(
        description="what is done; null: both, but for morris where SALib is not installed"
    )
    metrics: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(description="headline figures")
    trajectories: Annotated[int, Field(ge=2, le=1000)] = Field(description="random walks")
    walk_replications: Annotated[int, Field(ge=1, le=1000)] = Field(description="runs of each position of a walk")
    levels: Annotated[int, Field(ge=4, le=100)] = Field(description="values that each range is cut into, even")
    design_seed: Annotated[int, Field(ge=0, lt=2**31)] = Field(description="seed of walks and bootstrap, no unit")
    assumptions: Annotated[dict[Name, Assumption], Field(min_length=2)] = Field(description="what can move, by name")
    among: tuple[Name, ...] | None = Field(description="names of those that move; null: all")

    @field_validator("levels")
    @classmethod
    def _even(cls, value: int) -> int:
        if value % 2:
            raise ValueError(f"must be even: {value - 1} or {value + 1}")
        return value

    @field_validator("metrics")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        known = [each.name for each in METRICS]
        wrong = [
            f"there is no figure {name} ({nearest(name, known) or 'there are ' + ', '.join(known)})"
            for name in value
            if name not in known
        ]
        if wrong:
            raise ValueError("; ".join(wrong))
        return tuple(dict.fromkeys(value))

    @model_validator(mode="after")
    def _fits(self) -> SensitivitySettings:
        if (self.parts is None or TORNADO in self.parts) and self.replications < 2:
            raise ValueError("replications: a tornado needs at least 2, or nothing can be told from chance")
        keys = [key for each in self.assumptions.values() for key in each.facts]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"assumptions: {', '.join(twice)} stands more than once")
        wrong = [name for name in self.among or () if name not in self.assumptions]
        if wrong:
            hints = "; ".join(f"{name} ({nearest(name, self.assumptions) or 'see assumptions'})" for name in wrong)
            raise ValueError(f"among: no such assumption: {hints}")
        return self

    @property
    def moving(self) -> dict[str, Assumption]:
        """Those assumptions that are asked to move."""
        return {name: each for name, each in self.assumptions.items() if self.among is None or name in self.among}


@dataclass(frozen=True)
class Moving:
    """An assumption as it stands in the run: every value that is taken from its facts."""

    says: str
    settings: tuple[Setting, ...]

    def words(self, position: float) -> tuple[str, ...]:
        """Return the changes for a position: 0 is the low end of each range, 1 the high end."""
        values = ((each, each.at(position)) for each in self.settings)
        return tuple(f"{each.path}={int(at) if each.whole else repr(at)}" for each, at in values)


def carry_out(asked: Asked[SensitivitySettings], runs: StudyRuns, standing: Standing) -> Answer:
    """Do the parts and write the answer."""
    settings, base = asked.settings, asked.load()
    moving, unused = _moving(asked, base)
    parts = parts_of(settings)
    tornado = _tornado(asked, base, moving, runs) if TORNADO in parts else pd.DataFrame()
    walked, lost = _morris(asked, moving, runs) if MORRIS in parts else (pd.DataFrame(), 0)
    seen = views.Seen(
        plan=base.scenario.plan.name,
        shock=base.scenario.shock.name,
        says={name: each.says for name, each in moving.items()},
        ranges=_ranges(moving),
        metrics={name: metric(name).unit for name in settings.metrics},
        tornado=tornado,
        morris=walked,
        replications=settings.replications,
        walk_replications=settings.walk_replications,
        lost=lost,
        unused=tuple(settings.assumptions[name].says for name in unused),
        no_walks=_no_walks(settings),
    )
    return views.answer(seen, standing.manifest, words_of(asked))


def parts_of(settings: SensitivitySettings) -> tuple[str, ...]:
    """Return what is done: what was asked for, else both, without the walks where what they need is not installed."""
    if settings.parts is not None:
        return settings.parts
    return (TORNADO, MORRIS) if _has_salib() else (TORNADO,)


def _has_salib() -> bool:
    return find_spec("SALib") is not None


def _no_walks(settings: SensitivitySettings) -> bool:
    """Say whether the walks are left out though nobody said so."""
    return settings.parts is None and not _has_salib()


def plan_of(asked: Asked[SensitivitySettings]) -> Iterator[str]:
    """Say what would be run."""
    words = words_of(asked)
    settings, base = asked.settings, asked.load()
    moving, unused = _moving(asked, base)
    for name, each in moving.items():
        spans = ", ".join(
            words.say(
                "sens_plan_span", path=one.path, low=words.figures_of(one.low), high=words.figures_of(one.high),
                unit=words.name("unit", one.unit) or one.unit,
            )
            for one in each.settings[:SHOWN_SPANS]
        )
        more = len(each.settings) - SHOWN_SPANS
        says = said("says_assumption", each.says, words)
        if more > 0:
            yield words.say("sens_plan_moves_more", name=name, says=says, spans=spans, more=more)
        else:
            yield words.say("sens_plan_moves", name=name, says=says, spans=spans)
    for name in unused:
        says = said("says_assumption", settings.assumptions[name].says, words)
        yield words.say("sens_plan_unused", name=name, says=says)
    for part, runs in _runs(settings, len(moving)).items():
        yield words.say("sens_plan_tornado" if part == TORNADO else "sens_plan_morris", runs=runs)
    if _no_walks(settings):
        yield words.say("sens_no_walks")


def work_of(asked: Asked[SensitivitySettings]) -> Iterator[Work]:
    """Count the runs."""
    settings, base = asked.settings, asked.load()
    moving, _ = _moving(asked, base)
    for runs in _runs(settings, len(moving)).values():
        yield Work(runs, runs, base.scenario.days)


def _runs(settings: SensitivitySettings, moving: int) -> dict[str, int]:
    """Return the runs of each part, by the number of assumptions that move."""
    found = {
        TORNADO: (2 * moving + 1) * settings.replications,
        MORRIS: settings.trajectories * (moving + 1) * settings.walk_replications,
    }
    return {part: found[part] for part in parts_of(settings)}


def _moving(asked: Asked[SensitivitySettings], base: Loaded) -> tuple[dict[str, Moving], tuple[str, ...]]:
    """Return what moves in this run, by name, and the names of what is not used in it; BadConfig."""
    faults: list[Fault] = []
    if MORRIS in parts_of(asked.settings) and not _has_salib():
        faults.append(Fault("parts", "morris", "needs SALib, which is not installed", INSTALL))
    plain = base.scenario.model_dump(mode="json")
    fields = fields_of(Scenario)
    known = data.facts()
    found: dict[str, Moving] = {}
    for name, each in asked.settings.moving.items():
        settings = []
        for key in each.facts:
            where = f"assumptions.{name}.facts"
            if key not in known:
                faults.append(Fault(where, key, "there is no such fact", nearest(key, known)))
                continue
            fact = known[key]
            if fact.low is None or fact.high is None or fact.low >= fact.high:
                faults.append(Fault(where, key, "has no range in the table of facts", "take a fact with low and high"))
                continue
            for path in sorted(path for path, used in base.facts.items() if used == key):
                value = value_at(plain, path.split("."))
                whole = "integer" in (types := fields.at(path.split(".")).types) and "number" not in types
                settings.append(
                    Setting(path, float(fact.low), float(value), float(fact.high), fact.unit, whole, key, fact.kind)
                )
        if settings:
            found[name] = Moving(each.says, tuple(settings))
    if not faults and len(found) < 2:
        rule = f"only {len(found)} of the assumptions is used in this run: there is nothing to compare"
        faults.append(Fault("assumptions", NO_VALUE, rule, "name facts that the run takes values from"))
    if faults:
        raise BadConfig(faults)
    return found, tuple(name for name in asked.settings.moving if name not in found)


def _tornado(
    asked: Asked[SensitivitySettings], base: Loaded, moving: Mapping[str, Moving], runs: StudyRuns
) -> pd.DataFrame:
    scenarios = {CENTRAL: base}
    for name, each in moving.items():
        for end, position in zip(sensitivity.ENDS, (0.0, 1.0), strict=True):
            scenarios[f"{name}:{end}"] = asked.load(*each.words(position))
    found = runs.of("tornado", scenarios, keep=("headlines",))
    tables = {figure: found.wide(figure) for figure in asked.settings.metrics}
    lacking = [figure for figure, wide in tables.items() if not any(_has_ends(wide, name) for name in moving)]
    if lacking and found.failed and len(lacking) == len(tables):
        raise NothingLeft("no assumption has a run at both of its ends and in the centre that ended well")
    if lacking:
        rule = "has no value in the centre and at both ends of any assumption"
        raise BadConfig([Fault("metrics", figure, rule, "leave it out") for figure in lacking])
    parts = []
    for figure, wide in tables.items():
        ends = {name: {end: wide[f"{name}:{end}"] for end in sensitivity.ENDS} for name in moving}
        parts.append(sensitivity.tornado(figure, wide[CENTRAL], ends))
    return pd.concat(parts, ignore_index=True)


def _has_ends(wide: pd.DataFrame, name: str) -> bool:
    """Say whether each end of an assumption can be compared with the centre."""
    return all(len(wide[[CENTRAL, f"{name}:{end}"]].dropna()) for end in sensitivity.ENDS)


def _morris(
    asked: Asked[SensitivitySettings], moving: Mapping[str, Moving], runs: StudyRuns
) -> tuple[pd.DataFrame, int]:
    """Return the effects, and how many walks were left out since a run of theirs failed or a figure has no value."""
    settings, names = asked.settings, list(moving)
    positions = sensitivity.walks(names, settings.trajectories, settings.levels, settings.design_seed)
    scenarios = {
        f"walk-{number}": asked.load(
            *(word for name, at in zip(names, row, strict=True) for word in moving[name].words(at))
        )
        for number, row in enumerate(positions.tolist())
    }
    found = runs.of("morris", scenarios, settings.walk_replications, keep=("headlines",))
    steps = len(names) + 1
    wide = {each: found.wide(each)[list(scenarios)] for each in settings.metrics}
    known = {figure: frame.notna().all().to_numpy().reshape(-1, steps).all(axis=1) for figure, frame in wide.items()}
    whole: NDArray[np.bool_] = np.logical_and.reduce(list(known.values()))
    if whole.sum() < 2:
        lacking = [figure for figure, walks in known.items() if walks.sum() < 2]
        if found.failed and len(lacking) in (0, len(known)):
            raise NothingLeft(f"only {whole.sum()} walks have no failed run, and their spread takes two")
        rule = "has a value at every position of fewer than two walks, and their spread takes two"
        raise BadConfig([Fault("metrics", figure, rule, "leave it out") for figure in lacking or known])
    rows = np.repeat(whole, steps)
    parts = [
        sensitivity.morris(
            figure, names, positions[rows], frame.mean().to_numpy()[rows], settings.levels, settings.design_seed
        )
        for figure, frame in wide.items()
    ]
    return pd.concat(parts, ignore_index=True), int((~whole).sum())


def _ranges(moving: Mapping[str, Moving]) -> pd.DataFrame:
    """Return a row a value that moves: assumption, path, fact, kind, unit, low, value, high, warning."""
    rows = [
        {
            "assumption": name,
            "path": each.path,
            "fact": each.fact,
            "kind": each.kind,
            "unit": each.unit,
            "low": each.low,
            "value": each.value,
            "high": each.high,
            "warning": data.fact(each.fact).warn,
        }
        for name, moved in moving.items()
        for each in moved.settings
    ]
    return pd.DataFrame(rows)


STUDY = Study("sensitivity", HELP, SensitivitySettings, carry_out, plan_of, work_of)
