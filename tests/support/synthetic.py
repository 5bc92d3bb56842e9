"""Made-up results with the shape of real ones: arrivals that surge, plans with more or fewer places."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np

from sim.config.job import Job, Settings
from sim.config.precision import Precision
from sim.dictionary import TABLES
from sim.runs.keys import RunKey
from sim.runs.writer import TableWriter
from sim.tables import COMMITTED, MunicipalityMonths, RunTables, Weekly

START = np.datetime64("2024-01-07")
NUMBERS = ("0301", "1103", "4601", "5001", "5501", "3901", "3301", "1806", "5605", "4204")
PLACES = {"lean": 5200.0, "buffer": 7000.0, "twin": 5200.0}


def run_tables(plan: str, replication: int, weeks: int = 60, seed: int = 5) -> RunTables:
    """Return the tables of one made-up run; the same replication has the same arrivals under every plan."""
    luck = np.random.default_rng([seed, replication])
    own = np.random.default_rng([seed, replication, len(plan)])
    week = np.arange(weeks)
    surge = 3200.0 * np.exp(-(((week - 34) / 9.0) ** 2)) * luck.uniform(0.8, 1.2)
    residents = np.round(3600.0 + surge + luck.normal(0, 40, weeks).cumsum() * 0.3).clip(0)
    places = np.where(week > 30, PLACES[plan] + 900.0, PLACES[plan] - 800.0)
    short = np.round((residents - places - 300.0).clip(0))
    return RunTables(
        weekly=_weekly(week, residents, places, short, plan, own),
        municipality_month=_municipality_month(luck, weeks),
        municipality_year=_municipality_year(replication),
        centre_events=_centre_events(plan, replication),
        plan_events=_plan_events(plan, replication),
        waits=_waits(plan, luck),
        money=_money(plan, residents, places),
        targets=_targets(plan, luck),
        breaks=_breaks(short, residents),
    )


def _weekly(
    week: np.ndarray, residents: np.ndarray, places: np.ndarray, short: np.ndarray, plan: str,
    own: np.random.Generator,
) -> Weekly:  # fmt: skip
    series = tuple(TABLES["weekly"].series)
    values = np.zeros((len(week), len(series), 3))
    columns = {
        "residents": residents - np.round(short * 0.2),
        "no_roof": np.round(short * 0.2),
        "overcrowded": short - np.round(short * 0.2),
        "without_place": short,
        "days_without_place": 7.0 * (short > 0),
        "person_days_without_place": 7.0 * short,
        "place_days_empty": 7.0 * (places + 300.0 - (residents - np.round(short * 0.2))).clip(0),
        "places": places,
        "places_arrival": np.full(len(week), 300.0),
        "residents_emergency": np.round((residents - 5000.0).clip(0)),
        "waiting_registration": np.round(residents * 0.02),
        "arrivals": np.round(residents * 0.03),
        "awaiting_decision": np.round(residents * 0.3),
        "mapping": np.round(residents * 0.08),
        "ready": np.round(residents * (0.1 if plan == "buffer" else 0.14)),
        "allocated": np.round(residents * 0.07),
        "settled": np.full(len(week), 90.0),
        "self_settled": np.full(len(week), 3.0),
    }
    for name, column in columns.items():
        values[:, series.index(name), 0] = column
    defined = np.ones((len(series), 3), bool)
    defined[series.index("places"), 1:] = False
    dates = START + 7 * week.astype("timedelta64[D]")
    return Weekly(dates, series, ("all", "individual", "collective"), values, defined)


def _municipality_month(luck: np.random.Generator, weeks: int) -> MunicipalityMonths:
    series = tuple(TABLES["municipality_month"].series)
    months = np.arange(np.datetime64("2024-01", "M"), np.datetime64("2024-01", "M") + max(1, weeks // 4))
    values = np.zeros((len(months), len(NUMBERS), len(series)))
    values[:, :, series.index("settled")] = luck.poisson(np.linspace(30, 2, len(NUMBERS)), values.shape[:2])
    return MunicipalityMonths(months, NUMBERS, series, values)


def _municipality_year(replication: int) -> dict[str, Any]:
    """Return two years of the run and one after it, in which a municipality gets 10 persons and 1 more a run."""
    years = (2024, 2025, 2026)
    rows = len(NUMBERS) * len(years)
    columns: dict[str, Any] = {
        column.name: np.zeros(rows, np.int64) for column in TABLES["municipality_year"].value_columns()
    }
    columns["municipality_number"] = list(NUMBERS) * len(years)
    columns["year"] = np.repeat(years, len(NUMBERS))
    in_run = columns["year"] < years[-1]
    columns["answer_days"] = [60 if each else None for each in in_run.tolist()]
    persons_of = {"asked": 20, "voted": 14, "agreed": 15, "settled": 10, "dwellings_1": 4, "dwellings_2_3": 3}
    for name, persons in persons_of.items():
        columns[name] = np.where(in_run, persons + replication, 0)
    for name, nok in (("grant_nok", 2e6), ("cost_nok", 2.5e6)):
        columns[name] = np.where(in_run, nok, 0.0)
    for name, nok in (("committed_grant_nok", 1e6), ("committed_cost_nok", 4e5)):
        columns[name] = np.where(in_run, 0.0, nok)
    return columns


def _centre_events(plan: str, replication: int) -> dict[str, list[object]]:
    extra = 0 if plan == "lean" else 2
    rows: list[tuple[object, ...]] = []
    for k in range(1 + extra):
        rows.append((f"emergency-{k}", dt.date(2024, 6, 3), "opened", "emergency", "0301", 300, 14, 0))
        rows.append(
            (
                f"emergency-{k}",
                dt.date(2025, 1, 6 + replication % 5),
                "closed",
                "emergency",
                "0301",
                0,
                60,
                30,
            )
        )
    names = (
        "centre",
        "date",
        "event",
        "type",
        "municipality_number",
        "places",
        "notice_days",
        "dialogue_days",
    )
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def _plan_events(plan: str, replication: int) -> dict[str, list[object]]:
    names = ("measure", "firing", "event", "date", "decided_by", "signal", "seen", "threshold", "size")
    if plan == "lean" or replication % 4 == 3:
        return {name: [] for name in names}
    rows = []
    for measure, day in (("unit_price_places", 130), ("emergency_frames", 160)):
        for k, event in enumerate(("fired", "decided", "effective", "reversed")):
            when = dt.date(2024, 1, 1) + dt.timedelta(day + replication % 7 + (0, 2, 16, 160)[k])
            rows.append((measure, 1, event, when, "UDI", "reception_use", 0.94, 0.92, 900.0))
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def _waits(plan: str, luck: np.random.Generator) -> dict[str, list[object]]:
    stages = {"arrived_to_registered": 3.0, "registered_to_decided": 110.0, "decided_to_settled": 150.0}
    rows = []
    for stage, mean in stages.items():
        for year in (2024, 2025):
            days = mean * luck.uniform(0.9, 1.1) + (-12.0 if plan == "buffer" else 0.0) * (mean > 100)
            rows.append(("all", stage, year, 900, days, days * 0.3, days * 0.9, days * 1.8, 0.3, 0.7, 0.95,
                         1000, 800, 600, 250, 60, 120, 200))
    names = (
        "group",
        "stage",
        "year",
        "n",
        "mean_days",
        "p10",
        "p50",
        "p90",
        "within_90",
        "within_183",
        "within_365",
        "due_90",
        "due_183",
        "due_365",
        "waiting",
        "open_90",
        "open_183",
        "open_365",
    )
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def _money(plan: str, residents: np.ndarray, places: np.ndarray) -> dict[str, list[object]]:
    rows: list[tuple[object, ...]] = []
    for k in range(len(residents) // 4):
        month = str(np.datetime64("2024-01", "M") + k)
        rows.append((month, "state_UDI", "places_used", float(residents[4 * k]) * 18_000.0))
        rows.append((month, "state_UDI", "exit_cost", 2e6 if plan == "buffer" else 0.0))
        rows.append((month, "state_IMDi", "integration_grant", 45e6))
        rows.append((month, "municipalities", "net", -4e6))
    rows.append((COMMITTED, "state_IMDi", "integration_grant", 900e6))
    return dict(zip(("month", "payer", "item", "nok"), map(list, zip(*rows, strict=True)), strict=True))


def _targets(plan: str, luck: np.random.Generator) -> dict[str, list[object]]:
    share = 0.9 + luck.uniform(-0.03, 0.03) + (0.02 if plan == "buffer" else 0.0)
    rows = [
        (
            2024,
            "A",
            "share_settled_within_target",
            share,
            "share",
            "yes" if share >= 0.9 else "no",
            "90 % in 183 days",
        ),
        (2024, "A", "need_minus_settled", 320.0, "persons", "no", "need above settled on 31 December"),
        (2024, "A", "cause_housing", 40.0, "persons", "no yardstick", "agreed and not moved"),
        (2024, "2.6", "cooperation", None, "", "not modelled", "cooperation between levels is not modelled"),
    ]
    names = ("year", "clause", "measure", "value", "unit", "met", "why")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def _breaks(short: np.ndarray, residents: np.ndarray) -> dict[str, list[object]]:
    rows = []
    for criterion, values in (
        ("no_roof", short * 0.2),
        ("without_place", short),
        ("overcrowded", residents * 0.0),
    ):
        hit = np.flatnonzero(values >= 1)
        first = (START + 7 * int(hit[0])).astype(object) if hit.size else None
        rows.append((criterion, first, 7 * hit.size, float(values.max())))
    return dict(
        zip(("criterion", "first_date", "days", "worst"), map(list, zip(*rows, strict=True)), strict=True)
    )


def write(folder: Path, plans: tuple[str, ...] = ("lean", "buffer"), replications: int = 8) -> Path:
    """Write a made-up result into `folder` and return it."""
    keys = [RunKey("surge", plan, r) for plan in plans for r in range(replications)]
    with TableWriter(folder, keys) as writer:
        for key in keys:
            writer.add(key, run_tables(key.plan, key.replication))
    return folder


@dataclass(frozen=True)
class _Start:
    date: dt.date = dt.date(2024, 1, 1)
    path: str | None = None
    day: dt.date | None = None


@dataclass(frozen=True)
class _Shock:
    origin: dt.date | None = None
    components: tuple[object, ...] = ()


@dataclass(frozen=True)
class _Given:
    votes: str = "modelled"
    decisions: str = "modelled"


@dataclass(frozen=True)
class MadeUpScenario:
    """Stands in for a scenario where only its name and a few numbers matter."""

    plan: str
    mark: str = ""
    seed: int = 5
    days: int = 420
    start: _Start = _Start()
    shock: _Shock = _Shock()
    given: _Given = _Given()
    first_change: dt.date | None = dt.date(2024, 5, 1)

    def model_dump(self, mode: str = "json") -> dict[str, Any]:
        criteria = {"without_place": {"says": "More people than places"}}
        return {
            "start": {"date": self.start.date.isoformat(), "file": None, "path": None},
            "plan": {"name": self.plan},
            "seed": self.seed,
            "criteria": {"criteria": criteria},
        }


def made_up_job(
    verb: Literal["run", "compare"] = "compare",
    plans: tuple[str, ...] = ("lean", "buffer"),
    replications: int | Literal["auto"] = 3,
    workers: int = 1,
    mark: str = "",
    precision: Precision | None = None,
) -> Job:
    """Return a job of made-up scenarios; `mark` is a file that some models below leave or look for."""
    settings = Settings(
        replications=replications,
        precision=precision,
        kernels="plain",
        workers=workers,
        out=None,
        overwrite=False,
        households=False,
        progress=False,
    )
    scenarios = {("surge", plan): MadeUpScenario(plan, mark) for plan in plans}
    return Job(verb, ("surge",), plans, cast(Any, scenarios), settings, ("seed=5",))


def prepare(scenario: MadeUpScenario) -> str:
    """Share the name of the plan between replications."""
    return scenario.plan


def run(scenario: MadeUpScenario, replication: int, prepared: str) -> RunTables:
    """Return the made-up tables."""
    return run_tables(prepared, replication)


def prepare_fails(scenario: MadeUpScenario) -> str:
    """Fail for one plan."""
    if scenario.plan == "buffer":
        raise ValueError("the start has no beds")
    return scenario.plan


def run_fails(scenario: MadeUpScenario, replication: int, prepared: str) -> RunTables:
    """Fail in replication 1 of one plan."""
    if replication == 1 and prepared == "buffer":
        raise ArithmeticError("3 persons are lost")
    return run(scenario, replication, prepared)


def run_gives_nan(scenario: MadeUpScenario, replication: int, prepared: str) -> RunTables:
    """Return a value that is no number in replication 1."""
    tables = run(scenario, replication, prepared)
    if replication == 1:
        tables.weekly.values[3, 5, 0] = np.nan
    return tables


def run_dies(scenario: MadeUpScenario, replication: int, prepared: str) -> RunTables:
    """Kill the process in replication 1 of one plan, always."""
    if replication == 1 and prepared == "buffer":
        os.kill(os.getpid(), signal.SIGKILL)
    return run(scenario, replication, prepared)


def run_dies_once(scenario: MadeUpScenario, replication: int, prepared: str) -> RunTables:
    """Kill the process in replication 1 of one plan the first time, leaving a mark."""
    if replication == 1 and prepared == "buffer" and not Path(scenario.mark).exists():
        Path(scenario.mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return run(scenario, replication, prepared)


def run_slowly(scenario: MadeUpScenario, replication: int, prepared: str) -> RunTables:
    """Note the process in a file beside the mark, and take far too long."""
    Path(f"{scenario.mark}-{os.getpid()}").touch()
    time.sleep(600)
    return run(scenario, replication, prepared)


def with_columns(tables: RunTables, **columns: Any) -> RunTables:
    """Return the tables of a run with some of them exchanged."""
    return replace(tables, **columns)
