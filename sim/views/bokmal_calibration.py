"""What a calibration says, in Bokmål."""

from __future__ import annotations

from collections.abc import Mapping

CALIBRATION_NB: Mapping[str, str] = {
    "cal_title": "Kalibrering mot {episode}",
    "cal_points": (
        "{points} observerte punkter fra {first} til {last} i seriene {series}; ingenting utenfor dette tidsrommet er "
        "lest. {design} kjøringer over spennene, {worlds} kunstige verdener, {luck} kjøringer med sentrale verdier."
    ),
    # whether it may be believed
    "cal_believed": "Er kalibreringen til å stole på?",
    "cal_refused": "Nei: {why}. Modellen er ikke tilpasset til de virkelige punktene.",
    "cal_covered": (
        "I {worlds} kunstige verdener med kjent fasit dekket {level}-intervallene fasiten i {share} av {cases} "
        "tilfeller (95 %-intervall {low} til {high}; kravet er {least} til {most})."
    ),
    "cal_under": "Det er for lav dekning, mer enn tilfeldigheter kan gi: Spenn oppgitt som {level} er for smale.",
    "cal_over": "Det er for høy dekning, mer enn tilfeldigheter kan gi: Spenn oppgitt som {level} er unødig brede.",
    "cal_empty": "I {count} av verdenene ble alt utelukket.",
    "cal_by_parameter": "Per parameter: {parts}.",
    "cal_parameter": "{name} {share}",
    "cal_parameter_unlearnt": "{name} {share} (ingenting lært)",
    "cal_ranks": "Fasitens rang er ujevnt fordelt for {names}.",
    "cal_errors": "Standardavvik, gjennomsnitt av punktene i en serie:",
    "cal_head_errors": (
        "serie|punkter|enhet|kjøringer over spennene|emulator|tilfeldigheter|avrunding|modellens eget avvik"
    ),
    "cal_emulator": (
        "Av kjøringer som emulatoren ikke har fått se, ligger {within} innenfor dens 90 %-intervaller. Et sett av "
        "verdier utelukkes når et punkt er mer enn {cutoff} standardavvik unna: Feilkildene alene gjør at fasiten "
        "ligger så langt unna i {ruled_out} av tilfellene."
    ),
    # after a refusal
    "cal_too_few": "Ikke noe utvalg er skrevet: {why}.",
    "cal_least": "Dårligst dekket, der kravet er {level}: {parts}.",
    "cal_least_part": "{name} ({says}), {share} av {worlds} verdener",
    "cal_try_usual": (
        "Prøv først de vanlige størrelsene, {usual}; her kan {given} være for lite til å bedømme metoden."
    ),
    "cal_try_more": (
        "Prøv dobbelt så mange sett av verdier (points={points}) eller flere kjøringer av hvert (lucks={lucks}), så "
        "emulatoren bedre kjenner sine egne feil."
    ),
    # what was found
    "cal_agrees": "Hva som stemmer med det som er observert",
    "cal_kept": (
        "{kept} av området som spennene dekker, er ikke utelukket. Utvalget hviler på {effective} effektive "
        "trekninger. Spennene etterpå er 90 %-intervaller; typen gjelder verdien som spennet er hentet fra."
    ),
    "cal_head_posterior": "parameter|enhet|type|før: lav – sentral – høy|etter: 5 % – median – 95 %|bredde igjen",
    "cal_span": "{low} – {middle} – {high}",
    "cal_little": "Punktene sier lite om {names}.",
    "cal_each": "Punktene sier noe om hver parameter.",
    "cal_carried": "Antas å holde også i andre perioder (`carried.csv`): {names}; resten gjelder bare disse årene.",
    "cal_carried_wide": (
        "Også i `carried.csv`, selv om nesten ingenting ble lært og trekningene fyller hele spennet: {names}."
    ),
    "cal_tied": "Kan ikke skilles med disse punktene: {parts}.",
    "cal_tied_part": "{one} og {other} ({correlation})",
    # nothing agrees
    "cal_rejected": "Modellen er forkastet",
    "cal_rejected_why": (
        "Ikke noe sted i spennene stemmer modellen med alle punktene: Alt er utelukket. Enten er mekanismen feil, "
        "eller så er spennene, toleransen eller et punkt det."
    ),
    "cal_beyond": "Utenfor rekkevidde hver for seg, uansett verdier av parameterne: {parts}.",
    "cal_beyond_part": "{point} (minst {off} standardavvik unna)",
    "cal_clash": "Mer enn {cutoff} standardavvik unna der modellen kommer nærmest alle: {parts}.",
    "cal_clash_part": "{point} ({off} standardavvik)",
    "cal_nearest": "Det er ved {parts}.",
    # points
    "cal_furthest": "Punktene som er lengst unna:",
    "cal_head_points": "serie|dato|enhet|observert|modellen på sitt beste|standardavvik unna",
    "cal_point": "{series} {date} (observert {observed}, modell {model})",
}
