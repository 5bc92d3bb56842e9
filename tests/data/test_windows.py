"""Every number says in which of the two shocks it was found."""

import re

import pytest

from sim.data import facts
from sim.data.records import EPISODES

YEARS = {"2015": (2015, 2018), "2022": (2022, 2024)}
OF_NO_EPISODE = (
    "cover.", "host.", "pay.", "price.",  # what things cost
    "population.norway_",  # the register of inhabitants
    "start.residents_2015", "start.places_2015", "start.residents_2022", "start.places_2022",  # of the day before
    "start.requested_2022", "start.requested_minors_2022", "regime.asked_2022", "regime.minors_per_municipality_2022",
    # the request for 2022 is of November 2021
)  # fmt: skip
"""Estimated from figures of a year of an episode, but of no outcome of its days."""


@pytest.mark.invariant
def test_what_was_estimated_from_the_years_of_an_episode_was_found_in_it():
    wrong = []
    for fact in facts().values():
        if fact.kind != "estimated" or fact.key.startswith(OF_NO_EPISODE):
            continue
        years = [int(year) for year in re.findall(r"(?:19|20)\d\d", fact.year)]
        among = tuple(
            name for name, (first, last) in YEARS.items() if years and years[0] <= last and years[-1] >= first
        )
        if fact.windows != among:
            wrong.append(f"{fact.key}: {fact.year}, found in {fact.window}")
    assert wrong == []


@pytest.mark.invariant
def test_both_shocks_have_numbers_of_their_own_and_only_rules_have_no_word_of_it():
    for episode in EPISODES:
        assert len([fact for fact in facts().values() if fact.windows == (episode,)]) > 50
    assert {fact.kind for fact in facts().values() if not fact.window} == {"rule"}


@pytest.mark.invariant
def test_a_number_fitted_to_an_episode_is_no_assumption_without_a_window():
    fitted = [fact for fact in facts().values() if fact.warn in ("fitted to one episode", "seen in one episode only")]
    assert len(fitted) > 10
    assert [fact.key for fact in fitted if not fact.windows and fact.key not in ("procure.emergency_rate_2015",)] == []
