"""What a brief says, in Bokmål."""

from __future__ import annotations

BRIEF_NB: dict[str, str] = {
    "brief_title_director": (
        "Til direktøren: plasser og bestillinger fra {day} hvis dette sjokket kommer: {shock}, plan {plan}"
    ),
    "brief_title_minister": (
        "Til statsråden: tak over hodet, barn og penger fra {day} hvis dette sjokket kommer: {shock}, plan {plan}"
    ),
    "brief_natural": "i {hits} av {runs} framtider (sannsynlighet {chance})",
    "brief_none": "i ingen av {runs} framtider (sannsynlighet {chance})",
    "brief_lacking_now": (
        "I uken fram til {date}, før noe som bestilles {day}, kan stå klart, er det {places} plasser til et behov på "
        "{need} ({low} til {high}), for få i {in_runs} av {runs} framtider ({lacking} personer uten seng, median)."
    ),
    "brief_cover_not": (
        "Ikke engang alle plassene som kunne stått klare, ville dekket behovet: om alle tiltak for plasser var bestilt "
        "{day}, kunne høyst {openable} stått klare (median) i uken fram til {date}, den første der behovet overstiger "
        "dem, i {hits} av {runs} framtider. Behovet er da {need} ({low} til {high}), og med denne planen er det "
        "{places} plasser."
    ),
    "brief_cover_all": (
        "Plassene som kunne stått klare, ville dekket behovet hver uke fra {day} til {last} i hver av {runs} "
        "framtider, regnet én for én, så langt leveringstider, grenser, personell og marked rekker. I uken fram til "
        "{date}, når behovet er {need} ({low} til {high}), er det {places} plasser med denne planen, for få i "
        "{in_runs} av {runs} framtider ({lacking} personer uten seng, median), og opptil {openable} kunne stått klare "
        "(median) om alle tiltak for plasser var bestilt {day}."
    ),
    "brief_cover_unneeded": (
        "I ukene fra {day} til {last} er ingen uten seng ved ukens slutt i noen framtid. Knappest er det i uken fram "
        "til {date}: {places} plasser med denne planen til et behov på {need} ({low} til {high}), og opptil {openable} "
        "kunne stått klare (median) om alle tiltak for plasser var bestilt {day}."
    ),
    "brief_cover_beyond": (
        "Denne beregningen slutter {last}, før noen for første gang blir uten seng ({date}, median): {way}."
    ),
    "brief_cover_peak": (
        "Denne beregningen slutter {last}; flest er uten seng senere, i uken fram til {date} ({persons}, median): "
        "{way}."
    ),
    "brief_cover_weeks": "et notat for {weeks} uker ser så langt fram",
    "brief_cover_later": (
        "det er lenger fram enn dette notatet kan se ({most} uker); et notat for en senere dag når dit, for eksempel "
        "for {day}"
    ),
    "brief_weeks_cut": (
        "Av de {weeks} ukene framover er de siste {days} dagene ikke med, siden kjøringene slutter {last}: "
        "tabellen slutter der."
    ),
    "brief_weeks_cut_one": (
        "Av de {weeks} ukene framover er den siste dagen ikke med, siden kjøringene slutter {last}: tabellen "
        "slutter der."
    ),
    "brief_places_now": (
        "Per {first} er det {places} plasser. I uken fram til {date} overstiger øvre ende av behovet ({high}) for "
        "første gang dem som er igjen uten en ny bestilling ({standing})."
    ),
    "brief_places_now_enough": (
        "Per {first} er det {places} plasser. De som er igjen uten en ny bestilling, dekker behovet i alle {weeks} "
        "uker; knappest er det i uken fram til {date}, med {standing} mot en øvre ende på {high}."
    ),
    "brief_places_now_enough_one": (
        "Per {first} er det {places} plasser. De som er igjen uten en ny bestilling, {standing} i uken fram til "
        "{date}, dekker øvre ende av behovet den uken, {high}."
    ),
    "brief_order_by": (
        "{body} må bestille {measure} senest {date} for å ha de første sengeplassene {days} dager senere, innen "
        "{needed}."
    ),
    "brief_order_late": (
        "{measure} ({body}) kommer for sent til {needed}: med {days} dager til de første sengeplassene måtte "
        "bestillingen vært gjort senest {date}."
    ),
    "brief_minors": (
        "Enslige mindreårige bor i mottak for voksne fra uken fram til {needed} (øvre ende av spennet). Skal de første "
        "plassene til dem stå klare da, må det bestilles av {parts}."
    ),
    "brief_minors_ages": (
        "For mindreårige i mottak for voksne skilles det ikke mellom dem under 15 år (omsorgsplasser) og dem på 15 til "
        "17 år: kanskje holder det med plasser til én av aldersgruppene, slik at ikke alle bestillingene trengs."
    ),
    "brief_minors_by": "{body} senest {date} ({measure}, {days} dager før)",
    "brief_minors_late": "{body} senest {date} ({measure}, {days} dager før: for sent)",
    "brief_minors_none": "Ingen tiltak i denne planen gir plasser for enslige mindreårige: {criterion} {share}.",
    "brief_first": (
        "Først brytes: {criterion}, {share} som det første av alt som brytes fra {day}; bruddet kommer {when}."
    ),
    "brief_first_none": "Ingenting brytes i noen av {runs} framtider (sannsynlighet for brudd {chance}).",
    "brief_first_no_other": "Ikke noe annet brytes fra {day} i noen av {runs} framtider (sannsynlighet {chance}).",
    "brief_already": "Brutt før {day}: {parts}.",
    "brief_already_part": "{criterion} i {hits} av {runs}, tidligst {first}{after}",
    "brief_back": (
        ", fortsatt brutt {day} i {still}, og over innen da, men tilbake senere i {again}, fra uken fram til {date} "
        "(median)"
    ),
    "brief_not_back": ", fortsatt brutt {day} i {still}, og ikke tilbake senere i noen",
    "brief_emergency": (
        "I utgangspunktet {first}, der kjøringene begynner, er akuttinnkvartering i bruk: {many} personer bodde der i "
        "uken fram til {then}, og {few} i uken fram til {now} (medianer). Det som er brutt tidligere, kan komme derfra "
        "og ikke fra sjokket."
    ),
    "brief_before": " ({hits} av dem før {day}{after})",
    "brief_when": ", fra {when}",
    "brief_when_later": ", i de andre fra {when}",
    "brief_exit": (
        "Plasser som avvikles før oppsigelsestiden er ute, koster {period} kr ({period_range}) fram til {last}. Ble "
        "alle kontrakter sagt opp den dagen, ville ytterligere {after} kr ({after_range}) forfalle."
    ),
    "brief_exit_none": "Ingen plasser avvikles før oppsigelsestiden er ute, så det er ingen avviklingskostnad.",
    "brief_roof_all": (
        "Alle har tak over hodet: {criterion} {on_end} i strekk forekommer {share}, verken før eller etter {day}, fram "
        "til {last}."
    ),
    "brief_roof_some": (
        "Ikke alle har tak over hodet: {criterion} {share}{before}{when}; på det verste {worst} samtidig og {days} "
        "dager i alt, gjennomsnitt av disse framtidene over hele kjøringen (verste framtid: {most})."
    ),
    "brief_children_none": "{criterion}: {share}.",
    "brief_children": (
        "{criterion}: {share}{before}{when}; på det verste {worst} samtidig og {days} dager i alt, gjennomsnitt av "
        "disse framtidene over hele kjøringen."
    ),
    "brief_cost": "Staten betaler {cost} kr ({low} til {high}) i {year}{since}{more}.",
    "brief_cost_since": " (av dette {cost} kr fra og med {month} {year})",
    "brief_cost_more": ", og {cost} kr i {year}{since}",
    "brief_committed": (
        "Den siste dagen i kjøringen, {last}, er ytterligere {cost} kr ({low} til {high}) bundet og vil forfalle: "
        "tilskudd i årene som kommer for dem som er bosatt, og kontrakter om alle ble sagt opp den dagen."
    ),
    "brief_political": "{body} må ta stilling til {measure}, som utløses {share}{before}, første gang {when}.",
    "brief_political_none": "{measure} må avgjøres av {body}, men utløses {share} fra den dagen{before}.",
    "brief_political_no_measure": "Ingen tiltak i denne planen må avgjøres av regjeringen eller Stortinget.",
    "brief_table_places": "Behov mot plasser",
    "brief_table_orders": "Hvem må bestille hva, og når",
    "brief_table_breaks": "Hva som brytes fra {day}",
    "brief_table_cost": "Kostnad etter betaler og år, mill. kr",
    "brief_head_places": "Uke til|Behov|Spenn|Plasser|For få i|Uten seng|Kunne stått klare|Også da for få i",
    "brief_head_orders": "Tiltak|Avgjøres av|Dager til første senger|Høyst per uke|Høyst i alt|Bestilles senest",
    "brief_head_breaks": (
        "Kriterium|Framtider|Brutt før|Tilbake senere|Først av alle i|Første dag (median)|Dager|På det verste"
    ),
    "brief_no_limit": "ingen grense",
    "brief_not_needed": "trengs ikke",
    "brief_note_places": (
        "Behov, plasser i kjøringene og personer uten seng: medianer ved ukens slutt; spenn for behovet: {label}, "
        "punktvis. For få i: framtider der behovet er større enn plassene. Første rad, til {first}, er det som står "
        "klart før noe bestilles {day}. Kunne stått klare: det som er igjen av plassene uten en ny bestilling, "
        "medregnet plasser bestilt før {day} etter hvert som de åpner, og det planens tiltak kunne lagt til om alle "
        "ble bestilt {day}, med gjennomsnittlige leveringstider og innenfor det som er igjen av tiltakenes grenser, "
        "driftsoperatørenes personell og markedet; regnet i hver framtid, oppgitt som median. Det er en øvre grense, "
        "siden utløsere og tillatelser kommer senere og kontrakter løper ut."
    ),
    "brief_note_orders": (
        "Regnet ut fra leveringstidene alene: siste dag for å få de første sengeplassene, ikke for å få nok av dem. Om "
        "en senere bestilling likevel ville hindret bruddet, prøves i studien av tidlig varsling, som finner innen når "
        "det må besluttes."
    ),
    "brief_note_breaks": (
        "Framtider: brytes første gang den dagen eller senere. Brutt før: første dag var tidligere. Tilbake senere: av "
        "disse, over innen den dagen og så brutt igjen ved så mange ukeslutter som kriteriets antall dager tilsier "
        "(uten tall per uke: -). Dager og «På det verste»: gjennomsnitt av framtidene med ett av delene, for hele "
        "kjøringen."
    ),
    "brief_note_cost": (
        "Gjennomsnitt av framtidene, 95 %-intervall for gjennomsnittet; alt som betales i et år, også før dagen "
        "notatet ser fram fra. Staten i alt: uten kommunene; raden deres er kostnadene minus tilskuddene og "
        "kompensasjonen de mottar, og under 0 mottar de mer. Etter kjøringen: det som er bundet {last}, uansett "
        "hvilket år det forfaller. Hvert tall er avrundet for seg."
    ),
    "brief_committed_year": "etter kjøringen",
    "brief_total": "Staten i alt",
    "brief_sure_runs": (
        "{runs} framtider, hver med sine egne tilfeldigheter; sannsynligheter med 95 %-intervall (Wilson; 3/n-regelen "
        "når det gjelder ingen eller alle av dem)."
    ),
    "brief_range_all": "hele spennet av {runs} kjøringer",
    "brief_range_most": "5. til 95. persentil av {runs} kjøringer",
    "brief_sure_band": "Spenn per uke er punktvise ({label}); ingen enkelt framtid følger en av kantene.",
    "brief_sure_assumed": (
        "Leveringstider, grenser for tiltak, priser og personell er for det meste antatt; ankomstene er et scenario, "
        "ikke en prognose."
    ),
    "brief_fig_places": "Behov for sengeplasser fra UDI mot plasser, {plan} under {shock}",
    "brief_fig_places_y": "personer, plasser",
    "brief_fig_need": "behov, median",
    "brief_fig_could": "kunne stått klare",
    "brief_fig_runs": "plasser i kjøringene",
    "brief_fig_cost": "Statens kostnad etter år, {plan} under {shock}",
    "brief_fig_part": "{year}\n({run} av {whole} dager)",
    "brief_fig_hatched": "Skravert: et år som bare er kjørt delvis.",
    "brief_fig_cost_y": "mill. kr",
    "brief_fig_cost_text": "Søyler med gjennomsnittlig kostnad etter år, i kroner: {parts}.",
    "brief_fig_note": "{runs} framtider. {what} Antatt: leveringstider, grenser, priser. {valid}",
    "brief_fig_band": "Bånd: {label}, punktvis.",
    "brief_fig_interval": "Strek: 95 %-intervall for gjennomsnittet.",
    # before the runs
    "brief_plan_runs": "{runs} kjøringer av planen {plan} over {days} dager",
    "brief_plan_director": "en side til direktøren, {weeks} uker fra {day}",
    "brief_plan_minister": "en side til statsråden, {weeks} uker fra {day}",
}
