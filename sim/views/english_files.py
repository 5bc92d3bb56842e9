"""What English says in the files that the page hands out."""

from __future__ import annotations

from collections.abc import Mapping

FILES: Mapping[str, str] = {
    "files_title": "Comparison of plans, simulated by Beredt",
    "files_about": "About",
    "files_simulated": (
        "All figures are simulated. They are what a model of reception and settlement gives under the assumptions "
        "named here, not counts and not a forecast."
    ),
    "files_limits": (
        "They have not been checked against the agencies' own data. Do not use them for a budget, or for a decision "
        "about a single centre or municipality."
    ),
    "files_ranges": (
        "Means and ranges are over the runs, which differ by chance alone: low to high is all of the runs below 59 of "
        "them, and from there on the 5th to the 95th percentile. How far the model itself may be wrong is not in it."
    ),
    "files_shock": "Shock",
    "files_plan": "Plan",
    "files_moved": "Changed in",
    "files_runs": "Runs of each plan",
    "files_period": "Period",
    "files_from_to": "{first} to {last}",
    "files_holds": "What the sheets hold",
    "files_yes": "yes",
    "files_no": "no",
    "files_failed": "Runs that failed",
    "files_start": "First day of the runs",
    "files_days": "Days simulated",
    "files_onset": "First day on which the shock changes arrivals: {shock}",
    "files_version": "Version of {name}",
    "files_plan_head": (
        "Plan {plan} as it was run, every value filled in, by Beredt {version}. To use it: change it, give it a name "
        "of its own, and hand it in on the page, or put it into a folder plan/."
    ),
    "files_headline": "Headline figures of each plan: mean, median and range over the runs.",
    "files_breaks": "What breaks under each plan, in how many of the runs, and when.",
    "files_targets": "Measures of the agreement's targets by calendar year; empty if the period holds no full year.",
    "files_costs": "Cost by payer and calendar year, NOK, mean of the runs.",
    "files_differences": (
        "Differences between plans in runs with the same luck: plan minus the plan it is held against, with a 95 % "
        "interval that is widened for the number of pairs."
    ),
    "files_municipalities": (
        "Each municipality over the whole period: persons settled, costs and grants. "
        "Do not publish figures of fewer than five persons of a named place."
    ),
    "files_weekly": "Each week: mean of the runs and the range of each week by itself.",
    "files_assumptions": "Values that were used and carry a warning, with source and range.",
    "files_provenance": "Command, seed, runs and versions that give the same figures again.",
}

NAMES_OF_FILES: Mapping[str, Mapping[str, str]] = {
    "files_sheet": {
        "headline": "Headline figures",
        "breaks": "What breaks",
        "targets": "Targets",
        "costs": "Costs",
        "differences": "Differences",
        "municipalities": "Municipalities",
        "weekly": "Week by week",
        "assumptions": "Assumptions",
        "provenance": "Where this is from",
    },
    "files_series": {
        "need": "Need for beds from UDI, persons",
        "places": "Usable places of UDI",
        "arrivals": "Arrivals in the week, persons",
        "no_roof": "Without a bed, persons",
        "waiting_settlement": "With a permit, waiting for a municipality, persons",
    },
    "files_unit": {
        "share": "share, 1 = 100 %",
        "NOK": "NOK",
        "person-days": "person-days",
        "place-days": "place-days",
    },
    "files_kind": {
        "rule": "fixed by rule",
        "estimated": "estimated",
        "assumed": "assumed",
    },
    "files_column": {
        "after": "Runs in which it breaks from the shock on",
        "against": "Held against",
        "at_start": "Runs broken on the first day",
        "before": "Runs broken before the shock",
        "clause": "Clause",
        "code": "Code",
        "confidence": "Confidence of the interval",
        "cost_less_grants_nok": "Cost less grants, NOK",
        "cost_nok": "Cost, NOK",
        "county": "County",
        "criterion": "Criterion",
        "days_mean": "Days broken, mean",
        "diff_high": "Interval, high",
        "diff_low": "Interval, low",
        "difference": "Mean difference",
        "earliest": "First day, earliest run",
        "fact_high": "Range, high",
        "fact_low": "Range, low",
        "figure": "Figure",
        "grant_nok": "Grants, NOK",
        "high": "High",
        "hits": "Runs in which it breaks",
        "inhabitants": "Inhabitants, 1 January 2024",
        "judged": "Runs in which it could be judged",
        "kind": "Kind",
        "latest": "First day, latest run",
        "low": "Low",
        "mean": "Mean",
        "mean_against": "Mean of the plan it is held against",
        "mean_plan": "Mean of the plan",
        "measure": "Measure",
        "median": "Median",
        "median_date": "First day, median",
        "met": "Runs in which it is met",
        "modelled": "Modelled",
        "municipality": "Municipality",
        "nok": "NOK",
        "number": "Number",
        "of_year": "Of the year",
        "payer": "Payer",
        "plan": "Plan",
        "runs": "Runs",
        "runs_needed": "Runs that would tell",
        "self_settled": "Settled on their own, persons",
        "series": "Series",
        "settled": "Settled by agreement, persons, mean",
        "settled_high": "Settled, high",
        "settled_low": "Settled, low",
        "settled_per_1000": "Settled per 1,000 inhabitants a year",
        "shock": "Shock",
        "source": "Source",
        "unit": "Unit",
        "used_at": "Used at",
        "value": "Value",
        "verdict": "Verdict",
        "warning": "Warning",
        "week": "Week that ends",
        "what": "What",
        "why": "Why, or what it is held against",
        "worst_high": "Worst day, high",
        "worst_low": "Worst day, low",
        "worst_mean": "Worst day, mean",
        "year": "Year",
    },
}
