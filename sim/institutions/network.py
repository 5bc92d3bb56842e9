"""The network of centres as it stands: places, contracts, what is paid, and what hosts were told."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.config.reception import ContractTerms, ReceptionConfig
from sim.engine.kernels import PLAIN, Kernels
from sim.engine.sites import Sites
from sim.institutions.contracts import Centre
from sim.institutions.hosts import CentreEvents, HostChoice
from sim.institutions.place_days import TIERS, PlaceDays, Tier
from sim.institutions.states import Lodging

IntArray = npt.NDArray[np.int64]

KINDS = len(Lodging)
_FIRST_ROOM = 64


class Network:
    """All centres; the only writer of their places.

    Attributes
    ----------
    sites : places and persons by centre
    centres : contract of each centre, same numbers as `sites`
    place_days : what the centres are paid for
    events : the ledger of notice to hosts
    pipeline, lasting, accepting : places by kind: ordered and not open; open and meant to stay; open for
    intake
    added : places added beyond the contract, planned ones included, by tier and centre [4, room]
    added_open : those of them that are open; the rest of a tier belongs to the centre's own contract
    may_be_crowded : whether some centre may hold more persons than places
    stopped : centres whose intake has stopped and that are not closed
    """

    def __init__(self, config: ReceptionConfig, hosts: HostChoice, kernels: Kernels = PLAIN) -> None:
        self.config = config
        self.hosts = hosts
        self.sites = Sites(kernels.free_places)
        self.centres: list[Centre] = []
        self.place_days = PlaceDays(len(hosts.hosts.number))
        self.events = CentreEvents()
        self.pipeline = [0] * KINDS
        self.lasting = [0] * KINDS
        self.accepting = [0] * KINDS
        self.stopped: list[int] = []
        self._stopped_rows = np.empty(0, dtype=np.int64)
        self._stopped_kinds = np.empty(0, dtype=np.int64)
        self.added = np.zeros((TIERS, _FIRST_ROOM), dtype=np.int64)
        self.added_open = np.zeros((TIERS, _FIRST_ROOM), dtype=np.int64)
        self.may_be_crowded = False
        self._signed = np.zeros(_FIRST_ROOM, dtype=np.int64)
        self._leaving = np.zeros(_FIRST_ROOM, dtype=np.bool_)
        running = config.running
        self._most_added = {
            Tier.UNIT: running.unit_price_share,
            Tier.OPTION: running.option_share,
            Tier.DENSE: running.densification_share,
        }
        self._ordinals = [0] * KINDS

    def terms(self, contract: str) -> ContractTerms:
        """Terms of a type of contract; ValueError if there is none of that name."""
        try:
            return self.config.contracts[contract]
        except KeyError:
            raise ValueError(
                f"unknown contract {contract!r}; known: {sorted(self.config.contracts)}"
            ) from None

    def next_ordinal(self, kind: int) -> int:
        """Ordinal of the next new centre of a kind, from 1."""
        self._ordinals[kind] += 1
        return self._ordinals[kind]

    def add_centre(self, contract: str, size: int, ordinal: int, signed_day: int, price: str | None) -> int:
        """Add a centre without open places, closed for intake; gives its number.

        The first arrival centre lies where the national one does; all others are keyed by kind and ordinal.
        """
        terms = self.terms(contract)
        kind = Lodging[terms.kind.upper()]
        first = kind is Lodging.ARRIVAL and ordinal == 1
        owner = self.hosts.arrival_municipality if first else self.hosts.municipality(kind, ordinal)
        centre = self.sites.add(kind, 0, owner, -1, accepting=False)
        unit_price = None if price is None else terms.unit_price if price == terms.price else price
        self.place_days.add_centre(
            price, unit_price, owner, for_minors=kind in (Lodging.MINORS, Lodging.CARE)
        )
        entry = Centre(
            name=f"{terms.kind}-{ordinal:04d} ({self.hosts.hosts.name[owner]})",
            contract=contract,
            price=price or "",
            places_signed=size,
            fixed_signed=min(size, round(size * terms.fixed_share)),
            signed_day=signed_day,
            lock_until=signed_day + terms.lock_days,
            told_day=signed_day,
        )
        self.centres.append(entry)
        if centre == len(self._signed):
            self.added = np.concatenate([self.added, np.zeros_like(self.added)], axis=1)
            self.added_open = np.concatenate([self.added_open, np.zeros_like(self.added_open)], axis=1)
            self._signed = np.concatenate([self._signed, np.zeros_like(self._signed)])
            self._leaving = np.concatenate([self._leaving, np.zeros_like(self._leaving)])
        self._signed[centre] = size
        return centre

    def change(self, centre: int, tier: Tier, places: int) -> None:
        """Add (or take away) open places of a tier of a centre that is open."""
        if places == 0:
            return
        kind = int(self.sites.kind[centre])
        self.place_days.set_places(centre, tier, int(self.place_days.open[tier, centre]) + places)
        self.sites.places[centre] = self.place_days.total(centre)
        if self.sites.accepting[centre]:
            self.accepting[kind] += places
        if not self._leaving[centre]:
            self.lasting[kind] += places

    def open_intake(self, centre: int, day: int) -> None:
        """Let a centre take residents from `day` on."""
        self.sites.opened_day[centre] = day
        self.sites.accepting[centre] = True

    def give_up(self, centre: int, tier: Tier, wanted: int, day: int) -> tuple[int, int]:
        """Take away at most `wanted` open places of a tier in which nobody sleeps, added ones first.

        Gives how many added ones went, and how many of the centre's own contract.
        """
        free = int(self.sites.places[centre]) - int(self.sites.occupied[centre])
        places = min(wanted, int(self.place_days.open[tier, centre]), free)
        if places <= 0 or not self.is_staying(centre):
            return 0, 0
        self.change(centre, tier, -places)
        added = min(places, int(self.added_open[tier, centre]))
        self.added[tier, centre] -= added
        self.added_open[tier, centre] -= added
        self.event(centre, day, "places_changed")
        return added, places - added

    def reducible(self, kind: int, tier: Tier) -> list[int]:
        """Centres of a kind that have open places of a tier in which nobody sleeps, in order of number."""
        sites = self.sites
        ring = sites.of_kind(kind)
        ring = ring[self.place_days.open[tier, ring] > 0]
        if not len(ring):
            return []
        free = (sites.places[ring] > sites.occupied[ring]) & sites.accepting[ring] & ~sites.closed[ring]
        found: list[int] = ring[free].tolist()
        return found

    def staying_up_to(self, kind: int, places: int) -> dict[int, int]:
        """Open places of the centres of a kind that stay and have 1 to `places` of them, by number."""
        ring = self.sites.of_kind(kind)
        here = self.sites.places[ring]
        chosen = (here > 0) & (here <= places) & self.staying(ring)
        return dict(zip(ring[chosen].tolist(), here[chosen].tolist(), strict=True))

    def is_staying(self, centre: int) -> bool:
        """Whether a centre is open for intake and nobody has decided to close it."""
        return bool(self.sites.accepting[centre]) and not self._leaving[centre]

    def staying(self, centres: IntArray) -> npt.NDArray[np.bool_]:
        """Tell the same of several centres."""
        stays: npt.NDArray[np.bool_] = self.sites.accepting[centres] & ~self._leaving[centres]
        return stays

    def set_leaving(self, centre: int) -> None:
        """Note that a centre is to go: its places no longer last, and nothing is added to it."""
        if not self._leaving[centre]:
            self._leaving[centre] = True
            self.centres[centre].leaving = True
            self.lasting[int(self.sites.kind[centre])] -= int(self.sites.places[centre])

    def stop_intake(self, centre: int) -> None:
        """Take a centre out of use for newcomers."""
        if self.sites.accepting[centre]:
            self.accepting[int(self.sites.kind[centre])] -= int(self.sites.places[centre])
            self.stopped.append(centre)
            self._note_stopped()
        self.sites.accepting[centre] = False

    def close(self, centre: int) -> None:
        """Close a centre for good."""
        self.sites.places[centre] = 0
        self.sites.closed[centre] = True
        for tier in Tier:
            self.place_days.set_places(centre, tier, 0)
        if centre in self.stopped:
            self.stopped.remove(centre)
            self._note_stopped()

    def _note_stopped(self) -> None:
        self._stopped_rows = np.array(self.stopped, dtype=np.int64)
        self._stopped_kinds = self.sites.kind[self._stopped_rows].astype(np.int64)

    def room(self, tier: Tier) -> IntArray:
        """Places of a tier that can still be added, along the ring of ordinary centres [r]."""
        ring = self.sites.of_kind(Lodging.ORDINARY)
        room: IntArray = (self._signed[ring] * self._most_added[tier]).astype(np.int64) - self.added[
            tier, ring
        ]
        np.maximum(room, 0, out=room)
        room *= self.staying(ring)
        return room

    def usable_by_kind(self) -> list[int]:
        """Places usable now by kind: where intake has stopped, only those somebody sleeps in."""
        usable = self.accepting.copy()
        if self.stopped:
            sites, rows = self.sites, self._stopped_rows
            used = np.minimum(sites.places[rows], sites.occupied[rows])
            persons = np.bincount(self._stopped_kinds, used, KINDS).tolist()
            for kind, here in enumerate(persons):
                usable[kind] += int(here)
        return usable

    def event(self, centre: int, day: int, name: str, notice_days: int = 0) -> None:
        """Write an event of a centre into the ledger, with its places as they are now."""
        sites = self.sites
        self.events.add(
            centre,
            day,
            name,
            int(sites.kind[centre]),
            int(sites.owner[centre]),
            int(sites.places[centre]),
            notice_days,
            self.centres[centre].dialogue_days,
        )
