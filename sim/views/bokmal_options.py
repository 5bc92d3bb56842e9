"""Bokmål for the options of the groups that make the world, what they say of themselves, and what facts rest on."""

from __future__ import annotations

from collections.abc import Mapping

NAMES_OF_OPTIONS_NB: Mapping[str, Mapping[str, str]] = {
    "casework": {
        "norway": "Norge",
        "practice_2015": "praksis 2015",
        "practice_2022": "praksis 2022",
    },
    "criteria": {
        "default": "standard",
        "strict": "strenge",
    },
    "fact_confidence": {
        "assumed": "antatt",
        "official": "offisiell",
        "recalled": "etter hukommelsen",
        "reported": "gjengitt",
    },
    "fact_year": {
        "any": "uansett år",
        "full_house": "et fullt system",
        "{a} to {b}": "{a} til {b}",
    },
    "information": {
        "historical": "historiske",
        "late": "sene",
        "perfect": "uten feil",
        "persistence": "nivået føres videre",
        "unbiased": "uten skjevhet",
    },
    "municipalities": {
        "norway": "Norge",
        "practice_2015": "praksis 2015",
        "recorded": "som registrert",
        "reluctant": "motvillige",
    },
    "population": {
        "norway": "Norge",
        "practice_2022": "praksis 2022",
    },
    "prices": {
        "norway": "Norge",
    },
    "reception": {
        "norway": "Norge",
        "practice_2022": "praksis 2022",
    },
    "regime": {
        "agreement_2016": "avtalen fra 2016",
        "agreement_2018": "avtalen fra 2018",
        "agreement_2026": "avtalen fra 2026",
    },
    "settlement": {
        "norway": "Norge",
    },
    "targets": {
        "storting_2013": "Stortinget 2013",
        "storting_2016": "Stortinget 2016",
        "storting_2018": "Stortinget 2018",
    },
    "says_casework": {
        "2014 to 2018, 985 decisions a month before and during the surge, twice that from 2016, no "
        "collective protection": (
            "2014 til 2018, 985 vedtak i måneden før og under toppen, det dobbelte fra 2016, ingen kollektiv "
            "beskyttelse"
        ),
        "2022 to 2024, up to 6,800 collective permits a month within six weeks and individual cases left waiting": (
            "2022 til 2024, opptil 6\u00a0800 kollektive tillatelser i måneden innen seks uker, og individuelle saker "
            "som ble liggende"
        ),
        "About 2024, with collective protection in force and its cases first": (
            "Om lag 2024, med kollektiv beskyttelse i kraft og de sakene først"
        ),
    },
    "says_criteria": {
        "Beyond what a surge brings in its first days": "Ut over det en topp fører med seg de første dagene",
        "The first sign of each failure": "Det første tegnet på hver svikt",
    },
    "says_form_signal": {
        "Mann-Kendall statistic of twelve long-wait shares, standard deviations": (
            "Mann-Kendalls mål for tolv andeler med lang ventetid, standardavvik"
        ),
        "arrivals in neighbouring countries over their usual level, ratio": (
            "ankomster i nabolandene delt på det vanlige nivået, forholdstall"
        ),
        "arrivals of the last seven days over the planning figure, ratio": (
            "ankomster de siste sju dagene delt på planleggingstallet, forholdstall"
        ),
        "arrivals of the last seven days over the seven before, ratio": (
            "ankomster de siste sju dagene delt på de sju før, forholdstall"
        ),
        "bids for each place asked for, ratio": "tilbud per plass det spørres etter, forholdstall",
        "children in and waiting for care centres over places beyond the plan's buffer, share": (
            "barn i og på vei til omsorgssentre delt på plasser ut over planens buffer, andel"
        ),
        "days until the appropriation is spent at today's rate, days": (
            "dager til bevilgningen er brukt opp med dagens forbruk, dager"
        ),
        "estimated settlement need over the need last notified, less one, share": (
            "anslått bosettingsbehov delt på behovet det sist ble varslet om, minus én, andel"
        ),
        "free beds in arrival centres, beds": "ledige senger i ankomstsentre, senger",
        "living privately among the arrivals of four weeks, share": (
            "de som bor privat blant ankomstene i fire uker, andel"
        ),
        "minors of 15 to 17 in and waiting for such centres over places beyond the plan's buffer, share": (
            "mindreårige fra 15 til 17 år i og på vei til slike mottak delt på plasser ut over planens buffer, andel"
        ),
        "offers left over permits expected in 90 days, ratio": (
            "tilbud som er igjen, delt på tillatelser som ventes på 90 dager, forholdstall"
        ),
        "persons a week that an early warning speaks of, persons a week": (
            "personer i uken som et tidlig varsel taler om, personer i uken"
        ),
        "persons awaiting a decision over decisions a day, days": (
            "personer som venter på vedtak, delt på vedtak om dagen, dager"
        ),
        "persons in the arrival centre longer than the limit, persons": (
            "personer i ankomstsenteret lenger enn grensen, personer"
        ),
        "persons waiting for mapping over mappings a day, days": (
            "personer som venter på kartlegging, delt på kartlegginger om dagen, dager"
        ),
        "persons waiting for registration over registrations a day, days": (
            "personer som venter på registrering, delt på registreringer om dagen, dager"
        ),
        "persons without a bed, persons": "personer uten seng, personer",
        "residents over places in emergency accommodation, share": (
            "beboere delt på plasser i akuttinnkvartering, andel"
        ),
        "residents over usable places outside the arrival centre beyond the plan's buffer, share": (
            "beboere delt på brukbare plasser utenfor ankomstsenteret ut over planens buffer, andel"
        ),
        "the same for unaccompanied minors, share": "det samme for enslige mindreårige, andel",
        "unaccompanied minors among the arrivals of four weeks, share": (
            "enslige mindreårige blant ankomstene i fire uker, andel"
        ),
        "vacant posts with operators, share": "ledige stillinger hos driftsoperatørene, andel",
        "waiting too long among those with a permit in reception, share": (
            "de som venter for lenge blant dem med tillatelse i mottak, andel"
        ),
    },
    "says_information": {
        "Forecasts that err by chance, never by looking back": "Prognoser som bommer tilfeldig, aldri ved å se tilbake",
        "Forecasts with the errors of 2015 to 2023, monthly while published arrivals grow, data with a short delay": (
            "Prognoser med feilene fra 2015 til 2023, månedlig mens de publiserte ankomstene vokser, data med "
            "kort forsinkelse"
        ),
        "Forecasts, first signs and warnings without error": "Prognoser, første tegn og varsler uten feil",
        "The level of the last eight weeks goes on, no first signs": (
            "Nivået de siste åtte ukene fortsetter, ingen første tegn"
        ),
        "What planners knew, two months later": "Det planleggerne visste, to måneder senere",
    },
    "says_municipalities": {
        "As municipalities did in 2015-2018: nothing was paid for places that stood unused, so few looked "
        "for dwellings long before places opened": (
            "Slik kommunene gjorde i 2015–2018: ingenting ble betalt for plasser som sto ubrukt, så få så etter "
            "boliger lenge før plassene åpnet"
        ),
        "Municipalities that are tired of saying yes: fewer votes, fewer plans, slower housing": (
            "Kommuner som er lei av å si ja: færre vedtak, færre planer, tregere boliger"
        ),
        "The 357 municipalities: answers as in 2024, housing and services as limits": (
            "De 357 kommunene: svar som i 2024, boliger og tjenester som grenser"
        ),
        "The recorded votes of 2024 and 2025, for reconstruction; other years as modelled": (
            "De registrerte vedtakene fra 2024 og 2025, til rekonstruksjon; andre år som modellert"
        ),
    },
    "says_population": {
        "Who came in 2022 to 2024: as Norway, but after the first months fewer Ukrainians found a host": (
            "Hvem som kom i 2022 til 2024: som Norge, men etter de første månedene fant færre ukrainere en vert"
        ),
        "Who comes to Norway: households by group": "Hvem som kommer til Norge: husholdninger etter gruppe",
    },
    "says_prices": {
        "Published prices where there are any (reported), else the older price moved on or our own assumption": (
            "Publiserte priser der de finnes (gjengitt), ellers den eldre prisen justert eller vår egen antakelse"
        ),
    },
    "says_reception": {
        "Reception as UDI and Bufetat run it: contracts, opening, closing, placement": (
            "Mottak slik UDI og Bufetat driver dem: kontrakter, åpning, nedlegging, plassering"
        ),
        "Reception of 2022 to 2024: as Norway, but private lodgers asked for a bed sooner, as host after "
        "host gave up": (
            "Mottak fra 2022 til 2024: som Norge, men de som bodde privat, ba om seng tidligere, fordi den ene "
            "verten etter den andre ga opp"
        ),
    },
    "says_regime": {
        "The agreement of 2016 and 2017; changes of 750 persons or 150 minors are handled": (
            "Avtalen fra 2016 og 2017; endringer på 750 personer eller 150 mindreårige blir behandlet"
        ),
        "The agreement of 2018 to 2021; the committee recommends and considers redistribution at ten per cent": (
            "Avtalen fra 2018 til 2021; utvalget anbefaler og vurderer omfordeling ved ti prosent"
        ),
        "The agreement of 2026 to 2029; Nasjonalt utvalg advises": (
            "Avtalen fra 2026 til 2029; Nasjonalt utvalg gir råd"
        ),
    },
    "says_settlement": {
        "IMDi's part of settlement": "IMDis del av bosettingen",
    },
    "says_targets": {
        "IMDi, September 2019 (official); 94 percent were reached then": (
            "IMDi, september 2019 (offisiell); 94 prosent ble nådd da"
        ),
        "KS-state agreement 2016-2017 (official); no share was set, so everyone": (
            "Avtalen mellom KS og staten 2016–2017 (offisiell); ingen andel var satt, altså alle"
        ),
        "Office of the Auditor General via NTB 2014 (reported); 43 percent of all were not settled within them": (
            "Riksrevisjonen via NTB 2014 (gjengitt); 43 prosent av alle var ikke bosatt innen dem"
        ),
    },
}
