"""What a calibration found, as plain values: for its files, its summary and those who read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.calibrate import Parameter
from sim.data.observed import Point
from sim.studies.calibration.emulator import Emulator
from sim.studies.calibration.match import Posterior, Rejected
from sim.studies.calibration.prior import values_at
from sim.studies.calibration.recovery import BAND, LEVEL, NARROWED, Recovery

FloatArray = NDArray[np.float64]

TIED = 0.6
"""Correlation from which on two parameters are told as not told apart."""


def of_points(
    points: Sequence[Point], emulated: FloatArray, implausibility: FloatArray, least: FloatArray | None = None
) -> list[dict[str, Any]]:
    """Return a row a point: observed, emulated, and how implausible that is, in standard deviations."""
    rows = []
    for place, point in enumerate(points):
        row = {
            "series": point.series,
            "date": point.date.isoformat(),
            "unit": point.unit,
            "observed": point.value,
            "emulated": _rounded(emulated[place]),
            "implausibility": _rounded(implausibility[place]),
        }
        if least is not None:
            row["least_anywhere"] = _rounded(least[place])
        rows.append(row)
    return rows


def of_parameters(parameters: Sequence[Parameter], draws: FloatArray) -> list[dict[str, Any]]:
    """Return a row a parameter: range, posterior quantiles of each key, and how much narrower it became."""
    low, middle, high = np.quantile(draws, ((1.0 - LEVEL) / 2.0, 0.5, (1.0 + LEVEL) / 2.0), axis=0)
    rows = []
    for place, parameter in enumerate(parameters):
        ratio = float(high[place] - low[place]) / LEVEL
        rows.append(
            {
                "name": parameter.name,
                "says": parameter.says,
                "ratio": _rounded(ratio),
                "narrowed": ratio <= NARROWED,
                "carries": parameter.carries,
                "settings": [
                    {
                        "path": each.path,
                        "unit": each.unit,
                        "kind": each.kind,
                        "fact": each.fact,
                        "low": each.low,
                        "value": each.value,
                        "high": each.high,
                        "posterior_low": _rounded(each.at(float(low[place]))),
                        "posterior_median": _rounded(each.at(float(middle[place]))),
                        "posterior_high": _rounded(each.at(float(high[place]))),
                    }
                    for each in parameter.settings
                ],
            }
        )
    return rows


def of_pairs(parameters: Sequence[Parameter], draws: FloatArray) -> list[dict[str, Any]]:
    """Return the correlation of each two parameters in the sample, the closest first."""
    varies = draws.std(axis=0) > 0.0
    pairs = []
    for one in range(len(parameters)):
        for other in range(one + 1, len(parameters)):
            if varies[one] and varies[other]:
                tied = float(np.corrcoef(draws[:, one], draws[:, other])[0, 1])
                names = [parameters[one].name, parameters[other].name]
                pairs.append({"pair": names, "correlation": _rounded(tied), "tied": abs(tied) >= TIED})
    return sorted(pairs, key=lambda row: -abs(row["correlation"]))


def of_errors(points: Sequence[Point], spread: FloatArray, errors: Mapping[str, FloatArray]) -> list[dict[str, Any]]:
    """Return a row a series, in its unit: how much runs differ over the ranges, and how large each error is.

    Parameters
    ----------
    spread : (points,), standard deviation of the runs of the design
    errors : standard deviations (points,) by name
    """
    rows = []
    for series in dict.fromkeys(point.series for point in points):
        at = [place for place, point in enumerate(points) if point.series == series]
        rows.append(
            {
                "series": series,
                "unit": points[at[0]].unit,
                "points": len(at),
                "spread": _rounded(float(spread[at].mean())),
                **{name: _rounded(float(values[at].mean())) for name, values in errors.items()},
            }
        )
    return rows


def of_recovery(parameters: Sequence[Parameter], recovery: Recovery) -> dict[str, Any]:
    """Return how often intervals covered the truth, in all and by parameter."""
    low, high = recovery.interval
    by_parameter = recovery.covered.mean(axis=0) if recovery.cases else np.zeros(len(parameters))
    return {
        "level": LEVEL,
        "worlds": len(recovery.covered),
        "cases": recovery.cases,
        "share": _rounded(recovery.share),
        "low": _rounded(low),
        "high": _rounded(high),
        "band": list(BAND),
        "empty_worlds": recovery.empty,
        "by_parameter": {
            each.name: _rounded(float(share)) for each, share in zip(parameters, by_parameter, strict=True)
        },
        "narrowed": [each.name for each, told in zip(parameters, recovery.narrowed, strict=True) if told],
        "ranks_uniform": {
            each.name: _rounded(float(chance)) for each, chance in zip(parameters, recovery.uniform, strict=True)
        }
        if recovery.cases
        else {},
        "why_not": recovery.why_not([f"{each.name} ({each.says})" for each in parameters]),
    }


def of_found(
    parameters: Sequence[Parameter], points: Sequence[Point], emulator: Emulator, found: Posterior | Rejected
) -> dict[str, Any]:
    """Return what the match found."""
    position = found.draws[0] if isinstance(found, Posterior) else found.nearest
    emulated = emulator.mean(position[None, :])[0]
    told: dict[str, Any] = {"best": _best(parameters, position)}
    if isinstance(found, Posterior):
        told |= {
            "empty": False,
            "kept": _rounded(found.kept),
            "effective": round(found.effective, 1),
            "chi2": _rounded(float(found.chi2[0])),
            "parameters": of_parameters(parameters, found.draws[1:]),
            "pairs": of_pairs(parameters, found.draws[1:]),
            "points": of_points(points, emulated, found.best),
        }
    else:
        rows = of_points(points, emulated, found.implausibility, found.least)
        told |= {"empty": True, "points": rows}
    return told


def _best(parameters: Sequence[Parameter], position: FloatArray) -> Mapping[str, float]:
    return {path: _rounded(value) for path, value in values_at(parameters, position).items()}


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
