import pandas as pd
import pytest

from sim.results import Results
from sim.studies.compare import Comparison
from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH
from sim.views.refused import refused
from sim.views.regret import regret
from sim.views.write import judged
from tests.support import synthetic

PLANS = ["none", "some"]


def _table(p90=(9.0, None)):
    rows = [
        ("cost_total", "NOK", "lower", "none", 20, 5e9, 2e6, 3e6, 4e6, 12, 10, 1e7),
        ("cost_total", "NOK", "lower", "some", 20, 6e9, 8e6, 9e6, 9.5e6, 10, 8, 1e7),
        ("settled_within_183", "share", "higher", "none", 20, 0.7, 0.0, 0.0, 0.0, 20, 20, 0.005),
        ("settled_within_183", "share", "higher", "some", 20, 0.6, 0.1, 0.12, 0.2, 0, 0, 0.005),
    ]
    columns = ["metric", "unit", "better", "plan", "runs", "value", "mean", "p90", "worst", "best", "alone", "alike"]
    return pd.DataFrame(rows, columns=columns)


def _cells(figure):
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.unit
def test_each_cell_prints_mean_p90_worst_and_how_often_the_plan_is_best():
    cells = _cells(regret(_table(), "surge", PLANS).figure)
    assert cells[1] == "mean 8\nP90 9, worst 9.5\nbest in 10 of 20, 2 tied"
    assert cells[3] == "mean 10\nP90 12, worst 20\nbest in 0 of 20"


@pytest.mark.unit
def test_a_tie_is_told_in_the_words_too():
    text = regret(_table(), "surge", PLANS).text
    assert "none in 12 of 20 runs (2 tied) and some in 10 of 20 runs (2 tied)" in text
    assert "Moved within 183 days, of all with a permit that old 0.5 points" in text, "of shares, in points"


@pytest.mark.unit
def test_too_few_runs_have_no_p90_and_it_is_said():
    drawn = regret(_table().assign(p90=None), "surge", PLANS)
    assert _cells(drawn.figure)[1] == "mean 8\nworst 9.5\nbest in 10 of 20, 2 tied"
    assert "No P90" in drawn.text
    assert "No P90" not in regret(_table(), "surge", PLANS).text


@pytest.mark.unit
def test_shading_is_light_enough_for_black_text_and_grows_with_the_mean():
    patches = [patch.get_facecolor() for patch in regret(_table(), "surge", PLANS).figure.axes[0].patches]
    light = [0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue, _ in patches]
    assert light[2] > light[3], "no regret is lighter than some"
    assert min(light) > 0.6


@pytest.mark.unit
def test_it_speaks_bokmal():
    drawn = regret(_table(), "surge", PLANS, BOKMAL)
    assert _cells(drawn.figure)[1] == "snitt 8\nP90 9, verst 9,5\nbest i 10 av 20, 2 uavgjort"


FAULTS = [{"path": "losses: cost_totals", "rule": "is no metric", "hint": "nearest: cost_total"},
          {"path": "losses", "rule": "cost_total stands more than once", "hint": ""}]  # fmt: skip


@pytest.mark.unit
def test_that_the_file_of_the_user_was_not_used_is_told_with_its_faults_and_nothing_where_it_was():
    told = refused({"regret": {"faults": FAULTS}}, ENGLISH)
    assert (
        "cannot be used (losses: cost_totals: is no metric (nearest: cost_total); losses: cost_total stands more than "
        "once); for regret, Beredt's own"
    ) in told
    spoken = refused({"regret": {"faults": FAULTS}}, BOKMAL)
    assert "losses: cost_totals: er ikke noe måltall" in spoken
    assert "losses: cost_total står mer enn én gang" in spoken
    for manifest in ({"regret": {"faults": []}}, {"regret": {}}, {}):
        assert refused(manifest, ENGLISH) == ""


@pytest.mark.unit
def test_a_plan_that_leaves_many_unregistered_is_told_beside_the_cells_in_which_it_looks_best(tmp_path):
    study = Comparison(Results(synthetic.write(tmp_path / "up", ("lean", "buffer"), 3)))
    queue = "still wait to be registered: 900 (800 to 950) under lean."
    assert queue not in judged(study, "surge")["regret"]().text
    study.still_waiting.loc[study.still_waiting["plan"] == "lean", ["waiting", "low", "high"]] = (900.0, 800.0, 950.0)
    drawn = judged(study, "surge")["regret"]()
    assert queue in drawn.text
    assert queue in " ".join(" ".join(text.get_text() for text in drawn.figure.texts).split())
