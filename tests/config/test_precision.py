import pytest

from sim.config.faults import BadConfig
from sim.config.load import load


@pytest.mark.unit
def test_auto_brings_the_rules_of_the_file_and_the_most_runs_there_can_be() -> None:
    job = load("compare", ["replications=auto", "precision.cap=50", "precision.absolute.nok=1e6"])
    assert job.settings.replications == "auto"
    assert (job.settings.replications_at_most, job.runs) == (50, 150)
    precision = job.settings.precision
    assert precision is not None
    assert (precision.half_width, precision.minimum, precision.look_ahead) == (0.05, 30, 5)
    assert precision.absolute.by_unit == {"days": 3.0, "share": 0.01, "centres": 0.5, "NOK": 1e6}


@pytest.mark.failure
@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("replications=many", "replications = 'many': must be a whole number from 1 to 10000, or auto"),
        ("replications='10'", "replications = '10': must be a whole number from 1 to 10000, or auto"),
        ("replications=1.5", "replications = 1.5: must be a whole number from 1 to 10000, or auto"),
        ("replications=true", "replications = True: must be a whole number, not true or false"),
        ("replications=0", "replications = 0: must be greater than or equal to 1"),
        ("replications=10001", "replications = 10001: must be less than or equal to 10000"),
        ("precision.cap=5", "precision: cap 5 must not be below minimum 30"),
        ("precision.absolute.days=-1", "precision.absolute.days = -1: must be greater than or equal to 0"),
        ("precision.absolute.hours=1", "precision.absolute.hours = 1: unknown key 'hours'"),
        ("precision.half_width=5", "precision.half_width = 5: must be less than or equal to 1"),
    ],
)
def test_bad_rules_are_named(word: str, said: str) -> None:
    with pytest.raises(BadConfig) as bad:
        load("run", [word, "horizon_days=30"])
    assert said in str(bad.value)
    assert len(bad.value.faults) == 1


@pytest.mark.failure
def test_auto_without_rules_is_refused() -> None:
    with pytest.raises(BadConfig, match="precision: must be given where replications is auto"):
        load("run", ["replications=auto", "precision=null"])
