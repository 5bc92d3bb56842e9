"""What the answer of every study says in English of where its runs begin and end."""

from __future__ import annotations

from collections.abc import Mapping

ANSWER: Mapping[str, str] = {
    "answer_start": "Start of the runs: {starts}.",
    "answer_start_named": "{start} ({date})",
    "answer_start_compare": (
        "`beredt compare` begins elsewhere, from {start}, unless start= is given: its figures, and which plan is the "
        "better one, can be others."
    ),
    "answer_cut": (
        "The run ends on {until}, before the shock is over ({shock}, to {ends}): worst and days are up to that day. A "
        "longer run sees the rest."
    ),
    "answer_step": "{name}: {scenarios} scenarios, {runs} runs of each",
    "answer_step_all": "{name}: {scenarios} scenarios, {runs} runs in all",
    "warning_head": "warning:",
    "answer_results": "results: {folder}",
}
