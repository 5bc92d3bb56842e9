"""What the model is asked to reach in a back-test, and for what the last one that was kept found it fit."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path

from sim.data.reading import ROOT, read

GATES, VALIDATED = "backtest_gates.csv", "validated.csv"
VERDICTS = ("yes", "few", "runs", "no", "cannot")
FLAGS = ("True", "False")
FOUND_IN = "found_in.csv"


@dataclass(frozen=True)
class Gate:
    """One target of a back-test.

    Attributes
    ----------
    label : a grade, or transfer_ledger
    statistic : worst_relative, median_relative, worst_relative_but_one, worst_absolute, peak_days, peak_relative, or
        skill_BASELINE_MONTHS; skill must lie above the limit, all others at most at it
    first, last : published figures of these days count
    limit : in `unit`: share, days or skill
    given : whether the runs are told the series, or what makes it up, so that it is shown and tests nothing
    """

    label: str
    episode: str
    series: str
    statistic: str
    first: date
    last: date
    limit: float
    unit: str
    given: bool
    source: str


@dataclass(frozen=True)
class Validated:
    """One line of what the model may be used for, as a back-test found it.

    Attributes
    ----------
    verdict : yes; few (targets met, on too few figures to say yes); runs (met, by too few runs); no; or cannot (nothing
        that could be judged)
    label : a grade or a transfer, which stands for a use
    horizons : the horizons it holds for, such as `3 months; 6 months`; blank for the whole episode
    n : published figures behind it, or pairs where there are targets of skill only, the most of any target
    measured : figures of the gates, in words of the table of gates, each with its own n
    in_sample : whether numbers of the model were read from this series
    model : digest of the model it was found with
    made : day
    runs : replications of each case of its column
    fitted : episodes whose fitted parameters were in use, such as `2015; 2022`, else `central`
    """

    verdict: str
    label: str
    episode: str
    series: str
    horizons: str
    n: int
    measured: str
    in_sample: bool
    model: str
    made: date
    runs: int
    fitted: str


VALIDATED_COLUMNS = tuple(field.name for field in fields(Validated))
GATE_COLUMNS = ("label", "episode", "series", "statistic", "from", "to", "limit", "unit", "given", "source")


@cache
def gates() -> tuple[Gate, ...]:
    """Return every target, in order; raise DataError if one is malformed or ends before it begins."""
    found = []
    for row in read(GATES, GATE_COLUMNS):
        first, last = row.day("from"), row.day("to")
        if first > last:
            raise row.fail(f"from {first} must not be after to {last}")
        found.append(
            Gate(
                row.text("label"), row.text("episode"), row.text("series"), row.text("statistic"), first, last,
                row.number("limit"), row.choice("unit", ("share", "days", "skill")),
                row.choice("given", ("yes", "no")) == "yes", row.text("source"),
            )
        )
    return tuple(found)


@cache
def found_in() -> Mapping[str, tuple[str, ...]]:
    """Return the published series that facts, votes and decisions were read from, by key: the model should fit them."""
    found: dict[str, list[str]] = {}
    for row in read(FOUND_IN, ("key", "series")):
        found.setdefault(row.text("key"), []).append(row.text("series"))
    return {key: tuple(names) for key, names in found.items()}


def validated(root: Path = ROOT) -> tuple[Validated, ...]:
    """Return the lines that a back-test left, in order; none if the file has only its header."""
    if len((root / VALIDATED).read_text(encoding="utf-8").splitlines()) == 1:
        return ()
    return tuple(
        Validated(
            row.choice("verdict", VERDICTS), row.text("label"), row.text("episode"), row.text("series"),
            row.raw("horizons"), row.whole("n"), row.text("measured"), row.choice("in_sample", FLAGS) == "True",
            row.text("model"), row.day("made"), row.whole("runs"), row.text("fitted"),
        )
        for row in read(VALIDATED, VALIDATED_COLUMNS, root)
    )


def keep_validated(lines: Iterable[Validated], root: Path = ROOT) -> Path:
    """Write the lines of a back-test in the place of those before; return the file. OSError if that cannot be done."""
    path = root / VALIDATED
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(VALIDATED_COLUMNS)
        writer.writerows(astuple(line) for line in lines)
    return path
