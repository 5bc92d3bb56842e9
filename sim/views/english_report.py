"""The English sentences of reports."""

from __future__ import annotations

from collections.abc import Mapping

REPORT: Mapping[str, str] = {
    "language_code": "en",
    "report_of": "Report made by Beredt, a simulation of reception and settlement in Norway. A model, not a forecast.",
    "report_table": "{heading}, table {number}",
    "report_numbers": "The numbers of this figure ({rows} rows)",
    "report_more": "{rows} more rows stand in {file} beside the result.",
    "report_assumptions": "Assumptions that carry a warning",
    "report_assumptions_note": (
        "Of the values used, {count} carry a warning. Ranges in brackets are those of the table of facts."
    ),
    "report_col_key": "Value of",
    "report_col_value": "Value (range), unit",
    "report_col_source": "Source",
    "report_warning": "Warning:",
    "report_from": "Where this is from",
    "report_command": "Command that gives it again",
    "report_link": "Address of the question on the page (beredt serve)",
    "report_seed": "Seed of all chance",
    "report_runs": "Runs",
    "report_replications": "Runs of each scenario",
    "report_digest": "Version of the {name}, by its content",
    "report_versions": "Versions",
}
