"""What is said of `replications=auto`: how many were enough, which figure decided, which fell short and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.views.words import Words

FELL_SHORT = {
    "wide": "precision_wide",
    "few": "precision_few",
    "alike": "precision_alike",
    "look_ahead": "precision_look_ahead",
}
MOST_MISSED = 8  # figures that fell short and are named; all stand in the manifest


def precision(report: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Yield the sentences; none for an empty report, which is that of a number given by name.

    Parameters
    ----------
    report : `precision` of the manifest, as plain values
    """
    if not report:
        return
    figures = report["figures"]
    shocks = len({row["shock"] for row in figures})
    runs, decided = report["replications"], report["decided_by"]
    if decided is None:
        yield words.say("precision_nothing", runs=runs)
        return
    missed = [row for row in figures if not row["reached"]]
    fields = {"runs": runs, "figures": len(figures), "share": words.number(report["rules"]["half_width"], "share")}
    if report["enough"]:
        yield words.say("precision_enough", **fields)
        yield words.say("precision_last", figure=_name(decided, shocks, words), since=decided["since"])
        alike = [row["unseen"] for row in figures if row["unseen"] is not None]
        if alike:
            yield words.say("precision_all_alike", count=len(alike), unseen=words.number(max(alike), "share"))
        return
    yield words.say("precision_cap", missed=len(missed), **fields)
    for row in missed[:MOST_MISSED]:
        yield words.say(
            FELL_SHORT[row["why"]],
            figure=_name(row, shocks, words),
            runs=row["runs"],
            **{name: _written(row, name, words) for name in ("mean", "half_width", "wanted")},
        )
    if len(missed) > MOST_MISSED:
        yield words.say("precision_more", count=len(missed) - MOST_MISSED)


def _name(row: Mapping[str, Any], shocks: int, words: Words) -> str:
    """Name a figure with its plan, or two plans, and with its shock where there are several."""
    key = "precision_pair" if row["against"] else "precision_plan"
    text = words.say(
        key,
        metric=words.metric(row["metric"]),
        plan=words.name("plan", row["plan"]),
        against=words.name("plan", row["against"]),
    )
    return words.say("precision_under", figure=text, shock=words.name("shock", row["shock"])) if shocks > 1 else text


def _written(row: Mapping[str, Any], name: str, words: Words) -> str:
    if row[name] is None:
        return words.say("precision_unknown")
    return words.with_unit(words.number(row[name], row["unit"]), row["unit"])
