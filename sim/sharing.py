"""What the runs of one replication share under every plan, as an object handed from run to run."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.chance.shared import Drawn
from sim.config.drawn import with_draws
from sim.config.schema import Scenario

_WORLD = tuple(name for name in Scenario.model_fields if name != "plan")


@dataclass(frozen=True)
class Shared:
    """What the runs of one replication have in common under every plan: the register and its draws.

    Attributes
    ----------
    scenario, replication : whose world and luck this is; the plan does not count
    drawn : filled by the first run, read by the others
    """

    scenario: Scenario
    replication: int
    drawn: Drawn = field(default_factory=Drawn)

    def fits(self, scenario: Scenario, replication: int) -> bool:
        """Whether a run has this world, seed and replication."""
        return replication == self.replication and all(
            getattr(scenario, name) == getattr(self.scenario, name) for name in _WORLD
        )


def share(scenario: Scenario, replication: int, last: Shared | None = None) -> Shared:
    """Return what a run shares with the one before it if they have world and luck in common, else a new start.

    The world is that of the replication, with the parameters it draws.
    """
    scenario = with_draws(scenario, replication)
    return last if last is not None and last.fits(scenario, replication) else Shared(scenario, replication)
