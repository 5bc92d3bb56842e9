"""The scenario of one replication, where parameters are drawn: the values of its row, validated anew."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from sim.config.edited import number_at, put
from sim.config.faults import NO_VALUE, Fault
from sim.config.schema import Scenario


def with_draws(scenario: Scenario, replication: int) -> Scenario:
    """Return the scenario with the values of a replication's row; the same one if nothing is drawn.

    What a shock changes in the world gives way to a drawn value, as it does to a change on the command line.

    Raises
    ------
    KeyError : if a key is not there
    pydantic.ValidationError : if a value does not fit
    """
    row = scenario.parameters.row(replication)
    if not row:
        return scenario
    central = scenario.parameters.model_copy(update={"values": "central", "path": None, "draws": {}})
    return put(scenario.model_copy(update={"parameters": central}), row)[0]


def draw_faults(scenario: Scenario) -> Iterator[Fault]:
    """Find keys that are not there, and lines whose values do not fit, each rule once."""
    known = True
    for key in scenario.parameters.draws:
        try:
            number_at(scenario, key)
        except KeyError:
            known = False
            yield Fault("parameters.path", key, "there is no such number in the scenario", "columns are dotted keys")
    seen: set[str] = set()
    for number in range(scenario.parameters.rows if known else 0):
        try:
            with_draws(scenario, number)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                where = ".".join(str(part) for part in detail["loc"])
                rule = f"line {number + 2}, {where}: {detail['msg']}"
                if detail["msg"] not in seen:
                    seen.add(detail["msg"])
                    yield Fault("parameters.path", NO_VALUE, rule)
