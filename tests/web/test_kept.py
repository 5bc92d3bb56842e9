"""An answer is named by all that it depends on: files that change under a running server, and the user's settings."""

import json
import re
import shutil
from pathlib import Path

import pytest

from sim.config.load import load
from sim.views.english import ENGLISH
from sim.web import question, work
from sim.web.reading import read
from sim.web.site import Site
from sim.web.uploads import plan_text
from tests.support.staged import QUESTION, plain, stage_of

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


def keyed(site: Site, *pairs: tuple[str, str]) -> str:
    asked = read([("plan", "do_nothing"), ("plan", "mine"), *SMALL[1:], *pairs], site)
    assert asked.faults == ()
    return work.key(asked.question, site)


@pytest.mark.failure
def test_what_plans_are_judged_by_and_what_is_told_as_moved_are_part_of_the_name(tmp_path):
    site, keys = Site(tmp_path, (str(tmp_path),)), {}
    plan = next(iter(load("run", ["plan=agreement_2018"]).scenarios.values())).plan
    (tmp_path / "plan").mkdir()
    for places in (500, 3000):
        reception = plan.reception.model_copy(update={"buffer_places": places})
        mine = plan.model_copy(update={"name": "mine", "reception": reception})
        (tmp_path / "plan" / "mine.yaml").write_text(plan_text(mine), encoding="utf-8")
        keys[places] = keyed(site), keyed(site, ("plans.mine.reception.buffer_places", "3000"))
    moved, written = keys[500][1], keys[3000][0]
    assert moved != written, "the same runs, of which one answer tells of a lever that the other has in its file"
    assert keys[3000][1] == written, "a lever that stands where the file has it"
    judged = {keyed(site)}
    for text in ("losses: [settled]\n", "alike: {cost_total: 5}\n", "losses: [settled]\n"):
        (tmp_path / "robust.yaml").write_text(text, encoding="utf-8")
        judged.add(keyed(site))
    assert len(judged) == 3


@pytest.mark.failure
def test_an_answer_that_was_taken_away_and_made_anew_is_read_anew(tmp_path, small):
    source = tmp_path / "source"
    shutil.copytree(small, source)
    file = source / "manifest.json"
    for stage in stage_of(Site(tmp_path / "served"), source):
        told = []
        for losses in ("cost_total", "churn_centres"):
            manifest = json.loads(file.read_text(encoding="utf-8"))
            manifest["regret"]["losses"] = [losses]
            file.write_text(json.dumps(manifest), encoding="utf-8")
            stage.answered()
            told.append(stage.client.get(f"/comparison/regret?{QUESTION}").text)
            (key,) = set(re.findall(r'name="key" value="([0-9a-f]{16})"', stage.client.get("/results").text))
            assert stage.client.post("/results/remove", data={"key": key}, follow_redirects=False).status_code == 303
    names = [ENGLISH.metric(name) for name in ("cost_total", "churn_centres")]
    assert [[name in plain(page) for name in names] for page in told] == [[True, False], [False, True]]
