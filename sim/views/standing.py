"""What every report says of the model itself: for what it was validated, and how many parameters are of which kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sim.views.english import ENGLISH
from sim.views.words import Words

VERDICTS = ("yes", "few", "runs", "no", "cannot")
FIT = ("yes", "few", "runs")
NO_TARGET = "no target"
CENTRAL = "central"
"""Said of parameters where none were fitted, as the back-test has it."""
THIN = 0.05
"""Skill up to which the model is no better than a baseline, as the back-test has it."""
MOST_DIGITS = 7
"""Digits more than usual that tell a measure from its limit."""


def rests_on(manifest: Mapping[str, Any], words: Words = ENGLISH) -> Iterator[str]:
    """Say in Markdown what parameters are of which kind, for what the model was validated, and what it is not for."""
    yield parameter_kinds(manifest, words)
    yield from ("", f"**{words.say('valid_head')}**", "")
    yield from bullets(validated_lines(manifest, words))
    yield from ("", words.say("not_validated"))


def parameter_kinds(manifest: Mapping[str, Any], words: Words = ENGLISH) -> str:
    """Say how many parameters are fixed by rule, estimated, and assumed."""
    return words.say("kinds", **manifest["parameters"])


def validated_lines(manifest: Mapping[str, Any], words: Words = ENGLISH) -> Iterator[tuple[str, list[str]]]:
    """Say with which version of the model, parameters and runs it was validated, then the lines as `of_lines` does."""
    kept = manifest["validated"]
    if not kept["lines"]:
        yield words.say("valid_none"), []
        return
    made = words.date(date.fromisoformat(kept["made"]))
    yield words.say("valid_same" if kept["same_model"] else "valid_other", made=made, model=kept["model"][:8]), []
    yield _fitted(kept["lines"], words), []
    yield from _runs(kept["lines"], words)
    yield from of_lines(kept["lines"], words)


def _fitted(lines: Sequence[Mapping[str, Any]], words: Words) -> str:
    """Say with which parameters the lines were found, which others runs take, and what it takes to repeat them."""
    fitted = str(lines[0]["fitted"])
    if fitted == CENTRAL:
        return words.say("valid_central")
    episodes = fitted.split("; ")
    calibrate, frozen = (
        [words.say(key, episode=each) for each in episodes] for key in ("valid_calibrate", "valid_frozen")
    )
    return words.say(
        "valid_fitted", episodes=words.listed(episodes), calibrate=words.listed(calibrate), frozen=" ".join(frozen)
    )


def _runs(lines: Sequence[Mapping[str, Any]], words: Words) -> Iterator[tuple[str, list[str]]]:
    """Say from how many runs each column was found, and which were not run."""
    runs = {line["label"]: line["runs"] for line in lines}
    names = words.names["label"]
    parts = [words.say("valid_column", label=name, runs=runs[label]) for label, name in names.items() if label in runs]
    lacking = [name for label, name in names.items() if label not in runs]
    yield words.say("valid_count", parts="; ".join(parts)), []
    if lacking:
        yield words.say("bt_missing", labels=words.listed(lacking)), []


def of_lines(lines: Sequence[Mapping[str, Any]], words: Words = ENGLISH) -> Iterator[tuple[str, list[str]]]:
    """Yield the lines of a back-test: a heading a verdict, in sample or not, and use, and its parts.

    What had no target comes last; that nothing is validated out of sample, first.
    """
    judged = [line for line in lines if line["measured"] != NO_TARGET]
    if not any(line["verdict"] == "yes" and not _in_sample(line) for line in judged):
        yield words.say("valid_nothing"), []
    for verdict in VERDICTS:
        for sample, key in ((False, f"valid_{verdict}"), (True, f"valid_{verdict}_sample")):
            mine = [line for line in judged if line["verdict"] == verdict and _in_sample(line) == sample]
            for use in dict.fromkeys(line["label"] for line in mine):
                parts = [_part(line, words) for line in mine if line["label"] == use]
                yield words.say(key, use=words.name("use", use)), parts
                key = "valid_yes_sample_more" if key == "valid_yes_sample" else key  # what it means is told once
    bare: dict[str, set[str]] = {}
    for line in lines:
        if line["measured"] == NO_TARGET:
            bare.setdefault(words.name("published", str(line["series"])), set()).add(str(line["episode"]))
    if bare:
        told = {name: words.listed(sorted(episodes)) for name, episodes in sorted(bare.items())}
        parts = [words.say("valid_bare", series=name, episode=episodes) for name, episodes in told.items()]
        yield words.say("valid_no_target", parts="; ".join(parts)), []


def _in_sample(line: Mapping[str, Any]) -> bool:
    """Whether numbers of the model were read from the figures a line is judged on; without figures it is of neither."""
    return bool(line["in_sample"] and line["n"])


def bullets(found: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    """Write headings and parts as a list within a list."""
    for heading, parts in found:
        yield f"- {heading}"
        yield from (f"  - {part}" for part in parts)


def _part(line: Mapping[str, Any], words: Words) -> str:
    """Name series, episode and horizons, with what was missed, or else all that was measured."""
    horizons = [each for each in str(line["horizons"]).split("; ") if each]
    measured = [Statistic.of(each) for each in str(line["measured"]).split("; ")]
    fit = line["verdict"] in FIT
    unknown = [each for each in measured if each.measured is None]
    missed = [each for each in measured if not each.met and each.measured is not None]
    told, others = [], ""
    if fit:
        shown = [each for each in measured if each.met and each.holds(horizons)]
        told = [each.told("valid_held", words, few=line["verdict"] == "yes") for each in shown]
        if missed:
            parts = "; ".join(each.told("valid_missed", words) for each in missed)
            others = words.say("valid_not_so", parts=parts)
    elif line["verdict"] == "no":
        shown = missed
        told = [each.told("valid_missed", words) for each in shown]
    else:  # all that is known, though it says too little
        shown = [each for each in measured if each not in unknown] or unknown
        told = [each.told("valid_held" if each.met else "valid_missed", words, few=True) for each in measured
                if each not in unknown]  # fmt: skip
        names = dict.fromkeys(each.named(words) for each in unknown)
        told += [words.say("valid_unknown", parts="; ".join(names))] if names else []
    named = [time_ahead(each, words) for each in horizons]
    ahead = words.say("valid_horizons", horizons=words.listed(named)) if horizons else ""
    return words.say(
        "valid_part",
        series=words.name("published", str(line["series"])),
        episode=line["episode"],
        horizons=ahead if fit else "",
        measured=words.say("valid_measured", measured="; ".join(dict.fromkeys(told))) + others,
        skill=words.say("valid_skill", horizons=ahead) if ahead and not fit else "",
        n=_figures(shown, int(line["n"]), words),
    )


def _figures(shown: Sequence[Statistic], most: int, words: Words) -> str:
    """Count the figures behind what is told, and of skill the pairs of each horizon, the fewest over its baselines.

    Where a line does not hold the n of each target, all it says is `most`.
    """
    if not most:
        return words.say("valid_n_none")
    pairs: dict[str, int] = {}
    for each in shown:
        if each.above and each.n is not None:
            pairs[each.months] = min(pairs.get(each.months, each.n), each.n)
    figures = [each.n for each in shown if not each.above and each.n is not None]
    counts = [str(each) for each in pairs.values()]
    told = words.listed(counts[:1] if len(set(counts)) == 1 else counts)
    if pairs and any(not each.above for each in shown):
        return words.say("valid_n_pairs", n=max(figures, default=most), pairs=told)
    return words.say("valid_n", n=told or max(figures, default=most))


@dataclass(frozen=True)
class Statistic:
    """What a gate measured, as a line holds it: NAME=MEASURED<=LIMIT or NAME=MEASURED>LIMIT; None if it could not.

    A name may be NAME@YEAR or NAME@YEAR-YEAR: then only these years count. Behind it may stand n=N, the figures or
    pairs it rests on, and few=figures or few=runs, where there are too few of them to say that it is met, or missed.
    """

    name: str
    years: str
    measured: float | None
    limit: float
    above: bool
    n: int | None = None
    few: str = ""

    @classmethod
    def of(cls, text: str) -> Statistic:
        """Read one; raise ValueError if it is of another form."""
        text, *more = text.split(" ")
        after = dict(each.split("=") for each in more)
        named, _, rest = text.partition("=")
        name, _, years = named.partition("@")
        above = ">" in rest
        value, _, limit = rest.partition(">" if above else "<=")
        n = int(after["n"]) if "n" in after else None
        return cls(name, years, None if value == "-" else float(value), float(limit), above, n, after.get("few", ""))

    @property
    def met(self) -> bool:
        """Whether it was measured and is as wanted."""
        if self.measured is None:
            return False
        return self.measured > self.limit if self.above else self.measured <= self.limit

    def holds(self, horizons: Sequence[str]) -> bool:
        """Whether it is of one of these horizons, such as `3 months`, or of none."""
        return not self.above or f"{self.months} months" in horizons

    @property
    def months(self) -> str:
        """How many months ahead it is, of skill."""
        return self.name.rpartition("_")[2]

    def named(self, words: Words) -> str:
        """Name it, with its years where it has some."""
        return gate_name(self.name, self.years, words)

    def told(self, key: str, words: Words, few: bool = False) -> str:
        """Fill a sentence with its name, value and limit; of skill up to THIN say that it is no better.

        Say that there are too few runs of a miss always, and of what was met if asked to, of figures too.
        """
        if self.measured is None:
            raise ValueError(f"{self.name} was not measured")
        if self.above and not self.met and self.measured <= THIN:
            key = "valid_worse" if self.measured < -THIN else "valid_thin"
        value, limit = sizes(self.name, self.measured, self.limit, self.met, words)
        limit = f"{'> ' if self.above else ''}{limit}"
        text = words.say(key, name=self.named(words), value=value, limit=limit)
        return words.say(f"valid_few_{self.few}", told=text) if self.few and (few or not self.met) else text


def time_ahead(horizon: str, words: Words) -> str:
    """Name a horizon, such as 3 months; one that is not so many of a unit as it is."""
    many, _, unit = horizon.partition(" ")
    return words.with_unit(many, unit) if many.isdigit() and unit else words.name("horizon", horizon)


def gate_name(statistic: str, years: str, words: Words) -> str:
    """Name a target, with its years, YEAR or YEAR-YEAR, where it has some."""
    first, _, last = years.partition("-")
    name = words.name("gate", statistic)
    return words.say("valid_years", name=name, first=first, last=last) if last else f"{name} {first}".rstrip()


def sizes(statistic: str, measured: float, limit: float, met: bool, words: Words) -> tuple[str, str]:
    """Write what was measured and its limit; what was missed by a hair with more digits, so that both differ.

    A limit that is rounded gets as many digits; one that is not stays as it is.
    """
    for more in range(1 if met else MOST_DIGITS):
        if float(_digits(statistic, measured, more)) != float(_digits(statistic, limit, more)):
            break
    rounded = float(_digits(statistic, limit, more)) != float(_digits(statistic, limit))
    return size(statistic, measured, words, more), size(statistic, limit, words, more if rounded else 0)


def size(statistic: str, value: float, words: Words, more: int = 0) -> str:
    """Write what a gate measures: per cent, points, days or skill; with `more` digits than usual."""
    text = words.written(_digits(statistic, value, more))
    if statistic == "worst_absolute":
        return words.say("fig_backtest_points", value=text)
    if statistic.startswith("skill"):
        return text
    return words.with_unit(text, "days") if statistic == "peak_days" else f"{text} %"


def _digits(statistic: str, value: float, more: int = 0) -> str:
    """Write the number of what a gate measures the English way, without its unit."""
    if statistic.startswith("skill"):
        return f"{value:.{2 + more}f}"
    if statistic == "peak_days":
        return f"{value:.{more}f}"
    if statistic == "worst_absolute" or value >= 0.0995 or value * 100 == round(value * 100):
        return f"{value * 100.0:.{more}f}"
    return f"{value * 100.0:.{1 + more}f}"


def in_short(manifest: Mapping[str, Any], words: Words = ENGLISH) -> str:
    """Say in one line for what the model was validated, to stand under a figure: use, series and episode."""
    kept = manifest["validated"]["lines"]
    if not kept:
        return words.say("valid_short_none")
    met = [line for line in kept if line["verdict"] == "yes"]
    out, within = (_uses([line for line in met if _in_sample(line) == sample], words) for sample in (False, True))
    parts = [words.say("valid_short_out", parts=out) if out else words.say("valid_short_nothing")]
    parts += [words.say("valid_short_sample", parts=within)] if within else []
    same = manifest["validated"]["same_model"]
    return words.say("valid_short" if same else "valid_short_other", told=" ".join(parts))


def _uses(lines: Sequence[Mapping[str, Any]], words: Words) -> str:
    """List the series of lines by use."""
    parts = []
    for use in dict.fromkeys(line["label"] for line in lines):
        mine = [line for line in lines if line["label"] == use]
        series = [f"{words.name('published', str(line['series']))} {line['episode']}" for line in mine]
        parts.append(f"{', '.join(series)} ({words.name('use', use)})")
    return "; ".join(parts)
