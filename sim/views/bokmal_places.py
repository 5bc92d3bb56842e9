"""What Bokmål says of municipalities on the page: the map in classes, the table, the page of each."""

from __future__ import annotations

from collections.abc import Mapping

PLACES_NB: Mapping[str, str] = {
    # maps
    "places_map_told": "{name}: {persons} personer",
    "places_map_told_per": "{name}: {persons} personer, {per} per 1 000 innbyggere i året",
    "places_map_missing": "{name}: ingen tall",
    "places_per_1000": "Bosatt etter avtale per 1 000 innbyggere i året, per kommune",
    "places_per_1000_axis": "personer per 1 000 innbyggere i året, snitt av kjøringene; klassene er alltid de samme",
    "places_per_1000_text": "Kommuner etter bosatte personer per 1 000 innbyggere i året. {parts}.",
    "places_per_1000_part": "{plan}: {parts}; flest i {name} ({value})",
    "places_per_1000_none": "{plan}: ingen tall",
    "places_class_under": "under {high}",
    "places_class_between": "{low} til under {high}",
    "places_class_over": "{low} og flere",
    "places_class_missing": "ingen tall",
    # the table
    "places_boundaries": "Dine grenser er ikke tegnet. {fault}",
    "places_head": "Alle kommuner",
    "places_plan": "Planen i tabellen",
    "places_county": "Fylke",
    "places_county_all": "alle",
    "places_caption": "{plan}, {county}: {count} kommuner",
    "places_all_counties": "alle fylker",
    "places_note": (
        "Snitt av kjøringene; i parentes spennet av bosatte over kjøringene. Anmodet, avtalt og ikke "
        "avtalt: for {year}. Ikke avtalt: det anmodningen er større enn plassene som er avtalt."
    ),
    "places_asked_note": (
        "Anmodninger, vedtak og avtaler gjelder hele kalenderåret, slik det står ved slutten av året eller av "
        "kjøringen, og legges ikke sammen over år: det som ikke er avtalt i ett år, anmodes det om på nytt i det "
        "neste. Bosatte, kostnader og tilskudd gjelder kjøringens dager, fra {first} til {last}."
    ),
    "places_in_year": "{title}, {year}",
    "places_unknown": (
        "Resultatene viser ikke hvor mange som venter på én bestemt kommune, og personer og plasser i en del av en "
        "kommune er ikke modellert. Modellen er ikke validert for en enkelt kommune."
    ),
    "places_few": "Publiser ikke tall på færre enn fem personer for et navngitt sted.",
    # the page of one
    "places_title": "{name} ({number}), {county}",
    "places_people": "{people} innbyggere 1. januar 2024.",
    "places_caution": (
        "Modellen er ikke validert for en enkelt kommune: spennet er det tilfeldigheter gjør i modellen, ikke hvor mye "
        "den kan ta feil for {name}. Det dere selv vet, går foran."
    ),
    "places_of_year": "{year}: hva hver plan betyr her",
    "places_later": (
        "Det som forfaller etter kjøringen for dem som bor her innen {last}: kostnader minus tilskudd, mill. kr"
    ),
    "places_year_note": (
        "Snitt av kjøringene, med spennet over kjøringene i parentes. Anmodet, vedtatt og avtalt gjelder hele "
        "kalenderåret, slik det står ved slutten av året eller av kjøringen; alt annet gjelder kjøringens dager."
    ),
    "places_hosts": "{plan}: et mottak åpner her {opens}, og ett legges ned {closes}.",
    "places_hosts_head": "Mottak",
    "places_study": "Ark til beredskapsplanen for {name}: måneder, boliger, årsverk, penger",
    "places_study_note": (
        "En egen studie: den kjører én plan på nytt, som velges der, og tar en stund. Den viser per måned og "
        "kvartal det denne siden ikke kan: når boliger og årsverk trengs, hva som betales når, og hva en "
        "beredskapsplan endrer."
    ),
    "places_back": "Alle kommuner",
}

NAMES_OF_PLACES_NB: Mapping[str, Mapping[str, str]] = {
    "places_column": {
        "number": "Nummer",
        "name": "Kommune",
        "county": "Fylke",
        "inhabitants": "Innbyggere",
        "asked": "Anmodet, personer",
        "agreed": "Avtalte plasser",
        "unmet": "Ikke avtalt, plasser",
        "settled": "Bosatt, personer",
        "per_1000": "Bosatt per 1 000 innbyggere i året",
        "net": "Kostnad minus tilskudd, mill. kr",
        "measure": "Hva",
        "year": "År",
    },
    "places_measure": {
        "asked": "Personer anmodet",
        "asked_minors": "av dem enslige mindreårige",
        "voted": "Vedtatte plasser",
        "agreed": "Avtalte plasser",
        "settled": "Personer bosatt etter avtale",
        "settled_minors": "av dem enslige mindreårige",
        "settled_children": "av dem barn med familie",
        "outside_net": "Kom utenom anmodningen, minus dem som flyttet",
        "dwellings_1": "Boliger for én person",
        "dwellings_2_3": "Boliger for to eller tre personer",
        "dwellings_4": "Boliger for fire eller flere personer",
        "pupils": "Barn i skolealder som bor her ved slutten",
        "kindergarten": "Barn i barnehagealder som bor her ved slutten",
        "settled_learners": "Bosatt i alder for norskopplæring",
        "settled_special_needs": "Bosatt med særlig krevende behov",
        "grant_nok": "Tilskudd, mill. kr",
        "cost_nok": "Kostnader, mill. kr",
        "net": "Kostnader minus tilskudd, mill. kr",
    },
}
