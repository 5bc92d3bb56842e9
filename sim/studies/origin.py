"""What the state of the first day is: counted or estimated, the user's own, of an earlier run, or made up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sim.data import start_anchors


def origin(start: Mapping[str, object]) -> tuple[str, str]:
    """Return (kind, name of the user's file): kind is run, file, estimate or made_up.

    Parameters
    ----------
    start : `start` of the configuration, as plain values
    """
    if start.get("path"):
        return "run", ""
    if start.get("file"):
        return "file", Path(str(start["file"])).name
    table = start.get("table")
    known = bool(table) and any(row.confidence != "assumed" for row in start_anchors(str(table)))
    return ("estimate" if known else "made_up"), ""
