"""Numbers that were found in the years they are held against are told, and told of no other column."""

from __future__ import annotations

from functools import cache

import pytest

from sim.config.backtest import BacktestJob
from sim.config.load_backtest import load_backtest
from sim.data import facts, given_decisions, given_votes, switches
from sim.data.observed import SERIES
from sim.data.records import EPISODES
from sim.data.standing import found_in
from sim.studies.backtest_sample import InSample, found_in_window, in_sample, marks, switched
from sim.views.backtest_sample import sample_counts, sample_lines
from sim.views.english import ENGLISH
from tests.studies.test_backtest import Made

UNSCORED = (  # facts that no scored series was read for
    # who came, and what was forecast
    "population.season.", "population.individual.", "population.collective.", "population.size1.", "minors.under15",
    "population.under_15", "population.weekly_spread", "population.head_age.", "forecast.", "casework.share_minors.",
    # votes, requests and what municipalities have room for
    "settle.vedtak_", "settle.em_vedtak_", "regime.", "settle.model.answer_days", "settle.model.answered_",
    "settle.model.usual_", "settle.model.refusal_", "settle.model.own_answer", "settle.model.estimate_",
    "settle.model.urgent_", "settle.model.realised_", "settle.model.later_", "settle.model.interim_",
    "settle.model.dwelling_lead",
    "settle.model.dwelling_stock", "settle.model.dwelling_mix",
    "settle.model.school_", "settle.model.staff_limit", "settle.model.service_",
    "settle.model.most_over",
    # sites, contracts and registration; stamps
    "cap.", "em.", "reception.", "plan.", "reg.", "path.reg.", "path.nas.", "start.steps.", "casework.move_lead_min",
    # returns and appeals, of which no flow is scored
    "ret.come_back", "ret.forced_", "ret.ceased", "une.", "path.une.",
    "casework.withdraw.minors",
)  # fmt: skip
STILL = {  # numbers of the rules that are carried over, which were found where they are tried
    "2015": """casework.grant.ordinary casework.in_hand_days casework.share.dublin casework.withdraw.minors
        ret.come_back_share ret.days.assisted ret.days.forced ret.days.unknown ret.undecided_exit_month_2016
        path.nas.stay_quiet""",
    "2022": """casework.grant.collective casework.least_days.collective casework.move_lead_min
        casework.withdraw.collective path.mapping.rate_per_day path.reg.pu_extra_posts path.udi.track_collective
        reg.site_lead_min reg.site_persons_max ret.ceased_years_collective settle.model.answer_days
        settle.model.private_never_asks settle.private_ask_delay_days""",
}


@cache
def job() -> BacktestJob:
    return load_backtest(["grades=[rules]"])


@cache
def others() -> BacktestJob:
    return load_backtest(["grades=[reconstruction, as_known]", "transfer=[]"])


@cache
def columns() -> dict[tuple[str, str], InSample]:
    return {(each.label, each.episode): each for each in in_sample(job().cases, found_in())}


@pytest.mark.unit
def test_a_column_holds_the_facts_in_use_that_were_found_in_its_episode_and_no_prices():
    here, there, drawn = (
        Made("rules"), Made("rules", "2022"), Made("reconstruction", fitted=("casework.staff.caseworkers",)),
    )  # fmt: skip
    mine, other, fitted = in_sample([here, there, drawn], {"casework.in_hand_days": ("undecided",)})
    assert (mine.facts, mine.series, mine.scored) == (("casework.in_hand_days",), ("undecided",), mine.facts)
    assert (other.facts, other.series) == ((), ())
    assert set(fitted.series) == set(SERIES), "what was fitted to an episode has seen all of it"
    assert ("rules", "2015", "undecided") in marks([mine, other])
    assert not any(episode == "2022" for _, episode, _ in marks([mine, other]))


@pytest.mark.invariant
def test_every_number_in_use_that_was_found_in_an_episode_says_from_which_scored_series_if_from_any():
    read_from, known = found_in(), facts()
    given = {f"given_votes.{each.year}" for each in given_votes()}
    given |= {f"given_decisions.{each.first_day.year}" for each in given_decisions()}
    for key, series in read_from.items():
        assert key in given or known[key].windows, f"{key} was read from a scored series, so it was found in an episode"
        assert set(series) <= set(SERIES)
    used = {key for case in job().cases for key in (*case.facts.values(), *switched(case).values())}
    live = {key for case in job().cases for episode in EPISODES for key in found_in_window(case.facts, episode)}
    silent = {key for key in live & used if key not in read_from and not key.startswith(UNSCORED)}
    assert not silent, "say in found_in.csv from which series"


@pytest.mark.invariant
def test_votes_and_decisions_that_were_read_from_a_scored_series_say_from_which():
    """Votes that none published; decisions always, and from residents too where these closed the books."""
    read_from = found_in()
    derived = {f"given_votes.{each.year}" for each in given_votes() if each.kind == "derived"}
    assert derived == {key for key in read_from if key.startswith("given_votes.")}
    decided = {f"given_decisions.{each.first_day.year}" for each in given_decisions()}
    assert decided == {key for key in read_from if key.startswith("given_decisions.")}
    balanced = {
        f"given_decisions.{each.first_day.year}" for each in given_decisions() if "balance of reception" in each.note
    }
    assert balanced == {key for key in decided if "residents" in read_from[key]}


@pytest.mark.behaviour
def test_a_column_that_is_given_what_was_settled_is_marked_on_it():
    seen = marks(columns().values())
    votes = {f"given_votes.{year}" for year in (2015, 2016, 2017, 2018)}
    assert votes <= set(columns()["rules", "2015"].scored)
    assert {("rules", "2015", each) for each in ("settled", "settled_from_reception", "waiting")} <= seen
    assert "given_votes.2022" in columns()["rules", "2022"].scored
    assert votes <= set(columns()["transfer_ledger", "2015"].scored)
    free = columns()["transfer_free", "2015"]
    assert not votes & set(free.facts), "votes come by the ledger"
    assert "waiting" not in free.series
    assert not any(key.startswith("given_decisions") for each in columns().values() for key in each.facts)
    (back, ahead) = (
        next(each for each in in_sample(others().cases, found_in()) if (each.label, each.episode) == (label, "2015"))
        for label in ("reconstruction", "as_known")
    )
    assert votes | {"given_decisions.2015", "given_decisions.2018"} <= set(back.scored)
    assert not any(key.startswith("given_") for key in ahead.facts), "all of that was published before its origins"


@pytest.mark.invariant
@pytest.mark.parametrize("transfer", ["transfer_free", "transfer_ledger"])
@pytest.mark.parametrize("episode", EPISODES)
def test_rules_that_are_carried_over_hold_no_number_found_where_they_are_tried_but_those_told(transfer, episode):
    """A number that is found in one shock belongs to the rules of that shock, not to those that both have."""
    (case,) = (each for each in job().cases if (each.label, each.episode) == (transfer, episode))
    rules = {path: key for path, key in case.facts.items() if path.startswith(("casework.", "settlement."))}
    mine = {each.after for each in switches() if each.episode == episode}
    still = {key for key in found_in_window(rules, episode) if f"fact:{key}" not in mine}
    assert still <= set(STILL[episode].split())
    assert still <= set(columns()[transfer, episode].facts), "the summary names them"


@pytest.mark.behaviour
def test_a_transfer_takes_numbers_of_the_other_episode_by_the_ledger_only():
    free, dated = (columns()[f"transfer_{name}", "2022"] for name in ("free", "ledger"))
    added = {"casework.staff_2022", "casework.capacity_2022_april", "path.private.share_ukr"}
    assert added <= set(dated.facts)
    assert not added & set(free.facts)
    assert "settle.model.move_days_2022" not in {*free.facts, *dated.facts}, "the time to move in is that of the rules"
    assert "settle.model.talk_days_2015" not in columns()["transfer_ledger", "2015"].facts
    assert {"casework.capacity_2016", "settle.model.talk_days_2015"} <= set(columns()["rules", "2015"].facts)


@pytest.mark.unit
def test_the_summary_names_every_number_and_the_console_counts_them():
    found = [vars(each) for each in columns().values()]
    text = "\n".join(sample_lines({"in_sample": found}, ENGLISH))
    for each in columns().values():
        assert all(key in text for key in each.scored)
    assert "settle.model.usual_per_1000* (6)" in text
    one = columns()["transfer_free", "2022"]
    count = f"transfer, free 2022 {len(one.facts)} ({len(one.scored)})"
    assert count in sample_counts({"in_sample": found}, ENGLISH)


@pytest.mark.invariant
def test_a_switch_whose_size_was_read_from_what_came_out_is_a_fact_found_in_its_episode():
    late = [each for each in switches() if each.size_known > each.announced]
    assert late
    for each in late:
        assert each.after.startswith("fact:"), each.key
        assert each.episode in facts()[each.after.removeprefix("fact:")].windows, each.key
