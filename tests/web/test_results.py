"""Answers that are kept are listed, taken away by a button, or for room; nothing else is ever removed."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.runs.outdir import MANIFEST
from sim.views.english import ENGLISH
from sim.web.kept import KEY, Shelf, size_of
from sim.web.queue import PLAIN, Queue
from sim.web.runner import Ask
from sim.web.site import Limits, Site
from tests.support.staged import QUESTION, Copying, Stage, plain, stage_of

ONE, TWO, THREE = (f"{number:016x}" for number in (1, 2, 3))
STUDY = "brief-0123abcd-nb"
LONG_AGO = time.time() - 7200.0


class Shelved:
    """A shelf over a queue at rest."""

    def __init__(self, folder: Path, queue: Queue, most: int) -> None:
        self.folder, self.queue, self.shelf = folder, queue, Shelf(folder, queue, most)

    def put(self, key: str, size: int, used: float = LONG_AGO, whole: bool = True) -> Path:
        folder = self.queue.folder(key)
        (folder / "runs").mkdir(parents=True)
        (folder / "runs" / "part").write_bytes(b"x" * size)
        if whole:
            (folder / MANIFEST).write_bytes(b"")
            os.utime(folder / MANIFEST, (LONG_AGO, LONG_AGO))
        os.utime(folder, (LONG_AGO, LONG_AGO))
        self.shelf.note(key, f"/comparison?seed={key[-1]}", lambda words: f"asked in {words.code}")
        os.utime(self.folder / "asked" / key, (used, used))
        return folder

    def there(self) -> list[str]:
        return sorted(each.key for each in self.shelf.all())


@pytest.fixture
def shelved(tmp_path: Path, small: Path) -> Iterator[Shelved]:
    go = threading.Event()
    queue = Queue(tmp_path / "results", 5, 60.0, lambda: Copying(small, go, []))
    yield Shelved(tmp_path, queue, 2500)
    go.set()
    queue.close()


@pytest.mark.unit
def test_the_oldest_unused_go_first_until_there_is_room(shelved: Shelved) -> None:
    shelved.put(ONE, 1000, LONG_AGO + 20)
    shelved.put(TWO, 1000, LONG_AGO)
    shelved.put(THREE, 1000, LONG_AGO + 10)
    shelved.put(STUDY, 1000, time.time())
    shelved.shelf.make_room()
    assert shelved.there() == [ONE, STUDY]
    assert sorted(each.name for each in (shelved.folder / "asked").iterdir()) == [ONE, STUDY]


@pytest.mark.invariant
def test_what_is_made_or_shown_now_is_never_taken(shelved: Shelved) -> None:
    shelved.put(ONE, 5000)
    shelved.put(TWO, 5000, time.time())
    shelved.put(THREE, 5000, whole=False)
    shelved.queue.submit(Ask(THREE, "compare", (), (), shelved.queue.folder(THREE)))
    with shelved.queue.reading(ONE):
        shelved.shelf.make_room()
        assert shelved.there() == [ONE, TWO, THREE]
        assert not shelved.shelf.remove(ONE)
        assert not shelved.shelf.remove(THREE)
    shelved.shelf.make_room()
    assert shelved.there() == [TWO, THREE]
    assert shelved.shelf.remove(TWO), "what was only shown a while ago goes with the button"


@pytest.mark.invariant
def test_runs_that_another_answer_goes_on_from_stay_while_it_is_made(shelved: Shelved) -> None:
    other = "brief-0123abcd-en"
    shelved.put(STUDY, 100)
    shelved.queue.folder(other).mkdir()
    (shelved.queue.folder(other) / "runs").symlink_to((shelved.queue.folder(STUDY) / "runs").resolve())
    assert size_of(shelved.queue.folder(other)) == 0
    with shelved.queue.reading(other):
        assert not shelved.shelf.remove(STUDY)
    assert shelved.shelf.remove(other)
    assert (shelved.queue.folder(STUDY) / "runs" / "part").exists(), "a link is not followed"


@pytest.mark.failure
@pytest.mark.parametrize(
    "key", ["", ".", "..", "../uploads", "{here}/uploads", "uploads", ONE + "/runs", f"{ONE}\n", ".lock", "x" * 16]
)
def test_nothing_but_an_answer_of_the_server_is_removed(shelved: Shelved, key: str) -> None:
    """Every path here lies in the folder of the test, so that a defect removes nothing else."""
    key = key.replace("{here}", str(shelved.folder))
    shelved.put(ONE, 1)
    kept = shelved.folder / "uploads" / ONE
    kept.mkdir(parents=True)
    before = sorted(shelved.folder.rglob("*"))
    assert not shelved.shelf.remove(key)
    assert KEY.fullmatch(key) is None
    if key != "x" * 16 and key != "uploads":
        assert PLAIN.fullmatch(key) is None, "the queue refuses it by itself"
    assert not shelved.queue.take_away(key)
    assert sorted(shelved.folder.rglob("*")) == before


@pytest.mark.failure
def test_a_folder_that_is_a_link_is_left_alone(shelved: Shelved, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / MANIFEST).write_text("mine")
    shelved.queue.folder(ONE).symlink_to(outside)
    shelved.shelf.make_room()
    assert not shelved.shelf.remove(ONE)
    assert (outside / MANIFEST).exists()
    assert shelved.there() == []


@pytest.mark.unit
@pytest.mark.parametrize("language", ["en", "nb"])
def test_the_page_lists_what_was_asked_and_a_button_removes_it(stage: Stage, language: str) -> None:
    assert ENGLISH.say("kept_none") in stage.client.get("/results?lang=en").text
    stage.answered()
    page = stage.client.get(f"/results?lang={language}")
    key = re.search(r'name="key" value="([0-9a-f]{16})"', page.text)
    where = re.search(r'<th scope="row"[^>]*><a href="(/comparison[^"]*)"', page.text)
    assert key is not None
    assert where is not None
    link = where.group(1).replace("&amp;", "&")
    assert link.endswith(f"lang={language}")
    assert ("mass flight" if language == "en" else "masseflukt") in plain(page.text)
    assert "MB" in page.text
    assert stage.client.get(link).status_code == 200
    gone = stage.client.post(f"/results/remove?lang={language}", data={"key": key.group(1)})
    assert key.group(1) not in gone.text
    assert 'role="status"' in gone.text
    again = stage.client.get(link)
    assert 'action="/run?' in again.text, "the address asks the question again"
    stage.answered()
    assert "nav" in stage.client.get(link).text
    refused = stage.client.post("/results/remove", data={"key": "../uploads"})
    assert ENGLISH.say("kept_busy") in refused.text


@pytest.mark.failure
def test_a_study_for_which_there_is_no_room_in_the_queue_leaves_nothing(site: Site, small: Path) -> None:
    for stage in stage_of(Site(site.folder, limits=Limits(jobs=1)), small):
        stage.client.post(f"/run?{QUESTION}", follow_redirects=False)
        assert stage.client.post(f"/study/brief/run?{QUESTION}", follow_redirects=False).status_code == 503
        assert list((site.folder / "results").glob("brief-*")) == []
        assert not list((site.folder / "asked").glob("brief-*"))


@pytest.mark.failure
def test_a_note_that_cannot_be_read_hides_no_answer(shelved: Shelved) -> None:
    shelved.put(ONE, 1000)
    shelved.put(TWO, 2000)
    (shelved.folder / "asked" / ONE).unlink()
    (shelved.folder / "asked" / ONE).mkdir()
    assert shelved.there() == [ONE, TWO]
    shelved.shelf.make_room()
    assert shelved.there() in ([ONE], [TWO])


@pytest.mark.failure
def test_the_form_of_another_page_removes_nothing(shared: Stage) -> None:
    answer = shared.client.post("/results/remove", data={"key": ONE}, headers={"origin": "http://elsewhere.example"})
    assert answer.status_code == 403


@pytest.mark.behaviour
def test_a_server_with_little_room_keeps_the_answer_that_is_shown(site: Site, small: Path) -> None:
    for stage in stage_of(Site(site.folder, limits=Limits(results_bytes=1)), small):
        stage.answered()
        assert stage.client.get(f"/comparison?{QUESTION}").status_code == 200
        (folder,) = (each for each in (site.folder / "results").iterdir() if each.is_dir())
        for each in (folder / MANIFEST, site.folder / "asked" / folder.name):
            os.utime(each, (LONG_AGO, LONG_AGO))
        stage.answered(QUESTION.replace("=200", "=201"))
        end = time.monotonic() + 5.0
        while folder.exists():
            assert time.monotonic() < end
            time.sleep(0.02)
        left = [each for each in (site.folder / "results").iterdir() if each.is_dir() and each.name[0] != "."]
        assert len(left) == 1
