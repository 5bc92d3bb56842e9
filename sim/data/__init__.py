"""Facts about Norwegian reception and settlement as CSV, with one loader.

Every row names its source and a confidence; `datapackage.json` describes each file and column.
"""

from sim.data.forecast_vintages import ForecastError, Vintage, forecast_error, refuse_later, vintages
from sim.data.given import GivenDecisions, GivenVotes, given_decisions, given_votes
from sim.data.ledger import Switch, switches
from sim.data.loader import (
    UnknownFactError,
    dictionary,
    digest,
    fact,
    facts,
    gates,
    levers,
    monthly_arrivals,
    municipalities,
    quota,
    series,
    start_anchors,
    start_places,
    validated,
)
from sim.data.reading import DataError
from sim.data.records import (
    Anchor,
    Described,
    Fact,
    Lever,
    Municipalities,
    Point,
    Quota,
    StartPlaces,
)

__all__ = [
    "Anchor",
    "DataError",
    "Described",
    "Fact",
    "ForecastError",
    "GivenDecisions",
    "GivenVotes",
    "Lever",
    "Municipalities",
    "Point",
    "Quota",
    "StartPlaces",
    "Switch",
    "UnknownFactError",
    "Vintage",
    "dictionary",
    "digest",
    "fact",
    "facts",
    "forecast_error",
    "gates",
    "given_decisions",
    "given_votes",
    "levers",
    "monthly_arrivals",
    "municipalities",
    "quota",
    "refuse_later",
    "series",
    "start_anchors",
    "start_places",
    "switches",
    "validated",
    "vintages",
]
