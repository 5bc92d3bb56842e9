"""What single municipalities know of themselves stands in place of what is drawn, for them and nobody else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from sim.chance.draws import Chance
from sim.config.load import load
from sim.config.municipalities import MunicipalitiesConfig, OwnMunicipality
from sim.data import municipalities
from sim.institutions.municipal_answers import Answers
from sim.institutions.municipal_dwellings import Dwellings
from sim.institutions.municipal_own import Own
from sim.institutions.municipal_services import Services
from sim.national import run
from sim.tables import RunTables
from tests.support.settlement_world import municipalities_config

MINE = "3205"
TABLE = municipalities()
REQUESTED = TABLE.requested_2024.astype(np.int64)
NOBODY = np.zeros(len(TABLE), dtype=np.bool_)
AT = TABLE.index(MINE)
OTHERS = np.arange(len(TABLE)) != AT
WORDS = ["start=2024_as_came", "shock=autumn_surge", "horizon_days=75"]


def config(**stated: Any) -> MunicipalitiesConfig:
    return municipalities_config(own=[OwnMunicipality(number=MINE, **stated)])


def tables(*own: OwnMunicipality) -> RunTables:
    scenario = next(iter(load("run", WORDS, ()).scenarios.values()))
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
