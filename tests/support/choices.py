"""Numbers that stand in the configuration and the code without a fact, since they say nothing about Norway.

A number that describes Norway belongs in `sim/data/facts/`. Each entry here is of a declared kind of choice; what
matches none is caught by `tests/data/test_numbers.py`.
"""

from __future__ import annotations

WORDS = {
    "scenario": "what somebody supposes to happen: the size, shape and mixture of a shock, a start that is thought up",
    "plan": "what a plan orders, when, and how much",
    "criterion": "from where on something counts as a break",
    "yardstick": "threshold of our own, where the agreement names none",
    "run": "how a run or a sweep is carried out",
    "model": "a rhythm, class or weight of the model itself",
    "neutral": "all, none, or no change: 0 or 1",
    "year": "the year that a price or a rule belongs to",
}
"""Kinds of choice."""

CONFIG: tuple[tuple[str, str], ...] = (
    ("scenario", "shock.size shock.warning_days shock.minors_need_factor shock.minors_need_month"),
    ("scenario", "shock.persons_expected"),
    ("scenario", "shock.components.*.points.*.* shock.components.*.mix.* shock.components.*.private_share"),
    ("scenario", "shock.components.*.delay_days shock.sets.*"),
    ("scenario", "start.persons_per_week.*"),
    ("scenario", "reluctant.votes_factor reluctant.minors_votes_factor reluctant.prepared_share"),
    ("scenario", "reluctant.year.interim_month_share reluctant.dwellings.stock_per_1000"),
    ("scenario", "late.late_days"),
    ("scenario", "reception.contracts.*.minimum_places reception.contracts.*.stage_shares.*"),
    ("plan", "plan.*"),
    ("criterion", "criteria.*"),
    ("yardstick", "targets.yardsticks.*"),
    ("run", "run.* compare.* sweep.* backtest.* calibrate.*"),
    ("run", "brief.* sensitivity.*"),
    ("run", "breakpoint.*"),
    ("scenario", "warning.cost_loss warning.base_rate"),
    ("run", "warning.replications warning.days.* warning.breaking_share warning.breaking_sizes.*"),
    ("run", "warning.breaking_width warning.look_before warning.look_after warning.tolerance warning.step_days"),
    ("run", "robust.*"),
    ("run", "attribute.* evaluate.*"),
    ("run", "municipality.*"),
    ("model", "information.persistence_weeks"),
    ("model", "information.error.missed_rise.*.0 information.error.missed_fall.*.0"),
    ("model", "municipalities.acceptance.quantiles.*.1 municipalities.review_days"),
    ("model", "population.groups.*.head_age_years.* population.trailing_days start.history_days"),
    ("model", "reception.running.*_lag.mean reception.private.amot_month_days"),
    ("model", "regime.review_months.* regime.criteria_sets.*.weights.*"),
    ("model", "settlement.near_choices settlement.near_choices_minors settlement.near_of"),
    ("model", "settlement.allocation.*_weight settlement.allocation.waiting_step*"),
    ("run", "allocation.*"),
    ("year", "prices.price_year prices.*.year settlement.eras.*.from_year"),
    ("neutral", "casework.july_capacity_factor casework.registration.health_check_days.low"),
    ("neutral", "casework.tracks.*.appeal_share casework.groups.*.tracks.* casework.capacity.*.factor"),
    ("neutral", "information.late_days information.data.spread_by_age.* information.warning.*_spread"),
    ("neutral", "municipalities.votes_factor municipalities.services.limits.*.per_person"),
    ("neutral", "municipalities.acceptance.quantiles.*.0"),
    ("neutral", "population.groups.*.household_size.* population.groups.*.*_share"),
    ("neutral", "population.groups.*.child_share_of_others"),
    ("neutral", "reception.contracts.*.fixed_share reception.contracts.*.lock_days reception.contracts.*.permit.mean"),
    ("neutral", "reception.contracts.*.stage_interval_days reception.hosts.*_share"),
    ("neutral", "regime.criteria_sets.*.min_population settlement.bonus_days.others start.settlement.voted"),
    ("neutral", "targets.times.*.share casework.priority.sure.collective"),
)
"""Kind and patterns of keys, as group.key; an item of a list by its place. Options of `OWN` go by their own name."""
OWN = ("municipalities/reluctant", "information/late")

PLAIN = frozenset({0, 1, -1, 2, 0.5, 7, 12, 28, 100, 1000, 365, 365.25, 31, 1e-9, 1e-6, 10**6})
"""Zero, one, halves, weeks, months, four weeks, hundredths, New Year's Eve, rounding."""

CODE: dict[str, dict[float, str]] = {
    "allocation_ledger.py": {3: "classes of dwelling, months of a quarter", 40: "largest household counted, persons"},
    "arrival_past.py": {
        90: "days whose level goes on where a series runs out",
        2022: "24 February 2022, the day of the invasion",
        24: "24 February 2022, the day of the invasion",
        1970: "epoch of NumPy's dates",
    },
    "arrival_rates.py": {
        156: "weeks of history before the start",
        104: "weeks after the horizon that forecasts look at",
        84: "days before the start that signals reach back to",
        1970: "epoch of NumPy's dates",
    },
    "clause_rows.py": {9: "digits shown"},
    "clauses_goals.py": {0.1: "lowest tenth of the municipalities", 0.9: "highest tenth of the municipalities"},
    "committee.py": {90: "days ahead that a planner's need for offers looks", 0.05: "keeps a quotient finite"},
    "expected.py": {
        90: "days ahead, the length of the signal",
        4: "weeks of intake carried forward",
        26: "weeks of decisions remembered",
        24: "speed: where a loop wins",
        50: "weight of the configured share against what was seen, persons",
        1e-3: "keeps a quotient finite",
    },
    "forecasts.py": {
        400: "days before the start at which forecasts begin",
        3: "weeks whose mean is compared with the plan",
        4: "weeks whose mean is compared with the four before",
        8: "weeks that count as lately",
    },
    "given_decisions.py": {
        40: "widest interval of the odds, logarithm",
        60: "halvings of that interval",
        64: "speed: entries looked at beyond those wanted",
    },
    "known.py": {84: "days whose mixture of groups goes on"},
    "mapping.py": {16: "speed: stale entries taken along"},
    "municipal_accounts.py": {3: "place of a category", 4: "kinds with grants", 105: "oldest birth counted, years"},
    "municipal_answers.py": {
        2024: "years of the recorded answers",
        2025: "years of the recorded answers",
        1e-3: "keeps powers finite",
        400: "days within which every vote comes",
        0.004: "grid of the tilted law",
        121: "grid of the tilted law",
        2000: "grid of the tilted law",
    },
    "municipal_given.py": {4: "use of a draw"},
    "municipal_moves.py": {5: "years of the share that moves on"},
    "municipal_services.py": {1e9: "no limit"},
    "need.py": {90: "days over which the pace is read"},
    "network.py": {64: "rows made at once"},
    "office.py": {64: "speed: width of a window"},
    "operators.py": {256: "rows kept before they are shifted"},
    "place_days.py": {3: "kinds of day, in order", 64: "rows made at once"},
    "placement.py": {
        16: "entries looked at beyond the free places",
        40: "speed: where a loop wins",
        200: "length of a text",
    },
    "population.py": {
        10: "place of the start in the identity",
        16: "width of a field in the identity",
        400: "mean households of one draw",
        4096: "width of a field in the identity",
        0.999999: "inside a class of age",
        0.001: "a child is not yet of age",
        0.01: "an adult is of age",
    },
    "preferences.py": {6: "choices tried", 6371: "radius of the earth, km"},
    "publish.py": {84: "days before the start that signals reach back to"},
    "reach.py": {
        150: "speed: where the kernel wins",
        1.5: "speed: width of the window of those looked at",
    },
    "records.py": {4: "weeks between recounts"},
    "request_criteria.py": {50: "rounds until the counties fit"},
    "settlement.py": {6: "ordinal of a draw"},
    "settlement_luck.py": {100_000: "longest wait, days", 0.6180339887498949: "golden ratio"},
    "signs.py": {52: "weeks of a year"},
    "staff.py": {5: "working days of a week", 366: "days after the horizon"},
    "start.py": {
        200_000: "width of a field in the identity",
        0.05: "a quiet month is thin, never empty",
        0.45: "largest mean wait over the history",
        50: "keeps a power finite",
        5: "ends of a search",
        0.02: "ends of a search",
    },
    "tracks.py": {3: "ordinal of a draw", 4: "ordinal of a draw", 1e-12: "rounding"},
    "waits.py": {50: "halvings of a search"},
    "measures.py": {0.99: "quantile of a lead time that is waited for", 14: "days of a mean", 90: "days of a signal"},
    "signals.py": {9: "digits shown"},
    "national.py": {400_000: "places that are more than anybody needs", 5: "a fifth of the added places"},
}
"""What each module may hold beside `PLAIN`, and what it is."""

COMPARED = (
    "population.norway_*",
    "settle.settled_*",
    "start.places_*",
    "start.residents_*",
    "pay.integration_*",
)
"""Facts that the model is compared with, by tests only."""
