"""The Bokmål sentences that every answer of a study shares."""

from __future__ import annotations

from collections.abc import Mapping

ANSWER_NB: Mapping[str, str] = {
    "answer_start": "Kjøringene starter fra: {starts}.",
    "answer_start_named": "{start} ({date})",
    "answer_start_compare": (
        "`beredt compare` starter et annet sted, fra {start}, om ikke start= er oppgitt: tallene, og hvilken "
        "plan som er best, kan da bli andre."
    ),
    "answer_cut": (
        "Kjøringen slutter {until}, før sjokket er over ({shock}, til {ends}): verst og dager gjelder fram "
        "til den dagen. En lengre kjøring viser resten."
    ),
    "answer_step": "{name}: {scenarios} scenarioer, {runs} kjøringer av hvert",
    "answer_step_all": "{name}: {scenarios} scenarioer, {runs} kjøringer i alt",
    "warning_head": "advarsel:",
    "answer_results": "resultater: {folder}",
}
