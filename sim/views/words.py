"""Every sentence and name that views show, in one place, so that another language is one more catalogue.

A sentence is a template with named fields that are filled with text already formatted by `Words`. Names are
looked up by kind and code; a code without a name is shown with spaces for underscores, so nothing is hidden.

Libraries of numbers are imported where they are needed: a fault of the input is told at once, in any language.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.statistics import Share

MOST_SHOWN = 3  # plans told of in the text beside a figure; the table has all
MOST_FIGURES = 6  # of sizes in a sentence that lie near each other
MOST_PLACES = 10  # decimals that tell a number from its limit
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SCALES = {"NOK": 1e-6, "share": 100.0, "person-days": 1e-3, "place-days": 1e-3}
"""Factors that make numbers of a unit short enough for a table; `bare_unit` names have them in."""


@dataclass(frozen=True)
class Words:
    """A language: templates, names, months, and how numbers and dates are written.

    Attributes
    ----------
    code : of the language, by BCP 47
    thousands, decimal, minus : the marks of numbers
    date_form : a template of {day}, {month} (one of `months`) and {year}
    """

    sentences: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]]
    months: tuple[str, ...]
    code: str = "en"
    thousands: str = ","
    decimal: str = "."
    minus: str = "-"
    date_form: str = "{day} {month} {year}"

    def written(self, text: str) -> str:
        """Turn a number written the English way, such as -1,234.5, into the marks of the language; once, not twice."""
        return text.translate(str.maketrans(",.-", f"{self.thousands}{self.decimal}{self.minus}"))

    def count(self, number: float) -> str:
        """Write a whole number, with marks between thousands."""
        return self.written(f"{number:,.0f}")

    def figures_of(self, value: float, figures: int = 6) -> str:
        """Write a number to so many figures and no more than it takes, without marks between thousands."""
        return self.written(f"{value:.{figures}g}")

    def say(self, key: str, **fields: Any) -> str:
        """Fill the sentence `key`, of one where a count is 1; raise KeyError if there is none or a field is missing."""
        sentence = self.sentences[key]
        for name in (name for name, value in fields.items() if str(value) == "1"):
            sentence = self._one(sentence, f"{{{name}}} ")
        return sentence.format(**fields)

    def _one(self, text: str, count: str) -> str:
        """Put the singular of what is counted behind `count`, of the words that are known for more than one."""
        for many in sorted(self.names.get("one", {}), key=len, reverse=True):
            text = re.sub(rf"{re.escape(count + many)}\b", f"{count}{self.names['one'][many]}", text)
        return text

    def name(self, kind: str, code: str) -> str:
        """Return the name of a code, such as name("stage", "ready")."""
        return self.names.get(kind, {}).get(code, code.replace("_", " "))

    def metric(self, code: str) -> str:
        """Return the name of a metric; those by stage and by payer are put together."""
        for start, kind in (("wait_", "stage"), ("cost_", "payer")):
            if code.startswith(start) and code not in self.names["metric"]:
                return self.say(f"metric_{kind}", name=self.name(kind, code.removeprefix(start)))
        return self.name("metric", code)

    def target(self, code: str) -> str:
        """Return the name of a measure of the agreement; one made for a time target ends in the target's name."""
        known = self.names["target"]
        stem = max((each for each in known if code.startswith(f"{each}_")), key=len, default=code)
        if code in known or stem == code:
            return self.name("target", code)
        rest = self.name("time_target", code.removeprefix(f"{stem}_"))
        return self.say("target_of", measure=known[stem], target=rest)

    def worst(self, criterion: str, value: float) -> str:
        """Write the worst value of a criterion with its unit; one that a user made has none that is known."""
        unit = self.names["criterion_unit"].get(criterion, "")
        return self.with_unit(self.number(value, unit), unit)

    def listed(self, parts: Sequence[str]) -> str:
        """Join parts as in a sentence; semicolons where a part holds a comma, a last comma where one holds an "and"."""
        if len(parts) < 2:
            return "".join(parts)
        long, double = (any(mark in part for part in parts) for mark in (", ", self.sentences["and"]))
        key = "list_end_long" if long else "list_end_double" if double else "list_end"
        return self.say(key, most=("; " if long else ", ").join(parts[:-1]), last=parts[-1])

    def shown(self, parts: Sequence[str]) -> str:
        """Join the parts of a text beside a figure, the first few of many; never all but one."""
        left = len(parts) - MOST_SHOWN
        if left <= 1:
            return "; ".join(parts)
        return "; ".join([*parts[:MOST_SHOWN], self.say("shown_more", count=left)])

    def about(self, value: float, figures: int = 3) -> str:
        """Write a size in a sentence, to three figures or so many; from a million up in millions."""
        rounded = float(f"{value:.{figures}g}")
        if abs(rounded) >= 1e6:
            decimals = max(0 if abs(rounded) >= 1e8 else 1, figures + 4 - math.floor(math.log10(abs(rounded))))
            return f"{self.written(f'{rounded / 1e6:,.{decimals}f}')} {self.sentences['million_word']}"
        return self.plain(rounded)

    def figures(self, *values: float) -> int:
        """Return how many figures sizes of one thing take, so that two of them show how far they lie apart."""
        largest, apart = max(map(abs, values)), max(values) - min(values)
        if apart <= 0.0:
            return 3
        return min(MOST_FIGURES, max(3, math.floor(math.log10(largest)) - math.floor(math.log10(apart)) + 2))

    def ranged(self, mean: float, low: float, high: float, unit: str = "") -> str:
        """Write a mean with its range, or alone where that is the same number throughout, scaled as `bare` does."""
        middle, least, most = (self.bare(each, unit) for each in (mean, low, high))
        return middle if middle == least == most else self.say("with_range", mean=middle, low=least, high=most)

    def year(self, year: int, first: date, last: date) -> str:
        """Name a year; one of which the period from `first` to `last` holds a part says which."""
        parts = []
        if first.year == year and (first.month, first.day) != (1, 1):
            parts.append(self.say("year_from", day=first.day, month=self.months[first.month - 1]))
        if last.year == year and (last.month, last.day) != (12, 31):
            parts.append(self.say("year_to", day=last.day, month=self.months[last.month - 1]))
        return " ".join([str(year), *parts])

    def under(self, key: str, shock: str, known: date | None = None) -> str:
        """Title a figure by the sentence `key` and its shock, and the day up to which the past is known."""
        text = self.say("fig_under", title=self.say(key), shock=self.name("shock", shock))
        return text if known is None else self.say("fig_known", title=text, day=self.date(known))

    def number(self, value: float, unit: str = "") -> str:
        """Write a number in figures that fit its size; money in millions, shares in per cent."""
        if unit == "NOK":
            return f"{self.plain(value / 1e6)} {self.sentences['million']}"
        if unit.startswith("share"):
            return f"{self.plain(value * 100.0)} %"
        return self.plain(value)

    def apart(self, value: float, limit: float | None, unit: str = "") -> str:
        """Write a number as `number` does, or to as many places as it takes to see that it is not its limit."""
        text = self.number(value, unit)
        if limit is None or value == limit or text != self.number(limit, unit):
            return text
        scale = 100.0 if unit.startswith("share") else 1.0
        for places in range(1, MOST_PLACES):
            digits, of_limit = (self.written(f"{each * scale:,.{places}f}") for each in (value, limit))
            if digits != of_limit:
                break
        return text.replace(self.plain(value * scale), digits)

    def plain(self, value: float) -> str:
        """Write whole numbers from 10 up, one decimal below, two figures below 0.1."""
        if value == 0 or abs(value) >= 9.95 or value == round(value):
            return self.written(f"{round(value):,}")
        return self.written(f"{value:.1f}" if abs(value) >= 0.095 else f"{value:.2g}")

    def ratio(self, value: float) -> str:
        """Write a ratio: one decimal below 10."""
        return self.written(f"{value:.1f}" if value < 9.95 else f"{value:,.0f}")

    def bare(self, value: float, unit: str, sign: bool = False) -> str:
        """Write a value whose unit, as `bare_unit` gives it, stands elsewhere."""
        text = self.plain(value * SCALES.get(unit, 1.0))
        return f"+{text}" if sign and value > 0 else text

    def scale(self, unit: str) -> float:
        """Return the factor by which `bare` writes values of a unit."""
        return SCALES.get(unit, 1.0)

    def bare_unit(self, unit: str) -> str:
        """Return the unit of what `bare` writes."""
        return self.names["bare_unit"].get(unit, self.name("unit", unit))

    def unit(self, unit: str) -> str:
        """Write a unit; that of money is said with the number."""
        return {"NOK": self.sentences["money_unit"], "share": ""}.get(unit, self.name("unit", unit))

    def metric_unit(self, code: str, unit: str) -> str:
        """Return the name of a metric with the unit of its bare numbers, unless the name says it already."""
        name, shown = self.metric(code), self.bare_unit(unit)
        return (
            name
            if unit not in SCALES and shown.lower() in name.lower()
            else self.say("name_unit", name=name, unit=shown)
        )

    def with_unit(self, text: str, unit: str) -> str:
        """Put the unit after a number that is already written."""
        told = f"{text} {self.unit(unit)}".strip()
        return self._one(told, "1 ") if text == "1" else told

    def date(self, day: Any) -> str:
        """Write a date; a dash where there is none."""
        if day is None or day != day:  # a date that is none, of pandas or numpy, is not equal to itself
            return "-"
        stamp = day if isinstance(day, date) else _stamp(day)
        return self.date_form.format(day=stamp.day, month=self.months[stamp.month - 1], year=stamp.year)

    def dated(self, text: str) -> str:
        """Put the months of the language where a text names them the English way, such as Nov on an axis."""
        return re.sub(rf"\b({'|'.join(MONTHS)})\b", lambda found: self.months[MONTHS.index(found[0])], text)

    def span(self, middle: Any, earliest: Any, latest: Any, lines: bool = False) -> str:
        """Write the median of some dates with the first and last of them, or the date alone if all agree.

        Parameters
        ----------
        lines : each date on a line of its own, for a table
        """
        if earliest == latest:
            return self.date(middle)
        fields = {"middle": middle, "earliest": earliest, "latest": latest}
        return self.say("span_lines" if lines else "span", **{name: self.date(day) for name, day in fields.items()})

    def chance(self, share: Share) -> str:
        """Write what is known of a chance from k of n runs; none and all get the rule of three; too few say nothing."""
        from sim.statistics import share as of_runs

        key = "none" if share.hits == 0 else "all" if share.hits == share.runs else "some"
        if of_runs(share.runs, share.runs).low <= 0.0:  # not even all of so few would say anything
            key = "unknown"
        low, high = self._percent(share.low), self._percent(share.high)
        return self.say(f"chance_{key}", low=low, high=high)

    def share(self, share: Share) -> str:
        """Write k of n runs with what is known of the chance; none and all get the rule of three."""
        if share.runs == 1:
            return self.say("share_one" if share.hits else "share_not_one")
        key = "share_all" if share.hits == share.runs else "share_some"
        return self.say(key, hits=share.hits, runs=share.runs, chance=self.chance(share))

    def _percent(self, share: float) -> str:
        """Write a share so that only none and all are 0 % and 100 %."""
        part = share * 100.0
        figures = f"{part:.2g}" if 0.0 < part < 1.0 else f"{part:.1f}" if 99.0 < part < 100.0 else f"{part:.0f}"
        return f"{self.written(figures)} %"


def _stamp(day: Any) -> date:
    from pandas import Timestamp

    return Timestamp(day)


def capital(text: str) -> str:
    """Begin with a capital letter."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Begin with a small letter, but for what is written in capitals, as UDI."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
