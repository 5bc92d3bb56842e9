"""Bokmål for what files say of themselves in English, by the English text: starts, shocks, plans, criteria, warnings.

A sentence that a user wrote is shown as it stands. `sim.views.said` looks them up.
"""

from __future__ import annotations

from collections.abc import Mapping

NAMES_OF_SAYS_NB: Mapping[str, Mapping[str, str]] = {
    "says_start": {
        "New Year 2015: 14,400 residents, before the autumn of 2015": (
            "Nyttår 2015: 14\u00a0400 beboere, før høsten 2015"
        ),
        "New Year 2022: about 1,850 residents, a small system before the war": (
            "Nyttår 2022: om lag 1\u00a0850 beboere, et lite system før krigen"
        ),
        "New Year 2024: about 14,300 residents, after the autumn of 2023": (
            "Nyttår 2024: om lag 14\u00a0300 beboere, etter høsten 2023"
        ),
        "New Year 2024 with about 410 arrivals a week, as from January to August 2024": (
            "Nyttår 2024 med om lag 410 ankomster i uken, som fra januar til august 2024"
        ),
        "Nobody and nothing but an arrival centre and the request of a quiet year": (
            "Ingen og ingenting annet enn et ankomstsenter og anmodningen for et rolig år"
        ),
        "The state of an earlier run on a day": "Tilstanden i en tidligere kjøring på en bestemt dag",
        "A full system: 39,000 places, 30,000 residents, 35,000 votes, 1,200 arrivals a week": (
            "Et fullt system: 39\u00a0000 plasser, 30\u00a0000 beboere, 35\u00a0000 vedtatte plasser i kommunene, "
            "1\u00a0200 ankomster i uken"
        ),
    },
    "says_shock": {
        "Arrivals grow from 100 to 2,500 a week in fourteen weeks from 1 August and are gone by Christmas": (
            "Ankomstene øker fra 100 til 2\u00a0500 i uken på fjorten uker fra 1. august og er over til jul"
        ),
        "The mass flight of spring, and five months later an autumn surge on top of it": (
            "Vårens masseflukt, og fem måneder senere en ankomsttopp om høsten i tillegg"
        ),
        "1,200 a week for half a year, 180 a week from then on; nine months after the fall, twelve weeks of 1,000 a "
        "week": (
            "1\u00a0200 i uken i et halvt år, deretter 180 i uken; ni måneder etter fallet, tolv uker med 1\u00a0000 i "
            "uken"
        ),
        "Charter flights bring 300 people a week for six weeks from 15 August; all need beds the night they land": (
            "Charterfly bringer 300 personer i uken i seks uker fra 15. august; alle trenger seng samme natt som de "
            "lander"
        ),
        "250 people a day for five weeks from 24 February, then falling to 60 a day for the rest of a year": (
            "250 personer om dagen i fem uker fra 24. februar, deretter fallende til 60 om dagen resten av et år"
        ),
        "300 unaccompanied minors a week for twelve weeks from 1 September, and others at 100 a week": (
            "300 enslige mindreårige i uken i tolv uker fra 1. september, og 100 andre i uken"
        ),
        "No sudden change; arrivals stay at the trailing level of the year before the start": (
            "Ingen brå endring; ankomstene holder seg på nivået fra året før start"
        ),
        "What came in 2015 to 2018, less the level of the year before": (
            "De som kom fra 2015 til 2018, minus nivået fra året før"
        ),
        "What came from January 2022 to August 2024, less the level of the year before": (
            "De som kom fra januar 2022 til august 2024, minus nivået fra året før"
        ),
        "Arrivals grow from 400 to 1,300 a week by week eight and stay for twelve weeks, while municipalities vote "
        "less": (
            "Ankomstene øker fra 400 til 1\u00a0300 i uken innen uke åtte og holder seg i tolv uker, mens kommunene "
            "vedtar færre plasser"
        ),
    },
    "says_plan": {
        "The agreement followed - planning figures, dialogue, revisions at ten percent, a measure when long waits "
        "rise": (
            "Avtalen følges: planleggingstall, dialog, revisjon ved ti prosent, og tiltak når de lange ventetidene øker"
        ),
        "Benchmark. The system of the first day goes on and nobody orders anything": (
            "Sammenligningsgrunnlag. Systemet fra første dag går videre, og ingen bestiller noe"
        ),
        "Acts on warnings, neighbours' arrivals and growth, in weeks not months, and lets go when they pass": (
            "Handler på varsler, ankomster til nabolandene og vekst, på uker og ikke måneder, og slipper når de går "
            "over"
        ),
        "Prepared municipalities, dwellings held ready, pay for unused places, quick supplementary requests": (
            "Forberedte kommuner, boliger i beredskap, betaling for ubrukte plasser, raske tilleggsanmodninger"
        ),
        "Options in running centres first, emergency frames second, wind-down in dialogue": (
            "Først opsjoner i mottak i drift, så rammeavtaler om akuttinnkvartering, nedbygging i dialog"
        ),
        "Benchmark, not a bound. Knows the need of every day from a first pass with unlimited places": (
            "Sammenligningsgrunnlag, ikke en grense. Kjenner behovet hver dag fra en første gjennomkjøring med "
            "ubegrensede plasser"
        ),
        "The measures of 2015-2017 on their dates, emergency places and tenders first, closing from January 2016": (
            "Tiltakene fra 2015–2017 på sine datoer, akuttplasser og anbud først, nedlegging fra januar 2016"
        ),
        "The measures of 2022-2024 on their dates, frames from 24 February, collective protection, simplified "
        "mapping": (
            "Tiltakene fra 2022–2024 på sine datoer, rammeavtaler fra 24. februar, kollektiv beskyttelse, forenklet "
            "kartlegging"
        ),
        "Benchmark. Acts only when a threshold is passed, orders the gap, closes when places stand empty": (
            "Sammenligningsgrunnlag. Handler først når en terskel er passert, bestiller det som mangler, legger ned "
            "når plasser står tomme"
        ),
        "Benchmark. All that was ever held at one time is ordered on the first day and kept, whatever comes": (
            "Sammenligningsgrunnlag. Alt som noen gang har vært i drift samtidig, bestilles første dag og beholdes, "
            "uansett hva som skjer"
        ),
    },
    "says_criterion": {
        "Somebody sleeps without a bed three nights on end": "Noen sover uten seng tre netter på rad",
        "Somebody sleeps without a bed": "Noen sover uten seng",
        "More people than all places can hold, emergency included, for a week": (
            "Flere personer enn alle plassene har rom for, akuttinnkvartering medregnet, i en uke"
        ),
        "More people than all places can hold, emergency included": (
            "Flere personer enn alle plassene har rom for, akuttinnkvartering medregnet"
        ),
        "People kept in the arrival centre beyond its limit, for a week": (
            "Personer holdes i ankomstsenteret lenger enn grensen, i en uke"
        ),
        "Somebody is kept in the arrival centre beyond its limit": (
            "Noen holdes i ankomstsenteret lenger enn grensen"
        ),
        "Emergency accommodation has become a home for many": "Akuttinnkvartering er blitt et hjem for mange",
        "Somebody has lived in emergency accommodation for more than 90 days": (
            "Noen har bodd i akuttinnkvartering i mer enn 90 dager"
        ),
        "Many children live in emergency accommodation for a month": (
            "Mange barn bor i akuttinnkvartering i en måned"
        ),
        "Children live in emergency accommodation": "Barn bor i akuttinnkvartering",
        "Unaccompanied minors in centres for adults for a week": (
            "Enslige mindreårige i mottak for voksne i en uke"
        ),
        "An unaccompanied minor in a centre for adults": "En enslig mindreårig i et mottak for voksne",
        "Registration is more than two weeks behind": "Registreringen er mer enn to uker på etterskudd",
        "Registration is more than five days behind": "Registreringen er mer enn fem dager på etterskudd",
        "More than a tenth of permit holders in reception wait too long": (
            "Mer enn en tiendedel av dem med tillatelse i mottak venter for lenge"
        ),
        "More than a fifth of permit holders in reception wait too long": (
            "Mer enn en femtedel av dem med tillatelse i mottak venter for lenge"
        ),
        "More people are ready to settle than there are places left, for a month": (
            "Flere er klare for bosetting enn det er plasser igjen, i en måned"
        ),
        "More people are ready to settle than there are places left": (
            "Flere er klare for bosetting enn det er plasser igjen"
        ),
    },
    "says_assumption": {
        "Arrivals before and beside the shock": "Ankomster før og utenom sjokket",
        "How much arrivals vary from week to week": "Hvor mye ankomstene varierer fra uke til uke",
        "Share of Ukrainians who lodge privately": "Andel ukrainere som bor privat",
        "How soon private lodgers ask for a bed": "Hvor snart de som bor privat, ber om seng",
        "Police officers who register": "Politifolk som registrerer",
        "Work of registering a person": "Arbeid med å registrere en person",
        "Work on an ordinary case": "Arbeid med en ordinær sak",
        "Least time of an ordinary case": "Minste tid for en ordinær sak",
        "Share granted on the ordinary track": "Andel som får tillatelse i det ordinære sporet",
        "Share of refused who appeal": "Andel av dem med avslag som klager",
        "Emergency places that can be opened a week": "Akuttplasser som kan åpnes i uken",
        "Days to the first emergency places": "Dager til de første akuttplassene",
        "Settlement talks a day once simplified": "Bosettingssamtaler om dagen etter forenkling",
        "Days from permit to the talk": "Dager fra tillatelse til samtale",
        "Days from agreement to move": "Dager fra avtale til flytting",
        "Days before private lodgers ask for a municipality": "Dager før de som bor privat, ber om kommune",
        "How much municipalities refuse when asked for more": "Hvor mye kommunene avslår når de blir bedt om flere",
        "Share of municipal votes made real": "Andel av vedtatte plasser som blir til noe",
        "Days to an urgent vote of the council": "Dager til et hastevedtak i kommunestyret",
        "Free dwellings at the start": "Ledige boliger ved start",
        "Days to find a dwelling": "Dager for å finne en bolig",
        "School, doctors and staff as limits": "Skole, leger og bemanning som grenser",
    },
    "warning": {
        "assumed: not for budgets": "antatt: ikke for budsjetter",
        "assumed: no published figure": "antatt: ikke publisert tall",
        "assumed: rule not looked up": "antatt: regelen er ikke slått opp",
        "assumed: a criterion, not a rule": "antatt: et kriterium, ikke en regel",
        "seen in one episode only": "sett i bare én episode",
        "seen in two episodes only": "sett i bare to episoder",
        "fitted to one episode": "tilpasset én episode",
        "derived, no published count": "avledet, ikke publisert telling",
        "derived from contracts": "avledet av kontrakter",
        "old or structural: may not hold today": "gammelt eller strukturelt: gjelder kanskje ikke i dag",
        "ranges were unions of scenarios with gaps": "spennene var unioner av scenarioer med hull mellom",
        "split by age is assumed": "fordelingen på alder er antatt",
        "its split into mapping and housing was not observed": "delingen i kartlegging og bolig er ikke observert",
        "not of one year: short cases are decided first": "ikke av ett år: korte saker avgjøres først",
        "one year, two counts that are not quite alike": "ett år, to tellinger som ikke er helt like",
        "one year": "ett år",
        "two years": "to år",
        "one number": "ett tall",
        "four national years and one cross-section": "fire nasjonale år og ett tverrsnitt",
        "65 municipalities had not voted": "65 kommuner hadde ikke gjort vedtak",
        "reversal requests and transfers are in the mean, which is of appeals decided in the year but used for those "
        "that come in": (
            "omgjøringsbegjæringer og overføringer er med i gjennomsnittet, som er av klager avgjort i året, men "
            "brukes for dem som kommer inn"
        ),
    },
    "too_few": {
        "{n} runs are too few for a {confidence}% interval of the {q} quantile: it takes {least}": (
            "{n} kjøringer er for få til et intervall på {confidence} % for kvantilen {q}: det krever {least}"
        ),
        "{n} runs are too few for a {confidence}% bound of the {q} quantile: it takes {least}": (
            "{n} kjøringer er for få til en grense på {confidence} % for kvantilen {q}: det krever {least}"
        ),
    },
    "remark": {
        "start {name} has no places in centres for minors of 15 to 17 and none in care centres, for minors under 15: "
        "children who come alone live elsewhere until a plan orders some": (
            "starten {name} har ingen plasser i mottak for mindreårige fra 15 til 17 år og ingen i omsorgssentre, for "
            "dem under 15: barn som kommer alene, bor andre steder til en plan bestiller noen"
        ),
        "start {name} has no places in centres for minors of 15 to 17: children who come alone live elsewhere until a "
        "plan orders some": (
            "starten {name} har ingen plasser i mottak for mindreårige fra 15 til 17 år: barn som kommer alene, bor "
            "andre steder til en plan bestiller noen"
        ),
        "start {name} has no places in care centres, for minors under 15: children who come alone live elsewhere until "
        "a plan orders some": (
            "starten {name} har ingen plasser i omsorgssentre, for mindreårige under 15 år: barn som kommer alene, bor "
            "andre steder til en plan bestiller noen"
        ),
        "plan {name}: {over} of its {all} measures stand for days before {day}, the first of the run, and are never "
        "ordered: {measures}": (
            "planen {name}: {over} av dens {all} tiltak gjelder dager før {day}, kjøringens første, og blir aldri "
            "bestilt: {measures}"
        ),
    },
    # names of what English shows by its code
    "allocation_rule": {
        "proportional": "forholdsmessig",
        "priority": "prioritert",
        "lp": "lineært program",
        "lp_even": "lineært program, jevnt",
    },
    "brief_body": {"municipality": "kommunen", "Government": "regjeringen", "Storting": "Stortinget"},
    "fact_kind": {"rule": "regel", "estimated": "anslått", "assumed": "antatt"},
    "horizon": {"all": "alle"},
    "time_target": {
        "adults_6_months": "voksne, 6 måneder",
        "families_3_months": "familier, 3 måneder",
        "minors_3_months": "mindreårige, 3 måneder",
        "children_3_months": "barn, 3 måneder",
        "others_6_months": "andre, 6 måneder",
        "all_6_months": "alle, 6 måneder",
    },
}
