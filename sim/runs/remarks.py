"""What must be said of a store beside what it holds: parts are damaged, runs are left, another version made it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from sim.runs.keys import Version
from sim.runs.refs import RunRef
from sim.runs.store import PRECISION, Scan, Store

NAMED = 3
"""Damaged parts named in a line."""


def asked(store: Store, scan: Scan) -> tuple[list[int], bool]:
    """Return the replications that are asked for of each point, and whether more may follow.

    More may follow where they are auto, until the report on precision is there.
    """
    points, replications = int(store.manifest["points"]), store.manifest["meta"]["replications"]
    if isinstance(replications, int):
        return [replications] * points, False
    try:
        reports = json.loads((store.folder / PRECISION).read_text(encoding="utf-8"))
        return [int(reports[str(point)]["replications"]) for point in range(points)], False
    except FileNotFoundError:
        counts = [int(store.manifest["meta"]["first_round"])] * points
        for ref in (*scan.done, *(each.ref for each in scan.failed)):
            counts[ref.point] = max(counts[ref.point], ref.replication + 1)
        return counts, True


def within(done: Iterable[RunRef], replications: Sequence[int]) -> int:
    """Count the runs that are asked for, without those of more replications asked for before."""
    return sum(ref.replication < replications[ref.point] for ref in done)


def other_version(store: Store) -> str:
    """Say in what the version that made a store differs from this one; empty if it does not."""
    return Version.here().differs(Version.of(store.manifest["digests"]))


def remarks(store: Store, scan: Scan) -> Iterator[str]:
    """Say, a line each, why the figures of a store are not those of the whole sweep, or not those of this version."""
    other = other_version(store)
    if other:
        yield f"{store.folder} was made by another version of Beredt ({other})"
    if scan.damaged:
        more = f" and {len(scan.damaged) - NAMED} more" if len(scan.damaged) > NAMED else ""
        named = ", ".join(map(str, scan.damaged[:NAMED]))
        yield f"damaged, and the runs of their chunks are left out: {named}{more}; {_way_out(bool(other))}"
    if "replications" in store.manifest["meta"]:
        counts, or_more = asked(store, scan)
        done, wanted = within(scan.done, counts), sum(counts)
        if done < wanted or or_more:
            failed = f", {len(scan.failed):,} failed" if scan.failed else ""
            runs = f"{done:,} of {wanted:,} runs{' or more' * or_more} are there"
            yield f"the sweep is not finished: {runs}{failed}; figures are of those only"


def _way_out(of_other_version: bool) -> str:
    if of_other_version:
        return "the sweep's command does them again with the version that made it"
    return "the sweep's command does them again"
