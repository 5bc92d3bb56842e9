"""The Bokmål sentences of reports."""

from __future__ import annotations

from collections.abc import Mapping

REPORT_NB: Mapping[str, str] = {
    "language_code": "nb",
    "report_of": (
        "Rapport laget av Beredt, en simulering av mottak og bosetting i Norge. En modell, ikke en prognose."
    ),
    "report_table": "{heading}, tabell {number}",
    "report_numbers": "Tallene i denne figuren ({rows} rader)",
    "report_more": "{rows} rader til står i {file} sammen med resultatet.",
    "report_assumptions": "Forutsetninger med forbehold",
    "report_assumptions_note": (
        "Av verdiene som ble brukt, har {count} et forbehold. Spennene i parentes er hentet fra faktatabellen."
    ),
    "report_col_key": "Verdi for",
    "report_col_value": "Verdi (spenn), enhet",
    "report_col_source": "Kilde",
    "report_warning": "Forbehold:",
    "report_from": "Hvor dette kommer fra",
    "report_command": "Kommando som gir det samme igjen",
    "report_link": "Adressen til spørsmålet på siden (beredt serve)",
    "report_seed": "Frø for alle tilfeldigheter",
    "report_runs": "Kjøringer",
    "report_replications": "Kjøringer av hvert scenario",
    "report_digest": "Versjon av {name}, etter innholdet",
    "report_versions": "Versjoner",
}
