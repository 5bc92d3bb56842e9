"""The English catalogue: every sentence and name that views show."""

from __future__ import annotations

from sim.views.english_allocation import ALLOCATION, NAMES_OF_ALLOCATION
from sim.views.english_answer import ANSWER
from sim.views.english_attribute import ATTRIBUTE, NAMES_OF_ATTRIBUTE
from sim.views.english_backtest import BACKTEST, NAMES_OF_BACKTEST
from sim.views.english_breakpoint import BREAKPOINT
from sim.views.english_brief import BRIEF
from sim.views.english_calibration import CALIBRATION
from sim.views.english_console import CONSOLE
from sim.views.english_evaluate import EVALUATE, NAMES_OF_EVALUATE
from sim.views.english_figures import FIGURES
from sim.views.english_files import FILES, NAMES_OF_FILES
from sim.views.english_forms import FORMS, NAMES_OF_FORMS
from sim.views.english_municipality import MUNICIPALITY, NAMES_OF_MUNICIPALITY
from sim.views.english_names import NAMES
from sim.views.english_past import NAMES_OF_PAST, PAST
from sim.views.english_places import NAMES_OF_PLACES, PLACES
from sim.views.english_report import REPORT
from sim.views.english_robust import NAMES_OF_ROBUST, ROBUST
from sim.views.english_sensitivity import SENSITIVITY
from sim.views.english_settings import NAMES_OF_SETTINGS, SETTINGS
from sim.views.english_shown import NAMES_OF_SHOWN, SHOWN
from sim.views.english_warning import NAMES_OF_WARNING, WARNING
from sim.views.english_web import WEB
from sim.views.words import MONTHS, Words

ENGLISH = Words(
    months=MONTHS,
    names={
        **NAMES,
        **NAMES_OF_ALLOCATION,
        **NAMES_OF_ATTRIBUTE,
        **NAMES_OF_BACKTEST,
        **NAMES_OF_EVALUATE,
        **NAMES_OF_FILES,
        **NAMES_OF_FORMS,
        **NAMES_OF_MUNICIPALITY,
        **NAMES_OF_PAST,
        **NAMES_OF_PLACES,
        **NAMES_OF_ROBUST,
        **NAMES_OF_SETTINGS,
        **NAMES_OF_SHOWN,
        **NAMES_OF_WARNING,
    },
    sentences={
        **ALLOCATION,
        **ANSWER,
        **ATTRIBUTE,
        **BACKTEST,
        **BREAKPOINT,
        **BRIEF,
        **CALIBRATION,
        **CONSOLE,
        **EVALUATE,
        **FIGURES,
        **FILES,
        **FORMS,
        **MUNICIPALITY,
        **PAST,
        **PLACES,
        **REPORT,
        **ROBUST,
        **SENSITIVITY,
        **SETTINGS,
        **SHOWN,
        **WARNING,
        **WEB,
        "million": "m",
        "million_word": "million",
        "and": " and ",
        "list_end": "{most} and {last}",
        "list_end_double": "{most}, and {last}",
        "list_end_long": "{most}; and {last}",
        "target_of": "{measure} ({target})",
        "money_unit": "NOK",
        "metric_stage": "Mean days from {name}, of those who got there",
        "metric_payer": "Cost to {name}",
        "share_one": "in the one run",
        "share_not_one": "not in the one run",
        "share_all": "in all {runs} runs (chance {chance})",
        "chance_unknown": "not known from so few runs",
        "share_some": "in {hits} of {runs} runs (chance {chance})",
        "chance_none": "at most {high}",
        "chance_all": "at least {low}",
        "chance_some": "{low} to {high}",
        "span_lines": "{middle}\n({earliest}\nto {latest})",
        "span": "{middle} (median; {earliest} to {latest})",
        # the short answer
        "headline_head": "In short",
        "headline_bedless": "Without a bed{means}: {parts}.",
        "headline_all_in_beds": "Nobody is without a bed for long under any plan.",
        "headline_bedless_part": "{plan} from {date}{runs}, {days} days, at worst {worst}",
        "headline_around": "{text} ({date})",
        "headline_in_runs": " (in {k} of {n} runs)",
        "headline_never": "{plan} never",
        "headline_harm": "Worst for those with a bed{means}: {parts}.",
        "headline_harm_part": "{criterion}, at worst {plans}",
        "headline_harm_rises": "{criterion}, at worst {first}, but {others}",
        "headline_harm_between": "{criterion}, at worst from {least} to {most}",
        "headline_means": " (averages of the runs)",
        "headline_harm_plan": "{worst} under {plan}",
        "headline_first": "The shock most often breaks first: {parts}.",
        "headline_first_start": "Most often first to break: {parts}.",
        "headline_first_part": "{criterion} ({plans})",
        "headline_first_runs": "{part} in {k} of {n} runs",
        "headline_first_plan": "{plan} on {date}",
        "headline_trades": "Against {first}: {parts}.",
        "headline_trade": "{plan} {traded} {cost}",
        "headline_gain": "buys {size}",
        "headline_loss": (
            "buys nothing, money aside, that can be told from chance in a headline figure and brings {size}"
        ),
        "headline_gain_and_loss": "buys {gain} and brings {loss}",
        "headline_no_gain": "buys nothing, money aside, that can be told from chance in a headline figure",
        "headline_first_gain": "{size} (first of {count} gains)",
        "headline_first_loss": "{size} (first of {count} losses)",
        "headline_cost_more": "for {size} ({payers})",
        "headline_cost_undecided": "at a cost that cannot be told apart from zero: {interval} million NOK",
        "headline_cost_one": "with a difference in cost of {difference} million NOK in that run",
        "headline_one": "cannot be told apart with one run,",
        "headline_cost_same": "at the same cost in every run",
        "headline_cost": "It costs {size} million NOK in the period ({payers}).",
        "headline_local": "Your municipality: its name or number (0301) in {file}.",
        # what breaks first
        "head_breaks": "What breaks first, and when",
        "breaks_at_start": "Already broken at the start: {criteria}.",
        "breaks_before": "Broken before the shock begins on {onset}: {criteria}.",
        "named_in_runs": "{name} (in {k} of {n} runs)",
        "since_shock": " once the shock has begun on {onset}",
        "since_start": " after that",
        "nothing_at_all": "Nothing",
        "nothing_more": "Nothing more",
        "breaks_nothing": "{nothing} breaks{since}, in any of {runs} runs (chance of a break {chance}).",
        "breaks_nothing_one": "{nothing} breaks{since}, in the one run.",
        "breaks_first": "First to break{since}: {criterion}, {share}; on {when}.",
        "breaks_first_often": (
            "Most often first to break{since}: {criterion}, first in {first} of {runs} runs; it first breaks then "
            "{share}, on {when}."
        ),
        "breaks_note": (
            "In the order of the first day: median, earliest and latest of the runs that break, before the shock or "
            "after. A criterion counts once a run, by the first day on which it is broken. Days and worst: days "
            "broken in all and the worst day, means of all runs."
        ),
        "note_place": (
            "Without a bed: nowhere to sleep. Without a place: that, or in a centre above its places."
        ),
        "broken_note": (
            "In the order of the earliest first day: median of the runs that break, before the shock or after. Days "
            "and worst: means of all runs. "
            "A criterion is broken once it has lasted the days it asks for: what a plan "
            "mends sooner is no break, also of what the start brings along.{chance}"
        ),
        "broken_whole": (
            "*: broken before the shock in one run or more. Days and worst are of the whole run, the time before the "
            "shock included, and a dash from the shock on does not say that it held then."
        ),
        "cell_whole": "{text} *",
        "broken_onset": "The shock is there from {onset} on, the first day on which it changes arrivals.",
        "broken_chance": " In all of {runs} runs: a chance of {every}; in none: {none}.",
        "never_broken": "Broken under no plan: {names}.",
        "col_plan": "Plan",
        "col_runs_before": "Before\nshock",
        "col_runs_shock": "From\nshock",
        "col_runs_start": "At\nstart",
        "col_runs_after": "Later",
        "col_first_day": "First day",
        "console_more": (
            "Means of the runs. Ranges, the start, arrivals, peaks, every pair of plans and what it all rests on: "
            "summary.md."
        ),
        "cell_alike": "~ {text}",
        "side_note": "~: cannot be told from {first} by these runs.",
        "target_reached": "{name}: {reached} ({year})",
        "target_why": "{name}: {why}",
        "payer_rest": "others",
        "local_note": (
            "One municipality: look up its name or number in `{file}`; every month of it stands in "
            "`tables/municipality_month.parquet` under `municipality_number`. Both lie in the folder of results; in a "
            "browser each municipality has a page of its own."
        ),
        "col_criterion": "Criterion",
        "col_at_start": "At the\nstart",
        "col_before": "Before\nthe shock",
        "col_after_shock": "From the\nshock on",
        "col_after_start": "After\nthe start",
        "col_chance": "Chance",
        "col_first": "First day",
        "col_days": "Days",
        "col_worst": "Worst",
        "no_breaks": "No criteria were evaluated.",
        # arrivals
        "start": (
            "The runs start on {first}. On {date}, the first weekly count, {residents} persons live in UDI's "
            "centres, {all_places} places are usable, and {waiting_settlement} persons with a permit wait for a "
            "municipality."
        ),
        "origin_estimate": "The state of the first day is an estimate, not a count.",
        "origin_file": "The state of the first day is from {file}, your own.",
        "origin_run": "The state of the first day is that of an earlier run.",
        "origin_made_up": "The state of the first day is made up: no source counts or estimates it.",
        "start_own": "Start: your own file {file}, on the settings of {name}.",
        "shock_not_met": "The shock begins on {onset}, after the last day: no run meets it.",
        "arrivals": "Arrivals, the same under every plan: {parts}. A week counts in the year in which it ends.",
        "arrivals_part": "{persons} in {year}",
        "year_from": "from {day} {month}",
        "year_to": "to {day} {month}",
        "ranges": (
            "Numbers are means of the runs, so that parts add up; dates are medians. Brackets hold the range where "
            "the runs differ ({label}{rare})."
        ),
        "ranges_rare": "; of what happens too seldom for that, all of the runs",
        "range_one": "one run",
        "ranges_one": "One run: one way that chance may fall, and no range at all.",
        # peak
        "head_peak": "Peak need",
        "peak": (
            "The need for beds from UDI peaks at {persons} persons (each run's own peak, at a week's end{median}), "
            "on {date}; {places} places are usable then."
        ),
        "peak_median": "; median {median}",
        "peak_short": "At most {persons} persons are without a place at a week's end.",
        "peak_bedless": "Most are without a bed around {when}.",
        "peak_at_end": "That is the last day of the period: the need may still be rising.",
        "peak_bound": "With 95 % confidence, 95 of 100 futures peak at no more than {bound}.",
        "peak_p95": "The 95th percentile of the peaks lies between {low} and {high} (95 % interval).",
        "peak_p95_none": "An interval of the 95th percentile takes more runs than {runs}.",
        # waiting
        "head_waiting": "Waiting",
        "col_stage": "Stage",
        "col_mean_days": "Mean days of those who ended it, mean of runs",
        "col_range": "Range over runs",
        "col_waiting": "Still in it at the end, persons",
        "no_waits": "Nobody went through any stage.",
        "late": (
            "Of those whose permit turned 183 days old in the period {within} % had moved by then. At the end "
            "{waiting} persons wait for a municipality; {open} of them have a permit younger than 183 days and "
            "are in no share yet."
        ),
        "late_none": (
            "No permit of the period turned 183 days old in it; at its end {waiting} persons wait for a municipality."
        ),
        # targets
        "head_targets": "Targets of the agreement",
        "col_clause": "Clause",
        "col_not_met": "Not met",
        "targets_note": (
            "Clauses by their number in the agreement. Of the measures of a clause that are held against a "
            "yardstick, those met in at least half of the runs. Every figure stands in tables/targets.parquet."
        ),
        "targets_not_modelled": "Not modelled: {names}.",
        "no_targets": "No targets were evaluated: no full calendar year in the period.",
        "note_committed": (
            "{name}: bound by the last day, {last}, and paid later: grants, and municipal costs less grants, of the "
            "years to come for those settled in the period and up to five years before its start, and contracts for "
            "places if all were given notice that day. It is no cost of the period and grows with all who settle, not "
            "with the shock alone."
        ),
        # money
        "head_cost": "Cost by payer, million NOK, mean of the runs",
        "cost_range": "Range of the total over runs",
        "cost_note": "Minus: grants received exceed cost. After the period: what falls due later from what was begun.",
        "col_payer": "Payer",
        "total": "Total",
        "committed": "after the period",
        "no_cost": "No cost was booked.",
        # comparison
        "head_compare": "Plans side by side under {shocks}",
        "head_side": "Side by side",
        "figure_in_runs": "{text} in {k} of {n} runs",
        "with_range": "{mean} ({low} to {high})",
        "between": "{low} to {high}",
        "k_of_n": "{k} of {n}",
        "name_unit": "{name}, {unit}",
        "col_metric": "Figure",
        "col_minus": "{plan} minus {first}",
        "head_differences": "Differences to {first}, same luck",
        "col_ratio": "Ratio",
        "differences_note": (
            "Mean difference of runs with the same luck (95 % interval, widened for the number of pairs). Ratio: "
            "variance reduction, how many times more runs the same width would take without the same luck."
        ),
        "differences_note_one": (
            "Difference of the one run of each plan, with the same luck. One run has no interval: no difference is "
            "told from chance."
        ),
        "cell_spread": "{mean} ({low} / {median} / {high})",
        "cell_same": "same in every run",
        "cell_one": "{difference} (one run)",
        "cell_difference": "{text}, {verdict}",
        "verdict_better": "better",
        "verdict_worse": "worse",
        "verdict_more": "more",
        "verdict_less": "less",
        "verdict_undecided": "undecided",
        "verdict_needs": "(about {runs} runs would tell)",
        "verdict_identical": "identical",
        "head_trade": "What each plan buys, and what it costs whom",
        "head_notes": "When reading this",
        "pair_identical": (
            "{plan} and {against} gave the same result in every run: the difference between them never came into play."
        ),
        "pair_alike": (
            "{plan} and {against} cannot be told apart in {runs} runs: every interval of the {metrics} headline "
            "figures covers 0."
        ),
        "pair_alike_one": "{plan} and {against} cannot be told apart by one run, which has no interval.",
        "pair_apart": "{plan} against {against}: {told_apart} of {metrics} headline figures differ. {detail}.",
        "pair_rest": "Of the rest, undecided: {undecided}; the same in every run: {same}",
        "pair_better": "Better: {names}",
        "pair_worse": "Worse: {names}",
        "pair_more": "More: {names}",
        "pair_less": "Less: {names}",
        "trade_buys": "{plan} instead of {against} buys {gains}.",
        "trade_buys_nothing": (
            "Money aside, no gain from {plan} instead of {against} can be told from chance in {runs} runs in any "
            "headline figure."
        ),
        "trade_price": "The price is {losses}.",
        "trade_more": "{size} more {what}",
        "trade_fewer": "{size} fewer {what}",
        "trade_cost": "It costs {size} in the period",
        "trade_cost_undecided": "Its cost in the period cannot be told apart from zero: {interval} million NOK",
        "trade_cost_one": "Its cost in the period differs by {difference} million NOK in the one run",
        "trade_cost_same": "Its cost in the period is the same in every run",
        "trade_of_which": "{total} (by payer, million NOK: {parts})",
        "trade_payer": "{payer} {change}",
        "payer_net": "municipalities less grants",
        "trade_money_more": "{size} million NOK more",
        "trade_money_less": "{size} million NOK less",
        "trade_later": "{total}; after it falls due {size}",
        "trade_end": "{text}.",
        "where_console": "the last table",
        "where_summary": "the table",
        "trade_note": (
            "Sizes are mean differences of runs with the same luck, those of people rounded, and only those that can "
            "be told from chance; {where} has the intervals."
        ),
        "note_queue": (
            "At the end people still wait to be registered: {parts}. They stand in no later queue and cause no "
            "later cost yet, so a plan that leaves many unregistered looks faster and cheaper than it is."
        ),
        "note_queue_part": "{persons} under {plan}",
        "note_free_nights": (
            "Somebody without a place costs nothing in the model: read cost beside the shortage, never alone."
        ),
        "note_grants": (
            "Municipal cost less grants is below zero under {plans}: grants come when people settle, the costs "
            "follow for years, so in a period with many newly settled the grants exceed the costs."
        ),
        "failed_runs": "{failed} of {total} runs failed and are left out; see failures in manifest.json.",
        "no_runs": "No run ended well, so there is no result; see failures in manifest.json.",
        # summary
        "title_run": "{plan} under {shock}",
        "title_compare": "Plans compared under {shocks}",
        "title_changed": "{title}: {changes}",
        "title_all_plans": "every plan with {changes}",
        "title_one_plan": "{plan} with {changes}",
        "name_changed": "{name} ({changes})",
        "changed_values": "changed values",
        "changes_more": "{count} more",
        "no_shock": "size 0: no shock",
        "shock_of_none": "Shock: none; {shock} at size 0 changes no arrivals.",
        "says_changed": "{line} Changed by the command: {changes}.",
        "moved_plan": "Changed in {plan}: {levers}.",
        "moved_all": "Changed in every plan: {levers}.",
        "moved_from": "{plan}, made of {base}",
        "moved_lever": "{lever} from {before} to {after}",
        "moved_added": "added to the measures: {measures}",
        "moved_removed": "removed from the measures: {measures}",
        "moved_order": "moved in the order of measures: {parts}",
        "moved_behind": "{measure} (now after {after})",
        "moved_first": "{measure} (now first)",
        "world_changed": "Changed by the command beside these: {changes}.",
        "short_answer": "{runs} runs of each plan, {days} days from {start}.",
        "short_answer_one": "One run of each plan, {days} days from {start}.",
        "short_answer_plan": "{runs} runs, {days} days from {start}.",
        "short_answer_one_plan": "One run, {days} days from {start}.",
        "question_start": "From what state, under what shock, with which plans?",
        "start_says": "Start: {says}.",
        "futures": "Until {day} all runs follow the saved run in `{path}`; plans differ only after it.",
        "parameters_drawn": "Parameters: {keys} values are drawn for each run, a row of {rows} in `{file}`.",
        "parameters_again": (
            "Parameters: {keys} values are drawn for each run from the {rows} rows of `{file}`; from replication "
            "{rows} on rows are taken again, so of {runs} replications no more than {rows} differ in them."
        ),
        "shock_known": "Shock: {shock} up to {origin} only, and a future that was thinkable then.",
        "shock_says": "Shock: {says}.",
        "plan_says": "Plan {plan}: {says}.",
        "question_breaks": "What breaks first, when, how badly?",
        "question_buys": "What does each plan buy, and what does it cost whom?",
        "question_municipalities": "What does it mean for municipalities?",
        "hosts_line": (
            "{settled} persons settle by agreement and {self_settled} on their own; {money}; {churn_centres} centres "
            "open and close within a year; {notice}."
        ),
        "hosts_cost": "cost less grants in the period {net} million NOK",
        "hosts_no_cost": "no municipal cost was booked",
        "hosts_notice": "hosts hear of a closing {days} days before it on average",
        "hosts_notice_runs": "in {k} of {n} runs {notice}",
        "hosts_no_closing": "no centre closes",
        "question_rests": "What does this rest on?",
        "question_figures": "Figures",
        "question_again": "To get this again",
        "under": "Under {shock}:",
        "plan_bold": "**{plan}**: {text}",
        "table_note": (
            "Each plan: mean, and in brackets where the runs differ: low end of their range / median / high end; only "
            "means add up, by payer and from plan to plan. Differences: means of runs with the same luck, with 95 % "
            "intervals widened for the number of pairs (Holm); undecided: the interval covers 0. Of twenty figures "
            "that do not differ one may look as if it did. A dash: no such case."
        ),
        "table_note_one": (
            "Mean, and in brackets where the runs differ: low end of their range / median / high end. A dash: no "
            "such case."
        ),
        "other_pairs": "The other pairs:",
        "uncertainty": (
            "Ranges and intervals ({label}) hold chance within the model, not all that is uncertain: how wrong the "
            "model's values may be is not in them."
        ),
        "uncertainty_one": "One run shows one way that chance may fall: it has no range at all.",
        "baseline": (
            "Outside the shock as many people come as in the twelve months before the start, or as the start sets: "
            "a level that need not last, and that alone can fill the system."
        ),
        # replications=auto
        "head_precision": "Replications",
        "precision_enough": (
            "{runs} replications were enough: the mean of each of the {figures} headline figures and differences is "
            "known to {share} either way (95 %), or near zero to the width that was set, and stayed so."
        ),
        "precision_last": "Narrow enough last: {figure}, from {since} replications on.",
        "precision_cap": (
            "After {runs} replications, the most that were allowed, {missed} of {figures} headline figures and "
            "differences are not known as well as was asked ({share} either way, or a width near zero):"
        ),
        "precision_wide": "{figure}: {mean}, known to {half_width} either way where {wanted} was asked",
        "precision_few": "{figure}: only {runs} of the runs have a value",
        "precision_alike": "{figure}: {mean} in all {runs} runs, too few to say that it is seldom otherwise",
        "precision_all_alike": (
            "Of these, {count} were the same in every run and have no width: they differ in at most {unseen} of runs "
            "(95 %)."
        ),
        "precision_look_ahead": (
            "{figure}: {mean}, known to {half_width} either way where {wanted} was asked, but not for long enough"
        ),
        "precision_more": "{count} more, in `manifest.json`",
        "precision_nothing": "{runs} replications, of which none has a headline figure.",
        "precision_plan": "{metric} ({plan})",
        "precision_pair": "{metric} ({plan} minus {against})",
        "precision_under": "{figure} under {shock}",
        "precision_unknown": "an unknown width",
        "assumed_head": "Values used that carry a warning: {count}. The warnings, with the values:",
        "assumed_none": "No value taken from the table of facts carries a warning.",
        "assumed_row": "- {warn}: {keys}",
        "assumed_more": "{shown} and {count} more",
        "assumed_rest": "- {count} more warnings, in `manifest.json`",
        "no_result_title": "No result",
        "criteria_head": "What counts as a break; what is mended before the time it names is none:",
        "limit_above": "(above {limit}, {days} days running)",
        "limit_below": "(below {limit}, {days} days running)",
        "criterion_row": "- {name}: {says}",
        "not_validated": (
            "**Limits.** The figures have not been checked against the agencies' own data. Residents "
            "by month, the stages' waiting times and staffing are not published in full. Do not use the "
            "figures for a budget, or for a decision about a single centre or municipality."
        ),
        "answer_assumed": (
            "Of the values used, {count} carry a warning (assumed, or not for budgets): see `warned_facts` in "
            "`manifest.json`."
        ),
        "again": "`{command}`",
        "again_seed": (
            "Seed {seed}, model {version}, code {code}, data {data}. The same command on the same version "
            "gives the same tables. Everything that was set is in `manifest.json`."
        ),
    },
)
