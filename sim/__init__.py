"""Beredt: simulation of reception and settlement in Norway, for preparedness planning.

`import sim` gives what `sim.api` offers, such as `sim.compare(plans=["do_nothing", "reactive"], shock="minors")`. It
stays light: the rest of the package is imported when a name is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.api import BadConfig, compare, open_result, open_store, run, study, sweep

__all__ = ["BadConfig", "compare", "open_result", "open_store", "run", "study", "sweep"]


def __getattr__(name: str) -> Any:
    """Return a name of `sim.api`."""
    if name not in __all__:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    from sim import api

    return getattr(api, name)
