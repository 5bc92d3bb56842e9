"""The manifest of a result: everything needed to know what it is, and to get it again."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

from sim import data
from sim.config.past import told_past
from sim.config.schema import Scenario
from sim.data.records import FACT_KINDS
from sim.runs.files import write_whole
from sim.runs.keys import RunKey, code_digest, identity, model_digest, scenario_digest
from sim.runs.outdir import MANIFEST
from sim.runs.refs import FailedRun

FORMAT = 1
PACKAGES = ("beredt", "simpy", "numpy", "scipy", "pandas", "matplotlib", "hydra-core", "pydantic", "pyarrow")


def versions() -> dict[str, str]:
    """Return the versions of Python, the system and the packages that results depend on."""
    found = {"python": platform.python_version(), "system": platform.platform()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def warned_facts(used: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the facts used that carry a warning, sorted by key, each with the paths it was used at.

    Parameters
    ----------
    used : fact key by dotted path of the value taken from it
    """
    paths: dict[str, list[str]] = {}
    for path, key in used.items():
        paths.setdefault(key, []).append(path)
    rows = []
    for key in sorted(paths):
        fact = data.fact(key)
        if fact.warn:
            names = ("key", "value", "low", "high", "unit", "year", "kind", "source", "confidence", "warn")
            row = {name: getattr(fact, name) for name in names}
            rows.append(row | {"used_at": sorted(paths[key])})
    return rows


def parameter_kinds() -> dict[str, int]:
    """Return how many of the parameters in the table of facts are fixed by rule, estimated, and assumed."""
    kinds = [fact.kind for fact in data.facts().values()]
    return {kind: kinds.count(kind) for kind in FACT_KINDS}


def validated() -> dict[str, Any]:
    """Return for what the last back-test that was kept found the model fit, and whether it was this model."""
    lines = data.validated()
    first = lines[0] if lines else None
    return {
        "lines": [{**asdict(line), "made": line.made.isoformat()} for line in lines],
        "model": first.model if first else "",
        "made": first.made.isoformat() if first else "",
        "same_model": first is not None and first.model == model_digest(),
    }


def build(
    scenarios: Mapping[tuple[str, str], Scenario],
    *,
    verb: str,
    command: Sequence[str],
    overrides: Sequence[str],
    facts: Mapping[str, str],
    replications: int,
    workers: int,
    failures: Iterable[FailedRun[RunKey]],
    seconds: Mapping[str, float],
) -> dict[str, Any]:
    """Return the manifest as plain values.

    Parameters
    ----------
    scenarios : by (shock, plan), in order; the first plan is compared against
    seconds : time used by stage, seconds

    What it holds as the onset of a shock is the first day on which arrivals differ from the baseline; a shock that
    never changes them has none.
    """
    first = next(iter(scenarios.values()))
    return {
        "format": FORMAT,
        "verb": verb,
        "command": list(command),
        "overrides": list(overrides),
        "shocks": list(dict.fromkeys(shock for shock, _ in scenarios)),
        "plans": list(dict.fromkeys(plan for _, plan in scenarios)),
        "seed": first.seed,
        "replications": replications,
        "workers": workers,
        "start": first.start.date.isoformat(),
        "onsets": {
            shock: day.isoformat()
            for (shock, _), scenario in scenarios.items()
            if (day := scenario.first_change) is not None
        },
        "days": max(scenario.days for scenario in scenarios.values()),
        "digests": {"code": code_digest(), "data": data.digest()},
        "versions": versions(),
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "warned_facts": warned_facts(facts),
        "parameters": parameter_kinds(),
        "validated": validated(),
        "failures": [
            {
                **failure.ref._asdict(),
                "stage": failure.stage,
                "message": failure.message,
                "trace": failure.trace,
            }
            for failure in sorted(failures, key=lambda each: each.ref)
        ],
        "scenarios": [
            {
                "shock": shock,
                "plan": plan,
                "identity": identity(scenario),
                "config_digest": scenario_digest(scenario),
                "past": told_past(scenario),
                "config": scenario.model_dump(mode="json"),
            }
            for (shock, plan), scenario in scenarios.items()
        ],
    }


def write(folder: Path, manifest: Mapping[str, Any]) -> Path:
    """Write FOLDER/manifest.json whole or not at all, and return its path."""
    path = folder / MANIFEST
    write_whole(path, (json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode())
    return path


def read(folder: Path) -> dict[str, Any]:
    """Read FOLDER/manifest.json; raise FileNotFoundError if there is none."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return manifest
