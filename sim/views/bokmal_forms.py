"""The Bokmål sentences of the forms in which a question is made, and the names of what can be changed."""

from __future__ import annotations

from collections.abc import Mapping

FORMS_NB: Mapping[str, str] = {
    # what is wrong with a field
    "forms_fault_empty": "må ha en verdi",
    "forms_fault_truth": "må være true eller false",
    "forms_fault_day": "må være en dag, skrevet 2025-01-31",
    "forms_fault_option": "er ingen av dem som kan velges",
    "forms_fault_fixed": "kan ikke endres her",
    "forms_fault_number": "må være et tall, med punktum foran desimaler",
    "forms_fault_whole": "må være et helt tall",
    "forms_fault_large": "er urimelig stort",
    "forms_fault_least": "må være minst {bound}",
    "forms_fault_most": "må være høyst {bound}",
    "forms_fault_above": "må være over {bound}",
    "forms_fault_below": "må være under {bound}",
    "forms_fault_long": "er for langt",
    "forms_fault_twice": "står to ganger, med to verdier",
    "forms_fault_unknown": "det er ingen slik verdi i dette spørsmålet",
    "forms_fault_upload": "er ingen fil som er lastet opp her; last den opp på nytt",
    "forms_fault_same_name": "en annen plan med det navnet er valgt",
    "forms_fault_no_plan": "velg minst én plan",
    "forms_fault_plans": "høyst {most} planer sammenlignes",
    "forms_fault_base": "planen de andre holdes opp mot, må være blant dem som er valgt",
    "forms_fault_mix": "andelene må summere til 100 %, de summerer til {sum} %",
    "forms_fault_days": "gir {days} simulerte dager; det tas høyst {most}: be om færre kjøringer, planer eller dager",
    # the front page
    "forms_title": "Prøv planer mot et sjokk",
    "forms_about": (
        "Velg planer, et sjokk og en start, og kjør. Det du lar være, blir som det er; hver verdi kan endres,"
        " og adressen til svaret rommer alt du har valgt."
    ),
    "forms_faults": "Dette må rettes først",
    "forms_plans": "Planer",
    "forms_plans_help": (
        "Én til {most} planer. De andre holdes opp mot sammenligningsgrunnlaget, med de samme "
        "tilfeldighetene."
    ),
    "forms_is_base": "sammenligningsgrunnlag",
    "forms_own": "din egen",
    "forms_is_changed": "Du har endret den.",
    "forms_levers": "Endre virkemidlene",
    "forms_base": "Sammenligningsgrunnlag: planen de andre holdes opp mot",
    "forms_base_help": "Må være en av dem det er krysset av for.",
    "forms_plan_upload": "En egen plan (YAML)",
    "forms_plan_upload_help": "Kontrolleres som alle andre planer. Bare verdiene tas vare på, på denne maskinen.",
    "forms_shock": "Sjokk",
    "forms_shock_which": "Type sjokk",
    "forms_show_shock": "Vis verdiene",
    "forms_shock_help": (
        "Feltene under hører til dette sjokket. Velg et annet og vis verdiene, eller kjør med én gang: da tas"
        " det som det er."
    ),
    "forms_shocks_all": "Hva hvert sjokk er",
    "forms_mix": "Sammensetning",
    "forms_mix_help": "Andel av personene i sjokket, i prosent. De må summere til 100.",
    "forms_mix_streams": (
        "Dette sjokket har {count} strømmer med hver sin; endrer du noe her, får alle denne sammensetningen."
    ),
    "forms_start": "Start",
    "forms_start_file": "Egne tall for første dag",
    "forms_start_upload": "Egne tall for første dag (CSV)",
    "forms_start_upload_help": (
        "Kolonnene kind, status, where, group, persons, elapsed_days. De erstatter beholdninger og plasser i "
        "starten over; resten av den blir stående."
    ),
    "forms_mend": "Verdier som må rettes",
    "forms_runs": "Kjøringer",
    "forms_size": "Dette gir {runs} kjøringer og {days} simulerte dager; det tas høyst {most} dager.",
    "forms_changes": "Hva du ellers har endret",
    "forms_changes_none": "Ingenting.",
    "forms_undo": "Angre",
    "forms_values": "Endre andre verdier",
    "forms_run": "Kjør",
    "forms_check": "Bare kontroller",
    "forms_reset": "Begynn på nytt",
    "forms_checked": "Ingen feil er funnet, og ingenting er kjørt. Kjøringene ville gått fra {first} til {last}.",
    "forms_help_replications": (
        "Kjøringer av hver plan, hver med sine tilfeldigheter, de samme for alle planer. Flere kjøringer "
        "skiller mindre forskjeller, og tar lengre tid."
    ),
    "forms_help_horizon_days": "Tomt: tre år etter at sjokket begynner.",
    "forms_help_seed": "Samme tall gir de samme tilfeldighetene igjen. Tomt: 1.",
    # a field
    "forms_unit_share": "andel, 0 til 1",
    "forms_none": "ingen",
    "forms_yes": "ja",
    "forms_no": "nei",
    "forms_range": "{low} til {high}.",
    "forms_range_low": "{low} eller mer.",
    "forms_range_above": "Over {low}.",
    "forms_above_to": "Over {low}, til {high}.",
    "forms_range_high": "{high} eller mindre.",
    "forms_likely": "Sannsynlig: {low} til {high}.",
    "forms_default": "Uten endring:",
    "forms_source": "Kilde:",
    "forms_warning": "Advarsel:",
    # a plan
    "forms_plan_title": "Virkemidlene i planen {plan}",
    "forms_plan_about": "Endre det du vil, og ta det med i spørsmålet. Selve planen endres ikke.",
    "forms_plan_reset": "Still alt tilbake",
    "forms_plan_left_out": (
        "Denne planen er ikke blant dem som sammenlignes, og flere tas ikke: utelat én først, ellers går det "
        "du endrer her, tapt."
    ),
    "forms_main": "Det viktigste",
    "forms_measure_rest": "Alle andre verdier for dette tiltaket",
    "forms_others": "Alle andre verdier",
    "forms_set": "Ta det med i spørsmålet",
    "forms_back": "Tilbake uten å ta det med",
    # a group of values
    "forms_values_title": "Alle andre verdier",
    "forms_values_about": (
        "Det modellen bygger på ved siden av planene. Hver verdi viser enhet, kilde og hva den kan være."
    ),
    "forms_groups": "Grupper av verdier",
    "forms_changed_count": "{count} endret",
    "forms_values_reset": "Still denne gruppen tilbake",
    "forms_option": "Hvilket sett med verdier",
    "forms_option_help": "Velger du et annet, tar feltene under som du har latt være, verdiene derfra.",
    "forms_general": "Generelt",
}

NAMES_OF_FORMS_NB: Mapping[str, Mapping[str, str]] = {
    "form_field": {
        "above": "Over",
        "after_days": "Etter så mange dager",
        "all": "Alle av",
        "allocation_every_days": "Dager mellom tildelingsrunder",
        "always": "Alltid",
        "amount": "Hvor mye som bestilles",
        "any": "Én av",
        "arrival_stay_days": "Planlagt opphold i ankomstsenter",
        "at_most": "Største enkeltbestilling",
        "at_most_per_week": "Mest bestilt på sju dager",
        "below": "Under",
        "buffer_arrival_beds": "Buffer i ankomstsentre",
        "buffer_care_places": "Buffer for enslige mindreårige under 15",
        "buffer_minors_places": "Buffer for enslige mindreårige 15 til 17",
        "buffer_places": "Buffer av plasser",
        "casework": "Saksbehandling",
        "clear_backlog_days": "Dager etterslep skal innhentes på",
        "components": "Strømmer",
        "cv": "Variasjonskoeffisient",
        "date": "Fra dato",
        "decided_by": "Besluttes av",
        "decision_days": "Dager til beslutning",
        "delay_days": "Dager etter at sjokket begynner",
        "dialogue_days": "Dager med dialog med vertskommunen",
        "duration": "Varighet, ganger så lenge",
        "enters": "Hvordan de kommer",
        "expects": "Forventede ankomster etter",
        "for_days": "I så mange dager på rad",
        "foresight": "Kjenner behovet på forhånd",
        "high": "Øvre grense",
        "horizon_days": "Simulerte dager",
        "host_influence": "Vertskommunenes innflytelse",
        "hypothetical": "Kan bruke det loven ikke tillot",
        "incentive": "Hva staten betaler for",
        "ladder": "Tiltak",
        "law": "Fordeling",
        "lead_days": "Dager til virkning",
        "lever": "Virkemiddel",
        "limit": "Mest på én gang",
        "lock_days": "Betales i minst",
        "low": "Nedre grense",
        "max_places": "Flest plasser på én gang",
        "mean": "Gjennomsnitt",
        "measure": "Tiltak",
        "minors_need_factor": "Endring i behovet for enslige mindreårige",
        "minors_need_month": "Måneder til den endringen",
        "mix": "Sammensetning",
        "municipalities": "Kommuner",
        "never": "Hvorfor det ikke reverseres",
        "onset": "Første dag av sjokket",
        "opening_days": "Dager fra kontrakt til senger",
        "order": "Bestilling",
        "origin": "Første dag som ikke er kjent",
        "p95": "95-persentil",
        "price": "Pris",
        "priority": "Rekkefølgen saker tas i",
        "private_share": "Andel som bor privat",
        "reception": "Mottak",
        "registration": "Registrering",
        "repeat": "Bestilles på nytt ved hver gjennomgang",
        "replications": "Kjøringer av hver plan",
        "reverse": "Reversering",
        "review_every_days": "Dager mellom gjennomganger",
        "seed": "Startverdi for tilfeldighetene",
        "settlement": "Bosetting",
        "signal": "Signal",
        "size": "Størrelse, ganger formen",
        "standby_dwellings_per_1000": "Boliger i beredskap, per 1 000 innbyggere",
        "target_use": "Andel av plassene som planlegges brukt",
        "under_15_share": "Andel under 15 av enslige mindreårige",
        "until": "Til før",
        "urge_preparedness": "Kommuner med beredskapsplan",
        "warning_days": "Dager med varsel før sjokket begynner",
        "when": "Vilkår",
        "within_appropriation": "Bestiller ingenting ut over bevilgningen",
    },
    "form_group": {
        "casework": "Saksbehandling: bemanning, spor, retur",
        "criteria": "Kriterier for hva som brytes",
        "information": "Informasjon: prognoser og varsler",
        "municipalities": "Kommuner: svar, boliger, tjenester",
        "population": "Befolkning: husholdninger og alder",
        "prices": "Priser og tilskudd",
        "reception": "Mottak: kontrakter, bemanning, nedlegging",
        "regime": "Reglene i avtalen",
        "settlement": "Bosetting: kartlegging, anmodning, tildeling",
        "shock": "Sjokket, i detalj",
        "start": "Starten, i detalj",
        "targets": "Målene i avtalen",
    },
    "form_persons": {
        "collective": "med kollektiv beskyttelse",
        "evacuees": "evakuerte",
        "family_reunification": "familiegjenforening",
        "individual": "asylsøkere med individuell sak",
        "minors_15_17": "enslige mindreårige 15 til 17",
        "minors_under_15": "enslige mindreårige under 15",
        "resettlement": "overføringsflyktninger",
    },
    "form_option": {
        "Bufdir": "Bufdir",
        "IMDi": "IMDi",
        "UDI": "UDI",
        "amot_place": "plass i kommune (AMOT)",
        "arrival_bed": "seng i ankomstsenter",
        "as_applicants": "som asylsøkere",
        "care_bought": "kjøpt omsorgsplass",
        "care_place": "omsorgsplass",
        "densified_place": "plass i fortettet mottak",
        "emergency_place": "akuttplass",
        "exponential": "eksponentiell",
        "fixed": "fast",
        "forecast": "minst planleggingstallet",
        "gap": "det som mangler",
        "level3_place": "plass i telt, haller og skip",
        "lognormal": "lognormal",
        "minors_place": "plass for enslige mindreårige",
        "none": "ingen",
        "ordinary": "vanlig",
        "ordinary_place": "ordinær plass",
        "per_extra_place": "personer ut over anmodningen",
        "per_unused_place": "plasser som tilbys og ikke brukes",
        "quick_refusals_first": "raske avslag først",
        "recent": "ankomstene i det siste",
        "switch": "slås på",
        "uniform": "uniform",
        "unit_price_place": "stykkprisplass",
        "warning": "minst det et varsel tilsier også",
        "with_permit_seeking_place": "med tillatelse, søker plass",
    },
    "form_help": {
        "shock.size": "Ganger formen på sjokket; 0 er intet sjokk.",
        "shock.onset": "Dagen sjokket begynner.",
        "shock.duration": (
            "Ukene i sjokket strekkes, med like mange personer per uke: 2 er dobbelt så lenge og dobbelt så mange"
            " i alt."
        ),
        "shock.warning_days": "Dager før sjokket begynner, da de første tegnene blir publisert.",
        "target_use": (
            "Andelen av plassene UDI planlegger å ha i bruk over tid. Lavere gir flere plasser til de samme "
            "menneskene."
        ),
        "buffer_places": "Plasser som holdes ut over forventet behov.",
        "buffer_minors_places": "Plasser for enslige mindreårige 15 til 17 som holdes ut over forventet behov.",
        "buffer_care_places": (
            "Plasser i omsorgssentre, for enslige mindreårige under 15, som holdes ut over forventet behov."
        ),
        "buffer_arrival_beds": "Senger i ankomstsentre som holdes ut over forventet behov.",
        "host_influence": "Andelen av foreslåtte steder som vertskommunens innflytelse avviser eller forsinker.",
        "review_every_days": "Dager mellom hver gjennomgang av behovet.",
        "urge_preparedness": "Andelen av kommunene som lager beredskapsplan.",
        "standby_dwellings_per_1000": "Boliger kommunene holder klare, per 1 000 innbyggere.",
        "limit": "Det meste som er bestilt og ikke reversert på én gang, i virkemidlets enhet.",
        "max_places": "Flest plasser som er bestilt og ikke reversert på én gang.",
        "at_most": "Største enkeltbestilling, i virkemidlets enhet.",
        "at_most_per_week": "Det meste som bestilles på sju dager, i virkemidlets enhet.",
        "mean": "Gjennomsnittlig varighet, i dager.",
        "above": "Oppfylt så lenge signalet er over dette.",
        "below": "Oppfylt så lenge signalet er under dette.",
    },
    "form_signal": {
        "reception_use": "bruk av plassene utenom ankomstsenter, andel",
        "minors_use": "bruk av plassene for enslige mindreårige 15 til 17, andel",
        "care_use": "bruk av omsorgsplassene, andel",
        "emergency_use": "bruk av akuttinnkvartering, andel",
        "free_arrival_beds": "ledige senger i ankomstsentre",
        "registration_backlog_days": "etterslep i registreringen, dager",
        "nights_over_limit": "personer for lenge i ankomstsenter",
        "no_roof": "personer uten seng",
        "arrivals_to_plan": "ukens ankomster over planleggingstallet",
        "weekly_growth": "ukens ankomster over forrige ukes",
        "warning": "personer per uke som et varsel tilsier",
        "neighbours_arrivals": "ankomster i nabolandene over det vanlige",
        "unaccompanied_share": "enslige mindreårige blant ankomstene, andel",
        "private_share": "bor privat blant ankomstene, andel",
        "decision_backlog_days": "etterslep i vedtak, dager",
        "mapping_backlog_days": "etterslep i kartlegging, dager",
        "offers_to_permits_90d": "ledige tilbud over forventede tillatelser på 90 dager",
        "need_revision": "endring i anslått bosettingsbehov, andel",
        "need_revision_minors": "det samme for enslige mindreårige, andel",
        "long_wait_share": "venter for lenge med tillatelse, andel",
        "long_wait_trend": "trend i lang ventetid, standardavvik",
        "staff_vacancy": "ledige stillinger hos driftsoperatørene, andel",
        "supplier_bids": "tilbud per plass det spørres etter",
        "budget_days_left": "dager til bevilgningen er brukt opp",
    },
    "says_plan": {
        "agreement_2018": (
            "Avtalen følges: planleggingstall, dialog, revisjon ved ti prosent, et tiltak når lange ventetider "
            "øker"
        ),
        "do_nothing": "Sammenligning. Systemet fra første dag går videre, og ingen bestiller noe",
        "early_warning": (
            "Handler på varsler, nabolandenes ankomster og vekst, på uker og ikke måneder, og slipper når de går "
            "over"
        ),
        "municipal_standby": (
            "Forberedte kommuner, boliger holdt klare, betaling for plasser som ikke brukes, raske "
            "tilleggsanmodninger"
        ),
        "options_and_frames": (
            "Først opsjoner i mottak i drift, så rammeavtaler for akuttplasser, nedtrapping i dialog"
        ),
        "perfect_foresight": (
            "Sammenligning, ikke en grense. Kjenner behovet hver dag fra en første gjennomgang med ubegrenset "
            "antall plasser"
        ),
        "practice_2015": (
            "Tiltakene i 2015-2017 på sine datoer, akuttplasser og anbud først, nedlegging fra januar 2016"
        ),
        "practice_2022": (
            "Tiltakene i 2022-2024 på sine datoer, rammer fra 24. februar, kollektiv beskyttelse, forenklet "
            "kartlegging"
        ),
        "reactive": (
            "Sammenligning. Handler først når en terskel er passert, bestiller det som mangler, legger ned når "
            "plasser står tomme"
        ),
        "static_maximum": (
            "Sammenligning. Alt som noen gang ble holdt på én gang, bestilles første dag og beholdes, hva som enn"
            " kommer"
        ),
    },
    "says_shock": {
        "autumn_surge": (
            "Ankomstene vokser fra 100 til 2 500 per uke på fjorten uker fra 1. august og er borte til jul"
        ),
        "double": "Masseflukten om våren, og fem måneder senere en høstbølge på toppen",
        "drop": (
            "1 200 per uke i et halvt år, 180 per uke fra da av; ni måneder etter fallet tolv uker med 1 000 per "
            "uke"
        ),
        "evacuation": (
            "Innleide fly bringer 300 personer per uke i seks uker fra 15. august; alle trenger seng natten de "
            "lander"
        ),
        "mass_flight": "250 personer per dag i fem uker fra 24. februar, så fallende til 60 per dag resten av et år",
        "minors": "300 enslige mindreårige per uke i tolv uker fra 1. september, og 100 andre per uke",
        "none": "Ingen brå endring; ankomstene holder nivået fra året før starten",
        "replay_2015": "Det som kom i 2015 til 2018, minus nivået året før",
        "replay_2022": "Det som kom fra januar 2022 til august 2024, minus nivået året før",
        "tired_system": (
            "Ankomstene vokser fra 400 til 1 300 per uke til uke åtte og blir der i tolv uker, mens kommunene "
            "vedtar mindre"
        ),
    },
    "says_start": {
        "2015-01-01": "Nyttår 2015: 14 400 beboere, før høsten 2015",
        "2022-01-01": "Nyttår 2022: om lag 1 850 beboere, et lite system før krigen",
        "2024-01-01": "Nyttår 2024: om lag 14 300 beboere, etter høsten 2023",
        "2024_as_came": "Nyttår 2024 med om lag 410 ankomster per uke, som fra januar til august 2024",
        "empty": "Ingen og ingenting, bortsett fra et ankomstsenter og anmodningen fra et rolig år",
        "from_run": "Tilstanden en dag i en tidligere kjøring",
        "full_house": (
            "Et fullt system: 39 000 plasser, 30 000 beboere, 35 000 vedtatte plasser, 1 200 ankomster per uke"
        ),
    },
}
