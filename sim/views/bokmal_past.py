"""What Bokmål says of the past that runs are told."""

from __future__ import annotations

from collections.abc import Mapping

PAST_NB: Mapping[str, str] = {
    "past_known": (
        "Til og med {day} kommer de som faktisk kom; fra {origin} trekker hver kjøring sin egen framtid, slik den da "
        "kunne forutses: {figures}."
    ),
    "past_figures": (
        "rundt gjeldende planleggingstall ({figures}), eller rundt nivået året før der planleggingstall mangler eller "
        "det alt var kommet flere"
    ),
    "past_no_figure": "ingen planleggingstall var publisert i tide, derfor rundt nivået året før",
    "past_figure": "{persons} {series} i {year}, publisert senest {date}",
    "past_left_out": (
        "Plan {plan}: det som ble vedtatt fra {origin}, er utelatt: {count} av {measures} tiltak ({names}), og senere "
        "endringer i vedtakskapasitet, kollektiv beskyttelse, privat innkvartering, tid før flytting og kvoter."
    ),
    "past_none_left_out": (
        "Plan {plan}: ingen tiltak er utelatt, for ingen ble vedtatt fra {origin}. Utelatt er senere endringer i "
        "vedtakskapasitet, kollektiv beskyttelse, privat innkvartering, tid før flytting og kvoter."
    ),
    "past_more": "{count} til",
    "past_arrivals": "Ankomstene fra {origin} er trukket: de er ikke de som faktisk kom.",
    "past_given": "Gitt som publisert, eller utledet av det som er publisert, alle andre dager som modellert: {parts}.",
    "past_votes": "kommunenes vedtak for {years}",
    "past_decisions": "vedtak {kind} {days}",
    "past_days": "fra {first} til {last}",
    "past_misplaced": "Det som er gitt, hører til andre ankomster enn dem i disse dagene.",
    "past_not_given": "Ikke gitt, fordi ingenting var publisert om dagene i kjøringen{until}: {names}.",
    "past_by": " før {origin}",
    "past_not_decided": (
        "Av personene som er gitt som avgjort, kunne {persons} ikke avgjøres innen {date}: det var for få saker."
    ),
}

NAMES_OF_PAST_NB: Mapping[str, Mapping[str, str]] = {
    "planned": {"asylum_total": "asylsøkere", "collective": "med kollektiv beskyttelse"},
    "given": {"votes": "kommunenes vedtak", "decisions": "UDIs vedtak"},
    "decided": {
        "individual": "i saker som behandles i Norge",
        "transfer": "om overføring til et annet land",
        "collective": "om kollektiv beskyttelse",
    },
}
"""Names by kind: `planned` what planning figures count, `given` what can be given, `decided` what decisions are of."""
