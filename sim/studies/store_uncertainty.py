"""What of the spread of each figure of a sweep is not knowing the inputs, and what is chance.

A sweep with a `sample` block draws the inputs at its points, and luck in the replications of each: outer and inner
draws as `sim.studies.input_uncertainty` takes them apart. Points that differ in anything but the sampled keys are
apart: each plan, shock and value of a grid has its own split.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.runs.files import write_whole
from sim.runs.keep import HEADLINES
from sim.runs.parts import CONFIG_DIGEST
from sim.runs.query import SUMMED, answer
from sim.runs.store import UNCERTAINTY, Scan, Store
from sim.studies.input_uncertainty import split
from sim.studies.metrics import metric

SAMPLED = "sampled"
"""What the manifest calls the keys of the `sample` block."""
FEWEST_POINTS, FEWEST_RUNS = 10, 2
"""Points, and runs of each, below which a share has no interval: resampling so few says little; our choice."""
TOLD = ("mean", "half_width", "chance", "inputs", "share_inputs", "low", "high")


def uncertainty(store: Store, scan: Scan) -> pd.DataFrame:
    """Return the split of each figure, over the runs that are done; no rows for a sweep that samples nothing.

    What was swept and not sampled stands first; then metric, unit, outer (points), runs, mean and its half_width,
    variance by chance and by inputs, share_inputs with its interval from low to high, and a warning where it is
    rough. Where a split, or its interval, takes more points or runs than there are, its numbers are missing and the
    warning says so.
    """
    sampled = store.manifest["meta"].get(SAMPLED, [])
    apart = [name for name in store.design.column_names if name not in ("point", CONFIG_DIGEST, *sampled)]
    if not sampled or HEADLINES not in store.keep:
        return _frame([], apart)
    points = store.design.to_pandas().set_index("point")
    runs = answer(store, scan, f"SELECT point, replication, metric, value FROM {HEADLINES}").to_pandas()
    runs["place"] = runs["point"].map(points.groupby(apart, sort=False, dropna=False).ngroup() if apart else 0)
    rows = []
    for (_, name), found in runs.sort_values(["point", "replication"]).groupby(["place", "metric"], sort=True):
        swept = points.loc[found["point"].iloc[0], apart].to_dict()
        rows.append({**swept, "metric": name, "unit": metric(str(name)).unit, **_split(found)})
    return _frame(rows, apart)


def write_uncertainty(store: Store, scan: Scan) -> Path | None:
    """Write the splits into the folder of a store, if it samples anything, with the runs they are of; return the file.

    As in the summary, the metadata holds the digest of these runs under SUMMED.
    """
    rows = uncertainty(store, scan)
    if rows.empty:
        return None
    sink = pa.BufferOutputStream()
    table = pa.Table.from_pandas(rows, preserve_index=False)
    pq.write_table(table.replace_schema_metadata({**table.schema.metadata, SUMMED: scan.digest.encode()}), sink)
    write_whole(store.folder / UNCERTAINTY, sink.getvalue().to_pybytes())
    return store.folder / UNCERTAINTY


def rough(path: Path) -> list[str]:
    """Return the different warnings in a file of splits, in order."""
    told = pq.read_table(path, columns=["warning"]).column(0).to_pylist()
    return sorted({each for each in told if each})


def _split(found: pd.DataFrame) -> dict[str, Any]:
    outer, runs = found["point"].nunique(), len(found)
    if outer < 2 or runs <= outer:
        warning = f"{outer} points with {runs} runs: it takes two points, and two runs of one of them"
        return {"outer": outer, "runs": runs, **dict.fromkeys(TOLD), "warning": warning}
    parts = split(found.rename(columns={"point": "outer", "replication": "inner"}))
    numbers = {name: getattr(parts, name) for name in TOLD}
    warning = parts.warning
    least = int(found.groupby("point").size().min())
    if parts.share_inputs is not None and (outer < FEWEST_POINTS or least < FEWEST_RUNS or parts.low == parts.high):
        numbers |= {"low": None, "high": None}
        warning = "; ".join(filter(None, (warning, "too few for an interval of the share")))
    return {"outer": outer, "runs": runs, **numbers, "warning": warning}


def _frame(rows: list[dict[str, Any]], apart: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*apart, "metric", "unit", "outer", "runs", *TOLD, "warning"])
    return frame.astype(dict.fromkeys(TOLD, "float64"))
