"""The Bokmål sentences and names of `beredt robust`."""

from __future__ import annotations

from collections.abc import Mapping

ROBUST_NB: Mapping[str, str] = {
    "robust_title": "{plans} planer i {scenarios} scenarioer: hvilken klarer seg godt uansett hva som kommer",
    "robust_nothing": "Ingen framtid har en verdi for hver plan, så det kan ikke sies noe.",
    "robust_met": "{plan} når alle mål oftest: {share}. De andre: {others}.",
    "robust_met_tied": "{plans} når alle mål like ofte, og oftest: {share}. De andre: {others}.",
    "robust_met_other": "{plan} {share}",
    "robust_met_tied_all": "Alle planene når alle mål like ofte: {share}.",
    "robust_share": "i {hits} av {runs} framtider (andel {low} til {high})",
    "robust_share_none": "i ingen av {runs} framtider (andel høyst {high})",
    "robust_share_all": "i alle {runs} framtider (andel minst {low})",
    "robust_nobody": (
        "Ingen plan når alle mål i noen av {runs} framtider (andel høyst {high}): målene skiller ikke planene fra "
        "hverandre. Vanskeligst å nå: {target}."
    ),
    "robust_everybody": (
        "Hver plan når alle mål i alle {runs} framtider (andel minst {low}): målene skiller ikke planene fra hverandre."
    ),
    "robust_trade": "{plan} har {first} og {second} enn {against} (gjennomsnitt av {scenarios} scenarioer{told}).",
    "robust_trade_chance": "; den første forskjellen kan ikke skilles fra tilfeldigheter",
    "robust_less": "{size} mindre ({metric})",
    "robust_more": "{size} mer ({metric})",
    "robust_best": "Best på {metric}: {plans}, {value} (gjennomsnitt av {scenarios} scenarioer).",
    "robust_best_all": (
        "Ingen plan er bedre enn en annen på {metric}: {value} (gjennomsnitt av {scenarios} scenarioer)."
    ),
    "robust_one_shock": "1 sjokk",
    "robust_shocks": "{count} sjokk",
    "robust_regret": (
        "{metric}: minst anger (regret) i verste fall har {plan}, opptil {most} mot den beste planen i samme scenario, "
        "og høyst {high} i 9 av 10 scenarioer; mest taper {worst}, opptil {worst_most}."
    ),
    "robust_regret_best": (
        "{metric}: best, eller like god som den beste, i hvert scenario: {plan}. Mest taper {worst}, opptil "
        "{worst_most} mot den beste i samme scenario."
    ),
    "robust_regret_none": "{metric}: ikke noe scenario skiller planene fra hverandre.",
    "robust_tail": "I de verste {share} av scenarioene er det {parts} ({metric}, gjennomsnitt{interval}).",
    "robust_tail_interval": (
        "; i parentes 95 %-intervaller, funnet ved å trekke verdisett på nytt, hvert med alle sjokkene sine"
    ),
    "robust_tail_few": "; et intervall krever flere verdisett enn {rows}",
    "robust_tail_part": "{value} med {plan}",
    "robust_tail_part_range": "{value} med {plan} ({low} til {high})",
    "robust_front": "Ingen plan slår {plans} på {losses} samtidig.{others}{fresh}",
    "robust_front_all": (
        "Ingen plan slår en annen på {losses} samtidig: hver av dem er bedre på noe og dårligere på noe annet.{fresh}"
    ),
    "robust_front_one": "{plans} er best på {losses} samtidig.{others}{fresh}",
    "robust_beaten": " {plan} er ikke bedre enn {better} på noe, og dårligere på noe.",
    "robust_fresh_same": (
        " I nye kjøringer, {runs} per plan og scenario som var holdt utenfor, beholder alle planene plassen sin."
    ),
    "robust_fresh_other": (
        " I nye kjøringer, {runs} per plan og scenario som var holdt utenfor, ville {plans} skiftet plass, så fronten "
        "ligger ikke fast."
    ),
    "robust_fresh_none": " Ingen kjøringer var holdt utenfor, så dette er ikke prøvd på nye.",
    "robust_gap": (
        "Når planene på fronten prøves med andre kjøringer enn de ble funnet med, endres gjennomsnittene med opptil "
        "{parts}."
    ),
    "robust_gap_part": "{value} ({metric})",
    "robust_order": (
        "{metric}: rekkefølgen avhenger av målestokken. Etter {first} og etter {second} står planene ulikt (Kendalls "
        "tau {tau}, under {least})."
    ),
    "robust_order_safe": (
        "{metric}: planenes rekkefølge er mye den samme etter hver målestokk (Kendalls tau {tau} eller mer)."
    ),
    "robust_order_same": "{metric}: planenes rekkefølge er den samme etter hver målestokk (Kendalls tau {tau}).",
    "robust_order_none": (
        "{metric}: det er ingen rekkefølge å sammenligne, for ingen målestokk skiller planene fra hverandre."
    ),
    "robust_halves": (
        "{metric}: rekkefølgen avhenger av hvilke verdisett det ses på. Mellom halvdeler av dem er Kendalls tau {tau} "
        "i gjennomsnitt, bedømt etter {criterion}."
    ),
    "robust_metrics": (
        "Rekkefølgen avhenger av hva som telles, i {count} av {all} par av måltall; mest for {first} mot {second} "
        "(Kendalls tau {tau} mellom planenes rekkefølger etter gjennomsnitt)."
    ),
    "robust_change": (
        "En forutsetning avgjør hvilken plan som er best. {metric}{shock}: {low} opp til {low_to}, men {high} fra "
        "{high_from}, for {parameter} ({warn}){clear}{same}."
    ),
    "robust_change_shock": ", ved {shock}",
    "robust_change_clear": "; kan skilles fra tilfeldigheter",
    "robust_change_chance": "; tilfeldigheter alene kan gi dette",
    "robust_change_same": (
        "; {others} kan ikke skilles fra den, fordi verdiene er trukket i nesten de samme verdisettene"
    ),
    "robust_change_more": "Tabellen nedenfor og `changes.csv` har {count} slike endringer til.",
    "robust_change_none": (
        "Innenfor spennet til {count} verdier som er antatt eller har en advarsel, er den samme planen best på "
        "{metric}: {plans}, i nedre og øvre halvdel av hvert spenn, over alle sjokk."
    ),
    "robust_change_none_mixed": (
        "Innenfor spennet til {count} verdier som er antatt eller har en advarsel, blir ingen plan som er best på "
        "{metric} i den ene halvdelen, slått i den andre, over alle sjokk."
    ),
    "robust_no_draws": "Ingen antatt verdi er trukket, så det sies ikke noe om hva de endrer.",
    "robust_few_draws": (
        "Hva de trukne verdiene endrer, kan ikke sies ut fra {draws} verdisett: det krever {least} eller flere (draws)."
    ),
    "robust_pair_told": "{metric}: de to planene kan skilles fra hverandre.",
    "robust_pair_alike": "{metric}: de to planene kan ikke skilles fra hverandre.",
    "robust_pairs_all": "{metric}: planene kan skilles fra hverandre i alle {count} par.",
    "robust_pairs_some": "{metric}: planene kan skilles fra hverandre i {told} av {count} par; ikke {pairs}.",
    "robust_pairs_few": (
        "{metric}: om planene kan skilles fra hverandre, kan ikke sies; det krever to eller flere observasjoner med "
        "hvert sjokk (en observasjon er et {unit})."
    ),
    "robust_unit_row": "verdisett",
    "robust_unit_run": "gjentak",
    "robust_pair": "{plan} fra {against}",
    "robust_own_start": "{shock} begynner fra en egen start, {start}.",
    "robust_left_out": (
        "{count} framtider er utelatt for alle planer, fordi en kjøring feilet eller manglet verdi for en av dem."
    ),
    "robust_targets_head": "Framtider der målene nås",
    "robust_targets_note": (
        "Mål, fastsatt før kjøringene: {targets}. 95 %-intervaller etter Wilson, der et {unit} med alle sjokkene sine "
        "teller som én observasjon."
    ),
    "robust_target_most": "{metric} høyst {limit}",
    "robust_target_least": "{metric} minst {limit}",
    "robust_all_targets": "alle mål",
    "robust_all_shocks": "alle sjokk",
    "robust_cell": "{hits} av {runs}",
    "robust_cell_range": "{hits} av {runs} ({low} til {high})",
    "robust_regret_head": "{metric}: hva hver plan taper mot den beste i samme scenario",
    "robust_regret_note": (
        "Etter sjokk: gjennomsnittlig anger (regret) over verdisettene. * er den beste i en kolonne, og alle innenfor "
        "{alike} fra den. Enhet: {unit}.{refused}"
    ),
    "robust_refused": (
        " P90 av anger gjelder disse scenarioene og har ikke noe intervall: det krever ett enkelt sjokk og mange "
        "verdisett."
    ),
    "robust_col_plan": "plan",
    "robust_col_most": "størst",
    "robust_col_high": "P90",
    "robust_col_mean": "snitt",
    "robust_col_worst": "verst",
    "robust_col_tail": "verste {share}",
    "robust_col_met": "mål nådd",
    "robust_front_head": "Plassmangel, kostnad, ventetid og opp- og nedbygging samlet",
    "robust_front_note": (
        "Gjennomsnitt av alle scenarioer; i parentes det som er funnet med {found} av {all} kjøringer av hvert "
        "scenario, minus det kjøringene som var holdt utenfor ({fresh}), viser. En plan er på fronten når ingen annen "
        "er minst like god på alt og bedre på noe med mer enn: {alike}."
    ),
    "robust_front_note_none": (
        "Gjennomsnitt av alle scenarioer. En plan er på fronten når ingen annen er minst like god på alt og bedre på "
        "noe med mer enn: {alike}."
    ),
    "robust_alike_part": "{value} ({metric})",
    "robust_col_front": "på fronten",
    "robust_col_fresh": "i nye kjøringer",
    "robust_col_beaten": "slått av",
    "robust_yes": "ja",
    "robust_no": "nei",
    "robust_same_place": "samme",
    "robust_other_place": "skifter",
    "robust_untested": "-",
    "robust_front_cell": "{value} ({gap})",
    "robust_changes_head": "Hva som endrer hvilken plan som er best",
    "robust_changes_note": (
        "Beste plan etter gjennomsnittet over alle sjokk: én der den er den samme i nedre og øvre halvdel av spennet, "
        "A -> B der den skifter, A / B der de har en plan felles. Verdiene er trukket sammen, så én verdi ses på tvers "
        "av de andre. (!) kan ikke skilles fra en annen verdi."
    ),
    "robust_col_assumed": "antatt verdi",
    "robust_col_range": "spenn",
    "robust_col_warn": "hvorfor den er trukket",
    "robust_no_warning": "ingen advarsel",
    "robust_range": "{low} til {high} {unit}",
    "robust_stays": "{plans}",
    "robust_overlap": "{low} / {high}",
    "robust_flips": "{low} -> {high}",
    "robust_order_head": "Hvor mye planenes rekkefølge er til å stole på (Kendalls tau)",
    "robust_order_note": (
        "1 er samme rekkefølge, -1 den motsatte; - der en av de to ikke skiller noen planer. Under {least} sies "
        "rekkefølgen å avhenge av målestokken. Halvdeler: gjennomsnitt over tilfeldige halvdeler av verdisettene, "
        "hvert med alle sjokkene sine."
    ),
    "robust_col_metric": "måltall",
    "robust_col_lowest": "lavest mellom målestokker",
    "robust_col_between": "mellom",
    "robust_col_halves": "lavest mellom halvdeler",
    "robust_col_by": "bedømt etter",
    "robust_and": "{first} / {second}",
    "robust_sure_runs": (
        "{runs} kjøringer: {plans} planer i {scenarios} scenarioer ({shocks}, hvert med de sentrale verdiene og med "
        "{draws} verdisett som er trukket), {replications} gjentak av hvert. Innenfor et verdisett har alle planer og "
        "sjokk de samme tilfeldighetene; hvert verdisett har sine egne."
    ),
    "robust_sure_scenarios": (
        "Scenarioene er valgt og trukket likt, ikke etter hvor sannsynlige de er: en andel av dem er ingen "
        "sannsynlighet for det som kommer, og anger er målt mot disse planene alene. Ingen figur viser et bånd over "
        "tid."
    ),
    "robust_sure_holm": (
        "Par av planer skilles ved parvise forskjeller mellom gjennomsnitt over sjokk, der hvert {unit} er én "
        "observasjon (t, korrigert for alle par etter Holm, 5 % i alt). Intervallene for de verste {share} kommer av å "
        "trekke verdisett på nytt, hvert med alle sjokkene sine."
    ),
    "robust_fig_regret": "Anger (regret): {metric}",
    "robust_fig_regret_text": (
        "Tabell over planer og sjokk. {parts}. Siste kolonne er andelen framtider som når alle mål."
    ),
    "robust_fig_regret_part": "{plan}: i verste fall {most}, mål nådd {share}",
    "robust_fig_regret_notes": (
        "Gjennomsnitt over verdisettene av det en plan taper mot den beste i samme scenario; under det største tapet, "
        "i {unit}. Mørkere er verre. En stjerne merker alle planer innenfor {alike} fra den beste i en kolonne."
    ),
    "robust_fig_star": "* {value}",
    "robust_fig_cell": "{mean}\nstørst {most}",
    "robust_fig_met": "{share}\n{low} til {high}",
    "robust_nobody_few": (
        "Ingen plan når alle mål i noen av {runs} framtider, for få til å oppgi en andel: målene skiller ikke "
        "planene. Vanskeligst å nå: {target}."
    ),
    "robust_everybody_few": (
        "Alle planer når alle mål i alle {runs} framtider, for få til å oppgi en andel: målene skiller ikke "
        "planene."
    ),
    "robust_regret_cost": (
        "{metric}: lavest, eller nesten, i hvert scenario: {plan}, som ikke er noen gevinst i seg selv, siden "
        "flere personer er uten plass med den enn med {against}. Mest taper {worst}, opptil {worst_most} mot "
        "den laveste i samme scenario."
    ),
    "robust_best_cost": (
        "Lavest {metric}: {plans}, {value} (snitt av {scenarios} scenarioer); det er ingen gevinst i seg "
        "selv, siden flere personer er uten plass enn med {against}."
    ),
    "robust_regret_cost_some": (
        "{metric}: planen som i verste fall er nærmest den laveste, er {plan}, opptil {most} over den, i 9 av "
        "10 scenarioer høyst {high}, som ikke er noen gevinst i seg selv, siden flere personer er uten plass "
        "enn med {against}; mest taper {worst}, opptil {worst_most}."
    ),
    "robust_cell_unknown": "{hits} av {runs} (for få til å avgjøre det)",
    "robust_share_few": "i {hits} av {runs} framtider (for få til å oppgi en andel)",
    "robust_fig_runs": (
        "{runs} kjøringer, {scenarios} scenarioer. Av verdiene som er brukt, er {warned} antatt eller har en advarsel."
    ),
    "robust_fig_shares": "Mål nådd: andel av framtidene, med 95 %-intervall (Wilson, hvert {unit} telt én gang).",
    "robust_col_worst_case": "verste fall\n(størst anger)",
    "robust_fig_front": "Hva planene oppnår, og hva de koster",
    "robust_fig_front_text": "Spredningsdiagram over planer: {parts}. På fronten: {front}.",
    "robust_fig_front_part": "{plan} {x}, {y}",
    "robust_fig_front_notes": (
        "Gjennomsnitt over alle scenarioer; begge akser: {better}. Fylt: ingen plan slår den på alt samtidig; åpen: en "
        "annen gjør det. Strekene går fra det kjøringene bak fronten viser, til det kjøringene som var holdt utenfor, "
        "viser; ingen intervaller er tegnet inn."
    ),
    "robust_lower_better": "mindre er bedre",
    "robust_higher_better": "mer er bedre for {metric}, ellers mindre",
    "robust_fig_changes": "Hva som er antatt, og om det endrer hvilken plan som er best",
    "robust_fig_changes_text": "Tabell over antatte verdier og måltall. {parts}.",
    "robust_fig_changes_part": "{parameter}: {changes}",
    "robust_fig_changes_nothing": "endrer ikke hvilken plan som er best",
    "robust_fig_changes_notes": (
        "Beste plan etter gjennomsnittet over alle sjokk: med ramme, nedre -> øvre halvdel av spennet, der den "
        "skifter, hel strek der det kan skilles fra tilfeldigheter (95 %), stiplet der tilfeldigheter alene kan gi "
        "det; A / B der halvdelene har en plan felles. (!): kan ikke skilles fra en annen verdi."
    ),
    # before the runs
    "robust_plan_runs": (
        "{plans} planer x {scenarios} scenarioer x {replications} gjentak: {runs} kjøringer. Et scenario er ett av "
        "{shocks} med de sentrale verdiene eller med ett av {rows} verdisett som er trukket."
    ),
    "robust_plan_start": "{shock} begynner fra en egen start, {start}",
    "robust_plan_span": "{low} til {high}",
    "robust_plan_drawn": "trukket: {parameter}, {span}, ellers {value}",
    "robust_plan_drawn_warned": "trukket: {parameter}, {span}, ellers {value} ({warning})",
    "robust_plan_least": "mål: {metric} minst {limit}",
    "robust_plan_most": "mål: {metric} høyst {limit}",
}

NAMES_OF_ROBUST_NB: Mapping[str, Mapping[str, str]] = {
    "judged": {
        "mean": "gjennomsnitt",
        "worst": "verste scenario",
        "max_regret": "største anger",
        "p90_regret": "P90 av anger",
        "cvar": "gjennomsnitt av de verste scenarioene",
        "share_met": "andel mål nådd",
    },
    "parameter": {
        "casework.staff.caseworkers": "saksbehandlere",
        "reception.operators.places_per_week": "plasser driftsoperatørene kan bemanne i uken",
        "reception.market.places": "plasser driftsoperatørene kan tilby",
        "municipalities.dwellings.stock_per_1000": "ledige boliger i kommunene",
        "information.warning.warning_spread": "feil i de første tegnene",
        "fact:plan.frame_places": "plasser på rammeavtale",
    },
}
