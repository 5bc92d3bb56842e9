"""The Bokmål sentences of breaking points."""

from __future__ import annotations

from collections.abc import Mapping

BREAKPOINT_NB: Mapping[str, str] = {
    "bp_title": "Bristepunkter: hvor stort sjokk ({shock}) hver plan tåler",
    "bp_often_tens": "{hits} av 10",
    "bp_often_hundreds": "{hits} av 100",
    "bp_at_least": "minst {held}",
    "bp_found": (
        "{plan}{against} tåler opptil {size} ganger sjokket{amount} i {held} av {futures} framtider, der det "
        "ble spurt etter {often}{interval}; ved {breaks} ganger sjokket får {broke} av {futures} framtider "
        "brudd."
    ),
    "bp_amount": " ({persons} personer)",
    "bp_amount_week": " ({persons} personer, av dem {week} i toppuken)",
    "bp_interval": " (konfidensintervall {confidence}: {low} til {high}{amount})",
    "bp_interval_above": (
        " (høyst {high}, øvre grense med {confidence} konfidens; så få framtider gir ingen nedre grense)"
    ),
    "bp_interval_none": " (så få framtider gir ikke noe intervall)",
    "bp_interval_persons": "; {low} til {high} personer",
    "bp_below_range": "mindre enn {low}",
    "bp_ends": "{low} til {high}",
    "bp_above_range": "mer enn {high}",
    "bp_fails_none": (
        "{plan}{against} holder ikke engang uten sjokk: {broke} av {futures} framtider får brudd ved størrelse {low}, "
        "mens {tolerated} godtas."
    ),
    "bp_fails": (
        "{plan}{against} tåler mindre enn {low} ganger sjokket: {broke} av {futures} framtider får brudd der, mens "
        "{tolerated} godtas."
    ),
    "bp_survives": (
        "{plan}{against} tåler mer enn {high} ganger sjokket, som er det største som er prøvd: {broke} av {futures} "
        "framtider får brudd der."
    ),
    "bp_some": "noen",
    "bp_places": (
        "Planene står ulikt når sjokket kommer. {date}, dagen før, er antallet plasser som kan brukes (medregnet "
        "akuttinnkvartering; median av {futures} framtider, ved {size} ganger sjokket), {parts}. Plasser som en plan "
        "har gitt fra seg før dette, er ikke med."
    ),
    "bp_places_part": "{places} med {plan}",
    "bp_what": "Brudd betyr: {criterion}, det vil si: {says}.",
    "bp_first": (
        "Like over dette, ved {size} ganger sjokket, er første brudd med {plan}{against}: {criterion}, i {hits} av "
        "{futures} framtider ({span})."
    ),
    "bp_first_asked": "{start} Deretter kommer {criterion}, som det ble spurt om, i {hits} av {futures} ({span}).",
    "bp_first_nothing": (
        "Like over dette, ved {size} ganger sjokket, gir {plan}{against} ingen brudd etter at sjokket har begynt."
    ),
    "bp_already": "Brutt allerede før sjokket, slik at sjokket ikke er årsaken: {parts}.",
    "bp_at_ease": (
        "Systemet som sjokket treffer (start {start}), er uten brudd bare på de øvrige kriteriene. I framtider der "
        "følgende kriterier var brutt allerede før sjokket, sies det ikke noe om hva sjokket gjør med dem; det gjelder "
        "høyst så mange framtider: {criteria}."
    ),
    "bp_at_ease_asked": (
        "Framtider der kriteriet det ble spurt om, {criterion}, var brutt før sjokket, regnes likevel med som brudd: "
        "høyst {hits}."
    ),
    "bp_already_part": "{criterion}, i {hits}",
    "bp_pair_told": (
        "{better} tåler mer enn {worse}, og forskjellen kan skilles fra tilfeldigheter i de samme framtidene{at_once}: "
        "ved {size} ganger sjokket, mellom de to bristepunktene, får {most} av {futures} framtider brudd bare med "
        "{worse}, og {least} bare med {better}."
    ),
    "bp_pair_untold": (
        "Disse framtidene kan ikke avgjøre hvilken av {plans} som tåler mest: ved {size} ganger sjokket, mellom de to "
        "bristepunktene, får {most} av {futures} framtider brudd bare med {worse}, og {least} bare med {better}. For å "
        "skilles fra tilfeldigheter{at_once} må det være {needed} på den ene siden og ingen på den andre."
    ),
    "bp_pair_at_once": " (Holms metode over {count} par)",
    "bp_pair_untested": (
        "Hvilken av {plans} som tåler mest, ble ikke testet: ingen størrelse som er prøvd, ligger mellom "
        "bristepunktene."
    ),
    "bp_cut": (
        "Kjøringene slutter {until}, før sjokket er over {ends}{against}: brudd etter dette vises ikke, så det kan "
        "hende at hele sjokket bare tåles i mindre størrelser. En lengre horizon_days får det med."
    ),
    "bp_against_duration": " ved {value} ganger varigheten",
    "bp_against_warning": " med {value} dagers varslingstid",
    "bp_falls_duration": "I disse framtidene tåles et lengre sjokk bare i mindre størrelse: {plans}.",
    "bp_level_duration": (
        "I disse framtidene har varigheten ingen virkning som søkeintervallene er smale nok til å vise: {plans}."
    ),
    "bp_rises_duration": (
        "I disse framtidene tåles et lengre sjokk, som også stiger langsommere, i større størrelse: {plans}."
    ),
    "bp_both_duration": (
        "I disse framtidene øker størrelsen som tåles, med varigheten ved noen verdier og minker ved andre: {plans}."
    ),
    "bp_outside_duration": (
        "Om varigheten endrer noe, er ikke kjent, for alle verdiene ligger utenfor størrelsene som er prøvd: {plans}."
    ),
    "bp_rises_warning": "I disse framtidene tåles et større sjokk når varslingstiden er lengre: {plans}.",
    "bp_level_warning": (
        "I disse framtidene har lengre varslingstid ingen virkning som søkeintervallene er smale nok til å vise: "
        "{plans}."
    ),
    "bp_falls_warning": "I disse framtidene tåles bare et mindre sjokk når varslingstiden er lengre: {plans}.",
    "bp_both_warning": (
        "I disse framtidene øker størrelsen som tåles, med varslingstiden ved noen verdier og minker ved andre: "
        "{plans}."
    ),
    "bp_outside_warning": (
        "Om lengre varslingstid endrer noe, er ikke kjent, for alle verdiene ligger utenfor størrelsene som er prøvd: "
        "{plans}."
    ),
    # before the runs
    "bp_plan_plans": "planer: {plans}; sjokk: {shock}; start {start}",
    "bp_plan_duration": "ved flere varigheter, ganger sjokkets egen: {values}",
    "bp_plan_warning": "ved flere varslingstider, i dager: {values}",
    "bp_plan_sizes": (
        "{criterion} godtas i {p} av framtidene; det søkes fra {low} til {high} ganger sjokket, ned til {tolerance} av "
        "størrelsen"
    ),
    "bp_plan_runs": "{futures} framtider; om lag {least} til {most} kjøringer på {days} dager, i runder: {takes}",
    "bp_plan_no_low": "{why}; det finnes ingen nedre grense",
    "bp_plan_confidence": "{why}; intervallet har {confidence} konfidens",
    "takes_minutes": "om lag {low} min med {workers} prosesser i arbeid, lengre tid hvis maskinen er opptatt",
    "takes_minutes_between": (
        "om lag {low} til {high} min med {workers} prosesser i arbeid, lengre tid hvis maskinen er opptatt"
    ),
    # tables
    "bp_table": "Bristepunkter",
    "bp_head_plan": "plan",
    "bp_head_against_duration": "varighet, ganger",
    "bp_head_against_warning": "varslingstid, dager",
    "bp_head_size": "tåler, ganger sjokket",
    "bp_head_interval": "intervall",
    "bp_head_persons": "personer",
    "bp_head_week": "toppuke",
    "bp_head_broke": "brudd like over",
    "bp_table_note": (
        "Tåler: høyst {allowed} av {futures} framtider får brudd. Brudd like over: ved neste størrelse som er prøvd."
    ),
    "bp_first_table": "Hva som brytes like over bristepunktet",
    "bp_head_at": "ved størrelse",
    "bp_head_criterion": "kriterium",
    "bp_head_first_in": "først i",
    "bp_head_broke_in": "brutt i",
    "bp_head_day": "første dag (median; spenn)",
    "bp_head_already": "brutt fra før",
    "bp_first_note": (
        "Av {futures} framtider, fra og med sjokkets første dag; to brudd på samme dag regnes begge som første. Brutt "
        "fra før: før den dagen, enten det senere brytes på nytt eller ikke."
    ),
    "bp_of": "{hits} av {futures}",
    # how sure
    "bp_runs": (
        "{runs} kjøringer av {futures} framtider, de samme for hver plan og størrelse; en kjøring starter {first} og "
        "varer {days} dager."
    ),
    "bp_sure_interval": (
        "Et intervall ligger mellom to av størrelsene der framtidene begynner å få brudd, sortert i rekkefølge, og "
        "gjelder uansett fordeling, med {confidence} konfidens; endene er ytterpunktene i søkeintervaller som er høyst "
        "{tolerance} av størrelsen brede."
    ),
    "bp_sure_few": "Mer kan ikke sies: {why}.",
    "bp_wilson_both": "Ved hver ende av et intervall kan andelen framtider med brudd skilles fra {p} (95 %).",
    "bp_wilson_not": (
        "Andelen framtider med brudd kan ikke skilles fra {p} (95 %) ved: {parts}. Uten brudd i noen av dem kreves "
        "{needed} framtider."
    ),
    "bp_wilson_part": "{end} ende for {plan}{against} ({hits} av {futures})",
    "bp_lower": "nedre",
    "bp_upper": "øvre",
    "bp_monotone": (
        "At en framtid som får brudd av et sjokk, også får brudd av alle større, er kontrollert i {checked} svar som "
        "var utledet; det holdt i alle unntatt {bad} framtider ({plans})."
    ),
    "bp_monotone_all": (
        "At en framtid som får brudd av et sjokk, også får brudd av alle større, er kontrollert i {checked} svar som "
        "var utledet, og holdt i alle."
    ),
    "bp_counted": "{plan}{against} {count}",
    "bp_lost": "Framtider med en kjøring som feilet eller gikk tapt, er utelatt: {parts}.",
    "bp_lost_all": "Om {plan}{against} kan det ikke sies noe: hver framtid har en kjøring som feilet eller gikk tapt.",
    "bp_assumed": (
        "Forutsatt: start {start}; størrelsen ganger opp ankomstene i sjokket og endrer ikke tidspunkt, sammensetning "
        "eller varsling; det som ligger etter siste dag, er ukjent."
    ),
    # figures
    "bp_fig_dots": "Største sjokk som tåles i {often} framtider (det som ble spurt etter; {futures} ble kjørt)",
    "bp_fig_dots_axis": "størrelse, ganger sjokket ({shock})",
    "bp_fig_persons_axis": "personer",
    "bp_fig_curve": "Andel framtider med brudd, etter størrelsen på sjokket",
    "bp_fig_curve_axis": "framtider med brudd, %",
    "bp_fig_tolerated": "godtas: {p} %",
    "bp_fig_frontier_duration": "Største sjokk som tåles, etter varighet",
    "bp_fig_frontier_warning": "Største sjokk som tåles, etter varslingstid",
    "bp_fig_duration_axis": "varighet, ganger sjokkets egen ({shock})",
    "bp_fig_warning_axis": "dager fra de første tegnene til sjokket begynner",
    "bp_note_dots": "Punkt: største størrelse som tåles; linje: {ends}. En pil peker ut over det som er prøvd.",
    "bp_note_frontier": "Linje: største størrelse som tåles; tynne linjer (punktvis): {ends}.",
    "bp_note_interval": "konfidensintervall {confidence}",
    "bp_note_bound": "opp til øvre grense med {confidence} konfidens, for så få framtider har ingen nedre",
    "bp_note_none": "ingen, for så få framtider har ikke noe intervall",
    "bp_note_curve": (
        "Trinn: fra hver størrelse som er prøvd, til den neste; tynne linjer: Wilsons 95 %-intervall, punktvis, og "
        "3/n-regelen der ingen eller alle får brudd. Bare størrelser der alle framtider er kjent, kjørt eller utledet, "
        "er tegnet inn."
    ),
    "bp_note_runs": (
        "{runs} kjøringer, {futures} framtider. Brudd betyr: {criterion}. Forutsatt: start {start}, {days} dager."
    ),
    "bp_text": "{title}: {parts}.",
    "bp_text_part": "{plan}{against} {size}",
}
