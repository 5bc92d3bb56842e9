"""The user's own boundaries: a GeoJSON file as lines on the map.

Coordinates are degrees (EPSG:4326, or 4258, which is the same here) or metres in UTM zone 33 (EPSG:25833), as the file
says in its `crs`, or else by the size of its numbers.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.views.maps import Line, utm33

MOST_BYTES = 100_000_000
"""Of a file. Our choice."""
DEGREES, METRES = ("4326", "4258", "CRS84"), ("25833",)
LON, LAT = (-15.0, 45.0), (50.0, 85.0)
"""Degrees between which Norway lies with room, Jan Mayen and Svalbard included."""
EAST, NORTH = (-1_500_000.0, 2_000_000.0), (5_500_000.0, 9_500_000.0)
"""The same in metres of UTM zone 33."""
FEWEST_POINTS = 4
"""Of a ring, whose first and last are the same."""
RINGS = {"Polygon": 1, "MultiPolygon": 2}
"""Levels of lists above the rings of each kind of geometry."""
WAY_OUT = "give GeoJSON in EPSG:4326 (degrees) or EPSG:25833 (metres)"


def boundaries(file: Path) -> tuple[Line, ...]:
    """Return the rings of all polygons of a file: east and north, metres, EPSG:25833; the file is read once.

    Raises
    ------
    BadConfig : if the file cannot be read, or is no GeoJSON of polygons in Norway
    """
    try:
        stamp = file.stat()
    except OSError as error:
        raise _fault(file, f"cannot be read: {error.strerror}") from None
    return _read(file, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=4)
def _read(file: Path, stamp: int, size: int) -> tuple[Line, ...]:
    """Read anew; `stamp` changes with the file."""
    if size > MOST_BYTES:
        raise _fault(file, f"has {size:,} bytes, more than {MOST_BYTES:,}", "simplify the lines")
    try:
        data = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _fault(file, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise _fault(file, "is not UTF-8", "save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        raise _fault(file, f"is no JSON: {error.msg} in line {error.lineno}") from None
    except (RecursionError, ValueError):
        raise _fault(file, "is no JSON that can be read") from None
    if not isinstance(data, dict):
        raise _fault(file, "is no GeoJSON", "a FeatureCollection of polygons is wanted")
    rings = [_ring(file, name, ring) for name, ring in _rings(file, data)]
    if not rings:
        raise _fault(file, "holds no polygon", "boundaries are polygons and multipolygons")
    if _in_degrees(file, data, rings):
        return tuple(np.column_stack(utm33(ring[:, 1], ring[:, 0])) for ring in rings)
    return tuple(rings)


def _rings(file: Path, data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Go through the rings of all polygons, each with the name of what it is of; other geometries are left out."""
    features = data.get("features") if data.get("type") == "FeatureCollection" else [data]
    if not isinstance(features, list):
        raise _fault(file, "is a FeatureCollection without a list of features")
    waiting: list[tuple[str, Any]] = [(f"feature {number}", each) for number, each in enumerate(features, 1)]
    waiting.reverse()
    while waiting:
        name, node = waiting.pop()
        if not isinstance(node, dict):
            raise _fault(file, f"{name} is no feature")
        kind = node.get("type")
        if kind == "Feature":
            if node.get("geometry") is not None:
                waiting.append((name, node["geometry"]))
        elif kind == "GeometryCollection" and isinstance(node.get("geometries"), list):
            waiting += [(name, each) for each in reversed(node["geometries"])]
        elif kind in RINGS:
            parts: list[Any] = [node.get("coordinates")]
            for _ in range(RINGS[kind]):
                lists = [part for part in parts if isinstance(part, list)]
                if len(lists) < len(parts):
                    raise _fault(file, f"{name} is a {kind} without lists of points")
                parts = [inner for part in lists for inner in part]
            yield from ((name, part) for part in parts)
        elif kind not in ("Point", "MultiPoint", "LineString", "MultiLineString", "GeometryCollection"):
            raise _fault(file, f"{name} has the unknown type {kind!r}", "a FeatureCollection of polygons is wanted")


def _ring(file: Path, name: str, points: Any) -> Line:
    """Return a ring as numbers; a third number of a point, its height, is left out."""
    if not isinstance(points, list) or len(points) < FEWEST_POINTS:
        raise _fault(file, f"{name} has a ring of fewer than {FEWEST_POINTS} points")
    pairs = [point[:2] if isinstance(point, list) else [] for point in points]
    if not all(len(pair) == 2 and all(_is_number(each) for each in pair) for pair in pairs):
        raise _fault(file, f"{name} has a point that is not two numbers")
    return np.array(pairs, dtype=np.float64)


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:
        return False


def _in_degrees(file: Path, data: dict[str, Any], rings: Sequence[Line]) -> bool:
    """Whether coordinates are degrees; raises where they are neither these nor metres of zone 33, or not in Norway."""
    low, high = np.min([ring.min(axis=0) for ring in rings], 0), np.max([ring.max(axis=0) for ring in rings], 0)
    told = _crs(data)
    if told and not told.endswith((*DEGREES, *METRES)):
        raise _fault(file, f"has the coordinates of {told}", WAY_OUT)
    degrees = told.endswith(DEGREES) if told else bool(max(abs(low).max(), abs(high).max()) <= 180.0)
    across, up = (LON, LAT) if degrees else (EAST, NORTH)
    if across[0] <= low[0] and high[0] <= across[1] and up[0] <= low[1] and high[1] <= up[1]:
        return degrees
    if across[0] <= low[1] and high[1] <= across[1] and up[0] <= low[0] and high[0] <= up[1]:
        raise _fault(file, "has north before east", "each point is written [east, north], or [longitude, latitude]")
    shown = f"{low[0]:g} to {high[0]:g} and {low[1]:g} to {high[1]:g}"
    raise _fault(file, f"has coordinates outside Norway: {shown}", WAY_OUT)


def _crs(data: dict[str, Any]) -> str:
    """Return the name of the coordinates by the `crs` member of GeoJSON of 2008; empty if there is none."""
    crs = data.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return re.sub(r"\s", "", str(name)) if name is not None else ""


def _fault(file: Path, rule: str, hint: str = "") -> BadConfig:
    return BadConfig([Fault(f"boundaries {file.name}", NO_VALUE, rule, hint)])
