"""What a command changed of the start, the shock, the plan and the world: their own words do not say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.config.schema import Scenario

CHOSEN = ("start", "shock", "plan")
SEVERAL = {"plans": "plan", "shocks": "shock"}
TOLD_ELSEWHERE = {("start", "file"), ("start", "path"), ("start", "day"), ("world", "seed"), ("world", "horizon_days")}


def changed(overrides: Iterable[str], shock: str, plan: str) -> Mapping[str, tuple[str, ...]]:
    """Return the changes of values that hold for one shock and plan: by start, shock, plan and world, as written.

    A key given twice is told once, as it holds: by its last value, and by that of its own plan before that of all.
    Of the world options of groups are told too; those of the others are names that stand in every title.

    Parameters
    ----------
    overrides : of the command line, in Hydra's grammar, such as `shock.size=3` or `plans.reactive.X=1`
    """
    found: dict[str, dict[str, str]] = {kind: {} for kind in (*CHOSEN, "world")}
    for text in sorted(overrides, key=lambda each: each.lstrip("+~").split(".")[0] in SEVERAL):
        key, equals, value = text.lstrip("+~").partition("=")
        head, _, rest = key.partition(".")
        if head in SEVERAL:
            head, (name, _, rest) = SEVERAL[head], rest.partition(".")
            if name != {"shock": shock, "plan": plan}[head]:
                continue
        kind, rest = (head, rest) if head in CHOSEN else ("world", key)
        if head not in Scenario.model_fields or not rest or (kind, rest) in TOLD_ELSEWHERE:
            continue
        found[kind][rest] = f"~{rest}" if text.startswith("~") else f"{rest}{equals}{value}"
    return {kind: tuple(changes.values()) for kind, changes in found.items()}
