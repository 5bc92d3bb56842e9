"""What a back-test says of the numbers that were found in the very years a column is scored on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.views.words import Words


def sample_counts(manifest: Mapping[str, Any], words: Words) -> str:
    """Count in a line what each column holds of the episode it is scored on."""
    parts = [
        words.say(
            "bt_sample_part",
            label=words.name("label", found["label"]),
            episode=found["episode"],
            count=len(found["facts"]),
            scored=len(found["scored"]),
        )
        for found in manifest["in_sample"]
    ]
    return words.say("bt_sample_short", parts=", ".join(parts))


def sample_lines(manifest: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Name in Markdown what each column holds of the episode it is scored on; columns that hold the same, together."""
    alike: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for found in manifest["in_sample"]:
        alike.setdefault((found["episode"], *found["facts"], "", *found["fitted"]), []).append(found)
    for first, *more in alike.values():
        labels = [words.name("label", each["label"]) for each in (first, *more)]
        yield f"- {_sample(first, words.listed(labels), words)}"
    yield from ("", words.say("bt_sample_note"))


def _sample(found: Mapping[str, Any], labels: str, words: Words) -> str:
    """Name what was found in the episode that some columns are scored on."""
    others = [key for key in found["facts"] if key not in found["scored"]]
    more = words.say("bt_sample_others", parts=", ".join(_families(others))) if others else ""
    if found["fitted"]:
        more += words.say("bt_sample_fitted", parts=", ".join(found["fitted"]))
    return words.say(
        "bt_sample_row",
        labels=labels,
        episode=found["episode"],
        count=len(found["facts"]),
        scored=len(found["scored"]),
        parts=f": {', '.join(found['scored'])}" if found["scored"] else "",
        others=more,
    )


def _families(keys: Sequence[str]) -> Iterator[str]:
    """Name keys one by one, but many that differ in their last part only, or its number, as one."""
    stems = [re.sub(r"[._]?\d+$", "", key) for key in keys]
    for stem in dict.fromkeys(stems):
        mine = [key for key, each in zip(keys, stems, strict=True) if each == stem]
        yield mine[0] if len(mine) == 1 else f"{stem}* ({len(mine)})"
