"""What Bokmål says of what measures bought, and of what made a year deviate."""

from __future__ import annotations

from collections.abc import Mapping

ATTRIBUTE_NB: Mapping[str, str] = {
    "attr_title": "Hva tiltakene i {plan} ga under {shock} med størrelse {size}, {first} til {last}",
    "attr_total": (
        "{metric}: {none} helt uten tiltak, {all} med {plan}: {change} (95 %-intervall {between}, {runs} "
        "kjøringer){verdict}"
    ),
    "attr_total_same": "{metric}: {all} både helt uten tiltak og med {plan}, det samme i hver av {runs} kjøringer.",
    "attr_better": ", så planen gir en bedring",
    "attr_worse": ", så planen gir en forverring",
    "attr_undecided": ", så det er ikke kjent om planen gir bedring eller forverring",
    "attr_less": "{size} mindre",
    "attr_more": "{size} mer",
    "attr_same": "ingen forskjell",
    "attr_between_less": "{low} til {high} mindre",
    "attr_between_more": "{low} til {high} mer",
    "attr_between": "{low} mindre til {high} mer",
    "attr_first": "{total}. {parts}",
    "attr_mostly": "Av dette: {parts}.",
    "attr_mostly_drawn": "Av dette, ut fra {orders} av {every} rekkefølger av delene: {parts}.",
    "attr_mostly_rough": "Av dette, grovt anslått ut fra bare {orders} av {every} rekkefølger av delene: {parts}.",
    "attr_against": "Motsatt vei: {parts}.",
    "attr_mostly_part": "{name} {change}{share}",
    "attr_share": " ({percent} % av det)",
    "attr_none_told": "Ingen av delene kan skilles fra null med {runs} kjøringer.",
    "attr_none_told_drawn": (
        "Ingen av delene kan skilles fra null med {runs} kjøringer og {orders} av {every} rekkefølger."
    ),
    "attr_largest": "Den største i disse kjøringene: {name} {change}.",
    "attr_not_told": "{metric}: disse delene kan ikke skilles fra null med {runs} kjøringer: {names}.",
    "attr_unused": (
        "Ikke brukt i noen av {runs} kjøringer av hele planen: {names}. Et annet sjokk kan kreve dem, eller en plan "
        "uten de andre. En del der ingenting ble brukt, inngår ikke i noen kombinasjon, så det den ville gjort der, er "
        "ikke med i noen del."
    ),
    "attr_dear": "Tas bare ett tiltak ut, er {name} det som savnes mest. {metric}: {change} med tiltaket ({between}).",
    "attr_parts": "{metric}: deler av planen",
    "attr_cheaper": (
        "; det er ingen gevinst i seg selv, siden flere personer er uten plass med planen ({short} flere, "
        "{metric}), og de koster ingenting i modellen"
    ),
    "attr_cheaper_unknown": (
        "; om det er en gevinst, sies ikke, siden det ikke ble spurt etter noe tall for personer uten plass, "
        "og de koster ingenting i modellen"
    ),
    "attr_harm": (
        "Av {part}, som øker {metric}, er det disse som øker den, hver holdt mot planen uten dette ene: "
        "{measures}."
    ),
    "attr_harm_part": "{name} {change} ({between})",
    "attr_harm_unknown": "Hvilket tiltak i {part} som øker {metric}, sies ikke: {why}.",
    "attr_harm_no_singles": "kjøringene uten hvert enkelt tiltak ble utelatt (singles=false)",
    "attr_harm_chance": "tatt ut alene kan ingen av tiltakene skilles fra null med {runs} kjøringer",
    "attr_harm_lowers": "tatt ut alene er det ingen av tiltakene som kan skilles fra null, som øker den",
    "attr_col_part": "Del av planen",
    "attr_col_what": "Tiltak",
    "attr_col_size": "Hva den gir, {unit}",
    "attr_col_orders": "± fra rekkefølger",
    "attr_col_last": "Om bare den utelates",
    "attr_col_measure": "Tiltak",
    "attr_col_effect": "{metric}, {unit}",
    "attr_row_none": "helt uten tiltak",
    "attr_row_all": "planen",
    "attr_parts_note": (
        "Minus: delen senker tallet. Gjennomsnitt og 95 %-intervall ({runs} kjøringer med de samme "
        "tilfeldighetene{orders}), hver del for seg (* skilles fra 0 etter Holm over delene); delene summerer seg til "
        "planen minus ingen tiltak. {pairs}Om bare den utelates: planen minus planen uten den; disse summerer seg "
        "ikke, siden tiltak kan erstatte hverandre."
    ),
    "attr_and_orders": ", og de trukne rekkefølgene",
    "attr_no_orders": ", uten intervall for deler som bare én rekkefølge og den omvendte sier noe om",
    "attr_pairs": (
        "standardfeil fra de trukne rekkefølgene alene ({pairs} par), ikke mindre enn den for delene under ett"
    ),
    "attr_pair": "standardfeil fra én rekkefølge og den omvendte alene, ikke mindre enn den for delene under ett",
    "attr_note_pairs": "± fra rekkefølger: {error}. ",
    "attr_fig_pairs": "; tykke streker: {error}",
    "attr_still": "{size} †",
    "attr_still_note": (
        " † endret ingenting noe sted det ble undersøkt, i noen kjøring: den har ingen egen usikkerhet; rekkefølger "
        "som ikke er trukket, kan gi mer."
    ),
    "attr_fig_still": (
        "Der søylen er 0 uten strek, endret delen ingenting noe sted det ble undersøkt, i noen kjøring; andre "
        "rekkefølger kan gi mer."
    ),
    "attr_singles": "Hvert tiltak for seg: planen minus planen uten tiltaket",
    "attr_singles_note": (
        "Gjennomsnitt og 95 %-intervall over {runs} kjøringer, hvert for seg (* skilles fra 0 etter Holm over "
        "tiltakene). Minus: tiltaket senker tallet. Der andre tiltak trer inn, kan et tiltak som gjorde mye, savnes "
        "lite."
    ),
    "attr_fig": "{metric}: fra ingen tiltak til {plan}",
    "attr_fig_axis": "{metric}, {unit}",
    "attr_fig_axis_change": "{metric}, {unit}: endring fra ingen tiltak",
    "attr_fig_text": (
        "Fossefallsdiagram for {metric} under {shock}: {none} uten tiltak, deretter det hver del av {plan} trekker fra "
        "eller legger til, til {all}. Størst: {parts}."
    ),
    "attr_fig_note": (
        "Søyler: Shapley-deler, skravert der de øker tallet. Streker: 95 %-intervall ({runs} kjøringer med de samme "
        "tilfeldighetene{orders}), hver del for seg{pairs}. Antatt: deler som ingen kjøring brukte, er utelatt fra "
        "alle kombinasjoner; buffere og andre innstillinger i planen blir stående."
    ),
    "attr_sure_runs": (
        "{runs} kjøringer av hvert scenario, alle med de samme tilfeldighetene, {scenarios} scenarioer for tiltakene. "
        "Intervaller: 95 %, t, over kjøringene, hvert for seg (punktvis, ikke for alle deler samtidig)."
    ),
    "attr_sure_lost": (
        "{lost} av {asked} kjøringer mislyktes eller mangler et tall i et scenario og er utelatt overalt."
    ),
    "attr_sure_orders": (
        "Shapley-verdier fra {pairs} trukne par av rekkefølger (en rekkefølge og den omvendte). Trekkingsfeilen er med "
        "i intervallene for delene og i det som skilles fra null; flere par (permutation_pairs) gjør den mindre.{rough}"
    ),
    "attr_sure_pair": (
        "Shapley-verdier fra én rekkefølge og den omvendte, for lite til intervaller for delene: flere par "
        "(permutation_pairs) gir dem.{rough}"
    ),
    "attr_sure_rough": " Så få par gjør hver del til et grovt anslag.",
    "attr_sure_exact": (
        "Eksakte Shapley-verdier: alle kombinasjoner av delene er kjørt, så ingen rekkefølge er trukket."
    ),
    "attr_sure_out": (
        "Antatt: en kombinasjon er planen med de andre tiltakene tatt ut. Regler som ikke er tiltak (buffere, målsatt "
        "kapasitetsutnyttelse, hvor ofte planen vurderes), blir stående og bestiller ikke noe av seg selv. Venting "
        "regnes fra ankomst til flytting, både uten vedtak og uten bosetting."
    ),
    "cause_told": (
        "{year}: {gap} personer av behovet var ikke bosatt innen 31. desember (95 %-intervall {low} til {high}). "
        "{parts}; {rest} gjenstår når alle fem er som forventet."
    ),
    "cause_met": (
        "{year}: behovet ble dekket med en margin på {gap} personer (95 %-intervall {low} til {high}). {parts}; {rest} "
        "ville gjenstått om alle fem var som forventet."
    ),
    "cause_part": "{name} {size}",
    "cause_nights": (
        "{metric} til 31. desember {year}: {gap} ({low} til {high}). {parts}; {rest} når alle fem er som forventet."
    ),
    "cause_none_told": "Ingen årsak kan skilles fra null med {runs} kjøringer",
    "cause_head": "Årsaker til avviket i {year}",
    "cause_col": "Årsak",
    "cause_col_swap": "Sammenlignet med",
    "cause_row_rest": "alle fem som forventet",
    "cause_row_all": "som simulert",
    "cause_note": (
        "Pluss: årsaken gjorde det verre. Eksakte Shapley-verdier over alle 32 sett av årsaker; gjennomsnitt og "
        "95 %-intervall over {runs} kjøringer, hvert for seg (* skilles fra 0 etter Holm over årsakene). Et behov som "
        "revideres når det kommer flere tillatelser, er behovet som gjelder, så raskere vedtak kan øke gapet. Når det "
        "bare går galt fordi to årsaker virker sammen, får hver av dem halvparten."
    ),
    "cause_fig": "Årsaker til avviket i {year}",
    "cause_fig_text": "Søyler for årsakene til avviket i {year}: {parts}.",
    "cause_fig_note": (
        "Søyler: eksakte Shapley-deler av forskjellen mellom «som simulert» og «alle fem som forventet»; skravert der "
        "årsaken gjorde det verre. Streker: 95 %-intervall over {runs} kjøringer, hver for seg. Antatt: som forventet "
        "er uten sjokket, med rikelig personell, vedtak om alt det anmodes om, tilgjengelige boliger og plass til alle."
    ),
    "cause_sure": (
        "Årsaker: én faktor om gangen går fra «som simulert» til «som forventet», i alle 32 sett; {runs} kjøringer av "
        "hvert til 31. desember {year}. Hva som er rikelig, er en innstilling i studien (vårt valg)."
    ),
    # before the runs
    "attr_plan_exact": "planen {plan} (tiltak: {measures}; deler: {parts}): alle kombinasjoner",
    "attr_plan_drawn": "planen {plan} (tiltak: {measures}; deler: {parts}): par av rekkefølger trukket: {pairs}",
    "attr_plan_most": (
        "høyst {scenarios} scenarioer på {days} dager, {runs} kjøringer av hvert; færre om noen tiltak ikke brukes"
    ),
    "attr_plan_causes": (
        "årsaker til avviket i {year}: {scenarios} scenarioer til 31. desember, {runs} kjøringer av hvert"
    ),
}

NAMES_OF_ATTRIBUTE_NB: Mapping[str, Mapping[str, str]] = {
    "shared_metric": {
        "waiting_person_days": "Persondøgn med venting fra ankomst til kommune",
        "need_minus_settled": "Behov ikke bosatt innen 31. desember",
    },
    "part": {
        "places_in_centres": "plasser i mottak",
        "emergency_capacity": "akuttkapasitet",
        "places_for_minors": "plasser for enslige mindreårige",
        "processing": "registrering og saksbehandling",
        "settlement": "bosetting",
    },
    "cause": {
        "arrivals": "ankomster",
        "processing": "saksbehandling",
        "offers": "kommunenes vedtak",
        "housing": "boliger",
        "reception": "mottak",
    },
    "cause_swap": {
        "arrivals": "ikke noe sjokk: ankomstene fortsetter som før",
        "processing": "personell til registrering, vedtak, klager og kartlegging er aldri en flaskehals",
        "offers": "kommunene vedtar straks alt de anmodes om, og gjennomfører det",
        "housing": "en bolig er klar for alle som er tildelt kommune",
        "reception": "plasser av alle typer til alle, fra første dag",
    },
}
