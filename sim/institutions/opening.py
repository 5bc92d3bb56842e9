"""Ordering and opening: signing, use permits, stages, and operators' staff as a shared queue."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from sim.chance.draws import Chance
from sim.chance.laws import draw, whole_days
from sim.config.base import Law
from sim.engine.agenda import Agenda
from sim.institutions.contracts import PlacesOrder, Stage, StageState, centre_sizes
from sim.institutions.network import Network
from sim.institutions.operators import StaffPool
from sim.institutions.place_days import Tier
from sim.plans.protocol import Parts

ADDED_STAFF = "operators"
"""The pool that the staff of places added in running centres come from."""


class Opening:
    """Turns orders into open places.

    An order is signed on its effective day. Each new centre then waits for its host's answer and its use
    permit and opens in stages; no stage opens before operators have found its staff, in order of signing.
    Lags are keyed by (measure, firing, number within the order).

    Attributes
    ----------
    refused_places, delayed_place_days : what the hosts' say has cost so far
    permit_factor : permit time over the normal (below 1 under an exemption)
    first_opened : day on which the first stage ordered opened, by (measure, firing)
    """

    def __init__(self, network: Network, agenda: Agenda, chance: Chance) -> None:
        config = network.config
        self.refused_places = 0
        self.delayed_place_days = 0
        self.permit_factor = 1.0
        self.pools = {"operators": StaffPool(config.operators), "bufetat": StaffPool(config.care.staff)}
        self.first_opened: dict[tuple[str, int], int] = {}
        self.orders: list[PlacesOrder] = []
        self.stages: list[Stage] = []
        self._unsigned = dict.fromkeys(Tier, 0)
        self._tagged: dict[tuple[str, int], list[int]] = {}
        self._centres: dict[tuple[str, int], list[int]] = {}
        self._added: dict[tuple[str, int], list[Stage]] = {}
        self._booked: dict[tuple[str, int], int] = {}
        self._network = network
        self._agenda = agenda
        self._chance = chance
        agenda.on("reception.sign", self._sign)
        agenda.on("reception.open", self._open)
        agenda.on("reception.permit_exemption", self._permit_exemption)

    def enter(self, order: PlacesOrder, day: int, today: int) -> None:
        """Enter an order, to be signed on `day`; ValueError unless its places are above 0."""
        if order.places <= 0:
            raise ValueError(
                f"an order needs places above 0, got {order.places} ({order.measure or order.contract})"
            )
        self._agenda.add(day, "reception.sign", len(self.orders), order.places, today)
        self._tagged.setdefault((order.measure, order.firing), []).append(len(self.orders))
        self.orders.append(order)
        self._network.pipeline[order.kind] += order.places
        if order.tier is not None:
            self._unsigned[order.tier] += order.places

    def tagged(self, measure: str, firing: int) -> list[PlacesOrder]:
        """All orders of one firing of a measure."""
        return [self.orders[number] for number in self._tagged.get((measure, firing), ())]

    def added(self, measure: str, firing: int) -> list[Stage]:
        """All stages of places added in running centres by one firing of a measure."""
        return self._added.get((measure, firing), [])

    def centres(self, measure: str, firing: int) -> list[int]:
        """All centres proposed for one firing of a measure, in order of number."""
        return self._centres.get((measure, firing), [])

    def parts(self, measure: str, firing: int) -> Parts:
        """Places of one firing in centres that nobody has decided to close: open ones, and those to come.

        With a centre go the places that others added in it. Of added places, those given up since are gone.
        """
        network = self._network
        opened = 0
        coming = sum(order.places for order in self.tagged(measure, firing) if not order.done)
        for centre in self.centres(measure, firing):
            entry = network.centres[centre]
            if entry.leaving:
                continue
            opened += int(network.sites.places[centre])
            stages = [self.stages[number] for number in entry.stages]
            coming += sum(stage.places for stage in stages if stage.state is StageState.PLANNED)
        for stage in self.added(measure, firing):
            if stage.state is StageState.PLANNED:
                coming += stage.places
            elif stage.state is StageState.OPEN and network.is_staying(stage.centre):
                opened += min(stage.places, int(network.added_open[stage.tier, stage.centre]))
        return Parts(opened, coming)

    def withdraw(self, order: PlacesOrder) -> None:
        """Take back an order that is not signed yet; a signed one is left alone."""
        if not order.done:
            order.done = True
            self._network.pipeline[order.kind] -= order.places
            if order.tier is not None:
                self._unsigned[order.tier] -= order.places

    def unsigned(self, tier: Tier) -> int:
        """Places of a tier ordered and not signed."""
        return self._unsigned[tier]

    def cancel(self, stage: Stage, day: int) -> None:
        """Cancel a stage that has not opened; its staff go to those behind it, whose opening may move up."""
        if stage.state is not StageState.PLANNED:
            return
        stage.state = StageState.GONE
        network = self._network
        network.pipeline[int(network.sites.kind[stage.centre])] -= stage.places
        if self.orders[stage.order].tier is not None:
            network.added[stage.tier, stage.centre] -= stage.other
        if stage.pool:
            self._move_up(stage.pool, self.pools[stage.pool].release(stage.ticket, day), day)

    def free_staff(self, centre: int, added: int, own: int, day: int) -> None:
        """Let the staff of places that close go to the openings that wait, as many as such places were booked for.

        `added` places of the centre came beyond its contract, `own` ones with it.
        """
        terms = self._network.terms(self._network.centres[centre].contract)
        weight = self._network.config.running.staff_weight
        for pool, places in ((ADDED_STAFF, added * weight), (terms.staff, own * terms.staff_weight)):
            if places and pool in self.pools:
                self._move_up(pool, self.pools[pool].free(places, day), day)

    def _move_up(self, pool: str, moved: list[tuple[int, int]], day: int) -> None:
        """Open stages earlier whose staff are found earlier."""
        for ticket, ready in moved:
            number = self._booked[pool, ticket]
            stage = self.stages[number]
            when = max(stage.due, ready, day + 1)
            if stage.state is StageState.PLANNED and when < stage.day:
                stage.day = when
                self._agenda.add(when, "reception.open", number, stage.places, day)

    def _sign(self, target: int, amount: int, day: int) -> None:
        order = self.orders[target]
        if order.done:
            return
        self.withdraw(order)
        if order.tier is not None:
            self._sign_added(target, order, order.tier, day)
            return
        terms = self._network.terms(order.contract)
        sizes = centre_sizes(order.places, terms)
        lags = self._lags(terms.permit, order, list(range(len(sizes))), self.permit_factor)
        for size, lag in zip(sizes, lags, strict=True):
            centre, delay = self._propose(order, size, day)
            if delay is not None:
                self._plan_centre(centre, target, day + delay + lag, day)

    def _propose(self, order: PlacesOrder, size: int, day: int) -> tuple[int, int | None]:
        """Propose a site to its host; gives its number and the days the host delays it, None if refused."""
        network = self._network
        terms = network.terms(order.contract)
        ordinal = network.next_ordinal(order.kind)
        centre = network.add_centre(order.contract, size, ordinal, day, order.price or terms.price)
        entry = network.centres[centre]
        self._centres.setdefault((order.measure, order.firing), []).append(centre)
        if order.lock_days > 0:
            entry.lock_until = day + order.lock_days
        network.event(centre, day, "announced")
        answer = network.hosts.answer(order.kind, ordinal)
        if answer.refused:
            network.set_leaving(centre)
            network.close(centre)
            self.refused_places += size
            network.event(centre, day, "refused")
            return centre, None
        if answer.delay_days:
            self.delayed_place_days += size * answer.delay_days
            network.event(centre, day, "delayed")
        return centre, answer.delay_days

    def _plan_centre(self, centre: int, target: int, start: int, day: int) -> None:
        """Plan the stages of a new centre from `start` on: whole places, fixed ones in proportion, sums exact."""
        entry = self._network.centres[centre]
        terms = self._network.terms(entry.contract)
        size, fixed = entry.places_signed, entry.fixed_signed
        before, before_fixed, reached = 0, 0, 0.0
        for step, share in enumerate(terms.stage_shares):
            reached += share
            upto = size if step == len(terms.stage_shares) - 1 else min(round(reached * size), size)
            upto_fixed = upto * fixed // size
            due = start + step * terms.stage_interval_days
            part = Stage(
                centre,
                target,
                Tier.UNIT,
                upto_fixed - before_fixed,
                upto - before - upto_fixed + before_fixed,
                due,
            )
            self._plan_stage(part, terms.staff, terms.staff_weight, day)
            before, before_fixed = upto, upto_fixed

    def _sign_added(self, target: int, order: PlacesOrder, tier: Tier, day: int) -> None:
        """Spread added places over running centres, oldest first, as far as each has room."""
        network, running = self._network, self._network.config.running
        law = {
            Tier.UNIT: running.unit_price_lag,
            Tier.OPTION: running.option_lag,
            Tier.DENSE: running.densification_lag,
        }[tier]
        left = order.places
        room = network.room(tier)
        numbers: list[int] = []
        for number in room.nonzero()[0].tolist():
            numbers.append(number)
            left -= int(room[number])
            if left <= 0:
                room[number] += left
                break
        if not numbers:
            return
        first = len(self.stages)
        lags = self._lags(law, order, numbers, 1.0)
        centres = network.sites.of_kind(order.kind)[numbers].tolist()
        for centre, places, lag in zip(centres, room[numbers].tolist(), lags, strict=True):
            network.added[tier, centre] += places
            self._plan_stage(
                Stage(centre, target, tier, 0, places, day + lag), ADDED_STAFF, running.staff_weight, day
            )
        self._added.setdefault((order.measure, order.firing), []).extend(self.stages[first:])

    def _lags(self, law: Law, order: PlacesOrder, numbers: list[int], factor: float) -> list[int]:
        """Days, keyed by measure, firing and number within the order."""
        measure = crc32(order.measure.encode())
        u, rounding = self._chance.uniform_pair(
            "portfolio_permit", measure, order.firing, np.array(numbers, dtype=np.int64)
        )
        lags: list[int] = whole_days(draw(law, u) * factor, rounding).tolist()
        return lags

    def _plan_stage(self, stage: Stage, staff: str, weight: float, day: int) -> None:
        if stage.places == 0:
            return
        number = len(self.stages)
        ready = day
        if staff in self.pools and weight > 0.0:
            stage.pool = staff
            stage.ticket, ready = self.pools[staff].book(stage.places * weight, day)
            self._booked[staff, stage.ticket] = number
        stage.day = max(stage.due, ready, day + 1)
        self.stages.append(stage)
        network = self._network
        network.centres[stage.centre].stages.append(number)
        network.pipeline[int(network.sites.kind[stage.centre])] += stage.places
        self._agenda.add(stage.day, "reception.open", number, stage.places, day)

    def _open(self, target: int, amount: int, day: int) -> None:
        stage = self.stages[target]
        if stage.state is not StageState.PLANNED or stage.day != day:
            return  # cancelled, or moved up and open already
        stage.state = StageState.OPEN
        network, centre = self._network, stage.centre
        entry = network.centres[centre]
        network.pipeline[int(network.sites.kind[centre])] -= stage.places
        order = self.orders[stage.order]
        self.first_opened.setdefault((order.measure, order.firing), day)
        if order.tier is not None:
            network.added_open[stage.tier, centre] += stage.other
            if order.price is not None:
                network.place_days.set_price(centre, stage.tier, order.price)
        first = int(network.sites.opened_day[centre]) < 0 and not network.sites.accepting[centre]
        if first:
            network.open_intake(centre, day)
        network.change(centre, Tier.FIXED, stage.fixed)
        network.change(centre, stage.tier, stage.other)
        network.event(
            centre, day, "opened" if first else "places_changed", day - entry.told_day if first else 0
        )
        terms = network.terms(entry.contract)
        if first and terms.longest_days is not None:
            notice = min(terms.run_down_days, max(terms.notice_days, 1))
            self._agenda.add(day + max(terms.longest_days - notice, 1), "reception.term", centre, 0, day)

    def _permit_exemption(self, target: int, amount: int, day: int) -> None:
        self.permit_factor = self._network.config.permit_exemption_factor if amount else 1.0
