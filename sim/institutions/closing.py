"""Closing: which centres, dialogue with the host, notice, moving out, and what is paid afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from sim.engine.agenda import Agenda
from sim.institutions.contracts import ClosingRequest, StageState
from sim.institutions.network import Network
from sim.institutions.opening import Opening
from sim.institutions.place_days import Tier

IntArray = npt.NDArray[np.int64]

RETRY_DAYS = 7  # an added place in which somebody sleeps is asked back again after a week


class Closing:
    """Carries out decisions to close, through the dated book.

    The host is told, then (after the dialogue) notice is given and intake stops; residents are told to move
    some days before the closing day. A centre still full on that day keeps its residents without places
    (overtime) and closes when the last has left; where residents are never moved by force, the places stay
    until then. What the contract still demands after closing is counted as exit; where moving out takes longer
    than the notice, as at emergency sites past their lock, that is nothing.

    Attributes
    ----------
    to_clear : centres whose residents are to be told to move; emptied by the one who moves them
    full : centres that should have closed today and are not empty, where residents must go; emptied likewise
    ordered : places that decisions entered in the book are still to close
    overtime : centres past their closing day that are not empty
    """

    def __init__(
        self, network: Network, opening: Opening, agenda: Agenda, prices: Mapping[str, float]
    ) -> None:
        self.to_clear: list[int] = []
        self.full: list[int] = []
        self.ordered = 0
        self.overtime: list[int] = []
        self._network = network
        self._opening = opening
        self._agenda = agenda
        self._prices = dict(prices)
        self._requests: list[ClosingRequest] = []
        self._cuts: dict[int, list[IntArray]] = {}
        handlers: dict[str, Callable[[int, int, int], None]] = {
            "reception.close": self._close,
            "reception.reverse": self._reverse,
            "reception.notice": self._notice,
            "reception.term": self._term,
            "reception.clear": self._clear,
            "reception.shut": self._shut,
            "reception.paid": self._paid,
            "reception.cut": self._cut,
        }
        for effect, handler in handlers.items():
            agenda.on(effect, handler)

    def request(self, request: ClosingRequest, surplus: int, effective_day: int, today: int) -> None:
        """Enter a decision: to close up to `surplus` places, or (with a measure) to undo one firing."""
        self._requests.append(request)
        self.ordered += surplus
        effect = "reception.reverse" if request.measure else "reception.close"
        self._agenda.add(effective_day, effect, len(self._requests) - 1, surplus, today)

    def paid_until(self, centre: int, day: int) -> int:
        """First day not paid if notice is given on `day`: lock and notice, but not past the period's end."""
        entry = self._network.centres[centre]
        terms = self._network.config.contracts[entry.contract]
        signed, length, lock = entry.signed_day, terms.length_days, entry.lock_until
        period_end = max(signed + max(-((signed - day) // length), 1) * length, lock, day + 1)
        return min(max(lock, day + terms.notice_days), period_end)

    def settle_overtime(self, day: int) -> None:
        """Close the centres past their closing day that now stand empty."""
        persons = self._network.sites.occupied[self.overtime].tolist()
        if 0 not in persons:
            return
        for centre in [c for c, here in zip(self.overtime, persons, strict=True) if here == 0]:
            self.overtime.remove(centre)
            self._finish(centre, day)

    def _close(self, target: int, amount: int, day: int) -> None:
        """Give up free added and unit-price places first, then centres: dearest, then least committed."""
        request, network = self._requests[target], self._network
        self.ordered -= amount
        left = amount
        for kind in request.kinds:
            if left <= 0:
                break
            for tier in (Tier.DENSE, Tier.OPTION, Tier.UNIT):
                for centre in network.reducible(kind, tier):
                    left -= self._give_up(centre, tier, left, day)
            if left <= 0:
                break
            small = network.staying_up_to(kind, left)
            for _, _, centre in sorted([self._rank(centre, day) for centre in small]):
                places = small[centre]
                if places <= left:
                    left -= places
                    self._begin(centre, day, request.dialogue_days)

    def _rank(self, centre: int, day: int) -> tuple[float, int, int]:
        entry = self._network.centres[centre]
        commitment = max(self.paid_until(centre, day) - day, 0) * entry.fixed_signed
        return (-self._prices.get(entry.price, 0.0), commitment, centre)

    def _reverse(self, target: int, amount: int, day: int) -> None:
        """Withdraw the unsigned, cancel the unopened, ask added places back, give notice to centres."""
        request, network, opening = self._requests[target], self._network, self._opening
        for order in opening.tagged(request.measure, request.firing):
            opening.withdraw(order)
        cuts: list[tuple[int, int, int]] = []
        for stage in opening.added(request.measure, request.firing):
            if stage.state is StageState.OPEN:
                stage.state = StageState.GONE
                cuts.append((stage.centre, stage.tier, stage.places))
            else:
                opening.cancel(stage, day)
        if cuts:
            self._ask_back(np.array(cuts), day + 1 + network.config.running.give_up_days, day)
        for centre in opening.centres(request.measure, request.firing):
            if not network.centres[centre].leaving:
                self._begin(centre, day, request.dialogue_days)

    def _ask_back(self, cuts: IntArray, when: int, day: int) -> None:
        """Enter added places to be asked back (centre, tier, places) [n, 3]: one entry of the book a day."""
        asked = self._cuts.get(when)
        if asked is None:
            self._cuts[when] = [cuts]
            self._agenda.add(when, "reception.cut", when, 0, day)
        else:
            asked.append(cuts)

    def _cut(self, target: int, amount: int, day: int) -> None:
        """Take away what stands free of the added places asked back; the rest is asked for again later."""
        network = self._network
        sites, still_open = network.sites, network.added_open
        asked = self._cuts.pop(target)
        cuts = asked[0] if len(asked) == 1 else np.concatenate(asked)
        centre, tier, places = cuts.T
        free = sites.places[centre] > sites.occupied[centre]
        for cut in free.nonzero()[0].tolist():
            wanted = min(int(places[cut]), int(still_open[tier[cut], centre[cut]]))
            places[cut] -= self._give_up(int(centre[cut]), Tier(tier[cut]), wanted, day)
        again = cuts[(places > 0) & network.staying(centre) & (still_open[tier, centre] > 0)]
        if len(again):
            self._ask_back(again, day + RETRY_DAYS, day)

    def _give_up(self, centre: int, tier: Tier, wanted: int, day: int) -> int:
        """Take away free places of a tier, at most `wanted`, and let their staff go; gives how many."""
        added, own = self._network.give_up(centre, tier, wanted, day)
        self._opening.free_staff(centre, added, own, day)
        return added + own

    def _begin(self, centre: int, day: int, dialogue_days: int) -> None:
        """Tell the host, stop building; notice follows after the dialogue."""
        network = self._network
        entry = network.centres[centre]
        for number in entry.stages:
            self._opening.cancel(self._opening.stages[number], day)
        network.set_leaving(centre)
        entry.told_day = day
        entry.dialogue_days = dialogue_days
        if dialogue_days > 0:
            self._agenda.add(day + dialogue_days, "reception.notice", centre, dialogue_days, day)
        else:
            self._notice(centre, 0, day)

    def _notice(self, target: int, amount: int, day: int) -> None:
        network = self._network
        entry, sites = network.centres[target], network.sites
        terms = network.terms(entry.contract)
        entry.paid_until = self.paid_until(target, day)
        opened = bool(sites.accepting[target])
        closing = max(min(day + terms.run_down_days, entry.paid_until), day + 1) if opened else day + 1
        network.stop_intake(target)
        sites.closing_day[target] = closing
        network.event(target, day, "notice", closing - day)
        network.event(target, day, "intake_stopped", closing - day)
        if terms.forced_moves and opened:
            told = max(closing - network.config.closing.clearing_days, day + 1)
            self._agenda.add(told, "reception.clear", target, 0, day)
        self._agenda.add(closing, "reception.shut", target, 0, day)

    def _term(self, target: int, amount: int, day: int) -> None:
        """The law lets the centre stand no longer."""
        if not self._network.centres[target].leaving:
            self._begin(target, day, 0)

    def _clear(self, target: int, amount: int, day: int) -> None:
        self.to_clear.append(target)

    def _shut(self, target: int, amount: int, day: int) -> None:
        network = self._network
        entry = network.centres[target]
        if network.sites.occupied[target] == 0:
            self._finish(target, day)
            return
        self.overtime.append(target)
        if network.terms(entry.contract).forced_moves:
            network.sites.places[target] = 0
            network.may_be_crowded = True
            self.full.append(target)
        network.event(target, day, "overtime", day - entry.told_day)

    def _finish(self, centre: int, day: int) -> None:
        network = self._network
        entry = network.centres[centre]
        added = int(network.added_open[:, centre].sum())
        own = int(network.place_days.open[:, centre].sum()) - added
        network.close(centre)
        self._opening.free_staff(centre, added, own, day)
        if day < entry.paid_until:
            network.place_days.set_exit(centre, entry.fixed_signed)
            self._agenda.add(entry.paid_until, "reception.paid", centre, 0, day)
        network.event(centre, day, "closed", day - entry.told_day)

    def _paid(self, target: int, amount: int, day: int) -> None:
        self._network.place_days.set_exit(target, 0)
