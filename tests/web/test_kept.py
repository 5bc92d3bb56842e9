"""An answer is named by all that it depends on: files that change under a running server, and the user's settings."""

from pathlib import Path

import pytest

from sim.web import question, work
from sim.web.reading import read
from sim.web.site import Site

START = "defaults: [2024-01-01, _self_]\nfile: {file}\n"
ROWS = "kind,status,where,group,persons,elapsed_days\nplaces,,arrival,,{places},\n"
SMALL = [("plan", "do_nothing"), ("replications", "2"), ("horizon_days", "60")]


def own(folder: Path, file: str = "mine.csv") -> Site:
    """Write a folder of the user's with a start of its own."""
    (folder / "mine" / "start").mkdir(parents=True)
    (folder / "mine" / "start" / "mine.yaml").write_text(START.format(file=file), encoding="utf-8")
    return Site(folder, (str(folder / "mine"),))


@pytest.mark.failure
@pytest.mark.parametrize("outside", [False, True], ids=["beside-it", "elsewhere"])
def test_a_start_that_is_written_anew_is_another_answer(tmp_path, outside):
    numbers = tmp_path / "elsewhere.csv" if outside else tmp_path / "mine" / "start" / "mine.csv"
    site = own(tmp_path, str(numbers) if outside else "mine.csv")
    found = []
    for places in (500, 900):
        numbers.write_text(ROWS.format(places=places), encoding="utf-8")
        asked = read([("start", "mine"), *SMALL], site)
        assert asked.faults == ()
        found.append(work.key(asked.question, site))
        (scenario,) = work.job(asked.question, site).scenarios.values()
        assert str(places) in str(scenario.start)
    assert found[0] != found[1]
    numbers.unlink()
    assert read([("start", "mine"), *SMALL], site).faults == ()  # a file that is gone is told when it is run


@pytest.mark.failure
def test_settings_that_the_tables_depend_on_are_part_of_the_name(tmp_path):
    ours = Path(question.__file__).parents[2] / "configs" / "compare.yaml"
    text = ours.read_text(encoding="utf-8").replace("replications: 30", "replications: auto")
    site = Site(tmp_path, (str(tmp_path),))
    keys = {}
    for name, more in {"auto": "", "early": "precision: {cap: 300, minimum: 5}", "large": "households: true"}.items():
        (tmp_path / "compare.yaml").write_text(f"{text}\n{more}\n", encoding="utf-8")
        for runs in ([], [("replications", "300")]):
            asked = read([("plan", "do_nothing"), ("horizon_days", "60"), *runs], site)
            assert work.job(asked.question, site).settings.replications_at_most == 300
            keys[name, bool(runs)] = work.key(asked.question, site)
    assert keys["auto", False] != keys["auto", True], "it may have stopped early"
    assert keys["auto", False] != keys["early", False]
    assert keys["auto", True] == keys["early", True], "rules that are not used"
    assert len(set(keys.values())) == 5
