"""English sentences and names of `beredt warning`."""

from __future__ import annotations

NAMES_OF_WARNING: dict[str, dict[str, str]] = {
    "warning_part": {
        "breaking_point": "breaking point",
        "days": "days of warning",
        "information": "information",
        "triggers": "triggers",
        "decide_by": "by when to decide",
    },
    "known": {
        "historical": "forecasts as good as those of 2015 to 2023",
        "perfect": "perfect forecasts",
        "unbiased": "forecasts that err by chance only",
        "persistence": "no forecast, no first signs",
        "late": "everything two months late",
    },
    "body": {
        "every": "all who decide",
        "PU": "the police (PU)",
        "municipality": "municipalities",
        "Government": "the Government",
        "Storting": "the Storting",
    },
}

WARNING: dict[str, str] = {
    "warning_title": "What warning and information are worth, and by when to decide: {shock}",
    "warning_sure": (
        "{runs} futures, the same under every plan, warning and information: run r has the same luck everywhere. "
        "Intervals are at 95 %, each by itself (pointwise)."
    ),
    "warning_few": "too few runs",
    "warning_base": "(base)",
    "warning_no_interval": "too few runs to tell",
    "warning_interval": "{low} to {high} {unit}",
    "warning_cut": (
        "The runs end on {until}, before the shock does, on {ends}: what comes after that is not seen and not counted "
        "(parts: {parts}). A longer horizon_days sees it."
    ),
    # before the runs
    "warning_plan_shared": (
        "days, information and triggers: {scenarios} scenarios, {replications} runs of each, {days} days long: {takes}"
    ),
    "warning_plan_sizes": (
        "breaking point: {points} numbers of days over {plans} plans, {replications} futures; {criterion} may come in "
        "{share} of them; sizes {low} to {high}, to {width} of the size; about {least} to {most} runs of {days} days, "
        "by rounds: {takes}"
    ),
    "warning_plan_decide": (
        "by when to decide: {plan} at size {size}, each of up to {measures} measures withheld, {replications} futures; "
        "{least} runs of {days} days if no measure is needed, at most {most} until all days are found: {takes}"
    ),
    # days of warning
    "warning_days_saves": (
        "{plan}: {days} days of warning instead of {base} save {change} person-days without a place (mean of {runs} "
        "futures), {cost}."
    ),
    "warning_days_brings": (
        "{plan}: {days} days of warning instead of {base} bring {change} more person-days without a place (mean of "
        "{runs} futures), {cost}. More warning is no gain under this plan."
    ),
    "warning_days_untold": (
        "{plan}: {days} days of warning instead of {base} change nothing that {runs} futures can tell from chance "
        "(difference {interval})."
    ),
    "warning_days_nobody": (
        "{plan}: nobody is without a place in any future, whatever the warning: there is nothing to save at this "
        "size of the shock."
    ),
    "warning_days_lost": "{plan}: every run failed, so that nothing is known of it, not even whether it is safe.",
    "warning_days_few": "{plan}: too few runs ended well to tell what more warning changes.",
    "warning_month": "{plan}: a month's more warning changes person-days without a place by {parts}.",
    "warning_month_part": "{change} from {first} to {then} days",
    "warning_chance": "{plan}: {criterion} {parts}.",
    "warning_chance_part": "in {hits} of {runs} futures with {days} days",
    "warning_blind": (
        "{plans}: no rule of the plan reads first signs, and every future is the same with the most and the least "
        "warning. Warning is worth only what a plan does with it."
    ),
    "warning_blind_changed": (
        "{plans}: no rule of the plan reads first signs. They reach it through the forecasts alone, and only the "
        "least and the most warning were run."
    ),
    "warning_cost_same": "at the same cost",
    "warning_cost_untold": "at a cost that cannot be told apart ({interval})",
    "warning_cost_less": "and {change} million NOK",
    "warning_cost_more": "at {change} million NOK more",
    "warning_days_heading": "Outcome by days of warning, shock of size {size}",
    "warning_levels_note": (
        "Fails: {criterion} (interval of 95 %; 3/n at none and all). Means of the futures with their t interval; "
        "differences are paired, to the first number of days. Sentences tell only what holds by Holm's method over "
        "all plans and days of a figure."
    ),
    "warning_days_sure": (
        "A day of warning is a day on which first signs of the shock are published before it begins; what they say "
        "is as uncertain as the information says."
    ),
    "warning_head_plan": "plan",
    "warning_head_days": "days of warning",
    "warning_head_known": "what planners know",
    "warning_head_person_days_without_place": "person-days without a place",
    "warning_head_cost_total": "cost, million NOK",
    "warning_head_less": "person-days against base",
    "warning_head_money": "million NOK against base",
    "warning_head_failed": "fails",
    # breaking point by days of warning
    "warning_kink_nothing": (
        "{plan}: beyond {low} to {high} days, more warning buys nothing that the brackets let one tell: {beyond_low} "
        "to {beyond_high} {unit} a week. Up to there a week buys as much as {best_low} to {best_high}."
    ),
    "warning_kink_less": (
        "{plan}: beyond {low} to {high} days, more warning buys less: a week adds {beyond_low} to {beyond_high} "
        "{unit} to the shock it survives. Up to there a week adds as much as {best_low} to {best_high}."
    ),
    "warning_kink_back": (
        "{plan}: beyond {low} to {high} days, with more warning it survives less: a week changes the shock it survives "
        "by {beyond_low} to {beyond_high} {unit}. Up to there a week adds as much as {best_low} to {best_high}."
    ),
    "warning_kink_falls": (
        "{plan}: with {high} days of warning it survives less than with {low}: a week changes the shock it survives by "
        "{beyond_low} to {beyond_high} {unit}. No number of days that was tried is seen to survive more than the "
        "fewest."
    ),
    "warning_kink_beyond": (
        "{plan}: whether more than {low} days of warning buy less cannot be told: with {high} days and more it "
        "survives every size that was tried. At its best, a week more adds {best_low} {unit} of shock survived or more."
    ),
    "warning_kink_open": (
        "{plan}: up to the most days of warning that were tried, a week more buys as much as any before it ({best_low} "
        "to {best_high} {unit} of shock survived). If there is a number of days beyond which it buys less, it lies "
        "beyond {low}."
    ),
    "warning_kink_none": (
        "{plan}: more warning than {high} days buys nothing that the brackets let one tell, whatever its length."
    ),
    "warning_kink_untold": (
        "{plan}: beyond how many days more warning buys less cannot be told: that takes three numbers of days or more, "
        "within the sizes tried, whose breaking points differ by more than their brackets."
    ),
    "warning_kink_people": "people",
    "warning_kink_open_end": "more",
    "warning_kink_open_start": "less",
    "warning_kink_times": "times the shock",
    "warning_kink_sure": (
        "What a week of warning buys is the difference of two breaking points in the same futures, as far as their "
        "brackets tell; other futures may differ by more."
    ),
    "warning_sizes": (
        "{plan}: with at most {allowed} of {futures} futures failing, the largest shock it survives is {parts}."
    ),
    "warning_sizes_blind": (
        "{plan}: with at most {allowed} of {futures} futures failing, the largest shock it survives is {size} with "
        "{days} days of warning. No rule of it reads first signs, so that it was not searched with more."
    ),
    "warning_sizes_part": "{size} with {days} days of warning{of}",
    "warning_sizes_fewer": " (at most {allowed} of {futures} futures failing: the others have a missing run)",
    "warning_sizes_between": "{low} to {high} times the shock",
    "warning_sizes_lost": "not known, since every future has a run that failed or was lost,",
    "warning_sizes_lost_all": (
        "{plan}: what it survives is not known, since every future has a run that failed or was lost."
    ),
    # information
    "warning_information_saves": (
        "{plan}: {known} in place of {base} are worth {change} person-days without a place (mean of {runs} "
        "futures), {cost}."
    ),
    "warning_information_brings": (
        "{plan}: {known} in place of {base} bring {change} person-days without a place more (mean of {runs} "
        "futures), {cost}. A plan whose rules are fixed need not gain from knowing better: its rules were not made "
        "for it."
    ),
    "warning_information_untold": (
        "{plan}: {known} in place of {base} change no shortage that {runs} futures can tell from chance (difference "
        "{interval}), {cost}."
    ),
    "warning_information_few": "{plan}: too few runs ended well to tell what {known} are worth.",
    "warning_information_lost": "{plan}: no run with any other information ended well: nothing is known of its worth.",
    "warning_worth_heading": "Value of information against {base}",
    "warning_head_worth": "saves person-days without a place",
    "warning_head_worth_money": "saves million NOK",
    "warning_worth_note": (
        "Fails: {criterion} (interval of 95 %; 3/n at none and all). Mean loss with the base less mean loss with "
        "the other, in the same futures: below zero, it does harm. It may be below zero for a plan with fixed rules."
    ),
    "warning_information_sure": (
        "What planners know is changed and nothing else: plans keep their rules. It is held against {base}."
    ),
    # triggers
    "warning_trigger_best": (
        "{plan}: of its {tried} triggers that of {measure} tells the shock best, and these futures tell it from each "
        "of the others. The shock makes it fire in {hits} of {shocks} futures ({low} to {high} %, for all {tried} at "
        "once), {lead}; it fires in {alarms} of {calms} without the shock. Its economic value is {value} ({value_low} "
        "to {value_high}) where acting costs {ratio} of what it saves and the shock comes with a chance of {rate} a "
        "year."
    ),
    "warning_trigger_only": (
        "{plan}: the shock makes its only trigger, that of {measure}, fire in {hits} of {shocks} futures ({low} to "
        "{high} %), {lead}; it fires in {alarms} of {calms} without the shock. Its economic value is {value} "
        "({value_low} to {value_high}) where acting costs {ratio} of what it saves and the shock comes with a chance "
        "of {rate} a year."
    ),
    "warning_trigger_first": (
        "{plan}: {tried} triggers were tried, and {shocks} futures cannot tell which of them tells the shock best. "
        "That of {measure} is first: the shock makes it fire in {hits} of {shocks} futures ({low} to {high} %, for all "
        "{tried} at once), {lead}; it fires in {alarms} of {calms} without the shock."
    ),
    "warning_trigger_equals": (
        "{plan}: {tried} triggers were tried, and {shocks} futures cannot tell which of them tells the shock best: "
        "{equals} do as well as each other. The earliest of these is that of {measure}: the shock makes it fire in "
        "{hits} of {shocks} futures ({low} to {high} %, for all {tried} at once), {lead}; it fires in {alarms} of "
        "{calms} without the shock."
    ),
    "warning_trigger_blind": (
        "{plan}: from {before} days before the first day of the shock to {after} days after it, none of its {tried} "
        "triggers fires more often with the shock than without it."
    ),
    "warning_trigger_none": "{plan}: has no measure with a trigger, or too few runs ended well.",
    "warning_lead_before": "{days} days before its first day (median; {earliest} to {latest} days)",
    "warning_lead_after": "{days} days after its first day (median; {earliest} to {latest} days)",
    "warning_triggers_heading": "How triggers do",
    "warning_head_measure": "measure",
    "warning_head_hits": "hits",
    "warning_head_false": "false alarms",
    "warning_head_lead": "days from the shock",
    "warning_head_value": "economic value",
    "warning_rate": "{hits} of {runs} ({low} to {high} %)",
    "warning_triggers_note": (
        "From the first signs, {before} days before the first day of the shock, to {after} days after it. Hit: fires "
        "with the shock, and has not by then in the same future without it. False alarm: fires in these days of the "
        "future without it. What fired before the first signs and is still on may not fire anew, and then counts as a "
        "miss. Intervals of 95 %, each by itself; 3/n where none or all do. Days: first firing, median and range over "
        "hits. Economic value: 1 as good as perfect, 0 no better than always or never acting (cost-loss ratio {ratio}, "
        "chance of a shock {rate} a year), whoever acts does so on every firing."
    ),
    "warning_triggers_never": (
        "Triggers that fired neither in these days nor before them, in any future, are left out: {measures} (of some "
        "plan)."
    ),
    "warning_triggers_before": (
        "Left out too, as they fired before these days in some future, and in none within them: {measures} (of some "
        "plan)."
    ),
    "warning_triggers_sure": (
        "What a trigger is worth rests on choices of ours: the days that count (from the first signs {before} days "
        "before to {after} after), the cost-loss ratio {ratio} and the chance of such a shock, {rate} a year. Triggers "
        "answer to the system too, so a false alarm may be a need that another cause brought."
    ),
    # by when to decide
    "warning_decide": (
        "The plan's own rule for {measure} ({body}) may be held back until {date}: {criterion} then in {holds}; "
        "{later} ({plan}, shock of size {size}). {futures} {own}"
    ),
    "warning_decide_every": (
        "All rules of {plan} for its measures may be held back together until {date}: {criterion} then in {holds}; "
        "{later} (shock of size {size}). {futures} {own}"
    ),
    "warning_decide_later": "held back until {date}, in at least {late}",
    "warning_decide_end": "held back for good, in {without}",
    "warning_decide_unordered_none": ", where the order comes too late, if it comes",
    "warning_decide_unordered_some": (
        ", in {idle} of which its condition had passed and it was never ordered before that: these do not tell that an "
        "order would come too late"
    ),
    "warning_decide_unordered_all": (
        ", but only as its condition had passed and it was never ordered before that ({idle} futures): that does not "
        "tell that an order would come too late"
    ),
    "warning_decide_futures": (
        "Futures that hold with it and fail without it: {count}; the last day seen to hold in them lies between "
        "{first} and {last}."
    ),
    "warning_decide_standing": (
        "Parts of {plan} that always hold have no day, and stay wherever any measure is left: {measures}."
    ),
    "warning_decide_count": "{hits} of {runs} futures ({low} to {high} %)",
    "warning_decide_before": "The plan itself triggers it around {own}, {days} days before.",
    "warning_decide_after": "The plan itself triggers it around {own}, {days} days after, and holds all the same.",
    "warning_decide_then": "The plan itself triggers it around {own}, on the last day.",
    "warning_decide_none": (
        "{plan}, shock of size {size}: no single measure decides. Withhold any one of them for good, and the others "
        "prevent {criterion} as well as with it ({runs} futures)."
    ),
    "warning_decide_needless": (
        "{plan}, shock of size {size}: no measure is needed. Without any of its measures, {criterion} in {nothing} of "
        "{runs} futures ({low} to {high} %), with all of them in {fails}, and {allowed} are let pass: none has a last "
        "day that these futures show. A larger shock asks more of the plan: shock.size in decide_words."
    ),
    "warning_decide_vain": (
        "{plan} does not hold a shock of size {size}: {criterion} in {fails} of {runs} futures with every measure in "
        "its time, in {nothing} with none. That is no difference beyond the {allowed} futures that are let pass, so "
        "that no measure has a last day. It may do more against a smaller shock: shock.size in decide_words."
    ),
    "warning_decide_few": (
        "{plan}, shock of size {size}: {criterion} in {nothing} of {runs} futures without any measure, in {fails} with "
        "every measure in its time. That is no difference beyond the {allowed} futures that are let pass, so that no "
        "measure has a last day. A larger shock (shock.size in decide_words) or a smaller tolerance may tell more."
    ),
    "warning_decide_weak": (
        "{plan} does not hold a shock of size {size} by itself: {criterion} in {fails} of {runs} futures with every "
        "measure in its time, where {allowed} are let pass, and in {nothing} with none. Its last days hold only "
        "against that: until them, {criterion} in {limit} at most."
    ),
    "warning_decide_base": (
        "{plan} at size {size}: {criterion} in {fails} of {runs} futures with every measure in its time, in "
        "{nothing} with none."
    ),
    "warning_decide_no_matter": "Do not decide by themselves at size {size}: {measures}.",
    "warning_decide_never": "Never triggered at size {size}: {measures}.",
    "warning_decide_heading": "By when to decide: {plan}, size {size}",
    "warning_head_body": "decided by",
    "warning_head_own": "triggered by the plan",
    "warning_head_decide_by": "may be held back until",
    "warning_head_holds": "fails then",
    "warning_head_too_late": "no longer until",
    "warning_head_late": "fails then, at least",
    "warning_head_unordered": "of these never ordered",
    "warning_head_without": "fails without it",
    "warning_no_matter": "does not decide",
    "warning_decide_note": (
        "The rule of each measure is held back by itself until a day. From then on the measure is ordered only if the "
        "plan's own condition for it still holds, or comes to hold again; all others go on. Never ordered: futures "
        "that fail with the condition passed, which do not tell that an order would come too late. "
        "Triggered by the plan: first time from {before} days before the shock on. "
        "The last day is that until which {criterion} in at most {limit} of {runs} futures, on a grid of {step} "
        "days. Intervals of 95 %, 3/n at none and all."
    ),
    "warning_decide_sure": (
        "A last day holds for one measure by itself, all others in their time, {runs} futures and this size of the "
        "shock ({size}); that the chance of failing never falls with the day is taken for granted between the days "
        "tried."
    ),
    # figures
    "fig_warning_days": "Outcome by days of warning: {shock}, size {size}",
    "fig_warning_days_axis": "days of first signs before the shock",
    "fig_warning_person_days_without_place": "Person-days without a place, thousands",
    "fig_warning_cost_total": "Cost in the period, billion NOK",
    "fig_warning_chance": "Share of futures that fail",
    "fig_warning_days_note": (
        "{runs} futures, the same for every point. Points: means, with 95 % t intervals of the mean; share: with "
        "Wilson's interval, 3/n at none and all. Each interval by itself (pointwise). Failing: {criterion}."
    ),
    "fig_warning_days_aside": "Plans are set apart sideways by less than a day, to be seen.",
    "fig_warning_days_wide": "Shares without a line: so few futures leave all of 0 to 100 %.",
    "fig_warning_days_ends": "Of plans that read no warning only the ends were run.",
    "fig_warning_days_part": "{plan}: {first} with {days} days, {last} with {until}",
    "fig_warning_days_text": (
        "Person-days without a place, cost and share of futures that fail against days of warning, a line a plan. "
        "Person-days: {parts}."
    ),
    "fig_warning_lanes": "When triggers fire: {plan}, {shock}, size {size}",
    "fig_warning_lanes_axis": "days from the first day of the shock; 0: it begins",
    "fig_warning_hit": "hit (shock)",
    "fig_warning_miss": "miss (shock)",
    "fig_warning_false": "false alarm (no shock)",
    "fig_warning_lane": "{hits} of {shocks} hit, {false_alarms} of {calms} false",
    "fig_warning_lanes_note": (
        "{runs} futures with the shock and the same without it; a firing counts from {before} days before to "
        "{after} days after its first day. Marks are first firings of single futures; misses stand at the right "
        "end. Intervals stand in the table."
    ),
    "fig_warning_lanes_text": (
        "When each trigger of {plan} fires around the first day of the shock, a lane a trigger: {hits} hits of "
        "{shocks}, {false_alarms} false alarms of {calms}."
    ),
    "fig_warning_decide": "By when to decide: {plan}, {shock}, size {size}",
    "fig_warning_measure": "{measure}\n({body})",
    "fig_warning_own": "plan's own",
    "fig_warning_by": "rule may be held back until",
    "fig_warning_late": "no longer until",
    "fig_warning_none": "no measure decides by itself",
    "fig_warning_decide_label": "{date}: fails {holds} of {runs};\nlater {late} or more",
    "fig_warning_decide_note": (
        "{runs} futures, the same throughout; the rule of each measure held back by itself until the day and ordered "
        "after it only if its condition holds then, all others in their time. "
        "Plan's own: median and range of its triggers. Days tried {step} apart. Failing: {criterion}. "
        "Intervals stand in the table."
    ),
    "fig_warning_decide_part": "{measure} until {date}",
    "fig_warning_decide_text": "Until when the rule of each measure may be held back, a lane a measure: {parts}.",
}
