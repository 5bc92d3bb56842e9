"""Levers of the portfolio: new centres, places in running ones, closing, exemption from permits."""

from __future__ import annotations

from collections.abc import Sequence

from sim.institutions.place_days import Tier
from sim.institutions.portfolio import RECEPTION_KINDS, Portfolio
from sim.institutions.states import Lodging
from sim.institutions.switches import Switch, check_later
from sim.plans.protocol import Lever, Need, Order, Parts


class _PlaceOrders:
    """Orders places; the portfolio keeps which order they came from."""

    unit = "places"

    def __init__(self, name: str, portfolio: Portfolio) -> None:
        self.name = name
        self._portfolio = portfolio

    def effect_day(self, order: Order) -> int | None:
        """Day on which the first of its places opened."""
        return self._portfolio.first_opened(order.measure, order.firing)

    def parts(self, order: Order) -> Parts:
        """Its places that stay, and those unsigned or not open yet."""
        return self._portfolio.parts(order.measure, order.firing)

    def reverse(self, order: Order, day: int, dialogue_days: int) -> None:
        """Withdraw what is not signed, give notice to the rest; added places go when nobody sleeps in them."""
        self._portfolio.reverse(order.measure, order.firing, day, dialogue_days)


class CentreOrders(_PlaceOrders):
    """Orders new centres under one contract; the gap is need less places that stay and those ordered."""

    def __init__(
        self, name: str, contract: str, portfolio: Portfolio, need: str, kinds: Sequence[Lodging]
    ) -> None:
        super().__init__(name, portfolio)
        self._contract = contract
        self._need = need
        self._kinds = tuple(kinds)

    def gap(self, need: Need) -> int:
        """Places missing, never negative."""
        return missing(self._portfolio, getattr(need, self._need), self._kinds)

    def apply(self, order: Order) -> None:
        """Have the contracts signed on the effective day."""
        check_later(order)
        self._portfolio.order(
            self._contract,
            order.amount,
            order.effective_day,
            order.day,
            price=order.price,
            measure=order.measure,
            firing=order.firing,
            lock_days=order.lock_days,
        )


class AddedPlaces(_PlaceOrders):
    """Orders places of one tier in running ordinary centres; never more than they have room for."""

    def __init__(self, name: str, tier: Tier, portfolio: Portfolio) -> None:
        super().__init__(name, portfolio)
        self._tier = tier

    def gap(self, need: Need) -> int:
        """Places missing, at most what running centres can add."""
        return min(
            missing(self._portfolio, need.places, RECEPTION_KINDS), self._portfolio.addable(self._tier)
        )

    def apply(self, order: Order) -> None:
        """Call the places off on the effective day."""
        check_later(order)
        self._portfolio.add_places(
            self._tier,
            order.amount,
            order.effective_day,
            order.day,
            price=order.price,
            measure=order.measure,
            firing=order.firing,
        )


class ClosePlaces:
    """Closes places that nobody needs, in the configured order of types."""

    name = "close_places"
    unit = "places"

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio
        self._kinds = tuple(Lodging[kind.upper()] for kind in portfolio.config.closing.kinds)
        self._ordered: list[tuple[int, int]] = []

    def gap(self, need: Need) -> int:
        """Places that stay beyond the need, those under order to close left out."""
        stay = sum(self._portfolio.lasting(kind) for kind in RECEPTION_KINDS)
        return max(stay - self._portfolio.closing_ordered() - round(need.places), 0)

    def apply(self, order: Order) -> None:
        """Give notice from the effective day on."""
        check_later(order)
        self._portfolio.close(self._kinds, order.amount, order.day, 0, order.effective_day)

    def reverse(self, order: Order, day: int, dialogue_days: int) -> None:
        """Raise ValueError: notice cannot be taken back, places are ordered anew."""
        raise ValueError("close_places cannot be reversed: order places anew")


def missing(portfolio: Portfolio, need: float, kinds: Sequence[Lodging]) -> int:
    """Places needed beyond those that stay and those ordered, never negative."""
    have = sum(portfolio.lasting(kind) + portfolio.pipeline(kind) for kind in kinds)
    return max(round(need) - have, 0)


def portfolio_levers(portfolio: Portfolio) -> list[Lever]:
    """What a plan can order of UDI's portfolio."""
    arrival, minors = (Lodging.ARRIVAL,), (Lodging.MINORS,)
    return [
        AddedPlaces("unit_price_places", Tier.UNIT, portfolio),
        AddedPlaces("option_places", Tier.OPTION, portfolio),
        AddedPlaces("densification", Tier.DENSE, portfolio),
        CentreOrders("emergency_frames", "emergency", portfolio, "places", RECEPTION_KINDS),
        CentreOrders("mini_competition", "variable", portfolio, "places", RECEPTION_KINDS),
        CentreOrders("open_tender", "variable", portfolio, "places", RECEPTION_KINDS),
        CentreOrders("level3_contingency", "contingency", portfolio, "places", RECEPTION_KINDS),
        CentreOrders("section_95a", "municipal_order", portfolio, "places", RECEPTION_KINDS),
        CentreOrders("second_arrival_centre", "arrival", portfolio, "arrival_beds", arrival),
        CentreOrders("minors_places", "minors", portfolio, "minors_places", minors),
        Switch("building_permit_exemption", portfolio.agenda, "reception.permit_exemption", (0, 1), (0, 0)),
        ClosePlaces(portfolio),
    ]
