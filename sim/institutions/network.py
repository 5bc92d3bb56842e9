"""The network of centres as it stands: places, contracts, what is paid, and what hosts were told."""

from __future__ import annotations

import numpy as np

from sim.config.reception import ContractTerms, ReceptionConfig
from sim.engine.sites import Sites
from sim.institutions.contracts import Centre
from sim.institutions.hosts import CentreEvents, HostChoice
from sim.institutions.place_days import PlaceDays, Tier
from sim.institutions.states import Lodging

KINDS = len(Lodging)


class Network:
    """All centres; the only writer of their places.

    Attributes
    ----------
    sites : places and persons by centre
    centres : contract of each centre, same numbers as `sites`
    place_days : what the centres are paid for
    events : the ledger of notice to hosts
    pipeline, lasting, accepting : places by kind: ordered and not open; open and meant to stay; open for intake
    stopped : centres whose intake has stopped and that are not closed
    """

    def __init__(self, config: ReceptionConfig, hosts: HostChoice) -> None:
        self.config = config
        self.hosts = hosts
        self.sites = Sites()
        self.centres: list[Centre] = []
        self.place_days = PlaceDays(len(hosts.hosts.number))
        self.events = CentreEvents()
        self.pipeline = [0] * KINDS
        self.lasting = [0] * KINDS
        self.accepting = [0] * KINDS
        self.stopped: list[int] = []
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
        if not self.centres[centre].leaving:
            self.lasting[kind] += places

    def open_intake(self, centre: int, day: int) -> None:
        """Let a centre take residents from `day` on."""
        self.sites.opened_day[centre] = day
        self.sites.accepting[centre] = True

    def give_up(self, centre: int, tier: Tier, wanted: int, day: int) -> int:
        """Take away at most `wanted` open places of a tier in which nobody sleeps; gives how many."""
        free = int(self.sites.places[centre]) - int(self.sites.occupied[centre])
        places = min(wanted, int(self.place_days.open[tier, centre]), free)
        if places <= 0 or not self.is_staying(centre):
            return 0
        self.change(centre, tier, -places)
        entry = self.centres[centre]
        entry.added[tier] = max(entry.added[tier] - places, 0)
        self.event(centre, day, "places_changed")
        return places

    def is_staying(self, centre: int) -> bool:
        """Whether a centre is open for intake and nobody has decided to close it."""
        return bool(self.sites.accepting[centre]) and not self.centres[centre].leaving

    def stop_intake(self, centre: int) -> None:
        """Take a centre out of use for newcomers."""
        if self.sites.accepting[centre]:
            self.accepting[int(self.sites.kind[centre])] -= int(self.sites.places[centre])
            self.stopped.append(centre)
        self.sites.accepting[centre] = False

    def close(self, centre: int) -> None:
        """Close a centre for good."""
        self.sites.places[centre] = 0
        self.sites.closed[centre] = True
        for tier in Tier:
            self.place_days.set_places(centre, tier, 0)
        if centre in self.stopped:
            self.stopped.remove(centre)

    def room(self, centre: int, tier: Tier) -> int:
        """Places of a tier that can still be added to a centre; 0 unless it is a running ordinary one."""
        if self.sites.kind[centre] != Lodging.ORDINARY or not self.is_staying(centre):
            return 0
        entry, running = self.centres[centre], self.config.running
        share = {
            Tier.UNIT: running.unit_price_share,
            Tier.OPTION: running.option_share,
            Tier.DENSE: running.densification_share,
        }[tier]
        return max(int(share * entry.places_signed) - entry.added[tier], 0)

    def usable_by_kind(self) -> list[int]:
        """Places usable now by kind: where intake has stopped, only those somebody sleeps in."""
        usable = self.accepting.copy()
        if self.stopped:
            sites, stopped = self.sites, self.stopped
            used = np.minimum(sites.places[stopped], sites.occupied[stopped]).tolist()
            for kind, persons in zip(sites.kind[stopped].tolist(), used, strict=True):
                usable[kind] += persons
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
