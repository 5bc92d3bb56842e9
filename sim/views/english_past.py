"""What English says of the past that runs are told."""

from __future__ import annotations

from collections.abc import Mapping

PAST: Mapping[str, str] = {
    "past_known": (
        "To {day} those come who came; from {origin} on each run draws a future of its own, as it could be foretold "
        "then: {figures}."
    ),
    "past_figures": (
        "round the planning figure in force ({figures}), or round the level of the year before where there is none "
        "or more had come than it says"
    ),
    "past_no_figure": "no planning figure was published in time, so round the level of the year before",
    "past_figure": "{persons} {series} in {year}, published by {date}",
    "past_left_out": (
        "Plan {plan}: what was decided from {origin} on is left out, {count} of {measures} measures ({names}), and "
        "later steps of decision capacity, collective protection, private lodging, time to move in and quotas."
    ),
    "past_none_left_out": (
        "Plan {plan}: no measure is left out; none was decided from {origin} on. Later steps of decision capacity, "
        "collective protection, private lodging, time to move in and quotas are."
    ),
    "past_more": "{count} more",
    "past_arrivals": "Arrivals from {origin} on are drawn: they are not what came.",
    "past_given": "Given as published, or as derived from what was, on all other days as modelled: {parts}.",
    "past_votes": "votes of municipalities for {years}",
    "past_decisions": "decisions {kind} {days}",
    "past_days": "from {first} to {last}",
    "past_misplaced": "What is given lies under arrivals that are not those of these days.",
    "past_not_given": "Not given, as nothing was published of the days of the run{until}: {names}.",
    "past_by": " before {origin}",
    "past_not_decided": (
        "Of the persons who are given as decided, {persons} could not be decided by {date}: too few cases were there."
    ),
}

NAMES_OF_PAST: Mapping[str, Mapping[str, str]] = {
    "planned": {"asylum_total": "asylum seekers", "collective": "with collective protection"},
    "given": {"votes": "votes of municipalities", "decisions": "decisions"},
    "decided": {
        "individual": "on cases judged here",
        "transfer": "to transfer elsewhere",
        "collective": "on collective protection",
    },
}
"""Names by kind: `planned` what planning figures count, `given` what can be given, `decided` what decisions are of."""
