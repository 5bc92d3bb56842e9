import pytest

from sim.results import Results
from sim.studies.municipal_totals import by_year
from tests.support import synthetic


@pytest.mark.unit
def test_years_of_the_run_are_summed_over_municipalities_and_later_ones_left_out(tmp_path):
    found = by_year(Results(synthetic.write(tmp_path / "made", ("lean",), 3)), "surge")
    assert sorted(set(found["year"])) == [2024, 2025]
    asked = found[(found["year"] == 2024) & (found["series"] == "asked")].iloc[0]
    count = len(synthetic.NUMBERS)
    assert (asked["low"], asked["mean"], asked["high"]) == (20 * count, 21 * count, 22 * count)


@pytest.mark.unit
def test_what_is_not_agreed_is_what_was_asked_for_less_what_was_agreed(tmp_path):
    found = by_year(Results(synthetic.write(tmp_path / "made", ("lean",), 3)), "surge")
    unmet = found[(found["year"] == 2025) & (found["series"] == "unmet")].iloc[0]
    assert (unmet["low"], unmet["high"]) == (5 * len(synthetic.NUMBERS), 5 * len(synthetic.NUMBERS))
