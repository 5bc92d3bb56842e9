import pandas as pd
import pytest

from sim.results import Results, municipality_places, paths
from tests.support import synthetic


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return Results(synthetic.write(tmp_path_factory.mktemp("made") / "up", replications=4))


@pytest.mark.unit
def test_runs_shocks_and_plans_keep_their_order(results):
    assert results.shocks == ["surge"]
    assert results.plans == results.plans_of("surge") == ["lean", "buffer"]
    assert len(results.runs) == 8


@pytest.mark.unit
def test_a_weekly_series_comes_with_its_run(results):
    dates, values = paths(results.weekly("residents"), "surge", "buffer")
    assert values.shape == (4, 60)
    assert dates[0] == pd.Timestamp("2024-01-07")
    assert values[2].tolist() == synthetic.run_tables("buffer", 2).weekly.of("residents").tolist()


@pytest.mark.unit
def test_need_is_residents_and_those_without_a_roof(results):
    weekly = synthetic.run_tables("lean", 0).weekly
    _, need = paths(results.need(), "surge", "lean")
    assert need[0].tolist() == (weekly.of("residents") + weekly.of("no_roof")).tolist()


@pytest.mark.unit
def test_municipality_totals_sum_over_months(results):
    block = synthetic.run_tables("lean", 1).municipality_month
    totals = results.municipality_totals("settled")
    mine = totals[(totals["plan"] == "lean") & (totals["replication"] == 1)]
    expected = block.values[:, :, block.series.index("settled")].sum(axis=0)
    assert mine["value"].tolist() == expected.tolist()
    assert mine["municipality_number"].tolist() == list(block.numbers)


@pytest.mark.failure
def test_an_unknown_series_is_named(results):
    with pytest.raises(KeyError, match="no weekly series 'beds' for group 'all'"):
        results.weekly("beds")


@pytest.mark.unit
def test_all_357_municipalities_have_a_place_in_norway():
    places = municipality_places()
    assert len(places) == 357
    assert places["lat"].between(57.9, 71.2).all()
    assert places["lon"].between(4.5, 31.2).all()
