"""What the user's file says of how plans are judged, where it could not be used: why, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.views.faulted import with_way_out
from sim.views.words import Words


def refused(manifest: Mapping[str, Any], words: Words) -> str:
    """Say that what the user's file says of how plans are judged was not used, and why; empty where it was.

    Parameters
    ----------
    manifest : as `sim.jobs` writes it; what plans are judged by stands under `regret`
    """
    faults = [
        f"{each['path']}: {with_way_out(each['rule'], each['hint'], words)[0]}"
        for each in manifest.get("regret", {}).get("faults", ())
    ]
    return words.say("regret_refused", faults="; ".join(faults)) if faults else ""
