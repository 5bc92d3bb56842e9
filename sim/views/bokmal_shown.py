"""What the pages of a result and their own figures say in Bokmål."""

from __future__ import annotations

from collections.abc import Mapping

SHOWN_NB: Mapping[str, str] = {
    # pages
    "shown_page": "{view}: {title}",
    "shown_numbers": "Tallene bak figuren ({rows} rader)",
    "shown_rows_more": "{count} rader til: nedlastingen har alle.",
    "shown_foot": (
        "Alle tall: {runs} kjøringer av hver plan, med de samme tilfeldighetene under hver plan. Spenn og "
        "intervaller viser tilfeldigheter i modellen, ikke hvor feil de antatte verdiene kan være."
    ),
    "shown_yes": "ja",
    "shown_no": "nei",
    "shown_deeper": "Dypere studier av samme verden",
    # answer
    "shown_k_of_n": "{k} av {n} kjøringer",
    "shown_chance": "sannsynlighet {chance}",
    "shown_tile_break": "fra {when}; {days} døgn i alt, verste døgn {worst}; {chance}",
    "shown_tile_range": "spenn {low} til {high}",
    "shown_tile_peak": "{when}; da er {places} plasser disponible",
    "shown_tile_payers": "{payers}",
    "shown_where": "på siden «{title}»",
    "shown_assumed": (
        "Av verdiene som er brukt, har {count} et forbehold (antatt, eller ikke til budsjett): se siden «{title}»."
    ),
    # arrivals
    "shown_arrivals": "Ankomster per uke",
    "shown_arrivals_axis": "personer per uke",
    "shown_arrivals_start": "kjøringene starter",
    "shown_arrivals_median": "median av kjøringene",
    "shown_arrivals_one": "den ene kjøringen",
    "shown_arrivals_half": "midtre halvdel av nye kjøringer",
    "shown_arrivals_whole": "hele spennet i kjøringene",
    "shown_arrivals_most": "5. til 95. persentil",
    "shown_arrivals_before": "publiserte søknader, per måned",
    "shown_arrivals_range_all": "Bånd: punktvis hele spennet{half} i {runs} kjøringer, hver uke for seg.",
    "shown_arrivals_range_most": "Bånd: punktvis 5. til 95. persentil{half} av {runs} kjøringer, hver uke for seg.",
    "shown_arrivals_halves": " og spennet for den midtre halvdelen",
    "shown_arrivals_same": "De samme under hver plan; uten overføringsflyktninger og familiegjenforening; hele uker.",
    "shown_arrivals_published": (
        "Grått: publiserte søknader om beskyttelse før starten, en måned vist som personer per uke; søknaden kommer "
        "dager eller uker etter ankomsten."
    ),
    "shown_arrivals_derived": "Tynn strek: utledet av publiserte tall.",
    "shown_arrivals_text": "Personer som kommer per uke, ett felt per sjokk. Høyeste median: {parts}. {note}",
    "shown_arrivals_part": "{persons} personer i uka til {date} under {shock}",
    "shown_arrivals_hover": "Uka til {date}: {persons} personer",
    # waiting
    "shown_wait_table": "Hvor lenge hvert trinn varer, og hvem som er i det ved slutten",
    "shown_wait_days": "{plan}: døgn, for dem som kom gjennom",
    "shown_wait_left": "{plan}: personer i trinnet ved slutten",
    # targets
    "shown_targets": "Bosatt innen de nasjonale tidsmålene",
    "shown_targets_axis": "andel som hadde flyttet i tide, av alle der tiden løp ut",
    "shown_targets_goal": "Mål: {share} innen {days} dager",
    "shown_targets_year": "{year}, som i evalueringen",
    "shown_targets_group": "hele perioden, {group}",
    "shown_targets_n": "n = {persons}",
    "shown_targets_in": "nådd i {met} av {runs} kjøringer",
    "shown_targets_clock": (
        "Klokka går fra vedtaket om tillatelse til flyttingen til en kommune, for alle der tiden løp ut, også dem "
        "som fortsatt venter: {parts}."
    ),
    "shown_targets_clock_part": "{share} innen {days} dager",
    "shown_targets_ranges": "Merke og strek: {label}.",
    "shown_targets_counts": (
        "Som i evalueringen: tillatelser der tiden løp ut i kalenderåret. Hele perioden: tillatelser som ble så "
        "gamle når som helst i den, etter gruppe; n: personer der tiden løp ut, snitt av kjøringene."
    ),
    "shown_targets_text": (
        "Andel som hadde flyttet i tide, ett merke per plan, målet som stiplet linje. {parts}. {note}"
    ),
    "shown_targets_part": "{plan}, {group}: {share} % innen {days} dager",
    "shown_targets_hover": "{plan}, {group}: {share} %",
    "shown_targets_none": "I denne perioden ble ikke noe år evaluert, og ingens tid løp ut.",
    "shown_clauses_note": (
        "Snitt og spenn over kjøringene, og i hvor mange av kjøringene der det kunne vurderes, målet ble nådd. "
        "Målestokker som avtalen ikke gir, er våre egne."
    ),
    "shown_met": "nådd i {k} av {n}",
    "shown_why_of": "{plan}: {why}",
    "shown_col_measure": "Måltall",
    "shown_col_why": "Krav",
    "shown_col_year": "År",
    # costs
    "shown_cost_table": "Kostnad etter betaler, og forskjellen fra den første planen",
    # timeline
    "shown_timeline_decide": (
        "Datoene viser når tiltak ble utløst i kjøringene. Når det senest må vedtas noe for å hindre et brudd, er "
        "spørsmålet i en annen studie."
    ),
    # municipalities
    "shown_asked_table": "Hva alle kommuner ble anmodet om, og hva som kom ut av det",
    "shown_asked_note": (
        "Summer over kommunene. Ikke avtalt: anmodet om og ikke avtalt, kommune for kommune; det en kommune gir "
        "utover anmodningen, veier ikke opp for en annen."
    ),
    "shown_asked_asked": "Anmodet",
    "shown_asked_voted": "Vedtatt",
    "shown_asked_agreed": "Avtalt",
    "shown_asked_settled": "Bosatt",
    "shown_asked_settled_part": "Bosatt ({parts})",
    "shown_asked_unmet": "Ikke avtalt",
    "shown_hosts_table": "Summer for alle kommuner, og forskjellen fra den første planen",
    # regret
    "shown_regret_fig": "Anger: hvor mye verre enn den beste planen med samme tilfeldigheter",
    "shown_regret_mean": "snitt {mean}",
    "shown_regret_worst": "verst {worst}",
    "shown_regret_p90_worst": "P90 {p90}, verst {worst}",
    "shown_regret_best": "best i {best} av {runs}",
    "shown_regret_best_tied": "best i {best} av {runs}, {tied} uavgjort",
    "regret_refused": (
        "Det robust.yaml sier om hva planer vurderes etter, kan ikke brukes ({faults}); for anger gjelder Beredts egne "
        "måltall og grenser for uavgjort i stedet."
    ),
    "shown_regret_note": (
        "I hver av {runs} kjøringer møter planene de samme tilfeldighetene; anger er hvor mye verre en plan gjør "
        "det enn den beste av dem i den kjøringen. Jo mørkere, desto større snitt innen kolonnen."
    ),
    "shown_regret_few": "Ingen P90: {runs} kjøringer er for få, og verst er bare den verste av dem.",
    "shown_regret_ties": "Planer står uavgjort når forskjellen er høyst, etter vårt valg: {parts}.",
    "shown_regret_alike": "{metric} {size}",
    "shown_regret_part": "{metric}: {plans}",
    "shown_regret_text": "Planer mot måltall, med angeren i hver celle. Best: {parts}. {note}",
    "shown_regret_leader": "{plan} i {best} av {runs} kjøringer",
    "shown_regret_leader_tied": "{plan} i {best} av {runs} kjøringer ({tied} uavgjort)",
    "shown_regret_hover": "{plan}, {metric}: {cell}; selve tallet, snitt {value}",
    "shown_regret_best_title": "Hvilken plan er best, eller uavgjort best, i hvor mange kjøringer",
    "shown_regret_none": "Det er bare én plan, eller ingen kjøring som alle planene har: ingenting å angre.",
    "shown_regret_one_shock": (
        "Kjøringene er framtider for ett sjokk med ett sett antatte verdier. En plan som er best her, trenger ikke "
        "være best under et annet sjokk; det ser studien av robusthet på."
    ),
    # drivers
    "shown_runs_given": (
        "{runs} kjøringer av hver plan, så mange som det ble bedt om: det er ikke prøvd om det er nok. Det de ikke "
        "kan skille, står det om under."
    ),
    "shown_drivers_title": "Hva som driver tallene",
    "shown_drivers_limits": (
        "En sammenligning kjører hver plan med ett sett verdier og kan derfor ikke si hvilke av dem som driver "
        "resultatet: følsomhetsstudien varierer dem."
    ),
    "shown_kinds": "Parametrer etter type",
    "shown_kinds_note": "Alle parametrer i disse kjøringene.",
    "shown_kind_rule": "Fastsatt i regler",
    "shown_kind_estimated": "Anslått fra data",
    "shown_kind_assumed": "Antatt, med et spenn",
    "shown_col_kind": "Type",
    "shown_col_count": "Verdier",
    "shown_col_share": "Andel",
    "shown_warned": "Brukte verdier med forbehold: {count}",
    "shown_warned_note": "Etter den delen av modellen der de først er brukt.",
    "shown_warned_each": "Hver verdi med forbehold",
    "shown_col_part": "Del av modellen",
    "shown_col_key": "Verdi",
    "shown_col_warning": "Forbehold",
    "shown_col_source": "Kilde",
    "shown_col_value": "Satt til",
    "shown_col_range": "Spenn",
}
"""Sentence by key."""

NAMES_OF_SHOWN_NB: Mapping[str, Mapping[str, str]] = {
    "shown_group": {
        "all": "alle",
        "individual": "individuelle søkere",
        "collective": "kollektiv beskyttelse",
        "minors_15_17": "enslige mindreårige 15-17 år",
        "minors_under_15": "enslige mindreårige under 15 år",
        "resettlement": "overføringsflyktninger",
        "evacuees": "evakuerte",
        "family_reunification": "familiegjenforente",
    },
    "shown_model_part": {
        "start": "Tilstanden ved starten",
        "shock": "Sjokk",
        "population": "Befolkning og ankomster",
        "casework": "Saksbehandling",
        "reception": "Mottak",
        "settlement": "Bosetting",
        "municipalities": "Kommuner",
        "information": "Informasjon og varsler",
        "prices": "Priser",
        "targets": "Mål og målestokker",
        "regime": "Regler",
        "criteria": "Kriterier for brudd",
        "plans": "Planer",
    },
    "shown_better": {
        "lower": "lavest",
        "higher": "høyest",
    },
    "shown_column": {
        "plan": "Plan",
        "shock": "Sjokk",
        "date": "Uka til",
        "date_or_month": "Uke eller måned til",
        "need_low": "Behov, nedre ende",
        "need_mean": "Behov, snitt",
        "need_high": "Behov, øvre ende",
        "need_path_low": "Hele forløpet, nedre ende",
        "need_path_high": "Hele forløpet, øvre ende",
        "places_mean": "Disponible plasser, snitt",
        "share_short": "Andel kjøringer med for få plasser",
        "stage": "Trinn",
        "low": "Nedre ende",
        "quarter_low": "Midtre halvdel, nedre ende",
        "median": "Median",
        "quarter_high": "Midtre halvdel, øvre ende",
        "mean": "Snitt",
        "high": "Øvre ende",
        "published": "Publisert, personer per uke",
        "payer": "Betaler",
        "year": "År",
        "mnok": "Mill. kr",
        "measure": "Tiltak",
        "event": "Hendelse",
        "hits": "I kjøringer",
        "runs": "Kjøringer",
        "earliest": "Tidligst",
        "median_date": "Mediandato",
        "latest": "Senest",
        "municipality_number": "Nummer",
        "number": "Nummer",
        "name": "Navn",
        "target": "Mål",
        "group": "Gruppe",
        "persons": "Personer der tiden løp ut",
        "met": "Kjøringer der det ble nådd",
        "metric": "Måltall",
        "unit": "Enhet",
        "better": "Best er",
        "value": "Selve tallet, snitt",
        "p90": "P90 av angeren",
        "worst": "Verste anger",
        "best": "Kjøringer der best eller uavgjort",
        "alone": "Kjøringer der best alene",
        "alike": "Uavgjort inntil",
    },
}
"""Name by code, by kind of code."""
