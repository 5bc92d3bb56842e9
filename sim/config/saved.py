"""Going on from a saved run: which of its states there are, and what of its scenario must stay as it was."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.config.schema import Scenario

FORMAT = 1
STATES = "states"
OPEN = ("plan", "shock", "horizon_days", "audit")
"""Parts of a scenario that a future may have of its own."""
OF_THE_START = ("path", "day", "replication")
"""Keys of the start that say what is gone on from, and are no part of the past."""

_HEAD = {
    "format", "date", "day", "replication", "kernels", "digests", "sha256", "measures", "publications", "scenario",
    "scenario_digest",
}  # fmt: skip
_NO_PAST = {f"start.{name}" for name in (*OF_THE_START, "file", "table", "name")}


def state_name(replication: int, date: str) -> str:
    """Name of the files of a state, without what they end in."""
    return f"{replication}-{date}"


def read_head(folder: Path, replication: int | None, date: dt.date) -> dict[str, Any]:
    """Read what a state is; of the first replication that there is if none is named.

    Raises
    ------
    ValueError : saying what there is, if there is no such state, or what is wrong with it
    """
    name = "*" if replication is None else str(replication)
    found = sorted((folder / STATES).glob(f"{name}-{date.isoformat()}.json"))
    if not found:
        there = sorted(path.stem for path in (folder / STATES).glob("*.json"))
        known = f"there are {', '.join(there[:8])}" if there else "it holds no saved states"
        of = "" if replication is None else f" of replication {replication}"
        raise ValueError(f"{folder} has no state{of} on {date}: {known}; save_state={date} makes one")
    try:
        head: dict[str, Any] = json.loads(found[0].read_text(encoding="utf-8"))
        missing = sorted(_HEAD - set(head))
    except (ValueError, TypeError, OSError) as error:
        raise ValueError(f"{found[0]} is damaged: {error}") from None
    if missing:
        raise ValueError(f"{found[0]} is damaged: it lacks {', '.join(missing)}")
    if head["format"] != FORMAT:
        raise ValueError(f"{found[0]} has format {head['format']}, this version reads {FORMAT}")
    return head


def saved_past(start: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scenario of a saved run as configuration that other choices can be put into.

    Parameters
    ----------
    start : path, day and replication as given

    Raises
    ------
    BadConfig : if a value is missing or wrong, or there is no such state
    """
    path, day, replication = (start.get(name) for name in OF_THE_START)
    faults = []
    if not isinstance(path, str):
        faults.append(Fault("start.path", path, "must be the folder of a saved run", "start.path=DIR"))
    date = dt.date.min
    try:
        date = dt.date.fromisoformat(str(day))
    except ValueError:
        faults.append(Fault("start.day", day, "must be the day of a saved state", "start.day=YYYY-MM-DD"))
    if replication is not None and not isinstance(replication, int):
        faults.append(Fault("start.replication", replication, "must be a whole number or null"))
    if faults:
        raise BadConfig(faults)
    try:
        head = read_head(Path(str(path)), replication, date)
    except ValueError as error:
        raise BadConfig([Fault("start.path", NO_VALUE, str(error))]) from None
    scenario: dict[str, Any] = json.loads(json.dumps(head["scenario"]))
    scenario["start"]["file"] = None  # its stocks are in the start already
    return scenario


def differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Give path, old and new value of all that differs between two scenarios and belongs to the past."""
    for name in dict.fromkeys((*was, *now)):
        if name not in OPEN:
            yield from _different(name, was.get(name), now.get(name))


def _different(path: str, was: Any, now: Any) -> Iterator[tuple[str, Any, Any]]:
    if path in _NO_PAST or path.endswith(".says"):
        return
    if isinstance(was, dict) and isinstance(now, dict):
        for name in dict.fromkeys((*was, *now)):
            yield from _different(f"{path}.{name}", was.get(name), now.get(name))
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for place, (old, new) in enumerate(zip(was, now, strict=True)):
            yield from _different(f"{path}.{place}", old, new)
    elif was != now:
        yield path, was, now


def saving_faults(date: dt.date, scenarios: Iterable[Scenario]) -> list[Fault]:
    """Return why the state of a day cannot be saved, if the day is not within the run."""
    for scenario in scenarios:
        first = scenario.start.date if scenario.start.day is None else scenario.start.day
        last = scenario.start.date + dt.timedelta(days=scenario.days - 1)
        if not first < date <= last:
            rule = f"is not a day after the first, {first}, and up to the last, {last}"
            return [Fault("save_state", date.isoformat(), rule)]
    return []
