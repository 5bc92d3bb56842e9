"""A value as a field of a form: its label, what it may be, a slider where it has ends, and where it comes from."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sim.config.faults import NO_VALUE, Fault
from sim.config.when import SIGNALS
from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH
from sim.views.faulted import in_words
from sim.views.said import known
from sim.views.said import said as in_language
from sim.views.units import spoken_unit
from sim.views.words import Words
from sim.web.faulted import rule_of, shortened
from sim.web.levers import LARGEST, NUMBER, Lever, Told, Value, text_of
from sim.web.question import SETTING_LEVERS
from sim.web.reading import Read

SLIDERS = {
    "shock.size": (0.0, 4.0),
    "shock.duration": (0.25, 4.0),
    "shock.warning_days": (0.0, 180.0),
    "replications": (1.0, 100.0),
    "target_use": (0.5, 1.0),
    "buffer_places": (0.0, 10_000.0),
    "buffer_minors_places": (0.0, 500.0),
    "buffer_care_places": (0.0, 200.0),
    "buffer_arrival_beds": (0.0, 2_000.0),
    "review_every_days": (1.0, 90.0),
    "standby_dwellings_per_1000": (0.0, 5.0),
}
"""Ends of sliders by key or its last part: what is worth trying. Our choices; the number beside takes what it may."""
SHARE_STEP = 0.01
MARKED = 10_000
"""From which on thousands are marked."""
UNITS = frozenset(("", *BOKMAL.names["unit"]))
"""Remarks that say no more than the unit."""
BY_USER = ("plan", "shock", "start")
"""Kinds of which a user names more, in whatever language."""


@dataclass(frozen=True)
class Said:
    """Text, and its language where that is not the page's."""

    text: str
    lang: str = ""

    @classmethod
    def english(cls, text: str, words: Words) -> Said:
        """Return a text that is there in English only; a number or a clause by its number has no language."""
        return cls(text, "" if words.code == ENGLISH.code or not re.search("[a-zA-Z]", text) else ENGLISH.code)


@dataclass(frozen=True)
class Choice:
    """An option to choose: its code, its name, and what it says."""

    value: str
    name: Said
    chosen: bool
    says: Said | None = None
    own: bool = False


@dataclass(frozen=True)
class Field:
    """A value as a field.

    Attributes
    ----------
    name : by which it is sent; its faults stand at NAME-fault, what helps at NAME-help
    kind : as of its lever
    label : parts of it, from the outside in
    text : what it holds, as the language writes it; what was given, where that is wrong
    exact : the same number as scripts and sliders hold it; empty where it is none
    shown : the same, written for readers
    unit : empty for none
    helps : what it is, what it may be, what is in force otherwise
    source, warning : of the fact that it is taken from
    faults : what is wrong with the text
    choices : options, of a choice
    pad : keys that a telephone shows: `decimal`, `numeric` (figures alone), empty for all
    slider : its two ends and its step as text, None for none
    placeholder : what is in force where it is empty
    changed : whether it is another value than in force without the planner
    """

    name: str
    kind: str
    label: tuple[Said, ...]
    text: str
    shown: Said
    unit: Said
    helps: tuple[Said, ...] = ()
    source: Said | None = None
    warning: Said | None = None
    faults: tuple[Said, ...] = ()
    choices: tuple[Choice, ...] = ()
    pad: str = ""
    slider: tuple[str, str, str] | None = None
    placeholder: str = ""
    changed: bool = False
    exact: str = ""

    @property
    def described(self) -> str:
        """Names of what describes it, for `aria-describedby`."""
        parts = [f"{self.name}-fault"] if self.faults else []
        return " ".join([*parts, f"{self.name}-help"])


def said(kind: str, code: str, words: Words) -> Said:
    """Return the name of a code; the English one, marked, where the language has none."""
    if code in words.names.get(kind, {}) or kind in BY_USER:
        return Said(words.name(kind, code))
    return Said.english(ENGLISH.name(kind, code), words)


def choice(kind: str, code: str, words: Words, chosen: bool, says: str = "", own: bool = False) -> Choice:
    """Return an option with its name and sentence."""
    return Choice(code, said(kind, code, words), chosen, sentence(kind, words, says), own)


def sentence(kind: str, words: Words, says: str) -> Said | None:
    """Return what an option says: ours in the language of the page, the user's as it stands; None for nothing."""
    if not says:
        return None
    return known_or_english(f"says_{kind}", says, words)


def known_or_english(kind: str, text: str, words: Words) -> Said:
    """Return what a file or the schema says, in the language of the page; the English, marked, where it has none."""
    own = known(kind, text, words)
    return Said.english(text, words) if own is None else Said(own)


def of_fault(fault: Fault, words: Words) -> Said:
    """Tell a fault; one of the model for which the language has no sentence is told in English, and marked so."""
    shown = "" if fault.value in (NO_VALUE, "") else f"{_short(fault.value, words)}: "
    if isinstance(fault, Told):
        fields = {name: words.written(text) if NUMBER.fullmatch(text) else text for name, text in fault.fields}
        return Said(f"{shown}{words.say(fault.sentence, **fields)}")
    rule, foreign = rule_of(fault, words)
    return Said.english(f"{shown}{rule}", words) if foreign else Said(f"{shown}{rule}")


def remark(text: str, words: Words) -> Said:
    """Tell what is valid and perhaps not meant."""
    own = in_words(text, words)
    return Said.english(text, words) if own is None else Said(own)


def _short(value: object, words: Words) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return words.figures_of(value, 10)
    return shortened(" ".join(str(value).split()), words)


def field(
    lever: Lever,
    value: Value,
    text: str,
    words: Words,
    faults: Sequence[Said],
    note: str = "",
    slider: bool = False,
    signal: str = "",
) -> Field:
    """Return a lever as a field.

    Parameters
    ----------
    value, text : what it is now, and what its field holds
    note : remark beside it in its file
    slider : whether it has one, if it is a number
    signal : that a threshold is of; empty for none
    """
    number = lever.kind in ("number", "whole")
    named, measured = _threshold(label(lever, words), signal, words), unit(lever, words)
    if any(measured.text.lower() in part.text.lower() for part in named):  # the label says it
        measured = Said("")
    return Field(
        lever.key,
        lever.kind,
        named,
        text,
        written(lever, value, words),
        measured,
        tuple(_helps(lever, words, note)),
        _source(lever, words),
        known_or_english("warning", lever.fact.warn, words) if lever.fact is not None and lever.fact.warn else None,
        tuple(faults),
        _choices(lever, value, words),
        pad_of(lever),
        _slider(lever, value) if slider and number else None,
        changed=value != lever.value,
        exact=text_of(value) if number else "",
    )


def pad_of(lever: Lever) -> str:
    """Return the keys that a number needs: those without a minus where it cannot be negative."""
    if lever.kind not in ("number", "whole") or lever.least is None or lever.least < 0.0:
        return ""
    return "numeric" if lever.kind == "whole" else "decimal"


def setting(name: str, read: Read, words: Words, faults: Sequence[Said], usual: str) -> Field:
    """Return a setting of the comparison as a field; `usual` is in force where it is empty."""
    lever = SETTING_LEVERS[name]
    value = read.question.settings.get(name)
    text = read.given.get(name, "") if faults else text_of(value)
    helps = (Said(words.say(f"forms_help_{name}")), Said(allowed(lever, words)))
    return Field(
        name, "whole", (said("form_field", name, words),), text, Said(text), unit(lever, words), helps,
        faults=tuple(faults),
        pad=pad_of(lever), placeholder=usual, changed=value is not None,
    )  # fmt: skip


def label(lever: Lever, words: Words, whole: bool = False) -> tuple[Said, ...]:
    """Return the parts of the label of a lever, from the outside in; `whole`: from its plan or group on."""
    path = lever.path
    if lever.key.startswith("plans."):
        name = lever.key.split(".")[1]
        return (said("plan", name, words), *(_part(each, words) for each in path)) if whole else _of_plan(path, words)
    if lever.key.startswith("shock.mix."):
        return (said("form_persons", str(path[-1]), words),)
    skipped = 0 if whole or len(path) == 1 else 1
    parts = tuple(_part(each, words) for each in path[skipped:])
    return (said("form_group", lever.key.split(".")[0], words), *parts) if whole else parts


def _threshold(parts: tuple[Said, ...], signal: str, words: Words) -> tuple[Said, ...]:
    """Name the signal of a threshold before its side."""
    return (*parts[:-1], said("form_signal", signal, words), parts[-1]) if signal else parts


def _of_plan(path: Sequence[str | int], words: Words) -> tuple[Said, ...]:
    """Name a value of a plan: of a measure below the measure, whose heading names it."""
    below = path[3:] if len(path) > 3 and path[1] == "ladder" else path[1:] or path
    return tuple(_part(each, words) for each in below)


def _part(part: str | int, words: Words) -> Said:
    if str(part).isdecimal():
        return Said(str(int(part) + 1) if isinstance(part, int) else str(part))
    return said("form_field", str(part), words)


def unit(lever: Lever, words: Words) -> Said:
    """Return the unit of a lever: that of the schema, else of the fact."""
    told = spoken_unit(lever.path, lever.unit, lever.fact.unit if lever.fact is not None else "")
    if told.startswith("share"):
        return Said(words.say("forms_unit_share"))
    if told in ("", "1") or lever.kind not in ("number", "whole", "mixed"):
        return Said("")
    return said("unit", told, words)


def written(lever: Lever, value: Value, words: Words) -> Said:
    """Write a value for readers."""
    if value is None:
        return Said(words.say("forms_none"))
    if isinstance(value, bool):
        return Said(words.say("forms_yes" if value else "forms_no"))
    if isinstance(value, int | float):
        return Said(number_of(value, words))
    if lever.kind == "day":
        return Said(words.date(value))
    return said("form_option", str(value), words)


def measured(lever: Lever, value: Value, words: Words) -> Said:
    """Write a value for readers with its unit, unless it is a share or the label says it."""
    text, named = written(lever, value, words), unit(lever, words)
    said_already = any(named.text.lower() in part.text.lower() for part in label(lever, words))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or said_already or named.text == words.say("forms_unit_share"):
        return text
    return Said(f"{text.text} {named.text}", named.lang)


def number_of(value: float, words: Words) -> str:
    """Write a number with all that it says, as the language does; from ten thousand up with marks of thousands."""
    text = text_of(value)
    if "e" in text:
        return words.figures_of(value, 10)
    whole, _, part = text.partition(".")
    marked = f"{int(whole):,}" if abs(int(whole)) >= MARKED else whole
    return words.written(f"{marked}.{part}" if part else marked)


def _choices(lever: Lever, value: Value, words: Words) -> tuple[Choice, ...]:
    if lever.kind not in ("choice", "mixed"):
        return ()
    none = [Choice("", Said(words.say("forms_none")), value is None)] if lever.may_lack else []
    kind = {"signal": "form_signal"}.get(str(lever.path[-1]), "form_option")
    says = SIGNALS if kind == "form_signal" else {}
    return (*none, *(choice(kind, each, words, each == value, says.get(each, "")) for each in lever.options))


def _helps(lever: Lever, words: Words, note: str) -> list[Said]:
    """Return what helps: what the schema says, what may stand there, what stands there by itself."""
    told = words.names["form_help"]
    own = told.get(lever.key) or told.get(str(lever.path[-1]))
    found = [Said(own)] if own else []
    if not found and lever.says:
        found.append(known_or_english("form_note", lever.says, words))
    if not all(part.strip() in UNITS for part in note.split(";")) and note not in (each.text for each in found):
        found.append(known_or_english("form_note", note, words))
    usual = f"{words.say('forms_default')} {written(lever, lever.value, words).text}"
    found.append(Said(" ".join(filter(None, [allowed(lever, words), usual]))))
    return found


def allowed(lever: Lever, words: Words) -> str:
    """Say what a number may be: by the schema, and else what its fact thinks likely."""
    if lever.kind not in ("number", "whole", "mixed"):
        return ""
    low, high = lever.least, lever.most if lever.most is None else min(lever.most, LARGEST)
    bounds = {"low": number_of(low or 0.0, words), "high": number_of(high or 0.0, words)}
    above = low is not None and low == lever.above
    named = {
        (True, True): "forms_above_to" if above else "forms_range",
        (True, False): "forms_range_above" if above else "forms_range_low",
        (False, True): "forms_range_high",
    }.get((low is not None, high is not None))
    parts = [words.say(named, **_used(named, words, bounds))] if named else []
    fact = lever.fact
    if fact is not None and fact.low is not None and fact.high is not None:
        band = {"low": number_of(fact.low, words), "high": number_of(fact.high, words)}
        parts.append(words.say("forms_likely", **band))
    return " ".join(parts)


def _used(sentence: str, words: Words, bounds: dict[str, str]) -> dict[str, str]:
    """Return the bounds that a sentence names."""
    return {name: text for name, text in bounds.items() if f"{{{name}}}" in words.sentences[sentence]}


def _source(lever: Lever, words: Words) -> Said | None:
    """Tell the fact: its year, kind and source."""
    if lever.fact is None:
        return None
    fact = lever.fact
    source = known_or_english("source", fact.source, words)
    year = in_language("fact_year", str(fact.year), words)
    kind, confidence = words.name("fact_kind", fact.kind), words.name("fact_confidence", fact.confidence)
    if source.lang:
        return Said.english(f"{fact.source} ({fact.year}; {fact.kind}, {fact.confidence})", words)
    return Said(f"{source.text} ({year}; {kind}, {confidence})")


def _slider(lever: Lever, value: Value) -> tuple[str, str, str] | None:
    """Return the ends and the step of a slider, wide enough for the value."""
    now = [float(each) for each in (value, lever.value) if isinstance(each, int | float)]
    low, high = _ends(lever, max(map(abs, now), default=0.0))
    low, high = min([low, *now]), max([high, *now])
    high = high if high > low else low + 1.0
    if lever.kind == "whole":
        return text_of(math.floor(low)), text_of(math.ceil(high)), "1"
    step = SHARE_STEP if high - low <= 2.0 else 0.05 if high - low <= 10.0 else 1.0
    return text_of(low), text_of(high), text_of(step)


def _ends(lever: Lever, largest: float) -> tuple[float, float]:
    chosen = SLIDERS.get(lever.key) or SLIDERS.get(lever.key.rpartition(".")[2])
    if chosen is not None:
        return chosen
    low, high = lever.least, lever.most
    if low is not None and high is not None:
        return low, high
    least = 1.0 if lever.kind == "whole" and lever.above == 0.0 else low if low is not None else min(0.0, -largest)
    if high is None and lever.fact is not None and lever.fact.high is not None:
        return min(least, lever.fact.low or least), max(lever.fact.high, 2.0 * largest)
    return least, high if high is not None else _round_up(2.0 * largest) or 100.0


def _round_up(value: float) -> float:
    """Round up to one figure."""
    if value <= 0.0:
        return 0.0
    unit = 10.0 ** math.floor(math.log10(value))
    return math.ceil(value / unit) * unit
