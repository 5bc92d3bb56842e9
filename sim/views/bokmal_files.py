"""What Bokmål says in the files that the page hands out."""

from __future__ import annotations

from collections.abc import Mapping

FILES_NB: Mapping[str, str] = {
    "files_title": "Sammenligning av planer, simulert med Beredt",
    "files_about": "Om filen",
    "files_simulated": (
        "Alle tall er simulert. De er det en modell av mottak og bosetting gir under forutsetningene som er nevnt "
        "her, ikke tellinger og ikke en prognose."
    ),
    "files_limits": (
        "De er ikke kontrollert mot etatenes egne data. Bruk dem ikke til budsjett, eller til beslutninger om et "
        "enkelt mottak eller en enkelt kommune."
    ),
    "files_ranges": (
        "Snitt og spenn er over kjøringene, som bare skiller seg ved tilfeldigheter: lav til høy er alle kjøringene "
        "når de er færre enn 59, og ellers 5. til 95. persentil. Hvor mye modellen selv kan ta feil, er ikke med."
    ),
    "files_shock": "Sjokk",
    "files_plan": "Plan",
    "files_moved": "Endret i",
    "files_runs": "Kjøringer av hver plan",
    "files_period": "Periode",
    "files_from_to": "{first} til {last}",
    "files_holds": "Hva arkene viser",
    "files_yes": "ja",
    "files_no": "nei",
    "files_failed": "Kjøringer som feilet",
    "files_start": "Kjøringenes første dag",
    "files_days": "Simulerte dager",
    "files_onset": "Første dag da sjokket endrer ankomstene: {shock}",
    "files_version": "Versjon av {name}",
    "files_plan_head": (
        "Planen {plan} slik den ble kjørt, med alle verdier fylt inn, av Beredt {version}. For å bruke den: endre "
        "den, gi den et eget navn, og last den opp på siden, eller legg den i en mappe plan/."
    ),
    "files_headline": "Nøkkeltall for hver plan: snitt, median og spenn over kjøringene.",
    "files_breaks": "Hva som brytes med hver plan, i hvor mange av kjøringene, og når.",
    "files_targets": "Mål i avtalen, per kalenderår; tomt om perioden ikke har noe helt år.",
    "files_costs": "Kostnad per betaler og kalenderår, kr, snitt av kjøringene.",
    "files_differences": (
        "Forskjeller mellom planer i kjøringer med samme tilfeldigheter: planen minus den planen den sammenlignes "
        "med, med et 95 %-intervall som er gjort bredere for antallet par."
    ),
    "files_municipalities": (
        "Hver kommune over hele perioden: bosatte personer, kostnader og tilskudd. "
        "Publiser ikke tall på færre enn fem personer for et navngitt sted."
    ),
    "files_weekly": "Hver uke: snittet av kjøringene, og spennet for hver uke for seg.",
    "files_assumptions": "Verdier som ble brukt og har et forbehold, med kilde og spenn.",
    "files_provenance": "Kommando, frø, kjøringer og versjoner som gir de samme tallene igjen.",
}

NAMES_OF_FILES_NB: Mapping[str, Mapping[str, str]] = {
    "files_sheet": {
        "headline": "Nøkkeltall",
        "breaks": "Hva brytes",
        "targets": "Mål",
        "costs": "Kostnader",
        "differences": "Forskjeller",
        "municipalities": "Kommuner",
        "weekly": "Uke for uke",
        "assumptions": "Forutsetninger",
        "provenance": "Hvor tallene er fra",
    },
    "files_series": {
        "need": "Behov for senger hos UDI, personer",
        "places": "UDIs brukbare plasser",
        "arrivals": "Ankomster i uken, personer",
        "no_roof": "Uten seng, personer",
        "waiting_settlement": "Har tillatelse og venter på kommune, personer",
    },
    "files_unit": {
        "share": "andel, 1 = 100 %",
        "NOK": "kr",
        "person-days": "persondøgn",
        "place-days": "plassdøgn",
    },
    "files_kind": {
        "rule": "fastsatt ved regel",
        "estimated": "anslått",
        "assumed": "antatt",
    },
    "files_column": {
        "after": "Kjøringer med brudd fra sjokket av",
        "against": "Sammenlignet med",
        "at_start": "Kjøringer brutt første dag",
        "before": "Kjøringer brutt før sjokket",
        "clause": "Punkt",
        "code": "Kode",
        "confidence": "Intervallets konfidens",
        "cost_less_grants_nok": "Kostnad minus tilskudd, kr",
        "cost_nok": "Kostnad, kr",
        "county": "Fylke",
        "criterion": "Kriterium",
        "days_mean": "Dager med brudd, snitt",
        "diff_high": "Intervall, høy",
        "diff_low": "Intervall, lav",
        "difference": "Forskjell i snitt",
        "earliest": "Første dag, tidligste kjøring",
        "fact_high": "Spenn, høy",
        "fact_low": "Spenn, lav",
        "figure": "Nøkkeltall",
        "grant_nok": "Tilskudd, kr",
        "high": "Høy",
        "hits": "Kjøringer med brudd",
        "inhabitants": "Innbyggere 1. januar 2024",
        "judged": "Kjøringer der det kan vurderes",
        "kind": "Type",
        "latest": "Første dag, seneste kjøring",
        "low": "Lav",
        "mean": "Snitt",
        "mean_against": "Snitt for planen det sammenlignes med",
        "mean_plan": "Snitt for planen",
        "measure": "Måltall",
        "median": "Median",
        "median_date": "Første dag, median",
        "met": "Kjøringer der det nås",
        "modelled": "Modellert",
        "municipality": "Kommune",
        "nok": "kr",
        "number": "Nummer",
        "of_year": "For året",
        "payer": "Betaler",
        "plan": "Plan",
        "runs": "Kjøringer",
        "runs_needed": "Kjøringer som ville vist det",
        "self_settled": "Selvbosatt uten avtale, personer",
        "series": "Serie",
        "settled": "Bosatt etter avtale, personer, snitt",
        "settled_high": "Bosatt, høy",
        "settled_low": "Bosatt, lav",
        "settled_per_1000": "Bosatt per 1 000 innbyggere i året",
        "shock": "Sjokk",
        "source": "Kilde",
        "unit": "Enhet",
        "used_at": "Brukt i",
        "value": "Verdi",
        "verdict": "Vurdering",
        "warning": "Forbehold",
        "week": "Uken som slutter",
        "what": "Hva",
        "why": "Hvorfor, eller hva det måles mot",
        "worst_high": "Verste dag, høy",
        "worst_low": "Verste dag, lav",
        "worst_mean": "Verste dag, snitt",
        "year": "År",
    },
}
