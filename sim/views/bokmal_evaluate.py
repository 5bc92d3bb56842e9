"""What Bokmål says in the yearly evaluation of the agreement."""

from __future__ import annotations

from collections.abc import Mapping

EVALUATE_NB: Mapping[str, str] = {
    "eval_title": "Evaluering av {year} under avtalen: {plan}, {shock} med størrelse {size}",
    "eval_purpose": (
        "Formålet (at alle i behovet bosettes, innen tidsmålene) er nådd {often}. Del av behovet som ikke er bosatt "
        "innen 31. desember {year}: {gap} personer ({low} til {high}); behovet er dekket {need_often}."
    ),
    "eval_beds": "Netter uten seng i året: {nights} ({low} til {high}); alle har en seng {often}.",
    "eval_in_time": "{measure}: {value} ({low} til {high}) mot målet {target}, nådd {often}.",
    "eval_next": (
        "Neste år: behovet er satt til {need} personer ({need_low} til {need_high}), og {offered} plasser "
        "({offered_low} til {offered_high}) er vedtatt innen 31. desember; de fleste kommunestyrer svarer i årets "
        "første måneder."
    ),
    "eval_next_none": "Neste år: innen 31. desember er behovet ikke satt i noen av {runs} kjøringer.",
    "eval_clauses": (
        "Av {judged} tall som måles mot noe, er {all} oppfylt i alle framtider, {some} i noen og {none} i ingen; "
        "{bare} har ingen målestokk, for {due} var det ikke noe å måle, og {out} punkter er ikke modellert."
    ),
    "eval_range_all": "gjennomsnitt og hele spennet av {runs} kjøringer",
    "eval_range_most": "gjennomsnitt og 5. til 95. persentil av {runs} kjøringer",
    "eval_percent": "{text} %",
    "eval_with_unit": "{text} {unit}",
    "eval_often_all": "i alle {runs} framtider",
    "eval_often_none": "i ingen av {runs} framtider",
    "eval_often_some": "i {met} av {runs} framtider",
    "eval_often_never": "i ingen framtid (ikke vurdert)",
    "eval_need_head": "Behov og plasser",
    "eval_need_note": (
        "{range}. Neste års plasser er de som er vedtatt innen 31. desember. Årets anmodninger og vedtak omfatter "
        "tilleggsanmodninger og senere avtaler."
    ),
    "eval_col_flow": "Tall",
    "eval_col_mean": "Personer eller plasser",
    "eval_time_head": "Bosatt innen tidsmålene",
    "eval_time_note": (
        "{range}. Av de bosatte: av personer som flyttet i løpet av året. Av alle der fristen løp ut: de som fortsatt "
        "venter, regnes som forsinket."
    ),
    "eval_col_measure": "Andel",
    "eval_col_target": "Mål",
    "eval_col_reached": "Nådd",
    "eval_col_clause": "Punkt",
    "eval_col_figure": "Tall",
    "eval_col_value": "Verdi",
    "eval_col_met": "Oppfylt",
    "eval_col_why": "Målt mot",
    "eval_met": "{met} av {judged}",
    "eval_varies": "{why} (i de fleste kjøringer)",
    "eval_head_purpose": "Formålet, og kommunenes eget vedtak (2.5)",
    "eval_head_goal_a": "Resultatmål A: alle bosatt innen utgangen av året",
    "eval_head_goal_b": "Resultatmål B: kommuner forberedt når mottak åpner og legges ned",
    "eval_head_common": "Alle parter (1.1 til 1.9, 8.1, 8.2)",
    "eval_head_ks": "KS (2.1 til 2.4)",
    "eval_head_ministries": "Departementene, og samarbeid (2.6, 3.1, 3.3, 4.1, 9.1)",
    "eval_head_directorates": "IMDi, UDI og Bufdir (5.1 til 7.3)",
    "eval_head_turn": "Årsskiftet, Nasjonalt utvalg, økonomi og avtaleperiode",
    "eval_head_other": "Andre punkter",
    "eval_section_note": (
        "Gjennomsnitt og spenn over kjøringene som har tallet. Oppfylt: kjøringer der det er oppfylt, av dem der det "
        "vurderes."
    ),
    "eval_out_head": "Hva som ikke er modellert",
    "eval_out_col": "Hva punktet krever",
    "eval_out_note": "Disse sier evalueringen ingenting om; partene må vurdere dem på annen måte.",
    "eval_fig_time": "Bosatt innen tidsmålene, {year}",
    "eval_fig_time_axis": "Andel, %",
    "eval_fig_time_text": (
        "Punkter for andelene som er bosatt i tide i {year}, med spenn, og målet som en strek: {parts}."
    ),
    "eval_fig_time_part": "{measure} {value} mot {target}",
    "eval_fig_time_note": (
        "Punkt og strek: {range}, hvert tall for seg; loddrett strek: målet. Egne målestokker der Stortinget ikke har "
        "satt noe mål (særlige behov)."
    ),
    "eval_fig_need": "Behov og plasser i {year} og året etter",
    "eval_fig_need_axis": "Personer eller plasser, tusen",
    "eval_fig_need_text": (
        "Søyler for behov, anmodning, vedtak og bosatte i {year}, og for behov og vedtak for neste år: {parts}."
    ),
    "eval_fig_need_note": (
        "Søyler og streker: {range}, hvert tall for seg. Neste år: innen 31. desember, før de fleste kommunestyrer "
        "fatter vedtak."
    ),
    "eval_sure_runs": (
        "{runs} framtider (kjøringer), samme verden og plan, hver med sine egne tilfeldigheter. Spenn: {range}; hvert "
        "tall for seg."
    ),
    "eval_sure_lost": "{lost} av {asked} kjøringer mislyktes og er utelatt.",
    "eval_sure_rules": (
        "Regler: regime {regime}, tidsmål {targets}. Der avtalen ikke gir noe tall, er målestokkene våre egne "
        "(configs/targets): en annen kan snu en konklusjon."
    ),
    "eval_sure_shares": (
        "Hvor ofte: talt i framtider. Det som ikke skjer i noen av {runs} framtider, kan fortsatt ha en sannsynlighet "
        "på opptil {most}."
    ),
    "eval_sure_few": "Hvor ofte: talt i framtider; {runs} framtider er for få til å si noe om en sannsynlighet.",
    "eval_verdict_head": "Samlet",
    "eval_verdict_section": "Tall",
    "eval_verdict_every": "Oppfylt i alle framtider",
    "eval_verdict_some": "I noen",
    "eval_verdict_none": "I ingen",
    "eval_verdict_bare": "Ikke vurdert",
    "eval_verdict_all": "Alle",
    "eval_verdict": "Formålet som helhet er nådd {often}.",
    "eval_verdict_note": (
        "En opptelling uten vekter: ett punkt kan ha mange tall, et annet bare ett. Ikke vurdert: ingen målestokk, "
        "eller ikke noe å måle."
    ),
    # before the runs
    "eval_plan_runs": "evaluering av {year}: {runs} kjøringer av planen {plan} over {days} dager",
    "eval_plan_causes": "årsakene: {scenarios} scenarioer, {runs} kjøringer av hvert",
}

NAMES_OF_EVALUATE_NB: Mapping[str, Mapping[str, str]] = {
    "met_state": {"no yardstick": "ingen målestokk", "nothing due": "ikke noe å måle"},
    "need_flow": {
        "need": "årets behov",
        "requested": "plasser det er anmodet om",
        "offered": "vedtatte plasser",
        "settled": "bosatte personer",
        "need_next": "neste års behov",
        "offered_next": "plasser vedtatt for neste år",
    },
}
