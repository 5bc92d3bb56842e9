"""The portfolio of centres: UDI's and Bufetat's contracts, from order to last payment.

Every dated step goes through the dated book as a plain entry, so nothing changes on the day it is decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.config.reception import ReceptionConfig
from sim.engine.agenda import Agenda
from sim.engine.kernels import PLAIN, Kernels
from sim.engine.sites import Sites
from sim.institutions.closing import Closing
from sim.institutions.contracts import Centre, ClosingRequest, PlacesOrder, centre_sizes
from sim.institutions.hosts import CentreEvents, HostChoice, Hosts
from sim.institutions.network import Network
from sim.institutions.opening import Opening
from sim.institutions.place_days import PlaceDays, PlaceDayTotals, Tier, Use
from sim.institutions.states import Lodging
from sim.plans.protocol import Parts

IntArray = npt.NDArray[np.int64]

RECEPTION_KINDS: tuple[Lodging, ...] = (Lodging.TRANSIT, Lodging.ORDINARY, Lodging.MINORS, Lodging.EMERGENCY)
"""Kinds counted as `places`: housed by UDI, the arrival centre apart."""


class Portfolio:
    """All centres with their contracts; what others see of them and order from them."""

    def __init__(
        self,
        config: ReceptionConfig,
        hosts: Hosts,
        agenda: Agenda,
        chance: Chance,
        prices: Mapping[str, float],
        kernels: Kernels = PLAIN,
    ) -> None:
        """`prices` are NOK a day by price key, only to tell which contract is dearest (0 if not there)."""
        self.config = config
        self.agenda = agenda
        self._chance = chance
        self._hosts = HostChoice(config.hosts, hosts, chance)
        self._network = Network(config, self._hosts, kernels)
        self._opening = Opening(self._network, agenda, chance)
        self._closing = Closing(self._network, self._opening, agenda, prices)

    # what others can see

    @property
    def sites(self) -> Sites:
        """Places and persons by centre."""
        return self._network.sites

    @property
    def centres(self) -> list[Centre]:
        """Contract of each centre, same numbers as `sites`."""
        return self._network.centres

    @property
    def place_days(self) -> PlaceDays:
        """What the centres are paid for."""
        return self._network.place_days

    @property
    def events(self) -> CentreEvents:
        """The ledger of notice to hosts."""
        return self._network.events

    @property
    def refused_places(self) -> int:
        """Places on sites refused by their hosts so far."""
        return self._opening.refused_places

    @property
    def delayed_place_days(self) -> int:
        """Place-days by which hosts have delayed sites so far."""
        return self._opening.delayed_place_days

    def name(self, centre: int) -> str:
        """Name of a centre, such as `ordinary-0007 (Bodø)`."""
        return self._network.centres[centre].name

    def pipeline(self, kind: int) -> int:
        """Places of one kind ordered and not yet open."""
        return self._network.pipeline[kind]

    def lasting(self, kind: int) -> int:
        """Open places of one kind that nobody has decided to close."""
        return self._network.lasting[kind]

    @property
    def pipeline_by_kind(self) -> list[int]:
        """The same by Lodging code; not to be written to."""
        return self._network.pipeline

    @property
    def lasting_by_kind(self) -> list[int]:
        """Lasting places by Lodging code; not to be written to."""
        return self._network.lasting

    def usable(self, kind: int) -> int:
        """Places of one kind usable now: where intake has stopped, only those somebody sleeps in."""
        return self._network.usable_by_kind()[kind]

    def usable_by_kind(self) -> list[int]:
        """Usable places by Lodging code."""
        return self._network.usable_by_kind()

    def overcrowded(self) -> int:
        """Persons above the places of their centre, summed over centres."""
        if not self._network.may_be_crowded:
            return 0
        above = int(np.maximum(self.sites.occupied - self.sites.places, 0).sum())
        self._network.may_be_crowded = above > 0
        return above

    def expect_crowding(self) -> None:
        """Note that persons were put above places."""
        self._network.may_be_crowded = True

    def staff_vacancy(self, day: int) -> float:
        """Share of the operators' posts, in open and signed places, that are not filled yet, 0 to 1."""
        waiting = self._opening.pools["operators"].waiting(day)
        if waiting <= 0.0:
            return 0.0
        lasting = self._network.lasting
        return waiting / (waiting + sum([lasting[kind] for kind in (*RECEPTION_KINDS, Lodging.ARRIVAL)]))

    def supplier_bids(self) -> float:
        """Bids that a contract put out today would get."""
        market = self.config.market
        lasting, pipeline = self._network.lasting, self._network.pipeline
        taken = 0
        for kind in RECEPTION_KINDS:
            taken += lasting[kind] + pipeline[kind]
        return market.bids_per_contract * max(0.0, 1.0 - taken / market.places)

    def closing_ordered(self) -> int:
        """Places that decisions under way are still to close."""
        return self._closing.ordered

    def addable(self, tier: Tier) -> int:
        """Places of a tier that can still be added in running ordinary centres, orders under way deducted."""
        return max(int(self._network.room(tier).sum()) - self._opening.unsigned(tier), 0)

    def fold_place_days(self) -> PlaceDayTotals:
        """Place-days since the last fold, for the month's accounts."""
        return self.place_days.fold()

    def committed_place_days(self, day: int) -> tuple[tuple[str, ...], IntArray]:
        """Fixed place-days still to be paid after `day` if every contract were given notice on it.

        Returns
        -------
        Price keys [K] and int64[K, 4], columns as `Use`; all of it stands under exit.
        """
        keys = tuple(dict.fromkeys(entry.price for entry in self.centres if entry.price))
        days = np.zeros((len(keys), len(Use)), dtype=np.int64)
        for centre, entry in enumerate(self.centres):
            if not entry.price or (self.sites.closed[centre] and entry.paid_until <= day):
                continue
            until = (
                entry.paid_until
                if entry.leaving and entry.paid_until > 0
                else self._closing.paid_until(centre, day)
            )
            days[keys.index(entry.price), Use.EXIT] += entry.fixed_signed * max(until - day - 1, 0)
        return keys, days

    # what others order

    def order(
        self,
        contract: str,
        places: int,
        earliest_day: int,
        today: int,
        *,
        price: str | None = None,
        measure: str = "",
        firing: int = 0,
        lock_days: int = 0,
    ) -> None:
        """Order new centres, to be signed on `earliest_day`.

        An amount below the smallest centre of the contract is rounded up to it. `lock_days` above 0 replaces
        the contract's own lock. ValueError for an unknown contract or places <= 0.
        """
        terms = self._network.terms(contract)
        places = max(places, terms.minimum_places) if places > 0 else places
        kind = Lodging[terms.kind.upper()]
        order = PlacesOrder(kind, contract, None, places, price, measure, firing, lock_days)
        self._opening.enter(order, earliest_day, today)

    def add_places(
        self,
        tier: Tier,
        places: int,
        earliest_day: int,
        today: int,
        *,
        price: str | None = None,
        measure: str = "",
        firing: int = 0,
    ) -> None:
        """Order places in running ordinary centres; what finds no room on the day of signing is not added.

        ValueError for places <= 0 or the fixed tier.
        """
        if tier is Tier.FIXED:
            raise ValueError("fixed places come with new centres: use order()")
        order = PlacesOrder(Lodging.ORDINARY, "", tier, places, price, measure, firing, 0)
        self._opening.enter(order, earliest_day, today)

    def close(
        self,
        kinds: Sequence[int],
        surplus: int,
        day: int,
        dialogue_days: int,
        effective_day: int | None = None,
    ) -> None:
        """Decide on `day` to close up to `surplus` places (never more), by kind in the order given.

        Within a kind: unit-price, option and added places that stand free first, then whole centres, the
        dearest contract first, then the one with the smallest commitment left. From `effective_day` on,
        tomorrow if not given.
        """
        if surplus > 0:
            request = ClosingRequest(tuple(int(kind) for kind in kinds), dialogue_days)
            self._closing.request(request, surplus, day + 1 if effective_day is None else effective_day, day)

    def first_opened(self, measure: str, firing: int) -> int | None:
        """Day on which the first places ordered by one firing opened; None if none has."""
        return self._opening.first_opened.get((measure, firing))

    def parts(self, measure: str, firing: int) -> Parts:
        """Places that would go if what one firing ordered were undone: open ones, and those to come."""
        return self._opening.parts(measure, firing)

    def reverse(self, measure: str, firing: int, day: int, dialogue_days: int) -> None:
        """Decide on `day` to undo what one firing ordered, if anything, as far as contracts allow."""
        if self._opening.tagged(measure, firing):
            self._closing.request(ClosingRequest((), dialogue_days, measure, firing), 0, day + 1, day)

    def set_host_influence(self, share: float) -> None:
        """Give hosts a say over this share of new sites (agreement, 1.2); ValueError outside 0 to 1."""
        if not 0.0 <= share <= 1.0:
            raise ValueError(f"host influence must lie in 0 .. 1, got {share}")
        self._hosts.influence_share = share

    # what reception does with closing centres

    def take_clearing(self) -> list[int]:
        """Centres whose residents are to be told to move today; each is given once."""
        centres, self._closing.to_clear = self._closing.to_clear, []
        return centres

    def take_full(self) -> list[int]:
        """Centres that should have closed by today and are not empty; each is given once."""
        centres, self._closing.full = self._closing.full, []
        return centres

    def settle_overtime(self, day: int) -> None:
        """Close the centres past their closing day that now stand empty."""
        if self._closing.overtime:
            self._closing.settle_overtime(day)

    # the first day

    def open_start(self, places: Mapping[Lodging, int]) -> None:
        """Make the synthetic portfolio of the first day; its places sum exactly to `places` by kind.

        The age of a contract is keyed by kind and ordinal. The arrival centre has a standing cost of its own
        and no price key.
        """
        start = self.config.start
        mixes: dict[Lodging, list[tuple[str, float]]] = {
            Lodging.ARRIVAL: [("arrival", 1.0)],
            Lodging.TRANSIT: [("transit", 1.0)],
            Lodging.ORDINARY: [("basic", start.basic_share), ("variable", 1.0 - start.basic_share)],
            Lodging.MINORS: [("minors", 1.0)],
            Lodging.CARE: [("care", 1.0)],
            Lodging.EMERGENCY: [("emergency", 1.0)],
        }
        for kind, total in places.items():
            left = int(total)
            for place, (contract, share) in enumerate(mixes[kind]):
                last = place == len(mixes[kind]) - 1
                part = left if last else min(round(total * share), left)
                left -= part
                for size in (
                    [part]
                    if kind is Lodging.ARRIVAL and part
                    else centre_sizes(part, self.config.contracts[contract])
                ):
                    self._open_existing(kind, contract, size)

    def _open_existing(self, kind: Lodging, contract: str, size: int) -> None:
        network, start = self._network, self.config.start
        ordinal = network.next_ordinal(kind)
        oldest = start.emergency_signed_days if kind is Lodging.EMERGENCY else start.signed_days
        signed = -1 - int(float(self._chance.uniform("portfolio_start_age", int(kind), ordinal)) * oldest)
        price = None if kind is Lodging.ARRIVAL else network.terms(contract).price
        centre = network.add_centre(contract, size, ordinal, signed, price)
        network.open_intake(centre, signed)
        fixed = network.centres[centre].fixed_signed
        network.change(centre, Tier.FIXED, fixed)
        network.change(centre, Tier.UNIT, size - fixed)
