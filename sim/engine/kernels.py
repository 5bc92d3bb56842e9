"""Which code does the counting: plain NumPy and Python, or twins compiled by numba that give the same bits.

A run is handed one `Kernels` and hands it on; there is no global switch, and numba is imported only when the
compiled ones are asked for.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType

from sim.chance import draws, laws, normal
from sim.engine import allocation, queues, sites
from sim.engine import delays as delay_lists
from sim.engine.delays import Delays

NAMES = ("plain", "compiled", "auto")
INSTALL = "pip install 'beredt[fast]'"


class KernelsError(RuntimeError):
    """Compiled kernels were asked for, and numba is not there."""


@dataclass(frozen=True)
class Kernels:
    """One set of kernels.

    They take arrays and integers and give arrays and integers, hold no state and draw nothing; what each
    promises is written at its plain twin, and every set gives the same bits. `delays` alone makes an object.
    """

    name: str
    """`plain` or `compiled`."""
    halves: Callable[..., list[draws.FloatArray]]
    """As `sim.chance.draws.halves`: counters to uniforms."""
    normal_inverse: Callable[..., laws.FloatArray]
    """As `sim.chance.normal.normal_inverse`."""
    lognormal: Callable[..., laws.FloatArray]
    """As `sim.chance.laws.lognormal`."""
    poisson_count: Callable[..., laws.IntArray]
    """As `sim.chance.laws.poisson_count`."""
    pick: Callable[..., laws.IntArray]
    """As `sim.chance.laws.pick`."""
    whole_days: Callable[..., laws.IntArray]
    """As `sim.chance.laws.whole_days`."""
    serve: Callable[..., tuple[int, int]]
    """As `sim.engine.queues.serve`."""
    place: Callable[..., laws.IntArray]
    """As `sim.engine.sites.place`."""
    free_places: Callable[..., laws.IntArray]
    """As `sim.engine.sites.free_places`."""
    allocate: Callable[..., laws.IntArray]
    """As `sim.engine.allocation.allocate`."""
    delays: Callable[[int, Sequence[str]], Delays]
    """Makes `sim.engine.delays.Delays`, or what keeps the same lists in compiled code."""
    first_in_lane: Callable[..., allocation.BoolArray]
    """As `sim.engine.allocation.first_in_lane`."""


def _gathered(name: str, *modules: ModuleType) -> Kernels:
    """Collect the functions of a set, each from the first module that has it."""
    fields = [field for field in Kernels.__dataclass_fields__ if field != "name"]
    found = {field: next(getattr(module, field) for module in modules if hasattr(module, field)) for field in fields}
    return Kernels(name, **found)


PLAIN = _gathered("plain", draws, normal, laws, queues, sites, allocation, delay_lists)


def kernels(name: str = "plain") -> Kernels:
    """Choose a set of kernels.

    Parameters
    ----------
    name
        `plain`, `compiled`, or `auto`: compiled if numba is installed, else plain. ValueError for another
        name; KernelsError for `compiled` without numba, with the line that installs it.
    """
    if name not in NAMES:
        message = f"kernels must be one of {', '.join(NAMES)}, got {name!r}"
        raise ValueError(message)
    there = name != "plain" and importlib.util.find_spec("numba") is not None
    if name == "plain" or (name == "auto" and not there):
        return PLAIN
    if not there:
        message = f"compiled kernels need numba, which is not installed: {INSTALL}"
        raise KernelsError(message)
    from sim.chance import compiled as chance
    from sim.engine import compiled as engine

    return _gathered("compiled", chance, engine)
