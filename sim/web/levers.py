"""What of a question can be changed: every value of a start, a shock, a world and a plan, with what the schema says.

A value is called by its dotted key, which is the name of its field in forms and addresses. What a form sends is text;
`typed` makes a number, a truth, a day or one of our own names of it, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from sim.config import catalogue
from sim.config.across import LARGEST_SHOCK
from sim.config.compose import Composed, Sources, compose_primary, fact_key, resolve
from sim.config.faults import BadConfig, Fault
from sim.config.fields import Field, Path, dotted, fields_of, leaves
from sim.config.files import read_yaml
from sim.config.schema import Scenario
from sim.config.shock import ShockConfig, onset_date
from sim.config.spoken import KEY
from sim.config.when import SIGNALS
from sim.data import Fact, fact
from sim.studies.shock_shape import persons
from sim.views.english import ENGLISH
from sim.views.words import Words

Value = bool | int | float | str | list[Any] | dict[str, Any] | None
Kind = Literal["number", "whole", "choice", "mixed", "truth", "day", "said"]
Choices = tuple[tuple[str, str], ...]
"""Group and option, for groups in which another option was chosen than the start brings."""

WORLD = (
    "reception", "casework", "settlement", "municipalities", "population", "information", "prices", "targets",
    "regime", "criteria",
)  # fmt: skip
"""Groups of which every value can be changed, and another option chosen."""
MIX = ("individual", "collective", "minors_15_17", "minors_under_15", "evacuees")
"""Groups that a shock may be made of."""
LONGEST_STRETCH = 10.0
"""How many times as long a shock may be made; our choice."""
WHOLE_PERCENT = 100.0
LARGEST = 1e15
"""What no number may be above; our choice."""
SPACES = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))(?<!\b0.)(?<![.,]\d{3}.)")
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
"""Spaces and commas between thousands; 0,005 has none."""
POINTS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
"""The same with points, as some write thousands where a comma begins decimals."""
NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?")
TOLD = {"name", "says", "source", "table", "file", "path", "day", "replication", "world", "anchors"}
"""Keys of a section that say what it is, or where it comes from."""
OF_SHAPE = {"points", "mix", "kind", "history_from", "history_to"}
"""Keys of a stream of a shock that the form changes as a whole, or not at all."""
ON_FRONT = ("shock.size", "shock.onset", "shock.duration", "shock.warning_days")


@dataclass(frozen=True)
class Told(Fault):
    """A fault of a form, with the sentence that tells it in every language.

    Attributes
    ----------
    sentence : its key in the catalogue
    fields : of the sentence, by name
    """

    sentence: str = ""
    fields: tuple[tuple[str, str], ...] = ()


def told(path: str, text: Any, sentence: str, **fields: str) -> Told:
    """Return a fault of a form, told in English as other faults are."""
    rule = ENGLISH.say(sentence, **fields)
    return Told(path, text, rule, sentence=sentence, fields=tuple(fields.items()))


@dataclass(frozen=True)
class Lever:
    """A value that can be changed, or is only told.

    Attributes
    ----------
    key : dotted, as in addresses
    path : below its group; of a plan, below the plan
    value : in force where nothing is changed
    kind : number, whole number, one of `options`, one of them or a whole number (mixed), truth, day; said: told only
    options : names that it may have
    low, high : allowed by the schema; None: no bound
    above, below : the same where the bound itself is not allowed
    may_lack : whether it may be empty
    unit, says : of the schema
    fact : from which it is taken
    """

    key: str
    path: Path
    value: Value
    kind: Kind
    options: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    above: float | None = None
    below: float | None = None
    may_lack: bool = False
    unit: str = ""
    says: str = ""
    fact: Fact | None = None

    @property
    def least(self) -> float | None:
        """The lower bound, whether it is allowed itself or not."""
        above = self.above if self.above is None or self.kind != "whole" else math.floor(self.above) + 1.0
        found = [each for each in (self.low, above) if each is not None]
        return max(found) if found else None

    @property
    def most(self) -> float | None:
        """The upper bound, whether it is allowed itself or not."""
        found = [each for each in (self.high, self.below) if each is not None]
        return min(found) if found else None


def typed(lever: Lever, text: str, words: Words | None = None) -> Value:
    """Return what a text means for a lever; raises BadConfig with one fault if it means nothing.

    Parameters
    ----------
    words : language of the form that it was typed in; None: of an address, written alike in all languages
    """
    text = text.strip()
    if not text and lever.kind != "truth":
        if lever.may_lack:
            return None
        raise BadConfig([told(lever.key, text, "forms_fault_empty")])
    if lever.kind == "truth":
        if text not in ("true", "false"):
            raise BadConfig([told(lever.key, text, "forms_fault_truth")])
        return text == "true"
    if lever.kind == "day":
        try:
            return dt.date.fromisoformat(text).isoformat()
        except ValueError:
            raise BadConfig([told(lever.key, text, "forms_fault_day")]) from None
    if lever.kind in ("choice", "mixed"):
        found = next((option for option in lever.options if option == text), None)
        if found is not None:
            return found
        if lever.kind == "choice":
            raise BadConfig([told(lever.key, text, "forms_fault_option")])
    if lever.kind == "said":
        raise BadConfig([told(lever.key, text, "forms_fault_fixed")])
    return _within(lever, number(lever.key, text, lever.kind != "number", words))


def number(key: str, text: str, whole: bool, words: Words | None = None) -> int | float:
    """Return the number that a text writes; raises BadConfig if it writes none, two, or one beyond all sense."""
    bare = SPACES.sub("", text).replace("\N{MINUS SIGN}", "-")
    if _either(bare, words):
        marks = {"whole": re.sub(r"[.,]", "", bare), "part": bare.replace(",", ".", 1)}
        raise BadConfig([told(key, text, "forms_fault_either", **marks)])
    plain = _unmarked(bare, words)
    value = float(plain) if NUMBER.fullmatch(plain) else math.nan
    if math.isnan(value):
        raise BadConfig([told(key, text, "forms_fault_number")])
    if abs(value) > LARGEST:
        raise BadConfig([told(key, text, "forms_fault_large")])
    if not whole:
        return value + 0.0
    if POINTS.fullmatch(plain) or not value.is_integer():  # 1,000 is meant as no other way to write 1
        raise BadConfig([told(key, text, "forms_fault_whole")])
    return int(value)


def _either(bare: str, words: Words | None) -> bool:
    """Whether a mark may stand between thousands or before decimals, and the language does not say which.

    In English a comma stands between thousands. Where it begins decimals, some write thousands with points; and an
    address does not tell in which language somebody wrote a comma into it.
    """
    if words is None:
        return THOUSANDS.fullmatch(bare) is not None
    return words.decimal == "," and POINTS.fullmatch(bare) is not None


def _unmarked(bare: str, words: Words | None) -> str:
    """Return a number with a point and no marks between thousands, be it written 1234,5 or 1234.5.

    1,234 is one and a part in a language that writes decimals so, and a thousand and more in the other; a number in
    which marks stand as in neither stays as it is, and is none.
    """
    if words is not None and words.decimal != "," and THOUSANDS.fullmatch(bare):
        return bare.replace(",", "")
    return bare if "." in bare else bare.replace(",", ".", 1)


def _within(lever: Lever, value: int | float) -> int | float:
    """Return a number that the schema allows; raises BadConfig for any other."""
    bounds = (
        ("forms_fault_least", lever.low, lever.low is not None and value < lever.low),
        ("forms_fault_most", lever.high, lever.high is not None and value > lever.high),
        ("forms_fault_above", lever.above, lever.above is not None and value <= lever.above),
        ("forms_fault_below", lever.below, lever.below is not None and value >= lever.below),
    )
    for sentence, bound, broken in bounds:
        if broken and bound is not None:
            raise BadConfig([told(lever.key, value, sentence, bound=text_of(bound))])
    return value


def text_of(value: Value) -> str:
    """Write a value as forms and addresses hold it; `typed` reads it back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST:
        return str(int(value))
    return repr(value) if isinstance(value, float) else str(value)


def held(value: Value, words: Words | None) -> str:
    """Write a value as fields of a form in a language hold it, None: as addresses do; `typed` reads it back there."""
    text = text_of(value)
    return text.replace(".", words.decimal) if isinstance(value, float) and words is not None else text


def planners_starts(sources: Sources) -> tuple[str, ...]:
    """Return the starts that can be chosen by name alone: all but those that go on from a run."""
    return _starts(sources, sources.stamp())


@lru_cache(maxsize=16)
def _starts(sources: Sources, stamp: object) -> tuple[str, ...]:
    return tuple(name for name, file in sources.options("start").items() if not _from_run(file))


def _from_run(file: FilePath) -> bool:
    try:
        data = read_yaml(file)
    except BadConfig:
        return False  # told when it is chosen
    return isinstance(data, Mapping) and "path" in data


def start_of(sources: Sources, shock: str) -> str:
    """Return the start that belongs to a shock; that of `beredt compare` where it has none."""
    return _start_of(sources, sources.stamp(), shock)


@lru_cache(maxsize=64)
def _start_of(sources: Sources, stamp: object, shock: str) -> str:
    data = read_yaml(sources.options("shock")[shock])
    if not isinstance(data, Mapping) or "start" not in data:  # it may build on another
        data = compose_primary(sources, "compare", {"shock": shock}).data["shock"]
    own = data.get("start")
    return own if own in sources.options("start") else usual(sources).choices["start"]


def usual(sources: Sources) -> Composed:
    """Return what `beredt compare` asks where nothing is said."""
    return compose_primary(sources, "compare", {})


@dataclass(frozen=True)
class World:
    """What a start and a shock make: the options in force, and the levers of the shock and of every group.

    Attributes
    ----------
    options : option by group
    shock : as the model gets it
    first : first day
    levers : by key
    file : CSV that the start names, empty for none
    """

    options: Mapping[str, str]
    shock: ShockConfig
    first: dt.date
    levers: Mapping[str, Lever]
    file: str = ""


def world(sources: Sources, start: str, shock: str, choices: Choices = ()) -> World:
    """Return the world of a start and a shock; raises BadConfig if a file of the user's has faults."""
    return _world(sources, sources.stamp(), start, shock, choices)


def plan_levers(sources: Sources, start: str, name: str, choices: Choices = ()) -> Mapping[str, Lever]:
    """Return the levers of a plan in the world of a start, by key, which begins with `plans.NAME.`.

    Raises
    ------
    BadConfig : if it is the user's and has faults
    """
    return _plan(sources, sources.stamp(), start, name, choices)


def _composed(sources: Sources, chosen: dict[str, str]) -> Composed:
    """Compose as a command does, with the world that the start brings where nothing else is chosen."""
    composed = compose_primary(sources, "compare", chosen)
    brought = composed.data["start"].get("world")
    if isinstance(brought, dict) and brought:
        return compose_primary(sources, "compare", {**brought, **chosen})
    return composed


@lru_cache(maxsize=64)
def _world(sources: Sources, stamp: object, start: str, shock: str, choices: Choices) -> World:
    composed = _composed(sources, {"start": start, "shock": shock, **dict(choices)})
    raw, (plain, faults) = composed.data, resolve(composed.data)
    if faults:
        raise BadConfig(faults)
    sets = plain["shock"].get("sets") or {}
    for key, value in sets.items():
        _put(plain, key.split("."), value)
        _put(raw, key.split("."), value)
    try:
        found = ShockConfig.model_validate(plain["shock"])
        first = dt.date.fromisoformat(str(plain["start"].get("date")))
    except ValueError as error:  # of the user's own file
        raise BadConfig([Fault("shock", shock, f"cannot be used: {error}")]) from None
    levers = {lever.key: lever for group in ("start", *WORLD) for lever in _levers(group, group, plain, raw)}
    rest = [each for each in _levers("shock", "shock", plain, raw) if not OF_SHAPE & set(map(str, each.path))]
    shape = {each.key: each for each in _of_shape(found, first)}
    known = {each.key: each for each in rest if each.path[0] not in ("sets", "start", "persons_expected", "onset")}
    known["shock.size"] = replace(known["shock.size"], high=LARGEST_SHOCK)  # which no schema says
    file = str(plain["start"].get("file") or "")
    return World(composed.choices, found, first, {**levers, **known, **shape}, file)


@lru_cache(maxsize=64)
def _plan(sources: Sources, stamp: object, start: str, name: str, choices: Choices) -> Mapping[str, Lever]:
    raw = _composed(sources, {"start": start, "plan": name, **dict(choices)}).data
    plain, faults = resolve({"plan": raw["plan"]})
    if faults:
        raise BadConfig(faults)
    prices = tuple(map(str, raw["prices"].get("keys", ())))
    levers = (_named(lever, prices) for lever in _levers("plan", f"plans.{name}", plain, raw))
    return {lever.key: lever for lever in levers}


def _of_shape(shock: ShockConfig, first: dt.date) -> Iterator[Lever]:
    """Go through what is changed of a shock as a whole: when it begins, how long it lasts, and of whom it is made."""
    says = "first day of the shock"
    onset = onset_date(shock.onset, first).isoformat()
    yield Lever("shock.onset", ("onset",), onset, "day", says=says)
    if not any(each.kind == "shape" for each in shock.components):
        return
    yield Lever(
        "shock.duration", ("duration",), 1.0, "number", above=0.0, high=LONGEST_STRETCH, unit="factor",
        says="times as long: the weeks of its shape are stretched, with as many persons a week",
    )  # fmt: skip
    mix = mixture(shock)
    for group in MIX if set(mix) <= set(MIX) else dict.fromkeys((*MIX, *mix)):
        share = round(WHOLE_PERCENT * mix.get(group, 0.0), 2)
        yield Lever(
            f"shock.mix.{group}", ("mix", group), share, "number", low=0.0, high=WHOLE_PERCENT, unit="percent"
        )


def mixture(shock: ShockConfig) -> dict[str, float]:
    """Return the share of persons of each group over all streams of a shock that have a mix."""
    shapes = [each for each in shock.components if each.kind == "shape"]
    sizes = [persons(shock.model_copy(update={"components": [each]})) for each in shapes]
    whole = sum(sizes) or 1.0
    shares = {group: 0.0 for each in shapes for group in each.mix}
    for each, size in zip(shapes, sizes, strict=True):
        for group, share in each.mix.items():
            shares[group] += share * (size / whole if sum(sizes) else 1.0 / len(shapes))
    return shares


def _levers(group: str, head: str, plain: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[Lever]:
    """Go through the values of a group, those of the schema's own defaults too."""
    fields = fields_of(Scenario)
    taken = {tuple(map(str, path)): fact_key(value) for path, value in leaves(raw[group])}
    for path, value in leaves(_filled(group, plain[group])):
        if isinstance(value, dict | list) or TOLD & {path[0], path[-1]}:
            continue
        key = f"{head}.{dotted(path)}"
        used = taken.get(tuple(map(str, path)))
        yield lever_of(key, path, value, fields.at((group, *path)), fact(used) if used else None)


def _filled(group: str, plain: Any) -> Any:
    """Return a group with what the schema fills in; as it is where it has faults, which are told when it is loaded."""
    model: Any = Scenario.model_fields[group].annotation
    assert issubclass(model, BaseModel), "a scenario is made of models"
    try:
        return model.model_validate(plain).model_dump(mode="json")
    except ValidationError:
        return plain


def lever_of(key: str, path: Path, value: Any, field: Field, used: Fact | None) -> Lever:
    """Return a value with what the schema says of it."""
    names = tuple(str(name) for node in field.nodes for name in node.get("enum", ()) if isinstance(name, str))
    found = Lever(
        key, path, value, _kind(field, names), names,
        low=_bound(field, "minimum", max), high=_bound(field, "maximum", min),
        above=_bound(field, "exclusiveMinimum", max), below=_bound(field, "exclusiveMaximum", min),
        may_lack="null" in field.types, unit=field.unit, says=field.description, fact=used,
    )  # fmt: skip
    if KEY.fullmatch(key) is None:  # no word of the command line could say it
        return replace(found, kind="said")
    return found


def _kind(field: Field, names: tuple[str, ...]) -> Kind:
    types = field.types
    if any("const" in node for node in field.nodes):
        return "said"
    if names:
        return "mixed" if types & {"integer", "number"} else "choice"
    if types & {"number", "integer"}:
        return "number" if "number" in types else "whole"
    if "boolean" in types:
        return "truth"
    return "day" if any(node.get("format") == "date" for node in field.nodes) else "said"


def _bound(field: Field, word: str, closest: Any) -> float | None:
    bounds = [float(node[word]) for node in field.nodes if word in node]
    return closest(bounds) if bounds else None


def _named(lever: Lever, prices: tuple[str, ...]) -> Lever:
    """Give a value that is a name, by the rules of plans, the names that it may have."""
    options = {"signal": tuple(SIGNALS), "price": prices}.get(str(lever.path[-1]))
    if options is None or lever.kind != "said":
        return lever
    return replace(lever, kind="choice", options=options)


def _put(data: Any, path: list[str], value: Any) -> None:
    """Put what a shock sets in its place; what has none is told when it is loaded."""
    for key in path[:-1]:
        data = data.get(key) if isinstance(data, dict) else None
    if isinstance(data, dict) and path[-1] in data:
        data[path[-1]] = value


def notes(sources: Sources, group: str, name: str) -> Mapping[str, str]:
    """Return the remark beside each value of an option in its file, by key below the group."""
    return _notes(sources, sources.stamp(), group, name)


@lru_cache(maxsize=64)
def _notes(sources: Sources, stamp: object, group: str, name: str) -> Mapping[str, str]:
    try:
        return {value.key: value.note for value in catalogue.whole(sources, group, name)[1] if value.note}
    except BadConfig:
        return {}
