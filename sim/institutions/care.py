"""Care centres (omsorgssentre) for minors alone under 15: Bufetat's small units, reserve and purchases."""

from __future__ import annotations

from sim.config.reception import ReceptionConfig
from sim.institutions.place_days import Use
from sim.institutions.portfolio import Portfolio
from sim.institutions.portfolio_levers import CentreOrders
from sim.institutions.states import Lodging
from sim.plans.protocol import Lever, Need, Order


class CareReserve(CentreOrders):
    """Takes the reserve of care places into use; what is given back can be taken again."""

    def __init__(self, portfolio: Portfolio, places: int) -> None:
        super().__init__("care_reserve", "care_reserve", portfolio, "care_places", (Lodging.CARE,))
        self.left = places

    def gap(self, need: Need) -> int:
        """Care places missing, at most what is left of the reserve."""
        return min(super().gap(need), self.left)

    def apply(self, order: Order) -> None:
        """Take reserve places; ValueError for more than are left."""
        if order.amount > self.left:
            raise ValueError(f"care_reserve: {order.amount} places ordered, {self.left} left in reserve")
        super().apply(order)
        self.left -= order.amount

    def reverse(self, order: Order, day: int, dialogue_days: int) -> None:
        """Give the places back to the reserve; the units close when their children have moved."""
        super().reverse(order, day, dialogue_days)
        self.left += order.amount


class Care:
    """Bufetat's part of reception. Children are placed by `Reception`; units live in the portfolio.

    Units are small and costly, and they stick: nobody is moved out to close one, so it costs until the last
    child has left (`forced_moves: false`).
    """

    def __init__(self, config: ReceptionConfig, portfolio: Portfolio) -> None:
        self._portfolio = portfolio
        self._reserve_price = config.contracts["care_reserve"].price
        self.reserve = CareReserve(portfolio, config.care.reserve_places)
        self.purchase = CentreOrders(
            "care_purchase", "care_purchase", portfolio, "care_places", (Lodging.CARE,)
        )

    def children(self) -> int:
        """Children in care centres now."""
        sites = self._portfolio.sites
        return int(sites.occupied[sites.of_kind(Lodging.CARE)].sum())

    def places(self) -> int:
        """Usable places in care centres now."""
        return self._portfolio.usable(Lodging.CARE)

    def units(self) -> int:
        """Care centres that are open, those on notice included."""
        sites = self._portfolio.sites
        ring = sites.of_kind(Lodging.CARE)
        return int(((sites.places[ring] > 0) & ~sites.closed[ring]).sum())

    def hold_reserve(self, days: int) -> None:
        """Count the standby of the unused reserve for a number of days."""
        self._portfolio.place_days.book(self._reserve_price, Use.STANDBY, self.reserve.left * days)

    def levers(self) -> list[Lever]:
        """What a plan can order of Bufetat."""
        return [self.reserve, self.purchase]
