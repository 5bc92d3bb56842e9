"""Beredt: simulation of reception and settlement in Norway, for preparedness planning."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.studies.store_summary import SweepResults

__all__ = ["open_store"]


def open_store(folder: Path | str) -> SweepResults:
    """Open the folder of a sweep; see `sim.api.open_store`. Imported when called: `import sim` stays light."""
    from sim.api import open_store as opened

    return opened(folder)
