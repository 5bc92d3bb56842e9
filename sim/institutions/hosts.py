"""Host municipalities (vertskommuner): where centres lie, what hosts may decide and when they are told."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.laws import draw, pick, whole_days
from sim.config.reception import HostsConfig

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

EVENTS: tuple[str, ...] = (
    "announced",
    "refused",
    "delayed",
    "opened",
    "places_changed",
    "notice",
    "intake_stopped",
    "overtime",
    "closed",
)


@dataclass(frozen=True)
class Hosts:
    """The municipalities as possible hosts; arrays of equal length [municipality].

    number : four digits; name : short name; population : persons; centrality : SSB class 1 to 6
    """

    number: tuple[str, ...]
    name: tuple[str, ...]
    population: IntArray
    centrality: IntArray


@dataclass
class HostAnswer:
    """What a host says to a proposed site: refused, or how many days it delays it."""

    refused: bool
    delay_days: int


class HostChoice:
    """Chooses the municipality of each new centre, keyed by type of centre and its ordinal within the type.

    The same ordinal lies in the same municipality under every plan. `influence_share` is the plan's option to
    give hosts a say: a share of the sites that they may refuse or delay, beyond what the configuration says.
    """

    def __init__(self, config: HostsConfig, hosts: Hosts, chance: Chance) -> None:
        self._config = config
        self._chance = chance
        self.hosts = hosts
        weight = np.asarray(hosts.population, dtype=np.float64) ** config.population_exponent
        weight *= np.asarray(config.centrality_weights)[np.asarray(hosts.centrality) - 1]
        if not weight.sum() > 0.0:
            raise ValueError("no municipality has a weight above 0 as host of a centre")
        self._cumulative: FloatArray = np.cumsum(weight)
        numbers = list(hosts.number)
        arrival = config.arrival_municipality
        self.arrival_municipality = numbers.index(arrival) if arrival in numbers else int(np.argmax(weight))
        self.influence_share = 0.0

    def municipality(self, kind: int, ordinal: int) -> int:
        """Index of the municipality of the `ordinal`-th centre of a type."""
        u = self._chance.uniform("portfolio_host", kind, ordinal)
        return int(pick(u, self._cumulative))

    def answer(self, kind: int, ordinal: int) -> HostAnswer:
        """Answer of the host of the `ordinal`-th centre of a type; a larger share only touches more sites."""
        config = self._config
        free = 1.0 - config.refused_share - config.delayed_share
        touched = min(self.influence_share, free)
        refused = config.refused_share + touched * config.refused_of_influenced
        delayed = config.delayed_share + touched * (1.0 - config.refused_of_influenced)
        if refused + delayed <= 0.0:
            return HostAnswer(False, 0)
        u = float(self._chance.uniform("portfolio_host_answer", kind, ordinal))
        if u < refused:
            return HostAnswer(True, 0)
        if u < 1.0 - delayed:
            return HostAnswer(False, 0)
        late = draw(config.delay, self._chance.uniform("portfolio_host_answer", kind, ordinal, 0, 1))
        rounding = self._chance.uniform("portfolio_host_answer", kind, ordinal, 0, 2)
        return HostAnswer(False, int(whole_days(late, rounding)))


@dataclass
class CentreEvents:
    """The ledger of notice to hosts: one row for each centre, day and event; the last entry of a day stands.

    Columns: site number, day, event, kind (Lodging code), municipality index, usable places after the event,
    notice_days (announced, refused, delayed: 0; opened, places_changed, overtime, closed: days since the host
    was told; notice, intake_stopped: days left until closing), dialogue_days (with the host before the
    notice).
    """

    _rows: dict[tuple[int, int, str], tuple[int, int, int, int, int]] = field(default_factory=dict)

    def add(
        self,
        centre: int,
        day: int,
        event: str,
        kind: int,
        owner: int,
        places: int,
        notice: int = 0,
        dialogue: int = 0,
    ) -> None:
        """Write an event; ValueError if it has no name in `EVENTS`."""
        if event not in EVENTS:
            raise ValueError(f"unknown centre event {event!r}; known: {list(EVENTS)}")
        self._rows[centre, day, event] = (kind, owner, places, max(notice, 0), max(dialogue, 0))

    def __len__(self) -> int:
        return len(self._rows)

    def of_days(self, first: int, last: int) -> list[tuple[int, int, str]]:
        """Events of the days from `first` to `last`, as entered: (centre, day, event)."""
        return [key for key in self._rows if first <= key[1] <= last]

    def rows(self) -> list[tuple[int, int, str, int, int, int, int, int]]:
        """Events as entered: (centre, day, event, kind, municipality, places, notice_days, dialogue_days)."""
        return [(*key, *value) for key, value in self._rows.items()]
