"""Small worlds: a few hundred persons, random capacities down to none, and plans that order and undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from sim.config.population import GROUPS
from sim.config.schema import Scenario
from tests.support.scenarios import QUIET, anchor, changed, fixed, load_scenario, measure

CENTRES = ("arrival", "transit", "ordinary", "minors", "care", "emergency")
APPLICANTS = tuple(name for name in GROUPS if name not in ("resettlement", "family_reunification"))
STATUSES = (
    "unregistered", "undecided", "appeal", "duty_to_leave", "not_asked", "mapping", "ready", "allocated",
)  # fmt: skip
STARTS = (
    dt.date(2024, 1, 1),
    dt.date(2024, 2, 20),  # a leap day ahead
    dt.date(2023, 11, 20),  # New Year ahead
    dt.date(2024, 5, 31),
)
PLACES: Mapping[str, tuple[str, ...]] = {
    "places": (
        "unit_price_places", "option_places", "densification", "emergency_frames", "mini_competition",
        "open_tender", "level3_contingency", "section_95a", "minors_places", "care_purchase", "care_reserve",
        "second_arrival_centre",
    ),
    "switch": (
        "collective_protection", "narrow_collective_protection", "end_collective_protection",
        "quick_refusals_first", "pause_track", "simplified_mapping", "direct_settlement", "quota_pause",
        "slow_message", "incentive_unused_place", "building_permit_exemption",
    ),
    "amount": (
        "amot", "decentralised_registration", "police_posts", "hire_caseworkers", "move_caseworkers",
        "mapping_staff", "supplementary_request", "municipal_stop", "urge_preparedness", "standby_dwellings",
        "supplementary_appropriation",
    ),
}  # fmt: skip
"""Levers by what an order of them is."""
SECTION_OF: Mapping[str, str] = {
    **dict.fromkeys(PLACES["places"], "reception"),
    **dict.fromkeys(("amot", "building_permit_exemption", "close_places", "supplementary_appropriation"), "reception"),
    **dict.fromkeys(("decentralised_registration", "police_posts"), "registration"),
    **dict.fromkeys(
        (
            "hire_caseworkers", "move_caseworkers", "collective_protection", "narrow_collective_protection",
            "end_collective_protection", "quick_refusals_first", "pause_track",
        ),
        "casework",
    ),
    **dict.fromkeys(
        ("simplified_mapping", "direct_settlement", "quota_pause", "mapping_staff", "supplementary_request"),
        "settlement",
    ),
    **dict.fromkeys(
        (
            "slow_message", "incentive_unused_place", "municipal_stop", "urge_preparedness",
            "standby_dwellings",
        ),
        "municipalities",
    ),
}  # fmt: skip
SIGNALS = (
    ("reception_use", 0.3),
    ("reception_use", 0.9),
    ("no_roof", 0.0),
    ("registration_backlog_days", 1.0),
)


@dataclass(frozen=True)
class World:
    """What a small world changes in a quiet one, and the measures of its plan; short to print when it fails."""

    changes: Mapping[str, Any]
    ladder: tuple[dict[str, Any], ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario, checked."""
        quiet = load_scenario(QUIET)
        era = quiet.settlement.eras[0].model_dump() | {"from_year": 2000}
        one = {"settlement.eras": [era], "settlement.moves": [quiet.settlement.moves[0].model_dump()]}
        return with_ladder(changed(changed(quiet, one), self.changes), *self.ladder)


def with_ladder(scenario: Scenario, *measures: dict[str, Any]) -> Scenario:
    """Give the plan of a scenario these measures, each in the section it belongs to."""
    sections: dict[str, list[dict[str, Any]]] = {}
    for each in measures:
        sections.setdefault(SECTION_OF[each.get("lever", each["measure"])], []).append(each)
    return changed(
        scenario,
        {"plan.hypothetical": True} | {f"plan.{name}.ladder": ladder for name, ladder in sections.items()},
    )


@st.composite
def measures(draw: st.DrawFn, start: dt.date, days: int) -> list[dict[str, Any]]:
    """Up to six measures, by date, by signal or at once; undone by date, after days, by signal, or never."""

    def day() -> dt.date:
        return start + dt.timedelta(days=draw(st.integers(0, days - 1)))

    def condition() -> dict[str, Any]:
        kind = draw(st.sampled_from(("always", "date", "signal")))
        if kind == "always":
            return {"always": True}
        if kind == "date":
            return {"date": day()}
        signal, above = draw(st.sampled_from(SIGNALS))
        return {"signal": signal, "above": above, "for_days": draw(st.integers(0, 5))}

    found = []
    names = draw(
        st.lists(st.sampled_from([*SECTION_OF]), min_size=0, max_size=6, unique=True), label="levers"
    )
    for name in names:
        order: dict[str, Any]
        if name in PLACES["switch"]:
            order = {"amount": "switch"}
        elif draw(st.booleans()) or name == "close_places":
            order = {"amount": "gap", "at_most": draw(st.integers(1, 60))}
        else:
            order = {"amount": draw(st.integers(1, 60))}
        undone: dict[str, Any] = draw(
            st.sampled_from(
                (
                    {"never": "a random plan"},
                    {"after_days": draw(st.integers(1, 40))},
                    {"when": {"date": day()}, "dialogue_days": draw(st.integers(0, 10))},
                    {"when": {"signal": "reception_use", "below": 0.7}, "dialogue_days": 0},
                )
            )
        )
        found.append(
            measure(
                name,
                when=condition(),
                order=order,
                lead_days=fixed(draw(st.integers(0, 20))),
                lock_days=draw(st.sampled_from((0, 10, 90))),
                reverse={"never": "places given up are ordered anew"} if name == "close_places" else undone,
                review_every_days=draw(st.integers(1, 14)),
                **({"decision_days": 3} if draw(st.integers(0, 4)) == 0 else {}),
            )
        )
    return found


@st.composite
def small_worlds(draw: st.DrawFn) -> World:
    """A small system with anything scarce, or none of it, and a plan that meddles."""
    start, days = draw(st.sampled_from(STARTS)), draw(st.integers(60, 120))
    few = st.sampled_from((0, 0, 1, 7, 40, 300))
    share = st.sampled_from((0.0, 0.3, 1.0))
    centres = {kind: draw(few) for kind in CENTRES}
    centres["ordinary"] = max(centres["ordinary"], 1)  # somewhere for those who are there on the first day
    anchors = [
        anchor(
            draw(st.sampled_from(STATUSES)),
            draw(st.sampled_from(("centres", "private", "ordinary", "arrival", "transit", "emergency"))),
            draw(st.sampled_from(APPLICANTS)),
            draw(st.integers(0, 90)),
            draw(st.integers(0, 300)),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]
    surge = {
        "kind": "shape",
        "points": [[0, 0], [draw(st.integers(1, 6)), draw(st.sampled_from((0, 30, 150)))], [12, 0]],
        "mix": {"individual": 0.6, "minors_15_17": 0.2, "minors_under_15": 0.1, "evacuees": 0.1},
        "private_share": draw(share),
    }
    seekers = {
        "kind": "shape",
        "points": [[0, 20], [8, 20]],
        "mix": {"collective": 1.0},
        "private_share": 0.0,
        "enters": "with_permit_seeking_place",
    }
    requested = draw(st.sampled_from((0, 60, 400, 4000)))
    laws = st.sampled_from((fixed(0), fixed(3), {"law": "exponential", "mean": 10}))
    return World(
        {
            "start.date": start,
            "horizon_days": days,
            "audit": True,
            "seed": draw(st.integers(0, 10_000)),
            "start.places": centres,
            "start.anchors": anchors,
            "start.persons_per_week": {name: draw(st.sampled_from((0, 2, 15))) for name in APPLICANTS},
            "start.settlement": {
                "requested": requested,
                "requested_minors": requested // 10,
                "voted": draw(st.integers(0, requested)),
                "recorded": False,
            },
            "population.quota_from": {2020: draw(st.sampled_from((0, 300)))},
            "population.family_reunification_per_week": draw(st.sampled_from((0, 10))),
            "shock.onset": start + dt.timedelta(days=draw(st.integers(0, days))),
            "shock.components": [surge, seekers] if draw(st.booleans()) else [surge],
            "casework.registration.officers": draw(st.sampled_from((0, 0.3, 2, 50))),
            "casework.registration.stay_days": draw(laws),
            "casework.staff.caseworkers": draw(st.sampled_from((0, 1, 30))),
            "casework.priority.rule": draw(
                st.sampled_from(("collective_first", "fifo", "quick_refusals_first"))
            ),
            "casework.appeals.minutes_per_day": draw(st.sampled_from((0, 300, 10_000))),
            "casework.appeals.minimum_days": draw(laws),
            "casework.appeals.send_back_share": draw(st.sampled_from((0.0, 0.3))),
            "casework.returns.forced_persons_per_working_day": draw(st.sampled_from((0, 0.4, 20))),
            "casework.returns.come_back_share": draw(share),
            "casework.returns.come_back_days": fixed(draw(st.integers(0, 15))),
            "casework.groups.individual.withdrawals_per_month": draw(st.sampled_from((0.0, 0.5))),
            "settlement.eras.0.persons_per_day": draw(st.sampled_from((0, 0.5, 20))),
            "settlement.eras.0.talk_days": draw(laws),
            "settlement.moves.0.days": draw(laws),
            "settlement.answer_days": draw(laws),
            "settlement.withdrawn_share": draw(share) * 0.6,
            "settlement.never_asks_share": draw(share),
            "settlement.asking_days": draw(laws),
            "settlement.asking_deadline_days": draw(st.integers(0, 30)),
            "settlement.agreed_self_settlement_share": draw(share),
            "municipalities.votes_factor": draw(st.sampled_from((0.0, 1.0))),
            "municipalities.dwellings.stock_per_1000": draw(st.sampled_from((0.0, 0.05, 2.0))),
            "municipalities.year.interim_month_share": draw(st.sampled_from((0.0, 0.5))),
            "reception.placement.overcrowding_share": draw(st.sampled_from((0.0, 0.1))),
            "reception.placement.transfers_cap": draw(st.integers(0, 3)),
            "reception.operators.places_per_week": draw(st.sampled_from((1, 500))),
            "plan.settlement.allocation_every_days": draw(st.integers(1, 14)),
        },
        tuple(draw(measures(start, days))),
    )


AMPLE: Mapping[str, Any] = {
    "horizon_days": 300,
    "start.persons_per_week": {
        "individual": 90, "collective": 110, "minors_15_17": 14, "minors_under_15": 5, "evacuees": 6,
    },
    "start.places": {"arrival": 20_000, "transit": 30_000, "ordinary": 150_000, "minors": 20_000, "care": 4_000},
    "start.settlement": {
        "requested": 4_000_000, "requested_minors": 400_000, "voted": 4_000_000, "recorded": False,
    },
    "population.quota_from": {2020: 800},
    "casework.registration.officers": 5_000,
    "casework.staff.caseworkers": 20_000,
    "casework.appeals.minutes_per_day": 10_000_000,
    "casework.returns.forced_persons_per_working_day": 50_000,
    "settlement.eras.2.persons_per_day": 1_000_000,
    "settlement.simplified_persons_per_day": 1_000_000,
    "municipalities.minors_votes_factor": 1.0,
    "municipalities.acceptance.refusal_elasticity": 0.0,
    "municipalities.acceptance.by_centrality": [1.0] * 6,
    "municipalities.acceptance.quantiles": [[0, 1.0], [1, 1.0]],
    "municipalities.year.profile": [1.0] * 12,
    "municipalities.year.realised_mean": 1.0,
    "municipalities.year.realised_sd": 0.0,
    "municipalities.services.floor_persons": 1_000_000,
    "municipalities.services.special_share": [1.0] * 6,
    "municipalities.dwellings.stock_per_1000": 5_000,
}  # fmt: skip
"""Every capacity, offer and dwelling so ample that nobody ever waits for another; inside one settlement year."""
