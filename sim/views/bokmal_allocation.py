"""The Bokmål sentences of the rules of allocation."""

from __future__ import annotations

from collections.abc import Mapping

ALLOCATION_NB: Mapping[str, str] = {
    "al_title": "Regler for tildeling: hvilken kommune en bosettingsklar husholdning får",
    "al_bound": (
        "Hadde alt vært kjent fra første dag, kunne {bound} personer ha blitt tildelt kommune i perioden, {runs}; "
        "{rule} ga {allocated} av dem en kommune, det vil si {share}. {left}"
    ),
    "al_one": "i den ene framtiden som er undersøkt",
    "al_many": "i gjennomsnitt av {runs} framtider",
    "al_bound_tight": (
        "Det er altså plassene som avgjør hvor mange som får en kommune, knapt regelen: Den best tenkelige "
        "regelen ville gitt kommune til høyst {gap} personer flere."
    ),
    "al_bound_few": (
        "Den best tenkelige regelen kunne gitt kommune til høyst {gap} personer flere; så få framtider beviser lite."
    ),
    "al_bound_loose": "En bedre regel kunne gitt kommune til inntil {gap} personer flere med de samme plassene.",
    "al_against": "{rule} mot {against}: {parts}.",
    "al_against_same": "{rule} gir det samme som {against} i alle framtider.",
    "al_against_none": (
        "{rule} mot {against}: Ingen forskjell kan skilles fra tilfeldigheter i {runs} framtider (intervallene står i "
        "tabellen)."
    ),
    "al_against_few": (
        "{rule} mot {against}: {runs} framtider er for få til å skille en forskjell fra tilfeldigheter; det krever "
        "{least}."
    ),
    "al_more": "opp med",
    "al_less": "ned med",
    "al_part_told": "{name} {way} {size} {unit} (intervall {low} til {high})",
    "al_rest": "{parts}; ikke noe annet kan skilles fra tilfeldigheter",
    "al_fair": "Hva båndet per innbygger koster: {sentence}",
    "al_weighed": (
        "I {rules} veies personer etter hvilken type ankomst de hører til. Det er et politisk valg som er slått på; "
        "ingen annen regel her gjør det."
    ),
    "al_means": "Hva hver regel førte til",
    "al_means_note": (
        "{what} Bosatte personer er de som flyttet i perioden, også de som var tildelt kommune før den: De kan være "
        "flere enn de som ble tildelt kommune i perioden, og den øvre grensen gjelder bare disse. De lengste "
        "ventetidene regnes fra og med andre kvartal, fra bosettingsklar til tildelt kommune. Ujevnhet: hvor langt "
        "kommunene i gjennomsnitt ligger fra landsgjennomsnittet av personer tildelt i perioden, vektet med "
        "innbyggertallet."
    ),
    "al_means_many": "Gjennomsnitt av {runs} framtider og 95 %-intervall for gjennomsnittet (t).",
    "al_means_few": "Gjennomsnitt av så få framtider ({runs}) har ikke noe intervall; det krever {least}.",
    "al_column_rule": "regel",
    "al_column_measure": "{name} ({unit})",
    "al_differences": "Forskjeller i de samme framtidene",
    "al_differences_note": (
        "Første regel minus den andre, kjøring for kjøring med de samme tilfeldighetene. Skilles: etter t-tester over "
        "alle rader samlet (Holm, 5 %); intervallet har den konfidensen som hører til."
    ),
    "al_head_pair": "regler",
    "al_head_measure": "tall",
    "al_head_difference": "forskjell",
    "al_head_interval": "intervall",
    "al_head_told": "skilles",
    "al_pair": "{rule} minus {against}",
    "al_yes": "ja",
    "al_no": "nei",
    "al_shares": "Andel av den øvre grensen med etterpåklokskap",
    "al_shares_note": (
        "Alle som ble bosettingsklare, og alle plasser og boliger som ble ledige, er kjent per kvartal fra første dag. "
        "I den øvre grensen kan husholdninger deles, så ingen regel kan gi flere en kommune. {looked}"
    ),
    "al_first_one": "Gjelder bare den første framtiden.",
    "al_first_many": "Gjennomsnitt av de første framtidene, i alt {runs}.",
    "al_head_allocated": "personer tildelt",
    "al_head_bound": "øvre grense",
    "al_head_share": "andel",
    "al_prices": "Hvor én plass til ville vært mest verdt",
    "al_prices_note": (
        "Skyggepris for {rule}: hvor mange flere som ville fått plass i en runde med én plass til, hver person talt "
        "med vekten av ventetiden; gjennomsnitt av rundene i alle framtider. Der den er 0, ville en plass til ikke "
        "hjulpet noen."
    ),
    "al_head_place": "kommune",
    "al_head_price": "øvrige",
    "al_head_price_minors": "enslige mindreårige",
    "al_figure": "Regler for tildeling i de samme framtidene",
    "al_figure_text": "Ett punkt per regel og tall, gjennomsnitt med intervall. {parts}",
    "al_figure_part": "{name}: {rules}",
    "al_figure_rule": "{rule} {mean}",
    "al_figure_note": (
        "{runs} framtider for hver regel; streker: 95 % t-intervall for gjennomsnittet, hvert tall for seg."
    ),
    "al_figure_few": (
        "{runs} framtider for hver regel, for få til intervaller for gjennomsnittet, som krever {least}."
    ),
    "al_sure_runs": "{runs} framtider for hver regel, med de samme tilfeldighetene under alle regler.",
    "al_sure_bound": (
        "I den øvre grensen telles den som sendes tilbake og tildeles kommune på nytt, to ganger, slik som i "
        "tildelingene; der sirklene utvides, kan personer med særlige behov få en hvilken som helst kommune. Grensen "
        "gjelder personer, ikke ventetid."
    ),
    "al_sure_weights": (
        "Vektene i det lineære programmet (nærhet, jevnhet, ventetid) og båndet per innbygger er våre valg; det er "
        "også sirklene."
    ),
    # before the runs
    "al_plan_rules": "{rules} regler, {runs} kjøringer av hver med de samme tilfeldighetene",
    "al_plan_rule": "  {name}: {rule}",
    "al_plan_banded": "  {name}: {rule}, høyst {band} per 1\u00a0000 innbyggere fra gjennomsnittet",
    "al_plan_bound": "øvre grense med etterpåklokskap for de første kjøringene av hver, i alt {runs}",
}

NAMES_OF_ALLOCATION_NB: Mapping[str, Mapping[str, str]] = {
    "allocation_measure": {
        "settled": "bosatte personer",
        "waiting_at_end": "personer som venter ved periodens slutt",
        "wait_ready_to_allocated": "gjennomsnittlig tid fra bosettingsklar til tildelt kommune",
        "longest_wait": "lengste ventetid",
        "longest_wait_special": "lengste ventetid ved særlige behov",
        "uneven": "ujevnhet mellom kommuner",
    },
}
