"""Bokmål for what each clause of the agreement is held against, by the English text (see `sim.views.said`)."""

from __future__ import annotations

from collections.abc import Mapping

NAMES_OF_CLAUSES_NB: Mapping[str, Mapping[str, str]] = {
    "eval_clause": {
        "purpose": "formålet",
        "premise, 2.5": "premisset, 2.5",
        "result goal A": "resultatmål A",
        "result goal B": "resultatmål B",
        "evaluation": "evaluering",
        "economy": "økonomi",
        "information": "informasjon",
        "term": "avtaleperiode",
    },
    "why": {
        # how far: behind what stands below
        "{why}: at least {limit}": "{why}: minst {limit}",
        "{why}: at most {limit}": "{why}: høyst {limit}",
        "nothing of the kind happened this year": "ikke noe slikt skjedde i år",
        # purpose and goals
        "everyone of the need settled and all time targets reached": "alle i behovet bosatt og alle tidsmål nådd",
        "everyone has a bed": "alle har seng",
        "examined within {days} days of arrival": "undersøkt innen {days} dager etter ankomst",
        "outcomes in work or education are outside the model": "resultater i arbeid og utdanning er utenfor modellen",
        "municipalities decide": "kommunene bestemmer",
        "need in force on 31 December": "behovet som gjelder 31. desember",
        "of those settled, within {days} days": "av de bosatte, innen {days} dager",
        "of those whose {days} days ended, waiting ones included": (
            "av dem der {days} dager har gått, de som venter medregnet"
        ),
        "from telling the host to the opening, talks or none, our yardstick": (
            "fra vertskommunen får vite det til åpningen, med eller uten samtaler, vår målestokk"
        ),
        "from telling the host to the closing, talks or none, our yardstick": (
            "fra vertskommunen får vite det til nedleggingen, med eller uten samtaler, vår målestokk"
        ),
        "openings and closings with {days} days of talks with the host before notice is given, our yardstick": (
            "åpninger og nedlegginger med {days} dager med samtaler med vertskommunen før varselet, vår målestokk"
        ),
        # all parties
        "our yardstick": "vår målestokk",
        "above it the share rises": "over den stiger andelen",
        "no alarm this year": "ingen alarm i år",
        "from the first reading of the alarm": "fra alarmen først slo ut",
        "an alarm and no measure on it": "en alarm og ikke noe tiltak",
        "proposed sites refused or delayed, our yardstick": "foreslåtte steder avslått eller forsinket, vår målestokk",
        "met if the need was met all the same": "nådd om behovet likevel ble dekket",
        "per inhabitant, 90th over 10th percentile, criteria: {criteria}": (
            "per innbygger, 90. over 10. persentil, kriterier: {criteria}"
        ),
        "recorded 2024": "som i 2024",
        "population": "folketall",
        "no earlier year to compare with": "ikke noe tidligere år å sammenligne med",
        "no earlier year to compare with: {months} months of {years}": (
            "ikke noe tidligere år å sammenligne med: {months} måneder i {years}"
        ),
        "the year before": "året før",
        "the stage that binds is {stage}": "trinnet som begrenser, er {stage}",
        "mapping": "kartlegging",
        "allocation": "tildeling av kommune",
        "housing": "bolig",
        "none": "ingen",
        "within {days} days, our yardstick": "innen {days} dager, vår målestokk",
        "dwellings for each household allocated, our proxy": "boliger per tildelt husholdning, vår tilnærming",
        "settled per inhabitant, highest over lowest county, our yardstick": (
            "bosatte per innbygger, høyeste over laveste fylke, vår målestokk"
        ),
        "grants earned over cost borne in the year, high while many are newly settled": (
            "opptjente tilskudd over kostnader i året, høyt mens mange er nylig bosatt"
        ),
        "host compensation over host cost": "vertskommunetilskudd over vertskommunens kostnader",
        "learning spreads plans, our proxy": "læring sprer planer, vår tilnærming",
        "municipalities with a costed plan": "kommuner med en kostnadsberegnet plan",
        "voted by 31 December": "vedtak innen 31. desember",
        "the council's twelve weeks": "kommunestyrets tolv uker",
        "offered over asked for, our yardstick": "vedtatt over anmodet, vår målestokk",
        # ministries and directorates
        "cooperation between levels and other agreements": "samarbeid mellom nivåene og andre avtaler",
        "{decisions} decisions of {bodies} bodies stand in one timeline": (
            "{decisions} beslutninger fra {bodies} organer står på én tidslinje"
        ),
        "at most one is predictable": "høyst én er forutsigbart",
        "the change that must be told of": "endringen som det må varsles om",
        "weekly tables, our yardstick": "ukentlige tabeller, vår målestokk",
        "no such duty in this regime": "ingen slik plikt i dette regimet",
        "changes above {share}%; {told} were told of": "endringer over {share} %; {told} ble det varslet om",
        "told of a smaller change": "varslet om en mindre endring",
        "within {km} km of the host, our yardstick": "innen {km} km fra vertskommunen, vår målestokk",
        "in the host municipality itself, part of the share near": (
            "i selve vertskommunen, del av andelen i nærheten"
        ),
        "openings and closings in the ledger": "åpninger og nedlegginger i oversikten",
        "changes of {places} places with {days} days' warning": (
            "endringer på {places} plasser med {days} dagers varsel"
        ),
        "of those tied to a municipality, our yardstick": "av dem med tilknytning til en kommune, vår målestokk",
        "within {days} days": "innen {days} dager",
        # committee and turn of the year
        "the need set for the year": "behovet satt for året",
        "asked of municipalities over need": "anmodet kommunene over behovet",
        "revisions of at least {share}% or {persons} persons": "revisjoner på minst {share} % eller {persons} personer",
        "revisions of at least {share}%": "revisjoner på minst {share} %",
        "revisions of at least {persons} persons": "revisjoner på minst {persons} personer",
        "no such trigger in this regime": "ingen slik utløser i dette regimet",
        "need less offered places of next year": "behov minus vedtatte plasser for neste år",
        "set by 31 December": "satt innen 31. desember",
        "voted by 31 December: most councils answer in the first months of the year": (
            "vedtatt innen 31. desember: de fleste kommunestyrer svarer i årets første måneder"
        ),
        "part of need less settled: {cause}": "del av behov minus bosatte: {cause}",
        "need less settled less waiting: negative if more came": (
            "behov minus bosatte minus ventende: negativt om flere kom"
        ),
        "have not asked: live privately, or on a limited permit": (
            "har ikke bedt om det: bor privat, eller har begrenset tillatelse"
        ),
        "not mapped by 31 December": "ikke kartlagt innen 31. desember",
        "ready and no places left": "klare, og ingen plasser igjen",
        "ready while places stand open: size, service or time": (
            "klare mens plasser står åpne: størrelse, tjeneste eller tid"
        ),
        "agreed and not moved": "avtalt og ikke flyttet",
        "reception, supplements included": "mottak, tilleggsbevilgninger medregnet",
        "KS's own compensation": "kompensasjonen til KS selv",
        "information in all bodies": "informasjon i alle organer",
        "above 0 is a ground for talks": "over 0 er grunn til samtaler",
    },
}
