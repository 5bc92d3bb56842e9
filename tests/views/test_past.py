"""What of the past runs are told stands in the summary, on the console and in a check."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import main
from sim.results import Results
from sim.studies.single import Single
from sim.views.console import make_console, print_single
from sim.views.english import ENGLISH
from sim.views.past import of_scenario
from sim.views.summary import summary
from tests.support import synthetic
from tests.views.test_summary import _manifest

KNOWN = {
    "origin": "2024-04-01",
    "planned": [{"series": "collective", "year": 2024, "persons": 30_000.0, "published": "2024-01-31"}],
    "left_out": ["amot", "close_places"],
    "measures": 5,
}
GIVEN = {
    "votes": [2024],
    "decisions": [{"kind": "collective", "first": "2024-01-01", "last": "2024-03-10"}],
    "misplaced": True,
}
UP_TO = (
    "To 31 Mar 2024 those come who came; from 1 Apr 2024 on each run draws a future of its own, as it could be "
    "foretold then: round the planning figure in force (30,000 with collective protection in 2024, published by "
    "31 Jan 2024)"
)


def _study(folder: Path, past: dict[str, object]) -> Single:
    results = Results(synthetic.write(folder, ("lean",), 3))
    return Single(results, past={("surge", "lean"): past})


@pytest.mark.unit
def test_a_summary_tells_up_to_which_day_is_known_in_place_of_what_came(tmp_path: Path) -> None:
    manifest = _manifest(("lean",), 3)
    manifest["scenarios"][0]["config"]["shock"] = {"says": "What came in 2024", "origin": "2024-04-01"}
    study = _study(tmp_path / "up", KNOWN)
    text = summary(study, manifest)
    assert UP_TO in text
    assert "What came in 2024" not in text
    assert "what was decided from 1 Apr 2024 on is left out, 2 of 5 measures" in text
    assert "Arrivals from 1 Apr 2024 on are drawn: they are not what came." in text
    console = make_console()
    with console.capture() as caught:
        print_single(study, console)
    assert UP_TO[:60] in " ".join(caught.get().split())
    unplanned = " ".join(of_scenario({**KNOWN, "planned": []}, "lean", ENGLISH))
    assert "no planning figure was published in time" in unplanned


@pytest.mark.unit
def test_what_is_given_is_told_and_how_many_decisions_could_not_be_made(tmp_path: Path) -> None:
    study = _study(tmp_path / "up", GIVEN)
    weekly = study.results.weekly("arrivals").copy()
    weekly["value"] = weekly["replication"].astype(float) + (weekly["date"] > pd.Timestamp("2024-03-10")) * 1000.0
    study.results._weekly["decisions_not_made", "all"] = weekly
    text = summary(study, _manifest(("lean",), 3))
    assert "votes of municipalities for 2024 and decisions on collective protection from 1 Jan 2024 to 10 Mar" in text
    assert "lies under arrivals that are not those of these days" in text
    (row,) = study.not_decided.to_dict("records")
    assert (row["mean"], row["low"], row["high"]) == (1.0, 0.0, 2.0)
    assert row["date"].date() <= dt.date(2024, 3, 10)
    assert "1 (0 to 2) could not be decided by" in text


@pytest.mark.unit
def test_a_check_tells_origin_given_and_draws(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "draws.csv"
    table.write_text("casework.staff.caseworkers\n100\n110\n", encoding="utf-8")
    words = ["start=2022-01-01", "shock=replay_2022", "plan=practice_2022", "horizon_days=463", "replications=2"]
    words += ["given=decisions_and_votes"]
    assert main(["check", "run", *words, "shock.origin=2022-04-01"]) == 0
    assert main(["check", "run", *words, "parameters=posterior", f"parameters.path={table}"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    for needed in (
        "To 31 Mar 2022 those come who came",
        "30,000 with collective protection in 2022, published by 15 Mar 2022",
        "13 of 25 measures",
        "Not given, as nothing was published of the days of the run before 1 Apr 2022: votes",
        "2 rows: casework.staff.caseworkers",
    ):
        assert needed in told
