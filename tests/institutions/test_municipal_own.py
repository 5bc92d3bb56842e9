"""What single municipalities know of themselves stands in place of what is drawn, for them and nobody else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from sim.chance.draws import Chance
from sim.config.across import cross_faults
from sim.config.load import load
from sim.config.municipalities import MunicipalitiesConfig, OwnMunicipality
from sim.config.schema import Scenario
from sim.data import municipalities
from sim.institutions.municipal_answers import Answers
from sim.institutions.municipal_dwellings import Dwellings
from sim.institutions.municipal_own import Own
from sim.institutions.municipal_services import Services
from sim.national import run
from sim.tables import RunTables
from tests.support.settlement_world import SettlementWorld, municipalities_config, steady

MINE = "3205"
TABLE = municipalities()
REQUESTED = TABLE.requested_2024.astype(np.int64)
NOBODY = np.zeros(len(TABLE), dtype=np.bool_)
AT = TABLE.index(MINE)
OTHERS = np.arange(len(TABLE)) != AT
WORDS = ["start=2024_as_came", "shock=autumn_surge", "horizon_days=75"]


def config(**stated: Any) -> MunicipalitiesConfig:
    return municipalities_config(own=[OwnMunicipality(number=MINE, **stated)])


def scenario_of(*words: str) -> Scenario:
    return next(iter(load("run", [*WORDS, *words], ()).scenarios.values()))


def tables(*own: OwnMunicipality) -> RunTables:
    scenario = scenario_of()
    towns = scenario.municipalities.model_copy(update={"own": list(own)})
    return run(scenario.model_copy(update={"municipalities": towns}), 0)


@pytest.mark.unit
def test_where_nothing_is_stated_the_very_same_array_comes_back():
    drawn = np.arange(3)
    assert Own((), np.array([101, 301, 3205])).over("answer_days", drawn) is drawn
    own = Own((OwnMunicipality(number=MINE, answer_days=9),), np.array([101, 301, 3205]))
    assert own.over("standby", drawn) is drawn
    assert own.over("answer_days", drawn).tolist() == [0, 1, 9]
    assert drawn.tolist() == [0, 1, 2], "what was drawn is left alone"
    half = Own((OwnMunicipality(number=MINE, vote_share=0.5),), np.array([101, 301, 3205]))
    assert half.part("vote_share", np.array([10, 10, 11]), drawn).tolist() == [0, 1, 6]


@pytest.mark.pairing
def test_answers_services_and_dwellings_of_others_are_as_drawn():
    usual, mine = municipalities_config(), config(answer_days=3, persons_a_year=7, dwellings=[5, 4, 3], standby=6)
    days = [Answers(each, TABLE, Chance(1, 0)).days("ordinary", 2026, 0, NOBODY) for each in (usual, mine)]
    assert days[1][1][AT] == 3
    assert days[1][0][AT] <= 3, "the estimate never comes last"
    assert (days[0][1][OTHERS] == days[1][1][OTHERS]).all()
    stated = Answers(mine, TABLE, Chance(1, 0)).stated
    args = (Answers(usual, TABLE, Chance(1, 0)).key, TABLE.population)
    limits = [
        Services(usual.services, *args, TABLE.centrality, Chance(1, 0), own).limit(NOBODY, REQUESTED * 0)[0]
        for own in (None, stated)
    ]
    assert limits[1][AT] == 7
    assert (limits[0][OTHERS] == limits[1][OTHERS]).all()
    homes = [Dwellings(usual.dwellings, *args, NOBODY, Chance(1, 0), own) for own in (None, stated)]
    assert homes[1].standby[AT] == 6
    assert homes[1].free[AT].sum() == 5 + 4 + 3 + 6
    assert (homes[0].free[OTHERS] == homes[1].free[OTHERS]).all()


@pytest.mark.repeat
def test_a_municipality_that_states_nothing_changes_no_result():
    """Bitwise: an empty list, and an entry that says nothing, are the same run."""
    plain, empty = tables(), tables(OwnMunicipality(number=MINE))
    assert plain.municipality_month.values.tobytes() == empty.municipality_month.values.tobytes()
    assert plain.weekly.values.tobytes() == empty.weekly.values.tobytes()
    pd.testing.assert_frame_equal(pd.DataFrame(plain.money), pd.DataFrame(empty.money), check_exact=True)


@pytest.mark.pairing
def test_an_override_changes_its_own_municipality_and_at_first_order_no_other():
    """Votes, answer time and dwellings of the first month; later the places of one move people of others."""
    frames = []
    for own in ((), (OwnMunicipality(number=MINE, vote_share=0.25, answer_days=1, dwellings=[90, 80, 70]),)):
        block = tables(*own).municipality_month
        first = pd.DataFrame(block.values[0], columns=list(block.series), index=list(block.numbers))
        frames.append(first)
    usual, mine = frames
    same = ["requested", "offered"]
    others = usual.index != MINE
    assert (usual[others][same] == mine[others][same]).all(axis=None)
    assert usual.loc[MINE, "requested"] == mine.loc[MINE, "requested"]
    assert mine.loc[MINE, "offered"] != usual.loc[MINE, "offered"]
    assert mine.loc[MINE, "offered"] < 0.4 * mine.loc[MINE, "requested"]
    assert mine.loc[MINE, "dwellings_free"] > usual.loc[MINE, "dwellings_free"] + 100


@pytest.mark.pairing
def test_whether_it_has_a_plan_is_its_own_word_whatever_share_is_urged():
    on = Answers(config(prepared=True), TABLE, Chance(1, 0)).stated
    everybody = np.ones(len(TABLE), dtype=np.bool_)
    off = Answers(config(prepared=False), TABLE, Chance(1, 0)).stated
    assert on.over("prepared", NOBODY)[AT]
    assert not off.over("prepared", everybody)[AT]
    assert off.over("prepared", everybody)[OTHERS].all()


@pytest.mark.failure
def test_an_unknown_number_or_one_that_stands_twice_is_refused():
    with pytest.raises(ValidationError, match="there is no municipality '9999'"):
        OwnMunicipality(number="9999")
    with pytest.raises(ValidationError, match="own names 3205 more than once"):
        MunicipalitiesConfig.model_validate(
            municipalities_config().model_dump() | {"own": [{"number": MINE}, {"number": MINE}]}
        )


@pytest.mark.behaviour
def test_who_votes_nothing_gives_no_place_before_the_vote_either():
    """In 2024 votes come in over the first months; until then places open at the pace of the year before."""
    usual, mine = (
        pd.DataFrame(tables(*own).municipality_year).set_index(["municipality_number", "year"]).loc[(MINE, 2024)]
        for own in ((), (OwnMunicipality(number=MINE, vote_share=0.0),))
    )
    assert usual["voted"] > 100
    assert usual["agreed"] >= usual["voted"]
    assert mine["asked"] == usual["asked"] > 0
    assert (mine["voted"], mine["agreed"], mine["voted_minors"], mine["agreed_minors"]) == (0, 0, 0, 0)
    assert mine["settled"] < usual["settled"], "only those sent there before the run move in"


@pytest.mark.unit
def test_the_pace_before_the_vote_is_bound_by_what_would_be_voted():
    key = np.array([101, 301, 3205])
    last, young, asked, minors = (np.array(each) for each in ([40] * 3, [6] * 3, [50] * 3, [10] * 3))
    for stated, expected in (
        ({"vote_share": 0.5}, (25, 5)),
        ({"vote_share": 1.0}, (40, 6)),
        ({"persons_a_year": 8}, (2, 6)),
        ({"vote_share": 0.2, "persons_a_year": 3}, (1, 2)),
    ):
        others, of_minors = Own((OwnMunicipality(number=MINE, **stated),), key).pace(last, young, asked, minors)
        assert (others[2], of_minors[2]) == expected, stated
        assert (others[:2].tolist(), of_minors[:2].tolist()) == ([40, 40], [6, 6])


@pytest.mark.unit
@pytest.mark.parametrize("share", [0.0, 0.25])
def test_votes_known_on_the_first_day_are_not_raised_for_who_states_its_own(share):
    """38,000 asked for and 37,500 voted: far more than municipalities would vote of themselves."""
    world = SettlementWorld({}, 120, municipalities=config(vote_share=share))
    world.committee.resume_year(38_000, 600, 37_500, False, 5000)
    world.run(119)
    book = world.municipalities.year
    assert book.others[AT] > 100
    assert book.voted[AT] == round(share * book.others[AT])
    assert book.voted_minors[AT] == round(share * book.minors[AT])
    asked = OTHERS & (book.others > 100)
    assert (book.voted[asked] / book.others[asked]).mean() > 0.9


@pytest.mark.unit
@pytest.mark.parametrize(("stated", "voted"), [({"vote_share": 0.5}, None), ({"persons_a_year": 7}, 7)])
def test_what_is_stated_holds_where_recorded_answers_are_used_too(stated, voted):
    towns = MunicipalitiesConfig.model_validate(config(**stated).model_dump() | {"answers": "recorded"})
    world = SettlementWorld({}, 150, municipalities=towns, estimate=steady(37_000))
    world.committee.resume_year(37_000, 610, 0, True, 33_420)
    world.run(149)
    book = world.municipalities.year
    half = round(0.5 * book.others[AT]) + round(0.5 * book.minors[AT])
    assert book.voted[AT] + book.voted_minors[AT] == (half if voted is None else voted)
    recorded = np.nan_to_num(TABLE.decided_2024).astype(np.int64)
    asked = OTHERS & (book.requested > 0)
    assert ((book.voted + book.voted_minors)[asked] == recorded[asked]).all(), "those of others are not cut"


@pytest.mark.unit
@pytest.mark.parametrize("most", [20, 2])
def test_services_cut_what_is_stated_where_recorded_answers_are_used(most):
    """Two are fewer than the unaccompanied minors asked for."""
    towns = MunicipalitiesConfig.model_validate(
        config(vote_share=1.0, persons_a_year=most).model_dump() | {"answers": "recorded"}
    )
    world = SettlementWorld({}, 150, municipalities=towns, estimate=steady(37_000))
    world.committee.resume_year(37_000, 610, 0, True, 33_420)
    world.run(149)
    book = world.municipalities.year
    assert book.minors[AT] > 2
    assert book.voted[AT] + book.voted_minors[AT] == most


@pytest.mark.unit
def test_what_is_agreed_to_later_keeps_within_what_services_allow():
    towns = municipalities_config(
        year__later_share=1.0, own=[OwnMunicipality(number=MINE, vote_share=1.0, persons_a_year=60)]
    )
    world = SettlementWorld({}, 60, municipalities=towns)
    world.committee.resume_year(38_000, 600, 38_000, False, 5000)
    world.run(10)
    book = world.municipalities.year
    book.answered[:] = True
    book.used[:] = book.voted
    world.run(40)
    assert (book.extra[OTHERS & (book.voted > 0)] > 0).mean() > 0.9
    assert book.agreed[AT] + book.voted_minors[AT] <= 60


@pytest.mark.unit
def test_a_plan_gives_back_the_dwellings_it_ordered_and_not_those_that_a_municipality_states():
    mine = config(standby=6)
    own = Answers(mine, TABLE, Chance(1, 0)).stated
    homes = Dwellings(mine.dwellings, np.arange(len(TABLE)), TABLE.population, ~NOBODY, Chance(1, 0), own)
    homes.hold_ready(2000, TABLE.population)
    assert homes.standby[AT] > 6
    ordered = int(homes.standby.sum()) - 6
    homes.hold_ready(-ordered, TABLE.population)
    homes.hold_ready(-1000, TABLE.population)
    assert homes.standby[AT] == 6
    assert homes.standby.sum() < 0.1 * ordered


@pytest.mark.failure
def test_votes_that_are_stated_cannot_stand_beside_published_ones():
    scenario = scenario_of("given=votes")
    assert cross_faults(scenario) == []
    for stated, refused in (({"vote_share": 0.5}, True), ({"answer_days": 9}, True), ({"standby": 9}, False)):
        towns = config(**stated).own
        changed = scenario.model_copy(
            update={"municipalities": scenario.municipalities.model_copy(update={"own": towns})}
        )
        told = [f"{fault.path} = {fault.value}: {fault.rule}" for fault in cross_faults(changed)]
        expected = [f"municipalities.own = {MINE}: cannot hold in 2024, whose published votes are given"]
        assert told == (expected if refused else [])


@pytest.mark.invariant
def test_years_of_the_municipalities_sum_to_months_and_money():
    """What the table of years holds is what the months and the ledger hold, and what is due is due once."""
    made = tables()
    years, money = pd.DataFrame(made.municipality_year), pd.DataFrame(made.money)
    block = made.municipality_month
    for series, column in (("settled", "settled"), ("grant_nok", "grant_nok"), ("cost_nok", "cost_nok")):
        total = block.values[:, :, block.series.index(series)].sum()
        assert years[column].sum() == pytest.approx(total, abs=1.0)
    due = money[(money["month"] == "committed") & (money["payer"] == "municipalities")]
    received = due["item"].str.endswith("received")
    assert years["committed_grant_nok"].sum() == pytest.approx(-due[received]["nok"].sum(), abs=0.01)
    assert years["committed_cost_nok"].sum() == pytest.approx(due[~received]["nok"].sum(), abs=0.01)
    homes = years[["dwellings_1", "dwellings_2_3", "dwellings_4"]].sum(axis=1)
    assert (homes <= years["settled"] - years["settled_minors"]).all()
    assert homes.sum() > 0
