"""The Bokmål catalogue: every sentence and name that views show, by the keys and codes of the English one."""

from __future__ import annotations

from sim.views.bokmal_allocation import ALLOCATION_NB, NAMES_OF_ALLOCATION_NB
from sim.views.bokmal_answer import ANSWER_NB
from sim.views.bokmal_attribute import ATTRIBUTE_NB, NAMES_OF_ATTRIBUTE_NB
from sim.views.bokmal_backtest import BACKTEST_NB, NAMES_OF_BACKTEST_NB
from sim.views.bokmal_breakpoint import BREAKPOINT_NB
from sim.views.bokmal_brief import BRIEF_NB
from sim.views.bokmal_calibration import CALIBRATION_NB
from sim.views.bokmal_clauses import NAMES_OF_CLAUSES_NB
from sim.views.bokmal_codes import NAMES_OF_CODES_NB
from sim.views.bokmal_console import CONSOLE_NB
from sim.views.bokmal_evaluate import EVALUATE_NB, NAMES_OF_EVALUATE_NB
from sim.views.bokmal_figures import FIGURES_NB
from sim.views.bokmal_files import FILES_NB, NAMES_OF_FILES_NB
from sim.views.bokmal_forms import FORMS_NB, NAMES_OF_FORMS_NB
from sim.views.bokmal_municipality import MUNICIPALITY_NB, NAMES_OF_MUNICIPALITY_NB
from sim.views.bokmal_names import NAMES_NB
from sim.views.bokmal_options import NAMES_OF_OPTIONS_NB
from sim.views.bokmal_past import NAMES_OF_PAST_NB, PAST_NB
from sim.views.bokmal_places import NAMES_OF_PLACES_NB, PLACES_NB
from sim.views.bokmal_report import REPORT_NB
from sim.views.bokmal_robust import NAMES_OF_ROBUST_NB, ROBUST_NB
from sim.views.bokmal_says import NAMES_OF_SAYS_NB
from sim.views.bokmal_sensitivity import SENSITIVITY_NB
from sim.views.bokmal_settings import NAMES_OF_SETTINGS_NB, SETTINGS_NB
from sim.views.bokmal_shown import NAMES_OF_SHOWN_NB, SHOWN_NB
from sim.views.bokmal_tables import NAMES_OF_TABLES_NB
from sim.views.bokmal_warning import NAMES_OF_WARNING_NB, WARNING_NB
from sim.views.bokmal_web import WEB_NB
from sim.views.words import Words

BOKMAL = Words(
    code="nb",
    thousands="\N{NO-BREAK SPACE}",
    decimal=",",
    minus="\N{MINUS SIGN}",
    date_form="{day}. {month} {year}",
    months=("jan.", "feb.", "mars", "april", "mai", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "des."),
    names={
        **NAMES_OF_ALLOCATION_NB,
        **NAMES_OF_ATTRIBUTE_NB,
        **NAMES_OF_BACKTEST_NB,
        **NAMES_OF_CLAUSES_NB,
        **NAMES_OF_CODES_NB,
        **NAMES_OF_EVALUATE_NB,
        **NAMES_OF_FILES_NB,
        **NAMES_OF_FORMS_NB,
        **{kind: {**table, **NAMES_OF_FORMS_NB.get(kind, {})} for kind, table in NAMES_OF_TABLES_NB.items()},
        **NAMES_OF_MUNICIPALITY_NB,
        **NAMES_NB,
        **NAMES_OF_OPTIONS_NB,
        **NAMES_OF_PAST_NB,
        **NAMES_OF_PLACES_NB,
        **NAMES_OF_ROBUST_NB,
        **NAMES_OF_SETTINGS_NB,
        **NAMES_OF_SHOWN_NB,
        **NAMES_OF_SAYS_NB,
        **NAMES_OF_WARNING_NB,
    },
    sentences={
        **ALLOCATION_NB,
        **ANSWER_NB,
        **ATTRIBUTE_NB,
        **BACKTEST_NB,
        **BREAKPOINT_NB,
        **BRIEF_NB,
        **CALIBRATION_NB,
        **CONSOLE_NB,
        **EVALUATE_NB,
        **FIGURES_NB,
        **FILES_NB,
        **FORMS_NB,
        **MUNICIPALITY_NB,
        **PAST_NB,
        **PLACES_NB,
        **REPORT_NB,
        **ROBUST_NB,
        **SENSITIVITY_NB,
        **SETTINGS_NB,
        **SHOWN_NB,
        **WARNING_NB,
        **WEB_NB,
        "headline_first_gain": "{size} (første av {count} gevinster)",
        "headline_first_loss": "{size} (første av {count} tap)",
        "broken_whole": (
            "*: brutt før sjokket i én kjøring eller flere. Dager og verst gjelder hele kjøringen, tiden før "
            "sjokket medregnet, og en strek fra sjokket av sier ikke at kriteriet holdt da."
        ),
        "cell_whole": "{text} *",
        "note_committed": (
            "{name}: bundet innen siste dag, {last}, og betalt senere: tilskudd, og kommunenes kostnader minus "
            "tilskudd, i årene som kommer, for dem som er bosatt i perioden og opptil fem år før den starter, og "
            "kontrakter for plasser om alle ble sagt opp den dagen. Det er ingen kostnad i perioden og vokser med "
            "alle som bosettes, ikke med sjokket alene."
        ),
        "million": "mill.",
        "million_word": "mill.",
        "and": " og ",
        "list_end": "{most} og {last}",
        "list_end_double": "{most}, og {last}",
        "list_end_long": "{most}; og {last}",
        "target_of": "{measure} ({target})",
        "money_unit": "kr",
        "metric_stage": "Dager i snitt fra {name}, for dem som kom så langt",
        "metric_payer": "Kostnad for {name}",
        "share_one": "i den ene kjøringen",
        "share_not_one": "ikke i den ene kjøringen",
        "share_all": "i alle {runs} kjøringer (sannsynlighet {chance})",
        "chance_unknown": "ukjent etter så få kjøringer",
        "share_some": "i {hits} av {runs} kjøringer (sannsynlighet {chance})",
        "chance_none": "høyst {high}",
        "chance_all": "minst {low}",
        "chance_some": "{low} til {high}",
        "span_lines": "{middle}\n({earliest}\ntil {latest})",
        "span": "{middle} (median; {earliest} til {latest})",
        # the short answer
        "headline_head": "Kort sagt",
        "headline_bedless": "Uten seng{means}: {parts}.",
        "headline_all_in_beds": "Ingen er lenge uten seng med noen av planene.",
        "headline_bedless_part": "{plan} fra {date}{runs}, {days} dager, på det verste {worst}",
        "headline_around": "{text} ({date})",
        "headline_in_runs": " (i {k} av {n} kjøringer)",
        "headline_never": "{plan} aldri",
        "headline_harm": "Verst for dem som har seng{means}: {parts}.",
        "headline_harm_part": "{criterion}, på det verste {plans}",
        "headline_harm_rises": "{criterion}, på det verste {first}, men {others}",
        "headline_harm_between": "{criterion}, på det verste fra {least} til {most}",
        "headline_means": " (snitt av kjøringene)",
        "headline_harm_plan": "{worst} med {plan}",
        "headline_first": "Sjokket fører oftest først til brudd på: {parts}.",
        "headline_first_start": "Oftest først brutt: {parts}.",
        "headline_first_part": "{criterion} ({plans})",
        "headline_first_runs": "{part} i {k} av {n} kjøringer",
        "headline_first_plan": "{plan} {date}",
        "headline_trades": "Sammenlignet med {first}: {parts}.",
        "headline_trade": "{plan} {traded}, {cost}",
        "headline_gain": "gir {size}",
        "headline_loss": "gir ingen gevinst som kan skilles fra tilfeldigheter, men medfører {size}",
        "headline_gain_and_loss": "gir {gain}, men medfører {loss}",
        "headline_no_gain": "gir ingen gevinst som kan skilles fra tilfeldigheter",
        "headline_cost_more": "for {size} ({payers})",
        "headline_cost_undecided": "til en kostnad som ikke kan skilles fra null: {interval} mill. kr",
        "headline_cost_one": "med en forskjell i kostnad på {difference} mill. kr i den kjøringen",
        "headline_one": "kan ikke skilles ut med én kjøring",
        "headline_cost_same": "med samme kostnad i alle kjøringer",
        "headline_cost": "Det koster {size} mill. kr i perioden ({payers}).",
        "headline_local": "Din kommune: slå opp navn eller nummer (0301) i {file}.",
        # what breaks first
        "head_breaks": "Hva brytes først, og når",
        "breaks_at_start": "Brutt allerede ved start: {criteria}.",
        "breaks_before": "Brutt før sjokket begynner {onset}: {criteria}.",
        "named_in_runs": "{name} (i {k} av {n} kjøringer)",
        "since_shock": " etter at sjokket har begynt {onset}",
        "since_start": " etter dette",
        "nothing_at_all": "Ingen kriterier",
        "nothing_more": "Ingen flere kriterier",
        "breaks_nothing": (
            "{nothing} brytes{since} i noen av {runs} kjøringer (sannsynlighet for brudd {chance})."
        ),
        "breaks_nothing_one": "{nothing} brytes{since} i den ene kjøringen.",
        "breaks_first": "Første brudd{since}: {criterion}, {share}; {when}.",
        "breaks_first_often": (
            "Oftest første brudd{since}: {criterion}, først i {first} av {runs} kjøringer; kriteriet brytes {share}, "
            "første gang {when}."
        ),
        "breaks_note": (
            "Ordnet etter første dag: median, tidligste og seneste av kjøringene med brudd, før eller etter sjokket. "
            "Et kriterium teller én gang per kjøring, med den første dagen det er brutt. Dager og verst: antall dager "
            "med brudd i alt og den verste dagen, snitt av alle kjøringer."
        ),
        "note_place": "Uten seng: uten et sted å sove. Uten plass: det, eller i et overfylt mottak.",
        "broken_note": (
            "Ordnet etter tidligste første dag: median av kjøringene med brudd, før eller etter sjokket. Dager og "
            "verst: snitt av alle kjøringer. Et kriterium er brutt når det har vart de dagene det krever: det en plan "
            "retter opp før det, er ikke brudd, heller ikke når det fulgte med fra starten.{chance}"
        ),
        "broken_onset": "Sjokket er til stede fra {onset}, den første dagen det endrer ankomstene.",
        "broken_chance": " I alle {runs} kjøringer: sannsynlighet {every}; i ingen: {none}.",
        "never_broken": "Ikke brutt med noen plan: {names}.",
        "col_plan": "Plan",
        "col_runs_before": "Før\nsjokket",
        "col_runs_shock": "Fra\nsjokket",
        "col_runs_start": "Ved\nstart",
        "col_runs_after": "Senere",
        "col_first_day": "Første dag",
        "console_more": (
            "Snitt av kjøringene. Spenn, starten, ankomster, topper, alle par av planer og hva det hele bygger på: "
            "summary.md."
        ),
        "cell_alike": "~ {text}",
        "side_note": "~: kan ikke skilles fra {first} med disse kjøringene.",
        "target_reached": "{name}: {reached} ({year})",
        "target_why": "{name}: {why}",
        "payer_rest": "andre",
        "local_note": (
            "Én kommune: slå opp navn eller nummer i `{file}`; hver måned for kommunen står i "
            "`tables/municipality_month.parquet` under `municipality_number`. Begge ligger i resultatmappen; i "
            "nettleseren har hver kommune en egen side."
        ),
        "col_criterion": "Kriterium",
        "col_at_start": "Ved\nstart",
        "col_before": "Før\nsjokket",
        "col_after_shock": "Fra og med\nsjokket",
        "col_after_start": "Etter\nstart",
        "col_chance": "Sannsynlighet",
        "col_first": "Første dag",
        "col_days": "Dager",
        "col_worst": "Verst",
        "no_breaks": "Ingen kriterier ble vurdert.",
        # arrivals
        "start": (
            "Kjøringene begynner {first}. Ved første ukestelling, {date}, bor {residents} personer i UDIs mottak, "
            "{all_places} plasser er disponible, og {waiting_settlement} personer med tillatelse venter på kommune."
        ),
        "origin_estimate": "Tilstanden første dag er et anslag, ikke en telling.",
        "origin_file": "Tilstanden første dag er hentet fra {file}, din egen fil.",
        "origin_run": "Tilstanden første dag er hentet fra en tidligere kjøring.",
        "origin_made_up": "Tilstanden første dag er oppdiktet: ingen kilde teller eller anslår den.",
        "start_own": "Start: din egen fil {file}, med innstillingene fra {name}.",
        "shock_not_met": "Sjokket begynner {onset}, etter siste dag: ingen kjøring møter det.",
        "arrivals": "Ankomster, de samme med alle planer: {parts} (en uke regnes til året den slutter i).",
        "arrivals_part": "{persons} i {year}",
        "year_from": "fra {day}. {month}",
        "year_to": "til {day}. {month}",
        "ranges": (
            "Tallene er snitt av kjøringene, slik at deler kan summeres; datoer er medianer. I parentes står spennet "
            "der kjøringene er ulike ({label}{rare})."
        ),
        "ranges_rare": "; for det som skjer for sjelden til det, alle kjøringene",
        "range_one": "én kjøring",
        "ranges_one": "Én kjøring: én måte tilfeldighetene kan slå ut på, uten spenn.",
        # peak
        "head_peak": "Største behov",
        "peak": (
            "Behovet for senger hos UDI er på det høyeste {persons} personer (toppen i hver kjøring, ved utgangen av "
            "en uke{median}), {date}; da er {places} plasser disponible."
        ),
        "peak_median": "; median {median}",
        "peak_short": "På det meste er {persons} personer uten plass ved utgangen av en uke.",
        "peak_bedless": "Flest er uten seng rundt {when}.",
        "peak_at_end": "Det er siste dag i perioden: behovet kan fortsatt være på vei opp.",
        "peak_bound": "Med 95 % konfidens har 95 av 100 framtider en topp på høyst {bound}.",
        "peak_p95": "95-persentilen for toppene ligger mellom {low} og {high} (95 % konfidensintervall).",
        "peak_p95_none": "Et intervall for 95-persentilen krever flere enn {runs} kjøringer.",
        # waiting
        "head_waiting": "Ventetid",
        "col_stage": "Trinn",
        "col_mean_days": "Dager i snitt for dem som fullførte, snitt av kjøringene",
        "col_range": "Spenn over kjøringene",
        "col_waiting": "I trinnet ved slutten, personer",
        "no_waits": "Ingen gikk gjennom noe trinn.",
        "late": (
            "Av dem med en tillatelse som passerte 183 dager i perioden, hadde {within} % flyttet innen da. Ved "
            "slutten venter {waiting} personer på kommune; {open} av dem har en tillatelse yngre enn 183 dager og er "
            "ennå ikke med i noen andel."
        ),
        "late_none": (
            "Ingen tillatelse fra perioden passerte 183 dager i den; ved slutten venter {waiting} personer på kommune."
        ),
        # targets
        "head_targets": "Målene i avtalen",
        "col_clause": "Punkt",
        "col_not_met": "Ikke nådd",
        "targets_note": (
            "Punktene har samme nummer som i avtalen. Tallene viser hvor mange av målingene under et punkt som er nådd "
            "i minst halvparten av kjøringene, av dem som har en målestokk. Alle tall står i tables/targets.parquet."
        ),
        "targets_not_modelled": "Ikke modellert: {names}.",
        "no_targets": "Ingen mål ble vurdert: perioden har ikke noe helt kalenderår.",
        # money
        "head_cost": "Kostnad etter betaler, mill. kr, snitt av kjøringene",
        "cost_range": "Spenn for summen over kjøringene",
        "cost_note": (
            "Minus: mottatte tilskudd er større enn kostnaden. Etter perioden: det som forfaller senere av det som er "
            "påbegynt."
        ),
        "col_payer": "Betaler",
        "total": "I alt",
        "committed": "etter perioden",
        "no_cost": "Ingen kostnad ble ført.",
        # comparison
        "head_compare": "Planer side om side under {shocks}",
        "head_side": "Side om side",
        "figure_in_runs": "{text} i {k} av {n} kjøringer",
        "with_range": "{mean} ({low} til {high})",
        "between": "{low} til {high}",
        "k_of_n": "{k} av {n}",
        "name_unit": "{name}, {unit}",
        "col_metric": "Nøkkeltall",
        "col_minus": "{plan} minus {first}",
        "head_differences": "Forskjeller fra {first}, samme tilfeldigheter",
        "col_ratio": "Forhold",
        "differences_note": (
            "Gjennomsnittlig forskjell mellom kjøringer med samme tilfeldigheter (95 % konfidensintervall, utvidet for "
            "antall par). Forhold: variansreduksjon, altså hvor mange ganger flere kjøringer samme bredde ville krevd "
            "uten samme tilfeldigheter."
        ),
        "differences_note_one": (
            "Forskjell mellom den ene kjøringen av hver plan, med samme tilfeldigheter. Én kjøring har ikke noe "
            "intervall: ingen forskjell er skilt fra tilfeldigheter."
        ),
        "cell_spread": "{mean} ({low} / {median} / {high})",
        "cell_same": "samme i alle kjøringer",
        "cell_one": "{difference} (én kjøring)",
        "cell_difference": "{text}, {verdict}",
        "verdict_better": "bedre",
        "verdict_worse": "dårligere",
        "verdict_more": "mer",
        "verdict_less": "mindre",
        "verdict_undecided": "uavklart",
        "verdict_needs": "(om lag {runs} kjøringer ville avgjøre det)",
        "verdict_identical": "identisk",
        "head_trade": "Hva hver plan gir, og hva den koster for hvem",
        "head_notes": "Til lesningen",
        "pair_identical": (
            "{plan} og {against} ga samme resultat i alle kjøringer: det som skiller dem, kom aldri i bruk."
        ),
        "pair_alike": (
            "{plan} og {against} kan ikke skilles med {runs} kjøringer: alle intervaller for de {metrics} "
            "nøkkeltallene dekker 0."
        ),
        "pair_alike_one": "{plan} og {against} kan ikke skilles med én kjøring, som ikke gir noe intervall.",
        "pair_apart": "{plan} mot {against}: {told_apart} av {metrics} nøkkeltall er ulike. {detail}.",
        "pair_rest": "Av resten er {undecided} uavklarte og {same} like i alle kjøringer",
        "pair_better": "Bedre: {names}",
        "pair_worse": "Dårligere: {names}",
        "pair_more": "Mer: {names}",
        "pair_less": "Mindre: {names}",
        "trade_buys": "{plan} i stedet for {against} gir {gains}.",
        "trade_buys_nothing": (
            "{plan} i stedet for {against} gir ingen gevinst som kan skilles fra tilfeldigheter med {runs} kjøringer."
        ),
        "trade_price": "Prisen er {losses}.",
        "trade_more": "{size} flere {what}",
        "trade_fewer": "{size} færre {what}",
        "trade_cost": "Det koster {size} i perioden",
        "trade_cost_undecided": "Forskjellen i kostnad i perioden kan ikke skilles fra null: {interval} mill. kr",
        "trade_cost_one": "Forskjellen i kostnad i perioden er {difference} mill. kr i den ene kjøringen",
        "trade_cost_same": "Kostnaden i perioden er den samme i alle kjøringer",
        "trade_of_which": "{total} (etter betaler, mill. kr: {parts})",
        "trade_payer": "{payer} {change}",
        "payer_net": "kommunene minus tilskudd",
        "trade_money_more": "{size} mill. kr mer",
        "trade_money_less": "{size} mill. kr mindre",
        "trade_later": "{total}; etter perioden forfaller {size}",
        "trade_end": "{text}.",
        "where_console": "i den siste tabellen",
        "where_summary": "i tabellen",
        "trade_note": (
            "Størrelsene er gjennomsnittlige forskjeller mellom kjøringer med samme tilfeldigheter, avrundet når de "
            "gjelder personer, og bare de som kan skilles fra tilfeldigheter; intervallene står {where}."
        ),
        "note_queue": (
            "Ved slutten venter noen fortsatt på registrering: {parts}. De står ikke i noen senere kø og medfører ennå "
            "ingen senere kostnad, så en plan som lar mange stå uregistrert, ser raskere og billigere ut enn den er."
        ),
        "note_queue_part": "{persons} med {plan}",
        "note_free_nights": (
            "En person uten plass koster ingenting i modellen: les kostnaden sammen med mangelen på plasser, aldri "
            "alene."
        ),
        "note_grants": (
            "Kommunenes kostnad minus tilskudd er under null med {plans}: tilskuddene kommer når folk bosettes, "
            "kostnadene følger i årene etter, så i en periode med mange nybosatte er tilskuddene større enn kostnadene."
        ),
        "failed_runs": "{failed} av {total} kjøringer feilet og er utelatt; se failures i manifest.json.",
        "no_runs": "Ingen kjøring ble fullført, så det finnes ikke noe resultat; se failures i manifest.json.",
        # summary
        "title_run": "{plan} under {shock}",
        "title_compare": "Planer sammenlignet under {shocks}",
        "title_changed": "{title}: {changes}",
        "title_all_plans": "alle planer med {changes}",
        "title_one_plan": "{plan} med {changes}",
        "name_changed": "{name} ({changes})",
        "changed_values": "endrede verdier",
        "changes_more": "{count} til",
        "no_shock": "størrelse 0: ikke noe sjokk",
        "shock_of_none": "Sjokk: ikke noe; {shock} med størrelse 0 endrer ingen ankomster.",
        "says_changed": "{line} Endret i kommandoen: {changes}.",
        "moved_plan": "Endret i {plan}: {levers}.",
        "moved_all": "Endret i alle planene: {levers}.",
        "moved_from": "{plan}, laget av {base}",
        "moved_lever": "{lever} fra {before} til {after}",
        "moved_added": "lagt til i tiltakene: {measures}",
        "moved_removed": "tatt ut av tiltakene: {measures}",
        "moved_order": "flyttet i rekkefølgen av tiltak: {parts}",
        "moved_behind": "{measure} (nå etter {after})",
        "moved_first": "{measure} (nå først)",
        "world_changed": "I tillegg endret i kommandoen: {changes}.",
        "short_answer": "{runs} kjøringer av hver plan, {days} dager fra {start}.",
        "short_answer_one": "Én kjøring av hver plan, {days} dager fra {start}.",
        "short_answer_plan": "{runs} kjøringer, {days} dager fra {start}.",
        "short_answer_one_plan": "Én kjøring, {days} dager fra {start}.",
        "question_start": "Fra hvilken tilstand, under hvilket sjokk, med hvilke planer?",
        "start_says": "Start: {says}.",
        "futures": (
            "Til {day} følger alle kjøringer den lagrede kjøringen i `{path}`; planene er ulike først etter det."
        ),
        "parameters_drawn": "Parametere: {keys} verdier trekkes for hver kjøring, en rad av {rows} i `{file}`.",
        "parameters_again": (
            "Parametere: {keys} verdier trekkes for hver kjøring fra de {rows} radene i `{file}`; fra gjentak {rows} "
            "brukes radene om igjen, så av {runs} gjentak har ikke flere enn {rows} ulike verdier."
        ),
        "shock_known": "Sjokk: {shock} bare til {origin}, og deretter en framtid som da var tenkelig.",
        "shock_says": "Sjokk: {says}.",
        "plan_says": "Plan {plan}: {says}.",
        "question_breaks": "Hva brytes først, når og hvor alvorlig?",
        "question_buys": "Hva gir hver plan, og hva koster den for hvem?",
        "question_municipalities": "Hva betyr det for kommunene?",
        "hosts_line": (
            "{settled} personer bosettes etter avtale, og {self_settled} bosetter seg selv uten avtale; {money}; "
            "{churn_centres} mottak åpnes og legges ned innen ett år; {notice}."
        ),
        "hosts_cost": "kostnad minus tilskudd i perioden er {net} mill. kr",
        "hosts_no_cost": "ingen kommunal kostnad ble ført",
        "hosts_notice": "vertskommunene får i snitt varsel om en nedlegging {days} dager før",
        "hosts_notice_runs": "{notice} (i {k} av {n} kjøringer)",
        "hosts_no_closing": "ingen mottak legges ned",
        "question_rests": "Hva bygger dette på?",
        "question_figures": "Figurer",
        "question_again": "Slik får du det samme igjen",
        "under": "Under {shock}:",
        "plan_bold": "**{plan}**: {text}",
        "table_note": (
            "Hver plan: snitt, og i parentes der kjøringene er ulike: nedre ende av spennet / median / øvre ende; bare "
            "snitt kan summeres, over betalere og fra plan til plan. Forskjeller: snitt over kjøringer med samme "
            "tilfeldigheter, med 95 % konfidensintervall utvidet for antall par (Holm); uavklart: intervallet dekker "
            "0. Av tjue tall uten reell forskjell kan ett likevel se ulikt ut. En strek: ikke aktuelt."
        ),
        "table_note_one": (
            "Snitt, og i parentes der kjøringene er ulike: nedre ende av spennet / median / øvre ende. En strek: ikke "
            "aktuelt."
        ),
        "other_pairs": "De andre parene:",
        "uncertainty": (
            "Spenn og intervaller ({label}) viser tilfeldighetene i modellen, ikke all usikkerhet: hvor feil modellens "
            "verdier kan være, er ikke med."
        ),
        "uncertainty_one": "Én kjøring viser én måte tilfeldighetene kan slå ut på: den har ikke noe spenn.",
        "baseline": (
            "Utenom sjokket kommer det like mange som i de tolv månedene før start, eller så mange som starten setter: "
            "et nivå som ikke trenger å vare, og som alene kan fylle systemet."
        ),
        # replications=auto
        "head_precision": "Gjentak",
        "precision_enough": (
            "{runs} gjentak var nok: snittet for hvert av de {figures} nøkkeltallene og forskjellene er kjent innenfor "
            "{share} til hver side (95 %), eller nær null innenfor bredden som var satt, og holdt seg slik."
        ),
        "precision_last": "Sist smalt nok: {figure}, fra og med {since} gjentak.",
        "precision_cap": (
            "Etter {runs} gjentak, det største antallet som var tillatt, er {missed} av {figures} nøkkeltall og "
            "forskjeller ikke kjent så nøye som ønsket ({share} til hver side, eller en bredde nær null):"
        ),
        "precision_wide": "{figure}: {mean}, kjent innenfor {half_width} til hver side der {wanted} var ønsket",
        "precision_few": "{figure}: bare {runs} av kjøringene har en verdi",
        "precision_alike": "{figure}: {mean} i alle {runs} kjøringer, for få til å si at det sjelden er annerledes",
        "precision_all_alike": (
            "Av disse var {count} like i alle kjøringer og har ingen bredde: de er ulike i høyst {unseen} av "
            "kjøringene (95 %)."
        ),
        "precision_look_ahead": (
            "{figure}: {mean}, kjent innenfor {half_width} til hver side der {wanted} var ønsket, men ikke lenge nok"
        ),
        "precision_more": "{count} til, i `manifest.json`",
        "precision_nothing": "{runs} gjentak, og ingen av dem har noe nøkkeltall.",
        "precision_plan": "{metric} ({plan})",
        "precision_pair": "{metric} ({plan} minus {against})",
        "precision_under": "{figure} under {shock}",
        "precision_unknown": "en ukjent bredde",
        "assumed_head": "{count} verdier som ble brukt, har et forbehold. Forbeholdene, med verdiene:",
        "assumed_none": "Ingen verdi hentet fra faktatabellen har et forbehold.",
        "assumed_row": "- {warn}: {keys}",
        "assumed_more": "{shown} og {count} til",
        "assumed_rest": "- {count} forbehold til, i `manifest.json`",
        "no_result_title": "Ikke noe resultat",
        "criteria_head": "Hva som regnes som brudd (det som rettes opp før den angitte tiden, er ikke brudd):",
        "limit_above": "(over {limit}, {days} dager på rad)",
        "limit_below": "(under {limit}, {days} dager på rad)",
        "criterion_row": "- {name}: {says}",
        "not_validated": (
            "**Begrensninger.** Tallene er ikke kontrollert mot etatenes egne data. Beboere per måned, ventetiden i "
            "trinnene og bemanningen er ikke fullt ut publisert. Tallene skal ikke brukes til budsjett, eller til "
            "beslutninger om et enkelt mottak eller en enkelt kommune."
        ),
        "answer_assumed": (
            "Av verdiene som ble brukt, har {count} et forbehold (antatt, eller ikke for budsjett): se `warned_facts` "
            "i `manifest.json`."
        ),
        "again": "`{command}`",
        "again_seed": (
            "Frø {seed}, modell {version}, kode {code}, data {data}. Samme kommando med samme versjon gir de samme "
            "tabellene. Alt som ble satt, står i `manifest.json`."
        ),
    },
)
