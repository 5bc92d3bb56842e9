import pytest

from sim.results import Results
from sim.runs.keys import RunKey
from sim.runs.writer import TableWriter
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


@pytest.mark.unit
def test_what_one_municipality_gives_above_the_request_makes_up_for_no_other(tmp_path):
    key = RunKey("surge", "lean", 0)
    made = synthetic.run_tables("lean", 0)
    years = {name: list(column) for name, column in made.municipality_year.items()}
    generous = years["municipality_number"].index(synthetic.NUMBERS[0])  # its first year, 2024
    years["agreed"][generous] = years["asked"][generous] + 100
    with TableWriter(tmp_path, [key]) as writer:
        writer.add(key, synthetic.with_columns(made, municipality_year=years))
    found = by_year(Results(tmp_path), "surge")
    unmet = found[(found["year"] == 2024) & (found["series"] == "unmet")].iloc[0]
    assert unmet["mean"] == 5 * (len(synthetic.NUMBERS) - 1)
