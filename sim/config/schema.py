"""One scenario: how the world is, and the plan of those who decide in it."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from sim.config.base import Section
from sim.config.casework import CaseworkConfig
from sim.config.criteria import CriteriaConfig
from sim.config.given import GivenConfig
from sim.config.information import InformationConfig
from sim.config.municipalities import MunicipalitiesConfig
from sim.config.parameters import ParametersConfig
from sim.config.plan import Plan
from sim.config.population import PopulationConfig
from sim.config.prices import PricesConfig
from sim.config.reception import ReceptionConfig
from sim.config.regime import RegimeConfig
from sim.config.settlement import SettlementConfig
from sim.config.shock import ShockConfig
from sim.config.start import StartConfig, anchors_of_table, read_start_file
from sim.config.targets import TargetsConfig
from sim.data import start_places

DAYS_AFTER_ONSET = 1096  # three years with one leap day
LONGEST_DAYS = 7305  # twenty years


class Scenario(Section):
    """Everything that decides a run, but for the number of the replication."""

    start: StartConfig
    shock: ShockConfig
    population: PopulationConfig
    casework: CaseworkConfig
    reception: ReceptionConfig
    settlement: SettlementConfig
    municipalities: MunicipalitiesConfig
    information: InformationConfig
    prices: PricesConfig
    targets: TargetsConfig
    regime: RegimeConfig
    criteria: CriteriaConfig
    given: GivenConfig
    parameters: ParametersConfig
    plan: Plan
    seed: Annotated[int, Field(ge=0, lt=2**63)] = Field(1, description="seed of all chance, no unit")
    horizon_days: Annotated[int, Field(gt=0, le=LONGEST_DAYS, json_schema_extra={"unit": "days"})] | None = Field(
        None, description="days simulated; null: three years after the shock begins"
    )
    audit: bool = Field(False, description="check the books at every single move (slow; for small systems)")

    @model_validator(mode="before")
    @classmethod
    def _world_of_the_shock(cls, raw: Any) -> Any:
        """Apply what the shock changes in the world, and read the user's own start file."""
        if not isinstance(raw, dict):
            return raw
        raw = copy.deepcopy(raw)
        faults: list[str] = []
        shock = raw.get("shock")
        for key, value in (shock.get("sets") or {}).items() if isinstance(shock, dict) else ():
            node: Any = raw
            *path, last = key.split(".")
            for part in path:
                node = node.get(part) if isinstance(node, dict) else None
            if path and path[0] in ("plan", "shock"):
                faults.append(f"shock.sets.{key}: a shock changes the world, never the plan or itself")
            elif not isinstance(node, dict) or last not in node:
                faults.append(f"shock.sets.{key}: there is no such key in the scenario")
            else:
                node[last] = value
        start = raw.get("start")
        if isinstance(start, dict) and start.get("file"):
            try:
                anchors, places = read_start_file(Path(start["file"]))
            except ValueError as error:
                faults.extend(f"start.file: {line}" for line in str(error).splitlines())
            else:
                start["anchors"] = anchors
                start["places"] = places or start.get("places", {})
        elif isinstance(start, dict) and start.get("table") and isinstance(start.get("permit_split"), dict):
            name = str(start["table"])
            try:
                start["anchors"] = anchors_of_table(name, start["permit_split"], start.get("waited_days"))
                start["places"] = {row.type: row.places for row in start_places(name)} | (
                    start.get("places") or {}
                )
            except (KeyError, TypeError) as error:
                faults.append(f"start.table: {error}")
        if faults:
            raise ValueError("\n".join(faults))
        return raw

    @property
    def onset(self) -> dt.date:
        """First day of the shock."""
        return self.shock.onset_date(self.start.date)

    @property
    def first_change(self) -> dt.date | None:
        """First day on which the shock changes arrivals; None if it never does."""
        return self.shock.first_change(self.start.date)

    @property
    def days(self) -> int:
        """Days simulated."""
        if self.horizon_days is not None:
            return self.horizon_days
        return (self.onset - self.start.date).days + DAYS_AFTER_ONSET
