"""The Bokmål sentences and names of a back-test, and of what a report rests on."""

from __future__ import annotations

from collections.abc import Mapping

BACKTEST_NB: Mapping[str, str] = {
    "bt_coverage": "{mean} ({low}–{high})",
    "bt_title": "Etterprøving: modellen mot det som er publisert",
    "bt_title_own": "Etterprøving: modellen mot {file}, egne historiske tall",
    "bt_own": "Holdt mot {file}, ikke mot de publiserte tallene: Det som her kalles publisert, er det filen oppgir.",
    "bt_runs": "Kjøringer av hver av episodene {episodes}: {parts}.",
    "bt_runs_rules": "{count} for regler",
    "bt_runs_others": "{count} for rekonstruksjon og for hver overføring",
    "bt_runs_known": "{count} fra hvert av {origins} utgangspunkter i «kjent den gang»",
    "bt_failed": "{failed} av {wanted} kjøringer feilet; tallene gjelder de øvrige.",
    "bt_missing": "Ikke kjørt: {labels}. Alle kolonnene trengs for å bedømme modellen.",
    "bt_frozen": "Parametere: {told}.",
    "bt_frozen_none": (
        "sentrale verdier i alle kolonner; ingenting er tilpasset, så en overføring tar bare med seg regler"
    ),
    "bt_frozen_file": "tilpasset til {episode}: {file} ({digest})",
    "bt_alike": "I {episode} er {label} samme scenario som {other} og sier derfor ikke noe mer.",
    "bt_short": "Kort sagt",
    "bt_given_head": (
        "Dette er gitt til kjøringene og tester ingenting; et stort avvik betyr at regnskapet ikke går opp:"
    ),
    "bt_given_near": "{label}, {series} {episode} (n = {n}): {statistic} {measured}, innenfor kravet på {limit}",
    "bt_given_far": "{label}, {series} {episode} (n = {n}): {statistic} {measured}, utenfor kravet på {limit}",
    "bt_bands": "Tall innenfor sitt 90 %-bånd, der ni av ti bør ligge, uten det som er gitt: {parts}.",
    "bt_bands_no_run": "ingen",
    "bt_bands_part": "{label} {hits} av {n} (kjøringer per tilfelle: {runs})",
    "bt_bands_none": "{label} har ikke noe bånd (kjøringer per tilfelle: {runs}, for få)",
    "bt_bands_runs": (
        "Der færre ligger innenfor, er båndene for smale: De rommer ikke alt som kan skje. De hviler på få kjøringer: "
        "Med {runs} ligger {beyond} utenfor i hver ende. I «kjent den gang» telles et tall på nytt for hvert "
        "utgangspunkt."
    ),
    "bt_far": "Største avvik der det ikke er noe krav til nivået:",
    "bt_far_of": "{label}: {parts}",
    "bt_far_part": "{series} {episode}, {date}: median {model}, {kind} {figure}",
    "bt_far_seen": "{series} {episode}, {date}, sett fra {origin}: median {model}, {kind} {figure}",
    "bt_derived_word": "utledet",
    "bt_targets": "Krav",
    "bt_targets_note": (
        "Hver celle: om kravet er innfridd, hva som ble målt på medianen av kjøringene, og (kravet): høyst så mye, for "
        "prognoseevne mer. `gitt`: Kjøringene får tallet, eller det som det er satt sammen av, så det tester "
        "ingenting; NEI bak betyr at det likevel er lenger unna enn kravet. *: Et tall i bruk er lest av nettopp denne "
        "serien, så den bør stemme. ?: for få tall eller for få kjøringer til å si det. uvisst: ikke noe å måle på. "
        "-: ikke noe krav. n: antall tall eller par bak. utledet: ikke publisert, men regnet ut av tall som er det. "
        "`kjent den gang` har bare krav til prognoseevne. Det som ikke er kjørt i det hele tatt, er utelatt. En "
        "overføring bruker parametere og regler fra det andre sjokket; uten loggen over daterte endringer (fri) ventes "
        "den ikke å innfri kravene. Årstall bak et krav: Bare tallene fra disse årene teller, også for kjøringene; en "
        "topp er den høyeste i det året, og episoden kan ha en høyere."
    ),
    "bt_sample": "Tall funnet i de årene de prøves mot",
    "bt_sample_short": (
        "Tall i bruk som er funnet i de årene de prøves mot (av dem lest av en serie modellen måles mot): {parts}."
    ),
    "bt_sample_part": "{label} {episode} {count} ({scored})",
    "bt_sample_note": (
        "Fakta som kjøringene i en kolonne henter verdier fra, eller som en overføring henter fra loggen, og som er "
        "lest av tall fra de samme dagene: Det de er lest av, bør stemme. Priser og målestokker er utelatt."
    ),
    "bt_sample_row": "{labels}, {episode}: {count}, av dem {scored} lest av en serie den måles mot{parts}.{others}",
    "bt_sample_others": " De øvrige: {parts}.",
    "bt_sample_fitted": (
        " Trukket fra en kalibrering mot de samme årene, så modellen bygger selv på alle seriene: {parts}."
    ),
    "bt_worst": "Krav som ikke er innfridd",
    "bt_missed_row": "{label}, {series} ({episode}): {statistic} {measured}, krav {limit}{where}{few}.",
    "bt_missed_few_figures": "; for få tall til å avgjøre det",
    "bt_missed_few_runs": "; for få kjøringer til å avgjøre det",
    "bt_cannot_row": "{label}, {series} ({episode}): {statistic} kan ikke bedømmes: {why}.",
    "bt_scores": "Skår",
    "bt_scores_note": (
        "CRPS og WIS i seriens enhet, lavt er bra; relativ: på log(x + 1). 50 % og 90 %: tall innenfor båndet, prosent "
        "med 95 %-intervall. Prognoseevne: 1 minus medianens gjennomsnittlige feil delt på referansens, over de samme "
        "parene. Referanser: uendret nivå, trend, kjente ankomster med avgangen fra 2014, datidens planleggingstall. "
        "n: antall par (ulike tall i dem); de overlapper, så ingenting er testet. gitt: Kjøringene får serien, eller "
        "det som den er satt sammen av; skåren tester ingenting. utledet: Tallene er ikke publisert, men regnet "
        "ut av tall som er det."
    ),
    "bt_unscored": "Ingen skår, som krever {least} par med like mange ulike tall: {parts}.",
    "bt_unscored_part": "{name} ({parts})",
    "bt_unscored_of": "{horizons} for {labels}",
    "bt_path_note": (
        "En topp krever tre publiserte tall, det høyeste og ett på hver side; for andre beholdninger oppgis ingen."
    ),
    "bt_path": "Topp og halvering, over hele episoden",
    "bt_path_row": (
        "{label}, {series} ({episode}): topp {mine} ({date}), {origin} {theirs} ({seen}); halvert {half}, {origin} "
        "{half_seen}."
    ),
    "bt_published": "publisert",
    "bt_derived": "utledet av publiserte tall",
    "bt_all_derived": "{series}, utledet",
    "bt_partly_derived": "{series}, delvis utledet",
    "bt_never": "ikke nådd",
    "bt_band": (
        "Ingen skår for {series} {episode}: Av antallene som vises, er {published} publisert og {derived} utledet "
        "av andre tall; de utledede vises med hvor mye de kan ta feil."
    ),
    "bt_more": (
        "Hvor hvert krav ikke er innfridd, figurer og denne teksten: summary.md. Alle tall: points.parquet, "
        "scores.parquet og gates.parquet."
    ),
    "bt_met": "ok",
    "bt_not_met": "NEI",
    "bt_few": "?",
    "bt_cannot": "uvisst",
    "bt_not_run": "ikke kjørt",
    "bt_no_figures": "ingen tall",
    "bt_no_figures_note": "Ingen tall: Det er kjørt, men de historiske tallene har ingen for disse dagene.",
    "bt_given": "gitt {measured}",
    "bt_given_no": "gitt {measured} NEI",
    "bt_row_given": "{name}, gitt",
    "bt_row_partly": "{name}, delvis gitt",
    # what a report rests on
    "sweep_title": "Kjøreserie {name}",
    "sweep_runs": "{points} punkter over {axes}; {done} av {wanted} kjøringer er ferdige.",
    "valid_head": "Hva modellen er validert for",
    "valid_nothing": "Ingenting er validert på tall som modellen ikke selv bygger på.",
    "valid_yes": "Validert for {use}:",
    "valid_yes_sample": (
        "Krav innfridd på tall som modellen selv bygger på (verdier i modellen er lest av de samme tallene: Det prøver "
        "gjenfortellingen, ikke en prognose), for {use}:"
    ),
    "valid_yes_sample_more": "Krav innfridd på tall som modellen selv bygger på, for {use}:",
    "valid_few": "Krav innfridd, men på for få tall til å si mer, for {use}:",
    "valid_few_sample": "Krav innfridd på tall som modellen selv bygger på, men for få til å si mer, for {use}:",
    "valid_runs": "Krav innfridd, men med for få kjøringer til å være sikker, for {use}:",
    "valid_runs_sample": (
        "Krav innfridd på tall som modellen selv bygger på, men med for få kjøringer til å være sikker, for {use}:"
    ),
    "valid_skill": "; prognoseevnen holder{horizons}",
    "valid_no": "Ikke validert for {use}:",
    "valid_no_sample": "Krav ikke innfridd selv på tall som modellen bygger på, for {use}:",
    "valid_cannot": "Kan ikke avgjøres for {use}:",
    "valid_cannot_sample": "Kan ikke avgjøres, enda modellen selv bygger på tallene, for {use}:",
    "valid_no_target": "Vist eller målt uten krav, i én eller flere kolonner: {parts}.",
    "valid_bare": "{series} {episode}",
    "valid_part": "{series} {episode}{horizons} ({n}){measured}{skill}",
    "valid_n": "n = {n}",
    "valid_n_pairs": "n = {n}; par {pairs}",
    "valid_n_none": "ingen tall å måle mot",
    "valid_horizons": " {horizons} fram i tid",
    "valid_measured": ": {measured}",
    "valid_years": "{name} {first} til {last}",
    "valid_unknown": "ikke kjent: {parts}",
    "valid_missed": "{name} {value}, krav {limit}",
    "valid_thin": "{name} {value}, ikke bedre enn referansen (krav {limit})",
    "valid_worse": "{name} {value}, dårligere enn referansen (krav {limit})",
    "valid_few_figures": "{told}, på for få tall til å avgjøre det",
    "valid_few_runs": "{told}, med for få kjøringer til å avgjøre det",
    "valid_not_so": "; ikke innfridd: {parts}",
    "valid_held": "{name} {value}",
    "valid_none": (
        "Ingen etterprøving er lagret, så modellen er ikke validert for noe. `beredt backtest freeze=true` lagrer en."
    ),
    "valid_short": "{told} Ikke til budsjetter, og ikke for enkelte mottak eller kommuner.",
    "valid_short_other": (
        "Med en tidligere versjon av modellen: {told} Ikke til budsjetter, og ikke for enkelte mottak eller kommuner."
    ),
    "valid_short_out": "Validert for: {parts}.",
    "valid_short_nothing": "Ingenting er validert på tall som modellen ikke selv bygger på.",
    "valid_short_sample": "Krav innfridd på tall som modellen selv bygger på: {parts}.",
    "valid_short_none": "Foreløpig ikke validert for noe.",
    "valid_central": "Funnet med sentrale verdier for alle parametere, slik kjøringene bruker dem.",
    "valid_fitted": (
        "Funnet med parametere tilpasset til {episodes} der kjøringene gjelder disse årene eller tar over fra dem. "
        "For å gjenta det: Kjør først {calibrate}, så `beredt backtest {frozen}`. `beredt backtest` alene, og alle "
        "kjøringer uten `parameters=posterior`, bruker sentrale verdier, som dette ikke sier noe om."
    ),
    "valid_calibrate": "`beredt calibrate episode={episode}`",
    "valid_frozen": "frozen.{episode}=outputs/calibrate/{episode}",
    "valid_other": (
        "Det som følger, er funnet med en annen versjon av modellen ({model}, {made}) og gjelder kanskje ikke denne."
    ),
    "valid_same": "Funnet {made}; gjelder for denne versjonen av modellen ({model}), som gir de samme kjøringene.",
    "valid_count": "Antall kjøringer per tilfelle: {parts}.",
    "valid_never": "Forskjeller mellom planer, personer uten seng og kostnader er aldri etterprøvd.",
    "valid_column": "{label} {runs}",
    "kinds": (
        "Parametere: {rule} er fastsatt ved lov, avtale eller pris, {estimated} er anslått fra data, og {assumed} er "
        "antatt med et spenn."
    ),
}

USES_NB: Mapping[str, str] = {
    "reconstruction": "gjenfortelling av det som skjedde, med vedtak i sakene og kommunenes vedtatte plasser gitt",
    "rules": "det som følger av gitte ankomster og vedtatte plasser, i de årene modellens egne tall er fra",
    "as_known": "prognoser ut fra det som var kjent på dagen",
    "transfer_free": "en annen type sjokk, med reglene som de var",
    "transfer_ledger": "en annen type sjokk, med regelendringene som ble kunngjort",
}

NAMES_OF_BACKTEST_NB: Mapping[str, Mapping[str, str]] = {
    "use": USES_NB,
    "label": {
        "reconstruction": "rekonstruksjon",
        "rules": "regler",
        "as_known": "kjent den gang",
        "transfer_free": "overføring, fri",
        "transfer_ledger": "overføring, logg",
    },
    "published": {
        "residents": "beboere i UDIs mottak",
        "residents_emergency": "beboere i akuttinnkvartering",
        "residents_collective": "beboere med kollektiv beskyttelse",
        "undecided": "uten vedtak",
        "undecided_or_appeal": "uten vedtak eller i klagesak",
        "waiting": "venter på kommune",
        "waiting_unassigned": "venter, har ikke fått kommune",
        "permit_not_moved": "med tillatelse, ikke flyttet",
        "duty_to_leave": "med utreiseplikt",
        "places": "plasser",
        "places_ordinary": "ordinære plasser",
        "places_emergency": "akuttplasser",
        "places_with_arrival": "plasser, ankomstsenteret medregnet",
        "permits": "tillatelser",
        "decisions": "vedtak",
        "moved": "flyttet til kommune",
        "settled": "bosatt i alt",
        "settled_from_reception": "bosatt fra mottak",
        "settled_or_agreed": "bosatt eller avtalt",
        "wait_permit_to_move": "gjennomsnittlig ventetid fra tillatelse til flytting",
        "share_within_six_months": "andel innen seks måneder",
        "private_share": "andel som bor privat",
    },
    "gate": {
        "worst_relative": "største avvik",
        "worst_relative_but_one": "nest største avvik",
        "median_relative": "medianavvik",
        "worst_absolute": "største avvik",
        "peak_days": "avvik i tidspunkt for toppen",
        "peak_relative": "avvik i høyden på toppen",
        "skill_arrivals_known_3": "prognoseevne 3 md., ankomster",
        "skill_arrivals_known_6": "prognoseevne 6 md., ankomster",
        "skill_arrivals_known_12": "prognoseevne 12 md., ankomster",
        "skill_persistence_3": "prognoseevne 3 md., uendret nivå",
        "skill_persistence_6": "prognoseevne 6 md., uendret nivå",
        "skill_persistence_12": "prognoseevne 12 md., uendret nivå",
        "skill_planning_figure_3": "prognoseevne 3 md., plantall",
        "skill_planning_figure_6": "prognoseevne 6 md., plantall",
        "skill_planning_figure_12": "prognoseevne 12 md., plantall",
    },
    "baseline_short": {
        "persistence": "uendret",
        "drift": "trend",
        "arrivals_known": "ankomster",
        "planning_figure": "plantall",
    },
}
"""Names by kind: `published` are published series, `label` the columns of a back-test, `use` what each stands for."""
