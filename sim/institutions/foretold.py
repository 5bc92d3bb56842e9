"""What is foretold of a scenario's arrivals, day by day."""

from __future__ import annotations

from sim.chance.draws import Chance
from sim.config.schema import Scenario
from sim.engine.calendar import Calendar
from sim.institutions.arrival_rates import DAYS_BEFORE, ArrivalRates, neighbours_lead
from sim.institutions.forecasts import Forecasts


def foretold(
    scenario: Scenario, calendar: Calendar, chance: Chance, rates: ArrivalRates, middle: ArrivalRates | None
) -> Forecasts:
    """Make all that is published of the arrivals to come.

    With `middle`, the future in the middle of those that were thinkable on `shock.origin`, what is published before
    that day is made from it: then nobody sees the future that is drawn for a replication.
    """
    forecasts = _of(scenario, calendar, chance, rates)
    if middle is not None and scenario.shock.origin is not None:
        before = _of(scenario, calendar, chance, middle)
        neighbours, warning = (column.tolist() for column in before.by_day)
        forecasts.keep_past(calendar.day(scenario.shock.origin), before.table, neighbours, warning)
    return forecasts


def _of(scenario: Scenario, calendar: Calendar, chance: Chance, rates: ArrivalRates) -> Forecasts:
    lead = neighbours_lead(scenario.shock, rates)
    return Forecasts(scenario.information, calendar, chance, rates.total_by_week, DAYS_BEFORE // 7, lead)
