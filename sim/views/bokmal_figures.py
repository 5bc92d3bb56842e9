"""What figures say in Bokmål."""

from __future__ import annotations

from collections.abc import Mapping

FIGURES_NB: Mapping[str, str] = {
    "shock_begins": "sjokket begynner",
    "known_to": "kjent hit",
    "fig_under": "{title} under {shock}",
    "fig_known": "{title}, som kjent {day}",
    "fig_need": "Behov og plasser",
    "fig_need_axis": "personer, plasser",
    "fig_need_line": "behov, snitt",
    "fig_places_line": "disponible\nplasser, snitt",
    "fig_need_strip": "andel kjøringer\nmed for få plasser",
    "fig_need_text": (
        "Behov for senger og disponible plasser per uke, ett felt per plan. Behovet er størst slik: {parts}. {note}"
    ),
    "fig_need_part": "{persons} personer rundt {date} med {plan}",
    "shown_more": "og {count} planer til, se tabellene",
    "fig_need_pointwise": "punktvis: spenn for hver uke for seg",
    "fig_need_path": "hele forløpet: spenn for alle uker samlet",
    "fig_need_one_peak": "toppen i kjøringen",
    "fig_need_own_peak": "toppen i hver kjøring: snitt og spenn",
    "fig_need_hover": "Uka til {date}: behov {need}, plasser {places}, for få plasser i {short} av kjøringene",
    "fig_waiting_hover": "Uka til {date}: {persons} personer",
    "fig_cost_hover": "{payer}, {year}: {size} mill. kr",
    "fig_waiting": "Ventende etter trinn",
    "fig_waiting_axis": "personer",
    "fig_waiting_ghost": "Prikket: snittet for {first}.",
    "fig_waiting_text": (
        "Personer i hvert trinn per uke, en rad per trinn og ett felt per plan. Lengste kø: {parts}. {note}"
    ),
    "fig_waiting_part": "{plan}, {stage}, {value} personer {date} (snitt)",
    "fig_cost": "Kostnad etter betaler og år",
    "fig_cost_axis": "mill. kr, snitt av kjøringene",
    "fig_cost_total": "netto i alt, snitt og\nspenn over kjøringene",
    "fig_cost_text": (
        "Kostnad etter betaler og år, stablede søyler, snitt av kjøringene, med spenn over kjøringene. "
        "Mill. kr i perioden: {parts}."
    ),
    "fig_cost_below": (
        "Under null: kommunene får mer i tilskudd i året enn de betaler ut; tilskuddene kommer først, kostnadene etter."
    ),
    "fig_cost_part": "{plan} {total}, mest {payer}, {value}",
    "fig_timeline": "Tidslinje for tiltak",
    "fig_timeline_text": "Når hvert tiltak ble utløst, virket og ble opphevet, én linje per tiltak. {parts}.",
    "fig_timeline_part": "{plan}: {count} tiltak, først {measure} rundt {date}",
    "fig_timeline_none": "{plan}: ingen tiltak ble brukt",
    "fig_timeline_runs": "{hits} av {runs}",
    "fig_timeline_note": (
        "I hver kjøring vises den første utløsningen som førte til at tiltaket virket, ellers den første, og hva som "
        "kom av den; bortfalt: den første som ikke fikk noe vedtak. Merket står ved medianen, streken dekker hele "
        "spennet. Til høyre: i hvor mange av kjøringene tiltaket ble utløst."
    ),
    "fig_municipalities": "Bosatt etter avtale, per kommune",
    "fig_municipalities_axis": "personer i perioden, snitt av kjøringene",
    "fig_municipalities_text": (
        "Kart og liste over personer bosatt etter avtale i hver kommune, snitt av kjøringene. {parts}."
    ),
    "fig_municipalities_part": "{plan}: {total} personer i {count} kommuner, flest i {name} ({value})",
    "fig_map": "{plan}: sirkelens areal viser antall personer",
    "fig_map_inset": "rundt Oslofjorden",
    "fig_bars": "de {count} med flest, strek: spenn over kjøringene",
    "fig_backtest": "{series}, {episode}: publiserte tall mot modellen",
    "fig_backtest_of_both": "{series}, {episode}: publiserte og utledede tall mot modellen",
    "fig_backtest_of_derived": "{series}, {episode}: utledet av publiserte tall, mot modellen",
    "fig_backtest_free": "reglene fra {episode}, {values}",
    "fig_backtest_ledger": "reglene fra {episode} og daterte endringer, {values}",
    "fig_backtest_central": "sentrale verdier",
    "fig_backtest_fitted": "verdier tilpasset denne perioden",
    "fig_backtest_text": "{title}, ett felt per grad. Så langt treffer medianen av gjentakene feil: {parts}.",
    "fig_backtest_part": "{panel} {typical} i midten, {worst} på det meste ({date}){inside}",
    "fig_backtest_inside": ", {hits} av {n} innenfor 90 %-båndet",
    "fig_backtest_unscored": "{panel} vist uten skår",
    "fig_backtest_unreached": "{panel} når ingen målepunkter",
    "fig_backtest_not_run": "{panel} ikke kjørt",
    "fig_backtest_no_figure": "{panel} har ingenting å sammenligne",
    "fig_backtest_empty": "ikke kjørt",
    "fig_backtest_nothing": "ingenting å sammenligne",
    "fig_backtest_scored": "publisert, med skår; strek: presisjon",
    "fig_backtest_shown": "publisert, uten skår",
    "fig_backtest_derived": "utledet av publiserte tall, uten skår",
    "fig_backtest_derived_scored": "utledet av publiserte tall, med skår",
    "fig_backtest_rate": "{unit} per måned",
    "fig_backtest_median": "median av gjentakene",
    "fig_backtest_band50": "50 % av nye gjentak",
    "fig_backtest_band90": "90 % av nye gjentak",
    "fig_backtest_bands": (
        "Bånd: {runs} gjentak, hvert punkt for seg. De viser tilfeldighetene i modellen{known}; av det parametrene "
        "lar stå åpent, bare det som parametertrekk var fastlagt for."
    ),
    "fig_backtest_known": " og, i feltet «som kjent», i datidens prognoser",
    "fig_backtest_no_bands": "For få gjentak til et bånd: {parts}.",
    "fig_backtest_few": "{panel} {runs} ({level} %)",
    "fig_backtest_origins": "Som kjent: for hvert utgangspunkt medianen og 90 %-båndet.",
    "fig_backtest_origins_alone": "Som kjent: for hvert utgangspunkt medianen.",
    "fig_backtest_baselines": "Referanser: framskrivinger fra tallet omtrent seks måneder før.",
    "fig_backtest_rates": (
        "Periodene er ulikt lange: hver sum er tegnet som et tall per måned over dagene i sin periode, det publiserte "
        "tallet midt i perioden, med perioden som strek."
    ),
    "fig_backtest_periods": "Det som gjelder en periode, står midt i den, med perioden som strek.",
    "fig_backtest_points": "{value} prosentpoeng",
    "fig_backtest_more": "{count} felt til med reglene fra det andre sjokket, se tabellen",
    "fig_backtest_cut": "Kuttet øverst: {names}.",
    "pointwise": "Bånd: punktvis, {label}.",
    "pointwise_limits": "Ingen enkelt kjøring følger et bånd, og båndene viser ikke all usikkerhet.",
    "pointwise_one": "Én kjøring: én måte tilfeldighetene kan slå ut på, uten bånd.",
    "whole_path": (
        "Strekprikket: hele forløpet, {level} av nye kjøringer holder seg mellom disse linjene hver uke. Innenfor "
        "det punktvise båndet hver uke: {parts}."
    ),
    "whole_path_others": (
        "Strekprikket: hele forløpet, {level} av nye kjøringer holder seg mellom disse linjene hver uke. Alle "
        "kjøringene ligger innenfor sitt fulle spenn; målt mot spennet for de andre, slik en ny kjøring ville bli, "
        "holder disse seg innenfor hver uke: {parts}."
    ),
    "whole_path_stay": "{plan} {stay} av {runs} kjøringer",
    "whole_path_none": "Ikke noe bånd for hele forløpet: {runs} kjøringer er for få.",
}
"""Sentence by key."""
