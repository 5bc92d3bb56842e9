"""What English says on the sheet of a municipality."""

from __future__ import annotations

from collections.abc import Mapping

MUNICIPALITY: Mapping[str, str] = {
    "mu_plan_nation": "the nation",
    "mu_plan_place": "{place}: {people} inhabitants",
    "mu_plan_towns": "{place}: {towns} municipalities, {people} inhabitants",
    "mu_plan_own": "own {values}",
    "mu_plan_runs": "{scenarios} scenarios, {runs} runs of each, {days} days: {names}",
    "mu_title_municipality": (
        "{place} ({number}): sheet for its contingency plan. Not validated for a single municipality"
    ),
    "mu_title_county": "{place} (county {number}): sheet for contingency plans. Not validated for a single county",
    "mu_title_nation": "All {towns} municipalities together: sheet for contingency plans",
    "mu_council": "{title} (one page for the council)",
    "mu_here_municipality": "{place}",
    "mu_here_county": "The municipalities of {place}",
    "mu_here_nation": "The municipalities",
    "mu_first": (
        "{here} ({people} inhabitants): {asked} In the model places voted are {voted}, and {settled} move in by "
        "agreement; {futures}."
    ),
    "mu_asked_published": "IMDi asked for {asked} (published).",
    "mu_asked_model": "To be reckoned with are requests to settle {asked}.",
    "mu_beside": (
        "Published of {year}, as it came: {parts} ({source}). The model under {shock}, beside it: {voted} voted and "
        "{settled} settled{to}."
    ),
    "mu_published_requested": "{figure} asked for",
    "mu_published_voted": "{figure} voted",
    "mu_published_settled": "{figure} settled",
    "mu_beside_to": " by {end}, when the run ends",
    "mu_one_year": (
        "A run within one year cannot show what more is asked for because of a shock: the request of {year} was sent "
        "before it begins, and within the year only a supplementary request of the plan raises it. Run further years, "
        "such as horizon_days=1096, and the same with shock=none: the difference is what the shock brings."
    ),
    "mu_in_year": "{figure} in {year}",
    "mu_for_year": "{figure} for {year}",
    "mu_for_year_known": "{figure} for {year} as known on {day}",
    "mu_at_least": "at least {figure}",
    "mu_range": "{middle} ({low} to {high})",
    "mu_futures": "in {tenths} of 10 futures it lies within the range in brackets",
    "mu_all_runs": "the range in brackets is that of all {runs} runs",
    "mu_caution_municipality": (
        "The model is not validated for a single municipality. The ranges are what chance does in the model, not how "
        "far the model may be wrong for {place}; your own knowledge goes before it (own=FILE)."
    ),
    "mu_caution_county": (
        "The model is not validated for a single municipality or county. The ranges are what chance does in the model, "
        "not how far the model may be wrong for {place}."
    ),
    "mu_caution_nation": "The ranges are what chance does in the model, not how far the model may be wrong.",
    "mu_chance": (
        "So few are settled here that most of the figures are chance: a family or a home more or less changes them. "
        "Figures under {few} are marked *."
    ),
    "mu_wide": (
        "Chance moves the persons settled here far from the middle: plan by the ranges. Figures under {few} are marked "
        "*."
    ),
    "mu_part": "{name} ({part})",
    "mu_three_months": "in those three months",
    "mu_to_end": "to {end}, when the run ends,",
    "mu_dwellings": (
        "Most dwellings are needed from {quarter} on: {span} {one} for one person, {two} for two or three and {four} "
        "for four or more. At {lead} to find one the search for them begins by {begin}."
    ),
    "mu_lead": "{days} days",
    "mu_lead_own": "{stated} days (yours)",
    "mu_lead_own_planned": "{stated} days (yours), {days} with the contingency plan that you say you have,",
    "mu_no_dwellings": "In the middle of the futures no dwelling is needed in any quarter.",
    "mu_late": " That is before the run begins: what is not at hand then comes too late.",
    "mu_staff": (
        "Following up those settled in the last twelve months takes most staff in the quarter from {quarter}: {posts} "
        "full-time posts, at {each} persons a post; at {days} days to hire, decide by {begin}."
    ),
    "mu_cash": (
        "From {first} to {last} grants come to NOK {grants} and costs to NOK {costs}: net NOK {net}, in prices of "
        "{prices} and not discounted. To {end} the net is NOK {before}; NOK {after} falls after it, for those who live "
        "here by then: the model settles nobody after that day, so what newcomers bring and cost later comes on top."
    ),
    "mu_fall": (
        "Should the need fall by {share} once the places of {year} are ready, as it fell for unaccompanied minors in "
        "2017, {places} places stand empty and NOK {sunk} is sunk in them ({low} to {high}; the price of a place is "
        "assumed). Over the twelve months from when people would have moved in, costs saved less grants not received "
        "and what is sunk come to NOK {alone}."
    ),
    "mu_fall_none": "No places are agreed here for {year}, so a need that falls by {share} leaves none empty.",
    "mu_stays": "The NOK {stays} that those who live here by {end} cost in {year} stays, whatever the need.",
    "mu_host_none": "To {end} a reception centre opens here in none of {runs} runs (chance {chance}).",
    "mu_host_some": (
        "To {end} at least one reception centre opens here in {hits} of {runs} runs (chance {chance}), {mean} a run on "
        "average, after {notice} days of notice in the middle; at least one closes in {closed} of {runs}{closing}."
    ),
    "mu_host_closing": ", after {notice} days of notice",
    "mu_prepared": (
        "A contingency plan and {standby} dwellings held ready per 1,000 inhabitants change, on average (95 % "
        "interval): {parts}. What a plan brings is assumed, not measured."
    ),
    "mu_prepared_nothing": (
        "What a contingency plan and {standby} dwellings held ready per 1,000 inhabitants change cannot be told from "
        "chance in {runs} pairs of runs."
    ),
    "mu_prepared_no_pair": "What a contingency plan changes is not known: no pair of runs ended well.",
    "mu_change": "{name} {sign}{mean} ({low} to {high})",
    "mu_services": (
        "As many as {asked} a year are asked for, and in the model services here take some {served} newcomers a year "
        "or fewer (assumed, and different by chance from one municipality to the other): they may hold the votes down. "
        "What your services allow is your own to say (persons_a_year in own=FILE)."
    ),
    "mu_own": (
        "Your own values stand in place of what is drawn: {values}. Those who were sent here before {start} move in "
        "all the same, beside what you state."
    ),
    # tables
    "mu_head_years": "Persons, services and homes, by year",
    "mu_note_years": (
        "Middle of the runs, each row by itself, so that rows need not add up; in brackets from low to high. * under "
        "{few}: mostly chance. Asked, voted and agreed are for the whole calendar year, as they stand by its end or by "
        "{end}. A municipality may vote more than it is asked for. Agreed: voted and agreed to later, less what the "
        "state took back, and never fewer than are used: until the vote is in, places open at the pace of the year "
        "before. Persons settled may be more than the places of a year: those who are sent here late in one year, or "
        "were before {start}, move in the next. Joined or moved here: family, and people settled elsewhere in the run. "
        "Living here, pupils and kindergarten are levels at the end of the year (of the run), of all who came since "
        "{start}, by agreement or not: people settled before are not in them."
    ),
    "mu_head_quarters": "Dwellings and staff, and when to begin",
    "mu_note_quarters": (
        "Households that move in by agreement in the three months, by the dwelling they need; unaccompanied minors "
        "live in homes of their own, in the table above. Posts: for those settled in the twelve months to the end of "
        "the quarter; people settled before {start} are not in them, so that posts are at least these where the run "
        "does not hold all twelve. * under {few}. {before}"
    ),
    "mu_past_mark": "†",
    "mu_note_past": "† before the run begins on {start}: what is not at hand then comes too late.",
    "mu_head_months": "Persons asked for and settled, by month",
    "mu_note_months": (
        "Asked for and agreed: for the calendar year, as it stands at the end of the month. It falls where the need is "
        "set down before the vote: those who have not voted are then asked for fewer. Settled: in the month. * under "
        "{few}."
    ),
    "mu_head_cash": "Grants against costs, million NOK of {prices}",
    "mu_note_cash": (
        "By accrual and not discounted, of all who are settled here in the run and the five years before it (whose "
        "municipality is estimated), host compensation and host cost in the run included. Nobody is settled after the "
        "run: what falls due after {end} is of those who live here by then, and of places that stand unused at the "
        "end. Each figure is the middle of the runs by itself: columns and rows need not add up to one another."
    ),
    "mu_settled_to": "{year}, settled {end}",
    "mu_none_settled": "{year}, nobody settled",
    "mu_head_falling": "If the need falls by {share} once places are ready, NOK of {prices}",
    "mu_note_falling": (
        "Of the places agreed for {year}, the year with most (of whole years, where there are any). Integration grant, "
        "grant for unaccompanied minors (of 17 to 20 years) and what they are to cover, over the twelve months from "
        "the move, of persons like those settled in that year: the grant of the calendar year of the move, and of the "
        "next as many months as lie within the twelve. Grants come early and costs late: what people would have "
        "brought and cost after the twelve months is not in it. What is sunk and the nets range over the runs and the "
        "assumed price of a place together; the others over the runs."
    ),
    "mu_head_hosts": "Reception centres here, {first} to {last}",
    "mu_note_hosts": "Notice: days from the host being told to the event; least, middle and most of all runs.",
    "mu_head_prepared": "What a contingency plan changes, {first} to {last} together, NOK of {prices}",
    "mu_note_prepared": (
        "Pairs of runs with the same luck; the interval is that of the mean difference, 95 %; told from chance: by "
        "Holm's procedure over these rows together, so that it may be no where the interval leaves out 0. It holds a "
        "contingency plan {whose} on against off, with {standby} "
        "dwellings per 1,000 inhabitants held ready."
    ),
    "mu_whose_municipality": "of this municipality",
    "mu_whose_county": "of every municipality of the county",
    "mu_whose_nation": "of every municipality",
    "mu_hits": "{hits} of {runs}",
    "mu_days_span": "{low} / {middle} / {high}",
    "mu_apart": "yes",
    "mu_not_apart": "no",
    "mu_none": "-",
    # figures
    "mu_fig_months": "Persons asked for and settled, by month: {here}",
    "mu_fig_months_text": (
        "Two curves over time with bands. Asked for, for the calendar year: {asked}. Settled a month: at most "
        "{most} in the middle, in {month}."
    ),
    "mu_axis_asked": "Asked for, for the year as\nit stands, persons",
    "mu_axis_settled": "Settled in the month,\npersons",
    "mu_fig_cash": "Grants and costs by year: {here}",
    "mu_fig_cash_text": "Bars for grants and costs and a mark for grants less costs, by year: {parts}.",
    "mu_axis_cash": "Million NOK of {prices}",
    "mu_run_ends": "run ends",
    "mu_fig_part_month": (
        "The run is from {first} to {last}; a month that it holds in part is left out of the lower panel."
    ),
    "mu_fig_at_middle": "Each month stands at its middle.",
    "mu_fig_part_quarter": "The last quarter is run to {end} only.",
    "mu_fig_quarters": "Dwellings needed by quarter, and when the search begins: {here}",
    "mu_fig_quarters_text": (
        "Bars by quarter, parted by size of dwelling, each with a line that goes back to the day on which the search "
        "begins. The highest: {most} dwellings from {quarter}, search by {begin}."
    ),
    "mu_axis_quarters": "Dwellings needed in the quarter",
    "mu_begins": "search begins to homes needed",
    # how sure
    "mu_sure_runs": (
        "{runs} runs as it is, and as many pairs with and without a contingency plan, under shock {shock} and plan "
        "{plan}, to {end}."
    ),
    "mu_sure_band": "Middle: median of the runs. Ranges: {label}, each month, quarter and year by itself (pointwise).",
    "mu_label_level": "{low}th to {high}th percentile of {runs} runs",
    "mu_label_all": "full range of {runs} runs, too few for less",
    "mu_sure_assumed": (
        "Assumed beside the facts: {each} persons a post, {hire} days to hire, {lead}{standby} dwellings held ready "
        "per 1,000 inhabitants; what a contingency plan shortens and widens."
    ),
    "mu_sure_lead": "{days} days to find a dwelling, ",
    "mu_sure_services": (
        "The room of schools, kindergartens, doctors and staff is assumed, not known: the tightest of them holds votes "
        "back at some {served} newcomers a year per 1,000 inhabitants or fewer, {spread} more or less from one "
        "municipality to the other."
    ),
    "mu_sure_single": "The model is not validated for a single municipality.",
}

NAMES_OF_MUNICIPALITY: Mapping[str, Mapping[str, str]] = {
    "mu_measure": {
        "asked": "Persons asked for",
        "voted": "Places voted",
        "published_requested": "as published: persons asked for",
        "published_voted": "as published: places voted",
        "published_settled": "as published: persons settled",
        "agreed": "Places agreed",
        "settled": "Persons settled by agreement",
        "other_net": "Joined family or moved here, less those who left",
        "living_there": "Living here of all who came in the run: places on doctors' lists",
        "asked_minors": "Unaccompanied minors asked for",
        "voted_minors": "Places voted for unaccompanied minors",
        "agreed_minors": "Places agreed for unaccompanied minors",
        "settled_minors": "Unaccompanied minors settled",
        "settled_special_needs": "Settled with particularly demanding needs",
        "settled_small_children": "Small children settled",
        "settled_learners": "Settled with a right to Norwegian training",
        "pupils": "Pupils",
        "kindergarten": "Children of kindergarten age",
        "dwellings_1": "Dwellings for one person",
        "dwellings_2_3": "Dwellings for two or three",
        "dwellings_4": "Dwellings for four or more",
        "posts": "Posts of staff",
        "answer_days": "Days from the request to the vote",
        "requested": "Asked for",
        "offered": "Agreed",
        "self_settled": "Settled on their own",
        "places": "Places that stand empty",
        "places_minors": "of these for unaccompanied minors",
        "grants_lost": "Grants not received",
        "costs_saved": "Costs saved",
        "sunk": "Sunk in places made ready",
        "left_alone": "Net: saved, less grants and what is sunk",
        "paid_for": "Net, if unused places are paid as in 2022",
        "stays": "Cost of those who live there, the whole year after the run",
        "cost_nok": "Municipal cost",
        "grant_nok": "Grants",
        "grants": "Grants",
        "costs": "Costs",
        "net": "Grants less costs",
        "opened": "Opens",
        "closed": "Closes",
    },
    "mu_change": {
        "answer_days": "days to the vote",
        "agreed": "places agreed",
        "settled": "persons settled",
        "cost_nok": "municipal cost, NOK",
        "grant_nok": "grants, NOK",
    },
    "mu_column": {
        "measure": "", "quarter": "Quarter from", "begin_by": "Search begins by", "hire_by": "Hire by",
        "month": "Month", "year": "Year", "after_run": "of net after the run", "low": "Low",
        "middle": "Middle", "high": "High", "event": "Centre", "hits": "Runs with one", "chance": "Chance",
        "mean": "Events a run",
        "notice": "Notice, days", "without": "Without", "with": "With", "difference": "Difference",
        "interval": "95 % interval", "told_apart": "Told from chance", "all years": "all years",
    },
    "mu_size": {"dwellings_1": "for one", "dwellings_2_3": "for two or three", "dwellings_4": "for four or more"},
}  # fmt: skip
