import pandas as pd
import pytest

from sim.results import Results, municipality_places
from sim.views import local
from tests.support import synthetic


@pytest.mark.unit
def test_every_municipality_can_be_looked_up_by_name_and_number(tmp_path):
    results = Results(synthetic.write(tmp_path / "up", ("lean", "buffer"), 4))
    path = local.write(results, municipality_places(), tmp_path)
    frame = pd.read_csv(path, dtype={"number": str})
    oslo = frame[frame["name"] == "Oslo"]
    assert oslo["number"].tolist() == ["0301", "0301"]
    assert oslo["plan"].tolist() == ["lean", "buffer"]
    totals = results.municipality_totals("settled")
    mine = totals[(totals["municipality_number"] == "0301") & (totals["plan"] == "lean")]["value"]
    row = oslo.iloc[0]
    assert (row["runs"], row["settled_low"], row["settled_high"]) == (4, mine.min(), mine.max())
    assert row["settled"] == pytest.approx(mine.mean(), abs=0.06)
    assert (frame["cost_less_grants_nok"] == frame["cost_nok"] - frame["grant_nok"]).all()
