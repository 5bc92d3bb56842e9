"""A small run as rounded text, to be read as a difference when it changes.

After a change that is meant: `BEREDT_RENEW=1 python -m pytest tests/national/test_snapshot.py`, then read the
difference in `tests/national/snapshots/` line by line before it is kept.
"""

from __future__ import annotations

import os
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from sim.national import run
from sim.tables import RunTables
from tests.support.scenarios import load_scenario

SNAPSHOTS = Path(__file__).parent / "snapshots"
RENEW = "BEREDT_RENEW"
SERIES = (
    "arrivals", "registered", "granted", "refused", "residents", "residents_emergency", "places", "no_roof",
    "waiting_registration", "awaiting_decision", "mapping", "ready", "allocated", "settled", "self_settled", "returned",
    "left",
)  # fmt: skip


@cache
def tables() -> RunTables:
    return run(
        load_scenario(
            ("start=2024-01-01", "shock=autumn_surge", "shock.onset=2024-02-01", "plan=options_and_frames",
             "horizon_days=200", "seed=1")
        ),
        0,
    )  # fmt: skip


def weekly_text() -> str:
    """Every fourth week, persons or places, rounded to ten."""
    weekly = tables().weekly
    lines = ["date " + " ".join(SERIES)]
    for row in range(3, len(weekly.dates), 4):
        lines.append(
            f"{weekly.dates[row]} " + " ".join(f"{round(weekly.of(name)[row], -1):.0f}" for name in SERIES)
        )
    return "\n".join(lines)


def waits_text() -> str:
    """Persons and mean days by stage, those who still wait beside them, all groups."""
    waits = tables().waits
    rows = [i for i, group in enumerate(waits["group"]) if group == "all"]
    mean = ["-" if days is None else f"{days:.0f}" for days in waits["mean_days"]]
    return "\n".join(
        f"{waits['stage'][i]} {waits['year'][i]}: {round(waits['n'][i], -1)} persons, {mean[i]} days, "
        f"{round(waits['waiting'][i], -1)} wait"
        for i in rows
    )


def money_text() -> str:
    """Million kroner by payer, committed apart."""
    money, by_payer = tables().money, defaultdict(float)
    for payer, month, nok in zip(money["payer"], money["month"], money["nok"], strict=True):
        by_payer[f"{payer} committed" if month == "committed" else payer] += nok / 1e6
    return "\n".join(f"{payer}: {million:.0f} million" for payer, million in sorted(by_payer.items()))


def events_text() -> str:
    """Measures: orders and amounts decided; centres: events of each kind."""
    events, centres = tables().plan_events, tables().centre_events
    decided: dict[str, list[int]] = defaultdict(list)
    for measure, event, size in zip(events["measure"], events["event"], events["size"], strict=True):
        if event == "decided":
            decided[measure].append(size)
    lines = [f"{name}: {len(sizes)} orders, {sum(sizes)} in all" for name, sizes in sorted(decided.items())]
    kinds: dict[str, int] = defaultdict(int)
    for event, kind in zip(centres["event"], centres["type"], strict=True):
        kinds[f"{kind} {event}"] += 1
    return "\n".join([*lines, *(f"{name}: {count}" for name, count in sorted(kinds.items()))])


def breaks_text() -> str:
    found = tables().breaks
    columns = zip(found["criterion"], found["first_date"], found["days"], found["worst"], strict=True)
    return "\n".join(
        f"{name}: first {first}, {days} days, worst {worst:.3g}" for name, first, days, worst in columns
    )


PARTS = {
    "weekly": weekly_text,
    "waits": waits_text,
    "money": money_text,
    "events": events_text,
    "breaks": breaks_text,
}


@pytest.mark.snapshot
@pytest.mark.parametrize("part", PARTS)
def test_a_small_run_is_as_it_was(part: str) -> None:
    file = SNAPSHOTS / f"{part}.txt"
    text = PARTS[part]() + "\n"
    if os.environ.get(RENEW):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.exists(), f"no snapshot; make it with {RENEW}=1 and read it"
    assert text == file.read_text(encoding="utf-8"), (
        f"if the change is meant: {RENEW}=1, and read the difference"
    )
