"""What a sensitivity study says, in Bokmål."""

from __future__ import annotations

SENSITIVITY_NB: dict[str, str] = {
    "sens_title": "Hva tallene for plan {plan} under {shock} hviler på",
    "sens_first": (
        "{metric}: Av det som kan skilles fra tilfeldigheter (Holm over alle {count} endringer, {runs} framtider), gir "
        "dette størst utslag: {says}, fra {low} til {high} over hele spennet (med sentrale verdier: {central})."
    ),
    "sens_few": (
        "{metric}: {runs} framtider er for få til å skille noen endring fra tilfeldigheter; det krever {least}. Den "
        "største endringen, som kan være tilfeldig, kommer med: {says} ({low} til {high})."
    ),
    "sens_next": "Deretter: {parts}.",
    "sens_part": "{says} ({low} til {high})",
    "sens_none": (
        "{metric}: Ingen forutsetning gir større utslag enn tilfeldighetene gjør i {runs} framtider (Holm over alle "
        "{count} endringer). Den største endringen, som kan være tilfeldig, kommer med: {says} ({low} til {high})."
    ),
    "sens_close": (
        "Kanskje: {parts}. Intervallet for hver av dem alene utelukker 0, men av {count} endringer gjør noen det "
        "tilfeldig."
    ),
    "sens_nothing": "Gir ikke noe utslag som {runs} framtider kan skille fra tilfeldigheter: {parts}.",
    "sens_walks": (
        "Alle samtidig (tilfeldige vandringer: {walks}): {metric} avhenger mest av {parts}. Tallene er gjennomsnittlig "
        "virkning over hele spennet, med 95 %-intervaller."
    ),
    "sens_walk_part": "{says} ({effect}, {low} til {high})",
    "sens_unused": "Brukes ikke i denne kjøringen og er derfor ikke variert: {parts}.",
    "sens_lost": "Vandringer utelatt fordi en kjøring i dem feilet eller et tall mangler verdi: {lost}.",
    "sens_table_tornado": "Én om gangen: {metric}",
    "sens_head_tornado": "Forutsetning|Ved|Verdi|Endring fra sentral|95 %-intervall|Skilles fra tilfeldigheter",
    "sens_low": "laveste verdi",
    "sens_high": "høyeste verdi",
    "sens_yes": "ja",
    "sens_no": "nei",
    "sens_note_tornado": (
        "Sentral verdi: {central}. Gjennomsnittlige endringer i de samme framtidene, med et 95 %-intervall for hver "
        "endring alene. Hva som skilles fra tilfeldigheter, er avgjort med Holm over alle {count} endringer og står "
        "først."
    ),
    "sens_table_morris": "Alle samtidig: {metric}",
    "sens_head_morris": "Forutsetning|Gjennomsnittlig virkning|95 %-intervall|Gjennomsnitt med fortegn|Spredning",
    "sens_note_morris": (
        "Virkning: hvor mye tallet i gjennomsnitt endrer seg over hele spennet for en forutsetning, mens de andre kan "
        "ligge hvor som helst i sine spenn (Morris; intervall ved bootstrap over vandringene). Er spredningen omtrent "
        "like stor som virkningen, eller større, virker forutsetningen ujevnt eller sammen med andre."
    ),
    "sens_table_ranges": "Hva som er variert, og over hvilke spenn",
    "sens_head_ranges": "Forutsetning|Innstilling|Lav|Sentral|Høy|Enhet|Type",
    "sens_note_ranges": "Spennene er hentet fra faktatabellen; for antatte verdier er de skjønn, ikke intervaller.",
    "sens_sure_tornado": (
        "Tornado: {runs} framtider ved hver ytterverdi, de samme som ved de sentrale verdiene; gjennomsnitt med et "
        "95 % t-intervall for hver endring alene. Hva som skilles fra tilfeldigheter, er i både tekst og figur avgjort "
        "med Holm over alle endringer i samme tall."
    ),
    "sens_sure_few": (
        "Tornado: {runs} framtider ved hver ytterverdi, de samme som ved de sentrale verdiene; gjennomsnitt uten "
        "intervaller, som krever {least}."
    ),
    "sens_no_walks": (
        "Tilfeldige vandringer (Morris) er utelatt: De krever SALib, som ikke er installert "
        "(pip install 'beredt[design]')."
    ),
    "sens_sure_morris": (
        "Vandringer: {runs} kjøringer av hvert punkt med de samme tilfeldighetene. Det tilfeldighetene legger til, er "
        "med i virkningene, så de små vises for store."
    ),
    "sens_sure_ranges": (
        "Ytterverdiene er ikke like ytterliggående for alle forutsetninger: Et vidt spenn veier tyngre. Det som ikke "
        "har noe spenn, er ikke variert."
    ),
    "sens_fig_tornado": "Hva «{metric}» avhenger av, én forutsetning om gangen\n{plan} under {shock}",
    "sens_fig_morris": "Hva «{metric}» avhenger av, alle forutsetninger samtidig\n{plan} under {shock}",
    "sens_fig_x": "endring i gjennomsnittet, {unit}",
    "sens_fig_effect": "gjennomsnittlig virkning over spennet, {unit}",
    "sens_fig_low": "ved laveste verdi",
    "sens_fig_high": "ved høyeste verdi",
    "sens_fig_told": "* {says}",
    "sens_fig_note": "{runs}. {whiskers} Spennene er fra faktatabellen og for det meste antatt. {valid}",
    "sens_fig_whiskers": "Streker: 95 %-intervaller.",
    "sens_fig_holm": (
        "Øverst og med *: skilles fra tilfeldigheter etter Holm over alle {changes} endringer, som i teksten; under "
        "dem etter størrelse. Streker: 95 % t-intervall for hver endring alene, så også noen uten stjerne utelukker 0."
    ),
    "sens_fig_few": "Ingen streker, og rekkefølge bare etter størrelse: Et intervall krever {least} framtider.",
    "sens_fig_runs_tornado": "{runs} framtider ved hver ytterverdi, {count} av {all} forutsetninger",
    "sens_fig_runs_morris": "Tilfeldige vandringer: {walks}, med {runs} kjøringer av hvert punkt",
    "sens_fig_text": "Søyler ut fra den sentrale verdien: {parts}.",
    "sens_fig_text_part": "{says} ({low} ved laveste og {high} ved høyeste verdi)",
    "sens_fig_text_morris": "Punkter med streker: {parts}.",
    # before the runs
    "sens_plan_span": "{path} {low} til {high} {unit}",
    "sens_plan_moves": "{name}: {says}: {spans}",
    "sens_plan_moves_more": "{name}: {says}: {spans} og {more} til",
    "sens_plan_unused": "{name}: {says}: brukes ikke i denne kjøringen, utelatt",
    "sens_plan_tornado": "tornado: {runs} kjøringer",
    "sens_plan_morris": "morris: {runs} kjøringer",
}
