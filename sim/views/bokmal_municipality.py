"""What Bokmål says on the sheet of a municipality."""

from __future__ import annotations

from collections.abc import Mapping

MUNICIPALITY_NB: Mapping[str, str] = {
    "mu_plan_nation": "hele landet",
    "mu_plan_place": "{place}: {people} innbyggere",
    "mu_plan_towns": "{place}: {towns} kommuner, {people} innbyggere",
    "mu_plan_own": "egne {values}",
    "mu_plan_runs": "{scenarios} scenarioer, {runs} kjøringer av hvert, {days} dager: {names}",
    "mu_title_municipality": "{place} ({number}): grunnlag for beredskapsplanen. Ikke validert for en enkelt kommune",
    "mu_title_county": "{place} (fylke {number}): grunnlag for beredskapsplaner. Ikke validert for et enkelt fylke",
    "mu_title_nation": "Alle {towns} kommuner samlet: grunnlag for beredskapsplaner",
    "mu_council": "{title} (én side til kommunestyret)",
    "mu_here_municipality": "{place}",
    "mu_here_county": "Kommunene i {place}",
    "mu_here_nation": "Kommunene",
    "mu_first": (
        "{here} ({people} innbyggere): {asked} I modellen er antallet vedtatte plasser {voted}, og etter avtale "
        "flytter det inn {settled}; {futures}."
    ),
    "mu_in_year": "{figure} i {year}",
    "mu_for_year": "{figure} for {year}",
    "mu_for_year_known": "{figure} for {year} slik tallet er {day}",
    "mu_at_least": "minst {figure}",
    "mu_range": "{middle} ({low} til {high})",
    "mu_futures": "i {tenths} av 10 framtider ligger tallet innenfor spennet i parentes",
    "mu_all_runs": "spennet i parentes dekker alle {runs} kjøringer",
    "mu_caution_municipality": (
        "Modellen er ikke validert for en enkelt kommune. Spennene viser hva tilfeldigheter gjør i modellen, ikke hvor "
        "mye modellen kan ta feil for {place}; det dere selv vet, går foran (own=FILE)."
    ),
    "mu_caution_county": (
        "Modellen er ikke validert for en enkelt kommune eller et enkelt fylke. Spennene viser hva tilfeldigheter gjør "
        "i modellen, ikke hvor mye modellen kan ta feil for {place}."
    ),
    "mu_caution_nation": "Spennene viser hva tilfeldigheter gjør i modellen, ikke hvor mye modellen kan ta feil.",
    "mu_chance": (
        "Her bosettes så få at de fleste tallene er preget av tilfeldigheter: en familie eller en bolig mer eller "
        "mindre endrer dem. Tall under {few} er merket *."
    ),
    "mu_wide": (
        "Tilfeldigheter kan gi langt flere eller færre bosatte her enn medianen: planlegg etter spennene. Tall under "
        "{few} er merket *."
    ),
    "mu_part": "{name} ({part})",
    "mu_three_months": "i disse tre månedene",
    "mu_to_end": "fram til {end}, da kjøringen slutter,",
    "mu_dwellings": (
        "Behovet for boliger er størst fra {quarter}: {span} trengs {one} for én person, {two} for to eller tre og "
        "{four} for fire eller flere. Tar det {lead} å finne en bolig, må letingen begynne senest {begin}."
    ),
    "mu_no_dwellings": "I medianen av framtidene trengs det ingen boliger i noe kvartal.",
    "mu_late": " Det er før kjøringen begynner: det som ikke er på plass da, kommer for sent.",
    "mu_staff": (
        "Oppfølgingen av dem som er bosatt de siste tolv månedene, krever flest årsverk i kvartalet fra {quarter}: "
        "{posts}, med {each} personer per årsverk. Tar det {days} dager å ansette, må det avgjøres senest {begin}."
    ),
    "mu_cash": (
        "Fra {first} til {last} er tilskuddene {grants} og kostnadene {costs}: netto {net}, alt i {prices}-kroner og "
        "uten diskontering. Fram til {end} er netto {before}; {after} kommer etter den dagen, for dem som da bor her. "
        "Modellen bosetter ingen etter den dagen, så det nye bosatte gir og koster senere, kommer i tillegg."
    ),
    "mu_fall": (
        "Faller behovet med {share} når plassene for {year} er klare, slik det falt for enslige mindreårige i 2017, "
        "blir {places} plasser stående ubrukt, og {sunk} kr til klargjøring går tapt ({low} til {high}; prisen på en "
        "plass er antatt). Over de tolv månedene fra folk skulle ha flyttet inn, er netto i kroner {alone}: sparte "
        "kostnader minus tilskudd som uteblir, og det som er tapt på plassene."
    ),
    "mu_fall_none": (
        "Her er ingen plasser avtalt for {year}, så ingen blir stående ubrukt om behovet faller med {share}."
    ),
    "mu_stays": (
        "Kostnaden på {stays} kr i {year} for dem som bor her {end}, består uansett hvordan behovet utvikler seg."
    ),
    "mu_host_none": "Fram til {end} åpner det ikke asylmottak her i noen av {runs} kjøringer (sannsynlighet {chance}).",
    "mu_host_some": (
        "Fram til {end} åpner det her minst ett asylmottak i {hits} av {runs} kjøringer (sannsynlighet {chance}), i "
        "gjennomsnitt {mean} per kjøring, med {notice} dagers varsel (median); minst ett legges ned i {closed} av "
        "{runs}{closing}."
    ),
    "mu_host_closing": ", med {notice} dagers varsel",
    "mu_prepared": (
        "En beredskapsplan og {standby} boliger i beredskap per 1\u00a0000 innbyggere endrer i gjennomsnitt "
        "(95 %-intervall): {parts}. Hva en plan gir, er antatt, ikke målt."
    ),
    "mu_prepared_nothing": (
        "Det en beredskapsplan og {standby} boliger i beredskap per 1\u00a0000 innbyggere endrer, kan ikke skilles fra "
        "tilfeldigheter i {runs} par av kjøringer."
    ),
    "mu_prepared_no_pair": "Hva en beredskapsplan endrer, er ikke kjent: ingen par av kjøringer ble fullført.",
    "mu_change": "{name} {sign}{mean} ({low} til {high})",
    "mu_services": (
        "Det anmodes om bosetting av opptil {asked} personer i året, og i modellen har tjenestene her kapasitet til "
        "rundt {served} nye i året eller færre (antatt, og tilfeldig ulikt fra kommune til kommune): det kan holde "
        "vedtakene nede. Hva tjenestene tåler, vet dere best selv (persons_a_year i own=FILE)."
    ),
    "mu_own": (
        "Egne verdier er brukt i stedet for dem som ellers trekkes: {values}. De som ble tildelt plass her før "
        "{start}, flytter inn likevel, i tillegg til det dere oppgir."
    ),
    # tables
    "mu_head_years": "Personer, tjenester og boliger, år for år",
    "mu_note_years": (
        "Median av kjøringene, hver rad for seg, så radene trenger ikke gå opp i hverandre; i parentes fra lavt til "
        "høyt. * under {few}: mest tilfeldigheter. Anmodet, vedtatt og avtalt gjelder hele kalenderåret, slik tallene "
        "er ved årets slutt eller {end}. En kommune kan vedta flere plasser enn den er anmodet om. Avtalt: vedtatt og "
        "senere avtalt, minus det staten har trukket tilbake, og aldri færre enn de som er brukt: til vedtaket "
        "foreligger, åpnes plasser i samme takt som året før. Det kan bosettes flere enn årets plasser: de som "
        "tildeles plass her sent ett år, eller ble det før {start}, flytter inn året etter. Kommet til familie eller "
        "flyttet hit: familie, og personer som er bosatt et annet sted i kjøringen. Bor her, elever og barnehage er "
        "antallet ved årets slutt (ved kjøringens slutt i det siste året) av alle som er kommet siden {start}, med "
        "eller uten avtale: de som er bosatt tidligere, er ikke med."
    ),
    "mu_head_quarters": "Boliger og årsverk, og når arbeidet må begynne",
    "mu_asked_published": "IMDi anmodet om {asked} (publisert).",
    "mu_asked_model": "Regn med anmodninger om å bosette {asked}.",
    "mu_beside": (
        "Publisert for {year}, slik det ble: {parts} ({source}). Modellen under {shock}, ved siden av: "
        "{voted} vedtatt og {settled} bosatt{to}."
    ),
    "mu_published_requested": "{figure} anmodet om",
    "mu_published_voted": "{figure} vedtatt",
    "mu_published_settled": "{figure} bosatt",
    "mu_beside_to": " fram til {end}, da kjøringen slutter",
    "mu_one_year": (
        "En kjøring innenfor ett år kan ikke vise hva det anmodes om i tillegg på grunn av et sjokk: "
        "anmodningen for {year} var sendt før det begynner, og i løpet av året er det bare en "
        "tilleggsanmodning i planen som øker den. Kjør flere år, for eksempel horizon_days=1096, og det samme "
        "med shock=none: forskjellen er det sjokket fører med seg."
    ),
    "mu_lead": "{days} dager",
    "mu_lead_own": "{stated} dager (deres eget)",
    "mu_lead_own_planned": "{stated} dager (deres eget), {days} med beredskapsplanen dere sier at dere har,",
    "mu_past_mark": "†",
    "mu_note_past": "† før kjøringen begynner {start}: det som ikke er på plass da, kommer for sent.",
    "mu_sure_lead": "{days} dager for å finne en bolig, ",
    "mu_note_quarters": (
        "Husholdninger som flytter inn etter avtale i de tre månedene, etter boligen de trenger; enslige mindreårige "
        "bor i egne boliger og står i tabellen over. Årsverk: for dem som er bosatt i de tolv månedene fram til "
        "kvartalets slutt; de som er bosatt før {start}, er ikke med, så tallet er et minstetall der kjøringen ikke "
        "dekker alle tolv. * under {few}. {before}"
    ),
    "mu_head_months": "Anmodet om og bosatt, måned for måned",
    "mu_note_months": (
        "Anmodet om og avtalt: for kalenderåret, slik tallet er ved månedens slutt. Det synker der behovet settes ned "
        "før vedtaket: de som ikke har vedtatt ennå, anmodes da om færre. Bosatt: i måneden. * under {few}."
    ),
    "mu_head_cash": "Tilskudd mot kostnader, mill. {prices}-kroner",
    "mu_note_cash": (
        "Periodisert og uten diskontering, for alle som er bosatt her i kjøringen og de fem årene før den (kommunen de "
        "ble bosatt i, er anslått), medregnet vertskommunetilskudd og vertskommunens kostnader i kjøringen. Ingen "
        "bosettes etter kjøringen: det som forfaller etter {end}, gjelder dem som bor her da, og plasser som står "
        "ubrukt ved slutten. Hvert tall er medianen av kjøringene for seg: kolonner og rader trenger ikke gå opp i "
        "hverandre."
    ),
    "mu_settled_to": "{year}, bosatt {end}",
    "mu_none_settled": "{year}, ingen bosatt",
    "mu_head_falling": "Om behovet faller med {share} når plassene er klare, {prices}-kroner",
    "mu_note_falling": (
        "Av plassene som er avtalt for {year}, året med flest (av hele år, der det finnes noen). Integreringstilskudd, "
        "tilskudd for enslige mindreårige (satsen for 17 til 20 år) og det de skal dekke, i de tolv månedene fra "
        "innflytting, for personer som dem som ble bosatt det året: tilskuddet for kalenderåret de flytter inn, og for "
        "det neste så mange måneder som faller innenfor de tolv. Tilskuddene kommer tidlig og kostnadene sent: det "
        "folk ville gitt og kostet etter de tolv månedene, er ikke med. Spennet for det som er tapt, og for netto, "
        "gjelder kjøringene og den antatte prisen på en plass sammen; de andre gjelder kjøringene alene."
    ),
    "mu_head_hosts": "Asylmottak her, {first} til {last}",
    "mu_note_hosts": (
        "Varsel: dager fra kommunen får beskjed til mottaket åpner eller legges ned; færrest, median og flest over "
        "alle kjøringer."
    ),
    "mu_head_prepared": "Hva en beredskapsplan endrer, {first} til {last} samlet, {prices}-kroner",
    "mu_note_prepared": (
        "Par av kjøringer med de samme tilfeldighetene; intervallet gjelder den gjennomsnittlige forskjellen, 95 %. "
        "Skilles fra tilfeldigheter: etter Holms prosedyre over disse radene samlet, så svaret kan bli nei selv om 0 "
        "ligger utenfor intervallet. Sammenligningen er beredskapsplan {whose} mot ingen plan, med {standby} boliger "
        "per 1\u00a0000 innbyggere i beredskap."
    ),
    "mu_whose_municipality": "i denne kommunen",
    "mu_whose_county": "i alle kommuner i fylket",
    "mu_whose_nation": "i alle kommuner",
    "mu_hits": "{hits} av {runs}",
    "mu_days_span": "{low} / {middle} / {high}",
    "mu_apart": "ja",
    "mu_not_apart": "nei",
    "mu_none": "-",
    # figures
    "mu_fig_months": "Anmodet om og bosatt, måned for måned: {here}",
    "mu_fig_months_text": (
        "To kurver over tid med bånd. Anmodet om, for kalenderåret: {asked}. Bosatt per måned: høyst {most} (median), "
        "i {month}."
    ),
    "mu_axis_asked": "Anmodet om for året,\nslik tallet er, personer",
    "mu_axis_settled": "Bosatt i måneden,\npersoner",
    "mu_fig_cash": "Tilskudd og kostnader etter år: {here}",
    "mu_fig_cash_text": (
        "Søyler for tilskudd og kostnader og et merke for tilskudd minus kostnader, etter år, i kroner: {parts}."
    ),
    "mu_axis_cash": "Mill. {prices}-kroner",
    "mu_run_ends": "kjøringen slutter",
    "mu_fig_part_month": (
        "Kjøringen er fra {first} til {last}; en måned den bare dekker delvis, er utelatt i det nederste feltet."
    ),
    "mu_fig_at_middle": "Hver måned er tegnet midt i måneden.",
    "mu_fig_part_quarter": "Det siste kvartalet er bare kjørt til {end}.",
    "mu_fig_quarters": "Boliger som trengs, etter kvartal, og når letingen begynner: {here}",
    "mu_fig_quarters_text": (
        "Søyler etter kvartal, delt etter boligstørrelse, hver med en strek tilbake til dagen letingen begynner. Den "
        "høyeste: {most} boliger fra {quarter}, leting senest {begin}."
    ),
    "mu_axis_quarters": "Boliger som trengs i kvartalet",
    "mu_begins": "fra letingen begynner til boligene trengs",
    # how sure
    "mu_sure_runs": (
        "{runs} kjøringer uten endringer, og like mange par med og uten beredskapsplan, under sjokket {shock} og "
        "planen {plan}, til {end}."
    ),
    "mu_sure_band": (
        "Tallene er medianen av kjøringene. Spenn: {label}, hver måned, hvert kvartal og hvert år for seg (punktvis)."
    ),
    "mu_label_level": "{low}. til {high}. persentil av {runs} kjøringer",
    "mu_label_all": "hele spennet av {runs} kjøringer, for få til et smalere",
    "mu_sure_assumed": (
        "Antatt i tillegg til kildetallene: {each} personer per årsverk, {hire} dager for å ansette, {lead}{standby} "
        "boliger i beredskap per 1\u00a0000 innbyggere, og hvor mye en beredskapsplan korter ned og utvider."
    ),
    "mu_sure_services": (
        "Kapasiteten i skoler, barnehager, hos fastleger og i oppfølgingen er antatt, ikke kjent: den knappeste holder "
        "vedtakene tilbake ved rundt {served} nye i året per 1\u00a0000 innbyggere eller færre, {spread} mer eller "
        "mindre fra kommune til kommune."
    ),
    "mu_sure_single": "Modellen er ikke validert for en enkelt kommune.",
}

NAMES_OF_MUNICIPALITY_NB: Mapping[str, Mapping[str, str]] = {
    "mu_measure": {
        "published_requested": "som publisert: personer anmodet om",
        "published_voted": "som publisert: vedtatte plasser",
        "published_settled": "som publisert: bosatte personer",
        "asked": "Anmodet om, personer",
        "voted": "Vedtatte plasser",
        "agreed": "Avtalte plasser",
        "settled": "Bosatt etter avtale",
        "other_net": "Kommet til familie eller flyttet hit, minus fraflyttede",
        "living_there": "Bor her, av alle som er kommet i kjøringen: plasser på fastlegelister",
        "asked_minors": "Anmodet om, enslige mindreårige",
        "voted_minors": "Vedtatte plasser for enslige mindreårige",
        "agreed_minors": "Avtalte plasser for enslige mindreårige",
        "settled_minors": "Bosatte enslige mindreårige",
        "settled_special_needs": "Bosatte med særlig krevende behov",
        "settled_small_children": "Bosatte småbarn",
        "settled_learners": "Bosatte med rett til norskopplæring",
        "pupils": "Elever",
        "kindergarten": "Barn i barnehagealder",
        "dwellings_1": "Boliger for én person",
        "dwellings_2_3": "Boliger for to eller tre",
        "dwellings_4": "Boliger for fire eller flere",
        "posts": "Årsverk",
        "answer_days": "Dager fra anmodning til vedtak",
        "requested": "Anmodet om",
        "offered": "Avtalt",
        "self_settled": "Selvbosatt uten avtale",
        "places": "Plasser som står ubrukt",
        "places_minors": "av disse for enslige mindreårige",
        "grants_lost": "Tilskudd som uteblir",
        "costs_saved": "Sparte kostnader",
        "sunk": "Tapt på plasser som er klargjort",
        "left_alone": "Netto: spart, minus tilskudd og det som er tapt",
        "paid_for": "Netto, om ubrukte plasser betales som i 2022",
        "stays": "Kostnad for dem som bor der, hele året etter kjøringen",
        "cost_nok": "Kommunens kostnader",
        "grant_nok": "Tilskudd",
        "grants": "Tilskudd",
        "costs": "Kostnader",
        "net": "Tilskudd minus kostnader",
        "opened": "Åpner",
        "closed": "Legges ned",
    },
    "mu_change": {
        "answer_days": "dager til vedtak",
        "agreed": "avtalte plasser",
        "settled": "bosatte personer",
        "cost_nok": "kommunens kostnader i kroner",
        "grant_nok": "tilskudd i kroner",
    },
    "mu_column": {
        "measure": "", "quarter": "Kvartal fra", "begin_by": "Letingen begynner senest", "hire_by": "Ansettes senest",
        "month": "Måned", "year": "År", "after_run": "herav netto etter kjøringen", "low": "Lavt",
        "middle": "Median", "high": "Høyt", "event": "Mottak", "hits": "Kjøringer med minst ett",
        "chance": "Sannsynlighet", "mean": "Hendelser per kjøring",
        "notice": "Varsel, dager", "without": "Uten", "with": "Med", "difference": "Forskjell",
        "interval": "95 %-intervall", "told_apart": "Skilles fra tilfeldigheter", "all years": "alle år",
    },
    "mu_size": {"dwellings_1": "for én", "dwellings_2_3": "for to eller tre", "dwellings_4": "for fire eller flere"},
}  # fmt: skip
