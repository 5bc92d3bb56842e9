"""The Bokmål sentences of the page around the answers."""

from __future__ import annotations

from collections.abc import Mapping

WEB_NB: Mapping[str, str] = {
    "web_title": "Prøv en plan mot et sjokk",
    "web_about": "Mottak og bosetting i Norge, simulert. En modell, ikke en prognose.",
    "web_skip": "Til innholdet",
    "web_footer": (
        "Beredt {version}. Kjører bare på denne maskinen og spør ingen annen. Ingenting er validert utenfor utvalget; "
        "ikke til budsjetter, og ikke for et enkelt mottak eller en enkelt kommune."
    ),
    "web_change": "Endre spørsmålet",
    "web_run_now": "Kjør",
    "web_detail": "Hva programmet sa",
    "web_progress": "Framdrift",
    "web_cancel": "Avbryt",
    "web_lost": "Tjeneren svarer ikke. Prøver igjen.",
    "web_link": "Adressen til denne siden rommer hele spørsmålet: den kan lagres, sendes og åpnes igjen.",
    "web_link_own": (
        "En plan eller start av din egen i den ligger bare på denne maskinen, så lenken åpnes ikke andre steder: send "
        "spørsmålet som fil."
    ),
    "web_question_file": "Spørsmålet som fil",
    "web_asked": "{plans} under {shock}, fra {start}",
    "web_running_title": "Kjører",
    "web_waiting_title": "Venter i køen",
    "web_waiting": "Jobber foran denne: {place}.",
    "web_started": "Starter.",
    "web_running": "{done} av {total} kjøringer er gjort.",
    "web_running_left": "{done} av {total} kjøringer er gjort, om lag {left} igjen.",
    "web_finishing": "Alle {total} kjøringer er gjort. Setter svaret sammen.",
    "web_failed_runs": "{failed} kjøringer har mislyktes så langt.",
    "web_seconds": "{count} sekunder",
    "web_minutes": "{count} minutter",
    "web_none_title": "Dette er ikke kjørt her ennå",
    "web_none": "Spørsmålet i denne adressen er fullstendig, men svaret ligger ikke på denne maskinen.",
    "web_cancelled_title": "Avbrutt",
    "web_cancelled": "Arbeidet ble stanset, og ingenting av det ble tatt vare på. Det kan startes igjen.",
    "web_failed_title": "Dette lot seg ikke gjøre",
    "web_gone": (
        "Prosessen som gjorde arbeidet, ble borte før den var ferdig; kanskje tok minnet slutt. Be om mindre, eller på "
        "nytt."
    ),
    "web_overdue": "Det tok lengre tid enn en jobb får ta. Be om mindre; en studie går videre der den ble stanset.",
    "web_memory": "Det trengtes mer minne enn en jobb får ta. Be om færre kjøringer, planer eller dager.",
    "web_program_fault": "En feil i programmet, ikke i spørsmålet ditt. Det programmet sa, står under.",
    "web_full_title": "For mange jobber venter",
    "web_full": "{most} jobber venter eller kjører alt, så mange som tas imot. Prøv igjen når en er ferdig.",
    "web_missing_title": "Det finnes ingen slik side",
    "web_refused_charset": "Bare tekst i UTF-8 tas imot.",
    "web_refused_foreign": "Skjema fra andre sider tas ikke imot. Åpne siden her, og spør derfra.",
    "web_refused_host": "Denne tjeneren svarer bare denne maskinen, under navnene 127.0.0.1 og localhost.",
    "web_refused_method": "En side åpnes (GET), eller et skjema sendes (POST); annet tas ikke imot.",
    "web_refused_title": "Dette tas ikke imot",
    "web_missing": "Adressen fører ingen steder.",
    "web_bad_form": "Skjemaet lot seg ikke lese.",
    "web_views": "Visninger av svaret",
    "web_view_answer": "Svaret",
    "web_view_arrivals": "Ankomster",
    "web_view_need": "Behov og plasser",
    "web_view_waiting": "Venting",
    "web_view_targets": "Mål",
    "web_view_costs": "Kostnader",
    "web_view_municipalities": "Kommuner",
    "web_view_timeline": "Tiltak i tid",
    "web_view_regret": "Anger",
    "web_view_drivers": "Hva som driver det",
    "web_take_away": "Ta det med deg",
    "web_report": "Rapport til møtet (én fil, kan skrives ut til PDF)",
    "web_download_xlsx": "Excel-arbeidsbok (kommunenummer som 0301 beholder nullen)",
    "web_download_csv": "CSV for norsk Excel",
    "web_download_parquet": "Parquet, alle tabeller",
    "web_download_plan": "Planen {plan} som YAML",
    "web_deeper_note": (
        "Disse studiene gjør mange flere kjøringer av samme start og sjokk: minutter, ikke sekunder. De kan avbrytes, "
        "og går videre der de ble stanset."
    ),
    "web_study_brief": "Én side til direktøren: plasser, første brudd, hvem må bestille innen når",
    "web_study_breakpoint": "Det største sjokket hver plan tåler, og hva som brytes først der",
    "web_study_warning": "Hva tidlig varsling er verdt, og innen når det må besluttes",
    "web_study_robust": "Anger: hvilken plan som gjør det godt uansett hva som kommer",
    "web_study_attribute": "Hva hvert tiltak i planen kjøper",
    "web_study_sensitivity": "Hvilke forutsetninger tallene hviler på",
    "web_study_allocation": "Regler som kommuner velges etter",
    "web_study_evaluate": "Den årlige evalueringen av avtalen",
    "web_study_municipality": "Arket for en kommune",
    "web_study_of": "{study}: planen {plan}",
    "web_study_left_out": (
        "Denne studien sammenligner planer slik de er skrevet: det du har endret i {plans}, blir ikke med. Last ned "
        "planen og last den opp som din egen for å få den med."
    ),
    "web_study_run": "Kjør denne studien",
    "web_back": "Tilbake til sammenligningen",
    "web_study_plan": "Hvilken plan",
    "web_study_refused": "Studien tar ikke dette spørsmålet",
    "web_study_running": "{done} kjøringer er gjort så langt. Hvor mange det trengs, viser seg underveis.",
    "web_study_cancelled": (
        "Arbeidet ble stanset. Kjøringene som var gjort, er tatt vare på: startes det igjen, går det videre fra dem."
    ),
    "kept_title": "Svar som er tatt vare på her",
    "kept_total": "{count} svar tar {size} av høyst {most}.",
    "kept_about": (
        "Når det ikke er mer plass, fjernes de svarene som det er lengst siden noen så på. Adressen til et svar som er "
        "borte, stiller det samme spørsmålet igjen."
    ),
    "kept_caption": "De nyeste først",
    "kept_asked": "Spørsmål",
    "kept_made": "Laget",
    "kept_large": "Størrelse",
    "kept_action": "Ta bort",
    "kept_remove": "Fjern",
    "kept_none": "Ingen svar er tatt vare på ennå.",
    "kept_removed": "Svaret er fjernet.",
    "kept_busy": "Ingenting er fjernet: svaret lages eller vises nå, eller er borte alt.",
    "kept_unknown": "Svar {name}, der spørsmålet ikke er notert",
    "kept_unfinished": "Ikke ferdig, kjøringene er tatt vare på: {asked}",
    "kept_in_en": "engelsk",
    "kept_in_nb": "bokmål",
    "kept_size": "{size} MB",
}
