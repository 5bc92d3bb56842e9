"""Bokmål sentences and names of `beredt warning`."""

from __future__ import annotations

NAMES_OF_WARNING_NB: dict[str, dict[str, str]] = {
    "warning_part": {
        "breaking_point": "bristepunkt",
        "days": "varslingstid",
        "information": "informasjon",
        "triggers": "utløsere",
        "decide_by": "frister for beslutning",
    },
    "known": {
        "historical": "prognoser like gode som i 2015–2023",
        "perfect": "perfekte prognoser",
        "unbiased": "prognoser med bare tilfeldige feil",
        "persistence": "ingen prognose og ingen første tegn",
        "late": "alt to måneder forsinket",
    },
    "body": {
        "every": "alle som beslutter",
        "PU": "politiet (PU)",
        "municipality": "kommunene",
        "Government": "regjeringen",
        "Storting": "Stortinget",
    },
}

WARNING_NB: dict[str, str] = {
    "warning_title": "Hva varslingstid og informasjon er verdt, og når det må besluttes: {shock}",
    "warning_sure": (
        "{runs} framtider, de samme for hver plan, varslingstid og informasjon: kjøring r har de samme tilfeldighetene "
        "overalt. Intervallene er 95 %-intervaller, hvert for seg (punktvis)."
    ),
    "warning_few": "for få kjøringer",
    "warning_base": "(grunnlag)",
    "warning_no_interval": "for få kjøringer til å si det",
    "warning_interval": "{low} til {high} {unit}",
    "warning_cut": (
        "Kjøringene slutter {until}, før sjokket er over {ends}: det som kommer etter dette, vises ikke og telles ikke "
        "(deler: {parts}). En lengre horizon_days får det med."
    ),
    # before the runs
    "warning_plan_shared": (
        "varslingstid, informasjon og utløsere: {scenarios} scenarioer, {replications} kjøringer av hvert, på {days} "
        "dager: {takes}"
    ),
    "warning_plan_sizes": (
        "bristepunkt: {points} varslingstider fordelt på {plans} planer, {replications} framtider; {criterion} godtas "
        "i {share} av dem; størrelser fra {low} til {high}, ned til {width} av størrelsen; om lag {least} til {most} "
        "kjøringer på {days} dager, i runder: {takes}"
    ),
    "warning_plan_decide": (
        "frister for beslutning: {plan} ved størrelse {size}, opptil {measures} tiltak satt på vent, ett om gangen, "
        "{replications} framtider; {least} kjøringer på {days} dager hvis det ikke trengs noe tiltak, høyst {most} til "
        "alle frister er funnet: {takes}"
    ),
    # days of warning
    "warning_days_saves": (
        "{plan}: {days} dagers varslingstid i stedet for {base} sparer {change} persondøgn uten plass (gjennomsnitt av "
        "{runs} framtider), {cost}."
    ),
    "warning_days_brings": (
        "{plan}: {days} dagers varslingstid i stedet for {base} gir {change} flere persondøgn uten plass (gjennomsnitt "
        "av {runs} framtider), {cost}. Lengre varslingstid er ingen gevinst med denne planen."
    ),
    "warning_days_untold": (
        "{plan}: {days} dagers varslingstid i stedet for {base} gir ingen endring som {runs} framtider kan skille fra "
        "tilfeldigheter (forskjell {interval})."
    ),
    "warning_days_nobody": (
        "{plan}: ingen er uten plass i noen framtid, uansett varslingstid: det er ikke noe å spare ved denne "
        "størrelsen på sjokket."
    ),
    "warning_days_lost": "{plan}: alle kjøringer feilet, så ingenting er kjent, heller ikke om planen er trygg.",
    "warning_days_few": "{plan}: for få kjøringer ble fullført til å si hva lengre varslingstid endrer.",
    "warning_month": "{plan}: én måned lengre varslingstid endrer antall persondøgn uten plass med {parts}.",
    "warning_month_part": "{change} fra {first} til {then} dager",
    "warning_chance": "{plan}: {criterion} {parts}.",
    "warning_chance_part": "i {hits} av {runs} framtider med {days} dager",
    "warning_blind": (
        "{plans}: ingen regel i planen bygger på de første tegnene, og hver framtid er lik med lengst og kortest "
        "varslingstid. Varslingstid er bare verdt det en plan bruker den til."
    ),
    "warning_blind_changed": (
        "{plans}: ingen regel i planen bygger på de første tegnene. De når planen bare gjennom prognosene, og bare "
        "kortest og lengst varslingstid er kjørt."
    ),
    "warning_cost_same": "til samme kostnad",
    "warning_cost_untold": "med en kostnadsforskjell som ikke kan skilles fra null ({interval})",
    "warning_cost_less": "til {change} mill. kr mindre",
    "warning_cost_more": "til {change} mill. kr mer",
    "warning_days_heading": "Utfall etter varslingstid, sjokkstørrelse {size}",
    "warning_levels_note": (
        "Brudd: {criterion} (95 %-intervall; 3/n ved ingen og alle). Gjennomsnitt av framtidene med t-intervall; "
        "forskjellene er parvise, mot den korteste varslingstiden. Setningene sier bare det som holder etter Holms "
        "metode over alle planer og varslingstider for samme tall."
    ),
    "warning_days_sure": (
        "En dag varslingstid er en dag der de første tegnene på sjokket er offentliggjort før det begynner; det de "
        "sier, er så usikkert som informasjonen tilsier."
    ),
    "warning_head_plan": "plan",
    "warning_head_days": "varslingstid, dager",
    "warning_head_known": "hva planleggerne vet",
    "warning_head_person_days_without_place": "persondøgn uten plass",
    "warning_head_cost_total": "kostnad, mill. kr",
    "warning_head_less": "persondøgn mot grunnlaget",
    "warning_head_money": "mill. kr mot grunnlaget",
    "warning_head_failed": "brudd",
    # breaking point by days of warning
    "warning_kink_nothing": (
        "{plan}: ut over {low} til {high} dager gir lengre varslingstid ingen gevinst som kan ses innenfor "
        "søkeintervallene: {beyond_low} til {beyond_high} {unit} per uke. Før dette gir en uke på det meste {best_low} "
        "til {best_high}."
    ),
    "warning_kink_less": (
        "{plan}: ut over {low} til {high} dager gir lengre varslingstid mindre: en uke øker sjokket som tåles, med "
        "{beyond_low} til {beyond_high} {unit}. Før dette øker en uke det på det meste med {best_low} til {best_high}."
    ),
    "warning_kink_back": (
        "{plan}: ut over {low} til {high} dager tåler planen mindre med lengre varslingstid: en uke endrer sjokket som "
        "tåles, med {beyond_low} til {beyond_high} {unit}. Før dette øker en uke det på det meste med {best_low} til "
        "{best_high}."
    ),
    "warning_kink_falls": (
        "{plan}: med {high} dagers varslingstid tåler planen mindre enn med {low}: en uke endrer sjokket som tåles, "
        "med {beyond_low} til {beyond_high} {unit}. Ingen varslingstid som er prøvd, ser ut til å gi mer enn den "
        "korteste."
    ),
    "warning_kink_beyond": (
        "{plan}: om mer enn {low} dagers varslingstid gir mindre, kan ikke avgjøres: med {high} dager eller mer tåler "
        "planen alle størrelser som er prøvd. På det meste øker en uke til sjokket som tåles, med {best_low} {unit} "
        "eller mer."
    ),
    "warning_kink_open": (
        "{plan}: opp til den lengste varslingstiden som er prøvd, gir en uke til like mye som noen uke før den "
        "(sjokket som tåles, øker med {best_low} til {best_high} {unit}). Finnes det en grense der en uke til gir "
        "mindre, ligger den over {low} dager."
    ),
    "warning_kink_none": (
        "{plan}: mer enn {high} dagers varslingstid gir ingen gevinst som kan ses innenfor søkeintervallene, uansett "
        "hvor lang den er."
    ),
    "warning_kink_untold": (
        "{plan}: hvor mange dager det skal til før lengre varslingstid gir mindre, kan ikke avgjøres: det krever minst "
        "tre varslingstider, innenfor størrelsene som er prøvd, med bristepunkter som skiller seg mer enn "
        "søkeintervallene er brede."
    ),
    "warning_kink_people": "personer",
    "warning_kink_open_end": "ukjent øvre grense",
    "warning_kink_open_start": "ukjent nedre grense",
    "warning_kink_times": "ganger sjokket",
    "warning_kink_sure": (
        "Det en uke varslingstid gir, er forskjellen mellom to bristepunkter i de samme framtidene, så langt "
        "søkeintervallene rekker; andre framtider kan avvike mer."
    ),
    "warning_sizes": (
        "{plan}: når høyst {allowed} av {futures} framtider får ha brudd, er det største sjokket planen tåler, {parts}."
    ),
    "warning_sizes_blind": (
        "{plan}: når høyst {allowed} av {futures} framtider får ha brudd, er det største sjokket planen tåler, {size} "
        "med {days} dagers varslingstid. Ingen regel i planen bygger på de første tegnene, så lengre varslingstid er "
        "ikke søkt gjennom."
    ),
    "warning_sizes_part": "{size} med {days} dagers varslingstid{of}",
    "warning_sizes_fewer": " (høyst {allowed} av {futures} framtider med brudd: i de andre mangler en kjøring)",
    "warning_sizes_between": "{low} til {high} ganger sjokket",
    "warning_sizes_lost": "ukjent, fordi hver framtid har en kjøring som feilet eller gikk tapt,",
    "warning_sizes_lost_all": (
        "{plan}: hva planen tåler, er ukjent, fordi hver framtid har en kjøring som feilet eller gikk tapt."
    ),
    # information
    "warning_information_saves": (
        "{plan}: {known} i stedet for {base} sparer {change} persondøgn uten plass (gjennomsnitt av {runs} framtider), "
        "{cost}."
    ),
    "warning_information_brings": (
        "{plan}: {known} i stedet for {base} gir {change} flere persondøgn uten plass (gjennomsnitt av {runs} "
        "framtider), {cost}. En plan med faste regler tjener ikke nødvendigvis på å vite mer: reglene er ikke laget "
        "for det."
    ),
    "warning_information_untold": (
        "{plan}: {known} i stedet for {base} gir ingen endring i plassmangelen som {runs} framtider kan skille fra "
        "tilfeldigheter (forskjell {interval}), {cost}."
    ),
    "warning_information_few": "{plan}: for få kjøringer ble fullført til å si hva {known} er verdt.",
    "warning_information_lost": (
        "{plan}: ingen kjøring med annen informasjon ble fullført: hva den er verdt, er ukjent."
    ),
    "warning_worth_heading": "Verdien av informasjon mot {base}",
    "warning_head_worth": "sparer persondøgn uten plass",
    "warning_head_worth_money": "sparer mill. kr",
    "warning_worth_note": (
        "Brudd: {criterion} (95 %-intervall; 3/n ved ingen og alle). Gjennomsnittlig tap med grunnlaget minus "
        "gjennomsnittlig tap med det andre, i de samme framtidene: under null gjør det skade. Det kan være under null "
        "for en plan med faste regler."
    ),
    "warning_information_sure": (
        "Bare det planleggerne vet, er endret: planene beholder reglene sine. Det er målt mot {base}."
    ),
    # triggers
    "warning_trigger_best": (
        "{plan}: av {tried} utløsere er det den for {measure} som fanger opp sjokket best, og disse framtidene skiller "
        "den fra hver av de andre. Sjokket får den til å slå ut i {hits} av {shocks} framtider ({low} til {high} %, "
        "for alle {tried} samlet), {lead}; uten sjokket slår den ut i {alarms} av {calms}. Den økonomiske verdien er "
        "{value} ({value_low} til {value_high}) når det å handle koster {ratio} av det som spares, og sannsynligheten "
        "for sjokket er {rate} per år."
    ),
    "warning_trigger_only": (
        "{plan}: sjokket får den eneste utløseren, den for {measure}, til å slå ut i {hits} av {shocks} framtider "
        "({low} til {high} %), {lead}; uten sjokket slår den ut i {alarms} av {calms}. Den økonomiske verdien er "
        "{value} ({value_low} til {value_high}) når det å handle koster {ratio} av det som spares, og sannsynligheten "
        "for sjokket er {rate} per år."
    ),
    "warning_trigger_first": (
        "{plan}: {tried} utløsere er prøvd, og {shocks} framtider kan ikke avgjøre hvilken som fanger opp sjokket "
        "best. Den for {measure} ligger først: sjokket får den til å slå ut i {hits} av {shocks} framtider ({low} til "
        "{high} %, for alle {tried} samlet), {lead}; uten sjokket slår den ut i {alarms} av {calms}."
    ),
    "warning_trigger_equals": (
        "{plan}: {tried} utløsere er prøvd, og {shocks} framtider kan ikke avgjøre hvilken som fanger opp sjokket "
        "best: {equals} av dem gjør det like godt. Den tidligste av disse er den for {measure}: sjokket får den til å "
        "slå ut i {hits} av {shocks} framtider ({low} til {high} %, for alle {tried} samlet), {lead}; uten sjokket "
        "slår den ut i {alarms} av {calms}."
    ),
    "warning_trigger_blind": (
        "{plan}: fra {before} dager før sjokkets første dag til {after} dager etter den slår ingen av planens {tried} "
        "utløsere oftere ut med sjokket enn uten."
    ),
    "warning_trigger_none": "{plan}: har ingen tiltak med utløser, eller for få kjøringer ble fullført.",
    "warning_lead_before": "{days} dager før sjokkets første dag (median; {earliest} til {latest} dager)",
    "warning_lead_after": "{days} dager etter sjokkets første dag (median; {earliest} til {latest} dager)",
    "warning_triggers_heading": "Hvor gode utløserne er",
    "warning_head_measure": "tiltak",
    "warning_head_hits": "treff",
    "warning_head_false": "falske alarmer",
    "warning_head_lead": "dager fra sjokket",
    "warning_head_value": "økonomisk verdi",
    "warning_rate": "{hits} av {runs} ({low} til {high} %)",
    "warning_triggers_note": (
        "Fra de første tegnene, {before} dager før sjokkets første dag, til {after} dager etter den. Treff: slår ut "
        "med sjokket, og har ikke gjort det innen da i samme framtid uten sjokket. Falsk alarm: slår ut i disse dagene "
        "i framtiden uten sjokket. Det som slo ut før de første tegnene og fortsatt gjelder, slår kanskje ikke ut på "
        "nytt og regnes da som bom. 95 %-intervaller, hvert for seg; 3/n der ingen eller alle gjør det. Dager: første "
        "gang utløseren slår ut, median og spenn over treffene. Økonomisk verdi: 1 er like godt som perfekt, 0 ikke "
        "bedre enn alltid eller aldri å handle (forhold mellom kostnad og tap {ratio}, sannsynlighet for et sjokk "
        "{rate} per år); den som handler, gjør det hver gang utløseren slår ut."
    ),
    "warning_triggers_never": (
        "Utløsere som ikke slo ut i noen framtid, verken i disse dagene eller før dem, er utelatt: {measures} (i en "
        "eller annen plan)."
    ),
    "warning_triggers_before": (
        "Utelatt er også de som slo ut før disse dagene i en framtid, men ikke i noen av dagene: {measures} (i en "
        "eller annen plan)."
    ),
    "warning_triggers_sure": (
        "Hva en utløser er verdt, hviler på valg vi har gjort: dagene som teller (fra de første tegnene {before} dager "
        "før til {after} dager etter), forholdet mellom kostnad og tap {ratio} og sannsynligheten for et slikt sjokk, "
        "{rate} per år. Utløserne reagerer også på systemet, så en falsk alarm kan være et behov med en annen årsak."
    ),
    # by when to decide
    "warning_decide": (
        "Planens egen regel for {measure} ({body}) kan vente til {date}. Da får {holds} brudd ({criterion}); {later} "
        "({plan}, sjokkstørrelse {size}). {futures} {own}"
    ),
    "warning_decide_every": (
        "Alle reglene i {plan} for planens tiltak kan vente samlet til {date}. Da får {holds} brudd ({criterion}); "
        "{later} (sjokkstørrelse {size}). {futures} {own}"
    ),
    "warning_decide_later": "venter det til {date}, gjelder det minst {late}",
    "warning_decide_end": "skjer det aldri, gjelder det {without}",
    "warning_decide_unordered_none": ", der beslutningen kommer for sent, om den kommer",
    "warning_decide_unordered_some": (
        ", og i {idle} av dem var vilkåret falt bort uten at noe var besluttet før det: disse viser ikke at en "
        "beslutning ville kommet for sent"
    ),
    "warning_decide_unordered_all": (
        ", men bare fordi vilkåret var falt bort uten at noe var besluttet før det ({idle} framtider): det viser ikke "
        "at en beslutning ville kommet for sent"
    ),
    "warning_decide_futures": (
        "{count} framtider holder med tiltak, men får brudd uten; siste dag som holdt der, ligger mellom {first} og "
        "{last}."
    ),
    "warning_decide_standing": (
        "Deler av {plan} som alltid gjelder, har ingen frist og blir stående så lenge noe tiltak er igjen: {measures}."
    ),
    "warning_decide_count": "{hits} av {runs} framtider ({low} til {high} %)",
    "warning_decide_before": "Planen selv utløser det rundt {own}, {days} dager før.",
    "warning_decide_after": "Planen selv utløser det rundt {own}, {days} dager etter, og holder likevel.",
    "warning_decide_then": "Planen selv utløser det rundt {own}, på den siste dagen.",
    "warning_decide_none": (
        "{plan}, sjokkstørrelse {size}: ikke noe enkelttiltak er avgjørende. Utelates ett av dem for godt, gir de "
        "andre like få brudd ({criterion}) som når det er med ({runs} framtider)."
    ),
    "warning_decide_needless": (
        "{plan}, sjokkstørrelse {size}: det trengs ingen tiltak. Uten noen av dem får {nothing} av {runs} framtider "
        "({low} til {high} %) brudd ({criterion}), med alle {fails}, og {allowed} godtas: ingen av tiltakene har en "
        "frist som disse framtidene viser. Et større sjokk krever mer av planen: shock.size i decide_words."
    ),
    "warning_decide_vain": (
        "{plan} holder ikke mot et sjokk av størrelse {size}: {criterion} i {fails} av {runs} framtider med alle "
        "tiltak som planlagt, i {nothing} uten noen. Forskjellen er ikke større enn det som godtas ({allowed} "
        "framtider), så ingen tiltak har noen frist. Planen kan gjøre mer mot et mindre sjokk: shock.size i "
        "decide_words."
    ),
    "warning_decide_few": (
        "{plan}, sjokkstørrelse {size}: {criterion} i {nothing} av {runs} framtider uten noen tiltak, i {fails} med "
        "alle tiltak som planlagt. Forskjellen er ikke større enn det som godtas ({allowed} framtider), så ingen "
        "tiltak har noen frist. Et større sjokk (shock.size i decide_words) eller et strengere krav kan vise mer."
    ),
    "warning_decide_weak": (
        "{plan} holder ikke alene mot et sjokk av størrelse {size}: {criterion} i {fails} av {runs} framtider med alle "
        "tiltak som planlagt, der {allowed} godtas, og i {nothing} uten noen. Fristene gjelder bare målt mot dette: "
        "fram til dem er det brudd i høyst {limit}."
    ),
    "warning_decide_base": (
        "{plan} ved størrelse {size}: {criterion} i {fails} av {runs} framtider med alle tiltak som planlagt, i "
        "{nothing} uten noen."
    ),
    "warning_decide_no_matter": "Ikke avgjørende alene ved størrelse {size}: {measures}.",
    "warning_decide_never": "Aldri utløst ved størrelse {size}: {measures}.",
    "warning_decide_heading": "Frister for beslutning: {plan}, størrelse {size}",
    "warning_head_body": "besluttes av",
    "warning_head_own": "utløst av planen",
    "warning_head_decide_by": "kan vente til",
    "warning_head_holds": "brudd da",
    "warning_head_too_late": "kan ikke vente til",
    "warning_head_late": "brudd da, minst",
    "warning_head_unordered": "av disse aldri besluttet",
    "warning_head_without": "brudd uten tiltaket",
    "warning_no_matter": "ikke avgjørende",
    "warning_decide_note": (
        "Regelen for hvert tiltak settes alene på vent til en dag. Fra da av besluttes tiltaket bare hvis planens eget "
        "vilkår fortsatt er oppfylt eller blir det igjen; alle andre går som før. Aldri besluttet: framtider med brudd "
        "der vilkåret var falt bort; de viser ikke at en beslutning ville kommet for sent. Utløst av planen: første "
        "gang fra {before} dager før sjokket. Fristen er den seneste dagen regelen kan vente til med brudd "
        "({criterion}) i høyst {limit} av {runs} framtider, prøvd i steg på {step} dager. 95 %-intervaller, 3/n ved "
        "ingen og alle."
    ),
    "warning_decide_sure": (
        "En frist gjelder for ett tiltak alene, med alle andre som planlagt, for {runs} framtider og denne størrelsen "
        "på sjokket ({size}); mellom dagene som er prøvd, er det lagt til grunn at faren for brudd aldri minker når "
        "dagen settes senere."
    ),
    # figures
    "fig_warning_days": "Utfall etter varslingstid: {shock}, størrelse {size}",
    "fig_warning_days_axis": "dager med første tegn før sjokket",
    "fig_warning_person_days_without_place": "Persondøgn uten plass, tusen",
    "fig_warning_cost_total": "Kostnad i perioden, mrd. kr",
    "fig_warning_chance": "Andel framtider med brudd",
    "fig_warning_days_note": (
        "{runs} framtider, de samme for hvert punkt. Punkter: gjennomsnitt, med 95 % t-intervall for gjennomsnittet; "
        "andel: med Wilsons intervall, 3/n ved ingen og alle. Hvert intervall for seg (punktvis). Brudd: {criterion}."
    ),
    "fig_warning_days_aside": "Planene er forskjøvet sidelengs med mindre enn en dag, så alle kan ses.",
    "fig_warning_days_wide": "Andeler uten strek: så få framtider gir hele spennet fra 0 til 100 %.",
    "fig_warning_days_ends": "For planer som ikke bygger på varsling, er bare ytterpunktene kjørt.",
    "fig_warning_days_part": "{plan}: {first} med {days} dager, {last} med {until}",
    "fig_warning_days_text": (
        "Persondøgn uten plass, kostnad og andel framtider med brudd etter varslingstid, én linje per plan. "
        "Persondøgn: {parts}."
    ),
    "fig_warning_lanes": "Når utløserne slår ut: {plan}, {shock}, størrelse {size}",
    "fig_warning_lanes_axis": "dager fra sjokkets første dag; 0: det begynner",
    "fig_warning_hit": "treff (sjokk)",
    "fig_warning_miss": "bom (sjokk)",
    "fig_warning_false": "falsk alarm (uten sjokk)",
    "fig_warning_lane": "{hits} av {shocks} treff, {false_alarms} av {calms} falske",
    "fig_warning_lanes_note": (
        "{runs} framtider med sjokket og de samme uten; det teller når en utløser slår ut fra {before} dager før til "
        "{after} dager etter sjokkets første dag. Merkene viser første gang i hver framtid; bom står ytterst til "
        "høyre. Intervallene står i tabellen."
    ),
    "fig_warning_lanes_text": (
        "Når hver utløser i {plan} slår ut rundt sjokkets første dag, én bane per utløser: {hits} treff av {shocks}, "
        "{false_alarms} falske alarmer av {calms}."
    ),
    "fig_warning_decide": "Frister for beslutning: {plan}, {shock}, størrelse {size}",
    "fig_warning_measure": "{measure}\n({body})",
    "fig_warning_own": "planens egen",
    "fig_warning_by": "regelen kan vente til",
    "fig_warning_late": "kan ikke vente til",
    "fig_warning_none": "ikke noe tiltak er avgjørende alene",
    "fig_warning_decide_label": "{date}: brudd i {holds} av {runs};\nsenere {late} eller flere",
    "fig_warning_decide_note": (
        "{runs} framtider, de samme overalt; regelen for hvert tiltak er satt alene på vent til dagen, og tiltaket "
        "besluttes etter den bare hvis vilkåret da er oppfylt; alle andre tiltak som planlagt. Planens egen: median og "
        "spenn for når planen utløser det. Det er {step} dager mellom dagene som er prøvd. Brudd: {criterion}. "
        "Intervallene står i tabellen."
    ),
    "fig_warning_decide_part": "{measure} til {date}",
    "fig_warning_decide_text": "Hvor lenge regelen for hvert tiltak kan vente, én bane per tiltak: {parts}.",
}
